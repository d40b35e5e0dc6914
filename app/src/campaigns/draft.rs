//! An activity in three steps: the one of a quick campaign, or one of several. Each step saves the draft, so that nothing
//! typed is lost.

use super::{
    api,
    audience::EquationList,
    draft_actions::{DeleteButton, WidenButton},
    launch::LaunchButton,
    what::What,
    when::When,
    who::Who,
};
use crate::{
    context::use_page,
    frame::Heading,
    people::api::{Filters, filters},
    saving::{Saving, SavingFault},
    wire::Load,
};
use domain::{
    activity::ActivityKind,
    audience::Equation,
    campaign::{DraftInput, DraftView, Drafted, Status},
    rights::UseCase,
    rule::Rule,
};
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_params_map, use_query_map},
};
use std::time::Duration;
use texts::K;
use ui::{Glyph, Icon, Step, Steps};

/// The draft while it is edited, with what the server computed for its last saved form.
#[derive(Clone, Copy)]
pub struct Drafting {
    pub input: RwSignal<DraftInput>,
    /// As last saved; what is typed meanwhile stays in `input`.
    pub view: RwSignal<DraftView>,
    pub filters: StoredValue<Filters>,
    /// Version of the campaign as of the last saving; who launches has seen that.
    pub campaign_version: StoredValue<i64>,
    pub saving: Saving,
    /// Whether the question before the launch is open.
    pub asked: RwSignal<bool>,
    /// As the server last took it; what differs is saved after a pause.
    pub saved: StoredValue<DraftInput>,
    /// What to do after the next saving, asked for while one ran.
    next: StoredValue<Option<Then>>,
}

/// What follows a saving, with what it made.
type Then = Box<dyn FnOnce(Drafted) + Send + Sync>;

/// The pause in typing after which a draft is saved.
const PAUSE: Duration = Duration::from_millis(900);

impl Drafting {
    /// Saves what is typed, takes what the server made of it, and goes on with `then`. Fields are left alone, so that
    /// nothing typed while it ran is lost.
    pub fn save(self, then: impl FnOnce(Drafted) + Send + Sync + 'static) {
        self.save_then(Box::new(then));
    }

    fn save_then(self, then: Then) {
        if self.saving.busy.get_untracked() {
            self.next.set_value(Some(then));
            return;
        }
        let input = self.input.get_untracked();
        let sent = input.clone();
        self.saving.run(
            move |request| async move {
                let drafted = api::save_draft(request, input).await?;
                Ok((drafted, api::activity(drafted.activity).await?))
            },
            move |(drafted, view): (Drafted, DraftView)| {
                self.take(sent, drafted);
                self.view.set(view);
                then(drafted);
            },
        );
    }

    /// Saves what is typed without asking what would come of it.
    fn keep(self) {
        if !untrack(|| self.is_changed()) {
            return;
        }
        if self.saving.busy.get_untracked() {
            if self.next.with_value(Option::is_none) {
                self.next.set_value(Some(Box::new(|_| {})));
            }
            return;
        }
        let input = self.input.get_untracked();
        let sent = input.clone();
        self.saving
            .run(move |request| api::save_draft(request, input), move |drafted: Drafted| self.take(sent, drafted));
    }

    fn take(self, sent: DraftInput, drafted: Drafted) {
        self.saved.set_value(sent);
        self.campaign_version.set_value(drafted.version);
        self.input.update(|i| {
            i.id = Some(drafted.id);
            i.activity = Some(drafted.activity);
            i.version = drafted.activity_version;
        });
        let next = self.next.try_update_value(Option::take).flatten();
        if let Some(next) = next {
            self.save_then(next);
        }
    }

    /// Whether something is typed that the server does not have yet.
    fn is_changed(self) -> bool {
        self.saved.with_value(|saved| {
            self.input.with(|now| {
                let alike =
                    DraftInput { id: saved.id, activity: saved.activity, version: saved.version, ..now.clone() };
                alike != *saved
            })
        })
    }

    /// Saves a draft that exists after each pause in typing, and when the page is left.
    fn keep_after_pauses(self) {
        let waiting = StoredValue::new(None::<TimeoutHandle>);
        let stop = move || waiting.try_update_value(Option::take).flatten().inspect(TimeoutHandle::clear).is_some();
        Effect::new(move |_| {
            let changed = self.is_changed();
            stop();
            if changed && self.input.with(|i| i.activity.is_some()) {
                let keep = move || {
                    waiting.set_value(None);
                    self.keep();
                };
                waiting.set_value(set_timeout_with_handle(keep, PAUSE).ok());
            }
        });
        on_cleanup(move || {
            if stop() {
                self.keep();
            }
        });
    }
}

/// Which activity the address means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    /// A quick campaign that is not there yet.
    NewQuick,
    Quick(i64),
    /// A further activity of a campaign.
    New(i64),
    Activity(i64),
}

#[component]
pub fn DraftPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let asked = Memo::new(move |_| {
        let number = |name: &str| params.with(|p| p.get(name).and_then(|id| id.parse::<i64>().ok()));
        match (number("id"), params.with(|p| p.get("activity"))) {
            (_, Some(activity)) if activity.parse::<i64>().is_ok() => {
                Asked::Activity(activity.parse().unwrap_or_default())
            }
            (Some(id), Some(_)) => Asked::New(id),
            (Some(id), None) => Asked::Quick(id),
            (None, _) => Asked::NewQuick,
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
                    Asked::New(id) => Ok(empty(Some(id))),
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
                view! { <Wizard draft filters step rule list/> }
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
) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let navigate = StoredValue::new(use_navigate());
    if draft.status != Status::Draft {
        let id = draft.input.id.unwrap_or(0);
        return view! { <Heading title=draft.input.name.clone()/><p class="mt-3"><a class="l" href=format!("/campaigns/{id}")>{t.t(K::DraftLaunched)}</a></p> }.into_any();
    }
    let mut input = draft.input.clone();
    for day in [&mut input.first_day, &mut input.last_day] {
        if let Ok(known) = day.parse() {
            *day = l.typed(known);
        }
    }
    if input.activity.is_none() {
        input.rule = rule;
        input.lists.extend(list);
    }
    let here = input.id.zip(input.activity);
    let (quick, campaign) = (draft.quick, input.id);
    let saved = input.clone();
    let drafting = Drafting {
        input: RwSignal::new(input),
        campaign_version: StoredValue::new(draft.campaign_version),
        view: RwSignal::new(draft),
        filters: StoredValue::new(filters),
        saving: Saving::new(),
        asked: RwSignal::new(false),
        saved: StoredValue::new(saved),
        next: StoredValue::new(None),
    };
    drafting.keep_after_pauses();
    let save = Callback::new(move |to: usize| {
        drafting.save(move |saved| {
            let address = format!("{}?step={to}", address(quick, saved.id, saved.activity));
            // The blank form is replaced, so that Back does not make a second draft of it.
            let options = NavigateOptions { scroll: false, replace: here.is_none(), ..NavigateOptions::default() };
            navigate.with_value(|go| go(&address, options));
        });
    });
    let steps = move || {
        let at = step.get();
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
        let at = step.get();
        let back = (at > 1).then(|| view! { <button type="button" class="btn btn-sm" on:click=move |_| save.run(at - 1)>{t.t(K::CommonBack)}</button> });
        let on = if at < 3 {
            view! { <button type="button" class="btn btn-sm btn-primary" on:click=move |_| save.run(at + 1)>{t.t(K::DraftNext)}<Icon glyph=Glyph::ChevronEnd size=14/></button> }.into_any()
        } else if quick {
            view! { <button type="button" class="btn btn-sm" on:click=move |_| save.run(3)>{t.t(K::DraftSave)}</button> {move || { drafting.view.track(); view! { <LaunchButton drafting/> } }} }.into_any()
        } else {
            let to_plan = move |_| {
                drafting.save(move |saved| {
                    let address = format!("/campaigns/{}/plan", saved.id);
                    navigate.with_value(|go| go(&address, NavigateOptions::default()));
                });
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
    let name = drafting.view.with_untracked(|v| v.input.name.clone());
    let fresh = if quick { t.t(K::DraftTitle) } else { t.t(K::DraftTitleActivity) };
    let title = if name.is_empty() { fresh.to_owned() } else { name };
    let tag = if quick {
        view! { <span class="tag">{t.t(K::DraftTag)}</span> }.into_any()
    } else {
        let of = drafting.view.with_untracked(|v| v.campaign.clone());
        view! { <a class="l text-sm" href=format!("/campaigns/{}/plan", campaign.unwrap_or(0))><bdi>{if of.is_empty() { t.t(K::DraftToPlan).to_owned() } else { of }}</bdi></a> }.into_any()
    };
    let actions = view! { {next} }.into_any();
    let follows = move || drafting.input.with(|i| i.after.is_some());
    let aside = here.is_some().then(|| view! { <Show when=move || !follows()><Aside view=drafting.view/></Show> });
    view! {
        <Heading title tag actions/>
        {steps}
        <SavingFault saving=drafting.saving/>
        <div class="grid lg:grid-cols-[minmax(0,1fr)_340px] gap-x-10 gap-y-8 mt-5"><div class="min-w-0">{body}</div>{aside}</div>
    }
    .into_any()
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
