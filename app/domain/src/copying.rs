//! Copies of campaigns: days move with the first day, by working days, so that a Monday's mailing stays on a working day
//! and distances in working time stay as they were.

use crate::calendar::{WorkingDays, back_working_days};
use chrono::{Datelike, Days, NaiveDate};

/// How the days of a copy follow from those of its original.
#[derive(Debug, Clone, Copy)]
pub struct Shift {
    from: NaiveDate,
    to: NaiveDate,
    week: WorkingDays,
}

impl Shift {
    /// `from` is the first day of the original, `to` that of the copy.
    pub fn new(from: NaiveDate, to: NaiveDate, week: WorkingDays) -> Self {
        Self { from, to: next_working(to, week), week }
    }

    /// The day in the copy: as many working days after its first day as the original day is after its own. A day off is
    /// taken as the working day after it.
    pub fn day(self, day: NaiveDate) -> NaiveDate {
        let distance = self.distance(day);
        if distance >= 0 {
            step(self.to, distance, self.week)
        } else {
            back_working_days(self.to, -distance, self.week)
        }
    }

    /// Working days from the first day of the original.
    fn distance(self, day: NaiveDate) -> i64 {
        let (from, day) = (next_working(self.from, self.week), next_working(day, self.week));
        if day >= from { working_days(from, day, self.week) } else { -working_days(day, from, self.week) }
    }
}

/// The day itself where it is a working day, else the next one.
pub fn next_working(day: NaiveDate, week: WorkingDays) -> NaiveDate {
    day.iter_days().take(7).find(|day| week.contains(day.weekday())).unwrap_or(day)
}

/// Working days after `from` up to `to`.
fn working_days(from: NaiveDate, to: NaiveDate, week: WorkingDays) -> i64 {
    let whole = (to - from).num_days().div_euclid(7);
    let a_week = i64::try_from(from.iter_days().take(7).filter(|d| week.contains(d.weekday())).count()).unwrap_or(0);
    let rest = u64::try_from((to - from).num_days().rem_euclid(7)).unwrap_or(0);
    let begin = to.checked_sub_days(Days::new(rest)).unwrap_or(to);
    let tail = begin.iter_days().skip(1).take_while(|d| *d <= to).filter(|d| week.contains(d.weekday())).count();
    whole * a_week + i64::try_from(tail).unwrap_or(0)
}

fn step(from: NaiveDate, days: i64, week: WorkingDays) -> NaiveDate {
    let days = usize::try_from(days).unwrap_or(0);
    from.iter_days().filter(|d| week.contains(d.weekday())).nth(days).unwrap_or(from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap()
    }

    #[test]
    fn a_letter_on_the_first_day_and_a_call_ten_working_days_later_stay_so_a_year_later() {
        // Monday 6 July 2026, Monday 20 July 2026; the copy begins on Thursday 1 July 2027
        let shift = Shift::new(day(2026, 7, 6), day(2027, 7, 1), WorkingDays::MONDAY_TO_FRIDAY);
        assert_eq!(shift.day(day(2026, 7, 6)), day(2027, 7, 1));
        assert_eq!(shift.day(day(2026, 7, 20)), day(2027, 7, 15));
        assert_eq!(shift.day(day(2026, 7, 3)), day(2027, 6, 30), "the Friday before is the day before");
    }

    #[test]
    fn in_the_persian_week_the_day_after_wednesday_is_saturday() {
        // Saturday 27 June 2026 to Wednesday 1 July; the copy begins on Wednesday 8 July
        let shift = Shift::new(day(2026, 6, 27), day(2026, 7, 8), WorkingDays::SATURDAY_TO_WEDNESDAY);
        assert_eq!(shift.day(day(2026, 6, 28)), day(2026, 7, 11), "Sunday, a day later, is the Saturday after");
    }

    proptest! {
        #[test]
        fn moving_and_moving_back_is_the_identity_on_working_days(a in 0_i64..3000, b in 0_i64..3000, c in 0_i64..3000) {
            let week = WorkingDays::MONDAY_TO_FRIDAY;
            let at = |n: i64| next_working(day(2020, 1, 1) + chrono::Duration::days(n), week);
            let (from, to, other) = (at(a), at(b), at(c));
            let there = Shift::new(from, to, week).day(other);
            prop_assert_eq!(Shift::new(to, from, week).day(there), other);
        }
    }
}
