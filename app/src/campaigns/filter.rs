//! The overview's filter, its order and the views one keeps. All of it stands in the address.

use super::api;
use crate::{
    context::use_page,
    form::{self, FormDialog, Input},
    people::encode,
    saving::Saving,
};
use domain::{
    campaign::{CampaignIndex, IndexQuery, SavedView, Sort, Status},
    metrics::missing::MissingOf,
};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use texts::K;
use ui::{Glyph, Icon, Tab, Tabs};

/// The address of an overview.
pub fn address(query: &IndexQuery) -> String {
    let pairs: Vec<String> =
        query.pairs().into_iter().map(|(name, value)| format!("{name}={}", encode(&value))).collect();
    if pairs.is_empty() { "/campaigns".to_owned() } else { format!("/campaigns?{}", pairs.join("&")) }
}

/// All, by state, templates, and one's own views.
#[component]
pub fn ViewTabs(query: IndexQuery, views: Vec<SavedView>) -> impl IntoView {
    let t = use_page().t;
    let plain = |status: Option<Status>, templates: bool| IndexQuery { status, templates, ..IndexQuery::default() };
    let kept = views.iter().any(|view| view.query == query);
    let tab = |name: &str, to: IndexQuery| Tab {
        name: name.to_owned(),
        href: address(&to),
        count: String::new(),
        current: !kept && (to.status, to.templates) == (query.status, query.templates),
    };
    let mut tabs = vec![tab(t.t(K::CampaignsAll), plain(None, false))];
    for status in [Status::Draft, Status::Running, Status::Finished] {
        tabs.push(tab(t.code("status", status.as_str()), plain(Some(status), false)));
    }
    tabs.push(tab(t.t(K::CampaignsTemplates), plain(None, true)));
    tabs.extend(views.iter().map(|view| Tab {
        name: view.name.clone(),
        href: address(&view.query),
        count: String::new(),
        current: view.query == query,
    }));
    view! { <Tabs tabs label=t.t(K::CampaignsViews)/> }
}

/// Search, kind and owner; and keeping what they show as a view.
#[component]
pub fn Filter(query: IndexQuery, index: CampaignIndex, reload: RwSignal<u32>) -> impl IntoView {
    let t = use_page().t;
    let navigate = StoredValue::new(use_navigate());
    let stored = StoredValue::new(query.clone());
    let search = RwSignal::new(query.search.clone());
    // What was typed goes along with whatever else is chosen.
    let go = move |change: &dyn Fn(&mut IndexQuery)| {
        let mut query = stored.get_value();
        query.search = search.get_untracked().trim().to_owned();
        change(&mut query);
        let options = NavigateOptions { scroll: false, ..NavigateOptions::default() };
        navigate.with_value(|go| go(&address(&query), options));
    };
    let find = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        go(&|_| ());
    };
    let id = |id: Option<i64>| id.map_or_else(String::new, |id| id.to_string());
    let saving = Saving::new();
    let kind = form::select(
        ("filter-kind", t.t(K::OverviewKind), "w-44"),
        form::options(Some(t.t(K::OverviewAnyKind)), &index.kinds),
        &id(query.kind),
        (saving, ""),
        move |v| go(&|q| q.kind = v.parse().ok()),
    );
    let owner = form::select(
        ("filter-owner", t.t(K::CommonOwner), "w-44"),
        form::options(Some(t.t(K::OverviewAnyone)), &index.owners),
        &id(query.owner),
        (saving, ""),
        move |v| go(&|q| q.owner = v.parse().ok()),
    );
    let only = query.missing.map(|missing| {
        let words = if missing == MissingOf::Plans { K::MissingFilterPlans } else { K::MissingFilterActivities };
        view! { <span class="chip warn">{t.t(words)}</span> }
    });
    let kept = index.views.iter().find(|view| view.query == query).cloned();
    let plain = IndexQuery { status: query.status, templates: query.templates, ..IndexQuery::default() };
    let clear = (query != plain && kept.is_none()).then(|| view! { <a class="btn btn-sm btn-ghost max-md:h-11" href=address(&plain)>{t.t(K::OverviewClear)}</a><SaveButton query=query.clone() reload/> });
    let forget = kept.map(|view| view! { <ForgetButton view reload/> });
    view! {
        <div class="flex flex-wrap items-end gap-3 mt-4">
            <form role="search" class="grow max-w-72" on:submit=find>
                <label class="block text-sm mb-1" for="filter-search">{t.t(K::OverviewSearch)}</label>
                <input id="filter-search" class="input w-full" type="search" maxlength="100" dir="auto" value=query.search on:input=move |ev| search.set(event_target_value(&ev))/>
            </form>
            {kind}{owner}{only}{clear}{forget}
        </div>
    }
}

#[component]
fn SaveButton(query: IndexQuery, reload: RwSignal<u32>) -> impl IntoView {
    let t = use_page().t;
    let open = RwSignal::new(false);
    let saving = Saving::new();
    let ended = form::ended(open, reload);
    let name = RwSignal::new(String::new());
    let query = StoredValue::new(query);
    let save = Callback::new(move |()| {
        let name = name.get_untracked();
        saving.run(
            move |request| api::save_view(request, name, query.get_value()),
            move |_: i64| ended(t.t(K::OverviewViewSaved)),
        );
    });
    let field = move || {
        view! {
            <p class="text-ink-2 mt-1">{t.t(K::OverviewViewsHint)}</p>
            {form::input(Input::TEXT.max(40).class("mt-3"), ("view-name", t.t(K::CommonTitle), ""), name.get_untracked(), (saving, "name"), move |v| name.set(v))}
        }
    };
    view! {
        <button type="button" class="btn btn-sm max-md:h-11" on:click=move |_| open.set(true)>{t.t(K::OverviewViewSave)}</button>
        <FormDialog open title=t.t(K::OverviewViewSave) action=t.t(K::CommonSave) saving save>{field()}</FormDialog>
    }
}

#[component]
fn ForgetButton(view: SavedView, reload: RwSignal<u32>) -> impl IntoView {
    let t = use_page().t;
    let saving = Saving::new();
    let id = view.id;
    let forget = move |_| {
        saving.run(move |request| api::delete_view(request, id), move |()| reload.update(|n| *n += 1));
    };
    view! { <button type="button" class="btn btn-sm btn-ghost max-md:h-11" disabled=move || saving.busy.get() on:click=forget><Icon glyph=Glyph::Trash size=14/>{t.f(K::OverviewViewForget, &[("name", &view.name)])}</button> }
}

/// The head of a column that sorts by it.
#[component]
pub fn SortHead(
    query: IndexQuery,
    sort: Sort,
    #[prop(into)] name: String,
    #[prop(default = "")] class: &'static str,
) -> impl IntoView {
    let here = query.sort == Some(sort);
    let ascending = sort.begins_ascending() != query.turned;
    let state = match (here, ascending) {
        (false, _) => "none",
        (true, true) => "ascending",
        (true, false) => "descending",
    };
    let arrow = here
        .then(|| view! { <span class="text-ink-3" aria-hidden="true">{if ascending { " ↑" } else { " ↓" }}</span> });
    view! { <th scope="col" class=class aria-sort=state><a class="hover:underline" href=address(&query.sorted(sort))>{name}{arrow}</a></th> }
}
