//! What Levak says: typed keys, plural forms, numbers, money and dates in the languages of its users.
//!
//! No framework in here, so that letters, exports and error files speak as the pages do.

pub mod dates;
pub mod numbers;
pub mod plural;
pub mod sentence;

mod keys {
    include!(concat!(env!("OUT_DIR"), "/keys.rs"));
}

pub use keys::K;

use domain::{calendar::Calendar, money::Currency, user::Language};
use std::sync::OnceLock;

/// The texts of one language, cheap to copy.
#[derive(Clone, Copy)]
pub struct Texts {
    pub language: Language,
    table: &'static [&'static str],
}

impl std::fmt::Debug for Texts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Texts({})", self.language.code())
    }
}

/// The table that the browser was sent.
static SENT: OnceLock<&'static [&'static str]> = OnceLock::new();

impl Texts {
    /// The embedded texts of a language; English where a language is not whole yet.
    #[cfg(any(feature = "all", test))]
    pub fn of(language: Language) -> Self {
        let table = if language == Language::Fa { keys::FA } else { keys::EN };
        Self { language, table }
    }

    /// Takes the texts that the page was sent (see [`Texts::to_wire`]); called once, before anything is shown.
    pub fn receive(language: Language, wire: &str) -> Self {
        let table = SENT.get_or_init(|| {
            let texts: &'static str = Box::leak(wire.to_owned().into_boxed_str());
            Box::leak(texts.split('\u{1e}').collect::<Vec<_>>().into_boxed_slice())
        });
        Self { language, table }
    }

    /// All texts as one string, in the order of the keys.
    pub fn to_wire(self) -> String {
        self.table.join("\u{1e}")
    }

    /// A text without places to fill.
    pub fn t(self, key: K) -> &'static str {
        self.table.get(usize::from(index(key))).copied().unwrap_or("")
    }

    /// A text with `{name}` places filled.
    pub fn f(self, key: K, places: &[(&str, &str)]) -> String {
        fill(self.t(key), places)
    }

    /// The plural form for `n`, with `{n}` as the number and other places filled.
    pub fn n(self, key: K, n: i64, places: &[(&str, &str)]) -> String {
        let forms: Vec<&str> = self.t(key).split('\u{1f}').collect();
        let form = forms.get(plural::form(self.language, n).index()).copied().filter(|form| !form.is_empty());
        let text = form.or(forms.last().copied()).unwrap_or("");
        fill(&fill(text, &[("n", &self.int(n))]), places)
    }

    /// The text of a code that comes from data or an enum, such as `status` and `draft`.
    pub fn code(self, group: &str, code: &str) -> &'static str {
        K::by_code(&format!("{group}.{code}")).map_or("", |key| self.t(key))
    }
}

#[expect(clippy::as_conversions, reason = "the discriminant of a repr(u16) enum")]
fn index(key: K) -> u16 {
    key as u16
}

fn fill(text: &str, places: &[(&str, &str)]) -> String {
    let mut filled = text.to_owned();
    for (name, value) in places {
        filled = filled.replace(&format!("{{{name}}}"), value);
    }
    filled
}

/// Language, calendar and currency together: what a page needs to write any value.
#[derive(Debug, Clone, Copy)]
pub struct Locale {
    pub texts: Texts,
    pub calendar: Calendar,
    pub currency: Currency,
}

/// `NoTarget` as `no_target`: the code of an enum variant in the locale files.
pub fn snake(name: &str) -> String {
    let mut code = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !code.is_empty() {
            code.push('_');
        }
        code.extend(c.to_lowercase());
    }
    code
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn places(text: &str) -> BTreeSet<String> {
        text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name.to_owned()).collect()
    }

    /// Words that are the same in both languages because they are names or signs.
    const SAME: [&str; 4] = ["app.name", "call.saved", "common.dash", "import.kind_csv"];

    #[test]
    fn every_text_is_translated_and_fills_the_same_places() {
        for (at, code) in keys::CODES.iter().enumerate() {
            let (en, fa) = (keys::EN[at], keys::FA[at]);
            assert!(!fa.is_empty(), "{code} is empty");
            assert_eq!(places(en), places(fa), "{code}");
            assert!(en != fa || SAME.contains(code), "{code} copies the English text");
        }
    }

    #[test]
    fn plural_forms_follow_the_language() {
        let en = Texts::of(Language::En);
        assert_eq!(en.n(K::CommonPeople, 1, &[]), "1 person");
        assert_eq!(en.n(K::CommonPeople, 1284, &[]), "1,284 people");
        assert_eq!(Texts::of(Language::Fa).n(K::CommonPeople, 12, &[]), "۱۲ نفر");
    }

    #[test]
    fn what_is_sent_to_the_browser_reads_back() {
        let fa = Texts::of(Language::Fa);
        let received = Texts::receive(Language::Fa, &fa.to_wire());
        assert!(K::ALL.iter().all(|key| fa.t(*key) == received.t(*key)));
    }

    #[test]
    fn every_enum_of_the_domain_has_its_words() {
        let mut codes: Vec<(&str, String)> = Vec::new();
        codes.extend(domain::rights::Role::ALL.map(|v| ("role", v.as_str().into())));
        codes.extend(domain::touch::Outcome::ALL.map(|v| ("outcome", v.as_str().into())));
        codes.extend(domain::touch::ActivityKind::ALL.map(|v| ("activity", v.as_str().into())));
        codes.extend(domain::campaign::Status::ALL.map(|v| ("status", v.as_str().into())));
        codes.extend(domain::lead::LeadState::ALL.map(|v| ("lead", v.as_str().into())));
        codes.extend(domain::list::ListKind::ALL.map(|v| ("list", v.as_str().into())));
        codes.extend(domain::metrics::Figure::ALL.map(|v| ("figure", v.as_str().into())));
        codes.extend(domain::metrics::Figure::ALL.map(|v| ("formula", v.as_str().into())));
        codes.extend(domain::import::ImportState::ALL.map(|v| ("import_state", v.as_str().into())));
        codes.extend(domain::import::ImportKind::ALL.map(|v| ("import_kind", v.as_str().into())));
        codes.extend(domain::import::Existing::ALL.map(|v| ("existing", v.as_str().into())));
        codes.extend(domain::attribute::AttributeKind::ALL.map(|v| ("attribute", v.as_str().into())));
        codes.extend(domain::rule::Op::ALL.map(|v| ("op", v.as_str().into())));
        codes.extend(domain::rule::Mode::ALL.map(|v| ("mode", v.as_str().into())));
        codes.extend(domain::rule::Field::FIXED.map(|v| ("field", v.code())));
        codes.extend(domain::user::Theme::ALL.map(|v| ("theme", v.as_str().into())));
        codes.extend(domain::fault::Fault::ALL.map(|v| ("fault", serde_code(&v))));
        codes.extend(domain::audience::Term::ALL.map(|v| ("term", serde_code(&v))));
        codes.extend(domain::metrics::Gap::ALL.map(|v| ("gap", serde_code(&v))));
        codes.extend(domain::campaign::Obstacle::ALL.map(|v| ("obstacle", serde_code(&v))));
        for kind in domain::import::ImportKind::ALL {
            codes.extend(domain::import::Target::fixed(kind).iter().map(|t| ("import_target", t.code())));
        }
        for (group, code) in codes {
            assert!(K::by_code(&format!("{group}.{code}")).is_some(), "{group}.{code}");
        }
    }

    fn serde_code(value: &impl std::fmt::Debug) -> String {
        crate::snake(&format!("{value:?}"))
    }
}
