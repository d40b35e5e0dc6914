//! What is known about people beyond their addresses: where they live, what they do at their organisation, how and when
//! they want to be contacted; notes with mentions; responses of unknown people; handovers.
//!
//! | table | grows by | read by | goes away |
//! |---|---|---|---|
//! | person (more columns) | | launch and letters by `person_by_post`; handover by `person_by_owner` | as person; erasure blanks them |
//! | account (more columns) | | its page by key | as account |
//! | note | a row a note | timelines by `note_by_person`, `note_by_account`, `note_by_campaign` | by its author; erasing a person deletes theirs |
//! | mention | a row a mentioned colleague | Today by `mention_by_user` | with its note |
//! | response (more columns) | | the inbox of unknown people by `response_unknown` | as response |
//! | handover, handover_heir | a row a handover | its progress by key | kept as history |
//!
//! `post` is the address that letters go to, folded, and NULL while it is not whole, so that two records at one address
//! get one letter.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

const UP: &str = "
DROP VIEW live_person;
ALTER TABLE person ADD COLUMN street TEXT NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN postcode TEXT NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN post TEXT;
ALTER TABLE person ADD COLUMN fax TEXT;
ALTER TABLE person ADD COLUMN job_title TEXT NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN roles BIGINT NOT NULL DEFAULT 0;
ALTER TABLE person ADD COLUMN do_not_post {bool};
ALTER TABLE person ADD COLUMN do_not_message {bool};
ALTER TABLE person ADD COLUMN best_channel TEXT NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN best_days BIGINT NOT NULL DEFAULT 0;
ALTER TABLE person ADD COLUMN best_from BIGINT NOT NULL DEFAULT 0;
ALTER TABLE person ADD COLUMN best_to BIGINT NOT NULL DEFAULT 0;
CREATE INDEX person_by_post ON person (post) WHERE post IS NOT NULL;
CREATE INDEX person_by_owner ON person (owner_id) WHERE owner_id IS NOT NULL;
CREATE VIEW live_person AS SELECT * FROM person WHERE deleted_ms IS NULL AND merged_into IS NULL;
ALTER TABLE account ADD COLUMN place TEXT NOT NULL DEFAULT '';
ALTER TABLE account ADD COLUMN street TEXT NOT NULL DEFAULT '';
ALTER TABLE account ADD COLUMN postcode TEXT NOT NULL DEFAULT '';
ALTER TABLE account ADD COLUMN phone TEXT NOT NULL DEFAULT '';
ALTER TABLE account ADD COLUMN website TEXT NOT NULL DEFAULT '';
ALTER TABLE account ADD COLUMN owner_id BIGINT REFERENCES app_user (id);
CREATE INDEX account_by_owner ON account (owner_id) WHERE owner_id IS NOT NULL;
CREATE INDEX opportunity_by_account ON opportunity (account_id) WHERE account_id IS NOT NULL;
CREATE INDEX opportunity_by_owner ON opportunity (owner_id, state);
CREATE INDEX lead_by_owner ON lead (owner_id, state, created_day, id);
CREATE TABLE note (
    id {id},
    person_id BIGINT REFERENCES person (id),
    account_id BIGINT REFERENCES account (id),
    campaign_id BIGINT REFERENCES campaign (id) ON DELETE CASCADE,
    user_id BIGINT NOT NULL REFERENCES app_user (id),
    day DATE NOT NULL,
    at_ms BIGINT NOT NULL,
    text TEXT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX note_by_person ON note (person_id, id) WHERE person_id IS NOT NULL;
CREATE INDEX note_by_account ON note (account_id, id) WHERE account_id IS NOT NULL;
CREATE INDEX note_by_campaign ON note (campaign_id, id) WHERE campaign_id IS NOT NULL;
CREATE TABLE mention (
    note_id BIGINT NOT NULL REFERENCES note (id) ON DELETE CASCADE,
    user_id BIGINT NOT NULL REFERENCES app_user (id),
    seen {bool},
    PRIMARY KEY (note_id, user_id)
);
CREATE INDEX mention_by_user ON mention (user_id, seen, note_id);
ALTER TABLE response ADD COLUMN channel TEXT NOT NULL DEFAULT '';
ALTER TABLE response ADD COLUMN unknown_name TEXT NOT NULL DEFAULT '';
ALTER TABLE response ADD COLUMN unknown_contact TEXT NOT NULL DEFAULT '';
ALTER TABLE response ADD COLUMN user_id BIGINT REFERENCES app_user (id);
ALTER TABLE response ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
CREATE INDEX response_unknown ON response (campaign_id, id) WHERE person_id IS NULL;
CREATE INDEX response_by_activity ON response (activity_id, person_id);
CREATE TABLE handover (
    id {id},
    from_id BIGINT NOT NULL REFERENCES app_user (id),
    what BIGINT NOT NULL,
    first_day DATE,
    last_day DATE,
    state TEXT NOT NULL DEFAULT 'running',
    moved BIGINT NOT NULL DEFAULT 0,
    user_id BIGINT NOT NULL REFERENCES app_user (id),
    at_ms BIGINT NOT NULL
);
CREATE TABLE handover_heir (
    handover_id BIGINT NOT NULL REFERENCES handover (id) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    user_id BIGINT NOT NULL REFERENCES app_user (id),
    PRIMARY KEY (handover_id, position)
);
ALTER TABLE workspace ADD COLUMN lead_days BIGINT NOT NULL DEFAULT 2;
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::sql::run(manager, UP).await
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(crate::sql::forward_only())
    }
}
