//! Cost lines as they are stored, and where a typed one differs.

use super::base::Based;
use crate::{Error, Result, sql, sql::Params};
use chrono::NaiveDate;
use domain::{
    conflict::{Differing, Stored},
    cost::{Key, Line},
    metrics::cost::Amounts,
    money::Currency,
};
use sea_orm::ConnectionTrait;
use std::collections::HashMap;

/// A line as it is stored.
#[derive(Debug, Clone, sea_orm::FromQueryResult)]
pub(super) struct Row {
    pub id: i64,
    pub version: i64,
    pub campaign_id: i64,
    pub activity_id: Option<i64>,
    pub article: String,
    pub quantity_milli: i64,
    pub unit: String,
    pub price_minor: i64,
    pub planned_minor: i64,
    pub committed_minor: Option<i64>,
    pub actual_minor: Option<i64>,
    pub closed: bool,
    pub currency: String,
    pub day: NaiveDate,
    pub month: Option<NaiveDate>,
    pub committed_day: Option<NaiveDate>,
    pub document_day: Option<NaiveDate>,
    pub document: String,
    pub rate_day: Option<NaiveDate>,
    pub supplier: Option<String>,
    pub tax_bp: i64,
    pub share_key: String,
    pub deleted_ms: Option<i64>,
    pub planned_base: Option<i64>,
    pub committed_base: Option<i64>,
    pub actual_base: Option<i64>,
    pub rateless: i64,
}

impl Row {
    /// The line as it was read when it was typed.
    pub fn line(&self, shares: &[(i64, u32)]) -> Result<Line> {
        Ok(Line {
            activity: self.activity_id,
            article: self.article.clone(),
            supplier: self.supplier.clone().unwrap_or_default(),
            quantity_milli: self.quantity_milli,
            unit: self.unit.clone(),
            price_minor: self.price_minor,
            amounts: Amounts {
                planned: self.planned_minor,
                committed: self.committed_minor,
                actual: self.actual_minor,
                closed: self.closed,
            },
            day: Some(self.day),
            committed_day: self.committed_day,
            document_day: self.document_day,
            document: self.document.clone(),
            currency: Currency::parse(&self.currency).map_err(|_| Error::Internal("stored currency".into()))?,
            tax_bp: self.tax_bp,
            key: Key::parse(&self.share_key).unwrap_or_default(),
            shares: shares.to_vec(),
        })
    }

    pub fn based(&self) -> Based {
        let amounts = Amounts {
            planned: self.planned_base.unwrap_or(0),
            committed: self.committed_base,
            actual: self.actual_base,
            closed: self.closed,
        };
        Based { planned: self.planned_base, amounts, rateless: self.rateless }
    }
}

pub(super) async fn load(db: &impl ConnectionTrait, ids: &[i64]) -> Result<HashMap<i64, Row>> {
    let mut rows = HashMap::with_capacity(ids.len());
    for some in ids.chunks(1000) {
        let mut params = Params::default();
        let list = sql::list(&mut params, some.iter().copied());
        let text = format!(
            "SELECT l.id, l.version, l.campaign_id, l.activity_id, l.article, l.quantity_milli, l.unit, l.price_minor, l.planned_minor, l.committed_minor, l.actual_minor, l.closed,
                l.currency, l.day, l.month, l.committed_day, l.document_day, l.document, l.rate_day, s.name AS supplier, l.tax_bp, l.share_key, l.deleted_ms,
                l.planned_base, l.committed_base, l.actual_base, l.rateless
             FROM cost_line l LEFT JOIN account s ON s.id = l.supplier_id WHERE l.id IN ({list})"
        );
        let found: Vec<Row> = sql::rows(db, &text, params.0).await?;
        rows.extend(found.into_iter().map(|row| (row.id, row)));
    }
    Ok(rows)
}

/// Campaigns that share lines, with their weights, in the order in which the remainder is given: earliest first.
pub(super) async fn load_shares(db: &impl ConnectionTrait, ids: &[i64]) -> Result<HashMap<i64, Vec<(i64, u32)>>> {
    let mut shares: HashMap<i64, Vec<(i64, u32)>> = HashMap::new();
    for some in ids.chunks(1000) {
        let mut params = Params::default();
        let list = sql::list(&mut params, some.iter().copied());
        let text = format!(
            "SELECT line_id, campaign_id, weight FROM cost_share WHERE line_id IN ({list}) ORDER BY line_id, position"
        );
        for (line, campaign, weight) in sql::tuples::<(i64, i64, i64)>(db, &text, params.0).await? {
            shares.entry(line).or_default().push((campaign, u32::try_from(weight).unwrap_or(0)));
        }
    }
    Ok(shares)
}

/// The fields of a line whose stored value is another than what was typed.
pub(super) fn differing(n: usize, line: &Line, row: &Row, shares: Option<&Vec<(i64, u32)>>) -> Vec<Differing> {
    let text = |text: &str| Stored::Text(text.to_owned());
    let money = |minor: Option<i64>| minor.map_or(Stored::Text(String::new()), Stored::Money);
    let number = |value: i64, scale: u32| Stored::Text(domain::decimal::write(value, scale));
    let sides = [
        ("article", text(&line.article), text(&row.article)),
        ("supplier", text(&line.supplier), text(row.supplier.as_deref().unwrap_or(""))),
        ("quantity", number(line.quantity_milli, 3), number(row.quantity_milli, 3)),
        ("unit", text(&line.unit), text(&row.unit)),
        ("price", Stored::Money(line.price_minor), Stored::Money(row.price_minor)),
        ("committed", money(line.amounts.committed), money(row.committed_minor)),
        ("actual", money(line.amounts.actual), money(row.actual_minor)),
        ("day", Stored::Day(line.day.or(Some(row.day))), Stored::Day(Some(row.day))),
        ("committed_day", Stored::Day(line.committed_day.or(row.committed_day)), Stored::Day(row.committed_day)),
        ("document_day", Stored::Day(line.document_day.or(row.document_day)), Stored::Day(row.document_day)),
        ("document", text(&line.document), text(&row.document)),
        ("currency", text(line.currency.code()), text(&row.currency)),
        ("tax", number(line.tax_bp, 2), number(row.tax_bp, 2)),
        ("closed", Stored::YesNo(line.amounts.closed), Stored::YesNo(row.closed)),
        (
            "shares",
            Stored::Count(i64::try_from(line.shares.len()).unwrap_or(0)),
            Stored::Count(i64::try_from(shares.map_or(0, Vec::len)).unwrap_or(0)),
        ),
    ];
    sides
        .into_iter()
        .filter(|(_, typed, now)| typed != now)
        .map(|(field, _, now)| Differing { field: format!("{n}.{field}"), now })
        .collect()
}
