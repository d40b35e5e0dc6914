//! Pages as they leave the server: whole, with their policy, in the language of the reader.

use crate::{
    client::{Client, app},
    records::world,
    world::{user, workspace},
};
use axum::http::{StatusCode, header};
use backend::{Db, params, sql};
use domain::{rights::Role, user::Language};
use std::time::Duration;

const PAGES: [&str; 49] = [
    "/",
    "/campaigns",
    "/campaigns/3",
    "/analysis/references",
    "/analysis/compare",
    "/analysis/compare?like=3",
    "/campaigns/3/closing",
    "/campaigns/3/files",
    "/budget/methods",
    "/budget/goal?goal=1000",
    "/campaigns/1/draft?step=3",
    "/campaigns/3/rows?of=figure:new_leads",
    "/campaigns/new",
    "/audience",
    "/audience/lists",
    "/audience/imports",
    "/audience/imports/1",
    "/audience/imports/new",
    "/people/1",
    "/sales",
    "/sales/leads",
    "/sales/leads?sort=score",
    "/sales/rules",
    "/analysis/channels",
    "/settings",
    "/settings?part=workspace",
    "/settings?part=kind",
    "/settings?part=pipeline",
    "/settings?part=changes",
    "/settings/handover/1",
    "/today",
    "/guide",
    "/campaigns/3/plan",
    "/campaigns/3/responses",
    "/campaigns/7/plan",
    "/campaigns/7/activities/new",
    "/campaigns/7/work/8",
    "/accounts/1",
    "/campaigns/3/costs",
    "/campaigns/3/baselines",
    "/budget",
    "/budget/1",
    "/budget/rates",
    "/budget/rules",
    "/approvals",
    "/approvals/1",
    "/plans",
    "/plans/1",
    "/plans/1/rows?of=cost",
];

on_both! {
    async fn who_only_looks_on_begins_with_the_campaigns(db: Db) {
        let admin = workspace(&db, "EUR").await;
        user(&db, &admin, "viewer", Role::Viewer).await;
        let app = app(&db);
        let mut viewer = Client::new(&app);
        viewer.sign_in("viewer@levak.example").await;
        let first = viewer.get("/").await;
        assert!(first.status.is_redirection(), "{}", first.status);
        assert_eq!(first.location(), "/campaigns");
        assert!(!viewer.get("/campaigns").await.text.contains("href=\"/today\""), "no way to where they may not go");
    }

    async fn every_page_reads_without_scripts_in_every_language(db: Db) {
        let admin = workspace(&db, "EUR").await;
        world(&db, &admin).await;
        let app = app(&db);
        let mut client = Client::new(&app);
        client.sign_in("mira@levak.example").await;
        for (language, dir) in Language::SPOKEN.map(|l| (l.code(), if l.is_rtl() { "rtl" } else { "ltr" })) {
            sql::execute(&db.write, "UPDATE app_user SET language = $1", params![language]).await.unwrap();
            for path in PAGES {
                let page = client.get(path).await;
                assert_eq!(page.status, StatusCode::OK, "{path}");
                assert!(page.text.contains(&format!("lang=\"{language}\" dir=\"{dir}\"")), "{path}");
                assert!(page.text.contains("<h1"), "{path} has its heading before any script ran");
                assert!(!page.text.contains("style=\""), "{path} has an inline style, which the policy refuses");
            }
        }
        assert_eq!(client.get("/campaigns/999999").await.status, StatusCode::NOT_FOUND);
        assert_eq!(client.get("/no/such/page").await.status, StatusCode::NOT_FOUND);
    }

    async fn a_page_carries_its_policy_and_runs_no_other_script(db: Db) {
        let admin = workspace(&db, "EUR").await;
        world(&db, &admin).await;
        let app = app(&db);
        let mut client = Client::new(&app);
        client.sign_in("mira@levak.example").await;
        let page = client.get("/campaigns/3").await;
        let policy = page.headers.get(header::CONTENT_SECURITY_POLICY).unwrap().to_str().unwrap();
        let nonce = policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).unwrap();
        assert!(!policy.contains("unsafe-inline") && policy.contains("frame-ancestors 'none'"), "{policy}");
        for tag in page.text.split("<script").skip(1) {
            let tag = tag.split('>').next().unwrap();
            assert!(tag.contains(nonce), "a script without the nonce: {tag}");
        }
        assert_eq!(page.headers.get("x-content-type-options").unwrap(), "nosniff");
        assert!(!page.text.contains("argon2"), "no secret leaves the server");
    }

    /// Rendering never hangs: every page, 200 requests in all, some at once.
    async fn two_hundred_pages_come_back(db: Db) {
        let admin = workspace(&db, "EUR").await;
        world(&db, &admin).await;
        let app = app(&db);
        let mut client = Client::new(&app);
        client.sign_in("mira@levak.example").await;
        for _ in 0..25 {
            let requests = (0..8).map(|n| {
                let (mut client, path) = (client.clone(), PAGES[n * 2 % PAGES.len()]);
                async move { tokio::time::timeout(Duration::from_secs(30), client.get(path)).await.map(|a| a.status) }
            });
            for answer in futures::future::join_all(requests).await {
                assert_eq!(answer, Ok(StatusCode::OK));
            }
        }
    }
}
