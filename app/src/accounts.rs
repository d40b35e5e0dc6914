//! One organisation: its people, its deals, and everything that happened, newest first.

pub mod api;

use crate::{
    attributes,
    context::use_page,
    form::{self, FormDialog, Input},
    frame::Heading,
    loaded::reloader,
    notes::NoteBox,
    opportunities,
    people::{TimelineView, asked},
    saving::{Saving, SavingFault},
    wire::Load,
};
use domain::{
    account::{AccountDraft, AccountView},
    attribute::Attribute,
    note::NoteOn,
    person::Show,
    rights::UseCase,
};
use leptos::prelude::*;
use texts::K;
use ui::{Avatar, Glyph, Icon};

#[component]
pub fn AccountPage() -> impl IntoView {
    let reload = reloader();
    let asked = asked();
    let account = Load::new(move || (asked.get(), reload.get()), |((id, show, limit), _)| api::view(id, show, limit));
    view! { <main id="main" class="page">{account.show(move |account| view! { <Account account asked reload/> })}</main> }
}

#[component]
fn Account(account: AccountView, asked: Memo<(i64, Show, i64)>, reload: RwSignal<u32>) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let form = account.form.clone();
    let open = RwSignal::new(false);
    let actions = page.may(UseCase::AccountSave).then(|| { let (draft, owners, attributes) = (form.clone(), account.owners.clone(), account.attributes.clone()); view! { <button type="button" class="btn btn-sm" on:click=move |_| open.set(true)><Icon glyph=Glyph::Pencil size=14/>{t.t(K::CommonEdit)}</button><EditDialog open draft owners attributes reload/> }.into_any() });
    let fact = |name: K, value: AnyView| view! { <div class="flex gap-4 py-2 border-b border-line"><dt class="text-ink-2">{t.t(name)}</dt><dd class="ms-auto text-end min-w-0">{value}</dd></div> };
    let plain =
        |name: K, value: String| (!value.is_empty()).then(|| fact(name, view! { <bdi>{value}</bdi> }.into_any()));
    let phone = (!form.phone.is_empty()).then(|| fact(K::FieldPhone, view! { <a class="l num" rel="external" href=format!("tel:{}", form.phone)><bdi dir="ltr">{form.phone.clone()}</bdi></a> }.into_any()));
    let site = (!form.website.is_empty()).then(|| fact(K::AccountWebsite, view! { <a class="l" rel="external noopener noreferrer" target="_blank" href=form.website.clone()><bdi dir="ltr">{form.website.clone()}</bdi></a> }.into_any()));
    let town =
        [form.postcode.clone(), form.place.clone()].into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>().join(" ");
    let address =
        [form.street.clone(), town].into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>().join(t.t(K::CommonComma));
    let known = !address.is_empty() || phone.is_some() || site.is_some() || !account.owner.is_empty();
    let people: Vec<_> = account
        .people
        .iter()
        .map(|row| {
            let name = row.shown();
            view! { <li class="flex items-center gap-2 py-1.5 border-b border-line"><Avatar name=name.clone()/><a class="font-medium hover:underline truncate" href=format!("/people/{}", row.id)><bdi>{name}</bdi></a></li> }
        })
        .collect();
    let deals: Vec<_> = account
        .deals
        .iter()
        .map(|deal| {
            let state = if deal.state == "open" { deal.stage.clone() } else { t.code("row", &deal.state).to_owned() };
            let again = (deal.state != "open" && page.may(UseCase::OpportunityReopen)).then(|| view! { <Reopen id=deal.id version=deal.version title=deal.title.clone() reload/> });
            view! { <li class="flex flex-wrap items-center gap-x-3 py-1.5 border-b border-line"><bdi class="font-medium">{deal.title.clone()}</bdi><span class="lab"><bdi>{state}</bdi></span><span class="num ms-auto"><bdi>{l.money(deal.amount_minor)}</bdi></span>{again}</li> }
        })
        .collect();
    let attributes = attributes::facts(&account.attributes, &form.values);
    let has_deals = !deals.is_empty();
    let deals = has_deals.then(|| view! { <h2 class="fin mt-6">{t.f(K::AccountDeals, &[("won", &l.money(account.won_minor))])}</h2><ul class="mt-1">{deals}</ul> });
    let base = format!("/accounts/{}", form.id);
    view! {
        <Heading title=form.name.clone() actions/>
        <div class="grid lg:grid-cols-[minmax(0,1fr)_360px] gap-x-12 gap-y-8 mt-4">
            <div class="min-w-0">
                <NoteBox on=NoteOn::Account(form.id) colleagues=account.colleagues.clone() reload/>
                <TimelineView base timeline=account.timeline.clone() show=asked.get_untracked().1 limit=asked.get_untracked().2 people=true reload/>
            </div>
            <aside aria-label=t.t(K::PersonFacts)>
                {known.then(|| view! { <h2 class="fin">{t.t(K::PersonContact)}</h2> })}<dl class="mt-1">{plain(K::PersonAddress, address)}{phone}{site}{plain(K::CommonOwner, account.owner.clone())}</dl>{attributes}
                <h2 class="fin mt-6">{t.n(K::CommonPeople, account.people_count, &[])}</h2><ul class="mt-1">{people}</ul>
                {deals}
            </aside>
        </div>
    }
}

/// Opens a deal again that was ended by mistake.
#[component]
fn Reopen(id: i64, version: i64, title: String, reload: RwSignal<u32>) -> impl IntoView {
    let t = use_page().t;
    let saving = Saving::new();
    let reopen = move |_| {
        saving.run(
            move |request| opportunities::api::reopen(request, id, version),
            move |_: i64| reload.update(|n| *n += 1),
        );
    };
    let label = t.f(K::DealReopen, &[("title", &title)]);
    view! { <button type="button" class="btn btn-xs btn-ghost max-md:h-11" aria-label=label disabled=move || saving.busy.get() on:click=reopen>{t.t(K::DealReopenDo)}</button><SavingFault saving/> }
}

#[component]
fn EditDialog(
    open: RwSignal<bool>,
    draft: AccountDraft,
    owners: Vec<(i64, String)>,
    attributes: Vec<Attribute>,
    reload: RwSignal<u32>,
) -> impl IntoView {
    let t = use_page().t;
    let saving = Saving::new();
    let ended = form::ended(open, reload);
    let input = RwSignal::new(draft);
    let save = Callback::new(move |()| {
        let mut account = input.get_untracked();
        account.version = saving.version(account.version);
        saving.run(move |request| api::save(request, account), move |_: i64| ended(t.t(K::AccountSaved)));
    });
    let (owners, attributes) = (StoredValue::new(owners), StoredValue::new(attributes));
    let fields = move || {
        let text = |id: &'static str, name: K, like: Input, of: fn(&mut AccountDraft) -> &mut String| {
            let value = input.with_untracked(|i| of(&mut i.clone()).clone());
            form::input(like, (format!("account-{id}"), t.t(name), ""), value, (saving, id), move |v| {
                input.update(|i| *of(i) = v)
            })
        };
        let owner = input.with_untracked(|i| i.owner).map_or_else(String::new, |id| id.to_string());
        view! {
            <div class="grid sm:grid-cols-2 gap-x-4 gap-y-3 mt-3">
                {text("name", K::FieldName, Input::TEXT, |a| &mut a.name)}
                {text("street", K::ImportTargetStreet, Input::TEXT, |a| &mut a.street)}
                {text("postcode", K::ImportTargetPostcode, Input::CODE.max(20), |a| &mut a.postcode)}
                {text("place", K::FieldPlace, Input::TEXT.max(120), |a| &mut a.place)}
                {text("phone", K::FieldPhone, Input::CODE.max(40), |a| &mut a.phone)}
                {text("website", K::AccountWebsite, Input::CODE.max(500), |a| &mut a.website)}
                {owners.with_value(|o| form::select(("account-owner", t.t(K::CommonOwner), ""), form::options(Some(t.t(K::CommonNobody)), o), &owner, (saving, "owner"), move |v| input.update(|i| i.owner = v.parse().ok())))}
            </div>
            {attributes.with_value(|all| attributes::fields(all, &input.with_untracked(|i| i.values.clone()), saving, Callback::new(move |value| input.update(|i| attributes::put(&mut i.values, value)))))}
        }
    };
    view! { <FormDialog open title=t.t(K::AccountEdit) action=t.t(K::CommonSave) saving save>{fields()}</FormDialog> }
}
