//! Server functions of people.

use crate::error::AppError;
use domain::{
    person::{PeoplePage, PersonDraft, PersonView, Show},
    rule::{Filters, Rule},
};
use leptos::prelude::*;
use server_fn::codec::{Json, Postcard};

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
    Ok(backend::people::filters(&at.db, &at.actor).await?)
}
