//! Taking an import back: what it made and nobody touched since goes, what it changed is restored, the rest is counted.

use crate::{
    Act, Actor, Db, Error, Result, act, begin,
    campaigns::facts,
    jobs::{self, Job},
    params, sql,
    sql::Params,
};
use chrono::NaiveDate;
use domain::{import::ImportState, rights::UseCase};
use sea_orm::ConnectionTrait;

/// Rows of one chunk.
const CHUNK: i64 = 1000;

/// Starts to take an import back.
///
/// # Errors
/// `Denied`, `Conflict`; `State` unless the import is done.
pub async fn undo(db: &Db, actor: &Actor, request: &str, id: i64, version: i64) -> Result<i64> {
    let act: Act = begin!(db, actor, UseCase::ImportUndo, request);
    act::claim_version(&act.tx, "import", id, version).await?;
    let record = super::record(&act.tx, id).await?;
    record.own(actor)?;
    // An import that was given up may have written rows before.
    if record.state != ImportState::Done.as_str() && record.state != ImportState::Failed.as_str() {
        return Err(Error::State("nothing to undo"));
    }
    sql::execute(&act.tx, "UPDATE import SET state = 'undoing' WHERE id = $1", params![id]).await?;
    jobs::enqueue(&act.tx, actor, jobs::Kind::ImportUndo, id).await?;
    act.finish(id, "import", Some(id), "undo").await
}

/// People of an import that nothing else refers to, nobody changed, and nobody put on a list since.
const UNTOUCHED: &str = "SELECT p.id FROM person p WHERE p.import_id = $1 AND p.version = 1
    AND NOT EXISTS (SELECT 1 FROM touch t WHERE t.person_id = p.id)
    AND NOT EXISTS (SELECT 1 FROM audience_member m WHERE m.person_id = p.id)
    AND NOT EXISTS (SELECT 1 FROM lead l WHERE l.person_id = p.id)
    AND NOT EXISTS (SELECT 1 FROM opportunity o WHERE o.person_id = p.id)
    AND NOT EXISTS (SELECT 1 FROM response r WHERE r.person_id = p.id)
    AND NOT EXISTS (SELECT 1 FROM note n WHERE n.person_id = p.id)
    AND NOT EXISTS (SELECT 1 FROM task k WHERE k.person_id = p.id)
    AND NOT EXISTS (SELECT 1 FROM funnel_entry f WHERE f.person_id = p.id)
    AND NOT EXISTS (SELECT 1 FROM list_member o WHERE o.person_id = p.id AND (o.import_id IS NULL OR o.import_id <> $1))
    ORDER BY p.id LIMIT $2";

/// Runs the undo. Every step can be begun again after a crash: each takes what is left.
///
/// # Errors
/// What the database answers.
pub async fn run_undo(db: &Db, job: &Job) -> Result<()> {
    let id = job.subject;
    let mut done = 0_i64;
    remove_wins(db, job, &mut done).await?;
    super::answers::remove(db, job, &mut done).await?;
    restore(db, job, &mut done).await?;
    let leads = "DELETE FROM lead WHERE id IN (SELECT l.id FROM lead l WHERE l.import_id = $1 AND l.response_id IS NULL AND (l.version = 1 OR (l.version = 3 AND (l.owner_id IS NULL OR l.rule_id IS NOT NULL) AND NOT EXISTS (SELECT 1 FROM lead_value v WHERE v.lead_id = l.id))) AND l.state = 'new' AND NOT EXISTS (SELECT 1 FROM opportunity o WHERE o.lead_id = l.id) LIMIT 1000)";
    repeat(db, job, &mut done, &[leads]).await?;
    remove_people(db, job, &mut done).await?;
    repeat(db, job, &mut done, &["DELETE FROM list_member WHERE import_id = $1 AND person_id IN (SELECT person_id FROM list_member WHERE import_id = $1 ORDER BY person_id LIMIT 1000)"]).await?;
    let tx = db.begin().await?;
    for text in [
        "DELETE FROM people_list WHERE import_id = $1 AND version = 1 AND NOT EXISTS (SELECT 1 FROM list_member m WHERE m.list_id = people_list.id)
         AND NOT EXISTS (SELECT 1 FROM activity_list s WHERE s.list_id = people_list.id)
         AND NOT EXISTS (SELECT 1 FROM people_list d WHERE d.rule LIKE '%\"list\",\"op\":\"is\",\"value\":\"' || people_list.id || '\"%')
         AND NOT EXISTS (SELECT 1 FROM lead_rule r WHERE r.rule LIKE '%\"list\",\"op\":\"is\",\"value\":\"' || people_list.id || '\"%')
         AND NOT EXISTS (SELECT 1 FROM activity c WHERE c.rule LIKE '%\"list\",\"op\":\"is\",\"value\":\"' || people_list.id || '\"%')",
        "DELETE FROM attribute WHERE import_id = $1 AND NOT EXISTS (SELECT 1 FROM attribute_value v WHERE v.attribute_id = attribute.id)
         AND NOT EXISTS (SELECT 1 FROM people_list d WHERE d.rule LIKE '%\"attr:' || attribute.id || '\"%')
         AND NOT EXISTS (SELECT 1 FROM lead_rule r WHERE r.rule LIKE '%\"attr:' || attribute.id || '\"%')
         AND NOT EXISTS (SELECT 1 FROM activity c WHERE c.rule LIKE '%\"attr:' || attribute.id || '\"%')",
        "DELETE FROM channel WHERE import_id = $1 AND NOT EXISTS (SELECT 1 FROM lead l WHERE l.channel_id = channel.id)
         AND NOT EXISTS (SELECT 1 FROM people_list d WHERE d.rule LIKE '%\"channel\",\"op\":\"is\",\"value\":\"' || channel.id || '\"%')
         AND NOT EXISTS (SELECT 1 FROM lead_rule r WHERE r.rule LIKE '%\"channel\",\"op\":\"is\",\"value\":\"' || channel.id || '\"%')
         AND NOT EXISTS (SELECT 1 FROM activity c WHERE c.rule LIKE '%\"channel\",\"op\":\"is\",\"value\":\"' || channel.id || '\"%')",
        "DELETE FROM account WHERE import_id = $1 AND version = 1 AND NOT EXISTS (SELECT 1 FROM person p WHERE p.account_id = account.id)
         AND NOT EXISTS (SELECT 1 FROM lead l WHERE l.account_id = account.id) AND NOT EXISTS (SELECT 1 FROM opportunity o WHERE o.account_id = account.id)",
    ] {
        sql::execute(&tx, text, params![id]).await?;
    }
    let mut kept: i64 =
        sql::scalar(&tx, "SELECT COUNT(*) FROM import_journal WHERE import_id = $1", params![id]).await?;
    for table in ["person", "lead", "opportunity", "response"] {
        kept +=
            sql::scalar::<i64>(&tx, &format!("SELECT COUNT(*) FROM {table} WHERE import_id = $1"), params![id]).await?;
    }
    sql::execute(
        &tx,
        "UPDATE import SET state = 'undone', kept = $2, version = version + 1 WHERE id = $1",
        params![id, kept],
    )
    .await?;
    jobs::finish(&tx, job, UseCase::ImportUndo, "import", &format!("kept {kept}")).await?;
    tx.commit().await?;
    Ok(())
}

/// Takes the won deals of an import back, and what their winning meant for funnels.
async fn remove_wins(db: &Db, job: &Job, done: &mut i64) -> Result<()> {
    loop {
        let tx = db.begin().await?;
        let text = "SELECT id, campaign_id, person_id FROM opportunity WHERE import_id = $1 AND version = 1 ORDER BY id LIMIT $2";
        let wins: Vec<(i64, Option<i64>, i64)> = sql::tuples(&tx, text, params![job.subject, CHUNK]).await?;
        if wins.is_empty() {
            return Ok(());
        }
        let mut params = Params::default();
        let ids = sql::list(&mut params, wins.iter().map(|(id, ..)| *id));
        sql::execute(&tx, &format!("DELETE FROM opportunity WHERE id IN ({ids})"), params.0).await?;
        for (campaign, person) in wins.iter().filter_map(|(_, campaign, person)| Some(((*campaign)?, *person))) {
            for (fact, other) in [("opportunity", ""), ("won", "AND state = 'won'")] {
                let text =
                    format!("SELECT COUNT(*) FROM opportunity WHERE campaign_id = $1 AND person_id = $2 {other}");
                if sql::scalar::<i64>(&tx, &text, params![campaign, person]).await? == 0 {
                    facts::leave(&tx, campaign, person, fact).await?;
                }
            }
        }
        *done += i64::try_from(wins.len()).unwrap_or(0);
        jobs::advance(&tx, job, "", *done, *done).await?;
        tx.commit().await?;
    }
}

/// Deletes the people whom an import made and who are as it made them, with all that belongs to them.
async fn remove_people(db: &Db, job: &Job, done: &mut i64) -> Result<()> {
    loop {
        let tx = db.begin().await?;
        // Held until the end, so that nobody changes one of them between the statements.
        let lock = if db.is_sqlite() { "" } else { " FOR UPDATE OF p" };
        let people: Vec<i64> = sql::column(&tx, &format!("{UNTOUCHED}{lock}"), params![job.subject, CHUNK]).await?;
        if people.is_empty() {
            return Ok(());
        }
        for place in [
            "attribute_value WHERE person_id",
            "external_ref WHERE person_id",
            "list_member WHERE person_id",
            "person WHERE id",
        ] {
            let mut params = Params::default();
            let ids = sql::list(&mut params, people.iter().copied());
            sql::execute(&tx, &format!("DELETE FROM {place} IN ({ids})"), params.0).await?;
        }
        *done += i64::try_from(people.len()).unwrap_or(0);
        jobs::advance(&tx, job, "", *done, *done).await?;
        tx.commit().await?;
    }
}

/// Runs the statements in one short transaction again and again until the last one finds nothing.
async fn repeat(db: &Db, job: &Job, done: &mut i64, statements: &[&str]) -> Result<()> {
    loop {
        let tx = db.begin().await?;
        let mut last = 0;
        for text in statements {
            last = sql::execute(&tx, text, params![job.subject]).await?;
        }
        *done += i64::try_from(last).unwrap_or(0);
        jobs::advance(&tx, job, "", *done, *done).await?;
        tx.commit().await?;
        if last == 0 {
            return Ok(());
        }
    }
}

/// Puts back what the import changed, newest first, where the record still has the version that the import wrote.
async fn restore(db: &Db, job: &Job, done: &mut i64) -> Result<()> {
    let mut below = i64::MAX;
    loop {
        let tx = db.begin().await?;
        let rows: Vec<(i64, String, i64, i64, Option<String>)> = sql::tuples(
            &tx,
            "SELECT seq, entity, entity_id, version, before FROM import_journal WHERE import_id = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3",
            params![job.subject, below, CHUNK],
        )
        .await?;
        let Some((last, ..)) = rows.last() else { return Ok(()) };
        below = *last;
        for (seq, entity, id, version, before) in rows {
            let before = before.unwrap_or_default();
            let restored = if entity == "lead" {
                restore_lead(&tx, id, version, &before).await?
            } else {
                restore_person(&tx, id, version, &before).await?
            };
            if restored {
                sql::execute(
                    &tx,
                    "DELETE FROM import_journal WHERE import_id = $1 AND seq = $2",
                    params![job.subject, seq],
                )
                .await?;
            }
            *done += 1;
        }
        jobs::advance(&tx, job, "", *done, *done).await?;
        tx.commit().await?;
    }
}

#[derive(serde::Deserialize)]
struct LeadBefore {
    state: String,
    closed_day: Option<NaiveDate>,
}

async fn restore_lead(db: &impl ConnectionTrait, id: i64, version: i64, before: &str) -> Result<bool> {
    let before: LeadBefore = serde_json::from_str(before)?;
    let rows = sql::execute(
        db,
        "UPDATE lead SET state = $3, closed_day = $4, version = version + 1 WHERE id = $1 AND version = $2",
        params![id, version, before.state.as_str(), before.closed_day],
    )
    .await?;
    if rows == 1 && before.state == "new" {
        let text = "SELECT campaign_id, person_id FROM lead WHERE id = $1 AND campaign_id IS NOT NULL";
        if let Some((campaign, person)) = sql::tuple::<(i64, i64)>(db, text, params![id]).await? {
            let text = "SELECT COUNT(*) FROM lead WHERE campaign_id = $1 AND person_id = $2 AND state = 'qualified'";
            if sql::scalar::<i64>(db, text, params![campaign, person]).await? == 0 {
                facts::leave(db, campaign, person, "converted").await?;
            }
        }
    }
    Ok(rows == 1)
}

type Fields = (String, String, String, Option<i64>, String, Option<String>, Option<String>, bool, Option<NaiveDate>);
type Address = (String, String, String, Option<String>);
type Values = Vec<(i64, Option<(Option<i64>, Option<String>, Option<String>, Option<NaiveDate>)>)>;

async fn restore_person(db: &impl ConnectionTrait, id: i64, version: i64, before: &str) -> Result<bool> {
    // What was written before letters had addresses lacks the last part.
    let (fields, values, address): (Option<Fields>, Values, Option<Address>) = serde_json::from_str(before)
        .or_else(|_| serde_json::from_str(before).map(|(fields, values)| (fields, values, None)))?;
    let Some((name, sort_key, search, account, place, email, phone, do_not_call, consent)) = fields else {
        return Ok(false);
    };
    let rows = sql::execute(
        db,
        "UPDATE person SET name = $3, sort_key = $4, search_text = $5, account_id = $6, place = $7, email = $8, phone = $9, do_not_call = $10, consent_day = $11,
         version = version + 1 WHERE id = $1 AND version = $2",
        params![id, version, name, sort_key, search, account, place, email, phone, do_not_call, consent],
    )
    .await?;
    if rows == 0 {
        return Ok(false);
    }
    if let Some((job_title, street, postcode, post)) = address {
        let text = "UPDATE person SET job_title = $2, street = $3, postcode = $4, post = $5 WHERE id = $1";
        sql::execute(db, text, params![id, job_title, street, postcode, post]).await?;
    }
    for (attribute, old) in values {
        sql::execute(
            db,
            "DELETE FROM attribute_value WHERE person_id = $1 AND attribute_id = $2",
            params![id, attribute],
        )
        .await?;
        if let Some((num, text, norm, day)) = old {
            sql::execute(
                db,
                "INSERT INTO attribute_value (person_id, attribute_id, num, text, text_norm, day) VALUES ($1, $2, $3, $4, $5, $6)",
                params![id, attribute, num, text, norm, day],
            )
            .await?;
        }
    }
    Ok(true)
}
