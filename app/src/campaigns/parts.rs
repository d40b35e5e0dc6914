//! The results taken apart: by activity, list, channel, product or person. Each figure opens its rows.

use super::api;
use crate::{
    context::{Page, use_page},
    deviation::Shown,
    wire::Load,
};
use domain::{
    campaign::{By, PartRow, RowsOf},
    metrics::{Figure, Value, value},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use texts::K;

/// Figures of the table, in order; cost belongs to activities and is told there.
const FIGURES: [Figure; 5] =
    [Figure::NewLeads, Figure::ConvertedLeads, Figure::Opportunities, Figure::Won, Figure::Revenue];

#[component]
pub fn Parts(id: i64) -> impl IntoView {
    let t = use_page().t;
    let query = use_query_map();
    let by = Memo::new(move |_| query.with(|q| q.get("by").and_then(|by| By::parse(&by))).unwrap_or(By::List));
    let parts = Load::new(move || by.get(), move |by| api::parts(id, by));
    let chips = move || {
        [By::List, By::Channel, By::Product, By::Person]
            .map(|way| {
                let on = by.get() == way;
                let class = if on { "chip bg-tint! text-link! border-transparent! font-medium" } else { "chip" };
                view! { <a class=class href=format!("/campaigns/{id}?by={}", way.as_str()) aria-current=on.then_some("page")>{t.code("by", way.as_str())}</a> }
            })
            .into_iter()
            .collect::<Vec<_>>()
    };
    view! {
        <section class="mt-9 pt-7 border-t border-line">
            <h2 class="fin">{t.t(K::PartsTitle)}</h2><p class="lab mt-0.5">{t.t(K::PartsHint)}</p>
            <div class="flex flex-wrap gap-2 mt-3" role="group" aria-label=t.t(K::PartsTitle)>{chips}</div>
            {parts.show(move |rows| view! { <Table id by=by.get_untracked() rows/> })}
        </section>
    }
}

fn cell(page: Page, id: i64, by: By, row: &PartRow, figure: Figure) -> AnyView {
    let shown = value(figure, &row.totals);
    let nothing = matches!(shown, Value::Count(0) | Value::Money(0));
    let text = match shown {
        Value::Money(minor) => page.l.amount(minor),
        other => page.l.value(other),
    };
    if nothing {
        return view! { <span class="text-ink-3">{text}</span> }.into_any();
    }
    let of = RowsOf::Part { by, id: row.id, figure }.code();
    view! { <a class="hover:underline" href=format!("/campaigns/{id}/rows?of={of}")>{text}</a> }.into_any()
}

#[component]
fn Table(id: i64, by: By, rows: Vec<PartRow>) -> impl IntoView {
    let page = use_page();
    let t = page.t;
    if rows.is_empty() {
        return view! { <p class="text-ink-2 mt-3">{t.t(K::PartsEmpty)}</p> }.into_any();
    }
    let work = matches!(by, By::Activity | By::List | By::Person);
    let heads = figure_heads(page, &FIGURES);
    let lines: Vec<_> = rows
        .iter()
        .map(|row| {
            let name = if row.name.is_empty() { t.t(K::PartsNone).to_owned() } else { row.name.clone() };
            let cells: Vec<_> = FIGURES.map(|figure| view! { <td class="n">{cell(page, id, by, row, figure)}</td> }).into_iter().collect();
            let done = work.then(|| view! { <td class="n">{format!("{} / {}", t.int(row.done), t.int(row.touches))}</td><td class="n"><Shown value=value(Figure::Contacted, &row.totals)/></td><td class="n"><Shown value=value(Figure::Responders, &row.totals)/></td> });
            view! { <tr><th scope="row" class="flush text-start font-medium"><bdi>{name}</bdi></th>{done}{cells}</tr> }
        })
        .collect();
    let worked = work.then(|| view! { <th scope="col" class="n">{t.t(K::ActivitiesDone)}</th><th scope="col" class="n">{t.t(K::FigureContacted)}</th><th scope="col" class="n">{t.t(K::FigureResponders)}</th> });
    view! {
        <div class="overflow-x-auto mt-3" tabindex="0" role="region" aria-label=t.t(K::PartsTitle)>
            <table class="table tight max-w-5xl"><thead><tr><th scope="col" class="flush">{t.code("by", by.as_str())}</th>{worked}{heads}</tr></thead><tbody>{lines}</tbody></table>
        </div>
    }
    .into_any()
}

/// The heads of columns of figures: each with its currency, and its formula where one points at it.
pub fn figure_heads(page: Page, figures: &[Figure]) -> Vec<AnyView> {
    let (t, l) = (page.t, page.l);
    let head = |figure: &Figure| {
        let name = t.code("figure", figure.as_str());
        let name =
            if figure.is_money() { [name, l.currency.code()].join(t.t(K::CommonComma)) } else { name.to_owned() };
        view! { <th scope="col" class="n" title=t.code("formula", figure.as_str())>{name}</th> }.into_any()
    };
    figures.iter().map(head).collect()
}
