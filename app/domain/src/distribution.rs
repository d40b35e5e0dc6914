//! Sharing pieces of work out among people and days.

use crate::calendar::WorkingDays;
use chrono::{Datelike, NaiveDate};

/// How pieces go round people, each by their share. Where the `n`-th piece goes follows from `n` alone, so that sharing
/// out can be begun again anywhere.
#[derive(Debug, Clone)]
pub struct Deal {
    shares: Vec<usize>,
    /// Whose turn it is, over one round of as many pieces as the shares add up to.
    round: Vec<usize>,
}

impl Deal {
    /// By share; people whose share is 0 get nothing.
    pub fn new(shares: &[i64]) -> Self {
        let mut shares: Vec<usize> = shares.iter().map(|share| usize::try_from(*share).unwrap_or(0)).collect();
        let common = shares.iter().fold(0, |a, b| divisor(a, *b)).max(1);
        for share in &mut shares {
            *share /= common;
        }
        let all: usize = shares.iter().sum();
        let mut given = vec![0_usize; shares.len()];
        let mut round = Vec::with_capacity(all);
        for n in 1..=all {
            // Whoever is furthest behind their share of n pieces; the earlier of equals.
            let behind = |s: usize, share: usize| {
                let due = i128::try_from(share * n).unwrap_or(0);
                let got = i128::try_from(given.get(s).copied().unwrap_or(0) * all).unwrap_or(0);
                due - got
            };
            let next = shares.iter().enumerate().filter(|(s, share)| given.get(*s).is_some_and(|g| g < *share));
            let Some((next, _)) = next.max_by_key(|(s, share)| (behind(*s, **share), std::cmp::Reverse(*s))) else {
                break;
            };
            if let Some(given) = given.get_mut(next) {
                *given += 1;
            }
            round.push(next);
        }
        Self { shares, round }
    }

    /// Everybody alike.
    pub fn even(people: usize) -> Self {
        Self::new(&vec![1; people])
    }

    /// How many of the first `n` pieces go to each.
    pub fn counts(&self, n: usize) -> Vec<usize> {
        let rounds = n.checked_div(self.round.len()).unwrap_or(0);
        let rest = n.checked_rem(self.round.len()).unwrap_or(0);
        let mut counts: Vec<usize> = self.shares.iter().map(|share| share * rounds).collect();
        for at in self.round.iter().take(rest) {
            if let Some(count) = counts.get_mut(*at) {
                *count += 1;
            }
        }
        counts
    }

    /// Where the `n`-th piece of `total` goes (numbers from 0): which person, and which of `days` working days. Each
    /// person's pieces are spread over the days as evenly as they divide.
    pub fn place(&self, n: usize, total: usize, days: usize) -> Option<(usize, usize)> {
        let person = *self.round.get(n.checked_rem(self.round.len())?)?;
        let turn = *self.counts(n).get(person)?;
        let own = *self.counts(total).get(person)?;
        Some((person, spread(turn, own, days)?))
    }

    /// Pieces by person (rows) and day (columns).
    pub fn grid(&self, total: usize, days: usize) -> Vec<Vec<usize>> {
        self.counts(total).into_iter().map(|own| (0..days).map(|day| on_day(own, days, day)).collect()).collect()
    }
}

/// Shares of people by the minutes each has left, up to 100; where nobody has any, all are alike.
pub fn by_time(left: &[i64]) -> Vec<i64> {
    let most = left.iter().copied().max().unwrap_or(0);
    if most <= 0 {
        return vec![1; left.len()];
    }
    // Who has a little time gets a little.
    left.iter().map(|minutes| if *minutes <= 0 { 0 } else { (minutes * 100 / most).max(1) }).collect()
}

fn divisor(a: usize, b: usize) -> usize {
    if b == 0 { a } else { divisor(b, a.checked_rem(b).unwrap_or(0)) }
}

/// The day of the `turn`-th of `own` pieces.
pub fn spread(turn: usize, own: usize, days: usize) -> Option<usize> {
    let day = (turn * days).checked_div(own)?;
    (day < days).then_some(day)
}

/// Pieces of a person with `own` of them that fall on `day`: those turns t with floor(t x days / own) = day.
pub fn on_day(own: usize, days: usize, day: usize) -> usize {
    let before = |d: usize| (d * own).div_ceil(days.max(1));
    before(day + 1) - before(day)
}

/// The day among `days` on which a person wants to be contacted: the planned one where it suits, else the next that does,
/// else the last one before it that does. Somebody whom no day suits is contacted as planned.
pub fn preferred(planned: usize, days: &[NaiveDate], best: Option<WorkingDays>) -> Option<NaiveDate> {
    let day = days.get(planned).copied();
    let Some(best) = best else { return day };
    let suits = |day: &&NaiveDate| best.contains(day.weekday());
    let later = days.iter().skip(planned).find(suits);
    later.or_else(|| days.iter().take(planned).rev().find(suits)).copied().or(day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 7, d).unwrap()
    }

    #[test]
    fn eleven_people_two_sellers_ten_days_give_6_and_5_and_one_a_day() {
        // issue 2, section 3.3
        let deal = Deal::even(2);
        assert_eq!(deal.counts(11), [6, 5]);
        for row in deal.grid(11, 10) {
            assert!(row.iter().all(|n| *n <= 1), "{row:?}");
        }
    }

    #[test]
    fn a_split_of_70_and_30_gives_seven_and_three_of_ten_mixed() {
        let deal = Deal::new(&[70, 30, 0]);
        assert_eq!(deal.counts(10), [7, 3, 0]);
        assert_eq!(deal.counts(1000), [700, 300, 0]);
        assert!(deal.counts(4)[1] > 0, "not one after the other");
    }

    #[test]
    fn who_has_half_the_time_gets_half() {
        assert_eq!(by_time(&[4800, 2400, 0, -600]), [100, 50, 0, 0]);
        assert_eq!(by_time(&[9600, 10]), [100, 1]);
        assert_eq!(by_time(&[0, -5]), [1, 1], "the work is there all the same");
        assert_eq!(Deal::new(&by_time(&[4800, 2400])).counts(9), [6, 3]);
    }

    #[test]
    fn nobody_to_share_with_is_no_place() {
        assert_eq!(Deal::even(0).place(0, 5, 3), None);
        assert_eq!(Deal::even(2).place(0, 5, 0), None);
        assert_eq!(Deal::new(&[0, 0]).place(0, 5, 3), None);
    }

    #[test]
    fn a_person_who_wants_fridays_is_called_on_the_next_friday() {
        // 6 July 2026 is a Monday, 10 July a Friday
        let week: Vec<NaiveDate> = (6..=10).map(day).collect();
        let fridays = Some(WorkingDays::from_bits(0b1_0000));
        let sundays = Some(WorkingDays::from_bits(0b100_0000));
        let mondays = Some(WorkingDays::from_bits(1));
        assert_eq!(preferred(1, &week, fridays), Some(day(10)));
        assert_eq!(preferred(1, &week, mondays), Some(day(6)), "before, when no later one suits");
        assert_eq!(preferred(1, &week, sundays), Some(day(7)), "as planned, when none suits");
        assert_eq!(preferred(1, &week, None), Some(day(7)));
    }

    proptest! {
        #[test]
        fn the_grid_counts_what_is_placed(total in 0_usize..500, shares in proptest::collection::vec(0_i64..9, 1..6), days in 1_usize..30) {
            prop_assume!(shares.iter().sum::<i64>() > 0);
            let deal = Deal::new(&shares);
            let mut counted = vec![vec![0; days]; shares.len()];
            for n in 0..total {
                let (person, day) = deal.place(n, total, days).unwrap();
                counted[person][day] += 1;
            }
            prop_assert_eq!(&counted, &deal.grid(total, days));
            for row in counted {
                let (most, least) = (row.iter().max().unwrap(), row.iter().min().unwrap());
                prop_assert!(most - least <= 1, "{row:?}");
            }
        }

        #[test]
        fn nobody_is_ever_a_whole_piece_away_from_their_share(n in 1_usize..400, shares in proptest::collection::vec(1_i64..9, 1..4)) {
            let all: i64 = shares.iter().sum();
            let counts = Deal::new(&shares).counts(n);
            prop_assert_eq!(counts.iter().sum::<usize>(), n);
            // Counted in units of 1 / all, so that nothing is rounded.
            for (count, share) in counts.into_iter().zip(&shares) {
                let off = i64::try_from(count).unwrap() * all - share * i64::try_from(n).unwrap();
                prop_assert!(off.abs() < 2 * all, "{count} of {n} for {share} of {all}");
            }
        }
    }
}
