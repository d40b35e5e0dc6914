//! People: the table with its filter, and one person's page.

pub mod api;
mod columns;
mod edit;
mod export;
mod person;
mod save_list;
mod table;

pub use export::encode;
pub use person::PersonPage;
pub use table::{AudienceTabs, TablePage};
