//! A plan taken apart by kind, channel, line of business or campaign: promised beside what came, side by side in three pairs.

use crate::{
    campaigns::{mini, pair, status_dot},
    context::{Page, use_page},
    deviation::Shown,
};
use domain::{
    activity::ActivityKind,
    metrics::{Figure, Ratio},
    period_plan::{Belonging, PeriodPlanView, PlanPart, Slice, SliceRows},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use texts::K;

/// The ways to take a plan apart, by their codes.
const WAYS: [&str; 4] = ["kind", "channel", "line", "campaign"];

/// A row of the table.
#[derive(Clone)]
struct Row {
    name: String,
    /// Of a campaign: its page, its dot, and how it belongs to the plan where that is worth a word.
    href: Option<String>,
    dot: &'static str,
    note: &'static str,
    slice: Slice,
    part: PlanPart,
}

fn rows(page: Page, view: &PeriodPlanView, way: &str) -> Vec<Row> {
    let t = page.t;
    let row = |name: String, slice: Slice, part: &PlanPart| Row {
        name,
        href: None,
        dot: "",
        note: "",
        slice,
        part: part.clone(),
    };
    match way {
        "channel" => view
            .channels
            .iter()
            .map(|(kind, part)| {
                let name = kind.map_or(t.t(K::PeriodNoChannel), |kind| t.code("activity", ActivityKind::as_str(kind)));
                row(name.to_owned(), Slice::Channel(*kind), part)
            })
            .collect(),
        "line" => view
            .lines
            .iter()
            .map(|(id, name, part)| {
                let name = if id.is_some() { name.clone() } else { t.t(K::PeriodNoLine).to_owned() };
                row(name, Slice::Line(*id), part)
            })
            .collect(),
        "campaign" => view
            .campaigns
            .iter()
            .map(|campaign| {
                let told = campaign.belonging != Belonging::Promised;
                Row {
                    href: Some(format!("/campaigns/{}", campaign.id)),
                    dot: status_dot(campaign.status),
                    note: if told { t.code("belonging", campaign.belonging.as_str()) } else { "" },
                    ..row(campaign.name.clone(), Slice::Campaign(campaign.id), &campaign.part)
                }
            })
            .collect(),
        _ => view.kinds.iter().map(|(id, name, part)| row(name.clone(), Slice::Kind(*id), part)).collect(),
    }
}

#[component]
pub fn Parts(view: PeriodPlanView) -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let query = use_query_map();
    let way = Memo::new(move |_| {
        let asked = query.with(|q| q.get("by")).unwrap_or_default();
        WAYS.into_iter().find(|way| *way == asked).unwrap_or("kind")
    });
    let id = view.id;
    let chips = move |way: &str| {
        WAYS.map(|one| {
            let on = way == one;
            let class = if on { "chip bg-tint! text-link! border-transparent! font-medium" } else { "chip" };
            view! { <a class=class href=format!("/plans/{id}?by={one}") aria-current=on.then_some("page")>{t.code("cut", one)}</a> }
        })
        .into_iter()
        .collect::<Vec<_>>()
    };
    let view = StoredValue::new(view);
    let body = move || {
        let way = way.get();
        let rows = view.with_value(|view| rows(page, view, way));
        let all = PlanPart::sum(rows.iter().map(|row| &row.part));
        view! {
            <h2 class="fin">{finding(page, &rows, &all)}</h2><p class="lab mt-0.5">{t.f(K::PeriodPartsHint, &[("currency", page.l.currency.code())])}</p>
            <div class="flex flex-wrap gap-2 mt-3" role="group" aria-label=t.t(K::PeriodPartsTitle)>{chips(way)}</div>
            {table(page, id, way, &rows, &all)}
        }
    };
    view! { <section class="mt-8 pt-6 border-t border-line">{body}</section> }
}

/// The part that takes most of what is planned, in words.
fn finding(page: Page, rows: &[Row], all: &PlanPart) -> String {
    let (t, l) = (page.t, page.l);
    let most = rows.iter().filter(|_| rows.len() > 1).max_by_key(|row| row.part.plan.cost);
    let share = most.and_then(|row| Some((row, Ratio::new(row.part.plan.cost, all.plan.cost)?)));
    share.map_or_else(
        || t.t(K::PeriodPartsTitle).to_owned(),
        |(row, share)| t.f(K::PeriodPartsFinding, &[("name", &row.name), ("share", &l.share(share))]),
    )
}

fn cell(
    plan: i64,
    figure: Figure,
    slice: Option<Slice>,
    actual: String,
    planned: Option<String>,
    over: bool,
) -> AnyView {
    let href = format!("/plans/{plan}/rows?of={}", SliceRows { figure, slice }.code());
    view! { <a class="hover:underline grow flex" href=href>{pair(actual, planned, over)}</a> }.into_any()
}

fn cells(page: Page, plan: i64, slice: Option<Slice>, part: &PlanPart, largest: Option<(i64, i64)>) -> AnyView {
    let (t, l) = (page.t, page.l);
    let known = part.totals.cost_lines_with_actual > 0;
    let paid = if known { l.amount(part.totals.actual_cost) } else { t.t(K::CommonDash).to_owned() };
    let revenue = part.plan.target(Figure::Revenue);
    let bars =
        |actual, planned, largest: Option<i64>, class| largest.map(|largest| mini(actual, planned, largest, class));
    let beyond = part.costs.forecast > part.plan.cost;
    let expected = pair(l.amount(part.costs.forecast), None, beyond);
    view! {
        <td><div class="flex items-center gap-2">{bars(part.totals.actual_cost, part.plan.cost, largest.map(|l| l.0), "s2")}{cell(plan, Figure::Cost, slice, paid, Some(l.short(part.plan.cost)), known && part.totals.actual_cost > part.plan.cost)}</div></td>
        <td class="n">{expected}</td>
        <td class="n">{cell(plan, Figure::NewLeads, slice, t.int(part.totals.new_leads), part.plan.target(Figure::NewLeads).map(|n| t.int(n)), false)}</td>
        <td><div class="flex items-center gap-2">{bars(part.totals.revenue, revenue.unwrap_or(0), largest.map(|l| l.1), "s1")}{cell(plan, Figure::Revenue, slice, l.amount(part.totals.revenue), revenue.map(|n| l.short(n)), false)}</div></td>
        <td class="n"><Shown value=part.actual(Figure::CostPerLead)/></td>
        <td class="n flush"><Shown value=part.actual(Figure::Roi)/></td>
    }
    .into_any()
}

fn table(page: Page, plan: i64, way: &'static str, rows: &[Row], all: &PlanPart) -> AnyView {
    let (t, l) = (page.t, page.l);
    let money = |of: fn(&PlanPart) -> [i64; 2]| rows.iter().flat_map(|row| of(&row.part)).max().unwrap_or(1);
    let largest = (
        money(|part| [part.plan.cost, part.totals.actual_cost]),
        money(|part| [part.plan.target(Figure::Revenue).unwrap_or(0), part.totals.revenue]),
    );
    let lines: Vec<_> = rows
        .iter()
        .map(|row| {
            let name = match &row.href {
                Some(href) => view! { <a class="hover:underline" href=href.clone()><bdi>{row.name.clone()}</bdi></a> }.into_any(),
                None => view! { <bdi>{row.name.clone()}</bdi> }.into_any(),
            };
            let dot = (!row.dot.is_empty()).then(|| view! { <span class=format!("{} inline-block me-2", row.dot)></span> });
            let note = (!row.note.is_empty()).then(|| view! { <div class="lab font-normal text-warn">{row.note}</div> });
            view! { <tr><th scope="row" class="flush text-start font-medium">{dot}{name}{note}</th>{cells(page, plan, Some(row.slice), &row.part, Some(largest))}</tr> }
        })
        .collect();
    let head = |name: String| view! { <th scope="col" class="n">{name}</th> };
    let currency = [("currency", l.currency.code())];
    view! {
        <div class="overflow-x-auto mt-3" tabindex="0" role="region" aria-label=t.t(K::PeriodPartsTitle)>
            <table class="table tight">
                <thead><tr><th scope="col" class="flush">{t.code("cut", way)}</th>{head(t.f(K::CampaignsCostHead, &currency))}{head(t.t(K::BudgetForecast).to_owned())}{head(t.t(K::CampaignsLeadsHead).to_owned())}{head(t.f(K::CampaignsRevenueHead, &currency))}{head(t.t(K::FigureCostPerLead).to_owned())}<th scope="col" class="n flush">{t.t(K::FigureRoi)}</th></tr></thead>
                <tbody>{lines}</tbody>
                <tfoot><tr><th scope="row" class="flush text-start">{t.t(K::CommonTotal)}</th>{cells(page, plan, None, all, None)}</tr></tfoot>
            </table>
        </div>
    }
    .into_any()
}
