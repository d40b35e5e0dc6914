//! Deciding about a plan, and saying something to it.

use super::{freeze::freeze, limit_of};
use crate::{Act, Actor, Db, Error, Result, act, begin, params, sql};
use domain::{
    approval::{CommentDraft, DecisionDraft},
    fault::{Fault, Faults, text},
    rights::UseCase,
};
use sea_orm::ConnectionTrait;

/// Comments of one decision.
const COMMENTS_MAX: usize = 200;

/// Approves a plan, which freezes it as the baseline that results are compared with, or sends it back with comments. Gives the
/// state that it is in.
///
/// # Errors
/// `Denied` where the role, its limit or its rule about one's own does not allow it; `NotFound`, `Conflict`; `Invalid` at
/// `comments` without any for a plan that is sent back, and at `comment.N`; `State` once it is decided, and where the plan
/// costs another sum than the one asked about.
pub async fn decide(db: &Db, actor: &Actor, request: &str, input: &DecisionDraft) -> Result<()> {
    actor.may(UseCase::ApprovalDecide)?;
    let comments = read(&input.comments)?;
    if !input.approve && comments.is_empty() {
        return Err(Error::invalid("comments", Fault::Required));
    }
    let act: Act = begin!(db, actor, UseCase::ApprovalDecide, request);
    act::claim_version(&act.tx, "approval", input.id, input.version).await?;
    let text = "SELECT a.state, a.asked_by, a.campaign_id, a.cost_minor, c.owner_id FROM approval a JOIN campaign c ON c.id = a.campaign_id WHERE a.id = $1";
    let (state, asked_by, campaign, cost, owner): (String, i64, i64, i64, i64) =
        sql::tuple(&act.tx, text, params![input.id]).await?.ok_or(Error::NotFound)?;
    if state != "submitted" {
        return Err(Error::State("decided already"));
    }
    let own = [asked_by, owner].contains(&actor.user_id);
    let limit = limit_of(&act.tx, actor.role).await?;
    // Whoever may not approve a plan because it is too dear can still send it back.
    let allowed = if input.approve { limit.allows(cost, own).is_ok() } else { limit.may };
    if !allowed {
        return Err(Error::Denied);
    }
    let mut baseline = None;
    if input.approve {
        let text = "SELECT CAST(COALESCE(SUM(c.planned_base), 0) AS BIGINT) FROM cost_part c WHERE c.campaign_id = $1";
        if sql::scalar::<i64>(&act.tx, text, params![campaign]).await? != cost {
            return Err(Error::State("the plan costs another sum now"));
        }
        baseline = Some(freeze(&act.tx, actor, campaign, Some(asked_by)).await?);
        let text = "UPDATE campaign SET version = version + 1 WHERE id = $1";
        sql::execute(&act.tx, text, params![campaign]).await?;
    }
    let state = if input.approve { "approved" } else { "returned" };
    let text = "UPDATE approval SET state = $2, decided_by = $3, decided_ms = $4, baseline_id = $5 WHERE id = $1";
    sql::execute(&act.tx, text, params![input.id, state, actor.user_id, actor.now_ms, baseline]).await?;
    store(&act.tx, actor, input.id, campaign, &comments).await?;
    act.finish((), "campaign", Some(campaign), state).await
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
    campaign: i64,
    comments: &[(Option<i64>, String)],
) -> Result<()> {
    for (n, (line, words)) in comments.iter().enumerate() {
        if let Some(line) = line {
            let text = "SELECT line_id FROM cost_part WHERE line_id = $1 AND campaign_id = $2";
            let known: Option<i64> = sql::maybe(db, text, params![*line, campaign]).await?;
            known.ok_or_else(|| Error::invalid(&format!("comment.{n}"), Fault::Unknown))?;
        }
        let text =
            "INSERT INTO approval_comment (approval_id, line_id, user_id, at_ms, body) VALUES ($1, $2, $3, $4, $5)";
        sql::execute(db, text, params![approval, *line, actor.user_id, actor.now_ms, words.as_str()]).await?;
    }
    Ok(())
}

/// Says something to a plan that is asked about, without deciding.
///
/// # Errors
/// `Denied`, `NotFound`, `Invalid` at `comment.0`.
pub async fn comment(db: &Db, actor: &Actor, request: &str, id: i64, input: &CommentDraft) -> Result<()> {
    actor.may(UseCase::ApprovalComment)?;
    let comments = read(std::slice::from_ref(input))?;
    if comments.is_empty() {
        return Err(Error::invalid("comment.0", Fault::Required));
    }
    let act: Act = begin!(db, actor, UseCase::ApprovalComment, request);
    let text = "SELECT campaign_id FROM approval WHERE id = $1";
    let campaign: i64 = sql::scalar(&act.tx, text, params![id]).await?;
    store(&act.tx, actor, id, campaign, &comments).await?;
    act.finish((), "campaign", Some(campaign), "comment").await
}
