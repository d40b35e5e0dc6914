//! Who changed what, newest first.

use crate::{Actor, Db, Result, params, sql, workspace};
use domain::{rights::UseCase, user::AuditRow};

const ROWS: i64 = 200;

/// The newest changes, or those before `before`.
///
/// # Errors
/// `Denied`.
pub async fn index(db: &Db, actor: &Actor, before: Option<i64>) -> Result<Vec<AuditRow>> {
    actor.may(UseCase::AuditIndex)?;
    let db = &db.snapshot().await?;
    let text = format!(
        "SELECT a.id, a.at_ms, COALESCE(u.name, ''), a.use_case, a.entity, a.entity_id, a.detail FROM audit a LEFT JOIN app_user u ON u.id = a.user_id
         WHERE a.id < $1 ORDER BY a.id DESC LIMIT {ROWS}"
    );
    let rows: Vec<(i64, i64, String, String, String, Option<i64>, String)> =
        sql::tuples(db, &text, params![before.unwrap_or(i64::MAX)]).await?;
    let zone = workspace::existing(db).await?.time_zone;
    Ok(rows
        .into_iter()
        .map(|(id, at_ms, by, use_case, entity, entity_id, detail)| AuditRow {
            id,
            at: workspace::local_time(at_ms, &zone),
            by,
            use_case,
            entity,
            entity_id,
            detail,
        })
        .collect())
}
