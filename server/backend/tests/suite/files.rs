//! Files of campaigns and agreement with them.

use crate::{
    costs::campaign,
    world::{add, at, line, number, user, workspace},
};
use backend::{Actor, Db, Error, files, jobs, sql};
use domain::{
    fault::Fault,
    file::{AgreementDraft, AgreementState, AnswerDraft, FILE_MAX},
    rights::Role,
};

async fn send(
    db: &Db,
    actor: &Actor,
    at: (i64, Option<i64>, Option<i64>),
    name: &str,
    body: &[u8],
) -> backend::Result<i64> {
    let mut upload = files::begin(db, actor, at, name).await?;
    for piece in body.chunks(700_000) {
        upload.take(piece).await?;
    }
    upload.finish().await
}

fn fault(error: Error) -> (String, Fault) {
    match error {
        Error::Invalid(faults) => (faults[0].field.clone(), faults[0].fault),
        other => panic!("{other}"),
    }
}

fn no(comment: &str) -> AnswerDraft {
    AnswerDraft { agree: false, comment: comment.into() }
}

on_both! {
    async fn a_file_is_kept_whole_in_versions(db: Db) {
        let admin = workspace(&db, "EUR").await;
        let id = campaign(&db, &admin, "Fair", "2026-09-01").await;
        let stand = add(&db, &admin, id, vec![line("Stand", "100")]).await.unwrap()[0].0;
        let first: Vec<u8> = (0..2_500_000_u32).map(|n| n.to_le_bytes()[0]).collect();
        let file = send(&db, &admin, (id, None, Some(stand)), "C:\\Users\\me\\stand.pdf", &first).await.unwrap();
        assert_eq!(send(&db, &admin, (id, Some(file), None), "stand 2.pdf", b"smaller").await.unwrap(), file);
        let view = files::view(&db, &admin, id).await.unwrap();
        let [row] = &view.files[..] else { panic!() };
        assert_eq!((row.name.as_str(), row.line.as_ref().unwrap().1.as_str()), ("stand.pdf", "Stand"));
        assert_eq!(row.versions.iter().map(|v| (v.number, v.file_name.as_str(), v.bytes)).collect::<Vec<_>>(), [(2, "stand 2.pdf", 7), (1, "stand.pdf", 2_500_000)]);
        let mut read = Vec::new();
        for part in 0.. {
            let Some(body) = files::part(&db, &admin, row.versions[1].id, part).await.unwrap().2 else { break };
            read.extend(body);
        }
        assert!(read == first, "what was sent comes back");
        assert_eq!(number(&db, "SELECT COUNT(*) FROM document_part").await, 4);
        // What is refused leaves nothing behind.
        assert_eq!(fault(send(&db, &admin, (id, None, None), "empty.pdf", b"").await.unwrap_err()), ("file".into(), Fault::EmptyFile));
        assert_eq!(fault(send(&db, &admin, (id, None, Some(77)), "x.pdf", b"x").await.unwrap_err()), ("line".into(), Fault::Unknown));
        let mut upload = files::begin(&db, &admin, (id, Some(file), None), "big.bin").await.unwrap();
        let piece = vec![0; 8 * 1024 * 1024];
        let mut refused = None;
        for _ in 0..=FILE_MAX / 8 / 1024 / 1024 {
            refused = upload.take(&piece).await.err();
        }
        assert_eq!(fault(refused.unwrap()), ("file".into(), Fault::FileTooLarge));
        assert_eq!(number(&db, "SELECT COUNT(*) FROM document_version").await, 2);
        assert_eq!(number(&db, "SELECT COUNT(*) FROM document").await, 1);
        assert!(matches!(send(&db, &admin, (id, Some(77), None), "x.pdf", b"x").await, Err(Error::NotFound)));
        let viewer = at(9, Role::Viewer, "2026-07-06");
        assert!(matches!(files::begin(&db, &viewer, (id, None, None), "x.pdf").await, Err(Error::Denied)));
        assert!(matches!(files::remove(&db, &admin, "", file, 1).await, Err(Error::Conflict { version: 3, .. })));
        files::remove(&db, &admin, "", file, 3).await.unwrap();
        assert!(files::view(&db, &admin, id).await.unwrap().files.is_empty());
        assert!(matches!(files::part(&db, &admin, row.versions[0].id, 0).await, Err(Error::NotFound)));
        // Who neither sent it nor answers for the campaign cannot remove it; whoever removed it puts it back.
        let seller = user(&db, &admin, "sava", Role::Salesperson).await;
        assert!(matches!(files::restore(&db, &seller, "", file, 4).await, Err(Error::Denied)));
        files::restore(&db, &admin, "", file, 4).await.unwrap();
        assert_eq!(files::view(&db, &admin, id).await.unwrap().files[0].versions.len(), 2);
        assert!(matches!(files::restore(&db, &admin, "", file, 5).await, Err(Error::NotFound)), "it is there");
        assert!(matches!(files::remove(&db, &seller, "", file, 5).await, Err(Error::Denied)));
        assert!(!files::view(&db, &seller, id).await.unwrap().files[0].removable);
    }

    async fn what_was_begun_and_never_ended_is_forgotten_and_two_at_once_have_their_own_numbers(db: Db) {
        let admin = workspace(&db, "EUR").await;
        let id = campaign(&db, &admin, "Fair", "2026-09-01").await;
        let file = send(&db, &admin, (id, None, None), "a.pdf", b"a").await.unwrap();
        let again = (id, Some(file), None);
        let mut one = files::begin(&db, &admin, again, "one.pdf").await.unwrap();
        let mut two = files::begin(&db, &admin, again, "two.pdf").await.unwrap();
        one.take(b"1").await.unwrap();
        two.take(b"2").await.unwrap();
        two.finish().await.unwrap();
        one.finish().await.unwrap();
        let names: Vec<_> = files::view(&db, &admin, id).await.unwrap().files[0].versions.iter().map(|v| (v.number, v.file_name.clone())).collect();
        assert_eq!(names, [(3, "one.pdf".to_owned()), (2, "two.pdf".to_owned()), (1, "a.pdf".to_owned())]);
        // Another version of what was removed meanwhile brings nothing back.
        let mut late = files::begin(&db, &admin, again, "late.pdf").await.unwrap();
        late.take(b"late").await.unwrap();
        files::remove(&db, &admin, "", file, 4).await.unwrap();
        assert!(matches!(late.finish().await, Err(Error::NotFound)));
        assert_eq!(number(&db, "SELECT COUNT(*) FROM document_version").await, 3);
        // The process dies in the middle of one, of a new file and of a version; a day later nothing of them is left.
        let today = Actor { now_ms: jobs::now_ms(), ..admin.clone() };
        let mut killed = files::begin(&db, &today, (id, None, None), "killed.pdf").await.unwrap();
        killed.take(&vec![0; 2_000_000]).await.unwrap();
        drop(killed);
        jobs::sweep(&db).await.unwrap();
        assert_eq!(number(&db, "SELECT COUNT(*) FROM document").await, 2, "it may still be on its way");
        sql::execute(&db.write, "UPDATE document SET deleted_ms = 1 WHERE name = 'killed.pdf'", vec![]).await.unwrap();
        sql::execute(&db.write, "UPDATE document_version SET at_ms = 1", vec![]).await.unwrap();
        jobs::sweep(&db).await.unwrap();
        assert_eq!(number(&db, "SELECT COUNT(*) FROM document").await, 1, "the removed file stays, what never was one goes");
        assert_eq!(number(&db, "SELECT COUNT(*) FROM document_part").await, 3);
    }

    async fn colleagues_and_somebody_outside_say_whether_they_agree(db: Db) {
        let admin = workspace(&db, "EUR").await;
        let ana = user(&db, &admin, "ana", Role::Marketer).await;
        let vera = user(&db, &admin, "vera", Role::Viewer).await;
        let id = campaign(&db, &admin, "Fair", "2026-09-01").await;
        send(&db, &admin, (id, None, None), "offer.pdf", b"version one").await.unwrap();
        let version = number(&db, "SELECT MAX(id) FROM document_version").await;
        let token = "0123456789abcdef".repeat(4);
        let draft = AgreementDraft { version, people: vec![ana.user_id], name: "Tiskara".into(), address: "Print@Example.hr".into(), token: token.clone(), note: "Proof".into(), ..AgreementDraft::default() };
        assert_eq!(fault(files::ask(&db, &admin, "", &AgreementDraft { people: vec![vera.user_id], ..draft.clone() }).await.unwrap_err()), ("people".into(), Fault::Unknown));
        assert!(matches!(files::ask(&db, &vera, "", &draft).await, Err(Error::Denied)));
        assert_eq!(files::ask(&db, &admin, "twice", &draft).await.unwrap(), 2);
        assert_eq!(files::ask(&db, &admin, "twice", &draft).await.unwrap(), 2, "a double click asks once");
        assert_eq!(fault(files::ask(&db, &admin, "", &draft).await.unwrap_err()), ("token".into(), Fault::AlreadyUsed));
        assert_eq!(files::ask(&db, &admin, "", &AgreementDraft { name: String::new(), address: String::new(), ..draft.clone() }).await.unwrap(), 0, "who was asked already is not asked again");
        // The token is nowhere in the database.
        for table in ["agreement", "request", "audit"] {
            let columns = match table { "agreement" => "token_hash", "request" => "result", _ => "detail" };
            assert_eq!(number(&db, &format!("SELECT COUNT(*) FROM {table} WHERE {columns} LIKE '%0123456789abcdef0123%'")).await, 0, "{table}");
        }
        let waiting = files::asked(&db, &ana).await.unwrap();
        assert_eq!((waiting.len(), waiting[0].name.as_str(), waiting[0].number, waiting[0].note.as_str()), (1, "offer.pdf", 1, "Proof"));
        let mine = (waiting[0].agreement, 1);
        assert!(matches!(files::answer(&db, &admin, "", mine, &no("x")).await, Err(Error::Denied)));
        assert_eq!(fault(files::answer(&db, &ana, "", mine, &no(" ")).await.unwrap_err()), ("comment".into(), Fault::Required));
        files::answer(&db, &ana, "", mine, &no("The logo is old")).await.unwrap();
        assert!(matches!(files::answer(&db, &ana, "", (mine.0, 2), &no("x")).await, Err(Error::State("answered already"))));
        assert!(files::asked(&db, &ana).await.unwrap().is_empty());
        // A new version does not change what was said of the old one.
        let document = number(&db, "SELECT MAX(id) FROM document").await;
        send(&db, &admin, (id, Some(document), None), "offer 2.pdf", b"version two").await.unwrap();
        let now = admin.now_ms;
        let link = files::link(&db, &token, now).await.unwrap();
        assert_eq!((link.who.as_str(), link.file_name.as_str(), link.number, link.state), ("Tiskara", "offer.pdf", 1, AgreementState::Asked));
        assert_eq!(files::link_part(&db, &token, 0, now).await.unwrap().2.unwrap(), b"version one");
        for wrong in ["", "x", &"f".repeat(64)] {
            assert!(matches!(files::link(&db, wrong, now).await, Err(Error::NotFound)));
        }
        let over = now + 15 * 24 * 3600 * 1000;
        assert!(matches!(files::link(&db, &token, over).await, Err(Error::NotFound)));
        assert!(matches!(files::answer_link(&db, &token, &AnswerDraft { agree: true, ..AnswerDraft::default() }, over).await, Err(Error::NotFound)));
        assert_eq!(fault(files::answer_link(&db, &token, &no(""), now).await.unwrap_err()), ("comment".into(), Fault::Required));
        files::answer_link(&db, &token, &AnswerDraft { agree: true, comment: "Fine".into() }, now).await.unwrap();
        files::answer_link(&db, &token, &no("Changed my mind"), now).await.unwrap();
        let view = files::view(&db, &admin, id).await.unwrap();
        let said: Vec<_> = view.files[0].agreements.iter().map(|a| (a.who.as_str(), a.outside, a.number, a.state, a.answer.as_str())).collect();
        assert_eq!(said, [("Tiskara", true, 1, AgreementState::Agreed, "Fine"), ("ana", false, 1, AgreementState::Declined, "The logo is old")]);
        assert_eq!(view.files[0].agreements[0].address, "print@example.hr");
        assert!(number(&db, "SELECT COUNT(*) FROM audit WHERE use_case = 'files/answer' AND detail LIKE 'Tiskara%'").await == 1);
        // The link of an answered one is closed, and the answer stays.
        let answered = view.files[0].agreements[0].id;
        assert!(view.files[0].agreements[0].open);
        files::withdraw(&db, &admin, "", answered, 2).await.unwrap();
        assert!(matches!(files::link(&db, &token, now).await, Err(Error::NotFound)));
        let closed = files::view(&db, &admin, id).await.unwrap().files[0].agreements[0].clone();
        assert_eq!((closed.state, closed.open), (AgreementState::Agreed, false));
        assert!(matches!(files::withdraw(&db, &admin, "", answered, 3).await, Err(Error::State(_))));
        // A link that is taken back opens nothing.
        let second = "fedcba9876543210".repeat(4);
        files::ask(&db, &admin, "", &AgreementDraft { people: vec![], token: second.clone(), ..draft }).await.unwrap();
        let asked = number(&db, "SELECT MAX(id) FROM agreement").await;
        assert!(matches!(files::withdraw(&db, &ana, "", asked, 1).await, Err(Error::Denied)));
        files::withdraw(&db, &admin, "", asked, 1).await.unwrap();
        assert!(matches!(files::link(&db, &second, now).await, Err(Error::NotFound)));
        sql::execute(&db.write, "UPDATE document SET deleted_ms = 1", vec![]).await.unwrap();
        assert!(matches!(files::link(&db, &token, now).await, Err(Error::NotFound)));
    }
}
