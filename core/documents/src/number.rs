//! Figures of a list as exact numbers, for sums: what stands in a cell and in which unit.

use std::borrow::Cow;

use phaseout_model::Absence;

/// Figures are kept in this part of one.
const SCALE_DIGITS: u32 = 9;
const SCALE: i128 = 1_000_000_000;

/// Powers of ten up to the scale; `pow` would reckon each anew for every cell.
const POWERS: [i128; 10] =
    [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, SCALE];

/// What a cell gives to a sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Figure<'a> {
    /// Nothing: blank, or not applicable.
    None,
    /// A number in milliardths, how many decimals it is printed with, and what stands behind it.
    Number { value: i128, decimals: u32, unit: &'a str },
    /// Something that is no number, or a number that nobody can know: `**`, `约8`, `3-5`.
    Unknown,
}

impl<'a> Figure<'a> {
    /// Reads the text of a cell without white space around it.
    #[inline]
    pub(crate) fn read(text: &'a str) -> Self {
        match text.as_bytes() {
            [] => Self::None,
            [b'0'..=b'9' | b'+' | b'.', ..] => plain(text),
            [b'-', second, ..] if second.is_ascii_digit() => plain(text),
            _ if matches!(Absence::of(text), Some(Absence::Blank | Absence::NotApplicable)) => {
                Self::None
            }
            _ => Self::Unknown,
        }
    }

    /// Whether two sums are equal to a reader: the total may be rounded to the decimals that it is
    /// printed with, and workbooks reckon with a rest in the last places.
    pub(crate) fn agrees(total: i128, decimals: u32, sum: i128) -> bool {
        let rounded = POWERS[(SCALE_DIGITS - decimals.min(SCALE_DIGITS)) as usize] / 2;
        (total - sum).abs() <= rounded.max(SCALE / 1_000_000)
    }
}

/// A figure that begins with a full-width digit, with half-width signs; all else as it is.
#[inline]
pub(crate) fn half_width(text: &str) -> Cow<'_, str> {
    // EF BC 90 to 99.
    if !matches!(text.as_bytes(), [0xEF, 0xBC, 0x90..=0x99, ..]) {
        return Cow::Borrowed(text);
    }
    let half = |sign| match sign {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(sign) - 0xFEE0).unwrap_or(sign),
        other => other,
    };
    Cow::Owned(text.chars().map(half).collect())
}

fn plain(text: &str) -> Figure<'_> {
    let bytes = text.as_bytes();
    let (negative, mut at) = match bytes[0] {
        b'-' => (true, 1),
        b'+' => (false, 1),
        _ => (false, 0),
    };
    let start = at;
    let mut value: i128 = 0;
    let (mut decimals, mut point, mut more) = (0, false, false);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'0'..=b'9' if point && decimals >= SCALE_DIGITS => more = true,
            b'0'..=b'9' => {
                // No figure of a list has 30 digits.
                if at - start > 28 {
                    return Figure::Unknown;
                }
                value = value * 10 + i128::from(byte - b'0');
                decimals += u32::from(point);
            }
            b'.' if !point => point = true,
            // 1,080: three digits follow.
            b',' if !point && is_group(&bytes[at + 1..]) => {}
            _ => break,
        }
        at += 1;
    }
    if at == start || (at == start + 1 && point) {
        return Figure::Unknown;
    }
    let unit = text[at..].trim();
    // A further number, or a range: nothing that could be added.
    if unit.starts_with(['-', '~', '/', '.', ',', '\u{ff5e}', '×', 'x', 'X', '*', '—'])
        || unit.chars().any(|sign| sign.is_ascii_digit())
        || unit.starts_with(['e', 'E'])
    {
        return Figure::Unknown;
    }
    value *= POWERS[(SCALE_DIGITS - decimals) as usize];
    let decimals = if more { SCALE_DIGITS } else { decimals };
    Figure::Number { value: if negative { -value } else { value }, decimals, unit }
}

fn is_group(rest: &[u8]) -> bool {
    rest.len() >= 3
        && rest[..3].iter().all(u8::is_ascii_digit)
        && !rest.get(3).is_some_and(u8::is_ascii_digit)
}

/// A sum as a person writes it, without zeros at its end.
pub(crate) fn printed(value: i128) -> String {
    let sign = if value < 0 { "-" } else { "" };
    let (whole, part) = (value.abs() / SCALE, value.abs() % SCALE);
    let text = format!("{sign}{whole}.{part:09}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::{Figure, SCALE, printed};

    fn number(text: &str) -> Option<(String, &str)> {
        match Figure::read(text) {
            Figure::Number { value, unit, .. } => Some((printed(value), unit)),
            _ => None,
        }
    }

    #[test]
    fn figures_are_read_exactly() {
        for (text, value, unit) in [
            ("8", "8", ""),
            ("8.50", "8.5", ""),
            ("-3", "-3", ""),
            ("1,080", "1080", ""),
            ("1,234,567.5", "1234567.5", ""),
            ("8万吨/年", "8", "万吨/年"),
            ("0.1", "0.1", ""),
            ("12.300000000000001", "12.3", ""),
        ] {
            assert_eq!(number(text), Some((value.to_owned(), unit)), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_added_is_no_number() {
        for text in ["约8", "3-5", "2×12", "8万吨1条", "**", "1.2.3", "12,34", "9.1E+17", "."]
        {
            assert_eq!(Figure::read(text), Figure::Unknown, "{text}");
        }
        for text in ["", "-", "—", "无"] {
            assert_eq!(Figure::read(text), Figure::None, "{text}");
        }
    }

    #[test]
    fn a_total_may_be_rounded_and_reckoned_with_a_rest() {
        let agrees = |total, decimals, sum| Figure::agrees(total, decimals, sum);
        assert!(agrees(3_600_000_000, 1, 3_580_000_000));
        assert!(!agrees(3_600_000_000, 1, 3_700_000_000));
        assert!(agrees(12_299_999_999, 9, 12_300_000_000));
        assert!(!agrees(12 * SCALE, 0, 13 * SCALE));
    }
}
