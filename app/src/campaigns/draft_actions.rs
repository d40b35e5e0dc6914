//! What ends the planning of an activity otherwise than by its launch: deleting it, or making it one of several.

use super::{api, drafting::Drafting};
use crate::{
    context::use_page,
    saving::{Saving, SavingFault},
};
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
