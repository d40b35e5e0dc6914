//! Server functions of people.

use crate::error::AppError;
use domain::{
    attribute::Attribute,
    person::{PeoplePage, PersonDraft, PersonView, Show},
    rule::Rule,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{Json, Postcard};

/// What a rule can look at: attributes, lists, campaigns, imports by name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filters {
    pub attributes: Vec<Attribute>,
    pub lists: Vec<(i64, String)>,
    pub campaigns: Vec<(i64, String)>,
    pub imports: Vec<(i64, String)>,
}

/// `columns` are ids of attributes, separated by commas; `after` is the cursor of the page before.
#[server(prefix = "/api", endpoint = "people/page", input = Json, output = Postcard)]
pub async fn page(rule: Rule, search: String, columns: String, after: Option<String>) -> Result<PeoplePage, AppError> {
    let at = crate::request::at()?;
    let columns = backend::people::parse_columns(&columns);
    Ok(backend::people::page(&at.db, &at.actor, &rule, &search, &columns, after.as_deref()).await?)
}

#[server(prefix = "/api", endpoint = "people/view", input = Json, output = Postcard)]
pub async fn view(id: i64, show: Show, limit: i64) -> Result<PersonView, AppError> {
    let at = crate::request::at()?;
    Ok(backend::people::view(&at.db, &at.actor, id, show, limit).await?)
}

#[server(prefix = "/api", endpoint = "people/save", input = Json, output = Postcard)]
pub async fn save(request: String, person: PersonDraft) -> Result<i64, AppError> {
    let at = crate::request::at()?;
    Ok(backend::people::save(&at.db, &at.actor, &request, &person).await?)
}

#[server(ListFilters, prefix = "/api", endpoint = "people/filters", input = Json, output = Postcard)]
pub async fn filters() -> Result<Filters, AppError> {
    let at = crate::request::at()?;
    let (attributes, lists, campaigns, imports) = backend::people::filters(&at.db, &at.actor).await?;
    Ok(Filters { attributes, lists, campaigns, imports })
}
