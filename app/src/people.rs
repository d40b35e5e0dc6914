//! People: the table with its filter, and one person's page.

pub mod api;
mod columns;
mod edit;
mod export;
mod person;
mod picker;
mod save_list;
mod table;
mod timeline;

pub use export::encode;
pub use person::{PersonPage, asked};
pub use picker::PersonPicker;
pub use table::{AudienceTabs, TablePage};
pub use timeline::TimelineView;
