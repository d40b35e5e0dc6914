//! What could not be stored when somebody left the page, until they come back to it.

use super::book::{Sent, Typed};
use crate::saving::Saving;
use leptos::prelude::*;
use std::collections::BTreeMap;

#[cfg(feature = "hydrate")]
thread_local! {
    static LEFT: std::cell::RefCell<std::collections::HashMap<i64, BTreeMap<i64, Typed>>> = std::cell::RefCell::default();
}

/// What was left of a campaign. On the server there is nothing, and of nobody.
pub fn taken(campaign: i64) -> BTreeMap<i64, Typed> {
    #[cfg(feature = "hydrate")]
    return LEFT.with_borrow_mut(|left| left.remove(&campaign)).unwrap_or_default();
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = campaign;
        BTreeMap::new()
    }
}

/// Keeps it when the page is left for another, and asks before the window is closed.
pub fn kept(campaign: i64, typed: RwSignal<BTreeMap<i64, Typed>>, (saving, sent): (Saving, Sent)) {
    #[cfg(feature = "hydrate")]
    {
        let asks = window_event_listener(leptos::ev::beforeunload, move |ev| {
            if typed.try_with_untracked(|typed| !typed.is_empty()).unwrap_or(false) {
                ev.prevent_default();
            }
        });
        on_cleanup(move || {
            asks.remove();
            let Some(mut typed) = typed.try_get_untracked() else { return };
            // What is on its way is stored without us.
            if saving.busy.try_get_untracked().unwrap_or(false) {
                sent.with_value(|sent| typed.retain(|key, _| !sent.iter().any(|(known, _)| known == key)));
            }
            let typed = (!typed.is_empty()).then_some(typed);
            LEFT.with_borrow_mut(|left| left.extend(typed.map(|typed| (campaign, typed))));
        });
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = (campaign, typed, saving, sent);
}
