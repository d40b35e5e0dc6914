//! The job of the dry run and of the import: batch after batch, each in one short transaction.

use super::{
    plan::{self, Action},
    read::{self, Batch},
    row::{Reading, Row},
    write,
};
use crate::{Db, Error, Result, jobs, jobs::Job, params, sql, workspace};
use domain::{
    attribute::{Attribute, Subject},
    import::{Column, ImportKind, Options, REJECTS_MAX, Reason, Reject, Tally, Target},
    person::calling_code,
    rights::UseCase,
};
use sea_orm::ConnectionTrait;
use std::{
    collections::{BTreeSet, HashSet, hash_map::DefaultHasher},
    hash::{Hash, Hasher},
};

/// Whether rows are only looked at or written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    Check,
    Import,
}

/// Representatives that a dry run names.
const UNKNOWN_USERS_MAX: usize = 500;

/// Runs the job from its cursor, the number of rows that are done.
///
/// # Errors
/// `State("stopped")` when somebody stopped it; otherwise what the database answers.
pub async fn run(db: &Db, job: &Job, phase: Phase) -> Result<()> {
    let record = super::record(&db.read, job.subject).await?;
    let options: Options = serde_json::from_str(&record.options)?;
    let columns: Vec<Column> = serde_json::from_str(&record.columns)?;
    let workspace = workspace::existing(&db.read).await?;
    let done_before: i64 = job.cursor.parse().unwrap_or(0);
    let mut tally: Tally = if done_before == 0 { Tally::default() } else { serde_json::from_str(&record.tally)? };
    if done_before == 0 && phase == Phase::Check {
        sql::execute(&db.write, "DELETE FROM import_reject WHERE import_id = $1", params![job.subject]).await?;
    }
    let kind = ImportKind::parse(&record.kind).unwrap_or_default();
    let known = super::fillable(&db.read, kind).await?;
    let attributes = columns
        .iter()
        .map(|column| match &column.target {
            Target::Attribute(id) => known.iter().find(|a| a.id == *id).cloned(),
            Target::NewAttribute { name, kind } => {
                let (id, subject, options) = (0, Subject::Person, Vec::new());
                Some(Attribute { id, name: name.clone(), kind: *kind, subject, options })
            }
            _ => None,
        })
        .collect();
    let country = match options.country.as_str() {
        "" => calling_code(&workspace.time_zone).to_owned(),
        code => code.to_owned(),
    };
    let reading =
        Reading { kind, options, columns, attributes, currency: workspace.currency, country, today: job.actor.today };
    let setting = match phase {
        Phase::Import => {
            write::prepare(db, job, &reading, &serde_json::from_str::<Vec<String>>(&record.unknown_users)?).await?
        }
        Phase::Check => write::Setting { attributes: attribute_ids(&reading), ..write::Setting::default() },
    };
    let mut seen: HashSet<u64> = HashSet::new();
    let mut unknown: BTreeSet<String> = BTreeSet::new();
    let (mut done, mut chunks) = (0_i64, 0_u32);
    let total = record.row_count;
    let mut batches = read::read(db, job.subject, &reading.options, 0);
    while let Some(batch) = batches.recv().await {
        let batch = batch?;
        let count = i64::try_from(batch.rows.len()).unwrap_or(0);
        let mut rejects = Vec::new();
        let mut rows = Vec::with_capacity(batch.rows.len());
        for (number, record) in (batch.first..).zip(&batch.rows) {
            match reading.row(number, record) {
                Ok(row) => {
                    let fresh = row.key().is_none_or(|key| seen.insert(hash(&key)));
                    rows.push((row, fresh));
                }
                Err(faults) => rejects.push(faults),
            }
        }
        done += count;
        if done <= done_before {
            // Done before the process ended; only whom it named has to be known again.
            if phase == Phase::Check {
                let named: Vec<Row> = rows.into_iter().map(|(row, _)| row).collect();
                note_unknown(&db.read, &named, &mut unknown).await?;
            }
            continue;
        }
        tally.rows += count;
        tally.invalid += i64::try_from(rejects.len()).unwrap_or(0);
        let (rows, duplicates): (Vec<_>, Vec<_>) = rows.into_iter().partition(|(_, fresh)| *fresh);
        tally.duplicate += i64::try_from(duplicates.len()).unwrap_or(0);
        let rows: Vec<Row> = rows.into_iter().map(|(row, _)| row).collect();
        let rejects: Vec<Reject> = rejects.into_iter().flatten().collect();
        chunk(db, job, phase, &reading, &setting, (rows, &batch), rejects, &mut tally, &mut unknown, done, total)
            .await?;
        chunks += 1;
        // Each time it has doubled.
        if phase == Phase::Import && chunks.is_power_of_two() {
            db.note_growth("person, external_ref, account, lead, list_member, attribute_value").await?;
        }
    }
    end(db, job, phase, &tally, &unknown).await
}

fn attribute_ids(reading: &Reading) -> Vec<Option<i64>> {
    reading
        .columns
        .iter()
        .map(|column| if let Target::Attribute(id) = column.target { Some(id) } else { None })
        .collect()
}

fn hash(key: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}

#[expect(clippy::too_many_arguments, reason = "the state of one run, passed to its one step")]
async fn chunk(
    db: &Db,
    job: &Job,
    phase: Phase,
    reading: &Reading,
    setting: &write::Setting,
    (rows, batch): (Vec<Row>, &Batch),
    mut rejects: Vec<Reject>,
    tally: &mut Tally,
    unknown: &mut BTreeSet<String>,
    done: i64,
    total: i64,
) -> Result<()> {
    let tx;
    let actions = match phase {
        Phase::Check => {
            let actions = plan::plan(&db.read, &job.actor, reading, &setting.attributes, &rows).await?;
            note_unknown(&db.read, &rows, unknown).await?;
            tx = db.begin().await?;
            actions
        }
        Phase::Import => {
            tx = db.begin().await?;
            plan::plan(&tx, &job.actor, reading, &setting.attributes, &rows).await?
        }
    };
    for (row, action) in rows.iter().zip(&actions) {
        match action {
            Action::New | Action::Win { .. } | Action::Response { .. } | Action::Known { lead: true, .. } => {
                tally.new += 1
            }
            Action::Known { .. } => tally.updated += 1,
            Action::Same { .. } | Action::Nothing => tally.unchanged += 1,
            Action::Reject(reject) => {
                tally.invalid += 1;
                rejects.push(reject.clone());
            }
        }
        if let (Action::Win { lead }, Some(day)) = (action, row.won_day)
            && day < lead.created_day
        {
            tally.warnings += 1;
            rejects.push(Reject {
                row: row.number,
                column: String::new(),
                value: day.to_string(),
                fault: Reason::WonBeforeContact,
                warning: true,
            });
        }
    }
    if phase == Phase::Import {
        write::write(&tx, job, reading, setting, rows, actions).await?;
    } else {
        store_rejects(&tx, job.subject, batch, &rejects, tally).await?;
    }
    let json = serde_json::to_string(tally)?;
    sql::execute(
        &tx,
        "UPDATE import SET tally = $2, row_count = CASE WHEN row_count > $3 THEN row_count ELSE $3 END WHERE id = $1",
        params![job.subject, json, tally.rows],
    )
    .await?;
    jobs::advance(&tx, job, &done.to_string(), done, total.max(done)).await?;
    tx.commit().await?;
    Ok(())
}

async fn note_unknown(db: &impl ConnectionTrait, rows: &[Row], unknown: &mut BTreeSet<String>) -> Result<()> {
    let names: BTreeSet<String> = rows.iter().filter_map(|row| row.representative.clone()).collect();
    let names: Vec<String> = names.into_iter().collect();
    let known = plan::representatives(db, &names).await?;
    unknown.extend(names.into_iter().filter(|name| !known.contains_key(name)).take(UNKNOWN_USERS_MAX));
    Ok(())
}

/// Keeps why rows are left out, and the rows themselves, so that they can be repaired and sent again after the file is gone.
async fn store_rejects(
    db: &impl ConnectionTrait,
    import: i64,
    batch: &Batch,
    rejects: &[Reject],
    tally: &Tally,
) -> Result<()> {
    if tally.invalid > REJECTS_MAX {
        return Ok(());
    }
    let mut values = Vec::new();
    let mut part = 0_i64;
    let mut last_row = 0;
    for reject in rejects {
        part = if reject.row == last_row { part + 1 } else { 0 };
        last_row = reject.row;
        let record = usize::try_from(reject.row - batch.first).ok().filter(|_| part == 0);
        let record = record.and_then(|at| batch.rows.get(at)).map(|row| row.iter().collect::<Vec<_>>());
        let record = record.map(|cells| serde_json::to_string(&cells)).transpose()?;
        values.extend(params![
            import,
            reject.row,
            part,
            reject.column.as_str(),
            reject.value.as_str(),
            serde_json::to_string(&reject.fault)?,
            reject.warning,
            record
        ]);
    }
    sql::insert_many(
        db,
        "INSERT INTO import_reject (import_id, row_no, part, column_name, value, reason, warning, record)",
        8,
        values,
        "",
    )
    .await?;
    Ok(())
}

async fn end(db: &Db, job: &Job, phase: Phase, tally: &Tally, unknown: &BTreeSet<String>) -> Result<()> {
    if !tally.adds_up() {
        return Err(Error::Internal(format!("the rows do not add up: {tally:?}")));
    }
    let tx = db.begin().await?;
    let json = serde_json::to_string(tally)?;
    let case = match phase {
        Phase::Check => {
            sql::execute(
                &tx,
                "UPDATE import SET state = 'checked', tally = $2, unknown_users = $3, version = version + 1 WHERE id = $1",
                params![job.subject, json, serde_json::to_string(unknown)?],
            )
            .await?;
            UseCase::ImportCheck
        }
        Phase::Import => {
            sql::execute(
                &tx,
                "UPDATE import SET state = 'done', tally = $2, version = version + 1 WHERE id = $1",
                params![job.subject, json],
            )
            .await?;
            sql::execute(&tx, "DELETE FROM import_file WHERE import_id = $1", params![job.subject]).await?;
            UseCase::ImportStart
        }
    };
    jobs::advance(&tx, job, &tally.rows.to_string(), tally.rows, tally.rows).await?;
    jobs::finish(&tx, job, case, "import", &serde_json::to_string(tally)?).await?;
    tx.commit().await?;
    if phase == Phase::Import && tally.rows > 1000 {
        db.analyze().await?;
    }
    Ok(())
}
