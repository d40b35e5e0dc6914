//! Closing campaigns: the decision with its reason, causes of what differed, lessons.

mod save;
mod view;

pub use save::save;
pub use view::view;

use crate::{Error, Result, sql, sql::Params};
use chrono::NaiveDate;
use domain::closing::{Decision, Lesson};
use sea_orm::{ConnectionTrait, Value};
use std::collections::HashMap;

/// Lessons that one page shows.
const LESSONS_MAX: i64 = 10;

/// What closed campaigns taught, the latest first; `only` narrows the closings `x` with their campaigns `k`.
pub(crate) async fn lessons(db: &impl ConnectionTrait, only: &str, values: Vec<Value>) -> Result<Vec<Lesson>> {
    let text = format!(
        "SELECT k.id, k.name, x.closed_day, x.decision, x.reason, x.lessons FROM campaign k JOIN closing x ON x.campaign_id = k.id WHERE {only}
         ORDER BY x.closed_day DESC, k.id DESC LIMIT {LESSONS_MAX}"
    );
    type Row = (i64, String, NaiveDate, String, String, String);
    let rows: Vec<Row> = sql::tuples(db, &text, values).await?;
    let lesson = |(campaign, name, closed, decision, reason, lessons): Row| {
        Ok(Lesson { campaign, name, closed, decision: decided(&decision)?, reason, lessons })
    };
    rows.into_iter().map(lesson).collect()
}

/// What was decided about campaigns, by id.
pub(crate) async fn decisions(db: &impl ConnectionTrait, campaigns: &[i64]) -> Result<HashMap<i64, Decision>> {
    if campaigns.is_empty() {
        return Ok(HashMap::new());
    }
    let mut params = Params::default();
    let list = sql::list(&mut params, campaigns.iter().copied());
    let text = format!("SELECT campaign_id, decision FROM closing WHERE campaign_id IN ({list})");
    let rows: Vec<(i64, String)> = sql::tuples(db, &text, params.0).await?;
    rows.into_iter().map(|(id, decision)| Ok((id, decided(&decision)?))).collect()
}

fn decided(stored: &str) -> Result<Decision> {
    Decision::parse(stored).ok_or_else(|| Error::Internal("stored decision".into()))
}
