//! Campaigns: the draft, the launch, the results.

mod draft;
mod event;
mod index;
mod months;
mod plan;
mod rows;
mod steps;
mod why;

pub use draft::{After, CostDraft, CostLine, Draft, DraftInput, Drafted};
pub use event::{EventCost, EventSide, EventView, FollowUp, KindCost};
pub use index::{CampaignIndex, IndexQuery, SavedView, Sort};
pub use months::{ByMonth, MonthRow, MonthSums};
pub use plan::{
    CampaignLink, CopyDraft, Expected, LaunchPart, LaunchView, LinkDraft, LinkKind, PlanActivity, PlanDraft, PlanHead,
    PlanView, WorkView, parse_url,
};
pub use rows::{By, FigureRow, FigureRows, RowsOf};
pub use steps::{CampaignStep, StepCampaign, StepFunnel, StepRow};
pub use why::{AgainstReference, Behind, BehindRow, Judged, Why, WhyPart, first_worse, why};

use crate::{
    activity::{ActivityKind, Answer},
    audience::Equation,
    closing::Decision,
    metrics::{
        Deviation, Figure, Ratio, Totals, Value,
        funnel::{Control, StageCount},
    },
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The state of a campaign. Launching is the time in which its pieces of work are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Draft,
    Launching,
    Running,
    Finished,
}

impl Status {
    pub const ALL: [Status; 4] = [Status::Draft, Status::Launching, Status::Running, Status::Finished];

    pub fn as_str(self) -> &'static str {
        match self {
            Status::Draft => "draft",
            Status::Launching => "launching",
            Status::Running => "running",
            Status::Finished => "finished",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }
}

/// A campaign in the overview, planned beside actual.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CampaignRow {
    pub id: i64,
    pub code: String,
    pub name: String,
    pub status: Status,
    pub quick: bool,
    pub owner: String,
    pub first_day: Option<NaiveDate>,
    pub last_day: Option<NaiveDate>,
    pub totals: Totals,
    pub planned_cost: i64,
    pub target_revenue: Option<i64>,
    pub target_leads: Option<i64>,
    pub roi: Value,
    /// The next milestone that is open.
    pub milestone: Option<(String, NaiveDate)>,
}

/// What stands in the way of a launch, named where it can be mended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Obstacle {
    NobodyToContact,
    NoFirstDay,
    NoWorkingDay,
    Past,
    NoSeller,
    /// The text of a letter, an e-mail or a message is empty.
    NoMessage,
    /// A campaign without activities.
    NoActivity,
    /// Its plan is approved only by a plan that costs less, or by nobody, where approval is asked for.
    NotApproved,
    /// Its plan waits for a decision.
    Waiting,
}

impl Obstacle {
    pub const ALL: [Obstacle; 9] = [
        Obstacle::NobodyToContact,
        Obstacle::NoFirstDay,
        Obstacle::NoWorkingDay,
        Obstacle::Past,
        Obstacle::NoSeller,
        Obstacle::NoMessage,
        Obstacle::NoActivity,
        Obstacle::NotApproved,
        Obstacle::Waiting,
    ];
}

/// An activity with what it would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftView {
    pub input: DraftInput,
    /// Of the activity.
    pub status: Status,
    /// Name, version and state of its campaign; whether that has this one activity only.
    pub campaign: String,
    pub campaign_version: i64,
    pub campaign_status: Status,
    pub quick: bool,
    pub equation: Equation,
    /// The working days of the range.
    pub days: Vec<NaiveDate>,
    /// People who get work, with pieces by day; 0 stands for the queue.
    pub grid: Vec<(i64, String, Vec<usize>)>,
    /// Everybody who could take work.
    pub people_of_sales: Vec<(i64, String)>,
    /// Teams of those people.
    pub teams: Vec<(String, Vec<i64>)>,
    /// Other activities of the campaign, that this one may follow.
    pub siblings: Vec<(i64, String)>,
    pub line_totals: Vec<i64>,
    pub planned_cost: i64,
    pub planned: Vec<(Figure, Value)>,
    /// Articles of cost that the workspace knows.
    pub articles: Vec<String>,
    pub obstacles: Vec<Obstacle>,
}

/// A figure of the strip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FigureCell {
    pub figure: Figure,
    pub value: Value,
    pub target: Value,
    /// What is promised up to today, for a campaign that still runs.
    pub to_date: Value,
    /// Set while it is too early to judge: the day from which it will be.
    pub judged_on: Option<NaiveDate>,
    /// From what is promised to date, or in all once the campaign has ended.
    pub deviation: Option<Deviation>,
    /// Set where missing data touches the figure.
    pub incomplete: bool,
}

/// A stage of the funnel with what was planned for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageRow {
    pub id: i64,
    pub name: String,
    pub count: StageCount,
    pub step: Value,
    pub planned: Option<i64>,
    /// Twice the median of finished stays in days.
    pub median_doubled: Option<i64>,
    pub control: Control,
    /// Whether leads begin here.
    pub lead: bool,
    /// How the step into it stands to the reference funnel, where that knows it.
    pub judged: Option<Judged>,
    /// Twice the median of the days from the stage before to this one.
    pub to_here_doubled: Option<i64>,
}

/// An activity in the results.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivityRow {
    pub id: Option<i64>,
    pub name: String,
    pub kind: Option<ActivityKind>,
    pub state: Option<Status>,
    /// The activity that it follows, days after, and whom of it.
    pub after: Option<(i64, i64, Answer)>,
    pub equation: Equation,
    /// People reached by it, and those of them who responded to it.
    pub contacted: i64,
    pub responders: i64,
    pub touches: i64,
    pub done: i64,
    pub planned_cost: i64,
    pub actual_cost: Option<i64>,
    pub totals: Totals,
}

/// A part of a campaign in the results: what one list, channel or person brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartRow {
    /// 0 stands for what belongs to none.
    pub id: i64,
    pub name: String,
    pub touches: i64,
    pub done: i64,
    pub totals: Totals,
}

/// An article in the costs of a campaign, in the workspace's currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CostRow {
    pub article: String,
    /// As promised; as planned where nothing was.
    pub planned: i64,
    pub committed: i64,
    pub actual: Option<i64>,
    pub lines: i64,
    /// Lines that have no actual amount yet and are not closed.
    pub open: i64,
}

/// What the articles of a campaign come to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CostTotal {
    pub planned: i64,
    pub committed: i64,
    /// Nothing until an article has an actual amount.
    pub actual: Option<i64>,
    /// Whether every line has one.
    pub complete: bool,
    /// Actual beside planned, of articles whose every line is paid: only these are compared.
    pub compared: Option<(i64, i64)>,
}

impl CostTotal {
    pub fn of(rows: &[CostRow]) -> Self {
        let sum = |of: fn(&CostRow) -> i64| rows.iter().map(of).sum::<i64>();
        let known: Vec<i64> = rows.iter().filter_map(|row| row.actual).collect();
        let paid: Vec<(i64, i64)> =
            rows.iter().filter(|row| row.open == 0).filter_map(|row| Some((row.actual?, row.planned))).collect();
        let both = |pairs: &[(i64, i64)]| pairs.iter().fold((0, 0), |(a, p), pair| (a + pair.0, p + pair.1));
        CostTotal {
            planned: sum(|row| row.planned),
            committed: sum(|row| row.committed),
            actual: (!known.is_empty()).then(|| known.iter().sum()),
            complete: rows.iter().all(|row| row.open == 0),
            compared: (!paid.is_empty()).then(|| both(&paid)),
        }
    }
}

/// Missing data that touches the figures of a campaign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// Cost lines of this number have no actual amount.
    CostWithoutActual(i64),
    /// No target was set for the revenue.
    NoRevenueTarget,
    /// Won opportunities of this number have the amount 0.
    WonWithoutAmount(i64),
}

/// The plan against which the results stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BaselineView {
    pub version: i64,
    pub frozen: NaiveDate,
    pub approved: bool,
    pub by: String,
}

/// Everything on the results page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CampaignView {
    pub id: i64,
    pub version: i64,
    pub code: String,
    pub name: String,
    pub status: Status,
    pub owner: String,
    pub kind: String,
    pub first_day: Option<NaiveDate>,
    pub last_day: Option<NaiveDate>,
    pub today: NaiveDate,
    pub baseline: Option<BaselineView>,
    pub figures: Vec<FigureCell>,
    pub stages: Vec<StageRow>,
    pub cohort: i64,
    pub weakest: Option<(String, Ratio)>,
    /// What the steps are judged by; nothing where the kind has no reference funnel.
    pub reference: Option<AgainstReference>,
    /// Why revenue differs from plan; nothing without a target for it.
    pub why: Option<Why>,
    pub months: Vec<MonthRow>,
    pub activities: Vec<ActivityRow>,
    pub costs: Vec<CostRow>,
    pub quick: bool,
    pub goal: String,
    pub line: String,
    pub touches: i64,
    pub touches_done: i64,
    pub missing: Vec<Missing>,
    /// Set while the launch runs: done of all.
    pub progress: Option<(i64, i64)>,
    /// Whether the launch can still be taken back.
    pub undoable: bool,
    /// What was decided when it was closed.
    pub decision: Option<Decision>,
    /// Whether one of its activities is an event, which has a profit and loss of its own.
    pub event: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_articles_that_are_paid_are_compared() {
        let row = |planned, committed, actual, open| CostRow {
            article: String::new(),
            planned,
            committed,
            actual,
            lines: 1,
            open,
        };
        // metrics.md, Money: A 1,000/1,000/400 open, B 1,000/1,000/900 closed, C 500 planned only
        let total = CostTotal::of(&[
            row(100_000, 100_000, Some(40_000), 1),
            row(100_000, 100_000, Some(90_000), 0),
            row(50_000, 0, None, 1),
        ]);
        assert_eq!((total.planned, total.committed, total.actual), (250_000, 200_000, Some(130_000)));
        assert_eq!((total.complete, total.compared), (false, Some((90_000, 100_000))));
        let none = CostTotal::of(&[row(500, 0, None, 1)]);
        assert_eq!((none.actual, none.compared), (None, None));
    }
}
