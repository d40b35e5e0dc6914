//! Short messages about what happened, with the way back.

use crate::icon::{Glyph, Icon};
use leptos::prelude::*;
use std::time::Duration;

/// How long a message stays; longer while the pointer or the focus is on it.
const STAYS: Duration = Duration::from_secs(8);

/// A message. `undo` is the word on its button and what it does.
#[derive(Clone)]
pub struct Toast {
    pub text: String,
    pub fault: bool,
    pub undo: Option<(String, Callback<()>)>,
}

impl Toast {
    pub fn said(text: impl Into<String>) -> Self {
        Self { text: text.into(), fault: false, undo: None }
    }

    pub fn fault(text: impl Into<String>) -> Self {
        Self { text: text.into(), fault: true, undo: None }
    }
}

/// Where messages are put.
#[derive(Clone, Copy)]
pub struct Toasts {
    shown: RwSignal<Vec<(u32, Toast)>>,
    next: StoredValue<u32>,
    held: RwSignal<bool>,
    /// Dialogs that show the messages in place of the page.
    dialogs: RwSignal<u32>,
}

impl Toasts {
    pub fn show(self, toast: Toast) {
        let id = self.next.get_value();
        self.next.set_value(id + 1);
        self.shown.update(|shown| {
            shown.push((id, toast));
            if shown.len() > 3 {
                shown.remove(0);
            }
        });
        self.later(id);
    }

    fn later(self, id: u32) {
        set_timeout(
            move || {
                if self.held.get_untracked() {
                    self.later(id);
                } else {
                    self.close(id);
                }
            },
            STAYS,
        );
    }

    fn close(self, id: u32) {
        self.shown.update(|shown| shown.retain(|(other, _)| *other != id));
    }
}

/// The place for messages of the nearest [`Toaster`].
pub fn use_toaster() -> Toasts {
    use_context::<Toasts>().unwrap_or_else(|| Toasts {
        shown: RwSignal::new(Vec::new()),
        next: StoredValue::new(0),
        held: RwSignal::new(false),
        dialogs: RwSignal::new(0),
    })
}

/// Makes a place for messages around `children`.
#[component]
pub fn Toaster(#[prop(into)] close: String, children: Children) -> impl IntoView {
    let toasts = Toasts {
        shown: RwSignal::new(Vec::new()),
        next: StoredValue::new(0),
        held: RwSignal::new(false),
        dialogs: RwSignal::new(0),
    };
    provide_context(toasts);
    let word = close.clone();
    view! {
        {children()}
        <ToastList close=word/>
    }
}

/// The messages themselves. A modal dialog shows them too, because everything outside of it cannot be reached.
#[component]
pub fn ToastList(#[prop(into)] close: String, #[prop(default = false)] in_dialog: bool) -> impl IntoView {
    let toasts = use_toaster();
    let close = StoredValue::new(close);
    if in_dialog {
        toasts.dialogs.update(|n| *n += 1);
        on_cleanup(move || {
            toasts.dialogs.try_update(|n| *n -= 1);
        });
    }
    let shown = move || if in_dialog || toasts.dialogs.get() == 0 { toasts.shown.get() } else { Vec::new() };
    let hold = move |on: bool| move || toasts.held.set(on);
    let (enter, leave, focus, blur) = (hold(true), hold(false), hold(true), hold(false));
    view! {
        <div
            class="toasts"
            aria-live="polite"
            on:pointerenter=move |_| enter()
            on:pointerleave=move |_| leave()
            on:focusin=move |_| focus()
            on:focusout=move |_| blur()
        >
            <For each=shown key=|(id, _)| *id let((id, toast))>
                <div class="pop flex items-center gap-3 px-4 py-2.5 min-h-11" role=if toast.fault { "alert" } else { "status" }>
                    <span class=if toast.fault { "text-bad" } else { "text-good" }>
                        <Icon glyph=if toast.fault { Glyph::Warn } else { Glyph::Check }/>
                    </span>
                    <span class="grow min-w-0">{toast.text}</span>
                    {toast.undo.map(|(word, back)| {
                        let undo = move |_| {
                            toasts.close(id);
                            back.run(());
                        };
                        view! { <button type="button" class="btn btn-sm btn-ghost text-link!" on:click=undo>{word}</button> }
                    })}
                    <button type="button" class="btn btn-xs btn-ghost btn-square max-md:size-11" aria-label=move || close.get_value() on:click=move |_| toasts.close(id)>
                        <Icon glyph=Glyph::X size=14/>
                    </button>
                </div>
            </For>
        </div>
    }
}
