//! The tabs of one campaign.

use crate::context::use_page;
use leptos::prelude::*;
use texts::K;
use ui::{Tab, Tabs};

#[component]
pub fn CampaignTabs(id: i64, current: K) -> impl IntoView {
    let t = use_page().t;
    let tab = |name: K, href: String| Tab {
        name: t.t(name).to_owned(),
        href,
        count: String::new(),
        current: name == current,
    };
    let tabs = vec![
        tab(K::ResultsTitle, format!("/campaigns/{id}")),
        tab(K::TabPlan, format!("/campaigns/{id}/plan")),
        tab(K::TabResponses, format!("/campaigns/{id}/responses")),
    ];
    view! { <Tabs tabs label=t.t(K::TabsCampaign)/> }
}
