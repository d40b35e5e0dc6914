//! What a condition looks at, and how it compares.

use crate::{
    attribute::{Attribute, AttributeKind},
    fault::Fault,
};
use serde::{Deserialize, Serialize};

/// What a rule of this workspace can look at: attributes, lists, campaigns, imports, channels by name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filters {
    pub attributes: Vec<Attribute>,
    pub lists: Vec<(i64, String)>,
    pub campaigns: Vec<(i64, String)>,
    pub imports: Vec<(i64, String)>,
    /// None for who sees only their own sales.
    pub channels: Vec<(i64, String)>,
}

/// What a condition looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Field {
    /// What the search box looks at: names, places, addresses, numbers, codes.
    Search,
    Name,
    Account,
    Place,
    Email,
    Phone,
    External,
    DoNotCall,
    LastContact,
    List,
    Campaign,
    Import,
    /// What they do at their organisation.
    Role,
    /// By what they came as a lead.
    Channel,
    /// The score of an open lead.
    Score,
    Attribute(i64),
}

impl Field {
    /// The fields that every person has, in the order a menu offers them.
    pub const FIXED: [Field; 15] = [
        Field::Search,
        Field::Name,
        Field::Account,
        Field::Place,
        Field::Email,
        Field::Phone,
        Field::External,
        Field::DoNotCall,
        Field::LastContact,
        Field::List,
        Field::Campaign,
        Field::Import,
        Field::Role,
        Field::Channel,
        Field::Score,
    ];

    /// Whether it tells of leads, which not everybody sees.
    pub fn is_of_leads(self) -> bool {
        matches!(self, Field::Channel | Field::Score)
    }

    pub fn code(self) -> String {
        match self {
            Field::Search => "search".into(),
            Field::Name => "name".into(),
            Field::Account => "account".into(),
            Field::Place => "place".into(),
            Field::Email => "email".into(),
            Field::Phone => "phone".into(),
            Field::External => "external".into(),
            Field::DoNotCall => "do_not_call".into(),
            Field::LastContact => "last_contact".into(),
            Field::List => "list".into(),
            Field::Campaign => "campaign".into(),
            Field::Import => "import".into(),
            Field::Role => "role".into(),
            Field::Channel => "channel".into(),
            Field::Score => "score".into(),
            Field::Attribute(id) => format!("attr:{id}"),
        }
    }

    /// # Errors
    /// `Unknown` for any other code.
    pub fn parse(code: &str) -> Result<Self, Fault> {
        if let Some(id) = code.strip_prefix("attr:") {
            return id.parse().map(Field::Attribute).map_err(|_| Fault::Unknown);
        }
        Field::FIXED.into_iter().find(|field| field.code() == code).ok_or(Fault::Unknown)
    }

    /// The kind of value compared with; an attribute's kind comes from its definition.
    pub fn fixed_kind(self) -> Option<FieldKind> {
        Some(match self {
            Field::Name | Field::Account | Field::Place | Field::Email | Field::Phone | Field::External => {
                FieldKind::Value(AttributeKind::Text)
            }
            Field::Search => FieldKind::Words,
            Field::DoNotCall => FieldKind::Value(AttributeKind::YesNo),
            Field::LastContact => FieldKind::Value(AttributeKind::Date),
            Field::Role => FieldKind::Value(AttributeKind::ManyOf),
            Field::Score => FieldKind::Value(AttributeKind::Number),
            Field::List | Field::Campaign | Field::Import | Field::Channel => FieldKind::Record,
            Field::Attribute(_) => return None,
        })
    }
}

impl TryFrom<String> for Field {
    type Error = Fault;
    fn try_from(code: String) -> Result<Self, Fault> {
        Self::parse(&code)
    }
}

impl From<Field> for String {
    fn from(field: Field) -> Self {
        field.code()
    }
}

/// A value of some kind, or a record chosen from a menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    Value(AttributeKind),
    /// Words anywhere in what is known.
    Words,
    Record,
}

impl FieldKind {
    /// The comparisons that make sense for the kind, in the order a menu offers them.
    pub fn operators(self) -> &'static [Op] {
        match self {
            FieldKind::Value(AttributeKind::Text) => &[Op::Is, Op::Contains, Op::StartsWith, Op::Filled, Op::Empty],
            FieldKind::Value(AttributeKind::Number | AttributeKind::Money) => {
                &[Op::Is, Op::Above, Op::Below, Op::AtLeast, Op::AtMost, Op::Filled, Op::Empty]
            }
            FieldKind::Value(AttributeKind::Date) => {
                &[Op::Is, Op::Above, Op::Below, Op::AtLeast, Op::AtMost, Op::Filled, Op::Empty]
            }
            FieldKind::Value(AttributeKind::YesNo | AttributeKind::OneOf | AttributeKind::ManyOf) => {
                &[Op::Is, Op::Filled, Op::Empty]
            }
            FieldKind::Words => &[Op::Contains],
            FieldKind::Record => &[Op::Is],
        }
    }
}

/// A comparison. On days, above and below read as after and before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Op {
    Is,
    Contains,
    StartsWith,
    Above,
    Below,
    AtLeast,
    AtMost,
    Filled,
    Empty,
}

impl Op {
    pub const ALL: [Op; 9] =
        [Op::Is, Op::Contains, Op::StartsWith, Op::Above, Op::Below, Op::AtLeast, Op::AtMost, Op::Filled, Op::Empty];

    pub fn as_str(self) -> &'static str {
        match self {
            Op::Is => "is",
            Op::Contains => "contains",
            Op::StartsWith => "starts_with",
            Op::Above => "above",
            Op::Below => "below",
            Op::AtLeast => "at_least",
            Op::AtMost => "at_most",
            Op::Filled => "filled",
            Op::Empty => "empty",
        }
    }

    pub fn needs_value(self) -> bool {
        !matches!(self, Op::Filled | Op::Empty)
    }
}
