//! Campaigns through the stages of their kind: prepared, approved, invited, held, evaluated, as an administrator named
//! them.

use crate::metrics::{
    Value,
    funnel::{Control, StageCount},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A stage of a campaign and the day on which it was reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CampaignStep {
    pub fact: String,
    pub name: String,
    pub day: Option<NaiveDate>,
    /// Whether somebody records it, rather than it following from what happens.
    pub by_hand: bool,
}

/// A stage with the campaigns that reached it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepRow {
    pub name: String,
    pub count: StageCount,
    pub step: Value,
    /// Twice the median of days until the next stage, of the stays that are over.
    pub median_doubled: Option<i64>,
    pub control: Control,
    /// Campaigns that got no further: with those of the later stages they are the ones that entered.
    pub here: Vec<StepCampaign>,
}

/// A campaign at its furthest stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepCampaign {
    pub id: i64,
    pub name: String,
    /// Since when it stands there.
    pub since: NaiveDate,
    /// Whether it goes no further: it arrived, was finished, or stayed longer than the stage lasts.
    pub finished: bool,
}

impl StepCampaign {
    /// Whether it stays longer than is usual at a stage of `norm_days`.
    pub fn is_late(&self, norm_days: i64, today: NaiveDate) -> bool {
        !self.finished && norm_days > 0 && (today - self.since).num_days() > norm_days
    }
}

/// The funnel of the campaigns of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepFunnel {
    pub kind: i64,
    pub kinds: Vec<(i64, String)>,
    pub steps: Vec<StepRow>,
    pub today: NaiveDate,
}
