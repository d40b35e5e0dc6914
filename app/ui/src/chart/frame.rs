//! The frame around a drawing: finding, legend, tooltip, table, files.

use super::{Drawing, Facts, save, svg::escape};
use crate::icon::{Glyph, Icon};
use leptos::{ev, html, prelude::*};
use std::sync::Arc;

/// The words of the frame, in the reader's language.
#[derive(Debug, Clone, PartialEq)]
pub struct ChartWords {
    pub as_table: String,
    pub as_chart: String,
    pub save_as: String,
    pub csv: String,
    pub svg: String,
    pub png: String,
}

/// A mark of the legend.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sample {
    Outline,
    Fill(&'static str),
    Stroke(&'static str),
}

/// One entry of the legend.
#[derive(Debug, Clone, PartialEq)]
pub struct Key {
    pub sample: Sample,
    pub name: String,
}

type Draw = Arc<dyn Fn(u32) -> Drawing + Send + Sync>;

/// A chart with all that belongs to it. `draw` is called with the width of its place, on the server with `width`. Whoever makes the
/// chart anew when a filter changes keeps `wide`, so that it is not drawn twice.
#[component]
pub fn ChartFrame(
    /// The finding in one sentence.
    title: String,
    /// What is counted, in which unit, of whom.
    subtitle: String,
    keys: Vec<Key>,
    facts: Facts,
    words: ChartWords,
    /// Name of saved files, without extension.
    file: String,
    width: u32,
    #[prop(optional)] wide: Option<RwSignal<u32>>,
    draw: Draw,
    #[prop(default = false)] mirrored: bool,
    /// Opens a page of this application.
    open: Callback<String>,
) -> impl IntoView {
    let table = RwSignal::new(false);
    let wide = wide.unwrap_or_else(|| RwSignal::new(width));
    let place = NodeRef::<html::Div>::new();
    watch_width(place, wide);
    let drawing = Memo::new(move |_| draw(wide.get()));
    let label = title.clone();
    let (table_facts, saved_facts) = (facts.clone(), facts);
    let chart = move || {
        let drawing = drawing.get();
        view! {
            <div class="relative" node_ref=place>
                <Plot drawing label=label.clone() open mirrored/>
            </div>
        }
    };
    view! {
        <section class="min-w-0">
            <div class="flex items-start gap-3">
                <div class="min-w-0">
                    <h2 class="fin text-balance">{title.clone()}</h2>
                    <p class="lab mt-0.5">{subtitle}</p>
                </div>
                <div class="ms-auto flex items-center gap-0.5 shrink-0">
                    <button type="button" class="btn btn-xs btn-ghost btn-square max-md:size-11" on:click=move |_| table.update(|t| *t = !*t) aria-pressed=move || table.get().to_string() aria-label=words.as_table.clone() title=words.as_table.clone()>
                        <Icon glyph=Glyph::Table size=14/>
                    </button>
                    <save::SaveMenu words=words.clone() facts=saved_facts place file/>
                </div>
            </div>
            <Legend keys/>
            <div class="mt-2">
                {move || if table.get() { view! { <FactsTable facts=table_facts.clone() name=title.clone()/> }.into_any() } else { chart().into_any() }}
            </div>
        </section>
    }
}

#[component]
fn Legend(keys: Vec<Key>) -> impl IntoView {
    let keys: Vec<_> = keys
        .into_iter()
        .map(|key| {
            let mark = match key.sample {
                Sample::Outline => r#"<rect x="1" y="1" width="12" height="8" class="plan"/>"#.to_owned(),
                Sample::Fill(class) => format!(r#"<rect width="14" height="10" class="{class}"/>"#),
                Sample::Stroke(class) => format!(r#"<line x1="0" y1="5" x2="14" y2="5" class="{class}"/>"#),
            };
            view! { <span class="key"><svg class="c keymark" width="14" height="10" viewBox="0 0 14 10" aria-hidden="true" inner_html=mark></svg>{key.name}</span> }
        })
        .collect();
    view! { <div class="flex flex-wrap gap-x-4 gap-y-1 mt-2">{keys}</div> }
}

/// The drawing with its spots as links and the tooltip over it.
#[component]
fn Plot(drawing: Drawing, label: String, open: Callback<String>, mirrored: bool) -> impl IntoView {
    let tip = RwSignal::new(None::<usize>);
    let tip_place = NodeRef::<html::Div>::new();
    let mut body = drawing.body.clone();
    for (n, spot) in drawing.spots.iter().enumerate() {
        let (x, y, w, h) = spot.area;
        let told: Vec<String> = spot.lines.iter().map(|(name, value)| format!("{name} {value}")).collect();
        let told = escape(&format!("{}: {}", spot.heading, told.join(", ")));
        let rect = format!(r#"<rect x="{x}" y="{y}" width="{w}" height="{h}" class="spot"/>"#);
        if spot.href.is_empty() {
            body.push_str(&format!(r#"<g tabindex="0" role="img" data-i="{n}" aria-label="{told}">{rect}</g>"#));
        } else {
            body.push_str(&format!(r#"<a href="{}" data-i="{n}" aria-label="{told}">{rect}</a>"#, escape(&spot.href)));
        }
    }
    let spots = StoredValue::new(drawing.spots.clone());
    let show = move |n: Option<usize>| {
        tip.set(n);
        if let (Some(n), Some(place)) = (n, tip_place.get_untracked()) {
            spots.with_value(|spots| {
                if let Some(spot) = spots.get(n) {
                    move_tip(&place, spot.area, drawing.width);
                }
            });
        }
    };
    let at = |ev: &web_sys::Event| spot_at(ev);
    let on_key = move |ev: ev::KeyboardEvent| step(&ev, mirrored);
    let on_click = move |ev: ev::MouseEvent| {
        if ev.ctrl_key() || ev.meta_key() || ev.shift_key() {
            return;
        }
        let href = at(&ev)
            .and_then(|n| spots.with_value(|spots| spots.get(n).map(|s| s.href.clone())))
            .filter(|href| !href.is_empty());
        if let Some(href) = href {
            ev.prevent_default();
            open.run(href);
        }
    };
    view! {
        <div
            on:pointermove=move |ev| show(at(&ev))
            on:pointerleave=move |_| show(None)
            on:focusin=move |ev| show(at(&ev))
            on:focusout=move |_| show(None)
            on:keydown=on_key
            on:click=on_click
        >
            <svg class="c" dir="ltr" role="group" aria-label=label viewBox=format!("0 0 {} {}", drawing.width, drawing.height) width=drawing.width height=drawing.height inner_html=body></svg>
        </div>
        <div node_ref=tip_place class=move || if tip.get().is_some() { "pop tip px-3 py-2 text-xs" } else { "hidden" } aria-hidden="true">
            {move || tip.get().and_then(|n| spots.with_value(|spots| spots.get(n).cloned())).map(|spot| {
                let lines: Vec<_> = spot.lines.into_iter().map(|(name, value)| view! { <div class="flex gap-4"><dt class="text-ink-2">{name}</dt><dd class="ms-auto num font-medium"><bdi>{value}</bdi></dd></div> }).collect();
                view! { <p class="font-semibold mb-1">{spot.heading}</p><dl>{lines}</dl> }
            })}
        </div>
    }
}

/// The facts as a table, for those who read better than they look.
#[component]
pub fn FactsTable(facts: Facts, name: String) -> impl IntoView {
    let heads: Vec<_> = facts
        .heads
        .into_iter()
        .enumerate()
        .map(|(n, head)| view! { <th scope="col" class=if n == 0 { "flush" } else { "n" }>{head}</th> })
        .collect();
    let rows: Vec<_> = facts
        .rows
        .into_iter()
        .map(|row| {
            let cells: Vec<_> = row
                .into_iter()
                .enumerate()
                .map(|(n, cell)| {
                    if n == 0 {
                        view! { <th scope="row" class="flush text-start font-normal">{cell}</th> }.into_any()
                    } else {
                        view! { <td class="n"><bdi>{cell}</bdi></td> }.into_any()
                    }
                })
                .collect();
            view! { <tr>{cells}</tr> }
        })
        .collect();
    view! {
        <div class="overflow-x-auto" tabindex="0" role="region" aria-label=name>
            <table class="table tight"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>
        </div>
    }
}

fn spot_at(ev: &web_sys::Event) -> Option<usize> {
    use wasm_bindgen::JsCast;
    let target: web_sys::Element = ev.target()?.dyn_into().ok()?;
    target.closest("[data-i]").ok()??.get_attribute("data-i")?.parse().ok()
}

/// Arrow keys go from spot to spot, as they are seen.
fn step(ev: &ev::KeyboardEvent, mirrored: bool) {
    use wasm_bindgen::JsCast;
    let forward = match ev.key().as_str() {
        "ArrowRight" => !mirrored,
        "ArrowLeft" => mirrored,
        "ArrowDown" => true,
        "ArrowUp" => false,
        _ => return,
    };
    let target = ev.target().and_then(|t| t.dyn_into::<web_sys::Element>().ok());
    let Some(here) = target.and_then(|t| t.closest("[data-i]").ok().flatten()) else { return };
    let next = if forward { here.next_element_sibling() } else { here.previous_element_sibling() };
    if let Some(next) = next.filter(|next| next.has_attribute("data-i"))
        && let Ok(focus) = js_sys::Reflect::get(&next, &"focus".into())
        && let Some(focus) = focus.dyn_ref::<js_sys::Function>()
    {
        ev.prevent_default();
        // Focusing an element that is there cannot fail.
        let _ = focus.call0(&next);
    }
}

fn move_tip(place: &web_sys::HtmlElement, (x, y, w, _): (i32, i32, i32, i32), width: u32) {
    let style = web_sys::HtmlElement::style(place);
    let middle = x + w / 2;
    let half = 90;
    let left = (middle - half).clamp(0, i32::try_from(width).unwrap_or(0) - 2 * half);
    // The position is set by script, which the content policy allows; a style attribute it would not.
    let _ = style.set_property("left", &format!("{}px", left.max(0)));
    let _ = style.set_property("bottom", &format!("calc(100% - {}px)", y + 4));
}

/// Follows the width of the drawing's place in the browser.
fn watch_width(place: NodeRef<html::Div>, wide: RwSignal<u32>) {
    Effect::new(move |_| {
        use wasm_bindgen::{JsCast, closure::Closure};
        let Some(element) = place.get() else { return };
        let element: web_sys::HtmlElement = element.into();
        let seen = element.clone();
        let changed = Closure::<dyn FnMut()>::new(move || {
            let now = u32::try_from(seen.client_width()).unwrap_or(0);
            if now > 0 {
                wide.maybe_update(|w| {
                    let differs = *w != now;
                    *w = now;
                    differs
                });
            }
        });
        let Ok(observer) = web_sys::ResizeObserver::new(changed.as_ref().unchecked_ref()) else { return };
        observer.observe(&element);
        let kept = send_wrapper::SendWrapper::new((observer, changed));
        on_cleanup(move || kept.0.disconnect());
    });
}
