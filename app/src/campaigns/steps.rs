//! Campaigns through the stages of their kind: those of one campaign in its plan, and the funnel of all.

use super::{
    api,
    funnel::{Stage, StageFunnel},
    status_dot,
};
use crate::{
    channels::AnalysisTabs,
    context::use_page,
    frame::{Empty, Heading},
    saving::{Saving, SavingFault},
    wire::Load,
};
use domain::{
    campaign::{CampaignStep, Status, StepCampaign, StepFunnel, StepRow},
    metrics::funnel::CAMPAIGNS_MIN,
    rights::UseCase,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use texts::K;
use ui::{Glyph, Icon};

/// The stages of one campaign with the day on which each was reached; what is recorded by hand can be ticked.
#[component]
pub fn StepList(campaign: i64, steps: Vec<CampaignStep>, may: bool, reload: RwSignal<u32>) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    if steps.is_empty() {
        return ().into_any();
    }
    let saving = Saving::new();
    let reached = steps.iter().filter(|step| step.day.is_some()).count();
    let number = |n: usize| t.int(i64::try_from(n).unwrap_or(0));
    let finding = t.f(K::StepsFinding, &[("reached", &number(reached)), ("all", &number(steps.len()))]);
    let rows: Vec<_> = steps
        .into_iter()
        .map(|step| {
            let on = step.day.is_some();
            let when = step.day.map(|day| l.day(day)).unwrap_or_default();
            let label = step.name.clone();
            let fact = StoredValue::new(step.fact);
            let tick = move |_| {
                saving.run(
                    move |request| api::record_step(request, campaign, fact.get_value(), !on),
                    move |()| reload.update(|n| *n += 1),
                );
            };
            let mark = on.then(|| view! { <span class="text-good"><Icon glyph=Glyph::Check size=14/></span> });
            let mark = if step.by_hand && may {
                view! { <button type="button" class="btn btn-xs btn-square max-md:size-11" aria-label=label aria-pressed=on.to_string() disabled=move || saving.busy.get() on:click=tick>{mark}</button> }.into_any()
            } else {
                view! { <span class="inline-flex size-6 items-center justify-center">{mark}</span> }.into_any()
            };
            let class = if on { "" } else { "text-ink-2" };
            view! { <li class="flex items-center gap-2 py-1.5 border-b border-line">{mark}<span class=format!("grow {class}")><bdi>{step.name}</bdi></span><span class="num text-ink-2">{when}</span></li> }
        })
        .collect();
    view! {
        <section class="mt-7 pt-5 border-t border-line">
            <h2 class="fin">{finding}</h2><p class="lab mt-0.5">{t.t(K::StepsHint)}</p>
            <SavingFault saving/>
            <ol class="mt-2 max-w-xl">{rows}</ol>
        </section>
    }
    .into_any()
}

#[component]
pub fn StepsPage() -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let query = use_query_map();
    let kind = Memo::new(move |_| query.with(|q| q.get("kind").and_then(|kind| kind.parse::<i64>().ok())));
    let steps = Load::new(move || kind.get(), api::steps);
    view! {
        <main id="main" class="page">
            <Heading title=t.t(K::StepsTitle)/>
            <AnalysisTabs current=K::StepsTitle/>
            {steps.show(move |found| view! { <Steps found/> })}
        </main>
    }
}

#[component]
fn Steps(found: StepFunnel) -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let chips: Vec<_> = found
        .kinds
        .iter()
        .map(|(id, name)| {
            let on = *id == found.kind;
            let class = if on { "chip bg-tint! text-link! border-transparent! font-medium" } else { "chip" };
            view! { <a class=class href=format!("/analysis/campaigns?kind={id}") aria-current=on.then_some("page")><bdi>{name.clone()}</bdi></a> }
        })
        .collect();
    let body = if found.steps.is_empty() {
        let actions = page.may(UseCase::CatalogSave).then(|| {
            view! { <a class="btn btn-sm btn-primary" href="/settings?part=kind">{t.t(K::CatalogKind)}</a> }.into_any()
        });
        view! { <Empty what=t.t(K::StepsEmpty) next=t.t(K::StepsEmptyNext) actions/> }.into_any()
    } else {
        let stages: Vec<_> =
            found.steps.iter().map(|step| view! { <StageCampaigns step=step.clone() today=found.today/> }).collect();
        view! { <Chart found=found.clone()/><ol class="mt-7 grid md:grid-cols-2 gap-x-10 gap-y-6">{stages}</ol> }
            .into_any()
    };
    view! { <div class="flex flex-wrap gap-2 mt-4" role="group" aria-label=t.t(K::ResultsKind)>{chips}</div><div class="mt-5">{body}</div> }
}

#[component]
fn Chart(found: StepFunnel) -> impl IntoView {
    let page = use_page();
    let (t, _l) = (page.t, page.l);
    let late =
        found.steps.iter().flat_map(|s| s.here.iter().filter(|c| c.is_late(s.control.days, found.today))).count();
    let open = found.steps.iter().flat_map(|s| &s.here).filter(|c| !c.finished).count();
    let number = |n: usize| i64::try_from(n).unwrap_or(0);
    let title = if late > 0 { t.n(K::StepsLate, number(late), &[]) } else { t.n(K::StepsOpen, number(open), &[]) };
    let kind = found.kinds.iter().find(|(id, _)| *id == found.kind).map_or("", |(_, name)| name.as_str());
    let cohort = found.steps.first().map_or(0, |s| s.count.entered);
    let subtitle = t.n(K::StepsSubtitle, cohort, &[("kind", kind)]);
    let stage = |s: &StepRow| Stage {
        name: s.name.clone(),
        count: s.count,
        step: s.step,
        planned: None,
        median_doubled: s.median_doubled,
        control: s.control,
        href: String::new(),
        judged: None,
        to_here_doubled: None,
    };
    let stages: Vec<_> = found.steps.iter().map(stage).collect();
    view! { <StageFunnel stages of=K::NavCampaigns least=CAMPAIGNS_MIN title subtitle file="campaign-stages".to_owned()/> }
}

/// The campaigns that stand at a stage; together with those further on they are the figure of the stage.
#[component]
fn StageCampaigns(step: StepRow, today: chrono::NaiveDate) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let line = |campaign: StepCampaign| {
        let late = campaign.is_late(step.control.days, today).then(|| view! { <span class="text-warn inline-flex items-center gap-1"><Icon glyph=Glyph::Clock size=13/>{t.n(K::StepsUsual, step.control.days, &[])}</span> });
        let status = if campaign.finished { Status::Finished } else { Status::Running };
        view! { <li class="flex flex-wrap items-center gap-x-2 py-1.5 border-b border-line"><span class=status_dot(status)></span><a class="grow min-w-0 truncate hover:underline" href=format!("/campaigns/{}/plan", campaign.id)><bdi>{campaign.name.clone()}</bdi></a>{late}<span class="num lab">{t.f(K::StepsSince, &[("day", &l.day(campaign.since))])}</span></li> }
    };
    let count = t.int(i64::try_from(step.here.len()).unwrap_or(0));
    let none = step.here.is_empty().then(|| view! { <li class="lab py-1.5">{t.t(K::StepsNobody)}</li> });
    let lines: Vec<_> = step.here.iter().cloned().map(line).collect();
    view! { <li><h3 class="fin"><bdi>{step.name.clone()}</bdi>" "<span class="num text-ink-3 font-normal">{count}</span></h3><ul class="mt-1">{lines}{none}</ul></li> }
}
