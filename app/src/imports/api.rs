//! Server functions of imports. The file itself is taken by a plain handler, in pieces.

use crate::error::AppError;
use domain::import::{ImportCheck, ImportRow, ImportView};
use leptos::prelude::*;
use server_fn::codec::{Json, Postcard};

#[server(prefix = "/api", endpoint = "imports/index", input = Json, output = Postcard)]
pub async fn index() -> Result<Vec<ImportRow>, AppError> {
    let at = crate::request::at()?;
    Ok(backend::imports::index(&at.db, &at.actor).await?)
}

#[server(prefix = "/api", endpoint = "imports/view", input = Json, output = Postcard)]
pub async fn view(id: i64) -> Result<ImportView, AppError> {
    let at = crate::request::at()?;
    Ok(backend::imports::view(&at.db, &at.actor, id).await?)
}

#[server(prefix = "/api", endpoint = "imports/check", input = Json, output = Postcard)]
pub async fn check(request: String, mapping: ImportCheck) -> Result<i64, AppError> {
    let at = crate::request::at()?;
    Ok(backend::imports::check(&at.db, &at.actor, &request, &mapping).await?)
}

#[server(prefix = "/api", endpoint = "imports/start", input = Json, output = Postcard)]
pub async fn start(request: String, id: i64, version: i64, create_users: bool) -> Result<i64, AppError> {
    let at = crate::request::at()?;
    Ok(backend::imports::start(&at.db, &at.actor, &request, id, version, create_users).await?)
}

#[server(prefix = "/api", endpoint = "imports/stop", input = Json, output = Postcard)]
pub async fn stop(request: String, id: i64) -> Result<i64, AppError> {
    let at = crate::request::at()?;
    Ok(backend::imports::stop(&at.db, &at.actor, &request, id).await?)
}

#[server(prefix = "/api", endpoint = "imports/undo", input = Json, output = Postcard)]
pub async fn undo(request: String, id: i64, version: i64) -> Result<i64, AppError> {
    let at = crate::request::at()?;
    Ok(backend::imports::undo(&at.db, &at.actor, &request, id, version).await?)
}
