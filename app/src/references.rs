//! Reference funnels: what campaigns of a kind usually do, its versions, and the editor of the next one.

pub mod api;
mod edit;

use crate::{
    channels::AnalysisTabs,
    context::use_page,
    frame::{Empty, Heading},
    loaded::reloader,
    wire::Load,
};
use domain::{
    metrics::Value,
    reference::{Reference, ReferenceView},
    rights::UseCase,
};
use edit::Editor;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use texts::K;

#[component]
pub fn ReferencesPage() -> impl IntoView {
    let t = use_page().t;
    let query = use_query_map();
    let kind = Memo::new(move |_| query.with(|q| q.get("kind").and_then(|kind| kind.parse::<i64>().ok())));
    let reload = reloader();
    let view = Load::new(move || (kind.get(), reload.get()), |(kind, _)| api::view(kind));
    view! {
        <main id="main" class="page">
            <Heading title=t.t(K::ReferenceTitle)/>
            <AnalysisTabs current=K::ReferenceTitle/>
            {view.show(move |view| view! { <OfKind view reload/> })}
        </main>
    }
}

#[component]
fn OfKind(view: ReferenceView, reload: RwSignal<u32>) -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let chips: Vec<_> = view
        .kinds
        .iter()
        .map(|(id, name)| {
            let on = *id == view.kind;
            let class = if on { "chip bg-tint! text-link! border-transparent! font-medium" } else { "chip" };
            view! { <a class=class href=format!("/analysis/references?kind={id}") aria-current=on.then_some("page")><bdi>{name.clone()}</bdi></a> }
        })
        .collect();
    let current = view.versions.iter().find(|version| Some(version.version) == view.current).cloned();
    let shown = match current {
        Some(version) => view! { <Norms version/> }.into_any(),
        None => view! { <Empty what=t.t(K::ReferenceNone) next=t.t(K::ReferenceNoneNext)/> }.into_any(),
    };
    let others: Vec<_> = view.versions.iter().filter(|version| Some(version.version) != view.current).cloned().map(|version| view! { <details class="border-b border-line"><summary class="py-2.5 min-h-11 cursor-pointer">{told(page, &version)}</summary><Norms version/></details> }).collect();
    let earlier = (!others.is_empty()).then(
        || view! { <section class="mt-8 max-w-4xl"><h2 class="fin">{t.t(K::ReferenceVersions)}</h2>{others}</section> },
    );
    let editor = page.may(UseCase::ReferenceSave).then(|| view! { <Editor view=view.clone() reload/> });
    view! { <div class="flex flex-wrap gap-2 mt-4" role="group" aria-label=t.t(K::ResultsKind)>{chips}</div>{shown}{earlier}{editor} }
}

/// A version in one line.
fn told(page: crate::context::Page, version: &Reference) -> String {
    let (t, l) = (page.t, page.l);
    let from = match version.campaigns.len() {
        0 => t.t(K::ReferenceByHand).to_owned(),
        n => t.n(K::ReferenceFrom, i64::try_from(n).unwrap_or(0), &[]),
    };
    t.f(
        K::ReferenceVersion,
        &[
            ("version", &t.plain(version.version)),
            ("day", &l.day(version.valid_from)),
            ("from", &from),
            ("name", &version.by),
        ],
    )
}

#[component]
fn Norms(version: Reference) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let dash = || t.t(K::CommonDash).to_owned();
    let rows: Vec<_> = version
        .norms
        .iter()
        .enumerate()
        .map(|(n, (_, name, norm))| {
            let (share, of) = match norm.step {
                Some(step) => (l.value(Value::Share(step)), format!("{} / {}", t.int(step.numerator), t.int(step.denominator))),
                None if n == 0 => (String::new(), String::new()),
                None => (dash(), String::new()),
            };
            // A share typed in percent has no people behind it.
            let of = if norm.step.is_some_and(|step| step.denominator == 10_000) { String::new() } else { of };
            let days = if norm.days > 0 { t.int(norm.days) } else { String::new() };
            let cost = if norm.entry_cost > 0 { l.amount(norm.entry_cost) } else { String::new() };
            view! { <tr><th scope="row" class="flush text-start font-medium"><bdi>{name.clone()}</bdi></th><td class="n">{share}</td><td class="n text-ink-2"><bdi>{of}</bdi></td><td class="n">{days}</td><td class="n">{cost}</td></tr> }
        })
        .collect();
    let deal = version.deal.map_or_else(dash, |minor| l.money(minor));
    let judged = t.f(
        K::ReferenceJudged,
        &[
            ("deal", &deal),
            ("least", &t.int(version.judging.least)),
            ("tolerance", &t.decimal(version.judging.tolerance_bp, 2, 0)),
        ],
    );
    let campaigns = version.campaigns.iter().map(|(_, name)| name.clone()).collect::<Vec<_>>();
    let note = (!version.note.is_empty()).then(|| view! { <p class="mt-2" dir="auto">{version.note.clone()}</p> });
    view! {
        <section class="mt-5 max-w-4xl" data-version=version.version.to_string()>
            <h2 class="fin">{told(page, &version)}</h2><p class="lab mt-0.5">{judged}</p>{note}
            <div class="overflow-x-auto mt-2" tabindex="0" role="region" aria-label=told(page, &version)>
                <table class="table tight"><thead><tr><th scope="col" class="flush">{t.t(K::FunnelStage)}</th><th scope="col" class="n">{t.t(K::ReferenceStep)}</th><th scope="col" class="n">{t.t(K::ReferenceCounts)}</th><th scope="col" class="n">{t.t(K::ReferenceDays)}</th><th scope="col" class="n">{t.f(K::ReferenceCost, &[("currency", l.currency.code())])}</th></tr></thead><tbody>{rows}</tbody></table>
            </div>
            <p class="lab mt-1">{crate::frame::pieces(campaigns, t.t(K::CommonComma))}</p>
        </section>
    }
}
