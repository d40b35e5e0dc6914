//! Leads, opportunities, their pipeline, and acquisition channels.
//!
//! | table | grows by | read by | goes away |
//! |---|---|---|---|
//! | channel | tens | channel page, import by `name_norm` | while no lead uses it |
//! | pipeline, pipeline_stage, reason | tens | board, by pipeline | while not in use |
//! | lead | a row an interest, to hundreds of thousands | table by `lead_by_state`; results by `lead_by_campaign`; channel page by `lead_by_channel`, covering | kept; follows its person through merging by reading |
//! | opportunity | a row a possible sale | board by `opportunity_by_stage`; results by `opportunity_by_campaign`; wins by month by `opportunity_by_won` | kept, as lead |

crate::schema!(
    "
CREATE TABLE channel (
    id {id},
    name TEXT NOT NULL,
    name_norm TEXT NOT NULL UNIQUE,
    import_id BIGINT
);
CREATE TABLE pipeline (
    id {id},
    name TEXT NOT NULL
);
CREATE TABLE pipeline_stage (
    id {id},
    pipeline_id BIGINT NOT NULL REFERENCES pipeline (id),
    position BIGINT NOT NULL,
    name TEXT NOT NULL,
    norm_days BIGINT NOT NULL,
    UNIQUE (pipeline_id, position)
);
CREATE TABLE reason (
    id {id},
    kind TEXT NOT NULL,
    position BIGINT NOT NULL,
    name TEXT NOT NULL
);
CREATE TABLE lead (
    id {id},
    person_id BIGINT NOT NULL REFERENCES person (id),
    campaign_id BIGINT REFERENCES campaign (id),
    activity_id BIGINT REFERENCES activity (id),
    list_id BIGINT,
    channel_id BIGINT REFERENCES channel (id),
    response_id BIGINT REFERENCES response (id),
    owner_id BIGINT REFERENCES app_user (id),
    state TEXT NOT NULL,
    reason_id BIGINT REFERENCES reason (id),
    created_day DATE NOT NULL,
    closed_day DATE,
    account_id BIGINT REFERENCES account (id),
    import_id BIGINT,
    version BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX lead_by_state ON lead (state, created_day, id);
CREATE INDEX lead_by_campaign ON lead (campaign_id, state, created_day);
CREATE INDEX lead_by_channel ON lead (channel_id, created_day, id);
CREATE INDEX lead_by_person ON lead (person_id);
CREATE INDEX lead_by_response ON lead (response_id);
CREATE TABLE opportunity (
    id {id},
    lead_id BIGINT REFERENCES lead (id),
    person_id BIGINT NOT NULL REFERENCES person (id),
    account_id BIGINT REFERENCES account (id),
    campaign_id BIGINT REFERENCES campaign (id),
    activity_id BIGINT REFERENCES activity (id),
    list_id BIGINT,
    pipeline_id BIGINT NOT NULL REFERENCES pipeline (id),
    stage_id BIGINT NOT NULL REFERENCES pipeline_stage (id),
    stage_day DATE NOT NULL,
    title TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    state TEXT NOT NULL,
    reason_id BIGINT REFERENCES reason (id),
    note TEXT NOT NULL DEFAULT '',
    owner_id BIGINT REFERENCES app_user (id),
    created_day DATE NOT NULL,
    close_day DATE,
    closed_day DATE,
    import_id BIGINT,
    version BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX opportunity_by_stage ON opportunity (pipeline_id, state, stage_id, id);
CREATE INDEX opportunity_by_campaign ON opportunity (campaign_id, state, closed_day);
CREATE INDEX opportunity_by_won ON opportunity (state, closed_day, amount_minor);
CREATE INDEX opportunity_by_lead ON opportunity (lead_id, state, amount_minor, closed_day);
CREATE INDEX opportunity_by_person ON opportunity (person_id);
",
    ["opportunity", "lead", "reason", "pipeline_stage", "pipeline", "channel"]
);

async fn after(_: &SchemaManager<'_>) -> Result<(), DbErr> {
    Ok(())
}
