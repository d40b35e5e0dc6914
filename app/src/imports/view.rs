//! One import: columns and dry run, its progress, what came of it.

use super::{api, mapping::Mapping, tally::TallyBars};
use crate::{
    campaigns::look_again,
    context::{Page, use_page},
    frame::Heading,
    loaded::reloader,
    saving::{Saving, SavingFault},
    wire::Load,
};
use domain::{
    import::{ImportState, ImportView, Reason, Reject},
    rights::UseCase,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use texts::K;
use ui::{Glyph, Icon, Steps, Toast, use_toaster};

#[component]
pub fn ImportPage() -> impl IntoView {
    let params = use_params_map();
    let reload = reloader();
    let id = Memo::new(move |_| params.with(|p| p.get("id").and_then(|id| id.parse::<i64>().ok()).unwrap_or(0)));
    let import = Load::new(move || (id.get(), reload.get()), |(id, _)| api::view(id));
    view! { <main id="main" class="page">{import.show(move |import| view! { <Import import reload/> })}</main> }
}

#[component]
fn Import(import: ImportView, reload: RwSignal<u32>) -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let state = import.row.state;
    if state.is_working() {
        look_again(reload);
    }
    let current = match state {
        ImportState::Mapping | ImportState::Checking | ImportState::Checked => 1,
        _ => 2,
    };
    let steps = super::steps(t, current);
    let title = t.f(K::ImportTitleKind, &[("kind", t.code("import_kind", import.row.kind.as_str()))]);
    let kilobytes = t.f(K::ImportSize, &[("n", &t.int((import.bytes + 1023) / 1024))]);
    let body = match state {
        ImportState::Mapping | ImportState::Checked => view! { <Mapping import=import.clone() reload/> }.into_any(),
        ImportState::Checking | ImportState::Importing | ImportState::Undoing => {
            view! { <Working import=import.clone() reload/> }.into_any()
        }
        ImportState::Done | ImportState::Undone | ImportState::Failed => {
            view! { <Outcome import=import.clone() reload/> }.into_any()
        }
    };
    view! {
        <Heading title/>
        <Steps steps current label=t.t(K::DraftSteps) done=t.t(K::CommonDone)/>
        <p class="flex flex-wrap items-center gap-2 mt-3"><Icon glyph=Glyph::File/><bdi class="font-medium">{import.row.file.clone()}</bdi><span class="text-ink-3 num">{kilobytes}</span><a class="l" href="/audience/imports/new">{t.t(K::ImportOther)}</a></p>
        {body}
    }
}

#[component]
fn Working(import: ImportView, reload: RwSignal<u32>) -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let saving = Saving::new();
    let (done, all) = import.row.progress;
    let id = import.row.id;
    let stop = (import.row.state != ImportState::Undoing && import.own && page.may(UseCase::ImportStop)).then(|| {
        view! { <button type="button" class="btn btn-sm mt-4" disabled=move || saving.busy.get() on:click=move |_| saving.run(move |request| api::stop(request, id), move |_| reload.update(|n| *n += 1))>{t.t(K::ImportStop)}</button> }
    });
    view! {
        <div class="py-8 max-w-md" aria-live="polite">
            <p class="fin">{t.code("import_state", import.row.state.as_str())}</p>
            <progress class="progress progress-primary w-full mt-3" value=done max=all.max(1)></progress>
            <p class="lab mt-1 num">{t.f(K::ImportProgress, &[("done", &t.int(done)), ("all", &t.int(all.max(done)))])}</p>
            <p class="lab mt-3">{t.t(K::LaunchMayLeave)}</p>
            {stop}<SavingFault saving/>
        </div>
    }
}

#[component]
fn Outcome(import: ImportView, reload: RwSignal<u32>) -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let saving = Saving::new();
    let toaster = use_toaster();
    let (id, version, state) = (import.row.id, import.version, import.row.state);
    let tally = import.row.tally;
    let title = match state {
        ImportState::Failed => {
            import.failure.map_or(t.t(K::ImportFailed), |f| t.code("fault", &texts::snake(&f.to_string()))).to_owned()
        }
        ImportState::Undone if import.row.kept > 0 => t.n(K::ImportUndoneKept, import.row.kept, &[]),
        ImportState::Undone => t.t(K::ImportUndone).to_owned(),
        _ => t.n(K::ImportDone, tally.new + tally.updated, &[]),
    };
    let undoable = state == ImportState::Done || (state == ImportState::Failed && tally.rows > 0);
    let undo = (undoable && import.own && page.may(UseCase::ImportUndo)).then(|| {
        view! {
            <button type="button" class="btn btn-sm" disabled=move || saving.busy.get() on:click=move |_| saving.run(move |request| api::undo(request, id, version), move |_| { toaster.show(Toast::said(t.t(K::ImportUndoBegun))); reload.update(|n| *n += 1) })><Icon glyph=Glyph::Undo size=14/>{t.t(K::ImportUndo)}</button>
        }
    });
    let open = (state == ImportState::Done).then(|| view! { <a class="btn btn-sm btn-primary" href=format!("/audience?rule=%7B%22field%22%3A%22import%22%2C%22op%22%3A%22is%22%2C%22value%22%3A%22{id}%22%7D")>{t.t(K::ImportOpen)}</a> });
    let hint = (state == ImportState::Done).then(|| view! { <p class="lab mt-3">{t.t(K::ImportUndoHint)}</p> });
    let bars = (state != ImportState::Failed).then(|| view! { <TallyBars tally/> });
    view! {
        <div class="grid lg:grid-cols-[360px_minmax(0,1fr)] gap-x-12 gap-y-8 mt-6">
            <div><h2 class="fin">{title}</h2>{bars}<div class="flex gap-2 mt-5">{open}{undo}</div>{hint}<SavingFault saving/></div>
            <Rejects import/>
        </div>
    }
}

/// The first rows left out or doubtful, and all of them as a file.
#[component]
pub fn Rejects(import: ImportView) -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let tally = import.row.tally;
    if import.rejects.is_empty() {
        return ().into_any();
    }
    let title = if tally.invalid > 0 {
        t.n(K::RejectsTitle, tally.invalid, &[])
    } else {
        t.n(K::RejectsWarnings, tally.warnings, &[])
    };
    let rows: Vec<_> = import.rejects.iter().map(|reject| view! { <tr><td class="n flush text-ink-2">{t.int(reject.row)}</td><td><bdi>{reject.column.clone()}</bdi></td><td><code class="font-sans bg-bad-tint text-bad rounded-sm px-1 py-0.5"><bdi>{reject.value.clone()}</bdi></code></td><td class="whitespace-normal! min-w-40">{reason(page, reject)}</td></tr> }).collect();
    view! {
        <section id="rows" class="min-w-0">
            <div class="flex flex-wrap items-end gap-3"><div><h2 class="fin">{title}</h2><p class="lab mt-0.5">{t.t(K::RejectsHint)}</p></div><a class="btn btn-xs ms-auto" rel="external" download href=format!("/export/imports/{}/rejects.csv", import.row.id)><Icon glyph=Glyph::Download size=13/>{t.t(K::RejectsAll)}</a></div>
            <div class="overflow-x-auto mt-1" tabindex="0" role="region" aria-label=t.t(K::RejectsHead)>
                <table class="table tight"><thead><tr><th scope="col" class="n flush w-14">{t.t(K::RejectsRow)}</th><th scope="col">{t.t(K::RejectsColumn)}</th><th scope="col">{t.t(K::RejectsValue)}</th><th scope="col">{t.t(K::RejectsReason)}</th></tr></thead><tbody>{rows}</tbody></table>
            </div>
        </section>
    }
    .into_any()
}

fn reason(page: Page, reject: &Reject) -> &'static str {
    match reject.fault {
        Reason::Fault(fault) => page.t.code("fault", &texts::snake(&fault.to_string())),
        Reason::WonBeforeContact => page.t.t(K::ReasonWonBeforeContact),
    }
}
