//! Rules for leads: points that make a score, and to whom a new lead goes. Both ask what rules of people ask.

use crate::{
    decimal::{self, DecimalMark},
    fault::{Fault, Faults, FieldFault, text},
    rule::{Field, Rule},
};
use serde::{Deserialize, Serialize};

/// Rules of one kind at most.
pub const RULES_MAX: i64 = 50;
/// Points that one rule gives or takes at most.
pub const POINTS_MAX: i64 = 1000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeadRuleKind {
    /// Every rule that holds adds its points.
    Score,
    /// The first rule that holds says whose the lead is.
    Owner,
}

impl LeadRuleKind {
    pub const ALL: [LeadRuleKind; 2] = [LeadRuleKind::Score, LeadRuleKind::Owner];

    pub fn as_str(self) -> &'static str {
        match self {
            LeadRuleKind::Score => "score",
            LeadRuleKind::Owner => "owner",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// Who gets a lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Taker {
    /// Whoever looks after the customer; where nobody does, the next rule is asked.
    Customer,
    User(i64),
    /// The people of a team in turn.
    Team(i64),
}

impl Taker {
    /// `customer`, `user:ID` or `team:ID`.
    pub fn code(self) -> String {
        match self {
            Taker::Customer => "customer".to_owned(),
            Taker::User(id) => format!("user:{id}"),
            Taker::Team(id) => format!("team:{id}"),
        }
    }

    /// # Errors
    /// `Required` for no code, `Unknown` for one that is none.
    pub fn parse(code: &str) -> Result<Self, Fault> {
        if code.is_empty() {
            return Err(Fault::Required);
        }
        if code == "customer" {
            return Ok(Taker::Customer);
        }
        let id = |id: &str| id.parse::<i64>().map_err(|_| Fault::Unknown);
        match code.split_once(':') {
            Some(("user", user)) => id(user).map(Taker::User),
            Some(("team", team)) => id(team).map(Taker::Team),
            _ => Err(Fault::Unknown),
        }
    }
}

/// A rule as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadRule {
    pub id: i64,
    pub version: i64,
    pub kind: LeadRuleKind,
    pub name: String,
    pub rule: Rule,
    pub points: i64,
    /// Of a rule of owners.
    pub taker: Option<Taker>,
    /// The name of a user or team.
    pub taker_name: String,
    pub active: bool,
    /// Why it does nothing, although it is active.
    pub idle: Option<Idle>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Idle {
    /// It asks for something that is gone.
    Gone,
    /// Nobody can take what it gives today.
    Nobody,
}

/// The rules of the workspace with what their forms offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadRules {
    /// In the order in which they are asked.
    pub rules: Vec<LeadRule>,
    pub users: Vec<(i64, String)>,
    pub teams: Vec<(i64, String)>,
    /// Open leads that are nobody's.
    pub unowned: i64,
    /// Of the last time that leads were shared out: those that found an owner, and all that were looked at.
    pub shared: Option<(i64, i64)>,
    /// Leads done and to be done by what works on them now.
    pub at_work: Option<(i64, i64)>,
}

/// A rule as typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadRuleDraft {
    pub id: Option<i64>,
    pub version: i64,
    pub kind: LeadRuleKind,
    pub name: String,
    pub rule: Rule,
    /// A whole number, below zero where it takes points; of a score.
    pub points: String,
    /// As [`Taker::code`]; of an owner.
    pub taker: String,
    pub active: bool,
}

/// What a typed rule does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    Points(i64),
    Goes(Taker),
}

impl LeadRuleDraft {
    /// A new rule of which nothing is known yet.
    pub fn new(kind: LeadRuleKind) -> Self {
        Self {
            id: None,
            version: 0,
            kind,
            name: String::new(),
            rule: Rule::default(),
            points: String::new(),
            taker: String::new(),
            active: true,
        }
    }

    /// Its name and what it does.
    ///
    /// # Errors
    /// All faults at once, at `name`, `rule`, `points` or `taker`.
    pub fn read(&self, mark: DecimalMark) -> Result<(String, Effect), Vec<FieldFault>> {
        let mut faults = Faults::default();
        let name = faults.take("name", text(&self.name, 80));
        if !self.rule.is_whole() {
            faults.add("rule", Fault::Required);
        }
        let effect = match self.kind {
            LeadRuleKind::Score => {
                // Points for everybody tell nobody apart, and points for a score would never end.
                if self.rule.conditions() == 0 {
                    faults.add("rule", Fault::Required);
                } else if self.rule.asks(Field::Score) {
                    faults.add("rule", Fault::Circular);
                }
                faults.take("points", points(&self.points, mark)).map(Effect::Points)
            }
            LeadRuleKind::Owner => faults.take("taker", Taker::parse(&self.taker)).map(Effect::Goes),
        };
        match (name, effect) {
            (Some(name), Some(effect)) if faults.is_empty() => Ok((name, effect)),
            _ => Err(faults.into_vec()),
        }
    }
}

fn points(typed: &str, mark: DecimalMark) -> Result<i64, Fault> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Err(Fault::Required);
    }
    match decimal::parse(typed.trim_start_matches('+'), mark, 0)? {
        0 => Err(Fault::Required),
        n if n.abs() > POINTS_MAX => Err(Fault::TooLarge),
        n => Ok(n),
    }
}

/// Why a lead has its score, and why it is whose it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadScore {
    pub total: i64,
    /// The rules that hold, with their points.
    pub parts: Vec<(String, i64)>,
    /// The rule by which it went to its owner; empty where people gave or took it.
    pub given_by: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::Op;

    fn draft(kind: LeadRuleKind) -> LeadRuleDraft {
        LeadRuleDraft {
            name: "From the fair".into(),
            rule: Rule::condition(Field::Place, Op::Is, "Niš"),
            points: "+15".into(),
            taker: "team:3".into(),
            ..LeadRuleDraft::new(kind)
        }
    }

    fn fault(draft: &LeadRuleDraft) -> Vec<(String, Fault)> {
        draft.read(DecimalMark::Point).unwrap_err().into_iter().map(|f| (f.field, f.fault)).collect()
    }

    #[test]
    fn a_rule_gives_points_or_an_owner() {
        let read = |draft: LeadRuleDraft| draft.read(DecimalMark::Point).unwrap().1;
        assert_eq!(read(draft(LeadRuleKind::Score)), Effect::Points(15));
        assert_eq!(read(LeadRuleDraft { points: "-20".into(), ..draft(LeadRuleKind::Score) }), Effect::Points(-20));
        assert_eq!(read(draft(LeadRuleKind::Owner)), Effect::Goes(Taker::Team(3)));
        let catch_all = LeadRuleDraft { rule: Rule::default(), ..draft(LeadRuleKind::Owner) };
        assert_eq!(read(catch_all), Effect::Goes(Taker::Team(3)));
    }

    #[test]
    fn what_cannot_work_is_named() {
        let score = |change: fn(&mut LeadRuleDraft)| {
            let mut draft = draft(LeadRuleKind::Score);
            change(&mut draft);
            fault(&draft)
        };
        assert_eq!(score(|d| d.points = "many".into()), [("points".into(), Fault::NotANumber)]);
        assert_eq!(score(|d| d.points = "0".into()), [("points".into(), Fault::Required)]);
        assert_eq!(score(|d| d.points = "1001".into()), [("points".into(), Fault::TooLarge)]);
        assert_eq!(score(|d| d.points = "1.5".into()), [("points".into(), Fault::TooPrecise)]);
        assert_eq!(score(|d| d.rule = Rule::default()), [("rule".into(), Fault::Required)]);
        assert_eq!(
            score(|d| d.rule = Rule::condition(Field::Score, Op::Above, "10")),
            [("rule".into(), Fault::Circular)]
        );
        assert_eq!(
            fault(&LeadRuleDraft { taker: String::new(), name: " ".into(), ..draft(LeadRuleKind::Owner) }),
            [("name".into(), Fault::Required), ("taker".into(), Fault::Required)]
        );
    }

    #[test]
    fn a_taker_survives_its_code() {
        for taker in [Taker::Customer, Taker::User(4), Taker::Team(9)] {
            assert_eq!(Taker::parse(&taker.code()), Ok(taker));
        }
        assert_eq!(Taker::parse("user:x"), Err(Fault::Unknown));
    }
}
