//! Which attributes the table shows.

use crate::context::use_page;
use domain::attribute::Attribute;
use leptos::prelude::*;
use texts::K;
use ui::{Glyph, Icon};

/// A menu of attributes; `chosen` holds their ids, `changed` is told after each change.
#[component]
pub fn ColumnMenu(attributes: Vec<Attribute>, chosen: Vec<i64>, changed: Callback<Vec<i64>>) -> impl IntoView {
    let t = use_page().t;
    if attributes.is_empty() {
        return ().into_any();
    }
    let items: Vec<_> = attributes
        .into_iter()
        .map(|attribute| {
            let id = attribute.id;
            let on = chosen.contains(&id);
            let chosen = chosen.clone();
            let set = move |on: bool| {
                let mut next: Vec<i64> = chosen.iter().copied().filter(|c| *c != id).collect();
                if on {
                    next.push(id);
                }
                changed.run(next);
            };
            view! { <li><label class="flex items-center gap-2"><input type="checkbox" class="checkbox checkbox-xs" checked=on on:change=move |ev| set(event_target_checked(&ev))/><bdi>{attribute.name}</bdi></label></li> }
        })
        .collect();
    view! {
        <details class="dropdown dropdown-end">
            <summary class="btn btn-sm btn-ghost"><Icon glyph=Glyph::Columns size=15/>{t.t(K::PeopleColumns)}</summary>
            <ul class="menu pop dropdown-content z-10 w-60 max-h-80 overflow-y-auto flex-nowrap">{items}</ul>
        </details>
    }
    .into_any()
}
