//! A campaign from draft to measured result. Expected numbers are those of issue 2 and of `metrics.md`, named at each test.

use crate::lines::change;
use crate::world::{MARK, at, day, launch, number, people, plan, user, workspace};
use backend::{Actor, Db, Error, campaigns, jobs, leads, lists, opportunities, params, people as persons, sql, today};
use domain::{
    audience::Term,
    campaign::{CampaignView, DraftInput, Drafted, IndexQuery, Obstacle, RowsOf, Status},
    fault::Fault,
    lead::{LeadQuery, Qualify},
    list::{ListDraft, ListKind},
    metrics::{Figure, Ratio, Value},
    opportunity::{Close, CloseOpportunity},
    person::PersonDraft,
    rights::Role,
    rule::{Field, Op, Rule},
    touch::{Outcome, TouchResult},
};

async fn record(db: &Db, seller: &Actor, id: i64, outcome: Outcome) -> domain::touch::TouchRecorded {
    let version = today::touch(db, seller, id).await.unwrap().version;
    let result = TouchResult {
        id,
        version,
        outcome,
        seconds: 60,
        note: String::new(),
        next_day: None,
        make_lead: outcome == Outcome::Interested,
    };
    today::record(db, seller, "", &result).await.unwrap()
}

fn value(view: &CampaignView, figure: Figure) -> Value {
    view.figures.iter().find(|c| c.figure == figure).unwrap().value
}

/// Lead to opportunity to won, of this amount.
async fn win(db: &Db, seller: &Actor, lead: i64, amount: &str) {
    let input = Qualify {
        id: lead,
        version: 1,
        account: String::new(),
        opportunity: true,
        title: String::new(),
        amount: amount.into(),
    };
    let id = leads::qualify(db, seller, "", &input, MARK).await.unwrap().unwrap();
    let mut close = CloseOpportunity { id, version: 1, close: Close::Won, amount: String::new(), note: String::new() };
    let empty = opportunities::close(db, seller, "", &close, MARK).await;
    assert!(matches!(empty, Err(Error::Invalid(_))), "an erased amount is not the old one");
    close.amount = amount.into();
    opportunities::close(db, seller, "", &close, MARK).await.unwrap();
}

/// A draft that nothing stands in the way of on 6 July 2026.
async fn launchable(db: &Db, admin: &Actor) -> i64 {
    people(db, admin, 3).await;
    let id = campaigns::save_draft(db, admin, "", &plan(&[admin.user_id]), MARK).await.unwrap().id;
    assert!(campaigns::draft(db, admin, id).await.unwrap().obstacles.is_empty());
    id
}

on_both! {
    /// Issue 2, section 3.3.
    async fn eleven_people_go_to_two_sellers_six_and_five_and_one_a_day(db: Db) {
        let admin = workspace(&db, "EUR").await;
        people(&db, &admin, 11).await;
        let (ana, marko) = (user(&db, &admin, "ana", Role::Salesperson).await, user(&db, &admin, "marko", Role::Salesperson).await);
        let id = launch(&db, &admin, &plan(&[ana.user_id, marko.user_id])).await;
        let each: Vec<(i64, i64)> = sql::tuples(&db.read, "SELECT assignee_id, COUNT(*) FROM touch GROUP BY assignee_id ORDER BY assignee_id", params![]).await.unwrap();
        assert_eq!(each, [(ana.user_id, 6), (marko.user_id, 5)]);
        let most = "SELECT MAX(n) FROM (SELECT COUNT(*) AS n FROM touch GROUP BY assignee_id, due_day) t";
        assert_eq!(number(&db, most).await, 1);
        let outside = "SELECT COUNT(*) FROM touch WHERE due_day < '2026-07-06' OR due_day > '2026-07-17' OR due_day IN ('2026-07-11', '2026-07-12')";
        assert_eq!(number(&db, outside).await, 0, "only working days of the range");
        let view = campaigns::view(&db, &admin, id).await.unwrap();
        assert_eq!((view.status, view.touches, view.activities[0].equation.contacted()), (Status::Running, 11, 11));
        assert!(!view.baseline.unwrap().approved, "frozen at launch and marked as not approved");
    }

    async fn a_double_click_on_launch_gives_one_launch(db: Db) {
        let admin = workspace(&db, "EUR").await;
        people(&db, &admin, 5).await;
        let Drafted { id, version, .. } = campaigns::save_draft(&db, &admin, "", &plan(&[admin.user_id]), MARK).await.unwrap();
        let click = || campaigns::launch(&db, &admin, "one-click", id, version);
        let (first, second) = tokio::join!(click(), click());
        assert_eq!((first.unwrap(), second.unwrap()), (id, id), "the second click gets the first answer");
        assert!(matches!(campaigns::launch(&db, &admin, "another", id, version).await, Err(Error::Conflict { .. })));
        jobs::drain(&db).await.unwrap();
        assert_eq!(number(&db, "SELECT COUNT(*) FROM touch").await, 5);
        assert_eq!(number(&db, "SELECT COUNT(*) FROM baseline").await, 1);
        let audits = "SELECT COUNT(*) FROM audit WHERE use_case = 'campaigns/launch' AND detail = 'launch'";
        assert_eq!(number(&db, audits).await, 1);
    }

    async fn what_came_of_a_call_is_credited_to_the_campaign_to_the_end(db: Db) {
        let admin = workspace(&db, "EUR").await;
        people(&db, &admin, 11).await;
        let ana = user(&db, &admin, "ana", Role::Salesperson).await;
        let id = launch(&db, &admin, &plan(&[ana.user_id])).await;
        let touches: Vec<i64> = sql::column(&db.read, "SELECT id FROM touch ORDER BY id", params![]).await.unwrap();
        let mut made = Vec::new();
        for touch in &touches[..4] {
            made.extend(record(&db, &ana, *touch, Outcome::Interested).await.lead);
        }
        record(&db, &ana, touches[4], Outcome::NotInterested).await;
        record(&db, &ana, touches[5], Outcome::NoAnswer).await;
        win(&db, &ana, made[0], "1000").await;
        let input = Qualify { id: made[1], version: 1, account: "Hotel Park".into(), opportunity: false, title: String::new(), amount: String::new() };
        assert_eq!(leads::qualify(&db, &ana, "", &input, MARK).await.unwrap(), None);
        let reason: i64 = number(&db, "SELECT MIN(id) FROM reason WHERE kind = 'disqualified'").await;
        leads::disqualify(&db, &ana, "", made[2], 1, reason).await.unwrap();
        let view = campaigns::view(&db, &admin, id).await.unwrap();
        assert_eq!(value(&view, Figure::NewLeads), Value::Count(4));
        assert_eq!(value(&view, Figure::ConvertedLeads), Value::Count(2));
        assert_eq!(value(&view, Figure::Opportunities), Value::Count(1));
        assert_eq!(value(&view, Figure::Revenue), Value::Money(100_000));
        assert_eq!(view.stages.iter().map(|s| s.count.entered).collect::<Vec<_>>(), [5, 5, 4, 2, 1, 1], "contacted to won");
        assert_eq!((view.stages[1].count.failed, view.stages[2].count.failed), (1, 1), "one was not interested, one was disqualified");
        for figure in Figure::ALL {
            let rows = campaigns::figure_rows(&db, &admin, id, RowsOf::Figure(figure), None).await.unwrap();
            if let Value::Count(n) = rows.value {
                assert_eq!((rows.visible, rows.hidden, i64::try_from(rows.rows.len()).unwrap()), (n, 0, n), "{figure:?}");
            }
        }
        for stage in &view.stages {
            let rows = campaigns::figure_rows(&db, &admin, id, RowsOf::Stage(stage.id), None).await.unwrap();
            assert_eq!(rows.visible, stage.count.entered, "{}", stage.name);
        }
        let other = user(&db, &admin, "marko", Role::Salesperson).await;
        let rows = campaigns::figure_rows(&db, &other, id, RowsOf::Figure(Figure::NewLeads), None).await.unwrap();
        assert_eq!((rows.value, rows.visible, rows.hidden), (Value::Count(4), 0, 4), "the figure is the same for everybody");
        assert_eq!(leads::index(&db, &other, &LeadQuery::default()).await.unwrap().rows.len(), 0);
    }

    /// metrics.md, Money: cost 1,000 and three wins of 1,000 give ROI 200 %, revenue 3,000, cost 1,000.
    async fn three_wins_do_not_triple_the_cost(db: Db) {
        let admin = workspace(&db, "EUR").await;
        people(&db, &admin, 3).await;
        let id = launch(&db, &admin, &plan(&[admin.user_id])).await;
        let touches: Vec<i64> = sql::column(&db.read, "SELECT id FROM touch ORDER BY id", params![]).await.unwrap();
        for touch in touches {
            let lead = record(&db, &admin, touch, Outcome::Interested).await.lead.unwrap();
            win(&db, &admin, lead, "1000").await;
        }
        let view = campaigns::view(&db, &admin, id).await.unwrap();
        assert_eq!(value(&view, Figure::Roi), Value::Gap(domain::metrics::Gap::NoCost), "a dash until a cost is recorded");
        assert_eq!(view.costs[0].open, 1);
        change(&db, &admin, id, "", |_, line| {
            line.actual = "1000".into();
            line.document_day = "2026-07-10".into();
        })
        .await
        .unwrap();
        let view = campaigns::view(&db, &admin, id).await.unwrap();
        assert_eq!(value(&view, Figure::Roi), Value::Share(Ratio { numerator: 200_000, denominator: 100_000 }));
        assert_eq!(value(&view, Figure::Revenue), Value::Money(300_000));
        let july = view.months.iter().find(|m| m.month.first == day("2026-07-01")).unwrap();
        assert_eq!((july.planned_cost, july.actual_cost, july.planned_revenue, july.revenue), (100_000, 100_000, 500_000, 300_000));
        let rows = campaigns::figure_rows(&db, &admin, id, RowsOf::Revenue(july.month.first), None).await.unwrap();
        assert_eq!((rows.value, rows.visible), (Value::Money(300_000), 3));
        let overview = campaigns::index(&db, &admin, &IndexQuery::default()).await.unwrap();
        assert_eq!((overview.totals.revenue, overview.totals.actual_cost, overview.planned_cost), (300_000, 100_000, 100_000));
    }

    /// metrics.md, Counting: 18 - 3 = 15 people; 15 - 1 - 2 - 1 - 2 - 1 - 1 = 7.
    async fn the_audience_equation_of_the_dictionary_adds_up(db: Db) {
        let admin = workspace(&db, "EUR").await;
        let add = async |n: usize, phone: &str, place: &str, do_not_call: bool| {
            let draft = PersonDraft { name: format!("Person {n:02}"), phone: phone.into(), place: place.into(), do_not_call, ..PersonDraft::default() };
            persons::save(&db, &admin, "", &draft).await.unwrap()
        };
        let mut ids = Vec::new();
        for n in 0..15 {
            let phone = match n {
                // one shares its number with the first, two have none
                1 => "021 555 100".to_owned(),
                2 | 3 => String::new(),
                _ => format!("021 555 {}", 100 + n),
            };
            ids.push(add(n, &phone, if n < 3 { "Both" } else { "One" }, n == 4).await);
        }
        let execute = async |text: &str| sql::execute(&db.write, text, params![]).await.unwrap();
        execute("UPDATE person SET consent_day = '2026-01-01'").await;
        for n in [5, 6] {
            execute(&format!("UPDATE person SET consent_day = NULL WHERE id = {}", ids[n])).await;
        }
        execute(&format!("UPDATE person SET last_contact_day = '2026-07-01' WHERE id = {}", ids[7])).await;
        let list = async |name: &str, kind: ListKind, rule: Rule| lists::save(&db, &admin, "", &ListDraft { name: name.into(), kind, rule: Some(rule) }).await.unwrap();
        let all = list("All", ListKind::Dynamic, Rule::default()).await;
        let both = list("Both", ListKind::Static, Rule::condition(Field::Place, Op::Is, "Both")).await;
        list("Never", ListKind::Suppression, Rule::condition(Field::Name, Op::Is, "Person 08")).await;
        let mut input = plan(&[admin.user_id]);
        input.rule = None;
        input.lists = vec![all, both];
        input.needs_consent = true;
        input.skip_days = "30".into();
        let Drafted { id, version, .. } = campaigns::save_draft(&db, &admin, "", &input, MARK).await.unwrap();
        let expected = [(Term::SameAddress, 1), (Term::NoAddress, 2), (Term::OptedOut, 1), (Term::NoConsent, 2), (Term::TooRecent, 1), (Term::Suppressed, 1), (Term::SameAccount, 0)];
        let before = campaigns::draft(&db, &admin, id).await.unwrap().equation;
        assert_eq!((before.memberships, before.on_several_lists(), before.people, before.contacted()), (18, 3, 15, 7));
        assert_eq!(before.left, expected);
        campaigns::launch(&db, &admin, "", id, version).await.unwrap();
        jobs::drain(&db).await.unwrap();
        let view = campaigns::view(&db, &admin, id).await.unwrap();
        assert_eq!(view.activities[0].equation, before, "what is frozen is what was shown");
        let activity = view.activities[0].id.unwrap();
        for (term, n) in expected {
            let rows = campaigns::figure_rows(&db, &admin, id, RowsOf::Term { activity, term: term.code() }, None).await.unwrap();
            assert_eq!(rows.visible, n, "{term:?}");
        }
        // Somebody opts out after the launch: asked again when the call is made.
        let touch: i64 = number(&db, "SELECT MIN(id) FROM touch").await;
        execute(&format!("UPDATE person SET do_not_call = TRUE WHERE id = (SELECT person_id FROM touch WHERE id = {touch})")).await;
        assert_eq!(today::touch(&db, &admin, touch).await.unwrap().blocked, Some(Term::OptedOut));
        let recorded = record(&db, &admin, touch, Outcome::Interested).await;
        assert_eq!((recorded.skipped, recorded.lead), (Some(Term::OptedOut), None));
        assert_eq!(number(&db, "SELECT COUNT(*) FROM attempt").await, 0);
    }

    /// metrics.md, Funnel: 400, 120, 90, 72, 30, 9, 4; 15 walk-ins leave the 400 unchanged.
    async fn the_exhibition_funnel_counts_its_cohort(db: Db) {
        let admin = workspace(&db, "EUR").await;
        people(&db, &admin, 415).await;
        let id = launch(&db, &admin, &plan(&[admin.user_id])).await;
        let kind: i64 = number(&db, "SELECT MAX(id) FROM campaign_kind").await;
        sql::execute(&db.write, "UPDATE campaign SET kind_id = $1 WHERE id = $2", params![kind, id]).await.unwrap();
        let everybody: Vec<i64> = sql::column(&db.read, "SELECT id FROM person ORDER BY id", params![]).await.unwrap();
        for (fact, n) in [("invited", 400), ("accepted", 120), ("registered", 90), ("attended", 72)] {
            assert_eq!(campaigns::record_stage(&db, &admin, "", id, fact, &everybody[..n]).await.unwrap(), i64::try_from(n).unwrap());
        }
        for (fact, n) in [("lead", 30), ("opportunity", 9), ("won", 4)] {
            let refused = campaigns::record_stage(&db, &admin, "", id, fact, &everybody[..n]).await;
            assert!(matches!(refused, Err(Error::Invalid(_))), "{fact} follows from sales");
            for person in &everybody[..n] {
                let text = "INSERT INTO funnel_entry (campaign_id, person_id, fact, day) VALUES ($1, $2, $3, '2026-07-08')";
                sql::execute(&db.write, text, params![id, *person, fact]).await.unwrap();
            }
        }
        campaigns::record_stage(&db, &admin, "", id, "attended", &everybody[400..]).await.unwrap();
        let view = campaigns::view(&db, &admin, id).await.unwrap();
        assert_eq!(view.stages.iter().map(|s| s.count.entered).collect::<Vec<_>>(), [400, 120, 90, 72, 30, 9, 4]);
        assert_eq!((view.cohort, view.stages[3].count.joined), (400, 15));
        let rows = campaigns::figure_rows(&db, &admin, id, RowsOf::Joined(view.stages[3].id), None).await.unwrap();
        assert_eq!(rows.visible, 15);
    }

    async fn a_launch_can_be_undone_until_the_first_attempt(db: Db) {
        let admin = workspace(&db, "EUR").await;
        people(&db, &admin, 4).await;
        let id = launch(&db, &admin, &plan(&[admin.user_id])).await;
        let version = campaigns::view(&db, &admin, id).await.unwrap().version;
        campaigns::undo_launch(&db, &admin, "", id, version).await.unwrap();
        jobs::drain(&db).await.unwrap();
        assert_eq!(number(&db, "SELECT (SELECT COUNT(*) FROM touch) + (SELECT COUNT(*) FROM audience_member)").await, 0);
        let version = campaigns::draft(&db, &admin, id).await.unwrap().campaign_version;
        campaigns::launch(&db, &admin, "", id, version).await.unwrap();
        jobs::drain(&db).await.unwrap();
        let view = campaigns::view(&db, &admin, id).await.unwrap();
        assert_eq!(view.baseline.as_ref().unwrap().version, 2);
        record(&db, &admin, number(&db, "SELECT MIN(id) FROM touch").await, Outcome::NoAnswer).await;
        let refused = campaigns::undo_launch(&db, &admin, "", id, view.version).await;
        assert!(matches!(refused, Err(Error::State("work has begun"))));
        let frozen = sql::execute(&db.write, "UPDATE baseline SET approved = TRUE", params![]).await;
        assert!(frozen.unwrap_err().to_string().contains("immutable"));
        assert!(sql::execute(&db.write, "DELETE FROM baseline_line", params![]).await.is_err());
    }

    async fn an_attempt_taken_back_leaves_nothing_behind(db: Db) {
        let admin = workspace(&db, "EUR").await;
        people(&db, &admin, 2).await;
        launch(&db, &admin, &plan(&[admin.user_id])).await;
        let touch = number(&db, "SELECT MIN(id) FROM touch").await;
        for outcome in Outcome::SPOKEN {
            let recorded = record(&db, &admin, touch, outcome).await;
            today::reopen(&db, &admin, "", touch, recorded.version).await.unwrap();
            let left = "SELECT (SELECT COUNT(*) FROM attempt) + (SELECT COUNT(*) FROM response) + (SELECT COUNT(*) FROM lead) + (SELECT COUNT(*) FROM funnel_entry)
                + (SELECT COUNT(*) FROM funnel_failure) + (SELECT COUNT(*) FROM person WHERE do_not_call OR last_contact_day IS NOT NULL)
                + (SELECT COUNT(*) FROM touch WHERE state <> 'planned' OR attempts <> 0 OR due_day <> '2026-07-06' AND id = (SELECT MIN(id) FROM touch))";
            assert_eq!(number(&db, left).await, 0, "{outcome:?}");
        }
    }

    async fn a_draft_says_what_stands_in_its_way_and_keeps_conflicts_apart(db: Db) {
        let admin = workspace(&db, "EUR").await;
        let mut input = plan(&[]);
        input.last_day = String::new();
        let Drafted { id, version, .. } = campaigns::save_draft(&db, &admin, "", &input, MARK).await.unwrap();
        assert_eq!(campaigns::draft(&db, &admin, id).await.unwrap().obstacles.len(), 3, "nobody, no dates, no seller");
        assert!(matches!(campaigns::launch(&db, &admin, "", id, version).await, Err(Error::State(_))));
        let whole = launchable(&db, &admin).await;
        let later = at(admin.user_id, Role::Administrator, "2026-07-18");
        assert_eq!(campaigns::draft(&db, &later, whole).await.unwrap().obstacles, [Obstacle::Past], "its last day was 17 July");
        let endless = DraftInput { last_day: "2099-07-17".into(), ..plan(&[]) };
        let Err(Error::Invalid(faults)) = campaigns::save_draft(&db, &admin, "", &endless, MARK).await else { panic!("a mistyped year") };
        assert_eq!((faults[0].field.as_str(), faults[0].fault), ("last_day", Fault::TooLong));
        input.id = Some(id);
        let second = DraftInput { activity: None, ..input.clone() };
        assert!(matches!(campaigns::save_draft(&db, &admin, "", &second, MARK).await, Err(Error::State(_))), "a quick campaign has one activity");
        input.activity = Some(campaigns::draft(&db, &admin, id).await.unwrap().input.activity.unwrap());
        input.version = 1;
        let next = campaigns::save_draft(&db, &admin, "", &input, MARK).await.unwrap().version;
        let stale = DraftInput { name: "Other".into(), ..input.clone() };
        assert!(matches!(campaigns::save_draft(&db, &admin, "", &stale, MARK).await, Err(Error::Conflict { .. })));
        let viewer = at(admin.user_id, Role::Viewer, "2026-07-06");
        assert!(matches!(campaigns::delete_draft(&db, &viewer, "", id, next).await, Err(Error::Denied)));
        campaigns::delete_draft(&db, &admin, "", whole, 1).await.unwrap();
        campaigns::delete_draft(&db, &admin, "", id, next).await.unwrap();
        assert_eq!(number(&db, "SELECT COUNT(*) FROM cost_line").await, 0);
    }
}
