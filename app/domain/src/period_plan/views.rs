//! Plans of a period as pages show them.

use super::{PeriodPlanDraft, PlanPart};
use crate::{
    activity::ActivityKind,
    approval::{ApprovalRow, ApprovalState},
    budget::BudgetLeft,
    campaign::{FigureCell, MonthRow, Status},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A plan in the list of all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeriodPlanRow {
    pub id: i64,
    pub name: String,
    pub owner: String,
    pub first: NaiveDate,
    pub last: NaiveDate,
    /// Of the latest request; nothing where nobody asked.
    pub state: Option<ApprovalState>,
    /// Version of what was approved last.
    pub approved: Option<i64>,
    pub part: PlanPart,
}

/// What a plan can be made of: newest campaigns and budgets, `(id, name)`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeriodPlanChoices {
    /// With the days of each, so that those of the period come first.
    pub campaigns: Vec<(i64, String, Option<NaiveDate>)>,
    pub budgets: Vec<(i64, String, NaiveDate, NaiveDate)>,
}

/// All plans.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeriodPlanIndex {
    pub year: i32,
    pub rows: Vec<PeriodPlanRow>,
    pub choices: PeriodPlanChoices,
}

/// How a campaign belongs to a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Belonging {
    /// It is in the plan as approved; before there is such a plan, it is in the plan.
    Promised,
    /// It came after the plan was approved: it promised nothing there.
    Added,
    /// It was approved with the plan and taken out since: its promise stays.
    TakenOut,
}

impl Belonging {
    pub const ALL: [Belonging; 3] = [Belonging::Promised, Belonging::Added, Belonging::TakenOut];

    pub fn as_str(self) -> &'static str {
        match self {
            Belonging::Promised => "promised",
            Belonging::Added => "added",
            Belonging::TakenOut => "taken_out",
        }
    }
}

/// A campaign of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedCampaign {
    pub id: i64,
    pub name: String,
    pub status: Status,
    pub owner: String,
    pub first: Option<NaiveDate>,
    pub last: Option<NaiveDate>,
    pub belonging: Belonging,
    pub part: PlanPart,
}

/// A budget of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedBudget {
    pub left: BudgetLeft,
    /// Its limit when the plan was approved.
    pub promised: Option<i64>,
}

/// Why a plan cannot be asked about yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlanObstacle {
    /// The campaign has no first or last day.
    NoDays,
    /// One of its amounts has no rate.
    NoRate,
    /// It waits for approval itself.
    Waits,
}

impl PlanObstacle {
    pub const ALL: [PlanObstacle; 3] = [PlanObstacle::NoDays, PlanObstacle::NoRate, PlanObstacle::Waits];

    pub fn as_str(self) -> &'static str {
        match self {
            PlanObstacle::NoDays => "no_days",
            PlanObstacle::NoRate => "no_rate",
            PlanObstacle::Waits => "waits",
        }
    }
}

/// A campaign that stands in the way of asking about its plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Obstructed {
    pub campaign: i64,
    pub name: String,
    pub why: PlanObstacle,
}

/// An approved version of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanVersion {
    pub version: i64,
    pub day: NaiveDate,
    pub by: String,
    pub asked_by: String,
    pub campaigns: i64,
    pub cost: i64,
}

/// One plan: what is promised beside what came, as a whole and by month, kind, channel, line of business, campaign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeriodPlanView {
    pub input: PeriodPlanDraft,
    pub id: i64,
    pub name: String,
    pub goal: String,
    pub owner: String,
    pub first: NaiveDate,
    pub last: NaiveDate,
    pub today: NaiveDate,
    pub figures: Vec<FigureCell>,
    pub months: Vec<MonthRow>,
    pub kinds: Vec<(i64, String, PlanPart)>,
    pub lines: Vec<(Option<i64>, String, PlanPart)>,
    pub channels: Vec<(Option<ActivityKind>, PlanPart)>,
    pub campaigns: Vec<PlannedCampaign>,
    pub budgets: Vec<PlannedBudget>,
    /// What counts is the newest.
    pub versions: Vec<PlanVersion>,
    pub requests: Vec<ApprovalRow>,
    /// What the campaigns of the plan would cost as they are planned now.
    pub cost_now: i64,
    /// Whether that is so much more than approved that it has to be approved again.
    pub again: bool,
    pub obstacles: Vec<Obstructed>,
    pub choices: PeriodPlanChoices,
}
