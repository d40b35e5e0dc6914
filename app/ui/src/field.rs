//! A labelled field: the label above, a hint below, the fault in its place.

use crate::icon::{Glyph, Icon};
use leptos::prelude::*;

/// A label around a control that the caller builds with the same `id`; the hint or fault has the id `{id}-note`, which the
/// control names in `aria-describedby`.
#[component]
pub fn Field(
    #[prop(into)] id: String,
    #[prop(into)] label: String,
    #[prop(into, optional)] hint: String,
    /// What is wrong, in words; empty when nothing is.
    #[prop(into, optional)]
    fault: Signal<String>,
    #[prop(into, optional)] class: &'static str,
    children: Children,
) -> impl IntoView {
    let note = format!("{id}-note");
    view! {
        <div class=format!("fld {class}")>
            <label for=id>{label}</label>
            {children()}
            {move || {
                let fault = fault.get();
                if !fault.is_empty() {
                    view! { <p id=note.clone() class="errt" role="alert"><Icon glyph=Glyph::Warn size=13/>{fault}</p> }.into_any()
                } else if !hint.is_empty() {
                    view! { <p id=note.clone() class="hint">{hint.clone()}</p> }.into_any()
                } else {
                    ().into_any()
                }
            }}
        </div>
    }
}
