//! The rows behind a figure of the channel page.

use super::{api, channel_name};
use crate::{context::use_page, figure_rows::RowsTable, frame::Heading, wire::Load};
use domain::channel::ChannelRowsOf;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use texts::K;
use ui::{Glyph, Icon};

#[component]
pub fn RowsPage() -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let query = use_query_map();
    let asked = Memo::new(move |_| query.with(|q| (q.get("of").unwrap_or_default(), q.get("after"))));
    let rows = Load::new(move || asked.get(), |(of, after)| api::rows(of, after));
    view! {
        <main id="main" class="page">
            {rows.show(move |rows| {
                let of = asked.get_untracked().0;
                let month = |day| page.l.month_long(&page.l.calendar.month_of(day));
                let title = match ChannelRowsOf::parse(&of) {
                    Some(ChannelRowsOf::Leads(id)) => t.f(K::ChannelLeadsOf, &[("channel", &channel_name(page, id, &rows.title))]),
                    Some(ChannelRowsOf::Won(id)) => t.f(K::ChannelWonOf, &[("channel", &channel_name(page, id, &rows.title))]),
                    Some(ChannelRowsOf::WonIn(day)) => t.f(K::ChannelWonOf, &[("channel", &month(day))]),
                    Some(ChannelRowsOf::Cohort(day)) => t.f(K::ChannelLeadsOf, &[("channel", &month(day))]),
                    Some(ChannelRowsOf::BeforeContact) => t.t(K::ReasonWonBeforeContact).to_owned(),
                    Some(ChannelRowsOf::WithoutAmount) => t.t(K::ChannelWithoutAmount).to_owned(),
                    Some(ChannelRowsOf::Unattributed) => t.t(K::ChannelUnattributed).to_owned(),
                    Some(ChannelRowsOf::WithoutCampaign) => t.t(K::ChannelWithoutCampaign).to_owned(),
                    Some(ChannelRowsOf::AllWon) => t.t(K::FigureWon).to_owned(),
                    _ => t.t(K::LeadsTitle).to_owned(),
                };
                view! {
                    <Heading title/>
                    <p class="mt-1"><a class="l inline-flex items-center gap-1" href="/analysis/channels"><Icon glyph=Glyph::ChevronStart size=14/>{t.t(K::ChannelsTitle)}</a></p>
                    <RowsTable rows address=format!("/analysis/channels/rows?of={of}")/>
                }
            })}
        </main>
    }
}
