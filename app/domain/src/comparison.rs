//! Campaigns, and kinds of campaign, side by side.

use crate::{
    campaign::Status,
    closing::{Decision, Lesson},
    metrics::{Gap, Value},
    period_plan::PlanPart,
    touch::Outcome,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Campaigns that one page compares.
pub const COMPARED_MAX: usize = 20;
/// Similar ones that are offered with one.
pub const SIMILAR: i64 = 5;

/// What is compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Compare {
    /// These, in the order of their days.
    Campaigns(Vec<i64>),
    /// A campaign with earlier ones of its kind.
    Like(i64),
    /// The kinds, by their campaigns that began in a year; in this one where none is named.
    Kinds(Option<i32>),
}

impl Default for Compare {
    fn default() -> Self {
        Compare::Kinds(None)
    }
}

impl Compare {
    /// The form used in URLs: `ids=1,2,3`, `like=7`, `year=2026`.
    pub fn query(&self) -> String {
        match self {
            Compare::Campaigns(ids) => {
                format!("ids={}", ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(","))
            }
            Compare::Like(id) => format!("like={id}"),
            Compare::Kinds(year) => year.map_or_else(String::new, |year| format!("year={year}")),
        }
    }

    pub fn from_pairs(get: impl Fn(&str) -> Option<String>) -> Self {
        if let Some(ids) = get("ids") {
            let mut chosen: Vec<i64> = Vec::new();
            for id in ids.split(',').filter_map(|id| id.parse().ok()) {
                if !chosen.contains(&id) && chosen.len() < COMPARED_MAX {
                    chosen.push(id);
                }
            }
            return Compare::Campaigns(chosen);
        }
        match get("like").and_then(|id| id.parse().ok()) {
            Some(id) => Compare::Like(id),
            None => Compare::Kinds(get("year").and_then(|year| year.parse().ok())),
        }
    }
}

/// A campaign, or a kind with all of its campaigns, in the comparison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compared {
    pub id: i64,
    pub name: String,
    /// Of a campaign.
    pub kind: String,
    pub status: Option<Status>,
    pub days: Option<(NaiveDate, NaiveDate)>,
    /// Pieces of the kinds of response, as many as there are records.
    pub responses: Vec<(Outcome, i64)>,
    pub part: PlanPart,
    pub decision: Option<Decision>,
}

impl Compared {
    /// Revenue − actual cost; nothing while no cost is known.
    pub fn profit(&self) -> Value {
        profit(self.part.totals.revenue, self.part.totals.actual_cost, self.part.totals.cost_lines_with_actual)
    }

    pub fn responded(&self) -> i64 {
        self.responses.iter().map(|(_, n)| n).sum()
    }
}

/// Revenue − actual cost, in minor units; nothing while no line has an actual amount.
pub fn profit(revenue: i64, cost: i64, lines: i64) -> Value {
    if lines > 0 { Value::Money(revenue.saturating_sub(cost)) } else { Value::Gap(Gap::NoCost) }
}

/// A comparison on its page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    pub of: Compare,
    /// Of the year, where kinds are compared.
    pub year: Option<i32>,
    pub rows: Vec<Compared>,
    /// Campaigns that can be chosen: id, name.
    pub choices: Vec<(i64, String)>,
    pub lessons: Vec<Lesson>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    #[test]
    fn an_address_is_read_back_and_holds_twenty_campaigns() {
        let read = |query: &str| {
            let pairs: HashMap<String, String> = query
                .split('&')
                .filter_map(|pair| pair.split_once('='))
                .map(|(a, b)| (a.to_owned(), b.to_owned()))
                .collect();
            Compare::from_pairs(|name| pairs.get(name).cloned())
        };
        for of in [Compare::Campaigns(vec![3, 1]), Compare::Like(7), Compare::Kinds(Some(2025)), Compare::Kinds(None)] {
            assert_eq!(read(&of.query()), of);
        }
        assert_eq!(read("ids=1,1,x,2"), Compare::Campaigns(vec![1, 2]));
        let many = Compare::Campaigns((0..40).collect()).query();
        assert_eq!(read(&many), Compare::Campaigns((0..20).collect()));
    }

    #[test]
    fn profit_is_revenue_less_what_was_paid() {
        // metrics.md, Money: one cost line of 1,000 and three won opportunities of 1,000
        assert_eq!(profit(300_000, 100_000, 1), Value::Money(200_000));
        assert_eq!(profit(300_000, 0, 0), Value::Gap(Gap::NoCost));
        assert_eq!(profit(0, 100_000, 1), Value::Money(-100_000));
    }
}
