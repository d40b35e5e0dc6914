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
    /// The embedded texts of a language.
    #[cfg(any(feature = "all", test))]
    pub fn of(language: Language) -> Self {
        let table = match language {
            Language::En => keys::EN,
            Language::Sr => keys::SR,
            Language::Hr => keys::HR,
            Language::Ru => keys::RU,
            Language::Fa => keys::FA,
        };
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
        self.fill(self.t(key), places)
    }

    /// The plural form for `n`, with `{n}` as the number and other places filled.
    pub fn n(self, key: K, n: i64, places: &[(&str, &str)]) -> String {
        let forms: Vec<&str> = self.t(key).split('\u{1f}').collect();
        let form = forms.get(plural::form(self.language, n).index()).copied().filter(|form| !form.is_empty());
        let text = form.or(forms.last().copied()).unwrap_or("");
        self.fill(&self.fill(text, &[("n", &self.int(n))]), places)
    }

    /// Puts values in their places. In a text from right to left, one that has letters from left to right, such as a name or a
    /// currency, is isolated: the signs and numbers beside it would else be drawn on its wrong side.
    fn fill(self, text: &str, places: &[(&str, &str)]) -> String {
        let mut filled = text.to_owned();
        for (name, value) in places {
            let place = format!("{{{name}}}");
            if self.language.is_rtl() && value.chars().any(|c| c.is_alphabetic() && c < '\u{590}') {
                filled = filled.replace(&place, &format!("\u{2068}{value}\u{2069}"));
            } else {
                filled = filled.replace(&place, value);
            }
        }
        filled
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

/// A text without the marks that [`Texts::f`] isolates values with: for what is stored.
pub fn unmarked(text: &str) -> String {
    text.replace(['\u{2068}', '\u{2069}'], "")
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

    /// Texts that are the same as in English because they are names, signs or words that the language shares.
    const SAME: [&str; 8] = [
        "app.name",
        "call.saved",
        "common.comma",
        "common.dash",
        "event.touch",
        "files.kilobytes",
        "files.megabytes",
        "today.summary",
    ];
    const SAME_IN: [(Language, &[&str]); 5] = [
        (Language::En, &[]),
        (
            Language::Sr,
            &[
                "call.minutes_short",
                "channels.interval",
                "figure.roi",
                "import.separator",
                "import.size",
                "role.administrator",
                "seed.stage_lead",
                "tab.plan",
            ],
        ),
        (Language::Hr, &["call.minutes_short", "figure.roi", "role.administrator", "seed.stage_lead", "tab.plan"]),
        (Language::Ru, &[]),
        (Language::Fa, &[]),
    ];

    #[test]
    fn every_text_is_translated_and_fills_the_same_places() {
        let mut wrong = Vec::new();
        for (language, same) in SAME_IN.into_iter().filter(|(language, _)| *language != Language::En) {
            let table = Texts::of(language).table;
            for (at, code) in keys::CODES.iter().enumerate() {
                let (en, other) = (keys::EN[at], table[at]);
                // A form for one may leave its number out, so all forms of a text are looked at together.
                let filled = |text: &str| places(&text.replace('\u{1f}', " "));
                if other.is_empty() || filled(en) != filled(other) {
                    wrong.push(format!("{}: {code} is empty or fills other places", language.code()));
                }
                if en == other && !SAME.contains(code) && !same.contains(code) {
                    wrong.push(format!("{}: {code} copies the English text", language.code()));
                }
            }
        }
        assert_eq!(wrong, Vec::<String>::new());
    }

    #[test]
    fn plural_texts_have_the_forms_of_their_language() {
        for language in Language::SPOKEN {
            let table = Texts::of(language).table;
            let needed: BTreeSet<usize> = (0..200).map(|n| plural::form(language, n).index()).collect();
            for (at, code) in keys::CODES.iter().enumerate().filter(|(at, _)| keys::EN[*at].contains('\u{1f}')) {
                let forms: Vec<&str> = table[at].split('\u{1f}').collect();
                assert!(needed.iter().all(|form| !forms[*form].is_empty()), "{}: {code}", language.code());
            }
        }
    }

    #[test]
    fn the_list_of_terms_is_whole_in_five_languages() {
        let terms: Vec<std::collections::BTreeMap<String, String>> =
            serde_json::from_str(include_str!("../terms.json")).unwrap();
        assert!(terms.len() >= 40);
        for term in &terms {
            assert!(
                ["en", "sr", "hr", "ru", "fa"].iter().all(|l| term.get(*l).is_some_and(|w| !w.is_empty())),
                "{term:?}"
            );
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
    fn a_reader_of_persian_has_days_of_the_own_calendar_in_a_gregorian_workspace() {
        let calendar = domain::calendar::Calendar::Gregorian;
        let currency = domain::money::Currency::parse("EUR").unwrap();
        let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        let l = |language| Locale { texts: Texts::of(language), calendar, currency };
        assert_eq!(l(Language::Fa).typed(day), "۱۴۰۵/۰۹/۰۲");
        assert!(l(Language::Fa).day_long(day).contains("آذر"), "{}", l(Language::Fa).day_long(day));
        assert_eq!(l(Language::Sr).typed(day), "23.11.2026.");
        assert_eq!(l(Language::Ru).typed(day), "23.11.2026");
    }

    #[test]
    fn names_from_left_to_right_are_isolated_in_persian() {
        // UAX 9: without isolates the number behind a Latin name is drawn before it.
        let name = |language| Texts::of(language).f(K::CopyName, &[("name", "Food fair 2025")]);
        assert!(name(Language::Fa).contains("\u{2068}Food fair 2025\u{2069}"));
        assert!(!name(Language::En).contains('\u{2068}'));
        let persian = Texts::of(Language::Fa).f(K::CopyName, &[("name", "نمایشگاه ۱۴۰۵")]);
        assert!(!persian.contains('\u{2068}'));
        assert!(unmarked(&name(Language::Fa)).contains("Food fair 2025"));
        assert!(!unmarked(&name(Language::Fa)).contains('\u{2069}'));
    }

    #[test]
    fn every_enum_of_the_domain_has_its_words() {
        let mut codes: Vec<(&str, String)> = Vec::new();
        codes.extend(domain::rights::Role::ALL.map(|v| ("role", v.as_str().into())));
        codes.extend(domain::touch::Outcome::ALL.map(|v| ("outcome", v.as_str().into())));
        codes.extend(domain::activity::ActivityKind::ALL.map(|v| ("activity", v.as_str().into())));
        codes.extend(domain::campaign::Status::ALL.map(|v| ("status", v.as_str().into())));
        codes.extend(domain::lead::LeadState::ALL.map(|v| ("lead", v.as_str().into())));
        codes.extend(domain::list::ListKind::ALL.map(|v| ("list", v.as_str().into())));
        codes.extend(domain::metrics::Figure::ALL.map(|v| ("figure", v.as_str().into())));
        codes.extend(domain::metrics::Figure::ALL.map(|v| ("formula", v.as_str().into())));
        codes.extend(domain::import::ImportState::ALL.map(|v| ("import_state", v.as_str().into())));
        codes.extend(domain::import::ImportKind::ALL.map(|v| ("import_kind", v.as_str().into())));
        codes.extend(domain::import::Existing::ALL.map(|v| ("existing", v.as_str().into())));
        codes.extend(domain::attribute::AttributeKind::ALL.map(|v| ("attribute", v.as_str().into())));
        codes.extend(domain::attribute::Subject::ALL.map(|v| ("subject", v.as_str().into())));
        codes.extend(domain::rule::Op::ALL.map(|v| ("op", v.as_str().into())));
        codes.extend(domain::rule::Mode::ALL.map(|v| ("mode", v.as_str().into())));
        codes.extend(domain::rule::Field::FIXED.map(|v| ("field", v.code())));
        codes.extend(domain::user::Theme::ALL.map(|v| ("theme", v.as_str().into())));
        codes.extend(domain::fault::Fault::ALL.map(|v| ("fault", serde_code(&v))));
        codes.extend(domain::audience::Term::ALL.map(|v| ("term", serde_code(&v))));
        codes.extend(domain::metrics::Gap::ALL.map(|v| ("gap", serde_code(&v))));
        codes.extend(domain::campaign::Obstacle::ALL.map(|v| ("obstacle", serde_code(&v))));
        codes.extend(domain::activity::ActivityKind::ALL.map(|v| ("activity_one", v.as_str().into())));
        codes.extend(domain::activity::ActivityKind::ALL.map(|v| ("activity_channel", v.as_str().into())));
        codes.extend(domain::activity::Sharing::ALL.map(|v| ("sharing", v.as_str().into())));
        codes.extend(domain::activity::Sharing::ALL.map(|v| ("sharing_hint", v.as_str().into())));
        codes.extend(domain::activity::Answer::ALL.map(|v| ("answer", v.as_str().into())));
        codes.extend(domain::activity::Priority::ALL.map(|v| ("priority", v.as_str().into())));
        codes.extend(domain::activity::JobRole::ALL.map(|v| ("job_role", v.as_str().into())));
        codes.extend(domain::activity::Reach::ALL.map(|v| ("reach", v.as_str().into())));
        codes.extend(domain::handover::Estate::ALL.map(|v| ("estate", v.as_str().into())));
        codes.extend(domain::catalog::Catalog::ALL.map(|v| ("catalog", v.as_str().into())));
        codes.extend(domain::campaign::LinkKind::ALL.map(|v| ("link", v.as_str().into())));
        codes.extend(domain::person::Show::ALL.map(|v| ("show", v.as_str().into())));
        codes.extend(domain::campaign::By::ALL.map(|v| ("by", v.as_str().into())));
        codes.extend(domain::merge::MergeField::ALL.map(|v| ("merge", v.as_str().into())));
        codes.extend(domain::metrics::methods::Method::ALL.map(|v| ("method", v.as_str().into())));
        codes.extend(domain::metrics::methods::Method::ALL.map(|v| ("method_hint", v.as_str().into())));
        codes.extend(domain::metrics::methods::Input::ALL.map(|v| ("method_input", v.as_str().into())));
        codes.extend(domain::metrics::methods::Band::ALL.map(|v| ("band", v.as_str().into())));
        let changes = domain::rights::UseCase::ALL.iter().filter(|case| case.mutates());
        codes.extend(changes.map(|case| ("case", case.path().replace(['/', '-'], "_"))));
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
