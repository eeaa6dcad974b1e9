//! Numerals at a place in the text: `1,080.5`, `四百`, `二〇〇`.
//!
//! A numeral is read to its end or not at all. What people read in two ways is not a numeral here:
//! 一百五 (150 by ear, 105 by eye), `0,500` (a European decimal), 二三百 (two or three hundred).

use super::decimal::{Decimal, MOST_DIGITS};

/// Places in the text where a Chinese numeral may end; 三千瓦 is 三 千瓦 or 三千 瓦.
pub(super) struct Ends {
    found: [(u64, usize); Self::MOST],
    len: usize,
}

impl Ends {
    /// A numeral below 10^12 has no more ends than this.
    const MOST: usize = 16;

    fn none() -> Self {
        Self { found: [(0, 0); Self::MOST], len: 0 }
    }

    fn add(&mut self, value: u64, end: usize) {
        if self.len < Self::MOST {
            self.found[self.len] = (value, end);
            self.len += 1;
        }
    }

    /// Values and ends, the longest numeral first.
    pub(super) fn longest_first(&self) -> impl Iterator<Item = (u64, usize)> {
        self.found[..self.len].iter().rev().copied()
    }
}

/// Arabic digits with an optional decimal point, thousands in proper groups of three.
pub(super) fn arabic(chars: &[char], at: usize) -> Option<(Decimal, usize)> {
    let mut number = Decimal::ZERO;
    let mut end = at;
    let mut digits = 0;
    let mut take = |from: usize, to: usize| {
        for c in &chars[from..to] {
            digits += 1;
            if digits > MOST_DIGITS {
                return None;
            }
            number.digits = number.digits * 10 + u128::from(c.to_digit(10)?);
        }
        Some(())
    };
    let first = digit_run(chars, end);
    if first == end {
        return None;
    }
    take(end, first)?;
    end = first;
    if end - at <= 3 && chars[at] != '0' {
        while chars.get(end) == Some(&',') && digit_run(chars, end + 1) == end + 4 {
            take(end + 1, end + 4)?;
            end += 4;
        }
    }
    let decimals = digit_run(chars, end + 1);
    if chars.get(end) == Some(&'.') && decimals > end + 1 {
        take(end + 1, decimals)?;
        number.exponent = -i32::try_from(decimals - end - 1).ok()?;
        end = decimals;
    }
    Some((number, end))
}

/// A whole number as counts and labels print it, in either script, read to its end.
pub(super) fn whole(chars: &[char], at: usize) -> Option<(u64, usize)> {
    let end = digit_run(chars, at);
    if end > at {
        let digits = chars.get(at..end).filter(|d| d.len() <= 9)?;
        let value = digits.iter().try_fold(0, |n, c| Some(n * 10 + u64::from(c.to_digit(10)?)))?;
        return Some((value, end));
    }
    let (value, end) = chinese(chars, at).longest_first().next()?;
    let goes_on = chars.get(end).is_some_and(|&c| digit(c).is_some() || place(c).is_some());
    (!goes_on).then_some((value, end))
}

/// All places where the Chinese numeral that starts here may end.
pub(super) fn chinese(chars: &[char], at: usize) -> Ends {
    let run = chars[at.min(chars.len())..].iter().take_while(|c| digit(**c).is_some()).count();
    if run >= 2 { in_digits(chars, at, at + run) } else { in_words(chars, at) }
}

/// 二〇〇: digit for digit, as years and labels are written.
fn in_digits(chars: &[char], at: usize, end: usize) -> Ends {
    let mut ends = Ends::none();
    let mixed = chars.get(end).is_some_and(|&c| place(c).is_some());
    if !mixed && end - at <= 9 {
        let value = chars[at..end].iter().filter_map(|&c| digit(c)).fold(0, |n, d| n * 10 + d);
        ends.add(value, end);
    }
    ends
}

/// 一千零八十: digits with their places, in falling order.
fn in_words(chars: &[char], at: usize) -> Ends {
    let mut ends = Ends::none();
    let (mut total, mut section) = (0_u64, 0_u64);
    let (mut last_big, mut last_place) = (12, 12);
    let mut pending: Option<u64> = None;
    let mut zero = false;
    for (i, &c) in chars.iter().enumerate().skip(at) {
        // A last digit needs 十 or 零 before it; 一百五 is 150 to one reader and 105 to another.
        let sure = last_place == 1 || zero || last_place == 12;
        match (digit(c), place(c)) {
            (Some(0), _) if i == at => ends.add(0, i + 1),
            (Some(0), _) if pending.is_none() && !zero && last_place < 12 => zero = true,
            (Some(value), _) if value > 0 && pending.is_none() => {
                pending = Some(value);
                if sure {
                    ends.add(total + section + value, i + 1);
                }
            }
            (None, Some(big @ (4 | 8))) if big < last_big => {
                let count = section + pending.unwrap_or(0);
                if count == 0 || (pending.is_some() && !sure) {
                    break;
                }
                total += count * 10_u64.pow(big);
                (section, pending, zero) = (0, None, false);
                (last_big, last_place) = (big, 4);
                ends.add(total, i + 1);
            }
            (None, Some(small @ 1..=3)) if small < last_place => {
                let Some(count) = pending.or((small == 1).then_some(1)) else { break };
                section += count * 10_u64.pow(small);
                (pending, zero, last_place) = (None, false, small);
                ends.add(total + section, i + 1);
            }
            _ => break,
        }
    }
    ends
}

/// Ten to this power is what the multiplier character before a unit stands for: 5万千瓦.
pub(super) fn multiplier(c: char) -> Option<u8> {
    place(c).filter(|place| *place > 1).and_then(|place| u8::try_from(place).ok())
}

fn digit_run(chars: &[char], at: usize) -> usize {
    let rest = chars.get(at..).unwrap_or_default();
    at + rest.iter().take_while(|c| c.is_ascii_digit()).count()
}

fn digit(c: char) -> Option<u64> {
    Some(match c {
        '〇' | '零' => 0,
        '一' => 1,
        '二' | '两' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

fn place(c: char) -> Option<u32> {
    Some(match c {
        '十' => 1,
        '百' => 2,
        '千' => 3,
        '万' => 4,
        '亿' => 8,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chars(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    #[test]
    fn arabic_numerals_are_read_to_their_end() {
        for (text, digits, exponent, end) in [
            ("450", 450, 0, 3),
            ("3.0m", 30, -1, 3),
            ("1,080立方米", 1080, 0, 5),
            ("1,080,000.25", 108_000_025, -2, 12),
            ("1,08", 1, 0, 1),
            ("0,500", 0, 0, 1),
            ("1080,000", 1080, 0, 4),
            ("3.", 3, 0, 1),
            ("3.0.1", 30, -1, 3),
        ] {
            let (number, stop) = arabic(&chars(text), 0).unwrap();
            assert_eq!((number.digits, number.exponent, stop), (digits, exponent, end), "{text}");
        }
        for text in ["", ".5", "m", ",", "123456789012345678901"] {
            assert!(arabic(&chars(text), 0).is_none(), "{text}");
        }
    }

    #[test]
    fn chinese_numerals_end_where_nobody_reads_them_otherwise() {
        for (text, value) in [
            ("三", 3),
            ("两", 2),
            ("十", 10),
            ("十五", 15),
            ("二十", 20),
            ("四百", 400),
            ("四百五十", 450),
            ("一百零五", 105),
            ("一千零八十", 1080),
            ("六千三百", 6300),
            ("五万", 50_000),
            ("一万二千", 12_000),
            ("一万零五", 10_005),
            ("二〇〇", 200),
            ("一亿二千万", 120_000_000),
        ] {
            assert_eq!(whole(&chars(text), 0), Some((value, text.chars().count())), "{text}");
        }
        for text in
            ["一百五", "二三百", "百", "万", "零百", "一万五", "百万", "三四五六七八九一二三"]
        {
            assert_eq!(whole(&chars(text), 0), None, "{text}");
        }
    }

    #[test]
    fn every_end_of_a_chinese_numeral_is_offered() {
        let ends: Vec<_> = chinese(&chars("三千瓦"), 0).longest_first().collect();
        assert_eq!(ends, [(3000, 2), (3, 1)]);
    }
}
