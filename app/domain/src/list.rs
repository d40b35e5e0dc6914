//! Lists of people.

use crate::{
    campaign::Status,
    fault::Fault,
    metrics::{Ratio, Totals},
    person::{Email, Phone},
    rule::Rule,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// How a list knows its members.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListKind {
    /// Members chosen once.
    Static,
    /// Whoever passes the rule now.
    Dynamic,
    /// Chosen members whom no campaign contacts.
    Suppression,
}

impl ListKind {
    pub const ALL: [ListKind; 3] = [ListKind::Static, ListKind::Dynamic, ListKind::Suppression];

    pub fn as_str(self) -> &'static str {
        match self {
            ListKind::Static => "static",
            ListKind::Dynamic => "dynamic",
            ListKind::Suppression => "suppression",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// A list in the table of lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListRow {
    pub id: i64,
    pub version: i64,
    pub name: String,
    pub kind: ListKind,
    pub rule: Option<Rule>,
    pub people: i64,
    /// Whether nobody is added, taken off or deleted until somebody unlocks it.
    pub locked: bool,
    /// Done and all, while its people are still being put on it.
    pub filling: Option<(i64, i64)>,
}

/// Saves the people that pass `rule` under a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListDraft {
    pub name: String,
    pub kind: ListKind,
    /// Who passes; nothing for a list that begins empty.
    pub rule: Option<Rule>,
}

/// Where a list was used: a campaign with what its people brought there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListUse {
    pub campaign: i64,
    pub name: String,
    pub status: Status,
    pub first_day: Option<NaiveDate>,
    pub totals: Totals,
}

/// Something that was done to a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListEvent {
    pub day: NaiveDate,
    pub by: String,
    /// Code of the use case, such as `lists/member`.
    pub case: String,
    pub detail: String,
}

/// A list on its own page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListView {
    pub row: ListRow,
    pub owner: String,
    pub source: String,
    /// What was paid for the list.
    pub cost_minor: Option<i64>,
    /// People on it who can be reached by telephone, e-mail and letter.
    pub reach: [i64; 3],
    /// E-mail addresses, domains and telephone numbers that a suppression list names.
    pub addresses: Vec<String>,
    pub uses: Vec<ListUse>,
    pub events: Vec<ListEvent>,
}

impl ListUse {
    /// Leads by people contacted.
    pub fn yield_ratio(&self) -> Option<Ratio> {
        Ratio::new(self.totals.new_leads, self.totals.contacted)
    }
}

/// A list as typed on its page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListChange {
    pub id: i64,
    pub version: i64,
    pub name: String,
    pub source: String,
    pub cost: String,
    pub locked: bool,
}

/// Addresses that one suppression list may name.
pub const ADDRESSES_MAX: usize = 5000;

/// Reads what a suppression list names, a line each: an e-mail address, a domain (`example.com` or `@example.com`), or a
/// telephone number. Domains are kept with their `@`.
///
/// # Errors
/// The first line that is none of them, with its fault; `TooLarge` for too many.
pub fn read_addresses(typed: &str, calling_code: &str) -> Result<Vec<String>, (String, Fault)> {
    let mut read = Vec::new();
    for line in typed.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let fault = |fault| (line.to_owned(), fault);
        let value = match line.split_once('@') {
            Some(("", domain)) => read_domain(domain).map_err(fault)?,
            Some(_) => String::from(Email::parse(line).map_err(fault)?),
            None if line.chars().any(char::is_alphabetic) => read_domain(line).map_err(fault)?,
            None => Phone::parse(line, calling_code).map_err(fault)?.as_str().to_owned(),
        };
        if !read.contains(&value) {
            read.push(value);
        }
        if read.len() > ADDRESSES_MAX {
            return Err(fault(Fault::TooLarge));
        }
    }
    read.sort();
    Ok(read)
}

fn read_domain(typed: &str) -> Result<String, Fault> {
    // A domain is right when an address at it is.
    let email = Email::parse(&format!("a@{typed}")).map(String::from)?;
    Ok(email.trim_start_matches('a').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suppression_list_names_addresses_domains_and_numbers() {
        let read =
            read_addresses("Ana@Example.com\n\n@mail.example\nexample.org\n+381 11 123 4567\nana@example.com", "381");
        assert_eq!(
            read,
            Ok(["+381111234567", "@example.org", "@mail.example", "ana@example.com"].map(String::from).to_vec())
        );
        assert_eq!(
            read_addresses("ok@example.com\nnot an address", "381").map_err(|(line, _)| line),
            Err("not an address".to_owned())
        );
    }
}
