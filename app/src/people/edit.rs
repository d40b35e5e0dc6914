//! Adding a person, or changing one, by hand.

use super::api;
use crate::{
    context::use_page,
    saving::{FieldFault, Saving, SavingFault},
};
use domain::person::PersonDraft;
use leptos::prelude::*;
use texts::K;
use ui::{Dialog, Field, Toast, use_toaster};

#[component]
pub fn PersonDialog(open: RwSignal<bool>, draft: PersonDraft, reload: RwSignal<u32>) -> impl IntoView {
    let t = use_page().t;
    let saving = Saving::new();
    let toaster = use_toaster();
    let title = if draft.id.is_some() { t.t(K::PersonEdit) } else { t.t(K::PeopleAdd) };
    let input = RwSignal::new(draft);
    let save = move || {
        let mut person = input.get_untracked();
        person.version = saving.version(person.version);
        saving.run(
            move |request| api::save(request, person),
            move |_: i64| {
                toaster.show(Toast::said(t.t(K::PersonSaved)));
                open.set(false);
                reload.update(|n| *n += 1);
            },
        );
    };
    let text = move |id: &'static str,
                     name: K,
                     kind: &'static str,
                     dir: &'static str,
                     of: fn(&mut PersonDraft) -> &mut String| {
        let value = input.with_untracked(|i| of(&mut i.clone()).clone());
        view! {
            <Field id=format!("person-{id}") label=t.t(name) fault=saving.fault(id)><input id=format!("person-{id}") class="input w-full" type=kind dir=dir maxlength="254" aria-describedby=format!("person-{id}-note") aria-invalid=saving.wrong(id) value=value on:input=move |ev| input.update(|i| *of(i) = event_target_value(&ev))/></Field>
        }
    };
    let tick = move |id: &'static str, name: K, of: fn(&mut PersonDraft) -> &mut bool| {
        let on = input.with_untracked(|i| *of(&mut i.clone()));
        view! { <label class="flex items-center gap-2 min-h-8"><input type="checkbox" class="checkbox checkbox-xs" checked=on on:change=move |ev| input.update(|i| *of(i) = event_target_checked(&ev))/>{t.t(name)}</label><FieldFault fault=saving.fault(id)/> }
    };
    view! {
        <Dialog open title close=t.t(K::CommonClose)>
            <form on:submit=move |ev| { ev.prevent_default(); save() } novalidate>
                <div class="grid sm:grid-cols-2 gap-x-4 gap-y-3 mt-3">
                    {text("name", K::FieldName, "text", "auto", |p| &mut p.name)}
                    {text("account", K::FieldAccount, "text", "auto", |p| &mut p.account)}
                    {text("place", K::FieldPlace, "text", "auto", |p| &mut p.place)}
                    {text("email", K::FieldEmail, "email", "ltr", |p| &mut p.email)}
                    {text("phone", K::FieldPhone, "tel", "ltr", |p| &mut p.phone)}
                </div>
                <div class="mt-2">{tick("do_not_call", K::FieldDoNotCall, |p| &mut p.do_not_call)}{tick("do_not_email", K::PersonNoEmail, |p| &mut p.do_not_email)}</div>
                <SavingFault saving/>
                <div class="flex justify-end gap-2 mt-4"><button type="button" class="btn btn-sm btn-ghost" on:click=move |_| open.set(false)>{t.t(K::CommonCancel)}</button><button class="btn btn-sm btn-primary" disabled=move || saving.busy.get()>{t.t(K::CommonSave)}</button></div>
            </form>
        </Dialog>
    }
}
