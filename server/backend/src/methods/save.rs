//! Inputs, estimates and decisions by hand.

use super::{bottom_up, given};
use crate::{Act, Actor, Db, Error, Result, begin, budgets, params, sql, workspace};
use domain::{
    decimal::DecimalMark,
    fault::{Fault, text},
    method::{ChoiceDraft, EstimateDraft, InputsDraft},
    metrics::methods::outcome,
    rights::UseCase,
};
use sea_orm::ConnectionTrait;

/// Claims the inputs of a year; the first to store any makes the year.
async fn claim(db: &impl ConnectionTrait, year: i32, version: i64) -> Result<()> {
    let stored = given(db, year).await?;
    if stored.version != version {
        return Err(Error::Conflict { version: stored.version, now: Vec::new() });
    }
    let text = if version == 0 {
        "INSERT INTO method_year (year, version) VALUES ($1, 1) ON CONFLICT (year) DO NOTHING"
    } else {
        "UPDATE method_year SET version = version + 1 WHERE year = $1 AND version = $2"
    };
    let values = if version == 0 { params![i64::from(year)] } else { params![i64::from(year), version] };
    if sql::execute(db, text, values).await? == 0 {
        let now = given(db, year).await?.version;
        return Err(Error::Conflict { version: now, now: Vec::new() });
    }
    Ok(())
}

/// Stores the inputs of a year; gives their version.
///
/// # Errors
/// `Denied`, `Conflict`, `Invalid` with all faults, each at its input, or at `year`.
pub async fn save(db: &Db, actor: &Actor, request: &str, input: &InputsDraft, mark: DecimalMark) -> Result<i64> {
    actor.may(UseCase::MethodsSave)?;
    let workspace = workspace::existing(&db.read).await?;
    budgets::span(workspace.calendar, input.year)?;
    let read = input.read(workspace.currency, mark).map_err(Error::Invalid)?;
    let act: Act = begin!(db, actor, UseCase::MethodsSave, request);
    claim(&act.tx, input.year, input.version).await?;
    let year = i64::from(input.year);
    sql::execute(&act.tx, "DELETE FROM method_input WHERE year = $1", params![year]).await?;
    for (name, value) in read {
        let text = "INSERT INTO method_input (year, input, value) VALUES ($1, $2, $3) ON CONFLICT (year, input) DO UPDATE SET value = excluded.value";
        sql::execute(&act.tx, text, params![year, name.as_str(), value]).await?;
    }
    act.finish(input.version + 1, "method_year", Some(year), "inputs").await
}

/// Stores what a competitor is estimated to spend in a year; gives its id.
///
/// # Errors
/// `Denied`, `Invalid` with all faults.
pub async fn estimate(db: &Db, actor: &Actor, request: &str, input: &EstimateDraft, mark: DecimalMark) -> Result<i64> {
    actor.may(UseCase::EstimateSave)?;
    let workspace = workspace::existing(&db.read).await?;
    budgets::span(workspace.calendar, input.year)?;
    let (competitor, amount, source) = input.read(workspace.currency, mark).map_err(Error::Invalid)?;
    let act: Act = begin!(db, actor, UseCase::EstimateSave, request);
    let text = "SELECT name FROM competitor WHERE id = $1";
    let name: Option<String> = sql::maybe(&act.tx, text, params![competitor]).await?;
    let name = name.ok_or_else(|| Error::invalid("competitor", Fault::Unknown))?;
    let text = "INSERT INTO competitor_estimate (year, competitor_id, amount_minor, source, user_id, made_day) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id";
    let values = params![i64::from(input.year), competitor, amount, source.as_str(), actor.user_id, actor.today];
    let id: i64 = sql::scalar(&act.tx, text, values).await?;
    act.finish(id, "competitor", Some(competitor), &format!("{name}, {}: {amount}, {source}", input.year)).await
}

/// Removes an estimate. What it said stays in the log, and with the choices that were made by it.
///
/// # Errors
/// `Denied`, `NotFound`.
pub async fn remove_estimate(db: &Db, actor: &Actor, request: &str, id: i64) -> Result<()> {
    let act: Act = begin!(db, actor, UseCase::EstimateRemove, request);
    let text = "DELETE FROM competitor_estimate WHERE id = $1 RETURNING competitor_id, amount_minor, source";
    let gone: Option<(i64, i64, String)> = sql::tuple(&act.tx, text, params![id]).await?;
    let (competitor, amount, source) = gone.ok_or(Error::NotFound)?;
    act.finish((), "competitor", Some(competitor), &format!("estimate removed: {amount}, {source}")).await
}

/// Keeps which method was chosen for a year, with its inputs, the sum from below, reason and author; gives the amount. A later
/// choice stands above it, none is changed.
///
/// # Errors
/// `Denied`; `Conflict` where the inputs changed since they were read; `Invalid` at `reason`, and at `method` for one whose inputs
/// are missing.
pub async fn choose(db: &Db, actor: &Actor, request: &str, input: &ChoiceDraft) -> Result<i64> {
    actor.may(UseCase::MethodChoose)?;
    let workspace = workspace::existing(&db.read).await?;
    let span = budgets::span(workspace.calendar, input.year)?;
    let reason = text(&input.reason, 1000).map_err(|fault| Error::invalid("reason", fault))?;
    let act: Act = begin!(db, actor, UseCase::MethodChoose, request);
    let given = given(&act.tx, input.year).await?;
    if given.version != input.version {
        return Err(Error::Conflict { version: given.version, now: Vec::new() });
    }
    let found = outcome(input.method, |name| given.value(name));
    let found = found.ok_or_else(|| Error::invalid("method", Fault::Required))?;
    let (bottom_up, _) = bottom_up(&act.tx, span).await?;
    let used: Vec<_> = input.method.asks().iter().filter_map(|name| Some((*name, given.value(*name)?))).collect();
    let text = "INSERT INTO budget_choice (year, method, amount_minor, bottom_up_minor, reason, inputs, user_id, made_day) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let values = params![
        i64::from(input.year),
        input.method.as_str(),
        found.money,
        bottom_up,
        reason.as_str(),
        serde_json::to_string(&used)?,
        actor.user_id,
        actor.today,
    ];
    sql::execute(&act.tx, text, values).await?;
    let detail = format!("{}: {}", input.method.as_str(), found.money);
    act.finish(found.money, "method_year", Some(input.year.into()), &detail).await
}
