//! The users of the workspace.

use super::api;
use crate::{
    context::use_page,
    form,
    saving::{FieldFault, Saving, SavingFault},
};
use domain::{
    rights::{Role, UseCase},
    user::{UserDraft, UserRow},
};
use leptos::prelude::*;
use texts::K;
use ui::{Avatar, Dialog, Field, Glyph, Icon};

#[component]
pub fn Users(users: Vec<UserRow>, teams: Vec<(i64, String)>, reload: RwSignal<u32>) -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let editing = RwSignal::new(None::<UserDraft>);
    let may = page.may(UseCase::UserSave);
    let blank = UserDraft {
        id: None,
        version: 0,
        name: String::new(),
        email: String::new(),
        role: Role::Salesperson,
        active: true,
        password: String::new(),
        team: None,
        week_hours: String::new(),
    };
    let rows: Vec<_> = users
        .into_iter()
        .map(|user| {
            let draft = UserDraft::of(user.clone());
            let edit = may.then(|| view! { <button type="button" class="btn btn-xs btn-ghost" aria-label=t.f(K::UsersEdit, &[("name", &user.name)]) on:click=move |_| editing.set(Some(draft.clone()))><Icon glyph=Glyph::Pencil size=13/></button> });
            let give = page.may(UseCase::HandoverView).then(|| view! { <a class="btn btn-xs btn-ghost" href=format!("/settings/handover/{}", user.id) aria-label=t.f(K::HandoverTitle, &[("name", &user.name)]) title=t.t(K::HandoverDo)><Icon glyph=Glyph::Handover size=13/></a> });
            view! { <tr><td class="flush"><span class="flex items-center gap-2"><Avatar name=user.name.clone()/><bdi class="font-medium">{user.name}</bdi></span></td><td><bdi dir="ltr">{user.email}</bdi></td><td>{t.code("role", user.role.as_str())}</td><td><bdi>{user.team}</bdi></td><td class="n">{t.decimal(user.week_minutes * 100 / 60, 2, 0)}</td><td>{t.t(if user.active { K::UsersActive } else { K::UsersInactive })}</td><td class="flush">{edit}{give}</td></tr> }
        })
        .collect();
    let add = may.then(|| view! { <button type="button" class="btn btn-sm mt-3" on:click=move |_| editing.set(Some(blank.clone()))><Icon glyph=Glyph::Plus size=15/>{t.t(K::UsersAdd)}</button> });
    view! {
        <div class="overflow-x-auto mt-2" tabindex="0" role="region" aria-label=t.t(K::UsersTitle)><table class="table tight max-w-4xl"><thead><tr><th scope="col" class="flush">{t.t(K::FieldName)}</th><th scope="col">{t.t(K::FieldEmail)}</th><th scope="col">{t.t(K::UsersRole)}</th><th scope="col">{t.t(K::UsersTeam)}</th><th scope="col" class="n">{t.t(K::UsersWeek)}</th><th scope="col">{t.t(K::CommonState)}</th><th scope="col" class="flush"><span class="sr-only">{t.t(K::CommonActions)}</span></th></tr></thead><tbody>{rows}</tbody></table></div>
        {add}
        <UserDialog editing teams reload/>
    }
}

#[component]
fn UserDialog(editing: RwSignal<Option<UserDraft>>, teams: Vec<(i64, String)>, reload: RwSignal<u32>) -> impl IntoView {
    let t = use_page().t;
    let saving = Saving::new();
    let open = form::opened_by(editing, move |_| {
        saving.error.set(None);
    });
    let ended = form::ended(open, reload);
    let title = Signal::derive(move || {
        t.t(if editing.with(|e| e.as_ref().is_some_and(|d| d.id.is_some())) { K::UsersEditTitle } else { K::UsersAdd })
            .to_owned()
    });
    let draft = StoredValue::new(None::<UserDraft>);
    let write = move |change: &dyn Fn(&mut UserDraft)| {
        draft.update_value(|d| {
            if let Some(d) = d {
                change(d)
            }
        })
    };
    let save = move || {
        let Some(mut user) = draft.get_value() else { return };
        user.version = saving.version(user.version);
        saving.run(move |request| api::save_user(request, user), move |_: i64| ended(t.t(K::UsersSaved)));
    };
    let teams = StoredValue::new(teams);
    let fields = move || {
        let start = editing.get_untracked()?;
        draft.set_value(Some(start.clone()));
        let roles: Vec<_> = Role::ALL
            .map(|r| view! { <option value=r.as_str() selected=r == start.role>{t.code("role", r.as_str())}</option> })
            .into_iter()
            .collect();
        let teams = teams.with_value(|teams| form::options(Some(t.t(K::UsersNoTeam)), teams));
        let team = start.team.map_or_else(String::new, |id| id.to_string());
        let hint = if start.id.is_some() { t.t(K::UsersPasswordKeep) } else { t.t(K::FirstRunPasswordHint) };
        Some(view! {
            <div class="grid sm:grid-cols-2 gap-x-4 gap-y-3 mt-3">
                <Field id="u-name" label=t.t(K::FieldName) fault=saving.fault("name")><input id="u-name" class="input w-full" maxlength="80" dir="auto" aria-describedby="u-name-note" value=start.name on:input=move |ev| write(&|d| d.name = event_target_value(&ev))/></Field>
                <Field id="u-email" label=t.t(K::FieldEmail) fault=saving.fault("email")><input id="u-email" class="input w-full" type="email" maxlength="254" dir="ltr" aria-describedby="u-email-note" value=start.email on:input=move |ev| write(&|d| d.email = event_target_value(&ev))/></Field>
                <Field id="u-role" label=t.t(K::UsersRole) fault=saving.fault("role")><select id="u-role" class="select w-full" on:change=move |ev| if let Some(role) = Role::parse(&event_target_value(&ev)) { write(&|d| d.role = role) }>{roles}</select></Field>
                {form::select(("u-team", t.t(K::UsersTeam), ""), teams, &team, (saving, "team"), move |v| write(&|d| d.team = v.parse().ok()))}
                {form::input(form::Input::NUMBER.max(6), ("u-week_hours", t.t(K::UsersHours), t.t(K::UsersHoursHint)), start.week_hours, (saving, "week_hours"), move |v| write(&|d| d.week_hours.clone_from(&v)))}
                <Field id="u-password" label=t.t(K::SignInPassword) hint fault=saving.fault("password")><input id="u-password" class="input w-full" type="password" autocomplete="new-password" maxlength="200" dir="ltr" aria-describedby="u-password-note" on:input=move |ev| write(&|d| d.password = event_target_value(&ev))/></Field>
            </div>
            <label class="flex items-center gap-2 mt-3 min-h-8"><input type="checkbox" class="checkbox checkbox-xs" checked=start.active on:change=move |ev| write(&|d| d.active = event_target_checked(&ev))/>{t.t(K::UsersMaySignIn)}</label>
            <FieldFault fault=saving.fault("active")/>
        })
    };
    view! {
        <Dialog open title close=t.t(K::CommonClose)>
            <form on:submit=move |ev| { ev.prevent_default(); save() } novalidate>
                {fields}
                <SavingFault saving/>
                <div class="flex justify-end gap-2 mt-4"><button type="button" class="btn btn-sm btn-ghost" on:click=move |_| open.set(false)>{t.t(K::CommonCancel)}</button><button class="btn btn-sm btn-primary" disabled=move || saving.busy.get()>{t.t(K::CommonSave)}</button></div>
            </form>
        </Dialog>
    }
}
