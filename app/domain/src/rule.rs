//! Rules that choose people: conditions in and/or/not groups. A rule travels in the URL, in lists and in the draft of a
//! campaign as the same JSON.

mod field;

use crate::{
    attribute::{AttributeKind, AttributeValue, Notation},
    fault::Fault,
};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use field::{Field, FieldKind, Filters, Op};

/// Groups within groups, and conditions in all, that a rule may have.
pub const DEPTH_MAX: usize = 5;
pub const CONDITIONS_MAX: usize = 60;

/// How the parts of a group go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    #[default]
    All,
    Any,
    /// The complement of `Any`: whoever satisfies none, those without a value among them (`metrics.md`, Missing data).
    None,
}

impl Mode {
    pub const ALL: [Mode; 3] = [Mode::All, Mode::Any, Mode::None];

    pub fn as_str(self) -> &'static str {
        match self {
            Mode::All => "all",
            Mode::Any => "any",
            Mode::None => "none",
        }
    }
}

/// A rule: a group of rules, or one condition. Values are canonical text: a point for decimals, ISO days, `1` or `0`,
/// the id of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rule {
    Group { mode: Mode, of: Vec<Rule> },
    Is { field: Field, op: Op, value: String },
}

/// A rule as people may meet it in an address: its fields tell what it is.
#[derive(Serialize, Deserialize)]
#[serde(untagged, remote = "Rule")]
enum Written {
    Group { mode: Mode, of: Vec<Rule> },
    Is { field: Field, op: Op, value: String },
}

/// A rule in a format that names no fields.
#[derive(Serialize, Deserialize)]
#[serde(remote = "Rule")]
enum Packed {
    Group { mode: Mode, of: Vec<Rule> },
    Is { field: Field, op: Op, value: String },
}

impl Serialize for Rule {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if to.is_human_readable() { Written::serialize(self, to) } else { Packed::serialize(self, to) }
    }
}

impl<'de> Deserialize<'de> for Rule {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        if from.is_human_readable() { Written::deserialize(from) } else { Packed::deserialize(from) }
    }
}

impl Default for Rule {
    fn default() -> Self {
        Rule::Group { mode: Mode::All, of: Vec::new() }
    }
}

impl Rule {
    pub fn condition(field: Field, op: Op, value: impl Into<String>) -> Self {
        Rule::Is { field, op, value: value.into() }
    }

    /// Whether this is a group of nothing but `other`, as the editor wraps a single condition.
    pub fn is_only(&self, other: &Rule) -> bool {
        matches!(self, Rule::Group { mode: Mode::All, of } if matches!(of.as_slice(), [one] if one == other))
    }

    /// Whether everyone passes because nothing is asked.
    pub fn is_empty(&self) -> bool {
        matches!(self, Rule::Group { of, .. } if of.is_empty())
    }

    /// This rule and a search of the table together.
    pub fn and_search(&self, search: &str) -> Rule {
        if search.trim().is_empty() {
            return self.clone();
        }
        let words = Rule::condition(Field::Search, Op::Contains, search.trim());
        match self {
            Rule::Group { mode: Mode::All, of } => {
                Rule::Group { mode: Mode::All, of: of.iter().cloned().chain([words]).collect() }
            }
            other => Rule::Group { mode: Mode::All, of: vec![other.clone(), words] },
        }
    }

    /// Whether every condition that compares with a value has one.
    pub fn is_whole(&self) -> bool {
        match self {
            Rule::Group { of, .. } => of.iter().all(Rule::is_whole),
            Rule::Is { op, value, .. } => !op.needs_value() || !value.trim().is_empty(),
        }
    }

    pub fn conditions(&self) -> usize {
        match self {
            Rule::Group { of, .. } => of.iter().map(Rule::conditions).sum(),
            Rule::Is { .. } => 1,
        }
    }

    /// Whether a condition looks at `field`.
    pub fn asks(&self, field: Field) -> bool {
        match self {
            Rule::Group { of, .. } => of.iter().any(|rule| rule.asks(field)),
            Rule::Is { field: asked, .. } => *asked == field,
        }
    }

    fn depth(&self) -> usize {
        match self {
            Rule::Group { of, .. } => 1 + of.iter().map(Rule::depth).max().unwrap_or(0),
            Rule::Is { .. } => 0,
        }
    }

    /// Checks size, operators and values; `kind` tells the kind of an attribute, nothing for one that does not exist.
    ///
    /// # Errors
    /// `TooDeep`, `WrongOperator`, `Unknown` for a missing attribute, or the fault of the value.
    pub fn check(&self, kind: &impl Fn(i64) -> Option<AttributeKind>) -> Result<(), Fault> {
        if self.depth() > DEPTH_MAX || self.conditions() > CONDITIONS_MAX {
            return Err(Fault::TooDeep);
        }
        self.check_parts(kind)
    }

    fn check_parts(&self, kind: &impl Fn(i64) -> Option<AttributeKind>) -> Result<(), Fault> {
        match self {
            Rule::Group { of, .. } => of.iter().try_for_each(|rule| rule.check_parts(kind)),
            Rule::Is { field, op, value } => {
                let field_kind = match field {
                    Field::Attribute(id) => FieldKind::Value(kind(*id).ok_or(Fault::Unknown)?),
                    fixed => fixed.fixed_kind().ok_or(Fault::Unknown)?,
                };
                if !field_kind.operators().contains(op) {
                    return Err(Fault::WrongOperator);
                }
                if !op.needs_value() {
                    return Ok(());
                }
                if value.trim().is_empty() {
                    return Err(Fault::Required);
                }
                match field_kind {
                    FieldKind::Value(kind) => AttributeValue::parse(kind, value, Notation::default()).map(drop),
                    FieldKind::Words => {
                        AttributeValue::parse(AttributeKind::Text, value, Notation::default()).map(drop)
                    }
                    FieldKind::Record => value.parse::<i64>().map(drop).map_err(|_| Fault::Unknown),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_survives_its_json() {
        let rule = Rule::Group {
            mode: Mode::All,
            of: vec![
                Rule::condition(Field::Attribute(3), Op::Above, "60000"),
                Rule::Group { mode: Mode::None, of: vec![Rule::condition(Field::Place, Op::Is, "Novi Sad")] },
            ],
        };
        let json = serde_json::to_string(&rule).unwrap();
        assert_eq!(serde_json::from_str::<Rule>(&json).unwrap(), rule);
    }

    #[test]
    fn a_comparison_that_the_kind_does_not_know_is_refused() {
        let kind = |id| (id == 1).then_some(AttributeKind::YesNo);
        assert_eq!(Rule::condition(Field::Attribute(1), Op::Above, "1").check(&kind), Err(Fault::WrongOperator));
        assert_eq!(Rule::condition(Field::Attribute(2), Op::Is, "1").check(&kind), Err(Fault::Unknown));
        assert_eq!(Rule::condition(Field::LastContact, Op::Above, "soon").check(&kind), Err(Fault::NotADay));
        assert_eq!(Rule::condition(Field::Attribute(1), Op::Is, "1").check(&kind), Ok(()));
        let empty = Rule::condition(Field::Place, Op::Is, " ");
        assert_eq!((empty.check(&kind), empty.is_whole()), (Err(Fault::Required), false));
        assert!(Rule::condition(Field::Place, Op::Empty, "").is_whole());
    }

    #[test]
    fn a_search_goes_along_as_a_condition() {
        let place = Rule::condition(Field::Place, Op::Is, "Niš");
        assert_eq!(place.and_search(" "), place);
        assert_eq!(Rule::default().and_search("ana").conditions(), 1);
        let both = place.and_search("ana");
        assert_eq!((both.conditions(), both.check(&|_| None)), (2, Ok(())));
        let any = Rule::Group { mode: Mode::Any, of: vec![place.clone(), place] };
        assert!(matches!(any.and_search("ana"), Rule::Group { mode: Mode::All, of } if of.len() == 2));
    }

    #[test]
    fn a_rule_has_an_end() {
        let mut rule = Rule::default();
        for _ in 0..=DEPTH_MAX {
            rule = Rule::Group { mode: Mode::All, of: vec![rule] };
        }
        assert_eq!(rule.check(&|_| None), Err(Fault::TooDeep));
    }
}
