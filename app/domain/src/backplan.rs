//! Planning back from a revenue goal: what is asked, and what it takes beside whom one can reach.

use crate::{
    activity::ActivityKind,
    audience::Equation,
    decimal::{self, DecimalMark},
    fault::{Fault, Faults, FieldFault, text},
    metrics::{
        Figure,
        backplan::{BackPlan, NoPlan},
        reference::Norm,
    },
    money::{Currency, within},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A goal as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct GoalDraft {
    /// Kind of campaign; the first where none is named.
    pub kind: Option<i64>,
    /// Revenue; empty to see the norms only.
    pub goal: String,
    /// Revenue of an average won opportunity; empty for that of the reference funnel.
    pub deal: String,
    /// A list of people; everybody where none is named.
    pub list: Option<i64>,
    /// How they are to be reached.
    pub channel: Option<ActivityKind>,
    /// Of the campaign that is made of it.
    pub name: String,
}

/// A goal that was read, in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Goal {
    pub revenue: Option<i64>,
    pub deal: Option<i64>,
}

impl GoalDraft {
    /// # Errors
    /// All faults at once, at `goal` and `deal`.
    pub fn read(&self, currency: Currency, mark: DecimalMark) -> Result<Goal, Vec<FieldFault>> {
        let mut faults = Faults::default();
        let amount = |typed: &str| match typed.trim() {
            "" => Ok(None),
            typed => match decimal::parse(typed, mark, currency.places()).and_then(within)? {
                // Nothing leads back from nothing.
                0 => Err(Fault::Required),
                minor => Ok(Some(minor)),
            },
        };
        let revenue = faults.take("goal", amount(&self.goal));
        let deal = faults.take("deal", amount(&self.deal));
        match revenue.zip(deal) {
            Some((revenue, deal)) if faults.is_empty() => Ok(Goal { revenue, deal }),
            _ => Err(faults.into_vec()),
        }
    }

    /// The name of the campaign that is to be made of it.
    ///
    /// # Errors
    /// A fault at `name`.
    pub fn campaign_name(&self) -> Result<String, Vec<FieldFault>> {
        text(&self.name, 120).map_err(|fault| vec![FieldFault { field: "name".into(), fault }])
    }
}

/// A stage on the way back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackStage {
    pub id: i64,
    pub name: String,
    /// The target that stands for it, where there is one.
    pub figure: Option<Figure>,
    pub norm: Norm,
}

/// What a goal takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// No goal was named.
    NoGoal,
    Found(BackPlan),
    None(NoPlan),
}

/// The way back from a goal beside the people who can be reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackPlanView {
    pub input: GoalDraft,
    pub kinds: Vec<(i64, String)>,
    pub lists: Vec<(i64, String)>,
    /// Version of the reference funnel and since when it counts; nothing where the kind has none.
    pub reference: Option<(i64, NaiveDate)>,
    pub deal: Option<i64>,
    pub stages: Vec<BackStage>,
    /// Whom one can reach, and why not the others.
    pub equation: Equation,
    pub way: Way,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_goal_is_an_amount_above_zero() {
        let read = |goal: &str, deal: &str| {
            GoalDraft { goal: goal.into(), deal: deal.into(), ..GoalDraft::default() }
                .read(Currency::EUR, DecimalMark::Point)
        };
        assert_eq!(read("40,000", "5000"), Ok(Goal { revenue: Some(4_000_000), deal: Some(500_000) }));
        assert_eq!(read("", " "), Ok(Goal { revenue: None, deal: None }));
        let faults = read("0", "-5").unwrap_err();
        let named: Vec<_> = faults.iter().map(|f| (f.field.as_str(), f.fault)).collect();
        assert_eq!(named, [("goal", Fault::Required), ("deal", Fault::Negative)]);
        assert_eq!(read("x", "").unwrap_err().len(), 1);
    }
}
