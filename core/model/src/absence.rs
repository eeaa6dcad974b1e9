//! The five kinds of absence in published lists, never merged into one another.
//!
//! The fifth, zero, is a value for money, people and capacity, and so is not listed here: it is read
//! as the number it is.

/// Why a cell gives no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Absence {
    /// Nothing stands in the cell.
    Blank,
    /// Something stood there that nobody could read: `??`, `□`.
    Unreadable,
    /// The publisher hid it: `**`, `XX`, `***县`.
    Withheld,
    /// The publisher says there is none: `-`, `/`, `无`, `不适用`.
    NotApplicable,
}

impl Absence {
    /// Reads a cell's text; `None` means that it holds a value.
    ///
    /// A text counts as withheld or unreadable when nothing but the masking sign stands in it; a
    /// partly masked name (`**县`) is a value whose reader decides.
    pub fn of(text: &str) -> Option<Self> {
        // Nearly every cell begins with something else, so one look settles most of them.
        match text.chars().next() {
            None => return Some(Self::Blank),
            Some(
                '?' | '\u{ff1f}' | '□' | '■' | '\u{fffd}' | '*' | '\u{ff0a}' | '×' | 'X' | 'x'
                | '\u{ff38}' | '\u{ff58}' | '※' | '-' | '—' | '/' | '\u{ff0f}' | '无' | '不' | 'N'
                | 'n',
            ) => {}
            Some(first) if first.is_whitespace() => {}
            Some(_) => return None,
        }
        let text = text.trim();
        if text.is_empty() {
            return Some(Self::Blank);
        }
        let all = |signs: &str| text.chars().all(|c| signs.contains(c));
        if all("?\u{ff1f}□■\u{fffd}") {
            Some(Self::Unreadable)
        } else if all("*\u{ff0a}×Xx\u{ff38}\u{ff58}※") && text.chars().count() >= 2
            || text == "*"
            || text == "\u{ff0a}"
        {
            Some(Self::Withheld)
        } else if matches!(
            text,
            "-" | "--" | "—" | "——" | "/" | "\u{ff0f}" | "无" | "不适用" | "N/A" | "n/a" | "NA"
        ) {
            Some(Self::NotApplicable)
        } else {
            None
        }
    }

    /// The code printed in JSON and used to choose a message.
    pub fn code(self) -> &'static str {
        match self {
            Self::Blank => "blank",
            Self::Unreadable => "unreadable",
            Self::Withheld => "withheld",
            Self::NotApplicable => "not-applicable",
        }
    }

    /// Whether `text` hides a part of itself, as `**县` does.
    pub fn masks_part(text: &str) -> bool {
        text.contains("**")
            || text.contains("\u{ff0a}\u{ff0a}")
            || text.contains("XX")
            || text.contains("××")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_absences_stay_five() {
        let cases = [
            ("", Some(Absence::Blank)),
            (" \u{3000}", Some(Absence::Blank)),
            ("??", Some(Absence::Unreadable)),
            ("**", Some(Absence::Withheld)),
            ("XX", Some(Absence::Withheld)),
            ("—", Some(Absence::NotApplicable)),
            ("0", None), // zero is a value
            ("**县", None),
            ("X", None), // a single letter may be a name
        ];
        for (text, expected) in cases {
            assert_eq!(Absence::of(text), expected, "{text:?}");
        }
        assert!(Absence::masks_part("**县"));
    }
}
