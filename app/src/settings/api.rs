//! Server functions of settings.

use crate::error::AppError;
use domain::user::{AuditRow, UserDraft, UserRow};
use leptos::prelude::*;
use server_fn::codec::{Json, Postcard};

#[server(prefix = "/api", endpoint = "profile/save", input = Json, output = Postcard)]
pub async fn save_profile(request: String, language: String, theme: String) -> Result<(), AppError> {
    let at = crate::request::at()?;
    Ok(backend::users::save_profile(&at.db, &at.actor, &request, &language, &theme).await?)
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
