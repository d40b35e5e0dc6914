//! A timeline: what happened, month by month, newest first, and which of it is shown.

use crate::{
    context::{Page, use_page},
    notes,
    saving::Saving,
    today::kind_glyph,
};
use domain::person::{Event, EventKind, Show, Timeline};
use leptos::prelude::*;
use texts::K;
use ui::{Glyph, Icon};

/// `base` is the address of the page; `people` names who each event is about.
#[component]
pub fn TimelineView(
    base: String,
    timeline: Timeline,
    show: Show,
    limit: i64,
    people: bool,
    reload: RwSignal<u32>,
) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let chips: Vec<_> = Show::ALL
        .map(|way| {
            let on = way == show;
            let class = if on { "chip bg-tint! text-link! border-transparent! font-medium" } else { "chip" };
            view! { <a class=class href=format!("{base}?show={}", way.as_str()) aria-current=on.then_some("page")>{t.code("show", way.as_str())}</a> }
        })
        .into_iter()
        .collect();
    let mut lines: Vec<AnyView> = Vec::new();
    let mut month = None;
    for event in &timeline.events {
        let of = l.days().month_of(event.day);
        if month != Some(of.first) {
            month = Some(of.first);
            lines.push(view! { <li class="fin pt-4 pb-1">{l.month_long(&of)}</li> }.into_any());
        }
        lines.push(view! { <EventLine event=event.clone() people reload/> }.into_any());
    }
    let nothing = timeline.events.is_empty().then(|| view! { <p class="text-ink-2 mt-3">{t.t(K::PersonNothing)}</p> });
    let more = timeline.more.then(|| view! { <a class="btn btn-sm mt-4" href=format!("{base}?show={}&more={}", show.as_str(), limit + 50)>{t.t(K::PersonEarlier)}</a> });
    view! { <section class="mt-6"><h2 class="fin">{t.t(K::PersonTimeline)}</h2><div class="flex flex-wrap gap-2 mt-2" role="group" aria-label=t.t(K::PersonTimeline)>{chips}</div>{nothing}<ol>{lines}</ol>{more}</section> }
}

fn told(page: Page, event: &Event) -> (Glyph, String) {
    let t = page.t;
    let outcome = t.code("outcome", &event.detail);
    match event.kind {
        EventKind::Touch => {
            let kind = event.activity.map_or("", |kind| t.code("activity_one", kind.as_str()));
            let glyph = event.activity.map_or(Glyph::Phone, kind_glyph);
            (glyph, t.f(K::EventTouch, &[("kind", kind), ("outcome", outcome)]))
        }
        EventKind::Response => (Glyph::Message, t.f(K::EventResponse, &[("outcome", outcome)])),
        EventKind::Lead => (Glyph::Flag, t.f(K::EventLead, &[("state", t.code("lead", &event.detail))])),
        EventKind::Opportunity => (Glyph::Sales, t.f(K::EventOpportunity, &[("title", &event.detail)])),
        EventKind::Won => (Glyph::Trophy, t.f(K::EventWon, &[("title", &event.detail)])),
        EventKind::Lost => (Glyph::X, t.f(K::EventLost, &[("title", &event.detail)])),
        EventKind::Note => (Glyph::Pencil, t.t(K::NotesOne).to_owned()),
        EventKind::Audience => (Glyph::List, t.t(K::EventAudience).to_owned()),
        EventKind::Task => (Glyph::Today, t.f(K::TasksDone, &[("title", &event.detail)])),
    }
}

#[component]
fn EventLine(event: Event, people: bool, reload: RwSignal<u32>) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let (glyph, sentence) = told(page, &event);
    let campaign = event
        .campaign_id
        .map(|id| view! { " · "<a class="l" href=format!("/campaigns/{id}")><bdi>{event.campaign.clone()}</bdi></a> });
    let person = event
        .person_id
        .filter(|_| people)
        .map(|id| view! { " · "<a class="l" href=format!("/people/{id}")><bdi>{event.person.clone()}</bdi></a> });
    let amount = event
        .amount_minor
        .map(|minor| view! { <span class="num font-medium ms-auto"><bdi>{l.money(minor)}</bdi></span> });
    let note = (!event.note.is_empty())
        .then(|| view! { <p class="text-ink-2 whitespace-pre-line" dir="auto">{event.note.clone()}</p> });
    let by = (!event.by.is_empty()).then(|| view! { <p class="lab"><bdi>{event.by.clone()}</bdi></p> });
    let me = page.context.with_value(|c| c.me.as_ref().map(|me| me.id));
    let saving = Saving::new();
    let id = event.id;
    let remove = (event.kind == EventKind::Note && event.by_id == me).then(|| view! { <button type="button" class="btn btn-xs btn-ghost btn-square" aria-label=t.t(K::NotesDelete) title=t.t(K::NotesDelete) disabled=move || saving.busy.get() on:click=move |_| saving.run(move |request| notes::api::delete(request, id), move |()| reload.update(|n| *n += 1))><Icon glyph=Glyph::Trash size=13/></button> });
    view! {
        <li class="flex gap-3 py-2.5 border-b border-line"><span class="text-ink-2 mt-0.5"><Icon glyph/></span><div class="grow min-w-0"><p class="flex flex-wrap gap-x-1"><span class="font-medium"><bdi>{sentence}</bdi></span>{campaign}{person}{amount}</p>{note}{by}</div>{remove}<time class="lab num whitespace-nowrap" datetime=event.day.to_string()>{l.day_short(event.day)}</time></li>
    }
}
