//! Why revenue differs from plan: the funnel's factors replaced one by one (`metrics.md`, Why revenue differs from plan).

use crate::money::div_round;
use serde::{Deserialize, Serialize};

/// What is replaced by a step of the waterfall.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartOf {
    /// People in the first stage.
    Volume,
    /// The conversion into the stage of this position, from the one before.
    Step(usize),
    /// Revenue per won.
    Deal,
    /// All that follows a factor that nobody planned.
    NotPlanned,
    /// Orders that did not come through the funnel.
    Outside,
}

/// A part of the difference, in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    pub of: PartOf,
    pub minor: i64,
}

/// Counts of the stages from the first to the last, and the revenue of those who won, in minor units.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Side {
    pub stages: Vec<i64>,
    pub revenue: i64,
}

/// The parts of `actual.revenue + outside - planned.revenue`; they add up to it exactly.
///
/// R = N x c1 x … x ck x A with c the ratios of neighbouring counts and A = revenue / won. With the first i factors
/// replaced, all but one count cancels: `R_i = actual_i x planned revenue / planned_i`, so nothing is rounded on the way.
pub fn parts(planned: &Side, actual: &Side, outside: i64) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut before = planned.revenue;
    let mut missing = planned.stages.is_empty() || planned.revenue == 0;
    if !missing {
        for (position, (promised, reached)) in planned.stages.iter().zip(&actual.stages).enumerate() {
            if *promised == 0 {
                missing = true;
                break;
            }
            let product = i128::from(*reached) * i128::from(planned.revenue);
            let after = i64::try_from(div_round(product, i128::from(*promised))).unwrap_or(i64::MAX);
            let of = if position == 0 { PartOf::Volume } else { PartOf::Step(position) };
            parts.push(Part { of, minor: after.saturating_sub(before) });
            before = after;
        }
    }
    let of = if missing { PartOf::NotPlanned } else { PartOf::Deal };
    parts.push(Part { of, minor: actual.revenue.saturating_sub(before) });
    if outside != 0 {
        parts.push(Part { of: PartOf::Outside, minor: outside });
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn minor(parts: &[Part]) -> Vec<i64> {
        parts.iter().map(|p| p.minor).collect()
    }

    fn side(stages: &[i64], revenue: i64) -> Side {
        Side { stages: stages.to_vec(), revenue }
    }

    #[test]
    fn the_plan_of_10000_and_the_revenue_of_10800_differ_by_four_parts() {
        // metrics.md, Why revenue differs from plan
        let parts = parts(&side(&[1000, 100, 20], 1_000_000), &side(&[800, 100, 18], 1_080_000), 0);
        assert_eq!(minor(&parts), [-200_000, 200_000, -100_000, 180_000]);
        let of: Vec<PartOf> = parts.iter().map(|p| p.of).collect();
        assert_eq!(of, [PartOf::Volume, PartOf::Step(1), PartOf::Step(2), PartOf::Deal]);
    }

    #[test]
    fn parts_in_minor_units_are_differences_of_rounded_products() {
        // metrics.md: +571 +96 +333 +501 = +1,501; rounded singly they would give 1,500
        let parts = parts(&side(&[7, 3, 1], 1000), &side(&[11, 5, 2], 2501), 0);
        assert_eq!(minor(&parts), [571, 96, 333, 501]);
    }

    #[test]
    fn the_reference_page_comes_out() {
        // ui/campaign-results.png: 1,000 -> 100 -> 20 of 5,000, then 800 -> 100 -> 18 of 6,000
        let parts = parts(&side(&[1000, 100, 20], 10_000_000), &side(&[800, 100, 18], 10_800_000), 0);
        assert_eq!(minor(&parts), [-2_000_000, 2_000_000, -1_000_000, 1_800_000]);
    }

    #[test]
    fn everything_after_a_planned_zero_is_not_planned() {
        let parts = parts(&side(&[100, 0, 0], 5000), &side(&[80, 4, 1], 9000), 700);
        assert_eq!(
            parts,
            [
                Part { of: PartOf::Volume, minor: -1000 },
                Part { of: PartOf::NotPlanned, minor: 5000 },
                Part { of: PartOf::Outside, minor: 700 }
            ]
        );
        let none = super::parts(&side(&[], 0), &side(&[], 300), 0);
        assert_eq!(none, [Part { of: PartOf::NotPlanned, minor: 300 }]);
    }

    proptest! {
        #[test]
        fn the_parts_add_up_exactly(planned in proptest::collection::vec(0_i64..100_000, 0..8), actual in proptest::collection::vec(0_i64..100_000, 8), p in 0_i64..1_000_000_000, a in 0_i64..1_000_000_000, outside in 0_i64..1_000_000) {
            let actual = Side { stages: actual[..planned.len()].to_vec(), revenue: a };
            let planned = Side { stages: planned, revenue: p };
            let sum: i64 = parts(&planned, &actual, outside).iter().map(|part| part.minor).sum();
            prop_assert_eq!(sum, a + outside - p);
        }
    }
}
