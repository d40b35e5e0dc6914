//! Marketing plans of a period. Expected numbers are the arithmetic of `metrics.md` (Money: planned as compared with, plan to
//! date) over the few rows that stand here.

use crate::{
    costs::campaign,
    lines::change,
    world::{MARK, add, day, line, number, user, workspace},
};
use backend::{Actor, Db, Error, approvals, budgets, campaigns, params, period_plans, sql};
use domain::{
    activity::ActivityKind,
    approval::{ApprovalState, AskDraft, Asked, CommentDraft, DecisionDraft, Refusal},
    budget::BudgetDraft,
    campaign::{DraftInput, PlanDraft},
    cost::LineDraft,
    fault::Fault,
    metrics::{Figure, Value},
    period_plan::{Belonging, PeriodPlanDraft, PeriodPlanView, PlanObstacle, Slice, SliceRows},
    rights::Role,
    rule::Rule,
};

async fn ask(db: &Db, actor: &Actor, plan: i64, version: i64) -> backend::Result<i64> {
    approvals::ask(db, actor, "", &AskDraft { of: Asked::Plan(plan), version, ..AskDraft::default() }).await
}

fn yes(id: i64) -> DecisionDraft {
    DecisionDraft { id, version: 1, approve: true, comments: Vec::new() }
}

async fn view(db: &Db, actor: &Actor, plan: i64) -> PeriodPlanView {
    period_plans::view(db, actor, plan).await.unwrap()
}

fn draft(campaigns: &[i64]) -> PeriodPlanDraft {
    PeriodPlanDraft {
        name: "Marketing 2026".into(),
        first: "2026-01-01".into(),
        last: "2026-12-31".into(),
        campaigns: campaigns.to_vec(),
        ..PeriodPlanDraft::default()
    }
}

async fn with_targets(
    db: &Db,
    actor: &Actor,
    name: &str,
    (first, last): (&str, &str),
    leads: &str,
    revenue: &str,
) -> i64 {
    let head = PlanDraft {
        name: name.into(),
        first_day: first.into(),
        last_day: last.into(),
        targets: vec![(Figure::NewLeads, leads.into()), (Figure::Revenue, revenue.into())],
        ..PlanDraft::default()
    };
    campaigns::save_plan(db, actor, "", &head, MARK).await.unwrap().0
}

/// Letters of May that are over, for 1,500 and 10 leads of 5,000; a fair from September on, for 3,000 and 20 leads of 20,000.
async fn two(db: &Db, actor: &Actor) -> (i64, i64, i64) {
    let letters = with_targets(db, actor, "Letters", ("2026-05-01", "2026-05-31"), "10", "5000").await;
    let fair = with_targets(db, actor, "Fair", ("2026-09-01", "2026-12-31"), "20", "20000").await;
    let letter = DraftInput {
        id: Some(letters),
        name: "Letter".into(),
        kind: Some(ActivityKind::Letter),
        rule: Some(Rule::default()),
        script: "Dear {name},".into(),
        first_day: "2026-05-01".into(),
        last_day: "2026-05-31".into(),
        ..DraftInput::default()
    };
    let activity = campaigns::save_draft(db, actor, "", &letter, MARK).await.unwrap().activity;
    let of = |article: &str, price: &str| LineDraft {
        activity: Some(activity),
        day: "2026-05-04".into(),
        ..line(article, price)
    };
    add(db, actor, letters, vec![of("Printing", "1000"), of("Postage", "500")]).await.unwrap();
    add(db, actor, fair, vec![LineDraft { day: "2026-09-05".into(), ..line("Stand", "3000") }]).await.unwrap();
    (letters, fair, activity)
}

/// Four leads from the letter and one from elsewhere; an order of 2,000 in June; 900 paid in May.
async fn happened(db: &Db, actor: &Actor, letters: i64, activity: i64) {
    crate::world::people(db, actor, 5).await;
    let text = "INSERT INTO lead (person_id, campaign_id, activity_id, created_day, state)
         SELECT p.id, CAST($1 AS BIGINT), CASE WHEN p.id = (SELECT MAX(id) FROM person) THEN NULL ELSE CAST($2 AS BIGINT) END, $3, 'new' FROM person p";
    sql::execute(&db.write, text, params![letters, activity, day("2026-05-20")]).await.unwrap();
    let text = "INSERT INTO opportunity (person_id, campaign_id, activity_id, pipeline_id, stage_id, stage_day, title, amount_minor, state, created_day, closed_day)
         SELECT p.id, CAST($1 AS BIGINT), CAST($2 AS BIGINT), s.pipeline_id, s.id, $3, 'Order', 200000, 'won', $3, $3 FROM person p
         JOIN (SELECT MIN(id) AS id, MIN(pipeline_id) AS pipeline_id FROM pipeline_stage) s ON 1 = 1 WHERE p.id = (SELECT MIN(id) FROM person)";
    sql::execute(&db.write, text, params![letters, activity, day("2026-06-10")]).await.unwrap();
    let paid = |n: usize, line: &mut LineDraft| {
        if n == 0 {
            line.actual = "900".into();
            line.document_day = "2026-05-10".into();
        }
    };
    change(db, actor, letters, "", paid).await.unwrap();
}

on_both! {
    async fn a_plan_stands_beside_what_came_by_month_kind_channel_and_campaign(db: Db) {
        let admin = workspace(&db, "EUR").await;
        let (letters, fair, activity) = two(&db, &admin).await;
        let plan = period_plans::save(&db, &admin, "", &draft(&[letters, fair])).await.unwrap();
        happened(&db, &admin, letters, activity).await;
        let seen = view(&db, &admin, plan).await;
        let cell = |figure: Figure| seen.figures.iter().find(|cell| cell.figure == figure).unwrap();
        let of = |figure: Figure| (cell(figure).value, cell(figure).target, cell(figure).to_date);
        // What the letters promised is due, what the fair promised is to come.
        assert_eq!(of(Figure::NewLeads), (Value::Count(5), Value::Count(30), Value::Count(10)));
        assert_eq!(of(Figure::Revenue), (Value::Money(200_000), Value::Money(2_500_000), Value::Money(500_000)));
        assert_eq!(of(Figure::Cost), (Value::Money(90_000), Value::Money(450_000), Value::Money(150_000)));
        assert_eq!(cell(Figure::NewLeads).deviation.unwrap().difference, Value::Count(-5));
        assert_eq!(cell(Figure::Roi).judged_on, Some(day("2026-12-31")));
        let months: Vec<_> = seen.months.iter().map(|m| (m.month.month, m.planned_cost, m.actual_cost, m.planned_revenue, m.revenue)).collect();
        assert_eq!(months[0], (5, 150_000, 90_000, 500_000, 0));
        assert_eq!(months[1], (6, 0, 0, 0, 200_000));
        // 30 of 122 days of 20,000 fall into September.
        assert_eq!(months[4], (9, 300_000, 0, 491_803, 0));
        assert_eq!(months.iter().map(|m| m.3).sum::<i64>(), 2_500_000);
        let channel = |kind: Option<ActivityKind>| &seen.channels.iter().find(|(known, _)| *known == kind).unwrap().1;
        let letter = channel(Some(ActivityKind::Letter));
        assert_eq!((letter.plan.cost, letter.totals.new_leads, letter.totals.revenue, letter.costs.forecast), (150_000, 4, 200_000, 150_000));
        assert_eq!((channel(None).plan.cost, channel(None).totals.new_leads, channel(None).plan.target(Figure::NewLeads)), (300_000, 1, Some(30)));
        for parts in [
            seen.channels.iter().map(|(_, part)| part).collect::<Vec<_>>(),
            seen.kinds.iter().map(|(.., part)| part).collect(),
            seen.lines.iter().map(|(.., part)| part).collect(),
            seen.campaigns.iter().map(|campaign| &campaign.part).collect(),
        ] {
            let all = domain::period_plan::PlanPart::sum(parts);
            assert_eq!((all.plan.cost, all.totals.new_leads, all.totals.revenue, all.totals.actual_cost, all.costs.forecast), (450_000, 5, 200_000, 90_000, 450_000));
            assert_eq!((all.plan.target(Figure::NewLeads), all.plan.target(Figure::Revenue)), (Some(30), Some(2_500_000)));
        }
        // Every figure opens the rows that it counts.
        let rows = async |code: &str| {
            let rows = period_plans::rows(&db, &admin, plan, SliceRows::parse(code).unwrap(), None).await.unwrap();
            (rows.value, rows.rows.len())
        };
        assert_eq!(rows("new_leads").await, (Value::Count(5), 5));
        assert_eq!(rows("new_leads@channel:letter").await, (Value::Count(4), 4));
        assert_eq!(rows("new_leads@channel:").await, (Value::Count(1), 1));
        assert_eq!(rows("revenue@month:2026-06-01").await, (Value::Money(200_000), 1));
        assert_eq!(rows("revenue@month:2026-05-01").await, (Value::Money(0), 0));
        assert_eq!(rows(&format!("cost@campaign:{letters}")).await, (Value::Money(90_000), 1));
        assert_eq!(rows(&format!("cost@campaign:{fair}")).await, (Value::Money(0), 0));
        assert_eq!(rows("cost_per_lead").await, (Value::Money(18_000), 6));
        assert_eq!(rows(&format!("opportunities@kind:{}", seen.kinds[0].0)).await, (Value::Count(1), 1));
        assert_eq!(rows(&SliceRows { figure: Figure::Won, slice: Some(Slice::Line(seen.lines[0].0)) }.code()).await, (Value::Count(1), 1));
        let index = period_plans::index(&db, &admin, None).await.unwrap();
        assert_eq!((index.year, index.rows.len(), index.rows[0].part.plan.cost, index.rows[0].part.totals.revenue), (2026, 1, 450_000, 200_000));
        assert!(period_plans::index(&db, &admin, Some(2025)).await.unwrap().rows.is_empty());
    }

    async fn a_plan_is_approved_as_one_and_its_promise_stays(db: Db) {
        let admin = workspace(&db, "EUR").await;
        let marketer = user(&db, &admin, "ana", Role::Marketer).await;
        let manager = user(&db, &admin, "dragan", Role::MarketingManager).await;
        let (letters, fair, activity) = two(&db, &marketer).await;
        let year = BudgetDraft { name: "Year".into(), first: "2026-01-01".into(), last: "2026-12-31".into(), limit: "6000".into(), ..BudgetDraft::default() };
        let budget = budgets::save(&db, &admin, "", &year, MARK).await.unwrap();
        let plan = period_plans::save(&db, &marketer, "", &PeriodPlanDraft { budgets: vec![budget], ..draft(&[letters, fair]) }).await.unwrap();
        let first = ask(&db, &marketer, plan, 1).await.unwrap();
        // Everything in it stands still.
        let moved = change(&db, &marketer, fair, "", |_, line| line.price = "1".into()).await;
        assert!(matches!(moved, Err(Error::State("waits for approval"))));
        let single = approvals::ask(&db, &marketer, "", &AskDraft { of: Asked::Campaign(fair), version: 2, ..AskDraft::default() }).await;
        assert!(matches!(single, Err(Error::State("waits for approval") | Error::Conflict { .. })));
        let again = period_plans::save(&db, &marketer, "", &view(&db, &marketer, plan).await.input).await;
        assert!(matches!(again, Err(Error::State("waits for approval"))));
        let version = number(&db, &format!("SELECT version FROM campaign WHERE id = {fair}")).await;
        let gone = campaigns::delete_draft(&db, &marketer, "", fair, version).await;
        assert!(matches!(gone, Err(Error::State("waits for approval"))));
        let seen = approvals::view(&db, &manager, first).await.unwrap();
        assert_eq!((seen.row.of, seen.row.cost, seen.row.name.as_str(), seen.lines.len(), seen.refusal), (Asked::Plan(plan), 450_000, "Marketing 2026", 2, None));
        assert_eq!((seen.budgets[0].limit, seen.budgets[0].open, seen.budgets[0].left_after()), (600_000, 450_000, 150_000));
        assert!(seen.planned.contains(&(Figure::NewLeads, Value::Count(30))));
        let back = DecisionDraft { id: first, version: 1, approve: false, comments: vec![CommentDraft { line: Some(fair), text: "A smaller stand".into() }] };
        approvals::decide(&db, &manager, "", &back).await.unwrap();
        let seen = approvals::view(&db, &marketer, first).await.unwrap();
        assert_eq!((seen.row.state, seen.comments[0].line, seen.comments[0].article.as_str()), (ApprovalState::Returned, Some(fair), "Fair"));
        change(&db, &marketer, fair, "", |_, line| line.price = "2500".into()).await.unwrap();
        let version = view(&db, &marketer, plan).await.input.version;
        let second = ask(&db, &marketer, plan, version).await.unwrap();
        approvals::decide(&db, &manager, "twice", &yes(second)).await.unwrap();
        approvals::decide(&db, &manager, "twice", &yes(second)).await.unwrap();
        for campaign in [letters, fair] {
            let chain = approvals::chain(&db, &admin, campaign).await.unwrap();
            assert_eq!((chain.rows.len(), chain.rows[0].approved, chain.rows[0].by.as_str(), chain.rows[0].asked_by.as_str()), (1, true, "dragan", "ana"));
        }
        let promised = view(&db, &marketer, plan).await;
        assert_eq!((promised.versions.len(), promised.versions[0].cost, promised.versions[0].campaigns, promised.budgets[0].promised), (1, 400_000, 2, Some(600_000)));
        // Whatever happens: dearer, one out, one in, another limit.
        happened(&db, &admin, letters, activity).await;
        change(&db, &marketer, letters, "", |n, line| if n == 0 { line.price = "1900".into() }).await.unwrap();
        let late = campaign(&db, &marketer, "Late idea", "2026-10-01").await;
        add(&db, &marketer, late, vec![line("Advertising", "700")]).await.unwrap();
        let input = view(&db, &marketer, plan).await.input;
        period_plans::save(&db, &marketer, "", &PeriodPlanDraft { campaigns: vec![letters, late], ..input }).await.unwrap();
        budgets::save(&db, &admin, "", &BudgetDraft { id: Some(budget), version: 1, limit: "9000".into(), ..year }, MARK).await.unwrap();
        let now = view(&db, &marketer, plan).await;
        let belonging: Vec<_> = now.campaigns.iter().map(|c| (c.name.as_str(), c.belonging, c.part.plan.cost)).collect();
        assert_eq!(belonging, [("Letters", Belonging::Promised, 150_000), ("Fair", Belonging::TakenOut, 250_000), ("Late idea", Belonging::Added, 0)]);
        let cost = now.figures.iter().find(|cell| cell.figure == Figure::Cost).unwrap();
        assert_eq!((cost.target, cost.value), (Value::Money(400_000), Value::Money(90_000)));
        // 2,400 for the letters and 700 for the late idea: less than promised.
        assert_eq!((now.cost_now, now.again, now.budgets[0].promised, now.budgets[0].left.limit), (310_000, false, Some(600_000), 900_000));
        // Another plan that waits stands in nobody's way.
        let other = campaign(&db, &marketer, "Other", "2026-11-01").await;
        let others = period_plans::save(&db, &marketer, "", &draft(&[other])).await.unwrap();
        ask(&db, &marketer, others, 1).await.unwrap();
        let third = ask(&db, &marketer, plan, now.input.version).await.unwrap();
        let seen = approvals::view(&db, &manager, third).await.unwrap();
        let changes = seen.changes.unwrap();
        assert_eq!((changes.version, changes.cost_before, changes.added, changes.changed, changes.removed), (1, 400_000, 1, 1, 1));
        assert!(changes.targets.contains(&(Figure::NewLeads, Some(30), Some(10))));
        approvals::decide(&db, &manager, "", &yes(third)).await.unwrap();
        let now = view(&db, &marketer, plan).await;
        assert_eq!(now.versions.iter().map(|v| (v.version, v.cost)).collect::<Vec<_>>(), [(2, 310_000), (1, 400_000)]);
        // What was decided stays as it was.
        assert_eq!(approvals::view(&db, &manager, second).await.unwrap().lines.iter().map(|l| l.planned).sum::<i64>(), 400_000);
        for table in ["period_baseline", "period_baseline_campaign", "period_baseline_budget"] {
            for statement in [format!("DELETE FROM {table}"), format!("UPDATE {table} SET {} = 7", if table == "period_baseline" { "version" } else { "name" })] {
                let refused = sql::execute(&db.write, &statement.replace("name = 7", "name = 'x'"), vec![]).await.unwrap_err().to_string();
                assert!(refused.contains("immutable"), "{statement}: {refused}");
            }
        }
        period_plans::delete(&db, &marketer, "", plan, now.input.version).await.unwrap();
        assert!(matches!(period_plans::view(&db, &marketer, plan).await, Err(Error::NotFound)));
        assert_eq!(number(&db, "SELECT COUNT(*) FROM baseline WHERE approved").await, 4);
    }

    async fn what_stands_in_the_way_of_a_plan_is_named(db: Db) {
        let admin = workspace(&db, "EUR").await;
        let manager = user(&db, &admin, "dragan", Role::MarketingManager).await;
        let viewer = user(&db, &admin, "vera", Role::Viewer).await;
        let sales = user(&db, &admin, "nikola", Role::Salesperson).await;
        let at = |error: Error| match error {
            Error::Invalid(faults) => (faults[0].field.clone(), faults[0].fault),
            other => panic!("{other}"),
        };
        assert!(matches!(period_plans::save(&db, &viewer, "", &draft(&[])).await, Err(Error::Denied)));
        assert_eq!(at(period_plans::save(&db, &manager, "", &draft(&[77])).await.unwrap_err()), ("campaigns".to_owned(), Fault::Unknown));
        let budget = PeriodPlanDraft { budgets: vec![5], ..draft(&[]) };
        assert_eq!(at(period_plans::save(&db, &manager, "", &budget).await.unwrap_err()), ("budgets".to_owned(), Fault::Unknown));
        let plan = period_plans::save(&db, &manager, "", &draft(&[])).await.unwrap();
        assert_eq!(at(ask(&db, &manager, plan, 1).await.unwrap_err()), ("campaigns".to_owned(), Fault::Required));
        let no_days = campaigns::save_plan(&db, &manager, "", &PlanDraft { name: "Some day".into(), ..PlanDraft::default() }, MARK).await.unwrap().0;
        let foreign = campaign(&db, &manager, "Abroad", "2026-09-01").await;
        add(&db, &manager, foreign, vec![LineDraft { currency: "RSD".into(), ..line("Stand", "3000") }]).await.unwrap();
        let asked = campaign(&db, &manager, "Asked", "2026-09-01").await;
        let version = number(&db, &format!("SELECT version FROM campaign WHERE id = {asked}")).await;
        let single = approvals::ask(&db, &manager, "", &AskDraft { of: Asked::Campaign(asked), version, ..AskDraft::default() }).await.unwrap();
        let all = PeriodPlanDraft { id: Some(plan), version: 1, ..draft(&[no_days, foreign, asked]) };
        period_plans::save(&db, &manager, "", &all).await.unwrap();
        assert!(matches!(period_plans::save(&db, &manager, "", &all).await, Err(Error::Conflict { version: 2, .. })));
        let named: Vec<_> = view(&db, &manager, plan).await.obstacles.into_iter().map(|o| (o.campaign, o.why)).collect();
        assert_eq!(named.len(), 3);
        for expected in [(no_days, PlanObstacle::NoDays), (foreign, PlanObstacle::NoRate), (asked, PlanObstacle::Waits)] {
            assert!(named.contains(&expected), "{expected:?}");
        }
        assert!(matches!(ask(&db, &manager, plan, 2).await, Err(Error::State("a campaign waits for approval"))));
        approvals::withdraw(&db, &manager, "", single, 1).await.unwrap();
        assert!(matches!(ask(&db, &manager, plan, 2).await, Err(Error::State("no days"))));
        period_plans::save(&db, &manager, "", &PeriodPlanDraft { version: 2, campaigns: vec![foreign], ..all.clone() }).await.unwrap();
        assert_eq!(at(ask(&db, &manager, plan, 3).await.unwrap_err()), ("rates".to_owned(), Fault::NoRate));
        period_plans::save(&db, &manager, "", &PeriodPlanDraft { version: 3, campaigns: vec![asked], ..all }).await.unwrap();
        assert!(matches!(ask(&db, &manager, plan, 3).await, Err(Error::Conflict { .. })));
        assert!(matches!(ask(&db, &sales, plan, 4).await, Err(Error::Denied)));
        let request = ask(&db, &manager, plan, 4).await.unwrap();
        assert_eq!(approvals::view(&db, &manager, request).await.unwrap().refusal, Some(Refusal::Own));
        assert!(matches!(approvals::decide(&db, &manager, "", &yes(request)).await, Err(Error::Denied)));
        let stranger = CommentDraft { line: Some(no_days), text: "Not in it".into() };
        assert_eq!(at(approvals::comment(&db, &manager, "", request, &stranger).await.unwrap_err()), ("comment.0".to_owned(), Fault::Unknown));
        assert!(matches!(period_plans::delete(&db, &manager, "", plan, 5).await, Err(Error::State("waits for approval"))));
        approvals::withdraw(&db, &manager, "", request, 1).await.unwrap();
    }
}
