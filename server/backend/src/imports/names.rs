//! Records that a file refers to by name: found, or made; and fresh keys for many rows at once.

use super::row::Row;
use crate::{Result, fold::fold, jobs::Job, params, sql, sql::Params};
use sea_orm::{ConnectionTrait, DatabaseBackend};
use std::collections::{BTreeSet, HashMap};

/// Accounts of a batch by folded name, made where there are none.
pub async fn accounts(db: &impl ConnectionTrait, job: &Job, rows: &[Row]) -> Result<HashMap<String, i64>> {
    named(db, "account", job, rows.iter().filter_map(|row| row.account.as_deref())).await
}

/// Channels of a batch by folded name, made where there are none.
pub async fn channels(db: &impl ConnectionTrait, job: &Job, rows: &[Row]) -> Result<HashMap<String, i64>> {
    named(db, "channel", job, rows.iter().filter_map(|row| row.channel.as_deref())).await
}

async fn named<'a>(
    db: &impl ConnectionTrait,
    table: &str,
    job: &Job,
    names: impl Iterator<Item = &'a str>,
) -> Result<HashMap<String, i64>> {
    let names: BTreeSet<&str> = names.collect();
    if names.is_empty() {
        return Ok(HashMap::new());
    }
    let values = names.iter().flat_map(|name| params![*name, fold(name), job.subject]).collect();
    sql::insert_many(
        db,
        &format!("INSERT INTO {table} (name, name_norm, import_id)"),
        3,
        values,
        "ON CONFLICT (name_norm) DO NOTHING",
    )
    .await?;
    let mut params = Params::default();
    let list = sql::list(&mut params, names.iter().map(|name| fold(name)));
    let found: Vec<(String, i64)> =
        sql::tuples(db, &format!("SELECT name_norm, id FROM {table} WHERE name_norm IN ({list})"), params.0).await?;
    Ok(found.into_iter().collect())
}

/// `n` fresh keys of a table, so that rows of other tables can refer to them in the same batch.
pub async fn allocate(db: &impl ConnectionTrait, table: &str, n: usize) -> Result<Vec<i64>> {
    let n = i64::try_from(n).unwrap_or(0);
    if n == 0 {
        return Ok(Vec::new());
    }
    match db.get_database_backend() {
        // The transaction holds the write lock, so nobody else takes keys meanwhile.
        DatabaseBackend::Sqlite => {
            let last: i64 =
                sql::maybe(db, "SELECT seq FROM sqlite_sequence WHERE name = $1", params![table]).await?.unwrap_or(0);
            Ok((last + 1..=last + n).collect())
        }
        _ => {
            sql::column(
                db,
                "SELECT nextval(pg_get_serial_sequence($1, 'id')) FROM generate_series(1, $2)",
                params![table, n],
            )
            .await
        }
    }
}
