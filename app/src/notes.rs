//! Notes, and the box to write one in.

pub mod api;

use crate::{
    context::use_page,
    saving::{FieldFault, Saving, SavingFault},
};
use domain::{
    note::{NOTE_MAX, NoteOn, NoteRow},
    rights::UseCase,
};
use leptos::prelude::*;
use texts::K;
use ui::{Glyph, Icon};

/// The notes on a record, newest first.
#[component]
pub fn Notes(on: NoteOn, notes: Vec<NoteRow>, colleagues: Vec<String>, reload: RwSignal<u32>) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let rows: Vec<_> = notes
        .into_iter()
        .map(|note| view! { <li class="py-2 border-b border-line"><p class="whitespace-pre-line" dir="auto">{note.text}</p><p class="lab"><bdi>{note.by}</bdi>" · "{l.day(note.day)}</p></li> })
        .collect();
    view! { <h2 class="fin">{t.t(K::NotesTitle)}</h2><NoteBox on colleagues reload/><ul class="mt-2">{rows}</ul> }
}

/// A note is written here; a colleague is mentioned by @ and the name.
#[component]
pub fn NoteBox(on: NoteOn, colleagues: Vec<String>, reload: RwSignal<u32>) -> impl IntoView {
    let page = use_page();
    let t = page.t;
    if !page.may(UseCase::NoteAdd) {
        return ().into_any();
    }
    let text = RwSignal::new(String::new());
    let saving = Saving::new();
    let save = move || {
        let note = text.get_untracked();
        saving.run(
            move |request| api::add(request, on, note),
            move |_: i64| {
                text.set(String::new());
                reload.update(|n| *n += 1);
            },
        );
    };
    // Offered while the last word begins with @.
    let colleagues = StoredValue::new(colleagues);
    let offered = move || {
        let typed = text.get();
        let (before, begun) = typed.rsplit_once('@')?;
        let begun = begun.to_lowercase();
        let fits = |name: &&String| name.to_lowercase().starts_with(&begun) && name.to_lowercase() != begun;
        let names: Vec<String> = colleagues.with_value(|c| c.iter().filter(fits).take(5).cloned().collect());
        let before = before.to_owned();
        (!names.is_empty()).then(|| {
            names
                .into_iter()
                .map(|name| {
                    let whole = format!("{before}@{name} ");
                    view! { <button type="button" class="chip" on:click=move |_| text.set(whole.clone())><bdi>{format!("@{name}")}</bdi></button> }
                })
                .collect::<Vec<_>>()
        })
    };
    let empty = move || text.with(|text| text.trim().is_empty());
    view! {
        <form class="mt-2" on:submit=move |ev| { ev.prevent_default(); save() }>
            <label class="block"><span class="sr-only">{t.t(K::NotesWrite)}</span>
                <textarea class="textarea w-full" rows="2" dir="auto" maxlength=NOTE_MAX placeholder=t.t(K::NotesWrite) aria-invalid=saving.wrong("text") prop:value=move || text.get() on:input=move |ev| text.set(event_target_value(&ev))></textarea>
            </label>
            <FieldFault fault=saving.fault("text")/>
            <div class="flex flex-wrap items-center gap-2 mt-1.5">{offered}<button class="btn btn-sm ms-auto max-md:h-11" disabled=move || empty() || saving.busy.get()><Icon glyph=Glyph::Pencil size=14/>{t.t(K::NotesAdd)}</button></div>
            <SavingFault saving/>
        </form>
    }
    .into_any()
}
