//! What budgets hold. A line belongs to the budgets of the month that it is planned for, whatever its campaign, team, line of
//! business or channel where the budget names one. Budgets are of whole months, so the sums of months are enough.

use crate::{
    Result,
    costs::{self, SUMS},
    params, sql,
    sql::Params,
};
use chrono::NaiveDate;
use domain::{budget::BudgetLeft, metrics::cost::CostSums};
use sea_orm::ConnectionTrait;
use std::collections::HashMap;

/// Sums of months between two months, with what budgets ask for: a source `f`.
pub(super) fn parts(first: &str, last: &str) -> String {
    format!(
        "SELECT c.*, k.line_id, u.team_id, a.kind FROM cost_sum c JOIN campaign k ON k.id = c.campaign_id AND NOT k.template
            JOIN app_user u ON u.id = k.owner_id LEFT JOIN activity a ON a.id = c.activity_id WHERE c.month BETWEEN {first} AND {last}"
    )
}

/// Whether a budget `b` holds a part `f`.
pub(super) const HOLDS: &str = "f.month BETWEEN b.first_day AND b.last_day AND (b.campaign_id IS NULL OR b.campaign_id = f.campaign_id)
    AND (b.line_id IS NULL OR b.line_id = f.line_id) AND (b.team_id IS NULL OR b.team_id = f.team_id) AND (b.channel IS NULL OR b.channel = f.kind)";

/// What a budget holds.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Held {
    pub sums: CostSums,
    pub lines: i64,
    pub rateless: i64,
    /// The part of campaigns that were named.
    pub own: CostSums,
}

/// The sums of these budgets, which lie between two days; beside them the part of campaigns of which one asks. Sums of months are
/// first put together by what budgets ask for, so that few are held against each budget.
pub(crate) async fn sums(
    db: &impl ConnectionTrait,
    (first, last): (NaiveDate, NaiveDate),
    budgets: &[i64],
    campaigns: &[i64],
) -> Result<HashMap<i64, Held>> {
    let mut params = Params(params![first, last]);
    let budgets = sql::list(&mut params, budgets.iter().copied());
    let own = match campaigns {
        [] => "0".to_owned(),
        some => {
            format!("CASE WHEN c.campaign_id IN ({}) THEN 1 ELSE 0 END", sql::list(&mut params, some.iter().copied()))
        }
    };
    let text = format!(
        "WITH f AS MATERIALIZED (
            SELECT c.month, c.line_id, c.team_id, c.kind, CASE WHEN c.campaign_id IN (SELECT n.campaign_id FROM budget n WHERE n.campaign_id IS NOT NULL) THEN c.campaign_id END AS campaign_id, {own} AS own,
                SUM(c.planned_base) AS planned_base, SUM(c.committed_base) AS committed_base, SUM(c.actual_base) AS actual_base, SUM(c.exposure_base) AS exposure_base, SUM(c.forecast_base) AS forecast_base,
                SUM(c.lines) AS lines, SUM(c.rateless) AS rateless
            FROM ({}) c GROUP BY 1, 2, 3, 4, 5, 6
         )
         SELECT b.id, c.own, {SUMS}, CAST(SUM(c.lines) AS BIGINT), CAST(SUM(c.rateless) AS BIGINT) FROM budget b JOIN f c ON {} WHERE b.deleted_ms IS NULL AND b.id IN ({budgets}) GROUP BY b.id, c.own",
        parts("$1", "$2"),
        HOLDS.replace("f.", "c."),
    );
    type Row = (i64, i32, i64, i64, i64, i64, i64, i64, i64);
    let rows: Vec<Row> = sql::tuples(db, &text, params.0).await?;
    let mut all: HashMap<i64, Held> = HashMap::new();
    for (id, own, planned, committed, actual, exposure, forecast, lines, rateless) in rows {
        let held = all.entry(id).or_default();
        let part = costs::sums((planned, committed, actual, exposure, forecast));
        held.sums = held.sums + part;
        held.lines += lines;
        held.rateless += rateless;
        if own == 1 {
            held.own = part;
        }
    }
    Ok(all)
}

/// The budgets that lines of a campaign may belong to, with what is left of them: the narrowest first.
pub(crate) async fn of_campaign(db: &impl ConnectionTrait, campaign: i64) -> Result<Vec<BudgetLeft>> {
    let text = "SELECT b.id, b.name, b.first_day, b.last_day, b.limit_minor FROM budget b JOIN campaign k ON k.id = $1 JOIN app_user u ON u.id = k.owner_id
         WHERE b.deleted_ms IS NULL AND (b.campaign_id IS NULL OR b.campaign_id = k.id) AND (b.line_id IS NULL OR b.line_id = k.line_id) AND (b.team_id IS NULL OR b.team_id = u.team_id)
            AND (b.channel IS NULL OR EXISTS (SELECT 1 FROM activity a WHERE a.campaign_id = k.id AND a.kind = b.channel))
            AND EXISTS (SELECT 1 FROM cost_sum c WHERE c.campaign_id = k.id AND c.month BETWEEN b.first_day AND b.last_day)
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
    let held = sums(db, (first, last), &ids, campaigns).await?;
    let left = |(id, name, first, last, limit)| {
        let held = held.get(&id).copied().unwrap_or_default();
        BudgetLeft { open: held.own.open(), sums: held.sums, id, name, first, last, limit }
    };
    Ok(found.into_iter().map(left).collect())
}
