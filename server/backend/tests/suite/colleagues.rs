//! Work between colleagues: tasks, notes with mentions, handover, what administrators define.

use crate::world::{MARK, at, day, launch, number, people, plan, user, workspace};
use backend::{Actor, Db, Error, catalogs, handover, jobs, leads, notes, opportunities, params, sql, tasks, today};
use domain::{
    catalog::{Catalog, CatalogDraft, CatalogItem, StageDraft},
    fault::Fault,
    handover::{Estate, HandoverDraft},
    lead::{LeadQuery, LeadState},
    note::NoteOn,
    opportunity::NewOpportunity,
    rights::Role,
    task::TaskDraft,
};

fn draft(catalog: Catalog, item: &CatalogItem) -> CatalogDraft {
    CatalogDraft::of(catalog, item.clone())
}

async fn items(db: &Db, admin: &Actor, catalog: Catalog) -> Vec<CatalogItem> {
    catalogs::index(db, admin, catalog).await.unwrap()
}

on_both! {
    async fn a_task_waits_for_the_one_before_it_and_adds_up_its_time(db: Db) {
        let admin = workspace(&db, "EUR").await;
        let id = backend::campaigns::save_plan(&db, &admin, "", &domain::campaign::PlanDraft { name: "Fair".into(), ..Default::default() }, MARK).await.unwrap().0;
        let task = |title: &str, due: &str, after| TaskDraft { campaign: Some(id), title: title.into(), due: due.into(), after, ..TaskDraft::default() };
        let hall = tasks::save(&db, &admin, "", &task("Book the hall", "2026-07-03", None), MARK).await.unwrap();
        let stand = tasks::save(&db, &admin, "", &task("Stand assembled", "2026-07-10", Some(hall)), MARK).await.unwrap();
        let mine = today::view(&db, &admin).await.unwrap().tasks;
        assert_eq!(mine.iter().map(|t| (t.id, t.waits)).collect::<Vec<_>>(), [(hall, false), (stand, true)]);
        let early = tasks::finish(&db, &admin, "", (stand, 1), "", MARK).await;
        assert!(matches!(early, Err(Error::State("the task before is open"))));
        tasks::log_time(&db, &admin, "", (hall, 1), "1:15", MARK).await.unwrap();
        tasks::finish(&db, &admin, "", (hall, 2), "45", MARK).await.unwrap();
        let shown = backend::campaigns::plan_view(&db, &admin, id).await.unwrap().tasks;
        assert_eq!((shown[0].spent, shown[0].done), (120, Some(day("2026-07-06"))), "75 and 45 minutes");
        let Err(Error::Invalid(faults)) = tasks::save(&db, &admin, "", &TaskDraft { id: Some(stand), version: 1, after: Some(stand), ..task("x", "2026-07-10", None) }, MARK).await else { panic!("a circle") };
        assert_eq!(faults[0].fault, Fault::Circular);
        let ana = user(&db, &admin, "ana", Role::Salesperson).await;
        assert!(matches!(tasks::delete(&db, &ana, "", stand, 1).await, Err(Error::NotFound)), "not hers");
        let version = tasks::reopen(&db, &admin, "", hall, 3).await.unwrap();
        tasks::delete(&db, &admin, "", hall, version).await.unwrap();
        assert!(!today::view(&db, &admin).await.unwrap().tasks[0].waits, "what waited waits no more");
    }

    async fn a_mentioned_colleague_finds_the_note_in_today_once(db: Db) {
        let admin = workspace(&db, "EUR").await;
        people(&db, &admin, 1).await;
        let ana = user(&db, &admin, "ana", Role::Salesperson).await;
        let note = notes::add(&db, &admin, "click", NoteOn::Person(1), "Wants a price, @Ana please.").await.unwrap();
        assert_eq!(notes::add(&db, &admin, "click", NoteOn::Person(1), "Wants a price, @Ana please.").await.unwrap(), note, "a double click");
        let told = today::view(&db, &ana).await.unwrap().mentions;
        assert_eq!((told.len(), told[0].about.as_str(), told[0].by.as_str()), (1, "Person 00000", "Mira"));
        notes::seen(&db, &ana, "", note).await.unwrap();
        assert_eq!(today::view(&db, &ana).await.unwrap().mentions, []);
        assert!(matches!(notes::delete(&db, &ana, "", note).await, Err(Error::NotFound)), "only one's own");
        assert!(matches!(notes::add(&db, &admin, "", NoteOn::Person(99), "x").await, Err(Error::NotFound)));
    }

    async fn everything_of_a_colleague_passes_to_the_heirs_in_one_action(db: Db) {
        let admin = workspace(&db, "EUR").await;
        people(&db, &admin, 9).await;
        let (ana, marko) = (user(&db, &admin, "ana", Role::Salesperson).await, user(&db, &admin, "marko", Role::Salesperson).await);
        launch(&db, &admin, &plan(&[ana.user_id])).await;
        sql::execute(&db.write, "UPDATE person SET owner_id = $1", params![ana.user_id]).await.unwrap();
        let deal = NewOpportunity { person: 1, title: "Two units".into(), amount: "100".into(), ..NewOpportunity::default() };
        opportunities::add(&db, &ana, "", &deal, MARK).await.unwrap();
        tasks::save(&db, &ana, "", &TaskDraft { title: "Call back".into(), due: "2026-07-08".into(), ..TaskDraft::default() }, MARK).await.unwrap();
        let holds = handover::view(&db, &admin, ana.user_id).await.unwrap().holds;
        let count = |estate| holds.iter().find(|(e, _)| *e == estate).unwrap().1;
        assert_eq!([Estate::Work, Estate::Tasks, Estate::Opportunities, Estate::People].map(count), [9, 1, 1, 9]);
        // Away for a week: only the work of those days, shared by two.
        let away = HandoverDraft { from: ana.user_id, heirs: vec![marko.user_id, admin.user_id], what: vec![Estate::Work], first_day: "2026-07-06".into(), last_day: "2026-07-10".into() };
        handover::start(&db, &admin, "", &away).await.unwrap();
        jobs::drain(&db).await.unwrap();
        let left = "SELECT COUNT(*) FROM touch WHERE assignee_id = $1 AND due_day <= '2026-07-10'";
        assert_eq!(sql::scalar::<i64>(&db.read, left, params![ana.user_id]).await.unwrap(), 0);
        let given = number(&db, &format!("SELECT COUNT(*) FROM touch WHERE assignee_id IN ({}, {})", marko.user_id, admin.user_id)).await;
        assert!(given > 0 && given < 9, "{given}");
        // Leaving: all of it.
        let all = HandoverDraft { from: ana.user_id, heirs: vec![marko.user_id], what: Estate::ALL.to_vec(), ..HandoverDraft::default() };
        handover::start(&db, &admin, "", &all).await.unwrap();
        assert!(matches!(handover::start(&db, &admin, "", &all).await, Err(Error::State("already at work"))));
        jobs::drain(&db).await.unwrap();
        let view = handover::view(&db, &admin, ana.user_id).await.unwrap();
        assert!(view.holds.iter().all(|(_, n)| *n == 0), "{view:?}");
        assert!(view.running.is_none() && view.last.is_some());
        assert_eq!(number(&db, &format!("SELECT COUNT(*) FROM person WHERE owner_id = {}", marko.user_id)).await, 9);
        let denied = handover::start(&db, &marko, "", &all).await;
        assert!(matches!(denied, Err(Error::Denied)));
    }

    async fn a_lead_that_nobody_touched_in_time_is_told_until_somebody_takes_it(db: Db) {
        let admin = workspace(&db, "EUR").await;
        people(&db, &admin, 2).await;
        let text = "INSERT INTO lead (person_id, owner_id, state, created_day) VALUES (1, $1, 'new', '2026-07-01'), (2, $1, 'new', '2026-07-03')";
        sql::execute(&db.write, text, params![admin.user_id]).await.unwrap();
        // On Monday the 6th a lead of Wednesday has waited Thursday and Friday; one of Friday has not.
        let page = leads::index(&db, &admin, &LeadQuery { late: true, ..LeadQuery::default() }).await.unwrap();
        assert_eq!((page.late, page.rows.len()), (1, 1));
        let day = today::view(&db, &admin).await.unwrap();
        assert_eq!((day.waiting_leads, day.new_leads), (1, 2));
        leads::take(&db, &admin, "", page.rows[0].id, page.rows[0].version).await.unwrap();
        notes::add(&db, &admin, "", NoteOn::Person(2), "Called the shop.").await.unwrap();
        let page = leads::index(&db, &admin, &LeadQuery { state: Some(LeadState::Working), ..LeadQuery::default() }).await.unwrap();
        assert_eq!((page.late, page.rows.len()), (0, 2), "taken, and worked on");
        let ana = user(&db, &admin, "ana", Role::Salesperson).await;
        leads::assign(&db, &admin, "", page.rows[0].id, page.rows[0].version, ana.user_id).await.unwrap();
        let stale = leads::assign(&db, &admin, "", page.rows[0].id, page.rows[0].version, ana.user_id).await;
        assert!(matches!(stale, Err(Error::Conflict { .. })));
    }

    async fn what_is_in_use_is_not_deleted_and_stages_keep_their_people(db: Db) {
        let admin = workspace(&db, "EUR").await;
        people(&db, &admin, 1).await;
        let pipeline = items(&db, &admin, Catalog::Pipeline).await.remove(0);
        let deal = NewOpportunity { person: 1, title: "Unit".into(), ..NewOpportunity::default() };
        opportunities::add(&db, &admin, "", &deal, MARK).await.unwrap();
        // The first stage holds a deal; the others can go and a new one can come before them.
        let mut change = draft(Catalog::Pipeline, &pipeline);
        change.stages.remove(0);
        assert!(matches!(catalogs::save(&db, &admin, "", &change, MARK).await, Err(Error::State("the stage is in use"))));
        let mut change = draft(Catalog::Pipeline, &pipeline);
        change.stages.truncate(2);
        change.stages.insert(0, StageDraft { name: "Asked".into(), days: "3".into(), probability: "5".into(), ..StageDraft::default() });
        catalogs::save(&db, &admin, "", &change, MARK).await.unwrap();
        let board = opportunities::board(&db, &admin, None).await.unwrap();
        assert_eq!(board.stages.iter().map(|s| (s.name.as_str(), s.count)).collect::<Vec<_>>(), [("Asked", 0), ("Qualified", 1), ("Needs", 0)]);
        let stale = catalogs::save(&db, &admin, "", &change, MARK).await;
        assert!(matches!(stale, Err(Error::Conflict { .. })));
        assert!(matches!(catalogs::delete(&db, &admin, "", Catalog::Pipeline, pipeline.id).await, Err(Error::State("in use"))));
        let second = CatalogDraft { id: None, name: "Service".into(), stages: vec![StageDraft { name: "Asked".into(), ..StageDraft::default() }], ..draft(Catalog::Pipeline, &pipeline) };
        let second = catalogs::save(&db, &admin, "", &second, MARK).await.unwrap();
        assert_eq!(opportunities::board(&db, &admin, Some(second)).await.unwrap().pipelines.len(), 2);
        catalogs::delete(&db, &admin, "", Catalog::Pipeline, second).await.unwrap();
        for catalog in Catalog::ALL.into_iter().filter(|c| !c.has_stages() && *c != Catalog::Attribute) {
            let new = CatalogDraft::new(catalog, "New");
            let id = catalogs::save(&db, &admin, "", &new, MARK).await.unwrap();
            let twice = CatalogDraft { name: " new ".into(), ..new };
            assert!(matches!(catalogs::save(&db, &admin, "", &twice, MARK).await, Err(Error::Invalid(_))), "{catalog:?}");
            catalogs::delete(&db, &admin, "", catalog, id).await.unwrap();
        }
        let line = items(&db, &admin, Catalog::Line).await.remove(0);
        let off = CatalogDraft { active: false, ..draft(Catalog::Line, &line) };
        assert!(matches!(catalogs::save(&db, &admin, "", &off, MARK).await, Err(Error::State("one has to stay"))));
        let ana = at(admin.user_id, Role::Marketer, "2026-07-06");
        assert!(matches!(catalogs::delete(&db, &ana, "", Catalog::Line, line.id).await, Err(Error::Denied)));
    }
}
