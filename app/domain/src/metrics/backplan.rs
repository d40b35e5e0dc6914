//! From a revenue goal back to the people and the money that it takes (`metrics.md`, Back-planning).

use super::reference::Norm;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::ToPrimitive;
use serde::{Deserialize, Serialize};

/// What a goal takes, stage by stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackPlan {
    /// People needed at each stage, the first stage first.
    pub need: Vec<i64>,
    /// sum of need x norm cost per entry, in minor units.
    pub cost: i64,
    /// What the people who can be reached bring, in minor units, rounded half away from zero.
    pub allowed: i64,
}

/// Why a goal cannot be planned back from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoPlan {
    /// The funnel has no stages.
    NoStages,
    /// The average deal is nothing.
    NoDeal,
    /// A norm of the stage at this position is missing or zero.
    NoNorm(usize),
    /// More people than there are.
    TooLarge,
}

/// need(s) = ceil(goal / (deal x product of later norms)), from unrounded ratios.
///
/// # Errors
/// [`NoPlan`] where the norms do not lead back.
pub fn back_plan(goal: i64, deal: i64, norms: &[Norm], reachable: i64) -> Result<BackPlan, NoPlan> {
    if norms.is_empty() {
        return Err(NoPlan::NoStages);
    }
    if deal <= 0 {
        return Err(NoPlan::NoDeal);
    }
    let ratio = |n: i64, d: i64| BigRational::new(BigInt::from(n), BigInt::from(d));
    let mut people = ratio(goal.max(0), deal);
    let mut need = Vec::with_capacity(norms.len());
    for (position, norm) in norms.iter().enumerate().rev() {
        need.push(people.ceil().to_integer().to_i64().ok_or(NoPlan::TooLarge)?);
        if position > 0 {
            let step = norm.step.filter(|step| step.numerator > 0).ok_or(NoPlan::NoNorm(position))?;
            people /= ratio(step.numerator, step.denominator);
        }
    }
    need.reverse();
    let cost = need.iter().zip(norms).try_fold(0_i64, |sum, (n, norm)| {
        n.checked_mul(norm.entry_cost).and_then(|part| sum.checked_add(part)).ok_or(NoPlan::TooLarge)
    })?;
    let mut brings = ratio(reachable.max(0), 1) * ratio(deal, 1);
    for step in norms.iter().skip(1).filter_map(|norm| norm.step) {
        brings *= ratio(step.numerator, step.denominator);
    }
    let allowed = brings.round().to_integer().to_i64().ok_or(NoPlan::TooLarge)?;
    Ok(BackPlan { need, cost, allowed })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::Ratio;
    use proptest::prelude::*;

    fn norm(numerator: i64, denominator: i64, entry_cost: i64) -> Norm {
        Norm { step: Some(Ratio { numerator, denominator }), days: 0, entry_cost }
    }

    fn exhibition() -> Vec<Norm> {
        // metrics.md, Funnel: 30 %, 75 %, 80 %, 41.7 %, 30 %, 44.4 %
        let first = Norm { entry_cost: 250, ..Norm::default() };
        vec![
            first,
            norm(120, 400, 0),
            norm(90, 120, 100),
            norm(72, 90, 0),
            norm(30, 72, 0),
            norm(9, 30, 0),
            norm(4, 9, 0),
        ]
    }

    #[test]
    fn a_goal_of_40000_takes_800_invited() {
        // metrics.md, Back-planning: 8 won, 18 opportunities, 60 leads, 144 attended, 180 registered, 240 accepted, 800 invited
        let plan = back_plan(4_000_000, 500_000, &exhibition(), 400).unwrap();
        assert_eq!(plan.need, [800, 240, 180, 144, 60, 18, 8]);
        assert_eq!(plan.cost, 800 * 250 + 180 * 100);
        // Half of the people bring half of the goal.
        assert_eq!(plan.allowed, 2_000_000);
    }

    #[test]
    fn what_is_missing_is_named() {
        assert_eq!(back_plan(1, 0, &exhibition(), 0), Err(NoPlan::NoDeal));
        assert_eq!(back_plan(1, 1, &[], 0), Err(NoPlan::NoStages));
        let mut gap = exhibition();
        gap[3].step = None;
        assert_eq!(back_plan(1, 1, &gap, 0), Err(NoPlan::NoNorm(3)));
        assert_eq!(back_plan(i64::MAX, 1, &exhibition(), 0), Err(NoPlan::TooLarge));
    }

    proptest! {
        #[test]
        fn those_who_are_needed_bring_the_goal_and_one_fewer_do_not(goal in 1_i64..1_000_000_000, deal in 1_i64..1_000_000, steps in proptest::collection::vec((1_i64..100_000, 1_i64..1_000_000), 0..7)) {
            let mut norms = vec![Norm::default()];
            norms.extend(steps.iter().map(|(n, d)| norm(*n, n + d, 0)));
            if let Ok(plan) = back_plan(goal, deal, &norms, 0) {
                let brings = |people: i64| {
                    let whole = steps.iter().fold(BigRational::from(BigInt::from(people) * deal), |all, (n, d)| all * BigRational::new(BigInt::from(*n), BigInt::from(n + d)));
                    whole >= BigRational::from(BigInt::from(goal))
                };
                prop_assert!(brings(plan.need[0]) && !brings(plan.need[0] - 1));
                prop_assert!(plan.need.windows(2).all(|w| w[0] >= w[1]));
            }
        }
    }
}
