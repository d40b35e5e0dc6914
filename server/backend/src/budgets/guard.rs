//! The guard: what a change takes out of each budget that holds its lines, before it is written.

use super::sums::sums;
use crate::{Actor, Error, Result, approvals, params, sql, sql::Params};
use chrono::NaiveDate;
use domain::{
    budget::{Guard, Over, Watched, exceeded},
    metrics::cost::{Amounts, CostSums},
};
use sea_orm::{ConnectionTrait, DatabaseBackend, DatabaseTransaction};
use std::collections::{HashMap, HashSet};

/// Who can say why a budget may be exceeded.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Reason<'a> {
    /// Whoever changes lines was or can be asked; empty is not said yet.
    Asked(&'a str),
    /// A form that saves while it is typed: it goes on where a budget only warns.
    Unasked,
    /// What takes nothing new: copies of plans, and amounts that follow a rate.
    None,
}

/// A part of a line that a change adds (`sign` 1) or takes away (-1), in the workspace's currency.
#[derive(Debug, Clone)]
pub(crate) struct Touch {
    pub campaign: i64,
    /// Of its activity, where it has one.
    pub kind: Option<String>,
    pub month: NaiveDate,
    pub amounts: Amounts,
    pub sign: i64,
}

impl Touch {
    /// What it adds to sums.
    pub fn add_to(&self, sums: &mut CostSums) {
        let mut part = CostSums::default();
        part.add(&self.amounts);
        sums.planned += self.sign * part.planned;
        sums.committed += self.sign * part.committed;
        sums.actual += self.sign * part.actual;
        sums.exposure += self.sign * part.exposure;
        sums.forecast += self.sign * part.forecast;
    }
}

#[derive(Debug, sea_orm::FromQueryResult)]
struct Row {
    id: i64,
    name: String,
    first_day: NaiveDate,
    last_day: NaiveDate,
    limit_minor: i64,
    team_id: Option<i64>,
    line_id: Option<i64>,
    channel: Option<String>,
    campaign_id: Option<i64>,
    guard_plan: String,
    guard_commit: String,
    guard_pay: String,
}

impl Row {
    fn guards(&self) -> [Guard; 3] {
        [&self.guard_plan, &self.guard_commit, &self.guard_pay].map(|guard| Guard::parse(guard).unwrap_or_default())
    }

    /// The same as `HOLDS` says in SQL.
    fn holds(&self, touch: &Touch, of: (Option<i64>, Option<i64>)) -> bool {
        (self.first_day..=self.last_day).contains(&touch.month)
            && self.campaign_id.is_none_or(|id| id == touch.campaign)
            && (self.team_id.is_none() || self.team_id == of.0)
            && (self.line_id.is_none() || self.line_id == of.1)
            && (self.channel.is_none() || self.channel == touch.kind)
    }
}

/// Holds changes against every budget; whoever goes over one with a reason is written down.
///
/// # Errors
/// `Over` with the tightest budget that would be exceeded.
pub(crate) async fn hold(
    tx: &DatabaseTransaction,
    actor: &Actor,
    campaign: i64,
    touches: &[Touch],
    reason: Reason<'_>,
) -> Result<()> {
    let months = touches.iter().map(|touch| touch.month);
    let (Some(first), Some(last)) = (months.clone().min(), months.max()) else { return Ok(()) };
    if matches!(reason, Reason::None) {
        return Ok(());
    }
    let of = owners(tx, touches).await?;
    // The budgets are locked in the order of their ids, so that of two who take the rest of one the second sees what the first
    // left; on SQLite there is one writer.
    let lock = if tx.get_database_backend() == DatabaseBackend::Postgres { "FOR UPDATE" } else { "" };
    let text = format!(
        "SELECT id, name, first_day, last_day, limit_minor, team_id, line_id, channel, campaign_id, guard_plan, guard_commit, guard_pay FROM budget
         WHERE deleted_ms IS NULL AND first_day <= $2 AND last_day >= $1 AND NOT (guard_plan = 'allow' AND guard_commit = 'allow' AND guard_pay = 'allow') ORDER BY id {lock}"
    );
    let budgets: Vec<Row> = sql::rows(tx, &text, params![first, last]).await?;
    let mut changed: Vec<(Row, CostSums)> = Vec::new();
    for budget in budgets {
        let mut delta = CostSums::default();
        let mut any = false;
        for touch in touches {
            // Templates are in no budget.
            if of.get(&touch.campaign).is_some_and(|of| budget.holds(touch, *of)) {
                touch.add_to(&mut delta);
                any = true;
            }
        }
        if any && (delta.planned > 0 || delta.exposure > 0 || delta.actual > 0) {
            changed.push((budget, delta));
        }
    }
    let (Some(first), Some(last)) =
        (changed.iter().map(|(b, _)| b.first_day).min(), changed.iter().map(|(b, _)| b.last_day).max())
    else {
        return Ok(());
    };
    let ids: Vec<i64> = changed.iter().map(|(b, _)| b.id).collect();
    let held = sums(tx, (first, last), &ids, &[]).await?;
    let watched: Vec<Watched> = changed
        .into_iter()
        .map(|(budget, delta)| {
            let before = held.get(&budget.id).map(|held| held.sums).unwrap_or_default();
            let after = before + delta;
            Watched {
                id: budget.id,
                guards: budget.guards(),
                limit: budget.limit_minor,
                name: budget.name,
                before,
                after,
            }
        })
        .collect();
    let over_bp = approvals::limit_of(tx, actor.role).await?.over_bp;
    let over = exceeded(&watched, over_bp);
    let Some(tightest) = over.first() else { return Ok(()) };
    let goes_on = match reason {
        Reason::Asked(reason) => tightest.may && !reason.is_empty(),
        Reason::Unasked => over.iter().all(|over| over.guard == Guard::Warn),
        Reason::None => true,
    };
    if !goes_on {
        return Err(Error::Over(Box::new(tightest.clone())));
    }
    let Reason::Asked(reason) = reason else { return Ok(()) };
    note(tx, actor, campaign, &over, reason).await
}

/// Team and line of business of the campaigns touched.
async fn owners(db: &impl ConnectionTrait, touches: &[Touch]) -> Result<HashMap<i64, (Option<i64>, Option<i64>)>> {
    let campaigns: HashSet<i64> = touches.iter().map(|touch| touch.campaign).collect();
    let mut params = Params::default();
    let list = sql::list(&mut params, campaigns);
    let text = format!(
        "SELECT k.id, u.team_id, k.line_id FROM campaign k JOIN app_user u ON u.id = k.owner_id WHERE NOT k.template AND k.id IN ({list})"
    );
    let rows: Vec<(i64, Option<i64>, Option<i64>)> = sql::tuples(db, &text, params.0).await?;
    Ok(rows.into_iter().map(|(id, team, line)| (id, (team, line))).collect())
}

async fn note(db: &impl ConnectionTrait, actor: &Actor, campaign: i64, all: &[Over], reason: &str) -> Result<()> {
    for over in all {
        let text = "INSERT INTO budget_override (budget_id, campaign_id, user_id, day, moment, over_minor, reason) VALUES ($1, $2, $3, $4, $5, $6, $7)";
        let values =
            params![over.budget, campaign, actor.user_id, actor.today, over.moment.as_str(), over.by(), reason];
        sql::execute(db, text, values).await?;
    }
    Ok(())
}
