//! The stages through which campaigns of a kind go, products, lists with their story, addresses that are never written to.
//!
//! | table | grows by | read by | goes away |
//! |---|---|---|---|
//! | kind_step | a few a kind of campaign | settings, the plan and the funnel of campaigns by `UNIQUE (kind_id, position)` | in settings while no campaign entered it |
//! | campaign_step | a row a step that is recorded by hand | the same, by key | by hand, with its campaign |
//! | campaign (more columns) | | the funnel of campaigns by kind, by `campaign_by_kind` | as campaign |
//! | product | tens | menus, settings | made inactive while in use, deleted otherwise |
//! | opportunity.product_id | | results by product by `opportunity_by_product` | as opportunity |
//! | people_list (more columns) | | the page of a list by key | as list |
//! | touch, response, lead, opportunity (no new columns) | | what came of a list, on its page, by `…_by_list` | |
//! | touch (no new columns) | | Today: what is planned by `touch_by_assignee`, which counts it alone; what was done today by `touch_done_by` | |
//! | audience_member (no new columns) | | the people who left by a term, by `audience_member_by_term`, which holds them alone | |
//! | list_address | a row an address or domain that a suppression list names | the audience and each contact by `list_address_by_value` | by hand, with its list; erasing a person deletes theirs |
//! | saved_view | a few a user | the overview by `saved_view_by_user` | by its user, with them |
//! | response.import_id | | the undo of an import by `response_by_import`; an import of responses, for what is here already, by `response_by_unknown` | as response |
//!
//! `campaign.search_text` is folded in Rust, as the names that are searched for: `Db::migrate` fills it where it is empty.
//! All of it is exported with what it belongs to.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

const UP: &str = "
CREATE TABLE kind_step (
    id {id},
    kind_id BIGINT NOT NULL REFERENCES campaign_kind (id),
    position BIGINT NOT NULL,
    name TEXT NOT NULL,
    fact TEXT NOT NULL,
    norm_days BIGINT NOT NULL DEFAULT 0,
    UNIQUE (kind_id, position),
    UNIQUE (kind_id, fact)
);
CREATE TABLE campaign_step (
    campaign_id BIGINT NOT NULL REFERENCES campaign (id) ON DELETE CASCADE,
    fact TEXT NOT NULL,
    day DATE NOT NULL,
    user_id BIGINT NOT NULL REFERENCES app_user (id),
    PRIMARY KEY (campaign_id, fact)
);
ALTER TABLE campaign ADD COLUMN created_day DATE;
ALTER TABLE campaign ADD COLUMN finished_day DATE;
CREATE INDEX campaign_by_kind ON campaign (kind_id, id);
ALTER TABLE campaign ADD COLUMN search_text TEXT NOT NULL DEFAULT '';
ALTER TABLE campaign ADD COLUMN launched_day DATE;
UPDATE campaign SET launched_day = (SELECT MIN(b.frozen_day) FROM baseline b WHERE b.campaign_id = campaign.id) WHERE launched_ms IS NOT NULL;
UPDATE campaign SET created_day = sort_day;
UPDATE campaign SET finished_day = last_day WHERE status = 'finished';
CREATE TABLE product (
    id {id},
    name TEXT NOT NULL,
    position BIGINT NOT NULL DEFAULT 0,
    active BOOLEAN NOT NULL DEFAULT TRUE,
    version BIGINT NOT NULL DEFAULT 1
);
ALTER TABLE opportunity ADD COLUMN product_id BIGINT REFERENCES product (id);
CREATE INDEX opportunity_by_product ON opportunity (product_id) WHERE product_id IS NOT NULL;
ALTER TABLE people_list ADD COLUMN locked {bool};
ALTER TABLE people_list ADD COLUMN source TEXT NOT NULL DEFAULT '';
ALTER TABLE people_list ADD COLUMN cost_minor BIGINT;
CREATE TABLE list_address (
    list_id BIGINT NOT NULL REFERENCES people_list (id) ON DELETE CASCADE,
    value TEXT NOT NULL,
    PRIMARY KEY (list_id, value)
);
CREATE INDEX list_address_by_value ON list_address (value);
CREATE TABLE saved_view (
    id {id},
    user_id BIGINT NOT NULL REFERENCES app_user (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    query TEXT NOT NULL
);
CREATE INDEX saved_view_by_user ON saved_view (user_id, id);
ALTER TABLE response ADD COLUMN import_id BIGINT;
CREATE INDEX response_by_import ON response (import_id) WHERE import_id IS NOT NULL;
CREATE INDEX response_by_unknown ON response (unknown_name) WHERE unknown_name <> '' OR unknown_contact <> '';
DROP INDEX touch_by_assignee;
CREATE INDEX touch_by_assignee ON touch (assignee_id, state, due_day, due_minute, id, activity_id);
DROP INDEX audience_member_by_term;
CREATE INDEX audience_member_by_term ON audience_member (activity_id, term, person_id) WHERE term <> 0;
CREATE INDEX touch_done_by ON touch (assignee_id, done_day) WHERE done_day IS NOT NULL;
CREATE INDEX touch_by_list ON touch (list_id, campaign_id) WHERE list_id IS NOT NULL;
CREATE INDEX response_by_list ON response (list_id, campaign_id) WHERE list_id IS NOT NULL;
CREATE INDEX lead_by_list ON lead (list_id, campaign_id) WHERE list_id IS NOT NULL;
CREATE INDEX opportunity_by_list ON opportunity (list_id, campaign_id) WHERE list_id IS NOT NULL;
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::sql::run(manager, UP).await?;
        if manager.get_database_backend() == sea_orm_migration::sea_orm::DatabaseBackend::Postgres {
            // The activity of a touch has its campaign; asking for it again is an eighth of what a launch costs there.
            crate::sql::run(manager, "ALTER TABLE touch DROP CONSTRAINT touch_campaign_id_fkey").await?;
        }
        Ok(())
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(crate::sql::forward_only())
    }
}
