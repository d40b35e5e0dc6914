//! Closing a campaign: whether its like is done again, why it differed from its plan, and what was learnt.

use crate::{
    campaign::Status,
    fault::{Fault, Faults, FieldFault, text},
    metrics::{Deviation, Figure, Value},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What becomes of campaigns like this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// Done again as it was.
    Continue,
    /// Done again otherwise.
    Change,
    /// Not done again.
    Stop,
}

impl Decision {
    pub const ALL: [Decision; 3] = [Decision::Continue, Decision::Change, Decision::Stop];

    pub fn as_str(self) -> &'static str {
        match self {
            Decision::Continue => "continue",
            Decision::Change => "change",
            Decision::Stop => "stop",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|decision| decision.as_str() == text)
    }
}

/// What differed from the plan.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    Figure(Figure),
    /// An article of cost.
    Article(String),
}

impl Subject {
    /// The form that is stored and sent: `figure:revenue`, `article:Printing`.
    pub fn code(&self) -> String {
        match self {
            Subject::Figure(figure) => format!("figure:{}", figure.as_str()),
            Subject::Article(name) => format!("article:{name}"),
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        match code.split_once(':')? {
            ("figure", figure) => Figure::parse(figure).map(Subject::Figure),
            ("article", name) if !name.is_empty() => Some(Subject::Article(name.to_owned())),
            _ => None,
        }
    }
}

/// Figures that are asked about, where they were promised.
pub const ASKED: [Figure; 6] =
    [Figure::NewLeads, Figure::ConvertedLeads, Figure::Opportunities, Figure::Won, Figure::Revenue, Figure::Cost];

/// A cause as typed, for one thing that differed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CauseDraft {
    /// [`Subject::code`].
    pub subject: String,
    pub cause: Option<i64>,
    pub note: String,
}

/// A closing as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ClosingDraft {
    pub campaign: i64,
    /// 0 before it was closed.
    pub version: i64,
    pub decision: Option<Decision>,
    pub reason: String,
    pub lessons: String,
    /// Whether the next reference funnel of its kind should be taken from it too.
    pub learn: bool,
    pub causes: Vec<CauseDraft>,
}

/// A closing that is well formed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosingRead {
    pub decision: Decision,
    pub reason: String,
    pub lessons: String,
    /// Those that say something.
    pub causes: Vec<(Subject, Option<i64>, String)>,
}

impl ClosingDraft {
    /// # Errors
    /// All faults at once, at `decision`, `reason`, `lessons`, and `note.N` or `cause.N` for the Nth cause.
    pub fn read(&self) -> Result<ClosingRead, Vec<FieldFault>> {
        let mut faults = Faults::default();
        let decision = faults.take("decision", self.decision.ok_or(Fault::Required));
        let reason = faults.take("reason", text(&self.reason, 2000));
        if self.lessons.chars().count() > 4000 {
            faults.add("lessons", Fault::TooLong);
        }
        let mut causes = Vec::new();
        for (n, cause) in self.causes.iter().enumerate() {
            let note = cause.note.trim();
            if note.chars().count() > 500 {
                faults.add(&format!("note.{n}"), Fault::TooLong);
            }
            if cause.cause.is_none() && note.is_empty() {
                continue;
            }
            let subject = Subject::parse(&cause.subject).ok_or(Fault::Unknown);
            if let Some(subject) = faults.take(&format!("cause.{n}"), subject) {
                causes.push((subject, cause.cause, note.to_owned()));
            }
        }
        match (decision, reason) {
            (Some(decision), Some(reason)) if faults.is_empty() => {
                Ok(ClosingRead { decision, reason, lessons: self.lessons.trim().to_owned(), causes })
            }
            _ => Err(faults.into_vec()),
        }
    }
}

/// Something beside its plan, with what is said of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosingRow {
    pub subject: Subject,
    pub planned: Value,
    pub actual: Value,
    pub deviation: Option<Deviation>,
    /// What the actual was when it was closed, where it is another now.
    pub was: Option<Value>,
    pub cause: Option<(i64, String)>,
    pub note: String,
}

/// What an earlier campaign of the kind taught.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lesson {
    pub campaign: i64,
    pub name: String,
    pub closed: NaiveDate,
    pub decision: Decision,
    pub reason: String,
    pub lessons: String,
}

/// The closing of a campaign on its page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosingView {
    pub campaign: i64,
    pub name: String,
    pub status: Status,
    pub kind: (i64, String),
    /// Who closed it and when.
    pub closed: Option<(String, NaiveDate)>,
    pub input: ClosingDraft,
    pub rows: Vec<ClosingRow>,
    /// Causes that can be chosen, with those that are used here.
    pub causes: Vec<(i64, String)>,
    pub earlier: Vec<Lesson>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closing_needs_a_decision_and_a_reason() {
        let faults = ClosingDraft { lessons: "x".repeat(4001), ..ClosingDraft::default() }.read().unwrap_err();
        let at = |field: &str| faults.iter().find(|f| f.field == field).map(|f| f.fault);
        assert_eq!(
            ["decision", "reason", "lessons"].map(at),
            [Fault::Required, Fault::Required, Fault::TooLong].map(Some)
        );
    }

    #[test]
    fn only_what_says_something_is_a_cause_and_wrong_ones_are_named() {
        let cause = |subject: &str, cause, note: &str| CauseDraft { subject: subject.into(), cause, note: note.into() };
        let good = ClosingDraft {
            decision: Some(Decision::Stop),
            reason: "Too dear".into(),
            causes: vec![
                cause("figure:revenue", None, " "),
                cause("article:Printing", Some(2), ""),
                cause("figure:cost", None, "Late"),
            ],
            ..ClosingDraft::default()
        };
        let read = good.read().unwrap();
        assert_eq!(read.causes.len(), 2);
        assert_eq!(read.causes[0].0, Subject::Article("Printing".into()));
        let wrong = ClosingDraft { causes: vec![cause("weather", Some(1), "")], ..good };
        assert_eq!(wrong.read().unwrap_err()[0].field, "cause.0");
        for code in ["figure:won", "article:Stand, hall 2: left"] {
            assert_eq!(Subject::parse(code).unwrap().code(), code);
        }
    }
}
