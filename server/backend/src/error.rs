//! What a use case can answer instead of a result.

use domain::{
    budget::Over,
    conflict::Differing,
    fault::{Fault, FieldFault},
};
use sea_orm::DbErr;

pub type Result<T> = std::result::Result<T, Error>;

#[derive(Debug)]
pub enum Error {
    /// Nobody is signed in, or the role does not have the right.
    Denied,
    NotFound,
    /// The record was changed since it was read; `version` is the current one, `now` what is stored where a form
    /// differs from it.
    Conflict {
        version: i64,
        now: Vec<Differing>,
    },
    /// A budget would be exceeded.
    Over(Box<Over>),
    /// What was sent has these faults.
    Invalid(Vec<FieldFault>),
    /// The record is in a state that does not allow this.
    State(&'static str),
    Database(DbErr),
    /// A background thread did not answer.
    Internal(String),
}

impl Error {
    pub fn invalid(field: &str, fault: Fault) -> Self {
        Error::Invalid(vec![FieldFault { field: field.to_owned(), fault }])
    }
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        Error::Database(error)
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Error::Internal(format!("stored JSON: {error}"))
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Error::Denied => f.write_str("denied"),
            Error::NotFound => f.write_str("not found"),
            Error::Conflict { version, .. } => write!(f, "changed since, now version {version}"),
            Error::Over(over) => write!(f, "over budget {} by {}", over.budget, over.by()),
            Error::Invalid(faults) => write!(f, "invalid: {faults:?}"),
            Error::State(what) => write!(f, "not possible now: {what}"),
            Error::Database(error) => write!(f, "database: {error}"),
            Error::Internal(what) => f.write_str(what),
        }
    }
}

impl std::error::Error for Error {}
