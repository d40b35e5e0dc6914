//! Notes on people, organisations and campaigns, and what colleagues are told by being mentioned in one.

use crate::{Act, Actor, Db, Error, Result, begin, params, people::SHOWN, sql};
use chrono::NaiveDate;
use domain::{
    fault::text,
    note::{NOTE_MAX, NoteOn, NoteRow, mentioned},
    rights::UseCase,
};
use sea_orm::ConnectionTrait;

/// Notes shown at once.
const ROWS: i64 = 50;

#[derive(sea_orm::FromQueryResult)]
struct Row {
    id: i64,
    person_id: Option<i64>,
    account_id: Option<i64>,
    campaign_id: Option<i64>,
    about: Option<String>,
    by: String,
    by_id: i64,
    day: NaiveDate,
    text: String,
}

fn row_text() -> String {
    format!("SELECT n.id, n.person_id, n.account_id, n.campaign_id, COALESCE({SHOWN}, a.name, c.name) AS about, u.name AS by, n.user_id AS by_id, n.day, n.text
    FROM note n JOIN app_user u ON u.id = n.user_id LEFT JOIN person p ON p.id = n.person_id LEFT JOIN account a ON a.id = n.account_id LEFT JOIN campaign c ON c.id = n.campaign_id")
}

impl Row {
    fn row(self) -> Option<NoteRow> {
        let on = self
            .person_id
            .map(NoteOn::Person)
            .or(self.account_id.map(NoteOn::Account))
            .or(self.campaign_id.map(NoteOn::Campaign))?;
        let about = self.about.unwrap_or_default();
        Some(NoteRow { id: self.id, on, about, by: self.by, by_id: self.by_id, day: self.day, text: self.text })
    }
}

fn column(on: NoteOn) -> (&'static str, i64) {
    match on {
        NoteOn::Person(id) => ("person_id", id),
        NoteOn::Account(id) => ("account_id", id),
        NoteOn::Campaign(id) => ("campaign_id", id),
    }
}

/// The newest notes on a record.
pub(crate) async fn on(db: &impl ConnectionTrait, on: NoteOn) -> Result<Vec<NoteRow>> {
    let (column, id) = column(on);
    let rows: Vec<Row> =
        sql::rows(db, &format!("{} WHERE n.{column} = $1 ORDER BY n.id DESC LIMIT {ROWS}", row_text()), params![id])
            .await?;
    Ok(rows.into_iter().filter_map(Row::row).collect())
}

/// Notes that mention the actor and were not put away yet.
pub(crate) async fn mentions(db: &impl ConnectionTrait, actor: &Actor) -> Result<Vec<NoteRow>> {
    let text = format!(
        "{} JOIN mention m ON m.note_id = n.id WHERE m.user_id = $1 AND NOT m.seen ORDER BY n.id DESC LIMIT {ROWS}",
        row_text()
    );
    let rows: Vec<Row> = sql::rows(db, &text, params![actor.user_id]).await?;
    Ok(rows.into_iter().filter_map(Row::row).collect())
}

/// Adds a note; whoever is mentioned by `@Name` finds it in Today.
///
/// # Errors
/// `Denied`, `NotFound`, `Invalid` at `text`.
pub async fn add(db: &Db, actor: &Actor, request: &str, on: NoteOn, note: &str) -> Result<i64> {
    actor.may(UseCase::NoteAdd)?;
    let note = text(note, NOTE_MAX).map_err(|fault| Error::invalid("text", fault))?;
    let act: Act = begin!(db, actor, UseCase::NoteAdd, request);
    let (column, id) = column(on);
    let table = match on {
        NoteOn::Person(_) => "live_person",
        NoteOn::Account(_) => "account",
        NoteOn::Campaign(_) => "campaign",
    };
    let here: Option<i64> = sql::maybe(&act.tx, &format!("SELECT id FROM {table} WHERE id = $1"), params![id]).await?;
    here.ok_or(Error::NotFound)?;
    let added: i64 = sql::scalar(
        &act.tx,
        &format!("INSERT INTO note ({column}, user_id, day, at_ms, text) VALUES ($1, $2, $3, $4, $5) RETURNING id"),
        params![id, actor.user_id, actor.today, actor.now_ms, note.as_str()],
    )
    .await?;
    if note.contains('@') {
        let people: Vec<(i64, String)> =
            sql::tuples(&act.tx, "SELECT id, name FROM app_user WHERE active", params![]).await?;
        for user in mentioned(&note, &people).into_iter().filter(|user| *user != actor.user_id) {
            sql::execute(&act.tx, "INSERT INTO mention (note_id, user_id) VALUES ($1, $2)", params![added, user])
                .await?;
        }
    }
    // A lead is touched in time by a note on its person as well.
    if let NoteOn::Person(person) = on {
        crate::leads::touched(&act.tx, person).await?;
    }
    act.finish(added, "note", Some(added), column).await
}

/// Deletes a note of one's own.
///
/// # Errors
/// `Denied`, `NotFound` also for notes of others.
pub async fn delete(db: &Db, actor: &Actor, request: &str, id: i64) -> Result<()> {
    let act: Act = begin!(db, actor, UseCase::NoteDelete, request);
    let gone =
        sql::execute(&act.tx, "DELETE FROM note WHERE id = $1 AND user_id = $2", params![id, actor.user_id]).await?;
    if gone == 0 {
        return Err(Error::NotFound);
    }
    act.finish((), "note", Some(id), "deleted").await
}

/// Puts a mention away.
///
/// # Errors
/// `Denied`, `NotFound`.
pub async fn seen(db: &Db, actor: &Actor, request: &str, id: i64) -> Result<()> {
    let act: Act = begin!(db, actor, UseCase::MentionSeen, request);
    let text = "UPDATE mention SET seen = TRUE WHERE note_id = $1 AND user_id = $2";
    if sql::execute(&act.tx, text, params![id, actor.user_id]).await? == 0 {
        return Err(Error::NotFound);
    }
    act.finish((), "note", Some(id), "seen").await
}
