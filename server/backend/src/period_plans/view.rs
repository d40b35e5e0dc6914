//! One plan: what it promised beside what came.

use super::{
    ask::{cost_now, obstacles},
    index::{choices, groups},
    members, record,
};
use crate::{
    Actor, Db, Error, Result, approvals, budgets,
    campaigns::promises::{self, Chosen, Parts},
    params, sql, workspace,
};
use chrono::NaiveDate;
use domain::{
    approval::needs_again,
    calendar::Calendar,
    campaign::{ByMonth, MonthRow, MonthSums, Status},
    metrics::{Figure, Plan},
    period_plan::{Belonging, PeriodPlanDraft, PeriodPlanView, PlanPart, PlanVersion, PlannedBudget, figures, to_date},
    rights::UseCase,
};
use sea_orm::ConnectionTrait;
use std::collections::HashMap;

/// Everything on the page of a plan.
///
/// # Errors
/// `Denied`, `NotFound`.
pub async fn view(db: &Db, actor: &Actor, id: i64) -> Result<PeriodPlanView> {
    actor.may(UseCase::PeriodPlanView)?;
    // All figures are of one moment.
    let figured = async {
        let db = &db.snapshot().await?;
        let record = record(db, id).await?;
        let calendar = workspace::existing(db).await?.calendar;
        let parts = promises::read(db, &members("p.id = $1"), params![id]).await?;
        let months = months(db, &parts.chosen, &promised(&parts, &record), calendar, actor.today).await?;
        let unpaid = unpaid(db, &parts.chosen).await?;
        let budgets = planned_budgets(db, id, &ids(&parts)).await?;
        Ok::<_, Error>((months, unpaid, budgets, input(db, id, &record).await?, record, parts))
    };
    // What is not about them is asked for beside, and holds no connection while it waits for one.
    let beside = async {
        let db = &db.read;
        let (versions, cost_now) = (versions(db, id).await?, cost_now(db, id).await?);
        let again = match versions.first() {
            Some(newest) => needs_again(newest.cost, cost_now, approvals::again(db).await?),
            None => false,
        };
        let requests = approvals::rows(db, actor, "a.plan_id = $1", "a.id DESC", params![id]).await?;
        Ok((versions, cost_now, again, obstacles(db, id).await?, requests, choices(db, id).await?))
    };
    let ((months, unpaid, budgets, input, record, parts), (versions, cost_now, again, obstacles, requests, choices)) =
        tokio::try_join!(figured, beside)?;
    let all = PlanPart::sum(parts.members.iter().map(|member| &member.campaign.part));
    let promises = promised(&parts, &record);
    let until = promises.iter().map(|(_, (_, last))| *last).max().filter(|last| actor.today < *last);
    let so_far = to_date(promises.iter().copied(), actor.today);
    let (kinds, lines) = groups(&parts);
    let mut channels: Vec<_> = parts.channels.into_iter().collect();
    channels.sort_by_key(|(kind, part)| {
        (kind.is_none(), std::cmp::Reverse(part.plan.cost), kind.map(|kind| kind.as_str()))
    });
    Ok(PeriodPlanView {
        input,
        figures: figures(&all, &so_far, until, unpaid > 0),
        months,
        kinds,
        lines,
        channels,
        budgets,
        requests,
        again,
        cost_now,
        versions,
        obstacles,
        choices,
        campaigns: parts.members.into_iter().map(|member| member.campaign).collect(),
        id,
        name: record.name,
        goal: record.goal,
        owner: record.owner,
        first: record.first_day,
        last: record.last_day,
        today: actor.today,
    })
}

/// What is promised, over which days: what has none of its own over those of the plan.
fn promised<'a>(parts: &'a Parts, record: &super::Record) -> Vec<(&'a Plan, (NaiveDate, NaiveDate))> {
    let span = (record.first_day, record.last_day);
    parts
        .members
        .iter()
        .filter(|member| member.campaign.belonging != Belonging::Added)
        .map(|member| (&member.campaign.part.plan, member.days.unwrap_or(span)))
        .collect()
}

fn ids(parts: &Parts) -> Vec<i64> {
    parts.members.iter().filter(|m| m.campaign.belonging != Belonging::TakenOut).map(|m| m.campaign.id).collect()
}

async fn input(db: &impl ConnectionTrait, id: i64, record: &super::Record) -> Result<PeriodPlanDraft> {
    Ok(PeriodPlanDraft {
        id: Some(id),
        version: record.version,
        name: record.name.clone(),
        first: record.first_day.to_string(),
        last: record.last_day.to_string(),
        goal: record.goal.clone(),
        campaigns: sql::column(
            db,
            "SELECT campaign_id FROM period_plan_campaign WHERE plan_id = $1 ORDER BY campaign_id",
            params![id],
        )
        .await?,
        budgets: sql::column(
            db,
            "SELECT m.budget_id FROM period_plan_budget m JOIN budget b ON b.id = m.budget_id AND b.deleted_ms IS NULL WHERE m.plan_id = $1 ORDER BY m.budget_id",
            params![id],
        )
        .await?,
    })
}

/// Lines of campaigns that ended or run, of which nobody wrote down what they came to.
async fn unpaid(db: &impl ConnectionTrait, chosen: &Chosen) -> Result<i64> {
    if chosen.0.is_empty() {
        return Ok(0);
    }
    let text = format!(
        "{} SELECT CAST(COALESCE(SUM(c.unpaid), 0) AS BIGINT) FROM m JOIN campaign k ON k.id = m.campaign_id AND k.status <> '{}' JOIN cost_sum c ON c.campaign_id = m.campaign_id",
        chosen.0,
        Status::Draft.as_str(),
    );
    sql::scalar(db, &text, params![]).await
}

async fn months(
    db: &impl ConnectionTrait,
    chosen: &Chosen,
    promises: &[(&Plan, (NaiveDate, NaiveDate))],
    calendar: Calendar,
    today: NaiveDate,
) -> Result<Vec<MonthRow>> {
    if chosen.0.is_empty() {
        return Ok(Vec::new());
    }
    let m = &chosen.0;
    let by_month = async |text: String, params: Vec<sea_orm::Value>| -> Result<ByMonth> {
        Ok(sql::tuples::<(NaiveDate, i64)>(db, &text, params).await?.into_iter().collect())
    };
    let planned = format!(
        "{m} SELECT month, CAST(SUM(amount) AS BIGINT) FROM (
            SELECT s.month, s.planned_base AS amount FROM m JOIN baseline_sum s ON s.baseline_id = m.baseline_id
            UNION ALL SELECT c.month, c.planned_base FROM m JOIN cost_sum c ON c.campaign_id = m.campaign_id WHERE m.promised AND m.baseline_id IS NULL
         ) n GROUP BY month"
    );
    let actual = format!(
        "{m} SELECT c.at_month, CAST(SUM(c.actual_base) AS BIGINT) FROM m JOIN cost_sum c ON c.campaign_id = m.campaign_id WHERE c.actual_base <> 0 GROUP BY c.at_month"
    );
    let days = format!(
        "{m} SELECT o.closed_day AS day, SUM(o.amount_minor) AS amount FROM m JOIN opportunity o ON o.campaign_id = m.campaign_id AND o.state = 'won' GROUP BY o.closed_day"
    );
    let mut sums = MonthSums {
        planned_cost: by_month(planned, params![]).await?,
        actual_cost: by_month(actual, params![]).await?,
        revenue: by_month(sql::by_month(&days, "$1"), params![calendar.as_str()]).await?,
        ..MonthSums::default()
    };
    for (plan, dates) in promises {
        if let Some(total) = plan.target(Figure::Revenue) {
            sums.promise(total, *dates, calendar);
        }
    }
    Ok(sums.rows([], calendar, today))
}

async fn planned_budgets(db: &impl ConnectionTrait, id: i64, campaigns: &[i64]) -> Result<Vec<PlannedBudget>> {
    let text = "SELECT b.budget_id, b.limit_minor FROM period_baseline_budget b WHERE b.period_baseline_id = (SELECT MAX(t.id) FROM period_baseline t WHERE t.plan_id = $1)";
    let promised: HashMap<i64, i64> = sql::tuples(db, text, params![id]).await?.into_iter().collect();
    let budgets = budgets::of_plan(db, id, campaigns).await?;
    Ok(budgets.into_iter().map(|left| PlannedBudget { promised: promised.get(&left.id).copied(), left }).collect())
}

/// What was approved, the newest first.
pub(super) async fn versions(db: &impl ConnectionTrait, id: i64) -> Result<Vec<PlanVersion>> {
    let text = "SELECT t.version, t.frozen_day, u.name, q.name, (SELECT COUNT(*) FROM period_baseline_campaign f WHERE f.period_baseline_id = t.id),
            CAST(COALESCE((SELECT SUM((SELECT SUM(s.planned_base) FROM baseline_sum s WHERE s.baseline_id = f.baseline_id)) FROM period_baseline_campaign f WHERE f.period_baseline_id = t.id), 0) AS BIGINT)
         FROM period_baseline t JOIN app_user u ON u.id = t.approver_id JOIN app_user q ON q.id = t.asked_by
         WHERE t.plan_id = $1 ORDER BY t.version DESC LIMIT 50";
    let rows: Vec<(i64, NaiveDate, String, String, i64, i64)> = sql::tuples(db, text, params![id]).await?;
    let version =
        |(version, day, by, asked_by, campaigns, cost)| PlanVersion { version, day, by, asked_by, campaigns, cost };
    Ok(rows.into_iter().map(version).collect())
}
