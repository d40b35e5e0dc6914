//! The table of people: exact count and one page by cursor.

use super::{attributes, rules};
use crate::{Actor, Db, Error, Result, params, sql, sql::Params};
use domain::{
    attribute::{Attribute, AttributeValue, Subject},
    fault::Fault,
    person::{PeoplePage, PersonRow},
    rights::UseCase,
    rule::Rule,
};
use sea_orm::{ConnectionTrait, QueryResult};
use std::collections::HashMap;

/// An attribute column asked for.
pub type Column = i64;

const PAGE: i64 = 50;
const EXPORT_PAGE: i64 = 2000;
const COLUMNS_MAX: usize = 8;

/// Reads `1,2,3`.
pub fn parse_columns(text: &str) -> Vec<Column> {
    text.split(',').filter_map(|id| id.parse().ok()).take(COLUMNS_MAX).collect()
}

/// One page of the people that pass `rule` and whose search text holds `search`.
///
/// # Errors
/// `Denied`, `Invalid` for a rule or cursor that cannot be read.
pub async fn page(
    db: &Db,
    actor: &Actor,
    rule: &Rule,
    search: &str,
    columns: &[Column],
    after: Option<&str>,
) -> Result<PeoplePage> {
    actor.may(UseCase::PeoplePage)?;
    let db = &db.snapshot().await?;
    let checked = rules::check_for(db, actor, rule).await?;
    let mut counting = Params::default();
    let filter = condition(&checked, search, &mut counting);
    let everyone: i64 = sql::scalar(db, "SELECT COUNT(*) FROM live_person", params![]).await?;
    let count: i64 = if filter == "1 = 1" {
        everyone
    } else {
        sql::scalar(db, &format!("SELECT COUNT(*) FROM live_person p WHERE {filter}"), counting.0).await?
    };
    let (mut rows, next) = slice(db, &checked, search, after, PAGE).await?;
    let columns = attributes::chosen(db, columns).await?;
    fill(db, &mut rows, &columns).await?;
    Ok(PeoplePage { rows, count, everyone, next, columns })
}

fn condition(checked: &rules::Checked, search: &str, params: &mut Params) -> String {
    let text = checked.condition(params);
    let folded = crate::fold::fold(search);
    if folded.is_empty() {
        return text;
    }
    let escaped = sql::escape_like(&folded);
    format!("({text}) AND p.search_text LIKE {} ESCAPE '\\'", params.add(format!("%{escaped}%")))
}

/// The next `limit` people behind a cursor, and the cursor behind them if there are more.
async fn slice(
    db: &impl ConnectionTrait,
    checked: &rules::Checked,
    search: &str,
    after: Option<&str>,
    limit: i64,
) -> Result<(Vec<PersonRow>, Option<String>)> {
    let mut paging = Params::default();
    let mut filter = condition(checked, search, &mut paging);
    if let Some(after) = after {
        let (id, key) = after.split_once(':').ok_or_else(|| Error::invalid("after", Fault::Unknown))?;
        let id: i64 = id.parse().map_err(|_| Error::invalid("after", Fault::Unknown))?;
        filter = format!("({filter}) AND (p.sort_key, p.id) > ({}, {})", paging.add(key), paging.add(id));
    }
    let text = format!("{PERSON} WHERE {filter} ORDER BY p.sort_key, p.id LIMIT {}", limit + 1);
    let mut found: Vec<(PersonRow, String)> =
        sql::raw(db, &text, paging.0).await?.iter().map(person).collect::<Result<_>>()?;
    let more = i64::try_from(found.len()).unwrap_or(0) > limit;
    if more {
        found.pop();
    }
    let next = if more { found.last().map(|(row, key)| format!("{}:{key}", row.id)) } else { None };
    Ok((found.into_iter().map(|(row, _)| row).collect(), next))
}

/// Columns of a person as every table shows them.
pub(super) const PERSON: &str = "SELECT p.id, p.name, p.sort_key, p.place, p.email, p.phone, a.name AS account, \
    (SELECT MIN(e.code) FROM external_ref e WHERE e.person_id = p.id) AS external \
    FROM live_person p LEFT JOIN account a ON a.id = p.account_id";

pub(super) fn person(row: &QueryResult) -> Result<(PersonRow, String)> {
    let text = |column: &str| row.try_get::<Option<String>>("", column).map(Option::unwrap_or_default);
    let person = PersonRow {
        id: row.try_get("", "id")?,
        name: text("name")?,
        external: text("external")?,
        account: text("account")?,
        place: text("place")?,
        email: text("email")?,
        phone: text("phone")?,
        values: Vec::new(),
    };
    Ok((person, text("sort_key")?))
}

/// Fills the attribute columns of one page: those of people and those of their organisations, one query each.
async fn fill(db: &impl ConnectionTrait, rows: &mut [PersonRow], columns: &[Attribute]) -> Result<()> {
    let of = |subject: Subject| columns.iter().filter(|a| a.subject == subject).cloned().collect::<Vec<_>>();
    let people: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let own = attributes::values(db, Subject::Person, &people, &of(Subject::Person)).await?;
    let (mut theirs, mut accounts) = (HashMap::new(), HashMap::new());
    if columns.iter().any(|a| a.subject == Subject::Account) && !rows.is_empty() {
        let mut params = Params::default();
        let list = sql::list(&mut params, people);
        let text = format!("SELECT id, account_id FROM person WHERE id IN ({list}) AND account_id IS NOT NULL");
        accounts = sql::tuples::<(i64, i64)>(db, &text, params.0).await?.into_iter().collect();
        let mut ids: Vec<i64> = accounts.values().copied().collect();
        ids.sort_unstable();
        ids.dedup();
        theirs = attributes::values(db, Subject::Account, &ids, &of(Subject::Account)).await?;
    }
    for row in rows {
        let value = |column: &Attribute| match column.subject {
            Subject::Person => own.get(&(row.id, column.id)),
            Subject::Account => accounts.get(&row.id).and_then(|account| theirs.get(&(*account, column.id))),
            Subject::Lead | Subject::Opportunity | Subject::Product => None,
        };
        row.values = columns.iter().map(|c| value(c).map(AttributeValue::write).unwrap_or_default()).collect();
    }
    Ok(())
}

/// One piece of an export: like [`page`], a few thousand rows at once and without counting.
///
/// # Errors
/// `Denied`, `Invalid` for a rule or cursor that cannot be read.
pub async fn export_page(
    db: &Db,
    actor: &Actor,
    rule: &Rule,
    search: &str,
    columns: &[Attribute],
    after: Option<&str>,
) -> Result<PeoplePage> {
    actor.may(UseCase::PeopleExport)?;
    let db = &db.snapshot().await?;
    let checked = rules::check_for(db, actor, rule).await?;
    let (mut rows, next) = slice(db, &checked, search, after, EXPORT_PAGE).await?;
    fill(db, &mut rows, columns).await?;
    Ok(PeoplePage { rows, count: 0, everyone: 0, next, columns: Vec::new() })
}
