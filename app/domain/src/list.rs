//! Lists of people.

use crate::rule::Rule;
use serde::{Deserialize, Serialize};

/// How a list knows its members.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListKind {
    /// Members chosen once.
    Static,
    /// Whoever passes the rule now.
    Dynamic,
    /// Chosen members whom no campaign contacts.
    Suppression,
}

impl ListKind {
    pub const ALL: [ListKind; 3] = [ListKind::Static, ListKind::Dynamic, ListKind::Suppression];

    pub fn as_str(self) -> &'static str {
        match self {
            ListKind::Static => "static",
            ListKind::Dynamic => "dynamic",
            ListKind::Suppression => "suppression",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// A list in the table of lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListRow {
    pub id: i64,
    pub version: i64,
    pub name: String,
    pub kind: ListKind,
    pub rule: Option<Rule>,
    pub people: i64,
    /// Done and all, while its people are still being put on it.
    pub filling: Option<(i64, i64)>,
}

/// Saves the people that pass `rule` under a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListDraft {
    pub name: String,
    pub kind: ListKind,
    pub rule: Rule,
}
