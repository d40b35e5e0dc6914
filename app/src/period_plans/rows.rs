//! The rows behind a figure of a plan.

use super::api;
use crate::{context::Page, figure_rows::rows_page};
use domain::{
    campaign::FigureRows,
    period_plan::{Slice, SliceRows},
};
use leptos::prelude::*;
use texts::K;

#[component]
pub fn RowsPage() -> impl IntoView {
    rows_page("plans", api::rows, title)
}

/// What the rows are of, in words.
fn title(page: Page, _: &FigureRows, code: &str) -> String {
    let (t, l) = (page.t, page.l);
    let asked = SliceRows::parse(code);
    let figure = asked.map_or("", |asked| t.code("figure", asked.figure.as_str()));
    let part = match asked.and_then(|asked| asked.slice) {
        Some(Slice::Month(day)) => Some(l.month_long(&l.calendar.month_of(day))),
        Some(Slice::Channel(Some(kind))) => Some(t.code("activity", kind.as_str()).to_owned()),
        _ => None,
    };
    part.map_or_else(|| figure.to_owned(), |part| [figure, &part].join(t.t(K::CommonComma)))
}
