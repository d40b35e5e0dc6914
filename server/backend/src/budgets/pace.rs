//! Money by month: planned, committed and actual each by its own day, and what is to be expected.

use crate::{Result, sql, sql::Params};
use chrono::NaiveDate;
use domain::{
    budget::Pace,
    calendar::{Calendar, Month},
};
use sea_orm::ConnectionTrait;

/// Months between two days; what falls outside of them comes last, without a month. `only` narrows the lines `c` with their
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
    let (this, name) = (params.add(this), params.add(calendar.as_str()));
    let text = format!(
        "WITH g AS MATERIALIZED (
            SELECT c.month, c.committed_day, c.document_day, CAST(SUM(c.planned_base) AS BIGINT) AS planned, CAST(SUM(c.committed_base) AS BIGINT) AS committed,
                CAST(SUM(c.actual_base) AS BIGINT) AS actual, CAST(SUM(c.forecast_base) AS BIGINT) AS forecast
            FROM cost_part c JOIN campaign k ON k.id = c.campaign_id AND NOT k.template JOIN app_user u ON u.id = k.owner_id LEFT JOIN activity a ON a.id = c.activity_id
            WHERE c.month BETWEEN {from} AND {to} {only} GROUP BY c.month, c.committed_day, c.document_day
         ), d AS MATERIALIZED (
            SELECT month AS day, SUM(planned) AS planned, CAST(0 AS BIGINT) AS committed, CAST(0 AS BIGINT) AS actual, CAST(0 AS BIGINT) AS forecast FROM g GROUP BY month
            UNION ALL SELECT committed_day, 0, SUM(committed), 0, 0 FROM g WHERE committed_day IS NOT NULL GROUP BY committed_day
            UNION ALL SELECT document_day, 0, 0, SUM(actual), SUM(actual) FROM g WHERE document_day IS NOT NULL GROUP BY document_day
            UNION ALL SELECT CASE WHEN month < {this} THEN {this} ELSE month END, 0, 0, 0, SUM(forecast - COALESCE(actual, 0)) FROM g GROUP BY CASE WHEN month < {this} THEN {this} ELSE month END
         )
         SELECT month, CAST(COALESCE(SUM(planned), 0) AS BIGINT), CAST(COALESCE(SUM(committed), 0) AS BIGINT), CAST(COALESCE(SUM(actual), 0) AS BIGINT), CAST(COALESCE(SUM(forecast), 0) AS BIGINT)
         FROM (SELECT (SELECT MAX(m.first_day) FROM calendar_month m WHERE m.calendar = {name} AND m.first_day <= d.day) AS month, d.planned, d.committed, d.actual, d.forecast FROM d) s
         GROUP BY month"
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
