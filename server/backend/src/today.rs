//! Today: the work of one person, and the recording of what came of it.

mod day;
mod queue;

pub use day::view;
pub use queue::take;

use crate::{
    Act, Actor, Db, Error, Result, act, begin,
    campaigns::{self, facts},
    leads, params,
    people::SHOWN,
    responses::{Source, make_lead},
    sql,
    sql::Params,
    workspace,
};
use chrono::NaiveDate;
use domain::{
    activity::ActivityKind,
    audience::Term,
    calendar::add_working_days,
    fault::{Fault, Faults},
    merge::{Addressee, Template},
    rights::UseCase,
    touch::{Attempt, Outcome, SECONDS_MAX, TouchRecorded, TouchResult, TouchView},
};
use sea_orm::{ConnectionTrait, DatabaseBackend};

/// Work that is planned in campaigns that run, as `FROM … WHERE`, without whose it is.
const OPEN: &str = "FROM touch t JOIN campaign c ON c.id = t.campaign_id AND c.status = 'running' JOIN activity y ON y.id = t.activity_id AND y.state = 'running' WHERE t.state = 'planned'";

#[derive(sea_orm::FromQueryResult)]
struct Record {
    id: i64,
    version: i64,
    activity_id: i64,
    campaign_id: i64,
    person_id: i64,
    list_id: Option<i64>,
    assignee_id: i64,
    due_day: NaiveDate,
    due_minute: i64,
    state: String,
    attempts: i64,
    status: String,
}

async fn record_of(db: &impl ConnectionTrait, actor: &Actor, id: i64) -> Result<Record> {
    let text = "SELECT t.id, t.version, t.activity_id, t.campaign_id, t.person_id, t.list_id, t.assignee_id, t.due_day, t.due_minute, t.state, t.attempts, c.status
        FROM touch t JOIN campaign c ON c.id = t.campaign_id WHERE t.id = $1";
    let record: Record = sql::row(db, text, params![id]).await?;
    if actor.role.sees_own_sales_only() && record.assignee_id != actor.user_id {
        Err(Error::NotFound)
    } else {
        Ok(record)
    }
}

/// The term by which the person must not be contacted any more, asked again at the moment of the contact.
async fn blocked(db: &impl ConnectionTrait, actor: &Actor, record: &Record) -> Result<Option<Term>> {
    let mut stored = campaigns::audience::stored(db, record.activity_id).await?;
    if record.attempts > 0 {
        // A second try of this very touch is no fresh contact.
        stored.skip_days = 0;
    }
    let mut params = Params::default();
    let later = stored.later_terms(db, actor.today, &mut params);
    let text = format!(
        "SELECT CAST(CASE WHEN {} IS NULL THEN 2 {later} ELSE 0 END AS BIGINT) FROM live_person p WHERE p.id = {}",
        stored.address(),
        params.add(record.person_id)
    );
    let code: Option<i64> = sql::maybe(db, &text, params.0).await?;
    // A person who is gone has no address.
    Ok(Term::from_code(code.unwrap_or(2)))
}

/// Everything needed to make one call.
///
/// # Errors
/// `Denied`; `NotFound` also for work of somebody else where the role sees its own only.
pub async fn touch(db: &Db, actor: &Actor, id: i64) -> Result<TouchView> {
    actor.may(UseCase::TouchView)?;
    let db = &db.snapshot().await?;
    let record = record_of(db, actor, id).await?;
    type Row = (String, Option<String>, String, Option<String>, Option<String>, String, String, String);
    let text = format!("SELECT {SHOWN}, CASE WHEN p.name <> '' THEN a.name END, p.place, p.phone, p.email, y.kind, y.script, c.name FROM touch t JOIN person p ON p.id = t.person_id
        LEFT JOIN account a ON a.id = p.account_id JOIN activity y ON y.id = t.activity_id JOIN campaign c ON c.id = t.campaign_id WHERE t.id = $1");
    let (person, account, place, phone, email, kind, script, campaign): Row =
        sql::tuple(db, &text, params![id]).await?.ok_or(Error::NotFound)?;
    let attempts: Vec<(NaiveDate, String, String, String)> = sql::tuples(
        db,
        "SELECT a.day, a.outcome, a.note, u.name FROM attempt a JOIN app_user u ON u.id = a.user_id WHERE a.touch_id = $1 ORDER BY a.id DESC LIMIT 50",
        params![id],
    )
    .await?;
    let week = workspace::existing(db).await?.working_days;
    Ok(TouchView {
        id,
        version: record.version,
        person_id: record.person_id,
        person,
        account: account.unwrap_or_default(),
        place,
        phone: phone.unwrap_or_default(),
        email: email.unwrap_or_default(),
        kind: ActivityKind::parse(&kind).unwrap_or(ActivityKind::Call),
        campaign_id: record.campaign_id,
        campaign,
        script: script_for(db, &script, id).await?,
        due: record.due_day,
        done: record.state != "planned",
        attempts: attempts
            .into_iter()
            .filter_map(|(day, outcome, note, by)| Some(Attempt { day, outcome: Outcome::parse(&outcome)?, note, by }))
            .collect(),
        blocked: if record.state == "planned" { blocked(db, actor, &record).await? } else { None },
        next_day: add_working_days(actor.today, 2, week),
        next: next(db, actor, &record).await?,
    })
}

/// What to say, with the words for this person in the places of the personal fields.
async fn script_for(db: &impl ConnectionTrait, script: &str, touch: i64) -> Result<String> {
    let Ok(template) = Template::parse(script) else { return Ok(script.to_owned()) };
    let text = "SELECT p.name, COALESCE(a.name, ''), p.job_title, p.place, u.name FROM touch t JOIN person p ON p.id = t.person_id
        LEFT JOIN account a ON a.id = p.account_id JOIN app_user u ON u.id = t.assignee_id WHERE t.id = $1";
    let (name, organisation, job_title, place, sender): (String, String, String, String, String) =
        sql::tuple(db, text, params![touch]).await?.ok_or(Error::NotFound)?;
    let to =
        Addressee { name: &name, organisation: &organisation, job_title: &job_title, place: &place, sender: &sender };
    Ok(template.fill(|field| to.word(field)))
}

/// The piece of work after this one, in the order of Today.
async fn next(db: &impl ConnectionTrait, actor: &Actor, record: &Record) -> Result<Option<i64>> {
    let text = format!(
        "SELECT t.id {OPEN} AND t.assignee_id = $1 AND t.due_day <= $2 AND t.id <> $3 ORDER BY t.due_day, t.due_minute, t.id LIMIT 1"
    );
    let own = format!(
        "SELECT t.id {OPEN} AND t.assignee_id = $1 AND t.due_day <= $2 AND (t.due_day, t.due_minute, t.id) > ($3, $4, $5) ORDER BY t.due_day, t.due_minute, t.id LIMIT 1"
    );
    let following: Option<i64> =
        sql::maybe(db, &own, params![actor.user_id, actor.today, record.due_day, record.due_minute, record.id]).await?;
    match following {
        Some(id) => Ok(Some(id)),
        None => sql::maybe(db, &text, params![actor.user_id, actor.today, record.id]).await,
    }
}

/// Records how an attempt ended. "Interested" makes a response and, if wished, a lead in the same transaction.
///
/// # Errors
/// `Denied`, `Invalid` at `note`, `seconds` or `next_day`, `Conflict`; `State` when the campaign does not run or the work
/// is done already.
pub async fn record(db: &Db, actor: &Actor, request: &str, input: &TouchResult) -> Result<TouchRecorded> {
    actor.may(UseCase::TouchRecord)?;
    let mut faults = Faults::default();
    if input.note.chars().count() > 2000 {
        faults.add("note", Fault::TooLong);
    }
    if !(0..=SECONDS_MAX).contains(&input.seconds) {
        faults.add("seconds", Fault::TooLarge);
    }
    if input.next_day.is_some_and(|day| day < actor.today) {
        faults.add("next_day", Fault::PastDay);
    }
    if !faults.is_empty() {
        return Err(Error::Invalid(faults.into_vec()));
    }
    let week = workspace::existing(&db.read).await?.working_days;
    let act: Act = begin!(db, actor, UseCase::TouchRecord, request);
    hold_campaign(&act.tx, input.id).await?;
    let record = record_of(&act.tx, actor, input.id).await?;
    act::claim_version(&act.tx, "touch", input.id, input.version).await?;
    if record.status != "running" || record.state != "planned" || input.outcome == Outcome::Sent {
        return Err(Error::State("no open work"));
    }
    if let Some(term) = blocked(&act.tx, actor, &record).await? {
        sql::execute(
            &act.tx,
            "UPDATE touch SET state = 'skipped', done_day = $2 WHERE id = $1",
            params![record.id, actor.today],
        )
        .await?;
        let next = next(&act.tx, actor, &record).await?;
        let answer = TouchRecorded { id: record.id, version: input.version + 1, lead: None, next, skipped: Some(term) };
        return act.finish(answer, "touch", Some(record.id), "skipped").await;
    }
    let attempt: i64 = sql::scalar(
        &act.tx,
        "INSERT INTO attempt (touch_id, user_id, day, at_ms, outcome, seconds, note, due_before) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id",
        params![record.id, actor.user_id, actor.today, actor.now_ms, input.outcome.as_str(), input.seconds, input.note.trim(), record.due_day],
    )
    .await?;
    let state = match input.outcome {
        outcome if outcome.is_tried_again() => "planned",
        Outcome::WrongNumber => "failed",
        _ => "done",
    };
    let due = if state == "planned" {
        input.next_day.unwrap_or_else(|| add_working_days(actor.today, 2, week))
    } else {
        record.due_day
    };
    let done_day = (state != "planned").then_some(actor.today);
    sql::execute(
        &act.tx,
        "UPDATE touch SET state = $2, outcome = $3, attempts = attempts + 1, due_day = $4, done_day = $5 WHERE id = $1",
        params![record.id, state, input.outcome.as_str(), due, done_day],
    )
    .await?;
    let lead = follow(&act.tx, actor, &record, attempt, input).await?;
    leads::rules::score_person(&act.tx, record.person_id).await?;
    let next = next(&act.tx, actor, &record).await?;
    let answer = TouchRecorded { id: record.id, version: input.version + 1, lead, next, skipped: None };
    act.finish(answer, "touch", Some(record.id), input.outcome.as_str()).await
}

/// Keeps the campaign of a touch as it is until this transaction ends: its launch must not be undone meanwhile. SQLite
/// lets one transaction write at a time anyway.
async fn hold_campaign(db: &impl ConnectionTrait, touch: i64) -> Result<()> {
    if db.get_database_backend() != DatabaseBackend::Sqlite {
        let text = "SELECT c.id FROM campaign c JOIN touch t ON t.campaign_id = c.id WHERE t.id = $1 FOR SHARE OF c";
        sql::raw(db, text, params![touch]).await?;
    }
    Ok(())
}

/// What follows from an outcome: contact, response, lead, wishes of the person.
async fn follow(
    db: &impl ConnectionTrait,
    actor: &Actor,
    record: &Record,
    attempt: i64,
    input: &TouchResult,
) -> Result<Option<i64>> {
    let (campaign, person) = (record.campaign_id, record.person_id);
    if input.outcome.is_contact() {
        facts::enter(db, campaign, person, "contacted", actor.today).await?;
        sql::execute(db, "UPDATE person SET last_contact_day = $2 WHERE id = $1", params![person, actor.today]).await?;
    }
    let mut lead = None;
    if input.outcome.is_response() {
        facts::enter(db, campaign, person, "responded", actor.today).await?;
        let response: i64 = sql::scalar(
            db,
            "INSERT INTO response (campaign_id, activity_id, list_id, person_id, attempt_id, outcome, day, note) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id",
            params![campaign, record.activity_id, record.list_id, person, attempt, input.outcome.as_str(), actor.today, input.note.trim()],
        )
        .await?;
        if input.outcome == Outcome::Interested && input.make_lead {
            let source = Source {
                campaign,
                activity: Some(record.activity_id),
                list: record.list_id,
                person,
                response,
                by_its_channel: true,
                // Whoever called has spoken with them.
                owner: Some(actor.user_id),
                otherwise: None,
                by_file: false,
            };
            lead = Some(make_lead(db, actor, &source).await?);
        }
    }
    match input.outcome {
        Outcome::NotInterested => facts::fail(db, campaign, person).await?,
        Outcome::DoNotContact => {
            facts::fail(db, campaign, person).await?;
            let wish = campaigns::audience::stored(db, record.activity_id).await?.wish();
            let text = format!("UPDATE person SET {wish} = TRUE, version = version + 1 WHERE id = $1 AND NOT {wish}");
            if sql::execute(db, &text, params![person]).await? == 1 {
                sql::execute(db, "UPDATE attempt SET wish_set = TRUE WHERE id = $1", params![attempt]).await?;
            }
        }
        _ => {}
    }
    Ok(lead)
}

#[derive(sea_orm::FromQueryResult)]
struct Last {
    id: i64,
    user_id: i64,
    day: NaiveDate,
    outcome: String,
    due_before: NaiveDate,
    wish_set: bool,
}

/// Takes the last attempt of today back, with all that followed from it.
///
/// # Errors
/// `Denied`, `Conflict`; `State` when it is not one's own of today, or its lead was worked on.
pub async fn reopen(db: &Db, actor: &Actor, request: &str, id: i64, version: i64) -> Result<i64> {
    let act: Act = begin!(db, actor, UseCase::TouchReopen, request);
    let record = record_of(&act.tx, actor, id).await?;
    act::claim_version(&act.tx, "touch", id, version).await?;
    let text = "SELECT id, user_id, day, outcome, due_before, wish_set FROM attempt WHERE touch_id = $1 ORDER BY id DESC LIMIT 1";
    let last: Last = sql::row(&act.tx, text, params![id]).await?;
    if last.user_id != actor.user_id || last.day != actor.today || record.status != "running" {
        return Err(Error::State("not to be taken back"));
    }
    let outcome = Outcome::parse(&last.outcome).ok_or_else(|| Error::Internal("stored outcome".into()))?;
    unfollow(&act.tx, &record, &last, outcome).await?;
    sql::execute(&act.tx, "DELETE FROM attempt WHERE id = $1", params![last.id]).await?;
    sql::execute(
        &act.tx,
        "UPDATE touch SET state = $3, attempts = attempts - 1, due_day = $2, done_day = NULL, outcome = (SELECT outcome FROM attempt WHERE touch_id = $1 ORDER BY id DESC LIMIT 1)
         WHERE id = $1",
        params![id, last.due_before, if outcome == Outcome::Sent { "queued" } else { "planned" }],
    )
    .await?;
    act.finish(version + 1, "touch", Some(id), "reopened").await
}

async fn unfollow(db: &impl ConnectionTrait, record: &Record, last: &Last, outcome: Outcome) -> Result<()> {
    let (campaign, person) = (record.campaign_id, record.person_id);
    let worked = "SELECT COUNT(*) FROM lead WHERE response_id IN (SELECT id FROM response WHERE attempt_id = $1) AND (version > 1 OR state <> 'new')";
    if sql::scalar::<i64>(db, worked, params![last.id]).await? > 0 {
        return Err(Error::State("the lead was worked on"));
    }
    sql::execute(
        db,
        "DELETE FROM lead WHERE response_id IN (SELECT id FROM response WHERE attempt_id = $1)",
        params![last.id],
    )
    .await?;
    sql::execute(db, "DELETE FROM response WHERE attempt_id = $1", params![last.id]).await?;
    let leads = "SELECT COUNT(*) FROM lead WHERE person_id = $1 AND campaign_id = $2";
    if sql::scalar::<i64>(db, leads, params![person, campaign]).await? == 0 {
        facts::leave(db, campaign, person, "lead").await?;
    }
    let responses = "SELECT COUNT(*) FROM response WHERE person_id = $1 AND campaign_id = $2";
    if sql::scalar::<i64>(db, responses, params![person, campaign]).await? == 0 {
        facts::leave(db, campaign, person, "responded").await?;
    }
    let contacts = "SELECT COUNT(*) FROM attempt a JOIN touch t ON t.id = a.touch_id WHERE t.person_id = $1 AND t.campaign_id = $2 AND a.id <> $3
        AND a.outcome NOT IN ('no_answer', 'wrong_number')";
    if sql::scalar::<i64>(db, contacts, params![person, campaign, last.id]).await? == 0 {
        facts::leave(db, campaign, person, "contacted").await?;
    }
    if outcome.is_contact() {
        let text = "UPDATE person SET last_contact_day = (SELECT MAX(a.day) FROM attempt a JOIN touch t ON t.id = a.touch_id WHERE t.person_id = $1 AND a.id <> $2
            AND a.outcome NOT IN ('no_answer', 'wrong_number')) WHERE id = $1";
        sql::execute(db, text, params![person, last.id]).await?;
    }
    if last.wish_set {
        // Only what this very attempt wrote down; an older wish stays.
        let wish = campaigns::audience::stored(db, record.activity_id).await?.wish();
        let text = format!("UPDATE person SET {wish} = FALSE, version = version + 1 WHERE id = $1");
        sql::execute(db, &text, params![person]).await?;
    }
    if matches!(outcome, Outcome::DoNotContact | Outcome::NotInterested) {
        facts::reopen(db, campaign, person).await?;
    }
    Ok(())
}
