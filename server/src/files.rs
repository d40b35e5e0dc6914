//! Files of campaigns over HTTP: taking one in pieces, handing one out in parts. They are handed out to be kept, never to be shown:
//! whoever sent them is not us.

use app::{error::AppError, request::Request as Known};
use axum::{
    Extension,
    body::Body,
    extract::{
        Multipart, Path,
        multipart::{Field, MultipartError},
    },
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use backend::{Actor, Db, Error, files};
use domain::fault::Fault;
use futures::{StreamExt, stream};

/// Bytes of one form: a file as large as may be, and the fields around it.
pub const BODY_MAX: usize = 21 * 1024 * 1024;

/// Answers with the file's id, or with its fault; a plain form is sent back to the page of the files.
pub async fn take(Extension(known): Extension<Known>, headers: HeaderMap, form: Multipart) -> Response {
    let Some(actor) = known.actor.as_ref() else { return crate::api::answer(&AppError::SignedOut) };
    let mut asked = Asked::default();
    let taken = receive(&known.db, actor, form, &mut asked).await;
    let back = format!("/campaigns/{}/files", asked.campaign);
    crate::upload::answered(&headers, taken, |_| back.clone(), &back)
}

/// What the fields before the file say.
#[derive(Default)]
struct Asked {
    campaign: i64,
    document: Option<i64>,
    line: Option<i64>,
    name: String,
}

async fn receive(db: &Db, actor: &Actor, mut form: Multipart, asked: &mut Asked) -> backend::Result<i64> {
    let broken = |error: MultipartError| Error::invalid("file", fault(&error));
    while let Some(field) = form.next_field().await.map_err(broken)? {
        let name = field.name().unwrap_or_default().to_owned();
        match name.as_str() {
            "campaign" => asked.campaign = field.text().await.map_err(broken)?.parse().unwrap_or(0),
            "document" => asked.document = field.text().await.map_err(broken)?.parse().ok(),
            "line" => asked.line = field.text().await.map_err(broken)?.parse().ok(),
            "name" => asked.name = field.text().await.map_err(broken)?,
            "text" => {
                let text = field.text().await.map_err(broken)?;
                if !text.trim().is_empty() {
                    return written(db, actor, asked, &text).await;
                }
            }
            "file" if field.file_name().is_some_and(|name| !name.is_empty()) => {
                return file(db, actor, asked, field).await;
            }
            _ => {}
        }
    }
    Err(Error::invalid("file", Fault::Required))
}

/// A text that was typed instead of a file.
async fn written(db: &Db, actor: &Actor, asked: &Asked, text: &str) -> backend::Result<i64> {
    let name = asked.name.trim();
    if name.is_empty() {
        return Err(Error::invalid("name", Fault::Required));
    }
    let at = (asked.campaign, asked.document, asked.line);
    let mut upload = files::begin(db, actor, at, &format!("{name}.txt")).await?;
    upload.take(text.as_bytes()).await?;
    upload.finish().await
}

/// Why a form broke off.
fn fault(error: &MultipartError) -> Fault {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE { Fault::FileTooLarge } else { Fault::Required }
}

async fn file(db: &Db, actor: &Actor, asked: &Asked, mut field: Field<'_>) -> backend::Result<i64> {
    let name = field.file_name().unwrap_or_default().to_owned();
    let mut upload = files::begin(db, actor, (asked.campaign, asked.document, asked.line), &name).await?;
    let mut refused = None;
    loop {
        match field.chunk().await {
            // A refused file is read to its end, so that the browser hears the answer; nothing of it is kept.
            Ok(Some(_)) if refused.is_some() => {}
            Ok(Some(bytes)) => refused = upload.take(&bytes).await.err(),
            Ok(None) => break,
            Err(error) => {
                tracing::info!(%error, "upload broken off");
                let why = Error::invalid("file", fault(&error));
                refused = Some(if refused.is_none() { upload.give_up(why).await } else { why });
                break;
            }
        }
    }
    match refused {
        Some(error) => Err(error),
        None => upload.finish().await,
    }
}

/// A version of a file, for whoever is signed in.
pub async fn version(Extension(known): Extension<Known>, Path(version): Path<i64>) -> Response {
    let Some(actor) = known.actor else { return StatusCode::UNAUTHORIZED.into_response() };
    let db = known.db;
    parts(move |part| {
        let (db, actor) = (db.clone(), actor.clone());
        async move { files::part(&db, &actor, version, part).await }
    })
    .await
}

/// A file as it is read part by part.
pub async fn parts<F>(mut read: impl FnMut(i64) -> F + Send + 'static) -> Response
where
    F: Future<Output = backend::Result<(String, i64, Option<Vec<u8>>)>> + Send,
{
    let (name, bytes, first) = match read(0).await {
        Ok(found) => found,
        Err(error) => return crate::api::answer(&AppError::from(error)),
    };
    let later = stream::try_unfold((read, 1), |(mut read, part)| async move {
        match read(part).await {
            Ok((_, _, Some(body))) => Ok(Some((body, (read, part + 1)))),
            Ok(_) => Ok(None),
            Err(error) => {
                tracing::error!(%error, "file broken off");
                Err(std::io::Error::other("file broken off"))
            }
        }
    });
    let body = Body::from_stream(stream::iter(first.map(Ok)).chain(later));
    let encoded: String = name
        .bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect();
    let kept = HeaderValue::from_str(&format!("attachment; filename*=UTF-8''{encoded}"));
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(bytes));
    headers.insert(header::CONTENT_DISPOSITION, kept.unwrap_or(HeaderValue::from_static("attachment")));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'"));
    response
}
