//! A plan that waits, on one screen: what, how much, against which budget, what changed; and the two answers.

use super::{api, state_tag};
use crate::{
    context::use_page,
    costs::{BudgetBar, Hatch},
    deviation::Shown,
    form::{self, FormDialog},
    frame::Heading,
    loaded::reloader,
    saving::{FieldFault, Saving, SavingFault},
    wire::Load,
};
use domain::{
    approval::{ApprovalState, ApprovalView, Asked, AskedLine, Changes, CommentDraft, DecisionDraft},
    metrics::{Figure, Value},
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
pub fn ApprovalPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|p| p.get("id").and_then(|id| id.parse::<i64>().ok()).unwrap_or(0)));
    let reload = reloader();
    let view = Load::new(move || (id.get(), reload.get()), |(id, _)| api::view(id));
    view! { <main id="main" class="page">{view.show(move |view| view! { <One view reload/> })}</main> }
}

#[component]
fn One(view: ApprovalView, reload: RwSignal<u32>) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let row = view.row.clone();
    let waits = row.state == ApprovalState::Submitted;
    let cost = row.cost;
    let place = (view.place.0 > 0)
        .then(|| t.f(K::ApprovalPlace, &[("n", &t.int(view.place.0)), ("all", &t.int(view.place.1))]));
    let asked = t.f(
        K::ApprovalAsks,
        &[
            ("name", &row.asked_by),
            ("day", &l.day(row.asked.date())),
            ("time", &t.digits(&row.asked.format("%H:%M").to_string())),
        ],
    );
    let wanted = row.wanted.map(|day| t.f(K::ApprovalWanted, &[("day", &l.day(day))]));
    let fact = |name: &str, value: AnyView| {
        view! { <div class="flex items-baseline gap-3 py-2.5 border-b border-line"><dt class="text-ink-2">{name.to_owned()}</dt><dd class="ms-auto text-end font-medium num">{value}</dd></div> }.into_any()
    };
    let mut facts: Vec<AnyView> = Vec::new();
    if let Some((first, last)) = view.first_day.zip(view.last_day) {
        facts.push(fact(t.t(K::CommonDates), view! { <bdi>{l.range(first, last)}</bdi> }.into_any()));
    }
    for (name, reachable, people) in &view.reach {
        let name = if view.reach.len() == 1 { t.t(K::ApprovalAudience).to_owned() } else { name.clone() };
        let words = t.f(K::ApprovalReachable, &[("reachable", &t.int(*reachable)), ("people", &t.int(*people))]);
        facts.push(fact(&name, words.into_any()));
    }
    for (figure, value) in view.planned.iter().filter(|(figure, _)| *figure != Figure::Cost) {
        facts.push(fact(t.code("expected", figure.as_str()), view! { <Shown value=*value/> }.into_any()));
    }
    facts.push(fact(t.code("expected", Figure::Cost.as_str()), view! { <Shown value=Value::Money(cost)/> }.into_any()));
    let comments: Vec<_> = view
        .comments
        .iter()
        .map(|c| {
            let of = (!c.article.is_empty()).then(|| view! { <bdi class="font-medium">{c.article.clone()}</bdi>": " });
            view! { <li class="py-2 border-b border-line"><p dir="auto">{of}{c.text.clone()}</p><p class="lab"><bdi>{c.by.clone()}</bdi>{t.t(K::CommonComma)}{l.day(c.at.date())}</p></li> }
        })
        .collect();
    let said = (!comments.is_empty()).then(|| view! { <section class="mt-5"><h2 class="font-semibold">{t.t(K::ApprovalComments)}</h2><ul>{comments}</ul></section> });
    let budgets: Vec<_> = view
        .budgets
        .iter()
        .map(|budget| {
            let after = budget.left_after();
            let class = if after < 0 { "text-bad font-medium" } else { "" };
            view! {
                <div class="mt-4"><h3 class="font-semibold"><bdi>{budget.name.clone()}</bdi></h3><BudgetBar limit=budget.limit exposure=budget.sums.exposure actual=budget.sums.actual more=budget.open/>
                    <p class="flex flex-wrap gap-x-4 lab mt-1 num"><span>{t.f(K::ApprovalBound, &[("amount", &l.amount(budget.sums.exposure))])}</span><span class="text-link">{t.f(K::ApprovalThis, &[("amount", &l.amount(budget.open))])}</span><span class=format!("ms-auto {class}")>{t.f(K::ApprovalLeft, &[("amount", &l.amount(after))])}</span></p></div>
            }
        })
        .collect();
    let refusal = view.refusal.filter(|_| waits).map(|why| view! { <p class="mt-4 rounded-lg bg-tint px-3 py-2 flex gap-2"><Icon glyph=Glyph::Info/><span>{t.code("refusal", why.as_str())}</span></p> });
    let note = (!view.note.is_empty())
        .then(|| view! { <p class="mt-3 whitespace-pre-line" dir="auto">{view.note.clone()}</p> });
    let changes = view
        .changes
        .clone()
        .map(|changes| view! { <ChangeList changes now=cost campaigns=matches!(row.of, Asked::Plan(_))/> });
    let tag = state_tag(page, row.state);
    let lines = i64::try_from(view.lines.len()).unwrap_or(0);
    let (count, whole, opens) = match row.of {
        Asked::Campaign(id) => {
            let activities = t.n(K::ApprovalActivities, view.activities, &[]);
            (
                t.n(K::ApprovalLines, lines, &[("activities", &activities)]),
                K::ApprovalOpenCosts,
                format!("/campaigns/{id}/costs"),
            )
        }
        Asked::Plan(id) => (t.n(K::PeriodCount, lines, &[]), K::PeriodOpen, format!("/plans/{id}")),
    };
    view! {
        <p class="lab flex items-center gap-2"><a class="btn btn-ghost btn-sm btn-square -ms-2 max-md:size-11" href="/approvals" aria-label=t.t(K::ApprovalsTitle)><Icon glyph=Glyph::ChevronStart/></a>{place}</p>
        <Heading title=row.name.clone() tag/>
        <div class="max-w-2xl pb-24 md:pb-0">
            <p class="text-ink-2 mt-1">{asked}" "{wanted.map(|words| view! { <span class="tag">{words}</span> })}</p>
            {note}
            <dl class="mt-3">{facts}</dl>
            {refusal}{changes}
            <Hatch/>{budgets}
            <details class="mt-5 border-y border-line"><summary class="py-3 min-h-11 cursor-pointer flex items-center gap-2"><Icon glyph=Glyph::List/>{count}</summary><Lines lines=view.lines.clone()/></details>
            <p class="mt-3"><a class="l" href=opens>{t.t(whole)}</a></p>
            {said}
            <Answer view reload/>
        </div>
    }
}

#[component]
fn ChangeList(changes: Changes, now: i64, campaigns: bool) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let difference = now - changes.cost_before;
    let title = match difference {
        0 => t.f(K::ChangesSame, &[("version", &t.plain(changes.version))]),
        n if n > 0 => t.f(K::ChangesMore, &[("amount", &l.money(n)), ("version", &t.plain(changes.version))]),
        n => t.f(K::ChangesLess, &[("amount", &l.money(-n)), ("version", &t.plain(changes.version))]),
    };
    let counted: Vec<String> = [
        (K::ChangesAdded, K::ChangesCampaignsAdded, changes.added),
        (K::ChangesChanged, K::ChangesCampaignsChanged, changes.changed),
        (K::ChangesRemoved, K::ChangesCampaignsRemoved, changes.removed),
    ]
    .map(|(line, campaign, n)| (if campaigns { campaign } else { line }, n))
    .into_iter()
    .filter(|(_, n)| *n > 0)
    .map(|(key, n)| t.n(key, n, &[]))
    .collect();
    let write = |figure: Figure, value: Option<i64>| {
        value.map_or_else(|| t.t(K::CommonDash).to_owned(), |n| if figure.is_money() { l.money(n) } else { t.int(n) })
    };
    let targets: Vec<_> = changes
        .targets
        .iter()
        .map(|(figure, before, now)| view! { <li class="flex gap-3 py-1"><span class="text-ink-2">{t.code("figure", figure.as_str())}</span><span class="ms-auto num"><bdi>{write(*figure, *before)}</bdi>" → "<bdi>{write(*figure, *now)}</bdi></span></li> })
        .collect();
    view! { <section class="mt-4 rounded-lg bg-warn-tint px-4 py-3"><h2 class="font-semibold">{title}</h2><p class="text-ink-2">{counted.join(t.t(K::CommonComma))}</p><ul>{targets}</ul></section> }
}

#[component]
pub fn Lines(lines: Vec<AskedLine>) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let rows: Vec<_> = lines
        .into_iter()
        .map(|line| {
            let before = line.before.filter(|before| *before != line.planned).map(|before| view! { <s class="text-ink-3 me-2 inline-block">{l.amount(before)}</s> });
            view! { <li class="flex gap-3 py-2 border-b border-line"><span class="min-w-0"><bdi class="font-medium">{line.article}</bdi><span class="lab block">{crate::frame::pieces(vec![line.activity, line.supplier], t.t(K::CommonComma))}</span></span><span class="num ms-auto whitespace-nowrap">{before}{l.amount(line.planned)}</span></li> }
        })
        .collect();
    view! { <ul class="pb-2">{rows}</ul> }
}

/// Approve, or send back with comments; whoever asked can take it back.
#[component]
fn Answer(view: ApprovalView, reload: RwSignal<u32>) -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let (id, version, next) = (view.row.id, view.version, view.next);
    let waits = view.row.state == ApprovalState::Submitted;
    let saving = Saving::new();
    let returning = RwSignal::new(false);
    let back = Saving::new();
    let toaster = use_toaster();
    let navigate = StoredValue::new(use_navigate());
    let comments = RwSignal::new(Vec::<(Option<i64>, String)>::new());
    if !waits {
        return ().into_any();
    }
    let onwards = move |words: K| {
        toaster.show(Toast::said(t.t(words)));
        let to = next.map_or_else(|| "/approvals".to_owned(), |next| format!("/approvals/{next}"));
        navigate.with_value(|go| go(&to, NavigateOptions::default()));
    };
    let approve = move |_| {
        let decision = DecisionDraft { id, version, approve: true, comments: Vec::new() };
        saving.run(move |request| api::decide(request, decision), move |()| onwards(K::ApprovalApprovedDone));
    };
    let send_back = Callback::new(move |()| {
        let comments = comments.with_untracked(|all| {
            all.iter().map(|(line, text)| CommentDraft { line: *line, text: text.clone() }).collect()
        });
        let decision = DecisionDraft { id, version, approve: false, comments };
        back.run(
            move |request| api::decide(request, decision),
            move |()| {
                returning.set(false);
                onwards(K::ApprovalReturnedDone);
            },
        );
    });
    let withdraw = move |_| {
        saving.run(
            move |request| api::withdraw(request, id, version),
            move |()| {
                toaster.show(Toast::said(t.t(K::ApprovalWithdrawnDone)));
                reload.update(|n| *n += 1);
            },
        );
    };
    let lines = StoredValue::new(view.lines.clone());
    let parts = if matches!(view.row.of, Asked::Plan(_)) { K::ApprovalOnCampaigns } else { K::ApprovalOnLines };
    let write = move |line: Option<i64>, text: String| {
        comments.update(|all| {
            all.retain(|(known, _)| *known != line);
            all.push((line, text));
        });
    };
    let fields = move || {
        let of: Vec<_> = lines
            .get_value()
            .into_iter()
            .take(50)
            .map(|line| {
                let id = line.id;
                view! { <li class="grid sm:grid-cols-[minmax(0,12rem)_minmax(0,1fr)] gap-x-3 gap-y-1 py-1.5 items-center"><label class="min-w-0 truncate" for=format!("comment-{id}")><bdi>{line.article}</bdi></label><input id=format!("comment-{id}") class="input input-sm w-full" dir="auto" maxlength="2000" on:input=move |ev| write(Some(id), event_target_value(&ev))/></li> }
            })
            .collect();
        view! {
            <p class="text-ink-2 mt-1">{t.t(K::ApprovalReturnHint)}</p>
            <div class="mt-3">{form::area(("return-note", t.t(K::ApprovalComment), ""), (3, 2000), String::new(), (back, "comment.0"), move |v| write(None, v))}</div>
            <FieldFault fault=back.fault("comments")/>
            <h3 class="font-semibold mt-4">{t.t(parts)}</h3><ul class="max-h-60 overflow-y-auto">{of}</ul>
        }
    };
    let may = page.may(UseCase::ApprovalDecide) && view.refusal.is_none();
    let may_return = page.may(UseCase::ApprovalDecide) && view.refusal != Some(domain::approval::Refusal::Role);
    let asked_by_me = page.context.with_value(|c| c.me.as_ref().is_some_and(|me| me.name == view.row.asked_by));
    view! {
        <div class="mt-6"><SavingFault saving/></div>
        <div class="flex gap-3 max-md:fixed max-md:bottom-14 max-md:inset-x-0 max-md:p-3 max-md:bg-base-100 max-md:border-t max-md:border-line max-md:z-5">
            {asked_by_me.then(|| view! { <button type="button" class="btn btn-sm max-md:h-12 max-md:grow" disabled=move || saving.busy.get() on:click=withdraw>{t.t(K::ApprovalWithdraw)}</button> })}
            {may_return.then(|| view! { <button type="button" class="btn btn-sm max-md:h-12 max-md:grow" on:click=move |_| returning.set(true)>{t.t(K::ApprovalReturn)}</button> })}
            {may.then(|| view! { <button type="button" class="btn btn-sm btn-primary max-md:h-12 max-md:grow-2" disabled=move || saving.busy.get() on:click=approve><Icon glyph=Glyph::Check/>{t.t(K::ApprovalApprove)}</button> })}
        </div>
        <FormDialog open=returning title=t.t(K::ApprovalReturnTitle) action=t.t(K::ApprovalReturnDo) saving=back save=send_back wide=true>{fields()}</FormDialog>
    }
    .into_any()
}
