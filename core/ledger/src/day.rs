//! When something happened: a day, a month, a year, by a day, or not known.

use phaseout_model::{Date, PartialDate};
use std::fmt;

/// The date of an act, as far as it is known.
///
/// Written `2013-07-27`, `2013-07`, `2013`, `..2013-12-15` (by that day) or `unknown`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnDate {
    /// In this day, month or year.
    In(PartialDate),
    /// On this day or earlier: 12月15日前.
    By(Date),
    /// Not known; it stays visible and is checked only by order.
    Unknown,
}

impl OnDate {
    /// Reads a date as written on the command line or in the record.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if matches!(text, "unknown" | "未知" | "不详") {
            return Some(Self::Unknown);
        }
        match text.strip_prefix("..") {
            Some(rest) => PartialDate::parse(rest).map(|date| Self::By(date.last_day())),
            None => PartialDate::parse(text).map(Self::In),
        }
    }

    /// A full day.
    pub fn day(day: Date) -> Self {
        Self::In(PartialDate::of_day(day))
    }

    /// The first day that it can have been; `None` where nothing bounds it.
    pub fn earliest(self) -> Option<Date> {
        if let Self::In(date) = self { Some(date.first_day()) } else { None }
    }

    /// The last day that it can have been; `None` where nothing bounds it.
    pub fn latest(self) -> Option<Date> {
        match self {
            Self::In(date) => Some(date.last_day()),
            Self::By(day) => Some(day),
            Self::Unknown => None,
        }
    }

    /// Whether it was certainly before `other`.
    pub fn is_before(self, other: Self) -> bool {
        matches!((self.latest(), other.earliest()), (Some(latest), Some(earliest)) if latest < earliest)
    }
}

impl fmt::Display for OnDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::In(date) => date.fmt(f),
            Self::By(day) => write!(f, "..{day}"),
            Self::Unknown => f.write_str("unknown"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        for text in ["2013-07-27", "2013-07", "2013", "..2013-12-15", "unknown"] {
            assert_eq!(OnDate::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(OnDate::parse("2013年7月27日").unwrap().to_string(), "2013-07-27");
        assert_eq!(OnDate::parse("..2013-12").unwrap().to_string(), "..2013-12-31");
        for text in ["", "..", "27.7", "2013-02-30"] {
            assert_eq!(OnDate::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn only_what_is_certain_is_before() {
        let cases = [
            ("2013-07-26", "2013-07-27", true),
            ("2013-07", "2013-08-01", true),
            ("2013-07", "2013-07-27", false), // it may have been the 31st
            ("..2013-07-26", "2013-07-27", true),
            ("2013-07-26", "..2013-07-27", false), // by that day: it may have been long before
            ("unknown", "2013", false),
        ];
        for (a, b, before) in cases {
            let read = |text| OnDate::parse(text).unwrap();
            assert_eq!(read(a).is_before(read(b)), before, "{a} before {b}");
        }
    }
}
