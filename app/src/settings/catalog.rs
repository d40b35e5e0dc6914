//! One catalogue of the workspace: its entries, their stages, the form to change one.

use super::api;
use crate::{
    attributes::{self, AttributesButton},
    context::use_page,
    form::{self, FormDialog, Input},
    loaded::reloader,
    saving::{FieldFault, Saving, SavingFault},
    wire::Load,
};
use domain::{
    attribute::{AttributeKind, Subject},
    catalog::{CAMPAIGN_FACTS, Catalog, CatalogDraft, CatalogItem, DERIVED_FACTS, StageDraft},
    rights::UseCase,
};
use leptos::prelude::*;
use texts::{K, Texts};
use ui::{Glyph, Icon, Toast, use_toaster};

#[component]
pub fn CatalogSection(catalog: Catalog) -> impl IntoView {
    let reload = reloader();
    let items = Load::new(move || reload.get(), move |_| api::catalog(catalog));
    view! { {items.show(move |items| view! { <Items catalog items reload/> })} }
}

#[component]
fn Items(catalog: Catalog, items: Vec<CatalogItem>, reload: RwSignal<u32>) -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let editing = RwSignal::new(None::<CatalogDraft>);
    let deleting = Saving::new();
    let toaster = use_toaster();
    let may = page.may(UseCase::CatalogSave);
    let rows: Vec<_> = items
        .into_iter()
        .map(|item| {
            let id = item.id;
            let stages = item.stages.iter().map(|s| s.name.clone()).collect::<Vec<_>>();
            let stages = if item.kind.is_some() && !stages.is_empty() { stages.join(t.t(K::CommonComma)) } else { stages.join(" → ") };
            let steps = (!item.steps.is_empty()).then(|| { let names = item.steps.iter().map(|s| s.name.clone()).collect::<Vec<_>>().join(" → "); view! { <p class="lab">{t.t(K::CatalogSteps)}": "<bdi>{names}</bdi></p> } });
            let colon = (item.kind.is_some() && !stages.is_empty()).then_some(": ");
            let kind = item.kind.map(|kind| [t.code("subject", item.subject.as_str()), t.code("attribute", kind.as_str())].join(t.t(K::CommonComma)));
            let off = (!item.active).then(|| view! { <span class="tag">{t.t(K::UsersInactive)}</span> });
            let used = t.n(K::CatalogUsed, item.used, &[]);
            let draft = CatalogDraft::of(catalog, item.clone());
            let (edit, delete) = (t.f(K::CatalogEdit, &[("name", &item.name)]), t.f(K::CatalogDelete, &[("name", &item.name)]));
            let remove = move |_| deleting.run(move |request| api::delete_item(request, catalog, id), move |()| { toaster.show(Toast::said(t.t(K::CatalogDeleted))); reload.update(|n| *n += 1) });
            let (attributes, values): (Vec<_>, Vec<_>) = item.values.iter().map(|(a, value)| (a.clone(), (a.id, value.clone()))).filter(|(_, (_, value))| !value.is_empty()).unzip();
            let values = attributes::line(&attributes, &values);
            let describe = (may && !item.values.is_empty()).then(|| view! { <AttributesButton subject=Subject::Product id name=item.name.clone() reload/> });
            let buttons = may.then(|| view! {
                {describe}
                <button type="button" class="btn btn-xs btn-ghost btn-square max-md:size-11" aria-label=edit title=t.t(K::CommonEdit) on:click=move |_| editing.set(Some(draft.clone()))><Icon glyph=Glyph::Pencil size=14/></button>
                <button type="button" class="btn btn-xs btn-ghost btn-square max-md:size-11" aria-label=delete title=t.t(K::CatalogDeleteDo) disabled=move || deleting.busy.get() on:click=remove><Icon glyph=Glyph::Trash size=14/></button>
            });
            view! { <li class="flex flex-wrap items-center gap-x-3 gap-y-1 py-2 border-b border-line"><div class="grow basis-60 min-w-0"><p class="font-medium"><bdi>{item.name}</bdi>" "{off}</p><p class="lab">{kind}{colon}<bdi>{stages}</bdi></p>{steps}{values}</div><span class="lab num">{used}</span>{buttons}</li> }
        })
        .collect();
    let blank = CatalogDraft {
        kind: (catalog == Catalog::Attribute).then_some(AttributeKind::Text),
        stages: if catalog.has_stages() { vec![StageDraft::default()] } else { Vec::new() },
        ..CatalogDraft::new(catalog, "")
    };
    let add = may.then(|| view! { <button type="button" class="chip dash mt-2" on:click=move |_| editing.set(Some(blank.clone()))><Icon glyph=Glyph::Plus size=13/>{t.t(K::CatalogAdd)}</button> });
    view! { <SavingFault saving=deleting/><ul class="mt-2 max-w-3xl">{rows}</ul>{add}<ItemDialog editing reload/> }
}

#[component]
fn ItemDialog(editing: RwSignal<Option<CatalogDraft>>, reload: RwSignal<u32>) -> impl IntoView {
    let t = use_page().t;
    let saving = Saving::new();
    let draft = RwSignal::new(None::<CatalogDraft>);
    let open = form::opened_by(editing, move |start| {
        draft.set(Some(start));
    });
    let ended = form::ended(open, reload);
    let save = Callback::new(move |()| {
        let Some(mut item) = draft.get_untracked() else { return };
        item.version = saving.version(item.version);
        saving.run(move |request| api::save_item(request, item), move |_: i64| ended(t.t(K::CatalogSaved)));
    });
    let title = Signal::derive(move || {
        draft.with(|d| d.as_ref().map_or("", |d| t.code("catalog", d.catalog.as_str()))).to_owned()
    });
    let fields = move || {
        let now = draft.get_untracked()?;
        let write = move |change: &dyn Fn(&mut CatalogDraft)| {
            draft.update(|d| {
                if let Some(d) = d {
                    change(d);
                }
            });
        };
        let kinds =
            AttributeKind::ALL.map(|k| (k.as_str().to_owned(), t.code("attribute", k.as_str()).to_owned())).to_vec();
        let kind = (now.id.is_none()).then_some(now.kind).flatten().map(|kind| {
            let subjects = Subject::ALL.map(|s| (s.as_str().to_owned(), t.code("subject", s.as_str()).to_owned())).to_vec();
            view! {
                {form::select(("c-subject", t.t(K::CatalogDescribes), ""), subjects, now.subject.as_str(), (saving, "subject"), move |v| write(&|d| d.subject = Subject::parse(&v).unwrap_or_default()))}
                {form::select(("c-kind", t.t(K::ListsKind), ""), kinds, kind.as_str(), (saving, "kind"), move |v| write(&|d| {
                    d.kind = AttributeKind::parse(&v);
                    if d.has_parts() && d.stages.is_empty() {
                        d.stages.push(StageDraft::default());
                    }
                }))}
            }
        });
        let active = (now.id.is_some() && now.catalog != Catalog::Attribute)
            .then(|| form::tick(t.t(K::UsersActive), now.active, move |on| write(&|d| d.active = on)));
        let of = match now.catalog {
            Catalog::Kind => Of::People,
            Catalog::Attribute => Of::Options,
            _ => Of::Sales,
        };
        // Choosing the kind of an attribute brings its options, or takes them away.
        let has = Memo::new(move |_| draft.with(|d| d.as_ref().is_some_and(CatalogDraft::has_parts)));
        let stages = move || has.get().then(|| view! { <Stages of draft saving/> });
        let steps = (now.catalog == Catalog::Kind).then(|| view! { <Stages of=Of::Campaigns draft saving/> });
        let event = (now.catalog == Catalog::Kind)
            .then(|| form::tick(t.t(K::CatalogEvent), now.event, move |on| write(&|d| d.event = on)));
        Some(view! {
            <div class="grid gap-3 mt-3">{form::input(Input::TEXT.max(80), ("c-name", t.t(K::CommonTitle), ""), now.name, (saving, "name"), move |v| write(&|d| d.name.clone_from(&v)))}{kind}</div>
            {stages}{steps}{event}{active}<FieldFault fault=saving.fault("active")/>
        })
    };
    view! { <FormDialog open title action=t.t(K::CommonSave) saving save wide=true>{fields()}</FormDialog> }
}

/// Whose stages they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of {
    People,
    Campaigns,
    Sales,
    /// Not stages: the options of an attribute.
    Options,
}

impl Of {
    fn list(self, draft: &mut CatalogDraft) -> &mut Vec<StageDraft> {
        if self == Of::Campaigns { &mut draft.steps } else { &mut draft.stages }
    }

    /// What an entry of such a stage can follow from; nothing in a pipeline, where cards are moved.
    fn facts(self, t: Texts, draft: &CatalogDraft) -> Vec<(String, String)> {
        let hand = (String::new(), t.t(K::CatalogByHand).to_owned());
        match self {
            Of::Sales | Of::Options => Vec::new(),
            Of::People => {
                let derived = |fact: &str| (fact.to_owned(), t.code("seed", &format!("stage_{fact}")).to_owned());
                std::iter::once(hand).chain(DERIVED_FACTS.map(derived)).collect()
            }
            Of::Campaigns => {
                let derived = |fact: &str| (fact.to_owned(), t.code("step_fact", fact).to_owned());
                let people = draft.stages.iter().filter_map(|stage| {
                    Some((format!("stage:{}", stage.id?), t.f(K::CatalogFirstIn, &[("stage", &stage.name)])))
                });
                std::iter::once(hand).chain(CAMPAIGN_FACTS.map(derived)).chain(people).collect()
            }
        }
    }
}

/// The stages in their order; each can be moved up, and taken away while nothing is in it.
#[component]
fn Stages(of: Of, draft: RwSignal<Option<CatalogDraft>>, saving: Saving) -> impl IntoView {
    let t = use_page().t;
    // Drawn anew when stages come, go or change places, and not while somebody types in one.
    let shape = RwSignal::new(0_u32);
    let change = move |how: &dyn Fn(&mut Vec<StageDraft>)| {
        draft.update(|d| {
            if let Some(d) = d {
                how(of.list(d));
            }
        });
    };
    let redraw = move |how: &dyn Fn(&mut Vec<StageDraft>)| {
        change(how);
        shape.update(|n| *n += 1);
    };
    let (at, least) = if of == Of::Campaigns { ("step", 0) } else { ("stage", 1) };
    let rows = move || {
        shape.track();
        let now = draft.get_untracked();
        let facts = now.as_ref().map(|d| of.facts(t, d)).unwrap_or_default();
        let stages = now.map(|mut d| std::mem::take(of.list(&mut d))).unwrap_or_default();
        let last = stages.len();
        stages
            .into_iter()
            .enumerate()
            .map(|(n, stage)| {
                let set = move |how: &dyn Fn(&mut StageDraft)| change(&|all| if let Some(stage) = all.get_mut(n) { how(stage) });
                let field = |name: &str| format!("{at}.{n}.{name}");
                let number = t.plain(i64::try_from(n + 1).unwrap_or(0));
                let label = |name: K| [t.t(name), &number].join(t.t(K::CommonComma));
                let select = |name: &'static str, of_name: K, options: Vec<(String, String)>, chosen: &str, write: fn(&mut StageDraft, String)| {
                    form::select((format!("c-{at}-{name}-{n}"), label(of_name), "sm:col-span-3"), options, chosen, (saving, &field(name)), move |v| set(&|s| write(s, v.clone())))
                };
                let number_of = |name: &'static str, of_name: K, typed: &str, write: fn(&mut StageDraft, String)| {
                    form::input(Input::NUMBER.max(3).class("sm:col-span-2"), (format!("c-{at}-{name}-{n}"), label(of_name), ""), typed.to_owned(), (saving, &field(name)), move |v| set(&|s| write(s, v.clone())))
                };
                let funnel = matches!(of, Of::People | Of::Campaigns);
                let fact = funnel.then(|| select("fact", K::CatalogFact, facts.clone(), &stage.fact, |s, v| s.fact = v));
                let end = funnel.then(|| {
                    let next = (String::new(), t.t(if n + 1 < last { K::CatalogEndNext } else { K::CatalogEndHere }).to_owned());
                    let ends = std::iter::once(next).chain(facts.iter().filter(|(code, _)| !code.is_empty()).cloned()).collect();
                    select("end", K::CatalogEnd, ends, &stage.end, |s, v| s.end = v)
                });
                let leave = funnel.then(|| number_of("leave", K::CatalogLeave, &stage.leave, |s, v| s.leave = v));
                let days = (of != Of::Options).then(|| number_of("days", K::CatalogDays, &stage.days, |s, v| s.days = v));
                let percent = if of == Of::Sales { K::CatalogProbability } else { K::CatalogControl };
                let chance = (of == Of::Sales || (of != Of::Options && n > 0)).then(|| number_of("probability", percent, &stage.probability, |s, v| s.probability = v));
                let more = (of != Of::Options).then(|| view! { <div class=if funnel { "grid grid-cols-1 sm:grid-cols-6 items-start gap-2 stage-facts" } else { "grid grid-cols-2 gap-2 max-w-72" }>{fact}{end}{leave}{days}{chance}</div> });
                let up = (n > 0).then(|| view! { <button type="button" class="btn btn-xs btn-ghost btn-square" aria-label=t.f(K::CatalogUp, &[("name", &stage.name)]) on:click=move |_| redraw(&|all| all.swap(n - 1, n))><span class="rotate-180"><Icon glyph=Glyph::ChevronDown size=14/></span></button> });
                let away = (last > least).then(|| view! { <button type="button" class="btn btn-xs btn-ghost btn-square" aria-label=t.f(K::CatalogDelete, &[("name", &stage.name)]) on:click=move |_| redraw(&|all| { all.remove(n); })><Icon glyph=Glyph::X size=14/></button> });
                let name = form::input(Input::TEXT.max(80).class("grow min-w-0"), (format!("c-{at}-{n}"), label(if of == Of::Options { K::CatalogOption } else { K::FunnelStage }), ""), stage.name.clone(), (saving, &field("name")), move |v| set(&|s| s.name.clone_from(&v)));
                view! { <li class="grid gap-2 py-3 border-b border-line"><div class="flex items-end gap-1">{name}<span class="flex pb-1">{up}{away}</span></div>{more}</li> }
            })
            .collect::<Vec<_>>()
    };
    view! {
        <fieldset class="mt-4"><legend class="fin">{t.t(match of { Of::People => K::CatalogStagesPeople, Of::Campaigns => K::CatalogSteps, Of::Sales => K::BoardStages, Of::Options => K::CatalogOptions })}</legend>{(of == Of::People).then(|| view! { <p class="lab mt-0.5 max-w-2xl">{t.t(K::CatalogStagesHint)}</p> })}<FieldFault fault=saving.fault(format!("{at}s"))/><ol>{rows}</ol>
            <button type="button" class="chip dash mt-2" on:click=move |_| redraw(&|all| all.push(StageDraft::default()))><Icon glyph=Glyph::Plus size=13/>{t.t(if of == Of::Options { K::CatalogOption } else { K::CatalogAddStage })}</button></fieldset>
    }
}
