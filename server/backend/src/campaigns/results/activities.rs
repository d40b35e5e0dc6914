//! A campaign by activity, and what came of none of them.

use super::stored_equation;
use crate::{Error, Result, params, sql};
use domain::{
    activity::{ActivityKind, Answer},
    audience::Equation,
    campaign::{ActivityRow, Status},
    metrics::Totals,
};
use sea_orm::ConnectionTrait;
use std::collections::HashMap;

pub(super) async fn activities(db: &impl ConnectionTrait, campaign: i64, whole: &Totals) -> Result<Vec<ActivityRow>> {
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
