//! Server functions of settings.

use crate::error::AppError;
use domain::{
    catalog::{Catalog, CatalogDraft, CatalogItem},
    handover::{HandoverDraft, HandoverView},
    user::{AuditRow, UserDraft, UserRow},
    workspace::WorkspaceDraft,
};
use leptos::prelude::*;
use server_fn::codec::{Json, Postcard};

#[server(prefix = "/api", endpoint = "profile/save", input = Json, output = Postcard)]
pub async fn save_profile(request: String, language: String, theme: String) -> Result<(), AppError> {
    let at = crate::request::at()?;
    Ok(backend::users::save_profile(&at.db, &at.actor, &request, &language, &theme).await?)
}

#[server(prefix = "/api", endpoint = "profile/password", input = Json, output = Postcard)]
pub async fn change_password(request: String, now: String, new: String) -> Result<(), AppError> {
    let at = crate::request::at()?;
    Ok(backend::users::change_password(&at.db, &at.actor, &request, &now, &new).await?)
}

#[server(prefix = "/api", endpoint = "users/index", input = Json, output = Postcard)]
pub async fn users() -> Result<Vec<UserRow>, AppError> {
    let at = crate::request::at()?;
    Ok(backend::users::index(&at.db, &at.actor).await?)
}

#[server(prefix = "/api", endpoint = "users/save", input = Json, output = Postcard)]
pub async fn save_user(request: String, user: UserDraft) -> Result<i64, AppError> {
    let at = crate::request::at()?;
    Ok(backend::users::save(&at.db, &at.actor, &request, &user).await?)
}

#[server(prefix = "/api", endpoint = "audit/index", input = Json, output = Postcard)]
pub async fn audit(before: Option<i64>) -> Result<Vec<AuditRow>, AppError> {
    let at = crate::request::at()?;
    Ok(backend::audit::index(&at.db, &at.actor, before).await?)
}

#[server(prefix = "/api", endpoint = "workspace/view", input = Json, output = Postcard)]
pub async fn workspace() -> Result<WorkspaceDraft, AppError> {
    let at = crate::request::at()?;
    Ok(backend::workspace::view(&at.db, &at.actor).await?)
}

#[server(prefix = "/api", endpoint = "workspace/save", input = Json, output = Postcard)]
pub async fn save_workspace(request: String, workspace: WorkspaceDraft) -> Result<(), AppError> {
    let at = crate::request::at()?;
    Ok(backend::workspace::save(&at.db, &at.actor, &request, &workspace).await?)
}

#[server(ListCatalog, prefix = "/api", endpoint = "catalogs/index", input = Json, output = Postcard)]
pub async fn catalog(catalog: Catalog) -> Result<Vec<CatalogItem>, AppError> {
    let at = crate::request::at()?;
    Ok(backend::catalogs::index(&at.db, &at.actor, catalog).await?)
}

#[server(prefix = "/api", endpoint = "catalogs/save", input = Json, output = Postcard)]
pub async fn save_item(request: String, item: CatalogDraft) -> Result<i64, AppError> {
    let at = crate::request::at()?;
    Ok(backend::catalogs::save(&at.db, &at.actor, &request, &item, at.mark).await?)
}

#[server(prefix = "/api", endpoint = "catalogs/delete", input = Json, output = Postcard)]
pub async fn delete_item(request: String, catalog: Catalog, id: i64) -> Result<(), AppError> {
    let at = crate::request::at()?;
    Ok(backend::catalogs::delete(&at.db, &at.actor, &request, catalog, id).await?)
}

#[server(prefix = "/api", endpoint = "handover/view", input = Json, output = Postcard)]
pub async fn handover(from: i64) -> Result<HandoverView, AppError> {
    let at = crate::request::at()?;
    Ok(backend::handover::view(&at.db, &at.actor, from).await?)
}

#[server(prefix = "/api", endpoint = "handover/start", input = Json, output = Postcard)]
pub async fn start_handover(request: String, handover: HandoverDraft) -> Result<i64, AppError> {
    let at = crate::request::at()?;
    Ok(backend::handover::start(&at.db, &at.actor, &request, &handover).await?)
}
