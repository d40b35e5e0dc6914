//! Money by month, planned and actual.

use crate::{
    calendar::{Calendar, Month},
    metrics::phasing,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashMap};

/// Months that one page shows.
const MONTHS_MAX: usize = 36;

/// Money of a month, in minor units.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthRow {
    pub month: Month,
    pub planned_cost: i64,
    pub actual_cost: i64,
    pub planned_revenue: i64,
    pub revenue: i64,
    /// Whether the month has not begun yet.
    pub ahead: bool,
}

/// Sums by the first day of their month.
pub type ByMonth = HashMap<NaiveDate, i64>;

/// What is known of months, each from a place of its own.
#[derive(Debug, Clone, Default)]
pub struct MonthSums {
    pub planned_cost: ByMonth,
    pub actual_cost: ByMonth,
    pub planned_revenue: ByMonth,
    pub revenue: ByMonth,
}

impl MonthSums {
    /// Adds revenue that is promised over days, spread over their months.
    pub fn promise(&mut self, total: i64, (first, last): (NaiveDate, NaiveDate), calendar: Calendar) {
        for (month, part) in phasing::by_month(total, first, last, calendar) {
            *self.planned_revenue.entry(month.first).or_default() += part;
        }
    }

    /// A row a month without holes, from the first to the last that has a sum or one of `days`; the first 36 of them.
    pub fn rows(
        &self,
        days: impl IntoIterator<Item = NaiveDate>,
        calendar: Calendar,
        today: NaiveDate,
    ) -> Vec<MonthRow> {
        let all = [&self.planned_cost, &self.actual_cost, &self.planned_revenue, &self.revenue];
        let with_sums = all.into_iter().flatten().filter(|(_, sum)| **sum != 0).map(|(month, _)| *month);
        let days: BTreeSet<NaiveDate> = with_sums.chain(days).collect();
        let (Some(first), Some(last)) = (days.first(), days.last()) else { return Vec::new() };
        let of = |sums: &ByMonth, month: &Month| sums.get(&month.first).copied().unwrap_or(0);
        let row = |month: Month| MonthRow {
            planned_cost: of(&self.planned_cost, &month),
            actual_cost: of(&self.actual_cost, &month),
            planned_revenue: of(&self.planned_revenue, &month),
            revenue: of(&self.revenue, &month),
            ahead: month.first > today,
            month,
        };
        calendar.months(*first, *last).into_iter().take(MONTHS_MAX).map(row).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{ByMonth, MonthSums};
    use crate::calendar::Calendar;
    use chrono::NaiveDate;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("day")
    }

    /// By hand: 900 over 16 February to 1 April 2026 is 20 a day: 13 days of February, 31 of March, 1 of April.
    #[test]
    fn months_without_a_sum_stand_between_those_with_one() {
        let mut sums = MonthSums { actual_cost: ByMonth::from([(day("2026-06-01"), 50)]), ..MonthSums::default() };
        sums.planned_cost = ByMonth::from([(day("2025-01-01"), 0)]);
        sums.promise(900, (day("2026-02-16"), day("2026-04-01")), Calendar::Gregorian);
        let rows = sums.rows([], Calendar::Gregorian, day("2026-04-30"));
        let got: Vec<_> = rows.iter().map(|row| (row.planned_revenue, row.actual_cost, row.ahead)).collect();
        let by_hand = [(260, 0, false), (620, 0, false), (20, 0, false), (0, 0, true), (0, 50, true)];
        assert_eq!(got, by_hand);
    }

    #[test]
    fn days_without_money_have_their_months_and_nothing_has_none() {
        let sums = MonthSums::default();
        assert_eq!(sums.rows([day("2026-02-16"), day("2026-04-01")], Calendar::Gregorian, day("2026-01-01")).len(), 3);
        assert!(sums.rows([], Calendar::Gregorian, day("2026-01-01")).is_empty());
    }
}
