//! Rules over people. Expected counts are those of issue 2, section 4, and `data/README.md`.

use crate::world::{import, workspace};
use backend::{Db, Error, people};
use domain::{
    conflict::{Differing, Stored},
    import::ImportKind,
    person::{PersonDraft, Show},
    rule::{Field, Mode, Op, Rule},
};
use std::path::PathBuf;

on_both! {
    async fn a_conflict_shows_both_sides_where_they_differ(db: Db) {
        let admin = workspace(&db, "EUR").await;
        let ana = PersonDraft { name: "Ana".into(), account: "Hotel Park".into(), place: "Novi Sad".into(), ..PersonDraft::default() };
        let id = people::save(&db, &admin, "", &ana).await.unwrap();
        let hers = PersonDraft { id: Some(id), version: 1, place: "Subotica".into(), do_not_email: true, ..ana.clone() };
        people::save(&db, &admin, "", &hers).await.unwrap();
        let his = PersonDraft { id: Some(id), version: 1, place: "Sombor".into(), phone: "021 555 130".into(), ..ana };
        let Err(Error::Conflict { version: 2, now }) = people::save(&db, &admin, "", &his).await else { panic!("no conflict") };
        let side = |field: &str, now| Differing { field: field.into(), now };
        let expected = [
            side("place", Stored::Text("Subotica".into())),
            side("phone", Stored::Text(String::new())),
            side("do_not_email", Stored::YesNo(true)),
        ];
        assert_eq!(now, expected);
        let over = PersonDraft { version: 2, ..his };
        people::save(&db, &admin, "", &over).await.unwrap();
        let view = people::view(&db, &admin, id, Show::All, 50).await.unwrap();
        assert_eq!((view.row.place.as_str(), view.form.do_not_email), ("Sombor", false), "saved over what was shown");
    }

    async fn the_customers_file_counts_160_and_3(db: Db) {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/customer_personality.csv");
        let Ok(file) = std::fs::read(path) else {
            eprintln!("skipped: the real file is not here");
            return;
        };
        let actor = workspace(&db, "EUR").await;
        let done = import(&db, &actor, ImportKind::People, "customers", &file).await;
        assert_eq!((done.row.tally.rows, done.row.tally.new), (2240, 2240));
        let attributes = people::attributes::all(&db.read).await.unwrap();
        let id = |name: &str| Field::Attribute(attributes.iter().find(|a| a.name == name).unwrap_or_else(|| panic!("{name}: {attributes:?}")).id);
        let income = Rule::condition(id("Income"), Op::Above, "60000");
        let accepted = |n: u32| Rule::condition(id(&format!("AcceptedCmp{n}")), Op::Is, "1");
        let count = async |mode: Mode, of: Vec<Rule>| people::page(&db, &actor, &Rule::Group { mode, of }, "", &[], None).await.unwrap().count;
        assert_eq!(count(Mode::All, vec![income.clone(), accepted(5)]).await, 160);
        let not = Rule::Group { mode: Mode::None, of: vec![income.clone()] };
        assert_eq!(count(Mode::All, vec![accepted(5), not]).await, 3);
        for (n, expected) in [(1, 144), (2, 30), (3, 163), (4, 167), (5, 163)] {
            assert_eq!(count(Mode::All, vec![accepted(n)]).await, expected, "campaign {n}");
        }
        assert_eq!(count(Mode::All, vec![Rule::condition(id("Income"), Op::Empty, "")]).await, 24);
    }
}
