//! The profit and loss of an event, beside the one before and beside other kinds of campaign.

use super::{api, charts::days, tabs::CampaignTabs};
use crate::{
    context::{Page, use_page},
    deviation::Shown,
    frame::Heading,
    wire::Load,
};
use domain::{
    campaign::{EventCost, EventSide, EventView, RowsOf},
    metrics::{Figure, Ratio, Value, value},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use texts::K;

#[component]
pub fn EventPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|p| p.get("id").and_then(|id| id.parse::<i64>().ok()).unwrap_or(0)));
    let event = Load::new(move || id.get(), api::event);
    view! { <main id="main" class="page">{event.show(move |view| view! { <Event view/> })}</main> }
}

fn finding(page: Page, view: &EventView) -> String {
    let (t, l) = (page.t, page.l);
    match view.this.profit() {
        Value::Money(minor) if minor >= 0 => t.f(K::EventGain, &[("amount", &l.money(minor))]),
        Value::Money(minor) => t.f(K::EventLoss, &[("amount", &l.money(-minor))]),
        _ => t.t(K::EventUnknown).to_owned(),
    }
}

#[component]
fn Event(view: EventView) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let id = view.this.campaign;
    let compare = view! { <a class="btn btn-sm max-md:h-11" href=format!("/analysis/compare?like={id}")>{t.t(K::CompareSimilar)}</a> }.into_any();
    let before = view.before.as_ref().map(|side| view! { <th scope="col" class="n"><a class="hover:underline" href=format!("/campaigns/{}/event", side.campaign)><bdi>{side.name.clone()}</bdi></a></th> });
    let has_before = view.before.is_some();
    let figure = |name: String, this: AnyView, planned: AnyView, other: Option<AnyView>, strong: bool| {
        let class = if strong { "n font-semibold" } else { "n" };
        let other = has_before.then(|| view! { <td class="n text-ink-2">{other}</td> });
        view! { <tr><th scope="row" class="flush text-start font-medium">{name}</th><td class="n text-ink-2">{planned}</td><td class=class>{this}</td>{other}</tr> }.into_any()
    };
    let shown = |value: Value| view! { <Shown value/> }.into_any();
    let side = |of: &dyn Fn(&EventSide) -> AnyView| view.before.as_ref().map(of);
    let planned = |figure: Figure| view! { <Shown value=view.plan.value(figure)/> }.into_any();
    let planned_profit = view
        .plan
        .target(Figure::Revenue)
        .map_or_else(|| t.t(K::CommonDash).to_owned(), |minor| l.money(minor - view.plan.cost));
    let opens = |figure: Figure, value: Value| {
        view! { <a class="hover:underline" href=format!("/campaigns/{id}/rows?of={}", RowsOf::Figure(figure).code())><Shown value/></a> }.into_any()
    };
    let mut lines = vec![figure(
        t.t(K::FigureRevenue).to_owned(),
        opens(Figure::Revenue, value(Figure::Revenue, &view.this.totals)),
        planned(Figure::Revenue),
        side(&|s| shown(value(Figure::Revenue, &s.totals))),
        true,
    )];
    lines.extend(view.costs.iter().map(|cost| article(page, cost, has_before)));
    lines.push(figure(
        t.t(K::EventAllCosts).to_owned(),
        opens(Figure::Cost, value(Figure::Cost, &view.this.totals)),
        planned(Figure::Cost),
        side(&|s| shown(value(Figure::Cost, &s.totals))),
        true,
    ));
    lines.push(figure(
        t.t(K::CompareProfit).to_owned(),
        shown(view.this.profit()),
        planned_profit.into_any(),
        side(&|s| shown(s.profit())),
        true,
    ));
    for kind in [Figure::NewLeads, Figure::Opportunities, Figure::Won] {
        lines.push(figure(
            t.code("figure", kind.as_str()).to_owned(),
            opens(kind, value(kind, &view.this.totals)),
            planned(kind),
            side(&|s| shown(value(kind, &s.totals))),
            false,
        ));
    }
    lines.push(figure(
        t.t(K::FigureCostPerLead).to_owned(),
        shown(view.this.cost_per_lead()),
        planned(Figure::CostPerLead),
        side(&|s| shown(s.cost_per_lead())),
        false,
    ));
    lines.push(figure(
        t.t(K::FigureRoi).to_owned(),
        shown(value(Figure::Roi, &view.this.totals)),
        planned(Figure::Roi),
        side(&|s| shown(value(Figure::Roi, &s.totals))),
        false,
    ));
    let dates = view.this.days.map(|(first, last)| l.range(first, last));
    view! {
        <Heading title=view.this.name.clone() actions=compare/>
        <CampaignTabs id current=K::ResultsTitle/>
        <h2 class="fin mt-5">{finding(page, &view)}</h2><p class="lab mt-0.5">{t.f(K::EventHint, &[("currency", l.currency.code())])}{dates.map(|dates| view! { " · "<span class="num">{dates}</span> })}</p>
        <div class="grid xl:grid-cols-[minmax(0,1fr)_minmax(0,26rem)] gap-x-12 gap-y-8 mt-3">
            <div class="overflow-x-auto" tabindex="0" role="region" aria-label=t.t(K::EventTitle)>
                <table class="table tight"><thead><tr><th scope="col" class="flush"></th><th scope="col" class="n">{t.t(K::ChartPlanned)}</th><th scope="col" class="n">{t.t(K::ChartActual)}</th>{before}</tr></thead><tbody>{lines}</tbody></table>
            </div>
            <div>{follow_up(page, &view)}{kinds(page, &view)}</div>
        </div>
        {funnel(page, &view)}
    }
}

fn article(page: Page, cost: &EventCost, has_before: bool) -> AnyView {
    let (t, l) = (page.t, page.l);
    let money = |minor: Option<i64>| minor.map_or_else(|| t.t(K::CommonDash).to_owned(), |minor| l.money(minor));
    let over = cost.actual.is_some_and(|actual| actual > cost.planned);
    let class = if over { "n text-bad" } else { "n" };
    let sign =
        over.then(|| view! { <span class="text-xs">"▲ "</span><span class="sr-only">{t.t(K::CampaignsOver)}</span> });
    let before = has_before.then(|| view! { <td class="n text-ink-2">{money(cost.before)}</td> });
    view! { <tr data-article=cost.article.clone()><th scope="row" class="flush text-start font-normal ps-4!"><bdi>{cost.article.clone()}</bdi></th><td class="n text-ink-2">{l.money(cost.planned)}</td><td class=class>{sign}{money(cost.actual)}</td>{before}</tr> }.into_any()
}

/// How soon those who were met heard from somebody.
fn follow_up(page: Page, view: &EventView) -> AnyView {
    let t = page.t;
    let follow = &view.this.follow_up;
    if follow.met == 0 {
        return view! { <section><h2 class="fin">{t.t(K::EventFollowTitle)}</h2><p class="text-ink-2 mt-1">{t.t(K::EventNobodyMet)}</p></section> }.into_any();
    }
    let median = |side: &EventSide| {
        side.follow_up.median_doubled().map_or_else(|| t.t(K::CommonDash).to_owned(), |doubled| days(page, doubled))
    };
    let title = match follow.median_doubled() {
        Some(doubled) => t.f(K::EventFollowFinding, &[("days", &days(page, doubled))]),
        None => t.t(K::EventFollowNobody).to_owned(),
    };
    let said = t.f(K::EventFollowed, &[("followed", &t.int(follow.followed())), ("met", &t.int(follow.met))]);
    let open = follow.met - follow.followed();
    let waiting = (open > 0).then(|| view! { <p class="text-warn mt-1">{t.n(K::EventUnfollowed, open, &[])}</p> });
    let before = view.before.as_ref().filter(|side| side.follow_up.met > 0).map(|side| {
        let words = t.f(
            K::EventFollowBefore,
            &[
                ("name", &side.name),
                ("days", &median(side)),
                ("followed", &t.int(side.follow_up.followed())),
                ("met", &t.int(side.follow_up.met)),
            ],
        );
        view! { <p class="lab mt-1">{words}</p> }
    });
    view! { <section data-follow=""><h2 class="fin">{title}</h2><p class="text-ink-2 mt-1">{said}</p>{waiting}{before}<p class="lab mt-1">{t.t(K::EventFollowHint)}</p></section> }.into_any()
}

/// What a lead cost in each kind of campaign.
fn kinds(page: Page, view: &EventView) -> AnyView {
    let (t, l) = (page.t, page.l);
    let rows: Vec<_> = view
        .kinds
        .iter()
        .map(|kind| {
            let own = kind.kind == view.kind.0;
            let class = if own { "flex gap-3 py-2 border-b border-line font-semibold" } else { "flex gap-3 py-2 border-b border-line" };
            let of = t.f(K::EventKindOf, &[("leads", &t.int(kind.leads)), ("campaigns", &t.n(K::PeriodCount, kind.campaigns, &[]))]);
            view! { <li class=class><span class="min-w-0"><bdi>{kind.name.clone()}</bdi><span class="lab font-normal block">{of}</span></span><span class="ms-auto num"><Shown value=kind.cost_per_lead()/></span></li> }
        })
        .collect();
    let mine = view.kinds.iter().find(|kind| kind.kind == view.kind.0).map(|kind| kind.cost_per_lead());
    let cheapest = view
        .kinds
        .iter()
        .filter_map(|kind| match kind.cost_per_lead() {
            Value::Money(minor) => Some((minor, kind)),
            _ => None,
        })
        .min_by_key(|(minor, _)| *minor);
    let title = match (mine, cheapest) {
        (Some(Value::Money(_)), Some((minor, kind))) => {
            t.f(K::EventKindsFinding, &[("name", &kind.name), ("amount", &l.money(minor))])
        }
        _ => t.t(K::EventKinds).to_owned(),
    };
    view! { <section class="mt-8"><h2 class="fin">{title}</h2><p class="lab mt-0.5">{t.t(K::EventKindsHint)}</p><ul class="mt-1">{rows}</ul></section> }.into_any()
}

/// The funnel of both events, with the share of each step.
fn funnel(page: Page, view: &EventView) -> AnyView {
    let (t, l) = (page.t, page.l);
    let cell = |entered: &[i64], n: usize| {
        let here = entered.get(n).copied().unwrap_or(0);
        let share = n.checked_sub(1).and_then(|n| entered.get(n)).and_then(|before| Ratio::new(here, *before));
        let share = share.map(|share| view! { <bdi>{l.share(share)}</bdi> });
        view! { <td class="n"><bdi>{t.int(here)}</bdi><span class="lab inline-block min-w-14 ms-2 text-end">{share}</span></td> }
    };
    let rows: Vec<_> = view
        .stages
        .iter()
        .enumerate()
        .map(|(n, name)| {
            let before = view.before.as_ref().map(|side| cell(&side.entered, n));
            view! { <tr><th scope="row" class="flush text-start font-medium"><bdi>{name.clone()}</bdi></th>{cell(&view.this.entered, n)}{before}</tr> }
        })
        .collect();
    let head = view.before.as_ref().map(|side| view! { <th scope="col" class="n"><bdi>{side.name.clone()}</bdi></th> });
    view! {
        <section class="mt-8 pt-6 border-t border-line"><h2 class="fin">{t.t(K::EventFunnel)}</h2><p class="lab mt-0.5">{t.t(K::EventFunnelHint)}</p>
            <div class="overflow-x-auto mt-2" tabindex="0" role="region" aria-label=t.t(K::EventFunnel)><table class="table tight max-w-3xl"><thead><tr><th scope="col" class="flush">{t.t(K::FunnelStage)}</th><th scope="col" class="n"><bdi>{view.this.name.clone()}</bdi></th>{head}</tr></thead><tbody>{rows}</tbody></table></div>
        </section>
    }
    .into_any()
}
