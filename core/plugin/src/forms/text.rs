//! Characters that mean the same are made the same, before anything is read.
//!
//! Lists are typed by many hands, copied out of PDF files and scanned: full-width digits, `㎥`,
//! a Cyrillic `М`, spaces inside a number. Folding is one pass over the characters, whatever the
//! text is. Signs that differ in meaning by their place (`×`, `Φ`, `-`) are left to the matcher.

/// A piece of text longer than this many characters (after folding) is not a specification.
pub const LONGEST_PIECE: usize = 256;

/// The text with full-width signs, unit symbols, dashes and superscripts in their plain form, and
/// without white space, control characters and invisible marks.
///
/// Case stays, look-alike letters stay (they are folded when a unit is compared), and `至` stays.
/// A superscript directly after a digit stays too: `10³` is not `103`.
///
/// ```
/// assert_eq!(phaseout_plugin::forms::normalize("Φ３ ×１１ｍ"), "Φ3×11m");
/// assert_eq!(phaseout_plugin::forms::normalize("450㎥"), "450m3");
/// ```
pub fn normalize(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    fold(text, |c| {
        out.push(c);
        true
    });
    out
}

/// One folded piece of text on the stack, so that reading allocates nothing.
pub(super) struct Piece {
    chars: [char; LONGEST_PIECE],
    len: usize,
}

impl Piece {
    /// Room for a piece.
    pub(super) const fn empty() -> Self {
        Self { chars: ['\0'; LONGEST_PIECE], len: 0 }
    }

    /// Folds the text; none if it is too long to be a specification. A piece stays where it is: to
    /// move a kilobyte takes as long as to read a number.
    pub(super) fn fill(&mut self, text: &str) -> Option<&[char]> {
        self.len = 0;
        let whole = fold(text, |c| {
            let room = self.len < LONGEST_PIECE;
            if room {
                self.chars[self.len] = c;
                self.len += 1;
            }
            room
        });
        whole.then_some(&self.chars[..self.len])
    }
}

/// Hands the folded characters on, one by one, until the receiver has no room; false if it had none.
pub(super) fn fold(text: &str, mut push: impl FnMut(char) -> bool) -> bool {
    let mut previous = '\0';
    for printed in text.chars() {
        // Most characters stand for themselves.
        if matches!(printed, '!'..='~' | '一'..='鿿') {
            if !push(printed) {
                return false;
            }
            previous = printed;
            continue;
        }
        if is_invisible(printed) {
            continue;
        }
        let (first, second) = plain(printed, previous);
        if !push(first) {
            return false;
        }
        previous = first;
        if let Some(second) = second {
            if !push(second) {
                return false;
            }
            previous = second;
        }
    }
    true
}

/// A letter as units and literals are compared: lower case, and a Cyrillic or Greek letter as the
/// Latin one it looks like.
pub(super) fn letter(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    match c {
        'А' | 'а' | 'Α' => 'a',
        'В' | 'в' | 'Β' => 'b',
        'С' | 'с' => 'c',
        'Е' | 'е' | 'Ε' => 'e',
        'Н' | 'н' | 'Η' => 'h',
        'І' | 'і' | 'Ι' => 'i',
        'К' | 'к' | 'Κ' | 'κ' | '\u{212A}' => 'k',
        'М' | 'м' | 'Μ' => 'm',
        'Ν' => 'n',
        'О' | 'о' | 'Ο' | 'ο' => 'o',
        'Р' | 'р' | 'Ρ' | 'ρ' => 'p',
        'Ѕ' | 'ѕ' => 's',
        'Т' | 'т' | 'Τ' | 'τ' => 't',
        'ԝ' => 'w',
        'Х' | 'х' | 'Χ' | 'χ' => 'x',
        'У' | 'у' | 'Υ' => 'y',
        'Ζ' => 'z',
        other => other,
    }
}

/// A diameter sign, or one sign misprinted for it: `∮`, `￠`, `?`, `@`.
///
/// Letters and digits are no misprint of `Φ`, and neither is a sign that would change the number
/// behind it: a sign of the number, a point, a comparison, a range.
pub(super) fn is_diameter_sign(c: char) -> bool {
    match c {
        'Φ' | 'φ' | 'ϕ' | 'ɸ' | 'Ф' | 'ф' | 'Ø' | 'ø' => true,
        '+' | '-' | '±' | '.' | ',' | '<' | '>' | '≤' | '≥' | '=' | '≈' | '~' => false,
        other => !other.is_alphanumeric(),
    }
}

/// A multiplication sign as printed: `3×11`, `3x11`, `3*11`, `3·11`.
pub(super) fn is_times_sign(c: char) -> bool {
    matches!(
        c,
        '×' | 'x'
            | 'X'
            | '*'
            | '∗'
            | '✕'
            | '✖'
            | '╳'
            | '⨯'
            | 'х'
            | 'Х'
            | 'χ'
            | 'Χ'
            | '·'
            | '⋅'
    )
}

fn is_invisible(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}')
        || matches!(c, '\u{2060}'..='\u{2064}' | '\u{FE0E}' | '\u{FE0F}' | '\u{FEFF}')
}

/// The plain form of a character; unit symbols fold into two.
fn plain(c: char, previous: char) -> (char, Option<char>) {
    let one = match c {
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '²' if !previous.is_ascii_digit() => '2',
        '³' if !previous.is_ascii_digit() => '3',
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '─' | '﹣' => '-',
        '〜' | '∼' => '~',
        '∕' | '⁄' => '/',
        '≦' | '⩽' => '≤',
        '≧' | '⩾' => '≥',
        'ℓ' => 'L',
        '\u{2F00}'..='\u{2FD5}' => radical(c),
        _ => return symbol(c),
    };
    (one, None)
}

/// The one-character unit symbols of East Asian fonts, as two letters.
fn symbol(c: char) -> (char, Option<char>) {
    let (first, second) = match c {
        '㎎' => ('m', 'g'),
        '㎏' => ('k', 'g'),
        '㎜' => ('m', 'm'),
        '㎝' => ('c', 'm'),
        '㎞' => ('k', 'm'),
        '㎡' => ('m', '2'),
        '㎥' => ('m', '3'),
        '㎸' => ('k', 'V'),
        '㎾' => ('k', 'W'),
        '㎿' => ('M', 'W'),
        other => return (other, None),
    };
    (first, Some(second))
}

/// Kangxi radicals stand for the ideograph they look like in text taken out of a PDF file.
fn radical(c: char) -> char {
    match c {
        '⼀' => '一',
        '⼆' => '二',
        '⼋' => '八',
        '⼗' => '十',
        '⼟' => '土',
        '⼤' => '大',
        '⼩' => '小',
        '⽅' => '方',
        '⽇' => '日',
        '⽔' => '水',
        '⽴' => '立',
        '⽶' => '米',
        '⾼' => '高',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_the_same_becomes_the_same() {
        for (printed, plain) in [
            ("Φ３×１１ｍ", "Φ3×11m"),
            ("450 m³", "450m3"),
            ("450㎥", "450m3"),
            ("90㎡", "90m2"),
            ("2200㎜", "2200mm"),
            ("400～450", "400~450"),
            ("400—450", "400-450"),
            ("（含）", "(含)"),
            ("\u{FEFF}1\u{0}2\u{3000}3\t", "123"),
            ("5×10³kW", "5×10³kW"),
            ("450⽴⽅⽶", "450立方米"),
            ("至", "至"),
        ] {
            assert_eq!(normalize(printed), plain, "{printed}");
        }
    }

    #[test]
    fn a_piece_has_room_for_256_characters() {
        let length = |text: &str| Piece::empty().fill(text).map(<[char]>::len);
        assert_eq!(length(&"3".repeat(256)), Some(256));
        assert_eq!(length(&"3".repeat(257)), None);
        assert_eq!(length(&" ".repeat(1 << 20)), Some(0));
        assert_eq!(length(&"㎥".repeat(129)), None);
    }

    #[test]
    fn a_sign_of_the_number_is_no_diameter_sign() {
        for sign in "Φφ∮ФфØø⌀￠¢?@#$%□■".chars() {
            assert!(is_diameter_sign(sign), "{sign}");
        }
        for other in "+-.<>≤≥≈~3三〇ADd直①".chars() {
            assert!(!is_diameter_sign(other), "{other}");
        }
    }
}
