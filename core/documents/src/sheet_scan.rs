//! One look through the XML of a sheet for what its cells do not say: merged areas, hidden rows and
//! columns, formulas without a value.
//!
//! Only the short parts before and behind the cells are read as XML. The cells themselves, nearly
//! all of the file, are searched for the few signs that matter, which costs a tenth of reading
//! them. On the way it is made sure that no row is longer than memory should hold at once.

use std::io::{BufReader, Cursor, Read};

use memchr::memmem::find_iter;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::sheet_facts::{Measures, Merge, SheetFacts};
use crate::sheet_parts::attribute;

/// How much is unpacked at once.
const BLOCK: u64 = 256 << 10;

/// The longest row, and the longest part before or behind the rows.
const LONGEST: usize = 64 << 20;

/// Why a sheet was not looked through to its end.
#[derive(Debug)]
pub(crate) enum Stopped {
    /// It cannot be unpacked, or is no XML.
    Unread(String),
    /// A row that should not be read at all.
    TooLong(String),
}

/// Looks through a sheet.
pub(crate) fn scan(reader: impl Read, facts: &mut SheetFacts) -> Result<(), Stopped> {
    let mut sheet = Sheet { reader, window: Vec::new(), ended: false };
    let Some(head) = sheet.up_to(b'<')? else { return Ok(()) };
    columns(&head, facts);
    if !sheet.pass_tag()? {
        sheet.rows(facts)?;
    }
    merges(Cursor::new(std::mem::take(&mut sheet.window)).chain(sheet.reader), facts)
}

/// The unpacked text, a window at a time.
struct Sheet<R> {
    reader: R,
    window: Vec<u8>,
    ended: bool,
}

const CELLS: &[u8] = b"sheetData";

impl<R: Read> Sheet<R> {
    fn refill(&mut self) -> Result<(), Stopped> {
        if self.window.len() > LONGEST {
            let limit = LONGEST >> 20;
            return Err(Stopped::TooLong(format!("a row of more than {limit} MiB")));
        }
        let block = (&mut self.reader).take(BLOCK).read_to_end(&mut self.window);
        let read = block.map_err(|error| Stopped::Unread(error.to_string()))?;
        self.ended = read == 0;
        Ok(())
    }

    /// Takes what stands before the tag of the cells that begins with `sign`; none where it is
    /// missing.
    fn up_to(&mut self, sign: u8) -> Result<Option<Vec<u8>>, Stopped> {
        loop {
            if let Some(at) = cells_tag(&self.window, sign) {
                let rest = self.window.split_off(at);
                return Ok(Some(std::mem::replace(&mut self.window, rest)));
            }
            if self.ended {
                return Ok(None);
            }
            self.refill()?;
        }
    }

    /// Passes the tag that the window begins with; true where it closes itself.
    fn pass_tag(&mut self) -> Result<bool, Stopped> {
        loop {
            if let Some(end) = memchr::memchr(b'>', &self.window) {
                let closed = self.window[..end].ends_with(b"/");
                self.window.drain(..=end);
                return Ok(closed);
            }
            if self.ended {
                return Ok(true);
            }
            self.refill()?;
        }
    }

    /// Searches the rows, as many at a time as are whole.
    fn rows(&mut self, facts: &mut SheetFacts) -> Result<(), Stopped> {
        loop {
            let end = cells_tag(&self.window, b'/');
            let whole = end.or_else(|| last_row(&self.window)).unwrap_or(0);
            search(&self.window[..whole], facts);
            self.window.drain(..whole);
            if end.is_some() || self.ended {
                return Ok(());
            }
            self.refill()?;
        }
    }
}

/// Where the tag stands that opens (`<`) or closes (`/`) the cells, whatever its prefix.
fn cells_tag(window: &[u8], sign: u8) -> Option<usize> {
    find_iter(window, CELLS).find_map(|at| {
        let start = before(window, at.saturating_sub(LONGEST_PREFIX), at)?;
        let between = &window[start + 1..at];
        let closes = between.first() == Some(&b'/');
        let prefix = if closes { &between[1..] } else { between };
        let is_tag = prefix.is_empty() || prefix.ends_with(b":");
        (is_tag && closes == (sign == b'/')).then_some(start)
    })
}

/// Where the last row of the window begins: it may be cut off.
fn last_row(window: &[u8]) -> Option<usize> {
    let mut rows = memchr::memmem::rfind_iter(window, b"row");
    rows.find_map(|at| {
        let start = before(window, at.saturating_sub(LONGEST_PREFIX), at)?;
        let prefix = &window[start + 1..at];
        (prefix.is_empty() || prefix.ends_with(b":")).then_some(start)
    })
}

/// How long the prefix of a tag's name may be.
const LONGEST_PREFIX: usize = 64;

/// The last `<` from `from` up to `to`.
fn before(text: &[u8], from: usize, to: usize) -> Option<usize> {
    memchr::memrchr(b'<', &text[from..to]).map(|at| from + at)
}

/// No place is looked at twice, whatever the text repeats: looking back ends at the find before.
fn search(rows: &[u8], facts: &mut SheetFacts) {
    if let Some(measures) = &mut facts.measures {
        measure(rows, measures);
    }
    let mut seen = 0;
    for at in find_iter(rows, b"hidden") {
        let start = before(rows, seen, at);
        seen = at;
        let Some(tag) = start.and_then(|start| tag_at(rows, start)) else { continue };
        let row = attribute(&tag, "r").and_then(|row| row.parse::<u32>().ok());
        if tag.local_name().as_ref() == "row"
            && is_yes(&tag, "hidden")
            && let Some(row) = row.and_then(|row| row.checked_sub(1))
        {
            facts.hidden_rows.add(row, row);
        }
    }
    // A value that is not there: behind a formula, or written as an empty one.
    for pattern in [&b"</f></c>"[..], b"<v></v>", b"<v/>", b"<v />"] {
        let mut seen = 0;
        for at in find_iter(rows, pattern) {
            let cell = cell_before(rows, seen, at);
            seen = at;
            let Some(cell) = cell else { continue };
            // A formula whose value is an empty text has one.
            if attribute(&cell, "t").as_deref() == Some("str") {
                continue;
            }
            let name = attribute(&cell, "r").unwrap_or_default();
            facts.without_value.get_or_insert((name, 0)).1 += 1;
        }
    }
}

/// Heights of rows, hidden rows, and how many formulas there are.
fn measure(rows: &[u8], measures: &mut Measures) {
    for pattern in [&b"<f>"[..], b"<f "] {
        measures.formulas += find_iter(rows, pattern).count() as u64;
    }
    let mut found: Vec<(u32, Option<f64>, bool)> = Vec::new();
    for sign in [&b" ht="[..], b" hidden="] {
        let mut seen = 0;
        for at in find_iter(rows, sign) {
            let start = before(rows, seen, at);
            seen = at;
            let Some(tag) = start.and_then(|start| tag_at(rows, start)) else { continue };
            let row = attribute(&tag, "r").and_then(|row| row.parse::<u32>().ok());
            if tag.local_name().as_ref() == "row"
                && let Some(row) = row.and_then(|row| row.checked_sub(1))
            {
                let height = attribute(&tag, "ht").and_then(|height| height.parse().ok());
                found.push((row, height, is_yes(&tag, "hidden")));
            }
        }
    }
    found.sort_by_key(|(row, ..)| *row);
    found.dedup_by_key(|(row, ..)| *row);
    measures.rows.append(&mut found);
}

/// The last cell that begins from `from` up to `to`.
fn cell_before(rows: &[u8], from: usize, to: usize) -> Option<BytesStart<'_>> {
    let mut cells = memchr::memmem::rfind_iter(&rows[from..to], b"<c").map(|at| from + at);
    let start = cells.find(|&cell| matches!(rows.get(cell + 2), Some(b' ' | b'>' | b'\n')))?;
    tag_at(rows, start)
}

fn tag_at(rows: &[u8], start: usize) -> Option<BytesStart<'_>> {
    let tag = &rows[start + 1..];
    let inside = std::str::from_utf8(&tag[..memchr::memchr(b'>', tag)?]).ok()?;
    let inside = inside.trim_end_matches('/');
    let name = inside.find(|sign: char| sign.is_ascii_whitespace()).unwrap_or(inside.len());
    Some(BytesStart::from_content(inside, name))
}

fn is_yes(tag: &BytesStart<'_>, name: &str) -> bool {
    matches!(attribute(tag, name).as_deref(), Some("1" | "true"))
}

fn columns(head: &[u8], facts: &mut SheetFacts) {
    let mut reader = Reader::from_reader(head);
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == "col" => {
                let number = |name| attribute(&tag, name)?.parse::<u32>().ok()?.checked_sub(1);
                let (Some(first), Some(last)) = (number("min"), number("max")) else { continue };
                let hidden = is_yes(&tag, "hidden");
                if hidden {
                    facts.hidden_columns.add(first, last);
                }
                if let Some(measures) = &mut facts.measures {
                    let width = attribute(&tag, "width").and_then(|width| width.parse().ok());
                    measures.columns.push((first, last, width, hidden));
                }
            }
            Event::Eof => return,
            _ => {}
        }
    }
}

/// Reads the merged areas behind the cells.
fn merges(tail: impl Read, facts: &mut SheetFacts) -> Result<(), Stopped> {
    let mut reader = Reader::from_reader(BufReader::new(tail.take(LONGEST as u64)));
    // The first tag closes what was opened before the tail.
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(tag) | Event::Empty(tag))
                if tag.local_name().as_ref() == "mergeCell" =>
            {
                let area = attribute(&tag, "ref").and_then(|area| area_of(&area));
                if let Some(area) = area {
                    facts.add_merge(area);
                }
            }
            Ok(Event::Start(tag) | Event::Empty(tag)) => {
                // A sheet has some twenty kinds of them.
                if let Some(measures) = &mut facts.measures
                    && measures.tags.len() < 256
                {
                    measures.tags.insert(tag.local_name().as_ref().to_owned());
                }
            }
            Ok(Event::Eof) => return Ok(()),
            Ok(_) => {}
            Err(error) => return Err(Stopped::Unread(error.to_string())),
        }
    }
}

/// `A1:B2`, with or without `$`.
fn area_of(text: &str) -> Option<Merge> {
    let (first, last) = text.split_once(':')?;
    let ((first_row, first_column), (last_row, last_column)) = (place(first)?, place(last)?);
    Some(Merge { first_row, first_column, last_row, last_column })
}

fn place(text: &str) -> Option<(u32, u32)> {
    let text = text.replace('$', "");
    let digits = text.find(|sign: char| sign.is_ascii_digit())?;
    let (letters, row) = text.split_at(digits);
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let column = letters.bytes().try_fold(0u32, |column, letter| {
        letter
            .is_ascii_alphabetic()
            .then(|| column * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1)
    })?;
    let row = row.parse::<u32>().ok().filter(|row| (1..=1_048_576).contains(row))?;
    (column <= 16_384).then_some((row - 1, column - 1))
}

#[cfg(test)]
mod tests {
    use super::{Merge, area_of, scan};
    use crate::sheet_facts::SheetFacts;

    fn scanned(xml: &str) -> SheetFacts {
        let mut facts = SheetFacts::default();
        scan(xml.as_bytes(), &mut facts).expect("a sheet that can be read");
        facts
    }

    #[test]
    fn areas_are_read_as_spreadsheets_write_them() {
        let area = |first_row, first_column, last_row, last_column| {
            Some(Merge { first_row, first_column, last_row, last_column })
        };
        assert_eq!(area_of("A1:B2"), area(0, 0, 1, 1));
        assert_eq!(area_of("$AA$10:$XFD$1048576"), area(9, 26, 1_048_575, 16_383));
        for text in ["A1", "1:2", "A0:B1", "ABCD1:B2", ":", ""] {
            assert_eq!(area_of(text), None, "{text}");
        }
    }

    #[test]
    fn prefixes_and_texts_that_look_like_tags_do_not_confuse() {
        let facts = scanned(
            "<x:worksheet><x:cols><x:col min=\"2\" max=\"3\" hidden=\"1\"/></x:cols><x:sheetData>\
             <x:row r=\"1\"><x:c r=\"A1\"><x:is><x:t>sheetData hidden=\"1\" /row </x:t></x:is></x:c>\
             </x:row><x:row r=\"2\" hidden=\"1\"/><x:row r=\"4\" hidden=\"0\"/></x:sheetData>\
             <x:mergeCells><x:mergeCell ref=\"A1:A2\"/></x:mergeCells></x:worksheet>",
        );
        assert_eq!(facts.merges.len(), 1);
        assert_eq!(facts.notes("S").len(), 2, "one row and two columns: {facts:?}");
    }

    #[test]
    fn formulas_that_nobody_reckoned_are_found() {
        let facts = scanned(
            "<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><f>1+1</f><v>2</v></c>\
             <c r=\"B1\"><f>1+1</f></c><c r=\"C1\"><f>1+1</f><v></v></c>\
             <c r=\"D1\" t=\"str\"><f>\"\"</f><v></v></c></row></sheetData></worksheet>",
        );
        assert_eq!(facts.without_value, Some(("B1".to_owned(), 2)));
    }

    #[test]
    fn a_sheet_in_many_windows_is_one_sheet() {
        let mut xml = "<worksheet><sheetData>".to_owned();
        for row in 1..40_000u32 {
            let hidden = if row.is_multiple_of(4) { " hidden=\"1\"" } else { "" };
            let cell = format!("<c r=\"A{row}\"><v>{row}</v></c>");
            xml.extend(["<row r=\"", &row.to_string(), "\"", hidden, ">", &cell, "</row>"]);
        }
        xml += "</sheetData><mergeCells><mergeCell ref=\"A1:A2\"/></mergeCells></worksheet>";
        let facts = scanned(&xml);
        let note = &facts.notes("S")[0];
        assert_eq!(note.arguments()[2], ("count", "9999".to_owned()));
        assert_eq!(facts.merges.len(), 1);
    }
}
