//! Writing what was planned, many rows a statement, within one chunk's transaction.

use super::{
    answers,
    names::{accounts, allocate, channels},
    plan::{self, Action, Changes, LeadRecord},
    row::{Reading, Row},
};
use crate::{Db, Error, Result, fold::fold, jobs::Job, leads::rules, params, people, sql};
use domain::{
    attribute::{AttributeValue, Subject},
    import::{ImportKind, Target},
};
use sea_orm::{ConnectionTrait, Value};
use std::collections::HashMap;

/// Records that a whole import shares, made once before its first row.
#[derive(Debug, Default)]
pub struct Setting {
    /// Attribute id by column.
    pub attributes: Vec<Option<i64>>,
    pub list: Option<i64>,
    /// Pipeline and its last stage, where imported wins stand.
    pub pipeline: Option<(i64, i64)>,
}

/// Makes the new attributes, the list and the confirmed users. Doing it again finds what is there.
pub async fn prepare(db: &Db, job: &Job, reading: &Reading, unknown: &[String]) -> Result<Setting> {
    let tx = db.begin().await?;
    let mut setting = Setting::default();
    for column in &reading.columns {
        let id = match &column.target {
            Target::Attribute(id) => Some(*id),
            Target::NewAttribute { name, kind } => {
                sql::execute(
                    &tx,
                    "INSERT INTO attribute (name, name_norm, kind, import_id) VALUES ($1, $2, $3, $4) ON CONFLICT (name_norm) DO NOTHING",
                    params![name.as_str(), fold(name), kind.as_str(), job.subject],
                )
                .await?;
                Some(
                    sql::scalar(
                        &tx,
                        "SELECT id FROM attribute WHERE name_norm = $1 AND subject = 'person'",
                        params![fold(name)],
                    )
                    .await?,
                )
            }
            _ => None,
        };
        setting.attributes.push(id);
    }
    let list = reading.options.list.trim();
    if !list.is_empty() {
        sql::execute(
            &tx,
            "INSERT INTO people_list (name, name_norm, kind, owner_id, import_id) VALUES ($1, $2, 'static', $3, $4) ON CONFLICT (name_norm) DO NOTHING",
            params![list, fold(list), job.actor.user_id, job.subject],
        )
        .await?;
        setting.list = super::open_list(&tx, &reading.options).await?.ok_or(Error::State("the list is locked"))?;
    }
    if reading.kind == ImportKind::Wins {
        if reading.options.create_users {
            let language = crate::workspace::existing(&tx).await?.language.code();
            for name in unknown {
                sql::execute(
                    &tx,
                    "INSERT INTO app_user (name, email, email_norm, role, active, language, theme) VALUES ($1, $2, $2, 'salesperson', FALSE, $3, 'system') ON CONFLICT (email_norm) DO NOTHING",
                    params![name.as_str(), plan::placeholder_address(name), language],
                )
                .await?;
            }
        }
        setting.pipeline = sql::tuple(
            &tx,
            "SELECT pipeline_id, id FROM pipeline_stage ORDER BY pipeline_id, position DESC LIMIT 1",
            params![],
        )
        .await?;
    }
    tx.commit().await?;
    Ok(setting)
}

/// Writes one planned batch.
pub async fn write(
    db: &impl ConnectionTrait,
    job: &Job,
    reading: &Reading,
    setting: &Setting,
    rows: Vec<Row>,
    actions: Vec<Action>,
) -> Result<()> {
    let accounts = accounts(db, job, &rows).await?;
    let channels = channels(db, job, &rows).await?;
    let mut made: Vec<(Row, i64)> = Vec::new();
    let mut members: Vec<i64> = Vec::new();
    let mut leads: Vec<(Row, i64)> = Vec::new();
    let mut answered: Vec<i64> = Vec::new();
    let mut fresh: Vec<Row> = Vec::new();
    let mut wins: Vec<(Row, LeadRecord)> = Vec::new();
    for (row, action) in rows.into_iter().zip(actions) {
        match action {
            Action::New => fresh.push(row),
            Action::Known { person, changes, lead } => {
                if !changes.is_empty() {
                    update(db, job, setting, &accounts, person, &changes).await?;
                }
                members.push(person);
                if lead {
                    leads.push((row, person));
                }
            }
            Action::Win { lead } => wins.push((row, lead)),
            Action::Response { campaign, person } => {
                answered.extend(answers::write(db, job, &row, campaign, person).await?)
            }
            Action::Same { person } => members.push(person),
            Action::Nothing | Action::Reject(_) => {}
        }
    }
    rules::welcome(db, &answered, job.actor.today).await?;
    let ids = allocate(db, "person", fresh.len()).await?;
    for (row, id) in fresh.into_iter().zip(ids) {
        made.push((row, id));
    }
    insert_people(db, job, &accounts, &made).await?;
    insert_refs(db, reading, &made).await?;
    insert_attributes(
        db,
        setting,
        Subject::Person,
        made.iter().flat_map(|(row, id)| row.attributes.iter().map(move |(column, value)| (*id, *column, value))),
    )
    .await?;
    members.extend(made.iter().map(|(_, id)| *id));
    if let Some(list) = setting.list {
        let values = members.iter().flat_map(|person| params![list, *person, job.subject]).collect();
        sql::insert_many(
            db,
            "INSERT INTO list_member (list_id, person_id, import_id)",
            3,
            values,
            "ON CONFLICT DO NOTHING",
        )
        .await?;
    }
    if reading.kind == ImportKind::Leads {
        leads.extend(made);
        insert_leads(db, job, setting, &channels, &leads).await?;
    }
    insert_wins(db, job, setting, wins).await
}

async fn insert_people(
    db: &impl ConnectionTrait,
    job: &Job,
    accounts: &HashMap<String, i64>,
    made: &[(Row, i64)],
) -> Result<()> {
    let mut values: Vec<Value> = Vec::with_capacity(made.len() * 16);
    for (row, id) in made {
        let part = |value: &Option<String>| value.clone().unwrap_or_default();
        let (name, account) = (part(&row.name), part(&row.account));
        let external = part(&row.external);
        let search =
            people::search_text(&[&name, &account, &part(&row.place), &part(&row.email), &part(&row.phone), &external]);
        values.extend(params![
            *id,
            name.as_str(),
            people::sort_key(&name, if account.is_empty() { &external } else { &account }),
            search,
            accounts.get(&fold(&account)).copied(),
            part(&row.place),
            row.email.clone(),
            row.phone.clone(),
            row.do_not_call.unwrap_or(false),
            row.consent_day,
            job.subject,
            job.actor.today,
            part(&row.job_title),
            part(&row.street),
            part(&row.postcode),
            people::post_key(&part(&row.street), &part(&row.postcode), &part(&row.place)),
        ]);
    }
    let into = "INSERT INTO person (id, name, sort_key, search_text, account_id, place, email, phone, do_not_call, consent_day, import_id, created_day, job_title, street, postcode, post)";
    sql::insert_many(db, into, 16, values, "").await?;
    Ok(())
}

async fn insert_refs(db: &impl ConnectionTrait, reading: &Reading, made: &[(Row, i64)]) -> Result<()> {
    let source = reading.options.source.trim();
    let values =
        made.iter().filter_map(|(row, id)| Some(params![source, row.external.clone()?, *id])).flatten().collect();
    sql::insert_many(db, "INSERT INTO external_ref (source, code, person_id)", 3, values, "").await?;
    Ok(())
}

/// Writes attribute values; a value that is here is replaced.
async fn insert_attributes<'a>(
    db: &impl ConnectionTrait,
    setting: &Setting,
    subject: Subject,
    rows: impl Iterator<Item = (i64, usize, &'a AttributeValue)>,
) -> Result<()> {
    let known = rows.filter_map(|(person, column, value)| {
        Some((person, setting.attributes.get(column).copied().flatten()?, value))
    });
    people::attributes::put(db, subject, known).await
}

async fn insert_leads(
    db: &impl ConnectionTrait,
    job: &Job,
    setting: &Setting,
    channels: &HashMap<String, i64>,
    leads: &[(Row, i64)],
) -> Result<()> {
    let ids = allocate(db, "lead", leads.len()).await?;
    let mut values = Vec::new();
    for ((row, person), id) in leads.iter().zip(&ids) {
        let channel = row.channel.as_deref().and_then(|name| channels.get(&fold(name)).copied());
        let day = row.first_contact.unwrap_or(job.actor.today);
        values.extend(params![*id, *person, channel, "new", day, job.subject]);
    }
    sql::insert_many(db, "INSERT INTO lead (id, person_id, channel_id, state, created_day, import_id)", 6, values, "")
        .await?;
    let described = leads.iter().zip(&ids);
    let described =
        described.flat_map(|((row, _), id)| row.of_lead.iter().map(|(column, value)| (*id, *column, value)));
    insert_attributes(db, setting, Subject::Lead, described).await?;
    rules::welcome(db, &ids, job.actor.today).await
}

async fn insert_wins(
    db: &impl ConnectionTrait,
    job: &Job,
    setting: &Setting,
    wins: Vec<(Row, LeadRecord)>,
) -> Result<()> {
    let Some((pipeline, stage)) = setting.pipeline else { return Ok(()) };
    let names: Vec<String> = wins.iter().filter_map(|(row, _)| row.representative.clone()).collect();
    let users = plan::representatives(db, &names).await?;
    let mut values = Vec::new();
    for (row, lead) in &wins {
        let owner = row.representative.as_ref().and_then(|name| users.get(name).copied());
        let won = row.won_day.unwrap_or(job.actor.today);
        let created = lead.created_day.min(won);
        values.extend(params![
            lead.id,
            lead.person_id,
            lead.campaign_id,
            lead.activity_id,
            lead.list_id,
            pipeline,
            stage,
            won,
            row.external.clone().unwrap_or_default(),
            row.amount_minor.unwrap_or(0),
            "won",
            owner,
            created,
            won,
            job.subject,
        ]);
        if lead.state != "qualified" {
            let before = serde_json::json!({ "state": lead.state, "closed_day": lead.closed_day });
            journal(db, job, "lead", lead.id, lead.version + 1, &before.to_string()).await?;
            sql::execute(
                db,
                "UPDATE lead SET state = 'qualified', closed_day = $2, version = version + 1 WHERE id = $1",
                params![lead.id, won.max(lead.created_day)],
            )
            .await?;
        }
        if let Some(campaign) = lead.campaign_id {
            for fact in ["converted", "opportunity", "won"] {
                crate::campaigns::facts::enter(db, campaign, lead.person_id, fact, won).await?;
            }
        }
    }
    let into = "INSERT INTO opportunity (lead_id, person_id, campaign_id, activity_id, list_id, pipeline_id, stage_id, stage_day, title, amount_minor, state, owner_id, created_day, closed_day, import_id)";
    sql::insert_many(db, into, 15, values, "").await?;
    Ok(())
}

async fn update(
    db: &impl ConnectionTrait,
    job: &Job,
    setting: &Setting,
    accounts: &HashMap<String, i64>,
    person: i64,
    changes: &Changes,
) -> Result<()> {
    let before = before(db, person, setting, changes).await?;
    let account = changes.account.as_deref().and_then(|name| accounts.get(&fold(name)).copied());
    let search = people::search_text(
        &[&changes.name, &changes.account, &changes.place, &changes.email, &changes.phone]
            .map(|part| part.as_deref().unwrap_or("")),
    );
    let version: i64 = sql::scalar(
        db,
        "UPDATE person SET name = COALESCE($2, name), sort_key = CASE WHEN $3 IS NOT NULL THEN $3 WHEN name = '' AND $14 IS NOT NULL THEN $14 ELSE sort_key END, account_id = COALESCE($4, account_id), place = COALESCE($5, place),
         email = COALESCE($6, email), phone = COALESCE($7, phone), do_not_call = COALESCE($8, do_not_call), consent_day = COALESCE($9, consent_day),
         search_text = search_text || ' ' || $10, job_title = COALESCE($11, job_title), street = COALESCE($12, street), postcode = COALESCE($13, postcode),
         version = version + 1 WHERE id = $1 RETURNING version",
        params![
            person,
            changes.name.clone(),
            changes.name.as_deref().map(|name| people::sort_key(name, "")),
            account,
            changes.place.clone(),
            changes.email.clone(),
            changes.phone.clone(),
            changes.do_not_call,
            changes.consent_day,
            search,
            changes.job_title.clone(),
            changes.street.clone(),
            changes.postcode.clone(),
            changes.account.as_deref().map(|account| people::sort_key("", account))
        ],
    )
    .await?;
    if changes.moves() {
        let text = "SELECT street, postcode, place FROM person WHERE id = $1";
        let (street, postcode, place): (String, String, String) =
            sql::tuple(db, text, params![person]).await?.unwrap_or_default();
        let post = people::post_key(&street, &postcode, &place);
        sql::execute(db, "UPDATE person SET post = $2 WHERE id = $1", params![person, post]).await?;
    }
    insert_attributes(
        db,
        setting,
        Subject::Person,
        changes.attributes.iter().map(|(column, value)| (person, *column, value)),
    )
    .await?;
    journal(db, job, "person", person, version, &before).await
}

/// The values that an update replaces, as JSON for undo.
async fn before(db: &impl ConnectionTrait, person: i64, setting: &Setting, changes: &Changes) -> Result<String> {
    type Fields =
        (String, String, String, Option<i64>, String, Option<String>, Option<String>, bool, Option<chrono::NaiveDate>);
    let fields: Option<Fields> = sql::tuple(
        db,
        "SELECT name, sort_key, search_text, account_id, place, email, phone, do_not_call, consent_day FROM person WHERE id = $1",
        params![person],
    )
    .await?;
    let mut values = Vec::new();
    for (column, _) in &changes.attributes {
        let Some(attribute) = setting.attributes.get(*column).copied().flatten() else { continue };
        type Old = (Option<i64>, Option<String>, Option<String>, Option<chrono::NaiveDate>);
        let old: Option<Old> = sql::tuple(
            db,
            "SELECT num, text, text_norm, day FROM attribute_value WHERE person_id = $1 AND attribute_id = $2",
            params![person, attribute],
        )
        .await?;
        values.push((attribute, old));
    }
    let address = "SELECT job_title, street, postcode, post FROM person WHERE id = $1";
    let address: Option<(String, String, String, Option<String>)> = sql::tuple(db, address, params![person]).await?;
    Ok(serde_json::to_string(&(fields, values, address))?)
}

async fn journal(
    db: &impl ConnectionTrait,
    job: &Job,
    entity: &str,
    id: i64,
    version: i64,
    before: &str,
) -> Result<()> {
    sql::execute(
        db,
        "INSERT INTO import_journal (import_id, seq, entity, entity_id, version, before)
         VALUES ($1, (SELECT COALESCE(MAX(seq), 0) + 1 FROM import_journal WHERE import_id = $1), $2, $3, $4, $5)",
        params![job.subject, entity, id, version, before],
    )
    .await?;
    Ok(())
}
