//! The tabs of one campaign.

use crate::frame::part_tabs;
use leptos::prelude::*;
use texts::K;

#[component]
pub fn CampaignTabs(id: i64, current: K) -> impl IntoView {
    let below = |page: &str| format!("/campaigns/{id}{page}");
    let (results, plan, costs, responses) = (below(""), below("/plan"), below("/costs"), below("/responses"));
    let (files, closing) = (below("/files"), below("/closing"));
    let pages = [
        (K::ResultsTitle, &*results),
        (K::TabPlan, &*plan),
        (K::TabCosts, &*costs),
        (K::TabResponses, &*responses),
        (K::FilesTitle, &*files),
        (K::ClosingTitle, &*closing),
    ];
    part_tabs(K::TabsCampaign, current, &pages)
}
