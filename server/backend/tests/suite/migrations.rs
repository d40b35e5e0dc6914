//! The schema: brought up to date as often as one likes, and opened again.

use crate::{
    database::{self, Base},
    world::{number, people, workspace},
};
use backend::Db;

async fn opened_again(base: Base) {
    let admin = workspace(&base.db, "EUR").await;
    people(&base.db, &admin, 3).await;
    let again = Db::connect(&base.url).await.unwrap();
    again.migrate().await.unwrap();
    again.migrate().await.unwrap();
    assert_eq!(number(&again, "SELECT COUNT(*) FROM person").await, 3);
    // Twelve months a year from 1990 to 2079, and the Solar Hijri ones that touch them.
    assert_eq!(number(&again, "SELECT COUNT(*) FROM calendar_month WHERE calendar = 'gregorian'").await, 90 * 12);
    assert!(number(&again, "SELECT COUNT(*) FROM calendar_month WHERE calendar = 'solar_hijri'").await >= 90 * 12);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_is_opened_again_sqlite() {
    opened_again(database::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_is_opened_again_postgres() {
    opened_again(database::postgres().await).await;
}
