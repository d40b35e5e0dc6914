//! Asking for agreement, and taking the question back.

use super::{DAY_MS, hashed};
use crate::{Act, Actor, Db, Error, Result, act, begin, params, sql};
use domain::{
    fault::Fault,
    file::AgreementDraft,
    rights::{Role, UseCase},
};

/// Asks colleagues, and somebody outside by a link, whether they agree with a version of a file; gives how many were asked. Who was
/// asked about the same version and has not answered is not asked again.
///
/// # Errors
/// `Denied`, `NotFound`; `Invalid` with all faults, at `people` also for a colleague who cannot answer.
pub async fn ask(db: &Db, actor: &Actor, request: &str, input: &AgreementDraft) -> Result<i64> {
    actor.may(UseCase::FileAsk)?;
    let outside = input.read().map_err(Error::Invalid)?;
    let act: Act = begin!(db, actor, UseCase::FileAsk, request);
    let text = "SELECT d.campaign_id, v.file_name FROM document_version v JOIN document d ON d.id = v.document_id WHERE v.id = $1 AND v.number > 0 AND d.deleted_ms IS NULL";
    let (campaign, file): (i64, String) =
        sql::tuple(&act.tx, text, params![input.version]).await?.ok_or(Error::NotFound)?;
    let mut asked = 0;
    for user in &input.people {
        let text = "SELECT role FROM app_user WHERE id = $1 AND active";
        let role: Option<String> = sql::maybe(&act.tx, text, params![*user]).await?;
        let role = role.as_deref().and_then(Role::parse).filter(|role| role.may(UseCase::FileAnswer));
        role.ok_or_else(|| Error::invalid("people", Fault::Unknown))?;
        let text = "INSERT INTO agreement (version_id, user_id, name, address, note, asked_by, asked_ms, state) SELECT CAST($1 AS BIGINT), u.id, u.name, '', $3, CAST($4 AS BIGINT), CAST($5 AS BIGINT), 'asked' FROM app_user u
             WHERE u.id = $2 AND NOT EXISTS (SELECT 1 FROM agreement a WHERE a.version_id = $1 AND a.user_id = $2 AND a.state = 'asked')";
        let values = params![input.version, *user, input.note.trim(), actor.user_id, actor.now_ms];
        asked += i64::try_from(sql::execute(&act.tx, text, values).await?).unwrap_or(0);
    }
    if let Some(outside) = &outside {
        let hash = hashed(&outside.token);
        let known = "SELECT id FROM agreement WHERE token_hash = $1";
        if sql::maybe::<i64>(&act.tx, known, params![hash.as_str()]).await?.is_some() {
            return Err(Error::invalid("token", Fault::AlreadyUsed));
        }
        let text = "INSERT INTO agreement (version_id, name, address, token_hash, expires_ms, note, asked_by, asked_ms, state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'asked')";
        let expires = actor.now_ms + outside.days * DAY_MS;
        let values = params![
            input.version,
            outside.name.as_str(),
            outside.address.as_str(),
            hash,
            expires,
            input.note.trim(),
            actor.user_id,
            actor.now_ms,
        ];
        sql::execute(&act.tx, text, values).await?;
        asked += 1;
    }
    act.finish(asked, "campaign", Some(campaign), &format!("agreement asked: {file}")).await
}

/// Takes a question back, by whoever asked it; its link opens nothing any more. The link of an answered one is closed, and the
/// answer stays.
///
/// # Errors
/// `Denied` for somebody else's, `NotFound`, `Conflict`; `State` once a colleague answered, and for a link that is over.
pub async fn withdraw(db: &Db, actor: &Actor, request: &str, id: i64, version: i64) -> Result<()> {
    let act: Act = begin!(db, actor, UseCase::FileWithdraw, request);
    act::claim_version(&act.tx, "agreement", id, version).await?;
    let text = "SELECT a.state, a.asked_by, a.expires_ms, d.campaign_id FROM agreement a JOIN document_version v ON v.id = a.version_id JOIN document d ON d.id = v.document_id WHERE a.id = $1";
    let (state, asked_by, expires, campaign): (String, i64, Option<i64>, i64) =
        sql::tuple(&act.tx, text, params![id]).await?.ok_or(Error::NotFound)?;
    if !owns(actor, asked_by) {
        return Err(Error::Denied);
    }
    if state == "asked" {
        sql::execute(&act.tx, "UPDATE agreement SET state = 'withdrawn' WHERE id = $1", params![id]).await?;
        return act.finish((), "campaign", Some(campaign), "agreement withdrawn").await;
    }
    if expires.is_none_or(|expires| expires <= actor.now_ms) {
        return Err(Error::State("answered already"));
    }
    let text = "UPDATE agreement SET expires_ms = $2 WHERE id = $1";
    sql::execute(&act.tx, text, params![id, actor.now_ms]).await?;
    act.finish((), "campaign", Some(campaign), "link closed").await
}

/// Whether the actor may take back what `asked_by` asked.
pub(super) fn owns(actor: &Actor, asked_by: i64) -> bool {
    asked_by == actor.user_id || actor.role == Role::Administrator
}
