//! Server functions of opportunities.

use crate::error::AppError;
use domain::opportunity::{Board, CloseOpportunity, NewOpportunity, OpportunityDraft};
use leptos::prelude::*;
use server_fn::codec::{Json, Postcard};

#[server(ViewBoard, prefix = "/api", endpoint = "opportunities/board", input = Json, output = Postcard)]
pub async fn board(pipeline: Option<i64>) -> Result<Board, AppError> {
    let at = crate::request::at()?;
    Ok(backend::opportunities::board(&at.db, &at.actor, pipeline).await?)
}

#[server(prefix = "/api", endpoint = "opportunities/move", input = Json, output = Postcard)]
pub async fn move_to(request: String, id: i64, version: i64, stage: i64) -> Result<i64, AppError> {
    let at = crate::request::at()?;
    Ok(backend::opportunities::move_to(&at.db, &at.actor, &request, id, version, stage).await?)
}

#[server(prefix = "/api", endpoint = "opportunities/save", input = Json, output = Postcard)]
pub async fn save(request: String, opportunity: OpportunityDraft) -> Result<i64, AppError> {
    let at = crate::request::at()?;
    Ok(backend::opportunities::save(&at.db, &at.actor, &request, &opportunity, at.mark).await?)
}

#[server(prefix = "/api", endpoint = "opportunities/close", input = Json, output = Postcard)]
pub async fn close(request: String, opportunity: CloseOpportunity) -> Result<i64, AppError> {
    let at = crate::request::at()?;
    Ok(backend::opportunities::close(&at.db, &at.actor, &request, &opportunity, at.mark).await?)
}

#[server(prefix = "/api", endpoint = "opportunities/reopen", input = Json, output = Postcard)]
pub async fn reopen(request: String, id: i64, version: i64) -> Result<i64, AppError> {
    let at = crate::request::at()?;
    Ok(backend::opportunities::reopen(&at.db, &at.actor, &request, id, version).await?)
}

#[server(prefix = "/api", endpoint = "opportunities/add", input = Json, output = Postcard)]
pub async fn add(request: String, opportunity: NewOpportunity) -> Result<i64, AppError> {
    let at = crate::request::at()?;
    Ok(backend::opportunities::add(&at.db, &at.actor, &request, &opportunity, at.mark).await?)
}
