//! Campaigns of several activities: each activity has its own lists, days, owner, way of sharing out, follow-up and
//! targets. What a campaign held for its one activity moves to that activity.
//!
//! | table | grows by | read by | goes away |
//! |---|---|---|---|
//! | line_of_business, team, cost_article | tens | menus, settings | made inactive while in use, deleted otherwise |
//! | activity (more columns) | up to tens a campaign | plan and results by `activity_by_campaign`; follow-ups by `activity_by_after` | while it is a draft |
//! | activity_list | a row a list and activity | the launch by key; the deletion of a list by `activity_list_by_list` | with its activity |
//! | activity_target | a row a promised figure | plan and results by key | with its activity |
//! | baseline_activity_target | a copy a launch | results; UPDATE and DELETE are refused by triggers | never |
//! | campaign_link | a few a campaign | the plan by `campaign_link_by_campaign` | by hand, with its campaign |
//! | task | tens a campaign, and one's own | Today by `task_by_owner`; the plan by `task_by_campaign`; a person's page by `task_by_person` | by hand while open; done ones stay |
//! | time_entry | a row a piece of time on a task | the task by `time_entry_by_task` | with its task |
//!
//! `touch.state` may be `queued`: the piece of work waits for somebody to take it, and until then belongs to the owner of
//! its activity. The index of Today gains the time of day. All of it is exported with its campaign; erasing a person
//! blanks nothing here, because no column holds what a person said.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

const UP: &str = "
CREATE TABLE line_of_business (
    id {id},
    name TEXT NOT NULL,
    position BIGINT NOT NULL DEFAULT 0,
    active BOOLEAN NOT NULL DEFAULT TRUE,
    version BIGINT NOT NULL DEFAULT 1
);
CREATE TABLE team (
    id {id},
    name TEXT NOT NULL,
    position BIGINT NOT NULL DEFAULT 0,
    active BOOLEAN NOT NULL DEFAULT TRUE,
    version BIGINT NOT NULL DEFAULT 1
);
CREATE TABLE cost_article (
    id {id},
    name TEXT NOT NULL,
    position BIGINT NOT NULL DEFAULT 0,
    active BOOLEAN NOT NULL DEFAULT TRUE,
    version BIGINT NOT NULL DEFAULT 1
);
INSERT INTO line_of_business (name) SELECT name FROM workspace;
INSERT INTO cost_article (name) SELECT DISTINCT article FROM cost_line ORDER BY article LIMIT 200;
ALTER TABLE app_user ADD COLUMN team_id BIGINT REFERENCES team (id);
ALTER TABLE campaign_kind ADD COLUMN position BIGINT NOT NULL DEFAULT 0;
ALTER TABLE campaign_kind ADD COLUMN active BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE campaign_kind ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE pipeline ADD COLUMN position BIGINT NOT NULL DEFAULT 0;
ALTER TABLE pipeline ADD COLUMN active BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE pipeline ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE pipeline_stage ADD COLUMN probability BIGINT NOT NULL DEFAULT 0;
ALTER TABLE reason ADD COLUMN active BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE reason ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE campaign ADD COLUMN quick BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE campaign ADD COLUMN template BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE campaign ADD COLUMN goal TEXT NOT NULL DEFAULT '';
ALTER TABLE campaign ADD COLUMN line_id BIGINT REFERENCES line_of_business (id);
UPDATE campaign SET line_id = (SELECT MIN(id) FROM line_of_business);
ALTER TABLE activity ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE activity ADD COLUMN state TEXT NOT NULL DEFAULT 'draft';
ALTER TABLE activity ADD COLUMN subject TEXT NOT NULL DEFAULT '';
ALTER TABLE activity ADD COLUMN first_day DATE;
ALTER TABLE activity ADD COLUMN last_day DATE;
ALTER TABLE activity ADD COLUMN owner_id BIGINT REFERENCES app_user (id);
ALTER TABLE activity ADD COLUMN priority BIGINT NOT NULL DEFAULT 2;
ALTER TABLE activity ADD COLUMN sharing TEXT NOT NULL DEFAULT 'even';
ALTER TABLE activity ADD COLUMN expected_bp BIGINT;
ALTER TABLE activity ADD COLUMN roles BIGINT NOT NULL DEFAULT 0;
ALTER TABLE activity ADD COLUMN rule TEXT;
ALTER TABLE activity ADD COLUMN equation TEXT;
ALTER TABLE activity ADD COLUMN after_id BIGINT REFERENCES activity (id);
ALTER TABLE activity ADD COLUMN after_days BIGINT NOT NULL DEFAULT 0;
ALTER TABLE activity ADD COLUMN after_answer TEXT NOT NULL DEFAULT 'silent';
ALTER TABLE activity ADD COLUMN followed_day DATE;
ALTER TABLE activity ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
CREATE INDEX activity_by_after ON activity (after_id);
UPDATE activity SET
    name = (SELECT c.name FROM campaign c WHERE c.id = activity.campaign_id),
    state = (SELECT c.status FROM campaign c WHERE c.id = activity.campaign_id),
    first_day = (SELECT c.first_day FROM campaign c WHERE c.id = activity.campaign_id),
    last_day = (SELECT c.last_day FROM campaign c WHERE c.id = activity.campaign_id),
    owner_id = (SELECT c.owner_id FROM campaign c WHERE c.id = activity.campaign_id),
    rule = (SELECT c.rule FROM campaign c WHERE c.id = activity.campaign_id),
    equation = (SELECT c.equation FROM campaign c WHERE c.id = activity.campaign_id);
ALTER TABLE campaign DROP COLUMN rule;
ALTER TABLE campaign DROP COLUMN equation;
ALTER TABLE activity_seller ADD COLUMN share BIGINT NOT NULL DEFAULT 1;
CREATE TABLE activity_list (
    activity_id BIGINT NOT NULL REFERENCES activity (id) ON DELETE CASCADE,
    list_id BIGINT NOT NULL REFERENCES people_list (id),
    position BIGINT NOT NULL,
    PRIMARY KEY (activity_id, list_id)
);
CREATE INDEX activity_list_by_list ON activity_list (list_id);
INSERT INTO activity_list (activity_id, list_id, position)
    SELECT (SELECT MIN(a.id) FROM activity a WHERE a.campaign_id = s.campaign_id), s.list_id, s.position FROM source_list s
    WHERE EXISTS (SELECT 1 FROM activity a WHERE a.campaign_id = s.campaign_id);
DROP TABLE source_list;
CREATE TABLE activity_target (
    activity_id BIGINT NOT NULL REFERENCES activity (id) ON DELETE CASCADE,
    figure TEXT NOT NULL,
    value BIGINT NOT NULL,
    PRIMARY KEY (activity_id, figure)
);
INSERT INTO activity_target (activity_id, figure, value)
    SELECT (SELECT MIN(a.id) FROM activity a WHERE a.campaign_id = t.campaign_id), t.figure, t.value FROM target t
    WHERE EXISTS (SELECT 1 FROM activity a WHERE a.campaign_id = t.campaign_id);
CREATE TABLE baseline_activity_target (
    baseline_id BIGINT NOT NULL REFERENCES baseline (id),
    activity_id BIGINT NOT NULL,
    figure TEXT NOT NULL,
    value BIGINT NOT NULL,
    PRIMARY KEY (baseline_id, activity_id, figure)
);
CREATE TABLE campaign_link (
    id {id},
    campaign_id BIGINT NOT NULL REFERENCES campaign (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    url TEXT NOT NULL DEFAULT '',
    other_id BIGINT REFERENCES campaign (id) ON DELETE CASCADE
);
CREATE INDEX campaign_link_by_campaign ON campaign_link (campaign_id);
CREATE INDEX campaign_link_by_other ON campaign_link (other_id);
CREATE TABLE task (
    id {id},
    campaign_id BIGINT REFERENCES campaign (id) ON DELETE CASCADE,
    person_id BIGINT REFERENCES person (id),
    title TEXT NOT NULL,
    milestone {bool},
    owner_id BIGINT NOT NULL REFERENCES app_user (id),
    start_day DATE,
    due_day DATE NOT NULL,
    minutes BIGINT NOT NULL DEFAULT 0,
    after_id BIGINT REFERENCES task (id) ON DELETE SET NULL,
    state TEXT NOT NULL DEFAULT 'open',
    done_day DATE,
    note TEXT NOT NULL DEFAULT '',
    version BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX task_by_owner ON task (owner_id, state, due_day, id);
CREATE INDEX task_by_campaign ON task (campaign_id, due_day, id);
CREATE INDEX task_by_person ON task (person_id);
CREATE INDEX task_by_after ON task (after_id);
CREATE TABLE time_entry (
    id {id},
    task_id BIGINT NOT NULL REFERENCES task (id) ON DELETE CASCADE,
    user_id BIGINT NOT NULL REFERENCES app_user (id),
    day DATE NOT NULL,
    minutes BIGINT NOT NULL
);
CREATE INDEX time_entry_by_task ON time_entry (task_id);
ALTER TABLE touch ADD COLUMN due_minute BIGINT NOT NULL DEFAULT 0;
CREATE INDEX touch_by_done ON touch (activity_id, done_day, person_id) WHERE done_day IS NOT NULL;
DROP INDEX touch_by_assignee;
CREATE INDEX touch_by_assignee ON touch (assignee_id, state, due_day, due_minute, id);
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::sql::run(manager, UP).await?;
        crate::sql::freeze(manager, "baseline_activity_target").await
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(crate::sql::forward_only())
    }
}
