//! Campaigns: overview, plan of a quick campaign, results, rows behind figures.

pub mod api;
mod audience;
mod charts;
mod costs;
mod draft;
mod figures;
mod launch;
mod overview;
mod results;
mod rows;
mod what;
mod when;
mod who;

pub use charts::{chart_words, days, opener};
pub use draft::DraftPage;
pub use launch::look_again;
pub use overview::OverviewPage;
pub use results::ResultsPage;
pub use rows::RowsPage;

use domain::campaign::Status;

/// The dot that goes with a state.
pub fn status_dot(status: Status) -> &'static str {
    match status {
        Status::Draft => "dot plan",
        Status::Launching => "dot warn",
        Status::Running => "dot run",
        Status::Finished => "dot ok",
    }
}
