//! What competitors are estimated to spend in a year, each with its source.

use super::api;
use crate::{
    context::use_page,
    form::{self, FormDialog, Input, ended},
    saving::{Saving, SavingFault},
};
use domain::{
    method::{EstimateDraft, EstimateRow, MethodsView},
    rights::UseCase,
};
use leptos::prelude::*;
use texts::K;
use ui::{Glyph, Icon, Toast, use_toaster};

#[component]
pub fn Estimates(view: MethodsView, reload: RwSignal<u32>) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let may = page.may(UseCase::EstimateSave);
    let saving = Saving::new();
    let toaster = use_toaster();
    let adding = RwSignal::new(false);
    let row = |row: EstimateRow| {
        let id = row.id;
        let remove = move |_| {
            saving.run(
                move |request| api::remove_estimate(request, id),
                move |()| {
                    toaster.show(Toast::said(t.t(K::MethodsEstimateRemoved)));
                    reload.update(|n| *n += 1);
                },
            );
        };
        let label = t.f(K::MethodsEstimateRemove, &[("competitor", &row.competitor)]);
        let remove = may.then(|| view! { <button type="button" class="btn btn-ghost btn-xs btn-square max-md:size-11" aria-label=label disabled=move || saving.busy.get() on:click=remove><Icon glyph=Glyph::Trash size=13/></button> });
        view! { <tr><th scope="row" class="flush text-start font-medium"><bdi>{row.competitor}</bdi></th><td class="n">{l.amount(row.amount)}</td><td class="whitespace-normal!"><bdi>{row.source}</bdi></td><td class="text-ink-2"><bdi>{row.by}</bdi>{t.t(K::CommonComma)}{l.day(row.day)}</td><td class="flush">{remove}</td></tr> }
    };
    let list = if view.estimates.is_empty() {
        view! { <p class="text-ink-2 mt-2">{t.t(K::MethodsEstimatesNone)}</p> }.into_any()
    } else {
        let rows: Vec<_> = view.estimates.iter().cloned().map(row).collect();
        view! {
            <div class="overflow-x-auto mt-2" tabindex="0" role="region" aria-label=t.t(K::MethodsEstimates)>
                <table class="table tight"><thead><tr><th scope="col" class="flush">{t.t(K::MethodsCompetitor)}</th><th scope="col" class="n">{t.f(K::MethodsEstimateAmount, &[("currency", l.currency.code())])}</th><th scope="col">{t.t(K::MethodsEstimateSource)}</th><th scope="col">{t.t(K::RatesBy)}</th><th scope="col" class="flush"><span class="sr-only">{t.t(K::CostsRemove)}</span></th></tr></thead><tbody>{rows}</tbody></table>
            </div>
        }
        .into_any()
    };
    let add = match view.competitors.is_empty() {
        true => view! { <p class="text-ink-2 mt-2">{t.t(K::MethodsNoCompetitors)}</p> }.into_any(),
        false => view! { <button type="button" class="btn btn-sm mt-3 max-md:h-11" on:click=move |_| adding.set(true)><Icon glyph=Glyph::Plus size=14/>{t.t(K::MethodsEstimateAdd)}</button> }.into_any(),
    };
    view! {
        <section class="mt-8 pt-6 border-t border-line max-w-3xl">
            <h2 class="fin">{t.t(K::MethodsEstimates)}</h2><p class="lab mt-0.5">{t.t(K::MethodsEstimatesHint)}</p>
            <SavingFault saving/>{list}{may.then_some(add)}
        </section>
        <Add open=adding year=view.input.year competitors=view.competitors.clone() reload/>
    }
}

#[component]
fn Add(open: RwSignal<bool>, year: i32, competitors: Vec<(i64, String)>, reload: RwSignal<u32>) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let saving = Saving::new();
    let first = EstimateDraft { year, competitor: competitors.first().map(|(id, _)| *id), ..EstimateDraft::default() };
    let input = RwSignal::new(first);
    let end = ended(open, reload);
    let save = Callback::new(move |()| {
        let estimate = input.get_untracked();
        saving.run(move |request| api::estimate(request, estimate), move |_: i64| end(t.t(K::MethodsEstimateStored)));
    });
    let amount = t.f(K::MethodsEstimateAmount, &[("currency", l.currency.code())]);
    let chosen = input.with_untracked(|i| i.competitor.map(|id| id.to_string()).unwrap_or_default());
    view! {
        <FormDialog open title=t.t(K::MethodsEstimateAdd).to_owned() action=t.t(K::CommonSave) saving save>
            <div class="grid sm:grid-cols-2 gap-x-4 gap-y-3 mt-3">
                {form::select(("estimate-competitor", t.t(K::MethodsCompetitor), ""), form::options(None, &competitors), &chosen, (saving, "competitor"), move |v| input.update(|i| i.competitor = v.parse().ok()))}
                {form::input(Input::MONEY, ("estimate-amount", amount.clone(), ""), String::new(), (saving, "amount"), move |v| input.update(|i| i.amount = v))}
            </div>
            <div class="mt-3">{form::input(Input::TEXT.max(200), ("estimate-source", t.t(K::MethodsEstimateSource), ""), String::new(), (saving, "source"), move |v| input.update(|i| i.source = v))}</div>
        </FormDialog>
    }
}
