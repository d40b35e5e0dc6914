//! Money at size: 500 campaigns of ten years with 200 cost lines each, 500 budgets, a plan of a period a year.

use crate::{Failure, MARK, fill, measure::page};
use backend::{
    Actor, Db, approvals, budgets, campaigns, closings, comparisons, costs, methods, params, period_plans, sql,
};
use chrono::{Datelike, Days, NaiveDate};
use domain::{
    activity::ActivityKind,
    approval::{AskDraft, Asked, DecisionDraft},
    budget::{BudgetDraft, Guard},
    campaign::{DraftInput, PlanDraft},
    comparison::Compare,
    cost::{LineDraft, LineEdit, LineEdits},
    metrics::Figure,
    period_plan::PeriodPlanDraft,
    rule::{Field, Op, Rule},
};
use std::time::Instant;

const YEARS: i32 = 10;
const A_YEAR: usize = 50;
const LINES: usize = 200;
/// What a campaign brought: leads, opportunities, of which every second was won.
const LEADS: i64 = 40;

/// Fills the database and asks for every page of money, each beside its bare SQL.
pub(crate) async fn money(db: &Db, people: usize) -> Result<(), Failure> {
    let actor = fill(db, people).await?;
    let this = actor.today.year();
    let begun = Instant::now();
    let mut plans = Vec::new();
    for year in (this - YEARS + 1)..=this {
        let mut campaigns = Vec::new();
        for n in 0..A_YEAR {
            campaigns.push(campaign(db, &actor, year, n).await?);
        }
        let limits = limits(db, &actor, year).await?;
        plans.push(plan(db, &actor, year, campaigns, limits).await?);
    }
    facts(db).await?;
    db.analyze().await?;
    let count =
        async |table: &str| sql::scalar::<i64>(&db.read, &format!("SELECT COUNT(*) FROM {table}"), params![]).await;
    println!(
        "{} campaigns, {} cost lines, {} budgets, {} frozen lines in {:.0} s",
        count("campaign").await?,
        count("cost_line").await?,
        count("budget").await?,
        count("baseline_line").await?,
        begun.elapsed().as_secs_f64()
    );
    approve(db, &actor, *plans.last().ok_or("no plan")?).await?;
    paste(db, &actor).await?;
    db.analyze().await?;
    pages(db, &actor).await
}

async fn campaign(db: &Db, actor: &Actor, year: i32, n: usize) -> Result<i64, Failure> {
    let first = NaiveDate::from_ymd_opt(year, 1, 1).ok_or("day")? + Days::new(u64::try_from(n)? * 6);
    let last = first + Days::new(60);
    let then = Actor { today: first, ..actor.clone() };
    let targets = vec![(Figure::NewLeads, "40".to_owned()), (Figure::Revenue, "50000".to_owned())];
    let head = PlanDraft {
        name: format!("Campaign {year} {n}"),
        first_day: first.to_string(),
        last_day: last.to_string(),
        targets,
        ..PlanDraft::default()
    };
    let (id, _) = campaigns::save_plan(db, &then, "", &head, MARK).await?;
    let mut activities = Vec::new();
    for kind in [ActivityKind::Letter, ActivityKind::Call] {
        let input = DraftInput {
            id: Some(id),
            name: kind.as_str().to_owned(),
            kind: Some(kind),
            rule: Some(Rule::condition(Field::Name, Op::Is, "Nobody")),
            script: "Dear {name},".into(),
            first_day: first.to_string(),
            last_day: last.to_string(),
            sellers: vec![actor.user_id],
            ..DraftInput::default()
        };
        activities.push(campaigns::save_draft(db, &then, "", &input, MARK).await?.activity);
    }
    let put = |line: usize| {
        let day = first + Days::new(u64::try_from(line % 60).unwrap_or(0));
        let paid = line.is_multiple_of(2);
        let line = LineDraft {
            activity: activities.get(line % 3).copied(),
            article: format!("Article {}", line % 12),
            price: (20 + line % 90).to_string(),
            committed: if paid { (18 + line % 90).to_string() } else { String::new() },
            actual: if paid { (19 + line % 90).to_string() } else { String::new() },
            document_day: if paid { day.to_string() } else { String::new() },
            day: day.to_string(),
            ..LineDraft::default()
        };
        LineEdit::Put { id: None, version: 0, line: Box::new(line) }
    };
    let edits = LineEdits { campaign: id, edits: (0..LINES).map(put).collect(), reason: String::new() };
    costs::save(db, &then, "", &edits, MARK).await?;
    let version = campaigns::plan_view(db, &then, id).await?.input.version;
    let ask = AskDraft { of: Asked::Campaign(id), version, ..AskDraft::default() };
    let request = approvals::ask(db, &then, "", &ask).await?;
    let yes = DecisionDraft { id: request, version: 1, approve: true, comments: Vec::new() };
    approvals::decide(db, &then, "", &yes).await?;
    Ok(id)
}

/// One budget of everything, and 49 of channels and months; guarded, so that each commitment meets them.
async fn limits(db: &Db, actor: &Actor, year: i32) -> Result<Vec<i64>, Failure> {
    let day = |month: u32| NaiveDate::from_ymd_opt(year, month, 1).ok_or("day");
    let mut ids = Vec::new();
    for n in 0..50_u32 {
        let (first, last) = if n == 0 {
            (day(1)?, NaiveDate::from_ymd_opt(year, 12, 31).ok_or("day")?)
        } else {
            let month = n % 12 + 1;
            let next =
                if month == 12 { NaiveDate::from_ymd_opt(year + 1, 1, 1).ok_or("day")? } else { day(month + 1)? };
            (day(month)?, next.pred_opt().ok_or("day")?)
        };
        let channel = [None, Some(ActivityKind::Letter), Some(ActivityKind::Call)]
            .get(usize::try_from(n % 3)?)
            .copied()
            .flatten();
        let draft = BudgetDraft {
            name: format!("Budget {year} {n}"),
            first: first.to_string(),
            last: last.to_string(),
            limit: "1000000".into(),
            channel,
            guards: [Guard::Warn, Guard::Stop, Guard::Warn],
            ..BudgetDraft::default()
        };
        ids.push(budgets::save(db, actor, "", &draft, MARK).await?);
    }
    Ok(ids)
}

async fn plan(db: &Db, actor: &Actor, year: i32, campaigns: Vec<i64>, budgets: Vec<i64>) -> Result<i64, Failure> {
    let draft = PeriodPlanDraft {
        name: format!("Marketing {year}"),
        first: format!("{year}-01-01"),
        last: format!("{year}-12-31"),
        campaigns,
        budgets,
        ..PeriodPlanDraft::default()
    };
    Ok(period_plans::save(db, actor, "", &draft).await?)
}

/// Leads and sales of every campaign, straight into the tables; all of them run.
async fn facts(db: &Db) -> Result<(), Failure> {
    let stage = "(SELECT MIN(id) FROM pipeline_stage)";
    let pipeline = "(SELECT MIN(pipeline_id) FROM pipeline_stage)";
    for text in [
        "UPDATE campaign SET status = 'running'".to_owned(),
        format!(
            "INSERT INTO lead (person_id, campaign_id, activity_id, state, created_day) SELECT p.id, c.id, (SELECT MIN(a.id) FROM activity a WHERE a.campaign_id = c.id), CASE WHEN p.id % 2 = 0 THEN 'qualified' ELSE 'new' END, c.first_day FROM campaign c JOIN person p ON p.id <= {LEADS}"
        ),
        format!(
            "INSERT INTO response (campaign_id, person_id, outcome, day, note) SELECT c.id, p.id, CASE WHEN p.id % 3 = 0 THEN 'interested' ELSE 'not_interested' END, c.first_day, '' FROM campaign c JOIN person p ON p.id <= {LEADS}"
        ),
        format!(
            "INSERT INTO opportunity (person_id, campaign_id, activity_id, pipeline_id, stage_id, stage_day, title, amount_minor, state, created_day, closed_day) SELECT p.id, c.id, (SELECT MIN(a.id) FROM activity a WHERE a.campaign_id = c.id), {pipeline}, {stage}, c.first_day, 'Unit', 500000, CASE WHEN p.id % 2 = 0 THEN 'won' ELSE 'lost' END, c.first_day, c.last_day FROM campaign c JOIN person p ON p.id <= {LEADS} / 2"
        ),
    ] {
        sql::execute(&db.write, &text, params![]).await?;
    }
    Ok(())
}

/// One approval that freezes 50 campaigns with 10,000 lines.
async fn approve(db: &Db, actor: &Actor, plan: i64) -> Result<(), Failure> {
    let begun = Instant::now();
    let ask = AskDraft { of: Asked::Plan(plan), version: 1, ..AskDraft::default() };
    let request = approvals::ask(db, actor, "", &ask).await?;
    let asked = begun.elapsed();
    let begun = Instant::now();
    let yes = DecisionDraft { id: request, version: 1, approve: true, comments: Vec::new() };
    approvals::decide(db, actor, "", &yes).await?;
    println!(
        "plan of {A_YEAR} campaigns and {} lines: asked in {:.0} ms, approved and frozen in {:.0} ms",
        A_YEAR * LINES,
        asked.as_secs_f64() * 1000.0,
        begun.elapsed().as_secs_f64() * 1000.0
    );
    Ok(())
}

/// 2,000 lines pasted into one campaign, against all budgets of its year.
async fn paste(db: &Db, actor: &Actor) -> Result<(), Failure> {
    let head = PlanDraft { name: "Pasted".into(), first_day: actor.today.to_string(), ..PlanDraft::default() };
    let (campaign, _) = campaigns::save_plan(db, actor, "", &head, MARK).await?;
    let put = |n: usize| {
        let line = LineDraft {
            article: format!("Article {}", n % 12),
            price: "1".into(),
            committed: "1".into(),
            ..LineDraft::default()
        };
        LineEdit::Put { id: None, version: 0, line: Box::new(line) }
    };
    let edits = LineEdits { campaign, edits: (0..2000).map(put).collect(), reason: String::new() };
    let begun = Instant::now();
    costs::save(db, actor, "", &edits, MARK).await?;
    println!("2,000 lines pasted in {:.0} ms (aim 1,000 ms)", begun.elapsed().as_secs_f64() * 1000.0);
    Ok(())
}

/// The pages alone, on what [`money`] filled.
pub(crate) async fn pages(db: &Db, actor: &Actor) -> Result<(), Failure> {
    let newest = sql::scalar(&db.read, "SELECT MAX(campaign_id) FROM period_plan_campaign", params![]).await?;
    let plans: Vec<i64> = sql::column(&db.read, "SELECT id FROM period_plan ORDER BY first_day", params![]).await?;
    let year = actor.today.year();
    let budget: i64 =
        sql::scalar(&db.read, "SELECT MIN(id) FROM budget WHERE last_day >= $1", params![actor.today]).await?;
    let text = "SELECT id FROM campaign ORDER BY id DESC LIMIT 20 OFFSET 1";
    let twenty = Compare::Campaigns(sql::column(&db.read, text, params![]).await?);
    let kinds = Compare::Kinds(Some(year - 1));
    let approved = *plans.last().ok_or("no plan")?;
    let open = *plans.first().ok_or("no plan")?;
    page(db, "money of a campaign", async || costs::sheet(db, actor, newest).await.map(drop)).await?;
    page(db, "results", async || campaigns::view(db, actor, newest).await.map(drop)).await?;
    page(db, "pacing of a year", async || budgets::index(db, actor, Some(year)).await.map(drop)).await?;
    page(db, "one budget", async || budgets::view(db, actor, budget).await.map(drop)).await?;
    page(db, "plan, approved", async || period_plans::view(db, actor, approved).await.map(drop)).await?;
    page(db, "plan, open", async || period_plans::view(db, actor, open).await.map(drop)).await?;
    page(db, "plans of a year", async || period_plans::index(db, actor, Some(year)).await.map(drop)).await?;
    page(db, "comparison of 20", async || comparisons::view(db, actor, &twenty).await.map(drop)).await?;
    page(db, "kinds of a year", async || comparisons::view(db, actor, &kinds).await.map(drop)).await?;
    page(db, "closing", async || closings::view(db, actor, newest).await.map(drop)).await?;
    page(db, "methods of a year", async || methods::view(db, actor, Some(year), MARK).await.map(drop)).await?;
    page(db, "approvals", async || approvals::index(db, actor).await.map(drop)).await?;
    page(db, "overview", async || campaigns::index(db, actor, &domain::campaign::IndexQuery::default()).await.map(drop))
        .await
}
