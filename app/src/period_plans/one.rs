//! One plan: what it promised beside what came.

use super::{api, edit::PlanDialog, parts::Parts};
use crate::{
    approvals::{AskButton, Rows, state_tag},
    budgets::tabs,
    campaigns::{FigureStrip, months_chart},
    context::{Page, use_page},
    costs::{BudgetBar, Legend},
    form::{delete_dialog, remove_button},
    frame::{Empty, Heading},
    loaded::reloader,
    wire::Load,
};
use domain::{
    approval::{ApprovalState, Asked},
    metrics::{Figure, Value},
    period_plan::{Obstructed, PeriodPlanDraft, PeriodPlanView, PlanVersion, PlannedBudget, Slice, SliceRows},
    rights::UseCase,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use texts::K;
use ui::{Glyph, Icon};

#[component]
pub fn PeriodPlanPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|p| p.get("id").and_then(|id| id.parse::<i64>().ok()).unwrap_or(0)));
    let reload = reloader();
    let plan = Load::new(move || (id.get(), reload.get()), |(id, _)| api::view(id));
    let editing = RwSignal::new(None::<PeriodPlanDraft>);
    let asked = RwSignal::new(false);
    let page = move |view: PeriodPlanView| {
        let (choices, id, version) = (view.choices.clone(), view.id, view.input.version);
        view! { <Plan view editing asked reload/><PlanDialog draft=editing choices reload/>{delete_dialog(asked, (K::PeriodDeleteTitle, K::PeriodDeleteHint), "/plans", move |request| api::delete(request, id, version))} }
    };
    view! { <main id="main" class="page">{plan.show(page)}</main> }
}

fn rows_of(id: i64, figure: Figure, slice: Option<Slice>) -> String {
    format!("/plans/{id}/rows?of={}", SliceRows { figure, slice }.code())
}

#[component]
fn Plan(
    view: PeriodPlanView,
    editing: RwSignal<Option<PeriodPlanDraft>>,
    asked: RwSignal<bool>,
    reload: RwSignal<u32>,
) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let id = view.id;
    let request = view.requests.first();
    let waits = request.is_some_and(|request| request.state == ApprovalState::Submitted);
    let tag = request.map(|request| {
        let state = state_tag(page, request.state);
        view! { <a href=format!("/approvals/{}", request.id)>{state}</a> }.into_any()
    });
    let may = page.may(UseCase::PeriodPlanSave) && !waits;
    let mut start = view.input.clone();
    l.retype([&mut start.first, &mut start.last]);
    let start = StoredValue::new(start);
    let (version, cost) = (view.input.version, view.cost_now);
    let open = may && view.obstacles.is_empty() && !view.input.campaigns.is_empty();
    let actions = view! {
        {may.then(|| view! {
            <button type="button" class="btn btn-sm max-md:h-11" on:click=move |_| editing.set(Some(start.get_value()))><Icon glyph=Glyph::Pencil size=14/>{t.t(K::CommonEdit)}</button>
            {remove_button(asked)}
        })}
        {(open || waits).then(|| view! { <AskButton of=Asked::Plan(id) version cost waiting=Signal::stored(waits) done=Callback::new(move |()| reload.update(|n| *n += 1))/> })}
    }
    .into_any();
    let goal = (!view.goal.is_empty())
        .then(|| view! { <p class="mt-3 max-w-3xl whitespace-pre-line" dir="auto">{view.goal.clone()}</p> });
    let figures = view.figures.iter().map(|cell| (cell.clone(), rows_of(id, cell.figure, None))).collect();
    let revenue = view.figures.iter().find(|cell| cell.figure == Figure::Revenue);
    let months = months_chart(page, &view.months, revenue, format!("plan-{id}-months"), &|cost, day| {
        rows_of(id, if cost { Figure::Cost } else { Figure::Revenue }, Some(Slice::Month(day)))
    });
    let body = if view.campaigns.is_empty() {
        view! { <Empty what=t.t(K::PeriodNothing) next=t.t(K::PeriodNothingNext)/> }.into_any()
    } else {
        view! {
            <FigureStrip figures/>
            <div class="mt-8">{months}</div>
            <Parts view=view.clone()/>
        }
        .into_any()
    };
    view! {
        <Heading title=view.name.clone() tag actions/>
        {tabs(K::PeriodTitle)}
        {facts(page, &view)}
        {goal}
        {notes(page, &view)}
        {body}
        {budgets(page, &view.budgets)}
        {versions(page, &view.versions)}
        {(!view.requests.is_empty()).then(|| view! { <section class="mt-8 pt-6 border-t border-line"><h2 class="fin">{t.t(K::BaselinesRequests)}</h2><Rows rows=view.requests.clone()/></section> })}
    }
}

fn facts(page: Page, view: &PeriodPlanView) -> AnyView {
    let (t, l) = (page.t, page.l);
    let compared = match view.versions.first() {
        Some(newest) => {
            let to_date = view.figures.iter().any(|cell| !matches!(cell.to_date, Value::Gap(_)));
            let key = if to_date { K::PeriodComparedToDate } else { K::PeriodCompared };
            t.f(key, &[("version", &t.plain(newest.version))])
        }
        None => t.t(K::PeriodComparedOpen).to_owned(),
    };
    view! {
        <div class="flex flex-wrap items-center gap-x-5 gap-y-1 mt-3">
            <span class="fact">{t.t(K::CommonDates)}" "<b class="num">{l.range(view.first, view.last)}</b></span>
            <span class="fact">{t.t(K::CommonOwner)}" "<b><bdi>{view.owner.clone()}</bdi></b></span>
            <span class="fact">{t.t(K::ResultsMeasuredTo)}" "<b class="num">{l.day(view.today)}</b></span>
            <span class="fact">{t.t(K::ResultsComparedWith)}" "<b class="num">{compared}</b></span>
        </div>
    }
    .into_any()
}

/// What stands in the way of approval, and how the campaigns of today differ from what was approved.
fn notes(page: Page, view: &PeriodPlanView) -> AnyView {
    let (t, l) = (page.t, page.l);
    let changed = view.versions.first().filter(|newest| newest.cost != view.cost_now).map(|newest| {
        let apart = view.cost_now - newest.cost;
        let (key, class) = if apart > 0 { (K::PeriodNowMore, "bg-warn-tint") } else { (K::PeriodNowLess, "bg-tint") };
        let again = view.again.then(|| view! { " "{t.t(K::PeriodAgain)} });
        view! { <p class=format!("mt-3 rounded-lg {class} px-3 py-2 flex gap-2")><span class="mt-0.5"><Icon glyph=Glyph::Info/></span><span>{t.f(key, &[("amount", &l.money(apart.abs())), ("version", &t.plain(newest.version))])}{again}</span></p> }
    });
    let waits = view.requests.first().is_some_and(|request| request.state == ApprovalState::Submitted);
    let lines: Vec<_> = view
        .obstacles
        .iter()
        .filter(|_| !waits)
        .map(|Obstructed { campaign, name, why }| view! { <li><a class="l" href=format!("/campaigns/{campaign}/costs")><bdi>{name.clone()}</bdi></a>" "{t.code("plan_obstacle", why.as_str())}</li> })
        .collect();
    let obstacles = (!lines.is_empty()).then(|| view! { <section class="mt-3 rounded-lg bg-warn-tint px-3 py-2"><h2 class="font-medium">{t.t(K::PeriodObstacles)}</h2><ul class="mt-1">{lines}</ul></section> });
    view! { {changed}{obstacles} }.into_any()
}

fn budgets(page: Page, all: &[PlannedBudget]) -> AnyView {
    let (t, l) = (page.t, page.l);
    if all.is_empty() {
        return ().into_any();
    }
    let over = all.iter().filter(|budget| budget.left.left_after() < 0).count();
    let title = match over {
        0 => t.t(K::PeriodBudgetsHold).to_owned(),
        over => t.n(K::PeriodBudgetsOver, i64::try_from(over).unwrap_or(0), &[]),
    };
    let rows: Vec<_> = all
        .iter()
        .map(|PlannedBudget { left, promised }| {
            let after = left.left_after();
            let class = if after < 0 { "ms-auto text-bad font-medium" } else { "ms-auto" };
            let was = promised.filter(|limit| *limit != left.limit).map(|limit| view! { <span class="text-warn">{t.f(K::PeriodLimitWas, &[("amount", &l.amount(limit))])}</span> });
            view! {
                <li class="py-3 border-b border-line"><h3 class="font-medium"><a class="hover:underline" href=format!("/budget/{}", left.id)><bdi>{left.name.clone()}</bdi></a>" "<span class="lab font-normal num">{l.range(left.first, left.last)}</span></h3>
                    <BudgetBar limit=left.limit exposure=left.sums.exposure actual=left.sums.actual more=left.open/>
                    <p class="flex flex-wrap gap-x-4 lab mt-1 num"><span>{t.f(K::ApprovalBound, &[("amount", &l.amount(left.sums.exposure))])}</span><span class="text-link">{t.f(K::PeriodThis, &[("amount", &l.amount(left.open))])}</span>{was}<span class=class>{t.f(K::ApprovalLeft, &[("amount", &l.amount(after))])}</span></p></li>
            }
        })
        .collect();
    view! { <section class="mt-8 pt-6 border-t border-line"><h2 class="fin">{title}</h2><p class="lab">{t.f(K::BudgetListHint, &[("currency", l.currency.code())])}</p><crate::costs::Hatch/><Legend/><ul class="max-w-3xl">{rows}</ul></section> }.into_any()
}

fn versions(page: Page, all: &[PlanVersion]) -> AnyView {
    let (t, l) = (page.t, page.l);
    if all.is_empty() {
        return ().into_any();
    }
    let rows: Vec<_> = all
        .iter()
        .enumerate()
        .map(|(n, row)| {
            let words = t.f(K::BaselinesApproved, &[("version", &t.plain(row.version)), ("name", &row.by), ("day", &l.day(row.day))]);
            let counts = (n == 0).then(|| view! { <span class="tag good">{t.t(K::BaselinesCounts)}</span> });
            view! { <li class="py-3 border-b border-line flex flex-wrap gap-x-4 gap-y-1 items-baseline"><span class="grow min-w-60"><span class="font-medium">{words}</span>" "{counts}<span class="lab block">{t.n(K::PeriodCount, row.campaigns, &[])}" · "<span>{t.f(K::BaselinesAskedBy, &[("name", &row.asked_by)])}</span></span></span><span class="num font-semibold"><bdi>{l.money(row.cost)}</bdi></span></li> }
        })
        .collect();
    view! { <section class="mt-8 pt-6 border-t border-line"><h2 class="fin">{t.t(K::PeriodVersions)}</h2><ol class="mt-2 max-w-4xl">{rows}</ol></section> }.into_any()
}
