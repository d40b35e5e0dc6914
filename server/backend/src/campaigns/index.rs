//! All campaigns, planned beside actual.

use super::views;
use crate::{Actor, Db, Result, fold::fold, params, sql, sql::Params};
use chrono::NaiveDate;
use domain::{
    campaign::{CampaignIndex, CampaignRow, IndexQuery, Sort, Status},
    metrics::{
        Figure, Gap, Plan, Totals, Value,
        missing::{MissingOf, MissingShare},
        roi, value,
    },
    rights::UseCase,
};
use sea_orm::ConnectionTrait;
use std::collections::HashMap;

/// Campaigns that one overview shows.
const ROWS_MAX: i64 = 500;

/// What a column is sorted by, over the campaign `c` and its owner `u`.
fn order(sort: Sort) -> &'static str {
    const REVENUE: &str =
        "(SELECT COALESCE(SUM(o.amount_minor), 0) FROM opportunity o WHERE o.campaign_id = c.id AND o.state = 'won')";
    match sort {
        Sort::Name => "c.search_text",
        Sort::State => "CASE c.status WHEN 'draft' THEN 0 WHEN 'launching' THEN 1 WHEN 'running' THEN 2 ELSE 3 END",
        Sort::Owner => "u.name",
        Sort::Dates => "c.sort_day",
        Sort::Cost => {
            "(SELECT CASE WHEN SUM(l.paid) > 0 THEN SUM(l.actual_base) END FROM cost_sum l WHERE l.campaign_id = c.id)"
        }
        Sort::Revenue => REVENUE,
        Sort::Leads => "(SELECT COUNT(*) FROM lead l WHERE l.campaign_id = c.id)",
        Sort::Roi => {
            "(SELECT (SELECT COALESCE(SUM(o.amount_minor), 0) FROM opportunity o WHERE o.campaign_id = c.id AND o.state = 'won') * 1.0 / NULLIF(SUM(l.actual_base), 0) FROM cost_sum l WHERE l.campaign_id = c.id)"
        }
    }
}

/// The overview as it is asked for, the latest first unless sorted otherwise.
///
/// # Errors
/// `Denied`.
pub async fn index(db: &Db, actor: &Actor, query: &IndexQuery) -> Result<CampaignIndex> {
    actor.may(UseCase::CampaignIndex)?;
    let db = &db.snapshot().await?;
    type Row = (
        i64,
        String,
        String,
        String,
        bool,
        String,
        Option<NaiveDate>,
        Option<NaiveDate>,
        Option<String>,
        Option<NaiveDate>,
    );
    let mut params = Params::default();
    let mut filter = if query.templates { "c.template".to_owned() } else { "NOT c.template".to_owned() };
    if let Some(status) = query.status {
        filter.push_str(&format!(" AND c.status = '{}'", status.as_str()));
    }
    for (column, id) in [("c.kind_id", query.kind), ("c.owner_id", query.owner)] {
        if let Some(id) = id {
            filter.push_str(&format!(" AND {column} = {}", params.add(id)));
        }
    }
    match query.missing {
        Some(MissingOf::Activities) => filter.push_str(&format!(
            " AND EXISTS (SELECT 1 FROM activity a WHERE a.campaign_id = c.id AND {})",
            unpaid("a")
        )),
        Some(MissingOf::Plans) => filter.push_str(&format!(" AND {LAUNCHED} AND {UNPLANNED}")),
        Some(MissingOf::Leads | MissingOf::Revenue) | None => {}
    }
    if !query.search.is_empty() {
        let like = params.add(format!("%{}%", sql::escape_like(&fold(&query.search))));
        filter.push_str(&format!(" AND c.search_text LIKE {like} ESCAPE '\\'"));
    }
    let order = match query.sort {
        None => "c.sort_day DESC".to_owned(),
        Some(sort) => {
            let way = if sort.begins_ascending() == query.turned { "DESC" } else { "ASC" };
            format!("{} {way} NULLS LAST", order(sort))
        }
    };
    let milestone = "t.campaign_id = c.id AND t.milestone AND t.state = 'open' ORDER BY t.due_day, t.id LIMIT 1";
    let text = format!(
        "SELECT c.id, c.code, c.name, c.status, c.quick, u.name, c.first_day, c.last_day,
            (SELECT t.title FROM task t WHERE {milestone}), (SELECT t.due_day FROM task t WHERE {milestone})
         FROM campaign c JOIN app_user u ON u.id = c.owner_id WHERE {filter} ORDER BY {order}, c.id DESC LIMIT {ROWS_MAX}"
    );
    let found: Vec<Row> = sql::tuples(db, &text, params.0).await?;
    let actual = actuals(db).await?;
    let plans = plans(db).await?;
    let rows: Vec<CampaignRow> = found
        .into_iter()
        .map(|(id, code, name, status, quick, owner, first_day, last_day, title, due)| {
            let status = Status::parse(&status).unwrap_or(Status::Draft);
            let totals = actual.get(&id).copied().unwrap_or_default();
            let plan = plans.get(&id).cloned().unwrap_or_default();
            CampaignRow {
                id,
                code,
                name,
                status,
                quick,
                owner,
                first_day,
                last_day,
                totals,
                planned_cost: plan.cost,
                target_revenue: plan.target(Figure::Revenue),
                target_leads: plan.target(Figure::NewLeads),
                // The return on what still runs is not to be judged before its last day, here as in its results.
                roi: match last_day {
                    Some(last) if status == Status::Running && actor.today < last => Value::Gap(Gap::NotYet),
                    _ => value(Figure::Roi, &totals),
                },
                milestone: title.zip(due),
            }
        })
        .collect();
    let sum = |of: fn(&CampaignRow) -> i64| rows.iter().map(of).sum::<i64>();
    let totals = Totals {
        new_leads: sum(|r| r.totals.new_leads),
        converted_leads: sum(|r| r.totals.converted_leads),
        opportunities: sum(|r| r.totals.opportunities),
        won: sum(|r| r.totals.won),
        revenue: sum(|r| r.totals.revenue),
        actual_cost: sum(|r| r.totals.actual_cost),
        cost_lines_with_actual: sum(|r| r.totals.cost_lines_with_actual),
        ..Totals::default()
    };
    let unattributed: i64 = sql::scalar(
        db,
        "SELECT CAST(COALESCE(SUM(amount_minor), 0) AS BIGINT) FROM opportunity WHERE state = 'won' AND campaign_id IS NULL",
        params![],
    )
    .await?;
    Ok(CampaignIndex {
        totals,
        planned_cost: sum(|r| r.planned_cost),
        target_revenue: sum(|r| r.target_revenue.unwrap_or(0)),
        target_leads: sum(|r| r.target_leads.unwrap_or(0)),
        roi: roi(totals.revenue, totals.actual_cost),
        unattributed,
        missing: missing(db, unattributed).await?,
        kinds: sql::tuples(db, "SELECT id, name FROM campaign_kind ORDER BY position, id", params![]).await?,
        owners: sql::tuples(
            db,
            "SELECT u.id, u.name FROM app_user u WHERE u.id IN (SELECT owner_id FROM campaign) ORDER BY u.name, u.id",
            params![],
        )
        .await?,
        views: views::all(db, actor).await?,
        rows,
    })
}

/// A campaign `c` that was launched, and one with neither targets nor planned cost.
const LAUNCHED: &str = "c.status IN ('running', 'finished') AND NOT c.template";
const UNPLANNED: &str = "NOT EXISTS (SELECT 1 FROM target t WHERE t.campaign_id = c.id)
    AND NOT EXISTS (SELECT 1 FROM activity_target t JOIN activity a ON a.id = t.activity_id WHERE a.campaign_id = c.id)
    AND NOT EXISTS (SELECT 1 FROM cost_sum p WHERE p.campaign_id = c.id AND p.planned_base <> 0)";

/// Whether an activity is finished and nobody wrote down what it cost.
fn unpaid(activity: &str) -> String {
    format!(
        "{activity}.state = 'finished' AND NOT EXISTS (SELECT 1 FROM cost_sum p WHERE p.activity_id = {activity}.id AND p.paid > 0)"
    )
}

/// What is missing, of all leads, revenue, activities and campaigns.
async fn missing(db: &impl ConnectionTrait, unattributed: i64) -> Result<Vec<MissingShare>> {
    let leads = "SELECT COUNT(CASE WHEN campaign_id IS NULL THEN 1 END), COUNT(*) FROM lead".to_owned();
    let revenue = format!(
        "SELECT CAST({unattributed} AS BIGINT), CAST(COALESCE(SUM(amount_minor), 0) AS BIGINT) FROM opportunity WHERE state = 'won'"
    );
    let activities = format!(
        "SELECT COUNT(CASE WHEN {} THEN 1 END), COUNT(CASE WHEN a.state = 'finished' THEN 1 END) FROM activity a JOIN campaign c ON c.id = a.campaign_id AND NOT c.template",
        unpaid("a")
    );
    let plans = format!("SELECT COUNT(CASE WHEN {UNPLANNED} THEN 1 END), COUNT(*) FROM campaign c WHERE {LAUNCHED}");
    let mut all = Vec::new();
    for (of, text) in MissingOf::ALL.into_iter().zip([leads, revenue, activities, plans]) {
        let (part, whole): (i64, i64) = sql::tuple(db, &text, params![]).await?.unwrap_or_default();
        all.extend(MissingShare::new(of, part, whole));
    }
    Ok(all)
}

async fn actuals(db: &impl ConnectionTrait) -> Result<HashMap<i64, Totals>> {
    let mut totals: HashMap<i64, Totals> = HashMap::new();
    let leads = "SELECT campaign_id, COUNT(*), COUNT(CASE WHEN state = 'qualified' THEN 1 END) FROM lead WHERE campaign_id IS NOT NULL GROUP BY campaign_id";
    for (id, new, converted) in sql::tuples::<(i64, i64, i64)>(db, leads, params![]).await? {
        let entry = totals.entry(id).or_default();
        (entry.new_leads, entry.converted_leads) = (new, converted);
    }
    let sales = "SELECT campaign_id, COUNT(*), COUNT(CASE WHEN state = 'won' THEN 1 END), CAST(COALESCE(SUM(CASE WHEN state = 'won' THEN amount_minor END), 0) AS BIGINT)
        FROM opportunity WHERE campaign_id IS NOT NULL GROUP BY campaign_id";
    for (id, count, won, revenue) in sql::tuples::<(i64, i64, i64, i64)>(db, sales, params![]).await? {
        let entry = totals.entry(id).or_default();
        (entry.opportunities, entry.won, entry.revenue) = (count, won, revenue);
    }
    let costs = "SELECT campaign_id, CAST(COALESCE(SUM(actual_base), 0) AS BIGINT), CAST(SUM(paid) AS BIGINT) FROM cost_sum GROUP BY campaign_id";
    for (id, cost, lines) in sql::tuples::<(i64, i64, i64)>(db, costs, params![]).await? {
        let entry = totals.entry(id).or_default();
        (entry.actual_cost, entry.cost_lines_with_actual) = (cost, lines);
    }
    Ok(totals)
}

/// The plan of each campaign: its newest baseline, or its draft.
async fn plans(db: &impl ConnectionTrait) -> Result<HashMap<i64, Plan>> {
    let mut plans: HashMap<i64, Plan> = HashMap::new();
    // The latest approved one; without one the latest.
    let newest = "SELECT campaign_id, COALESCE(MAX(CASE WHEN approved THEN id END), MAX(id)) AS id FROM baseline GROUP BY campaign_id";
    let costs = format!(
        "SELECT b.campaign_id, CAST(SUM(s.planned_base) AS BIGINT) FROM ({newest}) b JOIN baseline_sum s ON s.baseline_id = b.id GROUP BY b.campaign_id
         UNION ALL SELECT campaign_id, CAST(SUM(planned_base) AS BIGINT) FROM cost_sum WHERE campaign_id NOT IN (SELECT campaign_id FROM baseline) GROUP BY campaign_id"
    );
    for (id, cost) in sql::tuples::<(i64, i64)>(db, &costs, params![]).await? {
        plans.entry(id).or_default().cost = cost;
    }
    let targets = format!(
        "SELECT b.campaign_id, t.figure, t.value FROM ({newest}) b JOIN baseline_target t ON t.baseline_id = b.id
         UNION ALL SELECT t.campaign_id, t.figure, t.value FROM ({}) t WHERE t.campaign_id NOT IN (SELECT campaign_id FROM baseline)",
        super::draft::targets()
    );
    for (id, figure, value) in sql::tuples::<(i64, String, i64)>(db, &targets, params![]).await? {
        if let Some(figure) = Figure::parse(&figure) {
            plans.entry(id).or_default().targets.push((figure, value));
        }
    }
    Ok(plans)
}

/// Folds the names of campaigns that were made before they could be searched for.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn fill_search(db: &Db) -> Result<()> {
    loop {
        let text = "SELECT id, name, code FROM campaign WHERE search_text = '' ORDER BY id LIMIT 500";
        let found: Vec<(i64, String, String)> = sql::tuples(&db.read, text, params![]).await?;
        if found.is_empty() {
            return Ok(());
        }
        let tx = db.begin().await?;
        for (id, name, code) in found {
            let words = fold(&format!("{name} {code}"));
            sql::execute(&tx, "UPDATE campaign SET search_text = $2 WHERE id = $1", params![id, words]).await?;
        }
        tx.commit().await?;
    }
}
