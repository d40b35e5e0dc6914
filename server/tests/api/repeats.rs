//! What is sent twice: the same is done once, and something else under the same id is not taken for it.

use crate::{
    client::{Client, app},
    world::{number, workspace},
};
use axum::http::StatusCode;
use backend::Db;
use serde_json::json;

on_both! {
    async fn what_was_changed_after_a_lost_answer_is_not_taken_for_stored(db: Db) {
        workspace(&db, "EUR").await;
        let app = app(&db);
        let mut client = Client::new(&app);
        client.sign_in("mira@levak.example").await;
        let task = |title: &str| json!({ "request": "r1", "task": { "id": null, "version": 0, "campaign": null, "person": null, "title": title, "milestone": false, "owner": null, "start": "", "due": "2026-12-01", "minutes": "", "after": null, "note": "" } });
        let first = client.call("tasks/save", &task("Print")).await;
        assert_eq!(first.status, StatusCode::OK, "{}", first.text);
        let again = client.call("tasks/save", &task("Print")).await;
        assert_eq!((again.status, again.text == first.text), (StatusCode::OK, true));
        let other = client.call("tasks/save", &task("Print and fold")).await;
        assert_eq!(other.status, StatusCode::CONFLICT);
        assert!(other.text.contains("request_id_used_for_something_else") || other.text.contains("request id used for something else"), "{}", other.text);
        assert_eq!(number(&db, "SELECT COUNT(*) FROM task").await, 1);
        // What was sent is remembered by its print.
        assert_eq!(number(&db, "SELECT COUNT(*) FROM request WHERE id = 'r1' AND print <> 0").await, 1);
    }
}
