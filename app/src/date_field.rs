//! A day, typed or picked, in the workspace's calendar.

use crate::{context::use_page, saving::Saving};
use chrono::{Datelike, NaiveDate};
use domain::calendar::{DateOrder, parse_day};
use leptos::prelude::*;
use texts::K;
use ui::{Field, Glyph, Icon};

/// A field for a day. `value` is what is typed; a picked day is written there too.
#[component]
pub fn DateField(
    #[prop(into)] id: String,
    #[prop(into)] label: String,
    value: RwSignal<String>,
    #[prop(into, optional)] fault: Signal<String>,
    #[prop(optional)] changed: Option<Callback<()>>,
) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let typed = move || parse_day(&value.get(), DateOrder::YearMonthDay).ok();
    let month = RwSignal::new(parse_day(&value.get_untracked(), DateOrder::YearMonthDay).unwrap_or(page.today));
    let open = RwSignal::new(false);
    let tell = move || {
        if let Some(changed) = changed {
            changed.run(());
        }
    };
    let pick = move |day: NaiveDate| {
        value.set(l.typed(day));
        open.set(false);
        tell();
    };
    let turn = move |back: bool| {
        month.update(|day| {
            let here = l.days().month_of(*day);
            *day = if back { here.first.pred_opt().unwrap_or(*day) } else { here.last.succ_opt().unwrap_or(*day) };
        });
    };
    let grid = move || {
        let here = l.days().month_of(month.get());
        let first = here.first.weekday();
        let lead = l.week().iter().position(|d| *d == first).unwrap_or(0);
        let blanks = (0..lead).map(|_| view! { <span></span> }.into_any());
        let days = here.first.iter_days().take_while(move |d| *d <= here.last).map(move |day| {
            let on = typed() == Some(day);
            let class = if on { "btn btn-xs btn-primary btn-square size-8" } else if day == page.today { "btn btn-xs btn-square size-8 border-primary!" } else { "btn btn-xs btn-ghost btn-square size-8" };
            view! { <button type="button" class=class aria-pressed=on.to_string() aria-label=l.day(day) on:click=move |_| pick(day)>{t.plain(l.days().parts(day).day.into())}</button> }.into_any()
        });
        blanks.chain(days).collect::<Vec<_>>()
    };
    let heads = move || {
        l.week()
            .into_iter()
            .map(|d| view! { <span class="lab text-center" aria-hidden="true">{l.weekday_short(d)}</span> })
            .collect::<Vec<_>>()
    };
    let note = format!("{id}-note");
    let pop = NodeRef::<leptos::html::Div>::new();
    Effect::new(move |_| {
        if let Some(pop) = pop.get() {
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_block(web_sys::ScrollLogicalPosition::Nearest);
            pop.scroll_into_view_with_scroll_into_view_options(&options);
        }
    });
    // Escape closes the month, and not the dialog around it.
    let escape = move |ev: leptos::ev::KeyboardEvent| {
        if ev.key() == "Escape" && open.get_untracked() {
            ev.prevent_default();
            ev.stop_propagation();
            open.set(false);
        }
    };
    view! {
        <div on:keydown=escape>
        <Field id=id.clone() label hint=t.t(K::DateHint) fault class="relative w-44">
            <div class="input">
                <input id=id class="grow num min-w-0" dir="ltr" inputmode="numeric" autocomplete="off" prop:value=move || value.get() value=value.get_untracked() aria-describedby=note
                    on:change=move |ev| { value.set(event_target_value(&ev)); tell() }/>
                <button type="button" class="btn btn-ghost btn-xs btn-square -me-1.5" aria-label=t.t(K::DatePick) aria-expanded=move || open.get().to_string() on:click=move |_| { if let Some(day) = typed() { month.set(day) } open.update(|o| *o = !*o) }><Icon glyph=Glyph::Today size=14/></button>
            </div>
            <Show when=move || open.get()>
                <div node_ref=pop class="pop absolute z-20 p-2 mt-1 w-64 scroll-my-2">
                    <div class="flex items-center gap-1 mb-1">
                        <button type="button" class="btn btn-ghost btn-xs btn-square" aria-label=t.t(K::DateBack) on:click=move |_| turn(true)><Icon glyph=Glyph::ChevronStart size=14/></button>
                        <span class="grow text-center font-semibold" aria-live="polite">{move || l.month_long(&l.days().month_of(month.get()))}</span>
                        <button type="button" class="btn btn-ghost btn-xs btn-square" aria-label=t.t(K::DateOn) on:click=move |_| turn(false)><Icon glyph=Glyph::ChevronEnd size=14/></button>
                    </div>
                    <div class="grid grid-cols-7 gap-0.5 place-items-center">{heads}{grid}</div>
                </div>
            </Show>
        </Field>
        </div>
    }
}

/// A field for a day in a form; `field` names its fault.
pub fn day(
    (id, label): (impl Into<String>, impl Into<String>),
    value: String,
    (saving, field): (Saving, &str),
    write: impl Fn(String) + Send + Sync + 'static,
) -> AnyView {
    let value = RwSignal::new(value);
    let changed = Callback::new(move |()| write(value.get_untracked()));
    view! { <DateField id label value fault=saving.fault(field) changed/> }.into_any()
}
