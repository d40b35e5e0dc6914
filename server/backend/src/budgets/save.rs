//! Budgets by hand.

use crate::{Act, Actor, Db, Error, Result, act, begin, params, sql, workspace};
use domain::{
    activity::ActivityKind,
    budget::{BudgetDraft, BudgetRead, Guard},
    conflict::Stored,
    decimal::DecimalMark,
    fault::Fault,
    rights::UseCase,
};
use sea_orm::ConnectionTrait;

/// Makes a budget or changes one; gives its id.
///
/// # Errors
/// `Denied`, `NotFound`, `Conflict` with the other side, `Invalid` with all faults: a period is of whole months.
pub async fn save(db: &Db, actor: &Actor, request: &str, input: &BudgetDraft, mark: DecimalMark) -> Result<i64> {
    actor.may(UseCase::BudgetSave)?;
    let workspace = workspace::existing(&db.read).await?;
    let read = input.read(workspace.currency, mark).map_err(Error::Invalid)?;
    if workspace.calendar.month_of(read.first).first != read.first {
        return Err(Error::invalid("first", Fault::NotAMonth));
    }
    if workspace.calendar.month_of(read.last).last != read.last {
        return Err(Error::invalid("last", Fault::NotAMonth));
    }
    let act: Act = begin!(db, actor, UseCase::BudgetSave, request);
    for (table, id, field) in [
        ("team", input.team, "team"),
        ("line_of_business", input.line, "line"),
        ("campaign", input.campaign, "campaign"),
    ] {
        let Some(id) = id else { continue };
        let known: Option<i64> =
            sql::maybe(&act.tx, &format!("SELECT id FROM {table} WHERE id = $1"), params![id]).await?;
        known.ok_or_else(|| Error::invalid(field, Fault::Unknown))?;
    }
    let id = match input.id {
        Some(id) => {
            let live: Option<i64> =
                sql::maybe(&act.tx, "SELECT id FROM budget WHERE id = $1 AND deleted_ms IS NULL", params![id]).await?;
            live.ok_or(Error::NotFound)?;
            act::claim_form(&act.tx, "budget", (id, input.version), typed(input, &read), stored(&act.tx, id)).await?;
            id
        }
        None => {
            let text = "INSERT INTO budget (name, first_day, last_day, limit_minor, guard_plan, guard_commit, guard_pay, user_id) VALUES ('', $1, $1, 0, 'allow', 'allow', 'allow', $2) RETURNING id";
            sql::scalar(&act.tx, text, params![read.first, actor.user_id]).await?
        }
    };
    let [plan, commit, pay] = input.guards.map(Guard::as_str);
    sql::execute(
        &act.tx,
        "UPDATE budget SET name = $2, first_day = $3, last_day = $4, limit_minor = $5, team_id = $6, line_id = $7, channel = $8, campaign_id = $9, guard_plan = $10, guard_commit = $11, guard_pay = $12 WHERE id = $1",
        params![
            id,
            read.name.as_str(),
            read.first,
            read.last,
            read.limit,
            input.team,
            input.line,
            input.channel.map(ActivityKind::as_str),
            input.campaign,
            plan,
            commit,
            pay,
        ],
    )
    .await?;
    act.finish(id, "budget", Some(id), &format!("{}: {}", read.name, read.limit)).await
}

fn typed(input: &BudgetDraft, read: &BudgetRead) -> Vec<(&'static str, Stored)> {
    let id = |id: Option<i64>| Stored::Count(id.unwrap_or(0));
    let [plan, commit, pay] = input.guards.map(|guard| Stored::Word("guard".to_owned(), guard.as_str().to_owned()));
    vec![
        ("name", Stored::Text(read.name.clone())),
        ("first", Stored::Day(Some(read.first))),
        ("last", Stored::Day(Some(read.last))),
        ("limit", Stored::Money(read.limit)),
        ("team", id(input.team)),
        ("line", id(input.line)),
        ("channel", Stored::Text(input.channel.map_or("", ActivityKind::as_str).to_owned())),
        ("campaign", id(input.campaign)),
        ("guard_plan", plan),
        ("guard_commit", commit),
        ("guard_pay", pay),
    ]
}

async fn stored(db: &impl ConnectionTrait, id: i64) -> Result<Vec<Stored>> {
    type Row = (
        String,
        chrono::NaiveDate,
        chrono::NaiveDate,
        i64,
        Option<i64>,
        Option<i64>,
        Option<String>,
        Option<i64>,
        String,
        String,
        String,
    );
    let text = "SELECT name, first_day, last_day, limit_minor, team_id, line_id, channel, campaign_id, guard_plan, guard_commit, guard_pay FROM budget WHERE id = $1";
    let row: Row = sql::tuple(db, text, params![id]).await?.ok_or(Error::NotFound)?;
    let (name, first, last, limit, team, line, channel, campaign, plan, commit, pay) = row;
    let id = |id: Option<i64>| Stored::Count(id.unwrap_or(0));
    let word = |guard: String| Stored::Word("guard".to_owned(), guard);
    Ok(vec![
        Stored::Text(name),
        Stored::Day(Some(first)),
        Stored::Day(Some(last)),
        Stored::Money(limit),
        id(team),
        id(line),
        Stored::Text(channel.unwrap_or_default()),
        id(campaign),
        word(plan),
        word(commit),
        word(pay),
    ])
}

/// Removes a budget. The times at which it was gone over stay with it.
///
/// # Errors
/// `Denied`, `Conflict`, `NotFound`.
pub async fn delete(db: &Db, actor: &Actor, request: &str, id: i64, version: i64) -> Result<()> {
    let act: Act = begin!(db, actor, UseCase::BudgetDelete, request);
    act::claim_version(&act.tx, "budget", id, version).await?;
    let text = "UPDATE budget SET deleted_ms = $2 WHERE id = $1";
    sql::execute(&act.tx, text, params![id, actor.now_ms]).await?;
    act.finish((), "budget", Some(id), "removed").await
}
