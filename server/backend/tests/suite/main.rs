//! Use cases on real databases: every test runs on SQLite and on a PostgreSQL that is started for it.
#![recursion_limit = "256"]

/// Makes one test a database of each body.
macro_rules! on_both {
    ($($(#[$doc:meta])* async fn $name:ident($db:ident: Db) $body:block)*) => {$(
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            $(#[$doc])*
            async fn run($db: Db) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                let base = crate::database::sqlite().await;
                run(base.db.clone()).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                let base = crate::database::postgres().await;
                run(base.db.clone()).await;
            }
        }
    )*};
}

mod campaign;
mod channels;
mod database;
mod demo;
mod imports;
mod people;
mod world;
