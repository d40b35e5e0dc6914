//! One list: who can be reached of it, what it brought in each campaign, what was done to it; its people by hand.

use super::{api, rule_sentence};
use crate::{
    campaigns::{figure_heads, status_dot},
    context::use_page,
    form::{self, FormDialog, Input},
    frame::Heading,
    loaded::reloader,
    people::{self, PersonPicker},
    saving::{FieldFault, Saving, SavingFault},
    wire::Load,
};
use domain::{
    list::{ListChange, ListEvent, ListKind, ListUse, ListView},
    metrics::{Figure, Value, value},
    rights::UseCase,
    rule::Filters,
};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_params_map},
};
use texts::K;
use ui::{Glyph, Icon, Toast, use_toaster};

#[component]
pub fn ListPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|p| p.get("id").and_then(|id| id.parse::<i64>().ok()).unwrap_or(0)));
    let reload = reloader();
    let list = Load::new(
        move || (id.get(), reload.get()),
        |(id, _)| async move { futures::try_join!(api::view(id), people::api::filters()) },
    );
    let addresses = RwSignal::new(None::<Typed>);
    view! { <main id="main" class="page">{list.show(move |(list, filters)| view! { <List list filters addresses reload/> })}</main> }
}

/// Addresses that are typed and not yet saved, with the version of the list over which they are: they outlive what is
/// done to the list beside them.
#[derive(Clone)]
struct Typed {
    list: i64,
    version: i64,
    text: String,
}

#[component]
fn List(list: ListView, filters: Filters, addresses: RwSignal<Option<Typed>>, reload: RwSignal<u32>) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let row = list.row.clone();
    let (id, kind) = (row.id, row.kind);
    let may = page.may(UseCase::ListChange);
    let lock = row
        .locked
        .then(|| view! { <span class="tag"><Icon glyph=Glyph::Lock size=12/>{t.t(K::ListsLocked)}</span> }.into_any());
    let tag = view! { <span class="tag">{t.code("list", kind.as_str())}</span>{lock} }.into_any();
    let use_in = (kind != ListKind::Suppression && page.may(UseCase::DraftSave)).then(
        || view! { <a class="btn btn-sm btn-primary" href=format!("/campaigns/new?list={id}")>{t.t(K::PeopleUse)}</a> },
    );
    let actions = view! {
        {may.then(|| view! { <EditButton list=list.clone() reload/> })}
        {page.may(UseCase::ListCopy).then(|| view! { <CopyButton id name=row.name.clone()/> })}
        {use_in}
    }
    .into_any();
    let sentence = rule_sentence(page, &row, &filters);
    let rule = (!sentence.is_empty()).then(|| view! { <p class="mt-2 text-ink-2 max-w-3xl">{sentence}</p> });
    let fact = |name: K, value: String| {
        (!value.is_empty()).then(|| view! { <div class="flex gap-1.5"><dt class="text-ink-3">{t.t(name)}</dt><dd><bdi>{value}</bdi></dd></div> })
    };
    let cost = list.cost_minor.map(|minor| l.money(minor)).unwrap_or_default();
    let facts = (!list.owner.is_empty() || !list.source.is_empty() || !cost.is_empty()).then(|| view! { <dl class="flex flex-wrap gap-x-5 gap-y-1 mt-2 text-sm">{fact(K::CommonOwner, list.owner.clone())}{fact(K::ListsSource, list.source.clone())}{fact(K::ListsCost, cost)}</dl> });
    let people_href =
        format!("/audience?rule=%7B%22field%22%3A%22list%22%2C%22op%22%3A%22is%22%2C%22value%22%3A%22{id}%22%7D");
    let reach: Vec<_> = [K::ListsByPhone, K::ListsByEmail, K::ListsByPost]
        .into_iter()
        .zip(list.reach)
        .map(|(name, n)| view! { <div><dt class="lab">{t.t(name)}</dt><dd class="num text-xl font-semibold">{t.int(n)}</dd></div> })
        .collect();
    let by_hand = (kind != ListKind::Dynamic && !row.locked && page.may(UseCase::ListMember))
        .then(|| view! { <Members id reload/> });
    let addresses_part = (kind == ListKind::Suppression)
        .then(|| view! { <Addresses list=(id, row.version) addresses=list.addresses.clone() locked=row.locked typed=addresses reload/> });
    let finding = match row.filling {
        Some((done, all)) => t.f(K::LaunchProgress, &[("done", &t.int(done)), ("all", &t.int(all))]),
        None => t.n(K::ListsPeople, row.people, &[]),
    };
    view! {
        <Heading title=row.name.clone() tag actions/>
        {rule}{facts}
        <section class="mt-6">
            <h2 class="fin">{finding}" "<a class="l text-sm font-normal" href=people_href>{t.t(K::ListsOpen)}</a></h2>
            <p class="lab mt-0.5">{t.t(K::ListsReachHint)}</p>
            <dl class="flex flex-wrap gap-x-10 gap-y-2 mt-2">{reach}</dl>
            {by_hand}
        </section>
        {addresses_part}
        <Uses uses=list.uses.clone()/>
        <Events events=list.events.clone()/>
    }
}

#[component]
fn EditButton(list: ListView, reload: RwSignal<u32>) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let open = RwSignal::new(false);
    let saving = Saving::new();
    let ended = form::ended(open, reload);
    let cost = list.cost_minor.map(|minor| l.typed_money(minor)).unwrap_or_default();
    let input = RwSignal::new(ListChange {
        id: list.row.id,
        version: list.row.version,
        name: list.row.name.clone(),
        source: list.source.clone(),
        cost,
        locked: list.row.locked,
    });
    let save = Callback::new(move |()| {
        let mut change = input.get_untracked();
        change.version = saving.version(change.version);
        saving.run(move |request| api::change(request, change), move |_: i64| ended(t.t(K::ListsSaved)));
    });
    let fields = move || {
        let now = input.get_untracked();
        view! {
            <div class="grid sm:grid-cols-2 gap-x-4 gap-y-3 mt-3">
                {form::input(Input::TEXT.max(120).class("sm:col-span-2"), ("list-name", t.t(K::CommonTitle), ""), now.name, (saving, "name"), move |v| input.update(|i| i.name = v))}
                {form::input(Input::TEXT.max(160), ("list-source", t.t(K::ListsSource), t.t(K::ListsSourceHint)), now.source, (saving, "source"), move |v| input.update(|i| i.source = v))}
                {form::input(Input::MONEY, ("list-cost", t.f(K::ListsCostIn, &[("currency", l.currency.code())]), ""), now.cost, (saving, "cost"), move |v| input.update(|i| i.cost = v))}
            </div>
            {form::tick(t.t(K::ListsLock), now.locked, move |on| input.update(|i| i.locked = on))}<FieldFault fault=saving.fault("locked")/>
        }
    };
    view! {
        <button type="button" class="btn btn-sm" on:click=move |_| open.set(true)><Icon glyph=Glyph::Pencil size=14/>{t.t(K::CommonEdit)}</button>
        <FormDialog open title=t.t(K::ListsEdit) action=t.t(K::CommonSave) saving save>{fields()}</FormDialog>
    }
}

#[component]
fn CopyButton(id: i64, name: String) -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let open = RwSignal::new(false);
    let saving = Saving::new();
    let navigate = StoredValue::new(use_navigate());
    let start = StoredValue::new(format!("{name}, {}", page.l.day(page.today)));
    let input = RwSignal::new(start.get_value());
    let save = Callback::new(move |()| {
        let name = input.get_untracked();
        saving.run(
            move |request| api::copy(request, id, name),
            move |copy: i64| {
                open.set(false);
                navigate.with_value(|go| go(&format!("/audience/lists/{copy}"), NavigateOptions::default()));
            },
        );
    });
    let fields = move || {
        view! {
            <p class="text-ink-2 mt-1">{t.t(K::ListsCopyHint)}</p>
            {form::input(Input::TEXT.max(120).class("mt-3"), ("list-copy", t.t(K::CommonTitle), ""), input.get_untracked(), (saving, "name"), move |v| input.set(v))}
        }
    };
    view! {
        <button type="button" class="btn btn-sm" on:click=move |_| open.set(true)><Icon glyph=Glyph::Copy size=14/>{t.t(K::ListsCopy)}</button>
        <FormDialog open title=t.t(K::ListsCopy) action=t.t(K::ListsCopy) saving save>{fields()}</FormDialog>
    }
}

/// Puts somebody on the list or takes them off.
#[component]
fn Members(id: i64, reload: RwSignal<u32>) -> impl IntoView {
    let t = use_page().t;
    let saving = Saving::new();
    let toaster = use_toaster();
    let picked = RwSignal::new(None::<(i64, String)>);
    let run = move |on: bool| {
        let Some((person, name)) = picked.get_untracked() else { return };
        saving.run(
            move |request| api::member(request, id, person, on),
            move |()| {
                let words = if on { K::ListsAdded } else { K::ListsRemoved };
                toaster.show(Toast::said(t.f(words, &[("person", &name)])));
                reload.update(|n| *n += 1);
            },
        );
    };
    let none = move || picked.with(Option::is_none) || saving.busy.get();
    view! {
        <div class="flex flex-wrap items-end gap-2 mt-4 max-w-xl">
            <div class="grow min-w-56"><PersonPicker picked label=t.t(K::ResponsesPerson)/></div>
            <button type="button" class="btn btn-sm" disabled=none on:click=move |_| run(true)><Icon glyph=Glyph::Plus size=14/>{t.t(K::ListsAdd)}</button>
            <button type="button" class="btn btn-sm btn-ghost" disabled=none on:click=move |_| run(false)>{t.t(K::ListsRemove)}</button>
        </div>
        <SavingFault saving/>
    }
}

/// Addresses and domains of a suppression list, a line each.
#[component]
fn Addresses(
    list: (i64, i64),
    addresses: Vec<String>,
    locked: bool,
    typed: RwSignal<Option<Typed>>,
    reload: RwSignal<u32>,
) -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let saving = Saving::new();
    let toaster = use_toaster();
    let (id, read) = list;
    let begun = typed.get_untracked().filter(|typed| typed.list == id);
    let version = begun.as_ref().map_or(read, |typed| typed.version);
    let start = begun.map_or_else(|| addresses.join("\n"), |typed| typed.text);
    let text = RwSignal::new(start.clone());
    let may = page.may(UseCase::ListAddresses) && !locked;
    let finding = t.n(K::ListsAddresses, i64::try_from(addresses.len()).unwrap_or(0), &[]);
    let save = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        let (version, lines) = (saving.version(version), text.get_untracked());
        saving.run(
            move |request| api::addresses(request, id, version, lines),
            move |_: i64| {
                typed.set(None);
                toaster.show(Toast::said(t.t(K::ListsSaved)));
                reload.update(|n| *n += 1);
            },
        );
    };
    let body = if may {
        view! {
            <form class="max-w-xl mt-2" novalidate on:submit=save>
                {form::area(("list-addresses", t.t(K::ListsAddressesLabel), t.t(K::ListsAddressesHint)), (6, 100_000), start, (saving, "addresses"), move |v| { typed.set(Some(Typed { list: id, version, text: v.clone() })); text.set(v) })}
                <SavingFault saving/>
                <button class="btn btn-sm btn-primary mt-2" disabled=move || saving.busy.get()>{t.t(K::CommonSave)}</button>
            </form>
        }
        .into_any()
    } else {
        let lines: Vec<_> = addresses.into_iter().map(|value| view! { <li dir="ltr">{value}</li> }).collect();
        view! { <ul class="mt-2">{lines}</ul> }.into_any()
    };
    view! { <section class="mt-7 pt-5 border-t border-line"><h2 class="fin">{finding}</h2>{body}</section> }
}

/// What the list brought in each campaign.
#[component]
fn Uses(uses: Vec<ListUse>) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    const FIGURES: [Figure; 5] =
        [Figure::Contacted, Figure::Responders, Figure::NewLeads, Figure::Won, Figure::Revenue];
    let heads = figure_heads(page, &FIGURES);
    let rows: Vec<_> = uses
        .iter()
        .map(|used| {
            let cells: Vec<_> = FIGURES
                .map(|figure| {
                    let text = match value(figure, &used.totals) {
                        Value::Money(minor) => l.amount(minor),
                        other => l.value(other),
                    };
                    view! { <td class="n">{text}</td> }
                })
                .into_iter()
                .collect();
            let share = used.yield_ratio().map_or_else(|| t.t(K::CommonDash).to_owned(), |ratio| l.share(ratio));
            let day = used.first_day.map(|day| l.day(day)).unwrap_or_default();
            view! { <tr><th scope="row" class="flush text-start"><a class="font-medium hover:underline" href=format!("/campaigns/{}?by=list", used.campaign)><bdi>{used.name.clone()}</bdi></a></th><td><span class="st"><span class=status_dot(used.status)></span>{t.code("status", used.status.as_str())}</span></td><td class="num text-ink-2">{day}</td>{cells}<td class="n">{share}</td></tr> }
        })
        .collect();
    let body = if rows.is_empty() {
        view! { <p class="text-ink-2 mt-1">{t.t(K::ListsUnused)}</p> }.into_any()
    } else {
        view! {
            <div class="overflow-x-auto mt-2" tabindex="0" role="region" aria-label=t.t(K::ListsUses)>
                <table class="table tight max-w-5xl"><thead><tr><th scope="col" class="flush">{t.t(K::CampaignsOne)}</th><th scope="col">{t.t(K::CommonState)}</th><th scope="col">{t.t(K::WhenFirst)}</th>{heads}<th scope="col" class="n">{t.t(K::ListsYield)}</th></tr></thead><tbody>{rows}</tbody></table>
            </div>
        }
        .into_any()
    };
    view! { <section class="mt-7 pt-5 border-t border-line"><h2 class="fin">{t.t(K::ListsUses)}</h2>{body}</section> }
}

#[component]
fn Events(events: Vec<ListEvent>) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let rows: Vec<_> = events
        .into_iter()
        .map(|event| {
            let words = t.code("list_event", event.case.rsplit('/').next().unwrap_or(""));
            let detail = match event.detail.as_str() {
                "locked" => t.t(K::ListsLocked).to_owned(),
                "unlocked" => t.t(K::ListsUnlocked).to_owned(),
                _ if event.case == "lists/save" => String::new(),
                number if number.parse::<i64>().is_ok() => t.int(number.parse().unwrap_or(0)),
                other => other.to_owned(),
            };
            view! { <li class="flex flex-wrap gap-x-3 py-1.5 border-b border-line"><span class="num lab w-28">{l.day(event.day)}</span><span class="grow">{words}" "<bdi class="text-ink-2">{detail}</bdi></span><bdi class="lab">{event.by}</bdi></li> }
        })
        .collect();
    view! { <section class="mt-7 pt-5 border-t border-line"><h2 class="fin">{t.t(K::ListsHistory)}</h2><ul class="mt-1 max-w-3xl">{rows}</ul></section> }
}
