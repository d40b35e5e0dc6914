//! Baselines: immutable copies of a plan, whole.

use crate::{Actor, Error, Result, params, sql};
use chrono::NaiveDate;
use domain::metrics::Figure;
use sea_orm::ConnectionTrait;
use std::collections::HashMap;

/// A frozen plan.
#[derive(Debug, Clone, sea_orm::FromQueryResult)]
pub(crate) struct Frozen {
    pub id: i64,
    pub version: i64,
    pub frozen_day: NaiveDate,
    pub approved: bool,
    pub first_day: NaiveDate,
    pub last_day: NaiveDate,
    pub by: Option<String>,
}

/// The baseline that results are compared with: the latest approved one, without one the latest.
pub(crate) async fn compared(db: &impl ConnectionTrait, campaign: i64) -> Result<Option<Frozen>> {
    let text = "SELECT b.id, b.version, b.frozen_day, b.approved, b.first_day, b.last_day, u.name AS by FROM baseline b LEFT JOIN app_user u ON u.id = b.approver_id
         WHERE b.campaign_id = $1 ORDER BY b.approved DESC, b.version DESC LIMIT 1";
    Ok(sql::rows(db, text, params![campaign]).await?.into_iter().next())
}

/// The cost that a baseline promised, in the workspace's currency.
pub(crate) async fn cost(db: &impl ConnectionTrait, baseline: i64) -> Result<i64> {
    let text = "SELECT CAST(COALESCE(SUM(planned_base), 0) AS BIGINT) FROM baseline_sum WHERE baseline_id = $1";
    sql::scalar(db, text, params![baseline]).await
}

/// The targets that each baseline of a campaign promised.
pub(super) async fn targets_of_all(
    db: &impl ConnectionTrait,
    campaign: i64,
) -> Result<HashMap<i64, Vec<(String, i64)>>> {
    let text = "SELECT t.baseline_id, t.figure, t.value FROM baseline b JOIN baseline_target t ON t.baseline_id = b.id WHERE b.campaign_id = $1";
    let mut all: HashMap<i64, Vec<(String, i64)>> = HashMap::new();
    for (baseline, figure, value) in sql::tuples::<(i64, String, i64)>(db, text, params![campaign]).await? {
        all.entry(baseline).or_default().push((figure, value));
    }
    Ok(all)
}

/// The targets that a baseline promised.
pub(crate) async fn targets(db: &impl ConnectionTrait, baseline: i64) -> Result<Vec<(Figure, i64)>> {
    let text = "SELECT figure, value FROM baseline_target WHERE baseline_id = $1";
    Ok(crate::campaigns::read_targets(sql::tuples(db, text, params![baseline]).await?))
}

/// The days of a campaign: its own, or those of its activities.
pub(crate) async fn set_days(db: &impl ConnectionTrait, campaign: i64) -> Result<()> {
    sql::execute(
        db,
        "UPDATE campaign SET first_day = COALESCE(first_day, (SELECT MIN(a.first_day) FROM activity a WHERE a.campaign_id = $1)),
         last_day = COALESCE(last_day, (SELECT MAX(COALESCE(a.last_day, a.first_day)) FROM activity a WHERE a.campaign_id = $1)) WHERE id = $1",
        params![campaign],
    )
    .await?;
    let text = "UPDATE campaign SET sort_day = COALESCE(first_day, sort_day) WHERE id = $1";
    sql::execute(db, text, params![campaign]).await?;
    Ok(())
}

/// Copies the plan of a campaign into the next baseline; `approved` names who asked, and the actor approves.
///
/// # Errors
/// `State` while the campaign has no days.
pub(crate) async fn freeze(
    db: &impl ConnectionTrait,
    actor: &Actor,
    campaign: i64,
    asked_by: Option<i64>,
) -> Result<i64> {
    let approver = asked_by.map(|_| actor.user_id);
    let made: Option<i64> = sql::maybe(
        db,
        "INSERT INTO baseline (campaign_id, version, frozen_day, approved, first_day, last_day, approver_id, asked_by)
         SELECT c.id, (SELECT COALESCE(MAX(version), 0) + 1 FROM baseline WHERE campaign_id = c.id), $2, $3, c.first_day, c.last_day, CAST($4 AS BIGINT), CAST($5 AS BIGINT)
         FROM campaign c WHERE c.id = $1 AND c.first_day IS NOT NULL AND c.last_day IS NOT NULL RETURNING id",
        params![campaign, actor.today, asked_by.is_some(), approver, asked_by],
    )
    .await?;
    let baseline = made.ok_or(Error::State("no days"))?;
    let copies = [
        // Of a line that several campaigns share, the part of this one is promised.
        "INSERT INTO baseline_line (baseline_id, line_id, activity_id, article, supplier, quantity_milli, unit, price_minor, planned_minor, currency, planned_base, day)
         SELECT CAST($2 AS BIGINT), l.id, c.activity_id, l.article, COALESCE(s.name, ''), l.quantity_milli, l.unit, l.price_minor, l.planned_minor, l.currency, c.planned_base, l.day
         FROM cost_part c JOIN cost_line l ON l.id = c.line_id LEFT JOIN account s ON s.id = l.supplier_id WHERE c.campaign_id = $1"
            .to_owned(),
        format!(
            "INSERT INTO baseline_target (baseline_id, figure, value) SELECT CAST($2 AS BIGINT), t.figure, t.value FROM ({}) t WHERE t.campaign_id = $1",
            crate::campaigns::targets()
        ),
        "INSERT INTO baseline_activity_target (baseline_id, activity_id, figure, value)
         SELECT CAST($2 AS BIGINT), t.activity_id, t.figure, t.value FROM activity_target t JOIN activity a ON a.id = t.activity_id WHERE a.campaign_id = $1"
            .to_owned(),
        "INSERT INTO baseline_activity (baseline_id, activity_id, name, kind, first_day, last_day)
         SELECT CAST($2 AS BIGINT), a.id, a.name, a.kind, a.first_day, a.last_day FROM activity a WHERE a.campaign_id = $1"
            .to_owned(),
        "INSERT INTO baseline_sum (baseline_id, kind, month, planned_base)
         SELECT CAST($2 AS BIGINT), COALESCE(a.kind, ''), c.month, SUM(c.planned_base) FROM cost_sum c LEFT JOIN activity a ON a.id = c.activity_id
         WHERE c.campaign_id = $1 GROUP BY COALESCE(a.kind, ''), c.month"
            .to_owned(),
        "INSERT INTO baseline_task (baseline_id, task_id, title, milestone, due_day)
         SELECT CAST($2 AS BIGINT), t.id, t.title, t.milestone, t.due_day FROM task t WHERE t.campaign_id = $1"
            .to_owned(),
    ];
    for copy in copies {
        sql::execute(db, &copy, params![campaign, baseline]).await?;
    }
    Ok(baseline)
}
