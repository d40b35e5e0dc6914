//! Several quantities of several things, lying down: a name, and its bars below or behind each other.

use super::{
    Drawing, Spot,
    scale::length,
    svg::{Ink, Svg, pixels, text, width as wide_of},
};
use plotters::{
    prelude::*,
    style::text_anchor::{HPos, VPos},
};

/// One quantity of a thing. Below zero it lies on the other side of the axis, where bars stand below each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    pub ink: Ink,
    pub value: i64,
    /// Drawn as an outline around it.
    pub planned: Option<i64>,
    pub label: String,
}

/// One thing of the comparison.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    pub name: String,
    pub parts: Vec<Part>,
    pub lines: Vec<(String, String)>,
    pub href: String,
}

const BAR: i32 = 16;
const GAP: i32 = 14;
const NAMES: i32 = 200;
const LABEL: i32 = 72;
/// Below this many pixels the name stands above its bars.
const NARROW: u32 = 560;

/// Bars of a thing below each other; with `stacked` one behind the other.
pub fn groups(width: u32, rows: &[Group], stacked: bool, mirrored: bool) -> Drawing {
    let narrow = width < NARROW;
    let (names, head) = if narrow { (0, 20) } else { (NAMES, 0) };
    let wide = i32::try_from(width).unwrap_or(0);
    let longest = rows.iter().flat_map(|row| &row.parts).filter(|_| !stacked).map(|part| wide_of(&part.label, 12.0));
    let label = i32::try_from(pixels(longest.fold(0.0, f64::max))).unwrap_or(0) + 8;
    // A narrow drawing keeps half of itself for the bars.
    let room = (wide - names - LABEL.max(label).min(wide / 2)).max(40);
    let tall = |row: &Group| {
        let bars = if stacked { 1 } else { row.parts.len().max(1) };
        head + BAR * i32::try_from(bars).unwrap_or(1) + GAP
    };
    let height = u32::try_from(rows.iter().map(tall).sum::<i32>()).unwrap_or(0) + 2;
    let (most, least) = span(rows, stacked);
    // What lies below zero gets its part of the room.
    let below = if least < 0 { length(-least, most - least, room).max(6) } else { 0 };
    let zero = names + below;
    let mut body = String::new();
    let mut spots = Vec::new();
    {
        let root = Svg::new(&mut body, (width, height)).into_drawing_area();
        let at = |x: i32| if mirrored { wide - x } else { x };
        let start = if mirrored { HPos::Right } else { HPos::Left };
        let long = |value: i64| length(value, most.max(1), room - below);
        let mut top = 0;
        for row in rows {
            let high = tall(row);
            let middle = if narrow { top + head / 2 } else { top + (high - GAP) / 2 };
            let fit = if narrow { wide } else { NAMES - 16 };
            let _ =
                root.draw(&Text::new(cut(&row.name, fit), (at(0), middle), text(Ink::TextMedium, start, VPos::Center)));
            let mut from = zero;
            for (n, part) in (0..).zip(&row.parts) {
                let line = top + head + if stacked { 0 } else { n * BAR };
                let (up, down) = (line + 2, line + BAR - 2);
                if let Some(planned) = part.planned.filter(|planned| *planned > 0) {
                    let _ = root
                        .draw(&Rectangle::new([(at(zero), up), (at(zero + long(planned)), down)], Ink::Plan.color()));
                }
                let to = if part.value < 0 {
                    zero - length(-part.value, (-least).max(1), below)
                } else {
                    from + long(part.value)
                };
                let begin = if part.value < 0 { zero } else { from };
                if part.value != 0 {
                    let edge = if to == begin { to + 1 } else { to };
                    let _ = root
                        .draw(&Rectangle::new([(at(begin), up + 2), (at(edge), down - 2)], part.ink.color().filled()));
                }
                if stacked {
                    from = to;
                    let inside = wide_of(&part.label, 11.0) + 8.0 < f64::from(to - begin);
                    if inside && !part.label.is_empty() {
                        label_below(&root, &part.label, at((begin + to) / 2), line + BAR + 4);
                    }
                } else if !part.label.is_empty() {
                    // The label of a loss stands on the side where there is room.
                    let x = to.max(zero + part.planned.map_or(0, long)).max(zero) + 6;
                    let _ = root.draw(&Text::new(
                        part.label.clone(),
                        (at(x), line + BAR / 2),
                        text(Ink::TextStrong, start, VPos::Center),
                    ));
                }
            }
            spots.push(Spot {
                area: (0, top, wide, high),
                heading: row.name.clone(),
                lines: row.lines.clone(),
                href: row.href.clone(),
            });
            let _ = root
                .draw(&PathElement::new(vec![(at(zero), top + head), (at(zero), top + high - GAP)], Ink::Axis.color()));
            top += high;
        }
    }
    Drawing { width, height, body, spots }
}

fn label_below(root: &DrawingArea<Svg<'_>, plotters::coord::Shift>, label: &str, x: i32, y: i32) {
    let _ = root.draw(&Text::new(label.to_owned(), (x, y), text(Ink::TextFaint, HPos::Center, VPos::Center)));
}

/// The largest and the smallest value that has to fit.
fn span(rows: &[Group], stacked: bool) -> (i64, i64) {
    let of = |row: &Group| {
        let planned = row.parts.iter().filter_map(|part| part.planned).max().unwrap_or(0);
        let sum: i64 = row.parts.iter().map(|part| part.value.max(0)).sum();
        let most = row.parts.iter().map(|part| part.value).max().unwrap_or(0);
        (if stacked { sum } else { most }).max(planned)
    };
    let most = rows.iter().map(of).max().unwrap_or(0).max(1);
    let least = rows.iter().flat_map(|row| row.parts.iter().map(|part| part.value)).min().unwrap_or(0);
    (most, if stacked { 0 } else { least.min(0) })
}

/// The beginning of a name that fits into some pixels.
fn cut(name: &str, pixels: i32) -> String {
    if wide_of(name, 12.0) <= f64::from(pixels) {
        return name.to_owned();
    }
    let mut short = String::new();
    for c in name.chars() {
        short.push(c);
        if wide_of(&short, 12.0) + 12.0 > f64::from(pixels) {
            break;
        }
    }
    format!("{}…", short.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(ink: Ink, value: i64, planned: Option<i64>) -> Part {
        Part { ink, value, planned, label: value.to_string() }
    }

    fn group(name: &str, parts: Vec<Part>) -> Group {
        Group { name: name.into(), parts, lines: Vec::new(), href: format!("/{name}") }
    }

    fn rects(body: &str) -> Vec<(i32, i32, String)> {
        let read = |rect: &str, name: &str| {
            rect.split(&format!("{name}=\"")).nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned()
        };
        body.split("<rect ")
            .skip(1)
            .map(|rect| (read(rect, "x").parse().unwrap(), read(rect, "width").parse().unwrap(), read(rect, "class")))
            .collect()
    }

    #[test]
    fn bars_share_one_scale_and_a_loss_lies_on_the_other_side() {
        let rows = [
            group(
                "a",
                vec![part(Ink::Series1, 100, Some(50)), part(Ink::Series2, 40, None), part(Ink::Series3, -100, None)],
            ),
            group("b", vec![part(Ink::Series1, 50, None)]),
        ];
        let drawing = groups(700, &rows, false, false);
        let bars = rects(&drawing.body);
        let by = |class: &str| bars.iter().filter(|bar| bar.2 == class).cloned().collect::<Vec<_>>();
        let (gain, half, loss) = (by("s1")[0].clone(), by("s1")[1].clone(), by("s3")[0].clone());
        assert_eq!(gain.0, half.0, "both begin at zero");
        assert!((gain.1 - 2 * half.1).abs() <= 1 && (by("plan")[0].1 - half.1).abs() <= 1);
        assert_eq!(loss.0 + loss.1, gain.0, "a loss ends where a gain begins");
        assert_eq!(drawing.spots.len(), 2);
        assert!(gain.0 + gain.1 + LABEL <= 700 + 1, "the label has its room");
    }

    #[test]
    fn stacked_parts_follow_each_other_and_a_mirrored_picture_is_the_same_from_the_other_side() {
        let rows = [group("a", vec![part(Ink::Series1, 30, None), part(Ink::Series2, 70, None)])];
        let (drawing, mirrored) = (groups(700, &rows, true, false), groups(700, &rows, true, true));
        let (bars, turned) = (rects(&drawing.body), rects(&mirrored.body));
        assert_eq!(bars[0].0 + bars[0].1, bars[1].0);
        for (a, b) in bars.iter().zip(&turned) {
            assert_eq!(a.0 + a.1 + b.0, 700);
        }
    }

    #[test]
    fn a_long_name_is_cut_and_on_a_phone_it_stands_above() {
        let rows = [group(
            "Letters to the owners of units made before two thousand and ten",
            vec![part(Ink::Series1, 1, None)],
        )];
        assert!(groups(700, &rows, false, false).body.contains('…'));
        let phone = groups(358, &rows, false, false);
        assert_eq!(rects(&phone.body)[0].0, 0);
        assert_eq!(groups(358, &[], false, false).spots.len(), 0);
    }
}
