//! First step: the name, and who is addressed: lists, a rule, or both, and in which roles.

use super::drafting::Drafting;
use crate::{context::use_page, form::tick, lists, rule_editor::RuleEditor, wire::Load};
use domain::{
    activity::{JobRole, PREFERS_NONE, Reach},
    campaign::DraftInput,
    list::ListRow,
    rule::Rule,
};
use leptos::prelude::*;
use texts::K;
use ui::{Field, Glyph, Icon};

#[component]
pub fn Who(drafting: Drafting) -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let input = drafting.input;
    // Their people are counted, so they are asked for where they are shown and nowhere else.
    let lists = Load::new(|| (), |()| lists::api::index());
    let rule = RwSignal::new(input.with_untracked(|i| i.rule.clone()).unwrap_or_default());
    let by_rule =
        RwSignal::new(input.with_untracked(|i| i.rule.is_some()) || input.with_untracked(|i| i.lists.is_empty()));
    let write = move || {
        let chosen: Option<Rule> = by_rule.get_untracked().then(|| rule.get_untracked());
        input.update(|i| i.rule = chosen);
    };
    if by_rule.get_untracked() && input.with_untracked(|i| i.rule.is_none()) {
        drafting.begin_with(|i| i.rule = Some(Rule::default()));
    }
    // Who ticks a list means its people, not everybody; a rule that is still empty steps back.
    let listed = Memo::new(move |_| input.with(|i| !i.lists.is_empty()));
    Effect::new(move |before: Option<bool>| {
        let now = listed.get();
        if now && before == Some(false) && rule.with_untracked(Rule::is_empty) {
            by_rule.set(false);
            write();
        }
        now
    });
    // What is not whole is written too, so that going on with it is refused and not done without it.
    Effect::new(move |before: Option<()>| {
        rule.track();
        if before.is_some() {
            write();
        }
    });
    let lacking = drafting.saving.fault("rule");
    let everybody = move || by_rule.get() && rule.with(Rule::is_empty);
    let follows = move || input.with(|i| i.after.is_some());
    let bit = move |label: &'static str, bit: i64, of: fn(&mut DraftInput) -> &mut i64| {
        let on = input.with_untracked(|i| *of(&mut i.clone()) & bit != 0);
        let set = move |on: bool| {
            input.update(|i| {
                let bits = of(i);
                *bits = if on { *bits | bit } else { *bits & !bit };
            });
        };
        view! { <span class="me-5">{tick(label, on, set)}</span> }
    };
    let roles: Vec<_> = JobRole::ALL
        .map(|role| bit(t.code("job_role", role.as_str()), role.bit(), |i| &mut i.roles))
        .into_iter()
        .collect();
    let none = bit(t.t(K::WhoPrefersNone), PREFERS_NONE, |i| &mut i.prefers);
    let prefers: Vec<_> = Reach::ALL
        .map(|reach| bit(t.code("reach", reach.as_str()), reach.bit(), |i| &mut i.prefers))
        .into_iter()
        .chain([none])
        .collect();
    let one_each = input.with_untracked(|i| i.one_each);
    view! {
        <section>
            <Field id="draft-name" label=t.t(K::CommonTitle) fault=drafting.saving.fault("name") class="max-w-md">
                <input id="draft-name" class="input w-full" maxlength="120" dir="auto" aria-describedby="draft-name-note" aria-invalid=drafting.saving.wrong("name") value=input.with_untracked(|i| i.name.clone()) prop:value=move || input.with(|i| i.name.clone())
                    on:input=move |ev| input.update(|i| i.name = event_target_value(&ev))/>
            </Field>
        </section>
        <Show when=follows><p class="mt-5 text-ink-2 max-w-xl">{t.t(K::WhoFollows)}</p></Show>
        <div class=move || if follows() { "hidden" } else { "" }>
            <section class="mt-7 pt-5 border-t border-line"><h2 class="fin">{t.t(K::WhoLists)}</h2><p class="lab mt-0.5">{t.t(K::WhoListsHint)}</p>{lists.show(move |lists| view! { <Lists lists drafting/> })}</section>
            <section class="mt-7 pt-5 border-t border-line">
                <label class="flex items-center gap-2"><input type="checkbox" class="checkbox checkbox-xs" prop:checked=move || by_rule.get() checked=by_rule.get_untracked() on:change=move |ev| { by_rule.set(event_target_checked(&ev)); write() }/><h2 class="fin">{t.t(K::WhoRule)}</h2></label>
                <Show when=move || by_rule.get()><div class="mt-2"><RuleEditor rule filters=drafting.filters changed=Callback::new(|()| ())/></div>{move || (!lacking.with(String::is_empty)).then(|| view! { <p class="text-bad text-sm mt-1" role="alert">{t.t(K::RuleLacks)}</p> })}</Show>
                <Show when=everybody><p class="mt-2 flex gap-1.5 text-sm"><span class="text-warn"><Icon glyph=Glyph::Warn size=14/></span>{t.t(K::WhoEverybody)}</p></Show>
            </section>
        </div>
        <fieldset class="mt-7 pt-5 border-t border-line"><legend class="fin float-start w-full">{t.t(K::WhoRoles)}</legend><p class="lab clear-both pt-0.5">{t.t(K::WhoRolesHint)}</p><div class="flex flex-wrap mt-1">{roles}</div>
            <div class="mt-2">{tick(t.t(K::WhoOneEach), one_each, move |on| input.update(|i| i.one_each = on))}<p class="lab">{t.t(K::WhoOneEachHint)}</p></div></fieldset>
        <fieldset class="mt-7 pt-5 border-t border-line"><legend class="fin float-start w-full">{t.t(K::PersonBestChannel)}</legend><p class="lab clear-both pt-0.5">{t.t(K::WhoPrefersHint)}</p><div class="flex flex-wrap mt-1">{prefers}</div></fieldset>
    }
}

#[component]
fn Lists(lists: Vec<ListRow>, drafting: Drafting) -> impl IntoView {
    let t = use_page().t;
    let input = drafting.input;
    let lists: Vec<_> = lists
        .into_iter()
        .filter(|list| list.kind != domain::list::ListKind::Suppression)
        .map(|list| {
            let id = list.id;
            let on = move || input.with(|i| i.lists.contains(&id));
            let set = move |on: bool| {
                input.update(|i| {
                    i.lists.retain(|other| *other != id);
                    if on {
                        i.lists.push(id);
                    }
                });
            };
            view! {
                <li><label class="flex items-center gap-2 min-h-9 border-b border-line"><input type="checkbox" class="checkbox checkbox-xs" prop:checked=on checked=untrack(on) on:change=move |ev| set(event_target_checked(&ev))/><bdi class="font-medium">{list.name}</bdi><span class="lab">{t.code("list", list.kind.as_str())}</span><span class="num ms-auto">{t.int(list.people)}</span></label></li>
            }
        })
        .collect();
    let none = lists.is_empty().then(|| view! { <p class="lab">{t.t(K::WhoNoLists)}</p> });
    view! { {none}<ul class="mt-2 max-w-xl">{lists}</ul> }
}
