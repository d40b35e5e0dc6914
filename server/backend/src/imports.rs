//! Imports: upload, mapping, dry run, the import itself, undo.

mod answers;
mod detect;
mod names;
mod plan;
mod read;
mod row;
mod run;
mod undo;
mod upload;
mod write;

pub use run::{Phase, run};
pub use undo::{run_undo, undo};
pub use upload::{REJECTS_END, Upload, begin_upload};

use crate::{Act, Actor, Db, Error, Result, act, begin, fold::fold, jobs, params, people, sql};
use chrono::NaiveDate;
use domain::{
    attribute::{Attribute, Subject},
    fault::{Fault, Faults},
    import::{
        Column, ImportCheck, ImportKind, ImportRow, ImportState, ImportView, LeftOut, Options, Reject, Tally, Target,
    },
    rights::UseCase,
};
use sea_orm::ConnectionTrait;
use std::collections::HashMap;

/// Faults that a page of the file of rejects holds.
const REJECTS_PAGE: i64 = 2000;

#[derive(sea_orm::FromQueryResult)]
struct Record {
    id: i64,
    kind: String,
    file_name: String,
    bytes: i64,
    state: String,
    options: String,
    columns: String,
    tally: String,
    row_count: i64,
    unknown_users: String,
    kept: i64,
    failure: Option<String>,
    user_id: i64,
    user_name: String,
    created_day: NaiveDate,
    version: i64,
}

const RECORD: &str = "SELECT i.id, i.kind, i.file_name, i.bytes, i.state, i.options, i.columns, i.tally, i.row_count, i.unknown_users, i.kept, i.failure, \
    i.user_id, u.name AS user_name, i.created_day, i.version FROM import i JOIN app_user u ON u.id = i.user_id";

async fn record(db: &impl ConnectionTrait, id: i64) -> Result<Record> {
    sql::row(db, &format!("{RECORD} WHERE i.id = $1"), params![id]).await
}

impl Record {
    /// Stopping, undoing and reading what was left out is for whoever imported, and for managers.
    fn is_own(&self, actor: &Actor) -> bool {
        self.user_id == actor.user_id || actor.role.may(UseCase::AuditIndex)
    }

    fn own(&self, actor: &Actor) -> Result<()> {
        if self.is_own(actor) { Ok(()) } else { Err(Error::NotFound) }
    }

    fn row(&self, progress: Option<(i64, i64)>) -> Result<ImportRow> {
        let tally: Tally = serde_json::from_str(&self.tally)?;
        Ok(ImportRow {
            id: self.id,
            kind: ImportKind::parse(&self.kind).unwrap_or_default(),
            file: self.file_name.clone(),
            state: ImportState::parse(&self.state).unwrap_or(ImportState::Failed),
            tally,
            progress: progress.unwrap_or((self.row_count, self.row_count)),
            by: self.user_name.clone(),
            day: self.created_day,
            kept: self.kept,
        })
    }
}

/// The imports of the workspace, newest first.
///
/// # Errors
/// `Denied`.
pub async fn index(db: &Db, actor: &Actor) -> Result<Vec<ImportRow>> {
    actor.may(UseCase::ImportIndex)?;
    let db = &db.snapshot().await?;
    let records: Vec<Record> = sql::rows(db, &format!("{RECORD} ORDER BY i.id DESC LIMIT 100"), params![]).await?;
    let mut rows = Vec::with_capacity(records.len());
    for record in records {
        let working = ImportState::parse(&record.state).is_some_and(ImportState::is_working);
        let progress = if working { jobs::progress(db, record.id, JOBS).await? } else { None };
        rows.push(record.row(progress)?);
    }
    Ok(rows)
}

const JOBS: &[jobs::Kind] = &[jobs::Kind::ImportCheck, jobs::Kind::ImportRun, jobs::Kind::ImportUndo];

/// One import with its mapping and the first rows left out.
///
/// # Errors
/// `Denied`, `NotFound`.
pub async fn view(db: &Db, actor: &Actor, id: i64) -> Result<ImportView> {
    actor.may(UseCase::ImportView)?;
    let db = &db.snapshot().await?;
    let record = record(db, id).await?;
    let own = record.is_own(actor);
    let rejects = if own { rejects_page(db, id, 0, 7).await? } else { Vec::new() };
    let progress = jobs::progress(db, id, JOBS).await?;
    Ok(ImportView {
        row: record.row(progress)?,
        own,
        version: record.version,
        bytes: record.bytes,
        options: serde_json::from_str(&record.options)?,
        columns: serde_json::from_str(&record.columns)?,
        attributes: fillable(db, ImportKind::parse(&record.kind).unwrap_or_default()).await?,
        rejects,
        unknown_users: serde_json::from_str(&record.unknown_users)?,
        failure: record.failure.as_deref().map(serde_json::from_str).transpose()?,
    })
}

/// The attributes that the columns of a file can fill.
async fn fillable(db: &impl ConnectionTrait, kind: ImportKind) -> Result<Vec<Attribute>> {
    Ok(people::attributes::all(db).await?.into_iter().filter(|a| kind.fills(a.subject)).collect())
}

async fn rejects_page(db: &impl ConnectionTrait, id: i64, after: i64, limit: i64) -> Result<Vec<Reject>> {
    let rows: Vec<(i64, String, String, String, bool)> = sql::tuples(
        db,
        "SELECT row_no, column_name, value, reason, warning FROM import_reject WHERE import_id = $1 AND row_no > $2 AND row_no <= (
            SELECT MAX(row_no) FROM (SELECT row_no FROM import_reject WHERE import_id = $1 AND row_no > $2 ORDER BY row_no, part LIMIT $3) r
         ) ORDER BY row_no, part",
        params![id, after, limit],
    )
    .await?;
    rows.into_iter()
        .map(|(row, column, value, reason, warning)| {
            Ok(Reject { row, column, value, fault: serde_json::from_str(&reason)?, warning })
        })
        .collect()
}

/// The columns of the file of an import, what parts them, and the source of its codes, for the file of its rejects.
///
/// # Errors
/// `Denied`, `NotFound`.
pub async fn columns(db: &Db, actor: &Actor, id: i64) -> Result<(Vec<String>, char, String)> {
    actor.may(UseCase::ImportRejects)?;
    let record = record(&db.read, id).await?;
    record.own(actor)?;
    let columns: Vec<Column> = serde_json::from_str(&record.columns)?;
    let options: Options = serde_json::from_str(&record.options)?;
    Ok((columns.into_iter().map(|column| column.name).collect(), options.separator, options.source))
}

/// Rows left out, whole, a page at a time from behind row `after`, and the last row looked at; for the file of rejects. What
/// was taken with a warning is not among them: sent again, it would be there twice.
///
/// # Errors
/// `Denied`, `NotFound`.
pub async fn rejects(db: &Db, actor: &Actor, id: i64, after: i64) -> Result<(Vec<LeftOut>, Option<i64>)> {
    actor.may(UseCase::ImportRejects)?;
    let db = &db.snapshot().await?;
    record(db, id).await?.own(actor)?;
    let faults = rejects_page(db, id, after, REJECTS_PAGE).await?;
    let last = faults.last().map(|reject| reject.row);
    let upto = last.unwrap_or(after);
    let text =
        "SELECT row_no, record FROM import_reject WHERE import_id = $1 AND row_no > $2 AND row_no <= $3 AND part = 0";
    let records: Vec<(i64, Option<String>)> = sql::tuples(db, text, params![id, after, upto]).await?;
    let mut records: HashMap<i64, Option<String>> = records.into_iter().collect();
    let mut rows: Vec<LeftOut> = Vec::new();
    for reject in faults.into_iter().filter(|reject| !reject.warning) {
        match rows.last_mut().filter(|row| row.row == reject.row) {
            Some(row) => row.faults.push(reject),
            None => {
                let cells = records.remove(&reject.row).flatten();
                let cells = cells.map(|json| serde_json::from_str(&json)).transpose()?.unwrap_or_default();
                rows.push(LeftOut { row: reject.row, cells, faults: vec![reject] });
            }
        }
    }
    Ok((rows, last))
}

/// Takes a mapping and starts the dry run.
///
/// # Errors
/// `Denied`, `Invalid` with all faults of the mapping, `Conflict`, `State` while a job works.
pub async fn check(db: &Db, actor: &Actor, request: &str, input: &ImportCheck) -> Result<i64> {
    actor.may(UseCase::ImportCheck)?;
    let record = record(&db.read, input.id).await?;
    let kind = ImportKind::parse(&record.kind).unwrap_or_default();
    let mut columns: Vec<Column> = serde_json::from_str(&record.columns)?;
    read_targets(kind, &input.options, &mut columns, &input.targets)?;
    let known = people::attributes::all(&db.read).await?;
    let others = |a: &&Attribute| a.subject != Subject::Person;
    let taken = |target: &Target| match target {
        Target::NewAttribute { name, .. } => known.iter().filter(others).any(|a| fold(&a.name) == fold(name)),
        _ => false,
    };
    if let Some(n) = columns.iter().position(|column| taken(&column.target)) {
        // The name is that of an attribute of organisations, which a file of people does not fill.
        return Err(Error::invalid(&format!("target.{n}"), Fault::AlreadyUsed));
    }
    open_list(&db.read, &input.options).await?.ok_or(Error::invalid("list", Fault::Locked))?;
    let act: Act = begin!(db, actor, UseCase::ImportCheck, request);
    act::claim_version(&act.tx, "import", input.id, input.version).await?;
    let state = ImportState::parse(&record.state).unwrap_or(ImportState::Failed);
    if !matches!(state, ImportState::Mapping | ImportState::Checked) {
        return Err(Error::State("the import is past its mapping"));
    }
    sql::execute(
        &act.tx,
        "UPDATE import SET state = 'checking', options = $2, columns = $3, failure = NULL WHERE id = $1",
        params![input.id, serde_json::to_string(&input.options)?, serde_json::to_string(&columns)?],
    )
    .await?;
    let heading = columns.iter().map(|c| c.name.as_str()).collect::<Vec<_>>().join("\u{1f}");
    sql::execute(
        &act.tx,
        "INSERT INTO import_mapping (kind, heading, targets) VALUES ($1, $2, $3) ON CONFLICT (kind, heading) DO UPDATE SET targets = excluded.targets",
        params![kind.as_str(), heading, serde_json::to_string(&input.targets)?],
    )
    .await?;
    jobs::enqueue(&act.tx, actor, jobs::Kind::ImportCheck, input.id).await?;
    act.finish(input.id, "import", Some(input.id), "check").await
}

/// The list that an import names, if it is here; `None` for one on which nobody else may be put.
async fn open_list(db: &impl ConnectionTrait, options: &Options) -> Result<Option<Option<i64>>> {
    let text = "SELECT id, locked FROM people_list WHERE name_norm = $1 AND kind = 'static'";
    let found: Option<(i64, bool)> = sql::tuple(db, text, params![fold(options.list.trim())]).await?;
    Ok(match found {
        Some((_, true)) => None,
        Some((id, false)) => Some(Some(id)),
        None => Some(None),
    })
}

fn read_targets(kind: ImportKind, options: &Options, columns: &mut [Column], targets: &[String]) -> Result<()> {
    let mut faults = Faults::default();
    for (n, column) in columns.iter_mut().enumerate() {
        let field = format!("target.{n}");
        match targets.get(n).and_then(|code| Target::parse(code)) {
            Some(Target::NewAttribute { name, kind }) => {
                if let Some(name) = faults.take(&field, domain::fault::text(&name, 80)) {
                    column.target = Target::NewAttribute { name, kind };
                }
            }
            Some(target)
                if target == Target::Skip
                    || matches!(target, Target::Attribute(_))
                    || Target::fixed(kind).contains(&target) =>
            {
                column.target = target
            }
            _ => faults.add(&field, Fault::Unknown),
        }
    }
    let used: Vec<&Target> = columns.iter().map(|c| &c.target).filter(|t| **t != Target::Skip).collect();
    for (n, column) in columns.iter().enumerate() {
        if column.target != Target::Skip && used.iter().filter(|t| ***t == column.target).count() > 1 {
            faults.add(&format!("target.{n}"), Fault::AlreadyUsed);
        }
    }
    let has = |wanted: &[Target]| used.iter().any(|t| wanted.contains(t));
    let keys = [Target::External, Target::Name, Target::FamilyName, Target::Email, Target::Phone];
    let complete = match kind {
        ImportKind::People => has(&keys),
        ImportKind::Leads => has(&keys) && has(&[Target::FirstContact]),
        ImportKind::Wins => has(&[Target::External]) && has(&[Target::WonDay]),
        ImportKind::Responses => {
            has(&keys) && has(&[Target::Campaign]) && has(&[Target::Outcome]) && has(&[Target::ResponseDay])
        }
    };
    if !complete {
        faults.add("targets", Fault::Required);
    }
    if options.country.len() > 3 || !options.country.bytes().all(|b| b.is_ascii_digit()) {
        faults.add("country", Fault::NotANumber);
    }
    if has(&[Target::External]) && options.source.trim().is_empty() {
        faults.add("source", Fault::Required);
    }
    if faults.is_empty() { Ok(()) } else { Err(Error::Invalid(faults.into_vec())) }
}

/// Starts the import of what the dry run found.
///
/// # Errors
/// `Denied`, `Conflict`; `State` without a dry run; `Invalid` at `create_users` while unknown representatives are not
/// confirmed.
pub async fn start(db: &Db, actor: &Actor, request: &str, id: i64, version: i64, create_users: bool) -> Result<i64> {
    let act: Act = begin!(db, actor, UseCase::ImportStart, request);
    act::claim_version(&act.tx, "import", id, version).await?;
    let record = record(&act.tx, id).await?;
    if record.state != ImportState::Checked.as_str() {
        return Err(Error::State("no dry run"));
    }
    let unknown: Vec<String> = serde_json::from_str(&record.unknown_users)?;
    if !unknown.is_empty() && create_users {
        actor.may(UseCase::UserSave)?;
    }
    if !unknown.is_empty() && !create_users {
        return Err(Error::invalid("create_users", Fault::Required));
    }
    let mut options: Options = serde_json::from_str(&record.options)?;
    options.create_users = create_users;
    let tally = serde_json::to_string(&Tally::default())?;
    sql::execute(
        &act.tx,
        "UPDATE import SET state = 'importing', options = $2, tally = $3 WHERE id = $1",
        params![id, serde_json::to_string(&options)?, tally],
    )
    .await?;
    jobs::enqueue(&act.tx, actor, jobs::Kind::ImportRun, id).await?;
    act.finish(id, "import", Some(id), "start").await
}

/// Stops a dry run or an import between two chunks; what was imported can be undone.
///
/// # Errors
/// `Denied`, `NotFound`.
pub async fn stop(db: &Db, actor: &Actor, request: &str, id: i64) -> Result<i64> {
    let act: Act = begin!(db, actor, UseCase::ImportStop, request);
    let record = record(&act.tx, id).await?;
    record.own(actor)?;
    match ImportState::parse(&record.state) {
        Some(ImportState::Checking) => {
            jobs::stop(&act.tx, jobs::Kind::ImportCheck, id).await?;
            sql::execute(
                &act.tx,
                "UPDATE import SET state = 'mapping', version = version + 1 WHERE id = $1",
                params![id],
            )
            .await?;
        }
        Some(ImportState::Importing) => {
            jobs::stop(&act.tx, jobs::Kind::ImportRun, id).await?;
            sql::execute(&act.tx, "UPDATE import SET state = 'done', version = version + 1 WHERE id = $1", params![id])
                .await?;
        }
        _ => return Err(Error::State("nothing at work")),
    }
    act.finish(id, "import", Some(id), "stop").await
}

/// Marks an import whose job was given up.
pub(crate) async fn failed(db: &impl ConnectionTrait, id: i64) -> Result<()> {
    sql::execute(db, "UPDATE import SET state = 'failed', version = version + 1 WHERE id = $1", params![id]).await?;
    Ok(())
}
