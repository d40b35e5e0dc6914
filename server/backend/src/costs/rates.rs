//! Dated rates of currencies, and the amounts that follow when one comes late or was wrong.

use super::{
    base::{Based, Days, Rates},
    row::load_shares,
    total::{lock, total},
};
use crate::{
    Act, Actor, Db, Error, Result, begin,
    jobs::{self, Job},
    params, sql, workspace,
};
use chrono::NaiveDate;
use domain::{
    decimal::DecimalMark,
    fault::{Fault, FieldFault},
    metrics::cost::Amounts,
    money::Currency,
    rate::{DatedRate, Rate, RateDraft, RateRow},
    rights::UseCase,
    workspace::Workspace,
};
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use std::collections::BTreeSet;

/// Rates that one page shows.
const ROWS_MAX: i64 = 500;
/// Rates of one change.
const RATES_MAX: usize = 5000;
/// Lines of one chunk.
const CHUNK: i64 = 1000;

/// The latest rates, the newest day first.
///
/// # Errors
/// `Denied`.
pub async fn index(db: &Db, actor: &Actor) -> Result<Vec<RateRow>> {
    actor.may(UseCase::RateIndex)?;
    let text = format!(
        "SELECT r.currency, r.day, r.foreign_micro, r.home_micro, u.name FROM rate r JOIN app_user u ON u.id = r.user_id ORDER BY r.day DESC, r.currency LIMIT {ROWS_MAX}"
    );
    let rows: Vec<(String, NaiveDate, i64, i64, String)> = sql::tuples(&db.read, &text, params![]).await?;
    let row = |(currency, day, foreign, home, by): (String, NaiveDate, i64, i64, String)| {
        let currency = Currency::parse(&currency).map_err(|_| Error::Internal("stored currency".into()))?;
        Ok(RateRow { currency, day, rate: Rate { foreign, home }, by })
    };
    rows.into_iter().map(row).collect()
}

/// Stores rates, one or a pasted table of them; gives how many. One of the same currency and day takes the place of the earlier.
/// Amounts that go by them follow soon; frozen plans do not.
///
/// # Errors
/// `Denied`; `Invalid` with all faults at `N.FIELD`, nothing is stored then.
pub async fn save(db: &Db, actor: &Actor, request: &str, input: &[RateDraft], mark: DecimalMark) -> Result<i64> {
    actor.may(UseCase::RateSave)?;
    let home = workspace::existing(&db.read).await?.currency;
    if input.len() > RATES_MAX {
        return Err(Error::invalid("rates", Fault::TooLarge));
    }
    let mut faults: Vec<FieldFault> = Vec::new();
    let mut rates: Vec<DatedRate> = Vec::new();
    for (n, draft) in input.iter().enumerate() {
        match draft.read(home, mark) {
            Ok(rate) => rates.push(rate),
            Err(found) => {
                let at = |f: FieldFault| FieldFault { field: format!("{n}.{}", f.field), fault: f.fault };
                faults.extend(found.into_iter().map(at));
            }
        }
    }
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let act: Act = begin!(db, actor, UseCase::RateSave, request);
    for DatedRate { currency, day, rate } in &rates {
        let text = "INSERT INTO rate (currency, day, foreign_micro, home_micro, user_id) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (currency, day) DO UPDATE SET foreign_micro = excluded.foreign_micro, home_micro = excluded.home_micro, user_id = excluded.user_id";
        let values = params![currency.code(), *day, rate.foreign, rate.home, actor.user_id];
        sql::execute(&act.tx, text, values).await?;
    }
    jobs::enqueue_anew(&act.tx, actor, jobs::Kind::Rates, 0).await?;
    let count = i64::try_from(rates.len()).unwrap_or(0);
    act.finish(count, "rate", None, &count.to_string()).await
}

/// Takes a rate away.
///
/// # Errors
/// `Denied`, `NotFound`.
pub async fn delete(db: &Db, actor: &Actor, request: &str, currency: &str, day: NaiveDate) -> Result<()> {
    let act: Act = begin!(db, actor, UseCase::RateDelete, request);
    let text = "DELETE FROM rate WHERE currency = $1 AND day = $2";
    if sql::execute(&act.tx, text, params![currency, day]).await? == 0 {
        return Err(Error::NotFound);
    }
    jobs::enqueue_anew(&act.tx, actor, jobs::Kind::Rates, 0).await?;
    act.finish((), "rate", None, &format!("{currency} {day}")).await
}

/// Brings the amounts of lines in other currencies up to the rates that are known, some lines at a time. Plans that wait for a
/// decision keep theirs, so that nobody approves another sum than the one asked about.
///
/// # Errors
/// What the database answers.
pub async fn run_rates(db: &Db, job: &Job) -> Result<()> {
    let workspace = workspace::existing(&db.read).await?;
    let mut after: i64 = job.cursor.parse().unwrap_or(0);
    loop {
        let tx = db.begin().await?;
        let filter =
            format!("l.id > $2 AND NOT {} ORDER BY l.id LIMIT {CHUNK}", crate::approvals::waits("l.campaign_id"));
        let last = rebase(&tx, &workspace, &filter, after, None).await?;
        let Some(last) = last else {
            jobs::end(&tx, job).await?;
            tx.commit().await?;
            return Ok(());
        };
        after = last;
        jobs::advance(&tx, job, &after.to_string(), after, 0).await?;
        tx.commit().await?;
    }
}

/// Plans the lines of a campaign anew at the rates of a day: before it is promised.
pub(crate) async fn replan(
    tx: &DatabaseTransaction,
    workspace: &Workspace,
    campaign: i64,
    day: NaiveDate,
) -> Result<()> {
    rebase(tx, workspace, "l.campaign_id = $2", campaign, Some(day)).await.map(drop)
}

#[derive(Debug, sea_orm::FromQueryResult)]
struct Row {
    id: i64,
    month: NaiveDate,
    currency: String,
    planned_minor: i64,
    committed_minor: Option<i64>,
    actual_minor: Option<i64>,
    closed: bool,
    rate_day: Option<NaiveDate>,
    day: NaiveDate,
    committed_day: Option<NaiveDate>,
    document_day: Option<NaiveDate>,
}

/// Converts lines in other currencies again; gives the last of them. `planned` is the day whose rate their plan takes.
async fn rebase(
    tx: &DatabaseTransaction,
    workspace: &Workspace,
    filter: &str,
    id: i64,
    planned: Option<NaiveDate>,
) -> Result<Option<i64>> {
    let text = format!("SELECT l.id, l.campaign_id FROM cost_line l WHERE l.currency <> $1 AND {filter}");
    let found: Vec<(i64, i64)> = sql::tuples(tx, &text, params![workspace.currency.code(), id]).await?;
    if found.is_empty() {
        return Ok(None);
    }
    let ids: Vec<i64> = found.iter().map(|(id, _)| *id).collect();
    let shares = load_shares(tx, &ids).await?;
    let campaigns: BTreeSet<i64> =
        found.iter().map(|(_, id)| *id).chain(shares.values().flatten().map(|(id, _)| *id)).collect();
    lock(tx, &campaigns).await?;
    let mut params = sql::Params::default();
    let text = format!(
        "SELECT l.id, COALESCE(l.month, l.day) AS month, l.currency, l.planned_minor, l.committed_minor, l.actual_minor, l.closed, l.rate_day, l.day, l.committed_day, l.document_day
         FROM cost_line l WHERE l.id IN ({})",
        sql::list(&mut params, ids)
    );
    let rows: Vec<Row> = sql::rows(tx, &text, params.0).await?;
    let currency = |row: &Row| Currency::parse(&row.currency).unwrap_or(workspace.currency);
    let days = |row: &Row| Days {
        rate: planned.or(row.rate_day).unwrap_or(row.day),
        committed: row.committed_day,
        document: row.document_day,
    };
    let wanted = rows.iter().flat_map(|row| days(row).all().into_iter().map(|day| (currency(row), day)));
    let rates = Rates::load(tx, workspace.currency, wanted).await?;
    for row in &rows {
        let amounts = Amounts {
            planned: row.planned_minor,
            committed: row.committed_minor,
            actual: row.actual_minor,
            closed: row.closed,
        };
        let based = Based::of(&amounts, currency(row), days(row), &rates)?;
        write(tx, row.id, days(row).rate, &based).await?;
    }
    let months: BTreeSet<NaiveDate> = rows.iter().map(|row| row.month).collect();
    total(tx, &campaigns, &months).await?;
    Ok(rows.iter().map(|row| row.id).max())
}

async fn write(tx: &impl ConnectionTrait, id: i64, rate_day: NaiveDate, based: &Based) -> Result<()> {
    let bases = |based: &Based| {
        params![
            based.planned,
            based.amounts.committed,
            based.amounts.actual,
            based.amounts.exposure(),
            based.amounts.forecast(),
        ]
    };
    let set = "planned_base = $2, committed_base = $3, actual_base = $4, exposure_base = $5, forecast_base = $6";
    let text = format!("UPDATE cost_line SET {set}, rateless = $7, rate_day = $8 WHERE id = $1");
    let mut values = params![id];
    values.extend(bases(based));
    values.extend(params![based.rateless, rate_day]);
    sql::execute(tx, &text, values).await?;
    let shares: Vec<(i64, i64)> =
        sql::tuples(tx, "SELECT campaign_id, weight FROM cost_share WHERE line_id = $1 ORDER BY position", params![id])
            .await?;
    let weights: Vec<u32> = shares.iter().map(|(_, weight)| u32::try_from(*weight).unwrap_or(0)).collect();
    for ((campaign, _), part) in shares.iter().zip(based.split(&weights)) {
        let mut values = params![id];
        values.extend(bases(&part));
        values.extend(params![*campaign]);
        sql::execute(tx, &format!("UPDATE cost_share SET {set} WHERE line_id = $1 AND campaign_id = $7"), values)
            .await?;
    }
    Ok(())
}
