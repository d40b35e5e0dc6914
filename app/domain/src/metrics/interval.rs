//! Confidence intervals of ratios.

use super::Ratio;
use serde::{Deserialize, Serialize};

/// Bounds of a ratio in parts per million.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interval {
    pub low: i64,
    pub high: i64,
}

/// The normal quantile for a two-sided 95 % interval.
pub const Z_95: f64 = 1.959_963_985;

/// Wilson's score interval (E. B. Wilson, 1927), in parts per million.
pub fn wilson(ratio: Ratio, z: f64) -> Interval {
    let (n, p) = (float(ratio.denominator), float(ratio.numerator) / float(ratio.denominator));
    let (centre, spread) = (p + z * z / (2.0 * n), z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).max(0.0).sqrt());
    let scale = 1.0 + z * z / n;
    Interval { low: per_million((centre - spread) / scale), high: per_million((centre + spread) / scale) }
}

/// The quantile that keeps 95 % for `rows` comparisons made at once (Bonferroni).
pub fn z_for(rows: usize) -> f64 {
    let tail = 0.025 / float(i64::try_from(rows.max(1)).unwrap_or(1));
    inverse_normal_upper(tail)
}

/// Upper-tail quantile of the normal distribution, Abramowitz and Stegun 26.2.23 (error below 4.5e-4).
fn inverse_normal_upper(tail: f64) -> f64 {
    let t = (-2.0 * tail.ln()).sqrt();
    let top = 2.515_517 + t * (0.802_853 + t * 0.010_328);
    let bottom = 1.0 + t * (1.432_788 + t * (0.189_269 + t * 0.001_308));
    t - top / bottom
}

#[expect(clippy::as_conversions, reason = "counts of people are far below 2^53")]
fn float(n: i64) -> f64 {
    n as f64
}

#[expect(clippy::as_conversions, reason = "a share of one, in parts per million")]
fn per_million(share: f64) -> i64 {
    (share.clamp(0.0, 1.0) * 1_000_000.0).round() as i64
}

/// How a ratio stands to the one of all rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    Above,
    Below,
    /// The interval holds the overall ratio.
    Alike,
}

/// Says above or below only where it holds for all `rows` compared at once.
pub fn standing(ratio: Ratio, overall: Ratio, rows: usize) -> Standing {
    let interval = wilson(ratio, z_for(rows));
    let all = overall.scaled(1_000_000);
    if interval.low > all {
        Standing::Above
    } else if interval.high < all {
        Standing::Below
    } else {
        Standing::Alike
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_channel_intervals_of_the_reference_page_come_out() {
        // ui/channels.png, in tenths of a percent
        let rows = [
            (271, 2296, 105, 132, Standing::Alike),
            (195, 1586, 108, 140, Standing::Alike),
            (75, 1350, 45, 69, Standing::Below),
            (179, 1099, 142, 186, Standing::Above),
            (56, 499, 87, 143, Standing::Alike),
            (15, 493, 19, 50, Standing::Below),
            (24, 284, 57, 123, Standing::Alike),
            (4, 150, 10, 67, Standing::Below),
            (6, 118, 24, 107, Standing::Alike),
            (3, 65, 16, 127, Standing::Alike),
            (14, 60, 144, 354, Standing::Above),
        ];
        let all = Ratio { numerator: 842, denominator: 8000 };
        for (won, leads, low, high, expected) in rows {
            let ratio = Ratio { numerator: won, denominator: leads };
            let interval = wilson(ratio, Z_95);
            assert_eq!(((interval.low + 500) / 1000, (interval.high + 500) / 1000), (low, high), "{won}/{leads}");
            assert_eq!(standing(ratio, all, rows.len()), expected, "{won}/{leads}");
        }
    }
}
