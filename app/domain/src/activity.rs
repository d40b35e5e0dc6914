//! Activities: the ways in which a campaign addresses people, and how their work is shared out.

use serde::{Deserialize, Serialize};

/// One way of addressing people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActivityKind {
    Call,
    Email,
    Letter,
    Fax,
    Meeting,
    Message,
    Event,
    Advertisement,
    Literature,
}

impl ActivityKind {
    pub const ALL: [ActivityKind; 9] = [
        ActivityKind::Call,
        ActivityKind::Email,
        ActivityKind::Letter,
        ActivityKind::Meeting,
        ActivityKind::Message,
        ActivityKind::Event,
        ActivityKind::Literature,
        ActivityKind::Fax,
        ActivityKind::Advertisement,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            ActivityKind::Call => "call",
            ActivityKind::Email => "email",
            ActivityKind::Letter => "letter",
            ActivityKind::Fax => "fax",
            ActivityKind::Meeting => "meeting",
            ActivityKind::Message => "message",
            ActivityKind::Event => "event",
            ActivityKind::Advertisement => "advertisement",
            ActivityKind::Literature => "literature",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// By what it reaches people; nothing where it is addressed at nobody in particular.
    pub fn reach(self) -> Option<Reach> {
        match self {
            ActivityKind::Call | ActivityKind::Meeting | ActivityKind::Event => Some(Reach::Phone),
            ActivityKind::Email => Some(Reach::Email),
            ActivityKind::Letter | ActivityKind::Literature => Some(Reach::Post),
            ActivityKind::Fax => Some(Reach::Fax),
            ActivityKind::Message => Some(Reach::Message),
            ActivityKind::Advertisement => None,
        }
    }

    /// Whether its pieces are prepared and sent together, and not one by one with a person in front of one.
    pub fn is_sent(self) -> bool {
        matches!(
            self,
            ActivityKind::Email
                | ActivityKind::Letter
                | ActivityKind::Literature
                | ActivityKind::Fax
                | ActivityKind::Message
        )
    }

    /// Whether it has people at all.
    pub fn has_audience(self) -> bool {
        self.reach().is_some()
    }
}

/// By what a person is reached: decides which address is needed and which wish is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    Phone,
    Email,
    Post,
    Message,
    Fax,
}

impl Reach {
    pub const ALL: [Reach; 5] = [Reach::Phone, Reach::Email, Reach::Post, Reach::Message, Reach::Fax];

    pub fn as_str(self) -> &'static str {
        match self {
            Reach::Phone => "phone",
            Reach::Email => "email",
            Reach::Post => "post",
            Reach::Message => "message",
            Reach::Fax => "fax",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reach| reach.as_str() == text)
    }
}

impl Reach {
    /// The bit under which an activity addresses those who prefer it.
    pub fn bit(self) -> i64 {
        match self {
            Reach::Phone => 1,
            Reach::Email => 2,
            Reach::Post => 4,
            Reach::Message => 8,
            Reach::Fax => 16,
        }
    }

    /// The kind of activity by which somebody who prefers it is addressed.
    pub fn kind(self) -> ActivityKind {
        match self {
            Reach::Phone => ActivityKind::Call,
            Reach::Email => ActivityKind::Email,
            Reach::Post => ActivityKind::Letter,
            Reach::Message => ActivityKind::Message,
            Reach::Fax => ActivityKind::Fax,
        }
    }
}

/// The bit of people who told no channel that they prefer.
pub const PREFERS_NONE: i64 = 32;

/// Only bits of [`Reach`] and [`PREFERS_NONE`]; all of them are everybody, which is 0.
pub fn clean_prefers(bits: i64) -> i64 {
    let all = Reach::ALL.into_iter().map(Reach::bit).sum::<i64>() | PREFERS_NONE;
    if bits & all == all { 0 } else { bits & all }
}

/// How the pieces of an activity find their people in charge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sharing {
    /// Round those who work on it.
    #[default]
    Even,
    /// To the owner of the customer; who has none goes round.
    Owner,
    /// In the proportion of shares.
    Split,
    /// By the time that each has left in the days of the activity.
    Capacity,
    /// To nobody yet: people take from a queue.
    Queue,
}

impl Sharing {
    pub const ALL: [Sharing; 5] = [Sharing::Even, Sharing::Owner, Sharing::Split, Sharing::Capacity, Sharing::Queue];

    pub fn as_str(self) -> &'static str {
        match self {
            Sharing::Even => "even",
            Sharing::Owner => "owner",
            Sharing::Split => "split",
            Sharing::Capacity => "capacity",
            Sharing::Queue => "queue",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sharing| sharing.as_str() == text)
    }
}

/// Whom a follow-up is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Those who did not answer.
    #[default]
    Silent,
    /// Those who did.
    Answered,
    Anyone,
}

impl Answer {
    pub const ALL: [Answer; 3] = [Answer::Silent, Answer::Answered, Answer::Anyone];

    pub fn as_str(self) -> &'static str {
        match self {
            Answer::Silent => "silent",
            Answer::Answered => "answered",
            Answer::Anyone => "anyone",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|answer| answer.as_str() == text)
    }
}

/// Days after the activity before within which a follow-up begins.
pub const AFTER_DAYS_MAX: i64 = 365;

/// How much an activity matters beside others of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    High,
    #[default]
    Normal,
    Low,
}

impl Priority {
    pub const ALL: [Priority; 3] = [Priority::High, Priority::Normal, Priority::Low];

    pub fn as_str(self) -> &'static str {
        match self {
            Priority::High => "high",
            Priority::Normal => "normal",
            Priority::Low => "low",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|priority| priority.as_str() == text)
    }

    /// The number under which it is stored; smaller goes first.
    pub fn code(self) -> i64 {
        match self {
            Priority::High => 1,
            Priority::Normal => 2,
            Priority::Low => 3,
        }
    }

    pub fn from_code(code: i64) -> Priority {
        Self::ALL.into_iter().find(|priority| priority.code() == code).unwrap_or_default()
    }
}

/// What people do at their organisation; an activity may address some of these only. A set of bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobRole {
    Management,
    KeyEmployee,
    DecisionMaker,
    ProductUser,
}

impl JobRole {
    /// Who is addressed first where an activity addresses one at each organisation; after them those without a role.
    pub const FIRST: [JobRole; 4] =
        [JobRole::DecisionMaker, JobRole::Management, JobRole::KeyEmployee, JobRole::ProductUser];

    pub const ALL: [JobRole; 4] =
        [JobRole::Management, JobRole::KeyEmployee, JobRole::DecisionMaker, JobRole::ProductUser];

    pub fn as_str(self) -> &'static str {
        match self {
            JobRole::Management => "management",
            JobRole::KeyEmployee => "key_employee",
            JobRole::DecisionMaker => "decision_maker",
            JobRole::ProductUser => "product_user",
        }
    }

    pub fn bit(self) -> i64 {
        match self {
            JobRole::Management => 1,
            JobRole::KeyEmployee => 2,
            JobRole::DecisionMaker => 4,
            JobRole::ProductUser => 8,
        }
    }

    /// Those of a set.
    pub fn of(bits: i64) -> impl Iterator<Item = JobRole> {
        JobRole::ALL.into_iter().filter(move |role| bits & role.bit() != 0)
    }

    /// Only bits that mean something.
    pub fn clean(bits: i64) -> i64 {
        JobRole::of(bits).map(JobRole::bit).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sent_together_has_an_address() {
        assert!(ActivityKind::ALL.into_iter().filter(|kind| kind.is_sent()).all(ActivityKind::has_audience));
        assert!(!ActivityKind::Advertisement.has_audience());
    }

    #[test]
    fn every_preference_is_everybody() {
        assert_eq!(clean_prefers(63), 0);
        assert_eq!(clean_prefers(64 + 32 + Reach::Email.bit()), PREFERS_NONE | 2);
        assert!(Reach::ALL.into_iter().all(|reach| reach.kind().reach() == Some(reach)));
    }

    #[test]
    fn roles_are_bits_of_their_own() {
        assert_eq!(JobRole::clean(0b1111_0101), 0b101);
        assert_eq!(JobRole::of(6).collect::<Vec<_>>(), [JobRole::KeyEmployee, JobRole::DecisionMaker]);
    }
}
