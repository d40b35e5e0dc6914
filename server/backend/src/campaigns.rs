//! Campaigns: plans of one activity or several, their launch, their work, their results.

mod activity;
pub(crate) mod audience;
mod behind;
mod copies;
mod draft;
mod ending;
mod event;
pub mod facts;
mod follow;
pub(crate) mod funnels;
mod head;
mod index;
mod launch;
mod parts;
mod pieces;
mod plan;
pub(crate) mod promises;
mod results;
pub(crate) mod rows;
mod sending;
mod sides;
mod steps;
mod views;

pub use activity::{activity, draft};
pub(crate) use activity::{reach, workers};
pub(crate) use audience::Audience;
pub use behind::behind;
pub use copies::{copy, duplicate, split};
pub(crate) use draft::store_draft;
pub use draft::{delete_activity, delete_draft, save_draft};
pub(crate) use draft::{plan as draft_plan, read_targets, targets};
pub use ending::{finish, run_launch_undo, undo_launch};
pub use event::event;
pub use facts::record_stage;
pub use follow::{due as due_follow_ups, run_follow_up};
pub(crate) use index::fill_search;
pub use index::index;
pub use launch::{launch, run_launch};
pub(crate) use parts::of_list;
pub use parts::parts;
pub use plan::{add_link, expected, launch_view, plan_view, remove_link, save_plan, widen};
pub use results::view;
pub(crate) use results::{costs as costs_by_article, plan as promised};
pub use rows::rows as figure_rows;
pub use sending::{Merged, mark_sent, merged_page, run_mark_sent, work};
pub use steps::{record_step, step_funnel};
pub use views::{delete_view, save_view};

use crate::{Error, Result, params, sql};
use chrono::NaiveDate;
use domain::{campaign::Status, metrics::Totals};
use sea_orm::ConnectionTrait;

#[derive(Debug, Clone, sea_orm::FromQueryResult)]
pub(crate) struct Record {
    pub id: i64,
    pub code: String,
    pub name: String,
    pub kind_id: i64,
    pub kind: String,
    pub status: String,
    pub owner_id: i64,
    pub owner: String,
    pub first_day: Option<NaiveDate>,
    pub last_day: Option<NaiveDate>,
    pub quick: bool,
    pub template: bool,
    pub goal: String,
    pub line_id: Option<i64>,
    pub line: Option<String>,
    pub version: i64,
}

const RECORD: &str = "SELECT c.id, c.code, c.name, c.kind_id, k.name AS kind, c.status, c.owner_id, u.name AS owner, c.first_day, c.last_day,
    c.quick, c.template, c.goal, c.line_id, b.name AS line, c.version
    FROM campaign c JOIN campaign_kind k ON k.id = c.kind_id JOIN app_user u ON u.id = c.owner_id LEFT JOIN line_of_business b ON b.id = c.line_id";

pub(crate) async fn record(db: &impl ConnectionTrait, id: i64) -> Result<Record> {
    sql::row(db, &format!("{RECORD} WHERE c.id = $1"), params![id]).await
}

impl Record {
    pub fn status(&self) -> Result<Status> {
        Status::parse(&self.status).ok_or_else(|| Error::Internal("stored status".into()))
    }
}

/// The counts and sums of one campaign, each from its own table, so that nothing is multiplied by a join.
pub(crate) async fn totals(db: &impl ConnectionTrait, campaign: i64) -> Result<Totals> {
    let facts = "SELECT COUNT(CASE WHEN fact = 'contacted' THEN 1 END), COUNT(CASE WHEN fact = 'responded' THEN 1 END) FROM funnel_entry
        WHERE campaign_id = $1 AND fact IN ('contacted', 'responded')";
    let (contacted, responders): (i64, i64) = sql::tuple(db, facts, params![campaign]).await?.unwrap_or_default();
    let leads = "SELECT COUNT(*), COUNT(CASE WHEN state = 'qualified' THEN 1 END) FROM lead WHERE campaign_id = $1";
    let (new_leads, converted_leads): (i64, i64) = sql::tuple(db, leads, params![campaign]).await?.unwrap_or_default();
    let sales = "SELECT COUNT(*), COUNT(CASE WHEN state = 'won' THEN 1 END), CAST(COALESCE(SUM(CASE WHEN state = 'won' THEN amount_minor END), 0) AS BIGINT)
        FROM opportunity WHERE campaign_id = $1";
    let (opportunities, won, revenue): (i64, i64, i64) =
        sql::tuple(db, sales, params![campaign]).await?.unwrap_or_default();
    let costs = "SELECT CAST(COALESCE(SUM(actual_base), 0) AS BIGINT), CAST(COALESCE(SUM(paid), 0) AS BIGINT) FROM cost_sum WHERE campaign_id = $1";
    let (actual_cost, cost_lines_with_actual): (i64, i64) =
        sql::tuple(db, costs, params![campaign]).await?.unwrap_or_default();
    Ok(Totals {
        contacted,
        responders,
        new_leads,
        converted_leads,
        opportunities,
        won,
        revenue,
        actual_cost,
        cost_lines_with_actual,
    })
}
