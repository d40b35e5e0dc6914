//! All pages and their addresses. The program comes in parts: what every page needs, and what the pages of one part need,
//! which the browser loads when the first of them is opened.

use crate::{context::use_page, error::AppError, frame::Frame, loaded::Failed};
use leptos::{prelude::*, wasm_split::SplitLoaderError};
use leptos_meta::{Title, provide_meta_context};
use leptos_router::{
    Lazy, LazyRoute, SsrMode,
    components::{ParentRoute, Route, Router, Routes},
    path,
};
use texts::K;
use ui::Toaster;

/// Why a page is not here: its part of the program could not be loaded.
struct NotLoaded;

impl From<SplitLoaderError> for NotLoaded {
    fn from(_: SplitLoaderError) -> Self {
        Self
    }
}

/// Pages by the part of the program that is loaded when one of them is opened: a module for each.
macro_rules! pages {
    ($($part:ident { $($page:ident: $view:path),+ $(,)? })+) => {
        $($(
            mod $page {
                use super::{AnyView, AppError, IntoAny, LazyRoute, NotLoaded, missing};

                #[leptos::wasm_split::wasm_split($part, wasm_split_path = leptos::wasm_split, preload(load), fallible)]
                fn $page() -> Result<AnyView, NotLoaded> {
                    Ok($view().into_any())
                }

                pub struct Page;

                impl LazyRoute for Page {
                    fn data() -> Self {
                        Self
                    }

                    async fn preload() {
                        // What went wrong is said by the view, which tries again.
                        drop(load().await);
                    }

                    async fn view(_: Self) -> AnyView {
                        #[cfg(feature = "ssr")]
                        crate::document::preload(stringify!($part));
                        $page().await.unwrap_or_else(|NotLoaded| missing(AppError::Offline))
                    }
                }
            }
        )+)+
    };
}

pages! {
    entry { sign_in: crate::sign_in::SignInPage, first_run: crate::sign_in::FirstRunPage }
    today { home: crate::today::HomePage, today: crate::today::TodayPage }
    results {
        overview: crate::campaigns::OverviewPage,
        results: crate::campaigns::ResultsPage,
        rows: crate::campaigns::RowsPage,
        channels: crate::channels::ChannelsPage,
        channel_rows: crate::channels::RowsPage,
        steps: crate::campaigns::StepsPage,
        references: crate::references::ReferencesPage,
        closing: crate::closings::ClosingPage,
        event: crate::campaigns::EventPage,
        compare: crate::comparisons::ComparePage,
    }
    plan {
        draft: crate::campaigns::DraftPage,
        plan: crate::campaigns::PlanPage,
        work: crate::campaigns::WorkPage,
        responses: crate::responses::ResponsesPage,
    }
    money {
        costs: crate::costs::CostsPage,
        rates: crate::costs::RatesPage,
        budgets: crate::budgets::BudgetsPage,
        budget: crate::budgets::BudgetPage,
        methods: crate::methods::MethodsPage,
        backplan: crate::backplan::BackPlanPage,
        period_plans: crate::period_plans::PeriodPlansPage,
        period_plan: crate::period_plans::PeriodPlanPage,
        period_rows: crate::period_plans::RowsPage,
        approvals: crate::approvals::ApprovalsPage,
        approval: crate::approvals::ApprovalPage,
        approval_rules: crate::approvals::RulesPage,
        baselines: crate::approvals::BaselinesPage,
        files: crate::files::FilesPage,
    }
    people {
        table: crate::people::TablePage,
        person: crate::people::PersonPage,
        account: crate::accounts::AccountPage,
        lists: crate::lists::ListsPage,
        list: crate::lists::ListPage,
    }
    imports {
        imports: crate::imports::IndexPage,
        upload: crate::imports::UploadPage,
        import: crate::imports::ImportPage,
    }
    rules { lead_rules: crate::leads::RulesPage }
    sales { board: crate::opportunities::BoardPage, leads: crate::leads::LeadsPage }
    settings {
        settings: crate::settings::SettingsPage,
        handover: crate::settings::HandoverPage,
        guide: crate::guide::GuidePage,
        more: crate::more::MorePage,
    }
}

fn missing(error: AppError) -> AnyView {
    view! { <main id="main" class="page"><Failed error/></main> }.into_any()
}

/// The application. [`crate::context::Page`] has to be provided before.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    let t = use_page().t;
    // Every page waits for its data on the server, so that it reads without scripts and answers with the right status.
    let ssr = SsrMode::Async;
    view! {
        // The name alone stands there while a page is on its way.
        <Title text=t.t(K::AppName) formatter=move |title: String| if title.is_empty() || title == t.t(K::AppName) { t.t(K::AppName).to_owned() } else { format!("{title} · {}", t.t(K::AppName)) }/>
        <Toaster close=t.t(K::CommonClose)>
            <Router>
                <Routes fallback=|| missing(AppError::NotFound)>
                    <Route path=path!("/sign-in") view={Lazy::<sign_in::Page>::new()} ssr=ssr.clone()/>
                    <Route path=path!("/first-run") view={Lazy::<first_run::Page>::new()} ssr=ssr.clone()/>
                    <ParentRoute path=path!("") view=Frame ssr=ssr.clone()>
                        <Route path=path!("") view={Lazy::<home::Page>::new()} ssr=ssr.clone()/>
                        <Route path=path!("today") view={Lazy::<today::Page>::new()} ssr=ssr.clone()/>
                        <Route path=path!("campaigns") view={Lazy::<overview::Page>::new()} ssr=ssr.clone()/>
                        <Route path=path!("campaigns/new") view={Lazy::<draft::Page>::new()} ssr=ssr.clone()/>
                        <Route path=path!("campaigns/:id") view={Lazy::<results::Page>::new()} ssr=ssr.clone()/>
                        <Route path=path!("campaigns/:id/draft") view={Lazy::<draft::Page>::new()} ssr=ssr.clone()/>
                        <Route path=path!("campaigns/:id/plan") view={Lazy::<plan::Page>::new()} ssr=ssr.clone()/>
                        <Route path=path!("campaigns/:id/activities/:activity") view={Lazy::<draft::Page>::new()} ssr=ssr.clone()/>
                        <Route path=path!("campaigns/:id/work/:activity") view={Lazy::<work::Page>::new()} ssr=ssr.clone()/>
                        <Route path=path!("campaigns/:id/responses") view={Lazy::<responses::Page>::new()} ssr=ssr.clone()/>
                        <Route path=path!("campaigns/:id/closing") view={Lazy::<closing::Page>::new()} ssr=ssr.clone()/>
                        <Route path=path!("campaigns/:id/event") view={Lazy::<event::Page>::new()} ssr=ssr.clone()/>
                        <Route path=path!("campaigns/:id/files") view={Lazy::<files::Page>::new()} ssr=ssr.clone()/>
                        <Route path=path!("campaigns/:id/rows") view={Lazy::<rows::Page>::new()} ssr=ssr.clone()/>
                        <Route path=path!("campaigns/:id/costs") view={Lazy::<costs::Page>::new()} ssr=ssr.clone()/>
                        <Route path=path!("campaigns/:id/baselines") view={Lazy::<baselines::Page>::new()} ssr=ssr.clone()/>
                        <Route path=path!("budget") view={Lazy::<budgets::Page>::new()} ssr=ssr.clone()/>
                        <Route path=path!("budget/rates") view={Lazy::<rates::Page>::new()} ssr=ssr.clone()/>
                        <Route path=path!("budget/rules") view={Lazy::<approval_rules::Page>::new()} ssr=ssr.clone()/>
                        <Route path=path!("budget/methods") view={Lazy::<methods::Page>::new()} ssr=ssr.clone()/>
                        <Route path=path!("budget/goal") view={Lazy::<backplan::Page>::new()} ssr=ssr.clone()/>
                        <Route path=path!("budget/:id") view={Lazy::<budget::Page>::new()} ssr=ssr.clone()/>
                        <Route path=path!("plans") view={Lazy::<period_plans::Page>::new()} ssr=ssr.clone()/>
                        <Route path=path!("plans/:id") view={Lazy::<period_plan::Page>::new()} ssr=ssr.clone()/>
                        <Route path=path!("plans/:id/rows") view={Lazy::<period_rows::Page>::new()} ssr=ssr.clone()/>
                        <Route path=path!("approvals") view={Lazy::<approvals::Page>::new()} ssr=ssr.clone()/>
                        <Route path=path!("approvals/:id") view={Lazy::<approval::Page>::new()} ssr=ssr.clone()/>
                        <Route path=path!("audience") view={Lazy::<table::Page>::new()} ssr=ssr.clone()/>
                        <Route path=path!("audience/lists") view={Lazy::<lists::Page>::new()} ssr=ssr.clone()/>
                        <Route path=path!("audience/lists/:id") view={Lazy::<list::Page>::new()} ssr=ssr.clone()/>
                        <Route path=path!("audience/imports") view={Lazy::<imports::Page>::new()} ssr=ssr.clone()/>
                        <Route path=path!("audience/imports/new") view={Lazy::<upload::Page>::new()} ssr=ssr.clone()/>
                        <Route path=path!("audience/imports/:id") view={Lazy::<import::Page>::new()} ssr=ssr.clone()/>
                        <Route path=path!("people/:id") view={Lazy::<person::Page>::new()} ssr=ssr.clone()/>
                        <Route path=path!("accounts/:id") view={Lazy::<account::Page>::new()} ssr=ssr.clone()/>
                        <Route path=path!("sales") view={Lazy::<board::Page>::new()} ssr=ssr.clone()/>
                        <Route path=path!("sales/leads") view={Lazy::<leads::Page>::new()} ssr=ssr.clone()/>
                        <Route path=path!("sales/rules") view={Lazy::<lead_rules::Page>::new()} ssr=ssr.clone()/>
                        <Route path=path!("analysis") view={Lazy::<channels::Page>::new()} ssr=ssr.clone()/>
                        <Route path=path!("analysis/channels") view={Lazy::<channels::Page>::new()} ssr=ssr.clone()/>
                        <Route path=path!("analysis/channels/rows") view={Lazy::<channel_rows::Page>::new()} ssr=ssr.clone()/>
                        <Route path=path!("analysis/campaigns") view={Lazy::<steps::Page>::new()} ssr=ssr.clone()/>
                        <Route path=path!("analysis/compare") view={Lazy::<compare::Page>::new()} ssr=ssr.clone()/>
                        <Route path=path!("analysis/references") view={Lazy::<references::Page>::new()} ssr=ssr.clone()/>
                        <Route path=path!("settings") view={Lazy::<settings::Page>::new()} ssr=ssr.clone()/>
                        <Route path=path!("settings/handover/:id") view={Lazy::<handover::Page>::new()} ssr=ssr.clone()/>
                        <Route path=path!("guide") view={Lazy::<guide::Page>::new()} ssr=ssr.clone()/>
                        <Route path=path!("more") view={Lazy::<more::Page>::new()} ssr/>
                    </ParentRoute>
                </Routes>
            </Router>
        </Toaster>
    }
}
