//! A paper as one html file: no server, no outside resource, read on a screen and printed on A4.
//!
//! Tables are tables and headings headings, so that a screen reader finds its way; every piece from the
//! record is a `<data>` with its place in the trace.

mod parts;

use super::text::{flat, line, width};
use super::words::words;
use super::{Paper, Run};
use parts::Parts;

/// Sizes, fonts and rules, kept as a file of its own kind.
const STYLE: &str = include_str!("html/style.css");

/// The paper as a whole html document, UTF-8.
pub fn to_html(paper: &Paper) -> String {
    let words = words(paper.language);
    let mut parts = Parts::new(paper.language);
    parts.head(&line(&paper.title), &paper.kind, STYLE);
    parts.open("article", "paper");
    parts.open("header", "");
    if let Some(letterhead) = &paper.letterhead {
        // As large as the line of 156 mm holds.
        let size = (860 / width(&flat(letterhead)).max(1)).clamp(22, 46);
        parts.element(&format!("p style=\"font-size:{size}pt\""), "letterhead", letterhead, "");
    }
    if let Some(number) = &paper.number {
        parts.element("p", "number", number, "");
    }
    if paper.letterhead.is_some() {
        parts.raw("<hr class=\"rule\">\n");
    }
    if !paper.title.is_empty() {
        parts.element("h1", "", &paper.title, "");
    }
    parts.close("header");
    if let Some(addressee) = &paper.addressee {
        parts.element("p", "addressee", addressee, words.colon.trim_end());
    }
    for block in &paper.blocks {
        parts.block(block);
    }
    attachments(paper, &mut parts);
    signature(paper, &mut parts);
    parts.close("article");
    parts.foot()
}

fn attachments(paper: &Paper, parts: &mut Parts) {
    if paper.attachments.is_empty() {
        return;
    }
    parts.open("section", "attachments");
    let label = [Run::text(parts.words().attachments)];
    let colon = parts.words().colon.trim_end();
    parts.element("p", "label", &label, colon);
    parts.open("ol", "");
    for name in &paper.attachments {
        parts.element("li", "", name, "");
    }
    parts.close("ol");
    parts.close("section");
}

fn signature(paper: &Paper, parts: &mut Parts) {
    if !paper.signed_by.is_empty() || paper.date.is_some() {
        parts.open("div", "signature");
        for line in paper.signed_by.iter().chain(&paper.date) {
            parts.element("p", "", line, "");
        }
        parts.close("div");
    }
    if !paper.notes.is_empty() {
        parts.open("footer", "notes");
        for note in &paper.notes {
            parts.element("p", "", note, "");
        }
        parts.close("footer");
    }
}
