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
    rule::Rule,
    touch::ActivityKind,
};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_params_map, use_query_map},
};
use texts::K;
use ui::{Glyph, Icon, Step, Steps};

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
    /// Something was changed while it was being saved: it is saved once more.
    again: StoredValue<bool>,
}

impl Drafting {
    /// Saves what is typed, takes what the server made of it, and goes on with `then`. Fields are left alone, so that
    /// nothing typed while it ran is lost.
    pub fn save(self, then: impl FnOnce(i64) + 'static) {
        self.save_then(Box::new(then));
    }

    fn save_then(self, then: Box<dyn FnOnce(i64)>) {
        if self.saving.busy.get_untracked() {
            self.again.set_value(true);
            return;
        }
        let input = self.input.get_untracked();
        self.saving.run(
            move |request| async move {
                let (id, version) = api::save_draft(request, input).await?;
                Ok((id, version, api::draft(id).await?))
            },
            move |(id, version, view): (i64, i64, DraftView)| {
                self.input.update(|i| i.version = version);
                self.view.set(view);
                then(id);
                if self.again.get_value() {
                    self.again.set_value(false);
                    self.save_then(Box::new(|_| {}));
                }
            },
        );
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
    let drafting = Drafting {
        input: RwSignal::new(input),
        view: RwSignal::new(draft),
        filters: StoredValue::new(filters),
        lists: StoredValue::new(lists),
        saving: Saving::new(),
        asked: RwSignal::new(false),
        again: StoredValue::new(false),
    };
    let save = Callback::new(move |to: usize| {
        drafting.save(move |id| {
            let address = format!("/campaigns/{id}/plan?step={to}");
            navigate.with_value(|go| go(&address, NavigateOptions { scroll: false, ..NavigateOptions::default() }));
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
        let steps = (1..=3).map(|n| Step { name: name(n), href: href(n), done: id.is_some() && n < here }).collect();
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
            view! { <button type="button" class="btn btn-sm btn-primary" disabled=move || drafting.saving.busy.get() on:click=move |_| save.run(here + 1)>{t.t(K::DraftNext)}<Icon glyph=Glyph::ChevronEnd size=14/></button> }.into_any()
        } else {
            view! { <button type="button" class="btn btn-sm" disabled=move || drafting.saving.busy.get() on:click=move |_| save.run(3)>{t.t(K::DraftSave)}</button> {move || { drafting.view.track(); view! { <LaunchButton drafting/> } }} }.into_any()
        };
        view! { {back}{on} }
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
