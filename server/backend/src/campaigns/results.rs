//! The results of one campaign: every figure beside its plan.

use super::{Record, draft, ending, funnels};
use crate::{
    Actor, Db, Error, Result,
    approvals::{Frozen, compared, freeze},
    closings, costs, jobs, params, references, sql, workspace,
};
use chrono::{Days, NaiveDate};
use domain::{
    activity::{ActivityKind, Answer},
    audience::Equation,
    calendar::Calendar,
    campaign::{
        ActivityRow, AgainstReference, BaselineView, CampaignView, CostRow, FigureCell, Judged, Missing, MonthRow,
        StageRow, Status, Why, why,
    },
    metrics::{
        Figure, Judgement, Plan, Totals, compare,
        funnel::{self, Control},
        median_doubled, phasing,
        reference::{Verdict, judge},
        value,
    },
    reference::Reference,
    rights::UseCase,
};
use sea_orm::ConnectionTrait;
use std::collections::{BTreeSet, HashMap};

/// Months that one page shows.
const MONTHS_MAX: usize = 36;

/// Everything on the results page.
///
/// # Errors
/// `Denied`, `NotFound`.
pub async fn view(db: &Db, actor: &Actor, id: i64) -> Result<CampaignView> {
    actor.may(UseCase::CampaignView)?;
    let record = super::record(&db.read, id).await?;
    let status = record.status()?;
    let calendar = workspace::existing(&db.read).await?.calendar;
    let totals = super::totals(&db.read, id).await?;
    let frozen = compared(&db.read, id).await?;
    let plan = plan(&db.read, id, frozen.as_ref()).await?;
    let costs = costs(&db.read, id, frozen.as_ref().map(|frozen| frozen.id)).await?;
    let missing = missing(&db.read, id, status, &costs, &plan).await?;
    let began = record.first_day.unwrap_or(actor.today).min(actor.today);
    let reference = references::on_day(&db.read, record.kind_id, began).await?;
    let (stages, cohort, weakest) = stages(db, &record, &plan, reference.as_ref(), actor.today).await?;
    let why = match plan.target(Figure::Revenue).filter(|_| status != Status::Draft) {
        Some(planned) => Some(taken_apart(&db.read, &record, &stages, planned, totals.revenue).await?),
        None => None,
    };
    let months = months(db, &record, frozen.as_ref(), &plan, calendar, actor.today).await?;
    let touches = "SELECT COUNT(*), COUNT(CASE WHEN state IN ('done', 'failed', 'skipped') THEN 1 END) FROM touch WHERE campaign_id = $1";
    let (touches, touches_done): (i64, i64) = sql::tuple(&db.read, touches, params![id]).await?.unwrap_or_default();
    let progress = jobs::progress(&db.read, id, &[jobs::Kind::Launch, jobs::Kind::LaunchUndo]).await?;
    let undoable = status == Status::Running && ending::undoable(&db.read, id).await?;
    let decision = closings::decisions(&db.read, &[id]).await?.remove(&id);
    Ok(CampaignView {
        id,
        version: record.version,
        figures: Figure::STRIP
            .map(|figure| cell(figure, &totals, &plan, status, frozen.as_ref(), &missing, actor.today))
            .to_vec(),
        activities: activities(&db.read, id, &totals).await?,
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
        event: super::event::has_event(&db.read, id).await?,
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
        deviation: compared.deviation.filter(|d| !partial || d.judgement == Judgement::Worse),
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

type Weakest = Option<(String, domain::metrics::Ratio)>;

async fn stages(
    db: &Db,
    record: &Record,
    plan: &Plan,
    reference: Option<&Reference>,
    today: NaiveDate,
) -> Result<(Vec<StageRow>, i64, Weakest)> {
    let known: Vec<(i64, String, String, i64, i64, String, i64)> = sql::tuples(
        &db.read,
        "SELECT id, name, fact, control_percent, norm_days, end_fact, leave_days FROM funnel_stage WHERE kind_id = $1 ORDER BY position",
        params![record.kind_id],
    )
    .await?;
    let ended = known.iter().any(|(.., end, _)| !end.is_empty());
    let leaves = known.iter().any(|(.., days)| *days > 0);
    let is_goal = known.last().is_none_or(|(.., end, _)| end.is_empty());
    // What nobody set costs nothing.
    let end = if ended {
        ", (SELECT x.day FROM funnel_entry x WHERE x.campaign_id = $1 AND x.person_id = e.person_id AND x.fact = s.end_fact AND x.day >= e.day) AS ended"
    } else {
        ""
    };
    let entries = format!(
        "SELECT e.person_id AS member, s.position, e.day{end} FROM funnel_entry e JOIN funnel_stage s ON s.kind_id = $2 AND s.fact = e.fact WHERE e.campaign_id = $1"
    );
    let values = params![record.id, record.kind_id];
    let mut standing =
        "CASE WHEN EXISTS (SELECT 1 FROM funnel_failure f WHERE f.campaign_id = $1 AND f.person_id = g.member) THEN 1"
            .to_owned();
    let here = |fact: &str| {
        format!(
            "SELECT 1 FROM funnel_stage z JOIN funnel_entry x ON x.campaign_id = $1 AND x.person_id = g.member AND x.fact = z.{fact} WHERE z.kind_id = $2 AND z.position = g.furthest"
        )
    };
    if ended {
        let begun =
            "SELECT b.day FROM funnel_entry b WHERE b.campaign_id = $1 AND b.person_id = g.member AND b.fact = z.fact";
        standing.push_str(&format!(" WHEN EXISTS ({} AND x.day >= ({begun})) THEN 2", here("end_fact")));
    }
    let mut asked = values.clone();
    if leaves {
        asked.extend(params![today]);
        let days = sql::days_between(db.backend(), "x.day", "$3");
        standing.push_str(&format!(
            " WHEN EXISTS ({} AND z.leave_days > 0 AND {days} > z.leave_days) THEN 1",
            here("fact")
        ));
    }
    standing.push_str(" ELSE 0 END");
    let groups = funnels::groups(&db.read, &entries, &standing, asked).await?;
    let counts = funnel::count(known.len(), is_goal, &groups);
    let ids: Vec<i64> = known.iter().map(|(id, ..)| *id).collect();
    let mut judged = judged(&db.read, &entries, &ids, reference, values.clone(), today).await?;
    let mut stays = funnels::stays(&db.read, &entries, ended, values).await?;
    let medians: Vec<Option<i64>> = (0_i64..)
        .take(known.len())
        .map(|position| stays.get_mut(&position).and_then(|histogram| median_doubled(histogram)))
        .collect();
    let weakest = funnel::weakest_step(&counts, funnel::PEOPLE_MIN)
        .and_then(|(position, ratio)| Some((known.get(position)?.1.clone(), ratio)));
    let rows = known
        .into_iter()
        .zip(&counts)
        .enumerate()
        .map(|(position, ((id, name, fact, percent, days, ..), count))| StageRow {
            id,
            name,
            count: *count,
            step: funnel::step(&counts, position),
            planned: Figure::of_fact(&fact).and_then(|figure| plan.target(figure)),
            median_doubled: medians.get(position).copied().flatten(),
            control: Control { percent, days },
            lead: fact == "lead",
            to_here_doubled: position.checked_sub(1).and_then(|before| medians.get(before).copied().flatten()),
            judged: judged.remove(&id),
        })
        .collect();
    Ok((rows, counts.first().map_or(0, |c| c.entered), weakest))
}

/// How the step into each stage that the reference funnel knows stands to its norm, by stage.
async fn judged(
    db: &impl ConnectionTrait,
    entries: &str,
    stages: &[i64],
    reference: Option<&Reference>,
    values: Vec<sea_orm::Value>,
    today: NaiveDate,
) -> Result<HashMap<i64, Judged>> {
    let Some(reference) = reference else { return Ok(HashMap::new()) };
    let norms = stages.iter().enumerate().skip(1).filter_map(|(position, id)| {
        let norm = reference.norm(*id)?;
        Some((position, *id, norm.step?, norm.days))
    });
    let norms: Vec<_> = norms.collect();
    let span = |days: i64| Days::new(u64::try_from(days).unwrap_or(0));
    let cut = |days: i64| today.checked_sub_days(span(days)).unwrap_or(today);
    let cuts: Vec<(usize, NaiveDate)> = norms.iter().map(|(position, _, _, days)| (*position, cut(*days))).collect();
    let mature = funnels::mature(db, entries, &cuts, values).await?;
    let judged = norms.into_iter().zip(mature).map(|((_, id, norm, days), mature)| {
        let (verdict, off) = judge(mature.reached, mature.before, norm, reference.judging);
        let from = mature.first.filter(|_| verdict == Verdict::Early).and_then(|day| day.checked_add_days(span(days)));
        (id, Judged { norm, days, reached: mature.reached, before: mature.before, verdict, off, from })
    });
    Ok(judged.collect())
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

async fn months(
    db: &Db,
    record: &Record,
    frozen: Option<&Frozen>,
    plan: &Plan,
    calendar: Calendar,
    today: NaiveDate,
) -> Result<Vec<MonthRow>> {
    let days = "SELECT closed_day AS day, SUM(amount_minor) AS amount FROM opportunity WHERE campaign_id = $1 AND state = 'won' GROUP BY closed_day";
    let revenue: Vec<(NaiveDate, i64)> =
        sql::tuples(&db.read, &sql::by_month(days, "$2"), params![record.id, calendar.as_str()]).await?;
    let revenue: HashMap<NaiveDate, i64> = revenue.into_iter().collect();
    let costs = costs::by_month(&db.read, record.id, frozen.map(|f| f.id)).await?;
    let dates = frozen.map(|f| (f.first_day, f.last_day)).or(record.first_day.zip(record.last_day));
    let promised: HashMap<NaiveDate, i64> = match (dates, plan.target(Figure::Revenue)) {
        (Some((first, last)), Some(total)) => phasing::by_month(total, first, last, calendar)
            .into_iter()
            .map(|(month, part)| (month.first, part))
            .collect(),
        _ => HashMap::new(),
    };
    let ends = dates.map(|(first, last)| [first, last]);
    let spent = costs.iter().filter(|(_, sums)| sums.planned != 0 || sums.actual != 0).map(|(month, _)| month);
    let days: BTreeSet<NaiveDate> = revenue.keys().chain(spent).copied().chain(ends.into_iter().flatten()).collect();
    let (Some(first), Some(last)) = (days.first(), days.last()) else { return Ok(Vec::new()) };
    let of = |map: &HashMap<NaiveDate, i64>, day: NaiveDate| map.get(&day).copied().unwrap_or(0);
    let months = calendar.months(*first, *last).into_iter().take(MONTHS_MAX);
    Ok(months
        .map(|month| MonthRow {
            planned_cost: costs.get(&month.first).map_or(0, |sums| sums.planned),
            actual_cost: costs.get(&month.first).map_or(0, |sums| sums.actual),
            planned_revenue: of(&promised, month.first),
            revenue: of(&revenue, month.first),
            ahead: month.first > today,
            month,
        })
        .collect())
}

async fn activities(db: &impl ConnectionTrait, campaign: i64, whole: &Totals) -> Result<Vec<ActivityRow>> {
    let counts = async |text: &str| -> Result<HashMap<i64, (i64, i64, i64)>> {
        let rows: Vec<(i64, i64, i64, i64)> = sql::tuples(db, text, params![campaign]).await?;
        Ok(rows.into_iter().map(|(id, a, b, c)| (id, (a, b, c))).collect())
    };
    // One statement a table, grouped, so that nothing is multiplied by a join.
    let touches = counts(
        "SELECT activity_id, COUNT(*), COUNT(CASE WHEN state IN ('done', 'failed', 'skipped', 'cancelled') THEN 1 END), COUNT(CASE WHEN state = 'done' OR outcome NOT IN ('no_answer', 'wrong_number') THEN 1 END) FROM touch WHERE campaign_id = $1 GROUP BY activity_id",
    )
    .await?;
    let responders = counts(
        "SELECT activity_id, COUNT(DISTINCT person_id), COUNT(*), CAST(0 AS BIGINT) FROM response WHERE campaign_id = $1 AND activity_id IS NOT NULL AND outcome <> 'wrong_number' GROUP BY activity_id",
    )
    .await?;
    let costs = counts(
        "SELECT activity_id, CAST(COALESCE(SUM(planned_base), 0) AS BIGINT), CAST(COALESCE(SUM(actual_base), 0) AS BIGINT), CAST(SUM(paid) AS BIGINT) FROM cost_sum WHERE campaign_id = $1 AND activity_id IS NOT NULL GROUP BY activity_id",
    )
    .await?;
    let leads = counts(
        "SELECT activity_id, COUNT(*), COUNT(CASE WHEN state = 'qualified' THEN 1 END), CAST(0 AS BIGINT) FROM lead WHERE campaign_id = $1 AND activity_id IS NOT NULL GROUP BY activity_id",
    )
    .await?;
    let deals = counts(
        "SELECT activity_id, COUNT(*), COUNT(CASE WHEN state = 'won' THEN 1 END), CAST(COALESCE(SUM(CASE WHEN state = 'won' THEN amount_minor END), 0) AS BIGINT) FROM opportunity WHERE campaign_id = $1 AND activity_id IS NOT NULL GROUP BY activity_id",
    )
    .await?;
    let text = "SELECT id, name, kind, state, after_id, after_days, after_answer, equation FROM activity WHERE campaign_id = $1 ORDER BY COALESCE(first_day, '9999-12-31'), id";
    let text = if db.get_database_backend() == sea_orm::DatabaseBackend::Sqlite {
        text.to_owned()
    } else {
        text.replace("COALESCE(first_day, '9999-12-31')", "first_day NULLS LAST")
    };
    type Row = (i64, String, String, String, Option<i64>, i64, String, Option<String>);
    let mut rows: Vec<ActivityRow> = Vec::new();
    for (id, name, kind, state, after, after_days, answer, equation) in
        sql::tuples::<Row>(db, &text, params![campaign]).await?
    {
        let of = |map: &HashMap<i64, (i64, i64, i64)>| map.get(&id).copied().unwrap_or_default();
        let ((planned_cost, actual, lines), (new_leads, converted_leads, _)) = (of(&costs), of(&leads));
        let ((touched, done, contacted), (opportunities, won, revenue)) = (of(&touches), of(&deals));
        let responders = of(&responders).0;
        rows.push(ActivityRow {
            id: Some(id),
            name,
            kind: Some(ActivityKind::parse(&kind).ok_or_else(|| Error::Internal("stored kind".into()))?),
            state: Status::parse(&state),
            after: after.map(|before| (before, after_days, Answer::parse(&answer).unwrap_or_default())),
            equation: stored_equation(equation.as_deref())?,
            contacted,
            responders,
            touches: touched,
            done,
            planned_cost,
            actual_cost: (lines > 0).then_some(actual),
            totals: Totals {
                contacted,
                responders,
                new_leads,
                converted_leads,
                opportunities,
                won,
                revenue,
                actual_cost: actual,
                cost_lines_with_actual: lines,
            },
        });
    }
    let sum = |of: fn(&Totals) -> i64| rows.iter().map(|r| of(&r.totals)).sum::<i64>();
    let rest = Totals {
        new_leads: whole.new_leads - sum(|t| t.new_leads),
        converted_leads: whole.converted_leads - sum(|t| t.converted_leads),
        opportunities: whole.opportunities - sum(|t| t.opportunities),
        revenue: whole.revenue - sum(|t| t.revenue),
        ..Totals::default()
    };
    if rest.new_leads + rest.opportunities + rest.revenue > 0 {
        rows.push(ActivityRow {
            id: None,
            name: String::new(),
            kind: None,
            state: None,
            after: None,
            equation: Equation::from_counts(0, &[]),
            contacted: 0,
            responders: 0,
            touches: 0,
            done: 0,
            planned_cost: 0,
            actual_cost: None,
            totals: rest,
        });
    }
    Ok(rows)
}

pub(super) fn stored_equation(json: Option<&str>) -> Result<Equation> {
    Ok(json.map(serde_json::from_str).transpose()?.unwrap_or_else(|| Equation::from_counts(0, &[])))
}
