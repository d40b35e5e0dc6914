//! The budgets of a year: limits from above beside the sum from below.

use super::{
    pace,
    sums::{self, Held, sums},
};
use crate::{Actor, Db, Error, Result, costs, params, sql, sql::Params, workspace};
use chrono::NaiveDate;
use domain::{
    activity::ActivityKind,
    budget::{BudgetIndex, BudgetLeft, BudgetRow, Guard, top},
    calendar::{Calendar, Parts},
    fault::Fault,
    rights::UseCase,
};
use sea_orm::ConnectionTrait;
use std::collections::HashMap;

/// Budgets that one year shows.
const ROWS_MAX: i64 = 500;

/// The first and last day of a year of the workspace's calendar.
///
/// # Errors
/// `Invalid` at `year` for one that the calendar does not have.
pub(crate) fn span(calendar: Calendar, year: i32) -> Result<(NaiveDate, NaiveDate)> {
    let day = |year| calendar.day(Parts { year, month: 1, day: 1 });
    let span = day(year).zip(day(year + 1).and_then(|next| next.pred_opt()));
    span.filter(|_| (1300..2080).contains(&year)).ok_or_else(|| Error::invalid("year", Fault::Unknown))
}

/// The budgets of a year; of this one where none is named.
///
/// # Errors
/// `Denied`, `Invalid` at `year`.
pub async fn index(db: &Db, actor: &Actor, year: Option<i32>) -> Result<BudgetIndex> {
    actor.may(UseCase::BudgetIndex)?;
    let db = &db.snapshot().await?;
    let calendar = workspace::existing(db).await?.calendar;
    let year = year.unwrap_or_else(|| calendar.parts(actor.today).year);
    let (first, last) = span(calendar, year)?;
    let rows = rows(db, "b.first_day <= $2 AND b.last_day >= $1", params![first, last]).await?;
    let all = format!("SELECT {} FROM ({}) c", costs::SUMS, sums::parts("$1", "$2"));
    let total = sql::tuple(db, &all, params![first, last]).await?.unwrap_or_default();
    let months = pace::months(db, calendar, (first, last), actor.today, "", Params::default()).await?;
    let choice = choices(db).await?;
    Ok(BudgetIndex {
        year,
        first,
        last,
        top: top(&rows),
        rows,
        total: costs::sums(total),
        months,
        teams: choice.teams,
        lines: choice.lines,
        campaigns: choice.campaigns,
        today: actor.today,
    })
}

/// What a budget may be for.
pub(super) struct Choices {
    pub teams: Vec<(i64, String)>,
    pub lines: Vec<(i64, String)>,
    pub campaigns: Vec<(i64, String)>,
}

pub(super) async fn choices(db: &impl ConnectionTrait) -> Result<Choices> {
    let named = async |text: &str| sql::tuples::<(i64, String)>(db, text, params![]).await;
    Ok(Choices {
        teams: named("SELECT id, name FROM team WHERE active ORDER BY position, id").await?,
        lines: named("SELECT id, name FROM line_of_business WHERE active ORDER BY position, id").await?,
        campaigns: named("SELECT id, name FROM campaign WHERE NOT template ORDER BY sort_day DESC, id DESC LIMIT 300")
            .await?,
    })
}

#[derive(Debug, sea_orm::FromQueryResult)]
struct Stored {
    id: i64,
    version: i64,
    name: String,
    first_day: NaiveDate,
    last_day: NaiveDate,
    limit_minor: i64,
    team_id: Option<i64>,
    team: Option<String>,
    line_id: Option<i64>,
    line: Option<String>,
    channel: Option<String>,
    campaign_id: Option<i64>,
    campaign: Option<String>,
    guard_plan: String,
    guard_commit: String,
    guard_pay: String,
    overrides: i64,
}

/// Budgets with what is left of them.
pub(super) async fn rows(
    db: &impl ConnectionTrait,
    filter: &str,
    values: Vec<sea_orm::Value>,
) -> Result<Vec<BudgetRow>> {
    let text = format!(
        "SELECT b.id, b.version, b.name, b.first_day, b.last_day, b.limit_minor, b.team_id, t.name AS team, b.line_id, l.name AS line, b.channel, b.campaign_id, k.name AS campaign,
            b.guard_plan, b.guard_commit, b.guard_pay, (SELECT COUNT(*) FROM budget_override o WHERE o.budget_id = b.id) AS overrides
         FROM budget b LEFT JOIN team t ON t.id = b.team_id LEFT JOIN line_of_business l ON l.id = b.line_id LEFT JOIN campaign k ON k.id = b.campaign_id
         WHERE b.deleted_ms IS NULL AND {filter}
         ORDER BY b.first_day, b.last_day DESC, CASE WHEN b.team_id IS NULL AND b.line_id IS NULL AND b.channel IS NULL AND b.campaign_id IS NULL THEN 0 ELSE 1 END, b.name, b.id LIMIT {ROWS_MAX}"
    );
    let found: Vec<Stored> = sql::rows(db, &text, values).await?;
    let span = found.iter().map(|b| b.first_day).min().zip(found.iter().map(|b| b.last_day).max());
    let held = match span {
        Some(span) => {
            let ids: Vec<i64> = found.iter().map(|b| b.id).collect();
            sums(db, span, &ids, &[]).await?
        }
        None => HashMap::new(),
    };
    Ok(found.into_iter().map(|stored| row(stored, &held)).collect())
}

fn row(stored: Stored, held: &HashMap<i64, Held>) -> BudgetRow {
    let Held { sums, lines, rateless, .. } = held.get(&stored.id).copied().unwrap_or_default();
    let guard = |guard: &str| Guard::parse(guard).unwrap_or_default();
    BudgetRow {
        version: stored.version,
        team: stored.team_id.zip(stored.team),
        line: stored.line_id.zip(stored.line),
        channel: stored.channel.as_deref().and_then(ActivityKind::parse),
        campaign: stored.campaign_id.zip(stored.campaign),
        guards: [guard(&stored.guard_plan), guard(&stored.guard_commit), guard(&stored.guard_pay)],
        overrides: stored.overrides,
        lines,
        rateless,
        left: BudgetLeft {
            open: 0,
            id: stored.id,
            name: stored.name,
            first: stored.first_day,
            last: stored.last_day,
            limit: stored.limit_minor,
            sums,
        },
    }
}
