//! Settings: one's own language and theme, the users of the workspace, what was changed by whom.

pub mod api;
mod catalog;
mod handover;
mod users;
mod workspace;

use crate::{
    context::{Page, use_page},
    frame::{Heading, show_current},
    loaded::reloader,
    saving::{Saving, SavingFault},
    wire::Load,
};
use chrono::Timelike;
use domain::{
    catalog::Catalog,
    rights::UseCase,
    user::{AuditRow, Language, Theme},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use texts::K;
use ui::{Field, Glyph, Icon};
use users::Users;

pub use handover::HandoverPage;

/// A part of the settings, with an address of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Profile,
    Workspace,
    Users,
    Catalog(Catalog),
    Audit,
}

impl Part {
    fn code(self) -> &'static str {
        match self {
            Part::Profile => "you",
            Part::Workspace => "workspace",
            Part::Users => "users",
            Part::Catalog(catalog) => catalog.as_str(),
            Part::Audit => "changes",
        }
    }

    fn all(page: Page) -> Vec<Part> {
        let mut parts = vec![Part::Profile];
        if page.may(UseCase::WorkspaceView) {
            parts.push(Part::Workspace);
        }
        parts.push(Part::Users);
        parts.extend(Catalog::ALL.map(Part::Catalog));
        if page.may(UseCase::AuditIndex) {
            parts.push(Part::Audit);
        }
        parts
    }

    fn name(self, page: Page) -> &'static str {
        match self {
            Part::Profile => page.t.t(K::SettingsProfile),
            Part::Workspace => page.t.t(K::FirstRunWorkspace),
            Part::Users => page.t.t(K::UsersTitle),
            Part::Catalog(catalog) => page.t.code("catalog", catalog.as_str()),
            Part::Audit => page.t.t(K::AuditTitle),
        }
    }
}

#[component]
pub fn SettingsPage() -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let query = use_query_map();
    let parts = StoredValue::new(Part::all(page));
    let here = Memo::new(move |_| {
        let asked = query.with(|q| q.get("part").unwrap_or_default());
        parts.with_value(|p| p.iter().find(|part| part.code() == asked).copied()).unwrap_or(Part::Profile)
    });
    let menu = move || {
        parts
            .get_value()
            .into_iter()
            .map(|part| {
                let on = here.get() == part;
                let class = if on { "block px-3 py-1.5 max-md:py-3 rounded-md bg-tint font-medium whitespace-nowrap" } else { "block px-3 py-1.5 max-md:py-3 rounded-md hover:bg-hover whitespace-nowrap" };
                view! { <li><a class=class href=format!("/settings?part={}", part.code()) aria-current=on.then_some("page")>{part.name(page)}</a></li> }
            })
            .collect::<Vec<_>>()
    };
    let strip = NodeRef::new();
    show_current(strip, move || here.track());
    let body = move || {
        match here.get() {
        Part::Profile => view! { <Profile/> }.into_any(),
        Part::Workspace => view! { <h2 class="fin">{t.t(K::FirstRunWorkspace)}</h2><workspace::Workspace/> }.into_any(),
        Part::Users => view! { <UsersPart/> }.into_any(),
        Part::Catalog(catalog) => view! { <h2 class="fin">{t.code("catalog", catalog.as_str())}</h2><p class="lab mt-0.5 max-w-2xl">{t.code("catalog_hint", catalog.as_str())}</p><catalog::CatalogSection catalog/> }.into_any(),
        Part::Audit => view! { <AuditPart/> }.into_any(),
    }
    };
    view! {
        <main id="main" class="page">
            <Heading title=t.t(K::NavSettings)/>
            <div class="grid md:grid-cols-[220px_minmax(0,1fr)] gap-x-10 gap-y-4 mt-4">
                <nav node_ref=strip class="min-w-0" aria-label=t.t(K::NavSettings)><ul class="flex md:flex-col gap-0.5 max-md:overflow-x-auto -mx-3">{menu}<li><a class="block px-3 py-1.5 max-md:py-3 rounded-md hover:bg-hover whitespace-nowrap" href="/sales/rules">{t.t(K::LeadRulesTitle)}</a></li></ul></nav>
                <section class="min-w-0">{body}</section>
            </div>
        </main>
    }
}

#[component]
fn UsersPart() -> impl IntoView {
    let t = use_page().t;
    let reload = reloader();
    let users = Load::new(
        move || reload.get(),
        |_| async move { futures::try_join!(api::users(), api::catalog(Catalog::Team)) },
    );
    view! { <h2 class="fin">{t.t(K::UsersTitle)}</h2>{users.show(move |(users, teams)| {
        // A team that is given up stays a choice while somebody is in it.
        let inhabited = |id| users.iter().any(|user| user.team_id == Some(id));
        let teams =
            teams.into_iter().filter(|team| team.active || inhabited(team.id)).map(|team| (team.id, team.name)).collect();
        view! { <Users users teams reload/> }
    })} }
}

#[component]
fn AuditPart() -> impl IntoView {
    let audit = Load::new(|| (), |()| api::audit(None));
    view! { {audit.show(move |rows| view! { <Audit rows/> })} }
}

/// A plain form: it works without scripts, and a link cannot do it.
#[component]
pub fn SignOut() -> impl IntoView {
    let t = use_page().t;
    view! { <form method="post" action="/sign-out"><button class="btn btn-sm max-md:h-11"><Icon glyph=Glyph::SignOut size=15/>{t.t(K::SettingsSignOut)}</button></form> }
}

#[component]
fn Profile() -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let saving = Saving::new();
    let language = RwSignal::new(t.language.code().to_owned());
    let now = page.context.with_value(|c| c.theme);
    let theme = RwSignal::new(now.as_str().to_owned());
    let languages: Vec<_> = Language::SPOKEN
        .into_iter()
        .map(|l| view! { <option value=l.code() selected=l == t.language lang=l.code()>{l.name()}</option> })
        .collect();
    let themes: Vec<_> = Theme::ALL
        .map(|th| view! { <option value=th.as_str() selected=th == now>{t.code("theme", th.as_str())}</option> })
        .into_iter()
        .collect();
    let save = move || {
        let (language, theme) = (language.get_untracked(), theme.get_untracked());
        saving.run(
            move |request| api::save_profile(request, language, theme),
            |()| {
                // Language and direction belong to the document, so the page is loaded anew.
                #[cfg(feature = "hydrate")]
                drop(window().location().reload());
            },
        );
    };
    view! {
        <section><h2 class="fin">{t.t(K::SettingsProfile)}</h2>
            <form class="flex flex-wrap items-end gap-4 mt-3" on:submit=move |ev| { ev.prevent_default(); save() }>
                <Field id="p-language" label=t.t(K::SettingsLanguage) class="w-44"><select id="p-language" class="select" on:change=move |ev| language.set(event_target_value(&ev))>{languages}</select></Field>
                <Field id="p-theme" label=t.t(K::SettingsTheme) class="w-44"><select id="p-theme" class="select" on:change=move |ev| theme.set(event_target_value(&ev))>{themes}</select></Field>
                <button class="btn btn-sm btn-primary" disabled=move || saving.busy.get()>{t.t(K::CommonSave)}</button>
            </form>
            <SavingFault saving/>
            <PasswordForm/>
            <div class="mt-4"><SignOut/></div>
        </section>
    }
}

/// One's own password: the present one first, so that an open device is not enough.
#[component]
fn PasswordForm() -> impl IntoView {
    let t = use_page().t;
    let saving = Saving::new();
    let (now, new) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let save = move || {
        let (typed, wanted) = (now.get_untracked(), new.get_untracked());
        saving.run(
            move |request| api::change_password(request, typed, wanted),
            |()| {
                // The session ended with the old password.
                #[cfg(feature = "hydrate")]
                drop(window().location().assign("/sign-in?changed=1"));
            },
        );
    };
    let field = move |id: &'static str, label: K, complete: &'static str, value: RwSignal<String>, at: &'static str| {
        view! { <Field id=id label=t.t(label) fault=saving.fault(at) class="w-64"><input id=id type="password" autocomplete=complete class="input w-full" maxlength="200" dir="ltr" aria-invalid=saving.wrong(at) aria-describedby=format!("{id}-note") prop:value=move || value.get() on:input=move |ev| value.set(event_target_value(&ev))/></Field> }
    };
    view! {
        <h2 class="fin mt-8">{t.t(K::ProfilePassword)}</h2><p class="lab mt-0.5">{t.t(K::ProfilePasswordHint)}</p>
        <form class="flex flex-wrap items-end gap-4 mt-3" on:submit=move |ev| { ev.prevent_default(); save() }>
            {field("p-now", K::ProfilePasswordNow, "current-password", now, "now")}
            {field("p-new", K::ProfilePasswordNew, "new-password", new, "new")}
            <button class="btn btn-sm" disabled=move || saving.busy.get()>{t.t(K::ProfilePassword)}</button>
        </form>
        <SavingFault saving/>
    }
}

/// What was changed, with the way to it where it has a page.
fn record(page: Page, entity: &str, id: Option<i64>) -> AnyView {
    let t = page.t;
    let name = match t.code("entity", entity) {
        "" => t.code("catalog", entity),
        name => name,
    };
    let Some(id) = id else { return name.into_any() };
    let words = format!("{name} {}", t.plain(id));
    let address = match entity {
        "campaign" => "/campaigns",
        "person" => "/people",
        "account" => "/accounts",
        "list" => "/audience/lists",
        "import" => "/audience/imports",
        _ => return words.into_any(),
    };
    view! { <a class="l" href=format!("{address}/{id}")>{words}</a> }.into_any()
}

#[component]
fn Audit(rows: Vec<AuditRow>) -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let lines: Vec<_> = rows
        .into_iter()
        .map(|row| {
            let (hour, minute) = (t.plain(row.at.hour().into()), t.plain(row.at.minute().into()));
            let zero = t.plain(0);
            let pad = |n: String| if n.chars().count() < 2 { format!("{zero}{n}") } else { n };
            let day = format!("{} {}:{}", page.l.day(row.at.date()), pad(hour), pad(minute));
            let done = t.code("case", &row.use_case.replace(['/', '-'], "_"));
            view! { <tr><td class="flush num text-ink-2">{day}</td><td><bdi>{row.by}</bdi></td><td>{done}</td><td>{record(page, &row.entity, row.entity_id)}</td><td class="text-ink-2 max-w-80 truncate"><bdi>{row.detail}</bdi></td></tr> }
        })
        .collect();
    view! {
        <section><h2 class="fin">{t.t(K::AuditTitle)}</h2><p class="lab mt-0.5">{t.t(K::AuditHint)}</p>
            <div class="overflow-x-auto mt-2" tabindex="0" role="region" aria-label=t.t(K::AuditTitle)><table class="table tight"><thead><tr><th scope="col" class="flush">{t.t(K::CommonDay)}</th><th scope="col">{t.t(K::AuditBy)}</th><th scope="col">{t.t(K::AuditWhat)}</th><th scope="col">{t.t(K::AuditRecord)}</th><th scope="col">{t.t(K::AuditDetail)}</th></tr></thead><tbody>{lines}</tbody></table></div>
        </section>
    }
}
