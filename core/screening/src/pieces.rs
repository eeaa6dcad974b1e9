//! Takes a cell apart: several units in one cell, and what stands beside a name within one.
//!
//! What parts and what only looks so decides over furnaces: `1,080立方米` is one number, `380、450立方米`
//! are two, and a line break inside a cell may be either.

use phaseout_host::forms::normalize;

/// A part of a cell that speaks of one unit: as printed, and folded for reading. In the folded text a
/// single space stands where the printed one parts two figures (`1 380`, `Φ3×11m 1条`); all other
/// white space is gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) printed: String,
    pub(crate) folded: String,
}

impl Part {
    fn of(printed: &str) -> Self {
        let printed = printed.trim().to_owned();
        let folded = fold(&printed);
        Self { printed, folded }
    }
}

/// The parts of a cell: `高炉、铸铁机` has two. Signs inside brackets and between digits do not part. A
/// line break parts only where `stands_alone` says of each side that it can be read by itself; else it
/// was put in to make the text fit its cell.
pub(crate) fn parts(text: &str, stands_alone: impl Fn(&str) -> bool) -> Vec<Part> {
    let by_sign = part_by(text, |c, before, after| match c {
        '、' | ';' | '\u{ff1b}' => true,
        '+' | '\u{ff0b}' => after.is_some(),
        ',' | '\u{ff0c}' => !(before.is_some_and(is_digit) && after.is_some_and(is_digit)),
        _ => false,
    });
    let mut parts = Vec::new();
    for piece in by_sign {
        let lines: Vec<Part> =
            piece.lines().map(Part::of).filter(|part| !part.folded.is_empty()).collect();
        // ×7m on a line of its own continues the line above.
        let goes_on = |line: &Part| line.folded.starts_with(['×', 'x', 'X', '*', '~', '/', '-']);
        if lines.len() > 1 && lines.iter().all(|line| stands_alone(&line.folded) && !goes_on(line))
        {
            parts.extend(lines);
        } else {
            parts.push(Part::of(piece));
        }
    }
    parts.retain(|part| !part.folded.is_empty());
    parts
}

/// The pieces of a part outside and inside its brackets: `高炉(450立方米)` is 高炉 and 450立方米.
pub(crate) fn brackets(text: &str) -> Vec<&str> {
    text.split(['(', ')', '[', ']', '【', '】'])
        .map(str::trim)
        .filter(|piece| !piece.is_empty())
        .collect()
}

/// A piece at the words that join two names: `机立窑和球磨机`, `高炉/烧结机`.
pub(crate) fn joined(text: &str) -> Vec<&str> {
    text.split(['和', '与', '及', '/', '兼', ' ']).filter(|piece| !piece.is_empty()).collect()
}

/// Whether a piece that nobody could read may still say something of a size: a digit, or a word that
/// moves an edge or makes a figure doubtful. What was read beside it then decides nothing.
pub(crate) fn may_speak_of_size(text: &str) -> bool {
    text.chars().any(|c| {
        is_digit(c)
            || matches!(
                c,
                '含' | '约'
                    | '余'
                    | '以'
                    | '上'
                    | '下'
                    | '±'
                    | '+'
                    | '~'
                    | '?'
                    | '多'
                    | '超'
                    | '近'
            )
    }) || text.chars().any(|c| "一二三四五六七八九十百千两".contains(c))
}

/// Whether a comma in the text may stand between two figures as well as inside one: `450,380` is two
/// furnaces or one of 450380, `10,80` is neither. Only one digit before groups of three is a number.
pub(crate) fn has_doubtful_comma(text: &str) -> bool {
    let bytes = text.as_bytes();
    (1..bytes.len().saturating_sub(1)).any(|at| {
        if bytes[at] != b',' || !bytes[at - 1].is_ascii_digit() || !bytes[at + 1].is_ascii_digit() {
            return false;
        }
        let before = bytes[..at].iter().rev().take_while(|b| b.is_ascii_digit()).count();
        let after = bytes[at + 1..].iter().take_while(|b| b.is_ascii_digit()).count();
        let continues = at > before && bytes[at - before - 1] == b',';
        after != 3 || !(before == 1 || before == 3 && continues)
    })
}

/// Folds a text for reading. White space goes, but for one space between two figures.
fn fold(text: &str) -> String {
    // The raised sign goes in folding, and 24m²1台 must not become 24m21台.
    let mut spaced = String::with_capacity(text.len());
    let mut before = None;
    for c in text.chars() {
        if is_digit(c) && matches!(before, Some('²' | '³' | '㎡' | '㎥')) {
            spaced.push(' ');
        }
        spaced.push(c);
        before = Some(c);
    }
    let mut folded = String::with_capacity(text.len());
    for word in spaced.split_whitespace() {
        let word = normalize(word);
        let parts_figures = word.chars().next().is_some_and(begins_figure)
            && folded.chars().next_back().is_some_and(ends_figure);
        if parts_figures {
            folded.push(' ');
        }
        folded.push_str(&word);
    }
    folded
}

fn begins_figure(c: char) -> bool {
    is_digit(c) || "Φφ∮ФфØø⌀".contains(c)
}

fn ends_figure(c: char) -> bool {
    is_digit(c) || c.is_ascii_alphabetic() || "²³米方吨瓦安台座条套个组#号线".contains(c)
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || ('\u{ff10}'..='\u{ff19}').contains(&c)
}

fn part_by(text: &str, parts: impl Fn(char, Option<char>, Option<char>) -> bool) -> Vec<&str> {
    let mut pieces = Vec::new();
    let (mut start, mut depth, mut before) = (0, 0u32, None);
    let mut characters = text.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        let after = characters.peek().map(|&(_, next)| next);
        match c {
            '(' | '\u{ff08}' | '[' | '【' => depth += 1,
            ')' | '\u{ff09}' | ']' | '】' => depth = depth.saturating_sub(1),
            c if depth == 0 && parts(c, before, after) => {
                pieces.push(&text[start..at]);
                start = at + c.len_utf8();
            }
            _ => {}
        }
        before = Some(c);
    }
    pieces.push(&text[start..]);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_parts_at_list_signs_only() {
        let cases: &[(&str, &[&str])] = &[
            ("Φ3×11m机立窑1条、Φ2.2×6.5m球磨机2台", &["Φ3×11m机立窑1条", "Φ2.2×6.5m球磨机2台"]),
            ("高炉、铸铁机", &["高炉", "铸铁机"]),
            ("1#高炉450m³\n2#高炉380m³", &["1#高炉450m3", "2#高炉380m3"]),
            ("Φ2.2×\n7m", &["Φ2.2×7m"]), // a line break to make it fit
            ("高炉\n×高炉", &["高炉×高炉"]),
            ("1,080立方米", &["1,080立方米"]),
            ("1\u{ff0c}080立方米", &["1,080立方米"]),
            ("450,380立方米", &["450,380立方米"]),
            ("高炉(450立方米、1座)", &["高炉(450立方米、1座)"]),
            ("1 380立方米", &["1 380立方米"]), // two figures: not run together
            ("Φ3 × 11 m", &["Φ3×11m"]),
            ("机 立 窑", &["机立窑"]),
            ("24m²1台", &["24m2 1台"]),
            (" 、", &[]),
        ];
        for (text, expected) in cases {
            let stands_alone = |text: &str| text.contains("高炉");
            let found: Vec<String> =
                parts(text, stands_alone).into_iter().map(|part| part.folded).collect();
            assert_eq!(&found, expected, "{text}");
        }
        assert_eq!(brackets("高炉(450立方米)"), ["高炉", "450立方米"]);
    }

    #[test]
    fn a_comma_between_digits_may_be_two_things() {
        for (text, doubtful) in [
            ("1,080", false),
            ("1,234,567", false),
            ("450,380", true),
            ("10,80", true),
            ("3,2×11m", true),
            ("12,500", true),
        ] {
            assert_eq!(has_doubtful_comma(text), doubtful, "{text}");
        }
    }
}
