//! Amounts of lines in the workspace's currency: each converted at its own day's rate and rounded, then summed.

use crate::{Error, Result, params, sql};
use chrono::NaiveDate;
use domain::{
    fault::Fault,
    metrics::cost::Amounts,
    money::Currency,
    rate::{Rate, earliest},
};
use sea_orm::ConnectionTrait;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Rates of some currencies over some days.
pub(crate) struct Rates {
    home: Currency,
    known: HashMap<Currency, BTreeMap<NaiveDate, Rate>>,
}

impl Rates {
    /// Reads what is needed to convert amounts of `days`, each with its currency.
    pub async fn load(
        db: &impl ConnectionTrait,
        home: Currency,
        days: impl IntoIterator<Item = (Currency, NaiveDate)>,
    ) -> Result<Self> {
        let mut wanted: HashMap<Currency, (NaiveDate, NaiveDate)> = HashMap::new();
        for (currency, day) in days.into_iter().filter(|(currency, _)| *currency != home) {
            let span = wanted.entry(currency).or_insert((day, day));
            *span = (span.0.min(day), span.1.max(day));
        }
        let mut known: HashMap<Currency, BTreeMap<NaiveDate, Rate>> = HashMap::new();
        for (currency, (first, last)) in wanted {
            let text = "SELECT day, foreign_micro, home_micro FROM rate WHERE currency = $1 AND day BETWEEN $2 AND $3";
            let rows: Vec<(NaiveDate, i64, i64)> =
                sql::tuples(db, text, params![currency.code(), earliest(first), last]).await?;
            let rows = rows.into_iter().map(|(day, foreign, home)| (day, Rate { foreign, home }));
            known.insert(currency, rows.collect());
        }
        Ok(Self { home, known })
    }

    /// The rate of the day, or the last one of the week before it.
    fn at(&self, currency: Currency, day: NaiveDate) -> Option<Rate> {
        if currency == self.home {
            return Some(Rate::ONE);
        }
        self.known.get(&currency)?.range(earliest(day)..=day).next_back().map(|(_, rate)| *rate)
    }

    /// An amount of a day in the workspace's currency; nothing where the rate is missing.
    fn convert(&self, minor: i64, currency: Currency, day: NaiveDate) -> std::result::Result<Option<i64>, Fault> {
        self.at(currency, day).map(|rate| rate.convert(minor, currency, self.home)).transpose()
    }
}

/// The days of the three amounts of a line.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Days {
    pub rate: NaiveDate,
    pub committed: Option<NaiveDate>,
    pub document: Option<NaiveDate>,
}

impl Days {
    pub fn all(self) -> BTreeSet<NaiveDate> {
        [Some(self.rate), self.committed, self.document].into_iter().flatten().collect()
    }
}

/// A line in the workspace's currency. What has no rate is nothing here, and counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Based {
    pub planned: Option<i64>,
    pub amounts: Amounts,
    /// Amounts without a rate.
    pub rateless: i64,
}

impl Based {
    /// # Errors
    /// `Invalid` at `price`, `committed` or `actual` for what is too large in the workspace's currency.
    pub fn of(amounts: &Amounts, currency: Currency, days: Days, rates: &Rates) -> Result<Self> {
        let convert = |field: &str, minor: Option<i64>, day: Option<NaiveDate>| -> Result<(Option<i64>, i64)> {
            let Some((minor, day)) = minor.zip(day) else { return Ok((None, 0)) };
            let converted = rates.convert(minor, currency, day).map_err(|fault| Error::invalid(field, fault))?;
            Ok((converted, i64::from(converted.is_none())))
        };
        let (planned, no_plan) = convert("price", Some(amounts.planned), Some(days.rate))?;
        let (committed, no_commit) = convert("committed", amounts.committed, days.committed)?;
        let (actual, no_actual) = convert("actual", amounts.actual, days.document)?;
        Ok(Self {
            planned,
            amounts: Amounts { planned: planned.unwrap_or(0), committed, actual, closed: amounts.closed },
            rateless: no_plan + no_commit + no_actual,
        })
    }

    /// The parts of a shared line, every cent of them.
    pub fn split(&self, weights: &[u32]) -> Vec<Based> {
        domain::cost::split_amounts(&self.amounts, weights)
            .into_iter()
            .map(|amounts| Based { planned: self.planned.map(|_| amounts.planned), amounts, rateless: self.rateless })
            .collect()
    }
}
