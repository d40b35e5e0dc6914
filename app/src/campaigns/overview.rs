//! All campaigns, planned beside actual.

use super::{
    api,
    filter::{Filter, SortHead, ViewTabs},
    plan::NewPlan,
    status_dot,
};
use crate::{
    channels::rows_href,
    context::{Page, use_page},
    deviation::Shown,
    frame::{Empty, Heading},
    loaded::reloader,
    wire::Load,
};
use domain::{
    campaign::{CampaignIndex, CampaignRow, IndexQuery, Sort, Status},
    channel::ChannelRowsOf,
    metrics::{
        Figure,
        missing::{MissingOf, MissingShare},
    },
    rights::UseCase,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use texts::K;
use ui::{Avatar, Glyph, Icon};

#[component]
pub fn OverviewPage() -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let map = use_query_map();
    let query = Memo::new(move |_| map.with(|q| IndexQuery::from_pairs(|name| q.get(name))));
    let reload = reloader();
    let index = Load::new(move || (query.get(), reload.get()), |(query, _)| api::index(query));
    let open = RwSignal::new(false);
    let new = page.may(UseCase::PlanSave).then(|| view! { <a class="btn btn-sm" href="/campaigns/new"><Icon glyph=Glyph::Plus size=15/>{t.t(K::CampaignsNewQuick)}</a><button type="button" class="btn btn-sm btn-primary" on:click=move |_| open.set(true)><Icon glyph=Glyph::Plus size=15/>{t.t(K::CampaignsNew)}</button> }.into_any());
    view! {
        <main id="main" class="page">
            <Heading title=t.t(K::NavCampaigns) actions=new/>
            {index.show(move |index| {
                let query = query.get_untracked();
                let new = page.may(UseCase::PlanSave).then(|| view! { <NewPlan open kinds=index.kinds.clone()/> });
                view! { {new}<ViewTabs query=query.clone() views=index.views.clone()/><Index query index reload/> }
            })}
        </main>
    }
}

/// Actual over planned, the planned part short and grey.
pub fn pair(actual: String, planned: Option<String>, over: bool) -> AnyView {
    let sign = over.then(|| view! { <span class="text-xs">"▲ "</span> });
    let class = if over { "font-medium text-bad" } else { "font-medium" };
    let planned = planned.map(|p| view! { <span class="text-ink-3 text-xs">" / "<bdi>{p}</bdi></span> });
    view! { <span class="ms-auto text-end num whitespace-nowrap"><span class=class>{sign}<bdi>{actual}</bdi></span>{planned}</span> }.into_any()
}

/// A small bar of actual inside planned; both are told in words beside it.
pub fn mini(actual: i64, planned: i64, largest: i64, class: &'static str) -> AnyView {
    let length = |value: i64| i128::from(value.max(0)) * 60 / i128::from(largest.max(1));
    let plan = if planned > 0 {
        format!(r#"<rect x="1" y="2" width="{}" height="12" class="plan"/>"#, length(planned))
    } else {
        String::new()
    };
    let bar = if actual > 0 {
        format!(r#"<rect x="1" y="5" width="{}" height="6" class="{class}"/>"#, length(actual).max(1))
    } else {
        String::new()
    };
    let body = format!("{plan}{bar}");
    view! { <svg class="c minibar rtl:-scale-x-100" width="64" height="16" viewBox="0 0 64 16" aria-hidden="true" inner_html=body></svg> }.into_any()
}

fn dates(page: Page, row: &CampaignRow) -> String {
    match (row.first_day, row.last_day) {
        (Some(first), Some(last)) => page.l.range(first, last),
        _ => String::new(),
    }
}

fn href(row: &CampaignRow) -> String {
    match (row.status, row.quick) {
        (Status::Draft, true) => format!("/campaigns/{}/draft", row.id),
        (Status::Draft, false) => format!("/campaigns/{}/plan", row.id),
        _ => format!("/campaigns/{}", row.id),
    }
}

#[component]
fn Index(query: IndexQuery, index: CampaignIndex, reload: RwSignal<u32>) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    if index.rows.is_empty() && !query.narrows() {
        let actions = page.may(UseCase::DraftSave).then(|| {
            view! { <a class="btn btn-sm btn-primary" href="/guide">{t.t(K::GuideTitle)}</a> <a class="btn btn-sm" href="/audience/imports/new">{t.t(K::ImportsNew)}</a> }.into_any()
        });
        return view! { <Empty what=t.t(K::CampaignsEmpty) next=t.t(K::CampaignsEmptyNext) actions/> }.into_any();
    }
    let filter = view! { <Filter query=query.clone() index=index.clone() reload/> };
    if index.rows.is_empty() {
        return view! { {filter}<p class="text-ink-2 mt-5">{t.t(K::OverviewNone)}</p> }.into_any();
    }
    let head =
        |sort: Sort, name: String, class: &'static str| view! { <SortHead query=query.clone() sort name class/> };
    let largest_cost = index.rows.iter().flat_map(|r| [r.planned_cost, r.totals.actual_cost]).max().unwrap_or(1);
    let largest_revenue =
        index.rows.iter().flat_map(|r| [r.target_revenue.unwrap_or(0), r.totals.revenue]).max().unwrap_or(1);
    let rows: Vec<_> =
        index.rows.iter().cloned().map(|row| view! { <Row row largest_cost largest_revenue/> }).collect();
    let phone: Vec<_> = index.rows.iter().cloned().map(|row| view! { <PhoneRow row/> }).collect();
    let totals = index.totals;
    let roi = index.roi;
    let behind = page
        .may(UseCase::ChannelRows)
        .then(|| view! { <a class="l" href=rows_href(ChannelRowsOf::Unattributed)>{t.t(K::ChannelUnattributed)}</a> });
    // One campaign is the first one, and may want the way to its result.
    let guide = (index.rows.len() == 1)
        .then(|| view! { <p class="mt-3"><a class="l" href="/guide">{t.t(K::GuideGoOn)}</a></p> });
    let note = (index.unattributed > 0).then(|| view! { <p class="lab mt-3 flex gap-1.5"><Icon glyph=Glyph::Info size=14/><span>{t.f(K::CampaignsUnattributed, &[("amount", &l.money(index.unattributed))])}" "{behind}</span></p> });
    let key = |class: &'static str, name: String| view! { <span class="flex items-center gap-1.5"><span class="w-4 shrink-0"><svg class="c" viewBox="0 0 16 10" aria-hidden="true" inner_html=format!(r#"<rect x="1" y="1" width="14" height="8" class="{class}"/>"#)></svg></span>{name}</span> };
    let missing = missing_chip(page, &index.missing);
    let mark = |figure: Figure| touched(page, &index.missing, figure);
    let keys = view! { <p class="lab mt-2 flex flex-wrap gap-x-4 max-md:hidden">{key("plan", t.t(K::ChartPlanned).to_owned())}{key("s2", t.f(K::CampaignsCostHead, &[("currency", l.currency.code())]))}{key("s1", t.f(K::CampaignsRevenueHead, &[("currency", l.currency.code())]))}</p> };
    view! {
        {filter}
        <div class="max-md:hidden overflow-x-auto mt-3 -mx-2" tabindex="0" role="region" aria-label=t.t(K::NavCampaigns)>
            <table class="table tight">
                <thead><tr>
                    {head(Sort::Name, t.t(K::CampaignsOne).to_owned(), "")}{head(Sort::State, t.t(K::CommonState).to_owned(), "")}{head(Sort::Owner, t.t(K::CommonOwner).to_owned(), "")}{head(Sort::Dates, t.t(K::CommonDates).to_owned(), "")}
                    {head(Sort::Cost, t.f(K::CampaignsCostHead, &[("currency", l.currency.code())]), "n whitespace-normal!")}{head(Sort::Revenue, t.f(K::CampaignsRevenueHead, &[("currency", l.currency.code())]), "n whitespace-normal!")}
                    {head(Sort::Leads, t.t(K::CampaignsLeadsHead).to_owned(), "n")}{head(Sort::Roi, t.t(K::FigureRoi).to_owned(), "n whitespace-normal!")}<th scope="col">{t.t(K::OverviewMilestone)}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
                <tfoot><tr>
                    <th scope="row" class="text-start">{t.t(K::CommonTotal)}</th><td></td><td></td><td></td>
                    <td><div class="flex items-center gap-1">{mark(Figure::Cost)}{pair(l.amount(totals.actual_cost), Some(l.short(index.planned_cost)), false)}</div></td>
                    <td><div class="flex items-center gap-1">{mark(Figure::Revenue)}{pair(l.amount(totals.revenue), Some(l.short(index.target_revenue)), false)}</div></td>
                    <td class="n"><div class="flex items-center justify-end gap-1">{mark(Figure::NewLeads)}{pair(t.int(totals.new_leads), Some(t.int(index.target_leads)), false)}</div></td>
                    <td class="n"><div class="flex items-center justify-end gap-1">{mark(Figure::Roi)}<Shown value=roi/></div></td><td></td>
                </tr></tfoot>
            </table>
        </div>
        <ul class="md:hidden ph -mx-4">{phone}</ul>
        {keys}{note}{missing}{guide}
    }
    .into_any()
}

/// How much is missing, with the rows where it is. Beside the totals that it touches stands a mark.
fn missing_chip(page: Page, all: &[MissingShare]) -> Option<AnyView> {
    let (t, l) = (page.t, page.l);
    if all.is_empty() {
        return None;
    }
    let lines: Vec<_> = all
        .iter()
        .map(|missing| {
            let number = |n: i64| if missing.of == MissingOf::Revenue { l.money(n) } else { t.int(n) };
            let share = missing.share().map(|share| l.share(share)).unwrap_or_default();
            let words = t.f(missing_words(missing.of), &[("share", &share), ("n", &number(missing.part)), ("all", &number(missing.all))]);
            let only = |of| super::filter::address(&IndexQuery { missing: Some(of), ..IndexQuery::default() });
            let href = match missing.of {
                MissingOf::Leads => rows_href(ChannelRowsOf::WithoutCampaign),
                MissingOf::Revenue => rows_href(ChannelRowsOf::Unattributed),
                of => only(of),
            };
            view! { <li class="flex flex-wrap gap-x-3 py-1.5 border-b border-line" data-missing=missing.of.as_str()><span>{words}</span><a class="l ms-auto" href=href>{t.t(K::MissingOpen)}</a></li> }
        })
        .collect();
    let count = t.n(K::MissingData, i64::try_from(all.len()).unwrap_or(0), &[]);
    Some(view! { <details class="mt-4 max-w-2xl"><summary class="chip warn cursor-pointer"><Icon glyph=Glyph::Warn size=14/>{count}<Icon glyph=Glyph::ChevronDown size=13/></summary><ul class="mt-2">{lines}</ul></details> }.into_any())
}

fn missing_words(of: MissingOf) -> K {
    match of {
        MissingOf::Leads => K::MissingLeads,
        MissingOf::Revenue => K::MissingRevenue,
        MissingOf::Activities => K::MissingActivities,
        MissingOf::Plans => K::MissingPlans,
    }
}

/// The mark beside a total of which a part is missing.
fn touched(page: Page, all: &[MissingShare], figure: Figure) -> Option<AnyView> {
    let (t, l) = (page.t, page.l);
    let missing = all.iter().find(|missing| missing.of.touches(figure))?;
    let number = |n: i64| if missing.of == MissingOf::Revenue { l.money(n) } else { t.int(n) };
    let share = missing.share().map(|share| l.share(share)).unwrap_or_default();
    let words = t.f(
        missing_words(missing.of),
        &[("share", &share), ("n", &number(missing.part)), ("all", &number(missing.all))],
    );
    let title = words.clone();
    Some(view! { <span class="text-warn" title=title><Icon glyph=Glyph::Warn size=13/><span class="sr-only">{words}</span></span> }.into_any())
}

#[component]
fn Row(row: CampaignRow, largest_cost: i64, largest_revenue: i64) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let known = row.totals.cost_lines_with_actual > 0;
    let cost = if known { l.amount(row.totals.actual_cost) } else { t.t(K::CommonDash).to_owned() };
    let over = known && row.totals.actual_cost > row.planned_cost;
    let over_words = over.then(|| view! { <span class="sr-only">{t.t(K::CampaignsOver)}</span> });
    let milestone = row.milestone.clone().map(|(title, day)| {
        let class = if day < page.today { "num text-bad" } else { "num text-ink-3" };
        view! { <bdi class="inline-block max-w-40 truncate align-bottom">{title}</bdi>" "<span class=class>{l.late(day, page.today)}</span> }
    });
    view! {
        <tr>
            <td><a href=href(&row) class="font-medium hover:underline block truncate max-w-64" title=row.name.clone()><bdi>{row.name.clone()}</bdi></a></td>
            <td><span class="st"><span class=status_dot(row.status)></span>{t.code("status", row.status.as_str())}</span></td>
            <td><Avatar name=row.owner.clone()/></td>
            <td class="text-ink-2 num">{dates(page, &row)}</td>
            <td><div class="flex items-center gap-2">{mini(row.totals.actual_cost, row.planned_cost, largest_cost, "s2")}{over_words}{pair(cost, Some(l.short(row.planned_cost)), over)}</div></td>
            <td><div class="flex items-center gap-2">{mini(row.totals.revenue, row.target_revenue.unwrap_or(0), largest_revenue, "s1")}{pair(l.amount(row.totals.revenue), row.target_revenue.map(|v| l.short(v)), false)}</div></td>
            <td class="n">{pair(t.int(row.totals.new_leads), row.target_leads.map(|n| t.int(n)), false)}</td>
            <td class="n"><Shown value=row.roi/></td>
            <td class="whitespace-nowrap">{milestone}</td>
        </tr>
    }
}

#[component]
fn PhoneRow(row: CampaignRow) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    view! {
        <li><a href=href(&row) class="row">
            <span class=status_dot(row.status)></span>
            <span class="grow min-w-0"><span class="block font-medium truncate"><bdi>{row.name.clone()}</bdi></span><span class="sub block truncate">{t.code("status", row.status.as_str())}" · "{dates(page, &row)}</span></span>
            <span class="text-end"><span class="block num font-semibold"><bdi>{l.money(row.totals.revenue)}</bdi></span><span class="sub block num">{t.n(K::CampaignsLeadsCount, row.totals.new_leads, &[])}</span></span>
        </a></li>
    }
}
