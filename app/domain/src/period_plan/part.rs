//! A part of a plan: what it promised, and what came of it.

use crate::{
    activity::ActivityKind,
    metrics::{Figure, Plan, Totals, Value, cost::CostSums, value},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What is promised and what came about, of a campaign or of several.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanPart {
    pub plan: Plan,
    pub totals: Totals,
    /// Of the lines as they are now.
    pub costs: CostSums,
    pub campaigns: i64,
}

impl PlanPart {
    /// Adds another part. People reached and people who responded are left out: one person may be in several campaigns.
    pub fn add(&mut self, other: &PlanPart) {
        self.campaigns += other.campaigns;
        self.plan.cost = self.plan.cost.saturating_add(other.plan.cost);
        for figure in Figure::SUMMED {
            let Some(more) = other.plan.target(figure) else { continue };
            match self.plan.targets.iter_mut().find(|(known, _)| *known == figure) {
                Some((_, value)) => *value = value.saturating_add(more),
                None => self.plan.targets.push((figure, more)),
            }
        }
        let (into, from) = (&mut self.totals, &other.totals);
        into.new_leads += from.new_leads;
        into.converted_leads += from.converted_leads;
        into.opportunities += from.opportunities;
        into.won += from.won;
        into.revenue = into.revenue.saturating_add(from.revenue);
        into.actual_cost = into.actual_cost.saturating_add(from.actual_cost);
        into.cost_lines_with_actual += from.cost_lines_with_actual;
        self.costs = self.costs + other.costs;
    }

    /// All of them together.
    pub fn sum<'a>(parts: impl IntoIterator<Item = &'a PlanPart>) -> PlanPart {
        parts.into_iter().fold(PlanPart::default(), |mut all, part| {
            all.add(part);
            all
        })
    }

    /// A figure as it came.
    pub fn actual(&self, figure: Figure) -> Value {
        value(figure, &self.totals)
    }

    /// A figure as promised.
    pub fn planned(&self, figure: Figure) -> Value {
        self.plan.value(figure)
    }
}

/// One cut through a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Slice {
    Campaign(i64),
    Kind(i64),
    /// A line of business; nothing for campaigns without one.
    Line(Option<i64>),
    /// What belongs to activities of a kind; nothing for what belongs to none.
    Channel(Option<ActivityKind>),
    /// A month by its first day.
    Month(NaiveDate),
}

/// The rows behind a figure of a plan, or of one cut through it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SliceRows {
    pub figure: Figure,
    pub slice: Option<Slice>,
}

impl SliceRows {
    /// The form used in URLs, such as `revenue@kind:3`.
    pub fn code(self) -> String {
        let figure = self.figure.as_str();
        let id = |id: Option<i64>| id.map_or_else(String::new, |id| id.to_string());
        match self.slice {
            None => figure.to_owned(),
            Some(Slice::Campaign(id)) => format!("{figure}@campaign:{id}"),
            Some(Slice::Kind(id)) => format!("{figure}@kind:{id}"),
            Some(Slice::Line(line)) => format!("{figure}@line:{}", id(line)),
            Some(Slice::Channel(kind)) => format!("{figure}@channel:{}", kind.map_or("", ActivityKind::as_str)),
            Some(Slice::Month(day)) => format!("{figure}@month:{day}"),
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        let Some((figure, slice)) = code.split_once('@') else {
            return Some(SliceRows { figure: Figure::parse(code)?, slice: None });
        };
        let (by, value) = slice.split_once(':')?;
        let slice = match by {
            "campaign" => Slice::Campaign(value.parse().ok()?),
            "kind" => Slice::Kind(value.parse().ok()?),
            "line" => Slice::Line(if value.is_empty() { None } else { Some(value.parse().ok()?) }),
            "channel" => Slice::Channel(if value.is_empty() { None } else { Some(ActivityKind::parse(value)?) }),
            "month" => Slice::Month(value.parse().ok()?),
            _ => return None,
        };
        Some(SliceRows { figure: Figure::parse(figure)?, slice: Some(slice) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(leads: i64, revenue: i64, cost: i64) -> PlanPart {
        PlanPart {
            plan: Plan { targets: vec![(Figure::Contacted, 50), (Figure::NewLeads, leads)], cost },
            totals: Totals {
                contacted: 40,
                new_leads: leads * 2,
                revenue,
                actual_cost: cost / 2,
                cost_lines_with_actual: 1,
                ..Totals::default()
            },
            costs: CostSums { planned: cost, forecast: cost, ..CostSums::default() },
            campaigns: 1,
        }
    }

    #[test]
    fn parts_add_up_and_people_are_not_added() {
        let all = PlanPart::sum(&[part(3, 500, 1000), part(4, 700, 2000)]);
        assert_eq!((all.campaigns, all.plan.cost, all.plan.target(Figure::NewLeads)), (2, 3000, Some(7)));
        assert_eq!((all.totals.new_leads, all.totals.revenue, all.costs.forecast), (14, 1200, 3000));
        // One person may be in both campaigns.
        assert_eq!((all.plan.target(Figure::Contacted), all.totals.contacted), (None, 0));
        // 1,500 spent over 14 leads are 107 each.
        assert_eq!(all.actual(Figure::CostPerLead), Value::Money(107));
        assert_eq!(PlanPart::sum(&[]).actual(Figure::Roi), Value::Gap(crate::metrics::Gap::NoCost));
    }

    #[test]
    fn addresses_of_rows_are_read_back() {
        let month = NaiveDate::from_ymd_opt(2026, 6, 1).unwrap();
        let slices = [
            None,
            Some(Slice::Campaign(4)),
            Some(Slice::Kind(3)),
            Some(Slice::Line(None)),
            Some(Slice::Line(Some(2))),
            Some(Slice::Channel(None)),
            Some(Slice::Channel(Some(ActivityKind::Letter))),
            Some(Slice::Month(month)),
        ];
        for slice in slices {
            let rows = SliceRows { figure: Figure::Revenue, slice };
            assert_eq!(SliceRows::parse(&rows.code()), Some(rows));
        }
        for wrong in ["", "revenue@", "revenue@kind:x", "nothing", "revenue@channel:pigeon"] {
            assert_eq!(SliceRows::parse(wrong), None, "{wrong}");
        }
    }
}
