//! Lists of people.

pub mod api;
mod page;

pub use page::ListPage;

use crate::{
    campaigns,
    context::{Page, use_page},
    form::{self, FormDialog, Input},
    frame::{Empty, Heading},
    loaded::reloader,
    people,
    saving::Saving,
    wire::Load,
};
use domain::{
    list::{ListDraft, ListKind, ListRow},
    rights::UseCase,
    rule::Filters,
};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use texts::K;
use ui::{Glyph, Icon, Toast, use_toaster};

#[component]
pub fn ListsPage() -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let reload = reloader();
    let all =
        Load::new(move || reload.get(), |_| async move { futures::try_join!(api::index(), people::api::filters()) });
    view! {
        <main id="main" class="page">
            <Heading title=t.t(K::ListsTitle) actions=page.may(UseCase::ListSave).then(|| view! { <NewList/> }.into_any())/>
            <people::AudienceTabs current=K::ListsTitle/>
            {all.show(move |(lists, filters)| view! { <Lists lists filters reload/> })}
        </main>
    }
}

/// A list that begins empty, for addresses or for people who are put on it one by one.
#[component]
fn NewList() -> impl IntoView {
    let t = use_page().t;
    let open = RwSignal::new(false);
    let saving = Saving::new();
    let navigate = StoredValue::new(use_navigate());
    let input = RwSignal::new(ListDraft { name: String::new(), kind: ListKind::Static, rule: None });
    let save = Callback::new(move |()| {
        let draft = input.get_untracked();
        saving.run(
            move |request| api::save(request, draft),
            move |id: i64| {
                open.set(false);
                navigate.with_value(|go| go(&format!("/audience/lists/{id}"), NavigateOptions::default()));
            },
        );
    });
    let kinds = [ListKind::Static, ListKind::Suppression]
        .map(|kind| (kind.as_str().to_owned(), t.code("list", kind.as_str()).to_owned()));
    let fields = move || {
        let set = move |v: String| {
            if let Some(kind) = ListKind::parse(&v) {
                input.update(|i| i.kind = kind);
            }
        };
        let now = input.get_untracked();
        view! {
            <p class="text-ink-2 mt-1">{t.t(K::ListsNewHint)}</p>
            <div class="grid sm:grid-cols-2 gap-x-4 gap-y-3 mt-3">
                {form::input(Input::TEXT.max(120), ("list-name", t.t(K::CommonTitle), ""), now.name, (saving, "name"), move |v| input.update(|i| i.name = v))}
                {form::select(("list-kind", t.t(K::ListsKind), ""), kinds.to_vec(), now.kind.as_str(), (saving, "kind"), set)}
            </div>
        }
    };
    view! {
        <button type="button" class="btn btn-sm btn-primary" on:click=move |_| open.set(true)><Icon glyph=Glyph::Plus size=15/>{t.t(K::ListsNew)}</button>
        <FormDialog open title=t.t(K::ListsNew) action=t.t(K::CommonSave) saving save>{fields()}</FormDialog>
    }
}

#[component]
fn Lists(lists: Vec<ListRow>, filters: Filters, reload: RwSignal<u32>) -> impl IntoView {
    let page = use_page();
    let t = page.t;
    if lists.is_empty() {
        let actions =
            view! { <a class="btn btn-sm btn-primary" href="/audience">{t.t(K::ListsToPeople)}</a> }.into_any();
        return view! { <Empty what=t.t(K::ListsEmpty) next=t.t(K::ListsEmptyNext) actions/> }.into_any();
    }
    if lists.iter().any(|list| list.filling.is_some()) {
        campaigns::look_again(reload);
    }
    let rows: Vec<_> = lists
        .iter()
        .map(|list| {
            let sentence = rule_sentence(page, list, &filters);
            view! { <Line list=list.clone() sentence reload/> }
        })
        .collect();
    view! {
        <div class="overflow-x-auto mt-3" tabindex="0" role="region" aria-label=t.t(K::ListsTitle)>
            <table class="table tight stack"><thead><tr><th scope="col" class="flush">{t.t(K::CommonTitle)}</th><th scope="col">{t.t(K::ListsKind)}</th><th scope="col" class="n">{t.t(K::PeopleTitle)}</th><th scope="col">{t.t(K::RuleTitle)}</th><th scope="col" class="flush"><span class="sr-only">{t.t(K::CommonActions)}</span></th></tr></thead><tbody>{rows}</tbody></table>
        </div>
    }
    .into_any()
}

/// Whom a dynamic list takes, in words; nothing for the others.
fn rule_sentence(page: Page, list: &ListRow, filters: &Filters) -> String {
    match (&list.rule, list.kind) {
        (Some(rule), ListKind::Dynamic) => page.l.sentence(rule, filters),
        _ => String::new(),
    }
}

#[component]
fn Line(list: ListRow, sentence: String, reload: RwSignal<u32>) -> impl IntoView {
    let saving = Saving::new();
    let page = use_page();
    let t = page.t;
    let toaster = use_toaster();
    let (id, version) = (list.id, list.version);
    let href = format!("/audience/lists/{id}");
    let lock = list.locked.then(|| view! { <span class="lab inline-flex items-center gap-1 ms-2"><Icon glyph=Glyph::Lock size=12/>{t.t(K::ListsLocked)}</span> });
    let asked = RwSignal::new(false);
    let delete = Callback::new(move |()| {
        saving.run(
            move |request| api::delete(request, id, version),
            move |()| {
                asked.set(false);
                toaster.show(Toast::said(t.t(K::ListsDeleted)));
                reload.update(|n| *n += 1);
            },
        );
    });
    let people = match list.filling {
        Some((done, all)) => {
            view! { <span class="lab">{t.f(K::LaunchProgress, &[("done", &t.int(done)), ("all", &t.int(all))])}</span> }
                .into_any()
        }
        None => view! { {t.int(list.people)} }.into_any(),
    };
    let use_in = (list.kind != ListKind::Suppression && page.may(UseCase::DraftSave))
        .then(|| view! { <a class="btn btn-xs" href=format!("/campaigns/new?list={id}")>{t.t(K::PeopleUse)}</a> });
    let remove = page.may(UseCase::ListDelete).then(|| view! { <button type="button" class="btn btn-xs btn-ghost btn-square" aria-label=t.f(K::ListsDelete, &[("name", &list.name)]) disabled=move || saving.busy.get() on:click=move |_| asked.set(true)><Icon glyph=Glyph::Trash size=14/></button> });
    let question = t.f(K::ListsDeleteQuestion, &[("name", &list.name)]);
    view! {
        <tr><td class="flush"><a class="font-medium hover:underline" href=href><bdi>{list.name.clone()}</bdi></a>{lock}</td><td>{t.code("list", list.kind.as_str())}</td><td class="n">{people}</td><td class="text-ink-2 whitespace-normal! min-w-48">{sentence}</td><td class="flush act"><span class="flex gap-1 justify-end">{use_in}{remove}</span><FormDialog open=asked title=question action=t.t(K::CatalogDeleteDo) saving save=delete><p class="text-ink-2 mt-1.5">{t.t(K::ListsDeleteSays)}</p></FormDialog></td></tr>
    }
}
