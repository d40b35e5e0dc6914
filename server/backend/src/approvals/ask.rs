//! Asking for approval, and taking the question back.

use super::{freeze, limit_of};
use crate::{Act, Actor, Db, Error, Result, act, begin, params, sql, workspace};
use domain::{
    approval::AskDraft,
    calendar::{DateOrder, parse_day},
    campaign::Status,
    fault::{Fault, Faults},
    rights::{Role, UseCase},
};
use sea_orm::ConnectionTrait;

/// Puts the plan of a campaign before somebody; gives the request. Until it is decided the plan stands still.
///
/// # Errors
/// `Denied`, `NotFound`, `Conflict`; `Invalid` at `approver`, `wanted`, `note`, and at `rates` where an amount has no rate, so that
/// the sum is not known; `State` for a template, a finished campaign, one without days, and while it waits already.
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
    act::claim_version(&act.tx, "campaign", input.campaign, input.version).await?;
    let record = crate::campaigns::record(&act.tx, input.campaign).await?;
    if record.template || !matches!(record.status()?, Status::Draft | Status::Running) {
        return Err(Error::State("nothing to approve"));
    }
    super::still(&act.tx, record.id).await?;
    freeze::set_days(&act.tx, record.id).await?;
    let days = "SELECT COUNT(*) FROM campaign WHERE id = $1 AND first_day IS NOT NULL AND last_day IS NOT NULL";
    if sql::scalar::<i64>(&act.tx, days, params![record.id]).await? == 0 {
        return Err(Error::State("no days"));
    }
    // What is promised is promised at the rates of today.
    crate::costs::replan(&act.tx, &workspace, record.id, actor.today).await?;
    let text = "SELECT CAST(COALESCE(SUM(c.planned_base), 0) AS BIGINT), COUNT(CASE WHEN c.planned_base IS NULL THEN 1 END) FROM cost_part c WHERE c.campaign_id = $1";
    let (cost, rateless): (i64, i64) = sql::tuple(&act.tx, text, params![record.id]).await?.unwrap_or_default();
    if rateless > 0 {
        return Err(Error::invalid("rates", Fault::NoRate));
    }
    if let Some(approver) = input.approver {
        check_approver(&act.tx, approver, cost, approver == actor.user_id || approver == record.owner_id).await?;
    }
    let id: i64 = sql::scalar(
        &act.tx,
        "INSERT INTO approval (campaign_id, state, asked_by, asked_ms, approver_id, wanted_day, note, cost_minor) VALUES ($1, 'submitted', $2, $3, $4, $5, $6, $7) RETURNING id",
        params![record.id, actor.user_id, actor.now_ms, input.approver, wanted, input.note.trim(), cost],
    )
    .await?;
    act.finish(id, "campaign", Some(record.id), "submitted").await
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
    let text = "SELECT a.state, a.asked_by, a.campaign_id, c.owner_id FROM approval a JOIN campaign c ON c.id = a.campaign_id WHERE a.id = $1";
    let (state, asked_by, campaign, owner): (String, i64, i64, i64) =
        sql::tuple(&act.tx, text, params![id]).await?.ok_or(Error::NotFound)?;
    if state != "submitted" {
        return Err(Error::State("decided already"));
    }
    if ![asked_by, owner].contains(&actor.user_id) && actor.role != Role::Administrator {
        return Err(Error::Denied);
    }
    let text = "UPDATE approval SET state = 'withdrawn', decided_by = $2, decided_ms = $3 WHERE id = $1";
    sql::execute(&act.tx, text, params![id, actor.user_id, actor.now_ms]).await?;
    act.finish((), "campaign", Some(campaign), "withdrawn").await
}
