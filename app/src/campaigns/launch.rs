//! Launching, its progress, taking it back, and finishing.

use super::{api, drafting::Drafting};
use crate::{
    context::use_page,
    form::FormDialog,
    saving::{Saving, SavingFault},
};
use domain::{
    campaign::{CampaignView, LaunchView, Obstacle, Status},
    rights::UseCase,
};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use std::time::Duration;
use texts::K;
use ui::{Dialog, Glyph, Icon, Toast, use_toaster};

/// "Launch…" with what stands in the way, and the question that says what it will do.
#[component]
pub fn LaunchButton(drafting: Drafting) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let open = drafting.asked;
    let launching = Saving::new();
    let navigate = StoredValue::new(use_navigate());
    let view = drafting.view.get_untracked();
    let Some(id) = view.input.id else { return ().into_any() };
    let contacted = view.equation.contacted();
    let reason = view.obstacles.first().map(|o| t.code("obstacle", &texts::snake(&format!("{o:?}"))));
    // What is on the screen is saved first, so that the launch is of what is seen.
    let ask = move |_| drafting.save(move |_| open.set(true));
    let launch = move |_| {
        let version = drafting.campaign_version.get_value();
        launching.run(
            move |request| api::launch(request, id, version),
            move |id: i64| {
                open.set(false);
                navigate.with_value(|go| go(&format!("/campaigns/{id}"), NavigateOptions::default()));
            },
        );
    };
    let each: Vec<String> = view
        .grid
        .iter()
        .map(|(_, name, row)| {
            t.f(K::LaunchEach, &[("name", name), ("n", &t.int(i64::try_from(row.iter().sum::<usize>()).unwrap_or(0)))])
        })
        .collect();
    let first = view.days.first().map_or_else(String::new, |d| l.day_long(*d));
    let says = StoredValue::new(
        t.f(K::LaunchSays, &[("n", &t.int(contacted)), ("each", &each.join(t.t(K::CommonComma))), ("day", &first)]),
    );
    let left_out = t.f(
        K::LaunchLeftOut,
        &[("left", &t.int(view.equation.people - contacted)), ("people", &t.int(view.equation.people))],
    );
    let facts = StoredValue::new([
        (K::LaunchLeftOutLabel, left_out),
        (K::LaunchCost, l.money(view.planned_cost)),
        (K::ResultsBaselineLabel, t.t(K::LaunchBaseline).to_owned()),
    ]);
    let does = [K::LaunchDoesFreeze, K::LaunchDoesMake, K::LaunchDoesPlan, K::LaunchDoesUndo];
    let hint = reason.map(|r| view! { <span class="lab self-center">{r}</span> });
    let disabled = reason.is_some();
    view! {
        {hint}
        <button type="button" class="btn btn-sm btn-primary" disabled=disabled on:click=ask>{t.t(K::LaunchAsk)}</button>
        <Dialog open title=t.n(K::LaunchQuestion, contacted, &[]) close=t.t(K::CommonClose)>
            <p class="text-ink-2 mt-1.5">{says.get_value()}</p>
            <dl class="mt-3">{facts.get_value().map(|(name, value)| view! { <div class="flex justify-between gap-3 py-1.5 border-b border-line"><dt class="text-ink-2">{t.t(name)}</dt><dd class="num font-medium"><bdi>{value}</bdi></dd></div> }).into_iter().collect::<Vec<_>>()}</dl>
            <ul class="mt-3 space-y-1.5 text-ink-2">{does.map(|k| view! { <li class="flex gap-2"><Icon glyph=Glyph::Check size=14/><span>{t.t(k)}</span></li> }).into_iter().collect::<Vec<_>>()}</ul>
            <SavingFault saving=launching/>
            <div class="flex justify-end gap-2 mt-4"><button type="button" class="btn btn-sm btn-ghost" on:click=move |_| open.set(false)>{t.t(K::CommonCancel)}</button><button type="button" class="btn btn-sm btn-primary" disabled=move || launching.busy.get() on:click=launch>{t.n(K::LaunchDo, contacted, &[])}</button></div>
        </Dialog>
    }
    .into_any()
}

/// "Launch…" for a campaign of several activities: asks what it would do, and says so activity by activity.
#[component]
pub fn LaunchPlan(id: i64) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let open = RwSignal::new(false);
    let asking = Saving::new();
    let launching = Saving::new();
    let view = RwSignal::new(None::<LaunchView>);
    let navigate = StoredValue::new(use_navigate());
    let ask = move |_| {
        asking.run(
            move |_| api::launch_view(id),
            move |answer: LaunchView| {
                view.set(Some(answer));
                open.set(true);
            },
        );
    };
    let launch = Callback::new(move |()| {
        let version = view.with_untracked(|v| v.as_ref().map_or(0, |v| v.version));
        if !view.with_untracked(|v| v.as_ref().is_some_and(LaunchView::is_ready)) {
            return;
        }
        launching.run(
            move |request| api::launch(request, id, version),
            move |id: i64| {
                open.set(false);
                navigate.with_value(|go| go(&format!("/campaigns/{id}"), NavigateOptions::default()));
            },
        );
    });
    let word = move |o: &Obstacle| t.code("obstacle", &texts::snake(&format!("{o:?}")));
    let body = move || {
        let view = view.get()?;
        let parts: Vec<_> = view
            .parts
            .iter()
            .map(|part| {
                let what = if part.follow_up {
                    t.t(K::LaunchLater).to_owned()
                } else if part.kind.has_audience() {
                    t.n(K::CommonPeople, part.contacted, &[])
                } else {
                    t.code("activity_one", part.kind.as_str()).to_owned()
                };
                let faults: Vec<_> = part.obstacles.iter().map(|o| view! { <p class="text-bad text-xs flex gap-1"><Icon glyph=Glyph::Warn size=13/>{word(o)}</p> }).collect();
                view! { <li class="py-2 border-b border-line"><div class="flex gap-3"><bdi class="font-medium grow">{part.name.clone()}</bdi><span class="num">{what}</span></div>{faults}</li> }
            })
            .collect();
        let none: Vec<_> = view.obstacles.iter().map(|o| view! { <p class="text-bad mt-2">{word(o)}</p> }).collect();
        let ready = view.is_ready();
        let says = if ready { t.t(K::LaunchDoesPlan) } else { t.t(K::LaunchNotReady) };
        Some(
            view! { <p class=if ready { "text-ink-2 mt-1.5" } else { "text-bad font-medium mt-1.5" }>{says}</p>{none}<ul class="mt-2">{parts}</ul><p class="text-ink-2 mt-2">{t.f(K::LaunchPlanCost, &[("cost", &l.money(view.planned_cost))])}</p> },
        )
    };
    let ready = Signal::derive(move || view.with(|view| view.as_ref().is_some_and(LaunchView::is_ready)));
    view! {
        <button type="button" class="btn btn-sm btn-primary" disabled=move || asking.busy.get() on:click=ask>{t.t(K::LaunchAsk)}</button>
        <SavingFault saving=asking/>
        <FormDialog open title=t.t(K::LaunchPlanTitle) action=t.t(K::LaunchPlanDo) saving=launching save=launch ready>{body()}</FormDialog>
    }
}

/// How far a launch is; the page looks again until it is through.
#[component]
pub fn Launching(progress: Option<(i64, i64)>, reload: RwSignal<u32>) -> impl IntoView {
    let t = use_page().t;
    look_again(reload);
    let (done, all) = progress.unwrap_or((0, 0));
    view! {
        <div class="py-12 max-w-md" aria-live="polite">
            <p class="fin">{t.t(K::LaunchRuns)}</p>
            <progress class="progress progress-primary w-full mt-3" value=done max=all.max(1)></progress>
            <p class="lab mt-1 num">{t.f(K::LaunchProgress, &[("done", &t.int(done)), ("all", &t.int(all))])}</p>
            <p class="lab mt-3">{t.t(K::LaunchMayLeave)}</p>
        </div>
    }
}

/// Loads again a little later.
pub fn look_again(reload: RwSignal<u32>) {
    Effect::new(move |_| {
        let timer = set_timeout_with_handle(
            move || {
                reload.try_update(|n| *n += 1);
            },
            Duration::from_millis(600),
        );
        on_cleanup(move || {
            if let Ok(timer) = timer {
                timer.clear();
            }
        });
    });
}

/// What can be done with a campaign that was launched.
#[component]
pub fn RunningActions(campaign: CampaignView, reload: RwSignal<u32>) -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let saving = Saving::new();
    let toaster = use_toaster();
    let (id, version) = (campaign.id, campaign.version);
    let done = move |said: K| {
        move || {
            toaster.show(Toast::said(t.t(said)));
            reload.update(|n| *n += 1);
        }
    };
    let undo = (campaign.undoable && page.may(UseCase::LaunchUndo)).then(|| {
        let done = done(K::LaunchUndone);
        view! { <button type="button" class="btn btn-sm" disabled=move || saving.busy.get() on:click=move |_| saving.run(move |request| api::undo_launch(request, id, version), move |_| done())><Icon glyph=Glyph::Undo size=14/>{t.t(K::LaunchUndo)}</button> }
    });
    let asked = RwSignal::new(false);
    let finish = (campaign.status == Status::Running && page.may(UseCase::CampaignFinish)).then(|| {
        let open = campaign.touches - campaign.touches_done;
        let navigate = StoredValue::new(use_navigate());
        // What ended is looked back at while it is known.
        let close = move || {
            done(K::FinishDone)();
            navigate.with_value(|go| go(&format!("/campaigns/{id}/closing"), NavigateOptions::default()));
        };
        view! {
            <button type="button" class="btn btn-sm" on:click=move |_| asked.set(true)>{t.t(K::FinishAsk)}</button>
            <Dialog open=asked title=t.t(K::FinishQuestion) close=t.t(K::CommonClose)>
                <p class="text-ink-2 mt-1.5">{t.n(K::FinishSays, open, &[])}</p>
                <SavingFault saving/>
                <div class="flex justify-end gap-2 mt-4"><button type="button" class="btn btn-sm btn-ghost" on:click=move |_| asked.set(false)>{t.t(K::CommonCancel)}</button><button type="button" class="btn btn-sm btn-primary" disabled=move || saving.busy.get() on:click=move |_| saving.run(move |request| api::finish(request, id, version), move |()| close())>{t.t(K::FinishDo)}</button></div>
            </Dialog>
        }
    });
    let plan = (campaign.status == Status::Draft).then(|| {
        let to = if campaign.quick { format!("/campaigns/{id}/draft?step=3") } else { format!("/campaigns/{id}/plan") };
        view! { <a class="btn btn-sm btn-primary" href=to>{t.t(K::DraftOpen)}</a> }
    });
    view! { {undo}{finish}{plan} }
}
