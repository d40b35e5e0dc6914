//! A rule as SQL over `live_person p`.

use super::attributes;
use crate::{Actor, Error, Result, fold::fold, params, sql, sql::Params};
use chrono::NaiveDate;
use domain::{
    attribute::{Attribute, AttributeKind, AttributeValue, Notation, Subject},
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
}

/// Dynamic lists that refer to other dynamic lists are followed this deep.
const LISTS_DEEP: usize = 4;

/// Checks a rule against the attributes and lists that exist.
///
/// # Errors
/// `Invalid` at `rule`.
pub async fn check(db: &impl ConnectionTrait, rule: &Rule) -> Result<Checked> {
    let attributes: HashMap<i64, Attribute> = if rule.is_empty() {
        HashMap::new()
    } else {
        attributes::all(db).await?.into_iter().map(|a| (a.id, a)).collect()
    };
    let mut lists = HashMap::new();
    let mut wanted = list_ids(rule);
    for _ in 0..LISTS_DEEP {
        let mut next = Vec::new();
        for id in wanted.drain(..) {
            if lists.contains_key(&id) {
                continue;
            }
            let found: Option<(String, Option<String>)> =
                sql::tuple(db, "SELECT kind, rule FROM people_list WHERE id = $1", params![id]).await?;
            let (kind, json) = found.ok_or_else(|| Error::invalid("rule", Fault::Unknown))?;
            let kind = ListKind::parse(&kind).unwrap_or(ListKind::Static);
            // Only a dynamic list is its rule; the others remember theirs, but are their members.
            let json = json.filter(|_| kind == ListKind::Dynamic);
            let inner: Option<Rule> = json.map(|json| serde_json::from_str(&json)).transpose()?;
            if let Some(inner) = &inner {
                next.extend(list_ids(inner));
            }
            lists.insert(id, (kind, inner));
        }
        wanted = next;
    }
    if !wanted.iter().all(|id| lists.contains_key(id)) {
        return Err(Error::invalid("rule", Fault::TooDeep));
    }
    let known = |id: i64| attributes.get(&id).map(|a| a.kind);
    let inner = lists.values().filter_map(|(_, rule)| rule.as_ref());
    for part in std::iter::once(rule).chain(inner) {
        part.check(&known).map_err(|fault| Error::invalid("rule", fault))?;
    }
    Ok(Checked { rule: rule.clone(), attributes, lists })
}

/// The same for a rule that somebody wrote: who sees only their own sales learns nothing about those of others by it.
///
/// # Errors
/// `Invalid` at `rule`.
pub async fn check_for(db: &impl ConnectionTrait, actor: &Actor, rule: &Rule) -> Result<Checked> {
    let checked = check(db, rule).await?;
    let sales = |id: &i64| {
        let subject = checked.attributes.get(id).map(|a| a.subject);
        matches!(subject, Some(Subject::Lead | Subject::Opportunity))
    };
    if actor.role.sees_own_sales_only() && attribute_ids(rule).iter().any(sales) {
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
    /// The condition over `p`.
    pub fn condition(&self, params: &mut Params) -> String {
        self.write(&self.rule, params, LISTS_DEEP + 1)
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
                    _ => format!("p.account_id IN (SELECT a.id FROM account a WHERE {inner})"),
                }
            }
            Field::External => match op {
                Op::Empty => "NOT EXISTS (SELECT 1 FROM external_ref e WHERE e.person_id = p.id)".to_owned(),
                Op::Filled => "EXISTS (SELECT 1 FROM external_ref e WHERE e.person_id = p.id)".to_owned(),
                _ => {
                    let inner = loose(op, "e.code", value.trim(), params);
                    format!("p.id IN (SELECT e.person_id FROM external_ref e WHERE {inner})")
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
                format!(
                    "p.id IN (SELECT t.person_id FROM touch t WHERE t.campaign_id = {})",
                    params.add(value.parse::<i64>().unwrap_or(0))
                )
            }
            Field::Import => format!("p.import_id = {}", params.add(value.parse::<i64>().unwrap_or(0))),
            Field::List => self.write_list(value.parse().unwrap_or(0), params, deep),
            Field::Attribute(id) => self.write_attribute(id, op, value, params),
        }
    }

    fn write_list(&self, id: i64, params: &mut Params, deep: usize) -> String {
        match self.lists.get(&id) {
            Some((ListKind::Dynamic, Some(rule))) if deep > 0 => self.write(rule, params, deep - 1),
            _ => format!("p.id IN (SELECT m.person_id FROM list_member m WHERE m.list_id = {})", params.add(id)),
        }
    }

    fn write_attribute(&self, id: i64, op: Op, value: &str, params: &mut Params) -> String {
        let (kind, subject) =
            self.attributes.get(&id).map_or((AttributeKind::Text, Subject::Person), |a| (a.kind, a.subject));
        let (whose, source) = attributes::people_of(subject);
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
        let found = format!("{source} WHERE v.attribute_id = {attribute} AND {comparison}");
        match (op, subject) {
            (Op::Empty, Subject::Account) => format!("({whose} IS NULL OR {whose} NOT IN ({found}))"),
            (Op::Empty, _) => format!("{whose} NOT IN ({found})"),
            _ => format!("{whose} IN ({found})"),
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
