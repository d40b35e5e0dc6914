//! What Levak knows without asking anyone: typed values, parsing, rules and the formula of every figure.
//!
//! No I/O, no clock, no async. Money and other exact quantities are integers; floats appear only in the
//! confidence interval of a ratio.

pub mod account;
pub mod activity;
pub mod approval;
pub mod attribute;
pub mod audience;
pub mod backplan;
pub mod budget;
pub mod calendar;
pub mod campaign;
pub mod catalog;
pub mod channel;
pub mod closing;
pub mod comparison;
pub mod conflict;
pub mod copying;
pub mod cost;
pub mod decimal;
pub mod digits;
pub mod distribution;
pub mod fault;
pub mod file;
pub mod guide;
pub mod handover;
pub mod import;
pub mod lead;
pub mod lead_rule;
pub mod list;
pub mod merge;
pub mod method;
pub mod metrics;
pub mod money;
pub mod note;
pub mod opportunity;
pub mod period_plan;
pub mod person;
pub mod rate;
pub mod reference;
pub mod response;
pub mod rights;
pub mod rule;
pub mod task;
pub mod touch;
pub mod user;
pub mod workspace;
