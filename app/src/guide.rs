//! The guided first campaign: five steps to a result that can be measured, and help beside each page.

pub mod api;

use crate::{context::use_page, frame::Heading, wire::Load};
use domain::guide::Guide;
use leptos::prelude::*;
use texts::K;
use ui::{Dialog, Glyph, Icon};

#[component]
pub fn GuidePage() -> impl IntoView {
    let t = use_page().t;
    let guide = Load::new(|| (), |()| api::view());
    view! {
        <main id="main" class="page">
            <Heading title=t.t(K::GuideTitle)/>
            <p class="text-ink-2 mt-1 max-w-2xl">{t.t(K::GuideSays)}</p>
            {guide.show(move |guide| view! { <Steps guide/> })}
        </main>
    }
}

/// Where a step is done: words and address of its one action.
fn action(guide: &Guide, step: usize) -> (K, String) {
    let plan = |(id, _, quick): &(i64, String, bool)| {
        if *quick { format!("/campaigns/{id}/draft") } else { format!("/campaigns/{id}/plan") }
    };
    let campaign = guide.campaign.as_ref();
    match step {
        0 => (K::ImportsNew, "/audience/imports/new".to_owned()),
        1 => match campaign {
            Some(campaign) => (K::DraftOpen, plan(campaign)),
            None => (K::GuideChoose, "/audience".to_owned()),
        },
        2 => (K::DraftOpen, campaign.map_or_else(|| "/campaigns/new".to_owned(), plan)),
        3 => (K::NavToday, "/today".to_owned()),
        _ => (K::GuideResults, campaign.map_or_else(|| "/campaigns".to_owned(), |(id, ..)| format!("/campaigns/{id}"))),
    }
}

#[component]
pub fn Steps(guide: Guide) -> impl IntoView {
    let t = use_page().t;
    let here = guide.step();
    let words = [
        (K::GuideStepPeople, K::GuideStepPeopleSays),
        (K::GuideStepWhom, K::GuideStepWhomSays),
        (K::GuideStepPlan, K::GuideStepPlanSays),
        (K::GuideStepWork, K::GuideStepWorkSays),
        (K::GuideStepSee, K::GuideStepSeeSays),
    ];
    let steps: Vec<_> = words
        .into_iter()
        .enumerate()
        .map(|(n, (name, says))| {
            let done = n < here;
            let current = n == here;
            let ball = if done {
                "bg-good-tint text-good"
            } else if current {
                "bg-primary text-primary-content"
            } else {
                "border border-line-2"
            };
            let number = t.plain(i64::try_from(n + 1).unwrap_or(0));
            let mark = if done { view! { <Icon glyph=Glyph::Check size=13/><span class="sr-only">{t.t(K::CommonDone)}</span> }.into_any() } else { view! { {number} }.into_any() };
            let button = current.then(|| {
                let (words, href) = action(&guide, n);
                view! { <a class="btn btn-sm btn-primary mt-3 max-md:h-11" href=href>{t.t(words)}</a> }
            });
            let class = if current { "box px-4 py-3 grow" } else { "grow py-1" };
            let title = if current { "fin" } else { "text-ink-2 font-medium" };
            view! { <li class="flex gap-3.5 mt-5" aria-current=current.then_some("step")><span class=format!("size-6 shrink-0 rounded-full grid place-items-center text-2xs font-semibold num {ball}")>{mark}</span><div class=class><h2 class=title>{t.t(name)}</h2><p class="text-ink-2 mt-0.5">{t.t(says)}</p>{button}</div></li> }
        })
        .collect();
    let end = (here >= Guide::STEPS).then(|| {
        let (words, href) = action(&guide, Guide::STEPS);
        view! { <p class="mt-5 rounded-lg bg-good-tint px-3 py-2">{t.t(K::GuideEnd)}" "<a class="l" href=href>{t.t(words)}</a></p> }
    });
    let sellers = (guide.colleagues == 0).then(|| view! { <li class="py-2 border-b border-line"><a class="l" href="/settings?part=users">{t.t(K::GuideSellers)}</a><p class="lab">{t.t(K::GuideSellersSays)}</p></li> });
    view! {
        <div class="grid lg:grid-cols-[minmax(0,1fr)_320px] gap-x-12 gap-y-8">
            <div class="max-w-2xl"><ol>{steps}</ol>{end}</div>
            <aside class="lg:mt-5"><h2 class="fin">{t.t(K::GuideHand)}</h2><ul class="mt-1">{sellers}
                <li class="py-2 border-b border-line"><a class="l" href="/settings?part=article">{t.t(K::CatalogArticle)}</a><p class="lab">{t.t(K::GuideArticlesSays)}</p></li>
                <li class="py-2 border-b border-line"><a class="l" href="/settings?part=kind">{t.t(K::CatalogKind)}</a><p class="lab">{t.t(K::CatalogHintKind)}</p></li></ul></aside>
        </div>
    }
}

/// The code under which the help of a page is written.
fn topic(path: &str) -> &'static str {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    match parts.as_slice() {
        ["campaigns"] => "campaigns",
        ["campaigns", _, "plan"] => "plan",
        ["campaigns", "new"] | ["campaigns", _, "draft"] | ["campaigns", _, "activities", _] => "activity",
        ["campaigns", _, "work", _] => "work",
        ["campaigns", _, "responses"] => "responses",
        ["campaigns", _, "costs" | "baselines"] => "costs",
        ["campaigns", _, "files"] => "files",
        ["campaigns", _, "closing"] => "closing",
        ["campaigns", _, "event"] => "event",
        ["plans", ..] => "plans",
        ["budget", "methods"] => "methods",
        ["budget", "goal"] => "goal",
        ["budget", "rates"] => "rates",
        ["budget", "rules"] => "approval_rules",
        ["budget", ..] => "budgets",
        ["approvals", ..] => "approvals",
        ["campaigns", ..] => "results",
        ["audience", "lists", ..] => "lists",
        ["audience", "imports", ..] => "imports",
        ["audience", ..] => "people",
        ["people" | "accounts", ..] => "person",
        ["sales", "leads"] => "leads",
        ["sales", "rules"] => "lead_rules",
        ["sales", ..] => "board",
        ["analysis", "campaigns"] => "steps",
        ["analysis", "references"] => "references",
        ["analysis", "compare"] => "compare",
        ["analysis", ..] => "channels",
        ["settings", ..] => "settings",
        _ => "today",
    }
}

/// The button in the bar that explains the page one is on.
#[component]
pub fn HelpButton() -> impl IntoView {
    let t = use_page().t;
    let path = leptos_router::hooks::use_location().pathname;
    let open = RwSignal::new(false);
    let text = move || path.with(|path| t.code("help", topic(path)));
    view! {
        <button type="button" class="btn btn-sm btn-ghost btn-square max-md:size-11" aria-label=t.t(K::HelpTitle) title=t.t(K::HelpTitle) on:click=move |_| open.set(true)><Icon glyph=Glyph::Help size=16/></button>
        <Dialog open title=t.t(K::HelpTitle) close=t.t(K::CommonClose)>
            <p class="mt-2 whitespace-pre-line">{text}</p>
            <p class="mt-3"><a class="l" href="/guide" on:click=move |_| open.set(false)>{t.t(K::GuideTitle)}</a></p>
        </Dialog>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_has_its_help() {
        let texts = texts::Texts::of(domain::user::Language::En);
        for path in [
            "/",
            "/today",
            "/campaigns",
            "/campaigns/new",
            "/campaigns/3",
            "/campaigns/3/plan",
            "/campaigns/3/work/1",
            "/campaigns/3/responses",
            "/audience",
            "/audience/lists",
            "/audience/lists/2",
            "/audience/imports/4",
            "/people/1",
            "/accounts/1",
            "/sales",
            "/sales/leads",
            "/sales/rules",
            "/analysis/channels",
            "/analysis/campaigns",
            "/settings",
            "/campaigns/3/costs",
            "/campaigns/3/baselines",
            "/campaigns/3/files",
            "/campaigns/3/closing",
            "/campaigns/3/event",
            "/plans/1",
            "/budget/methods",
            "/budget/goal",
            "/analysis/references",
            "/analysis/compare",
            "/budget",
            "/budget/2",
            "/budget/rates",
            "/budget/rules",
            "/approvals",
            "/approvals/2",
        ] {
            assert!(!texts.code("help", topic(path)).is_empty(), "{path}");
        }
    }
}
