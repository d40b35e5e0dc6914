//! The background work of this process.

use backend::{Db, jobs};
use std::{thread::JoinHandle, time::Duration};
use tokio::sync::watch;

/// How long the runner rests when nothing waits.
const REST: Duration = Duration::from_millis(250);
/// Rests between two sweeps: an hour.
const SWEEP_EVERY: u32 = 4 * 60 * 60;

/// The running background work.
pub struct Worker {
    stop: watch::Sender<bool>,
    thread: JoinHandle<()>,
}

/// Begins the background work, on a thread of its own: long rows of statements leave the answering threads alone.
pub fn start(db: Db) -> Worker {
    let runtime = tokio::runtime::Handle::current();
    let (stop, mut stopped) = watch::channel(false);
    let thread = std::thread::spawn(move || {
        runtime.block_on(async {
            // A chunk that is dropped is rolled back, and its job goes on at the next start.
            tokio::select! {
                () = run(db) => {}
                _ = stopped.changed() => {}
            }
        });
    });
    Worker { stop, thread }
}

impl Worker {
    /// Stops between or within two chunks, and waits until it has.
    pub async fn end(self) {
        if self.stop.send(true).is_ok()
            && let Ok(Err(_)) | Err(_) = tokio::task::spawn_blocking(move || self.thread.join()).await
        {
            tracing::error!("the background work ended by a panic");
        }
    }
}

/// Runs jobs for ever, and clears away what is too old.
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
