//! Files that come in and go out.

use crate::{
    client::{Client, app, multipart},
    world::{import, number, workspace},
};
use axum::{
    body::{Body, Bytes},
    http::StatusCode,
};
use backend::{Db, imports, jobs};
use domain::import::{ImportCheck, ImportKind};

on_both! {
    async fn a_file_that_went_out_comes_back_as_it_was_in_every_language(db: Db) {
        let admin = workspace(&db, "EUR").await;
        let file = "id,name,company,city,email,phone\nK1,Ana Anić,Hotel Park,Novi Sad,ana@example.rs,+381 21 555 100\nK2,Boris,,Zagreb,boris@example.hr,\n";
        import(&db, &admin, ImportKind::People, "crm", file.as_bytes()).await;
        let app = app(&db);
        let mut client = Client::new(&app);
        client.sign_in("mira@levak.example").await;
        for language in ["en", "sr-Latn", "hr", "ru", "fa"] {
            let profile = serde_json::json!({ "request": language, "language": language, "theme": "light" });
            assert_eq!(client.call("profile/save", &profile).await.status, StatusCode::OK);
            let out = client.get("/export/people.csv").await.text;
            let mut upload = imports::begin_upload(&db, &admin, ImportKind::People, "people.csv").await.unwrap();
            upload.take(out.as_bytes()).await.unwrap();
            let id = upload.finish().await.unwrap();
            let view = imports::view(&db, &admin, id).await.unwrap();
            assert_eq!(view.options.source, "crm", "its codes are known in {language}: {:?}", view.columns);
            let targets = view.columns.iter().map(|c| c.target.code()).collect();
            imports::check(&db, &admin, "", &ImportCheck { id, version: view.version, options: view.options, targets }).await.unwrap();
            jobs::drain(&db).await.unwrap();
            let tally = imports::view(&db, &admin, id).await.unwrap().row.tally;
            assert_eq!((tally.rows, tally.unchanged), (2, 2), "{language}: {tally:?}");
        }
    }

    async fn a_bad_file_gets_a_clear_answer_and_changes_nothing(db: Db) {
        workspace(&db, "EUR").await;
        let app = app(&db);
        let mut client = Client::new(&app);
        client.sign_in("mira@levak.example").await;
        for (content, code) in [(&b""[..], "empty_file"), (b"\x89PNG\r\n\x1a\n\0\0\0\0\0", "not_text"), (b"name\n", "empty_file")] {
            let answer = client.upload(multipart("people", content)).await;
            assert_eq!((answer.status, answer.text.as_str()), (StatusCode::UNPROCESSABLE_ENTITY, code));
        }
        // 200 MB, piece by piece, so that this test does not hold them either.
        let head = multipart("people", b"");
        let end = head.len() - b"\r\n--XX--\r\n".len();
        let first = Bytes::copy_from_slice(&head[..end]);
        let piece = Bytes::from(vec![b'a'; 1024 * 1024]);
        let last = Bytes::copy_from_slice(&head[end..]);
        let pieces = std::iter::once(first).chain(std::iter::repeat_n(piece, 200)).chain(std::iter::once(last));
        let answer = client.upload(Body::from_stream(futures::stream::iter(pieces.map(Ok::<_, std::io::Error>)))).await;
        assert_eq!((answer.status, answer.text.as_str()), (StatusCode::UNPROCESSABLE_ENTITY, "file_too_large"));
        assert_eq!(number(&db, "SELECT (SELECT COUNT(*) FROM import_file) + (SELECT COUNT(*) FROM person)").await, 0);
        assert_eq!(client.upload(multipart("people", b"id,name\n1,Ana\n")).await.status, StatusCode::OK);
    }

    async fn exports_hold_every_row_and_no_formula(db: Db) {
        let admin = workspace(&db, "EUR").await;
        let mut file = String::from("id,name,phone\n");
        for n in 0..4500 {
            file.push_str(&format!("{n},Person {n},+3812155{n:05}\n"));
        }
        import(&db, &admin, ImportKind::People, "crm", file.as_bytes()).await;
        let app = app(&db);
        let mut client = Client::new(&app);
        client.sign_in("mira@levak.example").await;
        let all = client.get("/export/people.csv").await;
        assert_eq!(all.text.lines().count(), 4501);
        assert!(all.text.contains("\"'+381215500007\""), "a number that begins like a formula is kept as text");
        let rule = "%7B%22field%22%3A%22name%22%2C%22op%22%3A%22is%22%2C%22value%22%3A%22Person%207%22%7D";
        assert_eq!(client.get(&format!("/export/people.csv?rule={rule}")).await.text.lines().count(), 2);
        assert_eq!(client.get("/export/people.csv?rule=nonsense").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        // The columns of the table stand in its file, options by their words.
        let upsell = backend::people::attributes::all(&db.read).await.unwrap().into_iter().find(|a| a.name == "Upsell potential").unwrap().id;
        import(&db, &admin, ImportKind::People, "crm", b"id,name,Upsell potential\nX1,Zoe,high\n").await;
        let zoe = client.get(&format!("/export/people.csv?q=zoe&columns={upsell},99")).await.text;
        assert_eq!(zoe.lines().map(|line| line.rsplit(',').next().unwrap()).collect::<Vec<_>>(), ["\"Upsell potential\"", "\"High\""]);
    }

    async fn rows_left_out_are_repaired_in_their_file_and_sent_again(db: Db) {
        let admin = workspace(&db, "EUR").await;
        let file = "id;name;email;phone;Price\n1;Ana;ana@example.rs;;1\n2;\"Boris\nB.\";no address;+38164555;\"1.234,50\"\n3;Čeda;c@@y.rs;;2,5\n4;short\n";
        let bad = import(&db, &admin, ImportKind::People, "our crm", file.as_bytes()).await;
        assert_eq!((bad.row.tally.new, bad.row.tally.invalid), (1, 3));
        let app = app(&db);
        let mut client = Client::new(&app);
        client.sign_in("mira@levak.example").await;
        for language in ["en", "sr-Latn", "hr", "ru", "fa"] {
            let profile = serde_json::json!({ "request": language, "language": language, "theme": "light" });
            assert_eq!(client.call("profile/save", &profile).await.status, StatusCode::OK);
            let rejects = client.get(&format!("/export/imports/{}/rejects.csv", bad.row.id)).await.text;
            if language == "en" {
                assert!(rejects.starts_with("\u{feff}\"id\";\"name\";\"email\";\"phone\";\"Price\";\"Row in the first file\";\"Why it was left out\"\r\n"), "{rejects}");
                assert!(rejects.contains("\"2\";\"Boris\nB.\";\"no address\";\"'+38164555\";\"1.234,50\";\"3\";\"email (no address): An e-mail address has an @.\""), "{rejects}");
                assert!(rejects.contains("\"4\";\"short\";\"5\";"), "half of a row is not filled up: {rejects}");
            }
            let repaired = rejects.replace("no address", "b@example.rs").replace("c@@y.rs", "c@y.rs").replace("+38164555", "+381645550100");
            let mut upload = imports::begin_upload(&db, &admin, ImportKind::People, "our crm-rejects (1).csv").await.unwrap();
            upload.take(repaired.as_bytes()).await.unwrap();
            let id = upload.finish().await.unwrap();
            let view = imports::view(&db, &admin, id).await.unwrap();
            let targets: Vec<String> = view.columns.iter().map(|c| c.target.code()).collect();
            assert_eq!(targets[..4], ["external", "name", "email", "phone"], "{language}");
            assert!(targets[4].starts_with("attr:"), "as mapped before: {targets:?}");
            assert_eq!(targets[5..], ["skip", "skip"], "our marks are no attributes in {language}");
            assert_eq!(view.options.source, "our crm", "its codes are those of the first file");
            imports::check(&db, &admin, "", &ImportCheck { id, version: view.version, options: view.options, targets }).await.unwrap();
            jobs::drain(&db).await.unwrap();
            let tally = imports::view(&db, &admin, id).await.unwrap().row.tally;
            assert_eq!((tally.rows, tally.new, tally.invalid), (3, 2, 1), "{language}: {tally:?}");
        }
    }

    /// A win that was taken in spite of its day is not left out: sent again, it would be won twice.
    async fn what_was_taken_with_a_warning_is_not_sent_again(db: Db) {
        let admin = workspace(&db, "EUR").await;
        import(&db, &admin, ImportKind::Leads, "crm", b"id,name,first_contact\n1,Ana,2026-07-03\n").await;
        let wins = import(&db, &admin, ImportKind::Wins, "crm", b"id,won_date,amount\n1,2026-07-01,100\n9,2026-07-04,5\n").await;
        assert_eq!((wins.row.tally.new, wins.row.tally.warnings, wins.row.tally.invalid), (1, 1, 1));
        let app = app(&db);
        let mut client = Client::new(&app);
        client.sign_in("mira@levak.example").await;
        let file = client.get(&format!("/export/imports/{}/rejects.csv", wins.row.id)).await.text;
        assert_eq!(file.lines().count(), 2, "{file}");
        assert!(file.lines().nth(1).unwrap().starts_with("\"9\""), "{file}");
    }
}
