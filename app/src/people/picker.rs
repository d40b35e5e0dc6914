//! Finding one person by name, organisation or address.

use super::api;
use crate::{context::use_page, error::AppError};
use domain::{person::PeoplePage, rule::Rule};
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};
use std::time::Duration;
use texts::K;
use ui::{Field, Glyph, Icon};

/// People offered at once.
const OFFERED: usize = 8;
/// The pause in typing after which people are looked for.
const PAUSE: Duration = Duration::from_millis(250);

/// A box to find a person in; the one that was picked stands in its place.
#[component]
pub fn PersonPicker(picked: RwSignal<Option<(i64, String)>>, #[prop(into)] label: String) -> impl IntoView {
    let t = use_page().t;
    let found = RwSignal::new(Vec::<(i64, String, String)>::new());
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let asked = StoredValue::new(String::new());
    let look = move |text: String| {
        if let Some(timer) = waiting.try_update_value(Option::take).flatten() {
            timer.clear();
        }
        asked.set_value(text.clone());
        if text.trim().chars().count() < 2 {
            found.set(Vec::new());
            return;
        }
        let ask = move || {
            leptos::task::spawn_local(async move {
                let answer: Result<PeoplePage, AppError> =
                    api::page(Rule::default(), text.clone(), String::new(), None).await;
                // Only the answer to what is typed now is shown.
                if asked.try_with_value(|now| *now == text) == Some(true)
                    && let Ok(page) = answer
                {
                    let row = |row: domain::person::PersonRow| {
                        let name = row.shown();
                        (
                            row.id,
                            name,
                            [row.account, row.place]
                                .into_iter()
                                .filter(|s| !s.is_empty())
                                .collect::<Vec<_>>()
                                .join(", "),
                        )
                    };
                    found.set(page.rows.into_iter().take(OFFERED).map(row).collect());
                }
            });
        };
        waiting.set_value(set_timeout_with_handle(ask, PAUSE).ok());
    };
    let label = StoredValue::new(label);
    move || {
        match picked.get() {
        Some((_, name)) => view! {
            <div class="flex items-center gap-2 mt-3"><span class="lab">{label.get_value()}</span><span class="chip"><bdi class="font-medium">{name}</bdi><button type="button" aria-label=t.t(K::RuleRemove) on:click=move |_| picked.set(None)><Icon glyph=Glyph::X size=13/></button></span></div>
        }
        .into_any(),
        None => {
            let rows = move || {
                found
                    .get()
                    .into_iter()
                    .map(|(id, name, more)| {
                        let chosen = name.clone();
                        view! { <li><button type="button" class="flex gap-2 w-full text-start px-3 py-2 hover:bg-hover max-md:min-h-11" on:click=move |_| { found.set(Vec::new()); picked.set(Some((id, chosen.clone()))) }><bdi class="font-medium">{name}</bdi><bdi class="lab truncate">{more}</bdi></button></li> }
                    })
                    .collect::<Vec<_>>()
            };
            view! {
                <Field id="picker" label=label.get_value() class="w-full mt-3">
                    <input id="picker" class="input w-full" type="search" dir="auto" autocomplete="off" maxlength="80" placeholder=t.t(K::PeopleSearch) on:input=move |ev| look(event_target_value(&ev))/>
                    <ul class="mt-1" aria-live="polite">{rows}</ul>
                </Field>
            }
            .into_any()
        }
    }
    }
}
