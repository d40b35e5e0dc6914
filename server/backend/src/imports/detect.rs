//! What a file is: encoding, separator, notation of days and numbers, columns and their likely targets.

use domain::{
    attribute::{Notation, guess_kind},
    calendar::{DateOrder, parse_day},
    decimal::DecimalMark,
    fault::Fault,
    import::{COLUMNS_MAX, Column, Encoding, ImportKind, Options, Target, settle_names},
};

/// Rows of the beginning that guesses go by.
const SAMPLE_ROWS: usize = 3000;

/// What the beginning of a file tells.
#[derive(Debug)]
pub struct Detected {
    pub options: Options,
    pub columns: Vec<Column>,
}

/// Looks at the first bytes of a file (up to a MiB).
///
/// # Errors
/// `EmptyFile`, `NotText`, `TooManyColumns`.
pub fn detect(kind: ImportKind, file_name: &str, head: &[u8]) -> Result<Detected, Fault> {
    let encoding = encoding(head)?;
    let text = decode(encoding, head);
    if text.trim().is_empty() {
        return Err(Fault::EmptyFile);
    }
    let separator = separator(&text);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(u8::try_from(separator).unwrap_or(b','))
        .flexible(true)
        .from_reader(text.as_bytes());
    let heading = reader.headers().map_err(|_| Fault::NotText)?.clone();
    if heading.len() > COLUMNS_MAX {
        return Err(Fault::TooManyColumns);
    }
    let mut rows: Vec<csv::StringRecord> = reader.records().take(SAMPLE_ROWS).filter_map(Result::ok).collect();
    if rows.is_empty() {
        return Err(Fault::EmptyFile);
    }
    // The last row of the sample may be cut in two.
    if rows.len() > 1 && head.len() >= crate::taking::PART {
        rows.pop();
    }
    let notation = notation(&rows, separator);
    let mut columns: Vec<Column> =
        heading.iter().enumerate().map(|(at, name)| column(kind, name, at, &rows, notation)).collect();
    settle_names(&mut columns.iter_mut().map(|c| &mut c.target).collect::<Vec<_>>());
    let stem = file_name.rsplit_once('.').map_or(file_name, |(stem, _)| stem);
    let source: String = stem.split(['_', '-', ' ']).next().unwrap_or_default().chars().take(40).collect();
    let options =
        Options { encoding, separator, dates: notation.dates, decimal: notation.decimal, source, ..Options::default() };
    Ok(Detected { options, columns })
}

fn column(kind: ImportKind, name: &str, at: usize, rows: &[csv::StringRecord], notation: Notation) -> Column {
    let values = rows.iter().filter_map(|row| row.get(at));
    let name = if name.trim().is_empty() { format!("#{}", at + 1) } else { name.trim().to_owned() };
    let target = Target::guess(kind, &name).unwrap_or_else(|| {
        if kind == ImportKind::Wins {
            Target::Skip
        } else {
            Target::NewAttribute { name: name.clone(), kind: guess_kind(values.clone(), notation) }
        }
    });
    let mut samples: Vec<String> = Vec::new();
    for value in values.filter(|v| !v.is_empty()) {
        let short: String = value.chars().take(40).collect();
        if !samples.contains(&short) {
            samples.push(short);
        }
        if samples.len() == 3 {
            break;
        }
    }
    Column { name, samples, target }
}

fn encoding(head: &[u8]) -> Result<Encoding, Fault> {
    match head {
        [] => return Err(Fault::EmptyFile),
        [0xEF, 0xBB, 0xBF, ..] => return Ok(Encoding::Utf8),
        [0xFF, 0xFE, ..] => return Ok(Encoding::Utf16Le),
        [0xFE, 0xFF, ..] => return Ok(Encoding::Utf16Be),
        _ => {}
    }
    let zeros_at = |odd: usize| head.iter().skip(odd).step_by(2).take(2000).filter(|b| **b == 0).count();
    let pairs = (head.len() / 2).min(2000);
    if pairs > 1 && zeros_at(1) * 10 > pairs * 6 && zeros_at(0) == 0 {
        return Ok(Encoding::Utf16Le);
    }
    if pairs > 1 && zeros_at(0) * 10 > pairs * 6 && zeros_at(1) == 0 {
        return Ok(Encoding::Utf16Be);
    }
    let control = head.iter().filter(|b| matches!(b, 0..=8 | 14..=26 | 28..=31)).count();
    if head.contains(&0) || control * 100 > head.len() {
        return Err(Fault::NotText);
    }
    match std::str::from_utf8(head) {
        Ok(_) => return Ok(Encoding::Utf8),
        // A character cut off at the end of the sample.
        Err(e) if e.error_len().is_none() => return Ok(Encoding::Utf8),
        Err(_) => {}
    }
    let mut detector = chardetng::EncodingDetector::new();
    detector.feed(head, true);
    Ok(match detector.guess(None, false).name() {
        "windows-1251" | "KOI8-U" | "ISO-8859-5" => Encoding::Windows1251,
        "windows-1256" => Encoding::Windows1256,
        _ => Encoding::Windows1250,
    })
}

/// The codec of an encoding.
pub fn codec(encoding: Encoding) -> &'static encoding_rs::Encoding {
    match encoding {
        Encoding::Utf8 => encoding_rs::UTF_8,
        Encoding::Utf16Le => encoding_rs::UTF_16LE,
        Encoding::Utf16Be => encoding_rs::UTF_16BE,
        Encoding::Windows1250 => encoding_rs::WINDOWS_1250,
        Encoding::Windows1251 => encoding_rs::WINDOWS_1251,
        Encoding::Windows1256 => encoding_rs::WINDOWS_1256,
    }
}

fn decode(encoding: Encoding, head: &[u8]) -> String {
    let mut decoder = codec(encoding).new_decoder();
    let mut text = String::with_capacity(head.len() * 3 + 16);
    let _ = decoder.decode_to_string(head, &mut text, false);
    text
}

/// The separator that stands most often in the heading, outside quotes.
fn separator(text: &str) -> char {
    let mut quoted = false;
    let heading: String = text
        .chars()
        .take_while(|c| *c != '\n' && *c != '\r')
        .filter(|c| {
            quoted ^= *c == '"';
            !quoted
        })
        .collect();
    let count = |wanted: char| heading.chars().filter(|c| *c == wanted).count();
    ['|', '\t', ';', ','].into_iter().max_by_key(|c| count(*c)).unwrap_or(',')
}

/// How the file writes days and decimals. A year of four digits in front needs no guess; otherwise the order that reads
/// more of the days wins, day first on a tie.
fn notation(rows: &[csv::StringRecord], separator: char) -> Notation {
    let day_like = |v: &&str| {
        v.len() >= 6
            && v.len() <= 30
            && v.starts_with(|c: char| c.is_numeric())
            && v.matches(['/', '.', '-']).count() >= 2
    };
    let days: Vec<&str> = rows.iter().flat_map(|row| row.iter()).filter(day_like).take(5000).collect();
    let year_first = days.iter().filter(|v| v.chars().take_while(|c| c.is_numeric()).count() == 4).count();
    let reads = |order| days.iter().filter(|v| parse_day(v, order).is_ok()).count();
    let dates = if year_first * 2 >= days.len() {
        DateOrder::YearMonthDay
    } else if reads(DateOrder::MonthDayYear) > reads(DateOrder::DayMonthYear) {
        DateOrder::MonthDayYear
    } else {
        DateOrder::DayMonthYear
    };
    let comma = |v: &str| {
        v.split_once(',').is_some_and(|(a, b)| {
            !a.is_empty()
                && !b.is_empty()
                && b.len() != 3
                && [a, b].iter().all(|s| s.chars().all(|c| c.is_ascii_digit()))
        })
    };
    let decimal = if separator != ',' && rows.iter().flat_map(|row| row.iter()).any(comma) {
        DecimalMark::Comma
    } else {
        DecimalMark::Point
    };
    Notation { dates, decimal }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::attribute::AttributeKind;

    fn encode(encoding: &'static encoding_rs::Encoding, text: &str) -> Vec<u8> {
        encoding.encode(text).0.into_owned()
    }

    #[test]
    fn the_encodings_of_our_users_are_recognised() {
        let serbian = "Ime;Grad\nĐorđe Šarić;Vršac\nŽeljko Čolić;Niš\nMilica Jovanović;Užice\n".repeat(20);
        let russian = "Имя;Город\nСтеван Попов;Москва\nЕлена Ивановна;Казань\n".repeat(20);
        assert_eq!(encoding(serbian.as_bytes()), Ok(Encoding::Utf8));
        assert_eq!(encoding(&encode(encoding_rs::WINDOWS_1250, &serbian)), Ok(Encoding::Windows1250));
        assert_eq!(encoding(&encode(encoding_rs::WINDOWS_1251, &russian)), Ok(Encoding::Windows1251));
        let utf16: Vec<u8> = "Name,City\nAna,Split\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(encoding(&utf16), Ok(Encoding::Utf16Le));
    }

    #[test]
    fn what_is_no_text_is_refused() {
        assert_eq!(encoding(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0"), Err(Fault::NotText));
        assert!(matches!(detect(ImportKind::People, "a.csv", b""), Err(Fault::EmptyFile)));
        assert!(matches!(detect(ImportKind::People, "a.csv", b" \n \n"), Err(Fault::EmptyFile)));
    }

    #[test]
    fn separator_dates_and_kinds_follow_the_file() {
        let file =
            b"ID;Ime i prezime;Broj komora;Datum ugradnje;Ponuda\n1;Ana;2,5;12.04.2011;da\n2;Iva;1;03.09.2008;ne\n";
        let detected = detect(ImportKind::People, "sajam-visitors.csv", file).unwrap();
        assert_eq!(
            (detected.options.separator, detected.options.dates, detected.options.decimal),
            (';', DateOrder::DayMonthYear, DecimalMark::Comma)
        );
        let kinds: Vec<_> = detected.columns.iter().map(|c| c.target.clone()).collect();
        let new = |name: &str, kind| Target::NewAttribute { name: name.into(), kind };
        let expected = [
            Target::External,
            Target::Name,
            new("Broj komora", AttributeKind::Number),
            new("Datum ugradnje", AttributeKind::Date),
            new("Ponuda", AttributeKind::YesNo),
        ];
        assert_eq!(kinds, expected);
    }

    #[test]
    fn the_order_of_days_is_told_by_those_that_allow_only_one() {
        let order = |days: &str| {
            let file = format!("ID,Since\n{days}");
            detect(ImportKind::People, "a.csv", file.as_bytes()).unwrap().options.dates
        };
        assert_eq!(order("1,9/4/2012\n2,9/25/2012\n"), DateOrder::MonthDayYear);
        assert_eq!(order("1,9/4/2012\n2,25/9/2012\n"), DateOrder::DayMonthYear);
        assert_eq!(order("1,2018-02-26 19:58:54\n2,2018-03-01\n"), DateOrder::YearMonthDay);
        assert_eq!(order("1,۱۴۰۵/۰۴/۰۹\n"), DateOrder::YearMonthDay);
        assert_eq!(order("1,\n"), DateOrder::YearMonthDay);
    }
}
