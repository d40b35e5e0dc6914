//! Deciding about a plan, and saying something to it.

use super::{ask::columns, freeze::freeze, limit_of, request};
use crate::{Act, Actor, Db, Error, Result, act, begin, params, period_plans, sql};
use domain::{
    approval::{Asked, CommentDraft, DecisionDraft},
    fault::{Fault, Faults, text},
    rights::UseCase,
};
use sea_orm::{ConnectionTrait, DatabaseTransaction};

/// Comments of one decision.
const COMMENTS_MAX: usize = 200;

/// Approves a plan, which freezes it as the baseline that results are compared with, or sends it back with comments. The plan
/// of a period is frozen with the plan of each of its campaigns, all or none.
///
/// # Errors
/// `Denied` where the role, its limit or its rule about one's own does not allow it; `NotFound`, `Conflict`; `Invalid` at
/// `comments` without any for a plan that is sent back, and at `comment.N`; `State` once it is decided, and where the plan
/// costs another sum than the one asked about.
pub async fn decide(db: &Db, actor: &Actor, request_id: &str, input: &DecisionDraft) -> Result<()> {
    actor.may(UseCase::ApprovalDecide)?;
    let comments = read(&input.comments)?;
    if !input.approve && comments.is_empty() {
        return Err(Error::invalid("comments", Fault::Required));
    }
    let act: Act = begin!(db, actor, UseCase::ApprovalDecide, request_id);
    act::claim_version(&act.tx, "approval", input.id, input.version).await?;
    let stored = request(&act.tx, actor.user_id, input.id).await?;
    if stored.state != "submitted" {
        return Err(Error::State("decided already"));
    }
    let (cost, of) = (stored.cost_minor, stored.of()?);
    let limit = limit_of(&act.tx, actor.role).await?;
    // Whoever may not approve a plan because it is too dear can still send it back.
    let allowed = if input.approve { limit.allows(cost, stored.own).is_ok() } else { limit.may };
    if !allowed {
        return Err(Error::Denied);
    }
    let frozen = match of {
        _ if !input.approve => None,
        Asked::Campaign(id) => Some(approve(&act.tx, actor, id, cost, stored.asked_by).await?),
        Asked::Plan(id) => Some(period_plans::approve(&act.tx, actor, id, cost, stored.asked_by).await?),
    };
    let (table, campaign, plan) = columns(of);
    let state = if input.approve { "approved" } else { "returned" };
    let text = "UPDATE approval SET state = $2, decided_by = $3, decided_ms = $4, baseline_id = $5, period_baseline_id = $6 WHERE id = $1";
    let baseline = frozen.filter(|_| campaign.is_some());
    let period = frozen.filter(|_| plan.is_some());
    sql::execute(&act.tx, text, params![input.id, state, actor.user_id, actor.now_ms, baseline, period]).await?;
    store(&act.tx, actor, input.id, of, &comments).await?;
    act.finish((), table, campaign.or(plan), state).await
}

/// Freezes a campaign as it was asked about; gives the baseline.
async fn approve(tx: &DatabaseTransaction, actor: &Actor, campaign: i64, cost: i64, asked_by: i64) -> Result<i64> {
    if crate::costs::planned(tx, campaign).await? != cost {
        return Err(Error::State("the plan costs another sum now"));
    }
    let baseline = freeze(tx, actor, campaign, Some(asked_by)).await?;
    sql::execute(tx, "UPDATE campaign SET version = version + 1 WHERE id = $1", params![campaign]).await?;
    Ok(baseline)
}

fn read(comments: &[CommentDraft]) -> Result<Vec<(Option<i64>, String)>> {
    let mut faults = Faults::default();
    let filled = comments.iter().filter(|comment| !comment.text.trim().is_empty()).take(COMMENTS_MAX);
    let mut read = Vec::new();
    for (n, comment) in filled.enumerate() {
        if let Some(words) = faults.take(&format!("comment.{n}"), text(&comment.text, 2000)) {
            read.push((comment.line, words));
        }
    }
    if faults.is_empty() { Ok(read) } else { Err(Error::Invalid(faults.into_vec())) }
}

async fn store(
    db: &impl ConnectionTrait,
    actor: &Actor,
    approval: i64,
    of: Asked,
    comments: &[(Option<i64>, String)],
) -> Result<()> {
    for (n, (line, words)) in comments.iter().enumerate() {
        let (text, id, is_line) = match of {
            Asked::Campaign(id) => ("SELECT line_id FROM cost_part WHERE line_id = $1 AND campaign_id = $2", id, true),
            Asked::Plan(id) => {
                ("SELECT campaign_id FROM period_plan_campaign WHERE campaign_id = $1 AND plan_id = $2", id, false)
            }
        };
        if let Some(line) = line {
            let known: Option<i64> = sql::maybe(db, text, params![*line, id]).await?;
            known.ok_or_else(|| Error::invalid(&format!("comment.{n}"), Fault::Unknown))?;
        }
        let text = "INSERT INTO approval_comment (approval_id, line_id, campaign_id, user_id, at_ms, body) VALUES ($1, $2, $3, $4, $5, $6)";
        let (line, campaign) = if is_line { (*line, None) } else { (None, *line) };
        sql::execute(db, text, params![approval, line, campaign, actor.user_id, actor.now_ms, words.as_str()]).await?;
    }
    Ok(())
}

/// Says something to a plan that is asked about, without deciding.
///
/// # Errors
/// `Denied`, `NotFound`, `Invalid` at `comment.0`.
pub async fn comment(db: &Db, actor: &Actor, request_id: &str, id: i64, input: &CommentDraft) -> Result<()> {
    actor.may(UseCase::ApprovalComment)?;
    let comments = read(std::slice::from_ref(input))?;
    if comments.is_empty() {
        return Err(Error::invalid("comment.0", Fault::Required));
    }
    let act: Act = begin!(db, actor, UseCase::ApprovalComment, request_id);
    let of = request(&act.tx, actor.user_id, id).await?.of()?;
    store(&act.tx, actor, id, of, &comments).await?;
    let (table, campaign, plan) = columns(of);
    act.finish((), table, campaign.or(plan), "comment").await
}
