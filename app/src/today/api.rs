//! Server functions of Today.

use crate::error::AppError;
use domain::touch::{TodayView, TouchRecorded, TouchResult, TouchView};
use leptos::prelude::*;
use server_fn::codec::{Json, Postcard};

#[server(prefix = "/api", endpoint = "today/view", input = Json, output = Postcard)]
pub async fn view() -> Result<TodayView, AppError> {
    let at = crate::request::at()?;
    Ok(backend::today::view(&at.db, &at.actor).await?)
}

#[server(prefix = "/api", endpoint = "today/touch", input = Json, output = Postcard)]
pub async fn touch(id: i64) -> Result<TouchView, AppError> {
    let at = crate::request::at()?;
    Ok(backend::today::touch(&at.db, &at.actor, id).await?)
}

#[server(prefix = "/api", endpoint = "today/record", input = Json, output = Postcard)]
pub async fn record(request: String, result: TouchResult) -> Result<TouchRecorded, AppError> {
    let at = crate::request::at()?;
    Ok(backend::today::record(&at.db, &at.actor, &request, &result).await?)
}

#[server(prefix = "/api", endpoint = "today/reopen", input = Json, output = Postcard)]
pub async fn reopen(request: String, id: i64, version: i64) -> Result<i64, AppError> {
    let at = crate::request::at()?;
    Ok(backend::today::reopen(&at.db, &at.actor, &request, id, version).await?)
}

/// Takes the next pieces of work from a queue; gives how many.
#[server(prefix = "/api", endpoint = "today/take", input = Json, output = Postcard)]
pub async fn take(request: String, activity: i64, count: i64) -> Result<i64, AppError> {
    let at = crate::request::at()?;
    Ok(backend::today::take(&at.db, &at.actor, &request, activity, count).await?)
}
