//! First start: the workspace, its administrator and the data that every workspace begins with.

mod seed;

use crate::{Act, Actor, Db, Error, Result, act, begin, params, sql, users};
use chrono::{NaiveDate, NaiveDateTime, TimeZone};
use domain::{
    calendar::{Calendar, WorkingDays},
    decimal::{self, DecimalMark},
    fault::{Fault, Faults, text, up_to},
    money::Currency,
    person::Email,
    rights::{Role, UseCase},
    user::{Language, Password},
    workspace::{TIME_ZONES, Workspace, WorkspaceDraft},
};
use sea_orm::ConnectionTrait;
use texts::Texts;

/// What first start asks.
#[derive(Debug, Clone, Default)]
pub struct Setup {
    pub name: String,
    pub currency: String,
    pub language: String,
    pub calendar: String,
    pub time_zone: String,
    pub working_days: i64,
    pub user_name: String,
    pub email: String,
    pub password: String,
}

/// The workspace, or nothing before first start.
///
/// # Errors
/// When the database refuses.
pub async fn get(db: &Db) -> Result<Option<Workspace>> {
    read(&db.read).await
}

pub(crate) async fn read(db: &impl ConnectionTrait) -> Result<Option<Workspace>> {
    let row: Option<(String, String, String, String, String, i64, i64)> = sql::tuple(
        db,
        "SELECT name, currency, language, calendar, time_zone, working_days, lead_days FROM workspace WHERE id = 1",
        params![],
    )
    .await?;
    row.map(|(name, currency, language, calendar, time_zone, days, lead_days)| {
        Ok(Workspace {
            name,
            currency: Currency::parse(&currency).map_err(|_| Error::Internal("stored currency".into()))?,
            language: Language::parse(&language).unwrap_or_default(),
            calendar: Calendar::parse(&calendar).unwrap_or_default(),
            time_zone,
            working_days: WorkingDays::from_bits(days),
            lead_days,
        })
    })
    .transpose()
}

/// Whether this is the demo, whose users have a known password.
///
/// # Errors
/// When the database refuses.
pub async fn is_demo(db: &Db) -> Result<bool> {
    Ok(sql::maybe(&db.read, "SELECT demo FROM workspace WHERE id = 1", params![]).await?.unwrap_or(false))
}

/// As [`get`], where there has to be one.
///
/// # Errors
/// `State` before first start.
pub async fn existing(db: &impl ConnectionTrait) -> Result<Workspace> {
    read(db).await?.ok_or(Error::State("no workspace yet"))
}

/// The local day of a time zone.
pub fn local_day(now_ms: i64, time_zone: &str) -> NaiveDate {
    local_time(now_ms, time_zone).date()
}

/// The local day and time of a time zone.
pub fn local_time(at_ms: i64, time_zone: &str) -> NaiveDateTime {
    let zone: chrono_tz::Tz = time_zone.parse().unwrap_or(chrono_tz::UTC);
    zone.timestamp_millis_opt(at_ms).earliest().map_or_else(NaiveDateTime::default, |at| at.naive_local())
}

/// Creates the workspace and its administrator; gives the administrator's id.
///
/// # Errors
/// `Invalid` with all faults at once; `State` when there is a workspace already.
pub async fn create(db: &Db, setup: &Setup, demo: bool) -> Result<i64> {
    let mut faults = Faults::default();
    let name = faults.take("name", text(&setup.name, 80));
    let currency = faults.take("currency", Currency::parse(&setup.currency));
    let language = faults.take("language", Language::parse(&setup.language).ok_or(Fault::Unknown));
    let calendar = faults.take("calendar", Calendar::parse(&setup.calendar));
    let zone = faults
        .take("time_zone", TIME_ZONES.iter().find(|zone| **zone == setup.time_zone).copied().ok_or(Fault::Unknown));
    let user_name = faults.take("user_name", text(&setup.user_name, 80));
    let email = faults.take("email", Email::parse(&setup.email));
    let password = faults.take("password", Password::parse(&setup.password));
    let (
        Some(name),
        Some(currency),
        Some(language),
        Some(calendar),
        Some(zone),
        Some(user_name),
        Some(email),
        Some(password),
    ) = (name, currency, language, calendar, zone, user_name, email, password)
    else {
        return Err(Error::Invalid(faults.into_vec()));
    };
    let hash = users::hash(password).await?;
    let tx = db.begin().await?;
    let made = sql::execute(
        &tx,
        "INSERT INTO workspace (id, name, currency, language, calendar, time_zone, working_days, demo) VALUES (1, $1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING",
        params![name, currency.code(), language.code(), calendar.as_str(), zone, WorkingDays::from_bits(setup.working_days).bits(), demo],
    )
    .await?;
    if made == 0 {
        return Err(Error::State("there is a workspace already"));
    }
    let id = users::insert(&tx, &user_name, &email, Some(&hash), Role::Administrator, true, language).await?;
    let text = "INSERT INTO line_of_business (name) VALUES ((SELECT name FROM workspace WHERE id = 1))";
    sql::execute(&tx, text, params![]).await?;
    seed::seed(&tx, Texts::of(language)).await?;
    tx.commit().await?;
    Ok(id)
}

/// The settings as the form shows them.
///
/// # Errors
/// `Denied`.
pub async fn view(db: &Db, actor: &Actor) -> Result<WorkspaceDraft> {
    actor.may(UseCase::WorkspaceView)?;
    let db = &db.snapshot().await?;
    let workspace = existing(db).await?;
    Ok(WorkspaceDraft {
        version: sql::scalar(db, "SELECT version FROM workspace WHERE id = 1", params![]).await?,
        name: workspace.name,
        language: workspace.language.code().to_owned(),
        time_zone: workspace.time_zone,
        working_days: workspace.working_days.bits(),
        lead_days: workspace.lead_days.to_string(),
    })
}

/// Changes the settings that may be changed later.
///
/// # Errors
/// `Denied`, `Invalid` with all faults, `Conflict`.
pub async fn save(db: &Db, actor: &Actor, request: &str, draft: &WorkspaceDraft) -> Result<()> {
    actor.may(UseCase::WorkspaceSave)?;
    let mut faults = Faults::default();
    let name = faults.take("name", text(&draft.name, 80));
    let language = faults.take("language", Language::parse(&draft.language).ok_or(Fault::Unknown));
    let zone = faults
        .take("time_zone", TIME_ZONES.iter().find(|zone| **zone == draft.time_zone).copied().ok_or(Fault::Unknown));
    let days = decimal::parse(&draft.lead_days, DecimalMark::Point, 0).and_then(|n| up_to(n, 60));
    let days = faults.take("lead_days", days);
    if draft.working_days & 127 == 0 {
        faults.add("working_days", Fault::Required);
    }
    let (Some(name), Some(language), Some(zone), Some(days), true) = (name, language, zone, days, faults.is_empty())
    else {
        return Err(Error::Invalid(faults.into_vec()));
    };
    let act: Act = begin!(db, actor, UseCase::WorkspaceSave, request);
    act::claim_version(&act.tx, "workspace", 1, draft.version).await?;
    sql::execute(
        &act.tx,
        "UPDATE workspace SET name = $1, language = $2, time_zone = $3, working_days = $4, lead_days = $5 WHERE id = 1",
        params![name.as_str(), language.code(), zone, WorkingDays::from_bits(draft.working_days).bits(), days],
    )
    .await?;
    act.finish((), "workspace", Some(1), &name).await
}

/// Gives a workspace from before campaigns were closed its first causes of deviations.
pub(crate) async fn fill_causes(db: &Db) -> Result<()> {
    let Some(workspace) = read(&db.read).await? else { return Ok(()) };
    let known = "SELECT COUNT(*) FROM reason WHERE kind = 'deviation'";
    if sql::scalar::<i64>(&db.read, known, params![]).await? > 0 {
        return Ok(());
    }
    let tx = db.begin().await?;
    seed::causes(&tx, Texts::of(workspace.language)).await?;
    tx.commit().await?;
    Ok(())
}

/// Fills the small table that sums by month join with: both calendars, 1990 to 2079.
pub(crate) async fn fill_calendar(db: &Db) -> Result<()> {
    let filled: i64 = sql::scalar(&db.read, "SELECT COUNT(*) FROM calendar_month", params![]).await?;
    if filled > 0 {
        return Ok(());
    }
    let (Some(first), Some(last)) = (NaiveDate::from_ymd_opt(1990, 1, 1), NaiveDate::from_ymd_opt(2079, 12, 31)) else {
        return Ok(());
    };
    let tx = db.begin().await?;
    let mut values = Vec::new();
    for calendar in [Calendar::Gregorian, Calendar::SolarHijri] {
        for month in calendar.months(first, last) {
            values.extend(params![
                calendar.as_str(),
                month.first,
                month.last,
                i64::from(month.year),
                i64::from(month.month)
            ]);
        }
    }
    sql::insert_many(
        &tx,
        "INSERT INTO calendar_month (calendar, first_day, last_day, year, month)",
        5,
        values,
        "ON CONFLICT DO NOTHING",
    )
    .await?;
    tx.commit().await?;
    Ok(())
}
