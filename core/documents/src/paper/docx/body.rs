//! The body of a Word document as it grows: paragraphs, tables, pictures, and the sections that turn the page.

use super::columns::layout;
use super::page::{Turn, footer, section};
use super::pieces::{add, paragraph, words};
use super::table;
use crate::paper::chart_table::table_of;
use crate::paper::picture::picture;
use crate::paper::words::{Words, words as fixed};
use crate::paper::{Block, Chart, Language, Table};
use docx_rs::{Docx, Paragraph, Pic, Run, SectionProperty};

/// A chart's width on paper, in EMU (36,000 to the millimetre): that of the type area, a little less.
const PICTURE: u32 = 155 * 36_000;

/// How the page lies for the first table of `blocks`, where nothing but headings stands before it.
fn turn_of(blocks: &[Block]) -> Turn {
    let mut rest = blocks.iter().skip_while(|block| matches!(block, Block::Heading { .. }));
    match rest.next() {
        Some(Block::Table(table)) if !table.header.is_empty() => layout(table).turn,
        _ => Turn::Upright,
    }
}

/// A body that grows.
pub(super) struct Body {
    docx: Docx,
    footers: SectionProperty,
    language: Language,
    words: &'static Words,
    /// How the page lies where the next block is written.
    turn: Turn,
    /// Whether the next paragraph starts a page.
    breaks: bool,
    /// What the pictures show, in order: their text for those who do not see them.
    pictures: Vec<String>,
}

impl Body {
    pub(super) fn new(language: Language) -> Self {
        let docx = Docx::new().footer(footer("PageOdd")).even_footer(footer("PageEven"));
        let footers = docx.document.section_property.clone();
        let words = fixed(language);
        Self {
            docx,
            footers,
            language,
            words,
            turn: Turn::Upright,
            breaks: false,
            pictures: Vec::new(),
        }
    }

    pub(super) fn paragraph(&mut self, paragraph: Paragraph) {
        let paragraph = if std::mem::take(&mut self.breaks) {
            paragraph.page_break_before(true)
        } else {
            paragraph
        };
        self.add(|docx| docx.add_paragraph(paragraph));
    }

    /// All blocks, in order.
    pub(super) fn blocks(&mut self, blocks: &[Block]) {
        for (at, block) in blocks.iter().enumerate() {
            self.block(block, &blocks[at + 1..]);
        }
    }

    fn block(&mut self, block: &Block, rest: &[Block]) {
        match block {
            Block::Table(_) => {}
            // A heading stays with its table where that turns the page.
            Block::Heading { .. } => self.turn_to(turn_of(rest)),
            _ => self.turn_to(Turn::Upright),
        }
        match block {
            Block::Heading { level, mark, text } => {
                let style = format!("Heading{}", (*level).clamp(1, 4));
                let line = Paragraph::new().style(&style).add_run(words(mark));
                self.paragraph(add(line, text));
            }
            Block::Paragraph(runs) => self.paragraph(paragraph("BodyText", runs)),
            Block::Items(items) => {
                for item in items {
                    let line = Paragraph::new().style("BodyText").add_run(words(self.words.point));
                    self.paragraph(add(line, item));
                }
            }
            Block::Table(table) => self.table(table),
            Block::Chart(chart) => self.chart(chart),
            Block::PageBreak => self.breaks = true,
        }
    }

    /// A table with its caption, on a page that is turned where it needs it.
    fn table(&mut self, table: &Table) {
        if table.header.is_empty() {
            return self.paragraph(paragraph("TableCaption", &table.caption));
        }
        let layout = layout(table);
        self.turn_to(layout.turn);
        if !table.caption.is_empty() || self.breaks {
            self.paragraph(paragraph("TableCaption", &table.caption).keep_next(true));
        }
        let table = table::build(table, &layout);
        self.add(|docx| docx.add_table(table));
        // Tables that touch would become one, and what follows needs some air.
        self.add(|docx| docx.add_paragraph(Paragraph::new().style("AfterTable")));
    }

    /// A picture where a Chinese font is found, else its numbers.
    fn chart(&mut self, chart: &Chart) {
        let Some(png) = picture(chart, self.language) else {
            return self.table(&table_of(chart, self.words));
        };
        let id = format!("rIdImage{}", self.pictures.len() + 1);
        let pic = Pic::new_with_dimensions(png.bytes, png.width, png.height).id(id);
        let run =
            Run::new().add_image(pic.size(PICTURE, PICTURE / 100 * (png.height * 100 / png.width)));
        self.pictures.push(chart.title.clone());
        self.paragraph(Paragraph::new().style("Picture").add_run(run));
    }

    fn turn_to(&mut self, turn: Turn) {
        if turn != self.turn {
            let ends = section(self.turn, &self.footers);
            let end = Paragraph::new().style("SectionEnd").section_property(ends);
            self.add(|docx| docx.add_paragraph(end));
            self.turn = turn;
            // A new section starts on a new page anyway.
            self.breaks = false;
        }
    }

    fn add(&mut self, more: impl FnOnce(Docx) -> Docx) {
        self.docx = more(std::mem::take(&mut self.docx));
    }

    /// The document, and what its pictures show.
    pub(super) fn finish(mut self) -> (Docx, Vec<String>) {
        let last = section(self.turn, &self.footers);
        let ends = &mut self.docx.document.section_property;
        ends.page_size = last.page_size;
        ends.page_margin = last.page_margin;
        ends.doc_grid = last.doc_grid;
        (self.docx, self.pictures)
    }
}
