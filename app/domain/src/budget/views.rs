//! Budgets as pages show them.

use super::{BudgetDraft, Guard, Moment};
use crate::{
    activity::ActivityKind,
    calendar::Month,
    metrics::cost::{CostSums, remaining},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A budget with what is left of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BudgetLeft {
    pub id: i64,
    pub name: String,
    pub first: NaiveDate,
    pub last: NaiveDate,
    pub limit: i64,
    pub sums: CostSums,
    /// What one campaign is expected to take out of it and has not bound yet; 0 where the budget is not read for one.
    pub open: i64,
}

impl BudgetLeft {
    pub fn left(&self) -> i64 {
        remaining(self.limit, self.sums.exposure)
    }

    /// What is left once the campaign has taken what it is expected to.
    pub fn left_after(&self) -> i64 {
        remaining(self.limit, self.sums.exposure.saturating_add(self.open))
    }
}

/// A budget in the list of its year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BudgetRow {
    pub left: BudgetLeft,
    pub version: i64,
    pub team: Option<(i64, String)>,
    pub line: Option<(i64, String)>,
    pub channel: Option<ActivityKind>,
    pub campaign: Option<(i64, String)>,
    pub guards: [Guard; 3],
    /// Lines that it holds, and those of which an amount has no rate.
    pub lines: i64,
    pub rateless: i64,
    /// How often it was gone over with a reason.
    pub overrides: i64,
}

impl BudgetRow {
    /// Whether it holds every line of its period.
    fn is_general(&self) -> bool {
        self.team.is_none() && self.line.is_none() && self.channel.is_none() && self.campaign.is_none()
    }
}

/// The limit from above of budgets: those that hold everything in their period, of one inside another only the outer.
pub fn top(rows: &[BudgetRow]) -> Option<i64> {
    let general: Vec<&BudgetLeft> = rows.iter().filter(|row| row.is_general()).map(|row| &row.left).collect();
    let inside = |a: &BudgetLeft, b: &BudgetLeft| {
        let same = (a.first, a.last) == (b.first, b.last);
        a.id != b.id && b.first <= a.first && a.last <= b.last && (!same || b.id < a.id)
    };
    let outer: Vec<i64> =
        general.iter().filter(|a| !general.iter().any(|b| inside(a, b))).map(|budget| budget.limit).collect();
    (!outer.is_empty()).then(|| outer.iter().sum())
}

/// Money of a month: what each amount is by its own day, and what is to be expected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pace {
    /// Nothing for what lies outside of the period.
    pub month: Option<Month>,
    pub planned: i64,
    pub committed: i64,
    pub actual: i64,
    pub forecast: i64,
}

/// Budgets of a year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BudgetIndex {
    pub year: i32,
    pub first: NaiveDate,
    pub last: NaiveDate,
    pub rows: Vec<BudgetRow>,
    /// All lines of the year, whatever budget they belong to: the sum from below.
    pub total: CostSums,
    /// The limit from above: the sum of the budgets that hold whatever is planned in their period, those inside another left
    /// out. Nothing without one.
    pub top: Option<i64>,
    pub months: Vec<Pace>,
    pub teams: Vec<(i64, String)>,
    pub lines: Vec<(i64, String)>,
    pub campaigns: Vec<(i64, String)>,
    pub today: NaiveDate,
}

/// A time at which a budget was gone over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OverrideRow {
    pub day: NaiveDate,
    pub by: String,
    pub campaign: Option<(i64, String)>,
    pub moment: Moment,
    pub over: i64,
    pub reason: String,
}

/// What one campaign takes out of a budget.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BudgetCampaign {
    pub id: i64,
    pub name: String,
    pub sums: CostSums,
    pub lines: i64,
}

/// One budget.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BudgetView {
    pub row: BudgetRow,
    pub input: BudgetDraft,
    pub months: Vec<Pace>,
    pub campaigns: Vec<BudgetCampaign>,
    pub overrides: Vec<OverrideRow>,
    pub today: NaiveDate,
    pub teams: Vec<(i64, String)>,
    pub lines: Vec<(i64, String)>,
    pub all_campaigns: Vec<(i64, String)>,
}
