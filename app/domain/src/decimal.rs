//! Exact decimal numbers as integers of a fixed scale.

use crate::{digits, fault::Fault};
use serde::{Deserialize, Serialize};

/// Which mark separates the fraction. The other one, a space or an apostrophe may group digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecimalMark {
    #[default]
    Point,
    Comma,
}

/// Decimal places that a number attribute keeps: values are stored in ten-thousandths.
pub const NUMBER_SCALE: u32 = 4;

/// Reads a decimal as an integer of `10^-scale` units, without rounding.
///
/// # Errors
/// `NotANumber` for anything else, `TooPrecise` for more decimal places than `scale`, `TooLarge` beyond `i64`.
pub fn parse(text: &str, mark: DecimalMark, scale: u32) -> Result<i64, Fault> {
    let ascii = digits::to_ascii(text.trim());
    let (negative, body) = match ascii.strip_prefix(['-', '−']) {
        Some(rest) => (true, rest),
        None => (false, ascii.strip_prefix('+').unwrap_or(&ascii)),
    };
    let (point, group) = match mark {
        DecimalMark::Point => ('.', ','),
        DecimalMark::Comma => (',', '.'),
    };
    let (whole, fraction) = body.split_once(point).unwrap_or((body, ""));
    let groups: Vec<&str> = whole.split([group, ' ', '\u{a0}', '\u{202f}', '\'']).collect();
    let grouped_right = groups.iter().skip(1).all(|g| g.len() == 3)
        && groups.first().is_some_and(|g| groups.len() == 1 || (1..=3).contains(&g.len()));
    let whole: String = groups.concat();
    let all_digits = |s: &str| s.chars().all(|c| c.is_ascii_digit());
    if !grouped_right || !all_digits(&whole) || !all_digits(fraction) || (whole.is_empty() && fraction.is_empty()) {
        return Err(Fault::NotANumber);
    }
    let fraction = fraction.trim_end_matches('0');
    let places = u32::try_from(fraction.len()).map_err(|_| Fault::TooPrecise)?;
    let missing = scale.checked_sub(places).ok_or(Fault::TooPrecise)?;
    let digits = format!("{whole}{fraction}");
    let value: i64 = if digits.is_empty() { 0 } else { digits.parse().map_err(|_| Fault::TooLarge)? };
    let factor = 10_i64.checked_pow(missing).ok_or(Fault::TooLarge)?;
    let value = value.checked_mul(factor).ok_or(Fault::TooLarge)?;
    Ok(if negative { -value } else { value })
}

/// Writes an integer of `10^-scale` units with a point, without trailing zeros: the form that files and URLs carry.
pub fn write(value: i64, scale: u32) -> String {
    let factor = 10_u64.checked_pow(scale).unwrap_or(1);
    let magnitude = value.unsigned_abs();
    let sign = if value < 0 { "-" } else { "" };
    let whole = magnitude.checked_div(factor).unwrap_or(magnitude);
    let rest = magnitude.checked_rem(factor).unwrap_or(0);
    if rest == 0 {
        return format!("{sign}{whole}");
    }
    let fraction = format!("{rest:0width$}", width = usize::try_from(scale).unwrap_or(0));
    format!("{sign}{whole}.{}", fraction.trim_end_matches('0'))
}

/// A number as [`write`] writes it, with the mark that a person types: what forms begin with.
pub fn with_mark(written: &str, mark: DecimalMark) -> String {
    match mark {
        DecimalMark::Point => written.to_owned(),
        DecimalMark::Comma => written.replace('.', ","),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn thousands_and_fractions_are_told_apart_by_the_mark() {
        assert_eq!(parse("1,234.5", DecimalMark::Point, 2), Ok(123_450));
        assert_eq!(parse("1.234,5", DecimalMark::Comma, 2), Ok(123_450));
        assert_eq!(parse("۱٬۲۳۴٫۵", DecimalMark::Point, 2), Ok(123_450));
        assert_eq!(parse("1 234", DecimalMark::Comma, 0), Ok(1234));
    }

    #[test]
    fn what_is_not_a_number_is_refused() {
        for text in ["", "-", "12a", "1,23,456", "1.2.3", "24.000,5o", "=1+1"] {
            assert_eq!(parse(text, DecimalMark::Point, 4), Err(Fault::NotANumber), "{text}");
        }
        assert_eq!(parse("1.005", DecimalMark::Point, 2), Err(Fault::TooPrecise));
        assert_eq!(parse("99999999999999999999", DecimalMark::Point, 0), Err(Fault::TooLarge));
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(value in -9_000_000_000_000_i64..9_000_000_000_000, scale in 0_u32..5) {
            for mark in [DecimalMark::Point, DecimalMark::Comma] {
                prop_assert_eq!(parse(&with_mark(&write(value, scale), mark), mark, scale), Ok(value));
            }
        }
    }
}
