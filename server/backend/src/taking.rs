//! Bytes that come one after the other and are stored in parts, so that neither memory nor a long transaction grows with a file.

use crate::{Result, params, sql};
use sea_orm::ConnectionTrait;

/// Bytes of a stored part.
pub(crate) const PART: usize = 1024 * 1024;

/// What was taken of a file so far.
pub(crate) struct Taking {
    /// `INSERT INTO … VALUES ($1, $2, $3)`: whose part, its number from zero, its bytes.
    insert: &'static str,
    owner: i64,
    limit: u64,
    waiting: Vec<u8>,
    parts: i64,
    bytes: u64,
}

impl Taking {
    pub fn new(insert: &'static str, owner: i64, limit: u64) -> Self {
        Self { insert, owner, limit, waiting: Vec::new(), parts: 0, bytes: 0 }
    }

    /// Takes the next bytes; `false` where the file is too large by now.
    pub async fn take(&mut self, db: &impl ConnectionTrait, bytes: &[u8]) -> Result<bool> {
        self.bytes += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if self.bytes > self.limit {
            return Ok(false);
        }
        self.waiting.extend_from_slice(bytes);
        while self.waiting.len() >= PART {
            let rest = self.waiting.split_off(PART);
            let part = std::mem::replace(&mut self.waiting, rest);
            self.store(db, part).await?;
        }
        Ok(true)
    }

    /// Stores what is left; gives how many bytes there were.
    pub async fn end(&mut self, db: &impl ConnectionTrait) -> Result<i64> {
        let last = std::mem::take(&mut self.waiting);
        if !last.is_empty() {
            self.store(db, last).await?;
        }
        Ok(i64::try_from(self.bytes).unwrap_or(i64::MAX))
    }

    async fn store(&mut self, db: &impl ConnectionTrait, part: Vec<u8>) -> Result<()> {
        sql::execute(db, self.insert, params![self.owner, self.parts, part]).await?;
        self.parts += 1;
        Ok(())
    }
}

/// The name of a file without the folders that some browsers send with it.
pub(crate) fn file_name(sent: &str) -> String {
    sent.rsplit(['/', '\\']).next().unwrap_or_default().chars().filter(|c| !c.is_control()).take(120).collect()
}
