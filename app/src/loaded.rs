//! Pages of data: the shape while it loads, the data, or what went wrong.

use crate::{
    context::use_page,
    error::AppError,
    wire::{Packed, Wire},
};
use leptos::prelude::*;
use std::sync::Arc;
use texts::K;
use ui::{Glyph, Icon};

pub type Answer<T> = Result<T, AppError>;

type Show = Arc<dyn Fn(Wire) -> Answer<AnyView> + Send + Sync>;

/// Shows what a resource answers.
pub(crate) fn shown(resource: Resource<Wire, Packed>, show: Show) -> AnyView {
    view! {
        <Transition fallback=|| view! { <Waiting/> }>
            {move || {
                let show = Arc::clone(&show);
                Suspend::new(async move {
                    match show(resource.await) {
                        Ok(view) => view,
                        Err(error) => view! { <Failed error/> }.into_any(),
                    }
                })
            }}
        </Transition>
    }
    .into_any()
}

/// Bars in the shape of a table.
#[component]
pub fn Waiting() -> impl IntoView {
    let bars: Vec<_> = (0..6).map(|_| view! { <div class="skeleton h-6 mt-3"></div> }).collect();
    view! { <div class="mt-6 waiting" aria-hidden="true">{bars}</div> }
}

/// What went wrong, what to do.
#[component]
pub fn Failed(error: AppError) -> impl IntoView {
    let t = use_page().t;
    #[cfg(feature = "ssr")]
    crate::request::set_status(&error);
    let again = matches!(error, AppError::Offline | AppError::Internal(_) | AppError::Conflict { .. });
    let way = if error == AppError::SignedOut {
        view! { <a class="btn btn-sm btn-primary mt-4" href="/sign-in" rel="external">{t.t(K::SignInTitle)}</a> }
            .into_any()
    } else if again {
        view! { <button type="button" class="btn btn-sm mt-4" on:click=|_| reload_page()>{t.t(K::ErrorReload)}</button> }.into_any()
    } else {
        view! { <a class="btn btn-sm mt-4" href="/campaigns">{t.t(K::ErrorToCampaigns)}</a> }.into_any()
    };
    view! {
        <div class="py-16 max-w-md" role="alert">
            <span class="text-bad"><Icon glyph=Glyph::Warn size=20/></span>
            <p class="text-base mt-2">{error.words(t)}</p>
            {way}
        </div>
    }
}

fn reload_page() {
    #[cfg(feature = "hydrate")]
    drop(window().location().reload());
}

/// A counter that a resource depends on; adding to it loads again.
pub fn reloader() -> RwSignal<u32> {
    RwSignal::new(0)
}
