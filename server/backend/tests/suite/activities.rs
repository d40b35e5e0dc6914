//! Campaigns of several activities: letters, follow-ups, queues, shares, copies. Expected numbers are those of issue 3 and
//! of `metrics.md`, or counted by hand at the test.

use crate::lines::change;
use crate::world::{MARK, at, day, number, people, plan, user, workspace};
use backend::{Actor, Db, Error, campaigns, jobs, lists, params, responses, sql, today};
use domain::{
    activity::{ActivityKind, Answer, Sharing},
    campaign::{After, CopyDraft, DraftInput, Drafted, IndexQuery, LinkDraft, LinkKind, Obstacle, PlanDraft, Status},
    conflict::{Differing, Stored},
    fault::Fault,
    list::{ListDraft, ListKind},
    metrics::{Figure, Value},
    response::ResponseDraft,
    rights::Role,
    rule::{Field, Op, Rule},
    touch::Outcome,
};

/// A campaign of several activities, without any yet.
async fn campaign(db: &Db, actor: &Actor) -> i64 {
    let head = PlanDraft { name: "Cold rooms".into(), goal: "Replace old units".into(), ..PlanDraft::default() };
    campaigns::save_plan(db, actor, "", &head, MARK).await.unwrap().0
}

async fn add(db: &Db, actor: &Actor, campaign: i64, input: DraftInput) -> Drafted {
    campaigns::save_draft(db, actor, "", &DraftInput { id: Some(campaign), ..input }, MARK).await.unwrap()
}

fn letter(actor: &Actor) -> DraftInput {
    DraftInput {
        name: "Letter".into(),
        kind: Some(ActivityKind::Letter),
        rule: Some(Rule::default()),
        subject: "For {organisation|your company}".into(),
        script: "Dear {name|Sir or Madam},\nwe take your old unit back.".into(),
        first_day: "2026-07-06".into(),
        last_day: "2026-07-10".into(),
        sellers: vec![actor.user_id],
        ..DraftInput::default()
    }
}

async fn launch(db: &Db, actor: &Actor, id: i64) {
    let view = campaigns::launch_view(db, actor, id).await.unwrap();
    assert!(view.is_ready(), "{view:?}");
    campaigns::launch(db, actor, "", id, view.version).await.unwrap();
    jobs::drain(db).await.unwrap();
}

/// Gives everybody an address for letters, but for the last two of one house.
async fn addresses(db: &Db) {
    let text = "UPDATE person SET street = 'Main street', place = 'Novi Sad', post = 'main street ' || id";
    sql::execute(&db.write, text, params![]).await.unwrap();
}

async fn states(db: &Db, activity: i64) -> Vec<(String, i64)> {
    let text = "SELECT state, COUNT(*) FROM touch WHERE activity_id = $1 GROUP BY state ORDER BY state";
    sql::tuples(&db.read, text, params![activity]).await.unwrap()
}

fn response(campaign: i64, activity: i64, person: Option<i64>, outcome: Outcome) -> ResponseDraft {
    ResponseDraft {
        campaign,
        activity: Some(activity),
        person,
        name: String::new(),
        contact: String::new(),
        channel: "reply card".into(),
        outcome,
        day: String::new(),
        note: String::new(),
        make_lead: outcome == Outcome::Interested,
    }
}

on_both! {
    /// What activities promise adds up to what the campaign promises, where it has no target of its own.
    async fn targets_of_activities_add_up(db: Db) {
        let admin = workspace(&db, "EUR").await;
        people(&db, &admin, 6).await;
        addresses(&db).await;
        let id = campaign(&db, &admin).await;
        let with = |name: &str, leads: &str| DraftInput {
            name: name.into(),
            targets: vec![(Figure::NewLeads, leads.into()), (Figure::Contacted, "5".into()), (Figure::Revenue, "1000".into())],
            ..letter(&admin)
        };
        add(&db, &admin, id, with("Letter", "3")).await;
        add(&db, &admin, id, with("Reminder", "4")).await;
        let promised = async || {
            let view = campaigns::view(&db, &admin, id).await.unwrap();
            let of = |figure| view.figures.iter().find(|cell| cell.figure == figure).unwrap().target;
            (of(Figure::NewLeads), of(Figure::Revenue))
        };
        let seven = (Value::Count(7), Value::Money(200_000));
        assert_eq!(promised().await, seven);
        let plan = campaigns::plan_view(&db, &admin, id).await.unwrap();
        let figures: Vec<_> = plan.targets.iter().map(|(figure, value)| (*figure, value.as_str())).collect();
        assert_eq!(figures, [(Figure::NewLeads, "7"), (Figure::Revenue, "2000")], "the same people may be reached twice: no sum");
        assert_eq!(plan.input.targets, [], "the campaign's own are not touched");
        // Its own target stands before the sum.
        let input = PlanDraft { targets: vec![(Figure::NewLeads, "10".into())], ..plan.input };
        campaigns::save_plan(&db, &admin, "", &input, MARK).await.unwrap();
        assert_eq!(promised().await, (Value::Count(10), Value::Money(200_000)));
        launch(&db, &admin, id).await;
        assert_eq!(promised().await, (Value::Count(10), Value::Money(200_000)), "and so it is frozen");
        let index = campaigns::index(&db, &admin, &IndexQuery::default()).await.unwrap();
        assert_eq!((index.target_leads, index.target_revenue), (10, 200_000));
    }

    async fn two_people_at_one_activity_see_what_the_other_stored(db: Db) {
        let admin = workspace(&db, "EUR").await;
        people(&db, &admin, 2).await;
        let id = campaign(&db, &admin).await;
        let first = add(&db, &admin, id, letter(&admin)).await;
        let own = DraftInput { activity: Some(first.activity), version: first.activity_version, id: Some(id), ..letter(&admin) };
        let hers = DraftInput { script: "Hers".into(), last_day: "2026-07-17".into(), sellers: vec![], kind: Some(ActivityKind::Email), ..own.clone() };
        campaigns::save_draft(&db, &admin, "", &hers, MARK).await.unwrap();
        let his = DraftInput { name: "His".into(), ..own.clone() };
        let Err(Error::Conflict { version, now }) = campaigns::save_draft(&db, &admin, "", &his, MARK).await else { panic!("no conflict") };
        let side = |field: &str, now| Differing { field: field.into(), now };
        let expected = [
            side("name", Stored::Text("Letter".into())),
            side("kind", Stored::Word("activity".into(), "email".into())),
            side("script", Stored::Text("Hers".into())),
            side("last_day", Stored::Day(Some(day("2026-07-17")))),
            side("sellers", Stored::Text(String::new())),
        ];
        assert_eq!(now, expected);
        // Having seen it, he may store his over it; and who types what is stored already is not asked.
        campaigns::save_draft(&db, &admin, "", &DraftInput { version, ..his.clone() }, MARK).await.unwrap();
        campaigns::save_draft(&db, &admin, "", &his, MARK).await.unwrap();
        assert_eq!(campaigns::activity(&db, &admin, first.activity).await.unwrap().input.script, his.script);
    }

    /// A rule that was left empty beside a list does not make everybody of it.
    async fn a_list_alone_is_addressed_beside_an_empty_rule(db: Db) {
        let admin = workspace(&db, "EUR").await;
        people(&db, &admin, 6).await;
        addresses(&db).await;
        let rule = Some(Rule::condition(Field::Name, Op::Is, "Person 00002"));
        let list = lists::save(&db, &admin, "", &ListDraft { name: "One".into(), kind: ListKind::Static, rule }).await.unwrap();
        let id = campaign(&db, &admin).await;
        let drafted = add(&db, &admin, id, DraftInput { rule: Some(Rule::default()), lists: vec![list], ..letter(&admin) }).await;
        let view = campaigns::activity(&db, &admin, drafted.activity).await.unwrap();
        assert_eq!((view.equation.people, view.input.rule), (1, None));
    }

    /// Issue 3: "a call 15 days after the letter for those who did not answer".
    async fn a_call_follows_the_letter_after_15_days_for_those_who_did_not_answer(db: Db) {
        let admin = workspace(&db, "EUR").await;
        people(&db, &admin, 6).await;
        addresses(&db).await;
        let id = campaign(&db, &admin).await;
        let first = add(&db, &admin, id, letter(&admin)).await;
        let follow = DraftInput {
            name: "Call".into(),
            kind: Some(ActivityKind::Call),
            sellers: vec![admin.user_id],
            after: Some(After { activity: first.activity, days: "15".into(), answer: Answer::Silent }),
            ..DraftInput::default()
        };
        let call = add(&db, &admin, id, follow).await;
        launch(&db, &admin, id).await;
        assert_eq!(states(&db, first.activity).await, [("queued".into(), 6)]);
        assert_eq!(states(&db, call.activity).await, []);
        // The fifth moves away between launch and posting.
        sql::execute(&db.write, "UPDATE person SET do_not_post = TRUE WHERE id = 5", params![]).await.unwrap();
        let (kind, merged) = campaigns::merged_page(&db, &admin, first.activity, 0).await.unwrap();
        assert_eq!((kind, merged.len()), (ActivityKind::Letter, 5));
        assert_eq!(merged[0].body, "Dear Person 00000,\nwe take your old unit back.");
        assert_eq!(merged[0].subject, "For your company");
        let later = at(admin.user_id, Role::Administrator, "2026-07-07");
        campaigns::mark_sent(&db, &admin, "", first.activity).await.unwrap();
        jobs::drain(&db).await.unwrap();
        assert_eq!(states(&db, first.activity).await, [("done".into(), 5), ("skipped".into(), 1)]);
        assert_eq!(number(&db, "SELECT COUNT(*) FROM funnel_entry WHERE fact = 'contacted'").await, 5);
        // Persons 1 and 2 answer.
        responses::record(&db, &later, "", &response(id, first.activity, Some(1), Outcome::Interested)).await.unwrap();
        responses::record(&db, &later, "", &response(id, first.activity, Some(2), Outcome::NotInterested)).await.unwrap();
        assert_eq!(number(&db, "SELECT COUNT(*) FROM lead WHERE activity_id = 1").await, 1);
        let ms = |text: &str| day(text).and_hms_opt(12, 0, 0).unwrap().and_utc().timestamp_millis();
        campaigns::due_follow_ups(&db, ms("2026-07-20")).await.unwrap();
        jobs::drain(&db).await.unwrap();
        assert_eq!(states(&db, call.activity).await, [], "fourteen days are not fifteen");
        for _ in 0..2 {
            campaigns::due_follow_ups(&db, ms("2026-07-21")).await.unwrap();
            jobs::drain(&db).await.unwrap();
        }
        assert_eq!(states(&db, call.activity).await, [("planned".into(), 3)], "six letters, one not sent, two answered");
        assert_eq!(number(&db, "SELECT COUNT(*) FROM touch WHERE activity_id = 2 AND due_day <> '2026-07-21'").await, 0);
        let view = campaigns::view(&db, &later, id).await.unwrap();
        let row = view.activities.iter().find(|a| a.id == Some(first.activity)).unwrap();
        assert_eq!((row.contacted, row.responders, row.totals.new_leads, row.done), (5, 2, 1, 6));
    }

    async fn an_activity_is_shared_by_owner_by_split_or_taken_from_a_queue(db: Db) {
        let admin = workspace(&db, "EUR").await;
        people(&db, &admin, 10).await;
        let (ana, marko) = (user(&db, &admin, "ana", Role::Salesperson).await, user(&db, &admin, "marko", Role::Salesperson).await);
        sql::execute(&db.write, "UPDATE person SET owner_id = $1 WHERE id <= 3", params![ana.user_id]).await.unwrap();
        // Somebody wants Thursdays at nine.
        sql::execute(&db.write, "UPDATE person SET best_days = 8, best_from = 540 WHERE id = 10", params![]).await.unwrap();
        let id = campaign(&db, &admin).await;
        let base = DraftInput { targets: vec![], costs: vec![], ..plan(&[marko.user_id]) };
        let owner = add(&db, &admin, id, DraftInput { sharing: Sharing::Owner, ..base.clone() }).await;
        let split = DraftInput {
            sharing: Sharing::Split,
            sellers: vec![ana.user_id, marko.user_id],
            shares: vec!["70".into(), "30".into()],
            ..base.clone()
        };
        let split = add(&db, &admin, id, split).await;
        let queue = add(&db, &admin, id, DraftInput { sharing: Sharing::Queue, sellers: vec![ana.user_id], ..base }).await;
        let expected = campaigns::activity(&db, &admin, owner.activity).await.unwrap().grid;
        let sums: Vec<(i64, usize)> = expected.iter().map(|(id, _, row)| (*id, row.iter().sum())).collect();
        assert_eq!(sums, [(ana.user_id, 3), (marko.user_id, 7)], "the preview says what the launch does");
        launch(&db, &admin, id).await;
        let each = async |activity: i64| -> Vec<(i64, i64)> {
            let text = "SELECT assignee_id, COUNT(*) FROM touch WHERE activity_id = $1 AND state = 'planned' GROUP BY assignee_id ORDER BY assignee_id";
            sql::tuples(&db.read, text, params![activity]).await.unwrap()
        };
        assert_eq!(each(owner.activity).await, [(ana.user_id, 3), (marko.user_id, 7)]);
        assert_eq!(each(split.activity).await, [(ana.user_id, 7), (marko.user_id, 3)]);
        assert_eq!(each(queue.activity).await, []);
        let thursday = "SELECT COUNT(*) FROM touch WHERE person_id = 10 AND due_day IN ('2026-07-09', '2026-07-16') AND due_minute = 540";
        assert_eq!(number(&db, thursday).await, 3);
        assert_eq!(today::view(&db, &ana).await.unwrap().batches.iter().map(|b| b.waiting).collect::<Vec<_>>(), [10]);
        assert_eq!(today::take(&db, &ana, "", queue.activity, 4).await.unwrap(), 4);
        assert!(matches!(today::take(&db, &marko, "", queue.activity, 4).await, Err(Error::State("not a queue of yours"))));
        assert_eq!(today::take(&db, &ana, "", queue.activity, 50).await.unwrap(), 6);
        assert!(matches!(today::take(&db, &ana, "", queue.activity, 1).await, Err(Error::State("the queue is empty"))));
        assert_eq!(each(queue.activity).await, [(ana.user_id, 10)]);
    }

    async fn a_campaign_gains_an_activity_while_it_runs_and_a_failed_one_takes_nothing_with_it(db: Db) {
        let admin = workspace(&db, "EUR").await;
        people(&db, &admin, 4).await;
        let id = campaign(&db, &admin).await;
        let calls = add(&db, &admin, id, plan(&[admin.user_id])).await;
        launch(&db, &admin, id).await;
        let empty = add(&db, &admin, id, DraftInput { kind: Some(ActivityKind::Email), ..plan(&[admin.user_id]) }).await;
        let view = campaigns::launch_view(&db, &admin, id).await.unwrap();
        assert_eq!(view.parts.iter().map(|p| (p.id, p.obstacles.clone())).collect::<Vec<_>>(), [(empty.activity, vec![Obstacle::NoMessage])]);
        assert!(matches!(campaigns::launch(&db, &admin, "", id, view.version).await, Err(Error::State(_))));
        let version = campaigns::activity(&db, &admin, empty.activity).await.unwrap().input.version;
        let written = DraftInput { activity: Some(empty.activity), version, kind: Some(ActivityKind::Email), script: "Hello".into(), ..plan(&[admin.user_id]) };
        add(&db, &admin, id, written.clone()).await;
        let stale = campaigns::save_draft(&db, &admin, "", &DraftInput { id: Some(id), script: "Hi".into(), ..written }, MARK).await;
        assert!(matches!(stale, Err(Error::Conflict { .. })), "two people edit one activity");
        launch(&db, &admin, id).await;
        assert_eq!((states(&db, calls.activity).await, states(&db, empty.activity).await), (vec![("planned".into(), 4)], vec![("queued".into(), 4)]));
        let shown = campaigns::view(&db, &admin, id).await.unwrap();
        assert_eq!((shown.status, shown.baseline.unwrap().version), (Status::Running, 2), "the chain of plans is kept");
        // Nobody launches twice, and what runs is not deleted.
        let again = campaigns::launch(&db, &admin, "", id, shown.version).await;
        assert!(matches!(again, Err(Error::State("launched already"))));
        let running = campaigns::delete_activity(&db, &admin, "", calls.activity, 3).await;
        assert!(matches!(running, Err(Error::State("launched already"))), "{running:?}");
    }

    async fn what_follows_never_leads_back_to_itself(db: Db) {
        let admin = workspace(&db, "EUR").await;
        let id = campaign(&db, &admin).await;
        let a = add(&db, &admin, id, letter(&admin)).await;
        let after = |activity| Some(After { activity, days: "3".into(), answer: Answer::Anyone });
        let b = add(&db, &admin, id, DraftInput { after: after(a.activity), ..letter(&admin) }).await;
        let back = DraftInput { id: Some(id), activity: Some(a.activity), version: a.activity_version, after: after(b.activity), ..letter(&admin) };
        let Err(Error::Invalid(faults)) = campaigns::save_draft(&db, &admin, "", &back, MARK).await else { panic!("a circle") };
        assert_eq!((faults[0].field.as_str(), faults[0].fault), ("after", Fault::Circular));
        let version = campaigns::activity(&db, &admin, a.activity).await.unwrap().input.version;
        campaigns::delete_activity(&db, &admin, "", a.activity, version).await.unwrap();
        assert_eq!(campaigns::activity(&db, &admin, b.activity).await.unwrap().input.after, None, "what followed stands alone");
    }

    /// Issue 3: "dates shift over working days, results never copied".
    async fn a_copy_moves_its_days_and_takes_no_results_along(db: Db) {
        let admin = workspace(&db, "EUR").await;
        people(&db, &admin, 3).await;
        addresses(&db).await;
        let id = campaign(&db, &admin).await;
        let a = add(&db, &admin, id, DraftInput { costs: plan(&[]).costs, ..letter(&admin) }).await;
        let after = Some(After { activity: a.activity, days: "15".into(), answer: Answer::Silent });
        add(&db, &admin, id, DraftInput { after, kind: Some(ActivityKind::Call), first_day: "2026-07-21".into(), last_day: "2026-07-31".into(), ..letter(&admin) }).await;
        let task = domain::task::TaskDraft { campaign: Some(id), title: "Print".into(), due: "2026-07-03".into(), ..Default::default() };
        backend::tasks::save(&db, &admin, "", &task, MARK).await.unwrap();
        let link = LinkDraft { campaign: id, kind: LinkKind::Literature, name: "Flyer".into(), url: "https://levak.example/flyer".into(), other: None };
        campaigns::add_link(&db, &admin, "", &link).await.unwrap();
        launch(&db, &admin, id).await;
        change(&db, &admin, id, "", |_, line| line.actual = "900".into()).await.unwrap();
        let draft = CopyDraft { id, name: "Cold rooms, autumn".into(), first_day: "2026-09-01".into(), template: false };
        let copy = campaigns::copy(&db, &admin, "", &draft).await.unwrap();
        let plan = campaigns::plan_view(&db, &admin, copy).await.unwrap();
        assert_eq!((plan.status, plan.activities.len(), plan.links.len(), plan.planned_cost), (Status::Draft, 2, 1, 100_000));
        // Monday 6 July becomes Tuesday 1 September; 11 working days later it was 21 July and is 16 September.
        let days: Vec<_> = plan.activities.iter().map(|a| a.first_day.unwrap()).collect();
        assert_eq!(days, [day("2026-09-01"), day("2026-09-16")]);
        assert_eq!(plan.activities[1].after.map(|(before, days, _)| (before, days)), Some((plan.activities[0].id, 15)));
        assert_eq!(plan.tasks[0].due, day("2026-08-31"), "the Friday before is the Monday before");
        assert_eq!(number(&db, &format!("SELECT COUNT(*) FROM touch WHERE campaign_id = {copy}")).await, 0);
        assert_eq!(number(&db, &format!("SELECT COUNT(actual_minor) FROM cost_line WHERE campaign_id = {copy}")).await, 0);
        let template = CopyDraft { template: true, first_day: String::new(), name: "Letter and call".into(), ..draft };
        let template = campaigns::copy(&db, &admin, "", &template).await.unwrap();
        let version = campaigns::plan_view(&db, &admin, template).await.unwrap().input.version;
        let refused = campaigns::launch(&db, &admin, "", template, version).await;
        assert!(matches!(refused, Err(Error::State("a template is not launched"))));
    }

    async fn an_unknown_responder_is_matched_later_and_becomes_a_lead_then(db: Db) {
        let admin = workspace(&db, "EUR").await;
        people(&db, &admin, 3).await;
        addresses(&db).await;
        let id = campaign(&db, &admin).await;
        let a = add(&db, &admin, id, letter(&admin)).await;
        launch(&db, &admin, id).await;
        let unknown = ResponseDraft { name: "A. Person".into(), contact: "P1@example.rs".into(), ..response(id, a.activity, None, Outcome::Interested) };
        responses::record(&db, &admin, "", &unknown).await.unwrap();
        let stranger = ResponseDraft { name: "Somebody".into(), contact: "021 777 888".into(), ..unknown.clone() };
        responses::record(&db, &admin, "", &stranger).await.unwrap();
        let nameless = ResponseDraft { name: String::new(), contact: String::new(), ..unknown };
        assert!(matches!(responses::record(&db, &admin, "", &nameless).await, Err(Error::Invalid(_))));
        assert_eq!(number(&db, "SELECT COUNT(*) FROM lead").await, 0, "nobody knows whose");
        let page = responses::index(&db, &admin, id, true, None).await.unwrap();
        assert_eq!((page.all, page.unknown), (2, 2));
        let row = page.rows.iter().find(|r| r.person == "A. Person").unwrap();
        assert_eq!(row.candidates.len(), 1, "the address is that of a person");
        let person = row.candidates[0].0;
        responses::match_person(&db, &admin, "", (row.id, row.version), Some(person)).await.unwrap();
        let other = page.rows.iter().find(|r| r.person == "Somebody").unwrap();
        responses::match_person(&db, &admin, "", (other.id, other.version), None).await.unwrap();
        let twice = responses::match_person(&db, &admin, "", (other.id, other.version + 1), Some(person)).await;
        assert!(matches!(twice, Err(Error::State("known already"))));
        assert_eq!(number(&db, "SELECT COUNT(*) FROM lead WHERE campaign_id IS NOT NULL").await, 2);
        assert_eq!(number(&db, "SELECT COUNT(*) FROM person WHERE phone = '+38121777888'").await, 1);
        assert_eq!(responses::index(&db, &admin, id, true, None).await.unwrap().unknown, 0);
    }
}
