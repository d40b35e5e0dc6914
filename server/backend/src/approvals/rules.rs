//! Who may approve how much, and when a plan needs approval.

use crate::{Act, Actor, Db, Error, Result, begin, params, sql, workspace};
use domain::{
    approval::{Limit, LimitDraft, RulesDraft},
    decimal::{self, DecimalMark},
    rights::{Role, UseCase},
};
use sea_orm::ConnectionTrait;

/// What a role may approve; nothing where nobody said anything about it.
pub(crate) async fn limit_of(db: &impl ConnectionTrait, role: Role) -> Result<Limit> {
    let text = "SELECT may, up_to_minor, own, over_bp FROM approval_limit WHERE role = $1";
    let row: Option<(bool, Option<i64>, bool, i64)> = sql::tuple(db, text, params![role.as_str()]).await?;
    let (may, up_to, own, over_bp) = row.unwrap_or_default();
    Ok(Limit { role, may, up_to, own, over_bp })
}

/// Whether campaigns are launched only with an approved plan.
pub(crate) async fn required(db: &impl ConnectionTrait) -> Result<bool> {
    sql::scalar(db, "SELECT approval_required FROM workspace WHERE id = 1", params![]).await
}

/// The rules as their form shows them. Roles that only look are not among them.
///
/// # Errors
/// `Denied`.
pub async fn rules(db: &Db, actor: &Actor) -> Result<RulesDraft> {
    actor.may(UseCase::ApprovalRules)?;
    let db = &db.snapshot().await?;
    let places = workspace::existing(db).await?.currency.places();
    let text = "SELECT approval_version, approval_required, again_bp FROM workspace WHERE id = 1";
    let (version, required, again): (i64, bool, i64) = sql::tuple(db, text, params![]).await?.ok_or(Error::NotFound)?;
    type Row = (String, bool, Option<i64>, bool, i64);
    let stored: Vec<Row> =
        sql::tuples(db, "SELECT role, may, up_to_minor, own, over_bp FROM approval_limit", params![]).await?;
    let limit = |role: Role| {
        let known = stored.iter().find(|(name, ..)| name == role.as_str());
        let (_, may, up_to, own, over) = known.cloned().unwrap_or_default();
        let up_to = up_to.map(|minor| decimal::write(minor, places)).unwrap_or_default();
        LimitDraft { role, may, up_to, own, over: decimal::write(over, 2) }
    };
    Ok(RulesDraft { version, required, again: decimal::write(again, 2), limits: roles().map(limit).collect() })
}

fn roles() -> impl Iterator<Item = Role> {
    Role::ALL.into_iter().filter(|role| role.may(UseCase::PlanSave))
}

/// # Errors
/// `Denied`, `Conflict`, `Invalid` with all faults.
pub async fn save_rules(db: &Db, actor: &Actor, request: &str, input: &RulesDraft, mark: DecimalMark) -> Result<()> {
    actor.may(UseCase::ApprovalRulesSave)?;
    let currency = workspace::existing(&db.read).await?.currency;
    let (again, limits) = input.read(currency, mark).map_err(Error::Invalid)?;
    let act: Act = begin!(db, actor, UseCase::ApprovalRulesSave, request);
    let text = "UPDATE workspace SET approval_required = $2, again_bp = $3, approval_version = approval_version + 1 WHERE id = 1 AND approval_version = $1";
    if sql::execute(&act.tx, text, params![input.version, input.required, again]).await? == 0 {
        let text = "SELECT approval_version FROM workspace WHERE id = 1";
        let version = sql::scalar(&act.tx, text, params![]).await?;
        return Err(Error::Conflict { version, now: Vec::new() });
    }
    for limit in limits.iter().filter(|limit| roles().any(|role| role == limit.role)) {
        let text = "INSERT INTO approval_limit (role, may, up_to_minor, own, over_bp) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (role) DO UPDATE SET may = excluded.may, up_to_minor = excluded.up_to_minor, own = excluded.own, over_bp = excluded.over_bp";
        let values = params![limit.role.as_str(), limit.may, limit.up_to, limit.own, limit.over_bp];
        sql::execute(&act.tx, text, values).await?;
    }
    act.finish((), "workspace", Some(1), "approval").await
}
