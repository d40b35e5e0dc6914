//! Round steps for an axis: zero always in, three or four lines.

use super::svg::{pixels, width};

/// The upper end and the step of an axis that holds `largest`.
pub fn steps(largest: i64) -> (i64, i64) {
    let largest = largest.max(1);
    let mut unit = 1_i64;
    loop {
        for factor in [1, 2, 5] {
            let step = unit.saturating_mul(factor);
            if step.saturating_mul(4) >= largest {
                let lines = largest.div_euclid(step) + i64::from(largest.rem_euclid(step) > 0);
                return (step.saturating_mul(lines.max(1)), step);
            }
        }
        let Some(next) = unit.checked_mul(10) else { return (largest, largest) };
        unit = next;
    }
}

/// Room beside an axis for what is written at its steps, `least` at the least.
pub fn margin(least: i32, (end, step): (i64, i64), label: &dyn Fn(i64) -> String) -> i32 {
    let mut widest = 0.0_f64;
    let mut value = 0;
    while value <= end {
        widest = widest.max(width(&label(value), AXIS_TEXT));
        value += step.max(1);
    }
    i32::try_from(pixels(widest)).unwrap_or(0).saturating_add(10).max(least)
}

/// A length that stands for `value` of `whole` on `pixels`.
pub fn length(value: i64, whole: i64, pixels: i32) -> i32 {
    let scaled = i128::from(value) * i128::from(pixels);
    scaled.checked_div(i128::from(whole.max(1))).and_then(|p| i32::try_from(p).ok()).unwrap_or(0)
}

/// Size of the numbers at an axis.
const AXIS_TEXT: f64 = 11.0;
/// Pixels that a character of a label takes at most, and the room between two labels.
const CHARACTER: usize = 7;
const APART: usize = 8;

/// Every how many periods one bears its label, `step` pixels wide each, so that no two lie over each other.
pub fn skipped(labels: &[String], step: i32) -> usize {
    let longest = labels.iter().map(|label| label.chars().count()).max().unwrap_or(0);
    let step = usize::try_from(step).unwrap_or(1).max(1);
    (longest * CHARACTER + APART).div_ceil(step).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_do_not_lie_over_each_other() {
        let months = |name: &str| vec![name.to_owned(); 12];
        assert_eq!(skipped(&months("Jan"), 40), 1);
        assert_eq!(skipped(&months("سپتامبر"), 28), 3, "57 pixels on steps of 28");
        assert_eq!(skipped(&[], 0), 8);
    }

    #[test]
    fn an_axis_has_two_to_four_round_steps() {
        assert_eq!(steps(207), (300, 100));
        assert_eq!(steps(4_620_000), (6_000_000, 2_000_000));
        assert_eq!(steps(4), (4, 1));
        assert_eq!(steps(0), (1, 1));
    }
}
