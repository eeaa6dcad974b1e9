//! Marks of headings: 一、 (一) 1. (1), the order of GB/T 9704-2012.

use super::{Block, Language};

/// Gives every heading its mark. A level begins anew under each heading of a level above it.
pub fn number_headings(blocks: &mut [Block], language: Language) {
    let mut counts = [0u32; 4];
    for block in blocks {
        if let Block::Heading { level, mark, .. } = block {
            let at = usize::from((*level).clamp(1, 4)) - 1;
            counts[at] += 1;
            counts[at + 1..].fill(0);
            *mark = match language {
                Language::Zh => chinese(at, counts[at]),
                Language::En => english(&counts[..=at]),
            };
        }
    }
}

fn chinese(at: usize, count: u32) -> String {
    match at {
        0 => format!("{}\u{3001}", numeral(count)),
        1 => format!("\u{ff08}{}\u{ff09}", numeral(count)),
        2 => format!("{count}."),
        _ => format!("\u{ff08}{count}\u{ff09}"),
    }
}

fn english(counts: &[u32]) -> String {
    let counts: Vec<String> = counts.iter().map(u32::to_string).collect();
    format!("{} ", counts.join("."))
}

/// A count of headings in Chinese, up to 99; above, in digits.
fn numeral(count: u32) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |place: u32| DIGITS[place as usize];
    match count {
        1..=9 => digit(count).to_owned(),
        10..=19 => format!("十{}", digit(count - 10)),
        20..=99 => format!("{}十{}", digit(count / 10), digit(count % 10)),
        _ => count.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(levels: &[u8], language: Language) -> Vec<String> {
        let heading =
            |level: &u8| Block::Heading { level: *level, mark: String::new(), text: Vec::new() };
        let mut blocks: Vec<Block> = levels.iter().map(heading).collect();
        number_headings(&mut blocks, language);
        let mark =
            |block: Block| if let Block::Heading { mark, .. } = block { Some(mark) } else { None };
        blocks.into_iter().filter_map(mark).collect()
    }

    #[test]
    fn four_levels_have_four_kinds_of_mark() {
        let marks = marks(&[1, 2, 3, 4, 4, 2, 1, 2], Language::Zh);
        let expected = [
            "一、",
            "\u{ff08}一\u{ff09}",
            "1.",
            "\u{ff08}1\u{ff09}",
            "\u{ff08}2\u{ff09}",
            "\u{ff08}二\u{ff09}",
            "二、",
            "\u{ff08}一\u{ff09}",
        ];
        assert_eq!(marks, expected);
    }

    #[test]
    fn english_marks_name_the_way_down() {
        assert_eq!(marks(&[1, 2, 2, 1, 2], Language::En), ["1 ", "1.1 ", "1.2 ", "2 ", "2.1 "]);
    }

    #[test]
    fn counts_beyond_nine_are_read_as_spoken() {
        let spoken: Vec<String> = [10, 11, 20, 21, 99, 100].into_iter().map(numeral).collect();
        assert_eq!(spoken, ["十", "十一", "二十", "二十一", "九十九", "100"]);
    }
}
