//! Who asks, and when. "Now" is part of the question, so that every answer can be repeated in a test.

use crate::{Error, Result};
use chrono::NaiveDate;
use domain::rights::{Role, UseCase};

#[derive(Debug, Clone)]
pub struct Actor {
    pub user_id: i64,
    pub role: Role,
    /// Milliseconds since 1970 UTC.
    pub now_ms: i64,
    /// The workspace's local day.
    pub today: NaiveDate,
    /// What was sent, as a number that other words would not have; 0 where nobody sent anything.
    pub print: i64,
}

impl Actor {
    /// # Errors
    /// `Denied` when the role does not have the right.
    pub fn may(&self, case: UseCase) -> Result<()> {
        if self.role.may(case) { Ok(()) } else { Err(Error::Denied) }
    }

    /// The SQL predicate that lets through the leads or opportunities (`alias`) that this actor may open. Seeing is one
    /// predicate per kind, used by tables, drill-down and export alike.
    pub fn sees(&self, alias: &str) -> String {
        if self.role.sees_own_sales_only() {
            format!("({alias}.owner_id IS NULL OR {alias}.owner_id = {})", self.user_id)
        } else {
            "(1 = 1)".to_owned()
        }
    }

    /// The SQL predicate that lets through the touches (`alias`) that this actor may open.
    pub fn sees_work(&self, alias: &str) -> String {
        if self.role.sees_own_sales_only() {
            format!("({alias}.assignee_id = {})", self.user_id)
        } else {
            "(1 = 1)".to_owned()
        }
    }
}
