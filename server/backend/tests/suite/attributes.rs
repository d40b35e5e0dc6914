//! Attributes of people, organisations, leads, opportunities and products: filled by hand and by files, asked for by rules. Requirement P3.

use crate::world::{MARK, dry_run, import, user, workspace};
use backend::{Actor, Db, Error, accounts, catalogs, imports, jobs, leads, lists, opportunities, people, sql};
use domain::{
    account::AccountDraft,
    attribute::{Attribute, AttributeKind, AttributesDraft, Subject},
    catalog::{Catalog, CatalogDraft, CatalogItem, StageDraft},
    conflict::{Differing, Stored},
    fault::{Fault, FieldFault},
    import::{Existing, ImportCheck, ImportKind, Options, Reason, Target},
    lead::LeadQuery,
    list::{ListDraft, ListKind},
    opportunity::{NewOpportunity, OpportunityDraft},
    person::{PersonDraft, Show},
    rights::Role,
    rule::{Field, Mode, Op, Rule},
};

fn options(names: &[&str]) -> Vec<StageDraft> {
    names.iter().map(|name| StageDraft { name: (*name).into(), ..StageDraft::default() }).collect()
}

fn attribute(name: &str, kind: AttributeKind, subject: Subject, names: &[&str]) -> CatalogDraft {
    CatalogDraft { kind: Some(kind), subject, stages: options(names), ..CatalogDraft::new(Catalog::Attribute, name) }
}

fn again(item: CatalogItem) -> CatalogDraft {
    let draft = attribute(&item.name, item.kind.unwrap(), item.subject, &[]);
    CatalogDraft { id: Some(item.id), version: item.version, stages: item.stages, ..draft }
}

async fn item(db: &Db, admin: &Actor, id: i64) -> CatalogItem {
    let items = catalogs::index(db, admin, Catalog::Attribute).await.unwrap();
    items.into_iter().find(|item| item.id == id).unwrap()
}

async fn add(db: &Db, admin: &Actor, draft: &CatalogDraft) -> i64 {
    catalogs::save(db, admin, "", draft, MARK).await.unwrap()
}

async fn count(db: &Db, actor: &Actor, attribute: i64, op: Op, value: &str) -> i64 {
    let rule = Rule::Group { mode: Mode::All, of: vec![Rule::condition(Field::Attribute(attribute), op, value)] };
    people::page(db, actor, &rule, "", &[], None).await.unwrap().count
}

fn faults(result: Result<i64, Error>) -> Vec<(String, Fault)> {
    match result {
        Err(Error::Invalid(faults)) => faults.into_iter().map(|FieldFault { field, fault }| (field, fault)).collect(),
        other => panic!("{other:?}"),
    }
}

async fn person(db: &Db, actor: &Actor, name: &str, account: &str, values: &[(i64, &str)]) -> i64 {
    let values = values.iter().map(|(id, value)| (*id, (*value).to_owned())).collect();
    let draft = PersonDraft { name: name.into(), account: account.into(), values, ..PersonDraft::default() };
    people::save(db, actor, "", &draft).await.unwrap()
}

on_both! {
    async fn a_workspace_begins_with_the_attributes_that_marketing_asks_for(db: Db) {
        workspace(&db, "EUR").await;
        let all = people::attributes::all(&db.read).await.unwrap();
        let names = |of: Subject| all.iter().filter(|a| a.subject == of).map(|a| a.name.as_str()).collect::<Vec<_>>();
        assert_eq!(names(Subject::Person), ["Customer need", "Upsell potential"]);
        assert_eq!(names(Subject::Account), ["Employees", "Industry", "Region"]);
        let upsell = all.iter().find(|a| a.name == "Upsell potential").unwrap();
        assert_eq!(upsell.chosen("0,2"), ["Low", "High"]);
    }

    async fn values_are_filled_by_hand_and_asked_for(db: Db) {
        let admin = workspace(&db, "EUR").await;
        let interests = add(&db, &admin, &attribute("Interests", AttributeKind::ManyOf, Subject::Person, &["Chillers", "Cold rooms", "Service"])).await;
        let budget = add(&db, &admin, &attribute("Budget", AttributeKind::Money, Subject::Person, &[])).await;
        let size = add(&db, &admin, &attribute("Beds", AttributeKind::OneOf, Subject::Account, &["Few", "Many"])).await;
        let ana = person(&db, &admin, "Ana", "Hotel Park", &[(interests, "2,0"), (budget, "1999.99")]).await;
        person(&db, &admin, "Boris", "Hotel Moskva", &[(interests, "1")]).await;
        person(&db, &admin, "Cvita", "", &[]).await;
        let view = people::view(&db, &admin, ana, Show::All, 1).await.unwrap();
        let hotel = view.account_id.unwrap();
        let form = accounts::view(&db, &admin, hotel, Show::All, 1).await.unwrap().form;
        let values = form.values.iter().map(|(id, value)| (*id, if *id == size { "1".into() } else { value.clone() })).collect();
        accounts::save(&db, &admin, "", &AccountDraft { values, ..form }).await.unwrap();

        // Ana has chillers and service, Boris cold rooms, Cvita nothing; only Ana's hotel has many beds.
        for (attribute, op, value, expected) in [
            (interests, Op::Is, "2", 1), (interests, Op::Is, "1", 1), (interests, Op::Is, "0,1", 2), (interests, Op::Filled, "", 2), (interests, Op::Empty, "", 1),
            (budget, Op::Above, "1999.98", 1), (budget, Op::Above, "1999.99", 0), (budget, Op::Empty, "", 2),
            (size, Op::Is, "1", 1), (size, Op::Is, "0", 0), (size, Op::Filled, "", 1), (size, Op::Empty, "", 2),
        ] {
            assert_eq!(count(&db, &admin, attribute, op, value).await, expected, "{attribute} {op:?} {value}");
        }
        let page = people::page(&db, &admin, &Rule::default(), "", &[interests, budget, size], None).await.unwrap();
        let cells: Vec<_> = page.rows.iter().map(|row| row.values.clone()).collect();
        assert_eq!(cells, [["0,2", "1999.99", "1"], ["1", "", ""], ["", "", ""]]);

        // What the form names is changed, what it does not name stays.
        let form = people::view(&db, &admin, ana, Show::All, 1).await.unwrap().form;
        people::save(&db, &admin, "", &PersonDraft { values: vec![(interests, String::new())], ..form.clone() }).await.unwrap();
        let now = people::view(&db, &admin, ana, Show::All, 1).await.unwrap().form.values;
        let own = |id: i64| now.iter().find(|(a, _)| *a == id).unwrap().1.clone();
        assert_eq!((own(interests), own(budget)), (String::new(), "1999.99".to_owned()));
        // The stale form shows what somebody else stored meanwhile, in words.
        let Err(Error::Conflict { now, .. }) = people::save(&db, &admin, "", &form).await else { panic!("no conflict") };
        assert_eq!(now, [Differing { field: format!("attr.{interests}"), now: Stored::Text(String::new()) }]);
    }

    async fn wrong_values_are_named_and_nothing_is_written(db: Db) {
        let admin = workspace(&db, "EUR").await;
        let upsell = people::attributes::all(&db.read).await.unwrap().into_iter().find(|a| a.name == "Upsell potential").unwrap().id;
        let budget = add(&db, &admin, &attribute("Budget", AttributeKind::Money, Subject::Person, &[])).await;
        let region = people::attributes::of(&db.read, Subject::Account).await.unwrap().into_iter().find(|a| a.name == "Region").unwrap().id;
        let values = [(upsell, "3"), (budget, "a lot"), (region, "South")].map(|(id, value)| (id, value.to_owned())).to_vec();
        let wrong = PersonDraft { email: "ana@@example.rs".into(), name: "Ana".into(), values, ..PersonDraft::default() };
        let expected = [
            ("email".to_owned(), Fault::TwoAts),
            (format!("attr.{upsell}"), Fault::Unknown),
            (format!("attr.{budget}"), Fault::NotANumber),
            (format!("attr.{region}"), Fault::Unknown),
        ];
        assert_eq!(faults(people::save(&db, &admin, "", &wrong).await), expected, "all at once");
        assert_eq!(count(&db, &admin, upsell, Op::Empty, "").await, 0, "nobody was made");
        let viewer = user(&db, &admin, "viewer", Role::Viewer).await;
        let draft = attribute("Mine", AttributeKind::Text, Subject::Person, &[]);
        assert!(matches!(catalogs::save(&db, &viewer, "", &draft, MARK).await, Err(Error::Denied)));
    }

    async fn options_change_while_nobody_has_them(db: Db) {
        let admin = workspace(&db, "EUR").await;
        let draft = attribute("Interests", AttributeKind::ManyOf, Subject::Person, &["Chillers", "chillers "]);
        assert_eq!(faults(catalogs::save(&db, &admin, "", &draft, MARK).await), [("stage.1.name".to_owned(), Fault::AlreadyUsed)]);
        let none = attribute("Interests", AttributeKind::ManyOf, Subject::Person, &[]);
        assert_eq!(faults(catalogs::save(&db, &admin, "", &none, MARK).await), [("stages".to_owned(), Fault::Required)]);
        let id = add(&db, &admin, &attribute("Interests", AttributeKind::ManyOf, Subject::Person, &["Chillers", "Cold rooms", "Service"])).await;
        person(&db, &admin, "Ana", "", &[(id, "1")]).await;
        let rule = Rule::condition(Field::Attribute(id), Op::Is, "2");
        lists::save(&db, &admin, "", &ListDraft { name: "Service".into(), kind: ListKind::Dynamic, rule: Some(rule) }).await.unwrap();

        // Cold rooms is Ana's, service is asked for by a list; chillers goes, and its number with it.
        let without = async |number: i64| {
            let mut draft = again(item(&db, &admin, id).await);
            draft.stages.retain(|option| option.id != Some(number));
            catalogs::save(&db, &admin, "", &draft, MARK).await
        };
        for number in [1, 2] {
            assert!(matches!(without(number).await, Err(Error::State("the option is in use"))), "{number}");
        }
        without(0).await.unwrap();
        let mut draft = again(item(&db, &admin, id).await);
        draft.stages.reverse();
        draft.stages[0].name = "Maintenance".into();
        draft.stages.extend(options(&["Rent"]));
        catalogs::save(&db, &admin, "", &draft, MARK).await.unwrap();
        let known = people::attributes::of(&db.read, Subject::Person).await.unwrap();
        let now: &Attribute = known.iter().find(|a| a.id == id).unwrap();
        assert_eq!(now.options, [(2, "Maintenance".to_owned()), (1, "Cold rooms".to_owned()), (3, "Rent".to_owned())]);
        assert!(matches!(catalogs::save(&db, &admin, "", &draft, MARK).await, Err(Error::Conflict { .. })), "a stale form");
        let other = CatalogDraft { kind: Some(AttributeKind::OneOf), ..again(item(&db, &admin, id).await) };
        assert_eq!(faults(catalogs::save(&db, &admin, "", &other, MARK).await), [("kind".to_owned(), Fault::AlreadyUsed)]);
        assert!(matches!(catalogs::delete(&db, &admin, "", Catalog::Attribute, id).await, Err(Error::State("in use"))));
    }

    async fn a_file_of_people_does_not_fill_what_describes_organisations(db: Db) {
        let admin = workspace(&db, "EUR").await;
        let checked = dry_run(&db, &admin, ImportKind::People, "fair", b"id,name,Industry\n1,Ana,Food and drink\n").await;
        assert_eq!(checked.columns[2].target, Target::Skip, "the attribute of that name is one of organisations");
        let mut targets: Vec<String> = checked.columns.iter().map(|c| c.target.code()).collect();
        targets[2] = "new:text:Industry".into();
        let check = ImportCheck { id: checked.row.id, version: checked.version, options: checked.options, targets };
        assert_eq!(faults(imports::check(&db, &admin, "", &check).await), [("target.2".to_owned(), Fault::AlreadyUsed)]);
    }

    async fn a_file_names_options_by_their_words(db: Db) {
        let admin = workspace(&db, "EUR").await;
        let id = add(&db, &admin, &attribute("Interests", AttributeKind::ManyOf, Subject::Person, &["Chillers", "Rooms, cold", "Service"])).await;
        let file = "id;name;Interests;Upsell potential\n1;Ana;service; high \n2;Boris;\"Rooms, cold\";\n3;Cvita;\"Chillers, SERVICE\";low\n4;Dora;Ovens;high\n5;Ema;;\n";
        let checked = dry_run(&db, &admin, ImportKind::People, "fair", file.as_bytes()).await;
        assert_eq!((checked.row.tally.new, checked.row.tally.invalid), (4, 1));
        let told: Vec<_> = checked.rejects.iter().map(|r| (r.row, r.column.as_str(), r.value.as_str(), r.fault)).collect();
        assert_eq!(told, [(5, "Interests", "Ovens", Reason::Fault(Fault::Unknown))]);
        let done = import(&db, &admin, ImportKind::People, "fair", file.as_bytes()).await;
        assert_eq!(done.row.tally.new, 4);
        let page = people::page(&db, &admin, &Rule::default(), "", &[id], None).await.unwrap();
        assert_eq!(page.rows.iter().map(|row| row.values[0].as_str()).collect::<Vec<_>>(), ["2", "1", "0,2", ""]);

        // The same file changes nothing; another one changes Ana, and taking it back gives her what she had.
        let same = dry_run(&db, &admin, ImportKind::People, "fair", file.as_bytes()).await;
        assert_eq!((same.row.tally.unchanged, same.row.tally.updated), (4, 0));
        let other = "id;name;Interests;Upsell potential\n1;Ana;Chillers;low\n";
        let checked = dry_run(&db, &admin, ImportKind::People, "fair", other.as_bytes()).await;
        let options = Options { existing: Existing::Overwrite, ..checked.options.clone() };
        let targets = checked.columns.iter().map(|c| c.target.code()).collect();
        let check = ImportCheck { id: checked.row.id, version: checked.version, options, targets };
        imports::check(&db, &admin, "", &check).await.unwrap();
        jobs::drain(&db).await.unwrap();
        let version = imports::view(&db, &admin, check.id).await.unwrap().version;
        imports::start(&db, &admin, "", check.id, version, false).await.unwrap();
        jobs::drain(&db).await.unwrap();
        let changed = imports::view(&db, &admin, check.id).await.unwrap();
        assert_eq!(count(&db, &admin, id, Op::Is, "0").await, 2);
        imports::undo(&db, &admin, "", changed.row.id, changed.version).await.unwrap();
        jobs::drain(&db).await.unwrap();
        assert_eq!(count(&db, &admin, id, Op::Is, "0").await, 1);
        let ana: Vec<Option<i64>> = sql::column(&db.read, "SELECT v.num FROM attribute_value v JOIN person p ON p.id = v.person_id WHERE p.name = 'Ana' ORDER BY v.attribute_id", vec![]).await.unwrap();
        assert_eq!(ana, [Some(2), Some(0b100)], "high, and service");
    }

    /// A file of leads fills the attributes of people and those of the leads that it makes, and takes both back.
    async fn a_file_of_leads_fills_what_describes_leads(db: Db) {
        let admin = workspace(&db, "EUR").await;
        let budget = add(&db, &admin, &attribute("Budget", AttributeKind::Money, Subject::Lead, &[])).await;
        let file = b"id,name,first_contact,Budget,Rooms\n1,Ana,2026-07-01,4000,3\n2,Boris,2026-07-02,,4\n";
        let done = import(&db, &admin, ImportKind::Leads, "crm", file).await;
        assert_eq!(done.row.tally.new, 2);
        assert_eq!(done.columns[3].target, Target::Attribute(budget), "known by its name");
        let filled = |rows: Vec<domain::lead::LeadRow>| rows.into_iter().map(|row| row.values).collect::<Vec<_>>();
        let rows = leads::index(&db, &admin, &LeadQuery::default()).await.unwrap().rows;
        assert_eq!(filled(rows), [vec![], vec![(budget, "4000".to_owned())]], "newest first");
        // The same people with another first contact: another lead, and Ana herself is the same.
        let again = import(&db, &admin, ImportKind::Leads, "crm", b"id,name,first_contact,Budget,Rooms\n1,Ana,2026-07-03,9000,3\n").await;
        assert_eq!((again.row.tally.new, again.row.tally.updated), (1, 0));
        assert_eq!(count(&db, &admin, budget, Op::Above, "5000").await, 1);
        for import in [again.row.id, done.row.id] {
            let version = imports::view(&db, &admin, import).await.unwrap().version;
            imports::undo(&db, &admin, "", import, version).await.unwrap();
            jobs::drain(&db).await.unwrap();
        }
        assert_eq!(crate::world::number(&db, "SELECT COUNT(*) FROM lead_value").await, 0);
        assert_eq!(crate::world::number(&db, "SELECT COUNT(*) FROM lead").await, 0);
    }

    /// A lead, an opportunity and a product have attributes of their own; a rule about them asks for the people behind.
    async fn leads_opportunities_and_products_have_attributes(db: Db) {
        let admin = workspace(&db, "EUR").await;
        import(&db, &admin, ImportKind::Leads, "crm", b"id,name,first_contact\n1,Ana,2026-07-01\n2,Boris,2026-07-02\n").await;
        let budget = add(&db, &admin, &attribute("Budget", AttributeKind::Money, Subject::Lead, &[])).await;
        let need = add(&db, &admin, &attribute("Urgency", AttributeKind::OneOf, Subject::Opportunity, &["Low", "High"])).await;
        let noise = add(&db, &admin, &attribute("Noise", AttributeKind::Number, Subject::Product, &[])).await;
        // A lead.
        let lead = leads::index(&db, &admin, &LeadQuery::default()).await.unwrap().rows.pop().unwrap();
        sql::execute(&db.write, "UPDATE lead SET owner_id = $1", backend::params![admin.user_id]).await.unwrap();
        let view = people::attributes::view(&db, &admin, Subject::Lead, lead.id).await.unwrap();
        assert_eq!(view.input.values, [(budget, String::new())]);
        let wrong = AttributesDraft { values: vec![(budget, "much".into())], ..view.input.clone() };
        assert_eq!(faults(people::attributes::save(&db, &admin, "", &wrong).await), [(format!("attr.{budget}"), Fault::NotANumber)]);
        let draft = AttributesDraft { values: vec![(budget, "4000".into())], ..view.input.clone() };
        people::attributes::save(&db, &admin, "once", &draft).await.unwrap();
        people::attributes::save(&db, &admin, "once", &draft).await.unwrap();
        let twice = AttributesDraft { values: vec![(budget, "1".into()), (budget, "2".into())], ..view.input.clone() };
        assert_eq!(faults(people::attributes::save(&db, &admin, "", &twice).await), [(format!("attr.{budget}"), Fault::AlreadyUsed)]);
        let stale = AttributesDraft { values: vec![(budget, "5000".into())], ..view.input };
        let Err(Error::Conflict { now, .. }) = people::attributes::save(&db, &admin, "", &stale).await else { panic!("a stale form") };
        assert_eq!(now, [Differing { field: format!("attr.{budget}"), now: Stored::Text("4000".into()) }]);
        let page = leads::index(&db, &admin, &LeadQuery::default()).await.unwrap();
        assert_eq!(page.rows.iter().find(|row| row.id == lead.id).unwrap().values, [(budget, "4000".to_owned())]);
        assert_eq!((count(&db, &admin, budget, Op::AtLeast, "3000").await, count(&db, &admin, budget, Op::Empty, "").await), (1, 1));
        // Somebody who only sees their own leads does not reach it.
        let ana = user(&db, &admin, "ana", Role::Salesperson).await;
        assert!(matches!(people::attributes::view(&db, &ana, Subject::Lead, lead.id).await, Err(Error::NotFound)));
        assert!(matches!(people::attributes::view(&db, &admin, Subject::Person, 1).await, Err(Error::Invalid(_))), "has a form of its own");
        // A product, which whoever defines it describes.
        let product = CatalogDraft { catalog: Catalog::Product, kind: None, ..attribute("Cold room", AttributeKind::Text, Subject::Person, &[]) };
        let product = add(&db, &admin, &product).await;
        let draft = AttributesDraft { subject: Subject::Product, id: product, version: 1, values: vec![(noise, "42".into())] };
        assert!(matches!(people::attributes::save(&db, &ana, "", &draft).await, Err(Error::Denied)));
        people::attributes::save(&db, &admin, "", &draft).await.unwrap();
        let products = catalogs::index(&db, &admin, Catalog::Product).await.unwrap();
        assert_eq!(products[0].values[0].1, "42");
        // An opportunity, by its own form.
        let deal = NewOpportunity { person: lead.person_id, title: "Room".into(), amount: "1".into(), product: Some(product), ..NewOpportunity::default() };
        let id = opportunities::add(&db, &admin, "", &deal, MARK).await.unwrap();
        let draft = OpportunityDraft { id, version: 1, title: "Room".into(), amount: "1".into(), close_day: String::new(), product: Some(product), competitors: vec![], values: vec![(need, "1".into())] };
        let unknown = OpportunityDraft { values: vec![(need, "7".into())], ..draft.clone() };
        assert_eq!(faults(opportunities::save(&db, &admin, "", &unknown, MARK).await), [(format!("attr.{need}"), Fault::Unknown)]);
        opportunities::save(&db, &admin, "", &draft, MARK).await.unwrap();
        let card = opportunities::board(&db, &admin, None).await.unwrap().stages.remove(0).cards.remove(0);
        assert_eq!(card.values, [(need, "1".to_owned())]);
        let stale = OpportunityDraft { values: vec![(need, "0".into())], ..draft };
        let Err(Error::Conflict { now, .. }) = opportunities::save(&db, &admin, "", &stale, MARK).await else { panic!("a stale form") };
        assert_eq!(now, [Differing { field: format!("attr.{need}"), now: Stored::Text("High".into()) }]);
        // Whose lead asks so much, who is offered what is so loud.
        assert_eq!((count(&db, &admin, need, Op::Is, "1").await, count(&db, &admin, noise, Op::Above, "40").await), (1, 1));
        // Who sees only their own sales learns nothing about others' by asking.
        let rule = Rule::Group { mode: Mode::All, of: vec![Rule::condition(Field::Attribute(budget), Op::Above, "1")] };
        assert!(matches!(people::page(&db, &ana, &rule, "", &[], None).await, Err(Error::Invalid(_))));
        let draft = ListDraft { name: "Rich".into(), kind: ListKind::Static, rule: Some(rule) };
        assert!(matches!(lists::save(&db, &ana, "", &draft).await, Err(Error::Invalid(_))));
        assert!(people::filters(&db, &ana).await.unwrap().attributes.iter().all(|a| ![budget, need].contains(&a.id)));
        for used in [budget, need, noise] {
            assert!(matches!(catalogs::delete(&db, &admin, "", Catalog::Attribute, used).await, Err(Error::State("in use"))));
        }
        // A file of people does not fill them, and they are no column of people.
        assert!(people::attributes::chosen(&db.read, &[budget, need, noise]).await.unwrap().is_empty());
    }
}
