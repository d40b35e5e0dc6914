//! Cost lines: the grid, shared lines, currencies. Expected numbers are those of `metrics.md` and of the issue on money.

use crate::lines::change;
use crate::world::{MARK, add, at, day, line, number, plan, user, workspace};
use backend::{Actor, Db, Error, campaigns, costs, jobs, sql};
use domain::{
    campaign::PlanDraft,
    cost::{CostSheet, Key, LineDraft, LineEdit, LineEdits},
    fault::Fault,
    metrics::cost::{CostSums, remaining},
    rate::RateDraft,
    rights::Role,
};

/// An empty campaign that begins on a day.
pub async fn campaign(db: &Db, actor: &Actor, name: &str, first: &str) -> i64 {
    let draft =
        PlanDraft { name: name.into(), first_day: first.into(), last_day: "2026-12-31".into(), ..PlanDraft::default() };
    campaigns::save_plan(db, actor, "", &draft, MARK).await.unwrap().0
}

async fn sheet(db: &Db, actor: &Actor, campaign: i64) -> CostSheet {
    costs::sheet(db, actor, campaign).await.unwrap()
}

fn rate(currency: &str, day: &str, foreign: &str) -> RateDraft {
    RateDraft { currency: currency.into(), day: day.into(), foreign: foreign.into(), home: "1".into() }
}

fn at_field(error: Error, field: &str) -> Option<Fault> {
    match error {
        Error::Invalid(faults) => faults.iter().find(|f| f.field == field).map(|f| f.fault),
        other => panic!("{other}"),
    }
}

on_both! {
    async fn of_a_budget_of_5000_3100_remain_and_2400_are_forecast(db: Db) {
        // metrics.md, Money: A 1,000/1,000/400 open, B 1,000/1,000/900 closed, C 500 planned only
        let admin = workspace(&db, "EUR").await;
        let id = campaign(&db, &admin, "Fair", "2026-07-06").await;
        let with = |article: &str, price: &str, committed: &str, actual: &str, closed| LineDraft {
            committed: committed.into(),
            actual: actual.into(),
            closed,
            ..line(article, price)
        };
        let lines = vec![with("A", "1000", "1000", "400", false), with("B", "1000", "1000", "900", true), with("C", "500", "", "", false)];
        add(&db, &admin, id, lines).await.unwrap();
        let sums = sheet(&db, &admin, id).await.total.sums;
        assert_eq!(remaining(500_000, sums.exposure), 310_000);
        assert_eq!(sums, CostSums { planned: 250_000, committed: 200_000, actual: 130_000, exposure: 190_000, forecast: 240_000 });
    }

    async fn two_thousand_lines_are_pasted_at_once_and_wrong_ones_are_named(db: Db) {
        let admin = workspace(&db, "EUR").await;
        let id = campaign(&db, &admin, "Fair", "2026-07-06").await;
        let lines = |wrong: bool| (0..2000).map(|n| LineDraft {
            quantity: if wrong && n == 1500 { "ten".into() } else { "2".into() },
            committed: if wrong && n == 7 { "-5".into() } else { String::new() },
            supplier: format!("Supplier {}", n % 40),
            ..line(&format!("Article {n}"), "1.25")
        }).collect::<Vec<_>>();
        let refused = add(&db, &admin, id, lines(true)).await.unwrap_err();
        let Error::Invalid(faults) = refused else { panic!("{refused}") };
        let named: Vec<(&str, Fault)> = faults.iter().map(|f| (f.field.as_str(), f.fault)).collect();
        assert_eq!(named, [("7.committed", Fault::Negative), ("1500.quantity", Fault::NotANumber)]);
        assert_eq!(number(&db, "SELECT COUNT(*) FROM cost_line").await, 0, "all or nothing");
        let put = |line| LineEdit::Put { id: None, version: 0, line: Box::new(line) };
        let edits = LineEdits { campaign: id, edits: lines(false).into_iter().map(put).collect(), reason: String::new() };
        let saved = costs::save(&db, &admin, "once", &edits, MARK).await.unwrap();
        assert_eq!((saved.lines.len(), saved.suppliers.len()), (2000, 40));
        let again = costs::save(&db, &admin, "once", &edits, MARK).await.unwrap();
        assert_eq!(again, saved, "a retry gets the first answer");
        let view = sheet(&db, &admin, id).await;
        assert_eq!((view.lines.len(), view.total.sums.planned), (2000, 500_000));
        assert!(view.lines.windows(2).all(|w| w[0].id < w[1].id) && view.lines[1999].article == "Article 1999");
        assert_eq!(view.lines[41].supplier, "Supplier 1");
        let ids: Vec<i64> = saved.lines.iter().map(|(id, _)| *id).collect();
        assert_eq!(ids, view.lines.iter().map(|l| l.id).collect::<Vec<_>>(), "ids come in the order of the changes");
    }

    async fn a_stale_line_shows_the_other_side_and_nothing_is_written(db: Db) {
        let admin = workspace(&db, "EUR").await;
        let id = campaign(&db, &admin, "Fair", "2026-07-06").await;
        let made = add(&db, &admin, id, vec![line("Stand", "100"), line("Travel", "50")]).await.unwrap();
        change(&db, &admin, id, "", |n, line| if n == 1 { line.committed = "60".into() }).await.unwrap();
        let put = |n: usize, price: &str| LineEdit::Put { id: Some(made[n].0), version: 1, line: Box::new(line(["Stand", "Travel"][n], price)) };
        let stale = LineEdits { campaign: id, edits: vec![put(0, "110"), put(1, "70")], reason: String::new() };
        // Both were written by the change above, so the first is the one that is stale.
        let Err(Error::Conflict { version, now }) = costs::save(&db, &admin, "", &stale, MARK).await else { panic!() };
        assert_eq!((version, now.iter().map(|d| d.field.as_str()).collect::<Vec<_>>()), (2, vec!["0.price"]));
        assert_eq!(sheet(&db, &admin, id).await.lines[0].price_minor, 10_000);
    }

    async fn a_closed_line_is_opened_by_a_manager_with_a_reason(db: Db) {
        let admin = workspace(&db, "EUR").await;
        let marketer = user(&db, &admin, "vera", Role::Marketer).await;
        let id = campaign(&db, &admin, "Fair", "2026-07-06").await;
        let made = add(&db, &marketer, id, vec![LineDraft { actual: "90".into(), closed: true, ..line("Stand", "100") }]).await.unwrap()[0];
        let refused = change(&db, &marketer, id, "", |_, line| line.actual = "95".into()).await.unwrap_err();
        assert_eq!(at_field(refused, "0.closed"), Some(Fault::Closed));
        let denied = costs::reopen(&db, &marketer, "", made.0, made.1, "Another invoice").await;
        assert!(matches!(denied, Err(Error::Denied)));
        assert_eq!(at_field(costs::reopen(&db, &admin, "", made.0, made.1, " ").await.unwrap_err(), "reason"), Some(Fault::Required));
        costs::reopen(&db, &admin, "", made.0, made.1, "Another invoice").await.unwrap();
        change(&db, &marketer, id, "", |_, line| line.actual = "95".into()).await.unwrap();
        assert_eq!(sheet(&db, &admin, id).await.total.sums.forecast, 10_000);
    }

    async fn a_removal_is_taken_back_and_bound_money_is_not_removed(db: Db) {
        let admin = workspace(&db, "EUR").await;
        let id = campaign(&db, &admin, "Fair", "2026-07-06").await;
        let made = add(&db, &admin, id, vec![line("Stand", "100"), LineDraft { committed: "5".into(), ..line("Travel", "50") }]).await.unwrap();
        let one = |edit| LineEdits { campaign: id, edits: vec![edit], reason: String::new() };
        let bound = costs::save(&db, &admin, "", &one(LineEdit::Remove { id: made[1].0, version: 1 }), MARK).await;
        assert!(matches!(bound, Err(Error::State("money is bound"))));
        costs::save(&db, &admin, "", &one(LineEdit::Remove { id: made[0].0, version: 1 }), MARK).await.unwrap();
        assert_eq!(sheet(&db, &admin, id).await.total.sums.planned, 5000);
        costs::save(&db, &admin, "", &one(LineEdit::Restore { id: made[0].0, version: 2 }), MARK).await.unwrap();
        assert_eq!(sheet(&db, &admin, id).await.total.sums.planned, 15_000);
        let deleted = campaigns::delete_draft(&db, &admin, "", id, 1).await;
        assert!(matches!(deleted, Err(Error::State("money is bound"))), "nor with its campaign");
    }

    async fn a_shared_line_is_split_to_the_cent_and_the_earliest_gets_the_rest(db: Db) {
        // metrics.md, Money: 100.00 split 1:1:1 is 33.34, 33.33, 33.33
        let admin = workspace(&db, "EUR").await;
        let late = campaign(&db, &admin, "Late", "2026-09-01").await;
        let early = campaign(&db, &admin, "Early", "2026-07-06").await;
        let middle = campaign(&db, &admin, "Middle", "2026-08-01").await;
        let shares = vec![(late, String::new()), (early, String::new()), (middle, String::new())];
        let shared = LineDraft { committed: "100".into(), shares, ..line("Stand", "100") };
        add(&db, &admin, late, vec![shared.clone()]).await.unwrap();
        for (campaign, part) in [(early, 3334), (middle, 3333), (late, 3333)] {
            let view = sheet(&db, &admin, campaign).await;
            assert_eq!((view.total.sums.planned, view.total.sums.exposure), (part, part));
            assert_eq!((view.lines.len(), view.lines[0].parts.len()), (1, 3));
            assert_eq!(view.lines[0].elsewhere.is_some(), campaign != late);
        }
        let wrong = LineDraft { key: Key::Percent, shares: vec![(late, "60".into()), (early, "30".into())], ..line("Stand", "100") };
        assert_eq!(at_field(add(&db, &admin, late, vec![wrong]).await.unwrap_err(), "0.shares"), Some(Fault::NotWhole));
        change(&db, &admin, late, "", |_, line| { line.key = Key::Percent; line.shares = vec![(late, "25".into()), (early, "75".into())]; }).await.unwrap();
        assert_eq!(sheet(&db, &admin, early).await.total.sums.planned, 7500);
        assert!(sheet(&db, &admin, middle).await.lines.is_empty());
    }

    async fn a_campaign_with_shared_costs_is_deleted_after_it_left_them(db: Db) {
        let admin = workspace(&db, "EUR").await;
        let home = campaign(&db, &admin, "Home", "2026-07-06").await;
        let guest = campaign(&db, &admin, "Guest", "2026-08-01").await;
        let stand = LineDraft { shares: vec![(home, String::new()), (guest, String::new())], ..line("Stand", "100") };
        let made = add(&db, &admin, home, vec![stand]).await.unwrap()[0];
        for id in [home, guest] {
            let refused = campaigns::delete_draft(&db, &admin, "", id, 1).await;
            assert!(matches!(refused, Err(Error::State("costs are shared"))));
        }
        let one = |edit| LineEdits { campaign: home, edits: vec![edit], reason: String::new() };
        costs::save(&db, &admin, "", &one(LineEdit::Remove { id: made.0, version: made.1 }), MARK).await.unwrap();
        campaigns::delete_draft(&db, &admin, "", guest, 1).await.unwrap();
        let back = costs::save(&db, &admin, "", &one(LineEdit::Restore { id: made.0, version: 2 }), MARK).await;
        assert!(matches!(back, Err(Error::NotFound)), "half of it would come back");
        assert!(sheet(&db, &admin, home).await.lines.is_empty());
    }

    async fn sums_of_months_follow_every_change_of_their_lines(db: Db) {
        let admin = workspace(&db, "EUR").await;
        crate::world::people(&db, &admin, 2).await;
        let id = campaign(&db, &admin, "Fair", "2026-07-06").await;
        let other = campaign(&db, &admin, "Other", "2026-08-01").await;
        // By campaign, month planned for and month in which it falls: planned, committed, actual, lines, without a plan, unpaid.
        let sums = async || -> Vec<(i64, String, String, i64, i64, i64, i64, i64, i64)> {
            let text = "SELECT campaign_id, CAST(month AS TEXT), CAST(at_month AS TEXT), planned_base, committed_base, actual_base, lines, unplanned, unpaid FROM cost_sum ORDER BY 1, 2, 3";
            sql::tuples(&db.read, text, vec![]).await.unwrap()
        };
        let of = |id, month: &str, at: &str, planned, committed, actual, lines, unplanned, unpaid| {
            (id, format!("2026-{month}-01"), format!("2026-{at}-01"), planned, committed, actual, lines, unplanned, unpaid)
        };
        let stand = LineDraft { day: "2026-07-10".into(), committed: "90".into(), committed_day: "2026-06-02".into(), actual: "95".into(), document_day: "2026-08-31".into(), ..line("Stand", "100") };
        let hall = LineDraft { day: "2026-07-11".into(), currency: "RSD".into(), ..line("Hall", "11720") };
        let made = add(&db, &admin, id, vec![stand, hall]).await.unwrap();
        let (june, august) = (of(id, "07", "06", 0, 9000, 0, 0, 0, 0), of(id, "07", "08", 0, 0, 9500, 0, 0, 0));
        assert_eq!(sums().await, [june.clone(), of(id, "07", "07", 10_000, 0, 0, 2, 1, 1), august.clone()]);
        costs::save_rates(&db, &admin, "", &[rate("RSD", "2026-07-05", "117.2")], MARK).await.unwrap();
        jobs::drain(&db).await.unwrap();
        assert_eq!(sums().await, [june.clone(), of(id, "07", "07", 20_000, 0, 0, 2, 0, 1), august.clone()]);
        // Moved to September and shared: the half of each, and nothing left where it was.
        let row = sheet(&db, &admin, id).await.lines.into_iter().find(|row| row.id == made[1].0).unwrap();
        let shared = LineDraft { day: "2026-09-01".into(), shares: vec![(id, String::new()), (other, String::new())], ..row.draft(MARK, domain::money::Currency::EUR) };
        let one = |edit| LineEdits { campaign: id, edits: vec![edit], reason: String::new() };
        let put = LineEdit::Put { id: Some(row.id), version: row.version, line: Box::new(shared) };
        let saved = costs::save(&db, &admin, "", &one(put), MARK).await.unwrap().lines[0];
        let rest = [june.clone(), of(id, "07", "07", 10_000, 0, 0, 1, 0, 0), august.clone()];
        let with_half = |half: i64| [rest.to_vec(), vec![of(id, "09", "09", half, 0, 0, 1, 0, 1), of(other, "09", "09", half, 0, 0, 1, 0, 1)]].concat();
        assert_eq!(sums().await, with_half(5000));
        costs::save_rates(&db, &admin, "", &[rate("RSD", "2026-07-06", "58.6")], MARK).await.unwrap();
        jobs::drain(&db).await.unwrap();
        assert_eq!(sums().await, with_half(10_000), "11,720 at 58.6 are 200");
        costs::save(&db, &admin, "", &one(LineEdit::Remove { id: saved.0, version: saved.1 }), MARK).await.unwrap();
        assert_eq!(sums().await, rest);
        costs::save(&db, &admin, "", &one(LineEdit::Restore { id: saved.0, version: saved.1 + 1 }), MARK).await.unwrap();
        assert_eq!(sums().await, with_half(10_000));
        // What goes with its activity goes from the sums.
        let mut input = plan(&[admin.user_id]);
        input = domain::campaign::DraftInput { id: Some(other), activity: None, ..input };
        let draft = campaigns::save_draft(&db, &admin, "", &input, MARK).await.unwrap();
        assert_eq!(sums().await.iter().filter(|row| row.0 == other).map(|row| row.3).sum::<i64>(), 10_000 + 100_000);
        campaigns::delete_activity(&db, &admin, "", draft.activity, draft.activity_version).await.unwrap();
        assert_eq!(sums().await, with_half(10_000));
    }

    async fn an_amount_without_a_rate_is_missing_until_there_is_one(db: Db) {
        let admin = workspace(&db, "EUR").await;
        let id = campaign(&db, &admin, "Fair", "2026-07-06").await;
        let dinars = LineDraft { currency: "RSD".into(), committed: "11720".into(), committed_day: "2026-07-01".into(), ..line("Hall", "11720") };
        add(&db, &admin, id, vec![dinars, line("Travel", "50")]).await.unwrap();
        let total = sheet(&db, &admin, id).await.total;
        assert_eq!((total.sums.planned, total.sums.committed, total.rateless), (5000, 0, 1), "never guessed");
        // Eight days before the commitment is too early, seven are not; the plan is of 6 July.
        let save = async |rates: Vec<RateDraft>| { costs::save_rates(&db, &admin, "", &rates, MARK).await.unwrap(); jobs::drain(&db).await.unwrap() };
        save(vec![rate("RSD", "2026-06-23", "100")]).await;
        assert_eq!(sheet(&db, &admin, id).await.total.sums.committed, 0);
        save(vec![rate("RSD", "2026-06-24", "117.2")]).await;
        assert_eq!(sheet(&db, &admin, id).await.total.sums.committed, 10_000);
        save(vec![rate("RSD", "2026-07-05", "100")]).await;
        let total = sheet(&db, &admin, id).await.total;
        assert_eq!((total.sums.planned, total.sums.committed, total.rateless), (16_720, 10_000, 0));
        costs::delete_rate(&db, &admin, "", "RSD", day("2026-06-24")).await.unwrap();
        jobs::drain(&db).await.unwrap();
        assert_eq!(sheet(&db, &admin, id).await.total.rateless, 1);
        let faults = costs::save_rates(&db, &admin, "", &[rate("EUR", "2026-07-05", "1"), rate("XXX", "soon", "0")], MARK).await.unwrap_err();
        assert_eq!(at_field(faults, "1.day"), Some(Fault::NotADay));
    }

    async fn the_form_of_an_activity_keeps_what_was_committed_for_its_lines(db: Db) {
        let admin = workspace(&db, "EUR").await;
        crate::world::people(&db, &admin, 2).await;
        let mut input = plan(&[admin.user_id]);
        let draft = campaigns::save_draft(&db, &admin, "", &input, MARK).await.unwrap();
        change(&db, &admin, draft.id, "", |_, line| line.committed = "900".into()).await.unwrap();
        input = domain::campaign::DraftInput { id: Some(draft.id), activity: Some(draft.activity), version: draft.activity_version, ..input };
        input.costs[0].price = "110".into();
        input.costs.push(domain::campaign::CostDraft { article: "Training".into(), quantity: "1".into(), price: "40".into() });
        let saved = campaigns::save_draft(&db, &admin, "", &input, MARK).await.unwrap();
        let view = sheet(&db, &admin, draft.id).await;
        assert_eq!((view.lines.len(), view.total.sums.planned, view.total.sums.committed), (2, 114_000, 90_000));
        input.version = saved.activity_version;
        input.costs.remove(0);
        let refused = campaigns::save_draft(&db, &admin, "", &input, MARK).await;
        assert!(matches!(refused, Err(Error::State("money is bound"))));
    }

    async fn five_hundred_random_changes_leave_every_sum_that_of_its_rows(db: Db) {
        let admin = workspace(&db, "EUR").await;
        let sites = [campaign(&db, &admin, "A", "2026-07-06").await, campaign(&db, &admin, "B", "2026-08-06").await];
        costs::save_rates(&db, &admin, "", &[rate("RSD", "2026-07-06", "117.2")], MARK).await.unwrap();
        let mut seed: u64 = 7;
        let mut dice = move |n: u64| { seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407); (seed >> 33) % n };
        for _ in 0..500 {
            let at = usize::try_from(dice(2)).unwrap();
            let view = sheet(&db, &admin, sites[at]).await;
            let own: Vec<_> = view.lines.iter().filter(|l| l.elsewhere.is_none()).collect();
            let typed = LineDraft {
                quantity: dice(50).to_string(),
                committed: if dice(2) == 0 { dice(9000).to_string() } else { String::new() },
                actual: if dice(3) == 0 { dice(9000).to_string() } else { String::new() },
                currency: if dice(3) == 0 { "RSD".into() } else { String::new() },
                shares: if dice(4) == 0 { sites.map(|id| (id, String::new())).to_vec() } else { Vec::new() },
                ..line("Line", &format!("{}.{:02}", dice(500), dice(100)))
            };
            let pick = if own.is_empty() { None } else { own.get(usize::try_from(dice(u64::try_from(own.len()).unwrap())).unwrap()) };
            let edit = match (dice(4), pick) {
                (0, Some(row)) if row.amounts.committed.is_none() && row.amounts.actual.is_none() => LineEdit::Remove { id: row.id, version: row.version },
                (1 | 2, Some(row)) => LineEdit::Put { id: Some(row.id), version: row.version, line: Box::new(typed) },
                _ => LineEdit::Put { id: None, version: 0, line: Box::new(typed) },
            };
            costs::save(&db, &admin, "", &LineEdits { campaign: sites[at], edits: vec![edit], reason: String::new() }, MARK).await.unwrap();
        }
        let mut parts = CostSums::default();
        for site in sites {
            let view = sheet(&db, &admin, site).await;
            let mut counted = CostSums::default();
            view.lines.iter().for_each(|l| counted.add(&l.base));
            assert_eq!(view.total.sums, counted, "page and rows");
            let shown = campaigns::view(&db, &admin, site).await.unwrap();
            let rows = campaigns::figure_rows(&db, &admin, site, domain::campaign::RowsOf::Figure(domain::metrics::Figure::Cost), None).await.unwrap();
            let mut sum = rows.rows.iter().filter_map(|r| r.amount_minor).sum::<i64>();
            let mut next = rows.next;
            while let Some(after) = next {
                let page = campaigns::figure_rows(&db, &admin, site, domain::campaign::RowsOf::Figure(domain::metrics::Figure::Cost), Some(&after)).await.unwrap();
                sum += page.rows.iter().filter_map(|r| r.amount_minor).sum::<i64>();
                next = page.next;
            }
            assert_eq!(sum, counted.actual, "results and drill-down");
            assert_eq!(shown.costs.iter().filter_map(|c| c.actual).sum::<i64>(), counted.actual);
            parts.actual += counted.actual;
            parts.planned += counted.planned;
        }
        // Every cent of each line is in some campaign.
        assert_eq!(number(&db, "SELECT CAST(SUM(actual_base) AS BIGINT) FROM cost_line WHERE deleted_ms IS NULL").await, parts.actual);
        assert_eq!(number(&db, "SELECT CAST(SUM(planned_base) AS BIGINT) FROM cost_line WHERE deleted_ms IS NULL").await, parts.planned);
    }

    async fn what_a_role_may_not_is_refused(db: Db) {
        let admin = workspace(&db, "EUR").await;
        let id = campaign(&db, &admin, "Fair", "2026-07-06").await;
        for role in [Role::Salesperson, Role::Analyst, Role::Viewer] {
            let other = at(admin.user_id, role, "2026-07-06");
            assert!(matches!(add(&db, &other, id, vec![line("Stand", "1")]).await, Err(Error::Denied)));
        }
        assert_eq!(sql::scalar::<i64>(&db.read, "SELECT COUNT(*) FROM cost_line", vec![]).await.unwrap(), 0);
    }
}
