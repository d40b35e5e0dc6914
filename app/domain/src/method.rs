//! The budget of a year by six methods, what competitors are estimated to spend, and what was chosen.

use crate::{
    decimal::{self, DecimalMark},
    fault::{Fault, Faults, FieldFault, text, up_to},
    metrics::methods::{Input, Method, Outcome, Unit},
    money::{Currency, within},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Shares up to ten times the whole: beyond, a percent was mistyped.
const SHARE_MAX: i64 = 100_000;
const COUNT_MAX: i64 = 1_000_000_000;

/// The inputs of a year as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct InputsDraft {
    pub year: i32,
    pub version: i64,
    pub inputs: Vec<(Input, String)>,
}

impl Input {
    /// An input as typed: minor units, basis points, or a count; nothing where it is empty.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(self, typed: &str, currency: Currency, mark: DecimalMark) -> Result<Option<i64>, Fault> {
        if typed.trim().is_empty() {
            return Ok(None);
        }
        let value = match self.unit() {
            Unit::Money => decimal::parse(typed, mark, currency.places()).and_then(within),
            Unit::Percent => decimal::parse(typed.trim().trim_end_matches(['%', '٪']).trim(), mark, 2)
                .and_then(|bp| up_to(bp, SHARE_MAX)),
            Unit::Count => decimal::parse(typed, mark, 0).and_then(|n| up_to(n, COUNT_MAX)),
        };
        value.map(Some)
    }

    /// A stored input as it is typed.
    pub fn write(self, value: i64, currency: Currency, mark: DecimalMark) -> String {
        let places = match self.unit() {
            Unit::Money => currency.places(),
            Unit::Percent => 2,
            Unit::Count => 0,
        };
        decimal::with_mark(&decimal::write(value, places), mark)
    }
}

impl InputsDraft {
    /// The inputs that are given.
    ///
    /// # Errors
    /// All faults at once, each at the name of its input.
    pub fn read(&self, currency: Currency, mark: DecimalMark) -> Result<Vec<(Input, i64)>, Vec<FieldFault>> {
        let mut faults = Faults::default();
        let mut read = Vec::new();
        for (input, typed) in &self.inputs {
            let value = faults.take(input.as_str(), input.read(typed, currency, mark)).flatten();
            read.extend(value.map(|value| (*input, value)));
        }
        if faults.is_empty() { Ok(read) } else { Err(faults.into_vec()) }
    }
}

/// What a competitor is estimated to spend in a year, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EstimateDraft {
    pub year: i32,
    /// Of the catalogue of competitors.
    pub competitor: Option<i64>,
    pub amount: String,
    /// Where the estimate is from.
    pub source: String,
}

impl EstimateDraft {
    /// The amount in minor units, and the source.
    ///
    /// # Errors
    /// All faults at once, at `competitor`, `amount`, `source`.
    pub fn read(&self, currency: Currency, mark: DecimalMark) -> Result<(i64, i64, String), Vec<FieldFault>> {
        let mut faults = Faults::default();
        let competitor = faults.take("competitor", self.competitor.ok_or(Fault::Required));
        let amount = faults.take("amount", decimal::parse(&self.amount, mark, currency.places()).and_then(within));
        let source = faults.take("source", text(&self.source, 200));
        match (competitor, amount, source) {
            (Some(competitor), Some(amount), Some(source)) => Ok((competitor, amount, source)),
            _ => Err(faults.into_vec()),
        }
    }
}

/// A method that was chosen, as typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChoiceDraft {
    pub year: i32,
    /// Of the inputs, as whoever chooses has read them.
    pub version: i64,
    pub method: Method,
    pub reason: String,
}

/// A method with what it comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MethodRow {
    pub method: Method,
    /// Nothing while an input is missing.
    pub outcome: Option<Outcome>,
    /// What it allows beyond what is planned.
    pub gap: Option<i64>,
}

/// An estimate of a competitor's spending.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EstimateRow {
    pub id: i64,
    pub competitor: String,
    pub amount: i64,
    pub source: String,
    pub by: String,
    pub day: NaiveDate,
}

/// A choice as it was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChoiceRow {
    pub id: i64,
    pub method: Method,
    pub amount: i64,
    /// The sum from below at that time.
    pub bottom_up: i64,
    pub reason: String,
    pub by: String,
    pub day: NaiveDate,
    /// The inputs at that time.
    pub inputs: Vec<(Input, i64)>,
}

/// The methods of a year side by side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MethodsView {
    pub first: NaiveDate,
    pub last: NaiveDate,
    pub input: InputsDraft,
    pub rows: Vec<MethodRow>,
    /// What the campaigns of the year plan, and how many have planned costs.
    pub bottom_up: i64,
    pub campaigns: i64,
    /// Revenue won in the year before, as a hint for what is typed.
    pub won_before: i64,
    pub highest: Option<i64>,
    pub estimates: Vec<EstimateRow>,
    pub competitors: Vec<(i64, String)>,
    /// The newest first: that one counts.
    pub choices: Vec<ChoiceRow>,
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARK: DecimalMark = DecimalMark::Point;

    #[test]
    fn inputs_are_read_by_their_unit_and_written_back() {
        let eur = Currency::EUR;
        assert_eq!(Input::Revenue.read("2,000,000.50", eur, MARK), Ok(Some(200_000_050)));
        assert_eq!(Input::RevenueShare.read("7.5 %", eur, MARK), Ok(Some(750)));
        assert_eq!(Input::Customers.read("40", eur, MARK), Ok(Some(40)));
        assert_eq!(Input::Revenue.read("-1", eur, MARK), Err(Fault::Negative));
        assert_eq!(Input::RevenueShare.read("1001", eur, MARK), Err(Fault::TooLarge));
        assert_eq!(Input::Hours.read("many", eur, MARK), Err(Fault::NotANumber));
        assert_eq!(Input::Hours.read(" ", eur, MARK), Ok(None));
        for (input, value) in [(Input::Revenue, 200_000_050), (Input::RevenueShare, 750), (Input::Hours, 12)] {
            assert_eq!(input.read(&input.write(value, eur, MARK), eur, MARK), Ok(Some(value)));
        }
    }

    #[test]
    fn an_estimate_says_of_whom_how_much_and_whence() {
        let faults =
            EstimateDraft { amount: "-5".into(), ..EstimateDraft::default() }.read(Currency::EUR, MARK).unwrap_err();
        let named: Vec<_> = faults.iter().map(|f| (f.field.as_str(), f.fault)).collect();
        assert_eq!(named, [("competitor", Fault::Required), ("amount", Fault::Negative), ("source", Fault::Required)]);
    }
}
