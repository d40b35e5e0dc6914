//! The page behind a link: somebody outside reads a file and says whether they agree. It works without scripts and without signing in;
//! reading changes nothing, an answer is a form.

use crate::{files::parts, router::AppState};
use axum::{
    Form,
    extract::{Path, State},
    http::StatusCode,
    response::{Html, IntoResponse, Redirect, Response},
};
use backend::{Error, files, jobs::now_ms};
use domain::{
    file::{AgreementState, AnswerDraft, LinkView},
    user::Language,
};
use serde::Deserialize;
use texts::{K, Locale, Texts};

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn document(state: &AppState, language: Language, title: &str, body: &str) -> Response {
    let dir = if language.is_rtl() { "rtl" } else { "ltr" };
    let html = format!(
        "<!doctype html><html lang=\"{}\" dir=\"{dir}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"robots\" content=\"noindex\"><title>{}</title><link rel=\"stylesheet\" href=\"{}/levak.css\"></head><body><main id=\"main\" class=\"page max-w-2xl mx-auto\">{body}</main></body></html>",
        language.code(),
        escape(title),
        state.assets,
    );
    Html(html).into_response()
}

/// A link that opens nothing: unknown, taken back or over, all alike.
async fn nothing(state: &AppState) -> Response {
    let language = match backend::workspace::existing(&state.db.read).await {
        Ok(workspace) => workspace.language,
        Err(_) => Language::En,
    };
    let t = Texts::of(language);
    let body = format!(
        "<h1 class=\"text-2xl font-semibold mt-10\">{}</h1><p class=\"mt-2 text-ink-2\">{}</p>",
        escape(t.t(K::AgreeGone)),
        escape(t.t(K::AgreeGoneNext))
    );
    (StatusCode::NOT_FOUND, document(state, language, t.t(K::AgreeGone), &body)).into_response()
}

async fn failed(state: &AppState, error: Error) -> Response {
    match error {
        Error::NotFound => nothing(state).await,
        error => {
            tracing::error!(%error, "agreement by a link");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

/// The page.
pub async fn page(State(state): State<AppState>, Path(token): Path<String>) -> Response {
    shown(&state, &token, "", "").await
}

async fn shown(state: &AppState, token: &str, fault: &str, typed: &str) -> Response {
    let view = match files::link(&state.db, token, now_ms()).await {
        Ok(view) => view,
        Err(error) => return failed(state, error).await,
    };
    let calendar = match backend::workspace::existing(&state.db.read).await {
        Ok(workspace) => (workspace.calendar, workspace.currency),
        Err(error) => return failed(state, error).await,
    };
    let texts = Texts::of(view.language);
    let locale = Locale { texts, calendar: calendar.0, currency: calendar.1 };
    let title = texts.f(K::AgreeTitle, &[("name", &view.name)]);
    let body = body(locale, &view, token, fault, typed);
    document(state, view.language, &title, &body)
}

fn body(l: Locale, view: &LinkView, token: &str, fault: &str, typed: &str) -> String {
    let t = l.texts;
    let asks = t.f(K::AgreeAsks, &[("name", &view.asked_by), ("workspace", &view.workspace)]);
    let size = t.int((view.bytes + 1023) / 1024);
    let version = t.f(K::AgreeVersion, &[("n", &t.plain(view.number)), ("size", &size)]);
    let note = if view.note.is_empty() {
        String::new()
    } else {
        format!("<p class=\"mt-3 whitespace-pre-line\" dir=\"auto\">{}</p>", escape(&view.note))
    };
    let until = view.expires.map(|day| t.f(K::AgreeUntil, &[("day", &l.day(day))])).unwrap_or_default();
    let answer = match view.state {
        AgreementState::Asked => form(t, token, fault, typed),
        state => {
            let class = if state == AgreementState::Agreed { "tag good" } else { "tag warn" };
            format!(
                "<p class=\"mt-6\"><span class=\"{class}\">{}</span></p><p class=\"mt-2 whitespace-pre-line\" dir=\"auto\">{}</p><p class=\"lab mt-2\">{}</p>",
                escape(t.code("agreement", state.as_str())),
                escape(&view.answer),
                escape(t.t(K::AgreeThanks))
            )
        }
    };
    format!(
        "<p class=\"lab mt-8\">{}</p><h1 class=\"text-2xl font-semibold mt-1\" dir=\"auto\">{}</h1><p class=\"mt-2 text-ink-2\" dir=\"auto\">{}</p>{note}
         <p class=\"mt-4\"><a class=\"btn btn-sm max-md:h-11\" href=\"/agree/{token}/file\" download>{}</a> <span class=\"lab\" dir=\"auto\">{} · {}</span></p>{answer}<p class=\"lab mt-6\">{}</p>",
        escape(&view.workspace),
        escape(&view.name),
        escape(&asks),
        escape(t.t(K::AgreeDownload)),
        escape(&view.file_name),
        escape(&version),
        escape(&until),
    )
}

fn form(t: Texts, token: &str, fault: &str, typed: &str) -> String {
    let (wrong, said) = if fault.is_empty() {
        ("false", String::new())
    } else {
        ("true", format!("<p class=\"errt\" role=\"alert\" id=\"comment-note\">{}</p>", escape(t.code("fault", fault))))
    };
    format!(
        "<form method=\"post\" action=\"/agree/{token}\" class=\"mt-6\"><div class=\"fld\"><label for=\"comment\">{}</label><textarea id=\"comment\" name=\"comment\" class=\"textarea w-full\" dir=\"auto\" rows=\"4\" maxlength=\"2000\" aria-describedby=\"comment-note\" aria-invalid=\"{wrong}\">{}</textarea>{said}</div>
         <div class=\"flex flex-wrap gap-3 mt-4\"><button class=\"btn btn-sm btn-primary max-md:h-12 max-md:grow\" name=\"answer\" value=\"agree\">{}</button><button class=\"btn btn-sm max-md:h-12 max-md:grow\" name=\"answer\" value=\"decline\">{}</button></div></form>",
        escape(t.t(K::AgreeComment)),
        escape(typed),
        escape(t.t(K::AgreeYes)),
        escape(t.t(K::AgreeNo)),
    )
}

/// The file behind the link.
pub async fn file(State(state): State<AppState>, Path(token): Path<String>) -> Response {
    let db = state.db.clone();
    // A link that opens nothing answers with its page.
    if let Err(error) = files::link(&db, &token, now_ms()).await {
        return failed(&state, error).await;
    }
    parts(move |part| {
        let (db, token) = (db.clone(), token.clone());
        async move { files::link_part(&db, &token, part, now_ms()).await }
    })
    .await
}

#[derive(Deserialize)]
pub struct Answer {
    answer: String,
    #[serde(default)]
    comment: String,
}

/// The answer; afterwards the page shows it.
pub async fn answer(State(state): State<AppState>, Path(token): Path<String>, Form(form): Form<Answer>) -> Response {
    let draft = AnswerDraft { agree: form.answer == "agree", comment: form.comment };
    match files::answer_link(&state.db, &token, &draft, now_ms()).await {
        Ok(()) => Redirect::to(&format!("/agree/{token}")).into_response(),
        Err(Error::Invalid(faults)) => {
            let code = faults.first().map_or_else(String::new, |f| texts::snake(&f.fault.to_string()));
            let page = shown(&state, &token, &code, &draft.comment).await;
            (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
        }
        Err(error) => failed(&state, error).await,
    }
}
