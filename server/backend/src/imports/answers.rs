//! Responses from a file: of people who are known, and of others, who are matched later.

use super::{
    plan::Action,
    row::{Reading, Row},
};
use crate::{Db, Result, campaigns::facts, fold::fold, jobs, jobs::Job, params, responses, sql, sql::Params};
use chrono::NaiveDate;
use domain::{
    fault::Fault,
    import::{Reason, Reject, Target},
    response::OUTCOMES,
    touch::Outcome,
    user::Language,
};
use sea_orm::ConnectionTrait;
use std::collections::{HashMap, HashSet};
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

/// Who responded, as it is stored of somebody who is not known: a name and an address.
fn unknown(row: &Row) -> (String, String) {
    let name = row.name.clone().or_else(|| row.external.clone()).unwrap_or_default();
    (name, row.email.clone().or_else(|| row.phone.clone()).unwrap_or_default())
}

/// The campaigns that responses can belong to, by code and by name.
struct Campaigns {
    codes: HashMap<String, i64>,
    names: HashMap<String, Vec<i64>>,
}

impl Campaigns {
    async fn read(db: &impl ConnectionTrait) -> Result<Self> {
        let text = "SELECT id, code, name FROM campaign WHERE status IN ('running', 'finished')";
        let mut campaigns = Self { codes: HashMap::new(), names: HashMap::new() };
        for (id, code, name) in sql::tuples::<(i64, String, String)>(db, text, params![]).await? {
            campaigns.codes.insert(fold(&code), id);
            campaigns.names.entry(fold(&name)).or_default().push(id);
        }
        Ok(campaigns)
    }

    /// The campaign that a cell means. A fair of each year may have one name; then only the code tells them apart.
    fn find(&self, cell: &str) -> std::result::Result<i64, Fault> {
        let cell = fold(cell);
        match (self.codes.get(&cell), self.names.get(&cell).map(Vec::as_slice)) {
            (Some(id), _) | (None, Some([id])) => Ok(*id),
            (None, Some(_)) => Err(Fault::SeveralMatch),
            (None, None) => Err(Fault::Unknown),
        }
    }
}

/// Plans the responses of a batch; `matched` are the people of its rows.
pub async fn plan(
    db: &impl ConnectionTrait,
    reading: &Reading,
    rows: &[Row],
    matched: &[Option<i64>],
) -> Result<Vec<Action>> {
    let campaigns = Campaigns::read(db).await?;
    let recorded = Recorded::read(db, rows, matched).await?;
    let action = |(row, person): (&Row, &Option<i64>)| {
        let name = row.campaign.as_deref().unwrap_or("");
        match campaigns.find(name) {
            Ok(campaign) if recorded.has(row, campaign, *person) => Action::Nothing,
            Ok(campaign) => Action::Response { campaign, person: *person },
            Err(fault) => Action::Reject(Reject {
                row: row.number,
                column: reading.column_of(&Target::Campaign),
                value: name.to_owned(),
                fault: Reason::Fault(fault),
                warning: false,
            }),
        }
    };
    Ok(rows.iter().zip(matched).map(action).collect())
}

/// What was recorded of the people of a batch before, by hand or by a file.
struct Recorded {
    of_people: HashSet<(i64, NaiveDate, String, i64)>,
    /// Of somebody who was not known when it was recorded, whoever it was matched with since.
    of_unknown: HashSet<(i64, NaiveDate, String, (String, String))>,
}

impl Recorded {
    async fn read(db: &impl ConnectionTrait, rows: &[Row], matched: &[Option<i64>]) -> Result<Self> {
        type Found = (i64, NaiveDate, String, Option<i64>, String, String);
        let mut found: Vec<Found> = Vec::new();
        let columns = "SELECT campaign_id, day, outcome, person_id, unknown_name, unknown_contact FROM response WHERE";
        let mut params = Params::default();
        let people = sql::list(&mut params, matched.iter().flatten().copied());
        if !people.is_empty() {
            found = sql::tuples(db, &format!("{columns} person_id IN ({people})"), params.0).await?;
        }
        let mut params = Params::default();
        let names = sql::list(&mut params, rows.iter().map(|row| unknown(row).0));
        if !names.is_empty() {
            // The first condition is that of the index.
            let text = format!("{columns} (unknown_name <> '' OR unknown_contact <> '') AND unknown_name IN ({names})");
            found.extend(sql::tuples::<Found>(db, &text, params.0).await?);
        }
        let mut recorded = Self { of_people: HashSet::new(), of_unknown: HashSet::new() };
        for (campaign, day, outcome, person, name, contact) in found {
            if let Some(person) = person {
                recorded.of_people.insert((campaign, day, outcome.clone(), person));
            }
            if !name.is_empty() || !contact.is_empty() {
                recorded.of_unknown.insert((campaign, day, outcome, (name, contact)));
            }
        }
        Ok(recorded)
    }

    fn has(&self, row: &Row, campaign: i64, person: Option<i64>) -> bool {
        let (Some(outcome), Some(day)) = (row.outcome, row.response_day) else { return false };
        let outcome = outcome.as_str().to_owned();
        person.is_some_and(|person| self.of_people.contains(&(campaign, day, outcome.clone(), person)))
            || self.of_unknown.contains(&(campaign, day, outcome, unknown(row)))
    }
}

/// Writes one response with what follows from it; gives the lead that was made.
pub async fn write(
    db: &impl ConnectionTrait,
    job: &Job,
    row: &Row,
    campaign: i64,
    person: Option<i64>,
) -> Result<Option<i64>> {
    let outcome = row.outcome.unwrap_or(Outcome::Interested);
    let day = row.response_day.unwrap_or(job.actor.today);
    let (name, contact) = if person.is_some() { Default::default() } else { unknown(row) };
    // What the campaign reached them by last.
    let text =
        "SELECT activity_id, list_id FROM touch WHERE person_id = $1 AND campaign_id = $2 ORDER BY id DESC LIMIT 1";
    let reached: Option<(i64, Option<i64>)> = sql::tuple(db, text, params![person, campaign]).await?;
    let (activity, list) = reached.map_or((None, None), |(activity, list)| (Some(activity), list));
    let id: i64 = sql::scalar(
        db,
        "INSERT INTO response (campaign_id, activity_id, list_id, person_id, outcome, day, note, channel, unknown_name, unknown_contact, user_id, import_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id",
        params![
            campaign,
            activity,
            list,
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
    let mut lead = None;
    if let Some(person) = person {
        let source = responses::Source {
            campaign,
            activity,
            list,
            person,
            response: id,
            by_its_channel: false,
            owner: None,
            otherwise: None,
            by_file: true,
        };
        lead = responses::follow(db, &job.actor, &source, (outcome, day), true).await?;
        let text = "UPDATE lead SET import_id = $2 WHERE response_id = $1";
        sql::execute(db, text, params![id, job.subject]).await?;
    }
    Ok(lead)
}

/// Takes back the responses that nobody matched since and whose lead nobody worked on, and what they meant for funnels. A
/// wish not to be contacted stays.
pub async fn remove(db: &Db, job: &Job, done: &mut i64) -> Result<()> {
    loop {
        let tx = db.begin().await?;
        let text = "SELECT r.id, r.campaign_id, r.person_id, r.outcome IN ('not_interested', 'do_not_contact') FROM response r WHERE r.import_id = $1 AND r.version = 1
            AND NOT EXISTS (SELECT 1 FROM lead l WHERE l.response_id = r.id AND (l.version > 1 OR EXISTS (SELECT 1 FROM opportunity o WHERE o.lead_id = l.id))) ORDER BY r.id LIMIT $2";
        let found: Vec<(i64, i64, Option<i64>, bool)> = sql::tuples(&tx, text, params![job.subject, CHUNK]).await?;
        if found.is_empty() {
            return Ok(());
        }
        let mut params = Params::default();
        let ids = sql::list(&mut params, found.iter().map(|(id, ..)| *id));
        sql::execute(&tx, &format!("DELETE FROM lead WHERE response_id IN ({ids})"), params.0.clone()).await?;
        sql::execute(&tx, &format!("DELETE FROM response WHERE id IN ({ids})"), params.0).await?;
        for (_, campaign, person, against) in &found {
            let Some(person) = person else { continue };
            leave(&tx, *campaign, *person, *against).await?;
        }
        *done += i64::try_from(found.len()).unwrap_or(0);
        jobs::advance(&tx, job, "", *done, *done).await?;
        tx.commit().await?;
    }
}

/// What a response that is gone no longer means. Whoever said no in another one, or whose lead or opportunity was lost,
/// stays out of the funnel.
async fn leave(db: &impl ConnectionTrait, campaign: i64, person: i64, against: bool) -> Result<()> {
    let count = async |text: &str| sql::scalar::<i64>(db, text, params![campaign, person]).await;
    let responses =
        "SELECT COUNT(*) FROM response WHERE campaign_id = $1 AND person_id = $2 AND outcome <> 'wrong_number'";
    if count(responses).await? == 0 {
        facts::leave(db, campaign, person, "responded").await?;
    }
    if count("SELECT COUNT(*) FROM lead WHERE campaign_id = $1 AND person_id = $2").await? == 0 {
        facts::leave(db, campaign, person, "lead").await?;
    }
    let out = "SELECT (SELECT COUNT(*) FROM response WHERE campaign_id = $1 AND person_id = $2 AND outcome IN ('not_interested', 'do_not_contact'))
        + (SELECT COUNT(*) FROM lead WHERE campaign_id = $1 AND person_id = $2 AND state = 'disqualified')
        + (SELECT COUNT(*) FROM opportunity WHERE campaign_id = $1 AND person_id = $2 AND state = 'lost')";
    if against && count(out).await? == 0 {
        facts::reopen(db, campaign, person).await?;
    }
    Ok(())
}
