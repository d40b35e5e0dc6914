//! A quick campaign as it is typed, and as it was read.

use crate::{
    decimal::{self, DecimalMark},
    fault::{Fault, Faults, FieldFault, text, up_to},
    metrics::Figure,
    money::{Currency, line_total, within},
    rule::Rule,
    touch::ActivityKind,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A planned cost line as typed: text fields, so that a fault can be shown beside what was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CostDraft {
    pub article: String,
    pub quantity: String,
    pub price: String,
}

/// A parsed cost line: quantity in thousandths, money in minor units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CostLine {
    pub article: String,
    pub quantity_milli: i64,
    pub price_minor: i64,
    pub planned_minor: i64,
}

/// A quick campaign while it is planned. Every step saves it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftInput {
    pub id: Option<i64>,
    pub version: i64,
    pub name: String,
    pub kind: Option<ActivityKind>,
    pub rule: Option<Rule>,
    #[serde(default)]
    pub lists: Vec<i64>,
    pub script: String,
    pub first_day: String,
    pub last_day: String,
    pub minutes: String,
    pub skip_days: String,
    pub needs_consent: bool,
    #[serde(default)]
    pub sellers: Vec<i64>,
    #[serde(default)]
    pub costs: Vec<CostDraft>,
    /// Targets as typed, by figure.
    #[serde(default)]
    pub targets: Vec<(Figure, String)>,
}

/// A draft whose every value was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    pub name: String,
    pub kind: ActivityKind,
    pub script: String,
    pub first_day: Option<NaiveDate>,
    pub last_day: Option<NaiveDate>,
    pub minutes: i64,
    pub skip_days: i64,
    pub costs: Vec<CostLine>,
    pub targets: Vec<(Figure, i64)>,
}

/// The longest a campaign may run: two years. Beyond, a year was mistyped.
pub const DAYS_MAX: i64 = 731;

impl DraftInput {
    /// Reads the draft; a draft may be unfinished, but what is filled in must be right.
    ///
    /// # Errors
    /// All faults at once, at `name`, `first_day`, `last_day`, `minutes`, `skip_days`, `cost.N.article|quantity|price`,
    /// `target.FIGURE`.
    pub fn read(&self, currency: Currency, mark: DecimalMark) -> Result<Draft, Vec<FieldFault>> {
        let mut faults = Faults::default();
        let name = faults.take("name", text(&self.name, 120));
        let day = |s: &str| {
            if s.trim().is_empty() {
                Ok(None)
            } else {
                crate::calendar::parse_day(s, crate::calendar::DateOrder::YearMonthDay).map(Some)
            }
        };
        let first_day = faults.take("first_day", day(&self.first_day)).flatten();
        let last_day = faults.take("last_day", day(&self.last_day)).flatten();
        if let (Some(first), Some(last)) = (first_day, last_day)
            && last < first
        {
            faults.add("last_day", Fault::EndBeforeStart);
        }
        if let (Some(first), Some(last)) = (first_day, last_day)
            && (last - first).num_days() > DAYS_MAX
        {
            faults.add("last_day", Fault::TooLong);
        }
        let whole = |s: &str, max: i64| {
            let value = if s.trim().is_empty() { 0 } else { decimal::parse(s, mark, 0)? };
            up_to(value, max)
        };
        let minutes = faults.take("minutes", whole(&self.minutes, 600));
        let skip_days = faults.take("skip_days", whole(&self.skip_days, 3650));
        let script = if self.script.chars().count() > 4000 {
            faults.add("script", Fault::TooLong);
            String::new()
        } else {
            self.script.trim().to_owned()
        };
        let costs = self.read_costs(currency, mark, &mut faults);
        let targets = self.read_targets(currency, mark, &mut faults);
        match (name, minutes, skip_days) {
            (Some(name), Some(minutes), Some(skip_days)) if faults.is_empty() => Ok(Draft {
                name,
                kind: self.kind.unwrap_or(ActivityKind::Call),
                script,
                first_day,
                last_day,
                minutes,
                skip_days,
                costs,
                targets,
            }),
            _ => Err(faults.into_vec()),
        }
    }

    fn read_costs(&self, currency: Currency, mark: DecimalMark, faults: &mut Faults) -> Vec<CostLine> {
        let filled = |line: &&CostDraft| {
            !(line.article.trim().is_empty() && line.quantity.trim().is_empty() && line.price.trim().is_empty())
        };
        let mut lines = Vec::new();
        for (n, line) in self.costs.iter().enumerate().filter(|(_, line)| filled(line)) {
            let positive = |value: Result<i64, _>| value.and_then(within);
            let article = faults.take(&format!("cost.{n}.article"), text(&line.article, 120));
            let quantity =
                faults.take(&format!("cost.{n}.quantity"), positive(decimal::parse(&line.quantity, mark, 3)));
            let price =
                faults.take(&format!("cost.{n}.price"), positive(decimal::parse(&line.price, mark, currency.places())));
            if let (Some(article), Some(quantity_milli), Some(price_minor)) = (article, quantity, price)
                && let Some(planned_minor) =
                    faults.take(&format!("cost.{n}.price"), line_total(quantity_milli, price_minor))
            {
                lines.push(CostLine { article, quantity_milli, price_minor, planned_minor });
            }
        }
        lines
    }

    fn read_targets(&self, currency: Currency, mark: DecimalMark, faults: &mut Faults) -> Vec<(Figure, i64)> {
        let mut targets = Vec::new();
        for (figure, typed) in
            self.targets.iter().filter(|(figure, typed)| !typed.trim().is_empty() && Figure::TARGETS.contains(figure))
        {
            let scale = if figure.is_money() { currency.places() } else { 0 };
            let value = decimal::parse(typed, mark, scale).and_then(within);
            if let Some(value) = faults.take(&format!("target.{}", figure.as_str()), value) {
                targets.push((*figure, value));
            }
        }
        targets
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_faults_of_a_draft_are_reported_at_once() {
        let draft = DraftInput {
            first_day: "2026-07-17".into(),
            last_day: "2026-07-06".into(),
            minutes: "ten".into(),
            costs: vec![CostDraft { article: "Telephone".into(), quantity: "-1".into(), price: "0.355".into() }],
            targets: vec![(Figure::NewLeads, "2o".into())],
            ..DraftInput::default()
        };
        let faults = draft.read(Currency::EUR, DecimalMark::Point).unwrap_err();
        let at = |field: &str| faults.iter().find(|f| f.field == field).map(|f| f.fault);
        assert_eq!(at("name"), Some(Fault::Required));
        assert_eq!(at("last_day"), Some(Fault::EndBeforeStart));
        assert_eq!(at("minutes"), Some(Fault::NotANumber));
        assert_eq!(at("cost.0.quantity"), Some(Fault::Negative));
        assert_eq!(at("cost.0.price"), Some(Fault::TooPrecise));
        assert_eq!(at("target.new_leads"), Some(Fault::NotANumber));
    }
}
