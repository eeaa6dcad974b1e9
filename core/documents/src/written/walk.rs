//! A walk through the XML of a Word part: paragraphs, tables in tables, boxes in paragraphs.
//!
//! Nothing is expanded that the file declares itself, nesting has an end, and what is held is the text alone.

use super::{Paragraph, Part, Written, WrittenError, WrittenTable};
use crate::sheet_parts::attribute;
use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};
use std::io::BufRead;

/// Elements deeper than this are no document.
const DEEPEST: usize = 512;

/// The longest element, so that a tag or a text is not held without end.
const MOST_CELLS: usize = 4_000_000;

/// More columns than Word allows.
const MOST_COLUMNS: usize = 256;

/// Elements whose content is no text of the document: struck out, moved away, written twice for older
/// programs, codes of fields, readings beside characters.
const NO_TEXT: [&str; 7] =
    ["del", "moveFrom", "Fallback", "instrText", "delText", "rt", "pPrChange"];

/// What was read so far.
#[derive(Debug, Default)]
pub(super) struct Walk {
    written: Written,
    part: Part,
    depth: usize,
    /// At which depth a passed-over element began.
    skipped: Option<usize>,
    in_text: bool,
    /// Depth of properties, in which tabs are no text.
    in_properties: usize,
    /// Open paragraphs, the innermost last, with their part.
    open: Vec<(Part, String)>,
    /// Open tables, the innermost last: place in `written.tables`, and what its open row has.
    tables: Vec<Open>,
    /// Open boxes.
    boxes: usize,
    /// Paragraphs of the part so far, and of boxes.
    counted: usize,
    counted_boxes: usize,
    cells: usize,
}

#[derive(Debug)]
struct Open {
    at: usize,
    /// Columns that the open cell covers.
    span: usize,
    in_cell: bool,
    /// Boxes open when it began: a paragraph in a box in a cell is of the box.
    boxes: usize,
}

impl Walk {
    /// Reads a part.
    pub(super) fn part(&mut self, part: Part, reader: impl BufRead) -> Result<(), WrittenError> {
        if part != self.part {
            self.counted = 0;
        }
        self.part = part;
        let mut reader = Reader::from_reader(reader);
        let mut buffer = Vec::new();
        let damaged = |error: &dyn std::fmt::Display| WrittenError::new("written-damaged", error);
        loop {
            let event = reader.read_event_into(&mut buffer).map_err(|error| damaged(&error))?;
            match event {
                Event::Eof if self.depth > 0 => {
                    return Err(damaged(&"the part breaks off"));
                }
                Event::Eof => return Ok(()),
                Event::Start(tag) => self.start(&tag)?,
                Event::Empty(tag) => {
                    self.start(&tag)?;
                    self.end(tag.local_name().as_ref());
                }
                Event::End(tag) => self.end(tag.local_name().as_ref()),
                Event::Text(text) => self.text(&text.xml10_content()),
                Event::CData(text) => self.text(&text.xml10_content()),
                Event::GeneralRef(name) => self.text(&character(&name).to_string()),
                Event::DocType(_) => return Err(WrittenError::new("written-doctype", "DOCTYPE")),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            }
            buffer.clear();
        }
    }

    pub(super) fn finish(self) -> Written {
        self.written
    }

    fn start(&mut self, tag: &BytesStart<'_>) -> Result<(), WrittenError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(WrittenError::new("written-too-deep", DEEPEST));
        }
        if self.skipped.is_some() {
            return Ok(());
        }
        let name = tag.local_name();
        let name = name.as_ref();
        if NO_TEXT.contains(&name) {
            self.skipped = Some(self.depth);
            return Ok(());
        }
        match name {
            "p" => {
                let part = if self.boxes > 0 { Part::TextBox } else { self.part };
                self.open.push((part, String::new()));
            }
            "txbxContent" => self.boxes += 1,
            "t" => self.in_text = true,
            "pPr" | "rPr" | "tabs" => self.in_properties += 1,
            "tab" | "ptab" if self.in_properties == 0 => self.put("\t"),
            "br" | "cr" => self.put("\n"),
            "noBreakHyphen" => self.put("-"),
            "tbl" => self.table(),
            "tr" => self.row(),
            "gridBefore" => self.skip_columns(tag),
            "tc" => self.cell()?,
            "gridSpan" => {
                if let Some(open) = self.tables.last_mut() {
                    open.span = number(tag).clamp(1, MOST_COLUMNS);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str) {
        let depth = self.depth;
        self.depth = self.depth.saturating_sub(1);
        if let Some(from) = self.skipped {
            if from == depth {
                self.skipped = None;
            }
            return;
        }
        match name {
            "p" => self.paragraph(),
            "txbxContent" => self.boxes = self.boxes.saturating_sub(1),
            "t" => self.in_text = false,
            "pPr" | "rPr" | "tabs" => self.in_properties = self.in_properties.saturating_sub(1),
            "tbl" => drop(self.tables.pop()),
            "tc" => self.close_cell(),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.in_text && self.skipped.is_none() {
            self.put(text);
        }
    }

    fn put(&mut self, text: &str) {
        if let Some((_, paragraph)) = self.open.last_mut() {
            paragraph.push_str(text);
        }
    }

    fn paragraph(&mut self) {
        let Some((part, text)) = self.open.pop() else { return };
        let boxes = self.boxes;
        let inside = self.tables.last().filter(|open| open.in_cell && open.boxes == boxes);
        if let Some(at) = inside.map(|open| open.at) {
            let cell = self.written.tables[at].rows.last_mut().and_then(|row| row.last_mut());
            if let Some(cell) = cell {
                if !cell.is_empty() && !text.is_empty() {
                    cell.push('\n');
                }
                cell.push_str(&text);
            }
            return;
        }
        let counted =
            if part == Part::TextBox { &mut self.counted_boxes } else { &mut self.counted };
        *counted += 1;
        let number = *counted;
        if !text.trim().is_empty() {
            self.written.paragraphs.push(Paragraph { part, number, text });
        }
    }

    fn table(&mut self) {
        let at = self.written.tables.len();
        let part = if self.boxes > 0 { Part::TextBox } else { self.part };
        let after = self.counted;
        self.written.tables.push(WrittenTable { part, number: at + 1, after, rows: Vec::new() });
        self.tables.push(Open { at, span: 1, in_cell: false, boxes: self.boxes });
    }

    fn row(&mut self) {
        if let Some(open) = self.tables.last() {
            self.written.tables[open.at].rows.push(Vec::new());
        }
    }

    /// Columns that a row leaves out at its start.
    fn skip_columns(&mut self, tag: &BytesStart<'_>) {
        let Some(open) = self.tables.last() else { return };
        if let Some(row) = self.written.tables[open.at].rows.last_mut() {
            row.resize(number(tag).min(MOST_COLUMNS), String::new());
        }
    }

    fn cell(&mut self) -> Result<(), WrittenError> {
        self.cells += 1;
        if self.cells > MOST_CELLS {
            return Err(super::too_large());
        }
        if let Some(open) = self.tables.last_mut() {
            (open.span, open.in_cell) = (1, true);
            if let Some(row) = self.written.tables[open.at].rows.last_mut() {
                row.push(String::new());
            }
        }
        Ok(())
    }

    fn close_cell(&mut self) {
        let Some(open) = self.tables.last_mut() else { return };
        open.in_cell = false;
        if let Some(row) = self.written.tables[open.at].rows.last_mut() {
            let to = (row.len() + open.span - 1).min(row.len().max(MOST_COLUMNS));
            row.resize(to, String::new());
        }
    }
}

fn number(tag: &BytesStart<'_>) -> usize {
    attribute(tag, "val").and_then(|value| value.parse().ok()).unwrap_or(1)
}

/// The character of a reference; entities that the file would have to declare are not expanded.
fn character(name: &BytesRef<'_>) -> char {
    if let Ok(Some(c)) = name.resolve_char_ref() {
        return c;
    }
    match name.xml10_content().as_ref() {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => char::REPLACEMENT_CHARACTER,
    }
}
