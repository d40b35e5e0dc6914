//! Tabs that are links.

use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;

/// One tab with an optional count, already written.
#[derive(Debug, Clone, PartialEq)]
pub struct Tab {
    pub name: String,
    pub href: String,
    pub count: String,
    pub current: bool,
}

#[component]
pub fn Tabs(tabs: Vec<Tab>, #[prop(into)] label: String) -> impl IntoView {
    let items: Vec<_> = tabs
        .into_iter()
        .map(|tab| {
            let class = if tab.current {
                "tab gap-1.5 max-md:whitespace-nowrap max-md:shrink-0 tab-active"
            } else {
                "tab gap-1.5 max-md:whitespace-nowrap max-md:shrink-0"
            };
            let count =
                (!tab.count.is_empty()).then(|| view! { <span class="num text-xs text-ink-3">{tab.count}</span> });
            view! { <a href=tab.href class=class aria-current=tab.current.then_some("page")>{tab.name}{count}</a> }
        })
        .collect();
    // Where a phone shows only some of them, the current one is among those.
    let strip = NodeRef::<html::Nav>::new();
    Effect::new(move |_| {
        let Some(strip) = strip.get() else { return };
        let current = strip.query_selector("[aria-current]").ok().flatten();
        if let Some(current) = current.and_then(|tab| tab.dyn_into::<web_sys::HtmlElement>().ok()) {
            strip.set_scroll_left(current.offset_left() - (strip.client_width() - current.offset_width()) / 2);
        }
    });
    view! { <nav node_ref=strip aria-label=label class="tabs tabs-border relative mt-3 -mx-2 px-2 max-md:flex-nowrap max-md:overflow-x-auto">{items}</nav> }
}
