//! What an administrator defines for everybody: lines of business, teams, articles of cost, kinds of campaign with their
//! stages, pipelines with theirs, reasons, attributes.

use crate::{
    attribute::{Attribute, AttributeKind, OPTIONS_MAX, Subject},
    decimal::{self, DecimalMark},
    fault::{Fault, Faults, FieldFault, text, up_to},
};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Catalog {
    Line,
    Team,
    Article,
    Kind,
    Pipeline,
    Lost,
    Unfit,
    /// Why a campaign differed from its plan.
    Cause,
    Attribute,
    Product,
    Competitor,
}

impl Catalog {
    pub const ALL: [Catalog; 11] = [
        Catalog::Line,
        Catalog::Kind,
        Catalog::Pipeline,
        Catalog::Product,
        Catalog::Competitor,
        Catalog::Article,
        Catalog::Attribute,
        Catalog::Lost,
        Catalog::Unfit,
        Catalog::Cause,
        Catalog::Team,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Catalog::Line => "line",
            Catalog::Team => "team",
            Catalog::Article => "article",
            Catalog::Kind => "kind",
            Catalog::Pipeline => "pipeline",
            Catalog::Lost => "lost",
            Catalog::Unfit => "unfit",
            Catalog::Cause => "cause",
            Catalog::Attribute => "attribute",
            Catalog::Product => "product",
            Catalog::Competitor => "competitor",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|catalog| catalog.as_str() == text)
    }

    /// Whether one of its entries has to stay, because forms ask for one.
    pub fn is_needed(self) -> bool {
        matches!(
            self,
            Catalog::Line | Catalog::Kind | Catalog::Pipeline | Catalog::Lost | Catalog::Unfit | Catalog::Cause
        )
    }

    /// Whether its entries consist of stages.
    pub fn has_stages(self) -> bool {
        matches!(self, Catalog::Kind | Catalog::Pipeline)
    }
}

/// Facts that follow from work and sales. A stage stands for one of them, or for something that is recorded by hand.
pub const DERIVED_FACTS: [&str; 6] = ["contacted", "responded", "lead", "converted", "opportunity", "won"];

/// What the stages of a campaign itself can follow from: it was made, launched, its last day has passed, it was finished.
/// A stage can also follow from the first person in a stage of the people's funnel, as `stage:ID`.
pub const CAMPAIGN_FACTS: [&str; 4] = ["created", "launched", "held", "finished"];

/// A stage of a kind of campaign or of a pipeline.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageDraft {
    pub id: Option<i64>,
    pub name: String,
    /// For a kind of campaign: one of [`DERIVED_FACTS`], for the stages of campaigns one of [`CAMPAIGN_FACTS`] or
    /// `stage:ID`; empty where it is recorded by hand.
    pub fact: String,
    /// The days that are usual here; and in percent, for a pipeline the chance to win from here, otherwise the control figure:
    /// how many of the stage before should get here.
    pub days: String,
    pub probability: String,
    /// What ends the stage well, of the same facts; empty where that is the next stage.
    #[serde(default)]
    pub end: String,
    /// The days after which who got no further has left; empty where nobody leaves by waiting.
    #[serde(default)]
    pub leave: String,
}

/// An entry as it is shown and changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogItem {
    pub id: i64,
    pub version: i64,
    pub name: String,
    pub active: bool,
    /// Records that use it.
    pub used: i64,
    pub kind: Option<AttributeKind>,
    pub subject: Subject,
    /// Stages; of an attribute that is a choice, its options, whose id is their number.
    pub stages: Vec<StageDraft>,
    /// For a kind of campaign: the stages that campaigns of the kind go through themselves.
    pub steps: Vec<StageDraft>,
    /// Of a product: its attributes, each with what is filled; nothing where the workspace has none for products.
    pub values: Vec<(Attribute, String)>,
    /// For a kind of campaign: whether its campaigns are events, which have a profit and loss of their own.
    pub event: bool,
}

/// An entry as typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogDraft {
    pub catalog: Catalog,
    pub id: Option<i64>,
    pub version: i64,
    pub name: String,
    pub active: bool,
    /// What the values of an attribute are; it stays what it was made as.
    pub kind: Option<AttributeKind>,
    /// Whom an attribute describes; it stays what it was made as.
    #[serde(default)]
    pub subject: Subject,
    pub stages: Vec<StageDraft>,
    #[serde(default)]
    pub steps: Vec<StageDraft>,
    #[serde(default)]
    pub event: bool,
}

/// An entry whose every value was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub name: String,
    pub stages: Vec<Stage>,
    pub steps: Vec<Stage>,
}

/// A stage that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    pub id: Option<i64>,
    pub name: String,
    pub fact: String,
    pub days: i64,
    pub probability: i64,
    pub end: String,
    pub leave: i64,
}

/// Stages of one entry at most.
const STAGES_MAX: usize = 20;

impl CatalogDraft {
    /// A new entry of which only the name is known.
    pub fn new(catalog: Catalog, name: &str) -> Self {
        Self {
            catalog,
            id: None,
            version: 0,
            name: name.to_owned(),
            active: true,
            kind: None,
            subject: Subject::Person,
            stages: Vec::new(),
            steps: Vec::new(),
            event: false,
        }
    }

    /// The form of an entry that is here.
    pub fn of(catalog: Catalog, item: CatalogItem) -> Self {
        Self {
            id: Some(item.id),
            version: item.version,
            active: item.active,
            kind: item.kind,
            subject: item.subject,
            stages: item.stages,
            steps: item.steps,
            event: item.event,
            ..Self::new(catalog, &item.name)
        }
    }

    /// Whether the entry consists of stages, or of options.
    pub fn has_parts(&self) -> bool {
        self.catalog.has_stages()
            || (self.catalog == Catalog::Attribute && self.kind.is_some_and(AttributeKind::is_choice))
    }

    /// # Errors
    /// All faults at once, at `name`, `stages`, `steps`, `stage.N.name|fact|days|probability|end|leave`, `step.N.…` alike.
    pub fn read(&self, mark: DecimalMark) -> Result<Entry, Vec<FieldFault>> {
        let mut faults = Faults::default();
        let name = faults.take("name", text(&self.name, 80));
        let (mut stages, mut steps) = (Vec::new(), Vec::new());
        if self.has_parts() {
            if self.stages.is_empty() {
                faults.add("stages", Fault::Required);
            }
            let derived = |fact: &str| DERIVED_FACTS.contains(&fact);
            let once = self.catalog == Catalog::Kind;
            let most = if self.catalog == Catalog::Attribute { OPTIONS_MAX } else { STAGES_MAX };
            stages = read_stages(&self.stages, ("stage", once, most), derived, mark, &mut faults);
            twice(&self.stages, "stage", &mut faults);
        }
        if self.catalog == Catalog::Kind {
            let of_people = |fact: &str| {
                let id = fact.strip_prefix("stage:").and_then(|id| id.parse::<i64>().ok());
                id.is_some_and(|id| self.stages.iter().any(|stage| stage.id == Some(id)))
            };
            let derived = |fact: &str| CAMPAIGN_FACTS.contains(&fact) || of_people(fact);
            for (n, _) in self.steps.iter().enumerate().filter(|(_, s)| !s.fact.is_empty() && !derived(&s.fact)) {
                // It followed from a stage that is taken away.
                faults.add(&format!("step.{n}.fact"), Fault::Unknown);
            }
            steps = read_stages(&self.steps, ("step", true, STAGES_MAX), derived, mark, &mut faults);
            twice(&self.steps, "step", &mut faults);
            for (at, all) in [("stage", &self.stages), ("step", &self.steps)] {
                let goal = all.last().filter(|goal| goal.end.is_empty() && !goal.leave.trim().is_empty());
                if goal.is_some() {
                    faults.add(&format!("{at}.{}.leave", all.len() - 1), Fault::Reached);
                }
            }
        }
        match name {
            Some(name) if faults.is_empty() => Ok(Entry { name, stages, steps }),
            _ => Err(faults.into_vec()),
        }
    }
}

/// No two stages, or options, have the same name, in whatever case: people tell them apart by it, and files name options so.
fn twice(typed: &[StageDraft], at: &str, faults: &mut Faults) {
    let word = |n: usize| typed.get(n).map(|s| s.name.trim().to_lowercase()).filter(|word| !word.is_empty());
    for n in (1..typed.len()).filter(|n| word(*n).is_some() && (0..*n).any(|earlier| word(earlier) == word(*n))) {
        faults.add(&format!("{at}.{n}.name"), Fault::AlreadyUsed);
    }
}

/// Reads the stages at `at`, at most `most`; where `once`, no two follow from the same.
fn read_stages(
    typed: &[StageDraft],
    (at, once, most): (&str, bool, usize),
    derived: impl Fn(&str) -> bool,
    mark: DecimalMark,
    faults: &mut Faults,
) -> Vec<Stage> {
    let mut stages = Vec::new();
    if typed.len() > most {
        faults.add(&format!("{at}s"), Fault::TooLarge);
    }
    for (n, stage) in typed.iter().enumerate() {
        let number = |field: &str, typed: &str, most: i64, faults: &mut Faults| {
            if typed.trim().is_empty() {
                return Some(0);
            }
            let read = decimal::parse(typed, mark, 0).and_then(|n| up_to(n, most));
            faults.take(&format!("{at}.{n}.{field}"), read)
        };
        let name = faults.take(&format!("{at}.{n}.name"), text(&stage.name, 80));
        let days = number("days", &stage.days, 999, faults);
        let probability = number("probability", &stage.probability, 100, faults);
        let leave = number("leave", &stage.leave, 999, faults);
        if !stage.end.is_empty() && (!derived(&stage.end) || stage.end == stage.fact) {
            // What begins it cannot end it; and what it followed from may be taken away.
            let fault = if stage.end == stage.fact { Fault::AlreadyUsed } else { Fault::Unknown };
            faults.add(&format!("{at}.{n}.end"), fault);
        }
        let derived = derived(&stage.fact);
        if once && derived && typed.iter().take(n).any(|earlier| earlier.fact == stage.fact) {
            faults.add(&format!("{at}.{n}.fact"), Fault::AlreadyUsed);
        }
        if let (Some(name), Some(days), Some(probability), Some(leave)) = (name, days, probability, leave) {
            let fact = if derived { stage.fact.clone() } else { String::new() };
            stages.push(Stage { id: stage.id, name, fact, days, probability, end: stage.end.clone(), leave });
        }
    }
    stages
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fact_stands_in_one_stage_only() {
        let stage =
            |name: &str, fact: &str| StageDraft { name: name.into(), fact: fact.into(), ..StageDraft::default() };
        let draft = CatalogDraft {
            catalog: Catalog::Kind,
            id: None,
            version: 0,
            name: "Fair".into(),
            active: true,
            kind: None,
            subject: Subject::Person,
            stages: vec![stage("Invited", ""), stage("Came", ""), stage("Lead", "lead"), stage("Hot", "lead")],
            steps: vec![stage("Ready", ""), stage("Approved", "launched"), stage("Registered", "stage:7")],
            event: false,
        };
        let faults = draft.read(DecimalMark::Point).unwrap_err();
        assert_eq!(faults.iter().map(|f| f.field.as_str()).collect::<Vec<_>>(), ["stage.3.fact", "step.2.fact"]);
        let end = |end: &str, leave: &str| StageDraft { end: end.into(), leave: leave.into(), ..stage("Lead", "lead") };
        let ends = |stage: StageDraft| CatalogDraft { stages: vec![stage], steps: vec![], ..draft.clone() };
        let read = ends(end("won", "30")).read(DecimalMark::Point).unwrap().stages.remove(0);
        assert_eq!((read.end.as_str(), read.leave), ("won", 30));
        for (wrong, field) in [
            (end("lead", ""), "stage.0.end"),
            (end("held", ""), "stage.0.end"),
            (end("won", "-1"), "stage.0.leave"),
            (end("", "30"), "stage.0.leave"),
        ] {
            assert_eq!(ends(wrong).read(DecimalMark::Point).unwrap_err()[0].field, field);
        }
    }
}
