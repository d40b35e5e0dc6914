//! Plans that wait for approval, and those decided last.

use super::limit_of;
use crate::{Actor, Db, Result, params, sql, workspace};
use chrono::NaiveDate;
use domain::{
    approval::{ApprovalIndex, ApprovalRow, ApprovalState},
    rights::UseCase,
};
use sea_orm::{ConnectionTrait, Value};

/// Requests that one page shows.
const ROWS_MAX: i64 = 100;

#[derive(Debug, sea_orm::FromQueryResult)]
struct Stored {
    id: i64,
    campaign_id: Option<i64>,
    plan_id: Option<i64>,
    name: String,
    asker: String,
    asked_ms: i64,
    approver_id: Option<i64>,
    wanted_day: Option<NaiveDate>,
    cost_minor: i64,
    state: String,
    decider: Option<String>,
    own: bool,
}

/// Requests as rows of a list.
pub(crate) async fn rows(
    db: &impl ConnectionTrait,
    actor: &Actor,
    filter: &str,
    order: &str,
    values: Vec<Value>,
) -> Result<Vec<ApprovalRow>> {
    let text = format!(
        "SELECT a.id, a.campaign_id, a.plan_id, COALESCE(c.name, p.name) AS name, q.name AS asker, a.asked_ms, a.approver_id, a.wanted_day, a.cost_minor, a.state, d.name AS decider,
            {} AS own
         FROM approval a LEFT JOIN campaign c ON c.id = a.campaign_id LEFT JOIN period_plan p ON p.id = a.plan_id JOIN app_user q ON q.id = a.asked_by LEFT JOIN app_user d ON d.id = a.decided_by
         WHERE {filter} ORDER BY {order} LIMIT {ROWS_MAX}",
        super::own(actor.user_id)
    );
    let found: Vec<Stored> = sql::rows(db, &text, values).await?;
    let zone = workspace::existing(db).await?.time_zone;
    let limit = limit_of(db, actor.role).await?;
    let may = actor.role.may(UseCase::ApprovalDecide);
    let row = |stored: Stored| {
        let of = super::asked(stored.campaign_id, stored.plan_id)?;
        Ok(ApprovalRow {
            mine: may
                && stored.approver_id.is_none_or(|approver| approver == actor.user_id)
                && limit.allows(stored.cost_minor, stored.own).is_ok(),
            id: stored.id,
            of,
            name: stored.name,
            asked_by: stored.asker,
            asked: workspace::local_time(stored.asked_ms, &zone),
            wanted: stored.wanted_day,
            cost: stored.cost_minor,
            state: ApprovalState::parse(&stored.state).unwrap_or(ApprovalState::Submitted),
            decided_by: stored.decider.unwrap_or_default(),
        })
    };
    found.into_iter().map(row).collect()
}

/// Those that wait, the oldest first, and those that were decided last.
///
/// # Errors
/// `Denied`.
pub async fn index(db: &Db, actor: &Actor) -> Result<ApprovalIndex> {
    actor.may(UseCase::ApprovalIndex)?;
    let db = &db.snapshot().await?;
    let waiting = rows(db, actor, "a.state = 'submitted'", "a.asked_ms, a.id", params![]).await?;
    let decided = rows(db, actor, "a.state <> 'submitted'", "a.asked_ms DESC, a.id DESC", params![]).await?;
    Ok(ApprovalIndex { waiting, decided })
}

/// What somebody has to do about approvals: decide, and what came back to them and was not asked for again.
pub(crate) async fn to_do(db: &impl ConnectionTrait, actor: &Actor) -> Result<Vec<ApprovalRow>> {
    if !actor.role.may(UseCase::ApprovalIndex) {
        return Ok(Vec::new());
    }
    let filter = "(a.state = 'submitted' OR (a.state = 'returned' AND a.asked_by = $1
            AND NOT EXISTS (SELECT 1 FROM approval n WHERE n.campaign_id = a.campaign_id AND n.id > a.id)
            AND NOT EXISTS (SELECT 1 FROM approval n WHERE n.plan_id = a.plan_id AND n.id > a.id)))";
    let found = rows(db, actor, filter, "a.asked_ms, a.id", params![actor.user_id]).await?;
    Ok(found.into_iter().filter(|row| row.mine || row.state == ApprovalState::Returned).collect())
}

/// The ids of those that wait for the actor, the oldest first.
pub(crate) async fn waiting_for(db: &impl ConnectionTrait, actor: &Actor) -> Result<Vec<i64>> {
    if !actor.role.may(UseCase::ApprovalDecide) {
        return Ok(Vec::new());
    }
    let waiting = rows(db, actor, "a.state = 'submitted'", "a.asked_ms, a.id", params![]).await?;
    Ok(waiting.into_iter().filter(|row| row.mine).map(|row| row.id).collect())
}
