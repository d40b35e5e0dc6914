//! Adding an opportunity by hand: from a person's page, or from the board with the person still to be found.

use super::api;
use crate::{
    context::use_page,
    date_field,
    form::{self, FormDialog, Input},
    people::PersonPicker,
    saving::{FieldFault, Saving},
    settings,
};
use domain::{catalog::Catalog, opportunity::NewOpportunity, rights::UseCase};
use leptos::prelude::*;
use texts::K;
use ui::{Glyph, Icon};

#[component]
pub fn NewOpportunityButton(
    /// 0 where the person is found in the dialog.
    #[prop(optional)]
    person: i64,
    #[prop(optional)] name: String,
    #[prop(default = None)] pipeline: Option<i64>,
    reload: RwSignal<u32>,
) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    if !page.may(UseCase::OpportunityAdd) {
        return ().into_any();
    }
    let open = RwSignal::new(false);
    let saving = Saving::new();
    let ended = form::ended(open, reload);
    let picked = RwSignal::new((person > 0).then_some((person, name)));
    let input = RwSignal::new(NewOpportunity { pipeline, ..NewOpportunity::default() });
    let save = Callback::new(move |()| {
        let mut opportunity = input.get_untracked();
        opportunity.person = picked.with_untracked(|p| p.as_ref().map_or(0, |(id, _)| *id));
        saving.run(move |request| api::add(request, opportunity), move |_: i64| ended(t.t(K::DealAdded)));
    });
    let find = person == 0;
    // Asked for when the dialog opens: most pages with this button are left without. Should that fail, the product can
    // be told on the card.
    let products = RwSignal::new(Vec::<(i64, String)>::new());
    Effect::new(move |_| {
        if !open.get() {
            return;
        }
        // Its fields begin empty each time.
        input.set(NewOpportunity { pipeline, ..NewOpportunity::default() });
        if products.with_untracked(Vec::is_empty) {
            leptos::task::spawn_local(async move {
                if let Ok(all) = settings::api::catalog(Catalog::Product).await {
                    products.try_set(all.into_iter().filter(|p| p.active).map(|p| (p.id, p.name)).collect());
                }
            });
        }
    });
    let fields = move || {
        let picker = find.then(
            || view! { <PersonPicker picked label=t.t(K::ResponsesPerson)/><FieldFault fault=saving.fault("person")/> },
        );
        let product = move || {
            products.with(|all| {
                (!all.is_empty()).then(|| {
                    form::select(
                        ("new-deal-product", t.t(K::DealProduct), "sm:col-span-2"),
                        form::options(Some(t.t(K::DealNoProduct)), all),
                        "",
                        (saving, "product"),
                        move |v| input.update(|i| i.product = v.parse().ok()),
                    )
                })
            })
        };
        view! {
            {picker}
            <div class="grid sm:grid-cols-2 gap-x-4 gap-y-3 mt-3">
                {form::input(Input::TEXT.class("sm:col-span-2"), ("new-deal-title", t.t(K::DealTitle), ""), String::new(), (saving, "title"), move |v| input.update(|i| i.title = v))}
                {form::input(Input::MONEY, ("new-deal-amount", t.f(K::DealAmount, &[("currency", l.currency.code())]), ""), String::new(), (saving, "amount"), move |v| input.update(|i| i.amount = v))}
                {date_field::day(("new-deal-day", t.t(K::DealDay)), String::new(), (saving, "close_day"), move |v| input.update(|i| i.close_day = v))}
                {product}
            </div>
        }
    };
    view! {
        <button type="button" class="btn btn-sm" on:click=move |_| open.set(true)><Icon glyph=Glyph::Plus size=14/>{t.t(K::DealNew)}</button>
        <FormDialog open title=t.t(K::DealAdd) action=t.t(K::DealAdd) saving save>{fields()}</FormDialog>
    }
    .into_any()
}
