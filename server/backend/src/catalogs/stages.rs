//! Stages of kinds of campaign and of pipelines: what begins and ends them, and how they change while they are in use.

use crate::{Error, Result, params, sql, sql::Params};
use domain::catalog::{CAMPAIGN_FACTS, Catalog, DERIVED_FACTS, Stage, StageDraft};
use sea_orm::ConnectionTrait;

/// The stages of an entry, or its options.
pub(super) async fn of(db: &impl ConnectionTrait, catalog: Catalog, id: i64) -> Result<Vec<StageDraft>> {
    match catalog {
        Catalog::Kind => read(db, "funnel_stage", id, |fact| !DERIVED_FACTS.contains(&fact)).await,
        Catalog::Pipeline => {
            let text =
                "SELECT id, name, norm_days, probability FROM pipeline_stage WHERE pipeline_id = $1 ORDER BY position";
            let rows: Vec<(i64, String, i64, i64)> = sql::tuples(db, text, params![id]).await?;
            let stage = |(id, name, days, probability): (i64, String, i64, i64)| StageDraft {
                id: Some(id),
                name,
                fact: String::new(),
                days: number(days),
                probability: number(probability),
                ..StageDraft::default()
            };
            Ok(rows.into_iter().map(stage).collect())
        }
        Catalog::Attribute => super::options::of(db, id).await,
        _ => Ok(Vec::new()),
    }
}

/// A number as it is typed; 0 is not set.
fn number(n: i64) -> String {
    if n == 0 { String::new() } else { n.to_string() }
}

/// The stages that campaigns of a kind go through themselves.
pub(super) async fn steps(db: &impl ConnectionTrait, kind: i64) -> Result<Vec<StageDraft>> {
    read(db, "kind_step", kind, is_by_hand).await
}

async fn read(
    db: &impl ConnectionTrait,
    table: &str,
    kind: i64,
    by_hand: impl Fn(&str) -> bool,
) -> Result<Vec<StageDraft>> {
    let text = format!(
        "SELECT id, name, fact, norm_days, control_percent, end_fact, leave_days FROM {table} WHERE kind_id = $1 ORDER BY position"
    );
    let rows: Vec<(i64, String, String, i64, i64, String, i64)> = sql::tuples(db, &text, params![kind]).await?;
    let stage =
        |(id, name, fact, days, percent, end, leave): (i64, String, String, i64, i64, String, i64)| StageDraft {
            id: Some(id),
            name,
            fact: if by_hand(&fact) { String::new() } else { fact },
            days: number(days),
            probability: number(percent),
            end,
            leave: number(leave),
        };
    Ok(rows.into_iter().map(stage).collect())
}

/// Whether somebody records the stage of a campaign, rather than it following from what happens.
pub(crate) fn is_by_hand(fact: &str) -> bool {
    !CAMPAIGN_FACTS.contains(&fact) && !fact.starts_with("stage:")
}

/// Takes away the stages that are gone and makes room for the order of the others.
async fn clear_stages(
    db: &impl ConnectionTrait,
    (table, owner): (&str, &str),
    id: i64,
    stages: &[Stage],
    used: &str,
) -> Result<()> {
    let kept: Vec<i64> = stages.iter().filter_map(|stage| stage.id).collect();
    let text = format!("SELECT x.id, ({used}) FROM {table} x WHERE x.{owner} = $1");
    let known: Vec<(i64, i64)> = sql::tuples(db, &text, params![id]).await?;
    if kept.iter().any(|stage| !known.iter().any(|(id, _)| id == stage)) {
        return Err(Error::NotFound);
    }
    for (stage, used) in known.iter().filter(|(stage, _)| !kept.contains(stage)) {
        if *used > 0 {
            return Err(Error::State("the stage is in use"));
        }
        sql::execute(db, &format!("DELETE FROM {table} WHERE id = $1"), params![*stage]).await?;
    }
    sql::execute(db, &format!("UPDATE {table} SET position = -1 - position WHERE {owner} = $1"), params![id]).await?;
    Ok(())
}

pub(super) async fn save_funnel(db: &impl ConnectionTrait, kind: i64, stages: &[Stage]) -> Result<()> {
    let used = "SELECT COUNT(*) FROM (SELECT 1 FROM funnel_entry e JOIN campaign c ON c.id = e.campaign_id WHERE c.kind_id = x.kind_id AND e.fact = x.fact LIMIT 1) n";
    clear_stages(db, ("funnel_stage", "kind_id"), kind, stages, used).await?;
    let text = format!("SELECT x.id, x.fact, ({used}) FROM funnel_stage x WHERE x.kind_id = $1");
    let known: Vec<(i64, String, i64)> = sql::tuples(db, &text, params![kind]).await?;
    for stage in stages.iter().filter(|stage| !stage.fact.is_empty()) {
        // What people recorded by hand would stand nowhere.
        let by_hand = |(id, fact, used): &(i64, String, i64)| {
            Some(*id) == stage.id && *used > 0 && !DERIVED_FACTS.contains(&fact.as_str())
        };
        if known.iter().any(by_hand) {
            return Err(Error::State("the stage was recorded by hand"));
        }
    }
    // So that two of them can change places.
    let mut values = Params::default();
    let (of, derived) = (values.add(kind), sql::list(&mut values, DERIVED_FACTS));
    let free = format!("UPDATE funnel_stage SET fact = 'free:' || id WHERE kind_id = {of} AND fact IN ({derived})");
    sql::execute(db, &free, values.0).await?;
    write(db, "funnel_stage", kind, stages, "stage_").await
}

pub(super) async fn save_steps(db: &impl ConnectionTrait, kind: i64, steps: &[Stage]) -> Result<()> {
    let used = "SELECT COUNT(*) FROM campaign_step e JOIN campaign c ON c.id = e.campaign_id WHERE c.kind_id = x.kind_id AND e.fact = x.fact";
    clear_stages(db, ("kind_step", "kind_id"), kind, steps, used).await?;
    // So that two of them can change places.
    let free = "UPDATE kind_step SET fact = 'free:' || id WHERE kind_id = $1 AND fact NOT LIKE 'hand:%'";
    sql::execute(db, free, params![kind]).await?;
    write(db, "kind_step", kind, steps, "hand:").await
}

/// Writes stages in their order. Those that follow from facts were freed before; what is recorded by hand has a name that no
/// other stage has, `hand` and its id, and keeps it.
async fn write(db: &impl ConnectionTrait, table: &str, kind: i64, stages: &[Stage], hand: &str) -> Result<()> {
    for (position, stage) in (0_i64..).zip(stages) {
        let id = match stage.id {
            Some(id) => id,
            None => {
                let text =
                    format!("INSERT INTO {table} (kind_id, position, name, fact) VALUES ($1, $2, '', $3) RETURNING id");
                sql::scalar(db, &text, params![kind, -1000 - position, format!("free:new:{position}")]).await?
            }
        };
        let text = format!(
            "UPDATE {table} SET name = $2, position = $3, norm_days = $4, control_percent = $5, end_fact = $9, leave_days = $10,
             fact = CASE WHEN NOT $7 THEN $6 WHEN fact LIKE 'free:%' THEN $8 ELSE fact END WHERE id = $1"
        );
        let (by_hand, hand) = (stage.fact.is_empty(), format!("{hand}{id}"));
        let values = params![
            id,
            stage.name.as_str(),
            position,
            stage.days,
            stage.probability,
            stage.fact.as_str(),
            by_hand,
            hand,
            stage.end.as_str(),
            stage.leave
        ];
        sql::execute(db, &text, values).await?;
    }
    Ok(())
}

pub(super) async fn save_pipeline(db: &impl ConnectionTrait, pipeline: i64, stages: &[Stage]) -> Result<()> {
    let used = "SELECT COUNT(*) FROM (SELECT 1 FROM opportunity o WHERE o.stage_id = x.id LIMIT 1) n";
    clear_stages(db, ("pipeline_stage", "pipeline_id"), pipeline, stages, used).await?;
    for (position, stage) in (0_i64..).zip(stages) {
        let values = params![pipeline, position, stage.name.as_str(), stage.days, stage.probability];
        match stage.id {
            Some(id) => {
                let text = "UPDATE pipeline_stage SET name = $3, position = $2, norm_days = $4, probability = $5 WHERE id = $6 AND pipeline_id = $1";
                sql::execute(db, text, [values, params![id]].concat()).await?;
            }
            None => {
                let text = "INSERT INTO pipeline_stage (pipeline_id, position, name, norm_days, probability) VALUES ($1, $2, $3, $4, $5)";
                sql::execute(db, text, values).await?;
            }
        }
    }
    Ok(())
}
