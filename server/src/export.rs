//! Files of rows, written while they are read. A cell never begins like a formula.

use crate::api::answer;
use app::request::Request as Known;
use axum::{
    Extension,
    body::Body,
    extract::{Path, Query},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use backend::{
    Actor,
    imports::{self, REJECTS_END},
    people,
};
use domain::{
    attribute::Attribute,
    cost::LineRow,
    decimal,
    fault::Fault,
    import::{LeftOut, Reason, Reject},
    person::PersonRow,
    rights::UseCase,
    rule::Rule,
};
use futures::{StreamExt, stream};
use serde::Deserialize;
use std::sync::Arc;
use texts::{K, Texts};

/// A cell that no spreadsheet runs (OWASP, CSV injection).
fn cell(text: &str) -> String {
    let risky = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    format!("\"{}{}\"", if risky { "'" } else { "" }, text.replace('"', "\"\""))
}

pub fn line<'a>(cells: impl IntoIterator<Item = &'a str>) -> String {
    line_by(',', cells)
}

fn line_by<'a>(separator: char, cells: impl IntoIterator<Item = &'a str>) -> String {
    let mut line = cells.into_iter().map(cell).collect::<Vec<_>>().join(separator.encode_utf8(&mut [0; 4]));
    line.push_str("\r\n");
    line
}

/// A file whose rows are read page by page. The first page is read before the answer begins, so that what cannot be read
/// is told by its status; later the transfer is broken off, so that half a file never looks like a whole one.
async fn csv<C, N, F>(name: &str, head: String, next: N) -> Response
where
    C: Send + 'static,
    N: FnMut(Option<C>) -> F + Send + 'static,
    F: Future<Output = backend::Result<(String, Option<C>)>> + Send,
{
    file(name, "text/csv; charset=utf-8", format!("\u{feff}{head}"), String::new(), next).await
}

/// The same for any kind of file: `head`, the pages, `tail`. Without a name it is shown and not kept.
pub async fn file<C, N, F>(name: &str, kind: &str, head: String, tail: String, mut next: N) -> Response
where
    C: Send + 'static,
    N: FnMut(Option<C>) -> F + Send + 'static,
    F: Future<Output = backend::Result<(String, Option<C>)>> + Send,
{
    let (first, after) = match next(None).await {
        Ok(page) => page,
        Err(error) => return answer(&error.into()),
    };
    let later = stream::try_unfold((next, after), |(mut next, after)| async move {
        let Some(after) = after else { return Ok(None) };
        match next(Some(after)).await {
            Ok((text, after)) => Ok(Some((text, (next, after)))),
            Err(error) => {
                tracing::error!(%error, "export broken off");
                Err(std::io::Error::other("export broken off"))
            }
        }
    });
    let pieces = stream::iter([Ok(format!("{head}{first}"))]).chain(later).chain(stream::iter([Ok(tail)]));
    let disposition = if name.is_empty() { "inline".to_owned() } else { format!("attachment; filename=\"{name}\"") };
    ([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, disposition)], Body::from_stream(pieces))
        .into_response()
}

pub fn actor(known: &Known, case: UseCase) -> Result<Actor, StatusCode> {
    let actor = known.actor.clone().ok_or(StatusCode::UNAUTHORIZED)?;
    if actor.role.may(case) { Ok(actor) } else { Err(StatusCode::FORBIDDEN) }
}

#[derive(Deserialize)]
pub struct PeopleQuery {
    #[serde(default)]
    rule: String,
    #[serde(default)]
    q: String,
    #[serde(default)]
    columns: String,
}

/// An attribute's value in a file, as a file may bring it again: options by their words.
fn value_cell(attribute: &Attribute, value: &str) -> String {
    if attribute.kind.is_choice() { attribute.chosen(value).join("; ") } else { value.to_owned() }
}

/// The people of a table, as filtered.
pub async fn people(Extension(known): Extension<Known>, Query(query): Query<PeopleQuery>) -> Response {
    let actor = match actor(&known, UseCase::PeopleExport) {
        Ok(actor) => actor,
        Err(status) => return status.into_response(),
    };
    let Ok(rule) =
        (if query.rule.is_empty() { Ok(Rule::default()) } else { serde_json::from_str::<Rule>(&query.rule) })
    else {
        return StatusCode::UNPROCESSABLE_ENTITY.into_response();
    };
    if people::rules::check(&known.db.read, &rule).await.is_err() {
        return StatusCode::UNPROCESSABLE_ENTITY.into_response();
    }
    let t = Texts::of(known.page.language);
    let chosen = people::attributes::chosen(&known.db.read, &people::parse_columns(&query.columns)).await;
    let columns = match chosen {
        Ok(columns) => columns,
        Err(error) => return answer(&error.into()),
    };
    let heads =
        [K::FieldName, K::FieldAccount, K::FieldPlace, K::FieldEmail, K::FieldPhone, K::FieldExternal].map(|k| t.t(k));
    let head = line(heads.into_iter().chain(columns.iter().map(|a| a.name.as_str())));
    let (db, asked) = (known.db, Arc::new((rule, query.q, columns)));
    csv("people.csv", head, move |after: Option<String>| {
        let (db, actor, asked) = (db.clone(), actor.clone(), Arc::clone(&asked));
        async move {
            let (rule, search, columns) = &*asked;
            let page = people::export_page(&db, &actor, rule, search, columns, after.as_deref()).await?;
            let row = |r: &PersonRow| {
                let fixed = [&r.name, &r.account, &r.place, &r.email, &r.phone, &r.external].map(String::as_str);
                let values: Vec<_> = columns.iter().zip(&r.values).map(|(a, value)| value_cell(a, value)).collect();
                line(fixed.into_iter().chain(values.iter().map(String::as_str)))
            };
            Ok((page.rows.iter().map(row).collect(), page.next))
        }
    })
    .await
}

/// The cost lines of a campaign, with what was typed and what it comes to in the workspace's currency.
pub async fn costs(Extension(known): Extension<Known>, Path(id): Path<i64>) -> Response {
    let actor = match actor(&known, UseCase::CostSheet) {
        Ok(actor) => actor,
        Err(status) => return status.into_response(),
    };
    let t = Texts::of(known.page.language);
    let (mark, home) = (t.decimal_mark(), known.page.currency);
    let base = |name: K| format!("{}, {}", t.t(name), home.code());
    let heads: Vec<String> = [
        K::CostsArticle,
        K::CostsSupplier,
        K::CostsQuantity,
        K::CostsUnit,
        K::CostsPrice,
        K::CostsCommitted,
        K::ChartActual,
        K::CommonDay,
        K::CostsDocument,
        K::CostsCurrency,
        K::ActivitiesOne,
    ]
    .map(|name| t.t(name).to_owned())
    .into_iter()
    .chain([K::ChartPlanned, K::CostsCommitted, K::ChartActual].map(base))
    .collect();
    let db = known.db;
    csv("costs.csv", line(heads.iter().map(String::as_str)), move |_: Option<()>| {
        let (db, actor) = (db.clone(), actor.clone());
        async move {
            let sheet = backend::costs::sheet(&db, &actor, id).await?;
            let money = |minor: Option<i64>| {
                let write = |minor| decimal::with_mark(&decimal::write(minor, home.places()), mark);
                minor.map(write).unwrap_or_default()
            };
            let row = |row: &LineRow| {
                let draft = row.draft(mark, home);
                let activity = sheet.activities.iter().find(|a| Some(a.id) == row.activity);
                let planned = (row.rateless == 0 || row.base.planned != 0).then_some(row.base.planned);
                let sums = [planned, row.base.committed, row.base.actual].map(money);
                let cells = [
                    &draft.article,
                    &draft.supplier,
                    &draft.quantity,
                    &draft.unit,
                    &draft.price,
                    &draft.committed,
                    &draft.actual,
                    &draft.day,
                    &draft.document,
                ];
                let rest = [row.currency.code(), activity.map_or("", |a| a.name.as_str())];
                line(cells.into_iter().map(String::as_str).chain(rest).chain(sums.iter().map(String::as_str)))
            };
            Ok((sheet.lines.iter().map(row).collect(), None))
        }
    })
    .await
}

/// The rows that an import left out, as the file had them and parted as it was, with reasons: repaired, they can be sent
/// again.
pub async fn rejects(Extension(known): Extension<Known>, Path(id): Path<i64>) -> Response {
    let actor = match actor(&known, UseCase::ImportRejects) {
        Ok(actor) => actor,
        Err(status) => return status.into_response(),
    };
    let t = Texts::of(known.page.language);
    let (columns, separator, source) = match imports::columns(&known.db, &actor, id).await {
        Ok(found) => found,
        Err(error) => return answer(&error.into()),
    };
    let marks = [t.t(K::RejectsMarkRow), t.t(K::RejectsMarkWhy)];
    let head = line_by(separator, columns.iter().map(String::as_str).chain(marks));
    // The name tells whose codes the rows have, when they come back.
    let safe: String = source.chars().filter(|c| c.is_alphanumeric() || "_- .".contains(*c)).collect();
    let name =
        if safe.is_ascii() && !safe.is_empty() { format!("{safe}{REJECTS_END}.csv") } else { "rejects.csv".to_owned() };
    csv(&name, head, move |after: Option<i64>| {
        let (db, actor, width) = (known.db.clone(), actor.clone(), columns.len());
        async move {
            let (rows, last) = imports::rejects(&db, &actor, id, after.unwrap_or(0)).await?;
            let row = |left: &LeftOut| {
                let number = left.row.to_string();
                let why = left.faults.iter().map(|fault| reason(t, fault)).collect::<Vec<_>>().join("; ");
                // A row that does not fit the heading stays so: filled up, half of a row would be taken for a whole one.
                let ragged = left.faults.iter().any(|fault| fault.fault == Reason::Fault(Fault::RaggedRow));
                let missing = if ragged { 0 } else { width.saturating_sub(left.cells.len()) };
                let cells = left.cells.iter().map(String::as_str).chain(std::iter::repeat_n("", missing));
                line_by(separator, cells.chain([number.as_str(), why.as_str()]))
            };
            Ok((rows.iter().map(row).collect(), last))
        }
    })
    .await
}

/// What is wrong with a row, with the column and the value that are.
fn reason(t: Texts, reject: &Reject) -> String {
    let why = match reject.fault {
        Reason::Fault(fault) => t.code("fault", &texts::snake(&fault.to_string())),
        Reason::WonBeforeContact => t.t(K::ReasonWonBeforeContact),
    };
    match (reject.column.as_str(), reject.value.as_str()) {
        ("", _) => why.to_owned(),
        (column, "") => format!("{column}: {why}"),
        (column, value) => format!("{column} ({value}): {why}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_never_begins_like_a_formula() {
        assert_eq!(line(["=1+1", "a \"b\"", "-3"]), "\"'=1+1\",\"a \"\"b\"\"\",\"'-3\"\r\n");
    }
}
