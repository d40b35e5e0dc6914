//! Files over HTTP, and the page behind a link: without signing in, without scripts, changed by a form only.

use crate::{
    client::{Client, app, multipart_of},
    records::world,
    world::workspace,
};
use axum::http::{StatusCode, header};
use backend::{Db, files, params, sql};
use domain::{file::AgreementDraft, user::Language};

on_both! {
    async fn a_file_goes_up_and_comes_down_as_it_was_and_never_runs(db: Db) {
        let admin = workspace(&db, "EUR").await;
        let w = world(&db, &admin).await;
        let app = app(&db);
        let mut mira = Client::new(&app);
        mira.sign_in("mira@levak.example").await;
        let campaign = w.running.to_string();
        let script = b"<script>alert(1)</script>";
        let sent = mira.upload_to("/api/files/upload", multipart_of(&[("campaign", &campaign)], "čaj.html", script)).await;
        assert_eq!(sent.status, StatusCode::OK, "{}", sent.text);
        let version = sql::scalar::<i64>(&db.read, "SELECT MAX(id) FROM document_version", params![]).await.unwrap();
        let got = mira.get(&format!("/export/files/{version}")).await;
        assert_eq!((got.status, got.text.as_bytes()), (StatusCode::OK, &script[..]));
        assert_eq!(got.headers[header::CONTENT_TYPE], "application/octet-stream");
        assert_eq!(got.headers[header::CONTENT_DISPOSITION], "attachment; filename*=UTF-8''%C4%8Daj%2Ehtml");
        assert!(got.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap().starts_with("sandbox"));
        assert_eq!(got.headers["x-content-type-options"], "nosniff");
        // A text typed instead.
        let text = multipart_of(&[("campaign", &campaign), ("name", "Minutes"), ("text", "We agreed")], "", b"");
        assert_eq!(mira.upload_to("/api/files/upload", text).await.status, StatusCode::OK);
        let nameless = multipart_of(&[("campaign", &campaign), ("text", "We agreed")], "", b"");
        let refused = mira.upload_to("/api/files/upload", nameless).await;
        assert_eq!((refused.status, refused.text.as_str()), (StatusCode::UNPROCESSABLE_ENTITY, "required"));
        assert_eq!(mira.upload_to("/api/files/upload", multipart_of(&[("campaign", "999999")], "a.pdf", b"x")).await.status, StatusCode::NOT_FOUND);
        // More than a file may have is cut off at the edge, and nothing of it is kept.
        let kept = "SELECT COUNT(*) FROM document_part";
        let before = sql::scalar::<i64>(&db.read, kept, params![]).await.unwrap();
        let large = vec![b'x'; 22 * 1024 * 1024];
        let refused = mira.upload_to("/api/files/upload", multipart_of(&[("campaign", &campaign)], "large.pdf", &large)).await;
        assert_eq!((refused.status, refused.text.as_str()), (StatusCode::UNPROCESSABLE_ENTITY, "file_too_large"));
        assert_eq!(sql::scalar::<i64>(&db.read, kept, params![]).await.unwrap(), before);
        let mut nobody = Client::new(&app);
        let asked = nobody.get(&format!("/export/files/{version}")).await;
        assert!(asked.status == StatusCode::UNAUTHORIZED, "{}", asked.status);
    }

    async fn somebody_outside_answers_by_a_link_in_every_language(db: Db) {
        let admin = workspace(&db, "EUR").await;
        let w = world(&db, &admin).await;
        let app = app(&db);
        let token = "ab12".repeat(16);
        let draft = AgreementDraft { version: w.files.version, name: "Tiskara <b>".into(), token: token.clone(), note: "Please by <Friday>".into(), ..AgreementDraft::default() };
        files::ask(&db, &backend::Actor { now_ms: backend::jobs::now_ms(), ..admin }, "", &draft).await.unwrap();
        let path = format!("/agree/{token}");
        let mut outside = Client::new(&app);
        for language in Language::SPOKEN {
            sql::execute(&db.write, "UPDATE workspace SET language = $1", params![language.code()]).await.unwrap();
            let page = outside.get(&path).await;
            assert_eq!(page.status, StatusCode::OK);
            let dir = if language.is_rtl() { "rtl" } else { "ltr" };
            assert!(page.text.contains(&format!("lang=\"{}\" dir=\"{dir}\"", language.code())));
            assert!(page.text.contains("Please by &lt;Friday&gt;") && !page.text.contains("<Friday>"));
            assert!(!page.text.contains("<script"));
        }
        assert_eq!(outside.get(&format!("{path}/file")).await.text, "words");
        // Reading, and following a link as machines do, changes nothing.
        let state = async || sql::scalar::<String>(&db.read, "SELECT state FROM agreement ORDER BY id DESC LIMIT 1", params![]).await.unwrap();
        assert_eq!(state().await, "asked");
        let wordless = outside.form(&path, "answer=decline&comment=").await;
        assert_eq!(wordless.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wordless.text.contains("role=\"alert\""));
        let answered = outside.form(&path, "answer=decline&comment=Wrong+paper").await;
        assert_eq!((answered.status, answered.location()), (StatusCode::SEE_OTHER, path.as_str()));
        assert_eq!(state().await, "declined");
        let shown = outside.get(&path).await;
        assert!(shown.text.contains("Wrong paper") && !shown.text.contains("<form"));
        for wrong in ["/agree/x", "/agree/x/file"] {
            let nothing = outside.get(wrong).await;
            assert_eq!(nothing.status, StatusCode::NOT_FOUND);
            assert!(nothing.text.contains("<h1"), "{wrong}");
        }
        let elsewhere = axum::http::Request::builder().method("POST").uri(&path).header(header::HOST, "127.0.0.1:3000").header("sec-fetch-site", "cross-site").header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").body(axum::body::Body::from("answer=agree")).unwrap();
        assert_eq!(outside.send(elsewhere).await.status, StatusCode::FORBIDDEN);
    }
}
