//! Handing records of a colleague to others: all of them when somebody leaves, or the work of some days when somebody is
//! away.

use crate::fault::{Fault, Faults, FieldFault};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What is handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Estate {
    /// Open calls, meetings and letters.
    Work,
    Tasks,
    Leads,
    Opportunities,
    /// People and organisations.
    People,
    /// Campaigns, activities and lists.
    Campaigns,
}

impl Estate {
    pub const ALL: [Estate; 6] =
        [Estate::Work, Estate::Tasks, Estate::Leads, Estate::Opportunities, Estate::People, Estate::Campaigns];

    pub fn as_str(self) -> &'static str {
        match self {
            Estate::Work => "work",
            Estate::Tasks => "tasks",
            Estate::Leads => "leads",
            Estate::Opportunities => "opportunities",
            Estate::People => "people",
            Estate::Campaigns => "campaigns",
        }
    }

    pub fn bit(self) -> i64 {
        match self {
            Estate::Work => 1,
            Estate::Tasks => 2,
            Estate::Leads => 4,
            Estate::Opportunities => 8,
            Estate::People => 16,
            Estate::Campaigns => 32,
        }
    }

    /// Those of a set of bits.
    pub fn of(bits: i64) -> Vec<Estate> {
        Self::ALL.into_iter().filter(|estate| bits & estate.bit() != 0).collect()
    }
}

/// A handover as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandoverDraft {
    pub from: i64,
    /// Who takes over; several share it evenly.
    pub heirs: Vec<i64>,
    pub what: Vec<Estate>,
    /// Only work due in these days; empty is all of it.
    pub first_day: String,
    pub last_day: String,
}

/// A handover that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handover {
    pub what: i64,
    pub first: Option<NaiveDate>,
    pub last: Option<NaiveDate>,
}

impl HandoverDraft {
    /// Whether it is for some days only.
    pub fn has_days(&self) -> bool {
        !self.first_day.trim().is_empty() || !self.last_day.trim().is_empty()
    }

    /// # Errors
    /// All faults at once, at `heirs`, `what`, `first_day`, `last_day`.
    pub fn read(&self) -> Result<Handover, Vec<FieldFault>> {
        let mut faults = Faults::default();
        if self.heirs.is_empty() {
            faults.add("heirs", Fault::Required);
        } else if self.heirs.contains(&self.from) {
            faults.add("heirs", Fault::Circular);
        }
        // Who is away keeps their customers: only what falls on those days passes.
        let passes =
            |e: &Estate| self.what.contains(e) && (!self.has_days() || matches!(e, Estate::Work | Estate::Tasks));
        let what: i64 = Estate::ALL.into_iter().filter(passes).map(Estate::bit).sum();
        if what == 0 {
            faults.add("what", Fault::Required);
        }
        let day = |text: &str| {
            if text.trim().is_empty() {
                return Ok(None);
            }
            crate::calendar::parse_day(text, crate::calendar::DateOrder::YearMonthDay).map(Some)
        };
        let first = faults.take("first_day", day(&self.first_day)).flatten();
        let last = faults.take("last_day", day(&self.last_day)).flatten();
        if first.zip(last).is_some_and(|(first, last)| last < first) {
            faults.add("last_day", Fault::EndBeforeStart);
        }
        if faults.is_empty() { Ok(Handover { what, first, last }) } else { Err(faults.into_vec()) }
    }
}

/// What somebody holds, and the handovers of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandoverView {
    pub from: i64,
    pub name: String,
    pub holds: Vec<(Estate, i64)>,
    pub people: Vec<(i64, String)>,
    /// Set while one runs: records moved.
    pub running: Option<i64>,
    /// The last one that ended: day and records moved.
    pub last: Option<(NaiveDate, i64)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_hands_over_to_themselves_or_nothing() {
        let draft = HandoverDraft { from: 1, heirs: vec![2, 1], ..HandoverDraft::default() };
        let faults = draft.read().unwrap_err();
        assert_eq!(faults.iter().map(|f| f.field.as_str()).collect::<Vec<_>>(), ["heirs", "what"]);
    }
}
