//! Approval: plans that wait, one of them on one screen, the chain of frozen plans, the rules.

pub mod api;
mod ask;
mod chain;
mod one;
mod rules;

pub use ask::AskButton;
pub use chain::BaselinesPage;
pub use one::ApprovalPage;
pub use rules::RulesPage;

use crate::{
    context::{Page, use_page},
    frame::{Empty, Heading},
    wire::Load,
};
use domain::approval::{ApprovalIndex, ApprovalRow, ApprovalState};
use leptos::prelude::*;
use texts::K;
use ui::{Glyph, Icon};

/// The tag of a state.
pub fn state_tag(page: Page, state: ApprovalState) -> AnyView {
    let class = match state {
        ApprovalState::Submitted => "tag acc",
        ApprovalState::Approved => "tag good",
        ApprovalState::Returned => "tag warn",
        ApprovalState::Withdrawn => "tag",
    };
    view! { <span class=class>{page.t.code("approval", state.as_str())}</span> }.into_any()
}

#[component]
pub fn ApprovalsPage() -> impl IntoView {
    let t = use_page().t;
    let index = Load::new(|| (), |()| api::index());
    view! {
        <main id="main" class="page">
            <Heading title=t.t(K::ApprovalsTitle)/>
            {crate::budgets::tabs(K::ApprovalsTitle)}
            <crate::files::AskedFiles/>
            {index.show(move |index| view! { <Lists index/> })}
        </main>
    }
}

#[component]
fn Lists(index: ApprovalIndex) -> impl IntoView {
    let page = use_page();
    let t = page.t;
    if index.waiting.is_empty() && index.decided.is_empty() {
        return view! { <Empty what=t.t(K::ApprovalsEmpty) next=t.t(K::ApprovalsEmptyNext)/> }.into_any();
    }
    let mine = index.waiting.iter().filter(|row| row.mine).count();
    let title = t.n(K::ApprovalsFinding, i64::try_from(mine).unwrap_or(0), &[]);
    let none =
        index.waiting.is_empty().then(|| view! { <p class="text-ink-2 mt-2">{t.t(K::ApprovalsNoneWaiting)}</p> });
    view! {
        <section class="mt-5"><h2 class="fin">{title}</h2>{none}<Rows rows=index.waiting/></section>
        {(!index.decided.is_empty()).then(|| view! { <section class="mt-8 pt-6 border-t border-line"><h2 class="fin">{t.t(K::ApprovalsDecided)}</h2><Rows rows=index.decided/></section> })}
    }
    .into_any()
}

#[component]
pub fn Rows(rows: Vec<ApprovalRow>) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let lines: Vec<_> = rows
        .into_iter()
        .map(|row| {
            let asked = t.f(K::ApprovalAsked, &[("name", &row.asked_by), ("day", &l.day(row.asked.date()))]);
            let decided = (!row.decided_by.is_empty()).then(|| t.f(K::ApprovalDecidedBy, &[("name", &row.decided_by)]));
            let wanted = row.wanted.filter(|_| row.state == ApprovalState::Submitted).map(|day| {
                let class = if day < page.today { "text-bad" } else { "" };
                view! { " · "<span class=class>{t.f(K::ApprovalWanted, &[("day", &l.day_short(day))])}</span> }
            });
            let mine = row.mine && row.state == ApprovalState::Submitted;
            view! {
                <li class="border-b border-line"><a class="flex flex-wrap items-center gap-x-3 gap-y-1 py-3 min-h-14 hover:bg-hover" href=format!("/approvals/{}", row.id)>
                    <span class="grow min-w-48 max-md:basis-full"><bdi class="font-medium">{row.name}</bdi><span class="lab block"><span>{asked}</span>{wanted}{decided.map(|words| view! { " · "<span>{words}</span> })}</span></span>
                    {mine.then(|| view! { <span class="tag warn">{t.t(K::ApprovalYours)}</span> })}{state_tag(page, row.state)}
                    <span class="num font-semibold w-28 text-end ms-auto"><bdi>{l.money(row.cost)}</bdi></span><span class="text-ink-3"><Icon glyph=Glyph::ChevronEnd size=14/></span>
                </a></li>
            }
        })
        .collect();
    view! { <ul class="mt-2 max-w-4xl">{lines}</ul> }
}
