//! What is kept when a campaign is closed.
//!
//! | table | grows by | read by | goes away |
//! |---|---|---|---|
//! | closing | a row a campaign | its campaign by key; the lessons of a kind through its campaigns by `campaign_by_kind` | never |
//! | closing_cause | a few a closing | its campaign by key; the catalogue of causes by `closing_cause_by_cause` | replaced when the closing is stored again |
//!
//! Causes are reasons of the kind `deviation`. `actual` is the figure as it was when the campaign was closed, in its own unit; it is
//! told where it is another now. Nothing here is about people but who closed it. Kinds whose people attend something, as the first
//! kinds of a workspace did, are events.

const UP: &str = "
CREATE TABLE closing (
    campaign_id BIGINT PRIMARY KEY REFERENCES campaign (id),
    decision TEXT NOT NULL,
    reason TEXT NOT NULL,
    lessons TEXT NOT NULL,
    learn BOOLEAN NOT NULL,
    user_id BIGINT NOT NULL REFERENCES app_user (id),
    closed_day DATE NOT NULL,
    version BIGINT NOT NULL DEFAULT 1
);
CREATE TABLE closing_cause (
    campaign_id BIGINT NOT NULL REFERENCES closing (campaign_id),
    position BIGINT NOT NULL,
    subject TEXT NOT NULL,
    actual BIGINT,
    cause_id BIGINT REFERENCES reason (id),
    note TEXT NOT NULL,
    PRIMARY KEY (campaign_id, position)
);
CREATE INDEX closing_cause_by_cause ON closing_cause (cause_id) WHERE cause_id IS NOT NULL;
ALTER TABLE campaign_kind ADD COLUMN event {bool};
UPDATE campaign_kind SET event = TRUE WHERE EXISTS (SELECT 1 FROM funnel_stage s WHERE s.kind_id = campaign_kind.id AND s.fact = 'attended');
";

async fn after(_: &SchemaManager<'_>) -> Result<(), DbErr> {
    Ok(())
}

crate::schema!(UP, ["closing_cause", "closing"]);
