//! Second step: the one activity, and what the caller says.

use super::draft::Drafting;
use crate::{context::use_page, today::kind_glyph};
use domain::touch::ActivityKind;
use leptos::prelude::*;
use texts::K;
use ui::{Field, Icon};

#[component]
pub fn What(drafting: Drafting) -> impl IntoView {
    let t = use_page().t;
    let input = drafting.input;
    let kinds: Vec<_> = ActivityKind::ALL
        .into_iter()
        .map(|kind| {
            let on = move || input.with(|i| i.kind == Some(kind));
            let class = move || if on() { "box p-3 flex gap-2.5 items-center border-primary! bg-tint cursor-pointer" } else { "box p-3 flex gap-2.5 items-center cursor-pointer" };
            view! { <label class=class><input type="radio" name="kind" class="radio radio-xs" prop:checked=on checked=untrack(on) on:change=move |_| input.update(|i| i.kind = Some(kind))/><Icon glyph=kind_glyph(kind)/><span class="font-medium">{t.code("activity", kind.as_str())}</span></label> }
        })
        .collect();
    let saving = drafting.saving;
    view! {
        <fieldset><legend class="fin">{t.t(K::WhatKind)}</legend><div class="grid sm:grid-cols-3 gap-3 mt-3 max-w-2xl">{kinds}</div></fieldset>
        <section class="mt-7 pt-5 border-t border-line">
            <Field id="script" label=t.t(K::WhatScript) hint=t.t(K::WhatScriptHint) fault=saving.fault("script") class="max-w-2xl">
                <textarea id="script" class="textarea w-full" rows="6" maxlength="4000" dir="auto" aria-describedby="script-note" prop:value=move || input.with(|i| i.script.clone()) on:input=move |ev| input.update(|i| i.script = event_target_value(&ev))>{input.with_untracked(|i| i.script.clone())}</textarea>
            </Field>
        </section>
        <section class="mt-7 pt-5 border-t border-line">
            <h2 class="fin">{t.t(K::WhatGuard)}</h2>
            <div class="flex flex-wrap gap-x-6 gap-y-3 mt-3">
                <Field id="skip" label=t.t(K::WhatSkip) hint=t.t(K::WhatSkipHint) fault=saving.fault("skip_days") class="w-56">
                    <input id="skip" class="input" inputmode="numeric" dir="ltr" maxlength="4" aria-describedby="skip-note" value=input.with_untracked(|i| i.skip_days.clone()) prop:value=move || input.with(|i| i.skip_days.clone()) on:change=move |ev| input.update(|i| i.skip_days = event_target_value(&ev))/>
                </Field>
                <label class="flex items-center gap-2 min-h-9 self-center"><input type="checkbox" class="checkbox checkbox-xs" prop:checked=move || input.with(|i| i.needs_consent) checked=input.with_untracked(|i| i.needs_consent) on:change=move |ev| input.update(|i| i.needs_consent = event_target_checked(&ev))/>{t.t(K::WhatConsent)}</label>
            </div>
        </section>
    }
}
