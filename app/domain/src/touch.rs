//! Touches: pieces of an activity directed at one person, and how they end.

use crate::{
    activity::{ActivityKind, Priority},
    approval::ApprovalRow,
    audience::Term,
    note::NoteRow,
    task::TaskRow,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// How an attempt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Interested,
    CallBack,
    NoAnswer,
    NotInterested,
    WrongNumber,
    DoNotContact,
    /// Sent off: what follows is up to the person.
    Sent,
}

impl Outcome {
    pub const ALL: [Outcome; 7] = [
        Outcome::Interested,
        Outcome::CallBack,
        Outcome::NoAnswer,
        Outcome::NotInterested,
        Outcome::WrongNumber,
        Outcome::DoNotContact,
        Outcome::Sent,
    ];

    /// What a person can answer in a call, a meeting or at an event.
    pub const SPOKEN: [Outcome; 6] = [
        Outcome::Interested,
        Outcome::CallBack,
        Outcome::NoAnswer,
        Outcome::NotInterested,
        Outcome::WrongNumber,
        Outcome::DoNotContact,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Outcome::Interested => "interested",
            Outcome::CallBack => "call_back",
            Outcome::NoAnswer => "no_answer",
            Outcome::NotInterested => "not_interested",
            Outcome::WrongNumber => "wrong_number",
            Outcome::DoNotContact => "do_not_contact",
            Outcome::Sent => "sent",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.as_str() == text)
    }

    /// Whether the person was spoken with; only then the attempt counts as a contact (`metrics.md`, Counting).
    pub fn is_contact(self) -> bool {
        !matches!(self, Outcome::NoAnswer | Outcome::WrongNumber)
    }

    /// Whether the person answered what the campaign asked.
    pub fn is_response(self) -> bool {
        matches!(self, Outcome::Interested | Outcome::NotInterested | Outcome::DoNotContact)
    }

    /// Whether the touch is tried again on another day.
    pub fn is_tried_again(self) -> bool {
        matches!(self, Outcome::CallBack | Outcome::NoAnswer)
    }

    /// Whether a tap saves at once, without note or next step.
    pub fn is_immediate(self) -> bool {
        matches!(self, Outcome::NoAnswer | Outcome::WrongNumber)
    }
}

/// A piece of work in Today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TouchRow {
    pub id: i64,
    pub kind: ActivityKind,
    pub person: String,
    pub account: String,
    pub campaign: String,
    pub due: NaiveDate,
    /// Minute of the day from which the person wants to be contacted; 0 is any time.
    pub due_minute: i64,
    pub attempts: i64,
    pub priority: Priority,
}

/// Work of one activity that is not yet anybody's own: to be sent together, or waiting in a queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    pub id: i64,
    pub name: String,
    pub kind: ActivityKind,
    pub campaign: String,
    /// At most [`Batch::MOST`] + 1, which stands for more.
    pub waiting: i64,
    pub due: i64,
    pub last_day: Option<NaiveDate>,
}

impl Batch {
    /// Up to this number a batch is counted.
    pub const MOST: i64 = 10_000;
}

/// The work of one person for one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TodayView {
    pub day: NaiveDate,
    pub overdue: Vec<TouchRow>,
    pub due: Vec<TouchRow>,
    /// The next days, a few.
    pub later: Vec<TouchRow>,
    pub overdue_count: i64,
    pub due_count: i64,
    pub later_count: i64,
    pub done_count: i64,
    pub batches: Vec<Batch>,
    pub tasks: Vec<TaskRow>,
    pub mentions: Vec<NoteRow>,
    /// Plans to decide about, and those that came back.
    pub approvals: Vec<ApprovalRow>,
    /// One's own leads that nobody touched in time.
    pub waiting_leads: i64,
    /// One's own leads that nobody touched yet, those among them.
    pub new_leads: i64,
}

/// One attempt made before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    pub day: NaiveDate,
    pub outcome: Outcome,
    pub note: String,
    pub by: String,
}

/// Everything needed to make one call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TouchView {
    pub id: i64,
    pub version: i64,
    pub person_id: i64,
    pub person: String,
    pub account: String,
    pub place: String,
    pub phone: String,
    pub email: String,
    pub kind: ActivityKind,
    pub campaign_id: i64,
    pub campaign: String,
    pub script: String,
    pub due: NaiveDate,
    pub done: bool,
    pub attempts: Vec<Attempt>,
    /// Set when the person must not be contacted any more: the equation is checked again here.
    pub blocked: Option<Term>,
    /// The day proposed for another attempt.
    pub next_day: NaiveDate,
    /// The touch after this one in today's order.
    pub next: Option<i64>,
}

/// The result of an attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TouchResult {
    pub id: i64,
    pub version: i64,
    pub outcome: Outcome,
    pub seconds: i64,
    pub note: String,
    /// When to try again; only for outcomes that are.
    pub next_day: Option<NaiveDate>,
    pub make_lead: bool,
}

/// The longest that one attempt may have taken: a working day.
pub const SECONDS_MAX: i64 = 8 * 3600;

/// What recording an attempt did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TouchRecorded {
    pub id: i64,
    pub version: i64,
    pub lead: Option<i64>,
    pub next: Option<i64>,
    /// Set when nothing was recorded because the person must not be contacted any more; the touch is skipped.
    pub skipped: Option<Term>,
}
