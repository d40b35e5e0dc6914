//! The steps of a longer piece of work.

use crate::icon::{Glyph, Icon};
use leptos::prelude::*;

/// One step. A step that can be opened has a link.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    pub name: String,
    /// Its number in the digits of the page.
    pub number: String,
    pub href: String,
    pub done: bool,
}

/// Numbered steps; the current one is marked, done ones can be opened again.
#[component]
pub fn Steps(
    steps: Vec<Step>,
    current: usize,
    #[prop(into)] label: String,
    #[prop(into)] done: String,
) -> impl IntoView {
    let items: Vec<_> = steps
        .into_iter()
        .enumerate()
        .map(|(n, step)| {
            let here = n == current;
            let ball = if here {
                "bg-primary text-primary-content"
            } else if step.done {
                "bg-track text-good"
            } else {
                "border border-line-2"
            };
            let number = step.number;
            let mark = if step.done && !here { view! { <Icon glyph=Glyph::Check size=12/> }.into_any() } else { view! { {number} }.into_any() };
            let told = (step.done && !here).then(|| view! { <span class="sr-only">", "{done.clone()}</span> });
            let class = if here { "font-semibold" } else { "text-ink-2" };
            let inner = view! { <span class=format!("size-5 rounded-full grid place-items-center text-2xs font-semibold num {ball}")>{mark}</span>{step.name}{told} };
            let content = if step.href.is_empty() {
                view! { <span class=format!("flex items-center gap-2 h-8 px-2 {class}")>{inner}</span> }.into_any()
            } else {
                view! { <a href=step.href class=format!("flex items-center gap-2 h-8 px-2 rounded-md hover:bg-hover {class}")>{inner}</a> }.into_any()
            };
            let arrow = (n > 0).then(|| view! { <span class="text-ink-3"><Icon glyph=Glyph::ChevronEnd size=14/></span> });
            view! { <li class="flex items-center gap-2" aria-current=here.then_some("step")>{arrow}{content}</li> }
        })
        .collect();
    view! { <div class="mt-2 -mx-2"><ol class="flex flex-wrap items-center gap-x-2 gap-y-1" aria-label=label>{items}</ol></div> }
}
