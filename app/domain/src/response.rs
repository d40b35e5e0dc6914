//! Responses recorded by hand: of people who are known, and of people who are not yet.

use crate::{campaign::Status, touch::Outcome};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// How a response that is recorded by hand may end.
pub const OUTCOMES: [Outcome; 4] =
    [Outcome::Interested, Outcome::NotInterested, Outcome::DoNotContact, Outcome::WrongNumber];

/// A response as typed. Either a person, or a name or address of somebody not known yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResponseDraft {
    pub campaign: i64,
    pub activity: Option<i64>,
    pub person: Option<i64>,
    pub name: String,
    /// E-mail or telephone.
    pub contact: String,
    /// How it arrived, such as "reply card".
    pub channel: String,
    pub outcome: Outcome,
    pub day: String,
    pub note: String,
    pub make_lead: bool,
}

/// A response in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResponseRow {
    pub id: i64,
    pub version: i64,
    pub day: NaiveDate,
    pub person_id: Option<i64>,
    pub person: String,
    pub contact: String,
    pub activity: String,
    pub channel: String,
    pub outcome: Outcome,
    pub note: String,
    pub by: String,
    /// Whose lead came of it, where one did; empty for nobody's.
    pub lead: Option<String>,
    /// People who may be meant, by their address.
    pub candidates: Vec<(i64, String)>,
}

/// The responses of a campaign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResponsePage {
    pub campaign: String,
    pub status: Status,
    pub activities: Vec<(i64, String)>,
    pub rows: Vec<ResponseRow>,
    pub all: i64,
    pub unknown: i64,
    pub next: Option<String>,
}
