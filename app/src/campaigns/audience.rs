//! The audience equation as a list that adds up; every line opens its people.

use crate::context::use_page;
use domain::{
    audience::{Equation, Term},
    campaign::RowsOf,
};
use leptos::prelude::*;
use texts::K;

/// `of` is campaign and activity once it is saved; then each line is a link to its people.
#[component]
pub fn EquationList(equation: Equation, of: Option<(i64, i64)>) -> impl IntoView {
    let t = use_page().t;
    let largest = equation.memberships.max(1);
    let contacted = equation.contacted();
    let line = move |name: String, n: i64, sign: &'static str, code: Option<i64>, strong: bool| {
        let value = t.int(n);
        let class =
            if strong { "flex items-center gap-2 min-h-7 font-semibold" } else { "flex items-center gap-2 min-h-7" };
        let length = (i128::from(n.max(0)) * 96 / i128::from(largest)).clamp(i128::from(n > 0), 96);
        let bar =
            format!(r#"<rect x="0" y="3" width="{length}" height="8" class="{}"/>"#, if strong { "s1" } else { "s5" });
        let inner = view! {
            <span class="w-3 shrink-0 text-ink-3 num" aria-hidden="true">{sign}</span><span class="grow min-w-0">{name}</span>
            <svg class="c eqbar rtl:-scale-x-100" width="96" height="14" viewBox="0 0 96 14" aria-hidden="true" inner_html=bar></svg>
            <span class="num w-14 shrink-0 text-end">{value}</span>
        };
        match (of, code) {
            (Some((id, activity)), Some(code)) if n > 0 => view! { <li><a class=format!("{class} max-md:min-h-11 hover:underline") href=format!("/campaigns/{id}/rows?of={}", RowsOf::Term { activity, term: code }.code())>{inner}</a></li> }.into_any(),
            _ => view! { <li class=class>{inner}</li> }.into_any(),
        }
    };
    let left: Vec<_> = equation
        .left
        .iter()
        // Told where an activity addresses one at each organisation.
        .filter(|(term, n)| *n > 0 || *term != Term::SameAccount)
        .map(|(term, n)| {
            line(t.code("term", &texts::snake(&format!("{term:?}"))).to_owned(), *n, "−", Some(term.code()), false)
        })
        .collect();
    view! {
        <ul class="mt-3 text-sm equation">
            {line(t.t(K::EquationMemberships).to_owned(), equation.memberships, "", None, false)}
            {line(t.t(K::EquationSeveral).to_owned(), equation.on_several_lists(), "−", None, false)}
            {line(t.t(K::EquationPeople).to_owned(), equation.people, "=", None, true)}
            {left}
            {line(t.t(K::EquationContacted).to_owned(), contacted, "=", Some(0), true)}
        </ul>
    }
}
