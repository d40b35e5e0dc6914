//! The sheet for one call: dial, outcome, note, next step, save and go on.

use super::{
    api,
    outbox::{Outbox, Waiting},
};
use crate::{
    context::use_page,
    date_field::DateField,
    error::AppError,
    frame::pieces,
    saving::{Saving, SavingFault},
    wire::Load,
};
use domain::{
    activity::ActivityKind,
    calendar::{DateOrder, parse_day},
    fault::{Faults, up_to},
    task::read_minutes,
    touch::{Outcome, SECONDS_MAX, TouchRecorded, TouchResult, TouchView},
};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use texts::K;
use ui::{Dialog, Glyph, Icon, Toast, use_toaster};

fn outcome_glyph(outcome: Outcome) -> Glyph {
    match outcome {
        Outcome::Interested => Glyph::ThumbsUp,
        Outcome::CallBack => Glyph::Clock,
        Outcome::NoAnswer => Glyph::PhoneMissed,
        Outcome::NotInterested => Glyph::ThumbsDown,
        Outcome::WrongNumber => Glyph::PhoneOff,
        Outcome::DoNotContact => Glyph::Ban,
        Outcome::Sent => Glyph::Check,
    }
}

/// The sheet over Today while the address names a touch.
#[component]
pub fn CallSheet(open: Memo<Option<i64>>, outbox: Outbox, reload: RwSignal<u32>) -> impl IntoView {
    let t = use_page().t;
    let shown = RwSignal::new(false);
    let title = RwSignal::new(String::new());
    let again = RwSignal::new(0_u32);
    let touch = Load::new(
        move || (open.get(), again.get()),
        |(id, _)| async move {
            match id {
                Some(id) => api::touch(id).await.map(Some),
                None => Ok(None),
            }
        },
    );
    let navigate = use_navigate();
    let go = {
        let navigate = navigate.clone();
        Callback::new(move |next: Option<i64>| {
            let address = next.map_or_else(|| "/today".to_owned(), |id| format!("/today?touch={id}"));
            navigate(&address, NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() });
        })
    };
    // The way back outlives the sheet whose call it takes back.
    let undoing = Saving::new();
    let undo = Callback::new(move |(id, version): (i64, i64)| {
        undoing.run(
            move |request| api::reopen(request, id, version),
            move |_| {
                reload.update(|n| *n += 1);
                // One question only: an answer to an older one must not draw the sheet under the hand.
                if open.get_untracked() == Some(id) {
                    again.update(|n| *n += 1);
                } else {
                    go.run(Some(id));
                }
            },
        );
    });
    Effect::new(move |_| {
        shown.set(open.get().is_some());
        // Until the call is here, the sheet does not bear the name of the one before.
        title.set(String::new());
    });
    // Closing the sheet by its button or by Escape leaves the address too.
    Effect::new(move |before: Option<bool>| {
        let now = shown.get();
        if before == Some(true) && !now && open.get_untracked().is_some() {
            navigate("/today", NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() });
        }
        now
    });
    view! {
        <Dialog open=shown title=title close=t.t(K::CommonClose)>
            {touch.show(move |touch| touch.map(|touch| {
                title.set(touch.person.clone());
                view! { <Sheet touch outbox reload go undo/> }
            }))}
        </Dialog>
    }
}

#[component]
fn Sheet(
    touch: TouchView,
    outbox: Outbox,
    reload: RwSignal<u32>,
    go: Callback<Option<i64>>,
    undo: Callback<(i64, i64)>,
) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let saving = Saving::new();
    let toaster = use_toaster();
    let picked = RwSignal::new(None::<Outcome>);
    let note = RwSignal::new(String::new());
    let next_day = RwSignal::new(l.typed(touch.next_day));
    let make_lead = RwSignal::new(true);
    let minutes = RwSignal::new(String::new());
    let begun = RwSignal::new(None::<i64>);
    let (id, version, next) = (touch.id, touch.version, touch.next);
    let person = StoredValue::new(touch.person.clone());
    let save = move |outcome: Outcome| {
        let mut faults = Faults::default();
        let seconds = match minutes.get_untracked().trim() {
            "" => Some(begun.get_untracked().map_or(0, |from| ((now_ms() - from) / 1000).clamp(0, SECONDS_MAX))),
            typed => {
                let minutes = read_minutes(typed, t.decimal_mark()).and_then(|n| up_to(n, SECONDS_MAX / 60));
                faults.take("seconds", minutes).map(|n| n * 60)
            }
        };
        let day = next_day.get_untracked();
        let later = if outcome.is_tried_again() && !day.trim().is_empty() {
            faults.take("next_day", parse_day(&day, DateOrder::YearMonthDay))
        } else {
            None
        };
        let Some(seconds) = seconds.filter(|_| faults.is_empty()) else {
            saving.error.set(Some(AppError::Invalid(faults.into_vec())));
            return;
        };
        let result = TouchResult {
            id,
            version,
            outcome,
            seconds,
            note: note.get_untracked(),
            next_day: later,
            make_lead: outcome == Outcome::Interested && make_lead.get_untracked(),
        };
        let kept = result.clone();
        saving.run(
            move |request| async move {
                match api::record(request.clone(), result).await {
                    // Kept under the id of this change, so that it arrives once.
                    Err(AppError::Offline) => Ok(Err(request)),
                    answer => answer.map(Ok),
                }
            },
            move |recorded: Result<TouchRecorded, String>| {
                let recorded = match recorded {
                    Ok(recorded) => recorded,
                    Err(request) => {
                        outbox.keep(Waiting { request, person: person.get_value(), result: kept });
                        toaster.show(Toast::said(t.t(K::OutboxKept)));
                        go.run(None);
                        return;
                    }
                };
                reload.update(|n| *n += 1);
                let text = match recorded.skipped {
                    Some(term) => {
                        t.f(K::CallSkipped, &[("reason", t.code("term", &texts::snake(&format!("{term:?}"))))])
                    }
                    None if recorded.lead.is_some() => {
                        person.with_value(|person| t.f(K::CallSavedLead, &[("person", person)]))
                    }
                    None => person.with_value(|person| {
                        t.f(K::CallSaved, &[("person", person), ("outcome", t.code("outcome", outcome.as_str()))])
                    }),
                };
                let (id, version) = (recorded.id, recorded.version);
                let back = Callback::new(move |()| undo.run((id, version)));
                let undo = recorded.skipped.is_none().then(|| (t.t(K::CommonUndo).to_owned(), back));
                toaster.show(Toast { text, fault: false, undo });
                go.run(recorded.next);
            },
        );
    };
    let head = pieces(vec![touch.account.clone(), touch.place.clone()], t.t(K::CommonComma));
    let blocked = touch.blocked;
    let contact = contact_button(&touch, begun);
    let done = touch.done;
    let wrong_minutes = saving.fault("seconds");
    let outcomes = move || {
        Outcome::SPOKEN
            .into_iter()
            .map(|outcome| {
                let on = move || picked.get() == Some(outcome);
                view! {
                    <button type="button" class=move || if on() { "out pick" } else { "out" } role="radio" aria-checked=move || on().to_string() disabled=move || saving.busy.get()
                        on:click=move |_| { picked.set(Some(outcome)); if outcome.is_immediate() { save(outcome) } }>
                        <Icon glyph=outcome_glyph(outcome) size=18/>{t.code("outcome", outcome.as_str())}
                    </button>
                }
            })
            .collect::<Vec<_>>()
    };
    let form = if done {
        view! { <p class="mt-4 text-ink-2">{t.t(K::CallDone)}</p> }.into_any()
    } else if let Some(term) = blocked {
        let reason = t.code("term", &texts::snake(&format!("{term:?}")));
        view! {
            <p class="mt-4 rounded-lg bg-warn-tint px-3 py-2 flex gap-2"><span class="text-warn mt-0.5"><Icon glyph=Glyph::Warn/></span><span>{t.f(K::CallBlocked, &[("reason", reason)])}</span></p>
            <button type="button" class="btn btn-primary w-full h-12! mt-4 text-lg!" disabled=move || saving.busy.get() on:click=move |_| save(Outcome::NoAnswer)>{t.t(K::CallSkip)}</button>
        }
        .into_any()
    } else {
        view! {
            <h3 class="font-semibold text-base mt-4 mb-2" id="outcome-title">{t.t(K::CallOutcome)}</h3>
            <div class="grid grid-cols-2 gap-2" role="radiogroup" aria-labelledby="outcome-title">{outcomes()}</div>
            <div class="flex gap-2 mt-3">
            <label class="block grow"><span class="sr-only">{t.t(K::CallNote)}</span>
                <textarea class="textarea text-base! w-full min-h-11" rows="2" maxlength="2000" dir="auto" placeholder=t.t(K::CallNote) prop:value=move || note.get() on:input=move |ev| note.set(event_target_value(&ev))></textarea>
            </label>
            <label class="block w-20 shrink-0"><span class="sr-only">{t.t(K::CallMinutes)}</span>
                <input class="input text-base! h-11! num" inputmode="numeric" autocomplete="off" dir="ltr" title=t.t(K::CallMinutes) placeholder=t.t(K::CallMinutesShort) prop:value=move || minutes.get() on:input=move |ev| minutes.set(event_target_value(&ev)) aria-invalid=saving.wrong("seconds") aria-describedby="minutes-note"/>
            </label>
            </div>
            {move || {
                let fault = wrong_minutes.get();
                (!fault.is_empty()).then(|| view! { <div class="fld"><p id="minutes-note" class="errt" role="alert"><Icon glyph=Glyph::Warn size=13/>{t.t(K::CallMinutesShort)}": "{fault}</p></div> })
            }}
            <Show when=move || picked.get() == Some(Outcome::Interested)>
                <label class="flex items-center gap-2 min-h-11"><input type="checkbox" class="checkbox checkbox-sm" prop:checked=move || make_lead.get() on:change=move |ev| make_lead.set(event_target_checked(&ev))/>{t.t(K::CallMakeLead)}</label>
            </Show>
            <Show when=move || picked.get().is_some_and(Outcome::is_tried_again)>
                <div class="mt-2"><DateField id="next-day" label=t.t(K::CallNextDay) value=next_day fault=saving.fault("next_day")/></div>
            </Show>
            <SavingFault saving/>
            <button type="button" class="btn btn-primary w-full h-12! mt-4 text-lg!" disabled=move || picked.get().is_none() || saving.busy.get() on:click=move |_| if let Some(outcome) = picked.get_untracked() { save(outcome) }>
                {if next.is_some() { t.t(K::CallSaveNext) } else { t.t(K::CallSave) }}
            </button>
        }
        .into_any()
    };
    view! {
        <p class="sub">{head}</p>
        {contact}
        <Background touch/>
        {form}
    }
}

/// Dialling, or the address to write to. The clock of the call starts here.
fn contact_button(touch: &TouchView, begun: RwSignal<Option<i64>>) -> AnyView {
    let t = use_page().t;
    let (href, shown, glyph) = match touch.kind {
        ActivityKind::Email => (format!("mailto:{}", touch.email), touch.email.clone(), Glyph::Mail),
        _ => (format!("tel:{}", touch.phone), touch.phone.clone(), Glyph::Phone),
    };
    if shown.is_empty() || touch.blocked.is_some() {
        return view! { <p class="mt-3 text-ink-2">{t.t(K::CallNoNumber)}</p> }.into_any();
    }
    let class = move || {
        if begun.get().is_some() {
            "btn btn-lg w-full mt-3 text-lg! h-12! text-link!"
        } else {
            "btn btn-lg btn-primary w-full mt-3 text-lg! h-12!"
        }
    };
    view! { <a href=href rel="external" class=class on:click=move |_| begun.set(Some(now_ms()))><Icon glyph size=18/><bdi class="num" dir="ltr">{shown}</bdi></a> }.into_any()
}

#[component]
fn Background(touch: TouchView) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let last = touch.attempts.first().map_or_else(String::new, |a| {
        [t.code("outcome", a.outcome.as_str()), &l.day_short(a.day)].join(t.t(K::CommonComma))
    });
    let attempts: Vec<_> = touch
        .attempts
        .iter()
        .map(|a| view! { <li class="py-1"><span class="text-ink-2">{l.day(a.day)}</span>" "{t.code("outcome", a.outcome.as_str())}{t.t(K::CommonComma)}<bdi>{a.by.clone()}</bdi>{(!a.note.is_empty()).then(|| view! { <p class="text-ink-2" dir="auto">{a.note.clone()}</p> })}</li> })
        .collect();
    view! {
        <details class="mt-3 box">
            <summary class="flex items-center gap-2 h-11 px-3 cursor-pointer list-none"><span class="font-medium">{t.t(K::CallScript)}</span><span class="sub ms-auto truncate">{last}</span><Icon glyph=Glyph::ChevronDown size=14/></summary>
            <div class="px-3 pb-3">
                <p class="whitespace-pre-line" dir="auto">{touch.script.clone()}</p>
                <ul class="mt-2">{attempts}</ul>
                <p class="mt-2"><a class="l" href=format!("/people/{}", touch.person_id)>{t.t(K::CallPerson)}</a>" · "<bdi>{touch.campaign.clone()}</bdi></p>
            </div>
        </details>
    }
}

/// The clock of the browser; only for how long a call took.
fn now_ms() -> i64 {
    #[cfg(feature = "hydrate")]
    #[expect(clippy::as_conversions, reason = "milliseconds since 1970 are a whole number")]
    return js_sys::Date::now() as i64;
    #[cfg(not(feature = "hydrate"))]
    0
}
