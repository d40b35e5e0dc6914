//! What can be wrong with something a person typed or a file holds. The wording belongs to `texts`.

use serde::{Deserialize, Serialize};

/// One fault of one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    Required,
    TooLong,
    NotANumber,
    TooPrecise,
    TooLarge,
    Negative,
    UnknownCurrency,
    NotADay,
    NoSuchDay,
    EndBeforeStart,
    NotYesNo,
    NoAt,
    TwoAts,
    NoDotAfterAt,
    NotAnAddress,
    NotAPhone,
    PasswordTooShort,
    PasswordKnown,
    Unknown,
    AlreadyUsed,
    Formula,
    EmptyKey,
    NoLead,
    NoWorkingDay,
    TooManyColumns,
    RaggedRow,
    NotText,
    EmptyFile,
    FileTooLarge,
    TooDeep,
    WrongOperator,
    WrongEncoding,
    WrongCode,
    PastDay,
    UnknownField,
    Circular,
    NotALink,
    NotATime,
    /// Neither minutes nor hours and minutes.
    NotMinutes,
    PasswordWrong,
    FutureDay,
    SeveralMatch,
    Locked,
    /// Of a stage: whoever gets there has arrived.
    Reached,
    /// Shares that do not add up to 100 percent.
    NotWhole,
    /// Of a cost line to which nothing more is expected.
    Closed,
    /// A currency without a rate of the day or of the week before it.
    NoRate,
    /// A day that begins or ends no month.
    NotAMonth,
    /// Somebody who may not approve it.
    MayNotApprove,
}

impl Fault {
    /// Every fault, so that a test can ask for the wording of each.
    pub const ALL: [Fault; 49] = [
        Fault::Required,
        Fault::TooLong,
        Fault::NotANumber,
        Fault::TooPrecise,
        Fault::TooLarge,
        Fault::Negative,
        Fault::UnknownCurrency,
        Fault::NotADay,
        Fault::NoSuchDay,
        Fault::EndBeforeStart,
        Fault::NotYesNo,
        Fault::NoAt,
        Fault::TwoAts,
        Fault::NoDotAfterAt,
        Fault::NotAnAddress,
        Fault::NotAPhone,
        Fault::PasswordTooShort,
        Fault::PasswordKnown,
        Fault::Unknown,
        Fault::AlreadyUsed,
        Fault::Formula,
        Fault::EmptyKey,
        Fault::NoLead,
        Fault::NoWorkingDay,
        Fault::TooManyColumns,
        Fault::RaggedRow,
        Fault::NotText,
        Fault::EmptyFile,
        Fault::FileTooLarge,
        Fault::TooDeep,
        Fault::WrongOperator,
        Fault::WrongEncoding,
        Fault::WrongCode,
        Fault::PastDay,
        Fault::UnknownField,
        Fault::Circular,
        Fault::NotALink,
        Fault::NotATime,
        Fault::NotMinutes,
        Fault::PasswordWrong,
        Fault::FutureDay,
        Fault::SeveralMatch,
        Fault::Locked,
        Fault::Reached,
        Fault::NotWhole,
        Fault::Closed,
        Fault::NoRate,
        Fault::NotAMonth,
        Fault::MayNotApprove,
    ];
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self:?}")
    }
}

/// A fault at a named field of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldFault {
    pub field: String,
    pub fault: Fault,
}

/// Gathers all faults of a form before any is reported.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Faults(Vec<FieldFault>);

impl Faults {
    /// Keeps the value, or notes the fault at `field`.
    pub fn take<T>(&mut self, field: &str, parsed: Result<T, Fault>) -> Option<T> {
        parsed.map_err(|fault| self.add(field, fault)).ok()
    }

    pub fn add(&mut self, field: &str, fault: Fault) {
        self.0.push(FieldFault { field: field.to_owned(), fault });
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn into_vec(self) -> Vec<FieldFault> {
        self.0
    }
}

/// A number from zero to `max`.
///
/// # Errors
/// `Negative` below zero, `TooLarge` above `max`.
pub fn up_to(value: i64, max: i64) -> Result<i64, Fault> {
    if value < 0 {
        Err(Fault::Negative)
    } else if value > max {
        Err(Fault::TooLarge)
    } else {
        Ok(value)
    }
}

/// A trimmed text of 1 to `max` characters.
///
/// # Errors
/// `Required` when nothing is left, `TooLong` beyond `max`.
pub fn text(value: &str, max: usize) -> Result<String, Fault> {
    let value = value.trim();
    if value.is_empty() {
        Err(Fault::Required)
    } else if value.chars().count() > max {
        Err(Fault::TooLong)
    } else {
        Ok(value.to_owned())
    }
}
