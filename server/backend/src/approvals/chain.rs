//! The frozen plans of a campaign, and how the plan of today differs from the one that counts.

use super::{compared, freeze, index::rows, view::lines};
use crate::{Actor, Db, Result, campaigns, params, sql};
use chrono::NaiveDate;
use domain::{
    approval::{BaselineChain, BaselineRow},
    rights::UseCase,
};

/// The chain, the newest first.
///
/// # Errors
/// `Denied`, `NotFound`.
pub async fn chain(db: &Db, actor: &Actor, campaign: i64) -> Result<BaselineChain> {
    actor.may(UseCase::BaselineView)?;
    let db = &db.snapshot().await?;
    let record = campaigns::record(db, campaign).await?;
    let current = compared(db, campaign).await?;
    let text = "SELECT b.id, b.version, b.frozen_day, b.approved, u.name, q.name, b.first_day, b.last_day, CAST(COALESCE(SUM(l.planned_base), 0) AS BIGINT), COUNT(l.line_id)
         FROM baseline b LEFT JOIN app_user u ON u.id = b.approver_id LEFT JOIN app_user q ON q.id = b.asked_by LEFT JOIN baseline_line l ON l.baseline_id = b.id
         WHERE b.campaign_id = $1 GROUP BY b.id, b.version, b.frozen_day, b.approved, u.name, q.name, b.first_day, b.last_day ORDER BY b.version DESC LIMIT 50";
    type Row = (i64, i64, NaiveDate, bool, Option<String>, Option<String>, NaiveDate, NaiveDate, i64, i64);
    let found: Vec<Row> = sql::tuples(db, text, params![campaign]).await?;
    let mut targets = freeze::targets_of_all(db, campaign).await?;
    let mut all = Vec::with_capacity(found.len());
    for (id, version, day, approved, by, asked_by, first_day, last_day, cost, lines) in found {
        all.push(BaselineRow {
            id,
            version,
            day,
            approved,
            by: by.unwrap_or_default(),
            asked_by: asked_by.unwrap_or_default(),
            cost,
            lines,
            first_day,
            last_day,
            targets: campaigns::read_targets(targets.remove(&id).unwrap_or_default()),
        });
    }
    let gone = match &current {
        Some(frozen) => gone(db, campaign, frozen.id).await?,
        None => Vec::new(),
    };
    Ok(BaselineChain {
        campaign,
        name: record.name,
        rows: all,
        cost_now: campaigns::draft_plan(db, campaign).await?.cost,
        lines: lines(db, campaign, None, current.as_ref()).await?,
        gone,
        current: current.map(|frozen| frozen.version),
        requests: rows(db, actor, "a.campaign_id = $1", "a.id DESC", params![campaign]).await?,
    })
}

/// Lines of a baseline that the campaign has no more: article and what was promised.
pub(crate) async fn gone(
    db: &impl sea_orm::ConnectionTrait,
    campaign: i64,
    baseline: i64,
) -> Result<Vec<(String, i64)>> {
    let text = "SELECT b.article, COALESCE(b.planned_base, 0) FROM baseline_line b WHERE b.baseline_id = $2
         AND NOT EXISTS (SELECT 1 FROM cost_part c WHERE c.line_id = b.line_id AND c.campaign_id = $1) ORDER BY b.line_id LIMIT 200";
    sql::tuples(db, text, params![campaign, baseline]).await
}
