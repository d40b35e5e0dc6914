//! The start in the browser: takes over the page that the server wrote.

use crate::{
    App,
    context::{Page, PageContext},
};
use leptos::prelude::*;
use texts::Texts;

/// Takes the context from the page and the texts as sent, and makes the page live.
pub fn start(texts: &str) {
    let context = document().get_element_by_id("context").and_then(|element| element.text_content());
    let Some(context) = context.and_then(|json| serde_json::from_str::<PageContext>(&json).ok()) else {
        leptos::logging::error!("the page has no context");
        return;
    };
    let texts = Texts::receive(context.language, texts);
    wasm_bindgen_futures::spawn_local(async move {
        let app = move || {
            Page::provide(context, texts);
            view! { <App/> }
        };
        let Some(body) = document().body() else { return };
        leptos::mount::hydrate_from_async(body, app).await.forget();
        if let Some(root) = document().document_element() {
            // Tests wait for it; nothing depends on it.
            drop(root.set_attribute("data-hydrated", ""));
        }
    });
}
