//! Writes small workbooks of Excel 97 to 2003 for the tests: no crate does, and a file made record by
//! record can also be made wrong.
#![allow(dead_code, reason = "each test file uses its own part of the kit")]
#![allow(clippy::unwrap_used, reason = "a kit of tests fails as tests do")]

use std::io::{Cursor, Write};

/// A cell of a sheet.
pub(crate) enum Cell {
    Text(&'static str),
    Number(f64),
    /// A number shown as a day.
    Day(f64),
    /// An error's code: 0x17 is `#REF!`.
    Error(u8),
    /// A formula with its value.
    Formula(f64),
    /// A formula whose value is a text.
    FormulaText(&'static str),
}

/// A sheet: cells by row and column counted from 0, merged areas as first row, last row, first
/// column, last column.
#[derive(Default)]
pub(crate) struct Sheet {
    pub(crate) name: &'static str,
    pub(crate) hidden: bool,
    pub(crate) cells: Vec<(u16, u16, Cell)>,
    pub(crate) merges: Vec<[u16; 4]>,
    pub(crate) hidden_rows: Vec<u16>,
    pub(crate) hidden_columns: Vec<u16>,
}

pub(crate) fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let mut bytes = kind.to_le_bytes().to_vec();
    bytes.extend(u16::try_from(data.len()).unwrap().to_le_bytes());
    bytes.extend(data);
    bytes
}

fn words(values: &[u16]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_le_bytes()).collect()
}

/// A text with its length in two bytes, each sign in two bytes.
fn text(text: &str) -> Vec<u8> {
    let signs: Vec<u16> = text.encode_utf16().collect();
    let mut bytes = words(&[u16::try_from(signs.len()).unwrap()]);
    bytes.push(1);
    bytes.extend(words(&signs));
    bytes
}

fn cell_records(row: u16, column: u16, cell: &Cell, texts: &mut Vec<&'static str>) -> Vec<u8> {
    let head = |format: u16| words(&[row, column, format]);
    let formula = |value: [u8; 8]| {
        let mut data = head(0);
        data.extend(value);
        // Options, a place for the program's own use, and `=1`.
        data.extend([0, 0, 0, 0, 0, 0, 3, 0, 0x1E, 1, 0]);
        record(0x0006, &data)
    };
    match cell {
        Cell::Text(text) => {
            let index = texts.iter().position(|known| known == text).unwrap_or_else(|| {
                texts.push(text);
                texts.len() - 1
            });
            let mut data = head(0);
            data.extend(u32::try_from(index).unwrap().to_le_bytes());
            record(0x00FD, &data)
        }
        Cell::Number(value) => record(0x0203, &[head(0), value.to_le_bytes().to_vec()].concat()),
        Cell::Day(value) => record(0x0203, &[head(1), value.to_le_bytes().to_vec()].concat()),
        Cell::Error(code) => record(0x0205, &[head(0), vec![*code, 1]].concat()),
        Cell::Formula(value) => formula(value.to_le_bytes()),
        Cell::FormulaText(value) => {
            let mut bytes = formula([0, 0, 0, 0, 0, 0, 0xFF, 0xFF]);
            bytes.extend(record(0x0207, &text(value)));
            bytes
        }
    }
}

fn sheet_stream(sheet: &Sheet, texts: &mut Vec<&'static str>) -> Vec<u8> {
    let mut bytes = record(0x0809, &words(&[0x0600, 0x0010, 0, 0, 0, 0, 0, 0]));
    for &column in &sheet.hidden_columns {
        bytes.extend(record(0x007D, &words(&[column, column, 0, 0, 1, 0])));
    }
    for &row in &sheet.hidden_rows {
        bytes.extend(record(0x0208, &words(&[row, 0, 0, 0, 0, 0, 0x20, 0])));
    }
    for (row, column, cell) in &sheet.cells {
        bytes.extend(cell_records(*row, *column, cell, texts));
    }
    if !sheet.merges.is_empty() {
        let mut data = words(&[u16::try_from(sheet.merges.len()).unwrap()]);
        sheet.merges.iter().for_each(|area| data.extend(words(area)));
        bytes.extend(record(0x00E5, &data));
    }
    bytes.extend(record(0x000A, &[]));
    bytes
}

/// The stream of records; `between` stands among those of the workbook as a whole.
pub(crate) fn stream(sheets: &[Sheet], between: &[u8]) -> Vec<u8> {
    let mut texts = Vec::new();
    let streams: Vec<Vec<u8>> =
        sheets.iter().map(|sheet| sheet_stream(sheet, &mut texts)).collect();
    let mut head = record(0x0809, &words(&[0x0600, 0x0005, 0, 0, 0, 0, 0, 0]));
    head.extend(between);
    // Two formats of cells: as it is, and a day.
    head.extend(record(0x00E0, &words(&[0, 0, 0, 0, 0, 0, 0, 0, 0, 0])));
    head.extend(record(0x00E0, &words(&[0, 14, 0, 0, 0, 0, 0, 0, 0, 0])));
    let mut shared: Vec<u8> = u32::try_from(texts.len()).unwrap().to_le_bytes().repeat(2);
    shared.extend(texts.iter().flat_map(|one| text(one)));
    let shared = record(0x00FC, &shared);
    let names: Vec<Vec<u8>> = sheets.iter().map(|sheet| text(sheet.name)).collect();
    // A sheet's name has its length in one byte.
    let listed: usize = names.iter().map(|name| 4 + 6 + name.len() - 1).sum();
    let mut start = head.len() + listed + shared.len() + 4;
    for (sheet, (name, body)) in sheets.iter().zip(names.iter().zip(&streams)) {
        let mut data = u32::try_from(start).unwrap().to_le_bytes().to_vec();
        data.extend([u8::from(sheet.hidden), 0, name[0]]);
        data.extend(&name[2..]);
        head.extend(record(0x0085, &data));
        start += body.len();
    }
    head.extend(shared);
    head.extend(record(0x000A, &[]));
    head.extend(streams.concat());
    head
}

/// A file whose stream of records is this.
pub(crate) fn compound(name: &str, stream: &[u8]) -> Vec<u8> {
    let version = cfb::Version::V3;
    let mut file =
        cfb::CompoundFile::create_with_version(version, Cursor::new(Vec::new())).unwrap();
    file.create_stream(name).unwrap().write_all(stream).unwrap();
    file.flush().unwrap();
    file.into_inner().into_inner()
}

/// An xls file with these sheets.
pub(crate) fn xls(sheets: &[Sheet]) -> Vec<u8> {
    compound("/Workbook", &stream(sheets, &[]))
}
