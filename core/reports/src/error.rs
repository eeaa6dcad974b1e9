//! Why a document could not be written: codes with arguments, all that one pass finds.

use std::fmt;
use std::ops::Range;

/// Everything that stands in the way of a document. Never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportError {
    /// What is wrong, in the order in which it was found.
    pub faults: Vec<ReportFault>,
}

/// One thing that is wrong. Its words stand in the binary's messages under its code and `<code>-hint`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportFault {
    /// `template-name`, `digits`, `public-list-deadline`, …
    pub code: &'static str,
    /// Where: a place in a template, or what the record says it about.
    pub place: FaultPlace,
    /// What the message needs.
    pub arguments: Vec<(&'static str, String)>,
    /// The nearest name to one that is not known.
    pub suggestion: Option<String>,
}

/// Where something is wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum FaultPlace {
    /// Nowhere in particular.
    #[default]
    None,
    /// A line, an enterprise, a target of the record.
    Subject(String),
    /// A place in a template.
    Template(Box<TemplatePlace>),
    /// A line of what was given.
    Given {
        /// The file, as it was named.
        file: String,
        /// The line, from 1.
        line: usize,
    },
}

/// A place in a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplatePlace {
    /// The template's name from the folder of templates: `annual.md`.
    pub name: String,
    /// Where in its text the marked part begins and ends, in bytes; empty where only the line is known.
    pub span: Range<usize>,
    /// The line, from 1; 0 where the template is not there to have one.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

impl TemplatePlace {
    /// The place of a part of a template's text.
    pub(crate) fn of(name: &str, text: &str, span: Range<usize>) -> Self {
        let start = text.floor_char_boundary(span.start.min(text.len()));
        let end = text.ceil_char_boundary(span.end.clamp(start, text.len()));
        let before = &text[..start];
        let line = before.matches('\n').count() + 1;
        let begin = before.rfind('\n').map_or(0, |at| at + 1);
        let column = before[begin..].chars().count() + 1;
        Self { name: name.to_owned(), span: start..end, line, column }
    }
}

impl ReportFault {
    /// A fault with a code.
    pub fn new(code: &'static str) -> Self {
        Self { code, place: FaultPlace::None, arguments: Vec::new(), suggestion: None }
    }

    /// Adds an argument of the message.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.arguments.push((name, value.to_string()));
        self
    }

    /// Says where in a template it stands.
    #[must_use]
    pub(crate) fn at(mut self, name: &str, text: &str, span: Range<usize>) -> Self {
        self.place = FaultPlace::Template(Box::new(TemplatePlace::of(name, text, span)));
        self
    }

    /// Says what may have been meant.
    #[must_use]
    pub(crate) fn meant(mut self, suggestion: Option<String>) -> Self {
        self.suggestion = suggestion;
        self
    }

    /// Says what of the record it is about.
    #[must_use]
    pub fn about(mut self, subject: impl Into<String>) -> Self {
        self.place = FaultPlace::Subject(subject.into());
        self
    }
}

impl From<ReportFault> for ReportError {
    fn from(fault: ReportFault) -> Self {
        Self { faults: vec![fault] }
    }
}

impl From<Vec<ReportFault>> for ReportError {
    fn from(faults: Vec<ReportFault>) -> Self {
        Self { faults }
    }
}

impl From<phaseout_ledger::LedgerError> for ReportError {
    fn from(error: phaseout_ledger::LedgerError) -> Self {
        use phaseout_ledger::LedgerError;
        match error {
            LedgerError::Store { code, detail } => {
                ReportFault::new("report-ledger").with("cause", code).with("detail", detail).into()
            }
            LedgerError::Refused(refusals) => refusals
                .into_iter()
                .map(|refusal| {
                    ReportFault::new("report-ledger")
                        .about(refusal.subject)
                        .with("cause", refusal.code)
                        .with("detail", "")
                })
                .collect::<Vec<_>>()
                .into(),
        }
    }
}
