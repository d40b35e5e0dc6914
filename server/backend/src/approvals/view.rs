//! One request on one screen.

use super::{Frozen, freeze, index::rows, limit_of, waiting_for};
use crate::{Actor, Db, Error, Result, budgets, campaigns, params, period_plans, sql, workspace};
use chrono::NaiveDate;
use domain::{
    approval::{ApprovalState, ApprovalView, Asked, AskedLine, Changes, CommentRow},
    budget::BudgetLeft,
    metrics::{Figure, Plan},
    rights::UseCase,
};
use sea_orm::ConnectionTrait;

/// Lines that one screen shows.
const LINES_MAX: i64 = 500;

/// What is asked, how much it is, against which budget, and what changed since the plan approved before.
///
/// # Errors
/// `Denied`, `NotFound`.
pub async fn view(db: &Db, actor: &Actor, id: i64) -> Result<ApprovalView> {
    actor.may(UseCase::ApprovalView)?;
    let db = &db.snapshot().await?;
    let row = rows(db, actor, "a.id = $1", "a.id", params![id]).await?.into_iter().next();
    let row = row.ok_or(Error::NotFound)?;
    let text = "SELECT version, note, baseline_id, period_baseline_id FROM approval WHERE id = $1";
    let (version, note, baseline, period): (i64, String, Option<i64>, Option<i64>) =
        sql::tuple(db, text, params![id]).await?.ok_or(Error::NotFound)?;
    let subject = match row.of {
        Asked::Campaign(campaign) => of_campaign(db, actor, campaign, baseline).await?,
        Asked::Plan(plan) => period_plans::subject(db, plan, period).await?,
    };
    let own = super::request(db, actor.user_id, id).await?.own;
    let waiting = waiting_for(db, actor).await?;
    let place = waiting.iter().position(|other| *other == id);
    let count = |n: usize| i64::try_from(n).unwrap_or(0);
    Ok(ApprovalView {
        version,
        note,
        owner: subject.owner,
        kind: subject.kind,
        first_day: subject.days.map(|days| days.0),
        last_day: subject.days.map(|days| days.1),
        reach: subject.reach,
        planned: Figure::ALL
            .into_iter()
            .filter(|figure| *figure != Figure::CostPerLead)
            .map(|figure| (figure, subject.plan.value(figure)))
            .filter(|(_, value)| !matches!(value, domain::metrics::Value::Gap(_)))
            .collect(),
        budgets: subject.budgets,
        activities: subject.activities,
        rateless: subject.rateless,
        lines: subject.lines,
        changes: subject.changes,
        comments: comments(db, id).await?,
        refusal: match row.state {
            ApprovalState::Submitted => limit_of(db, actor.role).await?.allows(row.cost, own).err(),
            _ => None,
        },
        next: waiting.iter().copied().find(|other| *other != id),
        place: (place.map_or(0, |n| count(n) + 1), count(waiting.len())),
        row,
    })
}

/// What is asked about.
pub(crate) struct Subject {
    pub owner: String,
    pub kind: String,
    pub days: Option<(NaiveDate, NaiveDate)>,
    pub reach: Vec<(String, i64, i64)>,
    pub plan: Plan,
    pub budgets: Vec<BudgetLeft>,
    pub activities: i64,
    pub rateless: i64,
    pub lines: Vec<AskedLine>,
    pub changes: Option<Changes>,
}

async fn of_campaign(
    db: &impl ConnectionTrait,
    actor: &Actor,
    campaign: i64,
    baseline: Option<i64>,
) -> Result<Subject> {
    let record = campaigns::record(db, campaign).await?;
    // What was decided stands as it was frozen; what waits is the plan as it is.
    let plan = match baseline {
        Some(baseline) => {
            Plan { cost: freeze::cost(db, baseline).await?, targets: freeze::targets(db, baseline).await? }
        }
        None => campaigns::draft_plan(db, campaign).await?,
    };
    let before = before(db, campaign, baseline).await?;
    let lines = lines(db, campaign, baseline, before.as_ref()).await?;
    let changes = match &before {
        Some(before) => Some(changes(db, before, &plan, &lines).await?),
        None => None,
    };
    let activities = "SELECT COUNT(*) FROM activity WHERE campaign_id = $1";
    let rateless = "SELECT CAST(COALESCE(SUM(c.rateless), 0) AS BIGINT) FROM cost_sum c WHERE c.campaign_id = $1";
    Ok(Subject {
        owner: record.owner,
        kind: record.kind,
        days: record.first_day.zip(record.last_day),
        reach: campaigns::reach(db, campaign, actor.today).await?,
        budgets: budgets::of_campaign(db, campaign).await?,
        activities: sql::scalar(db, activities, params![campaign]).await?,
        rateless: sql::scalar(db, rateless, params![campaign]).await?,
        plan,
        lines,
        changes,
    })
}

/// The plan approved before the one that is asked about.
async fn before(db: &impl ConnectionTrait, campaign: i64, baseline: Option<i64>) -> Result<Option<Frozen>> {
    let text = "SELECT b.id, b.version, b.frozen_day, b.approved, b.first_day, b.last_day, CAST(NULL AS TEXT) AS by FROM baseline b
         WHERE b.campaign_id = $1 AND b.approved AND b.version < COALESCE((SELECT x.version FROM baseline x WHERE x.id = $2), 9223372036854775807) ORDER BY b.version DESC LIMIT 1";
    Ok(sql::rows(db, text, params![campaign, baseline]).await?.into_iter().next())
}

/// The lines of the plan beside what was approved before: those that changed first.
pub(super) async fn lines(
    db: &impl ConnectionTrait,
    campaign: i64,
    baseline: Option<i64>,
    before: Option<&Frozen>,
) -> Result<Vec<AskedLine>> {
    let now = match baseline {
        Some(_) => {
            "SELECT l.line_id AS id, COALESCE(a.name, '') AS activity, l.article, l.supplier, COALESCE(l.planned_base, 0) AS planned FROM baseline_line l
             LEFT JOIN baseline_activity a ON a.baseline_id = l.baseline_id AND a.activity_id = l.activity_id WHERE l.baseline_id = $1"
        }
        None => {
            "SELECT l.id, COALESCE(a.name, '') AS activity, l.article, COALESCE(s.name, '') AS supplier, COALESCE(c.planned_base, 0) AS planned FROM cost_part c
             JOIN cost_line l ON l.id = c.line_id LEFT JOIN activity a ON a.id = c.activity_id LEFT JOIN account s ON s.id = l.supplier_id WHERE c.campaign_id = $1"
        }
    };
    let text = format!(
        "SELECT n.id, n.activity, n.article, n.supplier, n.planned, o.planned_base FROM ({now}) n LEFT JOIN baseline_line o ON o.baseline_id = $2 AND o.line_id = n.id
         ORDER BY CASE WHEN o.planned_base = n.planned THEN 1 ELSE 0 END, n.activity, n.id LIMIT {LINES_MAX}"
    );
    type Row = (i64, String, String, String, i64, Option<i64>);
    let values = params![baseline.unwrap_or(campaign), before.map_or(0, |before| before.id)];
    let rows: Vec<Row> = sql::tuples(db, &text, values).await?;
    let line = |(id, activity, article, supplier, planned, before): Row| AskedLine {
        id,
        activity,
        article,
        supplier,
        planned,
        before,
    };
    Ok(rows.into_iter().map(line).collect())
}

async fn changes(db: &impl ConnectionTrait, before: &Frozen, plan: &Plan, lines: &[AskedLine]) -> Result<Changes> {
    let all: i64 =
        sql::scalar(db, "SELECT COUNT(*) FROM baseline_line WHERE baseline_id = $1", params![before.id]).await?;
    let promised = Plan { cost: freeze::cost(db, before.id).await?, targets: freeze::targets(db, before.id).await? };
    Ok(Changes::between(before.version, &promised, all, plan, lines))
}

async fn comments(db: &impl ConnectionTrait, approval: i64) -> Result<Vec<CommentRow>> {
    let zone = workspace::existing(db).await?.time_zone;
    let text = "SELECT COALESCE(c.line_id, c.campaign_id), COALESCE(l.article, k.name, ''), u.name, c.at_ms, c.body FROM approval_comment c JOIN app_user u ON u.id = c.user_id
         LEFT JOIN cost_line l ON l.id = c.line_id LEFT JOIN campaign k ON k.id = c.campaign_id WHERE c.approval_id = $1 ORDER BY c.id";
    let rows: Vec<(Option<i64>, String, String, i64, String)> = sql::tuples(db, text, params![approval]).await?;
    let comment = |(line, article, by, at_ms, text)| CommentRow {
        line,
        article,
        by,
        at: workspace::local_time(at_ms, &zone),
        text,
    };
    Ok(rows.into_iter().map(comment).collect())
}
