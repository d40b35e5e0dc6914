//! The document around the application, and the policy of what it may load.
#![cfg(feature = "ssr")]

use crate::{
    App,
    context::{Page, use_page},
    request::Request,
};
use domain::user::Language;
use leptos::{nonce::use_nonce, prelude::*};
use leptos_meta::{Link, MetaTags};
use texts::Texts;

/// Starts the application: the program and the texts of one language are fetched side by side. What was seen is kept by a
/// worker for when there is no network; the page says so then.
fn start_script(assets: &str, texts: &str) -> String {
    format!(
        "import init, {{ hydrate }} from '{assets}/levak.js';\nconst texts = fetch('{texts}').then(r => r.text());\n\
         init({{ module_or_path: '{assets}/levak.wasm' }}).then(async () => hydrate(await texts));\n\
         const worker = navigator.serviceWorker;\n\
         worker?.addEventListener('message', (e) => document.documentElement.toggleAttribute('data-offline', e.data.offline));\n\
         worker?.register('/sw.js').then(() => worker.ready).then((r) => r.active.postMessage(performance.getEntriesByType('resource').map((e) => e.name)));"
    )
}

/// Lets the browser fetch a part of the program beside the rest of it.
pub(crate) fn preload(part: &str) {
    let assets = use_page().context.with_value(|context| context.assets.clone());
    for pack in ["common", part] {
        // Writing it registers it with the head; nothing is drawn here.
        let link =
            view! { <Link rel="preload" href=format!("{assets}/{pack}.bin") as_="fetch" crossorigin="anonymous"/> };
        drop(link.to_html());
    }
}

/// The fonts in which a language is written: fetched at once, so that no line is set anew when they come.
fn fonts(language: Language) -> &'static [&'static str] {
    match language {
        Language::En => &["inter-latin"],
        Language::Sr | Language::Hr => &["inter-latin", "inter-latin-ext"],
        Language::Ru => &["inter-latin", "inter-cyrillic"],
        Language::Fa => &["inter-latin", "vazirmatn-arabic"],
    }
}

/// The whole document.
pub fn shell() -> impl IntoView {
    let context =
        use_context::<Request>().map(|request| request.page).unwrap_or_else(crate::context::PageContext::nobody);
    let texts = Texts::of(context.language);
    let language = context.language;
    let json = serde_json::to_string(&context).unwrap_or_default().replace('<', "\\u003c");
    let theme = context.theme;
    let start = start_script(&context.assets, &context.texts);
    let asset = |name: &str| format!("{}/{name}", context.assets);
    let (style, program, module) = (asset("levak.css"), asset("levak.wasm"), asset("levak.js"));
    let parts = asset("__wasm_split.js");
    let preload = context.texts.clone();
    let fonts: Vec<_> = fonts(language)
        .iter()
        .map(|font| view! { <link rel="preload" href=format!("/fonts/{font}-wght-normal.woff2") r#as="font" type="font/woff2" crossorigin="anonymous"/> })
        .collect();
    Page::provide(context, texts);
    set_policy();
    let dir = if language.is_rtl() { "rtl" } else { "ltr" };
    let data_theme = match theme {
        domain::user::Theme::System => None,
        domain::user::Theme::Light => Some("levak"),
        domain::user::Theme::Dark => Some("levak-dark"),
    };
    view! {
        <!DOCTYPE html>
        <html lang=language.code() dir=dir data-theme=data_theme>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <link rel="stylesheet" href=style/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="manifest" href="/manifest.webmanifest"/>
                <link rel="modulepreload" href=module/>
                <link rel="modulepreload" href=parts/>
                <link rel="preload" href=program r#as="fetch" type="application/wasm" crossorigin="anonymous"/>
                <link rel="preload" href=preload r#as="fetch" crossorigin="anonymous"/>
                {fonts}
                <script id="context" type="application/json" nonce=use_nonce() inner_html=json></script>
                <script type="module" nonce=use_nonce() inner_html=start></script>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

/// Scripts run by their nonce alone; nothing is loaded from anywhere else.
pub(crate) fn set_policy() {
    let (Some(nonce), Some(response)) = (use_nonce(), use_context::<leptos_axum::ResponseOptions>()) else { return };
    let policy = format!(
        "default-src 'self'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; \
         connect-src 'self'; worker-src 'self'; manifest-src 'self'; font-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    );
    if let Ok(policy) = http::HeaderValue::from_str(&policy) {
        response.insert_header(http::header::CONTENT_SECURITY_POLICY, policy);
    }
}
