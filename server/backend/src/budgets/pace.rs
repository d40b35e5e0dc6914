//! Money by month: planned, committed and actual each by its own day, and what is to be expected.

use crate::{Result, sql, sql::Params};
use chrono::NaiveDate;
use domain::{
    budget::Pace,
    calendar::{Calendar, Month},
};
use sea_orm::ConnectionTrait;

/// Months between two days; what falls outside of them comes last, without a month. `only` narrows the sums `c` with their
/// campaign `k`, its owner `u` and their activity `a`. What is expected beyond what is paid falls on the month it is planned
/// for, and on this one once that is over.
pub(super) async fn months(
    db: &impl ConnectionTrait,
    calendar: Calendar,
    (first, last): (NaiveDate, NaiveDate),
    today: NaiveDate,
    only: &str,
    mut params: Params,
) -> Result<Vec<Pace>> {
    let this = calendar.month_of(today).first;
    let (from, to) = (params.add(first), params.add(last));
    let this = params.add(this);
    let text = format!(
        "WITH g AS MATERIALIZED (
            SELECT c.month, c.at_month, SUM(c.planned_base) AS planned, SUM(c.committed_base) AS committed, SUM(c.actual_base) AS actual, SUM(c.forecast_base) AS forecast
            FROM cost_sum c JOIN campaign k ON k.id = c.campaign_id AND NOT k.template JOIN app_user u ON u.id = k.owner_id LEFT JOIN activity a ON a.id = c.activity_id
            WHERE c.month BETWEEN {from} AND {to} {only} GROUP BY c.month, c.at_month
         )
         SELECT month, CAST(SUM(planned) AS BIGINT), CAST(SUM(committed) AS BIGINT), CAST(SUM(actual) AS BIGINT), CAST(SUM(forecast) AS BIGINT) FROM (
            SELECT at_month AS month, planned, committed, actual, actual AS forecast FROM g
            UNION ALL SELECT CASE WHEN month < {this} THEN {this} ELSE month END, 0, 0, 0, forecast - actual FROM g
         ) s GROUP BY month"
    );
    let rows: Vec<(NaiveDate, i64, i64, i64, i64)> = sql::tuples(db, &text, params.0).await?;
    let months = calendar.months(first, last);
    let mut paces: Vec<Pace> = months.into_iter().map(|month| empty(Some(month))).collect();
    let mut outside = empty(None);
    for (day, planned, committed, actual, forecast) in rows {
        let pace = paces.iter_mut().find(|pace| pace.month.is_some_and(|m| m.first == day)).unwrap_or(&mut outside);
        pace.planned += planned;
        pace.committed += committed;
        pace.actual += actual;
        pace.forecast += forecast;
    }
    if [outside.planned, outside.committed, outside.actual, outside.forecast] != [0; 4] {
        paces.push(outside);
    }
    Ok(paces)
}

fn empty(month: Option<Month>) -> Pace {
    Pace { month, planned: 0, committed: 0, actual: 0, forecast: 0 }
}
