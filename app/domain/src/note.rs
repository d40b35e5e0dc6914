//! Notes on people, organisations and campaigns, with colleagues mentioned by `@Name`.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The longest note.
pub const NOTE_MAX: usize = 4000;

/// What a note stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoteOn {
    Person(i64),
    Account(i64),
    Campaign(i64),
}

/// A note as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteRow {
    pub id: i64,
    pub on: NoteOn,
    /// Name of what it stands on.
    pub about: String,
    pub by: String,
    pub by_id: i64,
    pub day: NaiveDate,
    pub text: String,
}

/// The colleagues mentioned in a text: `@` followed by the whole name, letters compared without case. The longest name
/// wins, so that "@Ana Kovač" is not also "Ana".
pub fn mentioned(text: &str, people: &[(i64, String)]) -> Vec<i64> {
    let mut longest: Vec<&(i64, String)> = people.iter().filter(|(_, name)| !name.is_empty()).collect();
    longest.sort_by_key(|(id, name)| (std::cmp::Reverse(name.chars().count()), *id));
    let lower = text.to_lowercase();
    let mut found = Vec::new();
    for (at, _) in lower.match_indices('@') {
        if lower.get(..at).is_some_and(|before| before.ends_with(char::is_alphanumeric)) {
            continue;
        }
        let rest = lower.get(at + 1..).unwrap_or_default();
        let named = longest.iter().find(|(_, name)| {
            let name = name.to_lowercase();
            rest.strip_prefix(name.as_str()).is_some_and(|after| !after.starts_with(char::is_alphanumeric))
        });
        if let Some((id, _)) = named
            && !found.contains(id)
        {
            found.push(*id);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colleague_is_mentioned_by_the_whole_name() {
        let people = vec![(1, "Ana".to_owned()), (2, "Ana Kovač".to_owned()), (3, "Marko Lukić".to_owned())];
        assert_eq!(mentioned("Ask @ana kovač, then @Marko Lukić.", &people), [2, 3]);
        assert_eq!(mentioned("@Anastasia and a@ana.rs", &people), Vec::<i64>::new());
        assert_eq!(mentioned("@Ana: thanks @Ana", &people), [1]);
    }
}
