//! Chinese numerals as dates and amounts print them: 二〇一三, 二十七, 八点五.
//!
//! What people read in two ways is not read: 一百五 is 150 by ear and 105 by eye.

/// The value of a digit: 〇 and its look-alikes, 一 to 九, 两.
fn digit(sign: char) -> Option<u32> {
    let digits = "〇一二三四五六七八九";
    match sign {
        '零' | '○' | '\u{25ef}' => Some(0),
        '两' => Some(2),
        _ => digits.chars().position(|other| other == sign).and_then(|at| u32::try_from(at).ok()),
    }
}

/// Whether a sign can stand in a numeral.
pub fn is_sign(sign: char) -> bool {
    digit(sign).is_some() || matches!(sign, '十' | '百' | '廿')
}

/// A whole number: digit by digit (二〇一三), or below 1000 with its tens (二十七, 一百零八).
pub fn whole(text: &str) -> Option<u32> {
    if text.is_empty() || text.chars().count() > 9 {
        return None;
    }
    if !text.contains(['十', '百', '廿']) {
        return text
            .chars()
            .try_fold(0u32, |number, sign| number.checked_mul(10)?.checked_add(digit(sign)?));
    }
    let text = text.replace('廿', "二十");
    let (hundreds, rest) = match text.split_once('百') {
        Some((before, rest)) => (one(before)? * 100, rest),
        None => (0, text.as_str()),
    };
    let below = match rest.split_once('十') {
        Some(("", units)) if hundreds == 0 => 10 + optional(units)?,
        Some((tens, units)) => one(tens)? * 10 + optional(units)?,
        // 一百零八; 一百八 may be 180.
        None if rest.is_empty() => 0,
        None => one(rest.strip_prefix(['零', '〇'])?)?,
    };
    Some(hundreds + below)
}

fn one(text: &str) -> Option<u32> {
    let mut signs = text.chars();
    let digit = digit(signs.next()?)?;
    (digit > 0 && signs.next().is_none()).then_some(digit)
}

fn optional(text: &str) -> Option<u32> {
    if text.is_empty() { Some(0) } else { one(text) }
}

/// Writes the numerals of a text with Arabic digits: 二〇一三年七月二十七日 becomes 2013年7月27日.
/// `None` where a numeral cannot be read.
pub fn with_arabic_digits(text: &str) -> Option<String> {
    let mut written = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(is_sign) {
        written.push_str(&rest[..start]);
        rest = &rest[start..];
        let end = rest.find(|sign| !is_sign(sign)).unwrap_or(rest.len());
        written.push_str(&whole(&rest[..end])?.to_string());
        rest = &rest[end..];
    }
    written.push_str(rest);
    Some(written)
}

#[cfg(test)]
mod tests {
    use super::{whole, with_arabic_digits};

    #[test]
    fn numerals_are_read_as_printed() {
        for (text, number) in [
            ("〇", Some(0)),
            ("二〇一三", Some(2013)),
            ("二○一三", Some(2013)),
            ("二零一三", Some(2013)),
            ("十", Some(10)),
            ("十二", Some(12)),
            ("二十", Some(20)),
            ("二十七", Some(27)),
            ("廿七", Some(27)),
            ("三十一", Some(31)),
            ("一百零八", Some(108)),
            ("一百二十", Some(120)),
            ("一百", Some(100)),
            ("两", Some(2)),
            ("一百五", None), // 150 by ear, 105 by eye
            ("十十", None),
            ("百", None),
            ("", None),
        ] {
            assert_eq!(whole(text), number, "{text}");
        }
    }

    #[test]
    fn a_date_is_written_with_digits() {
        let written = with_arabic_digits("二〇一三年七月二十七日");
        assert_eq!(written.as_deref(), Some("2013年7月27日"));
        assert_eq!(with_arabic_digits("2013年").as_deref(), Some("2013年"));
        assert_eq!(with_arabic_digits("一百五日"), None);
    }
}
