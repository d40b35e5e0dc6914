//! Server functions of lists.

use crate::error::AppError;
use domain::list::{ListChange, ListDraft, ListRow, ListView};
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

#[server(ViewList, prefix = "/api", endpoint = "lists/view", input = Json, output = Postcard)]
pub async fn view(id: i64) -> Result<ListView, AppError> {
    let at = crate::request::at()?;
    Ok(backend::lists::view(&at.db, &at.actor, id).await?)
}

#[server(ChangeList, prefix = "/api", endpoint = "lists/change", input = Json, output = Postcard)]
pub async fn change(request: String, list: ListChange) -> Result<i64, AppError> {
    let at = crate::request::at()?;
    Ok(backend::lists::change(&at.db, &at.actor, &request, &list, at.mark).await?)
}

#[server(CopyList, prefix = "/api", endpoint = "lists/copy", input = Json, output = Postcard)]
pub async fn copy(request: String, id: i64, name: String) -> Result<i64, AppError> {
    let at = crate::request::at()?;
    Ok(backend::lists::copy(&at.db, &at.actor, &request, id, &name).await?)
}

#[server(MemberOfList, prefix = "/api", endpoint = "lists/member", input = Json, output = Postcard)]
pub async fn member(request: String, id: i64, person: i64, on: bool) -> Result<(), AppError> {
    let at = crate::request::at()?;
    Ok(backend::lists::member(&at.db, &at.actor, &request, id, person, on).await?)
}

#[server(AddressesOfList, prefix = "/api", endpoint = "lists/addresses", input = Json, output = Postcard)]
pub async fn addresses(request: String, id: i64, version: i64, addresses: String) -> Result<i64, AppError> {
    let at = crate::request::at()?;
    Ok(backend::lists::addresses(&at.db, &at.actor, &request, (id, version), &addresses).await?)
}
