//! Approval of plans: asked for, decided with a frozen baseline, and kept as a chain.

mod ask;
mod chain;
mod decide;
pub(crate) mod freeze;
mod index;
mod rules;
mod view;

pub use ask::{ask, withdraw};
pub use chain::chain;
pub(crate) use chain::gone;
pub use decide::{comment, decide};
pub(crate) use freeze::{Frozen, compared, freeze};
pub use index::index;
pub(crate) use index::{rows, to_do, waiting_for};
pub(crate) use rules::{limit_of, required};
pub use rules::{rules, save_rules};
pub(crate) use view::Subject;
pub use view::view;

use crate::{Error, Result, budgets::guard::Touch, params, sql, sql::Params};
use domain::{
    approval::{Asked, needs_again},
    metrics::cost::CostSums,
};
use sea_orm::ConnectionTrait;
use std::collections::BTreeSet;

/// A request as it is stored.
#[derive(Debug, sea_orm::FromQueryResult)]
struct Request {
    state: String,
    asked_by: i64,
    campaign_id: Option<i64>,
    plan_id: Option<i64>,
    cost_minor: i64,
    owner_id: i64,
    /// Whether it is the own of the one who looks.
    own: bool,
}

impl Request {
    fn of(&self) -> Result<Asked> {
        asked(self.campaign_id, self.plan_id)
    }
}

fn asked(campaign: Option<i64>, plan: Option<i64>) -> Result<Asked> {
    let of = campaign.map(Asked::Campaign).or(plan.map(Asked::Plan));
    of.ok_or_else(|| Error::Internal("a request about nothing".into()))
}

async fn request(db: &impl ConnectionTrait, user: i64, id: i64) -> Result<Request> {
    let text = format!(
        "SELECT a.state, a.asked_by, a.campaign_id, a.plan_id, a.cost_minor, COALESCE(c.owner_id, p.owner_id) AS owner_id, {} AS own FROM approval a
         LEFT JOIN campaign c ON c.id = a.campaign_id LEFT JOIN period_plan p ON p.id = a.plan_id WHERE a.id = $1",
        own(user)
    );
    sql::row(db, &text, params![id]).await
}

/// Whether a request `a` with its campaign `c` or plan `p` is somebody's own: asked by them, or about what is theirs. A plan is
/// also the own of whom one of its campaigns belongs to.
fn own(user: i64) -> String {
    format!(
        "(a.asked_by = {user} OR COALESCE(c.owner_id, p.owner_id) = {user}
          OR EXISTS (SELECT 1 FROM period_plan_campaign mine JOIN campaign owned ON owned.id = mine.campaign_id WHERE mine.plan_id = a.plan_id AND owned.owner_id = {user}))"
    )
}

/// Whether a campaign, a column or place holder, is before somebody, by itself or with the plan of a period.
pub(crate) fn waits(campaign: &str) -> String {
    format!(
        "(EXISTS (SELECT 1 FROM approval asked WHERE asked.campaign_id = {campaign} AND asked.state = 'submitted')
          OR EXISTS (SELECT 1 FROM period_plan_campaign planned JOIN approval asked ON asked.plan_id = planned.plan_id AND asked.state = 'submitted' WHERE planned.campaign_id = {campaign}))"
    )
}

/// Whether the plan of a campaign waits for somebody's decision.
pub(crate) async fn is_waiting(db: &impl ConnectionTrait, campaign: i64) -> Result<bool> {
    let text = format!("SELECT id FROM campaign WHERE id = $1 AND {}", waits("$1"));
    Ok(sql::maybe::<i64>(db, &text, params![campaign]).await?.is_some())
}

/// The last request about a campaign, where it came back with comments.
pub(crate) async fn returned(db: &impl ConnectionTrait, campaign: i64) -> Result<Option<i64>> {
    let text = "SELECT a.id FROM approval a WHERE a.id = (SELECT MAX(n.id) FROM approval n WHERE n.campaign_id = $1) AND a.state = 'returned'";
    sql::maybe(db, text, params![campaign]).await
}

/// Those of the campaigns whose plan waits for somebody's decision.
pub(crate) async fn waiting(db: &impl ConnectionTrait, campaigns: &BTreeSet<i64>) -> Result<Vec<i64>> {
    let mut params = Params::default();
    let list = sql::list(&mut params, campaigns.iter().copied());
    let text = format!("SELECT k.id FROM campaign k WHERE k.id IN ({list}) AND {}", waits("k.id"));
    sql::column(db, &text, params.0).await
}

/// Refuses what would take a campaign out of the plan of a period that waits.
pub(crate) async fn unplanned(db: &impl ConnectionTrait, campaign: i64) -> Result<()> {
    let text = "SELECT w.id FROM period_plan_campaign m JOIN approval w ON w.plan_id = m.plan_id AND w.state = 'submitted' WHERE m.campaign_id = $1 LIMIT 1";
    let waits = sql::maybe::<i64>(db, text, params![campaign]).await?.is_some();
    if waits { Err(Error::State("waits for approval")) } else { Ok(()) }
}

/// Refuses changes of a plan that waits.
pub(crate) async fn still(db: &impl ConnectionTrait, campaign: i64) -> Result<()> {
    if is_waiting(db, campaign).await? { Err(Error::State("waits for approval")) } else { Ok(()) }
}

/// Whether the plan of a campaign costs more than its approved one allows; nothing was approved, nothing was exceeded.
pub(crate) async fn is_above(db: &impl ConnectionTrait, campaign: i64) -> Result<bool> {
    let Some(frozen) = compared(db, campaign).await?.filter(|frozen| frozen.approved) else { return Ok(false) };
    let text = "SELECT CAST(COALESCE(SUM(c.planned_base), 0) AS BIGINT), CAST(COALESCE(SUM(c.exposure_base), 0) AS BIGINT) FROM cost_sum c WHERE c.campaign_id = $1";
    let (planned, exposure): (i64, i64) = sql::tuple(db, text, params![campaign]).await?.unwrap_or_default();
    let approved = freeze::cost(db, frozen.id).await?;
    Ok(needs_again(approved, planned.max(exposure), again(db).await?))
}

/// By how much a plan may rise above what was approved, in hundredths of a percent.
pub(crate) async fn again(db: &impl ConnectionTrait) -> Result<i64> {
    sql::scalar(db, "SELECT again_bp FROM workspace WHERE id = 1", params![]).await
}

/// Refuses to bind more money for a campaign whose plan rose beyond what was approved. After the lines are stored.
///
/// # Errors
/// `State` where approval is needed again.
pub(crate) async fn within(db: &impl ConnectionTrait, campaign: i64, touches: &[Touch]) -> Result<()> {
    let mut delta = CostSums::default();
    touches.iter().filter(|touch| touch.campaign == campaign).for_each(|touch| touch.add_to(&mut delta));
    if delta.exposure > 0 && is_above(db, campaign).await? {
        return Err(Error::State("needs approval again"));
    }
    Ok(())
}
