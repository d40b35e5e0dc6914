//! Parts of forms: labelled inputs whose fault stands in the place of their hint, and the dialog around them. None is
//! generic, so that each exists once in the browser's program.

use crate::{
    context::use_page,
    error::AppError,
    saving::{Saving, SavingFault},
};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use std::future::Future;
use texts::K;
use ui::{Dialog, Field, Glyph, Icon, Toast, use_toaster};

/// What follows a change made in a dialog: it is said, the dialog closes, the page asks anew.
pub fn ended(open: RwSignal<bool>, reload: RwSignal<u32>) -> impl Fn(&str) + Copy {
    let toaster = use_toaster();
    move |words| {
        toaster.show(Toast::said(words));
        open.set(false);
        reload.update(|n| *n += 1);
    }
}

/// What an input is like.
#[derive(Clone, Copy)]
pub struct Input {
    pub kind: &'static str,
    pub dir: &'static str,
    pub max: u32,
    pub class: &'static str,
    pub mode: &'static str,
}

impl Input {
    /// Words in any script.
    pub const TEXT: Input = Input { kind: "text", dir: "auto", max: 160, class: "", mode: "" };
    /// Something written from left to right everywhere: an address, a code, a time.
    pub const CODE: Input = Input { kind: "text", dir: "ltr", max: 254, class: "", mode: "" };
    pub const NUMBER: Input = Input { kind: "text", dir: "ltr", max: 12, class: "", mode: "numeric" };
    pub const MONEY: Input = Input { kind: "text", dir: "ltr", max: 18, class: "", mode: "decimal" };

    pub const fn class(self, class: &'static str) -> Self {
        Self { class, ..self }
    }

    pub const fn max(self, max: u32) -> Self {
        Self { max, ..self }
    }
}

/// A labelled input. `field` names its fault.
pub fn input(
    like: Input,
    (id, label, hint): (impl Into<String>, impl Into<String>, &str),
    value: String,
    (saving, field): (Saving, &str),
    write: impl Fn(String) + Send + Sync + 'static,
) -> AnyView {
    input_of(like, (id.into(), label.into(), hint.to_owned()), value, (saving, field), Callback::new(write))
}

fn input_of(
    like: Input,
    (id, label, hint): (String, String, String),
    value: String,
    (saving, field): (Saving, &str),
    write: Callback<String>,
) -> AnyView {
    let note = format!("{id}-note");
    let (fault, wrong) = (saving.fault(field), saving.wrong(field));
    view! {
        <Field id=id.clone() label hint fault class=like.class>
            <input id=id class="input w-full" type=like.kind dir=like.dir inputmode=like.mode maxlength=like.max autocomplete="off" aria-describedby=note aria-invalid=wrong value=value on:input=move |ev| write.run(event_target_value(&ev))/>
        </Field>
    }
    .into_any()
}

/// A labelled text of several lines.
pub fn area(
    (id, label, hint): (impl Into<String>, impl Into<String>, &str),
    (rows, max): (u32, u32),
    value: String,
    (saving, field): (Saving, &str),
    write: impl Fn(String) + Send + Sync + 'static,
) -> AnyView {
    let (id, label, hint, write) = (id.into(), label.into(), hint.to_owned(), Callback::new(write));
    let note = format!("{id}-note");
    let (fault, wrong) = (saving.fault(field), saving.wrong(field));
    view! {
        <Field id=id.clone() label hint fault class="w-full">
            <textarea id=id class="textarea w-full" dir="auto" rows=rows maxlength=max aria-describedby=note aria-invalid=wrong prop:value=value.clone() on:input=move |ev| write.run(event_target_value(&ev))>{value.clone()}</textarea>
        </Field>
    }
    .into_any()
}

/// A labelled choice of `(value, name)`.
pub fn select(
    (id, label, class): (impl Into<String>, impl Into<String>, &'static str),
    options: Vec<(String, String)>,
    chosen: &str,
    (saving, field): (Saving, &str),
    write: impl Fn(String) + Send + Sync + 'static,
) -> AnyView {
    let (id, label, write) = (id.into(), label.into(), Callback::new(write));
    let note = format!("{id}-note");
    let (fault, wrong) = (saving.fault(field), saving.wrong(field));
    let options: Vec<_> = options
        .into_iter()
        .map(|(value, name)| {
            let on = value == chosen;
            view! { <option value=value selected=on>{name}</option> }
        })
        .collect();
    view! {
        <Field id=id.clone() label fault class=class>
            <select id=id class="select w-full" aria-describedby=note aria-invalid=wrong on:change=move |ev| write.run(event_target_value(&ev))>{options}</select>
        </Field>
    }
    .into_any()
}

/// Options of records, with an empty one first where `none` names it.
pub fn options(none: Option<&str>, records: &[(i64, String)]) -> Vec<(String, String)> {
    let first = none.map(|name| (String::new(), name.to_owned()));
    first.into_iter().chain(records.iter().map(|(id, name)| (id.to_string(), name.clone()))).collect()
}

/// A tick with its words.
pub fn tick(label: impl Into<String>, on: bool, write: impl Fn(bool) + Send + Sync + 'static) -> AnyView {
    let (label, write) = (label.into(), Callback::new(write));
    view! { <label class="flex items-center gap-2 min-h-8 max-md:min-h-11"><input type="checkbox" class="checkbox checkbox-xs" checked=on on:change=move |ev| write.run(event_target_checked(&ev))/>{label}</label> }.into_any()
}

/// Whether a dialog is open: from when `from` is given something, which `begin` fills the fields with, until it closes and gives it
/// back.
pub fn opened_by<T: Clone + Send + Sync + 'static>(
    from: RwSignal<Option<T>>,
    begin: impl Fn(T) + 'static,
) -> RwSignal<bool> {
    let open = RwSignal::new(false);
    Effect::new(move |_| {
        if let Some(given) = from.get() {
            untrack(|| begin(given));
            open.set(true);
        }
    });
    Effect::new(move |_| {
        if !open.get() {
            from.set(None);
        }
    });
    open
}

/// The button that asks for [`delete_dialog`].
pub fn remove_button(open: RwSignal<bool>) -> AnyView {
    let t = use_page().t;
    view! { <button type="button" class="btn btn-sm max-md:h-11" on:click=move |_| open.set(true)><Icon glyph=Glyph::Trash size=14/>{t.t(K::CostsRemove)}</button> }.into_any()
}

/// Asks before what a page is about is deleted, then leaves the page for `to`.
pub fn delete_dialog<F>(
    open: RwSignal<bool>,
    (title, hint): (K, K),
    to: &'static str,
    delete: impl Fn(String) -> F + Copy + Send + Sync + 'static,
) -> AnyView
where
    F: Future<Output = Result<(), AppError>> + 'static,
{
    let t = use_page().t;
    let saving = Saving::new();
    let navigate = StoredValue::new(use_navigate());
    let save = Callback::new(move |()| {
        saving.run(delete, move |()| {
            open.set(false);
            navigate.with_value(|go| go(to, NavigateOptions::default()));
        });
    });
    view! { <FormDialog open title=Signal::stored(t.t(title).to_owned()) action=t.t(K::CostsRemove) saving save><p class="text-ink-2 mt-1">{t.t(hint)}</p></FormDialog> }.into_any()
}

/// A form in a dialog: fields, what went wrong, cancel and the one action.
#[component]
pub fn FormDialog(
    open: RwSignal<bool>,
    #[prop(into)] title: Signal<String>,
    #[prop(into)] action: String,
    saving: Saving,
    save: Callback<()>,
    #[prop(default = false)] wide: bool,
    /// Whether nothing stands in the way of the action.
    #[prop(default = Signal::stored(true))]
    ready: Signal<bool>,
    children: ChildrenFn,
) -> impl IntoView {
    let t = use_page().t;
    let children = StoredValue::new(children);
    let action = StoredValue::new(action);
    // What went wrong the last time is not the fault of this one.
    Effect::new(move |_| {
        if open.get() {
            saving.error.set(None);
        }
    });
    view! {
        <Dialog open title close=t.t(K::CommonClose) wide>
            <form on:submit=move |ev| { ev.prevent_default(); save.run(()) } novalidate>
                {children.with_value(|children| children())}
                <SavingFault saving/>
                <div class="flex justify-end gap-2 mt-4"><button type="button" class="btn btn-sm btn-ghost max-md:h-11" on:click=move |_| open.set(false)>{t.t(K::CommonCancel)}</button><button class="btn btn-sm btn-primary max-md:h-11" disabled=move || saving.busy.get() || !ready.get()>{action.get_value()}</button></div>
            </form>
        </Dialog>
    }
}
