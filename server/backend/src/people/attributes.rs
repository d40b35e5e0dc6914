//! Attributes: what they are, their values, and the writing of values by hand.

use crate::{Act, Actor, Db, Error, Result, act, begin, fold::fold, leads, params, sql, sql::Params};
use chrono::NaiveDate;
use domain::{
    attribute::{Attribute, AttributeKind, AttributeValue, AttributesDraft, AttributesView, Notation, Subject},
    conflict::Stored,
    fault::{Fault, Faults},
    rights::UseCase,
};
use sea_orm::ConnectionTrait;
use std::collections::HashMap;

/// Where the values of a subject are stored: the table, and the column that names whom they describe.
pub(crate) fn place(subject: Subject) -> (&'static str, &'static str) {
    match subject {
        Subject::Person => ("attribute_value", "person_id"),
        Subject::Account => ("account_value", "account_id"),
        Subject::Lead => ("lead_value", "lead_id"),
        Subject::Opportunity => ("opportunity_value", "opportunity_id"),
        Subject::Product => ("product_value", "product_id"),
    }
}

/// The people whom values `v` of a subject are about: the expression over a person `p`, what it equals, and where that is.
/// A person has as many leads as they have, so more than one value may be theirs.
pub(crate) fn people_of(subject: Subject) -> (&'static str, &'static str, &'static str) {
    match subject {
        Subject::Person => ("p.id", "v.person_id", "attribute_value v"),
        Subject::Account => ("p.account_id", "v.account_id", "account_value v"),
        Subject::Lead => ("p.id", "x.person_id", "lead_value v JOIN lead x ON x.id = v.lead_id"),
        Subject::Opportunity => {
            ("p.id", "o.person_id", "opportunity_value v JOIN opportunity o ON o.id = v.opportunity_id")
        }
        Subject::Product => {
            ("p.id", "o.person_id", "product_value v JOIN opportunity o ON o.product_id = v.product_id")
        }
    }
}

/// All attributes, by name.
///
/// # Errors
/// When the database refuses.
pub async fn all(db: &impl ConnectionTrait) -> Result<Vec<Attribute>> {
    let text = "SELECT id, name, kind, subject FROM attribute ORDER BY name_norm LIMIT 500";
    let rows: Vec<(i64, String, String, String)> = sql::tuples(db, text, params![]).await?;
    let text = "SELECT attribute_id, number, name FROM attribute_option ORDER BY attribute_id, position, number";
    let mut options: HashMap<i64, Vec<(i64, String)>> = HashMap::new();
    for (attribute, number, name) in sql::tuples::<(i64, i64, String)>(db, text, params![]).await? {
        options.entry(attribute).or_default().push((number, name));
    }
    let attribute = |(id, name, kind, subject): (i64, String, String, String)| Attribute {
        id,
        name,
        kind: AttributeKind::parse(&kind).unwrap_or(AttributeKind::Text),
        subject: Subject::parse(&subject).unwrap_or_default(),
        options: options.remove(&id).unwrap_or_default(),
    };
    Ok(rows.into_iter().map(attribute).collect())
}

/// Those that describe `subject`.
///
/// # Errors
/// When the database refuses.
pub async fn of(db: &impl ConnectionTrait, subject: Subject) -> Result<Vec<Attribute>> {
    Ok(all(db).await?.into_iter().filter(|a| a.subject == subject).collect())
}

/// Those of `ids` that can be a column of a table of people, in their order.
///
/// # Errors
/// When the database refuses.
pub async fn chosen(db: &impl ConnectionTrait, ids: &[i64]) -> Result<Vec<Attribute>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let all = all(db).await?;
    let column = |id: &i64| all.iter().find(|a| a.id == *id && a.subject.is_of_person()).cloned();
    Ok(ids.iter().filter_map(column).collect())
}

/// The values of some people or organisations, by them and their attribute.
pub(crate) async fn values(
    db: &impl ConnectionTrait,
    subject: Subject,
    ids: &[i64],
    attributes: &[Attribute],
) -> Result<HashMap<(i64, i64), AttributeValue>> {
    if ids.is_empty() || attributes.is_empty() {
        return Ok(HashMap::new());
    }
    let (table, key) = place(subject);
    let mut params = Params::default();
    let (whose, which) =
        (sql::list(&mut params, ids.iter().copied()), sql::list(&mut params, attributes.iter().map(|a| a.id)));
    let text = format!(
        "SELECT {key}, attribute_id, num, text, day FROM {table} WHERE {key} IN ({whose}) AND attribute_id IN ({which})"
    );
    type Row = (i64, i64, Option<i64>, Option<String>, Option<NaiveDate>);
    let rows: Vec<Row> = sql::tuples(db, &text, params.0).await?;
    let value = |(id, attribute, num, text, day): Row| {
        let kind = attributes.iter().find(|a| a.id == attribute)?.kind;
        Some(((id, attribute), AttributeValue::of(kind, num, text, day)?))
    };
    Ok(rows.into_iter().filter_map(value).collect())
}

/// All attributes of a subject with what one of them has, as a form begins with it.
pub(crate) async fn form(
    db: &impl ConnectionTrait,
    subject: Subject,
    id: i64,
    attributes: &[Attribute],
) -> Result<Vec<(i64, String)>> {
    let values = values(db, subject, &[id], attributes).await?;
    let value = |a: &Attribute| (a.id, values.get(&(id, a.id)).map(AttributeValue::write).unwrap_or_default());
    Ok(attributes.iter().map(value).collect())
}

/// The filled values of some records as canonical text, by record.
pub(crate) async fn filled(
    db: &impl ConnectionTrait,
    subject: Subject,
    ids: &[i64],
    attributes: &[Attribute],
) -> Result<HashMap<i64, Vec<(i64, String)>>> {
    let values = values(db, subject, ids, attributes).await?;
    let mut of: HashMap<i64, Vec<(i64, String)>> = HashMap::new();
    for id in ids {
        let value = |a: &Attribute| Some((a.id, values.get(&(*id, a.id))?.write()));
        of.insert(*id, attributes.iter().filter_map(value).collect());
    }
    Ok(of)
}

/// The version of a record that the actor may see; those with forms of their own are not among them.
async fn version(db: &impl ConnectionTrait, actor: &Actor, subject: Subject, id: i64) -> Result<i64> {
    let seen = match subject {
        Subject::Lead => actor.sees("r"),
        Subject::Product => "1 = 1".to_owned(),
        Subject::Person | Subject::Account | Subject::Opportunity => {
            return Err(Error::invalid("subject", Fault::Unknown));
        }
    };
    let text = format!("SELECT r.version FROM {} r WHERE r.id = $1 AND {seen}", subject.as_str());
    sql::maybe(db, &text, params![id]).await?.ok_or(Error::NotFound)
}

/// The attributes of a lead or a product.
///
/// # Errors
/// `Denied`; `NotFound` also where the actor may not see it.
pub async fn view(db: &Db, actor: &Actor, subject: Subject, id: i64) -> Result<AttributesView> {
    actor.may(UseCase::AttributesView)?;
    let db = &db.snapshot().await?;
    let version = version(db, actor, subject, id).await?;
    let attributes = of(db, subject).await?;
    let values = form(db, subject, id, &attributes).await?;
    Ok(AttributesView { attributes, input: AttributesDraft { subject, id, version, values } })
}

/// Writes values of a lead or a product; gives its version.
///
/// # Errors
/// `Denied`, `NotFound`, `Invalid` at `attr.ID`, `Conflict`.
pub async fn save(db: &Db, actor: &Actor, request: &str, draft: &AttributesDraft) -> Result<i64> {
    actor.may(UseCase::AttributesSave)?;
    if draft.subject == Subject::Product {
        // Products are everybody's; who defines them describes them.
        actor.may(UseCase::CatalogSave)?;
    }
    let attributes = of(&db.read, draft.subject).await?;
    let mut faults = Faults::default();
    let read = read(&attributes, &draft.values, &mut faults);
    if !faults.is_empty() {
        return Err(Error::Invalid(faults.into_vec()));
    }
    let act: Act = begin!(db, actor, UseCase::AttributesSave, request);
    version(&act.tx, actor, draft.subject, draft.id).await?;
    let typed = draft.values.iter().map(|value| stored(&attributes, value)).collect();
    let now = async {
        let now = form(&act.tx, draft.subject, draft.id, &attributes).await?;
        let had = |(id, _): &(i64, String)| now.iter().find(|(other, _)| other == id);
        Ok(draft.values.iter().filter_map(had).map(|value| stored(&attributes, value).1).collect())
    };
    act::claim_form(&act.tx, draft.subject.as_str(), (draft.id, draft.version), typed, now).await?;
    write(&act.tx, draft.subject, draft.id, &read).await?;
    if draft.subject == Subject::Lead {
        let person = sql::scalar(&act.tx, "SELECT person_id FROM lead WHERE id = $1", params![draft.id]).await?;
        leads::rules::score_person(&act.tx, person).await?;
    }
    act.finish(draft.version + 1, draft.subject.as_str(), Some(draft.id), "attributes").await
}

/// Typed values that were read: the attribute, and nothing where its value is taken away.
pub(crate) type Read = Vec<(i64, Option<AttributeValue>)>;

/// Reads typed values; faults stand at `attr.ID`.
pub(crate) fn read(attributes: &[Attribute], typed: &[(i64, String)], faults: &mut Faults) -> Read {
    let mut read = Vec::new();
    for (n, (id, text)) in typed.iter().enumerate() {
        let at = format!("attr.{id}");
        if typed.iter().take(n).any(|(earlier, _)| earlier == id) {
            faults.add(&at, Fault::AlreadyUsed);
            continue;
        }
        let Some(attribute) = attributes.iter().find(|a| a.id == *id) else {
            faults.add(&at, Fault::Unknown);
            continue;
        };
        if text.trim().is_empty() {
            read.push((*id, None));
            continue;
        }
        let value = AttributeValue::parse(attribute.kind, text, Notation::default());
        let value = value.and_then(|value| if attribute.knows(&value) { Ok(value) } else { Err(Fault::Unknown) });
        read.extend(faults.take(&at, value).map(|value| (*id, Some(value))));
    }
    read
}

/// Writes what was read.
pub(crate) async fn write(db: &impl ConnectionTrait, subject: Subject, id: i64, read: &Read) -> Result<()> {
    let (table, key) = place(subject);
    for (attribute, _) in read.iter().filter(|(_, value)| value.is_none()) {
        let text = format!("DELETE FROM {table} WHERE {key} = $1 AND attribute_id = $2");
        sql::execute(db, &text, params![id, *attribute]).await?;
    }
    let kept = read.iter().filter_map(|(attribute, value)| Some((id, *attribute, value.as_ref()?)));
    put(db, subject, kept).await
}

/// Stores values by whom they describe and their attribute; one that is here is replaced.
pub(crate) async fn put<'a>(
    db: &impl ConnectionTrait,
    subject: Subject,
    rows: impl Iterator<Item = (i64, i64, &'a AttributeValue)>,
) -> Result<()> {
    let (table, key) = place(subject);
    let mut values = Vec::new();
    for (id, attribute, value) in rows {
        let (num, text, day) = value.parts();
        values.extend(params![id, attribute, num, text, text.map(fold), day]);
    }
    let into = format!("INSERT INTO {table} ({key}, attribute_id, num, text, text_norm, day)");
    let tail = format!(
        "ON CONFLICT ({key}, attribute_id) DO UPDATE SET num = excluded.num, text = excluded.text, text_norm = excluded.text_norm, day = excluded.day"
    );
    sql::insert_many(db, &into, 6, values, &tail).await?;
    Ok(())
}

/// A canonical value as two sides of a form compare it; `attributes` name the options.
pub(crate) fn stored(attributes: &[Attribute], (id, value): &(i64, String)) -> (String, Stored) {
    let attribute = attributes.iter().find(|a| a.id == *id);
    let now = match attribute.map(|a| (a, a.kind)) {
        Some((_, AttributeKind::Date)) => Stored::Day(value.parse().ok()),
        Some((_, AttributeKind::YesNo)) if !value.is_empty() => Stored::YesNo(value == "1"),
        Some((attribute, kind)) if kind.is_choice() => Stored::Text(attribute.chosen(value).join(", ")),
        _ => Stored::Text(value.clone()),
    };
    (format!("attr.{id}"), now)
}
