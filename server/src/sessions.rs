//! Sessions in the database. The id in the cookie is stored as its hash, so that a copy of the table signs nobody in.

use async_trait::async_trait;
use axum_login::tower_sessions::{
    SessionStore,
    session::{Id, Record},
    session_store,
};
use backend::{Db, params, sql};
use sha2::{Digest, Sha256};

#[derive(Debug, Clone)]
pub struct Sessions {
    db: Db,
}

impl Sessions {
    pub fn new(db: Db) -> Self {
        Self { db }
    }
}

fn key(id: &Id) -> String {
    Sha256::digest(id.0.to_be_bytes()).iter().map(|b| format!("{b:02x}")).collect()
}

fn failed(error: impl std::fmt::Display) -> session_store::Error {
    session_store::Error::Backend(error.to_string())
}

fn milliseconds(record: &Record) -> i64 {
    i64::try_from(record.expiry_date.unix_timestamp_nanos() / 1_000_000).unwrap_or(i64::MAX)
}

#[async_trait]
impl SessionStore for Sessions {
    async fn create(&self, record: &mut Record) -> session_store::Result<()> {
        // 128 random bits do not meet twice; a second chance costs nothing.
        if self.load(&record.id).await?.is_some() {
            record.id = Id::default();
        }
        self.save(record).await
    }

    async fn save(&self, record: &Record) -> session_store::Result<()> {
        let data = serde_json::to_string(&record.data).map_err(|e| session_store::Error::Encode(e.to_string()))?;
        let text = "INSERT INTO session (id, data, expires_ms) VALUES ($1, $2, $3) ON CONFLICT (id) DO UPDATE SET data = excluded.data, expires_ms = excluded.expires_ms";
        sql::execute(&self.db.write, text, params![key(&record.id), data, milliseconds(record)])
            .await
            .map_err(failed)?;
        Ok(())
    }

    async fn load(&self, id: &Id) -> session_store::Result<Option<Record>> {
        let text = "SELECT data, expires_ms FROM session WHERE id = $1 AND expires_ms > $2";
        let found: Option<(String, i64)> =
            sql::tuple(&self.db.read, text, params![key(id), backend::jobs::now_ms()]).await.map_err(failed)?;
        let Some((data, expires)) = found else { return Ok(None) };
        let data = serde_json::from_str(&data).map_err(|e| session_store::Error::Decode(e.to_string()))?;
        let expiry_date = time::OffsetDateTime::from_unix_timestamp(expires / 1000)
            .map_err(|e| session_store::Error::Decode(e.to_string()))?;
        Ok(Some(Record { id: *id, data, expiry_date }))
    }

    async fn delete(&self, id: &Id) -> session_store::Result<()> {
        sql::execute(&self.db.write, "DELETE FROM session WHERE id = $1", params![key(id)]).await.map_err(failed)?;
        Ok(())
    }
}
