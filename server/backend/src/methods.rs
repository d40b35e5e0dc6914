//! The budget of a year by six methods side by side: inputs, competitors' estimates, the sum from below, and what was chosen.

mod save;
mod view;

pub use save::{choose, estimate, remove_estimate, save};
pub use view::view;

use crate::{Result, params, sql};
use chrono::NaiveDate;
use domain::metrics::methods::Input;
use sea_orm::ConnectionTrait;

/// The stored inputs of a year with their version; the highest estimate of a competitor stands in where none was typed.
struct Given {
    version: i64,
    typed: Vec<(Input, i64)>,
    highest: Option<i64>,
}

impl Given {
    fn value(&self, input: Input) -> Option<i64> {
        let typed = self.typed.iter().find(|(known, _)| *known == input).map(|(_, value)| *value);
        typed.or(self.highest.filter(|_| input == Input::Highest))
    }
}

async fn given(db: &impl ConnectionTrait, year: i32) -> Result<Given> {
    let version: Option<i64> =
        sql::maybe(db, "SELECT version FROM method_year WHERE year = $1", params![i64::from(year)]).await?;
    let stored: Vec<(String, i64)> =
        sql::tuples(db, "SELECT input, value FROM method_input WHERE year = $1", params![i64::from(year)]).await?;
    let highest = "SELECT MAX(amount_minor) FROM competitor_estimate WHERE year = $1";
    Ok(Given {
        version: version.unwrap_or(0),
        typed: Input::ALL
            .into_iter()
            .filter_map(|input| {
                let value = stored.iter().find(|(name, _)| name == input.as_str()).map(|(_, value)| *value)?;
                Some((input, value))
            })
            .collect(),
        highest: sql::scalar(db, highest, params![i64::from(year)]).await?,
    })
}

/// What campaigns plan between two days, and how many of them do.
async fn bottom_up(db: &impl ConnectionTrait, (first, last): (NaiveDate, NaiveDate)) -> Result<(i64, i64)> {
    let text = "SELECT CAST(COALESCE(SUM(p.planned), 0) AS BIGINT), COUNT(*) FROM (
            SELECT c.campaign_id, SUM(c.planned_base) AS planned FROM cost_sum c JOIN campaign k ON k.id = c.campaign_id AND NOT k.template
            WHERE c.month BETWEEN $1 AND $2 GROUP BY c.campaign_id
         ) p WHERE p.planned > 0";
    Ok(sql::tuple(db, text, params![first, last]).await?.unwrap_or_default())
}
