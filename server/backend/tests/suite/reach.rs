//! Whom an activity addresses at organisations and by the channel they prefer, and who has time for it. Expected numbers are
//! counted by hand at the test.

use crate::world::{MARK, day, import, number, people as twelve, plan, user, workspace};
use backend::{Actor, Db, Error, campaigns, jobs, lists, params, people, sql, tasks};
use domain::{
    activity::{ActivityKind, Answer, Reach, Sharing},
    audience::Term,
    campaign::{After, DraftInput, DraftView, PlanDraft, RowsOf},
    import::ImportKind,
    list::{ListDraft, ListKind},
    person::PersonDraft,
    rights::Role,
    rule::Rule,
    task::TaskDraft,
    user::UserDraft,
};

/// Nine people: four at the hotel, of whom the decision maker has no telephone; two at the school; one at the shop; two who
/// belong nowhere.
async fn nine(db: &Db, admin: &Actor) {
    let file = "id,name,company,phone\n1,Ana,Hotel,+38121555101\n2,Bora,Hotel,+38121555102\n3,Ceca,Hotel,+38121555103\n4,Deda,Hotel,\n5,Ema,School,+38121555105\n6,Fata,School,+38121555106\n7,Goca,Shop,+38121555107\n8,Hana,,+38121555108\n9,Iva,,+38121555109\n";
    import(db, admin, ImportKind::People, "crm", file.as_bytes()).await;
    // Ceca manages, Deda decides; Fata uses the product.
    for (name, roles) in [("Ceca", 1), ("Deda", 4), ("Fata", 8)] {
        let text = "UPDATE person SET roles = $2 WHERE name = $1";
        sql::execute(&db.write, text, params![name, roles]).await.unwrap();
    }
}

async fn save(db: &Db, actor: &Actor, input: &DraftInput) -> DraftView {
    let drafted = campaigns::save_draft(db, actor, "", input, MARK).await.unwrap();
    campaigns::activity(db, actor, drafted.activity).await.unwrap()
}

fn left(view: &DraftView, term: Term) -> i64 {
    view.equation.left.iter().find(|(of, _)| *of == term).map_or(0, |(_, n)| *n)
}

async fn called(db: &Db, activity: i64) -> Vec<String> {
    let text =
        "SELECT p.name FROM touch t JOIN person p ON p.id = t.person_id WHERE t.activity_id = $1 ORDER BY p.name";
    sql::column(&db.read, text, params![activity]).await.unwrap()
}

/// The activities of a campaign with how many people they address.
async fn addressed(db: &Db, actor: &Actor, campaign: i64) -> Vec<(ActivityKind, i64)> {
    let mut of = Vec::new();
    for activity in campaigns::plan_view(db, actor, campaign).await.unwrap().activities {
        let view = campaigns::activity(db, actor, activity.id).await.unwrap();
        of.push((activity.kind, view.equation.people));
    }
    of
}

async fn launch(db: &Db, actor: &Actor, campaign: i64) {
    let version = campaigns::launch_view(db, actor, campaign).await.unwrap().version;
    campaigns::launch(db, actor, "", campaign, version).await.unwrap();
    jobs::drain(db).await.unwrap();
}

on_both! {
    async fn one_at_each_organisation_is_the_first_who_can_be_reached(db: Db) {
        let admin = workspace(&db, "EUR").await;
        nine(&db, &admin).await;
        let view = save(&db, &admin, &DraftInput { one_each: true, ..plan(&[admin.user_id]) }).await;
        // Deda has no telephone; of the hotel Ceca stays, of the school Fata; Ana, Bora and Ema go.
        assert_eq!((view.equation.people, left(&view, Term::NoAddress), left(&view, Term::SameAccount)), (9, 1, 3));
        assert_eq!(view.equation.contacted(), 5);
        let activity = view.input.activity.unwrap();
        let of = RowsOf::Term { activity, term: Term::SameAccount.code() };
        let rows = campaigns::figure_rows(&db, &admin, view.input.id.unwrap(), of, None).await.unwrap();
        let mut names: Vec<_> = rows.rows.iter().map(|row| row.name.clone()).collect();
        names.sort();
        assert_eq!(names, ["Ana", "Bora", "Ema"], "the term opens its people");
        launch(&db, &admin, view.input.id.unwrap()).await;
        assert_eq!(called(&db, activity).await, ["Ceca", "Fata", "Goca", "Hana", "Iva"]);
        let frozen = campaigns::view(&db, &admin, view.input.id.unwrap()).await.unwrap();
        assert_eq!(frozen.activities[0].equation, view.equation, "what was shown is what was done");
    }

    /// A follow-up takes its people day by day: who was called first stays the one of their organisation, and among those
    /// who come together the one comes first who would in a launch.
    async fn a_follow_up_keeps_one_at_each_organisation(db: Db) {
        let admin = workspace(&db, "EUR").await;
        nine(&db, &admin).await;
        sql::execute(&db.write, "UPDATE person SET phone = '+38121555104' WHERE name = 'Deda'", params![]).await.unwrap();
        let head = PlanDraft { name: "Fair".into(), ..PlanDraft::default() };
        let (id, _) = campaigns::save_plan(&db, &admin, "", &head, MARK).await.unwrap();
        let first = DraftInput { id: Some(id), costs: vec![], targets: vec![], ..plan(&[admin.user_id]) };
        let first = campaigns::save_draft(&db, &admin, "", &first, MARK).await.unwrap().activity;
        let after = Some(After { activity: first, days: "1".into(), answer: Answer::Anyone });
        let second = DraftInput { id: Some(id), name: "Again".into(), after, one_each: true, rule: None, costs: vec![], targets: vec![], first_day: String::new(), last_day: String::new(), ..plan(&[admin.user_id]) };
        let second = campaigns::save_draft(&db, &admin, "", &second, MARK).await.unwrap().activity;
        for (activity, refused) in [(first, "something follows it"), (second, "a follow up is not parted")] {
            let version = campaigns::activity(&db, &admin, activity).await.unwrap().input.version;
            let answer = campaigns::split(&db, &admin, "", activity, version).await;
            assert!(matches!(answer, Err(Error::State(why)) if why == refused));
        }
        launch(&db, &admin, id).await;
        let call = async |names: &[&str], on: &str| {
            for name in names {
                let text = "UPDATE touch SET state = 'done', done_day = $2 WHERE activity_id = $3 AND person_id = (SELECT id FROM person WHERE name = $1)";
                sql::execute(&db.write, text, params![*name, day(on), first]).await.unwrap();
            }
        };
        let follow = async |on: &str| {
            let now = day(on).and_hms_opt(12, 0, 0).unwrap().and_utc().timestamp_millis();
            campaigns::due_follow_ups(&db, now).await.unwrap();
            jobs::drain(&db).await.unwrap();
        };
        // Ana and Ceca of the hotel together: Ceca manages. Ema of the school alone.
        call(&["Ana", "Ceca", "Ema"], "2026-07-06").await;
        follow("2026-07-07").await;
        assert_eq!(called(&db, second).await, ["Ceca", "Ema"]);
        // The one who decides at the hotel, and the school's user, come a day later: both organisations are addressed.
        call(&["Deda", "Fata", "Hana"], "2026-07-07").await;
        follow("2026-07-08").await;
        assert_eq!(called(&db, second).await, ["Ceca", "Ema", "Hana"]);
        let left = campaigns::view(&db, &admin, id).await.unwrap();
        let equation = &left.activities.iter().find(|a| a.id == Some(second)).unwrap().equation;
        assert_eq!((equation.people, equation.contacted()), (6, 3));
    }

    async fn each_is_addressed_by_the_channel_they_prefer(db: Db) {
        let admin = workspace(&db, "EUR").await;
        nine(&db, &admin).await;
        let text = "UPDATE person SET best_channel = CASE name WHEN 'Ana' THEN 'email' WHEN 'Bora' THEN 'post' WHEN 'Goca' THEN 'phone' WHEN 'Hana' THEN 'fax' ELSE '' END,
            email = CASE name WHEN 'Ana' THEN 'ana@example.rs' END, post = CASE name WHEN 'Bora' THEN 'main street 1' END";
        sql::execute(&db.write, text, params![]).await.unwrap();
        // Hana prefers the fax and has none: she stays where she can be reached.
        let view = save(&db, &admin, &plan(&[admin.user_id])).await;
        let (campaign, activity) = (view.input.id.unwrap(), view.input.activity.unwrap());
        let made = campaigns::split(&db, &admin, "once", activity, view.input.version).await.unwrap();
        assert_eq!(made, campaign);
        assert_eq!(campaigns::split(&db, &admin, "once", activity, view.input.version).await.unwrap(), campaign, "sent twice");
        let parts = campaigns::plan_view(&db, &admin, campaign).await.unwrap();
        assert!(!parts.quick);
        assert_eq!(
            addressed(&db, &admin, campaign).await,
            [(ActivityKind::Call, 7), (ActivityKind::Email, 1), (ActivityKind::Letter, 1)],
            "nobody twice, nobody lost"
        );
        assert_eq!(parts.activities[1].name, "Calls before the season: E-mails");
        let again = campaigns::activity(&db, &admin, activity).await.unwrap();
        assert!(matches!(campaigns::split(&db, &admin, "", activity, again.input.version).await, Err(Error::State("parted by channel already"))));
        assert_eq!(again.input.prefers, 63 - Reach::Email.bit() - Reach::Post.bit());
        // Who told it later is still addressed once.
        sql::execute(&db.write, "UPDATE person SET best_channel = 'fax' WHERE name = 'Iva'", params![]).await.unwrap();
        assert_eq!(addressed(&db, &admin, campaign).await.iter().map(|(_, people)| people).sum::<i64>(), 9);
    }

    async fn nobody_who_prefers_another_channel_leaves_an_activity_whole(db: Db) {
        let admin = workspace(&db, "EUR").await;
        nine(&db, &admin).await;
        let view = save(&db, &admin, &plan(&[admin.user_id])).await;
        let answer = campaigns::split(&db, &admin, "", view.input.activity.unwrap(), view.input.version).await;
        assert!(matches!(answer, Err(Error::State("nobody prefers another channel"))));
        assert_eq!(number(&db, "SELECT COUNT(*) FROM activity").await, 1);
        let stale = campaigns::split(&db, &admin, "", view.input.activity.unwrap(), 99).await;
        assert!(stale.is_err());
    }

    /// What was searched for in the table goes into the list and the campaign made of it.
    async fn a_search_is_part_of_what_is_made_of_it(db: Db) {
        let admin = workspace(&db, "EUR").await;
        twelve(&db, &admin, 12).await;
        let shown = people::page(&db, &admin, &Rule::default(), "person 0000", &[], None).await.unwrap();
        assert_eq!(shown.count, 10, "0 to 9");
        let rule = Rule::default().and_search("person 0000");
        assert_eq!(people::page(&db, &admin, &rule, "", &[], None).await.unwrap().count, shown.count);
        for (kind, name) in [(ListKind::Static, "Kept"), (ListKind::Dynamic, "Moving")] {
            let draft = ListDraft { name: name.into(), kind, rule: Some(rule.clone()) };
            let id = lists::save(&db, &admin, "", &draft).await.unwrap();
            assert_eq!(lists::index(&db, &admin).await.unwrap().iter().find(|l| l.id == id).unwrap().people, 10);
        }
        let draft = campaigns::save_draft(&db, &admin, "", &DraftInput { rule: Some(rule), ..plan(&[admin.user_id]) }, MARK).await.unwrap();
        assert_eq!(campaigns::activity(&db, &admin, draft.activity).await.unwrap().equation.people, 10);
    }

    /// Two weeks: Ana works 40 hours a week, Boris 20 and has a task of 10 hours in them: 80 to 30 hours.
    async fn work_goes_by_the_time_that_people_have(db: Db) {
        let admin = workspace(&db, "EUR").await;
        let mut file = String::from("id,name,phone\n");
        for n in 0..110 {
            file.push_str(&format!("{n},Person {n},+38121556{n:03}\n"));
        }
        import(&db, &admin, ImportKind::People, "crm", file.as_bytes()).await;
        let ana = user(&db, &admin, "ana", Role::Salesperson).await;
        let boris = user(&db, &admin, "boris", Role::Salesperson).await;
        let rows = backend::users::index(&db, &admin).await.unwrap();
        let draft = UserDraft { week_hours: "20".into(), ..UserDraft::of(rows.into_iter().find(|u| u.id == boris.user_id).unwrap()) };
        backend::users::save(&db, &admin, "", &draft).await.unwrap();
        let task = TaskDraft { title: "Stock".into(), due: "2026-07-08".into(), minutes: "600".into(), owner: Some(boris.user_id), ..TaskDraft::default() };
        tasks::save(&db, &admin, "", &task, MARK).await.unwrap();
        let input = DraftInput { sharing: Sharing::Capacity, ..plan(&[ana.user_id, boris.user_id]) };
        let view = save(&db, &admin, &input).await;
        let shown: Vec<(String, usize)> = view.grid.iter().map(|(_, name, row)| (name.clone(), row.iter().sum())).collect();
        // 100 to 37 of 110, rounded as the deal goes round.
        assert_eq!(shown, [("ana".to_owned(), 80), ("boris".to_owned(), 30)]);
        launch(&db, &admin, view.input.id.unwrap()).await;
        let text = "SELECT assignee_id, COUNT(*) FROM touch GROUP BY assignee_id ORDER BY 1";
        let done: Vec<(i64, i64)> = sql::tuples(&db.read, text, params![]).await.unwrap();
        assert_eq!(done, [(ana.user_id, 80), (boris.user_id, 30)], "as shown");
        // The calls of 12 minutes take 16 and 6 hours, and Ana gets a task of 34: 30 to 24 hours are left, 100 to 80.
        let task = TaskDraft { title: "Fair".into(), due: "2026-07-10".into(), minutes: "2040".into(), owner: Some(ana.user_id), ..TaskDraft::default() };
        tasks::save(&db, &admin, "", &task, MARK).await.unwrap();
        let next = save(&db, &admin, &DraftInput { name: "Again".into(), ..input }).await;
        let shares: Vec<usize> = next.grid.iter().map(|(_, _, row)| row.iter().sum()).collect();
        assert_eq!(shares, [61, 49]);
    }

    /// A contact without a name stands for the organisation: it is called, answers and becomes a lead like everybody.
    async fn an_organisation_is_addressed_without_a_named_person(db: Db) {
        let admin = workspace(&db, "EUR").await;
        let draft = PersonDraft { account: "Hotel Park".into(), phone: "+381 21 555 100".into(), ..PersonDraft::default() };
        let person = people::save(&db, &admin, "", &draft).await.unwrap();
        let nothing = people::save(&db, &admin, "", &PersonDraft { phone: "+381 21 555 101".into(), ..PersonDraft::default() }).await;
        assert!(nothing.is_err(), "neither a name nor an organisation");
        let script = "Good day, {name|you at} {organisation}! I am {sender}.".to_owned();
        let view = save(&db, &admin, &DraftInput { script, ..plan(&[admin.user_id]) }).await;
        launch(&db, &admin, view.input.id.unwrap()).await;
        let day = backend::today::view(&db, &admin).await.unwrap();
        assert_eq!(day.due_count, 1);
        let touch = number(&db, "SELECT MIN(id) FROM touch").await;
        let sheet = backend::today::touch(&db, &admin, touch).await.unwrap();
        assert_eq!((sheet.person.as_str(), sheet.account.as_str()), ("Hotel Park", ""), "said once");
        assert_eq!(sheet.script, "Good day, you at Hotel Park! I am Mira.");
        let page = people::view(&db, &admin, person, domain::person::Show::All, 10).await.unwrap();
        assert_eq!(page.row.shown(), "Hotel Park");
    }
}
