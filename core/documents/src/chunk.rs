//! A block of rows as text: one run of text, the end of every cell, the rows above them.
//!
//! Rows are small and many, so a chunk allocates nothing per row or cell and is filled again and
//! again. It only holds; who cut the rows is not its affair.

use std::borrow::Cow;

use calamine::{ExcelDateTime, ExcelDateTimeType};

use crate::damaged_code::is_damaged;

/// By so many days the calendar from 1904 begins later.
const DAYS_TO_1904: u32 = 1462;

/// What a file says about a cell beside its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CellKind {
    /// Text as written; every sound cell of a csv file.
    Text,
    /// A number of a workbook; the text is the shortest decimal that gives it back.
    Number,
    /// A date of a workbook as ISO text: `2012-12-31`, with `T08:30:00` where it has a time.
    Date,
    /// An error that the workbook computed, such as `#REF!`.
    Error,
    /// Bytes that are invalid in the file's encoding; U+FFFD stands where they stood.
    Damaged,
}

/// Rows of one sheet, in the order of the file.
///
/// Between the cells' texts may stand what parted them in the file: delimiters, quotes, line ends.
#[derive(Debug, Default)]
pub struct Chunk {
    sheet: Option<String>,
    /// What a csv file's records are gathered in, before it is known to be valid UTF-8.
    pub(crate) raw: Vec<u8>,
    text: String,
    cells: Vec<Span>,
    /// One per cell, or empty where every cell is `Text`.
    kinds: Vec<CellKind>,
    rows: Vec<Row>,
    /// Cells that a merged area covers, by row (index in `rows`) and column.
    merged: Vec<(usize, MergedCell)>,
    /// Set where the workbook counts its days from 1904.
    from_1904: bool,
    /// Values that another one for the same cell took the place of: the first, and how many.
    doubled: Option<(u64, usize, u64)>,
}

/// A cell that a merged area covers, and the cell that it shows; columns counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MergedCell {
    /// Column of the covered cell.
    pub column: usize,
    /// 1-based row of the area's first cell.
    pub anchor_row: u64,
    /// Column of the area's first cell.
    pub anchor_column: usize,
}

/// A cell's place in the text.
#[derive(Debug, Clone, Copy)]
struct Span {
    start: u32,
    end: u32,
}

#[derive(Debug, Clone, Copy)]
struct Row {
    number: u64,
    /// One behind the row's last cell in `cells`.
    cells_end: u32,
}

/// One row of a [`Chunk`].
#[derive(Debug, Clone, Copy)]
pub struct RowRef<'a> {
    chunk: &'a Chunk,
    number: u64,
    index: usize,
    first: usize,
    end: usize,
}

/// A chunk takes no further row beyond this much text or this many cells, so that rows of any
/// width stay in flat memory.
const ENOUGH_TEXT: usize = 4 << 20;
const ENOUGH_CELLS: usize = 1 << 20;

impl Chunk {
    /// An empty chunk, to be filled by [`Document::read_chunk`](crate::Document::read_chunk).
    pub fn new() -> Self {
        Self::default()
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows.len()
    }

    /// True where no row is held.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Name of the sheet that the rows stand in; none for csv.
    pub fn sheet(&self) -> Option<&str> {
        self.sheet.as_deref()
    }

    /// The row at `index`, counted from 0 within this chunk. Panics beyond the last row.
    #[inline]
    pub fn row(&self, index: usize) -> RowRef<'_> {
        let row = self.rows[index];
        let first = if index == 0 { 0 } else { self.rows[index - 1].cells_end as usize };
        RowRef { chunk: self, number: row.number, index, first, end: row.cells_end as usize }
    }

    /// All rows in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = RowRef<'_>> {
        (0..self.rows()).map(|index| self.row(index))
    }

    pub(crate) fn clear(&mut self) {
        self.sheet = None;
        self.raw.clear();
        self.text.clear();
        self.cells.clear();
        self.kinds.clear();
        self.rows.clear();
        self.merged.clear();
        self.from_1904 = false;
        self.doubled = None;
    }

    pub(crate) fn set_sheet(&mut self, name: &str, from_1904: bool) {
        self.sheet = Some(name.to_owned());
        self.from_1904 = from_1904;
    }

    /// True where a further row is taken although `pending` bytes are still to be appended.
    #[inline]
    pub(crate) fn has_room(&self, pending: usize) -> bool {
        let text = self.raw.len().max(self.text.len()) + pending;
        text < ENOUGH_TEXT && self.cells.len() + self.merged.len() < ENOUGH_CELLS
    }

    /// Notes a cell of the row that ends next as covered by a merged area.
    pub(crate) fn note_merged(&mut self, cell: MergedCell) {
        self.merged.push((self.rows.len(), cell));
    }

    /// Notes a cell that reaches from `start` to `end` of the raw bytes, there already or soon.
    ///
    /// Where the cells of a row are valid UTF-8 together, each must be: an ASCII sign stands
    /// between any two.
    #[inline]
    pub(crate) fn note_cell(&mut self, start: usize, end: usize) {
        self.cells.push(Span { start: offset(start), end: offset(end) });
    }

    /// Appends a cell of known text.
    pub(crate) fn push_cell(&mut self, text: &str, kind: CellKind) {
        let start = self.text.len();
        self.text.push_str(text);
        self.note_cell(start, self.text.len());
        self.kinds.push(kind);
    }

    /// Notes that a value of row `number` was left out, since another stands in the same cell.
    pub(crate) fn note_doubled(&mut self, number: u64, column: usize) {
        self.doubled.get_or_insert((number, column, 0)).2 += 1;
    }

    /// The first cell that was given twice, as row and column, and how many there are.
    pub(crate) fn doubled(&self) -> Option<(u64, usize, u64)> {
        self.doubled
    }

    /// Makes a row of the cells that ended since the row before.
    #[inline]
    pub(crate) fn end_row(&mut self, number: u64) {
        self.rows.push(Row { number, cells_end: offset(self.cells.len()) });
    }

    /// Takes back the cells and bytes of a row that is not complete.
    pub(crate) fn undo_row(&mut self, raw_len: usize) {
        self.raw.truncate(raw_len);
        self.cells.truncate(self.rows.last().map_or(0, |row| row.cells_end as usize));
    }

    /// Turns the raw bytes into text and returns how many cells hold bytes that are no text.
    ///
    /// `decoded` says that a decoder wrote the bytes: it has put U+FFFD where the file was
    /// damaged, so that sign marks the cell.
    pub(crate) fn seal(&mut self, decoded: bool) -> u64 {
        match simdutf8::basic::from_utf8(&self.raw) {
            Ok(text) => self.text.push_str(text),
            Err(_) => return self.repair(),
        }
        if decoded && memchr::memmem::find(self.text.as_bytes(), "\u{FFFD}".as_bytes()).is_some() {
            return self.mark_replaced();
        }
        0
    }

    /// Writes the text anew, cell by cell.
    fn repair(&mut self) -> u64 {
        let mut damaged = 0;
        for span in &mut self.cells {
            let cell = String::from_utf8_lossy(&self.raw[span.start as usize..span.end as usize]);
            // Only text with invalid bytes has to be made anew.
            let invalid = matches!(cell, Cow::Owned(_));
            damaged += u64::from(invalid);
            self.kinds.push(if invalid { CellKind::Damaged } else { CellKind::Text });
            span.start = offset(self.text.len());
            self.text.push_str(&cell);
            span.end = offset(self.text.len());
        }
        damaged
    }

    fn mark_replaced(&mut self) -> u64 {
        let mut damaged = 0;
        for cell in 0..self.cells.len() {
            let replaced = self.cell_text(cell).contains('\u{FFFD}');
            damaged += u64::from(replaced);
            self.kinds.push(if replaced { CellKind::Damaged } else { CellKind::Text });
        }
        damaged
    }

    #[inline]
    fn cell_text(&self, cell: usize) -> &str {
        let span = self.cells[cell];
        self.text.get(span.start as usize..span.end as usize).unwrap_or("")
    }
}

impl<'a> RowRef<'a> {
    /// The 1-based physical row; for csv the line on which the record starts.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// Number of cells, up to the last one that the file gives.
    pub fn cells(&self) -> usize {
        self.end - self.first
    }

    /// Text of the cell in `column`, counted from 0; empty beyond the last cell.
    #[inline]
    pub fn cell(&self, column: usize) -> &'a str {
        self.index(column).map_or("", |cell| self.chunk.cell_text(cell))
    }

    /// Text of the cell in `column` without the white space around it.
    #[inline]
    pub fn trimmed(&self, column: usize) -> &'a str {
        let text = self.cell(column);
        // Plain signs, or a CJK ideograph (E4–E9 first), at both ends: there is nothing to take off.
        match text.as_bytes() {
            []
            | [b'!'..=b'~' | 0xe4..=0xe9, .., 0xe4..=0xe9, _, _]
            | [0xe4..=0xe9, _, _]
            | [b'!'..=b'~' | 0xe4..=0xe9, .., b'!'..=b'~']
            | [b'!'..=b'~'] => text,
            _ => text.trim(),
        }
    }

    /// Kind of the cell in `column`; `Text` beyond the last cell.
    #[inline]
    pub fn kind(&self, column: usize) -> CellKind {
        self.index(column)
            .and_then(|cell| self.chunk.kinds.get(cell).copied())
            .unwrap_or(CellKind::Text)
    }

    /// Whether the cell holds a code that a spreadsheet turned into a floating point number, so
    /// that digits are lost.
    pub fn is_damaged_code(&self, column: usize) -> bool {
        is_damaged(self.trimmed(column), self.kind(column))
    }

    /// The day that a number without the format of a date stands for in a column of dates, as ISO
    /// text: 41482 is 2013-07-27. Only days from 1950 to 2099 are taken for such.
    pub fn day_of_number(&self, column: usize) -> Option<String> {
        if self.kind(column) != CellKind::Number {
            return None;
        }
        let serial: u32 = self.cell(column).parse().ok()?;
        let later = if self.chunk.from_1904 { DAYS_TO_1904 } else { 0 };
        let serial = serial.checked_add(later)?;
        if !(18_264..73_051).contains(&serial) {
            return None;
        }
        let moment = ExcelDateTime::new(f64::from(serial), ExcelDateTimeType::DateTime, false);
        let (year, month, day, ..) = moment.to_ymd_hms_milli();
        Some(format!("{year:04}-{month:02}-{day:02}"))
    }

    /// Whether every cell of the row's block is text as it was written: no number, date, error or
    /// damage among them. Looking cell by cell is then not needed.
    pub fn is_plain(&self) -> bool {
        self.chunk.kinds.is_empty()
    }

    /// The cells of this row that merged areas cover. In those below an area's first cell its
    /// value is repeated; those beside it are blank.
    pub fn merged(&self) -> impl Iterator<Item = &'a MergedCell> + use<'a> {
        let all = &self.chunk.merged;
        let start = all.partition_point(|(row, _)| *row < self.index);
        let index = self.index;
        all[start..].iter().take_while(move |(row, _)| *row == index).map(|(_, cell)| cell)
    }

    /// The first cell of the merged area that covers `column`, as 1-based row and column counted
    /// from 0; none where the cell stands for itself.
    pub fn anchor(&self, column: usize) -> Option<(u64, usize)> {
        let cell = self.merged().find(|cell| cell.column == column)?;
        Some((cell.anchor_row, cell.anchor_column))
    }

    /// Whether the text in `column` is repeated from a row above.
    pub fn is_repeated(&self, column: usize) -> bool {
        !self.chunk.merged.is_empty()
            && self.anchor(column).is_some_and(|(row, _)| row != self.number)
    }

    /// The cells' texts in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &'a str> + use<'a> {
        let chunk = self.chunk;
        (self.first..self.end).map(|cell| chunk.cell_text(cell))
    }

    #[inline]
    fn index(&self, column: usize) -> Option<usize> {
        (column < self.cells()).then(|| self.first + column)
    }
}

#[inline]
fn offset(position: usize) -> u32 {
    u32::try_from(position).expect("a chunk ends at 4 MiB, a record at 64 MiB")
}
