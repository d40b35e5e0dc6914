//! What an administrator defines for everybody. What is in use is never deleted; it is made inactive, so that history
//! keeps its words.

mod options;
mod stages;

pub(crate) use stages::is_by_hand;

use crate::{
    Act, Actor, Db, Error, Result, act, begin,
    fold::fold,
    params,
    people::{attributes, rules::ASKED},
    sql,
};
use domain::{
    attribute::{Attribute, AttributeKind, AttributeValue, Subject},
    catalog::{Catalog, CatalogDraft, CatalogItem, Entry, StageDraft},
    conflict::Stored,
    decimal::DecimalMark,
    fault::Fault,
    rights::UseCase,
};

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
            used: "SELECT (SELECT COUNT(*) FROM app_user u WHERE u.team_id = x.id) + (SELECT COUNT(*) FROM lead_rule r WHERE r.team_id = x.id)",
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
            used: "SELECT (SELECT COUNT(*) FROM campaign c WHERE c.kind_id = x.id) + (SELECT COUNT(*) FROM reference r WHERE r.kind_id = x.id)",
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
            used: "SELECT (SELECT COUNT(*) FROM opportunity_competitor o WHERE o.competitor_id = x.id) + (SELECT COUNT(*) FROM competitor_estimate e WHERE e.competitor_id = x.id)",
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
        Catalog::Cause => Place {
            table: "reason",
            only: "x.kind = 'deviation'",
            used: "SELECT COUNT(*) FROM closing_cause c WHERE c.cause_id = x.id",
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
    let db = &db.snapshot().await?;
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
    let rows: Vec<Row> = sql::tuples(db, &text, params![]).await?;
    let events: Vec<i64> = if catalog == Catalog::Kind {
        sql::column(db, "SELECT id FROM campaign_kind WHERE event", params![]).await?
    } else {
        Vec::new()
    };
    let mut items = Vec::with_capacity(rows.len());
    for (id, version, name, active, used, kind, subject) in rows {
        let kind = kind.and_then(|kind| AttributeKind::parse(&kind));
        let subject = subject.and_then(|subject| Subject::parse(&subject)).unwrap_or_default();
        let stages = stages::of(db, catalog, id).await?;
        let steps = if catalog == Catalog::Kind { stages::steps(db, id).await? } else { Vec::new() };
        let (values, event) = (Vec::new(), events.contains(&id));
        items.push(CatalogItem { id, version, name, active, used, kind, subject, stages, steps, values, event });
    }
    if catalog == Catalog::Product {
        let known = attributes::of(db, Subject::Product).await?;
        let ids: Vec<i64> = items.iter().map(|item| item.id).collect();
        let values = attributes::values(db, Subject::Product, &ids, &known).await?;
        for item in &mut items {
            let value = |a: &Attribute| values.get(&(item.id, a.id)).map(AttributeValue::write).unwrap_or_default();
            item.values = known.iter().map(|a| (a.clone(), value(a))).collect();
        }
    }
    Ok(items)
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
            let parts =
                |stages: &[StageDraft]| stages.iter().map(|s| s.name.trim().to_owned()).collect::<Vec<_>>().join(", ");
            let typed = vec![
                ("name", Stored::Text(name.clone())),
                ("active", Stored::YesNo(draft.active)),
                ("stages", Stored::Text(parts(&draft.stages))),
                ("steps", Stored::Text(parts(&draft.steps))),
                ("event", Stored::YesNo(draft.event)),
            ];
            let now = async {
                let text = format!("SELECT name, active FROM {} WHERE id = $1", at.table);
                let (name, active) = sql::tuple(&act.tx, &text, params![id]).await?.ok_or(Error::NotFound)?;
                let stages = stages::of(&act.tx, draft.catalog, id).await?;
                let steps = if draft.catalog == Catalog::Kind { stages::steps(&act.tx, id).await? } else { Vec::new() };
                // Where the names are the same, something else about them may be another.
                let told = |now: &[StageDraft], typed: &[StageDraft]| {
                    let same = now == typed || parts(now) != parts(typed);
                    if same { parts(now) } else { format!("{} …", parts(now)) }
                };
                let (stages, steps) = (told(&stages, &draft.stages), told(&steps, &draft.steps));
                let event = "SELECT id FROM campaign_kind WHERE id = $1 AND event";
                let event =
                    draft.catalog == Catalog::Kind && sql::maybe::<i64>(&act.tx, event, params![id]).await?.is_some();
                Ok(vec![
                    Stored::Text(name),
                    Stored::YesNo(active),
                    Stored::Text(stages),
                    Stored::Text(steps),
                    Stored::YesNo(event),
                ])
            };
            act::claim_form(&act.tx, at.table, (id, draft.version), typed, now).await?;
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
                Catalog::Cause => Some("deviation"),
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
            let text = "UPDATE campaign_kind SET event = $2 WHERE id = $1";
            sql::execute(&act.tx, text, params![id, draft.event]).await?;
            stages::save_funnel(&act.tx, id, &stages).await?;
            stages::save_steps(&act.tx, id, &steps).await?;
        }
        Catalog::Pipeline => stages::save_pipeline(&act.tx, id, &stages).await?,
        _ => {}
    }
    act.finish(id, draft.catalog.as_str(), Some(id), &name).await
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
    let named = match catalog {
        Catalog::Attribute => sql::scalar::<i64>(&act.tx, ASKED, params![format!("%\"attr:{id}\"%")]).await?,
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
