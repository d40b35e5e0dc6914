//! Acquisition channels compared.

pub mod api;
mod charts;
mod rows;
mod table;

pub use rows::RowsPage;

use crate::{
    campaigns::days,
    context::{Page, use_page},
    deviation::Shown,
    frame::{Empty, Heading, part_tabs},
    wire::Load,
};
use charts::{CohortChart, RevenueChart, WinsChart};
use domain::{
    channel::{ChannelRowsOf, ChannelView},
    metrics::{Value, interval::Standing},
};
use leptos::prelude::*;
use table::ChannelTable;
use texts::K;
use ui::{Glyph, Icon};

/// Address of the rows behind a figure of this page.
pub fn rows_href(of: ChannelRowsOf) -> String {
    format!("/analysis/channels/rows?of={}", of.code())
}

/// The name of a channel; leads without one have words for that.
pub fn channel_name(page: Page, id: Option<i64>, name: &str) -> String {
    if id.is_none() { page.t.t(K::ChannelNone).to_owned() } else { name.to_owned() }
}

#[component]
pub fn ChannelsPage() -> impl IntoView {
    let t = use_page().t;
    let channels = Load::new(|| (), |()| api::view());
    view! { <main id="main" class="page"><Heading title=t.t(K::ChannelsTitle)/><AnalysisTabs current=K::ChannelsTitle/>{channels.show(move |view| view! { <Channels view/> })}</main> }
}

/// The pages of analysis.
#[component]
pub fn AnalysisTabs(current: K) -> impl IntoView {
    let pages = [
        (K::ChannelsTitle, "/analysis/channels"),
        (K::CompareTitle, "/analysis/compare"),
        (K::StepsTitle, "/analysis/campaigns"),
        (K::ReferenceTitle, "/analysis/references"),
    ];
    part_tabs(K::NavAnalysis, current, &pages)
}

fn finding(page: Page, view: &ChannelView) -> String {
    let t = page.t;
    let judged =
        |standing: Standing| view.rows.iter().filter(move |r| r.standing == Some(standing)).max_by_key(|r| r.leads);
    let share = |value: Value| match value {
        Value::Share(ratio) => t.percent(ratio, 1),
        _ => t.t(K::CommonDash).to_owned(),
    };
    match (judged(Standing::Above), judged(Standing::Below)) {
        (Some(up), Some(down)) => t.f(
            K::ChannelsFinding,
            &[
                ("up", &channel_name(page, up.id, &up.name)),
                ("up_share", &share(up.conversion)),
                ("down", &channel_name(page, down.id, &down.name)),
                ("down_share", &share(down.conversion)),
            ],
        ),
        (Some(up), None) => t.f(
            K::ChannelsFindingUp,
            &[
                ("up", &channel_name(page, up.id, &up.name)),
                ("share", &share(up.conversion)),
                ("all", &share(view.total.conversion)),
            ],
        ),
        (None, Some(down)) => t.f(
            K::ChannelsFindingDown,
            &[
                ("down", &channel_name(page, down.id, &down.name)),
                ("share", &share(down.conversion)),
                ("all", &share(view.total.conversion)),
            ],
        ),
        (None, None) => t.t(K::ChannelsAlike).to_owned(),
    }
}

#[component]
fn Channels(view: ChannelView) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    if view.rows.is_empty() {
        let actions = view! { <a class="btn btn-sm btn-primary" href="/audience/imports/new">{t.t(K::ImportsNew)}</a> }
            .into_any();
        return view! { <Empty what=t.t(K::ChannelsEmpty) next=t.t(K::ChannelsEmptyNext) actions/> }.into_any();
    }
    let without = view.rows.iter().find(|r| r.id.is_none()).map_or(0, |r| r.leads);
    let total = view.total.clone();
    let fact = |name: K, value: AnyView, note: String, href: String, mark: bool| {
        let mark = mark.then(|| view! { <span class="text-warn"><Icon glyph=Glyph::Warn size=13/><span class="sr-only">{t.t(K::ResultsIncomplete)}</span></span> });
        view! { <a href=href class="block px-4 py-3 hover:bg-hover"><span class="lab flex items-center gap-1">{t.t(name)}{mark}</span><span class="num block text-2xl font-semibold tracking-tight mt-1">{value}</span><span class="lab block mt-1 num">{note}</span></a> }
    };
    let number = |text: String| view! { <bdi>{text}</bdi> }.into_any();
    let won_of = t.f(K::ChannelsOf, &[("won", &t.int(total.won)), ("leads", &t.int(total.leads))]);
    let median = view
        .median_days_doubled
        .map(|d| t.f(K::ChannelsMedian, &[("days", &days(page, d)), ("same", &t.int(view.won_same_day))]));
    let conversion = match total.conversion {
        Value::Share(ratio) => t.percent(ratio, 2),
        _ => t.t(K::CommonDash).to_owned(),
    };
    let before =
        if view.won_before_contact > 0 { t.n(K::ChannelsBefore, view.won_before_contact, &[]) } else { String::new() };
    let no_amount = if view.won_without_amount > 0 {
        t.f(K::ChannelsNoAmount, &[("n", &t.int(view.won_without_amount)), ("all", &t.int(total.won))])
    } else {
        String::new()
    };
    let period = view.first_contact.zip(view.last_contact).map(|(first, last)| view! { <span class="fact">{t.t(K::ChannelsContact)}" "<b class="num">{l.range(first, last)}</b></span> });
    let won_to = view
        .last_won
        .map(|day| view! { <span class="fact">{t.t(K::ChannelsWonTo)}" "<b class="num">{l.day(day)}</b></span> });
    let faults = (view.won_before_contact > 0).then(|| view! { <a class="chip warn" href=rows_href(ChannelRowsOf::BeforeContact)><Icon glyph=Glyph::Warn size=14/>{before.clone()}</a> });
    view! {
        <div class="flex flex-wrap items-center gap-x-5 gap-y-2 mt-3">{period}{won_to}<span class="fact">{t.t(K::ResultsCredit)}" "<b>{t.t(K::ResultsCreditSource)}</b></span>{faults}</div>
        <section aria-label=t.t(K::ChannelsFigures) class="box grid grid-cols-2 md:grid-cols-5 md:divide-x divide-line mt-4">
            {fact(K::CampaignsLeadsHead, number(t.int(total.leads)), t.n(K::ChannelsWithout, without, &[]), rows_href(ChannelRowsOf::AllLeads), false)}
            {fact(K::FigureWon, number(t.int(total.won)), before.clone(), rows_href(ChannelRowsOf::AllWon), false)}
            {fact(K::ChannelsConversion, number(conversion), won_of, rows_href(ChannelRowsOf::AllWon), false)}
            {fact(K::FigureRevenue, number(l.money(total.revenue)), no_amount, rows_href(ChannelRowsOf::AllWon), view.won_without_amount > 0)}
            {fact(K::FigureRoi, view! { <Shown value=total.roi/> }.into_any(), t.t(K::GapNoCost).to_owned(), rows_href(ChannelRowsOf::AllWon), false)}
        </section>
        <section class="mt-8"><h2 class="fin text-balance">{finding(page, &view)}</h2><p class="lab mt-0.5">{t.n(K::ChannelsSubtitle, i64::try_from(view.rows.len()).unwrap_or(0), &[])}</p><ChannelTable view=view.clone()/><p class="lab mt-2.5 flex gap-1.5"><Icon glyph=Glyph::Info size=14/><span>{t.t(K::ChannelsNote)}</span></p></section>
        <div class="grid lg:grid-cols-2 gap-x-12 gap-y-8 mt-8 pt-6 border-t border-line"><WinsChart view=view.clone() median=median.unwrap_or_default()/><RevenueChart view=view.clone()/></div>
        <div class="mt-8 pt-6 border-t border-line"><CohortChart view/></div>
    }
    .into_any()
}
