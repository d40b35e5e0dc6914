//! The plan of a campaign of several activities: what it is for, its days, its activities in their order, its tasks,
//! what it points at.

use super::draft::{read_days, read_targets, targets_with_mark};
use crate::{
    activity::{ActivityKind, Answer},
    decimal::DecimalMark,
    fault::{Fault, Faults, FieldFault, text},
    metrics::{
        Figure, Plan, Value,
        reference::{Norm, expected},
    },
    money::Currency,
    note::NoteRow,
    task::TaskRow,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{CampaignStep, Obstacle, Status};

/// The head of a campaign as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanDraft {
    pub id: Option<i64>,
    pub version: i64,
    pub name: String,
    pub goal: String,
    pub kind: Option<i64>,
    pub line: Option<i64>,
    pub owner: Option<i64>,
    pub first_day: String,
    pub last_day: String,
    #[serde(default)]
    pub targets: Vec<(Figure, String)>,
}

/// A head whose every value was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanHead {
    pub name: String,
    pub goal: String,
    pub first_day: Option<NaiveDate>,
    pub last_day: Option<NaiveDate>,
    pub targets: Vec<(Figure, i64)>,
}

impl PlanDraft {
    /// The stored targets as a person types them.
    pub fn with_mark(mut self, mark: DecimalMark) -> Self {
        self.targets = targets_with_mark(self.targets, mark);
        self
    }

    /// # Errors
    /// All faults at once, at `name`, `goal`, `first_day`, `last_day`, `target.FIGURE`.
    pub fn read(&self, currency: Currency, mark: DecimalMark) -> Result<PlanHead, Vec<FieldFault>> {
        let mut faults = Faults::default();
        let name = faults.take("name", text(&self.name, 120));
        if self.goal.chars().count() > 2000 {
            faults.add("goal", Fault::TooLong);
        }
        let (first_day, last_day) = read_days(&self.first_day, &self.last_day, &mut faults);
        let targets = read_targets(&self.targets, currency, mark, &mut faults);
        match name {
            Some(name) if faults.is_empty() => {
                Ok(PlanHead { name, goal: self.goal.trim().to_owned(), first_day, last_day, targets })
            }
            _ => Err(faults.into_vec()),
        }
    }
}

/// An activity in the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanActivity {
    pub id: i64,
    pub version: i64,
    pub name: String,
    pub kind: ActivityKind,
    pub state: Status,
    pub owner: String,
    pub first_day: Option<NaiveDate>,
    pub last_day: Option<NaiveDate>,
    /// The activity before, days after it, and whom of it.
    pub after: Option<(i64, i64, Answer)>,
    /// How deep it stands below what it follows.
    pub depth: usize,
    pub lists: Vec<String>,
    pub planned_cost: i64,
    /// Pieces of work made, and those of them that are over.
    pub touches: i64,
    pub done: i64,
}

/// What a campaign points at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkKind {
    Product,
    Literature,
    Campaign,
}

impl LinkKind {
    pub const ALL: [LinkKind; 3] = [LinkKind::Product, LinkKind::Literature, LinkKind::Campaign];

    pub fn as_str(self) -> &'static str {
        match self {
            LinkKind::Product => "product",
            LinkKind::Literature => "literature",
            LinkKind::Campaign => "campaign",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// A link of a campaign; `url` is a page, or empty where `other` is a campaign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CampaignLink {
    pub id: i64,
    pub kind: LinkKind,
    pub name: String,
    pub url: String,
    pub other: Option<i64>,
}

/// A link as typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkDraft {
    pub campaign: i64,
    pub kind: LinkKind,
    pub name: String,
    pub url: String,
    pub other: Option<i64>,
}

/// Reads the address of a page: `http` and `https` only, so that no link runs a script.
///
/// # Errors
/// `NotALink`, `TooLong`.
pub fn parse_url(typed: &str) -> Result<String, Fault> {
    let typed = typed.trim();
    if typed.chars().count() > 500 {
        return Err(Fault::TooLong);
    }
    let safe = ["https://", "http://"].iter().any(|scheme| typed.to_lowercase().starts_with(scheme));
    if typed.is_empty() || (safe && !typed.contains(char::is_whitespace)) {
        Ok(typed.to_owned())
    } else {
        Err(Fault::NotALink)
    }
}

/// Everything about a campaign before its results.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanView {
    pub input: PlanDraft,
    pub code: String,
    pub status: Status,
    pub quick: bool,
    pub template: bool,
    pub activities: Vec<PlanActivity>,
    pub tasks: Vec<TaskRow>,
    pub links: Vec<CampaignLink>,
    /// The stages of its kind and when it reached them.
    pub steps: Vec<CampaignStep>,
    pub notes: Vec<NoteRow>,
    /// Colleagues that a note may mention.
    pub colleagues: Vec<String>,
    /// What is promised: the campaign's own targets, and what those of its activities add up to.
    pub targets: Vec<(Figure, String)>,
    pub planned_cost: i64,
    pub planned: Vec<(Figure, Value)>,
    /// What people may choose from.
    pub kinds: Vec<(i64, String)>,
    pub lines: Vec<(i64, String)>,
    pub people: Vec<(i64, String)>,
    pub campaigns: Vec<(i64, String)>,
}

/// What the people who can be reached and the norms of the kind let expect of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expected {
    /// Distinct people who can be reached by its activities.
    pub people: i64,
    /// Of the reference funnel.
    pub version: i64,
    pub kind: i64,
    /// By figure, beside what is promised where anything is.
    pub figures: Vec<(Figure, Value, Value)>,
}

impl Expected {
    /// `stages` are those of the kind with their norms, the first stage first; `deal` is what a won opportunity brings.
    pub fn of(
        people: i64,
        stages: &[(Option<Figure>, Norm)],
        deal: Option<i64>,
        plan: &Plan,
    ) -> Vec<(Figure, Value, Value)> {
        let norms: Vec<Norm> = stages.iter().map(|(_, norm)| *norm).collect();
        let mut targets: Vec<(Figure, i64)> = Vec::new();
        for ((figure, _), expected) in stages.iter().zip(expected(people, &norms)) {
            targets.extend(figure.zip(expected));
        }
        let won = targets.iter().find(|(figure, _)| *figure == Figure::Won).map(|(_, won)| *won);
        targets.extend(won.zip(deal).and_then(|(won, deal)| Some((Figure::Revenue, won.checked_mul(deal)?))));
        let from_norms = Plan { cost: plan.cost, targets };
        let both = |figure: Figure| (figure, from_norms.value(figure), plan.value(figure));
        let known = |(figure, expected, _): &(Figure, Value, Value)| {
            *figure != Figure::Cost && !matches!(expected, Value::Gap(_))
        };
        Figure::ALL.into_iter().map(both).filter(known).collect()
    }
}

/// What a launch would do with one activity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaunchPart {
    pub id: i64,
    pub name: String,
    pub kind: ActivityKind,
    pub follow_up: bool,
    pub contacted: i64,
    pub people: i64,
    pub obstacles: Vec<Obstacle>,
}

/// What a launch would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaunchView {
    pub id: i64,
    pub version: i64,
    pub parts: Vec<LaunchPart>,
    pub planned_cost: i64,
    pub obstacles: Vec<Obstacle>,
}

impl LaunchView {
    /// Whether nothing stands in the way.
    pub fn is_ready(&self) -> bool {
        self.obstacles.is_empty() && self.parts.iter().all(|part| part.obstacles.is_empty())
    }
}

/// How far the sending of an activity is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkView {
    pub id: i64,
    pub name: String,
    pub kind: ActivityKind,
    pub state: Status,
    pub campaign_id: i64,
    pub campaign: String,
    pub all: i64,
    pub open: i64,
    pub done: i64,
    /// Skipped, failed or cancelled.
    pub left: i64,
    /// Set while it is being marked: done of all.
    pub progress: Option<(i64, i64)>,
    /// Name, subject and text of the first recipient.
    pub example: Option<(String, String, String)>,
}

/// A campaign to make from another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopyDraft {
    pub id: i64,
    pub name: String,
    /// The first day of the copy; all others move with it.
    pub first_day: String,
    /// Whether the copy is a template.
    pub template: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_opens_a_page_and_runs_nothing() {
        assert_eq!(parse_url(" https://levak.example/a "), Ok("https://levak.example/a".to_owned()));
        assert_eq!(parse_url("javascript:alert(1)"), Err(Fault::NotALink));
        assert_eq!(parse_url(""), Ok(String::new()));
    }
}
