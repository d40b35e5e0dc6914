//! Lines as cards, for narrow screens: a tap opens the whole line.

use super::{book::Book, table};
use crate::context::use_page;
use domain::cost::LineRow;
use leptos::prelude::*;
use texts::K;

/// Lines of one activity that are drawn at once.
const SHOWN: usize = 100;

#[component]
pub fn Cards(book: Book, open: RwSignal<Option<i64>>) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let groups = move || {
        book.sheet.with(|sheet| {
            table::groups(page, sheet)
                .into_iter()
                .filter_map(|(activity, name, _)| {
                    let lines: Vec<LineRow> = sheet.lines.iter().filter(|line| line.activity == activity).take(SHOWN).cloned().collect();
                    let sum = sheet.sums.iter().find(|sum| sum.activity == activity).copied()?;
                    let rest = sum.lines - i64::try_from(lines.len()).unwrap_or(0);
                    let rest = (rest > 0).then(|| view! { <p class="lab py-2">{t.n(K::CostsMoreOnDesk, rest, &[])}</p> });
                    let rows: Vec<_> = lines.into_iter().map(|line| view! { <Card line open/> }).collect();
                    Some(view! { <section class="mt-5"><h2 class="flex gap-3 font-semibold"><bdi class="min-w-0 truncate">{name}</bdi><span class="num ms-auto">{l.amount(sum.sums.planned)}</span></h2><ul>{rows}</ul>{rest}</section> })
                })
                .collect::<Vec<_>>()
        })
    };
    let empty = move || {
        book.sheet
            .with(|sheet| sheet.lines.is_empty())
            .then(|| view! { <p class="text-ink-2 mt-3">{t.t(K::CostsEmpty)}</p> })
    };
    let total = move || {
        let sums = book.sheet.with(|sheet| sheet.total.sums);
        let fact = |name: K, minor: i64| view! { <div><dt class="lab">{t.t(name)}</dt><dd class="num font-semibold">{l.amount(minor)}</dd></div> };
        view! { <dl class="grid grid-cols-3 gap-3 box p-3 mt-3">{fact(K::ChartPlanned, sums.planned)}{fact(K::CostsCommitted, sums.committed)}{fact(K::ChartActual, sums.actual)}</dl> }
    };
    view! { {total}{empty}{groups} }
}

#[component]
fn Card(line: LineRow, open: RwSignal<Option<i64>>) -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let l = texts::Locale { currency: line.currency, ..page.l };
    let id = line.id;
    let amount = |name: K, minor: Option<i64>| {
        minor
            .map(|minor| view! { <span>{t.t(name)}" "<b class="num font-medium text-ink">{l.amount(minor)}</b></span> })
    };
    let closed = line.amounts.closed.then(|| view! { <span class="tag">{t.t(K::CostsClosed)}</span> });
    view! {
        <li class="border-b border-line"><button type="button" class="w-full text-start py-2.5 min-h-14" on:click=move |_| open.set(Some(id))>
            <span class="flex gap-3"><bdi class="font-medium min-w-0">{line.article.clone()}</bdi><span class="num ms-auto">{l.money(line.amounts.planned)}</span></span>
            <span class="flex flex-wrap gap-x-3 lab">{(!line.supplier.is_empty()).then(|| view! { <bdi>{line.supplier.clone()}</bdi> })}{amount(K::CostsCommitted, line.amounts.committed)}{amount(K::ChartActual, line.amounts.actual)}{closed}</span>
        </button></li>
    }
}
