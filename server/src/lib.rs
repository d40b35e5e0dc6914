//! The server: configuration, routes, sessions, headers, background work, command line.
#![recursion_limit = "256"]

pub mod agree;
mod api;
pub mod assets;
pub mod auth;
pub mod commands;
pub mod config;
pub mod context;
mod documents;
mod export;
pub mod files;
mod gate;
pub mod headers;
pub mod lock;
pub mod origin;
pub mod rights;
pub mod router;
pub mod serve;
pub mod sessions;
pub mod sign_in;
pub mod upload;
pub mod work;
