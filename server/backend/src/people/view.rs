//! One person: page with timeline, and changes by hand.

use super::{
    attributes,
    page::{PERSON, person},
    post_key, search_text, sort_key, timeline,
};
use crate::{Act, Actor, Db, Error, Result, act, begin, fold::fold, leads, params, sql};
use domain::{
    activity::{JobRole, Reach},
    attribute::{Attribute, Subject},
    conflict::Stored,
    fault::{Fault, Faults, FieldFault},
    person::{Email, PersonDraft, PersonRow, PersonView, Phone, Show, calling_code, parse_time, write_time},
    rights::UseCase,
};
use sea_orm::ConnectionTrait;

/// Everything known about a person that the actor may see; the newest `limit` events of their timeline.
///
/// # Errors
/// `Denied`, `NotFound`.
pub async fn view(db: &Db, actor: &Actor, id: i64, show: Show, limit: i64) -> Result<PersonView> {
    actor.may(UseCase::PersonView)?;
    let db = &db.snapshot().await?;
    let found = sql::raw(db, &format!("{PERSON} WHERE p.id = $1"), params![id]).await?;
    let (row, _) = person(found.first().ok_or(Error::NotFound)?)?;
    let attributes = attributes::of(db, Subject::Person).await?;
    let form = form(db, id, &attributes).await?;
    let more = "SELECT p.account_id, u.name, p.consent_day FROM person p LEFT JOIN app_user u ON u.id = p.owner_id WHERE p.id = $1";
    let (account_id, owner, consent_day): (Option<i64>, Option<String>, Option<chrono::NaiveDate>) =
        sql::tuple(db, more, params![id]).await?.ok_or(Error::NotFound)?;
    let lists = sql::tuples(
        db,
        "SELECT l.id, l.name FROM list_member m JOIN people_list l ON l.id = m.list_id WHERE m.person_id = $1 ORDER BY l.name LIMIT 100",
        params![id],
    )
    .await?;
    Ok(PersonView {
        row,
        form,
        account_id,
        owner: owner.unwrap_or_default(),
        consent_day,
        attributes,
        lists,
        due: timeline::due(db, actor, id).await?,
        tasks: crate::tasks::of_person(db, id).await?,
        timeline: timeline::timeline(db, actor, timeline::Of::Person(id), show, limit).await?,
        colleagues: crate::users::names(db).await?,
    })
}

/// The first people of an organisation.
pub(crate) async fn of_account(db: &impl ConnectionTrait, account: i64) -> Result<Vec<PersonRow>> {
    let text = format!("{PERSON} WHERE p.account_id = $1 ORDER BY p.sort_key, p.id LIMIT 50");
    sql::raw(db, &text, params![account]).await?.iter().map(|row| Ok(person(row)?.0)).collect()
}

/// A person whose every value was read.
struct Read {
    name: String,
    account: String,
    job_title: String,
    street: String,
    postcode: String,
    place: String,
    email: Option<String>,
    phone: Option<String>,
    fax: Option<String>,
    best_channel: &'static str,
    best_from: i64,
    best_to: i64,
}

fn read(draft: &PersonDraft, zone: &str) -> std::result::Result<Read, Vec<FieldFault>> {
    let mut faults = Faults::default();
    let short = |value: &str, max: usize| {
        if value.trim().chars().count() > max { Err(Fault::TooLong) } else { Ok(value.trim().to_owned()) }
    };
    let number =
        |value: &str| optional(value, |text| Phone::parse(text, calling_code(zone)).map(|p| p.as_str().to_owned()));
    let time = |value: &str| if value.trim().is_empty() { Ok(0) } else { parse_time(value) };
    let channel = match draft.best_channel.trim() {
        "" => Ok(""),
        code => Reach::parse(code).map(Reach::as_str).ok_or(Fault::Unknown),
    };
    // A contact without a name stands for the organisation.
    let nameless = draft.name.trim().is_empty() && !draft.account.trim().is_empty();
    let name = if nameless { Ok(String::new()) } else { domain::fault::text(&draft.name, 160) };
    let name = faults.take("name", name);
    let account = faults.take("account", short(&draft.account, 160));
    let job_title = faults.take("job_title", short(&draft.job_title, 120));
    let street = faults.take("street", short(&draft.street, 160));
    let postcode = faults.take("postcode", short(&draft.postcode, 20));
    let place = faults.take("place", short(&draft.place, 120));
    let email = faults.take("email", optional(&draft.email, |text| Email::parse(text).map(String::from)));
    let phone = faults.take("phone", number(&draft.phone));
    let fax = faults.take("fax", number(&draft.fax));
    let best_channel = faults.take("best_channel", channel);
    let best_from = faults.take("best_from", time(&draft.best_from));
    let best_to = faults.take("best_to", time(&draft.best_to));
    if let (Some(from), Some(to)) = (best_from, best_to)
        && to != 0
        && to < from
    {
        faults.add("best_to", Fault::EndBeforeStart);
    }
    let texts = (name, account, job_title, street, postcode, place);
    match (texts, email, phone, fax, best_channel, best_from, best_to) {
        (
            (Some(name), Some(account), Some(job_title), Some(street), Some(postcode), Some(place)),
            Some(email),
            Some(phone),
            Some(fax),
            Some(best_channel),
            Some(best_from),
            Some(best_to),
        ) if faults.is_empty() => Ok(Read {
            name,
            account,
            job_title,
            street,
            postcode,
            place,
            email,
            phone,
            fax,
            best_channel,
            best_from,
            best_to,
        }),
        _ => Err(faults.into_vec()),
    }
}

/// Adds or changes a person.
///
/// # Errors
/// `Denied`, `Invalid`, `Conflict`.
pub async fn save(db: &Db, actor: &Actor, request: &str, draft: &PersonDraft) -> Result<i64> {
    actor.may(UseCase::PersonSave)?;
    let zone = crate::workspace::existing(&db.read).await?.time_zone;
    let attributes = attributes::of(&db.read, Subject::Person).await?;
    let mut faults = Faults::default();
    let values = attributes::read(&attributes, &draft.values, &mut faults);
    let read = match read(draft, &zone) {
        Ok(read) if faults.is_empty() => read,
        Ok(_) => return Err(Error::Invalid(faults.into_vec())),
        Err(wrong) => return Err(Error::Invalid([wrong, faults.into_vec()].concat())),
    };
    let act: Act = begin!(db, actor, UseCase::PersonSave, request);
    let account_id = if read.account.is_empty() { None } else { Some(account_by_name(&act.tx, &read.account).await?) };
    let codes = "SELECT code FROM external_ref WHERE person_id = $1";
    let codes: Vec<String> = sql::column(&act.tx, codes, params![draft.id.unwrap_or(0)]).await?;
    let (mail, number) = (read.email.clone().unwrap_or_default(), read.phone.clone().unwrap_or_default());
    let search = search_text(&[&read.name, &read.account, &read.place, &mail, &number, &codes.join(" ")]);
    let id = match draft.id {
        None => {
            let text = "INSERT INTO person (sort_key, search_text, owner_id, created_day) VALUES ('', '', $1, $2) RETURNING id";
            sql::scalar(&act.tx, text, params![actor.user_id, actor.today]).await?
        }
        Some(id) => {
            let typed = PersonDraft {
                email: mail,
                phone: number,
                fax: read.fax.clone().unwrap_or_default(),
                best_from: write_time(read.best_from),
                best_to: write_time(read.best_to),
                ..draft.clone()
            };
            let stored = async {
                let now = form(&act.tx, id, &attributes).await?;
                // Compared are the values that the form had.
                let had = |(id, _): &(i64, String)| now.values.iter().find(|(other, _)| other == id).cloned();
                let values = draft.values.iter().filter_map(had).collect();
                Ok(fields(&PersonDraft { values, ..now }, &attributes).into_iter().map(|(_, value)| value).collect())
            };
            act::claim_form(&act.tx, "person", (id, draft.version), fields(&typed, &attributes), stored).await?;
            id
        }
    };
    sql::execute(
        &act.tx,
        "UPDATE person SET name = $2, sort_key = $3, search_text = $4, account_id = $5, place = $6, email = $7, phone = $8, do_not_call = $9, do_not_email = $10,
         street = $11, postcode = $12, post = $13, fax = $14, job_title = $15, roles = $16, do_not_post = $17, do_not_message = $18,
         best_channel = $19, best_days = $20, best_from = $21, best_to = $22 WHERE id = $1",
        params![
            id,
            read.name.as_str(),
            sort_key(&read.name, &read.account),
            search,
            account_id,
            read.place.as_str(),
            read.email,
            read.phone,
            draft.do_not_call,
            draft.do_not_email,
            read.street.as_str(),
            read.postcode.as_str(),
            post_key(&read.street, &read.postcode, &read.place),
            read.fax,
            read.job_title.as_str(),
            JobRole::clean(draft.roles),
            draft.do_not_post,
            draft.do_not_message,
            read.best_channel,
            draft.best_days & 127,
            read.best_from,
            read.best_to
        ],
    )
    .await?;
    attributes::write(&act.tx, Subject::Person, id, &values).await?;
    leads::rules::score_person(&act.tx, id).await?;
    act.finish(id, "person", Some(id), "").await
}

/// What a conflict compares, field for field.
fn fields(form: &PersonDraft, attributes: &[Attribute]) -> Vec<(String, Stored)> {
    let text = |value: &String| Stored::Text(value.trim().to_owned());
    let fixed = vec![
        ("name", text(&form.name)),
        ("account", text(&form.account)),
        ("job_title", text(&form.job_title)),
        ("street", text(&form.street)),
        ("postcode", text(&form.postcode)),
        ("place", text(&form.place)),
        ("email", text(&form.email)),
        ("phone", text(&form.phone)),
        ("fax", text(&form.fax)),
        ("best_from", text(&form.best_from)),
        ("best_to", text(&form.best_to)),
        ("do_not_call", Stored::YesNo(form.do_not_call)),
        ("do_not_email", Stored::YesNo(form.do_not_email)),
        ("do_not_post", Stored::YesNo(form.do_not_post)),
        ("do_not_message", Stored::YesNo(form.do_not_message)),
    ];
    let fixed = fixed.into_iter().map(|(field, value)| (field.to_owned(), value));
    fixed.chain(form.values.iter().map(|value| attributes::stored(attributes, value))).collect()
}

#[derive(sea_orm::FromQueryResult)]
struct Form {
    version: i64,
    name: String,
    account: Option<String>,
    job_title: String,
    roles: i64,
    street: String,
    postcode: String,
    place: String,
    email: Option<String>,
    phone: Option<String>,
    fax: Option<String>,
    do_not_call: bool,
    do_not_email: bool,
    do_not_post: bool,
    do_not_message: bool,
    best_channel: String,
    best_days: i64,
    best_from: i64,
    best_to: i64,
}

/// A person as the form shows them.
async fn form(db: &impl ConnectionTrait, id: i64, attributes: &[Attribute]) -> Result<PersonDraft> {
    let text = "SELECT p.version, p.name, a.name AS account, p.job_title, p.roles, p.street, p.postcode, p.place, p.email, p.phone, p.fax, p.do_not_call, p.do_not_email, p.do_not_post,
        p.do_not_message, p.best_channel, p.best_days, p.best_from, p.best_to FROM person p LEFT JOIN account a ON a.id = p.account_id WHERE p.id = $1";
    let form: Form = sql::row(db, text, params![id]).await?;
    Ok(PersonDraft {
        values: attributes::form(db, Subject::Person, id, attributes).await?,
        id: Some(id),
        version: form.version,
        name: form.name,
        account: form.account.unwrap_or_default(),
        job_title: form.job_title,
        roles: form.roles,
        street: form.street,
        postcode: form.postcode,
        place: form.place,
        email: form.email.unwrap_or_default(),
        phone: form.phone.unwrap_or_default(),
        fax: form.fax.unwrap_or_default(),
        do_not_call: form.do_not_call,
        do_not_email: form.do_not_email,
        do_not_post: form.do_not_post,
        do_not_message: form.do_not_message,
        best_channel: form.best_channel,
        best_days: form.best_days,
        best_from: write_time(form.best_from),
        best_to: write_time(form.best_to),
    })
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
