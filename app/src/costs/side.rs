//! Beside the grid: money by month, and what is left of the budgets that it belongs to.

use super::book::Book;
use crate::{
    campaigns::{chart_words, opener},
    context::use_page,
};
use domain::{
    budget::BudgetLeft,
    cost::{SheetMonth, SheetSum},
};
use leptos::prelude::*;
use std::sync::Arc;
use texts::K;
use ui::chart::{ChartFrame, Facts, Key, Line, Sample, lines, svg::Ink};

#[component]
pub fn Side(book: Book) -> impl IntoView {
    let t = use_page().t;
    let left = move || {
        let budgets = book.sheet.with(|sheet| sheet.budgets.clone());
        let rows: Vec<_> = budgets.into_iter().map(|budget| view! { <Left budget/> }).collect();
        if rows.is_empty() {
            view! { <p class="text-ink-2 mt-2">{t.t(K::BudgetNoneHere)}</p> }.into_any()
        } else {
            view! { <Legend/>{rows} }.into_any()
        }
    };
    // A component reads nothing anew by itself.
    let cumulative = move || {
        let (months, total, code) = book.sheet.with(|sheet| (sheet.months.clone(), sheet.total, sheet.code.clone()));
        view! { <Cumulative months total code/> }
    };
    view! { <aside class="min-w-0">{cumulative}<section class="mt-7"><h2 class="fin">{t.t(K::BudgetLeftTitle)}</h2>{left}</section></aside> }
}

/// The hatch of bound money, once a page.
#[component]
pub fn Hatch() -> impl IntoView {
    view! { <svg class="c sr-only" width="0" height="0" aria-hidden="true"><defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line x1="0" y1="0" x2="0" y2="6" class="hl"/></pattern></defs></svg> }
}

#[component]
pub fn Legend() -> impl IntoView {
    let t = use_page().t;
    let key = move |class: &'static str, name: K| {
        view! { <li class="key"><svg class="c w-auto!" width="14" height="10" aria-hidden="true"><rect x="1" y="1" width="12" height="8" class=class/></svg>{t.t(name)}</li> }
    };
    view! { <Hatch/><ul class="flex flex-wrap gap-x-4 gap-y-1 mt-2">{key("plan", K::BudgetLimit)}{key("hatch", K::CostsCommitted)}{key("s1", K::ChartActual)}</ul> }
}

/// A budget as a bar: the limit as outline, what is bound hatched, what is paid solid.
#[component]
pub fn Left(budget: BudgetLeft) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let left = budget.left();
    let class = if left < 0 { "num font-semibold text-bad" } else { "num font-semibold" };
    let words = t.f(K::BudgetOf, &[("limit", &l.amount(budget.limit))]);
    view! {
        <div class="mt-4" data-budget=budget.id>
            <div class="flex items-baseline gap-2 text-sm"><a class="font-medium hover:underline min-w-0 truncate" href=format!("/budget/{}", budget.id)><bdi>{budget.name.clone()}</bdi></a><span class="ms-auto whitespace-nowrap text-ink-2">{t.t(K::BudgetLeft)}" "<b class=class><bdi>{l.amount(left)}</bdi></b>" "{words}</span></div>
            <BudgetBar limit=budget.limit exposure=budget.sums.exposure actual=budget.sums.actual/>
        </div>
    }
}

/// The bar of a budget. What goes over its limit is drawn beyond it, and the whole is scaled to fit. `more` is what would come
/// on top.
#[component]
pub fn BudgetBar(limit: i64, exposure: i64, actual: i64, #[prop(default = 0)] more: i64) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let all = limit.max(exposure.saturating_add(more)).max(actual).max(1);
    let part = |minor: i64| domain::metrics::Ratio { numerator: minor.max(0), denominator: all }.scaled(1000);
    let rtl = page.is_rtl();
    let percent = |tenths: i64| format!("{}%", domain::decimal::write(tenths, 1));
    let label = t.f(
        K::BudgetBarLabel,
        &[("limit", &l.money(limit)), ("bound", &l.money(exposure)), ("actual", &l.money(actual))],
    );
    let rect = move |from: i64, width: i64, (y, height): (&'static str, &'static str), class: &'static str| {
        let x = if rtl { 1000 - from - width } else { from };
        view! { <rect x=percent(x) y=y width=percent(width) height=height class=class/> }
    };
    let (bound, with) = (part(exposure), part(more));
    view! {
        <svg class="c w-full h-4! mt-1.5" width="100%" height="16" role="img" aria-label=label>
            {rect(0, part(limit), ("1", "14"), "plan")}{rect(0, bound, ("1", "14"), "hatch")}{(more > 0).then(|| rect(bound, with, ("1", "14"), "this"))}{rect(0, part(actual), ("4", "8"), "s1")}
        </svg>
    }
}

/// Planned, committed and actual money added up by month.
#[component]
fn Cumulative(months: Vec<SheetMonth>, total: SheetSum, code: String) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    if months.is_empty() {
        return ().into_any();
    }
    let promised = total.promised.unwrap_or(total.sums.planned);
    let bound = total.sums.exposure;
    let title = if bound > promised {
        t.f(K::CostsBoundAbove, &[("amount", &l.money(bound - promised))])
    } else {
        t.f(K::CostsBoundWithin, &[("amount", &l.money(promised - bound))])
    };
    let today = page.today;
    let sum = |of: fn(&SheetMonth) -> i64, past: bool| {
        let mut sum = 0;
        months
            .iter()
            .map(|month| {
                sum += of(month);
                (!past || month.month.first <= today).then_some(sum)
            })
            .collect::<Vec<_>>()
    };
    let (planned, committed, actual) = (sum(|m| m.planned, false), sum(|m| m.committed, true), sum(|m| m.actual, true));
    let periods: Vec<String> =
        months.iter().enumerate().map(|(n, m)| l.month(&m.month, n == 0 || m.month.month == 1)).collect();
    let written =
        |value: Option<&Option<i64>>| value.copied().flatten().map_or_else(String::new, |minor| l.amount(minor));
    let row = |n: usize| [written(planned.get(n)), written(committed.get(n)), written(actual.get(n))];
    let names = [K::ChartPlanned, K::CostsCommitted, K::ChartActual];
    let spots: Vec<_> = months
        .iter()
        .enumerate()
        .map(|(n, month)| {
            let lines = names.iter().zip(row(n)).map(|(name, value)| (t.t(*name).to_owned(), value)).collect();
            (l.month_long(&month.month), lines, String::new())
        })
        .collect();
    let facts = Facts {
        heads: [K::ChartMonth].into_iter().chain(names).map(|k| t.t(k).to_owned()).collect(),
        rows: months
            .iter()
            .enumerate()
            .map(|(n, month)| std::iter::once(l.month_long(&month.month)).chain(row(n)).collect())
            .collect(),
    };
    let all = vec![
        Line { ink: Ink::PlanLine, values: planned },
        Line { ink: Ink::Line2, values: committed },
        Line { ink: Ink::Line1, values: actual },
    ];
    let key = |sample, name: K| Key { sample, name: t.t(name).to_owned() };
    let keys = vec![
        key(Sample::Stroke("planl"), K::ChartPlanned),
        key(Sample::Stroke("l2"), K::CostsCommitted),
        key(Sample::Stroke("l1"), K::ChartActual),
    ];
    let mirrored = page.is_rtl();
    let draw =
        Arc::new(move |width: u32| lines((width, 190), &periods, &all, &|v| l.short(v), spots.clone(), mirrored));
    view! { <ChartFrame title subtitle=t.f(K::CostsCumulative, &[("currency", l.currency.code())]) keys facts words=chart_words(page) file=format!("{code}-costs") width=304 draw mirrored open=opener()/> }.into_any()
}

/// Lines that were promised and are gone.
#[component]
pub fn Gone(book: Book) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    move || {
        let gone = book.sheet.with(|sheet| sheet.gone.clone());
        (!gone.is_empty()).then(|| {
            let rows: Vec<_> = gone
                .into_iter()
                .map(|(article, minor)| view! { <li class="flex gap-3 py-1"><bdi class="line-through text-ink-2">{article}</bdi><span class="num ms-auto">{l.amount(minor)}</span></li> })
                .collect();
            view! { <section class="mt-5 max-w-md"><h3 class="font-semibold">{t.t(K::CostsGone)}</h3><ul class="mt-1">{rows}</ul></section> }
        })
    }
}
