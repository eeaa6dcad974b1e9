//! A list given back as a workbook: the office's own sheets with all values, and what others have to
//! say beside its rows.
//!
//! Values, their order, merged areas, widths, heights, number formats, fonts, fills and borders are
//! kept; of formulas the values. What is not kept is told as a [`Loss`], never left unsaid. What is
//! written beside the rows, and in which words, is decided by who gives it back.
//!
//! Rows go to a temporary file as they are written, so a list of any length stays in flat memory.

mod copy;
mod format;
mod sheet;
mod table;

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::path::Path;
use std::sync::Arc;

use rust_xlsxwriter::{Workbook, XlsxError};

use crate::marks;
use crate::open::OpenError;
use crate::sheet_names::SheetNames;
pub use format::Tone;
pub use table::{Choice, TableSheet};

/// The longest text of a cell, in UTF-16 units.
pub const LONGEST_TEXT: usize = 32_767;

/// The longest note that is written: who points at a cell will not read more.
pub const LONGEST_NOTE: usize = 2_000;

/// So many notes a sheet may have: each is a drawing, and thousands of them make a workbook slow.
pub const MOST_NOTES: u64 = 4_000;

/// Rows of a sheet.
pub const MOST_ROWS: u64 = 1_048_576;

/// A column that is added.
#[derive(Debug, Clone, PartialEq)]
pub struct AddedColumn {
    /// Its header.
    pub header: String,
    /// Its width in characters.
    pub width: f64,
    /// It belongs to the list from now on: it is read again.
    pub is_read: bool,
}

/// What is written beside the rows of one table.
#[derive(Debug, Clone, Default)]
pub struct Beside {
    /// First and last row of the header, 1-based.
    pub header: (u64, u64),
    /// Columns before the first added one; more where a merged area reaches further.
    pub width: usize,
    /// The added columns; those that are read again come first.
    pub columns: Vec<AddedColumn>,
    /// The last row that is a line, 1-based: so far a filter reaches.
    pub last_line: u64,
    /// So many columns stay in sight.
    pub frozen_columns: u16,
    /// What stands beside each row, by its 1-based number.
    pub rows: BTreeMap<u64, RowBeside>,
}

/// What is written beside a row.
#[derive(Debug, Clone, Default)]
pub struct RowBeside {
    /// One text for each added column; blank where there is none.
    pub cells: Vec<Arc<str>>,
    /// How the first cell that is not read again looks.
    pub tone: Tone,
    /// Cells of the row that something is wrong with.
    pub marks: Vec<Mark>,
}

/// A cell that something is wrong with.
#[derive(Debug, Clone)]
pub struct Mark {
    /// Its column, counted from 0.
    pub column: usize,
    /// What is wrong and what to do.
    pub note: Arc<str>,
}

/// Something that a copy does not keep.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Loss {
    /// What: `formulas`, `pictures`, …
    pub what: &'static str,
    /// The file or the sheet that it is about.
    pub place: String,
    /// How many; 0 where they are not counted.
    pub count: u64,
    /// The first of them, as `F12`; blank where it is not known.
    pub first: String,
}

/// Why a list could not be given back.
#[derive(Debug)]
pub enum ReturnError {
    /// It cannot be opened again.
    Open(OpenError),
    /// It changed since it was judged.
    Changed,
    /// It cannot be read to its end.
    Read(String),
    /// It has more rows or columns than a sheet can hold.
    TooLong,
    /// The workbook cannot be written.
    Write(String),
}

/// A workbook that is being put together.
pub struct ReturnedBook {
    book: Workbook,
    names: SheetNames,
    formats: format::Formats,
    losses: Vec<Loss>,
    marked: u32,
    /// The place of the first sheet that is to be seen when it is opened.
    first_seen: Option<usize>,
}

impl Default for ReturnedBook {
    fn default() -> Self {
        Self::new()
    }
}

impl ReturnedBook {
    /// A workbook without a sheet.
    pub fn new() -> Self {
        Self {
            book: Workbook::new(),
            names: SheetNames::default(),
            formats: format::Formats::default(),
            losses: Vec::new(),
            marked: 0,
            first_seen: None,
        }
    }

    /// Puts in all sheets of a file, in order. `name` is what a csv file's sheet is called, `sha256` the
    /// hash of what was judged; `beside` gives what stands beside the rows of a sheet by the name under
    /// which it was read, none for csv.
    ///
    /// # Errors
    /// [`ReturnError`]: the workbook must then not be saved.
    pub fn copy(
        &mut self,
        path: &Path,
        name: &str,
        sha256: &[u8; 32],
        beside: &dyn Fn(Option<&str>) -> Option<Arc<Beside>>,
    ) -> Result<(), ReturnError> {
        copy::copy(self, path, name, sha256, beside)
    }

    /// Puts in a sheet of the program's own, which is not read as a list.
    ///
    /// # Errors
    /// [`ReturnError::Write`].
    pub fn add(&mut self, sheet: TableSheet) -> Result<String, ReturnError> {
        self.put(sheet, marks::SHEET)
    }

    /// Puts in a sheet that asks for facts.
    ///
    /// # Errors
    /// [`ReturnError::Write`].
    pub fn add_inspection(&mut self, sheet: TableSheet) -> Result<String, ReturnError> {
        self.put(sheet, marks::INSPECTION)
    }

    fn put(&mut self, sheet: TableSheet, mark: &str) -> Result<String, ReturnError> {
        let name = self.names.take(&sheet.name);
        let is_hidden = sheet.is_hidden;
        let sheet = sheet.finish(&name)?;
        if !is_hidden {
            self.see();
        }
        self.book.push_worksheet(sheet);
        self.mark(mark, &marks::place_of_sheet(&name))?;
        Ok(name)
    }

    /// The next sheet is one that may be seen first.
    fn see(&mut self) {
        let place = self.book.worksheets().len();
        self.first_seen.get_or_insert(place);
    }

    fn mark(&mut self, prefix: &str, place: &str) -> Result<(), ReturnError> {
        self.marked += 1;
        self.book.define_name(format!("{prefix}{}", self.marked), place)?;
        Ok(())
    }

    /// What was not kept so far, the same things of one place together.
    pub fn losses(&self) -> &[Loss] {
        &self.losses
    }

    fn lose(&mut self, what: &'static str, place: &str, count: u64, first: &str) {
        let known = self.losses.iter_mut().find(|loss| loss.what == what && loss.place == place);
        match known {
            Some(known) => known.count += count,
            None => self.losses.push(Loss {
                what,
                place: place.to_owned(),
                count,
                first: first.to_owned(),
            }),
        }
    }

    /// The name under which a sheet stands in this workbook, for sheets that come later.
    pub fn sheet_names(&mut self) -> Vec<String> {
        self.book.worksheets().iter().map(rust_xlsxwriter::Worksheet::name).collect()
    }

    /// The whole workbook.
    ///
    /// # Errors
    /// [`ReturnError::Write`].
    pub fn save(mut self, out: impl io::Write + Send) -> Result<(), ReturnError> {
        if let Some(first) = self.first_seen.filter(|first| *first > 0) {
            self.book.worksheet_from_index(first)?.set_active(true).set_first_tab(true);
        }
        Ok(self.book.save_to_writer(out)?)
    }
}

impl fmt::Debug for ReturnedBook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReturnedBook").field("losses", &self.losses).finish_non_exhaustive()
    }
}

impl From<XlsxError> for ReturnError {
    fn from(error: XlsxError) -> Self {
        match error {
            XlsxError::RowColumnLimitError => Self::TooLong,
            error => Self::Write(error.to_string()),
        }
    }
}

impl fmt::Display for ReturnError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open(error) => error.fmt(f),
            Self::Changed => write!(f, "the list changed while it was judged"),
            Self::Read(detail) => write!(f, "the list cannot be read again: {detail}"),
            Self::TooLong => write!(f, "more rows or columns than a sheet can hold"),
            Self::Write(detail) => write!(f, "the workbook cannot be written: {detail}"),
        }
    }
}

impl std::error::Error for ReturnError {}
