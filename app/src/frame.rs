//! The frame around pages: rail on the desk, dock on the phone, the bar on top.

use crate::{context::use_page, guide::HelpButton};
use domain::rights::UseCase;
use leptos::{prelude::*, text_prop::TextProp};
use leptos_meta::Title;
use leptos_router::{components::Outlet, hooks::use_location};
use texts::K;
use ui::{Avatar, Glyph, Icon, Tab, Tabs};

struct Place {
    glyph: Glyph,
    name: K,
    href: &'static str,
    /// Addresses that belong to it.
    below: &'static [&'static str],
}

const PLACES: [Place; 6] = [
    Place { glyph: Glyph::Today, name: K::NavToday, href: "/today", below: &["/today"] },
    Place { glyph: Glyph::Campaigns, name: K::NavCampaigns, href: "/campaigns", below: &["/campaigns"] },
    Place { glyph: Glyph::Audience, name: K::NavAudience, href: "/audience", below: &["/audience", "/people"] },
    Place { glyph: Glyph::Sales, name: K::NavSales, href: "/sales", below: &["/sales"] },
    Place { glyph: Glyph::Analysis, name: K::NavAnalysis, href: "/analysis/channels", below: &["/analysis"] },
    Place { glyph: Glyph::Wallet, name: K::NavBudget, href: "/budget", below: &["/budget", "/approvals", "/plans"] },
];
const MORE: Place = Place {
    glyph: Glyph::More,
    name: K::NavMore,
    href: "/more",
    below: &["/more", "/settings", "/analysis", "/budget", "/approvals", "/plans"],
};
const SETTINGS: Place =
    Place { glyph: Glyph::Settings, name: K::NavSettings, href: "/settings", below: &["/settings"] };

impl Place {
    fn holds(&self, path: &str) -> bool {
        (path == "/" && self.href == "/today")
            || self.below.iter().any(|below| path == *below || path.starts_with(&format!("{below}/")))
    }
}

/// The pages of one part, one of them the current one.
pub fn part_tabs(label: K, current: K, pages: &[(K, &str)]) -> AnyView {
    let t = use_page().t;
    let tab = |(name, href): &(K, &str)| Tab {
        name: t.t(*name).to_owned(),
        href: (*href).to_owned(),
        count: String::new(),
        current: *name == current,
    };
    let tabs: Vec<_> = pages.iter().map(tab).collect();
    view! { <Tabs tabs label=t.t(label)/> }.into_any()
}

/// Brings the current one of a strip of links into view, where a phone shows only some of them. `current` is read, so that
/// this happens again when another one is.
pub fn show_current(strip: NodeRef<leptos::html::Nav>, current: impl Fn() + 'static) {
    Effect::new(move |_| {
        current();
        // Who reads further down is not taken back up to it.
        if window().scroll_y().unwrap_or(0.0) > 0.0 {
            return;
        }
        let link = strip.get().and_then(|strip| strip.query_selector("[aria-current]").ok().flatten());
        if let Some(link) = link {
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_block(web_sys::ScrollLogicalPosition::Nearest);
            options.set_inline(web_sys::ScrollLogicalPosition::Nearest);
            link.scroll_into_view_with_scroll_into_view_options(&options);
        }
    });
}

#[component]
fn PlaceLink(
    place: &'static Place,
    #[prop(default = 16)] size: u32,
    #[prop(default = false)] dock: bool,
) -> impl IntoView {
    let t = use_page().t;
    let path = use_location().pathname;
    let current = move || path.with(|path| place.holds(path)).then_some("page");
    let name = t.t(place.name);
    if dock {
        view! { <a href=place.href aria-current=current><Icon glyph=place.glyph size/>{name}</a> }.into_any()
    } else {
        view! { <a href=place.href aria-current=current title=name><Icon glyph=place.glyph size/><span class="grow">{name}</span></a> }.into_any()
    }
}

/// The mark of Levak: a funnel of two bars.
#[component]
pub fn Mark() -> impl IntoView {
    view! { <svg class="i text-link" width="20" height="20" viewBox="0 0 24 24" fill="currentColor" aria-hidden="true"><path d="M3 4h18l-5 6H8z"></path><path d="M8.8 11.5h6.4L13 20h-2z"></path></svg> }
}

/// Menus that open by themselves close by Escape, which leaves the focus on their button, and by a press beside them.
fn close_menus() {
    use leptos::wasm_bindgen::JsCast;
    Effect::new(|_| {
        let close = |keep: Option<web_sys::Node>, back: bool| {
            let open = document().query_selector_all("details.dropdown[open]").ok();
            let menus = open.into_iter().flat_map(|all| (0..all.length()).filter_map(move |n| all.get(n)));
            for menu in menus.filter(|menu| !keep.as_ref().is_some_and(|kept| menu.contains(Some(kept)))) {
                let Ok(menu) = menu.dyn_into::<web_sys::Element>() else { continue };
                drop(menu.remove_attribute("open"));
                let button = menu.query_selector("summary").ok().flatten();
                if let Some(button) = button.filter(|_| back).and_then(|b| b.dyn_into::<web_sys::HtmlElement>().ok()) {
                    drop(button.focus());
                }
            }
        };
        let pressed = window_event_listener(leptos::ev::pointerdown, move |ev| {
            close(ev.target().and_then(|target| target.dyn_into::<web_sys::Node>().ok()), false);
        });
        let escaped = window_event_listener(leptos::ev::keydown, move |ev| {
            if ev.key() == "Escape" {
                close(None, true);
            }
        });
        on_cleanup(move || {
            pressed.remove();
            escaped.remove();
        });
    });
}

/// Rail, bar, page, dock.
#[component]
pub fn Frame() -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let (workspace, me) = page.context.with_value(|c| (c.workspace.clone(), c.me.clone()));
    close_menus();
    // Today is the work of those who do some.
    let places = || PLACES.iter().filter(|place| place.name != K::NavToday || page.may(UseCase::TodayView));
    let rail: Vec<_> = places().map(|place| view! { <li><PlaceLink place/></li> }).collect();
    let dock: Vec<_> =
        places().take(4).chain([&MORE]).map(|place| view! { <PlaceLink place size=20 dock=true/> }).collect();
    let me = me.map(|me| {
        let role = t.code("role", me.role.as_str());
        let (name, shown) = (me.name.clone(), me.name);
        view! { <a href="/settings" class="me h-auto! mt-2 py-2! border-t border-line rounded-none!"><Avatar name/><div class="min-w-0"><div class="text-xs font-medium truncate"><bdi>{shown}</bdi></div><div class="lab truncate">{role}</div></div></a> }
    });
    view! {
        <a href="#main" class="skip" rel="external">{t.t(K::NavSkip)}</a>
        <div class="app">
            <nav class="rail" aria-label=t.t(K::NavMain)>
                <div class="flex items-center gap-2 px-2 h-9 mb-2"><Mark/><span class="font-semibold text-base grow">{t.t(K::AppName)}</span><span class="text-ink-3 text-xs ms-auto truncate min-w-0"><bdi>{workspace}</bdi></span></div>
                <ul class="flex flex-col gap-0.5">{rail}</ul>
                <ul class="mt-auto flex flex-col gap-0.5"><li><PlaceLink place=&SETTINGS/></li></ul>
                {me}
            </nav>
            <div class="min-w-0">
                <TopBar/>
                <p class="offline" role="status"><Icon glyph=Glyph::Warn size=14/>{t.t(K::ErrorSeen)}</p>
                <Outlet/>
            </div>
            <nav class="dk" aria-label=t.t(K::NavDock)>{dock}</nav>
        </div>
    }
}

#[component]
fn TopBar() -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let path = use_location().pathname;
    let crumb = move || {
        path.with(|path| {
            PLACES.iter().chain([&SETTINGS, &MORE]).find(|place| place.holds(path)).map(
                |place| view! { <a href=place.href class="hover:underline whitespace-nowrap">{t.t(place.name)}</a> },
            )
        })
    };
    let new = page.may(UseCase::DraftSave).then(|| view! { <a class="btn btn-sm max-md:hidden" href="/campaigns/new"><Icon glyph=Glyph::Plus size=15/>{t.t(K::NavNew)}</a> });
    view! {
        <header class="topbar">
            <nav aria-label=t.t(K::NavBreadcrumb) class="text-ink-2 flex items-center gap-1.5 min-w-0">{crumb}</nav>
            <form action="/audience" method="get" role="search" class="ms-auto">
                <label class="search"><Icon glyph=Glyph::Search size=15/><span class="sr-only">{t.t(K::NavSearch)}</span>
                    <input name="q" type="search" class="grow min-w-0 bg-transparent outline-none" placeholder=t.t(K::NavSearch)/>
                </label>
            </form>
            <HelpButton/>
            {new}
        </header>
    }
}

/// A place that may stay empty.
#[derive(Default)]
pub struct Slot(Option<AnyView>);

impl From<AnyView> for Slot {
    fn from(view: AnyView) -> Self {
        Self(Some(view))
    }
}

impl From<Option<AnyView>> for Slot {
    fn from(view: Option<AnyView>) -> Self {
        Self(view)
    }
}

/// Title line of a page: heading, what belongs to it, and the actions at its end. Sets the title of the document.
#[component]
pub fn Heading(
    /// The title of the document is asked for it after the page is gone, so what changes has to outlive the page.
    #[prop(into)]
    title: TextProp,
    #[prop(optional, into)] tag: Slot,
    #[prop(optional, into)] actions: Slot,
) -> impl IntoView {
    let shown = title.clone();
    view! {
        <Title text=title/>
        <div class="flex flex-wrap items-center gap-x-3 gap-y-2">
            <h1 class="text-2xl font-semibold tracking-tight min-w-0"><bdi>{move || shown.get()}</bdi></h1>
            {tag.0}
            <div class="ms-auto flex flex-wrap gap-2">{actions.0}</div>
        </div>
    }
}

/// Words one after the other, each in its own direction, so that a name in another script does not turn their order round.
pub fn pieces(words: Vec<String>, between: &'static str) -> AnyView {
    let words = words.into_iter().filter(|word| !word.is_empty()).enumerate();
    let words: Vec<_> = words.map(|(n, word)| view! { {(n > 0).then_some(between)}<bdi>{word}</bdi> }).collect();
    view! { {words} }.into_any()
}

/// A page without data: what is so and what to do next.
#[component]
pub fn Empty(
    #[prop(into)] what: String,
    #[prop(into)] next: String,
    #[prop(optional, into)] actions: Slot,
) -> impl IntoView {
    view! {
        <div class="py-16 text-center max-w-md mx-auto">
            <p class="fin">{what}</p>
            <p class="text-ink-2 mt-1">{next}</p>
            <div class="mt-4 flex flex-wrap justify-center gap-2">{actions.0}</div>
        </div>
    }
}
