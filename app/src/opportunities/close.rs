//! Won, with the amount, or lost, with the reason.

use super::api;
use crate::{
    context::use_page,
    form,
    saving::{Saving, SavingFault, run_beside},
};
use domain::opportunity::{Card, Close, CloseOpportunity};
use leptos::prelude::*;
use texts::K;
use ui::{Dialog, Field, Toast, use_toaster};

#[component]
pub fn CloseDialog(
    card: RwSignal<Option<Card>>,
    won: bool,
    reasons: StoredValue<Vec<(i64, String)>>,
    reload: RwSignal<u32>,
) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let saving = Saving::new();
    let toaster = use_toaster();
    let amount = RwSignal::new(String::new());
    let note = RwSignal::new(String::new());
    let reason = RwSignal::new(0_i64);
    let open = form::opened_by(card, move |card| {
        amount.set(l.typed_money(card.amount_minor));
        note.set(String::new());
        reason.set(0);
        saving.error.set(None);
    });
    let title = Signal::derive(move || {
        let name = card.with(|c| c.as_ref().map(|c| c.title.clone()).unwrap_or_default());
        t.f(if won { K::DealWonTitle } else { K::DealLostTitle }, &[("title", &name)])
    });
    let save = move || {
        let Some(card) = card.get_untracked() else { return };
        let close = if won { Close::Won } else { Close::Lost { reason: reason.get_untracked() } };
        let input = CloseOpportunity {
            id: card.id,
            version: card.version,
            close,
            amount: if won { amount.get_untracked() } else { String::new() },
            note: note.get_untracked(),
        };
        saving.run(
            move |request| api::close(request, input),
            move |version: i64| {
                let words = if won { K::DealWon } else { K::DealLost };
                let id = card.id;
                // The board is drawn anew meanwhile, so the way back does not hang on it.
                let back = Callback::new(move |()| {
                    let again = move |_: i64| {
                        reload.try_update(|n| *n += 1);
                    };
                    run_beside(page, toaster, move |request| api::reopen(request, id, version), again);
                });
                let undo = Some((t.t(K::CommonUndo).to_owned(), back));
                toaster.show(Toast { text: t.f(words, &[("title", &card.title)]), fault: false, undo });
                open.set(false);
                reload.update(|n| *n += 1);
            },
        );
    };
    let id = if won { "won" } else { "lost" };
    let choices = move || {
        reasons.get_value().into_iter().map(|(id, name)| view! { <label class="flex items-center gap-2 min-h-9"><input type="radio" name="lost-reason" class="radio radio-xs" on:change=move |_| reason.set(id)/><bdi>{name}</bdi></label> }).collect::<Vec<_>>()
    };
    let main = move || {
        if won {
            view! { <Field id="won-amount" label=t.f(K::DealAmount, &[("currency", l.currency.code())]) fault=saving.fault("amount") class="mt-3 w-48"><input id="won-amount" class="input num" inputmode="decimal" dir="ltr" maxlength="18" aria-describedby="won-amount-note" prop:value=move || amount.get() on:input=move |ev| amount.set(event_target_value(&ev))/></Field> }.into_any()
        } else {
            view! { <fieldset class="mt-3"><legend class="lab">{t.t(K::LeadReason)}</legend>{choices()}</fieldset> }
                .into_any()
        }
    };
    view! {
        <Dialog open title close=t.t(K::CommonClose)>
            <form on:submit=move |ev| { ev.prevent_default(); save() } novalidate>
                {main}
                <Field id=format!("{id}-note-text") label=t.t(K::CallNote) fault=saving.fault("note") class="mt-3"><textarea id=format!("{id}-note-text") class="textarea w-full" rows="2" maxlength="2000" dir="auto" prop:value=move || note.get() on:input=move |ev| note.set(event_target_value(&ev))></textarea></Field>
                <SavingFault saving/>
                <div class="flex justify-end gap-2 mt-4"><button type="button" class="btn btn-sm btn-ghost" on:click=move |_| open.set(false)>{t.t(K::CommonCancel)}</button><button class="btn btn-sm btn-primary" disabled=move || saving.busy.get() || (!won && reason.get() == 0)>{t.t(if won { K::DealWonDo } else { K::DealLostDo })}</button></div>
            </form>
        </Dialog>
    }
}
