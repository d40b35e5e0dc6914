//! Adding a person, or changing one, by hand.

use super::api;
use crate::{
    attributes,
    context::use_page,
    form::{self, FormDialog, Input},
    saving::{FieldFault, Saving},
};
use domain::{
    activity::{JobRole, Reach},
    attribute::Attribute,
    person::PersonDraft,
};
use leptos::prelude::*;
use texts::K;

#[component]
pub fn PersonDialog(
    open: RwSignal<bool>,
    draft: PersonDraft,
    /// All that people can have, as known when the dialog opens.
    #[prop(into)]
    attributes: Signal<Vec<Attribute>>,
    reload: RwSignal<u32>,
) -> impl IntoView {
    let t = use_page().t;
    let saving = Saving::new();
    let ended = form::ended(open, reload);
    let title = if draft.id.is_some() { t.t(K::PersonEdit) } else { t.t(K::PeopleAdd) };
    let input = RwSignal::new(draft);
    let save = Callback::new(move |()| {
        let mut person = input.get_untracked();
        person.version = saving.version(person.version);
        saving.run(move |request| api::save(request, person), move |_: i64| ended(t.t(K::PersonSaved)));
    });
    view! { <FormDialog open title action=t.t(K::CommonSave) saving save wide=true><Fields input saving attributes=attributes.get_untracked()/></FormDialog> }
}

#[component]
fn Fields(input: RwSignal<PersonDraft>, saving: Saving, attributes: Vec<Attribute>) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let text = move |id: &'static str, name: K, like: Input, of: fn(&mut PersonDraft) -> &mut String| {
        let value = input.with_untracked(|i| of(&mut i.clone()).clone());
        let hint = if id == "name" { t.t(K::PersonNameHint) } else { "" };
        form::input(like, (format!("person-{id}"), t.t(name), hint), value, (saving, id), move |v| {
            input.update(|i| *of(i) = v);
        })
    };
    let tick = move |id: &'static str, name: K, of: fn(&mut PersonDraft) -> &mut bool| {
        let on = input.with_untracked(|i| *of(&mut i.clone()));
        view! { {form::tick(t.t(name), on, move |on| input.update(|i| *of(i) = on))}<FieldFault fault=saving.fault(id)/> }
    };
    let email = Input { kind: "email", ..Input::CODE };
    let phone = Input { kind: "tel", ..Input::CODE.max(40) };
    let now = input.get_untracked();
    let bit = move |on: bool, bit: i64, of: fn(&mut PersonDraft) -> &mut i64| {
        input.update(|i| {
            let bits = of(i);
            *bits = if on { *bits | bit } else { *bits & !bit };
        });
    };
    let roles: Vec<_> = JobRole::ALL
        .map(|role| view! { <span class="me-4">{form::tick(t.code("job_role", role.as_str()), now.roles & role.bit() != 0, move |on| bit(on, role.bit(), |p| &mut p.roles))}</span> })
        .into_iter()
        .collect();
    let days: Vec<_> = l
        .week()
        .into_iter()
        .map(|day| {
            let one = 1_i64 << day.num_days_from_monday();
            view! { <span class="me-3">{form::tick(l.weekday_short(day), now.best_days & one != 0, move |on| bit(on, one, |p| &mut p.best_days))}</span> }
        })
        .collect();
    let any = Some((String::new(), t.t(K::PersonAnyWay).to_owned()));
    let ways = Reach::ALL.map(|r| (r.as_str().to_owned(), t.code("reach", r.as_str()).to_owned()));
    let channel = form::select(
        ("person-best_channel", t.t(K::PersonBestChannel), ""),
        any.into_iter().chain(ways).collect(),
        &now.best_channel,
        (saving, "best_channel"),
        move |v| input.update(|i| i.best_channel = v),
    );
    view! {
        <div class="grid sm:grid-cols-2 gap-x-4 gap-y-3 mt-3">
            {text("name", K::FieldName, Input::TEXT, |p| &mut p.name)}
            {text("account", K::FieldAccount, Input::TEXT, |p| &mut p.account)}
            {text("job_title", K::ImportTargetJobTitle, Input::TEXT.max(120), |p| &mut p.job_title)}
            {text("street", K::ImportTargetStreet, Input::TEXT, |p| &mut p.street)}
            {text("postcode", K::ImportTargetPostcode, Input::CODE.max(20), |p| &mut p.postcode)}
            {text("place", K::FieldPlace, Input::TEXT.max(120), |p| &mut p.place)}
            {text("email", K::FieldEmail, email, |p| &mut p.email)}
            {text("phone", K::FieldPhone, phone, |p| &mut p.phone)}
            {text("fax", K::ReachFax, phone, |p| &mut p.fax)}
        </div>
        <fieldset class="mt-3"><legend class="lab">{t.t(K::PersonRoles)}</legend><div class="flex flex-wrap">{roles}</div></fieldset>
        <fieldset class="mt-3"><legend class="fin">{t.t(K::PersonWishes)}</legend>
            <div class="grid sm:grid-cols-3 gap-x-4 gap-y-3 mt-2">{channel}{text("best_from", K::PersonBestFrom, Input::CODE.max(8), |p| &mut p.best_from)}{text("best_to", K::PersonBestTo, Input::CODE.max(8), |p| &mut p.best_to)}</div>
            <div class="flex flex-wrap mt-2" role="group" aria-label=t.t(K::PersonBestDays)>{days}</div>
            <div class="grid sm:grid-cols-2 mt-1">{tick("do_not_call", K::FieldDoNotCall, |p| &mut p.do_not_call)}{tick("do_not_email", K::PersonNoEmail, |p| &mut p.do_not_email)}{tick("do_not_post", K::PersonNoPost, |p| &mut p.do_not_post)}{tick("do_not_message", K::PersonNoMessage, |p| &mut p.do_not_message)}</div>
        </fieldset>
        {attributes::fields(&attributes, &now.values, saving, Callback::new(move |value| input.update(|i| attributes::put(&mut i.values, value))))}
    }
}
