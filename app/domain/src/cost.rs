//! Cost lines: what is bought for a campaign, from whom, and what was planned, committed and paid for it.

pub mod paste;
mod sheet;

pub use sheet::{CostSheet, LineRow, Part, SheetActivity, SheetBaseline, SheetMonth, SheetSum};

use crate::{
    calendar::{DateOrder, parse_day},
    decimal::{self, DecimalMark},
    fault::{Fault, Faults, FieldFault, text, up_to},
    metrics::cost::Amounts,
    money::{Currency, line_total, split, within},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Lines that one change may hold: more than anybody pastes, few enough for one short transaction.
pub const EDITS_MAX: usize = 5000;

/// Campaigns that one line may be shared by.
pub const SHARES_MAX: usize = 50;
/// What one of them weighs at most.
const WEIGHT_MAX: i64 = 1_000_000;

/// By what a line is split over campaigns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Key {
    /// The same for each.
    #[default]
    Equal,
    /// Shares in percent, which add up to 100.
    Percent,
    /// In proportion to whole numbers, such as square metres of a stand or pieces of a print.
    Weight,
}

impl Key {
    pub const ALL: [Key; 3] = [Key::Equal, Key::Percent, Key::Weight];

    pub fn as_str(self) -> &'static str {
        match self {
            Key::Equal => "equal",
            Key::Percent => "percent",
            Key::Weight => "weight",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|key| key.as_str() == text)
    }
}

/// A cost line as typed: text, so that a fault can be shown beside what was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LineDraft {
    pub activity: Option<i64>,
    pub article: String,
    /// Name of an organisation.
    pub supplier: String,
    /// Empty is one.
    pub quantity: String,
    pub unit: String,
    pub price: String,
    pub committed: String,
    pub actual: String,
    /// Day it is planned for; empty is the beginning of its activity.
    pub day: String,
    /// Empty is the day on which the amount was first written down.
    pub committed_day: String,
    pub document_day: String,
    pub document: String,
    /// Empty is the currency of the workspace.
    pub currency: String,
    /// In percent, on top of the net amounts.
    pub tax: String,
    pub closed: bool,
    pub key: Key,
    /// Campaigns that share the line, with their percentages or weights; fewer than two share nothing.
    pub shares: Vec<(i64, String)>,
}

/// A cost line whose every value was read. Amounts in minor units of its own currency, net of tax.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub activity: Option<i64>,
    pub article: String,
    pub supplier: String,
    pub quantity_milli: i64,
    pub unit: String,
    pub price_minor: i64,
    pub amounts: Amounts,
    pub day: Option<NaiveDate>,
    pub committed_day: Option<NaiveDate>,
    pub document_day: Option<NaiveDate>,
    pub document: String,
    pub currency: Currency,
    pub tax_bp: i64,
    pub key: Key,
    /// Weights by campaign.
    pub shares: Vec<(i64, u32)>,
}

impl LineDraft {
    /// Whether nothing is typed.
    pub fn is_empty(&self) -> bool {
        [&self.article, &self.supplier, &self.quantity, &self.price, &self.committed, &self.actual]
            .iter()
            .all(|field| field.trim().is_empty())
    }

    /// # Errors
    /// All faults at once, at `article`, `supplier`, `quantity`, `unit`, `price`, `committed`, `actual`, `day`,
    /// `committed_day`, `document_day`, `document`, `currency`, `tax`, `shares`.
    pub fn read(&self, home: Currency, mark: DecimalMark) -> Result<Line, Vec<FieldFault>> {
        let mut faults = Faults::default();
        let article = faults.take("article", text(&self.article, 120));
        let supplier = faults.take("supplier", short(&self.supplier, 160));
        let unit = faults.take("unit", short(&self.unit, 20));
        let document = faults.take("document", short(&self.document, 60));
        let currency = if self.currency.trim().is_empty() { Ok(home) } else { Currency::parse(&self.currency) };
        let currency = faults.take("currency", currency).unwrap_or(home);
        let quantity = if self.quantity.trim().is_empty() {
            Ok(1000)
        } else {
            decimal::parse(&self.quantity, mark, 3).and_then(within)
        };
        let quantity_milli = faults.take("quantity", quantity);
        let amount = |typed: &str| {
            if typed.trim().is_empty() {
                Ok(None)
            } else {
                decimal::parse(typed, mark, currency.places()).and_then(within).map(Some)
            }
        };
        let price_minor = faults.take("price", amount(&self.price)).map(Option::unwrap_or_default);
        let planned = match (quantity_milli, price_minor) {
            (Some(quantity), Some(price)) => faults.take("price", line_total(quantity, price)),
            _ => None,
        };
        let committed = faults.take("committed", amount(&self.committed));
        let actual = faults.take("actual", amount(&self.actual));
        let mut day = |field: &str, typed: &str| {
            let read =
                if typed.trim().is_empty() { Ok(None) } else { parse_day(typed, DateOrder::YearMonthDay).map(Some) };
            faults.take(field, read).flatten()
        };
        let planned_day = day("day", &self.day);
        let committed_day = day("committed_day", &self.committed_day);
        let document_day = day("document_day", &self.document_day);
        let tax = if self.tax.trim().is_empty() {
            Ok(0)
        } else {
            decimal::parse(&self.tax, mark, 2).and_then(|bp| up_to(bp, 10_000))
        };
        let tax_bp = faults.take("tax", tax);
        let shares = faults.take("shares", self.read_shares(mark));
        match (article, supplier, unit, document, quantity_milli, price_minor, planned, committed, actual, tax_bp) {
            (
                Some(article),
                Some(supplier),
                Some(unit),
                Some(document),
                Some(quantity_milli),
                Some(price_minor),
                Some(planned),
                Some(committed),
                Some(actual),
                Some(tax_bp),
            ) if faults.is_empty() => Ok(Line {
                activity: self.activity,
                article,
                supplier,
                quantity_milli,
                unit,
                price_minor,
                amounts: Amounts { planned, committed, actual, closed: self.closed },
                day: planned_day,
                committed_day,
                document_day,
                document,
                currency,
                tax_bp,
                key: self.key,
                shares: shares.unwrap_or_default(),
            }),
            _ => Err(faults.into_vec()),
        }
    }

    /// Weights by campaign; percentages have to add up, and not every weight is zero.
    fn read_shares(&self, mark: DecimalMark) -> Result<Vec<(i64, u32)>, Fault> {
        if self.shares.len() < 2 {
            return Ok(Vec::new());
        }
        if self.shares.len() > SHARES_MAX {
            return Err(Fault::TooLarge);
        }
        let mut shares: Vec<(i64, u32)> = Vec::with_capacity(self.shares.len());
        for (campaign, typed) in &self.shares {
            if shares.iter().any(|(known, _)| known == campaign) {
                return Err(Fault::AlreadyUsed);
            }
            let weight = match self.key {
                Key::Equal => 1,
                Key::Percent => up_to(decimal::parse(typed, mark, 2)?, 10_000)?,
                Key::Weight => up_to(decimal::parse(typed, mark, 0)?, WEIGHT_MAX)?,
            };
            shares.push((*campaign, u32::try_from(weight).map_err(|_| Fault::TooLarge)?));
        }
        if self.key == Key::Percent && shares.iter().map(|(_, weight)| weight).sum::<u32>() != 10_000 {
            return Err(Fault::NotWhole);
        }
        // Nobody would bear anything.
        if shares.iter().all(|(_, weight)| *weight == 0) {
            return Err(Fault::Required);
        }
        Ok(shares)
    }
}

/// A trimmed text that may be empty.
fn short(typed: &str, max: usize) -> Result<String, Fault> {
    if typed.trim().is_empty() { Ok(String::new()) } else { text(typed, max) }
}

/// The parts of a line that several campaigns share, each amount split exactly.
pub fn split_amounts(amounts: &Amounts, weights: &[u32]) -> Vec<Amounts> {
    let planned = split(amounts.planned, weights);
    let of = |amount: Option<i64>| amount.map(|amount| split(amount, weights));
    let (committed, actual) = (of(amounts.committed), of(amounts.actual));
    let at = |parts: &Option<Vec<i64>>, n: usize| parts.as_ref().and_then(|parts| parts.get(n)).copied();
    let part = |(n, planned): (usize, i64)| Amounts {
        planned,
        committed: at(&committed, n),
        actual: at(&actual, n),
        closed: amounts.closed,
    };
    planned.into_iter().enumerate().map(part).collect()
}

/// The gross amount of a net one, rounded half away from zero.
pub fn gross(net: i64, tax_bp: i64) -> i64 {
    let whole = i128::from(net) * i128::from(10_000 + tax_bp);
    i64::try_from(crate::money::div_round(whole, 10_000)).unwrap_or(i64::MAX)
}

/// One change of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineEdit {
    /// A new line, or what an existing one is from now on.
    Put {
        id: Option<i64>,
        #[serde(default)]
        version: i64,
        line: Box<LineDraft>,
    },
    Remove {
        id: i64,
        version: i64,
    },
    /// Takes a removal back.
    Restore {
        id: i64,
        version: i64,
    },
}

/// Changes of the lines of one campaign, stored together or not at all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineEdits {
    pub campaign: i64,
    pub edits: Vec<LineEdit>,
    /// Why a budget may be exceeded.
    #[serde(default)]
    pub reason: String,
}

/// What became of changes: id and version of each line, in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinesSaved {
    pub lines: Vec<(i64, i64)>,
    /// Organisations that were not known before.
    pub suppliers: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(faults: &[FieldFault], field: &str) -> Option<Fault> {
        faults.iter().find(|f| f.field == field).map(|f| f.fault)
    }

    #[test]
    fn all_faults_of_a_line_are_reported_at_once() {
        let line = LineDraft {
            quantity: "-1".into(),
            price: "two".into(),
            committed: "99999999999999999999".into(),
            actual: "1.005".into(),
            day: "2026-02-30".into(),
            currency: "XXX".into(),
            tax: "200".into(),
            key: Key::Percent,
            shares: vec![(1, "60".into()), (2, "50".into())],
            ..LineDraft::default()
        };
        let faults = line.read(Currency::EUR, DecimalMark::Point).unwrap_err();
        assert_eq!(at(&faults, "article"), Some(Fault::Required));
        assert_eq!(at(&faults, "quantity"), Some(Fault::Negative));
        assert_eq!(at(&faults, "price"), Some(Fault::NotANumber));
        assert_eq!(at(&faults, "committed"), Some(Fault::TooLarge));
        assert_eq!(at(&faults, "actual"), Some(Fault::TooPrecise));
        assert_eq!(at(&faults, "day"), Some(Fault::NoSuchDay));
        assert_eq!(at(&faults, "currency"), Some(Fault::UnknownCurrency));
        assert_eq!(at(&faults, "tax"), Some(Fault::TooLarge));
        assert_eq!(at(&faults, "shares"), Some(Fault::NotWhole));
    }

    #[test]
    fn a_line_is_shared_by_whole_weights_and_somebody_bears_it() {
        let shared = |a: &str, b: &str| LineDraft {
            article: "Hall".into(),
            price: "100".into(),
            key: Key::Weight,
            shares: vec![(1, a.into()), (2, b.into())],
            ..LineDraft::default()
        };
        let read = |draft: LineDraft| draft.read(Currency::EUR, DecimalMark::Point);
        // 100.00 over 12 and 18 square metres.
        let line = read(shared("12", "18")).unwrap();
        let weights: Vec<u32> = line.shares.iter().map(|(_, weight)| *weight).collect();
        let parts: Vec<i64> = split_amounts(&line.amounts, &weights).iter().map(|part| part.planned).collect();
        assert_eq!(parts, [4000, 6000]);
        assert_eq!(at(&read(shared("0", "0")).unwrap_err(), "shares"), Some(Fault::Required));
        assert_eq!(at(&read(shared("1.5", "2")).unwrap_err(), "shares"), Some(Fault::TooPrecise));
        assert_eq!(at(&read(shared("1000001", "2")).unwrap_err(), "shares"), Some(Fault::TooLarge));
    }

    #[test]
    fn a_product_beyond_64_bits_is_refused_at_its_price() {
        let line = LineDraft {
            article: "Stand".into(),
            quantity: "99999999999".into(),
            price: "99999999999".into(),
            ..LineDraft::default()
        };
        let faults = line.read(Currency::EUR, DecimalMark::Point).unwrap_err();
        assert_eq!(at(&faults, "price"), Some(Fault::TooLarge));
    }

    #[test]
    fn a_line_of_the_reference_page_is_read_as_typed() {
        // ui/plan-costs.png: 420 pcs x 4.40 = 1,848, committed 2,600, actual 2,344
        let line = LineDraft {
            article: " Postage, registered ".into(),
            quantity: "420".into(),
            unit: "pcs".into(),
            price: "4,40".into(),
            committed: "2.600".into(),
            actual: "2.344,00".into(),
            ..LineDraft::default()
        };
        let line = line.read(Currency::EUR, DecimalMark::Comma).unwrap();
        assert_eq!(line.article, "Postage, registered");
        assert_eq!(line.amounts.planned, 184_800);
        assert_eq!((line.amounts.committed, line.amounts.actual), (Some(260_000), Some(234_400)));
        assert_eq!(gross(10_000, 2000), 12_000);
    }

    #[test]
    fn equal_shares_need_no_numbers_and_percentages_add_up() {
        let mut line = LineDraft { article: "Stand".into(), price: "100".into(), ..LineDraft::default() };
        line.shares = vec![(1, String::new()), (2, String::new()), (3, String::new())];
        let read = line.read(Currency::EUR, DecimalMark::Point).unwrap();
        assert_eq!(read.shares, [(1, 1), (2, 1), (3, 1)]);
        // metrics.md, Money: 100.00 split 1:1:1 is 33.34, 33.33, 33.33
        let parts: Vec<i64> = split_amounts(&read.amounts, &[1, 1, 1]).iter().map(|p| p.planned).collect();
        assert_eq!(parts, [3334, 3333, 3333]);
        line.key = Key::Percent;
        line.shares = vec![(1, "33.33".into()), (2, "66.67".into())];
        assert_eq!(line.read(Currency::EUR, DecimalMark::Point).unwrap().shares, [(1, 3333), (2, 6667)]);
        line.shares = vec![(1, "50".into()), (1, "50".into())];
        assert_eq!(at(&line.read(Currency::EUR, DecimalMark::Point).unwrap_err(), "shares"), Some(Fault::AlreadyUsed));
    }

    proptest! {
        #[test]
        fn splitting_a_line_keeps_every_cent_of_each_amount(planned in 0_i64..1_000_000, committed in proptest::option::of(0_i64..1_000_000), actual in proptest::option::of(0_i64..1_000_000), closed in any::<bool>(), weights in proptest::collection::vec(1_u32..100, 2..9)) {
            let amounts = Amounts { planned, committed, actual, closed };
            let parts = split_amounts(&amounts, &weights);
            prop_assert_eq!(parts.iter().map(|p| p.planned).sum::<i64>(), planned);
            prop_assert_eq!(parts.iter().filter_map(|p| p.committed).sum::<i64>(), committed.unwrap_or(0));
            prop_assert_eq!(parts.iter().filter_map(|p| p.actual).sum::<i64>(), actual.unwrap_or(0));
            // What a line binds and comes to is one of its amounts, so its parts are those of that amount.
            prop_assert_eq!(parts.iter().map(Amounts::exposure).sum::<i64>(), amounts.exposure());
            prop_assert_eq!(parts.iter().map(Amounts::forecast).sum::<i64>(), amounts.forecast());
        }
    }
}
