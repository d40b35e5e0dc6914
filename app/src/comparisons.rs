//! Campaigns, and kinds of campaign, side by side: responses, cost, revenue, profit, what was decided.

pub mod api;
mod charts;

use crate::{
    campaigns::{figure_heads, pair, status_dot},
    channels::AnalysisTabs,
    closings::{Lessons, decision_tag},
    context::{Page, use_page},
    deviation::Shown,
    frame::{Empty, Heading},
    wire::Load,
};
use charts::{MoneyChart, ResponsesChart};
use domain::{
    campaign::RowsOf,
    comparison::{COMPARED_MAX, Compare, Compared, Comparison},
    metrics::{Figure, Value, value},
};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};
use texts::K;
use ui::{Glyph, Icon};

#[component]
pub fn ComparePage() -> impl IntoView {
    let t = use_page().t;
    let query = use_query_map();
    let of = Memo::new(move |_| query.with(|q| Compare::from_pairs(|name| q.get(name))));
    let view = Load::new(move || of.get(), api::view);
    view! {
        <main id="main" class="page">
            <Heading title=t.t(K::CompareTitle)/>
            <AnalysisTabs current=K::CompareTitle/>
            {view.show(move |view| view! { <Compared view/> })}
        </main>
    }
}

/// The best and the worst of some, by what they left.
fn finding(page: Page, rows: &[Compared]) -> String {
    let (t, l) = (page.t, page.l);
    let profit = |row: &Compared| match row.profit() {
        Value::Money(minor) => Some(minor),
        _ => None,
    };
    let known: Vec<(&Compared, i64)> = rows.iter().filter_map(|row| Some((row, profit(row)?))).collect();
    let best = known.iter().max_by_key(|(_, profit)| *profit);
    match best {
        Some((row, profit)) if known.len() > 1 => {
            let key = if *profit >= 0 { K::CompareFinding } else { K::CompareFindingLoss };
            t.f(key, &[("name", &row.name), ("amount", &l.money(profit.abs()))])
        }
        _ => t.t(K::CompareTitle).to_owned(),
    }
}

#[component]
fn Compared(view: Comparison) -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let kinds = matches!(view.of, Compare::Kinds(_));
    let chip = |on: bool, href: String, name: String| {
        let class = if on { "chip bg-tint! text-link! border-transparent! font-medium" } else { "chip" };
        view! { <a class=class href=href aria-current=on.then_some("page")>{name}</a> }
    };
    let newest = view.choices.iter().take(5).map(|(id, _)| *id).collect();
    let turns = view.year.map(|year| {
        let turn = move |by: i32, key: K, glyph: Glyph| view! { <a class="btn btn-sm btn-square max-md:size-11" href=format!("/analysis/compare?year={}", year + by) aria-label=t.t(key)><Icon glyph size=15/></a> };
        view! { <span class="ms-auto flex items-center gap-2"><span class="num font-medium">{t.plain(year.into())}</span>{turn(-1, K::BudgetYearBefore, Glyph::ChevronStart)}{turn(1, K::BudgetYearAfter, Glyph::ChevronEnd)}</span> }
    });
    let picker =
        (!kinds).then(|| view! { <Picker of=view.of.clone() choices=view.choices.clone() rows=view.rows.clone()/> });
    let body = if view.rows.is_empty() {
        view! { <Empty what=t.t(if kinds { K::CompareNoYear } else { K::CompareNone }) next=t.t(K::CompareNoneNext)/> }
            .into_any()
    } else {
        let people = if kinds { K::CompareKindsHint } else { K::CompareHint };
        view! {
            <div class="mt-6"><MoneyChart rows=view.rows.clone() title=finding(page, &view.rows) kinds/></div>
            <div class="mt-8 pt-6 border-t border-line"><ResponsesChart rows=view.rows.clone() kinds/></div>
            <section class="mt-8 pt-6 border-t border-line"><h2 class="fin">{t.t(K::CompareTable)}</h2><p class="lab mt-0.5">{t.t(people)}</p>{table(page, &view.rows, kinds)}</section>
            <Lessons title=t.t(K::CompareLessons).to_owned() lessons=view.lessons.clone()/>
        }
        .into_any()
    };
    view! {
        <div class="flex flex-wrap items-center gap-2 mt-4" role="group" aria-label=t.t(K::CompareWhat)>
            {chip(!kinds, format!("/analysis/compare?{}", Compare::Campaigns(newest).query()), t.t(K::NavCampaigns).to_owned())}{chip(kinds, "/analysis/compare".to_owned(), t.t(K::CompareKinds).to_owned())}{turns}
        </div>
        {picker}{body}
    }
}

/// The chosen campaigns, each with the way out, and one more to choose.
#[component]
fn Picker(of: Compare, choices: Vec<(i64, String)>, rows: Vec<Compared>) -> impl IntoView {
    let t = use_page().t;
    let chosen = match of {
        Compare::Campaigns(ids) => ids,
        _ => Vec::new(),
    };
    let to = |ids: Vec<i64>| format!("/analysis/compare?{}", Compare::Campaigns(ids).query());
    let chips: Vec<_> = rows
        .iter()
        .map(|row| {
            let rest = chosen.iter().copied().filter(|id| *id != row.id).collect();
            let label = t.f(K::CompareRemove, &[("name", &row.name)]);
            view! { <a class="chip" href=to(rest) aria-label=label><bdi>{row.name.clone()}</bdi><Icon glyph=Glyph::X size=13/></a> }
        })
        .collect();
    let full = chosen.len() >= COMPARED_MAX;
    let navigate = StoredValue::new(use_navigate());
    let known = StoredValue::new(chosen);
    let options: Vec<_> = choices
        .into_iter()
        .filter(|(id, _)| known.with_value(|known| !known.contains(id)))
        .map(|(id, name)| view! { <option value=id.to_string()>{name}</option> })
        .collect();
    // Chosen first, added by the button: with arrow keys a list that moved at once would choose the first one for whoever passes it.
    let wanted = RwSignal::new(None::<i64>);
    let add = move |_| {
        let Some(id) = wanted.get_untracked() else { return };
        let mut ids = known.get_value();
        ids.push(id);
        navigate.with_value(|go| go(&to(ids), NavigateOptions::default()));
    };
    view! {
        <div class="flex flex-wrap items-center gap-2 mt-3">{chips}
            <div class="w-56"><select class="select select-sm w-full max-md:h-11" aria-label=t.t(K::CompareAdd) disabled=full on:change=move |ev| wanted.set(event_target_value(&ev).parse().ok())><option value="">{t.t(K::CompareAdd)}</option>{options}</select></div>
            <button type="button" class="btn btn-sm max-md:h-11" disabled=move || wanted.get().is_none() on:click=add>{t.t(K::CatalogAdd)}</button>
        </div>
    }
}

/// Figures of the table that open their rows.
const OPENED: [Figure; 5] =
    [Figure::NewLeads, Figure::ConvertedLeads, Figure::Opportunities, Figure::Won, Figure::Revenue];

fn table(page: Page, rows: &[Compared], kinds: bool) -> AnyView {
    let (t, l) = (page.t, page.l);
    let number = |row: &Compared, figure: Figure| {
        let written = |value: Value| match value {
            Value::Money(minor) => l.amount(minor),
            value => l.value(value),
        };
        let planned = row.part.plan.target(figure).map(|n| if figure.is_money() { l.short(n) } else { t.int(n) });
        let shown = pair(written(value(figure, &row.part.totals)), planned, false);
        if kinds {
            return view! { <td class="n">{shown}</td> }.into_any();
        }
        let href = format!("/campaigns/{}/rows?of={}", row.id, RowsOf::Figure(figure).code());
        view! { <td class="n"><a class="hover:underline" href=href>{shown}</a></td> }.into_any()
    };
    let lines: Vec<_> = rows
        .iter()
        .map(|row| {
            let name = match row.status {
                Some(status) => view! { <span class=format!("{} inline-block me-2", status_dot(status))></span><a class="hover:underline" href=format!("/campaigns/{}", row.id)><bdi>{row.name.clone()}</bdi></a> }.into_any(),
                None => view! { <bdi>{row.name.clone()}</bdi> }.into_any(),
            };
            let below = match row.days {
                Some((first, last)) => l.range(first, last),
                None => t.n(K::PeriodCount, row.part.campaigns, &[]),
            };
            let known = row.part.totals.cost_lines_with_actual > 0;
            let over = known && row.part.totals.actual_cost > row.part.plan.cost;
            let paid = if known { l.amount(row.part.totals.actual_cost) } else { t.t(K::CommonDash).to_owned() };
            let cells: Vec<_> = OPENED.map(|figure| number(row, figure)).into_iter().collect();
            let rate = domain::metrics::share(row.part.totals.responders, row.part.totals.contacted);
            let decision = row.decision.map(|decision| decision_tag(page, decision));
            view! {
                <tr data-compared=row.id><th scope="row" class="flush text-start font-medium">{name}<div class="lab font-normal num flex flex-wrap items-center gap-x-2">{below}{decision}</div></th>
                    <td class="n">{t.int(row.responded())}</td><td class="n" title=t.t(K::ActivitiesRateFormula)><Shown value=rate/></td>{cells}
                    <td class="n">{pair(paid, Some(l.short(row.part.plan.cost)), over)}</td><td class="n font-semibold"><Shown value=row.profit()/></td><td class="n"><Shown value=value(Figure::CostPerLead, &row.part.totals)/></td><td class="n flush"><Shown value=value(Figure::Roi, &row.part.totals)/></td></tr>
            }
        })
        .collect();
    let first = t.t(if kinds { K::ResultsKind } else { K::CampaignsOne });
    view! {
        <div class="overflow-x-auto mt-3" tabindex="0" role="region" aria-label=t.t(K::CompareTable)>
            <table class="table tight"><thead><tr><th scope="col" class="flush">{first}</th><th scope="col" class="n">{t.t(K::TabResponses)}</th><th scope="col" class="n">{t.t(K::ActivitiesRate)}</th>{figure_heads(page, &OPENED)}<th scope="col" class="n">{t.f(K::CampaignsCostHead, &[("currency", l.currency.code())])}</th><th scope="col" class="n">{t.t(K::CompareProfit)}</th><th scope="col" class="n">{t.t(K::FigureCostPerLead)}</th><th scope="col" class="n flush">{t.t(K::FigureRoi)}</th></tr></thead><tbody>{lines}</tbody></table>
        </div>
    }
    .into_any()
}
