//! A campaign by month: what was promised for it beside what came.

use crate::{Result, approvals::Frozen, campaigns::Record, costs, params, sql};
use chrono::NaiveDate;
use domain::{
    calendar::Calendar,
    campaign::{MonthRow, MonthSums},
    metrics::{Figure, Plan},
};
use sea_orm::ConnectionTrait;

pub(super) async fn months(
    db: &impl ConnectionTrait,
    record: &Record,
    frozen: Option<&Frozen>,
    plan: &Plan,
    calendar: Calendar,
    today: NaiveDate,
) -> Result<Vec<MonthRow>> {
    let days = "SELECT closed_day AS day, SUM(amount_minor) AS amount FROM opportunity WHERE campaign_id = $1 AND state = 'won' GROUP BY closed_day";
    let revenue: Vec<(NaiveDate, i64)> =
        sql::tuples(db, &sql::by_month(days, "$2"), params![record.id, calendar.as_str()]).await?;
    let mut sums = MonthSums { revenue: revenue.into_iter().collect(), ..MonthSums::default() };
    for (month, cost) in costs::by_month(db, record.id, frozen.map(|frozen| frozen.id)).await? {
        sums.planned_cost.insert(month, cost.planned);
        sums.actual_cost.insert(month, cost.actual);
    }
    let dates = frozen.map(|frozen| (frozen.first_day, frozen.last_day)).or(record.first_day.zip(record.last_day));
    if let (Some(dates), Some(total)) = (dates, plan.target(Figure::Revenue)) {
        sums.promise(total, dates, calendar);
    }
    let ends = dates.map(|(first, last)| [first, last]);
    Ok(sums.rows(ends.into_iter().flatten(), calendar, today))
}
