//! Cost lines: the grid of a campaign, currencies, and the one way in which a line is written.

mod base;
mod follow;
mod rates;
mod row;
mod save;
mod sheet;
mod still;
mod store;
mod total;

pub(crate) use follow::{copy, follow_form};
pub(crate) use rates::replan;
pub use rates::{delete as delete_rate, index as rates, run_rates, save as save_rates};
pub(crate) use save::{Write, bound, unshared};
pub use save::{reopen, save};
pub(crate) use sheet::by_month;
pub use sheet::sheet;
pub(crate) use total::planned;

/// Sums over `c`, the view `cost_part` or the table `cost_sum`, in the order of [`domain::metrics::cost::CostSums`].
pub(crate) const SUMS: &str = "CAST(COALESCE(SUM(c.planned_base), 0) AS BIGINT), CAST(COALESCE(SUM(c.committed_base), 0) AS BIGINT), CAST(COALESCE(SUM(c.actual_base), 0) AS BIGINT), CAST(COALESCE(SUM(c.exposure_base), 0) AS BIGINT), CAST(COALESCE(SUM(c.forecast_base), 0) AS BIGINT)";

/// As [`SUMS`] gives them.
pub(crate) fn sums(
    (planned, committed, actual, exposure, forecast): (i64, i64, i64, i64, i64),
) -> domain::metrics::cost::CostSums {
    domain::metrics::cost::CostSums { planned, committed, actual, exposure, forecast }
}
