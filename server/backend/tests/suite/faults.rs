//! A machine that runs out of room, and people whose rights change while they work.

use crate::{
    database,
    world::{MARK, launch, number, people as made, plan, user, workspace},
};
use backend::{Db, Error, campaigns, costs, jobs, notes, params, people, sql, today};
use domain::{campaign::Status, note::NoteOn, person::Show, rights::Role};

async fn pragma(db: &Db, text: &str) -> i64 {
    sql::scalar(&db.write, text, params![]).await.unwrap()
}

/// The disk is full in the middle of a launch: what people type is refused clearly, and once there is room the launch goes
/// on where it was.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_stops_a_launch_and_loses_nothing() {
    let base = database::sqlite().await;
    let db = &base.db;
    let admin = workspace(db, "EUR").await;
    made(db, &admin, 9000).await;
    let draft = campaigns::save_draft(db, &admin, "", &plan(&[admin.user_id]), MARK).await.unwrap();
    campaigns::launch(db, &admin, "", draft.id, draft.version).await.unwrap();
    let pages = pragma(db, "PRAGMA page_count").await;
    pragma(db, &format!("PRAGMA max_page_count = {}", pages + 120)).await;
    jobs::drain(db).await.unwrap();
    assert_eq!(campaigns::view(db, &admin, draft.id).await.unwrap().status, Status::Launching);
    let half = number(db, "SELECT COUNT(*) FROM audience_member").await;
    assert!(half > 0 && half < 18_000, "{half}");
    let mut refused = None;
    // The last free page may still take a short note.
    for n in 0..200 {
        let answer = notes::add(db, &admin, "", NoteOn::Person(1), &format!("{n} {}", "long ".repeat(700))).await;
        if let Err(error) = answer {
            refused = Some(error);
            break;
        }
    }
    assert!(matches!(refused, Some(Error::Database(_))), "{refused:?}");
    let said = number(db, "SELECT COUNT(*) FROM note").await;
    let audited = number(db, "SELECT COUNT(*) FROM audit WHERE use_case = 'notes/add'").await;
    assert_eq!(said, audited, "a note and its audit row are one");
    pragma(db, "PRAGMA max_page_count = 1073741823").await;
    sql::execute(&db.write, "UPDATE job SET lease_ms = 0", params![]).await.unwrap();
    jobs::drain(db).await.unwrap();
    let view = campaigns::view(db, &admin, draft.id).await.unwrap();
    assert_eq!((view.status, view.touches), (Status::Running, 9000));
}

on_both! {
    /// What somebody stores meanwhile is seen by the next page and not by half of this one.
    async fn a_page_shows_one_moment(db: Db) {
        let admin = workspace(&db, "EUR").await;
        made(&db, &admin, 1).await;
        let page = db.snapshot().await.unwrap();
        let count = "SELECT COUNT(*) FROM note";
        assert_eq!(sql::scalar::<i64>(&page, count, params![]).await.unwrap(), 0);
        notes::add(&db, &admin, "", NoteOn::Person(1), "Called back").await.unwrap();
        assert_eq!(sql::scalar::<i64>(&page, count, params![]).await.unwrap(), 0);
        drop(page);
        assert_eq!(number(&db, count).await, 1);
    }

    /// Each page takes one connection, so that those that are waited for come back.
    async fn more_pages_at_once_than_connections(db: Db) {
        let admin = workspace(&db, "EUR").await;
        made(&db, &admin, 20).await;
        let id = launch(&db, &admin, &plan(&[admin.user_id])).await;
        let pages: Vec<_> = (0..60)
            .map(|n| {
                let (db, admin) = (db.clone(), admin.clone());
                tokio::spawn(async move {
                    match n % 4 {
                        0 => campaigns::view(&db, &admin, id).await.map(|view| view.touches),
                        1 => costs::sheet(&db, &admin, id).await.map(|_| 20),
                        2 => today::view(&db, &admin).await.map(|_| 20),
                        _ => people::view(&db, &admin, 1, Show::default(), 50).await.map(|_| 20),
                    }
                })
            })
            .collect();
        for page in pages {
            assert_eq!(page.await.unwrap().unwrap(), 20);
        }
    }

    /// A change is refused by the role that somebody has now, whatever the page showed.
    async fn who_loses_a_right_changes_nothing_more(db: Db) {
        let admin = workspace(&db, "EUR").await;
        made(&db, &admin, 2).await;
        let ana = user(&db, &admin, "ana", Role::Marketer).await;
        let draft = campaigns::save_draft(&db, &ana, "", &plan(&[ana.user_id]), MARK).await.unwrap();
        let now = backend::Actor { role: Role::Viewer, ..ana };
        let refused = campaigns::launch(&db, &now, "", draft.id, draft.version).await;
        assert!(matches!(refused, Err(Error::Denied)));
        assert!(matches!(campaigns::activity(&db, &now, draft.activity).await, Err(Error::Denied)));
        assert_eq!(number(&db, "SELECT COUNT(*) FROM baseline").await, 0);
    }
}
