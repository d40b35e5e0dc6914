//! Imports: what a file can hold, where its columns go, and what the dry run says.

mod target;

pub use target::{Target, settle_names};

use crate::{
    attribute::{Notation, Subject},
    calendar::DateOrder,
    decimal::DecimalMark,
    fault::Fault,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Largest file that is taken, in bytes.
pub const FILE_MAX: u64 = 100 * 1024 * 1024;
/// Most columns of a file.
pub const COLUMNS_MAX: usize = 200;
/// Rejected rows that are kept with their reasons.
pub const REJECTS_MAX: i64 = 100_000;

/// What the rows of a file are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportKind {
    #[default]
    People,
    /// People with a lead: source channel and first contact.
    Leads,
    /// Won deals, joined to a lead by its external id.
    Wins,
    /// Responses to campaigns, of people who are known and of others.
    Responses,
}

impl ImportKind {
    pub const ALL: [ImportKind; 4] = [ImportKind::People, ImportKind::Leads, ImportKind::Wins, ImportKind::Responses];

    pub fn as_str(self) -> &'static str {
        match self {
            ImportKind::People => "people",
            ImportKind::Leads => "leads",
            ImportKind::Wins => "wins",
            ImportKind::Responses => "responses",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// Whether its columns can fill attributes of `subject`.
    pub fn fills(self, subject: Subject) -> bool {
        subject == Subject::Person || (self == ImportKind::Leads && subject == Subject::Lead)
    }

    /// Whether its rows are people, who are made or changed; the others refer to people who are here.
    pub fn makes_people(self) -> bool {
        matches!(self, ImportKind::People | ImportKind::Leads)
    }
}

/// What happens to a person who is here already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Existing {
    #[default]
    FillEmpty,
    Overwrite,
    Leave,
}

impl Existing {
    pub const ALL: [Existing; 3] = [Existing::FillEmpty, Existing::Overwrite, Existing::Leave];

    pub fn as_str(self) -> &'static str {
        match self {
            Existing::FillEmpty => "fill_empty",
            Existing::Overwrite => "overwrite",
            Existing::Leave => "leave",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|existing| existing.as_str() == text)
    }
}

/// Text encodings that a file may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Encoding {
    #[default]
    #[serde(rename = "utf-8")]
    Utf8,
    #[serde(rename = "utf-16le")]
    Utf16Le,
    #[serde(rename = "utf-16be")]
    Utf16Be,
    #[serde(rename = "windows-1250")]
    Windows1250,
    #[serde(rename = "windows-1251")]
    Windows1251,
    #[serde(rename = "windows-1256")]
    Windows1256,
}

impl Encoding {
    pub const ALL: [Encoding; 6] = [
        Encoding::Utf8,
        Encoding::Utf16Le,
        Encoding::Utf16Be,
        Encoding::Windows1250,
        Encoding::Windows1251,
        Encoding::Windows1256,
    ];

    pub fn label(self) -> &'static str {
        match self {
            Encoding::Utf8 => "UTF-8",
            Encoding::Utf16Le => "UTF-16LE",
            Encoding::Utf16Be => "UTF-16BE",
            Encoding::Windows1250 => "windows-1250",
            Encoding::Windows1251 => "windows-1251",
            Encoding::Windows1256 => "windows-1256",
        }
    }

    pub fn parse(label: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|encoding| encoding.label().eq_ignore_ascii_case(label))
    }
}

/// How a file is read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Options {
    pub encoding: Encoding,
    pub separator: char,
    pub dates: DateOrder,
    pub decimal: DecimalMark,
    pub existing: Existing,
    /// The name under which external ids are unique.
    pub source: String,
    /// Whether unknown representatives may become inactive users.
    pub create_users: bool,
    /// Name of a static list to put the people on; empty for none.
    pub list: String,
    /// The calling code of numbers that name no country, as `381`; empty for that of the workspace.
    #[serde(default)]
    pub country: String,
}

impl Options {
    pub fn notation(&self) -> Notation {
        Notation { dates: self.dates, decimal: self.decimal }
    }
}

/// A column of the file with its first values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    pub name: String,
    pub samples: Vec<String>,
    pub target: Target,
}

/// Where an import stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportState {
    /// Uploaded; columns can be mapped.
    Mapping,
    Checking,
    /// Dry run done.
    Checked,
    Importing,
    Done,
    Undoing,
    Undone,
    Failed,
}

impl ImportState {
    pub const ALL: [ImportState; 8] = [
        ImportState::Mapping,
        ImportState::Checking,
        ImportState::Checked,
        ImportState::Importing,
        ImportState::Done,
        ImportState::Undoing,
        ImportState::Undone,
        ImportState::Failed,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            ImportState::Mapping => "mapping",
            ImportState::Checking => "checking",
            ImportState::Checked => "checked",
            ImportState::Importing => "importing",
            ImportState::Done => "done",
            ImportState::Undoing => "undoing",
            ImportState::Undone => "undone",
            ImportState::Failed => "failed",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// Whether a job works on it.
    pub fn is_working(self) -> bool {
        matches!(self, ImportState::Checking | ImportState::Importing | ImportState::Undoing)
    }
}

/// Rows by what happens to them; they add up to the rows read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    pub rows: i64,
    pub new: i64,
    pub updated: i64,
    pub unchanged: i64,
    pub duplicate: i64,
    pub invalid: i64,
    /// Rows taken in spite of a fault of their data, such as a win before the first contact.
    pub warnings: i64,
}

impl Tally {
    pub fn adds_up(&self) -> bool {
        self.rows == self.new + self.updated + self.unchanged + self.duplicate + self.invalid
    }
}

/// A row left out, or taken with a warning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reject {
    /// Line number in the file's sense: the first row under the heading is 2.
    pub row: i64,
    pub column: String,
    pub value: String,
    pub fault: Reason,
    pub warning: bool,
}

/// A row left out, whole, with what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    pub row: i64,
    /// Its cells as the file has them; fewer where the row was kept before that was.
    pub cells: Vec<String>,
    /// Column, value and reason of every fault.
    pub faults: Vec<Reject>,
}

/// Why a row is left out or doubtful.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    Fault(Fault),
    WonBeforeContact,
}

/// An import in the table of imports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportRow {
    pub id: i64,
    pub kind: ImportKind,
    pub file: String,
    pub state: ImportState,
    pub tally: Tally,
    /// Rows read of all, while a job works.
    pub progress: (i64, i64),
    pub by: String,
    pub day: NaiveDate,
    /// Records that undo had to keep because somebody changed them since.
    pub kept: i64,
}

/// One import while it is prepared or after it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportView {
    pub row: ImportRow,
    /// Whether the reader may stop it, undo it and see what was left out.
    pub own: bool,
    pub version: i64,
    pub bytes: i64,
    pub options: Options,
    pub columns: Vec<Column>,
    pub attributes: Vec<crate::attribute::Attribute>,
    pub rejects: Vec<Reject>,
    /// Representatives that are not users yet.
    pub unknown_users: Vec<String>,
    /// Why it failed.
    pub failure: Option<Fault>,
}

/// A mapping to check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportCheck {
    pub id: i64,
    pub version: i64,
    pub options: Options,
    pub targets: Vec<String>,
}
