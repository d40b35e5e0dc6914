//! Server functions of campaigns.

use crate::error::AppError;
use domain::campaign::{
    Behind, By, CampaignIndex, CampaignView, CopyDraft, DraftInput, DraftView, Drafted, EventView, Expected,
    FigureRows, IndexQuery, LaunchView, LinkDraft, PartRow, PlanDraft, PlanView, StepFunnel, WorkView,
};
use leptos::prelude::*;
use server_fn::codec::{Json, Postcard};

#[server(prefix = "/api", endpoint = "campaigns/index", input = Json, output = Postcard)]
pub async fn index(query: IndexQuery) -> Result<CampaignIndex, AppError> {
    let at = crate::request::at()?;
    Ok(backend::campaigns::index(&at.db, &at.actor, &query).await?)
}

#[server(SaveView, prefix = "/api", endpoint = "campaigns/view-save", input = Json, output = Postcard)]
pub async fn save_view(request: String, name: String, query: IndexQuery) -> Result<i64, AppError> {
    let at = crate::request::at()?;
    Ok(backend::campaigns::save_view(&at.db, &at.actor, &request, &name, &query).await?)
}

#[server(DeleteView, prefix = "/api", endpoint = "campaigns/view-delete", input = Json, output = Postcard)]
pub async fn delete_view(request: String, id: i64) -> Result<(), AppError> {
    let at = crate::request::at()?;
    Ok(backend::campaigns::delete_view(&at.db, &at.actor, &request, id).await?)
}

#[server(prefix = "/api", endpoint = "campaigns/view", input = Json, output = Postcard)]
pub async fn view(id: i64) -> Result<CampaignView, AppError> {
    let at = crate::request::at()?;
    Ok(backend::campaigns::view(&at.db, &at.actor, id).await?)
}

#[server(ViewEvent, prefix = "/api", endpoint = "campaigns/event", input = Json, output = Postcard)]
pub async fn event(id: i64) -> Result<EventView, AppError> {
    let at = crate::request::at()?;
    Ok(backend::campaigns::event(&at.db, &at.actor, id).await?)
}

/// `of` is a [`domain::campaign::RowsOf`] code.
#[server(prefix = "/api", endpoint = "campaigns/rows", input = Json, output = Postcard)]
pub async fn rows(id: i64, of: String, after: Option<String>) -> Result<FigureRows, AppError> {
    let at = crate::request::at()?;
    let of = domain::campaign::RowsOf::parse(&of).ok_or(AppError::NotFound)?;
    Ok(backend::campaigns::figure_rows(&at.db, &at.actor, id, of, after.as_deref()).await?)
}

#[server(prefix = "/api", endpoint = "campaigns/parts", input = Json, output = Postcard)]
pub async fn parts(id: i64, by: By) -> Result<Vec<PartRow>, AppError> {
    let at = crate::request::at()?;
    Ok(backend::campaigns::parts(&at.db, &at.actor, id, by).await?)
}

/// The one activity of a quick campaign.
#[server(prefix = "/api", endpoint = "campaigns/draft", input = Json, output = Postcard)]
pub async fn draft(id: i64) -> Result<DraftView, AppError> {
    let at = crate::request::at()?;
    let view = backend::campaigns::draft(&at.db, &at.actor, id).await?;
    Ok(DraftView { input: view.input.with_mark(at.mark), ..view })
}

#[server(prefix = "/api", endpoint = "campaigns/activity", input = Json, output = Postcard)]
pub async fn activity(id: i64) -> Result<DraftView, AppError> {
    let at = crate::request::at()?;
    let view = backend::campaigns::activity(&at.db, &at.actor, id).await?;
    Ok(DraftView { input: view.input.with_mark(at.mark), ..view })
}

#[server(prefix = "/api", endpoint = "campaigns/draft-save", input = Json, output = Postcard)]
pub async fn save_draft(request: String, draft: DraftInput) -> Result<Drafted, AppError> {
    let at = crate::request::at()?;
    Ok(backend::campaigns::save_draft(&at.db, &at.actor, &request, &draft, at.mark).await?)
}

#[server(prefix = "/api", endpoint = "campaigns/draft-delete", input = Json, output = Postcard)]
pub async fn delete_draft(request: String, id: i64, version: i64) -> Result<(), AppError> {
    let at = crate::request::at()?;
    Ok(backend::campaigns::delete_draft(&at.db, &at.actor, &request, id, version).await?)
}

#[server(prefix = "/api", endpoint = "campaigns/activity-delete", input = Json, output = Postcard)]
pub async fn delete_activity(request: String, id: i64, version: i64) -> Result<(), AppError> {
    let at = crate::request::at()?;
    Ok(backend::campaigns::delete_activity(&at.db, &at.actor, &request, id, version).await?)
}

#[server(prefix = "/api", endpoint = "campaigns/plan", input = Json, output = Postcard)]
pub async fn plan(id: i64) -> Result<PlanView, AppError> {
    let at = crate::request::at()?;
    let view = backend::campaigns::plan_view(&at.db, &at.actor, id).await?;
    let targets = PlanDraft { targets: view.targets, ..PlanDraft::default() }.with_mark(at.mark).targets;
    Ok(PlanView { input: view.input.with_mark(at.mark), targets, ..view })
}

/// Gives the campaign and its version.
#[server(prefix = "/api", endpoint = "campaigns/plan-save", input = Json, output = Postcard)]
pub async fn save_plan(request: String, plan: PlanDraft) -> Result<(i64, i64), AppError> {
    let at = crate::request::at()?;
    Ok(backend::campaigns::save_plan(&at.db, &at.actor, &request, &plan, at.mark).await?)
}

#[server(prefix = "/api", endpoint = "campaigns/widen", input = Json, output = Postcard)]
pub async fn widen(request: String, id: i64, version: i64) -> Result<i64, AppError> {
    let at = crate::request::at()?;
    Ok(backend::campaigns::widen(&at.db, &at.actor, &request, id, version).await?)
}

#[server(prefix = "/api", endpoint = "campaigns/copy", input = Json, output = Postcard)]
pub async fn copy(request: String, copy: CopyDraft) -> Result<i64, AppError> {
    let at = crate::request::at()?;
    Ok(backend::campaigns::copy(&at.db, &at.actor, &request, &copy).await?)
}

#[server(prefix = "/api", endpoint = "campaigns/link-add", input = Json, output = Postcard)]
pub async fn add_link(request: String, link: LinkDraft) -> Result<i64, AppError> {
    let at = crate::request::at()?;
    Ok(backend::campaigns::add_link(&at.db, &at.actor, &request, &link).await?)
}

#[server(prefix = "/api", endpoint = "campaigns/link-remove", input = Json, output = Postcard)]
pub async fn remove_link(request: String, id: i64) -> Result<(), AppError> {
    let at = crate::request::at()?;
    Ok(backend::campaigns::remove_link(&at.db, &at.actor, &request, id).await?)
}

#[server(ViewLaunch, prefix = "/api", endpoint = "campaigns/launch-view", input = Json, output = Postcard)]
pub async fn launch_view(id: i64) -> Result<LaunchView, AppError> {
    let at = crate::request::at()?;
    Ok(backend::campaigns::launch_view(&at.db, &at.actor, id).await?)
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

/// What the norms of the kind let expect of a plan.
#[server(ViewExpected, prefix = "/api", endpoint = "campaigns/expected", input = Json, output = Postcard)]
pub async fn expected(id: i64) -> Result<Option<Expected>, AppError> {
    let at = crate::request::at()?;
    Ok(backend::campaigns::expected(&at.db, &at.actor, id).await?)
}

/// What stands behind the step into a stage.
#[server(ViewBehind, prefix = "/api", endpoint = "campaigns/behind", input = Json, output = Postcard)]
pub async fn behind(id: i64, stage: i64) -> Result<Behind, AppError> {
    let at = crate::request::at()?;
    Ok(backend::campaigns::behind(&at.db, &at.actor, id, stage).await?)
}

/// How far the sending of an activity is.
#[server(prefix = "/api", endpoint = "campaigns/work", input = Json, output = Postcard)]
pub async fn work(activity: i64) -> Result<WorkView, AppError> {
    let at = crate::request::at()?;
    Ok(backend::campaigns::work(&at.db, &at.actor, activity).await?)
}

/// Gives the number of pieces that are being marked.
#[server(prefix = "/api", endpoint = "campaigns/work-sent", input = Json, output = Postcard)]
pub async fn mark_sent(request: String, activity: i64) -> Result<i64, AppError> {
    let at = crate::request::at()?;
    Ok(backend::campaigns::mark_sent(&at.db, &at.actor, &request, activity).await?)
}

/// `fact` names a stage of the campaign's funnel that people enter by being recorded, such as "registered".
#[server(prefix = "/api", endpoint = "campaigns/stage-record", input = Json, output = Postcard)]
pub async fn record_stage(request: String, id: i64, fact: String, people: Vec<i64>) -> Result<i64, AppError> {
    let at = crate::request::at()?;
    Ok(backend::campaigns::record_stage(&at.db, &at.actor, &request, id, &fact, &people).await?)
}

#[server(CopyActivity, prefix = "/api", endpoint = "campaigns/activity-copy", input = Json, output = Postcard)]
pub async fn copy_activity(request: String, activity: i64) -> Result<i64, AppError> {
    let at = crate::request::at()?;
    Ok(backend::campaigns::duplicate(&at.db, &at.actor, &request, activity).await?)
}

#[server(SplitActivity, prefix = "/api", endpoint = "campaigns/activity-split", input = Json, output = Postcard)]
pub async fn split_activity(request: String, activity: i64, version: i64) -> Result<i64, AppError> {
    let at = crate::request::at()?;
    Ok(backend::campaigns::split(&at.db, &at.actor, &request, activity, version).await?)
}

#[server(ViewSteps, prefix = "/api", endpoint = "campaigns/steps", input = Json, output = Postcard)]
pub async fn steps(kind: Option<i64>) -> Result<StepFunnel, AppError> {
    let at = crate::request::at()?;
    Ok(backend::campaigns::step_funnel(&at.db, &at.actor, kind).await?)
}

#[server(RecordStep, prefix = "/api", endpoint = "campaigns/step-record", input = Json, output = Postcard)]
pub async fn record_step(request: String, campaign: i64, step: String, reached: bool) -> Result<(), AppError> {
    let at = crate::request::at()?;
    Ok(backend::campaigns::record_step(&at.db, &at.actor, &request, campaign, &step, reached).await?)
}
