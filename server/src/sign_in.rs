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
use domain::fault::{Fault, FieldFault};
use rand::seq::IndexedRandom;
use serde::Deserialize;
use sha2::{Digest, Sha256};
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
    let created = if is_setup_code(&state.setup_code, &value("setup_code")) {
        workspace::create(&state.db, &setup, false).await
    } else {
        Err(Error::Invalid(vec![FieldFault { field: "setup_code".to_owned(), fault: Fault::WrongCode }]))
    };
    match created {
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

/// Whether what was typed is the code of the first start; dashes and spaces aside.
fn is_setup_code(code: &str, typed: &str) -> bool {
    let plain = |s: &str| s.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    // Digests take the same time to compare however much of the code is right.
    code.is_empty() || Sha256::digest(plain(code)) == Sha256::digest(plain(typed))
}

/// A random code of 59 bits to read off a screen, without letters that look like digits.
pub fn new_setup_code() -> String {
    let letters = b"abcdefghjkmnpqrstuvwxyz23456789";
    let mut random = rand::rng();
    let group = |random: &mut rand::rngs::ThreadRng| -> String {
        (0..4).filter_map(|_| letters.choose(random).copied().map(char::from)).collect()
    };
    [group(&mut random), group(&mut random), group(&mut random)].join("-")
}

#[cfg(test)]
mod tests {
    use super::{is_setup_code, new_setup_code, own_path};

    #[test]
    fn a_setup_code_is_read_with_or_without_its_dashes() {
        assert!(is_setup_code("", ""));
        assert!(is_setup_code("k7mp-2xwq-9adr", "K7MP 2XWQ 9ADR "));
        for wrong in ["", "k7mp-2xwq", "k7mp-2xwq-9ads"] {
            assert!(!is_setup_code("k7mp-2xwq-9adr", wrong), "{wrong}");
        }
        let code = new_setup_code();
        assert_eq!(code.len(), 14);
        assert_ne!(code, new_setup_code());
    }

    #[test]
    fn nobody_is_sent_to_another_server() {
        assert_eq!(own_path("/campaigns/3?x=1"), "/campaigns/3?x=1");
        for foreign in ["//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example", ""] {
            assert_eq!(own_path(foreign), "/");
        }
    }
}
