//! Numbers of documents (发文字号) in a text, and the register that they are looked up in.
//!
//! The form is that of GB/T 9704-2012, 7.2.5: body, year in 〔〕, number without leading zeros and without 第.

use super::text::Text;
use std::collections::BTreeMap;
use std::ops::Range;

/// A document number as it stands in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// From the first character of the body's short name to 号.
    pub(super) range: Range<usize>,
    pub(super) body: String,
    /// Four digits, or what stands in their place.
    pub(super) year: String,
    /// Digits, or what stands in their place.
    pub(super) number: String,
    /// The brackets as printed.
    pub(super) brackets: (char, char),
    /// Whether 第 stands before the number.
    pub(super) ordinal: bool,
}

impl Found {
    /// As it should be printed.
    pub(super) fn right(&self) -> String {
        let number = self.number.trim_start_matches('0');
        format!("{}〔{}〕{number}号", self.body, self.year)
    }

    pub(super) fn has_right_brackets(&self) -> bool {
        self.brackets == ('〔', '〕')
    }

    pub(super) fn is_masked(&self) -> bool {
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        !digits(&self.year) || !digits(&self.number)
    }
}

const PAIRS: [(char, char); 7] =
    [('〔', '〕'), ('[', ']'), ('(', ')'), ('【', '】'), ('〖', '〗'), ('〈', '〉'), ('<', '>')];

/// A body's short name is no longer.
const LONGEST_BODY: usize = 12;

/// Words that stand before a number without being a part of it.
const LEAD: [&str; 24] = [
    "根据", "按照", "依据", "遵照", "参照", "依照", "执行", "落实", "贯彻", "印发", "下发", "转发",
    "见", "和", "及", "与", "以", "的", "了", "即", "按", "据", "附", "文号",
];

/// Every document number of a passage; they are taken.
pub(super) fn find(text: &mut Text) -> Vec<Found> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        if let Some(number) = read(text, at) {
            at = number.range.end;
            text.take(&number.range);
            found.push(number);
        } else {
            at += 1;
        }
    }
    found
}

/// The number whose opening bracket stands here.
fn read(text: &Text, open: usize) -> Option<Found> {
    let sign = text.at(open)?;
    let (_, close) = *PAIRS.iter().find(|(own, _)| *own == sign)?;
    let is_masked = |c: char| matches!(c, 'x' | '×' | '?' | '□' | '○' | '〇');
    let mut at = open + 1;
    let mut part = |wanted: &dyn Fn(char) -> bool| {
        let from = at;
        while text.at(at).is_some_and(wanted) {
            at += 1;
        }
        text.printed(&(from..at))
    };
    let piece = |c: char| c.is_ascii_digit() || is_masked(c);
    let blank = |c: char| c == ' ';
    part(&blank);
    let year = half(&part(&piece));
    part(&blank);
    let closes = part(&|c| c == close);
    let ordinal = !part(&|c| c == '第').is_empty();
    part(&blank);
    let number = half(&part(&piece));
    let ends = part(&|c| c == '号');
    if closes.chars().count() != 1 || ends.is_empty() || number.is_empty() {
        return None;
    }
    let digits = year.bytes().all(|b| b.is_ascii_digit());
    if !(year.chars().count() == 4 && digits || !digits && year.chars().count() <= 4) {
        return None;
    }
    let from = body(text, open)?;
    let brackets = (text.printed(&(open..open + 1)).chars().next()?, closes.chars().next()?);
    let body = text.printed(&(from..open)).trim().to_owned();
    Some(Found { range: from..at, body, year, number, brackets, ordinal })
}

fn half(text: &str) -> String {
    let one = |c: char| match c {
        '\u{ff10}'..='\u{ff19}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        other => other,
    };
    text.chars().map(one).collect()
}

/// Where the body's short name begins that ends before a place.
fn body(text: &Text, end: usize) -> Option<usize> {
    let own = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    let mut from = end;
    while from > 0 && end - from < LONGEST_BODY && text.at(from - 1).is_some_and(own) {
        from -= 1;
    }
    // What follows the last word that leads to a number is the name.
    let lead = LEAD.iter().filter_map(|word| {
        let long = word.chars().count();
        (from..end.saturating_sub(long)).rev().find(|&at| text.starts(at, word)).map(|at| at + long)
    });
    // 工信部联产业 holds no word of these, 联 and 发 are parts of names.
    let from = lead.max().unwrap_or(from);
    (end > from).then_some(from)
}

/// The document numbers that may be cited, by body, year and number.
#[derive(Clone, Debug, Default)]
pub struct Register {
    known: BTreeMap<(String, String), Vec<String>>,
}

impl Register {
    /// Takes every document number of a text in: a basis, a notice, a setting.
    pub fn read(&mut self, text: &str) {
        for found in find(&mut plain(text)) {
            if found.is_masked() {
                continue;
            }
            let number = found.number.trim_start_matches('0').to_owned();
            let bodies = self.known.entry((found.year.clone(), number)).or_default();
            if !bodies.contains(&found.body) {
                bodies.push(found.body);
            }
        }
    }

    /// The register's own form of a number. A name before the body's (州政府楚政发) does not matter.
    pub(super) fn get(&self, found: &Found) -> Option<String> {
        let number = found.number.trim_start_matches('0').to_owned();
        let bodies = self.known.get(&(found.year.clone(), number.clone()))?;
        let body = bodies.iter().filter(|body| found.body.ends_with(body.as_str()));
        body.max_by_key(|body| body.len()).map(|body| format!("{body}〔{}〕{number}号", found.year))
    }

    /// A number that may have been meant: one part of it is another.
    pub(super) fn nearest(&self, found: &Found) -> Option<String> {
        let wanted = found.right();
        let all = self.known.iter().flat_map(|((year, number), bodies)| {
            bodies.iter().map(move |body| format!("{body}〔{year}〕{number}号"))
        });
        let near = all.map(|own| (strsim::damerau_levenshtein(&own, &wanted), own));
        near.filter(|(distance, _)| *distance <= 2).min().map(|(_, own)| own)
    }
}

/// A text in which titles are not taken: the register reads all of it.
fn plain(text: &str) -> Text {
    Text::new(&text.replace(['《', '》'], " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<(String, String)> {
        let found = find(&mut Text::new(text));
        found.iter().map(|it| (it.body.clone(), it.right())).collect()
    }

    #[test]
    fn numbers_are_found_in_any_brackets() {
        let cases = [
            ("根据国发〔2010〕7号精神", "国发", "国发〔2010〕7号"),
            ("的决定\u{201d}楚政发[2010]22号,成立", "楚政发", "楚政发〔2010〕22号"),
            ("(云政发[2010]123号)", "云政发", "云政发〔2010〕123号"),
            ("(财企\u{ff08}2010\u{ff09}231号)", "财企", "财企〔2010〕231号"),
            ("按照工信部联产业【2011】046号", "工信部联产业", "工信部联产业〔2011〕46号"),
            ("国发[XX]7号", "国发", "国发〔XX〕7号"),
            ("国发〔\u{ff12}\u{ff10}10〕第7号", "国发", "国发〔2010〕7号"),
        ];
        for (text, body, right) in cases {
            assert_eq!(all(text), [(body.to_owned(), right.to_owned())], "{text}");
        }
    }

    #[test]
    fn what_is_no_document_number_is_not_read() {
        for text in ["产能[2010]万吨", "(二)", "第21号令", "(2011年11月30日)", "[2010]7号"]
        {
            assert!(all(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn a_near_miss_names_what_may_have_been_meant() {
        let mut register = Register::default();
        register.read("《通知》(国发〔2010〕7号);楚工信通〔2013〕131号");
        let found = |text: &str| find(&mut Text::new(text)).remove(0);
        assert_eq!(register.get(&found("国务院国发[2010]7号")).as_deref(), Some("国发〔2010〕7号"));
        let wrong = found("楚工信通〔2013〕113号");
        assert_eq!(register.get(&wrong), None);
        assert_eq!(register.nearest(&wrong).as_deref(), Some("楚工信通〔2013〕131号"));
        assert_eq!(register.nearest(&found("财建〔2018〕462号")), None);
    }
}
