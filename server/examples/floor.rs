//! The floors that `make bench` prints beside our figures, and the figures of the use cases, on the same machine in the
//! same run.
//!
//!     floor serve              a bare axum handler on 127.0.0.1:3299
//!     floor measure FOLDER     SQL against use cases at 100,000 people, import against SQLite's own, in FOLDER

use axum::{Router, routing::get};
use backend::{Actor, Db, campaigns, imports, jobs, people, sql, workspace};
use domain::{
    activity::ActivityKind,
    campaign::{DraftInput, Drafted},
    decimal::DecimalMark,
    import::{ImportCheck, ImportKind, Options},
    rights::Role,
    rule::Rule,
};
use std::time::{Duration, Instant};

type Failure = Box<dyn std::error::Error>;

const PEOPLE: usize = 100_000;

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    match (arguments.next().as_deref(), arguments.next()) {
        (Some("serve"), _) => {
            let app = Router::new().route("/", get(|| async { "ok" }));
            let listener = tokio::net::TcpListener::bind("127.0.0.1:3299").await?;
            axum::serve(listener, app).await?;
            Ok(())
        }
        (Some("measure"), Some(folder)) => measure(&folder).await,
        _ => Err("floor serve | floor measure FOLDER".into()),
    }
}

/// The median of `runs` runs.
async fn median<T>(runs: usize, mut run: impl AsyncFnMut() -> Result<T, Failure>) -> Result<Duration, Failure> {
    let mut times = Vec::new();
    for _ in 0..runs {
        let begun = Instant::now();
        run().await?;
        times.push(begun.elapsed());
    }
    times.sort_unstable();
    times.get(runs / 2).copied().ok_or_else(|| "no runs".into())
}

fn file() -> String {
    let mut file = String::from("id,name,company,city,email,phone\n");
    for n in 0..PEOPLE {
        file.push_str(&format!("P{n:06},Person {n:06},Firm {},Novi Sad,p{n}@example.rs,021 5{n:06}\n", n % 5000));
    }
    file
}

async fn measure(folder: &str) -> Result<(), Failure> {
    std::fs::create_dir_all(folder)?;
    let db = Db::connect(&format!("sqlite://{folder}/levak.db")).await?;
    db.migrate().await?;
    let setup = workspace::Setup {
        name: "Bench".into(),
        currency: "EUR".into(),
        language: "en".into(),
        calendar: "gregorian".into(),
        time_zone: "Europe/Belgrade".into(),
        working_days: 31,
        user_name: "Mira".into(),
        email: "mira@levak.example".into(),
        password: "a river in may".into(),
    };
    let user_id = workspace::create(&db, &setup, false).await?;
    let today = workspace::local_day(jobs::now_ms(), "Europe/Belgrade");
    let actor = Actor { user_id, role: Role::Administrator, now_ms: jobs::now_ms(), today };
    import_rate(&db, &actor, folder).await?;
    let id = campaign(&db, &actor).await?;
    pages(&db, &actor, id).await
}

async fn import_rate(db: &Db, actor: &Actor, folder: &str) -> Result<(), Failure> {
    let file = file();
    let mut upload = imports::begin_upload(db, actor, ImportKind::People, "bench.csv").await?;
    for piece in file.as_bytes().chunks(1 << 20) {
        upload.take(piece).await?;
    }
    let id = upload.finish().await?;
    let view = imports::view(db, actor, id).await?;
    let targets = view.columns.iter().map(|c| c.target.code()).collect();
    let options = Options { source: "bench".into(), ..view.options };
    imports::check(db, actor, "", &ImportCheck { id, version: view.version, options, targets }).await?;
    let checked = Instant::now();
    jobs::drain(db).await?;
    let check = checked.elapsed();
    let version = imports::view(db, actor, id).await?.version;
    imports::start(db, actor, "", id, version, false).await?;
    let begun = Instant::now();
    jobs::drain(db).await?;
    let import = begun.elapsed();
    let floor = sqlite_own(folder).await?;
    let rate = |time: Duration| format!("{:>9.0} rows/s", 100_000.0 / time.as_secs_f64());
    println!(
        "import, 100,000 rows      {}   dry run {}   SQLite's own, same rows and indexes {}   ratio {:.1}",
        rate(import),
        rate(check),
        rate(floor),
        import.as_secs_f64() / floor.as_secs_f64()
    );
    Ok(())
}

/// The same rows into the same tables with the same indexes, ready made, 2,000 a statement and transaction: what SQLite
/// alone takes.
async fn sqlite_own(folder: &str) -> Result<Duration, Failure> {
    let db = Db::connect(&format!("sqlite://{folder}/floor.db")).await?;
    db.migrate().await?;
    let mut time = Duration::ZERO;
    for first in (0..PEOPLE).step_by(2000) {
        let (mut people, mut codes) = (Vec::new(), Vec::new());
        for n in first..first + 2000 {
            let (id, name) = (i64::try_from(n)? + 1, format!("Person {n:06}"));
            let (key, mail, phone) = (name.to_lowercase(), format!("p{n}@example.rs"), format!("+381215{n:06}"));
            let search = format!("{key} firm {} novi sad {mail} {phone}", n % 5000);
            people.extend(backend::params![id, name, key, search, "Novi Sad", mail, phone, "2026-11-22"]);
            codes.extend(backend::params!["bench", format!("P{n:06}"), id]);
        }
        let begun = Instant::now();
        let tx = db.begin().await?;
        let into = "INSERT INTO person (id, name, sort_key, search_text, place, email, phone, created_day)";
        sql::insert_many(&tx, into, 8, people, "").await?;
        sql::insert_many(&tx, "INSERT INTO external_ref (source, code, person_id)", 3, codes, "").await?;
        tx.commit().await?;
        time += begun.elapsed();
    }
    Ok(time)
}

async fn campaign(db: &Db, actor: &Actor) -> Result<i64, Failure> {
    let last = actor.today.checked_add_days(chrono::Days::new(30)).ok_or("date")?;
    let input = DraftInput {
        name: "Bench".into(),
        kind: Some(ActivityKind::Call),
        rule: Some(Rule::default()),
        first_day: actor.today.to_string(),
        last_day: last.to_string(),
        sellers: vec![actor.user_id],
        ..DraftInput::default()
    };
    let Drafted { id, version, .. } = campaigns::save_draft(db, actor, "", &input, DecimalMark::Point).await?;
    campaigns::launch(db, actor, "", id, version).await?;
    let begun = Instant::now();
    jobs::drain(db).await?;
    println!("launch to 100,000 people  {:>9.0} people/s", 100_000.0 / begun.elapsed().as_secs_f64());
    for (fact, share) in
        [("contacted", 1), ("responded", 2), ("lead", 5), ("converted", 9), ("opportunity", 12), ("won", 40)]
    {
        let text = format!(
            "INSERT INTO funnel_entry (campaign_id, person_id, fact, day) SELECT {id}, id, '{fact}', '2026-11-22' FROM person WHERE id % {share} = 0"
        );
        sql::execute(&db.write, &text, backend::params![]).await?;
    }
    db.analyze().await?;
    Ok(id)
}

async fn pages(db: &Db, actor: &Actor, id: i64) -> Result<(), Failure> {
    let funnel = format!(
        "SELECT joined, furthest, failed, COUNT(*) FROM (SELECT g.joined, g.furthest, (f.person_id IS NOT NULL) AS failed FROM (
            SELECT e.person_id, MIN(s.position) AS joined, MAX(s.position) AS furthest FROM funnel_entry e JOIN funnel_stage s ON s.kind_id = 1 AND s.fact = e.fact
            WHERE e.campaign_id = {id} GROUP BY e.person_id) g LEFT JOIN funnel_failure f ON f.campaign_id = {id} AND f.person_id = g.person_id) t GROUP BY joined, furthest, failed"
    );
    let stays = format!(
        "SELECT position, CAST(julianday(following) - julianday(day) AS BIGINT), COUNT(*) FROM (SELECT s.position, e.day, LEAD(e.day) OVER (PARTITION BY e.person_id ORDER BY s.position) AS following
            FROM funnel_entry e JOIN funnel_stage s ON s.kind_id = 1 AND s.fact = e.fact WHERE e.campaign_id = {id}) t WHERE following IS NOT NULL GROUP BY 1, 2"
    );
    let touches = format!(
        "SELECT COUNT(*), COUNT(CASE WHEN state IN ('done', 'failed', 'skipped') THEN 1 END) FROM touch WHERE campaign_id = {id}"
    );
    let bare = median(7, async || {
        for text in [&funnel, &stays, &touches] {
            sql::raw(&db.read, text, backend::params![]).await?;
        }
        Ok(())
    })
    .await?;
    let whole = median(7, async || Ok(campaigns::view(db, actor, id).await?)).await?;
    report("results of 100,000 people", whole, bare);
    let table = "SELECT id, name, place, email, phone FROM live_person ORDER BY sort_key, id LIMIT 50";
    let bare = median(21, async || {
        sql::raw(&db.read, table, backend::params![]).await?;
        sql::raw(&db.read, "SELECT COUNT(*) FROM live_person", backend::params![]).await?;
        Ok(())
    })
    .await?;
    let whole = median(21, async || Ok(people::page(db, actor, &Rule::default(), "", &[], None).await?)).await?;
    report("people table of 100,000", whole, bare);
    Ok(())
}

fn report(what: &str, whole: Duration, bare: Duration) {
    let ms = |d: Duration| d.as_secs_f64() * 1000.0;
    println!(
        "{what:<25} {:>9.1} ms       bare SQL {:>8.1} ms   ratio {:.2}   aim {:.1} ms",
        ms(whole),
        ms(bare),
        ms(whole) / ms(bare),
        ms(bare) * 3.0 + 5.0
    );
}
