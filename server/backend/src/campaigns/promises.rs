//! What campaigns promised and what came, by campaign and by kind of activity: each from its own table, grouped before it is
//! joined, so that nothing is multiplied.

use crate::{Error, Result, costs, sql};
use chrono::NaiveDate;
use domain::{
    activity::ActivityKind,
    campaign::Status,
    metrics::{Figure, Plan},
    period_plan::{Belonging, PlanPart, PlannedCampaign},
};
use sea_orm::{ConnectionTrait, Value};
use std::collections::HashMap;

/// A campaign, in a plan of a period or beside others.
pub(crate) struct Member {
    pub plan: i64,
    pub kind: (i64, String),
    pub line: Option<(i64, String)>,
    /// Days over which its promise is spread.
    pub days: Option<(NaiveDate, NaiveDate)>,
    pub campaign: PlannedCampaign,
}

/// Plans taken apart.
#[derive(Default)]
pub(crate) struct Parts {
    pub members: Vec<Member>,
    /// By kind of activity; nothing for what belongs to no activity.
    pub channels: HashMap<Option<ActivityKind>, PlanPart>,
    pub chosen: Chosen,
}

/// Campaigns with their baselines as the beginning of a statement, with the source `m`: found out once, and as short to plan for
/// the database as a list. Empty where there are none, of whom nothing can be asked. The numbers are written out, because there
/// are more of them than a statement takes parameters.
#[derive(Default)]
pub(crate) struct Chosen(pub String);

impl Chosen {
    fn of(stored: &[Stored]) -> Self {
        let row = |row: &Stored| {
            let baseline = row.baseline_id.map_or_else(|| "NULL".to_owned(), |id| id.to_string());
            // PostgreSQL takes the types of the columns from all rows together.
            format!(
                "(CAST({} AS BIGINT), CAST({} AS BIGINT), CAST({baseline} AS BIGINT), {})",
                row.plan_id,
                row.campaign_id,
                if row.promised { "TRUE" } else { "FALSE" }
            )
        };
        let rows: Vec<String> = stored.iter().map(row).collect();
        if rows.is_empty() {
            return Self::default();
        }
        let columns = "plan_id, campaign_id, baseline_id, promised";
        Self(format!("WITH m({columns}) AS MATERIALIZED (VALUES {})", rows.join(", ")))
    }
}

#[derive(Debug, sea_orm::FromQueryResult)]
struct Stored {
    plan_id: i64,
    campaign_id: i64,
    name: String,
    status: String,
    owner: String,
    first_day: Option<NaiveDate>,
    last_day: Option<NaiveDate>,
    kind_id: i64,
    kind: String,
    line_id: Option<i64>,
    line: Option<String>,
    baseline_id: Option<i64>,
    promised: bool,
    member: bool,
}

type Cells = HashMap<(i64, i64, Option<ActivityKind>), PlanPart>;

/// Reads what `members` names: a source `plan_id, campaign_id, kind_id, line_id, baseline_id, promised, member` of each campaign
/// with the baseline that it is held against; with its draft where it is promised without one.
pub(crate) async fn read(db: &impl ConnectionTrait, members: &str, values: Vec<Value>) -> Result<Parts> {
    let text = format!(
        "WITH m AS MATERIALIZED ({members}) SELECT m.plan_id, m.campaign_id, c.name, c.status, u.name AS owner, COALESCE(b.first_day, c.first_day) AS first_day, COALESCE(b.last_day, c.last_day) AS last_day,
            m.kind_id, k.name AS kind, m.line_id, l.name AS line, m.baseline_id, m.promised, m.member
         FROM m JOIN campaign c ON c.id = m.campaign_id JOIN app_user u ON u.id = c.owner_id JOIN campaign_kind k ON k.id = m.kind_id
         LEFT JOIN line_of_business l ON l.id = m.line_id LEFT JOIN baseline b ON b.id = m.baseline_id
         ORDER BY m.plan_id, COALESCE(b.first_day, c.first_day, c.sort_day), m.campaign_id"
    );
    let stored: Vec<Stored> = sql::rows(db, &text, values).await?;
    let mut parts = Parts { chosen: Chosen::of(&stored), ..Parts::default() };
    if stored.is_empty() {
        return Ok(parts);
    }
    let Chosen(m) = &parts.chosen;
    let mut cells = Cells::new();
    promised_costs(db, m, &mut cells).await?;
    facts(db, m, &mut cells).await?;
    let mut whole = targets(db, m).await?;
    let (by_kind, of_activities) = channel_targets(db, m).await?;
    let mut own: HashMap<(i64, i64), PlanPart> = HashMap::new();
    for ((plan, campaign, _), cell) in &cells {
        own.entry((*plan, *campaign)).or_default().add(cell);
    }
    for row in stored {
        let key = (row.plan_id, row.campaign_id);
        let mut part = own.remove(&key).unwrap_or_default();
        part.campaigns = 1;
        part.plan.targets = whole.remove(&key).unwrap_or_default();
        parts.members.push(member(row, part)?);
    }
    channels(cells, by_kind, &of_activities, &mut parts);
    Ok(parts)
}

fn member(row: Stored, part: PlanPart) -> Result<Member> {
    let belonging = match (row.promised, row.member) {
        (true, true) => Belonging::Promised,
        (true, false) => Belonging::TakenOut,
        (false, _) => Belonging::Added,
    };
    Ok(Member {
        plan: row.plan_id,
        kind: (row.kind_id, row.kind),
        line: row.line_id.zip(row.line),
        days: row.first_day.zip(row.last_day),
        campaign: PlannedCampaign {
            id: row.campaign_id,
            name: row.name,
            status: Status::parse(&row.status).ok_or_else(|| Error::Internal("stored status".into()))?,
            owner: row.owner,
            first: row.first_day,
            last: row.last_day,
            belonging,
            part,
        },
    })
}

fn cell<'a>(cells: &'a mut Cells, plan: i64, campaign: i64, kind: &str) -> &'a mut PlanPart {
    cells
        .entry((plan, campaign, ActivityKind::parse(kind)))
        .or_insert_with(|| PlanPart { campaigns: 1, ..PlanPart::default() })
}

async fn promised_costs(db: &impl ConnectionTrait, m: &str, cells: &mut Cells) -> Result<()> {
    let text = format!(
        "{m} SELECT m.plan_id, m.campaign_id, s.kind, CAST(SUM(s.planned_base) AS BIGINT) FROM m JOIN baseline_sum s ON s.baseline_id = m.baseline_id GROUP BY m.plan_id, m.campaign_id, s.kind
         UNION ALL SELECT m.plan_id, m.campaign_id, COALESCE(a.kind, ''), CAST(SUM(c.planned_base) AS BIGINT) FROM m JOIN cost_sum c ON c.campaign_id = m.campaign_id
            LEFT JOIN activity a ON a.id = c.activity_id WHERE m.promised AND m.baseline_id IS NULL GROUP BY m.plan_id, m.campaign_id, COALESCE(a.kind, '')"
    );
    for (plan, campaign, kind, cost) in sql::tuples::<(i64, i64, String, i64)>(db, &text, vec![]).await? {
        cell(cells, plan, campaign, &kind).plan.cost += cost;
    }
    Ok(())
}

async fn facts(db: &impl ConnectionTrait, m: &str, cells: &mut Cells) -> Result<()> {
    // By activity, as the indexes have it, before anything is joined.
    let counted = |table: &str, counts: &str| {
        format!(
            "{m} SELECT m.plan_id, m.campaign_id, COALESCE(a.kind, ''), n.* FROM (
                SELECT {counts}, c.campaign_id AS of_campaign, c.activity_id AS of_activity FROM {table} c WHERE c.campaign_id IN (SELECT campaign_id FROM m) GROUP BY c.campaign_id, c.activity_id
             ) n JOIN m ON m.campaign_id = n.of_campaign LEFT JOIN activity a ON a.id = n.of_activity"
        )
    };
    let leads = counted("lead", "COUNT(*) AS a, COUNT(CASE WHEN c.state = 'qualified' THEN 1 END) AS b");
    for (plan, campaign, kind, new, converted) in
        sql::tuples::<(i64, i64, String, i64, i64)>(db, &leads, vec![]).await?
    {
        let totals = &mut cell(cells, plan, campaign, &kind).totals;
        totals.new_leads += new;
        totals.converted_leads += converted;
    }
    let deals = counted(
        "opportunity",
        "COUNT(*) AS a, COUNT(CASE WHEN c.state = 'won' THEN 1 END) AS b, CAST(COALESCE(SUM(CASE WHEN c.state = 'won' THEN c.amount_minor END), 0) AS BIGINT) AS d",
    );
    for (plan, campaign, kind, all, won, revenue) in
        sql::tuples::<(i64, i64, String, i64, i64, i64)>(db, &deals, vec![]).await?
    {
        let totals = &mut cell(cells, plan, campaign, &kind).totals;
        totals.opportunities += all;
        totals.won += won;
        totals.revenue += revenue;
    }
    let spent = counted("cost_sum", &format!("{}, CAST(SUM(c.paid) AS BIGINT) AS paid", costs::SUMS));
    type Spent = (i64, i64, String, i64, i64, i64, i64, i64, i64);
    for (plan, campaign, kind, planned, committed, actual, exposure, forecast, lines) in
        sql::tuples::<Spent>(db, &spent, vec![]).await?
    {
        let cell = cell(cells, plan, campaign, &kind);
        cell.costs = cell.costs + costs::sums((planned, committed, actual, exposure, forecast));
        cell.totals.actual_cost += actual;
        cell.totals.cost_lines_with_actual += lines;
    }
    Ok(())
}

type Targets = Vec<(Figure, i64)>;

/// What the campaigns promised as a whole.
async fn targets(db: &impl ConnectionTrait, m: &str) -> Result<HashMap<(i64, i64), Targets>> {
    let text = format!(
        "{m} SELECT m.plan_id, m.campaign_id, t.figure, t.value FROM m JOIN baseline_target t ON t.baseline_id = m.baseline_id
         UNION ALL SELECT m.plan_id, m.campaign_id, t.figure, t.value FROM m JOIN ({}) t ON t.campaign_id = m.campaign_id WHERE m.promised AND m.baseline_id IS NULL",
        super::targets()
    );
    let mut all: HashMap<(i64, i64), Targets> = HashMap::new();
    for (plan, campaign, figure, value) in sql::tuples::<(i64, i64, String, i64)>(db, &text, vec![]).await? {
        if let Some(figure) = Figure::parse(&figure) {
            all.entry((plan, campaign)).or_default().push((figure, value));
        }
    }
    Ok(all)
}

/// What activities promised, by their kind and in all.
async fn channel_targets(
    db: &impl ConnectionTrait,
    m: &str,
) -> Result<(Vec<(Option<ActivityKind>, PlanPart)>, PlanPart)> {
    let text = format!(
        "{m} SELECT a.kind, t.figure, CAST(SUM(t.value) AS BIGINT) FROM m JOIN baseline_activity_target t ON t.baseline_id = m.baseline_id
            JOIN baseline_activity a ON a.baseline_id = t.baseline_id AND a.activity_id = t.activity_id GROUP BY a.kind, t.figure
         UNION ALL SELECT a.kind, t.figure, CAST(SUM(t.value) AS BIGINT) FROM m JOIN activity a ON a.campaign_id = m.campaign_id JOIN activity_target t ON t.activity_id = a.id
            WHERE m.promised AND m.baseline_id IS NULL GROUP BY a.kind, t.figure"
    );
    let (mut by_kind, mut all) = (Vec::new(), PlanPart::default());
    for (kind, figure, value) in sql::tuples::<(String, String, i64)>(db, &text, vec![]).await? {
        let Some(figure) = Figure::parse(&figure) else { continue };
        let part = PlanPart { plan: Plan { targets: vec![(figure, value)], cost: 0 }, ..PlanPart::default() };
        all.add(&part);
        by_kind.push((ActivityKind::parse(&kind), part));
    }
    Ok((by_kind, all))
}

/// All by kind of activity; what campaigns promised beyond their activities belongs to none.
fn channels(cells: Cells, by_kind: Vec<(Option<ActivityKind>, PlanPart)>, of_activities: &PlanPart, parts: &mut Parts) {
    let all = cells.into_iter().map(|((_, _, kind), cell)| (kind, cell)).chain(by_kind);
    for (kind, part) in all {
        parts.channels.entry(kind).or_default().add(&part);
    }
    let whole = PlanPart::sum(parts.members.iter().map(|member| &member.campaign.part)).plan;
    let rest: Targets = Figure::SUMMED
        .into_iter()
        .filter_map(|figure| Some((figure, whole.target(figure)? - of_activities.plan.target(figure).unwrap_or(0))))
        .filter(|(_, value)| *value != 0)
        .collect();
    if !rest.is_empty() {
        let part = PlanPart { plan: Plan { targets: rest, cost: 0 }, ..PlanPart::default() };
        parts.channels.entry(None).or_default().add(&part);
    }
}
