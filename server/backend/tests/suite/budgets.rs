//! Budgets and their guard. Expected numbers are those of the issue on money and of `ui/plan-costs.png`.

use crate::lines::change;
use crate::{
    costs::campaign,
    world::{MARK, add, day, line, user, workspace},
};
use backend::{Actor, Db, Error, approvals, budgets};
use domain::{
    activity::ActivityKind,
    approval::{LimitDraft, RulesDraft},
    budget::{BudgetDraft, Guard, Moment, Over},
    cost::LineDraft,
    fault::Fault,
    rights::Role,
};

const COMMIT_STOPS: [Guard; 3] = [Guard::Allow, Guard::Stop, Guard::Allow];

fn of_year(name: &str, limit: &str, guards: [Guard; 3]) -> BudgetDraft {
    BudgetDraft {
        name: name.into(),
        first: "2026-01-01".into(),
        last: "2026-12-31".into(),
        limit: limit.into(),
        guards,
        ..BudgetDraft::default()
    }
}

async fn save(db: &Db, actor: &Actor, draft: BudgetDraft) -> i64 {
    budgets::save(db, actor, "", &draft, MARK).await.unwrap()
}

fn committed(article: &str, amount: &str) -> LineDraft {
    LineDraft { committed: amount.into(), ..line(article, amount) }
}

fn over(refused: Error) -> Over {
    match refused {
        Error::Over(over) => *over,
        other => panic!("{other}"),
    }
}

on_both! {
    async fn of_two_commitments_of_600_at_once_with_1000_left_exactly_one_passes(db: Db) {
        let admin = workspace(&db, "EUR").await;
        save(&db, &admin, of_year("Year", "1000", COMMIT_STOPS)).await;
        let (a, b) = (campaign(&db, &admin, "A", "2026-07-06").await, campaign(&db, &admin, "B", "2026-07-06").await);
        // Nobody may go over.
        let nobody = user(&db, &admin, "vera", Role::Marketer).await;
        let both = tokio::join!(
            add(&db, &nobody, a, vec![committed("Stand", "600")]),
            add(&db, &nobody, b, vec![committed("Stand", "600")])
        );
        let refused = match both {
            (Ok(_), Err(refused)) | (Err(refused), Ok(_)) => over(refused),
            other => panic!("{other:?}"),
        };
        assert_eq!((refused.by(), refused.left(), refused.may), (20_000, 40_000, false));
        let row = &budgets::index(&db, &admin, Some(2026)).await.unwrap().rows[0];
        assert_eq!((row.left.left(), row.lines), (40_000, 1));
    }

    async fn whoever_may_go_over_says_why_and_it_is_written_down(db: Db) {
        // ui/plan-costs.png: committing 2,600 with 2,448 left of 6,000 puts it 152 over; up to 5 % may be gone over
        let admin = workspace(&db, "EUR").await;
        let manager = user(&db, &admin, "dragan", Role::MarketingManager).await;
        let budget = save(&db, &admin, of_year("Direct mail", "6000", COMMIT_STOPS)).await;
        let id = campaign(&db, &admin, "Letters", "2026-07-06").await;
        add(&db, &manager, id, vec![committed("Printing", "3552"), line("Postage", "1848")]).await.unwrap();
        let commit = |_: usize, line: &mut LineDraft| if line.article == "Postage" { line.committed = "2600".into() };
        let refused = over(change(&db, &manager, id, "", commit).await.unwrap_err());
        assert_eq!((refused.by(), refused.left(), refused.may, refused.over_bp), (15_200, 244_800, true, 500));
        change(&db, &manager, id, "The post raised its prices", commit).await.unwrap();
        let view = budgets::view(&db, &admin, budget).await.unwrap();
        assert_eq!(view.row.left.left(), -15_200);
        let gone = &view.overrides[0];
        assert_eq!((gone.by.as_str(), gone.moment, gone.over, gone.reason.as_str()), ("dragan", Moment::Committing, 15_200, "The post raised its prices"));
        // A marketer may not, whatever the reason; what takes less out is let through.
        let marketer = user(&db, &admin, "vera", Role::Marketer).await;
        let more = |_: usize, line: &mut LineDraft| if line.article == "Postage" { line.committed = "2601".into() };
        assert!(!over(change(&db, &marketer, id, "Please", more).await.unwrap_err()).may);
        let less = |_: usize, line: &mut LineDraft| if line.article == "Postage" { line.committed = "2500".into() };
        change(&db, &marketer, id, "", less).await.unwrap();
    }

    async fn the_tightest_of_every_matching_budget_is_named(db: Db) {
        let admin = workspace(&db, "EUR").await;
        let id = campaign(&db, &admin, "Fair", "2026-07-06").await;
        let other = campaign(&db, &admin, "Other", "2026-07-06").await;
        save(&db, &admin, of_year("Year", "900", COMMIT_STOPS)).await;
        save(&db, &admin, BudgetDraft { campaign: Some(id), ..of_year("This fair", "700", COMMIT_STOPS) }).await;
        save(&db, &admin, BudgetDraft { campaign: Some(other), ..of_year("Another", "1", COMMIT_STOPS) }).await;
        save(&db, &admin, BudgetDraft { channel: Some(ActivityKind::Letter), ..of_year("Letters", "1", COMMIT_STOPS) }).await;
        let third = BudgetDraft { first: "2026-07-01".into(), last: "2026-09-30".into(), ..of_year("Third quarter", "800", COMMIT_STOPS) };
        save(&db, &admin, third).await;
        save(&db, &admin, BudgetDraft { first: "2026-01-01".into(), last: "2026-03-31".into(), ..of_year("First quarter", "1", COMMIT_STOPS) }).await;
        let vera = user(&db, &admin, "vera", Role::Marketer).await;
        assert_eq!(over(add(&db, &vera, id, vec![committed("Stand", "1000")]).await.unwrap_err()).name, "This fair");
        assert_eq!(over(add(&db, &vera, id, vec![committed("Stand", "701")]).await.unwrap_err()).by(), 100);
        add(&db, &vera, id, vec![committed("Stand", "700")]).await.unwrap();
    }

    async fn each_moment_has_its_guard(db: Db) {
        let admin = workspace(&db, "EUR").await;
        let id = campaign(&db, &admin, "Fair", "2026-07-06").await;
        save(&db, &admin, of_year("Year", "100", [Guard::Warn, Guard::Allow, Guard::Stop])).await;
        let warned = over(add(&db, &admin, id, vec![line("Stand", "150")]).await.unwrap_err());
        assert_eq!((warned.moment, warned.guard, warned.may), (Moment::Planning, Guard::Warn, true));
        let edits = domain::cost::LineEdits {
            campaign: id,
            edits: vec![domain::cost::LineEdit::Put { id: None, version: 0, line: Box::new(line("Stand", "150")) }],
            reason: "Agreed".into(),
        };
        backend::costs::save(&db, &admin, "", &edits, MARK).await.unwrap();
        change(&db, &admin, id, "", |_, line| line.committed = "150".into()).await.unwrap();
        let vera = user(&db, &admin, "vera", Role::Marketer).await;
        let stopped = over(change(&db, &vera, id, "", |_, line| line.actual = "150".into()).await.unwrap_err());
        assert_eq!((stopped.moment, stopped.guard), (Moment::Paying, Guard::Stop));
        change(&db, &vera, id, "", |_, line| line.actual = "100".into()).await.unwrap();
    }

    async fn the_pace_of_a_year_adds_up_to_its_lines(db: Db) {
        let admin = workspace(&db, "EUR").await;
        let id = campaign(&db, &admin, "Fair", "2026-03-01").await;
        let dated = |planned: &str, committed: &str, paid: &str, closed| LineDraft {
            day: planned.into(),
            committed: if committed.is_empty() { String::new() } else { "80".into() },
            committed_day: committed.into(),
            actual: if paid.is_empty() { String::new() } else { "90".into() },
            document_day: paid.into(),
            closed,
            ..line("Line", "100")
        };
        let lines = vec![
            dated("2026-03-10", "2026-02-01", "2026-04-02", true),
            dated("2026-03-20", "2026-03-01", "2026-04-02", false),
            dated("2026-09-01", "", "", false),
            dated("2026-12-05", "2026-11-05", "2027-01-10", true),
        ];
        add(&db, &admin, id, lines).await.unwrap();
        let year = budgets::index(&db, &admin, Some(2026)).await.unwrap();
        let at = |first: &str| year.months.iter().find(|p| p.month.is_some_and(|m| m.first == day(first))).unwrap();
        assert_eq!((at("2026-03-01").planned, at("2026-02-01").committed, at("2026-04-01").actual), (20_000, 8000, 18_000));
        // What is open and over falls on this month: 100 - 90 of March on July; September's 100 on September.
        assert_eq!((at("2026-07-01").forecast, at("2026-09-01").forecast, at("2026-04-01").forecast), (1000, 10_000, 18_000));
        let outside = year.months.iter().find(|p| p.month.is_none()).unwrap();
        assert_eq!((outside.actual, outside.forecast), (9000, 9000), "paid in the next year");
        let sum = |of: fn(&domain::budget::Pace) -> i64| year.months.iter().map(of).sum::<i64>();
        assert_eq!((sum(|p| p.planned), sum(|p| p.actual), sum(|p| p.forecast)), (year.total.planned, year.total.actual, year.total.forecast));
        assert_eq!(year.total.forecast, 9000 + 10_000 + 10_000 + 9000);
        assert_eq!(year.top, None);
        save(&db, &admin, of_year("Year", "5000", COMMIT_STOPS)).await;
        let half = BudgetDraft { last: "2026-06-30".into(), ..of_year("First half", "2000", COMMIT_STOPS) };
        let half = save(&db, &admin, half).await;
        assert_eq!(budgets::index(&db, &admin, Some(2026)).await.unwrap().top, Some(500_000), "one inside another is not added");
        let view = budgets::view(&db, &admin, half).await.unwrap();
        assert_eq!((view.row.lines, view.campaigns[0].lines, view.row.left.sums.planned), (2, 2, 20_000));
        assert_eq!(view.months.iter().map(|p| p.planned).sum::<i64>(), 20_000);
    }

    async fn a_budget_is_of_whole_months_and_shows_the_other_side(db: Db) {
        let admin = workspace(&db, "EUR").await;
        let odd = BudgetDraft { first: "2026-01-02".into(), ..of_year("Year", "1", COMMIT_STOPS) };
        let Err(Error::Invalid(faults)) = budgets::save(&db, &admin, "", &odd, MARK).await else { panic!() };
        assert_eq!((faults[0].field.as_str(), faults[0].fault), ("first", Fault::NotAMonth));
        let id = save(&db, &admin, of_year("Year", "10", COMMIT_STOPS)).await;
        let change = |limit: &str| BudgetDraft { id: Some(id), version: 1, ..of_year("Year", limit, COMMIT_STOPS) };
        budgets::save(&db, &admin, "", &change("20"), MARK).await.unwrap();
        let Err(Error::Conflict { version, now }) = budgets::save(&db, &admin, "", &change("30"), MARK).await else { panic!() };
        assert_eq!((version, now.len(), now[0].field.as_str()), (2, 1, "limit"));
        let vera = user(&db, &admin, "vera", Role::Marketer).await;
        assert!(matches!(budgets::save(&db, &vera, "", &change("30"), MARK).await, Err(Error::Denied)));
        budgets::delete(&db, &admin, "", id, 2).await.unwrap();
        assert!(budgets::index(&db, &admin, Some(2026)).await.unwrap().rows.is_empty());
    }

    async fn how_far_a_role_may_go_over_is_set_by_an_administrator(db: Db) {
        let admin = workspace(&db, "EUR").await;
        let vera = user(&db, &admin, "vera", Role::Marketer).await;
        save(&db, &admin, of_year("Year", "100", COMMIT_STOPS)).await;
        let id = campaign(&db, &admin, "Fair", "2026-07-06").await;
        assert!(!over(add(&db, &vera, id, vec![committed("Stand", "110")]).await.unwrap_err()).may);
        let rules: RulesDraft = approvals::rules(&db, &admin).await.unwrap();
        let limits = rules.limits.iter().cloned().map(|l| LimitDraft { over: if l.role == Role::Marketer { "10".into() } else { l.over.clone() }, ..l }).collect();
        let rules = RulesDraft { limits, ..rules };
        assert!(matches!(approvals::save_rules(&db, &vera, "", &rules, MARK).await, Err(Error::Denied)));
        approvals::save_rules(&db, &admin, "", &rules, MARK).await.unwrap();
        assert!(matches!(approvals::save_rules(&db, &admin, "", &rules, MARK).await, Err(Error::Conflict { version: 2, .. })));
        assert!(over(add(&db, &vera, id, vec![committed("Stand", "110")]).await.unwrap_err()).may);
        assert!(!over(add(&db, &vera, id, vec![committed("Stand", "110.01")]).await.unwrap_err()).may);
    }
}
