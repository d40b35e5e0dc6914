//! Pages, launches and memory at size, each beside its bare SQL, on either database:
//!
//!     load sqlite:///tmp/levak.db 100000
//!     load postgres://postgres@127.0.0.1/levak 100000
//!
//! With `pages`, `launch` or `money-pages` behind it, that alone, on the database of a run before; with `leads`, as many open leads under ten
//! rules of points and two of owners; with `money`, 500 campaigns, 100,000 cost lines and 500 budgets of ten years.
//!
//! The database is filled first, beside what SQLite alone takes for the same rows: people of 5,000 organisations, 14 campaigns to all of them, answers and sales in the
//! shares of the demo. The bare SQL of a page are the very statements it ran, run again without anything around them.

mod measure;
mod money;

use backend::{
    Actor, Db, campaigns, imports, jobs,
    leads::{self, admin},
    lists, opportunities, people, sql, today, workspace,
};
use domain::{
    activity::{ActivityKind, Sharing},
    campaign::{DraftInput, Drafted, IndexQuery, PlanDraft},
    decimal::DecimalMark,
    import::{ImportCheck, ImportKind, Options},
    lead::LeadQuery,
    lead_rule::{LeadRuleDraft, LeadRuleKind, Taker},
    list::{ListDraft, ListKind},
    person::Show,
    rights::Role,
    rule::{Field, Op, Rule},
};
use measure::{at_work, page};
use std::time::{Duration, Instant};

pub(crate) type Failure = Box<dyn std::error::Error + Send + Sync>;

const CAMPAIGNS: usize = 14;
pub(crate) const MARK: DecimalMark = DecimalMark::Point;

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let (Some(url), Some(people)) = (arguments.next(), arguments.next()) else {
        return Err("load URL PEOPLE".into());
    };
    let people: usize = people.parse()?;
    let db = Db::connect(&url).await?;
    db.migrate().await?;
    if let Some(part) = arguments.next() {
        if part == "leads" {
            return weighed(&db, people).await;
        }
        if part == "money" {
            return money::money(&db, people).await;
        }
        let text = "SELECT MIN(id), MIN(owner_id) FROM campaign";
        let (id, user_id): (i64, i64) = sql::tuple(&db.read, text, backend::params![]).await?.unwrap_or_default();
        let actor = administrator(user_id);
        if part == "money-pages" {
            return money::pages(&db, &actor).await;
        }
        if part == "pages" {
            return pages(&db, &actor, id).await;
        }
        let id = planned(&db, &actor, CAMPAIGNS, 10, false).await?;
        at_work(&db, &actor, "launch of ten activities", people * 10, || launch(&db, &actor, id)).await?;
        // Everybody is looked at; a twentieth, one of each organisation, is called, by the time that sellers have.
        let id = planned(&db, &actor, CAMPAIGNS + 1, 1, true).await?;
        return at_work(&db, &actor, "launch, one at each organisation", people, || launch(&db, &actor, id)).await;
    }
    let actor = fill(&db, people).await?;
    let mut last = 0;
    for n in 0..CAMPAIGNS {
        let id = planned(&db, &actor, n, 1, false).await?;
        if n == 0 {
            at_work(&db, &actor, "launch", people, || launch(&db, &actor, id)).await?;
        } else {
            launch(&db, &actor, id).await?;
        }
        results(&db, id).await?;
        last = id;
    }
    db.analyze().await?;
    pages(&db, &actor, last).await?;
    // In a process of its own: what the pages before it hold is not the launch's memory.
    let itself = std::env::current_exe()?;
    let ended = std::process::Command::new(itself).args([&url, &people.to_string(), "launch"]).status()?;
    if ended.success() { Ok(()) } else { Err("the launch failed".into()) }
}

fn administrator(user_id: i64) -> Actor {
    let now_ms = jobs::now_ms();
    Actor {
        user_id,
        role: Role::Administrator,
        now_ms,
        today: workspace::local_day(now_ms, "Europe/Belgrade"),
        print: 0,
    }
}

async fn fill(db: &Db, people: usize) -> Result<Actor, Failure> {
    let setup = workspace::Setup {
        name: "Load".into(),
        currency: "EUR".into(),
        language: "en".into(),
        calendar: "gregorian".into(),
        time_zone: "Europe/Belgrade".into(),
        working_days: 31,
        user_name: "Mira".into(),
        email: "mira@levak.example".into(),
        password: "a river in may".into(),
    };
    let user_id = workspace::create(db, &setup, false).await?;
    let actor = administrator(user_id);
    let mut upload = imports::begin_upload(db, &actor, ImportKind::People, "load.csv").await?;
    let mut piece = String::from("id,name,company,city,email,phone\n");
    for n in 0..people {
        piece.push_str(&format!("P{n:07},Person {n:07},Firm {},Novi Sad,p{n}@example.rs,021 5{n:07}\n", n % 5000));
        if piece.len() > 1 << 20 {
            upload.take(piece.as_bytes()).await?;
            piece.clear();
        }
    }
    upload.take(piece.as_bytes()).await?;
    let id = upload.finish().await?;
    let view = imports::view(db, &actor, id).await?;
    let targets = view.columns.iter().map(|c| c.target.code()).collect();
    let options = Options { source: "load".into(), ..view.options };
    imports::check(db, &actor, "", &ImportCheck { id, version: view.version, options, targets }).await?;
    let begun = Instant::now();
    jobs::drain(db).await?;
    let check = begun.elapsed();
    let version = imports::view(db, &actor, id).await?.version;
    imports::start(db, &actor, "", id, version, false).await?;
    let begun = Instant::now();
    jobs::drain(db).await?;
    let import = begun.elapsed();
    db.analyze().await?;
    let own = bare(people).await?;
    let count = f64::from(u32::try_from(people)?);
    let rate = |time: Duration| count / time.as_secs_f64();
    println!(
        "import of {people}: {:.0} rows/s, dry run {:.0}; SQLite's own, same rows and indexes {:.0}; ratio {:.1}",
        rate(import),
        rate(check),
        rate(own),
        import.as_secs_f64() / own.as_secs_f64()
    );
    Ok(actor)
}

/// The same rows into the same tables with the same indexes, ready made, 2,000 a statement and transaction: what SQLite
/// alone takes.
async fn bare(count: usize) -> Result<Duration, Failure> {
    let file = std::env::temp_dir().join(format!("levak-floor-{}.db", std::process::id()));
    let db = Db::connect(&format!("sqlite://{}", file.display())).await?;
    db.migrate().await?;
    let mut time = Duration::ZERO;
    for first in (0..count).step_by(2000) {
        let (mut people, mut codes) = (Vec::new(), Vec::new());
        for n in first..(first + 2000).min(count) {
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
    drop(db);
    for end in ["", "-wal", "-shm", ".lock"] {
        let file = std::path::PathBuf::from(format!("{}{end}", file.display()));
        if file.exists() {
            std::fs::remove_file(file)?;
        }
    }
    Ok(time)
}

/// A campaign with `activities` activities to everybody, or to one at each organisation.
async fn planned(db: &Db, actor: &Actor, n: usize, activities: usize, one_each: bool) -> Result<i64, Failure> {
    let head = PlanDraft { name: format!("Campaign {n}"), ..PlanDraft::default() };
    let (id, _) = campaigns::save_plan(db, actor, "", &head, MARK).await?;
    let last = actor.today.checked_add_days(chrono::Days::new(60)).ok_or("date")?;
    for activity in 0..activities {
        let input = DraftInput {
            id: Some(id),
            name: format!("Calls {activity}"),
            kind: Some(ActivityKind::Call),
            rule: Some(Rule::default()),
            first_day: actor.today.to_string(),
            last_day: last.to_string(),
            sellers: vec![actor.user_id],
            one_each,
            sharing: if one_each { Sharing::Capacity } else { Sharing::Even },
            ..DraftInput::default()
        };
        let _: Drafted = campaigns::save_draft(db, actor, "", &input, MARK).await?;
    }
    Ok(id)
}

async fn launch(db: &Db, actor: &Actor, id: i64) -> Result<(), Failure> {
    let version = campaigns::plan_view(db, actor, id).await?.input.version;
    campaigns::launch(db, actor, "", id, version).await?;
    Ok(jobs::drain(db).await?)
}

/// What people answered and bought, straight into the tables.
async fn results(db: &Db, id: i64) -> Result<(), Failure> {
    let stage = "(SELECT MIN(id) FROM pipeline_stage)";
    let pipeline = "(SELECT MIN(pipeline_id) FROM pipeline_stage)";
    for text in [
        format!(
            "UPDATE touch SET state = 'done', outcome = 'interested', done_day = due_day WHERE campaign_id = {id} AND person_id % 10 < 8"
        ),
        format!(
            "INSERT INTO response (campaign_id, activity_id, person_id, outcome, day, note) SELECT campaign_id, activity_id, person_id, 'interested', due_day, '' FROM touch WHERE campaign_id = {id} AND person_id % 10 = 1"
        ),
        format!(
            "INSERT INTO lead (person_id, campaign_id, activity_id, state, created_day) SELECT person_id, campaign_id, activity_id, 'qualified', due_day FROM touch WHERE campaign_id = {id} AND person_id % 20 = 1"
        ),
        format!(
            "INSERT INTO opportunity (person_id, campaign_id, activity_id, pipeline_id, stage_id, stage_day, title, amount_minor, state, created_day, closed_day) SELECT person_id, campaign_id, activity_id, {pipeline}, {stage}, due_day, 'Unit', 500000, CASE WHEN person_id % 200 = 1 THEN 'won' WHEN person_id % 200 = 101 THEN 'open' ELSE 'lost' END, due_day, due_day FROM touch WHERE campaign_id = {id} AND person_id % 100 = 1"
        ),
        funnel(id, "contacted", "p.id % 10 < 8"),
        funnel(id, "responded", "p.id % 10 = 1"),
        funnel(id, "lead", "p.id % 20 = 1"),
        funnel(id, "opportunity", "p.id % 100 = 1"),
        funnel(id, "won", "p.id % 200 = 1"),
    ] {
        sql::execute(&db.write, &text, backend::params![]).await?;
    }
    Ok(())
}

fn funnel(id: i64, fact: &str, who: &str) -> String {
    format!(
        "INSERT INTO funnel_entry (campaign_id, person_id, fact, day) SELECT t.campaign_id, p.id, '{fact}', t.due_day FROM touch t JOIN person p ON p.id = t.person_id WHERE t.campaign_id = {id} AND {who}"
    )
}

/// Every person an open lead: scored and shared out by rules, and their table.
async fn weighed(db: &Db, people: usize) -> Result<(), Failure> {
    let actor = fill(db, people).await?;
    let text = "INSERT INTO lead (person_id, state, created_day) SELECT id, 'new', created_day FROM person";
    sql::execute(&db.write, text, backend::params![]).await?;
    let some = Rule::condition(Field::Name, Op::StartsWith, "Person 00");
    let list = ListDraft { name: "Some".into(), kind: ListKind::Static, rule: Some(some.clone()) };
    let list = lists::save(db, &actor, "", &list).await?;
    jobs::drain(db).await?;
    db.analyze().await?;
    let rules = [
        some,
        Rule::condition(Field::List, Op::Is, list.to_string()),
        Rule::condition(Field::Account, Op::StartsWith, "Firm 1"),
        Rule::condition(Field::Place, Op::Is, "Novi Sad"),
        Rule::condition(Field::Phone, Op::Filled, ""),
        Rule::condition(Field::Email, Op::Contains, "77@"),
        Rule::condition(Field::External, Op::StartsWith, "P000"),
        Rule::condition(Field::LastContact, Op::Empty, ""),
        Rule::condition(Field::Campaign, Op::Is, "1"),
        Rule::condition(Field::Role, Op::Is, "2"),
    ];
    for (n, rule) in rules.into_iter().enumerate() {
        let points = (n + 1).to_string();
        let draft = LeadRuleDraft { name: points.clone(), rule, points, ..LeadRuleDraft::new(LeadRuleKind::Score) };
        admin::save(db, &actor, "", &draft, MARK).await?;
    }
    let taker = Taker::User(actor.user_id).code();
    for rule in [Rule::condition(Field::Account, Op::StartsWith, "Firm 1"), Rule::default()] {
        let draft =
            LeadRuleDraft { name: "R".into(), rule, taker: taker.clone(), ..LeadRuleDraft::new(LeadRuleKind::Owner) };
        admin::save(db, &actor, "", &draft, MARK).await?;
    }
    at_work(db, &actor, "scores of leads", people, async || Ok(jobs::drain(db).await?)).await?;
    admin::share_out(db, &actor, "").await?;
    at_work(db, &actor, "leads shared out", people, async || Ok(jobs::drain(db).await?)).await?;
    let by = |by_score| LeadQuery { by_score, ..LeadQuery::default() };
    page(db, "leads, newest", async || leads::index(db, &actor, &by(false)).await.map(drop)).await?;
    page(db, "leads by score", async || leads::index(db, &actor, &by(true)).await.map(drop)).await?;
    page(db, "why a score", async || admin::score(db, &actor, 101).await.map(drop)).await
}

async fn pages(db: &Db, actor: &Actor, id: i64) -> Result<(), Failure> {
    let none = Rule::default();
    page(db, "people table", async || people::page(db, actor, &none, "", &[], None).await.map(drop)).await?;
    page(db, "people, searched", async || people::page(db, actor, &none, "person 0004", &[], None).await.map(drop))
        .await?;
    page(db, "person", async || people::view(db, actor, 101, Show::All, 50).await.map(drop)).await?;
    page(db, "campaign results", async || campaigns::view(db, actor, id).await.map(drop)).await?;
    page(db, "overview", async || campaigns::index(db, actor, &IndexQuery::default()).await.map(drop)).await?;
    page(db, "today", async || today::view(db, actor).await.map(drop)).await?;
    page(db, "board", async || opportunities::board(db, actor, None).await.map(drop)).await
}
