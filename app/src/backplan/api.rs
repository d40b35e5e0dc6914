//! Server functions of planning back.

use crate::error::AppError;
use domain::{
    backplan::{BackPlanView, GoalDraft},
    campaign::Drafted,
};
use leptos::prelude::*;
use server_fn::codec::{Json, Postcard};

/// What a goal takes.
#[server(ViewBackPlan, prefix = "/api", endpoint = "backplan/view", input = Json, output = Postcard)]
pub async fn view(goal: GoalDraft) -> Result<BackPlanView, AppError> {
    let at = crate::request::at()?;
    Ok(backend::backplan::view(&at.db, &at.actor, &goal, at.mark).await?)
}

/// Makes a draft campaign of a goal.
#[server(DraftBackPlan, prefix = "/api", endpoint = "backplan/draft", input = Json, output = Postcard)]
pub async fn draft(request: String, goal: GoalDraft) -> Result<Drafted, AppError> {
    let at = crate::request::at()?;
    Ok(backend::backplan::draft(&at.db, &at.actor, &request, &goal, at.mark).await?)
}
