//! The work of an activity that is sent together: its documents, an example, and marking it as sent.

use super::{api, launch::look_again};
use crate::{
    context::use_page,
    frame::Heading,
    loaded::reloader,
    saving::{Saving, SavingFault},
    wire::Load,
};
use domain::{
    activity::{ActivityKind, Reach},
    campaign::{Status, WorkView},
    rights::UseCase,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use texts::K;
use ui::{Dialog, Glyph, Icon, Toast, use_toaster};

#[component]
pub fn WorkPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|p| p.get("activity").and_then(|id| id.parse::<i64>().ok()).unwrap_or(0)));
    let reload = reloader();
    let work = Load::new(move || (id.get(), reload.get()), |(id, _)| api::work(id));
    view! { <main id="main" class="page">{work.show(move |work| view! { <Work work reload/> })}</main> }
}

/// The files of a kind: their address and what they are called.
fn files(kind: ActivityKind, id: i64) -> Vec<(String, K)> {
    let csv = (format!("/export/activities/{id}/addresses.csv"), K::WorkAddresses);
    match kind.reach() {
        Some(Reach::Post | Reach::Fax) => vec![(format!("/export/activities/{id}/letters.html"), K::WorkLetters), csv],
        Some(Reach::Email) => vec![(format!("/export/activities/{id}/emails.mbox"), K::WorkEmails), csv],
        _ => vec![csv],
    }
}

#[component]
fn Work(work: WorkView, reload: RwSignal<u32>) -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let id = work.id;
    if work.progress.is_some() {
        look_again(reload);
    }
    let open = RwSignal::new(false);
    let saving = Saving::new();
    let toaster = use_toaster();
    let mark = move |_| {
        saving.run(
            move |request| api::mark_sent(request, id),
            move |_: i64| {
                open.set(false);
                toaster.show(Toast::said(t.t(K::WorkMarking)));
                reload.update(|n| *n += 1);
            },
        );
    };
    let progress = work.progress.map(|(done, all)| view! { <div class="mt-4 max-w-md" aria-live="polite"><progress class="progress progress-primary w-full" value=done max=all.max(1)></progress><p class="lab num">{t.f(K::LaunchProgress, &[("done", &t.int(done)), ("all", &t.int(all))])}</p></div> });
    let figure = |name: K, n: i64| view! { <div class="px-4 py-3"><dt class="lab">{t.t(name)}</dt><dd class="num text-2xl font-semibold mt-1 tracking-tight">{t.int(n)}</dd></div> };
    let links: Vec<_> = files(work.kind, id)
        .into_iter()
        .map(|(href, name)| view! { <a class="btn btn-sm max-md:h-11" rel="external" href=href><Icon glyph=Glyph::Download size=15/>{t.t(name)}</a> })
        .collect();
    let may = work.open > 0 && work.progress.is_none() && work.state == Status::Running && page.may(UseCase::WorkSent);
    let title = t.n(K::WorkQuestion, work.open, &[]);
    let button = may.then(|| {
        view! {
            <button type="button" class="btn btn-sm btn-primary max-md:h-11" on:click=move |_| open.set(true)><Icon glyph=Glyph::Check size=15/>{t.t(K::WorkMark)}</button>
            <Dialog open title close=t.t(K::CommonClose)>
                <p class="text-ink-2 mt-1.5">{t.t(K::WorkSays)}</p>
                <SavingFault saving/>
                <div class="flex justify-end gap-2 mt-4"><button type="button" class="btn btn-sm btn-ghost" on:click=move |_| open.set(false)>{t.t(K::CommonCancel)}</button><button type="button" class="btn btn-sm btn-primary" disabled=move || saving.busy.get() on:click=mark>{t.t(K::WorkMark)}</button></div>
            </Dialog>
        }
    });
    let next = if work.open > 0 { t.t(K::WorkNext) } else { t.t(K::WorkNothing) };
    let example = work.example.map(|(name, subject, text)| {
        view! {
            <section class="mt-7 pt-5 border-t border-line"><h2 class="fin">{t.f(K::WorkExample, &[("name", &name)])}</h2>
                <div class="box bg-base-100 px-4 py-3 mt-2 max-w-2xl"><p class="font-semibold" dir="auto">{subject}</p><p class="whitespace-pre-line mt-1" dir="auto">{text}</p></div></section>
        }
    });
    view! {
        <Heading title=work.name.clone()/>
        <p class="text-sm mt-1">{t.code("activity_one", work.kind.as_str())}" · "<a class="l" href=format!("/campaigns/{}", work.campaign_id)><bdi>{work.campaign}</bdi></a></p>
        <dl class="box grid grid-cols-2 md:grid-cols-4 md:divide-x divide-line mt-4 max-w-3xl">{figure(K::WorkAll, work.all)}{figure(K::WorkOpen, work.open)}{figure(K::WorkDone, work.done)}{figure(K::WorkLeft, work.left)}</dl>
        {progress}
        <p class="mt-5 text-ink-2 max-w-2xl">{next}</p>
        <div class="flex flex-wrap gap-2 mt-3">{(work.open > 0).then_some(links)}{button}</div>
        {example}
    }
}
