//! A workspace with its people, made by the use cases themselves.

use backend::{Actor, Db, campaigns, costs, imports, jobs, sql, users, workspace};
use chrono::NaiveDate;
use domain::{
    activity::ActivityKind,
    campaign::{CostDraft, DraftInput},
    cost::{LineDraft, LineEdit, LineEdits},
    decimal::DecimalMark,
    import::{ImportCheck, ImportKind, ImportView},
    metrics::Figure,
    rights::Role,
    rule::Rule,
    user::{Language, UserDraft},
};

pub const MARK: DecimalMark = DecimalMark::Point;

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A workspace in `currency` and its administrator, on Monday, 6 July 2026.
pub async fn workspace(db: &Db, currency: &str) -> Actor {
    let setup = workspace::Setup {
        name: "Polar Frigo".into(),
        currency: currency.into(),
        language: Language::En.code().into(),
        calendar: "gregorian".into(),
        time_zone: "Europe/Belgrade".into(),
        working_days: domain::calendar::WorkingDays::MONDAY_TO_FRIDAY.bits(),
        user_name: "Mira".into(),
        email: "mira@levak.example".into(),
        password: "a river in may".into(),
    };
    let id = workspace::create(db, &setup, false).await.unwrap();
    at(id, Role::Administrator, "2026-07-06")
}

pub fn at(user_id: i64, role: Role, today: &str) -> Actor {
    Actor { user_id, role, now_ms: 1_783_330_000_000, today: day(today), print: 0 }
}

pub async fn user(db: &Db, admin: &Actor, name: &str, role: Role) -> Actor {
    let draft = UserDraft {
        id: None,
        version: 0,
        name: name.into(),
        email: format!("{name}@levak.example"),
        role,
        active: true,
        password: "a river in may".into(),
        team: None,
        week_hours: String::new(),
    };
    let id = users::save(db, admin, "", &draft).await.unwrap();
    Actor { user_id: id, role, ..admin.clone() }
}

/// Uploads, checks with the mapping that was guessed, and gives the dry run.
pub async fn dry_run(db: &Db, actor: &Actor, kind: ImportKind, source: &str, body: &[u8]) -> ImportView {
    let mut upload = imports::begin_upload(db, actor, kind, "file.csv").await.unwrap();
    for part in body.chunks(100_000) {
        upload.take(part).await.unwrap();
    }
    let id = upload.finish().await.unwrap();
    let view = imports::view(db, actor, id).await.unwrap();
    let targets = view.columns.iter().map(|c| c.target.code()).collect();
    let options = domain::import::Options { source: source.into(), ..view.options };
    imports::check(db, actor, "", &ImportCheck { id, version: view.version, options, targets }).await.unwrap();
    jobs::drain(db).await.unwrap();
    imports::view(db, actor, id).await.unwrap()
}

/// A dry run and the import itself.
pub async fn import(db: &Db, actor: &Actor, kind: ImportKind, source: &str, body: &[u8]) -> ImportView {
    let checked = dry_run(db, actor, kind, source, body).await;
    imports::start(db, actor, "", checked.row.id, checked.version, true).await.unwrap();
    jobs::drain(db).await.unwrap();
    imports::view(db, actor, checked.row.id).await.unwrap()
}

/// `n` people with names, phones and addresses.
pub async fn people(db: &Db, actor: &Actor, n: usize) {
    let mut file = String::from("id,name,email,phone,city\n");
    for i in 0..n {
        file.push_str(&format!("P{i:05},Person {i:05},p{i}@example.rs,021 55{i:05},Novi Sad\n"));
    }
    import(db, actor, ImportKind::People, "crm", file.as_bytes()).await;
}

/// Eleven people for two sellers over ten working days: issue 2, section 3.3.
pub fn plan(sellers: &[i64]) -> DraftInput {
    DraftInput {
        name: "Calls before the season".into(),
        kind: Some(ActivityKind::Call),
        rule: Some(Rule::default()),
        first_day: "2026-07-06".into(),
        last_day: "2026-07-17".into(),
        minutes: "12".into(),
        sellers: sellers.to_vec(),
        costs: vec![CostDraft { article: "Telephone".into(), quantity: "10".into(), price: "100".into() }],
        targets: vec![(Figure::NewLeads, "4".into()), (Figure::Revenue, "5000".into())],
        ..DraftInput::default()
    }
}

pub async fn launch(db: &Db, actor: &Actor, input: &DraftInput) -> i64 {
    let draft = campaigns::save_draft(db, actor, "", input, MARK).await.unwrap();
    campaigns::launch(db, actor, "", draft.id, draft.version).await.unwrap();
    jobs::drain(db).await.unwrap();
    draft.id
}

/// Adds lines to a campaign.
pub async fn add(db: &Db, actor: &Actor, campaign: i64, lines: Vec<LineDraft>) -> backend::Result<Vec<(i64, i64)>> {
    let put = |line| LineEdit::Put { id: None, version: 0, line: Box::new(line) };
    let edits = LineEdits { campaign, edits: lines.into_iter().map(put).collect(), reason: String::new() };
    Ok(costs::save(db, actor, "", &edits, MARK).await?.lines)
}

/// A line with what is planned for it.
pub fn line(article: &str, price: &str) -> LineDraft {
    LineDraft { article: article.into(), price: price.into(), ..LineDraft::default() }
}

pub async fn number(db: &Db, text: &str) -> i64 {
    sql::scalar(&db.read, text, vec![]).await.unwrap()
}
