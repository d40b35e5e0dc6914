//! The results of a campaign taken apart: by list, by channel, by product, by person. What belongs to none stands in a row of its own,
//! so that the rows add up to the campaign.

use crate::{Actor, Db, Result, params, sql};
use domain::{
    campaign::{By, PartRow},
    metrics::Totals,
    rights::UseCase,
};
use sea_orm::ConnectionTrait;
use std::collections::BTreeMap;

/// Where a part is told in each table, as expressions; nothing where the table does not know it.
pub(super) struct Columns {
    touch: Option<&'static str>,
    response: Option<&'static str>,
    pub lead: &'static str,
    pub opportunity: &'static str,
    names: &'static str,
}

pub(super) fn columns(by: By) -> Columns {
    match by {
        By::Activity => Columns {
            touch: Some("t.activity_id"),
            response: Some("r.activity_id"),
            lead: "l.activity_id",
            opportunity: "o.activity_id",
            names: "activity",
        },
        By::List => Columns {
            touch: Some("t.list_id"),
            response: Some("r.list_id"),
            lead: "l.list_id",
            opportunity: "o.list_id",
            names: "people_list",
        },
        By::Channel => Columns {
            touch: None,
            response: None,
            lead: "l.channel_id",
            opportunity: "(SELECT s.channel_id FROM lead s WHERE s.id = o.lead_id)",
            names: "channel",
        },
        By::Product => Columns {
            touch: None,
            response: None,
            lead: "(SELECT MAX(s.product_id) FROM opportunity s WHERE s.lead_id = l.id)",
            opportunity: "o.product_id",
            names: "product",
        },
        By::Person => Columns {
            touch: Some("t.assignee_id"),
            response: Some("COALESCE(r.user_id, (SELECT a.user_id FROM attempt a WHERE a.id = r.attempt_id))"),
            lead: "l.owner_id",
            opportunity: "o.owner_id",
            names: "app_user",
        },
    }
}

/// What a list brought in each campaign.
const OF_LIST: Columns = Columns {
    touch: Some("t.campaign_id"),
    response: Some("r.campaign_id"),
    lead: "l.campaign_id",
    opportunity: "o.campaign_id",
    names: "campaign",
};

/// What each part brought, most revenue first.
///
/// # Errors
/// `Denied`, `NotFound`.
pub async fn parts(db: &Db, actor: &Actor, campaign: i64, by: By) -> Result<Vec<PartRow>> {
    actor.may(UseCase::CampaignParts)?;
    let db = &db.snapshot().await?;
    super::record(db, campaign).await?;
    let at = columns(by);
    let mut rows = gather(db, &at, "campaign_id", campaign).await?;
    let mut params = sql::Params::default();
    let ids = sql::list(&mut params, rows.keys().copied());
    let names: Vec<(i64, String)> = if rows.is_empty() {
        Vec::new()
    } else {
        sql::tuples(db, &format!("SELECT id, name FROM {} WHERE id IN ({ids})", at.names), params.0).await?
    };
    for (id, name) in names {
        if let Some(row) = rows.get_mut(&id) {
            row.name = name;
        }
    }
    let mut rows: Vec<PartRow> = rows.into_values().collect();
    rows.sort_by_key(|row| (std::cmp::Reverse((row.totals.revenue, row.totals.new_leads, row.touches)), row.id));
    Ok(rows)
}

/// What a list brought, by campaign.
pub(crate) async fn of_list(db: &impl ConnectionTrait, actor: &Actor, list: i64) -> Result<BTreeMap<i64, Totals>> {
    actor.may(UseCase::CampaignParts)?;
    Ok(gather(db, &OF_LIST, "list_id", list).await?.into_iter().map(|(id, row)| (id, row.totals)).collect())
}

/// Counts what happened where `filter` is `id`, by part.
async fn gather(db: &impl ConnectionTrait, at: &Columns, filter: &str, id: i64) -> Result<BTreeMap<i64, PartRow>> {
    let mut rows: BTreeMap<i64, PartRow> = BTreeMap::new();
    let blank = |id| PartRow { id, name: String::new(), touches: 0, done: 0, totals: Totals::default() };
    if let Some(column) = at.touch {
        let text = format!(
            "SELECT COALESCE({column}, 0), COUNT(*), COUNT(CASE WHEN t.state IN ('done', 'failed', 'skipped', 'cancelled') THEN 1 END),
             COUNT(DISTINCT CASE WHEN t.state = 'done' OR t.outcome NOT IN ('no_answer', 'wrong_number') THEN t.person_id END) FROM touch t WHERE t.{filter} = $1 GROUP BY COALESCE({column}, 0)"
        );
        for (part, touches, done, contacted) in sql::tuples::<(i64, i64, i64, i64)>(db, &text, params![id]).await? {
            let row = rows.entry(part).or_insert_with(|| blank(part));
            (row.touches, row.done, row.totals.contacted) = (touches, done, contacted);
        }
    }
    if let Some(column) = at.response {
        let text = format!(
            "SELECT COALESCE({column}, 0), COUNT(DISTINCT r.person_id) FROM response r WHERE r.{filter} = $1 AND r.outcome <> 'wrong_number' GROUP BY COALESCE({column}, 0)"
        );
        for (part, responders) in sql::tuples::<(i64, i64)>(db, &text, params![id]).await? {
            rows.entry(part).or_insert_with(|| blank(part)).totals.responders = responders;
        }
    }
    let text = format!(
        "SELECT part, COUNT(*), COUNT(CASE WHEN state = 'qualified' THEN 1 END) FROM (SELECT COALESCE({}, 0) AS part, l.state FROM lead l WHERE l.{filter} = $1) p GROUP BY part",
        at.lead
    );
    for (part, new, converted) in sql::tuples::<(i64, i64, i64)>(db, &text, params![id]).await? {
        let totals = &mut rows.entry(part).or_insert_with(|| blank(part)).totals;
        (totals.new_leads, totals.converted_leads) = (new, converted);
    }
    let text = format!(
        "SELECT part, COUNT(*), COUNT(CASE WHEN state = 'won' THEN 1 END), CAST(COALESCE(SUM(CASE WHEN state = 'won' THEN amount_minor END), 0) AS BIGINT)
         FROM (SELECT COALESCE({}, 0) AS part, o.state, o.amount_minor FROM opportunity o WHERE o.{filter} = $1) p GROUP BY part",
        at.opportunity
    );
    for (part, count, won, revenue) in sql::tuples::<(i64, i64, i64, i64)>(db, &text, params![id]).await? {
        let totals = &mut rows.entry(part).or_insert_with(|| blank(part)).totals;
        (totals.opportunities, totals.won, totals.revenue) = (count, won, revenue);
    }
    Ok(rows)
}
