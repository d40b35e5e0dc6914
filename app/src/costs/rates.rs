//! Dated rates of currencies, by hand or pasted.

use super::api;
use crate::{
    context::use_page,
    date_field,
    form::{self, FormDialog, Input, ended},
    frame::{Empty, Heading},
    loaded::reloader,
    saving::{Saving, SavingFault},
    wire::Load,
};
use domain::{
    cost::paste,
    money::Currency,
    rate::{RATE_SCALE, RateDraft, RateRow},
    rights::UseCase,
};
use leptos::prelude::*;
use texts::K;
use ui::{Dialog, Glyph, Icon, Toast, use_toaster};

#[component]
pub fn RatesPage() -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let reload = reloader();
    let rates = Load::new(move || reload.get(), |_| api::rates());
    let open = RwSignal::new(false);
    let pasting = RwSignal::new(false);
    let may = page.may(UseCase::RateSave);
    let actions = may.then(|| {
        view! {
            <button type="button" class="btn btn-sm" on:click=move |_| pasting.set(true)><Icon glyph=Glyph::Paste size=15/>{t.t(K::CostsPaste)}</button>
            <button type="button" class="btn btn-sm btn-primary" on:click=move |_| open.set(true)><Icon glyph=Glyph::Plus size=15/>{t.t(K::RatesAdd)}</button>
        }
        .into_any()
    });
    view! {
        <main id="main" class="page">
            <Heading title=t.t(K::RatesTitle) actions/>
            {crate::budgets::tabs(K::RatesTitle)}
            <p class="text-ink-2 mt-3 max-w-2xl">{t.f(K::RatesHint, &[("currency", page.l.currency.code())])}</p>
            {rates.show(move |rates| view! { <Rates rates reload may/> })}
            <AddDialog open reload/>
            <PasteRates open=pasting reload/>
        </main>
    }
}

#[component]
fn Rates(rates: Vec<RateRow>, reload: RwSignal<u32>, may: bool) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let saving = Saving::new();
    let toaster = use_toaster();
    if rates.is_empty() {
        return view! { <Empty what=t.t(K::RatesEmpty) next=t.t(K::RatesEmptyNext)/> }.into_any();
    }
    let home = l.currency.code();
    let rows: Vec<_> = rates
        .into_iter()
        .map(|row| {
            let (code, day) = (row.currency.code(), row.day);
            let words = format!("{} {code} = {} {home}", t.decimal(row.rate.foreign, RATE_SCALE, 0), t.decimal(row.rate.home, RATE_SCALE, 0));
            let label = t.f(K::RatesDelete, &[("currency", code), ("day", &l.day(day))]);
            let delete = may.then(|| view! { <button type="button" class="btn btn-ghost btn-xs btn-square max-md:size-11" aria-label=label disabled=move || saving.busy.get() on:click=move |_| saving.run(move |request| api::delete_rate(request, code.to_owned(), day), move |()| { toaster.show(Toast::said(t.t(K::RatesDeleted))); reload.update(|n| *n += 1); })><Icon glyph=Glyph::Trash size=13/></button> });
            view! { <tr><th scope="row" class="flush text-start font-medium num">{l.day(day)}</th><td class="num"><bdi dir="ltr">{words}</bdi></td><td class="text-ink-2"><bdi>{row.by}</bdi></td><td class="flush">{delete}</td></tr> }
        })
        .collect();
    view! {
        <SavingFault saving/>
        <div class="overflow-x-auto mt-4" tabindex="0" role="region" aria-label=t.t(K::RatesTitle)><table class="table tight max-w-2xl"><thead><tr><th scope="col" class="flush">{t.t(K::CommonDay)}</th><th scope="col">{t.t(K::RatesRate)}</th><th scope="col">{t.t(K::RatesBy)}</th><th scope="col" class="flush"><span class="sr-only">{t.t(K::CostsRemove)}</span></th></tr></thead><tbody>{rows}</tbody></table></div>
    }
    .into_any()
}

#[component]
fn AddDialog(open: RwSignal<bool>, reload: RwSignal<u32>) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let saving = Saving::new();
    let first = Currency::all().find(|c| *c != l.currency).map_or("", Currency::code);
    let input = RwSignal::new(RateDraft {
        currency: first.to_owned(),
        day: l.typed(page.today),
        home: "1".to_owned(),
        ..RateDraft::default()
    });
    let end = ended(open, reload);
    let save = Callback::new(move |()| {
        let rates = vec![input.get_untracked()];
        saving.run(move |request| api::save_rates(request, rates), move |_: i64| end(t.t(K::RatesSaved)));
    });
    let fields = move || {
        let now = input.get_untracked();
        let currencies: Vec<(String, String)> =
            Currency::all().filter(|c| *c != l.currency).map(|c| (c.code().to_owned(), c.code().to_owned())).collect();
        view! {
            <div class="grid grid-cols-2 gap-x-4 gap-y-3 mt-3">
                {form::select(("rate-currency", t.t(K::CostsCurrency), ""), currencies, &now.currency, (saving, "0.currency"), move |v| input.update(|i| i.currency = v))}
                {date_field::day(("rate-day", t.t(K::CommonDay)), now.day, (saving, "0.day"), move |v| input.update(|i| i.day = v))}
                {form::input(Input::MONEY, ("rate-foreign", t.t(K::RatesForeign), ""), now.foreign, (saving, "0.foreign"), move |v| input.update(|i| i.foreign = v))}
                {form::input(Input::MONEY, ("rate-home", t.f(K::RatesHome, &[("currency", l.currency.code())]), ""), now.home, (saving, "0.home"), move |v| input.update(|i| i.home = v))}
            </div>
            <p class="lab mt-2">{t.t(K::RatesExample)}</p>
        }
    };
    view! { <FormDialog open title=t.t(K::RatesAdd) action=t.t(K::CommonSave) saving save>{fields()}</FormDialog> }
}

/// Currency, day, so many units, are so many of the workspace's.
#[component]
fn PasteRates(open: RwSignal<bool>, reload: RwSignal<u32>) -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let saving = Saving::new();
    let text = RwSignal::new(String::new());
    let end = ended(open, reload);
    let read = Memo::new(move |_| {
        let cell = |row: &Vec<String>, n: usize| row.get(n).cloned().unwrap_or_default();
        let of = |row: &Vec<String>| {
            let draft =
                RateDraft { currency: cell(row, 0), day: cell(row, 1), foreign: cell(row, 2), home: cell(row, 3) };
            let faults = draft.read(page.l.currency, t.decimal_mark()).err().unwrap_or_default();
            (draft, faults)
        };
        paste::table(&text.get()).iter().map(of).collect::<Vec<_>>()
    });
    let wrong = move || read.with(|rows| rows.iter().filter(|(_, faults)| !faults.is_empty()).count());
    let save = move |_| {
        let rates = read.with_untracked(|rows| rows.iter().map(|(draft, _)| draft.clone()).collect::<Vec<_>>());
        saving.run(
            move |request| api::save_rates(request, rates),
            move |n: i64| {
                text.set(String::new());
                end(&t.n(K::RatesStored, n, &[]));
            },
        );
    };
    let body = move || {
        view! {
            <p class="text-ink-2 mt-1">{t.t(K::RatesPasteHint)}</p>
            <label class="fld block mt-3"><span class="flabel">{t.t(K::CostsPasteRows)}</span><textarea class="textarea w-full num text-xs" rows="8" dir="ltr" spellcheck="false" prop:value=move || text.get() on:input=move |ev| text.set(event_target_value(&ev))></textarea></label>
            {move || {
                let list: Vec<_> = read.with(|rows| rows.iter().enumerate().filter(|(_, (_, faults))| !faults.is_empty()).take(20).map(|(n, (draft, faults))| {
                    let fault = faults.first().map_or("", |f| t.code("fault", &texts::snake(&f.fault.to_string())));
                    format!("{}: {} {} – {fault}", t.int(i64::try_from(n + 1).unwrap_or(0)), draft.currency, draft.day)
                }).collect::<Vec<_>>()).into_iter().map(|line| view! { <li class="text-bad">{line}</li> }).collect();
                (!list.is_empty()).then(|| view! { <ul class="mt-2 text-xs" role="status">{list}</ul> })
            }}
            <SavingFault saving/>
            <div class="flex justify-end gap-2 mt-4"><button type="button" class="btn btn-sm btn-ghost max-md:h-11" on:click=move |_| open.set(false)>{t.t(K::CommonCancel)}</button><button type="button" class="btn btn-sm btn-primary max-md:h-11" disabled=move || { saving.busy.get() || wrong() != 0 || read.with(|rows| rows.is_empty()) } on:click=save>{t.t(K::CommonSave)}</button></div>
        }
    };
    view! { <Dialog open title=Signal::stored(t.t(K::CostsPaste).to_owned()) close=t.t(K::CommonClose) wide=true>{body()}</Dialog> }
}
