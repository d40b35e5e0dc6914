//! Responses of a campaign: recorded by hand, of people who are known and of people who are matched later.

pub mod api;

use crate::{
    campaigns::CampaignHeading,
    context::use_page,
    form::{self, FormDialog, Input},
    frame::Empty,
    loaded::reloader,
    people::PersonPicker,
    saving::{Saving, SavingFault},
    wire::Load,
};
use domain::{
    campaign::Status,
    response::{OUTCOMES, ResponseDraft, ResponsePage, ResponseRow},
    rights::UseCase,
    touch::Outcome,
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use texts::K;
use ui::{Glyph, Icon, Toast, use_toaster};

#[component]
pub fn ResponsesPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let reload = reloader();
    let asked = Memo::new(move |_| {
        let id = params.with(|p| p.get("id").and_then(|id| id.parse::<i64>().ok()).unwrap_or(0));
        query.with(|q| (id, q.get("unknown").is_some(), q.get("after")))
    });
    let responses =
        Load::new(move || (asked.get(), reload.get()), |((id, unknown, after), _)| api::index(id, unknown, after));
    view! { <main id="main" class="page">{responses.show(move |found| { let (id, unknown, _) = asked.get_untracked(); view! { <Responses id unknown found reload/> } })}</main> }
}

#[component]
fn Responses(id: i64, unknown: bool, found: ResponsePage, reload: RwSignal<u32>) -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let open = RwSignal::new(false);
    let may = page.may(UseCase::ResponseRecord) && matches!(found.status, Status::Running | Status::Finished);
    let actions = may.then(|| view! { <a class="btn btn-sm" href="/audience/imports/new">{t.t(K::ResponsesImport)}</a><button type="button" class="btn btn-sm btn-primary" on:click=move |_| open.set(true)><Icon glyph=Glyph::Plus size=15/>{t.t(K::ResponsesRecord)}</button> }.into_any());
    let chip = |on: bool, href: String, name: K, n: i64| {
        let class = if on { "chip bg-tint! text-link! border-transparent! font-medium" } else { "chip" };
        view! { <a class=class href=href aria-current=on.then_some("page")>{t.t(name)}" "<b class="num">{t.int(n)}</b></a> }
    };
    let base = format!("/campaigns/{id}/responses");
    let next = found.next.clone().map(|after| {
        let sign = if unknown { "?unknown=1&" } else { "?" };
        view! { <a class="btn btn-sm mt-4" href=format!("{base}{sign}after={after}")>{t.t(K::CommonNextPage)}<Icon glyph=Glyph::ChevronEnd size=14/></a> }
    });
    let next_words = if may { K::ResponsesEmptyNext } else { K::StateNotLaunchedYet };
    let (nothing, next_words) = if unknown && found.all > 0 {
        (K::ResponsesAllKnown, K::ResponsesAllKnownNext)
    } else {
        (K::ResponsesEmpty, next_words)
    };
    let empty = found.rows.is_empty().then(|| view! { <Empty what=t.t(nothing) next=t.t(next_words)/> });
    let activities = found.activities.clone();
    let rows: Vec<_> = found.rows.into_iter().map(|row| view! { <Line row reload/> }).collect();
    let table = (!rows.is_empty()).then(|| view! {
        <div class="overflow-x-auto mt-3" tabindex="0" role="region" aria-label=t.t(K::TabResponses)>
            <table class="table tight stack"><thead><tr><th scope="col" class="flush">{t.t(K::FieldName)}</th><th scope="col">{t.t(K::CallOutcomeHead)}</th><th scope="col">{t.t(K::ActivitiesOne)}</th><th scope="col">{t.t(K::ResponsesChannel)}</th><th scope="col">{t.t(K::CommonDay)}</th><th scope="col">{t.t(K::ImportBy)}</th><th scope="col" class="flush"><span class="sr-only">{t.t(K::CommonActions)}</span></th></tr></thead><tbody>{rows}</tbody></table>
        </div>
    });
    view! {
        <CampaignHeading id name=found.campaign current=K::TabResponses actions/>
        <div class="flex flex-wrap gap-2 mt-4" role="group" aria-label=t.t(K::CommonState)>{chip(!unknown, base.clone(), K::CampaignsAll, found.all)}{chip(unknown, format!("{base}?unknown=1"), K::ResponsesUnknown, found.unknown)}</div>
        {empty}{table}{next}
        <RecordDialog open campaign=id activities reload/>
    }
}

#[component]
fn Line(row: ResponseRow, reload: RwSignal<u32>) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let who = match row.person_id {
        Some(id) => view! { <a class="font-medium hover:underline" href=format!("/people/{id}")><bdi>{row.person.clone()}</bdi></a> }.into_any(),
        None => view! { <bdi class="font-medium">{row.person.clone()}</bdi><span class="lab block" dir="ltr">{row.contact.clone()}</span> }.into_any(),
    };
    let lead = row.lead.as_ref().map(|owner| {
        let owner = if owner.is_empty() { t.t(K::CommonNobody) } else { owner.as_str() };
        view! { <a class="lab block hover:underline" href="/sales/leads"><span>{t.f(K::ResponsesLead, &[("owner", owner)])}</span></a> }
    });
    let note = (!row.note.is_empty()).then(|| view! { <p class="lab" dir="auto">{row.note.clone()}</p> });
    let end = (row.person_id.is_none() && page.may(UseCase::ResponseMatch))
        .then(|| view! { <Match row=row.clone() reload/> });
    view! {
        <tr data-response=row.id><td class="flush">{who}{note}</td><td>{t.code("outcome", row.outcome.as_str())}{lead}</td><td><bdi>{row.activity.clone()}</bdi></td><td><bdi>{row.channel.clone()}</bdi></td><td class="num text-ink-2">{l.day(row.day)}</td><td><bdi>{row.by.clone()}</bdi></td><td class="flush act">{end}</td></tr>
    }
}

/// Who an unknown responder was: one of those with the same address, somebody found, or a new person.
#[component]
fn Match(row: ResponseRow, reload: RwSignal<u32>) -> impl IntoView {
    let t = use_page().t;
    let open = RwSignal::new(false);
    let saving = Saving::new();
    let toaster = use_toaster();
    let (id, version) = (row.id, row.version);
    let choose = move |person: Option<i64>| {
        saving.run(
            move |request| api::match_person(request, id, version, person),
            move |_: i64| {
                open.set(false);
                toaster.show(Toast::said(t.t(K::ResponsesMatched)));
                reload.update(|n| *n += 1);
            },
        );
    };
    let picked = RwSignal::new(None::<(i64, String)>);
    let candidates = StoredValue::new(row.candidates.clone());
    let body = move || {
        let known: Vec<_> = candidates
            .get_value()
            .into_iter()
            .map(|(person, name)| {
                let on = move || picked.with(|p| p.as_ref().is_some_and(|(id, _)| *id == person));
                let shown = name.clone();
                view! { <button type="button" class="btn btn-sm max-md:h-11" aria-pressed=move || on().to_string() on:click=move |_| picked.set(Some((person, name.clone())))><bdi>{shown}</bdi></button> }
            })
            .collect();
        let same = (!known.is_empty()).then(|| view! { <p class="lab mt-2">{t.t(K::ResponsesSame)}</p><div class="flex flex-wrap gap-2 mt-1">{known}</div> });
        // What the response leads to happens to whom it is matched with, so it is said before.
        let ask = move || {
            picked.get().map(|(person, name)| {
                let words = t.f(K::ResponsesMatchWith, &[("name", &name)]);
                view! { <p class="mt-4 text-ink-2">{t.t(K::ResponsesMatchSays)}</p><button type="button" class="btn btn-sm btn-primary mt-2 max-md:h-11" disabled=move || saving.busy.get() on:click=move |_| choose(Some(person))><Icon glyph=Glyph::Check size=14/><bdi>{words}</bdi></button> }
            })
        };
        let new = move || {
            picked.with(Option::is_none).then(|| view! { <button type="button" class="btn btn-sm mt-4 max-md:h-11" disabled=move || saving.busy.get() on:click=move |_| choose(None)><Icon glyph=Glyph::Plus size=14/>{t.t(K::ResponsesNew)}</button> })
        };
        view! { {same}<PersonPicker picked label=t.t(K::ResponsesFind)/>{ask}{new}<SavingFault saving/> }
    };
    let title = t.f(K::ResponsesWho, &[("name", &row.person)]);
    view! {
        <button type="button" class="btn btn-xs max-md:h-11" on:click=move |_| open.set(true)>{t.t(K::ResponsesMatch)}</button>
        <ui::Dialog open title close=t.t(K::CommonClose)>{body()}</ui::Dialog>
    }
}

#[component]
fn RecordDialog(
    open: RwSignal<bool>,
    campaign: i64,
    activities: Vec<(i64, String)>,
    reload: RwSignal<u32>,
) -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let saving = Saving::new();
    let toaster = use_toaster();
    let picked = RwSignal::new(None::<(i64, String)>);
    let blank = move |activity| ResponseDraft {
        campaign,
        activity,
        person: None,
        name: String::new(),
        contact: String::new(),
        channel: String::new(),
        outcome: Outcome::Interested,
        day: String::new(),
        note: String::new(),
        make_lead: true,
    };
    let first = activities.first().map(|(id, _)| *id);
    let input = RwSignal::new(blank(first));
    let save = Callback::new(move |()| {
        let mut response = input.get_untracked();
        response.person = picked.with_untracked(|p| p.as_ref().map(|(id, _)| *id));
        saving.run(
            move |request| api::record(request, response),
            move |_: i64| {
                toaster.show(Toast::said(t.t(K::ResponsesSaved)));
                input.set(blank(first));
                picked.set(None);
                open.set(false);
                reload.update(|n| *n += 1);
            },
        );
    });
    let activities = StoredValue::new(activities);
    let known = Memo::new(move |_| picked.with(Option::is_some));
    let fields = move || {
        let outcomes = OUTCOMES.map(|o| (o.as_str().to_owned(), t.code("outcome", o.as_str()).to_owned())).to_vec();
        let stranger = move || {
            (!known.get()).then(|| view! {
            <p class="lab sm:col-span-2">{t.t(K::ResponsesStranger)}</p>
            {form::input(Input::TEXT, ("r-name", t.t(K::FieldName), ""), String::new(), (saving, "name"), move |v| input.update(|i| i.name = v))}
            {form::input(Input::CODE, ("r-contact", t.t(K::ResponsesContact), ""), String::new(), (saving, "contact"), move |v| input.update(|i| i.contact = v))}
        })
        };
        let chosen = first.map_or_else(String::new, |id| id.to_string());
        view! {
            <PersonPicker picked label=t.t(K::ResponsesPerson)/>
            <div class="grid sm:grid-cols-2 gap-x-4 gap-y-3 mt-3">
                {stranger}
                {form::select(("r-outcome", t.t(K::CallOutcomeHead), ""), outcomes, Outcome::Interested.as_str(), (saving, "outcome"), move |v| if let Some(outcome) = Outcome::parse(&v) { input.update(|i| i.outcome = outcome) })}
                {activities.with_value(|a| form::select(("r-activity", t.t(K::ActivitiesOne), ""), form::options(Some(t.t(K::ActivitiesNone)), a), &chosen, (saving, "activity"), move |v| input.update(|i| i.activity = v.parse().ok())))}
                {form::input(Input::TEXT.max(80), ("r-channel", t.t(K::ResponsesChannel), t.t(K::ResponsesChannelHint)), String::new(), (saving, "channel"), move |v| input.update(|i| i.channel = v))}
                {form::input(Input::CODE.max(12), ("r-day", t.t(K::CommonDay), t.t(K::ResponsesDayHint)), String::new(), (saving, "day"), move |v| input.update(|i| i.day = v))}
            </div>
            <div class="mt-3">{form::area(("r-note", t.t(K::CallNote), ""), (2, 2000), String::new(), (saving, "note"), move |v| input.update(|i| i.note = v))}</div>
            {form::tick(t.t(K::CallMakeLead), true, move |on| input.update(|i| i.make_lead = on))}
        }
    };
    view! { <FormDialog open title=t.t(K::ResponsesRecord) action=t.t(K::CommonSave) saving save>{fields()}</FormDialog> }
}
