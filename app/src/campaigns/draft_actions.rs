//! What ends the planning of an activity otherwise than by its launch: deleting it, or making it one of several.

use super::{api, drafting::Drafting};
use crate::{
    context::use_page,
    saving::{Saving, SavingFault},
};
use domain::{activity::ActivityKind, rights::UseCase};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use texts::K;
use ui::{Dialog, Glyph, Icon, Toast, use_toaster};

/// Makes a campaign of several activities of a quick one.
#[component]
pub fn WidenButton(id: i64, drafting: Drafting) -> impl IntoView {
    let t = use_page().t;
    let saving = Saving::new();
    let navigate = StoredValue::new(use_navigate());
    let widen = move |_| {
        drafting.save(move |saved| {
            saving.run(
                move |request| api::widen(request, id, saved.version),
                move |id: i64| {
                    navigate.with_value(|go| go(&format!("/campaigns/{id}/plan"), NavigateOptions::default()));
                },
            );
        });
    };
    view! { <button type="button" class="btn btn-sm" disabled=move || saving.busy.get() on:click=widen><Icon glyph=Glyph::Plus size=14/>{t.t(K::DraftWiden)}</button><SavingFault saving/> }
}

/// Parts the activity by the channels that its people prefer: an activity for each.
#[component]
pub fn SplitButton(drafting: Drafting) -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let saving = Saving::new();
    let toaster = use_toaster();
    let navigate = StoredValue::new(use_navigate());
    let whole = move || {
        let people = drafting
            .input
            .with(|i| i.prefers == 0 && i.after.is_none() && i.kind.is_none_or(ActivityKind::has_audience));
        people && page.may(UseCase::ActivitySplit)
    };
    let split = move |_| {
        let one_each = drafting.input.with_untracked(|i| i.one_each);
        drafting.save_all(Box::new(move |saved| {
            saving.run(
                move |request| api::split_activity(request, saved.activity, saved.activity_version),
                move |campaign: i64| {
                    let each = if one_each { K::WhatSplitEach } else { K::WhatSplitDone };
                    toaster.show(Toast::said(t.t(each)));
                    navigate.with_value(|go| go(&format!("/campaigns/{campaign}/plan"), NavigateOptions::default()));
                },
            );
        }));
    };
    view! {
        <Show when=whole>
            <div class="mt-4 flex flex-wrap items-center gap-x-3 gap-y-2 max-w-2xl"><button type="button" class="btn btn-sm" disabled=move || saving.busy.get() on:click=split><Icon glyph=Glyph::Plus size=14/>{t.t(K::WhatSplit)}</button><p class="lab basis-60 grow">{t.t(K::WhatSplitHint)}</p></div>
            <SavingFault saving/>
        </Show>
    }
}

/// Deletes the draft, after a question.
#[component]
pub fn DeleteButton(id: i64, activity: i64, quick: bool, drafting: Drafting) -> impl IntoView {
    let t = use_page().t;
    let asked = RwSignal::new(false);
    let saving = Saving::new();
    let toaster = use_toaster();
    let navigate = StoredValue::new(use_navigate());
    let delete = move |_| {
        let version = drafting.input.with_untracked(|i| i.version);
        let of_campaign = drafting.campaign_version.get_value();
        // What was typed last need not be kept any more.
        drafting.saved.set_value(drafting.input.get_untracked());
        saving.run(
            move |request| async move {
                if quick {
                    api::delete_draft(request, id, of_campaign).await
                } else {
                    api::delete_activity(request, activity, version).await
                }
            },
            move |()| {
                toaster.show(Toast::said(t.t(K::DraftDeleted)));
                let address = if quick { "/campaigns".to_owned() } else { format!("/campaigns/{id}/plan") };
                navigate.with_value(|go| go(&address, NavigateOptions::default()));
            },
        );
    };
    view! {
        <button type="button" class="btn btn-sm btn-ghost btn-square" aria-label=t.t(K::DraftDelete) title=t.t(K::DraftDelete) on:click=move |_| asked.set(true)><Icon glyph=Glyph::Trash size=15/></button>
        <Dialog open=asked title=t.t(K::DraftDeleteQuestion) close=t.t(K::CommonClose)>
            <p class="text-ink-2 mt-1.5">{t.t(K::DraftDeleteSays)}</p>
            <SavingFault saving/>
            <div class="flex justify-end gap-2 mt-4"><button type="button" class="btn btn-sm btn-ghost" on:click=move |_| asked.set(false)>{t.t(K::CommonCancel)}</button><button type="button" class="btn btn-sm btn-primary" disabled=move || saving.busy.get() on:click=delete>{t.t(K::DraftDelete)}</button></div>
        </Dialog>
    }
}
