//! The table of rights, asked over HTTP: every use case, as every role and as nobody.

use crate::{
    client::{Answer, Client, app, multipart, multipart_of},
    records::{World, world},
    samples::sample,
    world::{user, workspace},
};
use axum::{Router, http::StatusCode};
use backend::{Db, params, sql};
use domain::rights::{Role, UseCase};

async fn ask(client: &mut Client, case: UseCase, w: &World) -> Answer {
    match case {
        UseCase::PeopleExport => client.get("/export/people.csv").await,
        UseCase::ImportRejects => client.get(&format!("/export/imports/{}/rejects.csv", w.file_import())).await,
        UseCase::WorkExport => client.get(&format!("/export/activities/{}/addresses.csv", w.file_activity())).await,
        UseCase::ImportUpload => client.upload(multipart("people", b"id,name\n1,A\n")).await,
        UseCase::FileUpload => {
            let campaign = w.running.to_string();
            let body = multipart_of(&[("campaign", &campaign)], "layout.pdf", b"%PDF");
            client.upload_to("/api/files/upload", body).await
        }
        _ => client.call(case.path(), &sample(case, w)).await,
    }
}

async fn signed_in(app: &Router, name: &str) -> Client {
    let mut client = Client::new(app);
    let answer = client.sign_in(&format!("{name}@levak.example")).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/campaigns"), "{name}");
    client
}

on_both! {
    async fn every_use_case_answers_those_who_have_the_right_and_nobody_else(db: Db) {
        let admin = workspace(&db, "EUR").await;
        // The day of the requests is today; the samples were made on another.
        let now = backend::workspace::local_day(backend::jobs::now_ms(), "Europe/Belgrade").to_string();
        let admin = backend::Actor { today: now.parse().unwrap(), ..admin };
        for role in Role::ALL {
            user(&db, &admin, role.as_str(), role).await;
        }
        let w = world(&db, &admin).await;
        let app = app(&db);
        let mut nobody = Client::new(&app);
        for case in UseCase::ALL {
            assert_eq!(ask(&mut nobody, *case, &w).await.status, StatusCode::UNAUTHORIZED, "{case:?} as nobody");
        }
        // Those without the right first: a refusal must not use the sample up.
        for role in Role::ALL {
            let mut client = signed_in(&app, role.as_str()).await;
            for case in UseCase::ALL.iter().filter(|case| !role.may(**case)) {
                assert_eq!(ask(&mut client, *case, &w).await.status, StatusCode::FORBIDDEN, "{case:?} as {role:?}");
            }
        }
        let mut mira = signed_in(&app, "mira").await;
        for case in UseCase::ALL {
            let answer = ask(&mut mira, *case, &w).await;
            assert_eq!(answer.status, StatusCode::OK, "{case:?}: {}", answer.text);
        }
        for role in Role::ALL {
            let mut client = signed_in(&app, role.as_str()).await;
            for case in UseCase::ALL.iter().filter(|case| role.may(**case)) {
                let status = ask(&mut client, *case, &w).await.status;
                assert!(![StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN, StatusCode::INTERNAL_SERVER_ERROR].contains(&status), "{case:?} as {role:?}: {status}");
            }
        }
        for case in UseCase::ALL.iter().filter(|case| case.mutates() && ![UseCase::ImportUpload, UseCase::FileUpload].contains(case)) {
            let audited: i64 = sql::scalar(&db.read, "SELECT COUNT(*) FROM audit WHERE use_case = $1", params![case.path()]).await.unwrap();
            assert!(audited > 0, "{case:?} leaves no audit row");
        }
    }

    async fn an_address_that_is_no_use_case_is_not_found(db: Db) {
        workspace(&db, "EUR").await;
        let app = app(&db);
        let mut mira = signed_in(&app, "mira").await;
        for path in ["people/everything", "", "campaigns/view/", "../sign-in"] {
            assert_eq!(mira.call(path, &serde_json::json!({})).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        let broken = mira.call("campaigns/view", &serde_json::json!({ "id": "x" })).await;
        assert_eq!(broken.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", broken.text);
    }
}
