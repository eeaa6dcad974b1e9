//! Figures in a text: a number and what it counts. Digits of any width, with separators of thousands, and
//! Chinese numerals before a unit.

mod numbers;

use super::text::Text;
use numbers::{digits, spoken_number};
use phaseout_model::{Dimension, Quantity, Unit};
use rust_decimal::Decimal;
use std::ops::Range;

/// A figure as it stands in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Figure {
    /// Number and unit.
    pub(super) range: Range<usize>,
    pub(super) reading: Reading,
    pub(super) unit: Counted,
}

/// What stands in the place of the number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    Exact(Decimal),
    /// 260余家: at least so many.
    AtLeast(Decimal),
    /// `??`, `**`, `XX`.
    Withheld,
}

/// What is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Counted {
    /// A unit of the algebra: 万吨, 万元, 户, 人, 条.
    Unit(Unit),
    /// 个行业.
    Industries,
    /// A number without a unit.
    Nothing,
}

impl Counted {
    pub(super) fn dimension(&self) -> Option<Dimension> {
        if let Self::Unit(unit) = self { Some(unit.dimension()) } else { None }
    }
}

impl Figure {
    /// Number and unit, where both are known.
    pub(super) fn quantity(&self) -> Option<Quantity> {
        match (&self.reading, &self.unit) {
            (Reading::Exact(value) | Reading::AtLeast(value), Counted::Unit(unit)) => {
                Some(Quantity { value: *value, unit: unit.clone() })
            }
            _ => None,
        }
    }
}

/// The longest unit, in characters.
const LONGEST_UNIT: usize = 10;

/// Every figure of a passage, in order, and where specifications stand; both are taken.
pub(super) fn find(text: &mut Text) -> (Vec<Figure>, Vec<Range<usize>>) {
    let (mut figures, mut specifications) = (Vec::new(), Vec::new());
    let mut at = 0;
    while at < text.len() {
        if text.is_taken(at) {
            at += 1;
        } else if let Some(range) = specification(text, at) {
            at = range.end;
            text.take(&range);
            specifications.push(range);
        } else if let Some(figure) = withheld(text, at).or_else(|| read(text, at)) {
            at = figure.range.end;
            figures.push(figure);
        } else if text.at(at).is_some_and(|c| c.is_ascii_digit()) {
            // A number that nothing is known of is not read from its middle.
            while text.at(at).is_some_and(|c| c.is_ascii_digit()) {
                at += 1;
            }
        } else {
            at += 1;
        }
    }
    (figures, specifications)
}

/// `φ3×11m`, `2.2×6.5米`: the measures of a machine.
fn specification(text: &Text, from: usize) -> Option<Range<usize>> {
    let start = if text.at(from) == Some('φ') { from + 1 } else { from };
    let (_, mut end) = digits(text, start)?;
    let mut parts = 1;
    loop {
        let unit = unit_at(text, end).filter(|(unit, _)| unit.dimension() == Dimension::Length);
        let after = unit.map_or(end, |(_, after)| after);
        if !matches!(text.at(after), Some('×' | 'x')) {
            end = after;
            break;
        }
        let Some((_, next)) = digits(text, after + 1) else { break };
        end = next;
        parts += 1;
    }
    (start > from || parts > 1).then_some(from..end)
}

/// `??万元`, `××户`, `XX吨`: a mask before a unit.
fn withheld(text: &Text, from: usize) -> Option<Figure> {
    let is_mask = |c: char| matches!(c, '?' | '×' | 'x' | '□' | '■');
    let sign = text.at(from).filter(|&c| is_mask(c))?;
    let mut end = from;
    while text.at(end) == Some(sign) {
        end += 1;
    }
    let (unit, after) = counted(text, end)?;
    // A single x before a unit is a letter.
    (end - from > 1 || sign == '?').then_some(Figure {
        range: from..after,
        reading: Reading::Withheld,
        unit,
    })
}

fn read(text: &Text, from: usize) -> Option<Figure> {
    let before = from.checked_sub(1).and_then(|at| text.at(at));
    if before.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '第')) {
        return None;
    }
    let spoken = !text.at(from).is_some_and(|c| c.is_ascii_digit());
    let (value, end) = digits(text, from).or_else(|| spoken_number(text, from, before))?;
    let (reading, end) = match text.at(end) {
        Some('余' | '多' | '几') => (Reading::AtLeast(value), end + 1),
        _ => (Reading::Exact(value), end),
    };
    let (unit, after) = counted(text, end).unwrap_or((Counted::Nothing, end));
    if unit == Counted::Nothing && (spoken || is_no_figure(text, from, end)) {
        return None;
    }
    if spoken && is_a_word(text, after) {
        return None;
    }
    let reading = match (reading, text.starts(after, "以上")) {
        (Reading::Exact(value), true) => Reading::AtLeast(value),
        (reading, _) => reading,
    };
    Some(Figure { range: from..after, reading, unit })
}

/// A number that marks a heading or a point, or belongs to a word: 1. (2) 21号令 35t/h锅炉.
fn is_no_figure(text: &Text, from: usize, end: usize) -> bool {
    let before = from.checked_sub(1).and_then(|at| text.at(at));
    let after = text.at(end);
    let starts = from == 0 || before == Some('\n') || before == Some('(');
    starts && matches!(after, Some('.' | '、' | ')' | ' ' | ',') | None)
        || matches!(after, Some('号' | '期' | '届' | '批' | '%' | '年' | '-'))
        || after.is_some_and(|c| c.is_ascii_alphabetic())
        || before == Some('-')
}

/// 一条例, 一家人, 一人一策: not a count.
fn is_a_word(text: &Text, after: usize) -> bool {
    let Some(unit) = after.checked_sub(1).and_then(|at| text.at(at)) else { return false };
    let next = text.at(after);
    match unit {
        '条' => matches!(next, Some('件' | '例' | '款' | '约' | '文' | '龙' | '心')),
        '家' => matches!(next, Some('人' | '庭' | '长')),
        '人' => matches!(next, Some('一' | '次' | '民')),
        _ => false,
    }
}

/// What is counted, and where it ends.
fn counted(text: &Text, at: usize) -> Option<(Counted, usize)> {
    let at = if text.at(at) == Some(' ') { at + 1 } else { at };
    if text.starts(at, "个行业") {
        return Some((Counted::Industries, at + 3));
    }
    if text.at(at) == Some('名') {
        return Some((Counted::Unit(Unit::parse("人")?), at + 1));
    }
    unit_at(text, at).map(|(unit, end)| (Counted::Unit(unit), end))
}

fn unit_at(text: &Text, at: usize) -> Option<(Unit, usize)> {
    let longest = (at + LONGEST_UNIT).min(text.len());
    (at + 1..=longest).rev().find_map(|end| {
        let word = text.folded(&(at..end));
        if word.starts_with(' ') || word.ends_with(' ') {
            return None;
        }
        // Letters go on into a word: 3m is a length, 3mill is not.
        let latin = |place: usize| text.at(place).is_some_and(|c| c.is_ascii_alphabetic());
        if latin(end - 1) && latin(end) {
            return None;
        }
        Unit::parse(&text.printed(&(at..end))).map(|unit| (unit, end))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<String> {
        let mut own = Text::new(text);
        super::super::number::find(&mut own);
        super::super::day::find(&mut own);
        let (figures, _) = find(&mut own);
        figures.iter().map(|figure| own.printed(&figure.range)).collect()
    }

    #[test]
    fn figures_are_read_as_printed() {
        let cases: [(&str, &[&str]); 12] = [
            ("产能8万吨。", &["8万吨"]),
            ("产能\u{ff18}万吨/年", &["\u{ff18}万吨/年"]),
            ("淘汰生产线一条", &["一条"]),
            ("现有职工90人,固定资产净值1041万元", &["90人", "1041万元"]),
            ("净值1,041万元", &["1,041万元"]),
            ("对260余家企业", &["260余家"]),
            ("涉及13个行业,92户企业(含31户小火电)", &["13个行业", "92户", "31户"]),
            ("奖励资金??万元", &["??万元"]),
            ("关停十五家、安置三千二百人", &["十五家", "三千二百人"]),
            ("1.5万千瓦", &["1.5万千瓦"]),
            ("职工90名", &["90名"]),
            ("2013年7月27日拆除", &[]),
        ];
        for (text, expected) in cases {
            assert_eq!(all(text), expected, "{text}");
        }
    }

    #[test]
    fn words_with_numerals_are_no_figures() {
        for text in [
            "一、统一认识",
            "三个代表",
            "进一步完善",
            "第21号令",
            "同等条件",
            "\u{201c}三同时\u{201d}",
            "1.指导思想",
            "统一条件",
            "八大产业",
            "(二)加强领导",
        ] {
            assert!(all(text).is_empty(), "{text}: {:?}", all(text));
        }
    }

    #[test]
    fn a_specification_is_no_figure() {
        let mut text = Text::new("淘汰∮3*11m机立窑生产线1条");
        let (figures, specifications) = find(&mut text);
        assert_eq!(text.folded(&specifications[0]), "φ3×11m");
        assert_eq!((figures.len(), specifications.len()), (1, 1));
    }

    #[test]
    fn a_bound_stays_a_bound() {
        let reading = |text: &str| find(&mut Text::new(text)).0.remove(0).reading;
        assert_eq!(reading("260余家"), Reading::AtLeast(Decimal::from(260)));
        assert_eq!(reading("××户"), Reading::Withheld);
        assert_eq!(reading("0万元"), Reading::Exact(Decimal::ZERO));
    }
}
