//! Second step: which way of addressing people, what is said or sent, what it follows, and who is left out.

use super::{draft_actions::SplitButton, drafting::Drafting};
use crate::{
    context::use_page,
    form::{self, Input},
    saving::FieldFault,
    today::kind_glyph,
};
use domain::{
    activity::{ActivityKind, Answer, Priority},
    campaign::After,
    merge::{MergeField, Template, first_name},
};
use leptos::prelude::*;
use texts::K;
use ui::Icon;

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
        <fieldset><legend class="fin">{t.t(K::WhatKind)}</legend><div class="grid grid-cols-2 sm:grid-cols-3 gap-3 mt-3 max-w-2xl">{kinds}</div></fieldset>
        <SplitButton drafting/>
        <Follows drafting/>
        <Message drafting/>
        <section class="mt-7 pt-5 border-t border-line">
            <h2 class="fin">{t.t(K::WhatGuard)}</h2>
            <div class="flex flex-wrap gap-x-6 gap-y-3 mt-3">
                {form::input(Input::NUMBER.class("w-56"), ("skip", t.t(K::WhatSkip), t.t(K::WhatSkipHint)), input.with_untracked(|i| i.skip_days.clone()), (saving, "skip_days"), move |v| input.update(|i| i.skip_days = v))}
                <div class="self-center">{form::tick(t.t(K::WhatConsent), input.with_untracked(|i| i.needs_consent), move |on| input.update(|i| i.needs_consent = on))}</div>
            </div>
        </section>
        <section class="mt-7 pt-5 border-t border-line">
            <h2 class="fin">{t.t(K::WhatMore)}</h2>
            <div class="flex flex-wrap gap-x-6 gap-y-3 mt-3">
                {form::input(Input::MONEY.class("w-56"), ("expected", t.t(K::WhatExpected), t.t(K::WhatExpectedHint)), input.with_untracked(|i| i.expected.clone()), (saving, "expected"), move |v| input.update(|i| i.expected = v))}
                {priority(drafting)}
            </div>
        </section>
    }
}

fn priority(drafting: Drafting) -> AnyView {
    let t = use_page().t;
    let options = Priority::ALL.map(|p| (p.as_str().to_owned(), t.code("priority", p.as_str()).to_owned())).to_vec();
    let now = drafting.input.with_untracked(|i| i.priority);
    form::select(
        ("priority", t.t(K::WhatPriority), "w-40"),
        options,
        now.as_str(),
        (drafting.saving, "priority"),
        move |code| {
            if let Some(priority) = Priority::parse(&code) {
                drafting.input.update(|i| i.priority = priority);
            }
        },
    )
}

/// "A call 15 days after the letter for those who did not answer".
#[component]
fn Follows(drafting: Drafting) -> impl IntoView {
    let t = use_page().t;
    let input = drafting.input;
    let siblings = drafting.view.with_untracked(|v| v.siblings.clone());
    if siblings.is_empty() {
        return ().into_any();
    }
    let now = input.with_untracked(|i| i.after.clone());
    let chosen = now.as_ref().map_or_else(String::new, |after| after.activity.to_string());
    let before = move |id: String| {
        input.update(|i| {
            i.after = id.parse().ok().map(|activity| {
                let kept = i.after.clone().unwrap_or_else(|| After { days: "15".to_owned(), ..After::default() });
                After { activity, ..kept }
            });
        });
    };
    let answers = Answer::ALL.map(|a| (a.as_str().to_owned(), t.code("answer", a.as_str()).to_owned())).to_vec();
    let more = move || {
        let after = input.with_untracked(|i| i.after.clone()).unwrap_or_default();
        let write = move |change: &dyn Fn(&mut After)| {
            input.update(|i| {
                if let Some(after) = &mut i.after {
                    change(after);
                }
            });
        };
        view! {
            {form::input(Input::NUMBER.class("w-28"), ("after-days", t.t(K::WhatAfterDays), ""), after.days, (drafting.saving, "after"), move |v| write(&|a| a.days.clone_from(&v)))}
            {form::select(("after-answer", t.t(K::WhatAfterAnswer), "w-56"), answers.clone(), after.answer.as_str(), (drafting.saving, "answer"), move |code| if let Some(answer) = Answer::parse(&code) { write(&|a| a.answer = answer) })}
        }
    };
    let follows = Memo::new(move |_| input.with(|i| i.after.is_some()));
    view! {
        <section class="mt-7 pt-5 border-t border-line">
            <h2 class="fin">{t.t(K::WhatFollows)}</h2><p class="lab mt-0.5">{t.t(K::WhatFollowsHint)}</p>
            <div class="flex flex-wrap gap-x-4 gap-y-3 mt-3">
                {form::select(("after", t.t(K::WhatAfter), "w-64"), form::options(Some(t.t(K::WhatAfterNone)), &siblings), &chosen, (drafting.saving, "after_id"), before)}
                {move || follows.get().then(&more)}
            </div>
        </section>
    }
    .into_any()
}

/// What is said or sent, with personal fields and an example.
#[component]
fn Message(drafting: Drafting) -> impl IntoView {
    let t = use_page().t;
    let input = drafting.input;
    let saving = drafting.saving;
    let sent = Memo::new(move |_| input.with(|i| i.kind.is_some_and(ActivityKind::is_sent)));
    let audience = Memo::new(move |_| input.with(|i| i.kind.is_none_or(ActivityKind::has_audience)));
    let fields: Vec<_> = MergeField::ALL
        .map(|field| {
            let code = format!("{{{}}}", field.as_str());
            let add = code.clone();
            view! { <button type="button" class="chip dash" title=code.clone() on:click=move |_| input.update(|i| i.script.push_str(&add))>{t.code("merge", field.as_str())}</button> }
        })
        .into_iter()
        .collect();
    let preview = move || {
        let (subject, text) = input.with(|i| (i.subject.clone(), i.script.clone()));
        let name = t.t(K::WhatExampleName);
        let value = |field| match field {
            MergeField::Name => name.to_owned(),
            MergeField::FirstName => first_name(name).to_owned(),
            MergeField::Organisation => t.t(K::WhatExampleOrganisation).to_owned(),
            MergeField::JobTitle | MergeField::Place => String::new(),
            MergeField::Sender => {
                use_page().context.with_value(|c| c.me.as_ref().map(|m| m.name.clone())).unwrap_or_default()
            }
        };
        let fill = |text: &str| Template::parse(text).map_or_else(|_| text.to_owned(), |t| t.fill(value));
        (sent.get() && !text.trim().is_empty()).then(|| view! {
            <figure class="mt-4 max-w-2xl"><figcaption class="lab">{t.t(K::WhatPreview)}</figcaption>
                <div class="box bg-base-100 px-4 py-3 mt-1"><p class="font-semibold" dir="auto">{fill(&subject)}</p><p class="whitespace-pre-line mt-1" dir="auto">{fill(&text)}</p></div></figure>
        })
    };
    let label = move || t.t(if sent.get() { K::WhatText } else { K::WhatScript });
    view! {
        <section class=move || if audience.get() { "mt-7 pt-5 border-t border-line" } else { "hidden" }>
            <Show when=move || sent.get()>
                {form::input(Input::TEXT.class("max-w-2xl mb-3").max(200), ("subject", t.t(K::WhatSubject), ""), input.with_untracked(|i| i.subject.clone()), (saving, "subject"), move |v| input.update(|i| i.subject = v))}
            </Show>
            <div class="fld max-w-2xl">
                <label for="script">{label}</label>
                <textarea id="script" class="textarea w-full" rows="8" maxlength="4000" dir="auto" aria-describedby="script-note" aria-invalid=saving.wrong("script") prop:value=move || input.with(|i| i.script.clone()) on:input=move |ev| input.update(|i| i.script = event_target_value(&ev))>{input.with_untracked(|i| i.script.clone())}</textarea>
                <p id="script-note" class="hint">{move || t.t(if sent.get() { K::WhatTextHint } else { K::WhatScriptHint })}</p>
            </div>
            <FieldFault fault=saving.fault("script")/>
            <div class="flex flex-wrap gap-2 mt-2" role="group" aria-label=t.t(K::WhatFields)>{fields}</div>
            {preview}
        </section>
    }
}
