//! Every component and chart in every state, for whoever builds pages. In development builds only, rendered without the
//! program: `/ui?language=fa&theme=dark`.

use crate::{
    campaigns::{chart_words, status_dot},
    context::{Page, PageContext, use_page},
    deviation::{DeviationLine, Shown},
    form::{self, Input},
    frame::Empty,
    saving::{FieldFault, Saving},
};
use domain::{
    campaign::Status,
    metrics::{Deviation, Figure, Gap, Judgement, Ratio, Value, deviation},
    user::{Language, Theme},
};
use leptos::prelude::*;
use std::sync::Arc;
use texts::{K, Texts};
use ui::{
    Avatar, Field, Glyph, Icon, Step, Steps, Tab, Tabs, Toaster,
    chart::{
        Bar, ChartFrame, Column, Drawing, Facts, FunnelRow, FunnelWords, Key, Line, Panel, Sample, bars, columns,
        funnel, lines, svg::Ink,
    },
};

/// What the sheet is shown in.
#[derive(Debug, Clone, Default)]
pub struct SheetIn {
    pub language: Language,
    pub theme: Theme,
    pub assets: String,
}

/// The whole document.
pub fn sheet() -> impl IntoView {
    let shown: SheetIn = use_context().unwrap_or_default();
    let texts = Texts::of(shown.language);
    let context = PageContext { language: shown.language, theme: shown.theme, ..PageContext::nobody() };
    Page::provide(context, texts);
    crate::document::set_policy();
    let dir = if shown.language.is_rtl() { "rtl" } else { "ltr" };
    let theme = if shown.theme == Theme::Dark { "levak-dark" } else { "levak" };
    let links: Vec<_> = [(Language::En, Theme::Light), (Language::En, Theme::Dark), (Language::Fa, Theme::Light), (Language::Fa, Theme::Dark)]
        .into_iter()
        .map(|(language, theme)| view! { <li><a class="l" href=format!("/ui?language={}&theme={}", language.code(), theme.as_str())>{format!("{}, {}", language.code(), theme.as_str())}</a></li> })
        .collect();
    view! {
        <!DOCTYPE html>
        <html lang=shown.language.code() dir=dir data-theme=theme>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <title>"Levak: components"</title>
                <link rel="stylesheet" href=format!("{}/levak.css", shown.assets)/>
            </head>
            <body>
                <Toaster close=texts.t(K::CommonClose)>
                    <main class="page max-w-6xl mx-auto">
                        <h1 class="text-2xl font-semibold tracking-tight">"Components"</h1>
                        <ul class="flex flex-wrap gap-4 mt-2">{links}</ul>
                        <Buttons/><Marks/><Fields/><Navigation/><Figures/><Messages/><Tables/><Charts/>
                    </main>
                </Toaster>
            </body>
        </html>
    }
}

#[component]
fn Part(name: &'static str, children: Children) -> impl IntoView {
    view! { <section class="mt-9 pt-5 border-t border-line"><h2 class="fin" dir="ltr">{name}</h2><div class="mt-3">{children()}</div></section> }
}

#[component]
fn Buttons() -> impl IntoView {
    let t = use_page().t;
    let save = t.t(K::CommonSave);
    let row = move |class: &'static str| {
        let classes = ["btn-primary", "", "btn-ghost"].map(|kind| format!("btn {class} {kind}"));
        classes
            .into_iter()
            .map(|class| view! { <button type="button" class=class.clone()>{save}</button><button type="button" class=class disabled>{save}</button> })
            .collect::<Vec<_>>()
    };
    view! {
        <Part name="Buttons: primary, plain, ghost; disabled; with a glyph; square">
            <div class="flex flex-wrap items-center gap-2">{row("")}</div>
            <div class="flex flex-wrap items-center gap-2 mt-3">{row("btn-sm")}</div>
            <div class="flex flex-wrap items-center gap-2 mt-3">{row("btn-xs")}
                <button type="button" class="btn btn-sm"><Icon glyph=Glyph::Plus size=15/>{t.t(K::CampaignsNew)}</button>
                <button type="button" class="btn btn-sm btn-ghost btn-square" aria-label=t.t(K::CommonEdit)><Icon glyph=Glyph::Pencil size=14/></button>
                <a class="l" href="#link">{t.t(K::CommonEdit)}</a>
            </div>
        </Part>
    }
}

#[component]
fn Marks() -> impl IntoView {
    let t = use_page().t;
    let states: Vec<_> = Status::ALL
        .map(|s| view! { <span class="st"><span class=status_dot(s)></span>{t.code("status", s.as_str())}</span> })
        .into_iter()
        .collect();
    let glyphs: Vec<_> = Glyph::ALL.iter().map(|glyph| view! { <li class="flex flex-col items-center gap-1 w-20"><Icon glyph=*glyph size=18/><span class="text-xs text-ink-2" dir="ltr">{format!("{glyph:?}")}</span></li> }).collect();
    view! {
        <Part name="Marks: states, tags, chips, avatars, glyphs">
            <div class="flex flex-wrap items-center gap-4">{states}<span class="tag">{t.t(K::UsersInactive)}</span>
                <a class="chip" href="#chip">{t.t(K::CampaignsAll)}</a><a class="chip bg-tint! text-link! border-transparent! font-medium" aria-current="page" href="#chip">{t.t(K::CampaignsAll)}</a>
                <button type="button" class="chip dash"><Icon glyph=Glyph::Plus size=13/>{t.t(K::CatalogAdd)}</button>
                <Avatar name="Ana Kovač"/><Avatar name="مریم احمدی"/><kbd class="kbd">"W"</kbd></div>
            <ul class="flex flex-wrap gap-3 mt-4">{glyphs}</ul>
        </Part>
    }
}

#[component]
fn Fields() -> impl IntoView {
    let t = use_page().t;
    let saving = Saving::new();
    let name = t.t(K::FieldName);
    let fault = Signal::stored(t.code("fault", "required").to_owned());
    let options: Vec<(String, String)> =
        Status::ALL.map(|s| (s.as_str().to_owned(), t.code("status", s.as_str()).to_owned())).to_vec();
    view! {
        <Part name="Fields: empty, filled, with a hint, wrong, disabled; choices">
            <div class="grid sm:grid-cols-2 lg:grid-cols-3 gap-4">
                {form::input(Input::TEXT, ("f-empty", name, ""), String::new(), (saving, ""), |_| ())}
                {form::input(Input::TEXT, ("f-full", name, ""), "Polar Frigo".to_owned(), (saving, ""), |_| ())}
                {form::input(Input::CODE, ("f-hint", t.t(K::CommonDay), t.t(K::DateHint)), String::new(), (saving, ""), |_| ())}
                <Field id="f-wrong" label=name fault><input id="f-wrong" class="input w-full" aria-invalid="true" aria-describedby="f-wrong-note"/></Field>
                <Field id="f-off" label=name><input id="f-off" class="input w-full" disabled value="Polar Frigo"/></Field>
                {form::select(("f-select", t.t(K::CommonState), ""), options, "running", (saving, ""), |_| ())}
                {form::area(("f-area", t.t(K::ResultsKind), ""), (3, 200), "…".to_owned(), (saving, ""), |_| ())}
                <div>{form::tick(t.t(K::UsersActive), true, |_| ())}{form::tick(t.t(K::UsersInactive), false, |_| ())}
                    <label class="flex items-center gap-2"><input type="radio" name="r" class="radio radio-xs" checked/>{t.t(K::CommonYes)}</label></div>
                <FieldFault fault/>
            </div>
        </Part>
    }
}

#[component]
fn Navigation() -> impl IntoView {
    let t = use_page().t;
    let tab = |name: K, count: &str, current: bool| Tab {
        name: t.t(name).to_owned(),
        href: "#tab".to_owned(),
        count: count.to_owned(),
        current,
    };
    let tabs = vec![tab(K::CampaignsAll, "14", true), tab(K::CampaignsTemplates, "1", false)];
    let step =
        |n: i64, name: K| Step { name: t.t(name).to_owned(), number: t.int(n), href: "#step".to_owned(), done: n < 2 };
    let steps = vec![step(1, K::DraftWho), step(2, K::DraftWhat), step(3, K::DraftWhen)];
    view! {
        <Part name="Tabs, steps">
            <Tabs tabs label=t.t(K::CampaignsViews)/>
            <div class="mt-4"><Steps steps current=1 label=t.t(K::DraftSteps) done=t.t(K::CommonDone)/></div>
        </Part>
    }
}

#[component]
fn Figures() -> impl IntoView {
    let t = use_page().t;
    let share = |a, b| Ratio::new(a, b).map_or(Value::Gap(Gap::NotYet), Value::Share);
    let values =
        [Value::Count(1234), Value::Money(1_234_500), share(72, 90)].into_iter().chain(Gap::ALL.map(Value::Gap));
    let values: Vec<_> =
        values.map(|value| view! { <li class="box px-3 py-2 num text-lg"><Shown value/></li> }).collect();
    let judged = [
        deviation(Figure::NewLeads, Value::Count(72), Value::Count(60)),
        deviation(Figure::NewLeads, Value::Count(40), Value::Count(60)),
        deviation(Figure::Cost, Value::Money(120), Value::Money(100)),
        Some(Deviation { difference: Value::Count(0), relative: None, judgement: Judgement::OnPlan }),
    ];
    let judged: Vec<_> = judged
        .into_iter()
        .flatten()
        .map(|deviation| view! { <li class="box px-3 py-2"><DeviationLine deviation/></li> })
        .collect();
    view! { <Part name="Figures: counts, money, shares; each gap with its reason; better, worse, on plan"><ul class="flex flex-wrap gap-2">{values}{judged}</ul><p class="lab mt-2">{t.t(K::PartsHint)}</p></Part> }
}

#[component]
fn Messages() -> impl IntoView {
    let t = use_page().t;
    let message = move |fault: bool| {
        let (class, glyph) = if fault { ("text-bad", Glyph::Warn) } else { ("text-good", Glyph::Check) };
        let words = t.t(if fault { K::ErrorOffline } else { K::CatalogSaved });
        view! { <div class="pop flex items-center gap-3 px-4 py-2.5 min-h-11 max-w-md"><span class=class><Icon glyph/></span><span class="grow">{words}</span>{(!fault).then(|| view! { <button type="button" class="btn btn-sm btn-ghost text-link!">{t.t(K::CommonUndo)}</button> })}</div> }
    };
    view! {
        <Part name="Messages: said, failed; a form that was refused; a dialog; nothing there yet">
            <div class="flex flex-wrap gap-3">{message(false)}{message(true)}</div>
            <p class="mt-3 rounded-lg bg-bad-tint px-3 py-2 flex gap-2 max-w-xl"><span class="text-bad mt-0.5"><Icon glyph=Glyph::Warn/></span><span>{t.t(K::ErrorOffline)}</span></p>
            <p class="mt-3 rounded-lg bg-good-tint px-3 py-2 max-w-xl">{t.t(K::GuideEnd)}</p>
            <div class="box p-5 mt-3 max-w-md"><h3 class="text-xl font-semibold tracking-tight">{t.t(K::CopyTitle)}</h3><p class="text-ink-2 mt-1">{t.t(K::CopyHint)}</p><div class="flex justify-end gap-2 mt-4"><button type="button" class="btn btn-sm btn-ghost">{t.t(K::CommonCancel)}</button><button type="button" class="btn btn-sm btn-primary">{t.t(K::CopyDo)}</button></div></div>
            <Empty what=t.t(K::CampaignsEmpty) next=t.t(K::CampaignsEmptyNext) actions=view! { <a class="btn btn-sm btn-primary" href="#new">{t.t(K::CampaignsNew)}</a> }.into_any()/>
        </Part>
    }
}

#[component]
fn Tables() -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let row = move |name: &'static str, n: i64| view! { <tr><th scope="row" class="flush text-start font-medium"><bdi>{name}</bdi></th><td class="n">{t.int(n)}</td><td class="n">{l.amount(n * 12_300)}</td></tr> };
    view! {
        <Part name="Table with totals">
            <table class="table tight max-w-xl"><thead><tr><th scope="col" class="flush">{t.t(K::CampaignsOne)}</th><th scope="col" class="n">{t.t(K::CampaignsLeadsHead)}</th><th scope="col" class="n">{t.t(K::FigureRevenue)}</th></tr></thead>
                <tbody>{row("Heat pumps", 72)}{row("Cold rooms", 8)}</tbody>
                <tfoot>{row("=", 80)}</tfoot></table>
        </Part>
    }
}

type Draw = Arc<dyn Fn(u32) -> Drawing + Send + Sync>;

/// A chart with its frame; `what` says which state it shows.
#[component]
fn Chart(what: &'static str, draw: Draw, #[prop(default = 1040)] width: u32) -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let keys = vec![
        Key { sample: Sample::Outline, name: t.t(K::ChartPlanned).to_owned() },
        Key { sample: Sample::Fill("s1"), name: t.t(K::ChartActual).to_owned() },
    ];
    let facts = Facts { heads: vec![t.t(K::ChartMonth).to_owned()], rows: vec![] };
    let class = if width < 700 { "mt-6 max-w-sm" } else { "mt-6" };
    view! { <div class=class><ChartFrame title=what.to_owned() subtitle=t.t(K::FunnelTitle).to_owned() keys facts words=chart_words(page) file="sheet".to_owned() width draw mirrored=page.is_rtl() open=Callback::new(|_| ())/></div> }
}

#[component]
fn Charts() -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let mirrored = page.is_rtl();
    let stage = move |name: &str, entered: i64, planned: Option<i64>, step: Option<i64>| FunnelRow {
        name: name.to_owned(),
        entered,
        label: t.int(entered),
        planned,
        planned_label: planned.map_or_else(String::new, |p| t.f(K::FunnelOfPlanned, &[("n", &t.int(p))])),
        step,
        step_label: step.and_then(|bp| Ratio::new(bp, 10_000)).map_or_else(String::new, |r| l.share(r)),
        joined: if entered == 72 { format!("+{}", t.int(15)) } else { String::new() },
        median: t.int(14),
        lines: vec![(t.t(K::FunnelPeople).to_owned(), t.int(entered))],
        href: "#rows".to_owned(),
        norm: None,
        against: String::new(),
        short: String::new(),
        better: None,
        open: false,
    };
    // The exhibition of `metrics.md`.
    let exhibition = vec![
        stage(t.t(K::SeedStageInvited), 400, Some(500), None),
        stage(t.t(K::SeedStageAccepted), 120, Some(140), Some(3000)),
        stage(t.t(K::SeedStageRegistered), 90, None, Some(7500)),
        stage(t.t(K::SeedStageAttended), 72, Some(80), Some(8000)),
        stage(t.t(K::SeedStageWon), 0, Some(4), Some(0)),
    ];
    let words = FunnelWords {
        stage: t.t(K::FunnelStage).to_owned(),
        people: t.t(K::FunnelPeople).to_owned(),
        step: t.t(K::FunnelStep).to_owned(),
        joined: t.t(K::FunnelJoined).to_owned(),
        median: t.t(K::FunnelMedian).to_owned(),
        against: String::new(),
    };
    let (narrow_words, narrow_rows) = (words.clone(), exhibition.clone());
    let wide: Draw = Arc::new(move |width| funnel(width, &words, &exhibition, mirrored));
    let narrow: Draw = Arc::new(move |_| funnel(340, &narrow_words, &narrow_rows, mirrored));
    let months: Vec<String> = (1..=6).map(|n| t.int(n)).collect();
    let panel = move |name: K, ink: Ink, share: u32, with_plan: bool| Panel {
        name: t.t(name).to_owned(),
        ink,
        share,
        bars: [12, 30, 0, 45, 21, 0]
            .into_iter()
            .enumerate()
            .map(|(n, actual)| Bar {
                planned: with_plan.then_some(25),
                actual,
                label: t.int(actual),
                ahead: n == 5,
                heading: t.int(actual),
                lines: vec![],
                href: String::new(),
            })
            .collect(),
    };
    let two = vec![panel(K::FigureRevenue, Ink::Series1, 6, true), panel(K::FigureCost, Ink::Series2, 4, true)];
    let one = vec![panel(K::FigureWon, Ink::Series1, 1, false)];
    let (at_two, at_one) = (months.clone(), months.clone());
    let two: Draw = Arc::new(move |width| bars((width, 300), &at_two, &two, &|v| t.short(v), &|text| text, mirrored));
    let one: Draw = Arc::new(move |width| bars((width, 220), &at_one, &one, &|v| t.short(v), &|text| text, mirrored));
    let things: Vec<Column> = [("Organic search", 271), ("Paid search", 195), ("Social", 75), ("Display", 0)]
        .map(|(name, value)| Column {
            name: name.to_owned(),
            value,
            label: t.int(value),
            lines: vec![],
            href: String::new(),
        })
        .to_vec();
    let lying: Draw = Arc::new(move |width| columns(width, 140, Ink::Series1, &things, mirrored));
    let both = vec![
        Line { ink: Ink::PlanLine, values: (1..=6).map(|n| Some(n * 10)).collect() },
        Line { ink: Ink::Line1, values: vec![Some(4), Some(18), Some(31), Some(36), None, None] },
    ];
    let spots: Vec<_> = months.iter().map(|m| (m.clone(), vec![], String::new())).collect();
    let over: Draw =
        Arc::new(move |width| lines((width, 240), &months, &both, &|v| t.short(v), spots.clone(), mirrored));
    let none: Draw = Arc::new(move |width| bars((width, 160), &[], &[], &|v| t.short(v), &|text| text, mirrored));
    view! {
        <Part name="Charts">
            <Chart what="Funnel, desk" draw=wide/><Chart what="Funnel, phone" draw=narrow width=340/>
            <Chart what="Months: two quantities with plan; a month ahead" draw=two/><Chart what="Months: one quantity, no plan" draw=one/>
            <Chart what="Things side by side, one of them nothing" draw=lying/><Chart what="Lines: plan dashed, actual ends today" draw=over/><Chart what="Nothing to draw" draw=none/>
        </Part>
    }
}
