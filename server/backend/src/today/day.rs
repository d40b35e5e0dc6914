//! The list of Today: what is overdue, due, later and done, of one user.

use super::{OPEN, queue};
use crate::{Actor, Db, Result, approvals, leads, notes, params, people::SHOWN, sql, tasks};
use chrono::NaiveDate;
use domain::{
    activity::{ActivityKind, Priority},
    rights::UseCase,
    touch::{TodayView, TouchRow},
};

/// Pieces of work listed in one group.
const GROUP_MAX: i64 = 200;
const LATER_MAX: i64 = 20;
/// Days ahead from which tasks are shown.
const TASKS_AHEAD: u64 = 7;

/// The actor's own work: overdue, due today, later, done today.
///
/// # Errors
/// `Denied`.
pub async fn view(db: &Db, actor: &Actor) -> Result<TodayView> {
    actor.may(UseCase::TodayView)?;
    let db = &db.snapshot().await?;
    let group = async |filter: &str, limit: i64| -> Result<(Vec<TouchRow>, i64)> {
        // Answered by the index alone.
        let text = format!(
            "SELECT COUNT(*) FROM touch t WHERE t.state = 'planned' AND t.assignee_id = $1 AND t.due_day {filter} $2 AND t.activity_id IN
                (SELECT y.id FROM activity y JOIN campaign c ON c.id = y.campaign_id AND c.status = 'running' WHERE y.state = 'running')"
        );
        let count: i64 = sql::scalar(db, &text, params![actor.user_id, actor.today]).await?;
        let text = format!(
            "SELECT t.id, t.kind, {SHOWN}, CASE WHEN p.name <> '' THEN a.name END, t.name, t.due_day, t.due_minute, t.attempts, t.priority FROM (
                SELECT t.id, t.person_id, t.due_day, t.due_minute, t.attempts, c.name, y.kind, y.priority {OPEN} AND t.assignee_id = $1 AND t.due_day {filter} $2 ORDER BY t.due_day, t.due_minute, t.id LIMIT {limit}
             ) t JOIN person p ON p.id = t.person_id LEFT JOIN account a ON a.id = p.account_id ORDER BY t.due_day, t.due_minute, t.id"
        );
        type Row = (i64, String, String, Option<String>, String, NaiveDate, i64, i64, i64);
        let rows: Vec<Row> = sql::tuples(db, &text, params![actor.user_id, actor.today]).await?;
        let row = |(id, kind, person, account, campaign, due, due_minute, attempts, priority): Row| TouchRow {
            id,
            kind: ActivityKind::parse(&kind).unwrap_or(ActivityKind::Call),
            person,
            account: account.unwrap_or_default(),
            campaign,
            due,
            due_minute,
            attempts,
            priority: Priority::from_code(priority),
        };
        Ok((rows.into_iter().map(row).collect(), count))
    };
    let (overdue, overdue_count) = group("<", GROUP_MAX).await?;
    let (due, due_count) = group("=", GROUP_MAX).await?;
    let (later, later_count) = group(">", LATER_MAX).await?;
    let done = "SELECT COUNT(*) FROM touch WHERE assignee_id = $1 AND done_day = $2 AND state IN ('done', 'failed', 'skipped')";
    let done_count = sql::scalar(db, done, params![actor.user_id, actor.today]).await?;
    let soon = actor.today.checked_add_days(chrono::Days::new(TASKS_AHEAD)).unwrap_or(actor.today);
    let (new_leads, waiting_leads) = leads::waiting(db, actor).await?;
    Ok(TodayView {
        day: actor.today,
        overdue,
        due,
        later,
        overdue_count,
        due_count,
        later_count,
        done_count,
        batches: queue::batches(db, actor).await?,
        tasks: tasks::mine(db, actor, soon, GROUP_MAX).await?,
        mentions: notes::mentions(db, actor).await?,
        approvals: approvals::to_do(db, actor).await?,
        new_leads,
        waiting_leads,
    })
}
