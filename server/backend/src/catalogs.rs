//! What an administrator defines for everybody. What is in use is never deleted; it is made inactive, so that history
//! keeps its words.

mod options;

use crate::{Act, Actor, Db, Error, Result, act, begin, fold::fold, params, people::attributes, sql};
use domain::{
    attribute::{Attribute, AttributeKind, AttributeValue, Subject},
    catalog::{CAMPAIGN_FACTS, Catalog, CatalogDraft, CatalogItem, DERIVED_FACTS, Entry, Stage, StageDraft},
    decimal::DecimalMark,
    fault::Fault,
    rights::UseCase,
};
use sea_orm::ConnectionTrait;

/// Where a catalogue is stored, and what counts as its use, as a subquery over `x.id`.
struct Place {
    table: &'static str,
    /// Further condition on its rows.
    only: &'static str,
    used: &'static str,
    /// Whether rows have `position` and `active`.
    ordered: bool,
}

fn place(catalog: Catalog) -> Place {
    match catalog {
        Catalog::Line => Place {
            table: "line_of_business",
            only: "1 = 1",
            used: "SELECT COUNT(*) FROM campaign c WHERE c.line_id = x.id",
            ordered: true,
        },
        Catalog::Team => Place {
            table: "team",
            only: "1 = 1",
            used: "SELECT COUNT(*) FROM app_user u WHERE u.team_id = x.id",
            ordered: true,
        },
        Catalog::Article => Place {
            table: "cost_article",
            only: "1 = 1",
            used: "SELECT COUNT(*) FROM cost_line c WHERE c.article = x.name",
            ordered: true,
        },
        Catalog::Kind => Place {
            table: "campaign_kind",
            only: "1 = 1",
            used: "SELECT COUNT(*) FROM campaign c WHERE c.kind_id = x.id",
            ordered: true,
        },
        Catalog::Pipeline => Place {
            table: "pipeline",
            only: "1 = 1",
            used: "SELECT COUNT(*) FROM opportunity o WHERE o.pipeline_id = x.id",
            ordered: true,
        },
        Catalog::Product => Place {
            table: "product",
            only: "1 = 1",
            used: "SELECT COUNT(*) FROM opportunity o WHERE o.product_id = x.id",
            ordered: true,
        },
        Catalog::Competitor => Place {
            table: "competitor",
            only: "1 = 1",
            used: "SELECT COUNT(*) FROM opportunity_competitor o WHERE o.competitor_id = x.id",
            ordered: true,
        },
        Catalog::Lost => Place {
            table: "reason",
            only: "x.kind = 'lost'",
            used: "SELECT COUNT(*) FROM opportunity o WHERE o.reason_id = x.id",
            ordered: true,
        },
        Catalog::Unfit => Place {
            table: "reason",
            only: "x.kind = 'disqualified'",
            used: "SELECT COUNT(*) FROM lead l WHERE l.reason_id = x.id",
            ordered: true,
        },
        Catalog::Attribute => Place {
            table: "attribute",
            only: "1 = 1",
            used: "SELECT COUNT(*) FROM (SELECT 1 FROM attribute_value v WHERE v.attribute_id = x.id UNION ALL SELECT 1 FROM account_value w WHERE w.attribute_id = x.id
                UNION ALL SELECT 1 FROM lead_value w WHERE w.attribute_id = x.id UNION ALL SELECT 1 FROM opportunity_value w WHERE w.attribute_id = x.id
                UNION ALL SELECT 1 FROM product_value w WHERE w.attribute_id = x.id LIMIT 10000) n",
            ordered: false,
        },
    }
}

/// All entries of a catalogue.
///
/// # Errors
/// `Denied`.
pub async fn index(db: &Db, actor: &Actor, catalog: Catalog) -> Result<Vec<CatalogItem>> {
    actor.may(UseCase::CatalogIndex)?;
    let at = place(catalog);
    let (active, order, kind) = if at.ordered {
        ("x.active", "x.active DESC, x.position, x.id", "CAST(NULL AS TEXT), CAST(NULL AS TEXT)")
    } else {
        ("(1 = 1)", "x.subject DESC, x.name_norm, x.id", "x.kind, x.subject")
    };
    let text = format!(
        "SELECT x.id, x.version, x.name, {active}, ({}), {kind} FROM {} x WHERE {} ORDER BY {order}",
        at.used, at.table, at.only
    );
    type Row = (i64, i64, String, bool, i64, Option<String>, Option<String>);
    let rows: Vec<Row> = sql::tuples(&db.read, &text, params![]).await?;
    let mut items = Vec::with_capacity(rows.len());
    for (id, version, name, active, used, kind, subject) in rows {
        let kind = kind.and_then(|kind| AttributeKind::parse(&kind));
        let subject = subject.and_then(|subject| Subject::parse(&subject)).unwrap_or_default();
        let stages = stages(&db.read, catalog, id).await?;
        let steps = if catalog == Catalog::Kind { steps(&db.read, id).await? } else { Vec::new() };
        let values = Vec::new();
        items.push(CatalogItem { id, version, name, active, used, kind, subject, stages, steps, values });
    }
    if catalog == Catalog::Product {
        let known = attributes::of(&db.read, Subject::Product).await?;
        let ids: Vec<i64> = items.iter().map(|item| item.id).collect();
        let values = attributes::values(&db.read, Subject::Product, &ids, &known).await?;
        for item in &mut items {
            let value = |a: &Attribute| values.get(&(item.id, a.id)).map(AttributeValue::write).unwrap_or_default();
            item.values = known.iter().map(|a| (a.clone(), value(a))).collect();
        }
    }
    Ok(items)
}

async fn stages(db: &impl ConnectionTrait, catalog: Catalog, id: i64) -> Result<Vec<StageDraft>> {
    match catalog {
        Catalog::Kind => {
            let text = "SELECT id, name, fact, norm_days, control_percent FROM funnel_stage WHERE kind_id = $1 ORDER BY position";
            let rows: Vec<(i64, String, String, i64, i64)> = sql::tuples(db, text, params![id]).await?;
            let stage = |(id, name, fact, days, percent): (i64, String, String, i64, i64)| StageDraft {
                id: Some(id),
                name,
                fact: if DERIVED_FACTS.contains(&fact.as_str()) { fact } else { String::new() },
                days: number(days),
                probability: number(percent),
            };
            Ok(rows.into_iter().map(stage).collect())
        }
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
            };
            Ok(rows.into_iter().map(stage).collect())
        }
        Catalog::Attribute => options::of(db, id).await,
        _ => Ok(Vec::new()),
    }
}

/// A number as it is typed; 0 is not set.
fn number(n: i64) -> String {
    if n == 0 { String::new() } else { n.to_string() }
}

async fn steps(db: &impl ConnectionTrait, kind: i64) -> Result<Vec<StageDraft>> {
    let text = "SELECT id, name, fact, norm_days, control_percent FROM kind_step WHERE kind_id = $1 ORDER BY position";
    let rows: Vec<(i64, String, String, i64, i64)> = sql::tuples(db, text, params![kind]).await?;
    let step = |(id, name, fact, days, percent): (i64, String, String, i64, i64)| StageDraft {
        id: Some(id),
        name,
        fact: if is_by_hand(&fact) { String::new() } else { fact },
        days: number(days),
        probability: number(percent),
    };
    Ok(rows.into_iter().map(step).collect())
}

/// Whether somebody records the stage of a campaign, rather than it following from what happens.
pub(crate) fn is_by_hand(fact: &str) -> bool {
    !CAMPAIGN_FACTS.contains(&fact) && !fact.starts_with("stage:")
}

/// Adds or changes an entry, with its stages; gives its id.
///
/// # Errors
/// `Denied`, `Invalid` with all faults, `Conflict`; `State` when a stage that is in use was taken away, or the last active
/// one of a kind that is needed is made inactive.
pub async fn save(db: &Db, actor: &Actor, request: &str, draft: &CatalogDraft, mark: DecimalMark) -> Result<i64> {
    actor.may(UseCase::CatalogSave)?;
    let Entry { name, stages, steps } = draft.read(mark).map_err(Error::Invalid)?;
    let act: Act = begin!(db, actor, UseCase::CatalogSave, request);
    let at = place(draft.catalog);
    // Names are compared folded, as people read them; there are tens of them.
    let text = format!("SELECT x.id, x.name FROM {} x WHERE {}", at.table, at.only);
    let others: Vec<(i64, String)> = sql::tuples(&act.tx, &text, params![]).await?;
    if others.iter().any(|(id, other)| Some(*id) != draft.id && fold(other) == fold(&name)) {
        return Err(Error::invalid("name", Fault::AlreadyUsed));
    }
    let id = match (draft.id, draft.catalog) {
        (_, Catalog::Attribute) => options::save(&act.tx, draft, &name, &stages).await?,
        (Some(id), _) => {
            act::claim_version(&act.tx, at.table, id, draft.version).await?;
            let old: String =
                sql::scalar(&act.tx, &format!("SELECT name FROM {} WHERE id = $1", at.table), params![id]).await?;
            let text = format!("UPDATE {} SET name = $2, active = $3 WHERE id = $1", at.table);
            sql::execute(&act.tx, &text, params![id, name.as_str(), draft.active]).await?;
            if draft.catalog == Catalog::Article && old != name {
                // Lines are told apart by the words of their article; frozen plans keep theirs.
                let text = "UPDATE cost_line SET article = $2, version = version + 1 WHERE article = $1";
                sql::execute(&act.tx, text, params![old, name.as_str()]).await?;
            }
            id
        }
        (None, catalog) => {
            let kind = match catalog {
                Catalog::Lost => Some("lost"),
                Catalog::Unfit => Some("disqualified"),
                _ => None,
            };
            let (column, value) = kind.map_or(("", ""), |_| (", kind", ", $2"));
            let text = format!(
                "INSERT INTO {} (name, position{column}) VALUES ($1, (SELECT COALESCE(MAX(position), 0) + 1 FROM {}){value}) RETURNING id",
                at.table, at.table
            );
            let mut values = params![name.as_str()];
            values.extend(kind.map(sea_orm::Value::from));
            sql::scalar(&act.tx, &text, values).await?
        }
    };
    if at.ordered {
        let text = format!("SELECT COUNT(*) FROM {} x WHERE {} AND x.active", at.table, at.only);
        if draft.catalog.is_needed() && sql::scalar::<i64>(&act.tx, &text, params![]).await? == 0 {
            return Err(Error::State("one has to stay"));
        }
    }
    match draft.catalog {
        Catalog::Kind => {
            save_funnel(&act.tx, id, &stages).await?;
            save_steps(&act.tx, id, &steps).await?;
        }
        Catalog::Pipeline => save_pipeline(&act.tx, id, &stages).await?,
        _ => {}
    }
    act.finish(id, draft.catalog.as_str(), Some(id), &name).await
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

async fn save_funnel(db: &impl ConnectionTrait, kind: i64, stages: &[Stage]) -> Result<()> {
    let used = "SELECT COUNT(*) FROM (SELECT 1 FROM funnel_entry e JOIN campaign c ON c.id = e.campaign_id WHERE c.kind_id = x.kind_id AND e.fact = x.fact LIMIT 1) n";
    clear_stages(db, ("funnel_stage", "kind_id"), kind, stages, used).await?;
    for (position, stage) in (0_i64..).zip(stages) {
        let id = match stage.id {
            Some(id) => id,
            None => {
                // What is recorded by hand gets a name that no other stage has.
                let text =
                    "INSERT INTO funnel_stage (kind_id, position, name, fact) VALUES ($1, $2, '', $3) RETURNING id";
                let fact = if stage.fact.is_empty() { format!("new_{position}") } else { stage.fact.clone() };
                let id: i64 = sql::scalar(db, text, params![kind, position, fact]).await?;
                if stage.fact.is_empty() {
                    let text = "UPDATE funnel_stage SET fact = $2 WHERE id = $1";
                    sql::execute(db, text, params![id, format!("stage_{id}")]).await?;
                }
                id
            }
        };
        let text =
            "UPDATE funnel_stage SET name = $2, position = $3, norm_days = $4, control_percent = $5 WHERE id = $1";
        sql::execute(db, text, params![id, stage.name.as_str(), position, stage.days, stage.probability]).await?;
    }
    Ok(())
}

async fn save_steps(db: &impl ConnectionTrait, kind: i64, steps: &[Stage]) -> Result<()> {
    let used = "SELECT COUNT(*) FROM campaign_step e JOIN campaign c ON c.id = e.campaign_id WHERE c.kind_id = x.kind_id AND e.fact = x.fact";
    clear_stages(db, ("kind_step", "kind_id"), kind, steps, used).await?;
    // So that two of them can change places.
    let free = "UPDATE kind_step SET fact = 'free:' || id WHERE kind_id = $1 AND fact NOT LIKE 'hand:%'";
    sql::execute(db, free, params![kind]).await?;
    for (position, step) in (0_i64..).zip(steps) {
        let by_hand = step.fact.is_empty();
        let id = match step.id {
            Some(id) => id,
            None => {
                let text = "INSERT INTO kind_step (kind_id, position, name, fact) VALUES ($1, $2, '', $3) RETURNING id";
                sql::scalar(db, text, params![kind, -1000 - position, format!("new_{position}")]).await?
            }
        };
        // What is recorded by hand has a name that no other stage has, and keeps it.
        let text = "UPDATE kind_step SET name = $2, position = $3, norm_days = $4, control_percent = $8, fact = CASE WHEN NOT $6 THEN $5 WHEN fact LIKE 'hand:%' THEN fact ELSE $7 END WHERE id = $1";
        let hand = format!("hand:{id}");
        let values =
            params![id, step.name.as_str(), position, step.days, step.fact.as_str(), by_hand, hand, step.probability];
        sql::execute(db, text, values).await?;
    }
    Ok(())
}

async fn save_pipeline(db: &impl ConnectionTrait, pipeline: i64, stages: &[Stage]) -> Result<()> {
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

/// Deletes an entry that nothing uses.
///
/// # Errors
/// `Denied`, `NotFound`; `State` while it is in use, or for the last of a kind that is needed.
pub async fn delete(db: &Db, actor: &Actor, request: &str, catalog: Catalog, id: i64) -> Result<()> {
    let act: Act = begin!(db, actor, UseCase::CatalogDelete, request);
    let at = place(catalog);
    let text = format!("SELECT x.name, ({}) FROM {} x WHERE x.id = $1 AND {}", at.used, at.table, at.only);
    let (name, used): (String, i64) = sql::tuple(&act.tx, &text, params![id]).await?.ok_or(Error::NotFound)?;
    let rules = "SELECT (SELECT COUNT(*) FROM people_list WHERE rule LIKE $1) + (SELECT COUNT(*) FROM activity WHERE rule LIKE $1)";
    let named = match catalog {
        Catalog::Attribute => sql::scalar::<i64>(&act.tx, rules, params![format!("%\"attr:{id}\"%")]).await?,
        _ => 0,
    };
    if used + named > 0 {
        return Err(Error::State("in use"));
    }
    let others = format!("SELECT COUNT(*) FROM {} x WHERE {} AND x.id <> $1", at.table, at.only);
    if catalog.is_needed() && sql::scalar::<i64>(&act.tx, &others, params![id]).await? == 0 {
        return Err(Error::State("one has to stay"));
    }
    let children = match catalog {
        Catalog::Kind => Some(("funnel_stage", "kind_id")),
        Catalog::Pipeline => Some(("pipeline_stage", "pipeline_id")),
        _ => None,
    };
    if catalog == Catalog::Kind {
        sql::execute(&act.tx, "DELETE FROM kind_step WHERE kind_id = $1", params![id]).await?;
    }
    if let Some((table, owner)) = children {
        sql::execute(&act.tx, &format!("DELETE FROM {table} WHERE {owner} = $1"), params![id]).await?;
    }
    sql::execute(&act.tx, &format!("DELETE FROM {} WHERE id = $1", at.table), params![id]).await?;
    act.finish((), catalog.as_str(), Some(id), &name).await
}
