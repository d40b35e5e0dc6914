//! kill -9 in the middle: what is left goes on, and the totals add up.

use crate::{
    database,
    world::{self, number, workspace},
};
use backend::{Db, campaigns, catalogs, imports, jobs, leads::admin, sql};
use domain::{
    campaign::Drafted,
    catalog::{Catalog, CatalogDraft},
    import::{ImportCheck, ImportKind, ImportState},
    lead_rule::{LeadRuleDraft, LeadRuleKind, Taker},
    rights::Role,
    rule::Rule,
};
use std::{
    process::{Child, Command, Stdio},
    time::Duration,
};

pub fn levak(url: &str) -> Child {
    Command::new(env!("CARGO_BIN_EXE_levak"))
        .env("DATABASE_URL", url)
        .env("LEVAK_LISTEN", "127.0.0.1:0")
        .env("LEVAK_LOG", "warn")
        .env("LEVAK_SITE", std::env::temp_dir())
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

/// Waits until the query counts more than `least`, then kills the process as the kernel would.
async fn kill_once(db: &Db, mut process: Child, query: &str, least: i64) {
    for _ in 0..1200 {
        if number(db, query).await > least {
            process.kill().unwrap();
            process.wait().unwrap();
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    process.kill().unwrap();
    panic!("it never got beyond {least}");
}

async fn killed_import(base: database::Base) {
    let db = &base.db;
    let actor = workspace(db, "EUR").await;
    let mut file = String::from("id,name,phone\n");
    for n in 0..40_000 {
        file.push_str(&format!("{n},Person {n},021 5{n:06}\n"));
    }
    let mut upload = imports::begin_upload(db, &actor, ImportKind::People, "f.csv").await.unwrap();
    upload.take(file.as_bytes()).await.unwrap();
    let id = upload.finish().await.unwrap();
    let view = imports::view(db, &actor, id).await.unwrap();
    let targets = view.columns.iter().map(|c| c.target.code()).collect();
    let options = domain::import::Options { source: "crm".into(), ..view.options };
    imports::check(db, &actor, "", &ImportCheck { id, version: view.version, options, targets }).await.unwrap();
    jobs::drain(db).await.unwrap();
    let checked = imports::view(db, &actor, id).await.unwrap();
    imports::start(db, &actor, "", id, checked.version, false).await.unwrap();
    let counting = "SELECT COUNT(*) FROM person";
    kill_once(db, levak(&base.url), counting, 1000).await;
    let half = number(db, counting).await;
    assert!(half < 40_000, "it was killed in the middle, at {half}");
    let written: i64 = imports::view(db, &actor, id).await.unwrap().row.tally.new;
    assert_eq!(written, half, "a chunk and its tally are one");
    sql::execute(&db.write, "UPDATE job SET lease_ms = 0", vec![]).await.unwrap();
    jobs::drain(db).await.unwrap();
    let done = imports::view(db, &actor, id).await.unwrap();
    assert_eq!((done.row.state, done.row.tally.new, done.row.tally.adds_up()), (ImportState::Done, 40_000, true));
    assert_eq!(number(db, counting).await, 40_000);
    assert_eq!(number(db, "SELECT COUNT(*) FROM external_ref").await, 40_000);
}

async fn killed_launch(base: database::Base) {
    let db = &base.db;
    let actor = workspace(db, "EUR").await;
    world::people(db, &actor, 30_000).await;
    let mut input = world::plan(&[actor.user_id]);
    input.rule = Some(Rule::default());
    let Drafted { id, version, .. } = campaigns::save_draft(db, &actor, "", &input, world::MARK).await.unwrap();
    campaigns::launch(db, &actor, "", id, version).await.unwrap();
    kill_once(db, levak(&base.url), "SELECT COUNT(*) FROM touch", 1000).await;
    let half = number(db, "SELECT COUNT(*) FROM touch").await;
    assert!(half < 30_000, "it was killed in the middle, at {half}");
    let seen = backend::today::view(db, &actor).await.unwrap();
    assert_eq!(seen.due_count + seen.later_count, 0, "nothing of a launch is seen before it is whole");
    sql::execute(&db.write, "UPDATE job SET lease_ms = 0", vec![]).await.unwrap();
    jobs::drain(db).await.unwrap();
    let view = campaigns::view(db, &actor, id).await.unwrap();
    assert_eq!(
        (view.status, view.touches, view.activities[0].equation.contacted()),
        (domain::campaign::Status::Running, 30_000, 30_000)
    );
    assert_eq!(number(db, "SELECT COUNT(DISTINCT person_id) FROM touch").await, 30_000);
}

/// 20,001 leads go to a team of three, in turn: 6,667 each, and none of them is given twice.
async fn killed_sharing(base: database::Base) {
    let db = &base.db;
    let actor = workspace(db, "EUR").await;
    world::people(db, &actor, 20_001).await;
    let team = catalogs::save(db, &actor, "", &CatalogDraft::new(Catalog::Team, "South"), world::MARK).await.unwrap();
    for name in ["Ana", "Boris"] {
        world::user(db, &actor, name, Role::Salesperson).await;
    }
    let everybody = "UPDATE app_user SET team_id = $1";
    sql::execute(&db.write, everybody, vec![team.into()]).await.unwrap();
    let leads = "INSERT INTO lead (person_id, state, created_day) SELECT id, CASE WHEN id % 2 = 0 THEN 'new' ELSE 'working' END, created_day FROM person";
    sql::execute(&db.write, leads, vec![]).await.unwrap();
    let rule = LeadRuleDraft {
        name: "All".into(),
        taker: Taker::Team(team).code(),
        ..LeadRuleDraft::new(LeadRuleKind::Owner)
    };
    admin::save(db, &actor, "", &rule, world::MARK).await.unwrap();
    admin::share_out(db, &actor, "").await.unwrap();
    let given = "SELECT COUNT(*) FROM lead WHERE owner_id IS NOT NULL";
    kill_once(db, levak(&base.url), given, 1000).await;
    let half = number(db, given).await;
    assert!(half < 20_001, "it was killed in the middle, at {half}");
    assert_eq!(number(db, "SELECT turn FROM lead_rule").await, half, "a chunk and the turn are one");
    sql::execute(&db.write, "UPDATE job SET lease_ms = 0", vec![]).await.unwrap();
    jobs::drain(db).await.unwrap();
    let each =
        "SELECT COUNT(*) FROM (SELECT owner_id FROM lead WHERE version = 2 GROUP BY owner_id HAVING COUNT(*) = 6667) n";
    assert_eq!(number(db, each).await, 3);
    assert_eq!(
        number(db, "SELECT COUNT(*) FROM audit WHERE use_case = 'leads/share-out' AND detail = '20001 of 20001'").await,
        1
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn leads_go_on_being_shared_out_after_a_kill_sqlite() {
    killed_sharing(database::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn leads_go_on_being_shared_out_after_a_kill_postgres() {
    killed_sharing(database::postgres().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_goes_on_after_a_kill_sqlite() {
    killed_import(database::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_goes_on_after_a_kill_postgres() {
    killed_import(database::postgres().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_launch_goes_on_after_a_kill_sqlite() {
    killed_launch(database::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_launch_goes_on_after_a_kill_postgres() {
    killed_launch(database::postgres().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_server_refuses_the_same_file() {
    let base = database::sqlite().await;
    let mut first = levak(&base.url);
    let lock = base.url.trim_start_matches("sqlite://").to_owned() + ".lock";
    for _ in 0..400 {
        if std::path::Path::new(&lock).exists() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    tokio::time::sleep(Duration::from_millis(200)).await;
    let output = Command::new(env!("CARGO_BIN_EXE_levak"))
        .env("DATABASE_URL", &base.url)
        .env("LEVAK_LISTEN", "127.0.0.1:0")
        .output()
        .unwrap();
    first.kill().unwrap();
    first.wait().unwrap();
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("another Levak serves this database"));
}
