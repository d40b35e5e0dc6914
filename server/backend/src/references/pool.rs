//! Norms from what finished campaigns did: counts are added up, percentages never averaged.

use super::stages;
use crate::{Actor, Db, Error, Result, campaigns::funnels, sql, sql::Params, workspace};
use domain::{
    decimal::{self, DecimalMark},
    fault::Fault,
    metrics::{
        funnel::{self, Group, Standing},
        median_doubled,
        reference::{entry_cost, pooled},
    },
    reference::{NormDraft, POOL_MAX, ReferenceDraft, write_step},
    rights::UseCase,
};
use sea_orm::ConnectionTrait;
use std::collections::HashMap;

/// People who came in at the first stage, at each stage, by campaign.
pub(crate) async fn entered(
    db: &impl ConnectionTrait,
    campaigns: &[i64],
    stages: usize,
) -> Result<HashMap<i64, Vec<i64>>> {
    let mut params = Params::default();
    let list = sql::list(&mut params, campaigns.iter().copied());
    let text = format!(
        "SELECT campaign_id, joined, furthest, COUNT(*) FROM (
            SELECT e.campaign_id, e.person_id, MIN(s.position) AS joined, MAX(s.position) AS furthest FROM funnel_entry e
            JOIN campaign c ON c.id = e.campaign_id JOIN funnel_stage s ON s.kind_id = c.kind_id AND s.fact = e.fact
            WHERE e.campaign_id IN ({list}) GROUP BY e.campaign_id, e.person_id
         ) g GROUP BY campaign_id, joined, furthest"
    );
    let rows: Vec<(i64, i64, i64, i64)> =
        if campaigns.is_empty() { Vec::new() } else { sql::tuples(db, &text, params.0).await? };
    let at = |n: i64| usize::try_from(n).unwrap_or(0);
    let mut groups: HashMap<i64, Vec<Group>> = campaigns.iter().map(|id| (*id, Vec::new())).collect();
    for (campaign, joined, furthest, people) in rows {
        let group = Group { joined: at(joined), furthest: at(furthest), standing: Standing::Open, people };
        groups.entry(campaign).or_default().push(group);
    }
    let counts = |groups: Vec<Group>| funnel::count(stages, true, &groups).iter().map(|c| c.entered).collect();
    Ok(groups.into_iter().map(|(campaign, groups)| (campaign, counts(groups))).collect())
}

/// A version as it follows from chosen finished campaigns of a kind, to be looked at and stored.
///
/// # Errors
/// `Denied`; `NotFound` for a kind that is not there; `Invalid` at `campaigns` for none, too many, and others than finished ones of
/// the kind.
pub async fn pool(db: &Db, actor: &Actor, kind: i64, chosen: &[i64], mark: DecimalMark) -> Result<ReferenceDraft> {
    actor.may(UseCase::ReferencePool)?;
    let db = &db.snapshot().await?;
    let known = stages(db, kind).await?;
    if known.is_empty() {
        return Err(Error::NotFound);
    }
    if chosen.is_empty() || chosen.len() > POOL_MAX {
        let fault = if chosen.is_empty() { Fault::Required } else { Fault::TooLarge };
        return Err(Error::invalid("campaigns", fault));
    }
    let mut params = Params::default();
    let (of, list) = (params.add(kind), sql::list(&mut params, chosen.iter().copied()));
    let text = format!(
        "SELECT COUNT(*) FROM campaign c WHERE c.kind_id = {of} AND c.status = 'finished' AND c.id IN ({list})"
    );
    let right: i64 = sql::scalar(db, &text, params.0).await?;
    if usize::try_from(right).unwrap_or(0) != chosen.len() {
        return Err(Error::invalid("campaigns", Fault::Unknown));
    }
    let places = workspace::existing(db).await?.currency.places();
    let counts = entered(db, chosen, known.len()).await?;
    let at = |campaign: &i64, n: usize| counts.get(campaign).and_then(|c| c.get(n)).copied().unwrap_or(0);
    let sum = |n: usize| chosen.iter().map(|campaign| at(campaign, n)).sum::<i64>();
    let days = days(db, kind, chosen).await?;
    let money = money(db, chosen).await?;
    let write = |minor: i64| decimal::with_mark(&decimal::write(minor, places), mark);
    let stage = |(n, (id, ..)): (usize, &(i64, String, String))| {
        let pairs: Vec<(i64, i64)> = match n.checked_sub(1) {
            Some(before) => chosen.iter().map(|campaign| (at(campaign, n), at(campaign, before))).collect(),
            None => Vec::new(),
        };
        let median = n.checked_sub(1).and_then(|before| days.get(&i64::try_from(before).ok()?).copied());
        NormDraft {
            stage: *id,
            step: write_step(pooled(&pairs), mark),
            days: median.map_or_else(String::new, |doubled| ((doubled + 1) / 2).to_string()),
            // All cost is spread over those who entered the first stage: what later stages cost of their own nobody wrote down.
            cost: if n == 0 && sum(0) > 0 { write(entry_cost(money.cost, sum(0))) } else { String::new() },
        }
    };
    Ok(ReferenceDraft {
        kind,
        valid_from: actor.today.to_string(),
        deal: if money.won > 0 { write(entry_cost(money.revenue, money.won)) } else { String::new() },
        stages: known.iter().enumerate().map(stage).collect(),
        campaigns: chosen.to_vec(),
        ..ReferenceDraft::default()
    })
}

/// Twice the median of finished stays, by position of the stage.
async fn days(db: &impl ConnectionTrait, kind: i64, chosen: &[i64]) -> Result<HashMap<i64, i64>> {
    let mut params = Params::default();
    let (of, list) = (params.add(kind), sql::list(&mut params, chosen.iter().copied()));
    // A person is a member of each campaign.
    let entries = format!(
        "SELECT CAST(e.campaign_id AS TEXT) || ':' || CAST(e.person_id AS TEXT) AS member, s.position, e.day FROM funnel_entry e
         JOIN funnel_stage s ON s.kind_id = {of} AND s.fact = e.fact WHERE e.campaign_id IN ({list})"
    );
    let stays = funnels::stays(db, &entries, false, params.0).await?;
    Ok(stays.into_iter().filter_map(|(stage, mut days)| Some((stage, median_doubled(&mut days)?))).collect())
}

struct Money {
    cost: i64,
    won: i64,
    revenue: i64,
}

async fn money(db: &impl ConnectionTrait, chosen: &[i64]) -> Result<Money> {
    let mut params = Params::default();
    let list = sql::list(&mut params, chosen.iter().copied());
    let text = format!(
        "SELECT (SELECT CAST(COALESCE(SUM(c.actual_base), 0) AS BIGINT) FROM cost_sum c WHERE c.campaign_id IN ({list})), COUNT(*), CAST(COALESCE(SUM(o.amount_minor), 0) AS BIGINT)
         FROM opportunity o WHERE o.state = 'won' AND o.campaign_id IN ({list})"
    );
    let (cost, won, revenue): (i64, i64, i64) = sql::tuple(db, &text, params.0).await?.unwrap_or_default();
    Ok(Money { cost, won, revenue })
}

/// Cost, sales and revenue of each campaign, for the list to choose from.
pub(super) async fn sums(
    db: &impl ConnectionTrait,
    campaigns: &[i64],
) -> Result<HashMap<i64, (Option<i64>, i64, i64)>> {
    if campaigns.is_empty() {
        return Ok(HashMap::new());
    }
    let mut params = Params::default();
    let list = sql::list(&mut params, campaigns.iter().copied());
    let text = format!(
        "SELECT k.id, (SELECT CASE WHEN SUM(c.paid) > 0 THEN CAST(SUM(c.actual_base) AS BIGINT) END FROM cost_sum c WHERE c.campaign_id = k.id), COUNT(o.id), CAST(COALESCE(SUM(o.amount_minor), 0) AS BIGINT)
         FROM campaign k LEFT JOIN opportunity o ON o.campaign_id = k.id AND o.state = 'won' WHERE k.id IN ({list}) GROUP BY k.id"
    );
    let rows: Vec<(i64, Option<i64>, i64, i64)> = sql::tuples(db, &text, params.0).await?;
    Ok(rows.into_iter().map(|(id, cost, won, revenue)| (id, (cost, won, revenue))).collect())
}
