//! The costs of a campaign as its grid shows them.

use super::{Key, LineDraft};
use crate::{
    activity::ActivityKind,
    budget::BudgetLeft,
    calendar::Month,
    campaign::Status,
    decimal::{self, DecimalMark},
    metrics::cost::{Amounts, CostSums},
    money::Currency,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A part of a shared line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    pub campaign: i64,
    pub name: String,
    pub weight: i64,
}

/// A stored cost line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineRow {
    pub id: i64,
    pub version: i64,
    pub activity: Option<i64>,
    pub article: String,
    pub supplier: String,
    pub quantity_milli: i64,
    pub unit: String,
    pub price_minor: i64,
    /// In the line's currency, all of it.
    pub amounts: Amounts,
    pub currency: Currency,
    pub day: NaiveDate,
    pub committed_day: Option<NaiveDate>,
    pub document_day: Option<NaiveDate>,
    pub document: String,
    pub tax_bp: i64,
    /// Who entered it, and on which day.
    pub by: String,
    pub entered: Option<NaiveDate>,
    /// In the workspace's currency, this campaign's part; `planned` is 0 where its rate is missing.
    pub base: Amounts,
    /// Amounts without a rate.
    pub rateless: i64,
    /// Planned in what it is compared with, in the workspace's currency; nothing for what was added since.
    pub promised: Option<i64>,
    pub key: Key,
    /// The campaigns that share it; empty for a line of one campaign.
    pub parts: Vec<Part>,
    /// The campaign that it was entered in, where that is another one.
    pub elsewhere: Option<(i64, String)>,
}

impl LineRow {
    /// The line as a person types it.
    pub fn draft(&self, mark: DecimalMark, home: Currency) -> LineDraft {
        let write = |value: i64, scale: u32| decimal::with_mark(&decimal::write(value, scale), mark);
        let money = |minor: i64| write(minor, self.currency.places());
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        LineDraft {
            activity: self.activity,
            article: self.article.clone(),
            supplier: self.supplier.clone(),
            quantity: write(self.quantity_milli, 3),
            unit: self.unit.clone(),
            price: money(self.price_minor),
            committed: self.amounts.committed.map(money).unwrap_or_default(),
            actual: self.amounts.actual.map(money).unwrap_or_default(),
            day: self.day.to_string(),
            committed_day: day(self.committed_day),
            document_day: day(self.document_day),
            document: self.document.clone(),
            currency: if self.currency == home { String::new() } else { self.currency.code().to_owned() },
            tax: if self.tax_bp == 0 { String::new() } else { write(self.tax_bp, 2) },
            closed: self.amounts.closed,
            key: self.key,
            shares: self
                .parts
                .iter()
                .map(|part| {
                    let typed = match self.key {
                        Key::Equal => String::new(),
                        Key::Percent => write(part.weight, 2),
                        Key::Weight => write(part.weight, 0),
                    };
                    (part.campaign, typed)
                })
                .collect(),
        }
    }
}

/// An activity that lines belong to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetActivity {
    pub id: i64,
    pub name: String,
    pub kind: ActivityKind,
    pub first_day: Option<NaiveDate>,
}

/// Sums of one activity, or of what belongs to none, in the workspace's currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetSum {
    pub activity: Option<i64>,
    pub sums: CostSums,
    pub lines: i64,
    /// Lines that have no actual amount yet and are not closed.
    pub without_actual: i64,
    /// Lines of which an amount has no rate.
    pub rateless: i64,
    /// Planned in the baseline.
    pub promised: Option<i64>,
    /// Planned of the lines that have an actual amount, as promised where there is a baseline.
    pub compared: i64,
}

impl SheetSum {
    /// All of them together; what was promised is not known from them.
    pub fn total(sums: &[Self]) -> Self {
        let none = Self {
            activity: None,
            sums: CostSums::default(),
            lines: 0,
            without_actual: 0,
            rateless: 0,
            promised: None,
            compared: 0,
        };
        sums.iter().fold(none, |all, one| Self {
            sums: all.sums + one.sums,
            lines: all.lines + one.lines,
            without_actual: all.without_actual + one.without_actual,
            rateless: all.rateless + one.rateless,
            compared: all.compared + one.compared,
            ..all
        })
    }
}

/// What the lines are compared with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetBaseline {
    pub version: i64,
    pub day: NaiveDate,
    pub approved: bool,
    pub by: String,
    pub cost: i64,
}

/// Money of a month, in the workspace's currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetMonth {
    pub month: Month,
    pub planned: i64,
    pub committed: i64,
    pub actual: i64,
}

/// The costs of a campaign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CostSheet {
    pub campaign: i64,
    pub name: String,
    pub code: String,
    pub status: Status,
    pub version: i64,
    pub template: bool,
    /// Whether its plan waits for somebody's decision, so that what is planned stands still.
    pub waiting: bool,
    /// The request that came back with comments, where nobody asked again since.
    pub returned: Option<i64>,
    /// Whether more is planned than was approved allows.
    pub above_approval: bool,
    pub lines: Vec<LineRow>,
    pub activities: Vec<SheetActivity>,
    pub sums: Vec<SheetSum>,
    pub total: SheetSum,
    pub baseline: Option<SheetBaseline>,
    /// Lines of the baseline that are gone: article and what was promised.
    pub gone: Vec<(String, i64)>,
    pub months: Vec<SheetMonth>,
    pub budgets: Vec<BudgetLeft>,
    pub articles: Vec<String>,
    pub suppliers: Vec<String>,
    /// Campaigns that a line may be shared with.
    pub campaigns: Vec<(i64, String)>,
}
