//! People: names, addresses, and what the table and the page of a person show.

use crate::{activity::ActivityKind, digits, fault::Fault, task::TaskRow};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// An e-mail address in its normal form (trimmed, lower case).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email(String);

impl Email {
    /// Accepts what RFC 5321 mailboxes look like in practice: one `@`, a local part, a domain with a dot.
    ///
    /// # Errors
    /// `NoAt`, `TwoAts`, `NoDotAfterAt`, `NotAnAddress`.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let text = text.trim().to_lowercase();
        let (local, domain) = text.split_once('@').ok_or(Fault::NoAt)?;
        if domain.contains('@') {
            return Err(Fault::TwoAts);
        }
        let strange = |c: char| {
            c.is_whitespace() || c.is_control() || matches!(c, ',' | ';' | '<' | '>' | '(' | ')' | '"' | '\\')
        };
        if local.is_empty() || text.len() > 254 || text.contains(strange) || domain.split('.').any(str::is_empty) {
            return Err(Fault::NotAnAddress);
        }
        if !domain.contains('.') {
            return Err(Fault::NoDotAfterAt);
        }
        Ok(Self(text))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Email {
    type Error = Fault;
    fn try_from(text: String) -> Result<Self, Fault> {
        Self::parse(&text)
    }
}

impl From<Email> for String {
    fn from(email: Email) -> Self {
        email.0
    }
}

/// A telephone number in E.164 form: `+` and 7 to 15 digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Phone(String);

impl Phone {
    /// Reads a number as people write it. One that starts with a single `0` gets `country`, the calling code of the
    /// workspace such as `381`; `00` stands for `+`.
    ///
    /// # Errors
    /// `NotAPhone`.
    pub fn parse(text: &str, country: &str) -> Result<Self, Fault> {
        let ascii = digits::to_ascii(text.trim());
        let strange =
            |c: char| !(c.is_ascii_digit() || matches!(c, '+' | ' ' | '-' | '/' | '(' | ')' | '.' | '\u{a0}'));
        if ascii.contains(strange) || ascii.rfind('+').is_some_and(|at| at > 0) {
            return Err(Fault::NotAPhone);
        }
        let digits: String = ascii.chars().filter(char::is_ascii_digit).collect();
        let full = if ascii.starts_with('+') {
            digits
        } else if let Some(rest) = digits.strip_prefix("00") {
            rest.to_owned()
        } else {
            format!("{country}{}", digits.strip_prefix('0').unwrap_or(&digits))
        };
        if (7..=15).contains(&full.len()) && !full.starts_with('0') {
            Ok(Self(format!("+{full}")))
        } else {
            Err(Fault::NotAPhone)
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The calling code that numbers without a country get, by the time zone of the workspace.
pub fn calling_code(time_zone: &str) -> &'static str {
    match time_zone {
        "Europe/Zagreb" => "385",
        "Europe/Sarajevo" => "387",
        "Europe/Ljubljana" => "386",
        "Europe/Podgorica" => "382",
        "Europe/Skopje" => "389",
        "Europe/Moscow" => "7",
        "Asia/Tehran" => "98",
        "Europe/Berlin" => "49",
        "Europe/Vienna" => "43",
        "Europe/London" => "44",
        "America/Sao_Paulo" => "55",
        "America/New_York" => "1",
        _ => "381",
    }
}

/// One row of the table of people, with the attribute columns asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonRow {
    pub id: i64,
    /// Empty where the record has no more than an external id; `external` is shown then.
    pub name: String,
    pub external: String,
    pub account: String,
    pub place: String,
    pub email: String,
    pub phone: String,
    /// Values of the columns asked for, in their order, as stored text.
    pub values: Vec<String>,
}

/// One page of the table of people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeoplePage {
    pub rows: Vec<PersonRow>,
    /// Exact number of people that pass.
    pub count: i64,
    /// Everyone who may be seen, without the rule.
    pub everyone: i64,
    /// Cursor of the page after this one.
    pub next: Option<String>,
    /// Columns of attributes shown, in the order of `values`.
    pub columns: Vec<crate::attribute::Attribute>,
}

/// What happened to a person, for their timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    Touch,
    Response,
    Lead,
    Opportunity,
    Won,
    Lost,
    Note,
    Audience,
    Task,
}

impl EventKind {
    pub fn parse(text: &str) -> Option<EventKind> {
        Some(match text {
            "touch" => EventKind::Touch,
            "response" => EventKind::Response,
            "lead" => EventKind::Lead,
            "opportunity" => EventKind::Opportunity,
            "won" => EventKind::Won,
            "lost" => EventKind::Lost,
            "note" => EventKind::Note,
            "audience" => EventKind::Audience,
            "task" => EventKind::Task,
            _ => return None,
        })
    }
}

/// Which events a timeline shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Show {
    #[default]
    All,
    /// Calls, letters, responses.
    Contacts,
    /// Leads and opportunities.
    Sales,
    Notes,
}

impl Show {
    pub const ALL: [Show; 4] = [Show::All, Show::Contacts, Show::Sales, Show::Notes];

    pub fn as_str(self) -> &'static str {
        match self {
            Show::All => "all",
            Show::Contacts => "contacts",
            Show::Sales => "sales",
            Show::Notes => "notes",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|show| show.as_str() == text)
    }
}

/// One line of the timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    pub id: i64,
    pub day: NaiveDate,
    pub kind: EventKind,
    /// Whom it is about, on the page of an organisation.
    pub person_id: Option<i64>,
    pub person: String,
    pub campaign: String,
    pub campaign_id: Option<i64>,
    /// The activity's kind, where one reached out.
    pub activity: Option<ActivityKind>,
    /// Outcome code, reason or title, by kind.
    pub detail: String,
    pub note: String,
    pub by: String,
    pub by_id: Option<i64>,
    pub amount_minor: Option<i64>,
}

/// A piece of a timeline, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timeline {
    pub events: Vec<Event>,
    /// Whether there are earlier ones.
    pub more: bool,
}

/// Work that is due with a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueTouch {
    pub id: i64,
    pub kind: ActivityKind,
    pub campaign_id: i64,
    pub campaign: String,
    pub due: NaiveDate,
    pub assignee_id: i64,
    pub assignee: String,
    pub attempts: i64,
    pub note: String,
}

/// Everything known about one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonView {
    pub row: PersonRow,
    pub form: PersonDraft,
    pub account_id: Option<i64>,
    pub owner: String,
    pub consent_day: Option<NaiveDate>,
    /// All that people can have; their values are in the form.
    pub attributes: Vec<crate::attribute::Attribute>,
    pub lists: Vec<(i64, String)>,
    pub due: Vec<DueTouch>,
    pub tasks: Vec<TaskRow>,
    pub timeline: Timeline,
    /// Colleagues that a note may mention.
    pub colleagues: Vec<String>,
}

impl PersonRow {
    /// What they are called: a contact without a name stands for the organisation.
    pub fn shown(&self) -> String {
        let names = [&self.name, &self.account, &self.external];
        names.into_iter().find(|name| !name.is_empty()).cloned().unwrap_or_default()
    }
}

/// A person to add (`id` empty) or to change by hand.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PersonDraft {
    pub id: Option<i64>,
    pub version: i64,
    pub name: String,
    pub account: String,
    pub job_title: String,
    /// Bits of [`crate::activity::JobRole`].
    pub roles: i64,
    pub street: String,
    pub postcode: String,
    pub place: String,
    pub email: String,
    pub phone: String,
    pub fax: String,
    pub do_not_call: bool,
    pub do_not_email: bool,
    pub do_not_post: bool,
    pub do_not_message: bool,
    /// A code of [`crate::activity::Reach`]; empty is any.
    pub best_channel: String,
    /// Weekdays as bits, Monday lowest; none is any.
    pub best_days: i64,
    /// Times of day as `9:00`; empty is any.
    pub best_from: String,
    pub best_to: String,
    /// Attributes by id with their values as canonical text; an empty one is taken away, one that is not named stays.
    pub values: Vec<(i64, String)>,
}

/// Reads a time of day in minutes.
///
/// # Errors
/// `NotATime`.
pub fn parse_time(typed: &str) -> Result<i64, Fault> {
    let ascii = digits::to_ascii(typed.trim());
    let (hours, minutes) = ascii.split_once([':', '.']).unwrap_or((ascii.as_str(), "0"));
    let number = |text: &str| text.trim().parse::<i64>().map_err(|_| Fault::NotATime);
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    if (0..24).contains(&hours) && (0..60).contains(&minutes) { Ok(hours * 60 + minutes) } else { Err(Fault::NotATime) }
}

/// A time of day as it is typed; nothing for 0, which stands for any time.
pub fn write_time(minutes: i64) -> String {
    if minutes == 0 { String::new() } else { format!("{}:{:02}", minutes / 60, minutes % 60) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_normalised_or_refused_with_the_reason() {
        assert_eq!(Email::parse(" Ana@Example.RS ").unwrap().as_str(), "ana@example.rs");
        assert_eq!(Email::parse("mira.ilic@@example.rs"), Err(Fault::TwoAts));
        assert_eq!(Email::parse("nema"), Err(Fault::NoAt));
        assert_eq!(Email::parse("m.jovanovic@polarfrigo"), Err(Fault::NoDotAfterAt));
        assert_eq!(Email::parse("=HYPERLINK(\"http://a@b.c\")"), Err(Fault::NotAnAddress));
    }

    #[test]
    fn a_time_of_day_is_read_as_people_write_it() {
        assert_eq!([parse_time("9"), parse_time("09:30"), parse_time("۹:۳۰")], [Ok(540), Ok(570), Ok(570)]);
        assert_eq!([parse_time("24:00"), parse_time("noon"), parse_time("9:75")], [Err(Fault::NotATime); 3]);
        assert_eq!(write_time(570), "9:30");
    }

    #[test]
    fn a_number_without_country_gets_the_one_of_the_workspace() {
        assert_eq!(Phone::parse("021 555 018", "381").unwrap().as_str(), "+38121555018");
        assert_eq!(Phone::parse("+385 1 555 0132", "381").unwrap().as_str(), "+38515550132");
        assert_eq!(Phone::parse("00381/64-555-77", "385").unwrap().as_str(), "+3816455577");
        assert_eq!(Phone::parse("۰۲۱ ۵۵۵ ۰۱۸", "98").unwrap().as_str(), "+9821555018");
        assert_eq!(Phone::parse("call me", "381"), Err(Fault::NotAPhone));
    }
}
