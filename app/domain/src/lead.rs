//! Leads: a sales interest of a person with a source.

use crate::attribute::Attribute;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeadState {
    New,
    /// Somebody is at it.
    Working,
    Qualified,
    Disqualified,
}

impl LeadState {
    pub const ALL: [LeadState; 4] = [LeadState::New, LeadState::Working, LeadState::Qualified, LeadState::Disqualified];

    pub fn as_str(self) -> &'static str {
        match self {
            LeadState::New => "new",
            LeadState::Working => "working",
            LeadState::Qualified => "qualified",
            LeadState::Disqualified => "disqualified",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// Whether it is still to be decided.
    pub fn is_open(self) -> bool {
        matches!(self, LeadState::New | LeadState::Working)
    }
}

/// Which leads a table shows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadQuery {
    pub state: Option<LeadState>,
    /// Only those that nobody touched in time.
    pub late: bool,
    /// Only one's own.
    pub mine: bool,
    /// By score, the highest first, instead of the newest first.
    #[serde(default)]
    pub by_score: bool,
    pub after: Option<String>,
}

/// A lead in the table of leads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadRow {
    pub id: i64,
    pub version: i64,
    pub person_id: i64,
    pub person: String,
    pub account: String,
    pub campaign: String,
    pub campaign_id: Option<i64>,
    pub channel: String,
    pub owner: String,
    pub owner_id: Option<i64>,
    /// Set while it waits longer than the workspace allows.
    pub late: bool,
    pub state: LeadState,
    pub created: NaiveDate,
    /// The sum of the points of the rules that hold for it now; a lead that is decided has none.
    pub score: Option<i64>,
    pub reason: String,
    /// Filled attributes as canonical text, by attribute.
    pub values: Vec<(i64, String)>,
}

/// One page of leads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadPage {
    pub rows: Vec<LeadRow>,
    /// Leads by state, in the order of [`LeadState::ALL`].
    pub counts: Vec<(LeadState, i64)>,
    /// New ones that nobody touched in time.
    pub late: i64,
    /// Working days within which a lead is to be touched.
    pub lead_days: i64,
    /// Who can own a lead.
    pub people: Vec<(i64, String)>,
    pub next: Option<String>,
    /// Reasons to disqualify, as the workspace has them.
    pub reasons: Vec<(i64, String)>,
    /// Whether there are rules that make a score.
    pub scored: bool,
    /// The attributes that leads have.
    pub attributes: Vec<Attribute>,
}

/// Qualifying links the lead to a contact, an organisation and, if wished, an opportunity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Qualify {
    pub id: i64,
    pub version: i64,
    /// Empty keeps the organisation of the person as it is.
    pub account: String,
    pub opportunity: bool,
    pub title: String,
    /// As typed, in the workspace currency.
    pub amount: String,
}
