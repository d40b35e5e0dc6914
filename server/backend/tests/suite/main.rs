//! Use cases on real databases: every test runs on SQLite and on a PostgreSQL that is started for it.
#![recursion_limit = "256"]
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that is surprised fails, which is what it is for"
)]

#[macro_use]
mod database;

mod activities;
mod approvals;
mod attributes;
mod budgets;
mod campaign;
mod catalogs;
mod channels;
mod closings;
mod colleagues;
mod costs;
mod demo;
mod faults;
mod files;
mod imports;
mod lead_rules;
mod lines;
mod lists;
mod methods;
mod migrations;
mod people;
mod period_plans;
mod reach;
mod references;
mod sales;
mod world;
