//! Sums of lines by month, kept with every change of a line. They are added up anew from the lines of the months that a change
//! touches, so that they cannot drift from them.

use crate::{Result, sql, sql::Params};
use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use std::collections::BTreeSet;

/// Lets whoever else writes lines of these campaigns wait, so that lines and sums are those of one after the other. In the order
/// of their ids, so that two who share lines do not wait for each other.
pub(super) async fn lock(tx: &DatabaseTransaction, campaigns: &BTreeSet<i64>) -> Result<()> {
    for campaign in campaigns {
        let text = "UPDATE campaign SET cost_version = cost_version + 1 WHERE id = $1";
        sql::execute(tx, text, crate::params![*campaign]).await?;
    }
    Ok(())
}

/// What a campaign plans to spend, in the workspace's currency.
pub(crate) async fn planned(db: &impl ConnectionTrait, campaign: i64) -> Result<i64> {
    let text = "SELECT CAST(COALESCE(SUM(planned_base), 0) AS BIGINT) FROM cost_sum WHERE campaign_id = $1";
    sql::scalar(db, text, crate::params![campaign]).await
}

/// Adds up the lines of campaigns in these months. The campaigns are locked.
pub(super) async fn total(
    tx: &impl ConnectionTrait,
    campaigns: &BTreeSet<i64>,
    months: &BTreeSet<NaiveDate>,
) -> Result<()> {
    if campaigns.is_empty() || months.is_empty() {
        return Ok(());
    }
    let mut params = Params::default();
    let only = format!(
        "campaign_id IN ({}) AND month IN ({})",
        sql::list(&mut params, campaigns.iter().copied()),
        sql::list(&mut params, months.iter().copied())
    );
    sql::execute(tx, &format!("DELETE FROM cost_sum WHERE {only}"), params.0.clone()).await?;
    let month_of = |day: &str| {
        format!(
            "COALESCE((SELECT MAX(m.first_day) FROM calendar_month m WHERE m.calendar = (SELECT w.calendar FROM workspace w WHERE w.id = 1) AND m.first_day <= c.{day}), c.{day}, c.month)"
        )
    };
    let text = format!(
        "INSERT INTO cost_sum (campaign_id, activity_id, month, at_month, planned_base, committed_base, actual_base, exposure_base, forecast_base, lines, rateless, unplanned, paid, unpaid)
         SELECT campaign_id, activity_id, month, at_month, SUM(planned), SUM(committed), SUM(actual), SUM(exposure), SUM(forecast), SUM(lines), SUM(rateless), SUM(unplanned), SUM(paid), SUM(unpaid) FROM (
            SELECT c.campaign_id, c.activity_id, c.month, c.month AS at_month, COALESCE(c.planned_base, 0) AS planned, 0 AS committed, 0 AS actual, c.exposure_base AS exposure, c.forecast_base AS forecast,
                1 AS lines, CASE WHEN c.rateless > 0 THEN 1 ELSE 0 END AS rateless, CASE WHEN c.planned_base IS NULL THEN 1 ELSE 0 END AS unplanned,
                CASE WHEN c.actual_base IS NULL THEN 0 ELSE 1 END AS paid, CASE WHEN c.actual_base IS NULL AND NOT c.closed THEN 1 ELSE 0 END AS unpaid
            FROM cost_part c WHERE {only}
            UNION ALL SELECT c.campaign_id, c.activity_id, c.month, {}, 0, c.committed_base, 0, 0, 0, 0, 0, 0, 0, 0 FROM cost_part c WHERE c.committed_base IS NOT NULL AND {only}
            UNION ALL SELECT c.campaign_id, c.activity_id, c.month, {}, 0, 0, c.actual_base, 0, 0, 0, 0, 0, 0, 0 FROM cost_part c WHERE c.actual_base IS NOT NULL AND {only}
         ) s GROUP BY campaign_id, activity_id, month, at_month",
        month_of("committed_day"),
        month_of("document_day"),
    );
    sql::execute(tx, &text, params.0).await?;
    Ok(())
}
