//! Server functions of tasks.

use crate::error::AppError;
use domain::task::TaskDraft;
use leptos::prelude::*;
use server_fn::codec::{Json, Postcard};

#[server(prefix = "/api", endpoint = "tasks/save", input = Json, output = Postcard)]
pub async fn save(request: String, task: TaskDraft) -> Result<i64, AppError> {
    let at = crate::request::at()?;
    Ok(backend::tasks::save(&at.db, &at.actor, &request, &task, at.mark).await?)
}

/// `minutes` is the time it took, as typed.
#[server(prefix = "/api", endpoint = "tasks/done", input = Json, output = Postcard)]
pub async fn finish(request: String, id: i64, version: i64, minutes: String) -> Result<i64, AppError> {
    let at = crate::request::at()?;
    Ok(backend::tasks::finish(&at.db, &at.actor, &request, (id, version), &minutes, at.mark).await?)
}

#[server(prefix = "/api", endpoint = "tasks/reopen", input = Json, output = Postcard)]
pub async fn reopen(request: String, id: i64, version: i64) -> Result<i64, AppError> {
    let at = crate::request::at()?;
    Ok(backend::tasks::reopen(&at.db, &at.actor, &request, id, version).await?)
}

#[server(prefix = "/api", endpoint = "tasks/time", input = Json, output = Postcard)]
pub async fn log_time(request: String, id: i64, version: i64, minutes: String) -> Result<i64, AppError> {
    let at = crate::request::at()?;
    Ok(backend::tasks::log_time(&at.db, &at.actor, &request, (id, version), &minutes, at.mark).await?)
}

#[server(prefix = "/api", endpoint = "tasks/delete", input = Json, output = Postcard)]
pub async fn delete(request: String, id: i64, version: i64) -> Result<(), AppError> {
    let at = crate::request::at()?;
    Ok(backend::tasks::delete(&at.db, &at.actor, &request, id, version).await?)
}
