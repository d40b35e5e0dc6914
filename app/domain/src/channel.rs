//! Acquisition channels compared.

use crate::{
    calendar::Month,
    metrics::{Value, interval::Interval, interval::Standing},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// One channel; `id` is nothing for leads without one, which is not the channel "unknown".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelRow {
    pub id: Option<i64>,
    pub name: String,
    pub leads: i64,
    pub won: i64,
    pub conversion: Value,
    pub interval: Option<Interval>,
    pub standing: Option<Standing>,
    pub revenue: i64,
    pub cost_per_lead: Value,
    pub roi: Value,
}

/// A number by month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthCount {
    pub month: Month,
    pub count: i64,
}

/// Leads of one month of first contact, and how many of them were won to date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cohort {
    pub month: Month,
    pub leads: i64,
    pub won: i64,
}

/// The channel page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelView {
    pub rows: Vec<ChannelRow>,
    pub total: ChannelRow,
    pub first_contact: Option<NaiveDate>,
    pub last_contact: Option<NaiveDate>,
    pub last_won: Option<NaiveDate>,
    pub won_by_month: Vec<MonthCount>,
    pub cohorts: Vec<Cohort>,
    /// Won deals whose amount is 0.
    pub won_without_amount: i64,
    /// Won before their first contact: a fault of the data.
    pub won_before_contact: i64,
    /// Twice the median of days from first contact to win.
    pub median_days_doubled: Option<i64>,
    /// Won on the day of first contact.
    pub won_same_day: i64,
}
