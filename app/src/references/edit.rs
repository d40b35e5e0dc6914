//! The next version of a reference funnel: norms typed by hand, or taken from chosen finished campaigns.

use super::api;
use crate::{
    context::use_page,
    date_field,
    form::{self, Input},
    saving::{FieldFault, Saving, SavingFault},
};
use domain::reference::{Candidate, NormDraft, ReferenceDraft, ReferenceView};
use leptos::prelude::*;
use texts::K;
use ui::{Toast, use_toaster};

#[component]
pub fn Editor(view: ReferenceView, reload: RwSignal<u32>) -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let saving = Saving::new();
    let toaster = use_toaster();
    let input = RwSignal::new(view.input.clone());
    // The fields are drawn anew when norms were taken from campaigns.
    let taken = RwSignal::new(0_u32);
    let names = StoredValue::new(view.stages.clone());
    let save = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        let mut reference = input.get_untracked();
        // Who was told of another version stores over it on the second try.
        reference.base = saving.version(reference.base);
        saving.run(
            move |request| api::save(request, reference),
            move |version: i64| {
                toaster.show(Toast::said(t.f(K::ReferenceSaved, &[("version", &t.plain(version))])));
                reload.update(|n| *n += 1);
            },
        );
    };
    let pooled = Callback::new(move |draft: ReferenceDraft| {
        input.update(|now| {
            now.deal = draft.deal;
            now.stages = draft.stages;
            now.campaigns = draft.campaigns;
        });
        saving.error.set(None);
        taken.update(|n| *n += 1);
    });
    let fields = move || {
        taken.get();
        let now = input.get_untracked();
        let names = names.get_value();
        let rows: Vec<_> = now
            .stages
            .iter()
            .cloned()
            .enumerate()
            .map(|(n, norm)| {
                let name =
                    names.iter().find(|(id, _)| *id == norm.stage).map(|(_, name)| name.clone()).unwrap_or_default();
                view! { <Stage n name norm input saving/> }
            })
            .collect();
        view! {
            <div class="grid sm:grid-cols-2 lg:grid-cols-4 gap-x-4 gap-y-3 mt-3">
                {date_field::day(("reference-from", t.t(K::ReferenceValidFrom)), now.valid_from, (saving, "valid_from"), move |v| input.update(|i| i.valid_from = v))}
                {form::input(Input::MONEY, ("reference-deal", t.f(K::ReferenceDeal, &[("currency", page.l.currency.code())]), ""), now.deal, (saving, "deal"), move |v| input.update(|i| i.deal = v))}
                {form::input(Input::NUMBER, ("reference-least", t.t(K::ReferenceLeast), ""), now.least, (saving, "least"), move |v| input.update(|i| i.least = v))}
                {form::input(Input::MONEY.max(6), ("reference-tolerance", t.t(K::ReferenceTolerance), ""), now.tolerance, (saving, "tolerance"), move |v| input.update(|i| i.tolerance = v))}
            </div>
            <ul class="mt-4">{rows}</ul>
            <div class="mt-3">{form::area(("reference-note", t.t(K::ReferenceNote), ""), (2, 500), now.note, (saving, "note"), move |v| input.update(|i| i.note = v))}</div>
            <FieldFault fault=saving.fault("campaigns")/>
        }
    };
    view! {
        <section class="mt-9 pt-7 border-t border-line">
            <h2 class="fin">{t.t(K::ReferenceNew)}</h2><p class="lab mt-0.5">{t.t(K::ReferenceNewHint)}</p>
            <Candidates kind=view.kind candidates=view.candidates.clone() pooled/>
            <form on:submit=save novalidate class="mt-4 max-w-4xl">
                {fields}<SavingFault saving/>
                <button class="btn btn-sm btn-primary mt-4 max-md:h-11" disabled=move || saving.busy.get()>{t.t(K::ReferenceStore)}</button>
            </form>
        </section>
    }
}

#[component]
fn Stage(n: usize, name: String, norm: NormDraft, input: RwSignal<ReferenceDraft>, saving: Saving) -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let write = move |set: &dyn Fn(&mut NormDraft)| {
        input.update(|i| {
            if let Some(stage) = i.stages.get_mut(n) {
                set(stage);
            }
        });
    };
    let cost = t.f(K::ReferenceCost, &[("currency", page.l.currency.code())]);
    let step = (n > 0).then(|| {
        form::input(
            Input::MONEY.max(30),
            (format!("step-{n}"), t.t(K::ReferenceStep), ""),
            norm.step.clone(),
            (saving, &format!("step.{n}")),
            move |v| write(&|s| s.step.clone_from(&v)),
        )
    });
    let days = (n > 0).then(|| {
        form::input(
            Input::NUMBER,
            (format!("days-{n}"), t.t(K::ReferenceDays), ""),
            norm.days.clone(),
            (saving, &format!("days.{n}")),
            move |v| write(&|s| s.days.clone_from(&v)),
        )
    });
    view! {
        <li class="border-b border-line py-2.5 grid sm:grid-cols-[10rem_minmax(0,1fr)] gap-x-4 gap-y-1" data-stage=n.to_string()>
            <h3 class="font-medium sm:pt-7"><bdi>{name}</bdi></h3>
            <div class="grid sm:grid-cols-3 gap-x-4 gap-y-2">{step}{days}{form::input(Input::MONEY, (format!("cost-{n}"), cost, ""), norm.cost.clone(), (saving, &format!("cost.{n}")), move |v| write(&|s| s.cost.clone_from(&v)))}</div>
        </li>
    }
}

/// Finished campaigns to take the norms from.
#[component]
fn Candidates(kind: i64, candidates: Vec<Candidate>, pooled: Callback<ReferenceDraft>) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let saving = Saving::new();
    let chosen = RwSignal::new(candidates.iter().filter(|c| c.learn).map(|c| c.id).collect::<Vec<i64>>());
    if candidates.is_empty() {
        return view! { <p class="text-ink-2 mt-3">{t.t(K::ReferenceNoCandidates)}</p> }.into_any();
    }
    let rows: Vec<_> = candidates
        .into_iter()
        .map(|c| {
            let id = c.id;
            let tick = move |now: bool| {
                chosen.update(|all| {
                    all.retain(|known| *known != id);
                    if now {
                        all.push(id);
                    }
                });
            };
            let people = c.entered.iter().map(|n| t.int(*n)).collect::<Vec<_>>().join(" → ");
            let cost = c.cost.map_or_else(|| t.t(K::CommonDash).to_owned(), |minor| l.amount(minor));
            view! {
                <tr><th scope="row" class="flush text-start font-normal">{form::tick(c.name.clone(), c.learn, tick)}</th>
                    <td class="num whitespace-nowrap">{c.last_day.map(|day| l.day(day))}</td><td class="num"><bdi>{people}</bdi></td><td class="n">{cost}</td><td class="n">{l.amount(c.revenue)}</td></tr>
            }
        })
        .collect();
    let take = move |_| {
        let campaigns = chosen.get_untracked();
        saving.run(move |_| api::pool(kind, campaigns), move |draft| pooled.run(draft));
    };
    let count = move || chosen.with(|all| i64::try_from(all.len()).unwrap_or(0));
    view! {
        <h3 class="font-semibold mt-4">{t.t(K::ReferenceCandidates)}</h3><p class="lab">{t.t(K::ReferenceCandidatesHint)}</p>
        <div class="overflow-x-auto mt-2" tabindex="0" role="region" aria-label=t.t(K::ReferenceCandidates)>
            <table class="table tight max-w-5xl"><thead><tr><th scope="col" class="flush">{t.t(K::CampaignsOne)}</th><th scope="col">{t.t(K::BudgetLast)}</th><th scope="col">{t.t(K::FunnelPeople)}</th><th scope="col" class="n">{t.t(K::FigureCost)}</th><th scope="col" class="n">{t.t(K::FigureRevenue)}</th></tr></thead><tbody>{rows}</tbody></table>
        </div>
        <SavingFault saving/><FieldFault fault=saving.fault("campaigns")/>
        <button type="button" class="btn btn-sm mt-3 max-md:h-11" disabled=move || { saving.busy.get() || count() == 0 } on:click=take>{move || t.n(K::ReferencePool, count(), &[])}</button>
    }
    .into_any()
}
