//! The request on the server: database and actor for the server functions.

use crate::{context::PageContext, error::AppError};
use backend::{Actor, Db};
use domain::decimal::DecimalMark;
use leptos::prelude::*;
use texts::Texts;

/// What the server knows about a request; provided to every page and server function.
#[derive(Clone)]
pub struct Request {
    pub db: Db,
    pub actor: Option<Actor>,
    pub page: PageContext,
}

/// Database and actor of the request at hand.
pub struct At {
    pub db: Db,
    pub actor: Actor,
    /// The mark that this person types for decimals.
    pub mark: DecimalMark,
}

/// # Errors
/// `SignedOut` when nobody is signed in.
pub fn at() -> Result<At, AppError> {
    let request = use_context::<Request>().ok_or(AppError::SignedOut)?;
    let actor = request.actor.ok_or(AppError::SignedOut)?;
    let mark = Texts::of(request.page.language).decimal_mark();
    Ok(At { db: request.db, actor, mark })
}

/// A short id under which a failure is logged.
pub fn new_id() -> String {
    uuid::Uuid::new_v4().simple().to_string().chars().take(8).collect()
}

/// Lets the page of an error answer with its status.
pub fn set_status(error: &AppError) {
    let status = match error {
        AppError::NotFound => http::StatusCode::NOT_FOUND,
        AppError::Denied => http::StatusCode::FORBIDDEN,
        AppError::Internal(_) => http::StatusCode::INTERNAL_SERVER_ERROR,
        _ => return,
    };
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(status);
    }
}
