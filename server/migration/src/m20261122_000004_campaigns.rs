//! Campaigns: plan, audience, touches, and the facts that funnels count.
//!
//! | table | grows by | read by | goes away |
//! |---|---|---|---|
//! | campaign_kind, funnel_stage | tens | results, by kind | while no campaign uses them |
//! | campaign, activity, activity_seller, source_list | hundreds a year | overview by `campaign_by_day`; results by key | a draft is deleted; a launched one is kept |
//! | cost_line, target | tens a campaign | results by `(campaign_id)` | with a draft |
//! | baseline, baseline_line, baseline_target | a copy a launch | results; UPDATE and DELETE are refused by triggers | never |
//! | audience_member | a row a person and activity, to millions | the equation by `(activity_id, term)`, the launch by `(activity_id, address)` | with the undo of a launch; frozen otherwise. Merging keeps the row and resolves on reading |
//! | touch | a row a person and activity, to millions | Today by `touch_by_assignee`; results by `touch_by_activity`; a person's page by `touch_by_person` | as audience_member; erasure blanks notes |
//! | attempt | a row an attempt | the call sheet and the timeline by `attempt_by_touch` | as touch |
//! | response | a row a reaction | results by `(campaign_id, person_id)`; timeline by `response_by_person` | kept; erasure blanks the note |
//! | funnel_entry | a row a person, campaign and fact, to millions | results by the key, which covers | kept, so that statistics outlive erasure |
//! | funnel_failure | a row a person who left a funnel without success | results, by the key | when the person comes back |

crate::schema!(
    "
CREATE TABLE campaign_kind (
    id {id},
    name TEXT NOT NULL
);
CREATE TABLE funnel_stage (
    id {id},
    kind_id BIGINT NOT NULL REFERENCES campaign_kind (id),
    position BIGINT NOT NULL,
    name TEXT NOT NULL,
    fact TEXT NOT NULL,
    UNIQUE (kind_id, position),
    UNIQUE (kind_id, fact)
);
CREATE TABLE campaign (
    id {id},
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    kind_id BIGINT NOT NULL REFERENCES campaign_kind (id),
    status TEXT NOT NULL,
    owner_id BIGINT NOT NULL REFERENCES app_user (id),
    first_day DATE,
    last_day DATE,
    sort_day DATE NOT NULL,
    rule TEXT,
    equation TEXT,
    launched_ms BIGINT,
    version BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX campaign_by_day ON campaign (sort_day, id);
CREATE TABLE source_list (
    campaign_id BIGINT NOT NULL REFERENCES campaign (id) ON DELETE CASCADE,
    list_id BIGINT NOT NULL REFERENCES people_list (id),
    position BIGINT NOT NULL,
    PRIMARY KEY (campaign_id, list_id)
);
CREATE TABLE activity (
    id {id},
    campaign_id BIGINT NOT NULL REFERENCES campaign (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    script TEXT NOT NULL DEFAULT '',
    minutes BIGINT NOT NULL DEFAULT 0,
    skip_days BIGINT NOT NULL DEFAULT 0,
    needs_consent {bool}
);
CREATE INDEX activity_by_campaign ON activity (campaign_id);
CREATE TABLE activity_seller (
    activity_id BIGINT NOT NULL REFERENCES activity (id) ON DELETE CASCADE,
    user_id BIGINT NOT NULL REFERENCES app_user (id),
    position BIGINT NOT NULL,
    PRIMARY KEY (activity_id, user_id)
);
CREATE TABLE cost_line (
    id {id},
    campaign_id BIGINT NOT NULL REFERENCES campaign (id) ON DELETE CASCADE,
    activity_id BIGINT REFERENCES activity (id) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    article TEXT NOT NULL,
    quantity_milli BIGINT NOT NULL,
    price_minor BIGINT NOT NULL,
    planned_minor BIGINT NOT NULL,
    actual_minor BIGINT,
    day DATE NOT NULL,
    version BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX cost_line_by_campaign ON cost_line (campaign_id);
CREATE TABLE target (
    campaign_id BIGINT NOT NULL REFERENCES campaign (id) ON DELETE CASCADE,
    figure TEXT NOT NULL,
    value BIGINT NOT NULL,
    PRIMARY KEY (campaign_id, figure)
);
CREATE TABLE baseline (
    id {id},
    campaign_id BIGINT NOT NULL REFERENCES campaign (id),
    version BIGINT NOT NULL,
    frozen_day DATE NOT NULL,
    approved BOOLEAN NOT NULL,
    first_day DATE NOT NULL,
    last_day DATE NOT NULL,
    UNIQUE (campaign_id, version)
);
CREATE TABLE baseline_line (
    baseline_id BIGINT NOT NULL REFERENCES baseline (id),
    line_id BIGINT NOT NULL,
    article TEXT NOT NULL,
    quantity_milli BIGINT NOT NULL,
    price_minor BIGINT NOT NULL,
    planned_minor BIGINT NOT NULL,
    day DATE NOT NULL,
    PRIMARY KEY (baseline_id, line_id)
);
CREATE TABLE baseline_target (
    baseline_id BIGINT NOT NULL REFERENCES baseline (id),
    figure TEXT NOT NULL,
    value BIGINT NOT NULL,
    PRIMARY KEY (baseline_id, figure)
);
CREATE TABLE audience_member (
    activity_id BIGINT NOT NULL REFERENCES activity (id),
    person_id BIGINT NOT NULL REFERENCES person (id),
    list_id BIGINT,
    address TEXT,
    term BIGINT,
    seq BIGINT,
    PRIMARY KEY (activity_id, person_id)
);
CREATE INDEX audience_member_by_address ON audience_member (activity_id, address, person_id) WHERE address IS NOT NULL;
CREATE INDEX audience_member_by_term ON audience_member (activity_id, term, person_id);
CREATE TABLE touch (
    id {id},
    activity_id BIGINT NOT NULL REFERENCES activity (id),
    person_id BIGINT NOT NULL REFERENCES person (id),
    campaign_id BIGINT NOT NULL REFERENCES campaign (id),
    list_id BIGINT,
    assignee_id BIGINT NOT NULL REFERENCES app_user (id),
    due_day DATE NOT NULL,
    state TEXT NOT NULL,
    outcome TEXT,
    attempts BIGINT NOT NULL DEFAULT 0,
    done_day DATE,
    version BIGINT NOT NULL DEFAULT 1,
    UNIQUE (activity_id, person_id)
);
CREATE INDEX touch_by_assignee ON touch (assignee_id, state, due_day, id);
CREATE INDEX touch_by_activity ON touch (activity_id, state);
CREATE INDEX touch_by_person ON touch (person_id);
CREATE INDEX touch_by_campaign ON touch (campaign_id, state);
CREATE TABLE attempt (
    id {id},
    touch_id BIGINT NOT NULL REFERENCES touch (id),
    user_id BIGINT NOT NULL REFERENCES app_user (id),
    day DATE NOT NULL,
    at_ms BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    seconds BIGINT NOT NULL,
    note TEXT NOT NULL,
    due_before DATE NOT NULL,
    wish_set {bool}
);
CREATE INDEX attempt_by_touch ON attempt (touch_id);
CREATE TABLE response (
    id {id},
    campaign_id BIGINT NOT NULL REFERENCES campaign (id),
    activity_id BIGINT REFERENCES activity (id),
    list_id BIGINT,
    person_id BIGINT REFERENCES person (id),
    attempt_id BIGINT REFERENCES attempt (id),
    outcome TEXT NOT NULL,
    day DATE NOT NULL,
    note TEXT NOT NULL
);
CREATE INDEX response_by_campaign ON response (campaign_id, person_id);
CREATE INDEX response_by_person ON response (person_id);
CREATE INDEX response_by_attempt ON response (attempt_id);
CREATE TABLE funnel_entry (
    campaign_id BIGINT NOT NULL REFERENCES campaign (id),
    person_id BIGINT NOT NULL REFERENCES person (id),
    fact TEXT NOT NULL,
    day DATE NOT NULL,
    PRIMARY KEY (campaign_id, person_id, fact)
);
CREATE INDEX funnel_entry_by_fact ON funnel_entry (campaign_id, fact, day, person_id);
CREATE TABLE funnel_failure (
    campaign_id BIGINT NOT NULL REFERENCES campaign (id),
    person_id BIGINT NOT NULL REFERENCES person (id),
    PRIMARY KEY (campaign_id, person_id)
);
",
    [
        "funnel_failure",
        "funnel_entry",
        "response",
        "attempt",
        "touch",
        "audience_member",
        "baseline_target",
        "baseline_line",
        "baseline",
        "target",
        "cost_line",
        "activity_seller",
        "activity",
        "source_list",
        "campaign",
        "funnel_stage",
        "campaign_kind"
    ]
);

async fn after(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    for table in ["baseline", "baseline_line", "baseline_target"] {
        crate::sql::freeze(manager, table).await?;
    }
    Ok(())
}
