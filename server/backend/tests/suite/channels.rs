//! Issue 2, section 4: the figures of the Olist files, counted from the files by the issue and `data/README.md`. A twin made in
//! code has the same counts by channel and month; its tests always run.

use crate::world::{at, dry_run, import, number, workspace};
use backend::{Actor, Db, channels, imports};
use domain::{
    campaign::RowsOf,
    channel::{ChannelRowsOf, ChannelView},
    import::{ImportKind, Reason},
    metrics::{Gap, Value},
    rights::Role,
};
use std::path::PathBuf;

/// Origin, leads, won, amount in BRL; the blank origin has no name.
const ORIGINS: [(&str, i64, i64, i64); 11] = [
    ("organic search", 2296, 271, 51_426_000),
    ("paid search", 1586, 195, 9_169_000),
    ("social", 1350, 75, 501_000),
    ("unknown", 1099, 179, 463_006),
    ("direct traffic", 499, 56, 60_000),
    ("email", 493, 15, 15_000),
    ("referral", 284, 24, 0),
    ("other", 150, 4, 0),
    ("display", 118, 6, 0),
    ("other publicities", 65, 3, 0),
    ("", 60, 14, 150_000),
];
/// Wins by month from 2017-12.
const WINS: [i64; 12] = [3, 73, 113, 147, 207, 122, 57, 37, 33, 23, 21, 6];

fn real(name: &str) -> Option<Vec<u8>> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let file = std::fs::read(folder.join(name)).ok();
    if file.is_none() {
        eprintln!("skipped: the real file {name} is not here");
    }
    file
}

fn check_origins(view: &ChannelView) {
    let found: Vec<(&str, i64, i64, i64)> =
        view.rows.iter().map(|r| (r.name.as_str(), r.leads, r.won, r.revenue / 100)).collect();
    assert_eq!(found, ORIGINS);
    assert_eq!((view.total.leads, view.total.won, view.total.revenue), (8000, 842, 6_178_400_600));
    assert_eq!(view.won_by_month.iter().map(|m| m.count).collect::<Vec<_>>(), WINS);
    assert!(view.rows.iter().all(|r| r.roi == Value::Gap(Gap::NoCost)));
}

async fn check_rows(db: &Db, actor: &Actor, view: &ChannelView) {
    for row in &view.rows {
        let rows = channels::rows(db, actor, ChannelRowsOf::Leads(row.id), None).await.unwrap();
        assert_eq!((rows.visible, rows.hidden), (row.leads, 0), "{}", row.name);
        let rows = channels::rows(db, actor, ChannelRowsOf::Won(row.id), None).await.unwrap();
        assert_eq!(rows.visible, row.won, "{}", row.name);
    }
}

on_both! {
    async fn the_olist_files_give_their_known_figures(db: Db) {
        let (Some(leads), Some(deals)) = (real("olist_mql.csv"), real("olist_closed_deals.csv")) else { return };
        let actor = workspace(&db, "BRL").await;
        let done = import(&db, &actor, ImportKind::Leads, "olist", &leads).await;
        assert_eq!((done.row.tally.rows, done.row.tally.new, done.row.tally.invalid), (8000, 8000, 0));
        let checked = dry_run(&db, &actor, ImportKind::Wins, "olist", &deals).await;
        assert_eq!((checked.row.tally.new, checked.row.tally.invalid), (842, 0));
        assert_eq!(checked.unknown_users.len(), 22, "sales representatives");
        let refused = imports::start(&db, &actor, "", checked.row.id, checked.version, false).await;
        assert!(matches!(refused, Err(backend::Error::Invalid(_))), "unknown representatives want a confirmation");
        imports::start(&db, &actor, "", checked.row.id, checked.version, true).await.unwrap();
        backend::jobs::drain(&db).await.unwrap();
        assert_eq!(number(&db, "SELECT COUNT(*) FROM app_user WHERE NOT active").await, 22);

        let view = channels::view(&db, &actor).await.unwrap();
        check_origins(&view);
        check_rows(&db, &actor, &view).await;
        assert_eq!(view.won_without_amount, 797);
        let cohort = |month: &str| view.cohorts.iter().find(|c| c.month.first.to_string() == month).map(|c| (c.leads, c.won));
        assert_eq!(cohort("2018-01-01"), Some((1141, 152)));
        assert_eq!(cohort("2018-04-01"), Some((1352, 183)));
        assert_eq!((view.median_days_doubled, view.won_same_day, view.won_before_contact), (Some(28), 33, 1));
        let fault = channels::rows(&db, &actor, ChannelRowsOf::BeforeContact, None).await.unwrap();
        let code = "SELECT COUNT(*) FROM external_ref WHERE code = 'b91cf8812365f50ff4bda4bcd6206b05' AND person_id = ";
        assert_eq!(number(&db, &format!("{code}{}", fault.rows[0].person_id.unwrap())).await, 1);
        let view = imports::view(&db, &actor, checked.row.id).await.unwrap();
        assert!(view.rejects.iter().any(|r| r.warning && r.fault == Reason::WonBeforeContact), "{:?}", view.rejects);

        let again = import(&db, &actor, ImportKind::Wins, "olist", &deals).await;
        assert_eq!((again.row.tally.new, again.row.tally.unchanged), (0, 842), "the same file again changes nothing");
        imports::undo(&db, &actor, "", checked.row.id, view.version).await.unwrap();
        backend::jobs::drain(&db).await.unwrap();
        let undone = channels::view(&db, &actor).await.unwrap();
        assert_eq!((undone.total.leads, undone.total.won, undone.total.revenue), (8000, 0, 0));
    }

    async fn a_twin_with_the_same_counts_gives_the_same_figures(db: Db) {
        let actor = workspace(&db, "BRL").await;
        let (leads, wins) = twin();
        import(&db, &actor, ImportKind::Leads, "twin", leads.as_bytes()).await;
        import(&db, &actor, ImportKind::Wins, "twin", wins.as_bytes()).await;
        let view = channels::view(&db, &actor).await.unwrap();
        check_origins(&view);
        check_rows(&db, &actor, &view).await;
        let seller = at(1, Role::Salesperson, "2026-07-06");
        let rows = channels::rows(&db, &Actor { user_id: 999, ..seller }, ChannelRowsOf::AllWon, None).await.unwrap();
        assert_eq!(rows.visible + rows.hidden, 842, "what may not be opened is counted");
        assert!(rows.hidden > 0);
        // No campaign brought them: the sum of the amounts by origin in issue 2, section 4, in cents.
        let rows = channels::rows(&db, &actor, ChannelRowsOf::Unattributed, None).await.unwrap();
        assert_eq!((rows.visible, rows.value), (842, Value::Money(6_178_400_600)));
        assert!(RowsOf::parse("figure:won").is_some());
    }
}

/// Files with the counts of the real ones by channel and by month won, and nothing else in common with them.
fn twin() -> (String, String) {
    let mut leads = String::from("mql_id,first_contact_date,origin\n");
    let mut wins = String::from("mql_id,won_date,declared_monthly_revenue,sr_id\n");
    let month = |n: usize| if n == 0 { "2017-12-15".to_owned() } else { format!("2018-{n:02}-15") };
    let mut months: Vec<String> = WINS
        .iter()
        .enumerate()
        .flat_map(|(n, count)| std::iter::repeat_n(month(n), usize::try_from(*count).unwrap()))
        .collect();
    months.reverse();
    let mut n = 0;
    for (origin, count, won, amount) in ORIGINS {
        for i in 0..count {
            n += 1;
            leads.push_str(&format!("T{n:06},2017-11-20,{origin}\n"));
            if i < won {
                let money = if i == 0 { amount } else { 0 };
                wins.push_str(&format!("T{n:06},{},{money},rep-{}\n", months.pop().unwrap(), n % 22));
            }
        }
    }
    (leads, wins)
}
