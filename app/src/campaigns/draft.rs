//! A quick campaign in three steps. Each step saves the draft, so that nothing typed is lost.

use super::{api, audience::EquationList, launch::LaunchButton, what::What, when::When, who::Who};
use crate::{
    context::use_page,
    frame::Heading,
    lists,
    people::api::{Filters, filters},
    saving::{Saving, SavingFault},
    wire::Load,
};
use domain::{
    audience::Equation,
    campaign::{DraftInput, DraftView, Status},
    list::ListRow,
    rights::UseCase,
    rule::Rule,
    touch::ActivityKind,
};
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_params_map, use_query_map},
};
use std::time::Duration;
use texts::K;
use ui::{Dialog, Glyph, Icon, Step, Steps, Toast, use_toaster};

/// The draft while it is edited, with what the server computed for its last saved form.
#[derive(Clone, Copy)]
pub struct Drafting {
    pub input: RwSignal<DraftInput>,
    /// As last saved; what is typed meanwhile stays in `input`.
    pub view: RwSignal<DraftView>,
    pub filters: StoredValue<Filters>,
    /// With their numbers of people as of opening the plan.
    pub lists: StoredValue<Vec<ListRow>>,
    pub saving: Saving,
    /// Whether the question before the launch is open.
    pub asked: RwSignal<bool>,
    /// As the server last took it; what differs is saved after a pause.
    saved: StoredValue<DraftInput>,
    /// What to do after the next saving, asked for while one ran.
    next: StoredValue<Option<Then>>,
}

/// What follows a saving, with the id of the draft.
type Then = Box<dyn FnOnce(i64) + Send + Sync>;

/// The pause in typing after which a draft is saved.
const PAUSE: Duration = Duration::from_millis(900);

impl Drafting {
    /// Saves what is typed, takes what the server made of it, and goes on with `then`. Fields are left alone, so that
    /// nothing typed while it ran is lost.
    pub fn save(self, then: impl FnOnce(i64) + Send + Sync + 'static) {
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
                let (id, version) = api::save_draft(request, input).await?;
                Ok((id, version, api::draft(id).await?))
            },
            move |(id, version, view): (i64, i64, DraftView)| {
                self.take(sent, id, version);
                self.view.set(view);
                then(id);
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
        self.saving.run(
            move |request| api::save_draft(request, input),
            move |(id, version): (i64, i64)| self.take(sent, id, version),
        );
    }

    fn take(self, sent: DraftInput, id: i64, version: i64) {
        self.saved.set_value(sent);
        self.input.update(|i| {
            i.id = Some(id);
            i.version = version;
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
                let alike = DraftInput { id: saved.id, version: saved.version, ..now.clone() };
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
            if changed && self.input.with(|i| i.id.is_some()) {
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

#[component]
pub fn DraftPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let id = Memo::new(move |_| params.with(|p| p.get("id").and_then(|id| id.parse::<i64>().ok())));
    let step = Memo::new(move |_| {
        query.with(|q| q.get("step").and_then(|s| s.parse::<usize>().ok())).unwrap_or(1).clamp(1, 3)
    });
    let draft = Load::new(
        move || id.get(),
        |id| async move {
            let draft = async {
                match id {
                    Some(id) => api::draft(id).await,
                    None => Ok(empty()),
                }
            };
            futures::try_join!(draft, filters(), lists::api::index())
        },
    );
    view! {
        <main id="main" class="page">
            {draft.show(move |(draft, filters, lists)| {
                let rule = query.with_untracked(|q| q.get("rule")).and_then(|json| serde_json::from_str::<Rule>(&json).ok());
                let list = query.with_untracked(|q| q.get("list")).and_then(|id| id.parse::<i64>().ok());
                view! { <Wizard draft filters lists step rule list/> }
            })}
        </main>
    }
}

fn empty() -> DraftView {
    DraftView {
        input: DraftInput { kind: Some(ActivityKind::Call), ..DraftInput::default() },
        status: Status::Draft,
        equation: Equation::from_counts(0, &[]),
        days: Vec::new(),
        grid: Vec::new(),
        people_of_sales: Vec::new(),
        line_totals: Vec::new(),
        planned_cost: 0,
        planned: Vec::new(),
        obstacles: Vec::new(),
    }
}

#[component]
fn Wizard(
    draft: DraftView,
    filters: Filters,
    lists: Vec<ListRow>,
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
    if input.id.is_none() {
        input.rule = rule;
        input.lists.extend(list);
    }
    let id = input.id;
    let saved = input.clone();
    let drafting = Drafting {
        input: RwSignal::new(input),
        view: RwSignal::new(draft),
        filters: StoredValue::new(filters),
        lists: StoredValue::new(lists),
        saving: Saving::new(),
        asked: RwSignal::new(false),
        saved: StoredValue::new(saved),
        next: StoredValue::new(None),
    };
    drafting.keep_after_pauses();
    let save = Callback::new(move |to: usize| {
        drafting.save(move |saved| {
            let address = format!("/campaigns/{saved}/plan?step={to}");
            // The blank form is replaced, so that Back does not make a second draft of it.
            let options = NavigateOptions { scroll: false, replace: id.is_none(), ..NavigateOptions::default() };
            navigate.with_value(|go| go(&address, options));
        });
    });
    let steps = move || {
        let here = step.get();
        let href = |n: usize| id.map_or_else(String::new, |id| format!("/campaigns/{id}/plan?step={n}"));
        let name = |n: usize| match n {
            1 if id.is_some() => t.n(K::DraftWhoDone, drafting.view.with(|v| v.equation.people), &[]),
            1 => t.t(K::DraftWho).to_owned(),
            2 => t.t(K::DraftWhat).to_owned(),
            _ => t.t(K::DraftWhen).to_owned(),
        };
        let steps = (1..=3)
            .map(|n| Step {
                name: name(n),
                number: t.plain(i64::try_from(n).unwrap_or(0)),
                href: href(n),
                done: id.is_some() && n < here,
            })
            .collect();
        view! { <Steps steps current=here - 1 label=t.t(K::DraftSteps) done=t.t(K::CommonDone)/> }
    };
    let body = move || match step.get() {
        1 => view! { <Who drafting/> }.into_any(),
        2 => view! { <What drafting/> }.into_any(),
        _ => view! { <When drafting save/> }.into_any(),
    };
    let next = move || {
        let here = step.get();
        let back = (here > 1).then(|| view! { <button type="button" class="btn btn-sm" on:click=move |_| save.run(here - 1)>{t.t(K::CommonBack)}</button> });
        let on = if here < 3 {
            view! { <button type="button" class="btn btn-sm btn-primary" on:click=move |_| save.run(here + 1)>{t.t(K::DraftNext)}<Icon glyph=Glyph::ChevronEnd size=14/></button> }.into_any()
        } else {
            view! { <button type="button" class="btn btn-sm" on:click=move |_| save.run(3)>{t.t(K::DraftSave)}</button> {move || { drafting.view.track(); view! { <LaunchButton drafting/> } }} }.into_any()
        };
        let delete = id.filter(|_| page.may(UseCase::DraftDelete)).map(|id| view! { <DeleteButton id drafting/> });
        view! { {delete}{back}{on} }
    };
    let name = drafting.view.with_untracked(|v| v.input.name.clone());
    let title = if name.is_empty() { t.t(K::DraftTitle).to_owned() } else { name };
    let tag = view! { <span class="tag">{t.t(K::DraftTag)}</span> }.into_any();
    let actions = view! { {next} }.into_any();
    let aside = id.is_some().then(|| view! { <Aside view=drafting.view/> });
    view! {
        <Heading title tag actions/>
        {steps}
        <SavingFault saving=drafting.saving/>
        <div class="grid lg:grid-cols-[minmax(0,1fr)_340px] gap-x-10 gap-y-8 mt-5"><div class="min-w-0">{body}</div>{aside}</div>
    }
    .into_any()
}

/// Deletes the draft, after a question.
#[component]
fn DeleteButton(id: i64, drafting: Drafting) -> impl IntoView {
    let t = use_page().t;
    let asked = RwSignal::new(false);
    let saving = Saving::new();
    let toaster = use_toaster();
    let navigate = StoredValue::new(use_navigate());
    let delete = move |_| {
        let version = drafting.input.with_untracked(|i| i.version);
        // What was typed last need not be kept any more.
        drafting.saved.set_value(drafting.input.get_untracked());
        saving.run(
            move |request| api::delete_draft(request, id, version),
            move |()| {
                toaster.show(Toast::said(t.t(K::DraftDeleted)));
                navigate.with_value(|go| go("/campaigns", NavigateOptions::default()));
            },
        );
    };
    view! {
        <button type="button" class="btn btn-sm btn-ghost btn-square" aria-label=t.t(K::DraftDelete) title=t.t(K::DraftDelete) on:click=move |_| asked.set(true)><Icon glyph=Glyph::Trash size=15/></button>
        <Dialog open=asked title=t.t(K::DraftDeleteQuestion) close=t.t(K::CommonClose)>
            <p class="text-ink-2 mt-1.5">{t.t(K::DraftDeleteSays)}</p>
            <SavingFault saving/>
            <div class="flex justify-end gap-2 mt-4"><button type="button" class="btn btn-sm btn-ghost" on:click=move |_| asked.set(false)>{t.t(K::CommonCancel)}</button><button type="button" class="btn btn-sm btn-primary" disabled=move || saving.busy.get() on:click=delete>{t.t(K::DraftDelete)}</button></div>
        </Dialog>
    }
}

/// Who will be contacted, as of the last saving.
#[component]
fn Aside(view: RwSignal<DraftView>) -> impl IntoView {
    let t = use_page().t;
    let equation = Memo::new(move |_| view.with(|v| v.equation.clone()));
    view! {
        <aside aria-label=t.t(K::EquationTitle) class="lg:border-s lg:border-line lg:ps-8">
            <div class="flex items-baseline gap-2">
                <span class="num text-3xl font-semibold tracking-tight" aria-live="polite" data-contacted="">
                    {move || t.int(equation.with(Equation::contacted))}
                </span>
                <span class="text-base text-ink-2">{t.t(K::EquationWill)}</span>
            </div>
            <p class="lab mt-1">{t.t(K::EquationHint)}</p>
            {move || view! { <EquationList equation=equation.get() campaign=None/> }}
            <p class="lab mt-3 flex gap-1.5"><Icon glyph=Glyph::Info size=14/><span>{t.t(K::EquationAgain)}</span></p>
        </aside>
    }
}
