//! One person: page with timeline, and changes by hand.

use super::{
    page::{PERSON, person, stored_text},
    rules, search_text, sort_key,
};
use crate::{Act, Actor, Db, Error, Result, act, begin, fold::fold, params, sql};
use domain::{
    conflict::Stored,
    fault::{Fault, Faults},
    person::{Email, Event, EventKind, PersonDraft, PersonView, Phone, calling_code},
    rights::UseCase,
};
use sea_orm::ConnectionTrait;

/// Everything known about a person that the actor may see.
///
/// # Errors
/// `Denied`, `NotFound`.
pub async fn view(db: &Db, actor: &Actor, id: i64) -> Result<PersonView> {
    actor.may(UseCase::PersonView)?;
    let found = sql::raw(&db.read, &format!("{PERSON} WHERE p.id = $1"), params![id]).await?;
    let (row, _) = person(found.first().ok_or(Error::NotFound)?)?;
    let (version, do_not_call, do_not_email, consent_day): (i64, bool, bool, Option<chrono::NaiveDate>) = sql::tuple(
        &db.read,
        "SELECT version, do_not_call, do_not_email, consent_day FROM person WHERE id = $1",
        params![id],
    )
    .await?
    .ok_or(Error::NotFound)?;
    let stored: Vec<(i64, Option<i64>, Option<String>, Option<chrono::NaiveDate>)> = sql::tuples(
        &db.read,
        "SELECT attribute_id, num, text, day FROM attribute_value WHERE person_id = $1",
        params![id],
    )
    .await?;
    let attributes = rules::attributes(&db.read)
        .await?
        .into_iter()
        .filter_map(|attribute| {
            let (_, num, text, day) = stored.iter().find(|(a, ..)| *a == attribute.id)?;
            let value = stored_text(attribute.kind, *num, text.as_deref(), *day);
            Some((attribute, value))
        })
        .collect();
    let lists = sql::tuples(
        &db.read,
        "SELECT l.id, l.name FROM list_member m JOIN people_list l ON l.id = m.list_id WHERE m.person_id = $1 ORDER BY l.name LIMIT 100",
        params![id],
    )
    .await?;
    let events = timeline(db, actor, id).await?;
    Ok(PersonView { row, version, do_not_call, do_not_email, consent_day, attributes, lists, events })
}

async fn timeline(db: &Db, actor: &Actor, id: i64) -> Result<Vec<Event>> {
    let (lead, opportunity, work) = (actor.sees("l"), actor.sees("o"), actor.sees_work("t"));
    let text = format!(
        "SELECT day, kind, campaign_id, name, detail, note, amount FROM (
            SELECT a.day AS day, 'touch' AS kind, t.campaign_id AS campaign_id, a.outcome AS detail, a.note AS note, CAST(NULL AS BIGINT) AS amount
            FROM attempt a JOIN touch t ON t.id = a.touch_id WHERE t.person_id = $1 AND {work}
            UNION ALL SELECT l.created_day, 'lead', l.campaign_id, l.state, '', NULL FROM lead l WHERE l.person_id = $1 AND {lead}
            UNION ALL SELECT o.created_day, 'opportunity', o.campaign_id, o.title, '', o.amount_minor FROM opportunity o WHERE o.person_id = $1 AND {opportunity}
            UNION ALL SELECT o.closed_day, o.state, o.campaign_id, o.title, o.note, o.amount_minor FROM opportunity o
            WHERE o.person_id = $1 AND o.state <> 'open' AND {opportunity}
        ) e LEFT JOIN (SELECT id AS cid, name FROM campaign) c ON c.cid = e.campaign_id ORDER BY day DESC LIMIT 200"
    );
    type Row = (chrono::NaiveDate, String, Option<i64>, Option<String>, String, String, Option<i64>);
    let rows: Vec<Row> = sql::tuples(&db.read, &text, params![id]).await?;
    Ok(rows
        .into_iter()
        .filter_map(|(day, kind, campaign_id, campaign, detail, note, amount_minor)| {
            Some(Event {
                day,
                kind: EventKind::parse(&kind)?,
                campaign: campaign.unwrap_or_default(),
                campaign_id,
                detail,
                note,
                amount_minor,
            })
        })
        .collect())
}

/// Adds or changes a person.
///
/// # Errors
/// `Denied`, `Invalid`, `Conflict`.
pub async fn save(db: &Db, actor: &Actor, request: &str, draft: &PersonDraft) -> Result<i64> {
    actor.may(UseCase::PersonSave)?;
    let zone = crate::workspace::existing(&db.read).await?.time_zone;
    let mut faults = Faults::default();
    let short = |value: &str, max: usize| {
        if value.trim().chars().count() > max { Err(Fault::TooLong) } else { Ok(value.trim().to_owned()) }
    };
    let name = faults.take("name", domain::fault::text(&draft.name, 160));
    let account = faults.take("account", short(&draft.account, 160));
    let place = faults.take("place", short(&draft.place, 120));
    let email = faults.take("email", optional(&draft.email, |text| Email::parse(text).map(String::from)));
    let phone = faults.take(
        "phone",
        optional(&draft.phone, |text| Phone::parse(text, calling_code(&zone)).map(|p| p.as_str().to_owned())),
    );
    let (Some(name), Some(account), Some(place), Some(email), Some(phone)) = (name, account, place, email, phone)
    else {
        return Err(Error::Invalid(faults.into_vec()));
    };
    let act: Act = begin!(db, actor, UseCase::PersonSave, request);
    let account_id = if account.is_empty() { None } else { Some(account_by_name(&act.tx, &account).await?) };
    let codes = "SELECT code FROM external_ref WHERE person_id = $1";
    let codes: Vec<String> = sql::column(&act.tx, codes, params![draft.id.unwrap_or(0)]).await?;
    let (mail, number) = (email.as_deref().unwrap_or(""), phone.as_deref().unwrap_or(""));
    let search = search_text(&[&name, &account, &place, mail, number, &codes.join(" ")]);
    let id = match draft.id {
        None => {
            sql::scalar(
                &act.tx,
                "INSERT INTO person (name, sort_key, search_text, account_id, place, email, phone, do_not_call, do_not_email, created_day)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id",
                params![name.as_str(), sort_key(&name, ""), search, account_id, place, email, phone, draft.do_not_call, draft.do_not_email, actor.today],
            )
            .await?
        }
        Some(id) => {
            let typed = vec![
                ("name", Stored::Text(name.clone())),
                ("account", Stored::Text(account.clone())),
                ("place", Stored::Text(place.clone())),
                ("email", Stored::Text(mail.to_owned())),
                ("phone", Stored::Text(number.to_owned())),
                ("do_not_call", Stored::YesNo(draft.do_not_call)),
                ("do_not_email", Stored::YesNo(draft.do_not_email)),
            ];
            act::claim_form(&act.tx, "person", (id, draft.version), typed, stored_form(&act.tx, id)).await?;
            sql::execute(
                &act.tx,
                "UPDATE person SET name = $2, sort_key = $3, search_text = $4, account_id = $5, place = $6, email = $7, phone = $8,
                 do_not_call = $9, do_not_email = $10 WHERE id = $1",
                params![id, name.as_str(), sort_key(&name, ""), search, account_id, place, email, phone, draft.do_not_call, draft.do_not_email],
            )
            .await?;
            id
        }
    };
    act.finish(id, "person", Some(id), "").await
}

/// A person as the form shows them.
async fn stored_form(db: &impl ConnectionTrait, id: i64) -> Result<Vec<Stored>> {
    type Row = (String, Option<String>, String, Option<String>, Option<String>, bool, bool);
    let text = "SELECT p.name, a.name, p.place, p.email, p.phone, p.do_not_call, p.do_not_email
        FROM person p LEFT JOIN account a ON a.id = p.account_id WHERE p.id = $1";
    let (name, account, place, email, phone, do_not_call, do_not_email): Row =
        sql::tuple(db, text, params![id]).await?.ok_or(Error::NotFound)?;
    let texts = [Some(name), account, Some(place), email, phone];
    let wishes = [do_not_call, do_not_email].map(Stored::YesNo);
    Ok(texts.into_iter().map(|text| Stored::Text(text.unwrap_or_default())).chain(wishes).collect())
}

fn optional(
    value: &str,
    parse: impl Fn(&str) -> std::result::Result<String, Fault>,
) -> std::result::Result<Option<String>, Fault> {
    if value.trim().is_empty() { Ok(None) } else { parse(value).map(Some) }
}

/// The account of this name, made when there is none.
pub(crate) async fn account_by_name(db: &impl ConnectionTrait, name: &str) -> Result<i64> {
    sql::execute(
        db,
        "INSERT INTO account (name, name_norm) VALUES ($1, $2) ON CONFLICT (name_norm) DO NOTHING",
        params![name, fold(name)],
    )
    .await?;
    sql::scalar(db, "SELECT id FROM account WHERE name_norm = $1", params![fold(name)]).await
}
