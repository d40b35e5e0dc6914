//! A figure beside its plan: how far it is off, and whether that is good.

use super::{Figure, Gap, Ratio, Value, phasing};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// How an actual figure stands to the planned one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Judgement {
    Better,
    Worse,
    OnPlan,
}

/// Actual − planned, with its judgement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deviation {
    pub difference: Value,
    /// Relative to planned; nothing for shares, whose difference is in percentage points already.
    pub relative: Option<Ratio>,
    pub judgement: Judgement,
}

/// Deviation of `actual` from `planned`; nothing where either does not exist.
pub fn deviation(figure: Figure, actual: Value, planned: Value) -> Option<Deviation> {
    let (difference, amount, relative) = match (actual, planned) {
        (Value::Count(a), Value::Count(p)) => (Value::Count(a - p), a - p, Ratio::new(a - p, p)),
        (Value::Money(a), Value::Money(p)) => (Value::Money(a - p), a - p, Ratio::new(a - p, p)),
        (Value::Share(a), Value::Share(p)) => {
            let points = a.scaled(1_000_000) - p.scaled(1_000_000);
            (Value::Share(Ratio { numerator: points, denominator: 1_000_000 }), points, None)
        }
        _ => return None,
    };
    let judgement = match amount.signum() {
        0 => Judgement::OnPlan,
        sign if (sign > 0) == figure.less_is_better() => Judgement::Worse,
        _ => Judgement::Better,
    };
    Some(Deviation { difference, relative, judgement })
}

/// How a figure stands to its plan on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// What is promised up to that day, while the campaign runs.
    pub to_date: Value,
    /// Set while it is too early to judge: the day from which it will be.
    pub judged_on: Option<NaiveDate>,
    pub deviation: Option<Deviation>,
}

/// Compares with the plan to date while the campaign runs over `running` (`metrics.md`, Money), and with all of the plan
/// otherwise. Ratios of two phased sums do not change by phasing; but a return is too early to judge while cost comes
/// first and revenue after it.
pub fn compare(
    figure: Figure,
    actual: Value,
    target: Value,
    running: Option<(NaiveDate, NaiveDate)>,
    today: NaiveDate,
) -> Comparison {
    let to_date = match (running, target) {
        (Some((first, last)), Value::Count(n)) => Value::Count(phasing::to_date(n, first, last, today)),
        (Some((first, last)), Value::Money(n)) if figure != Figure::CostPerLead => {
            Value::Money(phasing::to_date(n, first, last, today))
        }
        _ => Value::Gap(Gap::NotYet),
    };
    let judged_on = running.filter(|_| figure == Figure::Roi).map(|(_, last)| last);
    against(figure, actual, target, to_date, judged_on)
}

/// Compares with what is promised up to a day, where there is such a part, and with all of it otherwise; not at all before
/// the day from which the figure is judged.
pub fn against(
    figure: Figure,
    actual: Value,
    target: Value,
    to_date: Value,
    judged_on: Option<NaiveDate>,
) -> Comparison {
    let promised = if matches!(to_date, Value::Gap(_)) { target } else { to_date };
    let deviation = if judged_on.is_some() { None } else { deviation(figure, actual, promised) };
    Comparison { to_date, judged_on, deviation }
}
