//! The overview of campaigns: what it is asked for, as it stands in its address.

use super::{CampaignRow, Status};
use crate::metrics::{
    Totals, Value,
    missing::{MissingOf, MissingShare},
};
use serde::{Deserialize, Serialize};

/// A column of the overview that it can be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    Name,
    State,
    Owner,
    Dates,
    Cost,
    Revenue,
    Leads,
    Roi,
}

impl Sort {
    pub const ALL: [Sort; 8] =
        [Sort::Name, Sort::State, Sort::Owner, Sort::Dates, Sort::Cost, Sort::Revenue, Sort::Leads, Sort::Roi];

    pub fn as_str(self) -> &'static str {
        match self {
            Sort::Name => "name",
            Sort::State => "state",
            Sort::Owner => "owner",
            Sort::Dates => "dates",
            Sort::Cost => "cost",
            Sort::Revenue => "revenue",
            Sort::Leads => "leads",
            Sort::Roi => "roi",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.as_str() == text)
    }

    /// Words begin at their first letter, figures and days at their largest.
    pub fn begins_ascending(self) -> bool {
        matches!(self, Sort::Name | Sort::State | Sort::Owner)
    }
}

/// What the overview shows, in which order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexQuery {
    pub status: Option<Status>,
    /// Templates instead of campaigns.
    pub templates: bool,
    pub search: String,
    pub kind: Option<i64>,
    pub owner: Option<i64>,
    /// Only those of which this is missing: [`MissingOf::Activities`] or [`MissingOf::Plans`].
    #[serde(default)]
    pub missing: Option<MissingOf>,
    /// The latest first, unless a column is named.
    pub sort: Option<Sort>,
    /// Against the order in which the column begins.
    pub turned: bool,
}

impl IndexQuery {
    /// Reads the part of an address behind its `?`, by name.
    pub fn from_pairs(get: impl Fn(&str) -> Option<String>) -> Self {
        let status = get("status").unwrap_or_default();
        Self {
            templates: status == "templates",
            status: Status::parse(&status),
            search: get("q").unwrap_or_default().trim().chars().take(100).collect(),
            kind: get("kind").and_then(|id| id.parse().ok()),
            owner: get("owner").and_then(|id| id.parse().ok()),
            missing: get("missing").and_then(|missing| MissingOf::parse(&missing)),
            sort: get("sort").and_then(|sort| Sort::parse(&sort)),
            turned: get("turned").is_some(),
        }
    }

    /// The pairs of its address; nothing for what is as usual.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let status = if self.templates { Some("templates") } else { self.status.map(Status::as_str) };
        let id = |id: Option<i64>| id.map(|id| id.to_string());
        [
            ("status", status.map(str::to_owned)),
            ("q", Some(self.search.clone()).filter(|q| !q.is_empty())),
            ("kind", id(self.kind)),
            ("owner", id(self.owner)),
            ("missing", self.missing.map(|missing| missing.as_str().to_owned())),
            ("sort", self.sort.map(|sort| sort.as_str().to_owned())),
            ("turned", self.turned.then(|| "1".to_owned())),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect()
    }

    /// Whether rows are left out by more than their state.
    pub fn narrows(&self) -> bool {
        !self.search.is_empty() || self.kind.is_some() || self.owner.is_some() || self.missing.is_some()
    }

    /// Sorted by a column; by the same column once more the other way.
    pub fn sorted(&self, sort: Sort) -> Self {
        Self { turned: self.sort == Some(sort) && !self.turned, sort: Some(sort), ..self.clone() }
    }
}

/// An overview that somebody keeps under a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedView {
    pub id: i64,
    pub name: String,
    pub query: IndexQuery,
}

/// The overview with its totals row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CampaignIndex {
    pub rows: Vec<CampaignRow>,
    pub totals: Totals,
    pub planned_cost: i64,
    pub target_revenue: i64,
    pub target_leads: i64,
    pub roi: Value,
    /// Won revenue without a campaign.
    pub unattributed: i64,
    /// What is missing, of everything there is.
    pub missing: Vec<MissingShare>,
    /// What may be chosen in the filter.
    pub kinds: Vec<(i64, String)>,
    pub owners: Vec<(i64, String)>,
    pub views: Vec<SavedView>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_overview_survives_its_address() {
        let query = IndexQuery {
            status: Some(Status::Running),
            search: "cold".into(),
            owner: Some(3),
            missing: Some(MissingOf::Plans),
            sort: Some(Sort::Roi),
            turned: true,
            ..IndexQuery::default()
        };
        let pairs = query.pairs();
        let read = |name: &str| pairs.iter().find(|(n, _)| *n == name).map(|(_, value)| value.clone());
        assert_eq!(IndexQuery::from_pairs(read), query);
        assert!(IndexQuery::default().pairs().is_empty());
    }

    #[test]
    fn a_second_click_turns_the_order() {
        let once = IndexQuery::default().sorted(Sort::Cost);
        assert!(!once.turned && once.sorted(Sort::Cost).turned && !once.sorted(Sort::Cost).sorted(Sort::Cost).turned);
        assert!(!once.sorted(Sort::Cost).sorted(Sort::Name).turned);
    }
}
