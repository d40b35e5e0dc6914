//! Sign-in, first start, and where requests may come from.

use crate::{
    client::{Client, app, app_with, config},
    world::workspace,
};
use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use backend::{Db, params, sql};
use server::config::Config;

on_both! {
    async fn a_password_is_changed_by_who_knows_it_and_ends_every_session(db: Db) {
        workspace(&db, "EUR").await;
        let app = app(&db);
        let (mut mira, mut other) = (Client::new(&app), Client::new(&app));
        for client in [&mut mira, &mut other] {
            client.sign_in("mira@levak.example").await;
        }
        let change = |request: &str, now: &str, new: &str| serde_json::json!({ "request": request, "now": now, "new": new });
        let wrong = mira.call("profile/password", &change("1", "a river in june", "a lake in june")).await;
        assert!(wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.text.contains("password_wrong"), "{}", wrong.text);
        let short = mira.call("profile/password", &change("2", "a river in may", "lake")).await;
        assert!(short.text.contains("password_too_short"), "{}", short.text);
        assert_eq!(mira.call("profile/password", &change("3", "a river in may", "a lake in june")).await.status, StatusCode::OK);
        for client in [&mut mira, &mut other] {
            assert_eq!(client.call("users/index", &serde_json::json!({})).await.status, StatusCode::UNAUTHORIZED);
        }
        assert_ne!(mira.sign_in("mira@levak.example").await.location(), "/campaigns", "the old one is not right any more");
        let form = "name=&email=mira%40levak.example&password=a+lake+in+june";
        assert_eq!(mira.form("/sign-in", form).await.location(), "/");
        // Somebody at an open device cannot go through all passwords.
        let mut last = String::new();
        for n in 0..12 {
            last = mira.call("profile/password", &change(&format!("t{n}"), "guess", "a lake in june")).await.text;
        }
        assert!(last.contains("too_many_tries"), "{last}");
    }

    async fn first_start_makes_the_workspace_and_signs_its_administrator_in(db: Db) {
        let app = app(&db);
        let mut client = Client::new(&app);
        assert_eq!(client.get("/campaigns").await.location(), "/first-run");
        let wrong = "name=&currency=EUR&language=en&calendar=gregorian&time_zone=Europe%2FBelgrade&user_name=Mira&email=mira%40polar&password=zyxwv&day=0";
        let answer = client.form("/first-run", wrong).await;
        let location = answer.location().to_owned();
        for part in ["name:required", "email:no_dot_after_at", "password:password_too_short", "user_name=Mira"] {
            assert!(location.contains(part), "{part}: {location}");
        }
        assert!(!location.contains("zyxwv"), "a password never stands in an address");
        let page = client.get(&location).await;
        assert!(page.text.contains("The part after @ has no dot."), "all faults at once, at their fields");
        let right = wrong.replace("name=&", "name=Polar&").replace("polar&", "polar.rs&").replace("password=zyxwv", "password=a+river+in+may");
        assert_eq!(client.form("/first-run", &right).await.location(), "/campaigns");
        assert_eq!(client.get("/campaigns").await.status, StatusCode::OK);
        let mut second = Client::new(&app);
        assert_eq!(second.form("/first-run", &right).await.location(), "/", "only once");
        let bits: i64 = sql::scalar(&db.read, "SELECT working_days FROM workspace", params![]).await.unwrap();
        assert_eq!(bits, 1, "Monday alone was ticked");
    }

    async fn a_server_that_others_reach_asks_for_its_setup_code(db: Db) {
        let config = Config { setup_code: "k7mp-2xwq-9adr".into(), ..config() };
        let app = app_with(&config, &db);
        let mut client = Client::new(&app);
        assert!(client.get("/first-run").await.text.contains("name=\"setup_code\""));
        let form = "name=Polar&currency=EUR&language=en&calendar=gregorian&time_zone=Europe%2FBelgrade&user_name=Mira&email=mira%40polar.rs&password=a+river+in+may&day=0&setup_code=";
        for wrong in ["", "k7mp-2xwq", "aaaa-bbbb-cccc"] {
            let answer = client.form("/first-run", &format!("{form}{wrong}")).await;
            assert!(answer.location().contains("faults=setup_code:wrong_code"), "{}", answer.location());
        }
        let workspaces: i64 = sql::scalar(&db.read, "SELECT COUNT(*) FROM workspace", params![]).await.unwrap();
        assert_eq!(workspaces, 0);
        assert_eq!(client.form("/first-run", &format!("{form}K7MP+2XWQ+9ADR")).await.location(), "/campaigns");
    }

    async fn signing_in_is_slowed_down_by_account(db: Db) {
        workspace(&db, "EUR").await;
        let app = app(&db);
        let mut client = Client::new(&app);
        let mut last = String::new();
        for _ in 0..6 {
            last = client.form("/sign-in", "email=mira%40levak.example&password=wrong+password&next=%2F").await.location().to_owned();
        }
        assert!(last.contains("fault=paused"), "{last}");
        assert!(client.sign_in("mira@levak.example").await.location().contains("fault=paused"), "even with the right password");
        sql::execute(&db.write, "UPDATE sign_in_throttle SET until_ms = 0", params![]).await.unwrap();
        let answer = client.sign_in("mira@levak.example").await;
        assert_eq!(answer.location(), "/campaigns");
        let cookie = answer.headers.get(header::SET_COOKIE).unwrap().to_str().unwrap().to_owned();
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
        let stored: String = sql::scalar(&db.read, "SELECT id FROM session LIMIT 1", params![]).await.unwrap();
        assert!(!cookie.contains(&stored), "the table does not hold what the cookie holds");
        assert_eq!(client.form("/sign-out", "").await.location(), "/sign-in");
        assert_eq!(client.get("/campaigns").await.location(), "/sign-in?next=/campaigns");
    }

    async fn a_change_of_role_or_password_ends_old_sessions(db: Db) {
        workspace(&db, "EUR").await;
        let app = app(&db);
        let mut client = Client::new(&app);
        client.sign_in("mira@levak.example").await;
        assert_eq!(client.get("/campaigns").await.status, StatusCode::OK);
        sql::execute(&db.write, "UPDATE app_user SET role = 'viewer'", params![]).await.unwrap();
        assert_eq!(client.get("/campaigns").await.status, StatusCode::SEE_OTHER);
    }

    async fn only_our_own_pages_change_anything(db: Db) {
        workspace(&db, "EUR").await;
        let app = app(&db);
        let mut client = Client::new(&app);
        for (name, value) in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")] {
            for path in ["/sign-in", "/sign-out", "/first-run", "/api/profile/save", "/api/imports/upload"] {
                let request = Request::builder().method(Method::POST).uri(path).header(header::HOST, "127.0.0.1:3000").header(name, value);
                assert_eq!(client.send(request.body(Body::empty()).unwrap()).await.status, StatusCode::FORBIDDEN, "{path}");
            }
        }
        client.sign_in("mira@levak.example").await;
        for path in ["/api/profile/save", "/sign-out", "/api/campaigns/launch"] {
            let status = client.get(path).await.status;
            assert!(status == StatusCode::METHOD_NOT_ALLOWED || status == StatusCode::NOT_FOUND, "{path} by GET: {status}");
        }
    }
}
