//! A new version of a reference funnel. A stored one never changes: campaigns were judged by it.

use super::stages;
use crate::{Act, Actor, Db, Error, Result, begin, params, sql, workspace};
use domain::{
    decimal::DecimalMark,
    fault::Fault,
    reference::{POOL_MAX, ReferenceDraft},
    rights::UseCase,
};

/// Stores a version; gives its number.
///
/// # Errors
/// `Denied`; `NotFound` for a kind that is not there; `Invalid` with all faults, at `campaigns` for one of another kind;
/// `Conflict` where somebody stored a version since.
pub async fn save(db: &Db, actor: &Actor, request: &str, input: &ReferenceDraft, mark: DecimalMark) -> Result<i64> {
    actor.may(UseCase::ReferenceSave)?;
    let currency = workspace::existing(&db.read).await?.currency;
    let read = input.read(currency, mark).map_err(Error::Invalid)?;
    if input.campaigns.len() > POOL_MAX {
        return Err(Error::invalid("campaigns", Fault::TooLarge));
    }
    let act: Act = begin!(db, actor, UseCase::ReferenceSave, request);
    let known = stages(&act.tx, input.kind).await?;
    if known.is_empty() {
        return Err(Error::NotFound);
    }
    if let Some(n) = read.norms.iter().position(|(id, _)| !known.iter().any(|(stage, ..)| stage == id)) {
        return Err(Error::invalid(&format!("step.{n}"), Fault::Unknown));
    }
    let text = "SELECT CAST(COALESCE(MAX(version), 0) AS BIGINT) FROM reference WHERE kind_id = $1";
    let newest: i64 = sql::scalar(&act.tx, text, params![input.kind]).await?;
    if newest != input.base {
        return Err(Error::Conflict { version: newest, now: Vec::new() });
    }
    let text = "INSERT INTO reference (kind_id, version, valid_from, deal_minor, least, tolerance_bp, note, user_id, made_day) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id";
    let values = params![
        input.kind,
        newest + 1,
        read.valid_from,
        read.deal,
        read.judging.least,
        read.judging.tolerance_bp,
        read.note.as_str(),
        actor.user_id,
        actor.today,
    ];
    let id: i64 = sql::scalar(&act.tx, text, values).await?;
    for (position, (stage, name, _)) in (0_i64..).zip(&known) {
        let norm = read.norms.iter().find(|(id, _)| id == stage).map(|(_, norm)| *norm).unwrap_or_default();
        let text = "INSERT INTO reference_stage (reference_id, stage_id, position, name, numerator, denominator, days, entry_minor) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        let step = norm.step;
        let values = params![
            id,
            *stage,
            position,
            name.as_str(),
            step.map(|step| step.numerator),
            step.map(|step| step.denominator),
            norm.days,
            norm.entry_cost,
        ];
        sql::execute(&act.tx, text, values).await?;
    }
    for campaign in &input.campaigns {
        let text = "INSERT INTO reference_campaign (reference_id, campaign_id) SELECT CAST($1 AS BIGINT), c.id FROM campaign c WHERE c.id = $2 AND c.kind_id = $3 ON CONFLICT DO NOTHING";
        if sql::execute(&act.tx, text, params![id, *campaign, input.kind]).await? == 0 {
            return Err(Error::invalid("campaigns", Fault::Unknown));
        }
    }
    act.finish(newest + 1, "campaign_kind", Some(input.kind), &format!("reference {}", newest + 1)).await
}
