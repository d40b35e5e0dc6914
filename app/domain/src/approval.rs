//! Approval of plans: who may approve how much, what is asked, and what was decided.

use crate::{
    budget::BudgetLeft,
    decimal::{self, DecimalMark},
    fault::{Faults, FieldFault, up_to},
    metrics::{Figure, Plan, Value},
    money::{Currency, within},
    rights::Role,
};
use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

/// Where a request for approval stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ApprovalState {
    Submitted,
    /// Sent back with comments.
    Returned,
    Approved,
    /// Taken back by whoever asked.
    Withdrawn,
}

impl ApprovalState {
    pub const ALL: [ApprovalState; 4] =
        [ApprovalState::Submitted, ApprovalState::Returned, ApprovalState::Approved, ApprovalState::Withdrawn];

    pub fn as_str(self) -> &'static str {
        match self {
            ApprovalState::Submitted => "submitted",
            ApprovalState::Returned => "returned",
            ApprovalState::Approved => "approved",
            ApprovalState::Withdrawn => "withdrawn",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// What a role may approve.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limit {
    pub role: Role,
    pub may: bool,
    /// Up to which cost, in minor units; nothing is any.
    pub up_to: Option<i64>,
    /// Whether one's own plan too.
    pub own: bool,
    /// By how much of a budget that stops it may go over, in basis points.
    pub over_bp: i64,
}

/// Why somebody may not approve a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// Their role approves nothing.
    Role,
    /// It costs more than they may approve.
    Limit,
    /// It is their own.
    Own,
}

impl Refusal {
    pub fn as_str(self) -> &'static str {
        match self {
            Refusal::Role => "role",
            Refusal::Limit => "limit",
            Refusal::Own => "own",
        }
    }
}

impl Limit {
    /// Whether a plan of `cost` may be approved by somebody of the role; `own` when it is theirs.
    ///
    /// # Errors
    /// Why not.
    pub fn allows(&self, cost: i64, own: bool) -> Result<(), Refusal> {
        if !self.may {
            Err(Refusal::Role)
        } else if self.up_to.is_some_and(|most| cost > most) {
            Err(Refusal::Limit)
        } else if own && !self.own {
            Err(Refusal::Own)
        } else {
            Ok(())
        }
    }
}

/// Whether a plan of `now` needs approval again after one of `approved`: a rise of more than `share_bp`.
pub fn needs_again(approved: i64, now: i64, share_bp: i64) -> bool {
    i128::from(now) * 10_000 > i128::from(approved) * i128::from(10_000 + share_bp)
}

/// The rules of approval as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RulesDraft {
    pub version: i64,
    /// Whether a campaign is launched only with an approved plan.
    pub required: bool,
    /// In percent, by how much an approved sum may rise.
    pub again: String,
    pub limits: Vec<LimitDraft>,
}

/// What a role may approve, as typed; an empty amount is any.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LimitDraft {
    pub role: Role,
    pub may: bool,
    pub up_to: String,
    pub own: bool,
    pub over: String,
}

impl RulesDraft {
    /// The share of a rise in basis points, and the limits.
    ///
    /// # Errors
    /// All faults at once, at `again`, `up_to.ROLE`, `over.ROLE`.
    pub fn read(&self, currency: Currency, mark: DecimalMark) -> Result<(i64, Vec<Limit>), Vec<FieldFault>> {
        let mut faults = Faults::default();
        let percent = |typed: &str| {
            if typed.trim().is_empty() {
                Ok(0)
            } else {
                decimal::parse(typed, mark, 2).and_then(|bp| up_to(bp, 10_000))
            }
        };
        let again = faults.take("again", percent(&self.again));
        let mut limits = Vec::new();
        for limit in &self.limits {
            let role = limit.role.as_str();
            let most = if limit.up_to.trim().is_empty() {
                Ok(None)
            } else {
                decimal::parse(&limit.up_to, mark, currency.places()).and_then(within).map(Some)
            };
            let most = faults.take(&format!("up_to.{role}"), most);
            let over = faults.take(&format!("over.{role}"), percent(&limit.over));
            if let (Some(up_to), Some(over_bp)) = (most, over) {
                limits.push(Limit { role: limit.role, may: limit.may, up_to, own: limit.own, over_bp });
            }
        }
        match again {
            Some(again) if faults.is_empty() => Ok((again, limits)),
            _ => Err(faults.into_vec()),
        }
    }
}

/// Of what approval is asked, by id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Asked {
    Campaign(i64),
    /// The plan of a period, with all of its campaigns.
    Plan(i64),
}

impl Default for Asked {
    fn default() -> Self {
        Asked::Campaign(0)
    }
}

/// What is put before somebody.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AskDraft {
    pub of: Asked,
    /// Of the campaign or plan, as whoever asks has read it.
    pub version: i64,
    pub approver: Option<i64>,
    pub wanted: String,
    pub note: String,
}

/// A comment on a plan, on one of its lines where `line` names it; of the plan of a period, on one of its campaigns.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CommentDraft {
    pub line: Option<i64>,
    pub text: String,
}

/// A decision.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DecisionDraft {
    pub id: i64,
    pub version: i64,
    pub approve: bool,
    /// What is said with it; a plan is not sent back without a word.
    pub comments: Vec<CommentDraft>,
}

/// A request in the list of those that wait.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalRow {
    pub id: i64,
    pub of: Asked,
    pub name: String,
    pub asked_by: String,
    pub asked: NaiveDateTime,
    pub wanted: Option<NaiveDate>,
    pub cost: i64,
    pub state: ApprovalState,
    pub decided_by: String,
    /// Whether the one who looks may decide.
    pub mine: bool,
}

/// Requests for approval: those that wait, and the latest that were decided.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalIndex {
    pub waiting: Vec<ApprovalRow>,
    pub decided: Vec<ApprovalRow>,
}

/// A comment as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommentRow {
    pub line: Option<i64>,
    pub article: String,
    pub by: String,
    pub at: NaiveDateTime,
    pub text: String,
}

/// A line of the plan that is asked about; of the plan of a period, one of its campaigns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedLine {
    pub id: i64,
    pub activity: String,
    pub article: String,
    pub supplier: String,
    /// In the workspace's currency.
    pub planned: i64,
    /// Of the approved plan before; nothing where it was not in it.
    pub before: Option<i64>,
}

/// What changed since the plan that was approved before.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changes {
    pub version: i64,
    pub cost_before: i64,
    pub added: i64,
    pub changed: i64,
    pub removed: i64,
    /// Figure, before, now; nothing where there was or is none.
    pub targets: Vec<(Figure, Option<i64>, Option<i64>)>,
}

impl Changes {
    /// From what was `promised` before by version `version` with `all` lines to `plan` with `lines`.
    pub fn between(version: i64, promised: &Plan, all: i64, plan: &Plan, lines: &[AskedLine]) -> Self {
        let count =
            |of: &dyn Fn(&AskedLine) -> bool| i64::try_from(lines.iter().filter(|line| of(line)).count()).unwrap_or(0);
        let kept = count(&|line| line.before.is_some());
        Changes {
            version,
            cost_before: promised.cost,
            added: count(&|line| line.before.is_none()),
            changed: count(&|line| line.before.is_some_and(|before| before != line.planned)),
            removed: all - kept,
            targets: Figure::TARGETS
                .into_iter()
                .map(|figure| (figure, promised.target(figure), plan.target(figure)))
                .filter(|(_, before, now)| before != now)
                .collect(),
        }
    }
}

/// A request on one screen: what, how much, against which budget, what changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalView {
    pub row: ApprovalRow,
    pub version: i64,
    pub note: String,
    pub owner: String,
    pub kind: String,
    pub first_day: Option<NaiveDate>,
    pub last_day: Option<NaiveDate>,
    /// Activities with people: name, how many can be reached, of how many on the lists.
    pub reach: Vec<(String, i64, i64)>,
    pub planned: Vec<(Figure, Value)>,
    pub budgets: Vec<BudgetLeft>,
    /// Of a campaign.
    pub activities: i64,
    pub lines: Vec<AskedLine>,
    pub rateless: i64,
    pub changes: Option<Changes>,
    pub comments: Vec<CommentRow>,
    pub refusal: Option<Refusal>,
    /// The next one that waits for the same person, and how many do.
    pub next: Option<i64>,
    pub place: (i64, i64),
}

/// A frozen plan in the chain of a campaign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BaselineRow {
    pub id: i64,
    pub version: i64,
    pub day: NaiveDate,
    pub approved: bool,
    pub by: String,
    pub asked_by: String,
    pub cost: i64,
    pub lines: i64,
    pub first_day: NaiveDate,
    pub last_day: NaiveDate,
    pub targets: Vec<(Figure, i64)>,
}

/// The plans of a campaign: those that were frozen, and how today's differs from the one that counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BaselineChain {
    pub campaign: i64,
    pub name: String,
    pub rows: Vec<BaselineRow>,
    /// Version of the one that results are compared with.
    pub current: Option<i64>,
    pub cost_now: i64,
    pub lines: Vec<AskedLine>,
    pub gone: Vec<(String, i64)>,
    pub requests: Vec<ApprovalRow>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::Fault;

    #[test]
    fn limits_say_why_somebody_may_not_approve() {
        let limit = Limit { role: Role::SalesManager, may: true, up_to: Some(1_000_000), own: false, over_bp: 0 };
        assert_eq!(limit.allows(1_000_000, false), Ok(()));
        assert_eq!(limit.allows(1_000_001, false), Err(Refusal::Limit));
        assert_eq!(limit.allows(5, true), Err(Refusal::Own));
        assert_eq!(Limit { may: false, ..limit }.allows(5, false), Err(Refusal::Role));
        assert_eq!(Limit { up_to: None, own: true, ..limit }.allows(i64::MAX, true), Ok(()));
    }

    #[test]
    fn a_rise_beyond_the_share_needs_approval_again() {
        assert!(!needs_again(10_000, 11_000, 1000));
        assert!(needs_again(10_000, 11_001, 1000));
        assert!(needs_again(0, 1, 1000), "of nothing any rise is one");
        assert!(!needs_again(10_000, 9000, 0));
    }

    #[test]
    fn wrong_limits_are_named_by_role() {
        let limit =
            LimitDraft { role: Role::Marketer, may: true, up_to: "many".into(), own: false, over: "101".into() };
        let rules = RulesDraft { again: "-1".into(), limits: vec![limit], ..RulesDraft::default() };
        let faults = rules.read(Currency::EUR, DecimalMark::Point).unwrap_err();
        let at = |field: &str| faults.iter().find(|f| f.field == field).map(|f| f.fault);
        assert_eq!(at("again"), Some(Fault::Negative));
        assert_eq!(at("up_to.marketer"), Some(Fault::NotANumber));
        assert_eq!(at("over.marketer"), Some(Fault::TooLarge));
    }
}
