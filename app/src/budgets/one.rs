//! One budget: how fast it goes, who takes from it, when it was gone over.

use super::{api, edit::BudgetDialog, guards, pace::PaceChart, scope, tabs};
use crate::{
    context::use_page,
    costs::{BudgetBar, Legend},
    form::{delete_dialog, remove_button},
    frame::{Heading, pieces},
    loaded::reloader,
    wire::Load,
};
use domain::{
    budget::{BudgetDraft, BudgetView, OverrideRow},
    rights::UseCase,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use texts::K;
use ui::{Glyph, Icon};

#[component]
pub fn BudgetPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|p| p.get("id").and_then(|id| id.parse::<i64>().ok()).unwrap_or(0)));
    let reload = reloader();
    let budget = Load::new(move || (id.get(), reload.get()), |(id, _)| api::view(id));
    let editing = RwSignal::new(None::<BudgetDraft>);
    let asked = RwSignal::new(false);
    let page = move |budget: BudgetView| {
        let year = use_page().l.calendar.parts(budget.row.left.first).year;
        let (teams, lines, campaigns) = (budget.teams.clone(), budget.lines.clone(), budget.all_campaigns.clone());
        let (id, version) = (budget.row.left.id, budget.row.version);
        view! { <Budget budget editing asked/><BudgetDialog draft=editing year teams lines campaigns reload/>{delete_dialog(asked, (K::BudgetDeleteTitle, K::BudgetDeleteHint), "/budget", move |request| api::delete(request, id, version))} }
    };
    view! { <main id="main" class="page">{budget.show(page)}</main> }
}

#[component]
fn Budget(budget: BudgetView, editing: RwSignal<Option<BudgetDraft>>, asked: RwSignal<bool>) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let row = budget.row.clone();
    let sums = row.left.sums;
    let left = row.left.left();
    let may = page.may(UseCase::BudgetSave);
    let mut start = budget.input.clone();
    l.retype([&mut start.first, &mut start.last]);
    let start = StoredValue::new(start);
    let actions = may.then(|| {
        view! {
            <button type="button" class="btn btn-sm max-md:h-11" on:click=move |_| editing.set(Some(start.get_value()))><Icon glyph=Glyph::Pencil size=14/>{t.t(K::CommonEdit)}</button>
            {remove_button(asked)}
        }
        .into_any()
    });
    let finding = if left < 0 {
        t.f(K::BudgetOneOver, &[("amount", &l.money(-left)), ("limit", &l.money(row.left.limit))])
    } else {
        t.f(K::BudgetOneLeft, &[("amount", &l.money(left)), ("limit", &l.money(row.left.limit))])
    };
    let fact = |name: K, minor: i64| view! { <div><dt class="lab">{t.t(name)}</dt><dd class="num text-lg font-semibold"><bdi>{l.money(minor)}</bdi></dd></div> };
    let campaigns: Vec<_> = budget
        .campaigns
        .iter()
        .map(|c| view! { <tr><th scope="row" class="flush text-start font-medium"><a class="hover:underline" href=format!("/campaigns/{}/costs", c.id)><bdi>{c.name.clone()}</bdi></a></th><td class="n">{t.int(c.lines)}</td><td class="n">{l.amount(c.sums.planned)}</td><td class="n">{l.amount(c.sums.committed)}</td><td class="n">{l.amount(c.sums.actual)}</td><td class="n flush">{l.amount(c.sums.forecast)}</td></tr> })
        .collect();
    let none = campaigns.is_empty().then(|| view! { <p class="text-ink-2 mt-2">{t.t(K::BudgetNoLines)}</p> });
    view! {
        <Heading title=row.left.name.clone() actions/>
        {tabs(K::BudgetTitle)}
        <p class="mt-2 text-ink-2">{pieces(scope(page, &row), t.t(K::CommonComma))}" · "{l.range(row.left.first, row.left.last)}" · "{guards(page, row.guards)}</p>
        <h2 class="fin mt-5">{finding}</h2>
        <div class="max-w-3xl"><BudgetBar limit=row.left.limit exposure=sums.exposure actual=sums.actual/></div>
        <Legend/>
        <dl class="grid grid-cols-2 sm:grid-cols-5 gap-4 mt-4 max-w-4xl">{fact(K::BudgetLimit, row.left.limit)}{fact(K::ChartPlanned, sums.planned)}{fact(K::CostsCommitted, sums.committed)}{fact(K::ChartActual, sums.actual)}{fact(K::BudgetForecast, sums.forecast)}</dl>
        <div class="mt-8 pt-6 border-t border-line"><PaceChart months=budget.months limit=Some(row.left.limit) file=format!("budget-{}", row.left.id)/></div>
        <section class="mt-8 pt-6 border-t border-line">
            <h2 class="fin">{t.n(K::BudgetCampaigns, i64::try_from(budget.campaigns.len()).unwrap_or(0), &[])}</h2>{none}
            <div class="overflow-x-auto mt-2" tabindex="0" role="region" aria-label=t.t(K::NavCampaigns)><table class="table tight max-w-4xl"><thead><tr><th scope="col" class="flush">{t.t(K::CampaignsOne)}</th><th scope="col" class="n">{t.t(K::CostsLines)}</th><th scope="col" class="n">{t.t(K::ChartPlanned)}</th><th scope="col" class="n">{t.t(K::CostsCommitted)}</th><th scope="col" class="n">{t.t(K::ChartActual)}</th><th scope="col" class="n flush">{t.t(K::BudgetForecast)}</th></tr></thead><tbody>{campaigns}</tbody></table></div>
        </section>
        <Overrides rows=budget.overrides/>
    }
}

#[component]
fn Overrides(rows: Vec<OverrideRow>) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    (!rows.is_empty()).then(|| {
        let lines: Vec<_> = rows
            .into_iter()
            .map(|row| {
                let words = t.f(K::OverrideLine, &[("name", &row.by), ("amount", &l.money(row.over)), ("moment", t.code("moment", row.moment.as_str()))]);
                let campaign = row.campaign.map(|(id, name)| view! { <a class="l" href=format!("/campaigns/{id}/costs")><bdi>{name}</bdi></a> });
                view! { <li class="py-2 border-b border-line"><p><span class="num text-ink-2">{l.day(row.day)}</span>" · "{words}" · "{campaign}</p><p class="text-ink-2" dir="auto">{row.reason}</p></li> }
            })
            .collect();
        view! { <section class="mt-8 pt-6 border-t border-line"><h2 class="fin">{t.t(K::OverrideTitle)}</h2><ul class="mt-2 max-w-3xl">{lines}</ul></section> }
    })
}
