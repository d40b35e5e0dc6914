//! The plans of a year.

use super::members;
use crate::{
    Actor, Db, Result, budgets,
    campaigns::promises::{self, Parts},
    params, sql, workspace,
};
use chrono::NaiveDate;
use domain::{
    approval::ApprovalState,
    period_plan::{PeriodPlanChoices, PeriodPlanIndex, PeriodPlanRow, PlanPart},
    rights::UseCase,
};
use sea_orm::ConnectionTrait;

/// Plans that one year shows, and campaigns that can be chosen.
const ROWS_MAX: i64 = 50;
const CHOICES_MAX: i64 = 500;

/// The plans whose period touches a year of the workspace's calendar; this one where none is named.
///
/// # Errors
/// `Denied`, `Invalid` at `year`.
pub async fn index(db: &Db, actor: &Actor, year: Option<i32>) -> Result<PeriodPlanIndex> {
    actor.may(UseCase::PeriodPlanIndex)?;
    let db = &db.snapshot().await?;
    let calendar = workspace::existing(db).await?.calendar;
    let year = year.unwrap_or_else(|| calendar.parts(actor.today).year);
    let (first, last) = budgets::span(calendar, year)?;
    let only = "p.deleted_ms IS NULL AND p.first_day <= $2 AND p.last_day >= $1";
    let text = format!(
        "SELECT p.id, p.name, u.name, p.first_day, p.last_day,
            (SELECT a.state FROM approval a WHERE a.plan_id = p.id ORDER BY a.id DESC LIMIT 1), (SELECT MAX(t.version) FROM period_baseline t WHERE t.plan_id = p.id)
         FROM period_plan p JOIN app_user u ON u.id = p.owner_id WHERE {only} ORDER BY p.first_day, p.last_day DESC, p.id LIMIT {ROWS_MAX}"
    );
    type Row = (i64, String, String, NaiveDate, NaiveDate, Option<String>, Option<i64>);
    let found: Vec<Row> = sql::tuples(db, &text, params![first, last]).await?;
    let parts = promises::read(db, &members(only), params![first, last]).await?;
    let row = |(id, name, owner, first, last, state, approved): Row| PeriodPlanRow {
        part: PlanPart::sum(parts.members.iter().filter(|m| m.plan == id).map(|m| &m.campaign.part)),
        id,
        name,
        owner,
        first,
        last,
        state: state.as_deref().and_then(ApprovalState::parse),
        approved,
    };
    Ok(PeriodPlanIndex { year, rows: found.into_iter().map(row).collect(), choices: choices(db, 0).await? })
}

/// What a plan is made of, and beside it the newest campaigns, and the budgets of periods that are not long over.
pub(super) async fn choices(db: &impl ConnectionTrait, plan: i64) -> Result<PeriodPlanChoices> {
    let campaigns = format!(
        "SELECT c.id, c.name, c.first_day FROM campaign c WHERE NOT c.template ORDER BY CASE WHEN c.id IN (SELECT m.campaign_id FROM period_plan_campaign m WHERE m.plan_id = $1) THEN 0 ELSE 1 END, c.sort_day DESC, c.id DESC LIMIT {CHOICES_MAX}"
    );
    let budgets = format!(
        "SELECT b.id, b.name, b.first_day, b.last_day FROM budget b WHERE b.deleted_ms IS NULL ORDER BY CASE WHEN b.id IN (SELECT m.budget_id FROM period_plan_budget m WHERE m.plan_id = $1) THEN 0 ELSE 1 END, b.last_day DESC, b.first_day, b.name, b.id LIMIT {CHOICES_MAX}"
    );
    Ok(PeriodPlanChoices {
        campaigns: sql::tuples(db, &campaigns, params![plan]).await?,
        budgets: sql::tuples(db, &budgets, params![plan]).await?,
    })
}

type ByKind = Vec<(i64, String, PlanPart)>;
type ByLine = Vec<(Option<i64>, String, PlanPart)>;

/// The campaigns of a plan by kind and by line of business, the dearest promise first.
pub(super) fn groups(parts: &Parts) -> (ByKind, ByLine) {
    let (mut kinds, mut lines): (ByKind, ByLine) = (Vec::new(), Vec::new());
    for member in &parts.members {
        let (id, name) = &member.kind;
        match kinds.iter_mut().find(|(known, ..)| known == id) {
            Some((.., part)) => part.add(&member.campaign.part),
            None => kinds.push((*id, name.clone(), PlanPart::sum([&member.campaign.part]))),
        }
        let (id, name) = member.line.clone().map_or((None, String::new()), |(id, name)| (Some(id), name));
        match lines.iter_mut().find(|(known, ..)| *known == id) {
            Some((.., part)) => part.add(&member.campaign.part),
            None => lines.push((id, name, PlanPart::sum([&member.campaign.part]))),
        }
    }
    kinds.sort_by_key(|(id, _, part)| (std::cmp::Reverse(part.plan.cost), *id));
    lines.sort_by_key(|(id, _, part)| (id.is_none(), std::cmp::Reverse(part.plan.cost), *id));
    (kinds, lines)
}
