//! One change made by a person: right, transaction, repeatability, audit.

use crate::{Actor, Db, Error, Result, params, sql};
use domain::{
    conflict::{Stored, differing},
    rights::UseCase,
};
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use serde::{Serialize, de::DeserializeOwned};

/// An open change. Dropping it without [`Act::finish`] takes everything back.
pub struct Act<'a> {
    pub tx: DatabaseTransaction,
    pub actor: &'a Actor,
    case: UseCase,
    request: Option<String>,
}

/// A change that begins, or the answer that an equal request got before.
pub enum Begun<'a, T> {
    Fresh(Act<'a>),
    Repeat(T),
}

/// Begins a change in a use case that returns `Result<T>`; a repeated request returns its first answer from there.
#[macro_export]
macro_rules! begin {
    ($db:expr, $actor:expr, $case:expr, $request:expr) => {
        match $crate::act::begin($db, $actor, $case, $request).await? {
            $crate::act::Begun::Fresh(act) => act,
            $crate::act::Begun::Repeat(answer) => return Ok(answer),
        }
    };
}

/// Checks the right, opens the transaction and claims `request`, the id that the caller gave this one change. A double
/// click, a retry or a lost connection sends the same again and gets the first answer; who changed something since is told that
/// it was not stored.
///
/// # Errors
/// `Denied`; `State` when the id was used for something else.
pub async fn begin<'a, T: DeserializeOwned>(
    db: &Db,
    actor: &'a Actor,
    case: UseCase,
    request: &str,
) -> Result<Begun<'a, T>> {
    actor.may(case)?;
    let tx = db.begin().await?;
    if request.is_empty() {
        return Ok(Begun::Fresh(Act { tx, actor, case, request: None }));
    }
    if request.len() > 64 {
        return Err(Error::State("request id too long"));
    }
    let claimed = sql::execute(
        &tx,
        "INSERT INTO request (id, user_id, use_case, at_ms, print) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO NOTHING",
        params![request, actor.user_id, case.path(), actor.now_ms, actor.print],
    )
    .await?;
    if claimed == 1 {
        return Ok(Begun::Fresh(Act { tx, actor, case, request: Some(request.to_owned()) }));
    }
    let stored: Option<String> = sql::maybe(
        &tx,
        // Something else under the same id is not done by what was done before.
        "SELECT result FROM request WHERE id = $1 AND user_id = $2 AND use_case = $3 AND print = $4",
        params![request, actor.user_id, case.path(), actor.print],
    )
    .await?
    .flatten();
    match stored {
        Some(json) => Ok(Begun::Repeat(serde_json::from_str(&json)?)),
        None => Err(Error::State("request id used for something else")),
    }
}

impl Act<'_> {
    /// Writes the audit row and the answer, and commits.
    ///
    /// # Errors
    /// When the database refuses; nothing is changed then.
    pub async fn finish<T: Serialize>(
        self,
        answer: T,
        entity: &str,
        entity_id: Option<i64>,
        detail: &str,
    ) -> Result<T> {
        audit(&self.tx, self.actor, self.case, entity, entity_id, detail).await?;
        if let Some(request) = &self.request {
            sql::execute(
                &self.tx,
                "UPDATE request SET result = $2 WHERE id = $1",
                params![request.as_str(), serde_json::to_string(&answer)?],
            )
            .await?;
        }
        self.tx.commit().await?;
        Ok(answer)
    }
}

/// Writes one audit row in the transaction of the change.
///
/// # Errors
/// When the database refuses.
pub async fn audit(
    db: &impl ConnectionTrait,
    actor: &Actor,
    case: UseCase,
    entity: &str,
    entity_id: Option<i64>,
    detail: &str,
) -> Result<()> {
    sql::execute(
        db,
        "INSERT INTO audit (at_ms, user_id, use_case, entity, entity_id, detail) VALUES ($1, $2, $3, $4, $5, $6)",
        params![actor.now_ms, actor.user_id, case.path(), entity, entity_id, detail],
    )
    .await?;
    Ok(())
}

/// Raises the version of a record that the caller read as `version`.
///
/// # Errors
/// `Conflict` when somebody changed it since, `NotFound` when it is gone.
pub async fn claim_version(db: &impl ConnectionTrait, table: &str, id: i64, version: i64) -> Result<()> {
    let text = format!("UPDATE {table} SET version = version + 1 WHERE id = $1 AND version = $2");
    if sql::execute(db, &text, params![id, version]).await? == 1 {
        return Ok(());
    }
    let current: Option<i64> =
        sql::maybe(db, &format!("SELECT version FROM {table} WHERE id = $1"), params![id]).await?;
    Err(current.map_or(Error::NotFound, |version| Error::Conflict { version, now: Vec::new() }))
}

/// The same for a form: a conflict shows what is stored now beside what was `typed`. `stored` reads it, field for field,
/// and only then.
///
/// # Errors
/// As [`claim_version`].
pub async fn claim_form(
    db: &impl ConnectionTrait,
    table: &str,
    (id, version): (i64, i64),
    typed: Vec<(impl Into<String>, Stored)>,
    stored: impl Future<Output = Result<Vec<Stored>>>,
) -> Result<()> {
    match claim_version(db, table, id, version).await {
        Err(Error::Conflict { version, .. }) => Err(Error::Conflict { version, now: differing(typed, stored.await?) }),
        claimed => claimed,
    }
}
