//! Server functions of responses.

use crate::error::AppError;
use domain::response::{ResponseDraft, ResponsePage};
use leptos::prelude::*;
use server_fn::codec::{Json, Postcard};

#[server(prefix = "/api", endpoint = "responses/index", input = Json, output = Postcard)]
pub async fn index(campaign: i64, unknown: bool, after: Option<String>) -> Result<ResponsePage, AppError> {
    let at = crate::request::at()?;
    Ok(backend::responses::index(&at.db, &at.actor, campaign, unknown, after.as_deref()).await?)
}

#[server(prefix = "/api", endpoint = "responses/record", input = Json, output = Postcard)]
pub async fn record(request: String, response: ResponseDraft) -> Result<i64, AppError> {
    let at = crate::request::at()?;
    Ok(backend::responses::record(&at.db, &at.actor, &request, &response).await?)
}

/// Says who an unknown responder was; nobody makes a person of them. Gives the person.
#[server(prefix = "/api", endpoint = "responses/match", input = Json, output = Postcard)]
pub async fn match_person(request: String, id: i64, version: i64, person: Option<i64>) -> Result<i64, AppError> {
    let at = crate::request::at()?;
    Ok(backend::responses::match_person(&at.db, &at.actor, &request, (id, version), person).await?)
}
