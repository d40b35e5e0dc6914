//! Taking a launch back, and finishing a campaign.

use super::launch::CHUNK;
use crate::{
    Act, Actor, Db, Error, Result, act, approvals, begin,
    jobs::{self, Job},
    params, sql,
};
use domain::{campaign::Status, rights::UseCase};
use sea_orm::ConnectionTrait;

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
    still(&act.tx, id).await?;
    jobs::enqueue(&act.tx, actor, jobs::Kind::LaunchUndo, id).await?;
    act.finish(id, "campaign", Some(id), "undo launch").await
}

/// Refuses while an activity is being launched.
async fn still(db: &impl ConnectionTrait, campaign: i64) -> Result<()> {
    let launching = "SELECT COUNT(*) FROM activity WHERE campaign_id = $1 AND state = 'launching'";
    if sql::scalar::<i64>(db, launching, params![campaign]).await? > 0 {
        return Err(Error::State("already at work"));
    }
    Ok(())
}

pub(super) async fn undoable(db: &impl ConnectionTrait, campaign: i64) -> Result<bool> {
    let text = "SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM touch WHERE campaign_id = $1 AND (attempts > 0 OR state NOT IN ('planned', 'queued')) LIMIT 1) t)
        + (SELECT COUNT(*) FROM (SELECT 1 FROM lead WHERE campaign_id = $1 LIMIT 1) l)";
    Ok(sql::scalar::<i64>(db, text, params![campaign]).await? == 0)
}

/// Runs the undo of a launch, some pieces of work at a time. The baseline stays as history.
///
/// # Errors
/// What the database answers.
pub async fn run_launch_undo(db: &Db, job: &Job) -> Result<()> {
    // Of a campaign that runs, only what was being added to it.
    let activities = "SELECT a.id FROM activity a JOIN campaign c ON c.id = a.campaign_id WHERE c.id = $1 AND (c.status = 'launching' OR a.state = 'launching')";
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
    let text = format!(
        "UPDATE activity SET state = 'draft', equation = NULL, followed_day = NULL, version = version + 1 WHERE id IN ({activities})"
    );
    sql::execute(&tx, &text, params![job.subject]).await?;
    let text = "UPDATE campaign SET launched_ms = CASE WHEN status = 'launching' THEN NULL ELSE launched_ms END,
        launched_day = CASE WHEN status = 'launching' THEN NULL ELSE launched_day END,
        status = CASE WHEN status = 'launching' THEN 'draft' ELSE status END, version = version + 1 WHERE id = $1";
    sql::execute(&tx, text, params![job.subject]).await?;
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
    approvals::still(&act.tx, id).await?;
    if super::record(&act.tx, id).await?.status()? != Status::Running {
        return Err(Error::State("not running"));
    }
    still(&act.tx, id).await?;
    sql::execute(
        &act.tx,
        "UPDATE campaign SET status = 'finished', finished_day = $2 WHERE id = $1",
        params![id, actor.today],
    )
    .await?;
    let text =
        "UPDATE activity SET state = 'finished', version = version + 1 WHERE campaign_id = $1 AND state = 'running'";
    sql::execute(&act.tx, text, params![id]).await?;
    act.finish((), "campaign", Some(id), "finish").await
}
