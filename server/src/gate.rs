//! Pages are for people who are signed in; before first start there is one page only.

use app::request::Request as Known;
use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};

/// Sends visitors where they can go on.
pub async fn check(request: Request, next: Next) -> Response {
    let Some(known) = request.extensions().get::<Known>() else { return next.run(request).await };
    let path = request.uri().path();
    let there = if known.page.workspace.is_empty() {
        (path != "/first-run").then(|| "/first-run".to_owned())
    } else if known.actor.is_none() {
        (path != "/sign-in").then(|| sign_in_address(&request))
    } else {
        matches!(path, "/sign-in" | "/first-run").then(|| "/".to_owned())
    };
    match there {
        Some(there) => Redirect::to(&there).into_response(),
        None => next.run(request).await,
    }
}

fn sign_in_address(request: &Request) -> String {
    let wanted = request.uri().path_and_query().map_or("/", |p| p.as_str());
    if wanted == "/" {
        return "/sign-in".to_owned();
    }
    let encoded: String = wanted
        .bytes()
        .map(|b| if b.is_ascii_alphanumeric() || b == b'/' { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect();
    format!("/sign-in?next={encoded}")
}
