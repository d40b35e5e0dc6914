//! An activity in three steps: the one of a quick campaign, or one of several. Each step saves the draft, so that nothing
//! typed is lost.

use super::{
    api,
    audience::EquationList,
    draft_actions::{DeleteButton, WidenButton},
    drafting::Drafting,
    launch::LaunchButton,
    what::What,
    when::When,
    who::Who,
};
use crate::{
    context::use_page,
    frame::Heading,
    people::api::filters,
    saving::{Meanwhile, SavingFault},
    wire::Load,
};
use domain::{
    activity::ActivityKind,
    audience::Equation,
    campaign::{DraftInput, DraftView, Status},
    rights::UseCase,
    rule::{Filters, Rule},
};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_params_map, use_query_map},
};
use texts::K;
use ui::{Glyph, Icon, Step, Steps};

/// Which activity the address means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    /// A quick campaign that is not there yet.
    NewQuick,
    Quick(i64),
    /// A further activity of a campaign, and which one was made here before it.
    New(i64, Option<i64>),
    Activity(i64),
}

#[component]
pub fn DraftPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    // The activity that the blank form has become: its address changes, the form stays as it is, with all that is typed.
    let made = RwSignal::new(None::<i64>);
    let asked = Memo::new(move |before: Option<&Asked>| {
        let made = made.get_untracked();
        let number = |name: &str| params.with(|p| p.get(name).and_then(|id| id.parse::<i64>().ok()));
        match (number("id"), params.with(|p| p.get("activity")), number("activity")) {
            (_, _, Some(activity)) => match before {
                Some(Asked::New(_, earlier)) if made == Some(activity) && *earlier != made => before.copied(),
                _ => None,
            }
            .unwrap_or(Asked::Activity(activity)),
            (Some(id), Some(_), None) => Asked::New(id, made),
            (Some(id), None, None) => Asked::Quick(id),
            (None, _, None) => Asked::NewQuick,
        }
    });
    let step = Memo::new(move |_| {
        query.with(|q| q.get("step").and_then(|s| s.parse::<usize>().ok())).unwrap_or(1).clamp(1, 3)
    });
    let draft = Load::new(
        move || asked.get(),
        |asked| async move {
            let draft = async {
                match asked {
                    Asked::NewQuick => Ok(empty(None)),
                    Asked::Quick(id) => api::draft(id).await,
                    Asked::New(id, _) => Ok(empty(Some(id))),
                    Asked::Activity(id) => api::activity(id).await,
                }
            };
            futures::try_join!(draft, filters())
        },
    );
    view! {
        <main id="main" class="page">
            {draft.show(move |(draft, filters)| {
                let rule = query.with_untracked(|q| q.get("rule")).and_then(|json| serde_json::from_str::<Rule>(&json).ok());
                let list = query.with_untracked(|q| q.get("list")).and_then(|id| id.parse::<i64>().ok());
                view! { <Wizard draft filters step rule list made/> }
            })}
        </main>
    }
}

/// A blank activity, of a quick campaign where none is named.
fn empty(campaign: Option<i64>) -> DraftView {
    DraftView {
        input: DraftInput { id: campaign, kind: Some(ActivityKind::Call), ..DraftInput::default() },
        status: Status::Draft,
        campaign: String::new(),
        campaign_version: 0,
        campaign_status: Status::Draft,
        quick: campaign.is_none(),
        equation: Equation::from_counts(0, &[]),
        days: Vec::new(),
        grid: Vec::new(),
        people_of_sales: Vec::new(),
        teams: Vec::new(),
        siblings: Vec::new(),
        line_totals: Vec::new(),
        planned_cost: 0,
        planned: Vec::new(),
        articles: Vec::new(),
        obstacles: Vec::new(),
    }
}

/// The address of the plan of an activity.
fn address(quick: bool, campaign: i64, activity: i64) -> String {
    if quick { format!("/campaigns/{campaign}/draft") } else { format!("/campaigns/{campaign}/activities/{activity}") }
}

#[component]
fn Wizard(
    draft: DraftView,
    filters: Filters,
    step: Memo<usize>,
    rule: Option<Rule>,
    list: Option<i64>,
    made: RwSignal<Option<i64>>,
) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let navigate = StoredValue::new(use_navigate());
    if draft.status != Status::Draft {
        let id = draft.input.id.unwrap_or(0);
        return view! { <Heading title=draft.input.name.clone()/><p class="mt-3"><a class="l" href=format!("/campaigns/{id}")>{t.t(K::DraftLaunched)}</a></p> }.into_any();
    }
    let mut input = draft.input.clone();
    l.retype([&mut input.first_day, &mut input.last_day]);
    if input.activity.is_none() {
        input.rule = rule;
        input.lists.extend(list);
    }
    let (quick, campaign) = (draft.quick, input.id);
    let drafting = Drafting::new(input, draft, filters);
    let here = Memo::new(move |_| drafting.input.with(|i| i.id.zip(i.activity)));
    let save = Callback::new(move |to: usize| {
        // The blank form is replaced, so that Back does not make a second draft of it.
        let replace = here.with_untracked(Option::is_none);
        drafting.save_all(Box::new(move |saved| {
            made.set(Some(saved.activity));
            let address = format!("{}?step={to}", address(quick, saved.id, saved.activity));
            let options = NavigateOptions { scroll: false, replace, ..NavigateOptions::default() };
            navigate.with_value(|go| go(&address, options));
        }));
    });
    let steps = move || {
        let (at, here) = (step.get(), here.get());
        let href = |n: usize| here.map_or_else(String::new, |(id, a)| format!("{}?step={n}", address(quick, id, a)));
        let name = |n: usize| match n {
            1 if here.is_some() && drafting.view.with(|v| v.input.after.is_none()) => {
                t.n(K::DraftWhoDone, drafting.view.with(|v| v.equation.people), &[])
            }
            1 => t.t(K::DraftWho).to_owned(),
            2 => t.t(K::DraftWhat).to_owned(),
            _ => t.t(K::DraftWhen).to_owned(),
        };
        let steps = (1..=3)
            .map(|n| Step {
                name: name(n),
                number: t.plain(i64::try_from(n).unwrap_or(0)),
                href: href(n),
                done: here.is_some() && n < at,
            })
            .collect();
        view! { <Steps steps current=at - 1 label=t.t(K::DraftSteps) done=t.t(K::CommonDone)/> }
    };
    let body = move || match step.get() {
        1 => view! { <Who drafting/> }.into_any(),
        2 => view! { <What drafting/> }.into_any(),
        _ => view! { <When drafting save/> }.into_any(),
    };
    let next = move || {
        let (at, here) = (step.get(), here.get());
        let back = (at > 1).then(|| view! { <button type="button" class="btn btn-sm" on:click=move |_| save.run(at - 1)>{t.t(K::CommonBack)}</button> });
        let on = if at < 3 {
            view! { <button type="button" class="btn btn-sm btn-primary" on:click=move |_| save.run(at + 1)>{t.t(K::DraftNext)}<Icon glyph=Glyph::ChevronEnd size=14/></button> }.into_any()
        } else if quick {
            view! { <button type="button" class="btn btn-sm" on:click=move |_| save.run(3)>{t.t(K::DraftSave)}</button> {move || { drafting.view.track(); view! { <LaunchButton drafting/> } }} }.into_any()
        } else {
            let to_plan = move |_| {
                drafting.save_all(Box::new(move |saved| {
                    let address = format!("/campaigns/{}/plan", saved.id);
                    navigate.with_value(|go| go(&address, NavigateOptions::default()));
                }));
            };
            view! { <button type="button" class="btn btn-sm" on:click=move |_| save.run(3)>{t.t(K::DraftSave)}</button><button type="button" class="btn btn-sm btn-primary" on:click=to_plan>{t.t(K::DraftToPlan)}</button> }.into_any()
        };
        let delete = here
            .filter(|_| page.may(UseCase::DraftDelete))
            .map(|(id, activity)| view! { <DeleteButton id activity quick drafting/> });
        let widen = here
            .filter(|_| quick && at == 3 && page.may(UseCase::PlanWiden))
            .map(|(id, _)| view! { <WidenButton id drafting/> });
        view! { {delete}{widen}{back}{on} }
    };
    let fresh = if quick { t.t(K::DraftTitle) } else { t.t(K::DraftTitleActivity) };
    let named = move |v: &DraftView| {
        if v.input.name.is_empty() { fresh.to_owned() } else { v.input.name.clone() }
    };
    let title = ArcRwSignal::new(drafting.view.with_untracked(named));
    let renamed = title.clone();
    Effect::new(move |_| renamed.set(drafting.view.with(named)));
    let title = move || title.get();
    let tag = if quick {
        view! { <span class="tag">{t.t(K::DraftTag)}</span> }.into_any()
    } else {
        let of = move || {
            let of = drafting.view.with(|v| v.campaign.clone());
            if of.is_empty() { t.t(K::DraftToPlan).to_owned() } else { of }
        };
        view! { <a class="l text-sm" href=format!("/campaigns/{}/plan", campaign.unwrap_or(0))><bdi>{of}</bdi></a> }
            .into_any()
    };
    let actions = view! { {next} }.into_any();
    let follows = move || drafting.input.with(|i| i.after.is_some());
    let aside = view! { <Show when=move || here.get().is_some() && !follows()><Aside view=drafting.view/></Show> };
    view! {
        <Heading title tag actions/>
        {steps}
        <SavingFault saving=drafting.saving/>
        <Meanwhile saving=drafting.saving name=field_name/>
        <div class="grid lg:grid-cols-[minmax(0,1fr)_340px] gap-x-10 gap-y-8 mt-5"><div class="min-w-0">{body}</div>{aside}</div>
    }
    .into_any()
}

/// What the fields of an activity are called.
fn field_name(field: &str) -> Option<K> {
    Some(match field {
        "name" => K::CommonTitle,
        "lists" => K::WhoLists,
        "rule" => K::WhoRule,
        "roles" => K::WhoRoles,
        "prefers" => K::PersonBestChannel,
        "one_each" => K::WhoOneEach,
        "kind" => K::WhatKind,
        "subject" => K::WhatSubject,
        "script" => K::WhatText,
        "after" => K::WhatFollows,
        "skip_days" => K::WhatSkip,
        "needs_consent" => K::WhatConsent,
        "expected" => K::WhatExpected,
        "priority" => K::WhatPriority,
        "first_day" => K::WhenFirst,
        "last_day" => K::WhenLast,
        "minutes" => K::WhenMinutes,
        "sharing" | "sellers" => K::WhenSharing,
        "owner" => K::CommonOwner,
        "costs" => K::CostsHead,
        "targets" => K::TargetsTitle,
        _ => return None,
    })
}

/// Who will be contacted, as of the last saving.
#[component]
fn Aside(view: RwSignal<DraftView>) -> impl IntoView {
    let t = use_page().t;
    let equation = Memo::new(move |_| view.with(|v| v.equation.clone()));
    let of = Memo::new(move |_| view.with(|v| v.input.id.zip(v.input.activity)));
    view! {
        <aside aria-label=t.t(K::EquationTitle) class="lg:border-s lg:border-line lg:ps-8">
            <div class="flex items-baseline gap-2">
                <span class="num text-3xl font-semibold tracking-tight" aria-live="polite" data-contacted="">
                    {move || t.int(equation.with(Equation::contacted))}
                </span>
                <span class="text-base text-ink-2">{t.t(K::EquationWill)}</span>
            </div>
            <p class="lab mt-1">{t.t(K::EquationHint)}</p>
            {move || view! { <EquationList equation=equation.get() of=of.get()/> }}
            <p class="lab mt-3 flex gap-1.5"><Icon glyph=Glyph::Info size=14/><span>{t.t(K::EquationAgain)}</span></p>
        </aside>
    }
}
