//! Reference funnels by kind of campaign.
//!
//! | table | grows by | read by | goes away |
//! |---|---|---|---|
//! | reference, reference_stage, reference_campaign | a version a kind and quarter | results and planning by `(kind_id, version)`, a handful of rows | never: what a campaign was judged by stays; a changed norm is a new version, UPDATE and DELETE are refused by triggers |
//!
//! `reference_stage.stage_id` is that of a stage when the version was made; the name beside it outlives the stage.
//! Nothing here holds data of people: counts and amounts only, so there is nothing to erase or merge.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

const UP: &str = "
CREATE TABLE reference (
    id {id},
    kind_id BIGINT NOT NULL REFERENCES campaign_kind (id),
    version BIGINT NOT NULL,
    valid_from DATE NOT NULL,
    deal_minor BIGINT,
    least BIGINT NOT NULL,
    tolerance_bp BIGINT NOT NULL,
    note TEXT NOT NULL,
    user_id BIGINT NOT NULL REFERENCES app_user (id),
    made_day DATE NOT NULL,
    UNIQUE (kind_id, version)
);
CREATE TABLE reference_stage (
    reference_id BIGINT NOT NULL REFERENCES reference (id),
    stage_id BIGINT NOT NULL,
    position BIGINT NOT NULL,
    name TEXT NOT NULL,
    numerator BIGINT,
    denominator BIGINT,
    days BIGINT NOT NULL,
    entry_minor BIGINT NOT NULL,
    PRIMARY KEY (reference_id, stage_id)
);
CREATE TABLE reference_campaign (
    reference_id BIGINT NOT NULL REFERENCES reference (id),
    campaign_id BIGINT NOT NULL REFERENCES campaign (id),
    PRIMARY KEY (reference_id, campaign_id)
);
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::sql::run(manager, UP).await?;
        for table in ["reference", "reference_stage", "reference_campaign"] {
            crate::sql::freeze(manager, table).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        for table in ["reference_campaign", "reference_stage", "reference"] {
            connection.execute_unprepared(&format!("DROP TABLE {table}")).await?;
        }
        Ok(())
    }
}
