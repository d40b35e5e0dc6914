//! Planned and actual by period: an outline with a solid, narrower bar inside; one panel a quantity over one time axis.

use super::{
    Drawing, Spot,
    scale::{margin, skipped, steps},
    svg::{Ink, Svg, nothing, text},
};
use plotters::{
    prelude::*,
    style::text_anchor::{HPos, VPos},
};

/// One period of one quantity.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    pub planned: Option<i64>,
    pub actual: i64,
    /// The number over the bar, written.
    pub label: String,
    /// The period has not begun: planned only.
    pub ahead: bool,
    pub heading: String,
    pub lines: Vec<(String, String)>,
    pub href: String,
}

/// One quantity over the periods.
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    pub name: String,
    pub ink: Ink,
    /// Of all pixels, how many parts of ten the panel takes.
    pub share: u32,
    pub bars: Vec<Bar>,
}

const LEFT: i32 = 44;
const TOP: i32 = 34;
const AXIS: i32 = 30;

/// Draws panels under each other. `short` writes a number of the axis; the uppermost one gets `unit`.
pub fn bars(
    size: (u32, u32),
    periods: &[String],
    panels: &[Panel],
    short: &dyn Fn(i64) -> String,
    unit: &dyn Fn(String) -> String,
    mirrored: bool,
) -> Drawing {
    let mut body = String::new();
    let mut spots = Vec::new();
    {
        let root = Svg::new(&mut body, size).into_drawing_area();
        let whole: u32 = panels.iter().map(|p| p.share).sum();
        let height = i32::try_from(size.1).unwrap_or(0) - AXIS;
        let of = |panel: &Panel| {
            let scale = steps(largest(panel));
            margin(LEFT, scale, &|value| if value == scale.0 { unit(short(value)) } else { short(value) })
        };
        let left = panels.iter().map(of).max().unwrap_or(LEFT);
        let mut top = 0;
        for panel in panels {
            let share = i32::try_from(panel.share).unwrap_or(1);
            let tall = height * share / i32::try_from(whole.max(1)).unwrap_or(1);
            let frame = Frame {
                width: i32::try_from(size.0).unwrap_or(0),
                top: top + TOP,
                bottom: top + tall,
                left,
                mirrored,
                count: i32::try_from(periods.len()).unwrap_or(1).max(1),
            };
            // Drawing into text cannot fail.
            let _ = draw(&root, &frame, panel, short, unit, &mut spots);
            top += tall;
        }
        let axis = Frame {
            width: i32::try_from(size.0).unwrap_or(0),
            top: 0,
            bottom: height,
            left,
            mirrored,
            count: i32::try_from(periods.len()).unwrap_or(1).max(1),
        };
        let skip = skipped(periods, axis.step());
        for (n, period) in (0..).zip(periods) {
            if usize::try_from(n).unwrap_or(0).is_multiple_of(skip) {
                let _ = root.draw(&Text::new(
                    period.clone(),
                    (axis.middle(n), height + 12),
                    text(Ink::TextQuiet, HPos::Center, VPos::Top),
                ));
            }
        }
    }
    Drawing { width: size.0, height: size.1, body, spots }
}

struct Frame {
    width: i32,
    top: i32,
    bottom: i32,
    left: i32,
    mirrored: bool,
    count: i32,
}

impl Frame {
    fn step(&self) -> i32 {
        (self.width - self.left) / self.count
    }

    fn middle(&self, n: i32) -> i32 {
        let along = self.step() * n + self.step() / 2;
        if self.mirrored { self.width - self.left - along } else { self.left + along }
    }
}

fn largest(panel: &Panel) -> i64 {
    panel.bars.iter().flat_map(|b| [b.planned.unwrap_or(0), b.actual]).max().unwrap_or(0)
}

type Area<'a, 'b> = DrawingArea<Svg<'b>, plotters::coord::Shift>;

fn draw(
    root: &Area<'_, '_>,
    frame: &Frame,
    panel: &Panel,
    short: &dyn Fn(i64) -> String,
    unit: &dyn Fn(String) -> String,
    spots: &mut Vec<Spot>,
) -> Result<(), DrawingAreaErrorKind<std::convert::Infallible>> {
    let (end, step) = steps(largest(panel));
    let (x0, x1) = if frame.mirrored { (0, frame.width - frame.left) } else { (frame.left, frame.width) };
    let area = root.clone().shrink((x0, frame.top), (x1 - x0, frame.bottom - frame.top));
    let mut chart = ChartBuilder::on(&area).build_cartesian_2d(0..(x1 - x0), 0..end)?;
    chart
        .configure_mesh()
        .disable_x_mesh()
        .disable_x_axis()
        .y_labels(usize::try_from(end / step.max(1)).unwrap_or(4) + 1)
        .max_light_lines(1)
        .light_line_style(nothing())
        .bold_line_style(Ink::Grid.color())
        .axis_style(nothing())
        .disable_y_axis()
        .draw()?;
    let place = |value: i64| chart.backend_coord(&(0, value)).1;
    root.draw(&PathElement::new(vec![(x0, place(0)), (x1, place(0))], Ink::Axis.color()))?;
    let (edge, side) = if frame.mirrored { (x1 + 8, HPos::Left) } else { (x0 - 8, HPos::Right) };
    let mut value = 0;
    while value <= end {
        let label = if value == end { unit(short(value)) } else { short(value) };
        root.draw(&Text::new(label, (edge, place(value)), text(Ink::TextFaint, side, VPos::Center)))?;
        value += step.max(1);
    }
    let (name_at, name_side) = if frame.mirrored { (frame.width, HPos::Right) } else { (0, HPos::Left) };
    root.draw(&Text::new(panel.name.clone(), (name_at, frame.top - 28), text(Ink::TextMedium, name_side, VPos::Top)))?;
    let half = (frame.step() / 4).clamp(3, 26);
    let inner = (half * 3 / 5).max(2);
    for (n, bar) in (0..).zip(&panel.bars) {
        let (middle, floor) = (frame.middle(n), place(0));
        let mut top = floor;
        if let Some(planned) = bar.planned.filter(|p| *p > 0) {
            top = place(planned);
            root.draw(&Rectangle::new([(middle - half, top), (middle + half, floor)], Ink::Plan.color().filled()))?;
        }
        if bar.actual > 0 {
            let narrow = if bar.planned.is_some() { inner } else { half };
            root.draw(&Rectangle::new(
                [(middle - narrow, place(bar.actual)), (middle + narrow, floor)],
                panel.ink.color().filled(),
            ))?;
            top = top.min(place(bar.actual));
        }
        let ink = if bar.ahead { Ink::TextFaint } else { Ink::TextStrong };
        if !bar.label.is_empty() && frame.step() >= 34 {
            root.draw(&Text::new(bar.label.clone(), (middle, top - 4), text(ink, HPos::Center, VPos::Bottom)))?;
        }
        spots.push(Spot {
            area: (middle - frame.step() / 2, frame.top - 14, frame.step(), floor - frame.top + 14),
            heading: bar.heading.clone(),
            lines: bar.lines.clone(),
            href: bar.href.clone(),
        });
    }
    Ok(())
}
