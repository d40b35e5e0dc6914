//! Plans by hand.

use super::record;
use crate::{Act, Actor, Db, Error, Result, act, begin, params, sql};
use domain::{
    conflict::Stored,
    fault::Fault,
    period_plan::{PeriodPlanDraft, PeriodPlanRead},
    rights::UseCase,
};
use sea_orm::ConnectionTrait;
use std::collections::BTreeSet;

/// Makes a plan or changes one; gives its id. What was approved stays as it was frozen.
///
/// # Errors
/// `Denied`, `NotFound`, `Conflict` with the other side, `Invalid` with all faults, also at `campaigns` for a template and
/// what is not there; `State` while it waits for approval.
pub async fn save(db: &Db, actor: &Actor, request: &str, input: &PeriodPlanDraft) -> Result<i64> {
    actor.may(UseCase::PeriodPlanSave)?;
    let read = input.read().map_err(Error::Invalid)?;
    let (campaigns, budgets): (BTreeSet<i64>, BTreeSet<i64>) =
        (input.campaigns.iter().copied().collect(), input.budgets.iter().copied().collect());
    let act: Act = begin!(db, actor, UseCase::PeriodPlanSave, request);
    let id = match input.id {
        Some(id) => {
            record(&act.tx, id).await?;
            still(&act.tx, id).await?;
            let typed = typed(&act.tx, (&campaigns, &budgets), &read).await?;
            act::claim_form(&act.tx, "period_plan", (id, input.version), typed, stored(&act.tx, id)).await?;
            let text = "UPDATE period_plan SET name = $2, goal = $3, first_day = $4, last_day = $5 WHERE id = $1";
            let values = params![id, read.name.as_str(), read.goal.as_str(), read.first, read.last];
            sql::execute(&act.tx, text, values).await?;
            id
        }
        None => {
            let text = "INSERT INTO period_plan (name, goal, first_day, last_day, owner_id) VALUES ($1, $2, $3, $4, $5) RETURNING id";
            let values = params![read.name.as_str(), read.goal.as_str(), read.first, read.last, actor.user_id];
            sql::scalar(&act.tx, text, values).await?
        }
    };
    compose(&act.tx, id, ("campaign", "NOT template"), &campaigns).await?;
    compose(&act.tx, id, ("budget", "deleted_ms IS NULL"), &budgets).await?;
    act.finish(id, "period_plan", Some(id), &read.name).await
}

/// Puts exactly these campaigns, or budgets, into a plan.
async fn compose(
    db: &impl ConnectionTrait,
    plan: i64,
    (what, live): (&str, &str),
    chosen: &BTreeSet<i64>,
) -> Result<()> {
    let mut params = sql::Params::default();
    let list = if chosen.is_empty() { "NULL".to_owned() } else { sql::list(&mut params, chosen.iter().copied()) };
    let text = format!("SELECT COUNT(*) FROM {what} WHERE id IN ({list}) AND {live}");
    let known: i64 = sql::scalar(db, &text, params.0).await?;
    if usize::try_from(known) != Ok(chosen.len()) {
        return Err(Error::invalid(&format!("{what}s"), Fault::Unknown));
    }
    sql::execute(db, &format!("DELETE FROM period_plan_{what} WHERE plan_id = $1"), params![plan]).await?;
    let values = chosen.iter().flat_map(|id| params![plan, *id]).collect();
    let into = format!("INSERT INTO period_plan_{what} (plan_id, {what}_id)");
    sql::insert_many(db, &into, 2, values, "").await?;
    Ok(())
}

/// Refuses changes of a plan that waits.
async fn still(db: &impl ConnectionTrait, plan: i64) -> Result<()> {
    let text = "SELECT id FROM approval WHERE plan_id = $1 AND state = 'submitted'";
    let waits = sql::maybe::<i64>(db, text, params![plan]).await?.is_some();
    if waits { Err(Error::State("waits for approval")) } else { Ok(()) }
}

/// Names in one order, to compare and to show.
async fn names(db: &impl ConnectionTrait, what: &str, chosen: &str, params: Vec<sea_orm::Value>) -> Result<Stored> {
    let text = format!("SELECT name FROM {what} WHERE id IN ({chosen}) ORDER BY name, id");
    Ok(Stored::Text(sql::column::<String>(db, &text, params).await?.join(", ")))
}

async fn typed(
    db: &impl ConnectionTrait,
    (campaigns, budgets): (&BTreeSet<i64>, &BTreeSet<i64>),
    read: &PeriodPlanRead,
) -> Result<Vec<(&'static str, Stored)>> {
    let chosen = async |what: &str, ids: &BTreeSet<i64>| {
        let mut params = sql::Params::default();
        let list = if ids.is_empty() { "NULL".to_owned() } else { sql::list(&mut params, ids.iter().copied()) };
        names(db, what, &list, params.0).await
    };
    Ok(vec![
        ("name", Stored::Text(read.name.clone())),
        ("goal", Stored::Text(read.goal.clone())),
        ("first", Stored::Day(Some(read.first))),
        ("last", Stored::Day(Some(read.last))),
        ("campaigns", chosen("campaign", campaigns).await?),
        ("budgets", chosen("budget", budgets).await?),
    ])
}

async fn stored(db: &impl ConnectionTrait, id: i64) -> Result<Vec<Stored>> {
    let record = record(db, id).await?;
    let held = async |what: &str| {
        let chosen = format!("SELECT {what}_id FROM period_plan_{what} WHERE plan_id = $1");
        names(db, what, &chosen, params![id]).await
    };
    Ok(vec![
        Stored::Text(record.name),
        Stored::Text(record.goal),
        Stored::Day(Some(record.first_day)),
        Stored::Day(Some(record.last_day)),
        held("campaign").await?,
        held("budget").await?,
    ])
}

/// Removes a plan; its campaigns and budgets stay, and what was approved with it stays approved.
///
/// # Errors
/// `Denied`, `Conflict`, `NotFound`; `State` while it waits for approval.
pub async fn delete(db: &Db, actor: &Actor, request: &str, id: i64, version: i64) -> Result<()> {
    let act: Act = begin!(db, actor, UseCase::PeriodPlanDelete, request);
    record(&act.tx, id).await?;
    still(&act.tx, id).await?;
    act::claim_version(&act.tx, "period_plan", id, version).await?;
    let text = "UPDATE period_plan SET deleted_ms = $2 WHERE id = $1";
    sql::execute(&act.tx, text, params![id, actor.now_ms]).await?;
    act.finish((), "period_plan", Some(id), "removed").await
}
