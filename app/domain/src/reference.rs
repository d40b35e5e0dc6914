//! Reference funnels: what campaigns of one kind usually do, in versions that each begin on a day.

use crate::{
    calendar::{DateOrder, parse_day},
    decimal::{self, DecimalMark},
    fault::{Fault, Faults, FieldFault, up_to},
    metrics::{
        Ratio,
        reference::{Judging, Norm},
    },
    money::{Currency, within},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Campaigns that one version may be built from.
pub const POOL_MAX: usize = 50;

/// What is usual at one stage, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NormDraft {
    pub stage: i64,
    /// `30`, `30 %` or `120/400`; empty where it is not known.
    pub step: String,
    pub days: String,
    pub cost: String,
}

/// A new version as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReferenceDraft {
    pub kind: i64,
    /// The version that was read; 0 before there is one.
    pub base: i64,
    pub valid_from: String,
    /// Revenue of an average won opportunity.
    pub deal: String,
    pub least: String,
    /// In percentage points.
    pub tolerance: String,
    pub note: String,
    pub stages: Vec<NormDraft>,
    /// The campaigns that it was built from.
    pub campaigns: Vec<i64>,
}

/// A version that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferenceRead {
    pub valid_from: NaiveDate,
    pub deal: Option<i64>,
    pub judging: Judging,
    pub note: String,
    /// By stage.
    pub norms: Vec<(i64, Norm)>,
}

/// A conversion as people write it: a share in percent, or a part of a whole.
///
/// # Errors
/// What is wrong with it; `TooLarge` for more than the whole.
pub fn parse_step(typed: &str, mark: DecimalMark) -> Result<Option<Ratio>, Fault> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let ratio = match typed.split_once('/') {
        Some((part, whole)) => {
            let count = |text: &str| decimal::parse(text, mark, 0).and_then(within);
            Ratio::new(count(part)?, count(whole)?).ok_or(Fault::Required)?
        }
        None => {
            let share = typed.trim_end_matches(['%', '٪']).trim();
            Ratio { numerator: decimal::parse(share, mark, 2)?, denominator: 10_000 }
        }
    };
    if ratio.numerator < 0 {
        return Err(Fault::Negative);
    }
    if ratio.numerator > ratio.denominator { Err(Fault::TooLarge) } else { Ok(Some(ratio)) }
}

/// A conversion as it is typed: percent where it was, otherwise its two counts.
pub fn write_step(step: Option<Ratio>, mark: DecimalMark) -> String {
    match step {
        None => String::new(),
        Some(Ratio { numerator, denominator: 10_000 }) => decimal::with_mark(&decimal::write(numerator, 2), mark),
        Some(Ratio { numerator, denominator }) => format!("{numerator}/{denominator}"),
    }
}

impl ReferenceDraft {
    /// # Errors
    /// All faults at once, at `valid_from`, `deal`, `least`, `tolerance`, `note`, `step.N`, `days.N`, `cost.N`.
    pub fn read(&self, currency: Currency, mark: DecimalMark) -> Result<ReferenceRead, Vec<FieldFault>> {
        let mut faults = Faults::default();
        let valid_from = faults.take("valid_from", parse_day(&self.valid_from, DateOrder::YearMonthDay));
        let money = |typed: &str| match typed.trim() {
            "" => Ok(None),
            typed => decimal::parse(typed, mark, currency.places()).and_then(within).map(Some),
        };
        let number = |typed: &str, most: i64, none: i64| match typed.trim() {
            "" => Ok(none),
            typed => decimal::parse(typed, mark, 0).and_then(|n| up_to(n, most)),
        };
        let usual = Judging::default();
        let deal = faults.take("deal", money(&self.deal));
        let least = faults.take("least", number(&self.least, 1_000_000, usual.least));
        let tolerance = match self.tolerance.trim() {
            "" => Ok(usual.tolerance_bp),
            typed => decimal::parse(typed, mark, 2).and_then(|bp| up_to(bp, 10_000)),
        };
        let tolerance = faults.take("tolerance", tolerance);
        if self.note.chars().count() > 500 {
            faults.add("note", Fault::TooLong);
        }
        let mut norms = Vec::new();
        for (n, stage) in self.stages.iter().enumerate() {
            let step = faults.take(&format!("step.{n}"), parse_step(&stage.step, mark));
            let days = faults.take(&format!("days.{n}"), number(&stage.days, 3650, 0));
            let cost = faults.take(&format!("cost.{n}"), money(&stage.cost));
            if let (Some(step), Some(days), Some(cost)) = (step, days, cost) {
                let step = step.filter(|_| n > 0);
                norms.push((stage.stage, Norm { step, days, entry_cost: cost.unwrap_or(0) }));
            }
        }
        match (valid_from, deal, least, tolerance) {
            (Some(valid_from), Some(deal), Some(least), Some(tolerance_bp)) if faults.is_empty() => Ok(ReferenceRead {
                valid_from,
                deal,
                judging: Judging { least, tolerance_bp },
                note: self.note.trim().to_owned(),
                norms,
            }),
            _ => Err(faults.into_vec()),
        }
    }
}

/// A stored version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    pub id: i64,
    pub version: i64,
    pub valid_from: NaiveDate,
    pub deal: Option<i64>,
    pub judging: Judging,
    pub note: String,
    pub by: String,
    pub made: NaiveDate,
    /// Stage, its name when the version was made, its norm.
    pub norms: Vec<(i64, String, Norm)>,
    pub campaigns: Vec<(i64, String)>,
}

impl Reference {
    /// The norm of a stage.
    pub fn norm(&self, stage: i64) -> Option<&Norm> {
        self.norms.iter().find(|(id, ..)| *id == stage).map(|(_, _, norm)| norm)
    }
}

/// The version that counts on a day: the last that is valid by then, or the first of all where none is yet.
pub fn valid_on(versions: &[Reference], day: NaiveDate) -> Option<&Reference> {
    let by_day = |reference: &&Reference| (reference.valid_from, reference.version);
    let valid = versions.iter().filter(|reference| reference.valid_from <= day).max_by_key(by_day);
    valid.or_else(|| versions.iter().min_by_key(by_day))
}

/// A finished campaign that norms may be taken from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    pub id: i64,
    pub name: String,
    pub last_day: Option<NaiveDate>,
    /// People at each stage, in the order of the stages.
    pub entered: Vec<i64>,
    pub cost: Option<i64>,
    pub won: i64,
    pub revenue: i64,
    /// Whether it was closed with the wish that norms learn from it.
    pub learn: bool,
}

/// The reference funnel of a kind of campaign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferenceView {
    pub kind: i64,
    pub kinds: Vec<(i64, String)>,
    pub stages: Vec<(i64, String)>,
    /// The newest version first.
    pub versions: Vec<Reference>,
    /// The version that counts today.
    pub current: Option<i64>,
    pub input: ReferenceDraft,
    pub candidates: Vec<Candidate>,
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARK: DecimalMark = DecimalMark::Point;

    #[test]
    fn steps_are_read_in_percent_and_as_parts() {
        let ratio = |numerator, denominator| Ok(Some(Ratio { numerator, denominator }));
        assert_eq!(parse_step("120/400", MARK), ratio(120, 400));
        assert_eq!(parse_step(" 30 % ", MARK), ratio(3000, 10_000));
        assert_eq!(parse_step("41.67", MARK), ratio(4167, 10_000));
        assert_eq!(parse_step("", MARK), Ok(None));
        assert_eq!(parse_step("101", MARK), Err(Fault::TooLarge));
        assert_eq!(parse_step("5/4", MARK), Err(Fault::TooLarge));
        assert_eq!(parse_step("1/0", MARK), Err(Fault::Required));
        assert_eq!(parse_step("-1", MARK), Err(Fault::Negative));
        assert_eq!(parse_step("half", MARK), Err(Fault::NotANumber));
        for typed in ["120/400", "30", "41.67", ""] {
            let step = parse_step(typed, MARK).unwrap();
            assert_eq!(parse_step(&write_step(step, MARK), MARK), Ok(step), "what is shown is what was read");
        }
    }

    #[test]
    fn all_faults_of_a_version_are_named() {
        let stage = NormDraft { stage: 1, step: "120 %".into(), days: "-1".into(), cost: "x".into() };
        let draft = ReferenceDraft {
            valid_from: "2026-02-30".into(),
            deal: "-5".into(),
            tolerance: "101".into(),
            stages: vec![stage],
            ..ReferenceDraft::default()
        };
        let faults = draft.read(Currency::EUR, MARK).unwrap_err();
        let fields: Vec<&str> = faults.iter().map(|f| f.field.as_str()).collect();
        assert_eq!(fields, ["valid_from", "deal", "tolerance", "step.0", "days.0", "cost.0"]);
    }

    #[test]
    fn the_version_of_the_day_counts_and_before_any_the_first() {
        let version = |version: i64, day: &str| Reference {
            id: version,
            version,
            valid_from: day.parse().unwrap(),
            deal: None,
            judging: Judging::default(),
            note: String::new(),
            by: String::new(),
            made: day.parse().unwrap(),
            norms: Vec::new(),
            campaigns: Vec::new(),
        };
        let all = [version(2, "2026-03-01"), version(1, "2026-01-01"), version(3, "2026-03-01")];
        let on = |day: &str| valid_on(&all, day.parse().unwrap()).map(|reference| reference.version);
        assert_eq!([on("2025-06-01"), on("2026-02-28"), on("2026-03-01")], [Some(1), Some(1), Some(3)]);
        assert_eq!(valid_on(&[], "2026-01-01".parse().unwrap()), None);
    }
}
