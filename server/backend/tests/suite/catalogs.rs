//! What an administrator defines: competitors at opportunities, control figures of stages. Expected numbers are counted by
//! hand at the test.

use crate::world::{MARK, launch, people, plan, workspace};
use backend::{Db, Error, campaigns, catalogs, opportunities, params, sql};
use domain::{
    catalog::{Catalog, CatalogDraft, StageDraft},
    conflict::{Differing, Stored},
    metrics::funnel::PEOPLE_MIN,
    opportunity::{NewOpportunity, OpportunityDraft},
};

on_both! {
    async fn competitors_stand_on_the_card(db: Db) {
        let admin = workspace(&db, "EUR").await;
        people(&db, &admin, 1).await;
        let mut ids = Vec::new();
        for name in ["Arktik", "Nord"] {
            ids.push(catalogs::save(&db, &admin, "", &CatalogDraft::new(Catalog::Competitor, name), MARK).await.unwrap());
        }
        let deal = NewOpportunity { person: 1, title: "Room".into(), amount: "100".into(), competitors: vec![ids[0]], ..NewOpportunity::default() };
        let id = opportunities::add(&db, &admin, "", &deal, MARK).await.unwrap();
        let unknown = NewOpportunity { competitors: vec![99], ..deal };
        assert!(matches!(opportunities::add(&db, &admin, "", &unknown, MARK).await, Err(Error::Invalid(_))));
        let card = async || opportunities::board(&db, &admin, None).await.unwrap().stages.remove(0).cards.remove(0);
        assert_eq!(card().await.competitors, [(ids[0], "Arktik".to_owned())]);
        let draft = OpportunityDraft { id, version: 1, title: "Room".into(), amount: "100".into(), close_day: String::new(), product: None, competitors: ids.clone(), values: vec![] };
        opportunities::save(&db, &admin, "", &draft, MARK).await.unwrap();
        assert_eq!(card().await.competitors.len(), 2);
        // Somebody else still has the form with one of them.
        let stale = OpportunityDraft { competitors: vec![ids[1]], ..draft };
        let Err(Error::Conflict { now, .. }) = opportunities::save(&db, &admin, "", &stale, MARK).await else { panic!("a stale form") };
        assert_eq!(now, [Differing { field: "competitors".into(), now: Stored::Text("Arktik, Nord".into()) }]);
        let deleted = catalogs::delete(&db, &admin, "", Catalog::Competitor, ids[0]).await;
        assert!(matches!(deleted, Err(Error::State("in use"))));
        // One who is gone from the market is offered no more, but where a card names it.
        let all = catalogs::index(&db, &admin, Catalog::Competitor).await.unwrap();
        let gone = all.into_iter().find(|c| c.id == ids[1]).unwrap();
        catalogs::save(&db, &admin, "", &CatalogDraft { active: false, ..CatalogDraft::of(Catalog::Competitor, gone) }, MARK).await.unwrap();
        let offered = async || opportunities::board(&db, &admin, None).await.unwrap().competitors.len();
        assert_eq!(offered().await, 2);
        let draft = OpportunityDraft { version: 2, ..stale };
        opportunities::save(&db, &admin, "", &OpportunityDraft { competitors: vec![ids[0]], ..draft }, MARK).await.unwrap();
        assert_eq!(offered().await, 1);
    }

    /// Forty people, four of whom answered: a tenth, where a quarter should.
    async fn a_stage_is_held_against_its_control_figure(db: Db) {
        let admin = workspace(&db, "EUR").await;
        people(&db, &admin, 40).await;
        let id = launch(&db, &admin, &plan(&[admin.user_id])).await;
        let name = campaigns::view(&db, &admin, id).await.unwrap().kind;
        let kinds = catalogs::index(&db, &admin, Catalog::Kind).await.unwrap();
        let mut draft = CatalogDraft::of(Catalog::Kind, kinds.into_iter().find(|kind| kind.name == name).unwrap());
        let at = draft.stages.iter().position(|stage| stage.fact == "responded").unwrap();
        draft.stages[at].probability = "101".into();
        let Err(Error::Invalid(faults)) = catalogs::save(&db, &admin, "", &draft, MARK).await else { panic!("more than all") };
        assert_eq!(faults[0].field, format!("stage.{at}.probability"));
        (draft.stages[at].probability, draft.stages[at].days) = ("25".into(), "7".into());
        catalogs::save(&db, &admin, "", &draft, MARK).await.unwrap();
        let again = catalogs::index(&db, &admin, Catalog::Kind).await.unwrap();
        let again = &again.iter().find(|kind| kind.name == name).unwrap().stages;
        assert_eq!((again[at].probability.as_str(), again[at].days.as_str(), again[at].fact.as_str()), ("25", "7", "responded"));
        for (fact, upto) in [("contacted", 40), ("responded", 4)] {
            let text = "INSERT INTO funnel_entry (campaign_id, person_id, fact, day) SELECT CAST($1 AS BIGINT), id, $2, $3 FROM person WHERE id <= $4 ON CONFLICT DO NOTHING";
            sql::execute(&db.write, text, params![id, fact, admin.today, upto]).await.unwrap();
        }
        let stages = campaigns::view(&db, &admin, id).await.unwrap().stages;
        let missed: Vec<&str> = stages.iter().filter(|s| s.control.is_missed(s.step, PEOPLE_MIN)).map(|s| s.name.as_str()).collect();
        assert_eq!(missed, [draft.stages[at].name.as_str()], "{stages:?}");
    }

    /// Ten were contacted, six of them in May; two of the six and two of the four answered in July. Whoever is contacted
    /// leaves after 30 days; an answer ends well with the sale: one did after three days, one said no.
    async fn a_stage_ends_by_what_was_set(db: Db) {
        let admin = workspace(&db, "EUR").await;
        people(&db, &admin, 10).await;
        let id = launch(&db, &admin, &plan(&[admin.user_id])).await;
        let name = campaigns::view(&db, &admin, id).await.unwrap().kind;
        let kind = async || catalogs::index(&db, &admin, Catalog::Kind).await.unwrap().into_iter().find(|kind| kind.name == name).unwrap();
        let mut draft = CatalogDraft::of(Catalog::Kind, kind().await);
        draft.stages.retain(|stage| ["contacted", "responded"].contains(&stage.fact.as_str()));
        draft.stages[0].leave = "30".into();
        draft.stages[1].end = "won".into();
        catalogs::save(&db, &admin, "", &draft, MARK).await.unwrap();
        let now = kind().await.stages;
        assert_eq!((now[0].leave.as_str(), now[1].end.as_str()), ("30", "won"));
        let enter = async |fact: &str, people: &[i64], day: &str| {
            for person in people {
                let text = "INSERT INTO funnel_entry (campaign_id, person_id, fact, day) VALUES ($1, $2, $3, $4)";
                sql::execute(&db.write, text, params![id, *person, fact, crate::world::day(day)]).await.unwrap();
            }
        };
        enter("contacted", &[1, 2, 3, 4, 5, 6], "2026-05-01").await;
        enter("contacted", &[7, 8, 9, 10], "2026-07-01").await;
        enter("responded", &[1, 2, 7, 8], "2026-07-02").await;
        enter("won", &[1], "2026-07-05").await;
        sql::execute(&db.write, "INSERT INTO funnel_failure (campaign_id, person_id) VALUES ($1, 2)", params![id]).await.unwrap();
        let stages = campaigns::view(&db, &admin, id).await.unwrap().stages;
        let counts = |n: usize| (stages[n].count.entered, stages[n].count.passed, stages[n].count.succeeded, stages[n].count.failed, stages[n].count.open);
        assert_eq!((counts(0), counts(1)), ((10, 4, 0, 4, 2), (4, 0, 1, 1, 2)));
        assert_eq!(stages[1].median_doubled, Some(6), "three days until the sale");
        // What happened before is no end; and whoever got to the last stage cannot be lost there.
        let mut draft = CatalogDraft::of(Catalog::Kind, kind().await);
        draft.stages[1].end = "contacted".into();
        catalogs::save(&db, &admin, "", &draft, MARK).await.unwrap();
        let last = campaigns::view(&db, &admin, id).await.unwrap().stages.remove(1);
        assert_eq!((last.count.succeeded, last.count.open, last.median_doubled), (0, 3, None));
        let mut draft = CatalogDraft::of(Catalog::Kind, kind().await);
        (draft.stages[1].end, draft.stages[1].leave) = (String::new(), "5".into());
        let Err(Error::Invalid(faults)) = catalogs::save(&db, &admin, "", &draft, MARK).await else { panic!("lost at the goal") };
        assert_eq!(faults[0].field, "stage.1.leave");
        // What begins two stages can change places; what people recorded by hand cannot be given up unseen.
        let mut draft = CatalogDraft::of(Catalog::Kind, kind().await);
        (draft.stages[0].fact, draft.stages[1].fact) = ("responded".into(), "contacted".into());
        draft.stages[1].end.clear();
        draft.stages.push(StageDraft { name: "Came".into(), ..StageDraft::default() });
        catalogs::save(&db, &admin, "", &draft, MARK).await.unwrap();
        let stages = campaigns::view(&db, &admin, id).await.unwrap().stages;
        assert_eq!((stages[0].count.entered, stages[1].count.entered), (4, 4), "six never answered and joined later");
        let mut draft = CatalogDraft::of(Catalog::Kind, kind().await);
        let came: String = sql::scalar(&db.read, "SELECT fact FROM funnel_stage WHERE name = 'Came'", params![]).await.unwrap();
        campaigns::record_stage(&db, &admin, "", id, &came, &[9]).await.unwrap();
        draft.stages[2].fact = "won".into();
        assert!(matches!(catalogs::save(&db, &admin, "", &draft, MARK).await, Err(Error::State("the stage was recorded by hand"))));
    }

    /// Two administrators change one kind: who saves later sees what is stored, and can save over it.
    async fn two_who_change_a_kind_see_each_other(db: Db) {
        let admin = workspace(&db, "EUR").await;
        let kind = catalogs::index(&db, &admin, Catalog::Kind).await.unwrap().remove(0);
        let draft = CatalogDraft::of(Catalog::Kind, kind);
        let mut first = draft.clone();
        first.stages[0].name = "Spoken with".into();
        catalogs::save(&db, &admin, "", &first, MARK).await.unwrap();
        let mut second = draft.clone();
        second.name = "Calls".into();
        let Err(Error::Conflict { version, now }) = catalogs::save(&db, &admin, "", &second, MARK).await else { panic!("a stale form") };
        let stages = first.stages.iter().map(|s| s.name.as_str()).collect::<Vec<_>>().join(", ");
        assert_eq!(
            now,
            [
                Differing { field: "name".into(), now: Stored::Text(draft.name.clone()) },
                Differing { field: "stages".into(), now: Stored::Text(stages) },
            ]
        );
        catalogs::save(&db, &admin, "", &CatalogDraft { version, ..second }, MARK).await.unwrap();
        let mut twice = CatalogDraft::of(Catalog::Kind, catalogs::index(&db, &admin, Catalog::Kind).await.unwrap().remove(0));
        twice.stages[1].name = twice.stages[0].name.to_uppercase();
        let Err(Error::Invalid(faults)) = catalogs::save(&db, &admin, "", &twice, MARK).await else { panic!("two of one name") };
        assert_eq!(faults[0].field, "stage.1.name");
    }

    /// Of two campaigns that were made on the 6th one was carried out and finished, the other waited longer than 5 days.
    async fn a_stage_of_campaigns_ends_by_what_was_set(db: Db) {
        let admin = workspace(&db, "EUR").await;
        people(&db, &admin, 2).await;
        let id = launch(&db, &admin, &plan(&[admin.user_id])).await;
        campaigns::save_draft(&db, &admin, "", &plan(&[admin.user_id]), MARK).await.unwrap();
        let name = campaigns::view(&db, &admin, id).await.unwrap().kind;
        let kind = catalogs::index(&db, &admin, Catalog::Kind).await.unwrap().into_iter().find(|kind| kind.name == name).unwrap();
        let step = |name: &str, fact: &str| StageDraft { name: name.into(), fact: fact.into(), ..StageDraft::default() };
        let steps = vec![
            StageDraft { leave: "5".into(), ..step("Planned", "created") },
            StageDraft { end: "finished".into(), ..step("Held", "held") },
        ];
        let chosen = kind.id;
        catalogs::save(&db, &admin, "", &CatalogDraft { steps, ..CatalogDraft::of(Catalog::Kind, kind) }, MARK).await.unwrap();
        let funnel = async |today: &str| {
            let later = crate::world::at(admin.user_id, admin.role, today);
            let steps = campaigns::step_funnel(&db, &later, Some(chosen)).await.unwrap().steps;
            // What the page says of each campaign adds up to the figure.
            assert!(steps.iter().all(|s| s.here.iter().filter(|c| !c.finished).count() == usize::try_from(s.count.open).unwrap()));
            steps.into_iter().map(|s| (s.count.entered, s.count.succeeded, s.count.failed, s.count.open)).collect::<Vec<_>>()
        };
        assert_eq!(funnel("2026-07-11").await, [(2, 0, 0, 2), (0, 0, 0, 0)], "on the fifth day nobody has left");
        assert_eq!(funnel("2026-07-17").await, [(2, 0, 1, 0), (1, 0, 0, 1)], "held, and not yet evaluated");
        let later = crate::world::at(admin.user_id, admin.role, "2026-07-20");
        let version = campaigns::view(&db, &later, id).await.unwrap().version;
        campaigns::finish(&db, &later, "", id, version).await.unwrap();
        assert_eq!(funnel("2026-07-20").await, [(2, 0, 1, 0), (1, 1, 0, 0)]);
    }
}
