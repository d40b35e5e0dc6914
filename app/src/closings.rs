//! Closing a campaign: what was promised beside what came, why, what is decided, what was learnt.

pub mod api;

use crate::{
    campaigns::{CampaignTabs, status_dot},
    context::{Page, use_page},
    deviation::{DeviationLine, Shown},
    form,
    frame::{Empty, Heading},
    loaded::reloader,
    saving::{FieldFault, Meanwhile, Saving, SavingFault},
    wire::Load,
};
use domain::{
    campaign::{RowsOf, Status},
    closing::{ClosingDraft, ClosingRow, ClosingView, Decision, Lesson, Subject},
    metrics::Value,
    rights::UseCase,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use texts::K;
use ui::{Toast, use_toaster};

#[component]
pub fn ClosingPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|p| p.get("id").and_then(|id| id.parse::<i64>().ok()).unwrap_or(0)));
    let reload = reloader();
    let view = Load::new(move || (id.get(), reload.get()), |(id, _)| api::view(id));
    view! { <main id="main" class="page">{view.show(move |view| view! { <Closing view reload/> })}</main> }
}

/// The tag of a decision.
pub fn decision_tag(page: Page, decision: Decision) -> AnyView {
    let class = match decision {
        Decision::Continue => "tag good",
        Decision::Change => "tag warn",
        Decision::Stop => "tag",
    };
    view! { <span class=class>{page.t.code("decision", decision.as_str())}</span> }.into_any()
}

/// Fields that cannot say themselves what is stored now.
fn named(field: &str) -> Option<K> {
    match field {
        "learn" => Some(K::ClosingLearn),
        "causes" => Some(K::ClosingCause),
        _ => None,
    }
}

#[component]
fn Closing(view: ClosingView, reload: RwSignal<u32>) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let id = view.campaign;
    let tag = view! { <span class="tag"><span class=status_dot(view.status)></span>{t.code("status", view.status.as_str())}</span> }.into_any();
    let closed = view.closed.as_ref().map(|(by, day)| {
        let decision = view.input.decision.map(|decision| decision_tag(page, decision));
        view! { <p class="mt-3 text-ink-2">{decision}" "<span>{t.f(K::ClosingBy, &[("name", by), ("day", &l.day(*day))])}</span></p> }
    });
    let body = if view.status == Status::Finished {
        view! { <Form view=view.clone() reload/> }.into_any()
    } else {
        view! { <Empty what=t.t(K::ClosingNotFinished) next=t.t(K::ClosingNotFinishedNext)/> }.into_any()
    };
    let compare = view! { <a class="btn btn-sm max-md:h-11" href=format!("/analysis/compare?like={id}")>{t.t(K::CompareSimilar)}</a> }.into_any();
    view! {
        <Heading title=view.name.clone() tag actions=compare/>
        <CampaignTabs id current=K::ClosingTitle/>
        {closed}
        {body}
        <Lessons title=t.f(K::ClosingEarlier, &[("kind", &view.kind.1)]) lessons=view.earlier.clone()/>
    }
}

/// What closed campaigns taught, each with its decision.
#[component]
pub fn Lessons(title: String, lessons: Vec<Lesson>) -> impl IntoView {
    let page = use_page();
    let l = page.l;
    (!lessons.is_empty()).then(|| {
        let rows: Vec<_> = lessons
            .into_iter()
            .map(|lesson| {
                let learnt = (!lesson.lessons.is_empty()).then(|| view! { <p class="mt-1 whitespace-pre-line" dir="auto">{lesson.lessons}</p> });
                view! {
                    <li class="py-3 border-b border-line"><p class="flex flex-wrap items-baseline gap-x-3"><a class="font-medium hover:underline" href=format!("/campaigns/{}/closing", lesson.campaign)><bdi>{lesson.name}</bdi></a>{decision_tag(page, lesson.decision)}<span class="lab ms-auto num">{l.day(lesson.closed)}</span></p>
                        <p class="text-ink-2 mt-1" dir="auto">{lesson.reason}</p>{learnt}</li>
                }
            })
            .collect();
        view! { <section class="mt-9 pt-7 border-t border-line"><h2 class="fin">{title}</h2><ul class="mt-2 max-w-4xl">{rows}</ul></section> }
    })
}

#[component]
fn Form(view: ClosingView, reload: RwSignal<u32>) -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let saving = Saving::new();
    let toaster = use_toaster();
    let input = RwSignal::new(view.input.clone());
    let may = page.may(UseCase::ClosingSave);
    let save = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        let mut closing = input.get_untracked();
        closing.version = saving.version(closing.version);
        saving.run(
            move |request| api::save(request, closing),
            move |_: i64| {
                toaster.show(Toast::said(t.t(K::ClosingSaved)));
                reload.update(|n| *n += 1);
            },
        );
    };
    let now = view.input.clone();
    let choices: Vec<_> = Decision::ALL
        .map(|decision| {
            let code = decision.as_str();
            let on = now.decision == Some(decision);
            view! {
                <label class="flex items-start gap-2 py-1.5 min-h-9 max-md:min-h-11"><input type="radio" name="decision" class="radio radio-xs mt-0.5" value=code checked=on on:change=move |_| input.update(|i| i.decision = Some(decision))/><span><span class="font-medium">{t.code("decision", code)}</span><span class="lab block">{t.code("decision_hint", code)}</span></span></label>
            }
        })
        .into_iter()
        .collect();
    let rows: Vec<_> = view
        .rows
        .iter()
        .cloned()
        .enumerate()
        .map(|(n, row)| view! { <Row n row campaign=view.campaign causes=view.causes.clone() input saving/> })
        .collect();
    let none = view.causes.is_empty().then(|| view! { <p class="lab mt-2">{t.t(K::ClosingNoCauses)}</p> });
    let save_button = may.then(|| view! { <button class="btn btn-sm btn-primary mt-4 max-md:h-11" disabled=move || saving.busy.get()>{t.t(K::ClosingSave)}</button> });
    view! {
        <form on:submit=save novalidate class="mt-5">
            <fieldset disabled=!may>
                <h2 class="fin">{finding(page, &view)}</h2><p class="lab mt-0.5">{t.f(K::ClosingHint, &[("currency", page.l.currency.code())])}</p>{none}
                <ul class="mt-3">{rows}</ul>
                <div class="grid lg:grid-cols-2 gap-x-10 gap-y-4 mt-7">
                    <fieldset><legend class="fin">{t.t(K::ClosingDecision)}</legend><div class="mt-1">{choices}</div><FieldFault fault=saving.fault("decision")/>
                        <div class="mt-2">{form::area(("closing-reason", t.t(K::ClosingReason), ""), (3, 2000), now.reason, (saving, "reason"), move |v| input.update(|i| i.reason = v))}</div></fieldset>
                    <div>{form::area(("closing-lessons", t.t(K::ClosingLessons), t.t(K::ClosingLessonsHint)), (8, 4000), now.lessons, (saving, "lessons"), move |v| input.update(|i| i.lessons = v))}
                        <div class="mt-2">{form::tick(t.t(K::ClosingLearn), now.learn, move |on| input.update(|i| i.learn = on))}<p class="lab">{t.t(K::ClosingLearnHint)}</p></div></div>
                </div>
                <Meanwhile saving name=named/>
                <SavingFault saving/>
                {save_button}
            </fieldset>
        </form>
    }
}

/// How many of the promised things came worse than promised.
fn finding(page: Page, view: &ClosingView) -> String {
    let worse = view
        .rows
        .iter()
        .filter(|row| row.deviation.is_some_and(|d| d.judgement == domain::metrics::Judgement::Worse))
        .count();
    page.t.n(
        K::ClosingFinding,
        i64::try_from(worse).unwrap_or(0),
        &[("all", &page.t.int(i64::try_from(view.rows.len()).unwrap_or(0)))],
    )
}

/// One thing beside its plan: the numbers, then the cause and a note where it differs.
#[component]
fn Row(
    n: usize,
    row: ClosingRow,
    campaign: i64,
    causes: Vec<(i64, String)>,
    input: RwSignal<ClosingDraft>,
    saving: Saving,
) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let (name, href) = match &row.subject {
        Subject::Figure(figure) => (
            t.code("figure", figure.as_str()).to_owned(),
            format!("/campaigns/{campaign}/rows?of={}", RowsOf::Figure(*figure).code()),
        ),
        Subject::Article(article) => (article.clone(), format!("/campaigns/{campaign}/costs")),
    };
    let kind = if matches!(row.subject, Subject::Article(_)) { t.t(K::FigureCost) } else { "" };
    let was =
        row.was.map(|was| view! { <span class="lab block">{t.f(K::ClosingWas, &[("value", &l.value(was))])}</span> });
    let differs = row.deviation.is_some_and(|d| !matches!(d.difference, Value::Count(0) | Value::Money(0)))
        || row.cause.is_some()
        || !row.note.is_empty();
    let write = move |set: &dyn Fn(&mut domain::closing::CauseDraft)| {
        input.update(|i| {
            if let Some(cause) = i.causes.get_mut(n) {
                set(cause);
            }
        });
    };
    let chosen = row.cause.as_ref().map(|(id, _)| id.to_string()).unwrap_or_default();
    let label = |key: K| [t.t(key), ": ", &name].concat();
    let (cause_label, note_label) = (label(K::ClosingCause), label(K::ClosingNote));
    let options: Vec<_> = form::options(Some(t.t(K::ClosingNoCause)), &causes)
        .into_iter()
        .map(|(value, name)| {
            let on = value == chosen;
            view! { <option value=value selected=on>{name}</option> }
        })
        .collect();
    let fields = differs.then(|| {
        view! {
            <select class="select select-sm w-full max-md:h-11 max-md:col-span-2" aria-label=cause_label on:change=move |ev| { let id = event_target_value(&ev).parse().ok(); write(&|c| c.cause = id) }>{options}</select>
            <input class="input input-sm w-full max-md:h-11 max-md:col-span-2" dir="auto" maxlength="500" aria-label=note_label.clone() placeholder=t.t(K::ClosingNote) value=row.note.clone() on:input=move |ev| { let note = event_target_value(&ev); write(&|c| c.note.clone_from(&note)) }/>
        }
    });
    let deviation = row.deviation.map(|deviation| view! { <DeviationLine deviation/> });
    view! {
        <li class="border-b border-line py-2.5 grid grid-cols-2 md:grid-cols-[minmax(8rem,12rem)_6rem_6rem_12rem_minmax(0,1fr)_minmax(0,1fr)] gap-x-4 gap-y-1.5 items-center" data-subject=row.subject.code()>
            <span class="max-md:col-span-2 min-w-0"><a class="font-medium hover:underline" href=href><bdi>{name.clone()}</bdi></a><span class="lab block">{kind}</span></span>
            <span class="num md:text-end text-ink-2"><span class="lab block">{t.t(K::ChartPlanned)}</span><Shown value=row.planned/></span>
            <span class="num md:text-end font-medium"><span class="lab block font-normal">{t.t(K::ChartActual)}</span><Shown value=row.actual/>{was}</span>
            <span class="text-xs max-md:col-span-2">{deviation}</span>
            {fields}
            <div class="col-span-full"><FieldFault fault=saving.fault(format!("cause.{n}"))/><FieldFault fault=saving.fault(format!("note.{n}"))/></div>
        </li>
    }
}

/// What the results say of a campaign that ended: its decision, or the way to it.
#[component]
pub fn ClosingNote(campaign: i64, decision: Option<Decision>) -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let href = format!("/campaigns/{campaign}/closing");
    match decision {
        Some(decision) => {
            view! { <a class="fact" href=href>{t.t(K::ClosingDecision)}" "{decision_tag(page, decision)}</a> }
                .into_any()
        }
        None => view! { <a class="chip warn" href=href>{t.t(K::ClosingOpen)}</a> }.into_any(),
    }
}
