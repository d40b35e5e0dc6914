//! Cost lines of the results: planned, actual, and where the actual amount is written down.

use super::api;
use crate::{
    context::use_page,
    deviation::DeviationLine,
    saving::{Saving, SavingFault},
};
use domain::{
    campaign::{CampaignView, CostActual, CostRow, Status},
    metrics::{Figure, Value, deviation},
    rights::UseCase,
};
use leptos::prelude::*;
use texts::K;
use ui::{Toast, use_toaster};

#[component]
pub fn Costs(campaign: CampaignView, reload: RwSignal<u32>) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let saving = Saving::new();
    let open = matches!(campaign.status, Status::Running | Status::Finished) && page.may(UseCase::CostSave);
    let planned: i64 = campaign.costs.iter().map(|c| c.planned_minor).sum();
    let actual: i64 = campaign.costs.iter().filter_map(|c| c.actual_minor).sum();
    let compared: i64 = campaign.costs.iter().filter(|c| c.actual_minor.is_some()).map(|c| c.planned_minor).sum();
    let complete = campaign.costs.iter().all(|c| c.actual_minor.is_some());
    let known = campaign.costs.iter().any(|c| c.actual_minor.is_some());
    let total = if known { l.amount(actual) } else { t.t(K::CommonDash).to_owned() };
    let against = deviation(
        Figure::Cost,
        if known { Value::Money(actual) } else { Value::Gap(domain::metrics::Gap::NoCost) },
        // Lines without an actual amount are not compared yet.
        Value::Money(compared),
    )
    .map(|deviation| view! { <DeviationLine deviation/> });
    let rows: Vec<_> = campaign.costs.into_iter().map(|line| view! { <Line line open saving reload/> }).collect();
    let title = match (known, complete) {
        (false, _) => t.f(K::CostsTitle, &[("planned", &l.money(planned))]),
        (true, false) => t.f(K::CostsIncomplete, &[("actual", &l.money(actual)), ("planned", &l.money(planned))]),
        (true, true) if actual > planned => t.f(K::CostsAbove, &[("amount", &l.money(actual - planned))]),
        (true, true) => t.f(K::CostsBelow, &[("amount", &l.money(planned - actual))]),
    };
    view! {
        <section class="mt-9 pt-7 border-t border-line">
            <h2 class="fin">{title}</h2>
            <p class="lab mt-0.5">{t.f(K::CostsSubtitle, &[("currency", l.currency.code())])}</p>
            <div class="overflow-x-auto mt-3" tabindex="0" role="region" aria-label=t.t(K::CostsHead)>
                <table class="table tight max-w-4xl">
                    <thead><tr><th scope="col" class="flush">{t.t(K::CostsArticle)}</th><th scope="col" class="n">{t.t(K::CostsQuantity)}</th><th scope="col" class="n">{t.t(K::CostsPrice)}</th><th scope="col" class="n">{t.t(K::ChartPlanned)}</th><th scope="col" class="n">{t.t(K::ChartActual)}</th><th scope="col">{t.t(K::CostsAgainst)}</th></tr></thead>
                    <tbody>{rows}</tbody>
                    <tfoot><tr><th scope="row" class="flush text-start">{t.t(K::CommonTotal)}</th><td></td><td></td><td class="n">{l.amount(planned)}</td><td class="n">{total}</td><td>{against}</td></tr></tfoot>
                </table>
            </div>
            <SavingFault saving/>
        </section>
    }
}

#[component]
fn Line(line: CostRow, open: bool, saving: Saving, reload: RwSignal<u32>) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let toaster = use_toaster();
    let (id, version) = (line.id, line.version);
    let shown = line.actual_minor.map_or_else(String::new, |minor| l.typed_money(minor));
    let save = move |typed: String| {
        let cost = CostActual { id, version, amount: typed, day: String::new() };
        saving.run(
            move |request| api::save_cost(request, cost),
            move |_| {
                toaster.show(Toast::said(t.t(K::CostsSaved)));
                reload.update(|n| *n += 1);
            },
        );
    };
    let before = shown.clone();
    let actual = if open {
        let label = t.f(K::CostsActualOf, &[("article", &line.article)]);
        view! { <input class="input input-xs w-28! text-end num" dir="ltr" inputmode="decimal" maxlength="20" aria-label=label value=shown placeholder=t.t(K::CostsMissing) disabled=move || saving.busy.get()
            on:change=move |ev| { let typed = event_target_value(&ev); if typed != before { save(typed) } }/> }
        .into_any()
    } else {
        match line.actual_minor {
            Some(minor) => view! { {l.amount(minor)} }.into_any(),
            None => view! { <span class="tag warn">{t.t(K::CostsMissing)}</span> }.into_any(),
        }
    };
    let against = line
        .actual_minor
        .and_then(|minor| deviation(Figure::Cost, Value::Money(minor), Value::Money(line.planned_minor)))
        .map(|deviation| view! { <DeviationLine deviation/> });
    view! {
        <tr><th scope="row" class="flush text-start font-medium"><bdi>{line.article.clone()}</bdi></th><td class="n">{t.decimal(line.quantity_milli, 3, 0)}</td><td class="n">{l.exact(line.price_minor)}</td><td class="n">{l.amount(line.planned_minor)}</td><td class="n">{actual}</td><td class="text-xs">{against}</td></tr>
    }
}
