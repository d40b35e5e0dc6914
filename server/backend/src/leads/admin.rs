//! The rules of leads as managers write them, and why a lead stands where it stands.

use super::rules::{self, OF_LEADS, OPEN, Scores};
use crate::{
    Act, Actor, Db, Error, Result, act, begin, campaigns, jobs,
    jobs::Kind,
    params,
    people::rules::{check, check_for},
    sql,
    sql::Params,
};
use domain::{
    conflict::Stored,
    decimal::DecimalMark,
    fault::Fault,
    lead_rule::{Effect, Idle, LeadRule, LeadRuleDraft, LeadRuleKind, LeadRules, LeadScore, RULES_MAX, Taker},
    rights::UseCase,
    rule::{Field, Rule},
};
use sea_orm::ConnectionTrait;

/// Why a lead has its score, and by which rule it went to its owner.
///
/// # Errors
/// `Denied`; `NotFound` also where the actor may not see it.
pub async fn score(db: &Db, actor: &Actor, id: i64) -> Result<LeadScore> {
    actor.may(UseCase::LeadScore)?;
    let db = &db.snapshot().await?;
    let text = format!(
        "SELECT r.name FROM lead l LEFT JOIN lead_rule r ON r.id = l.rule_id AND l.owner_id IS NOT NULL WHERE l.id = $1 AND {}",
        actor.sees("l")
    );
    let given_by: Option<Option<String>> = sql::maybe(db, &text, params![id]).await?;
    let given_by = given_by.ok_or(Error::NotFound)?.unwrap_or_default();
    Scores::load(db).await?.why(db, id, given_by).await
}

/// All rules, and what their forms offer.
///
/// # Errors
/// `Denied`.
pub async fn index(db: &Db, actor: &Actor) -> Result<LeadRules> {
    actor.may(UseCase::LeadRules)?;
    let db = &db.snapshot().await?;
    let mut found = Vec::new();
    for (record, checked) in rules::checked(db, rules::stored(db, "1 = 1").await?).await? {
        let kind = LeadRuleKind::parse(&record.kind).unwrap_or(LeadRuleKind::Score);
        let taker = record.taker();
        let able = kind == LeadRuleKind::Score || rules::can_take(db, taker, actor.today).await?;
        found.push(LeadRule {
            id: record.id,
            version: record.version,
            kind,
            rule: record.rule()?,
            points: record.points,
            taker,
            taker_name: record.taker_name.unwrap_or_default(),
            active: record.active,
            idle: match checked {
                _ if !record.active => None,
                None => Some(Idle::Gone),
                Some(_) => (!able).then_some(Idle::Nobody),
            },
            name: record.name,
        });
    }
    let unowned = format!("SELECT COUNT(*) FROM lead l WHERE l.owner_id IS NULL AND {OPEN}");
    let teams = "SELECT id, name FROM team WHERE active ORDER BY position, id";
    Ok(LeadRules {
        rules: found,
        users: campaigns::workers(db).await?,
        teams: sql::tuples(db, teams, params![]).await?,
        unowned: sql::scalar(db, &unowned, params![]).await?,
        shared: rules::shared(db).await?,
        at_work: jobs::progress(db, 0, &[Kind::LeadScore, Kind::LeadShare]).await?,
    })
}

/// For how many of the open leads a rule holds, and how many are open.
///
/// # Errors
/// `Denied`, `Invalid` at `rule`.
pub async fn count(db: &Db, actor: &Actor, rule: &Rule) -> Result<(i64, i64)> {
    actor.may(UseCase::LeadRuleCount)?;
    let checked = check_for(&db.read, actor, rule).await?.of_lead();
    let mut params = Params::default();
    let holds = checked.condition(&mut params);
    let text = format!("SELECT COUNT(CASE WHEN {holds} THEN 1 END), COUNT(*) FROM {OF_LEADS} WHERE {OPEN}");
    Ok(sql::tuple(&db.read, &text, params.0).await?.unwrap_or_default())
}

/// Adds or changes a rule; a score is counted anew then.
///
/// # Errors
/// `Denied`, `Invalid` with all faults, `Conflict`; `State` with too many of the kind.
pub async fn save(db: &Db, actor: &Actor, request: &str, draft: &LeadRuleDraft, mark: DecimalMark) -> Result<i64> {
    actor.may(UseCase::LeadRuleSave)?;
    let (name, effect) = draft.read(mark).map_err(Error::Invalid)?;
    let act: Act = begin!(db, actor, UseCase::LeadRuleSave, request);
    let checked = check(&act.tx, &draft.rule).await?;
    // Points for a score would never end, in a list neither.
    if draft.kind == LeadRuleKind::Score && checked.asks(Field::Score) {
        return Err(Error::invalid("rule", Fault::Circular));
    }
    let (points, taker) = match effect {
        Effect::Points(points) => (points, None),
        Effect::Goes(taker) => (0, Some(taker)),
    };
    known(&act.tx, taker).await?;
    let rule = serde_json::to_string(&draft.rule)?;
    let id = match draft.id {
        Some(id) => {
            let typed = vec![
                ("name", Stored::Text(name.clone())),
                ("points", Stored::Count(points)),
                ("taker", named(&act.tx, taker).await?),
                ("rule", Stored::Text(rule.clone())),
                ("active", Stored::YesNo(draft.active)),
            ];
            act::claim_form(&act.tx, "lead_rule", (id, draft.version), typed, form(&act.tx, id, &rule)).await?;
            id
        }
        None => {
            let of_kind = "SELECT COUNT(*), COALESCE(MAX(position), 0) FROM lead_rule WHERE kind = $1";
            let (count, last): (i64, i64) =
                sql::tuple(&act.tx, of_kind, params![draft.kind.as_str()]).await?.unwrap_or_default();
            if count >= RULES_MAX {
                return Err(Error::State("too many rules"));
            }
            let text = "INSERT INTO lead_rule (kind, position, name, rule) VALUES ($1, $2, '', '{}') RETURNING id";
            let id = sql::scalar(&act.tx, text, params![draft.kind.as_str(), last + 1]).await?;
            if draft.kind == LeadRuleKind::Owner && !draft.rule.is_empty() {
                before_everyone(&act.tx, id).await?;
            }
            id
        }
    };
    let user = if let Some(Taker::User(id)) = taker { Some(id) } else { None };
    let team = if let Some(Taker::Team(id)) = taker { Some(id) } else { None };
    let text = "UPDATE lead_rule SET name = $3, rule = $4, points = $5, to_customer = $6, user_id = $7, team_id = $8, active = $9 WHERE id = $1 AND kind = $2";
    let values = params![
        id,
        draft.kind.as_str(),
        name.as_str(),
        rule,
        points,
        taker == Some(Taker::Customer),
        user,
        team,
        draft.active
    ];
    if sql::execute(&act.tx, text, values).await? == 0 {
        return Err(Error::NotFound);
    }
    if draft.kind == LeadRuleKind::Score {
        jobs::enqueue_anew(&act.tx, actor, Kind::LeadScore, 0).await?;
    }
    act.finish(id, "lead_rule", Some(id), &name).await
}

/// Puts a new rule before those by which everyone has an owner, behind which it would never be asked.
async fn before_everyone(db: &impl ConnectionTrait, id: i64) -> Result<()> {
    let all = rules::stored(db, "r.kind = 'owner'").await?;
    let mut order: Vec<i64> = all.iter().map(|rule| rule.id).filter(|other| *other != id).collect();
    let mut at = order.len();
    for rule in all.iter().rev().filter(|rule| rule.id != id) {
        if !rule.rule()?.is_empty() || rule.taker() == Some(Taker::Customer) {
            break;
        }
        at -= 1;
    }
    order.insert(at, id);
    place(db, &order).await
}

/// Keeps the order of rules.
async fn place(db: &impl ConnectionTrait, order: &[i64]) -> Result<()> {
    for (position, id) in (1_i64..).zip(order) {
        let text = "UPDATE lead_rule SET position = $2 WHERE id = $1 AND position <> $2";
        sql::execute(db, text, params![*id, position]).await?;
    }
    Ok(())
}

/// A rule as its form shows it; of its condition only that it is another than the one `typed`.
async fn form(db: &impl ConnectionTrait, id: i64, typed: &str) -> Result<Vec<Stored>> {
    let record = rules::stored(db, &format!("r.id = {id}")).await?.pop().ok_or(Error::NotFound)?;
    let same = serde_json::to_string(&record.rule()?)? == typed;
    let other = Stored::Word("lead_rules".into(), "other_condition".into());
    Ok(vec![
        Stored::Text(record.name.clone()),
        Stored::Count(record.points),
        named(db, record.taker()).await?,
        if same { Stored::Text(typed.to_owned()) } else { other },
        Stored::YesNo(record.active),
    ])
}

/// Who gets a lead, in words.
async fn named(db: &impl ConnectionTrait, taker: Option<Taker>) -> Result<Stored> {
    let (text, id) = match taker {
        None => return Ok(Stored::Text(String::new())),
        Some(Taker::Customer) => return Ok(Stored::Word("lead_rules".into(), "customer".into())),
        Some(Taker::User(id)) => ("SELECT name FROM app_user WHERE id = $1", id),
        Some(Taker::Team(id)) => ("SELECT name FROM team WHERE id = $1", id),
    };
    Ok(Stored::Text(sql::maybe(db, text, params![id]).await?.unwrap_or_default()))
}

async fn known(db: &impl ConnectionTrait, taker: Option<Taker>) -> Result<()> {
    let is_known = match taker {
        None | Some(Taker::Customer) => true,
        Some(Taker::User(id)) => campaigns::workers(db).await?.iter().any(|(user, _)| *user == id),
        Some(Taker::Team(id)) => {
            sql::maybe::<i64>(db, "SELECT id FROM team WHERE id = $1", params![id]).await?.is_some()
        }
    };
    if is_known { Ok(()) } else { Err(Error::invalid("taker", Fault::Unknown)) }
}

/// Deletes a rule. Leads keep their owners.
///
/// # Errors
/// `Denied`, `NotFound`, `Conflict`.
pub async fn delete(db: &Db, actor: &Actor, request: &str, id: i64, version: i64) -> Result<()> {
    let act: Act = begin!(db, actor, UseCase::LeadRuleDelete, request);
    act::claim_version(&act.tx, "lead_rule", id, version).await?;
    let text = "DELETE FROM lead_rule WHERE id = $1 RETURNING kind, name";
    let (kind, name): (String, String) = sql::tuple(&act.tx, text, params![id]).await?.ok_or(Error::NotFound)?;
    if kind == LeadRuleKind::Score.as_str() {
        jobs::enqueue_anew(&act.tx, actor, Kind::LeadScore, 0).await?;
    }
    act.finish((), "lead_rule", Some(id), &name).await
}

/// Puts a rule before the one above it; the first stays the first.
///
/// # Errors
/// `Denied`, `NotFound`.
pub async fn raise(db: &Db, actor: &Actor, request: &str, id: i64) -> Result<()> {
    let act: Act = begin!(db, actor, UseCase::LeadRuleRaise, request);
    let kind: String = sql::scalar(&act.tx, "SELECT kind FROM lead_rule WHERE id = $1", params![id]).await?;
    // Whoever else moves one waits until this is through.
    sql::execute(&act.tx, "UPDATE lead_rule SET position = position WHERE kind = $1", params![kind.as_str()]).await?;
    let text = "SELECT id FROM lead_rule WHERE kind = $1 ORDER BY position, id";
    let mut order: Vec<i64> = sql::column(&act.tx, text, params![kind]).await?;
    if let Some(at) = order.iter().position(|other| *other == id).filter(|at| *at > 0) {
        order.swap(at - 1, at);
    }
    place(&act.tx, &order).await?;
    act.finish((), "lead_rule", Some(id), "raised").await
}

/// Gives the open leads that are nobody's to whom the rules name, in the background.
///
/// # Errors
/// `Denied`; `State` while it is at work, or where no rule names anybody.
pub async fn share_out(db: &Db, actor: &Actor, request: &str) -> Result<()> {
    let act: Act = begin!(db, actor, UseCase::LeadShareOut, request);
    if !rules::can_give(&act.tx, actor.today).await? {
        return Err(Error::State("no rule names an owner"));
    }
    jobs::enqueue(&act.tx, actor, Kind::LeadShare, 0).await?;
    act.finish((), "lead_rule", None, "").await
}
