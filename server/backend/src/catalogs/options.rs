//! Attributes and the options of those that are a choice.

use crate::{
    Error, Result, act,
    fold::fold,
    params,
    people::{attributes::place, rules::ASKED},
    sql,
};
use domain::{
    attribute::{AttributeKind, OPTIONS_MAX, Subject, bit},
    catalog::{CatalogDraft, Stage, StageDraft},
    fault::Fault,
};
use sea_orm::ConnectionTrait;

/// The options of an attribute as the form shows them.
pub(super) async fn of(db: &impl ConnectionTrait, attribute: i64) -> Result<Vec<StageDraft>> {
    let text = "SELECT number, name FROM attribute_option WHERE attribute_id = $1 ORDER BY position, number";
    let rows: Vec<(i64, String)> = sql::tuples(db, text, params![attribute]).await?;
    Ok(rows.into_iter().map(|(n, name)| StageDraft { id: Some(n), name, ..StageDraft::default() }).collect())
}

/// Adds or changes an attribute with its options; gives its id. What its values are and whom it describes stays.
pub(super) async fn save(
    db: &impl ConnectionTrait,
    draft: &CatalogDraft,
    name: &str,
    options: &[Stage],
) -> Result<i64> {
    let kind = draft.kind.ok_or_else(|| Error::invalid("kind", Fault::Required))?;
    let (id, subject) = match draft.id {
        Some(id) => {
            act::claim_version(db, "attribute", id, draft.version).await?;
            let text = "UPDATE attribute SET name = $2, name_norm = $3 WHERE id = $1 RETURNING kind, subject";
            let (was, subject): (String, String) =
                sql::tuple(db, text, params![id, name, fold(name)]).await?.ok_or(Error::NotFound)?;
            if was != kind.as_str() {
                return Err(Error::invalid("kind", Fault::AlreadyUsed));
            }
            (id, Subject::parse(&subject).unwrap_or_default())
        }
        None => {
            let text = "INSERT INTO attribute (name, name_norm, kind, subject) VALUES ($1, $2, $3, $4) RETURNING id";
            let values = params![name, fold(name), kind.as_str(), draft.subject.as_str()];
            (sql::scalar(db, text, values).await?, draft.subject)
        }
    };
    if kind.is_choice() {
        save_options(db, id, (kind, subject), options).await?;
    }
    Ok(id)
}

async fn save_options(
    db: &impl ConnectionTrait,
    attribute: i64,
    (kind, subject): (AttributeKind, Subject),
    options: &[Stage],
) -> Result<()> {
    let text = "SELECT number FROM attribute_option WHERE attribute_id = $1";
    let known: Vec<i64> = sql::column(db, text, params![attribute]).await?;
    let kept: Vec<i64> = options.iter().filter_map(|option| option.id).collect();
    if kept.iter().any(|number| !known.contains(number)) {
        return Err(Error::NotFound);
    }
    for number in known.iter().filter(|number| !kept.contains(number)) {
        if is_used(db, attribute, (kind, subject), *number).await? {
            return Err(Error::State("the option is in use"));
        }
        let text = "DELETE FROM attribute_option WHERE attribute_id = $1 AND number = $2";
        sql::execute(db, text, params![attribute, *number]).await?;
    }
    let next: i64 = sql::scalar(db, "SELECT next_option FROM attribute WHERE id = $1", params![attribute]).await?;
    let mut free = next..i64::try_from(OPTIONS_MAX).unwrap_or(0);
    for (position, option) in (0_i64..).zip(options) {
        let number = option.id.or_else(|| free.next()).ok_or_else(|| Error::invalid("stages", Fault::TooLarge))?;
        let text = "INSERT INTO attribute_option (attribute_id, number, position, name) VALUES ($1, $2, $3, $4)
            ON CONFLICT (attribute_id, number) DO UPDATE SET position = excluded.position, name = excluded.name";
        sql::execute(db, text, params![attribute, number, position, option.name.as_str()]).await?;
    }
    let text = "UPDATE attribute SET next_option = $2 WHERE id = $1";
    sql::execute(db, text, params![attribute, free.start]).await?;
    Ok(())
}

/// Whether somebody has the option, or a rule asks for it.
async fn is_used(
    db: &impl ConnectionTrait,
    attribute: i64,
    (kind, subject): (AttributeKind, Subject),
    number: i64,
) -> Result<bool> {
    let (table, _) = place(subject);
    let (has, value) = match kind {
        AttributeKind::ManyOf => ("v.num & $2 <> 0", bit(number)),
        _ => ("v.num = $2", number),
    };
    let text = format!(
        "SELECT COUNT(*) FROM (SELECT 1 FROM {table} v WHERE v.attribute_id = $1 AND v.num IS NOT NULL AND {has} LIMIT 1) n"
    );
    if sql::scalar::<i64>(db, &text, params![attribute, value]).await? > 0 {
        return Ok(true);
    }
    let named = format!("%\"field\":\"attr:{attribute}\",\"op\":\"is\",\"value\":\"{number}\"%");
    Ok(sql::scalar::<i64>(db, ASKED, params![named]).await? > 0)
}
