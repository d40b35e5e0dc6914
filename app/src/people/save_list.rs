//! Saving who passes now, or the rule itself, as a list.

use crate::{
    context::use_page,
    lists::api,
    saving::{Saving, SavingFault},
};
use domain::{
    list::{ListDraft, ListKind},
    rule::Rule,
};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use texts::K;
use ui::{Dialog, Field, Glyph, Icon, Toast, use_toaster};

#[component]
pub fn SaveList(rule: Rule, count: i64) -> impl IntoView {
    let t = use_page().t;
    let open = RwSignal::new(false);
    let saving = Saving::new();
    let name = RwSignal::new(String::new());
    let kind = RwSignal::new(ListKind::Static);
    let rule = StoredValue::new(rule);
    let toaster = use_toaster();
    let navigate = StoredValue::new(use_navigate());
    let save = move || {
        let draft = ListDraft { name: name.get_untracked(), kind: kind.get_untracked(), rule: Some(rule.get_value()) };
        saving.run(
            move |request| api::save(request, draft),
            move |_: i64| {
                toaster.show(Toast::said(t.t(K::ListsSaved)));
                navigate.with_value(|go| go("/audience/lists", NavigateOptions::default()));
            },
        );
    };
    let kinds = move || {
        ListKind::ALL
            .map(|value| {
                let (title, hint) = match value {
                    ListKind::Static => (K::ListStatic, t.n(K::ListsStaticHint, count, &[])),
                    ListKind::Dynamic => (K::ListDynamic, t.t(K::ListsDynamicHint).to_owned()),
                    ListKind::Suppression => (K::ListSuppression, t.t(K::ListsSuppressionHint).to_owned()),
                };
                view! { <label class="flex gap-2.5 py-1.5"><input type="radio" name="list-kind" class="radio radio-xs mt-0.5" prop:checked=move || kind.get() == value on:change=move |_| kind.set(value)/><span><span class="block font-medium">{t.t(title)}</span><span class="block lab">{hint}</span></span></label> }
            })
            .into_iter()
            .collect::<Vec<_>>()
    };
    view! {
        <button type="button" class="btn btn-sm" on:click=move |_| open.set(true)><Icon glyph=Glyph::List size=15/>{t.t(K::ListsSave)}</button>
        <Dialog open title=t.t(K::ListsSaveTitle) close=t.t(K::CommonClose)>
            <form on:submit=move |ev| { ev.prevent_default(); save() }>
                <Field id="list-name" label=t.t(K::FieldName) fault=saving.fault("name") class="mt-3"><input id="list-name" class="input w-full" maxlength="120" dir="auto" aria-describedby="list-name-note" prop:value=move || name.get() on:input=move |ev| name.set(event_target_value(&ev))/></Field>
                <fieldset class="mt-3"><legend class="flabel font-medium text-xs text-ink-2">{t.t(K::ListsKind)}</legend>{kinds}</fieldset>
                <SavingFault saving/>
                <div class="flex justify-end gap-2 mt-4"><button type="button" class="btn btn-sm btn-ghost" on:click=move |_| open.set(false)>{t.t(K::CommonCancel)}</button><button class="btn btn-sm btn-primary" disabled=move || saving.busy.get()>{t.t(K::ListsSaveDo)}</button></div>
            </form>
        </Dialog>
    }
}
