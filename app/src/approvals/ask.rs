//! The button that puts a plan before somebody.

use super::api;
use crate::{
    context::use_page,
    date_field,
    form::{self, FormDialog},
    saving::{FieldFault, Saving},
};
use domain::{
    approval::{AskDraft, Asked},
    rights::UseCase,
};
use leptos::prelude::*;
use texts::K;
use ui::{Toast, use_toaster};

#[component]
pub fn AskButton(
    of: Asked,
    version: i64,
    cost: i64,
    #[prop(into)] waiting: Signal<bool>,
    done: Callback<()>,
) -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let open = RwSignal::new(false);
    let saving = Saving::new();
    let toaster = use_toaster();
    let input = RwSignal::new(AskDraft { of, version, ..AskDraft::default() });
    if !page.may(UseCase::ApprovalAsk) {
        return ().into_any();
    }
    let save = Callback::new(move |()| {
        let ask = input.get_untracked();
        saving.run(
            move |request| api::ask(request, ask),
            move |_: i64| {
                open.set(false);
                toaster.show(Toast::said(t.t(K::ApprovalSent)));
                done.run(());
            },
        );
    });
    let fields = move || {
        let now = input.get_untracked();
        view! {
            <p class="text-ink-2 mt-1">{t.f(K::ApprovalAskHint, &[("cost", &page.l.money(cost))])}</p>
            <div class="mt-3 max-w-56">{date_field::day(("ask-wanted", t.t(K::ApprovalWantedBy)), now.wanted, (saving, "wanted"), move |v| input.update(|i| i.wanted = v))}</div>
            <div class="mt-3">{form::area(("ask-note", t.t(K::ApprovalNote), ""), (3, 2000), now.note, (saving, "note"), move |v| input.update(|i| i.note = v))}</div>
            <FieldFault fault=saving.fault("rates")/><FieldFault fault=saving.fault("campaigns")/>
        }
    };
    view! {
        {move || if waiting.get() {
            view! { <a class="btn btn-sm" href="/approvals">{t.t(K::ApprovalWaits)}</a> }.into_any()
        } else {
            view! { <button type="button" class="btn btn-sm btn-primary" on:click=move |_| open.set(true)>{t.t(K::ApprovalSubmit)}</button> }.into_any()
        }}
        <FormDialog open title=t.t(K::ApprovalSubmit) action=t.t(K::ApprovalSubmit) saving save>{fields()}</FormDialog>
    }
    .into_any()
}
