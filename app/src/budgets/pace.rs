//! Money added up by month: planned, committed, actual, and what is to be expected, beside the limit.

use crate::{
    campaigns::{chart_words, opener},
    context::use_page,
};
use domain::budget::Pace;
use leptos::prelude::*;
use std::sync::Arc;
use texts::K;
use ui::chart::{ChartFrame, Facts, Key, Line, Sample, lines, svg::Ink};

#[component]
pub fn PaceChart(months: Vec<Pace>, limit: Option<i64>, file: String) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let today = page.today;
    let inside: Vec<&Pace> = months.iter().filter(|pace| pace.month.is_some()).collect();
    let sum = |of: fn(&Pace) -> i64, past: bool| {
        let mut sum = 0;
        inside
            .iter()
            .map(|pace| {
                sum += of(pace);
                (!past || pace.month.is_some_and(|month| month.first <= today)).then_some(sum)
            })
            .collect::<Vec<_>>()
    };
    let forecast = sum(|p| p.forecast, false);
    let end = forecast.last().copied().flatten().unwrap_or(0);
    let title = match limit {
        Some(limit) if end > limit => t.f(K::PaceOver, &[("amount", &l.money(end - limit))]),
        Some(limit) => t.f(K::PaceWithin, &[("amount", &l.money(limit - end))]),
        None => t.f(K::PaceTitle, &[("amount", &l.money(end))]),
    };
    let names = [K::ChartPlanned, K::CostsCommitted, K::ChartActual, K::BudgetForecast];
    let row = |pace: &Pace| [pace.planned, pace.committed, pace.actual, pace.forecast].map(|minor| l.amount(minor));
    let spots: Vec<_> = inside
        .iter()
        .filter_map(|pace| {
            let lines = names.iter().zip(row(pace)).map(|(name, value)| (t.t(*name).to_owned(), value)).collect();
            Some((l.month_long(&pace.month?), lines, String::new()))
        })
        .collect();
    let facts = Facts {
        heads: [K::ChartMonth].into_iter().chain(names).map(|k| t.t(k).to_owned()).collect(),
        rows: months
            .iter()
            .map(|pace| {
                let name = pace.month.map_or_else(|| t.t(K::PaceOutside).to_owned(), |month| l.month_long(&month));
                std::iter::once(name).chain(row(pace)).collect()
            })
            .collect(),
    };
    let periods: Vec<String> = inside
        .iter()
        .filter_map(|pace| pace.month)
        .enumerate()
        .map(|(n, month)| l.month(&month, n == 0 || month.month == 1))
        .collect();
    let mut all = vec![
        Line { ink: Ink::PlanLine, values: sum(|p| p.planned, false) },
        Line { ink: Ink::Forecast, values: forecast },
        Line { ink: Ink::Line2, values: sum(|p| p.committed, true) },
        Line { ink: Ink::Line1, values: sum(|p| p.actual, true) },
    ];
    let key = |sample, name: K| Key { sample, name: t.t(name).to_owned() };
    let mut keys = vec![
        key(Sample::Stroke("planl"), K::ChartPlanned),
        key(Sample::Stroke("l2"), K::CostsCommitted),
        key(Sample::Stroke("l1"), K::ChartActual),
        key(Sample::Stroke("l1d"), K::BudgetForecast),
    ];
    if let Some(limit) = limit {
        all.push(Line { ink: Ink::Reference, values: vec![Some(limit); periods.len()] });
        keys.push(key(Sample::Stroke("ref"), K::BudgetLimit));
    }
    let outside = months.iter().find(|pace| pace.month.is_none()).map(|pace| {
        let words =
            t.f(K::PaceOutsideNote, &[("actual", &l.money(pace.actual)), ("committed", &l.money(pace.committed))]);
        view! { <p class="lab mt-1">{words}</p> }
    });
    let mirrored = page.is_rtl();
    let draw =
        Arc::new(move |width: u32| lines((width, 240), &periods, &all, &|v| l.short(v), spots.clone(), mirrored));
    view! { <ChartFrame title subtitle=t.f(K::PaceSubtitle, &[("currency", l.currency.code())]) keys facts words=chart_words(page) file width=1120 draw mirrored open=opener()/>{outside} }
}
