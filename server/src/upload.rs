//! Taking the file of an import in pieces: memory does not grow with it.

use app::{error::AppError, request::Request as Known};
use axum::{
    Extension,
    extract::{Multipart, multipart::Field},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use backend::{Actor, Db, Error, imports};
use domain::{fault::Fault, import::ImportKind};

/// Answers with the import's id, or with the fault of the file; a plain form is sent on to the page that shows it.
pub async fn take(Extension(known): Extension<Known>, headers: HeaderMap, form: Multipart) -> Response {
    let Some(actor) = known.actor.as_ref() else { return crate::api::answer(&AppError::SignedOut) };
    let taken = receive(&known.db, actor, form).await;
    answered(&headers, taken, |id| format!("/audience/imports/{id}"), "/audience/imports/new")
}

/// The answer to an upload: a program hears the id or the fault, a plain form goes on to `next`, or back to `form` with its fault.
pub fn answered(
    headers: &HeaderMap,
    taken: backend::Result<i64>,
    next: impl FnOnce(i64) -> String,
    form: &str,
) -> Response {
    let page =
        headers.get(header::ACCEPT).and_then(|v| v.to_str().ok()).is_some_and(|accept| accept.contains("text/html"));
    match taken {
        Ok(id) if page => Redirect::to(&next(id)).into_response(),
        Ok(id) => id.to_string().into_response(),
        Err(Error::Invalid(faults)) => {
            let code = faults.first().map_or_else(String::new, |f| texts::snake(&f.fault.to_string()));
            if page {
                Redirect::to(&format!("{form}?fault={code}")).into_response()
            } else {
                (StatusCode::UNPROCESSABLE_ENTITY, code).into_response()
            }
        }
        Err(error) => crate::api::answer(&AppError::from(error)),
    }
}

async fn receive(db: &Db, actor: &Actor, mut form: Multipart) -> backend::Result<i64> {
    let broken = |_| Error::invalid("file", Fault::Required);
    let mut kind = ImportKind::People;
    while let Some(field) = form.next_field().await.map_err(broken)? {
        match field.name() {
            Some("kind") => {
                kind = ImportKind::parse(&field.text().await.map_err(broken)?)
                    .ok_or_else(|| Error::invalid("kind", Fault::Unknown))?
            }
            Some("file") => return file(db, actor, kind, field).await,
            _ => {}
        }
    }
    Err(Error::invalid("file", Fault::Required))
}

async fn file(db: &Db, actor: &Actor, kind: ImportKind, mut field: Field<'_>) -> backend::Result<i64> {
    let name = field.file_name().unwrap_or("file.csv").to_owned();
    let mut upload = imports::begin_upload(db, actor, kind, &name).await?;
    let mut refused = None;
    loop {
        match field.chunk().await {
            // A refused file is read to its end, so that the browser hears the answer; nothing of it is kept.
            Ok(Some(_)) if refused.is_some() => {}
            Ok(Some(bytes)) => refused = upload.take(&bytes).await.err(),
            Ok(None) => break,
            Err(error) => {
                tracing::info!(%error, "upload broken off");
                refused = Some(Error::invalid("file", Fault::Required));
                break;
            }
        }
    }
    match refused {
        Some(error) => Err(error),
        None => upload.finish().await,
    }
}
