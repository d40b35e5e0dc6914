//! The comparison as two pictures: money, and kinds of response.

use crate::{
    campaigns::{chart_words, opener},
    context::use_page,
};
use domain::{
    comparison::Compared,
    metrics::{Figure, Value},
    touch::Outcome,
};
use leptos::prelude::*;
use std::sync::Arc;
use texts::K;
use ui::chart::{ChartFrame, Facts, Group, GroupPart, Key, Sample, groups, svg::Ink};

fn page_of(row: &Compared, kinds: bool) -> String {
    if kinds { String::new() } else { format!("/campaigns/{}", row.id) }
}

/// Revenue, cost and profit: what was promised as outlines around the first two.
#[component]
pub fn MoneyChart(rows: Vec<Compared>, title: String, kinds: bool) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let group = |row: &Compared| {
        let totals = row.part.totals;
        let promised = row.part.plan.target(Figure::Revenue);
        let known = totals.cost_lines_with_actual > 0;
        let profit = match row.profit() {
            Value::Money(minor) => Some(minor),
            _ => None,
        };
        let part = |ink, value: Option<i64>, planned: Option<i64>| {
            let shown = value.map_or_else(|| t.t(K::CommonDash).to_owned(), |minor| l.short(minor));
            // The number stands behind the outline, so it says both.
            let label = planned.map_or_else(|| shown.clone(), |planned| format!("{shown} / {}", l.short(planned)));
            GroupPart { ink, value: value.unwrap_or(0), planned, label }
        };
        let line = |name: K, value: Option<i64>| {
            let value = value.map_or_else(|| t.t(K::CommonDash).to_owned(), |minor| l.money(minor));
            (t.t(name).to_owned(), value)
        };
        Group {
            name: row.name.clone(),
            parts: vec![
                part(Ink::Series1, Some(totals.revenue), promised),
                part(Ink::Series2, known.then_some(totals.actual_cost), Some(row.part.plan.cost)),
                part(Ink::Series3, profit, None),
            ],
            lines: vec![
                line(K::FigureRevenue, Some(totals.revenue)),
                line(K::MonthsPlannedRevenue, promised),
                line(K::FigureCost, known.then_some(totals.actual_cost)),
                line(K::MonthsPlannedCost, Some(row.part.plan.cost)),
                line(K::CompareProfit, profit),
            ],
            href: page_of(row, kinds),
        }
    };
    let drawn: Vec<Group> = rows.iter().map(group).collect();
    let facts = Facts {
        heads: std::iter::once(t.t(if kinds { K::ResultsKind } else { K::CampaignsOne }).to_owned())
            .chain(
                [K::FigureRevenue, K::MonthsPlannedRevenue, K::FigureCost, K::MonthsPlannedCost, K::CompareProfit]
                    .map(|k| t.t(k).to_owned()),
            )
            .collect(),
        rows: drawn
            .iter()
            .map(|group| {
                std::iter::once(group.name.clone()).chain(group.lines.iter().map(|(_, value)| value.clone())).collect()
            })
            .collect(),
    };
    let key = |sample, name: K| Key { sample, name: t.t(name).to_owned() };
    let keys = vec![
        key(Sample::Outline, K::ChartPlanned),
        key(Sample::Fill("s1"), K::FigureRevenue),
        key(Sample::Fill("s2"), K::FigureCost),
        key(Sample::Fill("s3"), K::CompareProfit),
    ];
    let mirrored = page.is_rtl();
    let draw = Arc::new(move |width: u32| groups(width, &drawn, false, mirrored));
    view! { <ChartFrame title subtitle=t.f(K::CompareMoneyHint, &[("currency", l.currency.code())]) keys facts words=chart_words(page) file="comparison-money".to_owned() width=1120 draw mirrored open=opener()/> }
}

/// The series of a kind of response, in the order of the kinds.
const SERIES: [(Outcome, Ink, &str); 6] = [
    (Outcome::Interested, Ink::Series1, "s1"),
    (Outcome::CallBack, Ink::Series2, "s2"),
    (Outcome::NotInterested, Ink::Series3, "s3"),
    (Outcome::DoNotContact, Ink::Series4, "s4"),
    (Outcome::WrongNumber, Ink::Series5, "s5"),
    (Outcome::NoAnswer, Ink::Series6, "s6"),
];

#[component]
pub fn ResponsesChart(rows: Vec<Compared>, kinds: bool) -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let of = |row: &Compared, outcome: Outcome| {
        row.responses.iter().find(|(known, _)| *known == outcome).map_or(0, |(_, n)| *n)
    };
    let used: Vec<_> =
        SERIES.into_iter().filter(|(outcome, ..)| rows.iter().any(|row| of(row, *outcome) > 0)).collect();
    let group = |row: &Compared| Group {
        name: row.name.clone(),
        parts: used
            .iter()
            .map(|(outcome, ink, _)| GroupPart {
                ink: *ink,
                value: of(row, *outcome),
                planned: None,
                label: t.int(of(row, *outcome)),
            })
            .collect(),
        lines: used
            .iter()
            .map(|(outcome, ..)| (t.code("outcome", outcome.as_str()).to_owned(), t.int(of(row, *outcome))))
            .collect(),
        href: if kinds { String::new() } else { format!("/campaigns/{}/responses", row.id) },
    };
    let drawn: Vec<Group> = rows.iter().map(group).collect();
    let all: i64 = rows.iter().map(Compared::responded).sum();
    let most = rows.iter().max_by_key(|row| row.responded()).filter(|row| rows.len() > 1 && row.responded() > 0);
    let title = most.map_or_else(
        || t.t(K::CompareResponses).to_owned(),
        |row| {
            t.f(
                K::CompareResponsesFinding,
                &[("name", &row.name), ("n", &t.int(row.responded())), ("all", &t.int(all))],
            )
        },
    );
    let facts = Facts {
        heads: std::iter::once(t.t(if kinds { K::ResultsKind } else { K::CampaignsOne }).to_owned())
            .chain(used.iter().map(|(outcome, ..)| t.code("outcome", outcome.as_str()).to_owned()))
            .collect(),
        rows: drawn
            .iter()
            .map(|group| {
                std::iter::once(group.name.clone()).chain(group.lines.iter().map(|(_, value)| value.clone())).collect()
            })
            .collect(),
    };
    let keys = used
        .iter()
        .map(|(outcome, _, class)| Key {
            sample: Sample::Fill(class),
            name: t.code("outcome", outcome.as_str()).to_owned(),
        })
        .collect();
    let mirrored = page.is_rtl();
    let draw = Arc::new(move |width: u32| groups(width, &drawn, true, mirrored));
    view! { <ChartFrame title subtitle=t.t(K::CompareResponsesHint).to_owned() keys facts words=chart_words(page) file="comparison-responses".to_owned() width=1120 draw mirrored open=opener()/> }
}
