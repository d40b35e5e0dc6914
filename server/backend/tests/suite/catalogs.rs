//! What an administrator defines: competitors at opportunities, control figures of stages. Expected numbers are counted by
//! hand at the test.

use crate::world::{MARK, launch, people, plan, workspace};
use backend::{Db, Error, campaigns, catalogs, opportunities, params, sql};
use domain::{
    catalog::{Catalog, CatalogDraft},
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
}
