//! Costs of the results by article: promised, committed, actual. Lines are changed on the page of costs.

use crate::{context::use_page, deviation::DeviationLine};
use domain::{
    campaign::{CampaignView, CostRow},
    metrics::{Figure, Gap, Value, deviation},
};
use leptos::prelude::*;
use texts::K;
use ui::{Glyph, Icon};

#[component]
pub fn Costs(campaign: CampaignView) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let rows = campaign.costs;
    let sum = |of: fn(&CostRow) -> i64| rows.iter().map(of).sum::<i64>();
    let (planned, committed, actual) = (sum(|c| c.planned), sum(|c| c.committed), sum(|c| c.actual.unwrap_or(0)));
    let known = rows.iter().any(|c| c.actual.is_some());
    let complete = rows.iter().all(|c| c.open == 0);
    // Of articles whose every line is paid; the others are not compared yet.
    let paid = |row: &&CostRow| row.open == 0 && row.actual.is_some();
    let compared: (i64, i64) =
        rows.iter().filter(paid).fold((0, 0), |(a, p), row| (a + row.actual.unwrap_or(0), p + row.planned));
    let total = if known { l.amount(actual) } else { t.t(K::CommonDash).to_owned() };
    let value = |known: bool, minor: i64| if known { Value::Money(minor) } else { Value::Gap(Gap::NoCost) };
    let against =
        deviation(Figure::Cost, value(rows.iter().any(|row| paid(&row)), compared.0), Value::Money(compared.1))
            .map(|deviation| view! { <DeviationLine deviation/> });
    let title = match (known, complete) {
        (false, _) => t.f(K::CostsTitle, &[("planned", &l.money(planned))]),
        (true, false) => t.f(K::CostsIncomplete, &[("actual", &l.money(actual)), ("planned", &l.money(planned))]),
        (true, true) if actual > planned => t.f(K::CostsAbove, &[("amount", &l.money(actual - planned))]),
        (true, true) => t.f(K::CostsBelow, &[("amount", &l.money(planned - actual))]),
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
