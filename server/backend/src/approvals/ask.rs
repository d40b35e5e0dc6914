//! Asking for approval, and taking the question back.

use super::{freeze, limit_of};
use crate::{Act, Actor, Db, Error, Result, act, begin, params, period_plans, sql, workspace};
use domain::{
    approval::{AskDraft, Asked},
    calendar::{DateOrder, parse_day},
    campaign::Status,
    fault::{Fault, Faults},
    rights::{Role, UseCase},
    workspace::Workspace,
};
use sea_orm::{ConnectionTrait, DatabaseTransaction};

/// Puts the plan of a campaign, or of a period with all of its campaigns, before somebody; gives the request. Until it is decided the plan stands still.
///
/// # Errors
/// `Denied`, `NotFound`, `Conflict`; `Invalid` at `approver`, `wanted`, `note`, and at `rates` where an amount has no rate, so that
/// the sum is not known; `State` for a template, a finished campaign, one without days, a plan with such a campaign or without
/// any, and while it waits already.
pub async fn ask(db: &Db, actor: &Actor, request: &str, input: &AskDraft) -> Result<i64> {
    actor.may(UseCase::ApprovalAsk)?;
    let workspace = workspace::existing(&db.read).await?;
    let mut faults = Faults::default();
    let wanted = if input.wanted.trim().is_empty() {
        Some(None)
    } else {
        let day = parse_day(&input.wanted, DateOrder::YearMonthDay);
        let day = day.and_then(|day| if day < actor.today { Err(Fault::PastDay) } else { Ok(day) });
        faults.take("wanted", day).map(Some)
    };
    if input.note.chars().count() > 2000 {
        faults.add("note", Fault::TooLong);
    }
    let (Some(wanted), true) = (wanted, faults.is_empty()) else { return Err(Error::Invalid(faults.into_vec())) };
    let act: Act = begin!(db, actor, UseCase::ApprovalAsk, request);
    let cost = match input.of {
        Asked::Campaign(id) => campaign(&act.tx, actor, &workspace, id, input.version).await?,
        Asked::Plan(id) => period_plans::ask(&act.tx, actor, &workspace, id, input.version).await?,
    };
    let (of, campaign, plan) = columns(input.of);
    let id: i64 = sql::scalar(
        &act.tx,
        "INSERT INTO approval (campaign_id, plan_id, state, asked_by, asked_ms, approver_id, wanted_day, note, cost_minor) VALUES ($1, $2, 'submitted', $3, $4, $5, $6, $7, $8) RETURNING id",
        params![campaign, plan, actor.user_id, actor.now_ms, input.approver, wanted, input.note.trim(), cost],
    )
    .await?;
    if let Some(approver) = input.approver {
        let own = super::request(&act.tx, approver, id).await?.own;
        check_approver(&act.tx, approver, cost, own).await?;
    }
    act.finish(id, of, campaign.or(plan), "submitted").await
}

/// The name of what is asked about, and its id as the column of a campaign or of a plan.
pub(super) fn columns(of: Asked) -> (&'static str, Option<i64>, Option<i64>) {
    match of {
        Asked::Campaign(id) => ("campaign", Some(id), None),
        Asked::Plan(id) => ("period_plan", None, Some(id)),
    }
}

/// What a campaign costs that is put before somebody.
async fn campaign(
    tx: &DatabaseTransaction,
    actor: &Actor,
    workspace: &Workspace,
    id: i64,
    version: i64,
) -> Result<i64> {
    act::claim_version(tx, "campaign", id, version).await?;
    let record = crate::campaigns::record(tx, id).await?;
    if record.template || !matches!(record.status()?, Status::Draft | Status::Running) {
        return Err(Error::State("nothing to approve"));
    }
    super::still(tx, id).await?;
    freeze::set_days(tx, id).await?;
    let days = "SELECT COUNT(*) FROM campaign WHERE id = $1 AND first_day IS NOT NULL AND last_day IS NOT NULL";
    if sql::scalar::<i64>(tx, days, params![id]).await? == 0 {
        return Err(Error::State("no days"));
    }
    // What is promised is promised at the rates of today.
    crate::costs::replan(tx, workspace, id, actor.today).await?;
    let text = "SELECT CAST(COALESCE(SUM(c.planned_base), 0) AS BIGINT), CAST(COALESCE(SUM(c.unplanned), 0) AS BIGINT) FROM cost_sum c WHERE c.campaign_id = $1";
    let (cost, rateless): (i64, i64) = sql::tuple(tx, text, params![id]).await?.unwrap_or_default();
    if rateless > 0 {
        return Err(Error::invalid("rates", Fault::NoRate));
    }
    Ok(cost)
}

async fn check_approver(db: &impl ConnectionTrait, user: i64, cost: i64, own: bool) -> Result<()> {
    let role: Option<String> =
        sql::maybe(db, "SELECT role FROM app_user WHERE id = $1 AND active", params![user]).await?;
    let role = role.as_deref().and_then(Role::parse).ok_or_else(|| Error::invalid("approver", Fault::Unknown))?;
    let allowed = role.may(UseCase::ApprovalDecide) && limit_of(db, role).await?.allows(cost, own).is_ok();
    if allowed { Ok(()) } else { Err(Error::invalid("approver", Fault::MayNotApprove)) }
}

/// Takes a question back; by whoever asked, or the owner of the campaign.
///
/// # Errors
/// `Denied`, `NotFound`, `Conflict`; `State` once it is decided.
pub async fn withdraw(db: &Db, actor: &Actor, request: &str, id: i64, version: i64) -> Result<()> {
    let act: Act = begin!(db, actor, UseCase::ApprovalWithdraw, request);
    act::claim_version(&act.tx, "approval", id, version).await?;
    let request = super::request(&act.tx, actor.user_id, id).await?;
    if request.state != "submitted" {
        return Err(Error::State("decided already"));
    }
    if ![request.asked_by, request.owner_id].contains(&actor.user_id) && actor.role != Role::Administrator {
        return Err(Error::Denied);
    }
    let text = "UPDATE approval SET state = 'withdrawn', decided_by = $2, decided_ms = $3 WHERE id = $1";
    sql::execute(&act.tx, text, params![id, actor.user_id, actor.now_ms]).await?;
    let (of, campaign, plan) = columns(request.of()?);
    act.finish((), of, campaign.or(plan), "withdrawn").await
}
