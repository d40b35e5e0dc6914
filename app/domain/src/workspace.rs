//! The workspace: what all figures and pages share.

use crate::{
    calendar::{Calendar, WorkingDays},
    money::Currency,
    user::Language,
};
use serde::{Deserialize, Serialize};

/// Time zones offered at first start, IANA names.
pub const TIME_ZONES: [&str; 15] = [
    "Europe/Belgrade",
    "Europe/Zagreb",
    "Europe/Sarajevo",
    "Europe/Ljubljana",
    "Europe/Podgorica",
    "Europe/Skopje",
    "Europe/Berlin",
    "Europe/Vienna",
    "Europe/London",
    "Europe/Moscow",
    "Asia/Tehran",
    "Asia/Dubai",
    "America/New_York",
    "America/Sao_Paulo",
    "UTC",
];

/// Settings of the workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Workspace {
    pub name: String,
    pub currency: Currency,
    pub language: Language,
    pub calendar: Calendar,
    pub time_zone: String,
    pub working_days: WorkingDays,
    /// Working days within which a new lead is to be touched.
    pub lead_days: i64,
}

/// The settings that may be changed later; currency and calendar stay, because stored amounts and sums rest on them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkspaceDraft {
    pub version: i64,
    pub name: String,
    pub language: String,
    pub time_zone: String,
    pub working_days: i64,
    pub lead_days: String,
}
