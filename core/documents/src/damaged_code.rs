//! Codes that a spreadsheet turned into floating point numbers: 91532301MA6K… typed into a cell of
//! numbers, or 18 digits of which Excel keeps 15. What is lost cannot be made again, so the code is
//! reported and not repaired.

use crate::chunk::CellKind;

/// Digits that a spreadsheet keeps of a number.
const KEPT: usize = 15;

/// Whether a code in a cell of this kind has lost digits.
pub(crate) fn is_damaged(text: &str, kind: CellKind) -> bool {
    let digits = || text.bytes().filter(u8::is_ascii_digit).count();
    has_exponent(text) || (kind == CellKind::Number && !text.contains('.') && digits() > KEPT)
}

/// `9.15323E+17`, as Excel shows and exports long numbers.
fn has_exponent(text: &str) -> bool {
    let Some((number, exponent)) = text.split_once(['E', 'e']) else { return false };
    let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let (whole, part) = number.split_once('.').unwrap_or((number, "0"));
    // 12E3 without a point may be a code of its own.
    number.contains('.')
        && whole.len() == 1
        && is_digits(whole)
        && is_digits(part)
        && is_digits(exponent)
        || (text.contains("E+") && is_digits(number) && is_digits(exponent))
}

#[cfg(test)]
mod tests {
    use super::is_damaged;
    use crate::chunk::CellKind::{Number, Text};

    #[test]
    fn lost_digits_are_seen() {
        for (text, kind, damaged) in [
            ("9.15323E+17", Text, true),
            ("9E+17", Text, true),
            ("9.1532E17", Text, true),
            ("915323010000000000", Number, true),
            ("915323010000000000", Text, false),
            ("91532301MA6KE12345", Text, false),
            ("123456789012345", Number, false),
            ("12E3", Text, false),
            ("", Text, false),
        ] {
            assert_eq!(is_damaged(text, kind), damaged, "{text} {kind:?}");
        }
    }
}
