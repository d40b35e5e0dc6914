//! Server functions of budgets.

use crate::error::AppError;
use domain::budget::{BudgetDraft, BudgetIndex, BudgetView};
use leptos::prelude::*;
use server_fn::codec::{Json, Postcard};

#[server(ListBudgets, prefix = "/api", endpoint = "budgets/index", input = Json, output = Postcard)]
pub async fn index(year: Option<i32>) -> Result<BudgetIndex, AppError> {
    let at = crate::request::at()?;
    Ok(backend::budgets::index(&at.db, &at.actor, year).await?)
}

#[server(ViewBudget, prefix = "/api", endpoint = "budgets/view", input = Json, output = Postcard)]
pub async fn view(id: i64) -> Result<BudgetView, AppError> {
    let at = crate::request::at()?;
    let mut view = backend::budgets::view(&at.db, &at.actor, id).await?;
    view.input.limit = domain::decimal::with_mark(&view.input.limit, at.mark);
    Ok(view)
}

#[server(SaveBudget, prefix = "/api", endpoint = "budgets/save", input = Json, output = Postcard)]
pub async fn save(request: String, budget: BudgetDraft) -> Result<i64, AppError> {
    let at = crate::request::at()?;
    Ok(backend::budgets::save(&at.db, &at.actor, &request, &budget, at.mark).await?)
}

#[server(DeleteBudget, prefix = "/api", endpoint = "budgets/delete", input = Json, output = Postcard)]
pub async fn delete(request: String, id: i64, version: i64) -> Result<(), AppError> {
    let at = crate::request::at()?;
    Ok(backend::budgets::delete(&at.db, &at.actor, &request, id, version).await?)
}
