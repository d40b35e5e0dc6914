//! What budgets hold. A line belongs to the budgets of the month that it is planned for, whatever its campaign, team, line of
//! business or channel where the budget names one.

use crate::{Result, costs, params, sql, sql::Params};
use chrono::NaiveDate;
use domain::{budget::BudgetLeft, metrics::cost::CostSums};
use sea_orm::{ConnectionTrait, Value};
use std::collections::HashMap;

/// Lines summed by campaign, activity and month between two months, with what budgets ask for: a source `f` of few rows,
/// because budgets are of whole months. `parts` narrows the lines `c`.
pub(super) fn parts(first: &str, last: &str, parts: &str) -> String {
    format!(
        "SELECT p.*, k.line_id, u.team_id, a.kind FROM (
            SELECT c.campaign_id, c.activity_id, c.month, SUM(c.planned_base) AS planned_base, SUM(c.committed_base) AS committed_base, SUM(c.actual_base) AS actual_base,
                SUM(c.exposure_base) AS exposure_base, SUM(c.forecast_base) AS forecast_base, COUNT(*) AS lines, COUNT(CASE WHEN c.rateless > 0 THEN 1 END) AS rateless
            FROM cost_part c WHERE c.month BETWEEN {first} AND {last} {parts} GROUP BY c.campaign_id, c.activity_id, c.month
         ) p JOIN campaign k ON k.id = p.campaign_id AND NOT k.template JOIN app_user u ON u.id = k.owner_id LEFT JOIN activity a ON a.id = p.activity_id"
    )
}

/// Whether a budget `b` holds a part `f`.
pub(super) const HOLDS: &str = "f.month BETWEEN b.first_day AND b.last_day AND (b.campaign_id IS NULL OR b.campaign_id = f.campaign_id)
    AND (b.line_id IS NULL OR b.line_id = f.line_id) AND (b.team_id IS NULL OR b.team_id = f.team_id) AND (b.channel IS NULL OR b.channel = f.kind)";

/// What a budget holds: its sums, its lines, and those without a rate.
pub(crate) type Held = (CostSums, i64, i64);

/// The sums of budgets between two days; of these `ids` and of lines of these campaigns only, where they are named.
pub(crate) async fn sums(
    db: &impl ConnectionTrait,
    (first, last): (NaiveDate, NaiveDate),
    ids: Option<&[i64]>,
    campaigns: Option<&[i64]>,
) -> Result<HashMap<i64, Held>> {
    let mut params = Params(params![first, last]);
    let part = campaigns.map_or_else(String::new, |ids| {
        format!("AND c.campaign_id IN ({})", sql::list(&mut params, ids.iter().copied()))
    });
    let only = ids.map_or_else(
        || "b.first_day <= $2 AND b.last_day >= $1".to_owned(),
        |ids| format!("b.id IN ({})", sql::list(&mut params, ids.iter().copied())),
    );
    let text = format!(
        "WITH f AS MATERIALIZED ({}) SELECT b.id, {}, CAST(COALESCE(SUM(c.lines), 0) AS BIGINT), CAST(COALESCE(SUM(c.rateless), 0) AS BIGINT)
         FROM budget b JOIN f c ON {} WHERE b.deleted_ms IS NULL AND {only} GROUP BY b.id",
        parts("$1", "$2", &part),
        costs::SUMS,
        HOLDS.replace("f.", "c."),
    );
    read(db, &text, params.0).await
}

type Row = (i64, i64, i64, i64, i64, i64, i64, i64);

async fn read(db: &impl ConnectionTrait, text: &str, values: Vec<Value>) -> Result<HashMap<i64, Held>> {
    let rows: Vec<Row> = sql::tuples(db, text, values).await?;
    let held = |(id, planned, committed, actual, exposure, forecast, lines, rateless): Row| {
        (id, (costs::sums((planned, committed, actual, exposure, forecast)), lines, rateless))
    };
    Ok(rows.into_iter().map(held).collect())
}

/// The budgets that lines of a campaign may belong to, with what is left of them: the narrowest first.
pub(crate) async fn of_campaign(db: &impl ConnectionTrait, campaign: i64) -> Result<Vec<BudgetLeft>> {
    let text = "SELECT b.id, b.name, b.first_day, b.last_day, b.limit_minor FROM budget b JOIN campaign k ON k.id = $1 JOIN app_user u ON u.id = k.owner_id
         WHERE b.deleted_ms IS NULL AND (b.campaign_id IS NULL OR b.campaign_id = k.id) AND (b.line_id IS NULL OR b.line_id = k.line_id) AND (b.team_id IS NULL OR b.team_id = u.team_id)
            AND (b.channel IS NULL OR EXISTS (SELECT 1 FROM activity a WHERE a.campaign_id = k.id AND a.kind = b.channel))
            AND EXISTS (SELECT 1 FROM cost_part c WHERE c.campaign_id = k.id AND c.month BETWEEN b.first_day AND b.last_day)
         ORDER BY CASE WHEN b.campaign_id IS NULL THEN 1 ELSE 0 END, CASE WHEN b.channel IS NULL THEN 1 ELSE 0 END, b.limit_minor, b.id LIMIT 20";
    left_of(db, sql::tuples(db, text, params![campaign]).await?, &[campaign]).await
}

/// The budgets of a plan, with what is left of them once its campaigns took what they are expected to.
pub(crate) async fn of_plan(db: &impl ConnectionTrait, plan: i64, campaigns: &[i64]) -> Result<Vec<BudgetLeft>> {
    let text = "SELECT b.id, b.name, b.first_day, b.last_day, b.limit_minor FROM period_plan_budget p JOIN budget b ON b.id = p.budget_id AND b.deleted_ms IS NULL
         WHERE p.plan_id = $1 ORDER BY b.first_day, b.last_day DESC, b.name, b.id";
    left_of(db, sql::tuples(db, text, params![plan]).await?, campaigns).await
}

async fn left_of(
    db: &impl ConnectionTrait,
    found: Vec<(i64, String, NaiveDate, NaiveDate, i64)>,
    campaigns: &[i64],
) -> Result<Vec<BudgetLeft>> {
    let (Some(first), Some(last)) = (found.iter().map(|b| b.2).min(), found.iter().map(|b| b.3).max()) else {
        return Ok(Vec::new());
    };
    let ids: Vec<i64> = found.iter().map(|(id, ..)| *id).collect();
    let held = sums(db, (first, last), Some(&ids), None).await?;
    let own = if campaigns.is_empty() {
        HashMap::new()
    } else {
        sums(db, (first, last), Some(&ids), Some(campaigns)).await?
    };
    let left = |(id, name, first, last, limit)| BudgetLeft {
        open: own.get(&id).map_or(0, |(sums, ..)| sums.open()),
        sums: held.get(&id).map(|(sums, ..)| *sums).unwrap_or_default(),
        id,
        name,
        first,
        last,
        limit,
    };
    Ok(found.into_iter().map(left).collect())
}
