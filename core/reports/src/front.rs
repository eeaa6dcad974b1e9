//! What stands over a template, between two lines of `+++`: TOML that says number, title, addressee,
//! signature and date. Its texts are small templates themselves.

use crate::error::ReportFault;
use crate::nearest::nearest;
use std::borrow::Cow;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The line over and under it.
const FENCE: &str = "+++";

/// The keys that it may have, besides `headings`, in the order in which a document prints them.
pub const KEYS: [&str; 8] =
    ["letterhead", "number", "title", "addressee", "attachments", "signed_by", "date", "notes"];

/// Those that may hold several texts.
const SEVERAL: [&str; 3] = ["attachments", "signed_by", "notes"];

/// The front of a template.
#[derive(Clone, Debug, Default)]
pub(crate) struct Front {
    /// Its texts, in the order of [`KEYS`].
    pub(crate) entries: Vec<Entry>,
    /// Whether headings carry no marks.
    pub(crate) plain_headings: bool,
}

/// A text of the front.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// One of [`KEYS`].
    pub(crate) key: &'static str,
    /// The text.
    pub(crate) text: String,
    /// Where it stands in the file, in bytes. Where it was written with escapes, the whole value.
    pub(crate) at: Range<usize>,
}

/// The front of a template's text and where its body begins; none where the text has no front.
pub(crate) fn split(text: &str) -> Option<(Range<usize>, usize)> {
    let start = text.strip_prefix('\u{feff}').map_or(0, |_| 3);
    let mut lines = text[start..].split_inclusive('\n');
    let first = lines.next().filter(|line| line.trim_end() == FENCE)?;
    let begin = start + first.len();
    let mut at = begin;
    for line in lines {
        if line.trim_end() == FENCE {
            return Some((begin..at, at + line.len()));
        }
        at += line.len();
    }
    // Never closed: everything is front, and TOML says what is wrong.
    Some((begin..text.len(), text.len()))
}

/// Reads a front; what is wrong in it is all told at once.
pub(crate) fn read(
    name: &str,
    text: &str,
    range: &Range<usize>,
    faults: &mut Vec<ReportFault>,
) -> Front {
    let mut reader = Reader { name, text, begin: range.start, faults, front: Front::default() };
    if !text[range.end..].starts_with(FENCE) {
        reader.wrong(ReportFault::new("front-open"), 0..FENCE.len(), 0);
        return reader.front;
    }
    let (table, errors) = DeTable::parse_recoverable(&text[range.clone()]);
    for error in &errors {
        let fault = ReportFault::new("front-syntax").with("detail", error.message());
        reader.wrong(fault, error.span().unwrap_or(0..0), range.start);
    }
    for (key, value) in table.get_ref() {
        reader.key(key, value);
    }
    let front = &mut reader.front;
    let place = |key: &str| KEYS.iter().position(|known| *known == key);
    front.entries.sort_by_key(|entry| (place(entry.key), entry.at.start));
    let has_title = table.get_ref().contains_key("title");
    if !has_title && errors.is_empty() {
        reader.wrong(ReportFault::new("front-title"), 0..FENCE.len(), 0);
    }
    reader.front
}

struct Reader<'t> {
    name: &'t str,
    text: &'t str,
    begin: usize,
    faults: &'t mut Vec<ReportFault>,
    front: Front,
}

impl Reader<'_> {
    fn wrong(&mut self, fault: ReportFault, span: Range<usize>, begin: usize) {
        let span = begin + span.start..begin + span.end;
        self.faults.push(fault.at(self.name, self.text, span));
    }

    fn key(&mut self, key: &Spanned<Cow<'_, str>>, value: &Spanned<DeValue<'_>>) {
        let word: &str = key.get_ref();
        if word == "headings" {
            self.headings(value);
        } else if let Some(known) = KEYS.into_iter().find(|known| *known == word) {
            let several = SEVERAL.contains(&known);
            for value in texts(value, several) {
                self.entry(known, value, several);
            }
        } else {
            let names = KEYS.into_iter().chain(["headings"]);
            let keys = names.clone().collect::<Vec<_>>().join(" ");
            let fault = ReportFault::new("front-key").with("key", word).with("keys", keys);
            self.wrong(fault.meant(nearest(word, names)), key.span(), self.begin);
        }
    }

    fn entry(&mut self, key: &'static str, value: &Spanned<DeValue<'_>>, several: bool) {
        let Some(own) = value.get_ref().as_str() else {
            let code = if several { "front-texts" } else { "front-text" };
            self.wrong(ReportFault::new(code).with("key", key), value.span(), self.begin);
            return;
        };
        let span = self.begin + value.span().start..self.begin + value.span().end;
        let at = self.text[span.clone()]
            .find(own)
            .map_or(span.clone(), |at| span.start + at..span.start + at + own.len());
        self.front.entries.push(Entry { key, text: own.to_owned(), at });
    }

    fn headings(&mut self, value: &Spanned<DeValue<'_>>) {
        match value.get_ref().as_str() {
            Some("numbered") => self.front.plain_headings = false,
            Some("plain") => self.front.plain_headings = true,
            other => {
                let meant = nearest(other.unwrap_or_default(), ["numbered", "plain"]);
                let fault = ReportFault::new("front-headings").meant(meant);
                self.wrong(fault, value.span(), self.begin);
            }
        }
    }
}

/// A value, or the values of a list where several may stand.
fn texts<'a, 'i>(value: &'a Spanned<DeValue<'i>>, several: bool) -> Vec<&'a Spanned<DeValue<'i>>> {
    match value.get_ref() {
        DeValue::Array(all) if several => all.iter().collect(),
        _ => vec![value],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str) -> Vec<(&'static str, Option<String>)> {
        let mut faults = Vec::new();
        let (range, _) = split(text).unwrap();
        read("annual.md", text, &range, &mut faults);
        faults.into_iter().map(|fault| (fault.code, fault.suggestion)).collect()
    }

    #[test]
    fn texts_keep_their_places() {
        let text = "+++\nsigned_by = [\"甲\", \"乙\"]\ntitle = \"{{ year }}总结\"\n+++\n正文\n";
        let (range, body) = split(text).unwrap();
        let mut faults = Vec::new();
        let front = read("annual.md", text, &range, &mut faults);
        assert_eq!(faults, []);
        assert_eq!(&text[body..], "正文\n");
        let shown: Vec<(&str, &str)> =
            front.entries.iter().map(|entry| (entry.key, &text[entry.at.clone()])).collect();
        assert_eq!(shown, [("title", "{{ year }}总结"), ("signed_by", "甲"), ("signed_by", "乙")]);
    }

    #[test]
    fn what_is_wrong_is_told_with_what_was_meant() {
        type Found<'a> = (&'a str, Option<&'a str>);
        let cases: &[(&str, &[Found<'_>])] = &[
            ("+++\ntitel = \"a\"\n+++\n", &[("front-key", Some("title")), ("front-title", None)]),
            ("+++\ntitle = 8\n+++\n", &[("front-text", None)]),
            (
                "+++\ntitle = \"a\"\nheadings = \"plan\"\n+++\n",
                &[("front-headings", Some("plain"))],
            ),
            ("+++\ntitle = \"a\"\nnotes = [8]\n+++\n", &[("front-texts", None)]),
            ("+++\ntitle = \"a\n+++\n", &[("front-syntax", None)]),
            ("+++\ntitle = \"a\"\n", &[("front-open", None)]),
            ("+++\n+++\n", &[("front-title", None)]),
        ];
        for (text, expected) in cases {
            let found = codes(text);
            let found: Vec<(&str, Option<&str>)> =
                found.iter().map(|(code, meant)| (*code, meant.as_deref())).collect();
            assert_eq!(found, *expected, "{text}");
        }
    }

    #[test]
    fn a_text_without_a_front_has_none() {
        assert_eq!(split("正文\n+++\n"), None);
    }
}
