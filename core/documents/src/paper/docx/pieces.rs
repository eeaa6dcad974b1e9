//! Pieces of a line as runs of a Word paragraph.

use crate::paper::Run;
use crate::paper::text::clean;
use docx_rs::{BreakType, Paragraph, RunFonts};

/// A paragraph of a style, with the pieces in it.
pub(super) fn paragraph(style: &str, runs: &[Run]) -> Paragraph {
    add(Paragraph::new().style(style), runs)
}

/// The pieces behind what stands in the paragraph already.
pub(super) fn add(paragraph: Paragraph, runs: &[Run]) -> Paragraph {
    runs.iter().fold(paragraph, |paragraph, run| match run {
        Run::Text { text, strong: true } => paragraph.add_run(words(text).style("Strong")),
        Run::Text { text, .. } => paragraph.add_run(words(text)),
        Run::Value(value) => paragraph.add_run(words(&value.text)),
        Run::Break => paragraph.add_run(broken(docx_rs::Run::new())),
    })
}

/// A run of plain words. The hint has quotation marks, dashes and ellipses taken from the Chinese font.
pub(super) fn words(text: &str) -> docx_rs::Run {
    let text = clean(text);
    let mut run = docx_rs::Run::new().fonts(RunFonts::new().hint("eastAsia"));
    for (at, line) in text.split('\n').enumerate() {
        if at > 0 {
            run = broken(run);
        }
        if !line.is_empty() {
            run = run.add_text(line);
        }
    }
    run
}

fn broken(run: docx_rs::Run) -> docx_rs::Run {
    run.add_break(BreakType::TextWrapping)
}
