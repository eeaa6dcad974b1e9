//! An open table: its rows one after another, and what is to be said of the file at the end.

use std::fmt;
use std::io;

use crate::chunk::Chunk;
use crate::encoding::Encoding;
use crate::note::{ReadNote, column_letters};
use crate::text_file::TextFile;
use crate::workbook::Workbook;

/// Format of a table that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Cells parted by comma, semicolon or tab.
    Csv,
    /// A workbook; all visible sheets, one after another.
    Xlsx,
    /// A workbook of Excel 97 to 2003; all visible sheets, one after another.
    Xls,
}

/// An open table, read from front to back. Made by [`open`](crate::open).
pub struct Document {
    path: String,
    body: Body,
    rows: u64,
    notes: Vec<ReadNote>,
    /// Said once the rows before it were given out, and again whenever asked.
    failed: Option<ReadError>,
}

pub(crate) enum Body {
    // Boxed: a reader of text is much larger than one of workbooks.
    Text(Box<TextFile>),
    Workbook { workbook: Workbook, format: Format, sha256: [u8; 32], length: u64 },
}

/// What is known of a file once it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFacts {
    /// SHA-256 of the file's bytes; of standard input, of all bytes read.
    pub sha256: [u8; 32],
    /// Length in bytes.
    pub length: u64,
    /// Rows given out, header and title rows included; blank rows are none.
    pub rows: u64,
    /// Cells of kind [`Damaged`](crate::CellKind::Damaged).
    pub damaged_cells: u64,
    /// What a reader should know beside the rows.
    pub notes: Vec<ReadNote>,
}

/// Why reading stopped before the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadError {
    /// The system could not read on.
    Io {
        /// Kind of the failure.
        kind: io::ErrorKind,
        /// The system's own words.
        detail: String,
    },
    /// A record of more than 64 MiB: most likely a quote that is never closed.
    RecordTooLong {
        /// 1-based physical row on which the record starts.
        row: u64,
    },
    /// The file became longer or shorter while it was read.
    Changed,
    /// A sheet of the workbook cannot be read on.
    Damaged {
        /// Name of the sheet; none where the reader of the workbook failed as a whole.
        sheet: Option<String>,
        /// Last 1-based row that was begun; 0 before the first.
        row: u64,
        /// What the reader of the workbook said.
        detail: String,
    },
}

impl Document {
    pub(crate) fn new(path: String, body: Body) -> Self {
        let notes = match &body {
            Body::Workbook { workbook, .. } => workbook.notes().to_vec(),
            Body::Text(_) => Vec::new(),
        };
        Self { path, body, rows: 0, notes, failed: None }
    }

    /// The path as given; `-` for standard input.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Format of the content.
    pub fn format(&self) -> Format {
        match self.body {
            Body::Text(_) => Format::Csv,
            Body::Workbook { format, .. } => format,
        }
    }

    /// Names of the sheets that are read, in order; empty for csv.
    pub fn sheets(&self) -> &[String] {
        match &self.body {
            Body::Text(_) => &[],
            Body::Workbook { workbook, .. } => workbook.sheets(),
        }
    }

    /// Number of tables that are read: the sheets of a workbook, one for csv.
    pub fn sheet_count(&self) -> usize {
        match &self.body {
            Body::Text(_) => 1,
            Body::Workbook { workbook, .. } => workbook.sheets().len(),
        }
    }

    /// Whether the workbook is one that asks firms for facts.
    pub fn asks_for_facts(&self) -> bool {
        match &self.body {
            Body::Text(_) => false,
            Body::Workbook { workbook, .. } => !workbook.inspection().is_empty(),
        }
    }

    /// Encoding of a csv file.
    pub fn encoding(&self) -> Option<Encoding> {
        match &self.body {
            Body::Text(file) => Some(file.encoding()),
            Body::Workbook { .. } => None,
        }
    }

    /// What parts the cells of a csv file: `,`, `;` or tab.
    pub fn delimiter(&self) -> Option<char> {
        match &self.body {
            Body::Text(file) => Some(file.delimiter()),
            Body::Workbook { .. } => None,
        }
    }

    /// Notes so far; the quote that is never closed is known at the end only.
    pub fn notes(&self) -> &[ReadNote] {
        &self.notes
    }

    /// Fills `chunk` with the next rows, at most `max_rows` (at least one) and all of one sheet;
    /// rows without any cell are left out and counted. False at the end of the last sheet.
    ///
    /// Fewer rows come where rows are very wide or long, and at the end of a sheet. An error comes
    /// after the rows that could be read, and stays.
    pub fn read_chunk(&mut self, chunk: &mut Chunk, max_rows: usize) -> Result<bool, ReadError> {
        chunk.clear();
        if let Some(error) = &self.failed {
            return Err(error.clone());
        }
        let max_rows = max_rows.max(1);
        let outcome = match &mut self.body {
            Body::Text(file) => file.read_chunk(chunk, max_rows),
            Body::Workbook { workbook, .. } => workbook.read_chunk(chunk, max_rows),
        };
        if let Body::Text(file) = &self.body
            && let Some(row) = file.unclosed()
            && self.notes.is_empty()
        {
            self.notes.push(ReadNote::UnclosedQuote { row });
        }
        if let Some((row, column, count)) = chunk.doubled() {
            let first = format!("{}{row}", column_letters(column as u64));
            let sheet = chunk.sheet().unwrap_or_default().to_owned();
            self.note_doubled(sheet, first, count);
        }
        self.rows += chunk.rows() as u64;
        if let Err(error) = outcome {
            self.failed = Some(error.clone());
            if chunk.is_empty() {
                return Err(error);
            }
        }
        Ok(!chunk.is_empty())
    }

    /// One note per sheet, however many chunks it takes.
    fn note_doubled(&mut self, sheet: String, first: String, count: u64) {
        for note in &mut self.notes {
            if let ReadNote::DoubledCells { sheet: other, count: before, .. } = note
                && *other == sheet
            {
                *before += count;
                return;
            }
        }
        self.notes.push(ReadNote::DoubledCells { sheet, first, count });
    }

    /// Closes the document. The hash of standard input covers what was read until now.
    pub fn finish(self) -> FileFacts {
        let Self { body, rows, notes, .. } = self;
        match body {
            Body::Text(file) => {
                let (sha256, length, damaged_cells) = file.finish();
                FileFacts { sha256, length, rows, damaged_cells, notes }
            }
            Body::Workbook { sha256, length, .. } => {
                FileFacts { sha256, length, rows, damaged_cells: 0, notes }
            }
        }
    }
}

impl ReadError {
    /// The error's name in messages and JSON.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Io { .. } => "file-unreadable",
            Self::RecordTooLong { .. } => "record-too-long",
            Self::Changed => "file-changed",
            Self::Damaged { .. } => "file-damaged",
        }
    }

    pub(crate) fn io(error: &io::Error) -> Self {
        Self::Io { kind: error.kind(), detail: error.to_string() }
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io { detail, .. } => write!(f, "cannot read on: {detail}"),
            Self::RecordTooLong { row } => write!(
                f,
                "the record of row {row} is longer than 64 MiB; a quote opened there is \
                 probably never closed"
            ),
            Self::Changed => {
                write!(f, "the file changed while it was read; run again when it is saved")
            }
            Self::Damaged { sheet: Some(sheet), row, detail } => {
                write!(f, "sheet {sheet} cannot be read behind row {row}: {detail}")
            }
            Self::Damaged { detail, .. } => write!(f, "the workbook cannot be read: {detail}"),
        }
    }
}

impl std::error::Error for ReadError {}
