//! Today: what one person has to do, and the sheet for one call.

pub mod api;
mod call;
mod outbox;

use crate::{
    approvals,
    context::use_page,
    frame::{Empty, Heading},
    loaded::reloader,
    notes,
    saving::{Saving, SavingFault},
    tasks::{TaskDialog, TaskLine},
    wire::Load,
};
use call::CallSheet;
use domain::{
    activity::{ActivityKind, Priority},
    note::{NoteOn, NoteRow},
    person::write_time,
    rights::UseCase,
    task::TaskDraft,
    touch::{Batch, TodayView, TouchRow},
};
use leptos::prelude::*;
use leptos_router::components::Redirect;
use leptos_router::hooks::use_query_map;
use outbox::{Outbox, OutboxLine};
use texts::K;
use ui::{Glyph, Icon, Toast, use_toaster};

/// The sign of a kind of activity.
pub fn kind_glyph(kind: ActivityKind) -> Glyph {
    match kind {
        ActivityKind::Call => Glyph::Phone,
        ActivityKind::Email => Glyph::Mail,
        ActivityKind::Meeting => Glyph::Meeting,
        ActivityKind::Letter => Glyph::Letter,
        ActivityKind::Fax => Glyph::Fax,
        ActivityKind::Message => Glyph::Message,
        ActivityKind::Event => Glyph::Event,
        ActivityKind::Advertisement => Glyph::Megaphone,
        ActivityKind::Literature => Glyph::Book,
    }
}

/// The first page: Today for those who work, the campaigns for those who look on.
#[component]
pub fn HomePage() -> impl IntoView {
    if use_page().may(UseCase::TodayView) {
        view! { <TodayPage/> }.into_any()
    } else {
        view! { <Redirect path="/campaigns"/> }.into_any()
    }
}

#[component]
pub fn TodayPage() -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let reload = reloader();
    let work = Load::new(move || reload.get(), |_| api::view());
    let query = use_query_map();
    let outbox = Outbox::new(reload);
    let open = Memo::new(move |_| query.with(|q| q.get("touch").and_then(|id| id.parse::<i64>().ok())));
    view! {
        <main id="main" class="page ph-page">
            <Heading title=t.t(K::NavToday)/>
            <OutboxLine outbox/>
            {work.show(move |work| view! { <Work work reload/> })}
            <CallSheet open outbox reload/>
        </main>
    }
}

#[component]
fn Work(work: TodayView, reload: RwSignal<u32>) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let task = RwSignal::new(None::<TaskDraft>);
    let number = |n: usize| i64::try_from(n).unwrap_or(0);
    let today = page.today;
    let late_tasks = number(work.tasks.iter().filter(|task| task.due < today).count());
    let due_tasks = number(work.tasks.iter().filter(|task| task.due == today).count());
    let overdue = work.overdue_count + late_tasks;
    let todo = overdue + work.due_count + due_tasks;
    let summary = t.f(
        K::TodaySummary,
        &[
            ("day", &l.day_long(work.day)),
            ("todo", &t.n(K::TodayTodo, todo, &[])),
            ("overdue", &t.n(K::TodayOverdue, overdue, &[])),
            ("done", &t.n(K::TodayDone, work.done_count, &[])),
        ],
    );
    let add = page.may(UseCase::TaskSave).then(|| view! { <button type="button" class="chip dash mt-4" on:click=move |_| task.set(Some(TaskDraft { due: l.typed(today), ..TaskDraft::default() }))><Icon glyph=Glyph::Plus size=13/>{t.t(K::TasksAdd)}</button> });
    let rest = todo
        + work.later_count
        + number(work.tasks.len() + work.batches.len() + work.mentions.len() + work.approvals.len())
        + work.new_leads;
    let empty = (rest == 0).then(|| {
        let actions = view! { <a class="btn btn-sm" href="/campaigns">{t.t(K::ErrorToCampaigns)}</a> }.into_any();
        view! { <Empty what=t.t(K::TodayEmpty) next=t.t(K::TodayEmptyNext) actions=actions/> }
    });
    let leads = (work.waiting_leads > 0).then(|| view! { <div class="ph max-w-2xl mt-3"><a class="row bg-warn-tint hover:bg-hover" href="/sales/leads?late=1&mine=1"><span class="text-warn"><Icon glyph=Glyph::Flag size=20/></span><span class="grow font-medium">{t.n(K::TodayLeads, work.waiting_leads, &[])}</span><Icon glyph=Glyph::ChevronEnd size=16/></a></div> });
    let fresh = work.new_leads - work.waiting_leads;
    let fresh = (fresh > 0).then(|| view! { <p class="sub mt-2"><a class="chip max-md:min-h-11" href="/sales/leads?state=new&mine=1"><Icon glyph=Glyph::Flag size=14/>{t.n(K::TodayNewLeads, fresh, &[])}</a></p> });
    let tasks: Vec<_> = work
        .tasks
        .into_iter()
        .map(|row| view! { <li class="px-4 md:px-0"><TaskLine task=row editing=task reload/></li> })
        .collect();
    let tasks = (!tasks.is_empty()).then(
        || view! { <section class="ph max-w-2xl"><h2 class="grp">{t.t(K::TasksTitle)}</h2><ul>{tasks}</ul></section> },
    );
    let mentions: Vec<_> = work.mentions.into_iter().map(|note| view! { <li><Mention note reload/></li> }).collect();
    let mentions = (!mentions.is_empty()).then(|| view! { <section class="ph max-w-2xl"><h2 class="grp">{t.t(K::TodayMentions)}</h2><ul>{mentions}</ul></section> });
    let approvals = (!work.approvals.is_empty()).then(|| view! { <section class="ph max-w-2xl"><h2 class="grp">{t.t(K::TodayApprovals)}</h2><div class="px-4 md:px-0"><approvals::Rows rows=work.approvals/></div></section> });
    let batches: Vec<_> = work.batches.into_iter().map(|batch| view! { <li><BatchLine batch reload/></li> }).collect();
    let batches = (!batches.is_empty()).then(|| view! { <section class="ph max-w-2xl"><h2 class="grp">{t.t(K::TodayBatches)}</h2><ul>{batches}</ul></section> });
    view! {
        <p class="sub text-ink-2 mt-1">{summary}</p>
        {leads}{fresh}{empty}{approvals}{mentions}{batches}{tasks}
        <Group name=K::TodayGroupOverdue rows=work.overdue count=work.overdue_count late=true/>
        <Group name=K::TodayGroupDue rows=work.due count=work.due_count/>
        <Group name=K::TodayGroupLater rows=work.later count=work.later_count/>
        {add}
        <TaskDialog editing=task people=Vec::new() reload/>
    }
}

/// A note that mentions me: read, then put away.
#[component]
fn Mention(note: NoteRow, reload: RwSignal<u32>) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let saving = Saving::new();
    let id = note.id;
    let href = match note.on {
        NoteOn::Person(id) => format!("/people/{id}"),
        NoteOn::Account(id) => format!("/accounts/{id}"),
        NoteOn::Campaign(id) => format!("/campaigns/{id}/plan"),
    };
    let seen = move |_| saving.run(move |request| notes::api::seen(request, id), move |()| reload.update(|n| *n += 1));
    view! {
        <div class="flex items-start gap-3 px-4 md:px-0 py-2 border-b border-line"><span class="text-ink-2 mt-0.5"><Icon glyph=Glyph::Pencil size=16/></span>
            <div class="grow min-w-0"><p class="whitespace-pre-line" dir="auto">{note.text}</p><p class="lab"><bdi>{note.by}</bdi>" · "{l.day_short(note.day)}" · "<a class="l" href=href><bdi>{note.about}</bdi></a></p></div>
            <button type="button" class="btn btn-xs max-md:h-11" disabled=move || saving.busy.get() on:click=seen>{t.t(K::TodaySeen)}</button></div>
    }
}

/// How many pieces one click takes from a queue.
const TAKEN: i64 = 10;

/// What is sent together, or a queue to take from.
#[component]
fn BatchLine(batch: Batch, reload: RwSignal<u32>) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let saving = Saving::new();
    let toaster = use_toaster();
    let id = batch.id;
    let many = if batch.waiting > Batch::MOST { format!("{}+", t.int(Batch::MOST)) } else { t.int(batch.waiting) };
    let words = if batch.kind.is_sent() { K::TodayToSend } else { K::TodayInQueue };
    let until = batch.last_day.map(|day| view! { " · "{t.f(K::TodayUntil, &[("day", &l.day_short(day))])} });
    let what = view! { <span class="text-ink-2"><Icon glyph=kind_glyph(batch.kind) size=20/></span><span class="grow min-w-0"><span class="block font-medium truncate"><bdi>{batch.name.clone()}</bdi></span><span class="sub block truncate"><bdi>{batch.campaign.clone()}</bdi>" · "{t.f(words, &[("n", &many)])}{until}</span></span> };
    if batch.kind.is_sent() {
        return view! { <a class="row hover:bg-hover" data-batch=id href=format!("/campaigns/0/work/{id}")>{what}<Icon glyph=Glyph::ChevronEnd size=16/></a> }.into_any();
    }
    let take = move |_| {
        saving.run(
            move |request| api::take(request, id, TAKEN),
            move |n: i64| {
                toaster.show(Toast::said(t.n(K::TodayTaken, n, &[])));
                reload.update(|n| *n += 1);
            },
        );
    };
    view! { <div class="row" data-batch=id>{what}<button type="button" class="btn btn-sm max-md:h-11" disabled=move || saving.busy.get() on:click=take><Icon glyph=Glyph::Queue size=15/>{t.n(K::TodayTake, TAKEN, &[])}</button></div><SavingFault saving/> }.into_any()
}

#[component]
fn Group(name: K, rows: Vec<TouchRow>, count: i64, #[prop(default = false)] late: bool) -> impl IntoView {
    let page = use_page();
    let t = page.t;
    if rows.is_empty() {
        return ().into_any();
    }
    let shown = i64::try_from(rows.len()).unwrap_or(0);
    let rest = (count > shown).then(|| view! { <p class="lab px-4 py-2">{t.n(K::TodayMore, count - shown, &[])}</p> });
    let rows: Vec<_> = rows.into_iter().map(|row| view! { <li><Piece row late/></li> }).collect();
    view! {
        <section class="ph max-w-2xl">
            <h2 class="grp"><span class=if late { "text-bad" } else { "" }>{t.t(name)}</span><span class="sub font-normal ms-2 num">{t.int(count)}</span></h2>
            <ul>{rows}</ul>
            {rest}
        </section>
    }
    .into_any()
}

#[component]
fn Piece(row: TouchRow, late: bool) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let tries =
        if row.attempts > 0 { format!(" · {}", t.n(K::TodayAttempt, row.attempts + 1, &[])) } else { String::new() };
    let hour = if row.due_minute > 0 { format!(" {}", t.digits(&write_time(row.due_minute))) } else { String::new() };
    let when = format!("{}{hour}", l.late(row.due, page.today));
    let high = (row.priority == Priority::High).then(|| view! { <span class="text-bad" title=t.t(K::PriorityHigh)><Icon glyph=Glyph::Flag size=13/><span class="sr-only">{t.t(K::PriorityHigh)}</span></span>" " });
    let class = if late { "sub text-bad! font-medium whitespace-nowrap" } else { "sub whitespace-nowrap" };
    let account = (!row.account.is_empty()).then(|| view! { {t.t(K::CommonComma)}<bdi>{row.account}</bdi> });
    view! {
        <a href=format!("/today?touch={}", row.id) class="row hover:bg-hover" data-touch=row.id>
            <span class="text-ink-2"><Icon glyph=kind_glyph(row.kind) size=20/></span>
            <span class="grow min-w-0"><span class="block font-medium truncate">{high}<bdi>{row.person}</bdi>{account}</span><span class="sub block truncate"><bdi>{row.campaign}</bdi>{tries}</span></span>
            <span class=class>{when}</span>
        </a>
    }
}
