//! Answering whether one agrees: a colleague on the page of the files, somebody outside by a link.

use super::{hashed, view::stored};
use crate::{Act, Actor, Db, Error, Result, act, begin, params, sql, workspace};
use domain::{
    file::{AgreementState, AnswerDraft, LinkView},
    rights::UseCase,
};
use sea_orm::ConnectionTrait;

/// A colleague's answer.
///
/// # Errors
/// `Denied` for a question to somebody else, `NotFound`, `Conflict`; `Invalid` at `comment`; `State` once it is answered or taken back.
pub async fn answer(
    db: &Db,
    actor: &Actor,
    request: &str,
    (id, version): (i64, i64),
    input: &AnswerDraft,
) -> Result<()> {
    actor.may(UseCase::FileAnswer)?;
    let comment = input.read().map_err(Error::Invalid)?;
    let act: Act = begin!(db, actor, UseCase::FileAnswer, request);
    let text = "SELECT a.state, a.user_id, d.campaign_id FROM agreement a JOIN document_version v ON v.id = a.version_id JOIN document d ON d.id = v.document_id WHERE a.id = $1";
    let (state, user, campaign): (String, Option<i64>, i64) =
        sql::tuple(&act.tx, text, params![id]).await?.ok_or(Error::NotFound)?;
    act::claim_version(&act.tx, "agreement", id, version).await?;
    if user != Some(actor.user_id) {
        return Err(Error::Denied);
    }
    if state != "asked" {
        return Err(Error::State("answered already"));
    }
    let state =
        write(&act.tx, id, actor.now_ms, input.agree, &comment).await?.ok_or(Error::State("answered already"))?;
    act.finish((), "campaign", Some(campaign), state.as_str()).await
}

/// Writes an answer; gives nothing when somebody was faster.
async fn write(
    db: &impl ConnectionTrait,
    id: i64,
    now: i64,
    agree: bool,
    comment: &str,
) -> Result<Option<AgreementState>> {
    let state = if agree { AgreementState::Agreed } else { AgreementState::Declined };
    let text = "UPDATE agreement SET state = $2, answered_ms = $3, answer = $4 WHERE id = $1 AND state = 'asked'";
    let written = sql::execute(db, text, params![id, state.as_str(), now, comment]).await?;
    Ok((written > 0).then_some(state))
}

#[derive(Debug, sea_orm::FromQueryResult)]
struct Asked {
    id: i64,
    version_id: i64,
    name: String,
    file_name: String,
    number: i64,
    bytes: i64,
    who: String,
    asked_by: String,
    note: String,
    state: String,
    answer: String,
    expires_ms: i64,
    campaign_id: i64,
    asker_id: i64,
}

/// A link that is good: known, not taken back, not over.
async fn good(db: &impl ConnectionTrait, token: &str, now: i64) -> Result<Asked> {
    let text = "SELECT a.id, a.version_id, d.name, v.file_name, v.number, v.bytes, a.name AS who, q.name AS asked_by, a.note, a.state, a.answer, a.expires_ms, d.campaign_id, a.asked_by AS asker_id
         FROM agreement a JOIN document_version v ON v.id = a.version_id JOIN document d ON d.id = v.document_id AND d.deleted_ms IS NULL JOIN app_user q ON q.id = a.asked_by
         WHERE a.token_hash = $1 AND a.expires_ms > $2 AND a.state <> 'withdrawn'";
    sql::row(db, text, params![hashed(token), now]).await
}

/// What somebody outside sees by a link. Whoever has the link is who was asked.
///
/// # Errors
/// `NotFound` for one that is unknown, taken back or over: all alike.
pub async fn link(db: &Db, token: &str, now: i64) -> Result<LinkView> {
    let asked = good(&db.read, token, now).await?;
    let workspace = workspace::existing(&db.read).await?;
    Ok(LinkView {
        expires: Some(workspace::local_time(asked.expires_ms, &workspace.time_zone).date()),
        workspace: workspace.name,
        language: workspace.language,
        name: asked.name,
        file_name: asked.file_name,
        number: asked.number,
        bytes: asked.bytes,
        who: asked.who,
        asked_by: asked.asked_by,
        note: asked.note,
        state: AgreementState::parse(&asked.state).ok_or_else(|| Error::Internal("stored agreement".into()))?,
        answer: asked.answer,
        version: asked.version_id,
        at: asked.id,
    })
}

/// A part of the file behind a link.
///
/// # Errors
/// As [`link`].
pub async fn link_part(db: &Db, token: &str, part: i64, now: i64) -> Result<(String, i64, Option<Vec<u8>>)> {
    let asked = good(&db.read, token, now).await?;
    stored(&db.read, asked.version_id, part).await
}

/// The answer of somebody outside; a second one changes nothing. In the log it stands with whoever asked.
///
/// # Errors
/// `NotFound` as [`link`]; `Invalid` at `comment`.
pub async fn answer_link(db: &Db, token: &str, input: &AnswerDraft, now: i64) -> Result<()> {
    let comment = input.read().map_err(Error::Invalid)?;
    let tx = db.begin().await?;
    let asked = good(&tx, token, now).await?;
    if asked.state != "asked" {
        return Ok(());
    }
    let Some(state) = write(&tx, asked.id, now, input.agree, &comment).await? else { return Ok(()) };
    sql::execute(&tx, "UPDATE agreement SET version = version + 1 WHERE id = $1", params![asked.id]).await?;
    let text = "INSERT INTO audit (at_ms, user_id, use_case, entity, entity_id, detail) VALUES ($1, $2, $3, 'campaign', $4, $5)";
    let detail = format!("{}, by a link: {}", asked.who, state.as_str());
    sql::execute(&tx, text, params![now, asked.asker_id, UseCase::FileAnswer.path(), asked.campaign_id, detail])
        .await?;
    tx.commit().await?;
    Ok(())
}
