//! Dates as documents print them: a day, a month, or only a year.

use crate::numeral;
use jiff::civil::Date;
use std::fmt;

/// A date of which the day, or the day and month, may not be stated.
///
/// It means its first day for a beginning and its last day for an end or a deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PartialDate {
    year: i16,
    month: Option<i8>,
    day: Option<i8>,
}

impl PartialDate {
    /// Reads `2013`, `2013-07`, `2013-07-27`, and the same with `.` `/` or 年月日 (`2013年7月27日`,
    /// `2013年7月底`, `2013年底` mean the last day by themselves only as an end, so 底, 初 and 前 are
    /// passed over), in Chinese numerals as well (二〇一三年七月). A time behind the day is passed over.
    pub fn parse(text: &str) -> Option<Self> {
        // Records print all their dates so.
        if let &[_, _, _, _, b'-', _, _, b'-', _, _] = text.as_bytes()
            && text.is_ascii()
            && let Some(read) = Self::new(&text[..4], Some(&text[5..7]), Some(&text[8..]))
        {
            return Some(read);
        }
        let text = numeral::with_arabic_digits(without_time(text.trim()))?;
        let text: String = text.chars().map(half_width).filter(|c| !c.is_whitespace()).collect();
        let text = text.trim_end_matches(['前', '底', '初', '末', '日', '号']);
        let text = text.trim_end_matches(['月', '年']);
        if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
            return Self::new(&text[..4], Some(&text[4..6]), Some(&text[6..]));
        }
        let mut parts =
            text.split(['-', '.', '/', '年', '月']).map(|part| part.trim_end_matches('月'));
        let year = parts.next()?;
        let (month, day) = (parts.next(), parts.next());
        if parts.next().is_some() || year.len() != 4 {
            return None;
        }
        Self::new(year, month, day)
    }

    fn new(year: &str, month: Option<&str>, day: Option<&str>) -> Option<Self> {
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if !(digits(year) && month.is_none_or(digits) && day.is_none_or(digits)) {
            return None;
        }
        let read = Self {
            year: year.parse().ok()?,
            month: month.map(str::parse).transpose().ok()?,
            day: day.map(str::parse).transpose().ok()?,
        };
        Date::new(read.year, read.month.unwrap_or(1), read.day.unwrap_or(1)).ok().map(|_| read)
    }

    /// A full day.
    pub fn of_day(day: Date) -> Self {
        Self { year: day.year(), month: Some(day.month()), day: Some(day.day()) }
    }

    /// The first day that it may mean.
    pub fn first_day(self) -> Date {
        Date::new(self.year, self.month.unwrap_or(1), self.day.unwrap_or(1))
            .expect("a partial date was checked when it was read")
    }

    /// The last day that it may mean.
    pub fn last_day(self) -> Date {
        let first = self.first_day();
        match (self.month, self.day) {
            (_, Some(_)) => first,
            (Some(_), None) => first.last_of_month(),
            (None, None) => first.last_of_year(),
        }
    }

    /// Whether the day is stated.
    pub fn is_full(self) -> bool {
        self.day.is_some()
    }
}

/// The text without a time of day at its end: `2013-07-27T08:30:00`, `2013/7/27 0:00`.
fn without_time(text: &str) -> &str {
    match text.rsplit_once(['T', ' ']) {
        Some((day, time))
            if time.contains(':') && time.chars().all(|c| c.is_ascii_digit() || c == ':') =>
        {
            day
        }
        _ => text,
    }
}

fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '–' | '—' | '−' => '-',
        _ => c,
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
        }
        if let Some(day) = self.day {
            write!(f, "-{day:02}")?;
        }
        Ok(())
    }
}

/// Days since 1970-01-01, the form in which dates cross the plugin boundary.
pub fn days_since_epoch(day: Date) -> i32 {
    let epoch = jiff::civil::date(1970, 1, 1);
    day.since((jiff::Unit::Day, epoch)).map_or(0, |span| span.get_days())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_partial_date_has_a_first_and_a_last_day() {
        let cases = [
            ("2010-02", date(2010, 2, 1), date(2010, 2, 28)),
            ("2012", date(2012, 1, 1), date(2012, 12, 31)),
            ("2013年7月27日", date(2013, 7, 27), date(2013, 7, 27)),
            ("2013.7.27", date(2013, 7, 27), date(2013, 7, 27)),
            ("2013年底", date(2013, 1, 1), date(2013, 12, 31)),
            ("2016年7月", date(2016, 7, 1), date(2016, 7, 31)),
            ("20130727", date(2013, 7, 27), date(2013, 7, 27)),
            ("二〇一三年七月二十七日", date(2013, 7, 27), date(2013, 7, 27)),
            ("二○一三年十二月", date(2013, 12, 1), date(2013, 12, 31)),
            ("二〇一三年", date(2013, 1, 1), date(2013, 12, 31)),
            ("2013年7月底前", date(2013, 7, 1), date(2013, 7, 31)),
            ("\u{ff12}013\u{ff0e}\u{ff17}\u{ff0e}27", date(2013, 7, 27), date(2013, 7, 27)),
            ("2013-07-27T08:30:00", date(2013, 7, 27), date(2013, 7, 27)),
            ("2013/7/27 0:00", date(2013, 7, 27), date(2013, 7, 27)),
        ];
        for (text, first, last) in cases {
            let read = PartialDate::parse(text).unwrap();
            assert_eq!((read.first_day(), read.last_day()), (first, last), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_not_read() {
        for text in
            ["", "2013-13", "2013-02-30", "13-07-27", "明年", "2013-07-27-01", "2013-", "二十年"]
        {
            assert_eq!(PartialDate::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn days_are_counted_from_1970() {
        assert_eq!(days_since_epoch(date(1970, 1, 2)), 1);
        assert_eq!(days_since_epoch(date(1969, 12, 31)), -1);
    }
}
