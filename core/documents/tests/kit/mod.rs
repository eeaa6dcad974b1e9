//! What the tests of this room share: a document out of bytes, and its rows as plain vectors.
#![allow(dead_code, reason = "each test file uses its own part of the kit")]
#![allow(clippy::unwrap_used, reason = "a kit of tests fails as tests do")]

pub(crate) mod biff;
pub(crate) mod grid;

use std::io::Cursor;
use std::path::{Path, PathBuf};

use phaseout_documents::{CellKind, Chunk, Document, OpenError, Source, open};

/// Row number and cells.
pub(crate) type Row = (u64, Vec<String>);

/// A file with these bytes in a folder that lives as long as the test.
pub(crate) struct Paper {
    _folder: tempfile::TempDir,
    pub(crate) path: PathBuf,
}

pub(crate) fn paper(name: &str, bytes: &[u8]) -> Paper {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    Paper { _folder: folder, path }
}

pub(crate) fn open_path(path: &Path) -> Result<Document, OpenError> {
    open(Source::Path(path.to_owned()))
}

pub(crate) fn open_bytes(bytes: &[u8]) -> Result<Document, OpenError> {
    open(Source::Stdin(Box::new(Cursor::new(bytes.to_vec()))))
}

/// All rows of all sheets.
pub(crate) fn rows(document: &mut Document, at_once: usize) -> Vec<Row> {
    let (mut chunk, mut rows) = (Chunk::new(), Vec::new());
    while document.read_chunk(&mut chunk, at_once).unwrap() {
        assert!(chunk.rows() <= at_once);
        rows.extend(
            chunk.iter().map(|row| (row.number(), row.iter().map(str::to_owned).collect())),
        );
    }
    assert!(!document.read_chunk(&mut chunk, at_once).unwrap(), "the end stays the end");
    rows
}

/// Rows of a csv file with these bytes; as a file and as a stream they are the same.
pub(crate) fn csv_rows(bytes: &[u8]) -> Vec<Row> {
    let paper = paper("list.csv", bytes);
    let of_file = rows(&mut open_path(&paper.path).unwrap(), 1024);
    let of_stream = rows(&mut open_bytes(bytes).unwrap(), 1);
    assert_eq!(of_file, of_stream);
    of_file
}

pub(crate) fn row(number: u64, cells: &[&str]) -> Row {
    (number, cells.iter().map(|&cell| cell.to_owned()).collect())
}

/// Text and kind of every cell of the first row.
pub(crate) fn first_row(document: &mut Document) -> Vec<(String, CellKind)> {
    let mut chunk = Chunk::new();
    assert!(document.read_chunk(&mut chunk, 1).unwrap());
    let row = chunk.row(0);
    (0..row.cells()).map(|column| (row.cell(column).to_owned(), row.kind(column))).collect()
}
