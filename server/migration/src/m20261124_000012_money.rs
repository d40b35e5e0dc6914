//! Money: cost lines with what is committed, from whom, in which currency; rates; budgets; approval; baselines that hold the
//! whole plan.
//!
//! | table | grows by | read by | goes away |
//! |---|---|---|---|
//! | cost_line (more columns) | tens to thousands a campaign | the grid by `cost_line_by_campaign`; budgets by `cost_line_by_month`; rates by `cost_line_by_currency`; a supplier by `cost_line_by_supplier`; the catalogue of articles by `cost_line_by_article` | removed by hand it stays for the undo (`deleted_ms`), and goes with its campaign |
//! | cost_share | a row a campaign that shares a line | the same through the view `cost_part`, by `cost_share_by_campaign` | with its line |
//! | rate | a row a currency and day | conversion by key | by hand |
//! | budget | tens a year | its year by `budget_by_period` | removed by hand it stays (`deleted_ms`), because its overrides are history |
//! | budget_override | a row a time that a budget was gone over | its budget by `budget_override_by_budget` | never |
//! | approval_limit | a row a role | settings, each decision | never |
//! | approval, approval_comment | a few a campaign | those that wait by `approval_by_state`; a campaign by `approval_by_campaign` | never; with a draft that is deleted |
//! | baseline, baseline_line (more columns), baseline_activity, baseline_task | a copy an approval or launch | results, the chain of a campaign; UPDATE and DELETE are refused by triggers | never |
//!
//! `cost_part` is what every sum reads: a line once, or the parts of a shared one; amounts in the workspace's currency.
//! `month` is the first day of the workspace's month, so that budgets of whole months compare months and not days.
//! Nothing here holds what a person said; all of it is exported with its campaign. Merged organisations keep their lines by
//! the id of the supplier.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

const UP: &str = "
ALTER TABLE cost_line ADD COLUMN unit TEXT NOT NULL DEFAULT '';
ALTER TABLE cost_line ADD COLUMN supplier_id BIGINT REFERENCES account (id);
ALTER TABLE cost_line ADD COLUMN document TEXT NOT NULL DEFAULT '';
ALTER TABLE cost_line ADD COLUMN currency TEXT NOT NULL DEFAULT 'EUR';
ALTER TABLE cost_line ADD COLUMN committed_minor BIGINT;
ALTER TABLE cost_line ADD COLUMN committed_day DATE;
ALTER TABLE cost_line ADD COLUMN document_day DATE;
ALTER TABLE cost_line ADD COLUMN closed {bool};
ALTER TABLE cost_line ADD COLUMN tax_bp BIGINT NOT NULL DEFAULT 0;
ALTER TABLE cost_line ADD COLUMN entered_by BIGINT REFERENCES app_user (id);
ALTER TABLE cost_line ADD COLUMN entered_ms BIGINT;
ALTER TABLE cost_line ADD COLUMN rate_day DATE;
ALTER TABLE cost_line ADD COLUMN month DATE;
ALTER TABLE cost_line ADD COLUMN planned_base BIGINT;
ALTER TABLE cost_line ADD COLUMN committed_base BIGINT;
ALTER TABLE cost_line ADD COLUMN actual_base BIGINT;
ALTER TABLE cost_line ADD COLUMN exposure_base BIGINT NOT NULL DEFAULT 0;
ALTER TABLE cost_line ADD COLUMN forecast_base BIGINT NOT NULL DEFAULT 0;
ALTER TABLE cost_line ADD COLUMN rateless BIGINT NOT NULL DEFAULT 0;
ALTER TABLE cost_line ADD COLUMN shared {bool};
ALTER TABLE cost_line ADD COLUMN share_key TEXT NOT NULL DEFAULT 'equal';
ALTER TABLE cost_line ADD COLUMN deleted_ms BIGINT;
UPDATE cost_line SET
    currency = COALESCE((SELECT w.currency FROM workspace w WHERE w.id = 1), 'EUR'),
    document_day = CASE WHEN actual_minor IS NOT NULL THEN day END,
    rate_day = day,
    month = COALESCE((SELECT MAX(m.first_day) FROM calendar_month m WHERE m.calendar = (SELECT w.calendar FROM workspace w WHERE w.id = 1) AND m.first_day <= cost_line.day), day),
    planned_base = planned_minor,
    actual_base = actual_minor,
    exposure_base = COALESCE(actual_minor, 0),
    forecast_base = CASE WHEN COALESCE(actual_minor, 0) > planned_minor THEN actual_minor ELSE planned_minor END;
CREATE INDEX cost_line_by_month ON cost_line (month, campaign_id, activity_id) WHERE deleted_ms IS NULL;
CREATE INDEX cost_line_by_currency ON cost_line (currency, id);
CREATE INDEX cost_line_by_supplier ON cost_line (supplier_id) WHERE supplier_id IS NOT NULL;
CREATE INDEX cost_line_by_article ON cost_line (article);
CREATE INDEX cost_line_by_activity ON cost_line (activity_id) WHERE activity_id IS NOT NULL;
CREATE TABLE cost_share (
    line_id BIGINT NOT NULL REFERENCES cost_line (id) ON DELETE CASCADE,
    campaign_id BIGINT NOT NULL REFERENCES campaign (id) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    weight BIGINT NOT NULL,
    planned_base BIGINT,
    committed_base BIGINT,
    actual_base BIGINT,
    exposure_base BIGINT NOT NULL,
    forecast_base BIGINT NOT NULL,
    PRIMARY KEY (line_id, campaign_id)
);
CREATE INDEX cost_share_by_campaign ON cost_share (campaign_id);
CREATE VIEW cost_part AS
    SELECT l.id AS line_id, l.campaign_id, l.activity_id, l.day, l.month, l.committed_day, l.document_day, l.article, l.closed, l.rateless,
        l.planned_base, l.committed_base, l.actual_base, l.exposure_base, l.forecast_base
    FROM cost_line l WHERE NOT l.shared AND l.deleted_ms IS NULL
    UNION ALL
    SELECT l.id AS line_id, s.campaign_id, CAST(NULL AS BIGINT) AS activity_id, l.day, l.month, l.committed_day, l.document_day, l.article, l.closed, l.rateless,
        s.planned_base, s.committed_base, s.actual_base, s.exposure_base, s.forecast_base
    FROM cost_share s JOIN cost_line l ON l.id = s.line_id WHERE l.deleted_ms IS NULL;
ALTER TABLE campaign ADD COLUMN cost_version BIGINT NOT NULL DEFAULT 0;
CREATE TABLE rate (
    currency TEXT NOT NULL,
    day DATE NOT NULL,
    foreign_micro BIGINT NOT NULL,
    home_micro BIGINT NOT NULL,
    user_id BIGINT NOT NULL REFERENCES app_user (id),
    PRIMARY KEY (currency, day)
);
CREATE TABLE budget (
    id {id},
    name TEXT NOT NULL,
    first_day DATE NOT NULL,
    last_day DATE NOT NULL,
    limit_minor BIGINT NOT NULL,
    team_id BIGINT REFERENCES team (id),
    line_id BIGINT REFERENCES line_of_business (id),
    channel TEXT,
    campaign_id BIGINT REFERENCES campaign (id) ON DELETE CASCADE,
    guard_plan TEXT NOT NULL,
    guard_commit TEXT NOT NULL,
    guard_pay TEXT NOT NULL,
    user_id BIGINT NOT NULL REFERENCES app_user (id),
    deleted_ms BIGINT,
    version BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX budget_by_period ON budget (first_day, last_day) WHERE deleted_ms IS NULL;
CREATE INDEX budget_by_campaign ON budget (campaign_id) WHERE campaign_id IS NOT NULL;
CREATE TABLE budget_override (
    id {id},
    budget_id BIGINT NOT NULL REFERENCES budget (id) ON DELETE CASCADE,
    campaign_id BIGINT NOT NULL REFERENCES campaign (id) ON DELETE CASCADE,
    user_id BIGINT NOT NULL REFERENCES app_user (id),
    day DATE NOT NULL,
    moment TEXT NOT NULL,
    over_minor BIGINT NOT NULL,
    reason TEXT NOT NULL
);
CREATE INDEX budget_override_by_budget ON budget_override (budget_id, id);
ALTER TABLE workspace ADD COLUMN approval_required {bool};
ALTER TABLE workspace ADD COLUMN again_bp BIGINT NOT NULL DEFAULT 1000;
ALTER TABLE workspace ADD COLUMN approval_version BIGINT NOT NULL DEFAULT 1;
CREATE TABLE approval_limit (
    role TEXT PRIMARY KEY,
    may BOOLEAN NOT NULL,
    up_to_minor BIGINT,
    own BOOLEAN NOT NULL,
    over_bp BIGINT NOT NULL
);
INSERT INTO approval_limit (role, may, up_to_minor, own, over_bp) VALUES
    ('administrator', TRUE, NULL, TRUE, 10000),
    ('marketing_manager', TRUE, NULL, FALSE, 500),
    ('marketer', FALSE, NULL, FALSE, 0),
    ('sales_manager', FALSE, NULL, FALSE, 0),
    ('salesperson', FALSE, NULL, FALSE, 0);
CREATE TABLE approval (
    id {id},
    campaign_id BIGINT NOT NULL REFERENCES campaign (id) ON DELETE CASCADE,
    state TEXT NOT NULL,
    asked_by BIGINT NOT NULL REFERENCES app_user (id),
    asked_ms BIGINT NOT NULL,
    approver_id BIGINT REFERENCES app_user (id),
    wanted_day DATE,
    note TEXT NOT NULL,
    cost_minor BIGINT NOT NULL,
    decided_by BIGINT REFERENCES app_user (id),
    decided_ms BIGINT,
    baseline_id BIGINT REFERENCES baseline (id),
    version BIGINT NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX approval_waiting ON approval (campaign_id) WHERE state = 'submitted';
CREATE INDEX approval_by_campaign ON approval (campaign_id, id);
CREATE INDEX approval_by_state ON approval (state, asked_ms, id);
CREATE TABLE approval_comment (
    id {id},
    approval_id BIGINT NOT NULL REFERENCES approval (id) ON DELETE CASCADE,
    line_id BIGINT,
    user_id BIGINT NOT NULL REFERENCES app_user (id),
    at_ms BIGINT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX approval_comment_by_approval ON approval_comment (approval_id, id);
ALTER TABLE baseline ADD COLUMN approver_id BIGINT REFERENCES app_user (id);
ALTER TABLE baseline ADD COLUMN asked_by BIGINT REFERENCES app_user (id);
ALTER TABLE baseline_line ADD COLUMN activity_id BIGINT;
ALTER TABLE baseline_line ADD COLUMN supplier TEXT NOT NULL DEFAULT '';
ALTER TABLE baseline_line ADD COLUMN unit TEXT NOT NULL DEFAULT '';
ALTER TABLE baseline_line ADD COLUMN currency TEXT NOT NULL DEFAULT 'EUR';
ALTER TABLE baseline_line ADD COLUMN planned_base BIGINT;
UPDATE baseline_line SET
    planned_base = planned_minor,
    currency = COALESCE((SELECT w.currency FROM workspace w WHERE w.id = 1), 'EUR'),
    activity_id = (SELECT l.activity_id FROM cost_line l WHERE l.id = baseline_line.line_id);
CREATE TABLE baseline_activity (
    baseline_id BIGINT NOT NULL REFERENCES baseline (id),
    activity_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    first_day DATE,
    last_day DATE,
    PRIMARY KEY (baseline_id, activity_id)
);
CREATE TABLE baseline_task (
    baseline_id BIGINT NOT NULL REFERENCES baseline (id),
    task_id BIGINT NOT NULL,
    title TEXT NOT NULL,
    milestone BOOLEAN NOT NULL,
    due_day DATE NOT NULL,
    PRIMARY KEY (baseline_id, task_id)
);
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Frozen rows gain what they were frozen with: the currency and the activity of each line.
        crate::sql::thaw(manager, "baseline_line").await?;
        crate::sql::run(manager, UP).await?;
        for table in ["baseline_line", "baseline_activity", "baseline_task"] {
            crate::sql::freeze(manager, table).await?;
        }
        Ok(())
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(crate::sql::forward_only())
    }
}
