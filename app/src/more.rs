//! What does not fit on the phone's dock.

use crate::{context::use_page, frame::Heading, settings::SignOut};
use leptos::prelude::*;
use texts::K;
use ui::{Glyph, Icon};

#[component]
pub fn MorePage() -> impl IntoView {
    let t = use_page().t;
    let row = |glyph, name: K, href: &'static str| view! { <li><a href=href class="flex items-center gap-3 min-h-12 border-b border-line font-medium text-base"><Icon glyph size=18/>{t.t(name)}</a></li> };
    view! {
        <main id="main" class="page">
            <Heading title=t.t(K::NavMore)/>
            <ul class="mt-3 max-w-md">
                {row(Glyph::Analysis, K::NavAnalysis, "/analysis/channels")}
                {row(Glyph::Wallet, K::NavBudget, "/budget")}
                {row(Glyph::Check, K::ApprovalsTitle, "/approvals")}
                {row(Glyph::List, K::ListsTitle, "/audience/lists")}
                {row(Glyph::Upload, K::ImportsTitle, "/audience/imports")}
                {row(Glyph::Settings, K::NavSettings, "/settings")}
            </ul>
            <div class="mt-4"><SignOut/></div>
        </main>
    }
}
