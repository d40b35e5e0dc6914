//! Acquisition channels compared: leads, wins, conversion with its interval, revenue. Leads without a channel are a row of
//! their own and not the channel "unknown".

use crate::{
    Actor, Db, Result,
    campaigns::rows::{leads, opportunities, page},
    params,
    people::SHOWN,
    sql,
    sql::Params,
    workspace,
};
use chrono::NaiveDate;
use domain::{
    calendar::Calendar,
    campaign::FigureRows,
    channel::{ChannelRow, ChannelRowsOf, ChannelView, Cohort, MonthCount},
    metrics::{Figure, Ratio, Totals, Value, interval, median_doubled, share, value},
    rights::UseCase,
};
use sea_orm::ConnectionTrait;
use std::collections::HashMap;

/// Won deals joined to their lead.
const WON: &str = "FROM opportunity o JOIN lead l ON l.id = o.lead_id WHERE o.state = 'won'";

/// The channel page.
///
/// # Errors
/// `Denied`.
pub async fn view(db: &Db, actor: &Actor) -> Result<ChannelView> {
    actor.may(UseCase::ChannelView)?;
    let db = &db.snapshot().await?;
    let calendar = workspace::existing(db).await?.calendar;
    let leads: Vec<(Option<i64>, Option<String>, i64)> = sql::tuples(
        db,
        "SELECT l.channel_id, h.name, l.n FROM (SELECT channel_id, COUNT(*) AS n FROM lead GROUP BY channel_id) l LEFT JOIN channel h ON h.id = l.channel_id ORDER BY l.n DESC, h.name",
        params![],
    )
    .await?;
    let text = format!(
        "SELECT l.channel_id, COUNT(DISTINCT l.id), CAST(SUM(o.amount_minor) AS BIGINT) {WON} GROUP BY l.channel_id"
    );
    let won: Vec<(Option<i64>, i64, i64)> = sql::tuples(db, &text, params![]).await?;
    let won: HashMap<Option<i64>, (i64, i64)> = won.into_iter().map(|(id, n, sum)| (id, (n, sum))).collect();
    // What the activities cost by which leads come through a channel; lines of a campaign as a whole are of no channel.
    let costs: Vec<(i64, i64, i64)> = sql::tuples(
        db,
        "SELECT h.id, CAST(COALESCE(SUM(c.actual_base), 0) AS BIGINT), CAST(SUM(c.paid) AS BIGINT) FROM (SELECT MIN(id) AS id, kind FROM channel WHERE kind IS NOT NULL GROUP BY kind) h JOIN activity a ON a.kind = h.kind JOIN cost_sum c ON c.activity_id = a.id GROUP BY h.id",
        params![],
    )
    .await?;
    let costs: HashMap<i64, (i64, i64)> = costs.into_iter().map(|(id, sum, lines)| (id, (sum, lines))).collect();
    let all = leads.iter().map(|(_, _, n)| n).sum::<i64>();
    let all_won = won.values().map(|(n, _)| n).sum::<i64>();
    let overall = Ratio::new(all_won, all);
    let compared = leads.len();
    let rows: Vec<ChannelRow> = leads
        .into_iter()
        .map(|(id, name, leads)| {
            let (won, revenue) = won.get(&id).copied().unwrap_or_default();
            let ratio = Ratio::new(won, leads);
            ChannelRow {
                interval: ratio.map(|r| interval::wilson(r, interval::Z_95)),
                standing: ratio.zip(overall).map(|(r, all)| interval::standing(r, all, compared)),
                ..row(id, name.unwrap_or_default(), (leads, won, revenue), id.and_then(|id| costs.get(&id)).copied())
            }
        })
        .collect();
    let total = row(None, String::new(), (all, all_won, rows.iter().map(|r| r.revenue).sum()), None);
    let (first_contact, last_contact): (Option<NaiveDate>, Option<NaiveDate>) =
        sql::tuple(db, "SELECT MIN(created_day), MAX(created_day) FROM lead", params![]).await?.unwrap_or_default();
    let last_won = sql::scalar(db, &format!("SELECT MAX(o.closed_day) {WON}"), params![]).await?;
    let days = sql::days_between(db.get_database_backend(), "l.created_day", "o.closed_day");
    let mut stays: Vec<(i64, i64)> =
        sql::tuples(db, &format!("SELECT {days}, COUNT(*) {WON} GROUP BY {days}"), params![]).await?;
    let count = |of: fn(i64) -> bool| stays.iter().filter(|(days, _)| of(*days)).map(|(_, n)| n).sum();
    let (won_before_contact, won_same_day) = (count(|days| days < 0), count(|days| days == 0));
    Ok(ChannelView {
        rows,
        total,
        first_contact,
        last_contact,
        last_won,
        won_by_month: won_by_month(db, calendar).await?,
        cohorts: cohorts(db, calendar).await?,
        won_without_amount: sql::scalar(db, &format!("SELECT COUNT(*) {WON} AND o.amount_minor = 0"), params![])
            .await?,
        won_before_contact,
        won_same_day,
        median_days_doubled: median_doubled(&mut stays),
    })
}

/// A channel; `cost` is what is written down and in how many lines. Without any, cost figures are a dash with that reason,
/// never a zero.
fn row(id: Option<i64>, name: String, (leads, won, revenue): (i64, i64, i64), cost: Option<(i64, i64)>) -> ChannelRow {
    let (actual_cost, cost_lines_with_actual) = cost.unwrap_or_default();
    let totals = Totals { new_leads: leads, won, revenue, actual_cost, cost_lines_with_actual, ..Totals::default() };
    ChannelRow {
        id,
        name,
        leads,
        won,
        conversion: share(won, leads),
        interval: None,
        standing: None,
        revenue,
        cost_per_lead: value(Figure::CostPerLead, &totals),
        roi: value(Figure::Roi, &totals),
    }
}

async fn won_by_month(db: &impl ConnectionTrait, calendar: Calendar) -> Result<Vec<MonthCount>> {
    let days = format!("SELECT o.closed_day AS day, COUNT(*) AS amount {WON} GROUP BY o.closed_day");
    let counted = by_month(db, &days, calendar).await?;
    Ok(months(calendar, counted.keys())
        .map(|month| MonthCount { count: counted.get(&month.first).copied().unwrap_or(0), month })
        .collect())
}

async fn cohorts(db: &impl ConnectionTrait, calendar: Calendar) -> Result<Vec<Cohort>> {
    let leads =
        by_month(db, "SELECT created_day AS day, COUNT(*) AS amount FROM lead GROUP BY created_day", calendar).await?;
    let won = format!("SELECT l.created_day AS day, COUNT(DISTINCT l.id) AS amount {WON} GROUP BY l.created_day");
    let won = by_month(db, &won, calendar).await?;
    let of = |map: &HashMap<NaiveDate, i64>, day| map.get(&day).copied().unwrap_or(0);
    Ok(months(calendar, leads.keys())
        .map(|month| Cohort { leads: of(&leads, month.first), won: of(&won, month.first), month })
        .collect())
}

async fn by_month(db: &impl ConnectionTrait, days: &str, calendar: Calendar) -> Result<HashMap<NaiveDate, i64>> {
    let rows: Vec<(NaiveDate, i64)> = sql::tuples(db, &sql::by_month(days, "$1"), params![calendar.as_str()]).await?;
    Ok(rows.into_iter().collect())
}

/// Every month from the first to the last of `days`, those without anything too; at most ten years.
fn months<'a>(
    calendar: Calendar,
    days: impl Iterator<Item = &'a NaiveDate> + Clone,
) -> impl Iterator<Item = domain::calendar::Month> {
    let ends = days.clone().min().zip(days.max());
    let all = ends.map(|(first, last)| calendar.months(*first, *last)).unwrap_or_default();
    let skip = all.len().saturating_sub(120);
    all.into_iter().skip(skip)
}

/// Leads that were won, with what they brought: one row a lead, as the conversion counts them.
fn won_leads(actor: &Actor, condition: &str) -> String {
    let hidden =
        format!("SELECT 1 FROM opportunity h WHERE h.lead_id = l.id AND h.state = 'won' AND NOT {}", actor.sees("h"));
    let seen = format!("({} AND NOT EXISTS ({hidden}))", actor.sees("l"));
    format!(
        "SELECT l.id * 2 AS key, l.id AS id, p.id AS person_id, {SHOWN} AS name, a.name AS account, o.closed_day AS day, 'won' AS state,
         o.amount AS amount, {} AS seen FROM lead l JOIN (
            SELECT lead_id, MIN(closed_day) AS closed_day, CAST(SUM(amount_minor) AS BIGINT) AS amount FROM opportunity WHERE state = 'won' AND lead_id IS NOT NULL GROUP BY lead_id
         ) o ON o.lead_id = l.id JOIN person p ON p.id = l.person_id LEFT JOIN account a ON a.id = p.account_id WHERE {condition}",
        seen
    )
}

/// The rows behind a figure of the channel page.
///
/// # Errors
/// `Denied`, `Invalid` for a cursor that cannot be read.
pub async fn rows(db: &Db, actor: &Actor, of: ChannelRowsOf, after: Option<&str>) -> Result<FigureRows> {
    actor.may(UseCase::ChannelRows)?;
    let db = &db.snapshot().await?;
    let calendar = workspace::existing(db).await?.calendar;
    let mut params = Params::default();
    let channel = |id: Option<i64>, params: &mut Params| {
        id.map_or_else(|| "l.channel_id IS NULL".to_owned(), |id| format!("l.channel_id = {}", params.add(id)))
    };
    let won = |condition: &str| won_leads(actor, condition);
    let source = match of {
        ChannelRowsOf::Leads(id) => leads(actor, &channel(id, &mut params)),
        ChannelRowsOf::Won(id) => won(&channel(id, &mut params)),
        ChannelRowsOf::AllLeads => leads(actor, "1 = 1"),
        ChannelRowsOf::WithoutCampaign => leads(actor, "l.campaign_id IS NULL"),
        ChannelRowsOf::AllWon => won("1 = 1"),
        ChannelRowsOf::WonIn(day) => {
            let month = calendar.month_of(day);
            let between = format!("o.closed_day BETWEEN {} AND {}", params.add(month.first), params.add(month.last));
            opportunities(actor, &format!("o.state = 'won' AND o.lead_id IS NOT NULL AND {between}"))
        }
        ChannelRowsOf::Cohort(day) => {
            let month = calendar.month_of(day);
            leads(actor, &format!("l.created_day BETWEEN {} AND {}", params.add(month.first), params.add(month.last)))
        }
        ChannelRowsOf::BeforeContact => opportunities(
            actor,
            "o.state = 'won' AND o.closed_day < (SELECT l.created_day FROM lead l WHERE l.id = o.lead_id)",
        ),
        ChannelRowsOf::WithoutAmount => {
            opportunities(actor, "o.state = 'won' AND o.lead_id IS NOT NULL AND o.amount_minor = 0")
        }
        ChannelRowsOf::Unattributed => opportunities(actor, "o.state = 'won' AND o.campaign_id IS NULL"),
    };
    let page = page(db, &source, params, after).await?;
    let title = match of {
        ChannelRowsOf::Leads(Some(id)) | ChannelRowsOf::Won(Some(id)) => {
            sql::maybe(db, "SELECT name FROM channel WHERE id = $1", params![id]).await?.unwrap_or_default()
        }
        _ => String::new(),
    };
    Ok(FigureRows {
        campaign: String::new(),
        title,
        value: if of == ChannelRowsOf::Unattributed { Value::Money(page.sum) } else { Value::Count(page.all) },
        rows: page.rows,
        visible: page.visible,
        hidden: page.all - page.visible,
        next: page.next,
    })
}
