//! Imports: what a file may be, what a dry run says, what undo leaves.

use crate::world::{at, dry_run, import, number, people, user, workspace};
use backend::{Actor, Db, Error, imports, jobs, lists, params, people as persons, sql};
use domain::{
    fault::Fault,
    import::{Encoding, Existing, FILE_MAX, ImportCheck, ImportKind, ImportState, ImportView, Options, Reason},
    list::{ListDraft, ListKind},
    person::PersonDraft,
    rights::Role,
    rule::{Field, Op, Rule},
};

async fn upload(db: &Db, actor: &Actor, body: &[u8]) -> Result<i64, Error> {
    let mut upload = imports::begin_upload(db, actor, ImportKind::People, "file.csv").await?;
    upload.take(body).await?;
    upload.finish().await
}

/// A dry run after a change of its options.
async fn checked_with(db: &Db, actor: &Actor, body: &[u8], change: impl FnOnce(&mut Options)) -> ImportView {
    let checked = dry_run(db, actor, ImportKind::People, "crm", body).await;
    let mut options = checked.options.clone();
    change(&mut options);
    let targets = checked.columns.iter().map(|c| c.target.code()).collect();
    let again = ImportCheck { id: checked.row.id, version: checked.version, options, targets };
    imports::check(db, actor, "", &again).await.unwrap();
    jobs::drain(db).await.unwrap();
    imports::view(db, actor, checked.row.id).await.unwrap()
}

fn fault(result: Result<i64, Error>) -> Fault {
    match result {
        Err(Error::Invalid(faults)) => faults[0].fault,
        other => panic!("{other:?}"),
    }
}

on_both! {
    async fn who_is_the_same_goes_on_the_list_and_a_number_has_the_country_that_was_chosen(db: Db) {
        let actor = workspace(&db, "EUR").await;
        let file = "id,name,phone\n1,Ana,091 555 7711\n".as_bytes();
        let start = async |checked: ImportView| {
            imports::start(&db, &actor, "", checked.row.id, checked.version, false).await.unwrap();
            jobs::drain(&db).await.unwrap();
        };
        // Somebody else's file counts from 1 too; that does not make its people ours.
        import(&db, &actor, ImportKind::People, "shop", "id,name\n1,Boris\n".as_bytes()).await;
        let id = upload(&db, &actor, file).await.unwrap();
        assert_eq!(imports::view(&db, &actor, id).await.unwrap().options.source, "file");
        let id = upload(&db, &actor, "id,name\n1,Boris\n".as_bytes()).await.unwrap();
        assert_eq!(imports::view(&db, &actor, id).await.unwrap().options.source, "shop");
        let checked = checked_with(&db, &actor, file, |_| ()).await;
        assert_eq!(checked.options.country, "381", "that of the workspace stands there first");
        start(checked_with(&db, &actor, file, |o| o.country = "385".into()).await).await;
        let phone: String = sql::scalar(&db.read, "SELECT phone FROM person WHERE name = 'Ana'", params![]).await.unwrap();
        assert_eq!(phone, "+385915557711");
        let again = checked_with(&db, &actor, file, |o| {
            o.country = "385".into();
            o.list = "Fair".into();
        })
        .await;
        assert_eq!((again.row.tally.unchanged, again.row.tally.new + again.row.tally.updated), (1, 0));
        start(again).await;
        assert_eq!(number(&db, "SELECT COUNT(*) FROM list_member").await, 1);
        let checked = dry_run(&db, &actor, ImportKind::People, "crm", file).await;
        let options = Options { country: "+385".into(), ..checked.options.clone() };
        let targets = checked.columns.iter().map(|c| c.target.code()).collect();
        let wrong = ImportCheck { id: checked.row.id, version: checked.version, options, targets };
        assert_eq!(fault(imports::check(&db, &actor, "", &wrong).await.map(|_| 0)), Fault::NotANumber);
    }

    async fn a_file_that_cannot_be_read_changes_nothing(db: Db) {
        let actor = workspace(&db, "EUR").await;
        assert_eq!(fault(upload(&db, &actor, b"").await), Fault::EmptyFile);
        assert_eq!(fault(upload(&db, &actor, b"name,email\n").await), Fault::EmptyFile);
        assert_eq!(fault(upload(&db, &actor, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0").await), Fault::NotText);
        let wide = vec!["c"; 300].join(",");
        assert_eq!(fault(upload(&db, &actor, format!("{wide}\n{wide}\n").as_bytes()).await), Fault::TooManyColumns);
        let mut large = imports::begin_upload(&db, &actor, ImportKind::People, "large.csv").await.unwrap();
        let piece = vec![b'a'; 4 * 1024 * 1024];
        let mut sent = 0;
        let refused = loop {
            sent += piece.len();
            if let Err(error) = large.take(&piece).await {
                break error;
            }
            assert!(sent < 250 * 1024 * 1024, "200 MB are refused");
        };
        assert!(u64::try_from(sent).unwrap() > FILE_MAX);
        assert_eq!(fault(Err(refused)), Fault::FileTooLarge);
        assert_eq!(number(&db, "SELECT (SELECT COUNT(*) FROM import_file) + (SELECT COUNT(*) FROM person)").await, 0);
        let viewer = at(actor.user_id, Role::Viewer, "2026-07-06");
        assert!(matches!(upload(&db, &viewer, b"name\nAna\n").await, Err(Error::Denied)));
    }

    async fn a_dry_run_tells_every_row_and_writes_none(db: Db) {
        let actor = workspace(&db, "EUR").await;
        import(&db, &actor, ImportKind::People, "fair", "id;name;email\n1;Ana Anić;ana@example.rs\n".as_bytes()).await;
        let file = "id;name;email;Cold rooms;Installed;Offer\n\
            1;Ana Anić;ana@example.rs;2;12.04.2011;da\n\
            2;Đorđe Lukić;lukic@@example.rs;1;03.09.2008;ne\n\
            3;Mira;mira@example.rs;;31.02.2012;da\n\
            3;Mira again;mira@example.rs;;;\n\
            ;Nobody;;;;\n\
            5;=HYPERLINK(\"x\");five@example.rs;;;\n\
            6;Šime;sime@example.rs;7\n\
            7;Žana;zana@example.rs;3;01.01.2020;ne\n\
            7;Žana again;zana@example.rs;;;\n";
        let (bytes, _, _) = encoding_rs::WINDOWS_1250.encode(file);
        let view = dry_run(&db, &actor, ImportKind::People, "fair", &bytes).await;
        assert_eq!((view.options.encoding, view.options.separator), (Encoding::Windows1250, ';'));
        let t = view.row.tally;
        assert_eq!((t.rows, t.new, t.updated, t.duplicate, t.invalid), (9, 2, 1, 1, 5), "{:?}", view.rejects);
        let reasons: Vec<(i64, Reason)> = view.rejects.iter().filter(|r| !r.warning).map(|r| (r.row, r.fault)).collect();
        for (row, fault) in [(3, Fault::TwoAts), (4, Fault::NoSuchDay), (6, Fault::EmptyKey), (7, Fault::Formula), (8, Fault::RaggedRow)] {
            assert!(reasons.contains(&(row, Reason::Fault(fault))), "{row} {fault}: {reasons:?}");
        }
        assert_eq!(number(&db, "SELECT COUNT(*) FROM person").await, 1);
        let new = "SELECT COUNT(*) FROM attribute WHERE import_id IS NOT NULL";
        assert_eq!(number(&db, new).await, 0, "not even the new attributes");
    }

    async fn a_row_in_another_encoding_is_left_out(db: Db) {
        let actor = workspace(&db, "EUR").await;
        let mut file = String::from("id,name\n");
        for n in 0..40_000 {
            file.push_str(&format!("{n},Đorđe from a long line of bakers and number {n:06}\n"));
        }
        assert!(file.len() > 1024 * 1024, "the fault lies behind what the guess goes by");
        let mut bytes = file.into_bytes();
        bytes.extend_from_slice(b"x1,\xd0or\xf0e\n");
        let view = dry_run(&db, &actor, ImportKind::People, "crm", &bytes).await;
        assert_eq!((view.row.tally.new, view.row.tally.invalid), (40_000, 1));
        assert_eq!(view.rejects[0].fault, Reason::Fault(Fault::WrongEncoding));
    }

    async fn undo_takes_back_what_nobody_touched_since(db: Db) {
        let actor = workspace(&db, "EUR").await;
        import(&db, &actor, ImportKind::People, "crm", b"id,name,city,Segment\n1,Ana,Rijeka,\n").await;
        let file = b"id,name,city,Segment\n1,Ana,Split,Retail\n2,Boris,Zadar,Food\n3,Cvita,Pula,Food\n";
        let checked = checked_with(&db, &actor, file, |options| options.existing = Existing::Overwrite).await;
        assert_eq!((checked.row.tally.new, checked.row.tally.updated), (2, 1));
        imports::start(&db, &actor, "", checked.row.id, checked.version, false).await.unwrap();
        jobs::drain(&db).await.unwrap();
        let place = "SELECT COUNT(*) FROM person WHERE name = 'Ana' AND place = ";
        assert_eq!(number(&db, &format!("{place}'Split'")).await, 1);
        let boris: i64 = number(&db, "SELECT id FROM person WHERE name = 'Boris'").await;
        let draft = PersonDraft { id: Some(boris), version: 1, name: "Boris B.".into(), ..PersonDraft::default() };
        persons::save(&db, &actor, "", &draft).await.unwrap();
        let done = imports::view(&db, &actor, checked.row.id).await.unwrap();
        imports::undo(&db, &actor, "", done.row.id, done.version).await.unwrap();
        jobs::drain(&db).await.unwrap();
        let undone = imports::view(&db, &actor, done.row.id).await.unwrap();
        assert_eq!((undone.row.state, undone.row.kept), (ImportState::Undone, 1), "Boris was changed since");
        assert_eq!(number(&db, &format!("{place}'Rijeka'")).await, 1, "put back");
        assert_eq!(number(&db, "SELECT COUNT(*) FROM person WHERE name = 'Cvita'").await, 0);
    }

    async fn undo_keeps_a_list_that_a_rule_looks_at(db: Db) {
        let actor = workspace(&db, "EUR").await;
        let checked = checked_with(&db, &actor, b"id,name\n1,Ana\n2,Iva\n", |options| options.list = "Fair".into()).await;
        let import = checked.row.id;
        imports::start(&db, &actor, "", import, checked.version, false).await.unwrap();
        jobs::drain(&db).await.unwrap();
        let list = number(&db, "SELECT id FROM people_list").await;
        let rule = Rule::condition(Field::List, Op::Is, list.to_string());
        let draft = ListDraft { name: "Those of the fair".into(), kind: ListKind::Dynamic, rule: Some(rule) };
        let dynamic = lists::save(&db, &actor, "", &draft).await.unwrap();
        assert!(matches!(lists::delete(&db, &actor, "", list, 1).await, Err(Error::State("a rule uses the list"))));
        let version = imports::view(&db, &actor, import).await.unwrap().version;
        imports::undo(&db, &actor, "", import, version).await.unwrap();
        jobs::drain(&db).await.unwrap();
        assert_eq!(number(&db, "SELECT COUNT(*) FROM person").await, 0);
        let left: Vec<i64> = sql::column(&db.read, "SELECT id FROM people_list ORDER BY id", params![]).await.unwrap();
        assert_eq!(left, [list, dynamic], "nobody is on it any more, but the rule still finds it");
    }

    async fn rejected_rows_are_shown_to_whoever_may_see_the_file(db: Db) {
        let admin = workspace(&db, "EUR").await;
        let ana = user(&db, &admin, "ana", Role::Marketer).await;
        let boris = user(&db, &admin, "boris", Role::Marketer).await;
        let body = b"id,name,email\n1,Ana,ana@example.rs\n2,Iva,iva@\n";
        let done = import(&db, &ana, ImportKind::People, "crm", body).await;
        let id = done.row.id;
        assert_eq!((done.own, done.row.tally.invalid, done.rejects.len()), (true, 1, 1));
        assert!(imports::view(&db, &admin, id).await.unwrap().own, "the administrator sees all");
        let foreign = imports::view(&db, &boris, id).await.unwrap();
        assert_eq!((foreign.own, foreign.row.tally.invalid, foreign.rejects.len()), (false, 1, 0), "how many, not whose");
        assert!(matches!(imports::rejects(&db, &boris, id, 0).await, Err(Error::NotFound)));
        assert!(matches!(imports::undo(&db, &boris, "", id, done.version).await, Err(Error::NotFound)));
    }

    async fn the_same_file_again_changes_nothing(db: Db) {
        let actor = workspace(&db, "EUR").await;
        people(&db, &actor, 3).await;
        let versions = "SELECT CAST(SUM(version) AS BIGINT) FROM person";
        let before = number(&db, versions).await;
        people(&db, &actor, 3).await;
        assert_eq!(number(&db, "SELECT COUNT(*) FROM person").await, 3);
        assert_eq!(number(&db, versions).await, before);
    }

    async fn a_job_whose_process_died_goes_on_where_it_stopped(db: Db) {
        let actor = workspace(&db, "EUR").await;
        let mut file = String::from("id,name,phone\n");
        for n in 0..5000 {
            file.push_str(&format!("{n},Person {n},021 5{n:06}\n"));
        }
        let checked = dry_run(&db, &actor, ImportKind::People, "crm", file.as_bytes()).await;
        imports::start(&db, &actor, "", checked.row.id, checked.version, false).await.unwrap();
        // The process dies after the claim and before its first chunk: the lease runs out.
        sql::execute(&db.write, "UPDATE job SET state = 'running', lease_ms = 1, attempts = 1 WHERE state = 'queued'", params![]).await.unwrap();
        jobs::drain(&db).await.unwrap();
        let done = imports::view(&db, &actor, checked.row.id).await.unwrap();
        assert_eq!((done.row.state, done.row.tally.new, done.row.tally.adds_up()), (ImportState::Done, 5000, true));
        assert_eq!(persons::page(&db, &actor, &Rule::default(), "", &[], None).await.unwrap().count, 5000);
    }
}
