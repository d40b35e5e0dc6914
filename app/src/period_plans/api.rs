//! Server functions of marketing plans.

use crate::error::AppError;
use domain::{
    campaign::FigureRows,
    period_plan::{PeriodPlanDraft, PeriodPlanIndex, PeriodPlanView},
};
use leptos::prelude::*;
use server_fn::codec::{Json, Postcard};

#[server(ListPeriodPlans, prefix = "/api", endpoint = "period-plans/index", input = Json, output = Postcard)]
pub async fn index(year: Option<i32>) -> Result<PeriodPlanIndex, AppError> {
    let at = crate::request::at()?;
    Ok(backend::period_plans::index(&at.db, &at.actor, year).await?)
}

#[server(ViewPeriodPlan, prefix = "/api", endpoint = "period-plans/view", input = Json, output = Postcard)]
pub async fn view(id: i64) -> Result<PeriodPlanView, AppError> {
    let at = crate::request::at()?;
    Ok(backend::period_plans::view(&at.db, &at.actor, id).await?)
}

#[server(PeriodPlanRows, prefix = "/api", endpoint = "period-plans/rows", input = Json, output = Postcard)]
pub async fn rows(id: i64, of: String, after: Option<String>) -> Result<FigureRows, AppError> {
    let at = crate::request::at()?;
    let of = domain::period_plan::SliceRows::parse(&of).ok_or(AppError::NotFound)?;
    Ok(backend::period_plans::rows(&at.db, &at.actor, id, of, after.as_deref()).await?)
}

/// Gives the plan.
#[server(SavePeriodPlan, prefix = "/api", endpoint = "period-plans/save", input = Json, output = Postcard)]
pub async fn save(request: String, plan: PeriodPlanDraft) -> Result<i64, AppError> {
    let at = crate::request::at()?;
    Ok(backend::period_plans::save(&at.db, &at.actor, &request, &plan).await?)
}

#[server(DeletePeriodPlan, prefix = "/api", endpoint = "period-plans/delete", input = Json, output = Postcard)]
pub async fn delete(request: String, id: i64, version: i64) -> Result<(), AppError> {
    let at = crate::request::at()?;
    Ok(backend::period_plans::delete(&at.db, &at.actor, &request, id, version).await?)
}
