//! Actual amounts of cost lines. The plan stays as it was frozen.

use crate::{Act, Actor, Db, Error, Result, act, begin, params, sql, workspace};
use chrono::NaiveDate;
use domain::{
    calendar::{DateOrder, parse_day},
    campaign::{CostActual, Status},
    decimal::DecimalMark,
    fault::{Fault, Faults},
    money::Money,
    rights::UseCase,
};

/// Records what a cost line really cost; gives its new version.
///
/// # Errors
/// `Denied`, `Invalid` at `amount` or `day`, `Conflict`; `State` before launch.
pub async fn save_cost(db: &Db, actor: &Actor, request: &str, input: &CostActual, mark: DecimalMark) -> Result<i64> {
    actor.may(UseCase::CostSave)?;
    let currency = workspace::existing(&db.read).await?.currency;
    let mut faults = Faults::default();
    let amount = if input.amount.trim().is_empty() {
        Some(None)
    } else {
        let money = Money::parse(&input.amount, mark, currency)
            .and_then(|m| if m.minor < 0 { Err(Fault::Negative) } else { Ok(m.minor) });
        faults.take("amount", money).map(Some)
    };
    let day: Option<Option<NaiveDate>> = if input.day.trim().is_empty() {
        Some(None)
    } else {
        faults.take("day", parse_day(&input.day, DateOrder::YearMonthDay)).map(Some)
    };
    let (Some(amount), Some(day)) = (amount, day) else { return Err(Error::Invalid(faults.into_vec())) };
    let act: Act = begin!(db, actor, UseCase::CostSave, request);
    act::claim_version(&act.tx, "cost_line", input.id, input.version).await?;
    let campaign: i64 =
        sql::scalar(&act.tx, "SELECT campaign_id FROM cost_line WHERE id = $1", params![input.id]).await?;
    if !matches!(super::record(&act.tx, campaign).await?.status()?, Status::Running | Status::Finished) {
        return Err(Error::State("not launched"));
    }
    sql::execute(
        &act.tx,
        "UPDATE cost_line SET actual_minor = $2, day = COALESCE($3, day) WHERE id = $1",
        params![input.id, amount, day],
    )
    .await?;
    let detail = amount.map_or_else(String::new, |minor| minor.to_string());
    act.finish(input.version + 1, "cost_line", Some(input.id), &detail).await
}
