//! A rule as one plain sentence.

use crate::{K, Locale};
use domain::{
    activity::JobRole,
    attribute::{Attribute, AttributeKind, options_of},
    decimal::{DecimalMark, NUMBER_SCALE},
    rule::{Field, FieldKind, Filters, Mode, Op, Rule},
};

/// One, as numbers are stored.
const WHOLE: i64 = 10_i64.pow(NUMBER_SCALE);

impl Locale {
    /// `People with income above 60,000 and …`; everyone where nothing is asked.
    pub fn sentence(self, rule: &Rule, names: &Filters) -> String {
        if rule.is_empty() {
            return self.texts.t(K::RuleEveryone).to_owned();
        }
        self.texts.f(K::RuleSentence, &[("rule", &self.part(rule, names, true))])
    }

    fn part(self, rule: &Rule, names: &Filters, outermost: bool) -> String {
        match rule {
            Rule::Group { mode, of } => {
                let joint = self.texts.t(if *mode == Mode::All { K::RuleAnd } else { K::RuleOr });
                let parts: Vec<String> = of.iter().map(|part| self.part(part, names, false)).collect();
                let joined = parts.join(joint);
                match mode {
                    Mode::None => self.texts.f(K::RuleNot, &[("rule", &joined)]),
                    _ if outermost || of.len() == 1 => joined,
                    _ => format!("({joined})"),
                }
            }
            Rule::Is { field, op, value } => self.condition(*field, *op, value, names),
        }
    }

    fn condition(self, field: Field, op: Op, value: &str, names: &Filters) -> String {
        let attribute = match field {
            Field::Attribute(id) => names.attributes.iter().find(|a| a.id == id),
            _ => None,
        };
        let named = |of: &[(i64, String)]| {
            of.iter()
                .find(|(id, _)| id.to_string() == value)
                .map_or_else(|| value.to_owned(), |(_, name)| self.quoted(name))
        };
        let (name, shown) = match (field, attribute) {
            (Field::List, _) => (self.field(field), named(&names.lists)),
            (Field::Campaign, _) => (self.field(field), named(&names.campaigns)),
            (Field::Import, _) => (self.field(field), named(&names.imports)),
            (Field::Channel, _) => (self.field(field), named(&names.channels)),
            (Field::Role, _) => (self.field(field), self.roles(value)),
            (Field::Score, _) => (self.field(field), self.plain(AttributeKind::Number, value)),
            (_, Some(attribute)) => (attribute.name.clone(), self.value_of(attribute, value)),
            (Field::DoNotCall, _) => (self.field(field), self.plain(AttributeKind::YesNo, value)),
            (Field::LastContact, _) => (self.field(field), self.plain(AttributeKind::Date, value)),
            _ => (self.field(field), self.quoted(value)),
        };
        // A record is named, not compared; and yes and no are no values of a sentence.
        let kind = field.fixed_kind().or(attribute.map(|a| FieldKind::Value(a.kind)));
        match kind {
            Some(FieldKind::Record) => return format!("{name} {shown}"),
            Some(FieldKind::Value(AttributeKind::YesNo)) if op.needs_value() => return format!("{name}: {shown}"),
            _ => {}
        }
        let words = match (kind, self.texts.code("op_day", op.as_str())) {
            (Some(FieldKind::Value(AttributeKind::Date)), special) if !special.is_empty() => special,
            _ => self.texts.code("op", op.as_str()),
        };
        if op.needs_value() { format!("{name} {words} {shown}") } else { format!("{name} {words}") }
    }

    /// What people do at their organisation, of a canonical value.
    fn roles(self, value: &str) -> String {
        let names = JobRole::of(options_of(value)).map(|role| self.texts.code("job_role", role.as_str()));
        names.collect::<Vec<_>>().join(self.texts.t(K::CommonComma))
    }

    fn quoted(self, value: &str) -> String {
        self.texts.f(K::RuleQuoted, &[("value", value)])
    }

    /// The name of a fixed field.
    pub fn field(self, field: Field) -> String {
        self.texts.code("field", &field.code()).to_owned()
    }

    /// A stored value (canonical text) of an attribute as people read it.
    pub fn value_of(self, attribute: &Attribute, value: &str) -> String {
        if attribute.kind.is_choice() {
            attribute.chosen(value).join(self.texts.t(K::CommonComma))
        } else {
            self.plain(attribute.kind, value)
        }
    }

    fn plain(self, kind: AttributeKind, value: &str) -> String {
        let number = |value: &str| domain::decimal::parse(value, DecimalMark::Point, NUMBER_SCALE);
        let unread = || value.to_owned();
        match kind {
            _ if value.is_empty() => String::new(),
            AttributeKind::Text | AttributeKind::OneOf | AttributeKind::ManyOf => unread(),
            AttributeKind::Number => match number(value).map(|n| (n / WHOLE, n % WHOLE, n)) {
                // Four digits are a year as often as a count, and are read without a mark.
                Ok((whole, 0, _)) if whole.abs() < 10_000 => self.texts.plain(whole),
                Ok((.., n)) => self.texts.decimal(n, NUMBER_SCALE, 0),
                Err(_) => unread(),
            },
            AttributeKind::Money => number(value).map_or_else(
                |_| unread(),
                |n| self.exact_money(n / 10_i64.pow(NUMBER_SCALE.saturating_sub(self.currency.places()))),
            ),
            AttributeKind::Date => value.parse().map_or_else(|_| unread(), |day| self.day(day)),
            AttributeKind::YesNo => self.texts.t(if value == "1" { K::CommonYes } else { K::CommonNo }).to_owned(),
        }
    }
}
