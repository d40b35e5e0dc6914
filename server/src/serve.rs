//! Serving: open the database, bind, answer until told to stop.

use crate::{config::Config, lock, router::router, sign_in::new_setup_code, work};
use backend::{Db, demo, jobs, workspace};
use std::net::SocketAddr;
use tokio::net::TcpListener;

/// Serves until SIGTERM or Ctrl-C. With `with_demo` an empty database that is served on loopback gets the demo.
///
/// # Errors
/// With what stands in the way, in words.
pub async fn serve(config: &Config, with_demo: bool) -> Result<(), String> {
    let url = config.database()?;
    let _lock = lock::take(&url)?;
    let listener = TcpListener::bind(config.listen).await.map_err(|e| format!("{}: {e}", config.listen))?;
    let db = Db::connect(&url).await.map_err(|e| e.to_string())?;
    db.migrate().await.map_err(|e| e.to_string())?;
    jobs::reclaim(&db).await.map_err(|e| e.to_string())?;
    let empty = workspace::get(&db).await.map_err(|e| e.to_string())?.is_none();
    if with_demo && empty && config.listen.ip().is_loopback() {
        println!("Loading the demo (a few seconds) …");
        demo::fill(&db, jobs::now_ms(), demo::PEOPLE).await.map_err(|e| e.to_string())?;
    } else if with_demo && empty {
        eprintln!("No demo: its users have a known password, so it is loaded on a loopback address only.");
    }
    let address = listener.local_addr().map_err(|e| e.to_string())?;
    println!("Levak is at http://{address}");
    let mut config = config.clone();
    if empty && config.is_exposed() {
        if config.setup_code.is_empty() {
            config.setup_code = new_setup_code();
        }
        println!("First start: the page asks for the setup code {}", config.setup_code);
    }
    if workspace::is_demo(&db).await.map_err(|e| e.to_string())? && address.ip().is_loopback() {
        println!("Demo users, password \"{}\":", demo::PASSWORD);
        for (name, email, role) in demo::USERS {
            println!("  {email:<24} {name}, {}", role.as_str().replace('_', " "));
        }
    }
    let worker = work::start(db.clone());
    let app = router(&config, db).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, app).with_graceful_shutdown(stopped()).await.map_err(|e| e.to_string())?;
    worker.end().await;
    Ok(())
}

async fn stopped() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    if interrupt.await.is_err() {
        std::future::pending::<()>().await;
    }
}
