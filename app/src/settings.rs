//! Settings: one's own language and theme, the users of the workspace, what was changed by whom.

pub mod api;
mod users;

use crate::{
    context::use_page,
    frame::Heading,
    loaded::reloader,
    saving::{Saving, SavingFault},
    wire::Load,
};
use chrono::Timelike;
use domain::{
    rights::UseCase,
    user::{AuditRow, Language, Theme},
};
use leptos::prelude::*;
use texts::K;
use ui::{Field, Glyph, Icon};
use users::Users;

#[component]
pub fn SettingsPage() -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let reload = reloader();
    let users = Load::new(move || reload.get(), |_| api::users());
    let audit = page.may(UseCase::AuditIndex).then(|| {
        let audit = Load::new(move || reload.get(), |_| api::audit(None));
        audit.show(move |rows| view! { <Audit rows/> })
    });
    view! {
        <main id="main" class="page">
            <Heading title=t.t(K::NavSettings)/>
            <Profile/>
            <section class="mt-9 pt-7 border-t border-line"><h2 class="fin">{t.t(K::UsersTitle)}</h2>{users.show(move |users| view! { <Users users reload/> })}</section>
            {audit}
        </main>
    }
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
        <section class="mt-5"><h2 class="fin">{t.t(K::SettingsProfile)}</h2>
            <form class="flex flex-wrap items-end gap-4 mt-3" on:submit=move |ev| { ev.prevent_default(); save() }>
                <Field id="p-language" label=t.t(K::SettingsLanguage) class="w-44"><select id="p-language" class="select" on:change=move |ev| language.set(event_target_value(&ev))>{languages}</select></Field>
                <Field id="p-theme" label=t.t(K::SettingsTheme) class="w-44"><select id="p-theme" class="select" on:change=move |ev| theme.set(event_target_value(&ev))>{themes}</select></Field>
                <button class="btn btn-sm btn-primary" disabled=move || saving.busy.get()>{t.t(K::CommonSave)}</button>
            </form>
            <SavingFault saving/>
            <div class="mt-4"><SignOut/></div>
        </section>
    }
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
            let what = row.entity_id.map_or_else(|| row.entity.clone(), |id| format!("{} {id}", row.entity));
            view! { <tr><td class="flush num text-ink-2">{day}</td><td><bdi>{row.by}</bdi></td><td dir="ltr">{row.use_case}</td><td dir="ltr">{what}</td><td class="text-ink-2 max-w-80 truncate" dir="ltr">{row.detail}</td></tr> }
        })
        .collect();
    view! {
        <section class="mt-9 pt-7 border-t border-line"><h2 class="fin">{t.t(K::AuditTitle)}</h2><p class="lab mt-0.5">{t.t(K::AuditHint)}</p>
            <div class="overflow-x-auto mt-2 max-h-96" tabindex="0" role="region" aria-label=t.t(K::AuditTitle)><table class="table tight"><thead><tr><th scope="col" class="flush">{t.t(K::CommonDay)}</th><th scope="col">{t.t(K::AuditBy)}</th><th scope="col">{t.t(K::AuditWhat)}</th><th scope="col">{t.t(K::AuditRecord)}</th><th scope="col">{t.t(K::AuditDetail)}</th></tr></thead><tbody>{lines}</tbody></table></div>
        </section>
    }
}
