//! Wins by month, revenue by channel, and cohorts by month of first contact.

use super::{channel_name, rows_href};
use crate::{
    campaigns::{chart_words, opener},
    context::use_page,
};
use domain::{
    channel::{ChannelRowsOf, ChannelView},
    metrics::Ratio,
};
use leptos::prelude::*;
use std::sync::Arc;
use texts::K;
use ui::chart::{Bar, ChartFrame, Column, Facts, Key, Line, Panel, Sample, bars, columns, lines, svg::Ink};

#[component]
pub fn WinsChart(view: ChannelView, median: String) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let months = view.won_by_month;
    // A peak is one month above all others.
    let most = months.iter().map(|m| m.count).max().unwrap_or(0);
    let mut peaks = months.iter().filter(|m| m.count == most);
    let title = match (peaks.next(), peaks.next()) {
        (Some(m), None) if months.len() > 1 => {
            t.f(K::WinsFinding, &[("month", &l.month_long(&m.month)), ("n", &t.int(most))])
        }
        _ => t.t(K::WinsTitle).to_owned(),
    };
    let subtitle = format!("{} {median}", t.n(K::WinsSubtitle, view.total.won, &[]));
    let periods: Vec<String> =
        months.iter().enumerate().map(|(n, m)| l.month(&m.month, n == 0 || m.month.month == 1)).collect();
    let bar = |m: &domain::channel::MonthCount| Bar {
        planned: None,
        actual: m.count,
        label: t.int(m.count),
        ahead: false,
        heading: l.month_long(&m.month),
        lines: vec![(t.t(K::FigureWon).to_owned(), t.int(m.count))],
        href: rows_href(ChannelRowsOf::WonIn(m.month.first)),
    };
    let panels = vec![Panel {
        name: t.t(K::WinsUnit).to_owned(),
        ink: Ink::Series1,
        share: 1,
        bars: months.iter().map(bar).collect(),
    }];
    let facts = Facts {
        heads: [K::ChartMonth, K::FigureWon].map(|k| t.t(k).to_owned()).to_vec(),
        rows: months.iter().map(|m| vec![l.month_long(&m.month), t.int(m.count)]).collect(),
    };
    let mirrored = page.is_rtl();
    let draw =
        Arc::new(move |width: u32| bars((width, 260), &periods, &panels, &|v| t.short(v), &|text| text, mirrored));
    view! { <ChartFrame title subtitle keys=Vec::new() facts words=chart_words(page) file="wins-by-month".to_owned() width=620 draw mirrored open=opener()/> }
}

#[component]
pub fn RevenueChart(view: ChannelView) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let mut rows = view.rows.clone();
    rows.retain(|r| r.revenue > 0);
    rows.sort_by_key(|r| std::cmp::Reverse(r.revenue));
    let with = view.total.won - view.won_without_amount;
    let title = if view.won_without_amount > 0 {
        t.f(K::RevenueFinding, &[("n", &t.int(with)), ("all", &t.int(view.total.won))])
    } else {
        t.t(K::RevenueTitle).to_owned()
    };
    let drawn: Vec<Column> = rows
        .iter()
        .map(|r| Column {
            name: channel_name(page, r.id, &r.name),
            value: r.revenue,
            label: l.short(r.revenue),
            lines: vec![
                (t.t(K::FigureRevenue).to_owned(), l.money(r.revenue)),
                (t.t(K::FigureWon).to_owned(), t.int(r.won)),
            ],
            href: rows_href(ChannelRowsOf::Won(r.id)),
        })
        .collect();
    let facts = Facts {
        heads: [K::ChannelsOrigin, K::FigureRevenue].map(|k| t.t(k).to_owned()).to_vec(),
        rows: rows.iter().map(|r| vec![channel_name(page, r.id, &r.name), l.amount(r.revenue)]).collect(),
    };
    let mirrored = page.is_rtl();
    let draw = Arc::new(move |width: u32| columns(width, 130, Ink::Series1, &drawn, mirrored));
    view! { <ChartFrame title subtitle=t.f(K::RevenueSubtitle, &[("currency", l.currency.code())]) keys=Vec::new() facts words=chart_words(page) file="revenue-by-channel".to_owned() width=480 draw mirrored open=opener()/> }
}

/// Months whose leads had less time than this to be won are too early to be compared with older ones.
const MATURE: chrono::Days = chrono::Days::new(90);

#[component]
pub fn CohortChart(view: ChannelView) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let cohorts = view.cohorts;
    let best = cohorts
        .iter()
        .filter(|c| c.leads >= 30 && c.month.last + MATURE < page.today)
        .filter_map(|c| Some((c, Ratio::new(c.won, c.leads)?)))
        .max_by_key(|(_, r)| r.scaled(10_000));
    let title = best.map_or_else(
        || t.t(K::CohortTitle).to_owned(),
        |(c, r)| t.f(K::CohortFinding, &[("month", &l.month_long(&c.month)), ("share", &t.percent(r, 1))]),
    );
    let periods: Vec<String> =
        cohorts.iter().enumerate().map(|(n, c)| l.month(&c.month, n == 0 || c.month.month == 1)).collect();
    let values = |of: fn(&domain::channel::Cohort) -> i64| cohorts.iter().map(|c| Some(of(c))).collect::<Vec<_>>();
    let both = vec![
        Line { ink: Ink::Line1, values: values(|c| c.leads) },
        Line { ink: Ink::Line2, values: values(|c| c.won) },
    ];
    let conversion = |c: &domain::channel::Cohort| {
        Ratio::new(c.won, c.leads).map_or_else(|| t.t(K::CommonDash).to_owned(), |r| t.percent(r, 1))
    };
    let spots: Vec<_> = cohorts
        .iter()
        .map(|c| {
            let lines = vec![
                (t.t(K::CampaignsLeadsHead).to_owned(), t.int(c.leads)),
                (t.t(K::FigureWon).to_owned(), t.int(c.won)),
                (t.t(K::ChannelsConversion).to_owned(), conversion(c)),
            ];
            (l.month_long(&c.month), lines, rows_href(ChannelRowsOf::Cohort(c.month.first)))
        })
        .collect();
    let facts = Facts {
        heads: [K::ChartMonth, K::CampaignsLeadsHead, K::FigureWon, K::ChannelsConversion]
            .map(|k| t.t(k).to_owned())
            .to_vec(),
        rows: cohorts
            .iter()
            .map(|c| vec![l.month_long(&c.month), t.int(c.leads), t.int(c.won), conversion(c)])
            .collect(),
    };
    let keys = vec![
        Key { sample: Sample::Stroke("l1"), name: t.t(K::CampaignsLeadsHead).to_owned() },
        Key { sample: Sample::Stroke("l2"), name: t.t(K::CohortWon).to_owned() },
    ];
    let mirrored = page.is_rtl();
    let draw =
        Arc::new(move |width: u32| lines((width, 220), &periods, &both, &|v| t.short(v), spots.clone(), mirrored));
    view! { <ChartFrame title subtitle=t.t(K::CohortSubtitle).to_owned() keys facts words=chart_words(page) file="cohorts".to_owned() width=1120 draw mirrored open=opener()/> }
}
