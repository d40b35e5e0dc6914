//! The funnel of people through a campaign. Its stages are data; this is only the counting.

use super::{Gap, Ratio, Value};
use serde::{Deserialize, Serialize};

/// People of one kind: where they came in, how far they got, how they stand there. SQL groups people into these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// Position (from 0) of the first stage really entered.
    pub joined: usize,
    /// Position of the furthest stage entered.
    pub furthest: usize,
    pub standing: Standing,
    pub people: i64,
}

/// How people stand at the furthest stage they entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    Open,
    /// They left without success: they said no, or stayed longer than the stage lasts.
    Failed,
    /// What ends the stage well has happened.
    Succeeded,
}

/// The counts of one stage. `entered = passed + succeeded + failed + open`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageCount {
    pub entered: i64,
    pub passed: i64,
    pub succeeded: i64,
    pub failed: i64,
    pub open: i64,
    /// People who came in at this later stage; they stand beside the funnel and never enter a conversion.
    pub joined: i64,
}

/// Counts every stage of a funnel of `stages` stages from groups of people. Where the last stage `is_goal`, whoever enters it
/// has succeeded; otherwise something else has to happen there.
pub fn count(stages: usize, is_goal: bool, groups: &[Group]) -> Vec<StageCount> {
    let mut counts = vec![StageCount::default(); stages];
    for group in groups {
        if group.joined > 0 {
            if let Some(stage) = counts.get_mut(group.joined) {
                stage.joined += group.people;
            }
            continue;
        }
        for (position, stage) in counts.iter_mut().enumerate().take(group.furthest + 1) {
            stage.entered += group.people;
            if position < group.furthest {
                stage.passed += group.people;
            } else {
                let goal = is_goal && position + 1 == stages;
                match group.standing {
                    Standing::Failed => stage.failed += group.people,
                    Standing::Succeeded => stage.succeeded += group.people,
                    Standing::Open if goal => stage.succeeded += group.people,
                    Standing::Open => stage.open += group.people,
                }
            }
        }
    }
    counts
}

/// entered(s) / entered(s − 1).
pub fn step(counts: &[StageCount], position: usize) -> Value {
    let before = position.checked_sub(1).and_then(|p| counts.get(p)).map_or(0, |c| c.entered);
    ratio(counts, position, before)
}

/// entered(s) / entered(0).
pub fn overall(counts: &[StageCount], position: usize) -> Value {
    ratio(counts, position, counts.first().map_or(0, |c| c.entered))
}

fn ratio(counts: &[StageCount], position: usize, whole: i64) -> Value {
    let part = counts.get(position).map_or(0, |c| c.entered);
    Ratio::new(part, whole).map_or(Value::Gap(Gap::NoneInStage), Value::Share)
}

/// People, and campaigns, from whom on a step tells something.
pub const PEOPLE_MIN: i64 = 30;
pub const CAMPAIGNS_MIN: i64 = 5;

/// What a stage is held against: the share of the stage before that should reach it, in percent, and the days in which people
/// or campaigns usually go on. 0 is not set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Control {
    pub percent: i64,
    pub days: i64,
}

impl Control {
    /// Whether fewer went on than should, of at least `least` who stood before.
    pub fn is_missed(self, step: Value, least: i64) -> bool {
        match step {
            Value::Share(ratio) if self.percent > 0 && ratio.denominator >= least => {
                i128::from(ratio.numerator) * 100 < i128::from(ratio.denominator) * i128::from(self.percent)
            }
            _ => false,
        }
    }

    /// Whether half of them stay longer than usual; the median is given twice.
    pub fn is_slow(self, median_doubled: Option<i64>) -> bool {
        self.days > 0 && median_doubled.is_some_and(|doubled| doubled > self.days * 2)
    }
}

/// The step that keeps the smallest share, where at least `least` people stood before it.
pub fn weakest_step(counts: &[StageCount], least: i64) -> Option<(usize, Ratio)> {
    (1..counts.len())
        .filter(|position| counts.get(position - 1).is_some_and(|before| before.entered >= least))
        .filter_map(|position| match step(counts, position) {
            Value::Share(ratio) => Some((position, ratio)),
            _ => None,
        })
        .min_by_key(|(_, ratio)| ratio.scaled(1_000_000))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn exhibition() -> Vec<Group> {
        // metrics.md, Funnel: 400, 120, 90, 72, 30, 9, 4
        let entered = [400, 120, 90, 72, 30, 9, 4, 0];
        (0..7)
            .map(|s| Group { joined: 0, furthest: s, standing: Standing::Open, people: entered[s] - entered[s + 1] })
            .collect()
    }

    #[test]
    fn the_exhibition_counts_400_120_90_72_30_9_4() {
        let counts = count(7, true, &exhibition());
        assert_eq!(counts.iter().map(|c| c.entered).collect::<Vec<_>>(), [400, 120, 90, 72, 30, 9, 4]);
        let steps: Vec<_> = (1..7).map(|s| step(&counts, s)).collect();
        let permille: Vec<i64> =
            steps.iter().map(|v| if let Value::Share(r) = v { r.scaled(1000) } else { -1 }).collect();
        assert_eq!(permille, [300, 750, 800, 417, 300, 444]);
        assert_eq!(overall(&counts, 6), Value::Share(Ratio { numerator: 4, denominator: 400 }));
    }

    #[test]
    fn a_step_below_its_control_figure_is_missed_where_enough_stood_before() {
        let counts = count(7, true, &exhibition());
        // metrics.md: 30 of 72 is 41.7 %
        let control = |percent| Control { percent, days: 0 };
        assert!(control(42).is_missed(step(&counts, 4), 20) && !control(41).is_missed(step(&counts, 4), 20));
        assert!(!control(90).is_missed(step(&counts, 6), 20), "4 of 9 tell nothing yet");
        assert!(!control(0).is_missed(step(&counts, 4), 20), "not set");
        let week = Control { percent: 0, days: 7 };
        assert_eq!([Some(14), Some(15), None].map(|median| week.is_slow(median)), [false, true, false]);
    }

    #[test]
    fn fifteen_walk_ins_leave_the_400_unchanged() {
        let mut groups = exhibition();
        groups.push(Group { joined: 3, furthest: 4, standing: Standing::Open, people: 15 });
        let counts = count(7, true, &groups);
        assert_eq!(counts.iter().map(|c| c.entered).collect::<Vec<_>>(), [400, 120, 90, 72, 30, 9, 4]);
        assert_eq!(counts[3].joined, 15);
    }

    #[test]
    fn a_lost_opportunity_still_counts_in_the_stages_it_reached() {
        let counts = count(3, true, &[Group { joined: 0, furthest: 1, standing: Standing::Failed, people: 1 }]);
        assert_eq!((counts[0].entered, counts[1].entered, counts[1].failed, counts[2].entered), (1, 1, 1, 0));
    }

    #[test]
    fn a_stage_that_something_else_ends_is_open_until_then() {
        let at = |furthest, standing, people| Group { joined: 0, furthest, standing, people };
        let groups = [
            at(1, Standing::Open, 5),
            at(1, Standing::Succeeded, 3),
            at(1, Standing::Failed, 2),
            at(0, Standing::Succeeded, 1),
        ];
        let last = |is_goal| count(2, is_goal, &groups)[1];
        assert_eq!((last(false).open, last(false).succeeded, last(false).failed), (5, 3, 2));
        assert_eq!((last(true).open, last(true).succeeded, last(true).failed), (0, 8, 2));
        assert_eq!(count(2, true, &groups)[0].succeeded, 1);
    }

    proptest! {
        #[test]
        fn entered_is_passed_succeeded_failed_and_open(goal in any::<bool>(), groups in proptest::collection::vec((0_usize..6, 0_usize..6, 0_usize..3, 0_i64..50), 0..30)) {
            let standings = [Standing::Open, Standing::Failed, Standing::Succeeded];
            let groups: Vec<Group> = groups.into_iter().map(|(joined, more, n, people)| Group { joined, furthest: (joined + more).min(5), standing: standings[n], people }).collect();
            for c in count(6, goal, &groups) {
                prop_assert_eq!(c.entered, c.passed + c.succeeded + c.failed + c.open);
            }
        }
    }
}
