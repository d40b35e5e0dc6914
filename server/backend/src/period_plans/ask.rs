//! A plan before somebody: what stands in the way, what it costs, what is frozen with it.

use super::{record, record_of_any, view::versions};
use crate::{
    Actor, Error, Result, act,
    approvals::{self, Subject, freeze},
    budgets, costs, params, sql,
};
use domain::{
    approval::{AskedLine, Changes},
    fault::Fault,
    metrics::{Figure, Plan},
    period_plan::{Obstructed, PlanObstacle},
    rights::UseCase,
    workspace::Workspace,
};
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use std::collections::HashMap;

/// What each campaign of the plan `$1` costs as it is planned now; what is finished costs what it promised. A source
/// `campaign_id, cost`, summed before it is joined.
fn cost_source() -> String {
    let members = "IN (SELECT x.campaign_id FROM period_plan_campaign x WHERE x.plan_id = $1)";
    format!("SELECT k.id AS campaign_id, CASE WHEN k.status = 'finished' AND f.id IS NOT NULL THEN COALESCE(f.cost, 0) ELSE COALESCE(n.cost, 0) END AS cost
    FROM period_plan_campaign m JOIN campaign k ON k.id = m.campaign_id
    LEFT JOIN (SELECT c.campaign_id, SUM(c.planned_base) AS cost FROM cost_sum c WHERE c.campaign_id {members} GROUP BY c.campaign_id) n ON n.campaign_id = k.id
    LEFT JOIN (SELECT b.campaign_id, b.id, (SELECT SUM(s.planned_base) FROM baseline_sum s WHERE s.baseline_id = b.id) AS cost FROM (
        SELECT campaign_id, COALESCE(MAX(CASE WHEN approved THEN id END), MAX(id)) AS id FROM baseline WHERE campaign_id {members} GROUP BY campaign_id
    ) b) f ON f.campaign_id = k.id
    WHERE m.plan_id = $1")
}

/// What its campaigns cost as they are planned now.
pub(super) async fn cost_now(db: &impl ConnectionTrait, plan: i64) -> Result<i64> {
    let text = format!("SELECT CAST(COALESCE(SUM(n.cost), 0) AS BIGINT) FROM ({}) n", cost_source());
    sql::scalar(db, &text, params![plan]).await
}

/// Campaigns that cannot be approved as they are.
pub(super) async fn obstacles(db: &impl ConnectionTrait, plan: i64) -> Result<Vec<Obstructed>> {
    let text = "SELECT k.id, k.name,
            CASE WHEN (k.first_day IS NULL AND NOT EXISTS (SELECT 1 FROM activity a WHERE a.campaign_id = k.id AND a.first_day IS NOT NULL))
                OR (k.last_day IS NULL AND NOT EXISTS (SELECT 1 FROM activity a WHERE a.campaign_id = k.id AND COALESCE(a.last_day, a.first_day) IS NOT NULL)) THEN 1 ELSE 0 END,
            CASE WHEN EXISTS (SELECT 1 FROM cost_sum c WHERE c.campaign_id = k.id AND c.unplanned > 0) THEN 1 ELSE 0 END,
            CASE WHEN EXISTS (SELECT 1 FROM approval w WHERE w.campaign_id = k.id AND w.state = 'submitted') THEN 1 ELSE 0 END
         FROM period_plan_campaign m JOIN campaign k ON k.id = m.campaign_id WHERE m.plan_id = $1 AND k.status <> 'finished' ORDER BY k.sort_day, k.id";
    let rows: Vec<(i64, String, i32, i32, i32)> = sql::tuples(db, text, params![plan]).await?;
    let mut all = Vec::new();
    for (campaign, name, days, rate, waits) in rows {
        for (set, why) in [(days, PlanObstacle::NoDays), (rate, PlanObstacle::NoRate), (waits, PlanObstacle::Waits)] {
            if set == 1 {
                all.push(Obstructed { campaign, name: name.clone(), why });
            }
        }
    }
    Ok(all)
}

/// Makes a plan ready to be decided about; gives what it costs. In the transaction of the request.
///
/// # Errors
/// `Denied`, `NotFound`, `Conflict`; `Invalid` at `campaigns` without any, and at `rates`; `State` while it waits, and where one
/// of its campaigns waits or has no days.
pub(crate) async fn ask(
    tx: &DatabaseTransaction,
    actor: &Actor,
    workspace: &Workspace,
    plan: i64,
    version: i64,
) -> Result<i64> {
    actor.may(UseCase::PeriodPlanSave)?;
    record(tx, plan).await?;
    act::claim_version(tx, "period_plan", plan, version).await?;
    let text = "SELECT m.campaign_id, k.status <> 'finished' FROM period_plan_campaign m JOIN campaign k ON k.id = m.campaign_id WHERE m.plan_id = $1 ORDER BY m.campaign_id";
    let campaigns: Vec<(i64, bool)> = sql::tuples(tx, text, params![plan]).await?;
    if campaigns.is_empty() {
        return Err(Error::invalid("campaigns", Fault::Required));
    }
    for (campaign, _) in campaigns.iter().filter(|(_, open)| *open) {
        // Whoever read a campaign before does not go on as if nobody had asked.
        sql::execute(tx, "UPDATE campaign SET version = version + 1 WHERE id = $1", params![*campaign]).await?;
        freeze::set_days(tx, *campaign).await?;
        // What is promised is promised at the rates of today.
        costs::replan(tx, workspace, *campaign, actor.today).await?;
    }
    let waits = "SELECT id FROM approval WHERE plan_id = $1 AND state = 'submitted'";
    if sql::maybe::<i64>(tx, waits, params![plan]).await?.is_some() {
        return Err(Error::State("waits for approval"));
    }
    let text = format!(
        "SELECT m.campaign_id FROM period_plan_campaign m WHERE m.plan_id = $1 AND {} LIMIT 1",
        approvals::waits("m.campaign_id")
    );
    if sql::maybe::<i64>(tx, &text, params![plan]).await?.is_some() {
        return Err(Error::State("a campaign waits for approval"));
    }
    match obstacles(tx, plan).await?.first().map(|first| first.why) {
        Some(PlanObstacle::NoDays) => Err(Error::State("no days")),
        Some(PlanObstacle::NoRate) => Err(Error::invalid("rates", Fault::NoRate)),
        Some(PlanObstacle::Waits) => Err(Error::State("a campaign waits for approval")),
        None => cost_now(tx, plan).await,
    }
}

/// Freezes a plan with each of its campaigns; gives what was frozen. What is finished keeps the promise it had.
///
/// # Errors
/// `State` where it costs another sum than the one asked about.
pub(crate) async fn approve(
    tx: &DatabaseTransaction,
    actor: &Actor,
    plan: i64,
    cost: i64,
    asked_by: i64,
) -> Result<i64> {
    if cost_now(tx, plan).await? != cost {
        return Err(Error::State("the plan costs another sum now"));
    }
    let text = "INSERT INTO period_baseline (plan_id, version, frozen_day, first_day, last_day, approver_id, asked_by)
         SELECT p.id, (SELECT COALESCE(MAX(t.version), 0) + 1 FROM period_baseline t WHERE t.plan_id = p.id), $2, p.first_day, p.last_day, $3, $4 FROM period_plan p WHERE p.id = $1 RETURNING id";
    let frozen: i64 = sql::scalar(tx, text, params![plan, actor.today, actor.user_id, asked_by]).await?;
    let text = "SELECT m.campaign_id, k.status <> 'finished' FROM period_plan_campaign m JOIN campaign k ON k.id = m.campaign_id WHERE m.plan_id = $1 ORDER BY m.campaign_id";
    let campaigns: Vec<(i64, bool)> = sql::tuples(tx, text, params![plan]).await?;
    for (campaign, open) in campaigns {
        let baseline = if open {
            sql::execute(tx, "UPDATE campaign SET version = version + 1 WHERE id = $1", params![campaign]).await?;
            Some(freeze::freeze(tx, actor, campaign, Some(asked_by)).await?)
        } else {
            approvals::compared(tx, campaign).await?.map(|frozen| frozen.id)
        };
        let text = "INSERT INTO period_baseline_campaign (period_baseline_id, campaign_id, baseline_id, name, kind_id, line_id)
             SELECT CAST($2 AS BIGINT), k.id, CAST($3 AS BIGINT), k.name, k.kind_id, k.line_id FROM campaign k WHERE k.id = $1";
        sql::execute(tx, text, params![campaign, frozen, baseline]).await?;
    }
    let text = "INSERT INTO period_baseline_budget (period_baseline_id, budget_id, name, limit_minor)
         SELECT CAST($2 AS BIGINT), b.id, b.name, b.limit_minor FROM period_plan_budget m JOIN budget b ON b.id = m.budget_id AND b.deleted_ms IS NULL WHERE m.plan_id = $1";
    sql::execute(tx, text, params![plan, frozen]).await?;
    Ok(frozen)
}

/// What is asked about on one screen: the campaigns take the place of lines. Of a decided request, what was frozen with it.
pub(crate) async fn subject(db: &impl ConnectionTrait, plan: i64, frozen: Option<i64>) -> Result<Subject> {
    let record = record_of_any(db, plan).await?;
    let versions = versions(db, plan).await?;
    let text = "SELECT version FROM period_baseline WHERE id = $1";
    let own: Option<i64> = sql::maybe(db, text, params![frozen]).await?;
    let before = versions.iter().find(|known| own.is_none_or(|own| known.version < own)).map(|known| known.version);
    let promised = match before {
        Some(version) => Some((version, frozen_lines(db, plan, version).await?)),
        None => None,
    };
    let known: HashMap<i64, i64> =
        promised.iter().flat_map(|(_, (lines, _))| lines.iter().map(|line| (line.id, line.planned))).collect();
    let (mut lines, now) = match own {
        Some(version) => frozen_lines(db, plan, version).await?,
        None => current(db, plan).await?,
    };
    for line in &mut lines {
        line.before = known.get(&line.id).copied();
    }
    lines.sort_by_key(|line| line.before == Some(line.planned));
    let changes = promised.map(|(version, (before, plan))| {
        Changes::between(version, &plan, i64::try_from(before.len()).unwrap_or(0), &now, &lines)
    });
    let text = "SELECT campaign_id FROM period_plan_campaign WHERE plan_id = $1";
    let ids: Vec<i64> = sql::column(db, text, params![plan]).await?;
    Ok(Subject {
        owner: record.owner,
        kind: String::new(),
        days: Some((record.first_day, record.last_day)),
        reach: Vec::new(),
        plan: now,
        budgets: budgets::of_plan(db, plan, &ids).await?,
        activities: i64::try_from(ids.len()).unwrap_or(0),
        rateless: 0,
        lines,
        changes,
    })
}

type Promise = (Vec<AskedLine>, Plan);

/// The campaigns of an approved version, and what they promised together.
async fn frozen_lines(db: &impl ConnectionTrait, plan: i64, version: i64) -> Result<Promise> {
    let text = "SELECT f.campaign_id, f.name, k.name, CAST(COALESCE((SELECT SUM(l.planned_base) FROM baseline_line l WHERE l.baseline_id = f.baseline_id), 0) AS BIGINT)
         FROM period_baseline t JOIN period_baseline_campaign f ON f.period_baseline_id = t.id JOIN campaign_kind k ON k.id = f.kind_id WHERE t.plan_id = $1 AND t.version = $2 ORDER BY f.campaign_id";
    let targets = "SELECT x.figure, CAST(SUM(x.value) AS BIGINT) FROM period_baseline t JOIN period_baseline_campaign f ON f.period_baseline_id = t.id JOIN baseline_target x ON x.baseline_id = f.baseline_id
         WHERE t.plan_id = $1 AND t.version = $2 GROUP BY x.figure";
    promise(
        sql::tuples(db, text, params![plan, version]).await?,
        sql::tuples(db, targets, params![plan, version]).await?,
    )
}

/// The campaigns as they are planned now, and what they promise together.
async fn current(db: &impl ConnectionTrait, plan: i64) -> Result<Promise> {
    let text = format!(
        "SELECT k.id, k.name, n.name, CAST(m.cost AS BIGINT) FROM ({}) m JOIN campaign k ON k.id = m.campaign_id JOIN campaign_kind n ON n.id = k.kind_id ORDER BY k.id",
        cost_source()
    );
    let targets = format!(
        "SELECT t.figure, CAST(SUM(t.value) AS BIGINT) FROM period_plan_campaign m JOIN ({}) t ON t.campaign_id = m.campaign_id WHERE m.plan_id = $1 GROUP BY t.figure",
        crate::campaigns::targets()
    );
    promise(sql::tuples(db, &text, params![plan]).await?, sql::tuples(db, &targets, params![plan]).await?)
}

fn promise(rows: Vec<(i64, String, String, i64)>, targets: Vec<(String, i64)>) -> Result<Promise> {
    let line = |(id, article, activity, planned): (i64, String, String, i64)| AskedLine {
        id,
        activity,
        article,
        supplier: String::new(),
        planned,
        before: None,
    };
    let lines: Vec<AskedLine> = rows.into_iter().map(line).collect();
    // People may be in several campaigns, so only what adds up is promised for all.
    let targets = crate::campaigns::read_targets(targets)
        .into_iter()
        .filter(|(figure, _)| Figure::SUMMED.contains(figure))
        .collect();
    Ok((lines.clone(), Plan { cost: lines.iter().map(|line| line.planned).sum(), targets }))
}
