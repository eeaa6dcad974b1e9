//! Figures that stand in words: digits of any script, and Chinese numerals that count something. A template
//! may not write them itself; they come from the record, a setting, what was given, or a citation.

use std::ops::Range;

/// Numerals that say a number by themselves.
const NUMERALS: &str = "一二三四五六七八九十两壹贰叁肆伍陆柒捌玖拾";
/// Numerals that multiply: alone they are part of a unit (万吨, 亿元).
const POWERS: &str = "百千万亿零佰仟";

/// What a number counts. A numeral before one of these is a figure.
const MEASURES: [&str; 29] = [
    "吨",
    "元",
    "人",
    "名",
    "户",
    "家",
    "条",
    "台",
    "座",
    "套",
    "个",
    "次",
    "处",
    "份",
    "例",
    "件",
    "项",
    "瓦",
    "立方米",
    "平方米",
    "米",
    "亩",
    "公顷",
    "重量箱",
    "标张",
    "倍",
    "公里",
    "辆",
    "口",
];

/// Words that end in 一 and count nothing: 统一名单, 同一条, 每一家.
const BEFORE_ONE: &str = "统同唯单之逐万专划归合另每某任第";

/// The figures that stand in a text, in order.
pub fn stray(text: &str) -> Vec<Range<usize>> {
    let characters: Vec<(usize, char)> = text.char_indices().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < characters.len() {
        let end = digits(&characters, at).or_else(|| counted(&characters, at, text));
        if let Some(end) = end {
            let byte = |place: usize| characters.get(place).map_or(text.len(), |(byte, _)| *byte);
            found.push(byte(at)..byte(end));
            at = end;
        } else {
            at = numerals(&characters, at).max(at + 1);
        }
    }
    found
}

type Characters = [(usize, char)];

fn is(characters: &Characters, at: usize, holds: impl Fn(char) -> bool) -> bool {
    characters.get(at).is_some_and(|(_, c)| holds(*c))
}

/// Where a run of digits ends that begins here, its points and its measure with it.
fn digits(characters: &Characters, at: usize) -> Option<usize> {
    if !is(characters, at, char::is_numeric) || is_part_of_a_unit(characters, at) {
        return None;
    }
    let mut end = at + 1;
    loop {
        if is(characters, end, char::is_numeric) {
            end += 1;
        } else if is(characters, end, |c| ".,\u{ff0e}\u{ff0c}".contains(c))
            && is(characters, end + 1, char::is_numeric)
        {
            end += 2;
        } else if is(characters, end, |c| "%\u{ff05}\u{2030}".contains(c)) {
            return Some(end + 1);
        } else {
            return Some(end);
        }
    }
}

/// m², m³, CO₂: the raised or lowered figure belongs to the letter before it.
fn is_part_of_a_unit(characters: &Characters, at: usize) -> bool {
    let after_a_letter = at > 0 && is(characters, at - 1, char::is_alphabetic);
    let small = is(characters, at, |c| matches!(c, '\u{b2}' | '\u{b3}' | '\u{2080}'..='\u{2089}'));
    after_a_letter && small
}

/// Where a run of Chinese numerals ends that begins here; `at` where none does.
fn numerals(characters: &Characters, at: usize) -> usize {
    let mut end = at;
    while is(characters, end, |c| NUMERALS.contains(c) || POWERS.contains(c)) {
        end += 1;
    }
    end
}

/// Where a counted figure in Chinese numerals ends that begins here.
fn counted(characters: &Characters, at: usize, text: &str) -> Option<usize> {
    let end = numerals(characters, at);
    let run: String = characters[at..end].iter().map(|(_, c)| *c).collect();
    let rest = characters.get(end).map_or("", |(byte, _)| &text[*byte..]);
    if let (true, Some(parts)) = (run.ends_with('百'), rest.strip_prefix("分之")) {
        let after = end + 2;
        let whole = numerals(characters, after);
        return (whole > after && !parts.is_empty()).then_some(whole);
    }
    if !run.contains(|c| NUMERALS.contains(c)) {
        return None;
    }
    let is_year = run.chars().count() >= 3 && !run.contains(|c| POWERS.contains(c) || c == '十');
    if is_year && rest.starts_with('年') {
        return Some(end + 1);
    }
    if rest.starts_with('月') {
        let day = numerals(characters, end + 1);
        return (day > end + 1 && is(characters, day, |c| c == '日')).then_some(day + 1);
    }
    let about = usize::from(rest.starts_with(['余', '多', '来']));
    let counted: String = rest.chars().skip(about).collect();
    let measure = MEASURES.iter().filter(|measure| counted.starts_with(**measure));
    let measure = measure.max_by_key(|measure| measure.len())?;
    let after = counted.strip_prefix(measure).unwrap_or_default();
    let before = at.checked_sub(1).and_then(|at| characters.get(at)).map(|(_, c)| *c);
    if is_a_saying(&run, measure, after, before) {
        return None;
    }
    Some(end + about + measure.chars().count())
}

/// 统一名单, 第三条, 一户一策, 一个整体, 一次性: numerals that count nothing.
fn is_a_saying(run: &str, measure: &str, after: &str, before: Option<char>) -> bool {
    if before == Some('第') {
        return true;
    }
    run == "一"
        && (before.is_some_and(|before| BEFORE_ONE.contains(before))
            || after.starts_with('一')
            || matches!(measure, "个" | "项")
            || measure == "次" && after.starts_with('性'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(text: &str) -> Vec<&str> {
        stray(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn figures_are_found_in_whatever_script() {
        let cases: &[(&str, &[&str])] = &[
            ("淘汰8万吨", &["8"]),
            ("完成率102.5%", &["102.5%"]),
            ("1,140名", &["1,140"]),
            ("全角\u{ff11}\u{ff12}条", &["\u{ff11}\u{ff12}"]),
            ("①关停", &["①"]),
            ("阿拉伯文٣", &["٣"]),
            ("淘汰三条生产线", &["三条"]),
            ("二十余家企业", &["二十余家"]),
            ("资金五百万元", &["五百万元"]),
            ("下降三个百分点", &["三个"]),
            ("提高百分之二十", &["百分之二十"]),
            ("二〇一三年", &["〇"]),
            ("一九八五年建厂", &["一九八五年"]),
            ("七月二十七日前", &["七月二十七日"]),
            ("涉及两户企业", &["两户"]),
            ("十二万千瓦", &["十二万千瓦"]),
        ];
        for (text, expected) in cases {
            assert_eq!(found(text), *expected, "{text}");
        }
    }

    #[test]
    fn numerals_that_count_nothing_may_stand() {
        let cases = [
            "产能(万吨)",
            "金额(亿元)",
            "“十二五”规划",
            "三年行动",
            "统一名单",
            "同一条生产线",
            "每一家企业",
            "第三条规定",
            "一户一策",
            "一个整体",
            "一次性拆除",
            "二氧化硫",
            "kg/m³",
            "CO₂排放",
            "进一步加强",
            "千方百计",
        ];
        for text in cases {
            assert_eq!(found(text), <[&str; 0]>::default(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_digit_is_overlooked(text in "[ -~一二万吨条年²〇]{0,24}") {
            let ranges = stray(&text);
            for (at, c) in text.char_indices().filter(|(_, c)| c.is_numeric() && *c != '²') {
                prop_assert!(ranges.iter().any(|range| range.contains(&at)), "{c} in {text}");
            }
        }
    }
}
