//! Approval: who may, what waits, what is frozen, what changes afterwards.

use crate::lines::change;
use crate::{
    costs::campaign,
    world::{MARK, add, at, line, number, people, plan, user, workspace},
};
use backend::{Actor, Db, Error, approvals, budgets, campaigns, costs, jobs, sql, today};
use domain::{
    approval::{ApprovalState, AskDraft, Asked, CommentDraft, DecisionDraft, LimitDraft, Refusal, RulesDraft},
    budget::{BudgetDraft, Guard},
    campaign::{Obstacle, PlanDraft},
    cost::{LineDraft, LineEdit, LineEdits},
    fault::Fault,
    metrics::{Figure, Value},
    rights::Role,
};

async fn ask(db: &Db, actor: &Actor, campaign: i64) -> i64 {
    let version = campaigns::plan_view(db, actor, campaign).await.unwrap().input.version;
    approvals::ask(db, actor, "", &AskDraft { of: Asked::Campaign(campaign), version, ..AskDraft::default() })
        .await
        .unwrap()
}

fn decision(id: i64, approve: bool, comments: &[(Option<i64>, &str)]) -> DecisionDraft {
    let comment = |(line, text): &(Option<i64>, &str)| CommentDraft { line: *line, text: (*text).to_owned() };
    DecisionDraft { id, version: 1, approve, comments: comments.iter().map(comment).collect() }
}

/// The frozen rows of all plans, as text.
async fn frozen(db: &Db) -> String {
    let mut all = String::new();
    for (table, columns) in [
        ("baseline", "id, campaign_id, version, frozen_day, approved, first_day, last_day, approver_id, asked_by"),
        (
            "baseline_line",
            "baseline_id, line_id, article, supplier, quantity_milli, unit, price_minor, planned_minor, planned_base, currency, day",
        ),
        ("baseline_sum", "baseline_id, kind, month, planned_base"),
        ("baseline_target", "baseline_id, figure, value"),
        ("baseline_activity", "baseline_id, activity_id, name, kind, first_day, last_day"),
        ("baseline_task", "baseline_id, task_id, title, due_day"),
    ] {
        let text: Vec<String> = columns.split(", ").map(|c| format!("COALESCE(CAST({c} AS TEXT), '-')")).collect();
        let rows: Vec<String> =
            sql::column(&db.read, &format!("SELECT {} FROM {table} ORDER BY 1", text.join(" || '|' || ")), vec![])
                .await
                .unwrap();
        all.push_str(&format!("{table}\n{}\n", rows.join("\n")));
    }
    all
}

on_both! {
    /// A line that is shared with a campaign changes its plan as well, and stands still with it.
    async fn a_plan_that_waits_takes_no_part_of_somebody_elses_line(db: Db) {
        let admin = workspace(&db, "EUR").await;
        let waits = campaign(&db, &admin, "Waits", "2026-09-01").await;
        let home = campaign(&db, &admin, "Home", "2026-09-01").await;
        let half = |price: &str| LineDraft { shares: vec![(waits, String::new()), (home, String::new())], ..line("Hall", price) };
        let made = add(&db, &admin, home, vec![half("100")]).await.unwrap()[0];
        ask(&db, &admin, waits).await;
        let cost = async || costs::sheet(&db, &admin, waits).await.unwrap().total.sums;
        let stands = |error: Error| matches!(error, Error::State("waits for approval"));
        assert!(stands(add(&db, &admin, home, vec![half("50")]).await.unwrap_err()));
        assert!(stands(change(&db, &admin, home, "", |_, line| line.price = "200".into()).await.unwrap_err()));
        assert!(stands(change(&db, &admin, home, "", |_, line| line.shares.clear()).await.unwrap_err()));
        let gone = LineEdits { campaign: home, edits: vec![LineEdit::Remove { id: made.0, version: made.1 }], reason: String::new() };
        assert!(stands(costs::save(&db, &admin, "", &gone, MARK).await.unwrap_err()));
        assert_eq!(cost().await.planned, 5000);
        // What is committed goes on, and lines that are not shared with it.
        change(&db, &admin, home, "", |_, line| line.committed = "80".into()).await.unwrap();
        add(&db, &admin, home, vec![line("Flyers", "30")]).await.unwrap();
        assert_eq!((cost().await.planned, cost().await.committed), (5000, 4000));
        let text = format!("SELECT COUNT(*) FROM audit WHERE use_case = 'costs/save' AND entity = 'campaign' AND entity_id = {waits}");
        assert_eq!(number(&db, &text).await, 2, "when it was shared, and when it was committed");
    }

    async fn a_plan_is_sent_back_with_comments_and_approved_on_the_second_try(db: Db) {
        let admin = workspace(&db, "EUR").await;
        let marketer = user(&db, &admin, "ana", Role::Marketer).await;
        let manager = user(&db, &admin, "dragan", Role::MarketingManager).await;
        let id = campaign(&db, &marketer, "Display cases", "2026-09-01").await;
        let made = add(&db, &marketer, id, vec![line("Printing", "5000"), line("Stand", "10200")]).await.unwrap();
        let first = ask(&db, &marketer, id).await;
        assert!(matches!(approvals::ask(&db, &marketer, "", &AskDraft { of: Asked::Campaign(id), version: 2, ..AskDraft::default() }).await, Err(Error::State("waits for approval"))));
        // What is planned stands still; what is committed goes on.
        let planned = change(&db, &marketer, id, "", |_, line| line.price = "1".into()).await;
        assert!(matches!(planned, Err(Error::State("waits for approval"))));
        change(&db, &marketer, id, "", |n, line| if n == 0 { line.committed = "5000".into() }).await.unwrap();
        let draft = campaigns::plan_view(&db, &marketer, id).await.unwrap().input;
        assert!(matches!(campaigns::save_plan(&db, &marketer, "", &draft, MARK).await, Err(Error::State("waits for approval"))));
        let index = approvals::index(&db, &manager).await.unwrap();
        assert_eq!((index.waiting.len(), index.waiting[0].cost, index.waiting[0].mine), (1, 1_520_000, true));
        assert!(!approvals::index(&db, &marketer).await.unwrap().waiting[0].mine);
        // Today says so: to whoever decides, and to whoever asked once it came back.
        let told = async |actor: &Actor| -> Vec<(i64, ApprovalState)> {
            today::view(&db, actor).await.unwrap().approvals.iter().map(|row| (row.id, row.state)).collect()
        };
        assert_eq!(told(&manager).await, [(first, ApprovalState::Submitted)]);
        assert!(told(&marketer).await.is_empty());
        let Err(Error::Invalid(faults)) = approvals::decide(&db, &manager, "", &decision(first, false, &[])).await else { panic!() };
        assert_eq!((faults[0].field.as_str(), faults[0].fault), ("comments", Fault::Required));
        approvals::decide(&db, &manager, "", &decision(first, false, &[(Some(made[1].0), "Take the smaller one")])).await.unwrap();
        let view = approvals::view(&db, &marketer, first).await.unwrap();
        assert_eq!((view.row.state, view.comments[0].article.as_str(), view.comments[0].text.as_str()), (ApprovalState::Returned, "Stand", "Take the smaller one"));
        change(&db, &marketer, id, "", |n, line| if n == 1 { line.price = "7000".into() }).await.unwrap();
        assert_eq!(told(&marketer).await, [(first, ApprovalState::Returned)]);
        assert!(told(&manager).await.is_empty());
        let second = ask(&db, &marketer, id).await;
        assert_eq!((told(&marketer).await, told(&manager).await), (vec![], vec![(second, ApprovalState::Submitted)]));
        approvals::decide(&db, &manager, "twice", &decision(second, true, &[])).await.unwrap();
        approvals::decide(&db, &manager, "twice", &decision(second, true, &[])).await.unwrap();
        assert!(matches!(approvals::decide(&db, &manager, "", &DecisionDraft { version: 2, ..decision(second, true, &[]) }).await, Err(Error::State("decided already"))));
        let chain = approvals::chain(&db, &marketer, id).await.unwrap();
        assert_eq!((chain.rows.len(), chain.rows[0].approved, chain.rows[0].by.as_str(), chain.rows[0].asked_by.as_str(), chain.rows[0].cost), (1, true, "dragan", "ana", 1_200_000));
        assert_eq!(chain.requests.len(), 2);
    }

    async fn limits_own_plans_and_the_right_are_kept(db: Db) {
        let admin = workspace(&db, "EUR").await;
        let marketer = user(&db, &admin, "ana", Role::Marketer).await;
        let manager = user(&db, &admin, "dragan", Role::MarketingManager).await;
        let sales = user(&db, &admin, "nikola", Role::SalesManager).await;
        let rules = approvals::rules(&db, &admin).await.unwrap();
        let limits = rules.limits.iter().cloned().map(|l| if l.role == Role::SalesManager { LimitDraft { may: true, up_to: "1000".into(), ..l } } else { l }).collect();
        approvals::save_rules(&db, &admin, "", &RulesDraft { limits, ..rules }, MARK).await.unwrap();
        let id = campaign(&db, &manager, "Fair", "2026-09-01").await;
        add(&db, &manager, id, vec![line("Stand", "1000.01")]).await.unwrap();
        let version = campaigns::plan_view(&db, &manager, id).await.unwrap().input.version;
        let to = |approver: &Actor| AskDraft { of: Asked::Campaign(id), version, approver: Some(approver.user_id), ..AskDraft::default() };
        for other in [&manager, &sales, &marketer] {
            let Err(Error::Invalid(faults)) = approvals::ask(&db, &manager, "", &to(other)).await else { panic!() };
            assert_eq!(faults[0].fault, Fault::MayNotApprove);
        }
        let asked = approvals::ask(&db, &manager, "", &to(&admin)).await.unwrap();
        let refusal = async |actor: &Actor| approvals::view(&db, actor, asked).await.unwrap().refusal;
        assert_eq!(refusal(&manager).await, Some(Refusal::Own));
        assert_eq!(refusal(&sales).await, Some(Refusal::Limit));
        assert_eq!(refusal(&marketer).await, Some(Refusal::Role));
        for other in [&manager, &sales, &marketer] {
            assert!(matches!(approvals::decide(&db, other, "", &decision(asked, true, &[])).await, Err(Error::Denied)));
        }
        assert!(matches!(approvals::withdraw(&db, &marketer, "", asked, 1).await, Err(Error::Denied)));
        approvals::withdraw(&db, &manager, "", asked, 1).await.unwrap();
        let cheaper = |_: usize, line: &mut LineDraft| line.price = "1000".into();
        change(&db, &manager, id, "", cheaper).await.unwrap();
        let again = ask(&db, &manager, id).await;
        approvals::decide(&db, &sales, "", &decision(again, true, &[])).await.unwrap();
    }

    async fn what_was_approved_stays_whatever_happens_afterwards(db: Db) {
        let admin = workspace(&db, "EUR").await;
        let manager = user(&db, &admin, "dragan", Role::MarketingManager).await;
        people(&db, &admin, 3).await;
        let draft = campaigns::save_draft(&db, &admin, "", &plan(&[admin.user_id]), MARK).await.unwrap();
        let asked = ask(&db, &admin, draft.id).await;
        let waits = campaigns::launch_view(&db, &admin, draft.id).await.unwrap();
        assert_eq!(waits.obstacles, [Obstacle::Waiting]);
        approvals::decide(&db, &manager, "", &decision(asked, true, &[])).await.unwrap();
        let before = frozen(&db).await;
        let version = campaigns::draft(&db, &admin, draft.id).await.unwrap().campaign_version;
        campaigns::launch(&db, &admin, "", draft.id, version).await.unwrap();
        jobs::drain(&db).await.unwrap();
        let one = change(&db, &admin, draft.id, "", |_, line| { line.price = "105".into(); line.committed = "1050".into(); line.actual = "1040".into(); }).await.unwrap().lines[0];
        add(&db, &admin, draft.id, vec![line("Training", "20")]).await.unwrap();
        let view = campaigns::view(&db, &admin, draft.id).await.unwrap();
        let promised = view.figures.iter().find(|c| c.figure == Figure::CostPerLead).unwrap();
        assert_eq!(promised.target, Value::Money(25_000), "1,000 promised for 4 leads");
        assert_eq!(view.baseline.unwrap().by, "dragan");
        let sheet = costs::sheet(&db, &admin, draft.id).await.unwrap();
        assert_eq!(sheet.lines.iter().map(|l| l.promised).collect::<Vec<_>>(), [Some(100_000), None]);
        assert_eq!((sheet.total.promised, sheet.total.sums.planned), (Some(100_000), 107_000));
        assert_eq!(sheet.lines[0].id, one.0);
        assert_eq!(frozen(&db).await, before);
        for table in ["baseline", "baseline_line", "baseline_sum", "baseline_target", "baseline_activity", "baseline_activity_target"] {
            for statement in [format!("DELETE FROM {table}"), format!("UPDATE {table} SET baseline_id = 5").replace("baseline SET baseline_id", "baseline SET version")] {
                let refused = sql::execute(&db.write, &statement, vec![]).await.unwrap_err().to_string();
                assert!(refused.contains("immutable"), "{statement}: {refused}");
            }
        }
        assert_eq!(number(&db, "SELECT COUNT(*) FROM baseline").await, 1, "launching an approved plan promises nothing new");
    }

    async fn a_rise_of_more_than_ten_percent_needs_approval_again_and_the_chain_is_kept(db: Db) {
        let admin = workspace(&db, "EUR").await;
        let manager = user(&db, &admin, "dragan", Role::MarketingManager).await;
        let id = campaign(&db, &admin, "Fair", "2026-09-01").await;
        add(&db, &admin, id, vec![line("Stand", "1000")]).await.unwrap();
        let asked = ask(&db, &admin, id).await;
        approvals::decide(&db, &manager, "", &decision(asked, true, &[])).await.unwrap();
        change(&db, &admin, id, "", |_, line| { line.price = "1100".into(); line.committed = "1100".into() }).await.unwrap();
        assert!(!costs::sheet(&db, &admin, id).await.unwrap().above_approval);
        // A cent more may be planned, and then nothing more is bound until it is approved.
        let refused = change(&db, &admin, id, "", |_, line| line.committed = "1100.01".into()).await;
        assert!(matches!(refused, Err(Error::State("needs approval again"))));
        add(&db, &admin, id, vec![line("Travel", "0.01")]).await.unwrap();
        assert!(costs::sheet(&db, &admin, id).await.unwrap().above_approval);
        assert!(campaigns::launch_view(&db, &admin, id).await.unwrap().obstacles.contains(&Obstacle::NotApproved));
        let again = ask(&db, &admin, id).await;
        let view = approvals::view(&db, &manager, again).await.unwrap();
        let changes = view.changes.unwrap();
        assert_eq!((changes.cost_before, view.row.cost, changes.added, changes.changed, changes.removed), (100_000, 110_001, 1, 1, 0));
        approvals::decide(&db, &manager, "", &decision(again, true, &[])).await.unwrap();
        let chain = approvals::chain(&db, &admin, id).await.unwrap();
        assert_eq!(chain.rows.iter().map(|r| (r.version, r.cost)).collect::<Vec<_>>(), [(2, 110_001), (1, 100_000)]);
        assert_eq!(chain.current, Some(2));
        change(&db, &admin, id, "", |n, line| if n == 0 { line.committed = "1150".into() }).await.unwrap();
    }

    async fn where_approval_is_required_nothing_is_launched_without(db: Db) {
        let admin = workspace(&db, "EUR").await;
        people(&db, &admin, 2).await;
        let rules = approvals::rules(&db, &admin).await.unwrap();
        approvals::save_rules(&db, &admin, "", &RulesDraft { required: true, ..rules }, MARK).await.unwrap();
        let draft = campaigns::save_draft(&db, &admin, "", &plan(&[admin.user_id]), MARK).await.unwrap();
        assert_eq!(campaigns::launch_view(&db, &admin, draft.id).await.unwrap().obstacles, [Obstacle::NotApproved]);
        let refused = campaigns::launch(&db, &admin, "", draft.id, draft.version).await;
        assert!(matches!(refused, Err(Error::State("something stands in the way"))));
        let asked = ask(&db, &admin, draft.id).await;
        // An administrator may approve their own, where the rules say so.
        approvals::decide(&db, &admin, "", &decision(asked, true, &[])).await.unwrap();
        let version = campaigns::draft(&db, &admin, draft.id).await.unwrap().campaign_version;
        campaigns::launch(&db, &admin, "", draft.id, version).await.unwrap();
    }

    async fn a_sum_that_is_not_known_is_not_asked_about(db: Db) {
        let admin = workspace(&db, "EUR").await;
        let id = campaign(&db, &admin, "Fair", "2026-09-01").await;
        add(&db, &admin, id, vec![LineDraft { currency: "RSD".into(), ..line("Hall", "5000") }]).await.unwrap();
        let version = campaigns::plan_view(&db, &admin, id).await.unwrap().input.version;
        let draft = AskDraft { of: Asked::Campaign(id), version, wanted: "2026-07-05".into(), ..AskDraft::default() };
        let Err(Error::Invalid(faults)) = approvals::ask(&db, &admin, "", &draft).await else { panic!() };
        assert_eq!((faults[0].field.as_str(), faults[0].fault), ("wanted", Fault::PastDay));
        let draft = AskDraft { wanted: String::new(), ..draft };
        let Err(Error::Invalid(faults)) = approvals::ask(&db, &admin, "", &draft).await else { panic!() };
        assert_eq!(faults[0].fault, Fault::NoRate);
        let stale = approvals::ask(&db, &admin, "", &AskDraft { version: 77, ..draft }).await;
        assert!(matches!(stale, Err(Error::Conflict { version: 1, .. })));
    }

    async fn one_screen_shows_against_which_budget(db: Db) {
        // ui/phone-approval.png: committed 21,900, this 15,200, left 7,900 of 45,000
        let admin = workspace(&db, "EUR").await;
        let ana = user(&db, &admin, "ana", Role::Marketer).await;
        let other = campaign(&db, &ana, "Other", "2026-10-01").await;
        add(&db, &ana, other, vec![LineDraft { committed: "21900".into(), ..line("Media", "21900") }]).await.unwrap();
        let id = campaign(&db, &ana, "Display cases", "2026-10-01").await;
        add(&db, &ana, id, vec![line("Printing", "15200")]).await.unwrap();
        let quarter = BudgetDraft {
            name: "HORECA, Q4".into(),
            first: "2026-10-01".into(),
            last: "2026-12-31".into(),
            limit: "45000".into(),
            guards: [Guard::Allow; 3],
            ..BudgetDraft::default()
        };
        budgets::save(&db, &admin, "", &quarter, MARK).await.unwrap();
        let head = PlanDraft { targets: vec![(Figure::NewLeads, "85".into()), (Figure::Revenue, "70000".into())], ..campaigns::plan_view(&db, &ana, id).await.unwrap().input };
        campaigns::save_plan(&db, &ana, "", &head, MARK).await.unwrap();
        let asked = ask(&db, &ana, id).await;
        let view = approvals::view(&db, &admin, asked).await.unwrap();
        let budget = &view.budgets[0];
        assert_eq!((budget.left(), view.row.cost, budget.left() - view.row.cost), (2_310_000, 1_520_000, 790_000));
        let roi = view.planned.iter().find(|(figure, _)| *figure == Figure::Roi).unwrap().1;
        let Value::Share(roi) = roi else { panic!() };
        assert_eq!(roi.scaled(100), 361);
        assert_eq!((view.place, view.next), ((1, 1), None));
        let boss = at(admin.user_id, Role::Administrator, "2026-07-07");
        approvals::comment(&db, &ana, "", asked, &CommentDraft { line: None, text: "The fair pays half".into() }).await.unwrap();
        assert_eq!(approvals::view(&db, &boss, asked).await.unwrap().comments.len(), 1);
    }

    async fn shared_lines_are_promised_by_part(db: Db) {
        let admin = workspace(&db, "EUR").await;
        let (a, b) = (campaign(&db, &admin, "A", "2026-09-01").await, campaign(&db, &admin, "B", "2026-10-01").await);
        let shares = vec![(a, String::new()), (b, String::new())];
        let edit = LineEdit::Put { id: None, version: 0, line: Box::new(LineDraft { shares, ..line("Stand", "0.25") }) };
        costs::save(&db, &admin, "", &LineEdits { campaign: a, edits: vec![edit], reason: String::new() }, MARK).await.unwrap();
        for (id, cost) in [(a, 13), (b, 12)] {
            let asked = ask(&db, &admin, id).await;
            approvals::decide(&db, &admin, "", &decision(asked, true, &[])).await.unwrap();
            assert_eq!(approvals::chain(&db, &admin, id).await.unwrap().rows[0].cost, cost);
        }
    }
}
