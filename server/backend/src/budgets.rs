//! Budgets: their limits, what is left of them, and the guard that a cost line meets.

pub(crate) mod guard;

mod index;
mod pace;
mod save;
mod sums;
mod view;

pub(crate) use guard::Reason;
pub use index::index;
pub(crate) use index::span;
pub use save::{delete, save};
pub(crate) use sums::{of_campaign, of_plan};
pub use view::view;
