//! Users: sign-in name, password rule, preferences.

use crate::{
    decimal::{self, DecimalMark},
    fault::{Fault, up_to},
    person::Email,
    rights::Role,
};
use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

/// Characters a password has at least (ASVS 5, 6.2.1 allows 8 and advises more).
pub const PASSWORD_MIN: usize = 10;
/// Longest password that is hashed.
pub const PASSWORD_MAX: usize = 200;

/// Passwords that everybody tries first; the length rule leaves only long ones to be listed.
const KNOWN: [&str; 24] = [
    "1234567890",
    "0123456789",
    "0987654321",
    "9876543210",
    "1111111111",
    "0000000000",
    "1234567891",
    "12345678910",
    "123456789a",
    "123456789q",
    "1q2w3e4r5t",
    "1q2w3e4r5t6y",
    "qwertyuiop",
    "qwerty1234",
    "qwerty12345",
    "qwerty123456",
    "asdfghjkl1",
    "password12",
    "password123",
    "password1234",
    "password1!",
    "iloveyou12",
    "administrator",
    "letmein123",
];

/// A password that may be set. Never logged, never serialised.
#[derive(Clone)]
pub struct Password(String);

impl Password {
    /// # Errors
    /// `PasswordTooShort`, `TooLong` or `PasswordKnown`.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let count = text.chars().count();
        if count < PASSWORD_MIN {
            Err(Fault::PasswordTooShort)
        } else if count > PASSWORD_MAX {
            Err(Fault::TooLong)
        } else if KNOWN.contains(&text.to_lowercase().as_str()) {
            Err(Fault::PasswordKnown)
        } else {
            Ok(Self(text.to_owned()))
        }
    }

    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(…)")
    }
}

/// The languages that Levak speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    #[default]
    En,
    Sr,
    Hr,
    Ru,
    Fa,
}

impl Language {
    /// Languages whose texts are whole.
    pub const SPOKEN: [Language; 5] = [Language::En, Language::Sr, Language::Hr, Language::Ru, Language::Fa];

    pub fn code(self) -> &'static str {
        match self {
            Language::En => "en",
            Language::Sr => "sr-Latn",
            Language::Hr => "hr",
            Language::Ru => "ru",
            Language::Fa => "fa",
        }
    }

    pub fn parse(code: &str) -> Option<Language> {
        // Browsers ask for Serbian without naming the script.
        let code = if code == "sr" { Language::Sr.code() } else { code };
        Language::SPOKEN.into_iter().find(|language| language.code() == code)
    }

    /// The language's own name.
    pub fn name(self) -> &'static str {
        match self {
            Language::En => "English",
            Language::Sr => "Srpski",
            Language::Hr => "Hrvatski",
            Language::Ru => "Русский",
            Language::Fa => "فارسی",
        }
    }

    pub fn is_rtl(self) -> bool {
        self == Language::Fa
    }
}

/// Light, dark, or as the device says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    pub const ALL: [Theme; 3] = [Theme::System, Theme::Light, Theme::Dark];

    pub fn as_str(self) -> &'static str {
        match self {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    pub fn parse(text: &str) -> Theme {
        Theme::ALL.into_iter().find(|theme| theme.as_str() == text).unwrap_or_default()
    }
}

/// A user as others see them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserRow {
    pub id: i64,
    pub name: String,
    pub email: String,
    pub role: Role,
    pub active: bool,
    pub version: i64,
    pub team_id: Option<i64>,
    pub team: String,
    /// Working time of a week.
    pub week_minutes: i64,
}

/// One change in the audit trail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditRow {
    pub id: i64,
    /// In the workspace's time zone.
    pub at: NaiveDateTime,
    pub by: String,
    pub use_case: String,
    pub entity: String,
    pub entity_id: Option<i64>,
    pub detail: String,
}

/// A user to add (`id` empty) or to change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserDraft {
    pub id: Option<i64>,
    pub version: i64,
    pub name: String,
    pub email: String,
    pub role: Role,
    pub active: bool,
    /// Empty leaves the password as it is.
    pub password: String,
    #[serde(default)]
    pub team: Option<i64>,
    /// Working hours of a week as typed; empty are 40.
    #[serde(default)]
    pub week_hours: String,
}

impl UserDraft {
    /// The form of a user who is here.
    pub fn of(user: UserRow) -> Self {
        Self {
            id: Some(user.id),
            version: user.version,
            name: user.name,
            email: user.email,
            role: user.role,
            active: user.active,
            password: String::new(),
            team: user.team_id,
            week_hours: write_hours(user.week_minutes),
        }
    }
}

const WEEK_MINUTES: i64 = 40 * 60;

/// Reads the hours of a week, such as `37.5`, in minutes.
///
/// # Errors
/// `NotANumber`, `TooLarge` beyond a week.
pub fn parse_hours(typed: &str) -> Result<i64, Fault> {
    if typed.trim().is_empty() {
        return Ok(WEEK_MINUTES);
    }
    let hundredths = decimal::parse(&typed.replace(',', "."), DecimalMark::Point, 2)?;
    Ok((up_to(hundredths, 168 * 100)? * 60 + 50) / 100)
}

/// Minutes of a week as hours.
pub fn write_hours(minutes: i64) -> String {
    decimal::write((minutes * 100 + 30) / 60, 2)
}

/// A sign-in name in its normal form.
///
/// # Errors
/// As [`Email::parse`].
pub fn sign_in_name(text: &str) -> Result<Email, Fault> {
    Email::parse(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_or_known_password_is_refused() {
        assert!(matches!(Password::parse("short"), Err(Fault::PasswordTooShort)));
        assert!(matches!(Password::parse("Password123"), Err(Fault::PasswordKnown)));
        assert!(Password::parse("a river in may").is_ok());
    }

    #[test]
    fn hours_of_a_week_are_read_as_people_write_them() {
        assert_eq!(["", "37,5", "20", "0"].map(parse_hours), [Ok(2400), Ok(2250), Ok(1200), Ok(0)]);
        assert_eq!(parse_hours("169"), Err(Fault::TooLarge));
        assert_eq!(write_hours(2250), "37.5");
        // What is shown is read as what it was.
        assert!((0..=10_080).all(|minutes| parse_hours(&write_hours(minutes)) == Ok(minutes)));
    }

    #[test]
    fn a_password_is_not_shown_in_debug_output() {
        assert_eq!(format!("{:?}", Password::parse("a river in may").unwrap()), "Password(…)");
    }
}
