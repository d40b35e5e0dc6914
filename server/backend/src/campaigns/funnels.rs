//! What both funnels are counted from: who entered which stage when, as SQL that gives `member`, `position` and `day`.

use crate::{Result, sql};
use domain::metrics::funnel::Group;
use sea_orm::{ConnectionTrait, Value};
use std::collections::HashMap;

/// Members by where they came in, how far they got, and whether they `failed` there, an expression over `g`.
pub(super) async fn groups(
    db: &impl ConnectionTrait,
    entries: &str,
    failed: &str,
    params: Vec<Value>,
) -> Result<Vec<Group>> {
    let text = format!(
        "SELECT joined, furthest, failed, COUNT(*) FROM (
            SELECT g.joined, g.furthest, {failed} AS failed FROM (
                SELECT member, MIN(position) AS joined, MAX(position) AS furthest FROM ({entries}) e GROUP BY member
            ) g
         ) t GROUP BY joined, furthest, failed"
    );
    let found: Vec<(i64, i64, bool, i64)> = sql::tuples(db, &text, params).await?;
    let at = |n: i64| usize::try_from(n).unwrap_or(0);
    let group =
        |(joined, furthest, failed, people)| Group { joined: at(joined), furthest: at(furthest), failed, people };
    Ok(found.into_iter().map(group).collect())
}

/// Finished stays by stage: histograms of days, counted in SQL.
pub(super) async fn stays(
    db: &impl ConnectionTrait,
    entries: &str,
    params: Vec<Value>,
) -> Result<HashMap<i64, Vec<(i64, i64)>>> {
    let days = sql::days_between(db.get_database_backend(), "day", "following");
    let text = format!(
        "SELECT position, {days} AS days, COUNT(*) FROM (
            SELECT position, day, LEAD(day) OVER (PARTITION BY member ORDER BY position) AS following FROM ({entries}) e
         ) t WHERE following IS NOT NULL GROUP BY position, {days}"
    );
    let mut stays: HashMap<i64, Vec<(i64, i64)>> = HashMap::new();
    for (position, days, members) in sql::tuples::<(i64, i64, i64)>(db, &text, params).await? {
        stays.entry(position).or_default().push((days.max(0), members));
    }
    Ok(stays)
}
