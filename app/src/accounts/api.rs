//! Server functions of organisations.

use crate::error::AppError;
use domain::{
    account::{AccountDraft, AccountView},
    person::Show,
};
use leptos::prelude::*;
use server_fn::codec::{Json, Postcard};

#[server(prefix = "/api", endpoint = "accounts/view", input = Json, output = Postcard)]
pub async fn view(id: i64, show: Show, limit: i64) -> Result<AccountView, AppError> {
    let at = crate::request::at()?;
    Ok(backend::accounts::view(&at.db, &at.actor, id, show, limit).await?)
}

#[server(prefix = "/api", endpoint = "accounts/save", input = Json, output = Postcard)]
pub async fn save(request: String, account: AccountDraft) -> Result<i64, AppError> {
    let at = crate::request::at()?;
    Ok(backend::accounts::save(&at.db, &at.actor, &request, &account).await?)
}
