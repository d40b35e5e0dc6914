//! Leads: the table, and the two ways in which a lead ends.

pub mod admin;
pub(crate) mod rules;

use crate::{
    Act, Actor, Db, Error, Result, act, begin,
    campaigns::facts,
    params,
    people::{SHOWN, account_by_name, attributes},
    sql,
    sql::Params,
    workspace,
};
use chrono::NaiveDate;
use domain::{
    attribute::Subject,
    calendar::back_working_days,
    decimal::DecimalMark,
    fault::{Fault, Faults},
    lead::{LeadPage, LeadQuery, LeadRow, LeadState, Qualify},
    money::Money,
    rights::UseCase,
};
use sea_orm::ConnectionTrait;

const PAGE: usize = 50;

fn lead_text() -> String {
    format!("SELECT l.id, l.version, l.person_id, {SHOWN} AS person, a.name AS account, c.name AS campaign, l.campaign_id,
    h.name AS channel, u.name AS owner, l.owner_id, l.state, l.created_day, l.score, r.name AS reason FROM lead l JOIN person p ON p.id = l.person_id
    LEFT JOIN account a ON a.id = COALESCE(l.account_id, p.account_id) LEFT JOIN campaign c ON c.id = l.campaign_id LEFT JOIN channel h ON h.id = l.channel_id
    LEFT JOIN app_user u ON u.id = l.owner_id LEFT JOIN reason r ON r.id = l.reason_id")
}

#[derive(sea_orm::FromQueryResult)]
struct Record {
    id: i64,
    version: i64,
    person_id: i64,
    person: String,
    account: Option<String>,
    campaign: Option<String>,
    campaign_id: Option<i64>,
    channel: Option<String>,
    owner: Option<String>,
    owner_id: Option<i64>,
    state: String,
    created_day: NaiveDate,
    score: i64,
    reason: Option<String>,
}

impl Record {
    fn row(self, late_since: NaiveDate) -> LeadRow {
        LeadRow {
            late: self.state == LeadState::New.as_str() && self.created_day <= late_since,
            owner_id: self.owner_id,
            id: self.id,
            version: self.version,
            person_id: self.person_id,
            person: self.person,
            account: self.account.unwrap_or_default(),
            campaign: self.campaign.unwrap_or_default(),
            campaign_id: self.campaign_id,
            channel: self.channel.unwrap_or_default(),
            owner: self.owner.unwrap_or_default(),
            state: LeadState::parse(&self.state).unwrap_or(LeadState::New),
            created: self.created_day,
            score: None,
            reason: self.reason.unwrap_or_default(),
            values: Vec::new(),
        }
    }
}

/// The last day whose new leads are late: they had the working days that the workspace allows.
async fn late_since(db: &impl ConnectionTrait, actor: &Actor) -> Result<NaiveDate> {
    let workspace = workspace::existing(db).await?;
    let first = back_working_days(actor.today, workspace.lead_days.max(0), workspace.working_days);
    Ok(first.pred_opt().unwrap_or(first))
}

/// How many of the actor's own leads nobody touched yet, and how many of these not in time.
pub(crate) async fn waiting(db: &impl ConnectionTrait, actor: &Actor) -> Result<(i64, i64)> {
    let text = "SELECT COUNT(*), COUNT(CASE WHEN created_day <= $2 THEN 1 END) FROM lead WHERE owner_id = $1 AND state = 'new'";
    let counted = sql::tuple(db, text, params![actor.user_id, late_since(db, actor).await?]).await?;
    Ok(counted.unwrap_or_default())
}

/// Whoever works with a person works on their new leads.
pub(crate) async fn touched(db: &impl ConnectionTrait, person: i64) -> Result<()> {
    let text = "UPDATE lead SET state = 'working', version = version + 1 WHERE person_id = $1 AND state = 'new'";
    sql::execute(db, text, params![person]).await?;
    Ok(())
}

/// One page of leads, newest first or by score. The order goes by the scores that are kept, what is shown is counted anew.
///
/// # Errors
/// `Denied`, `Invalid` for a cursor that cannot be read.
pub async fn index(db: &Db, actor: &Actor, query: &LeadQuery) -> Result<LeadPage> {
    actor.may(UseCase::LeadIndex)?;
    let db = &db.snapshot().await?;
    let since = late_since(db, actor).await?;
    let mut params = Params::default();
    let state = if query.late { LeadState::New } else { query.state.unwrap_or(LeadState::New) };
    let mut filter = format!("l.state = {} AND {}", params.add(state.as_str()), actor.sees("l"));
    if query.late {
        filter = format!("{filter} AND l.created_day <= {}", params.add(since));
    }
    if query.mine {
        filter = format!("{filter} AND l.owner_id = {}", params.add(actor.user_id));
    }
    let order = if query.by_score { "l.score" } else { "l.created_day" };
    if let Some(after) = &query.after {
        let unknown = || Error::invalid("after", Fault::Unknown);
        let (at, id) = after.split_once(':').ok_or_else(unknown)?;
        let at = if query.by_score {
            params.add(at.parse::<i64>().map_err(|_| unknown())?)
        } else {
            params.add(at.parse::<NaiveDate>().map_err(|_| unknown())?)
        };
        let id = params.add(id.parse::<i64>().map_err(|_| unknown())?);
        filter = format!("{filter} AND ({order}, l.id) < ({at}, {id})");
    }
    let text = format!("{} WHERE {filter} ORDER BY {order} DESC, l.id DESC LIMIT {}", lead_text(), PAGE + 1);
    let mut records: Vec<Record> = sql::rows(db, &text, params.0).await?;
    let next = if records.len() > PAGE {
        records.pop();
        let at = |last: &Record| if query.by_score { last.score.to_string() } else { last.created_day.to_string() };
        records.last().map(|last| format!("{}:{}", at(last), last.id))
    } else {
        None
    };
    let mut rows: Vec<LeadRow> = records.into_iter().map(|record| record.row(since)).collect();
    let attributes = attributes::of(db, Subject::Lead).await?;
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let mut values = attributes::filled(db, Subject::Lead, &ids, &attributes).await?;
    let scores = rules::Scores::load(db).await?;
    let open: Vec<i64> = rows.iter().filter(|row| row.state.is_open()).map(|row| row.id).collect();
    let points = scores.of(db, &open).await?;
    for row in &mut rows {
        row.values = values.remove(&row.id).unwrap_or_default();
        row.score = points.get(&row.id).copied();
    }
    let counted: Vec<(String, i64, i64)> = sql::tuples(
        db,
        &format!(
            "SELECT l.state, COUNT(*), COUNT(CASE WHEN l.state = 'new' AND l.created_day <= $1 THEN 1 END) FROM lead l WHERE {}{} GROUP BY l.state",
            actor.sees("l"),
            if query.mine { format!(" AND l.owner_id = {}", actor.user_id) } else { String::new() }
        ),
        params![since],
    )
    .await?;
    let counts = LeadState::ALL
        .map(|state| (state, counted.iter().find(|(s, ..)| s == state.as_str()).map_or(0, |(_, n, _)| *n)))
        .to_vec();
    Ok(LeadPage {
        rows,
        counts,
        late: counted.iter().map(|(.., late)| late).sum(),
        lead_days: workspace::existing(db).await?.lead_days,
        people: crate::campaigns::workers(db).await?,
        next,
        reasons: reasons(db, "disqualified").await?,
        scored: !scores.are_none(),
        attributes,
    })
}

pub(crate) async fn reasons(db: &impl ConnectionTrait, kind: &str) -> Result<Vec<(i64, String)>> {
    sql::tuples(db, "SELECT id, name FROM reason WHERE kind = $1 AND active ORDER BY position, id", params![kind]).await
}

/// One lead.
///
/// # Errors
/// `Denied`; `NotFound` also where the actor may not see it.
pub async fn view(db: &Db, actor: &Actor, id: i64) -> Result<LeadRow> {
    actor.may(UseCase::LeadView)?;
    let db = &db.snapshot().await?;
    let text = format!("{} WHERE l.id = $1 AND {}", lead_text(), actor.sees("l"));
    Ok(sql::row::<Record>(db, &text, params![id]).await?.row(late_since(db, actor).await?))
}

#[derive(sea_orm::FromQueryResult)]
struct Open {
    person_id: i64,
    campaign_id: Option<i64>,
    activity_id: Option<i64>,
    list_id: Option<i64>,
    owner_id: Option<i64>,
    person: String,
}

/// A lead that the actor may see and that is still to be decided.
async fn open(db: &impl ConnectionTrait, actor: &Actor, id: i64) -> Result<Open> {
    let text = format!(
        "SELECT l.person_id, l.campaign_id, l.activity_id, l.list_id, l.owner_id, {SHOWN} AS person, l.state
         FROM lead l JOIN person p ON p.id = l.person_id WHERE l.id = $1 AND {}",
        actor.sees("l")
    );
    let open: Open = sql::row(db, &text, params![id]).await?;
    let undecided: i64 =
        sql::scalar(db, "SELECT COUNT(*) FROM lead WHERE id = $1 AND state IN ('new', 'working')", params![id]).await?;
    if undecided == 0 { Err(Error::State("decided already")) } else { Ok(open) }
}

/// Qualifies a lead: it stays linked to its person, campaign and list, and so does what comes of it. Gives the
/// opportunity, if one was wished.
///
/// # Errors
/// `Denied`, `Invalid` at `account`, `title` or `amount`, `Conflict`; `State` when it is decided already.
pub async fn qualify(db: &Db, actor: &Actor, request: &str, input: &Qualify, mark: DecimalMark) -> Result<Option<i64>> {
    actor.may(UseCase::LeadQualify)?;
    let currency = workspace::existing(&db.read).await?.currency;
    let mut faults = Faults::default();
    if input.account.trim().chars().count() > 160 {
        faults.add("account", Fault::TooLong);
    }
    if input.title.trim().chars().count() > 160 {
        faults.add("title", Fault::TooLong);
    }
    let amount = if input.opportunity { faults.take("amount", amount(&input.amount, mark, currency)) } else { Some(0) };
    let (Some(amount), true) = (amount, faults.is_empty()) else { return Err(Error::Invalid(faults.into_vec())) };
    let act: Act = begin!(db, actor, UseCase::LeadQualify, request);
    let lead = open(&act.tx, actor, input.id).await?;
    let account = if input.account.trim().is_empty() {
        None
    } else {
        Some(account_by_name(&act.tx, input.account.trim()).await?)
    };
    if let Some(account) = account {
        let text = "UPDATE person SET account_id = $2, version = version + 1 WHERE id = $1 AND (account_id IS NULL OR account_id <> $2)";
        sql::execute(&act.tx, text, params![lead.person_id, account]).await?;
    }
    // After the person, as wherever both are written, so that two who do it at once wait and do not stop each other.
    act::claim_version(&act.tx, "lead", input.id, input.version).await?;
    sql::execute(
        &act.tx,
        "UPDATE lead SET state = 'qualified', closed_day = $2, account_id = COALESCE($3, account_id), owner_id = COALESCE(owner_id, $4) WHERE id = $1",
        params![input.id, actor.today, account, actor.user_id],
    )
    .await?;
    if let Some(campaign) = lead.campaign_id {
        facts::enter(&act.tx, campaign, lead.person_id, "converted", actor.today).await?;
    }
    let mut opportunity = None;
    if input.opportunity {
        let title = if input.title.trim().is_empty() { lead.person.as_str() } else { input.title.trim() };
        let id: i64 = sql::scalar(
            &act.tx,
            "INSERT INTO opportunity (lead_id, person_id, account_id, campaign_id, activity_id, list_id, pipeline_id, stage_id, stage_day, title, amount_minor, state, owner_id, created_day)
             SELECT $1, $2, (SELECT account_id FROM person WHERE id = $2), $3, $4, $5, s.pipeline_id, s.id, $6, $7, $8, 'open', $9, $6
             FROM pipeline_stage s WHERE s.pipeline_id = (SELECT id FROM pipeline WHERE active ORDER BY position, id LIMIT 1) ORDER BY s.position LIMIT 1 RETURNING id",
            params![
                input.id,
                lead.person_id,
                lead.campaign_id,
                lead.activity_id,
                lead.list_id,
                actor.today,
                title,
                amount,
                lead.owner_id.unwrap_or(actor.user_id)
            ],
        )
        .await?;
        if let Some(campaign) = lead.campaign_id {
            facts::enter(&act.tx, campaign, lead.person_id, "opportunity", actor.today).await?;
        }
        opportunity = Some(id);
    }
    act.finish(opportunity, "lead", Some(input.id), "qualified").await
}

/// An amount as typed; nothing typed is 0, which the results name as missing.
pub(crate) fn amount(
    typed: &str,
    mark: DecimalMark,
    currency: domain::money::Currency,
) -> std::result::Result<i64, Fault> {
    if typed.trim().is_empty() {
        return Ok(0);
    }
    let money = Money::parse(typed, mark, currency)?;
    if money.minor < 0 { Err(Fault::Negative) } else { Ok(money.minor) }
}

/// Takes a lead to work on it: it is the actor's, and no longer late.
///
/// # Errors
/// `Denied`, `Conflict`; `State` when it is decided already.
pub async fn take(db: &Db, actor: &Actor, request: &str, id: i64, version: i64) -> Result<i64> {
    let act: Act = begin!(db, actor, UseCase::LeadTake, request);
    open(&act.tx, actor, id).await?;
    act::claim_version(&act.tx, "lead", id, version).await?;
    let text = "UPDATE lead SET state = 'working', owner_id = $2, rule_id = NULL WHERE id = $1";
    sql::execute(&act.tx, text, params![id, actor.user_id]).await?;
    act.finish(version + 1, "lead", Some(id), "taken").await
}

/// Gives a lead to a colleague.
///
/// # Errors
/// `Denied`, `Invalid` at `owner`, `Conflict`; `State` when it is decided already.
pub async fn assign(db: &Db, actor: &Actor, request: &str, id: i64, version: i64, owner: i64) -> Result<i64> {
    let act: Act = begin!(db, actor, UseCase::LeadAssign, request);
    open(&act.tx, actor, id).await?;
    act::claim_version(&act.tx, "lead", id, version).await?;
    if !crate::campaigns::workers(&act.tx).await?.iter().any(|(user, _)| *user == owner) {
        return Err(Error::invalid("owner", Fault::Unknown));
    }
    sql::execute(&act.tx, "UPDATE lead SET owner_id = $2, rule_id = NULL WHERE id = $1", params![id, owner]).await?;
    act.finish(version + 1, "lead", Some(id), &format!("owner {owner}")).await
}

/// Disqualifies a lead with one of the workspace's reasons.
///
/// # Errors
/// `Denied`, `Invalid` at `reason`, `Conflict`; `State` when it is decided already.
pub async fn disqualify(db: &Db, actor: &Actor, request: &str, id: i64, version: i64, reason: i64) -> Result<()> {
    let act: Act = begin!(db, actor, UseCase::LeadDisqualify, request);
    let lead = open(&act.tx, actor, id).await?;
    act::claim_version(&act.tx, "lead", id, version).await?;
    let known: Option<i64> =
        sql::maybe(&act.tx, "SELECT id FROM reason WHERE id = $1 AND kind = 'disqualified'", params![reason]).await?;
    known.ok_or_else(|| Error::invalid("reason", Fault::Required))?;
    let text = "UPDATE lead SET state = 'disqualified', closed_day = $2, reason_id = $3 WHERE id = $1";
    sql::execute(&act.tx, text, params![id, actor.today, reason]).await?;
    if let Some(campaign) = lead.campaign_id {
        facts::fail(&act.tx, campaign, lead.person_id).await?;
    }
    act.finish((), "lead", Some(id), "disqualified").await
}
