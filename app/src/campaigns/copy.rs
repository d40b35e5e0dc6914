//! Copying a campaign, or making a template of it.

use super::api;
use crate::{
    context::use_page,
    date_field,
    form::{self, FormDialog, Input},
    saving::Saving,
};
use domain::{campaign::CopyDraft, rights::UseCase};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use texts::K;
use ui::{Glyph, Icon};

/// Copies the campaign, or makes a template of it.
#[component]
pub fn CopyButton(id: i64, name: String, template: bool) -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let open = RwSignal::new(false);
    let saving = Saving::new();
    let input = RwSignal::new(CopyDraft {
        id,
        name: if template { name } else { texts::unmarked(&t.f(K::CopyName, &[("name", &name)])) },
        first_day: page.l.typed(page.today),
        template: false,
    });
    let navigate = StoredValue::new(use_navigate());
    if !page.may(UseCase::CampaignCopy) {
        return ().into_any();
    }
    let save = Callback::new(move |()| {
        let copy = input.get_untracked();
        saving.run(
            move |request| api::copy(request, copy),
            move |id: i64| {
                open.set(false);
                navigate.with_value(|go| go(&format!("/campaigns/{id}/plan"), NavigateOptions::default()));
            },
        );
    });
    let words = if template { t.t(K::CopyFrom) } else { t.t(K::CopyDo) };
    let fields = move || {
        let now = input.get_untracked();
        view! {
            <p class="text-ink-2 mt-1">{t.t(K::CopyHint)}</p>
            <div class="grid sm:grid-cols-2 gap-x-4 gap-y-3 mt-3">
                {form::input(Input::TEXT.max(120), ("copy-name", t.t(K::CommonTitle), ""), now.name, (saving, "name"), move |v| input.update(|i| i.name = v))}
                {date_field::day(("copy-first", t.t(K::CopyFirst)), now.first_day, (saving, "first_day"), move |v| input.update(|i| i.first_day = v))}
            </div>
            <p class="lab mt-1">{t.t(K::CopyFirstHint)}</p>
            {form::tick(t.t(K::CopyTemplate), now.template, move |on| input.update(|i| i.template = on))}
        }
    };
    view! {
        <button type="button" class="btn btn-sm" on:click=move |_| open.set(true)><Icon glyph=Glyph::Copy size=14/>{words}</button>
        <FormDialog open title=t.t(K::CopyTitle) action=t.t(K::CopyMake) saving save>{fields()}</FormDialog>
    }
    .into_any()
}
