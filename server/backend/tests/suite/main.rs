//! Use cases on real databases: every test runs on SQLite and on a PostgreSQL that is started for it.
#![recursion_limit = "256"]

#[macro_use]
mod database;

mod campaign;
mod channels;
mod demo;
mod imports;
mod people;
mod world;
