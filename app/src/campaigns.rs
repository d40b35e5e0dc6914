//! Campaigns: overview, plans, the work of activities, results, rows behind figures.

pub mod api;
mod audience;
mod charts;
mod copy;
mod costs;
mod draft;
mod draft_actions;
mod drafting;
mod event;
mod figures;
mod filter;
mod funnel;
mod launch;
mod links;
mod overview;
mod parts;
mod plan;
mod results;
mod rows;
mod steps;
mod tabs;
mod what;
mod when;
mod who;
mod why;
mod work;

pub use audience::EquationList;
pub use charts::{chart_words, days, months_chart, opener};
pub use draft::DraftPage;
pub use event::EventPage;
pub use figures::FigureStrip;
pub use launch::look_again;
pub use overview::{OverviewPage, mini, pair};
pub use parts::figure_heads;
pub use plan::{CampaignHeading, PlanPage};
pub use results::ResultsPage;
pub use rows::RowsPage;
pub use steps::StepsPage;
pub use tabs::CampaignTabs;
pub use work::WorkPage;

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
