//! Handing the records of a colleague to others.

use super::api;
use crate::{
    campaigns::look_again,
    context::use_page,
    date_field,
    form::{self, FormDialog},
    frame::Heading,
    loaded::reloader,
    saving::{FieldFault, Saving},
    wire::Load,
};
use domain::{
    handover::{Estate, HandoverDraft, HandoverView},
    rights::UseCase,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use texts::K;
use ui::{Glyph, Icon, Toast, use_toaster};

#[component]
pub fn HandoverPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|p| p.get("id").and_then(|id| id.parse::<i64>().ok()).unwrap_or(0)));
    let reload = reloader();
    let found = Load::new(move || (id.get(), reload.get()), |(id, _)| api::handover(id));
    view! { <main id="main" class="page">{found.show(move |found| view! { <Form found reload/> })}</main> }
}

#[component]
fn Form(found: HandoverView, reload: RwSignal<u32>) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let saving = Saving::new();
    let toaster = use_toaster();
    let title = t.f(K::HandoverTitle, &[("name", &found.name)]);
    if found.running.is_some() {
        look_again(reload);
    }
    let running = found.running.map(|n| view! { <p class="mt-3 rounded-lg bg-tint px-3 py-2" aria-live="polite">{t.n(K::HandoverRunning, n, &[])}</p> });
    let last =
        found.last.map(|(day, n)| view! { <p class="lab mt-3">{t.n(K::HandoverLast, n, &[("day", &l.day(day))])}</p> });
    let input =
        RwSignal::new(HandoverDraft { from: found.from, what: Estate::ALL.to_vec(), ..HandoverDraft::default() });
    let what: Vec<_> = found
        .holds
        .iter()
        .map(|(estate, n)| {
            let estate = *estate;
            let set = move |on: bool| {
                input.update(|i| {
                    i.what.retain(|e| *e != estate);
                    if on {
                        i.what.push(estate);
                    }
                });
            };
            view! { <li class="flex items-center border-b border-line">{form::tick(t.code("estate", estate.as_str()), true, set)}<span class="num ms-auto">{t.int(*n)}</span></li> }
        })
        .collect();
    let heirs: Vec<_> = found
        .people
        .iter()
        .map(|(id, name)| {
            let id = *id;
            let set = move |on: bool| {
                input.update(|i| {
                    i.heirs.retain(|h| *h != id);
                    if on {
                        i.heirs.push(id);
                    }
                });
            };
            view! { <span class="chip">{form::tick(name.clone(), false, set)}</span> }
        })
        .collect();
    let all: i64 = found.holds.iter().map(|(_, n)| n).sum();
    let asked = RwSignal::new(false);
    let names = StoredValue::new(found.people.clone());
    let start = Callback::new(move |()| {
        let handover = input.get_untracked();
        saving.run(
            move |request| api::start_handover(request, handover),
            move |_: i64| {
                asked.set(false);
                toaster.show(Toast::said(t.t(K::HandoverBegun)));
                reload.update(|n| *n += 1);
            },
        );
    });
    // What is wrong is told at its field first.
    let ask = move || {
        if input.with_untracked(|i| i.read().is_ok()) {
            asked.set(true);
        } else {
            start.run(());
        }
    };
    // Nothing is handed over before it was said how much goes to whom.
    let holds = StoredValue::new(found.holds.clone());
    let from = found.name.clone();
    let question = Signal::derive(move || {
        let (count, heirs) = input.with(|i| {
            let part =
                |h: &Vec<(Estate, i64)>| h.iter().filter(|(e, _)| i.what.contains(e)).map(|(_, n)| n).sum::<i64>();
            // How much of it falls on some days only is known once it is done.
            let all = !i.has_days();
            let count = all.then(|| holds.with_value(part));
            let heir = |(id, name): &(i64, String)| i.heirs.contains(id).then(|| name.clone());
            (count, names.with_value(|n| n.iter().filter_map(heir).collect::<Vec<_>>().join(t.t(K::CommonComma))))
        });
        let words = [("from", from.as_str()), ("to", heirs.as_str())];
        count.map_or_else(|| t.f(K::HandoverQuestionDays, &words), |n| t.n(K::HandoverQuestion, n, &words))
    });
    let nothing = (all == 0).then(|| view! { <p class="mt-4 text-ink-2">{t.t(K::HandoverNothing)}</p> });
    let busy = found.running.is_some();
    let body = (all > 0 && page.may(UseCase::HandoverStart)).then(|| view! {
        <form class="max-w-2xl" novalidate on:submit=move |ev| { ev.prevent_default(); ask() }>
            <fieldset class="mt-5"><legend class="fin">{t.t(K::HandoverWhat)}</legend><ul class="mt-1">{what}</ul></fieldset><FieldFault fault=saving.fault("what")/>
            <fieldset class="mt-5"><legend class="fin">{t.t(K::HandoverTo)}</legend><p class="lab">{t.t(K::HandoverToHint)}</p><div class="flex flex-wrap gap-2 mt-2">{heirs}</div></fieldset><FieldFault fault=saving.fault("heirs")/>
            <fieldset class="mt-5"><legend class="fin">{t.t(K::HandoverDays)}</legend><p class="lab">{t.t(K::HandoverDaysHint)}</p>
                <div class="flex flex-wrap gap-4 mt-2">
                    {date_field::day(("h-first", t.t(K::WhenFirst)), String::new(), (saving, "first_day"), move |v| input.update(|i| i.first_day = v))}
                    {date_field::day(("h-last", t.t(K::WhenLast)), String::new(), (saving, "last_day"), move |v| input.update(|i| i.last_day = v))}
                </div></fieldset>
            <button class="btn btn-sm btn-primary mt-5 max-md:h-11" disabled=move || busy || saving.busy.get()><Icon glyph=Glyph::Handover size=15/>{t.t(K::HandoverDo)}</button>
        </form>
        <FormDialog open=asked title=question action=t.t(K::HandoverDo) saving save=start><p class="text-ink-2 mt-1.5">{t.t(K::HandoverSays)}</p></FormDialog>
    });
    view! { <Heading title/><p class="mt-1 text-ink-2 max-w-2xl">{t.t(K::HandoverHint)}</p>{running}{last}{nothing}{body} }
}
