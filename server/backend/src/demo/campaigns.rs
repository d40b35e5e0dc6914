//! The demo's campaigns: three yearly exhibitions, mailings, rounds of calls, drafts. Some went as planned, some did not.

use super::{Demo, Dice, back};
use crate::{Actor, Error, Result, campaigns, costs, jobs, params, sql, tasks};
use chrono::{Days, NaiveDate};
use domain::{
    activity::{ActivityKind, Answer, Sharing},
    campaign::{After, CostDraft, DraftInput, LinkDraft, LinkKind, PlanDraft},
    cost::{LineEdit, LineEdits},
    decimal::DecimalMark,
    metrics::Figure,
    money::Currency,
    rule::{Field, Mode, Op, Rule},
    task::TaskDraft,
};

const MARK: DecimalMark = DecimalMark::Point;

/// How a campaign of the demo is.
pub struct Sketch {
    pub name: &'static str,
    pub goal: &'static str,
    pub shape: Shape,
    /// Days before today on which it began, and how long it lasts.
    pub began: u64,
    pub length: u64,
    pub places: &'static [&'static str],
    pub revenue: i64,
    pub leads: i64,
    /// Planned cost in whole units, and what was paid of it in percent; nothing while no invoice has come.
    pub cost: i64,
    pub paid: Option<i64>,
    /// People in a hundred who answer.
    pub answers: u64,
    pub finished: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    Exhibition,
    /// Letters, then calls for those who did not answer.
    Letters,
    Emails,
    Calls,
    Queue,
}

const SERBIA: &[&str] = &["Novi Sad", "Subotica", "Zrenjanin"];
const SOUTH: &[&str] = &["Niš", "Kragujevac", "Čačak"];
const BELGRADE: &[&str] = &["Beograd", "Pančevo"];
const CROATIA: &[&str] = &["Zagreb", "Rijeka", "Split", "Osijek", "Zadar"];
const ABROAD: &[&str] = &["London", "Leeds", "Bristol", "Москва", "Казань", "تهران", "شیراز"];
const ALL: &[&str] = &[];

pub const SKETCHES: [Sketch; 12] = [
    sketch("Food fair 2024", Shape::Exhibition, (715, 30), ALL, (60_000, 30), (14_000, Some(121)), 9),
    sketch("Service contracts", Shape::Calls, (610, 35), SERBIA, (45_000, 12), (2_400, Some(96)), 22),
    sketch("Glass-door fridges, spring offer", Shape::Emails, (520, 28), CROATIA, (30_000, 18), (900, Some(100)), 6),
    sketch("Trade-in of units before 2010", Shape::Letters, (455, 40), SERBIA, (80_000, 24), (5_200, Some(108)), 11),
    sketch("Food fair 2025", Shape::Exhibition, (365, 30), ALL, (75_000, 36), (15_000, Some(97)), 12),
    sketch("Pharmacies: validated cooling", Shape::Emails, (300, 30), ABROAD, (50_000, 20), (1_800, Some(100)), 1),
    sketch("Hotels of the coast", Shape::Letters, (240, 45), CROATIA, (90_000, 26), (6_000, Some(93)), 13),
    sketch("Second call, open offers", Shape::Calls, (180, 25), BELGRADE, (40_000, 10), (1_500, Some(104)), 25),
    sketch("Cold-room audit", Shape::Queue, (95, 50), SOUTH, (35_000, 14), (2_000, Some(88)), 20),
    running("Cold-room renewal", Shape::Letters, (34, 60), SERBIA, (110_000, 32), (7_400, Some(40)), 12),
    running("Food fair 2026", Shape::Exhibition, (21, 45), ALL, (85_000, 40), (16_500, Some(62)), 11),
    running("Service contracts, autumn", Shape::Calls, (8, 20), BELGRADE, (30_000, 9), (1_400, None), 24),
];

const fn sketch(
    name: &'static str,
    shape: Shape,
    (began, length): (u64, u64),
    places: &'static [&'static str],
    (revenue, leads): (i64, i64),
    (cost, paid): (i64, Option<i64>),
    answers: u64,
) -> Sketch {
    let goal = match shape {
        Shape::Exhibition => "Meet the people who decide, show the new line, and leave with appointments.",
        Shape::Letters => "Owners of old units hear what a new one saves, and get a call if they say nothing.",
        Shape::Emails => "One offer, one date, one answer.",
        Shape::Calls => "Ask who services the units, and offer a contract.",
        Shape::Queue => "A free audit of one room for everybody in the region.",
    };
    Sketch { name, goal, shape, began, length, places, revenue, leads, cost, paid, answers, finished: true }
}

const fn running(
    name: &'static str,
    shape: Shape,
    days: (u64, u64),
    places: &'static [&'static str],
    goal: (i64, i64),
    cost: (i64, Option<i64>),
    answers: u64,
) -> Sketch {
    Sketch { finished: false, ..sketch(name, shape, days, places, goal, cost, answers) }
}

/// The campaign and its activities, in the order in which they begin.
pub struct Made {
    pub campaign: i64,
    pub activities: Vec<(i64, ActivityKind)>,
    pub first: NaiveDate,
}

fn people_of(sketch: &Sketch) -> Rule {
    let of = sketch.places.iter().map(|place| Rule::condition(Field::Place, Op::Is, *place)).collect();
    Rule::Group { mode: if sketch.places.is_empty() { Mode::All } else { Mode::Any }, of }
}

fn cost(article: &str, quantity: i64, price: i64) -> CostDraft {
    CostDraft { article: article.into(), quantity: quantity.to_string(), price: price.to_string() }
}

/// Plans and launches a campaign on its first day.
pub async fn make(demo: &Demo<'_>, sketch: &Sketch) -> Result<Made> {
    let first = back(demo.day, sketch.began);
    let last = first.checked_add_days(Days::new(sketch.length)).unwrap_or(first);
    let actor = demo.manager(first);
    let db = demo.db;
    let kind: i64 = sql::scalar(
        &db.read,
        match sketch.shape {
            Shape::Exhibition => "SELECT MAX(id) FROM campaign_kind",
            Shape::Letters | Shape::Emails => "SELECT id FROM campaign_kind ORDER BY id LIMIT 1 OFFSET 1",
            Shape::Calls | Shape::Queue => "SELECT MIN(id) FROM campaign_kind",
        },
        params![],
    )
    .await?;
    let head = PlanDraft {
        name: sketch.name.into(),
        goal: sketch.goal.into(),
        kind: Some(kind),
        first_day: first.to_string(),
        last_day: last.to_string(),
        targets: vec![
            (Figure::NewLeads, sketch.leads.to_string()),
            (Figure::ConvertedLeads, (sketch.leads / 2).to_string()),
            (Figure::Opportunities, (sketch.leads / 3).to_string()),
            (Figure::Won, (sketch.leads / 6).max(1).to_string()),
            (Figure::Revenue, sketch.revenue.to_string()),
        ],
        ..PlanDraft::default()
    };
    // An exhibition is planned long before; the code of a campaign is of the year of its first plan.
    let planned = demo.manager(back(first, if sketch.shape == Shape::Exhibition { 75 } else { 12 }));
    let (campaign, _) = campaigns::save_plan(db, &planned, "", &head, MARK).await?;
    let ready = demo.manager(back(first, 25));
    for step in campaigns::plan_view(db, &planned, campaign).await?.steps.iter().filter(|step| step.by_hand) {
        campaigns::record_step(db, &ready, "", campaign, &step.fact, true).await?;
    }
    let day = |n: u64| first.checked_add_days(Days::new(n)).unwrap_or(first).min(last).to_string();
    let base = DraftInput {
        id: Some(campaign),
        rule: Some(people_of(sketch)),
        last_day: last.to_string(),
        first_day: first.to_string(),
        owner: Some(demo.marketer),
        sellers: demo.sellers.to_vec(),
        ..DraftInput::default()
    };
    let mut made = Vec::new();
    let sent = |kind: ActivityKind, name: &str, share: i64, article: &str| {
        DraftInput {
        name: name.into(),
        kind: Some(kind),
        subject: "What a new unit saves at {organisation|your kitchen}".into(),
        script: "Dear {name|Sir or Madam},\n\na unit of the year 2008 uses three times the power of one of today. We take yours back, and send somebody to look at what it costs you now.\n\nWhen may we call?\n\n{sender}, Polar Frigo".into(),
        costs: vec![cost(article, 1, sketch.cost * share / 100)],
        sellers: vec![demo.marketer],
        last_day: day(12),
        ..base.clone()
    }
    };
    let calls = DraftInput {
        name: "Calls".into(),
        kind: Some(ActivityKind::Call),
        script: "Ask how many cold rooms they run and who services them.\nOffer a free audit of one room.".into(),
        minutes: "8".into(),
        ..base.clone()
    };
    let add = async |input: DraftInput| -> Result<(i64, ActivityKind)> {
        let kind = input.kind.unwrap_or(ActivityKind::Call);
        Ok((campaigns::save_draft(db, &actor, "", &input, MARK).await?.activity, kind))
    };
    match sketch.shape {
        Shape::Exhibition => {
            made.push(add(sent(ActivityKind::Letter, "Invitation by letter", 12, "Printing")).await?);
            made.push(add(sent(ActivityKind::Email, "Invitation by e-mail", 3, "Advertising")).await?);
            let ads = DraftInput {
                name: "Trade press".into(),
                kind: Some(ActivityKind::Advertisement),
                costs: vec![cost("Advertising", 2, sketch.cost * 10 / 100)],
                sellers: vec![],
                ..base.clone()
            };
            made.push(add(ads).await?);
            let stand = DraftInput {
                name: "Stand, hall 4".into(),
                kind: Some(ActivityKind::Advertisement),
                costs: vec![
                    cost("Stand and hall", 1, sketch.cost * 45 / 100),
                    cost("Travel", 6, sketch.cost * 2 / 100),
                    cost("Gifts and samples", 200, (sketch.cost / 2500).max(1)),
                ],
                sellers: vec![],
                ..base
            };
            made.push(add(stand).await?);
        }
        Shape::Letters => {
            let letter = add(sent(ActivityKind::Letter, "Letter with flyer", 70, "Printing")).await?;
            let after = Some(After { activity: letter.0, days: "15".into(), answer: Answer::Silent });
            let follow = DraftInput {
                name: "Calls after 15 days".into(),
                after,
                first_day: day(15),
                costs: vec![cost("Working time", 1, sketch.cost * 30 / 100)],
                ..calls
            };
            made.extend([letter, add(follow).await?]);
        }
        Shape::Emails => made.push(add(sent(ActivityKind::Email, "Personal e-mail", 100, "Advertising")).await?),
        Shape::Calls => made.push(
            add(DraftInput {
                costs: vec![cost("Working time", 10, sketch.cost / 10)],
                rule: Some(narrow(sketch)),
                ..calls
            })
            .await?,
        ),
        Shape::Queue => made.push(
            add(DraftInput {
                name: "Audit calls".into(),
                sharing: Sharing::Queue,
                costs: vec![cost("Working time", 10, sketch.cost / 10)],
                rule: Some(narrow(sketch)),
                ..calls
            })
            .await?,
        ),
    }
    plan_tasks(demo, &actor, sketch, campaign, first).await?;
    let version = campaigns::plan_view(db, &actor, campaign).await?.input.version;
    campaigns::launch(db, &actor, "", campaign, version).await?;
    jobs::drain(db).await?;
    Ok(Made { campaign, activities: made, first })
}

/// Rounds of calls go to restaurants only, so that two people can work through them.
fn narrow(sketch: &Sketch) -> Rule {
    let job = Rule::Group {
        mode: Mode::Any,
        of: ["Restoran", "Hotel", "Konoba"].map(|word| Rule::condition(Field::Account, Op::StartsWith, word)).to_vec(),
    };
    Rule::Group { mode: Mode::All, of: vec![people_of(sketch), job] }
}

async fn plan_tasks(demo: &Demo<'_>, actor: &Actor, sketch: &Sketch, campaign: i64, first: NaiveDate) -> Result<()> {
    let work: &[(&str, u64, bool, &str)] = match sketch.shape {
        Shape::Exhibition => &[
            ("Book the hall", 40, false, "2:00"),
            ("Print invitations", 18, false, "6:00"),
            ("Stand assembled", 2, true, ""),
            ("Equipment delivered", 1, true, ""),
        ],
        Shape::Letters => &[("Check the addresses", 9, false, "4:00"), ("Print the flyer", 5, false, "3:00")],
        _ => &[("Write the script", 4, false, "1:30")],
    };
    let mut before = None;
    for (title, days, milestone, minutes) in work {
        let draft = TaskDraft {
            campaign: Some(campaign),
            title: (*title).into(),
            milestone: *milestone,
            owner: Some(demo.marketer),
            due: back(first, *days).to_string(),
            minutes: (*minutes).into(),
            after: before,
            ..TaskDraft::default()
        };
        let id = tasks::save(demo.db, actor, "", &draft, MARK).await?;
        let late = u64::from(*milestone && !sketch.finished) * 3;
        let done = demo.marketer_on(back(first, days.saturating_sub(late)));
        tasks::finish(demo.db, &done, "", (id, 1), minutes, MARK).await?;
        before = Some(id);
    }
    if !sketch.finished {
        let due = demo.day.checked_add_days(Days::new(2)).unwrap_or(demo.day).to_string();
        let open = TaskDraft {
            campaign: Some(campaign),
            title: "Compare with the plan".into(),
            owner: Some(demo.manager),
            due,
            ..TaskDraft::default()
        };
        tasks::save(demo.db, actor, "", &open, MARK).await?;
    }
    if matches!(sketch.shape, Shape::Letters | Shape::Exhibition) {
        let link = LinkDraft {
            campaign,
            kind: LinkKind::Product,
            name: "FC-220 cold room".into(),
            url: "https://levak.example/fc-220".into(),
            other: None,
        };
        campaigns::add_link(demo.db, actor, "", &link).await?;
    }
    Ok(())
}

/// Who the demo buys from.
const SUPPLIERS: [&str; 4] = ["Štamparija Vračar", "Papirus d.o.o.", "Kontakt plus", "Expo tim"];

/// Invoices come in, above or below what was planned.
pub async fn pay(demo: &Demo<'_>, sketch: &Sketch, made: &Made) -> Result<()> {
    let Some(percent) = sketch.paid else { return Ok(()) };
    let day = made.first.checked_add_days(Days::new(20)).unwrap_or(made.first).min(demo.day);
    let actor = demo.manager(day);
    let sheet = costs::sheet(demo.db, &actor, made.campaign).await?;
    // Of a campaign that runs, the last invoices are still to come; ordered is everything.
    let paid = if sketch.finished { sheet.lines.len() } else { sheet.lines.len().div_ceil(2) };
    let part = if sketch.finished { percent } else { 100 };
    let mut edits = Vec::new();
    for (n, row) in sheet.lines.iter().enumerate() {
        let mut line = row.draft(MARK, Currency::EUR);
        line.supplier = SUPPLIERS.get(n % SUPPLIERS.len()).copied().unwrap_or_default().to_owned();
        line.committed = domain::decimal::write(row.amounts.planned, 2);
        line.committed_day = made.first.to_string();
        if n < paid {
            line.actual = domain::decimal::write(row.amounts.planned * part / 100, 2);
            line.document_day = day.to_string();
            line.document = format!("{}-{:03}", day.format("%y%m"), row.id);
            line.closed = sketch.finished;
        }
        edits.push(LineEdit::Put { id: Some(row.id), version: row.version, line: Box::new(line) });
    }
    let edits = LineEdits { campaign: made.campaign, edits, reason: String::new() };
    costs::save(demo.db, &actor, "", &edits, MARK).await?;
    Ok(())
}

/// Stages of an exhibition that people enter by being recorded.
pub async fn visitors(demo: &Demo<'_>, dice: &mut Dice, made: &Made) -> Result<()> {
    let text =
        "SELECT DISTINCT person_id FROM touch WHERE campaign_id = $1 AND state = 'done' ORDER BY person_id LIMIT 900";
    let mut people: Vec<i64> = sql::column(&demo.db.read, text, params![made.campaign]).await?;
    for (n, (fact, keep)) in (0_u64..).zip([("invited", 100), ("accepted", 30), ("registered", 75), ("attended", 80)]) {
        people.retain(|_| dice.roll(100) < keep);
        let day = made.first.checked_add_days(Days::new(4 + n * 5)).unwrap_or(made.first).min(demo.day);
        if people.is_empty() {
            return Err(Error::Internal("nobody came to the fair".into()));
        }
        campaigns::record_stage(demo.db, &demo.marketer_on(day), "", made.campaign, fact, &people).await?;
    }
    Ok(())
}
