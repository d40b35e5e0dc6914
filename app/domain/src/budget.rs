//! Budgets: limits for a period, and what stands in the way of going over one.

mod views;

pub use views::{BudgetCampaign, BudgetIndex, BudgetLeft, BudgetRow, BudgetView, OverrideRow, Pace, top};

use crate::{
    activity::ActivityKind,
    decimal::{self, DecimalMark},
    fault::{Fault, Faults, FieldFault, text},
    metrics::cost::{CostSums, remaining},
    money::{Currency, within},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What happens when a line would go over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Guard {
    #[default]
    Allow,
    /// Whoever goes on says why.
    Warn,
    /// Only whose role may, up to its share, and says why.
    Stop,
}

impl Guard {
    pub const ALL: [Guard; 3] = [Guard::Allow, Guard::Warn, Guard::Stop];

    pub fn as_str(self) -> &'static str {
        match self {
            Guard::Allow => "allow",
            Guard::Warn => "warn",
            Guard::Stop => "stop",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|guard| guard.as_str() == text)
    }
}

/// When a line is held against a budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Moment {
    /// The planned sum.
    Planning,
    /// What is bound: committed, or paid where that is more.
    Committing,
    /// What is paid.
    Paying,
}

impl Moment {
    pub const ALL: [Moment; 3] = [Moment::Planning, Moment::Committing, Moment::Paying];

    pub fn as_str(self) -> &'static str {
        match self {
            Moment::Planning => "planning",
            Moment::Committing => "committing",
            Moment::Paying => "paying",
        }
    }

    /// The sum that is held against the limit.
    pub fn of(self, sums: &CostSums) -> i64 {
        match self {
            Moment::Planning => sums.planned,
            Moment::Committing => sums.exposure,
            Moment::Paying => sums.actual,
        }
    }
}

/// A budget with its sums before and after a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watched {
    pub id: i64,
    pub name: String,
    pub limit: i64,
    /// By moment: planning, committing, paying.
    pub guards: [Guard; 3],
    pub before: CostSums,
    pub after: CostSums,
}

/// A change that would go over a budget.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Over {
    pub budget: i64,
    pub name: String,
    pub moment: Moment,
    pub guard: Guard,
    pub limit: i64,
    /// The sum before the change and with it.
    pub before: i64,
    pub after: i64,
    /// Whether the one who asks may go on with a reason.
    pub may: bool,
    /// By how much of a limit the role may go over one that stops, in basis points.
    pub over_bp: i64,
}

impl Over {
    /// By how much the limit is exceeded.
    pub fn by(&self) -> i64 {
        self.after.saturating_sub(self.limit)
    }

    /// What was left before.
    pub fn left(&self) -> i64 {
        remaining(self.limit, self.before)
    }
}

/// The budgets that a change exceeds, the tightest first: one that may not be gone over, one that stops, one that warns, and of
/// these the one that it exceeds most. A change that takes nothing more out of a budget never exceeds it.
pub fn exceeded(watched: &[Watched], over_bp: i64) -> Vec<Over> {
    let mut all = Vec::new();
    for budget in watched {
        for (moment, guard) in Moment::ALL.into_iter().zip(budget.guards) {
            let (before, after) = (moment.of(&budget.before), moment.of(&budget.after));
            if guard == Guard::Allow || after <= before || after <= budget.limit {
                continue;
            }
            let allowed = i128::from(budget.limit) * i128::from(10_000 + over_bp);
            let may = guard == Guard::Warn || i128::from(after) * 10_000 <= allowed;
            all.push(Over {
                budget: budget.id,
                name: budget.name.clone(),
                moment,
                guard,
                limit: budget.limit,
                before,
                after,
                may,
                over_bp,
            });
        }
    }
    // What cannot be gone over at all comes first, so that nobody gives a reason for nothing.
    all.sort_by_key(|over| std::cmp::Reverse((!over.may, over.guard, over.by())));
    all
}

/// A budget as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BudgetDraft {
    pub id: Option<i64>,
    pub version: i64,
    pub name: String,
    /// First and last day of its period; whole months of the workspace's calendar.
    pub first: String,
    pub last: String,
    pub limit: String,
    pub team: Option<i64>,
    pub line: Option<i64>,
    pub channel: Option<ActivityKind>,
    pub campaign: Option<i64>,
    pub guards: [Guard; 3],
}

/// A budget that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BudgetRead {
    pub name: String,
    pub first: NaiveDate,
    pub last: NaiveDate,
    pub limit: i64,
}

/// The longest period of a budget: five years.
const PERIOD_DAYS_MAX: i64 = 1830;

impl BudgetDraft {
    /// # Errors
    /// All faults at once, at `name`, `first`, `last`, `limit`.
    pub fn read(&self, currency: Currency, mark: DecimalMark) -> Result<BudgetRead, Vec<FieldFault>> {
        let mut faults = Faults::default();
        let name = faults.take("name", text(&self.name, 120));
        let day = |typed: &str| {
            if typed.trim().is_empty() {
                Err(Fault::Required)
            } else {
                crate::calendar::parse_day(typed, crate::calendar::DateOrder::YearMonthDay)
            }
        };
        let first = faults.take("first", day(&self.first));
        let last = faults.take("last", day(&self.last));
        if let (Some(first), Some(last)) = (first, last) {
            if last < first {
                faults.add("last", Fault::EndBeforeStart);
            } else if (last - first).num_days() > PERIOD_DAYS_MAX {
                faults.add("last", Fault::TooLong);
            }
        }
        let limit = if self.limit.trim().is_empty() {
            Err(Fault::Required)
        } else {
            decimal::parse(&self.limit, mark, currency.places()).and_then(within)
        };
        let limit = faults.take("limit", limit);
        match (name, first, last, limit) {
            (Some(name), Some(first), Some(last), Some(limit)) if faults.is_empty() => {
                Ok(BudgetRead { name, first, last, limit })
            }
            _ => Err(faults.into_vec()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sums(planned: i64, exposure: i64, actual: i64) -> CostSums {
        CostSums { planned, exposure, actual, committed: exposure, forecast: planned.max(exposure) }
    }

    fn watched(id: i64, limit: i64, guards: [Guard; 3], before: CostSums, after: CostSums) -> Watched {
        Watched { id, name: format!("b{id}"), limit, guards, before, after }
    }

    const COMMIT_STOPS: [Guard; 3] = [Guard::Allow, Guard::Stop, Guard::Allow];

    #[test]
    fn of_two_commitments_of_600_with_1000_left_the_second_is_stopped() {
        let first = watched(1, 1000, COMMIT_STOPS, sums(0, 0, 0), sums(0, 600, 0));
        assert!(exceeded(&[first], 0).is_empty());
        let second = watched(1, 1000, COMMIT_STOPS, sums(0, 600, 0), sums(0, 1200, 0));
        let over = exceeded(&[second], 0).remove(0);
        assert_eq!((over.by(), over.left(), over.may, over.moment), (200, 400, false, Moment::Committing));
    }

    #[test]
    fn the_banner_of_the_reference_page_comes_out() {
        // ui/plan-costs.png: 2,600 with 2,448 left of 6,000 is 152 over; up to 5 % may be gone over
        let before = sums(0, 355_200, 0);
        let over = exceeded(&[watched(1, 600_000, COMMIT_STOPS, before, sums(0, 615_200, 0))], 500).remove(0);
        assert_eq!((over.by(), over.left(), over.may), (15_200, 244_800, true));
        let more = exceeded(&[watched(1, 600_000, COMMIT_STOPS, before, sums(0, 630_001, 0))], 500).remove(0);
        assert!(!more.may);
    }

    #[test]
    fn the_tightest_budget_is_named_and_one_that_stops_before_one_that_warns() {
        let warns = [Guard::Allow, Guard::Warn, Guard::Allow];
        let (before, after) = (sums(0, 0, 0), sums(0, 500, 0));
        let all = [
            watched(1, 100, warns, before, after),
            watched(2, 450, COMMIT_STOPS, before, after),
            watched(3, 400, COMMIT_STOPS, before, after),
        ];
        let named: Vec<i64> = exceeded(&all, 0).iter().map(|over| over.budget).collect();
        assert_eq!(named, [3, 2, 1]);
        assert_eq!(exceeded(&all[..1], 0)[0].guard, Guard::Warn);
        assert!(exceeded(&all[..1], 0)[0].may);
    }

    #[test]
    fn whoever_takes_less_out_of_an_overdrawn_budget_is_not_stopped() {
        let less = watched(1, 100, [Guard::Stop; 3], sums(900, 900, 900), sums(800, 800, 800));
        assert!(exceeded(&[less], 0).is_empty());
        let planned = watched(1, 100, COMMIT_STOPS, sums(0, 0, 0), sums(900, 0, 0));
        assert!(exceeded(&[planned], 0).is_empty(), "planning is not guarded here");
    }

    #[test]
    fn a_budget_that_ends_before_it_begins_is_named() {
        let draft = BudgetDraft {
            first: "2026-06-01".into(),
            last: "2026-05-31".into(),
            limit: "-5".into(),
            ..BudgetDraft::default()
        };
        let faults = draft.read(Currency::EUR, DecimalMark::Point).unwrap_err();
        let at = |field: &str| faults.iter().find(|f| f.field == field).map(|f| f.fault);
        assert_eq!(
            (at("name"), at("last"), at("limit")),
            (Some(Fault::Required), Some(Fault::EndBeforeStart), Some(Fault::Negative))
        );
    }
}
