//! Accounts: organisations.

use serde::{Deserialize, Serialize};

/// An organisation by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountRow {
    pub id: i64,
    pub name: String,
}
