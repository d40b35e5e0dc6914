//! What a unit of one currency was worth in the workspace's on a day.

use crate::{
    calendar::{DateOrder, parse_day},
    decimal::{self, DecimalMark},
    fault::{Fault, Faults, FieldFault},
    money::{Currency, div_round},
};
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// A rate is good for its day and for this many days after it; then it is missing.
pub const GOOD_DAYS: u64 = 7;

/// Decimal places of a rate.
pub const RATE_SCALE: u32 = 6;

/// So many units of a currency are so many of the workspace's, both in millionths: written as banks publish it, in whichever
/// direction, and never inverted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rate {
    pub foreign: i64,
    pub home: i64,
}

impl Rate {
    /// What the workspace's currency is to itself.
    pub const ONE: Rate = Rate { foreign: 1, home: 1 };

    /// An amount of `from` in minor units of `to`, rounded half away from zero.
    ///
    /// # Errors
    /// `TooLarge` beyond `i64`.
    pub fn convert(self, minor: i64, from: Currency, to: Currency) -> Result<i64, Fault> {
        let power = |places: u32| 10_i128.pow(places);
        let numerator = i128::from(minor)
            .checked_mul(self.home.into())
            .and_then(|n| n.checked_mul(power(to.places())))
            .ok_or(Fault::TooLarge)?;
        let denominator = i128::from(self.foreign) * power(from.places());
        i64::try_from(div_round(numerator, denominator)).map_err(|_| Fault::TooLarge)
    }
}

/// The days on which a rate of `day` is asked for.
pub fn good_from(day: NaiveDate) -> (NaiveDate, NaiveDate) {
    (day, day.checked_add_days(Days::new(GOOD_DAYS)).unwrap_or(day))
}

/// The first day whose rate still counts on `day`.
pub fn earliest(day: NaiveDate) -> NaiveDate {
    day.checked_sub_days(Days::new(GOOD_DAYS)).unwrap_or(day)
}

/// A rate as typed: so many units of a currency are so many of the workspace's.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RateDraft {
    pub currency: String,
    pub day: String,
    pub foreign: String,
    pub home: String,
}

/// A rate that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DatedRate {
    pub currency: Currency,
    pub day: NaiveDate,
    pub rate: Rate,
}

impl RateDraft {
    /// # Errors
    /// All faults at once, at `currency`, `day`, `foreign`, `home`.
    pub fn read(&self, home: Currency, mark: DecimalMark) -> Result<DatedRate, Vec<FieldFault>> {
        let mut faults = Faults::default();
        let currency = Currency::parse(&self.currency)
            .and_then(|currency| if currency == home { Err(Fault::AlreadyUsed) } else { Ok(currency) });
        let currency = faults.take("currency", currency);
        let day = faults.take("day", parse_day(&self.day, DateOrder::YearMonthDay));
        let foreign = faults.take("foreign", part(&self.foreign, mark));
        let home = faults.take("home", part(&self.home, mark));
        match (currency, day, foreign, home) {
            (Some(currency), Some(day), Some(foreign), Some(home)) => {
                Ok(DatedRate { currency, day, rate: Rate { foreign, home } })
            }
            _ => Err(faults.into_vec()),
        }
    }
}

fn part(typed: &str, mark: DecimalMark) -> Result<i64, Fault> {
    if typed.trim().is_empty() {
        return Err(Fault::Required);
    }
    match decimal::parse(typed, mark, RATE_SCALE)? {
        ..0 => Err(Fault::Negative),
        0 => Err(Fault::Required),
        // So that an amount times a rate stays within 128 bits with room.
        1_000_000_000_000_000.. => Err(Fault::TooLarge),
        millionths => Ok(millionths),
    }
}

/// A stored rate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RateRow {
    pub currency: Currency,
    pub day: NaiveDate,
    pub rate: Rate,
    pub by: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(foreign: &str, home: &str) -> Result<DatedRate, Vec<FieldFault>> {
        let draft =
            RateDraft { currency: "RSD".into(), day: "2026-06-01".into(), foreign: foreign.into(), home: home.into() };
        draft.read(Currency::EUR, DecimalMark::Point)
    }

    #[test]
    fn rates_are_kept_as_published_in_either_direction() {
        let rsd = Currency::parse("RSD").unwrap();
        // 117.2 dinars are one euro: 11,720.00 are 100.00.
        let rate = read("117.2", "1").unwrap().rate;
        assert_eq!(rate.convert(1_172_000, rsd, Currency::EUR), Ok(10_000));
        // 0.5 minor units round away from zero: 0.59 dinars are 0.00503 euros, 0.586 exactly half a cent.
        assert_eq!(rate.convert(59, rsd, Currency::EUR), Ok(1));
        assert_eq!(rate.convert(-59, rsd, Currency::EUR), Ok(-1));
        assert_eq!(rate.convert(58, rsd, Currency::EUR), Ok(0));
        let rial = Currency::parse("IRR").unwrap();
        let toman = Rate { foreign: 600_000_000_000, home: 1_000_000 };
        assert_eq!(toman.convert(600_000, rial, Currency::EUR), Ok(100), "the rial has no minor unit");
    }

    #[test]
    fn wrong_rates_are_named() {
        let at = |faults: Vec<FieldFault>, field: &str| faults.iter().find(|f| f.field == field).map(|f| f.fault);
        assert_eq!(at(read("0", "1").unwrap_err(), "foreign"), Some(Fault::Required));
        assert_eq!(at(read("1", "-1").unwrap_err(), "home"), Some(Fault::Negative));
        assert_eq!(at(read("1", "abc").unwrap_err(), "home"), Some(Fault::NotANumber));
        let same =
            RateDraft { currency: "EUR".into(), day: "2026-06-01".into(), foreign: "1".into(), home: "1".into() };
        assert_eq!(at(same.read(Currency::EUR, DecimalMark::Point).unwrap_err(), "currency"), Some(Fault::AlreadyUsed));
        assert_eq!(
            Rate { foreign: 1, home: 999_999_999_999_999 }.convert(i64::MAX, Currency::EUR, Currency::EUR),
            Err(Fault::TooLarge)
        );
    }

    proptest! {
        #[test]
        fn a_currency_is_worth_itself(minor in -1_000_000_000_000_i64..1_000_000_000_000) {
            prop_assert_eq!(Rate::ONE.convert(minor, Currency::EUR, Currency::EUR), Ok(minor));
        }
    }
}
