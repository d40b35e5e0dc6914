//! Budgets: a year with its limits and its sum from below, one budget with what it holds.

pub mod api;
mod edit;
mod one;
mod pace;

pub use one::BudgetPage;

use crate::{
    context::{Page, use_page},
    costs::BudgetBar,
    frame::{Empty, Heading, part_tabs, pieces},
    loaded::reloader,
    wire::Load,
};
use domain::{
    budget::{BudgetDraft, BudgetIndex, BudgetRow, Guard, Moment},
    rights::UseCase,
};
use edit::BudgetDialog;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use texts::K;
use ui::{Glyph, Icon};

/// The pages of money.
pub fn tabs(current: K) -> AnyView {
    let page = use_page();
    let mut pages = vec![
        (K::BudgetTitle, "/budget"),
        (K::PeriodTitle, "/plans"),
        (K::MethodsTitle, "/budget/methods"),
        (K::BackTitle, "/budget/goal"),
        (K::ApprovalsTitle, "/approvals"),
        (K::RatesTitle, "/budget/rates"),
    ];
    if page.may(UseCase::ApprovalRules) {
        pages.push((K::RulesTitleShort, "/budget/rules"));
    }
    part_tabs(K::BudgetTabs, current, &pages)
}

#[component]
pub fn BudgetsPage() -> impl IntoView {
    let query = use_query_map();
    let year = Memo::new(move |_| query.with(|q| q.get("year").and_then(|year| year.parse::<i32>().ok())));
    let reload = reloader();
    let budgets = Load::new(move || (year.get(), reload.get()), |(year, _)| api::index(year));
    let editing = RwSignal::new(None::<BudgetDraft>);
    let may = use_page().may(UseCase::BudgetSave);
    // Whoever chose a method comes with its amount; it is offered once, not again when the year is read anew.
    let offered = StoredValue::new(false);
    let page = move |index: BudgetIndex| {
        let limit = query.with_untracked(|q| q.get("limit")).filter(|_| may && !offered.get_value());
        let (year, teams, lines, campaigns) =
            (index.year, index.teams.clone(), index.lines.clone(), index.campaigns.clone());
        view! { <Year index editing limit offered/><BudgetDialog draft=editing year teams lines campaigns reload/> }
    };
    view! { <main id="main" class="page">{budgets.show(page)}</main> }
}

/// For what a budget is, besides its period.
pub fn scope(page: Page, row: &BudgetRow) -> Vec<String> {
    let t = page.t;
    let mut words: Vec<String> =
        [&row.campaign, &row.team, &row.line].into_iter().flatten().map(|(_, name)| name.clone()).collect();
    words.extend(row.channel.map(|kind| t.code("activity", kind.as_str()).to_owned()));
    if words.is_empty() {
        words.push(t.t(K::BudgetEverything).to_owned());
    }
    words
}

/// What a budget does at which moment, where it does anything.
pub fn guards(page: Page, guards: [Guard; 3]) -> String {
    let t = page.t;
    let set: Vec<String> = Moment::ALL
        .into_iter()
        .zip(guards)
        .filter(|(_, guard)| *guard != Guard::Allow)
        .map(|(moment, guard)| {
            t.f(
                K::BudgetGuardAt,
                &[("guard", t.code("guard", guard.as_str())), ("moment", t.code("moment", moment.as_str()))],
            )
        })
        .collect();
    if set.is_empty() { t.t(K::BudgetUnguarded).to_owned() } else { set.join(t.t(K::CommonComma)) }
}

/// A budget of a year as its form begins.
fn whole_year(first: &str, last: &str) -> BudgetDraft {
    BudgetDraft {
        first: first.to_owned(),
        last: last.to_owned(),
        guards: [Guard::Warn, Guard::Stop, Guard::Warn],
        ..BudgetDraft::default()
    }
}

#[component]
fn Year(
    index: BudgetIndex,
    editing: RwSignal<Option<BudgetDraft>>,
    #[prop(optional_no_strip)] limit: Option<String>,
    offered: StoredValue<bool>,
) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let may = page.may(UseCase::BudgetSave);
    let (first, last, year) = (index.first, index.last, index.year);
    let new = move |_| editing.set(Some(whole_year(&l.typed(first), &l.typed(last))));
    if let Some(limit) = limit {
        Effect::new(move |_| {
            offered.set_value(true);
            let begun = BudgetDraft { limit: limit.clone(), ..whole_year(&l.typed(first), &l.typed(last)) };
            request_animation_frame(move || editing.set(Some(begun)));
        });
    }
    let turn = move |by: i32, key: K, glyph: Glyph| {
        let label = t.t(key);
        view! { <a class="btn btn-sm btn-square" href=format!("/budget?year={}", year + by) aria-label=label><Icon glyph size=15/></a> }
    };
    let actions = view! {
        {turn(-1, K::BudgetYearBefore, Glyph::ChevronStart)}{turn(1, K::BudgetYearAfter, Glyph::ChevronEnd)}
        {may.then(|| view! { <button type="button" class="btn btn-sm btn-primary" on:click=new><Icon glyph=Glyph::Plus size=15/>{t.t(K::BudgetNew)}</button> })}
    }
    .into_any();
    let title = t.f(K::BudgetYear, &[("year", &t.plain(year.into()))]);
    let total = index.total;
    let finding = match index.top {
        None => t.f(K::BudgetFindingNoTop, &[("planned", &l.money(total.planned))]),
        Some(top) if total.forecast > top => {
            t.f(K::BudgetFindingOver, &[("amount", &l.money(total.forecast - top)), ("limit", &l.money(top))])
        }
        Some(top) => {
            t.f(K::BudgetFindingWithin, &[("amount", &l.money(top - total.forecast)), ("limit", &l.money(top))])
        }
    };
    let empty = index.rows.is_empty() && total.planned == 0 && total.exposure == 0;
    let fact = |name: K, value: String, hint: K| view! { <div class="px-4 py-3 min-w-0" title=t.t(hint)><dt class="lab">{t.t(name)}</dt><dd class="num text-xl font-semibold mt-1"><bdi>{value}</bdi></dd></div> };
    let left = index.top.map_or_else(
        || t.t(K::CommonDash).to_owned(),
        |top| l.money(domain::metrics::cost::remaining(top, total.exposure)),
    );
    let top = index.top.map_or_else(|| t.t(K::CommonDash).to_owned(), |top| l.money(top));
    let body = if empty {
        view! { <Empty what=t.t(K::BudgetEmpty) next=t.t(K::BudgetEmptyNext)/> }.into_any()
    } else {
        view! {
            <h2 class="fin mt-5">{finding}</h2>
            <dl class="box grid grid-cols-2 md:grid-cols-3 xl:grid-cols-6 mt-3">
                {fact(K::BudgetTop, top, K::BudgetTopHint)}{fact(K::ChartPlanned, l.money(total.planned), K::BudgetPlannedHint)}{fact(K::CostsCommitted, l.money(total.committed), K::BudgetCommittedHint)}{fact(K::ChartActual, l.money(total.actual), K::BudgetActualHint)}{fact(K::BudgetForecast, l.money(total.forecast), K::BudgetForecastHint)}{fact(K::BudgetLeftHead, left, K::BudgetLeftHint)}
            </dl>
            <div class="mt-7"><pace::PaceChart months=index.months limit=index.top file=format!("budget-{year}")/></div>
            <Rows rows=index.rows/>
        }
        .into_any()
    };
    view! { <Heading title actions/>{tabs(K::BudgetTitle)}{body} }
}

#[component]
fn Rows(rows: Vec<BudgetRow>) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    if rows.is_empty() {
        return view! { <p class="text-ink-2 mt-7">{t.t(K::BudgetNoRows)}</p> }.into_any();
    }
    let lines: Vec<_> = rows
        .into_iter()
        .map(|row| {
            let left = row.left.left();
            let class = if left < 0 { "n font-semibold text-bad" } else { "n font-semibold" };
            let scope = pieces(scope(page, &row), t.t(K::CommonComma));
            let rateless = (row.rateless > 0).then(|| view! { <span class="tag warn">{t.n(K::CostsRateless, row.rateless, &[])}</span> });
            let sums = row.left.sums;
            view! {
                <tr data-budget=row.left.id>
                    <th scope="row" class="flush text-start font-medium"><a class="hover:underline" href=format!("/budget/{}", row.left.id)><bdi>{row.left.name.clone()}</bdi></a><div class="lab font-normal">{scope}" · "{l.range(row.left.first, row.left.last)}</div></th>
                    <td class="n">{l.amount(row.left.limit)}</td><td class="n">{l.amount(sums.planned)}</td><td class="n">{l.amount(sums.committed)}</td><td class="n">{l.amount(sums.actual)}</td><td class="n">{l.amount(sums.forecast)}</td><td class=class>{l.amount(left)}{rateless}</td>
                    <td class="w-44"><BudgetBar limit=row.left.limit exposure=sums.exposure actual=sums.actual/></td>
                    <td class="text-xs text-ink-2 whitespace-normal! max-w-56">{guards(page, row.guards)}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <section class="mt-8 pt-6 border-t border-line">
            <h2 class="fin">{t.t(K::BudgetList)}</h2><p class="lab mt-0.5">{t.f(K::BudgetListHint, &[("currency", l.currency.code())])}</p>
            <crate::costs::Legend/>
            <div class="overflow-x-auto mt-2" tabindex="0" role="region" aria-label=t.t(K::BudgetList)>
                <table class="table tight [&_th]:h-12!"><thead><tr><th scope="col" class="flush">{t.t(K::BudgetOne)}</th><th scope="col" class="n">{t.t(K::BudgetLimit)}</th><th scope="col" class="n">{t.t(K::ChartPlanned)}</th><th scope="col" class="n">{t.t(K::CostsCommitted)}</th><th scope="col" class="n">{t.t(K::ChartActual)}</th><th scope="col" class="n">{t.t(K::BudgetForecast)}</th><th scope="col" class="n">{t.t(K::BudgetLeftHead)}</th><th scope="col">{t.t(K::BudgetUse)}</th><th scope="col">{t.t(K::BudgetGuards)}</th></tr></thead><tbody>{lines}</tbody></table>
            </div>
        </section>
    }
    .into_any()
}
