//! The rows behind a figure of a plan.

use super::api;
use crate::{context::use_page, figure_rows::RowsTable, frame::Heading, wire::Load};
use domain::period_plan::{Slice, SliceRows};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use texts::K;
use ui::{Glyph, Icon};

#[component]
pub fn RowsPage() -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
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
                let asked = SliceRows::parse(&of);
                let figure = asked.map_or("", |asked| t.code("figure", asked.figure.as_str()));
                let month = match asked.and_then(|asked| asked.slice) {
                    Some(Slice::Month(day)) => Some(l.month_long(&l.calendar.month_of(day))),
                    Some(Slice::Channel(Some(kind))) => Some(t.code("activity", kind.as_str()).to_owned()),
                    _ => None,
                };
                let title = month.map_or_else(|| figure.to_owned(), |month| [figure, &month].join(t.t(K::CommonComma)));
                view! {
                    <Heading title/>
                    <p class="mt-1"><a class="l inline-flex items-center gap-1" href=format!("/plans/{id}")><Icon glyph=Glyph::ChevronStart size=14/><bdi>{rows.campaign.clone()}</bdi></a></p>
                    <RowsTable rows address=format!("/plans/{id}/rows?of={of}")/>
                }
            })}
        </main>
    }
}
