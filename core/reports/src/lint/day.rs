//! Dates in a text: what they may mean, and which cannot be.

use super::text::Text;
use phaseout_model::{Date, numeral};
use std::ops::Range;

/// A date as it stands in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) range: Range<usize>,
    /// None where only month and day are printed.
    pub(super) year: Option<i16>,
    pub(super) month: Option<i8>,
    pub(super) day: Option<i8>,
    /// 前, 以前, 底前: not later.
    pub(super) before: bool,
    /// 2月30日, 13月.
    pub(super) impossible: bool,
    /// The day of the week that is printed behind it: 1 for Monday.
    pub(super) weekday: Option<i8>,
    /// Behind it stands - and another year: 2014-2015年.
    pub(super) is_range: bool,
}

impl Found {
    /// First and last day that it may mean, in a year where it names none.
    pub(super) fn days(&self, year: i16) -> Option<(Date, Date)> {
        let year = self.year.unwrap_or(year);
        let first = Date::new(year, self.month.unwrap_or(1), self.day.unwrap_or(1)).ok()?;
        let last = match (self.month, self.day) {
            (_, Some(_)) => first,
            (Some(_), None) => first.last_of_month(),
            (None, None) => first.last_of_year(),
        };
        Some((first, last))
    }

    /// Whether a month is named.
    pub(super) fn is_more_than_a_year(&self) -> bool {
        self.month.is_some()
    }
}

/// Every date and year of a passage; they are taken. Years in titles are left alone.
pub(super) fn find(text: &mut Text) -> Vec<Found> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let read = if text.is_taken(at) { None } else { read(text, at) };
        if let Some(date) = read {
            at = date.range.end;
            text.take(&date.range);
            found.push(date);
        } else {
            at += 1;
        }
    }
    found
}

/// A date that begins here.
fn read(text: &Text, from: usize) -> Option<Found> {
    // In the middle of a number nothing begins.
    if from > 0
        && text.at(from - 1).is_some_and(|c| c.is_ascii_digit() || c == '.' || numeral::is_sign(c))
    {
        return None;
    }
    let (first, at) = number(text, from)?;
    let mut found = Found {
        range: from..at,
        year: None,
        month: None,
        day: None,
        before: false,
        impossible: false,
        weekday: None,
        is_range: false,
    };
    let year = i16::try_from(first).ok().filter(|year| (1900..2100).contains(year));
    let at = match (text.at(at)?, year) {
        ('年', Some(year)) => {
            found.year = Some(year);
            month(text, at + 1, &mut found).unwrap_or(at + 1)
        }
        (sign @ ('-' | '.' | '/'), Some(year)) => {
            found.year = Some(year);
            separated(text, at, sign, &mut found)?
        }
        ('月', _) => month(text, from, &mut found)?,
        _ => return None,
    };
    found.range = from..at;
    finish(text, &mut found);
    Some(found)
}

/// `-07-27`, or `-2015年` of a range of years.
fn separated(text: &Text, at: usize, sign: char, found: &mut Found) -> Option<usize> {
    let (second, after) = digits(text, at + 1)?;
    if (1900..2100).contains(&second) && text.at(after) == Some('年') {
        found.is_range = true;
        return Some(after + 1);
    }
    if text.at(after) != Some(sign) {
        return None;
    }
    let (third, end) = digits(text, after + 1)?;
    if text.at(end).is_some_and(|c| c.is_ascii_digit() || c == sign) {
        return None;
    }
    found.month = i8::try_from(second).ok();
    found.day = i8::try_from(third).ok();
    Some(end)
}

/// `7月27日`, `7月`; none where no month begins here.
fn month(text: &Text, at: usize, found: &mut Found) -> Option<usize> {
    let from = skip(text, at);
    let (month, after) = number(text, from)?;
    if text.at(after) != Some('月') {
        return None;
    }
    found.month = Some(i8::try_from(month).unwrap_or(i8::MAX));
    let after = after + 1;
    let day = number(text, skip(text, after))
        .filter(|(_, end)| matches!(text.at(*end), Some('日' | '号')));
    let Some((day, end)) = day else { return Some(after) };
    found.day = Some(i8::try_from(day).unwrap_or(i8::MAX));
    Some(end + 1)
}

fn skip(text: &Text, at: usize) -> usize {
    if text.at(at) == Some(' ') { at + 1 } else { at }
}

/// What stands behind the date: 底, 前, a day of the week; and whether it can be.
fn finish(text: &Text, found: &mut Found) {
    let end = found.range.end;
    let tail: String = text.folded(&(end..end + 3));
    let tail = tail.trim_start_matches(['底', '末', '初']);
    found.before = ["前", "以前", "之前"].iter().any(|word| tail.starts_with(word));
    found.weekday = weekday(text, end);
    let month = found.month.unwrap_or(1);
    // Without a year a 29th of February may be.
    let year = found.year.unwrap_or(2012);
    found.impossible = Date::new(year, month, found.day.unwrap_or(1)).is_err();
}

fn weekday(text: &Text, at: usize) -> Option<i8> {
    let mut at = at;
    while matches!(text.at(at), Some('(' | ' ' | ',')) {
        at += 1;
    }
    let word = ["星期", "礼拜", "周"].iter().find(|word| text.starts(at, word))?;
    let sign = text.at(at + word.chars().count())?;
    let number = "一二三四五六".chars().position(|c| c == sign).map(|at| at + 1);
    let number = if matches!(sign, '日' | '天') { Some(7) } else { number };
    number.and_then(|number| i8::try_from(number).ok())
}

/// Digits or Chinese numerals.
fn number(text: &Text, at: usize) -> Option<(u32, usize)> {
    digits(text, at).or_else(|| {
        let mut end = at;
        while text.at(end).is_some_and(numeral::is_sign) {
            end += 1;
        }
        numeral::whole(&text.folded(&(at..end))).map(|number| (number, end))
    })
}

fn digits(text: &Text, at: usize) -> Option<(u32, usize)> {
    let mut end = at;
    while text.at(end).is_some_and(|c| c.is_ascii_digit()) {
        end += 1;
    }
    text.folded(&(at..end)).parse().ok().map(|number| (number, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str) -> (Option<i16>, Option<i8>, Option<i8>, bool) {
        let found = find(&mut Text::new(text));
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        let date = &found[0];
        (date.year, date.month, date.day, date.before)
    }

    #[test]
    fn dates_are_read_as_printed() {
        let cases = [
            ("于7月27日按计划安全拆除", (None, Some(7), Some(27), false)),
            ("二〇一三年四月十九日", (Some(2013), Some(4), Some(19), false)),
            ("到2013年9月底前", (Some(2013), Some(9), None, true)),
            ("2012年底制定", (Some(2012), None, None, false)),
            ("2013-07-27拆除", (Some(2013), Some(7), Some(27), false)),
            ("2013.7.27", (Some(2013), Some(7), Some(27), false)),
            ("12月15日前", (None, Some(12), Some(15), true)),
            ("\u{ff12}\u{ff10}\u{ff11}\u{ff13}年\u{ff17}月", (Some(2013), Some(7), None, false)),
            ("2014-2015年淘汰", (Some(2014), None, None, false)),
        ];
        for (text, expected) in cases {
            assert_eq!(one(text), expected, "{text}");
        }
    }

    #[test]
    fn days_that_cannot_be_are_marked() {
        for (text, impossible) in [
            ("2013年2月30日", true),
            ("2013年2月29日", true),
            ("2012年2月29日", false),
            ("2月29日", false),
            ("13月1日", true),
            ("4月31日", true),
        ] {
            assert_eq!(find(&mut Text::new(text))[0].impossible, impossible, "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_not_read() {
        for text in ["8万吨", "1.5万元", "3个月", "2013", "573M", "今年"] {
            assert!(find(&mut Text::new(text)).is_empty(), "{text}");
        }
    }

    #[test]
    fn a_printed_day_of_the_week_is_kept() {
        let found = find(&mut Text::new("2013年7月27日(星期六)"));
        assert_eq!(found[0].weekday, Some(6));
    }
}
