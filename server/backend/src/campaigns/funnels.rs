//! What both funnels are counted from: who entered which stage when, as SQL that gives `member`, `position` and `day`.

use crate::{Error, Result, sql, sql::Params};
use chrono::NaiveDate;
use domain::metrics::funnel::{Group, Standing};
use sea_orm::{ConnectionTrait, Value};
use std::collections::HashMap;

/// Members by where they came in, how far they got, and how they stand there: an expression over `g`, 0 open, 1 failed, 2
/// succeeded.
pub(super) async fn groups(
    db: &impl ConnectionTrait,
    entries: &str,
    standing: &str,
    params: Vec<Value>,
) -> Result<Vec<Group>> {
    let text = format!(
        "SELECT joined, furthest, standing, COUNT(*) FROM (
            SELECT g.joined, g.furthest, CAST({standing} AS BIGINT) AS standing FROM (
                SELECT member, MIN(position) AS joined, MAX(position) AS furthest FROM ({entries}) e GROUP BY member
            ) g
         ) t GROUP BY joined, furthest, standing"
    );
    let found: Vec<(i64, i64, i64, i64)> = sql::tuples(db, &text, params).await?;
    let at = |n: i64| usize::try_from(n).unwrap_or(0);
    let group = |(joined, furthest, standing, people)| Group {
        joined: at(joined),
        furthest: at(furthest),
        standing: match standing {
            0 => Standing::Open,
            1 => Standing::Failed,
            _ => Standing::Succeeded,
        },
        people,
    };
    Ok(found.into_iter().map(group).collect())
}

/// Finished stays by stage: histograms of days, counted in SQL. A stay is over with the next stage, or with the day `ended` of
/// the entries where stages have an end of their own.
pub(crate) async fn stays(
    db: &impl ConnectionTrait,
    entries: &str,
    ended: bool,
    params: Vec<Value>,
) -> Result<HashMap<i64, Vec<(i64, i64)>>> {
    let (ended, over) = if ended {
        (", ended", "CASE WHEN following IS NULL OR ended < following THEN ended ELSE following END")
    } else {
        ("", "following")
    };
    let days = sql::days_between(db.get_database_backend(), "day", "until");
    let text = format!(
        "SELECT position, {days} AS days, COUNT(*) FROM (SELECT position, day, {over} AS until FROM (
            SELECT position, day{ended}, LEAD(day) OVER (PARTITION BY member ORDER BY position) AS following FROM ({entries}) e
         ) t) s WHERE until IS NOT NULL GROUP BY position, {days}"
    );
    let mut stays: HashMap<i64, Vec<(i64, i64)>> = HashMap::new();
    for (position, days, members) in sql::tuples::<(i64, i64, i64)>(db, &text, params).await? {
        stays.entry(position).or_default().push((days.max(0), members));
    }
    Ok(stays)
}

/// Who stood at the stage before one for long enough to judge the step into it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Mature {
    pub before: i64,
    pub reached: i64,
    /// The first day on which anybody stood at the stage before.
    pub first: Option<NaiveDate>,
}

/// The step into each position of `cuts`, of those who came in at the first stage and stood at the one before by the day beside it.
pub(super) async fn mature(
    db: &impl ConnectionTrait,
    entries: &str,
    cuts: &[(usize, NaiveDate)],
    values: Vec<Value>,
) -> Result<Vec<Mature>> {
    if cuts.is_empty() {
        return Ok(Vec::new());
    }
    let mut params = Params(values);
    let (mut days, mut counts) = (String::new(), Vec::new());
    for (position, cut) in cuts {
        let before = position.saturating_sub(1);
        days.push_str(&format!(", MIN(CASE WHEN position >= {before} THEN day END) AS d{position}"));
        let cut = params.add(*cut);
        counts.push(format!(
            "COUNT(CASE WHEN g.d{position} <= {cut} THEN 1 END), COUNT(CASE WHEN g.d{position} <= {cut} AND g.furthest >= {position} THEN 1 END), MIN(g.d{position})"
        ));
    }
    let text = format!(
        "SELECT {} FROM (SELECT member, MIN(position) AS joined, MAX(position) AS furthest{days} FROM ({entries}) e GROUP BY member) g WHERE g.joined = 0",
        counts.join(", ")
    );
    let row = sql::raw(db, &text, params.0).await?.into_iter().next().ok_or(Error::NotFound)?;
    let at = |n: usize| -> Result<Mature> {
        Ok(Mature {
            before: row.try_get_by_index(n * 3)?,
            reached: row.try_get_by_index(n * 3 + 1)?,
            first: row.try_get_by_index(n * 3 + 2)?,
        })
    };
    (0..cuts.len()).map(at).collect()
}
