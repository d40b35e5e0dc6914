//! Closing campaigns, comparing them, and the profit and loss of events. Expected numbers are those of `metrics.md` (Money: one cost
//! line of 1,000 and three won opportunities of 1,000), or the arithmetic of the rows that stand here.

use crate::{
    lines::change,
    world::{MARK, add, at, day, launch, line, number, people, plan, user, workspace},
};
use backend::{Actor, Db, Error, campaigns, catalogs, closings, comparisons, jobs, params, references, sql};
use domain::{
    activity::ActivityKind,
    campaign::{DraftInput, PlanDraft},
    catalog::Catalog,
    closing::{CauseDraft, ClosingDraft, Decision, Subject},
    comparison::Compare,
    conflict::Stored,
    cost::LineDraft,
    fault::Fault,
    metrics::{Figure, Ratio, Value},
    rights::Role,
    rule::Rule,
    touch::Outcome,
};

/// A launched campaign of three people, with a cost line of 1,000 that was paid and three sales of 1,000.
async fn sold(db: &Db, actor: &Actor, name: &str, (first, last): (&str, &str)) -> i64 {
    let input =
        DraftInput { name: name.into(), first_day: first.into(), last_day: last.into(), ..plan(&[actor.user_id]) };
    // Launched on its first day.
    let id = launch(db, &at(actor.user_id, actor.role, first), &input).await;
    let paid = |_: usize, line: &mut LineDraft| {
        line.actual = "1000".into();
        line.document_day = first.into();
    };
    change(db, actor, id, "", paid).await.unwrap();
    let text = "INSERT INTO opportunity (person_id, campaign_id, pipeline_id, stage_id, stage_day, title, amount_minor, state, created_day, closed_day)
         SELECT p.id, CAST($1 AS BIGINT), s.pipeline_id, s.id, $2, 'Order', 100000, 'won', $2, $2 FROM person p JOIN (SELECT MIN(id) AS id, MIN(pipeline_id) AS pipeline_id FROM pipeline_stage) s ON 1 = 1 WHERE p.id <= 3";
    sql::execute(&db.write, text, params![id, day(last)]).await.unwrap();
    id
}

async fn respond(db: &Db, campaign: i64, activity: Option<i64>, person: i64, outcome: &str, on: &str) {
    let text = "INSERT INTO response (campaign_id, activity_id, person_id, outcome, day, note) VALUES ($1, $2, $3, $4, $5, '')";
    sql::execute(&db.write, text, params![campaign, activity, person, outcome, day(on)]).await.unwrap();
}

async fn finish(db: &Db, actor: &Actor, id: i64) {
    let version = campaigns::view(db, actor, id).await.unwrap().version;
    campaigns::finish(db, actor, "", id, version).await.unwrap();
}

fn at_field(error: Error) -> (String, Fault) {
    match error {
        Error::Invalid(faults) => (faults[0].field.clone(), faults[0].fault),
        other => panic!("{other}"),
    }
}

on_both! {
    /// What was decided about it stays true: no line becomes its own afterwards.
    async fn a_closed_campaign_bears_no_new_part_of_a_line(db: Db) {
        let admin = workspace(&db, "EUR").await;
        people(&db, &admin, 3).await;
        let closed = sold(&db, &admin, "Fair", ("2026-03-02", "2026-03-31")).await;
        let home = crate::costs::campaign(&db, &admin, "Home", "2026-07-06").await;
        let half = |article: &str| LineDraft { shares: vec![(closed, String::new()), (home, String::new())], ..line(article, "100") };
        add(&db, &admin, home, vec![half("Hall")]).await.unwrap();
        finish(&db, &admin, closed).await;
        let said = ClosingDraft { campaign: closed, decision: Some(Decision::Continue), reason: "It paid.".into(), ..ClosingDraft::default() };
        closings::save(&db, &admin, "", &said).await.unwrap();
        let stays = |error: Error| matches!(error, Error::State("shares with a closed campaign"));
        assert!(stays(add(&db, &admin, home, vec![half("Bus")]).await.unwrap_err()));
        assert!(stays(change(&db, &admin, home, "", |_, line| line.shares.clear()).await.unwrap_err()));
        // The bill of what was shared before may still come.
        change(&db, &admin, home, "", |_, line| line.actual = "90".into()).await.unwrap();
        assert_eq!(backend::costs::sheet(&db, &admin, closed).await.unwrap().total.sums.actual, 104_500);
        let offered = backend::costs::sheet(&db, &admin, home).await.unwrap().campaigns;
        assert!(offered.iter().all(|(id, _)| *id != closed));
    }

    async fn a_campaign_is_closed_with_decision_causes_and_lessons(db: Db) {
        let admin = workspace(&db, "EUR").await;
        let viewer = user(&db, &admin, "vera", Role::Viewer).await;
        people(&db, &admin, 3).await;
        let id = sold(&db, &admin, "Calls", ("2026-06-01", "2026-06-20")).await;
        let open = closings::view(&db, &admin, id).await.unwrap();
        assert!(open.closed.is_none() && open.causes.len() == 9, "a workspace begins with causes");
        // 4 leads and 5,000 were promised for 1,000; 3,000 came.
        let row = |subject: &Subject, view: &domain::closing::ClosingView| view.rows.iter().find(|row| row.subject == *subject).cloned().unwrap();
        let revenue = Subject::Figure(Figure::Revenue);
        assert_eq!((row(&revenue, &open).planned, row(&revenue, &open).actual), (Value::Money(500_000), Value::Money(300_000)));
        assert_eq!(row(&Subject::Article("Telephone".into()), &open).deviation.unwrap().difference, Value::Money(0));
        let cause = |subject: &str, cause: Option<i64>, note: &str| CauseDraft { subject: subject.into(), cause, note: note.into() };
        let draft = ClosingDraft {
            decision: Some(Decision::Change),
            reason: "Calls sell, but too late in the season".into(),
            lessons: "Begin in March".into(),
            learn: true,
            causes: vec![cause("figure:revenue", Some(open.causes[3].0), "Three weeks late"), cause("article:Telephone", None, "")],
            ..ClosingDraft { campaign: id, ..ClosingDraft::default() }
        };
        assert!(matches!(closings::save(&db, &admin, "", &draft).await, Err(Error::State("not finished"))));
        finish(&db, &admin, id).await;
        assert!(matches!(closings::save(&db, &viewer, "", &draft).await, Err(Error::Denied)));
        let empty = ClosingDraft { decision: None, ..draft.clone() };
        assert_eq!(at_field(closings::save(&db, &admin, "", &empty).await.unwrap_err()), ("decision".into(), Fault::Required));
        let unknown = ClosingDraft { causes: vec![cause("article:Balloons", Some(open.causes[0].0), "")], ..draft.clone() };
        assert_eq!(at_field(closings::save(&db, &admin, "", &unknown).await.unwrap_err()), ("cause.0".into(), Fault::Unknown));
        let lost = number(&db, "SELECT MIN(id) FROM reason WHERE kind = 'lost'").await;
        let wrong = ClosingDraft { causes: vec![cause("figure:revenue", Some(lost), "")], ..draft.clone() };
        assert_eq!(at_field(closings::save(&db, &admin, "", &wrong).await.unwrap_err()), ("cause.0".into(), Fault::Unknown));
        assert_eq!(closings::save(&db, &admin, "once", &draft).await.unwrap(), 1);
        assert_eq!(closings::save(&db, &admin, "once", &draft).await.unwrap(), 1, "a double click closes once");
        let Err(Error::Conflict { version: 1, now }) = closings::save(&db, &admin, "", &ClosingDraft { reason: "Other".into(), ..draft.clone() }).await else { panic!() };
        assert_eq!(now.len(), 1);
        // What was said stands by the figure as it was, whatever comes later.
        sql::execute(&db.write, "UPDATE opportunity SET amount_minor = 200000 WHERE campaign_id = $1 AND person_id = 1", params![id]).await.unwrap();
        let closed = closings::view(&db, &viewer, id).await.unwrap();
        let told = row(&revenue, &closed);
        assert_eq!((told.actual, told.was, told.note.as_str()), (Value::Money(400_000), Some(Value::Money(300_000)), "Three weeks late"));
        assert_eq!(told.cause.unwrap().0, open.causes[3].0);
        assert_eq!((closed.closed.as_ref().unwrap().0.as_str(), closed.input.decision), ("Mira", Some(Decision::Change)));
        assert_eq!(campaigns::view(&db, &admin, id).await.unwrap().decision, Some(Decision::Change));
        assert_eq!(closings::save(&db, &admin, "", &ClosingDraft { version: 1, lessons: "Begin in February".into(), ..draft.clone() }).await.unwrap(), 2);
        // Somebody else said another cause meanwhile: both sides are shown. Who changes it later is not who closed it.
        let other = ClosingDraft { version: 1, lessons: "Begin in February".into(), causes: vec![cause("figure:revenue", Some(open.causes[4].0), "Rain")], ..draft.clone() };
        let Err(Error::Conflict { version: 2, now }) = closings::save(&db, &admin, "", &other).await else { panic!() };
        let theirs = format!("revenue: {}: Three weeks late", open.causes[3].1);
        assert_eq!(now.iter().map(|d| (d.field.as_str(), d.now.clone())).collect::<Vec<_>>(), [("causes", Stored::Text(theirs))]);
        let boss = user(&db, &admin, "boris", Role::MarketingManager).await;
        let kept = ClosingDraft { version: 2, lessons: "Begin in February".into(), ..draft.clone() };
        assert_eq!(closings::save(&db, &boss, "", &kept).await.unwrap(), 3);
        let told = closings::view(&db, &admin, id).await.unwrap();
        assert_eq!(told.closed.as_ref().unwrap().0, "Mira");
        assert_eq!(row(&revenue, &told).was, Some(Value::Money(300_000)), "the figure of the day on which it was said");
        // A cause that is used cannot be deleted.
        assert!(matches!(catalogs::delete(&db, &admin, "", Catalog::Cause, open.causes[3].0).await, Err(Error::State("in use"))));
        catalogs::delete(&db, &admin, "", Catalog::Cause, open.causes[0].0).await.unwrap();
        // The next of its kind sees what was learnt, and norms are offered from it first.
        let next = launch(&db, &admin, &plan(&[admin.user_id])).await;
        let earlier = closings::view(&db, &admin, next).await.unwrap().earlier;
        assert_eq!((earlier[0].campaign, earlier[0].lessons.as_str(), earlier[0].decision), (id, "Begin in February", Decision::Change));
        let kind = number(&db, &format!("SELECT kind_id FROM campaign WHERE id = {id}")).await;
        let candidates = references::view(&db, &admin, Some(kind), MARK).await.unwrap().candidates;
        assert_eq!(candidates.iter().map(|c| (c.id, c.learn)).collect::<Vec<_>>(), [(id, true)]);
        assert!(matches!(closings::view(&db, &admin, 999).await, Err(Error::NotFound)));
    }

    async fn campaigns_and_kinds_stand_side_by_side(db: Db) {
        let admin = workspace(&db, "EUR").await;
        people(&db, &admin, 3).await;
        let early = sold(&db, &admin, "Spring calls", ("2026-03-01", "2026-03-20")).await;
        let late = sold(&db, &admin, "Summer calls", ("2026-06-01", "2026-06-20")).await;
        for (person, outcome) in [(1, "interested"), (2, "interested"), (3, "not_interested")] {
            respond(&db, early, None, person, outcome, "2026-03-05").await;
        }
        respond(&db, late, None, 1, "call_back", "2026-06-05").await;
        let view = comparisons::view(&db, &admin, &Compare::Like(late)).await.unwrap();
        assert_eq!(view.of, Compare::Campaigns(vec![early, late]));
        let [spring, summer] = &view.rows[..] else { panic!() };
        assert_eq!((spring.id, spring.part.totals.revenue, spring.part.totals.actual_cost, spring.profit()), (early, 300_000, 100_000, Value::Money(200_000)));
        assert_eq!(spring.part.actual(Figure::Roi), Value::Share(Ratio { numerator: 200_000, denominator: 100_000 }));
        assert_eq!((spring.part.plan.cost, spring.part.plan.target(Figure::Revenue)), (100_000, Some(500_000)));
        assert_eq!(spring.responses, [(Outcome::Interested, 2), (Outcome::NotInterested, 1)]);
        assert_eq!((summer.responded(), spring.days), (1, Some((day("2026-03-01"), day("2026-03-20")))));
        assert!(comparisons::view(&db, &admin, &Compare::Like(early)).await.unwrap().rows.len() == 1, "only earlier ones are similar");
        let kinds = comparisons::view(&db, &admin, &Compare::Kinds(None)).await.unwrap();
        assert_eq!((kinds.year, kinds.rows.len()), (Some(2026), 1));
        let row = &kinds.rows[0];
        assert_eq!((row.part.campaigns, row.part.totals.revenue, row.profit(), row.responded()), (2, 600_000, Value::Money(400_000), 4));
        assert!(comparisons::view(&db, &admin, &Compare::Kinds(Some(2025))).await.unwrap().rows.is_empty());
        assert_eq!(at_field(comparisons::view(&db, &admin, &Compare::Kinds(Some(9))).await.unwrap_err()), ("year".into(), Fault::Unknown));
        assert!(matches!(comparisons::view(&db, &admin, &Compare::Like(999)).await, Err(Error::NotFound)));
        assert!(comparisons::view(&db, &admin, &Compare::Campaigns(vec![999])).await.unwrap().rows.is_empty());
    }

    async fn an_event_tells_what_it_left_and_how_soon_people_heard(db: Db) {
        let admin = workspace(&db, "EUR").await;
        people(&db, &admin, 6).await;
        let fair = async |name: &str, first: &str, last: &str, lines: Vec<LineDraft>| {
            let head = PlanDraft { name: name.into(), first_day: first.into(), last_day: last.into(), ..PlanDraft::default() };
            let then = at(admin.user_id, Role::Administrator, first);
            let (id, _) = campaigns::save_plan(&db, &then, "", &head, MARK).await.unwrap();
            let with = |kind, script: &str| DraftInput { id: Some(id), name: name.into(), kind: Some(kind), rule: Some(Rule::default()), script: script.into(), costs: vec![], targets: vec![], first_day: first.into(), last_day: last.into(), ..plan(&[admin.user_id]) };
            let event = campaigns::save_draft(&db, &then, "", &with(ActivityKind::Event, ""), MARK).await.unwrap().activity;
            let calls = campaigns::save_draft(&db, &then, "", &with(ActivityKind::Call, "Ask"), MARK).await.unwrap();
            add(&db, &then, id, lines).await.unwrap();
            let version = number(&db, &format!("SELECT version FROM campaign WHERE id = {id}")).await;
            campaigns::launch(&db, &then, "", id, version).await.unwrap();
            jobs::drain(&db).await.unwrap();
            (id, event, calls.activity)
        };
        let paid = |article: &str, planned: &str, actual: &str| LineDraft { actual: actual.into(), ..line(article, planned) };
        let (before, ..) = fair("Fair 2025", "2026-05-01", "2026-05-10", vec![paid("Stand", "900", "1000"), paid("Gifts", "100", "100")]).await;
        let (this, event, calls) = fair("Fair 2026", "2026-06-01", "2026-06-10", vec![paid("Stand", "1100", "1200"), paid("Travel", "200", "")]).await;
        // Four were met on the 2nd: called the same day, on the 3rd and on the 6th; one waits.
        for person in 1..=4 {
            respond(&db, this, Some(event), person, "interested", "2026-06-02").await;
        }
        for (person, on) in [(1, "2026-06-02"), (2, "2026-06-03"), (3, "2026-06-06"), (5, "2026-06-03")] {
            let text = "UPDATE touch SET state = 'done', done_day = $3 WHERE activity_id = $1 AND person_id = $2";
            assert_eq!(sql::execute(&db.write, text, params![calls, person, day(on)]).await.unwrap(), 1);
        }
        let lead = "INSERT INTO lead (person_id, campaign_id, activity_id, state, created_day) SELECT id, CAST($1 AS BIGINT), CAST($2 AS BIGINT), 'new', $3 FROM person WHERE id <= 3";
        sql::execute(&db.write, lead, params![this, event, day("2026-06-02")]).await.unwrap();
        let view = campaigns::event(&db, &admin, this).await.unwrap();
        assert_eq!((view.this.follow_up.met, view.this.follow_up.followed(), view.this.follow_up.median_doubled()), (4, 3, Some(2)));
        assert_eq!(view.before.as_ref().unwrap().campaign, before);
        let costs: Vec<_> = view.costs.iter().map(|c| (c.article.as_str(), c.planned, c.actual, c.before)).collect();
        assert_eq!(costs, [("Stand", 110_000, Some(120_000), Some(100_000)), ("Travel", 20_000, None, None), ("Gifts", 0, None, Some(10_000))]);
        assert_eq!((view.this.profit(), view.this.cost_per_lead()), (Value::Money(-120_000), Value::Money(40_000)));
        assert_eq!((view.plan.cost, view.before.unwrap().profit()), (130_000, Value::Money(-110_000)));
        // Both fairs: 2,300 paid over three leads.
        let own = &view.kinds[0];
        assert_eq!((own.kind, own.campaigns, own.leads, own.cost_per_lead()), (view.kind.0, 2, 3, Value::Money(76_667)));
        let plain = sold(&db, &admin, "Calls", ("2026-06-01", "2026-06-20")).await;
        assert!(matches!(campaigns::event(&db, &admin, plain).await, Err(Error::NotFound)));
        assert!(campaigns::view(&db, &admin, this).await.unwrap().event && !campaigns::view(&db, &admin, plain).await.unwrap().event);
        let viewer = at(99, Role::Viewer, "2026-07-06");
        campaigns::event(&db, &viewer, this).await.unwrap();
    }
}
