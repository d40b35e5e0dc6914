//! Why revenue differs from plan, and what stands behind the first step that keeps fewer people than is usual.

use super::StageRow;
use crate::metrics::{
    Ratio,
    reference::Verdict,
    waterfall::{Part, PartOf, Side, parts},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The reference funnel that a campaign is held against.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgainstReference {
    pub kind: i64,
    pub version: i64,
    pub valid_from: NaiveDate,
    /// Campaigns that it was built from.
    pub campaigns: i64,
    pub tolerance_bp: i64,
    pub least: i64,
}

/// How the step into a stage stands to its norm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judged {
    pub norm: Ratio,
    pub days: i64,
    /// Of those who stood at the stage before for at least the norm days, how many reached this one.
    pub reached: i64,
    pub before: i64,
    pub verdict: Verdict,
    /// actual − norm, as a share.
    pub off: Option<Ratio>,
    /// Set while it is too early: the day from which it is judged.
    pub from: Option<NaiveDate>,
}

/// A part of the difference, with what changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WhyPart {
    pub of: PartOf,
    /// Names of the stages between which a step lies; of the volume, the first stage.
    pub from: String,
    pub to: String,
    pub minor: i64,
    /// The factor as planned and as it came: people, a conversion, or money.
    pub planned: Option<Ratio>,
    pub actual: Option<Ratio>,
}

/// Revenue planned and actual, and the parts of the difference: at each stage, and taken together from the first stage to the
/// lead and from there to the last. Both add up to it exactly.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Why {
    pub planned: i64,
    pub actual: i64,
    pub every: Vec<WhyPart>,
    pub grouped: Vec<WhyPart>,
}

/// One planned stage: name, planned and actual people, whether leads begin there.
type Factor<'a> = (&'a str, i64, i64, bool);

/// Takes the difference apart. Stages that nobody planned are no factors, the first that somebody did is the volume; `inside` is the revenue of those who came through the
/// funnel, `outside` the rest.
pub fn why(stages: &[StageRow], planned: i64, inside: i64, outside: i64) -> Why {
    let factors: Vec<Factor<'_>> = stages
        .iter()
        .filter_map(|stage| Some((stage.name.as_str(), stage.planned?, stage.count.entered, stage.lead)))
        .collect();
    let last = factors.len().saturating_sub(1);
    let kept = |(n, factor): &(usize, &Factor<'_>)| *n == 0 || *n == last || factor.3;
    let fewer: Vec<Factor<'_>> = factors.iter().enumerate().filter(kept).map(|(_, factor)| *factor).collect();
    Why {
        planned,
        actual: inside.saturating_add(outside),
        every: taken_apart(&factors, planned, inside, outside),
        grouped: taken_apart(&fewer, planned, inside, outside),
    }
}

fn taken_apart(factors: &[Factor<'_>], planned: i64, inside: i64, outside: i64) -> Vec<WhyPart> {
    let side = |of: fn(&Factor<'_>) -> i64, revenue| Side { stages: factors.iter().map(of).collect(), revenue };
    let all = parts(&side(|f| f.1, planned), &side(|f| f.2, inside), outside);
    all.into_iter().map(|part| named(part, factors, planned, inside)).collect()
}

fn named(part: Part, factors: &[Factor<'_>], planned: i64, inside: i64) -> WhyPart {
    let at = |n: usize| factors.get(n).copied();
    let name = |n: usize| at(n).map_or_else(String::new, |(name, ..)| name.to_owned());
    let step = |n: usize, of: fn(Factor<'_>) -> i64| {
        let (before, here) = (at(n.checked_sub(1)?)?, at(n)?);
        Ratio::new(of(here), of(before))
    };
    let (from, to, before, now) = match part.of {
        PartOf::Volume => {
            let people = |of: fn(Factor<'_>) -> i64| at(0).and_then(|factor| Ratio::new(of(factor), 1));
            (name(0), String::new(), people(|f| f.1), people(|f| f.2))
        }
        PartOf::Step(n) => (name(n.saturating_sub(1)), name(n), step(n, |f| f.1), step(n, |f| f.2)),
        PartOf::Deal => {
            let won = factors.last().copied();
            let deal = |revenue, of: fn(Factor<'_>) -> i64| won.and_then(|factor| Ratio::new(revenue, of(factor)));
            (String::new(), String::new(), deal(planned, |f| f.1), deal(inside, |f| f.2))
        }
        PartOf::NotPlanned | PartOf::Outside => (String::new(), String::new(), None, None),
    };
    WhyPart { of: part.of, from, to, minor: part.minor, planned: before, actual: now }
}

/// The first stage out of tolerance on the bad side: its position among the stages.
pub fn first_worse(stages: &[StageRow]) -> Option<usize> {
    stages.iter().position(|stage| stage.judged.as_ref().is_some_and(|judged| judged.verdict == Verdict::Worse))
}

/// An activity or a list at one step: of those who stood before, how many went on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BehindRow {
    pub id: i64,
    pub name: String,
    pub before: i64,
    pub reached: i64,
    /// Who was paid for it.
    pub suppliers: Vec<String>,
}

/// What stands behind a step, the fewest that went on first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Behind {
    pub stage: String,
    pub norm: Ratio,
    pub activities: Vec<BehindRow>,
    pub lists: Vec<BehindRow>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::{
        Gap, Value,
        funnel::{Control, StageCount},
    };
    use proptest::prelude::*;

    fn stage(name: &str, planned: Option<i64>, entered: i64, lead: bool) -> StageRow {
        StageRow {
            id: 1,
            name: name.into(),
            count: StageCount { entered, ..StageCount::default() },
            step: Value::Gap(Gap::NoneInStage),
            planned,
            median_doubled: None,
            control: Control::default(),
            lead,
            judged: None,
            to_here_doubled: None,
        }
    }

    #[test]
    fn the_reference_page_is_taken_apart_as_drawn() {
        // ui/campaign-results.png: plan 100,000, 1,000 -> 800 people, contact to lead 10 % -> 12.5 %, lead to won 20 % -> 18 %,
        // deal 5,000 -> 6,000, actual 108,000
        let stages = [
            stage("Contacted", Some(1000), 800, false),
            stage("Responded", Some(180), 168, false),
            stage("Lead", Some(100), 100, true),
            stage("Called back", None, 70, false),
            stage("Opportunity", Some(45), 41, false),
            stage("Won", Some(20), 18, false),
        ];
        let why = why(&stages, 10_000_000, 10_800_000, 0);
        let minor: Vec<i64> = why.grouped.iter().map(|part| part.minor).collect();
        assert_eq!(minor, [-2_000_000, 2_000_000, -1_000_000, 1_800_000]);
        let words: Vec<(&str, &str)> = why.grouped.iter().map(|p| (p.from.as_str(), p.to.as_str())).collect();
        assert_eq!(words, [("Contacted", ""), ("Contacted", "Lead"), ("Lead", "Won"), ("", "")]);
        let permille = |ratio: Option<Ratio>| ratio.map(|r| r.scaled(1000));
        assert_eq!((permille(why.grouped[1].planned), permille(why.grouped[1].actual)), (Some(100), Some(125)));
        assert_eq!(why.grouped[3].actual.map(|r| r.scaled(1)), Some(600_000));
        assert_eq!(why.every.len(), 6, "a stage that nobody planned is no factor");
        assert_eq!(why.every.iter().map(|p| p.minor).sum::<i64>(), 800_000);
    }

    #[test]
    fn the_first_stage_that_somebody_planned_is_the_volume() {
        let stages = [stage("Contacted", None, 80, false), stage("Won", Some(2), 3, false)];
        // Of two sales at 500 each three came: one more at that price, 500, and nothing by the price.
        let why = why(&stages, 1000, 1500, 200);
        let of: Vec<(PartOf, i64)> = why.every.iter().map(|p| (p.of, p.minor)).collect();
        assert_eq!(of, [(PartOf::Volume, 500), (PartOf::Deal, 0), (PartOf::Outside, 200)]);
        assert_eq!(why.every[0].from, "Won");
    }

    proptest! {
        #[test]
        fn both_ways_of_taking_apart_add_up_to_the_difference(counts in proptest::collection::vec((proptest::option::of(0_i64..1000), 0_i64..1000, any::<bool>()), 0..8), planned in 0_i64..10_000_000, inside in 0_i64..10_000_000, outside in 0_i64..1000) {
            let stages: Vec<StageRow> = counts.into_iter().map(|(planned, entered, lead)| stage("s", planned, entered, lead)).collect();
            let why = why(&stages, planned, inside, outside);
            for parts in [&why.every, &why.grouped] {
                prop_assert_eq!(parts.iter().map(|p| p.minor).sum::<i64>(), inside + outside - planned);
            }
        }
    }
}
