//! The background work of this process.

use backend::{Db, jobs};
use std::time::Duration;

/// How long the runner rests when nothing waits.
const REST: Duration = Duration::from_millis(250);
const SWEEP_EVERY: u32 = 4 * 60 * 60;

/// Begins the background work, on a thread of its own: long rows of statements leave the answering threads alone.
pub fn start(db: Db) {
    let runtime = tokio::runtime::Handle::current();
    std::thread::spawn(move || runtime.block_on(run(db)));
}

/// Runs jobs until the process ends, and clears away what is too old.
async fn run(db: Db) {
    let mut rests = 0_u32;
    loop {
        match jobs::run_next(&db).await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(error) => tracing::error!(%error, "background work"),
        }
        if rests.is_multiple_of(SWEEP_EVERY)
            && let Err(error) = jobs::sweep(&db).await
        {
            tracing::error!(%error, "sweep");
        }
        rests = rests.wrapping_add(1);
        tokio::time::sleep(REST).await;
    }
}
