//! The tabs of one campaign.

use crate::frame::part_tabs;
use leptos::prelude::*;
use texts::K;

#[component]
pub fn CampaignTabs(id: i64, current: K) -> impl IntoView {
    let (results, plan, responses) =
        (format!("/campaigns/{id}"), format!("/campaigns/{id}/plan"), format!("/campaigns/{id}/responses"));
    let pages = [(K::ResultsTitle, &*results), (K::TabPlan, &*plan), (K::TabResponses, &*responses)];
    part_tabs(K::TabsCampaign, current, &pages)
}
