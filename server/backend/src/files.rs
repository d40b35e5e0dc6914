//! Files of campaigns in versions, and agreement with them.

mod answer;
mod ask;
mod upload;
mod view;

pub use answer::{answer, answer_link, link, link_part};
pub use ask::{ask, withdraw};
pub(crate) use upload::sweep;
pub use upload::{Upload, begin, remove, restore};
pub use view::{asked, part, view};

const DAY_MS: i64 = 24 * 3600 * 1000;

/// The hash under which the token of a link is known.
fn hashed(token: &str) -> String {
    use sha2::{Digest, Sha256};
    Sha256::digest(token.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}
