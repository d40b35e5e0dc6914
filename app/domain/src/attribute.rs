//! Custom attributes of people: typed fields that an administrator or an import defines.

use crate::{
    calendar::{DateOrder, parse_day},
    decimal::{self, DecimalMark, NUMBER_SCALE},
    fault::Fault,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What an attribute holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttributeKind {
    Text,
    Number,
    Date,
    YesNo,
}

impl AttributeKind {
    pub const ALL: [AttributeKind; 4] =
        [AttributeKind::Text, AttributeKind::Number, AttributeKind::Date, AttributeKind::YesNo];

    pub fn as_str(self) -> &'static str {
        match self {
            AttributeKind::Text => "text",
            AttributeKind::Number => "number",
            AttributeKind::Date => "date",
            AttributeKind::YesNo => "yes_no",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// A defined attribute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribute {
    pub id: i64,
    pub name: String,
    pub kind: AttributeKind,
}

/// A parsed value. Numbers are in ten-thousandths.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttributeValue {
    Text(String),
    Number(i64),
    Date(NaiveDate),
    YesNo(bool),
}

/// How a file writes its values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Notation {
    pub dates: DateOrder,
    pub decimal: DecimalMark,
}

/// Longest text value in characters.
pub const TEXT_MAX: usize = 500;

impl AttributeValue {
    /// # Errors
    /// The fault of the kind's own parser; `TooLong` for a text beyond [`TEXT_MAX`].
    pub fn parse(kind: AttributeKind, text: &str, notation: Notation) -> Result<Self, Fault> {
        match kind {
            AttributeKind::Text => crate::fault::text(text, TEXT_MAX).map(AttributeValue::Text),
            AttributeKind::Number => decimal::parse(text, notation.decimal, NUMBER_SCALE).map(AttributeValue::Number),
            AttributeKind::Date => parse_day(text, notation.dates).map(AttributeValue::Date),
            AttributeKind::YesNo => parse_yes_no(text).map(AttributeValue::YesNo),
        }
    }
}

/// Reads yes or no in the languages of our users and as 0/1.
///
/// # Errors
/// `NotYesNo`.
pub fn parse_yes_no(text: &str) -> Result<bool, Fault> {
    match crate::digits::to_ascii(text.trim()).to_lowercase().as_str() {
        "1" | "yes" | "y" | "true" | "da" | "да" | "бале" | "بله" | "بلی" => Ok(true),
        "0" | "no" | "n" | "false" | "ne" | "не" | "нет" | "خیر" | "نه" => Ok(false),
        _ => Err(Fault::NotYesNo),
    }
}

/// The narrowest kind that reads the samples: yes or no where it reads every one, a day or a number where it reads at
/// least two thirds, so that a few faults are told as faults; text otherwise.
pub fn guess_kind<'a>(samples: impl Iterator<Item = &'a str> + Clone, notation: Notation) -> AttributeKind {
    let filled = samples.filter(|s| !s.trim().is_empty());
    let all = filled.clone().count();
    let read =
        |kind: AttributeKind| filled.clone().filter(|s| AttributeValue::parse(kind, s, notation).is_ok()).count();
    if all == 0 {
        AttributeKind::Text
    } else if read(AttributeKind::YesNo) == all {
        AttributeKind::YesNo
    } else {
        let mostly = |kind: &AttributeKind| read(*kind) * 3 >= all * 2;
        [AttributeKind::Date, AttributeKind::Number].into_iter().find(mostly).unwrap_or(AttributeKind::Text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kind_is_guessed_from_every_value() {
        let notation = Notation { dates: DateOrder::MonthDayYear, ..Notation::default() };
        assert_eq!(guess_kind(["0", "1", ""].into_iter(), notation), AttributeKind::YesNo);
        assert_eq!(guess_kind(["9/4/2012", "3/8/2014"].into_iter(), notation), AttributeKind::Date);
        assert_eq!(guess_kind(["58138", "46344", ""].into_iter(), notation), AttributeKind::Number);
        assert_eq!(guess_kind(["Graduation", "2n Cycle"].into_iter(), notation), AttributeKind::Text);
    }
}
