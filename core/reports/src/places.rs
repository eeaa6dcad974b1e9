//! Which part of a template printed what: from a place in the rendered text back to the template.

use crate::error::ReportFault;
use crate::front::Entry;
use crate::template::{Template, Templates};
use minijinja::{OutputSpan, OutputSpanKind};
use std::ops::Range;

/// A rendered text with the way back.
#[derive(Debug)]
pub(crate) struct Rendered<'t> {
    pub(crate) text: String,
    spans: Vec<OutputSpan>,
    source: Source<'t>,
}

/// What is rendered: a template's body, or a text of its front.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Source<'t> {
    pub(crate) templates: &'t Templates,
    pub(crate) template: &'t Template,
    pub(crate) entry: Option<&'t Entry>,
}

impl<'t> Source<'t> {
    /// The name that the engine knows it by.
    pub(crate) fn name(&self) -> String {
        match self.entry {
            None => self.template.name.clone(),
            Some(entry) => format!("{}#{}", self.template.name, entry.key),
        }
    }

    /// The text that the engine reads.
    pub(crate) fn text(&self) -> &'t str {
        self.entry.map_or(self.template.body(), |entry| &entry.text)
    }

    /// Puts a fault at a place in a text that the engine knows by a name.
    pub(crate) fn put(&self, fault: ReportFault, name: &str, range: Range<usize>) -> ReportFault {
        if let Some(entry) = self.entry.filter(|_| name == self.name()) {
            let written = &self.template.text[entry.at.clone()] == entry.text.as_str();
            let shifted = |at: usize| entry.at.start + at.min(entry.at.len());
            let span =
                if written { shifted(range.start)..shifted(range.end) } else { entry.at.clone() };
            return fault.at(&self.template.name, &self.template.text, span);
        }
        match self.templates.get(name) {
            Some(file) => {
                let span = file.body_at + range.start..file.body_at + range.end;
                fault.at(&file.name, &file.text, span)
            }
            None => fault.at(&self.template.name, &self.template.text, 0..0),
        }
    }
}

impl<'t> Rendered<'t> {
    pub(crate) fn new(text: String, spans: Vec<OutputSpan>, source: Source<'t>) -> Self {
        Self { text, spans, source }
    }

    /// Puts a fault at the part of the template that printed a part of the text.
    pub(crate) fn put(&self, fault: ReportFault, range: &Range<usize>) -> ReportFault {
        let at = self.spans.partition_point(|span| span.output_range().end <= range.start);
        let Some(span) = self.spans.get(at).or(self.spans.last()) else {
            return self.source.put(fault, &self.source.name(), 0..0);
        };
        let (output, source) = (span.output_range(), span.source_range());
        let place = match span.kind() {
            OutputSpanKind::Raw => {
                let begin = source.start + range.start.saturating_sub(output.start);
                let length =
                    range.end.min(output.end).saturating_sub(range.start.max(output.start));
                begin.min(source.end)..(begin + length).min(source.end)
            }
            _ => source,
        };
        self.source.put(fault, span.name(), place)
    }
}
