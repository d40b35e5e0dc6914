//! The funnel of a campaign: its stages beside their plan and the reference funnel.

use crate::{
    Result,
    campaigns::{Record, funnels},
    params, sql,
};
use chrono::{Days, NaiveDate};
use domain::{
    campaign::{Judged, StageRow},
    metrics::{
        Figure, Plan,
        funnel::{self, Control},
        median_doubled,
        reference::{Verdict, judge},
    },
    reference::Reference,
};
use sea_orm::ConnectionTrait;
use std::collections::HashMap;

pub(super) type Weakest = Option<(String, domain::metrics::Ratio)>;

pub(super) async fn stages(
    db: &impl ConnectionTrait,
    record: &Record,
    plan: &Plan,
    reference: Option<&Reference>,
    today: NaiveDate,
) -> Result<(Vec<StageRow>, i64, Weakest)> {
    let known: Vec<(i64, String, String, i64, i64, String, i64)> = sql::tuples(
        db,
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
        let days = sql::days_between(db.get_database_backend(), "x.day", "$3");
        standing.push_str(&format!(
            " WHEN EXISTS ({} AND z.leave_days > 0 AND {days} > z.leave_days) THEN 1",
            here("fact")
        ));
    }
    standing.push_str(" ELSE 0 END");
    let groups = funnels::groups(db, &entries, &standing, asked).await?;
    let counts = funnel::count(known.len(), is_goal, &groups);
    let ids: Vec<i64> = known.iter().map(|(id, ..)| *id).collect();
    let mut judged = judged(db, &entries, &ids, reference, values.clone(), today).await?;
    let mut stays = funnels::stays(db, &entries, ended, values).await?;
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
