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

/// Which rows a figure of the channel page opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChannelRowsOf {
    AllLeads,
    AllWon,
    /// Leads of a channel, or of none.
    Leads(Option<i64>),
    Won(Option<i64>),
    /// Won in the month of this day.
    WonIn(NaiveDate),
    /// Leads whose first contact was in the month of this day.
    Cohort(NaiveDate),
    BeforeContact,
    WithoutAmount,
    /// Won without a campaign: with what is credited to campaigns it is all revenue (`metrics.md`, Credit).
    Unattributed,
    /// Leads that no campaign brought.
    WithoutCampaign,
}

impl ChannelRowsOf {
    /// The form used in URLs, such as `leads:4`, or `leads:` for those without a channel.
    pub fn code(self) -> String {
        let id = |id: Option<i64>| id.map_or_else(String::new, |id| id.to_string());
        match self {
            ChannelRowsOf::AllLeads => "all_leads:".into(),
            ChannelRowsOf::AllWon => "all_won:".into(),
            ChannelRowsOf::Leads(channel) => format!("leads:{}", id(channel)),
            ChannelRowsOf::Won(channel) => format!("won:{}", id(channel)),
            ChannelRowsOf::WonIn(day) => format!("won_in:{day}"),
            ChannelRowsOf::Cohort(day) => format!("cohort:{day}"),
            ChannelRowsOf::BeforeContact => "before_contact:".into(),
            ChannelRowsOf::WithoutAmount => "without_amount:".into(),
            ChannelRowsOf::Unattributed => "unattributed:".into(),
            ChannelRowsOf::WithoutCampaign => "without_campaign:".into(),
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        let (kind, value) = code.split_once(':')?;
        let channel = || if value.is_empty() { Some(None) } else { value.parse().ok().map(Some) };
        Some(match kind {
            "all_leads" => ChannelRowsOf::AllLeads,
            "all_won" => ChannelRowsOf::AllWon,
            "leads" => ChannelRowsOf::Leads(channel()?),
            "won" => ChannelRowsOf::Won(channel()?),
            "won_in" => ChannelRowsOf::WonIn(value.parse().ok()?),
            "cohort" => ChannelRowsOf::Cohort(value.parse().ok()?),
            "before_contact" => ChannelRowsOf::BeforeContact,
            "without_amount" => ChannelRowsOf::WithoutAmount,
            "unattributed" => ChannelRowsOf::Unattributed,
            "without_campaign" => ChannelRowsOf::WithoutCampaign,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_behind_a_channel_figure_survive_the_url() {
        let day = NaiveDate::from_ymd_opt(2018, 4, 1).unwrap();
        for of in [
            ChannelRowsOf::Leads(None),
            ChannelRowsOf::Won(Some(3)),
            ChannelRowsOf::WonIn(day),
            ChannelRowsOf::BeforeContact,
        ] {
            assert_eq!(ChannelRowsOf::parse(&of.code()), Some(of));
        }
    }
}
