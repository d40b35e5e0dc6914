//! Campaigns, and kinds of campaign, side by side: what was promised, what came, what was answered, what was decided.

use crate::{
    Actor, Db, Result, budgets,
    campaigns::{self, promises},
    closings, params, sql,
    sql::Params,
    workspace,
};
use domain::{
    comparison::{COMPARED_MAX, Compare, Compared, Comparison, SIMILAR},
    period_plan::PlanPart,
    rights::UseCase,
    touch::Outcome,
};
use sea_orm::{ConnectionTrait, Value};
use std::collections::HashMap;

/// Campaigns of a year whose kinds are compared, and campaigns that can be chosen.
const YEAR_MAX: i64 = 500;
const CHOICES_MAX: i64 = 300;

/// Compares campaigns, or the kinds of the campaigns that began in a year.
///
/// # Errors
/// `Denied`; `NotFound` for a campaign to be compared with similar ones that is not there; `Invalid` at `year`.
pub async fn view(db: &Db, actor: &Actor, of: &Compare) -> Result<Comparison> {
    actor.may(UseCase::ComparisonView)?;
    let db = &db.snapshot().await?;
    let ids = match of {
        Compare::Campaigns(ids) => ids.iter().copied().take(COMPARED_MAX).collect(),
        Compare::Like(id) => similar(db, *id).await?,
        Compare::Kinds(_) => Vec::new(),
    };
    let (rows, year) = match of {
        Compare::Kinds(year) => {
            let calendar = workspace::existing(db).await?.calendar;
            let year = year.unwrap_or_else(|| calendar.parts(actor.today).year);
            let (first, last) = budgets::span(calendar, year)?;
            let only = format!(
                "k.id IN (SELECT c.id FROM campaign c WHERE NOT c.template AND c.status IN ('running', 'finished') AND c.first_day BETWEEN $1 AND $2 ORDER BY c.first_day, c.id LIMIT {YEAR_MAX})"
            );
            (kinds(db, &only, params![first, last]).await?, Some(year))
        }
        _ if ids.is_empty() => (Vec::new(), None),
        _ => {
            let mut params = Params::default();
            let only = format!("k.id IN ({})", sql::list(&mut params, ids.iter().copied()));
            (campaigns(db, &only, params.0).await?, None)
        }
    };
    let choices = format!(
        "SELECT id, name FROM campaign WHERE NOT template AND status IN ('running', 'finished') ORDER BY sort_day DESC, id DESC LIMIT {CHOICES_MAX}"
    );
    let mut params = Params::default();
    let lessons = if ids.is_empty() {
        Vec::new()
    } else {
        let list = sql::list(&mut params, ids.iter().copied());
        closings::lessons(db, &format!("k.id IN ({list})"), params.0).await?
    };
    Ok(Comparison {
        of: match of {
            Compare::Like(_) => Compare::Campaigns(rows.iter().map(|row| row.id).collect()),
            other => other.clone(),
        },
        year,
        rows,
        choices: sql::tuples(db, &choices, params![]).await?,
        lessons,
    })
}

/// A campaign, and those of its kind that began before it, the latest of them.
async fn similar(db: &impl ConnectionTrait, id: i64) -> Result<Vec<i64>> {
    let record = campaigns::record(db, id).await?;
    let text = "SELECT c.id FROM campaign c, campaign x WHERE x.id = $1 AND c.kind_id = x.kind_id AND c.id <> x.id AND NOT c.template AND c.status IN ('running', 'finished')
            AND (c.sort_day, c.id) < (x.sort_day, x.id) ORDER BY c.sort_day DESC, c.id DESC LIMIT $2";
    let mut ids: Vec<i64> = sql::column(db, text, params![record.id, SIMILAR]).await?;
    ids.push(record.id);
    Ok(ids)
}

/// Each campaign against its own newest baseline, or its draft.
fn source(only: &str) -> String {
    format!(
        "SELECT CAST(0 AS BIGINT) AS plan_id, k.id AS campaign_id, k.kind_id, k.line_id,
            (SELECT COALESCE(MAX(CASE WHEN b.approved THEN b.id END), MAX(b.id)) FROM baseline b WHERE b.campaign_id = k.id) AS baseline_id, TRUE AS promised, TRUE AS member
         FROM campaign k WHERE {only}"
    )
}

async fn campaigns(db: &impl ConnectionTrait, only: &str, values: Vec<Value>) -> Result<Vec<Compared>> {
    let parts = promises::read(db, &source(only), values.clone()).await?;
    let mut people = people(db, only, values.clone()).await?;
    let mut responses = responses(db, only, "r.campaign_id", values).await?;
    let ids: Vec<i64> = parts.members.iter().map(|member| member.campaign.id).collect();
    let mut decisions = closings::decisions(db, &ids).await?;
    let row = |member: promises::Member| {
        let mut part = member.campaign.part;
        (part.totals.contacted, part.totals.responders) = people.remove(&member.campaign.id).unwrap_or_default();
        Compared {
            id: member.campaign.id,
            kind: member.kind.1,
            status: Some(member.campaign.status),
            days: member.days,
            responses: responses.remove(&member.campaign.id).unwrap_or_default(),
            decision: decisions.remove(&member.campaign.id),
            name: member.campaign.name,
            part,
        }
    };
    Ok(parts.members.into_iter().map(row).collect())
}

async fn kinds(db: &impl ConnectionTrait, only: &str, values: Vec<Value>) -> Result<Vec<Compared>> {
    let parts = promises::read(db, &source(only), values.clone()).await?;
    let people = people(db, only, values.clone()).await?;
    let mut responses = responses(db, only, "k.kind_id", values).await?;
    let mut rows: Vec<Compared> = Vec::new();
    for member in &parts.members {
        let (kind, name) = &member.kind;
        let at = match rows.iter().position(|row| row.id == *kind) {
            Some(at) => at,
            None => {
                rows.push(Compared {
                    id: *kind,
                    name: name.clone(),
                    kind: String::new(),
                    status: None,
                    days: None,
                    responses: responses.remove(kind).unwrap_or_default(),
                    part: PlanPart::default(),
                    decision: None,
                });
                rows.len() - 1
            }
        };
        let Some(row) = rows.get_mut(at) else { continue };
        row.part.add(&member.campaign.part);
        // Of people in several campaigns each contact counts: this is said of kinds.
        let (contacted, responders) = people.get(&member.campaign.id).copied().unwrap_or_default();
        row.part.totals.contacted += contacted;
        row.part.totals.responders += responders;
    }
    rows.sort_by_key(|row| (std::cmp::Reverse(row.part.totals.revenue), row.id));
    Ok(rows)
}

/// People contacted and people who responded, by campaign.
async fn people(db: &impl ConnectionTrait, only: &str, values: Vec<Value>) -> Result<HashMap<i64, (i64, i64)>> {
    let text = format!(
        "SELECT e.campaign_id, COUNT(CASE WHEN e.fact = 'contacted' THEN 1 END), COUNT(CASE WHEN e.fact = 'responded' THEN 1 END) FROM campaign k
         JOIN funnel_entry e ON e.campaign_id = k.id AND e.fact IN ('contacted', 'responded') WHERE {only} GROUP BY e.campaign_id"
    );
    let rows: Vec<(i64, i64, i64)> = sql::tuples(db, &text, values).await?;
    Ok(rows.into_iter().map(|(id, contacted, responded)| (id, (contacted, responded))).collect())
}

type Responses = HashMap<i64, Vec<(Outcome, i64)>>;

/// Responses by outcome, of what `by` tells apart.
async fn responses(db: &impl ConnectionTrait, only: &str, by: &str, values: Vec<Value>) -> Result<Responses> {
    let text = format!(
        "SELECT {by}, r.outcome, COUNT(*) FROM campaign k JOIN response r ON r.campaign_id = k.id WHERE {only} GROUP BY {by}, r.outcome"
    );
    let rows: Vec<(i64, String, i64)> = sql::tuples(db, &text, values).await?;
    let mut all = Responses::new();
    for (id, outcome, n) in rows {
        if let Some(outcome) = Outcome::parse(&outcome) {
            all.entry(id).or_default().push((outcome, n));
        }
    }
    for counted in all.values_mut() {
        counted.sort_by_key(|(outcome, _)| Outcome::ALL.iter().position(|known| known == outcome));
    }
    Ok(all)
}
