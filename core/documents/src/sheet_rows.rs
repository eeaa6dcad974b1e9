//! The cells of one sheet gathered to rows, merged cells repeated for the rows that they stand for.

use calamine::{DataRef, ExcelDateTime};

use crate::chunk::{CellKind, Chunk, MergedCell};
use crate::sheet_facts::{Merge, SheetFacts};
use crate::workbook::Cells;

/// Columns that a sheet can have (A to XFD).
const COLUMNS: usize = 16_384;

/// A merged area wider than this is a title; its covered cells are not noted one by one.
const WIDEST_HEADER: u32 = 256;

/// Gathers the cells of one sheet to rows.
pub(crate) struct SheetRows<'a> {
    cells: Cells<'a>,
    /// The first cell of the next row.
    ahead: Option<(u32, u32, DataRef<'a>)>,
    /// Cells of the present row by column.
    row: Vec<(usize, DataRef<'a>)>,
    /// 1-based number of the row that was begun last.
    number: u64,
    /// The reader must not be asked again behind the last cell.
    over: bool,
    merges: Merges<'a>,
    facts: &'a SheetFacts,
}

/// The merged areas that reach into the present row.
struct Merges<'a> {
    /// Those that begin further down, by first row.
    waiting: &'a [Merge],
    /// At most one per column that it begins in.
    open: Vec<Open<'a>>,
}

struct Open<'a> {
    merge: Merge,
    /// What the area shows, once its first row was read.
    value: Option<DataRef<'a>>,
}

impl<'a> SheetRows<'a> {
    pub(crate) fn new(cells: Cells<'a>, facts: &'a SheetFacts) -> Self {
        let merges = Merges { waiting: &facts.merges, open: Vec::new() };
        Self { cells, ahead: None, row: Vec::new(), number: 0, over: false, merges, facts }
    }

    /// 1-based number of the row that was begun last; 0 before the first.
    pub(crate) fn number(&self) -> u64 {
        self.number
    }

    pub(crate) fn fill(&mut self, chunk: &mut Chunk, max_rows: usize) -> Result<(), String> {
        while chunk.rows() < max_rows && chunk.has_room(0) && self.gather_row()? {
            self.row.sort_by_key(|(column, _)| *column);
            if !self.merges.is_empty() {
                self.merges.spread(self.number, &mut self.row, chunk);
            }
            push_row(self.number, &self.row, chunk);
            chunk.end_row(self.number);
        }
        Ok(())
    }

    /// Gathers the next row that has a cell with a value; false at the end of the sheet.
    fn gather_row(&mut self) -> Result<bool, String> {
        self.row.clear();
        let Some((row, column, value)) = self.next_value()? else { return Ok(false) };
        self.number = u64::from(row) + 1;
        self.take(column, value)?;
        while let Some((next, column, value)) = self.next_value()? {
            if next != row {
                self.ahead = Some((next, column, value));
                break;
            }
            self.take(column, value)?;
        }
        Ok(true)
    }

    fn take(&mut self, column: u32, value: DataRef<'a>) -> Result<(), String> {
        let column = column as usize;
        if column >= COLUMNS {
            return Err(format!("column {} lies behind the last", column + 1));
        }
        // A row that names its cells twice over has no good reason to.
        if self.row.len() >= 2 * COLUMNS {
            return Err("more cells in a row than a sheet has columns".to_owned());
        }
        self.row.push((column, value));
        Ok(())
    }

    fn next_value(&mut self) -> Result<Option<(u32, u32, DataRef<'a>)>, String> {
        if let Some(cell) = self.ahead.take() {
            return Ok(Some(cell));
        }
        if self.over {
            return Ok(None);
        }
        loop {
            let next = self.cells.next()?;
            self.over = next.is_none();
            if next.as_ref().is_none_or(|(_, column, _)| !self.facts.is_added(*column)) {
                return Ok(next);
            }
        }
    }
}

impl<'a> Merges<'a> {
    fn is_empty(&self) -> bool {
        self.waiting.is_empty() && self.open.is_empty()
    }

    /// Opens the areas that reach into this row, and repeats in it what stands in the first row of
    /// those that began above. A value that the file holds under a merged area stays.
    fn spread(&mut self, number: u64, cells: &mut Vec<(usize, DataRef<'a>)>, chunk: &mut Chunk) {
        let row = u32::try_from(number - 1).unwrap_or(u32::MAX);
        self.open.retain(|open| open.merge.last_row >= row);
        while let Some((first, rest)) = self.waiting.split_first() {
            if first.first_row > row {
                break;
            }
            self.waiting = rest;
            let place =
                self.open.binary_search_by_key(&first.first_column, |open| open.merge.first_column);
            // Of areas that overlap, which no program writes, the first one counts.
            if let (true, Err(place)) = (first.last_row >= row, place) {
                self.open.insert(place, Open { merge: *first, value: None });
            }
        }
        let mut filled = Vec::new();
        for open in &mut self.open {
            let (merge, column) = (open.merge, open.merge.first_column as usize);
            let at = cells.binary_search_by_key(&column, |(column, _)| *column);
            let anchor_row = u64::from(merge.first_row) + 1;
            if merge.first_row == row {
                open.value = at.ok().map(|at| cells[at].1.clone());
            } else if let (Err(_), Some(value)) = (at, &open.value) {
                filled.push((column, value.clone()));
                chunk.note_merged(MergedCell { column, anchor_row, anchor_column: column });
            }
            let covered = merge.first_column + 1..=merge.last_column;
            if merge.last_column - merge.first_column < WIDEST_HEADER {
                for column in covered {
                    let (column, anchor_column) = (column as usize, merge.first_column as usize);
                    chunk.note_merged(MergedCell { column, anchor_row, anchor_column });
                }
            }
        }
        if !filled.is_empty() {
            cells.append(&mut filled);
            cells.sort_by_key(|(column, _)| *column);
        }
    }
}

/// Appends a row's cells, which are in order, with empty ones between. Of two for one column the
/// later stands, as where a program reads them into a sheet.
fn push_row(number: u64, row: &[(usize, DataRef<'_>)], chunk: &mut Chunk) {
    let mut next = 0;
    for (index, (column, value)) in row.iter().enumerate() {
        if row.get(index + 1).is_some_and(|(following, _)| following == column) {
            chunk.note_doubled(number, *column);
            continue;
        }
        for _ in next..*column {
            chunk.push_cell("", CellKind::Text);
        }
        push_value(value, chunk);
        next = column + 1;
    }
}

fn push_value(value: &DataRef<'_>, chunk: &mut Chunk) {
    match value {
        DataRef::Int(number) => chunk.push_cell(&number.to_string(), CellKind::Number),
        DataRef::Float(number) => push_number(*number, chunk),
        DataRef::String(text) | DataRef::DurationIso(text) => {
            chunk.push_cell(text, CellKind::Text);
        }
        DataRef::SharedString(text) => chunk.push_cell(text, CellKind::Text),
        DataRef::Bool(true) => chunk.push_cell("TRUE", CellKind::Text),
        DataRef::Bool(false) => chunk.push_cell("FALSE", CellKind::Text),
        DataRef::DateTime(moment) => push_moment(moment, chunk),
        DataRef::DateTimeIso(text) => chunk.push_cell(text, CellKind::Date),
        DataRef::Error(error) => chunk.push_cell(&error.to_string(), CellKind::Error),
        DataRef::Empty => chunk.push_cell("", CellKind::Text),
    }
}

/// The shortest decimal that gives the number back. Beyond 10²¹, where no figure of the field
/// lies, it has an exponent.
fn push_number(number: f64, chunk: &mut Chunk) {
    if !number.is_finite() {
        return chunk.push_cell(&number.to_string(), CellKind::Text);
    }
    // The sign of a zero says nothing in a table.
    let number = if number == 0.0 { 0.0 } else { number };
    let text = if number.abs() < 1e21 { number.to_string() } else { format!("{number:e}") };
    chunk.push_cell(&text, CellKind::Number);
}

/// First serial day that Excel does not show any more: 10000-01-01.
const BEHIND_THE_LAST_DAY: f64 = 2_958_466.0;

/// A day, a day with a time, or a time alone. A duration, and a number that is no day whatever its
/// format says, is given as the number it is.
fn push_moment(moment: &ExcelDateTime, chunk: &mut Chunk) {
    let serial = moment.as_f64();
    if !moment.is_datetime() || !(0.0..BEHIND_THE_LAST_DAY).contains(&serial) {
        return push_number(serial, chunk);
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let time = format!("{hour:02}:{minute:02}:{second:02}");
    // In the calendar from 1904 day 0 is a day; in the older one it only carries a time.
    if serial < 1.0 && year < 1904 {
        return chunk.push_cell(&time, CellKind::Text);
    }
    let date = format!("{year:04}-{month:02}-{day:02}");
    if (hour, minute, second) == (0, 0, 0) {
        chunk.push_cell(&date, CellKind::Date);
    } else {
        chunk.push_cell(&format!("{date}T{time}"), CellKind::Date);
    }
}
