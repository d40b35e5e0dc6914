//! Short ways to run a statement with `$1 …` parameters on either database.

use crate::{Error, Result};
use sea_orm::{
    ConnectionTrait, DatabaseBackend, FromQueryResult, QueryResult, Statement, TryGetable, TryGetableMany, Value,
};
use std::cell::RefCell;

/// Parameters of a statement.
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => { vec![$(sea_orm::Value::from($value)),*] };
}

tokio::task_local! {
    static RECORD: RefCell<Vec<Statement>>;
}

/// Runs `asked` and tells the statements that it ran, so that the load tool can run them bare beside it.
pub async fn recorded<T>(asked: impl Future<Output = T>) -> (T, Vec<Statement>) {
    RECORD
        .scope(RefCell::default(), async {
            let answer = asked.await;
            (answer, RECORD.with(RefCell::take))
        })
        .await
}

fn statement(db: &impl ConnectionTrait, text: &str, values: Vec<Value>) -> Statement {
    let statement = Statement::from_sql_and_values(db.get_database_backend(), text, values);
    // Outside of `recorded` there is nowhere to note it.
    let _ = RECORD.try_with(|record| record.borrow_mut().push(statement.clone()));
    statement
}

/// Rows as tuples, by position.
///
/// # Errors
/// When the database refuses or a column has another type.
pub async fn tuples<T: TryGetableMany>(db: &impl ConnectionTrait, text: &str, values: Vec<Value>) -> Result<Vec<T>> {
    let rows = db.query_all_raw(statement(db, text, values)).await?;
    rows.iter().map(|row| row.try_get_many_by_index().map_err(Error::from)).collect()
}

/// The first row as a tuple.
///
/// # Errors
/// As [`tuples`].
pub async fn tuple<T: TryGetableMany>(db: &impl ConnectionTrait, text: &str, values: Vec<Value>) -> Result<Option<T>> {
    match db.query_one_raw(statement(db, text, values)).await? {
        Some(row) => Ok(Some(row.try_get_many_by_index()?)),
        None => Ok(None),
    }
}

/// Rows as structs, by column name.
///
/// # Errors
/// As [`tuples`].
pub async fn rows<T: FromQueryResult>(db: &impl ConnectionTrait, text: &str, values: Vec<Value>) -> Result<Vec<T>> {
    let rows = db.query_all_raw(statement(db, text, values)).await?;
    rows.iter().map(|row| T::from_query_result(row, "").map_err(Error::from)).collect()
}

/// The first row as a struct.
///
/// # Errors
/// As [`tuples`]; `NotFound` without a row.
pub async fn row<T: FromQueryResult>(db: &impl ConnectionTrait, text: &str, values: Vec<Value>) -> Result<T> {
    rows(db, text, values).await?.into_iter().next().ok_or(Error::NotFound)
}

/// Rows as they come, for a number of columns known only at run time.
///
/// # Errors
/// When the database refuses.
pub async fn raw(db: &impl ConnectionTrait, text: &str, values: Vec<Value>) -> Result<Vec<QueryResult>> {
    Ok(db.query_all_raw(statement(db, text, values)).await?)
}

/// The first column of the first row.
///
/// # Errors
/// As [`tuples`].
pub async fn maybe<T: TryGetable>(db: &impl ConnectionTrait, text: &str, values: Vec<Value>) -> Result<Option<T>> {
    match db.query_one_raw(statement(db, text, values)).await? {
        Some(row) => Ok(Some(row.try_get_by_index(0)?)),
        None => Ok(None),
    }
}

/// The first column of the only row.
///
/// # Errors
/// As [`maybe`]; `NotFound` without a row.
pub async fn scalar<T: TryGetable>(db: &impl ConnectionTrait, text: &str, values: Vec<Value>) -> Result<T> {
    maybe(db, text, values).await?.ok_or(Error::NotFound)
}

/// The first column of every row.
///
/// # Errors
/// As [`tuples`].
pub async fn column<T: TryGetable>(db: &impl ConnectionTrait, text: &str, values: Vec<Value>) -> Result<Vec<T>> {
    let rows = db.query_all_raw(statement(db, text, values)).await?;
    rows.iter().map(|row| row.try_get_by_index(0).map_err(Error::from)).collect()
}

/// Runs a statement and tells how many rows it touched.
///
/// # Errors
/// When the database refuses.
pub async fn execute(db: &impl ConnectionTrait, text: &str, values: Vec<Value>) -> Result<u64> {
    Ok(db.execute_raw(statement(db, text, values)).await?.rows_affected())
}

/// Parameters collected while a statement is written piece by piece.
#[derive(Default)]
pub struct Params(pub Vec<Value>);

impl Params {
    /// Adds a value and gives its place holder.
    pub fn add(&mut self, value: impl Into<Value>) -> String {
        self.0.push(value.into());
        format!("${}", self.0.len())
    }
}

/// `INSERT INTO … VALUES (…), (…) …` in as few statements as the database takes; `tail` follows the values.
///
/// # Errors
/// When the database refuses.
pub async fn insert_many(
    db: &impl ConnectionTrait,
    into: &str,
    width: usize,
    values: Vec<Value>,
    tail: &str,
) -> Result<u64> {
    // On SQLite each numbered place holder is looked for among all of them, both when it is read and when it is bound: a
    // batch of 24,000 took a second. Unnumbered ones are counted off.
    let numbered = db.get_database_backend() != DatabaseBackend::Sqlite;
    // SQLite takes 32,766 parameters, PostgreSQL 65,535.
    let per_statement = 30_000_usize.checked_div(width).unwrap_or(1).max(1) * width;
    let mut left = values;
    let mut written = 0;
    while !left.is_empty() {
        let rest = if left.len() > per_statement { left.split_off(per_statement) } else { Vec::new() };
        let mut text = String::with_capacity(into.len() + left.len() * 7);
        text.push_str(into);
        text.push_str(" VALUES ");
        for n in 0..left.len() {
            text.push_str(if n % width == 0 { if n == 0 { "(" } else { "), (" } } else { ", " });
            if numbered {
                text.push('$');
                text.push_str(&(n + 1).to_string());
            } else {
                text.push('?');
            }
        }
        text.push_str(") ");
        text.push_str(tail);
        written += execute(db, &text, left).await?;
        left = rest;
    }
    Ok(written)
}

/// `$n, $n+1, …` for a list of values.
pub fn list<T: Into<Value>>(params: &mut Params, values: impl IntoIterator<Item = T>) -> String {
    values.into_iter().map(|value| params.add(value)).collect::<Vec<_>>().join(", ")
}

/// Whole days from day expression `from` to `to`.
pub fn days_between(backend: DatabaseBackend, from: &str, to: &str) -> String {
    match backend {
        DatabaseBackend::Sqlite => format!("CAST(julianday({to}) - julianday({from}) AS BIGINT)"),
        _ => format!("CAST(({to}) - ({from}) AS BIGINT)"),
    }
}

/// Sums by month: `days` selects `day, amount` grouped by day, `calendar` is the place holder of the calendar's name.
/// Gives the first day of each month with its sum; amounts that are not known count nothing.
pub fn by_month(days: &str, calendar: &str) -> String {
    format!(
        "SELECT month, CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM (
            SELECT (SELECT MAX(m.first_day) FROM calendar_month m WHERE m.calendar = {calendar} AND m.first_day <= d.day) AS month, d.amount FROM ({days}) d
         ) s GROUP BY month ORDER BY month"
    )
}

/// The part of an address from its `@` on, as an expression.
pub(crate) fn from_at(backend: DatabaseBackend, address: &str) -> String {
    match backend {
        DatabaseBackend::Sqlite => format!("SUBSTR({address}, INSTR({address}, '@'))"),
        _ => format!("SUBSTRING({address} FROM POSITION('@' IN {address}))"),
    }
}

/// Text as it is looked for with `LIKE … ESCAPE '\\'`: its own wildcards are none.
pub(crate) fn escape_like(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}
