//! How one amount became another: the plan as an outline, floating parts with dotted connectors, the actual solid.

use super::{
    Drawing, Spot,
    scale::{length, margin, steps},
    svg::{Ink, Svg, text},
};
use plotters::{
    prelude::*,
    style::text_anchor::{HPos, VPos},
};

/// A bar: where it begins and ends, and what it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Fall {
    pub name: String,
    /// The second line below the name: what changed.
    pub hint: String,
    pub from: i64,
    pub to: i64,
    pub whole: Whole,
    /// The number at the bar, with its sign where it is a part.
    pub label: String,
    pub lines: Vec<(String, String)>,
    pub href: String,
}

/// Whether a bar stands on the axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whole {
    Planned,
    Actual,
    Part,
}

const LEFT: i32 = 48;
const TOP: i32 = 22;
const FOOT: i32 = 44;
const ROW: i32 = 44;
const NARROW: u32 = 480;

/// Draws the bars side by side, and below 480 pixels as rows. `short` writes a number of the axis; the uppermost gets `unit`.
pub fn waterfall(
    size: (u32, u32),
    falls: &[Fall],
    short: &dyn Fn(i64) -> String,
    unit: &dyn Fn(String) -> String,
    mirrored: bool,
) -> Drawing {
    if size.0 < NARROW { rows(size.0, falls, mirrored) } else { bars(size, falls, short, unit, mirrored) }
}

type Root<'a> = DrawingArea<Svg<'a>, plotters::coord::Shift>;
type Drawn = std::result::Result<(), DrawingAreaErrorKind<std::convert::Infallible>>;

fn largest(falls: &[Fall]) -> i64 {
    falls.iter().flat_map(|fall| [fall.from, fall.to]).max().unwrap_or(0)
}

fn inks(fall: &Fall) -> (Ink, Ink) {
    match fall.whole {
        Whole::Planned => (Ink::Plan, Ink::TextStrong),
        Whole::Actual => (Ink::Series1, Ink::TextStrong),
        Whole::Part if fall.to >= fall.from => (Ink::Up, Ink::TextGood),
        Whole::Part => (Ink::Down, Ink::TextBad),
    }
}

fn spot(fall: &Fall, area: (i32, i32, i32, i32)) -> Spot {
    Spot { area, heading: fall.name.clone(), lines: fall.lines.clone(), href: fall.href.clone() }
}

fn bars(
    size: (u32, u32),
    falls: &[Fall],
    short: &dyn Fn(i64) -> String,
    unit: &dyn Fn(String) -> String,
    mirrored: bool,
) -> Drawing {
    let (width, height) = (i32::try_from(size.0).unwrap_or(0), i32::try_from(size.1).unwrap_or(0));
    let count = i32::try_from(falls.len()).unwrap_or(1).max(1);
    let floor = height - FOOT;
    let (end, tick) = steps(largest(falls));
    let left = margin(LEFT, (end, tick), &|value| if value == end { unit(short(value)) } else { short(value) });
    let step = (width - left) / count;
    let middle = |n: i32| if mirrored { width - left - step * n - step / 2 } else { left + step * n + step / 2 };
    let at = |value: i64| floor - length(value.max(0), end, floor - TOP);
    let mut body = String::new();
    {
        let root = Svg::new(&mut body, size).into_drawing_area();
        // Drawing into text cannot fail.
        let _ = axis(&root, (width, left), (end, tick), &at, short, unit, mirrored);
        let half = (step / 3).clamp(4, 24);
        for (n, fall) in (0..).zip(falls) {
            let _ = bar(&root, fall, (middle(n), half, step), &at, floor);
            let _ = falls.get(usize::try_from(n + 1).unwrap_or(usize::MAX)).map(|_| {
                let (a, b) = if mirrored {
                    (middle(n) - half, middle(n + 1) + half)
                } else {
                    (middle(n) + half, middle(n + 1) - half)
                };
                root.draw(&PathElement::new(vec![(a, at(fall.to)), (b, at(fall.to))], Ink::Connector.color()))
            });
        }
    }
    let spots = (0..).zip(falls).map(|(n, fall)| spot(fall, (middle(n) - step / 2, 0, step, height))).collect();
    Drawing { width: size.0, height: size.1, body, spots }
}

fn axis(
    root: &Root<'_>,
    (width, left): (i32, i32),
    (end, tick): (i64, i64),
    at: &dyn Fn(i64) -> i32,
    short: &dyn Fn(i64) -> String,
    unit: &dyn Fn(String) -> String,
    mirrored: bool,
) -> Drawn {
    let (x0, x1) = if mirrored { (0, width - left) } else { (left, width) };
    let (edge, side) = if mirrored { (x1 + 8, HPos::Left) } else { (x0 - 8, HPos::Right) };
    let mut value = 0;
    while value <= end {
        let ink = if value == 0 { Ink::Axis } else { Ink::Grid };
        root.draw(&PathElement::new(vec![(x0, at(value)), (x1, at(value))], ink.color()))?;
        let label = if value == end { unit(short(value)) } else { short(value) };
        root.draw(&Text::new(label, (edge, at(value)), text(Ink::TextFaint, side, VPos::Center)))?;
        value += tick.max(1);
    }
    Ok(())
}

fn bar(
    root: &Root<'_>,
    fall: &Fall,
    (middle, half, step): (i32, i32, i32),
    at: &dyn Fn(i64) -> i32,
    floor: i32,
) -> Drawn {
    let (ink, words) = inks(fall);
    let (low, high) = if fall.whole == Whole::Part { (fall.from, fall.to) } else { (0, fall.to) };
    let (top, bottom) = (at(low.max(high)), at(low.min(high)));
    root.draw(&Rectangle::new([(middle - half, top), (middle + half, bottom.max(top + 1))], ink.color().filled()))?;
    // A fall bears its number below, everything else above, and so does a fall to the axis, where the names are.
    let below = fall.to < fall.from && bottom + 18 < floor;
    let (y, anchor) = if below { (bottom + 4, VPos::Top) } else { (top - 4, VPos::Bottom) };
    root.draw(&Text::new(fall.label.clone(), (middle, y), text(words, HPos::Center, anchor)))?;
    let fit = |words: &str, size: f64| fits(words, size, step - 4);
    root.draw(&Text::new(fit(&fall.name, 12.0), (middle, floor + 8), text(Ink::TextMedium, HPos::Center, VPos::Top)))?;
    root.draw(&Text::new(fit(&fall.hint, 11.0), (middle, floor + 24), text(Ink::TextFaint, HPos::Center, VPos::Top)))
}

/// As much of a name as its place holds; the tooltip has all of it.
fn fits(words: &str, size: f64, pixels: i32) -> String {
    let wide = |text: &str| i32::try_from(super::svg::pixels(super::svg::width(text, size))).unwrap_or(i32::MAX);
    if wide(words) <= pixels {
        return words.to_owned();
    }
    let mut kept: String = words.to_owned();
    while !kept.is_empty() && wide(&kept) > pixels - 8 {
        kept.pop();
    }
    if kept.is_empty() { kept } else { format!("{}…", kept.trim_end()) }
}

/// Names to the left, bars in the middle, numbers to the right.
struct Rows {
    right: i32,
    whole: i64,
    mirrored: bool,
}

impl Rows {
    fn at(&self, x: i32) -> i32 {
        if self.mirrored { self.right - x } else { x }
    }

    fn place(&self, value: i64) -> i32 {
        self.at(self.right * 37 / 100 + length(value.max(0), self.whole, self.right * 38 / 100))
    }

    fn row(&self, root: &Root<'_>, fall: &Fall, top: i32) -> Drawn {
        let (middle, (ink, words)) = (top + ROW / 2, inks(fall));
        let (start, end) = if self.mirrored { (HPos::Right, HPos::Left) } else { (HPos::Left, HPos::Right) };
        let told = |words: &str, x: i32, y: i32, ink: Ink, anchor: HPos| {
            root.draw(&Text::new(words.to_owned(), (self.at(x), y), text(ink, anchor, VPos::Center)))
        };
        let room = self.right * 37 / 100 - 6;
        if fall.hint.is_empty() {
            told(&fits(&fall.name, 12.0, room), 0, middle, Ink::TextMedium, start)?;
        } else {
            told(&fits(&fall.name, 12.0, room), 0, middle - 8, Ink::TextMedium, start)?;
            told(&fits(&fall.hint, 11.0, room), 0, middle + 8, Ink::TextFaint, start)?;
        }
        told(&fall.label, self.right, middle, words, end)?;
        let (low, high) = if fall.whole == Whole::Part { (fall.from, fall.to) } else { (0, fall.to) };
        let (a, b) = (self.place(low.min(high)), self.place(low.max(high)));
        let b = if a == b { b + if self.mirrored { -1 } else { 1 } } else { b };
        root.draw(&Rectangle::new([(a, middle - 8), (b, middle + 8)], ink.color().filled()))
    }
}

fn rows(width: u32, falls: &[Fall], mirrored: bool) -> Drawing {
    let right = i32::try_from(width).unwrap_or(0);
    let size = (width, u32::try_from(ROW * i32::try_from(falls.len()).unwrap_or(0)).unwrap_or(0));
    let rows = Rows { right, whole: largest(falls).max(1), mirrored };
    let mut body = String::new();
    {
        let root = Svg::new(&mut body, size).into_drawing_area();
        for (n, fall) in (0..).zip(falls) {
            let _ = rows.row(&root, fall, n * ROW);
        }
        // From where one ends to where the next begins.
        for (n, fall) in (0..).zip(falls.iter().rev().skip(1).rev()) {
            let (x, y) = (rows.place(fall.to), n * ROW + ROW / 2 + 8);
            let _ = root.draw(&PathElement::new(vec![(x, y), (x, y + ROW - 16)], Ink::Connector.color()));
        }
    }
    let spots = (0..).zip(falls).map(|(n, fall)| spot(fall, (0, n * ROW, right, ROW))).collect();
    Drawing { width: size.0, height: size.1, body, spots }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fall(name: &str, from: i64, to: i64, whole: Whole) -> Fall {
        let label = (to - from).to_string();
        Fall { name: name.into(), hint: String::new(), from, to, whole, label, lines: Vec::new(), href: String::new() }
    }

    #[test]
    fn parts_float_from_where_the_one_before_ended() {
        // ui/campaign-results.png: 100 -> 80 -> 108
        let falls = [
            fall("Plan", 0, 100, Whole::Planned),
            fall("Volume", 100, 80, Whole::Part),
            fall("Deal", 80, 108, Whole::Part),
            fall("Actual", 0, 108, Whole::Actual),
        ];
        let wide = waterfall((560, 300), &falls, &|v| v.to_string(), &|text| text, false);
        for class in ["plan", "down", "up", "s1", "con"] {
            assert!(wide.body.contains(&format!("class=\"{class}\"")), "{class}");
        }
        // Axis to 150 over 234 pixels above 256: 80 lies at 132, 100 at 100.
        assert!(wide.body.contains(r#"y="100" width="48" height="32" class="down"/>"#), "{}", wide.body);
        let first = |drawing: &Drawing| drawing.spots[0].area.0;
        let mirrored = waterfall((560, 300), &falls, &|v| v.to_string(), &|text| text, true);
        assert!(first(&wide) < 100 && first(&mirrored) > 300);
        let phone = waterfall((340, 300), &falls, &|v| v.to_string(), &|text| text, false);
        assert_eq!((phone.height, phone.spots.len()), (176, 4));
    }
}
