//! Every use case of Levak and all of its SQL. One module a feature; each use case takes an [`Actor`], checks the right,
//! opens the transaction, does the work and writes the audit row in it.

pub mod accounts;
pub mod act;
pub mod actor;
pub mod approvals;
pub mod audit;
pub mod backplan;
pub mod budgets;
pub mod campaigns;
pub mod catalogs;
pub mod channels;
pub mod closings;
pub mod comparisons;
pub mod costs;
pub mod db;
pub mod demo;
pub mod error;
pub mod files;
pub mod fold;
pub mod guide;
pub mod handover;
pub mod imports;
pub mod jobs;
pub mod leads;
pub mod lists;
pub mod methods;
pub mod notes;
pub mod opportunities;
pub mod people;
pub mod period_plans;
pub mod references;
pub mod responses;
pub mod sql;
mod taking;
pub mod tasks;
pub mod today;
pub mod users;
pub mod workspace;

pub use act::Act;
pub use actor::Actor;
pub use db::Db;
pub use error::{Error, Result};
