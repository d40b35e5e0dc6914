//! Server functions of closing.

use crate::error::AppError;
use domain::closing::{ClosingDraft, ClosingView};
use leptos::prelude::*;
use server_fn::codec::{Json, Postcard};

#[server(ViewClosing, prefix = "/api", endpoint = "closings/view", input = Json, output = Postcard)]
pub async fn view(campaign: i64) -> Result<ClosingView, AppError> {
    let at = crate::request::at()?;
    Ok(backend::closings::view(&at.db, &at.actor, campaign).await?)
}

/// Gives the version.
#[server(SaveClosing, prefix = "/api", endpoint = "closings/save", input = Json, output = Postcard)]
pub async fn save(request: String, closing: ClosingDraft) -> Result<i64, AppError> {
    let at = crate::request::at()?;
    Ok(backend::closings::save(&at.db, &at.actor, &request, &closing).await?)
}
