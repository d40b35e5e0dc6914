//! Qualify or disqualify one lead.

use super::api;
use crate::{
    context::use_page,
    form,
    saving::{Saving, SavingFault},
};
use domain::{
    lead::{LeadRow, Qualify},
    rights::UseCase,
};
use leptos::prelude::*;
use texts::K;
use ui::{Dialog, Field};

#[component]
pub fn Decide(lead: LeadRow, reasons: StoredValue<Vec<(i64, String)>>, reload: RwSignal<u32>) -> impl IntoView {
    let page = use_page();
    let t = page.t;
    if !page.may(UseCase::LeadQualify) {
        return ().into_any();
    }
    let (yes, no) = (RwSignal::new(false), RwSignal::new(false));
    let shown = lead.clone();
    view! {
        <span class="flex gap-1 justify-end">
            <button type="button" class="btn btn-xs" on:click=move |_| yes.set(true)>{t.t(K::LeadQualify)}</button>
            <button type="button" class="btn btn-xs btn-ghost" on:click=move |_| no.set(true)>{t.t(K::LeadDisqualify)}</button>
        </span>
        <QualifyDialog open=yes lead=shown reload/>
        <DisqualifyDialog open=no lead reasons reload/>
    }
    .into_any()
}

#[component]
fn QualifyDialog(open: RwSignal<bool>, lead: LeadRow, reload: RwSignal<u32>) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let saving = Saving::new();
    let ended = form::ended(open, reload);
    let title = t.f(K::LeadQualifyTitle, &[("name", &lead.person)]);
    let input = RwSignal::new(Qualify {
        id: lead.id,
        version: lead.version,
        account: lead.account.clone(),
        opportunity: true,
        title: String::new(),
        amount: String::new(),
    });
    let save = move || {
        let qualify = input.get_untracked();
        saving.run(
            move |request| api::qualify(request, qualify),
            move |opportunity: Option<i64>| {
                ended(t.t(if opportunity.is_some() { K::LeadQualifiedDeal } else { K::LeadQualified }));
            },
        );
    };
    view! {
        <Dialog open title close=t.t(K::CommonClose)>
            <form on:submit=move |ev| { ev.prevent_default(); save() } novalidate>
                <p class="text-ink-2 mt-1">{t.t(K::LeadQualifySays)}</p>
                <Field id="q-account" label=t.t(K::FieldAccount) fault=saving.fault("account") class="mt-3"><input id="q-account" class="input w-full" maxlength="160" dir="auto" aria-describedby="q-account-note" value=input.with_untracked(|i| i.account.clone()) on:input=move |ev| input.update(|i| i.account = event_target_value(&ev))/></Field>
                <label class="flex items-center gap-2 mt-3 min-h-8"><input type="checkbox" class="checkbox checkbox-xs" prop:checked=move || input.with(|i| i.opportunity) on:change=move |ev| input.update(|i| i.opportunity = event_target_checked(&ev))/>{t.t(K::LeadWithDeal)}</label>
                <Show when=move || input.with(|i| i.opportunity)>
                    <div class="grid sm:grid-cols-2 gap-4 mt-2">
                        <Field id="q-title" label=t.t(K::DealTitle) fault=saving.fault("title")><input id="q-title" class="input w-full" maxlength="160" dir="auto" aria-describedby="q-title-note" on:input=move |ev| input.update(|i| i.title = event_target_value(&ev))/></Field>
                        <Field id="q-amount" label=t.f(K::DealAmount, &[("currency", l.currency.code())]) fault=saving.fault("amount")><input id="q-amount" class="input w-full num" inputmode="decimal" dir="ltr" maxlength="18" aria-describedby="q-amount-note" on:input=move |ev| input.update(|i| i.amount = event_target_value(&ev))/></Field>
                    </div>
                </Show>
                <SavingFault saving/>
                <div class="flex justify-end gap-2 mt-4"><button type="button" class="btn btn-sm btn-ghost" on:click=move |_| open.set(false)>{t.t(K::CommonCancel)}</button><button class="btn btn-sm btn-primary" disabled=move || saving.busy.get()>{t.t(K::LeadQualify).trim_end_matches('…')}</button></div>
            </form>
        </Dialog>
    }
}

#[component]
fn DisqualifyDialog(
    open: RwSignal<bool>,
    lead: LeadRow,
    reasons: StoredValue<Vec<(i64, String)>>,
    reload: RwSignal<u32>,
) -> impl IntoView {
    let t = use_page().t;
    let saving = Saving::new();
    let ended = form::ended(open, reload);
    let title = t.f(K::LeadDisqualifyTitle, &[("name", &lead.person)]);
    let reason = RwSignal::new(0_i64);
    let (id, version) = (lead.id, lead.version);
    let save = move || {
        saving.run(
            move |request| api::disqualify(request, id, version, reason.get_untracked()),
            move |()| ended(t.t(K::LeadDisqualified)),
        );
    };
    let choices = move || {
        reasons.get_value().into_iter().map(|(id, name)| view! { <label class="flex items-center gap-2 min-h-9"><input type="radio" name="reason" class="radio radio-xs" on:change=move |_| reason.set(id)/><bdi>{name}</bdi></label> }).collect::<Vec<_>>()
    };
    view! {
        <Dialog open title close=t.t(K::CommonClose)>
            <form on:submit=move |ev| { ev.prevent_default(); save() }>
                <fieldset class="mt-3"><legend class="lab">{t.t(K::LeadReason)}</legend>{choices}</fieldset>
                <SavingFault saving/>
                <div class="flex justify-end gap-2 mt-4"><button type="button" class="btn btn-sm btn-ghost" on:click=move |_| open.set(false)>{t.t(K::CommonCancel)}</button><button class="btn btn-sm btn-primary" disabled=move || saving.busy.get() || reason.get() == 0>{t.t(K::LeadDisqualify).trim_end_matches('…')}</button></div>
            </form>
        </Dialog>
    }
}
