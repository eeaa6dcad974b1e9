//! Numbers as they are written: digits with separators of thousands, and Chinese numerals where a unit follows.

use crate::lint::text::Text;
use phaseout_model::numeral;
use rust_decimal::Decimal;

/// Units before which a Chinese numeral is a figure. 个 is not among them: 三个代表.
const SPOKEN: [&str; 18] = [
    "万吨",
    "万千瓦",
    "万重量箱",
    "万元",
    "亿元",
    "吨",
    "千瓦",
    "元",
    "条",
    "户",
    "家",
    "人",
    "名",
    "台",
    "座",
    "套",
    "个行业",
    "万标张",
];

/// Digits with a point and with separators of thousands.
pub(super) fn digits(text: &Text, from: usize) -> Option<(Decimal, usize)> {
    let mut end = from;
    let mut plain = String::new();
    while let Some(c) = text.at(end) {
        let point = c == '.'
            && !plain.contains('.')
            && text.at(end + 1).is_some_and(|next| next.is_ascii_digit());
        if c.is_ascii_digit() || point && !plain.is_empty() {
            plain.push(c);
        } else if !(c == ',' && text.is_grouping(end)) {
            break;
        }
        end += 1;
    }
    Some((Decimal::from_str_exact(&plain).ok()?, end))
}

/// A Chinese numeral that a unit follows.
pub(super) fn spoken_number(
    text: &Text,
    from: usize,
    before: Option<char>,
) -> Option<(Decimal, usize)> {
    if before.is_some_and(|c| {
        matches!(c, '统' | '唯' | '单' | '逐' | '同' | '每' | '某') || is_numeral(c)
    }) {
        return None;
    }
    let mut end = from;
    while text.at(end).is_some_and(is_numeral) {
        end += 1;
    }
    if end == from || !SPOKEN.iter().any(|unit| text.starts(end, unit)) {
        return None;
    }
    spoken(&text.folded(&(from..end))).map(|value| (Decimal::from(value), end))
}

fn is_numeral(c: char) -> bool {
    numeral::is_sign(c) || c == '千'
}

/// 三千, 三千二百, 二百六十, 十五.
fn spoken(numeral: &str) -> Option<u32> {
    let Some((thousands, rest)) = numeral.split_once('千') else { return numeral::whole(numeral) };
    let thousands = numeral::whole(thousands).filter(|digit| (1..10).contains(digit))?;
    let rest = rest.strip_prefix(['零', '〇']).unwrap_or(rest);
    let rest = if rest.is_empty() { 0 } else { numeral::whole(rest)? };
    Some(thousands * 1000 + rest)
}
