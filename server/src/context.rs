//! The context of a request, made once: who asks, in which language, on which local day.

use crate::{assets, auth::Session, router::AppState};
use app::{Me, PageContext, request::Request as Known};
use axum::{
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use backend::{Actor, jobs::now_ms, workspace};
use domain::{
    calendar::Calendar,
    money::Currency,
    user::{Language, Theme},
};

/// Adds the context to the request's extensions.
pub async fn add(State(state): State<AppState>, session: Session, mut request: Request, next: Next) -> Response {
    // A body cannot be shared among threads, so what is asked for is read before anything is waited for.
    let asked = asked_language(&request);
    match known(&state, &session, asked).await {
        Ok(known) => {
            request.extensions_mut().insert(known);
            next.run(request).await
        }
        Err(error) => {
            tracing::error!(%error, "no context");
            (StatusCode::SERVICE_UNAVAILABLE, "The database cannot be reached. Nothing was changed; try again.\n")
                .into_response()
        }
    }
}

async fn known(state: &AppState, session: &Session, asked: Option<Language>) -> backend::Result<Known> {
    let now = now_ms();
    let workspace = workspace::get(&state.db).await?;
    let user = session.user.as_ref().map(|user| &user.0);
    let language = match user {
        Some(user) => user.language,
        None => asked.or(workspace.as_ref().map(|w| w.language)).unwrap_or_default(),
    };
    let zone = workspace.as_ref().map_or("UTC", |w| w.time_zone.as_str());
    let today = workspace::local_day(now, zone);
    let page = PageContext {
        language,
        calendar: workspace.as_ref().map_or(Calendar::Gregorian, |w| w.calendar),
        currency: workspace.as_ref().map_or(Currency::EUR, |w| w.currency),
        theme: user.map_or(Theme::System, |u| u.theme),
        today,
        demo: workspace.is_some() && workspace::is_demo(&state.db).await? && state.loopback,
        setup_code: !state.setup_code.is_empty() && workspace.is_none(),
        workspace: workspace.map(|w| w.name).unwrap_or_default(),
        me: user.map(|u| Me { id: u.id, name: u.name.clone(), role: u.role }),
        texts: assets::texts_address(language),
        assets: state.assets.clone(),
    };
    let actor = user.map(|u| Actor { user_id: u.id, role: u.role, now_ms: now, today, print: 0 });
    Ok(Known { db: state.db.clone(), actor, page })
}

/// The language of somebody who is not signed in: the one chosen on the page, else the browser's.
fn asked_language(request: &Request) -> Option<Language> {
    let query = request.uri().query().unwrap_or_default();
    let chosen = query.split('&').find_map(|pair| pair.strip_prefix("lang=")).and_then(Language::parse);
    chosen.or_else(|| accepted_language(request.headers()))
}

fn accepted_language(headers: &HeaderMap) -> Option<Language> {
    let accepted = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
    accepted.split(',').find_map(|part| Language::parse(part.split([';', '-']).next()?.trim()))
}
