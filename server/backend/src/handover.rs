//! Handing records of a colleague to others, some thousand at a time. Each chunk moves what is still theirs, so that a
//! killed process goes on where it was.

use crate::{
    Act, Actor, Db, Error, Result, begin,
    jobs::{self, Job},
    params, sql,
    sql::Params,
    workspace,
};
use chrono::NaiveDate;
use domain::{
    fault::Fault,
    handover::{Estate, HandoverDraft, HandoverView},
    rights::UseCase,
};
use sea_orm::{ConnectionTrait, DatabaseTransaction};

/// Records moved in one transaction.
const CHUNK: i64 = 2000;

/// One table that is moved: its column of the owner, and the condition on what is open.
struct Part {
    estate: Estate,
    table: &'static str,
    column: &'static str,
    open: &'static str,
}

const PARTS: [Part; 9] = [
    Part { estate: Estate::Work, table: "touch", column: "assignee_id", open: "state IN ('planned', 'queued')" },
    Part { estate: Estate::Tasks, table: "task", column: "owner_id", open: "state = 'open'" },
    Part { estate: Estate::Leads, table: "lead", column: "owner_id", open: "state IN ('new', 'working')" },
    Part { estate: Estate::Opportunities, table: "opportunity", column: "owner_id", open: "state = 'open'" },
    Part { estate: Estate::People, table: "person", column: "owner_id", open: "owner_id IS NOT NULL" },
    Part { estate: Estate::People, table: "account", column: "owner_id", open: "owner_id IS NOT NULL" },
    Part { estate: Estate::Campaigns, table: "campaign", column: "owner_id", open: "status <> 'finished'" },
    Part { estate: Estate::Campaigns, table: "activity", column: "owner_id", open: "state <> 'finished'" },
    Part { estate: Estate::Campaigns, table: "people_list", column: "owner_id", open: "owner_id IS NOT NULL" },
];

impl Part {
    /// The condition on rows that are still `from`'s; work may be narrowed to days.
    fn theirs(&self, from: i64, days: (Option<NaiveDate>, Option<NaiveDate>), params: &mut Params) -> String {
        let mut text = format!("{} = {} AND {}", self.column, params.add(from), self.open);
        if self.estate == Estate::Work {
            if let Some(first) = days.0 {
                text.push_str(&format!(" AND due_day >= {}", params.add(first)));
            }
            if let Some(last) = days.1 {
                text.push_str(&format!(" AND due_day <= {}", params.add(last)));
            }
        }
        text
    }
}

/// What somebody holds now, and how far a handover of it is.
///
/// # Errors
/// `Denied`, `NotFound`.
pub async fn view(db: &Db, actor: &Actor, from: i64) -> Result<HandoverView> {
    actor.may(UseCase::HandoverView)?;
    let db = &db.snapshot().await?;
    let name: String = sql::scalar(db, "SELECT name FROM app_user WHERE id = $1", params![from]).await?;
    let mut holds = Vec::new();
    for estate in Estate::ALL {
        let mut sum = 0;
        for part in PARTS.iter().filter(|part| part.estate == estate) {
            let mut params = Params::default();
            let theirs = part.theirs(from, (None, None), &mut params);
            let text = format!("SELECT COUNT(*) FROM {} WHERE {theirs}", part.table);
            sum += sql::scalar::<i64>(db, &text, params.0).await?;
        }
        holds.push((estate, sum));
    }
    let running = "SELECT moved FROM handover WHERE from_id = $1 AND state = 'running' ORDER BY id DESC LIMIT 1";
    let last = "SELECT at_ms, moved FROM handover WHERE from_id = $1 AND state = 'done' ORDER BY id DESC LIMIT 1";
    let last: Option<(i64, i64)> = sql::tuple(db, last, params![from]).await?;
    let zone = workspace::existing(db).await?.time_zone;
    Ok(HandoverView {
        from,
        name,
        holds,
        people: crate::campaigns::workers(db).await?.into_iter().filter(|(id, _)| *id != from).collect(),
        running: sql::maybe(db, running, params![from]).await?,
        last: last.map(|(at, moved)| (workspace::local_day(at, &zone), moved)),
    })
}

/// Starts a handover; gives its id.
///
/// # Errors
/// `Denied`, `Invalid` with all faults; `State` while one of the same colleague runs.
pub async fn start(db: &Db, actor: &Actor, request: &str, draft: &HandoverDraft) -> Result<i64> {
    actor.may(UseCase::HandoverStart)?;
    let read = draft.read().map_err(Error::Invalid)?;
    let act: Act = begin!(db, actor, UseCase::HandoverStart, request);
    let known: Option<i64> = sql::maybe(&act.tx, "SELECT id FROM app_user WHERE id = $1", params![draft.from]).await?;
    known.ok_or(Error::NotFound)?;
    let running = "SELECT COUNT(*) FROM handover WHERE from_id = $1 AND state = 'running'";
    if sql::scalar::<i64>(&act.tx, running, params![draft.from]).await? > 0 {
        return Err(Error::State("already at work"));
    }
    let able = crate::campaigns::workers(&act.tx).await?;
    let id: i64 = sql::scalar(
        &act.tx,
        "INSERT INTO handover (from_id, what, first_day, last_day, user_id, at_ms) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
        params![draft.from, read.what, read.first, read.last, actor.user_id, actor.now_ms],
    )
    .await?;
    for (position, heir) in (0_i64..).zip(&draft.heirs) {
        if !able.iter().any(|(id, _)| id == heir) {
            return Err(Error::invalid("heirs", Fault::Unknown));
        }
        let text = "INSERT INTO handover_heir (handover_id, position, user_id) VALUES ($1, $2, $3)";
        sql::execute(&act.tx, text, params![id, position, *heir]).await?;
    }
    jobs::enqueue(&act.tx, actor, jobs::Kind::Handover, id).await?;
    act.finish(id, "user", Some(draft.from), "handover").await
}

#[derive(sea_orm::FromQueryResult)]
struct Record {
    from_id: i64,
    what: i64,
    first_day: Option<NaiveDate>,
    last_day: Option<NaiveDate>,
    moved: i64,
}

/// Runs a handover from where it stands.
///
/// # Errors
/// What the database answers.
pub async fn run(db: &Db, job: &Job) -> Result<()> {
    let text = "SELECT from_id, what, first_day, last_day, moved FROM handover WHERE id = $1";
    let record: Record = sql::row(&db.read, text, params![job.subject]).await?;
    let text = "SELECT user_id FROM handover_heir WHERE handover_id = $1 ORDER BY position";
    let heirs: Vec<i64> = sql::column(&db.read, text, params![job.subject]).await?;
    let mut moved = record.moved;
    for part in PARTS.iter().filter(|part| record.what & part.estate.bit() != 0) {
        loop {
            let tx = db.begin().await?;
            let ids = next(&tx, part, &record).await?;
            pass_on(&tx, part, &ids, &heirs).await?;
            moved += i64::try_from(ids.len()).unwrap_or(0);
            sql::execute(&tx, "UPDATE handover SET moved = $2 WHERE id = $1", params![job.subject, moved]).await?;
            jobs::advance(&tx, job, "", moved, moved).await?;
            tx.commit().await?;
            if ids.is_empty() {
                break;
            }
        }
    }
    let tx = db.begin().await?;
    // Whoever leaves works on no activity any more; whoever is away for some days stays.
    let leaves = record.what & Estate::Work.bit() != 0 && record.first_day.is_none() && record.last_day.is_none();
    if let Some(heir) = heirs.first().filter(|_| leaves) {
        let text = "UPDATE activity_seller SET user_id = $2 WHERE user_id = $1 AND NOT EXISTS (SELECT 1 FROM activity_seller o WHERE o.activity_id = activity_seller.activity_id AND o.user_id = $2)";
        sql::execute(&tx, text, params![record.from_id, *heir]).await?;
        sql::execute(&tx, "DELETE FROM activity_seller WHERE user_id = $1", params![record.from_id]).await?;
    }
    // New leads would go on coming to whoever leaves.
    let gets_none = record.what & Estate::Leads.bit() != 0 && record.first_day.is_none() && record.last_day.is_none();
    if let Some(heir) = heirs.first().filter(|_| gets_none) {
        let text = "UPDATE lead_rule SET user_id = $2, version = version + 1 WHERE user_id = $1";
        sql::execute(&tx, text, params![record.from_id, *heir]).await?;
    }
    sql::execute(&tx, "UPDATE handover SET state = 'done' WHERE id = $1", params![job.subject]).await?;
    jobs::finish(&tx, job, UseCase::HandoverStart, "handover", &format!("{moved} moved")).await?;
    tx.commit().await?;
    Ok(())
}

/// The next rows that are still theirs.
async fn next(db: &impl ConnectionTrait, part: &Part, record: &Record) -> Result<Vec<i64>> {
    let mut params = Params::default();
    let theirs = part.theirs(record.from_id, (record.first_day, record.last_day), &mut params);
    let text = format!("SELECT id FROM {} WHERE {theirs} ORDER BY id LIMIT {CHUNK}", part.table);
    sql::column(db, &text, params.0).await
}

/// Gives rows to the heirs, one after the other.
async fn pass_on(tx: &DatabaseTransaction, part: &Part, ids: &[i64], heirs: &[i64]) -> Result<()> {
    for (n, heir) in heirs.iter().enumerate() {
        let own: Vec<i64> = ids.iter().skip(n).step_by(heirs.len().max(1)).copied().collect();
        if own.is_empty() {
            continue;
        }
        let mut params = Params::default();
        let heir = params.add(*heir);
        let own = sql::list(&mut params, own);
        // A lead that a colleague handed over is nobody's by a rule.
        let more = if part.table == "lead" { ", rule_id = NULL" } else { "" };
        let text = format!(
            "UPDATE {} SET {} = {heir}, version = version + 1{more} WHERE id IN ({own})",
            part.table, part.column
        );
        sql::execute(tx, &text, params.0).await?;
    }
    Ok(())
}
