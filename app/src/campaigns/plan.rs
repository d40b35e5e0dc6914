//! The plan of a campaign: its head, its activities as a flow, tasks and milestones, targets, what it points at, notes.

use super::{api, copy::CopyButton, launch::LaunchPlan, links::Links, status_dot, steps::StepList, tabs::CampaignTabs};
use crate::{
    context::{Page, use_page},
    date_field,
    form::{self, FormDialog, Input},
    frame::{Heading, Slot, pieces},
    loaded::reloader,
    notes::Notes,
    saving::{Saving, SavingFault},
    tasks::Tasks,
    today::kind_glyph,
    wire::Load,
};
use domain::{
    activity::Answer,
    campaign::{Expected, PlanActivity, PlanDraft, PlanView, Status},
    decimal,
    metrics::Figure,
    note::NoteOn,
    rights::UseCase,
};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_params_map},
};
use texts::K;
use ui::{Glyph, Icon, Toast, use_toaster};

#[component]
pub fn PlanPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|p| p.get("id").and_then(|id| id.parse::<i64>().ok()).unwrap_or(0)));
    let reload = reloader();
    let plan = Load::new(move || (id.get(), reload.get()), |(id, _)| api::plan(id));
    view! { <main id="main" class="page">{plan.show(move |plan| view! { <Plan plan reload/> })}</main> }
}

#[component]
fn Plan(plan: PlanView, reload: RwSignal<u32>) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let id = plan.input.id.unwrap_or(0);
    let may = page.may(UseCase::PlanSave);
    let status = plan.status;
    let name = plan.input.name.clone();
    let words = if plan.template { t.t(K::PlanTemplate) } else { t.code("status", status.as_str()) };
    let tag = view! { <span class="tag"><span class=status_dot(status)></span>{words}</span> }.into_any();
    let drafts = plan.activities.iter().any(|a| a.state == Status::Draft);
    let launch = (!plan.template
        && drafts
        && matches!(status, Status::Draft | Status::Running)
        && page.may(UseCase::CampaignLaunch))
    .then(|| view! { <LaunchPlan id/> });
    let actions = view! { <CopyButton id name=name.clone() template=plan.template/>{(may && status == Status::Draft).then(|| view! { <DeleteButton id version=plan.input.version/> })}{launch} }.into_any();
    let dates = plan.activities.iter().filter_map(|a| a.first_day).min();
    let finding = t.n(
        K::PlanFinding,
        i64::try_from(plan.activities.len()).unwrap_or(0),
        &[("cost", &l.money(plan.planned_cost))],
    );
    let copying = Saving::new();
    let copies = page.may(UseCase::ActivityCopy) && !plan.quick && matches!(status, Status::Draft | Status::Running);
    let rows: Vec<_> = plan
        .activities
        .iter()
        .map(|a| view! { <ActivityLine campaign=id activity=a.clone() all=plan.activities.clone() copying copies/> })
        .collect();
    let empty =
        plan.activities.is_empty().then(|| view! { <p class="text-ink-2 mt-3 max-w-xl">{t.t(K::PlanEmpty)}</p> });
    let add = (may && matches!(status, Status::Draft | Status::Running)).then(|| view! { <a class="btn btn-sm mt-3" href=format!("/campaigns/{id}/activities/new")><Icon glyph=Glyph::Plus size=14/>{t.t(K::PlanAddActivity)}</a> });
    let subtitle = dates.map(|day| t.f(K::PlanBegins, &[("day", &l.day(day))]));
    view! {
        <Heading title=name tag actions/>
        <CampaignTabs id current=K::TabPlan/>
        <Head plan=plan.clone() reload/>
        {(status == Status::Draft && !plan.template).then(|| view! { <ExpectedFigures id/> })}
        <section class="mt-7 pt-5 border-t border-line">
            <h2 class="fin">{finding}</h2><p class="lab mt-0.5">{subtitle}</p>
            {empty}
            <SavingFault saving=copying/>
            <ol class="mt-2">{rows}</ol>
            {add}
        </section>
        {(!plan.template).then(|| view! { <StepList campaign=id steps=plan.steps.clone() may reload/> })}
        <Tasks tasks=plan.tasks.clone() campaign=id people=plan.people.clone() template=plan.template reload/>
        <div class="grid lg:grid-cols-2 gap-x-10">
            <Links plan=plan.clone() reload/>
            <section class="mt-7 pt-5 border-t border-line"><Notes on=NoteOn::Campaign(id) notes=plan.notes.clone() colleagues=plan.colleagues.clone() reload/></section>
        </div>
    }
}

/// What can be expected of the people whom the plan reaches, beside what it promises. It is counted after the page stands.
#[component]
pub fn ExpectedFigures(id: i64) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let found = Load::new(move || id, api::expected);
    found.show(move |found: Option<Expected>| {
        found.map(|found| {
            let rows: Vec<_> = found
                .figures
                .iter()
                .map(|(figure, expected, promised)| view! { <tr><th scope="row" class="flush text-start font-normal">{t.code("figure", figure.as_str())}</th><td class="n">{l.value(*expected)}</td><td class="n text-ink-2">{l.value(*promised)}</td></tr> })
                .collect();
            let title = t.f(K::PlanExpected, &[("n", &t.int(found.people))]);
            let hint = t.f(K::PlanExpectedHint, &[("version", &t.plain(found.version))]);
            let href = format!("/analysis/references?kind={}", found.kind);
            view! {
                <section class="mt-7 pt-5 border-t border-line max-w-xl" data-expected=""><h2 class="fin">{title}</h2><p class="lab mt-0.5"><a class="l" href=href>{hint}</a></p>
                    <table class="table tight fits mt-2"><thead><tr><th scope="col" class="flush">{t.t(K::PlanFigureHead)}</th><th scope="col" class="n">{t.t(K::PlanExpectedHead)}</th><th scope="col" class="n">{t.t(K::PlanPromisedHead)}</th></tr></thead><tbody>{rows}</tbody></table>
                </section>
            }
        })
    })
}

/// A target as the form begins with it, as people read it.
fn target(page: Page, figure: Figure, typed: &str) -> String {
    let places = if figure.is_money() { page.l.currency.places() } else { 0 };
    match decimal::parse(typed, page.t.decimal_mark(), places) {
        Ok(minor) if figure.is_money() => page.l.money(minor),
        Ok(n) => page.t.int(n),
        Err(_) => typed.to_owned(),
    }
}

/// What the flow says about an activity: when it begins, and for whom.
fn begins(page: Page, activity: &PlanActivity, all: &[PlanActivity]) -> String {
    let (t, l) = (page.t, page.l);
    match activity.after {
        Some((before, days, answer)) => {
            let name = all.iter().find(|a| a.id == before).map_or("", |a| a.name.as_str());
            let key = if answer == Answer::Anyone { K::PlanAfterAnyone } else { K::PlanAfter };
            t.n(key, days, &[("activity", name), ("who", t.code("answer", answer.as_str()))])
        }
        None => match (activity.first_day, activity.last_day) {
            (Some(first), Some(last)) => l.range(first, last),
            (Some(first), None) => l.day(first),
            _ => t.t(K::PlanNoDays).to_owned(),
        },
    }
}

#[component]
fn ActivityLine(
    campaign: i64,
    activity: PlanActivity,
    all: Vec<PlanActivity>,
    copying: Saving,
    copies: bool,
) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let id = activity.id;
    let href = match activity.state {
        Status::Draft => format!("/campaigns/{campaign}/activities/{id}"),
        _ if activity.kind.is_sent() => format!("/campaigns/{campaign}/work/{id}"),
        _ => format!("/campaigns/{campaign}"),
    };
    let indent = ["", "ms-6", "ms-12", "ms-16", "ms-20"].get(activity.depth.min(4)).copied().unwrap_or("");
    let arrow = (activity.depth > 0)
        .then(|| view! { <span class="text-ink-3 mt-0.5" aria-hidden="true"><Icon glyph=Glyph::Turn size=14/></span> });
    let lists =
        (!activity.lists.is_empty()).then(|| view! { " · "{pieces(activity.lists.clone(), t.t(K::CommonComma))} });
    let done = (activity.touches > 0).then(|| view! { <span class="num text-ink-2 whitespace-nowrap">{t.f(K::ResultsWorkDone, &[("done", &t.int(activity.done)), ("all", &t.int(activity.touches))])}</span> });
    let owner = (!activity.owner.is_empty())
        .then(|| view! { <span class="lab max-md:hidden"><bdi>{activity.owner.clone()}</bdi></span> });
    let navigate = StoredValue::new(use_navigate());
    let copy = copies.then(|| {
        let label = t.f(K::PlanCopyActivity, &[("activity", &activity.name)]);
        let run = move |_| {
            copying.run(
                move |request| api::copy_activity(request, id),
                move |copy: i64| navigate.with_value(|go| go(&format!("/campaigns/{campaign}/activities/{copy}"), NavigateOptions::default())),
            );
        };
        view! { <button type="button" class="btn btn-xs btn-ghost btn-square max-md:size-11" aria-label=label.clone() title=label disabled=move || copying.busy.get() on:click=run><Icon glyph=Glyph::Copy size=14/></button> }
    });
    view! {
        <li class=format!("flex flex-wrap items-start gap-x-3 gap-y-1 py-2.5 border-b border-line {indent}")>
            {arrow}<span class="text-ink-2 mt-0.5"><Icon glyph=kind_glyph(activity.kind)/></span>
            <div class="grow min-w-48"><a class="font-medium hover:underline" href=href><bdi>{activity.name.clone()}</bdi></a><p class="lab">{t.code("activity_one", activity.kind.as_str())}" · "{begins(page, &activity, &all)}{lists}</p></div>
            {owner}{done}
            <span class="num w-24 text-end whitespace-nowrap"><bdi>{l.money(activity.planned_cost)}</bdi></span>
            <span class="st w-28"><span class=status_dot(activity.state)></span>{t.code("status", activity.state.as_str())}</span>
            {copy}
        </li>
    }
}

/// Name, goal, kind, line of business, owner, days and targets; saved by its button.
#[component]
fn Head(plan: PlanView, reload: RwSignal<u32>) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let open = RwSignal::new(false);
    let saving = Saving::new();
    let toaster = use_toaster();
    let draft = plan.status == Status::Draft;
    let mut start = plan.input.clone();
    l.retype([&mut start.first_day, &mut start.last_day]);
    let input = RwSignal::new(start);
    let name_of = |all: &[(i64, String)], id: Option<i64>| {
        all.iter().find(|(n, _)| Some(*n) == id).map_or_else(String::new, |(_, name)| name.clone())
    };
    let fact = |name: K, value: String| {
        (!value.is_empty()).then(|| view! { <div class="flex gap-1.5"><dt class="text-ink-3">{t.t(name)}</dt><dd><bdi>{value}</bdi></dd></div> })
    };
    let dates = match (plan.input.first_day.parse(), plan.input.last_day.parse()) {
        (Ok(first), Ok(last)) => l.range(first, last),
        (Ok(first), Err(_)) => t.f(K::CommonFrom, &[("day", &l.day(first))]),
        (Err(_), Ok(last)) => t.f(K::TodayUntil, &[("day", &l.day(last))]),
        _ => String::new(),
    };
    let mut targets = plan
        .targets
        .iter()
        .map(|(figure, value)| (figure, target(page, *figure, value)))
        .map(|(figure, value)| view! { <div class="flex gap-1.5"><dt class="text-ink-3">{t.code("figure", figure.as_str())}</dt><dd class="num"><bdi>{value}</bdi></dd></div> })
        .peekable();
    let targets = targets
        .peek()
        .is_some()
        .then(|| view! { <dl class="flex flex-wrap gap-x-5 gap-y-1 mt-1 text-sm">{targets.collect::<Vec<_>>()}</dl> });
    let goal = (!plan.input.goal.is_empty())
        .then(|| view! { <p class="mt-2 max-w-3xl whitespace-pre-line" dir="auto">{plan.input.goal.clone()}</p> });
    let edit = page.may(UseCase::PlanSave).then(|| view! { <button type="button" class="btn btn-xs" on:click=move |_| open.set(true)><Icon glyph=Glyph::Pencil size=13/>{t.t(K::CommonEdit)}</button> });
    let save = Callback::new(move |()| {
        let mut plan = input.get_untracked();
        plan.version = saving.version(plan.version);
        saving.run(
            move |request| api::save_plan(request, plan),
            move |_: (i64, i64)| {
                toaster.show(Toast::said(t.t(K::PlanSaved)));
                open.set(false);
                reload.update(|n| *n += 1);
            },
        );
    });
    let stored = StoredValue::new(plan.clone());
    let fields = move || {
        let plan = stored.get_value();
        plan_fields(page, input, saving, &plan.kinds.clone(), Some((plan, draft)))
    };
    view! {
        {goal}
        <div class="flex flex-wrap items-center gap-x-5 gap-y-1 mt-2 text-sm">
            <dl class="flex flex-wrap items-center gap-x-5 gap-y-1">{fact(K::ResultsKind, name_of(&plan.kinds, plan.input.kind))}{fact(K::PlanLine, name_of(&plan.lines, plan.input.line))}{fact(K::CommonOwner, name_of(&plan.people, plan.input.owner))}{fact(K::CommonDates, dates)}{fact(K::ResultsCode, plan.code.clone())}</dl>
            {edit}
        </div>
        {targets}
        <FormDialog open title=t.t(K::PlanHead) action=t.t(K::CommonSave) saving save wide=true>{fields()}</FormDialog>
    }
}

/// The fields of a head; with the plan, everything that can be chosen in it.
fn plan_fields(
    page: Page,
    input: RwSignal<PlanDraft>,
    saving: Saving,
    kinds: &[(i64, String)],
    plan: Option<(PlanView, bool)>,
) -> AnyView {
    let (t, l) = (page.t, page.l);
    let now = input.get_untracked();
    let text = |id: &'static str, name: K, value: String, write: fn(&mut PlanDraft) -> &mut String| {
        form::input(Input::TEXT.max(120), (format!("plan-{id}"), t.t(name), ""), value, (saving, id), move |v| {
            input.update(|i| *write(i) = v);
        })
    };
    let id = |id: Option<i64>| id.map_or_else(String::new, |id| id.to_string());
    let kind = form::select(
        ("plan-kind", t.t(K::ResultsKind), ""),
        form::options(None, kinds),
        &id(now.kind),
        (saving, "kind"),
        move |v| input.update(|i| i.kind = v.parse().ok()),
    );
    let choices = plan.as_ref().map(|(plan, _)| {
        view! {
            {form::select(("plan-line", t.t(K::PlanLine), ""), form::options(None, &plan.lines), &id(now.line), (saving, "line"), move |v| input.update(|i| i.line = v.parse().ok()))}
            {form::select(("plan-owner", t.t(K::CommonOwner), ""), form::options(None, &plan.people), &id(now.owner), (saving, "owner"), move |v| input.update(|i| i.owner = v.parse().ok()))}
        }
    });
    let open = plan.as_ref().is_none_or(|(_, draft)| *draft);
    let days = open.then(|| {
        view! {
            {date_field::day(("plan-first", t.t(K::WhenFirst)), now.first_day.clone(), (saving, "first_day"), move |v| input.update(|i| i.first_day = v))}
            {form::input(Input::CODE.max(12), ("plan-last", t.t(K::WhenLast), t.t(K::PlanDaysHint)), now.last_day.clone(), (saving, "last_day"), move |v| input.update(|i| i.last_day = v))}
        }
    });
    let targets = plan.as_ref().filter(|_| open).map(|_| {
        let fields: Vec<_> = Figure::TARGETS
            .into_iter()
            .map(|figure| {
                let name = t.code("figure", figure.as_str());
                let name = if figure.is_money() { [name, l.currency.code()].join(t.t(K::CommonComma)) } else { name.to_owned() };
                let value = now.targets.iter().find(|(f, _)| *f == figure).map_or_else(String::new, |(_, v)| v.clone());
                let field = format!("target.{}", figure.as_str());
                form::input(Input::MONEY, (format!("plan-{}", figure.as_str()), name, ""), value, (saving, &field), move |v| {
                    input.update(|i| {
                        i.targets.retain(|(f, _)| *f != figure);
                        i.targets.push((figure, v));
                    });
                })
            })
            .collect();
        view! { <fieldset class="mt-4"><legend class="fin">{t.t(K::TargetsTitle)}</legend><p class="lab mt-0.5">{t.t(K::TargetsHint)}</p><div class="grid grid-cols-2 sm:grid-cols-3 gap-x-4 gap-y-3 mt-2">{fields}</div></fieldset> }
    });
    view! {
        <div class="grid sm:grid-cols-2 gap-x-4 gap-y-3 mt-3">{text("name", K::CommonTitle, now.name.clone(), |p| &mut p.name)}{kind}{choices}{days}</div>
        <div class="mt-3">{form::area(("plan-goal", t.t(K::PlanGoal), ""), (3, 2000), now.goal.clone(), (saving, "goal"), move |v| input.update(|i| i.goal = v))}</div>
        {targets}
    }
    .into_any()
}

/// Makes a campaign of several activities.
#[component]
pub fn NewPlan(open: RwSignal<bool>, kinds: Vec<(i64, String)>) -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let saving = Saving::new();
    let input = RwSignal::new(PlanDraft { kind: kinds.first().map(|(id, _)| *id), ..PlanDraft::default() });
    let kinds = StoredValue::new(kinds);
    let navigate = StoredValue::new(use_navigate());
    let save = Callback::new(move |()| {
        let plan = input.get_untracked();
        saving.run(
            move |request| api::save_plan(request, plan),
            move |(id, _): (i64, i64)| {
                open.set(false);
                navigate.with_value(|go| go(&format!("/campaigns/{id}/plan"), NavigateOptions::default()));
            },
        );
    });
    view! { <FormDialog open title=t.t(K::PlanNew) action=t.t(K::PlanNewDo) saving save><p class="text-ink-2 mt-1">{t.t(K::PlanNewHint)}</p>{kinds.with_value(|kinds| plan_fields(page, input, saving, kinds, None))}</FormDialog> }
}

#[component]
fn DeleteButton(id: i64, version: i64) -> impl IntoView {
    let t = use_page().t;
    let open = RwSignal::new(false);
    let saving = Saving::new();
    let toaster = use_toaster();
    let navigate = StoredValue::new(use_navigate());
    let save = Callback::new(move |()| {
        saving.run(
            move |request| api::delete_draft(request, id, version),
            move |()| {
                toaster.show(Toast::said(t.t(K::DraftDeleted)));
                navigate.with_value(|go| go("/campaigns", NavigateOptions::default()));
            },
        );
    });
    view! {
        <button type="button" class="btn btn-sm btn-ghost btn-square" aria-label=t.t(K::DraftDelete) title=t.t(K::DraftDelete) on:click=move |_| open.set(true)><Icon glyph=Glyph::Trash size=15/></button>
        <FormDialog open title=t.t(K::DraftDeleteQuestion) action=t.t(K::DraftDelete) saving save><p class="text-ink-2 mt-1.5">{t.t(K::DraftDeleteSays)}</p></FormDialog>
    }
}

/// The head of a page of a campaign.
#[component]
pub fn CampaignHeading(
    id: i64,
    #[prop(into)] name: String,
    current: K,
    #[prop(optional, into)] actions: Slot,
) -> impl IntoView {
    view! { <Heading title=name actions/><CampaignTabs id current/> }
}
