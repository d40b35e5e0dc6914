//! Responses from a file: of people who are known, and of others, who are matched later.

use super::{
    plan::Action,
    row::{Reading, Row},
};
use crate::{Db, Result, campaigns::facts, fold::fold, jobs, jobs::Job, params, responses, sql, sql::Params};
use chrono::NaiveDate;
use domain::{
    fault::Fault,
    import::{Reason, Reject},
    response::OUTCOMES,
    touch::Outcome,
    user::Language,
};
use sea_orm::ConnectionTrait;
use std::collections::HashMap;
use texts::Texts;

/// Rows that one transaction of the undo takes.
const CHUNK: i64 = 500;

/// An outcome as people write it: its code, or its words in any of our languages.
pub fn outcome(cell: &str) -> std::result::Result<Outcome, Fault> {
    let cell = fold(cell);
    let is = |outcome: &Outcome| {
        let named = |language: Language| fold(Texts::of(language).code("outcome", outcome.as_str())) == cell;
        fold(outcome.as_str()) == cell || Language::SPOKEN.into_iter().any(named)
    };
    OUTCOMES.into_iter().find(is).ok_or(Fault::Unknown)
}

/// Plans the responses of a batch; `matched` are the people of its rows.
pub async fn plan(
    db: &impl ConnectionTrait,
    reading: &Reading,
    today: NaiveDate,
    rows: &[Row],
    matched: &[Option<i64>],
) -> Result<Vec<Action>> {
    let text = "SELECT id, code, name FROM campaign WHERE status IN ('running', 'finished')";
    let campaigns: Vec<(i64, String, String)> = sql::tuples(db, text, params![]).await?;
    let campaigns: HashMap<String, i64> =
        campaigns.into_iter().flat_map(|(id, code, name)| [(fold(&name), id), (fold(&code), id)]).collect();
    let mut actions = Vec::with_capacity(rows.len());
    for (row, person) in rows.iter().zip(matched) {
        let name = row.campaign.as_deref().unwrap_or("");
        let action = match campaigns.get(&fold(name)) {
            Some(campaign) if is_here(db, row, *campaign, *person, today).await? => Action::Nothing,
            Some(campaign) => Action::Response { campaign: *campaign, person: *person },
            None => Action::Reject(Reject {
                row: row.number,
                column: reading.column_of(&domain::import::Target::Campaign),
                value: name.to_owned(),
                fault: Reason::Fault(Fault::Unknown),
                warning: false,
            }),
        };
        actions.push(action);
    }
    Ok(actions)
}

/// Whether the response was recorded before.
async fn is_here(
    db: &impl ConnectionTrait,
    row: &Row,
    campaign: i64,
    person: Option<i64>,
    today: NaiveDate,
) -> Result<bool> {
    let outcome = row.outcome.map_or("", Outcome::as_str);
    let day = row.response_day.unwrap_or(today);
    let text = if person.is_some() {
        "SELECT COUNT(*) FROM response WHERE campaign_id = $1 AND day = $2 AND outcome = $3 AND person_id = $4"
    } else {
        "SELECT COUNT(*) FROM response WHERE campaign_id = $1 AND day = $2 AND outcome = $3 AND person_id IS NULL AND unknown_name = $5 AND unknown_contact = $6 AND COALESCE($4, 0) = 0"
    };
    let mut values = params![campaign, day, outcome, person];
    if person.is_none() {
        values.extend(params![row.name.clone().unwrap_or_default(), contact(row)]);
    }
    Ok(sql::scalar::<i64>(db, text, values).await? > 0)
}

fn contact(row: &Row) -> String {
    row.email.clone().or_else(|| row.phone.clone()).unwrap_or_default()
}

/// Writes one response with what follows from it.
pub async fn write(db: &impl ConnectionTrait, job: &Job, row: &Row, campaign: i64, person: Option<i64>) -> Result<()> {
    let outcome = row.outcome.unwrap_or(Outcome::Interested);
    let day = row.response_day.unwrap_or(job.actor.today);
    let (name, contact) = match person {
        Some(_) => (String::new(), String::new()),
        None => (row.name.clone().or_else(|| row.external.clone()).unwrap_or_default(), contact(row)),
    };
    let id: i64 = sql::scalar(
        db,
        "INSERT INTO response (campaign_id, person_id, outcome, day, note, channel, unknown_name, unknown_contact, user_id, import_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id",
        params![
            campaign,
            person,
            outcome.as_str(),
            day,
            row.note.clone().unwrap_or_default(),
            row.response_channel.clone().unwrap_or_default(),
            name,
            contact,
            job.actor.user_id,
            job.subject
        ],
    )
    .await?;
    if let Some(person) = person {
        let source = responses::Source { campaign, activity: None, list: None, person, response: id };
        responses::follow(db, &job.actor, &source, (outcome, day), true).await?;
        let text = "UPDATE lead SET import_id = $2 WHERE response_id = $1";
        sql::execute(db, text, params![id, job.subject]).await?;
    }
    Ok(())
}

/// Takes back the responses that nobody matched since and whose lead nobody worked on, and what they meant for funnels. A
/// wish not to be contacted stays.
pub async fn remove(db: &Db, job: &Job, done: &mut i64) -> Result<()> {
    loop {
        let tx = db.begin().await?;
        let text = "SELECT r.id, r.campaign_id, r.person_id FROM response r WHERE r.import_id = $1 AND r.version = 1
            AND NOT EXISTS (SELECT 1 FROM lead l WHERE l.response_id = r.id AND (l.version > 1 OR EXISTS (SELECT 1 FROM opportunity o WHERE o.lead_id = l.id))) ORDER BY r.id LIMIT $2";
        let found: Vec<(i64, i64, Option<i64>)> = sql::tuples(&tx, text, params![job.subject, CHUNK]).await?;
        if found.is_empty() {
            return Ok(());
        }
        let mut params = Params::default();
        let ids = sql::list(&mut params, found.iter().map(|(id, ..)| *id));
        sql::execute(&tx, &format!("DELETE FROM lead WHERE response_id IN ({ids})"), params.0.clone()).await?;
        sql::execute(&tx, &format!("DELETE FROM response WHERE id IN ({ids})"), params.0).await?;
        for (campaign, person) in found.iter().filter_map(|(_, campaign, person)| Some((*campaign, (*person)?))) {
            for (fact, others) in [
                (
                    "responded",
                    "SELECT COUNT(*) FROM response WHERE campaign_id = $1 AND person_id = $2 AND outcome <> 'wrong_number'",
                ),
                ("lead", "SELECT COUNT(*) FROM lead WHERE campaign_id = $1 AND person_id = $2"),
            ] {
                if sql::scalar::<i64>(&tx, others, params![campaign, person]).await? == 0 {
                    facts::leave(&tx, campaign, person, fact).await?;
                }
            }
            let against = "SELECT COUNT(*) FROM response WHERE campaign_id = $1 AND person_id = $2 AND outcome IN ('not_interested', 'do_not_contact')";
            if sql::scalar::<i64>(&tx, against, params![campaign, person]).await? == 0 {
                facts::reopen(&tx, campaign, person).await?;
            }
        }
        *done += i64::try_from(found.len()).unwrap_or(0);
        jobs::advance(&tx, job, "", *done, *done).await?;
        tx.commit().await?;
    }
}
