//! An activity of a campaign as it is typed, and as it was read. A quick campaign is a campaign with one activity.

use crate::{
    activity::{AFTER_DAYS_MAX, ActivityKind, Answer, JobRole, Priority, Sharing, clean_prefers},
    decimal::{self, DecimalMark},
    fault::{Fault, Faults, FieldFault, text, up_to},
    merge::Template,
    metrics::Figure,
    money::{Currency, line_total, within},
    rule::Rule,
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

/// What an activity follows, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct After {
    pub activity: i64,
    /// Days after that activity reached the person.
    pub days: String,
    pub answer: Answer,
}

/// An activity while it is planned. Every step saves it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftInput {
    /// The campaign; nothing makes a quick campaign of it.
    pub id: Option<i64>,
    #[serde(default)]
    pub activity: Option<i64>,
    /// Of the activity.
    pub version: i64,
    pub name: String,
    pub kind: Option<ActivityKind>,
    pub rule: Option<Rule>,
    #[serde(default)]
    pub lists: Vec<i64>,
    /// Bits of [`JobRole`]; none addresses everybody.
    #[serde(default)]
    pub roles: i64,
    /// Bits of [`crate::activity::Reach`] and of who prefers none; 0 addresses everybody.
    #[serde(default)]
    pub prefers: i64,
    /// Whether one person at each organisation is addressed.
    #[serde(default)]
    pub one_each: bool,
    #[serde(default)]
    pub subject: String,
    pub script: String,
    pub first_day: String,
    pub last_day: String,
    pub minutes: String,
    pub skip_days: String,
    pub needs_consent: bool,
    #[serde(default)]
    pub owner: Option<i64>,
    #[serde(default)]
    pub priority: Priority,
    /// Share of people expected to respond, in percent.
    #[serde(default)]
    pub expected: String,
    #[serde(default)]
    pub sharing: Sharing,
    #[serde(default)]
    pub sellers: Vec<i64>,
    /// By seller, for [`Sharing::Split`].
    #[serde(default)]
    pub shares: Vec<String>,
    #[serde(default)]
    pub after: Option<After>,
    #[serde(default)]
    pub costs: Vec<CostDraft>,
    /// Targets as typed, by figure.
    #[serde(default)]
    pub targets: Vec<(Figure, String)>,
}

/// What saving made of an activity: the campaign and it, with their versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drafted {
    pub id: i64,
    pub version: i64,
    pub activity: i64,
    pub activity_version: i64,
}

/// An activity whose every value was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    pub name: String,
    pub kind: ActivityKind,
    pub roles: i64,
    pub prefers: i64,
    pub subject: String,
    pub script: String,
    pub first_day: Option<NaiveDate>,
    pub last_day: Option<NaiveDate>,
    pub minutes: i64,
    pub skip_days: i64,
    pub expected_bp: Option<i64>,
    /// One by seller.
    pub shares: Vec<i64>,
    /// The activity before, days, and whom of it.
    pub after: Option<(i64, i64, Answer)>,
    pub costs: Vec<CostLine>,
    pub targets: Vec<(Figure, i64)>,
}

/// The longest a campaign may run: two years. Beyond, a year was mistyped.
pub const DAYS_MAX: i64 = 731;

/// The largest share of one person in a split.
const SHARE_MAX: i64 = 100;

impl DraftInput {
    /// The stored numbers of a draft as a person types them.
    pub fn with_mark(mut self, mark: DecimalMark) -> Self {
        self.expected = decimal::with_mark(&self.expected, mark);
        for cost in &mut self.costs {
            cost.quantity = decimal::with_mark(&cost.quantity, mark);
            cost.price = decimal::with_mark(&cost.price, mark);
        }
        self.targets = targets_with_mark(self.targets, mark);
        self
    }

    /// Reads the draft; a draft may be unfinished, but what is filled in must be right.
    ///
    /// # Errors
    /// All faults at once, at `name`, `subject`, `script`, `first_day`, `last_day`, `minutes`, `skip_days`, `expected`,
    /// `share.N`, `after`, `cost.N.article|quantity|price`, `target.FIGURE`.
    pub fn read(&self, currency: Currency, mark: DecimalMark) -> Result<Draft, Vec<FieldFault>> {
        let mut faults = Faults::default();
        let name = faults.take("name", text(&self.name, 120));
        let (first_day, last_day) = read_days(&self.first_day, &self.last_day, &mut faults);
        let whole = |s: &str, max: i64| {
            let value = if s.trim().is_empty() { 0 } else { decimal::parse(s, mark, 0)? };
            up_to(value, max)
        };
        let minutes = faults.take("minutes", whole(&self.minutes, 600));
        let skip_days = faults.take("skip_days", whole(&self.skip_days, 3650));
        let script = self.read_message("script", &self.script, 4000, &mut faults);
        let subject = self.read_message("subject", &self.subject, 200, &mut faults);
        let expected_bp = if self.expected.trim().is_empty() {
            None
        } else {
            let read = decimal::parse(&self.expected, mark, 2).and_then(|bp| up_to(bp, 10_000));
            faults.take("expected", read)
        };
        let shares = self.read_shares(mark, &mut faults);
        let after = self.after.as_ref().and_then(|after| {
            let days = faults.take("after", whole(&after.days, AFTER_DAYS_MAX))?;
            if self.activity == Some(after.activity) {
                faults.add("after", Fault::Circular);
            }
            Some((after.activity, days, after.answer))
        });
        let costs = self.read_costs(currency, mark, &mut faults);
        let targets = read_targets(&self.targets, currency, mark, &mut faults);
        match (name, minutes, skip_days) {
            (Some(name), Some(minutes), Some(skip_days)) if faults.is_empty() => Ok(Draft {
                name,
                kind: self.kind.unwrap_or(ActivityKind::Call),
                roles: JobRole::clean(self.roles),
                prefers: clean_prefers(self.prefers),
                subject,
                script,
                first_day,
                last_day,
                minutes,
                skip_days,
                expected_bp,
                shares,
                after,
                costs,
                targets,
            }),
            _ => Err(faults.into_vec()),
        }
    }

    /// A text that may hold personal fields.
    fn read_message(&self, field: &str, typed: &str, most: usize, faults: &mut Faults) -> String {
        if typed.chars().count() > most {
            faults.add(field, Fault::TooLong);
        } else if let Err(fault) = Template::parse(typed) {
            faults.add(field, fault);
        }
        typed.trim().to_owned()
    }

    /// The shares of a split; one where nothing is typed.
    fn read_shares(&self, mark: DecimalMark, faults: &mut Faults) -> Vec<i64> {
        let typed = |n: usize| self.shares.get(n).map_or("", |share| share.trim());
        let read = |n: usize| -> Result<i64, Fault> {
            if self.sharing != Sharing::Split || typed(n).is_empty() {
                return Ok(1);
            }
            up_to(decimal::parse(typed(n), mark, 0)?, SHARE_MAX)
        };
        let shares: Vec<i64> =
            (0..self.sellers.len()).map(|n| faults.take(&format!("share.{n}"), read(n)).unwrap_or(1)).collect();
        if !shares.is_empty() && shares.iter().all(|share| *share == 0) {
            faults.add("share.0", Fault::Required);
        }
        shares
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
}

/// Reads a range of days, either end of which may be open.
pub(super) fn read_days(first: &str, last: &str, faults: &mut Faults) -> (Option<NaiveDate>, Option<NaiveDate>) {
    let day = |s: &str| {
        if s.trim().is_empty() {
            Ok(None)
        } else {
            crate::calendar::parse_day(s, crate::calendar::DateOrder::YearMonthDay).map(Some)
        }
    };
    let first = faults.take("first_day", day(first)).flatten();
    let last = faults.take("last_day", day(last)).flatten();
    if let (Some(first), Some(last)) = (first, last) {
        if last < first {
            faults.add("last_day", Fault::EndBeforeStart);
        } else if (last - first).num_days() > DAYS_MAX {
            faults.add("last_day", Fault::TooLong);
        }
    }
    (first, last)
}

/// Stored targets as a person types them.
pub(super) fn targets_with_mark(targets: Vec<(Figure, String)>, mark: DecimalMark) -> Vec<(Figure, String)> {
    targets.into_iter().map(|(figure, written)| (figure, decimal::with_mark(&written, mark))).collect()
}

/// Reads targets as typed; empty ones are none.
pub(super) fn read_targets(
    typed: &[(Figure, String)],
    currency: Currency,
    mark: DecimalMark,
    faults: &mut Faults,
) -> Vec<(Figure, i64)> {
    let mut targets = Vec::new();
    for (figure, typed) in
        typed.iter().filter(|(figure, typed)| !typed.trim().is_empty() && Figure::TARGETS.contains(figure))
    {
        let scale = if figure.is_money() { currency.places() } else { 0 };
        let value = decimal::parse(typed, mark, scale).and_then(within);
        if let Some(value) = faults.take(&format!("target.{}", figure.as_str()), value) {
            targets.push((*figure, value));
        }
    }
    targets
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
            script: "Dear {nmae}".into(),
            sharing: Sharing::Split,
            sellers: vec![1, 2],
            shares: vec!["3".into(), "-1".into()],
            costs: vec![CostDraft { article: "Telephone".into(), quantity: "-1".into(), price: "0.355".into() }],
            targets: vec![(Figure::NewLeads, "2o".into())],
            ..DraftInput::default()
        };
        let faults = draft.read(Currency::EUR, DecimalMark::Point).unwrap_err();
        let at = |field: &str| faults.iter().find(|f| f.field == field).map(|f| f.fault);
        assert_eq!(at("script"), Some(Fault::UnknownField));
        assert_eq!(at("share.1"), Some(Fault::Negative));
        assert_eq!(at("name"), Some(Fault::Required));
        assert_eq!(at("last_day"), Some(Fault::EndBeforeStart));
        assert_eq!(at("minutes"), Some(Fault::NotANumber));
        assert_eq!(at("cost.0.quantity"), Some(Fault::Negative));
        assert_eq!(at("cost.0.price"), Some(Fault::TooPrecise));
        assert_eq!(at("target.new_leads"), Some(Fault::NotANumber));
    }
}
