//! Lines over periods: the plan dashed, the actual solid.

use super::{
    Drawing, Spot,
    scale::{margin, skipped, steps},
    svg::{Ink, Svg, nothing, text},
};
use plotters::{
    prelude::*,
    style::text_anchor::{HPos, VPos},
};

/// One line; a missing value ends it.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub ink: Ink,
    pub values: Vec<Option<i64>>,
}

const LEFT: i32 = 44;
const TOP: i32 = 12;
const AXIS: i32 = 26;

/// Draws lines over periods. `spots` tells heading, lines and link of each period.
pub fn lines(
    size: (u32, u32),
    periods: &[String],
    all: &[Line],
    short: &dyn Fn(i64) -> String,
    spots: Vec<(String, Vec<(String, String)>, String)>,
    mirrored: bool,
) -> Drawing {
    let (width, height) = (i32::try_from(size.0).unwrap_or(0), i32::try_from(size.1).unwrap_or(0));
    let count = i32::try_from(periods.len()).unwrap_or(1).max(1);
    let left = margin(LEFT, steps(largest(all)), short);
    let step = (width - left) / count;
    let middle = |n: i32| if mirrored { width - left - step * n - step / 2 } else { left + step * n + step / 2 };
    let mut body = String::new();
    {
        let root = Svg::new(&mut body, size).into_drawing_area();
        let _ = draw(&root, (width, height, left), periods, all, short, &middle, mirrored);
    }
    let spots = (0..)
        .zip(spots)
        .map(|(n, (heading, lines, href))| Spot {
            area: (middle(n) - step / 2, 0, step, height - AXIS),
            heading,
            lines,
            href,
        })
        .collect();
    Drawing { width: size.0, height: size.1, body, spots }
}

fn largest(all: &[Line]) -> i64 {
    all.iter().flat_map(|line| line.values.iter().flatten()).max().copied().unwrap_or(0)
}

fn draw(
    root: &DrawingArea<Svg<'_>, plotters::coord::Shift>,
    (width, height, left): (i32, i32, i32),
    periods: &[String],
    all: &[Line],
    short: &dyn Fn(i64) -> String,
    middle: &dyn Fn(i32) -> i32,
    mirrored: bool,
) -> Result<(), DrawingAreaErrorKind<std::convert::Infallible>> {
    let apart = (width - left) / i32::try_from(periods.len()).unwrap_or(1).max(1);
    let (end, step) = steps(largest(all));
    let (x0, x1) = if mirrored { (0, width - left) } else { (left, width) };
    let area = root.clone().shrink((x0, TOP), (x1 - x0, height - TOP - AXIS));
    let mut chart = ChartBuilder::on(&area).build_cartesian_2d(x0..x1, 0..end)?;
    chart
        .configure_mesh()
        .disable_x_mesh()
        .disable_x_axis()
        .disable_y_axis()
        .y_labels(usize::try_from(end / step.max(1)).unwrap_or(4) + 1)
        .max_light_lines(1)
        .light_line_style(nothing())
        .bold_line_style(Ink::Grid.color())
        .draw()?;
    let (edge, side) = if mirrored { (x1 + 8, HPos::Left) } else { (x0 - 8, HPos::Right) };
    let mut value = 0;
    while value <= end {
        let y = chart.backend_coord(&(x0, value)).1;
        root.draw(&Text::new(short(value), (edge, y), text(Ink::TextFaint, side, VPos::Center)))?;
        value += step.max(1);
    }
    for line in all {
        let points: Vec<_> = (0..).zip(&line.values).filter_map(|(n, value)| value.map(|v| (middle(n), v))).collect();
        // A line of one point is drawn as long as half its period, so that it is seen.
        let drawn = match points[..] {
            [(x, value)] => vec![(x - apart / 4, value), (x + apart / 4, value)],
            _ => points.clone(),
        };
        chart.draw_series(LineSeries::new(drawn, line.ink.color()))?;
        if let Some(end) = line.ink.end() {
            chart.draw_series(points.last().copied().map(|at| Circle::new(at, 3, end.color().filled())))?;
        }
    }
    let skip = skipped(periods, apart);
    for (n, period) in (0..).zip(periods) {
        if usize::try_from(n).unwrap_or(0).is_multiple_of(skip) {
            root.draw(&Text::new(
                period.clone(),
                (middle(n), height - AXIS + 10),
                text(Ink::TextQuiet, HPos::Center, VPos::Top),
            ))?;
        }
    }
    Ok(())
}
