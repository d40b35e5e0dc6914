//! A rule as SQL over `live_person p`.

use super::attributes;
use crate::{Actor, Error, Result, fold::fold, sql, sql::Params};
use chrono::NaiveDate;
use domain::{
    attribute::{Attribute, AttributeKind, AttributeValue, Notation, Subject, options_of},
    decimal::NUMBER_SCALE,
    fault::Fault,
    list::ListKind,
    rule::{Field, Mode, Op, Rule},
};
use sea_orm::ConnectionTrait;
use std::collections::HashMap;

/// A rule that was checked and can be written as SQL.
#[derive(Debug, Clone)]
pub struct Checked {
    rule: Rule,
    attributes: HashMap<i64, Attribute>,
    lists: HashMap<i64, (ListKind, Option<Rule>)>,
    /// Set where it is asked about some leads `l` and their people, not about everybody.
    of_lead: bool,
}

/// How many rules hold a text (`$1`): of lists, of activities, of leads.
pub(crate) const ASKED: &str =
    "SELECT (SELECT COUNT(*) FROM people_list WHERE rule LIKE $1) + (SELECT COUNT(*) FROM activity WHERE rule LIKE $1)
    + (SELECT COUNT(*) FROM lead_rule WHERE rule LIKE $1)";

/// Dynamic lists that refer to other dynamic lists are followed this deep.
const LISTS_DEEP: usize = 4;

/// The attributes and lists that rules can refer to, read once for several of them.
pub struct Known {
    attributes: HashMap<i64, Attribute>,
    lists: HashMap<i64, (ListKind, Option<Rule>)>,
}

impl Known {
    /// What `rules` may refer to.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn of(db: &impl ConnectionTrait, rules: &[&Rule]) -> Result<Self> {
        let attributes = if rules.iter().all(|rule| rule.is_empty()) {
            HashMap::new()
        } else {
            attributes::all(db).await?.into_iter().map(|a| (a.id, a)).collect()
        };
        let mut lists: HashMap<i64, (ListKind, Option<Rule>)> = HashMap::new();
        let mut wanted: Vec<i64> = rules.iter().flat_map(|rule| list_ids(rule)).collect();
        for _ in 0..LISTS_DEEP {
            wanted.retain(|id| !lists.contains_key(id));
            if wanted.is_empty() {
                break;
            }
            let mut params = Params::default();
            let ids = sql::list(&mut params, std::mem::take(&mut wanted));
            let text = format!("SELECT id, kind, rule FROM people_list WHERE id IN ({ids})");
            for (id, kind, json) in sql::tuples::<(i64, String, Option<String>)>(db, &text, params.0).await? {
                let kind = ListKind::parse(&kind).unwrap_or(ListKind::Static);
                // Only a dynamic list is its rule; the others remember theirs, but are their members.
                let json = json.filter(|_| kind == ListKind::Dynamic);
                let inner: Option<Rule> = json.map(|json| serde_json::from_str(&json)).transpose()?;
                wanted.extend(inner.iter().flat_map(list_ids));
                lists.insert(id, (kind, inner));
            }
        }
        Ok(Self { attributes, lists })
    }

    /// Checks one of the rules.
    ///
    /// # Errors
    /// `Invalid` at `rule`.
    pub fn check(&self, rule: &Rule) -> Result<Checked> {
        let fault = |fault| Error::invalid("rule", fault);
        let mut parts = vec![rule];
        let mut lists = HashMap::new();
        let mut deep = 0;
        let mut wanted = list_ids(rule);
        while !wanted.is_empty() {
            let mut next = Vec::new();
            for id in wanted {
                if lists.contains_key(&id) {
                    continue;
                }
                let missing = if deep < LISTS_DEEP { Fault::Unknown } else { Fault::TooDeep };
                let (kind, inner) = self.lists.get(&id).ok_or_else(|| fault(missing))?;
                parts.extend(inner);
                next.extend(inner.iter().flat_map(list_ids));
                lists.insert(id, (*kind, inner.clone()));
            }
            (wanted, deep) = (next, deep + 1);
        }
        let kind = |id: i64| self.attributes.get(&id).map(|a| a.kind);
        for part in &parts {
            part.check(&kind).map_err(fault)?;
        }
        let asked = parts.iter().flat_map(|part| attribute_ids(part));
        let attributes = asked.filter_map(|id| Some((id, self.attributes.get(&id)?.clone()))).collect();
        Ok(Checked { rule: rule.clone(), attributes, lists, of_lead: false })
    }
}

/// Checks a rule against the attributes and lists that exist.
///
/// # Errors
/// `Invalid` at `rule`.
pub async fn check(db: &impl ConnectionTrait, rule: &Rule) -> Result<Checked> {
    Known::of(db, &[rule]).await?.check(rule)
}

/// The same for a rule that somebody wrote: who sees only their own sales learns nothing about those of others by it. A list
/// that a colleague made is another matter: it was made to be used, and tells that people are on it, not why.
///
/// # Errors
/// `Invalid` at `rule`.
pub async fn check_for(db: &impl ConnectionTrait, actor: &Actor, rule: &Rule) -> Result<Checked> {
    let checked = check(db, rule).await?;
    let sales = |id: &i64| {
        let subject = checked.attributes.get(id).map(|a| a.subject);
        matches!(subject, Some(Subject::Lead | Subject::Opportunity))
    };
    let of_leads = rule.asks(Field::Channel) || rule.asks(Field::Score);
    if actor.role.sees_own_sales_only() && (of_leads || attribute_ids(rule).iter().any(sales)) {
        return Err(Error::invalid("rule", Fault::Unknown));
    }
    Ok(checked)
}

fn attribute_ids(rule: &Rule) -> Vec<i64> {
    match rule {
        Rule::Group { of, .. } => of.iter().flat_map(attribute_ids).collect(),
        Rule::Is { field: Field::Attribute(id), .. } => vec![*id],
        Rule::Is { .. } => Vec::new(),
    }
}

fn list_ids(rule: &Rule) -> Vec<i64> {
    match rule {
        Rule::Group { of, .. } => of.iter().flat_map(list_ids).collect(),
        Rule::Is { field: Field::List, value, .. } => value.parse().into_iter().collect(),
        Rule::Is { .. } => Vec::new(),
    }
}

impl Checked {
    /// Asked about leads `l` beside their people: what it asks of leads is asked of this one, and what is looked up is looked
    /// up for each, for they are few.
    pub fn of_lead(self) -> Self {
        Self { of_lead: true, ..self }
    }

    /// Whether `whose` is among the `key` of those in `from` that satisfy `condition`. Of all people the many are found at
    /// once; of a few each is looked up.
    fn among(&self, (whose, key, from): (&str, &str, &str), condition: &str) -> String {
        if self.of_lead {
            // Not EXISTS, which PostgreSQL answers from a list of everybody who satisfies the condition.
            format!("(SELECT 1 FROM {from} WHERE {key} = {whose} AND {condition} LIMIT 1) IS NOT NULL")
        } else {
            format!("{whose} IN (SELECT {key} FROM {from} WHERE {condition})")
        }
    }

    /// The condition over `p`.
    pub fn condition(&self, params: &mut Params) -> String {
        // In brackets, so that it can stand beside others.
        format!("({})", self.write(&self.rule, params, LISTS_DEEP + 1))
    }

    /// Whether it asks for `field`, by itself or by the rule of a list.
    pub fn asks(&self, field: Field) -> bool {
        self.rule.asks(field) || self.lists.values().any(|(_, rule)| rule.as_ref().is_some_and(|rule| rule.asks(field)))
    }

    /// Whether conditions at this depth are about the lead itself. Those of lists are about its person, as everywhere else.
    fn is_of_lead(&self, deep: usize) -> bool {
        self.of_lead && deep > LISTS_DEEP
    }

    fn write(&self, rule: &Rule, params: &mut Params, deep: usize) -> String {
        match rule {
            Rule::Group { of, .. } if of.is_empty() => "1 = 1".to_owned(),
            Rule::Group { mode, of } => {
                let parts: Vec<String> =
                    of.iter().map(|part| format!("({})", self.write(part, params, deep))).collect();
                match mode {
                    Mode::All => parts.join(" AND "),
                    Mode::Any => parts.join(" OR "),
                    // A comparison with a missing value is unknown, not false, so the complement is written out.
                    Mode::None => format!("NOT COALESCE(({}), FALSE)", parts.join(" OR ")),
                }
            }
            Rule::Is { field, op, value } => self.write_condition(*field, *op, value, params, deep),
        }
    }

    fn write_condition(&self, field: Field, op: Op, value: &str, params: &mut Params, deep: usize) -> String {
        match field {
            Field::Search => exact(Op::Contains, "p.search_text", value, params),
            Field::Name => text(op, "p.name", "p.sort_key", value, params),
            Field::Place => text(op, "p.place", "p.place", value, params),
            Field::Email => text(op, "COALESCE(p.email, '')", "p.email", value, params),
            Field::Phone => text(op, "COALESCE(p.phone, '')", "p.phone", value, params),
            Field::Account => {
                let inner = text(op, "a.name", "a.name_norm", value, params);
                match op {
                    Op::Empty => "p.account_id IS NULL".to_owned(),
                    Op::Filled => "p.account_id IS NOT NULL".to_owned(),
                    _ => self.among(("p.account_id", "a.id", "account a"), &inner),
                }
            }
            Field::External => match op {
                Op::Empty => "NOT EXISTS (SELECT 1 FROM external_ref e WHERE e.person_id = p.id)".to_owned(),
                Op::Filled => "EXISTS (SELECT 1 FROM external_ref e WHERE e.person_id = p.id)".to_owned(),
                _ => {
                    let inner = loose(op, "e.code", value.trim(), params);
                    self.among(("p.id", "e.person_id", "external_ref e"), &inner)
                }
            },
            Field::DoNotCall => match (op, value) {
                (Op::Filled, _) => "1 = 1".to_owned(),
                (Op::Empty, _) => "1 = 0".to_owned(),
                (_, value) if domain::attribute::parse_yes_no(value) == Ok(true) => "p.do_not_call".to_owned(),
                _ => "NOT p.do_not_call".to_owned(),
            },
            Field::LastContact => day(op, "p.last_contact_day", value, params),
            Field::Campaign => {
                let campaign = params.add(value.parse::<i64>().unwrap_or(0));
                let touched = self.among(("p.id", "t.person_id", "touch t"), &format!("t.campaign_id = {campaign}"));
                // A lead may come from a campaign that never planned to contact its person.
                if self.is_of_lead(deep) { format!("(l.campaign_id = {campaign} OR {touched})") } else { touched }
            }
            Field::Import => format!("p.import_id = {}", params.add(value.parse::<i64>().unwrap_or(0))),
            Field::Role => match op {
                Op::Filled => "p.roles <> 0".to_owned(),
                Op::Empty => "p.roles = 0".to_owned(),
                _ => format!("p.roles & {} <> 0", params.add(options_of(value))),
            },
            Field::Channel => {
                let channel = params.add(value.parse::<i64>().unwrap_or(0));
                if self.is_of_lead(deep) {
                    format!("l.channel_id = {channel}")
                } else {
                    self.among(("p.id", "x.person_id", "lead x"), &format!("x.channel_id = {channel}"))
                }
            }
            Field::Score => self.write_score(op, value, params, deep),
            Field::List => self.write_list(value.parse().unwrap_or(0), params, deep),
            Field::Attribute(id) => self.write_attribute(id, (op, value), params, deep),
        }
    }

    fn write_list(&self, id: i64, params: &mut Params, deep: usize) -> String {
        match self.lists.get(&id) {
            Some((ListKind::Dynamic, Some(rule))) if deep > 0 => self.write(rule, params, deep - 1),
            _ => {
                let list = params.add(id);
                self.among(("p.id", "m.person_id", "list_member m"), &format!("m.list_id = {list}"))
            }
        }
    }

    /// The score of a lead that is still to be decided. It is a whole number, and compared as one, so that the index serves.
    fn write_score(&self, op: Op, value: &str, params: &mut Params, deep: usize) -> String {
        let lead = if self.is_of_lead(deep) { "l" } else { "x" };
        let holds = match op {
            Op::Filled | Op::Empty => "1 = 1".to_owned(),
            _ => match AttributeValue::parse(AttributeKind::Number, value, Notation::default()) {
                Ok(AttributeValue::Number(n)) => {
                    let whole = 10_i64.pow(NUMBER_SCALE);
                    let (floor, exact) = (n.div_euclid(whole), n.rem_euclid(whole) == 0);
                    let bound = match op {
                        Op::AtLeast | Op::Below if !exact => floor + 1,
                        _ => floor,
                    };
                    if op == Op::Is && !exact {
                        "1 = 0".to_owned()
                    } else {
                        format!("{lead}.score {} {}", sign(op), params.add(bound))
                    }
                }
                _ => "1 = 0".to_owned(),
            },
        };
        let open = format!("{lead}.state IN ('new', 'working') AND {holds}");
        let found = if lead == "l" { open } else { self.among(("p.id", "x.person_id", "lead x"), &open) };
        if op == Op::Empty { format!("NOT ({found})") } else { found }
    }

    fn write_attribute(&self, id: i64, (op, value): (Op, &str), params: &mut Params, deep: usize) -> String {
        let (kind, subject) =
            self.attributes.get(&id).map_or((AttributeKind::Text, Subject::Person), |a| (a.kind, a.subject));
        let of = match subject {
            Subject::Lead if self.is_of_lead(deep) => ("l.id", "v.lead_id", "lead_value v"),
            _ => attributes::people_of(subject),
        };
        let attribute = params.add(id);
        let column = match kind {
            AttributeKind::Text => "text_norm",
            AttributeKind::Date => "day",
            _ => "num",
        };
        let comparison = match op {
            Op::Empty | Op::Filled => format!("v.{column} IS NOT NULL"),
            _ => match AttributeValue::parse(kind, value, Notation::default()) {
                Ok(AttributeValue::Text(text)) => exact(op, "v.text_norm", &text, params),
                Ok(AttributeValue::Number(n) | AttributeValue::Money(n)) => {
                    format!("v.num {} {}", sign(op), params.add(n))
                }
                Ok(AttributeValue::YesNo(yes)) => format!("v.num = {}", params.add(i64::from(yes))),
                Ok(AttributeValue::Date(day)) => format!("v.day {} {}", sign(op), params.add(day)),
                Ok(AttributeValue::OneOf(option)) => format!("v.num = {}", params.add(option)),
                // Any of several, where several are named.
                Ok(AttributeValue::ManyOf(bits)) => format!("v.num & {} <> 0 AND v.num IS NOT NULL", params.add(bits)),
                Err(_) => "1 = 0".to_owned(),
            },
        };
        let found = self.among(of, &format!("v.attribute_id = {attribute} AND {comparison}"));
        match (op, subject) {
            (Op::Empty, Subject::Account) => format!("(p.account_id IS NULL OR NOT ({found}))"),
            (Op::Empty, _) => format!("NOT ({found})"),
            _ => found,
        }
    }
}

fn sign(op: Op) -> &'static str {
    match op {
        Op::Above => ">",
        Op::Below => "<",
        Op::AtLeast => ">=",
        Op::AtMost => "<=",
        _ => "=",
    }
}

/// Comparison of a text column; `filled` is the expression that is empty text when there is no value.
fn text(op: Op, filled: &str, folded: &str, value: &str, params: &mut Params) -> String {
    match op {
        Op::Filled => format!("{filled} <> ''"),
        Op::Empty => format!("{filled} = ''"),
        _ if folded == "p.place" => loose(op, folded, value.trim(), params),
        _ => exact(op, folded, value, params),
    }
}

/// Comparison of a column that is kept as it was written: equal as it stands, found in it in either case.
fn loose(op: Op, column: &str, value: &str, params: &mut Params) -> String {
    match op {
        Op::Contains | Op::StartsWith => exact_raw(op, &format!("LOWER({column})"), &value.to_lowercase(), params),
        _ => exact_raw(op, column, value, params),
    }
}

fn exact(op: Op, column: &str, value: &str, params: &mut Params) -> String {
    exact_raw(op, column, &fold(value), params)
}

fn exact_raw(op: Op, column: &str, value: &str, params: &mut Params) -> String {
    let escaped = sql::escape_like(value);
    match op {
        Op::Contains => format!("{column} LIKE {} ESCAPE '\\'", params.add(format!("%{escaped}%"))),
        Op::StartsWith => format!("{column} LIKE {} ESCAPE '\\'", params.add(format!("{escaped}%"))),
        _ => format!("{column} = {}", params.add(value)),
    }
}

fn day(op: Op, column: &str, value: &str, params: &mut Params) -> String {
    match op {
        Op::Filled => format!("{column} IS NOT NULL"),
        Op::Empty => format!("{column} IS NULL"),
        _ => match value.parse::<NaiveDate>() {
            Ok(day) => format!("{column} {} {}", sign(op), params.add(day)),
            Err(_) => "1 = 0".to_owned(),
        },
    }
}
