//! Server functions of leads.

use crate::error::AppError;
use domain::lead::{LeadPage, LeadQuery, LeadRow, Qualify};
use leptos::prelude::*;
use server_fn::codec::{Json, Postcard};

#[server(prefix = "/api", endpoint = "leads/index", input = Json, output = Postcard)]
pub async fn index(query: LeadQuery) -> Result<LeadPage, AppError> {
    let at = crate::request::at()?;
    Ok(backend::leads::index(&at.db, &at.actor, &query).await?)
}

#[server(prefix = "/api", endpoint = "leads/view", input = Json, output = Postcard)]
pub async fn view(id: i64) -> Result<LeadRow, AppError> {
    let at = crate::request::at()?;
    Ok(backend::leads::view(&at.db, &at.actor, id).await?)
}

/// Gives the opportunity, if one was wished.
#[server(QualifyLead, prefix = "/api", endpoint = "leads/qualify", input = Json, output = Postcard)]
pub async fn qualify(request: String, lead: Qualify) -> Result<Option<i64>, AppError> {
    let at = crate::request::at()?;
    Ok(backend::leads::qualify(&at.db, &at.actor, &request, &lead, at.mark).await?)
}

#[server(prefix = "/api", endpoint = "leads/disqualify", input = Json, output = Postcard)]
pub async fn disqualify(request: String, id: i64, version: i64, reason: i64) -> Result<(), AppError> {
    let at = crate::request::at()?;
    Ok(backend::leads::disqualify(&at.db, &at.actor, &request, id, version, reason).await?)
}

#[server(TakeLead, prefix = "/api", endpoint = "leads/take", input = Json, output = Postcard)]
pub async fn take(request: String, id: i64, version: i64) -> Result<i64, AppError> {
    let at = crate::request::at()?;
    Ok(backend::leads::take(&at.db, &at.actor, &request, id, version).await?)
}

#[server(AssignLead, prefix = "/api", endpoint = "leads/assign", input = Json, output = Postcard)]
pub async fn assign(request: String, id: i64, version: i64, owner: i64) -> Result<i64, AppError> {
    let at = crate::request::at()?;
    Ok(backend::leads::assign(&at.db, &at.actor, &request, id, version, owner).await?)
}
