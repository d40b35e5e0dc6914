//! Taking a file in parts, so that neither memory nor a long transaction grows with it.

use super::PART;
use crate::{Act, Actor, Db, Error, Result, act, begin as begin_act, campaigns, params, sql};
use domain::{
    fault::{Fault, text},
    file::FILE_MAX,
    rights::UseCase,
};
use sha2::{Digest, Sha256};

/// A file that is being taken. Its version has the number 0, which nobody sees, until it is here whole.
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
    waiting: Vec<u8>,
    parts: i64,
    bytes: u64,
}

/// Begins to take a file: another version of `document`, or a new one of a campaign, which may belong to one of its cost lines.
///
/// # Errors
/// `Denied`, `NotFound`; `Invalid` at `line` for one of another campaign.
pub async fn begin<'a>(
    db: &'a Db,
    actor: &'a Actor,
    (campaign, document, line): (i64, Option<i64>, Option<i64>),
    file_name: &str,
) -> Result<Upload<'a>> {
    actor.may(UseCase::FileUpload)?;
    let file_name: String = file_name
        .rsplit(['/', '\\'])
        .next()
        .unwrap_or_default()
        .chars()
        .filter(|c| !c.is_control())
        .take(120)
        .collect();
    let file_name = text(&file_name, 120).map_err(|fault| Error::invalid("file", fault))?;
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
    // Two who send a version of the same file at once each have their own.
    let text = "INSERT INTO document_version (document_id, number, file_name, bytes, sha256, user_id, at_ms)
         VALUES ($1, (SELECT LEAST(COALESCE(MIN(number), 1), 1) - 1 FROM document_version WHERE document_id = $1), $2, 0, '', $3, $4) RETURNING id";
    let text =
        if db.backend() == sea_orm::DatabaseBackend::Sqlite { text.replace("LEAST(", "MIN(") } else { text.to_owned() };
    let values = params![id, file_name.as_str(), actor.user_id, actor.now_ms];
    let version = sql::scalar(&db.write, &text, values).await?;
    Ok(Upload {
        db,
        actor,
        fresh,
        document: id,
        campaign,
        version,
        file_name,
        hash: Sha256::new(),
        waiting: Vec::new(),
        parts: 0,
        bytes: 0,
    })
}

impl Upload<'_> {
    /// Takes the next bytes.
    ///
    /// # Errors
    /// `Invalid` at `file` when it is too large; nothing of it is kept then.
    pub async fn take(&mut self, bytes: &[u8]) -> Result<()> {
        self.bytes += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if self.bytes > FILE_MAX {
            return Err(self.give_up(Fault::FileTooLarge).await);
        }
        self.hash.update(bytes);
        self.waiting.extend_from_slice(bytes);
        while self.waiting.len() >= PART {
            let rest = self.waiting.split_off(PART);
            let part = std::mem::replace(&mut self.waiting, rest);
            self.store(part).await?;
        }
        Ok(())
    }

    async fn store(&mut self, part: Vec<u8>) -> Result<()> {
        let text = "INSERT INTO document_part (version_id, part, body) VALUES ($1, $2, $3)";
        sql::execute(&self.db.write, text, params![self.version, self.parts, part]).await?;
        self.parts += 1;
        Ok(())
    }

    /// Shows the version; gives the file's id.
    ///
    /// # Errors
    /// `Invalid` at `file` for an empty one; nothing of it is kept then.
    pub async fn finish(mut self) -> Result<i64> {
        let last = std::mem::take(&mut self.waiting);
        if !last.is_empty() {
            self.store(last).await?;
        }
        if self.bytes == 0 {
            return Err(self.give_up(Fault::EmptyFile).await);
        }
        let hash: String = std::mem::take(&mut self.hash).finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        let bytes = i64::try_from(self.bytes).unwrap_or(i64::MAX);
        let tx = self.db.begin().await?;
        let text = "UPDATE document_version SET number = (SELECT COALESCE(MAX(v.number), 0) FROM document_version v WHERE v.document_id = $2 AND v.number > 0) + 1, bytes = $3, sha256 = $4 WHERE id = $1";
        sql::execute(&tx, text, params![self.version, self.document, bytes, hash]).await?;
        let text = "UPDATE document SET deleted_ms = CASE WHEN $2 THEN NULL ELSE deleted_ms END, version = version + 1 WHERE id = $1";
        sql::execute(&tx, text, params![self.document, self.fresh]).await?;
        act::audit(&tx, self.actor, UseCase::FileUpload, "campaign", Some(self.campaign), &self.file_name).await?;
        tx.commit().await?;
        Ok(self.document)
    }

    /// Drops what was taken and tells why.
    async fn give_up(&self, fault: Fault) -> Error {
        let gone = if self.fresh {
            sql::execute(&self.db.write, "DELETE FROM document WHERE id = $1", params![self.document]).await
        } else {
            sql::execute(&self.db.write, "DELETE FROM document_version WHERE id = $1", params![self.version]).await
        };
        match gone {
            Ok(_) => Error::invalid("file", fault),
            Err(error) => error,
        }
    }
}

/// Removes a file from its campaign. Agreements with it stay in the log.
///
/// # Errors
/// `Denied`, `NotFound`, `Conflict`.
pub async fn remove(db: &Db, actor: &Actor, request: &str, id: i64, version: i64) -> Result<()> {
    let act: Act = begin_act!(db, actor, UseCase::FileRemove, request);
    let text = "SELECT campaign_id, name FROM document WHERE id = $1 AND deleted_ms IS NULL";
    let (campaign, name): (i64, String) = sql::tuple(&act.tx, text, params![id]).await?.ok_or(Error::NotFound)?;
    act::claim_version(&act.tx, "document", id, version).await?;
    sql::execute(&act.tx, "UPDATE document SET deleted_ms = $2 WHERE id = $1", params![id, actor.now_ms]).await?;
    let text = "UPDATE agreement SET state = 'withdrawn', version = version + 1 WHERE state = 'asked' AND version_id IN (SELECT v.id FROM document_version v WHERE v.document_id = $1)";
    sql::execute(&act.tx, text, params![id]).await?;
    act.finish((), "campaign", Some(campaign), &format!("file removed: {name}")).await
}
