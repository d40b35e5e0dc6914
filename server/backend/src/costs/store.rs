//! The statements that write cost lines.

use super::{
    base::{Based, Days},
    row::Row,
    save::Write,
};
use crate::{Error, Result, params, sql};
use chrono::NaiveDate;
use domain::cost::Line;
use sea_orm::DatabaseTransaction;
use std::collections::HashMap;

/// A line with everything that is stored of it.
pub(super) struct Ready {
    pub id: Option<i64>,
    pub line: Line,
    pub currency_day: NaiveDate,
    pub day: NaiveDate,
    pub month: NaiveDate,
    pub committed_day: Option<NaiveDate>,
    pub document_day: Option<NaiveDate>,
    pub supplier: Option<i64>,
    pub based: Based,
}

pub(super) struct Dates<'a> {
    pub write: &'a Write<'a>,
    pub activities: &'a HashMap<i64, (String, Option<NaiveDate>)>,
}

impl Dates<'_> {
    /// The days of a line: as typed, as stored, or today's; the day it is planned for is by default that on which its activity
    /// begins.
    pub fn of(&self, line: &Line, stored: Option<&Row>) -> (Days, NaiveDate) {
        let today = self.write.actor.today;
        let begins = line.activity.and_then(|activity| self.activities.get(&activity)?.1);
        let day = line.day.or(stored.map(|row| row.day)).or(begins).or(self.write.record.first_day).unwrap_or(today);
        let of = |amount: Option<i64>, typed: Option<NaiveDate>, before: Option<NaiveDate>| {
            amount.map(|_| typed.or(before).unwrap_or(today))
        };
        // What is planned anew is planned at today's rate.
        let same =
            stored.filter(|row| row.planned_minor == line.amounts.planned && row.currency == line.currency.code());
        let days = Days {
            rate: same.and_then(|row| row.rate_day).unwrap_or(today),
            committed: of(line.amounts.committed, line.committed_day, stored.and_then(|row| row.committed_day)),
            document: of(line.amounts.actual, line.document_day, stored.and_then(|row| row.document_day)),
        };
        (days, day)
    }
}

pub(super) async fn store(
    tx: &DatabaseTransaction,
    write: &Write<'_>,
    ready: &[Ready],
    gone: &[(i64, bool)],
    stored: &HashMap<i64, Row>,
) -> Result<Vec<(i64, i64)>> {
    let mut saved = Vec::with_capacity(ready.len() + gone.len());
    let new: Vec<&Ready> = ready.iter().filter(|line| line.id.is_none()).collect();
    let mut made = insert(tx, write, &new).await?.into_iter();
    for line in ready {
        let (id, version) = match line.id {
            Some(id) => {
                update(tx, id, line).await?;
                (id, stored.get(&id).map_or(1, |row| row.version + 1))
            }
            None => (made.next().ok_or_else(|| Error::Internal("a line was not stored".into()))?, 1),
        };
        share(tx, id, line).await?;
        saved.push((id, version));
    }
    for (id, removed) in gone {
        let text = "UPDATE cost_line SET deleted_ms = $2, version = version + 1 WHERE id = $1";
        sql::execute(tx, text, params![*id, removed.then_some(write.actor.now_ms)]).await?;
        saved.push((*id, stored.get(id).map_or(1, |row| row.version + 1)));
    }
    Ok(saved)
}

/// Inserts new lines behind the last; gives their ids in order.
async fn insert(tx: &DatabaseTransaction, write: &Write<'_>, lines: &[&Ready]) -> Result<Vec<i64>> {
    if lines.is_empty() {
        return Ok(Vec::new());
    }
    let text = "SELECT COALESCE(MAX(position), -1) + 1 FROM cost_line WHERE campaign_id = $1";
    let start: i64 = sql::scalar(tx, text, params![write.record.id]).await?;
    let values = (start..)
        .zip(lines)
        .flat_map(|(position, ready)| {
            let mut values = params![write.record.id, position, write.actor.user_id, write.actor.now_ms,];
            values.extend(columns(ready));
            values
        })
        .collect();
    let into = format!("INSERT INTO cost_line (campaign_id, position, entered_by, entered_ms, {})", COLUMNS.join(", "));
    sql::insert_many(tx, &into, COLUMNS.len() + 4, values, "").await?;
    let text = "SELECT id FROM cost_line WHERE campaign_id = $1 AND position >= $2 ORDER BY position, id";
    sql::column(tx, text, params![write.record.id, start]).await
}

/// What is stored of a line, in the order of [`columns`].
const COLUMNS: [&str; 26] = [
    "activity_id",
    "article",
    "quantity_milli",
    "unit",
    "price_minor",
    "planned_minor",
    "committed_minor",
    "actual_minor",
    "closed",
    "currency",
    "day",
    "month",
    "committed_day",
    "document_day",
    "document",
    "rate_day",
    "supplier_id",
    "tax_bp",
    "shared",
    "share_key",
    "planned_base",
    "committed_base",
    "actual_base",
    "exposure_base",
    "forecast_base",
    "rateless",
];

fn columns(ready: &Ready) -> Vec<sea_orm::Value> {
    let (line, based) = (&ready.line, &ready.based);
    params![
        line.activity,
        line.article.as_str(),
        line.quantity_milli,
        line.unit.as_str(),
        line.price_minor,
        line.amounts.planned,
        line.amounts.committed,
        line.amounts.actual,
        line.amounts.closed,
        line.currency.code(),
        ready.day,
        ready.month,
        ready.committed_day,
        ready.document_day,
        line.document.as_str(),
        ready.currency_day,
        ready.supplier,
        line.tax_bp,
        !line.shares.is_empty(),
        line.key.as_str(),
        based.planned,
        based.amounts.committed,
        based.amounts.actual,
        based.amounts.exposure(),
        based.amounts.forecast(),
        based.rateless,
    ]
}

async fn update(tx: &DatabaseTransaction, id: i64, ready: &Ready) -> Result<()> {
    let set: Vec<String> = COLUMNS.iter().enumerate().map(|(n, column)| format!("{column} = ${}", n + 2)).collect();
    let text = format!("UPDATE cost_line SET {}, version = version + 1 WHERE id = $1", set.join(", "));
    let mut values = params![id];
    values.extend(columns(ready));
    sql::execute(tx, &text, values).await?;
    Ok(())
}

/// Stores the parts of a shared line.
async fn share(tx: &DatabaseTransaction, id: i64, ready: &Ready) -> Result<()> {
    if ready.id.is_some() {
        sql::execute(tx, "DELETE FROM cost_share WHERE line_id = $1", params![id]).await?;
    }
    let weights: Vec<u32> = ready.line.shares.iter().map(|(_, weight)| *weight).collect();
    let values: Vec<sea_orm::Value> = (0_i64..)
        .zip(&ready.line.shares)
        .zip(ready.based.split(&weights))
        .flat_map(|((position, (campaign, weight)), part)| {
            params![
                id,
                *campaign,
                position,
                i64::from(*weight),
                part.planned,
                part.amounts.committed,
                part.amounts.actual,
                part.amounts.exposure(),
                part.amounts.forecast(),
            ]
        })
        .collect();
    if values.is_empty() {
        return Ok(());
    }
    let into = "INSERT INTO cost_share (line_id, campaign_id, position, weight, planned_base, committed_base, actual_base, exposure_base, forecast_base)";
    sql::insert_many(tx, into, 9, values, "").await?;
    Ok(())
}
