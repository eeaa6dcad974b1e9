//! Values that have a form of their own: ids, dates, regions, words of a fixed list.

use crate::diagnostic::Diagnostic;
use crate::nearest::nearest;
use crate::reader::{Reader, Text};
use phaseout_model::{PartialDate, RegionCode};

/// Whether an id has three parts of `[a-z0-9.-]+`.
pub(crate) fn is_id(id: &str) -> bool {
    let part = |part: &str| {
        let fits = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-');
        !part.is_empty() && part.bytes().all(fits)
    };
    id.split('/').count() == 3 && id.split('/').all(part)
}

/// An id in its form.
pub(crate) fn id<'a>(reader: &mut Reader<'a>, text: &Text<'a>) -> Option<String> {
    if is_id(text.value) {
        return Some(text.value.to_owned());
    }
    reader.report(Diagnostic::new("id-form", text.span.clone()).with("id", text.value));
    None
}

/// A day, month or year in the one form `2010-02-17`.
pub(crate) fn date<'a>(reader: &mut Reader<'a>, text: &Text<'a>) -> Option<PartialDate> {
    let date = PartialDate::parse(text.value);
    let canonical = date.map(|date| date.to_string());
    if canonical.as_deref() == Some(text.value) {
        return date;
    }
    let diagnostic = Diagnostic::new("bad-date", text.span.clone()).with("date", text.value);
    reader.report(diagnostic.suggest(canonical.map(|canonical| format!("\"{canonical}\""))));
    None
}

/// A region's code: 6, 9 or 12 digits.
pub(crate) fn region<'a>(reader: &mut Reader<'a>, text: &Text<'a>) -> Option<RegionCode> {
    let region = text.value.parse().ok();
    if region.is_none() {
        let diagnostic = Diagnostic::new("bad-region", text.span.clone());
        reader.report(diagnostic.with("region", text.value));
    }
    region
}

/// One of the words that a key may hold.
pub(crate) fn one_of<'a, T: Copy>(
    reader: &mut Reader<'a>,
    key: &str,
    text: &Text<'a>,
    values: &[(&str, T)],
) -> Option<T> {
    let found = values.iter().find(|(word, _)| *word == text.value).map(|&(_, value)| value);
    if found.is_none() {
        let words: Vec<&str> = values.iter().map(|(word, _)| *word).collect();
        let near = nearest(text.value, words.iter().copied()).map(|near| format!("\"{near}\""));
        reader.report(
            Diagnostic::new("unknown-value", text.span.clone())
                .with("key", key)
                .with("value", text.value)
                .with("values", words.join(" "))
                .suggest(near),
        );
    }
    found
}
