//! Server functions of the comparison.

use crate::error::AppError;
use domain::comparison::{Compare, Comparison};
use leptos::prelude::*;
use server_fn::codec::{Json, Postcard};

#[server(ViewComparison, prefix = "/api", endpoint = "comparisons/view", input = Json, output = Postcard)]
pub async fn view(of: Compare) -> Result<Comparison, AppError> {
    let at = crate::request::at()?;
    Ok(backend::comparisons::view(&at.db, &at.actor, &of).await?)
}
