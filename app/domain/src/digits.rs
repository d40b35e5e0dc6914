//! Digits of every script that our users type, read as ASCII.

/// Replaces Persian (۰–۹) and Arabic (٠–٩) digits by ASCII ones and their decimal and group marks by `.` and nothing.
pub fn to_ascii(text: &str) -> String {
    text.chars()
        .filter_map(|c| match c {
            '۰'..='۹' => digit(c, '۰'),
            '٠'..='٩' => digit(c, '٠'),
            '٫' => Some('.'),
            '٬' => None,
            other => Some(other),
        })
        .collect()
}

fn digit(c: char, zero: char) -> Option<char> {
    char::from_digit(u32::from(c).checked_sub(u32::from(zero))?, 10)
}

#[cfg(test)]
mod tests {
    use super::to_ascii;

    #[test]
    fn persian_and_arabic_digits_are_read() {
        assert_eq!(to_ascii("۱۲٬۳۴۵٫۶ ٠٩"), "12345.6 09");
    }
}
