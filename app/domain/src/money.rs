//! Money: integer minor units and a currency, never a float.

use crate::{
    decimal::{self, DecimalMark},
    fault::{Fault, up_to},
};
use serde::{Deserialize, Serialize};

/// Currencies that a workspace can be kept in, with the decimal places of their minor unit (ISO 4217; the rial is
/// counted without its dinars, as everybody does).
const CURRENCIES: [(&str, u32); 14] = [
    ("EUR", 2),
    ("RSD", 2),
    ("BAM", 2),
    ("RUB", 2),
    ("IRR", 0),
    ("USD", 2),
    ("GBP", 2),
    ("CHF", 2),
    ("BRL", 2),
    ("AED", 2),
    ("TRY", 2),
    ("HUF", 2),
    ("JPY", 0),
    ("KZT", 2),
];

/// An ISO 4217 code that Levak knows the minor unit of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency(usize);

impl Currency {
    pub const EUR: Currency = Currency(0);

    /// # Errors
    /// `UnknownCurrency` for a code that is not on the list.
    pub fn parse(code: &str) -> Result<Self, Fault> {
        let code = code.trim();
        CURRENCIES
            .iter()
            .position(|(known, _)| known.eq_ignore_ascii_case(code))
            .map(Self)
            .ok_or(Fault::UnknownCurrency)
    }

    pub fn code(self) -> &'static str {
        CURRENCIES.get(self.0).map_or("EUR", |(code, _)| code)
    }

    /// Decimal places of the minor unit.
    pub fn places(self) -> u32 {
        CURRENCIES.get(self.0).map_or(2, |(_, places)| *places)
    }

    pub fn all() -> impl Iterator<Item = Currency> {
        (0..CURRENCIES.len()).map(Currency)
    }
}

impl TryFrom<String> for Currency {
    type Error = Fault;
    fn try_from(code: String) -> Result<Self, Fault> {
        Self::parse(&code)
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.code().to_owned()
    }
}

/// An amount in minor units of its currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    pub minor: i64,
    pub currency: Currency,
}

impl Money {
    pub fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// # Errors
    /// As [`decimal::parse`]; `Negative` below zero.
    pub fn parse(text: &str, mark: DecimalMark, currency: Currency) -> Result<Self, Fault> {
        let minor = decimal::parse(text, mark, currency.places())?;
        within(minor).map(|minor| Self { minor, currency })
    }
}

/// Splits `total` by whole weights so that the parts add up to it exactly: each part is the difference of rounded
/// cumulative shares' floors, and what is left goes one unit each to the earliest (`metrics.md`, Money).
pub fn split(total: i64, weights: &[u32]) -> Vec<i64> {
    let sum: i128 = weights.iter().map(|w| i128::from(*w)).sum();
    if sum == 0 {
        return vec![0; weights.len()];
    }
    let magnitude = i128::from(total.unsigned_abs());
    let mut parts: Vec<i128> = weights.iter().map(|w| magnitude * i128::from(*w) / sum).collect();
    let mut left = magnitude - parts.iter().sum::<i128>();
    for (part, weight) in parts.iter_mut().zip(weights) {
        if left == 0 {
            break;
        }
        if *weight > 0 {
            *part += 1;
            left -= 1;
        }
    }
    let sign = i128::from(total.signum());
    parts.into_iter().map(|part| i64::try_from(part * sign).unwrap_or(i64::MAX)).collect()
}

/// Quantity (thousandths) times unit price (minor units), rounded half away from zero.
///
/// # Errors
/// `TooLarge` beyond `i64`.
pub fn line_total(quantity_milli: i64, unit_minor: i64) -> Result<i64, Fault> {
    let total = div_round(i128::from(quantity_milli) * i128::from(unit_minor), 1000);
    i64::try_from(total).map_err(|_| Fault::TooLarge).and_then(within)
}

/// Largest amount in minor units; ninety thousand of them still add up within 64 bits.
pub const AMOUNT_MAX: i64 = 100_000_000_000_000;

/// # Errors
/// `Negative` below zero, `TooLarge` above [`AMOUNT_MAX`].
pub fn within(minor: i64) -> Result<i64, Fault> {
    up_to(minor, AMOUNT_MAX)
}

/// Integer division rounded half away from zero; a zero divisor gives zero.
pub fn div_round(numerator: i128, denominator: i128) -> i128 {
    if denominator == 0 {
        return 0;
    }
    let sign = if (numerator < 0) == (denominator < 0) { 1 } else { -1 };
    let (n, d) = (numerator.unsigned_abs(), denominator.unsigned_abs());
    sign * i128::try_from((n + d / 2) / d).unwrap_or(i128::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_shared_line_of_100_splits_into_33_34_33_33_33_33() {
        // metrics.md, Money
        assert_eq!(split(10_000, &[1, 1, 1]), [3334, 3333, 3333]);
    }

    #[test]
    fn the_cost_lines_of_the_reference_page_multiply_exactly() {
        // ui/quick-campaign.png: 38.4 h x 18.00, 192 x 0.35, 4 h x 32.50
        let lines = [(38_400, 1800), (192_000, 35), (4000, 3250)];
        let totals: Vec<i64> = lines.iter().map(|(q, p)| line_total(*q, *p).unwrap()).collect();
        assert_eq!(totals, [69_120, 6720, 13_000]);
        assert_eq!(totals.iter().sum::<i64>(), 88_840);
    }

    #[test]
    fn halves_round_away_from_zero() {
        assert_eq!(div_round(5, 2), 3);
        assert_eq!(div_round(-5, 2), -3);
    }

    proptest! {
        #[test]
        fn splitting_keeps_every_cent(total in -1_000_000_000_i64..1_000_000_000, weights in proptest::collection::vec(0_u32..1000, 1..20)) {
            let parts = split(total, &weights);
            if weights.iter().any(|w| *w > 0) {
                prop_assert_eq!(parts.iter().sum::<i64>(), total);
            }
        }
    }
}
