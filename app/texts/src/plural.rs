//! Plural forms by CLDR.

use domain::user::Language;

/// A CLDR plural category that our languages use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    One,
    Few,
    Many,
    Other,
}

impl Form {
    /// Its place among the forms of a text.
    pub fn index(self) -> usize {
        match self {
            Form::One => 0,
            Form::Few => 1,
            Form::Many => 2,
            Form::Other => 3,
        }
    }
}

/// The category of a whole number.
pub fn form(language: Language, n: i64) -> Form {
    let n = n.unsigned_abs();
    let (tens, ones) = (n % 100, n % 10);
    let teens = (11..=14).contains(&tens);
    match language {
        Language::En => {
            if n == 1 {
                Form::One
            } else {
                Form::Other
            }
        }
        Language::Fa => {
            if n <= 1 {
                Form::One
            } else {
                Form::Other
            }
        }
        Language::Sr | Language::Hr => match ones {
            1 if tens != 11 => Form::One,
            2..=4 if !teens => Form::Few,
            _ => Form::Other,
        },
        Language::Ru => match ones {
            1 if tens != 11 => Form::One,
            2..=4 if !teens => Form::Few,
            _ => Form::Many,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_cldr_hold() {
        // CLDR plural rules: cardinal examples of each language
        assert_eq!([1, 21, 101].map(|n| form(Language::Sr, n)), [Form::One; 3]);
        assert_eq!([2, 24, 102].map(|n| form(Language::Hr, n)), [Form::Few; 3]);
        assert_eq!([0, 11, 14, 25].map(|n| form(Language::Sr, n)), [Form::Other; 4]);
        assert_eq!([0, 5, 11, 14, 25].map(|n| form(Language::Ru, n)), [Form::Many; 5]);
        assert_eq!([0, 1, 2].map(|n| form(Language::Fa, n)), [Form::One, Form::One, Form::Other]);
        assert_eq!([0, 1, 2].map(|n| form(Language::En, n)), [Form::Other, Form::One, Form::Other]);
    }
}
