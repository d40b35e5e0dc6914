//! Rules by which leads get a score and an owner; what ends a stage of a funnel, for better or worse.
//!
//! | table | grows by | read by | goes away |
//! |---|---|---|---|
//! | lead_rule | at most 50 of each kind | every new lead, the page of leads, settings: whole, by `lead_rule_order` | by hand |
//! | lead.score | | the page of leads by score and rules of people, by `lead_by_score`; of one person by `lead_by_person` | as lead |
//! | lead.rule_id | | why a lead is whose it is, by key | as lead; of a rule that is deleted it means nothing any more |
//! | job (index) | | whether work of a kind is at a subject already, by `job_at_work` | as job |
//! | funnel_stage, kind_step (more columns) | | settings, both funnels by kind | as funnel_stage and kind_step |
//!
//! The score is counted anew when a rule changes, when the person, the lead or an answer is written down, and every hour; leads
//! that are decided keep the last one, which nothing shows. Exported with the leads; nothing of it tells of a person by itself.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

const UP: &str = "
CREATE TABLE lead_rule (
    id {id},
    kind TEXT NOT NULL,
    position BIGINT NOT NULL,
    name TEXT NOT NULL,
    rule TEXT NOT NULL,
    points BIGINT NOT NULL DEFAULT 0,
    to_customer {bool},
    user_id BIGINT REFERENCES app_user (id),
    team_id BIGINT REFERENCES team (id),
    turn BIGINT NOT NULL DEFAULT 0,
    active BOOLEAN NOT NULL DEFAULT TRUE,
    version BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX lead_rule_order ON lead_rule (kind, position, id);
UPDATE job SET state = 'stopped' WHERE state IN ('queued', 'running') AND EXISTS (SELECT 1 FROM job o WHERE o.kind = job.kind AND o.subject_id = job.subject_id AND o.state IN ('queued', 'running') AND o.id < job.id);
CREATE UNIQUE INDEX job_at_work ON job (kind, subject_id) WHERE state IN ('queued', 'running');
ALTER TABLE lead ADD COLUMN score BIGINT NOT NULL DEFAULT 0;
ALTER TABLE lead ADD COLUMN rule_id BIGINT;
CREATE INDEX lead_by_score ON lead (state, score DESC, id DESC);
ALTER TABLE funnel_stage ADD COLUMN end_fact TEXT NOT NULL DEFAULT '';
ALTER TABLE funnel_stage ADD COLUMN leave_days BIGINT NOT NULL DEFAULT 0;
ALTER TABLE kind_step ADD COLUMN end_fact TEXT NOT NULL DEFAULT '';
ALTER TABLE kind_step ADD COLUMN leave_days BIGINT NOT NULL DEFAULT 0;
";

const DOWN: &str = "
ALTER TABLE kind_step DROP COLUMN leave_days;
ALTER TABLE kind_step DROP COLUMN end_fact;
ALTER TABLE funnel_stage DROP COLUMN leave_days;
ALTER TABLE funnel_stage DROP COLUMN end_fact;
DROP INDEX lead_by_score;
DELETE FROM job WHERE kind IN ('lead_score', 'lead_share');
DROP INDEX job_at_work;
ALTER TABLE lead DROP COLUMN rule_id;
ALTER TABLE lead DROP COLUMN score;
DROP TABLE lead_rule;
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::sql::run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::sql::run(manager, DOWN).await
    }
}
