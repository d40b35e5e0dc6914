//! Accounts: organisations.

use crate::{
    attribute::Attribute,
    opportunity::Deal,
    person::{PersonRow, Timeline},
};
use serde::{Deserialize, Serialize};

/// An organisation to change by hand.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AccountDraft {
    pub id: i64,
    pub version: i64,
    pub name: String,
    pub street: String,
    pub postcode: String,
    pub place: String,
    pub phone: String,
    pub website: String,
    pub owner: Option<i64>,
    /// Attributes by id with their values as canonical text; an empty one is taken away, one that is not named stays.
    pub values: Vec<(i64, String)>,
}

/// Everything known about one organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountView {
    pub form: AccountDraft,
    pub owner: String,
    /// All that organisations can have; their values are in the form.
    pub attributes: Vec<Attribute>,
    /// The first people there, and how many in all.
    pub people: Vec<PersonRow>,
    pub people_count: i64,
    pub deals: Vec<Deal>,
    pub won_minor: i64,
    pub timeline: Timeline,
    pub owners: Vec<(i64, String)>,
    pub colleagues: Vec<String>,
}
