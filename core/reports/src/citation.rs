//! What a template may cite (`cite("国发〔2010〕7号")`): digits stand there only as the number of a document,
//! inside the title of one, as the number of a standard, an order or an article, or as a document's date.

use crate::digits::stray;
use crate::error::ReportFault;
use std::ops::Range;

/// Brackets that are written where 〔〕 belong: round, square, of either width, and 【】.
const WRONG: [(char, char); 6] = [
    ('(', ')'),
    ('[', ']'),
    ('\u{ff08}', '\u{ff09}'),
    ('\u{ff3b}', '\u{ff3d}'),
    ('【', '】'),
    ('\u{300a}', '\u{300b}'),
];

/// Holds a citation against what one may be.
///
/// # Errors
/// `cite-blank`, `cite-brackets` with the right form, `cite-digits` with the digits that are none of these.
pub fn check(text: &str) -> Result<(), ReportFault> {
    if text.trim().is_empty() {
        return Err(ReportFault::new("cite-blank"));
    }
    let characters: Vec<char> = text.chars().collect();
    let mut rest = String::new();
    let mut at = 0;
    while at < characters.len() {
        if let Some(number) = bracketed(&characters, at) {
            if characters[at] != '〔' {
                let right = corrected(&characters, &number);
                return Err(ReportFault::new("cite-brackets")
                    .with("words", text)
                    .with("right", right));
            }
            at = number.end;
        } else if let Some(end) = allowed(&characters, at) {
            at = end;
        } else {
            rest.push(characters[at]);
            at += 1;
        }
    }
    match stray(&rest).first() {
        None => Ok(()),
        Some(range) => Err(ReportFault::new("cite-digits")
            .with("words", text)
            .with("digits", &rest[range.clone()])),
    }
}

/// The year in brackets and the number behind it: `〔2010〕7号`, with whatever brackets.
fn bracketed(characters: &[char], at: usize) -> Option<Range<usize>> {
    let open = *characters.get(at)?;
    let close = match open {
        '〔' => '〕',
        _ => WRONG.iter().find(|(wrong, _)| *wrong == open)?.1,
    };
    let year = digits(characters, at + 1, 4..=4)?;
    let after = (characters.get(year) == Some(&close)).then_some(year + 1)?;
    let number = match characters.get(after) {
        Some('第') => after + 1,
        _ => after,
    };
    let end = digits(characters, number, 1..=5)?;
    (characters.get(end) == Some(&'号')).then_some(at..end + 1)
}

fn corrected(characters: &[char], number: &Range<usize>) -> String {
    let mut right = characters.to_vec();
    right[number.start] = '〔';
    right[number.start + 5] = '〕';
    right.into_iter().collect()
}

/// Where something ends that begins here and may hold digits.
fn allowed(characters: &[char], at: usize) -> Option<usize> {
    title(characters, at)
        .or_else(|| ordinal(characters, at))
        .or_else(|| dated(characters, at))
        .or_else(|| standard(characters, at))
}

/// 《…》
fn title(characters: &[char], at: usize) -> Option<usize> {
    if characters[at] != '《' {
        return None;
    }
    let end = characters[at..].iter().position(|c| *c == '》')?;
    Some(at + end + 1)
}

/// 第21号, 第12条
fn ordinal(characters: &[char], at: usize) -> Option<usize> {
    if characters[at] != '第' {
        return None;
    }
    let end = digits(characters, at + 1, 1..=4)?;
    characters.get(end).filter(|c| "号条款项批章节".contains(**c)).map(|_| end + 1)
}

/// 2013年第21号, 2013年7月, 2013年7月27日
fn dated(characters: &[char], at: usize) -> Option<usize> {
    let year = digits(characters, at, 4..=4)?;
    let after = (characters.get(year) == Some(&'年')).then_some(year + 1)?;
    if characters.get(after) == Some(&'第') {
        return ordinal(characters, after);
    }
    let month = digits(characters, after, 1..=2)?;
    let after = (characters.get(month) == Some(&'月')).then_some(month + 1)?;
    match digits(characters, after, 1..=2) {
        Some(day) if characters.get(day) == Some(&'日') => Some(day + 1),
        _ => Some(after),
    }
}

/// GB 16780-2021, GB/T 9704-2012, HJ 2000.1-2010
fn standard(characters: &[char], at: usize) -> Option<usize> {
    let is_letter = |at: usize| characters.get(at).is_some_and(char::is_ascii_uppercase);
    if !is_letter(at) || at > 0 && (is_letter(at - 1) || characters[at - 1] == '/') {
        return None;
    }
    let mut end = at;
    while is_letter(end) || characters.get(end) == Some(&'/') {
        end += 1;
    }
    while characters.get(end) == Some(&' ') {
        end += 1;
    }
    end = digits(characters, end, 1..=6)?;
    while characters.get(end) == Some(&'.') {
        end = digits(characters, end + 1, 1..=4)?;
    }
    let year =
        characters.get(end).filter(|c| "-\u{2013}\u{2014}".contains(**c)).map(|_| end + 1)?;
    digits(characters, year, 4..=4)
}

/// Where a run of so many ASCII digits ends that begins here.
fn digits(characters: &[char], at: usize, count: std::ops::RangeInclusive<usize>) -> Option<usize> {
    let run = characters.get(at..)?.iter().take_while(|c| c.is_ascii_digit()).count();
    count.contains(&run).then_some(at + run)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_titles_standards_orders_and_dates_may_be_cited() {
        let cases = [
            "国发〔2010〕7号",
            "工产业〔2011〕第46号",
            "《产业结构调整指导目录(2011年本)》",
            "国发〔2010〕7号《关于进一步加强淘汰落后产能工作的通知》第三条",
            "国家发展改革委2013年第21号令",
            "工业和信息化部公告2014年第45号",
            "GB 16780-2021",
            "GB/T 9704-2012",
            "HJ 2000.1-2010",
            "2013年7月27日",
            "2013年7月印发",
            "第12条",
            "省政府有关规定",
        ];
        for text in cases {
            assert_eq!(check(text), Ok(()), "{text}");
        }
    }

    #[test]
    fn other_digits_are_refused() {
        let cases = [
            ("8万吨", "8"),
            ("国发〔2010〕7", "2010"),
            ("2013年", "2013"),
            ("GB16780", "16780"),
            ("国发〔10〕7号", "10"),
            ("《目录", ""),
            ("三家企业", "三家"),
        ];
        for (text, digits) in cases {
            let found = check(text).err().map(|fault| fault.arguments[1].1.clone());
            assert_eq!(found.unwrap_or_default(), digits, "{text}");
        }
    }

    #[test]
    fn brackets_of_another_kind_are_named_with_the_right_form() {
        for text in
            ["国发[2010]7号", "国发(2010)7号", "国发\u{ff08}2010\u{ff09}7号", "国发【2010】7号"]
        {
            let fault = check(text).unwrap_err();
            assert_eq!(fault.code, "cite-brackets");
            assert_eq!(fault.arguments[1].1, "国发〔2010〕7号");
        }
    }
}
