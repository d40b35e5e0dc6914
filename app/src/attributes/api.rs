//! Server functions of the attributes of leads and products.

use crate::error::AppError;
use domain::attribute::{AttributesDraft, AttributesView, Subject};
use leptos::prelude::*;
use server_fn::codec::{Json, Postcard};

#[server(prefix = "/api", endpoint = "attributes/view", input = Json, output = Postcard)]
pub async fn view(subject: Subject, id: i64) -> Result<AttributesView, AppError> {
    let at = crate::request::at()?;
    Ok(backend::people::attributes::view(&at.db, &at.actor, subject, id).await?)
}

#[server(prefix = "/api", endpoint = "attributes/save", input = Json, output = Postcard)]
pub async fn save(request: String, attributes: AttributesDraft) -> Result<i64, AppError> {
    let at = crate::request::at()?;
    Ok(backend::people::attributes::save(&at.db, &at.actor, &request, &attributes).await?)
}
