//! Campaigns: the draft, the launch, the results.

use crate::{
    audience::Equation,
    calendar::Month,
    decimal::{self, DecimalMark},
    fault::{Faults, FieldFault, text},
    metrics::{Deviation, Figure, Ratio, Totals, Value, funnel::StageCount},
    money::{Currency, line_total},
    rule::Rule,
    touch::ActivityKind,
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
    pub owner: String,
    pub first_day: Option<NaiveDate>,
    pub last_day: Option<NaiveDate>,
    pub totals: Totals,
    pub planned_cost: i64,
    pub target_revenue: Option<i64>,
    pub target_leads: Option<i64>,
    pub roi: Value,
}

/// The overview with its totals row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CampaignIndex {
    pub rows: Vec<CampaignRow>,
    pub totals: Totals,
    pub planned_cost: i64,
    pub target_revenue: i64,
    pub target_leads: i64,
    pub roi: Value,
    /// Won revenue without a campaign.
    pub unattributed: i64,
    /// Campaigns without a revenue target.
    pub without_target: i64,
}

/// A planned cost line as typed: text fields, so that a fault can be shown beside what was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CostDraft {
    pub article: String,
    pub quantity: String,
    pub price: String,
}

/// A parsed cost line: quantity in thousandths, money in minor units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CostLine {
    pub article: String,
    pub quantity_milli: i64,
    pub price_minor: i64,
    pub planned_minor: i64,
}

/// A quick campaign while it is planned. Every step saves it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftInput {
    pub id: Option<i64>,
    pub version: i64,
    pub name: String,
    pub kind: Option<ActivityKind>,
    pub rule: Option<Rule>,
    #[serde(default)]
    pub lists: Vec<i64>,
    pub script: String,
    pub first_day: String,
    pub last_day: String,
    pub minutes: String,
    pub skip_days: String,
    pub needs_consent: bool,
    #[serde(default)]
    pub sellers: Vec<i64>,
    #[serde(default)]
    pub costs: Vec<CostDraft>,
    /// Targets as typed, by figure.
    #[serde(default)]
    pub targets: Vec<(Figure, String)>,
}

/// A draft whose every value was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    pub name: String,
    pub kind: ActivityKind,
    pub script: String,
    pub first_day: Option<NaiveDate>,
    pub last_day: Option<NaiveDate>,
    pub minutes: i64,
    pub skip_days: i64,
    pub costs: Vec<CostLine>,
    pub targets: Vec<(Figure, i64)>,
}

impl DraftInput {
    /// Reads the draft; a draft may be unfinished, but what is filled in must be right.
    ///
    /// # Errors
    /// All faults at once, at `name`, `first_day`, `last_day`, `minutes`, `skip_days`, `cost.N.article|quantity|price`,
    /// `target.FIGURE`.
    pub fn read(&self, currency: Currency, mark: DecimalMark) -> Result<Draft, Vec<FieldFault>> {
        let mut faults = Faults::default();
        let name = faults.take("name", text(&self.name, 120));
        let day = |s: &str| {
            if s.trim().is_empty() {
                Ok(None)
            } else {
                crate::calendar::parse_day(s, crate::calendar::DateOrder::YearMonthDay).map(Some)
            }
        };
        let first_day = faults.take("first_day", day(&self.first_day)).flatten();
        let last_day = faults.take("last_day", day(&self.last_day)).flatten();
        if let (Some(first), Some(last)) = (first_day, last_day)
            && last < first
        {
            faults.add("last_day", crate::fault::Fault::EndBeforeStart);
        }
        let whole = |s: &str, max: i64| {
            let value = if s.trim().is_empty() { 0 } else { decimal::parse(s, mark, 0)? };
            if value < 0 {
                Err(crate::fault::Fault::Negative)
            } else if value > max {
                Err(crate::fault::Fault::TooLarge)
            } else {
                Ok(value)
            }
        };
        let minutes = faults.take("minutes", whole(&self.minutes, 600));
        let skip_days = faults.take("skip_days", whole(&self.skip_days, 3650));
        let script = if self.script.chars().count() > 4000 {
            faults.add("script", crate::fault::Fault::TooLong);
            String::new()
        } else {
            self.script.trim().to_owned()
        };
        let costs = self.read_costs(currency, mark, &mut faults);
        let targets = self.read_targets(currency, mark, &mut faults);
        match (name, minutes, skip_days) {
            (Some(name), Some(minutes), Some(skip_days)) if faults.is_empty() => Ok(Draft {
                name,
                kind: self.kind.unwrap_or(ActivityKind::Call),
                script,
                first_day,
                last_day,
                minutes,
                skip_days,
                costs,
                targets,
            }),
            _ => Err(faults.into_vec()),
        }
    }

    fn read_costs(&self, currency: Currency, mark: DecimalMark, faults: &mut Faults) -> Vec<CostLine> {
        let filled = |line: &&CostDraft| {
            !(line.article.trim().is_empty() && line.quantity.trim().is_empty() && line.price.trim().is_empty())
        };
        let mut lines = Vec::new();
        for (n, line) in self.costs.iter().enumerate().filter(|(_, line)| filled(line)) {
            let positive = |value: Result<i64, _>| {
                value.and_then(|v| if v < 0 { Err(crate::fault::Fault::Negative) } else { Ok(v) })
            };
            let article = faults.take(&format!("cost.{n}.article"), text(&line.article, 120));
            let quantity =
                faults.take(&format!("cost.{n}.quantity"), positive(decimal::parse(&line.quantity, mark, 3)));
            let price =
                faults.take(&format!("cost.{n}.price"), positive(decimal::parse(&line.price, mark, currency.places())));
            if let (Some(article), Some(quantity_milli), Some(price_minor)) = (article, quantity, price)
                && let Some(planned_minor) =
                    faults.take(&format!("cost.{n}.price"), line_total(quantity_milli, price_minor))
            {
                lines.push(CostLine { article, quantity_milli, price_minor, planned_minor });
            }
        }
        lines
    }

    fn read_targets(&self, currency: Currency, mark: DecimalMark, faults: &mut Faults) -> Vec<(Figure, i64)> {
        let mut targets = Vec::new();
        for (figure, typed) in
            self.targets.iter().filter(|(figure, typed)| !typed.trim().is_empty() && Figure::TARGETS.contains(figure))
        {
            let scale = if figure.is_money() { currency.places() } else { 0 };
            let value = decimal::parse(typed, mark, scale)
                .and_then(|v| if v < 0 { Err(crate::fault::Fault::Negative) } else { Ok(v) });
            if let Some(value) = faults.take(&format!("target.{}", figure.as_str()), value) {
                targets.push((*figure, value));
            }
        }
        targets
    }
}

/// What stands in the way of a launch, named where it can be mended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Obstacle {
    NobodyToContact,
    NoFirstDay,
    NoWorkingDay,
    NoSeller,
}

impl Obstacle {
    pub const ALL: [Obstacle; 4] =
        [Obstacle::NobodyToContact, Obstacle::NoFirstDay, Obstacle::NoWorkingDay, Obstacle::NoSeller];
}

/// A draft with what it would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftView {
    pub input: DraftInput,
    pub status: Status,
    pub equation: Equation,
    /// The working days of the range.
    pub days: Vec<NaiveDate>,
    /// Sellers chosen, with pieces by day.
    pub grid: Vec<(i64, String, Vec<usize>)>,
    /// Everybody who could take work.
    pub people_of_sales: Vec<(i64, String)>,
    pub lists: Vec<crate::list::ListRow>,
    pub line_totals: Vec<i64>,
    pub planned_cost: i64,
    pub planned: Vec<(Figure, Value)>,
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
}

/// Money by month, planned and actual.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthRow {
    pub month: Month,
    pub planned_cost: i64,
    pub actual_cost: i64,
    pub planned_revenue: i64,
    pub revenue: i64,
    /// Whether the month has not begun yet.
    pub ahead: bool,
}

/// An activity in the results.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivityRow {
    pub id: Option<i64>,
    pub name: String,
    pub kind: Option<ActivityKind>,
    pub touches: i64,
    pub done: i64,
    pub planned_cost: i64,
    pub actual_cost: Option<i64>,
    pub totals: Totals,
}

/// A cost line in the results, where its actual amount is entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CostRow {
    pub id: i64,
    pub version: i64,
    pub article: String,
    pub quantity_milli: i64,
    pub price_minor: i64,
    pub planned_minor: i64,
    pub actual_minor: Option<i64>,
    pub day: NaiveDate,
}

/// The actual amount of a cost line as typed; an empty amount takes it back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CostActual {
    pub id: i64,
    pub version: i64,
    pub amount: String,
    /// Day of the document; empty leaves it.
    pub day: String,
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
    pub months: Vec<MonthRow>,
    pub activities: Vec<ActivityRow>,
    pub costs: Vec<CostRow>,
    pub equation: Equation,
    pub touches: i64,
    pub touches_done: i64,
    pub missing: Vec<Missing>,
    /// Set while the launch runs: done of all.
    pub progress: Option<(i64, i64)>,
    /// Whether the launch can still be taken back.
    pub undoable: bool,
}

/// Which rows a figure opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowsOf {
    Figure(Figure),
    /// People who entered a stage as part of the cohort.
    Stage(i64),
    /// People who joined at a stage.
    Joined(i64),
    /// A term of the audience equation by code, 0 for those who are contacted.
    Term(i64),
    /// Won opportunities of a month, by its first day.
    Revenue(NaiveDate),
    /// Cost lines of a month, by its first day.
    Cost(NaiveDate),
}

impl RowsOf {
    /// The form used in URLs, such as `figure:new_leads`.
    pub fn code(self) -> String {
        match self {
            RowsOf::Figure(figure) => format!("figure:{}", figure.as_str()),
            RowsOf::Stage(id) => format!("stage:{id}"),
            RowsOf::Joined(id) => format!("joined:{id}"),
            RowsOf::Term(code) => format!("term:{code}"),
            RowsOf::Revenue(day) => format!("revenue:{day}"),
            RowsOf::Cost(day) => format!("cost:{day}"),
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        let (kind, value) = code.split_once(':')?;
        Some(match kind {
            "figure" => RowsOf::Figure(Figure::parse(value)?),
            "stage" => RowsOf::Stage(value.parse().ok()?),
            "joined" => RowsOf::Joined(value.parse().ok()?),
            "term" => RowsOf::Term(value.parse().ok()?),
            "revenue" => RowsOf::Revenue(value.parse().ok()?),
            "cost" => RowsOf::Cost(value.parse().ok()?),
            _ => return None,
        })
    }
}

/// A row behind a figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FigureRow {
    pub id: i64,
    pub person_id: Option<i64>,
    pub name: String,
    pub account: String,
    pub day: Option<NaiveDate>,
    /// State, stage or outcome code, by the kind of row.
    pub state: String,
    pub amount_minor: Option<i64>,
}

/// The rows behind a figure: `visible + hidden` is the figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FigureRows {
    pub campaign: String,
    pub title: String,
    pub value: Value,
    pub rows: Vec<FigureRow>,
    pub visible: i64,
    pub hidden: i64,
    pub next: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::Fault;

    #[test]
    fn all_faults_of_a_draft_are_reported_at_once() {
        let draft = DraftInput {
            first_day: "2026-07-17".into(),
            last_day: "2026-07-06".into(),
            minutes: "ten".into(),
            costs: vec![CostDraft { article: "Telephone".into(), quantity: "-1".into(), price: "0.355".into() }],
            targets: vec![(Figure::NewLeads, "2o".into())],
            ..DraftInput::default()
        };
        let faults = draft.read(Currency::EUR, DecimalMark::Point).unwrap_err();
        let at = |field: &str| faults.iter().find(|f| f.field == field).map(|f| f.fault);
        assert_eq!(at("name"), Some(Fault::Required));
        assert_eq!(at("last_day"), Some(Fault::EndBeforeStart));
        assert_eq!(at("minutes"), Some(Fault::NotANumber));
        assert_eq!(at("cost.0.quantity"), Some(Fault::Negative));
        assert_eq!(at("cost.0.price"), Some(Fault::TooPrecise));
        assert_eq!(at("target.new_leads"), Some(Fault::NotANumber));
    }

    #[test]
    fn rows_behind_a_figure_survive_the_url() {
        for rows in [RowsOf::Figure(Figure::Roi), RowsOf::Stage(4), RowsOf::Joined(2), RowsOf::Term(0)] {
            assert_eq!(RowsOf::parse(&rows.code()), Some(rows));
        }
    }
}
