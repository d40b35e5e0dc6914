//! The form of a budget.

use super::api;
use crate::{
    context::use_page,
    date_field,
    form::{self, FormDialog, Input, ended},
    saving::Saving,
};
use domain::{
    activity::ActivityKind,
    budget::{BudgetDraft, Guard, Moment},
    calendar::Parts,
};
use leptos::prelude::*;
use texts::K;

/// Opens with the draft that it begins with.
#[component]
pub fn BudgetDialog(
    draft: RwSignal<Option<BudgetDraft>>,
    year: i32,
    teams: Vec<(i64, String)>,
    lines: Vec<(i64, String)>,
    campaigns: Vec<(i64, String)>,
    reload: RwSignal<u32>,
) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let saving = Saving::new();
    let input = RwSignal::new(BudgetDraft::default());
    // The period is drawn anew when one is picked from the list.
    let picked = RwSignal::new(0_u32);
    let open = form::opened_by(draft, move |now| {
        input.set(now);
    });
    let end = ended(open, reload);
    let save = Callback::new(move |()| {
        let mut budget = input.get_untracked();
        budget.version = saving.version(budget.version);
        saving.run(move |request| api::save(request, budget), move |_: i64| end(t.t(K::BudgetSaved)));
    });
    let choices = StoredValue::new((teams, lines, campaigns));
    // Whole months only: the year, its halves, quarters and months.
    let calendar = l.calendar;
    let span = move |from: u32, months: u32| {
        let first = calendar.day(Parts { year, month: from, day: 1 })?;
        let last = calendar.month_of(calendar.day(Parts { year, month: from + months - 1, day: 1 })?).last;
        Some((first, last))
    };
    let periods: Vec<(String, String)> = std::iter::once((String::new(), t.t(K::BudgetPeriodPick).to_owned()))
        .chain(
            [(1, 12), (1, 6), (7, 6), (1, 3), (4, 3), (7, 3), (10, 3)]
                .into_iter()
                .chain((1..=12).map(|m| (m, 1)))
                .filter_map(|(from, months)| {
                    let (first, last) = span(from, months)?;
                    Some((format!("{from}-{months}"), l.range(first, last)))
                }),
        )
        .collect();
    let pick = move |value: String| {
        let chosen = value.split_once('-').and_then(|(from, months)| span(from.parse().ok()?, months.parse().ok()?));
        if let Some((first, last)) = chosen {
            input.update(|i| {
                i.first = l.typed(first);
                i.last = l.typed(last);
            });
            picked.update(|n| *n += 1);
        }
    };
    let id = |id: Option<i64>| id.map(|id| id.to_string()).unwrap_or_default();
    let fields = move || {
        let now = input.get_untracked();
        let periods = periods.clone();
        let (teams, lines, campaigns) = choices.get_value();
        let all = t.t(K::BudgetAll);
        let channels: Vec<(String, String)> = std::iter::once((String::new(), all.to_owned()))
            .chain(
                ActivityKind::ALL.map(|kind| (kind.as_str().to_owned(), t.code("activity", kind.as_str()).to_owned())),
            )
            .collect();
        let guards: Vec<_> = Moment::ALL
            .into_iter()
            .enumerate()
            .map(|(n, moment)| {
                let options = Guard::ALL
                    .map(|guard| (guard.as_str().to_owned(), t.code("guard", guard.as_str()).to_owned()))
                    .to_vec();
                let field = ["guard_plan", "guard_commit", "guard_pay"].get(n).copied().unwrap_or("");
                let chosen = now.guards.get(n).copied().unwrap_or_default();
                form::select(
                    (format!("budget-{field}"), t.code("moment", moment.as_str()), ""),
                    options,
                    chosen.as_str(),
                    (saving, field),
                    move |v| {
                        input.update(|i| {
                            if let Some(guard) = i.guards.get_mut(n) {
                                *guard = Guard::parse(&v).unwrap_or_default()
                            }
                        });
                    },
                )
            })
            .collect();
        view! {
            <div class="grid sm:grid-cols-2 gap-x-4 gap-y-3 mt-3">
                {form::input(Input::TEXT.max(120), ("budget-name", t.t(K::CommonTitle), ""), now.name, (saving, "name"), move |v| input.update(|i| i.name = v))}
                {form::input(Input::MONEY, ("budget-limit", t.f(K::BudgetLimitIn, &[("currency", l.currency.code())]), ""), now.limit, (saving, "limit"), move |v| input.update(|i| i.limit = v))}
                {form::select(("budget-period", t.t(K::BudgetPeriod), "sm:col-span-2"), periods, "", (saving, "period"), pick)}
            </div>
            {move || {
                picked.get();
                let (first, last) = input.with_untracked(|i| (i.first.clone(), i.last.clone()));
                view! { <div class="grid sm:grid-cols-2 gap-x-4 gap-y-3 mt-3">{date_field::day(("budget-first", t.t(K::BudgetFirst)), first, (saving, "first"), move |v| input.update(|i| i.first = v))}{date_field::day(("budget-last", t.t(K::BudgetLast)), last, (saving, "last"), move |v| input.update(|i| i.last = v))}</div> }
            }}
            <div class="grid sm:grid-cols-2 gap-x-4 gap-y-3 mt-3">
                {form::select(("budget-team", t.t(K::UsersTeam), ""), form::options(Some(all), &teams), &id(now.team), (saving, "team"), move |v| input.update(|i| i.team = v.parse().ok()))}
                {form::select(("budget-line", t.t(K::PlanLine), ""), form::options(Some(all), &lines), &id(now.line), (saving, "line"), move |v| input.update(|i| i.line = v.parse().ok()))}
                {form::select(("budget-channel", t.t(K::BudgetChannel), ""), channels, now.channel.map_or("", ActivityKind::as_str), (saving, "channel"), move |v| input.update(|i| i.channel = ActivityKind::parse(&v)))}
                {form::select(("budget-campaign", t.t(K::CampaignsOne), ""), form::options(Some(all), &campaigns), &id(now.campaign), (saving, "campaign"), move |v| input.update(|i| i.campaign = v.parse().ok()))}
            </div>
            <fieldset class="mt-4 pt-3 border-t border-line"><legend class="font-semibold">{t.t(K::BudgetGuardTitle)}</legend><p class="lab">{t.t(K::BudgetGuardHint)}</p><div class="grid sm:grid-cols-3 gap-x-4 gap-y-3 mt-2">{guards}</div></fieldset>
        }
    };
    let title = Signal::derive(move || {
        t.t(if input.with(|i| i.id.is_some()) { K::BudgetEdit } else { K::BudgetNew }).to_owned()
    });
    view! { <FormDialog open title action=t.t(K::CommonSave) saving save wide=true>{fields()}</FormDialog> }
}
