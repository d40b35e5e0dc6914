//! Planning back from a revenue goal: the people and the money that it takes by the reference funnel of a kind, beside those who
//! can be reached now; and the draft that is made of it.

use crate::{
    Act, Actor, Db, Error, Result, begin,
    campaigns::{Audience, store_draft},
    params, references, sql, workspace,
};
use domain::{
    activity::ActivityKind,
    backplan::{BackPlanView, BackStage, Goal, GoalDraft, Way},
    campaign::{CostDraft, DraftInput, Drafted},
    decimal::{self, DecimalMark},
    fault::Fault,
    metrics::{Figure, backplan::back_plan, reference::Norm},
    money::Currency,
    reference::valid_on,
    rights::UseCase,
    rule::Rule,
};
use sea_orm::ConnectionTrait;

/// How people are reached where nothing else is said.
const CHANNEL: ActivityKind = ActivityKind::Call;

/// What a goal takes. Without a goal the norms and whom one can reach.
///
/// # Errors
/// `Denied`; `NotFound` for a kind or list that is not there; `Invalid` at `goal`, `deal`, `channel`.
pub async fn view(db: &Db, actor: &Actor, input: &GoalDraft, mark: DecimalMark) -> Result<BackPlanView> {
    actor.may(UseCase::BackPlanView)?;
    let db = &db.snapshot().await?;
    let currency = workspace::existing(db).await?.currency;
    let goal = input.read(currency, mark).map_err(Error::Invalid)?;
    found(db, actor, input, goal, currency, mark).await
}

async fn found(
    db: &impl ConnectionTrait,
    actor: &Actor,
    input: &GoalDraft,
    goal: Goal,
    currency: Currency,
    mark: DecimalMark,
) -> Result<BackPlanView> {
    let text = "SELECT id, name FROM campaign_kind WHERE active ORDER BY position, id";
    let kinds: Vec<(i64, String)> = sql::tuples(db, text, params![]).await?;
    let kind = input.kind.or_else(|| kinds.first().map(|(id, _)| *id)).ok_or(Error::NotFound)?;
    let known = references::stages(db, kind).await?;
    if known.is_empty() {
        return Err(Error::NotFound);
    }
    let versions = references::versions(db, kind).await?;
    let reference = valid_on(&versions, actor.today);
    let deal = goal.deal.or_else(|| reference.and_then(|reference| reference.deal));
    let stage = |(id, name, fact): (i64, String, String)| BackStage {
        norm: reference.and_then(|reference| reference.norm(id)).copied().unwrap_or_default(),
        figure: Figure::of_fact(&fact),
        id,
        name,
    };
    let stages: Vec<BackStage> = known.into_iter().map(stage).collect();
    let channel = input.channel.unwrap_or(CHANNEL);
    if !channel.has_audience() {
        return Err(Error::invalid("channel", Fault::Unknown));
    }
    if let Some(list) = input.list {
        let known: Option<i64> = sql::maybe(db, "SELECT id FROM people_list WHERE id = $1", params![list]).await?;
        known.ok_or(Error::NotFound)?;
    }
    let equation = Audience::of(channel, input.list).equation(db, actor.today).await?;
    let norms: Vec<Norm> = stages.iter().map(|stage| stage.norm).collect();
    let way = match goal.revenue {
        None => Way::NoGoal,
        Some(revenue) => match back_plan(revenue, deal.unwrap_or(0), &norms, equation.contacted()) {
            Ok(plan) => Way::Found(plan),
            Err(why) => Way::None(why),
        },
    };
    let lists = "SELECT id, name FROM people_list WHERE kind <> 'suppression' ORDER BY name_norm LIMIT 300";
    let typed =
        deal.map_or_else(String::new, |minor| decimal::with_mark(&decimal::write(minor, currency.places()), mark));
    Ok(BackPlanView {
        input: GoalDraft { kind: Some(kind), channel: Some(channel), deal: typed, ..input.clone() },
        kinds,
        lists: sql::tuples(db, lists, params![]).await?,
        reference: reference.map(|reference| (reference.version, reference.valid_from)),
        deal,
        stages,
        equation,
        way,
    })
}

/// Makes a draft campaign of a goal: its kind, its people and channel, a target for each stage, and a cost line for each stage
/// that costs something.
///
/// # Errors
/// As [`view`]; `Invalid` at `name`, and at `goal` where the norms lead nowhere.
pub async fn draft(db: &Db, actor: &Actor, request: &str, input: &GoalDraft, mark: DecimalMark) -> Result<Drafted> {
    actor.may(UseCase::BackPlanDraft)?;
    let workspace = workspace::existing(&db.read).await?;
    let currency = workspace.currency;
    let goal = input.read(currency, mark).map_err(Error::Invalid)?;
    let name = input.campaign_name().map_err(Error::Invalid)?;
    let revenue = goal.revenue.ok_or_else(|| Error::invalid("goal", Fault::Required))?;
    let act: Act = begin!(db, actor, UseCase::BackPlanDraft, request);
    let view = found(&act.tx, actor, input, goal, currency, mark).await?;
    let Way::Found(plan) = view.way else { return Err(Error::invalid("goal", Fault::Unknown)) };
    let money = |minor: i64| decimal::with_mark(&decimal::write(minor, currency.places()), mark);
    let need = || view.stages.iter().zip(&plan.need);
    let mut targets: Vec<(Figure, String)> =
        need().filter_map(|(stage, people)| Some((stage.figure?, people.to_string()))).collect();
    targets.push((Figure::Revenue, money(revenue)));
    let costs = need().filter(|(stage, _)| stage.norm.entry_cost > 0).map(|(stage, people)| CostDraft {
        article: stage.name.clone(),
        quantity: people.to_string(),
        price: money(stage.norm.entry_cost),
    });
    let activity = DraftInput {
        name,
        kind: view.input.channel,
        lists: input.list.into_iter().collect(),
        rule: input.list.is_none().then(Rule::default),
        costs: costs.collect(),
        targets,
        ..DraftInput::default()
    };
    let read = activity.read(currency, mark).map_err(Error::Invalid)?;
    let drafted = store_draft(&act.tx, actor, &workspace, &activity, &read).await?;
    let text = "UPDATE campaign SET kind_id = $2 WHERE id = $1";
    sql::execute(&act.tx, text, params![drafted.id, view.input.kind]).await?;
    act.finish(drafted, "campaign", Some(drafted.id), &read.name).await
}
