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
        AppError::Conflict { .. } | AppError::State(_) => StatusCode::CONFLICT,
        AppError::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
        AppError::Offline => StatusCode::BAD_REQUEST,
        AppError::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// Answers a server function. All its errors come as 500; the error itself tells the status that it deserves.
pub async fn server_function(request: Request) -> Response {
    let Some(known) = request.extensions().get::<Known>().cloned() else { return answer(&AppError::SignedOut) };
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
