//! Work over many rows: claimed with a lease, done in chunks, gone on with after a crash.
//!
//! A chunk is one short transaction that does its rows and moves the job's cursor, so a killed process leaves either
//! both or neither. Between chunks whatever people type goes first.

use crate::{
    Actor, Db, Error, Result, act, campaigns, costs, files, handover, imports, leads, lists, params, sql, workspace,
};
use domain::rights::{Role, UseCase};
use sea_orm::{ConnectionTrait, DatabaseBackend};

/// How long a silent job stays claimed.
const LEASE_MS: i64 = 30_000;
/// Times a job is begun again before it is given up.
const ATTEMPTS_MAX: i64 = 5;
/// Days after which request ids are forgotten.
const REQUESTS_KEPT_MS: i64 = 7 * 24 * 3600 * 1000;

/// The kinds of background work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    ImportCheck,
    ImportRun,
    ImportUndo,
    Launch,
    LaunchUndo,
    ListFill,
    FollowUp,
    MarkSent,
    Handover,
    LeadScore,
    LeadShare,
    Rates,
}

impl Kind {
    const ALL: [Kind; 12] = [
        Kind::ImportCheck,
        Kind::ImportRun,
        Kind::ImportUndo,
        Kind::Launch,
        Kind::LaunchUndo,
        Kind::ListFill,
        Kind::FollowUp,
        Kind::MarkSent,
        Kind::Handover,
        Kind::LeadScore,
        Kind::LeadShare,
        Kind::Rates,
    ];

    fn as_str(self) -> &'static str {
        match self {
            Kind::ImportCheck => "import_check",
            Kind::ImportRun => "import_run",
            Kind::ImportUndo => "import_undo",
            Kind::Launch => "launch",
            Kind::LaunchUndo => "launch_undo",
            Kind::ListFill => "list_fill",
            Kind::FollowUp => "follow_up",
            Kind::MarkSent => "mark_sent",
            Kind::Handover => "handover",
            Kind::LeadScore => "lead_score",
            Kind::LeadShare => "lead_share",
            Kind::Rates => "rates",
        }
    }

    fn parse(text: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// A claimed job.
#[derive(Debug, Clone)]
pub struct Job {
    pub id: i64,
    pub kind: Kind,
    /// The import or campaign worked on.
    pub subject: i64,
    pub cursor: String,
    /// Which claim of the job this is; whoever holds an older one has lost it.
    claim: i64,
    /// In whose name it works.
    pub actor: Actor,
}

/// Puts a job into the queue, in the transaction of the change that wants it.
///
/// # Errors
/// `State` when one of the kind is at work on the subject already.
pub async fn enqueue(db: &impl ConnectionTrait, actor: &Actor, kind: Kind, subject: i64) -> Result<i64> {
    // By the index `job_at_work`, so that two who want it at once do not get it twice.
    let text = "INSERT INTO job (kind, subject_id, user_id, state, created_ms) VALUES ($1, $2, $3, 'queued', $4) ON CONFLICT DO NOTHING RETURNING id";
    let made = sql::maybe(db, text, params![kind.as_str(), subject, actor.user_id, actor.now_ms]).await?;
    made.ok_or(Error::State("already at work"))
}

/// The same for work that has to see everything as it is from now on: what is at it begins anew.
///
/// # Errors
/// When the database refuses.
pub async fn enqueue_anew(db: &impl ConnectionTrait, actor: &Actor, kind: Kind, subject: i64) -> Result<()> {
    // Whoever works on it finds that it lost its claim, and drops its chunk.
    let text = "UPDATE job SET state = 'queued', cursor = '', done = 0, total = 0, lease_ms = 0, claim = claim + 1
        WHERE kind = $1 AND subject_id = $2 AND state IN ('queued', 'running')";
    if sql::execute(db, text, params![kind.as_str(), subject]).await? > 0 {
        return Ok(());
    }
    match enqueue(db, actor, kind, subject).await {
        // Somebody asked for it between the two.
        Err(Error::State(_)) => sql::execute(db, text, params![kind.as_str(), subject]).await.map(drop),
        asked => asked.map(drop),
    }
}

/// Moves the cursor of a job inside the transaction of a chunk, and keeps its lease.
///
/// # Errors
/// `State` when the job was stopped meanwhile; the chunk must be dropped then.
pub async fn advance(db: &impl ConnectionTrait, job: &Job, cursor: &str, done: i64, total: i64) -> Result<()> {
    let moved = sql::execute(
        db,
        "UPDATE job SET cursor = $2, done = $3, total = $4, lease_ms = $5, attempts = 0 WHERE id = $1 AND state = 'running' AND claim = $6",
        params![job.id, cursor, done, total, now_ms() + LEASE_MS, job.claim],
    )
    .await?;
    if moved == 1 { Ok(()) } else { Err(Error::State("stopped")) }
}

/// Ends a job in the transaction of its last chunk.
///
/// # Errors
/// When the database refuses.
pub async fn finish(db: &impl ConnectionTrait, job: &Job, case: UseCase, entity: &str, detail: &str) -> Result<()> {
    end(db, job).await?;
    act::audit(db, &job.actor, case, entity, Some(job.subject), detail).await
}

/// The same for work that follows from the clock, which is nobody's change.
///
/// # Errors
/// When the database refuses.
pub async fn end(db: &impl ConnectionTrait, job: &Job) -> Result<()> {
    let text = "UPDATE job SET state = 'done', lease_ms = 0 WHERE id = $1 AND state = 'running' AND claim = $2";
    if sql::execute(db, text, params![job.id, job.claim]).await? == 0 {
        return Err(Error::State("stopped"));
    }
    Ok(())
}

/// Stops what works on a subject; the chunk at work is dropped.
///
/// # Errors
/// When the database refuses.
pub async fn stop(db: &impl ConnectionTrait, kind: Kind, subject: i64) -> Result<()> {
    sql::execute(
        db,
        "UPDATE job SET state = 'stopped', lease_ms = 0 WHERE kind = $1 AND subject_id = $2 AND state IN ('queued', 'running')",
        params![kind.as_str(), subject],
    )
    .await?;
    Ok(())
}

/// Done and total of the job at work on a subject.
///
/// # Errors
/// When the database refuses.
pub async fn progress(db: &impl ConnectionTrait, subject: i64, kinds: &[Kind]) -> Result<Option<(i64, i64)>> {
    let kinds: Vec<String> = kinds.iter().map(|kind| format!("'{}'", kind.as_str())).collect();
    let text = format!(
        "SELECT done, total FROM job WHERE subject_id = $1 AND kind IN ({}) AND state IN ('queued', 'running') LIMIT 1",
        kinds.join(", ")
    );
    sql::tuple(db, &text, params![subject]).await
}

/// Gives back what a dead process of this machine had claimed. Only for SQLite, where one process serves a file.
///
/// # Errors
/// When the database refuses.
pub async fn reclaim(db: &Db) -> Result<()> {
    if db.is_sqlite() {
        sql::execute(&db.write, "UPDATE job SET lease_ms = 0 WHERE state = 'running'", params![]).await?;
    }
    Ok(())
}

/// Claims the oldest job that waits or whose lease ran out.
async fn claim(db: &Db) -> Result<Option<Job>> {
    let now = now_ms();
    let lock = if db.backend() == DatabaseBackend::Sqlite { "" } else { "FOR UPDATE SKIP LOCKED" };
    let text = format!(
        "UPDATE job SET state = 'running', lease_ms = $1, attempts = attempts + 1, claim = claim + 1 WHERE id = (
            SELECT id FROM job WHERE state = 'queued' OR (state = 'running' AND lease_ms < $2) ORDER BY id LIMIT 1 {lock}
        ) RETURNING id, kind, subject_id, cursor, user_id, attempts, created_ms, claim"
    );
    let tx = db.begin().await?;
    let found: Option<(i64, String, i64, String, i64, i64, i64, i64)> =
        sql::tuple(&tx, &text, params![now + LEASE_MS, now]).await?;
    tx.commit().await?;
    let Some((id, kind, subject, cursor, user_id, attempts, asked_ms, claim)) = found else { return Ok(None) };
    let kind = Kind::parse(&kind).ok_or_else(|| Error::Internal(format!("job kind {kind}")))?;
    let (role, zone): (String, String) = sql::tuple(
        &db.read,
        "SELECT u.role, w.time_zone FROM app_user u, workspace w WHERE u.id = $1",
        params![user_id],
    )
    .await?
    .ok_or(Error::NotFound)?;
    let actor = Actor {
        user_id,
        role: Role::parse(&role).unwrap_or(Role::Viewer),
        // The day on which it was asked for, so that a job does what was seen, however late it runs.
        now_ms: asked_ms,
        today: workspace::local_day(asked_ms, &zone),
        print: 0,
    };
    let job = Job { id, kind, subject, cursor, claim, actor };
    if attempts > ATTEMPTS_MAX {
        fail(db, &job, "given up after repeated failures").await?;
        return Ok(None);
    }
    Ok(Some(job))
}

/// Gives a job up, and leaves its subject in a state from which people can go on.
async fn fail(db: &Db, job: &Job, why: &str) -> Result<()> {
    let tx = db.begin().await?;
    let text = "UPDATE job SET state = 'failed', failure = $2, lease_ms = 0 WHERE id = $1 AND state = 'running' AND claim = $3";
    if sql::execute(&tx, text, params![job.id, why, job.claim]).await? == 0 {
        return Ok(());
    }
    match job.kind {
        Kind::ImportCheck | Kind::ImportRun | Kind::ImportUndo => imports::failed(&tx, job.subject).await?,
        // What it made goes again, and the campaign is a draft as before.
        Kind::Launch => {
            enqueue(&tx, &job.actor, Kind::LaunchUndo, job.subject).await?;
        }
        Kind::LaunchUndo => {
            let text = "UPDATE campaign SET status = 'running', version = version + 1 WHERE id = $1";
            sql::execute(&tx, text, params![job.subject]).await?;
        }
        // A list with some of its people would look whole.
        Kind::ListFill => {
            sql::execute(&tx, "DELETE FROM list_member WHERE list_id = $1", params![job.subject]).await?;
        }
        // What was moved stays moved; the rest can be handed over again.
        Kind::Handover => {
            sql::execute(&tx, "UPDATE handover SET state = 'failed' WHERE id = $1", params![job.subject]).await?;
        }
        // What was made or marked stays; the next look or click goes on from there.
        Kind::FollowUp | Kind::MarkSent | Kind::LeadScore | Kind::LeadShare | Kind::Rates => {}
    }
    tx.commit().await?;
    Ok(())
}

/// Runs one job if there is one. A job that fails by its data ends as failed; one that the database failed is begun
/// again when its lease runs out.
///
/// # Errors
/// When the database refuses.
pub async fn run_next(db: &Db) -> Result<bool> {
    let Some(job) = claim(db).await? else { return Ok(false) };
    let result = match job.kind {
        Kind::ImportCheck => imports::run(db, &job, imports::Phase::Check).await,
        Kind::ImportRun => imports::run(db, &job, imports::Phase::Import).await,
        Kind::ImportUndo => imports::run_undo(db, &job).await,
        Kind::Launch => campaigns::run_launch(db, &job).await,
        Kind::LaunchUndo => campaigns::run_launch_undo(db, &job).await,
        Kind::ListFill => lists::run_fill(db, &job).await,
        Kind::FollowUp => campaigns::run_follow_up(db, &job).await,
        Kind::MarkSent => campaigns::run_mark_sent(db, &job).await,
        Kind::Handover => handover::run(db, &job).await,
        Kind::LeadScore | Kind::LeadShare => leads::rules::run(db, &job).await,
        Kind::Rates => costs::run_rates(db, &job).await,
    };
    match result {
        Ok(()) | Err(Error::State("stopped")) => {}
        Err(Error::Database(error)) => tracing::warn!(job_id = job.id, %error, "job interrupted, will be begun again"),
        Err(error) => {
            tracing::error!(job_id = job.id, %error, "job failed");
            fail(db, &job, &error.to_string()).await?;
        }
    }
    Ok(true)
}

/// Runs jobs until none is left; for tests and the command line.
///
/// # Errors
/// As [`run_next`].
pub async fn drain(db: &Db) -> Result<()> {
    while run_next(db).await? {}
    Ok(())
}

/// Forgets what is too old to matter, and begins the follow-ups that are due.
///
/// # Errors
/// When the database refuses.
pub async fn sweep(db: &Db) -> Result<()> {
    let now = now_ms();
    campaigns::due_follow_ups(db, now).await?;
    leads::rules::due(db, now).await?;
    files::sweep(db, now).await?;
    sql::execute(&db.write, "DELETE FROM request WHERE at_ms < $1", params![now - REQUESTS_KEPT_MS]).await?;
    sql::execute(&db.write, "DELETE FROM session WHERE expires_ms < $1", params![now]).await?;
    sql::execute(&db.write, "DELETE FROM sign_in_throttle WHERE until_ms < $1", params![now - 24 * 3600 * 1000])
        .await?;
    Ok(())
}

/// The clock. Only the server's edge and the job runner look at it.
pub fn now_ms() -> i64 {
    chrono::Utc::now().timestamp_millis()
}
