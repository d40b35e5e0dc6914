//! Server functions of notes.

use crate::error::AppError;
use domain::note::NoteOn;
use leptos::prelude::*;
use server_fn::codec::{Json, Postcard};

#[server(prefix = "/api", endpoint = "notes/add", input = Json, output = Postcard)]
pub async fn add(request: String, on: NoteOn, text: String) -> Result<i64, AppError> {
    let at = crate::request::at()?;
    Ok(backend::notes::add(&at.db, &at.actor, &request, on, &text).await?)
}

#[server(prefix = "/api", endpoint = "notes/delete", input = Json, output = Postcard)]
pub async fn delete(request: String, id: i64) -> Result<(), AppError> {
    let at = crate::request::at()?;
    Ok(backend::notes::delete(&at.db, &at.actor, &request, id).await?)
}

#[server(prefix = "/api", endpoint = "notes/seen", input = Json, output = Postcard)]
pub async fn seen(request: String, id: i64) -> Result<(), AppError> {
    let at = crate::request::at()?;
    Ok(backend::notes::seen(&at.db, &at.actor, &request, id).await?)
}
