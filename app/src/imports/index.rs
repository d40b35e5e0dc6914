//! All imports, newest first.

use super::api;
use crate::{
    campaigns::look_again,
    context::use_page,
    frame::{Empty, Heading},
    loaded::reloader,
    people::AudienceTabs,
    wire::Load,
};
use domain::{
    import::{ImportRow, ImportState},
    rights::UseCase,
};
use leptos::prelude::*;
use texts::K;
use ui::{Glyph, Icon};

#[component]
pub fn IndexPage() -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let reload = reloader();
    let imports = Load::new(move || reload.get(), |_| api::index());
    let actions = page.may(UseCase::ImportUpload).then(|| view! { <a class="btn btn-sm btn-primary" href="/audience/imports/new"><Icon glyph=Glyph::Upload size=15/>{t.t(K::ImportsNew)}</a> }.into_any());
    view! {
        <main id="main" class="page">
            <Heading title=t.t(K::ImportsTitle) actions/>
            <AudienceTabs current=K::ImportsTitle/>
            {imports.show(move |rows| view! { <Rows rows reload/> })}
        </main>
    }
}

pub fn state_dot(state: ImportState) -> &'static str {
    match state {
        ImportState::Done => "dot ok",
        ImportState::Failed => "dot bad",
        ImportState::Checking | ImportState::Importing | ImportState::Undoing => "dot run",
        ImportState::Mapping | ImportState::Checked | ImportState::Undone => "dot plan",
    }
}

#[component]
fn Rows(rows: Vec<ImportRow>, reload: RwSignal<u32>) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    if rows.is_empty() {
        let actions = view! { <a class="btn btn-sm btn-primary" href="/audience/imports/new">{t.t(K::ImportsNew)}</a> }
            .into_any();
        return view! { <Empty what=t.t(K::ImportsEmpty) next=t.t(K::ImportsEmptyNext) actions/> }.into_any();
    }
    if rows.iter().any(|r| r.state.is_working()) {
        look_again(reload);
    }
    let lines: Vec<_> = rows
        .into_iter()
        .map(|row| {
            view! {
                <tr><td class="flush"><a class="font-medium hover:underline" href=format!("/audience/imports/{}", row.id)><bdi>{row.file}</bdi></a></td><td>{t.code("import_kind", row.kind.as_str())}</td><td><span class="st"><span class=state_dot(row.state)></span>{t.code("import_state", row.state.as_str())}</span></td><td class="n">{t.int(row.tally.rows)}</td><td class="n">{t.int(row.tally.new)}</td><td class="n">{t.int(row.tally.updated)}</td><td class="n">{t.int(row.tally.invalid)}</td><td><bdi>{row.by}</bdi></td><td class="num text-ink-2">{l.day(row.day)}</td></tr>
            }
        })
        .collect();
    view! {
        <div class="overflow-x-auto mt-3" tabindex="0" role="region" aria-label=t.t(K::ImportsTitle)>
            <table class="table tight"><thead><tr><th scope="col" class="flush">{t.t(K::ImportFile)}</th><th scope="col">{t.t(K::ImportKindHead)}</th><th scope="col">{t.t(K::CommonState)}</th><th scope="col" class="n">{t.t(K::ImportRows)}</th><th scope="col" class="n">{t.t(K::ImportNew)}</th><th scope="col" class="n">{t.t(K::ImportUpdated)}</th><th scope="col" class="n">{t.t(K::ImportInvalid)}</th><th scope="col">{t.t(K::ImportBy)}</th><th scope="col">{t.t(K::CommonDay)}</th></tr></thead><tbody>{lines}</tbody></table>
        </div>
    }
    .into_any()
}
