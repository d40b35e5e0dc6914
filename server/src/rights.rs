//! The right to a use case, by its path, before its arguments are read.

use crate::api::answer;
use app::{error::AppError, request::Request as Known};
use axum::{extract::Request, middleware::Next, response::Response};
use domain::rights::UseCase;

/// Lets through what the role of the user may do; an address that is no use case is not found.
pub async fn check(request: Request, next: Next) -> Response {
    let Some(case) = request.uri().path().strip_prefix("/api/").and_then(UseCase::by_path) else {
        return answer(&AppError::NotFound);
    };
    let role = request.extensions().get::<Known>().and_then(|known| known.actor.as_ref()).map(|actor| actor.role);
    match role {
        None => answer(&AppError::SignedOut),
        Some(role) if !role.may(case) => answer(&AppError::Denied),
        Some(_) => next.run(request).await,
    }
}
