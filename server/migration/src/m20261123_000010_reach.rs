//! Whom an activity addresses by the channel they prefer, and one at each organisation; what time people have; whole rows
//! that an import left out; competitors; control figures of stages; attributes of leads, opportunities and products.
//!
//! | table | grows by | read by | goes away |
//! |---|---|---|---|
//! | activity (more columns) | | the launch, the plan by key | as activity |
//! | app_user.week_minutes | | how work is shared out by the time people have, by key | as app_user |
//! | import_reject.record | a row left out, at most 100,000 a file | the file of rejects, by key | as import_reject |
//! | request.print | | the repeat of a request, by key: whether it says the same | as request |
//! | competitor | tens | menus, settings | made inactive while in use, deleted otherwise |
//! | opportunity_competitor | a row a competitor and opportunity | the board by key; settings by `opportunity_competitor_by_competitor` | by hand, with its opportunity; moved with it when people merge |
//! | funnel_stage, kind_step (more columns) | | settings, both funnels by kind | as funnel_stage and kind_step |
//! | lead_value, opportunity_value, product_value | a row a record and filled attribute | rules by `(attribute_id, num | text | day, record)`, covering; pages of leads, the board and settings by the key | with its record or attribute |
//!
//! All of it is exported with what it belongs to. `import_reject.record` holds what a file held about people who may not be
//! here: it goes with the next check of its import; erasing people has to look for their addresses in it too.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

const UP: &str = "
ALTER TABLE request ADD COLUMN print BIGINT NOT NULL DEFAULT 0;
ALTER TABLE activity ADD COLUMN prefers BIGINT NOT NULL DEFAULT 0;
ALTER TABLE activity ADD COLUMN one_each {bool};
ALTER TABLE app_user ADD COLUMN week_minutes BIGINT NOT NULL DEFAULT 2400;
ALTER TABLE import_reject ADD COLUMN record TEXT;
CREATE TABLE competitor (
    id {id},
    name TEXT NOT NULL,
    position BIGINT NOT NULL DEFAULT 0,
    active BOOLEAN NOT NULL DEFAULT TRUE,
    version BIGINT NOT NULL DEFAULT 1
);
CREATE TABLE opportunity_competitor (
    opportunity_id BIGINT NOT NULL REFERENCES opportunity (id) ON DELETE CASCADE,
    competitor_id BIGINT NOT NULL REFERENCES competitor (id),
    PRIMARY KEY (opportunity_id, competitor_id)
);
CREATE INDEX opportunity_competitor_by_competitor ON opportunity_competitor (competitor_id);
ALTER TABLE funnel_stage ADD COLUMN control_percent BIGINT NOT NULL DEFAULT 0;
ALTER TABLE funnel_stage ADD COLUMN norm_days BIGINT NOT NULL DEFAULT 0;
ALTER TABLE kind_step ADD COLUMN control_percent BIGINT NOT NULL DEFAULT 0;
";

const DOWN: &str = "
DROP TABLE product_value;
DROP TABLE opportunity_value;
DROP TABLE lead_value;
ALTER TABLE kind_step DROP COLUMN control_percent;
ALTER TABLE funnel_stage DROP COLUMN norm_days;
ALTER TABLE funnel_stage DROP COLUMN control_percent;
DROP TABLE opportunity_competitor;
DROP TABLE competitor;
ALTER TABLE import_reject DROP COLUMN record;
ALTER TABLE app_user DROP COLUMN week_minutes;
ALTER TABLE activity DROP COLUMN one_each;
ALTER TABLE activity DROP COLUMN prefers;
ALTER TABLE request DROP COLUMN print;
";

/// The values of attributes of one more kind of record, `{of}`.
const VALUES: &str = "
CREATE TABLE {of}_value (
    {of}_id BIGINT NOT NULL REFERENCES {of} (id) ON DELETE CASCADE,
    attribute_id BIGINT NOT NULL REFERENCES attribute (id),
    num BIGINT,
    text TEXT,
    text_norm TEXT,
    day DATE,
    PRIMARY KEY ({of}_id, attribute_id)
);
CREATE INDEX {of}_value_by_num ON {of}_value (attribute_id, num, {of}_id) WHERE num IS NOT NULL;
CREATE INDEX {of}_value_by_text ON {of}_value (attribute_id, text_norm, {of}_id) WHERE text_norm IS NOT NULL;
CREATE INDEX {of}_value_by_day ON {of}_value (attribute_id, day, {of}_id) WHERE day IS NOT NULL;
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::sql::run(manager, UP).await?;
        for of in ["lead", "opportunity", "product"] {
            crate::sql::run(manager, &VALUES.replace("{of}", of)).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::sql::run(manager, DOWN).await
    }
}
