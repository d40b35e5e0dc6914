//! Costs added up by month, so that pages of a year cost what they show and not what its lines are.
//!
//! | table | grows by | read by | goes away |
//! |---|---|---|---|
//! | cost_sum | a row a campaign, activity, month planned for and month in which it was committed or paid: some ten a campaign, however many lines it has | budgets, pacing and plans of a year by `cost_sum_by_month`; the overview, plans and comparisons by `cost_sum_by_campaign` | with its campaign or activity; rewritten with the lines of its month |
//! | lead, opportunity (wider indexes) | as before | results, plans, comparisons and the overview count by campaign and activity from `lead_by_campaign` and `opportunity_by_campaign` alone | as before |
//! | baseline_sum | a row a baseline, kind of activity and month | plans, comparisons and the overview by key | never; UPDATE and DELETE are refused by triggers |
//!
//! Both sums hold nothing that the lines below them do not hold: `costs::total` writes the first in the transaction that changes lines, the
//! freezing of a plan the second. `month` is the month that lines are planned for, `at_month` the one in which an amount falls: the same
//! for what is planned, exposed and expected and for counts, that of its day for what is committed and paid. Of a shared line each
//! campaign has its part. Nothing of it is about people, and it is not exported: whoever imports the lines has the sums.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

const UP: &str = "
CREATE TABLE cost_sum (
    campaign_id BIGINT NOT NULL REFERENCES campaign (id) ON DELETE CASCADE,
    activity_id BIGINT REFERENCES activity (id) ON DELETE CASCADE,
    month DATE NOT NULL,
    at_month DATE NOT NULL,
    planned_base BIGINT NOT NULL,
    committed_base BIGINT NOT NULL,
    actual_base BIGINT NOT NULL,
    exposure_base BIGINT NOT NULL,
    forecast_base BIGINT NOT NULL,
    lines BIGINT NOT NULL,
    rateless BIGINT NOT NULL,
    unplanned BIGINT NOT NULL,
    paid BIGINT NOT NULL,
    unpaid BIGINT NOT NULL
);
INSERT INTO cost_sum (campaign_id, activity_id, month, at_month, planned_base, committed_base, actual_base, exposure_base, forecast_base, lines, rateless, unplanned, paid, unpaid)
SELECT campaign_id, activity_id, month, at_month, SUM(planned), SUM(committed), SUM(actual), SUM(exposure), SUM(forecast), SUM(lines), SUM(rateless), SUM(unplanned), SUM(paid), SUM(unpaid) FROM (
    SELECT c.campaign_id, c.activity_id, COALESCE(c.month, c.day) AS month, COALESCE(c.month, c.day) AS at_month, COALESCE(c.planned_base, 0) AS planned, 0 AS committed, 0 AS actual, c.exposure_base AS exposure, c.forecast_base AS forecast,
        1 AS lines, CASE WHEN c.rateless > 0 THEN 1 ELSE 0 END AS rateless, CASE WHEN c.planned_base IS NULL THEN 1 ELSE 0 END AS unplanned,
        CASE WHEN c.actual_base IS NULL THEN 0 ELSE 1 END AS paid, CASE WHEN c.actual_base IS NULL AND NOT c.closed THEN 1 ELSE 0 END AS unpaid
    FROM cost_part c
    UNION ALL SELECT c.campaign_id, c.activity_id, COALESCE(c.month, c.day),
        COALESCE((SELECT MAX(m.first_day) FROM calendar_month m WHERE m.calendar = (SELECT w.calendar FROM workspace w WHERE w.id = 1) AND m.first_day <= c.committed_day), c.committed_day, c.day),
        0, c.committed_base, 0, 0, 0, 0, 0, 0, 0, 0
    FROM cost_part c WHERE c.committed_base IS NOT NULL
    UNION ALL SELECT c.campaign_id, c.activity_id, COALESCE(c.month, c.day),
        COALESCE((SELECT MAX(m.first_day) FROM calendar_month m WHERE m.calendar = (SELECT w.calendar FROM workspace w WHERE w.id = 1) AND m.first_day <= c.document_day), c.document_day, c.day),
        0, 0, c.actual_base, 0, 0, 0, 0, 0, 0, 0
    FROM cost_part c WHERE c.actual_base IS NOT NULL
) s GROUP BY campaign_id, activity_id, month, at_month;
CREATE INDEX cost_sum_by_campaign ON cost_sum (campaign_id, month);
CREATE INDEX cost_sum_by_month ON cost_sum (month);
CREATE INDEX cost_sum_by_activity ON cost_sum (activity_id) WHERE activity_id IS NOT NULL;
DROP INDEX lead_by_campaign;
CREATE INDEX lead_by_campaign ON lead (campaign_id, activity_id, state, created_day);
DROP INDEX opportunity_by_campaign;
CREATE INDEX opportunity_by_campaign ON opportunity (campaign_id, activity_id, state, closed_day, amount_minor);
CREATE TABLE baseline_sum (
    baseline_id BIGINT NOT NULL REFERENCES baseline (id),
    kind TEXT NOT NULL,
    month DATE NOT NULL,
    planned_base BIGINT NOT NULL,
    PRIMARY KEY (baseline_id, kind, month)
);
INSERT INTO baseline_sum (baseline_id, kind, month, planned_base)
SELECT baseline_id, kind, month, SUM(planned) FROM (
    SELECT l.baseline_id, COALESCE(a.kind, '') AS kind, COALESCE(l.planned_base, 0) AS planned,
        COALESCE((SELECT MAX(m.first_day) FROM calendar_month m WHERE m.calendar = (SELECT w.calendar FROM workspace w WHERE w.id = 1) AND m.first_day <= l.day), l.day) AS month
    FROM baseline_line l LEFT JOIN baseline_activity a ON a.baseline_id = l.baseline_id AND a.activity_id = l.activity_id
) s GROUP BY baseline_id, kind, month;
";

const DOWN: &str = "
DROP TABLE baseline_sum;
DROP TABLE cost_sum;
DROP INDEX lead_by_campaign;
CREATE INDEX lead_by_campaign ON lead (campaign_id, state, created_day);
DROP INDEX opportunity_by_campaign;
CREATE INDEX opportunity_by_campaign ON opportunity (campaign_id, state, closed_day);
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::sql::run(manager, UP).await?;
        crate::sql::freeze(manager, "baseline_sum").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::sql::run(manager, DOWN).await
    }
}
