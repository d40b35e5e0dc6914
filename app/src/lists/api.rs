//! Server functions of lists.

use crate::error::AppError;
use domain::list::{ListDraft, ListRow};
use leptos::prelude::*;
use server_fn::codec::{Json, Postcard};

#[server(prefix = "/api", endpoint = "lists/index", input = Json, output = Postcard)]
pub async fn index() -> Result<Vec<ListRow>, AppError> {
    let at = crate::request::at()?;
    Ok(backend::lists::index(&at.db, &at.actor).await?)
}

#[server(prefix = "/api", endpoint = "lists/save", input = Json, output = Postcard)]
pub async fn save(request: String, list: ListDraft) -> Result<i64, AppError> {
    let at = crate::request::at()?;
    Ok(backend::lists::save(&at.db, &at.actor, &request, &list).await?)
}

#[server(prefix = "/api", endpoint = "lists/delete", input = Json, output = Postcard)]
pub async fn delete(request: String, id: i64, version: i64) -> Result<(), AppError> {
    let at = crate::request::at()?;
    Ok(backend::lists::delete(&at.db, &at.actor, &request, id, version).await?)
}
