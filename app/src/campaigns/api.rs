//! Server functions of campaigns.

use crate::error::AppError;
use domain::campaign::{CampaignIndex, CampaignView, CostActual, DraftInput, DraftView, FigureRows, Status};
use leptos::prelude::*;
use server_fn::codec::{Json, Postcard};

#[server(prefix = "/api", endpoint = "campaigns/index", input = Json, output = Postcard)]
pub async fn index(status: Option<Status>) -> Result<CampaignIndex, AppError> {
    let at = crate::request::at()?;
    Ok(backend::campaigns::index(&at.db, &at.actor, status).await?)
}

#[server(prefix = "/api", endpoint = "campaigns/view", input = Json, output = Postcard)]
pub async fn view(id: i64) -> Result<CampaignView, AppError> {
    let at = crate::request::at()?;
    Ok(backend::campaigns::view(&at.db, &at.actor, id).await?)
}

/// `of` is a [`domain::campaign::RowsOf`] code.
#[server(prefix = "/api", endpoint = "campaigns/rows", input = Json, output = Postcard)]
pub async fn rows(id: i64, of: String, after: Option<String>) -> Result<FigureRows, AppError> {
    let at = crate::request::at()?;
    let of = domain::campaign::RowsOf::parse(&of).ok_or(AppError::NotFound)?;
    Ok(backend::campaigns::figure_rows(&at.db, &at.actor, id, of, after.as_deref()).await?)
}

#[server(prefix = "/api", endpoint = "campaigns/draft", input = Json, output = Postcard)]
pub async fn draft(id: i64) -> Result<DraftView, AppError> {
    let at = crate::request::at()?;
    Ok(backend::campaigns::draft(&at.db, &at.actor, id).await?)
}

#[server(prefix = "/api", endpoint = "campaigns/draft-save", input = Json, output = Postcard)]
pub async fn save_draft(request: String, draft: DraftInput) -> Result<(i64, i64), AppError> {
    let at = crate::request::at()?;
    Ok(backend::campaigns::save_draft(&at.db, &at.actor, &request, &draft, at.mark).await?)
}

#[server(prefix = "/api", endpoint = "campaigns/draft-delete", input = Json, output = Postcard)]
pub async fn delete_draft(request: String, id: i64, version: i64) -> Result<(), AppError> {
    let at = crate::request::at()?;
    Ok(backend::campaigns::delete_draft(&at.db, &at.actor, &request, id, version).await?)
}

#[server(prefix = "/api", endpoint = "campaigns/launch", input = Json, output = Postcard)]
pub async fn launch(request: String, id: i64, version: i64) -> Result<i64, AppError> {
    let at = crate::request::at()?;
    Ok(backend::campaigns::launch(&at.db, &at.actor, &request, id, version).await?)
}

#[server(prefix = "/api", endpoint = "campaigns/launch-undo", input = Json, output = Postcard)]
pub async fn undo_launch(request: String, id: i64, version: i64) -> Result<i64, AppError> {
    let at = crate::request::at()?;
    Ok(backend::campaigns::undo_launch(&at.db, &at.actor, &request, id, version).await?)
}

#[server(prefix = "/api", endpoint = "campaigns/finish", input = Json, output = Postcard)]
pub async fn finish(request: String, id: i64, version: i64) -> Result<(), AppError> {
    let at = crate::request::at()?;
    Ok(backend::campaigns::finish(&at.db, &at.actor, &request, id, version).await?)
}

#[server(prefix = "/api", endpoint = "campaigns/cost-save", input = Json, output = Postcard)]
pub async fn save_cost(request: String, cost: CostActual) -> Result<i64, AppError> {
    let at = crate::request::at()?;
    Ok(backend::campaigns::save_cost(&at.db, &at.actor, &request, &cost, at.mark).await?)
}

/// `fact` names a stage of the campaign's funnel that people enter by being recorded, such as "registered".
#[server(prefix = "/api", endpoint = "campaigns/stage-record", input = Json, output = Postcard)]
pub async fn record_stage(request: String, id: i64, fact: String, people: Vec<i64>) -> Result<i64, AppError> {
    let at = crate::request::at()?;
    Ok(backend::campaigns::record_stage(&at.db, &at.actor, &request, id, &fact, &people).await?)
}
