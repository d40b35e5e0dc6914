//! Rules of leads: scores that tell why, owners in turn, and what happens when what they ask for goes.

use crate::world::{MARK, at, import, number, user, workspace};
use backend::{
    Actor, Db, Error, catalogs, handover, imports, jobs,
    leads::{self, admin},
    lists, people, sql,
};
use domain::{
    attribute::{AttributesDraft, Subject},
    catalog::{Catalog, CatalogDraft},
    conflict::{Differing, Stored},
    fault::Fault,
    handover::{Estate, HandoverDraft},
    import::ImportKind,
    lead::{LeadQuery, LeadState},
    lead_rule::{Idle, LeadRuleDraft, LeadRuleKind, LeadScore},
    list::{ListDraft, ListKind},
    person::Show,
    rights::Role,
    rule::{Field, Mode, Op, Rule},
};

fn rule(kind: LeadRuleKind, name: &str, rule: Rule, what: &str) -> LeadRuleDraft {
    LeadRuleDraft { name: name.into(), rule, points: what.into(), taker: what.into(), ..LeadRuleDraft::new(kind) }
}

fn in_place(place: &str) -> Rule {
    Rule::condition(Field::Place, Op::Is, place)
}

async fn save(db: &Db, actor: &Actor, draft: LeadRuleDraft) -> i64 {
    let id = admin::save(db, actor, "", &draft, MARK).await.unwrap();
    jobs::drain(db).await.unwrap();
    id
}

/// Six leads from a file, in Niš, Novi Sad, Niš, … in this order; the first three by the fair.
async fn six(db: &Db, actor: &Actor) {
    let mut file = String::from("id,name,city,origin,first_contact_date\n");
    for n in 1..=6 {
        let (place, channel) = (["Novi Sad", "Niš"][n % 2], if n < 4 { "Fair" } else { "Referral" });
        file.push_str(&format!("L{n},Lead {n},{place},{channel},2026-07-0{n}\n"));
    }
    import(db, actor, ImportKind::Leads, "fair", file.as_bytes()).await;
}

async fn table(db: &Db, actor: &Actor, by_score: bool) -> Vec<(String, Option<i64>, String)> {
    let query = LeadQuery { state: Some(LeadState::New), by_score, ..LeadQuery::default() };
    let page = leads::index(db, actor, &query).await.unwrap();
    page.rows.into_iter().map(|row| (row.person, row.score, row.owner)).collect()
}

fn scores(rows: &[(String, Option<i64>, String)]) -> Vec<(&str, Option<i64>)> {
    rows.iter().map(|(name, score, _)| (name.as_str(), *score)).collect()
}

on_both! {
    /// Niš gives 10, the fair 25, no telephone takes 5: Lead 1 and 3 have 30, Lead 2 20, Lead 5 5, Lead 4 and 6 -5.
    async fn a_score_is_the_sum_of_the_rules_that_hold_and_says_which(db: Db) {
        let admin_user = workspace(&db, "EUR").await;
        six(&db, &admin_user).await;
        assert!(table(&db, &admin_user, false).await.iter().all(|(_, score, _)| score.is_none()));
        let fair = number(&db, "SELECT id FROM channel WHERE name = 'Fair'").await;
        let by_fair = Rule::condition(Field::Channel, Op::Is, fair.to_string());
        save(&db, &admin_user, rule(LeadRuleKind::Score, "Near", in_place("Niš"), "10")).await;
        let of_fair = save(&db, &admin_user, rule(LeadRuleKind::Score, "Fair", by_fair, "+25")).await;
        let mute = Rule::condition(Field::Phone, Op::Empty, "");
        save(&db, &admin_user, rule(LeadRuleKind::Score, "No telephone", mute, "-5")).await;
        let rows = table(&db, &admin_user, true).await;
        assert_eq!(
            scores(&rows),
            [("Lead 3", Some(30)), ("Lead 1", Some(30)), ("Lead 2", Some(20)), ("Lead 5", Some(5)), ("Lead 6", Some(-5)), ("Lead 4", Some(-5))]
        );
        let lead = number(&db, "SELECT l.id FROM lead l JOIN person p ON p.id = l.person_id WHERE p.name = 'Lead 3'").await;
        let why = admin::score(&db, &admin_user, lead).await.unwrap();
        let parts = vec![("Near".into(), 10), ("Fair".into(), 25), ("No telephone".into(), -5)];
        assert_eq!(why, LeadScore { total: 30, parts, given_by: String::new() });
        // What is known of a person counts at once, in the figure and in the order.
        let person = number(&db, "SELECT id FROM person WHERE name = 'Lead 6'").await;
        let mut edited = people::view(&db, &admin_user, person, Show::All, 10).await.unwrap().form;
        (edited.place, edited.phone) = ("Niš".into(), "021 555 333".into());
        people::save(&db, &admin_user, "", &edited).await.unwrap();
        assert_eq!(scores(&table(&db, &admin_user, true).await)[3], ("Lead 6", Some(10)));
        // People can be asked for by the score of their open leads.
        let hot = Rule::condition(Field::Score, Op::AtLeast, "30");
        assert_eq!(people::page(&db, &admin_user, &hot, "", &[], None).await.unwrap().count, 2);
        // A rule that is switched off gives nothing; two pages follow each other by score.
        let off = LeadRuleDraft { id: Some(of_fair), version: 1, active: false, ..rule(LeadRuleKind::Score, "Fair", Rule::condition(Field::Channel, Op::Is, fair.to_string()), "25") };
        save(&db, &admin_user, off).await;
        assert_eq!(scores(&table(&db, &admin_user, true).await)[0], ("Lead 6", Some(10)));
        let stale = rule(LeadRuleKind::Score, "Fair", in_place("Niš"), "40");
        let stale = LeadRuleDraft { id: Some(of_fair), version: 1, ..stale };
        let refused = admin::save(&db, &admin_user, "", &stale, MARK).await.unwrap_err();
        // What gives the points is another condition now, too.
        assert!(matches!(refused, Error::Conflict { version: 2, ref now } if now.len() == 3), "{refused:?}");
    }

    /// Any of two places: six leads, one rule, once each.
    async fn a_rule_of_alternatives_holds_for_its_own_lead_only(db: Db) {
        let admin_user = workspace(&db, "EUR").await;
        six(&db, &admin_user).await;
        let either = Rule::Group { mode: Mode::Any, of: vec![in_place("Niš"), in_place("Novi Sad")] };
        save(&db, &admin_user, rule(LeadRuleKind::Score, "South or north", either, "7")).await;
        let lead = number(&db, "SELECT MIN(id) FROM lead").await;
        let why = admin::score(&db, &admin_user, lead).await.unwrap();
        assert_eq!((why.total, why.parts.len()), (7, 1));
    }

    /// The rule of a list asks about people, also where a rule of leads asks for the list; and no score is made of scores.
    async fn a_list_means_the_same_in_a_rule_of_leads(db: Db) {
        let admin_user = workspace(&db, "EUR").await;
        six(&db, &admin_user).await;
        let fair = number(&db, "SELECT id FROM channel WHERE name = 'Fair'").await;
        let dynamic = async |name: &str, rule: Rule| {
            lists::save(&db, &admin_user, "", &ListDraft { name: name.into(), kind: ListKind::Dynamic, rule: Some(rule) }).await.unwrap()
        };
        let by_fair = dynamic("By fair", Rule::condition(Field::Channel, Op::Is, fair.to_string())).await;
        save(&db, &admin_user, rule(LeadRuleKind::Score, "Fair", Rule::condition(Field::List, Op::Is, by_fair.to_string()), "9")).await;
        // Lead 1 came by the fair; the same person comes again, by no channel.
        let text = "INSERT INTO lead (person_id, state, created_day) SELECT id, 'new', '2026-07-05' FROM person WHERE name = 'Lead 1' RETURNING id";
        let again: i64 = sql::scalar(&db.write, text, vec![]).await.unwrap();
        assert_eq!(admin::score(&db, &admin_user, again).await.unwrap().total, 9);
        let low = dynamic("Low", Rule::condition(Field::Score, Op::AtMost, "5")).await;
        let circular = rule(LeadRuleKind::Score, "Low", Rule::condition(Field::List, Op::Is, low.to_string()), "10");
        let refused = admin::save(&db, &admin_user, "", &circular, MARK).await.unwrap_err();
        assert!(matches!(refused, Error::Invalid(ref faults) if faults[0].fault == Fault::Circular), "{refused:?}");
        // Scores are whole: above 8.5 is 9. Lead 1 stands on both sides: its second lead was put there beside the use cases.
        let above = async |op: Op, value: &str| {
            people::page(&db, &admin_user, &Rule::condition(Field::Score, op, value), "", &[], None).await.unwrap().count
        };
        jobs::drain(&db).await.unwrap();
        assert_eq!((above(Op::Above, "8.5").await, above(Op::AtLeast, "9.1").await, above(Op::Below, "8.5").await), (3, 0, 4));
    }

    /// Ana looks after the person in Niš; she leaves, and Boris gets what is hers and what would come to her.
    async fn whoever_leaves_gets_no_more_leads(db: Db) {
        let admin_user = workspace(&db, "EUR").await;
        let ana = user(&db, &admin_user, "Ana", Role::Salesperson).await;
        let boris = user(&db, &admin_user, "Boris", Role::Salesperson).await;
        six(&db, &admin_user).await;
        sql::execute(&db.write, "UPDATE person SET owner_id = $1 WHERE name = 'Lead 1'", vec![ana.user_id.into()]).await.unwrap();
        save(&db, &admin_user, rule(LeadRuleKind::Owner, "Theirs", Rule::default(), "customer")).await;
        let to_ana = save(&db, &admin_user, rule(LeadRuleKind::Owner, "Near", in_place("Niš"), &format!("user:{}", ana.user_id))).await;
        admin::share_out(&db, &admin_user, "").await.unwrap();
        jobs::drain(&db).await.unwrap();
        assert_eq!(number(&db, "SELECT COUNT(*) FROM audit WHERE use_case = 'leads/share-out' AND detail = '3 of 6'").await, 1);
        let lead = number(&db, "SELECT l.id FROM lead l JOIN person p ON p.id = l.person_id WHERE p.name = 'Lead 1'").await;
        assert_eq!(admin::score(&db, &admin_user, lead).await.unwrap().given_by, "Theirs");
        let leaves = HandoverDraft { from: ana.user_id, heirs: vec![boris.user_id], what: vec![Estate::Leads, Estate::People], first_day: String::new(), last_day: String::new() };
        handover::start(&db, &admin_user, "", &leaves).await.unwrap();
        jobs::drain(&db).await.unwrap();
        let near = admin::index(&db, &admin_user).await.unwrap().rules.into_iter().find(|rule| rule.id == to_ana).unwrap();
        assert_eq!((near.taker_name.as_str(), near.version, near.idle), ("Boris", 2, None));
        assert_eq!(admin::score(&db, &admin_user, lead).await.unwrap().given_by, "", "a colleague gave it");
        // Two see the rule; one of them has given it to somebody else since.
        let stale = LeadRuleDraft { id: Some(to_ana), version: 1, ..rule(LeadRuleKind::Owner, "Near", in_place("Niš"), &format!("user:{}", ana.user_id)) };
        let Err(Error::Conflict { now, .. }) = admin::save(&db, &admin_user, "", &stale, MARK).await else { panic!("a stale form") };
        assert_eq!(now, [Differing { field: "taker".into(), now: Stored::Text("Boris".into()) }]);
    }

    /// A file of leads that the rules gave away, and of wins, is taken back whole.
    async fn an_import_under_rules_is_undone_whole(db: Db) {
        let admin_user = workspace(&db, "EUR").await;
        save(&db, &admin_user, rule(LeadRuleKind::Owner, "All", Rule::default(), &format!("user:{}", admin_user.user_id))).await;
        six(&db, &admin_user).await;
        let wins = "id,won_date,representative\nL1,2026-07-05,\n";
        let wins = import(&db, &admin_user, ImportKind::Wins, "fair", wins.as_bytes()).await;
        assert_eq!(number(&db, "SELECT COUNT(*) FROM lead WHERE state = 'qualified'").await, 1, "{wins:?}");
        for id in [wins.row.id, number(&db, "SELECT MIN(id) FROM import").await] {
            let version = imports::view(&db, &admin_user, id).await.unwrap().version;
            imports::undo(&db, &admin_user, "", id, version).await.unwrap();
            jobs::drain(&db).await.unwrap();
        }
        assert_eq!(number(&db, "SELECT (SELECT COUNT(*) FROM lead) + (SELECT COUNT(*) FROM person)").await, 0);
    }

    /// The lead's own attribute counts for it, not for another lead of the same person.
    async fn an_attribute_of_one_lead_says_nothing_of_another(db: Db) {
        let admin_user = workspace(&db, "EUR").await;
        six(&db, &admin_user).await;
        let urgent = CatalogDraft {
            kind: Some(domain::attribute::AttributeKind::YesNo),
            subject: Subject::Lead,
            ..CatalogDraft::new(Catalog::Attribute, "Urgent")
        };
        let urgent = catalogs::save(&db, &admin_user, "", &urgent, MARK).await.unwrap();
        let (lead, person) = (number(&db, "SELECT MIN(id) FROM lead").await, number(&db, "SELECT person_id FROM lead ORDER BY id LIMIT 1").await);
        let text = "INSERT INTO lead (person_id, state, created_day) VALUES ($1, 'new', '2026-07-05')";
        sql::execute(&db.write, text, vec![person.into()]).await.unwrap();
        save(&db, &admin_user, rule(LeadRuleKind::Score, "Urgent", Rule::condition(Field::Attribute(urgent), Op::Is, "1"), "50")).await;
        let values = AttributesDraft { subject: Subject::Lead, id: lead, version: 1, values: vec![(urgent, "1".into())] };
        people::attributes::save(&db, &admin_user, "", &values).await.unwrap();
        assert_eq!(number(&db, "SELECT MAX(score) FROM lead").await, 50);
        assert_eq!(admin::score(&db, &admin_user, lead).await.unwrap().total, 50);
        // It is in use now, and a list that a rule asks for stays too.
        let refused = catalogs::delete(&db, &admin_user, "", Catalog::Attribute, urgent).await.unwrap_err();
        assert!(matches!(refused, Error::State("in use")));
        let list = ListDraft { name: "Known".into(), kind: ListKind::Static, rule: None };
        let list = lists::save(&db, &admin_user, "", &list).await.unwrap();
        save(&db, &admin_user, rule(LeadRuleKind::Score, "Known", Rule::condition(Field::List, Op::Is, list.to_string()), "1")).await;
        let version = number(&db, "SELECT MAX(version) FROM people_list").await;
        let refused = lists::delete(&db, &admin_user, "", list, version).await.unwrap_err();
        assert!(matches!(refused, Error::State("a rule uses the list")), "{refused:?}");
    }

    /// Niš goes to Ana; the rest in turn to the team of Boris and Vera, on from whoever had the last one.
    async fn new_leads_go_to_whom_the_first_rule_names(db: Db) {
        let admin_user = workspace(&db, "EUR").await;
        let ana = user(&db, &admin_user, "Ana", Role::Salesperson).await;
        let team = catalogs::save(&db, &admin_user, "", &CatalogDraft::new(Catalog::Team, "South"), MARK).await.unwrap();
        for name in ["Boris", "Vera"] {
            let member = user(&db, &admin_user, name, Role::Salesperson).await;
            sql::execute(&db.write, "UPDATE app_user SET team_id = $1 WHERE id = $2", vec![team.into(), member.user_id.into()]).await.unwrap();
        }
        save(&db, &admin_user, rule(LeadRuleKind::Owner, "Rest", Rule::default(), &format!("team:{team}"))).await;
        let near = save(&db, &admin_user, rule(LeadRuleKind::Owner, "Near", in_place("Niš"), &format!("user:{}", ana.user_id))).await;
        admin::raise(&db, &admin_user, "", near).await.unwrap();
        six(&db, &admin_user).await;
        let owners = |rows: Vec<(String, Option<i64>, String)>| rows.into_iter().map(|(_, _, owner)| owner).collect::<Vec<_>>();
        assert_eq!(owners(table(&db, &admin_user, false).await), ["Boris", "Ana", "Vera", "Ana", "Boris", "Ana"]);
        let lead = number(&db, "SELECT l.id FROM lead l JOIN person p ON p.id = l.person_id WHERE p.name = 'Lead 1'").await;
        assert_eq!(admin::score(&db, &admin_user, lead).await.unwrap().given_by, "Near");
        // Ana is away on the 8th: her leads go by the next rule, and the turn goes on with Vera.
        let boris = number(&db, "SELECT id FROM app_user WHERE name = 'Boris'").await;
        let away = HandoverDraft { from: ana.user_id, heirs: vec![boris], what: vec![Estate::Work], first_day: "2026-07-08".into(), last_day: "2026-07-08".into() };
        handover::start(&db, &admin_user, "", &away).await.unwrap();
        jobs::drain(&db).await.unwrap();
        sql::execute(&db.write, "UPDATE lead SET owner_id = NULL, version = 1", vec![]).await.unwrap();
        let eighth = at(admin_user.user_id, Role::Administrator, "2026-07-08");
        let view = admin::index(&db, &eighth).await.unwrap();
        assert_eq!(view.unowned, 6);
        assert_eq!(view.rules.iter().map(|r| (r.name.as_str(), r.idle)).collect::<Vec<_>>(), [("Near", Some(Idle::Nobody)), ("Rest", None)]);
        let later = Actor { now_ms: eighth.now_ms + 2 * 24 * 3600 * 1000, ..eighth };
        admin::share_out(&db, &later, "").await.unwrap();
        let twice = admin::share_out(&db, &later, "").await.unwrap_err();
        assert!(matches!(twice, Error::State("already at work")));
        jobs::drain(&db).await.unwrap();
        assert_eq!(owners(table(&db, &admin_user, false).await), ["Boris", "Vera", "Boris", "Vera", "Boris", "Vera"]);
        assert_eq!(number(&db, "SELECT COUNT(*) FROM lead WHERE version = 2").await, 6, "what was shown is stale");
    }

    /// A salesperson keeps the lead they took down; a marketer's goes by the rules, or stays theirs.
    async fn who_sells_keeps_what_they_took_down(db: Db) {
        let admin_user = workspace(&db, "EUR").await;
        crate::world::people(&db, &admin_user, 2).await;
        six(&db, &admin_user).await;
        let (ana, mia) = (user(&db, &admin_user, "Ana", Role::Salesperson).await, user(&db, &admin_user, "Mia", Role::Marketer).await);
        let campaign = crate::world::launch(&db, &admin_user, &crate::world::plan(&[ana.user_id])).await;
        save(&db, &admin_user, rule(LeadRuleKind::Owner, "Near", in_place("Niš"), &format!("user:{}", admin_user.user_id))).await;
        for (actor, name, owner) in [(&ana, "Lead 1", "Ana"), (&mia, "Lead 3", "Mira"), (&mia, "Lead 2", "Mia")] {
            let person: i64 = sql::scalar(&db.read, "SELECT id FROM person WHERE name = $1", vec![name.into()]).await.unwrap();
            let response = domain::response::ResponseDraft {
                campaign,
                activity: None,
                person: Some(person),
                name: String::new(),
                contact: String::new(),
                channel: String::new(),
                outcome: domain::touch::Outcome::Interested,
                day: String::new(),
                note: String::new(),
                make_lead: true,
            };
            backend::responses::record(&db, actor, "", &response).await.unwrap();
            let text = "SELECT u.name FROM lead l JOIN app_user u ON u.id = l.owner_id WHERE l.person_id = $1 AND l.campaign_id IS NOT NULL";
            let found: String = sql::scalar(&db.read, text, vec![person.into()]).await.unwrap();
            assert_eq!(found, owner);
        }
        // Somebody new whom a marketer took down is nobody's customer, so their lead goes by the rules.
        let everybody = rule(LeadRuleKind::Owner, "Rest", Rule::default(), &format!("user:{}", ana.user_id));
        save(&db, &admin_user, rule(LeadRuleKind::Owner, "Theirs", Rule::default(), "customer")).await;
        save(&db, &admin_user, everybody).await;
        let unknown = domain::response::ResponseDraft {
            campaign,
            activity: None,
            person: None,
            name: "Petra Novosad".into(),
            contact: "petra@example.rs".into(),
            channel: String::new(),
            outcome: domain::touch::Outcome::Interested,
            day: String::new(),
            note: String::new(),
            make_lead: true,
        };
        let id = backend::responses::record(&db, &mia, "", &unknown).await.unwrap();
        let row = async || backend::responses::index(&db, &mia, campaign, false, None).await.unwrap().rows.remove(0);
        assert_eq!(row().await.lead, None, "nobody knows yet whose");
        backend::responses::match_person(&db, &mia, "", (id, 1), None).await.unwrap();
        assert_eq!(row().await.lead.as_deref(), Some("Ana"));
    }

    /// Who may not, what cannot be, and what somebody with own sales only must not learn.
    async fn what_is_wrong_with_a_rule_is_said(db: Db) {
        let admin_user = workspace(&db, "EUR").await;
        six(&db, &admin_user).await;
        let ana = user(&db, &admin_user, "Ana", Role::Salesperson).await;
        let draft = rule(LeadRuleKind::Score, "Near", in_place("Niš"), "10");
        assert!(matches!(admin::save(&db, &ana, "", &draft, MARK).await, Err(Error::Denied)));
        let gone = rule(LeadRuleKind::Owner, "Near", in_place("Niš"), "user:99");
        let fault = |error: Error| match error {
            Error::Invalid(faults) => faults.into_iter().map(|f| (f.field, f.fault)).collect::<Vec<_>>(),
            other => panic!("{other:?}"),
        };
        assert_eq!(fault(admin::save(&db, &admin_user, "", &gone, MARK).await.unwrap_err()), [("taker".into(), Fault::Unknown)]);
        let of_list = rule(LeadRuleKind::Score, "L", Rule::condition(Field::List, Op::Is, "99"), "10");
        assert_eq!(fault(admin::save(&db, &admin_user, "", &of_list, MARK).await.unwrap_err()), [("rule".into(), Fault::Unknown)]);
        let near = Rule::Group { mode: Mode::All, of: vec![in_place("Niš")] };
        assert_eq!(admin::count(&db, &admin_user, &near).await.unwrap(), (3, 6));
        assert!(matches!(admin::share_out(&db, &admin_user, "").await, Err(Error::State("no rule names an owner"))));
        // Whose leads have which score is not hers to ask.
        for asked in [Rule::condition(Field::Score, Op::AtLeast, "1"), Rule::condition(Field::Channel, Op::Is, "1")] {
            assert!(matches!(people::page(&db, &ana, &asked, "", &[], None).await, Err(Error::Invalid(_))));
        }
        let other = number(&db, "SELECT MIN(id) FROM lead").await;
        sql::execute(&db.write, "UPDATE lead SET owner_id = 1", vec![]).await.unwrap();
        assert!(matches!(admin::score(&db, &ana, other).await, Err(Error::NotFound)));
    }
}
