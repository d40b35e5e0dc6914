//! The settings of the workspace that may be changed later.

use super::api;
use crate::{
    context::use_page,
    form::{self, Input},
    loaded::reloader,
    saving::{FieldFault, Saving, SavingFault},
    wire::Load,
};
use domain::{
    user::Language,
    workspace::{TIME_ZONES, WorkspaceDraft},
};
use leptos::prelude::*;
use texts::K;
use ui::{Toast, use_toaster};

#[component]
pub fn Workspace() -> impl IntoView {
    let reload = reloader();
    let workspace = Load::new(move || reload.get(), |_| api::workspace());
    view! { {workspace.show(move |draft| view! { <Form draft reload/> })} }
}

#[component]
fn Form(draft: WorkspaceDraft, reload: RwSignal<u32>) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let saving = Saving::new();
    let toaster = use_toaster();
    let input = RwSignal::new(draft.clone());
    let save = move || {
        let workspace = input.get_untracked();
        saving.run(
            move |request| api::save_workspace(request, workspace),
            move |()| {
                toaster.show(Toast::said(t.t(K::WorkspaceSaved)));
                reload.update(|n| *n += 1);
            },
        );
    };
    let languages = Language::SPOKEN.map(|language| (language.code().to_owned(), language.name().to_owned())).to_vec();
    let zones = TIME_ZONES.map(|zone| (zone.to_owned(), zone.to_owned())).to_vec();
    let days: Vec<_> = l
        .week()
        .into_iter()
        .map(|day| {
            let bit = 1_i64 << day.num_days_from_monday();
            let set = move |on: bool| {
                input.update(|i| i.working_days = if on { i.working_days | bit } else { i.working_days & !bit })
            };
            view! { <span class="me-3">{form::tick(l.weekday_short(day), draft.working_days & bit != 0, set)}</span> }
        })
        .collect();
    view! {
        <form class="max-w-2xl" novalidate on:submit=move |ev| { ev.prevent_default(); save() }>
            <div class="grid sm:grid-cols-2 gap-x-4 gap-y-3 mt-4">
                {form::input(Input::TEXT.max(80), ("w-name", t.t(K::CommonTitle), t.t(K::FirstRunNameHint)), draft.name, (saving, "name"), move |v| input.update(|i| i.name = v))}
                {form::select(("w-language", t.t(K::SettingsLanguage), ""), languages, &draft.language, (saving, "language"), move |v| input.update(|i| i.language = v))}
                {form::select(("w-zone", t.t(K::FirstRunZone), ""), zones, &draft.time_zone, (saving, "time_zone"), move |v| input.update(|i| i.time_zone = v))}
                {form::input(Input::NUMBER.max(2), ("w-lead", t.t(K::WorkspaceLeadDays), t.t(K::WorkspaceLeadDaysHint)), draft.lead_days, (saving, "lead_days"), move |v| input.update(|i| i.lead_days = v))}
            </div>
            <fieldset class="mt-3"><legend class="lab">{t.t(K::FirstRunWeek)}</legend><div class="flex flex-wrap">{days}</div></fieldset><FieldFault fault=saving.fault("working_days")/>
            <p class="lab mt-2">{t.f(K::WorkspaceFixed, &[("currency", l.currency.code())])}</p>
            <SavingFault saving/>
            <button class="btn btn-sm btn-primary mt-3 max-md:h-11" disabled=move || saving.busy.get()>{t.t(K::CommonSave)}</button>
        </form>
    }
}
