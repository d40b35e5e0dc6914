//! Personal fields in letters, e-mails and scripts: `{name}`, or `{name|Sir or Madam}` for people without one.

use crate::fault::Fault;
use serde::{Deserialize, Serialize};

/// What a text may ask of the person it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MergeField {
    Name,
    FirstName,
    Organisation,
    JobTitle,
    Place,
    Sender,
}

impl MergeField {
    pub const ALL: [MergeField; 6] = [
        MergeField::Name,
        MergeField::FirstName,
        MergeField::Organisation,
        MergeField::JobTitle,
        MergeField::Place,
        MergeField::Sender,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            MergeField::Name => "name",
            MergeField::FirstName => "first_name",
            MergeField::Organisation => "organisation",
            MergeField::JobTitle => "job_title",
            MergeField::Place => "place",
            MergeField::Sender => "sender",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.as_str() == text)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(String),
    Field(MergeField, String),
}

/// A text that was read: plain pieces and fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template(Vec<Piece>);

impl Template {
    /// Reads a text. `{{` stands for one brace.
    ///
    /// # Errors
    /// `UnknownField` where a field is not known or its brace is not closed.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let mut pieces = Vec::new();
        let mut plain = String::new();
        let mut rest = text;
        while let Some(at) = rest.find('{') {
            let (before, from) = rest.split_at(at);
            plain.push_str(before);
            let inner = from.get(1..).unwrap_or_default();
            if let Some(after) = inner.strip_prefix('{') {
                plain.push('{');
                rest = after;
                continue;
            }
            let (field, after) = inner.split_once('}').ok_or(Fault::UnknownField)?;
            let (name, fallback) = field.split_once('|').unwrap_or((field, ""));
            let field = MergeField::parse(name.trim()).ok_or(Fault::UnknownField)?;
            if !plain.is_empty() {
                pieces.push(Piece::Text(std::mem::take(&mut plain)));
            }
            pieces.push(Piece::Field(field, fallback.trim().to_owned()));
            rest = after;
        }
        plain.push_str(rest);
        if !plain.is_empty() {
            pieces.push(Piece::Text(plain));
        }
        Ok(Self(pieces))
    }

    /// The text for one person; a field without a value takes its fallback.
    pub fn fill(&self, value: impl Fn(MergeField) -> String) -> String {
        let mut filled = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Text(text) => filled.push_str(text),
                Piece::Field(field, fallback) => {
                    let value = value(*field);
                    filled.push_str(if value.trim().is_empty() { fallback } else { value.trim() });
                }
            }
        }
        filled
    }
}

/// The first name of a full one, as far as it can be told: what stands before the first space.
pub fn first_name(name: &str) -> &str {
    name.split_whitespace().next().unwrap_or_default()
}

/// Whom a text is for, and who sends it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Addressee<'a> {
    pub name: &'a str,
    pub organisation: &'a str,
    pub job_title: &'a str,
    pub place: &'a str,
    pub sender: &'a str,
}

impl Addressee<'_> {
    /// What stands in the place of a personal field.
    pub fn word(&self, field: MergeField) -> String {
        let word = match field {
            MergeField::Name => self.name,
            MergeField::FirstName => first_name(self.name),
            MergeField::Organisation => self.organisation,
            MergeField::JobTitle => self.job_title,
            MergeField::Place => self.place,
            MergeField::Sender => self.sender,
        };
        word.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fill(text: &str, name: &str) -> String {
        let value = |field| match field {
            MergeField::Name => name.to_owned(),
            MergeField::FirstName => first_name(name).to_owned(),
            _ => String::new(),
        };
        Template::parse(text).unwrap().fill(value)
    }

    #[test]
    fn a_field_takes_the_value_or_what_stands_for_it() {
        assert_eq!(fill("Dear {name|Sir or Madam},", "Vesna Marić"), "Dear Vesna Marić,");
        assert_eq!(fill("Dear {name|Sir or Madam},", ""), "Dear Sir or Madam,");
        assert_eq!(fill("{first_name}: {{name}", "Vesna Marić"), "Vesna: {name}");
    }

    #[test]
    fn a_field_that_is_not_known_or_not_closed_is_a_fault() {
        assert_eq!(Template::parse("Dear {nmae}"), Err(Fault::UnknownField));
        assert_eq!(Template::parse("Dear {name"), Err(Fault::UnknownField));
    }
}
