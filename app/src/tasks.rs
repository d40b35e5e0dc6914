//! Tasks and milestones: their list, the form, and the two taps that finish one.

pub mod api;

use crate::{
    context::{Page, use_page},
    date_field,
    form::{self, FormDialog, Input},
    frame::pieces,
    saving::{FieldFault, Saving, SavingFault, run_beside},
};
use domain::{
    rights::UseCase,
    task::{TaskDraft, TaskRow},
};
use leptos::prelude::*;
use texts::K;
use ui::{Glyph, Icon, Toast, use_toaster};

/// The tasks of a campaign. Those of a template are never late.
#[component]
pub fn Tasks(
    tasks: Vec<TaskRow>,
    campaign: i64,
    people: Vec<(i64, String)>,
    template: bool,
    reload: RwSignal<u32>,
) -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let editing = RwSignal::new(None::<TaskDraft>);
    let late = tasks.iter().filter(|task| !template && task.done.is_none() && task.due < page.today).count();
    let open = tasks.iter().filter(|task| task.done.is_none()).count();
    let number = |n: usize| i64::try_from(n).unwrap_or(0);
    let title = match (open, late) {
        (0, _) => t.t(K::TasksTitle).to_owned(),
        (_, 0) => t.n(K::TasksOpen, number(open), &[]),
        _ => t.n(K::TasksLate, number(late), &[("open", &t.int(number(open)))]),
    };
    let others: Vec<(i64, String)> = tasks.iter().map(|task| (task.id, task.title.clone())).collect();
    let rows: Vec<_> =
        tasks.into_iter().map(|task| view! { <li><TaskLine task template editing reload/></li> }).collect();
    let blank = TaskDraft { campaign: Some(campaign), ..TaskDraft::default() };
    let add = page.may(UseCase::TaskSave).then(|| view! { <button type="button" class="chip dash mt-2" on:click=move |_| editing.set(Some(blank.clone()))><Icon glyph=Glyph::Plus size=13/>{t.t(K::TasksAdd)}</button> });
    view! {
        <section class="mt-7 pt-5 border-t border-line"><h2 class="fin">{title}</h2><p class="lab mt-0.5">{t.t(K::TasksHint)}</p><ul class="mt-1">{rows}</ul>{add}</section>
        <TaskDialog editing people others reload/>
    }
}

/// Minutes as people read them: `1:30`.
pub fn minutes(page: Page, n: i64) -> String {
    page.t.digits(&format!("{}:{:02}", n / 60, n % 60))
}

fn draft(page: Page, task: &TaskRow) -> TaskDraft {
    TaskDraft {
        id: Some(task.id),
        version: task.version,
        campaign: task.campaign_id,
        person: task.person_id,
        title: task.title.clone(),
        milestone: task.milestone,
        owner: Some(task.owner_id),
        start: task.start.map(|day| page.l.typed(day)).unwrap_or_default(),
        due: page.l.typed(task.due),
        minutes: if task.minutes > 0 { task.minutes.to_string() } else { String::new() },
        after: task.after,
        note: task.note.clone(),
    }
}

/// One task: tick it, open it, see whether it is late or waits.
#[component]
pub fn TaskLine(
    task: TaskRow,
    #[prop(optional)] template: bool,
    editing: RwSignal<Option<TaskDraft>>,
    reload: RwSignal<u32>,
) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let toaster = use_toaster();
    let saving = Saving::new();
    let (id, version) = (task.id, task.version);
    let done = task.done.is_some();
    let reopen = move |version: i64| {
        saving.run(move |request| api::reopen(request, id, version), move |_: i64| reload.update(|n| *n += 1));
    };
    let title = StoredValue::new(task.title.clone());
    let tick = move |_| {
        if done {
            reopen(version);
            return;
        }
        saving.run(
            move |request| api::finish(request, id, version, String::new()),
            move |version: i64| {
                // The row is drawn anew; the way back outlives it.
                let back = Callback::new(move |()| {
                    run_beside(
                        page,
                        toaster,
                        move |request| api::reopen(request, id, version),
                        move |_: i64| reload.update(|n| *n += 1),
                    );
                });
                let undo = (t.t(K::CommonUndo).to_owned(), back);
                let text = title.with_value(|title| t.f(K::TasksDone, &[("title", title)]));
                toaster.show(Toast { text, fault: false, undo: Some(undo) });
                reload.update(|n| *n += 1);
            },
        );
    };
    let late = !done && !template && task.due < page.today;
    let when = match task.done {
        Some(day) => t.f(K::TasksDoneOn, &[("day", &l.day_short(day))]),
        None if template => l.day_short(task.due),
        None => l.late(task.due, page.today),
    };
    let glyph = if task.milestone { Glyph::Diamond } else { Glyph::Today };
    let mut more: Vec<String> = Vec::new();
    if !task.campaign.is_empty() {
        more.push(task.campaign.clone());
    }
    if !task.person.is_empty() {
        more.push(task.person.clone());
    }
    if task.minutes > 0 || task.spent > 0 {
        more.push(
            t.f(K::TasksTime, &[("spent", &minutes(page, task.spent)), ("planned", &minutes(page, task.minutes))]),
        );
    }
    if task.waits {
        more.push(t.t(K::TasksWaits).to_owned());
    }
    let start = draft(page, &task);
    let edit = move |_| editing.set(Some(start.clone()));
    let label = t.f(if done { K::TasksReopen } else { K::TasksFinish }, &[("title", &task.title)]);
    let waits = task.waits;
    view! {
        <div class="flex items-center gap-3 min-h-11 py-1.5 border-b border-line" data-task=id>
            <button type="button" class="btn btn-xs btn-square max-md:size-11" aria-label=label aria-pressed=done.to_string() disabled=move || waits || saving.busy.get() on:click=tick>{done.then(|| view! { <Icon glyph=Glyph::Check size=14/> })}</button>
            <span class="text-ink-2"><Icon glyph size=15/></span>
            <div class="grow min-w-0"><button type="button" class=if done { "text-start truncate block max-w-full text-ink-3 line-through" } else { "text-start truncate block max-w-full font-medium hover:underline" } disabled=done on:click=edit><bdi>{task.title.clone()}</bdi></button><p class="lab truncate">{pieces(more, " · ")}</p></div>
            <span class="lab max-md:hidden"><bdi>{task.owner.clone()}</bdi></span>
            <span class=if late { "text-bad font-medium text-xs whitespace-nowrap" } else { "lab whitespace-nowrap" }>{when}</span>
        </div>
        <SavingFault saving/>
    }
}

/// The form of a task, with the time it took so far.
#[component]
pub fn TaskDialog(
    editing: RwSignal<Option<TaskDraft>>,
    people: Vec<(i64, String)>,
    #[prop(optional)] others: Vec<(i64, String)>,
    reload: RwSignal<u32>,
) -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let saving = Saving::new();
    let extra = Saving::new();
    let input = RwSignal::new(TaskDraft::default());
    let spent = RwSignal::new(String::new());
    let open = form::opened_by(editing, move |start| {
        input.set(start);
        spent.set(String::new());
    });
    let ended = form::ended(open, reload);
    let save = Callback::new(move |()| {
        let mut task = input.get_untracked();
        task.version = saving.version(task.version);
        saving.run(move |request| api::save(request, task), move |_: i64| ended(t.t(K::TasksSaved)));
    });
    let log = move |_| {
        let (id, version, minutes) =
            (input.with_untracked(|i| i.id.unwrap_or(0)), input.with_untracked(|i| i.version), spent.get_untracked());
        extra.run(
            move |request| api::log_time(request, id, version, minutes),
            move |_: i64| ended(t.t(K::TasksTimeSaved)),
        );
    };
    let delete = move |_| {
        let (id, version) = input.with_untracked(|i| (i.id.unwrap_or(0), i.version));
        extra.run(move |request| api::delete(request, id, version), move |()| ended(t.t(K::TasksDeleted)));
    };
    let (people, others) = (StoredValue::new(people), StoredValue::new(others));
    let fields = move || {
        let now = input.get_untracked();
        let id = |id: Option<i64>| id.map_or_else(String::new, |id| id.to_string());
        let own = now.id;
        let before: Vec<(i64, String)> =
            others.with_value(|o| o.iter().filter(|(n, _)| Some(*n) != own).cloned().collect());
        let after = (!before.is_empty()).then(|| {
            form::select(
                ("task-after", t.t(K::TasksAfter), ""),
                form::options(Some(t.t(K::TasksAfterNone)), &before),
                &id(now.after),
                (saving, "after"),
                move |v| input.update(|i| i.after = v.parse().ok()),
            )
        });
        let owners = people.with_value(|p| {
            (!p.is_empty()).then(|| {
                form::select(
                    ("task-owner", t.t(K::CommonOwner), ""),
                    form::options(Some(t.t(K::TasksMine)), p),
                    &id(now.owner),
                    (saving, "owner"),
                    move |v| input.update(|i| i.owner = v.parse().ok()),
                )
            })
        });
        let more = now.id.map(|_| view! {
            <div class="flex flex-wrap items-end gap-3 mt-4 pt-3 border-t border-line">
                {form::input(Input::CODE.max(8).class("w-32"), ("task-spent", t.t(K::TasksSpent), t.t(K::TasksSpentHint)), String::new(), (extra, "minutes"), move |v| spent.set(v))}
                <button type="button" class="btn btn-sm" disabled=move || extra.busy.get() on:click=log>{t.t(K::TasksLog)}</button>
                <button type="button" class="btn btn-sm btn-ghost ms-auto" disabled=move || extra.busy.get() on:click=delete><Icon glyph=Glyph::Trash size=14/>{t.t(K::TasksDelete)}</button>
            </div>
            <SavingFault saving=extra/>
        });
        view! {
            <div class="grid sm:grid-cols-2 gap-x-4 gap-y-3 mt-3">
                {form::input(Input::TEXT.max(200).class("sm:col-span-2"), ("task-title", t.t(K::TasksWhat), ""), now.title.clone(), (saving, "title"), move |v| input.update(|i| i.title = v))}
                {date_field::day(("task-due", t.t(K::TasksDue)), now.due.clone(), (saving, "due"), move |v| input.update(|i| i.due = v))}
                {owners}
                {form::input(Input::CODE.max(12), ("task-start", t.t(K::TasksStart), ""), now.start.clone(), (saving, "start"), move |v| input.update(|i| i.start = v))}
                {form::input(Input::CODE.max(8), ("task-minutes", t.t(K::TasksPlanned), t.t(K::TasksSpentHint)), now.minutes.clone(), (saving, "minutes"), move |v| input.update(|i| i.minutes = v))}
                {after}
            </div>
            <div class="mt-3">{form::area(("task-note", t.t(K::CallNote), ""), (2, 2000), now.note.clone(), (saving, "note"), move |v| input.update(|i| i.note = v))}</div>
            {form::tick(t.t(K::TasksMilestone), now.milestone, move |on| input.update(|i| i.milestone = on))}<FieldFault fault=saving.fault("milestone")/>
            {more}
        }
    };
    let title =
        Signal::derive(move || t.t(if input.with(|i| i.id.is_some()) { K::TasksEdit } else { K::TasksAdd }).to_owned());
    view! { <FormDialog open title action=t.t(K::CommonSave) saving save>{fields()}</FormDialog> }
}
