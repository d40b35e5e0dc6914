//! Server functions of approval.

use crate::error::AppError;
use domain::approval::{ApprovalIndex, ApprovalView, AskDraft, BaselineChain, CommentDraft, DecisionDraft, RulesDraft};
use leptos::prelude::*;
use server_fn::codec::{Json, Postcard};

#[server(ListApprovals, prefix = "/api", endpoint = "approvals/index", input = Json, output = Postcard)]
pub async fn index() -> Result<ApprovalIndex, AppError> {
    let at = crate::request::at()?;
    Ok(backend::approvals::index(&at.db, &at.actor).await?)
}

#[server(ViewApproval, prefix = "/api", endpoint = "approvals/view", input = Json, output = Postcard)]
pub async fn view(id: i64) -> Result<ApprovalView, AppError> {
    let at = crate::request::at()?;
    Ok(backend::approvals::view(&at.db, &at.actor, id).await?)
}

/// Gives the request.
#[server(AskApproval, prefix = "/api", endpoint = "approvals/ask", input = Json, output = Postcard)]
pub async fn ask(request: String, ask: AskDraft) -> Result<i64, AppError> {
    let at = crate::request::at()?;
    Ok(backend::approvals::ask(&at.db, &at.actor, &request, &ask).await?)
}

#[server(WithdrawApproval, prefix = "/api", endpoint = "approvals/withdraw", input = Json, output = Postcard)]
pub async fn withdraw(request: String, id: i64, version: i64) -> Result<(), AppError> {
    let at = crate::request::at()?;
    Ok(backend::approvals::withdraw(&at.db, &at.actor, &request, id, version).await?)
}

#[server(DecideApproval, prefix = "/api", endpoint = "approvals/decide", input = Json, output = Postcard)]
pub async fn decide(request: String, decision: DecisionDraft) -> Result<(), AppError> {
    let at = crate::request::at()?;
    Ok(backend::approvals::decide(&at.db, &at.actor, &request, &decision).await?)
}

#[server(CommentApproval, prefix = "/api", endpoint = "approvals/comment", input = Json, output = Postcard)]
pub async fn comment(request: String, id: i64, comment: CommentDraft) -> Result<(), AppError> {
    let at = crate::request::at()?;
    Ok(backend::approvals::comment(&at.db, &at.actor, &request, id, &comment).await?)
}

#[server(ViewBaselines, prefix = "/api", endpoint = "approvals/baselines", input = Json, output = Postcard)]
pub async fn chain(campaign: i64) -> Result<BaselineChain, AppError> {
    let at = crate::request::at()?;
    Ok(backend::approvals::chain(&at.db, &at.actor, campaign).await?)
}

#[server(ViewApprovalRules, prefix = "/api", endpoint = "approvals/rules", input = Json, output = Postcard)]
pub async fn rules() -> Result<RulesDraft, AppError> {
    let at = crate::request::at()?;
    let mut rules = backend::approvals::rules(&at.db, &at.actor).await?;
    rules.again = domain::decimal::with_mark(&rules.again, at.mark);
    for limit in &mut rules.limits {
        limit.up_to = domain::decimal::with_mark(&limit.up_to, at.mark);
        limit.over = domain::decimal::with_mark(&limit.over, at.mark);
    }
    Ok(rules)
}

#[server(SaveApprovalRules, prefix = "/api", endpoint = "approvals/rules-save", input = Json, output = Postcard)]
pub async fn save_rules(request: String, rules: RulesDraft) -> Result<(), AppError> {
    let at = crate::request::at()?;
    Ok(backend::approvals::save_rules(&at.db, &at.actor, &request, &rules, at.mark).await?)
}
