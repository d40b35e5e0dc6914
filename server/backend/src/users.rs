//! Users: passwords, sign-in with its throttle, the administrator's table of users, one's own preferences.

use crate::{Act, Actor, Db, Error, Result, act, begin, params, sql};
use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use domain::{
    conflict::Stored,
    fault::{Fault, Faults, text},
    person::Email,
    rights::{Role, UseCase},
    user::{Language, Password, Theme, UserDraft, UserRow, parse_hours, sign_in_name, write_hours},
};
use sea_orm::ConnectionTrait;
use tokio::sync::Semaphore;

/// Argon2 takes a core and 19 MiB for each hash; two at once leave room for everybody else.
static HASHING: Semaphore = Semaphore::const_new(2);

/// Failures of one account before it pauses, and the first pause. Each further failure doubles it, up to 15 minutes.
const FAILURES_FREE: i64 = 5;
const PAUSE_MS: i64 = 60_000;
const PAUSE_MAX_MS: i64 = 15 * 60_000;
/// Failures from one address, over all accounts, before it pauses.
const FAILURES_FREE_ADDRESS: i64 = 30;

/// Hashes a password off the async threads.
///
/// # Errors
/// `Internal` when hashing fails.
pub async fn hash(password: Password) -> Result<String> {
    off_thread(move || {
        let hash = Argon2::default()
            .hash_password(password.reveal().as_bytes())
            .map_err(|e| Error::Internal(format!("hash: {e}")))?;
        Ok(hash.to_string())
    })
    .await
}

async fn verify(stored: String, typed: String) -> Result<bool> {
    off_thread(move || {
        let Ok(hash) = PasswordHash::new(&stored) else { return Ok(false) };
        Ok(Argon2::default().verify_password(typed.as_bytes(), &hash).is_ok())
    })
    .await
}

async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let _permit = HASHING.acquire().await.map_err(|e| Error::Internal(e.to_string()))?;
    tokio::task::spawn_blocking(work).await.map_err(|e| Error::Internal(e.to_string()))?
}

/// A user who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    pub id: i64,
    pub name: String,
    pub role: Role,
    pub language: Language,
    pub theme: Theme,
    /// Changes whenever the password or the role does, so that old sessions end.
    pub stamp: Vec<u8>,
}

#[derive(sea_orm::FromQueryResult)]
struct UserRecord {
    id: i64,
    name: String,
    password_hash: Option<String>,
    role: String,
    language: String,
    theme: String,
}

impl UserRecord {
    fn signed_in(self) -> Result<SignedIn> {
        let role = Role::parse(&self.role).ok_or_else(|| Error::Internal("stored role".into()))?;
        let stamp = format!("{}:{}", self.role, self.password_hash.unwrap_or_default()).into_bytes();
        Ok(SignedIn {
            id: self.id,
            name: self.name,
            role,
            language: Language::parse(&self.language).unwrap_or_default(),
            theme: Theme::parse(&self.theme),
            stamp,
        })
    }
}

const USER: &str = "SELECT id, name, password_hash, role, language, theme FROM app_user";

/// An active user by id; what every request of a session asks.
///
/// # Errors
/// When the database refuses.
pub async fn signed_in(db: &Db, id: i64) -> Result<Option<SignedIn>> {
    let rows: Vec<UserRecord> = sql::rows(&db.read, &format!("{USER} WHERE id = $1 AND active"), params![id]).await?;
    rows.into_iter().next().map(UserRecord::signed_in).transpose()
}

/// How a sign-in ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignIn {
    Welcome(SignedIn),
    /// Wrong; this many tries are left before a pause.
    Wrong {
        left: i64,
    },
    /// Paused for this many seconds.
    Paused {
        seconds: i64,
    },
}

/// Checks a name and password, slowed down by account and by address. A try is counted before it is looked at, so that
/// many at once count too; an unknown name costs the same time as a wrong password.
///
/// # Errors
/// When the database refuses.
pub async fn sign_in(db: &Db, name: &str, password: &str, address: &str, now_ms: i64) -> Result<SignIn> {
    let name = sign_in_name(name).map(String::from).unwrap_or_default();
    let (account, address) = (format!("account:{name}"), format!("address:{address}"));
    let tx = db.begin().await?;
    let mut left = i64::MAX;
    for (key, free) in [(&account, FAILURES_FREE), (&address, FAILURES_FREE_ADDRESS)] {
        let text = "SELECT until_ms FROM sign_in_throttle WHERE name = $1";
        let until: i64 = sql::maybe(&tx, text, params![key.as_str()]).await?.unwrap_or(0);
        if until > now_ms {
            return Ok(SignIn::Paused { seconds: (until - now_ms + 999) / 1000 });
        }
        left = left.min(fail(&tx, key, free, now_ms).await?);
    }
    tx.commit().await?;
    let text = format!("{USER} WHERE email_norm = $1 AND active");
    let found: Vec<UserRecord> = sql::rows(&db.read, &text, params![name.as_str()]).await?;
    let found = found.into_iter().next();
    let stored = found.as_ref().and_then(|user| user.password_hash.clone()).unwrap_or_else(|| DUMMY_HASH.to_owned());
    let right = verify(stored, password.chars().take(domain::user::PASSWORD_MAX).collect()).await?;
    let Some(user) = found.filter(|user| right && user.password_hash.is_some()) else {
        return Ok(SignIn::Wrong { left });
    };
    let tx = db.begin().await?;
    sql::execute(&tx, "DELETE FROM sign_in_throttle WHERE name = $1", params![account]).await?;
    // Somebody's own account must not clear what was tried on others from the same place.
    let text = "UPDATE sign_in_throttle SET failures = failures - 1, until_ms = CASE WHEN failures - 1 < $2 THEN 0 ELSE until_ms END WHERE name = $1";
    sql::execute(&tx, text, params![address, FAILURES_FREE_ADDRESS]).await?;
    tx.commit().await?;
    Ok(SignIn::Welcome(user.signed_in()?))
}

/// A hash of nothing that anybody knows, so that an unknown name takes as long as a known one.
const DUMMY_HASH: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$Wm9uZSBvZiB0aGUgdHdvIGhhc2hlcyBpcyByZWFsISE";

async fn fail(db: &impl ConnectionTrait, key: &str, free: i64, now_ms: i64) -> Result<i64> {
    let failures: i64 = sql::scalar(
        db,
        "INSERT INTO sign_in_throttle (name, failures, until_ms) VALUES ($1, 1, 0) ON CONFLICT (name) DO UPDATE SET failures = sign_in_throttle.failures + 1 RETURNING failures",
        params![key],
    )
    .await?;
    if failures >= free {
        let doubled = u32::try_from((failures - free).min(10)).unwrap_or(10);
        let pause = (PAUSE_MS << doubled).min(PAUSE_MAX_MS);
        sql::execute(db, "UPDATE sign_in_throttle SET until_ms = $2 WHERE name = $1", params![key, now_ms + pause])
            .await?;
    }
    Ok((free - failures).max(0))
}

pub(crate) async fn insert(
    db: &impl ConnectionTrait,
    name: &str,
    email: &Email,
    hash: Option<&str>,
    role: Role,
    active: bool,
    language: Language,
) -> Result<i64> {
    sql::scalar(
        db,
        "INSERT INTO app_user (name, email, email_norm, password_hash, role, active, language, theme) VALUES ($1, $2, $2, $3, $4, $5, $6, 'system') RETURNING id",
        params![name, email.as_str(), hash, role.as_str(), active, language.code()],
    )
    .await
}

/// All users, by name.
///
/// # Errors
/// `Denied`.
pub async fn index(db: &Db, actor: &Actor) -> Result<Vec<UserRow>> {
    actor.may(UseCase::UserIndex)?;
    type Row = (i64, String, String, String, bool, i64, Option<i64>, Option<String>, i64);
    let rows: Vec<Row> = sql::tuples(
        &db.read,
        "SELECT u.id, u.name, u.email, u.role, u.active, u.version, u.team_id, t.name, u.week_minutes FROM app_user u LEFT JOIN team t ON t.id = u.team_id ORDER BY u.active DESC, u.name, u.id LIMIT 1000",
        params![],
    )
    .await?;
    Ok(rows
        .into_iter()
        .map(|(id, name, email, role, active, version, team_id, team, week_minutes)| UserRow {
            id,
            name,
            email,
            role: Role::parse(&role).unwrap_or(Role::Viewer),
            active,
            version,
            team_id,
            team: team.unwrap_or_default(),
            week_minutes,
        })
        .collect())
}

/// Adds or changes a user.
///
/// # Errors
/// `Denied`, `Invalid`, `Conflict`.
pub async fn save(db: &Db, actor: &Actor, request: &str, draft: &UserDraft) -> Result<i64> {
    actor.may(UseCase::UserSave)?;
    let mut faults = Faults::default();
    let name = faults.take("name", text(&draft.name, 80));
    let email = faults.take("email", Email::parse(&draft.email));
    let wants_password = !draft.password.is_empty() || draft.id.is_none();
    let password = if wants_password { faults.take("password", Password::parse(&draft.password)) } else { None };
    let week = faults.take("week_hours", parse_hours(&draft.week_hours));
    if draft.id == Some(actor.user_id) && (!draft.active || draft.role != Role::Administrator) {
        // The last way in must not be closed by its holder.
        faults.add("role", Fault::Unknown);
    }
    let (Some(name), Some(email), Some(week), true) = (name, email, week, faults.is_empty()) else {
        return Err(Error::Invalid(faults.into_vec()));
    };
    let hash = match password {
        Some(password) => Some(hash(password).await?),
        None => None,
    };
    let act: Act = begin!(db, actor, UseCase::UserSave, request);
    let taken: Option<i64> = sql::maybe(
        &act.tx,
        "SELECT id FROM app_user WHERE email_norm = $1 AND id <> $2",
        params![email.as_str(), draft.id.unwrap_or(0)],
    )
    .await?;
    if taken.is_some() {
        return Err(Error::invalid("email", Fault::AlreadyUsed));
    }
    let team = match draft.team {
        None => String::new(),
        Some(team) => {
            let name: Option<String> =
                sql::maybe(&act.tx, "SELECT name FROM team WHERE id = $1", params![team]).await?;
            name.ok_or_else(|| Error::invalid("team", Fault::Unknown))?
        }
    };
    let id = match draft.id {
        None => {
            let language = crate::workspace::existing(&act.tx).await?.language;
            let id = insert(&act.tx, &name, &email, hash.as_deref(), draft.role, draft.active, language).await?;
            sql::execute(
                &act.tx,
                "UPDATE app_user SET team_id = $2, week_minutes = $3 WHERE id = $1",
                params![id, draft.team, week],
            )
            .await?;
            id
        }
        Some(id) => {
            let typed = vec![
                ("name", Stored::Text(name.clone())),
                ("email", Stored::Text(email.as_str().to_owned())),
                ("role", Stored::Role(draft.role)),
                ("active", Stored::YesNo(draft.active)),
                ("team", Stored::Text(team)),
                ("week_hours", Stored::Text(write_hours(week))),
            ];
            act::claim_form(&act.tx, "app_user", (id, draft.version), typed, stored_form(&act.tx, id)).await?;
            sql::execute(
                &act.tx,
                "UPDATE app_user SET name = $2, email = $3, email_norm = $3, role = $4, active = $5, password_hash = COALESCE($6, password_hash), team_id = $7, week_minutes = $8 WHERE id = $1",
                params![id, name, email.as_str(), draft.role.as_str(), draft.active, hash, draft.team, week],
            )
            .await?;
            id
        }
    };
    act.finish(id, "user", Some(id), draft.role.as_str()).await
}

/// A user as the form shows them.
async fn stored_form(db: &impl ConnectionTrait, id: i64) -> Result<Vec<Stored>> {
    let text = "SELECT u.name, u.email, u.role, u.active, COALESCE(t.name, ''), u.week_minutes FROM app_user u LEFT JOIN team t ON t.id = u.team_id WHERE u.id = $1";
    let (name, email, role, active, team, week): (String, String, String, bool, String, i64) =
        sql::tuple(db, text, params![id]).await?.ok_or(Error::NotFound)?;
    let role = Stored::Role(Role::parse(&role).unwrap_or(Role::Viewer));
    Ok(vec![
        Stored::Text(name),
        Stored::Text(email),
        role,
        Stored::YesNo(active),
        Stored::Text(team),
        Stored::Text(write_hours(week)),
    ])
}

/// Sets one's own language and theme.
///
/// # Errors
/// `Denied`; `Invalid` for a language that Levak does not speak.
pub async fn save_profile(db: &Db, actor: &Actor, request: &str, language: &str, theme: &str) -> Result<()> {
    let language = Language::parse(language).ok_or_else(|| Error::invalid("language", Fault::Unknown))?;
    let act: Act = begin!(db, actor, UseCase::ProfileSave, request);
    sql::execute(
        &act.tx,
        "UPDATE app_user SET language = $2, theme = $3 WHERE id = $1",
        params![actor.user_id, language.code(), Theme::parse(theme).as_str()],
    )
    .await?;
    act.finish((), "user", Some(actor.user_id), "profile").await
}

/// Changes one's own password; every session of the user ends with it. Tries of the present one count like sign-ins.
///
/// # Errors
/// `Denied`; `Invalid` at `now` or `new`; `State` after too many tries.
pub async fn change_password(db: &Db, actor: &Actor, request: &str, now: &str, new: &str) -> Result<()> {
    actor.may(UseCase::ProfilePassword)?;
    let new = Password::parse(new).map_err(|fault| Error::invalid("new", fault))?;
    let (_, email) = address(db, actor.user_id).await?;
    match sign_in(db, &email, now, &format!("profile:{}", actor.user_id), actor.now_ms).await? {
        SignIn::Welcome(_) => {}
        SignIn::Wrong { .. } => return Err(Error::invalid("now", Fault::PasswordWrong)),
        SignIn::Paused { .. } => return Err(Error::State("too many tries")),
    }
    let hash = hash(new).await?;
    let act: Act = begin!(db, actor, UseCase::ProfilePassword, request);
    let text = "UPDATE app_user SET password_hash = $2 WHERE id = $1";
    sql::execute(&act.tx, text, params![actor.user_id, hash]).await?;
    act.finish((), "user", Some(actor.user_id), "password").await
}

/// The first administrator, in whose name the command line acts.
///
/// # Errors
/// `NotFound` before first start.
pub async fn first_administrator(db: &Db) -> Result<i64> {
    sql::scalar(
        &db.read,
        "SELECT id FROM app_user WHERE role = 'administrator' AND active ORDER BY id LIMIT 1",
        params![],
    )
    .await
}

/// The names of everybody who may sign in, for mentions.
pub(crate) async fn names(db: &impl ConnectionTrait) -> Result<Vec<String>> {
    sql::column(db, "SELECT name FROM app_user WHERE active ORDER BY name LIMIT 500", params![]).await
}

/// Name and e-mail address of a user.
///
/// # Errors
/// `NotFound`.
pub async fn address(db: &Db, id: i64) -> Result<(String, String)> {
    let text = "SELECT name, email FROM app_user WHERE id = $1";
    sql::tuple(&db.read, text, params![id]).await?.ok_or(Error::NotFound)
}
