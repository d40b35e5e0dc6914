//! One person: who they are, what is due, and everything that happened, newest first.

use super::{api, edit::PersonDialog, timeline::TimelineView};
use crate::{
    attributes,
    context::{Page, use_page},
    frame::Heading,
    loaded::reloader,
    notes::NoteBox,
    opportunities::NewOpportunityButton,
    tasks::{TaskDialog, TaskLine},
    today::kind_glyph,
    wire::Load,
};
use domain::{
    activity::{JobRole, Reach},
    calendar::WorkingDays,
    note::NoteOn,
    person::{DueTouch, PersonDraft, PersonView, Show},
    rights::UseCase,
    task::TaskDraft,
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use texts::K;
use ui::{Avatar, Glyph, Icon};

/// Events that one click adds.
const MORE: i64 = 50;

/// What the address of a page with a timeline asks for: the record, which events, and how many.
pub fn asked() -> Memo<(i64, Show, i64)> {
    let (params, query) = (use_params_map(), use_query_map());
    Memo::new(move |_| {
        let id = params.with(|p| p.get("id").and_then(|id| id.parse::<i64>().ok()).unwrap_or(0));
        query.with(|q| {
            let show = q.get("show").and_then(|show| Show::parse(&show)).unwrap_or_default();
            (id, show, q.get("more").and_then(|n| n.parse().ok()).unwrap_or(MORE))
        })
    })
}

#[component]
pub fn PersonPage() -> impl IntoView {
    let reload = reloader();
    let asked = asked();
    let person = Load::new(move || (asked.get(), reload.get()), |((id, show, limit), _)| api::view(id, show, limit));
    view! { <main id="main" class="page">{person.show(move |person| view! { <Person person asked reload/> })}</main> }
}

#[component]
fn Person(person: PersonView, asked: Memo<(i64, Show, i64)>, reload: RwSignal<u32>) -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let row = person.row.clone();
    let name = row.shown();
    let open = RwSignal::new(false);
    let task = RwSignal::new(None::<TaskDraft>);
    let draft = person.form.clone();
    let call = (!row.phone.is_empty() && !draft.do_not_call).then(|| view! { <a class="btn btn-sm" rel="external" href=format!("tel:{}", row.phone)><Icon glyph=Glyph::Phone size=14/>{t.t(K::ActivityOneCall)}</a> });
    let mail = (!row.email.is_empty() && !draft.do_not_email).then(|| view! { <a class="btn btn-sm" rel="external" href=format!("mailto:{}", row.email)><Icon glyph=Glyph::Mail size=14/>{t.t(K::ActivityOneEmail)}</a> });
    let blank = TaskDraft { person: Some(row.id), ..TaskDraft::default() };
    let add_task = page.may(UseCase::TaskSave).then(|| view! { <button type="button" class="btn btn-sm" on:click=move |_| task.set(Some(blank.clone()))><Icon glyph=Glyph::Plus size=14/>{t.t(K::TasksOne)}</button> });
    let edit = page.may(UseCase::PersonSave).then(|| { let (draft, attributes) = (draft.clone(), person.attributes.clone()); let attributes = Signal::stored(attributes); view! { <button type="button" class="btn btn-sm" on:click=move |_| open.set(true)><Icon glyph=Glyph::Pencil size=14/>{t.t(K::CommonEdit)}</button><PersonDialog open draft attributes reload/> } });
    let person_name = name.clone();
    let actions =
        view! { {call}{mail}{add_task}<NewOpportunityButton person=row.id name=person_name reload/>{edit} }.into_any();
    let tag = (!draft.best_channel.is_empty()).then(|| view! { <span class="tag">{t.f(K::PersonPrefers, &[("channel", t.code("reach", &draft.best_channel))])}</span> }.into_any());
    let head = person
        .account_id
        .map(|id| view! { <a class="l" href=format!("/accounts/{id}")><bdi>{row.account.clone()}</bdi></a> });
    let job = (!draft.job_title.is_empty())
        .then(|| view! { <bdi>{draft.job_title.clone()}</bdi>{head.is_some().then(|| t.t(K::CommonComma))} });
    let due: Vec<_> = person.due.iter().cloned().map(|due| view! { <Due due/> }).collect();
    let has_tasks = !person.tasks.is_empty();
    let tasks: Vec<_> = person
        .tasks
        .clone()
        .into_iter()
        .map(|row| view! { <li><TaskLine task=row editing=task reload/></li> })
        .collect();
    let base = format!("/people/{}", row.id);
    view! {
        <Heading title=name.clone() tag actions/>
        <p class="flex items-center gap-2 mt-1 text-sm"><Avatar name/><span>{job}{head}</span></p>
        <div class="mt-4 max-w-4xl">{due}{has_tasks.then(|| view! { <ul>{tasks}</ul> })}</div>
        <div class="grid lg:grid-cols-[minmax(0,1fr)_360px] gap-x-12 gap-y-8 mt-4">
            <div class="min-w-0">
                <NoteBox on=NoteOn::Person(row.id) colleagues=person.colleagues.clone() reload/>
                <TimelineView base timeline=person.timeline.clone() show=asked.get_untracked().1 limit=asked.get_untracked().2 people=false reload/>
            </div>
            <Facts person/>
        </div>
        <TaskDialog editing=task people=Vec::new() reload/>
    }
}

/// What is due stands first, with its action.
#[component]
fn Due(due: DueTouch) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let me = page.context.with_value(|c| c.me.as_ref().map_or(0, |me| me.id));
    let late = due.due < page.today;
    let class = if late { "font-medium text-bad" } else { "font-medium" };
    let note = (!due.note.is_empty()).then(|| view! { <p class="text-ink-2" dir="auto">{due.note.clone()}</p> });
    let action = (due.assignee_id == me).then(|| view! { <a class="btn btn-sm btn-primary ms-auto max-md:h-11" href=format!("/today?touch={}", due.id)>{t.t(K::PersonRecord)}</a> });
    view! {
        <div class="box flex flex-wrap items-start gap-3 px-3 py-2.5 mb-3"><span class="text-warn mt-0.5"><Icon glyph=kind_glyph(due.kind)/></span>
            <div class="min-w-0 grow"><p><span class=class>{t.code("activity_one", due.kind.as_str())}{t.t(K::CommonComma)}{l.late(due.due, page.today)}</span>" · "<bdi>{due.assignee.clone()}</bdi>" · "<a class="l" href=format!("/campaigns/{}", due.campaign_id)><bdi>{due.campaign.clone()}</bdi></a></p>{note}</div>{action}</div>
    }
}

fn weekdays(page: Page, bits: i64) -> String {
    let days = WorkingDays::from_bits(bits);
    let names: Vec<&str> =
        page.l.week().into_iter().filter(|d| days.contains(*d)).map(|d| page.l.weekday_short(d)).collect();
    names.join(page.t.t(K::CommonComma))
}

/// How and when somebody wants to be contacted, in one line.
fn wishes(page: Page, form: &PersonDraft) -> String {
    let t = page.t;
    let mut parts = Vec::new();
    if let Some(reach) = Reach::parse(&form.best_channel) {
        parts.push(t.code("reach", reach.as_str()).to_owned());
    }
    if form.best_days != 0 {
        parts.push(weekdays(page, form.best_days));
    }
    match (form.best_from.is_empty(), form.best_to.is_empty()) {
        (false, false) => parts.push(t.digits(&format!("{}–{}", form.best_from, form.best_to))),
        (false, true) => parts.push(t.f(K::PersonFrom, &[("time", &t.digits(&form.best_from))])),
        _ => {}
    }
    parts.join(t.t(K::CommonComma))
}

#[component]
fn Facts(person: PersonView) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let (row, form) = (person.row.clone(), person.form.clone());
    let fact = |name: String, value: AnyView| view! { <div class="flex gap-4 py-2 border-b border-line"><dt class="text-ink-2">{name}</dt><dd class="ms-auto text-end min-w-0">{value}</dd></div> };
    let plain = |key: K, value: String| {
        (!value.is_empty()).then(|| fact(t.t(key).to_owned(), view! { <bdi>{value}</bdi> }.into_any()))
    };
    let phone = (!row.phone.is_empty()).then(|| fact(t.t(K::FieldPhone).to_owned(), view! { <a class="l num" rel="external" href=format!("tel:{}", row.phone)><bdi dir="ltr">{row.phone.clone()}</bdi></a> }.into_any()));
    let email = (!row.email.is_empty()).then(|| fact(t.t(K::FieldEmail).to_owned(), view! { <a class="l" rel="external" href=format!("mailto:{}", row.email)><bdi dir="ltr">{row.email.clone()}</bdi></a> }.into_any()));
    let address = [
        form.street.clone(),
        [form.postcode.clone(), form.place.clone()].into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>().join(" "),
    ];
    let address = address.into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>().join(t.t(K::CommonComma));
    let roles = JobRole::of(form.roles).map(|role| t.code("job_role", role.as_str())).collect::<Vec<_>>();
    let no = [
        (form.do_not_call, K::FieldDoNotCall),
        (form.do_not_email, K::PersonNoEmail),
        (form.do_not_post, K::PersonNoPost),
        (form.do_not_message, K::PersonNoMessage),
    ];
    let no: Vec<_> = no
        .into_iter()
        .filter(|(on, _)| *on)
        .map(|(_, k)| view! { <li class="flex items-center gap-2 py-1.5"><span class="text-bad"><Icon glyph=Glyph::Ban size=14/></span>{t.t(k)}</li> })
        .collect();
    let consent = person.consent_day.map(|day| l.day(day)).unwrap_or_default();
    let attributes = attributes::facts(&person.attributes, &person.form.values);
    let lists: Vec<_> = person.lists.iter().map(|(id, name)| view! { <li><a class="l" href=format!("/audience?rule=%7B%22field%22%3A%22list%22%2C%22op%22%3A%22is%22%2C%22value%22%3A%22{id}%22%7D")><bdi>{name.clone()}</bdi></a></li> }).collect();
    let lists = (!lists.is_empty())
        .then(|| view! { <h2 class="fin mt-6">{t.t(K::ListsTitle)}</h2><ul class="mt-2 space-y-1">{lists}</ul> });
    view! {
        <aside aria-label=t.t(K::PersonFacts)>
            <h2 class="fin">{t.t(K::PersonContact)}</h2>
            <dl class="mt-1">{phone}{email}{plain(K::ReachFax, form.fax.clone())}{plain(K::PersonAddress, address)}{plain(K::PersonRoles, roles.join(t.t(K::CommonComma)))}{plain(K::FieldExternal, row.external.clone())}{plain(K::CommonOwner, person.owner.clone())}</dl>
            <h2 class="fin mt-6">{t.t(K::PersonWishes)}</h2>
            <dl class="mt-1">{plain(K::PersonBest, wishes(page, &form))}{plain(K::ImportTargetConsentDay, consent)}</dl><ul>{no}</ul>
            {attributes}{lists}
        </aside>
    }
}
