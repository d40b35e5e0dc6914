//! What a stage of a kind of campaign usually does, and how one campaign stands to it (`metrics.md`, Reference funnel).

use super::{Ratio, Value};
use crate::money::div_round;
use serde::{Deserialize, Serialize};

/// What is usual at one stage.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Norm {
    /// Of those at the stage before, how many reach this one; nothing for the first stage, or where it is not known.
    pub step: Option<Ratio>,
    /// Days in which they do.
    pub days: i64,
    /// Cost for each who enters, in minor units.
    pub entry_cost: i64,
}

/// How the step into a stage stands to its norm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Nobody has been at the stage before for the norm days yet.
    Early,
    /// Fewer were there than say anything.
    Few,
    Within,
    Better,
    Worse,
}

impl Verdict {
    pub const ALL: [Verdict; 5] = [Verdict::Early, Verdict::Few, Verdict::Within, Verdict::Better, Verdict::Worse];

    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Early => "early",
            Verdict::Few => "few",
            Verdict::Within => "within",
            Verdict::Better => "better",
            Verdict::Worse => "worse",
        }
    }
}

/// From how many on a step is judged, and how far it may be off, in basis points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judging {
    pub least: i64,
    pub tolerance_bp: i64,
}

impl Default for Judging {
    fn default() -> Self {
        Self { least: 30, tolerance_bp: 500 }
    }
}

/// actual − norm, as a share: percentage points.
pub fn deviation(actual: Ratio, norm: Ratio) -> Ratio {
    let million = 1_000_000;
    Ratio { numerator: actual.scaled(million) - norm.scaled(million), denominator: million }
}

/// Judges a step: `reached` of `before` people who stood at the stage before for at least the norm days.
pub fn judge(reached: i64, before: i64, norm: Ratio, judging: Judging) -> (Verdict, Option<Ratio>) {
    let Some(actual) = Ratio::new(reached, before) else { return (Verdict::Early, None) };
    let off = deviation(actual, norm);
    if before < judging.least {
        return (Verdict::Few, Some(off));
    }
    // Exactly, by cross products: |a/b - n/d| against the tolerance.
    let (a, b) = (i128::from(reached), i128::from(before));
    let (n, d) = (i128::from(norm.numerator), i128::from(norm.denominator));
    let difference = (a * d - n * b) * 10_000;
    let allowed = i128::from(judging.tolerance_bp) * b * d;
    let verdict = if difference.abs() <= allowed {
        Verdict::Within
    } else if difference > 0 {
        Verdict::Better
    } else {
        Verdict::Worse
    };
    (verdict, Some(off))
}

/// One norm of several campaigns: counts are added up, percentages never averaged.
pub fn pooled(counts: &[(i64, i64)]) -> Option<Ratio> {
    let sum = |of: fn(&(i64, i64)) -> i64| counts.iter().map(of).sum::<i64>();
    Ratio::new(sum(|c| c.0), sum(|c| c.1))
}

/// The cost for each who enters a stage: what it cost over how many entered, rounded half away from zero.
pub fn entry_cost(cost: i64, entered: i64) -> i64 {
    i64::try_from(div_round(cost.into(), entered.max(1).into())).unwrap_or(i64::MAX)
}

/// How many of `people` the norms let expect at each stage; the first is all of them. Exact products, rounded half away from
/// zero at each stage; nothing from the first stage on whose norm is not known.
pub fn expected(people: i64, norms: &[Norm]) -> Vec<Option<i64>> {
    let mut product: Option<(i128, i128)> = Some((people.into(), 1));
    let stage = |(position, norm): (usize, &Norm)| {
        if position > 0 {
            product = product.zip(norm.step).and_then(|((n, d), step)| {
                let (n, d) = (n * i128::from(step.numerator), d.checked_mul(step.denominator.into())?);
                let shared = gcd(n, d);
                Some((n / shared, d / shared))
            });
        }
        product.and_then(|(n, d)| i64::try_from(div_round(n, d)).ok())
    };
    norms.iter().enumerate().map(stage).collect()
}

fn gcd(a: i128, b: i128) -> i128 {
    let (mut a, mut b) = (a.abs(), b.abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}

/// A share for display.
pub fn shown(step: Option<Ratio>) -> Value {
    step.map_or(Value::Gap(super::Gap::NoneInStage), Value::Share)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratio(numerator: i64, denominator: i64) -> Ratio {
        Ratio { numerator, denominator }
    }

    #[test]
    fn the_steps_of_the_reference_page_are_judged_as_drawn() {
        // ui/campaign-results.png: norms 18, 55, 60, 75, 44 %; tolerance 5 points
        let judge = |reached, before, percent| judge(reached, before, ratio(percent, 100), Judging::default());
        let points = |(verdict, off): (Verdict, Option<Ratio>)| (verdict, off.unwrap().scaled(1000));
        assert_eq!(points(judge(168, 800, 18)), (Verdict::Within, 30));
        assert_eq!(points(judge(100, 168, 55)), (Verdict::Within, 45));
        assert_eq!(points(judge(62, 100, 60)), (Verdict::Within, 20));
        assert_eq!(points(judge(41, 62, 75)), (Verdict::Worse, -89));
        assert_eq!(points(judge(18, 41, 44)), (Verdict::Within, -1));
        assert_eq!(judge(5, 18, 50).0, Verdict::Few);
        assert_eq!(judge(0, 0, 50), (Verdict::Early, None));
    }

    #[test]
    fn the_tolerance_itself_is_within() {
        let at = |reached| judge(reached, 100, ratio(50, 100), Judging::default()).0;
        assert_eq!(
            [at(44), at(45), at(55), at(56)],
            [Verdict::Worse, Verdict::Within, Verdict::Within, Verdict::Better]
        );
    }

    #[test]
    fn counts_are_pooled_and_not_percentages() {
        // 1 of 2 and 10 of 100 are 11 of 102, not 30 %.
        assert_eq!(pooled(&[(1, 2), (10, 100)]), Some(ratio(11, 102)));
        assert_eq!(pooled(&[]), None);
    }

    #[test]
    fn the_exhibition_lets_expect_what_its_norms_say() {
        // metrics.md, Funnel: 400, 120, 90, 72, 30, 9, 4
        let norm = |n, d| Norm { step: Some(ratio(n, d)), ..Norm::default() };
        let norms =
            [Norm::default(), norm(120, 400), norm(90, 120), norm(72, 90), norm(30, 72), norm(9, 30), norm(4, 9)];
        let counts: Vec<i64> = expected(400, &norms).into_iter().flatten().collect();
        assert_eq!(counts, [400, 120, 90, 72, 30, 9, 4]);
        let gap = [Norm::default(), norm(1, 2), Norm::default(), norm(1, 2)];
        assert_eq!(expected(10, &gap), [Some(10), Some(5), None, None]);
    }
}
