//! Sign-in, sign-out and first start: plain forms.

use crate::{
    auth::{Session, User},
    router::AppState,
};
use app::request::Request as Known;
use axum::{
    Extension, Form,
    extract::{ConnectInfo, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use backend::{
    Error,
    jobs::now_ms,
    users::{self, SignIn},
    workspace::{self, Setup},
};
use serde::Deserialize;
use std::net::SocketAddr;

#[derive(Deserialize)]
pub struct SignInForm {
    email: String,
    password: String,
    #[serde(default)]
    next: String,
}

/// Checks a name and password and begins a session.
pub async fn sign_in(
    State(state): State<AppState>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    mut session: Session,
    Form(form): Form<SignInForm>,
) -> Response {
    let address = client(&state, peer, &headers);
    let next = own_path(&form.next);
    let back =
        |what: &str| Redirect::to(&format!("/sign-in?{what}&next={}", app::people::encode(next))).into_response();
    match users::sign_in(&state.db, &form.email, &form.password, &address, now_ms()).await {
        Ok(SignIn::Welcome(user)) => begin(&mut session, User(user), next).await,
        Ok(SignIn::Wrong { left }) => back(&format!("fault=wrong&left={left}")),
        Ok(SignIn::Paused { seconds }) => back(&format!("fault=paused&seconds={seconds}")),
        Err(error) => failed(&error),
    }
}

async fn begin(session: &mut Session, user: User, next: &str) -> Response {
    match session.login(&user).await {
        Ok(()) => Redirect::to(next).into_response(),
        Err(error) => {
            tracing::error!(%error, "no session");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

fn failed(error: &Error) -> Response {
    tracing::error!(%error, "sign-in");
    StatusCode::SERVICE_UNAVAILABLE.into_response()
}

/// A path of this server, or its first page: a form must not send people elsewhere.
fn own_path(wanted: &str) -> &str {
    let own =
        wanted.starts_with('/') && !wanted.starts_with("//") && !wanted.contains(|c: char| c == '\\' || c.is_control());
    if own { wanted } else { "/" }
}

/// The address that sign-ins are counted by.
fn client(state: &AppState, peer: SocketAddr, headers: &HeaderMap) -> String {
    let forwarded = headers
        .get_all("x-forwarded-for")
        .iter()
        .next_back()
        .and_then(|v| v.to_str().ok())
        .and_then(|v| v.rsplit(',').next())
        .map(str::trim);
    match forwarded {
        Some(address) if state.behind_proxy => address.to_owned(),
        _ => peer.ip().to_string(),
    }
}

/// Ends the session.
pub async fn sign_out(mut session: Session) -> Response {
    match session.logout().await {
        Ok(_) => Redirect::to("/sign-in").into_response(),
        Err(error) => {
            tracing::error!(%error, "sign-out");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

/// Creates the workspace and signs its administrator in.
pub async fn first_run(
    State(state): State<AppState>,
    Extension(known): Extension<Known>,
    mut session: Session,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response {
    if !known.page.workspace.is_empty() {
        return Redirect::to("/").into_response();
    }
    let value = |name: &str| fields.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone()).unwrap_or_default();
    let days = fields.iter().filter(|(n, _)| n == "day").filter_map(|(_, v)| v.parse::<u32>().ok()).filter(|d| *d < 7);
    let setup = Setup {
        name: value("name"),
        currency: value("currency"),
        language: value("language"),
        calendar: value("calendar"),
        time_zone: value("time_zone"),
        working_days: days.fold(0, |bits, day| bits | (1_i64 << day)),
        user_name: value("user_name"),
        email: value("email"),
        password: value("password"),
    };
    match workspace::create(&state.db, &setup, false).await {
        Ok(id) => match users::signed_in(&state.db, id).await {
            Ok(Some(user)) => begin(&mut session, User(user), "/campaigns").await,
            _ => Redirect::to("/sign-in").into_response(),
        },
        Err(Error::Invalid(faults)) => {
            let faults: Vec<String> =
                faults.iter().map(|f| format!("{}:{}", f.field, texts::snake(&f.fault.to_string()))).collect();
            let kept = ["name", "currency", "calendar", "time_zone", "user_name", "email"]
                .map(|n| format!("{n}={}", app::people::encode(&value(n))));
            Redirect::to(&format!(
                "/first-run?lang={}&faults={}&{}",
                known.page.language.code(),
                faults.join(","),
                kept.join("&")
            ))
            .into_response()
        }
        Err(Error::State(_)) => Redirect::to("/sign-in").into_response(),
        Err(error) => failed(&error),
    }
}

#[cfg(test)]
mod tests {
    use super::own_path;

    #[test]
    fn nobody_is_sent_to_another_server() {
        assert_eq!(own_path("/campaigns/3?x=1"), "/campaigns/3?x=1");
        for foreign in ["//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example", ""] {
            assert_eq!(own_path(foreign), "/");
        }
    }
}
