//! The table of people: rule and search in the address, exact count, pages by cursor.

use super::{api, columns::ColumnMenu, edit::PersonDialog, export::query, save_list::SaveList};
use crate::{
    context::use_page,
    frame::{Empty, Heading, part_tabs, pieces},
    loaded::reloader,
    rule_editor::RuleEditor,
    wire::Load,
};
use domain::{
    attribute::Subject,
    person::{PeoplePage, PersonDraft, PersonRow},
    rights::UseCase,
    rule::{Filters, Rule},
};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};
use texts::K;
use ui::{Avatar, Glyph, Icon};

/// What the address asks for.
#[derive(Debug, Clone, PartialEq, Default)]
struct Asked {
    rule: Rule,
    search: String,
    columns: Vec<i64>,
    after: Option<String>,
}

/// The tabs of everything about the audience.
#[component]
pub fn AudienceTabs(current: K) -> impl IntoView {
    let pages =
        [(K::PeopleTitle, "/audience"), (K::ListsTitle, "/audience/lists"), (K::ImportsTitle, "/audience/imports")];
    part_tabs(K::NavAudience, current, &pages)
}

#[component]
pub fn TablePage() -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let map = use_query_map();
    let asked = Memo::new(move |_| {
        map.with(|q| Asked {
            rule: q.get("rule").and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default(),
            search: q.get("q").unwrap_or_default(),
            columns: q.get("columns").unwrap_or_default().split(',').filter_map(|id| id.parse().ok()).collect(),
            after: q.get("after"),
        })
    });
    let reload = reloader();
    let people = Load::new(
        move || (asked.get(), reload.get()),
        |(asked, _)| async move {
            let columns = asked.columns.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
            api::page(asked.rule, asked.search, columns, asked.after).await
        },
    );
    let filters = Load::new(move || reload.get(), |_| api::filters());
    let import = page.may(UseCase::ImportUpload).then(|| view! { <a class="btn btn-sm" href="/audience/imports/new"><Icon glyph=Glyph::Upload size=15/>{t.t(K::ImportsNew)}</a> });
    let pending = RwSignal::new(false);
    let adding = RwSignal::new(false);
    let own = RwSignal::new(Vec::new());
    let add = page.may(UseCase::PersonSave).then(|| view! { <button type="button" class="btn btn-sm" on:click=move |_| adding.set(true)><Icon glyph=Glyph::Plus size=15/>{t.t(K::PeopleAdd)}</button><PersonDialog open=adding draft=PersonDraft::default() attributes=own reload/> });
    let actions = view! { {add}{import} }.into_any();
    view! {
        <main id="main" class="page">
            <Heading title=t.t(K::PeopleTitle) actions/>
            <AudienceTabs current=K::PeopleTitle/>
            {filters.show(move |filters| {
                own.set(filters.attributes.iter().filter(|a| a.subject == Subject::Person).cloned().collect());
                view! { <Filter asked filters pending/> }
            })}
            {people.show(move |people| view! { <Table people asked pending/> })}
        </main>
    }
}

/// The rule as a sentence and as a form; a change goes to the address.
#[component]
fn Filter(asked: Memo<Asked>, filters: Filters, pending: RwSignal<bool>) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let navigate = StoredValue::new(use_navigate());
    let asked_now = asked;
    let go = move |asked: Asked| {
        let address = format!("/audience{}", query(&asked.rule, &asked.search, &asked.columns, None));
        // A rule that is still being typed is one step of the history, not one for each pause.
        let replace = asked_now.with_untracked(|now| !now.rule.is_empty());
        let options = NavigateOptions { scroll: false, replace, ..NavigateOptions::default() };
        navigate.with_value(|go| go(&address, options));
    };
    let rule = RwSignal::new(asked.get_untracked().rule);
    let redraw = RwSignal::new(0);
    // What the address brings otherwise than from here, such as by Back.
    Effect::new(move |_| {
        let theirs = asked.with(|a| a.rule.clone());
        if rule.with_untracked(|own| *own != theirs && !own.is_only(&theirs)) {
            rule.set(theirs);
            redraw.update(|n| *n += 1);
        }
    });
    let changed = Callback::new(move |()| go(Asked { rule: rule.get_untracked(), ..asked.get_untracked() }));
    let unreadable = RwSignal::new(0);
    // A condition without its value, or with one that cannot be read, is not in what the table shows.
    Effect::new(move |_| {
        let same = rule.with(|typed| {
            asked.with(|a| *typed == a.rule || (typed.is_empty() && a.rule.is_empty()) || typed.is_only(&a.rule))
        });
        pending.set(!same || unreadable.get() > 0);
    });
    let open = RwSignal::new(!asked.get_untracked().rule.is_empty());
    let attributes: Vec<_> = filters.attributes.iter().filter(|a| a.subject.is_of_person()).cloned().collect();
    let filters = StoredValue::new(filters);
    let sentence = move || filters.with_value(|f| asked.with(|a| l.sentence(&a.rule, f)));
    let shown = move || {
        asked.with(|a| (!a.rule.is_empty()).then(|| view! { <p class="mt-3 text-base max-w-[68rem] text-pretty border-s-2 border-primary ps-3">{sentence()}</p> }))
    };
    let columns = move || {
        let chosen = asked.with(|a| a.columns.clone());
        view! { <ColumnMenu attributes=attributes.clone() chosen changed=Callback::new(move |columns| go(Asked { columns, ..asked.get_untracked() }))/> }
    };
    let search = move || asked.with(|a| a.search.clone());
    view! {
        <div class="flex flex-wrap items-center gap-2 mt-3.5">
            <label class="input w-72! max-md:w-auto! max-md:grow"><Icon glyph=Glyph::Search size=14/><span class="sr-only">{t.t(K::PeopleSearch)}</span>
                <input type="search" class="grow min-w-0" placeholder=t.t(K::PeopleSearch) dir="auto" maxlength="200" value=search prop:value=search on:change=move |ev| go(Asked { search: event_target_value(&ev), ..asked.get_untracked() })/>
            </label>
            <button type="button" class="chip dash" aria-expanded=move || open.get().to_string() on:click=move |_| open.update(|o| *o = !*o)><Icon glyph=Glyph::Filter size=13/>{t.t(K::PeopleFilter)}</button>
            <div class="ms-auto max-md:hidden">{columns}</div>
        </div>
        <Show when=move || open.get()><div class="mt-3"><RuleEditor rule filters changed unreadable redraw/></div></Show>
        {shown}
    }
}

#[component]
fn Table(people: PeoplePage, asked: Memo<Asked>, pending: RwSignal<bool>) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    if people.everyone == 0 {
        let actions = page.may(UseCase::ImportUpload).then(|| {
            view! { <a class="btn btn-sm btn-primary" href="/audience/imports/new">{t.t(K::ImportsNew)}</a> }.into_any()
        });
        return view! { <Empty what=t.t(K::PeopleEmpty) next=t.t(K::PeopleEmptyNext) actions/> }.into_any();
    }
    let now = asked.get_untracked();
    let address = query(&now.rule, &now.search, &now.columns, None);
    // What was searched for goes along: a campaign or a list is for those who are shown.
    let whole = now.rule.and_search(&now.search);
    let use_in = if whole.is_empty() {
        "/campaigns/new".to_owned()
    } else {
        format!("/campaigns/new{}", query(&whole, "", &[], None))
    };
    let save = page.may(UseCase::ListSave).then(|| view! { <SaveList rule=whole.clone() count=people.count/> });
    let campaign = page
        .may(UseCase::DraftSave)
        .then(|| view! { <a class="btn btn-sm btn-primary" href=use_in>{t.t(K::PeopleUse)}</a> });
    let export = page.may(UseCase::PeopleExport).then(|| view! { <a class="btn btn-sm btn-ghost" rel="external" download href=format!("/export/people.csv{address}")><Icon glyph=Glyph::Download size=15/>{t.t(K::PeopleExport)}</a> });
    let heads: Vec<_> =
        people.columns.iter().map(|c| view! { <th scope="col"><bdi>{c.name.clone()}</bdi></th> }).collect();
    let columns = people.columns.clone();
    let rows: Vec<_> = people
        .rows
        .iter()
        .map(|row| {
            let values: Vec<_> = row.values.iter().zip(&columns).map(|(value, column)| view! { <td class="text-ink-2"><bdi>{l.value_of(column, value)}</bdi></td> }).collect();
            view! {
                <tr><td class="flush"><a href=format!("/people/{}", row.id) class="flex items-center gap-2 font-medium hover:underline"><Avatar name=name(row)/><bdi>{name(row)}</bdi></a></td><td><bdi>{row.account.clone()}</bdi></td><td><bdi>{row.place.clone()}</bdi></td><td><bdi dir="ltr">{row.email.clone()}</bdi></td><td class="num"><bdi dir="ltr">{row.phone.clone()}</bdi></td>{values}</tr>
            }
        })
        .collect();
    let phone: Vec<_> = people
        .rows
        .iter()
        .map(|row| {
            let second = pieces(vec![row.account.clone(), row.place.clone()], t.t(K::CommonComma));
            view! { <li><a class="row" href=format!("/people/{}", row.id)><Avatar name=name(row)/><span class="grow min-w-0"><span class="block font-medium truncate"><bdi>{name(row)}</bdi></span><span class="sub block truncate">{second}</span></span></a></li> }
        })
        .collect();
    let next = people.next.clone().map(|cursor| view! { <a class="btn btn-sm" href=format!("/audience{}", query(&now.rule, &now.search, &now.columns, Some(&cursor)))>{t.t(K::CommonNextPage)}<Icon glyph=Glyph::ChevronEnd size=14/></a> });
    let start = now.after.is_some().then(|| view! { <a class="btn btn-sm" href=format!("/audience{}", query(&now.rule, &now.search, &now.columns, None))>{t.t(K::CommonFirstPage)}</a> });
    let nobody = people.rows.is_empty().then(|| view! { <p class="text-ink-2 py-8">{t.t(K::PeopleNobody)}</p> });
    let of = if people.count == people.everyone {
        String::new()
    } else {
        t.f(K::PeopleOf, &[("all", &t.int(people.everyone))])
    };
    view! {
        <div class="flex flex-wrap items-center gap-2 mt-4">
            <p><span class="num text-3xl font-semibold tracking-tight" aria-live="polite" data-count=people.count>{t.int(people.count)}</span>" "<span class="text-base text-ink-2">{t.n(K::PeoplePass, people.count, &[])}" "{of}</span></p>
            <div class="ms-auto flex flex-wrap gap-2" class:hidden=move || pending.get()>{export}{save}{campaign}</div>
            <Show when=move || pending.get()><p class="ms-auto rounded-lg bg-warn-tint px-3 py-2 flex gap-2" role="status"><span class="text-warn mt-0.5"><Icon glyph=Glyph::Warn/></span><span>{t.t(K::PeoplePending)}</span></p></Show>
        </div>
        <div class="max-md:hidden overflow-x-auto mt-3" tabindex="0" role="region" aria-label=t.t(K::PeopleTitle)>
            <table class="table tight"><thead><tr><th scope="col" class="flush">{t.t(K::FieldName)}</th><th scope="col">{t.t(K::FieldAccount)}</th><th scope="col">{t.t(K::FieldPlace)}</th><th scope="col">{t.t(K::FieldEmail)}</th><th scope="col">{t.t(K::FieldPhone)}</th>{heads}</tr></thead><tbody>{rows}</tbody></table>
        </div>
        <ul class="md:hidden ph -mx-4 mt-3">{phone}</ul>
        {nobody}
        <div class="flex gap-2 mt-4">{start}{next}</div>
    }
    .into_any()
}

/// What somebody is called in a line.
fn name(row: &PersonRow) -> String {
    row.shown()
}
