//! What an administrator defines for everybody: lines of business, teams, articles of cost, kinds of campaign with their
//! stages, pipelines with theirs, reasons, attributes.

use crate::{
    attribute::AttributeKind,
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
    Attribute,
}

impl Catalog {
    pub const ALL: [Catalog; 8] = [
        Catalog::Line,
        Catalog::Kind,
        Catalog::Pipeline,
        Catalog::Article,
        Catalog::Attribute,
        Catalog::Lost,
        Catalog::Unfit,
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
            Catalog::Attribute => "attribute",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|catalog| catalog.as_str() == text)
    }

    /// Whether its entries consist of stages.
    pub fn has_stages(self) -> bool {
        matches!(self, Catalog::Kind | Catalog::Pipeline)
    }
}

/// Facts that follow from work and sales. A stage stands for one of them, or for something that is recorded by hand.
pub const DERIVED_FACTS: [&str; 6] = ["contacted", "responded", "lead", "converted", "opportunity", "won"];

/// A stage of a kind of campaign or of a pipeline.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageDraft {
    pub id: Option<i64>,
    pub name: String,
    /// For a kind of campaign: one of [`DERIVED_FACTS`], or empty where people enter it by hand.
    pub fact: String,
    /// For a pipeline: the days that are usual here, and the chance to win from here in percent.
    pub days: String,
    pub probability: String,
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
    pub stages: Vec<StageDraft>,
}

/// An entry as typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogDraft {
    pub catalog: Catalog,
    pub id: Option<i64>,
    pub version: i64,
    pub name: String,
    pub active: bool,
    pub kind: Option<AttributeKind>,
    pub stages: Vec<StageDraft>,
}

/// A stage that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    pub id: Option<i64>,
    pub name: String,
    pub fact: String,
    pub days: i64,
    pub probability: i64,
}

/// Stages of one entry at most.
const STAGES_MAX: usize = 20;

impl CatalogDraft {
    /// # Errors
    /// All faults at once, at `name`, `stages`, `stage.N.name|fact|days|probability`.
    pub fn read(&self, mark: DecimalMark) -> Result<(String, Vec<Stage>), Vec<FieldFault>> {
        let mut faults = Faults::default();
        let name = faults.take("name", text(&self.name, 80));
        let mut stages = Vec::new();
        if self.catalog.has_stages() {
            if self.stages.is_empty() {
                faults.add("stages", Fault::Required);
            }
            if self.stages.len() > STAGES_MAX {
                faults.add("stages", Fault::TooLarge);
            }
            for (n, stage) in self.stages.iter().enumerate() {
                let number = |field: &str, typed: &str, most: i64, faults: &mut Faults| {
                    if typed.trim().is_empty() {
                        return Some(0);
                    }
                    let read = decimal::parse(typed, mark, 0).and_then(|n| up_to(n, most));
                    faults.take(&format!("stage.{n}.{field}"), read)
                };
                let name = faults.take(&format!("stage.{n}.name"), text(&stage.name, 80));
                let days = number("days", &stage.days, 999, &mut faults);
                let probability = number("probability", &stage.probability, 100, &mut faults);
                let derived = DERIVED_FACTS.contains(&stage.fact.as_str());
                let twice = self.stages.iter().take(n).any(|earlier| earlier.fact == stage.fact);
                if self.catalog == Catalog::Kind && derived && twice {
                    faults.add(&format!("stage.{n}.fact"), Fault::AlreadyUsed);
                }
                if let (Some(name), Some(days), Some(probability)) = (name, days, probability) {
                    let fact = if derived { stage.fact.clone() } else { String::new() };
                    stages.push(Stage { id: stage.id, name, fact, days, probability });
                }
            }
        }
        match name {
            Some(name) if faults.is_empty() => Ok((name, stages)),
            _ => Err(faults.into_vec()),
        }
    }
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
            stages: vec![stage("Invited", ""), stage("Came", ""), stage("Lead", "lead"), stage("Hot", "lead")],
        };
        let faults = draft.read(DecimalMark::Point).unwrap_err();
        assert_eq!(faults.iter().map(|f| f.field.as_str()).collect::<Vec<_>>(), ["stage.3.fact"]);
    }
}
