//! The reference funnel of a kind on one page: what counts, what counted before, and what it can be taken from.

use super::{entered, pool, stages, versions};
use crate::{Actor, Db, Error, Result, params, sql, workspace};
use chrono::NaiveDate;
use domain::{
    decimal,
    decimal::DecimalMark,
    reference::{Candidate, NormDraft, Reference, ReferenceDraft, ReferenceView, valid_on, write_step},
    rights::UseCase,
};

/// Finished campaigns that are offered, the latest first.
const CANDIDATES_MAX: i64 = 50;

/// The reference funnel of a kind; of the first where none is named.
///
/// # Errors
/// `Denied`; `NotFound` for a kind that is not there.
pub async fn view(db: &Db, actor: &Actor, kind: Option<i64>, mark: DecimalMark) -> Result<ReferenceView> {
    actor.may(UseCase::ReferenceView)?;
    let db = &db.snapshot().await?;
    let kinds: Vec<(i64, String)> =
        sql::tuples(db, "SELECT id, name FROM campaign_kind WHERE active ORDER BY position, id", params![]).await?;
    let kind = kind.or_else(|| kinds.first().map(|(id, _)| *id)).ok_or(Error::NotFound)?;
    let places = workspace::existing(db).await?.currency.places();
    let known = stages(db, kind).await?;
    if known.is_empty() {
        return Err(Error::NotFound);
    }
    let all = versions(db, kind).await?;
    let current = valid_on(&all, actor.today);
    let text = format!(
        "SELECT c.id, c.name, c.last_day, COALESCE(x.learn, FALSE) FROM campaign c LEFT JOIN closing x ON x.campaign_id = c.id
         WHERE c.kind_id = $1 AND c.status = 'finished' AND NOT c.template ORDER BY c.sort_day DESC, c.id DESC LIMIT {CANDIDATES_MAX}"
    );
    let found: Vec<(i64, String, Option<NaiveDate>, bool)> = sql::tuples(db, &text, params![kind]).await?;
    let ids: Vec<i64> = found.iter().map(|(id, ..)| *id).collect();
    let mut counts = entered(db, &ids, known.len()).await?;
    let sums = pool::sums(db, &ids).await?;
    let candidate = |(id, name, last_day, learn)| {
        let (cost, won, revenue) = sums.get(&id).copied().unwrap_or_default();
        Candidate { id, name, last_day, entered: counts.remove(&id).unwrap_or_default(), cost, won, revenue, learn }
    };
    let candidates = found.into_iter().map(candidate).collect();
    Ok(ReferenceView {
        kind,
        kinds,
        input: input(kind, &known, all.first(), actor.today, places, mark),
        stages: known.into_iter().map(|(id, name, _)| (id, name)).collect(),
        current: current.map(|reference| reference.version),
        versions: all,
        candidates,
    })
}

/// The form of the next version: what the newest one says.
fn input(
    kind: i64,
    stages: &[(i64, String, String)],
    newest: Option<&Reference>,
    today: NaiveDate,
    places: u32,
    mark: DecimalMark,
) -> ReferenceDraft {
    let write = |minor: i64| decimal::with_mark(&decimal::write(minor, places), mark);
    let norm = |(id, ..): &(i64, String, String)| {
        let norm = newest.and_then(|reference| reference.norm(*id)).copied().unwrap_or_default();
        let set = |n: i64, text: String| if n == 0 { String::new() } else { text };
        NormDraft {
            stage: *id,
            step: write_step(norm.step, mark),
            days: set(norm.days, norm.days.to_string()),
            cost: set(norm.entry_cost, write(norm.entry_cost)),
        }
    };
    let judging = newest.map(|reference| reference.judging).unwrap_or_default();
    ReferenceDraft {
        kind,
        base: newest.map_or(0, |reference| reference.version),
        valid_from: today.to_string(),
        deal: newest.and_then(|reference| reference.deal).map(write).unwrap_or_default(),
        least: judging.least.to_string(),
        tolerance: decimal::with_mark(&decimal::write(judging.tolerance_bp, 2), mark),
        note: String::new(),
        stages: stages.iter().map(norm).collect(),
        campaigns: Vec::new(),
    }
}
