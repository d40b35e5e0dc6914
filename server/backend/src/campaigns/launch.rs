//! Launch: freezes plan and audiences, makes one piece of work a person and activity, and can be taken back until the
//! first attempt.

use super::{
    activity::{days, keep_shares, shares},
    audience::{self, Stored, rank},
    pieces::{Candidate, Shares, candidates, make_pieces},
};
use crate::{
    Act, Actor, Db, Error, Result, act,
    approvals::{self, freeze},
    begin,
    jobs::{self, Job},
    params,
    people::rules,
    sql,
    sql::Params,
    workspace,
};
use chrono::NaiveDate;
use domain::{
    activity::Sharing,
    audience::{Equation, Term},
    campaign::Status,
    rights::UseCase,
};
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use serde::{Deserialize, Serialize};

/// People of one chunk. Measured on SQLite, a chunk of this size holds the writer well below 50 ms.
pub(super) const CHUNK: i64 = 2000;
/// People of one chunk of whom it is decided whether somebody else at their organisation is addressed; all people of their
/// organisations are read with them.
pub(super) const THIN: i64 = 2000;

/// Freezes the plan as a baseline and starts the launch of every activity that is a draft: of a whole campaign, or of
/// what was added to one that runs.
///
/// # Errors
/// `Denied`, `Conflict`; `State` when it is launched already or something stands in the way.
pub async fn launch(db: &Db, actor: &Actor, request: &str, id: i64, version: i64) -> Result<i64> {
    actor.may(UseCase::CampaignLaunch)?;
    // The audience of a million is counted before the one writer is held; the version claimed below makes sure that it
    // is that of this draft.
    let open = matches!(super::record(&db.read, id).await?.status()?, Status::Draft | Status::Running);
    let ready = !open || super::plan::launch_view(db, actor, id).await?.is_ready();
    let shares = shares_of_drafts(db, actor, id).await?;
    let act: Act = begin!(db, actor, UseCase::CampaignLaunch, request);
    act::claim_version(&act.tx, "campaign", id, version).await?;
    let record = super::record(&act.tx, id).await?;
    if record.template {
        return Err(Error::State("a template is not launched"));
    }
    let drafts = "SELECT COUNT(*) FROM activity WHERE campaign_id = $1 AND state = 'draft'";
    let drafts: i64 = sql::scalar(&act.tx, drafts, params![id]).await?;
    let status = record.status()?;
    if !(status == Status::Draft || (status == Status::Running && drafts > 0)) {
        return Err(Error::State("launched already"));
    }
    for stored in audience::all(&act.tx, id).await?.iter().filter(|a| a.state == Status::Draft) {
        if crate::lists::is_filling(&act.tx, &stored.lists).await? {
            return Err(Error::State("a list is still being filled"));
        }
    }
    if !ready {
        return Err(Error::State("something stands in the way"));
    }
    // A campaign lasts from its first activity to its last, unless it was given days of its own.
    freeze::set_days(&act.tx, id).await?;
    // What was approved stays the promise; without that, the plan of this launch is one that nobody approved.
    if !approvals::compared(&act.tx, id).await?.is_some_and(|frozen| frozen.approved) {
        approvals::freeze(&act.tx, actor, id, None).await?;
    }
    for (activity, shares) in &shares {
        keep_shares(&act.tx, *activity, shares).await?;
    }
    let text = "UPDATE campaign SET status = 'launching', launched_day = $2 WHERE id = $1 AND status = 'draft'";
    sql::execute(&act.tx, text, params![id, actor.today]).await?;
    let text =
        "UPDATE activity SET state = 'launching', version = version + 1 WHERE campaign_id = $1 AND state = 'draft'";
    sql::execute(&act.tx, text, params![id]).await?;
    jobs::enqueue(&act.tx, actor, jobs::Kind::Launch, id).await?;
    act.finish(id, "campaign", Some(id), "launch").await
}

/// The shares of drafts that go by the time that people have. What is planned for everybody is read before the one writer is
/// held; follow-ups look anew each day.
async fn shares_of_drafts(db: &Db, actor: &Actor, id: i64) -> Result<Vec<(i64, Vec<(i64, i64)>)>> {
    let workspace = workspace::existing(&db.read).await?;
    let record = super::record(&db.read, id).await?;
    let mut all = Vec::new();
    for stored in audience::all(&db.read, id).await? {
        if stored.state == Status::Draft && stored.sharing == Sharing::Capacity && stored.after.is_none() {
            let days = days(&stored, &record, &workspace);
            all.push((stored.activity, shares(&db.read, &stored, &days, actor.today, &workspace).await?));
        }
    }
    Ok(all)
}

/// How far a launch is. Stored with the job in the transaction of each chunk.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Progress {
    /// The activity at work, by number among those launched.
    activity: usize,
    phase: Phase,
    /// The source read, by number.
    source: usize,
    /// The last person done.
    after: i64,
    memberships: i64,
    /// People gathered, and pieces of work made.
    people: i64,
    made: i64,
    total: i64,
    /// Pieces made for the activities before.
    before: i64,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
enum Phase {
    #[default]
    Gather,
    Exclude,
    /// One at each organisation stays, where the activity says so.
    Thin,
    Distribute,
    Ended,
}

/// Runs a launch from where it stands.
///
/// # Errors
/// What the database answers.
pub async fn run_launch(db: &Db, job: &Job) -> Result<()> {
    let record = super::record(&db.read, job.subject).await?;
    let workspace = workspace::existing(&db.read).await?;
    let mut progress: Progress =
        if job.cursor.is_empty() { Progress::default() } else { serde_json::from_str(&job.cursor)? };
    let launched: Vec<Stored> = audience::all(&db.read, job.subject)
        .await?
        .into_iter()
        .filter(|a| a.state == Status::Launching && a.after.is_none() && a.kind.has_audience())
        .collect();
    while let Some(stored) = launched.get(progress.activity) {
        let shares = Shares::of(db, stored, &record, days(stored, &record, &workspace)).await?;
        let at = progress.activity;
        while progress.activity == at {
            let tx = db.begin().await?;
            match progress.phase {
                Phase::Gather => gather(&tx, stored, &mut progress).await?,
                Phase::Exclude => exclude(&tx, stored, job, &mut progress).await?,
                Phase::Thin => thin(&tx, stored, &mut progress).await?,
                Phase::Distribute => distribute(&tx, stored, &shares, &mut progress).await?,
                Phase::Ended => {
                    freeze_equation(&tx, stored, progress.memberships).await?;
                    let (activity, before) = (progress.activity + 1, progress.before + progress.made);
                    progress = Progress { activity, before, ..Progress::default() };
                }
            }
            let (done, total) = match progress.phase {
                Phase::Gather => (progress.before, 0),
                Phase::Exclude | Phase::Thin => (progress.before, progress.before + progress.people),
                Phase::Distribute | Phase::Ended => (progress.before + progress.made, progress.before + progress.total),
            };
            jobs::advance(&tx, job, &serde_json::to_string(&progress)?, done, total).await?;
            tx.commit().await?;
            if progress.phase == Phase::Exclude && progress.after == 0 && progress.people > CHUNK {
                db.note_growth("audience_member").await?;
            }
        }
    }
    complete(db.begin().await?, job, &progress).await?;
    if progress.before > CHUNK {
        db.analyze().await?;
    }
    Ok(())
}

/// Takes the next people of a source into the audience.
async fn gather(tx: &DatabaseTransaction, stored: &Stored, progress: &mut Progress) -> Result<()> {
    let sources = stored.sources();
    let Some((list, rule)) = sources.get(progress.source) else {
        *progress = Progress { phase: Phase::Exclude, after: 0, ..progress.clone() };
        return Ok(());
    };
    let checked = rules::check(tx, rule).await?;
    let mut params = Params::default();
    let condition = checked.condition(&mut params);
    let after = params.add(progress.after);
    let (address, addressed) = (stored.address(), stored.addressed());
    let text = format!(
        "SELECT p.id, {address} FROM live_person p WHERE ({condition}) AND {addressed} AND p.id > {after} ORDER BY p.id LIMIT {CHUNK}"
    );
    let found: Vec<(i64, Option<String>)> = sql::tuples(tx, &text, params.0).await?;
    let Some((last, _)) = found.last() else {
        progress.source += 1;
        progress.after = 0;
        return Ok(());
    };
    progress.after = *last;
    progress.memberships += i64::try_from(found.len()).unwrap_or(0);
    let values =
        found.into_iter().flat_map(|(person, address)| params![stored.activity, person, *list, address, 0]).collect();
    // Somebody on several lists is one person. Nobody has left yet.
    let added = sql::insert_many(
        tx,
        "INSERT INTO audience_member (activity_id, person_id, list_id, address, term)",
        5,
        values,
        "ON CONFLICT DO NOTHING",
    )
    .await?;
    progress.people += i64::try_from(added).unwrap_or(0);
    Ok(())
}

async fn count(db: &impl ConnectionTrait, activity: i64, filter: &str) -> Result<i64> {
    sql::scalar(db, &format!("SELECT COUNT(*) FROM audience_member WHERE activity_id = $1 {filter}"), params![activity])
        .await
}

/// The term of a member `m` of an audience, as an expression over the person `p`.
pub(super) fn term_of(db: &impl ConnectionTrait, stored: &Stored, today: NaiveDate, params: &mut Params) -> String {
    let later = stored.later_terms(db, today, params);
    format!(
        "CASE WHEN m.address IS NOT NULL AND EXISTS (SELECT 1 FROM audience_member b WHERE b.activity_id = m.activity_id AND b.address = m.address AND b.person_id < m.person_id) THEN 1
            WHEN m.address IS NULL THEN 2 {later} ELSE 0 END"
    )
}

/// Finds the term by which each of the next people leaves, if any.
async fn exclude(tx: &DatabaseTransaction, stored: &Stored, job: &Job, progress: &mut Progress) -> Result<()> {
    let Some(upto) = chunk_end(tx, stored, progress, CHUNK).await? else {
        if stored.one_each {
            *progress = Progress { phase: Phase::Thin, after: 0, ..progress.clone() };
            return Ok(());
        }
        return end_excluding(tx, stored, progress).await;
    };
    let mut params = Params::default();
    let term = term_of(tx, stored, job.actor.today, &mut params);
    let (activity, after, last) = (params.add(stored.activity), params.add(progress.after), params.add(upto));
    // The bounds stand on both sides, so that a chunk reads its people and not all. Most stay, and a row that is written again is the dearest part of a launch.
    let text = format!(
        "UPDATE audience_member SET term = found.term FROM (
            SELECT m.person_id, {term} AS term FROM audience_member m JOIN person p ON p.id = m.person_id
            WHERE m.activity_id = {activity} AND m.person_id > {after} AND m.person_id <= {last} AND p.id > {after} AND p.id <= {last}
         ) found WHERE audience_member.activity_id = {activity} AND audience_member.person_id = found.person_id
         AND (found.term <> 0 OR audience_member.term IS NULL)"
    );
    sql::execute(tx, &text, params.0).await?;
    progress.after = upto;
    Ok(())
}

/// The last of the next people of the audience.
async fn chunk_end(tx: &DatabaseTransaction, stored: &Stored, progress: &Progress, people: i64) -> Result<Option<i64>> {
    let text = format!(
        "SELECT MAX(person_id) FROM (SELECT person_id FROM audience_member WHERE activity_id = $1 AND person_id > $2 ORDER BY person_id LIMIT {people}) m"
    );
    sql::scalar(tx, &text, params![stored.activity, progress.after]).await
}

async fn end_excluding(tx: &DatabaseTransaction, stored: &Stored, progress: &mut Progress) -> Result<()> {
    let total = count(tx, stored.activity, "AND term = 0").await?;
    let people = count(tx, stored.activity, "").await?;
    *progress = Progress { phase: Phase::Distribute, after: 0, total, people, ..progress.clone() };
    Ok(())
}

/// Lets those of the next people go whose organisation is addressed at somebody else.
async fn thin(tx: &DatabaseTransaction, stored: &Stored, progress: &mut Progress) -> Result<()> {
    let Some(upto) = chunk_end(tx, stored, progress, THIN).await? else {
        return end_excluding(tx, stored, progress).await;
    };
    one_each(tx, stored.activity, (progress.after, upto), "").await?;
    progress.after = upto;
    Ok(())
}

/// Of the members between two people who are contacted, keeps those who come first at their organisation, by role; `held` is
/// what tells that a member `o` is contacted already and stays in front, if anything. Who comes first never leaves, so it
/// does not matter in which order others do.
pub(super) async fn one_each(
    tx: &DatabaseTransaction,
    activity: i64,
    (after, upto): (i64, i64),
    held: &str,
) -> Result<()> {
    let (term, rank) = (Term::SameAccount.code(), rank("q"));
    let (held, open) = if held.is_empty() {
        (String::new(), String::new())
    } else {
        (format!("({held}) DESC,"), format!("AND NOT ({held})"))
    };
    // CROSS JOIN keeps the order: from the organisations of the chunk to their people, and never over the whole audience.
    let text = format!(
        "UPDATE audience_member SET term = {term} WHERE activity_id = $1 AND term = 0 AND person_id IN (
            SELECT id FROM (
                SELECT q.id, {fresh} AS fresh, ROW_NUMBER() OVER (PARTITION BY q.account_id ORDER BY {held} {rank}, q.id) AS place
                FROM (SELECT DISTINCT p.account_id FROM audience_member m JOIN person p ON p.id = m.person_id
                    WHERE m.activity_id = $1 AND m.term = 0 AND m.person_id > $2 AND m.person_id <= $3) c
                CROSS JOIN person q CROSS JOIN audience_member o
                WHERE q.account_id = c.account_id AND o.activity_id = $1 AND o.person_id = q.id AND o.term = 0
            ) places WHERE place > 1 AND id > $2 AND id <= $3 AND fresh)",
        fresh = if open.is_empty() { "(1 = 1)".to_owned() } else { open.replacen("AND ", "", 1) },
    );
    sql::execute(tx, &text, params![activity, after, upto]).await?;
    Ok(())
}

/// Makes the next pieces of work.
async fn distribute(tx: &DatabaseTransaction, stored: &Stored, shares: &Shares, progress: &mut Progress) -> Result<()> {
    let people: Vec<Candidate> = candidates(tx, stored.activity, progress.after, "").await?;
    let Some(last) = people.last() else {
        progress.phase = Phase::Ended;
        return Ok(());
    };
    progress.after = last.person();
    make_pieces(tx, stored, shares, &people, (progress.made, progress.total)).await?;
    progress.made += i64::try_from(people.len()).unwrap_or(0);
    Ok(())
}

/// Stores the equation of an activity, and makes sure that the work is that of it.
pub(super) async fn freeze_equation(tx: &DatabaseTransaction, stored: &Stored, memberships: i64) -> Result<()> {
    let text = "SELECT term, COUNT(*) FROM audience_member WHERE activity_id = $1 GROUP BY term";
    let counts: Vec<(i64, i64)> = sql::tuples(tx, text, params![stored.activity]).await?;
    let equation = Equation::from_counts(memberships, &counts);
    let touches: i64 =
        sql::scalar(tx, "SELECT COUNT(*) FROM touch WHERE activity_id = $1", params![stored.activity]).await?;
    if equation.contacted() != touches {
        return Err(Error::Internal(format!("{} to contact, {touches} pieces of work", equation.contacted())));
    }
    let text = "UPDATE activity SET equation = $2 WHERE id = $1";
    sql::execute(tx, text, params![stored.activity, serde_json::to_string(&equation)?]).await?;
    Ok(())
}

/// Lets everything appear at once.
async fn complete(tx: DatabaseTransaction, job: &Job, progress: &Progress) -> Result<()> {
    let text =
        "UPDATE activity SET state = 'running', version = version + 1 WHERE campaign_id = $1 AND state = 'launching'";
    sql::execute(&tx, text, params![job.subject]).await?;
    sql::execute(
        &tx,
        "UPDATE campaign SET status = 'running', launched_ms = COALESCE(launched_ms, $2), version = version + 1 WHERE id = $1",
        params![job.subject, job.actor.now_ms],
    )
    .await?;
    let detail = format!("{} touches", progress.before);
    jobs::finish(&tx, job, UseCase::CampaignLaunch, "campaign", &detail).await?;
    tx.commit().await?;
    Ok(())
}
