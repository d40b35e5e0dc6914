//! The methods of a year on one page.

use super::{bottom_up, given};
use crate::{Actor, Db, Result, budgets, params, sql, workspace};
use chrono::NaiveDate;
use domain::{
    decimal::DecimalMark,
    method::{ChoiceRow, EstimateRow, InputsDraft, MethodRow, MethodsView},
    metrics::methods::{Input, Method, gap, outcome},
    rights::UseCase,
};
use sea_orm::ConnectionTrait;

/// Estimates and choices that one year shows.
const ROWS_MAX: i64 = 100;

/// The methods of a year; of the next one where none is named, for that is the one to be decided.
///
/// # Errors
/// `Denied`, `Invalid` at `year`.
pub async fn view(db: &Db, actor: &Actor, year: Option<i32>, mark: DecimalMark) -> Result<MethodsView> {
    actor.may(UseCase::MethodsView)?;
    let db = &db.snapshot().await?;
    let workspace = workspace::existing(db).await?;
    let year = year.unwrap_or_else(|| workspace.calendar.parts(actor.today).year + 1);
    let (first, last) = budgets::span(workspace.calendar, year)?;
    let (before, _) = budgets::span(workspace.calendar, year - 1)?;
    let given = given(db, year).await?;
    let (bottom_up, campaigns) = bottom_up(db, (first, last)).await?;
    let row = |method: Method| {
        let outcome = outcome(method, |input| given.value(input));
        MethodRow { method, outcome, gap: outcome.map(|outcome| gap(outcome, bottom_up)) }
    };
    let won = "SELECT CAST(COALESCE(SUM(amount_minor), 0) AS BIGINT) FROM opportunity WHERE state = 'won' AND closed_day >= $1 AND closed_day < $2";
    let competitors = "SELECT id, name FROM competitor WHERE active ORDER BY position, id";
    let typed = |input: Input| {
        let stored = given.typed.iter().find(|(known, _)| *known == input);
        (input, stored.map_or_else(String::new, |(_, value)| input.write(*value, workspace.currency, mark)))
    };
    Ok(MethodsView {
        first,
        last,
        input: InputsDraft { year, version: given.version, inputs: Input::ALL.into_iter().map(typed).collect() },
        rows: Method::ALL.into_iter().map(row).collect(),
        bottom_up,
        campaigns,
        won_before: sql::scalar(db, won, params![before, first]).await?,
        highest: given.highest,
        estimates: estimates(db, year).await?,
        competitors: sql::tuples(db, competitors, params![]).await?,
        choices: choices(db, year).await?,
    })
}

async fn estimates(db: &impl ConnectionTrait, year: i32) -> Result<Vec<EstimateRow>> {
    let text = format!(
        "SELECT e.id, c.name, e.amount_minor, e.source, u.name, e.made_day FROM competitor_estimate e JOIN competitor c ON c.id = e.competitor_id JOIN app_user u ON u.id = e.user_id
         WHERE e.year = $1 ORDER BY e.amount_minor DESC, e.id LIMIT {ROWS_MAX}"
    );
    let rows: Vec<(i64, String, i64, String, String, NaiveDate)> =
        sql::tuples(db, &text, params![i64::from(year)]).await?;
    let row = |(id, competitor, amount, source, by, day)| EstimateRow { id, competitor, amount, source, by, day };
    Ok(rows.into_iter().map(row).collect())
}

async fn choices(db: &impl ConnectionTrait, year: i32) -> Result<Vec<ChoiceRow>> {
    let text = format!(
        "SELECT b.id, b.method, b.amount_minor, b.bottom_up_minor, b.reason, b.inputs, u.name, b.made_day FROM budget_choice b JOIN app_user u ON u.id = b.user_id
         WHERE b.year = $1 ORDER BY b.id DESC LIMIT {ROWS_MAX}"
    );
    type Row = (i64, String, i64, i64, String, String, String, NaiveDate);
    let mut all = Vec::new();
    for (id, method, amount, bottom_up, reason, inputs, by, day) in
        sql::tuples::<Row>(db, &text, params![i64::from(year)]).await?
    {
        let inputs: Vec<(Input, i64)> = serde_json::from_str(&inputs)?;
        let method =
            Method::parse(&method).ok_or_else(|| crate::Error::Internal(format!("stored method of choice {id}")))?;
        all.push(ChoiceRow { id, method, amount, bottom_up, reason, by, day, inputs });
    }
    Ok(all)
}
