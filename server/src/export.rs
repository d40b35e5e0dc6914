//! Files of rows, written while they are read. A cell never begins like a formula.

use app::request::Request as Known;
use axum::{
    Extension,
    body::Body,
    extract::{Path, Query},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use backend::{Actor, Db, imports, people};
use bytes::Bytes;
use domain::{import::Reason, rights::UseCase, rule::Rule};
use serde::Deserialize;
use std::convert::Infallible;
use texts::{K, Texts};
use tokio::sync::mpsc;

/// A cell that no spreadsheet runs (OWASP, CSV injection).
fn cell(text: &str) -> String {
    let risky = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    format!("\"{}{}\"", if risky { "'" } else { "" }, text.replace('"', "\"\""))
}

fn line<'a>(cells: impl IntoIterator<Item = &'a str>) -> String {
    let mut line = cells.into_iter().map(cell).collect::<Vec<_>>().join(",");
    line.push_str("\r\n");
    line
}

fn csv(name: &str, pieces: mpsc::Receiver<String>) -> Response {
    let stream = futures::stream::unfold(pieces, |mut pieces| async move {
        pieces.recv().await.map(|piece| (Ok::<_, Infallible>(Bytes::from(piece)), pieces))
    });
    let disposition = format!("attachment; filename=\"{name}\"");
    (
        [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, disposition)],
        Body::from_stream(stream),
    )
        .into_response()
}

fn actor(known: &Known, case: UseCase) -> Result<Actor, StatusCode> {
    let actor = known.actor.clone().ok_or(StatusCode::UNAUTHORIZED)?;
    if actor.role.may(case) { Ok(actor) } else { Err(StatusCode::FORBIDDEN) }
}

#[derive(Deserialize)]
pub struct PeopleQuery {
    #[serde(default)]
    rule: String,
    #[serde(default)]
    q: String,
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
    let heads =
        [K::FieldName, K::FieldAccount, K::FieldPlace, K::FieldEmail, K::FieldPhone, K::FieldExternal].map(|k| t.t(k));
    let (send, pieces) = mpsc::channel(4);
    let head = format!("\u{feff}{}", line(heads));
    tokio::spawn(async move { write_people(&known.db, &actor, &rule, &query.q, head, send).await });
    csv("people.csv", pieces)
}

async fn write_people(db: &Db, actor: &Actor, rule: &Rule, search: &str, head: String, send: mpsc::Sender<String>) {
    if send.send(head).await.is_err() {
        return;
    }
    let mut after: Option<String> = None;
    loop {
        let page = match people::export_page(db, actor, rule, search, after.as_deref()).await {
            Ok(page) => page,
            Err(error) => {
                tracing::error!(%error, "export broken off");
                return;
            }
        };
        let text: String = page
            .rows
            .iter()
            .map(|r| line([&r.name, &r.account, &r.place, &r.email, &r.phone, &r.external].map(String::as_str)))
            .collect();
        // Nobody reads any more when the browser went away.
        if send.send(text).await.is_err() {
            return;
        }
        after = page.next;
        if after.is_none() {
            return;
        }
    }
}

/// The rows that an import left out, with reasons.
pub async fn rejects(Extension(known): Extension<Known>, Path(id): Path<i64>) -> Response {
    let actor = match actor(&known, UseCase::ImportRejects) {
        Ok(actor) => actor,
        Err(status) => return status.into_response(),
    };
    let t = Texts::of(known.page.language);
    let head = format!(
        "\u{feff}{}",
        line([K::RejectsRow, K::RejectsColumn, K::RejectsValue, K::RejectsReason].map(|k| t.t(k)))
    );
    let (send, pieces) = mpsc::channel(4);
    tokio::spawn(async move {
        let mut after = 0;
        let mut text = head;
        loop {
            let rows = match imports::rejects(&known.db, &actor, id, after).await {
                Ok(rows) => rows,
                Err(error) => {
                    tracing::error!(%error, "export broken off");
                    return;
                }
            };
            for r in &rows {
                let reason = match r.fault {
                    Reason::Fault(fault) => t.code("fault", &texts::snake(&fault.to_string())),
                    Reason::WonBeforeContact => t.t(K::ReasonWonBeforeContact),
                };
                text.push_str(&line([r.row.to_string().as_str(), &r.column, &r.value, reason]));
            }
            let last = rows.last().map(|r| r.row);
            if send.send(std::mem::take(&mut text)).await.is_err() {
                return;
            }
            match last {
                Some(row) => after = row,
                None => return,
            }
        }
    });
    csv("rejects.csv", pieces)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_never_begins_like_a_formula() {
        assert_eq!(line(["=1+1", "a \"b\"", "-3"]), "\"'=1+1\",\"a \"\"b\"\"\",\"'-3\"\r\n");
    }
}
