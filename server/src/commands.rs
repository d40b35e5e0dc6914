//! The command line. Every command goes through the same use cases as the browser, in the administrator's name.

use crate::{config::Config, serve::serve};
use backend::{Actor, Db, Error, demo, imports, jobs, users, workspace};
use clap::{Parser, Subcommand};
use domain::{
    import::{ImportCheck, ImportKind, ImportState, ImportView, Target},
    rights::Role,
    user::UserDraft,
};
use std::{io::Read, path::PathBuf};

/// Levak: campaigns with planned beside actual.
#[derive(Debug, Parser)]
#[command(name = "levak", version)]
pub struct Arguments {
    /// Configuration file; `levak.toml` where there is one.
    #[arg(long, env = "LEVAK_CONFIG", global = true)]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the application (the default).
    Serve {
        /// Fill an empty database on loopback with the demo.
        #[arg(long)]
        demo: bool,
    },
    /// Bring the database's schema up to date.
    Migrate,
    /// Fill an empty database with the demo.
    Demo {
        /// How many people the company knows.
        #[arg(long, default_value_t = demo::PEOPLE)]
        people: u64,
    },
    /// Import a CSV file.
    Import {
        file: PathBuf,
        /// What the rows are: people, leads, wins or responses.
        #[arg(long, default_value = "people")]
        kind: String,
        /// The name under which its ids are unique.
        #[arg(long, default_value = "file")]
        source: String,
        /// A column and where it goes, such as `origin=channel`; repeatable. The others go where their names suggest.
        #[arg(long = "map")]
        map: Vec<String>,
        /// Make unknown representatives inactive users.
        #[arg(long)]
        create_users: bool,
        /// Only the dry run.
        #[arg(long)]
        check: bool,
    },
    /// Add and change users.
    User {
        #[command(subcommand)]
        command: UserCommand,
    },
}

#[derive(Debug, Subcommand)]
enum UserCommand {
    /// Add a user; the password is read from LEVAK_PASSWORD or from the input.
    Add {
        email: String,
        name: String,
        #[arg(long, default_value = "salesperson")]
        role: String,
    },
    /// Set a password, read from LEVAK_PASSWORD or from the input.
    Passwd { email: String },
    /// Set the role.
    Role { email: String, role: String },
}

/// Runs a command.
///
/// # Errors
/// With what went wrong, in words.
pub async fn run(arguments: Arguments) -> Result<(), String> {
    let config = Config::read(arguments.config.as_deref())?;
    log(&config);
    match arguments.command.unwrap_or(Command::Serve { demo: false }) {
        Command::Serve { demo } => serve(&config, demo).await,
        Command::Migrate => open(&config).await.map(|_| println!("The schema is up to date.")),
        Command::Demo { people } => {
            let db = open(&config).await?;
            demo::fill(&db, jobs::now_ms(), people).await.map_err(words)?;
            println!("The demo is loaded; its users have the password \"{}\".", demo::PASSWORD);
            Ok(())
        }
        Command::Import { file, kind, source, map, create_users, check } => {
            let db = open(&config).await?;
            let kind = ImportKind::parse(&kind).ok_or("--kind is people, leads, wins or responses")?;
            import(&db, &file, kind, &source, &map, create_users, check).await
        }
        Command::User { command } => {
            let db = open(&config).await?;
            user(&db, command).await
        }
    }
}

fn log(config: &Config) {
    use tracing_subscriber::{EnvFilter, fmt};
    let filter = EnvFilter::try_new(&config.log).unwrap_or_else(|_| EnvFilter::new("info"));
    let builder = fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if config.log_json { builder.json().init() } else { builder.init() }
}

async fn open(config: &Config) -> Result<Db, String> {
    let db = Db::connect(&config.database()?).await.map_err(words)?;
    db.migrate().await.map_err(words)?;
    Ok(db)
}

fn words(error: Error) -> String {
    match error {
        Error::Invalid(faults) => faults
            .iter()
            .map(|f| {
                format!(
                    "{}: {}",
                    f.field,
                    texts::Texts::of(domain::user::Language::En).code("fault", &texts::snake(&f.fault.to_string()))
                )
            })
            .collect::<Vec<_>>()
            .join("\n"),
        Error::State(what) => format!("not possible now: {what}"),
        other => other.to_string(),
    }
}

async fn administrator(db: &Db) -> Result<Actor, String> {
    let zone = workspace::get(db)
        .await
        .map_err(words)?
        .ok_or("there is no workspace yet: open the page of the server once, or load the demo")?
        .time_zone;
    let user_id = users::first_administrator(db).await.map_err(words)?;
    let now_ms = jobs::now_ms();
    Ok(Actor { user_id, role: Role::Administrator, now_ms, today: workspace::local_day(now_ms, &zone), print: 0 })
}

async fn import(
    db: &Db,
    file: &PathBuf,
    kind: ImportKind,
    source: &str,
    map: &[String],
    create_users: bool,
    only_check: bool,
) -> Result<(), String> {
    let actor = administrator(db).await?;
    let name = file.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    let mut input = std::fs::File::open(file).map_err(|e| format!("{}: {e}", file.display()))?;
    let mut upload = imports::begin_upload(db, &actor, kind, &name).await.map_err(words)?;
    let mut buffer = vec![0_u8; 256 * 1024];
    loop {
        let n = input.read(&mut buffer).map_err(|e| format!("{}: {e}", file.display()))?;
        if n == 0 {
            break;
        }
        upload.take(buffer.get(..n).unwrap_or_default()).await.map_err(words)?;
    }
    let id = upload.finish().await.map_err(words)?;
    let view = imports::view(db, &actor, id).await.map_err(words)?;
    let targets = mapped(&view, map)?;
    let options = domain::import::Options { source: source.to_owned(), ..view.options };
    imports::check(db, &actor, "", &ImportCheck { id, version: view.version, options, targets })
        .await
        .map_err(words)?;
    let checked = settled(db, &actor, id).await?;
    println!("Dry run: {}", told(&checked));
    if !checked.unknown_users.is_empty() {
        println!(
            "{} unknown representatives{}",
            checked.unknown_users.len(),
            if create_users { " become inactive users" } else { "; --create-users makes them inactive users" }
        );
    }
    if only_check {
        return Ok(());
    }
    imports::start(db, &actor, "", id, checked.version, create_users).await.map_err(words)?;
    let done = settled(db, &actor, id).await?;
    println!("Imported: {}", told(&done));
    match done.row.state {
        ImportState::Done => Ok(()),
        _ => Err("the import failed; nothing is half done, look at the log".into()),
    }
}

/// Works until the import's job is through, whoever does it: a server may serve the same database.
async fn settled(db: &Db, actor: &Actor, id: i64) -> Result<ImportView, String> {
    loop {
        jobs::drain(db).await.map_err(words)?;
        let view = imports::view(db, actor, id).await.map_err(words)?;
        if !view.row.state.is_working() {
            return Ok(view);
        }
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    }
}

fn mapped(view: &ImportView, map: &[String]) -> Result<Vec<String>, String> {
    let mut targets: Vec<String> = view.columns.iter().map(|c| c.target.code()).collect();
    for pair in map {
        let (column, code) = pair.split_once('=').ok_or_else(|| format!("--map {pair}: write COLUMN=TARGET"))?;
        let at = view
            .columns
            .iter()
            .position(|c| c.name == column)
            .ok_or_else(|| format!("--map {pair}: the file has no column {column}"))?;
        Target::parse(code).ok_or_else(|| format!("--map {pair}: {code} is no target"))?;
        if let Some(target) = targets.get_mut(at) {
            code.clone_into(target);
        }
    }
    Ok(targets)
}

fn told(view: &ImportView) -> String {
    let t = view.row.tally;
    format!(
        "{} rows: {} new, {} updated, {} the same, {} duplicate, {} invalid; {} doubtful",
        t.rows, t.new, t.updated, t.unchanged, t.duplicate, t.invalid, t.warnings
    )
}

async fn user(db: &Db, command: UserCommand) -> Result<(), String> {
    let actor = administrator(db).await?;
    let role_of = |text: &str| {
        Role::parse(text)
            .ok_or_else(|| format!("{text} is no role; roles are {}", Role::ALL.map(Role::as_str).join(", ")))
    };
    let draft = match command {
        UserCommand::Add { email, name, role } => UserDraft {
            id: None,
            version: 0,
            name,
            email,
            role: role_of(&role)?,
            active: true,
            password: password()?,
            team: None,
            week_hours: String::new(),
        },
        UserCommand::Passwd { email } => UserDraft { password: password()?, ..existing(db, &actor, &email).await? },
        UserCommand::Role { email, role } => UserDraft { role: role_of(&role)?, ..existing(db, &actor, &email).await? },
    };
    let email = draft.email.clone();
    users::save(db, &actor, "", &draft).await.map_err(words)?;
    println!("{email} is saved.");
    Ok(())
}

async fn existing(db: &Db, actor: &Actor, email: &str) -> Result<UserDraft, String> {
    let all = users::index(db, actor).await.map_err(words)?;
    let user = all
        .into_iter()
        .find(|u| u.email.eq_ignore_ascii_case(email))
        .ok_or_else(|| format!("nobody has the address {email}"))?;
    Ok(UserDraft::of(user))
}

fn password() -> Result<String, String> {
    if let Ok(password) = std::env::var("LEVAK_PASSWORD") {
        return Ok(password);
    }
    eprint!("Password: ");
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).map_err(|e| e.to_string())?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
