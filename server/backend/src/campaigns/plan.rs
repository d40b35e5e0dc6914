//! The plan of a campaign of several activities: its head, its activities as a flow, its links, and what a launch would do.

use super::{
    activity::{obstacles, typed_targets},
    audience::{self, Stored},
    draft::known_user,
    head,
};
use crate::{
    Act, Actor, Db, Error, Result, act, approvals, begin, fold::fold, notes, params, references, sql, tasks, users,
    workspace,
};
use domain::{
    campaign::{
        CampaignLink, Expected, LaunchPart, LaunchView, LinkDraft, LinkKind, Obstacle, PlanActivity, PlanDraft,
        PlanView, Status, parse_url,
    },
    decimal::DecimalMark,
    fault::{Fault, text},
    metrics::Figure,
    note::NoteOn,
    rights::UseCase,
};
use sea_orm::ConnectionTrait;

/// Campaigns offered as related ones.
const RELATED_MAX: i64 = 200;

/// Makes an empty campaign with the next code of the year.
pub(super) async fn create(db: &impl ConnectionTrait, actor: &Actor, name: &str, quick: bool) -> Result<i64> {
    let year = actor.today.format("%Y").to_string();
    // The length comes first, so that C-2026-10000 follows C-2026-9999.
    let newest = "SELECT code FROM campaign WHERE code LIKE $1 ORDER BY LENGTH(code) DESC, code DESC LIMIT 1";
    let last: Option<String> = sql::maybe(db, newest, params![format!("C-{year}-%")]).await?;
    let number = last.and_then(|code| code.rsplit('-').next().and_then(|n| n.parse::<i64>().ok())).unwrap_or(0) + 1;
    sql::scalar(
        db,
        "INSERT INTO campaign (code, name, kind_id, status, owner_id, sort_day, created_day, quick, search_text, line_id)
         VALUES ($1, $2, (SELECT MIN(id) FROM campaign_kind WHERE active), 'draft', $3, $4, $4, $5, $6 || ' ' || LOWER($1), (SELECT MIN(id) FROM line_of_business WHERE active)) RETURNING id",
        params![format!("C-{year}-{number:04}"), name, actor.user_id, actor.today, quick, fold(name)],
    )
    .await
}

pub(super) async fn replace_targets(db: &impl ConnectionTrait, campaign: i64, targets: &[(Figure, i64)]) -> Result<()> {
    sql::execute(db, "DELETE FROM target WHERE campaign_id = $1", params![campaign]).await?;
    for (figure, value) in targets {
        let text = "INSERT INTO target (campaign_id, figure, value) VALUES ($1, $2, $3) ON CONFLICT (campaign_id, figure) DO UPDATE SET value = excluded.value";
        sql::execute(db, text, params![campaign, figure.as_str(), *value]).await?;
    }
    Ok(())
}

/// Saves the head of a campaign, or makes one; gives its id and version. After the launch name, goal, owner, kind and
/// line of business may change; days and targets stand in the baseline.
///
/// # Errors
/// `Denied`, `Invalid` with all faults, `Conflict`.
pub async fn save_plan(
    db: &Db,
    actor: &Actor,
    request: &str,
    input: &PlanDraft,
    mark: DecimalMark,
) -> Result<(i64, i64)> {
    actor.may(UseCase::PlanSave)?;
    let currency = workspace::existing(&db.read).await?.currency;
    let read = input.read(currency, mark).map_err(Error::Invalid)?;
    let act: Act = begin!(db, actor, UseCase::PlanSave, request);
    let id = match input.id {
        Some(id) => {
            let typed = head::typed(&act.tx, input, &read).await?;
            act::claim_form(&act.tx, "campaign", (id, input.version), typed, head::stored(&act.tx, id)).await?;
            id
        }
        None => create(&act.tx, actor, &read.name, false).await?,
    };
    let record = super::record(&act.tx, id).await?;
    if let Some(owner) = input.owner {
        known_user(&act.tx, owner, "owner").await?;
    }
    for (table, id, field) in [("campaign_kind", input.kind, "kind"), ("line_of_business", input.line, "line")] {
        if let Some(id) = id {
            let known: Option<i64> =
                sql::maybe(&act.tx, &format!("SELECT id FROM {table} WHERE id = $1"), params![id]).await?;
            known.ok_or_else(|| Error::invalid(field, Fault::Unknown))?;
        }
    }
    sql::execute(
        &act.tx,
        "UPDATE campaign SET name = $2, search_text = $7 || ' ' || LOWER(code), goal = $3, kind_id = COALESCE($4, kind_id), line_id = COALESCE($5, line_id), owner_id = COALESCE($6, owner_id) WHERE id = $1",
        params![id, read.name.as_str(), read.goal.as_str(), input.kind, input.line, input.owner, fold(&read.name)],
    )
    .await?;
    if record.status()? == Status::Draft {
        approvals::still(&act.tx, id).await?;
        let text = "UPDATE campaign SET first_day = $2, last_day = $3, sort_day = COALESCE($2, sort_day) WHERE id = $1";
        sql::execute(&act.tx, text, params![id, read.first_day, read.last_day]).await?;
        replace_targets(&act.tx, id, &read.targets).await?;
    }
    let version: i64 = sql::scalar(&act.tx, "SELECT version FROM campaign WHERE id = $1", params![id]).await?;
    act.finish((id, version), "campaign", Some(id), &read.name).await
}

/// Makes a campaign of several activities of a quick one.
///
/// # Errors
/// `Denied`, `Conflict`.
pub async fn widen(db: &Db, actor: &Actor, request: &str, id: i64, version: i64) -> Result<i64> {
    let act: Act = begin!(db, actor, UseCase::PlanWiden, request);
    act::claim_version(&act.tx, "campaign", id, version).await?;
    sql::execute(&act.tx, "UPDATE campaign SET quick = FALSE WHERE id = $1", params![id]).await?;
    act.finish(id, "campaign", Some(id), "widen").await
}

/// Everything about a campaign before its results.
///
/// # Errors
/// `Denied`, `NotFound`.
pub async fn plan_view(db: &Db, actor: &Actor, id: i64) -> Result<PlanView> {
    actor.may(UseCase::PlanView)?;
    let db = &db.snapshot().await?;
    let record = super::record(db, id).await?;
    let places = workspace::existing(db).await?.currency.places();
    let plan = super::draft::plan(db, id).await?;
    let day = |d: Option<chrono::NaiveDate>| d.map(|d| d.to_string()).unwrap_or_default();
    let named = async |table: &str| -> Result<Vec<(i64, String)>> {
        let text = format!("SELECT id, name FROM {table} WHERE active ORDER BY position, id");
        sql::tuples(db, &text, params![]).await
    };
    let related =
        format!("SELECT id, name FROM campaign WHERE id <> $1 ORDER BY sort_day DESC, id DESC LIMIT {RELATED_MAX}");
    Ok(PlanView {
        input: PlanDraft {
            id: Some(id),
            version: record.version,
            name: record.name.clone(),
            goal: record.goal.clone(),
            kind: Some(record.kind_id),
            line: record.line_id,
            owner: Some(record.owner_id),
            first_day: day(record.first_day),
            last_day: day(record.last_day),
            targets: typed_targets(&super::draft::own_targets(db, id).await?, places),
        },
        code: record.code.clone(),
        status: record.status()?,
        quick: record.quick,
        template: record.template,
        activities: activities(db, id).await?,
        tasks: tasks::of_campaign(db, id).await?,
        links: links(db, id).await?,
        steps: super::steps::of_campaign(db, id, actor.today).await?,
        notes: notes::on(db, NoteOn::Campaign(id)).await?,
        colleagues: users::names(db).await?,
        targets: typed_targets(&plan.targets, places),
        planned_cost: plan.cost,
        planned: [Figure::Cost, Figure::CostPerLead, Figure::Roi].map(|figure| (figure, plan.value(figure))).to_vec(),
        kinds: named("campaign_kind").await?,
        lines: named("line_of_business").await?,
        people: super::activity::workers(db).await?,
        campaigns: sql::tuples(db, &related, params![id]).await?,
    })
}

/// What the norms of the kind let expect of the people whom the activities reach; nothing where there are none, and after the
/// launch, when there is what happened. Apart from the plan, because everybody whom a rule passes is counted for it.
///
/// # Errors
/// `Denied`, `NotFound`.
pub async fn expected(db: &Db, actor: &Actor, id: i64) -> Result<Option<Expected>> {
    actor.may(UseCase::CampaignExpected)?;
    let db = &db.snapshot().await?;
    let record = super::record(db, id).await?;
    if record.status()? != Status::Draft {
        return Ok(None);
    }
    let began = record.first_day.unwrap_or(actor.today).min(actor.today);
    let Some(reference) = references::on_day(db, record.kind_id, began).await? else { return Ok(None) };
    let people = audience::reachable(db, id, actor.today).await?;
    if people == 0 {
        return Ok(None);
    }
    let plan = super::promised(db, id, approvals::compared(db, id).await?.as_ref()).await?;
    let stage = |(id, _, fact): (i64, String, String)| {
        (Figure::of_fact(&fact), reference.norm(id).copied().unwrap_or_default())
    };
    let stages: Vec<_> = references::stages(db, record.kind_id).await?.into_iter().map(stage).collect();
    let figures = Expected::of(people, &stages, reference.deal, &plan);
    let version = reference.version;
    Ok((!figures.is_empty()).then_some(Expected { people, version, kind: record.kind_id, figures }))
}

/// The activities in the order of their flow: each is followed by those that follow it.
async fn activities(db: &impl ConnectionTrait, campaign: i64) -> Result<Vec<PlanActivity>> {
    let all = audience::all(db, campaign).await?;
    let counts: Vec<(i64, i64, i64)> = sql::tuples(
        db,
        "SELECT activity_id, COUNT(*), COUNT(CASE WHEN state IN ('done', 'failed', 'skipped', 'cancelled') THEN 1 END) FROM touch WHERE campaign_id = $1 GROUP BY activity_id",
        params![campaign],
    )
    .await?;
    let costs: Vec<(i64, i64)> = sql::tuples(
        db,
        "SELECT activity_id, CAST(COALESCE(SUM(planned_base), 0) AS BIGINT) FROM cost_sum WHERE campaign_id = $1 AND activity_id IS NOT NULL GROUP BY activity_id",
        params![campaign],
    )
    .await?;
    let lists: Vec<(i64, String)> = sql::tuples(
        db,
        "SELECT s.activity_id, l.name FROM activity_list s JOIN people_list l ON l.id = s.list_id JOIN activity a ON a.id = s.activity_id WHERE a.campaign_id = $1 ORDER BY s.activity_id, s.position",
        params![campaign],
    )
    .await?;
    let people = super::activity::workers(db).await?;
    let row = |stored: &Stored, depth: usize| PlanActivity {
        id: stored.activity,
        version: stored.version,
        name: stored.name.clone(),
        kind: stored.kind,
        state: stored.state,
        owner: people
            .iter()
            .find(|(id, _)| Some(*id) == stored.owner)
            .map_or_else(String::new, |(_, name)| name.clone()),
        first_day: stored.first_day,
        last_day: stored.last_day,
        after: stored.after,
        depth,
        lists: lists.iter().filter(|(id, _)| *id == stored.activity).map(|(_, name)| name.clone()).collect(),
        planned_cost: costs.iter().find(|(id, _)| *id == stored.activity).map_or(0, |(_, sum)| *sum),
        touches: counts.iter().find(|(id, ..)| *id == stored.activity).map_or(0, |(_, n, _)| *n),
        done: counts.iter().find(|(id, ..)| *id == stored.activity).map_or(0, |(.., n)| *n),
    };
    let mut roots: Vec<&Stored> = all.iter().filter(|a| a.after.is_none()).collect();
    roots.sort_by_key(|a| (a.first_day, a.activity));
    let mut waiting: Vec<(usize, &Stored)> = roots.into_iter().rev().map(|a| (0, a)).collect();
    let mut rows = Vec::with_capacity(all.len());
    while let Some((depth, next)) = waiting.pop() {
        rows.push(row(next, depth));
        let mut after: Vec<&Stored> =
            all.iter().filter(|a| a.after.is_some_and(|(before, ..)| before == next.activity)).collect();
        after.sort_by_key(|a| (a.after.map(|(_, days, _)| days), a.activity));
        waiting.extend(after.into_iter().rev().map(|a| (depth + 1, a)));
    }
    Ok(rows)
}

async fn links(db: &impl ConnectionTrait, campaign: i64) -> Result<Vec<CampaignLink>> {
    // Related campaigns are related both ways.
    let text = "SELECT l.id, l.kind, l.name, l.url, l.other_id FROM campaign_link l WHERE l.campaign_id = $1
        UNION ALL SELECT l.id, l.kind, c.name, '', l.campaign_id FROM campaign_link l JOIN campaign c ON c.id = l.campaign_id WHERE l.other_id = $1 ORDER BY 1";
    let rows: Vec<(i64, String, String, String, Option<i64>)> = sql::tuples(db, text, params![campaign]).await?;
    Ok(rows
        .into_iter()
        .filter_map(|(id, kind, name, url, other)| {
            Some(CampaignLink { id, kind: LinkKind::parse(&kind)?, name, url, other })
        })
        .collect())
}

/// Adds a product, a piece of literature or a related campaign.
///
/// # Errors
/// `Denied`, `Invalid` at `name`, `url` or `other`.
pub async fn add_link(db: &Db, actor: &Actor, request: &str, draft: &LinkDraft) -> Result<i64> {
    actor.may(UseCase::LinkAdd)?;
    let url = parse_url(&draft.url).map_err(|fault| Error::invalid("url", fault))?;
    let act: Act = begin!(db, actor, UseCase::LinkAdd, request);
    super::record(&act.tx, draft.campaign).await?;
    let name = match (draft.kind, draft.other) {
        (LinkKind::Campaign, Some(other)) if other != draft.campaign => super::record(&act.tx, other).await?.name,
        (LinkKind::Campaign, _) => return Err(Error::invalid("other", Fault::Required)),
        _ => text(&draft.name, 160).map_err(|fault| Error::invalid("name", fault))?,
    };
    let other = draft.other.filter(|_| draft.kind == LinkKind::Campaign);
    let id: i64 = sql::scalar(
        &act.tx,
        "INSERT INTO campaign_link (campaign_id, kind, name, url, other_id) VALUES ($1, $2, $3, $4, $5) RETURNING id",
        params![draft.campaign, draft.kind.as_str(), name.as_str(), url, other],
    )
    .await?;
    act.finish(id, "campaign", Some(draft.campaign), &name).await
}

/// Removes a link.
///
/// # Errors
/// `Denied`, `NotFound`.
pub async fn remove_link(db: &Db, actor: &Actor, request: &str, id: i64) -> Result<()> {
    let act: Act = begin!(db, actor, UseCase::LinkRemove, request);
    let campaign: i64 =
        sql::scalar(&act.tx, "SELECT campaign_id FROM campaign_link WHERE id = $1", params![id]).await?;
    sql::execute(&act.tx, "DELETE FROM campaign_link WHERE id = $1", params![id]).await?;
    act.finish((), "campaign", Some(campaign), "link removed").await
}

/// What a launch would do now, activity by activity: those that are drafts.
///
/// # Errors
/// `Denied`, `NotFound`.
pub async fn launch_view(db: &Db, actor: &Actor, id: i64) -> Result<LaunchView> {
    actor.may(UseCase::LaunchView)?;
    let db = &db.snapshot().await?;
    let record = super::record(db, id).await?;
    let workspace = workspace::existing(db).await?;
    let mut parts = Vec::new();
    for stored in audience::all(db, id).await?.into_iter().filter(|a| a.state == Status::Draft) {
        let equation = audience::equation(db, &stored, actor.today).await?;
        let days = super::activity::days(&stored, &record, &workspace).len();
        parts.push(LaunchPart {
            id: stored.activity,
            kind: stored.kind,
            follow_up: stored.after.is_some(),
            contacted: equation.contacted(),
            people: equation.people,
            obstacles: obstacles(&equation, &stored, &record, days, actor.today),
            name: stored.name,
        });
    }
    let cost = crate::costs::planned(db, id).await?;
    let mut obstacles = if parts.is_empty() { vec![Obstacle::NoActivity] } else { Vec::new() };
    let approved = approvals::compared(db, id).await?.is_some_and(|frozen| frozen.approved);
    if approvals::is_waiting(db, id).await? {
        obstacles.push(Obstacle::Waiting);
    } else if approvals::is_above(db, id).await? || (!approved && approvals::required(db).await?) {
        obstacles.push(Obstacle::NotApproved);
    }
    Ok(LaunchView { id, version: record.version, parts, planned_cost: cost, obstacles })
}
