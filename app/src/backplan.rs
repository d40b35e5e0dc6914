//! From a revenue goal back to the people and the money that it takes, beside whom one can reach now; one step to a draft.

pub mod api;

use crate::{
    budgets::tabs,
    campaigns::EquationList,
    context::{Page, use_page},
    form::{self, FormDialog, Input},
    frame::Heading,
    saving::{Saving, SavingFault},
    wire::Load,
};
use domain::{
    activity::ActivityKind,
    backplan::{BackPlanView, GoalDraft, Way},
    campaign::Drafted,
    metrics::{
        Value,
        backplan::{BackPlan, NoPlan},
    },
    rights::UseCase,
};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};
use texts::K;
use ui::{Toast, use_toaster};

#[component]
pub fn BackPlanPage() -> impl IntoView {
    let t = use_page().t;
    let query = use_query_map();
    // A goal can be sent to somebody as an address.
    let goal = Memo::new(move |_| {
        query.with(|q| {
            let text = |name: &str| q.get(name).unwrap_or_default();
            GoalDraft {
                kind: text("kind").parse().ok(),
                goal: text("goal"),
                deal: text("deal"),
                list: text("list").parse().ok(),
                channel: ActivityKind::parse(&text("channel")),
                name: String::new(),
            }
        })
    });
    let view = Load::new(move || goal.get(), api::view);
    view! {
        <main id="main" class="page">
            <Heading title=t.t(K::BackTitle)/>
            {tabs(K::BackTitle)}
            <p class="text-ink-2 mt-3 max-w-2xl">{t.t(K::BackHint)}</p>
            {view.show(move |view| view! { <Asked view/> })}
        </main>
    }
}

/// The form; what it comes to stands below, and is calculated anew without leaving the page.
#[component]
fn Asked(view: BackPlanView) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let saving = Saving::new();
    let found = RwSignal::new(view.clone());
    let input = RwSignal::new(view.input.clone());
    // The average is drawn anew with the kind, whose reference funnel knows it.
    let drawn = RwSignal::new(0_u32);
    let calculate = move || {
        let goal = input.get_untracked();
        saving.run(
            move |_| api::view(goal),
            move |view: BackPlanView| {
                if input.with_untracked(|i| i.deal != view.input.deal) {
                    input.update(|i| i.deal.clone_from(&view.input.deal));
                    drawn.update(|n| *n += 1);
                }
                found.set(view);
            },
        );
    };
    let submit = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        calculate();
    };
    let kind = move |v: String| {
        input.update(|i| {
            i.kind = v.parse().ok();
            i.deal = String::new();
        });
        calculate();
    };
    let id = |id: Option<i64>| id.map(|id| id.to_string()).unwrap_or_default();
    let channels: Vec<(String, String)> = ActivityKind::ALL
        .into_iter()
        .filter(|kind| kind.has_audience())
        .map(|kind| (kind.as_str().to_owned(), t.code("activity", kind.as_str()).to_owned()))
        .collect();
    let now = view.input.clone();
    let currency = [("currency", l.currency.code())];
    let deal = move || {
        drawn.get();
        form::input(
            Input::MONEY,
            ("back-deal", t.f(K::BackDeal, &[("currency", l.currency.code())]), ""),
            input.with_untracked(|i| i.deal.clone()),
            (saving, "deal"),
            move |v| input.update(|i| i.deal = v),
        )
    };
    view! {
        <form on:submit=submit novalidate class="mt-4 max-w-4xl">
            <div class="grid sm:grid-cols-2 lg:grid-cols-3 gap-x-4 gap-y-3 items-start">
                {form::select(("back-kind", t.t(K::ResultsKind), ""), form::options(None, &view.kinds), &id(now.kind), (saving, "kind"), kind)}
                {form::input(Input::MONEY, ("back-goal", t.f(K::BackGoal, &currency), ""), now.goal, (saving, "goal"), move |v| input.update(|i| i.goal = v))}
                {deal}
                {form::select(("back-list", t.t(K::BackList), ""), form::options(Some(t.t(K::BackEverybody)), &view.lists), &id(now.list), (saving, "list"), move |v| input.update(|i| i.list = v.parse().ok()))}
                {form::select(("back-channel", t.t(K::BackChannel), ""), channels, now.channel.map_or("", ActivityKind::as_str), (saving, "channel"), move |v| input.update(|i| i.channel = ActivityKind::parse(&v)))}
            </div>
            <SavingFault saving/>
            <button class="btn btn-sm btn-primary mt-4 max-md:h-11" disabled=move || saving.busy.get()>{t.t(K::BackCalculate)}</button>
        </form>
        {move || view! { <Found view=found.get()/> }}
    }
}

fn missing(page: Page, view: &BackPlanView, why: &NoPlan) -> String {
    let t = page.t;
    match why {
        NoPlan::NoStages => t.t(K::NoPlanNoStages).to_owned(),
        NoPlan::NoDeal => t.t(K::NoPlanNoDeal).to_owned(),
        NoPlan::NoNorm(n) => {
            t.f(K::NoPlanNoNorm, &[("stage", view.stages.get(*n).map_or("", |stage| stage.name.as_str()))])
        }
        NoPlan::TooLarge => t.t(K::NoPlanTooLarge).to_owned(),
    }
}

#[component]
fn Found(view: BackPlanView) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let reachable = view.equation.contacted();
    let plan = match &view.way {
        Way::Found(plan) => Some(plan.clone()),
        Way::NoGoal | Way::None(_) => None,
    };
    let title = match &view.way {
        Way::NoGoal => t.f(K::BackNoGoal, &[("reachable", &t.int(reachable))]),
        Way::None(why) => missing(page, &view, why),
        Way::Found(plan) => {
            let need = plan.need.first().copied().unwrap_or(0);
            let typed = domain::decimal::parse(&view.input.goal, t.decimal_mark(), l.currency.places());
            let goal = l.money(typed.unwrap_or(0));
            if need > reachable {
                let words = [
                    ("goal", goal),
                    ("need", t.int(need)),
                    ("missing", t.int(need - reachable)),
                    ("allowed", l.money(plan.allowed)),
                ];
                t.f(K::BackShort, &words.each_ref().map(|(name, value)| (*name, value.as_str())))
            } else {
                t.f(K::BackEnough, &[("goal", &goal), ("need", &t.int(need)), ("reachable", &t.int(reachable))])
            }
        }
    };
    let subtitle = match view.reference {
        Some((version, day)) => t.f(K::BackSubtitle, &[("version", &t.plain(version)), ("day", &l.day(day))]),
        None => t.t(K::BackNoNorms).to_owned(),
    };
    let href = format!("/analysis/references?kind={}", view.input.kind.unwrap_or(0));
    let stages = view! { <Stages view=view.clone() plan=plan.clone()/> };
    let make =
        plan.filter(|_| page.may(UseCase::BackPlanDraft)).map(|_| view! { <MakeDraft goal=view.input.clone()/> });
    view! {
        <section class="mt-8 pt-6 border-t border-line" data-found="">
            <h2 class="fin" role="status">{title}</h2><p class="lab mt-0.5"><a class="l" href=href>{subtitle}</a></p>
            <div class="grid lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)] gap-x-10 gap-y-6 mt-3">{stages}<div class="min-w-0"><EquationList equation=view.equation of=None/></div></div>
            {make}
        </section>
    }
}

#[component]
fn Stages(view: BackPlanView, plan: Option<BackPlan>) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let dash = || t.t(K::CommonDash).to_owned();
    let rows: Vec<_> = view
        .stages
        .iter()
        .enumerate()
        .map(|(n, stage)| {
            let need = plan.as_ref().and_then(|plan| plan.need.get(n)).copied();
            let step = match stage.norm.step {
                Some(step) => l.value(Value::Share(step)),
                None if n == 0 => String::new(),
                None => dash(),
            };
            let each = if stage.norm.entry_cost > 0 { l.amount(stage.norm.entry_cost) } else { String::new() };
            let cost = need.filter(|_| stage.norm.entry_cost > 0).and_then(|need| need.checked_mul(stage.norm.entry_cost));
            view! { <tr><th scope="row" class="flush text-start font-medium"><bdi>{stage.name.clone()}</bdi></th><td class="n">{step}</td><td class="n font-semibold">{need.map_or_else(dash, |need| t.int(need))}</td><td class="n">{each}</td><td class="n">{cost.map(|minor| l.amount(minor))}</td></tr> }
        })
        .collect();
    let foot = plan.map(|plan| view! { <tfoot><tr><th scope="row" class="flush text-start">{t.t(K::CommonTotal)}</th><td></td><td></td><td></td><td class="n">{l.amount(plan.cost)}</td></tr></tfoot> });
    let currency = [("currency", l.currency.code())];
    view! {
        <div class="overflow-x-auto min-w-0" tabindex="0" role="region" aria-label=t.t(K::BackTitle)>
            <table class="table tight"><thead><tr><th scope="col" class="flush">{t.t(K::FunnelStage)}</th><th scope="col" class="n">{t.t(K::ReferenceStep)}</th><th scope="col" class="n">{t.t(K::BackNeed)}</th><th scope="col" class="n">{t.f(K::BackPerEntry, &currency)}</th><th scope="col" class="n">{t.f(K::BackCost, &currency)}</th></tr></thead><tbody>{rows}</tbody>{foot}</table>
        </div>
    }
}

#[component]
fn MakeDraft(goal: GoalDraft) -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let open = RwSignal::new(false);
    let saving = Saving::new();
    let name = RwSignal::new(String::new());
    let toaster = use_toaster();
    let navigate = StoredValue::new(use_navigate());
    let goal = StoredValue::new(goal);
    let save = Callback::new(move |()| {
        let goal = GoalDraft { name: name.get_untracked(), ..goal.get_value() };
        saving.run(
            move |request| api::draft(request, goal),
            move |made: Drafted| {
                toaster.show(Toast::said(t.t(K::BackDrafted)));
                navigate.with_value(|go| go(&format!("/campaigns/{}/plan", made.id), NavigateOptions::default()));
            },
        );
    });
    view! {
        <button type="button" class="btn btn-sm btn-primary mt-5 max-md:h-11" on:click=move |_| open.set(true)>{t.t(K::BackDraft)}</button>
        <FormDialog open title=t.t(K::BackDraft).to_owned() action=t.t(K::BackDraft) saving save>
            <p class="text-ink-2 mt-1">{t.t(K::BackDraftHint)}</p>
            <div class="mt-3">{form::input(Input::TEXT.max(120), ("back-name", t.t(K::CommonTitle), ""), String::new(), (saving, "name"), move |v| name.set(v))}</div>
        </FormDialog>
    }
}
