//! Files of campaigns: kept in versions, attached to cost lines, sent for agreement to colleagues or to somebody outside.
//!
//! | table | grows by | read by | goes away |
//! |---|---|---|---|
//! | document | tens a campaign | its campaign by `document_by_campaign`, a cost line by `document_by_line` | removed by hand it is hidden (`deleted_ms`), because agreements are history; with a draft that is deleted; begun and never ended, after a day by `document_removed` |
//! | document_version, document_part | a version an upload, in parts of 1 MiB, at most 20 | a download by key | with their document; begun and never ended, after a day by `document_version_unfinished` |
//! | agreement | a few a version | its version by `agreement_by_version`; those that wait for a colleague by `agreement_by_user`; a link by `agreement_by_token` | with its version |
//!
//! The token of a link is made by whoever asks and stored as its hash only. Name and address of somebody outside stand with the
//! agreement that they gave; they are exported and go with their campaign.

const UP: &str = "
CREATE TABLE document (
    id {id},
    campaign_id BIGINT NOT NULL REFERENCES campaign (id) ON DELETE CASCADE,
    line_id BIGINT REFERENCES cost_line (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    user_id BIGINT NOT NULL REFERENCES app_user (id),
    deleted_ms BIGINT,
    version BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX document_by_campaign ON document (campaign_id, id) WHERE deleted_ms IS NULL;
CREATE INDEX document_by_line ON document (line_id) WHERE line_id IS NOT NULL;
CREATE INDEX document_removed ON document (deleted_ms) WHERE deleted_ms IS NOT NULL;
CREATE TABLE document_version (
    id {id},
    document_id BIGINT NOT NULL REFERENCES document (id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    file_name TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    user_id BIGINT NOT NULL REFERENCES app_user (id),
    at_ms BIGINT NOT NULL
);
CREATE UNIQUE INDEX document_version_by_document ON document_version (document_id, number);
CREATE INDEX document_version_unfinished ON document_version (at_ms) WHERE number <= 0;
CREATE TABLE document_part (
    version_id BIGINT NOT NULL REFERENCES document_version (id) ON DELETE CASCADE,
    part BIGINT NOT NULL,
    body {blob} NOT NULL,
    PRIMARY KEY (version_id, part)
);
CREATE TABLE agreement (
    id {id},
    version_id BIGINT NOT NULL REFERENCES document_version (id) ON DELETE CASCADE,
    user_id BIGINT REFERENCES app_user (id),
    name TEXT NOT NULL,
    address TEXT NOT NULL,
    token_hash TEXT,
    expires_ms BIGINT,
    note TEXT NOT NULL,
    asked_by BIGINT NOT NULL REFERENCES app_user (id),
    asked_ms BIGINT NOT NULL,
    state TEXT NOT NULL,
    answered_ms BIGINT,
    answer TEXT NOT NULL DEFAULT '',
    version BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX agreement_by_version ON agreement (version_id, id);
CREATE INDEX agreement_by_user ON agreement (user_id, state, id) WHERE user_id IS NOT NULL;
CREATE UNIQUE INDEX agreement_by_token ON agreement (token_hash) WHERE token_hash IS NOT NULL;
";

async fn after(_: &SchemaManager<'_>) -> Result<(), DbErr> {
    Ok(())
}

crate::schema!(UP, ["agreement", "document_part", "document_version", "document"]);
