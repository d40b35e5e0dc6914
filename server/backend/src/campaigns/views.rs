//! Overviews that people keep under a name, each their own.

use crate::{Act, Actor, Db, Error, Result, begin, params, sql};
use domain::{
    campaign::{IndexQuery, SavedView},
    fault::{Fault, text},
    rights::UseCase,
};
use sea_orm::ConnectionTrait;

/// Views that one user keeps.
const VIEWS_MAX: i64 = 20;

pub(super) async fn all(db: &impl ConnectionTrait, actor: &Actor) -> Result<Vec<SavedView>> {
    let text = "SELECT id, name, query FROM saved_view WHERE user_id = $1 ORDER BY id";
    let rows: Vec<(i64, String, String)> = sql::tuples(db, text, params![actor.user_id]).await?;
    let view =
        |(id, name, json): (i64, String, String)| Ok(SavedView { id, name, query: serde_json::from_str(&json)? });
    rows.into_iter().map(view).collect()
}

/// Keeps an overview under a name; the same name again replaces it. Gives its id.
///
/// # Errors
/// `Denied`, `Invalid` at `name`; `State` with too many of them.
pub async fn save_view(db: &Db, actor: &Actor, request: &str, name: &str, query: &IndexQuery) -> Result<i64> {
    actor.may(UseCase::ViewSave)?;
    let name = text(name, 40).map_err(|fault: Fault| Error::invalid("name", fault))?;
    let act: Act = begin!(db, actor, UseCase::ViewSave, request);
    let json = serde_json::to_string(query)?;
    let known = "SELECT id FROM saved_view WHERE user_id = $1 AND name = $2";
    let id = match sql::maybe::<i64>(&act.tx, known, params![actor.user_id, name.as_str()]).await? {
        Some(id) => {
            sql::execute(&act.tx, "UPDATE saved_view SET query = $2 WHERE id = $1", params![id, json]).await?;
            id
        }
        None => {
            let count = "SELECT COUNT(*) FROM saved_view WHERE user_id = $1";
            if sql::scalar::<i64>(&act.tx, count, params![actor.user_id]).await? >= VIEWS_MAX {
                return Err(Error::State("too many views"));
            }
            let text = "INSERT INTO saved_view (user_id, name, query) VALUES ($1, $2, $3) RETURNING id";
            sql::scalar(&act.tx, text, params![actor.user_id, name.as_str(), json]).await?
        }
    };
    act.finish(id, "view", Some(id), &name).await
}

/// Forgets one of one's own views.
///
/// # Errors
/// `Denied`, `NotFound`.
pub async fn delete_view(db: &Db, actor: &Actor, request: &str, id: i64) -> Result<()> {
    let act: Act = begin!(db, actor, UseCase::ViewDelete, request);
    let text = "DELETE FROM saved_view WHERE id = $1 AND user_id = $2";
    if sql::execute(&act.tx, text, params![id, actor.user_id]).await? == 0 {
        return Err(Error::NotFound);
    }
    act.finish((), "view", Some(id), "").await
}
