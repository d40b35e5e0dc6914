//! What a batch of rows would do, found out without writing: the dry run and the import ask the same code.

use super::row::{Reading, Row};
use crate::{Actor, Result, params, people::attributes, sql, sql::Params};
use chrono::NaiveDate;
use domain::{
    attribute::{Attribute, AttributeValue, Subject},
    fault::Fault,
    import::{Existing, ImportKind, Reason, Reject},
};
use sea_orm::ConnectionTrait;
use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// What happens to a row.
#[derive(Debug)]
pub enum Action {
    /// A person is made, with a lead where the file holds leads.
    New,
    /// The person is here: `changes` are written, and a lead is made if `lead`.
    Known {
        person: i64,
        changes: Changes,
        lead: bool,
    },
    /// A lead is won.
    Win {
        lead: LeadRecord,
    },
    /// A response of somebody who is here, or who is matched later.
    Response {
        campaign: i64,
        person: Option<i64>,
    },
    /// A person who is the same already; the list of the import takes them too.
    Same {
        person: i64,
    },
    /// What is here already.
    Nothing,
    Reject(Reject),
}

/// Values of a person that the row changes.
#[derive(Debug, Default, Clone)]
pub struct Changes {
    pub name: Option<String>,
    pub account: Option<String>,
    pub job_title: Option<String>,
    pub street: Option<String>,
    pub postcode: Option<String>,
    pub place: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub do_not_call: Option<bool>,
    pub consent_day: Option<NaiveDate>,
    pub attributes: Vec<(usize, AttributeValue)>,
}

impl Changes {
    /// Whether the address of letters changes.
    pub fn moves(&self) -> bool {
        self.street.is_some() || self.postcode.is_some() || self.place.is_some()
    }

    pub fn is_empty(&self) -> bool {
        self.name.is_none()
            && self.account.is_none()
            && !self.moves()
            && self.job_title.is_none()
            && self.email.is_none()
            && self.phone.is_none()
            && self.do_not_call.is_none()
            && self.consent_day.is_none()
            && self.attributes.is_empty()
    }
}

/// A lead that a win refers to.
#[derive(Debug, Clone, sea_orm::FromQueryResult)]
pub struct LeadRecord {
    pub id: i64,
    pub person_id: i64,
    pub campaign_id: Option<i64>,
    pub activity_id: Option<i64>,
    pub list_id: Option<i64>,
    pub created_day: NaiveDate,
    pub state: String,
    pub closed_day: Option<NaiveDate>,
    pub version: i64,
}

#[derive(Debug, sea_orm::FromQueryResult)]
struct PersonRecord {
    id: i64,
    name: String,
    account: Option<String>,
    job_title: String,
    street: String,
    postcode: String,
    place: String,
    email: Option<String>,
    phone: Option<String>,
    do_not_call: bool,
    consent_day: Option<NaiveDate>,
}

/// Plans every row of a batch. `attributes` is the attribute id by column, as far as it exists.
pub async fn plan(
    db: &impl ConnectionTrait,
    actor: &Actor,
    reading: &Reading,
    attributes: &[Option<i64>],
    rows: &[Row],
) -> Result<Vec<Action>> {
    let matched = match_people(db, reading, rows).await?;
    if reading.kind == ImportKind::Wins {
        return plan_wins(db, actor, rows, &matched).await;
    }
    if reading.kind == ImportKind::Responses {
        return super::answers::plan(db, reading, rows, &matched).await;
    }
    let ids: Vec<i64> = matched.iter().flatten().copied().collect();
    let people: HashMap<i64, PersonRecord> = people(db, &ids).await?.into_iter().map(|p| (p.id, p)).collect();
    let values = stored_values(db, &ids, reading, attributes).await?;
    let leads = if reading.kind == ImportKind::Leads { lead_days(db, &ids).await? } else { Vec::new() };
    Ok(rows
        .iter()
        .zip(matched)
        .map(|(row, person)| {
            let Some(known) = person.and_then(|id| people.get(&id)) else { return Action::New };
            let changes = changes(row, known, reading.options.existing, attributes, &values);
            let lead = reading.kind == ImportKind::Leads && !leads.contains(&(known.id, row.first_contact));
            if changes.is_empty() && !lead {
                Action::Same { person: known.id }
            } else {
                Action::Known { person: known.id, changes, lead }
            }
        })
        .collect())
}

async fn match_people(db: &impl ConnectionTrait, reading: &Reading, rows: &[Row]) -> Result<Vec<Option<i64>>> {
    let source = reading.options.source.trim();
    let by_code = lookup(db, rows.iter().filter_map(|row| row.external.as_deref()), |params, list| {
        format!("SELECT code, person_id FROM external_ref WHERE source = {} AND code IN ({list})", params.add(source))
    })
    .await?;
    let without_code = || rows.iter().filter(|row| row.external.is_none());
    let by_email = lookup(db, without_code().filter_map(|row| row.email.as_deref()), |_, list| {
        format!("SELECT email, MIN(id) FROM live_person WHERE email IN ({list}) GROUP BY email")
    })
    .await?;
    let by_phone = lookup(
        db,
        without_code().filter(|row| row.email.is_none()).filter_map(|row| row.phone.as_deref()),
        |_, list| format!("SELECT phone, MIN(id) FROM live_person WHERE phone IN ({list}) GROUP BY phone"),
    )
    .await?;
    let found = |map: &HashMap<String, i64>, key: &Option<String>| key.as_ref().and_then(|key| map.get(key).copied());
    Ok(rows
        .iter()
        .map(|row| match (&row.external, &row.email) {
            (Some(_), _) => found(&by_code, &row.external),
            (None, Some(_)) => found(&by_email, &row.email),
            (None, None) => found(&by_phone, &row.phone),
        })
        .collect())
}

async fn lookup<'a>(
    db: &impl ConnectionTrait,
    keys: impl Iterator<Item = &'a str>,
    text: impl FnOnce(&mut Params, String) -> String,
) -> Result<HashMap<String, i64>> {
    let mut params = Params::default();
    let list = sql::list(&mut params, keys);
    if list.is_empty() {
        return Ok(HashMap::new());
    }
    let text = text(&mut params, list);
    Ok(sql::tuples::<(String, i64)>(db, &text, params.0).await?.into_iter().collect())
}

async fn people(db: &impl ConnectionTrait, ids: &[i64]) -> Result<Vec<PersonRecord>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut params = Params::default();
    let list = sql::list(&mut params, ids.iter().copied());
    let text = format!(
        "SELECT p.id, p.name, a.name AS account, p.job_title, p.street, p.postcode, p.place, p.email, p.phone, p.do_not_call, p.consent_day
         FROM live_person p LEFT JOIN account a ON a.id = p.account_id WHERE p.id IN ({list})"
    );
    sql::rows(db, &text, params.0).await
}

type Stored = HashMap<(i64, i64), AttributeValue>;

/// What is stored in the attributes that the columns fill, `attributes` by id.
async fn stored_values(
    db: &impl ConnectionTrait,
    ids: &[i64],
    reading: &Reading,
    attributes: &[Option<i64>],
) -> Result<Stored> {
    let known = reading.attributes.iter().zip(attributes);
    let wanted: Vec<Attribute> =
        known.filter_map(|(attribute, id)| Some(Attribute { id: (*id)?, ..attribute.clone()? })).collect();
    attributes::values(db, Subject::Person, ids, &wanted).await
}

fn changes(
    row: &Row,
    known: &PersonRecord,
    existing: Existing,
    attributes: &[Option<i64>],
    values: &Stored,
) -> Changes {
    let text = |new: &Option<String>, old: &str| {
        let takes = match existing {
            Existing::FillEmpty => old.is_empty(),
            Existing::Overwrite => new.as_deref() != Some(old),
            Existing::Leave => false,
        };
        new.clone().filter(|_| takes)
    };
    let own = |column: usize| {
        attributes.get(column).copied().flatten().and_then(|attribute| values.get(&(known.id, attribute)))
    };
    Changes {
        name: text(&row.name, &known.name),
        account: text(&row.account, known.account.as_deref().unwrap_or("")),
        job_title: text(&row.job_title, &known.job_title),
        street: text(&row.street, &known.street),
        postcode: text(&row.postcode, &known.postcode),
        place: text(&row.place, &known.place),
        email: text(&row.email, known.email.as_deref().unwrap_or("")),
        phone: text(&row.phone, known.phone.as_deref().unwrap_or("")),
        // A wish not to be called is never taken back by a file.
        do_not_call: row.do_not_call.filter(|wish| *wish && !known.do_not_call && existing != Existing::Leave),
        consent_day: row.consent_day.filter(|day| match existing {
            Existing::FillEmpty => known.consent_day.is_none(),
            Existing::Overwrite => known.consent_day != Some(*day),
            Existing::Leave => false,
        }),
        attributes: row
            .attributes
            .iter()
            .filter(|(column, value)| match (existing, own(*column)) {
                (Existing::Leave, _) => false,
                (_, None) => true,
                (Existing::FillEmpty, Some(_)) => false,
                (Existing::Overwrite, Some(old)) => old != value,
            })
            .cloned()
            .collect(),
    }
}

async fn lead_days(db: &impl ConnectionTrait, ids: &[i64]) -> Result<Vec<(i64, Option<NaiveDate>)>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut params = Params::default();
    let list = sql::list(&mut params, ids.iter().copied());
    let text = format!("SELECT person_id, created_day FROM lead WHERE person_id IN ({list})");
    sql::tuples(db, &text, params.0).await
}

async fn plan_wins(
    db: &impl ConnectionTrait,
    actor: &Actor,
    rows: &[Row],
    matched: &[Option<i64>],
) -> Result<Vec<Action>> {
    let ids: Vec<i64> = matched.iter().flatten().copied().collect();
    let mut leads: HashMap<i64, LeadRecord> = HashMap::new();
    let mut won: Vec<(Option<i64>, Option<NaiveDate>, i64)> = Vec::new();
    if !ids.is_empty() {
        let mut params = Params::default();
        let list = sql::list(&mut params, ids.iter().copied());
        let text = format!(
            "SELECT id, person_id, campaign_id, activity_id, list_id, created_day, state, closed_day, version FROM lead WHERE person_id IN ({list}) AND {} ORDER BY id DESC",
            actor.sees("lead")
        );
        let found: Vec<LeadRecord> = sql::rows(db, &text, params.0.clone()).await?;
        leads = found.into_iter().map(|lead| (lead.person_id, lead)).collect();
        let text = format!(
            "SELECT lead_id, closed_day, amount_minor FROM opportunity WHERE state = 'won' AND person_id IN ({list})"
        );
        won = sql::tuples(db, &text, params.0).await?;
    }
    Ok(rows
        .iter()
        .zip(matched)
        .map(|(row, person)| {
            let Some(lead) = person.and_then(|id| leads.get(&id)) else {
                return Action::Reject(Reject {
                    row: row.number,
                    column: String::new(),
                    value: row.external.clone().unwrap_or_default(),
                    fault: Reason::Fault(Fault::NoLead),
                    warning: false,
                });
            };
            if won.contains(&(Some(lead.id), row.won_day, row.amount_minor.unwrap_or(0))) {
                Action::Nothing
            } else {
                Action::Win { lead: lead.clone() }
            }
        })
        .collect())
}

/// The users that representatives of a file are, by what the file calls them; those missing are unknown.
pub async fn representatives(db: &impl ConnectionTrait, names: &[String]) -> Result<HashMap<String, i64>> {
    if names.is_empty() {
        return Ok(HashMap::new());
    }
    let users: Vec<(i64, String, String)> =
        sql::tuples(db, "SELECT id, name, email_norm FROM app_user", params![]).await?;
    Ok(names
        .iter()
        .filter_map(|name| {
            let address = placeholder_address(name);
            let lower = name.to_lowercase();
            users
                .iter()
                .find(|(_, user, email)| user == name || *email == address || *email == lower)
                .map(|(id, ..)| (name.clone(), *id))
        })
        .collect())
}

/// The address of a user who is known only by the code of a file. The domain can never exist (RFC 2606).
pub fn placeholder_address(code: &str) -> String {
    let safe: String = code.to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    // Letters of other scripts are lost above; the hash tells such names apart.
    let hash: String = Sha256::digest(code).iter().take(4).map(|b| format!("{b:02x}")).collect();
    format!("{safe}-{hash}@import.invalid")
}
