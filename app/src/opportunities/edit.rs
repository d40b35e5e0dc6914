//! Changing what an opportunity is about, its amount and its expected day.

use super::api;
use crate::{
    attributes,
    context::use_page,
    date_field::DateField,
    form,
    saving::{Saving, SavingFault},
};
use domain::{
    attribute::Attribute,
    opportunity::{Card, OpportunityDraft},
};
use leptos::prelude::*;
use texts::K;
use ui::{Dialog, Field};

#[component]
pub fn EditDialog(
    card: RwSignal<Option<Card>>,
    products: StoredValue<Vec<(i64, String)>>,
    competitors: StoredValue<Vec<(i64, String)>>,
    known: StoredValue<Vec<Attribute>>,
    reload: RwSignal<u32>,
) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let saving = Saving::new();
    let (title, amount, day) =
        (RwSignal::new(String::new()), RwSignal::new(String::new()), RwSignal::new(String::new()));
    let product = RwSignal::new(None::<i64>);
    let rivals = RwSignal::new(Vec::<i64>::new());
    let values = StoredValue::new(Vec::<(i64, String)>::new());
    let open = form::opened_by(card, move |card| {
        product.set(card.product_id);
        values.set_value(card.values.clone());
        rivals.set(card.competitors.iter().map(|(id, _)| *id).collect());
        title.set(card.title);
        amount.set(l.typed_money(card.amount_minor));
        day.set(card.close_day.map(|d| l.typed(d)).unwrap_or_default());
        saving.error.set(None);
    });
    let ended = form::ended(open, reload);
    let save = move || {
        let Some(card) = card.get_untracked() else { return };
        let draft = OpportunityDraft {
            id: card.id,
            version: saving.version(card.version),
            title: title.get_untracked(),
            amount: amount.get_untracked(),
            close_day: day.get_untracked(),
            product: product.get_untracked(),
            competitors: rivals.get_untracked(),
            values: values.get_value(),
        };
        saving.run(move |request| api::save(request, draft), move |_: i64| ended(t.t(K::DealSaved)));
    };
    let write = Callback::new(move |value| values.update_value(|all| attributes::put(all, value)));
    // Drawn for each card anew.
    let described = move || {
        let begun = card.with(|card| card.as_ref().map(|card| card.values.clone()))?;
        Some(known.with_value(|known| attributes::fields(known, &begun, saving, write)))
    };
    view! {
        <Dialog open title=t.t(K::DealEdit) close=t.t(K::CommonClose)>
            <form on:submit=move |ev| { ev.prevent_default(); save() } novalidate>
                <Field id="deal-title" label=t.t(K::DealTitle) fault=saving.fault("title") class="mt-3"><input id="deal-title" class="input w-full" maxlength="160" dir="auto" aria-describedby="deal-title-note" prop:value=move || title.get() on:input=move |ev| title.set(event_target_value(&ev))/></Field>
                <div class="flex flex-wrap gap-4 mt-3">
                    <Field id="deal-amount" label=t.f(K::DealAmount, &[("currency", l.currency.code())]) fault=saving.fault("amount") class="w-40"><input id="deal-amount" class="input num" inputmode="decimal" dir="ltr" maxlength="18" aria-describedby="deal-amount-note" prop:value=move || amount.get() on:input=move |ev| amount.set(event_target_value(&ev))/></Field>
                    <DateField id="deal-day" label=t.t(K::DealDay) value=day fault=saving.fault("close_day")/>
                </div>
                {move || { let now = product.get().map_or_else(String::new, |id| id.to_string()); form::select(("deal-product", t.t(K::DealProduct), "w-56 mt-3"), form::options(Some(t.t(K::DealNoProduct)), &products.get_value()), &now, (saving, "product"), move |v| product.set(v.parse().ok())) }}
                <Competitors all=competitors.get_value() chosen=rivals/>
                {described}
                <SavingFault saving/>
                <div class="flex justify-end gap-2 mt-4"><button type="button" class="btn btn-sm btn-ghost" on:click=move |_| open.set(false)>{t.t(K::CommonCancel)}</button><button class="btn btn-sm btn-primary" disabled=move || saving.busy.get()>{t.t(K::CommonSave)}</button></div>
            </form>
        </Dialog>
    }
}

/// Who else wants the opportunity, of all competitors that the workspace has.
#[component]
fn Competitors(all: Vec<(i64, String)>, chosen: RwSignal<Vec<i64>>) -> impl IntoView {
    let t = use_page().t;
    if all.is_empty() {
        return ().into_any();
    }
    let ticks: Vec<_> = all
        .into_iter()
        .map(|(id, name)| {
            let on = move || chosen.with(|chosen| chosen.contains(&id));
            let set = move |on: bool| {
                chosen.update(|chosen| {
                    chosen.retain(|other| *other != id);
                    if on {
                        chosen.push(id);
                    }
                });
            };
            view! { <label class="chip cursor-pointer max-md:min-h-11"><input type="checkbox" class="checkbox checkbox-xs" prop:checked=on on:change=move |ev| set(event_target_checked(&ev))/><bdi>{name}</bdi></label> }
        })
        .collect();
    view! { <fieldset class="mt-3"><legend class="flabel">{t.t(K::DealCompetitors)}</legend><div class="flex flex-wrap gap-2 mt-1">{ticks}</div></fieldset> }
        .into_any()
}
