//! A mistake in a criterion file: a code with arguments and the exact place, words put elsewhere.

use std::ops::Range;

/// One mistake in a criterion file.
///
/// Its words stand in the binary's messages under `diagnostic-<code>` and `diagnostic-<code>-hint`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What is wrong: a code of lower-case letters and hyphens, `unknown-unit`.
    pub code: &'static str,
    /// The file as it is shown to people.
    pub path: String,
    /// Where it stands: bytes in the file's text.
    pub span: Range<usize>,
    /// What the message needs: (name, value as written).
    pub arguments: Vec<(&'static str, String)>,
    /// What may stand there instead of the marked text.
    pub suggestion: Option<String>,
}

impl Diagnostic {
    /// Every code: those of the file, of a condition, and of a local criterion that tightens another.
    pub const CODES: &[&str] = &[
        "attribute-of-other-kinds",
        "bad-date",
        "bad-region",
        "empty-list",
        "empty-value",
        "id-differs-from-path",
        "id-form",
        "id-of-another-industry",
        "missing-case",
        "missing-key",
        "repeated-exemption",
        "tightens-without-region",
        "toml-syntax",
        "unknown-case-field",
        "unknown-key",
        "unknown-kind",
        "unknown-value",
        "until-before-from",
        "wrong-type",
        // A condition.
        "attribute-not-compared",
        "bad-number",
        "chained-comparison",
        "empty-expression",
        "foreign-operator",
        "full-width-sign",
        "in-without-words",
        "inexact-limit",
        "known-without-parentheses",
        "limit-not-a-number",
        "missing-connective",
        "missing-list",
        "missing-operand",
        "missing-unit",
        "nested-too-deeply",
        "no-attribute",
        "single-equals",
        "stray-character",
        "two-attributes",
        "unbalanced-parenthesis",
        "unexpected-sign",
        "unit-of-another-dimension",
        "unknown-attribute",
        "unknown-unit",
        "unknown-word",
        "words-not-in-order",
        "yes-no-compared",
        // Against the national criterion.
        "tightens-adds-exemption",
        "tightens-hits-less",
        "tightens-later-deadline",
        "tightens-undecidable",
        "tightens-weaker-class",
    ];

    pub(crate) fn new(code: &'static str, span: Range<usize>) -> Self {
        debug_assert!(Self::CODES.contains(&code), "{code} is not in the list");
        Self { code, path: String::new(), span, arguments: Vec::new(), suggestion: None }
    }

    #[must_use]
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.arguments.push((name, value.into()));
        self
    }

    #[must_use]
    pub(crate) fn suggest(mut self, suggestion: Option<impl Into<String>>) -> Self {
        self.suggestion = suggestion.map(Into::into);
        self
    }

    /// The line and the column of its beginning, both counted from 1, the column in characters.
    ///
    /// `text` is the text of the file; a place beyond its end means its end.
    pub fn line_column(&self, text: &str) -> (usize, usize) {
        line_column(text, self.span.start)
    }
}

/// The line and column, counted from 1, of a byte of a text.
pub(crate) fn line_column(text: &str, at: usize) -> (usize, usize) {
    let before = &text[..text.floor_char_boundary(at)];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = before.bytes().filter(|&byte| byte == b'\n').count() + 1;
    (line, before[line_start..].chars().count() + 1)
}

/// In the order of the file; of two equal mistakes in one place, one.
pub(crate) fn sort(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by(|a, b| {
        (a.span.start, a.span.end, a.code).cmp(&(b.span.start, b.span.end, b.code))
    });
    diagnostics.dedup();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_counted_in_characters() {
        let text = "id = 1\n窑径 <\n";
        assert_eq!(line_column(text, 0), (1, 1));
        assert_eq!(line_column(text, text.find('<').unwrap()), (2, 4));
        assert_eq!(line_column(text, 999), (3, 1));
    }
}
