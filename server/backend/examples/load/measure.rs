//! How long things take beside the least they can take, while others write, and how much memory.

use crate::{Failure, MARK};
use backend::{Actor, Db, sql, tasks};
use domain::task::TaskDraft;
use sea_orm::ConnectionTrait;
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

const RUNS: usize = 41;
/// A page above this at p95, in milliseconds, names its slowest statements.
const AIM: f64 = 20.0;

/// Runs a job while somebody writes every 20 ms: how fast it is, how long they wait, how much memory it takes.
pub(crate) async fn at_work<F: Future<Output = Result<(), Failure>>>(
    db: &Db,
    actor: &Actor,
    what: &str,
    pieces: usize,
    run: impl FnOnce() -> F,
) -> Result<(), Failure> {
    let (on, most) = (Arc::new(AtomicBool::new(true)), Arc::new(AtomicU64::new(0)));
    let before = memory();
    let watching = {
        let (on, most) = (on.clone(), most.clone());
        tokio::spawn(async move {
            while on.load(Ordering::Relaxed) {
                most.fetch_max(memory(), Ordering::Relaxed);
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        })
    };
    let writing = {
        let (on, db, actor) = (on.clone(), db.clone(), actor.clone());
        tokio::spawn(async move {
            let (mut waits, started) = (Vec::new(), Instant::now());
            while on.load(Ordering::Relaxed) {
                let draft = TaskDraft { title: "Write".into(), due: actor.today.to_string(), ..TaskDraft::default() };
                let begun = Instant::now();
                tasks::save(&db, &actor, "", &draft, MARK).await?;
                waits.push((begun.elapsed(), started.elapsed()));
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            Ok::<_, backend::Error>(waits)
        })
    };
    let begun = Instant::now();
    run().await?;
    let took = begun.elapsed();
    on.store(false, Ordering::Relaxed);
    watching.await?;
    let mut waits = writing.await??;
    waits.sort_unstable();
    let ms = |d: Option<&(Duration, Duration)>| d.map_or(0.0, |(waited, _)| waited.as_secs_f64() * 1000.0);
    let at = |part: usize| waits.get((waits.len() * part / 100).min(waits.len().saturating_sub(1)));
    println!(
        "{what}: {pieces} pieces, {:.0} a second (aim 25,000); a write beside it waits p50 {:.1} ms, p95 {:.1} ms, at most {:.1} ms of {}, {:.1} s after the start of {:.1} s (aim 150 ms); anonymous memory {} MB, {} MB before (aim 150 MB)",
        count(pieces) / took.as_secs_f64(),
        ms(at(50)),
        ms(at(95)),
        ms(waits.last()),
        waits.len(),
        waits.last().map_or(0.0, |(_, at)| at.as_secs_f64()),
        took.as_secs_f64(),
        most.load(Ordering::Relaxed) / 1024,
        before / 1024
    );
    Ok(())
}

fn count(n: usize) -> f64 {
    u32::try_from(n).map_or(0.0, f64::from)
}

/// Anonymous memory of this process in KiB.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("RssAnon")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|n| n.parse().ok()).unwrap_or(0)
}

/// A page beside its bare statements: the median and the 95th of 100.
pub(crate) async fn page(
    db: &Db,
    what: &str,
    mut ask: impl AsyncFnMut() -> backend::Result<()>,
) -> Result<(), Failure> {
    let (asked, statements) = sql::recorded(ask()).await;
    asked?;
    let (mut whole, mut bare) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let begun = Instant::now();
        ask().await?;
        whole.push(begun.elapsed());
        // On one connection, which nothing is left to ask of.
        let one = db.snapshot().await?;
        let begun = Instant::now();
        for statement in &statements {
            one.query_all_raw(statement.clone()).await?;
        }
        bare.push(begun.elapsed());
    }
    let at = |times: &mut Vec<Duration>, part: usize| {
        times.sort_unstable();
        times.get(times.len() * part / 100).map_or(0.0, |d| d.as_secs_f64() * 1000.0)
    };
    let (p50, p95, floor) = (at(&mut whole, 50), at(&mut whole, 95), at(&mut bare, 50));
    println!(
        "{what:<18} p50 {p50:>8.2} ms   p95 {p95:>8.2} ms   bare SQL p50 {floor:>8.2} ms, p95 {:>8.2} ms, {} statements   ratio {:.2}",
        at(&mut bare, 95),
        statements.len(),
        p50 / floor
    );
    if p95 > AIM {
        let mut slowest = Vec::new();
        let one = db.snapshot().await?;
        for statement in statements {
            let begun = Instant::now();
            one.query_all_raw(statement.clone()).await?;
            slowest.push((begun.elapsed(), statement.sql));
        }
        slowest.sort_by_key(|(took, _)| std::cmp::Reverse(*took));
        for (took, text) in slowest.into_iter().take(8) {
            let text: Vec<_> = text.split_whitespace().collect();
            println!("    {:.1} ms of it: {}", took.as_secs_f64() * 1000.0, text.join(" "));
        }
    }
    Ok(())
}
