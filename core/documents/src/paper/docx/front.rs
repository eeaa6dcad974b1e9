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

/// How many half characters of a title stand in a line: 156 mm of 22 pt, less what stands between Chinese
/// characters and digits.
const TITLE: usize = 38;

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
        body.paragraph(paragraph("Title", &balanced(&paper.title)));
    }
    if let Some(addressee) = &paper.addressee {
        let colon = Run::text(words(paper.language).colon.trim_end());
        let runs: Vec<Run> = addressee.iter().cloned().chain([colon]).collect();
        body.paragraph(paragraph("Addressee", &runs));
    }
}

/// A title of more than one line in lines of about the same length, broken where one thing ends and another
/// begins if that is near.
fn balanced(title: &[Run]) -> Vec<Run> {
    let whole = width(&flat(title));
    let lines = whole.div_ceil(TITLE);
    if lines != 2 || title.contains(&Run::Break) {
        return title.to_vec();
    }
    let ends = title.iter().scan(0, |sum, run| {
        *sum += width(run.printed());
        Some(*sum)
    });
    let nearest = ends.enumerate().min_by_key(|(_, end)| end.abs_diff(whole / 2));
    match nearest {
        Some((at, end)) if end.max(whole - end) <= TITLE => {
            let (first, second) = title.split_at(at + 1);
            [first, &[Run::Break], second].concat()
        }
        _ => title.to_vec(),
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

#[cfg(test)]
mod tests {
    use super::balanced;
    use crate::paper::{Run, plain};

    #[test]
    fn a_long_title_breaks_where_a_piece_ends() {
        for (pieces, printed) in [
            (
                &["楚雄彝族自治州", "2013年", "淘汰落后产能工作总结"][..],
                "楚雄彝族自治州2013年\n淘汰落后产能工作总结",
            ),
            (&["2013年", "淘汰落后产能工作总结"], "2013年淘汰落后产能工作总结"),
            // No piece ends where both lines would fit: it is left to the program that shows it.
            (
                &["甲", "关于进一步加强全州淘汰落后产能工作的通知文稿"],
                "甲关于进一步加强全州淘汰落后产能工作的通知文稿",
            ),
        ] {
            let title: Vec<Run> = pieces.iter().map(|piece| Run::text(*piece)).collect();
            assert_eq!(plain(&balanced(&title)), printed);
        }
    }
}
