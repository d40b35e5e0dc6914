//! Custom attributes of people, organisations, leads, opportunities and products: typed fields that an administrator or an import defines.

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
    /// In the currency of the workspace.
    Money,
    /// One of the options that the attribute has.
    OneOf,
    /// Any of them.
    ManyOf,
}

impl AttributeKind {
    pub const ALL: [AttributeKind; 7] = [
        AttributeKind::Text,
        AttributeKind::Number,
        AttributeKind::Money,
        AttributeKind::Date,
        AttributeKind::YesNo,
        AttributeKind::OneOf,
        AttributeKind::ManyOf,
    ];
    /// Those that an import can make: the others have options, which somebody decides on.
    pub const IMPORTED: [AttributeKind; 5] =
        [AttributeKind::Text, AttributeKind::Number, AttributeKind::Money, AttributeKind::Date, AttributeKind::YesNo];

    pub fn as_str(self) -> &'static str {
        match self {
            AttributeKind::Text => "text",
            AttributeKind::Number => "number",
            AttributeKind::Date => "date",
            AttributeKind::YesNo => "yes_no",
            AttributeKind::Money => "money",
            AttributeKind::OneOf => "one_of",
            AttributeKind::ManyOf => "many_of",
        }
    }

    /// The decimals that a number of this kind may have.
    pub fn scale(self) -> u32 {
        if self == AttributeKind::Money { MONEY_SCALE } else { NUMBER_SCALE }
    }

    /// Whether its values are options of the attribute.
    pub fn is_choice(self) -> bool {
        matches!(self, AttributeKind::OneOf | AttributeKind::ManyOf)
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// Whom an attribute describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    #[default]
    Person,
    Account,
    Lead,
    Opportunity,
    Product,
}

impl Subject {
    pub const ALL: [Subject; 5] =
        [Subject::Person, Subject::Account, Subject::Lead, Subject::Opportunity, Subject::Product];

    pub fn as_str(self) -> &'static str {
        match self {
            Subject::Person => "person",
            Subject::Account => "account",
            Subject::Lead => "lead",
            Subject::Opportunity => "opportunity",
            Subject::Product => "product",
        }
    }

    /// Whether a person has one value of it at most, themselves or through their organisation: only such stand in a column of
    /// a table of people.
    pub fn is_of_person(self) -> bool {
        matches!(self, Subject::Person | Subject::Account)
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|subject| subject.as_str() == text)
    }
}

/// The attributes of a record that has no form of its own for them, with its values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttributesView {
    pub attributes: Vec<Attribute>,
    pub input: AttributesDraft,
}

/// Values of the attributes of a lead or a product as typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttributesDraft {
    pub subject: Subject,
    pub id: i64,
    /// Of the record.
    pub version: i64,
    pub values: Vec<(i64, String)>,
}

/// Options of one attribute at most: the values of "many of" are the bits of one number.
pub const OPTIONS_MAX: usize = 60;

/// A defined attribute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribute {
    pub id: i64,
    pub name: String,
    pub kind: AttributeKind,
    pub subject: Subject,
    /// Number and name of each option, in their order. Numbers are below [`OPTIONS_MAX`] and stay with their option.
    pub options: Vec<(i64, String)>,
}

impl Attribute {
    /// The names of the options that a canonical value stands for.
    pub fn chosen(&self, value: &str) -> Vec<&str> {
        let numbers = options_of(value);
        self.options.iter().filter(|(n, _)| numbers & bit(*n) != 0).map(|(_, name)| name.as_str()).collect()
    }

    /// Whether every option that a value stands for exists.
    pub fn knows(&self, value: &AttributeValue) -> bool {
        let all: i64 = self.options.iter().map(|(n, _)| bit(*n)).fold(0, |all, one| all | one);
        match value {
            AttributeValue::OneOf(n) => all & bit(*n) != 0,
            AttributeValue::ManyOf(bits) => *bits & !all == 0,
            _ => true,
        }
    }
}

/// The bit of an option; 0 for what is none.
pub fn bit(number: i64) -> i64 {
    usize::try_from(number).ok().filter(|n| *n < OPTIONS_MAX).map_or(0, |n| 1 << n)
}

/// The options of a canonical value as bits.
pub fn options_of(value: &str) -> i64 {
    value.split(',').filter_map(|n| n.trim().parse().ok()).fold(0, |bits, n| bits | bit(n))
}

/// Bits as the canonical value.
pub fn write_options(bits: i64) -> String {
    let numbers = (0..i64::try_from(OPTIONS_MAX).unwrap_or(0)).filter(|n| bits & bit(*n) != 0);
    numbers.map(|n| n.to_string()).collect::<Vec<_>>().join(",")
}

/// A parsed value. Numbers and money are in ten-thousandths; options are told by their number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttributeValue {
    Text(String),
    Number(i64),
    Date(NaiveDate),
    YesNo(bool),
    Money(i64),
    OneOf(i64),
    /// The bits of the options.
    ManyOf(i64),
}

/// How a file writes its values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Notation {
    pub dates: DateOrder,
    pub decimal: DecimalMark,
}

/// Decimals of money in attributes.
const MONEY_SCALE: u32 = 2;

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
            AttributeKind::Money => decimal::parse(text, notation.decimal, MONEY_SCALE)?
                .checked_mul(10_i64.pow(NUMBER_SCALE - MONEY_SCALE))
                .map(AttributeValue::Money)
                .ok_or(Fault::TooLarge),
            AttributeKind::OneOf => match text.trim().parse() {
                Ok(number) if bit(number) != 0 => Ok(AttributeValue::OneOf(number)),
                _ => Err(Fault::Unknown),
            },
            AttributeKind::ManyOf => {
                let known = |n: &str| n.trim().parse().is_ok_and(|n| bit(n) != 0);
                let bits = options_of(text);
                if text.split(',').all(known) { Ok(AttributeValue::ManyOf(bits)) } else { Err(Fault::Unknown) }
            }
        }
    }

    /// As it is stored: a number, a text, or a day.
    pub fn parts(&self) -> (Option<i64>, Option<&str>, Option<NaiveDate>) {
        match self {
            AttributeValue::Text(text) => (None, Some(text), None),
            AttributeValue::Number(n)
            | AttributeValue::Money(n)
            | AttributeValue::OneOf(n)
            | AttributeValue::ManyOf(n) => (Some(*n), None, None),
            AttributeValue::YesNo(yes) => (Some(i64::from(*yes)), None, None),
            AttributeValue::Date(day) => (None, None, Some(*day)),
        }
    }

    /// From what is stored.
    pub fn of(kind: AttributeKind, num: Option<i64>, text: Option<String>, day: Option<NaiveDate>) -> Option<Self> {
        Some(match kind {
            AttributeKind::Text => AttributeValue::Text(text?),
            AttributeKind::Number => AttributeValue::Number(num?),
            AttributeKind::Money => AttributeValue::Money(num?),
            AttributeKind::YesNo => AttributeValue::YesNo(num? == 1),
            AttributeKind::Date => AttributeValue::Date(day?),
            AttributeKind::OneOf => AttributeValue::OneOf(num?),
            AttributeKind::ManyOf => AttributeValue::ManyOf(num?),
        })
    }

    /// As canonical text: a point for decimals, an ISO day, `1` or `0`, the numbers of options.
    pub fn write(&self) -> String {
        match self {
            AttributeValue::Text(text) => text.clone(),
            AttributeValue::Number(n) | AttributeValue::Money(n) => decimal::write(*n, NUMBER_SCALE),
            AttributeValue::YesNo(yes) => i64::from(*yes).to_string(),
            AttributeValue::Date(day) => day.to_string(),
            AttributeValue::OneOf(n) => n.to_string(),
            AttributeValue::ManyOf(bits) => write_options(*bits),
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
    fn options_are_told_by_their_numbers() {
        let parse = |kind, text| AttributeValue::parse(kind, text, Notation::default());
        assert_eq!(parse(AttributeKind::OneOf, "3"), Ok(AttributeValue::OneOf(3)));
        assert_eq!(parse(AttributeKind::ManyOf, "4, 0"), Ok(AttributeValue::ManyOf(0b1_0001)));
        assert_eq!(parse(AttributeKind::ManyOf, "4,0").unwrap().write(), "0,4");
        for (kind, wrong) in
            [(AttributeKind::OneOf, "60"), (AttributeKind::OneOf, "-1"), (AttributeKind::ManyOf, "1,x")]
        {
            assert_eq!(parse(kind, wrong), Err(Fault::Unknown), "{wrong}");
        }
        let options = vec![(4, "Small".to_owned()), (0, "Large".to_owned())];
        let size =
            Attribute { id: 1, name: "Size".into(), kind: AttributeKind::ManyOf, subject: Subject::Account, options };
        assert_eq!(size.chosen("0,4,9"), ["Small", "Large"], "in the order of the options");
        assert!(size.knows(&AttributeValue::ManyOf(0b1_0001)));
        assert!(!size.knows(&AttributeValue::ManyOf(0b10)) && !size.knows(&AttributeValue::OneOf(59)));
    }

    #[test]
    fn values_survive_the_database() {
        for (kind, text) in [
            (AttributeKind::Text, "Ćuprija"),
            (AttributeKind::Number, "-2.5"),
            (AttributeKind::Money, "1999.99"),
            (AttributeKind::YesNo, "1"),
            (AttributeKind::Date, "2026-11-23"),
            (AttributeKind::OneOf, "59"),
            (AttributeKind::ManyOf, "0,59"),
        ] {
            let value = AttributeValue::parse(kind, text, Notation::default()).unwrap();
            let (num, words, day) = value.parts();
            let back = AttributeValue::of(kind, num, words.map(str::to_owned), day).unwrap();
            assert_eq!(back.write(), text);
        }
        let halves = AttributeValue::parse(AttributeKind::Money, "1.005", Notation::default());
        assert!(halves.is_err(), "money has two decimals");
    }

    #[test]
    fn the_kind_is_guessed_from_every_value() {
        let notation = Notation { dates: DateOrder::MonthDayYear, ..Notation::default() };
        assert_eq!(guess_kind(["0", "1", ""].into_iter(), notation), AttributeKind::YesNo);
        assert_eq!(guess_kind(["9/4/2012", "3/8/2014"].into_iter(), notation), AttributeKind::Date);
        assert_eq!(guess_kind(["58138", "46344", ""].into_iter(), notation), AttributeKind::Number);
        assert_eq!(guess_kind(["Graduation", "2n Cycle"].into_iter(), notation), AttributeKind::Text);
    }
}
