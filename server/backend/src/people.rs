//! People: the table with its rules, one person's page, adding and changing by hand.

mod page;
pub mod rules;
mod view;

pub use page::{Column, export, page, parse_columns};
pub(crate) use view::account_by_name;
pub use view::{save, view};

use crate::fold::fold;

/// The key that the table is sorted by: the name, else the external id. Never empty, so that every page has an order.
pub(crate) fn sort_key(name: &str, external: &str) -> String {
    let key = fold(if name.is_empty() { external } else { name });
    if key.is_empty() { "~".to_owned() } else { key }
}

/// What search looks at.
pub(crate) fn search_text(parts: &[&str]) -> String {
    fold(&parts.join(" "))
}
