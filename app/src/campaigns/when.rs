//! Third step: when, by whom, at what cost, with what promise.

use super::{drafting::Drafting, plan::ExpectedFigures};
use crate::{context::use_page, date_field::DateField, deviation::Shown, form};
use domain::{
    activity::Sharing,
    campaign::{CostDraft, DraftInput, DraftView},
    decimal,
    metrics::{Figure, Value},
    money::line_total,
};
use leptos::prelude::*;
use texts::K;
use ui::{Avatar, Field, Glyph, Icon};

#[component]
pub fn When(drafting: Drafting, save: Callback<usize>) -> impl IntoView {
    view! {
        <Days drafting save/>
        <Sellers drafting save/>
        <div class="grid 2xl:grid-cols-2 gap-x-10 gap-y-7 mt-7 pt-5 border-t border-line"><Costs drafting/><Targets drafting/></div>
    }
}

#[component]
fn Days(drafting: Drafting, save: Callback<usize>) -> impl IntoView {
    let t = use_page().t;
    let input = drafting.input;
    let saving = drafting.saving;
    let first = RwSignal::new(input.with_untracked(|i| i.first_day.clone()));
    let last = RwSignal::new(input.with_untracked(|i| i.last_day.clone()));
    let changed = Callback::new(move |()| {
        input.update(|i| {
            i.first_day = first.get_untracked();
            i.last_day = last.get_untracked();
        });
        if !first.with_untracked(String::is_empty) && !last.with_untracked(String::is_empty) {
            save.run(3);
        }
    });
    let days = move || drafting.view.with(|v| i64::try_from(v.days.len()).unwrap_or(0));
    view! {
        <section>
            <h2 class="fin">{t.t(K::WhenTitle)}</h2>
            <div class="flex flex-wrap gap-x-4 gap-y-3 mt-2">
                <DateField id="first-day" label=t.t(K::WhenFirst) value=first fault=saving.fault("first_day") changed/>
                <DateField id="last-day" label=t.t(K::WhenLast) value=last fault=saving.fault("last_day") changed/>
                <Field id="minutes" label=t.t(K::WhenMinutes) fault=saving.fault("minutes") class="w-36">
                    <input id="minutes" class="input" inputmode="numeric" dir="ltr" maxlength="3" aria-describedby="minutes-note" value=input.with_untracked(|i| i.minutes.clone()) prop:value=move || input.with(|i| i.minutes.clone()) on:input=move |ev| input.update(|i| i.minutes = event_target_value(&ev))/>
                </Field>
            </div>
            <p class="lab mt-2">{move || t.n(K::WhenWorkingDays, days(), &[])}</p>
        </section>
    }
}

#[component]
fn Sellers(drafting: Drafting, save: Callback<usize>) -> impl IntoView {
    let t = use_page().t;
    let input = drafting.input;
    let view = drafting.view;
    let modes: Vec<_> = Sharing::ALL
        .map(|mode| {
            let on = move || input.with(|i| i.sharing == mode);
            view! { <label class="chip cursor-pointer"><input type="radio" name="sharing" class="radio radio-xs" prop:checked=on checked=untrack(on) on:change=move |_| { input.update(|i| i.sharing = mode); save.run(3) }/>{t.code("sharing", mode.as_str())}</label> }
        })
        .into_iter()
        .collect();
    let split = Memo::new(move |_| input.with(|i| i.sharing == Sharing::Split));
    let choices: Vec<_> = view
        .with_untracked(|v| v.people_of_sales.clone())
        .into_iter()
        .map(|(id, name)| {
            let at = move |i: &DraftInput| i.sellers.iter().position(|other| *other == id);
            let on = move || input.with(|i| at(i).is_some());
            let set = move |on: bool| {
                input.update(|i| {
                    i.shares.resize(i.sellers.len(), "1".to_owned());
                    if let Some(at) = at(i) {
                        i.sellers.remove(at);
                        i.shares.remove(at);
                    }
                    if on {
                        i.sellers.push(id);
                        i.shares.push("1".to_owned());
                    }
                });
                save.run(3);
            };
            let share = move || input.with_untracked(|i| at(i).and_then(|n| i.shares.get(n).cloned()).unwrap_or_default());
            let write = move |typed: String| {
                input.update(|i| {
                    if let Some(share) = at(i).and_then(|n| i.shares.get_mut(n)) {
                        *share = typed;
                    }
                });
                save.run(3);
            };
            let label = t.f(K::WhenShareOf, &[("name", &name)]);
            view! { <span class="flex items-center gap-1"><label class="chip cursor-pointer"><input type="checkbox" class="checkbox checkbox-xs" prop:checked=on checked=untrack(on) on:change=move |ev| set(event_target_checked(&ev))/><bdi>{name}</bdi></label>{move || (split.get() && on()).then(|| view! { <input class="input input-xs w-14! num" dir="ltr" inputmode="numeric" maxlength="3" aria-label=label.clone() value=share() on:change=move |ev| write(event_target_value(&ev))/> })}</span> }
        })
        .collect();
    let teams: Vec<_> = view
        .with_untracked(|v| v.teams.clone())
        .into_iter()
        .map(|(name, users)| {
            let add = move |_| {
                input.update(|i| {
                    i.shares.resize(i.sellers.len(), "1".to_owned());
                    for user in &users {
                        if !i.sellers.contains(user) {
                            i.sellers.push(*user);
                            i.shares.push("1".to_owned());
                        }
                    }
                });
                save.run(3);
            };
            view! { <button type="button" class="chip dash" on:click=add><Icon glyph=Glyph::Plus size=13/>{t.f(K::WhenTeam, &[("team", &name)])}</button> }
        })
        .collect();
    let hint = move || t.code("sharing_hint", input.with(|i| i.sharing).as_str());
    let owner = {
        let people = view.with_untracked(|v| v.people_of_sales.clone());
        let now = input.with_untracked(|i| i.owner).map_or_else(String::new, |id| id.to_string());
        form::select(
            ("owner", t.t(K::WhenOwner), "w-56"),
            form::options(Some(t.t(K::WhenOwnerCampaign)), &people),
            &now,
            (drafting.saving, "owner"),
            move |id| input.update(|i| i.owner = id.parse().ok()),
        )
    };
    let title = move || {
        view.with(|v| {
            let most = v.grid.iter().flat_map(|(_, _, row)| row).max().copied().unwrap_or(0);
            let number = |n: usize| t.int(i64::try_from(n).unwrap_or(0));
            if v.grid.is_empty() || v.days.is_empty() {
                return t.t(K::WhenBy).to_owned();
            }
            let pieces = t.int(v.equation.contacted());
            t.f(K::WhenFinding, &[("pieces", &pieces), ("sellers", &number(v.grid.len())), ("most", &number(most))])
        })
    };
    view! {
        <section class="mt-7 pt-5 border-t border-line">
            <h2 class="fin">{title}</h2>
            <fieldset class="flex flex-wrap gap-2 mt-2"><legend class="sr-only">{t.t(K::WhenSharing)}</legend>{modes}</fieldset>
            <p class="lab mt-1.5">{hint}</p>
            <fieldset class="flex flex-wrap gap-2 mt-3"><legend class="sr-only">{t.t(K::WhenSeller)}</legend>{choices}{teams}</fieldset>
            <crate::saving::FieldFault fault=drafting.saving.fault("share.0")/>
            {move || view! { <Shares view=view.get()/> }}
            <div class="mt-4">{owner}</div>
        </section>
    }
}

/// Days that the grid shows; longer ranges show their beginning, and the sums of all.
const DAYS_SHOWN: usize = 31;

/// Pieces of work by seller and day.
#[component]
fn Shares(view: DraftView) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    if view.grid.is_empty() || view.days.is_empty() {
        return ().into_any();
    }
    let number = move |n: usize| t.int(i64::try_from(n).unwrap_or(0));
    let heads: Vec<_> = view
        .days
        .iter()
        .take(DAYS_SHOWN)
        .map(|d| view! { <th scope="col" class="n px-1! num" title=l.day(*d)>{l.weekday_short(chrono::Datelike::weekday(d))}" "{t.plain(l.days().parts(*d).day.into())}</th> })
        .collect();
    let cell = move |n: &usize| {
        let class = if *n == 0 { "block px-1.5 py-1 text-ink-3" } else { "block rounded-sm px-1.5 py-1 bg-tint" };
        view! { <td class="n px-1!"><span class=class>{number(*n)}</span></td> }
    };
    let rows: Vec<_> = view
        .grid
        .iter()
        .map(|(_, name, row)| {
            let cells: Vec<_> = row.iter().take(DAYS_SHOWN).map(cell).collect();
            let name = if name.is_empty() { t.t(K::SharingQueue).to_owned() } else { name.clone() };
            view! {
                <tr data-seller=name.clone()>
                    <th scope="row" class="flush text-start font-normal"><span class="flex items-center gap-2"><Avatar name=name.clone()/><bdi class="font-medium">{name.clone()}</bdi></span></th>
                    {cells}
                    <td class="n font-semibold">{number(row.iter().sum())}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <div class="overflow-x-auto mt-2" tabindex="0" role="region" aria-label=t.t(K::WhenGrid)>
            <table class="table tight">
                <thead><tr><th scope="col" class="flush">{t.t(K::WhenSeller)}</th>{heads}<th scope="col" class="n">{t.t(K::CommonTotal)}</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

#[component]
fn Costs(drafting: Drafting) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let input = drafting.input;
    let mark = t.decimal_mark();
    let planned = move || input.with(|i| i.costs.iter().filter_map(|c| total_of(c, mark, l.currency)).sum::<i64>());
    if input.with_untracked(|i| i.costs.is_empty()) {
        drafting.begin_with(|i| i.costs.push(CostDraft::default()));
    }
    let count = RwSignal::new(input.with_untracked(|i| i.costs.len()));
    let lines = move || (0..count.get()).map(|n| view! { <CostLine drafting n/> }).collect::<Vec<_>>();
    let add = move |_| {
        input.update(|i| i.costs.push(CostDraft::default()));
        count.update(|n| *n += 1);
    };
    let articles: Vec<_> = drafting
        .view
        .with_untracked(|v| v.articles.clone())
        .into_iter()
        .map(|name| view! { <option value=name></option> })
        .collect();
    view! {
        <datalist id="articles">{articles}</datalist>
        <section class="min-w-0"><h2 class="fin">{move || t.f(K::CostsTitle, &[("planned", &l.money(planned()))])}</h2><p class="lab mt-0.5">{t.t(K::CostsHint)}</p>
            <div class="box overflow-x-auto mt-2" tabindex="0" role="region" aria-label=t.t(K::CostsHead)>
                <table class="table tight grid-edit"><thead><tr><th scope="col">{t.t(K::CostsArticle)}</th><th scope="col" class="n">{t.t(K::CostsQuantity)}</th><th scope="col" class="n">{t.t(K::CostsPrice)}</th><th scope="col" class="n">{t.t(K::ChartPlanned)}</th></tr></thead>
                    <tbody>{lines}</tbody>
                    <tfoot><tr><th scope="row" class="text-start" colspan="3">{t.f(K::CostsSum, &[("currency", l.currency.code())])}</th><td class="n">{move || l.amount(planned())}</td></tr></tfoot></table>
            </div>
            <button type="button" class="chip dash mt-2" on:click=add><Icon glyph=Glyph::Plus size=13/>{t.t(K::CostsAdd)}</button>
        </section>
    }
}

/// Quantity times price, as far as both can be read.
fn total_of(line: &CostDraft, mark: decimal::DecimalMark, currency: domain::money::Currency) -> Option<i64> {
    let quantity = decimal::parse(&line.quantity, mark, 3).ok()?;
    line_total(quantity, decimal::parse(&line.price, mark, currency.places()).ok()?).ok()
}

#[component]
fn CostLine(drafting: Drafting, n: usize) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let input = drafting.input;
    let saving = drafting.saving;
    let value = move |of: fn(&CostDraft) -> &String| {
        input.with_untracked(|i| i.costs.get(n).map(|c| of(c).clone()).unwrap_or_default())
    };
    let write = move |of: fn(&mut CostDraft) -> &mut String, typed: String| {
        input.update(|i| {
            if let Some(line) = i.costs.get_mut(n) {
                *of(line) = typed;
            }
        });
    };
    let fault = move || {
        ["article", "quantity", "price"]
            .map(|field| saving.fault(format!("cost.{n}.{field}")).get())
            .into_iter()
            .find(|f| !f.is_empty())
    };
    let total = move || input.with(|i| i.costs.get(n).and_then(|c| total_of(c, t.decimal_mark(), l.currency)));
    let label = |name: K| [t.t(name), &t.plain(i64::try_from(n + 1).unwrap_or(0))].join(t.t(K::CommonComma));
    view! {
        <tr>
            <td><input class="w-full min-w-32 h-8 bg-transparent outline-none" list="articles" maxlength="120" dir="auto" aria-label=label(K::CostsArticle) aria-invalid=saving.wrong(format!("cost.{n}.article")) value=value(|c| &c.article) on:input=move |ev| write(|c| &mut c.article, event_target_value(&ev))/></td>
            <td class="n"><input class="w-20 h-8 bg-transparent text-end outline-none num" inputmode="decimal" dir="ltr" maxlength="14" aria-label=label(K::CostsQuantity) aria-invalid=saving.wrong(format!("cost.{n}.quantity")) value=value(|c| &c.quantity) on:input=move |ev| write(|c| &mut c.quantity, event_target_value(&ev))/></td>
            <td class="n"><input class="w-24 h-8 bg-transparent text-end outline-none num" inputmode="decimal" dir="ltr" maxlength="18" aria-label=label(K::CostsPrice) aria-invalid=saving.wrong(format!("cost.{n}.price")) value=value(|c| &c.price) on:input=move |ev| write(|c| &mut c.price, event_target_value(&ev))/></td>
            <td class="n">{move || total().map(|minor| l.amount(minor))}</td>
        </tr>
        {move || fault().map(|words| view! { <tr><td colspan="4" class="text-bad text-xs" role="alert">{words}</td></tr> })}
    }
}

#[component]
fn Targets(drafting: Drafting) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let input = drafting.input;
    let saving = drafting.saving;
    let rows: Vec<_> = Figure::TARGETS
        .into_iter()
        .map(|figure| {
            let value = input.with_untracked(|i| i.targets.iter().find(|(f, _)| *f == figure).map(|(_, v)| v.clone()).unwrap_or_default());
            let field = format!("target.{}", figure.as_str());
            let fault = saving.fault(field.clone());
            let write = move |typed: String| {
                input.update(|i| {
                    i.targets.retain(|(f, _)| *f != figure);
                    i.targets.push((figure, typed));
                });
            };
            let name = t.code("figure", figure.as_str());
            let name = if figure.is_money() { [name, l.currency.code()].join(t.t(K::CommonComma)) } else { name.to_owned() };
            view! {
                <tr><td><label for=field.clone()>{name}</label></td><td class="n"><input id=field.clone() class="w-28 h-8 bg-transparent text-end outline-none num" inputmode="decimal" dir="ltr" maxlength="18" aria-invalid=saving.wrong(field) value=value on:input=move |ev| write(event_target_value(&ev))/></td></tr>
                {move || { let words = fault.get(); (!words.is_empty()).then(|| view! { <tr><td colspan="2" class="text-bad text-xs" role="alert">{words}</td></tr> }) }}
            }
        })
        .collect();
    let follows = move || {
        let planned = drafting.view.with(|v| v.planned.clone());
        planned
            .into_iter()
            .filter(|(figure, value)| *figure != Figure::Cost && !matches!(value, Value::Gap(_)))
            .map(|(figure, value)| view! { <tr><th scope="row" class="text-start">{t.code("figure", figure.as_str())}</th><td class="n"><Shown value/></td></tr> })
            .collect::<Vec<_>>()
    };
    view! {
        <section class="min-w-0"><h2 class="fin">{t.t(K::TargetsTitle)}</h2><p class="lab mt-0.5">{t.t(K::TargetsHint)}</p>
            <div class="box overflow-x-auto mt-2" tabindex="0" role="region" aria-label=t.t(K::TargetsTitle)><table class="table tight grid-edit"><thead><tr><th scope="col">{t.t(K::TargetsFigure)}</th><th scope="col" class="n">{t.t(K::TargetsTarget)}</th></tr></thead><tbody>{rows}</tbody><tfoot>{follows}</tfoot></table></div>
            {input.with_untracked(|i| i.id).map(|id| view! { <ExpectedFigures id/> })}
        </section>
    }
}
