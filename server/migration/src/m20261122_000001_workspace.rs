//! The workspace, its users, their sessions, requests, audit and jobs.
//!
//! | table | grows by | read by | goes away |
//! |---|---|---|---|
//! | workspace | one row in all | every request, by key | never |
//! | app_user | a row a colleague | sign-in by `email_norm`; menus by `name` | never: made inactive, so that history keeps its names |
//! | session | a row a sign-in | every request, by key | at sign-out; expired ones by the hourly sweep over `expires_ms` |
//! | sign_in_throttle | a row an account or address that failed | sign-in, by key | at success; old ones by the sweep |
//! | request | a row a change made by a person | the repeat of a request, by key | after 7 days by the sweep over `at_ms` |
//! | audit | a row a change | settings, newest first by `id`; a record's history by `(entity, entity_id)` | never; erasure of a person blanks `detail` |
//! | job | a row a piece of background work | the runner, by `(state, lease_ms)` | kept as history |
//! | calendar_month | 2,000 rows once | every sum by month, joined on `first_day` and `last_day` | never |

crate::schema!(
    "
CREATE TABLE workspace (
    id BIGINT PRIMARY KEY,
    name TEXT NOT NULL,
    currency TEXT NOT NULL,
    language TEXT NOT NULL,
    calendar TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    working_days BIGINT NOT NULL,
    demo BOOLEAN NOT NULL DEFAULT FALSE,
    version BIGINT NOT NULL DEFAULT 1
);
CREATE TABLE app_user (
    id {id},
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    email_norm TEXT NOT NULL UNIQUE,
    password_hash TEXT,
    role TEXT NOT NULL,
    active BOOLEAN NOT NULL,
    language TEXT NOT NULL,
    theme TEXT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1
);
CREATE TABLE session (
    id TEXT PRIMARY KEY,
    user_id BIGINT REFERENCES app_user (id),
    data TEXT NOT NULL,
    expires_ms BIGINT NOT NULL
);
CREATE INDEX session_by_expiry ON session (expires_ms);
CREATE INDEX session_by_user ON session (user_id);
CREATE TABLE sign_in_throttle (
    name TEXT PRIMARY KEY,
    failures BIGINT NOT NULL,
    until_ms BIGINT NOT NULL
);
CREATE TABLE request (
    id TEXT PRIMARY KEY,
    user_id BIGINT NOT NULL REFERENCES app_user (id),
    use_case TEXT NOT NULL,
    result TEXT,
    at_ms BIGINT NOT NULL
);
CREATE INDEX request_by_time ON request (at_ms);
CREATE TABLE audit (
    id {id},
    at_ms BIGINT NOT NULL,
    user_id BIGINT REFERENCES app_user (id),
    use_case TEXT NOT NULL,
    entity TEXT NOT NULL,
    entity_id BIGINT,
    detail TEXT NOT NULL
);
CREATE INDEX audit_by_entity ON audit (entity, entity_id);
CREATE TABLE job (
    id {id},
    kind TEXT NOT NULL,
    subject_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL REFERENCES app_user (id),
    state TEXT NOT NULL,
    cursor TEXT NOT NULL DEFAULT '',
    done BIGINT NOT NULL DEFAULT 0,
    total BIGINT NOT NULL DEFAULT 0,
    lease_ms BIGINT NOT NULL DEFAULT 0,
    attempts BIGINT NOT NULL DEFAULT 0,
    claim BIGINT NOT NULL DEFAULT 0,
    failure TEXT,
    created_ms BIGINT NOT NULL
);
CREATE INDEX job_by_state ON job (state, lease_ms);
CREATE INDEX job_by_subject ON job (kind, subject_id);
CREATE TABLE calendar_month (
    calendar TEXT NOT NULL,
    first_day DATE NOT NULL,
    last_day DATE NOT NULL,
    year BIGINT NOT NULL,
    month BIGINT NOT NULL,
    PRIMARY KEY (calendar, first_day)
);
",
    ["calendar_month", "job", "audit", "request", "sign_in_throttle", "session", "app_user", "workspace"]
);

async fn after(_: &SchemaManager<'_>) -> Result<(), DbErr> {
    Ok(())
}
