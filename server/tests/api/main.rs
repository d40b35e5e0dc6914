//! The server over HTTP, on SQLite and on PostgreSQL.
#![recursion_limit = "256"]
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that is surprised fails, which is what it is for"
)]

#[macro_use]
#[path = "../../backend/tests/suite/database.rs"]
mod database;
#[path = "../../backend/tests/suite/world.rs"]
mod world;

mod agree;
mod battered;
mod client;
mod files;
mod forms;
mod kill;
mod pages;
mod promise;
mod records;
mod recount;
mod repeats;
mod rights;
mod samples;
