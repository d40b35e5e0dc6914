//! Empty databases with the schema: a SQLite file, or a database in a PostgreSQL of this process' own.

/// Makes one test a database of each body.
macro_rules! on_both {
    ($($(#[$doc:meta])* async fn $name:ident($db:ident: Db) $body:block)*) => {$(
        mod $name {
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

use backend::Db;
use std::{
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

/// A database that goes away with its test.
pub struct Base {
    pub db: Db,
    pub url: String,
    folder: Option<PathBuf>,
}

impl Drop for Base {
    fn drop(&mut self) {
        if let Some(folder) = &self.folder {
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}

fn folder(name: &str) -> PathBuf {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let folder = std::env::temp_dir().join(format!(
        "levak-{name}-{}-{}",
        std::process::id(),
        NEXT.fetch_add(1, Ordering::Relaxed)
    ));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

pub async fn sqlite() -> Base {
    let base = empty_sqlite().await;
    base.db.migrate().await.unwrap();
    base
}

/// Without a schema.
pub async fn empty_sqlite() -> Base {
    let folder = folder("sqlite");
    let url = format!("sqlite://{}", folder.join("levak.db").display());
    let db = Db::connect(&url).await.unwrap();
    Base { db, url, folder: Some(folder) }
}

pub async fn postgres() -> Base {
    let base = empty_postgres().await;
    base.db.migrate().await.unwrap();
    base
}

/// Without a schema.
pub async fn empty_postgres() -> Base {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let name = format!("t{}", NEXT.fetch_add(1, Ordering::Relaxed));
    let server = tokio::task::spawn_blocking(server_url).await.unwrap();
    let admin = Db::connect(&format!("{server}/postgres")).await.unwrap();
    backend::sql::execute(&admin.write, &format!("CREATE DATABASE {name}"), vec![]).await.unwrap();
    let url = format!("{server}/{name}");
    let db = Db::connect(&url).await.unwrap();
    Base { db, url, folder: None }
}

/// The address of the cluster, started once a process and ended with it.
pub fn server_url() -> String {
    static URL: OnceLock<String> = OnceLock::new();
    URL.get_or_init(|| {
        let folder = folder("postgres");
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let data = folder.join("data");
        let root = is_root();
        if root {
            run(Command::new("chown").arg("postgres").arg(&folder));
        }
        run(as_postgres(root, "initdb").args(["-A", "trust", "-U", "postgres", "-D"]).arg(&data));
        std::thread::spawn(move || {
            // The server ends with this thread's process, whatever ends it.
            let mut server = as_postgres(root, "postgres");
            server
                .args(["-F", "-c", "max_connections=300", "-c", "listen_addresses=127.0.0.1", "-p"])
                .arg(port.to_string());
            server.arg("-k").arg(&folder).arg("-D").arg(&data);
            let _ = server.stdout(Stdio::null()).stderr(Stdio::null()).status();
        });
        let begun = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(begun.elapsed() < Duration::from_secs(30), "PostgreSQL did not start");
            std::thread::sleep(Duration::from_millis(50));
        }
        format!("postgres://postgres@127.0.0.1:{port}")
    })
    .clone()
}

fn is_root() -> bool {
    std::env::var("USER").is_ok_and(|user| user == "root") || Path::new("/root").read_dir().is_ok()
}

fn program(name: &str) -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    versions.map(|v| v.path().join("bin").join(name)).find(|path| path.exists()).unwrap_or_else(|| PathBuf::from(name))
}

fn as_postgres(root: bool, name: &str) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "INT"]);
    if root {
        command.args(["--reuid", "postgres", "--regid", "postgres", "--clear-groups"]);
    }
    command.arg(program(name));
    command
}

fn run(command: &mut Command) {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
