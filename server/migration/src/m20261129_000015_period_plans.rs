//! Marketing plans of a period: campaigns and budgets that are promised together and approved as one.
//!
//! | table | grows by | read by | goes away |
//! |---|---|---|---|
//! | period_plan | a few a year | the list of plans by `period_plan_by_period` | removed by hand it stays (`deleted_ms`), because its promises are history |
//! | period_plan_campaign | at most 200 a plan | a plan by key; the plans of a campaign by `period_plan_campaign_by_campaign` | with its plan or campaign |
//! | period_plan_budget | at most 100 a plan | a plan by key | with its plan; a removed budget is not shown |
//! | period_baseline, period_baseline_campaign, period_baseline_budget | a copy an approval | a plan by `period_baseline_by_plan`, the parts by key; UPDATE and DELETE are refused by triggers | never |
//! | approval, approval_comment (rebuilt: a request is for a campaign or a plan) | as before | as before, and by `approval_by_plan` | as before |
//!
//! What a plan promised is the frozen plan of each of its campaigns, named by the baseline; kind, line of business and limits
//! are copied, because they can change. Nothing here is about people.

use sea_orm_migration::{prelude::*, sea_orm::DatabaseBackend};

#[derive(DeriveMigrationName)]
pub struct Migration;

const PLANS: &str = "
CREATE TABLE period_plan (
    id {id},
    name TEXT NOT NULL,
    goal TEXT NOT NULL,
    first_day DATE NOT NULL,
    last_day DATE NOT NULL,
    owner_id BIGINT NOT NULL REFERENCES app_user (id),
    deleted_ms BIGINT,
    version BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX period_plan_by_period ON period_plan (first_day, id) WHERE deleted_ms IS NULL;
CREATE TABLE period_plan_campaign (
    plan_id BIGINT NOT NULL REFERENCES period_plan (id) ON DELETE CASCADE,
    campaign_id BIGINT NOT NULL REFERENCES campaign (id) ON DELETE CASCADE,
    PRIMARY KEY (plan_id, campaign_id)
);
CREATE INDEX period_plan_campaign_by_campaign ON period_plan_campaign (campaign_id);
CREATE TABLE period_plan_budget (
    plan_id BIGINT NOT NULL REFERENCES period_plan (id) ON DELETE CASCADE,
    budget_id BIGINT NOT NULL REFERENCES budget (id) ON DELETE CASCADE,
    PRIMARY KEY (plan_id, budget_id)
);
CREATE TABLE period_baseline (
    id {id},
    plan_id BIGINT NOT NULL REFERENCES period_plan (id),
    version BIGINT NOT NULL,
    frozen_day DATE NOT NULL,
    first_day DATE NOT NULL,
    last_day DATE NOT NULL,
    approver_id BIGINT NOT NULL REFERENCES app_user (id),
    asked_by BIGINT NOT NULL REFERENCES app_user (id)
);
CREATE UNIQUE INDEX period_baseline_by_plan ON period_baseline (plan_id, version);
CREATE TABLE period_baseline_campaign (
    period_baseline_id BIGINT NOT NULL REFERENCES period_baseline (id),
    campaign_id BIGINT NOT NULL REFERENCES campaign (id),
    baseline_id BIGINT REFERENCES baseline (id),
    name TEXT NOT NULL,
    kind_id BIGINT NOT NULL,
    line_id BIGINT,
    PRIMARY KEY (period_baseline_id, campaign_id)
);
CREATE TABLE period_baseline_budget (
    period_baseline_id BIGINT NOT NULL REFERENCES period_baseline (id),
    budget_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    limit_minor BIGINT NOT NULL,
    PRIMARY KEY (period_baseline_id, budget_id)
);
";

/// SQLite cannot take NOT NULL from a column: the two tables are made anew, the one that points at the other first out of the
/// way, so that nothing cascades.
const REBUILD: &str = "
CREATE TABLE approval_next (
    id {id},
    campaign_id BIGINT REFERENCES campaign (id) ON DELETE CASCADE,
    plan_id BIGINT REFERENCES period_plan (id),
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
    period_baseline_id BIGINT REFERENCES period_baseline (id),
    version BIGINT NOT NULL DEFAULT 1,
    CHECK ((campaign_id IS NULL) <> (plan_id IS NULL))
);
INSERT INTO approval_next (id, campaign_id, state, asked_by, asked_ms, approver_id, wanted_day, note, cost_minor, decided_by, decided_ms, baseline_id, version)
    SELECT id, campaign_id, state, asked_by, asked_ms, approver_id, wanted_day, note, cost_minor, decided_by, decided_ms, baseline_id, version FROM approval;
CREATE TABLE approval_comment_next (
    id {id},
    approval_id BIGINT NOT NULL REFERENCES approval_next (id) ON DELETE CASCADE,
    line_id BIGINT,
    campaign_id BIGINT,
    user_id BIGINT NOT NULL REFERENCES app_user (id),
    at_ms BIGINT NOT NULL,
    body TEXT NOT NULL
);
INSERT INTO approval_comment_next (id, approval_id, line_id, user_id, at_ms, body) SELECT id, approval_id, line_id, user_id, at_ms, body FROM approval_comment;
DROP TABLE approval_comment;
DROP TABLE approval;
ALTER TABLE approval_next RENAME TO approval;
ALTER TABLE approval_comment_next RENAME TO approval_comment;
CREATE UNIQUE INDEX approval_waiting ON approval (campaign_id) WHERE state = 'submitted';
CREATE INDEX approval_by_campaign ON approval (campaign_id, id);
CREATE INDEX approval_by_state ON approval (state, asked_ms, id);
CREATE INDEX approval_comment_by_approval ON approval_comment (approval_id, id);
";

const WIDEN: &str = "
ALTER TABLE approval ALTER COLUMN campaign_id DROP NOT NULL;
ALTER TABLE approval ADD COLUMN plan_id BIGINT REFERENCES period_plan (id);
ALTER TABLE approval ADD COLUMN period_baseline_id BIGINT REFERENCES period_baseline (id);
ALTER TABLE approval ADD CHECK ((campaign_id IS NULL) <> (plan_id IS NULL));
ALTER TABLE approval_comment ADD COLUMN campaign_id BIGINT;
";

const INDEXES: &str = "
CREATE UNIQUE INDEX approval_plan_waiting ON approval (plan_id) WHERE state = 'submitted';
CREATE INDEX approval_by_plan ON approval (plan_id, id) WHERE plan_id IS NOT NULL;
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::sql::run(manager, PLANS).await?;
        let sqlite = manager.get_database_backend() == DatabaseBackend::Sqlite;
        crate::sql::run(manager, if sqlite { REBUILD } else { WIDEN }).await?;
        crate::sql::run(manager, INDEXES).await?;
        for table in ["period_baseline", "period_baseline_campaign", "period_baseline_budget"] {
            crate::sql::freeze(manager, table).await?;
        }
        Ok(())
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(crate::sql::forward_only())
    }
}
