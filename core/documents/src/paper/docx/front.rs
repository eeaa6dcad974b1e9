//! What stands before the body: red letterhead (版头), number, title, addressee.

use super::body::Body;
use super::pieces::paragraph;
use crate::paper::text::{flat, width};
use crate::paper::words::words;
use crate::paper::{Paper, Run};
use docx_rs::Paragraph;

/// The letterhead's type in half points: as large as the line holds, but within what looks like one.
const LARGEST: usize = 104;
const SMALLEST: usize = 44;
/// The line of 156 mm in half points, a little less for the edges.
const LINE: usize = 860;

pub(super) fn write(paper: &Paper, body: &mut Body) {
    if let Some(letterhead) = &paper.letterhead {
        body.paragraph(head(letterhead));
    }
    let rule = if paper.letterhead.is_some() { "NumberRule" } else { "Number" };
    match &paper.number {
        Some(number) => body.paragraph(paragraph(rule, number)),
        None if paper.letterhead.is_some() => body.paragraph(Paragraph::new().style(rule)),
        None => {}
    }
    if !paper.title.is_empty() {
        body.paragraph(paragraph("Title", &paper.title));
    }
    if let Some(addressee) = &paper.addressee {
        let colon = Run::text(words(paper.language).colon.trim_end());
        let runs: Vec<Run> = addressee.iter().cloned().chain([colon]).collect();
        body.paragraph(paragraph("Addressee", &runs));
    }
}

/// The issuing body's name, as large as fits into a line.
fn head(runs: &[Run]) -> Paragraph {
    let halves = width(&flat(runs)).max(1);
    let size = (LINE * 2 / halves).clamp(SMALLEST, LARGEST) / 2 * 2;
    let mut head = paragraph("Letterhead", runs);
    for child in &mut head.children {
        if let docx_rs::ParagraphChild::Run(run) = child {
            let sized = std::mem::take(run.as_mut()).size(size);
            **run = sized;
        }
    }
    head
}
