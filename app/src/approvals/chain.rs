//! The frozen plans of a campaign, and how today's differs from the one that counts.

use super::{Rows, api, one::Lines};
use crate::{
    campaigns::CampaignTabs,
    context::use_page,
    frame::{Empty, Heading},
    wire::Load,
};
use domain::approval::{BaselineChain, BaselineRow};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use texts::K;

#[component]
pub fn BaselinesPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|p| p.get("id").and_then(|id| id.parse::<i64>().ok()).unwrap_or(0)));
    let chain = Load::new(move || id.get(), api::chain);
    view! { <main id="main" class="page">{chain.show(move |chain| view! { <Chain chain/> })}</main> }
}

#[component]
fn Chain(chain: BaselineChain) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let current = chain.rows.iter().find(|row| Some(row.version) == chain.current).cloned();
    let title = match &current {
        None => t.t(K::BaselinesTitle).to_owned(),
        Some(row) if row.cost == chain.cost_now => t.f(K::BaselinesSame, &[("version", &t.plain(row.version))]),
        Some(row) => {
            let (key, amount) = if chain.cost_now > row.cost {
                (K::BaselinesMore, chain.cost_now - row.cost)
            } else {
                (K::BaselinesLess, row.cost - chain.cost_now)
            };
            t.f(key, &[("version", &t.plain(row.version)), ("amount", &l.money(amount))])
        }
    };
    let empty =
        chain.rows.is_empty().then(|| view! { <Empty what=t.t(K::BaselinesEmpty) next=t.t(K::BaselinesEmptyNext)/> });
    let rows: Vec<_> = chain
        .rows
        .iter()
        .cloned()
        .map(|row| {
            let counts = Some(row.version) == chain.current;
            view! { <Baseline row counts/> }
        })
        .collect();
    let changed: Vec<_> =
        chain.lines.iter().filter(|line| current.is_some() && line.before != Some(line.planned)).cloned().collect();
    let differs = !changed.is_empty() || !chain.gone.is_empty();
    let gone: Vec<_> = chain.gone.into_iter().map(|(article, minor)| view! { <li class="flex gap-3 py-2 border-b border-line"><s class="min-w-0"><bdi>{article}</bdi></s><s class="num ms-auto">{l.amount(minor)}</s></li> }).collect();
    view! {
        <Heading title=chain.name.clone()/>
        <CampaignTabs id=chain.campaign current=K::TabCosts/>
        {empty}
        {(!rows.is_empty()).then(|| view! { <h2 class="fin mt-5">{title}</h2><ol class="mt-2 max-w-4xl">{rows}</ol> })}
        {differs.then(|| view! { <section class="mt-8 pt-6 border-t border-line max-w-3xl"><h2 class="fin">{t.t(K::BaselinesChanged)}</h2><p class="lab">{t.f(K::CostsSubtitle, &[("currency", l.currency.code())])}</p><Lines lines=changed/><ul>{gone}</ul></section> })}
        {(!chain.requests.is_empty()).then(|| view! { <section class="mt-8 pt-6 border-t border-line"><h2 class="fin">{t.t(K::BaselinesRequests)}</h2><Rows rows=chain.requests/></section> })}
    }
}

#[component]
fn Baseline(row: BaselineRow, counts: bool) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let words = if row.approved {
        t.f(K::BaselinesApproved, &[("version", &t.plain(row.version)), ("name", &row.by), ("day", &l.day(row.day))])
    } else {
        t.f(K::BaselinesLaunched, &[("version", &t.plain(row.version)), ("day", &l.day(row.day))])
    };
    let asked = (!row.asked_by.is_empty()).then(|| t.f(K::BaselinesAskedBy, &[("name", &row.asked_by)]));
    let targets: Vec<String> = row
        .targets
        .iter()
        .map(|(figure, value)| {
            format!(
                "{} {}",
                t.code("figure", figure.as_str()),
                if figure.is_money() { l.money(*value) } else { t.int(*value) }
            )
        })
        .collect();
    let current = counts.then(|| view! { <span class="tag good">{t.t(K::BaselinesCounts)}</span> });
    view! {
        <li class="py-3 border-b border-line flex flex-wrap gap-x-4 gap-y-1 items-baseline">
            <span class="grow min-w-60"><span class="font-medium">{words}</span>" "{current}<span class="lab block">{l.range(row.first_day, row.last_day)}" · "{t.n(K::CostsCount, row.lines, &[])}{asked.map(|words| view! { " · "<bdi>{words}</bdi> })}</span><span class="lab block">{targets.join(t.t(K::CommonComma))}</span></span>
            <span class="num font-semibold"><bdi>{l.money(row.cost)}</bdi></span>
        </li>
    }
}
