//! A walk over the records of an xls workbook before it is read: what it hides and merges, and
//! whether its reader stays within memory.
//!
//! The reader of workbooks lays every sheet out as a rectangle, copies a shared text for every cell
//! that shows it, makes room for what the file claims and writes every formula out as text. So the
//! rectangle and the texts are reckoned here first, and records that only carry claims, names and
//! formulas are taken out of the copy that the reader gets: values are all that is read.

use crate::sheet_facts::{Merge, SheetFacts};

/// Most bytes that cells and their texts may take when they are read.
const LARGEST: u64 = 256 << 20;

/// What the reader needs for a place of the rectangle, filled or not.
const PLACE: u64 = 64;

/// What is wrong with a stream of records.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It has a password.
    Encrypted,
    /// It would take more memory than is given.
    TooLarge { length: u64, limit: u64 },
    /// It contradicts itself.
    Damaged(String),
}

/// Types of records, as [MS-XLS] numbers them.
mod kind {
    pub(super) const FORMULA: u16 = 0x0006;
    pub(super) const EOF: u16 = 0x000A;
    pub(super) const EXTERN_SHEET: u16 = 0x0017;
    pub(super) const NAME: u16 = 0x0018;
    pub(super) const FILE_PASS: u16 = 0x002F;
    pub(super) const CONTINUE: u16 = 0x003C;
    pub(super) const COLUMNS: u16 = 0x007D;
    pub(super) const SHEET: u16 = 0x0085;
    pub(super) const MANY_NUMBERS: u16 = 0x00BD;
    pub(super) const RICH_LABEL: u16 = 0x00D6;
    pub(super) const MERGED: u16 = 0x00E5;
    pub(super) const TEXTS: u16 = 0x00FC;
    pub(super) const SHARED_LABEL: u16 = 0x00FD;
    pub(super) const DIMENSIONS: u16 = 0x0200;
    pub(super) const NUMBER: u16 = 0x0203;
    pub(super) const LABEL: u16 = 0x0204;
    pub(super) const LOGICAL: u16 = 0x0205;
    pub(super) const FORMULA_TEXT: u16 = 0x0207;
    pub(super) const ROW: u16 = 0x0208;
    pub(super) const SHORT_NUMBER: u16 = 0x027E;
    pub(super) const BOF: u16 = 0x0809;
    /// A type that nobody gives a meaning.
    pub(super) const NOTHING: u16 = 0x7FFF;
}

/// Looks through a stream, takes out what is not needed, and gives the facts of each sheet in the
/// order of the workbook.
pub(crate) fn walk(stream: &mut [u8]) -> Result<Vec<SheetFacts>, Fault> {
    let mut starts = Vec::new();
    let mut texts = Vec::new();
    let mut at = 0;
    while let Some(record) = Record::at(stream, at)? {
        at = record.end;
        let data = &stream[record.start..record.end];
        match record.kind {
            kind::FILE_PASS => return Err(Fault::Encrypted),
            kind::SHEET => starts.push(word32(data, 0)? as usize),
            kind::TEXTS => texts = text_lengths(stream, &record)?,
            kind::NAME | kind::EXTERN_SHEET => record.take_out(stream),
            kind::EOF => break,
            _ => {}
        }
    }
    let mut needed = 0u64;
    let mut sheets = Vec::new();
    for start in starts {
        let mut sheet = Sheet { texts: &texts, ..Sheet::default() };
        sheet.walk(stream, start)?;
        needed = needed.saturating_add(sheet.needed());
        if needed > LARGEST {
            return Err(Fault::TooLarge { length: needed, limit: LARGEST });
        }
        sheet.facts.sort();
        sheets.push(sheet.facts);
    }
    Ok(sheets)
}

/// A record's place in the stream.
#[derive(Debug, Clone, Copy)]
struct Record {
    kind: u16,
    start: usize,
    end: usize,
}

impl Record {
    fn at(stream: &[u8], at: usize) -> Result<Option<Self>, Fault> {
        let rest = stream.get(at..).unwrap_or_default();
        // A few zeros behind the last record fill up the sector.
        if rest.len() < 4 {
            return Ok(None);
        }
        let kind = u16::from_le_bytes([rest[0], rest[1]]);
        let length = usize::from(u16::from_le_bytes([rest[2], rest[3]]));
        if rest.len() - 4 < length {
            return Err(cut_off(at));
        }
        Ok(Some(Self { kind, start: at + 4, end: at + 4 + length }))
    }

    /// Leaves the record in its place without a meaning.
    fn take_out(&self, stream: &mut [u8]) {
        stream[self.start - 4..self.start - 2].copy_from_slice(&kind::NOTHING.to_le_bytes());
    }
}

fn place_name(row: u16, column: u16) -> String {
    format!("row {}, column {}", u32::from(row) + 1, u32::from(column) + 1)
}

fn cut_off(at: usize) -> Fault {
    Fault::Damaged(format!("the record at byte {at} is cut off"))
}

fn word(data: &[u8], at: usize) -> Result<u16, Fault> {
    match data.get(at..at + 2) {
        Some(bytes) => Ok(u16::from_le_bytes([bytes[0], bytes[1]])),
        None => Err(Fault::Damaged("a record is too short".to_owned())),
    }
}

fn word32(data: &[u8], at: usize) -> Result<u32, Fault> {
    Ok(u32::from(word(data, at)?) | u32::from(word(data, at + 2)?) << 16)
}

/// One sheet while it is walked.
#[derive(Default)]
struct Sheet<'t> {
    facts: SheetFacts,
    texts: &'t [u32],
    /// First and last row and column with a cell.
    extent: Option<[u32; 4]>,
    text_bytes: u64,
    /// Where the text of the last formula goes.
    formula_at: (u32, u32),
}

impl Sheet<'_> {
    fn walk(&mut self, stream: &mut [u8], start: usize) -> Result<(), Fault> {
        let (mut at, mut depth) = (start, 0u32);
        if start >= stream.len() {
            return Err(Fault::Damaged("a sheet begins behind the end".to_owned()));
        }
        while let Some(record) = Record::at(stream, at)? {
            at = record.end;
            match record.kind {
                kind::BOF => depth += 1,
                kind::EOF if depth <= 1 => return Ok(()),
                kind::EOF => depth -= 1,
                // Charts inside of sheets have cells of their own.
                _ if depth > 1 => {}
                kind::DIMENSIONS => record.take_out(stream),
                kind::FORMULA => {
                    let formula = stream[record.start..record.end].get_mut(20..22);
                    formula.ok_or_else(|| cut_off(record.start))?.fill(0);
                    self.cell(record.kind, &stream[record.start..record.end])?;
                }
                kind => self.cell(kind, &stream[record.start..record.end])?,
            }
        }
        Ok(())
    }

    fn cell(&mut self, kind: u16, data: &[u8]) -> Result<(), Fault> {
        match kind {
            kind::NUMBER | kind::LOGICAL | kind::SHORT_NUMBER => {
                self.place(word(data, 0)?, word(data, 2)?, word(data, 2)?);
            }
            kind::FORMULA => {
                let (row, column) = (word(data, 0)?, word(data, 2)?);
                self.formula_at = (row.into(), column.into());
                self.place(row, column, column);
            }
            kind::MANY_NUMBERS => {
                let last = word(data, data.len().saturating_sub(2))?;
                let (row, first) = (word(data, 0)?, word(data, 2)?);
                let cells = usize::from(last.wrapping_sub(first)) + 1;
                if last < first || data.len() != 6 + 6 * cells {
                    return Err(Fault::Damaged(format!("numbers of row {row} do not fit")));
                }
                self.place(row, first, last);
            }
            kind::LABEL | kind::RICH_LABEL => {
                self.place(word(data, 0)?, word(data, 2)?, word(data, 2)?);
                let text = data.get(6..).ok_or_else(|| cut_off(0))?;
                self.text(text, (word(data, 0)?, word(data, 2)?))?;
            }
            kind::FORMULA_TEXT => {
                let (row, column) = self.formula_at;
                let narrow = |place: u32| u16::try_from(place).unwrap_or(u16::MAX);
                self.text(data, (narrow(row), narrow(column)))?;
            }
            kind::SHARED_LABEL => {
                let (row, column) = (word(data, 0)?, word(data, 2)?);
                let Some(&length) = self.texts.get(word32(data, 6)? as usize) else {
                    let place = place_name(row, column);
                    return Err(Fault::Damaged(format!("the text of {place} is missing")));
                };
                self.place(row, column, column);
                self.text_bytes += u64::from(length);
            }
            kind::MERGED => self.merged(data)?,
            kind::COLUMNS if word(data, 8)? & 1 != 0 => {
                // 256 stands for all columns up to the last.
                let last = word(data, 2)?.min(255);
                self.facts.hidden_columns.add(word(data, 0)?.into(), last.into());
            }
            kind::ROW if word(data, 12)? & 0x20 != 0 => {
                let row = word(data, 0)?.into();
                self.facts.hidden_rows.add(row, row);
            }
            _ => {}
        }
        Ok(())
    }

    fn place(&mut self, row: u16, first: u16, last: u16) {
        let (row, first, last) = (row.into(), first.into(), last.into());
        let [top, bottom, left, right] = self.extent.get_or_insert([row, row, first, last]);
        (*top, *bottom) = ((*top).min(row), (*bottom).max(row));
        (*left, *right) = ((*left).min(first), (*right).max(last));
    }

    /// A text in its cell: length, and from BIFF 8 on whether each sign takes two bytes. Where it
    /// goes on in a second record its end would be lost.
    fn text(&mut self, data: &[u8], (row, column): (u16, u16)) -> Result<(), Fault> {
        let signs = word(data, 0)?;
        self.text_bytes += u64::from(signs) * 3;
        if signs > 0 && data.len() - 2 < usize::from(signs) {
            let place = place_name(row, column);
            return Err(Fault::Damaged(format!("the text of {place} is cut off")));
        }
        Ok(())
    }

    fn merged(&mut self, data: &[u8]) -> Result<(), Fault> {
        for index in 0..usize::from(word(data, 0)?) {
            let field = |field: usize| word(data, 2 + 8 * index + 2 * field).map(u32::from);
            self.facts.add_merge(Merge {
                first_row: field(0)?,
                last_row: field(1)?,
                first_column: field(2)?,
                last_column: field(3)?,
            });
        }
        Ok(())
    }

    fn needed(&self) -> u64 {
        let places = self.extent.map_or(0, |[top, bottom, left, right]| {
            u64::from(bottom - top + 1) * u64::from(right - left + 1)
        });
        // Each text is copied once more when the sheet is handed out.
        places * PLACE + 2 * self.text_bytes
    }
}

/// Length in bytes, at most, of each shared text. The texts go on in records that follow; where
/// one breaks off among its signs, the next record says anew how wide they are.
fn text_lengths(stream: &[u8], record: &Record) -> Result<Vec<u32>, Fault> {
    let mut pieces = vec![&stream[record.start..record.end]];
    let mut at = record.end;
    while let Some(next) = Record::at(stream, at)? {
        if next.kind != kind::CONTINUE {
            break;
        }
        pieces.push(&stream[next.start..next.end]);
        at = next.end;
    }
    let mut texts = Texts { pieces, piece: 0, at: 8 };
    let mut lengths = Vec::new();
    while !texts.is_over() {
        lengths.push(texts.skip_text()?);
    }
    Ok(lengths)
}

struct Texts<'s> {
    pieces: Vec<&'s [u8]>,
    piece: usize,
    at: usize,
}

impl Texts<'_> {
    fn left(&self) -> usize {
        self.pieces.get(self.piece).map_or(0, |piece| piece.len().saturating_sub(self.at))
    }

    fn is_over(&mut self) -> bool {
        while self.left() == 0 {
            if self.piece + 1 >= self.pieces.len() {
                return true;
            }
            (self.piece, self.at) = (self.piece + 1, 0);
        }
        false
    }

    fn byte(&mut self) -> Result<u8, Fault> {
        if self.is_over() {
            return Err(Fault::Damaged("the shared texts break off".to_owned()));
        }
        self.at += 1;
        Ok(self.pieces[self.piece][self.at - 1])
    }

    fn word(&mut self) -> Result<usize, Fault> {
        Ok(usize::from(self.byte()?) | usize::from(self.byte()?) << 8)
    }

    fn skip(&mut self, mut bytes: usize) -> Result<(), Fault> {
        while bytes > 0 {
            if self.is_over() {
                return Err(Fault::Damaged("the shared texts break off".to_owned()));
            }
            let taken = bytes.min(self.left());
            self.at += taken;
            bytes -= taken;
        }
        Ok(())
    }

    fn skip_text(&mut self) -> Result<u32, Fault> {
        let signs = self.word()?;
        let mut flags = self.byte()?;
        let runs = if flags & 8 == 0 { 0 } else { self.word()? };
        let extra = if flags & 4 == 0 { 0 } else { self.word()? | self.word()? << 16 };
        let mut left = signs;
        while left > 0 {
            if self.left() == 0 {
                // The width stands before the signs of every further record.
                flags = self.byte()?;
            }
            let width = usize::from(flags & 1) + 1;
            let here = left.min(self.left() / width);
            if here == 0 && self.left() > 0 {
                return Err(Fault::Damaged("a shared text breaks off in a sign".to_owned()));
            }
            self.at += here * width;
            left -= here;
        }
        self.skip(runs * 4)?;
        self.skip(extra)?;
        Ok(u32::try_from(signs * 3).unwrap_or(u32::MAX))
    }
}
