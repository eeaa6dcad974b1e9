//! A TOML table read key by key with the place of everything, so that one pass reports all mistakes.

use crate::criterion::Words;
use crate::diagnostic::Diagnostic;
use crate::nearest::nearest;
use std::ops::Range;
use toml::de::{DeTable, DeValue};

/// A table of the file.
#[derive(Clone)]
pub(crate) struct Section<'a> {
    table: &'a DeTable<'a>,
    /// Its bytes in the file; the whole text for the file itself.
    pub(crate) span: Range<usize>,
    /// What stands before its keys in messages: `basis.`.
    prefix: String,
}

/// A string of the file and its bytes, quotes included.
pub(crate) struct Text<'a> {
    pub(crate) value: &'a str,
    pub(crate) span: Range<usize>,
}

/// Reads values out of sections and collects the mistakes.
pub(crate) struct Reader<'a> {
    text: &'a str,
    /// The TOML itself is broken: a key may be missing only because its line could not be read.
    broken: bool,
    /// (section, key) that an unknown key probably stands for: not reported as missing too.
    meant: Vec<(usize, &'static str)>,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl<'a> Section<'a> {
    pub(crate) fn of_file(table: &'a DeTable<'a>, text: &str) -> Self {
        Self { table, span: 0..text.len(), prefix: String::new() }
    }

    fn name(&self, key: &str) -> String {
        format!("{}{key}", self.prefix)
    }

    /// Keys and values in the order of the file.
    pub(crate) fn entries(&self) -> Vec<(Text<'a>, &'a DeValue<'a>, Range<usize>)> {
        let mut entries: Vec<_> = self
            .table
            .iter()
            .map(|(key, value)| {
                let key = Text { value: key.get_ref(), span: key.span() };
                (key, value.get_ref(), value.span())
            })
            .collect();
        entries.sort_by_key(|(key, ..)| key.span.start);
        entries
    }

    /// Where the value of a key stands, if it is there.
    pub(crate) fn place(&self, key: &str) -> Option<Range<usize>> {
        self.table.get(key).map(toml::Spanned::span)
    }
}

impl<'a> Reader<'a> {
    /// Begins with the mistakes of the TOML itself.
    pub(crate) fn new(text: &'a str, errors: &[toml::de::Error]) -> Self {
        let diagnostics = errors
            .iter()
            .map(|error| {
                let span = error.span().unwrap_or(0..0);
                Diagnostic::new("toml-syntax", span).with("message", error.message())
            })
            .collect();
        Self { text, broken: !errors.is_empty(), meant: Vec::new(), diagnostics }
    }

    pub(crate) fn report(&mut self, diagnostic: Diagnostic) {
        // What follows from broken TOML in the same place is not a second mistake.
        let follows = |earlier: &Diagnostic| {
            earlier.code == "toml-syntax" && earlier.span.start == diagnostic.span.start
        };
        if !self.diagnostics.iter().any(follows) {
            self.diagnostics.push(diagnostic);
        }
    }

    /// Reports every key that is none of `keys`.
    pub(crate) fn keys(&mut self, section: &Section<'a>, keys: &[&'static str]) {
        for (key, ..) in section.entries() {
            if !keys.contains(&key.value) {
                let near = nearest(key.value, keys.iter().copied());
                let near = keys.iter().copied().find(|&known| Some(known) == near);
                self.meant.extend(near.map(|near| (section.span.start, near)));
                let diagnostic = Diagnostic::new("unknown-key", key.span);
                self.report(diagnostic.with("key", section.name(key.value)).suggest(near));
            }
        }
    }

    pub(crate) fn missing(&mut self, section: &Section<'a>, key: &str) {
        let unread = self.broken
            && self.text.lines().any(|line| {
                let rest = line.trim_start().strip_prefix(key);
                rest.is_some_and(|rest| rest.trim_start().starts_with(['=', '.']))
            });
        let meant =
            self.meant.iter().any(|&(start, meant)| start == section.span.start && meant == key);
        if !unread && !meant {
            // The whole file would be marked otherwise.
            let span = if section.prefix.is_empty() { 0..0 } else { section.span.clone() };
            self.report(Diagnostic::new("missing-key", span).with("key", section.name(key)));
        }
    }

    fn wrong_type(
        &mut self,
        key: String,
        expected: &'static str,
        value: &DeValue<'a>,
        span: Range<usize>,
    ) {
        let written = self.text.get(span.clone()).unwrap_or_default();
        let scalar = !matches!(value, DeValue::Array(_) | DeValue::Table(_));
        let quoted = (expected == "string" && scalar && !written.contains('"'))
            .then(|| format!("\"{written}\""));
        self.report(
            Diagnostic::new("wrong-type", span)
                .with("key", key)
                .with("expected", expected)
                .with("found", value.type_str())
                .suggest(quoted),
        );
    }

    /// A string that may be empty; `None` where it is absent or reported.
    pub(crate) fn any_text(&mut self, section: &Section<'a>, key: &str) -> Option<Text<'a>> {
        let value = section.table.get(key)?;
        self.as_text(section.name(key), value.get_ref(), value.span())
    }

    /// A value that has to be a string.
    pub(crate) fn as_text(
        &mut self,
        name: String,
        value: &'a DeValue<'a>,
        span: Range<usize>,
    ) -> Option<Text<'a>> {
        if let Some(text) = value.as_str() {
            return Some(Text { value: text, span });
        }
        self.wrong_type(name, "string", value, span);
        None
    }

    /// A string that is not empty, if it is there.
    pub(crate) fn optional_text(&mut self, section: &Section<'a>, key: &str) -> Option<Text<'a>> {
        let text = self.any_text(section, key)?;
        if text.value.trim().is_empty() {
            let diagnostic = Diagnostic::new("empty-value", text.span);
            self.report(diagnostic.with("key", section.name(key)));
            return None;
        }
        Some(text)
    }

    /// A string that has to be there and not be empty.
    pub(crate) fn text(&mut self, section: &Section<'a>, key: &str) -> Option<Text<'a>> {
        if section.table.get(key).is_none() {
            self.missing(section, key);
        }
        self.optional_text(section, key)
    }

    pub(crate) fn flag(&mut self, section: &Section<'a>, key: &str) -> Option<bool> {
        let Some(value) = section.table.get(key) else {
            self.missing(section, key);
            return None;
        };
        let flag = value.get_ref().as_bool();
        if flag.is_none() {
            self.wrong_type(section.name(key), "boolean", value.get_ref(), value.span());
        }
        flag
    }

    /// A list that has to be there and hold one string at least.
    pub(crate) fn texts(&mut self, section: &Section<'a>, key: &str) -> Option<Vec<Text<'a>>> {
        let Some(value) = section.table.get(key) else {
            self.missing(section, key);
            return None;
        };
        let Some(array) = value.get_ref().as_array() else {
            self.wrong_type(section.name(key), "array", value.get_ref(), value.span());
            return None;
        };
        if array.is_empty() {
            let diagnostic = Diagnostic::new("empty-list", value.span());
            self.report(diagnostic.with("key", section.name(key)));
            return None;
        }
        let mut texts = Vec::new();
        for item in array {
            let Some(text) = self.as_text(section.name(key), item.get_ref(), item.span()) else {
                continue;
            };
            if text.value.trim().is_empty() {
                let diagnostic = Diagnostic::new("empty-value", text.span);
                self.report(diagnostic.with("key", section.name(key)));
            } else {
                texts.push(text);
            }
        }
        (texts.len() == array.len()).then_some(texts)
    }

    /// A table below a key, if it is there.
    pub(crate) fn optional_section(
        &mut self,
        section: &Section<'a>,
        key: &str,
    ) -> Option<Section<'a>> {
        let value = section.table.get(key)?;
        self.as_section(section.name(key), value.get_ref(), value.span())
    }

    /// A table that has to be there.
    pub(crate) fn section(&mut self, section: &Section<'a>, key: &str) -> Option<Section<'a>> {
        if section.table.get(key).is_none() {
            self.missing(section, key);
        }
        self.optional_section(section, key)
    }

    fn as_section(
        &mut self,
        name: String,
        value: &'a DeValue<'a>,
        span: Range<usize>,
    ) -> Option<Section<'a>> {
        if let Some(table) = value.as_table() {
            return Some(Section { table, span, prefix: format!("{name}.") });
        }
        self.wrong_type(name, "table", value, span);
        None
    }

    /// The tables of a list; empty where there is none.
    pub(crate) fn sections(&mut self, section: &Section<'a>, key: &str) -> Vec<Section<'a>> {
        let Some(value) = section.table.get(key) else { return Vec::new() };
        let Some(array) = value.get_ref().as_array() else {
            self.wrong_type(section.name(key), "array", value.get_ref(), value.span());
            return Vec::new();
        };
        let name = section.name(key);
        array
            .iter()
            .filter_map(|item| self.as_section(name.clone(), item.get_ref(), item.span()))
            .collect()
    }

    /// One text in both languages, which has to be there.
    pub(crate) fn words(&mut self, section: &Section<'a>, key: &str) -> Option<Words> {
        let inner = self.section(section, key)?;
        self.both(&inner)
    }

    /// One text in both languages, if it is there.
    pub(crate) fn optional_words(&mut self, section: &Section<'a>, key: &str) -> Option<Words> {
        let inner = self.optional_section(section, key)?;
        self.both(&inner)
    }

    fn both(&mut self, inner: &Section<'a>) -> Option<Words> {
        self.keys(inner, &["zh", "en"]);
        let (zh, en) = (self.text(inner, "zh"), self.text(inner, "en"));
        Some(Words { zh: zh?.value.to_owned(), en: en?.value.to_owned() })
    }
}
