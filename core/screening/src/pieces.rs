//! Takes a cell apart: several units in one cell, and what stands beside a name within one.

/// The parts of a cell that speak of one unit each: `高炉、铸铁机` has two. Signs inside brackets and
/// thousands separators do not part.
pub(crate) fn units(text: &str) -> Vec<&str> {
    part(text, |c, before, after| match c {
        '、' | '\u{ff0c}' | ';' | '\u{ff1b}' | '\n' | '\r' | '+' | '\u{ff0b}' => true,
        ',' => !(before.is_some_and(|c| c.is_ascii_digit()) && after.is_some_and(three_digits)),
        _ => false,
    })
}

fn three_digits(rest: &str) -> bool {
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    digits == 3
}

/// The pieces of a part outside and inside its brackets: `高炉(450立方米)` is 高炉 and 450立方米.
pub(crate) fn brackets(text: &str) -> Vec<&str> {
    text.split(['(', ')', '\u{ff08}', '\u{ff09}', '[', ']', '【', '】'])
        .map(str::trim)
        .filter(|piece| !piece.is_empty())
        .collect()
}

fn part(text: &str, parts: impl Fn(char, Option<char>, Option<&str>) -> bool) -> Vec<&str> {
    let mut pieces = Vec::new();
    let (mut start, mut depth, mut before) = (0, 0u32, None);
    for (at, c) in text.char_indices() {
        let next = at + c.len_utf8();
        match c {
            '(' | '\u{ff08}' | '[' | '【' => depth += 1,
            ')' | '\u{ff09}' | ']' | '】' => depth = depth.saturating_sub(1),
            c if depth == 0 && parts(c, before, Some(&text[next..])) => {
                pieces.push(text[start..at].trim());
                start = next;
            }
            _ => {}
        }
        before = Some(c);
    }
    pieces.push(text[start..].trim());
    pieces.retain(|piece| !piece.is_empty());
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
            ("1#高炉450m³\n2#高炉380m³", &["1#高炉450m³", "2#高炉380m³"]),
            ("1,080立方米", &["1,080立方米"]),
            ("450,380立方米", &["450,380立方米"]), // could be a number: not parted, and not read
            ("高炉(450立方米、1座)", &["高炉(450立方米、1座)"]),
            (" 、", &[]),
        ];
        for (text, expected) in cases {
            assert_eq!(&units(text), expected, "{text}");
        }
        assert_eq!(brackets("高炉(450立方米)"), ["高炉", "450立方米"]);
    }
}
