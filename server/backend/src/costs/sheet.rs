//! The costs of a campaign as its grid shows them.

use super::SUMS;
use crate::{
    Actor, Db, Error, Result,
    approvals::{self, Frozen},
    budgets, params, sql, workspace,
};
use chrono::NaiveDate;
use domain::{
    activity::ActivityKind,
    approval::needs_again,
    calendar::Calendar,
    cost::{CostSheet, Key, LineRow, Part, SheetActivity, SheetBaseline, SheetMonth, SheetSum},
    metrics::cost::Amounts,
    money::Currency,
    rights::UseCase,
};
use sea_orm::ConnectionTrait;
use std::collections::{BTreeMap, HashMap};

/// Lines that one grid shows; nobody plans more for one campaign.
const LINES_MAX: i64 = 10_000;
/// Names that a cell offers while it is typed.
const NAMES_MAX: i64 = 300;

/// Everything about the costs of a campaign.
///
/// # Errors
/// `Denied`, `NotFound`.
pub async fn sheet(db: &Db, actor: &Actor, campaign: i64) -> Result<CostSheet> {
    actor.may(UseCase::CostSheet)?;
    let db = &db.snapshot().await?;
    let record = crate::campaigns::record(db, campaign).await?;
    let workspace = workspace::existing(db).await?;
    let frozen = approvals::compared(db, campaign).await?;
    let baseline = frozen.as_ref().map(|frozen| frozen.id);
    let (sums, total) = sums(db, campaign, baseline).await?;
    let (gone, cost) = match baseline {
        Some(baseline) => {
            let cost = approvals::freeze::cost(db, baseline).await?;
            (approvals::gone(db, campaign, baseline).await?, Some(cost))
        }
        None => (Vec::new(), None),
    };
    let named = async |text: &str| sql::column::<String>(db, text, params![]).await;
    let suppliers = format!(
        "SELECT a.name FROM account a WHERE a.id IN (SELECT l.supplier_id FROM cost_line l WHERE l.supplier_id IS NOT NULL GROUP BY l.supplier_id ORDER BY MAX(l.id) DESC LIMIT {NAMES_MAX}) ORDER BY a.name"
    );
    let others = format!(
        "SELECT k.id, k.name FROM campaign k WHERE NOT k.template AND k.id <> $1 AND NOT EXISTS (SELECT 1 FROM closing x WHERE x.campaign_id = k.id) ORDER BY k.sort_day DESC, k.id DESC LIMIT {NAMES_MAX}"
    );
    Ok(CostSheet {
        campaign,
        code: record.code.clone(),
        status: record.status()?,
        version: record.version,
        template: record.template,
        waiting: approvals::is_waiting(db, campaign).await?,
        returned: approvals::returned(db, campaign).await?,
        above_approval: match (&frozen, cost) {
            (Some(Frozen { approved: true, .. }), Some(cost)) => {
                needs_again(cost, total.sums.planned.max(total.sums.exposure), approvals::again(db).await?)
            }
            _ => false,
        },
        lines: lines(db, campaign, baseline, workspace.currency, &workspace.time_zone).await?,
        activities: activities(db, campaign).await?,
        sums,
        total,
        baseline: frozen.zip(cost).map(|(frozen, cost)| SheetBaseline {
            version: frozen.version,
            day: frozen.frozen_day,
            approved: frozen.approved,
            cost,
            by: frozen.by.unwrap_or_default(),
        }),
        gone,
        months: months(db, campaign, baseline, workspace.calendar).await?,
        budgets: budgets::of_campaign(db, campaign).await?,
        articles: named("SELECT name FROM cost_article WHERE active ORDER BY position, name").await?,
        suppliers: named(&suppliers).await?,
        campaigns: sql::tuples(db, &others, params![campaign]).await?,
        name: record.name,
    })
}

async fn activities(db: &impl ConnectionTrait, campaign: i64) -> Result<Vec<SheetActivity>> {
    let text = "SELECT id, name, kind, first_day FROM activity WHERE campaign_id = $1 ORDER BY CASE WHEN first_day IS NULL THEN 1 ELSE 0 END, first_day, id";
    let rows: Vec<(i64, String, String, Option<NaiveDate>)> = sql::tuples(db, text, params![campaign]).await?;
    let activity = |(id, name, kind, first_day): (i64, String, String, Option<NaiveDate>)| {
        let kind = ActivityKind::parse(&kind).ok_or_else(|| Error::Internal("stored kind".into()))?;
        Ok(SheetActivity { id, name, kind, first_day })
    };
    rows.into_iter().map(activity).collect()
}

#[derive(Debug, sea_orm::FromQueryResult)]
struct Stored {
    id: i64,
    version: i64,
    activity_id: Option<i64>,
    article: String,
    supplier: Option<String>,
    quantity_milli: i64,
    unit: String,
    price_minor: i64,
    planned_minor: i64,
    committed_minor: Option<i64>,
    actual_minor: Option<i64>,
    closed: bool,
    currency: String,
    day: NaiveDate,
    committed_day: Option<NaiveDate>,
    document_day: Option<NaiveDate>,
    document: String,
    tax_bp: i64,
    entered_by: Option<String>,
    entered_ms: Option<i64>,
    planned_base: Option<i64>,
    committed_base: Option<i64>,
    actual_base: Option<i64>,
    rateless: i64,
    promised: Option<i64>,
    share_key: String,
    home_id: i64,
    home: String,
}

async fn lines(
    db: &impl ConnectionTrait,
    campaign: i64,
    baseline: Option<i64>,
    home: Currency,
    zone: &str,
) -> Result<Vec<LineRow>> {
    let text = format!(
        "SELECT l.id, l.version, c.activity_id, l.article, s.name AS supplier, l.quantity_milli, l.unit, l.price_minor, l.planned_minor, l.committed_minor, l.actual_minor, l.closed, l.currency,
            l.day, l.committed_day, l.document_day, l.document, l.tax_bp, u.name AS entered_by, l.entered_ms, c.planned_base, c.committed_base, c.actual_base, l.rateless,
            b.planned_base AS promised, l.share_key, l.campaign_id AS home_id, h.name AS home
         FROM cost_part c JOIN cost_line l ON l.id = c.line_id JOIN campaign h ON h.id = l.campaign_id LEFT JOIN account s ON s.id = l.supplier_id LEFT JOIN app_user u ON u.id = l.entered_by
         LEFT JOIN baseline_line b ON b.baseline_id = $2 AND b.line_id = l.id
         WHERE c.campaign_id = $1 ORDER BY l.position, l.id LIMIT {LINES_MAX}"
    );
    let found: Vec<Stored> = sql::rows(db, &text, params![campaign, baseline]).await?;
    let mut parts = parts(db, campaign).await?;
    let row = |stored: Stored| LineRow {
        parts: parts.remove(&stored.id).unwrap_or_default(),
        id: stored.id,
        version: stored.version,
        activity: stored.activity_id,
        article: stored.article,
        supplier: stored.supplier.unwrap_or_default(),
        quantity_milli: stored.quantity_milli,
        unit: stored.unit,
        price_minor: stored.price_minor,
        amounts: Amounts {
            planned: stored.planned_minor,
            committed: stored.committed_minor,
            actual: stored.actual_minor,
            closed: stored.closed,
        },
        currency: Currency::parse(&stored.currency).unwrap_or(home),
        day: stored.day,
        committed_day: stored.committed_day,
        document_day: stored.document_day,
        document: stored.document,
        tax_bp: stored.tax_bp,
        by: stored.entered_by.unwrap_or_default(),
        entered: stored.entered_ms.map(|at| workspace::local_day(at, zone)),
        base: Amounts {
            planned: stored.planned_base.unwrap_or(0),
            committed: stored.committed_base,
            actual: stored.actual_base,
            closed: stored.closed,
        },
        rateless: stored.rateless,
        promised: stored.promised,
        key: Key::parse(&stored.share_key).unwrap_or_default(),
        elsewhere: (stored.home_id != campaign).then_some((stored.home_id, stored.home)),
    };
    Ok(found.into_iter().map(row).collect())
}

/// Who shares the lines of a campaign.
async fn parts(db: &impl ConnectionTrait, campaign: i64) -> Result<HashMap<i64, Vec<Part>>> {
    let text = "SELECT s.line_id, s.campaign_id, k.name, s.weight FROM cost_share s JOIN campaign k ON k.id = s.campaign_id
         WHERE s.line_id IN (SELECT o.line_id FROM cost_share o WHERE o.campaign_id = $1) OR s.line_id IN (SELECT l.id FROM cost_line l WHERE l.campaign_id = $1 AND l.shared)
         ORDER BY s.line_id, s.position";
    let mut parts: HashMap<i64, Vec<Part>> = HashMap::new();
    for (line, campaign, name, weight) in sql::tuples::<(i64, i64, String, i64)>(db, text, params![campaign]).await? {
        parts.entry(line).or_default().push(Part { campaign, name, weight });
    }
    Ok(parts)
}

/// Sums by activity, and of all.
async fn sums(db: &impl ConnectionTrait, campaign: i64, baseline: Option<i64>) -> Result<(Vec<SheetSum>, SheetSum)> {
    type Row = (Option<i64>, i64, i64, i64, i64, i64, i64, i64, i64, i64);
    let counts = "COUNT(*), COUNT(CASE WHEN c.actual_base IS NULL AND NOT c.closed THEN 1 END), COUNT(CASE WHEN c.rateless > 0 THEN 1 END),
        CAST(COALESCE(SUM(CASE WHEN c.actual_base IS NOT NULL THEN COALESCE(b.planned_base, c.planned_base) END), 0) AS BIGINT)";
    let source = "FROM cost_part c LEFT JOIN baseline_line b ON b.baseline_id = $2 AND b.line_id = c.line_id WHERE c.campaign_id = $1";
    let promised: HashMap<Option<i64>, i64> = sql::tuples::<(Option<i64>, i64)>(
        db,
        "SELECT activity_id, CAST(COALESCE(SUM(planned_base), 0) AS BIGINT) FROM baseline_line WHERE baseline_id = $1 GROUP BY activity_id",
        params![baseline],
    )
    .await?
    .into_iter()
    .collect();
    let read = |(activity, planned, committed, actual, exposure, forecast, lines, without, rateless, compared): Row| {
        SheetSum {
            activity,
            sums: super::sums((planned, committed, actual, exposure, forecast)),
            lines,
            without_actual: without,
            rateless,
            promised: baseline.map(|_| promised.get(&activity).copied().unwrap_or(0)),
            compared,
        }
    };
    let text = format!("SELECT c.activity_id, {SUMS}, {counts} {source} GROUP BY c.activity_id");
    let rows: Vec<Row> = sql::tuples(db, &text, params![campaign, baseline]).await?;
    let sums: Vec<SheetSum> = rows.into_iter().map(read).collect();
    // What was promised for an activity that is gone counts as well.
    let total = SheetSum { promised: baseline.map(|_| promised.values().sum()), ..SheetSum::total(&sums) };
    Ok((sums, total))
}

/// Money by month: what is planned as promised where there is a baseline.
async fn months(
    db: &impl ConnectionTrait,
    campaign: i64,
    baseline: Option<i64>,
    calendar: Calendar,
) -> Result<Vec<SheetMonth>> {
    let all = by_month(db, campaign, baseline).await?;
    let (Some(first), Some(last)) = (all.keys().next(), all.keys().next_back()) else { return Ok(Vec::new()) };
    let month = |month: domain::calendar::Month| {
        let sums = all.get(&month.first).copied().unwrap_or_default();
        SheetMonth { planned: sums.planned, committed: sums.committed, actual: sums.actual, month }
    };
    Ok(calendar.months(*first, *last).into_iter().take(36).map(month).collect())
}

/// What is planned for, committed and paid in a month.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct MonthSums {
    pub planned: i64,
    pub committed: i64,
    pub actual: i64,
}

/// Costs of a campaign by the first day of each month that has any: what is planned as promised where there is a baseline.
pub(crate) async fn by_month(
    db: &impl ConnectionTrait,
    campaign: i64,
    baseline: Option<i64>,
) -> Result<BTreeMap<NaiveDate, MonthSums>> {
    let text = "SELECT month, CAST(SUM(planned) AS BIGINT), CAST(SUM(committed) AS BIGINT), CAST(SUM(actual) AS BIGINT) FROM (
            SELECT at_month AS month, CASE WHEN CAST($2 AS BIGINT) IS NULL THEN planned_base ELSE 0 END AS planned, committed_base AS committed, actual_base AS actual FROM cost_sum WHERE campaign_id = $1
            UNION ALL SELECT month, planned_base, 0, 0 FROM baseline_sum WHERE baseline_id = $2
         ) s GROUP BY month";
    let rows: Vec<(NaiveDate, i64, i64, i64)> = sql::tuples(db, text, params![campaign, baseline]).await?;
    let row = |(month, planned, committed, actual)| (month, MonthSums { planned, committed, actual });
    Ok(rows.into_iter().map(row).filter(|(_, sums)| *sums != MonthSums::default()).collect())
}
