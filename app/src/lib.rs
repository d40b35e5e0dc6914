//! What the user sees: pages, their server functions and the document around them. Builds for the server (`ssr`) and for
//! the browser (`hydrate`).
#![recursion_limit = "256"]

#[cfg(all(feature = "ssr", feature = "hydrate"))]
compile_error!(
    "`app` is built either for the server (ssr) or for the browser (hydrate); build `server` and `frontend` by calls of their own"
);

pub mod accounts;
pub mod approvals;
mod attributes;
pub mod backplan;
pub mod budgets;
pub mod campaigns;
pub mod channels;
pub mod closings;
pub mod comparisons;
pub mod context;
pub mod costs;
mod date_field;
pub mod deviation;
mod document;
pub mod error;
pub mod figure_rows;
pub mod files;
mod form;
mod frame;
pub mod guide;
pub mod imports;
pub mod leads;
pub mod lists;
mod loaded;
pub mod methods;
mod more;
pub mod notes;
pub mod opportunities;
mod pages;
pub mod people;
pub mod period_plans;
pub mod references;
#[cfg(feature = "ssr")]
pub mod request;
pub mod responses;
mod rule_editor;
pub mod saving;
pub mod settings;
#[cfg(all(feature = "ssr", debug_assertions))]
pub mod sheet;
mod sign_in;
#[cfg(feature = "hydrate")]
mod start;
pub mod tasks;
pub mod today;
pub mod wire;

pub use context::{Me, PageContext};
#[cfg(feature = "ssr")]
pub use document::shell;
pub use pages::App;
#[cfg(feature = "hydrate")]
pub use start::start;
