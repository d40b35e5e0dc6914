//! Rules of leads: what makes their score, and to whom new ones go.

use super::{SalesTabs, api};
use crate::{
    campaigns::look_again,
    context::use_page,
    form::{self, FormDialog, Input},
    frame::Heading,
    loaded::reloader,
    people,
    rule_editor::RuleEditor,
    saving::{FieldFault, Saving, SavingFault},
    wire::Load,
};
use domain::{
    lead_rule::{Idle, LeadRule, LeadRuleDraft, LeadRuleKind, LeadRules, Taker},
    rights::UseCase,
    rule::{Filters, Rule},
};
use leptos::prelude::*;
use texts::K;
use ui::{Glyph, Icon};

#[component]
pub fn RulesPage() -> impl IntoView {
    let t = use_page().t;
    let reload = reloader();
    let rules =
        Load::new(move || reload.get(), |_| async move { futures::try_join!(api::rules(), people::api::filters()) });
    // The dialogs outlive the rules below them, which are asked for again while leads are worked on.
    let editing = Editing {
        draft: RwSignal::new(None),
        deleting: RwSignal::new(None),
        sharing: RwSignal::new(None),
        filters: StoredValue::new(Filters::default()),
        takers: StoredValue::new(Vec::new()),
        reload,
    };
    view! {
        <main id="main" class="page">
            <Heading title=t.t(K::LeadRulesTitle)/>
            <SalesTabs current=K::LeadRulesTab/>
            {rules.show(move |(rules, filters)| view! { <Both rules filters editing/> })}
            <RuleDialog editing/><DeleteDialog editing/><ShareDialog editing/>
        </main>
    }
}

/// What the dialogs of a rule begin with and offer.
#[derive(Clone, Copy)]
struct Editing {
    draft: RwSignal<Option<LeadRuleDraft>>,
    deleting: RwSignal<Option<LeadRule>>,
    /// How many leads are to be shared out, while it is asked.
    sharing: RwSignal<Option<i64>>,
    filters: StoredValue<Filters>,
    takers: StoredValue<Vec<(String, String)>>,
    reload: RwSignal<u32>,
}

#[component]
fn Both(rules: LeadRules, filters: Filters, editing: Editing) -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let reload = editing.reload;
    if rules.at_work.is_some() {
        look_again(reload);
    }
    let customer = (Taker::Customer.code(), t.t(K::LeadRulesCustomer).to_owned());
    let teams =
        rules.teams.iter().map(|(id, name)| (Taker::Team(*id).code(), t.f(K::LeadRulesTeam, &[("name", name)])));
    let users = rules.users.iter().map(|(id, name)| (Taker::User(*id).code(), name.clone()));
    editing.takers.set_value(std::iter::once(customer).chain(teams).chain(users).collect());
    editing.filters.set_value(filters);
    let saving = Saving::new();
    let section = |kind: LeadRuleKind, title: K, hint: K| {
        let of_kind: Vec<_> = rules.rules.iter().filter(|rule| rule.kind == kind).cloned().collect();
        let empty = of_kind.is_empty().then(|| view! { <p class="text-ink-2 mt-3">{t.t(K::LeadRulesNone)}</p> });
        let lines: Vec<_> = of_kind
            .into_iter()
            .enumerate()
            .map(|(n, rule)| view! { <Line rule first=n == 0 editing saving/> })
            .collect();
        let add = page.may(UseCase::LeadRuleSave).then(|| view! { <button type="button" class="chip dash mt-2" on:click=move |_| editing.draft.set(Some(LeadRuleDraft::new(kind)))><Icon glyph=Glyph::Plus size=13/>{t.t(K::LeadRulesAdd)}</button> });
        view! { <section class="mt-6 max-w-3xl" data-rules=kind.as_str()><h2 class="fin">{t.t(title)}</h2><p class="lab mt-0.5 max-w-2xl">{t.t(hint)}</p>{empty}<ol class="mt-2">{lines}</ol>{add}</section> }
    };
    let unowned = rules.unowned;
    let share = (unowned > 0 && rules.at_work.is_none() && page.may(UseCase::LeadShareOut)).then(|| view! { <button type="button" class="btn btn-sm max-md:h-11" on:click=move |_| editing.sharing.set(Some(unowned))>{t.t(K::LeadRulesShare)}</button> });
    let nobodys = (unowned > 0).then(|| view! { <span>{t.n(K::LeadRulesUnowned, unowned, &[])}</span> });
    let shared = rules.shared.map(|(given, all)| view! { <span class="lab">{t.f(K::LeadRulesShared, &[("given", &t.int(given)), ("all", &t.int(all))])}</span> });
    let share = view! { <p class="flex flex-wrap items-center gap-3 mt-4" role="status">{nobodys}{share}{shared}</p> };
    let at_work = rules.at_work.map(|(done, all)| view! { <p class="lab mt-3" role="status">{t.f(K::LaunchProgress, &[("done", &t.int(done)), ("all", &t.int(all))])}</p> });
    view! {
        <SavingFault saving/>{at_work}
        {section(LeadRuleKind::Score, K::LeadRulesScore, K::LeadRulesScoreHint)}
        {section(LeadRuleKind::Owner, K::LeadRulesOwner, K::LeadRulesOwnerHint)}
        {share}
    }
}

#[component]
fn Line(rule: LeadRule, first: bool, editing: Editing, saving: Saving) -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let (id, version, reload) = (rule.id, rule.version, editing.reload);
    let sentence = editing.filters.with_value(|filters| page.l.sentence(&rule.rule, filters));
    let does = match rule.taker {
        None => view! { <b class="num text-base"><bdi dir="ltr">{t.signed(rule.points)}</bdi></b> }.into_any(),
        Some(Taker::Customer) => view! { <span>{t.t(K::LeadRulesCustomer)}</span> }.into_any(),
        Some(Taker::Team(_)) => {
            view! { <span>{t.f(K::LeadRulesTeam, &[("name", &rule.taker_name)])}</span> }.into_any()
        }
        Some(Taker::User(_)) => view! { <bdi>{rule.taker_name.clone()}</bdi> }.into_any(),
    };
    let off = (!rule.active).then(|| view! { <span class="tag">{t.t(K::UsersInactive)}</span> });
    let idle = rule.idle.map(|why| {
        let words = t.t(match why {
            Idle::Gone => K::LeadRulesGone,
            Idle::Nobody => K::LeadRulesNobody,
        });
        view! { <p class="text-warn text-sm flex items-center gap-1"><Icon glyph=Glyph::Warn size=13/>{words}</p> }
    });
    let draft = LeadRuleDraft {
        id: Some(id),
        version,
        kind: rule.kind,
        name: rule.name.clone(),
        rule: rule.rule.clone(),
        points: if rule.points == 0 { String::new() } else { rule.points.to_string() },
        taker: rule.taker.map(Taker::code).unwrap_or_default(),
        active: rule.active,
    };
    let (edit, up, delete) = (
        t.f(K::CatalogEdit, &[("name", &rule.name)]),
        t.f(K::CatalogUp, &[("name", &rule.name)]),
        t.f(K::CatalogDelete, &[("name", &rule.name)]),
    );
    let again = move || reload.update(|n| *n += 1);
    let doomed = rule.clone();
    let square = "btn btn-xs btn-ghost btn-square max-md:size-11";
    let buttons = page.may(UseCase::LeadRuleSave).then(|| {
        let up = (!first && rule.kind == LeadRuleKind::Owner).then(|| view! { <button type="button" class=square aria-label=up title=t.t(K::LeadRulesUp) disabled=move || saving.busy.get() on:click=move |_| saving.run(move |request| api::raise_rule(request, id), move |()| again())><span class="rotate-180"><Icon glyph=Glyph::ChevronDown size=14/></span></button> });
        view! {
            {up}
            <button type="button" class=square aria-label=edit title=t.t(K::CommonEdit) on:click=move |_| editing.draft.set(Some(draft.clone()))><Icon glyph=Glyph::Pencil size=14/></button>
            <button type="button" class=square aria-label=delete title=t.t(K::CatalogDeleteDo) on:click=move |_| editing.deleting.set(Some(doomed.clone()))><Icon glyph=Glyph::Trash size=14/></button>
        }
    });
    view! { <li class="flex flex-wrap items-center gap-x-4 gap-y-1 py-2 border-b border-line"><div class="grow basis-60 min-w-0"><p class="font-medium"><bdi>{rule.name.clone()}</bdi>" "{off}</p><p class="lab">{sentence}</p>{idle}</div>{does}<span class="flex">{buttons}</span></li> }
}

/// Open leads that are nobody's go to whom the rules name, when somebody said yes to it.
#[component]
fn ShareDialog(editing: Editing) -> impl IntoView {
    let t = use_page().t;
    let saving = Saving::new();
    let reload = editing.reload;
    let open = form::opened_by(editing.sharing, |_| {});
    let title = Signal::derive(move || t.n(K::LeadRulesShareQuestion, editing.sharing.get().unwrap_or(0), &[]));
    let share = Callback::new(move |()| {
        saving.run(api::share_out, move |()| {
            open.set(false);
            reload.update(|n| *n += 1);
        });
    });
    view! { <FormDialog open title action=t.t(K::LeadRulesShare) saving save=share><p class="text-ink-2 mt-1.5">{t.t(K::LeadRulesShareSays)}</p></FormDialog> }
}

#[component]
fn DeleteDialog(editing: Editing) -> impl IntoView {
    let t = use_page().t;
    let saving = Saving::new();
    let open = form::opened_by(editing.deleting, |_| {});
    let ended = form::ended(open, editing.reload);
    let title = Signal::derive(move || {
        editing
            .deleting
            .with(|rule| rule.as_ref().map(|rule| t.f(K::LeadRulesDelete, &[("name", &rule.name)])))
            .unwrap_or_default()
    });
    let delete = Callback::new(move |()| {
        let Some((id, version)) = editing.deleting.with_untracked(|rule| rule.as_ref().map(|r| (r.id, r.version)))
        else {
            return;
        };
        saving.run(move |request| api::delete_rule(request, id, version), move |()| ended(t.t(K::CatalogDeleted)));
    });
    view! { <FormDialog open title action=t.t(K::CatalogDeleteDo) saving save=delete><p class="text-ink-2 mt-1.5">{t.t(K::LeadRulesDeleteSays)}</p></FormDialog> }
}

#[component]
fn RuleDialog(editing: Editing) -> impl IntoView {
    let t = use_page().t;
    let saving = Saving::new();
    let draft = RwSignal::new(None::<LeadRuleDraft>);
    let rule = RwSignal::new(Rule::default());
    let unreadable = RwSignal::new(0_u32);
    let open = form::opened_by(editing.draft, move |start| {
        rule.set(start.rule.clone());
        draft.set(Some(start));
    });
    let ended = form::ended(open, editing.reload);
    let write = move |change: &dyn Fn(&mut LeadRuleDraft)| draft.update(|d| d.iter_mut().for_each(change));
    let save = Callback::new(move |()| {
        let Some(mut input) = draft.get_untracked() else { return };
        input.version = saving.version(input.version);
        input.rule = rule.get_untracked();
        saving.run(move |request| api::save_rule(request, input), move |_: i64| ended(t.t(K::CatalogSaved)));
    });
    let title = Signal::derive(move || {
        let kind = draft.with(|d| d.as_ref().map(|d| d.kind));
        t.t(if kind == Some(LeadRuleKind::Owner) { K::LeadRulesOwner } else { K::LeadRulesScore }).to_owned()
    });
    let fields = move || {
        let now = draft.get_untracked()?;
        let effect = match now.kind {
            LeadRuleKind::Score => form::input(
                Input::NUMBER.max(5),
                ("lr-points", t.t(K::LeadRulesPoints), t.t(K::LeadRulesPointsHint)),
                now.points,
                (saving, "points"),
                move |v| write(&|d| d.points.clone_from(&v)),
            ),
            LeadRuleKind::Owner => {
                let none = (String::new(), t.t(K::RuleChoose).to_owned());
                let takers = std::iter::once(none).chain(editing.takers.get_value()).collect();
                form::select(("lr-taker", t.t(K::LeadRulesTo), ""), takers, &now.taker, (saving, "taker"), move |v| {
                    write(&|d| d.taker.clone_from(&v))
                })
            }
        };
        Some(view! {
            <div class="grid sm:grid-cols-2 gap-x-4 gap-y-3 mt-3">
                {form::input(Input::TEXT.max(80), ("lr-name", t.t(K::CommonTitle), ""), now.name, (saving, "name"), move |v| write(&|d| d.name.clone_from(&v)))}
                {effect}
            </div>
            <p class="lab mt-4 mb-1">{t.t(K::LeadRulesWhen)}</p>
            <RuleEditor rule filters=editing.filters changed=Callback::new(|()| ()) unreadable/>
            <FieldFault fault=saving.fault("rule")/>
            <Matches rule/>
            {form::tick(t.t(K::LeadRulesActive), now.active, move |on| write(&|d| d.active = on))}<FieldFault fault=saving.fault("active")/>
        })
    };
    view! { <FormDialog open title action=t.t(K::CommonSave) saving save wide=true>{fields()}</FormDialog> }
}

/// For how many open leads the rule holds, while it is written.
#[component]
fn Matches(rule: RwSignal<Rule>) -> impl IntoView {
    let t = use_page().t;
    let whole = Memo::new(move |_| rule.with(|rule| rule.is_whole().then(|| rule.clone())));
    let found = LocalResource::new(move || {
        let rule = whole.get();
        async move {
            match rule {
                Some(rule) => api::rule_count(rule).await.ok(),
                None => None,
            }
        }
    });
    let words = move || {
        let (matched, open) = found.get().flatten()?;
        Some(t.n(K::LeadRulesMatch, open, &[("matched", &t.int(matched))]))
    };
    view! { <p class="lab mt-2 min-h-5" role="status">{words}</p> }
}
