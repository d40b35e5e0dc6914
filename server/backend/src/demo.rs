//! A company to try Levak on, a maker of refrigeration equipment: made by the same use cases as everything else, the same
//! each time but for the day it is made on.

mod campaigns;
mod closing;
mod money;
mod names;
mod people;
mod work;

use crate::{
    Actor, Db, Error, Result, accounts, campaigns as plans, catalogs, imports, jobs, leads::admin, lists, notes,
    params, people as persons, sql, tasks, users, workspace,
};
use campaigns::{SKETCHES, Shape};
use chrono::{Days, NaiveDate};
use domain::{
    activity::{ActivityKind, Reach},
    campaign::{CopyDraft, DraftInput},
    catalog::{Catalog, CatalogDraft},
    decimal::DecimalMark,
    import::{ImportCheck, ImportKind},
    lead_rule::{LeadRuleDraft, LeadRuleKind, Taker},
    list::{ListChange, ListDraft, ListKind},
    note::NoteOn,
    person::PersonDraft,
    rights::Role,
    rule::{Field, Mode, Op, Rule},
    task::TaskDraft,
    user::{Language, Password},
};

/// The demo's users; all have [`PASSWORD`].
pub const USERS: [(&str, &str, Role); 8] = [
    ("Mira Ilić", "admin@levak.example", Role::Administrator),
    ("Vesna Petrović", "manager@levak.example", Role::MarketingManager),
    ("Jelena Savić", "marketer@levak.example", Role::Marketer),
    ("Ana Kovač", "ana@levak.example", Role::Salesperson),
    ("Marko Lukić", "marko@levak.example", Role::Salesperson),
    ("Ivana Horvat", "sales@levak.example", Role::SalesManager),
    ("Pavel Novikov", "analyst@levak.example", Role::Analyst),
    ("Maryam Ahmadi", "viewer@levak.example", Role::Viewer),
];
/// Good enough for a database that is served on loopback only.
pub const PASSWORD: &str = "try levak today";
/// People of the demo, unless asked for more.
pub const PEOPLE: u64 = 2500;

const PRODUCTS: [&str; 4] = ["FC-220 cold room", "Glass-door fridge", "Ice machine", "Service contract"];
const COMPETITORS: [&str; 3] = ["Arktik Servis", "Hladnjača Plus", "NordKühl"];
const TEAMS: [&str; 2] = ["Marketing", "Sales"];

/// People who get their owner in one statement.
const OWNED: u64 = 5000;

/// Numbers that look arbitrary and are always the same.
struct Dice(u64);

impl Dice {
    /// Mixes the seed, so that neighbouring seeds do not begin alike.
    fn new(seed: u64) -> Self {
        let mut dice = Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5851_f42d_4c95_7f2d);
        dice.roll(2);
        dice
    }

    fn roll(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33).checked_rem(below).unwrap_or(0)
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> Result<T> {
        let at = usize::try_from(self.roll(u64::try_from(from.len()).unwrap_or(1))).unwrap_or(0);
        from.get(at).copied().ok_or_else(|| Error::Internal("nothing to pick from".into()))
    }

    /// One of `from`, each as often as its share says.
    fn share<'a, T>(&mut self, from: &'a [T], share: impl Fn(&T) -> u64) -> Result<&'a T> {
        let mut left = self.roll(from.iter().map(&share).sum());
        for one in from {
            let own = share(one);
            if left < own {
                return Ok(one);
            }
            left -= own;
        }
        from.last().ok_or_else(|| Error::Internal("nothing to pick from".into()))
    }
}

/// The company while it is made: who works there, and what they choose from.
struct Demo<'a> {
    db: &'a Db,
    now_ms: i64,
    day: NaiveDate,
    admin: i64,
    manager: i64,
    marketer: i64,
    sellers: [i64; 2],
    stages: Vec<i64>,
    lost: Vec<i64>,
    unfit: Vec<i64>,
    products: Vec<i64>,
    competitors: Vec<i64>,
}

impl Demo<'_> {
    /// The instant of a day before today.
    fn ms(&self, day: NaiveDate) -> i64 {
        self.now_ms - (self.day - day).num_days() * 24 * 3600 * 1000
    }

    fn on(&self, user_id: i64, role: Role, today: NaiveDate) -> Actor {
        Actor { user_id, role, now_ms: self.ms(today), today, print: 0 }
    }

    fn admin(&self) -> Actor {
        self.on(self.admin, Role::Administrator, self.day)
    }

    fn manager(&self, day: NaiveDate) -> Actor {
        self.on(self.manager, Role::MarketingManager, day)
    }

    fn marketer_on(&self, day: NaiveDate) -> Actor {
        self.on(self.marketer, Role::Marketer, day)
    }

    fn seller_on(&self, seller: i64, day: NaiveDate) -> Actor {
        self.on(seller, Role::Salesperson, day)
    }
}

fn back(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_sub_days(Days::new(days)).unwrap_or(day)
}

/// Fills an empty database with a company that knows `people` people.
///
/// # Errors
/// `State` when there is a workspace already.
pub async fn fill(db: &Db, now_ms: i64, people: u64) -> Result<()> {
    let demo = company(db, now_ms).await?;
    let mut dice = Dice::new(7);
    let boss = demo.admin();
    import(db, &boss, ImportKind::People, "customers.csv", &people::people(&mut dice, people, demo.day)?).await?;
    let (leads_csv, wins_csv) = people::channel_files(&mut dice, demo.day)?;
    import(db, &boss, ImportKind::Leads, "website-leads.csv", &leads_csv).await?;
    import(db, &boss, ImportKind::Wins, "website-wins.csv", &wins_csv).await?;
    make_lists(&demo, people).await?;
    describe(&demo).await?;
    let mut first = None;
    for sketch in &SKETCHES {
        let made = campaigns::make(&demo, sketch).await?;
        work::send(&demo, &mut dice, sketch, &made).await?;
        work::follow(&demo, &made).await?;
        if sketch.shape == Shape::Exhibition {
            campaigns::visitors(&demo, &mut dice, &made).await?;
        }
        work::call(&demo, &mut dice, sketch, &made).await?;
        work::sell(&demo, &mut dice, &made).await?;
        campaigns::pay(&demo, sketch, &made).await?;
        if sketch.finished {
            let day = made.first + Days::new(sketch.length + 1);
            let version = plans::plan_view(db, &boss, made.campaign).await?.input.version;
            plans::finish(db, &demo.manager(day.min(demo.day)), "", made.campaign, version).await?;
        }
        if sketch.shape == Shape::Letters {
            first = first.or(Some(made.campaign));
        }
    }
    if let Some(id) = first {
        let draft = CopyDraft { id, name: "Letter, then a call".into(), first_day: String::new(), template: true };
        plans::copy(db, &demo.manager(demo.day), "", &draft).await?;
    }
    let draft = DraftInput {
        name: "Heat pumps for bakeries".into(),
        kind: Some(ActivityKind::Call),
        rule: Some(Rule::condition(Field::Account, Op::StartsWith, "Pekara")),
        ..DraftInput::default()
    };
    plans::save_draft(db, &demo.manager(demo.day), "", &draft, DecimalMark::Point).await?;
    money::fill(&demo).await?;
    closing::fill(&demo).await?;
    talk(&demo).await?;
    weigh(&demo).await
}

/// The workspace with its users.
async fn company(db: &Db, now_ms: i64) -> Result<Demo<'_>> {
    let day = workspace::local_day(now_ms, "Europe/Belgrade");
    let (name, email, _) = USERS[0];
    let setup = workspace::Setup {
        name: "Polar Frigo".into(),
        currency: "EUR".into(),
        language: Language::En.code().into(),
        calendar: "gregorian".into(),
        time_zone: "Europe/Belgrade".into(),
        working_days: domain::calendar::WorkingDays::MONDAY_TO_FRIDAY.bits(),
        user_name: name.into(),
        email: email.into(),
        password: PASSWORD.into(),
    };
    let admin = workspace::create(db, &setup, true).await?;
    let actor = Actor { user_id: admin, role: Role::Administrator, now_ms, today: day, print: 0 };
    let add = async |catalog, names: &[&str]| -> Result<Vec<i64>> {
        let mut ids = Vec::new();
        for name in names {
            ids.push(catalogs::save(db, &actor, "", &CatalogDraft::new(catalog, name), DecimalMark::Point).await?);
        }
        Ok(ids)
    };
    let products = add(Catalog::Product, &PRODUCTS).await?;
    let competitors = add(Catalog::Competitor, &COMPETITORS).await?;
    let teams = add(Catalog::Team, &TEAMS).await?;
    // What campaigns should bring: a tenth answers, three of ten of these are leads, half of them are qualified.
    for mut kind in catalogs::index(db, &actor, Catalog::Kind).await? {
        for stage in &mut kind.stages {
            (stage.probability, stage.days) = match stage.fact.as_str() {
                "responded" => ("10".into(), String::new()),
                "lead" => ("30".into(), "10".into()),
                "converted" => ("50".into(), "14".into()),
                _ => (String::new(), String::new()),
            };
        }
        let draft = CatalogDraft::of(Catalog::Kind, kind);
        catalogs::save(db, &actor, "", &draft, DecimalMark::Point).await?;
    }
    let mut ids = vec![admin];
    let hash = users::hash(Password::parse(PASSWORD).map_err(|fault| Error::invalid("password", fault))?).await?;
    for (name, email, role) in &USERS[1..] {
        let email = domain::person::Email::parse(email).map_err(|fault| Error::invalid("email", fault))?;
        let id = users::insert(&db.write, name, &email, Some(&hash), *role, true, Language::En).await?;
        let team = teams.get(usize::from(matches!(role, Role::SalesManager | Role::Salesperson))).copied();
        sql::execute(&db.write, "UPDATE app_user SET team_id = $2 WHERE id = $1", params![id, team]).await?;
        ids.push(id);
    }
    let [admin, manager, marketer, ana, marko, ..] = ids.as_slice() else {
        return Err(Error::Internal("demo users".into()));
    };
    let column = async |text: &str| sql::column::<i64>(&db.read, text, params![]).await;
    Ok(Demo {
        db,
        now_ms,
        day,
        admin: *admin,
        manager: *manager,
        marketer: *marketer,
        sellers: [*ana, *marko],
        stages: column("SELECT id FROM pipeline_stage ORDER BY pipeline_id, position").await?,
        products,
        competitors,
        lost: column("SELECT id FROM reason WHERE kind = 'lost' ORDER BY position").await?,
        unfit: column("SELECT id FROM reason WHERE kind = 'disqualified' ORDER BY position").await?,
    })
}

async fn import(db: &Db, actor: &Actor, kind: ImportKind, file: &str, text: &str) -> Result<()> {
    let mut upload = imports::begin_upload(db, actor, kind, file).await?;
    for part in text.as_bytes().chunks(1024 * 1024) {
        upload.take(part).await?;
    }
    let id = upload.finish().await?;
    let view = imports::view(db, actor, id).await?;
    let targets = view.columns.iter().map(|column| column.target.code()).collect();
    let mut options = view.options;
    options.source = if kind == ImportKind::People { "customers".into() } else { "website".into() };
    imports::check(db, actor, "", &ImportCheck { id, version: view.version, options, targets }).await?;
    jobs::drain(db).await?;
    let version = imports::view(db, actor, id).await?.version;
    imports::start(db, actor, "", id, version, true).await?;
    jobs::drain(db).await
}

async fn make_lists(demo: &Demo<'_>, people: u64) -> Result<()> {
    let (db, actor) = (demo.db, demo.manager(demo.day));
    let place = |place: &str| Rule::Group { mode: Mode::All, of: vec![Rule::condition(Field::Place, Op::Is, place)] };
    let draft = |name: &str, kind, rule| ListDraft { name: name.into(), kind, rule: Some(rule) };
    lists::save(db, &actor, "", &draft("Belgrade", ListKind::Dynamic, place("Beograd"))).await?;
    let visited = lists::save(db, &actor, "", &draft("Visited in person", ListKind::Static, place("Niš"))).await?;
    let change = ListChange {
        id: visited,
        version: 1,
        name: "Visited in person".into(),
        source: "Reports of the salespeople".into(),
        cost: String::new(),
        locked: true,
    };
    lists::change(db, &actor, "", &change, DecimalMark::Point).await?;
    let never = Rule::condition(Field::Name, Op::StartsWith, "Olga Ćirić");
    let never = lists::save(db, &actor, "", &draft("Never contact", ListKind::Suppression, never)).await?;
    lists::addresses(db, &actor, "", (never, 1), "@competitor.example\npress@magazine.example").await?;
    jobs::drain(db).await?;
    // Each salesperson has their own customers.
    let text = "UPDATE person SET owner_id = CASE id % 3 WHEN 0 THEN CAST($1 AS BIGINT) ELSE CAST($2 AS BIGINT) END WHERE id % 3 < 2 AND id > $3 AND id <= $4";
    let [ana, marko] = demo.sellers;
    for chunk in 0..people.div_ceil(OWNED) {
        let from = i64::try_from(chunk * OWNED).unwrap_or(i64::MAX);
        let upto = i64::try_from((chunk + 1) * OWNED).unwrap_or(i64::MAX);
        sql::execute(&db.write, text, params![ana, marko, from, upto]).await?;
    }
    Ok(())
}

/// What is known of the first organisations.
async fn describe(demo: &Demo<'_>) -> Result<()> {
    let (db, admin) = (demo.db, demo.admin());
    let accounts: Vec<i64> = sql::column(&db.read, "SELECT id FROM account ORDER BY id LIMIT 320", params![]).await?;
    for account in accounts {
        let view = accounts::view(db, &admin, account, domain::person::Show::All, 1).await?;
        let mut dice = Dice::new(account.unsigned_abs());
        let mut form = view.form;
        for attribute in view.attributes.iter().filter(|a| !a.options.is_empty()) {
            if dice.roll(6) == 0 {
                continue;
            }
            let numbers: Vec<i64> = attribute.options.iter().map(|(number, _)| *number).collect();
            let number = dice.pick(&numbers)?;
            form.values.retain(|(id, _)| *id != attribute.id);
            form.values.push((attribute.id, number.to_string()));
        }
        accounts::save(db, &admin, "", &form).await?;
    }
    let some: Vec<i64> = sql::column(&db.read, "SELECT id FROM person ORDER BY id LIMIT 200", params![]).await?;
    for (n, person) in some.into_iter().enumerate() {
        let Some(reach) = [Reach::Email, Reach::Post, Reach::Phone].get(n % 5) else { continue };
        let form = persons::view(db, &admin, person, domain::person::Show::All, 1).await?.form;
        let form = PersonDraft { best_channel: reach.as_str().into(), ..form };
        persons::save(db, &admin, "", &form).await?;
    }
    Ok(())
}

/// By what leads are weighed, and to whom new ones go.
async fn weigh(demo: &Demo<'_>) -> Result<()> {
    let (db, actor) = (demo.db, demo.manager(demo.day));
    let visited: i64 =
        sql::scalar(&db.read, "SELECT id FROM people_list WHERE name = 'Visited in person'", params![]).await?;
    let scores = [
        ("Visited in person", Rule::condition(Field::List, Op::Is, visited.to_string()), "25"),
        ("Near Belgrade", Rule::condition(Field::Place, Op::Is, "Beograd"), "10"),
        ("Spoken with before", Rule::condition(Field::LastContact, Op::Filled, ""), "15"),
        ("Writes by e-mail only", Rule::condition(Field::DoNotCall, Op::Is, "1"), "-10"),
        ("No telephone", Rule::condition(Field::Phone, Op::Empty, ""), "-5"),
    ];
    for (name, rule, points) in scores {
        let draft =
            LeadRuleDraft { name: name.into(), rule, points: points.into(), ..LeadRuleDraft::new(LeadRuleKind::Score) };
        admin::save(db, &actor, "", &draft, DecimalMark::Point).await?;
    }
    let sales: i64 = sql::scalar(&db.read, "SELECT id FROM team WHERE name = 'Sales'", params![]).await?;
    for (name, taker) in [("Customers of somebody", Taker::Customer), ("Everybody else", Taker::Team(sales))] {
        let draft = LeadRuleDraft { name: name.into(), taker: taker.code(), ..LeadRuleDraft::new(LeadRuleKind::Owner) };
        admin::save(db, &actor, "", &draft, DecimalMark::Point).await?;
    }
    jobs::drain(db).await
}

/// What colleagues say to each other, and what they noted down for themselves.
async fn talk(demo: &Demo<'_>) -> Result<()> {
    let db = demo.db;
    let (person, account): (i64, i64) = sql::tuple(
        &db.read,
        "SELECT p.id, p.account_id FROM opportunity o JOIN person p ON p.id = o.person_id WHERE o.state = 'open' AND p.account_id IS NOT NULL ORDER BY o.id DESC LIMIT 1",
        params![],
    )
    .await?
    .ok_or_else(|| Error::Internal("no open opportunity in the demo".into()))?;
    let [ana, marko] = demo.sellers;
    let said = "Wants the old units taken away in August. @Ana Kovač, can we?";
    notes::add(db, &demo.seller_on(marko, back(demo.day, 1)), "", NoteOn::Person(person), said).await?;
    let asked = "@Vesna Petrović: they ask for a framework contract for all their kitchens.";
    notes::add(db, &demo.seller_on(ana, back(demo.day, 2)), "", NoteOn::Account(account), asked).await?;
    let actor = demo.seller_on(ana, demo.day);
    for (title, due) in [("Send the price list", 0), ("Prepare the visit", 1)] {
        let due = (demo.day + Days::new(due)).to_string();
        let draft = TaskDraft { title: title.into(), due, person: Some(person), ..TaskDraft::default() };
        tasks::save(db, &actor, "", &draft, DecimalMark::Point).await?;
    }
    let mut form = accounts::view(db, &demo.admin(), account, domain::person::Show::All, 1).await?.form;
    form.website = "https://levak.example".into();
    accounts::save(db, &demo.admin(), "", &form).await?;
    Ok(())
}
