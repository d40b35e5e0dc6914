//! Charts: drawn by plotters on one SVG backend, framed with a title that states the finding, a legend in HTML, a tooltip
//! by pointer and keyboard, links to the rows, a table, and files to save.

mod bars;
mod columns;
mod frame;
mod funnel;
mod groups;
mod lines;
mod save;
mod scale;
pub mod svg;
mod waterfall;

pub use bars::{Bar, Panel, bars};
pub use columns::{Column, columns};
pub use frame::{ChartFrame, ChartWords, Key, Sample};
pub use funnel::{FunnelRow, FunnelWords, funnel};
pub use groups::{Group, Part as GroupPart, groups};
pub use lines::{Line, lines};
pub use waterfall::{Fall, Whole, waterfall};

/// A place in a drawing that can be pointed at and opened.
#[derive(Debug, Clone, PartialEq)]
pub struct Spot {
    /// Left, top, width, height in the drawing's pixels.
    pub area: (i32, i32, i32, i32),
    /// What the tooltip says: a heading, then lines of name and value.
    pub heading: String,
    pub lines: Vec<(String, String)>,
    /// The page with the rows behind it; empty where there are none.
    pub href: String,
}

/// A finished drawing.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Drawing {
    pub width: u32,
    pub height: u32,
    /// The content of the `svg` element.
    pub body: String,
    pub spots: Vec<Spot>,
}

/// The same facts as a table, which is also what is saved as CSV.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Facts {
    pub heads: Vec<String>,
    pub rows: Vec<Vec<String>>,
}
