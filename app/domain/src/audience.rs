//! The audience equation: who is on the lists, who leaves by which term, who will be contacted.

use serde::{Deserialize, Serialize};

/// Why a person of the lists is not contacted. A person leaves once, by the first term that applies, in this order
/// (`metrics.md`, Counting).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Term {
    SameAddress,
    NoAddress,
    OptedOut,
    NoConsent,
    TooRecent,
    Suppressed,
    /// Somebody else at the organisation is addressed, where an activity addresses one at each.
    SameAccount,
}

impl Term {
    pub const ALL: [Term; 7] = [
        Term::SameAddress,
        Term::NoAddress,
        Term::OptedOut,
        Term::NoConsent,
        Term::TooRecent,
        Term::Suppressed,
        Term::SameAccount,
    ];

    /// The number under which a term is stored; 0 stands for "will be contacted".
    pub fn code(self) -> i64 {
        match self {
            Term::SameAddress => 1,
            Term::NoAddress => 2,
            Term::OptedOut => 3,
            Term::NoConsent => 4,
            Term::TooRecent => 5,
            Term::Suppressed => 6,
            Term::SameAccount => 7,
        }
    }

    pub fn from_code(code: i64) -> Option<Term> {
        Term::ALL.into_iter().find(|term| term.code() == code)
    }
}

/// The counts of one equation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Equation {
    /// Rows on all lists together.
    pub memberships: i64,
    /// Distinct people behind them.
    pub people: i64,
    /// People that left by each term, in the order of [`Term::ALL`].
    pub left: Vec<(Term, i64)>,
}

impl Equation {
    /// Builds the equation from counts by term code, as SQL groups them.
    pub fn from_counts(memberships: i64, by_code: &[(i64, i64)]) -> Self {
        let count = |code| by_code.iter().filter(|(c, _)| *c == code).map(|(_, n)| n).sum::<i64>();
        Self {
            memberships,
            people: by_code.iter().map(|(_, n)| n).sum(),
            left: Term::ALL.into_iter().map(|term| (term, count(term.code()))).collect(),
        }
    }

    pub fn on_several_lists(&self) -> i64 {
        self.memberships - self.people
    }

    pub fn contacted(&self) -> i64 {
        self.people - self.left.iter().map(|(_, n)| n).sum::<i64>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_dictionary_adds_up() {
        // metrics.md: 18 - 3 = 15 people; 15 - 1 - 2 - 1 - 2 - 1 - 1 = 7
        let equation = Equation::from_counts(18, &[(0, 7), (1, 1), (2, 2), (3, 1), (4, 2), (5, 1), (6, 1)]);
        assert_eq!(equation.on_several_lists(), 3);
        assert_eq!(equation.people, 15);
        assert_eq!(equation.contacted(), 7);
    }
}
