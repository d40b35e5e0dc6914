//! Two people at one record: what is stored now, where it differs from what one of them typed.

use crate::rights::Role;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A stored value that a page can write in its own language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stored {
    Text(String),
    Money(i64),
    Count(i64),
    Day(Option<NaiveDate>),
    YesNo(bool),
    Role(Role),
    /// A word of the page's language: its group and its code.
    Word(String, String),
}

/// A field in which both sides differ, with the stored side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Differing {
    pub field: String,
    pub now: Stored,
}

/// The fields of a form whose stored value is not what was typed. Both sides are in the order of the form.
pub fn differing(typed: Vec<(impl Into<String>, Stored)>, stored: Vec<Stored>) -> Vec<Differing> {
    typed
        .into_iter()
        .zip(stored)
        .filter(|((_, typed), now)| typed != now)
        .map(|((field, _), now)| Differing { field: field.into(), now })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_shown() {
        let text = |s: &str| Stored::Text(s.to_owned());
        let typed = vec![("name", text("Ana")), ("place", text("Sombor")), ("do_not_call", Stored::YesNo(false))];
        let now = vec![text("Ana"), text("Subotica"), Stored::YesNo(true)];
        assert_eq!(
            differing(typed, now),
            [
                Differing { field: "place".into(), now: text("Subotica") },
                Differing { field: "do_not_call".into(), now: Stored::YesNo(true) }
            ]
        );
    }
}
