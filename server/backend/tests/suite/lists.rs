//! Lists on their own pages, the stages of campaigns, products, kept overviews, responses from a file. Expected numbers are
//! counted by hand at the test, or named there.

use crate::{
    lines::change,
    world::{MARK, at, day, dry_run, number, people, plan, user, workspace},
};
use backend::{
    Actor, Db, Error, campaigns, catalogs, imports, jobs, leads, lists, opportunities, params, responses, sql, today,
};
use domain::{
    audience::Term,
    campaign::{By, DraftInput, IndexQuery, PlanDraft, RowsOf, Sort, Status},
    catalog::{Catalog, CatalogDraft, StageDraft},
    conflict::Stored,
    fault::Fault,
    import::{ImportKind, ImportState, Reason},
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
    let draft = ListDraft { name: name.into(), kind, rule: Some(Rule::default()) };
    lists::save(db, actor, "", &draft).await.unwrap()
}

async fn members(db: &Db, list: i64) -> i64 {
    number(db, &format!("SELECT COUNT(*) FROM list_member WHERE list_id = {list}")).await
}

on_both! {
    async fn a_list_may_begin_empty(db: Db) {
        let admin = workspace(&db, "EUR").await;
        people(&db, &admin, 3).await;
        let draft = |name: &str, kind| ListDraft { name: name.into(), kind, rule: None };
        let id = lists::save(&db, &admin, "", &draft("By hand", ListKind::Static)).await.unwrap();
        jobs::drain(&db).await.unwrap();
        assert_eq!(lists::view(&db, &admin, id).await.unwrap().row.people, 0, "and not everybody");
        let Err(Error::Invalid(faults)) = lists::save(&db, &admin, "", &draft("Always", ListKind::Dynamic)).await else { panic!("a dynamic list is its rule") };
        assert_eq!((faults[0].field.as_str(), faults[0].fault), ("rule", Fault::Required));
    }

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
        let empty = ListDraft { name: "Never".into(), kind: ListKind::Suppression, rule: Some(Rule::condition(domain::rule::Field::Name, domain::rule::Op::Is, "nobody")) };
        let never = lists::save(&db, &admin, "", &empty).await.unwrap();
        let typed = "@blocked.example\nonly@free.example";
        assert_eq!(lists::addresses(&db, &admin, "", (never, 1), typed).await.unwrap(), 2);
        // Somebody who read the list before sees what is there now, and nothing is lost.
        let Err(Error::Conflict { version: 2, now }) = lists::addresses(&db, &admin, "", (never, 1), "@free.example").await else { panic!("a stale list") };
        assert_eq!(now, [domain::conflict::Differing { field: "addresses".into(), now: Stored::Text("@blocked.example only@free.example".into()) }]);
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
        lists::addresses(&db, &admin, "", (never, 2), "ok@free.example").await.unwrap();
        let touch = number(&db, "SELECT id FROM touch WHERE person_id = 4").await;
        assert_eq!(today::touch(&db, &admin, touch).await.unwrap().blocked, Some(Term::Suppressed));
        let wrong = lists::addresses(&db, &admin, "", (never, 3), "not an address").await;
        assert!(matches!(wrong, Err(Error::Invalid(_))));
    }

    async fn a_list_that_is_filled_or_locked_is_left_alone(db: Db) {
        let admin = workspace(&db, "EUR").await;
        people(&db, &admin, 2).await;
        let from = list(&db, &admin, "From", ListKind::Static).await;
        let long = ListDraft { name: "Long".into(), kind: ListKind::Static, rule: Some(Rule::condition(domain::rule::Field::List, domain::rule::Op::Is, from.to_string())) };
        let long = lists::save(&db, &admin, "", &long).await.unwrap();
        jobs::enqueue(&db.write, &admin, jobs::Kind::ListFill, long).await.unwrap();
        assert!(matches!(lists::copy(&db, &admin, "", long, "Copy").await, Err(Error::State("the list is still being filled"))));
        assert!(matches!(lists::delete(&db, &admin, "", from, 1).await, Err(Error::State("a rule uses the list"))));
        jobs::drain(&db).await.unwrap();
        assert_eq!(members(&db, long).await, 2);
        lists::copy(&db, &admin, "", long, "Copy").await.unwrap();
        // Nobody is put on a locked list by a file either, whenever it was locked.
        let mut upload = imports::begin_upload(&db, &admin, ImportKind::People, "more.csv").await.unwrap();
        upload.take(b"name,email\nAna,ana@levak.example\n").await.unwrap();
        let id = upload.finish().await.unwrap();
        let view = imports::view(&db, &admin, id).await.unwrap();
        let options = domain::import::Options { list: "from".into(), ..view.options };
        let targets = view.columns.iter().map(|c| c.target.code()).collect();
        let check = domain::import::ImportCheck { id, version: view.version, options, targets };
        let lock = async |on: bool| {
            let row = lists::view(&db, &admin, from).await.unwrap().row;
            let change = ListChange { id: from, version: row.version, name: row.name, locked: on, source: String::new(), cost: String::new() };
            lists::change(&db, &admin, "", &change, MARK).await.unwrap();
        };
        lock(true).await;
        let Err(Error::Invalid(faults)) = imports::check(&db, &admin, "", &check).await else { panic!("a locked list") };
        assert_eq!((faults[0].field.as_str(), faults[0].fault), ("list", Fault::Locked));
        lock(false).await;
        imports::check(&db, &admin, "", &check).await.unwrap();
        jobs::drain(&db).await.unwrap();
        lock(true).await;
        let checked = imports::view(&db, &admin, id).await.unwrap();
        imports::start(&db, &admin, "", id, checked.version, false).await.unwrap();
        jobs::drain(&db).await.unwrap();
        assert_eq!(imports::view(&db, &admin, id).await.unwrap().row.state, ImportState::Failed);
        assert_eq!((members(&db, from).await, number(&db, "SELECT COUNT(*) FROM person").await), (2, 2), "nothing was written");
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
        let mut draft = CatalogDraft { id: Some(kind), version: now.version, stages: now.stages.clone(), steps: now.steps.clone(), ..CatalogDraft::new(Catalog::Kind, &now.name) };
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
        let hers = PlanDraft { goal: "Ninety leads".into(), first_day: "2026-09-01".into(), last_day: "2026-09-04".into(), owner: Some(vera.user_id), targets: vec![(Figure::NewLeads, "90".into()), (Figure::Revenue, "5000.50".into())], ..read.clone() };
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
            ("target.new_leads", Stored::Count(90)),
            ("target.revenue", Stored::Money(500_050)),
        ]);
        // Saving again keeps one's own.
        campaigns::save_plan(&db, &admin, "", &PlanDraft { version, ..mine }, MARK).await.unwrap();
        assert_eq!(campaigns::plan_view(&db, &admin, id).await.unwrap().input.name, "Autumn fair");
    }

    async fn results_are_told_by_product(db: Db) {
        let admin = workspace(&db, "EUR").await;
        people(&db, &admin, 3).await;
        let cold = catalogs::save(&db, &admin, "", &CatalogDraft::new(Catalog::Product, "Cold room"), MARK).await.unwrap();
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
        let change = OpportunityDraft { id, version: 1, title: "Two rooms".into(), amount: "100".into(), close_day: String::new(), competitors: vec![], product: None, values: vec![] };
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
        // Filters: won 500, cost 100, two leads, of Vera, launched. Cold rooms: nothing. Autumn fair: won 900, cost 300, one lead.
        let vera = user(&db, &admin, "Vera", Role::Viewer).await;
        for (campaign, actual) in [(made[0], "1"), (made[2], "3")] {
            change(&db, &admin, campaign, "", |_, line| line.actual = actual.into()).await.unwrap();
        }
        for campaign in [made[0], made[0], made[2]] {
            let text = "INSERT INTO lead (person_id, campaign_id, state, created_day) VALUES (1, $1, 'new', $2)";
            sql::execute(&db.write, text, params![campaign, admin.today]).await.unwrap();
        }
        sql::execute(&db.write, "UPDATE campaign SET owner_id = $2, status = 'running' WHERE id = $1", params![made[0], vera.user_id]).await.unwrap();
        for (campaign, first) in made.iter().zip(["2026-07-03", "2026-07-01", "2026-07-02"]) {
            sql::execute(&db.write, "UPDATE campaign SET sort_day = $2 WHERE id = $1", params![*campaign, day(first)]).await.unwrap();
        }
        let [filters, rooms, fair] = [made[0], made[1], made[2]];
        for (sort, expected) in [
            (Sort::Name, [fair, filters, rooms]),
            (Sort::State, [fair, rooms, filters]),
            (Sort::Owner, [fair, rooms, filters]),
            (Sort::Dates, [filters, fair, rooms]),
            (Sort::Cost, [fair, filters, rooms]),
            (Sort::Revenue, [fair, filters, rooms]),
            (Sort::Leads, [filters, fair, rooms]),
            // 500 / 100 and 900 / 300; what has no cost has no return.
            (Sort::Roi, [filters, fair, rooms]),
        ] {
            assert_eq!(ids(by(sort, false)).await, expected, "{sort:?}");
        }
        assert_eq!(ids(by(Sort::Revenue, true)).await, [rooms, filters, fair]);
        let search = IndexQuery { search: "ciscenje".into(), ..IndexQuery::default() };
        assert_eq!(ids(search.clone()).await, [made[0]], "letters are found without their signs");
        for literal in ["100%", "c%d", "c_ld"] {
            assert!(ids(IndexQuery { search: literal.into(), ..IndexQuery::default() }).await.is_empty(), "{literal}");
        }
        assert_eq!(ids(IndexQuery { status: Some(Status::Running), ..IndexQuery::default() }).await, [filters]);
        let id = campaigns::save_view(&db, &admin, "", "Filters", &search).await.unwrap();
        assert_eq!(campaigns::save_view(&db, &admin, "", "Filters", &by(Sort::Roi, false)).await.unwrap(), id, "the name is replaced");
        let views = campaigns::index(&db, &admin, &IndexQuery::default()).await.unwrap().views;
        assert_eq!(views.iter().map(|v| v.query.clone()).collect::<Vec<_>>(), [by(Sort::Roi, false)]);
        assert!(matches!(campaigns::delete_view(&db, &vera, "", id).await, Err(Error::NotFound)), "views are one's own");
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
        // Two with one name, as a fair of each year.
        for _ in 0..2 {
            let fair = campaigns::save_draft(&db, &admin, "", &DraftInput { name: "Fair".into(), ..plan(&[admin.user_id]) }, MARK).await.unwrap();
            launch(&db, &admin, fair.id).await;
        }
        let file = "name,email,campaign,outcome,date,note\n\
            Ana,ana@levak.example,autumn,Interested,2026-07-05,Call me\n\
            Iva,iva@levak.example,C-2026-0001,nema interesovanja,2026-07-05,\n\
            Somebody,new@levak.example,Autumn,есть интерес,2026-07-05,\n\
            Ana,ana@levak.example,autumn,interested,2026-07-05,twice\n\
            Petar,p@levak.example,Nothing,interested,2026-07-05,\n\
            Petar,p@levak.example,Autumn,perhaps,2026-07-05,\n\
            Ana,ana@levak.example,Autumn,interested,2099-01-01,to come\n\
            Ana,ana@levak.example,Autumn,interested,,no day\n\
            Ana,ana@levak.example,Fair,interested,2026-07-05,which of both\n";
        let view = dry_run(&db, &admin, ImportKind::Responses, "", file.as_bytes()).await;
        let tally = view.row.tally;
        assert_eq!((tally.new, tally.duplicate, tally.invalid), (3, 1, 5), "{:?}", view.rejects);
        let faults: Vec<Reason> = view.rejects.iter().map(|reject| reject.fault).collect();
        for fault in [Fault::Unknown, Fault::FutureDay, Fault::Required, Fault::SeveralMatch] {
            assert!(faults.contains(&Reason::Fault(fault)), "{fault}");
        }
        assert_eq!(number(&db, "SELECT COUNT(*) FROM response").await, 0, "a dry run writes nothing");
        imports::start(&db, &admin, "", view.row.id, view.version, false).await.unwrap();
        jobs::drain(&db).await.unwrap();
        let page = responses::index(&db, &admin, draft.id, false, None).await.unwrap();
        assert_eq!((page.all, page.unknown), (3, 1));
        assert_eq!(number(&db, "SELECT COUNT(*) FROM lead").await, 1);
        let results = campaigns::view(&db, &admin, draft.id).await.unwrap();
        assert_eq!(results.figures.iter().find(|f| f.figure == Figure::NewLeads).unwrap().value, Value::Count(1));
        // It is nobody's until somebody takes it, and knows what reached the person.
        let of_lead = "SELECT COUNT(*) FROM lead l JOIN touch t ON t.activity_id = l.activity_id AND t.person_id = l.person_id WHERE l.owner_id IS NULL";
        assert_eq!(number(&db, of_lead).await, 1);
        // The same file again changes nothing, on whatever day.
        let later = at(admin.user_id, Role::Administrator, "2026-07-20");
        let unchanged = async || {
            let again = dry_run(&db, &later, ImportKind::Responses, "", file.as_bytes()).await;
            imports::start(&db, &later, "", again.row.id, again.version, false).await.unwrap();
            jobs::drain(&db).await.unwrap();
            let done = imports::view(&db, &later, again.row.id).await.unwrap().row.tally;
            assert_eq!((done.new, done.unchanged), (0, 3));
            assert_eq!(number(&db, "SELECT COUNT(*) FROM response").await, 3);
        };
        unchanged().await;
        // Undo keeps what somebody worked on since.
        let unknown = page.rows.iter().find(|r| r.person_id.is_none()).unwrap();
        responses::match_person(&db, &admin, "", (unknown.id, unknown.version), Some(3)).await.unwrap();
        unchanged().await;
        // Who was lost in the campaign otherwise stays so when the response goes.
        let lost = "SELECT COUNT(*) FROM funnel_failure WHERE person_id = 2";
        assert_eq!(number(&db, lost).await, 1);
        let done = imports::view(&db, &admin, view.row.id).await.unwrap();
        imports::undo(&db, &admin, "", view.row.id, done.version).await.unwrap();
        jobs::drain(&db).await.unwrap();
        let undone = imports::view(&db, &admin, view.row.id).await.unwrap();
        assert_eq!((undone.row.state, undone.row.kept), (ImportState::Undone, 1));
        assert_eq!(number(&db, "SELECT COUNT(*) FROM response").await, 1);
        assert_eq!(number(&db, lost).await, 0);
        assert_eq!(number(&db, "SELECT COUNT(*) FROM funnel_entry WHERE fact = 'responded'").await, 1);
        let open = leads::index(&db, &admin, &domain::lead::LeadQuery::default()).await.unwrap();
        assert_eq!(open.rows.len(), 1, "the lead of the one that was matched");
    }
}
