//! Marketing plans of a period: campaigns and budgets promised together, approved as one, shown beside what came.

mod ask;
mod index;
mod rows;
mod save;
mod view;

pub use index::index;
pub use rows::rows;
pub use save::{delete, save};
pub use view::view;

pub(crate) use ask::{approve, ask, subject};

use crate::{Result, params, sql};
use chrono::NaiveDate;
use sea_orm::ConnectionTrait;

#[derive(Debug, Clone, sea_orm::FromQueryResult)]
struct Record {
    name: String,
    goal: String,
    first_day: NaiveDate,
    last_day: NaiveDate,
    owner: String,
    version: i64,
}

/// # Errors
/// `NotFound` for one that is not there, or was removed.
async fn record(db: &impl ConnectionTrait, id: i64) -> Result<Record> {
    let text = format!("{RECORD} AND p.deleted_ms IS NULL");
    sql::row(db, &text, params![id]).await
}

const RECORD: &str = "SELECT p.name, p.goal, p.first_day, p.last_day, u.name AS owner, p.version FROM period_plan p JOIN app_user u ON u.id = p.owner_id WHERE p.id = $1";

/// The same of one that may have been removed, for what was decided about it.
async fn record_of_any(db: &impl ConnectionTrait, id: i64) -> Result<Record> {
    sql::row(db, RECORD, params![id]).await
}

/// The campaigns of plans `p` that `only` names, with the baseline that each is held against: of an approved plan those it was
/// approved with, and of campaigns that came since none; before that the baseline of the campaign, or its draft. A source
/// `plan_id, campaign_id, kind_id, line_id, baseline_id, promised, member` of at most as many rows as the plans have campaigns.
fn members(only: &str) -> String {
    const NEWEST: &str = "t.version = (SELECT MAX(x.version) FROM period_baseline x WHERE x.plan_id = p.id)";
    format!(
        "SELECT p.id AS plan_id, f.campaign_id, f.kind_id, f.line_id, f.baseline_id, TRUE AS promised,
            EXISTS (SELECT 1 FROM period_plan_campaign c WHERE c.plan_id = p.id AND c.campaign_id = f.campaign_id) AS member
         FROM period_plan p JOIN period_baseline t ON t.plan_id = p.id AND {NEWEST} JOIN period_baseline_campaign f ON f.period_baseline_id = t.id WHERE {only}
         UNION ALL
         SELECT p.id, c.campaign_id, k.kind_id, k.line_id,
            CASE WHEN t.id IS NULL THEN (SELECT COALESCE(MAX(CASE WHEN b.approved THEN b.id END), MAX(b.id)) FROM baseline b WHERE b.campaign_id = k.id) END,
            t.id IS NULL, TRUE
         FROM period_plan p JOIN period_plan_campaign c ON c.plan_id = p.id JOIN campaign k ON k.id = c.campaign_id LEFT JOIN period_baseline t ON t.plan_id = p.id AND {NEWEST}
         WHERE {only} AND NOT EXISTS (SELECT 1 FROM period_baseline_campaign f WHERE f.period_baseline_id = t.id AND f.campaign_id = c.campaign_id)"
    )
}
