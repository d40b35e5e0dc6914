//! The database handle: a side for reading and one for writing.
//!
//! On SQLite a pool of readers and one writer (WAL, `BEGIN IMMEDIATE`, synchronous FULL); on PostgreSQL both are one pool.

use crate::{Error, Result};
use migration::{Migrator, MigratorTrait};
use sea_orm::{
    AccessMode, ConnectOptions, Database, DatabaseBackend, DatabaseConnection, DatabaseTransaction, IsolationLevel,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
    sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous},
};
use std::time::Duration;

#[derive(Debug, Clone)]
pub struct Db {
    pub read: DatabaseConnection,
    pub write: DatabaseConnection,
}

impl Db {
    /// Opens `url` (`sqlite://path` or `postgres://…`) without changing its schema.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn connect(url: &str) -> Result<Self> {
        let options = |connections: u32| {
            let mut options = ConnectOptions::new(with_mode(url));
            options
                .max_connections(connections)
                .min_connections(1)
                .acquire_timeout(Duration::from_secs(30))
                .sqlx_logging(false);
            options.map_sqlx_sqlite_opts(|sqlite| {
                sqlite
                    .journal_mode(SqliteJournalMode::Wal)
                    .synchronous(SqliteSynchronous::Full)
                    .foreign_keys(true)
                    .busy_timeout(Duration::from_secs(5))
                    .statement_cache_capacity(200)
                    .pragma("cache_size", "-16000")
                    .pragma("mmap_size", "268435456")
                    .pragma("temp_store", "MEMORY")
            });
            options.map_sqlx_postgres_opts(|postgres| {
                // An address with options of its own knows better.
                if postgres.get_options().is_some() {
                    return postgres;
                }
                // PostgreSQL takes a disk for one that turns, and reads a table whole where an index has a hundredth of it; and
                // compiles for tens of milliseconds what runs in five.
                postgres.options([("random_page_cost", "1.1"), ("jit", "off")])
            });
            options
        };
        if url.starts_with("sqlite") {
            let write = Database::connect(options(1)).await?;
            let read = Database::connect(options(4)).await?;
            Ok(Self { read, write })
        } else {
            let pool = Database::connect(options(12)).await?;
            Ok(Self { read: pool.clone(), write: pool })
        }
    }

    /// Brings the schema up to date.
    ///
    /// # Errors
    /// When a migration fails; the one that failed is rolled back.
    pub async fn migrate(&self) -> Result<()> {
        Migrator::up(&self.write, None).await?;
        crate::campaigns::fill_search(self).await?;
        crate::workspace::fill_causes(self).await?;
        crate::workspace::fill_calendar(self).await
    }

    /// Begins a writing transaction: on SQLite it takes the write lock at once, so that a read within it never has to
    /// be given up for a newer one.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn begin(&self) -> Result<DatabaseTransaction> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        Ok(self.write.begin_with_options(options).await?)
    }

    /// One moment of the database, for a page that asks several things: what it shows agrees, whatever is written meanwhile,
    /// and one connection answers all of it. Whoever holds it passes it on, and takes no second connection beside it.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn snapshot(&self) -> Result<DatabaseTransaction> {
        let options = if self.is_sqlite() {
            // A reader of WAL sees what was there at its first statement.
            TransactionOptions::default()
        } else {
            TransactionOptions {
                isolation_level: Some(IsolationLevel::RepeatableRead),
                access_mode: Some(AccessMode::ReadOnly),
                ..TransactionOptions::default()
            }
        };
        Ok(self.read.begin_with_options(options).await?)
    }

    pub fn backend(&self) -> DatabaseBackend {
        self.read.get_database_backend()
    }

    pub fn is_sqlite(&self) -> bool {
        self.backend() == DatabaseBackend::Sqlite
    }

    /// Refreshes the statistics of tables that a job is filling. PostgreSQL keeps the plans of statements, and those made
    /// for an empty table would read it whole again and again while it grows; SQLite goes by the indexes either way.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn note_growth(&self, tables: &str) -> Result<()> {
        use sea_orm::ConnectionTrait;
        if !self.is_sqlite() {
            self.write.execute_unprepared(&format!("ANALYZE {tables}")).await.map_err(Error::from)?;
        }
        Ok(())
    }

    /// Refreshes the statistics that the planner goes by, after many rows came in.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn analyze(&self) -> Result<()> {
        use sea_orm::ConnectionTrait;
        if !self.is_sqlite() {
            self.write.execute_unprepared("ANALYZE").await.map_err(Error::from)?;
            return Ok(());
        }
        // A look at some rows of each index is enough; an index at a time, so that whoever writes meanwhile waits for one of
        // them and not for all.
        self.write.execute_unprepared("PRAGMA analysis_limit = 400").await.map_err(Error::from)?;
        let text = "SELECT name FROM sqlite_master WHERE type = 'index' ORDER BY name";
        let indexes: Vec<String> = crate::sql::column(&self.read, text, vec![]).await?;
        for index in indexes {
            self.write.execute_unprepared(&format!("ANALYZE \"{index}\"")).await.map_err(Error::from)?;
        }
        // Connections that are open read the statistics again when the schema changes, and not before: so it is changed,
        // and back.
        let text = "CREATE VIEW statistics_are_new AS SELECT 1; DROP VIEW statistics_are_new";
        self.write.execute_unprepared(text).await.map_err(Error::from)?;
        Ok(())
    }
}

fn with_mode(url: &str) -> String {
    if url.starts_with("sqlite") && !url.contains("mode=") {
        format!("{url}{}mode=rwc", if url.contains('?') { '&' } else { '?' })
    } else {
        url.to_owned()
    }
}
