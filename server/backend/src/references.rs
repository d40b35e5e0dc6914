//! Reference funnels: versions by kind of campaign, taken from finished campaigns or written by hand.

mod pool;
mod save;
mod view;

pub(crate) use pool::entered;
pub use pool::pool;
pub use save::save;
pub use view::view;

use crate::{Result, params, sql};
use chrono::NaiveDate;
use domain::{
    metrics::{
        Ratio,
        reference::{Judging, Norm},
    },
    reference::{Reference, valid_on},
};
use sea_orm::ConnectionTrait;

/// Versions of one kind that are read; older ones are history that no page shows.
const VERSIONS_MAX: i64 = 40;

#[derive(Debug, sea_orm::FromQueryResult)]
struct Stored {
    id: i64,
    version: i64,
    valid_from: NaiveDate,
    deal_minor: Option<i64>,
    least: i64,
    tolerance_bp: i64,
    note: String,
    name: String,
    made_day: NaiveDate,
}

/// The versions of a kind, the newest first.
pub(crate) async fn versions(db: &impl ConnectionTrait, kind: i64) -> Result<Vec<Reference>> {
    let text = format!(
        "SELECT r.id, r.version, r.valid_from, r.deal_minor, r.least, r.tolerance_bp, r.note, u.name, r.made_day FROM reference r JOIN app_user u ON u.id = r.user_id
         WHERE r.kind_id = $1 ORDER BY r.version DESC LIMIT {VERSIONS_MAX}"
    );
    let found: Vec<Stored> = sql::rows(db, &text, params![kind]).await?;
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let of = "reference_id IN (SELECT r.id FROM reference r WHERE r.kind_id = $1)";
    let text = format!(
        "SELECT reference_id, stage_id, name, numerator, denominator, days, entry_minor FROM reference_stage WHERE {of} ORDER BY reference_id, position"
    );
    type Row = (i64, i64, String, Option<i64>, Option<i64>, i64, i64);
    let stages: Vec<Row> = sql::tuples(db, &text, params![kind]).await?;
    let text = format!(
        "SELECT x.reference_id, c.id, c.name FROM reference_campaign x JOIN campaign c ON c.id = x.campaign_id WHERE x.{of} ORDER BY x.reference_id, c.sort_day, c.id"
    );
    let campaigns: Vec<(i64, i64, String)> = sql::tuples(db, &text, params![kind]).await?;
    let norm = |row: &Row| {
        let step = row.3.zip(row.4).and_then(|(numerator, denominator)| Ratio::new(numerator, denominator));
        (row.1, row.2.clone(), Norm { step, days: row.5, entry_cost: row.6 })
    };
    let version = |stored: Stored| Reference {
        norms: stages.iter().filter(|row| row.0 == stored.id).map(norm).collect(),
        campaigns: campaigns.iter().filter(|row| row.0 == stored.id).map(|row| (row.1, row.2.clone())).collect(),
        id: stored.id,
        version: stored.version,
        valid_from: stored.valid_from,
        deal: stored.deal_minor,
        judging: Judging { least: stored.least, tolerance_bp: stored.tolerance_bp },
        note: stored.note,
        by: stored.name,
        made: stored.made_day,
    };
    Ok(found.into_iter().map(version).collect())
}

/// The version that campaigns of a kind are held against on a day.
pub(crate) async fn on_day(db: &impl ConnectionTrait, kind: i64, day: NaiveDate) -> Result<Option<Reference>> {
    Ok(valid_on(&versions(db, kind).await?, day).cloned())
}

/// The stages of a kind: id, name, fact.
pub(crate) async fn stages(db: &impl ConnectionTrait, kind: i64) -> Result<Vec<(i64, String, String)>> {
    let text = "SELECT id, name, fact FROM funnel_stage WHERE kind_id = $1 ORDER BY position";
    sql::tuples(db, text, params![kind]).await
}
