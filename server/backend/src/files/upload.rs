//! Taking a file in parts, so that neither memory nor a long transaction grows with it.

use super::DAY_MS;
use crate::{
    Act, Actor, Db, Error, Result, act, begin as begin_act, campaigns, params, sql,
    taking::{self, Taking},
};
use domain::{
    fault::{Fault, text},
    file::FILE_MAX,
    rights::UseCase,
};
use sha2::{Digest, Sha256};

/// A file that is being taken. Its version has a number below zero, which nobody sees, until it is here whole.
pub struct Upload<'a> {
    db: &'a Db,
    actor: &'a Actor,
    /// Set while the document is new.
    fresh: bool,
    document: i64,
    campaign: i64,
    version: i64,
    file_name: String,
    hash: Sha256,
    taking: Taking,
}

/// Begins to take a file: another version of `document`, or a new one of a campaign, which may belong to one of its cost lines.
///
/// # Errors
/// `Denied`, `NotFound`; `Invalid` at `line` for one of another campaign.
pub async fn begin<'a>(
    db: &'a Db,
    actor: &'a Actor,
    (campaign, document, line): (i64, Option<i64>, Option<i64>),
    sent: &str,
) -> Result<Upload<'a>> {
    actor.may(UseCase::FileUpload)?;
    let file_name = text(&taking::file_name(sent), 120).map_err(|fault| Error::invalid("file", fault))?;
    campaigns::record(&db.read, campaign).await?;
    if let Some(line) = line {
        let text = "SELECT id FROM cost_line WHERE id = $1 AND campaign_id = $2 AND deleted_ms IS NULL";
        let known: Option<i64> = sql::maybe(&db.read, text, params![line, campaign]).await?;
        known.ok_or_else(|| Error::invalid("line", Fault::Unknown))?;
    }
    let (id, fresh) = match document {
        Some(document) => {
            let text = "SELECT id FROM document WHERE id = $1 AND campaign_id = $2 AND deleted_ms IS NULL";
            let known: Option<i64> = sql::maybe(&db.read, text, params![document, campaign]).await?;
            (known.ok_or(Error::NotFound)?, false)
        }
        None => {
            let text = "INSERT INTO document (campaign_id, line_id, name, user_id, deleted_ms) VALUES ($1, $2, $3, $4, $5) RETURNING id";
            let values = params![campaign, line, file_name.as_str(), actor.user_id, actor.now_ms];
            (sql::scalar(&db.write, text, values).await?, true)
        }
    };
    // Two who send a version of the same file at once each have their own number below zero.
    let text = "INSERT INTO document_version (document_id, number, file_name, bytes, sha256, user_id, at_ms) VALUES ($1, $2, $3, 0, '', $4, $5) RETURNING id";
    let unseen = -1 - i64::from(rand::random::<u32>());
    let values = params![id, unseen, file_name.as_str(), actor.user_id, actor.now_ms];
    let version = sql::scalar(&db.write, text, values).await?;
    Ok(Upload {
        db,
        actor,
        fresh,
        document: id,
        campaign,
        version,
        file_name,
        hash: Sha256::new(),
        taking: Taking::new(
            "INSERT INTO document_part (version_id, part, body) VALUES ($1, $2, $3)",
            version,
            FILE_MAX,
        ),
    })
}

impl Upload<'_> {
    /// Takes the next bytes.
    ///
    /// # Errors
    /// `Invalid` at `file` when it is too large; nothing of it is kept then.
    pub async fn take(&mut self, bytes: &[u8]) -> Result<()> {
        if !self.taking.take(&self.db.write, bytes).await? {
            return Err(self.give_up(Error::invalid("file", Fault::FileTooLarge)).await);
        }
        self.hash.update(bytes);
        Ok(())
    }

    /// Shows the version; gives the file's id.
    ///
    /// # Errors
    /// `Invalid` at `file` for an empty one, `NotFound` for another version of what was removed meanwhile; nothing of it is kept then.
    pub async fn finish(mut self) -> Result<i64> {
        let bytes = self.taking.end(&self.db.write).await?;
        if bytes == 0 {
            return Err(self.give_up(Error::invalid("file", Fault::EmptyFile)).await);
        }
        let hash: String = std::mem::take(&mut self.hash).finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        let tx = self.db.begin().await?;
        // First the file, so that of two versions that end at once one waits for the number of the other.
        let text =
            "UPDATE document SET deleted_ms = NULL, version = version + 1 WHERE id = $1 AND ($2 OR deleted_ms IS NULL)";
        if sql::execute(&tx, text, params![self.document, self.fresh]).await? == 0 {
            tx.rollback().await?;
            return Err(self.give_up(Error::NotFound).await);
        }
        let text = "UPDATE document_version SET number = (SELECT COALESCE(MAX(v.number), 0) FROM document_version v WHERE v.document_id = $2 AND v.number > 0) + 1, bytes = $3, sha256 = $4 WHERE id = $1";
        sql::execute(&tx, text, params![self.version, self.document, bytes, hash]).await?;
        act::audit(&tx, self.actor, UseCase::FileUpload, "campaign", Some(self.campaign), &self.file_name).await?;
        tx.commit().await?;
        Ok(self.document)
    }

    /// Drops what was taken, and gives `why`, or why it could not be dropped.
    pub async fn give_up(&self, why: Error) -> Error {
        let gone = if self.fresh {
            sql::execute(&self.db.write, "DELETE FROM document WHERE id = $1", params![self.document]).await
        } else {
            sql::execute(&self.db.write, "DELETE FROM document_version WHERE id = $1", params![self.version]).await
        };
        match gone {
            Ok(_) => why,
            Err(error) => error,
        }
    }
}

/// Forgets what was begun more than a day ago and never ended: the process was killed, or the database was away.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn sweep(db: &Db, now: i64) -> Result<()> {
    let before = now - DAY_MS;
    let text = "DELETE FROM document_version WHERE number <= 0 AND at_ms < $1";
    sql::execute(&db.write, text, params![before]).await?;
    let text = "DELETE FROM document WHERE deleted_ms < $1 AND NOT EXISTS (SELECT 1 FROM document_version v WHERE v.document_id = document.id)";
    sql::execute(&db.write, text, params![before]).await?;
    Ok(())
}

/// Removes a file from its campaign. Agreements with it stay, and are there again when it is put back.
///
/// # Errors
/// `Denied` unless one sent it, owns its campaign or may change its costs; `NotFound`, `Conflict`.
pub async fn remove(db: &Db, actor: &Actor, request: &str, id: i64, version: i64) -> Result<()> {
    let act: Act = begin_act!(db, actor, UseCase::FileRemove, request);
    let (campaign, name) = held(&act, actor, id, "IS NULL").await?;
    act::claim_version(&act.tx, "document", id, version).await?;
    sql::execute(&act.tx, "UPDATE document SET deleted_ms = $2 WHERE id = $1", params![id, actor.now_ms]).await?;
    act.finish((), "campaign", Some(campaign), &format!("file removed: {name}")).await
}

/// Puts a removed file back.
///
/// # Errors
/// As [`remove`].
pub async fn restore(db: &Db, actor: &Actor, request: &str, id: i64, version: i64) -> Result<()> {
    let act: Act = begin_act!(db, actor, UseCase::FileRestore, request);
    let whole = "IS NOT NULL AND EXISTS (SELECT 1 FROM document_version v WHERE v.document_id = d.id AND v.number > 0)";
    let (campaign, name) = held(&act, actor, id, whole).await?;
    act::claim_version(&act.tx, "document", id, version).await?;
    sql::execute(&act.tx, "UPDATE document SET deleted_ms = NULL WHERE id = $1", params![id]).await?;
    act.finish((), "campaign", Some(campaign), &format!("file put back: {name}")).await
}

/// Campaign and name of a file that the actor may remove.
async fn held(act: &Act<'_>, actor: &Actor, id: i64, deleted: &str) -> Result<(i64, String)> {
    let text = format!(
        "SELECT d.campaign_id, d.name, d.user_id, c.owner_id FROM document d JOIN campaign c ON c.id = d.campaign_id WHERE d.id = $1 AND d.deleted_ms {deleted}"
    );
    let (campaign, name, sender, owner): (i64, String, i64, i64) =
        sql::tuple(&act.tx, &text, params![id]).await?.ok_or(Error::NotFound)?;
    if may_remove(actor, sender, owner) { Ok((campaign, name)) } else { Err(Error::Denied) }
}

/// Whether the actor may remove a file of `sender` in a campaign of `owner`.
pub(super) fn may_remove(actor: &Actor, sender: i64, owner: i64) -> bool {
    actor.role.may(UseCase::FileRemove)
        && (actor.user_id == sender || actor.user_id == owner || actor.role.may(UseCase::CostSave))
}
