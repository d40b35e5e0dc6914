//! How a figure stands to its plan: arrow by the figure, colour and word by the judgement.

use crate::context::use_page;
use domain::metrics::{Deviation, Judgement, Value};
use leptos::prelude::*;

/// The deviation in one short line.
#[component]
pub fn DeviationLine(deviation: Deviation) -> impl IntoView {
    let l = use_page().l;
    let sign = match deviation.difference {
        Value::Count(n) | Value::Money(n) => n.signum(),
        Value::Share(ratio) => ratio.numerator.signum(),
        Value::Gap(_) => 0,
    };
    let arrow = match sign {
        1 => "▲",
        -1 => "▼",
        _ => "=",
    };
    let class = match deviation.judgement {
        Judgement::Better => "dev good",
        Judgement::Worse => "dev bad",
        Judgement::OnPlan => "dev",
    };
    view! { <span class=class><span aria-hidden="true" class="text-[0.6rem]">{arrow}</span><span>{l.deviation(&deviation)}</span></span> }
}

/// A figure that exists, or a dash with its reason.
#[component]
pub fn Shown(value: Value) -> impl IntoView {
    let l = use_page().l;
    match l.gap(value) {
        None => view! { <bdi>{l.value(value)}</bdi> }.into_any(),
        Some(reason) => view! { <span class="text-ink-3" title=reason><span aria-hidden="true">{l.value(value)}</span><span class="sr-only">{reason}</span></span> }.into_any(),
    }
}
