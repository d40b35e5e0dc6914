//! Outcomes that were typed without a network. They are kept in the browser under the id of their change and sent when the
//! server can be reached again; the id makes sure that each arrives once, however often it is sent.

use super::api;
use crate::{context::use_page, error::AppError};
use domain::touch::TouchResult;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use texts::{K, Texts};
use ui::{Glyph, Icon, Toast, Toasts, use_toaster};

/// How often sending is tried while something waits.
const AGAIN: Duration = Duration::from_secs(5);

/// An outcome that waits for the network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    pub request: String,
    pub person: String,
    pub result: TouchResult,
}

/// What waits, oldest first.
#[derive(Clone, Copy)]
pub struct Outbox {
    waiting: RwSignal<Vec<Waiting>>,
    sending: StoredValue<bool>,
    /// Whose it is; colleagues may share a device.
    user: i64,
    texts: Texts,
    toaster: Toasts,
    reload: RwSignal<u32>,
}

impl Outbox {
    /// What was kept, also by an earlier visit, and the tries to send it.
    pub fn new(reload: RwSignal<u32>) -> Self {
        let page = use_page();
        let user = page.context.with_value(|c| c.me.as_ref().map_or(0, |me| me.id));
        let outbox = Self {
            waiting: RwSignal::new(Vec::new()),
            sending: StoredValue::new(false),
            user,
            texts: page.t,
            toaster: use_toaster(),
            reload,
        };
        Effect::new(move |_| {
            outbox.waiting.set(outbox.stored());
            outbox.send();
            let online = window_event_listener(leptos::ev::online, move |_| outbox.send());
            let again = set_interval_with_handle(move || outbox.send(), AGAIN);
            on_cleanup(move || {
                online.remove();
                if let Ok(again) = again {
                    again.clear();
                }
            });
        });
        outbox
    }

    /// Keeps an outcome; an earlier one of the same piece of work gives way to it.
    pub fn keep(self, waiting: Waiting) {
        self.waiting.update(|all| {
            all.retain(|other| other.result.id != waiting.result.id);
            all.push(waiting);
        });
        self.store();
    }

    fn key(self) -> String {
        format!("levak-outcomes-{}", self.user)
    }

    fn stored(self) -> Vec<Waiting> {
        let text = storage().and_then(|storage| storage.get_item(&self.key()).ok().flatten());
        text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
    }

    fn store(self) {
        let Some(storage) = storage() else { return };
        let written = self.waiting.with_untracked(|all| {
            if all.is_empty() {
                storage.remove_item(&self.key())
            } else {
                storage.set_item(&self.key(), &serde_json::to_string(all).unwrap_or_default())
            }
        });
        // A browser without room keeps it as long as the page is open, which the line above the list says.
        drop(written);
    }

    fn send(self) {
        let next = self.waiting.try_with_untracked(|all| all.first().cloned()).flatten();
        let Some(next) = next.filter(|_| !self.sending.get_value()) else { return };
        self.sending.set_value(true);
        leptos::task::spawn_local(async move {
            let answer = api::record(next.request.clone(), next.result.clone()).await;
            if self.sending.try_set_value(false).is_some() {
                return;
            }
            let refused = match answer {
                Err(AppError::Offline | AppError::SignedOut | AppError::Internal(_)) => return,
                Ok(_) => None,
                // Somebody else was faster, or it is not possible any more: said once, and not tried for ever.
                Err(error) => Some(error),
            };
            self.waiting.update(|all| all.retain(|waiting| waiting.request != next.request));
            self.store();
            let t = self.texts;
            self.toaster.show(match refused {
                None => Toast::said(t.f(K::OutboxSent, &[("person", &next.person)])),
                Some(error) => {
                    Toast::fault(t.f(K::OutboxRefused, &[("person", &next.person), ("reason", &error.words(t))]))
                }
            });
            self.reload.update(|n| *n += 1);
            self.send();
        });
    }
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

/// A line that says how many outcomes wait.
#[component]
pub fn OutboxLine(outbox: Outbox) -> impl IntoView {
    let t = use_page().t;
    move || {
        let count = outbox.waiting.with(Vec::len);
        (count > 0).then(|| {
            let words = t.n(K::OutboxWaiting, i64::try_from(count).unwrap_or(0), &[]);
            view! { <p class="mt-3 rounded-lg bg-warn-tint px-3 py-2 flex gap-2 max-w-2xl" role="status" data-outbox=count><span class="text-warn mt-0.5"><Icon glyph=Glyph::Clock/></span><span>{words}</span></p> }
        })
    }
}
