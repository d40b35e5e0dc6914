//! The profit and loss of an event.

use super::{Record, results, totals};
use crate::{Actor, Db, Error, Result, approvals::compared, params, references, sql};
use chrono::{Months, NaiveDate};
use domain::{
    campaign::{EventCost, EventSide, EventView, FollowUp, KindCost},
    rights::UseCase,
};
use sea_orm::ConnectionTrait;
use std::collections::HashMap;

/// An event with the one of its kind before it, and what leads cost elsewhere.
///
/// # Errors
/// `Denied`; `NotFound` for a campaign that is not there, and one that is no event.
pub async fn event(db: &Db, actor: &Actor, campaign: i64) -> Result<EventView> {
    actor.may(UseCase::EventView)?;
    let db = &db.snapshot().await?;
    let record = super::record(db, campaign).await?;
    if !has_event(db, campaign).await? {
        return Err(Error::NotFound);
    }
    let frozen = compared(db, campaign).await?;
    let plan = results::plan(db, campaign, frozen.as_ref()).await?;
    let known = references::stages(db, record.kind_id).await?;
    let text = "SELECT c.id FROM campaign c, campaign x WHERE x.id = $1 AND c.kind_id = x.kind_id AND c.id <> x.id AND NOT c.template AND c.status IN ('running', 'finished')
            AND (c.sort_day, c.id) < (x.sort_day, x.id)
            AND ((SELECT k.event FROM campaign_kind k WHERE k.id = c.kind_id) OR EXISTS (SELECT 1 FROM activity a WHERE a.campaign_id = c.id AND a.kind = 'event')) ORDER BY c.sort_day DESC, c.id DESC LIMIT 1";
    let before: Option<i64> = sql::maybe(db, text, params![campaign]).await?;
    let ids: Vec<i64> = before.into_iter().chain([campaign]).collect();
    let mut entered = references::entered(db, &ids, known.len()).await?;
    let mut earlier = HashMap::new();
    let before = match before {
        Some(id) => {
            let record = super::record(db, id).await?;
            for cost in results::costs(db, id, compared(db, id).await?.map(|frozen| frozen.id)).await? {
                earlier.insert(cost.article, cost.actual);
            }
            Some(side(db, &record, entered.remove(&id).unwrap_or_default()).await?)
        }
        None => None,
    };
    let mut costs: Vec<EventCost> = results::costs(db, campaign, frozen.map(|frozen| frozen.id))
        .await?
        .into_iter()
        .map(|cost| EventCost {
            before: earlier.remove(&cost.article).flatten(),
            article: cost.article,
            planned: cost.planned,
            actual: cost.actual,
        })
        .collect();
    // What was paid for then and is not now.
    let mut gone: Vec<_> = earlier.into_iter().filter(|(_, paid)| paid.is_some()).collect();
    gone.sort();
    costs.extend(gone.into_iter().map(|(article, before)| EventCost { article, planned: 0, actual: None, before }));
    Ok(EventView {
        this: side(db, &record, entered.remove(&campaign).unwrap_or_default()).await?,
        before,
        stages: known.into_iter().map(|(_, name, _)| name).collect(),
        costs,
        kinds: kinds(db, record.kind_id, record.last_day.unwrap_or(actor.today).min(actor.today)).await?,
        plan,
        kind: (record.kind_id, record.kind),
    })
}

/// Whether it is an event by its kind, or one of its activities is.
pub(super) async fn has_event(db: &impl ConnectionTrait, campaign: i64) -> Result<bool> {
    let text = "SELECT c.id FROM campaign c JOIN campaign_kind k ON k.id = c.kind_id WHERE c.id = $1 AND (k.event OR EXISTS (SELECT 1 FROM activity a WHERE a.campaign_id = c.id AND a.kind = 'event'))";
    Ok(sql::maybe::<i64>(db, text, params![campaign]).await?.is_some())
}

async fn side(db: &impl ConnectionTrait, record: &Record, entered: Vec<i64>) -> Result<EventSide> {
    Ok(EventSide {
        campaign: record.id,
        name: record.name.clone(),
        days: record.first_day.zip(record.last_day),
        totals: totals(db, record.id).await?,
        entered,
        follow_up: follow_up(db, record.id).await?,
    })
}

/// From the day somebody first responded, at the activities that are events where there are such, to the first thing done about
/// them afterwards: a touch that was carried out, a lead decided, an opportunity. Where no activity is an event, a touch of the same
/// day may be the meeting itself and does not count.
async fn follow_up(db: &impl ConnectionTrait, campaign: i64) -> Result<FollowUp> {
    let days = sql::days_between(db.get_database_backend(), "f.day", "f.first");
    let text = format!(
        "WITH met AS MATERIALIZED (
            SELECT r.person_id, MIN(r.day) AS day FROM response r LEFT JOIN activity a ON a.id = r.activity_id WHERE r.campaign_id = $1 AND r.person_id IS NOT NULL
                AND (a.kind = 'event' OR NOT EXISTS (SELECT 1 FROM activity e WHERE e.campaign_id = $1 AND e.kind = 'event')) GROUP BY r.person_id
         ), f AS (
            SELECT m.person_id, m.day, MIN(x.day) AS first FROM met m LEFT JOIN (
                SELECT t.person_id, t.done_day AS day, 1 AS touch FROM touch t JOIN activity a ON a.id = t.activity_id AND a.kind <> 'event' WHERE t.campaign_id = $1 AND t.state = 'done' AND t.done_day IS NOT NULL
                UNION ALL SELECT l.person_id, l.closed_day, 0 FROM lead l WHERE l.campaign_id = $1 AND l.closed_day IS NOT NULL
                UNION ALL SELECT o.person_id, o.created_day, 0 FROM opportunity o WHERE o.campaign_id = $1
            ) x ON x.person_id = m.person_id AND (x.day > m.day OR (x.day = m.day AND (x.touch = 0 OR EXISTS (SELECT 1 FROM activity e WHERE e.campaign_id = $1 AND e.kind = 'event')))) GROUP BY m.person_id, m.day
         )
         SELECT CASE WHEN f.first IS NULL THEN CAST(-1 AS BIGINT) ELSE {days} END, COUNT(*) FROM f GROUP BY 1 ORDER BY 1"
    );
    let rows: Vec<(i64, i64)> = sql::tuples(db, &text, params![campaign]).await?;
    let met = rows.iter().map(|(_, n)| n).sum();
    Ok(FollowUp { met, waits: rows.into_iter().filter(|(days, _)| *days >= 0).collect() })
}

/// What leads cost in each kind, over the campaigns that began in the twelve months up to a day.
async fn kinds(db: &impl ConnectionTrait, own: i64, day: NaiveDate) -> Result<Vec<KindCost>> {
    let from = day.checked_sub_months(Months::new(12)).unwrap_or(day);
    let text = "WITH c AS MATERIALIZED (
            SELECT id, kind_id FROM campaign WHERE NOT template AND status IN ('running', 'finished') AND sort_day > $1 AND sort_day <= $2
         )
         SELECT n.id, n.name, COUNT(*), CAST(COALESCE(SUM(l.leads), 0) AS BIGINT), CAST(COALESCE(SUM(p.cost), 0) AS BIGINT), CAST(COALESCE(SUM(p.lines), 0) AS BIGINT)
         FROM c JOIN campaign_kind n ON n.id = c.kind_id
         LEFT JOIN (SELECT campaign_id, COUNT(*) AS leads FROM lead WHERE campaign_id IN (SELECT id FROM c) GROUP BY campaign_id) l ON l.campaign_id = c.id
         LEFT JOIN (SELECT campaign_id, SUM(actual_base) AS cost, SUM(paid) AS lines FROM cost_sum WHERE campaign_id IN (SELECT id FROM c) GROUP BY campaign_id) p ON p.campaign_id = c.id
         GROUP BY n.id, n.name, n.position ORDER BY CASE WHEN n.id = $3 THEN 0 ELSE 1 END, n.position, n.id";
    type Row = (i64, String, i64, i64, i64, i64);
    let rows: Vec<Row> = sql::tuples(db, text, params![from, day, own]).await?;
    let kind = |(kind, name, campaigns, leads, cost, lines)| KindCost { kind, name, campaigns, leads, cost, lines };
    Ok(rows.into_iter().map(kind).collect())
}
