//! Opportunities on a pipeline.

use crate::attribute::Attribute;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A card of the board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    pub id: i64,
    pub version: i64,
    pub stage_id: i64,
    pub title: String,
    pub who: String,
    pub amount_minor: i64,
    pub close_day: Option<NaiveDate>,
    pub owner: String,
    /// Days in the stage.
    pub days: i64,
    pub campaign: String,
    pub product_id: Option<i64>,
    pub product: String,
    /// Who else wants it.
    pub competitors: Vec<(i64, String)>,
    /// Filled attributes as canonical text, by attribute.
    pub values: Vec<(i64, String)>,
}

/// An opportunity in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deal {
    pub id: i64,
    pub version: i64,
    pub title: String,
    pub person: String,
    /// Name of the stage, or the state once it is closed.
    pub stage: String,
    pub state: String,
    pub amount_minor: i64,
    pub owner: String,
}

/// An opportunity to add by hand.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewOpportunity {
    pub person: i64,
    pub pipeline: Option<i64>,
    pub title: String,
    pub amount: String,
    pub close_day: String,
    #[serde(default)]
    pub product: Option<i64>,
    /// Who else wants it, by id.
    #[serde(default)]
    pub competitors: Vec<i64>,
}

/// A column of the board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardStage {
    pub id: i64,
    pub name: String,
    /// Days a deal usually stays; longer is stale.
    pub norm_days: i64,
    /// Chance to win from here, in percent; 0 is not set.
    pub probability: i64,
    pub count: i64,
    pub sum_minor: i64,
    pub cards: Vec<Card>,
}

/// The board of one pipeline. Sums count every open opportunity; a column lists its first ones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Board {
    pub pipeline: i64,
    pub pipelines: Vec<(i64, String)>,
    /// Amounts weighted by the chances of their stages.
    pub weighted_minor: i64,
    pub stages: Vec<BoardStage>,
    pub won_count: i64,
    pub won_minor: i64,
    pub lost_count: i64,
    pub lost_minor: i64,
    /// Reasons for a loss, as the workspace has them.
    pub reasons: Vec<(i64, String)>,
    /// Products that may be chosen.
    pub products: Vec<(i64, String)>,
    /// Competitors that may be named, and those that a card names.
    pub competitors: Vec<(i64, String)>,
    /// The attributes that opportunities have.
    pub attributes: Vec<Attribute>,
}

/// Cards listed in one column.
pub const CARDS_MAX: i64 = 60;

/// How an opportunity ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Close {
    Won,
    Lost { reason: i64 },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CloseOpportunity {
    pub id: i64,
    pub version: i64,
    pub close: Close,
    /// As typed; only for a won one.
    pub amount: String,
    pub note: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpportunityDraft {
    pub id: i64,
    pub version: i64,
    pub title: String,
    pub amount: String,
    pub close_day: String,
    #[serde(default)]
    pub product: Option<i64>,
    /// Who else wants it, by id.
    #[serde(default)]
    pub competitors: Vec<i64>,
    /// Attributes by id with their values as canonical text; one that is not named stays.
    #[serde(default)]
    pub values: Vec<(i64, String)>,
}
