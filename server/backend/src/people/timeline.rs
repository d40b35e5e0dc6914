//! What happened to a person, or to everybody of an organisation, newest first.

use super::SHOWN;
use crate::{Actor, Result, params, sql};
use chrono::NaiveDate;
use domain::{
    activity::ActivityKind,
    person::{DueTouch, Event, EventKind, Show, Timeline},
};
use sea_orm::ConnectionTrait;

/// Events shown at first, and by which "earlier" goes on; and the most that one page shows.
pub const PAGE: i64 = 50;
const MOST: i64 = 1000;

/// Whose timeline it is.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Of {
    Person(i64),
    Account(i64),
}

#[derive(sea_orm::FromQueryResult)]
struct Row {
    id: i64,
    day: NaiveDate,
    kind: String,
    person_id: Option<i64>,
    person: Option<String>,
    campaign_id: Option<i64>,
    campaign: Option<String>,
    activity: Option<String>,
    detail: String,
    note: String,
    by: Option<String>,
    by_id: Option<i64>,
    amount: Option<i64>,
}

/// The newest `limit` events that the actor may see.
pub(crate) async fn timeline(
    db: &impl ConnectionTrait,
    actor: &Actor,
    of: Of,
    show: Show,
    limit: i64,
) -> Result<Timeline> {
    let (lead, opportunity, work) = (actor.sees("l"), actor.sees("o"), actor.sees_work("t"));
    let (who, id) = match of {
        Of::Person(id) => ("= $1", id),
        Of::Account(id) => ("IN (SELECT id FROM live_person WHERE account_id = $1)", id),
    };
    let contacts = [
        format!(
            "SELECT a.id AS id, a.day AS day, 'touch' AS kind, t.person_id AS person_id, t.campaign_id AS campaign_id, y.kind AS activity, a.outcome AS detail, a.note AS note, a.user_id AS by_id, CAST(NULL AS BIGINT) AS amount, a.at_ms AS at
             FROM attempt a JOIN touch t ON t.id = a.touch_id JOIN activity y ON y.id = t.activity_id WHERE t.person_id {who} AND {work}"
        ),
        format!(
            "SELECT r.id, r.day, 'response', r.person_id, r.campaign_id, NULL, r.outcome, r.note, r.user_id, CAST(NULL AS BIGINT), CAST(NULL AS BIGINT) FROM response r WHERE r.person_id {who} AND r.attempt_id IS NULL"
        ),
    ];
    let sales = [
        format!(
            "SELECT l.id AS id, l.created_day AS day, 'lead' AS kind, l.person_id AS person_id, l.campaign_id AS campaign_id, CAST(NULL AS TEXT) AS activity, l.state AS detail, '' AS note, l.owner_id AS by_id, CAST(NULL AS BIGINT) AS amount, CAST(NULL AS BIGINT) AS at FROM lead l WHERE l.person_id {who} AND {lead}"
        ),
        format!(
            "SELECT o.id, o.created_day, 'opportunity', o.person_id, o.campaign_id, CAST(NULL AS TEXT), o.title, '', o.owner_id, o.amount_minor, CAST(NULL AS BIGINT) FROM opportunity o WHERE o.person_id {who} AND {opportunity}"
        ),
        format!(
            "SELECT o.id, o.closed_day, o.state, o.person_id, o.campaign_id, CAST(NULL AS TEXT), o.title, o.note, o.owner_id, o.amount_minor, CAST(NULL AS BIGINT) FROM opportunity o
             WHERE o.person_id {who} AND o.state <> 'open' AND o.closed_day IS NOT NULL AND {opportunity}"
        ),
    ];
    let own = match of {
        Of::Person(_) => "n.person_id = $1",
        Of::Account(_) => "(n.account_id = $1 OR n.person_id IN (SELECT id FROM live_person WHERE account_id = $1))",
    };
    let notes = format!(
        "SELECT n.id AS id, n.day AS day, 'note' AS kind, n.person_id AS person_id, CAST(NULL AS BIGINT) AS campaign_id, CAST(NULL AS TEXT) AS activity, '' AS detail, n.text AS note, n.user_id AS by_id, CAST(NULL AS BIGINT) AS amount, n.at_ms AS at FROM note n WHERE {own}"
    );
    let rest = [
        format!(
            "SELECT t.id, c.first_day, 'audience', t.person_id, t.campaign_id, y.kind, '', '', CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), CAST(NULL AS BIGINT)
             FROM touch t JOIN campaign c ON c.id = t.campaign_id AND c.first_day IS NOT NULL JOIN activity y ON y.id = t.activity_id WHERE t.person_id {who} AND t.state NOT IN ('done', 'failed') AND {work}"
        ),
        format!(
            "SELECT k.id, k.done_day, 'task', k.person_id, k.campaign_id, CAST(NULL AS TEXT), k.title, k.note, k.owner_id, CAST(NULL AS BIGINT), CAST(NULL AS BIGINT) FROM task k WHERE k.person_id {who} AND k.done_day IS NOT NULL"
        ),
    ];
    let parts: Vec<String> = match show {
        Show::All => contacts.into_iter().chain(sales).chain([notes]).chain(rest).collect(),
        Show::Contacts => contacts.into_iter().collect(),
        Show::Sales => sales.into_iter().collect(),
        Show::Notes => vec![notes],
    };
    let limit = limit.clamp(PAGE, MOST);
    let text = format!(
        "SELECT e.id, e.day, e.kind, e.person_id, {SHOWN} AS person, e.campaign_id, c.name AS campaign, e.activity, e.detail, e.note, u.name AS by, e.by_id, e.amount
         FROM ({}) e LEFT JOIN person p ON p.id = e.person_id LEFT JOIN campaign c ON c.id = e.campaign_id LEFT JOIN app_user u ON u.id = e.by_id
         ORDER BY e.day DESC, e.at DESC NULLS LAST, e.kind DESC, e.id DESC LIMIT {}",
        parts.join(" UNION ALL "),
        limit + 1
    );
    let mut rows: Vec<Row> = sql::rows(db, &text, params![id]).await?;
    let most = usize::try_from(limit).unwrap_or(0);
    let more = rows.len() > most;
    rows.truncate(most);
    let event = |row: Row| {
        Some(Event {
            id: row.id,
            day: row.day,
            kind: EventKind::parse(&row.kind)?,
            person_id: row.person_id,
            person: row.person.unwrap_or_default(),
            campaign: row.campaign.unwrap_or_default(),
            campaign_id: row.campaign_id,
            activity: row.activity.as_deref().and_then(ActivityKind::parse),
            detail: row.detail,
            note: row.note,
            by: row.by.unwrap_or_default(),
            by_id: row.by_id,
            amount_minor: row.amount,
        })
    };
    Ok(Timeline { events: rows.into_iter().filter_map(event).collect(), more: more && limit < MOST })
}

/// Work that is due with a person, the earliest first.
pub(crate) async fn due(db: &impl ConnectionTrait, actor: &Actor, person: i64) -> Result<Vec<DueTouch>> {
    let text = format!(
        "SELECT t.id, y.kind, t.campaign_id, c.name, t.due_day, t.assignee_id, u.name, t.attempts,
            COALESCE((SELECT a.note FROM attempt a WHERE a.touch_id = t.id ORDER BY a.id DESC LIMIT 1), '')
         FROM touch t JOIN campaign c ON c.id = t.campaign_id AND c.status = 'running' JOIN activity y ON y.id = t.activity_id AND y.state = 'running' JOIN app_user u ON u.id = t.assignee_id
         WHERE t.person_id = $1 AND t.state = 'planned' AND {} ORDER BY t.due_day, t.id LIMIT 10",
        actor.sees_work("t")
    );
    type Row = (i64, String, i64, String, NaiveDate, i64, String, i64, String);
    let rows: Vec<Row> = sql::tuples(db, &text, params![person]).await?;
    Ok(rows
        .into_iter()
        .filter_map(|(id, kind, campaign_id, campaign, due, assignee_id, assignee, attempts, note)| {
            let kind = ActivityKind::parse(&kind)?;
            Some(DueTouch { id, kind, campaign_id, campaign, due, assignee_id, assignee, attempts, note })
        })
        .collect())
}
