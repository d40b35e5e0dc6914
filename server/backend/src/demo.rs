//! A small company to try Levak on: made by the same use cases as everything else, the same each time but for the day it
//! is made on.

mod names;

use crate::{
    Actor, Db, Error, Result, campaigns, imports, jobs, leads, lists, opportunities, params, sql, today, users,
    workspace,
};
use chrono::{Days, NaiveDate};
use domain::{
    campaign::{CostActual, CostDraft, DraftInput},
    decimal::DecimalMark,
    import::{ImportCheck, ImportKind},
    lead::Qualify,
    list::{ListDraft, ListKind},
    metrics::Figure,
    opportunity::{Close, CloseOpportunity},
    rights::Role,
    rule::{Field, Mode, Op, Rule},
    touch::{ActivityKind, Outcome, TouchResult},
    user::{Language, Password},
};

/// The demo's users; all have [`PASSWORD`].
pub const USERS: [(&str, &str, Role); 5] = [
    ("Mira Ilić", "admin@levak.example", Role::Administrator),
    ("Vesna Petrović", "manager@levak.example", Role::MarketingManager),
    ("Jelena Savić", "marketer@levak.example", Role::Marketer),
    ("Ana Kovač", "ana@levak.example", Role::Salesperson),
    ("Marko Lukić", "marko@levak.example", Role::Salesperson),
];
/// Good enough for a database that is served on loopback only.
pub const PASSWORD: &str = "try levak today";

/// Numbers that look arbitrary and are always the same.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33).checked_rem(below).unwrap_or(0)
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> Result<T> {
        let at = usize::try_from(self.roll(u64::try_from(from.len()).unwrap_or(1))).unwrap_or(0);
        from.get(at).copied().ok_or_else(|| Error::Internal("nothing to pick from".into()))
    }
}

/// Fills an empty database.
///
/// # Errors
/// `State` when there is a workspace already.
pub async fn fill(db: &Db, now_ms: i64) -> Result<()> {
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
    let mut ids = vec![admin];
    for (name, email, role) in &USERS[1..] {
        let hash = users::hash(Password::parse(PASSWORD).map_err(|fault| Error::invalid("password", fault))?).await?;
        let email = domain::person::Email::parse(email).map_err(|fault| Error::invalid("email", fault))?;
        ids.push(users::insert(&db.write, name, &email, Some(&hash), *role, true, Language::En).await?);
    }
    let [admin, manager, _, ana, marko] = ids.as_slice() else { return Err(Error::Internal("demo users".into())) };
    let at = |user: i64, role: Role, then: NaiveDate| Actor {
        user_id: user,
        role,
        now_ms: now_ms - (day - then).num_days() * 24 * 3600 * 1000,
        today: then,
    };
    let mut dice = Dice(7);
    let boss = at(*admin, Role::Administrator, day);
    import(db, &boss, ImportKind::People, "customers.csv", &people(&mut dice, day)?).await?;
    let (leads_csv, wins_csv) = channel_files(&mut dice, day)?;
    import(db, &boss, ImportKind::Leads, "website-leads.csv", &leads_csv).await?;
    import(db, &boss, ImportKind::Wins, "website-wins.csv", &wins_csv).await?;
    make_lists(db, &boss).await?;
    let sellers = [*ana, *marko];
    let spring = Plan {
        name: "Cold room audit",
        started: 70,
        length: 45,
        people: 64,
        place: "Novi Sad",
        revenue: "90000",
        leads: "16",
    };
    let autumn = Plan {
        name: "Service contracts, second call",
        started: 6,
        length: 18,
        people: 40,
        place: "Beograd",
        revenue: "40000",
        leads: "10",
    };
    let first = launch(db, &at(*manager, Role::MarketingManager, back(day, spring.started)), &spring, &sellers).await?;
    work(db, &at, first, back(day, spring.started), back(day, 3), &mut dice, &sellers).await?;
    sell(db, &at, back(day, 2), &mut dice, &sellers).await?;
    costs(db, &at(*manager, Role::MarketingManager, back(day, 20)), first).await?;
    let second =
        launch(db, &at(*manager, Role::MarketingManager, back(day, autumn.started)), &autumn, &sellers).await?;
    work(db, &at, second, back(day, autumn.started), back(day, 4), &mut dice, &sellers).await?;
    let draft = DraftInput {
        name: "Heat pumps for bakeries".into(),
        kind: Some(ActivityKind::Call),
        rule: Some(in_place("Subotica")),
        ..DraftInput::default()
    };
    campaigns::save_draft(db, &at(*manager, Role::MarketingManager, day), "", &draft, DecimalMark::Point).await?;
    Ok(())
}

fn back(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_sub_days(Days::new(days)).unwrap_or(day)
}

async fn import(db: &Db, actor: &Actor, kind: ImportKind, file: &str, text: &str) -> Result<()> {
    let mut upload = imports::begin_upload(db, actor, kind, file).await?;
    upload.take(text.as_bytes()).await?;
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

fn people(dice: &mut Dice, day: NaiveDate) -> Result<String> {
    let mut file = String::from("id;name;company;city;email;phone;Segment;Cold rooms;Last visit;Newsletter\n");
    for n in 0..260_u64 {
        let (given, family, company, city) = (
            dice.pick(&names::GIVEN)?,
            dice.pick(&names::FAMILY)?,
            dice.pick(&names::TRADES)?,
            dice.pick(&names::PLACES)?,
        );
        let segment = dice.pick(&["Retail", "Food industry", "Restaurants", "Logistics"])?;
        let ascii = crate::fold::fold(&format!("{given}.{family}"));
        let email = if dice.roll(10) == 0 { String::new() } else { format!("{ascii}{n}@example.rs") };
        let phone = if dice.roll(12) == 0 { String::new() } else { format!("021 555 {:03}", n + 100) };
        let visit = back(day, 20 + dice.roll(700));
        let rooms = if dice.roll(9) == 0 { String::new() } else { (1 + dice.roll(14)).to_string() };
        let newsletter = if dice.roll(3) == 0 { "no" } else { "yes" };
        file.push_str(&format!("K{n:04};{given} {family};{company} {family};{city};{email};{phone};{segment};{rooms};{visit};{newsletter}\n"));
    }
    Ok(file)
}

/// Leads of the last months by channel, and those of them that were won.
fn channel_files(dice: &mut Dice, day: NaiveDate) -> Result<(String, String)> {
    let mut leads = String::from("lead_id,first_contact_date,origin\n");
    let mut wins = String::from("lead_id,won_date,amount,representative\n");
    let channels = ["organic search", "paid search", "social", "referral", "trade fair", ""];
    for n in 0..420_u64 {
        let first = back(day, 12 + dice.roll(230));
        let channel = dice.pick(&channels)?;
        leads.push_str(&format!("W{n:04},{first},{channel}\n"));
        let chance = if channel == "referral" || channel == "trade fair" { 4 } else { 12 };
        if dice.roll(chance) == 0 {
            let won = first.checked_add_days(Days::new(dice.roll(11))).unwrap_or(first);
            let amount = if dice.roll(6) == 0 { 0 } else { 1200 + dice.roll(60) * 50 };
            wins.push_str(&format!("W{n:04},{won},{amount},Ana Kovač\n"));
        }
    }
    Ok((leads, wins))
}

fn in_place(place: &str) -> Rule {
    Rule::Group { mode: Mode::All, of: vec![Rule::condition(Field::Place, Op::Is, place)] }
}

async fn make_lists(db: &Db, actor: &Actor) -> Result<()> {
    let draft = |name: &str, kind, rule| ListDraft { name: name.into(), kind, rule };
    lists::save(db, actor, "", &draft("Belgrade", ListKind::Dynamic, in_place("Beograd"))).await?;
    lists::save(db, actor, "", &draft("Visited in person", ListKind::Static, in_place("Niš"))).await?;
    lists::save(db, actor, "", &draft("Never contact", ListKind::Suppression, in_place("Zrenjanin"))).await?;
    Ok(())
}

struct Plan {
    name: &'static str,
    started: u64,
    length: u64,
    people: i64,
    place: &'static str,
    revenue: &'static str,
    leads: &'static str,
}

async fn launch(db: &Db, actor: &Actor, plan: &Plan, sellers: &[i64]) -> Result<i64> {
    let others =
        if plan.place == "Beograd" { vec!["Beograd", "Niš"] } else { vec!["Novi Sad", "Subotica", "Kragujevac"] };
    let rule = Rule::Group {
        mode: Mode::Any,
        of: others.into_iter().map(|place| Rule::condition(Field::Place, Op::Is, place)).collect(),
    };
    let last = actor.today.checked_add_days(Days::new(plan.length)).unwrap_or(actor.today);
    let cost = |article: &str, quantity: i64, price: &str| CostDraft {
        article: article.into(),
        quantity: quantity.to_string(),
        price: price.into(),
    };
    let input = DraftInput {
        name: plan.name.into(),
        kind: Some(ActivityKind::Call),
        rule: Some(rule),
        script: "Ask how many cold rooms they run and who services them.\nOffer a free audit of one room.".into(),
        first_day: actor.today.to_string(),
        last_day: last.to_string(),
        minutes: "8".into(),
        skip_days: "30".into(),
        sellers: sellers.to_vec(),
        costs: vec![
            cost("Caller hours", 160, "24.00"),
            cost("Addresses checked", plan.people, "9.50"),
            cost("Free audits, technician hours", 220, "31.00"),
        ],
        targets: vec![
            (Figure::Contacted, plan.people.to_string()),
            (Figure::NewLeads, plan.leads.into()),
            (Figure::ConvertedLeads, "9".into()),
            (Figure::Opportunities, "7".into()),
            (Figure::Won, "3".into()),
            (Figure::Revenue, plan.revenue.into()),
        ],
        ..DraftInput::default()
    };
    let (id, version) = campaigns::save_draft(db, actor, "", &input, DecimalMark::Point).await?;
    campaigns::launch(db, actor, "", id, version).await?;
    jobs::drain(db).await?;
    Ok(id)
}

/// Works through the calls of a campaign from day to day, leaving some for later.
async fn work(
    db: &Db,
    at: &impl Fn(i64, Role, NaiveDate) -> Actor,
    campaign: i64,
    from: NaiveDate,
    upto: NaiveDate,
    dice: &mut Dice,
    sellers: &[i64],
) -> Result<()> {
    let mut day = from;
    while day <= upto {
        for seller in sellers {
            let actor = at(*seller, Role::Salesperson, day);
            let due = sql::column::<i64>(
                &db.read,
                "SELECT id FROM touch WHERE campaign_id = $1 AND assignee_id = $2 AND state = 'planned' AND due_day <= $3 ORDER BY id",
                params![campaign, *seller, day],
            )
            .await?;
            for id in due {
                if dice.roll(14) == 0 {
                    continue;
                }
                let version = today::touch(db, &actor, id).await?.version;
                let outcome = match dice.roll(20) {
                    0..=4 => Outcome::Interested,
                    5..=7 => Outcome::NoAnswer,
                    8..=9 => Outcome::CallBack,
                    10 => Outcome::WrongNumber,
                    11 => Outcome::DoNotContact,
                    _ => Outcome::NotInterested,
                };
                let seconds = i64::try_from(40 + dice.roll(400)).unwrap_or(60);
                let note = if outcome == Outcome::CallBack { "In a meeting, asked to ring again." } else { "" };
                let input = TouchResult {
                    id,
                    version,
                    outcome,
                    seconds,
                    note: note.into(),
                    next_day: None,
                    make_lead: outcome == Outcome::Interested,
                };
                today::record(db, &actor, "", &input).await?;
            }
        }
        day = day.checked_add_days(Days::new(1)).unwrap_or(upto);
        if day == from {
            break;
        }
    }
    Ok(())
}

/// Qualifies most leads of the campaigns, moves their opportunities on and closes some.
async fn sell(
    db: &Db,
    at: &impl Fn(i64, Role, NaiveDate) -> Actor,
    upto: NaiveDate,
    dice: &mut Dice,
    sellers: &[i64],
) -> Result<()> {
    let open: Vec<(i64, i64, NaiveDate)> = sql::tuples(
        &db.read,
        "SELECT id, owner_id, created_day FROM lead WHERE campaign_id IS NOT NULL AND state = 'new' ORDER BY id",
        params![],
    )
    .await?;
    let stages: Vec<i64> =
        sql::column(&db.read, "SELECT id FROM pipeline_stage ORDER BY pipeline_id, position", params![]).await?;
    let lost: Vec<i64> =
        sql::column(&db.read, "SELECT id FROM reason WHERE kind = 'lost' ORDER BY position", params![]).await?;
    let unfit: i64 = sql::scalar(&db.read, "SELECT MIN(id) FROM reason WHERE kind = 'disqualified'", params![]).await?;
    for (id, owner, created) in open {
        let seller = if sellers.contains(&owner) { owner } else { dice.pick(sellers)? };
        let later = |days: u64| created.checked_add_days(Days::new(days)).unwrap_or(created).min(upto);
        let actor = at(seller, Role::Salesperson, later(2));
        match dice.roll(10) {
            0..=1 => continue,
            2..=3 => leads::disqualify(db, &actor, "", id, 1, unfit).await?,
            _ => {
                let amount = (6 + dice.roll(40)) * 500;
                let input = Qualify {
                    id,
                    version: 1,
                    account: String::new(),
                    opportunity: dice.roll(8) > 0,
                    title: String::new(),
                    amount: amount.to_string(),
                };
                let Some(opportunity) = leads::qualify(db, &actor, "", &input, DecimalMark::Point).await? else {
                    continue;
                };
                let mut version = 1;
                for (step, stage) in
                    (1_u64..).zip(stages.iter().skip(1).take(usize::try_from(dice.roll(5)).unwrap_or(0)))
                {
                    let actor = at(seller, Role::Salesperson, later(2 + step * 5));
                    version = opportunities::move_to(db, &actor, "", opportunity, version, *stage).await?;
                }
                let close = match dice.roll(10) {
                    0..=3 => Close::Won,
                    4..=5 => Close::Lost { reason: dice.pick(&lost)? },
                    _ => continue,
                };
                let input = CloseOpportunity {
                    id: opportunity,
                    version,
                    close,
                    amount: amount.to_string(),
                    note: String::new(),
                };
                opportunities::close(db, &at(seller, Role::Salesperson, later(28)), "", &input, DecimalMark::Point)
                    .await?;
            }
        }
    }
    Ok(())
}

async fn costs(db: &Db, actor: &Actor, campaign: i64) -> Result<()> {
    let view = campaigns::view(db, actor, campaign).await?;
    for (line, amount) in view.costs.iter().zip(["4128", "560", "7254.50"]) {
        let input =
            CostActual { id: line.id, version: line.version, amount: amount.into(), day: actor.today.to_string() };
        campaigns::save_cost(db, actor, "", &input, DecimalMark::Point).await?;
    }
    Ok(())
}
