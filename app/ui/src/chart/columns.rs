//! One quantity of a few things, lying down: a name, a bar, a number.

use super::{
    Drawing, Spot,
    scale::length,
    svg::{Ink, Svg, text},
};
use plotters::{
    prelude::*,
    style::text_anchor::{HPos, VPos},
};

/// One thing of the comparison.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    pub name: String,
    pub value: i64,
    pub label: String,
    pub lines: Vec<(String, String)>,
    pub href: String,
}

const ROW: i32 = 28;

/// Draws rows under each other, `width` wide; names take `names` pixels.
pub fn columns(width: u32, names: i32, ink: Ink, rows: &[Column], mirrored: bool) -> Drawing {
    let height = u32::try_from(ROW * i32::try_from(rows.len()).unwrap_or(0)).unwrap_or(0) + 4;
    let wide = i32::try_from(width).unwrap_or(0);
    let largest = rows.iter().map(|r| r.value).max().unwrap_or(1).max(1);
    let room = (wide - names - 96).max(20);
    let mut body = String::new();
    let mut spots = Vec::new();
    {
        let root = Svg::new(&mut body, (width, height)).into_drawing_area();
        let at = |x: i32| if mirrored { wide - x } else { x };
        let start = if mirrored { HPos::Right } else { HPos::Left };
        for (n, row) in (0..).zip(rows) {
            let middle = n * ROW + ROW / 2;
            let end = names + length(row.value, largest, room);
            let _ =
                root.draw(&Text::new(row.name.clone(), (at(0), middle), text(Ink::TextMedium, start, VPos::Center)));
            if row.value > 0 {
                let _ = root.draw(&Rectangle::new(
                    [(at(names), middle - 7), (at(end.max(names + 1)), middle + 7)],
                    ink.color().filled(),
                ));
            }
            let _ = root.draw(&Text::new(
                row.label.clone(),
                (at(end + 8), middle),
                text(Ink::TextStrong, start, VPos::Center),
            ));
            spots.push(Spot {
                area: (0, n * ROW, wide, ROW),
                heading: row.name.clone(),
                lines: row.lines.clone(),
                href: row.href.clone(),
            });
        }
    }
    Drawing { width, height, body, spots }
}
