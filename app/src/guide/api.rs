//! Server functions of the guide.

use crate::error::AppError;
use domain::guide::Guide;
use leptos::prelude::*;
use server_fn::codec::{Json, Postcard};

#[server(prefix = "/api", endpoint = "guide/view", input = Json, output = Postcard)]
pub async fn view() -> Result<Guide, AppError> {
    let at = crate::request::at()?;
    Ok(backend::guide::view(&at.db, &at.actor).await?)
}
