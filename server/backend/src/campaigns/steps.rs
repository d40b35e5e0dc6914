//! Campaigns through the stages of their kind. What follows from work is read from it; the rest is recorded by hand.

use super::funnels;
use crate::{Act, Actor, Db, Error, Result, begin, catalogs, params, sql};
use chrono::NaiveDate;
use domain::{
    campaign::{CampaignStep, StepCampaign, StepFunnel, StepRow},
    fault::Fault,
    metrics::{
        funnel::{self, Control},
        median_doubled,
    },
    rights::UseCase,
};
use sea_orm::ConnectionTrait;
use std::collections::HashMap;

/// Campaigns that one page names.
const NAMED_MAX: i64 = 500;

/// The day on which `fact`, a column of stage `s`, came about for campaign `c`, or NULL; `today` is a parameter.
fn reached(fact: &str, today: &str) -> String {
    format!(
        "CASE WHEN {fact} = 'created' THEN c.created_day
          WHEN {fact} = 'launched' THEN c.launched_day
          WHEN {fact} = 'held' THEN CASE WHEN c.status IN ('running', 'finished') AND c.last_day <= {today} THEN c.last_day END
          WHEN {fact} = 'finished' THEN c.finished_day
          WHEN {fact} LIKE 'stage:%' THEN (SELECT MIN(e.day) FROM funnel_entry e WHERE e.campaign_id = c.id AND e.fact = (SELECT f.fact FROM funnel_stage f WHERE f.kind_id = s.kind_id AND {fact} = 'stage:' || f.id))
          ELSE (SELECT h.day FROM campaign_step h WHERE h.campaign_id = c.id AND h.fact = {fact}) END"
    )
}

/// The stages of one campaign with the days on which it reached them.
pub(super) async fn of_campaign(
    db: &impl ConnectionTrait,
    campaign: i64,
    today: NaiveDate,
) -> Result<Vec<CampaignStep>> {
    let text = format!(
        "SELECT s.fact, s.name, {} FROM campaign c JOIN kind_step s ON s.kind_id = c.kind_id WHERE c.id = $1 ORDER BY s.position",
        reached("s.fact", "$2")
    );
    let rows: Vec<(String, String, Option<NaiveDate>)> = sql::tuples(db, &text, params![campaign, today]).await?;
    let step = |(fact, name, day): (String, String, Option<NaiveDate>)| {
        let by_hand = catalogs::is_by_hand(&fact);
        CampaignStep { fact, name, day, by_hand }
    };
    Ok(rows.into_iter().map(step).collect())
}

/// Records that a campaign reached a stage today, or takes that back.
///
/// # Errors
/// `Denied`, `NotFound`; `Invalid` at `step` for one that the kind lacks or that follows from work.
pub async fn record_step(
    db: &Db,
    actor: &Actor,
    request: &str,
    campaign: i64,
    fact: &str,
    reached: bool,
) -> Result<()> {
    let act: Act = begin!(db, actor, UseCase::StepRecord, request);
    let record = super::record(&act.tx, campaign).await?;
    let text = "SELECT id FROM kind_step WHERE kind_id = $1 AND fact = $2";
    let known: Option<i64> = sql::maybe(&act.tx, text, params![record.kind_id, fact]).await?;
    if known.is_none() || !catalogs::is_by_hand(fact) {
        return Err(Error::invalid("step", Fault::Unknown));
    }
    if reached {
        let text = "INSERT INTO campaign_step (campaign_id, fact, day, user_id) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
        sql::execute(&act.tx, text, params![campaign, fact, actor.today, actor.user_id]).await?;
    } else {
        let text = "DELETE FROM campaign_step WHERE campaign_id = $1 AND fact = $2";
        sql::execute(&act.tx, text, params![campaign, fact]).await?;
    }
    act.finish((), "campaign", Some(campaign), fact).await
}

/// How far the campaigns of a kind got, how long they stay in each stage, and which stand where. Templates are no
/// campaigns; a campaign that is finished before the last stage left the funnel there.
///
/// # Errors
/// `Denied`, `NotFound`.
pub async fn step_funnel(db: &Db, actor: &Actor, kind: Option<i64>) -> Result<StepFunnel> {
    actor.may(UseCase::StepFunnel)?;
    let db = &db.snapshot().await?;
    let kinds: Vec<(i64, String)> =
        sql::tuples(db, "SELECT id, name FROM campaign_kind WHERE active ORDER BY position, id", params![]).await?;
    let most =
        "SELECT kind_id FROM campaign WHERE NOT template GROUP BY kind_id ORDER BY COUNT(*) DESC, kind_id LIMIT 1";
    let chosen = match kind {
        Some(kind) => kinds.iter().find(|(id, _)| *id == kind).map(|(id, _)| *id),
        None => sql::maybe(db, most, params![]).await?.or(kinds.first().map(|(id, _)| *id)),
    };
    let kind = chosen.ok_or(Error::NotFound)?;
    let text = "SELECT name, control_percent, norm_days, end_fact FROM kind_step WHERE kind_id = $1 ORDER BY position";
    let known: Vec<(String, i64, i64, String)> = sql::tuples(db, text, params![kind]).await?;
    let is_goal = known.last().is_none_or(|(.., end)| end.is_empty());
    let (day, ended) = (reached("s.fact", "$2"), reached("s.end_fact", "$2"));
    let entries = format!(
        "SELECT * FROM (SELECT c.id AS member, s.position, {day} AS day, CASE WHEN {ended} >= {day} THEN {ended} END AS ended FROM campaign c JOIN kind_step s ON s.kind_id = c.kind_id WHERE c.kind_id = $1 AND NOT c.template) n WHERE day IS NOT NULL"
    );
    let last = i64::try_from(known.len()).unwrap_or(0) - 1;
    let here = "SELECT 1 FROM campaign c JOIN kind_step s ON s.kind_id = c.kind_id AND s.position = g.furthest WHERE c.id = g.member";
    let days = sql::days_between(db.get_database_backend(), &format!("({day})"), "$2");
    let standing = format!(
        "CAST(CASE WHEN EXISTS ({here} AND {ended} >= {day}) THEN 2
          WHEN g.furthest < {last} AND EXISTS (SELECT 1 FROM campaign x WHERE x.id = g.member AND x.status = 'finished') THEN 1
          WHEN EXISTS ({here} AND s.leave_days > 0 AND {days} > s.leave_days) THEN 1 ELSE 0 END AS BIGINT)"
    );
    let values = params![kind, actor.today];
    let groups = funnels::groups(db, &entries, &standing, values.clone()).await?;
    let counts = funnel::count(known.len(), is_goal, &groups);
    let mut stays = funnels::stays(db, &entries, true, values.clone()).await?;
    let text = format!(
        "SELECT g.furthest, x.id, x.name, g.day, {standing} FROM (SELECT member, position AS furthest, day, ROW_NUMBER() OVER (PARTITION BY member ORDER BY position DESC) AS back FROM ({entries}) e) g
         JOIN campaign x ON x.id = g.member WHERE g.back = 1 ORDER BY g.day DESC, x.id LIMIT {NAMED_MAX}"
    );
    let mut here: HashMap<i64, Vec<StepCampaign>> = HashMap::new();
    for (position, id, name, since, standing) in
        sql::tuples::<(i64, i64, String, NaiveDate, i64)>(db, &text, values).await?
    {
        let finished = standing != 0 || (is_goal && position == last);
        here.entry(position).or_default().push(StepCampaign { id, name, since, finished });
    }
    let steps = (0_i64..)
        .zip(known)
        .zip(&counts)
        .enumerate()
        .map(|(n, ((position, (name, percent, days, _)), count))| StepRow {
            name,
            count: *count,
            step: funnel::step(&counts, n),
            median_doubled: stays.get_mut(&position).and_then(|histogram| median_doubled(histogram)),
            control: Control { percent, days },
            here: here.remove(&position).unwrap_or_default(),
        })
        .collect();
    Ok(StepFunnel { kind, kinds, steps, today: actor.today })
}
