//! Attributes with options, and attributes of organisations.
//!
//! | table | grows by | read by | goes away |
//! |---|---|---|---|
//! | attribute (more columns) | | menus, settings | as attribute |
//! | attribute_option | up to 60 an attribute | menus, settings, a page of values by key | in settings while nothing has it; with its attribute |
//! | attribute_value (no new columns) | | "one of" holds the number of its option in `num`, so rules find it by `attribute_value_by_num`; "many of" holds the bits of its options there, which rules read from the same index without the rows | as attribute_value |
//! | external_ref (no new columns) | | a file that is uploaded, for the source whose codes it names, by `external_ref_by_code` | |
//! | channel.kind | | the channel page, for the cost of the activities whose leads it has | as channel |
//! | account_value | a row an organisation and filled attribute | rules by `(attribute_id, num | text | day, account_id)`, covering; a page by the key | with its organisation or attribute |
//!
//! All of it is exported with whom it describes. Numbers of options are not used again, so that neither a rule nor a value that
//! is being written while its option goes comes to mean another one.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

const UP: &str = "
ALTER TABLE attribute ADD COLUMN subject TEXT NOT NULL DEFAULT 'person';
ALTER TABLE attribute ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE attribute ADD COLUMN next_option BIGINT NOT NULL DEFAULT 0;
CREATE TABLE attribute_option (
    attribute_id BIGINT NOT NULL REFERENCES attribute (id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    position BIGINT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (attribute_id, number)
);
ALTER TABLE channel ADD COLUMN kind TEXT;
UPDATE channel SET kind = (SELECT MIN(a.kind) FROM lead l JOIN activity a ON a.id = l.activity_id WHERE l.channel_id = channel.id)
    WHERE id IN (SELECT MIN(l.channel_id) FROM lead l JOIN activity a ON a.id = l.activity_id WHERE l.channel_id IS NOT NULL GROUP BY a.kind);
CREATE INDEX external_ref_by_code ON external_ref (code, source);
CREATE TABLE account_value (
    account_id BIGINT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    attribute_id BIGINT NOT NULL REFERENCES attribute (id),
    num BIGINT,
    text TEXT,
    text_norm TEXT,
    day DATE,
    PRIMARY KEY (account_id, attribute_id)
);
CREATE INDEX account_value_by_num ON account_value (attribute_id, num, account_id) WHERE num IS NOT NULL;
CREATE INDEX account_value_by_text ON account_value (attribute_id, text_norm, account_id) WHERE text_norm IS NOT NULL;
CREATE INDEX account_value_by_day ON account_value (attribute_id, day, account_id) WHERE day IS NOT NULL;
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::sql::run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let down = "ALTER TABLE channel DROP COLUMN kind;\nDROP INDEX external_ref_by_code;\nDROP TABLE account_value;\nDROP TABLE attribute_option;\nALTER TABLE attribute DROP COLUMN next_option;\nALTER TABLE attribute DROP COLUMN version;\nALTER TABLE attribute DROP COLUMN subject;\n";
        crate::sql::run(manager, down).await
    }
}
