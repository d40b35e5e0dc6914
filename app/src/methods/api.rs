//! Server functions of budget methods.

use crate::error::AppError;
use domain::method::{ChoiceDraft, EstimateDraft, InputsDraft, MethodsView};
use leptos::prelude::*;
use server_fn::codec::{Json, Postcard};

#[server(ViewMethods, prefix = "/api", endpoint = "methods/view", input = Json, output = Postcard)]
pub async fn view(year: Option<i32>) -> Result<MethodsView, AppError> {
    let at = crate::request::at()?;
    Ok(backend::methods::view(&at.db, &at.actor, year, at.mark).await?)
}

/// Gives the version of the inputs.
#[server(SaveMethods, prefix = "/api", endpoint = "methods/save", input = Json, output = Postcard)]
pub async fn save(request: String, inputs: InputsDraft) -> Result<i64, AppError> {
    let at = crate::request::at()?;
    Ok(backend::methods::save(&at.db, &at.actor, &request, &inputs, at.mark).await?)
}

#[server(SaveEstimate, prefix = "/api", endpoint = "methods/estimate", input = Json, output = Postcard)]
pub async fn estimate(request: String, estimate: EstimateDraft) -> Result<i64, AppError> {
    let at = crate::request::at()?;
    Ok(backend::methods::estimate(&at.db, &at.actor, &request, &estimate, at.mark).await?)
}

#[server(RemoveEstimate, prefix = "/api", endpoint = "methods/estimate-remove", input = Json, output = Postcard)]
pub async fn remove_estimate(request: String, id: i64) -> Result<(), AppError> {
    let at = crate::request::at()?;
    Ok(backend::methods::remove_estimate(&at.db, &at.actor, &request, id).await?)
}

/// Gives the amount.
#[server(ChooseMethod, prefix = "/api", endpoint = "methods/choose", input = Json, output = Postcard)]
pub async fn choose(request: String, choice: ChoiceDraft) -> Result<i64, AppError> {
    let at = crate::request::at()?;
    Ok(backend::methods::choose(&at.db, &at.actor, &request, &choice).await?)
}
