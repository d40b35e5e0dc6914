//! Lists on their own pages, the stages of campaigns, products, kept overviews, responses from a file. Expected numbers are
//! counted by hand at the test, or named there.

use crate::world::{MARK, at, day, dry_run, number, people, plan, user, workspace};
use backend::{
    Actor, Db, Error, campaigns, catalogs, imports, jobs, leads, lists, opportunities, params, responses, sql, today,
};
use domain::{
    audience::Term,
    campaign::{By, DraftInput, IndexQuery, PlanDraft, RowsOf, Sort, Status},
    catalog::{Catalog, CatalogDraft, StageDraft},
    conflict::Stored,
    fault::Fault,
    import::{ImportKind, ImportState},
    list::{ListChange, ListDraft, ListKind},
    metrics::{Figure, Value},
    opportunity::{NewOpportunity, OpportunityDraft},
    rights::Role,
    rule::Rule,
};

async fn launch(db: &Db, actor: &Actor, id: i64) {
    let version = campaigns::plan_view(db, actor, id).await.unwrap().input.version;
    campaigns::launch(db, actor, "", id, version).await.unwrap();
    jobs::drain(db).await.unwrap();
}

async fn list(db: &Db, actor: &Actor, name: &str, kind: ListKind) -> i64 {
    let draft = ListDraft { name: name.into(), kind, rule: Rule::default() };
    lists::save(db, actor, "", &draft).await.unwrap()
}

async fn members(db: &Db, list: i64) -> i64 {
    number(db, &format!("SELECT COUNT(*) FROM list_member WHERE list_id = {list}")).await
}

fn item(catalog: Catalog, name: &str) -> CatalogDraft {
    CatalogDraft {
        catalog,
        id: None,
        version: 0,
        name: name.into(),
        active: true,
        kind: None,
        stages: vec![],
        steps: vec![],
    }
}

on_both! {
    async fn a_list_is_copied_changed_by_hand_and_locked(db: Db) {
        let admin = workspace(&db, "EUR").await;
        people(&db, &admin, 4).await;
        let dynamic = list(&db, &admin, "Everybody", ListKind::Dynamic).await;
        let refused = lists::member(&db, &admin, "", dynamic, 1, false).await;
        assert!(matches!(refused, Err(Error::State("the rule decides who is on it"))));
        let copy = lists::copy(&db, &admin, "", dynamic, "Everybody of July").await.unwrap();
        assert_eq!(members(&db, copy).await, 4);
        people(&db, &admin, 6).await;
        assert_eq!(lists::view(&db, &admin, dynamic).await.unwrap().row.people, 6, "a dynamic list goes on");
        assert_eq!(members(&db, copy).await, 4, "its copy stays");
        lists::member(&db, &admin, "", copy, 1, false).await.unwrap();
        lists::member(&db, &admin, "", copy, 5, true).await.unwrap();
        lists::member(&db, &admin, "", copy, 5, true).await.unwrap();
        assert_eq!(members(&db, copy).await, 4);
        let view = lists::view(&db, &admin, copy).await.unwrap();
        assert_eq!(view.events.len(), 4, "made, three changes by hand");
        let change = ListChange { id: copy, version: 1, name: "Fair".into(), source: "Bought".into(), cost: "120.50".into(), locked: true };
        lists::change(&db, &admin, "", &change, MARK).await.unwrap();
        assert!(matches!(lists::change(&db, &admin, "", &change, MARK).await, Err(Error::Conflict { version: 2, .. })));
        let view = lists::view(&db, &admin, copy).await.unwrap();
        assert_eq!((view.cost_minor, view.row.locked, view.events[0].detail.as_str()), (Some(12_050), true, "locked"));
        assert!(matches!(lists::member(&db, &admin, "", copy, 2, false).await, Err(Error::State("the list is locked"))));
        assert!(matches!(lists::delete(&db, &admin, "", copy, 2).await, Err(Error::State("the list is locked"))));
        let taken = ListChange { name: "everybody".into(), version: 2, ..change };
        assert!(matches!(lists::change(&db, &admin, "", &taken, MARK).await, Err(Error::Invalid(faults)) if faults[0].fault == Fault::AlreadyUsed));
    }

    async fn an_address_or_a_domain_is_suppressed_for_whoever_comes_with_it(db: Db) {
        let admin = workspace(&db, "EUR").await;
        people(&db, &admin, 5).await;
        for (person, email) in [(1, "ana@blocked.example"), (2, "iva@blocked.example"), (3, "only@free.example"), (4, "ok@free.example")] {
            sql::execute(&db.write, "UPDATE person SET email = $2 WHERE id = $1", params![person, email]).await.unwrap();
        }
        let draft = campaigns::save_draft(&db, &admin, "", &plan(&[admin.user_id]), MARK).await.unwrap();
        let before = campaigns::draft(&db, &admin, draft.id).await.unwrap().equation;
        let empty = ListDraft { name: "Never".into(), kind: ListKind::Suppression, rule: Rule::condition(domain::rule::Field::Name, domain::rule::Op::Is, "nobody") };
        let never = lists::save(&db, &admin, "", &empty).await.unwrap();
        let typed = "@blocked.example\nonly@free.example";
        assert_eq!(lists::addresses(&db, &admin, "", never, typed).await.unwrap(), 2);
        let after = campaigns::draft(&db, &admin, draft.id).await.unwrap().equation;
        let suppressed = |e: &domain::audience::Equation| e.left.iter().find(|(term, _)| *term == Term::Suppressed).map_or(0, |(_, n)| *n);
        assert_eq!((suppressed(&before), suppressed(&after)), (0, 3), "two of the domain and one address");
        // Each term opens its people before the launch, and after it the same ones.
        let of = RowsOf::Term { activity: draft.activity, term: Term::Suppressed.code() };
        let open = async || campaigns::figure_rows(&db, &admin, draft.id, of, None).await.unwrap();
        let shown: Vec<Option<i64>> = open().await.rows.iter().map(|row| row.person_id).collect();
        assert_eq!(shown, [Some(1), Some(2), Some(3)]);
        launch(&db, &admin, draft.id).await;
        assert_eq!(open().await.rows.iter().map(|row| row.person_id).collect::<Vec<_>>(), shown);
        // Whom a list names later is not called any more either.
        lists::addresses(&db, &admin, "", never, "ok@free.example").await.unwrap();
        let touch = number(&db, "SELECT id FROM touch WHERE person_id = 4").await;
        assert_eq!(today::touch(&db, &admin, touch).await.unwrap().blocked, Some(Term::Suppressed));
        let wrong = lists::addresses(&db, &admin, "", never, "not an address").await;
        assert!(matches!(wrong, Err(Error::Invalid(_))));
    }

    /// Stages as issue 3 and A2 name them: target group ready, plan approved, invited, registered, held, evaluated.
    async fn campaigns_go_through_the_stages_of_their_kind(db: Db) {
        let admin = workspace(&db, "EUR").await;
        people(&db, &admin, 3).await;
        let kind = number(&db, "SELECT MAX(id) FROM campaign_kind").await;
        let names: Vec<String> = catalogs::index(&db, &admin, Catalog::Kind).await.unwrap().into_iter().find(|k| k.id == kind).unwrap().steps.into_iter().map(|s| s.name).collect();
        assert_eq!(names, ["Planned", "Target group ready", "Plan approved", "Invited", "Registered", "Held", "Evaluated"]);
        let make = async |name: &str| {
            let head = PlanDraft { name: name.into(), kind: Some(kind), ..PlanDraft::default() };
            campaigns::save_plan(&db, &admin, "", &head, MARK).await.unwrap().0
        };
        let (fair, idea) = (make("Fair").await, make("Idea").await);
        let first = campaigns::plan_view(&db, &admin, fair).await.unwrap().steps[1].fact.clone();
        campaigns::record_step(&db, &admin, "", fair, &first, true).await.unwrap();
        assert!(matches!(campaigns::record_step(&db, &admin, "", fair, "held", true).await, Err(Error::Invalid(_))), "it follows from the days");
        let input = DraftInput { id: Some(fair), name: "Calls".into(), ..plan(&[admin.user_id]) };
        campaigns::save_draft(&db, &admin, "", &input, MARK).await.unwrap();
        let version = campaigns::plan_view(&db, &admin, fair).await.unwrap().input.version;
        campaigns::launch(&db, &at(admin.user_id, Role::Administrator, "2026-07-08"), "", fair, version).await.unwrap();
        jobs::drain(&db).await.unwrap();
        let later = at(admin.user_id, Role::Administrator, "2026-07-10");
        campaigns::record_stage(&db, &later, "", fair, "invited", &[1, 2]).await.unwrap();
        let steps = campaigns::plan_view(&db, &later, fair).await.unwrap().steps;
        let days: Vec<_> = steps.iter().map(|step| step.day).collect();
        assert_eq!(days[..4], [Some(day("2026-07-06")), Some(day("2026-07-06")), Some(day("2026-07-08")), Some(day("2026-07-10"))]);
        assert_eq!(days[4..], [None, None, None]);
        let funnel = campaigns::step_funnel(&db, &later, Some(kind)).await.unwrap();
        let entered: Vec<i64> = funnel.steps.iter().map(|s| s.count.entered).collect();
        assert_eq!(entered, [2, 1, 1, 1, 0, 0, 0]);
        assert_eq!(funnel.steps[3].here.iter().map(|c| c.id).collect::<Vec<_>>(), [fair]);
        assert_eq!(funnel.steps[0].here.iter().map(|c| c.id).collect::<Vec<_>>(), [idea]);
        assert_eq!(funnel.steps[2].median_doubled, Some(4), "two days from the approval to the invitations");
        // Recorded by hand, taken back by hand; a stage in use is not taken away.
        let kind_item = async || catalogs::index(&db, &admin, Catalog::Kind).await.unwrap().into_iter().find(|k| k.id == kind).unwrap();
        let now = kind_item().await;
        let mut draft = CatalogDraft { id: Some(kind), version: now.version, stages: now.stages.clone(), steps: now.steps.clone(), ..item(Catalog::Kind, &now.name) };
        draft.steps.remove(1);
        assert!(matches!(catalogs::save(&db, &admin, "", &draft, MARK).await, Err(Error::State("the stage is in use"))));
        campaigns::record_step(&db, &admin, "", fair, &first, false).await.unwrap();
        draft.steps.push(StageDraft { name: "Lessons told".into(), days: "10".into(), ..StageDraft::default() });
        catalogs::save(&db, &admin, "", &draft, MARK).await.unwrap();
        let names: Vec<String> = kind_item().await.steps.into_iter().map(|s| s.name).collect();
        assert_eq!(names, ["Planned", "Plan approved", "Invited", "Registered", "Held", "Evaluated", "Lessons told"]);
    }

    async fn two_people_at_one_plan_see_what_the_other_stored(db: Db) {
        let admin = workspace(&db, "EUR").await;
        let vera = user(&db, &admin, "Vera", Role::Marketer).await;
        let head = PlanDraft { name: "Fair".into(), ..PlanDraft::default() };
        let id = campaigns::save_plan(&db, &admin, "", &head, MARK).await.unwrap().0;
        let read = campaigns::plan_view(&db, &admin, id).await.unwrap().input;
        let hers = PlanDraft { goal: "Ninety leads".into(), first_day: "2026-09-01".into(), last_day: "2026-09-04".into(), owner: Some(vera.user_id), ..read.clone() };
        campaigns::save_plan(&db, &vera, "", &hers, MARK).await.unwrap();
        let mine = PlanDraft { name: "Autumn fair".into(), ..read };
        let Err(Error::Conflict { version, now }) = campaigns::save_plan(&db, &admin, "", &mine, MARK).await else { panic!("a stale plan was saved") };
        let fields: Vec<(&str, Stored)> = now.iter().map(|d| (d.field.as_str(), d.now.clone())).collect();
        assert_eq!(fields, [
            ("name", Stored::Text("Fair".into())),
            ("goal", Stored::Text("Ninety leads".into())),
            ("owner", Stored::Text("Vera".into())),
            ("first_day", Stored::Day(Some(day("2026-09-01")))),
            ("last_day", Stored::Day(Some(day("2026-09-04")))),
        ]);
        // Saving again keeps one's own.
        campaigns::save_plan(&db, &admin, "", &PlanDraft { version, ..mine }, MARK).await.unwrap();
        assert_eq!(campaigns::plan_view(&db, &admin, id).await.unwrap().input.name, "Autumn fair");
    }

    async fn results_are_told_by_product(db: Db) {
        let admin = workspace(&db, "EUR").await;
        people(&db, &admin, 3).await;
        let cold = catalogs::save(&db, &admin, "", &item(Catalog::Product, "Cold room"), MARK).await.unwrap();
        let deal = NewOpportunity { person: 1, title: "Two rooms".into(), amount: "100".into(), product: Some(cold), ..NewOpportunity::default() };
        let id = opportunities::add(&db, &admin, "", &deal, MARK).await.unwrap();
        let wrong = NewOpportunity { product: Some(99), ..deal.clone() };
        assert!(matches!(opportunities::add(&db, &admin, "", &wrong, MARK).await, Err(Error::Invalid(_))));
        let draft = campaigns::save_draft(&db, &admin, "", &plan(&[admin.user_id]), MARK).await.unwrap();
        sql::execute(&db.write, "UPDATE opportunity SET campaign_id = $2 WHERE id = $1", params![id, draft.id]).await.unwrap();
        let other = opportunities::add(&db, &admin, "", &NewOpportunity { product: None, ..deal }, MARK).await.unwrap();
        sql::execute(&db.write, "UPDATE opportunity SET campaign_id = $2 WHERE id = $1", params![other, draft.id]).await.unwrap();
        let parts = campaigns::parts(&db, &admin, draft.id, By::Product).await.unwrap();
        let told: Vec<(i64, &str, i64)> = parts.iter().map(|p| (p.id, p.name.as_str(), p.totals.opportunities)).collect();
        assert_eq!(told.len(), 2);
        assert!(told.contains(&(cold, "Cold room", 1)) && told.contains(&(0, "", 1)));
        let of = RowsOf::Part { by: By::Product, id: cold, figure: Figure::Opportunities };
        assert_eq!(campaigns::figure_rows(&db, &admin, draft.id, of, None).await.unwrap().value, Value::Count(1));
        assert!(matches!(catalogs::delete(&db, &admin, "", Catalog::Product, cold).await, Err(Error::State("in use"))));
        let change = OpportunityDraft { id, version: 1, title: "Two rooms".into(), amount: "100".into(), close_day: String::new(), product: None };
        opportunities::save(&db, &admin, "", &change, MARK).await.unwrap();
        catalogs::delete(&db, &admin, "", Catalog::Product, cold).await.unwrap();
    }

    async fn the_overview_is_filtered_sorted_and_kept(db: Db) {
        let admin = workspace(&db, "EUR").await;
        people(&db, &admin, 3).await;
        let mut made = Vec::new();
        for name in ["Čišćenje filtera", "Cold rooms", "Autumn fair"] {
            made.push(campaigns::save_draft(&db, &admin, "", &DraftInput { name: name.into(), ..plan(&[admin.user_id]) }, MARK).await.unwrap().id);
        }
        for (campaign, amount) in [(made[0], 500), (made[2], 900)] {
            let text = "INSERT INTO opportunity (person_id, campaign_id, pipeline_id, stage_id, stage_day, title, amount_minor, state, created_day, closed_day) SELECT 1, CAST($1 AS BIGINT), pipeline_id, id, '2026-07-06', 'D', CAST($2 AS BIGINT), 'won', '2026-07-06', '2026-07-06' FROM pipeline_stage ORDER BY id LIMIT 1";
            let text = if db.is_sqlite() { text.to_owned() } else { text.replace("'2026-07-06'", "DATE '2026-07-06'") };
            sql::execute(&db.write, &text, params![campaign, amount]).await.unwrap();
        }
        let ids = async |query: IndexQuery| campaigns::index(&db, &admin, &query).await.unwrap().rows.into_iter().map(|r| r.id).collect::<Vec<_>>();
        let by = |sort, turned| IndexQuery { sort: Some(sort), turned, ..IndexQuery::default() };
        assert_eq!(ids(by(Sort::Revenue, false)).await, [made[2], made[0], made[1]]);
        assert_eq!(ids(by(Sort::Revenue, true)).await, [made[1], made[0], made[2]]);
        assert_eq!(ids(by(Sort::Name, false)).await[0], made[2]);
        for sort in Sort::ALL {
            assert_eq!(ids(by(sort, false)).await.len(), 3, "{sort:?}");
        }
        let search = IndexQuery { search: "ciscenje".into(), ..IndexQuery::default() };
        assert_eq!(ids(search.clone()).await, [made[0]], "letters are found without their signs");
        assert!(ids(IndexQuery { search: "100%".into(), ..IndexQuery::default() }).await.is_empty());
        assert!(ids(IndexQuery { status: Some(Status::Running), ..IndexQuery::default() }).await.is_empty());
        let id = campaigns::save_view(&db, &admin, "", "Filters", &search).await.unwrap();
        assert_eq!(campaigns::save_view(&db, &admin, "", "Filters", &by(Sort::Roi, false)).await.unwrap(), id, "the name is replaced");
        let views = campaigns::index(&db, &admin, &IndexQuery::default()).await.unwrap().views;
        assert_eq!(views.iter().map(|v| v.query.clone()).collect::<Vec<_>>(), [by(Sort::Roi, false)]);
        let other = user(&db, &admin, "Vera", Role::Viewer).await;
        assert!(matches!(campaigns::delete_view(&db, &other, "", id).await, Err(Error::NotFound)), "views are one's own");
    }

    async fn an_activity_is_copied_with_its_plan_and_without_its_results(db: Db) {
        let admin = workspace(&db, "EUR").await;
        people(&db, &admin, 3).await;
        let head = PlanDraft { name: "Fair".into(), ..PlanDraft::default() };
        let id = campaigns::save_plan(&db, &admin, "", &head, MARK).await.unwrap().0;
        let input = DraftInput { id: Some(id), name: "Calls".into(), ..plan(&[admin.user_id]) };
        let first = campaigns::save_draft(&db, &admin, "", &input, MARK).await.unwrap();
        launch(&db, &admin, id).await;
        let copy = campaigns::duplicate(&db, &admin, "once", first.activity).await.unwrap();
        assert_eq!(campaigns::duplicate(&db, &admin, "once", first.activity).await.unwrap(), copy, "a double click copies once");
        let view = campaigns::activity(&db, &admin, copy).await.unwrap();
        assert_eq!((view.input.name.as_str(), view.status, view.input.costs.len()), ("Calls 2", Status::Draft, input.costs.len()));
        assert_eq!(number(&db, &format!("SELECT COUNT(*) FROM touch WHERE activity_id = {copy}")).await, 0);
        let quick = campaigns::save_draft(&db, &admin, "", &plan(&[admin.user_id]), MARK).await.unwrap();
        assert!(matches!(campaigns::duplicate(&db, &admin, "", quick.activity).await, Err(Error::State(_))));
    }

    async fn responses_come_from_a_file_and_go_with_it(db: Db) {
        let admin = workspace(&db, "EUR").await;
        people(&db, &admin, 4).await;
        for (person, email) in [(1, "ana@levak.example"), (2, "iva@levak.example")] {
            sql::execute(&db.write, "UPDATE person SET email = $2 WHERE id = $1", params![person, email]).await.unwrap();
        }
        let draft = campaigns::save_draft(&db, &admin, "", &DraftInput { name: "Autumn".into(), ..plan(&[admin.user_id]) }, MARK).await.unwrap();
        launch(&db, &admin, draft.id).await;
        let file = "name,email,campaign,outcome,date,note\n\
            Ana,ana@levak.example,autumn,Interested,2026-07-05,Call me\n\
            Iva,iva@levak.example,C-2026-0001,nema interesovanja,2026-07-05,\n\
            Somebody,new@levak.example,Autumn,есть интерес,2026-07-05,\n\
            Ana,ana@levak.example,autumn,interested,2026-07-05,twice\n\
            Petar,p@levak.example,Nothing,interested,2026-07-05,\n\
            Petar,p@levak.example,Autumn,perhaps,2026-07-05,\n";
        let view = dry_run(&db, &admin, ImportKind::Responses, "", file.as_bytes()).await;
        let tally = view.row.tally;
        assert_eq!((tally.new, tally.duplicate, tally.invalid), (3, 1, 2), "{:?}", view.rejects);
        assert_eq!(number(&db, "SELECT COUNT(*) FROM response").await, 0, "a dry run writes nothing");
        imports::start(&db, &admin, "", view.row.id, view.version, false).await.unwrap();
        jobs::drain(&db).await.unwrap();
        let page = responses::index(&db, &admin, draft.id, false, None).await.unwrap();
        assert_eq!((page.all, page.unknown), (3, 1));
        assert_eq!(number(&db, "SELECT COUNT(*) FROM lead").await, 1);
        let results = campaigns::view(&db, &admin, draft.id).await.unwrap();
        assert_eq!(results.figures.iter().find(|f| f.figure == Figure::NewLeads).unwrap().value, Value::Count(1));
        // The same file again changes nothing.
        let again = dry_run(&db, &admin, ImportKind::Responses, "", file.as_bytes()).await;
        assert_eq!((again.row.tally.new, again.row.tally.unchanged), (0, 3));
        // Undo keeps what somebody worked on since.
        let unknown = page.rows.iter().find(|r| r.person_id.is_none()).unwrap();
        responses::match_person(&db, &admin, "", (unknown.id, unknown.version), Some(3)).await.unwrap();
        let done = imports::view(&db, &admin, view.row.id).await.unwrap();
        imports::undo(&db, &admin, "", view.row.id, done.version).await.unwrap();
        jobs::drain(&db).await.unwrap();
        let undone = imports::view(&db, &admin, view.row.id).await.unwrap();
        assert_eq!((undone.row.state, undone.row.kept), (ImportState::Undone, 1));
        assert_eq!(number(&db, "SELECT COUNT(*) FROM response").await, 1);
        assert_eq!(number(&db, "SELECT COUNT(*) FROM funnel_entry WHERE fact = 'responded'").await, 1);
        let open = leads::index(&db, &admin, &domain::lead::LeadQuery::default()).await.unwrap();
        assert_eq!(open.rows.len(), 1, "the lead of the one that was matched");
    }
}
