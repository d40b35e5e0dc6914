//! Letters, e-mails, faxes and messages: made for each recipient, and marked as sent together. Sending itself is somebody
//! else's work; what it needs is [`merged_page`], and what it answers ends in [`run_mark_sent`].

use super::{
    audience::{self, Stored},
    launch::CHUNK,
};
use crate::{
    Act, Actor, Db, Error, Result, begin,
    jobs::{self, Job},
    params, sql,
    sql::Params,
};
use domain::{
    activity::{ActivityKind, Sharing},
    campaign::{Status, WorkView},
    merge::{Addressee, Template},
    rights::UseCase,
    touch::Outcome,
};
use sea_orm::{ConnectionTrait, DatabaseTransaction};

/// Recipients read at once.
const PAGE: i64 = 500;

/// One letter, e-mail or message, merged for its recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    pub touch: i64,
    pub name: String,
    pub organisation: String,
    pub street: String,
    pub postcode: String,
    pub place: String,
    pub email: String,
    pub phone: String,
    pub fax: String,
    pub subject: String,
    pub body: String,
}

/// Open work of an activity.
const OPEN: &str = "t.activity_id = $1 AND t.state = 'queued'";

/// The condition on `t` under which the actor may prepare it: whoever sees all work does all of it, and a queue is
/// everybody's.
fn mine(actor: &Actor, stored: &Stored) -> String {
    if stored.sharing == Sharing::Queue { "(1 = 1)".to_owned() } else { actor.sees_work("t") }
}

/// How far the sending of an activity is, with the first recipient's text as an example.
///
/// # Errors
/// `Denied`, `NotFound`.
pub async fn work(db: &Db, actor: &Actor, activity: i64) -> Result<WorkView> {
    actor.may(UseCase::WorkView)?;
    let db = &db.snapshot().await?;
    let stored = audience::stored(db, activity).await?;
    let record = super::record(db, stored.campaign).await?;
    let text = format!(
        "SELECT COUNT(*), COUNT(CASE WHEN t.state IN ('planned', 'queued') AND {} THEN 1 END), COUNT(CASE WHEN t.state = 'done' THEN 1 END),
         COUNT(CASE WHEN t.state IN ('skipped', 'failed', 'cancelled') THEN 1 END) FROM touch t WHERE t.activity_id = $1",
        mine(actor, &stored)
    );
    let (all, open, done, left): (i64, i64, i64, i64) =
        sql::tuple(db, &text, params![activity]).await?.unwrap_or_default();
    let example = merged(db, actor, &stored, 0, 1).await?.into_iter().next();
    Ok(WorkView {
        id: activity,
        name: stored.name,
        kind: stored.kind,
        state: stored.state,
        campaign_id: record.id,
        campaign: record.name,
        all,
        open,
        done,
        left,
        progress: jobs::progress(db, activity, &[jobs::Kind::MarkSent, jobs::Kind::FollowUp]).await?,
        example: example.map(|m| (m.name, m.subject, m.body)),
    })
}

/// The next recipients behind a piece of work, each with their text. Whoever must not be contacted any more is left out.
///
/// # Errors
/// `Denied`, `NotFound`.
pub async fn merged_page(db: &Db, actor: &Actor, activity: i64, after: i64) -> Result<(ActivityKind, Vec<Merged>)> {
    actor.may(UseCase::WorkExport)?;
    let stored = audience::stored(&db.read, activity).await?;
    Ok((stored.kind, merged(&db.read, actor, &stored, after, PAGE).await?))
}

#[derive(sea_orm::FromQueryResult)]
struct Recipient {
    id: i64,
    name: String,
    organisation: Option<String>,
    job_title: String,
    street: String,
    postcode: String,
    place: String,
    email: Option<String>,
    phone: Option<String>,
    fax: Option<String>,
    sender: String,
}

async fn merged(
    db: &impl ConnectionTrait,
    actor: &Actor,
    stored: &Stored,
    after: i64,
    limit: i64,
) -> Result<Vec<Merged>> {
    let unreadable = |_| Error::Internal(format!("stored text of activity {}", stored.activity));
    let subject = Template::parse(&stored.subject).map_err(unreadable)?;
    let body = Template::parse(&stored.script).map_err(unreadable)?;
    let mut params = Params::default();
    let activity = params.add(stored.activity);
    let later = stored.later_terms(db, actor.today, &mut params);
    let after = params.add(after);
    let text = format!(
        "SELECT t.id, p.name, a.name AS organisation, p.job_title, p.street, p.postcode, p.place, p.email, p.phone, p.fax, u.name AS sender
         FROM touch t JOIN live_person p ON p.id = t.person_id LEFT JOIN account a ON a.id = p.account_id JOIN app_user u ON u.id = t.assignee_id
         WHERE t.activity_id = {activity} AND t.state = 'queued' AND {} AND t.id > {after} AND (CASE WHEN {} IS NULL THEN 2 {later} ELSE 0 END) = 0
         ORDER BY t.id LIMIT {limit}",
        mine(actor, stored),
        stored.address(),
    );
    let found: Vec<Recipient> = sql::rows(db, &text, params.0).await?;
    let fill = |template: &Template, r: &Recipient| {
        let organisation = r.organisation.as_deref().unwrap_or_default();
        let to = Addressee { name: &r.name, organisation, job_title: &r.job_title, place: &r.place, sender: &r.sender };
        template.fill(|field| to.word(field))
    };
    Ok(found
        .into_iter()
        .map(|r| Merged {
            subject: fill(&subject, &r),
            body: fill(&body, &r),
            touch: r.id,
            name: r.name,
            organisation: r.organisation.unwrap_or_default(),
            street: r.street,
            postcode: r.postcode,
            place: r.place,
            email: r.email.unwrap_or_default(),
            phone: r.phone.unwrap_or_default(),
            fax: r.fax.unwrap_or_default(),
        })
        .collect())
}

/// Marks everything open of an activity as sent; who must not be contacted any more is skipped with the reason.
///
/// # Errors
/// `Denied`, `NotFound`; `State` unless it runs and is of a kind that is sent.
pub async fn mark_sent(db: &Db, actor: &Actor, request: &str, activity: i64) -> Result<i64> {
    let act: Act = begin!(db, actor, UseCase::WorkSent, request);
    let stored = audience::stored(&act.tx, activity).await?;
    let record = super::record(&act.tx, stored.campaign).await?;
    if record.status()? != Status::Running || stored.state != Status::Running || !stored.kind.is_sent() {
        return Err(Error::State("not running"));
    }
    let open = format!("SELECT COUNT(*) FROM touch t WHERE {OPEN} AND {}", mine(actor, &stored));
    let open: i64 = sql::scalar(&act.tx, &open, params![activity]).await?;
    if open == 0 {
        return Err(Error::State("no open work"));
    }
    jobs::enqueue(&act.tx, actor, jobs::Kind::MarkSent, activity).await?;
    act.finish(open, "activity", Some(activity), "sent").await
}

/// Runs the marking, some pieces at a time. What is marked is not looked at again, so it goes on anywhere.
///
/// # Errors
/// What the database answers.
pub async fn run_mark_sent(db: &Db, job: &Job) -> Result<()> {
    let stored = audience::stored(&db.read, job.subject).await?;
    let open = format!("SELECT COUNT(*) FROM touch t WHERE {OPEN} AND {}", mine(&job.actor, &stored));
    let mut done: i64 = job.cursor.parse().unwrap_or(0);
    let total = done + sql::scalar::<i64>(&db.read, &open, params![job.subject]).await?;
    loop {
        let tx = db.begin().await?;
        let record = super::record(&tx, stored.campaign).await?;
        // What was finished meanwhile stays as it was left.
        let marked = if record.status()? == Status::Running { mark(&tx, job, &stored).await? } else { 0 };
        done += marked;
        jobs::advance(&tx, job, &done.to_string(), done, total).await?;
        if marked == 0 {
            jobs::finish(&tx, job, UseCase::WorkSent, "activity", &format!("{done} sent")).await?;
            tx.commit().await?;
            return Ok(());
        }
        tx.commit().await?;
    }
}

/// Marks the next pieces; gives how many.
async fn mark(tx: &DatabaseTransaction, job: &Job, stored: &Stored) -> Result<i64> {
    let mut params = Params::default();
    let activity = params.add(stored.activity);
    let later = stored.later_terms(tx, job.actor.today, &mut params);
    let text = format!(
        "SELECT t.id, t.person_id, CAST(CASE WHEN p.id IS NULL OR {} IS NULL THEN 2 {later} ELSE 0 END AS BIGINT), t.due_day
         FROM (SELECT t.id, t.person_id, t.due_day FROM touch t WHERE t.activity_id = {activity} AND t.state = 'queued' AND {} ORDER BY t.id LIMIT {CHUNK}) t
         LEFT JOIN live_person p ON p.id = t.person_id",
        stored.address(),
        mine(&job.actor, stored),
    );
    let found: Vec<(i64, i64, i64, chrono::NaiveDate)> = sql::tuples(tx, &text, params.0).await?;
    let today = job.actor.today;
    let set = async |state: &str, outcome: Option<&str>, ids: Vec<i64>| -> Result<()> {
        if ids.is_empty() {
            return Ok(());
        }
        let mut params = Params::default();
        let (state, outcome, day) = (params.add(state), params.add(outcome), params.add(today));
        let ids = sql::list(&mut params, ids);
        let text = format!(
            "UPDATE touch SET state = {state}, outcome = {outcome}, done_day = {day}, attempts = attempts + CASE WHEN {outcome} IS NULL THEN 0 ELSE 1 END, version = version + 1 WHERE id IN ({ids})"
        );
        sql::execute(tx, &text, params.0).await?;
        Ok(())
    };
    set("skipped", None, found.iter().filter(|f| f.2 != 0).map(|f| f.0).collect()).await?;
    let sent: Vec<_> = found.iter().filter(|f| f.2 == 0).collect();
    set("done", Some(Outcome::Sent.as_str()), sent.iter().map(|f| f.0).collect()).await?;
    let attempts = sent
        .iter()
        .flat_map(|(id, _, _, due)| {
            params![*id, job.actor.user_id, today, job.actor.now_ms, Outcome::Sent.as_str(), 0_i64, "", *due]
        })
        .collect();
    let into = "INSERT INTO attempt (touch_id, user_id, day, at_ms, outcome, seconds, note, due_before)";
    sql::insert_many(tx, into, 8, attempts, "").await?;
    let entries = sent.iter().flat_map(|f| params![stored.campaign, f.1, "contacted", today]).collect();
    let into = "INSERT INTO funnel_entry (campaign_id, person_id, fact, day)";
    sql::insert_many(tx, into, 4, entries, "ON CONFLICT DO NOTHING").await?;
    if !sent.is_empty() {
        let mut params = Params::default();
        let day = params.add(today);
        let people = sql::list(&mut params, sent.iter().map(|f| f.1));
        let text = format!("UPDATE person SET last_contact_day = {day} WHERE id IN ({people})");
        sql::execute(tx, &text, params.0).await?;
    }
    Ok(i64::try_from(found.len()).unwrap_or(0))
}
