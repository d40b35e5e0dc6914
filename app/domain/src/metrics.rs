//! The formula of every figure. Counts and sums arrive from SQL; nothing is computed anywhere else.
//!
//! Source of all definitions: the metric dictionary of the project. Ratios keep numerator and denominator and are
//! rounded only for display; a ratio whose denominator is zero is a [`Gap`] with its reason.

pub mod backplan;
mod compare;
pub mod cost;
pub mod funnel;
pub mod interval;
pub mod methods;
pub mod missing;
pub mod phasing;
pub mod reference;
pub mod waterfall;

pub use compare::{Comparison, Deviation, Judgement, against, compare, deviation};

use crate::money::div_round;
use serde::{Deserialize, Serialize};

/// An exact ratio of two integers with a positive denominator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ratio {
    pub numerator: i64,
    pub denominator: i64,
}

impl Ratio {
    /// Nothing when the denominator is not positive.
    pub fn new(numerator: i64, denominator: i64) -> Option<Self> {
        (denominator > 0).then_some(Self { numerator, denominator })
    }

    /// The ratio in units of `1 / per`, rounded half away from zero: `per` 10,000 gives basis points.
    pub fn scaled(self, per: i64) -> i64 {
        i64::try_from(div_round(i128::from(self.numerator) * i128::from(per), self.denominator.into()))
            .unwrap_or(i64::MAX)
    }
}

/// Why a figure does not exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gap {
    NoCost,
    NoLeads,
    NoTarget,
    NoneInStage,
    NotYet,
}

impl Gap {
    pub const ALL: [Gap; 5] = [Gap::NoCost, Gap::NoLeads, Gap::NoTarget, Gap::NoneInStage, Gap::NotYet];
}

/// The value of a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    Count(i64),
    /// Minor units of the workspace currency.
    Money(i64),
    /// Shown as a percentage.
    Share(Ratio),
    Gap(Gap),
}

/// The figures that a campaign promises and reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Figure {
    Contacted,
    Responders,
    NewLeads,
    ConvertedLeads,
    Opportunities,
    Won,
    Revenue,
    Cost,
    CostPerLead,
    Roi,
}

impl Figure {
    pub const ALL: [Figure; 10] = [
        Figure::Contacted,
        Figure::Responders,
        Figure::NewLeads,
        Figure::ConvertedLeads,
        Figure::Opportunities,
        Figure::Won,
        Figure::Revenue,
        Figure::Cost,
        Figure::CostPerLead,
        Figure::Roi,
    ];
    /// The strip on top of the results, in its order.
    pub const STRIP: [Figure; 6] = [
        Figure::NewLeads,
        Figure::ConvertedLeads,
        Figure::Opportunities,
        Figure::Revenue,
        Figure::CostPerLead,
        Figure::Roi,
    ];
    /// Figures that a target can be set for; the cost target is the sum of the cost lines.
    pub const TARGETS: [Figure; 7] = [
        Figure::Contacted,
        Figure::Responders,
        Figure::NewLeads,
        Figure::ConvertedLeads,
        Figure::Opportunities,
        Figure::Won,
        Figure::Revenue,
    ];

    /// Those of [`Figure::TARGETS`] that add up over the activities of a campaign: each record is of one activity, while one
    /// person may be reached by several.
    pub const SUMMED: [Figure; 5] =
        [Figure::NewLeads, Figure::ConvertedLeads, Figure::Opportunities, Figure::Won, Figure::Revenue];

    pub fn as_str(self) -> &'static str {
        match self {
            Figure::Contacted => "contacted",
            Figure::Responders => "responders",
            Figure::NewLeads => "new_leads",
            Figure::ConvertedLeads => "converted_leads",
            Figure::Opportunities => "opportunities",
            Figure::Won => "won",
            Figure::Revenue => "revenue",
            Figure::Cost => "cost",
            Figure::CostPerLead => "cost_per_lead",
            Figure::Roi => "roi",
        }
    }

    pub fn parse(text: &str) -> Option<Figure> {
        Figure::ALL.into_iter().find(|figure| figure.as_str() == text)
    }

    /// The figure that promises how many people enter the stage of a `fact`, where there is one.
    pub fn of_fact(fact: &str) -> Option<Figure> {
        Some(match fact {
            "contacted" => Figure::Contacted,
            "responded" => Figure::Responders,
            "lead" => Figure::NewLeads,
            "converted" => Figure::ConvertedLeads,
            "opportunity" => Figure::Opportunities,
            "won" => Figure::Won,
            _ => return None,
        })
    }

    pub fn is_money(self) -> bool {
        matches!(self, Figure::Revenue | Figure::Cost | Figure::CostPerLead)
    }

    /// Whether less than planned is the better direction.
    pub fn less_is_better(self) -> bool {
        matches!(self, Figure::Cost | Figure::CostPerLead)
    }
}

/// Counts and sums of a campaign, as SQL gives them. Money in minor units of the workspace currency.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    pub contacted: i64,
    pub responders: i64,
    pub new_leads: i64,
    pub converted_leads: i64,
    pub opportunities: i64,
    pub won: i64,
    pub revenue: i64,
    pub actual_cost: i64,
    /// Cost lines that have an actual amount; without one, actual cost is unknown rather than nothing.
    pub cost_lines_with_actual: i64,
}

/// The value of `figure` from the totals.
pub fn value(figure: Figure, totals: &Totals) -> Value {
    let cost_known = totals.cost_lines_with_actual > 0;
    match figure {
        Figure::Contacted => Value::Count(totals.contacted),
        Figure::Responders => Value::Count(totals.responders),
        Figure::NewLeads => Value::Count(totals.new_leads),
        Figure::ConvertedLeads => Value::Count(totals.converted_leads),
        Figure::Opportunities => Value::Count(totals.opportunities),
        Figure::Won => Value::Count(totals.won),
        Figure::Revenue => Value::Money(totals.revenue),
        Figure::Cost if cost_known => Value::Money(totals.actual_cost),
        Figure::CostPerLead if cost_known => cost_per(totals.actual_cost, totals.new_leads),
        Figure::Roi if cost_known => roi(totals.revenue, totals.actual_cost),
        Figure::Cost | Figure::CostPerLead | Figure::Roi => Value::Gap(Gap::NoCost),
    }
}

/// Cost divided by a count, rounded half away from zero to the minor unit.
pub fn cost_per(cost: i64, count: i64) -> Value {
    match Ratio::new(cost, count) {
        Some(ratio) => Value::Money(ratio.scaled(1)),
        None => Value::Gap(Gap::NoLeads),
    }
}

/// (revenue − actual cost) / actual cost.
pub fn roi(revenue: i64, cost: i64) -> Value {
    Ratio::new(revenue.saturating_sub(cost), cost).map_or(Value::Gap(Gap::NoCost), Value::Share)
}

/// Converted leads / new leads, and every other share of a count.
pub fn share(part: i64, whole: i64) -> Value {
    Ratio::new(part, whole).map_or(Value::Gap(Gap::NoLeads), Value::Share)
}

/// What is promised for the figures: targets as stored, and the planned cost.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    pub targets: Vec<(Figure, i64)>,
    pub cost: i64,
}

impl Plan {
    pub fn target(&self, figure: Figure) -> Option<i64> {
        self.targets.iter().find(|(f, _)| *f == figure).map(|(_, value)| *value)
    }

    /// The promised value of a figure; ratios follow from the promised parts.
    pub fn value(&self, figure: Figure) -> Value {
        let missing = Value::Gap(Gap::NoTarget);
        match figure {
            Figure::Cost => Value::Money(self.cost),
            // Where nothing is planned to be spent, nobody said that leads cost nothing.
            Figure::CostPerLead if self.cost == 0 => Value::Gap(Gap::NoCost),
            Figure::CostPerLead => self.target(Figure::NewLeads).map_or(missing, |leads| cost_per(self.cost, leads)),
            Figure::Roi => self.target(Figure::Revenue).map_or(missing, |revenue| roi(revenue, self.cost)),
            money if money.is_money() => self.target(figure).map_or(missing, Value::Money),
            _ => self.target(figure).map_or(missing, Value::Count),
        }
    }
}

/// The median of values counted in a histogram of (value, count); the mean of the middle two as twice the value, so
/// that it stays exact.
pub fn median_doubled(histogram: &mut [(i64, i64)]) -> Option<i64> {
    histogram.sort_unstable();
    let total: i64 = histogram.iter().map(|(_, n)| n).sum();
    if total <= 0 {
        return None;
    }
    let at = |rank: i64| {
        let mut seen = 0;
        histogram.iter().find(|(_, n)| {
            seen += n;
            seen > rank
        })
    };
    Some(at((total - 1) / 2)?.0 + at(total / 2)?.0)
}

/// An amount weighted by a chance in percent, rounded half up; an amount whose chance is not known counts nothing.
pub fn weighted(minor: i64, percent: i64) -> i64 {
    let product = i128::from(minor) * i128::from(percent) + 50;
    i64::try_from(product.div_euclid(100)).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    #[test]
    fn a_running_campaign_is_compared_with_its_plan_to_date() {
        // metrics.md, Money: linear within; 4 of 10 days of 5,000 are 2,000, of 10 leads 4
        let day = |d: u32| NaiveDate::from_ymd_opt(2026, 7, d).unwrap();
        let running = Some((day(1), day(10)));
        let money = compare(Figure::Revenue, Value::Money(300_000), Value::Money(500_000), running, day(4));
        assert_eq!(money.to_date, Value::Money(200_000));
        assert_eq!(money.deviation.unwrap().difference, Value::Money(100_000));
        let leads = compare(Figure::NewLeads, Value::Count(3), Value::Count(10), running, day(4));
        assert_eq!(leads.deviation.unwrap().judgement, Judgement::Worse);
        let ratio = Value::Share(Ratio { numerator: -1, denominator: 1 });
        let early = compare(Figure::Roi, ratio, Value::Share(Ratio { numerator: 2, denominator: 1 }), running, day(4));
        assert_eq!((early.judged_on, early.deviation), (Some(day(10)), None));
        let ended = compare(Figure::Revenue, Value::Money(300_000), Value::Money(500_000), None, day(20));
        assert_eq!(ended.deviation.unwrap().difference, Value::Money(-200_000));
    }

    #[test]
    fn cost_1000_and_three_wins_of_1000_give_roi_200_percent() {
        // metrics.md, Money: the check that joins do not multiply costs
        let totals =
            Totals { revenue: 300_000, actual_cost: 100_000, cost_lines_with_actual: 1, won: 3, ..Totals::default() };
        assert_eq!(value(Figure::Roi, &totals), Value::Share(Ratio { numerator: 200_000, denominator: 100_000 }));
        assert_eq!(value(Figure::Revenue, &totals), Value::Money(300_000));
        assert_eq!(value(Figure::Cost, &totals), Value::Money(100_000));
    }

    #[test]
    fn the_figures_of_the_reference_page_come_out() {
        // ui/campaign-results.png
        let totals = Totals {
            new_leads: 100,
            converted_leads: 62,
            opportunities: 41,
            won: 18,
            revenue: 10_800_000,
            actual_cost: 2_256_000,
            cost_lines_with_actual: 6,
            ..Totals::default()
        };
        let plan = Plan {
            targets: vec![
                (Figure::NewLeads, 100),
                (Figure::ConvertedLeads, 60),
                (Figure::Opportunities, 45),
                (Figure::Revenue, 10_000_000),
            ],
            cost: 2_400_000,
        };
        assert_eq!(value(Figure::CostPerLead, &totals), Value::Money(22_560));
        let Value::Share(roi) = value(Figure::Roi, &totals) else { panic!() };
        assert_eq!(roi.scaled(100), 379);
        let Value::Share(planned) = plan.value(Figure::Roi) else { panic!() };
        assert_eq!(planned.scaled(100), 317);
        let deviation = |figure| deviation(figure, value(figure, &totals), plan.value(figure)).unwrap();
        assert_eq!(deviation(Figure::NewLeads).judgement, Judgement::OnPlan);
        assert_eq!(deviation(Figure::Opportunities).relative.unwrap().scaled(1000), -89);
        assert_eq!(deviation(Figure::CostPerLead).difference, Value::Money(-1440));
        assert_eq!(deviation(Figure::CostPerLead).judgement, Judgement::Better);
        let Value::Share(points) = deviation(Figure::Roi).difference else { panic!() };
        assert_eq!(points.scaled(1000), 621);
    }

    #[test]
    fn without_recorded_cost_there_is_a_dash_with_the_reason() {
        let totals = Totals { revenue: 100, new_leads: 4, ..Totals::default() };
        assert_eq!(value(Figure::Roi, &totals), Value::Gap(Gap::NoCost));
        assert_eq!(value(Figure::CostPerLead, &totals), Value::Gap(Gap::NoCost));
        let costly = Totals { actual_cost: 100, cost_lines_with_actual: 1, ..Totals::default() };
        assert_eq!(value(Figure::CostPerLead, &costly), Value::Gap(Gap::NoLeads));
    }

    #[test]
    fn the_median_is_the_middle_or_the_mean_of_the_two() {
        assert_eq!(median_doubled(&mut [(3, 1), (1, 1), (2, 1)]), Some(4));
        assert_eq!(median_doubled(&mut [(1, 1), (2, 1)]), Some(3));
        assert_eq!(median_doubled(&mut []), None);
    }
}
