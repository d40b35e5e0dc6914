//! Server functions over HTTP: their context, and the status that goes with each error.

use app::{error::AppError, request::Request as Known};
use axum::{
    Json,
    body::{Body, to_bytes},
    extract::Request,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use leptos::prelude::provide_context;
use sha2::{Digest, Sha256};

/// Longest request.
pub const BODY_MAX: usize = 1024 * 1024;

/// Longest error that is looked into.
const ERROR_MAX: usize = 256 * 1024;

/// An error as server functions write it, with its status.
pub fn answer(error: &AppError) -> Response {
    (status(error), Json(error)).into_response()
}

pub fn status(error: &AppError) -> StatusCode {
    match error {
        AppError::SignedOut => StatusCode::UNAUTHORIZED,
        AppError::Denied => StatusCode::FORBIDDEN,
        AppError::NotFound => StatusCode::NOT_FOUND,
        AppError::Conflict { .. } | AppError::State(_) | AppError::Over(_) => StatusCode::CONFLICT,
        AppError::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
        AppError::Offline => StatusCode::BAD_REQUEST,
        AppError::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// A number that tells what was sent from anything else that could have been. Two requests under one id are compared by it.
fn print(sent: &[u8]) -> i64 {
    let hash = Sha256::digest(sent);
    hash.iter().take(8).fold(0, |print, byte| (print << 8) | i64::from(*byte))
}

/// Answers a server function. All its errors come as 500; the error itself tells the status that it deserves.
pub async fn server_function(request: Request) -> Response {
    let Some(mut known) = request.extensions().get::<Known>().cloned() else { return answer(&AppError::SignedOut) };
    let (parts, body) = request.into_parts();
    let Ok(sent) = to_bytes(body, BODY_MAX).await else { return StatusCode::PAYLOAD_TOO_LARGE.into_response() };
    if let Some(actor) = &mut known.actor {
        actor.print = print(&sent);
    }
    let request = Request::from_parts(parts, Body::from(sent));
    let response = leptos_axum::handle_server_fns_with_context(move || provide_context(known.clone()), request)
        .await
        .into_response();
    if response.status() != StatusCode::INTERNAL_SERVER_ERROR {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, ERROR_MAX).await else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    if let Ok(error) = serde_json::from_slice::<AppError>(&bytes) {
        parts.status = status(&error);
    }
    Response::from_parts(parts, Body::from(bytes))
}
