//! The pieces that pages are put together from: icons, fields, dialogs, charts. No words of the trade in here, and nothing
//! of the server.
#![recursion_limit = "256"]

pub mod avatar;
pub mod chart;
pub mod dialog;
pub mod field;
pub mod grid;
pub mod icon;
pub mod steps;
pub mod tabs;
pub mod toast;

pub use avatar::Avatar;
pub use dialog::Dialog;
pub use field::Field;
pub use grid::{Grid, GridAct, GridCell, GridColumn, GridKind, GridRow, GridWords};
pub use icon::{Glyph, Icon};
pub use steps::{Step, Steps};
pub use tabs::{Tab, Tabs};
pub use toast::{Toast, Toaster, Toasts, use_toaster};
