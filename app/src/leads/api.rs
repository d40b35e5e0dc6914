//! Server functions of leads.

use crate::error::AppError;
use domain::{
    lead::{LeadPage, LeadQuery, LeadRow, Qualify},
    lead_rule::{LeadRuleDraft, LeadRules, LeadScore},
    rule::Rule,
};
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

#[server(ScoreOfLead, prefix = "/api", endpoint = "leads/score", input = Json, output = Postcard)]
pub async fn score(id: i64) -> Result<LeadScore, AppError> {
    let at = crate::request::at()?;
    Ok(backend::leads::admin::score(&at.db, &at.actor, id).await?)
}

#[server(RulesOfLeads, prefix = "/api", endpoint = "leads/rules", input = Json, output = Postcard)]
pub async fn rules() -> Result<LeadRules, AppError> {
    let at = crate::request::at()?;
    Ok(backend::leads::admin::index(&at.db, &at.actor).await?)
}

/// For how many of the open leads a rule holds, and how many are open.
#[server(CountByRule, prefix = "/api", endpoint = "leads/rule-count", input = Json, output = Postcard)]
pub async fn rule_count(rule: Rule) -> Result<(i64, i64), AppError> {
    let at = crate::request::at()?;
    Ok(backend::leads::admin::count(&at.db, &at.actor, &rule).await?)
}

#[server(SaveLeadRule, prefix = "/api", endpoint = "leads/rule-save", input = Json, output = Postcard)]
pub async fn save_rule(request: String, rule: LeadRuleDraft) -> Result<i64, AppError> {
    let at = crate::request::at()?;
    Ok(backend::leads::admin::save(&at.db, &at.actor, &request, &rule, at.mark).await?)
}

#[server(DeleteLeadRule, prefix = "/api", endpoint = "leads/rule-delete", input = Json, output = Postcard)]
pub async fn delete_rule(request: String, id: i64, version: i64) -> Result<(), AppError> {
    let at = crate::request::at()?;
    Ok(backend::leads::admin::delete(&at.db, &at.actor, &request, id, version).await?)
}

#[server(RaiseLeadRule, prefix = "/api", endpoint = "leads/rule-raise", input = Json, output = Postcard)]
pub async fn raise_rule(request: String, id: i64) -> Result<(), AppError> {
    let at = crate::request::at()?;
    Ok(backend::leads::admin::raise(&at.db, &at.actor, &request, id).await?)
}

#[server(ShareOutLeads, prefix = "/api", endpoint = "leads/share-out", input = Json, output = Postcard)]
pub async fn share_out(request: String) -> Result<(), AppError> {
    let at = crate::request::at()?;
    Ok(backend::leads::admin::share_out(&at.db, &at.actor, &request).await?)
}
