//! The files of a campaign, and what waits for the one who looks.

use super::{ask::owns, upload::may_remove};
use crate::{Actor, Db, Error, Result, campaigns, params, sql, workspace};
use domain::{
    file::{AgreementRow, AgreementState, AskedFile, FileRow, FileVersion, FilesView},
    rights::{Role, UseCase},
};
use sea_orm::ConnectionTrait;
use std::collections::HashMap;

/// Files, and cost lines to choose from, that one page shows.
const FILES_MAX: i64 = 300;

/// The files of a campaign with their versions and agreements, the newest first.
///
/// # Errors
/// `Denied`, `NotFound`.
pub async fn view(db: &Db, actor: &Actor, campaign: i64) -> Result<FilesView> {
    actor.may(UseCase::FileIndex)?;
    let db = &db.snapshot().await?;
    let record = campaigns::record(db, campaign).await?;
    let zone = workspace::existing(db).await?.time_zone;
    let text = format!(
        "SELECT d.id, d.version, d.name, d.line_id, l.article, d.user_id FROM document d LEFT JOIN cost_line l ON l.id = d.line_id WHERE d.campaign_id = $1 AND d.deleted_ms IS NULL ORDER BY d.id DESC LIMIT {FILES_MAX}"
    );
    type Found = (i64, i64, String, Option<i64>, Option<String>, i64);
    let found: Vec<Found> = sql::tuples(db, &text, params![campaign]).await?;
    let mut versions: HashMap<i64, Vec<FileVersion>> = HashMap::new();
    let text = "SELECT d.id, v.id, v.number, v.file_name, v.bytes, u.name, v.at_ms FROM document d JOIN document_version v ON v.document_id = d.id AND v.number > 0 JOIN app_user u ON u.id = v.user_id
         WHERE d.campaign_id = $1 AND d.deleted_ms IS NULL ORDER BY v.number DESC";
    type Version = (i64, i64, i64, String, i64, String, i64);
    for (document, id, number, file_name, bytes, by, at) in sql::tuples::<Version>(db, text, params![campaign]).await? {
        let at = workspace::local_time(at, &zone);
        versions.entry(document).or_default().push(FileVersion { id, number, file_name, bytes, by, at });
    }
    let mut agreements = agreements(db, actor, campaign, &zone).await?;
    let row = |(id, version, name, line, article, sender): Found| FileRow {
        removable: may_remove(actor, sender, record.owner_id),
        id,
        version,
        name,
        line: line.zip(article),
        versions: versions.remove(&id).unwrap_or_default(),
        agreements: agreements.remove(&id).unwrap_or_default(),
    };
    let lines = format!(
        "SELECT id, article FROM cost_line WHERE campaign_id = $1 AND deleted_ms IS NULL ORDER BY article, id LIMIT {FILES_MAX}"
    );
    let workers: Vec<String> =
        UseCase::FileAnswer.roles().iter().map(|role: &Role| format!("'{}'", role.as_str())).collect();
    let colleagues = format!(
        "SELECT id, name FROM app_user WHERE active AND id <> $1 AND role IN ({}) ORDER BY name, id",
        workers.join(", ")
    );
    Ok(FilesView {
        campaign,
        name: record.name,
        files: found.into_iter().map(row).collect(),
        lines: sql::tuples(db, &lines, params![campaign]).await?,
        colleagues: sql::tuples(db, &colleagues, params![actor.user_id]).await?,
    })
}

#[derive(Debug, sea_orm::FromQueryResult)]
struct Stored {
    document_id: i64,
    id: i64,
    version: i64,
    number: i64,
    user_id: Option<i64>,
    who: String,
    address: String,
    state: String,
    asked_by: i64,
    asker: String,
    asked_ms: i64,
    answered_ms: Option<i64>,
    answer: String,
    expires_ms: Option<i64>,
}

async fn agreements(
    db: &impl ConnectionTrait,
    actor: &Actor,
    campaign: i64,
    zone: &str,
) -> Result<HashMap<i64, Vec<AgreementRow>>> {
    let text = "SELECT d.id AS document_id, a.id, a.version, v.number, a.user_id, COALESCE(u.name, a.name) AS who, a.address, a.state, a.asked_by, q.name AS asker, a.asked_ms, a.answered_ms, a.answer, a.expires_ms
         FROM document d JOIN document_version v ON v.document_id = d.id JOIN agreement a ON a.version_id = v.id JOIN app_user q ON q.id = a.asked_by LEFT JOIN app_user u ON u.id = a.user_id
         WHERE d.campaign_id = $1 AND d.deleted_ms IS NULL ORDER BY a.id DESC";
    let rows: Vec<Stored> = sql::rows(db, text, params![campaign]).await?;
    let mut all: HashMap<i64, Vec<AgreementRow>> = HashMap::new();
    for row in rows {
        let state = AgreementState::parse(&row.state).ok_or_else(|| Error::Internal("stored agreement".into()))?;
        all.entry(row.document_id).or_default().push(AgreementRow {
            id: row.id,
            version: row.version,
            number: row.number,
            who: row.who,
            address: row.address,
            outside: row.user_id.is_none(),
            state,
            asked_by: row.asker,
            asked: workspace::local_time(row.asked_ms, zone),
            answered: row.answered_ms.map(|ms| workspace::local_time(ms, zone)),
            answer: row.answer,
            expires: row.expires_ms.map(|ms| workspace::local_time(ms, zone).date()),
            mine: row.user_id == Some(actor.user_id),
            own: owns(actor, row.asked_by),
            open: row.expires_ms.is_some_and(|ms| ms > actor.now_ms),
        });
    }
    Ok(all)
}

/// Files that wait for the agreement of the actor, the oldest first.
///
/// # Errors
/// `Denied`.
pub async fn asked(db: &Db, actor: &Actor) -> Result<Vec<AskedFile>> {
    actor.may(UseCase::FileAsked)?;
    let db = &db.snapshot().await?;
    let zone = workspace::existing(db).await?.time_zone;
    let text = format!(
        "SELECT a.id, d.campaign_id, c.name, d.name, v.number, q.name, a.asked_ms, a.note FROM agreement a JOIN document_version v ON v.id = a.version_id
         JOIN document d ON d.id = v.document_id AND d.deleted_ms IS NULL JOIN campaign c ON c.id = d.campaign_id JOIN app_user q ON q.id = a.asked_by
         WHERE a.user_id = $1 AND a.state = 'asked' ORDER BY a.id LIMIT {FILES_MAX}"
    );
    type Row = (i64, i64, String, String, i64, String, i64, String);
    let rows: Vec<Row> = sql::tuples(db, &text, params![actor.user_id]).await?;
    let row = |(agreement, campaign, campaign_name, name, number, asked_by, asked, note): Row| AskedFile {
        agreement,
        campaign,
        campaign_name,
        name,
        number,
        asked_by,
        asked: workspace::local_time(asked, &zone),
        note,
    };
    Ok(rows.into_iter().map(row).collect())
}

/// The name of a version of a file, its bytes, and one of its parts: nothing behind the last.
///
/// # Errors
/// `Denied`, `NotFound`.
pub async fn part(db: &Db, actor: &Actor, version: i64, part: i64) -> Result<(String, i64, Option<Vec<u8>>)> {
    actor.may(UseCase::FileIndex)?;
    stored(&db.read, version, part).await
}

/// The same without asking who wants it: for a link.
pub(super) async fn stored(
    db: &impl ConnectionTrait,
    version: i64,
    part: i64,
) -> Result<(String, i64, Option<Vec<u8>>)> {
    let text = "SELECT v.file_name, v.bytes FROM document_version v JOIN document d ON d.id = v.document_id WHERE v.id = $1 AND v.number > 0 AND d.deleted_ms IS NULL";
    let (name, bytes): (String, i64) = sql::tuple(db, text, params![version]).await?.ok_or(Error::NotFound)?;
    let text = "SELECT body FROM document_part WHERE version_id = $1 AND part = $2";
    Ok((name, bytes, sql::maybe(db, text, params![version, part]).await?))
}
