//! Taking a file in pieces, so that neither memory nor a long transaction grows with it.

use super::detect::{Detected, detect};
use crate::{
    Actor, Db, Error, Result, act,
    fold::fold,
    params, sql,
    sql::Params,
    taking::{PART, Taking, file_name},
};
use domain::{
    fault::Fault,
    import::{FILE_MAX, ImportKind, Tally, Target},
    rights::UseCase,
    user::Language,
};
use texts::{K, Texts};

/// What the name of a file of rejects ends with, behind the source of its codes.
pub const REJECTS_END: &str = "-rejects";

/// A file that is being taken.
pub struct Upload<'a> {
    db: &'a Db,
    actor: &'a Actor,
    id: i64,
    kind: ImportKind,
    file_name: String,
    /// The first part.
    head: Vec<u8>,
    taking: Taking,
}

/// Begins to take a file.
///
/// # Errors
/// `Denied`.
pub async fn begin_upload<'a>(db: &'a Db, actor: &'a Actor, kind: ImportKind, sent: &str) -> Result<Upload<'a>> {
    actor.may(UseCase::ImportUpload)?;
    let file_name = file_name(sent);
    let tally = serde_json::to_string(&Tally::default())?;
    let failure = serde_json::to_string(&Fault::EmptyFile)?;
    let id = sql::scalar(
        &db.write,
        "INSERT INTO import (kind, file_name, bytes, state, options, columns, tally, failure, user_id, created_ms, created_day)
         VALUES ($1, $2, 0, 'failed', '{}', '[]', $3, $4, $5, $6, $7) RETURNING id",
        params![kind.as_str(), file_name.as_str(), tally, failure, actor.user_id, actor.now_ms, actor.today],
    )
    .await?;
    let taking = Taking::new("INSERT INTO import_file (import_id, part, body) VALUES ($1, $2, $3)", id, FILE_MAX);
    Ok(Upload { db, actor, id, kind, file_name, head: Vec::new(), taking })
}

/// Whether a column is one that the file of rejects adds, in whatever language it was written.
fn is_mark(name: &str) -> bool {
    let is = |key: K| Language::SPOKEN.into_iter().any(|language| Texts::of(language).t(key) == name);
    is(K::RejectsMarkRow) || is(K::RejectsMarkWhy)
}

impl Upload<'_> {
    /// Takes the next bytes.
    ///
    /// # Errors
    /// `Invalid` at `file` when it is too large; nothing of it is kept then.
    pub async fn take(&mut self, bytes: &[u8]) -> Result<()> {
        let missing = PART.saturating_sub(self.head.len()).min(bytes.len());
        self.head.extend_from_slice(bytes.get(..missing).unwrap_or_default());
        if !self.taking.take(&self.db.write, bytes).await? {
            return Err(self.give_up(Fault::FileTooLarge).await);
        }
        Ok(())
    }

    /// The source whose people the file names by code and by name or address, such as a file that Levak wrote itself. Codes
    /// alone tell nothing: every system counts from 1.
    async fn known_source(&self, detected: &Detected) -> Result<Option<String>> {
        let samples = |target: Target| {
            let columns = detected.columns.iter().filter(move |column| column.target == target);
            columns.flat_map(|column| &column.samples).filter(|sample| !sample.is_empty()).map(String::as_str)
        };
        let mut params = Params::default();
        let codes = sql::list(&mut params, samples(Target::External));
        let names = sql::list(&mut params, samples(Target::Name));
        let mails = sql::list(&mut params, samples(Target::Email));
        if codes.is_empty() || (names.is_empty() && mails.is_empty()) {
            return Ok(None);
        }
        let none = |list: String| if list.is_empty() { "NULL".to_owned() } else { list };
        let text = format!(
            "SELECT e.source FROM external_ref e JOIN live_person p ON p.id = e.person_id WHERE e.code IN ({codes}) AND (p.name IN ({}) OR p.email IN ({}))
             GROUP BY e.source ORDER BY COUNT(*) DESC, e.source LIMIT 1",
            none(names),
            none(mails)
        );
        sql::maybe(&self.db.read, &text, params.0).await
    }

    /// Looks at the whole file and opens the mapping; gives the import's id.
    ///
    /// # Errors
    /// `Invalid` at `file` for an empty file, one that is no text, or too many columns; nothing of it is kept then.
    pub async fn finish(mut self) -> Result<i64> {
        let bytes = self.taking.end(&self.db.write).await?;
        let mut detected = match detect(self.kind, &self.file_name, &self.head) {
            Ok(detected) => detected,
            Err(fault) => return Err(self.give_up(fault).await),
        };
        // A file of rejects that was repaired has our marks behind its own columns.
        let own = detected.columns.iter().position(|c| is_mark(&c.name)).unwrap_or(detected.columns.len());
        for mark in detected.columns.iter_mut().skip(own) {
            mark.target = Target::Skip;
        }
        if own < detected.columns.len()
            && let Some((source, _)) = self.file_name.split_once(REJECTS_END)
        {
            detected.options.source = source.to_owned();
        }
        let heading = detected.columns.iter().take(own).map(|c| c.name.as_str()).collect::<Vec<_>>().join("\u{1f}");
        let remembered: Option<String> = sql::maybe(
            &self.db.read,
            "SELECT targets FROM import_mapping WHERE kind = $1 AND heading = $2",
            params![self.kind.as_str(), heading],
        )
        .await?;
        let remembered: Vec<String> =
            remembered.map(|json| serde_json::from_str(&json)).transpose()?.unwrap_or_default();
        let attributes = crate::people::attributes::all(&self.db.read).await?;
        for (n, column) in detected.columns.iter_mut().enumerate() {
            if let Some(target) = remembered.get(n).and_then(|code| Target::parse(code)) {
                column.target = target;
            }
            // An attribute that is here by now is used, not made again.
            if let Target::NewAttribute { name, .. } = &column.target
                && let Some(known) = attributes.iter().find(|a| fold(&a.name) == fold(name))
            {
                // One of other records is not filled by this file.
                column.target = if self.kind.fills(known.subject) { Target::Attribute(known.id) } else { Target::Skip };
            }
        }
        let zone = crate::workspace::existing(&self.db.read).await?.time_zone;
        detected.options.country = domain::person::calling_code(&zone).to_owned();
        if let Some(source) = self.known_source(&detected).await? {
            detected.options.source = source;
        }
        let tx = self.db.begin().await?;
        sql::execute(
            &tx,
            "UPDATE import SET state = 'mapping', failure = NULL, bytes = $2, options = $3, columns = $4 WHERE id = $1",
            params![
                self.id,
                bytes,
                serde_json::to_string(&detected.options)?,
                serde_json::to_string(&detected.columns)?
            ],
        )
        .await?;
        act::audit(&tx, self.actor, UseCase::ImportUpload, "import", Some(self.id), &self.file_name).await?;
        tx.commit().await?;
        Ok(self.id)
    }

    /// Drops what was taken and tells why.
    async fn give_up(&self, fault: Fault) -> Error {
        match sql::execute(&self.db.write, "DELETE FROM import WHERE id = $1", params![self.id]).await {
            Ok(_) => Error::invalid("file", fault),
            Err(error) => error,
        }
    }
}
