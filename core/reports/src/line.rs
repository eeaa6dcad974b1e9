//! A line of a document while it is read: pieces of words and of what has an origin, and the check that no
//! digit stands in the words.

use crate::digits::stray;
use crate::error::ReportFault;
use crate::places::Rendered;
use crate::printed::Printing;
use crate::value::{Piece, pieces};
use phaseout_documents::paper::{Language, Run, Runs};
use std::ops::Range;

/// Stands in the words of a line for what has an origin.
const OBJECT: char = '\u{fffc}';

/// A line.
#[derive(Debug, Default)]
pub(crate) struct Line {
    pub(crate) runs: Runs,
    /// Charts that stand in it.
    pub(crate) charts: Vec<usize>,
    /// Its words, and where each piece of them begins here and in the rendered text.
    words: String,
    places: Vec<(usize, usize)>,
}

impl Line {
    /// Adds rendered text that begins at a place of the whole.
    pub(crate) fn text(
        &mut self,
        text: &str,
        at: usize,
        strong: bool,
        printing: &mut Printing<'_>,
    ) {
        let begin = text.as_ptr() as usize;
        for piece in pieces(text) {
            match piece {
                Piece::Words(words) => {
                    self.places.push((self.words.len(), at + (words.as_ptr() as usize - begin)));
                    self.words.push_str(words);
                    self.add(words, strong);
                }
                Piece::Mark(number) => {
                    self.words.push(OBJECT);
                    if let Some(value) = printing.value(number) {
                        self.runs.push(Run::Value(value));
                    }
                }
                Piece::Chart(number) => self.charts.push(number),
            }
        }
    }

    /// Adds words to the last piece, where they are of its kind.
    fn add(&mut self, words: &str, strong: bool) {
        if let Some(Run::Text { text, strong: own }) = self.runs.last_mut()
            && *own == strong
        {
            text.push_str(words);
        } else {
            self.runs.push(Run::Text { text: words.to_owned(), strong });
        }
    }

    /// A line of the template ends: nothing in Chinese, a space between words of other scripts.
    pub(crate) fn soft_break(&mut self, language: Language) {
        if language == Language::En || self.words.ends_with(|c: char| c.is_ascii_alphanumeric()) {
            self.words.push(' ');
            self.add(" ", false);
        }
    }

    pub(crate) fn hard_break(&mut self) {
        self.words.push('\n');
        self.runs.push(Run::Break);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.words.trim().is_empty() && self.charts.is_empty()
    }

    /// What may not stand in its words: figures without origin, and stars that stress nothing.
    pub(crate) fn faults(&self, rendered: &Rendered<'_>, faults: &mut Vec<ReportFault>) {
        for range in stray(&self.words) {
            let digits = &self.words[range.clone()];
            let words = around(&self.words, &range);
            let fault = ReportFault::new("digits").with("digits", digits).with("words", words);
            faults.push(rendered.put(fault, &self.rendered(&range)));
        }
        for (at, _) in self.words.match_indices("**") {
            let range = at..at + 2;
            // Stars that were printed as words are words.
            if rendered.text.get(self.rendered(&range)) != Some("**") {
                continue;
            }
            let words = around(&self.words, &range);
            let fault = ReportFault::new("markdown-stars").with("words", words);
            faults.push(rendered.put(fault, &self.rendered(&range)));
            break;
        }
    }

    fn rendered(&self, range: &Range<usize>) -> Range<usize> {
        let piece = self.places.partition_point(|(own, _)| *own <= range.start).saturating_sub(1);
        let (own, at) = self.places.get(piece).copied().unwrap_or_default();
        let start = at + (range.start - own);
        start..start + range.len()
    }
}

/// So many characters are shown before and after a figure.
const AROUND: usize = 10;

/// A part of a text with a few characters on either side; what has an origin is shown as `…`.
pub(crate) fn around(text: &str, range: &Range<usize>) -> String {
    let before: Vec<char> = text[..range.start].chars().rev().take(AROUND).collect();
    let after = text[range.end..].chars().take(AROUND);
    let all = before.into_iter().rev().chain(text[range.clone()].chars()).chain(after);
    let shown = |c| if c == OBJECT { '…' } else { c };
    all.map(shown).filter(|c| !c.is_control()).collect()
}
