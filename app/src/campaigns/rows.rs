//! The rows behind a figure of a campaign.

use super::api;
use crate::{context::Page, figure_rows::rows_page};
use domain::{
    audience::Term,
    campaign::{FigureRows, RowsOf},
};
use leptos::prelude::*;
use texts::K;

#[component]
pub fn RowsPage() -> impl IntoView {
    rows_page("campaigns", api::rows, title)
}

/// What the rows are of, in words.
fn title(page: Page, rows: &FigureRows, code: &str) -> String {
    // A stage is called as the server knows it.
    if !rows.title.is_empty() {
        return rows.title.clone();
    }
    let t = page.t;
    let month = |day| page.l.month_long(&page.l.calendar.month_of(day));
    match RowsOf::parse(code) {
        Some(RowsOf::Figure(figure) | RowsOf::Part { figure, .. }) => t.code("figure", figure.as_str()).to_owned(),
        Some(RowsOf::Term { term: 0, .. }) => t.t(K::EquationContacted).to_owned(),
        Some(RowsOf::Term { term, .. }) => {
            Term::from_code(term).map_or("", |term| t.code("term", &texts::snake(&format!("{term:?}")))).to_owned()
        }
        Some(RowsOf::Revenue(day)) => [t.t(K::FigureRevenue), &month(day)].join(t.t(K::CommonComma)),
        Some(RowsOf::Cost(day)) => [t.t(K::FigureCost), &month(day)].join(t.t(K::CommonComma)),
        _ => t.t(K::RowsTitle).to_owned(),
    }
}
