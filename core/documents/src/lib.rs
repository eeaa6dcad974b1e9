//! Tables in, with the address of every cell: csv, xlsx and xls, read as blocks of text rows.
//!
//! This room decides what a file is, what its bytes mean as text, where a row begins and which
//! column holds which field. What a cell says (a number, a place, a kind of kiln) is decided by
//! others; words for people are put to its errors by the command line.
//!
//! [`open`] looks at a file and gives a [`Document`]; [`Document::read_chunk`] fills a [`Chunk`]
//! with the next rows; [`Document::finish`] gives the hash of what was read. Memory stays the same
//! however long the file is. [`find_header`] says which column holds which field.

mod bytes;
mod chunk;
mod damaged_code;
mod delimiter;
mod document;
mod encoding;
mod fields;
mod hashing;
mod header;
mod header_names;
mod header_rows;
mod header_words;
mod marks;
mod note;
mod number;
mod open;
pub mod paper;
pub mod returned;
mod row_words;
mod sheet_facts;
mod sheet_names;
mod sheet_parts;
mod sheet_rows;
mod sheet_scan;
mod sniff;
mod split;
mod sum_column;
mod table;
mod text_file;
mod title_unit;
mod totals;
mod workbook;
mod workbook_parts;
pub mod written;
mod xls;
mod xls_walk;

pub use chunk::{CellKind, Chunk, MergedCell, RowRef};
pub use document::{Document, FileFacts, Format, ReadError};
pub use encoding::Encoding;
pub use fields::{FieldNames, fixed_fields};
pub use header::{Column, HEADER_ROWS, Header, HeaderProblem, find_header, recognise};
pub use note::{ReadNote, column_letters};
pub use open::{OpenError, Source, open};
pub use row_words::TotalLevel;
pub use sniff::Found;
pub use table::{RowRole, Table};
