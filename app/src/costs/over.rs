//! A budget that would be exceeded: which, by how much, and how to go on.

use super::book::Book;
use crate::{
    context::use_page,
    error::AppError,
    form::{self, FormDialog},
    saving::Saving,
};
use domain::{
    budget::{Guard, Over},
    metrics::Ratio,
};
use leptos::prelude::*;
use texts::K;
use ui::{Glyph, Icon};

/// What a change would do to a budget, in two sentences.
pub fn words(page: crate::context::Page, over: &Over) -> (String, String) {
    let (t, l) = (page.t, page.l);
    let title = t.f(
        K::OverTitle,
        &[
            ("budget", &over.name),
            ("over", &l.money(over.by())),
            ("limit", &l.amount(over.limit)),
            ("moment", t.code("moment", over.moment.as_str())),
        ],
    );
    let percent = t.percent(Ratio { numerator: over.over_bp, denominator: 10_000 }, 0);
    let key = match (over.guard, over.may) {
        (Guard::Stop, true) => K::OverStopMay,
        (Guard::Stop, false) => K::OverStop,
        _ => K::OverWarn,
    };
    (title, t.f(key, &[("left", &l.amount(over.left())), ("percent", &percent)]))
}

#[component]
pub fn OverBanner(book: Book) -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let open = RwSignal::new(false);
    let reason = RwSignal::new(String::new());
    let asking = Saving::new();
    let over = move || {
        book.saving.error.with(|error| match error {
            Some(AppError::Over(over)) => Some(over.clone()),
            _ => None,
        })
    };
    let go = Callback::new(move |()| {
        let words = reason.get_untracked().trim().to_owned();
        if words.is_empty() {
            let fault = domain::fault::FieldFault { field: "reason".into(), fault: domain::fault::Fault::Required };
            asking.error.set(Some(AppError::Invalid(vec![fault])));
            return;
        }
        open.set(false);
        reason.set(String::new());
        book.send(&words);
    });
    let banner = move || {
        over().map(|over| {
            let (title, hint) = words(page, &over);
            let go_on = over.may.then(|| view! { <button type="button" class="btn btn-sm" on:click=move |_| open.set(true)>{t.t(K::OverGoOn)}</button> });
            view! {
                <div role="alert" class="flex max-md:flex-wrap items-start gap-3 mt-4 rounded-lg bg-warn-tint px-4 py-3" data-over="">
                    <span class="text-warn mt-0.5"><Icon glyph=Glyph::Warn size=18/></span>
                    <div><p class="font-semibold">{title}</p><p class="mt-0.5 text-ink-2">{hint}</p></div>
                    <div class="ms-auto flex gap-2 shrink-0"><button type="button" class="btn btn-sm btn-ghost" on:click=move |_| book.drop_typed()>{t.t(K::OverKeep)}</button>{go_on}</div>
                </div>
            }
        })
    };
    view! {
        {banner}
        <FormDialog open title=t.t(K::OverReasonTitle) action=t.t(K::OverGoOn) saving=asking save=go>
            <p class="text-ink-2 mt-1">{t.t(K::OverReasonHint)}</p>
            <div class="mt-3">{form::area(("over-reason", t.t(K::OverReason), ""), (3, 500), String::new(), (asking, "reason"), move |v| reason.set(v))}</div>
        </FormDialog>
    }
}
