//! Tasks and milestones: planned, done, with the time they took.

use crate::{Act, Actor, Db, Error, Result, act, begin, params, sql};
use chrono::NaiveDate;
use domain::{
    conflict::Stored,
    decimal::DecimalMark,
    fault::Fault,
    rights::UseCase,
    task::{TaskDraft, TaskRow, read_minutes},
};
use sea_orm::ConnectionTrait;

#[derive(sea_orm::FromQueryResult)]
struct Row {
    id: i64,
    version: i64,
    title: String,
    milestone: bool,
    owner_id: i64,
    owner: String,
    start_day: Option<NaiveDate>,
    due_day: NaiveDate,
    minutes: i64,
    spent: i64,
    after_id: Option<i64>,
    waits: bool,
    done_day: Option<NaiveDate>,
    note: String,
    campaign_id: Option<i64>,
    campaign: Option<String>,
    person_id: Option<i64>,
    person: Option<String>,
}

const ROW: &str = "SELECT k.id, k.version, k.title, k.milestone, k.owner_id, u.name AS owner, k.start_day, k.due_day, k.minutes,
    (SELECT CAST(COALESCE(SUM(e.minutes), 0) AS BIGINT) FROM time_entry e WHERE e.task_id = k.id) AS spent, k.after_id,
    EXISTS (SELECT 1 FROM task b WHERE b.id = k.after_id AND b.state = 'open') AS waits, k.done_day, k.note,
    k.campaign_id, c.name AS campaign, k.person_id, p.name AS person
    FROM task k JOIN app_user u ON u.id = k.owner_id LEFT JOIN campaign c ON c.id = k.campaign_id LEFT JOIN person p ON p.id = k.person_id";

impl From<Row> for TaskRow {
    fn from(row: Row) -> Self {
        TaskRow {
            id: row.id,
            version: row.version,
            title: row.title,
            milestone: row.milestone,
            owner_id: row.owner_id,
            owner: row.owner,
            start: row.start_day,
            due: row.due_day,
            minutes: row.minutes,
            spent: row.spent,
            after: row.after_id,
            waits: row.waits,
            done: row.done_day,
            note: row.note,
            campaign_id: row.campaign_id,
            campaign: row.campaign.unwrap_or_default(),
            person_id: row.person_id,
            person: row.person.unwrap_or_default(),
        }
    }
}

async fn select(db: &impl ConnectionTrait, rest: &str, values: Vec<sea_orm::Value>) -> Result<Vec<TaskRow>> {
    let rows: Vec<Row> = sql::rows(db, &format!("{ROW} {rest}"), values).await?;
    Ok(rows.into_iter().map(TaskRow::from).collect())
}

/// The tasks of a campaign, in the order of their days.
pub(crate) async fn of_campaign(db: &impl ConnectionTrait, campaign: i64) -> Result<Vec<TaskRow>> {
    select(db, "WHERE k.campaign_id = $1 ORDER BY k.due_day, k.id LIMIT 500", params![campaign]).await
}

/// The open tasks that concern a person.
pub(crate) async fn of_person(db: &impl ConnectionTrait, person: i64) -> Result<Vec<TaskRow>> {
    select(db, "WHERE k.person_id = $1 AND k.state = 'open' ORDER BY k.due_day, k.id LIMIT 50", params![person]).await
}

/// The actor's own tasks that are open and due by a day, and late milestones of campaigns that the actor runs.
pub(crate) async fn mine(
    db: &impl ConnectionTrait,
    actor: &Actor,
    upto: NaiveDate,
    limit: i64,
) -> Result<Vec<TaskRow>> {
    let text = format!(
        "WHERE k.state = 'open' AND k.due_day <= $2 AND (c.id IS NULL OR NOT c.template) AND (k.owner_id = $1 OR (k.milestone AND k.due_day < $3 AND c.owner_id = $1))
         ORDER BY k.due_day, k.id LIMIT {limit}"
    );
    select(db, &text, params![actor.user_id, upto, actor.today]).await
}

/// A task as the form shows it.
async fn stored_form(db: &impl ConnectionTrait, id: i64) -> Result<Vec<Stored>> {
    type Form = (String, String, Option<NaiveDate>, NaiveDate, i64, String, bool, String);
    let text = "SELECT k.title, u.name, k.start_day, k.due_day, k.minutes, COALESCE(b.title, ''), k.milestone, k.note
        FROM task k JOIN app_user u ON u.id = k.owner_id LEFT JOIN task b ON b.id = k.after_id WHERE k.id = $1";
    let (title, owner, start, due, minutes, after, milestone, note): Form =
        sql::tuple(db, text, params![id]).await?.ok_or(Error::NotFound)?;
    Ok(vec![
        Stored::Text(title),
        Stored::Text(owner),
        Stored::Day(start),
        Stored::Day(Some(due)),
        Stored::Count(minutes),
        Stored::Text(after),
        Stored::YesNo(milestone),
        Stored::Text(note),
    ])
}

/// Adds or changes a task.
///
/// # Errors
/// `Denied`, `Invalid` with all faults, `Conflict`; `State` once it is done.
pub async fn save(db: &Db, actor: &Actor, request: &str, draft: &TaskDraft, mark: DecimalMark) -> Result<i64> {
    actor.may(UseCase::TaskSave)?;
    let task = draft.read(mark).map_err(Error::Invalid)?;
    let act: Act = begin!(db, actor, UseCase::TaskSave, request);
    let owner = draft.owner.unwrap_or(actor.user_id);
    let known: Option<i64> =
        sql::maybe(&act.tx, "SELECT id FROM app_user WHERE id = $1 AND active", params![owner]).await?;
    known.ok_or_else(|| Error::invalid("owner", Fault::Unknown))?;
    let id = match draft.id {
        Some(id) => {
            writable(&act.tx, actor, id).await?;
            let name = async |user: i64| -> Result<Stored> {
                Ok(Stored::Text(sql::scalar(&act.tx, "SELECT name FROM app_user WHERE id = $1", params![user]).await?))
            };
            let before = "SELECT title FROM task WHERE id = $1";
            let after: Option<String> = sql::maybe(&act.tx, before, params![draft.after]).await?;
            let typed = vec![
                ("title", Stored::Text(task.title.clone())),
                ("owner", name(owner).await?),
                ("start", Stored::Day(task.start)),
                ("due", Stored::Day(Some(task.due))),
                ("minutes", Stored::Count(task.minutes)),
                ("after", Stored::Text(after.unwrap_or_default())),
                ("milestone", Stored::YesNo(draft.milestone)),
                ("note", Stored::Text(task.note.clone())),
            ];
            act::claim_form(&act.tx, "task", (id, draft.version), typed, stored_form(&act.tx, id)).await?;
            id
        }
        None => {
            let text = "INSERT INTO task (campaign_id, person_id, title, owner_id, due_day) VALUES ($1, $2, '', $3, $4) RETURNING id";
            if let Some(campaign) = draft.campaign {
                crate::campaigns::record(&act.tx, campaign).await?;
            }
            if let Some(person) = draft.person {
                let here: Option<i64> =
                    sql::maybe(&act.tx, "SELECT id FROM live_person WHERE id = $1", params![person]).await?;
                here.ok_or(Error::NotFound)?;
            }
            sql::scalar(&act.tx, text, params![draft.campaign, draft.person, owner, task.due]).await?
        }
    };
    check_after(&act.tx, id, draft.after).await?;
    sql::execute(
        &act.tx,
        "UPDATE task SET title = $2, milestone = $3, owner_id = $4, start_day = $5, due_day = $6, minutes = $7, after_id = $8, note = $9 WHERE id = $1",
        params![id, task.title.as_str(), draft.milestone, owner, task.start, task.due, task.minutes, draft.after, task.note.as_str()],
    )
    .await?;
    act.finish(id, "task", Some(id), &task.title).await
}

/// What a task waits for is in the same campaign, and no circle is closed.
async fn check_after(db: &impl ConnectionTrait, id: i64, after: Option<i64>) -> Result<()> {
    let mut next = after;
    while let Some(before) = next {
        if before == id {
            return Err(Error::invalid("after", Fault::Circular));
        }
        let text =
            "SELECT b.after_id FROM task b JOIN task k ON k.id = $2 AND k.campaign_id = b.campaign_id WHERE b.id = $1";
        let known: Option<Option<i64>> = sql::maybe(db, text, params![before, id]).await?;
        next = known.ok_or_else(|| Error::invalid("after", Fault::Unknown))?;
    }
    Ok(())
}

/// An open task that the actor may change: one's own, or any where one sees all work.
async fn writable(db: &impl ConnectionTrait, actor: &Actor, id: i64) -> Result<String> {
    let found: Option<(i64, String, String)> =
        sql::tuple(db, "SELECT owner_id, state, title FROM task WHERE id = $1", params![id]).await?;
    let (owner, state, title) = found.ok_or(Error::NotFound)?;
    if actor.role.sees_own_sales_only() && owner != actor.user_id {
        return Err(Error::NotFound);
    }
    if state == "open" { Ok(title) } else { Err(Error::State("task done already")) }
}

/// Marks a task as done, with the minutes it took if they are told; gives its new version.
///
/// # Errors
/// `Denied`, `Invalid` at `minutes`, `Conflict`; `State` once it is done, or while what it waits for is open.
pub async fn finish(
    db: &Db,
    actor: &Actor,
    request: &str,
    (id, version): (i64, i64),
    minutes: &str,
    mark: DecimalMark,
) -> Result<i64> {
    actor.may(UseCase::TaskDone)?;
    let minutes = if minutes.trim().is_empty() {
        0
    } else {
        read_minutes(minutes, mark).map_err(|fault| Error::invalid("minutes", fault))?
    };
    let act: Act = begin!(db, actor, UseCase::TaskDone, request);
    let title = writable(&act.tx, actor, id).await?;
    act::claim_version(&act.tx, "task", id, version).await?;
    let waits = "SELECT COUNT(*) FROM task b JOIN task k ON k.after_id = b.id WHERE k.id = $1 AND b.state = 'open'";
    if sql::scalar::<i64>(&act.tx, waits, params![id]).await? > 0 {
        return Err(Error::State("the task before is open"));
    }
    sql::execute(&act.tx, "UPDATE task SET state = 'done', done_day = $2 WHERE id = $1", params![id, actor.today])
        .await?;
    log(&act.tx, actor, id, minutes).await?;
    act.finish(version + 1, "task", Some(id), &title).await
}

async fn log(db: &impl ConnectionTrait, actor: &Actor, task: i64, minutes: i64) -> Result<()> {
    if minutes > 0 {
        let text = "INSERT INTO time_entry (task_id, user_id, day, minutes) VALUES ($1, $2, $3, $4)";
        sql::execute(db, text, params![task, actor.user_id, actor.today, minutes]).await?;
    }
    Ok(())
}

/// Opens a task again.
///
/// # Errors
/// `Denied`, `Conflict`, `NotFound`.
pub async fn reopen(db: &Db, actor: &Actor, request: &str, id: i64, version: i64) -> Result<i64> {
    let act: Act = begin!(db, actor, UseCase::TaskReopen, request);
    if !matches!(writable(&act.tx, actor, id).await, Err(Error::State(_))) {
        return Err(Error::State("not to be taken back"));
    }
    act::claim_version(&act.tx, "task", id, version).await?;
    sql::execute(&act.tx, "UPDATE task SET state = 'open', done_day = NULL WHERE id = $1", params![id]).await?;
    act.finish(version + 1, "task", Some(id), "reopened").await
}

/// Notes time spent on an open task; gives its new version.
///
/// # Errors
/// `Denied`, `Invalid` at `minutes`, `Conflict`; `State` once it is done.
pub async fn log_time(
    db: &Db,
    actor: &Actor,
    request: &str,
    (id, version): (i64, i64),
    minutes: &str,
    mark: DecimalMark,
) -> Result<i64> {
    actor.may(UseCase::TaskTime)?;
    let minutes = match read_minutes(minutes, mark) {
        Ok(0) => return Err(Error::invalid("minutes", Fault::Required)),
        read => read.map_err(|fault| Error::invalid("minutes", fault))?,
    };
    let act: Act = begin!(db, actor, UseCase::TaskTime, request);
    let title = writable(&act.tx, actor, id).await?;
    act::claim_version(&act.tx, "task", id, version).await?;
    log(&act.tx, actor, id, minutes).await?;
    act.finish(version + 1, "task", Some(id), &title).await
}

/// Deletes an open task; what waited for it waits no more.
///
/// # Errors
/// `Denied`, `Conflict`; `State` once it is done.
pub async fn delete(db: &Db, actor: &Actor, request: &str, id: i64, version: i64) -> Result<()> {
    let act: Act = begin!(db, actor, UseCase::TaskDelete, request);
    let title = writable(&act.tx, actor, id).await?;
    act::claim_version(&act.tx, "task", id, version).await?;
    sql::execute(&act.tx, "DELETE FROM task WHERE id = $1", params![id]).await?;
    act.finish((), "task", Some(id), &title).await
}
