//! The results of one campaign.

use super::{
    api,
    audience::EquationList,
    charts::{FunnelChart, months_chart},
    copy::CopyButton,
    costs::Costs,
    figures::FigureStrip,
    launch::{Launching, RunningActions},
    parts::Parts,
    status_dot,
    tabs::CampaignTabs,
    why::{BehindStep, WhyChart},
};
use crate::{
    closings::ClosingNote,
    context::{Page, use_page},
    deviation::Shown,
    frame::Heading,
    loaded::reloader,
    wire::Load,
};
use domain::{
    campaign::{ActivityRow, CampaignView, Missing, RowsOf, Status},
    metrics::{Figure, Ratio, Value, value},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use texts::K;
use ui::{Glyph, Icon};

#[component]
pub fn ResultsPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|p| p.get("id").and_then(|id| id.parse::<i64>().ok()).unwrap_or(0)));
    let reload = reloader();
    let campaign = Load::new(move || (id.get(), reload.get()), |(id, _)| api::view(id));
    view! { <main id="main" class="page">{campaign.show(move |campaign| view! { <Results campaign reload/> })}</main> }
}

fn facts(page: Page, campaign: &CampaignView) -> AnyView {
    let (t, l) = (page.t, page.l);
    let fact = |name: K, value: String| view! { <div class="flex gap-1.5"><dt class="text-ink-3">{t.t(name)}</dt><dd><bdi>{value}</bdi></dd></div> };
    let dates =
        campaign.first_day.zip(campaign.last_day).map(|(first, last)| fact(K::CommonDates, l.range(first, last)));
    let baseline = campaign.baseline.as_ref().map(|b| {
        let key = if b.approved { K::ResultsBaselineApproved } else { K::ResultsBaseline };
        fact(K::ResultsBaselineLabel, t.f(key, &[("version", &t.plain(b.version)), ("day", &l.day(b.frozen))]))
    });
    let touches = (campaign.touches > 0).then(|| {
        fact(
            K::ResultsWork,
            t.f(K::ResultsWorkDone, &[("done", &t.int(campaign.touches_done)), ("all", &t.int(campaign.touches))]),
        )
    });
    view! {
        <dl class="flex flex-wrap gap-x-5 gap-y-1 mt-1.5 text-sm">
            {fact(K::ResultsKind, campaign.kind.clone())}{fact(K::PlanLine, campaign.line.clone())}{dates}{fact(K::CommonOwner, campaign.owner.clone())}{baseline}{touches}{fact(K::ResultsCode, campaign.code.clone())}
        </dl>
    }
    .into_any()
}

fn missing(page: Page, all: &[Missing]) -> Option<AnyView> {
    let t = page.t;
    if all.is_empty() {
        return None;
    }
    let lines: Vec<_> = all
        .iter()
        .map(|m| match m {
            Missing::CostWithoutActual(n) => t.n(K::MissingCost, *n, &[]),
            Missing::NoRevenueTarget => t.t(K::MissingTarget).to_owned(),
            Missing::WonWithoutAmount(n) => t.n(K::MissingAmount, *n, &[]),
        })
        .map(|line| view! { <li class="px-3 py-1.5">{line}</li> })
        .collect();
    let count = t.n(K::MissingData, i64::try_from(all.len()).unwrap_or(0), &[]);
    Some(
        view! {
            <details class="dropdown dropdown-end ms-auto"><summary class="chip warn cursor-pointer"><Icon glyph=Glyph::Warn size=14/>{count}<Icon glyph=Glyph::ChevronDown size=13/></summary><ul class="pop dropdown-content z-10 w-72 mt-1 py-1 text-ink">{lines}</ul></details>
        }
        .into_any(),
    )
}

#[component]
fn Results(campaign: CampaignView, reload: RwSignal<u32>) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let status = campaign.status;
    let tag_class = match status {
        Status::Running => "tag acc",
        Status::Finished => "tag good",
        Status::Draft | Status::Launching => "tag",
    };
    let tag = view! { <span class=tag_class><span class=status_dot(status)></span>{t.code("status", status.as_str())}</span> }.into_any();
    let actions = view! { <CopyButton id=campaign.id name=campaign.name.clone() template=false/><RunningActions campaign=campaign.clone() reload/> }.into_any();
    if status == Status::Launching {
        return view! { <Heading title=campaign.name.clone() tag actions/><Launching progress=campaign.progress reload/> }.into_any();
    }
    let compared = match (&campaign.baseline, status) {
        (Some(b), _) if campaign.figures.iter().any(|cell| !matches!(cell.to_date, Value::Gap(_))) => {
            t.f(K::ResultsComparedToDate, &[("version", &t.plain(b.version))])
        }
        (Some(b), _) => t.f(K::ResultsComparedBaseline, &[("version", &t.plain(b.version))]),
        _ => t.t(K::ResultsComparedDraft).to_owned(),
    };
    let equations: Vec<_> = campaign
        .activities
        .iter()
        .filter(|a| a.equation.people > 0)
        .filter_map(|a| Some((a.id?, a.name.clone(), a.equation.clone())))
        .map(|(activity, name, equation)| {
            let finding = t.f(K::EquationFinding, &[("contacted", &t.int(equation.contacted())), ("people", &t.int(equation.people))]);
            let of = (!campaign.quick).then(|| view! { <p class="font-medium mt-0.5"><bdi>{name}</bdi></p> });
            view! { <section class="min-w-0"><h2 class="fin">{finding}</h2>{of}<p class="lab mt-0.5">{t.t(K::EquationHint)}</p><EquationList equation of=Some((campaign.id, activity))/></section> }
        })
        .collect();
    let id = campaign.id;
    let opens = move |of: RowsOf| format!("/campaigns/{id}/rows?of={}", of.code());
    let figures = campaign.figures.iter().map(|cell| (cell.clone(), opens(RowsOf::Figure(cell.figure)))).collect();
    let revenue = campaign.figures.iter().find(|cell| cell.figure == Figure::Revenue);
    let months = months_chart(page, &campaign.months, revenue, format!("{}-months", campaign.code), &|cost, day| {
        opens(if cost { RowsOf::Cost(day) } else { RowsOf::Revenue(day) })
    });
    let why = campaign.why.clone().map(|why| view! { <WhyChart campaign=campaign.id code=campaign.code.clone() why/> });
    let equation = (!equations.is_empty()).then(
        || view! { <div class="grid lg:grid-cols-2 gap-x-10 gap-y-8 mt-9 pt-7 border-t border-line">{equations}</div> },
    );
    view! {
        <Heading title=campaign.name.clone() tag actions/>
        <CampaignTabs id=campaign.id current=K::ResultsTitle/>
        {facts(page, &campaign)}
        <div class="flex flex-wrap items-center gap-x-5 gap-y-1 mt-2">
            <span class="fact">{t.t(K::ResultsMeasuredTo)}" "<b class="num">{l.day(campaign.today)}</b></span>
            <span class="fact">{t.t(K::ResultsComparedWith)}" "<b class="num">{compared}</b></span>
            <span class="fact">{t.t(K::ResultsCredit)}" "<b>{t.t(K::ResultsCreditSource)}</b></span>
            {(status == Status::Finished).then(|| view! { <ClosingNote campaign=campaign.id decision=campaign.decision/> })}
            {campaign.event.then(|| view! { <a class="l" href=format!("/campaigns/{}/event", campaign.id)>{t.t(K::EventTitle)}</a> })}
            <a class="l" href=format!("/analysis/compare?like={}", campaign.id)>{t.t(K::CompareSimilar)}</a>
            {missing(page, &campaign.missing)}
        </div>
        <FigureStrip figures/>
        <div class="mt-8"><FunnelChart campaign=campaign.clone()/><BehindStep campaign=campaign.id stages=campaign.stages.clone()/></div>
        <div class="grid lg:grid-cols-2 gap-10 mt-6 pt-7 border-t border-line">{why}{months}</div>
        <div class="mt-9 pt-7 border-t border-line"><Activities id=campaign.id rows=campaign.activities.clone()/></div>
        <Parts id=campaign.id/>
        <Costs campaign=campaign.clone()/>
        {equation}
    }
    .into_any()
}

#[component]
fn Activities(id: i64, rows: Vec<ActivityRow>) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let all: i64 = rows.iter().map(|r| r.totals.revenue).sum();
    let most = rows.iter().max_by_key(|r| r.totals.revenue).filter(|_| rows.len() > 1);
    let best = most.filter(|r| r.totals.revenue > all - r.totals.revenue).map(|r| name(page, r));
    let title = best
        .map_or_else(|| t.t(K::ActivitiesTitle).to_owned(), |name| t.f(K::ActivitiesFinding, &[("activity", &name)]));
    let lines: Vec<_> = rows
        .iter()
        .map(|row| {
            let cost = row.actual_cost.map_or_else(|| t.t(K::CommonDash).to_owned(), |minor| l.amount(minor));
            let rate = Ratio::new(row.responders, row.contacted).map_or_else(|| t.t(K::CommonDash).to_owned(), |r| t.percent(r, 1));
            let shown = match (row.id, row.kind) {
                (Some(activity), Some(kind)) if kind.is_sent() && row.touches > 0 => view! { <a class="l" href=format!("/campaigns/{id}/work/{activity}")><bdi>{name(page, row)}</bdi></a> }.into_any(),
                _ => view! { <bdi>{name(page, row)}</bdi> }.into_any(),
            };
            view! {
                <tr>
                    <th scope="row" class="flush text-start font-medium">{shown}</th>
                    <td class="n">{format!("{} / {}", t.int(row.done), t.int(row.touches))}</td><td class="n">{l.amount(row.planned_cost)}</td><td class="n">{cost}</td><td class="n" title=t.t(K::ActivitiesRateFormula)>{rate}</td>
                    <td class="n">{t.int(row.totals.new_leads)}</td><td class="n"><Shown value=value(Figure::CostPerLead, &row.totals)/></td><td class="n flush">{l.amount(row.totals.revenue)}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <section class="min-w-0">
            <h2 class="fin">{title}</h2><p class="lab mt-0.5">{t.n(K::ActivitiesSubtitle, i64::try_from(rows.len()).unwrap_or(0), &[("currency", l.currency.code())])}</p>
            <div class="overflow-x-auto mt-3" tabindex="0" role="region" aria-label=t.t(K::ActivitiesTitle)>
                <table class="table tight"><thead><tr><th scope="col" class="flush">{t.t(K::ActivitiesOne)}</th><th scope="col" class="n">{t.t(K::ActivitiesDone)}</th><th scope="col" class="n">{t.t(K::ChartPlanned)}</th><th scope="col" class="n">{t.t(K::ChartActual)}</th><th scope="col" class="n">{t.t(K::ActivitiesRate)}</th><th scope="col" class="n">{t.t(K::CampaignsLeadsHead)}</th><th scope="col" class="n">{t.t(K::FigureCostPerLead)}</th><th scope="col" class="n flush">{t.t(K::FigureRevenue)}</th></tr></thead><tbody>{lines}</tbody></table>
            </div>
        </section>
    }
}

fn name(page: Page, row: &ActivityRow) -> String {
    if !row.name.is_empty() {
        return row.name.clone();
    }
    row.kind.map_or(page.t.t(K::ActivitiesNone), |kind| page.t.code("activity", kind.as_str())).to_owned()
}
