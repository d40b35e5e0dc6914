//! Days and months as the language and the calendar write them.

use crate::{K, Locale};
use chrono::{Datelike, NaiveDate, Weekday};
use domain::{
    calendar::{Calendar, Month, WorkingDays},
    user::Language,
};

/// Years of the Solar Hijri calendar are far from Gregorian ones, as `parse_day` tells them apart too.
fn calendar_of(month: &Month) -> Calendar {
    if month.year < 1700 { Calendar::SolarHijri } else { Calendar::Gregorian }
}

impl Locale {
    fn month_name(self, calendar: Calendar, month: u32, short: bool) -> &'static str {
        let group = match (calendar, short) {
            (Calendar::Gregorian, true) => "month_short",
            (Calendar::Gregorian, false) => "month",
            (Calendar::SolarHijri, _) => "month_hijri",
        };
        self.texts.code(group, &month.to_string())
    }

    /// The calendar of single days: readers of Persian have theirs, whatever the months of the workspace's figures are.
    pub fn days(self) -> Calendar {
        if self.texts.language == Language::Fa { Calendar::SolarHijri } else { self.calendar }
    }

    /// `30 Jun 2026`, in the reader's calendar.
    pub fn day(self, day: NaiveDate) -> String {
        let parts = self.days().parts(day);
        let month = self.month_name(self.days(), parts.month, true);
        let (day, year) = (self.texts.plain(parts.day.into()), self.texts.plain(parts.year.into()));
        match self.texts.language {
            // Numbers of order end in a point.
            Language::Sr | Language::Hr => format!("{day}. {month} {year}."),
            _ => format!("{day} {month} {year}"),
        }
    }

    /// `30 Jun`, for tables whose year is known.
    pub fn day_short(self, day: NaiveDate) -> String {
        let parts = self.days().parts(day);
        let (day, month) = (self.texts.plain(parts.day.into()), self.month_name(self.days(), parts.month, true));
        match self.texts.language {
            Language::Sr | Language::Hr => format!("{day}. {month}"),
            _ => format!("{day} {month}"),
        }
    }

    /// `Tuesday, 30 June`.
    pub fn day_long(self, day: NaiveDate) -> String {
        let parts = self.days().parts(day);
        let month = match self.days() {
            // A month beside its day has a case of its own in some languages.
            Calendar::Gregorian => self.texts.code("month_of", &parts.month.to_string()),
            Calendar::SolarHijri => self.month_name(self.days(), parts.month, false),
        };
        self.texts.f(
            K::CommonDayLong,
            &[("weekday", self.weekday(day.weekday())), ("day", &self.texts.plain(parts.day.into())), ("month", month)],
        )
    }

    pub fn weekday(self, weekday: Weekday) -> &'static str {
        self.texts.code("weekday", &(weekday.num_days_from_monday() + 1).to_string())
    }

    pub fn weekday_short(self, weekday: Weekday) -> &'static str {
        self.texts.code("weekday_short", &(weekday.num_days_from_monday() + 1).to_string())
    }

    /// `Apr`, or `Apr 18` in January and wherever `with_year` asks.
    pub fn month(self, month: &Month, with_year: bool) -> String {
        let name = self.month_name(calendar_of(month), month.month, true);
        if with_year {
            format!("{name} {}", self.texts.digits(&format!("{:02}", month.year.rem_euclid(100))))
        } else {
            name.to_owned()
        }
    }

    /// `April 2018`.
    pub fn month_long(self, month: &Month) -> String {
        format!("{} {}", self.month_name(calendar_of(month), month.month, false), self.texts.plain(month.year.into()))
    }

    /// `2 Mar – 31 Jul 2026`.
    pub fn range(self, first: NaiveDate, last: NaiveDate) -> String {
        let same_year = self.days().parts(first).year == self.days().parts(last).year;
        let start = if same_year { self.day_short(first) } else { self.day(first) };
        format!("{start} – {}", self.day(last))
    }

    /// Days of a draft as people type them, where they are stored as `2026-01-31`; what is no day stays.
    pub fn retype<const N: usize>(self, days: [&mut String; N]) {
        for day in days {
            if let Ok(known) = day.parse() {
                *day = self.typed(known);
            }
        }
    }

    /// How a day is typed into a field, as people write it in the language.
    pub fn typed(self, day: NaiveDate) -> String {
        let parts = self.days().parts(day);
        match self.texts.language {
            Language::En => format!("{:04}-{:02}-{:02}", parts.year, parts.month, parts.day),
            Language::Sr | Language::Hr => format!("{}.{}.{}.", parts.day, parts.month, parts.year),
            Language::Ru => format!("{:02}.{:02}.{:04}", parts.day, parts.month, parts.year),
            Language::Fa => self.texts.digits(&format!("{:04}/{:02}/{:02}", parts.year, parts.month, parts.day)),
        }
    }

    /// The days of the week in the order of the language, for pickers.
    pub fn week(self) -> [Weekday; 7] {
        let first = if self.days() == Calendar::SolarHijri { Weekday::Sat } else { Weekday::Mon };
        let mut week = [first; 7];
        for n in 1..7 {
            if let (Some(before), Some(day)) = (week.get(n - 1).copied(), week.get_mut(n)) {
                *day = before.succ();
            }
        }
        week
    }

    /// How far away a day is: `today`, `yesterday`, `3 days`.
    pub fn late(self, due: NaiveDate, today: NaiveDate) -> String {
        match (today - due).num_days() {
            0 => self.texts.t(K::CommonToday).to_owned(),
            1 => self.texts.t(K::CommonYesterday).to_owned(),
            n if n > 1 => self.texts.n(K::CommonDays, n, &[]),
            _ => self.day_short(due),
        }
    }
}

/// The working week that goes with a calendar.
pub fn usual_week(calendar: Calendar) -> WorkingDays {
    match calendar {
        Calendar::Gregorian => WorkingDays::MONDAY_TO_FRIDAY,
        Calendar::SolarHijri => WorkingDays::SATURDAY_TO_WEDNESDAY,
    }
}
