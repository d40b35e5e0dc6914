//! Server functions of channels.

use crate::error::AppError;
use domain::{campaign::FigureRows, channel::ChannelView};
use leptos::prelude::*;
use server_fn::codec::{Json, Postcard};

#[server(prefix = "/api", endpoint = "channels/view", input = Json, output = Postcard)]
pub async fn view() -> Result<ChannelView, AppError> {
    let at = crate::request::at()?;
    Ok(backend::channels::view(&at.db, &at.actor).await?)
}

/// `of` is a [`domain::channel::ChannelRowsOf`] code.
#[server(prefix = "/api", endpoint = "channels/rows", input = Json, output = Postcard)]
pub async fn rows(of: String, after: Option<String>) -> Result<FigureRows, AppError> {
    let at = crate::request::at()?;
    let of = domain::channel::ChannelRowsOf::parse(&of).ok_or(AppError::NotFound)?;
    Ok(backend::channels::rows(&at.db, &at.actor, of, after.as_deref()).await?)
}
