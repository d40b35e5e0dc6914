//! A card: what, who, amount, date, owner, and the menu that moves it.

use super::Actions;
use crate::{attributes, context::use_page};
use domain::{opportunity::Card, rights::UseCase};
use leptos::{prelude::*, wasm_bindgen::JsCast};
use texts::K;
use ui::{Avatar, Glyph, Icon};

#[component]
pub fn CardItem(card: Card, norm: i64, actions: Actions) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let open = RwSignal::new(false);
    let may = page.may(UseCase::OpportunityMove);
    let stale = (norm > 0 && card.days > norm).then(|| view! { <p class="text-xs text-warn font-medium mt-1 flex items-center gap-1"><Icon glyph=Glyph::Clock size=13/><span class="num">{t.n(K::BoardStale, card.days, &[("norm", &t.int(norm))])}</span></p> });
    let day = card.close_day.map(|d| view! { <span class="lab num text-ink-3">{l.day_short(d)}</span> });
    let owner =
        (!card.owner.is_empty()).then(|| view! { <span class="ms-auto"><Avatar name=card.owner.clone()/></span> });
    let campaign = (!card.campaign.is_empty())
        .then(|| view! { <p class="lab truncate text-ink-3"><bdi>{card.campaign.clone()}</bdi></p> });
    let product = (!card.product.is_empty())
        .then(|| view! { <p class="lab truncate text-ink-3"><bdi>{card.product.clone()}</bdi></p> });
    let rivals = card.competitors.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>().join(t.t(K::CommonComma));
    let rivals = (!rivals.is_empty()).then(
        || view! { <p class="lab truncate text-ink-3"><span>{t.f(K::BoardAgainst, &[("names", &rivals)])}</span></p> },
    );
    let kept = StoredValue::new(card.clone());
    let name = NodeRef::<leptos::html::Button>::new();
    let id = card.id;
    Effect::new(move |_| {
        let Some(name) = name.get() else { return };
        if actions.moved.get_value() == Some(id) {
            actions.moved.set_value(None);
            drop(name.focus());
        }
    });
    // Back to the card when its menu closes without a choice.
    let leave = move || {
        open.set(false);
        if let Some(name) = name.get_untracked() {
            drop(name.focus());
        }
    };
    let on_key = move |ev: leptos::ev::KeyboardEvent| {
        if !may || ev.ctrl_key() || ev.meta_key() {
            return;
        }
        let card = kept.get_value();
        match ev.key().as_str() {
            "m" | "M" => open.update(|o| *o = !*o),
            "w" | "W" => actions.winning.set(Some(card)),
            "l" | "L" => actions.losing.set(Some(card)),
            "Escape" if open.get_untracked() => leave(),
            "ArrowDown" | "ArrowUp" if !open.get_untracked() => {
                focus_beside(&ev, "[data-card] > div > button:first-child")
            }
            key => {
                let stage = key
                    .parse::<usize>()
                    .ok()
                    .and_then(|n| n.checked_sub(1))
                    .and_then(|n| actions.stages.with_value(|s| s.get(n).map(|(id, _)| *id)));
                match stage {
                    Some(stage) => actions.move_to(card, stage),
                    None => return,
                }
            }
        }
        ev.prevent_default();
    };
    let values = actions.attributes.with_value(|known| attributes::line(known, &card.values));
    let menu_label = t.f(K::BoardMoveTo, &[("title", &card.title)]);
    let menu = may.then(|| {
        let menu_label = menu_label.clone();
        view! { <button type="button" class="btn btn-xs btn-ghost btn-square -me-1.5 -mt-0.5 max-md:size-11" aria-label=menu_label aria-haspopup="menu" aria-expanded=move || open.get().to_string() on:click=move |_| open.update(|o| *o = !*o)><Icon glyph=Glyph::More size=15/></button> }
    });
    view! {
        <li class="relative box bg-base-100 px-2.5 py-2" data-card=card.id draggable=may.to_string() on:keydown=on_key
            on:dragstart=move |_| actions.dragged.set(Some(kept.get_value())) on:dragend=move |_| actions.dragged.set(None)>
            <div class="flex items-start gap-1"><button node_ref=name type="button" class="font-medium leading-5 grow min-w-0 text-start hover:underline" on:click=move |_| if may { actions.editing.set(Some(kept.get_value())) }><bdi>{card.title.clone()}</bdi></button>{menu}</div>
            <p class="lab truncate"><bdi>{card.who.clone()}</bdi></p>{campaign}{product}{rivals}{values}
            <div class="flex items-center gap-2 mt-1"><span class="num font-semibold">{l.amount(card.amount_minor)}</span>{day}{owner}</div>
            {stale}
            <Show when=move || open.get()><MoveMenu card=kept.get_value() open actions label=menu_label.clone()/></Show>
        </li>
    }
}

#[component]
fn MoveMenu(card: Card, open: RwSignal<bool>, actions: Actions, label: String) -> impl IntoView {
    let t = use_page().t;
    let stages: Vec<_> = actions
        .stages
        .get_value()
        .into_iter()
        .enumerate()
        .map(|(n, (id, name))| {
            let here = id == card.stage_id;
            let card = card.clone();
            let end = if here { view! { <span class="lab ms-auto">{t.t(K::BoardHere)}</span> }.into_any() } else { view! { <kbd class="kbd ms-auto max-md:hidden">{(n + 1).to_string()}</kbd> }.into_any() };
            view! { <li role="none"><button type="button" role="menuitem" class="max-md:min-h-11" disabled=here on:click=move |_| { open.set(false); actions.move_to(card.clone(), id) }>{name}{end}</button></li> }
        })
        .collect();
    let (won, lost) = (card.clone(), card);
    let menu = NodeRef::<leptos::html::Div>::new();
    Effect::new(move |_| {
        let Some(menu) = menu.get() else { return };
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Nearest);
        menu.scroll_into_view_with_scroll_into_view_options(&options);
        if let Ok(Some(first)) = menu.query_selector("button:not([disabled])") {
            drop(first.unchecked_into::<web_sys::HtmlElement>().focus());
        }
    });
    let walk = move |ev: leptos::ev::KeyboardEvent| {
        if matches!(ev.key().as_str(), "ArrowDown" | "ArrowUp") {
            ev.prevent_default();
            ev.stop_propagation();
            focus_beside(&ev, "[role=menu] button:not([disabled])");
        }
    };
    view! {
        <div class="fixed inset-0 z-[9]" aria-hidden="true" on:click=move |_| open.set(false)></div>
        <div node_ref=menu class="pop absolute top-full mt-1 inset-x-0 z-10 move-sheet" role="menu" aria-label=label on:keydown=walk>
            <p class="lab px-3 pt-2 pb-1" role="presentation">{t.t(K::BoardMove)}</p>
            <ul class="menu w-full pt-0!" role="none">
                {stages}
                <li role="none"><button type="button" role="menuitem" class="max-md:min-h-11" on:click=move |_| { open.set(false); actions.winning.set(Some(won.clone())) }><Icon glyph=Glyph::Trophy size=14/>{t.t(K::BoardWon)}<kbd class="kbd ms-auto max-md:hidden">"W"</kbd></button></li>
                <li role="none"><button type="button" role="menuitem" class="max-md:min-h-11" on:click=move |_| { open.set(false); actions.losing.set(Some(lost.clone())) }><Icon glyph=Glyph::X size=14/>{t.t(K::BoardLost)}<kbd class="kbd ms-auto max-md:hidden">"L"</kbd></button></li>
            </ul>
        </div>
    }
}

/// Moves the focus to the next or the previous of all that match, by the arrow that was pressed.
fn focus_beside(ev: &leptos::ev::KeyboardEvent, of: &str) {
    let all = document().query_selector_all(of).ok();
    let here = document().active_element();
    let (Some(all), Some(here)) = (all, here) else { return };
    let found: Vec<web_sys::Element> = (0..all.length()).filter_map(|n| all.get(n)?.dyn_into().ok()).collect();
    let Some(at) = found.iter().position(|element| *element == here) else { return };
    let to = if ev.key() == "ArrowDown" { at + 1 } else { at.wrapping_sub(1) };
    if let Some(next) = found.get(to) {
        drop(next.clone().unchecked_into::<web_sys::HtmlElement>().focus());
    }
}
