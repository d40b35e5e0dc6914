//! One change on its way: busy, done, or refused with the reason at its field. A change keeps its id until the server has
//! answered, so that sending it again after a lost connection cannot do it twice.

use crate::{
    context::{Page, use_page},
    error::AppError,
};
use domain::conflict::Stored;
use leptos::prelude::*;
use std::{future::Future, pin::Pin};
use texts::K;
use ui::{Glyph, Icon, Toast, Toasts};

/// The state of a form or a button.
#[derive(Clone, Copy)]
pub struct Saving {
    pub busy: RwSignal<bool>,
    pub error: RwSignal<Option<AppError>>,
    request: StoredValue<String>,
}

type Done = Box<dyn FnOnce()>;
type Running = Pin<Box<dyn Future<Output = Result<Done, AppError>>>>;

/// A fresh id for one change.
pub fn new_request() -> String {
    #[cfg(feature = "hydrate")]
    return uuid::Uuid::new_v4().to_string();
    #[cfg(not(feature = "hydrate"))]
    String::new()
}

impl Saving {
    pub fn new() -> Self {
        Self { busy: RwSignal::new(false), error: RwSignal::new(None), request: StoredValue::new(String::new()) }
    }

    /// What is sent next is another change than the one whose answer was lost; under its id the server would give that
    /// one's answer and store nothing.
    pub fn forget(self) {
        self.request.set_value(String::new());
    }

    /// Runs `call` with the id of this change and hands its answer to `done`. A second click while it runs does nothing.
    pub fn run<T: 'static, F>(self, call: impl FnOnce(String) -> F + 'static, done: impl FnOnce(T) + 'static)
    where
        F: Future<Output = Result<T, AppError>> + 'static,
    {
        // Boxed here, so that all that follows exists once and not for each form.
        self.go(Box::new(move |request| {
            let answer = call(request);
            Box::pin(async move { answer.await.map(|answer| -> Done { Box::new(move || done(answer)) }) })
        }));
    }

    fn go(self, call: Box<dyn FnOnce(String) -> Running>) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.error.set(None);
        if self.request.with_value(String::is_empty) {
            self.request.set_value(new_request());
        }
        let running = call(self.request.get_value());
        leptos::task::spawn_local(async move {
            let answer = running.await;
            // The form may have been left meanwhile.
            if self.busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(done) => {
                    self.request.set_value(String::new());
                    done();
                }
                Err(error) => {
                    if error != AppError::Offline {
                        self.request.set_value(String::new());
                    }
                    let at_fields = matches!(error, AppError::Invalid(_) | AppError::Conflict { .. });
                    self.error.set(Some(error));
                    if at_fields {
                        show_fault();
                    }
                }
            }
        });
    }

    /// The version to save over: that of the record as it was read, or the one whose other side was just shown.
    pub fn version(self, read: i64) -> i64 {
        self.error.with_untracked(|error| match error {
            Some(AppError::Conflict { version, now }) if !now.is_empty() => *version,
            _ => read,
        })
    }

    /// What is wrong with a field, or what somebody else stored in it meanwhile, in words.
    pub fn fault(self, field: impl Into<String>) -> Signal<String> {
        let page = use_page();
        let field = field.into();
        Signal::derive(move || {
            self.error
                .with(|error| match error {
                    Some(AppError::Invalid(faults)) => {
                        let fault = faults.iter().find(|f| f.field == field);
                        fault.map(|f| page.t.code("fault", &texts::snake(&f.fault.to_string())).to_owned())
                    }
                    Some(AppError::Conflict { now, .. }) => now
                        .iter()
                        .find(|d| d.field == field)
                        .map(|d| page.t.f(K::ErrorNow, &[("value", &stored(page, &d.now))])),
                    _ => None,
                })
                .unwrap_or_default()
        })
    }

    /// Whether a field is wrong, for `aria-invalid`.
    pub fn wrong(self, field: impl Into<String>) -> Signal<&'static str> {
        let fault = self.fault(field);
        Signal::derive(move || if fault.with(String::is_empty) { "false" } else { "true" })
    }
}

/// Puts the focus into the first field that is wrong, which may be out of sight; of a dialog, where one is open. The marks are
/// there a moment after the answer.
fn show_fault() {
    use leptos::wasm_bindgen::JsCast;
    request_animation_frame(|| {
        let of = |within: &str| document().query_selector(&format!("{within} [aria-invalid=true]")).ok().flatten();
        let open = document().query_selector("dialog[open]").ok().flatten().is_some();
        let field = of(if open { "dialog[open]" } else { "main" });
        if let Some(field) = field.and_then(|field| field.dyn_into::<web_sys::HtmlElement>().ok()) {
            drop(field.focus());
        }
    });
}

/// Runs a change whose form is gone, such as the way back in a message; what goes wrong is said in another message.
pub fn run_beside<T: 'static, F>(
    page: Page,
    toaster: Toasts,
    call: impl FnOnce(String) -> F + 'static,
    done: impl FnOnce(T) + 'static,
) where
    F: Future<Output = Result<T, AppError>> + 'static,
{
    let running = call(new_request());
    leptos::task::spawn_local(async move {
        match running.await {
            Ok(answer) => done(answer),
            Err(error) => toaster.show(Toast::fault(error.words(page.t))),
        }
    });
}

/// A stored value as this page writes it.
/// What somebody else stored, in words.
pub fn stored(page: Page, value: &Stored) -> String {
    let (t, l) = (page.t, page.l);
    let text = match value {
        Stored::Text(text) => text.clone(),
        Stored::Money(minor) => l.exact_money(*minor),
        Stored::Count(n) => t.int(*n),
        Stored::Day(day) => day.map(|day| l.day(day)).unwrap_or_default(),
        Stored::YesNo(on) => t.t(if *on { K::CommonYes } else { K::CommonNo }).to_owned(),
        Stored::Role(role) => t.code("role", role.as_str()).to_owned(),
        Stored::Word(group, code) => t.code(group, code).to_owned(),
    };
    if text.is_empty() { t.t(K::ErrorNowEmpty).to_owned() } else { text }
}

impl Default for Saving {
    fn default() -> Self {
        Self::new()
    }
}

/// What somebody else stored meanwhile, field by field, for forms whose fields are not all on one page.
#[component]
pub fn Meanwhile(saving: Saving, name: fn(&str) -> Option<K>) -> impl IntoView {
    let page = use_page();
    let t = page.t;
    move || {
        let rows = saving.error.with(|error| match error {
            Some(AppError::Conflict { now, .. }) => now.clone(),
            _ => Vec::new(),
        });
        let rows: Vec<_> = rows
            .into_iter()
            .filter_map(|row| Some((t.t(name(&row.field)?), stored(page, &row.now))))
            .map(|(name, now)| view! { <div class="flex gap-3 py-1 border-b border-line"><dt class="text-ink-2 w-44 shrink-0">{name}</dt><dd class="min-w-0 line-clamp-2" dir="auto">{now}</dd></div> })
            .collect();
        (!rows.is_empty()).then(|| view! { <dl class="mt-2 max-w-2xl text-sm">{rows}</dl> })
    }
}

/// What is wrong with a control that has no [`ui::Field`] around it.
#[component]
pub fn FieldFault(fault: Signal<String>) -> impl IntoView {
    move || {
        let fault = fault.get();
        (!fault.is_empty()).then(|| view! { <div class="fld"><p class="errt" role="alert"><Icon glyph=Glyph::Warn size=13/>{fault}</p></div> })
    }
}

/// What went wrong with a change as a whole, beside its button.
#[component]
pub fn SavingFault(saving: Saving) -> impl IntoView {
    let t = use_page().t;
    move || {
        saving.error.get().map(|error| {
            view! { <p class="mt-3 rounded-lg bg-bad-tint px-3 py-2 flex gap-2" role="alert"><span class="text-bad mt-0.5"><Icon glyph=Glyph::Warn/></span><span>{error.words(t)}</span></p> }
        })
    }
}
