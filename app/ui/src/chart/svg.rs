//! A plotters backend that writes SVG text: integers in, classes out, so that server and browser draw the same picture
//! and a change of theme needs no new one.

use plotters::{
    prelude::{BLACK, DrawingBackend, RGBColor},
    style::{Color, IntoFont, TextStyle, text_anchor::HPos, text_anchor::Pos, text_anchor::VPos},
};
use plotters_backend::{BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingErrorKind};
use std::{borrow::Cow, fmt::Write};

/// The marks of the chart grammar. Each is a class of the stylesheet; plotters sees it as a colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Ink {
    Plan = 1,
    Series1,
    Series2,
    Series3,
    Series4,
    Series5,
    Series6,
    Ahead,
    Grid,
    Axis,
    Separator,
    Track,
    Band,
    Reference,
    PlanLine,
    Line1,
    Line2,
    Forecast,
    Up,
    Down,
    Connector,
    TextGood,
    TextBad,
    Text,
    TextStrong,
    TextMedium,
    TextQuiet,
    TextFaint,
    Hidden,
}

const INKS: [(Ink, &str); 29] = [
    (Ink::Plan, "plan"),
    (Ink::Series1, "s1"),
    (Ink::Series2, "s2"),
    (Ink::Series3, "s3"),
    (Ink::Series4, "s4"),
    (Ink::Series5, "s5"),
    (Ink::Series6, "s6"),
    (Ink::Ahead, "imm"),
    (Ink::Grid, "grid"),
    (Ink::Axis, "axis"),
    (Ink::Separator, "sep"),
    (Ink::Track, "track"),
    (Ink::Band, "band"),
    (Ink::Reference, "ref"),
    (Ink::PlanLine, "planl"),
    (Ink::Line1, "l1"),
    (Ink::Line2, "l2"),
    (Ink::Forecast, "l1d"),
    (Ink::Up, "up"),
    (Ink::Down, "down"),
    (Ink::Connector, "con"),
    (Ink::TextGood, "tgood"),
    (Ink::TextBad, "tbad"),
    (Ink::Text, ""),
    (Ink::TextStrong, "tb"),
    (Ink::TextMedium, "tm"),
    (Ink::TextQuiet, "t2"),
    (Ink::TextFaint, "t3 ts"),
    (Ink::Hidden, ""),
];

impl Ink {
    /// The filled mark at the end of a line; nothing for one that is drawn to the edge.
    pub fn end(self) -> Option<Ink> {
        match self {
            Ink::Line1 => Some(Ink::Series1),
            Ink::Line2 => Some(Ink::Series2),
            _ => None,
        }
    }

    fn number(self) -> u8 {
        INKS.iter().zip(1_u8..).find(|((ink, _), _)| *ink == self).map_or(0, |(_, n)| n)
    }

    /// The mark as plotters takes it.
    pub fn color(self) -> RGBColor {
        RGBColor(0, 0, self.number())
    }

    fn of(color: BackendColor) -> Option<(Ink, &'static str)> {
        usize::from(color.rgb.2)
            .checked_sub(1)
            .and_then(|n| INKS.get(n))
            .copied()
            .filter(|(ink, _)| *ink != Ink::Hidden && color.alpha > 0.0)
    }
}

/// A text style of 12 px, or 11 px for second lines, placed by `across` and `down`.
pub fn text(ink: Ink, across: HPos, down: VPos) -> TextStyle<'static> {
    let size = if ink == Ink::TextFaint { 11 } else { 12 };
    ("sans-serif", size).into_font().color(&ink.color()).pos(Pos::new(across, down))
}

/// Width of a text in pixels by fixed metrics of the page's fonts; the same on every machine.
pub fn width(text: &str, size: f64) -> f64 {
    text.chars()
        .map(|c| match c {
            'i' | 'l' | 'j' | 'I' | '.' | ',' | '\'' | ' ' | '\u{a0}' | '٬' | '٫' | ':' | '|' => 0.3,
            '0'..='9' | '۰'..='۹' => 0.62,
            'm' | 'w' | 'M' | 'W' | '%' | '٪' => 0.88,
            '\u{600}'..='\u{6ff}' => 0.52,
            c if c.is_uppercase() => 0.68,
            _ => 0.56,
        })
        .sum::<f64>()
        * size
}

/// Collects the drawing.
pub struct Svg<'a> {
    body: &'a mut String,
    size: (u32, u32),
}

impl<'a> Svg<'a> {
    pub fn new(body: &'a mut String, size: (u32, u32)) -> Self {
        Self { body, size }
    }

    fn put(&mut self, args: std::fmt::Arguments<'_>) {
        // Writing to a String cannot fail.
        let _ = self.body.write_fmt(args);
    }
}

type Drawn = Result<(), DrawingErrorKind<std::convert::Infallible>>;

fn points(path: impl IntoIterator<Item = BackendCoord>) -> String {
    path.into_iter().map(|(x, y)| format!("{x},{y}")).collect::<Vec<_>>().join(" ")
}

/// Text as it may stand between tags.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

impl DrawingBackend for Svg<'_> {
    type ErrorType = std::convert::Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, _: BackendCoord, _: BackendColor) -> Drawn {
        Ok(())
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawn {
        if let Some((_, class)) = Ink::of(style.color()) {
            self.put(format_args!(
                r#"<line x1="{}" y1="{}" x2="{}" y2="{}" class="{class}"/>"#,
                from.0, from.1, to.0, to.1
            ));
        }
        Ok(())
    }

    fn draw_rect<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S, _fill: bool) -> Drawn {
        if let Some((_, class)) = Ink::of(style.color()) {
            let (x, y) = (from.0.min(to.0), from.1.min(to.1));
            let (w, h) = ((to.0 - from.0).abs(), (to.1 - from.1).abs());
            self.put(format_args!(r#"<rect x="{x}" y="{y}" width="{w}" height="{h}" class="{class}"/>"#));
        }
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Drawn {
        if let Some((_, class)) = Ink::of(style.color()) {
            let points = points(path);
            self.put(format_args!(r#"<polyline points="{points}" class="{class}"/>"#));
        }
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, vert: I, style: &S) -> Drawn {
        if let Some((_, class)) = Ink::of(style.color()) {
            let points = points(vert);
            self.put(format_args!(r#"<polygon points="{points}" class="{class}"/>"#));
        }
        Ok(())
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, (x, y): BackendCoord) -> Drawn {
        let Some((_, class)) = Ink::of(style.color()) else { return Ok(()) };
        let anchor = match style.anchor().h_pos {
            HPos::Left => "start",
            HPos::Center => "middle",
            HPos::Right => "end",
        };
        // Baselines by fixed shares of the size: browsers differ in dominant-baseline.
        let down = match style.anchor().v_pos {
            VPos::Top => style.size() * 0.92,
            VPos::Center => style.size() * 0.35,
            VPos::Bottom => -style.size() * 0.2,
        };
        let y = f64::from(y) + down;
        self.put(format_args!(
            r#"<text x="{x}" y="{y:.0}" text-anchor="{anchor}" class="{class}">{}</text>"#,
            escape(&ordered(text))
        ));
        Ok(())
    }

    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        style: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<Self::ErrorType>> {
        Ok((pixels(width(text, style.size())), pixels(style.size())))
    }
}

/// A text as it is read, though drawings run from left to right: words from right to left are isolated, and the number before them
/// keeps its sign in front.
fn ordered(text: &str) -> Cow<'_, str> {
    let right_to_left = |c: char| c.is_alphabetic() && ('\u{590}'..'\u{900}').contains(&c);
    if !text.contains(right_to_left) {
        return Cow::Borrowed(text);
    }
    let number = |c: char| c.is_numeric() || "\u{200e}\u{2212}+-\u{66b}\u{66c}.,".contains(c);
    let end = text.find(|c| !number(c)).unwrap_or(text.len());
    match text.split_at(end) {
        ("", words) => Cow::Owned(format!("\u{2067}{words}\u{2069}")),
        (number, words) => Cow::Owned(format!("\u{2067}\u{2066}{number}\u{2069}{words}\u{2069}")),
    }
}

/// Whole pixels, rounded up.
#[expect(clippy::as_conversions, reason = "clamped to the range of a page")]
pub fn pixels(length: f64) -> u32 {
    length.ceil().clamp(0.0, 100_000.0) as u32
}

/// Something that is never drawn, for parts that plotters insists on.
pub fn nothing() -> plotters::style::RGBAColor {
    BLACK.mix(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use plotters::prelude::*;

    #[test]
    fn words_from_right_to_left_are_isolated_and_numbers_keep_their_sign() {
        assert_eq!(ordered("133k / 250k"), "133k / 250k");
        assert_eq!(ordered("۱۳۳"), "۱۳۳");
        assert_eq!(ordered("فروردین ۱۴۰۵"), "\u{2067}فروردین ۱۴۰۵\u{2069}");
        assert_eq!(ordered("\u{200e}\u{2212}۵٫۸ هزار"), "\u{2067}\u{2066}\u{200e}\u{2212}۵٫۸\u{2069} هزار\u{2069}");
    }

    #[test]
    fn marks_become_classes_and_text_is_escaped() {
        let mut body = String::new();
        {
            let root = Svg::new(&mut body, (100, 50)).into_drawing_area();
            root.draw(&Rectangle::new([(10, 5), (30, 40)], Ink::Plan.color().filled())).unwrap();
            root.draw(&Text::new("A & B", (50, 20), text(Ink::TextStrong, HPos::Center, VPos::Top))).unwrap();
        }
        assert_eq!(
            body,
            r#"<rect x="10" y="5" width="20" height="35" class="plan"/><text x="50" y="31" text-anchor="middle" class="tb">A &amp; B</text>"#
        );
    }
}
