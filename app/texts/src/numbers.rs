//! Numbers, money and percentages as the language writes them.

use crate::{K, Locale, Texts};
use domain::{
    decimal::DecimalMark,
    metrics::{Deviation, Judgement, Ratio, Value},
    money::Currency,
    user::Language,
};

struct Marks {
    group: &'static str,
    decimal: &'static str,
}

fn marks(language: Language) -> Marks {
    match language {
        Language::En => Marks { group: ",", decimal: "." },
        Language::Fa => Marks { group: "٬", decimal: "٫" },
        Language::Sr | Language::Hr => Marks { group: ".", decimal: "," },
        Language::Ru => Marks { group: "\u{a0}", decimal: "," },
    }
}

fn script(language: Language, text: String) -> String {
    if language == Language::Fa {
        text.chars().map(|c| c.to_digit(10).and_then(|d| char::from_u32(u32::from('۰') + d)).unwrap_or(c)).collect()
    } else {
        text
    }
}

impl Texts {
    /// A whole number.
    pub fn int(self, n: i64) -> String {
        self.decimal(n, 0, 0)
    }

    /// A whole number with its sign, as of points.
    pub fn signed(self, n: i64) -> String {
        let number = self.int(n);
        if n > 0 { format!("+{number}") } else { number }
    }

    /// A number without grouping, such as a year.
    pub fn plain(self, n: i64) -> String {
        script(self.language, n.to_string())
    }

    /// Digits of a text in the script of the language.
    pub fn digits(self, text: &str) -> String {
        script(self.language, text.to_owned())
    }

    /// An integer of `10^-scale` units, with at least `least` decimal places.
    pub fn decimal(self, value: i64, scale: u32, least: u32) -> String {
        let marks = marks(self.language);
        let written = domain::decimal::write(value, scale);
        let (sign, body) = written.strip_prefix('-').map_or(("", written.as_str()), |body| ("−", body));
        let (whole, fraction) = body.split_once('.').unwrap_or((body, ""));
        let mut text = String::from(sign);
        for (at, c) in whole.chars().enumerate() {
            if at > 0 && (whole.len() - at).is_multiple_of(3) {
                text.push_str(marks.group);
            }
            text.push(c);
        }
        let places = usize::try_from(least).unwrap_or(0);
        if !fraction.is_empty() || places > 0 {
            text.push_str(marks.decimal);
            text.push_str(&format!("{fraction:0<places$}"));
        }
        script(self.language, text)
    }

    /// Which mark a person of this language types for decimals.
    pub fn decimal_mark(self) -> DecimalMark {
        if matches!(self.language, Language::En | Language::Fa) { DecimalMark::Point } else { DecimalMark::Comma }
    }

    /// A share as a percentage with `places` decimal places: `10.53%`.
    pub fn percent(self, ratio: Ratio, places: u32) -> String {
        let number = self.decimal(ratio.scaled(100 * 10_i64.pow(places)), places, places);
        self.percent_sign(&number)
    }

    fn percent_sign(self, number: &str) -> String {
        match self.language {
            // The mark keeps the sign behind the digits, whatever letters stand before them.
            Language::Fa => format!("\u{200e}{number}٪"),
            Language::Ru | Language::Hr => format!("{number}\u{a0}%"),
            Language::En | Language::Sr => format!("{number}%"),
        }
    }
}

/// A number with its sign always written; in Persian it stands between the currency and the digits.
fn signed(text: String, value: i64) -> String {
    if value <= 0 {
        return text;
    }
    match (text.strip_prefix('\u{200e}'), text.split_once('\u{a0}')) {
        (Some(_), Some((symbol, digits))) => format!("{symbol}\u{a0}+{digits}"),
        (Some(rest), None) => format!("\u{200e}+{rest}"),
        (None, _) => format!("+{text}"),
    }
}

impl Locale {
    /// An amount as a person types it, for a field to begin with.
    pub fn typed_money(self, minor: i64) -> String {
        domain::decimal::with_mark(&domain::decimal::write(minor, self.currency.places()), self.texts.decimal_mark())
    }

    /// An amount in minor units with its currency; without decimals where they are zero.
    pub fn money(self, minor: i64) -> String {
        self.with_symbol(&self.amount(minor))
    }

    /// An amount without its currency, for columns whose heading names it.
    pub fn amount(self, minor: i64) -> String {
        let places = self.currency.places();
        let whole = minor % 10_i64.pow(places) == 0;
        self.texts.decimal(minor, places, if whole { 0 } else { places })
    }

    /// A short number of an axis with the currency.
    pub fn unit(self, number: &str) -> String {
        self.with_symbol(number)
    }

    /// An amount with all its decimals and its currency.
    pub fn exact_money(self, minor: i64) -> String {
        self.with_symbol(&self.exact(minor))
    }

    /// An amount with all its decimals.
    pub fn exact(self, minor: i64) -> String {
        self.texts.decimal(minor, self.currency.places(), self.currency.places())
    }

    fn with_symbol(self, number: &str) -> String {
        let symbol = symbol(self.currency);
        let (sign, digits) = number.strip_prefix('−').map_or(("", number), |digits| ("−", digits));
        match self.texts.language {
            Language::En if symbol.chars().count() == 1 => format!("{sign}{symbol}{digits}"),
            Language::En => format!("{sign}{symbol}\u{a0}{digits}"),
            // The currency stands at the left of a Persian number; the mark keeps the sign before the digits.
            Language::Fa => format!("\u{200e}{symbol}\u{a0}{sign}{digits}"),
            Language::Sr | Language::Hr | Language::Ru => format!("{number}\u{a0}{symbol}"),
        }
    }

    /// The value of a figure; a dash where it does not exist.
    pub fn value(self, value: Value) -> String {
        match value {
            Value::Count(n) => self.texts.int(n),
            Value::Money(minor) => self.money(minor),
            Value::Share(ratio) => self.share(ratio),
            Value::Gap(_) => self.texts.t(K::CommonDash).to_owned(),
        }
    }

    /// A share, with more places where it is small.
    pub fn share(self, ratio: Ratio) -> String {
        let places = if ratio.scaled(1000).abs() >= 1000 { 0 } else { 1 };
        self.texts.percent(ratio, places)
    }

    /// Why a figure does not exist, in words.
    pub fn gap(self, value: Value) -> Option<&'static str> {
        match value {
            Value::Gap(gap) => Some(self.texts.code("gap", &crate::snake(&format!("{gap:?}")))),
            _ => None,
        }
    }

    /// A deviation: `+€8,000 (+8.0%) better`. The arrow and colour are the page's.
    pub fn deviation(self, deviation: &Deviation) -> String {
        let difference = match deviation.difference {
            Value::Count(n) => signed(self.texts.int(n), n),
            Value::Money(minor) => signed(self.money(minor), minor),
            Value::Share(points) => {
                let tenths = points.scaled(1000);
                self.texts.f(K::CommonPoints, &[("n", &signed(self.texts.decimal(tenths, 1, 1), tenths))])
            }
            Value::Gap(_) => return String::new(),
        };
        let relative = deviation.relative.map_or_else(String::new, |ratio| {
            let thousandths = ratio.scaled(1000);
            format!(" ({})", signed(self.texts.percent(ratio, 1), thousandths))
        });
        let word = match deviation.judgement {
            Judgement::Better => K::CommonBetter,
            Judgement::Worse => K::CommonWorse,
            Judgement::OnPlan => K::CommonOnPlan,
        };
        let relative = if deviation.judgement == Judgement::OnPlan { "" } else { &relative };
        format!("{difference}{relative} {}", self.texts.t(word))
    }

    /// A short amount for axes and bars: `46.2k`, `1.2M`.
    pub fn short(self, minor: i64) -> String {
        let unit = 10_i64.pow(self.currency.places());
        self.texts.short(minor / unit)
    }
}

impl Texts {
    /// A short number for axes and bars: `46.2k`, `1.2M`.
    pub fn short(self, n: i64) -> String {
        let magnitude = n.unsigned_abs();
        let (divisor, key) = match magnitude {
            0..1_000 => return self.int(n),
            1_000..1_000_000 => (1_000, K::CommonThousand),
            _ => (1_000_000, K::CommonMillion),
        };
        let tenths = i64::try_from(domain::money::div_round(i128::from(n) * 10, divisor)).unwrap_or(n);
        let short = self.f(key, &[("n", &self.decimal(tenths, 1, 0))]);
        // In a chart, which is drawn from left to right, the word still follows its number by this mark.
        if self.language == Language::Fa { format!("\u{200f}{short}") } else { short }
    }
}

fn symbol(currency: Currency) -> &'static str {
    match currency.code() {
        "EUR" => "€",
        "USD" => "$",
        "GBP" => "£",
        "RUB" => "₽",
        "TRY" => "₺",
        "JPY" => "¥",
        code => code,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{calendar::Calendar, metrics::Figure};

    fn locale(language: Language) -> Locale {
        Locale { texts: Texts::of(language), calendar: Calendar::Gregorian, currency: Currency::EUR }
    }

    #[test]
    fn amounts_are_written_as_the_reference_pages_do() {
        let en = locale(Language::En);
        assert_eq!(en.money(10_800_000), "€108,000");
        assert_eq!(en.money(22_560), "€225.60");
        assert_eq!(en.money(-1440), "−€14.40");
        assert_eq!(en.texts.percent(Ratio { numerator: 842, denominator: 8000 }, 2), "10.53%");
        assert_eq!(en.short(4_620_000), "46.2k");
        assert_eq!(locale(Language::Fa).texts.int(1_234_567), "۱٬۲۳۴٬۵۶۷");
        assert_eq!(locale(Language::Fa).money(22_560), "\u{200e}€\u{a0}۲۲۵٫۶۰");
        assert_eq!(locale(Language::Fa).money(-1440), "\u{200e}€\u{a0}−۱۴٫۴۰");
    }

    #[test]
    fn a_deviation_says_sign_share_and_word() {
        // ui/campaign-results.png
        let en = locale(Language::En);
        let more =
            domain::metrics::deviation(Figure::Revenue, Value::Money(10_800_000), Value::Money(10_000_000)).unwrap();
        assert_eq!(en.deviation(&more), "+€8,000 (+8.0%) better");
        let less = domain::metrics::deviation(Figure::CostPerLead, Value::Money(22_560), Value::Money(24_000)).unwrap();
        assert_eq!(en.deviation(&less), "−€14.40 (−6.0%) better");
        let same = domain::metrics::deviation(Figure::NewLeads, Value::Count(100), Value::Count(100)).unwrap();
        assert_eq!(en.deviation(&same), "0 on plan");
        // ui/campaign-results-fa.png
        let fa = locale(Language::Fa).deviation(&more);
        assert!(fa.starts_with("\u{200e}€\u{a0}+۸٬۰۰۰ (\u{200e}+۸٫۰٪)"), "{fa}");
    }
}
