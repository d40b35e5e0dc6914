//! Tasks and milestones: planning work inside a campaign, and what people note down for themselves.

use crate::{
    decimal::{self, DecimalMark},
    fault::{Fault, Faults, FieldFault, text, up_to},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Minutes that one task may be planned for: a quarter of a year of work.
pub const MINUTES_MAX: i64 = 30_000;

/// A task in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskRow {
    pub id: i64,
    pub version: i64,
    pub title: String,
    pub milestone: bool,
    pub owner_id: i64,
    pub owner: String,
    pub start: Option<NaiveDate>,
    pub due: NaiveDate,
    pub minutes: i64,
    /// Minutes spent, as logged.
    pub spent: i64,
    pub after: Option<i64>,
    /// Set while what it waits for is open.
    pub waits: bool,
    pub done: Option<NaiveDate>,
    pub note: String,
    pub campaign_id: Option<i64>,
    pub campaign: String,
    pub person_id: Option<i64>,
    pub person: String,
}

/// A task as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskDraft {
    pub id: Option<i64>,
    pub version: i64,
    pub campaign: Option<i64>,
    pub person: Option<i64>,
    pub title: String,
    pub milestone: bool,
    pub owner: Option<i64>,
    pub start: String,
    pub due: String,
    pub minutes: String,
    pub after: Option<i64>,
    pub note: String,
}

/// A task whose every value was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    pub title: String,
    pub start: Option<NaiveDate>,
    pub due: NaiveDate,
    pub minutes: i64,
    pub note: String,
}

impl TaskDraft {
    /// # Errors
    /// All faults at once, at `title`, `start`, `due`, `minutes`, `after`, `note`. A milestone has neither start nor
    /// duration.
    pub fn read(&self, mark: DecimalMark) -> Result<Task, Vec<FieldFault>> {
        let mut faults = Faults::default();
        let day = |s: &str| crate::calendar::parse_day(s, crate::calendar::DateOrder::YearMonthDay);
        let title = faults.take("title", text(&self.title, 200));
        let due = if self.due.trim().is_empty() { Err(Fault::Required) } else { day(&self.due) };
        let due = faults.take("due", due);
        let start =
            if self.start.trim().is_empty() || self.milestone { None } else { faults.take("start", day(&self.start)) };
        if let (Some(start), Some(due)) = (start, due)
            && due < start
        {
            faults.add("due", Fault::EndBeforeStart);
        }
        let minutes = if self.minutes.trim().is_empty() || self.milestone {
            Some(0)
        } else {
            faults.take("minutes", read_minutes(&self.minutes, mark))
        };
        if self.note.chars().count() > 2000 {
            faults.add("note", Fault::TooLong);
        }
        if self.after.is_some() && self.after == self.id {
            faults.add("after", Fault::Circular);
        }
        match (title, due, minutes) {
            (Some(title), Some(due), Some(minutes)) if faults.is_empty() => {
                Ok(Task { title, start, due, minutes, note: self.note.trim().to_owned() })
            }
            _ => Err(faults.into_vec()),
        }
    }
}

/// Reads minutes as people write them: `90`, or `1:30`.
///
/// # Errors
/// `NotMinutes`, `Negative`, `TooLarge`.
pub fn read_minutes(typed: &str, mark: DecimalMark) -> Result<i64, Fault> {
    let whole = |text: &str| match decimal::parse(text, mark, 0) {
        Err(Fault::TooLarge) => Err(Fault::TooLarge),
        read => read.map_err(|_| Fault::NotMinutes),
    };
    let minutes = match typed.trim().split_once(':') {
        Some((hours, minutes)) => {
            let rest = up_to(whole(minutes)?, 59)?;
            let hours = up_to(whole(hours)?, MINUTES_MAX)?;
            hours * 60 + rest
        }
        None => whole(typed)?,
    };
    up_to(minutes, MINUTES_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_written_in_minutes_or_hours() {
        assert_eq!(read_minutes("90", DecimalMark::Point), Ok(90));
        assert_eq!(read_minutes("1:30", DecimalMark::Point), Ok(90));
        assert_eq!(read_minutes("1:75", DecimalMark::Point), Err(Fault::TooLarge));
        assert_eq!(read_minutes("-5", DecimalMark::Point), Err(Fault::Negative));
    }

    #[test]
    fn a_task_needs_a_day_and_ends_after_it_begins() {
        let draft = TaskDraft { title: "Book the hall".into(), start: "2026-07-10".into(), ..TaskDraft::default() };
        let at = |draft: &TaskDraft| draft.read(DecimalMark::Point).unwrap_err();
        assert_eq!(at(&draft).first().map(|f| f.fault), Some(Fault::Required));
        let late = TaskDraft { due: "2026-07-09".into(), ..draft.clone() };
        assert_eq!(at(&late).first().map(|f| f.fault), Some(Fault::EndBeforeStart));
        let milestone = TaskDraft { milestone: true, minutes: "60".into(), ..late };
        assert_eq!(milestone.read(DecimalMark::Point).map(|t| (t.start, t.minutes)), Ok((None, 0)));
    }
}
