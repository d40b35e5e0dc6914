//! Why revenue differs from plan, as a waterfall; and what stands behind the first step that keeps too few.

use super::{
    api,
    charts::{chart_words, opener},
};
use crate::{
    context::{Page, use_page},
    wire::Load,
};
use domain::{
    campaign::{Behind, BehindRow, RowsOf, StageRow, Why, WhyPart, first_worse},
    metrics::{Figure, Ratio, Value, waterfall::PartOf},
};
use leptos::prelude::*;
use std::sync::Arc;
use texts::K;
use ui::chart::{ChartFrame, Facts, Fall, Key, Sample, Whole, waterfall};

fn name(page: Page, part: &WhyPart) -> String {
    let t = page.t;
    match part.of {
        PartOf::Volume => t.t(K::WhyVolume).to_owned(),
        PartOf::Step(_) => t.f(K::WhyStep, &[("from", &part.from), ("to", &part.to)]),
        PartOf::Deal => t.t(K::WhyDeal).to_owned(),
        PartOf::NotPlanned => t.t(K::WhyNotPlanned).to_owned(),
        PartOf::Outside => t.t(K::WhyOutside).to_owned(),
    }
}

/// A factor as it is read: people, a conversion, or money.
fn factor(page: Page, part: &WhyPart, ratio: Option<Ratio>) -> String {
    let (t, l) = (page.t, page.l);
    match (part.of, ratio) {
        (_, None) => t.t(K::CommonDash).to_owned(),
        (PartOf::Volume, Some(ratio)) => t.int(ratio.numerator),
        (PartOf::Deal, Some(ratio)) => l.amount(ratio.scaled(1)),
        (_, Some(ratio)) => l.value(Value::Share(ratio)),
    }
}

fn signed(page: Page, minor: i64) -> String {
    let amount = page.l.amount(minor);
    if minor > 0 { format!("+{amount}") } else { amount }
}

fn title(page: Page, why: &Why) -> String {
    let (t, l) = (page.t, page.l);
    let apart = why.actual - why.planned;
    let most =
        why.grouped.iter().filter(|part| part.minor.signum() == apart.signum()).max_by_key(|part| part.minor.abs());
    match most.filter(|_| apart != 0) {
        None => t.t(K::WhySame).to_owned(),
        Some(part) => {
            let key = if apart > 0 { K::WhyAbove } else { K::WhyBelow };
            t.f(
                key,
                &[("amount", &l.money(apart.abs())), ("part", &name(page, part)), ("minor", &signed(page, part.minor))],
            )
        }
    }
}

fn falls(page: Page, campaign: i64, why: &Why, parts: &[WhyPart]) -> Vec<Fall> {
    let (t, l) = (page.t, page.l);
    let whole = |name: K, minor: i64, whole: Whole, href: String| Fall {
        name: t.t(name).to_owned(),
        hint: String::new(),
        from: 0,
        to: minor,
        whole,
        label: l.amount(minor),
        lines: vec![(t.t(K::FigureRevenue).to_owned(), l.money(minor))],
        href,
    };
    let rows = format!("/campaigns/{campaign}/rows?of={}", RowsOf::Figure(Figure::Revenue).code());
    let mut at = why.planned;
    let mut all = vec![whole(K::ChartPlanned, why.planned, Whole::Planned, String::new())];
    for part in parts {
        let (planned, actual) = (factor(page, part, part.planned), factor(page, part, part.actual));
        let named = !matches!(part.of, PartOf::NotPlanned | PartOf::Outside);
        let mut lines = vec![(t.t(K::WhyChange).to_owned(), signed(page, part.minor))];
        if named {
            lines.push((t.t(K::ChartPlanned).to_owned(), planned.clone()));
            lines.push((t.t(K::ChartActual).to_owned(), actual.clone()));
        }
        let hint = if named { format!("{planned} → {actual}") } else { String::new() };
        let to = at + part.minor;
        let (label, href) = (signed(page, part.minor), rows.clone());
        all.push(Fall { name: name(page, part), hint, from: at, to, whole: Whole::Part, label, lines, href });
        at = to;
    }
    all.push(whole(K::ChartActual, why.actual, Whole::Actual, rows));
    all
}

#[component]
pub fn WhyChart(campaign: i64, code: String, why: Why) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let (every, wide) = (RwSignal::new(false), RwSignal::new(560));
    let why = StoredValue::new(why);
    let differ = why.with_value(|why| why.every.len() > why.grouped.len());
    let chart = move || {
        let why = why.get_value();
        let parts = if every.get() { why.every.clone() } else { why.grouped.clone() };
        let row = |part: &WhyPart| {
            let of = if part.of == PartOf::Volume { format!(": {}", part.from) } else { String::new() };
            vec![
                name(page, part) + &of,
                factor(page, part, part.planned),
                factor(page, part, part.actual),
                signed(page, part.minor),
            ]
        };
        let total = |name: K, minor: i64| vec![t.t(name).to_owned(), String::new(), String::new(), l.amount(minor)];
        let mut rows = vec![total(K::ChartPlanned, why.planned)];
        rows.extend(parts.iter().map(row));
        rows.push(total(K::ChartActual, why.actual));
        let facts = Facts {
            heads: [K::WhyPart, K::ChartPlanned, K::ChartActual, K::FigureRevenue].map(|k| t.t(k).to_owned()).to_vec(),
            rows,
        };
        let falls = falls(page, campaign, &why, &parts);
        let key = |sample, name: K| Key { sample, name: t.t(name).to_owned() };
        let keys = vec![
            key(Sample::Outline, K::ChartPlanned),
            key(Sample::Fill("up"), K::WhyRaises),
            key(Sample::Fill("down"), K::WhyLowers),
            key(Sample::Fill("s1"), K::ChartActual),
        ];
        let mirrored = page.is_rtl();
        let draw = Arc::new(move |width: u32| {
            waterfall((width, 300), &falls, &|v| l.short(v), &|text| l.unit(&text), mirrored)
        });
        let file = format!("{code}-why");
        view! { <ChartFrame title=title(page, &why) subtitle=t.f(K::WhySubtitle, &[("currency", l.currency.code())]) keys facts words=chart_words(page) file width=560 wide draw mirrored open=opener()/> }
    };
    let switch = differ.then(|| {
        let button = |all: bool, name: K| view! { <button type="button" class="btn btn-xs max-md:h-11" aria-pressed=move || (every.get() == all).to_string() class=("bg-tint!", move || every.get() == all) on:click=move |_| every.set(all)>{t.t(name)}</button> };
        view! { <div class="join mt-2" role="group" aria-label=t.t(K::WhyPart)>{button(false, K::WhyGrouped)}{button(true, K::WhyEvery)}</div> }
    });
    view! { <div class="min-w-0" data-why="">{chart}{switch}</div> }
}

/// The first step that keeps fewer than is usual, with the activities, lists and suppliers behind it.
#[component]
pub fn BehindStep(campaign: i64, stages: Vec<StageRow>) -> impl IntoView {
    let Some(stage) = first_worse(&stages).and_then(|n| stages.get(n)).map(|stage| stage.id) else {
        return ().into_any();
    };
    let behind = Load::new(move || stage, move |stage| api::behind(campaign, stage));
    view! { <div data-behind="">{behind.show(move |behind| view! { <Rows behind/> })}</div> }.into_any()
}

#[component]
fn Rows(behind: Behind) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let row = |row: BehindRow| {
        let share = Ratio::new(row.reached, row.before).map(|ratio| l.value(Value::Share(ratio)));
        let counts = t.f(K::FunnelBehindRow, &[("reached", &t.int(row.reached)), ("before", &t.int(row.before))]);
        let suppliers = (!row.suppliers.is_empty()).then(|| view! { <span class="lab block">{crate::frame::pieces(row.suppliers.clone(), t.t(K::CommonComma))}</span> });
        view! { <li class="flex gap-3 py-2 border-b border-line"><span class="min-w-0"><bdi>{row.name}</bdi>{suppliers}</span><span class="ms-auto text-end num whitespace-nowrap"><b class="font-medium">{share}</b><span class="lab block"><bdi>{counts}</bdi></span></span></li> }
    };
    let part = |name: K, rows: Vec<BehindRow>| {
        (!rows.is_empty()).then(|| view! { <section class="min-w-0"><h3 class="font-semibold">{t.t(name)}</h3><ul>{rows.into_iter().map(row).collect::<Vec<_>>()}</ul></section> })
    };
    let title = t.f(K::FunnelBehind, &[("stage", &behind.stage), ("norm", &l.value(Value::Share(behind.norm)))]);
    view! {
        <section class="mt-6"><h2 class="fin">{title}</h2><p class="lab mt-0.5">{t.t(K::FunnelBehindHint)}</p>
            <div class="grid md:grid-cols-2 gap-x-10 gap-y-5 mt-3 max-w-4xl">{part(K::FunnelBehindActivities, behind.activities)}{part(K::FunnelBehindLists, behind.lists)}</div>
        </section>
    }
}
