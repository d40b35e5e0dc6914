//! Sign-in and first start: plain forms that work before and without the program.

use crate::{context::use_page, frame::Mark};
use domain::{
    calendar::Calendar,
    metrics::{Figure, Value, deviation},
    money::Currency,
    user::Language,
    workspace::TIME_ZONES,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use texts::{K, Locale};
use ui::{Field, Glyph, Icon};

#[component]
fn LanguageLinks(path: &'static str) -> impl IntoView {
    let t = use_page().t;
    let links: Vec<_> = Language::SPOKEN
        .into_iter()
        .map(|language| {
            let here = language == t.language;
            let class = if here { "min-h-6 inline-flex items-center font-semibold text-ink" } else { "min-h-6 inline-flex items-center text-ink-2 hover:underline" };
            view! { <a rel="external" href=format!("{path}?lang={}", language.code()) lang=language.code() class=class aria-current=here.then_some("true")>{language.name()}</a> }
        })
        .collect();
    view! { <nav aria-label=t.t(K::SettingsLanguage) class="flex flex-wrap gap-x-4 gap-y-1 text-xs">{links}</nav> }
}

#[component]
fn Brand() -> impl IntoView {
    let page = use_page();
    let workspace = page.context.with_value(|c| c.workspace.clone());
    view! { <div class="flex items-center gap-2.5"><Mark/><span class="font-semibold text-base">{page.t.t(K::AppName)}</span><span class="text-ink-3"><bdi>{workspace}</bdi></span></div> }
}

/// A password field whose content can be shown.
#[component]
fn PasswordInput(id: &'static str, autocomplete: &'static str, #[prop(default = false)] wrong: bool) -> impl IntoView {
    let t = use_page().t;
    let shown = RwSignal::new(false);
    view! {
        <div class="input w-full">
            <input id=id name="password" type=move || if shown.get() { "text" } else { "password" } autocomplete=autocomplete class="grow min-w-0" required maxlength="200" dir="ltr" aria-invalid=wrong.to_string() aria-describedby=format!("{id}-note")/>
            <button type="button" class="btn btn-ghost btn-xs btn-square -me-1.5" aria-pressed=move || shown.get().to_string() aria-label=t.t(K::SignInShow) on:click=move |_| shown.update(|s| *s = !*s)><Icon glyph=Glyph::Eye size=14/></button>
        </div>
    }
}

#[component]
pub fn SignInPage() -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let query = use_query_map().get_untracked();
    let number = |name: &str| query.get(name).and_then(|n| n.parse::<i64>().ok());
    let fault = match query.get("fault").as_deref() {
        Some("wrong") => {
            let left = number("left")
                .filter(|n| *n <= 3)
                .map_or_else(|| t.t(K::SignInTryAgain).to_owned(), |n| t.n(K::SignInLeft, n, &[]));
            Some((t.t(K::SignInWrong).to_owned(), left))
        }
        Some("paused") => {
            Some((t.t(K::SignInPaused).to_owned(), t.n(K::SignInWait, number("seconds").unwrap_or(60), &[])))
        }
        _ => None,
    };
    let wrong = fault.is_some();
    let alert = fault.map(|(what, next)| {
        view! { <div role="alert" class="mt-4 rounded-lg bg-bad-tint px-3 py-2.5 flex gap-2"><span class="text-bad mt-0.5"><Icon glyph=Glyph::Warn/></span><div><p class="font-medium">{what}</p><p class="text-ink-2">{next}</p></div></div> }
    });
    let demo = page
        .context
        .with_value(|c| c.demo)
        .then(|| view! { <p class="lab mt-5 pt-4 border-t border-line">{t.t(K::SignInDemo)}</p> });
    let next = query.get("next").unwrap_or_default();
    let changed = query.get("changed").is_some().then(
        || view! { <p role="status" class="mt-4 rounded-lg bg-tint px-3 py-2.5">{t.t(K::ProfilePasswordSaved)}</p> },
    );
    view! {
        <Title text=t.t(K::SignInTitle)/>
        <div class="min-h-screen grid grid-rows-[auto_1fr_auto] px-6 py-5 max-w-[1560px]">
            <header><Brand/></header>
            <main id="main" class="w-full max-w-[352px] mx-auto py-16">
                <h1 class="text-2xl font-semibold tracking-tight">{t.t(K::SignInTitle)}</h1>
                <p class="text-ink-2 mt-1">{t.t(K::SignInHint)}</p>
                {changed}{alert}
                <form class="mt-4 space-y-4" method="post" action="/sign-in">
                    <input type="hidden" name="next" value=next/>
                    <Field id="email" label=t.t(K::FieldEmail)><input id="email" name="email" type="email" autocomplete="username" class="input w-full" required maxlength="254" dir="ltr" autofocus/></Field>
                    <Field id="password" label=t.t(K::SignInPassword)><PasswordInput id="password" autocomplete="current-password" wrong/></Field>
                    <button class="btn btn-primary btn-sm w-full max-md:h-12">{t.t(K::SignInTitle)}</button>
                </form>
                {demo}
                <p class="lab mt-5 pt-4 border-t border-line">{t.t(K::SignInNoAccount)}</p>
            </main>
            <footer><LanguageLinks path="/sign-in"/></footer>
        </div>
    }
}

#[component]
pub fn FirstRunPage() -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let query = use_query_map().get_untracked();
    let faults: Vec<(String, String)> = query
        .get("faults")
        .unwrap_or_default()
        .split(',')
        .filter_map(|part| part.split_once(':'))
        .map(|(field, fault)| (field.to_owned(), t.code("fault", fault).to_owned()))
        .collect();
    let count = faults.len();
    let fault =
        move |field: &str| faults.iter().find(|(f, _)| f == field).map_or_else(String::new, |(_, words)| words.clone());
    let typed = move |name: &str, usual: &str| query.get(name).unwrap_or_else(|| usual.to_owned());
    let usual_calendar = if t.language == Language::Fa { Calendar::SolarHijri } else { Calendar::Gregorian };
    let calendar = RwSignal::new(Calendar::parse(&typed("calendar", "")).unwrap_or(usual_calendar));
    let currency = RwSignal::new(Currency::parse(&typed("currency", "EUR")).unwrap_or(Currency::EUR));
    let zone = typed("time_zone", if t.language == Language::Fa { "Asia/Tehran" } else { "Europe/Belgrade" });
    let currencies: Vec<_> = Currency::all()
        .map(|c| view! { <option value=c.code() selected=c == currency.get_untracked()>{c.code()}</option> })
        .collect();
    let zones: Vec<_> =
        TIME_ZONES.into_iter().map(|z| view! { <option value=z selected=z == zone>{z}</option> }).collect();
    let calendars: Vec<_> = [(Calendar::Gregorian, K::CalendarGregorian), (Calendar::SolarHijri, K::CalendarSolarHijri)]
        .into_iter()
        .map(|(value, name)| {
            view! { <label class="flex! gap-2 items-center min-h-7 m-0! text-ink! text-sm! font-normal!"><input type="radio" name="calendar" class="radio radio-xs" value=value.as_str() checked=value == calendar.get_untracked() on:change=move |_| calendar.set(value)/>{t.t(name)}</label> }
        })
        .collect();
    let week = texts::dates::usual_week(calendar.get_untracked());
    let days: Vec<_> = Locale { calendar: calendar.get_untracked(), ..page.l }
        .week()
        .into_iter()
        .map(|day| {
            let name = page.l.weekday(day);
            view! { <label class="flex! flex-col items-center gap-1 min-w-9" title=name><input type="checkbox" class="checkbox checkbox-xs" name="day" value=day.num_days_from_monday().to_string() checked=week.contains(day) aria-label=name/><span aria-hidden="true" class="text-xs">{page.l.weekday_short(day)}</span></label> }
        })
        .collect();
    let languages: Vec<_> = Language::SPOKEN
        .into_iter()
        .map(|l| view! { <option value=l.code() selected=l == t.language>{l.name()}</option> })
        .collect();
    let wrong = (count > 0).then(|| view! { <span class="lab text-bad!" role="alert">{t.n(K::ErrorInvalid, i64::try_from(count).unwrap_or(0), &[])}</span> });
    let code = page.context.with_value(|c| c.setup_code).then(|| {
        view! { <div class="mt-7 pt-6 border-t border-line"><Field id="setup_code" label=t.t(K::FirstRunCode) hint=t.t(K::FirstRunCodeHint) fault=fault("setup_code") class="max-w-60"><input id="setup_code" name="setup_code" class="input num" required maxlength="80" dir="ltr" autocomplete="off" autocapitalize="none" spellcheck="false"/></Field></div> }
    });
    let wrong_name = fault("name");
    let (name, user_name, email) = (typed("name", ""), typed("user_name", ""), typed("email", ""));
    view! {
        <Title text=t.t(K::FirstRunTitle)/>
        <div class="min-h-screen px-6 py-5 max-w-[1120px]">
            <header class="flex flex-wrap items-center gap-x-8 gap-y-2"><Brand/><div class="sm:ms-auto"><LanguageLinks path="/first-run"/></div></header>
            <main id="main" class="mt-10">
                <h1 class="text-2xl font-semibold tracking-tight">{t.t(K::FirstRunTitle)}</h1>
                <p class="text-ink-2 mt-1 max-w-xl">{t.t(K::FirstRunHint)}</p>
                <form class="grid lg:grid-cols-[minmax(0,600px)_minmax(0,360px)] gap-x-16 gap-y-8 mt-7" method="post" action="/first-run">
                    <div>
                        <fieldset><legend class="fin">{t.t(K::FirstRunWorkspace)}</legend>
                            <div class="grid sm:grid-cols-2 gap-x-6 gap-y-4 mt-3">
                                <Field id="name" label=t.t(K::FieldName) hint=t.t(K::FirstRunNameHint) fault=wrong_name.clone()><input id="name" name="name" class="input w-full" required maxlength="80" dir="auto" value=name aria-invalid=(!wrong_name.is_empty()).to_string()/></Field>
                                <Field id="currency" label=t.t(K::FirstRunCurrency) hint=t.t(K::FirstRunCurrencyHint) fault=fault("currency")>
                                    <select id="currency" name="currency" class="select w-full" on:change=move |ev| if let Ok(c) = Currency::parse(&event_target_value(&ev)) { currency.set(c) }>{currencies}</select>
                                </Field>
                                <Field id="language" label=t.t(K::SettingsLanguage) hint=t.t(K::FirstRunLanguageHint)><select id="language" name="language" class="select w-full">{languages}</select></Field>
                                <Field id="time_zone" label=t.t(K::FirstRunZone) fault=fault("time_zone")><select id="time_zone" name="time_zone" class="select w-full" dir="ltr">{zones}</select></Field>
                            </div>
                            <div class="grid sm:grid-cols-2 gap-x-6 gap-y-4 mt-4">
                                <fieldset class="fld"><legend class="flabel">{t.t(K::FirstRunCalendar)}</legend>{calendars}</fieldset>
                                <fieldset class="fld"><legend class="flabel">{t.t(K::FirstRunWeek)}</legend><div class="flex gap-1">{days}</div><p class="hint">{t.t(K::FirstRunWeekHint)}</p></fieldset>
                            </div>
                        </fieldset>
                        <fieldset class="mt-7 pt-6 border-t border-line w-full"><legend class="sr-only">{t.t(K::RoleAdministrator)}</legend><h2 class="fin">{t.t(K::RoleAdministrator)}</h2><p class="lab mt-0.5">{t.t(K::FirstRunThatIsYou)}</p>
                            <div class="grid sm:grid-cols-2 gap-x-6 gap-y-4 mt-3">
                                <Field id="user_name" label=t.t(K::FirstRunYourName) fault=fault("user_name")><input id="user_name" name="user_name" class="input w-full" required maxlength="80" autocomplete="name" dir="auto" value=user_name/></Field>
                                <Field id="email" label=t.t(K::FieldEmail) fault=fault("email")><input id="email" name="email" type="email" class="input w-full" required maxlength="254" autocomplete="username" dir="ltr" value=email/></Field>
                                <Field id="password" label=t.t(K::SignInPassword) hint=t.t(K::FirstRunPasswordHint) fault=fault("password")><PasswordInput id="password" autocomplete="new-password"/></Field>
                            </div>
                        </fieldset>
                        {code}
                        <div class="flex items-center gap-3 mt-7"><button class="btn btn-primary btn-sm max-md:h-12">{t.t(K::FirstRunCreate)}</button>{wrong}</div>
                    </div>
                    <aside aria-label=t.t(K::FirstRunPreview) class="lg:border-s lg:border-line lg:ps-8"><h2 class="fin">{t.t(K::FirstRunPreview)}</h2>
                        {move || view! { <Preview l=Locale { texts: t, calendar: calendar.get(), currency: currency.get() }/> }}
                    </aside>
                </form>
            </main>
        </div>
    }
}

/// How dates and amounts will read.
#[component]
fn Preview(l: Locale) -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let less = deviation(Figure::Cost, Value::Money(22_560), Value::Money(24_000)).map(|d| l.deviation(&d));
    let months: Vec<String> =
        l.calendar.months(page.today - chrono::Days::new(62), page.today).iter().map(|m| l.month(m, false)).collect();
    let line = |name: K, value: String| view! { <div class="flex gap-4 py-2 border-b border-line"><dt class="text-ink-2">{t.t(name)}</dt><dd class="ms-auto num font-medium"><bdi>{value}</bdi></dd></div> };
    view! {
        <dl class="mt-3">
            {line(K::FirstRunDate, l.day_long(page.today))}
            {line(K::FirstRunShort, l.day(page.today))}
            {line(K::FirstRunAmount, l.exact_money(123_456_789))}
            {line(K::FirstRunLess, less.unwrap_or_default())}
            {line(K::FirstRunMonths, months.join(t.t(K::CommonComma)))}
        </dl>
    }
}
