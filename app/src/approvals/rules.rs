//! Who may approve how much, and when a plan needs approval.

use super::api;
use crate::{
    context::use_page,
    form::{self, Input},
    frame::Heading,
    loaded::reloader,
    saving::{FieldFault, Saving, SavingFault},
    wire::Load,
};
use domain::{
    approval::{LimitDraft, RulesDraft},
    rights::UseCase,
};
use leptos::prelude::*;
use texts::K;
use ui::{Toast, use_toaster};

#[component]
pub fn RulesPage() -> impl IntoView {
    let t = use_page().t;
    let reload = reloader();
    let rules = Load::new(move || reload.get(), |_| api::rules());
    view! {
        <main id="main" class="page">
            <Heading title=t.t(K::ApprovalRulesTitle)/>
            {crate::budgets::tabs(K::RulesTitleShort)}
            {rules.show(move |rules| view! { <Rules rules reload/> })}
        </main>
    }
}

#[component]
fn Rules(rules: RulesDraft, reload: RwSignal<u32>) -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let may = page.may(UseCase::ApprovalRulesSave);
    let saving = Saving::new();
    let toaster = use_toaster();
    let input = RwSignal::new(rules.clone());
    let save = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        let rules = input.get_untracked();
        saving.run(
            move |request| api::save_rules(request, rules),
            move |()| {
                toaster.show(Toast::said(t.t(K::ApprovalRulesSaved)));
                reload.update(|n| *n += 1);
            },
        );
    };
    let rows: Vec<_> =
        rules.limits.iter().cloned().enumerate().map(|(n, limit)| view! { <Role n limit input saving/> }).collect();
    view! {
        <form on:submit=save novalidate class="mt-4">
            <fieldset disabled=!may>
                {form::tick(t.t(K::ApprovalRequired), rules.required, move |on| input.update(|i| i.required = on))}
                <div class="mt-3 max-w-72">{form::input(Input::MONEY.max(6), ("rules-again", t.t(K::ApprovalAgain), t.t(K::ApprovalAgainHint)), rules.again.clone(), (saving, "again"), move |v| input.update(|i| i.again = v))}</div>
                <h2 class="fin mt-7">{t.t(K::ApprovalLimits)}</h2><p class="lab mt-0.5">{t.t(K::ApprovalLimitsHint)}</p>
                <ul class="mt-2 max-w-4xl">{rows}</ul>
            </fieldset>
            <SavingFault saving/>
            {may.then(|| view! { <button class="btn btn-sm btn-primary mt-4 max-md:h-11" disabled=move || saving.busy.get()>{t.t(K::CommonSave)}</button> })}
        </form>
    }
}

#[component]
fn Role(n: usize, limit: LimitDraft, input: RwSignal<RulesDraft>, saving: Saving) -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let role = limit.role.as_str();
    let name = t.code("role", role);
    let change = move |write: &dyn Fn(&mut LimitDraft)| {
        input.update(|i| {
            if let Some(limit) = i.limits.get_mut(n) {
                write(limit);
            }
        });
    };
    let (up_to, over) = (format!("up_to.{role}"), format!("over.{role}"));
    let field = move |id: String,
                      label: String,
                      value: String,
                      wrong: Signal<&'static str>,
                      write: Callback<String>| {
        view! { <label class="fld"><span class="flabel">{label}</span><input id=id class="input input-sm w-36 text-end num" dir="ltr" inputmode="decimal" maxlength="18" aria-invalid=wrong value=value on:input=move |ev| write.run(event_target_value(&ev))/></label> }
    };
    let write_up_to = Callback::new(move |v: String| change(&|l| l.up_to.clone_from(&v)));
    let write_over = Callback::new(move |v: String| change(&|l| l.over.clone_from(&v)));
    view! {
        <li class="py-3 border-b border-line">
            <h3 class="font-medium">{name}</h3>
            <div class="flex flex-wrap items-end gap-x-6 gap-y-2 mt-1">
                {form::tick(t.t(K::ApprovalMay), limit.may, move |on| change(&|l| l.may = on))}
                {field(format!("rules-up-{role}"), t.f(K::ApprovalUpTo, &[("currency", page.l.currency.code())]), limit.up_to.clone(), saving.wrong(up_to.clone()), write_up_to)}
                {form::tick(t.t(K::ApprovalOwn), limit.own, move |on| change(&|l| l.own = on))}
                {field(format!("rules-over-{role}"), t.t(K::ApprovalOverPercent).to_owned(), limit.over.clone(), saving.wrong(over.clone()), write_over)}
            </div>
            <FieldFault fault=saving.fault(up_to)/><FieldFault fault=saving.fault(over)/>
        </li>
    }
}
