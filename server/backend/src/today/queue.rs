//! Work that is not yet anybody's own: what is sent together, and queues to take from.

use crate::{Act, Actor, Db, Error, Result, begin, campaigns, params, sql};
use chrono::NaiveDate;
use domain::{
    activity::{ActivityKind, Sharing},
    campaign::Status,
    fault::Fault,
    rights::UseCase,
    touch::Batch,
};
use sea_orm::ConnectionTrait;

/// Pieces of work that somebody takes from a queue at once.
const QUEUE_MAX: i64 = 50;

/// Work that is not yet anybody's own, activity by activity. For those who work on the activity or own it; a queue without
/// people of its own is everybody's.
pub(super) async fn batches(db: &impl ConnectionTrait, actor: &Actor) -> Result<Vec<Batch>> {
    let text = "SELECT y.id, y.name, y.kind, c.name, y.sharing, y.last_day FROM activity y JOIN campaign c ON c.id = y.campaign_id AND c.status = 'running'
        WHERE y.state = 'running' AND (y.owner_id = $1 OR c.owner_id = $1 OR EXISTS (SELECT 1 FROM activity_seller s WHERE s.activity_id = y.id AND s.user_id = $1)
          OR (y.sharing = 'queue' AND NOT EXISTS (SELECT 1 FROM activity_seller s WHERE s.activity_id = y.id)))
        ORDER BY y.priority, y.id LIMIT 100";
    type Row = (i64, String, String, String, String, Option<NaiveDate>);
    let mut batches = Vec::new();
    for (id, name, kind, campaign, sharing, last_day) in sql::tuples::<Row>(db, text, params![actor.user_id]).await? {
        let Some(kind) = ActivityKind::parse(&kind) else { continue };
        let queue = sharing == Sharing::Queue.as_str();
        if !kind.is_sent() && !queue {
            continue;
        }
        let sees = if queue { "(1 = 1)".to_owned() } else { actor.sees_work("t") };
        // A queue of a million is not counted to its end for a line of Today.
        let text = format!(
            "SELECT COUNT(*), COUNT(CASE WHEN due_day <= $2 THEN 1 END) FROM (SELECT t.due_day FROM touch t WHERE t.activity_id = $1 AND t.state = 'queued' AND {sees} LIMIT {}) q",
            Batch::MOST + 1
        );
        let (waiting, due): (i64, i64) = sql::tuple(db, &text, params![id, actor.today]).await?.unwrap_or_default();
        if waiting > 0 {
            batches.push(Batch { id, name, kind, campaign, waiting, due, last_day });
        }
    }
    Ok(batches)
}

/// Takes the next pieces of work from a queue; gives how many.
///
/// # Errors
/// `Denied`, `NotFound`, `Invalid` at `count`; `State` where nothing waits.
pub async fn take(db: &Db, actor: &Actor, request: &str, activity: i64, count: i64) -> Result<i64> {
    actor.may(UseCase::QueueTake)?;
    if !(1..=QUEUE_MAX).contains(&count) {
        return Err(Error::invalid("count", Fault::TooLarge));
    }
    let act: Act = begin!(db, actor, UseCase::QueueTake, request);
    let stored = campaigns::audience::stored(&act.tx, activity).await?;
    let record = campaigns::record(&act.tx, stored.campaign).await?;
    let named = stored.sellers.is_empty() || stored.sellers.iter().any(|s| s.id == actor.user_id);
    if stored.kind.is_sent() || !named || record.status()? != Status::Running || stored.state != Status::Running {
        return Err(Error::State("not a queue of yours"));
    }
    // Two who take at once on PostgreSQL get different pieces.
    let lock = if db.is_sqlite() { "" } else { "FOR UPDATE SKIP LOCKED" };
    let text = format!(
        "UPDATE touch SET state = 'planned', assignee_id = $2, due_day = CASE WHEN due_day < $3 THEN $3 ELSE due_day END, version = version + 1
         WHERE id IN (SELECT id FROM touch WHERE activity_id = $1 AND state = 'queued' ORDER BY due_day, id LIMIT {count} {lock})"
    );
    let taken = sql::execute(&act.tx, &text, params![activity, actor.user_id, actor.today]).await?;
    let taken = i64::try_from(taken).unwrap_or(0);
    if taken == 0 {
        return Err(Error::State("the queue is empty"));
    }
    act.finish(taken, "activity", Some(activity), &format!("{taken} taken")).await
}
