//! Days, months and weeks in the Gregorian and the Solar Hijri calendar.
//!
//! A stored day is always a `NaiveDate`; a calendar only says how it is written and which month it belongs to.

use crate::{digits, fault::Fault};
use chrono::{Datelike, Days, NaiveDate, Weekday};
use icu_calendar::{Date, Iso, cal::Persian};
use serde::{Deserialize, Serialize};

/// The calendar in which a workspace counts months.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Calendar {
    #[default]
    Gregorian,
    SolarHijri,
}

/// Year, month (1–12) and day of month in some calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Parts {
    pub year: i32,
    pub month: u32,
    pub day: u32,
}

/// One calendar month with its first and last day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Month {
    pub year: i32,
    pub month: u32,
    pub first: NaiveDate,
    pub last: NaiveDate,
}

impl Calendar {
    pub fn as_str(self) -> &'static str {
        match self {
            Calendar::Gregorian => "gregorian",
            Calendar::SolarHijri => "solar_hijri",
        }
    }

    /// # Errors
    /// `Unknown` for any other word.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        match text {
            "gregorian" => Ok(Calendar::Gregorian),
            "solar_hijri" => Ok(Calendar::SolarHijri),
            _ => Err(Fault::Unknown),
        }
    }

    pub fn parts(self, day: NaiveDate) -> Parts {
        match self {
            Calendar::Gregorian => Parts { year: day.year(), month: day.month(), day: day.day() },
            Calendar::SolarHijri => {
                persian(day).unwrap_or(Parts { year: day.year(), month: day.month(), day: day.day() })
            }
        }
    }

    pub fn day(self, parts: Parts) -> Option<NaiveDate> {
        match self {
            Calendar::Gregorian => NaiveDate::from_ymd_opt(parts.year, parts.month, parts.day),
            Calendar::SolarHijri => {
                let month = u8::try_from(parts.month).ok()?;
                let day = u8::try_from(parts.day).ok()?;
                let date =
                    Date::try_new(parts.year.into(), icu_calendar::types::Month::new(month), day, Persian).ok()?;
                let iso = date.to_calendar(Iso);
                NaiveDate::from_ymd_opt(
                    iso.year().extended_year(),
                    iso.month().ordinal.into(),
                    iso.day_of_month().0.into(),
                )
            }
        }
    }

    /// The month that `day` lies in.
    pub fn month_of(self, day: NaiveDate) -> Month {
        let parts = self.parts(day);
        let first = self.day(Parts { day: 1, ..parts }).unwrap_or(day);
        let (year, month) = if parts.month == 12 { (parts.year + 1, 1) } else { (parts.year, parts.month + 1) };
        let last = self.day(Parts { year, month, day: 1 }).and_then(|next| next.pred_opt()).unwrap_or(day);
        Month { year: parts.year, month: parts.month, first, last }
    }

    /// Every month touched by `first..=last`, oldest first, at most 1,200.
    pub fn months(self, first: NaiveDate, last: NaiveDate) -> Vec<Month> {
        let mut months = Vec::new();
        let mut at = self.month_of(first);
        while at.first <= last && months.len() < 1200 {
            months.push(at);
            let Some(next) = at.last.succ_opt() else { break };
            at = self.month_of(next);
        }
        months
    }
}

fn persian(day: NaiveDate) -> Option<Parts> {
    let iso = Date::try_new_iso(day.year(), u8::try_from(day.month()).ok()?, u8::try_from(day.day()).ok()?).ok()?;
    let date = iso.to_calendar(Persian);
    Some(Parts {
        year: date.year().extended_year(),
        month: date.month().ordinal.into(),
        day: date.day_of_month().0.into(),
    })
}

/// The days of a week on which work is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkingDays(u8);

impl WorkingDays {
    pub const MONDAY_TO_FRIDAY: WorkingDays = WorkingDays(0b001_1111);
    pub const SATURDAY_TO_WEDNESDAY: WorkingDays = WorkingDays(0b110_0111);

    /// From bits, Monday lowest. Nothing at all reads as Monday to Friday.
    pub fn from_bits(bits: i64) -> Self {
        match u8::try_from(bits & 0b111_1111) {
            Ok(0) | Err(_) => Self::MONDAY_TO_FRIDAY,
            Ok(bits) => Self(bits),
        }
    }

    pub fn bits(self) -> i64 {
        self.0.into()
    }

    pub fn contains(self, weekday: Weekday) -> bool {
        self.0 >> weekday.num_days_from_monday() & 1 == 1
    }

    /// The working days of `first..=last`, at most 400.
    pub fn between(self, first: NaiveDate, last: NaiveDate) -> Vec<NaiveDate> {
        first.iter_days().take_while(|day| *day <= last).take(400).filter(|day| self.contains(day.weekday())).collect()
    }
}

/// The order in which a file writes a numeric date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    #[default]
    YearMonthDay,
    DayMonthYear,
    MonthDayYear,
}

/// Reads a day from a file or a field. A time of day behind it is allowed and dropped. A year below 1700 is read as
/// Solar Hijri, so that Persian users may type either calendar.
///
/// # Errors
/// `NotADay` when the shape is wrong, `NoSuchDay` when the calendar has no such day.
pub fn parse_day(text: &str, order: DateOrder) -> Result<NaiveDate, Fault> {
    // As orthography has it in several languages: 23. 11. 2026.
    let ascii = digits::to_ascii(text.trim()).replace(". ", ".");
    let date = ascii.split(['T', ' ']).next().unwrap_or_default().trim_end_matches('.');
    let pieces: Vec<&str> = date.split(['-', '/', '.']).collect();
    let [a, b, c] = pieces.as_slice() else { return Err(Fault::NotADay) };
    let number = |s: &str| {
        if s.is_empty() || s.len() > 4 { Err(Fault::NotADay) } else { s.parse::<u32>().map_err(|_| Fault::NotADay) }
    };
    let (y, m, d) = if a.len() == 4 {
        (number(a)?, number(b)?, number(c)?)
    } else {
        match order {
            DateOrder::MonthDayYear => (number(c)?, number(a)?, number(b)?),
            DateOrder::DayMonthYear | DateOrder::YearMonthDay => (number(c)?, number(b)?, number(a)?),
        }
    };
    let year = i32::try_from(y).map_err(|_| Fault::NotADay)?;
    let calendar = if (1200..1700).contains(&year) { Calendar::SolarHijri } else { Calendar::Gregorian };
    if calendar == Calendar::Gregorian && !(1800..=2200).contains(&year) {
        return Err(Fault::NotADay);
    }
    calendar.day(Parts { year, month: m, day: d }).ok_or(Fault::NoSuchDay)
}

/// `day + n` working days of `week`, `n` at least 1.
pub fn add_working_days(day: NaiveDate, n: u32, week: WorkingDays) -> NaiveDate {
    let mut at = day;
    let mut left = n;
    while left > 0 {
        let Some(next) = at.checked_add_days(Days::new(1)) else { return at };
        at = next;
        if week.contains(at.weekday()) {
            left -= 1;
        }
    }
    at
}

/// `day - n` working days of `week`.
pub fn back_working_days(day: NaiveDate, n: i64, week: WorkingDays) -> NaiveDate {
    let mut at = day;
    let mut left = n;
    while left > 0 {
        let Some(before) = at.pred_opt() else { return at };
        at = before;
        if week.contains(at.weekday()) {
            left -= 1;
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap()
    }

    #[test]
    fn a_day_is_read_as_orthography_writes_it() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 3).unwrap();
        for typed in ["3. 11. 2026.", "3.11.2026.", "03.11.2026", "2026-11-03", "۱۴۰۵/۰۸/۱۲"] {
            assert_eq!(parse_day(typed, DateOrder::YearMonthDay), Ok(day), "{typed}");
        }
    }

    #[test]
    fn the_last_day_of_a_leap_year_is_30_esfand() {
        // stack.md, section 1: 2025-03-20 = 1403-12-30
        assert_eq!(Calendar::SolarHijri.parts(day(2025, 3, 20)), Parts { year: 1403, month: 12, day: 30 });
        assert_eq!(Calendar::SolarHijri.day(Parts { year: 1403, month: 12, day: 30 }), Some(day(2025, 3, 20)));
        assert_eq!(Calendar::SolarHijri.day(Parts { year: 1404, month: 12, day: 30 }), None);
    }

    #[test]
    fn the_reference_page_reads_9_tir_1405() {
        // ui/first-run.png: 30 June 2026 is 9 Tir 1405
        assert_eq!(Calendar::SolarHijri.parts(day(2026, 6, 30)), Parts { year: 1405, month: 4, day: 9 });
    }

    #[test]
    fn days_of_files_are_read_in_the_order_of_the_file() {
        assert_eq!(parse_day("9/4/2012", DateOrder::MonthDayYear), Ok(day(2012, 9, 4)));
        assert_eq!(parse_day("18.05.2026.", DateOrder::DayMonthYear), Ok(day(2026, 5, 18)));
        assert_eq!(parse_day("2018-02-26 19:58:54", DateOrder::YearMonthDay), Ok(day(2018, 2, 26)));
        assert_eq!(parse_day("۱۴۰۵/۰۴/۰۹", DateOrder::YearMonthDay), Ok(day(2026, 6, 30)));
        assert_eq!(parse_day("31.02.2012", DateOrder::DayMonthYear), Err(Fault::NoSuchDay));
        assert_eq!(parse_day("2011", DateOrder::DayMonthYear), Err(Fault::NotADay));
    }

    #[test]
    fn the_persian_week_works_from_saturday_to_wednesday() {
        let days = WorkingDays::SATURDAY_TO_WEDNESDAY.between(day(2026, 6, 27), day(2026, 7, 3));
        assert_eq!(days, [day(2026, 6, 27), day(2026, 6, 28), day(2026, 6, 29), day(2026, 6, 30), day(2026, 7, 1)]);
    }

    proptest! {
        #[test]
        fn a_day_survives_the_other_calendar(n in 0_i32..80_000) {
            let day = NaiveDate::from_num_days_from_ce_opt(693_000 + n).unwrap();
            let parts = Calendar::SolarHijri.parts(day);
            prop_assert_eq!(Calendar::SolarHijri.day(parts), Some(day));
            let month = Calendar::SolarHijri.month_of(day);
            prop_assert!(month.first <= day && day <= month.last);
        }
    }
}
