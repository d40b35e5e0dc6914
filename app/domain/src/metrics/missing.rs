//! Shares of missing data beside figures (`metrics.md`, Missing data).

use super::{Figure, Ratio};
use serde::{Deserialize, Serialize};

/// What is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MissingOf {
    /// Leads without a campaign.
    Leads,
    /// Won revenue that belongs to no campaign, in minor units.
    Revenue,
    /// Finished activities without an actual cost.
    Activities,
    /// Launched campaigns with neither targets nor planned cost.
    Plans,
}

impl MissingOf {
    pub const ALL: [MissingOf; 4] = [MissingOf::Leads, MissingOf::Revenue, MissingOf::Activities, MissingOf::Plans];

    pub fn as_str(self) -> &'static str {
        match self {
            MissingOf::Leads => "leads",
            MissingOf::Revenue => "revenue",
            MissingOf::Activities => "activities",
            MissingOf::Plans => "plans",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|missing| missing.as_str() == text)
    }

    /// Whether a figure is another without what is missing.
    pub fn touches(self, figure: Figure) -> bool {
        match self {
            MissingOf::Leads => matches!(figure, Figure::NewLeads | Figure::ConvertedLeads | Figure::CostPerLead),
            MissingOf::Revenue => matches!(figure, Figure::Revenue | Figure::Roi),
            MissingOf::Activities => matches!(figure, Figure::Cost | Figure::CostPerLead | Figure::Roi),
            MissingOf::Plans => false,
        }
    }
}

/// How much is missing, of all there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissingShare {
    pub of: MissingOf,
    pub part: i64,
    pub all: i64,
}

impl MissingShare {
    /// Nothing where nothing is missing.
    pub fn new(of: MissingOf, part: i64, all: i64) -> Option<Self> {
        (part > 0 && all > 0).then_some(Self { of, part, all })
    }

    pub fn share(self) -> Option<Ratio> {
        Ratio::new(self.part, self.all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_says_of_how_many_and_what_it_touches() {
        let leads = MissingShare::new(MissingOf::Leads, 3, 12).unwrap();
        assert_eq!(leads.share().unwrap().scaled(100), 25);
        assert_eq!(MissingShare::new(MissingOf::Leads, 0, 12), None);
        assert!(MissingOf::Leads.touches(Figure::CostPerLead) && !MissingOf::Leads.touches(Figure::Revenue));
        assert!(MissingOf::ALL.iter().all(|of| MissingOf::parse(of.as_str()) == Some(*of)));
    }
}
