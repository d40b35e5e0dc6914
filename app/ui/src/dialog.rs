//! A dialog over the page: centred on a desk, a sheet on a phone.

use crate::{
    icon::{Glyph, Icon},
    toast::ToastList,
};
use leptos::{html, prelude::*};

/// A native modal dialog: focus stays in it, Escape closes it, focus returns to where it was.
#[component]
pub fn Dialog(
    open: RwSignal<bool>,
    #[prop(into)] title: Signal<String>,
    /// What the button that closes it says.
    #[prop(into)]
    close: String,
    #[prop(default = false)] wide: bool,
    children: ChildrenFn,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let id = StoredValue::new(next_id());
    Effect::new(move |_| {
        let Some(element) = dialog.get() else { return };
        if open.get() && !element.open() {
            // Not by the view: what the server drew without an id stays as it was drawn.
            drop(element.set_attribute("aria-labelledby", &id.get_value()));
            // It fails only for an element that is not in the page.
            drop(element.show_modal());
            begin(element);
        } else if !open.get() && element.open() {
            element.close();
        }
    });
    let class = if wide { "dlg dlg-wide" } else { "dlg" };
    view! {
        <dialog node_ref=dialog class=class on:close=move |_| open.set(false)>
            <Show when=move || open.get()>
                <div class="flex items-start gap-2">
                    <h2 id=move || id.get_value() class="text-xl font-semibold tracking-tight grow min-w-0">{move || title.get()}</h2>
                    <button type="button" class="btn btn-ghost btn-sm btn-square -me-2 -mt-1 max-md:size-11" aria-label=close.clone() on:click=move |_| open.set(false)><Icon glyph=Glyph::X/></button>
                </div>
                {children()}
                <ToastList close=close.clone() in_dialog=true/>
            </Show>
        </dialog>
    }
}

/// Puts the focus into the first field rather than on the button that closes; not where that would bring up a keyboard of
/// the screen. The fields are there a moment after the dialog.
fn begin(dialog: web_sys::HtmlDialogElement) {
    use wasm_bindgen::JsCast;
    let wide = window().inner_width().ok().and_then(|width| width.as_f64()).is_some_and(|width| width >= 768.0);
    if !wide {
        return;
    }
    request_animation_frame(move || {
        let field = dialog.query_selector("input:not([type=hidden]), select, textarea").ok().flatten();
        if let Some(field) = field.and_then(|field| field.dyn_into::<web_sys::HtmlElement>().ok()) {
            drop(field.focus());
        }
    });
}

/// Ids that are the same on server and client are not needed here: the dialog's content is made in the browser only.
fn next_id() -> String {
    use std::sync::atomic::{AtomicU32, Ordering};
    static NEXT: AtomicU32 = AtomicU32::new(0);
    if cfg!(target_arch = "wasm32") {
        format!("dialog-{}", NEXT.fetch_add(1, Ordering::Relaxed))
    } else {
        String::new()
    }
}
