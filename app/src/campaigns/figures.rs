//! The strip of figures on top of the results.

use crate::{
    context::use_page,
    deviation::{DeviationLine, Shown},
};
use domain::{campaign::FigureCell, metrics::Value};
use leptos::prelude::*;
use texts::K;
use ui::{Glyph, Icon};

/// Six figures beside their targets; each opens its rows at the address beside it.
#[component]
pub fn FigureStrip(figures: Vec<(FigureCell, String)>) -> impl IntoView {
    let t = use_page().t;
    let cells: Vec<_> = figures.into_iter().map(|(cell, href)| view! { <Cell cell href/> }).collect();
    view! { <section aria-label=t.t(K::ResultsTitle) class="box grid grid-cols-2 md:grid-cols-3 xl:grid-cols-6 xl:divide-x divide-line mt-4 strip">{cells}</section> }
}

#[component]
fn Cell(cell: FigureCell, href: String) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let code = cell.figure.as_str();
    let incomplete = cell.incomplete.then(|| view! { <span class="text-warn" title=t.t(K::ResultsIncomplete)><Icon glyph=Glyph::Warn size=13/><span class="sr-only">{t.t(K::ResultsIncomplete)}</span></span> });
    let deviation = cell.deviation.map(|deviation| view! { <DeviationLine deviation/> });
    let target = match cell.target {
        Value::Gap(_) => t.t(K::GapNoTarget).to_owned(),
        value => t.f(K::ResultsTarget, &[("value", &l.value(value))]),
    };
    let to_date = match (cell.to_date, cell.judged_on) {
        (_, Some(day)) => Some(t.f(K::ResultsEarly, &[("day", &l.day_short(day))])),
        (Value::Gap(_), None) => None,
        (value, None) => Some(t.f(K::ResultsToDate, &[("value", &l.value(value))])),
    };
    view! {
        <a href=href class="block px-4 py-3 hover:bg-hover" title=t.code("formula", code) data-figure=code>
            <div class="lab flex items-center gap-1">{t.code("figure", code)}{incomplete}</div>
            <div class="num text-2xl font-semibold mt-1 tracking-tight"><Shown value=cell.value/></div>
            <div class="mt-1.5 text-xs min-h-4">{deviation}</div>
            <div class="lab mt-0.5 text-ink-3 num"><bdi>{target}</bdi></div>
            <div class="lab text-ink-3 num min-h-4"><bdi>{to_date}</bdi></div>
        </a>
    }
}
