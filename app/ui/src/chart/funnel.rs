//! A funnel: one row a stage with planned outline and actual bar, the step conversion on its track, and the median stay.

use super::{
    Drawing, Spot,
    scale::length,
    svg::{Ink, Svg, text, width},
};
use plotters::{
    prelude::*,
    style::text_anchor::{HPos, VPos},
};

/// One stage, with everything written.
#[derive(Debug, Clone, PartialEq)]
pub struct FunnelRow {
    pub name: String,
    pub entered: i64,
    pub label: String,
    pub planned: Option<i64>,
    pub planned_label: String,
    /// Step conversion in basis points; nothing for the first stage.
    pub step: Option<i64>,
    pub step_label: String,
    /// What is usual and how far a step may be off it, in basis points.
    pub norm: Option<(i64, i64)>,
    /// How the step stands to that, in words; whether it is better or worse.
    pub against: String,
    /// The same where there is little room.
    pub short: String,
    pub better: Option<bool>,
    /// Too early or too few to judge: the bar is grey.
    pub open: bool,
    /// People who joined at this stage, written; empty for none.
    pub joined: String,
    pub median: String,
    pub lines: Vec<(String, String)>,
    pub href: String,
}

/// The heads of the columns.
#[derive(Debug, Clone, PartialEq)]
pub struct FunnelWords {
    pub stage: String,
    pub people: String,
    pub step: String,
    pub joined: String,
    /// Empty where nothing is usual: then the place is that of those who joined.
    pub against: String,
    pub median: String,
}

const HEAD: i32 = 24;
const ROW: i32 = 40;

/// Draws the funnel `wide` pixels wide; below 700 only name, bar and conversion are shown, in rows of two lines.
pub fn funnel(wide: u32, words: &FunnelWords, rows: &[FunnelRow], mirrored: bool) -> Drawing {
    if wide < 700 { narrow(wide, rows, mirrored) } else { broad(wide, words, rows, mirrored) }
}

fn whole(rows: &[FunnelRow]) -> i64 {
    rows.iter().flat_map(|r| [r.entered, r.planned.unwrap_or(0)]).max().unwrap_or(1).max(1)
}

type Result = std::result::Result<(), DrawingAreaErrorKind<std::convert::Infallible>>;
type Root<'a> = DrawingArea<Svg<'a>, plotters::coord::Shift>;

fn broad(wide: u32, words: &FunnelWords, rows: &[FunnelRow], mirrored: bool) -> Drawing {
    let right = i32::try_from(wide).unwrap_or(0);
    let height = HEAD + ROW * i32::try_from(rows.len()).unwrap_or(0) + 2;
    let size = (wide, u32::try_from(height).unwrap_or(0));
    let percent = |n: i32| right * n / 100;
    let columns = if words.against.is_empty() {
        Columns { bar: percent(11), bar_room: percent(25), step: percent(50), step_room: percent(22), right, mirrored }
    } else {
        Columns { bar: percent(11), bar_room: percent(22), step: percent(46), step_room: percent(18), right, mirrored }
    };
    let mut body = String::new();
    {
        let root = Svg::new(&mut body, size).into_drawing_area();
        let _ = heads(&root, &columns, words);
        for (n, row) in (0..).zip(rows) {
            let _ = broad_row(&root, &columns, row, HEAD + n * ROW, whole(rows));
        }
    }
    let spots = spots(rows, right, HEAD, ROW);
    Drawing { width: size.0, height: size.1, body, spots }
}

struct Columns {
    bar: i32,
    bar_room: i32,
    step: i32,
    step_room: i32,
    right: i32,
    mirrored: bool,
}

impl Columns {
    /// Where the conversion ends.
    fn step_end(&self) -> i32 {
        self.step + self.step_room + 56
    }

    /// Where those who joined are told.
    fn joined(&self) -> i32 {
        self.right * 86 / 100
    }

    fn at(&self, x: i32) -> i32 {
        if self.mirrored { self.right - x } else { x }
    }

    fn start(&self) -> HPos {
        if self.mirrored { HPos::Right } else { HPos::Left }
    }

    fn end(&self) -> HPos {
        if self.mirrored { HPos::Left } else { HPos::Right }
    }
}

fn heads(root: &Root<'_>, c: &Columns, words: &FunnelWords) -> Result {
    let heads = [
        (0, &words.stage, c.start()),
        (c.bar, &words.people, c.start()),
        (c.step, &words.step, c.start()),
        if words.against.is_empty() {
            (c.joined(), &words.joined, c.end())
        } else {
            (c.step_end() + 16, &words.against, c.start())
        },
        (c.right, &words.median, c.end()),
    ];
    for (x, head, anchor) in heads {
        root.draw(&Text::new(head.clone(), (c.at(x), 2), text(Ink::TextQuiet, anchor, VPos::Top)))?;
    }
    root.draw(&PathElement::new(vec![(0, HEAD), (c.right, HEAD)], Ink::Separator.color()))
}

fn broad_row(root: &Root<'_>, c: &Columns, row: &FunnelRow, top: i32, whole: i64) -> Result {
    let middle = top + ROW / 2;
    root.draw(&Text::new(row.name.clone(), (c.at(0), middle), text(Ink::TextMedium, c.start(), VPos::Center)))?;
    let actual = length(row.entered, whole, c.bar_room).max(i32::from(row.entered > 0));
    let planned = row.planned.map_or(0, |p| length(p, whole, c.bar_room));
    if planned > 0 {
        root.draw(&Rectangle::new(
            [(c.at(c.bar), middle - 11), (c.at(c.bar + planned), middle + 11)],
            Ink::Plan.color().filled(),
        ))?;
    }
    if actual > 0 {
        root.draw(&Rectangle::new(
            [(c.at(c.bar), middle - 7), (c.at(c.bar + actual), middle + 7)],
            Ink::Series1.color().filled(),
        ))?;
    }
    let label = c.bar + planned.max(actual) + 8;
    root.draw(&Text::new(row.label.clone(), (c.at(label), middle), text(Ink::TextStrong, c.start(), VPos::Center)))?;
    if !row.planned_label.is_empty() {
        let after = label + i32::try_from(super::svg::pixels(width(&row.label, 12.0))).unwrap_or(0) + 8;
        root.draw(&Text::new(
            row.planned_label.clone(),
            (c.at(after), middle),
            text(Ink::TextFaint, c.start(), VPos::Center),
        ))?;
    }
    step_bar(root, c, row, middle)?;
    root.draw(&Text::new(
        row.step_label.clone(),
        (c.at(c.step_end()), middle),
        text(Ink::TextStrong, c.end(), VPos::Center),
    ))?;
    let (words, x, anchor) = if row.against.is_empty() {
        (&row.joined, c.joined(), c.end())
    } else {
        (&row.against, c.step_end() + 16, c.start())
    };
    root.draw(&Text::new(words.clone(), (c.at(x), middle), text(verdict(row), anchor, VPos::Center)))?;
    root.draw(&Text::new(row.median.clone(), (c.at(c.right), middle), text(Ink::TextMedium, c.end(), VPos::Center)))?;
    root.draw(&PathElement::new(vec![(0, top + ROW), (c.right, top + ROW)], Ink::Separator.color()))
}

/// The ink of what is said about a step.
fn verdict(row: &FunnelRow) -> Ink {
    match row.better.filter(|_| !row.against.is_empty()) {
        Some(true) => Ink::TextGood,
        Some(false) => Ink::TextBad,
        None => Ink::TextQuiet,
    }
}

/// The conversion on its track, with what is usual as a line in a band as wide as the tolerance.
fn step_bar(root: &Root<'_>, c: &Columns, row: &FunnelRow, middle: i32) -> Result {
    let Some(step) = row.step else { return Ok(()) };
    let place = |share: i64| c.at(c.step + length(share.clamp(0, 10_000), 10_000, c.step_room));
    let band = |from: i32, to: i32, half: i32, ink: Ink| {
        root.draw(&Rectangle::new([(from, middle - half), (to, middle + half)], ink.color().filled()))
    };
    band(place(0), place(10_000), 4, Ink::Track)?;
    if let Some((norm, tolerance)) = row.norm {
        band(place(norm - tolerance), place(norm + tolerance), 8, Ink::Band)?;
    }
    band(place(0), place(step), 4, if row.open { Ink::Ahead } else { Ink::Series1 })?;
    if let Some((norm, _)) = row.norm {
        let x = place(norm);
        root.draw(&PathElement::new(vec![(x, middle - 9), (x, middle + 9)], Ink::Reference.color()))?;
    }
    Ok(())
}

const NARROW: i32 = 46;

fn narrow(wide: u32, rows: &[FunnelRow], mirrored: bool) -> Drawing {
    let right = i32::try_from(wide).unwrap_or(0);
    let size = (wide, u32::try_from(NARROW * i32::try_from(rows.len()).unwrap_or(0)).unwrap_or(0));
    // Held against what is usual, the conversions are compared, not the people.
    let judged = rows.iter().any(|row| row.norm.is_some());
    let (step, step_room) = (right * 42 / 100, right * 28 / 100);
    let c = Columns { bar: 0, bar_room: right - 4, step, step_room, right, mirrored };
    let mut body = String::new();
    {
        let root = Svg::new(&mut body, size).into_drawing_area();
        for (n, row) in (0..).zip(rows) {
            let _ = if judged {
                judged_row(&root, &c, row, n * NARROW)
            } else {
                narrow_row(&root, &c, row, n * NARROW, whole(rows))
            };
        }
    }
    let spots = spots(rows, right, 0, NARROW);
    Drawing { width: size.0, height: size.1, body, spots }
}

fn judged_row(root: &Root<'_>, c: &Columns, row: &FunnelRow, top: i32) -> Result {
    let middle = top + NARROW / 2;
    let told = |words: &str, (x, y): (i32, i32), ink: Ink, anchor: HPos| {
        root.draw(&Text::new(words.to_owned(), (c.at(x), y), text(ink, anchor, VPos::Center)))
    };
    told(&row.name, (0, middle), if row.open { Ink::TextQuiet } else { Ink::TextMedium }, c.start())?;
    told(&row.label, (c.step - 10, middle), Ink::TextStrong, c.end())?;
    // What is within the tolerance needs no second line.
    let said = row.better.is_some() || row.open;
    let (label, y) = if row.step.is_some() {
        (&row.step_label, middle - if said { 8 } else { 0 })
    } else {
        (&row.planned_label, middle)
    };
    told(label, (c.right, y), if row.step.is_some() { Ink::TextStrong } else { Ink::TextFaint }, c.end())?;
    if said {
        told(&row.short, (c.right, middle + 9), verdict(row), c.end())?;
    }
    step_bar(root, c, row, middle)?;
    root.draw(&PathElement::new(vec![(0, top + NARROW - 1), (c.right, top + NARROW - 1)], Ink::Separator.color()))
}

fn narrow_row(root: &Root<'_>, c: &Columns, row: &FunnelRow, top: i32, whole: i64) -> Result {
    root.draw(&Text::new(row.name.clone(), (c.at(0), top + 4), text(Ink::TextMedium, c.start(), VPos::Top)))?;
    let told =
        if row.step_label.is_empty() { row.label.clone() } else { format!("{} · {}", row.label, row.step_label) };
    root.draw(&Text::new(told, (c.at(c.right), top + 4), text(Ink::TextStrong, c.end(), VPos::Top)))?;
    let (from, planned) = (top + 22, row.planned.map_or(0, |p| length(p, whole, c.bar_room)));
    root.draw(&Rectangle::new([(c.at(0), from + 3), (c.at(c.bar_room), from + 11)], Ink::Track.color().filled()))?;
    if planned > 0 {
        root.draw(&Rectangle::new([(c.at(1), from), (c.at(planned.max(2)), from + 14)], Ink::Plan.color().filled()))?;
    }
    let actual = length(row.entered, whole, c.bar_room);
    if actual > 0 {
        root.draw(&Rectangle::new(
            [(c.at(1), from + 3), (c.at(actual.max(2)), from + 11)],
            Ink::Series1.color().filled(),
        ))?;
    }
    Ok(())
}

fn spots(rows: &[FunnelRow], right: i32, top: i32, tall: i32) -> Vec<Spot> {
    (0..)
        .zip(rows)
        .map(|(n, row)| Spot {
            area: (0, top + n * tall, right, tall),
            heading: row.name.clone(),
            lines: row.lines.clone(),
            href: row.href.clone(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str, entered: i64, step: Option<i64>) -> FunnelRow {
        FunnelRow {
            name: name.into(),
            entered,
            label: entered.to_string(),
            planned: None,
            planned_label: String::new(),
            step,
            step_label: String::new(),
            norm: None,
            against: String::new(),
            short: String::new(),
            better: None,
            open: false,
            joined: String::new(),
            median: String::new(),
            lines: Vec::new(),
            href: String::new(),
        }
    }

    #[test]
    fn a_stage_of_half_the_people_is_half_as_long_and_mirrors() {
        let words = FunnelWords {
            stage: String::new(),
            people: String::new(),
            step: String::new(),
            joined: String::new(),
            against: String::new(),
            median: String::new(),
        };
        let rows = [row("A", 400, None), row("B", 200, Some(5000))];
        let drawing = funnel(1000, &words, &rows, false);
        assert!(
            drawing.body.contains(r#"<rect x="110" y="37" width="250" height="14" class="s1"/>"#),
            "{}",
            drawing.body
        );
        assert!(
            drawing.body.contains(r#"<rect x="110" y="77" width="125" height="14" class="s1"/>"#),
            "{}",
            drawing.body
        );
        let mirrored = funnel(1000, &words, &rows, true);
        assert!(
            mirrored.body.contains(r#"<rect x="765" y="77" width="125" height="14" class="s1"/>"#),
            "{}",
            mirrored.body
        );
        assert_eq!(drawing.spots.len(), 2);
    }
}
