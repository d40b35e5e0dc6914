//! Responses: recorded by hand, of people who are known and of people who are matched later; and the leads they make.

use crate::{
    Act, Actor, Db, Error, Result, act, begin,
    campaigns::{self, audience, facts},
    fold::fold,
    leads, params,
    people::SHOWN,
    sql,
    sql::Params,
    workspace,
};
use chrono::NaiveDate;
use domain::{
    calendar::{DateOrder, parse_day},
    campaign::Status,
    fault::{Fault, Faults},
    person::{Email, Phone, calling_code},
    response::{OUTCOMES, ResponseDraft, ResponsePage, ResponseRow},
    rights::UseCase,
    touch::Outcome,
};
use sea_orm::ConnectionTrait;

const PAGE: usize = 50;

/// Where a lead comes from.
pub(crate) struct Source {
    pub campaign: i64,
    pub activity: Option<i64>,
    pub list: Option<i64>,
    pub person: i64,
    pub response: i64,
    /// Whether the answer came by the channel of the activity, so that a wish not to be contacted concerns that one only.
    pub by_its_channel: bool,
    /// Whose lead it is in any case: of whoever sells and took the answer down.
    pub owner: Option<i64>,
    /// Whose it becomes where no rule says.
    pub otherwise: Option<i64>,
    /// Of a file, whose leads go by the rules together when all are here.
    pub by_file: bool,
}

impl Source {
    /// Of a response that `actor` takes down by hand: whoever sells keeps it, otherwise the rules say whose it is.
    fn by_hand(
        actor: &Actor,
        (campaign, activity): (i64, Option<i64>),
        list: Option<i64>,
        person: i64,
        response: i64,
    ) -> Self {
        let own = Some(actor.user_id);
        let owner = own.filter(|_| actor.role.sells());
        Self { campaign, activity, list, person, response, by_its_channel: true, owner, otherwise: own, by_file: false }
    }
}

/// Makes a lead of a response; its channel is that of the activity.
pub(crate) async fn make_lead(db: &impl ConnectionTrait, actor: &Actor, source: &Source) -> Result<i64> {
    facts::enter(db, source.campaign, source.person, "lead", actor.today).await?;
    let kind: Option<String> =
        sql::maybe(db, "SELECT kind FROM activity WHERE id = $1", params![source.activity]).await?;
    let channel = match kind {
        Some(kind) => Some(channel_of(db, &kind).await?),
        None => None,
    };
    let id: i64 = sql::scalar(
        db,
        "INSERT INTO lead (person_id, campaign_id, activity_id, list_id, channel_id, response_id, owner_id, state, created_day)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 'new', $8) RETURNING id",
        params![source.person, source.campaign, source.activity, source.list, channel, source.response, source.owner, actor.today],
    )
    .await?;
    if !source.by_file {
        leads::rules::welcome(db, &[id], actor.today).await?;
    }
    if let Some(user) = source.otherwise {
        let text = "UPDATE lead SET owner_id = $2 WHERE id = $1 AND owner_id IS NULL";
        sql::execute(db, text, params![id, user]).await?;
    }
    Ok(id)
}

/// The channel of a kind of activity: the one that has its leads already, else the one of its name. Nothing is locked where
/// it is known, so that calls that end in leads do not wait for each other.
async fn channel_of(db: &impl ConnectionTrait, kind: &str) -> Result<i64> {
    let known = "SELECT id FROM channel WHERE kind = $1 ORDER BY id LIMIT 1";
    if let Some(id) = sql::maybe::<i64>(db, known, params![kind]).await? {
        return Ok(id);
    }
    let language = workspace::existing(db).await?.language;
    let name = texts::Texts::of(language).code("activity_channel", kind);
    let text = "INSERT INTO channel (name, name_norm) VALUES ($1, $2) ON CONFLICT (name_norm) DO NOTHING";
    sql::execute(db, text, params![name, fold(name)]).await?;
    let text = "UPDATE channel SET kind = $2 WHERE name_norm = $1 AND kind IS NULL";
    sql::execute(db, text, params![fold(name), kind]).await?;
    sql::scalar(db, "SELECT id FROM channel WHERE name_norm = $1", params![fold(name)]).await
}

/// The list by which somebody came into an activity.
async fn list_of(db: &impl ConnectionTrait, activity: Option<i64>, person: i64) -> Result<Option<i64>> {
    let text = "SELECT list_id FROM audience_member WHERE activity_id = $1 AND person_id = $2";
    Ok(sql::maybe::<Option<i64>>(db, text, params![activity, person]).await?.flatten())
}

/// An address in its normal form: an e-mail where it has an `@`, else a telephone number.
fn normal(contact: &str, country: &str) -> std::result::Result<String, Fault> {
    if contact.contains('@') {
        Email::parse(contact).map(String::from)
    } else {
        Phone::parse(contact, country).map(|phone| phone.as_str().to_owned())
    }
}

/// Records a response.
///
/// # Errors
/// `Denied`, `NotFound`, `Invalid` with all faults; `State` unless the campaign runs or is finished.
pub async fn record(db: &Db, actor: &Actor, request: &str, draft: &ResponseDraft) -> Result<i64> {
    actor.may(UseCase::ResponseRecord)?;
    let zone = workspace::existing(&db.read).await?.time_zone;
    let mut faults = Faults::default();
    let day = if draft.day.trim().is_empty() {
        Some(actor.today)
    } else {
        faults.take("day", parse_day(&draft.day, DateOrder::YearMonthDay))
    };
    if day.is_some_and(|day| day > actor.today) {
        faults.add("day", Fault::NoSuchDay);
    }
    let contact = draft.contact.trim();
    let contact = if contact.is_empty() || draft.person.is_some() {
        Some(String::new())
    } else {
        faults.take("contact", normal(contact, calling_code(&zone)))
    };
    if draft.person.is_none() && draft.name.trim().is_empty() && draft.contact.trim().is_empty() {
        faults.add("name", Fault::Required);
    }
    for (field, value, most) in
        [("name", &draft.name, 160), ("channel", &draft.channel, 80), ("note", &draft.note, 2000)]
    {
        if value.chars().count() > most {
            faults.add(field, Fault::TooLong);
        }
    }
    if !OUTCOMES.contains(&draft.outcome) {
        faults.add("outcome", Fault::Required);
    }
    let (Some(day), Some(contact), true) = (day, contact, faults.is_empty()) else {
        return Err(Error::Invalid(faults.into_vec()));
    };
    let act: Act = begin!(db, actor, UseCase::ResponseRecord, request);
    let campaign = campaigns::record(&act.tx, draft.campaign).await?;
    if !matches!(campaign.status()?, Status::Running | Status::Finished) {
        return Err(Error::State("not launched yet"));
    }
    if let Some(activity) = draft.activity
        && audience::stored(&act.tx, activity).await?.campaign != campaign.id
    {
        return Err(Error::invalid("activity", Fault::Unknown));
    }
    let list = match draft.person {
        Some(person) => {
            let here: Option<i64> =
                sql::maybe(&act.tx, "SELECT id FROM live_person WHERE id = $1", params![person]).await?;
            here.ok_or_else(|| Error::invalid("person", Fault::Unknown))?;
            list_of(&act.tx, draft.activity, person).await?
        }
        None => None,
    };
    let id: i64 = sql::scalar(
        &act.tx,
        "INSERT INTO response (campaign_id, activity_id, list_id, person_id, outcome, day, note, channel, unknown_name, unknown_contact, user_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id",
        params![
            campaign.id,
            draft.activity,
            list,
            draft.person,
            draft.outcome.as_str(),
            day,
            draft.note.trim(),
            draft.channel.trim(),
            if draft.person.is_none() { draft.name.trim() } else { "" },
            contact,
            actor.user_id
        ],
    )
    .await?;
    if let Some(person) = draft.person {
        let source = Source::by_hand(actor, (campaign.id, draft.activity), list, person, id);
        follow(&act.tx, actor, &source, (draft.outcome, day), draft.make_lead).await?;
    }
    act.finish(id, "response", Some(id), draft.outcome.as_str()).await
}

/// What follows once it is known who responded; gives the lead, if one was made.
pub(crate) async fn follow(
    db: &impl ConnectionTrait,
    actor: &Actor,
    source: &Source,
    (outcome, day): (Outcome, NaiveDate),
    lead: bool,
) -> Result<Option<i64>> {
    if outcome.is_response() {
        facts::enter(db, source.campaign, source.person, "responded", day).await?;
    }
    match outcome {
        Outcome::Interested if lead => return make_lead(db, actor, source).await.map(Some),
        Outcome::NotInterested => facts::fail(db, source.campaign, source.person).await?,
        Outcome::DoNotContact => {
            facts::fail(db, source.campaign, source.person).await?;
            // Whoever says so without saying by which way means all of them.
            let wishes = match source.activity.filter(|_| source.by_its_channel) {
                Some(activity) => vec![audience::stored(db, activity).await?.wish()],
                None => vec!["do_not_call", "do_not_email", "do_not_post", "do_not_message"],
            };
            for wish in wishes {
                let text =
                    format!("UPDATE person SET {wish} = TRUE, version = version + 1 WHERE id = $1 AND NOT {wish}");
                sql::execute(db, &text, params![source.person]).await?;
            }
        }
        _ => {}
    }
    if !source.by_file {
        leads::rules::score_person(db, source.person).await?;
    }
    Ok(None)
}

#[derive(sea_orm::FromQueryResult)]
struct Row {
    id: i64,
    version: i64,
    day: NaiveDate,
    person_id: Option<i64>,
    person: Option<String>,
    unknown_name: String,
    unknown_contact: String,
    activity: Option<String>,
    channel: String,
    outcome: String,
    note: String,
    by: Option<String>,
    lead_id: Option<i64>,
    lead_owner: Option<String>,
}

/// The responses of a campaign, newest first; `unknown` only those of people who are not known yet.
///
/// # Errors
/// `Denied`, `NotFound`, `Invalid` for a cursor that cannot be read.
pub async fn index(db: &Db, actor: &Actor, campaign: i64, unknown: bool, after: Option<&str>) -> Result<ResponsePage> {
    actor.may(UseCase::ResponseIndex)?;
    let db = &db.snapshot().await?;
    let record = campaigns::record(db, campaign).await?;
    let mut params = Params::default();
    let mut filter = format!("r.campaign_id = {}", params.add(campaign));
    if unknown {
        filter.push_str(" AND r.person_id IS NULL");
    }
    if let Some(after) = after {
        let after: i64 = after.parse().map_err(|_| Error::invalid("after", Fault::Unknown))?;
        filter.push_str(&format!(" AND r.id < {}", params.add(after)));
    }
    let text = format!(
        "SELECT r.id, r.version, r.day, r.person_id, {SHOWN} AS person, r.unknown_name, r.unknown_contact, y.name AS activity, r.channel, r.outcome, r.note,
            COALESCE(u.name, h.name) AS by, l.id AS lead_id, o.name AS lead_owner
         FROM response r LEFT JOIN person p ON p.id = r.person_id LEFT JOIN activity y ON y.id = r.activity_id LEFT JOIN app_user u ON u.id = r.user_id
         LEFT JOIN attempt t ON t.id = r.attempt_id LEFT JOIN app_user h ON h.id = t.user_id
         LEFT JOIN lead l ON l.response_id = r.id AND {} LEFT JOIN app_user o ON o.id = l.owner_id
         WHERE {filter} ORDER BY r.id DESC LIMIT {}",
        actor.sees("l"),
        PAGE + 1
    );
    let mut found: Vec<Row> = sql::rows(db, &text, params.0).await?;
    let next = if found.len() > PAGE {
        found.pop();
        found.last().map(|row| row.id.to_string())
    } else {
        None
    };
    let mut rows = Vec::with_capacity(found.len());
    for row in found {
        let candidates = if row.person_id.is_none() { candidates(db, &row).await? } else { Vec::new() };
        let person = row.person.unwrap_or(row.unknown_name);
        rows.push(ResponseRow {
            id: row.id,
            version: row.version,
            day: row.day,
            person_id: row.person_id,
            person,
            contact: row.unknown_contact,
            activity: row.activity.unwrap_or_default(),
            channel: row.channel,
            outcome: Outcome::parse(&row.outcome).ok_or_else(|| Error::Internal("stored outcome".into()))?,
            note: row.note,
            by: row.by.unwrap_or_default(),
            lead: row.lead_id.map(|_| row.lead_owner.unwrap_or_default()),
            candidates,
        });
    }
    let counts = "SELECT COUNT(*), COUNT(CASE WHEN person_id IS NULL THEN 1 END) FROM response WHERE campaign_id = $1";
    let (all, unknown) = sql::tuple(db, counts, params![campaign]).await?.unwrap_or_default();
    let activities = "SELECT id, name FROM activity WHERE campaign_id = $1 ORDER BY id";
    Ok(ResponsePage {
        campaign: record.name.clone(),
        status: record.status()?,
        activities: sql::tuples(db, activities, params![campaign]).await?,
        rows,
        all,
        unknown,
        next,
    })
}

/// People whose address or name is that of an unknown response.
async fn candidates(db: &impl ConnectionTrait, row: &Row) -> Result<Vec<(i64, String)>> {
    let (column, value) = if row.unknown_contact.contains('@') {
        ("email", row.unknown_contact.clone())
    } else if row.unknown_contact.is_empty() {
        ("sort_key", fold(&row.unknown_name))
    } else {
        ("phone", row.unknown_contact.clone())
    };
    let text = format!("SELECT p.id, {SHOWN} FROM live_person p WHERE p.{column} = $1 ORDER BY p.id LIMIT 5");
    sql::tuples(db, &text, params![value]).await
}

/// Says who an unknown responder was, or makes a person of them (`person` empty); what follows from the response then
/// happens. Gives the person.
///
/// # Errors
/// `Denied`, `NotFound`, `Conflict`; `State` when it is known already.
pub async fn match_person(
    db: &Db,
    actor: &Actor,
    request: &str,
    (id, version): (i64, i64),
    person: Option<i64>,
) -> Result<i64> {
    let act: Act = begin!(db, actor, UseCase::ResponseMatch, request);
    act::claim_version(&act.tx, "response", id, version).await?;
    type Found = (i64, Option<i64>, Option<i64>, String, String, String, NaiveDate);
    let text = "SELECT campaign_id, activity_id, person_id, outcome, unknown_name, unknown_contact, day FROM response WHERE id = $1";
    let (campaign, activity, known, outcome, name, contact, day): Found =
        sql::tuple(&act.tx, text, params![id]).await?.ok_or(Error::NotFound)?;
    if known.is_some() {
        return Err(Error::State("known already"));
    }
    let person = match person {
        Some(person) => {
            let here: Option<i64> =
                sql::maybe(&act.tx, "SELECT id FROM live_person WHERE id = $1", params![person]).await?;
            here.ok_or(Error::NotFound)?
        }
        None => {
            let shown = if name.is_empty() { contact.as_str() } else { name.as_str() };
            // Whoever sells looks after those whom they bring; nobody looks after those whom marketing takes down.
            let owner = actor.role.sells().then_some(actor.user_id);
            let (email, phone) = if contact.contains('@') {
                (Some(contact.clone()), None)
            } else {
                (None, Some(contact.clone()).filter(|c| !c.is_empty()))
            };
            sql::scalar(
                &act.tx,
                "INSERT INTO person (name, sort_key, search_text, email, phone, owner_id, created_day) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
                params![shown, crate::people::sort_key(shown, ""), crate::people::search_text(&[shown, &contact]), email, phone, owner, actor.today],
            )
            .await?
        }
    };
    let list = list_of(&act.tx, activity, person).await?;
    let text = "UPDATE response SET person_id = $2, list_id = $3 WHERE id = $1";
    sql::execute(&act.tx, text, params![id, person, list]).await?;
    let outcome = Outcome::parse(&outcome).ok_or_else(|| Error::Internal("stored outcome".into()))?;
    let source = Source::by_hand(actor, (campaign, activity), list, person, id);
    follow(&act.tx, actor, &source, (outcome, day), true).await?;
    act.finish(person, "response", Some(id), "matched").await
}
