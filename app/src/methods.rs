//! The budget of a year by six methods side by side, beside the sum from below; what was chosen, and competitors' estimates.

pub mod api;
mod estimates;

use crate::{
    budgets::tabs,
    context::{Page, use_page},
    form::{self, FormDialog, ended},
    frame::Heading,
    loaded::reloader,
    saving::{FieldFault, Saving, SavingFault},
    wire::Load,
};
use domain::{
    decimal,
    method::{ChoiceDraft, ChoiceRow, InputsDraft, MethodRow, MethodsView},
    metrics::{
        Ratio,
        methods::{Input, Method, Unit},
    },
    rights::UseCase,
};
use estimates::Estimates;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use texts::K;
use ui::{Glyph, Icon, Toast, use_toaster};

#[component]
pub fn MethodsPage() -> impl IntoView {
    let query = use_query_map();
    let year = Memo::new(move |_| query.with(|q| q.get("year").and_then(|year| year.parse::<i32>().ok())));
    let reload = reloader();
    let methods = Load::new(move || (year.get(), reload.get()), |(year, _)| api::view(year));
    view! { <main id="main" class="page">{methods.show(move |view| view! { <Methods view reload/> })}</main> }
}

#[component]
fn Methods(view: MethodsView, reload: RwSignal<u32>) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let year = view.input.year;
    let turn = move |by: i32, key: K, glyph: Glyph| {
        view! { <a class="btn btn-sm btn-square max-md:size-11" href=format!("/budget/methods?year={}", year + by) aria-label=t.t(key)><Icon glyph size=15/></a> }
    };
    let actions =
        view! { {turn(-1, K::BudgetYearBefore, Glyph::ChevronStart)}{turn(1, K::BudgetYearAfter, Glyph::ChevronEnd)} }
            .into_any();
    let title = t.f(K::MethodsYear, &[("year", &t.plain(year.into()))]);
    let finding = match view.choices.first() {
        None => t.f(K::MethodsYearBottom, &[("amount", &l.money(view.bottom_up))]),
        Some(choice) if view.bottom_up == 0 => t.f(K::MethodsYearNothing, &[("limit", &l.money(choice.amount))]),
        Some(choice) => {
            let apart = view.bottom_up.saturating_sub(choice.amount);
            let key = if apart > 0 { K::MethodsYearOver } else { K::MethodsYearWithin };
            t.f(key, &[("amount", &l.money(apart.abs())), ("limit", &l.money(choice.amount))])
        }
    };
    let choosing = RwSignal::new(None::<MethodRow>);
    view! {
        <Heading title actions/>
        {tabs(K::MethodsTitle)}
        <h2 class="fin mt-5">{finding}</h2><p class="lab mt-0.5">{t.t(K::MethodsHint)}</p>
        <Inputs view=view.clone() choosing reload/>
        <Choices year choices=view.choices.clone()/>
        <Estimates view=view.clone() reload/>
        <Choose year version=view.input.version choosing reload/>
    }
}

#[component]
fn Inputs(view: MethodsView, choosing: RwSignal<Option<MethodRow>>, reload: RwSignal<u32>) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let saving = Saving::new();
    let toaster = use_toaster();
    let input = RwSignal::new(view.input.clone());
    let may = page.may(UseCase::MethodsSave);
    let save = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        let inputs = input.get_untracked();
        saving.run(
            move |request| api::save(request, inputs),
            move |_: i64| {
                toaster.show(Toast::said(t.t(K::MethodsStored)));
                reload.update(|n| *n += 1);
            },
        );
    };
    let chosen = view.choices.first().map(|choice| choice.method);
    let largest = view.rows.iter().filter_map(|row| row.outcome).map(|outcome| outcome.money).max().unwrap_or(0);
    let largest = largest.max(view.bottom_up).max(1);
    let rows: Vec<_> = view
        .rows
        .iter()
        .cloned()
        .map(|row| view! { <Row row view=view.clone() input saving chosen largest choosing/> })
        .collect();
    let bottom = t.n(K::MethodsBottomOf, view.campaigns, &[]);
    view! {
        <form on:submit=save novalidate class="mt-4">
            <fieldset disabled=!may>
                <div class="max-md:hidden grid grid-cols-[13rem_minmax(0,1fr)_9rem_10rem_6rem] gap-x-5 lab border-b border-line pb-2" aria-hidden="true"><span>{t.t(K::MethodsTitle)}</span><span></span><span class="text-end">{t.f(K::MethodsResult, &[("currency", l.currency.code())])}</span><span class="text-end">{t.t(K::MethodsGap)}</span><span></span></div>
                <ul>{rows}
                    <li class="grid md:grid-cols-[13rem_minmax(0,1fr)_9rem_10rem_6rem] gap-x-5 gap-y-1 py-3 items-center" data-bottom=""><h3 class="font-semibold">{t.t(K::MethodsBottom)}</h3><span class="text-ink-2">{bottom}</span><b class="num md:text-end font-semibold">{l.amount(view.bottom_up)}</b></li>
                </ul>
            </fieldset>
            <SavingFault saving/>
            {may.then(|| view! { <button class="btn btn-sm btn-primary mt-3 max-md:h-11" disabled=move || saving.busy.get()>{t.t(K::MethodsStore)}</button> })}
        </form>
    }
}

/// A guiding band in percent, as people read it.
fn bands(page: Page, method: Method) -> Vec<String> {
    let t = page.t;
    let band = |(band, from, to): &(domain::metrics::methods::Band, i64, i64)| {
        let share = |bp: i64| t.decimal(bp, 2, 0);
        t.f(K::MethodsBand, &[("who", t.code("band", band.as_str())), ("from", &share(*from)), ("to", &share(*to))])
    };
    method.bands().iter().map(band).collect()
}

#[component]
fn Row(
    row: MethodRow,
    view: MethodsView,
    input: RwSignal<InputsDraft>,
    saving: Saving,
    chosen: Option<Method>,
    largest: i64,
    choosing: RwSignal<Option<MethodRow>>,
) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let method = row.method;
    let fields: Vec<_> = method.asks().iter().map(|name| field(page, *name, &view, input, saving)).collect();
    let bands = bands(page, method);
    let bands = (!bands.is_empty()).then(|| view! { <ul class="lab mt-1.5">{bands.into_iter().map(|band| view! { <li><bdi>{band}</bdi></li> }).collect::<Vec<_>>()}</ul> });
    let dash = || t.t(K::CommonDash).to_owned();
    let result = row.outcome.map_or_else(dash, |outcome| l.amount(outcome.money));
    let real = row.outcome.filter(|outcome| outcome.real_cost != outcome.money).map(|outcome| view! { <span class="lab block">{t.f(K::MethodsReal, &[("amount", &l.money(outcome.real_cost))])}</span> });
    let bar = row.outcome.map(|outcome| view! { <Bar money=outcome.money bottom=view.bottom_up largest/> });
    let gap = row.gap.map(|gap| {
        let class = if gap < 0 { "text-bad" } else { "text-ink-2" };
        let written = if gap > 0 { format!("+{}", l.amount(gap)) } else { l.amount(gap) };
        view! { <span class="md:hidden lab me-2">{t.t(K::MethodsGap)}</span><bdi class=class>{written}</bdi> }
    });
    let tag = (chosen == Some(method)).then(|| view! { <span class="tag">{t.t(K::MethodsChosen)}</span> });
    let may = page.may(UseCase::MethodChoose) && row.outcome.is_some();
    let name = t.code("method", method.as_str());
    let label = format!("{}: {name}", t.t(K::MethodsChoose));
    let choose = may.then(|| view! { <button type="button" class="btn btn-sm max-md:h-11" aria-label=label on:click=move |_| choosing.set(Some(row.clone()))>{t.t(K::MethodsChoose)}</button> });
    view! {
        <li class="grid md:grid-cols-[13rem_minmax(0,1fr)_9rem_10rem_6rem] gap-x-5 gap-y-2 py-3 border-b border-line" data-method=method.as_str()>
            <div><h3 class="font-semibold">{name}" "{tag}</h3><p class="lab mt-0.5">{t.code("method_hint", method.as_str())}</p></div>
            <div><div class="grid grid-cols-2 sm:grid-cols-3 gap-x-3 gap-y-2 max-w-2xl">{fields}</div>{bands}</div>
            <div class="num md:text-end md:pt-6"><span class="md:hidden lab me-2">{t.f(K::MethodsResult, &[("currency", l.currency.code())])}</span><b class="font-semibold">{result}</b>{real}{bar}</div>
            <div class="num md:text-end md:pt-6">{gap}</div>
            <div class="md:pt-5 md:text-end">{choose}</div>
        </li>
    }
}

/// The result as a bar beside the sum from below, which is the line.
#[component]
fn Bar(money: i64, bottom: i64, largest: i64) -> impl IntoView {
    let rtl = use_page().is_rtl();
    let part = |minor: i64| domain::metrics::Ratio { numerator: minor.max(0), denominator: largest }.scaled(1000);
    let percent = |tenths: i64| format!("{}%", decimal::write(tenths, 1));
    let (wide, line) = (part(money), part(bottom).min(998));
    let x = move |from: i64, width: i64| percent(if rtl { 1000 - from - width } else { from });
    view! { <svg class="c w-full h-3! mt-1.5 max-md:max-w-60" width="100%" height="12" aria-hidden="true"><rect x=x(0, wide) y="3" width=percent(wide) height="6" class="s1"/>{(bottom > 0).then(|| view! { <rect x=x(line, 2) y="0" width="2" height="12" class="ref"/> })}</svg> }
}

fn field(page: Page, name: Input, view: &MethodsView, input: RwSignal<InputsDraft>, saving: Saving) -> AnyView {
    let (t, l) = (page.t, page.l);
    let code = name.as_str();
    let value = view.input.inputs.iter().find(|(known, _)| *known == name).map(|(_, typed)| typed.clone());
    let hint = match name {
        Input::Highest => view.highest.map(|minor| t.f(K::MethodsHighestHint, &[("amount", &l.amount(minor))])),
        Input::Revenue if view.won_before > 0 => {
            Some(t.f(K::MethodsWonHint, &[("amount", &l.amount(view.won_before))]))
        }
        _ => None,
    };
    form::input(
        form::Input::MONEY,
        (format!("method-{code}"), t.code("method_input", code), hint.as_deref().unwrap_or_default()),
        value.unwrap_or_default(),
        (saving, code),
        move |v| {
            input.update(|i| {
                if let Some((_, typed)) = i.inputs.iter_mut().find(|(known, _)| *known == name) {
                    *typed = v;
                }
            });
        },
    )
    .into_any()
}

/// What was chosen, the newest first, each with its inputs.
#[component]
fn Choices(year: i32, choices: Vec<ChoiceRow>) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    if choices.is_empty() {
        return ().into_any();
    }
    let may = page.may(UseCase::BudgetSave);
    let told = |(input, value): &(Input, i64)| {
        let written = match input.unit() {
            Unit::Money => l.money(*value),
            Unit::Percent => l.share(Ratio { numerator: *value, denominator: 10_000 }),
            Unit::Count => t.int(*value),
        };
        view! { <li><span class="lab">{t.code("method_input", input.as_str())}</span>" "<bdi class="num">{written}</bdi></li> }
    };
    let rows: Vec<_> = choices
        .into_iter()
        .enumerate()
        .map(|(n, choice)| {
            let name = t.code("method", choice.method.as_str());
            let words = t.f(K::MethodsChoice, &[("method", name), ("amount", &l.money(choice.amount)), ("bottom", &l.money(choice.bottom_up))]);
            let limit = decimal::with_mark(&decimal::write(choice.amount, l.currency.places()), t.decimal_mark());
            let make = (n == 0 && may && choice.amount > 0).then(|| view! { <a class="btn btn-sm mt-2 max-md:h-11" href=format!("/budget?year={year}&limit={limit}")>{t.t(K::MethodsMakeBudget)}<Icon glyph=Glyph::ChevronEnd size=14/></a> });
            let inputs: Vec<_> = choice.inputs.iter().map(told).collect();
            view! {
                <li class="py-3 border-b border-line" data-choice=choice.id.to_string()><p class="font-medium">{words}</p><p class="mt-0.5 whitespace-pre-line" dir="auto">{choice.reason}</p>
                    <p class="lab"><bdi>{choice.by}</bdi>{t.t(K::CommonComma)}{l.day(choice.day)}</p><ul class="flex flex-wrap gap-x-4 mt-1">{inputs}</ul>{make}</li>
            }
        })
        .collect();
    view! { <section class="mt-8 pt-6 border-t border-line max-w-3xl"><h2 class="fin">{t.t(K::MethodsChoices)}</h2><ol>{rows}</ol></section> }.into_any()
}

#[component]
fn Choose(year: i32, version: i64, choosing: RwSignal<Option<MethodRow>>, reload: RwSignal<u32>) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let saving = Saving::new();
    let reason = RwSignal::new(String::new());
    let open = form::opened_by(choosing, move |_| {
        reason.set(String::new());
    });
    let end = ended(open, reload);
    let save = Callback::new(move |()| {
        let Some(row) = choosing.get_untracked() else { return };
        let choice = ChoiceDraft { year, version, method: row.method, reason: reason.get_untracked() };
        saving.run(move |request| api::choose(request, choice), move |_: i64| end(t.t(K::MethodsChosenDone)));
    });
    let title = Signal::derive(move || {
        let name = choosing.with(|row| row.as_ref().map_or("", |row| t.code("method", row.method.as_str())));
        t.f(K::MethodsChooseTitle, &[("method", name)])
    });
    let hint = move || {
        let amount = choosing.with(|row| row.as_ref().and_then(|row| row.outcome).map_or(0, |outcome| outcome.money));
        t.f(K::MethodsChooseHint, &[("amount", &l.money(amount)), ("year", &t.plain(year.into()))])
    };
    view! {
        <FormDialog open title action=t.t(K::MethodsChoose) saving save>
            <p class="text-ink-2 mt-1">{hint}</p>
            <div class="mt-3">{form::area(("method-reason", t.t(K::MethodsReason), ""), (3, 1000), String::new(), (saving, "reason"), move |v| reason.set(v))}</div>
            <FieldFault fault=saving.fault("method")/>
        </FormDialog>
    }
}
