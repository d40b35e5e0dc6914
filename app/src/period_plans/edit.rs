//! The form of a plan: its period, its goal, its campaigns and budgets.

use super::api;
use crate::{
    context::use_page,
    date_field,
    form::{self, FormDialog, Input, ended},
    saving::{FieldFault, Saving},
};
use domain::period_plan::{PeriodPlanChoices, PeriodPlanDraft};
use leptos::prelude::*;
use std::collections::BTreeSet;
use texts::K;

/// Rows that the list of campaigns shows at once; typing narrows it.
const SHOWN_MAX: usize = 60;

/// Opens with the draft that it begins with.
#[component]
pub fn PlanDialog(
    draft: RwSignal<Option<PeriodPlanDraft>>,
    choices: PeriodPlanChoices,
    reload: RwSignal<u32>,
) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let saving = Saving::new();
    let input = RwSignal::new(PeriodPlanDraft::default());
    let search = RwSignal::new(String::new());
    let open = form::opened_by(draft, move |now| {
        search.set(String::new());
        input.set(now);
    });
    let end = ended(open, reload);
    let save = Callback::new(move |()| {
        let mut plan = input.get_untracked();
        plan.version = saving.version(plan.version);
        saving.run(move |request| api::save(request, plan), move |_: i64| end(t.t(K::PeriodSaved)));
    });
    let choices = StoredValue::new(choices);
    let toggle = |chosen: &mut Vec<i64>, id: i64, on: bool| {
        chosen.retain(|known| *known != id);
        if on {
            chosen.push(id);
        }
    };
    let fields = move || {
        let now = input.get_untracked();
        // What was chosen when the form opened stands first, and stays there while others are ticked.
        let first: BTreeSet<i64> = now.campaigns.iter().copied().collect();
        let campaigns = move || {
            let wanted = search.get().to_lowercase();
            let mut found: Vec<_> = choices.with_value(|all| {
                let fits = |name: &str| wanted.is_empty() || name.to_lowercase().contains(&wanted);
                all.campaigns.iter().filter(|(_, name, _)| fits(name)).cloned().collect()
            });
            found.sort_by_key(|(id, ..)| !first.contains(id));
            let chosen = input.with_untracked(|i| i.campaigns.clone());
            found.into_iter().take(SHOWN_MAX).map(|(id, name, day)| {
                let when = day.map(|day| view! { <span class="lab ms-auto num whitespace-nowrap">{l.day(day)}</span> });
                let on = chosen.contains(&id);
                view! { <li class="border-b border-line"><label class="flex items-center gap-2 min-h-9 max-md:min-h-11"><input type="checkbox" class="checkbox checkbox-xs" prop:checked=on checked=on on:change=move |ev| input.update(|i| toggle(&mut i.campaigns, id, event_target_checked(&ev)))/><bdi class="min-w-0 truncate">{name}</bdi>{when}</label></li> }
            }).collect::<Vec<_>>()
        };
        let count = move || t.n(K::PeriodChosen, i64::try_from(input.with(|i| i.campaigns.len())).unwrap_or(0), &[]);
        let mut budgets = choices.with_value(|all| all.budgets.clone());
        budgets.sort_by_key(|(id, ..)| !now.budgets.contains(id));
        let budgets: Vec<_> = budgets.into_iter().take(SHOWN_MAX.max(now.budgets.len())).map(|(id, name, first, last)| {
            let on = now.budgets.contains(&id);
            view! { <li class="border-b border-line"><label class="flex items-center gap-2 min-h-9 max-md:min-h-11"><input type="checkbox" class="checkbox checkbox-xs" checked=on on:change=move |ev| input.update(|i| toggle(&mut i.budgets, id, event_target_checked(&ev)))/><bdi class="min-w-0 truncate">{name}</bdi><span class="lab ms-auto num whitespace-nowrap">{l.range(first, last)}</span></label></li> }
        }).collect();
        let none = budgets.is_empty().then(|| view! { <p class="lab">{t.t(K::PeriodNoBudgets)}</p> });
        view! {
            <div class="grid sm:grid-cols-2 gap-x-4 gap-y-3 mt-3">
                {form::input(Input::TEXT.max(120).class("sm:col-span-2"), ("plan-name", t.t(K::CommonTitle), ""), now.name, (saving, "name"), move |v| input.update(|i| i.name = v))}
                {date_field::day(("plan-first", t.t(K::BudgetFirst)), now.first, (saving, "first"), move |v| input.update(|i| i.first = v))}
                {date_field::day(("plan-last", t.t(K::BudgetLast)), now.last, (saving, "last"), move |v| input.update(|i| i.last = v))}
            </div>
            <div class="mt-3">{form::area(("plan-goal", t.t(K::PeriodGoal), ""), (2, 2000), now.goal, (saving, "goal"), move |v| input.update(|i| i.goal = v))}</div>
            <fieldset class="mt-4"><legend class="font-semibold">{t.t(K::NavCampaigns)}</legend>
                <div class="flex items-center gap-3 mt-1"><input class="input input-sm grow max-md:h-11" type="search" dir="auto" aria-label=t.t(K::PeriodFind) placeholder=t.t(K::PeriodFind) on:input=move |ev| search.set(event_target_value(&ev))/><span class="lab num" role="status">{count}</span></div>
                <ul class="max-h-56 overflow-y-auto mt-1">{campaigns}</ul><FieldFault fault=saving.fault("campaigns")/>
            </fieldset>
            <fieldset class="mt-4"><legend class="font-semibold">{t.t(K::BudgetTitle)}</legend>{none}<ul class="max-h-40 overflow-y-auto">{budgets}</ul><FieldFault fault=saving.fault("budgets")/></fieldset>
        }
    };
    let title = Signal::derive(move || {
        t.t(if input.with(|i| i.id.is_some()) { K::PeriodEdit } else { K::PeriodNew }).to_owned()
    });
    view! { <FormDialog open title action=t.t(K::CommonSave) saving save wide=true>{fields()}</FormDialog> }
}
