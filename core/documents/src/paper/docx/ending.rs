//! What stands behind the body: attachments (附件说明), who signs, the date, notes.

use super::body::Body;
use super::pieces::{add, paragraph, words};
use crate::paper::text::{flat, width};
use crate::paper::words::words as fixed;
use crate::paper::{Paper, Run};
use docx_rs::{Paragraph, SpecialIndentType};

/// A character of 16 pt, in twips.
const CHARACTER: i32 = 320;

pub(super) fn write(paper: &Paper, body: &mut Body) {
    attachments(paper, body);
    signature(paper, body);
    for (at, note) in paper.notes.iter().enumerate() {
        body.paragraph(paragraph(if at == 0 { "NoteFirst" } else { "Note" }, note));
    }
}

/// `附件：1. …`, the names under each other; one alone has no number.
fn attachments(paper: &Paper, body: &mut Body) {
    let fixed = fixed(paper.language);
    let label = format!("{}{}", fixed.attachments, fixed.colon);
    let label_width = i32::try_from(width(&label)).unwrap_or(6) * CHARACTER / 2;
    let numbered = paper.attachments.len() > 1;
    for (at, name) in paper.attachments.iter().enumerate() {
        let number = if numbered { format!("{}. ", at + 1) } else { String::new() };
        let number_width = if numbered { CHARACTER } else { 0 };
        let before = if at == 0 { format!("{label}{number}") } else { number };
        let hanging = if at == 0 { label_width + number_width } else { number_width };
        let style = if at == 0 { "AttachmentFirst" } else { "Attachment" };
        let left = 2 * CHARACTER + label_width + number_width;
        let line = Paragraph::new()
            .style(style)
            .indent(Some(left), Some(SpecialIndentType::Hanging(hanging)), None, None)
            .add_run(words(&before));
        body.paragraph(add(line, name));
    }
}

/// Who signs, centred over the date; the date keeps 4 characters from the right edge, and where a long name
/// would come nearer to the edge than 2, both move.
fn signature(paper: &Paper, body: &mut Body) {
    let lines: Vec<&Vec<Run>> = paper.signed_by.iter().chain(&paper.date).collect();
    let Some(last) = lines.last() else { return };
    let twips = |line: &[Run]| i32::try_from(width(&flat(line))).unwrap_or(0) * CHARACTER / 2;
    let centred = |line: &[Run]| 4 * CHARACTER + (twips(last) - twips(line)) / 2;
    let nearest = lines.iter().map(|line| centred(line)).min().unwrap_or_default();
    let moved = (2 * CHARACTER - nearest).max(0);
    for (at, line) in lines.iter().enumerate() {
        let style = if at == 0 { "SignatureFirst" } else { "Signature" };
        let line = paragraph(style, line).indent(None, None, Some(centred(line) + moved), None);
        body.paragraph(line.keep_next(at + 1 < lines.len()));
    }
}
