//! Server functions of files.

use crate::error::AppError;
use domain::file::{AgreementDraft, AnswerDraft, AskedFile, FilesView};
use leptos::prelude::*;
use server_fn::codec::{Json, Postcard};

#[server(ViewFiles, prefix = "/api", endpoint = "files/view", input = Json, output = Postcard)]
pub async fn view(campaign: i64) -> Result<FilesView, AppError> {
    let at = crate::request::at()?;
    Ok(backend::files::view(&at.db, &at.actor, campaign).await?)
}

#[server(AskedFiles, prefix = "/api", endpoint = "files/asked", input = Json, output = Postcard)]
pub async fn asked() -> Result<Vec<AskedFile>, AppError> {
    let at = crate::request::at()?;
    Ok(backend::files::asked(&at.db, &at.actor).await?)
}

#[server(RemoveFile, prefix = "/api", endpoint = "files/remove", input = Json, output = Postcard)]
pub async fn remove(request: String, id: i64, version: i64) -> Result<(), AppError> {
    let at = crate::request::at()?;
    Ok(backend::files::remove(&at.db, &at.actor, &request, id, version).await?)
}

#[server(RestoreFile, prefix = "/api", endpoint = "files/restore", input = Json, output = Postcard)]
pub async fn restore(request: String, id: i64, version: i64) -> Result<(), AppError> {
    let at = crate::request::at()?;
    Ok(backend::files::restore(&at.db, &at.actor, &request, id, version).await?)
}

/// Gives how many were asked.
#[server(AskAgreement, prefix = "/api", endpoint = "files/ask", input = Json, output = Postcard)]
pub async fn ask(request: String, agreement: AgreementDraft) -> Result<i64, AppError> {
    let at = crate::request::at()?;
    Ok(backend::files::ask(&at.db, &at.actor, &request, &agreement).await?)
}

#[server(WithdrawAgreement, prefix = "/api", endpoint = "files/withdraw", input = Json, output = Postcard)]
pub async fn withdraw(request: String, id: i64, version: i64) -> Result<(), AppError> {
    let at = crate::request::at()?;
    Ok(backend::files::withdraw(&at.db, &at.actor, &request, id, version).await?)
}

#[server(AnswerAgreement, prefix = "/api", endpoint = "files/answer", input = Json, output = Postcard)]
pub async fn answer(request: String, id: i64, version: i64, answer: AnswerDraft) -> Result<(), AppError> {
    let at = crate::request::at()?;
    Ok(backend::files::answer(&at.db, &at.actor, &request, (id, version), &answer).await?)
}
