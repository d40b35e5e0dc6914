//! All routes, and the layers around them.

use crate::{
    agree, api, assets, auth::Auth, config::Config, context, documents, export, files, gate, headers, origin, rights,
    sessions::Sessions, sign_in, upload,
};
use app::request::Request as Known;
use axum::{
    Router,
    body::Body,
    extract::{DefaultBodyLimit, FromRef, Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::{from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use axum_login::{
    AuthManagerLayerBuilder,
    tower_sessions::{Expiry, SessionManagerLayer, cookie::SameSite},
};
use backend::Db;
use leptos::{config::LeptosOptions, prelude::provide_context};
use leptos_axum::{AxumRouteListing, LeptosRoutes, generate_route_list};
use std::sync::OnceLock;
use tower_http::{
    catch_panic::CatchPanicLayer, compression::CompressionLayer, services::ServeDir, set_header::SetResponseHeaderLayer,
};

/// What handlers share.
#[derive(Debug, Clone)]
pub struct AppState {
    pub db: Db,
    pub assets: String,
    pub behind_proxy: bool,
    /// Served to this machine only.
    pub loopback: bool,
    /// What the first start asks for; empty when it asks for nothing.
    pub setup_code: String,
    /// What the page renderer asks for; paths and names are ours.
    pub leptos: LeptosOptions,
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.leptos.clone()
    }
}

/// How long somebody stays signed in without coming back.
const STAYS: time::Duration = time::Duration::days(30);

/// The whole application.
pub fn router(config: &Config, db: Db) -> Router {
    let state = AppState {
        db: db.clone(),
        assets: assets::folder(&config.site),
        behind_proxy: config.behind_proxy,
        loopback: config.listen.ip().is_loopback(),
        setup_code: config.setup_code.clone(),
        leptos: LeptosOptions::builder().output_name("levak").build(),
    };
    let session = SessionManagerLayer::new(Sessions::new(db.clone()))
        .with_name(if config.https { "__Host-levak" } else { "levak" })
        .with_secure(config.https)
        .with_same_site(SameSite::Lax)
        .with_http_only(true)
        .with_path("/")
        .with_expiry(Expiry::OnInactivity(STAYS));
    let auth = AuthManagerLayerBuilder::new(Auth { db }, session).build();
    let api = Router::new()
        .route("/api/imports/upload", post(upload::take).layer(DefaultBodyLimit::disable()))
        .route("/api/files/upload", post(files::take).layer(DefaultBodyLimit::max(files::BODY_MAX)))
        .route("/api/{*path}", post(api::server_function).layer(DefaultBodyLimit::max(api::BODY_MAX)))
        .layer(from_fn(rights::check));
    let forms = Router::new()
        .route("/sign-in", post(sign_in::sign_in))
        .route("/sign-out", post(sign_in::sign_out))
        .route("/first-run", post(sign_in::first_run));
    let exports = Router::new()
        .route("/export/people.csv", get(export::people))
        .route("/export/campaigns/{id}/costs.csv", get(export::costs))
        .route("/export/imports/{id}/rejects.csv", get(export::rejects))
        .route("/export/files/{version}", get(files::version))
        .route("/export/activities/{id}/addresses.csv", get(documents::addresses))
        .route("/export/activities/{id}/letters.html", get(documents::letters))
        .route("/export/activities/{id}/emails.mbox", get(documents::emails));
    let pages = Router::<AppState>::new()
        .leptos_routes_with_handler(routes(), get(page))
        .fallback(page)
        .layer(from_fn(gate::check));
    let known =
        forms.merge(pages).merge(api).merge(exports).layer(from_fn_with_state(state.clone(), context::add)).layer(auth);
    let kept = |layer: &'static str| {
        SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, HeaderValue::from_static(layer))
    };
    // Somebody outside has a link and no session.
    let links = Router::new()
        .route("/agree/{token}", get(agree::page).post(agree::answer))
        .route("/agree/{token}/file", get(agree::file));
    let static_files = |folder: &str| ServeDir::new(config.site.join(folder)).precompressed_br();
    // What a worker may fetch follows from the policy of its own file.
    let worker = Router::new()
        .route_service("/sw.js", tower_http::services::ServeFile::new(config.site.join("sw.js")))
        .layer(SetResponseHeaderLayer::overriding(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static("default-src 'self'"),
        ));
    let site = Router::new()
        .nest_service(&state.assets, static_files("pkg"))
        .nest_service("/fonts", static_files("fonts"))
        .layer(kept(assets::FOREVER))
        .route_service("/letters.css", tower_http::services::ServeFile::new(config.site.join("letters.css")))
        .merge(worker)
        .route_service("/favicon.svg", tower_http::services::ServeFile::new(config.site.join("favicon.svg")))
        .route_service(
            "/manifest.webmanifest",
            tower_http::services::ServeFile::new(config.site.join("manifest.webmanifest")),
        );
    #[cfg(debug_assertions)]
    let site = site.route("/ui", get(sheet));
    Router::new()
        .merge(known)
        .merge(links)
        .merge(site)
        .route("/texts/{language}/{hash}", get(assets::texts))
        .route("/health", get(health))
        .layer(CompressionLayer::new())
        .layer(from_fn(origin::check))
        .layer(from_fn_with_state(config.https, headers::add))
        .layer(CatchPanicLayer::new())
        .with_state(state)
}

/// The addresses of the pages. They are listed once in a process, and before any page is rendered: while leptos lists them,
/// a resource that begins to load anywhere waits for ever (leptos-rs/leptos#4773).
fn routes() -> Vec<AxumRouteListing> {
    static ROUTES: OnceLock<Vec<AxumRouteListing>> = OnceLock::new();
    let list = || {
        generate_route_list(|| {
            app::context::Page::provide(app::PageContext::nobody(), texts::Texts::of(domain::user::Language::En));
            app::App()
        })
    };
    ROUTES.get_or_init(list).clone()
}

/// A page, written as a whole before it is sent.
async fn page(request: Request<Body>) -> Response {
    let Some(known) = request.extensions().get::<Known>().cloned() else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    leptos_axum::render_app_async_with_context(move || provide_context(known.clone()), app::shell)(request).await
}

/// The component sheet, in development builds.
#[cfg(debug_assertions)]
async fn sheet(State(state): State<AppState>, request: Request<Body>) -> Response {
    let query = request.uri().query().unwrap_or("").to_owned();
    let get = |name: &str| {
        let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.find(|(key, _)| *key == name).map(|(_, value)| value.to_owned()).unwrap_or_default()
    };
    let shown = app::sheet::SheetIn {
        language: domain::user::Language::parse(&get("language")).unwrap_or_default(),
        theme: domain::user::Theme::parse(&get("theme")),
        assets: state.assets.clone(),
    };
    leptos_axum::render_app_async_with_context(move || provide_context(shown.clone()), app::sheet::sheet)(request).await
}

/// Whether the database answers.
async fn health(State(state): State<AppState>) -> Response {
    match backend::sql::scalar::<i64>(&state.db.read, "SELECT CAST(1 AS BIGINT)", Vec::new()).await {
        Ok(_) => "ok\n".into_response(),
        Err(error) => {
            tracing::error!(%error, "health");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}
