//! The text of a paper as a file may hold it, and how wide it stands.
//!
//! Texts come out of lists that others wrote: a cell may hold a bell, half a Unicode pair's leftovers or a
//! line break. XML knows no form for most control characters, so they become U+FFFD in every format: the
//! reader sees that something stood there, and all formats say the same.

use super::Run;
use std::borrow::Cow;

/// A text without what XML forbids. Line ends become `\n`, tabs a space.
pub(super) fn clean(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| c == '\t' || c == '\r' || is_forbidden(c)) {
        return Cow::Borrowed(text);
    }
    let unified = text.replace("\r\n", "\n");
    let allowed = |c| match c {
        '\t' => ' ',
        '\r' => '\n',
        c if is_forbidden(c) => char::REPLACEMENT_CHARACTER,
        c => c,
    };
    Cow::Owned(unified.chars().map(allowed).collect())
}

/// Whether XML 1.0 has no form for a character: C0 but for tab and line ends, and the two that are no
/// characters. C1 is allowed there, but browsers read half of it as something else.
fn is_forbidden(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{9f}')
        || matches!(u32::from(c) & 0xffff, 0xfffe | 0xffff)
}

/// The pieces as one clean text; breaks are `\n`.
pub(super) fn flat(runs: &[Run]) -> String {
    clean(&super::plain(runs)).into_owned()
}

/// The pieces as one clean line.
pub(super) fn line(runs: &[Run]) -> String {
    flat(runs).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// How many columns a text takes where a Chinese character takes two: its longest line.
pub(super) fn width(text: &str) -> usize {
    text.split('\n').map(|line| line.chars().map(columns).sum()).max().unwrap_or(0)
}

/// A text cut to a width, with an ellipsis for what is left out.
pub(super) fn shorten(text: &str, widest: usize) -> Cow<'_, str> {
    if width(text) <= widest {
        return Cow::Borrowed(text);
    }
    let mut room = widest.saturating_sub(1);
    let fits = |c: &char| {
        let fits = columns(*c) <= room;
        room = room.saturating_sub(columns(*c));
        fits
    };
    let kept: String = text.chars().take_while(fits).collect();
    Cow::Owned(format!("{kept}\u{2026}"))
}

/// How many columns a character takes: from the Hangul Jamo on, scripts of East Asia and full-width forms
/// take two. The few exceptions do not occur in lists.
fn columns(c: char) -> usize {
    match u32::from(c) {
        // The second line: dashes, quotation marks, figures in circles stand full in Chinese fonts.
        0x1100..=0x115f
        | 0x2e80..=0xa4cf
        | 0xac00..=0xd7a3
        | 0xf900..=0xfaff
        | 0x2014..=0x2026
        | 0x2160..=0x217f
        | 0x2190..=0x2199
        | 0x2460..=0x24ff
        | 0xfe30..=0xfe6f
        | 0xff00..=0xff60
        | 0xffe0..=0xffe6
        | 0x2_0000..=0x3_fffd => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_forbids_stays_visible_as_a_replacement() {
        let cases = [
            ("牟定县\u{7}水泥厂", "牟定县\u{fffd}水泥厂"),
            ("a\r\nb\rc\td", "a\nb\nc d"),
            ("\0\u{b}\u{1f}\u{7f}\u{85}", "\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}"),
            ("\u{fffe}\u{1ffff}", "\u{fffd}\u{fffd}"),
            ("Φ3×11m", "Φ3×11m"),
        ];
        for (text, expected) in cases {
            assert_eq!(clean(text), expected);
        }
    }

    #[test]
    fn a_chinese_character_is_as_wide_as_two_digits() {
        for (text, expected) in
            [("", 0), ("8万吨", 5), ("水泥\n12345", 5), ("\u{ff08}一\u{ff09}", 6)]
        {
            assert_eq!(width(text), expected, "{text}");
        }
    }

    #[test]
    fn a_long_name_is_cut_and_shows_it() {
        assert_eq!(shorten("楚雄州建材有限责任公司", 11), "楚雄州建材\u{2026}");
        assert_eq!(shorten("楚雄", 4), "楚雄");
    }
}
