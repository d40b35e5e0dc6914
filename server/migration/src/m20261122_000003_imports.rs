//! Imports: the file, its mapping, what happened to its rows, and how to take it back.
//!
//! | table | grows by | read by | goes away |
//! |---|---|---|---|
//! | import | a row a file | the list of imports, by key | kept as history |
//! | import_file | a row per MiB of an uploaded file | the job that reads it, by key | when the import ends; stale ones by the sweep |
//! | import_reject | a row a row left out, at most 100,000 a file | the page and the file of rejects, by key | with the next check |
//! | import_journal | a row a record made or changed | undo, by `(import_id, seq)` | kept 30 days, then undo is over |
//! | import_mapping | a row a heading line seen before | the next upload with the same columns | replaced by the next use |
//!
//! A file lives in the database and not in a folder, so that any server process can go on with it after a crash.

crate::schema!(
    "
CREATE TABLE import (
    id {id},
    kind TEXT NOT NULL,
    file_name TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    state TEXT NOT NULL,
    options TEXT NOT NULL,
    columns TEXT NOT NULL,
    tally TEXT NOT NULL,
    row_count BIGINT NOT NULL DEFAULT 0,
    unknown_users TEXT NOT NULL DEFAULT '[]',
    kept BIGINT NOT NULL DEFAULT 0,
    failure TEXT,
    user_id BIGINT NOT NULL REFERENCES app_user (id),
    created_ms BIGINT NOT NULL,
    created_day DATE NOT NULL,
    version BIGINT NOT NULL DEFAULT 1
);
CREATE TABLE import_file (
    import_id BIGINT NOT NULL REFERENCES import (id) ON DELETE CASCADE,
    part BIGINT NOT NULL,
    body {blob} NOT NULL,
    PRIMARY KEY (import_id, part)
);
CREATE TABLE import_reject (
    import_id BIGINT NOT NULL REFERENCES import (id) ON DELETE CASCADE,
    row_no BIGINT NOT NULL,
    part BIGINT NOT NULL,
    column_name TEXT NOT NULL,
    value TEXT NOT NULL,
    reason TEXT NOT NULL,
    warning {bool},
    PRIMARY KEY (import_id, row_no, part)
);
CREATE TABLE import_journal (
    import_id BIGINT NOT NULL REFERENCES import (id),
    seq BIGINT NOT NULL,
    entity TEXT NOT NULL,
    entity_id BIGINT NOT NULL,
    created {bool},
    version BIGINT NOT NULL,
    before TEXT,
    PRIMARY KEY (import_id, seq)
);
CREATE INDEX import_journal_by_entity ON import_journal (entity, entity_id);
CREATE TABLE import_mapping (
    kind TEXT NOT NULL,
    heading TEXT NOT NULL,
    targets TEXT NOT NULL,
    PRIMARY KEY (kind, heading)
);
",
    ["import_mapping", "import_journal", "import_reject", "import_file", "import"]
);

async fn after(_: &SchemaManager<'_>) -> Result<(), DbErr> {
    Ok(())
}
