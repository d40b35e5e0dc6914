//! Why a lead has its score, and why it is whose it is.

use super::api;
use crate::{context::use_page, error::AppError};
use domain::{lead::LeadRow, lead_rule::LeadScore};
use leptos::prelude::*;
use texts::K;
use ui::Dialog;

/// The score; it opens the rules that make it.
#[component]
pub fn Score(lead: LeadRow) -> impl IntoView {
    let t = use_page().t;
    let open = RwSignal::new(false);
    let Some(score) = lead.score else { return ().into_any() };
    let title = t.f(K::LeadScoreTitle, &[("name", &lead.person)]);
    let (id, owner) = (lead.id, lead.owner);
    let label = t.f(K::LeadScoreOpen, &[("score", &t.int(score)), ("name", &lead.person)]);
    view! {
        <button type="button" class="l num max-md:min-h-11 max-md:min-w-11" aria-label=label on:click=move |_| open.set(true)><bdi dir="ltr">{t.int(score)}</bdi></button>
        <Dialog open title close=t.t(K::CommonClose)><Why id owner=owner.clone()/></Dialog>
    }
    .into_any()
}

#[component]
fn Why(id: i64, owner: String) -> impl IntoView {
    let t = use_page().t;
    let why = RwSignal::new(None::<Result<LeadScore, AppError>>);
    Effect::new(move |_| {
        leptos::task::spawn_local(async move {
            let answer = api::score(id).await;
            why.try_update(|why| *why = Some(answer));
        });
    });
    move || match why.get() {
        None => view! { <div class="skeleton h-16 mt-3" aria-hidden="true"></div> }.into_any(),
        Some(Err(error)) => view! { <p class="text-bad mt-3" role="alert">{error.words(t)}</p> }.into_any(),
        Some(Ok(why)) => {
            let lines: Vec<_> = why
                .parts
                .into_iter()
                .map(|(name, points)| view! { <div class="flex gap-4 py-2 border-b border-line"><dt class="grow min-w-0"><bdi>{name}</bdi></dt><dd class="num"><bdi dir="ltr">{t.signed(points)}</bdi></dd></div> })
                .collect();
            let none = lines.is_empty().then(|| view! { <p class="text-ink-2 mt-2">{t.t(K::LeadScoreNone)}</p> });
            let given = (!why.given_by.is_empty() && !owner.is_empty()).then(|| {
                view! { <p class="text-ink-2 mt-3">{t.f(K::LeadScoreGiven, &[("owner", &owner), ("rule", &why.given_by)])}</p> }
            });
            view! {
                {none}
                <dl class="mt-2">{lines}<div class="flex gap-4 py-2 font-semibold"><dt class="grow">{t.t(K::CommonTotal)}</dt><dd class="num"><bdi dir="ltr">{t.int(why.total)}</bdi></dd></div></dl>
                {given}
            }
            .into_any()
        }
    }
}
