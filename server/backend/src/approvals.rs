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
pub(crate) use index::waiting_for;
pub(crate) use rules::{limit_of, required};
pub use rules::{rules, save_rules};
pub use view::view;

use crate::{Error, Result, budgets::guard::Touch, params, sql};
use domain::{approval::needs_again, metrics::cost::CostSums};
use sea_orm::ConnectionTrait;

/// Whether the plan of a campaign waits for somebody's decision.
pub(crate) async fn is_waiting(db: &impl ConnectionTrait, campaign: i64) -> Result<bool> {
    let text = "SELECT id FROM approval WHERE campaign_id = $1 AND state = 'submitted'";
    Ok(sql::maybe::<i64>(db, text, params![campaign]).await?.is_some())
}

/// Refuses changes of a plan that waits.
pub(crate) async fn still(db: &impl ConnectionTrait, campaign: i64) -> Result<()> {
    if is_waiting(db, campaign).await? { Err(Error::State("waits for approval")) } else { Ok(()) }
}

/// Whether the plan of a campaign costs more than its approved one allows; nothing was approved, nothing was exceeded.
pub(crate) async fn is_above(db: &impl ConnectionTrait, campaign: i64) -> Result<bool> {
    let Some(frozen) = compared(db, campaign).await?.filter(|frozen| frozen.approved) else { return Ok(false) };
    let text = "SELECT CAST(COALESCE(SUM(c.planned_base), 0) AS BIGINT), CAST(COALESCE(SUM(c.exposure_base), 0) AS BIGINT) FROM cost_part c WHERE c.campaign_id = $1";
    let (planned, exposure): (i64, i64) = sql::tuple(db, text, params![campaign]).await?.unwrap_or_default();
    let share: i64 = sql::scalar(db, "SELECT again_bp FROM workspace WHERE id = 1", params![]).await?;
    let approved = freeze::cost(db, frozen.id).await?;
    Ok(needs_again(approved, planned.max(exposure), share))
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
