//! The funnel and the months of a campaign as charts whose titles say what they show.

use super::funnel::{Stage, StageFunnel};
use crate::context::{Page, use_page};
use chrono::NaiveDate;
use domain::{
    campaign::{CampaignView, FigureCell, MonthRow, RowsOf, StageRow, first_worse},
    metrics::{Ratio, Value, funnel::PEOPLE_MIN},
};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use std::sync::Arc;
use texts::K;
use ui::chart::{Bar, ChartFrame, ChartWords, Facts, Key, Panel, Sample, bars, svg::Ink};

/// The words around every chart.
pub fn chart_words(page: Page) -> ChartWords {
    let t = page.t;
    ChartWords {
        as_table: t.t(K::ChartAsTable).to_owned(),
        as_chart: t.t(K::ChartAsChart).to_owned(),
        save_as: t.t(K::ChartSaveAs).to_owned(),
        csv: t.t(K::ChartCsv).to_owned(),
        svg: t.t(K::ChartSvg).to_owned(),
        png: t.t(K::ChartPng).to_owned(),
    }
}

/// Goes to another page of the application, for the bars of a chart.
pub fn opener() -> Callback<String> {
    let navigate = use_navigate();
    Callback::new(move |href: String| navigate(&href, leptos_router::NavigateOptions::default()))
}

/// Half-days as days: `14`, `2.5`.
pub fn days(page: Page, doubled: i64) -> String {
    page.t.decimal(doubled * 5, 1, 0)
}

#[component]
pub fn FunnelChart(campaign: CampaignView) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let worse = first_worse(&campaign.stages).and_then(|n| campaign.stages.get(n));
    let found = worse.and_then(|stage| {
        let judged = stage.judged.as_ref()?;
        let share = l.share(Ratio::new(judged.reached, judged.before)?);
        Some(t.f(K::FunnelWorseFinding, &[("stage", &stage.name), ("share", &share), ("norm", &l.share(judged.norm))]))
    });
    let title = match &campaign.weakest {
        _ if found.is_some() => found.unwrap_or_default(),
        Some((stage, ratio)) => t.f(K::FunnelFinding, &[("stage", stage), ("share", &l.share(*ratio))]),
        None => t.t(K::FunnelTitle).to_owned(),
    };
    let cohort = t.n(K::FunnelSubtitle, campaign.cohort, &[("kind", &campaign.kind)]);
    let held = campaign.reference.as_ref().map(|reference| {
        let tolerance = t.decimal(reference.tolerance_bp, 2, 0);
        let words = [
            ("version", t.plain(reference.version)),
            ("day", l.day(reference.valid_from)),
            ("tolerance", tolerance),
            ("least", t.int(reference.least)),
        ];
        t.f(K::FunnelReference, &words.each_ref().map(|(name, value)| (*name, value.as_str())))
    });
    let subtitle = held.map_or(cohort.clone(), |held| format!("{cohort} {held}"));
    let stage = |s: &StageRow| Stage {
        name: s.name.clone(),
        count: s.count,
        step: s.step,
        planned: s.planned,
        median_doubled: s.median_doubled,
        control: s.control,
        judged: s.judged.clone().zip(campaign.reference.as_ref().map(|r| r.tolerance_bp)),
        to_here_doubled: s.to_here_doubled,
        href: format!("/campaigns/{}/rows?of={}", campaign.id, RowsOf::Stage(s.id).code()),
    };
    let stages: Vec<_> = campaign.stages.iter().map(stage).collect();
    let file = format!("{}-funnel", campaign.code);
    view! { <StageFunnel stages of=K::FunnelPeople least=PEOPLE_MIN title subtitle file/> }
}

/// Revenue and cost by month; the bars open the rows at the address that `href` gives for cost or revenue of a month.
pub fn months_chart(
    page: Page,
    months: &[MonthRow],
    cell: Option<&FigureCell>,
    file: String,
    href: &dyn Fn(bool, NaiveDate) -> String,
) -> AnyView {
    let (t, l) = (page.t, page.l);
    // The finding is that of the figure above, in words.
    let to_date = cell.is_some_and(|c| !matches!(c.to_date, Value::Gap(_)));
    let title = match (cell.and_then(|c| c.deviation.as_ref()).map(|d| d.difference), cell.map(|c| c.value)) {
        (Some(Value::Money(0)), _) => t.t(if to_date { K::MonthsOn } else { K::MonthsOnAll }).to_owned(),
        (Some(Value::Money(apart)), _) if apart > 0 => {
            t.f(if to_date { K::MonthsAbove } else { K::MonthsAboveAll }, &[("amount", &l.money(apart))])
        }
        (Some(Value::Money(apart)), _) => {
            t.f(if to_date { K::MonthsBelow } else { K::MonthsBelowAll }, &[("amount", &l.money(-apart))])
        }
        (_, revenue) => t.f(K::MonthsOnly, &[("amount", &revenue.map_or_else(String::new, |v| l.value(v)))]),
    };
    let with_year = months.first().map(|m| m.month.year) != months.last().map(|m| m.month.year);
    let periods: Vec<String> = months
        .iter()
        .enumerate()
        .map(|(n, m)| l.month(&m.month, with_year && (n == 0 || m.month.month == 1)))
        .collect();
    let bar = |m: &MonthRow, cost: bool| {
        let (planned, actual) = if cost { (m.planned_cost, m.actual_cost) } else { (m.planned_revenue, m.revenue) };
        let told = if m.ahead { planned } else { actual };
        Bar {
            planned: Some(planned),
            actual,
            label: if told > 0 { l.short(told) } else { String::new() },
            ahead: m.ahead,
            heading: [t.t(if cost { K::FigureCost } else { K::FigureRevenue }), &l.month_long(&m.month)]
                .join(t.t(K::CommonComma)),
            lines: vec![
                (t.t(K::ChartActual).to_owned(), l.money(actual)),
                (t.t(K::ChartPlanned).to_owned(), l.money(planned)),
            ],
            href: href(cost, m.month.first),
        }
    };
    let panels = vec![
        Panel {
            name: t.t(K::FigureRevenue).to_owned(),
            ink: Ink::Series1,
            share: 3,
            bars: months.iter().map(|m| bar(m, false)).collect(),
        },
        Panel {
            name: t.t(K::FigureCost).to_owned(),
            ink: Ink::Series2,
            share: 2,
            bars: months.iter().map(|m| bar(m, true)).collect(),
        },
    ];
    let facts = Facts {
        heads: [K::ChartMonth, K::MonthsPlannedRevenue, K::FigureRevenue, K::MonthsPlannedCost, K::FigureCost]
            .map(|k| t.t(k).to_owned())
            .to_vec(),
        rows: months
            .iter()
            .map(|m| {
                vec![
                    l.month_long(&m.month),
                    l.amount(m.planned_revenue),
                    l.amount(m.revenue),
                    l.amount(m.planned_cost),
                    l.amount(m.actual_cost),
                ]
            })
            .collect(),
    };
    let key = |sample, name: K| Key { sample, name: t.t(name).to_owned() };
    let keys = vec![
        key(Sample::Outline, K::ChartPlanned),
        key(Sample::Fill("s1"), K::MonthsActualRevenue),
        key(Sample::Fill("s2"), K::MonthsActualCost),
    ];
    let mirrored = page.is_rtl();
    let draw = Arc::new(move |width: u32| {
        bars((width, 300), &periods, &panels, &|v| l.short(v), &|text| l.unit(&text), mirrored)
    });
    view! { <ChartFrame title subtitle=t.f(K::MonthsSubtitle, &[("currency", l.currency.code())]) keys facts words=chart_words(page) file width=560 draw mirrored open=opener()/> }.into_any()
}
