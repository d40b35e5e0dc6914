//! The results of one campaign: every figure beside its plan.

mod activities;
mod months;
mod stages;

use super::{Record, draft, ending};
use crate::{
    Actor, Db, Result,
    approvals::{Frozen, compared, freeze},
    closings, jobs, params, references, sql, workspace,
};
use chrono::NaiveDate;
use domain::{
    audience::Equation,
    campaign::{
        AgainstReference, BaselineView, CampaignView, CostRow, FigureCell, Missing, StageRow, Status, Why, why,
    },
    metrics::{Figure, Judgement, Plan, Totals, compare, value},
    rights::UseCase,
};
use sea_orm::ConnectionTrait;

/// Everything on the results page.
///
/// # Errors
/// `Denied`, `NotFound`.
pub async fn view(db: &Db, actor: &Actor, id: i64) -> Result<CampaignView> {
    actor.may(UseCase::CampaignView)?;
    let db = &db.snapshot().await?;
    let record = super::record(db, id).await?;
    let status = record.status()?;
    let calendar = workspace::existing(db).await?.calendar;
    let totals = super::totals(db, id).await?;
    let frozen = compared(db, id).await?;
    let plan = plan(db, id, frozen.as_ref()).await?;
    let costs = costs(db, id, frozen.as_ref().map(|frozen| frozen.id)).await?;
    let missing = missing(db, id, status, &costs, &plan).await?;
    let began = record.first_day.unwrap_or(actor.today).min(actor.today);
    let reference = references::on_day(db, record.kind_id, began).await?;
    let (stages, cohort, weakest) = stages::stages(db, &record, &plan, reference.as_ref(), actor.today).await?;
    let why = match plan.target(Figure::Revenue).filter(|_| status != Status::Draft) {
        Some(planned) => Some(taken_apart(db, &record, &stages, planned, totals.revenue).await?),
        None => None,
    };
    let months = months::months(db, &record, frozen.as_ref(), &plan, calendar, actor.today).await?;
    let touches = "SELECT COUNT(*), COUNT(CASE WHEN state IN ('done', 'failed', 'skipped') THEN 1 END) FROM touch WHERE campaign_id = $1";
    let (touches, touches_done): (i64, i64) = sql::tuple(db, touches, params![id]).await?.unwrap_or_default();
    let progress = jobs::progress(db, id, &[jobs::Kind::Launch, jobs::Kind::LaunchUndo]).await?;
    let undoable = status == Status::Running && ending::undoable(db, id).await?;
    let decision = closings::decisions(db, &[id]).await?.remove(&id);
    Ok(CampaignView {
        id,
        version: record.version,
        figures: Figure::STRIP
            .map(|figure| cell(figure, &totals, &plan, status, frozen.as_ref(), &missing, actor.today))
            .to_vec(),
        activities: activities::activities(db, id, &totals).await?,
        code: record.code,
        name: record.name,
        status,
        owner: record.owner,
        kind: record.kind,
        first_day: record.first_day,
        last_day: record.last_day,
        today: actor.today,
        baseline: frozen.map(|f| BaselineView {
            version: f.version,
            frozen: f.frozen_day,
            approved: f.approved,
            by: f.by.unwrap_or_default(),
        }),
        stages,
        cohort,
        weakest,
        reference: reference.map(|reference| AgainstReference {
            kind: record.kind_id,
            version: reference.version,
            valid_from: reference.valid_from,
            campaigns: i64::try_from(reference.campaigns.len()).unwrap_or(0),
            tolerance_bp: reference.judging.tolerance_bp,
            least: reference.judging.least,
        }),
        why,
        months,
        costs,
        quick: record.quick,
        goal: record.goal,
        line: record.line.unwrap_or_default(),
        touches,
        touches_done,
        missing,
        progress,
        undoable,
        decision,
        event: super::event::has_event(db, id).await?,
    })
}

/// What is promised: the baseline that counts, or the draft before there is one.
pub(crate) async fn plan(db: &impl ConnectionTrait, campaign: i64, frozen: Option<&Frozen>) -> Result<Plan> {
    let Some(frozen) = frozen else { return draft::plan(db, campaign).await };
    Ok(Plan { cost: freeze::cost(db, frozen.id).await?, targets: freeze::targets(db, frozen.id).await? })
}

fn cell(
    figure: Figure,
    totals: &Totals,
    plan: &Plan,
    status: Status,
    frozen: Option<&Frozen>,
    missing: &[Missing],
    today: NaiveDate,
) -> FigureCell {
    let (actual, target) = (value(figure, totals), plan.value(figure));
    let running = frozen.filter(|f| status == Status::Running && today < f.last_day);
    let compared = compare(figure, actual, target, running.map(|f| (f.first_day, f.last_day)), today);
    let touched = |m: &Missing| match m {
        Missing::CostWithoutActual(_) => matches!(figure, Figure::CostPerLead | Figure::Roi | Figure::Cost),
        Missing::WonWithoutAmount(_) => matches!(figure, Figure::Revenue | Figure::Roi),
        Missing::NoRevenueTarget => false,
    };
    // A cost of which a part is not written down yet is not better than planned; worse it can only become.
    let partial = missing.iter().any(|m| matches!(m, Missing::CostWithoutActual(_)) && touched(m));
    FigureCell {
        figure,
        value: actual,
        target,
        to_date: compared.to_date,
        judged_on: compared.judged_on,
        // Before it is launched nothing of a campaign is late.
        deviation: compared
            .deviation
            .filter(|_| status != Status::Draft)
            .filter(|d| !partial || d.judgement == Judgement::Worse),
        incomplete: missing.iter().any(touched),
    }
}

/// Costs by article: what was promised, or is planned where nothing was, beside what is committed and paid.
pub(crate) async fn costs(db: &impl ConnectionTrait, campaign: i64, baseline: Option<i64>) -> Result<Vec<CostRow>> {
    let promised = match baseline {
        Some(_) => {
            "SELECT article, planned_base AS planned, CAST(NULL AS BIGINT) AS committed, CAST(NULL AS BIGINT) AS actual, 0 AS line, 0 AS open FROM baseline_line WHERE baseline_id = $2"
        }
        None => {
            "SELECT article, planned_base AS planned, CAST(NULL AS BIGINT) AS committed, CAST(NULL AS BIGINT) AS actual, 0 AS line, 0 AS open FROM cost_part WHERE campaign_id = $2"
        }
    };
    let text = format!(
        "SELECT article, CAST(COALESCE(SUM(planned), 0) AS BIGINT), CAST(COALESCE(SUM(committed), 0) AS BIGINT), CAST(SUM(actual) AS BIGINT), CAST(SUM(line) AS BIGINT), CAST(SUM(open) AS BIGINT) FROM (
            SELECT article, CAST(NULL AS BIGINT) AS planned, committed_base AS committed, actual_base AS actual, 1 AS line, CASE WHEN actual_base IS NULL AND NOT closed THEN 1 ELSE 0 END AS open
            FROM cost_part WHERE campaign_id = $1 UNION ALL {promised}
         ) c GROUP BY article ORDER BY SUM(planned) DESC NULLS LAST, article"
    );
    type Row = (String, i64, i64, Option<i64>, i64, i64);
    let rows: Vec<Row> = sql::tuples(db, &text, params![campaign, baseline.unwrap_or(campaign)]).await?;
    let row = |(article, planned, committed, actual, lines, open): Row| CostRow {
        article,
        planned,
        committed,
        actual,
        lines,
        open,
    };
    Ok(rows.into_iter().map(row).collect())
}

async fn missing(
    db: &impl ConnectionTrait,
    campaign: i64,
    status: Status,
    costs: &[CostRow],
    plan: &Plan,
) -> Result<Vec<Missing>> {
    let mut missing = Vec::new();
    let open: i64 = costs.iter().map(|c| c.open).sum();
    if open > 0 && status != Status::Draft {
        missing.push(Missing::CostWithoutActual(open));
    }
    if plan.target(Figure::Revenue).is_none() {
        missing.push(Missing::NoRevenueTarget);
    }
    let text = "SELECT COUNT(*) FROM opportunity WHERE campaign_id = $1 AND state = 'won' AND amount_minor = 0";
    let empty: i64 = sql::scalar(db, text, params![campaign]).await?;
    if empty > 0 {
        missing.push(Missing::WonWithoutAmount(empty));
    }
    Ok(missing)
}

/// Why revenue differs from plan: that of people who came in at the first stage went through the funnel, the rest did not.
async fn taken_apart(
    db: &impl ConnectionTrait,
    record: &Record,
    stages: &[StageRow],
    planned: i64,
    revenue: i64,
) -> Result<Why> {
    let text = "SELECT CAST(COALESCE(SUM(o.amount_minor), 0) AS BIGINT) FROM opportunity o WHERE o.campaign_id = $1 AND o.state = 'won'
         AND EXISTS (SELECT 1 FROM funnel_entry e JOIN funnel_stage s ON s.kind_id = $2 AND s.position = 0 AND s.fact = e.fact WHERE e.campaign_id = $1 AND e.person_id = o.person_id)";
    let inside: i64 = sql::scalar(db, text, params![record.id, record.kind_id]).await?;
    Ok(why(stages, planned, inside, revenue - inside))
}

pub(super) fn stored_equation(json: Option<&str>) -> Result<Equation> {
    Ok(json.map(serde_json::from_str).transpose()?.unwrap_or_else(|| Equation::from_counts(0, &[])))
}
