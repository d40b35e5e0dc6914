//! Closing a campaign, and changing what was said of it.

use super::view::{rows, said};
use crate::{Act, Actor, Db, Error, Result, begin, campaigns, params, sql};
use domain::{
    campaign::Status,
    closing::{ClosingDraft, ClosingRead, Subject},
    conflict::Stored,
    fault::Fault,
    metrics::Value,
    rights::UseCase,
};
use sea_orm::ConnectionTrait;

/// Keeps the decision about a finished campaign with its reason, causes, and lessons; gives the version. Each thing that differed
/// is kept with the figure as it was when it was first said, and the closing with who first closed.
///
/// # Errors
/// `Denied`, `NotFound`, `Conflict` with the other side, `Invalid` with all faults, also at `cause.N` for one that is not there;
/// `State` unless the campaign is finished.
pub async fn save(db: &Db, actor: &Actor, request: &str, input: &ClosingDraft) -> Result<i64> {
    actor.may(UseCase::ClosingSave)?;
    let read = input.read().map_err(Error::Invalid)?;
    let act: Act = begin!(db, actor, UseCase::ClosingSave, request);
    let record = campaigns::record(&act.tx, input.campaign).await?;
    if record.status()? != Status::Finished {
        return Err(Error::State("not finished"));
    }
    let version = claim(&act.tx, actor, input, &read).await?;
    store(&act.tx, input, &read).await?;
    act.finish(version, "campaign", Some(record.id), read.decision.as_str()).await
}

/// Writes the head over the version that was read.
async fn claim(db: &impl ConnectionTrait, actor: &Actor, input: &ClosingDraft, read: &ClosingRead) -> Result<i64> {
    let text = "INSERT INTO closing (campaign_id, decision, reason, lessons, learn, user_id, closed_day, version) VALUES ($1, $2, $3, $4, $5, $6, $7, 1)
         ON CONFLICT (campaign_id) DO UPDATE SET decision = excluded.decision, reason = excluded.reason, lessons = excluded.lessons, learn = excluded.learn,
            version = closing.version + 1 WHERE closing.version = $8 RETURNING version";
    let values = params![
        input.campaign,
        read.decision.as_str(),
        read.reason.as_str(),
        read.lessons.as_str(),
        input.learn,
        actor.user_id,
        actor.today,
        input.version,
    ];
    if let Some(version) = sql::maybe::<i64>(db, text, values).await? {
        return Ok(version);
    }
    let text = "SELECT version, decision, reason, lessons, learn FROM closing WHERE campaign_id = $1";
    let (version, decision, reason, lessons, learn): (i64, String, String, String, bool) =
        sql::tuple(db, text, params![input.campaign]).await?.ok_or(Error::NotFound)?;
    let word = |decision: &str| Stored::Word("decision".to_owned(), decision.to_owned());
    let typed = vec![
        ("decision", word(read.decision.as_str())),
        ("reason", Stored::Text(read.reason.clone())),
        ("lessons", Stored::Text(read.lessons.clone())),
        ("learn", Stored::YesNo(input.learn)),
    ];
    let mut now = vec![word(&decision), Stored::Text(reason), Stored::Text(lessons), Stored::YesNo(learn)];
    let mut typed = typed;
    let names: Vec<(i64, String)> =
        sql::tuples(db, "SELECT id, name FROM reason WHERE kind = 'deviation'", params![]).await?;
    let name =
        |id: i64| names.iter().find(|(known, _)| *known == id).map_or_else(String::new, |(_, name)| name.clone());
    let stored = said(db, input.campaign).await?;
    let mine = read.causes.iter().map(|(subject, cause, note)| (subject, cause.map(name), note.as_str()));
    let theirs = stored
        .iter()
        .map(|(subject, _, cause, note)| (subject, cause.as_ref().map(|(_, name)| name.clone()), note.as_str()));
    typed.push(("causes", Stored::Text(told(mine))));
    now.push(Stored::Text(told(theirs)));
    Err(Error::Conflict { version, now: domain::conflict::differing(typed, now) })
}

/// Causes in one order, as a text to compare and to show.
fn told<'a>(causes: impl Iterator<Item = (&'a Subject, Option<String>, &'a str)>) -> String {
    let mut told: Vec<String> = causes
        .map(|(subject, cause, note)| {
            let said: Vec<String> = cause.into_iter().chain((!note.is_empty()).then(|| note.to_owned())).collect();
            (subject.code(), said.join(": "))
        })
        .map(|(code, said)| format!("{}: {said}", code.split_once(':').map_or("", |(_, name)| name)))
        .collect();
    told.sort();
    told.join("; ")
}

async fn store(db: &impl ConnectionTrait, input: &ClosingDraft, read: &ClosingRead) -> Result<()> {
    let before = said(db, input.campaign).await?;
    sql::execute(db, "DELETE FROM closing_cause WHERE campaign_id = $1", params![input.campaign]).await?;
    let known = rows(db, input.campaign).await?;
    let mut values = Vec::new();
    for (position, (subject, cause, note)) in (0_i64..).zip(&read.causes) {
        let at = |fault| {
            let n = input.causes.iter().position(|typed| typed.subject == subject.code()).unwrap_or(0);
            Error::invalid(&format!("cause.{n}"), fault)
        };
        // What was said of an article stays, even once its last line is gone.
        let was = before.iter().find(|(stored, ..)| stored == subject).map(|(_, actual, ..)| *actual);
        let row = known.iter().find(|row| row.subject == *subject);
        if row.is_none() && was.is_none() {
            return Err(at(Fault::Unknown));
        }
        if let Some(cause) = cause {
            let text = "SELECT id FROM reason WHERE id = $1 AND kind = 'deviation'";
            sql::maybe::<i64>(db, text, params![*cause]).await?.ok_or_else(|| at(Fault::Unknown))?;
        }
        let actual = was.unwrap_or_else(|| match row?.actual {
            Value::Count(n) | Value::Money(n) => Some(n),
            Value::Share(_) | Value::Gap(_) => None,
        });
        values.extend(params![input.campaign, position, subject.code(), actual, *cause, note.as_str()]);
    }
    let into = "INSERT INTO closing_cause (campaign_id, position, subject, actual, cause_id, note)";
    sql::insert_many(db, into, 6, values, "").await?;
    Ok(())
}
