//! What a cost line binds, what it will come to, and what is left of a budget (`metrics.md`, Money).

use serde::{Deserialize, Serialize};

/// The three amounts of a cost line, in minor units of one currency.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amounts {
    pub planned: i64,
    pub committed: Option<i64>,
    pub actual: Option<i64>,
    /// Nothing more is expected.
    pub closed: bool,
}

impl Amounts {
    /// What the line takes out of a budget: closed: actual; open: max(committed, actual).
    pub fn exposure(&self) -> i64 {
        let actual = self.actual.unwrap_or(0);
        if self.closed { actual } else { actual.max(self.committed.unwrap_or(0)) }
    }

    /// What the line is expected to come to: closed: actual; open: max(planned, committed, actual).
    pub fn forecast(&self) -> i64 {
        if self.closed { self.actual.unwrap_or(0) } else { self.exposure().max(self.planned) }
    }
}

/// Sums over cost lines.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CostSums {
    pub planned: i64,
    pub committed: i64,
    pub actual: i64,
    pub exposure: i64,
    pub forecast: i64,
}

impl CostSums {
    pub fn add(&mut self, line: &Amounts) {
        self.planned += line.planned;
        self.committed += line.committed.unwrap_or(0);
        self.actual += line.actual.unwrap_or(0);
        self.exposure += line.exposure();
        self.forecast += line.forecast();
    }

    /// What is expected and not bound yet: the part of a plan that comes on top of what a budget bears already.
    pub fn open(&self) -> i64 {
        self.forecast.saturating_sub(self.exposure)
    }
}

impl std::ops::Add for CostSums {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            planned: self.planned + other.planned,
            committed: self.committed + other.committed,
            actual: self.actual + other.actual,
            exposure: self.exposure + other.exposure,
            forecast: self.forecast + other.forecast,
        }
    }
}

/// budget − sum of exposures; below zero once it is overdrawn.
pub fn remaining(budget: i64, exposure: i64) -> i64 {
    budget.saturating_sub(exposure)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn line(planned: i64, committed: Option<i64>, actual: Option<i64>, closed: bool) -> Amounts {
        Amounts { planned, committed, actual, closed }
    }

    fn sums(lines: &[Amounts]) -> CostSums {
        let mut sums = CostSums::default();
        lines.iter().for_each(|l| sums.add(l));
        sums
    }

    #[test]
    fn of_a_budget_of_5000_3100_remain_and_2400_are_forecast() {
        // metrics.md, Money: A 1,000/1,000/400 open, B 1,000/1,000/900 closed, C 500 planned only
        let all = sums(&[
            line(100_000, Some(100_000), Some(40_000), false),
            line(100_000, Some(100_000), Some(90_000), true),
            line(50_000, None, None, false),
        ]);
        assert_eq!(remaining(500_000, all.exposure), 310_000);
        assert_eq!(all.forecast, 240_000);
        // What comes on top of the 1,900 that are bound: C whole, nothing of A and B.
        assert_eq!(all.open(), 50_000);
    }

    #[test]
    fn a_closed_line_without_an_amount_came_to_nothing() {
        assert_eq!(line(500, Some(400), None, true).exposure(), 0);
        assert_eq!(line(500, Some(400), None, true).forecast(), 0);
    }

    proptest! {
        #[test]
        fn remaining_and_forecast_never_contradict_their_lines(lines in proptest::collection::vec((0_i64..1_000_000, proptest::option::of(0_i64..1_000_000), proptest::option::of(0_i64..1_000_000), any::<bool>()), 0..40), budget in 0_i64..10_000_000) {
            let lines: Vec<Amounts> = lines.into_iter().map(|(p, c, a, closed)| line(p, c, a, closed)).collect();
            let all = sums(&lines);
            prop_assert_eq!(budget - remaining(budget, all.exposure), all.exposure);
            prop_assert!(all.actual <= all.exposure, "what is paid is bound");
            prop_assert!(all.exposure <= all.forecast, "what is bound is expected");
            for l in &lines {
                prop_assert!(l.exposure() >= l.actual.unwrap_or(0) && l.forecast() >= l.exposure());
                if l.closed { prop_assert_eq!(l.forecast(), l.exposure()); }
            }
        }
    }
}
