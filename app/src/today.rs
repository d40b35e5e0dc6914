//! Today: what one person has to do, and the sheet for one call.

pub mod api;
mod call;

use crate::{
    context::use_page,
    frame::{Empty, Heading},
    loaded::reloader,
    wire::Load,
};
use call::CallSheet;
use domain::touch::{ActivityKind, TodayView, TouchRow};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use texts::K;
use ui::{Glyph, Icon};

/// The sign of a kind of activity.
pub fn kind_glyph(kind: ActivityKind) -> Glyph {
    match kind {
        ActivityKind::Call => Glyph::Phone,
        ActivityKind::Email => Glyph::Mail,
        ActivityKind::Meeting => Glyph::Meeting,
    }
}

#[component]
pub fn TodayPage() -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let reload = reloader();
    let work = Load::new(move || reload.get(), |_| api::view());
    let query = use_query_map();
    let open = Memo::new(move |_| query.with(|q| q.get("touch").and_then(|id| id.parse::<i64>().ok())));
    view! {
        <main id="main" class="page ph-page">
            <Heading title=t.t(K::NavToday)/>
            {work.show(move |work| view! { <Work work/> })}
            <CallSheet open reload/>
        </main>
    }
}

#[component]
fn Work(work: TodayView) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let todo = work.overdue_count + work.due_count;
    let summary = t.f(
        K::TodaySummary,
        &[
            ("day", &l.day_long(work.day)),
            ("todo", &t.n(K::TodayTodo, todo, &[])),
            ("overdue", &t.n(K::TodayOverdue, work.overdue_count, &[])),
            ("done", &t.n(K::TodayDone, work.done_count, &[])),
        ],
    );
    if todo + work.later_count == 0 {
        let actions = view! { <a class="btn btn-sm" href="/campaigns">{t.t(K::ErrorToCampaigns)}</a> }.into_any();
        return view! { <p class="sub text-ink-2 mt-1">{summary}</p><Empty what=t.t(K::TodayEmpty) next=t.t(K::TodayEmptyNext) actions=actions/> }.into_any();
    }
    view! {
        <p class="sub text-ink-2 mt-1">{summary}</p>
        <Group name=K::TodayGroupOverdue rows=work.overdue count=work.overdue_count late=true/>
        <Group name=K::TodayGroupDue rows=work.due count=work.due_count/>
        <Group name=K::TodayGroupLater rows=work.later count=work.later_count/>
    }
    .into_any()
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
    let when = l.late(row.due, page.today);
    let class = if late { "sub text-bad! font-medium whitespace-nowrap" } else { "sub whitespace-nowrap" };
    let account = (!row.account.is_empty()).then(|| view! { ", "<bdi>{row.account}</bdi> });
    view! {
        <a href=format!("/today?touch={}", row.id) class="row hover:bg-hover" data-touch=row.id>
            <span class="text-ink-2"><Icon glyph=kind_glyph(row.kind) size=20/></span>
            <span class="grow min-w-0"><span class="block font-medium truncate"><bdi>{row.person}</bdi>{account}</span><span class="sub block truncate"><bdi>{row.campaign}</bdi>{tries}</span></span>
            <span class=class>{when}</span>
        </a>
    }
}
