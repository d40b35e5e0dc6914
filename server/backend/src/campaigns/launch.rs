//! Launch: freezes plan and audience, makes one piece of work a person, and can be taken back until the first attempt.

use super::draft::{Stored, equation, obstacles, stored};
use crate::{
    Act, Actor, Db, Error, Result, act, begin,
    jobs::{self, Job},
    params,
    people::rules,
    sql,
    sql::Params,
    workspace,
};
use domain::{audience::Equation, campaign::Status, distribution, rights::UseCase};
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use serde::{Deserialize, Serialize};

/// People of one chunk. Measured on SQLite, a chunk of this size holds the writer well below 50 ms.
const CHUNK: i64 = 2000;

/// Freezes the plan as a baseline and starts the launch.
///
/// # Errors
/// `Denied`, `Conflict`; `State` when it is launched already or something stands in the way.
pub async fn launch(db: &Db, actor: &Actor, request: &str, id: i64, version: i64) -> Result<i64> {
    actor.may(UseCase::CampaignLaunch)?;
    // The audience of a million is counted before the one writer is held; the version claimed below makes sure that it
    // is that of this draft.
    let draft = super::record(&db.read, id).await?;
    let stored = stored(&db.read, &draft).await?;
    let blocked = if draft.status()? == Status::Draft {
        let days = working_days(&db.read, &draft).await?.len();
        let equation = equation(&db.read, &stored, actor.today).await?;
        !obstacles(&equation, &draft, days, stored.sellers.len(), actor.today).is_empty()
    } else {
        false
    };
    let act: Act = begin!(db, actor, UseCase::CampaignLaunch, request);
    act::claim_version(&act.tx, "campaign", id, version).await?;
    let record = super::record(&act.tx, id).await?;
    if record.status()? != Status::Draft {
        return Err(Error::State("launched already"));
    }
    if crate::lists::is_filling(&act.tx, &stored.lists).await? {
        return Err(Error::State("a list is still being filled"));
    }
    if blocked {
        return Err(Error::State("something stands in the way"));
    }
    freeze_plan(&act.tx, actor, &record).await?;
    sql::execute(&act.tx, "UPDATE campaign SET status = 'launching' WHERE id = $1", params![id]).await?;
    jobs::enqueue(&act.tx, actor, jobs::Kind::Launch, id).await?;
    act.finish(id, "campaign", Some(id), "launch").await
}

async fn working_days(db: &impl ConnectionTrait, record: &super::Record) -> Result<Vec<chrono::NaiveDate>> {
    let workspace = workspace::existing(db).await?;
    Ok(match (record.first_day, record.last_day) {
        (Some(first), Some(last)) => workspace.working_days.between(first, last),
        _ => Vec::new(),
    })
}

async fn freeze_plan(db: &impl ConnectionTrait, actor: &Actor, record: &super::Record) -> Result<()> {
    let baseline: i64 = sql::scalar(
        db,
        "INSERT INTO baseline (campaign_id, version, frozen_day, approved, first_day, last_day)
         SELECT c.id, (SELECT COALESCE(MAX(version), 0) + 1 FROM baseline WHERE campaign_id = c.id), $2, FALSE, c.first_day, c.last_day
         FROM campaign c WHERE c.id = $1 RETURNING id",
        params![record.id, actor.today],
    )
    .await?;
    sql::execute(
        db,
        "INSERT INTO baseline_line (baseline_id, line_id, article, quantity_milli, price_minor, planned_minor, day)
         SELECT CAST($2 AS BIGINT), id, article, quantity_milli, price_minor, planned_minor, day FROM cost_line WHERE campaign_id = $1",
        params![record.id, baseline],
    )
    .await?;
    sql::execute(
        db,
        "INSERT INTO baseline_target (baseline_id, figure, value) SELECT CAST($2 AS BIGINT), figure, value FROM target WHERE campaign_id = $1",
        params![record.id, baseline],
    )
    .await?;
    Ok(())
}

/// How far a launch is. Stored with the job in the transaction of each chunk.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Progress {
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
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
enum Phase {
    #[default]
    Gather,
    Exclude,
    Distribute,
}

/// Runs a launch from where it stands.
///
/// # Errors
/// What the database answers.
pub async fn run_launch(db: &Db, job: &Job) -> Result<()> {
    let record = super::record(&db.read, job.subject).await?;
    let stored = stored(&db.read, &record).await?;
    let days = working_days(&db.read, &record).await?;
    let mut progress: Progress =
        if job.cursor.is_empty() { Progress::default() } else { serde_json::from_str(&job.cursor)? };
    loop {
        let tx = db.begin().await?;
        let ended = match progress.phase {
            Phase::Gather => gather(&tx, &stored, &mut progress).await?,
            Phase::Exclude => exclude(&tx, &stored, job, &mut progress).await?,
            Phase::Distribute => distribute(&tx, &stored, &record, &days, &mut progress).await?,
        };
        let (done, total) = match progress.phase {
            Phase::Gather => (0, 0),
            Phase::Exclude => (0, progress.people),
            Phase::Distribute => (progress.made, progress.total),
        };
        jobs::advance(&tx, job, &serde_json::to_string(&progress)?, done, total).await?;
        if ended {
            complete(tx, job, &stored, &progress).await?;
            if progress.people > CHUNK {
                db.analyze().await?;
            }
            return Ok(());
        }
        tx.commit().await?;
    }
}

/// Takes the next people of a source into the audience.
async fn gather(tx: &DatabaseTransaction, stored: &Stored, progress: &mut Progress) -> Result<bool> {
    let sources = stored.sources();
    let Some((list, rule)) = sources.get(progress.source) else {
        *progress = Progress { phase: Phase::Exclude, after: 0, ..progress.clone() };
        return Ok(false);
    };
    let checked = rules::check(tx, rule).await?;
    let mut params = Params::default();
    let condition = checked.condition(&mut params);
    let after = params.add(progress.after);
    let address = stored.address();
    let text = format!(
        "SELECT p.id, {address} FROM live_person p WHERE ({condition}) AND p.id > {after} ORDER BY p.id LIMIT {CHUNK}"
    );
    let found: Vec<(i64, Option<String>)> = sql::tuples(tx, &text, params.0).await?;
    let Some((last, _)) = found.last() else {
        progress.source += 1;
        progress.after = 0;
        return Ok(false);
    };
    progress.after = *last;
    progress.memberships += i64::try_from(found.len()).unwrap_or(0);
    let values =
        found.into_iter().flat_map(|(person, address)| params![stored.activity, person, *list, address]).collect();
    // Somebody on several lists is one person.
    let added = sql::insert_many(
        tx,
        "INSERT INTO audience_member (activity_id, person_id, list_id, address)",
        4,
        values,
        "ON CONFLICT DO NOTHING",
    )
    .await?;
    progress.people += i64::try_from(added).unwrap_or(0);
    Ok(false)
}

async fn count(db: &impl ConnectionTrait, activity: i64, filter: &str) -> Result<i64> {
    sql::scalar(db, &format!("SELECT COUNT(*) FROM audience_member WHERE activity_id = $1 {filter}"), params![activity])
        .await
}

/// Finds the term by which each of the next people leaves, if any.
async fn exclude(tx: &DatabaseTransaction, stored: &Stored, job: &Job, progress: &mut Progress) -> Result<bool> {
    let text = format!(
        "SELECT MAX(person_id) FROM (SELECT person_id FROM audience_member WHERE activity_id = $1 AND person_id > $2 ORDER BY person_id LIMIT {CHUNK}) m"
    );
    let upto: Option<i64> = sql::scalar(tx, &text, params![stored.activity, progress.after]).await?;
    let Some(upto) = upto else {
        let total = count(tx, stored.activity, "AND term = 0").await?;
        let people = count(tx, stored.activity, "").await?;
        *progress = Progress { phase: Phase::Distribute, after: 0, total, people, ..progress.clone() };
        return Ok(false);
    };
    let mut params = Params::default();
    let later = stored.later_terms(job.actor.today, &mut params);
    let (activity, after, last) = (params.add(stored.activity), params.add(progress.after), params.add(upto));
    let text = format!(
        "UPDATE audience_member AS m SET term = (SELECT CASE
            WHEN m.address IS NOT NULL AND EXISTS (SELECT 1 FROM audience_member b WHERE b.activity_id = m.activity_id AND b.address = m.address AND b.person_id < m.person_id) THEN 1
            WHEN m.address IS NULL THEN 2 {later} ELSE 0 END FROM person p WHERE p.id = m.person_id)
         WHERE activity_id = {activity} AND person_id > {after} AND person_id <= {last}"
    );
    sql::execute(tx, &text, params.0).await?;
    progress.after = upto;
    Ok(false)
}

/// Makes the next pieces of work, round the sellers and over the working days.
async fn distribute(
    tx: &DatabaseTransaction,
    stored: &Stored,
    record: &super::Record,
    days: &[chrono::NaiveDate],
    progress: &mut Progress,
) -> Result<bool> {
    let text = format!(
        "SELECT person_id, list_id FROM audience_member WHERE activity_id = $1 AND term = 0 AND person_id > $2 ORDER BY person_id LIMIT {CHUNK}"
    );
    let people: Vec<(i64, Option<i64>)> = sql::tuples(tx, &text, params![stored.activity, progress.after]).await?;
    let Some((last, _)) = people.last() else { return Ok(true) };
    progress.after = *last;
    let total = usize::try_from(progress.total).unwrap_or(0);
    let first = usize::try_from(progress.made).unwrap_or(0);
    let mut values = Vec::with_capacity(people.len() * 7);
    for (n, (person, list)) in (first..).zip(&people) {
        let place = distribution::place(n, total, stored.sellers.len(), days.len());
        let Some((Some((seller, _)), Some(day))) = place.map(|(s, d)| (stored.sellers.get(s), days.get(d))) else {
            return Err(Error::Internal(format!("no place for piece {n} of {total}")));
        };
        values.extend(params![stored.activity, *person, record.id, *list, *seller, *day, "planned"]);
    }
    progress.made += i64::try_from(people.len()).unwrap_or(0);
    let into = "INSERT INTO touch (activity_id, person_id, campaign_id, list_id, assignee_id, due_day, state)";
    sql::insert_many(tx, into, 7, values, "ON CONFLICT DO NOTHING").await?;
    Ok(false)
}

/// Stores the equation and lets everything appear at once.
async fn complete(tx: DatabaseTransaction, job: &Job, stored: &Stored, progress: &Progress) -> Result<()> {
    let counts: Vec<(i64, i64)> = sql::tuples(
        &tx,
        "SELECT term, COUNT(*) FROM audience_member WHERE activity_id = $1 GROUP BY term",
        params![stored.activity],
    )
    .await?;
    let equation = Equation::from_counts(progress.memberships, &counts);
    let touches: i64 =
        sql::scalar(&tx, "SELECT COUNT(*) FROM touch WHERE activity_id = $1", params![stored.activity]).await?;
    if equation.contacted() != touches {
        return Err(Error::Internal(format!("{} to contact, {touches} pieces of work", equation.contacted())));
    }
    sql::execute(
        &tx,
        "UPDATE campaign SET status = 'running', equation = $2, launched_ms = $3, version = version + 1 WHERE id = $1",
        params![job.subject, serde_json::to_string(&equation)?, job.actor.now_ms],
    )
    .await?;
    jobs::finish(&tx, job, UseCase::CampaignLaunch, "campaign", &format!("{touches} touches")).await?;
    tx.commit().await?;
    Ok(())
}

/// Starts to take a launch back; only until the first attempt.
///
/// # Errors
/// `Denied`, `Conflict`; `State` once somebody worked on it.
pub async fn undo_launch(db: &Db, actor: &Actor, request: &str, id: i64, version: i64) -> Result<i64> {
    let act: Act = begin!(db, actor, UseCase::LaunchUndo, request);
    act::claim_version(&act.tx, "campaign", id, version).await?;
    if super::record(&act.tx, id).await?.status()? != Status::Running || !undoable(&act.tx, id).await? {
        return Err(Error::State("work has begun"));
    }
    sql::execute(&act.tx, "UPDATE campaign SET status = 'launching' WHERE id = $1", params![id]).await?;
    jobs::enqueue(&act.tx, actor, jobs::Kind::LaunchUndo, id).await?;
    act.finish(id, "campaign", Some(id), "undo launch").await
}

pub(super) async fn undoable(db: &impl ConnectionTrait, campaign: i64) -> Result<bool> {
    let text = "SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM touch WHERE campaign_id = $1 AND (attempts > 0 OR state <> 'planned') LIMIT 1) t)
        + (SELECT COUNT(*) FROM (SELECT 1 FROM lead WHERE campaign_id = $1 LIMIT 1) l)";
    Ok(sql::scalar::<i64>(db, text, params![campaign]).await? == 0)
}

/// Runs the undo of a launch, some pieces of work at a time. The baseline stays as history.
///
/// # Errors
/// What the database answers.
pub async fn run_launch_undo(db: &Db, job: &Job) -> Result<()> {
    let activities = "SELECT id FROM activity WHERE campaign_id = $1";
    let mut done = 0;
    for table in ["touch", "audience_member"] {
        let text = if table == "touch" {
            format!(
                "DELETE FROM touch WHERE id IN (SELECT id FROM touch WHERE activity_id IN ({activities}) LIMIT {CHUNK})"
            )
        } else {
            format!(
                "DELETE FROM audience_member WHERE activity_id IN ({activities}) AND person_id IN (SELECT person_id FROM audience_member WHERE activity_id IN ({activities}) ORDER BY person_id LIMIT {CHUNK})"
            )
        };
        loop {
            let tx = db.begin().await?;
            let gone = sql::execute(&tx, &text, params![job.subject]).await?;
            done += i64::try_from(gone).unwrap_or(0);
            jobs::advance(&tx, job, "", done, done).await?;
            tx.commit().await?;
            if gone == 0 {
                break;
            }
        }
    }
    let tx = db.begin().await?;
    sql::execute(&tx, "UPDATE campaign SET status = 'draft', equation = NULL, launched_ms = NULL, version = version + 1 WHERE id = $1", params![job.subject]).await?;
    jobs::finish(&tx, job, UseCase::LaunchUndo, "campaign", "").await?;
    tx.commit().await?;
    Ok(())
}

/// Finishes a running campaign; open pieces of work are cancelled with it.
///
/// # Errors
/// `Denied`, `Conflict`, `State` unless it runs.
pub async fn finish(db: &Db, actor: &Actor, request: &str, id: i64, version: i64) -> Result<()> {
    let act: Act = begin!(db, actor, UseCase::CampaignFinish, request);
    act::claim_version(&act.tx, "campaign", id, version).await?;
    if super::record(&act.tx, id).await?.status()? != Status::Running {
        return Err(Error::State("not running"));
    }
    sql::execute(&act.tx, "UPDATE campaign SET status = 'finished' WHERE id = $1", params![id]).await?;
    act.finish((), "campaign", Some(id), "finish").await
}
