//! The marketing plan of a period: campaigns and budgets that are promised together and approved as one.

mod figures;
mod part;
mod views;

pub use figures::{STRIP, figures, to_date};
pub use part::{PlanPart, Slice, SliceRows};
pub use views::{
    Belonging, Obstructed, PeriodPlanChoices, PeriodPlanIndex, PeriodPlanRow, PeriodPlanView, PlanObstacle,
    PlanVersion, PlannedBudget, PlannedCampaign,
};

use crate::calendar::{DateOrder, parse_day};
use crate::fault::{Fault, Faults, FieldFault, text};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Campaigns of one plan.
pub const CAMPAIGNS_MAX: usize = 200;
/// Budgets of one plan.
pub const BUDGETS_MAX: usize = 100;

/// A plan as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PeriodPlanDraft {
    pub id: Option<i64>,
    pub version: i64,
    pub name: String,
    pub first: String,
    pub last: String,
    pub goal: String,
    pub campaigns: Vec<i64>,
    pub budgets: Vec<i64>,
}

/// A plan that is well formed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeriodPlanRead {
    pub name: String,
    pub goal: String,
    pub first: NaiveDate,
    pub last: NaiveDate,
}

impl PeriodPlanDraft {
    /// # Errors
    /// All faults at once, at `name`, `first`, `last`, `goal`, `campaigns`, `budgets`.
    pub fn read(&self) -> Result<PeriodPlanRead, Vec<FieldFault>> {
        let mut faults = Faults::default();
        let name = faults.take("name", text(&self.name, 120));
        let first = faults.take("first", parse_day(&self.first, DateOrder::YearMonthDay));
        let last = parse_day(&self.last, DateOrder::YearMonthDay);
        let last = faults.take(
            "last",
            last.and_then(
                |last| if first.is_some_and(|first| last < first) { Err(Fault::EndBeforeStart) } else { Ok(last) },
            ),
        );
        if self.goal.chars().count() > 2000 {
            faults.add("goal", Fault::TooLong);
        }
        for (field, chosen, most) in
            [("campaigns", &self.campaigns, CAMPAIGNS_MAX), ("budgets", &self.budgets, BUDGETS_MAX)]
        {
            if chosen.len() > most {
                faults.add(field, Fault::TooLarge);
            }
        }
        match (name, first, last) {
            (Some(name), Some(first), Some(last)) if faults.is_empty() => {
                Ok(PeriodPlanRead { name, goal: self.goal.trim().to_owned(), first, last })
            }
            _ => Err(faults.into_vec()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_wrong_with_a_plan_is_named_at_once() {
        let draft = PeriodPlanDraft {
            first: "2026-06-01".into(),
            last: "2026-05-31".into(),
            goal: "x".repeat(2001),
            campaigns: (0..201).collect(),
            ..PeriodPlanDraft::default()
        };
        let faults = draft.read().unwrap_err();
        let at = |field: &str| faults.iter().find(|f| f.field == field).map(|f| f.fault);
        assert_eq!(
            ["name", "last", "goal", "campaigns"].map(at),
            [Fault::Required, Fault::EndBeforeStart, Fault::TooLong, Fault::TooLarge].map(Some)
        );
        let good = PeriodPlanDraft {
            name: "2026".into(),
            goal: " Grow ".into(),
            first: "2026-01-01".into(),
            last: "2026-01-01".into(),
            ..PeriodPlanDraft::default()
        };
        assert_eq!(good.read().unwrap().goal, "Grow");
    }
}
