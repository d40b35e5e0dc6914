//! Server functions of cost lines and rates.

use crate::error::AppError;
use chrono::NaiveDate;
use domain::{
    cost::{CostSheet, LineEdits, LinesSaved},
    rate::{RateDraft, RateRow},
};
use leptos::prelude::*;
use server_fn::codec::{Json, Postcard};

#[server(ViewSheet, prefix = "/api", endpoint = "costs/sheet", input = Json, output = Postcard)]
pub async fn sheet(campaign: i64) -> Result<CostSheet, AppError> {
    let at = crate::request::at()?;
    Ok(backend::costs::sheet(&at.db, &at.actor, campaign).await?)
}

/// Gives id and version of each line, in the order of the changes.
#[server(SaveLines, prefix = "/api", endpoint = "costs/save", input = Json, output = Postcard)]
pub async fn save(request: String, lines: LineEdits) -> Result<LinesSaved, AppError> {
    let at = crate::request::at()?;
    Ok(backend::costs::save(&at.db, &at.actor, &request, &lines, at.mark).await?)
}

/// Gives the version.
#[server(ReopenLine, prefix = "/api", endpoint = "costs/reopen", input = Json, output = Postcard)]
pub async fn reopen(request: String, id: i64, version: i64, reason: String) -> Result<i64, AppError> {
    let at = crate::request::at()?;
    Ok(backend::costs::reopen(&at.db, &at.actor, &request, id, version, &reason).await?)
}

#[server(ListRates, prefix = "/api", endpoint = "rates/index", input = Json, output = Postcard)]
pub async fn rates() -> Result<Vec<RateRow>, AppError> {
    let at = crate::request::at()?;
    Ok(backend::costs::rates(&at.db, &at.actor).await?)
}

/// Gives how many were stored.
#[server(SaveRates, prefix = "/api", endpoint = "rates/save", input = Json, output = Postcard)]
pub async fn save_rates(request: String, rates: Vec<RateDraft>) -> Result<i64, AppError> {
    let at = crate::request::at()?;
    Ok(backend::costs::save_rates(&at.db, &at.actor, &request, &rates, at.mark).await?)
}

#[server(DeleteRate, prefix = "/api", endpoint = "rates/delete", input = Json, output = Postcard)]
pub async fn delete_rate(request: String, currency: String, day: NaiveDate) -> Result<(), AppError> {
    let at = crate::request::at()?;
    Ok(backend::costs::delete_rate(&at.db, &at.actor, &request, &currency, day).await?)
}
