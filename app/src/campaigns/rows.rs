//! The rows behind a figure of a campaign.

use super::api;
use crate::{context::use_page, figure_rows::RowsTable, frame::Heading, wire::Load};
use domain::{audience::Term, campaign::RowsOf};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use texts::{K, Texts};
use ui::{Glyph, Icon};

#[component]
pub fn RowsPage() -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let (params, query) = (use_params_map(), use_query_map());
    let asked = Memo::new(move |_| {
        let id = params.with(|p| p.get("id").and_then(|id| id.parse::<i64>().ok()).unwrap_or(0));
        (id, query.with(|q| q.get("of")).unwrap_or_default(), query.with(|q| q.get("after")))
    });
    let rows = Load::new(move || asked.get(), |(id, of, after)| api::rows(id, of, after));
    view! {
        <main id="main" class="page">
            {rows.show(move |rows| {
                let (id, of, _) = asked.get_untracked();
                let title = match rows.title.as_str() { "" => title(t, &of, |day| page.l.month_long(&page.l.calendar.month_of(day))), stage => stage.to_owned() };
                view! {
                    <Heading title/>
                    <p class="mt-1"><a class="l inline-flex items-center gap-1" href=format!("/campaigns/{id}")><Icon glyph=Glyph::ChevronStart size=14/><bdi>{rows.campaign.clone()}</bdi></a></p>
                    <RowsTable rows address=format!("/campaigns/{id}/rows?of={of}")/>
                }
            })}
        </main>
    }
}

/// What the rows are of, in words.
fn title(t: Texts, code: &str, month: impl Fn(chrono::NaiveDate) -> String) -> String {
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
