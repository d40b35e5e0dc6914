//! Files of campaigns, and whether people agree with them.

use crate::{
    fault::{Fault, Faults, FieldFault, text},
    person::Email,
};
use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

/// Bytes of one file.
pub const FILE_MAX: u64 = 20 * 1024 * 1024;
/// Colleagues that are asked at once.
pub const ASKED_MAX: usize = 20;
/// Days that a link is good for, unless said otherwise, and at most.
pub const LINK_DAYS: i64 = 14;
pub const LINK_DAYS_MAX: i64 = 90;
/// Characters of the token in a link: 244 random bits, in hexadecimal.
pub const TOKEN: usize = 64;

/// Where a question for agreement stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgreementState {
    Asked,
    Agreed,
    Declined,
    /// Taken back by whoever asked.
    Withdrawn,
}

impl AgreementState {
    pub const ALL: [AgreementState; 4] =
        [AgreementState::Asked, AgreementState::Agreed, AgreementState::Declined, AgreementState::Withdrawn];

    pub fn as_str(self) -> &'static str {
        match self {
            AgreementState::Asked => "asked",
            AgreementState::Agreed => "agreed",
            AgreementState::Declined => "declined",
            AgreementState::Withdrawn => "withdrawn",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// A question for agreement as typed: to colleagues, to somebody outside, or both.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AgreementDraft {
    /// Of the file.
    pub version: i64,
    pub people: Vec<i64>,
    /// Somebody outside; nobody while both are empty.
    pub name: String,
    pub address: String,
    /// What the link to them holds, made by whoever asks; Levak keeps its hash only.
    pub token: String,
    pub days: String,
    pub note: String,
}

/// Somebody outside who is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outside {
    pub name: String,
    pub address: String,
    pub token: String,
    pub days: i64,
}

impl AgreementDraft {
    /// Who is asked outside, where somebody is.
    ///
    /// # Errors
    /// All faults at once, at `people` where nobody is asked, `name`, `address`, `token`, `days`, `note`.
    pub fn read(&self) -> Result<Option<Outside>, Vec<FieldFault>> {
        let mut faults = Faults::default();
        let outside = !self.name.trim().is_empty() || !self.address.trim().is_empty();
        if !outside && self.people.is_empty() {
            faults.add("people", Fault::Required);
        }
        if self.people.len() > ASKED_MAX {
            faults.add("people", Fault::TooLarge);
        }
        if self.note.chars().count() > 2000 {
            faults.add("note", Fault::TooLong);
        }
        let mut read = None;
        if outside {
            let name = faults.take("name", text(&self.name, 120));
            let address = if self.address.trim().is_empty() {
                Some(String::new())
            } else {
                faults.take("address", Email::parse(&self.address)).map(|email| email.as_str().to_owned())
            };
            let is_token = self.token.len() == TOKEN && self.token.bytes().all(|b| b.is_ascii_hexdigit());
            let token = faults
                .take("token", if is_token { Ok(self.token.to_ascii_lowercase()) } else { Err(Fault::WrongCode) });
            let days = faults.take("days", days(&self.days));
            if let (Some(name), Some(address), Some(token), Some(days)) = (name, address, token, days) {
                read = Some(Outside { name, address, token, days });
            }
        }
        if faults.is_empty() { Ok(read) } else { Err(faults.into_vec()) }
    }
}

fn days(typed: &str) -> Result<i64, Fault> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(LINK_DAYS);
    }
    match typed.parse::<i64>() {
        Ok(days) if days < 1 => Err(Fault::Negative),
        Ok(days) if days > LINK_DAYS_MAX => Err(Fault::TooLarge),
        Ok(days) => Ok(days),
        Err(_) => Err(Fault::NotANumber),
    }
}

/// An answer. Who does not agree says why.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AnswerDraft {
    pub agree: bool,
    pub comment: String,
}

impl AnswerDraft {
    /// # Errors
    /// At `comment`: too long, or missing where somebody does not agree.
    pub fn read(&self) -> Result<String, Vec<FieldFault>> {
        let mut faults = Faults::default();
        let comment = self.comment.trim();
        if comment.chars().count() > 2000 {
            faults.add("comment", Fault::TooLong);
        }
        if !self.agree && comment.is_empty() {
            faults.add("comment", Fault::Required);
        }
        if faults.is_empty() { Ok(comment.to_owned()) } else { Err(faults.into_vec()) }
    }
}

/// A question for agreement as it is listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgreementRow {
    pub id: i64,
    pub version: i64,
    /// Of the file.
    pub number: i64,
    pub who: String,
    pub address: String,
    pub outside: bool,
    pub state: AgreementState,
    pub asked_by: String,
    pub asked: NaiveDateTime,
    pub answered: Option<NaiveDateTime>,
    pub answer: String,
    /// Last day of a link.
    pub expires: Option<NaiveDate>,
    /// Whether the one who looks is asked, or may take it back.
    pub mine: bool,
    pub own: bool,
    /// Whether its link still opens the file.
    pub open: bool,
}

/// A version of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileVersion {
    pub id: i64,
    pub number: i64,
    pub file_name: String,
    pub bytes: i64,
    pub by: String,
    pub at: NaiveDateTime,
}

/// A file with its versions, the newest first, and who agrees.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRow {
    pub id: i64,
    pub version: i64,
    pub name: String,
    /// The cost line that it belongs to, with its article.
    pub line: Option<(i64, String)>,
    pub versions: Vec<FileVersion>,
    pub agreements: Vec<AgreementRow>,
    /// Whether the one who looks may remove it.
    pub removable: bool,
}

/// The files of a campaign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilesView {
    pub campaign: i64,
    pub name: String,
    pub files: Vec<FileRow>,
    /// Cost lines that a file can belong to: id, article.
    pub lines: Vec<(i64, String)>,
    pub colleagues: Vec<(i64, String)>,
}

/// A file that waits for the agreement of the one who looks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedFile {
    pub agreement: i64,
    pub campaign: i64,
    pub campaign_name: String,
    pub name: String,
    pub number: i64,
    pub asked_by: String,
    pub asked: NaiveDateTime,
    pub note: String,
}

/// What somebody outside sees by a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkView {
    pub workspace: String,
    pub language: crate::user::Language,
    pub name: String,
    pub file_name: String,
    pub number: i64,
    pub bytes: i64,
    pub who: String,
    pub asked_by: String,
    pub note: String,
    pub state: AgreementState,
    pub answer: String,
    pub expires: Option<NaiveDate>,
    /// Of the file, for its download.
    pub version: i64,
    /// Of the agreement.
    pub at: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn somebody_has_to_be_asked_and_a_link_has_its_limits() {
        let at = |draft: &AgreementDraft, field: &str| {
            draft.read().err().and_then(|faults| faults.iter().find(|f| f.field == field).map(|f| f.fault))
        };
        assert_eq!(at(&AgreementDraft::default(), "people"), Some(Fault::Required));
        let link = AgreementDraft { name: "Tiskara".into(), token: "a1".repeat(32), ..AgreementDraft::default() };
        assert_eq!(link.read().unwrap().unwrap().days, LINK_DAYS);
        let wrong =
            AgreementDraft { address: "nobody".into(), token: "x".repeat(64), days: "91".into(), ..link.clone() };
        assert_eq!(
            [at(&wrong, "address"), at(&wrong, "token"), at(&wrong, "days")],
            [Some(Fault::NoAt), Some(Fault::WrongCode), Some(Fault::TooLarge)]
        );
        let colleagues = AgreementDraft { people: vec![1], ..AgreementDraft::default() };
        assert_eq!(colleagues.read().unwrap(), None);
        assert_eq!(at(&AgreementDraft { address: "a@b.rs".into(), ..link }, "name"), None);
    }

    #[test]
    fn who_does_not_agree_says_why() {
        assert_eq!(AnswerDraft::default().read().unwrap_err()[0].fault, Fault::Required);
        assert!(AnswerDraft { agree: true, ..AnswerDraft::default() }.read().is_ok());
    }
}
