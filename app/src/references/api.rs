//! Server functions of reference funnels.

use crate::error::AppError;
use domain::reference::{ReferenceDraft, ReferenceView};
use leptos::prelude::*;
use server_fn::codec::{Json, Postcard};

#[server(ViewReference, prefix = "/api", endpoint = "references/view", input = Json, output = Postcard)]
pub async fn view(kind: Option<i64>) -> Result<ReferenceView, AppError> {
    let at = crate::request::at()?;
    Ok(backend::references::view(&at.db, &at.actor, kind, at.mark).await?)
}

/// A version as it follows from finished campaigns.
#[server(PoolReference, prefix = "/api", endpoint = "references/pool", input = Json, output = Postcard)]
pub async fn pool(kind: i64, campaigns: Vec<i64>) -> Result<ReferenceDraft, AppError> {
    let at = crate::request::at()?;
    Ok(backend::references::pool(&at.db, &at.actor, kind, &campaigns, at.mark).await?)
}

/// Gives the number of the version.
#[server(SaveReference, prefix = "/api", endpoint = "references/save", input = Json, output = Postcard)]
pub async fn save(request: String, reference: ReferenceDraft) -> Result<i64, AppError> {
    let at = crate::request::at()?;
    Ok(backend::references::save(&at.db, &at.actor, &request, &reference, at.mark).await?)
}
