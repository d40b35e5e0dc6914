//! Marketing plans of a period: those of a year, one of them with what it promised beside what came, the rows behind.

pub mod api;
mod edit;
mod one;
mod parts;
mod rows;

pub use one::PeriodPlanPage;
pub use rows::RowsPage;

use crate::{
    approvals::state_tag,
    budgets::tabs,
    campaigns::pair,
    context::{Page, use_page},
    frame::{Empty, Heading},
    loaded::reloader,
    wire::Load,
};
use domain::{
    metrics::{Figure, Value},
    period_plan::{PeriodPlanDraft, PeriodPlanIndex, PeriodPlanRow},
    rights::UseCase,
};
use edit::PlanDialog;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use texts::K;
use ui::{Glyph, Icon};

#[component]
pub fn PeriodPlansPage() -> impl IntoView {
    let query = use_query_map();
    let year = Memo::new(move |_| query.with(|q| q.get("year").and_then(|year| year.parse::<i32>().ok())));
    let reload = reloader();
    let plans = Load::new(move || (year.get(), reload.get()), |(year, _)| api::index(year));
    let editing = RwSignal::new(None::<PeriodPlanDraft>);
    let page = move |index: PeriodPlanIndex| {
        let choices = index.choices.clone();
        view! { <Year index editing/><PlanDialog draft=editing choices reload/> }
    };
    view! { <main id="main" class="page">{plans.show(page)}</main> }
}

/// A promised value, where there is one.
fn promised(page: Page, value: Value) -> Option<String> {
    match value {
        Value::Gap(_) => None,
        Value::Money(minor) => Some(page.l.short(minor)),
        value => Some(page.l.value(value)),
    }
}

#[component]
fn Year(index: PeriodPlanIndex, editing: RwSignal<Option<PeriodPlanDraft>>) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let year = index.year;
    let turn = move |by: i32, key: K, glyph: Glyph| {
        view! { <a class="btn btn-sm btn-square max-md:size-11" href=format!("/plans?year={}", year + by) aria-label=t.t(key)><Icon glyph size=15/></a> }
    };
    let new = move |_| {
        let day = |year: i32| l.calendar.day(domain::calendar::Parts { year, month: 1, day: 1 });
        let typed = |day: Option<chrono::NaiveDate>| day.map(|day| l.typed(day)).unwrap_or_default();
        let last = day(year + 1).and_then(|next| next.pred_opt());
        editing.set(Some(PeriodPlanDraft { first: typed(day(year)), last: typed(last), ..PeriodPlanDraft::default() }));
    };
    let may = page.may(UseCase::PeriodPlanSave);
    let button = move || view! { <button type="button" class="btn btn-sm btn-primary max-md:h-11" on:click=new><Icon glyph=Glyph::Plus size=15/>{t.t(K::PeriodNew)}</button> };
    let actions = view! { {turn(-1, K::BudgetYearBefore, Glyph::ChevronStart)}{turn(1, K::BudgetYearAfter, Glyph::ChevronEnd)}{may.then(button)} }.into_any();
    let title = t.f(K::PeriodYear, &[("year", &t.plain(year.into()))]);
    let body = if index.rows.is_empty() {
        view! { <Empty what=t.t(K::PeriodEmpty) next=t.t(K::PeriodEmptyNext)/> }.into_any()
    } else {
        let rows: Vec<_> = index.rows.iter().map(|row| line(page, row)).collect();
        let cards: Vec<_> = index.rows.iter().map(|row| card(page, row)).collect();
        view! {
            <div class="max-md:hidden overflow-x-auto mt-5" tabindex="0" role="region" aria-label=t.t(K::PeriodTitle)>
                <table class="table tight"><thead><tr><th scope="col" class="flush">{t.t(K::PeriodOne)}</th><th scope="col">{t.t(K::CommonState)}</th><th scope="col" class="n">{t.t(K::NavCampaigns)}</th><th scope="col" class="n">{t.f(K::CampaignsCostHead, &[("currency", l.currency.code())])}</th><th scope="col" class="n">{t.t(K::BudgetForecast)}</th><th scope="col" class="n">{t.t(K::CampaignsLeadsHead)}</th><th scope="col" class="n flush">{t.f(K::CampaignsRevenueHead, &[("currency", l.currency.code())])}</th></tr></thead><tbody>{rows}</tbody></table>
            </div>
            <ul class="md:hidden ph -mx-4 mt-3">{cards}</ul>
        }
        .into_any()
    };
    view! { <Heading title actions/>{tabs(K::PeriodTitle)}{body} }
}

fn state(page: Page, row: &PeriodPlanRow) -> AnyView {
    match row.state {
        Some(state) => state_tag(page, state),
        None => view! { <span class="tag">{page.t.t(K::PeriodNotAsked)}</span> }.into_any(),
    }
}

fn line(page: Page, row: &PeriodPlanRow) -> AnyView {
    let (t, l) = (page.t, page.l);
    let part = &row.part;
    let over = part.costs.forecast > part.plan.cost;
    view! {
        <tr data-plan=row.id>
            <th scope="row" class="flush text-start font-medium"><a class="hover:underline" href=format!("/plans/{}", row.id)><bdi>{row.name.clone()}</bdi></a><div class="lab font-normal">{l.range(row.first, row.last)}" · "<bdi>{row.owner.clone()}</bdi></div></th>
            <td>{state(page, row)}</td><td class="n">{t.int(part.campaigns)}</td>
            <td class="n">{pair(l.amount(part.totals.actual_cost), Some(l.short(part.plan.cost)), false)}</td>
            <td class="n">{pair(l.amount(part.costs.forecast), None, over)}</td>
            <td class="n">{pair(t.int(part.totals.new_leads), promised(page, part.planned(Figure::NewLeads)), false)}</td>
            <td class="n flush">{pair(l.amount(part.totals.revenue), promised(page, part.planned(Figure::Revenue)), false)}</td>
        </tr>
    }
    .into_any()
}

fn card(page: Page, row: &PeriodPlanRow) -> AnyView {
    let l = page.l;
    view! {
        <li><a href=format!("/plans/{}", row.id) class="row">
            <span class="grow min-w-0"><span class="block font-medium truncate"><bdi>{row.name.clone()}</bdi></span><span class="sub block truncate">{l.range(row.first, row.last)}</span><span class="block mt-1">{state(page, row)}</span></span>
            <span class="text-end"><span class="block">{pair(l.short(row.part.totals.actual_cost), Some(l.short(row.part.plan.cost)), false)}</span><span class="sub block num">{pair(l.short(row.part.totals.revenue), promised(page, row.part.planned(Figure::Revenue)), false)}</span></span>
        </a></li>
    }
    .into_any()
}
