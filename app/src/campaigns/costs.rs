//! Costs of the results by article: promised, committed, actual. Lines are changed on the page of costs.

use crate::{context::use_page, deviation::DeviationLine};
use domain::{
    campaign::{CampaignView, CostTotal},
    metrics::{Figure, Value, deviation},
};
use leptos::prelude::*;
use texts::K;
use ui::{Glyph, Icon};

#[component]
pub fn Costs(campaign: CampaignView) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let rows = campaign.costs;
    let CostTotal { planned, committed, actual, complete, compared } = CostTotal::of(&rows);
    let total = actual.map_or_else(|| t.t(K::CommonDash).to_owned(), |actual| l.amount(actual));
    let against = compared
        .and_then(|(actual, planned)| deviation(Figure::Cost, Value::Money(actual), Value::Money(planned)))
        .map(|deviation| view! { <DeviationLine deviation/> });
    let title = match (actual, complete) {
        (None, _) => t.f(K::CostsTitle, &[("planned", &l.money(planned))]),
        (Some(actual), false) => {
            t.f(K::CostsIncomplete, &[("actual", &l.money(actual)), ("planned", &l.money(planned))])
        }
        (Some(actual), true) if actual > planned => t.f(K::CostsAbove, &[("amount", &l.money(actual - planned))]),
        (Some(actual), true) => t.f(K::CostsBelow, &[("amount", &l.money(planned - actual))]),
    };
    let lines: Vec<_> = rows
        .iter()
        .map(|row| {
            let against = row
                .actual
                .filter(|_| row.open == 0)
                .and_then(|actual| deviation(Figure::Cost, Value::Money(actual), Value::Money(row.planned)))
                .map(|deviation| view! { <DeviationLine deviation/> });
            let missing = (row.open > 0).then(|| view! { <span class="tag warn">{t.n(K::CostsOpen, row.open, &[])}</span> });
            view! { <tr><th scope="row" class="flush text-start font-medium"><bdi>{row.article.clone()}</bdi></th><td class="n">{t.int(row.lines)}</td><td class="n">{l.amount(row.planned)}</td><td class="n">{l.amount(row.committed)}</td><td class="n">{row.actual.map(|minor| l.amount(minor))}</td><td class="text-xs">{against}{missing}</td></tr> }
        })
        .collect();
    let href = format!("/campaigns/{}/costs", campaign.id);
    view! {
        <section class="mt-9 pt-7 border-t border-line">
            <div class="flex flex-wrap items-start gap-3"><h2 class="fin">{title}</h2><a class="btn btn-sm ms-auto" href=href>{t.t(K::CostsOpenGrid)}<Icon glyph=Glyph::ChevronEnd size=14/></a></div>
            <p class="lab mt-0.5">{t.f(K::CostsSubtitle, &[("currency", l.currency.code())])}</p>
            <div class="overflow-x-auto mt-3" tabindex="0" role="region" aria-label=t.t(K::CostsHead)>
                <table class="table tight max-w-4xl">
                    <thead><tr><th scope="col" class="flush">{t.t(K::CostsArticle)}</th><th scope="col" class="n">{t.t(K::CostsLines)}</th><th scope="col" class="n">{t.t(K::ChartPlanned)}</th><th scope="col" class="n">{t.t(K::CostsCommitted)}</th><th scope="col" class="n">{t.t(K::ChartActual)}</th><th scope="col">{t.t(K::CostsAgainst)}</th></tr></thead>
                    <tbody>{lines}</tbody>
                    <tfoot><tr><th scope="row" class="flush text-start">{t.t(K::CommonTotal)}</th><td></td><td class="n">{l.amount(planned)}</td><td class="n">{l.amount(committed)}</td><td class="n">{total}</td><td>{against}</td></tr></tfoot>
                </table>
            </div>
        </section>
    }
}
