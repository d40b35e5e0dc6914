//! The demo's money: budgets of the year, rates, a plan that was approved and one that waits.

use super::Demo;
use crate::{Result, approvals, budgets, campaigns, costs, methods, params, period_plans, references, sql, workspace};
use chrono::{Days, NaiveDate};
use domain::{
    activity::ActivityKind,
    approval::{AskDraft, Asked, DecisionDraft},
    budget::{BudgetDraft, Guard},
    calendar::Parts,
    campaign::{DraftInput, PlanDraft},
    cost::{LineDraft, LineEdit, LineEdits},
    decimal::DecimalMark,
    method::{ChoiceDraft, EstimateDraft, InputsDraft},
    metrics::{
        Figure,
        methods::{Input, Method},
    },
    period_plan::PeriodPlanDraft,
    rate::RateDraft,
    reference::ReferenceDraft,
    rights::Role,
    rule::{Field, Op, Rule},
};
use std::collections::BTreeMap;

const MARK: DecimalMark = DecimalMark::Point;

/// What the plan that waits would buy: article, supplier, quantity, unit, price.
const WANTED: [(&str, &str, &str, &str, &str); 6] = [
    ("Printing", "Štamparija Vračar", "612", "pcs", "1.90"),
    ("Envelopes", "Papirus d.o.o.", "612", "pcs", "0.35"),
    ("Postage", "Pošta", "612", "pcs", "4.40"),
    ("Telephone", "Kontakt plus", "120", "h", "18"),
    ("Demonstration unit, transport", "Trans-Frigo", "4", "trips", "640"),
    ("Advertising", "Expo tim", "1", "job", "5200"),
];

/// A campaign of the next year: name, days from its beginning, leads and revenue to be won, articles with their prices.
type Idea = (&'static str, (u64, u64), (&'static str, &'static str), [(&'static str, &'static str); 3]);

const IDEAS: [Idea; 3] = [
    (
        "Bakeries, winter letters",
        (14, 70),
        ("30", "60000"),
        [("Printing", "2400"), ("Postage", "3100"), ("Telephone", "1200")],
    ),
    (
        "Cold-room renewal, spring",
        (75, 130),
        ("36", "120000"),
        [("Printing", "1900"), ("Postage", "2700"), ("Telephone", "1800")],
    ),
    ("Food fair, next", (250, 300), ("42", "95000"), [("Stand", "9800"), ("Travel", "2600"), ("Stand staff", "4200")]),
];

/// What competitors are estimated to spend, and where that is from.
const ESTIMATES: [(&str, &str); 3] =
    [("31000", "Annual report"), ("36500", "Trade press, stands and advertisements counted"), ("24000", "A supplier")];

/// # Errors
/// What the use cases answer.
pub async fn fill(demo: &Demo<'_>) -> Result<()> {
    rates(demo).await?;
    limits(demo).await?;
    approved(demo).await?;
    this_year(demo).await?;
    waiting(demo).await?;
    norms(demo).await?;
    next_year(demo).await?;
    sketched(demo).await
}

/// The budget of the next year by its methods; the marketing manager chose one.
async fn next_year(demo: &Demo<'_>) -> Result<()> {
    let actor = demo.manager(demo.day);
    let year = workspace::existing(&demo.db.read).await?.calendar.parts(demo.day).year + 1;
    let typed = [
        (Input::Revenue, "640000"),
        (Input::RevenueShare, "6"),
        (Input::Profit, "96000"),
        (Input::ProfitShare, "30"),
        (Input::Cash, "110000"),
        (Input::Reserve, "40000"),
        (Input::Obligations, "28000"),
        (Input::Above, "5"),
        (Input::Customers, "30"),
        (Input::PerCustomer, "12600"),
        (Input::GrowthShare, "8"),
        (Input::Hours, "400"),
        (Input::HourCost, "18"),
    ];
    let inputs = typed.map(|(input, typed)| (input, typed.to_owned())).to_vec();
    let version = methods::save(demo.db, &actor, "", &InputsDraft { year, version: 0, inputs }, MARK).await?;
    for (competitor, amount, source) in demo.competitors.iter().zip(ESTIMATES).map(|(id, (a, s))| (*id, a, s)) {
        let (amount, source) = (amount.into(), source.into());
        let draft = EstimateDraft { year, competitor: Some(competitor), amount, source };
        methods::estimate(demo.db, &actor, "", &draft, MARK).await?;
    }
    let reason = "Last year's share held, and the profit bears it.".into();
    let choice = ChoiceDraft { year, version, method: Method::Revenue, reason };
    methods::choose(demo.db, &actor, "", &choice).await?;
    Ok(())
}

/// What finished campaigns of each kind did is what the others are held against.
async fn norms(demo: &Demo<'_>) -> Result<()> {
    let actor = demo.manager(demo.day);
    let text = "SELECT kind_id, id FROM campaign WHERE status = 'finished' AND NOT template ORDER BY kind_id, id";
    let mut finished: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    for (kind, campaign) in sql::tuples::<(i64, i64)>(&demo.db.read, text, params![]).await? {
        finished.entry(kind).or_default().push(campaign);
    }
    for (kind, campaigns) in finished {
        let pooled = references::pool(demo.db, &actor, kind, &campaigns, MARK).await?;
        let draft = ReferenceDraft { valid_from: super::back(demo.day, 60).to_string(), ..pooled };
        references::save(demo.db, &actor, "", &draft, MARK).await?;
    }
    Ok(())
}

async fn rates(demo: &Demo<'_>) -> Result<()> {
    let actor = demo.manager(demo.day);
    let rate = |currency: &str, back: u64, foreign: &str, home: &str| RateDraft {
        currency: currency.into(),
        day: super::back(demo.day, back).to_string(),
        foreign: foreign.into(),
        home: home.into(),
    };
    let rates = [rate("RSD", 3, "117.18", "1"), rate("RSD", 10, "117.2", "1"), rate("USD", 3, "1", "0.87")];
    costs::save_rates(demo.db, &actor, "", &rates, MARK).await?;
    Ok(())
}

/// The first and last day of the year that is `on` years from now.
async fn year(demo: &Demo<'_>, on: i32) -> Result<(i32, NaiveDate, NaiveDate)> {
    let calendar = workspace::existing(&demo.db.read).await?.calendar;
    let year = calendar.parts(demo.day).year + on;
    let (first, last) = budgets::span(calendar, year)?;
    Ok((year, first, last))
}

/// The plan of this year: approved three weeks ago with every campaign that had begun.
async fn this_year(demo: &Demo<'_>) -> Result<()> {
    let (year, first, last) = year(demo, 0).await?;
    let text = "SELECT id FROM campaign WHERE NOT template AND status <> 'draft' AND last_day >= $1 AND first_day <= $2 ORDER BY id";
    let campaigns = sql::column(&demo.db.read, text, params![first, last]).await?;
    let text = "SELECT id FROM budget WHERE deleted_ms IS NULL ORDER BY id";
    let budgets = sql::column(&demo.db.read, text, params![]).await?;
    let draft = PeriodPlanDraft {
        name: format!("Marketing {year}"),
        first: first.to_string(),
        last: last.to_string(),
        goal: "A new cold room for every tenth customer of the last ten years, and service contracts for the rest."
            .into(),
        campaigns,
        budgets,
        ..PeriodPlanDraft::default()
    };
    let plan = period_plans::save(demo.db, &demo.marketer_on(super::back(demo.day, 22)), "", &draft).await?;
    let ask = AskDraft { of: Asked::Plan(plan), version: 1, ..AskDraft::default() };
    let id = approvals::ask(demo.db, &demo.marketer_on(super::back(demo.day, 22)), "", &ask).await?;
    let decision = DecisionDraft { id, version: 1, approve: true, comments: Vec::new() };
    // The campaigns are the manager's own, so somebody else decides.
    let admin = demo.on(demo.admin, Role::Administrator, super::back(demo.day, 21));
    approvals::decide(demo.db, &admin, "", &decision).await
}

/// What the next year would begin with, and its plan, which waits for the marketing manager.
async fn sketched(demo: &Demo<'_>) -> Result<()> {
    let actor = demo.marketer_on(demo.day);
    let (year, first, last) = year(demo, 1).await?;
    let mut campaigns = Vec::new();
    for (name, (from, to), (leads, revenue), lines) in IDEAS {
        let day = |days: u64| first.checked_add_days(Days::new(days)).unwrap_or(first).to_string();
        let head = PlanDraft {
            name: name.into(),
            first_day: day(from),
            last_day: day(to),
            targets: vec![(Figure::NewLeads, leads.into()), (Figure::Revenue, revenue.into())],
            ..PlanDraft::default()
        };
        let (campaign, _) = campaigns::save_plan(demo.db, &actor, "", &head, MARK).await?;
        let put = |(article, price): (&str, &str)| {
            let line =
                LineDraft { article: article.into(), price: price.into(), day: day(from), ..LineDraft::default() };
            LineEdit::Put { id: None, version: 0, line: Box::new(line) }
        };
        let edits = lines.into_iter().map(put).collect();
        costs::save(demo.db, &actor, "", &LineEdits { campaign, edits, reason: "First idea".into() }, MARK).await?;
        campaigns.push(campaign);
    }
    let draft = PeriodPlanDraft {
        name: format!("Marketing {year}"),
        first: first.to_string(),
        last: last.to_string(),
        goal: "Twice as many bakeries, and the spring before the competitors.".into(),
        campaigns,
        ..PeriodPlanDraft::default()
    };
    let plan = period_plans::save(demo.db, &actor, "", &draft).await?;
    let note = "The stand has to be booked before the end of the year.".into();
    let ask = AskDraft { of: Asked::Plan(plan), version: 1, note, ..AskDraft::default() };
    approvals::ask(demo.db, &actor, "", &ask).await?;
    Ok(())
}

/// Limits a tenth above or below what is planned, so that one is kept and one is not.
async fn limits(demo: &Demo<'_>) -> Result<()> {
    let actor = demo.manager(demo.day);
    let calendar = workspace::existing(&demo.db.read).await?.calendar;
    let year = calendar.parts(demo.day).year;
    let day = |year, month| calendar.day(Parts { year, month, day: 1 }).unwrap_or(demo.day);
    let (first, last) = (day(year, 1), day(year + 1, 1).pred_opt().unwrap_or(demo.day));
    let planned = async |kind: &str| -> Result<i64> {
        let text = "SELECT CAST(COALESCE(SUM(c.forecast_base), 0) AS BIGINT) FROM cost_part c LEFT JOIN activity a ON a.id = c.activity_id
             WHERE c.month BETWEEN $1 AND $2 AND ($3 = '' OR a.kind = $3)";
        sql::scalar(&demo.db.read, text, params![first, last, kind]).await
    };
    let all = planned("").await?;
    let letters = planned(ActivityKind::Letter.as_str()).await?;
    let hundreds = |minor: i64| (minor / 10_000 * 100).max(500).to_string();
    let budget = |name: &str, limit: String, (first, last): (NaiveDate, NaiveDate), guards: [Guard; 3]| BudgetDraft {
        name: name.into(),
        first: first.to_string(),
        last: last.to_string(),
        limit,
        guards,
        ..BudgetDraft::default()
    };
    let guarded = [Guard::Warn, Guard::Stop, Guard::Warn];
    let half = (day(year, 7), last);
    let budgets = [
        budget("Marketing, whole year", hundreds(all + all / 2), (first, last), guarded),
        BudgetDraft {
            channel: Some(ActivityKind::Letter),
            ..budget("Direct mail", hundreds(letters + letters / 5), (first, last), guarded)
        },
        budget("Second half of the year", hundreds(all * 9 / 10), half, [Guard::Allow, Guard::Warn, Guard::Allow]),
    ];
    for draft in budgets {
        budgets::save(demo.db, &actor, "", &draft, MARK).await?;
    }
    Ok(())
}

/// The latest campaign that runs was approved before anybody began.
async fn approved(demo: &Demo<'_>) -> Result<()> {
    let text = "SELECT id, version FROM campaign WHERE status = 'running' ORDER BY sort_day DESC, id DESC LIMIT 1";
    let Some((campaign, version)) = sql::tuple::<(i64, i64)>(&demo.db.read, text, params![]).await? else {
        return Ok(());
    };
    let ask = AskDraft { of: Asked::Campaign(campaign), version, ..AskDraft::default() };
    let id = approvals::ask(demo.db, &demo.marketer_on(demo.day), "", &ask).await?;
    let decision = DecisionDraft { id, version: 1, approve: true, comments: Vec::new() };
    approvals::decide(demo.db, &demo.admin(), "", &decision).await
}

async fn waiting(demo: &Demo<'_>) -> Result<()> {
    let actor = demo.marketer_on(super::back(demo.day, 1));
    let after = |days: u64| demo.day.checked_add_days(Days::new(days)).unwrap_or(demo.day);
    let head = PlanDraft {
        name: "Display cases for bakeries, Zagreb".into(),
        first_day: after(30).to_string(),
        last_day: after(110).to_string(),
        targets: vec![(Figure::NewLeads, "85".into()), (Figure::Revenue, "70000".into())],
        ..PlanDraft::default()
    };
    let (campaign, _) = campaigns::save_plan(demo.db, &actor, "", &head, MARK).await?;
    let letter = DraftInput {
        id: Some(campaign),
        name: "Letter with leaflet".into(),
        kind: Some(ActivityKind::Letter),
        rule: Some(Rule::condition(Field::Account, Op::StartsWith, "Pekara")),
        script: "Dear {name},".into(),
        first_day: after(30).to_string(),
        last_day: after(40).to_string(),
        ..DraftInput::default()
    };
    let activity = campaigns::save_draft(demo.db, &actor, "", &letter, MARK).await?.activity;
    let line = |(n, (article, supplier, quantity, unit, price)): (usize, (&str, &str, &str, &str, &str))| {
        let line = LineDraft {
            activity: (n < 3).then_some(activity),
            article: article.into(),
            supplier: supplier.into(),
            quantity: quantity.into(),
            unit: unit.into(),
            price: price.into(),
            ..LineDraft::default()
        };
        LineEdit::Put { id: None, version: 0, line: Box::new(line) }
    };
    let edits = WANTED.into_iter().enumerate().map(line).collect();
    let edits = LineEdits { campaign, edits, reason: "Agreed with sales".into() };
    costs::save(demo.db, &actor, "", &edits, MARK).await?;
    let version = campaigns::plan_view(demo.db, &actor, campaign).await?.input.version;
    let ask = AskDraft {
        of: Asked::Campaign(campaign),
        version,
        wanted: after(7).to_string(),
        note: "The bakers' fair is in the same month; half of the addresses come from it.".into(),
        ..AskDraft::default()
    };
    approvals::ask(demo.db, &actor, "", &ask).await?;
    Ok(())
}
