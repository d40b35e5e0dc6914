//! Fifty kills at random points of import, launch, sending and handover; and two servers at once on one PostgreSQL.
//! Whatever happens, what is left adds up: nothing is lost and nothing is there twice.

use crate::{
    database::{self, Base},
    kill::levak,
    world::{self, number, user, workspace},
};
use backend::{Actor, Db, campaigns, handover, imports, jobs, params, sql};
use domain::{
    activity::ActivityKind,
    campaign::{DraftInput, Drafted, PlanDraft, Status},
    handover::{Estate, HandoverDraft},
    import::{ImportCheck, ImportKind, ImportState},
    rights::Role,
};
use std::time::Duration;

/// Kills in all; issue 3.
const ROUNDS: u32 = 50;
const PEOPLE: i64 = 20_000;

/// Starts servers and kills them after a moment, each time another one, until the work is done.
struct Batterer {
    seed: u64,
    killed: u32,
}

impl Batterer {
    fn pause(&mut self) -> Duration {
        self.seed = self.seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        Duration::from_millis(60 + (self.seed >> 33) % 180)
    }

    /// At most `most` kills while jobs are open; the rest is left to a worker that nobody kills.
    async fn batter(&mut self, base: &Base, most: u32) {
        let open = "SELECT COUNT(*) FROM job WHERE state IN ('queued', 'running')";
        for _ in 0..most {
            if number(&base.db, open).await == 0 {
                break;
            }
            let mut process = levak(&base.url);
            tokio::time::sleep(self.pause()).await;
            process.kill().unwrap();
            process.wait().unwrap();
            self.killed += 1;
            // On PostgreSQL another server would take the work over when its lease has run out.
            sql::execute(&base.db.write, "UPDATE job SET lease_ms = 0, attempts = 0 WHERE state = 'running'", vec![])
                .await
                .unwrap();
        }
        jobs::drain(&base.db).await.unwrap();
    }
}

async fn import(db: &Db, actor: &Actor) -> i64 {
    let mut file = String::from("id,name,phone,email\n");
    for n in 0..PEOPLE {
        file.push_str(&format!("{n},Person {n},021 5{n:06},p{n}@example.rs\n"));
    }
    let mut upload = imports::begin_upload(db, actor, ImportKind::People, "f.csv").await.unwrap();
    upload.take(file.as_bytes()).await.unwrap();
    let id = upload.finish().await.unwrap();
    let view = imports::view(db, actor, id).await.unwrap();
    let targets = view.columns.iter().map(|c| c.target.code()).collect();
    let options = domain::import::Options { source: "crm".into(), ..view.options };
    imports::check(db, actor, "", &ImportCheck { id, version: view.version, options, targets }).await.unwrap();
    jobs::drain(db).await.unwrap();
    let checked = imports::view(db, actor, id).await.unwrap();
    imports::start(db, actor, "", id, checked.version, false).await.unwrap();
    id
}

/// A campaign of calls and e-mails to everybody.
async fn campaign(db: &Db, actor: &Actor, seller: i64) -> (i64, i64, i64) {
    let head = PlanDraft { name: "Full".into(), ..PlanDraft::default() };
    let (id, _) = campaigns::save_plan(db, actor, "", &head, world::MARK).await.unwrap();
    let base = DraftInput { id: Some(id), costs: vec![], ..world::plan(&[seller]) };
    campaigns::save_draft(db, actor, "", &base, world::MARK).await.unwrap();
    let emails = DraftInput { kind: Some(ActivityKind::Email), script: "Hello {name}".into(), ..base };
    let Drafted { version, activity, .. } = campaigns::save_draft(db, actor, "", &emails, world::MARK).await.unwrap();
    (id, version, activity)
}

async fn battered(base: Base) {
    let db = &base.db;
    let actor = workspace(db, "EUR").await;
    let ana = user(db, &actor, "ana", Role::Salesperson).await;
    let mut batterer = Batterer { seed: 7, killed: 0 };
    let file = import(db, &actor).await;
    batterer.batter(&base, ROUNDS / 4).await;
    let done = imports::view(db, &actor, file).await.unwrap();
    assert_eq!((done.row.state, done.row.tally.new, done.row.tally.adds_up()), (ImportState::Done, PEOPLE, true));
    assert_eq!(number(db, "SELECT COUNT(*) FROM person").await, PEOPLE);

    let (id, version, emails) = campaign(db, &actor, ana.user_id).await;
    campaigns::launch(db, &actor, "", id, version).await.unwrap();
    batterer.batter(&base, ROUNDS / 4).await;
    let view = campaigns::view(db, &actor, id).await.unwrap();
    assert_eq!((view.status, view.touches), (Status::Running, 2 * PEOPLE));
    assert!(view.activities.iter().all(|a| a.equation.contacted() == PEOPLE));
    assert_eq!(
        number(db, "SELECT COUNT(*) FROM (SELECT DISTINCT activity_id, person_id FROM touch) t").await,
        2 * PEOPLE
    );

    campaigns::mark_sent(db, &actor, "", emails).await.unwrap();
    batterer.batter(&base, ROUNDS / 4).await;
    let sent = "SELECT (SELECT COUNT(*) FROM touch WHERE state = 'done') - (SELECT COUNT(*) FROM attempt)";
    assert_eq!(number(db, sent).await, 0, "one attempt for each e-mail");
    assert_eq!(number(db, "SELECT COUNT(*) FROM funnel_entry WHERE fact = 'contacted'").await, PEOPLE);

    sql::execute(&db.write, "UPDATE person SET owner_id = $1", params![ana.user_id]).await.unwrap();
    let draft = HandoverDraft {
        from: ana.user_id,
        heirs: vec![actor.user_id],
        what: Estate::ALL.to_vec(),
        ..HandoverDraft::default()
    };
    handover::start(db, &actor, "", &draft).await.unwrap();
    batterer.batter(&base, ROUNDS - batterer.killed).await;
    let view = handover::view(db, &actor, ana.user_id).await.unwrap();
    assert!(view.holds.iter().all(|(_, n)| *n == 0) && view.running.is_none(), "{view:?}");
    let moved = number(db, "SELECT moved FROM handover").await;
    // 20,000 open calls and 20,000 people; what was sent is nobody's work any more.
    assert_eq!(moved, 2 * PEOPLE, "each record is moved and counted once");
    // A fast machine has ended before it was killed that often: it goes on launching.
    while batterer.killed < ROUNDS {
        let (id, version, _) = campaign(db, &actor, actor.user_id).await;
        campaigns::launch(db, &actor, "", id, version).await.unwrap();
        batterer.batter(&base, ROUNDS - batterer.killed).await;
        let view = campaigns::view(db, &actor, id).await.unwrap();
        assert_eq!((view.status, view.touches), (Status::Running, 2 * PEOPLE));
    }
    println!("{} kills", batterer.killed);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_kills_lose_and_double_nothing_sqlite() {
    battered(database::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_kills_lose_and_double_nothing_postgres() {
    battered(database::postgres().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_servers_share_the_work_of_one_postgres() {
    let base = database::postgres().await;
    let db = &base.db;
    let actor = workspace(db, "EUR").await;
    world::people(db, &actor, 5000).await;
    let mut made = Vec::new();
    for _ in 0..4 {
        let (id, version, _) = campaign(db, &actor, actor.user_id).await;
        campaigns::launch(db, &actor, "", id, version).await.unwrap();
        made.push(id);
    }
    let mut servers = [levak(&base.url), levak(&base.url)];
    let open = "SELECT COUNT(*) FROM job WHERE state IN ('queued', 'running')";
    let mut at_once = 0;
    for _ in 0..600 {
        if number(db, open).await == 0 {
            break;
        }
        at_once = at_once.max(number(db, "SELECT COUNT(*) FROM job WHERE state = 'running'").await);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    for server in &mut servers {
        server.kill().unwrap();
        server.wait().unwrap();
    }
    // A server does one job at a time.
    assert_eq!(at_once, 2, "both worked");
    for id in made {
        let view = campaigns::view(db, &actor, id).await.unwrap();
        assert_eq!((view.status, view.touches), (Status::Running, 10_000));
    }
    assert_eq!(number(db, "SELECT COUNT(*) FROM job WHERE state <> 'done'").await, 0);
}
