//! One person: who they are, and everything that happened, newest first.

use super::{api, edit::PersonDialog};
use crate::{
    context::{Page, use_page},
    frame::Heading,
    loaded::reloader,
    wire::Load,
};
use domain::{
    person::{Event, EventKind, PersonDraft, PersonView},
    rights::UseCase,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use texts::K;
use ui::{Glyph, Icon};

#[component]
pub fn PersonPage() -> impl IntoView {
    let params = use_params_map();
    let reload = reloader();
    let id = Memo::new(move |_| params.with(|p| p.get("id").and_then(|id| id.parse::<i64>().ok()).unwrap_or(0)));
    let person = Load::new(move || (id.get(), reload.get()), |(id, _)| api::view(id));
    view! { <main id="main" class="page">{person.show(move |person| view! { <Person person reload/> })}</main> }
}

#[component]
fn Person(person: PersonView, reload: RwSignal<u32>) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let row = person.row.clone();
    let name = if row.name.is_empty() { row.external.clone() } else { row.name.clone() };
    let open = RwSignal::new(false);
    let draft = PersonDraft {
        id: Some(row.id),
        version: person.version,
        name: row.name.clone(),
        account: row.account.clone(),
        place: row.place.clone(),
        email: row.email.clone(),
        phone: row.phone.clone(),
        do_not_call: person.do_not_call,
        do_not_email: person.do_not_email,
    };
    let actions = page.may(UseCase::PersonSave).then(|| view! { <button type="button" class="btn btn-sm" on:click=move |_| open.set(true)><Icon glyph=Glyph::Pencil size=14/>{t.t(K::CommonEdit)}</button><PersonDialog open draft reload/> }.into_any());
    let tags = [(person.do_not_call, K::FieldDoNotCall), (person.do_not_email, K::PersonNoEmail)]
        .into_iter()
        .filter(|(on, _)| *on)
        .map(|(_, k)| view! { <span class="tag warn">{t.t(k)}</span> })
        .collect::<Vec<_>>();
    let tag = view! { {tags} }.into_any();
    let fact = |name: String, value: AnyView| view! { <div class="flex gap-4 py-2 border-b border-line"><dt class="text-ink-2">{name}</dt><dd class="ms-auto text-end min-w-0">{value}</dd></div> };
    let plain = |key: K, value: String| {
        (!value.is_empty()).then(|| fact(t.t(key).to_owned(), view! { <bdi>{value}</bdi> }.into_any()))
    };
    let phone = (!row.phone.is_empty()).then(|| fact(t.t(K::FieldPhone).to_owned(), view! { <a class="l num" rel="external" href=format!("tel:{}", row.phone)><bdi dir="ltr">{row.phone.clone()}</bdi></a> }.into_any()));
    let email = (!row.email.is_empty()).then(|| fact(t.t(K::FieldEmail).to_owned(), view! { <a class="l" rel="external" href=format!("mailto:{}", row.email)><bdi dir="ltr">{row.email.clone()}</bdi></a> }.into_any()));
    let attributes: Vec<_> = person
        .attributes
        .iter()
        .map(|(a, value)| fact(a.name.clone(), view! { <bdi>{l.stored(a.kind, value)}</bdi> }.into_any()))
        .collect();
    let lists: Vec<_> = person.lists.iter().map(|(id, name)| view! { <li><a class="l" href=format!("/audience?rule=%7B%22field%22%3A%22list%22%2C%22op%22%3A%22is%22%2C%22value%22%3A%22{id}%22%7D")><bdi>{name.clone()}</bdi></a></li> }).collect();
    let has_lists = !lists.is_empty();
    let lists = has_lists
        .then(|| view! { <h2 class="fin mt-6">{t.t(K::ListsTitle)}</h2><ul class="mt-2 space-y-1">{lists}</ul> });
    let events: Vec<_> = person.events.iter().map(|event| view! { <EventLine event=event.clone()/> }).collect();
    let nothing = events.is_empty().then(|| view! { <p class="text-ink-2 mt-3">{t.t(K::PersonNothing)}</p> });
    view! {
        <Heading title=name tag actions/>
        <div class="grid lg:grid-cols-[minmax(0,1fr)_360px] gap-x-12 gap-y-8 mt-4">
            <section class="min-w-0 max-lg:order-2"><h2 class="fin">{t.t(K::PersonTimeline)}</h2>{nothing}<ol class="mt-2">{events}</ol></section>
            <aside aria-label=t.t(K::PersonFacts)><dl>{plain(K::FieldAccount, row.account.clone())}{plain(K::FieldPlace, row.place.clone())}{phone}{email}{plain(K::FieldExternal, row.external.clone())}{attributes}</dl>{lists}</aside>
        </div>
    }
}

fn told(page: Page, event: &Event) -> (Glyph, String) {
    let t = page.t;
    match event.kind {
        EventKind::Touch => (Glyph::Phone, t.code("outcome", &event.detail).to_owned()),
        EventKind::Response => (Glyph::Mail, t.code("outcome", &event.detail).to_owned()),
        EventKind::Lead => (Glyph::Flag, t.f(K::EventLead, &[("state", t.code("lead", &event.detail))])),
        EventKind::Opportunity => (Glyph::Sales, t.f(K::EventOpportunity, &[("title", &event.detail)])),
        EventKind::Won => (Glyph::Trophy, t.f(K::EventWon, &[("title", &event.detail)])),
        EventKind::Lost => (Glyph::X, t.f(K::EventLost, &[("title", &event.detail)])),
        EventKind::Import => (Glyph::Upload, t.t(K::ImportsTitle).to_owned()),
    }
}

#[component]
fn EventLine(event: Event) -> impl IntoView {
    let page = use_page();
    let l = page.l;
    let (glyph, sentence) = told(page, &event);
    let campaign = event
        .campaign_id
        .map(|id| view! { " · "<a class="l" href=format!("/campaigns/{id}")><bdi>{event.campaign.clone()}</bdi></a> });
    let amount = event
        .amount_minor
        .map(|minor| view! { <span class="num font-medium ms-auto"><bdi>{l.money(minor)}</bdi></span> });
    let note = (!event.note.is_empty()).then(|| view! { <p class="text-ink-2" dir="auto">{event.note.clone()}</p> });
    view! {
        <li class="flex gap-3 py-2.5 border-b border-line"><span class="text-ink-2 mt-0.5"><Icon glyph/></span><div class="grow min-w-0"><p class="flex flex-wrap gap-x-1"><span class="font-medium"><bdi>{sentence}</bdi></span>{campaign}{amount}</p>{note}</div><time class="lab num whitespace-nowrap" datetime=event.day.to_string()>{l.day(event.day)}</time></li>
    }
}
