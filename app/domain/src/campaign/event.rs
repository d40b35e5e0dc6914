//! The profit and loss of an event: what it cost by article, whom it brought, how soon somebody called back; beside the one before
//! and beside other kinds of campaign.

use crate::{
    comparison::profit,
    metrics::{Plan, Totals, Value, cost_per, median_doubled, share},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// How soon people met at an event heard from somebody again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowUp {
    /// People who responded at the event.
    pub met: i64,
    /// Whole days from meeting to the first thing done afterwards, with how many waited so long.
    pub waits: Vec<(i64, i64)>,
}

impl FollowUp {
    /// Those who heard from somebody.
    pub fn followed(&self) -> i64 {
        self.waits.iter().map(|(_, n)| n).sum()
    }

    /// The share of those met; nothing while nobody was.
    pub fn share(&self) -> Value {
        share(self.followed(), self.met)
    }

    /// The median of finished waits, doubled so that it stays exact.
    pub fn median_doubled(&self) -> Option<i64> {
        median_doubled(&mut self.waits.clone())
    }
}

/// One event in the comparison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventSide {
    pub campaign: i64,
    pub name: String,
    pub days: Option<(NaiveDate, NaiveDate)>,
    pub totals: Totals,
    /// Stages of the kind with the people who entered them.
    pub entered: Vec<i64>,
    pub follow_up: FollowUp,
}

impl EventSide {
    pub fn profit(&self) -> Value {
        profit(self.totals.revenue, self.totals.actual_cost, self.totals.cost_lines_with_actual)
    }

    pub fn cost_per_lead(&self) -> Value {
        crate::metrics::value(crate::metrics::Figure::CostPerLead, &self.totals)
    }
}

/// What an article cost: promised, paid, and paid at the event before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventCost {
    pub article: String,
    pub planned: i64,
    pub actual: Option<i64>,
    pub before: Option<i64>,
}

/// What a lead cost in another kind of campaign, over those that began in the year before the end of the event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KindCost {
    pub kind: i64,
    pub name: String,
    pub campaigns: i64,
    pub leads: i64,
    pub cost: i64,
    pub lines: i64,
}

impl KindCost {
    pub fn cost_per_lead(&self) -> Value {
        if self.lines > 0 { cost_per(self.cost, self.leads) } else { Value::Gap(crate::metrics::Gap::NoCost) }
    }
}

/// An event on its page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventView {
    pub kind: (i64, String),
    pub this: EventSide,
    /// The one before of the same kind.
    pub before: Option<EventSide>,
    pub stages: Vec<String>,
    pub costs: Vec<EventCost>,
    pub kinds: Vec<KindCost>,
    pub plan: Plan,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::Ratio;

    #[test]
    fn waits_are_told_as_a_share_and_a_median() {
        // Of ten people met, four heard after 0, 1, 2 and 9 days: half way between 1 and 2.
        let follow_up = FollowUp { met: 10, waits: vec![(9, 1), (0, 1), (2, 1), (1, 1)] };
        assert_eq!(follow_up.share(), Value::Share(Ratio { numerator: 4, denominator: 10 }));
        assert_eq!(follow_up.median_doubled(), Some(3));
        assert_eq!(FollowUp::default().median_doubled(), None);
    }

    #[test]
    fn a_lead_of_a_kind_costs_what_was_paid_over_its_leads() {
        let kind = KindCost { kind: 1, name: "Letters".into(), campaigns: 2, leads: 8, cost: 100_000, lines: 3 };
        assert_eq!(kind.cost_per_lead(), Value::Money(12_500));
    }
}
