//! All pages and their addresses.

use crate::{
    accounts, campaigns, channels, context::use_page, frame::Frame, guide, imports, leads, lists, loaded::Failed,
    more::MorePage, opportunities, people, responses, settings, sign_in, today,
};
use domain::rights::UseCase;
use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{ParentRoute, Redirect, Route, Router, Routes},
    path,
};
use texts::K;
use ui::Toaster;

/// The first page: Today for those who work, the campaigns for those who look on.
#[component]
fn Home() -> impl IntoView {
    if use_page().may(UseCase::TodayView) {
        view! { <today::TodayPage/> }.into_any()
    } else {
        view! { <Redirect path="/campaigns"/> }.into_any()
    }
}

/// The application. [`crate::context::Page`] has to be provided before.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    let t = use_page().t;
    // Every page waits for its data on the server, so that it reads without scripts and answers with the right status.
    let ssr = SsrMode::Async;
    view! {
        <Title formatter=move |title: String| if title.is_empty() { t.t(K::AppName).to_owned() } else { format!("{title} · {}", t.t(K::AppName)) }/>
        <Toaster close=t.t(K::CommonClose)>
            <Router>
                <Routes fallback=|| view! { <main id="main" class="page"><Failed error=crate::error::AppError::NotFound/></main> }>
                    <Route path=path!("/sign-in") view=sign_in::SignInPage ssr=ssr.clone()/>
                    <Route path=path!("/first-run") view=sign_in::FirstRunPage ssr=ssr.clone()/>
                    <ParentRoute path=path!("") view=Frame ssr=ssr.clone()>
                        <Route path=path!("") view=Home ssr=ssr.clone()/>
                        <Route path=path!("today") view=today::TodayPage ssr=ssr.clone()/>
                        <Route path=path!("campaigns") view=campaigns::OverviewPage ssr=ssr.clone()/>
                        <Route path=path!("campaigns/new") view=campaigns::DraftPage ssr=ssr.clone()/>
                        <Route path=path!("campaigns/:id") view=campaigns::ResultsPage ssr=ssr.clone()/>
                        <Route path=path!("campaigns/:id/draft") view=campaigns::DraftPage ssr=ssr.clone()/>
                        <Route path=path!("campaigns/:id/plan") view=campaigns::PlanPage ssr=ssr.clone()/>
                        <Route path=path!("campaigns/:id/activities/:activity") view=campaigns::DraftPage ssr=ssr.clone()/>
                        <Route path=path!("campaigns/:id/work/:activity") view=campaigns::WorkPage ssr=ssr.clone()/>
                        <Route path=path!("campaigns/:id/responses") view=responses::ResponsesPage ssr=ssr.clone()/>
                        <Route path=path!("campaigns/:id/rows") view=campaigns::RowsPage ssr=ssr.clone()/>
                        <Route path=path!("audience") view=people::TablePage ssr=ssr.clone()/>
                        <Route path=path!("audience/lists") view=lists::ListsPage ssr=ssr.clone()/>
                        <Route path=path!("audience/lists/:id") view=lists::ListPage ssr=ssr.clone()/>
                        <Route path=path!("audience/imports") view=imports::IndexPage ssr=ssr.clone()/>
                        <Route path=path!("audience/imports/new") view=imports::UploadPage ssr=ssr.clone()/>
                        <Route path=path!("audience/imports/:id") view=imports::ImportPage ssr=ssr.clone()/>
                        <Route path=path!("people/:id") view=people::PersonPage ssr=ssr.clone()/>
                        <Route path=path!("accounts/:id") view=accounts::AccountPage ssr=ssr.clone()/>
                        <Route path=path!("sales") view=opportunities::BoardPage ssr=ssr.clone()/>
                        <Route path=path!("sales/leads") view=leads::LeadsPage ssr=ssr.clone()/>
                        <Route path=path!("analysis") view=channels::ChannelsPage ssr=ssr.clone()/>
                        <Route path=path!("analysis/channels") view=channels::ChannelsPage ssr=ssr.clone()/>
                        <Route path=path!("analysis/channels/rows") view=channels::RowsPage ssr=ssr.clone()/>
                        <Route path=path!("analysis/campaigns") view=campaigns::StepsPage ssr=ssr.clone()/>
                        <Route path=path!("settings") view=settings::SettingsPage ssr=ssr.clone()/>
                        <Route path=path!("settings/handover/:id") view=settings::HandoverPage ssr=ssr.clone()/>
                        <Route path=path!("guide") view=guide::GuidePage ssr=ssr.clone()/>
                        <Route path=path!("more") view=MorePage ssr/>
                    </ParentRoute>
                </Routes>
            </Router>
        </Toaster>
    }
}
