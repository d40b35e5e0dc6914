//! Asking for agreement: colleagues by name, somebody outside by a link that is shown once.

use super::api;
use crate::{
    context::use_page,
    form::{self, FormDialog, Input},
    saving::{FieldFault, Saving, new_request},
};
use domain::file::{AgreementDraft, LINK_DAYS, TOKEN};
use leptos::prelude::*;
use texts::K;
use ui::{Dialog, Toast, use_toaster};

/// Random characters for a link. Only its hash leaves this browser for the database.
fn token() -> String {
    let two = [new_request(), new_request()].concat();
    two.chars().filter(char::is_ascii_hexdigit).take(TOKEN).collect()
}

#[component]
pub fn AskDialog(
    open: RwSignal<Option<(i64, String)>>,
    colleagues: Vec<(i64, String)>,
    reload: RwSignal<u32>,
) -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let saving = Saving::new();
    let toaster = use_toaster();
    let input = RwSignal::new(AgreementDraft::default());
    // The link that was made, for whoever is to send it.
    let link = RwSignal::new(String::new());
    let told = RwSignal::new(false);
    let shown_link = NodeRef::<leptos::html::Input>::new();
    let shown = form::opened_by(open, move |(version, _)| {
        input.set(AgreementDraft { version, token: token(), ..AgreementDraft::default() });
    });
    Effect::new(move |_| {
        if !told.get() && !link.with_untracked(String::is_empty) {
            link.set(String::new());
            reload.update(|n| *n += 1);
        }
    });
    let save = Callback::new(move |()| {
        let draft = input.get_untracked();
        let outside = (!draft.name.trim().is_empty()).then(|| draft.token.clone());
        saving.run(
            move |request| api::ask(request, draft),
            move |asked: i64| {
                shown.set(false);
                toaster.show(Toast::said(t.n(K::FilesAskedDone, asked, &[])));
                match outside {
                    Some(token) => {
                        let origin = window().location().origin().unwrap_or_default();
                        link.set(format!("{origin}/agree/{token}"));
                        told.set(true);
                    }
                    None => reload.update(|n| *n += 1),
                }
            },
        );
    });
    let colleagues = StoredValue::new(colleagues);
    let fields = move || {
        let people: Vec<_> = colleagues
            .get_value()
            .into_iter()
            .map(|(id, name)| {
                let tick = form::tick(name, false, move |on| {
                    input.update(|i| {
                        i.people.retain(|known| *known != id);
                        if on {
                            i.people.push(id);
                        }
                    });
                });
                view! { <li>{tick}</li> }
            })
            .collect();
        let days = t.f(K::FilesLinkDays, &[("days", &t.int(LINK_DAYS))]);
        view! {
            <fieldset class="mt-3"><legend class="font-semibold">{t.t(K::FilesColleagues)}</legend><ul class="max-h-44 overflow-y-auto mt-1">{people}</ul><FieldFault fault=saving.fault("people")/></fieldset>
            <fieldset class="mt-3"><legend class="font-semibold">{t.t(K::FilesOutside)}</legend><p class="lab">{t.t(K::FilesOutsideHint)}</p>
                <div class="grid sm:grid-cols-2 gap-x-4 gap-y-3 mt-2">
                    {form::input(Input::TEXT.max(120), ("ask-name", t.t(K::FieldName), ""), String::new(), (saving, "name"), move |v| input.update(|i| i.name = v))}
                    {form::input(Input::CODE, ("ask-address", t.t(K::FieldEmail), ""), String::new(), (saving, "address"), move |v| input.update(|i| i.address = v))}
                    {form::input(Input::NUMBER.max(3), ("ask-days", t.t(K::FilesDays), &*days), String::new(), (saving, "days"), move |v| input.update(|i| i.days = v))}
                </div><FieldFault fault=saving.fault("token")/></fieldset>
            <div class="mt-3">{form::area(("ask-file-note", t.t(K::ApprovalNote), ""), (2, 2000), String::new(), (saving, "note"), move |v| input.update(|i| i.note = v))}</div>
        }
    };
    let title = Signal::derive(move || {
        open.with(|open| open.as_ref().map_or_else(String::new, |(_, name)| t.f(K::FilesAskTitle, &[("name", name)])))
    });
    let copy = move |_| {
        // Browsers give the clipboard to safe connections only; elsewhere the link is marked, ready to be copied by hand.
        if window().is_secure_context() {
            let copied = window().navigator().clipboard().write_text(&link.get_untracked());
            drop(copied);
            toaster.show(Toast::said(t.t(K::FilesLinkCopied)));
        } else if let Some(field) = shown_link.get_untracked() {
            field.select();
        }
    };
    view! {
        <FormDialog open=shown title action=t.t(K::FilesAskDo) saving save wide=true>{fields()}</FormDialog>
        <Dialog open=told title=Signal::stored(t.t(K::FilesLinkTitle).to_owned()) close=t.t(K::CommonClose)>
            <p class="text-ink-2 mt-1">{t.t(K::FilesLinkHint)}</p>
            <input node_ref=shown_link class="input w-full mt-3" dir="ltr" readonly aria-label=t.t(K::FilesLinkTitle) prop:value=move || link.get()/>
            <div class="flex justify-end gap-2 mt-4"><button type="button" class="btn btn-sm btn-primary max-md:h-11" on:click=copy>{t.t(K::FilesLinkCopy)}</button></div>
        </Dialog>
    }
}
