//! Spreading a plan over time: by month, linear by day within the dates of the campaign.

use crate::{calendar::Calendar, calendar::Month, money::div_round};
use chrono::NaiveDate;

/// The part of `total` that is planned up to and including `today`, linear over `first..=last`.
pub fn to_date(total: i64, first: NaiveDate, last: NaiveDate, today: NaiveDate) -> i64 {
    let days = (last - first).num_days() + 1;
    let gone = ((today - first).num_days() + 1).clamp(0, days.max(0));
    i64::try_from(div_round(i128::from(total) * i128::from(gone), days.into())).unwrap_or(total)
}

/// `total` by month of `calendar`; the parts add up to it exactly, because each is a difference of [`to_date`].
pub fn by_month(total: i64, first: NaiveDate, last: NaiveDate, calendar: Calendar) -> Vec<(Month, i64)> {
    let mut before = 0;
    calendar
        .months(first, last)
        .into_iter()
        .map(|month| {
            let until = to_date(total, first, last, month.last.min(last));
            let part = until - before;
            before = until;
            (month, part)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_months_add_up_to_the_plan(total in 0_i64..1_000_000_000, start in 0_i32..5000, length in 0_i32..900, hijri in any::<bool>()) {
            let first = NaiveDate::from_num_days_from_ce_opt(738_000 + start).unwrap();
            let last = NaiveDate::from_num_days_from_ce_opt(738_000 + start + length).unwrap();
            let calendar = if hijri { Calendar::SolarHijri } else { Calendar::Gregorian };
            let parts = by_month(total, first, last, calendar);
            prop_assert_eq!(parts.iter().map(|(_, part)| part).sum::<i64>(), total);
            prop_assert!(parts.iter().all(|(_, part)| *part >= 0));
        }
    }

    #[test]
    fn half_of_the_days_carry_half_of_the_plan() {
        let day = |d| NaiveDate::from_ymd_opt(2026, 6, d).unwrap();
        assert_eq!(to_date(100, day(1), day(10), day(5)), 50);
        assert_eq!(to_date(100, day(1), day(10), day(30)), 100);
        assert_eq!(to_date(100, day(2), day(10), day(1)), 0);
    }
}
