//! Reads a list once more, all sheets and all that a copy keeps of them.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use std::sync::Arc;

use calamine::{Data, DataRef, ExcelDateTime, Reader, Sheet, SheetType, SheetVisible, Xls, Xlsx};
use rust_xlsxwriter::XlsxError;

use super::format::OwnFormats;
use super::sheet::{Copied, Lost, SheetCopy, Value};
use super::{Beside, ReturnError, ReturnedBook};
use crate::chunk::Chunk;
use crate::document::Format;
use crate::marks::{COLUMNS, Marks, place_of_columns};
use crate::open::{Source, open, parts};
use crate::sheet_facts::SheetFacts;
use crate::workbook::Content;

type BesideOf<'a> = &'a dyn Fn(Option<&str>) -> Option<Arc<Beside>>;

pub(super) fn copy(
    out: &mut ReturnedBook,
    path: &Path,
    name: &str,
    sha256: &[u8; 32],
    beside: BesideOf<'_>,
) -> Result<(), ReturnError> {
    match parts(path).map_err(ReturnError::Open)? {
        Some(parts) if parts.sha256 != *sha256 => Err(ReturnError::Changed),
        Some(parts) => {
            // A broken file may make the reader panic; here as in reading it must not end the program.
            let work = || match parts.content {
                Content::Xlsx(file, facts) => xlsx(out, path, file, facts, beside),
                Content::Xls(bytes, facts) => xls(out, path, bytes, facts, beside),
            };
            std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).unwrap_or_else(|_| {
                Err(ReturnError::Read("the file contradicts itself".to_owned()))
            })
        }
        None => text(out, path, name, sha256, beside),
    }
}

/// Sheets of which something is copied.
fn kept<'s>(
    out: &mut ReturnedBook,
    path: &Path,
    sheets: &'s [Sheet],
    marks: &Marks,
) -> Vec<&'s Sheet> {
    let file = path.display().to_string();
    let mut kept = Vec::new();
    for sheet in sheets {
        if sheet.typ != SheetType::WorkSheet {
            out.lose("chart-sheets", &file, 1, &sheet.name);
        } else if !marks.sheets.contains(&sheet.name) {
            kept.push(sheet);
        }
    }
    kept
}

fn xlsx(
    out: &mut ReturnedBook,
    path: &Path,
    file: File,
    mut facts: Vec<(String, SheetFacts)>,
    beside: BesideOf<'_>,
) -> Result<(), ReturnError> {
    let read = |error: calamine::XlsxError| ReturnError::Read(error.to_string());
    let mut book = Xlsx::new(BufReader::new(file)).map_err(read)?;
    let marks = Marks::of(book.defined_names());
    let sheets = book.sheets_metadata().to_vec();
    let from_1904 = book.has_1904_epoch();
    let mut own = OwnFormats::default();
    for sheet in kept(out, path, &sheets, &marks) {
        let at = facts.iter().position(|(other, _)| *other == sheet.name);
        let mut facts = at.map_or_else(SheetFacts::default, |at| facts.swap_remove(at).1);
        for (_, first, last) in marks.columns.iter().filter(|(other, ..)| *other == sheet.name) {
            facts.leave_out(*first, *last);
        }
        let beside = beside_of(sheet, beside);
        let worksheet = out.book.new_worksheet_with_low_memory()?;
        let mut cells = book.worksheet_cells_reader(&sheet.name).map_err(read)?;
        let styles = cells.styles().to_vec();
        let mut copy =
            SheetCopy::new(worksheet, &styles, &mut own, &mut out.formats, beside.clone());
        let lost = prepare(&mut copy, &mut facts)?;
        while let Some((cell, style)) = cells.next_cell_with_style_id().map_err(read)? {
            let (row, column) = cell.get_position();
            if !facts.is_added(column) {
                write(&mut copy, row, column, cell.get_value(), style, from_1904)?;
            }
        }
        drop(cells);
        finish(copy.finish()?, out, sheet, beside.as_deref(), lost)?;
    }
    if crate::sheet_parts::has_part(File::open(path).map_err(|error| io(&error))?, "vbaproject") {
        out.lose("macros", &path.display().to_string(), 0, "");
    }
    Ok(())
}

fn io(error: &std::io::Error) -> ReturnError {
    ReturnError::Read(error.to_string())
}

fn xls(
    out: &mut ReturnedBook,
    path: &Path,
    bytes: Vec<u8>,
    facts: Vec<SheetFacts>,
    beside: BesideOf<'_>,
) -> Result<(), ReturnError> {
    let read = |error: calamine::XlsError| ReturnError::Read(error.to_string());
    let mut book = Xls::new(std::io::Cursor::new(bytes)).map_err(read)?;
    let marks = Marks::of(book.defined_names());
    let sheets = book.sheets_metadata().to_vec();
    let from_1904 = book.has_1904_epoch();
    let mut own = OwnFormats::default();
    let mut facts: Vec<(&Sheet, SheetFacts)> = sheets.iter().zip(facts).collect();
    for sheet in kept(out, path, &sheets, &marks) {
        let at = facts.iter().position(|(other, _)| other.name == sheet.name);
        let mut facts = at.map_or_else(SheetFacts::default, |at| facts.swap_remove(at).1);
        let beside = beside_of(sheet, beside);
        let worksheet = out.book.new_worksheet_with_low_memory()?;
        let range = book.worksheet_range(&sheet.name).map_err(read)?;
        let (first_row, first_column) = range.start().unwrap_or_default();
        let mut copy = SheetCopy::new(worksheet, &[], &mut own, &mut out.formats, beside.clone());
        let lost = prepare(&mut copy, &mut facts)?;
        for (row, column, value) in range.used_cells() {
            let at = |place: usize, first: u32| {
                u32::try_from(place).unwrap_or(u32::MAX).saturating_add(first)
            };
            let (row, column) = (at(row, first_row), at(column, first_column));
            write(&mut copy, row, column, &by_reference(value), 0, from_1904)?;
        }
        finish(copy.finish()?, out, sheet, beside.as_deref(), lost)?;
    }
    out.lose("xls", &path.display().to_string(), 0, "");
    Ok(())
}

fn by_reference(value: &Data) -> DataRef<'_> {
    crate::workbook::by_reference(value)
}

/// The name by which a sheet was read; a hidden one was not.
fn beside_of(sheet: &Sheet, beside: BesideOf<'_>) -> Option<Arc<Beside>> {
    beside(Some(&sheet.name)).filter(|_| sheet.visible == SheetVisible::Visible)
}

/// Widths, heights and merged areas; what the sheet has that is not kept.
fn prepare(copy: &mut SheetCopy<'_>, facts: &mut SheetFacts) -> Result<Lost, ReturnError> {
    let mut lost: Lost = Vec::new();
    if let Some(measures) = facts.measures.take() {
        if measures.formulas > 0 {
            lost.push(("formulas", measures.formulas, String::new()));
        }
        let tags = [
            ("drawing", "pictures"),
            ("legacyDrawing", "comments"),
            ("conditionalFormatting", "conditional-formats"),
            ("dataValidations", "validations"),
            ("hyperlinks", "links"),
            ("sheetProtection", "protection"),
            ("tableParts", "tables"),
            ("pageSetup", "page-setup"),
        ];
        for (tag, what) in tags {
            if measures.tags.contains(tag) {
                lost.push((what, 0, String::new()));
            }
        }
        copy.measure(measures)?;
    }
    copy.merge(&facts.merges);
    Ok(lost)
}

fn write(
    copy: &mut SheetCopy<'_>,
    row: u32,
    column: u32,
    value: &DataRef<'_>,
    style: usize,
    from_1904: bool,
) -> Result<(), XlsxError> {
    #[expect(clippy::cast_precision_loss, reason = "a cell's number is a double in the file")]
    let value = match value {
        DataRef::Empty => Value::Blank,
        DataRef::Int(number) => Value::Number(*number as f64),
        DataRef::Float(number) if number.is_finite() => Value::Number(*number),
        DataRef::Float(number) => {
            return copy.cell(row, column, Value::Text(&number.to_string()), style);
        }
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            Value::Text(text)
        }
        DataRef::SharedString(text) => Value::Text(text),
        DataRef::Bool(truth) => Value::Truth(*truth),
        DataRef::DateTime(moment) => Value::Date(serial(moment, from_1904)),
        DataRef::Error(error) => {
            return copy.cell(row, column, Value::Text(&error.to_string()), style);
        }
    };
    copy.cell(row, column, value, style)
}

/// The day's number in the calendar from 1900, which is the one that is written.
fn serial(moment: &ExcelDateTime, from_1904: bool) -> f64 {
    let own = moment.as_f64();
    if from_1904 && moment.is_datetime() { own + 1462.0 } else { own }
}

fn text(
    out: &mut ReturnedBook,
    path: &Path,
    name: &str,
    sha256: &[u8; 32],
    beside: BesideOf<'_>,
) -> Result<(), ReturnError> {
    // The file may be called as it likes: it was found to be a list when it was judged.
    let file = File::open(path).map_err(|error| io(&error))?;
    let mut document = open(Source::Stdin(Box::new(file))).map_err(ReturnError::Open)?;
    if document.format() != Format::Csv {
        return Err(ReturnError::Changed);
    }
    let beside = beside(None);
    let worksheet = out.book.new_worksheet_with_low_memory()?;
    let mut own = OwnFormats::default();
    let mut copy = SheetCopy::new(worksheet, &[], &mut own, &mut out.formats, beside.clone());
    let mut chunk = Chunk::new();
    while document
        .read_chunk(&mut chunk, 1024)
        .map_err(|error| ReturnError::Read(error.to_string()))?
    {
        for row in chunk.iter() {
            let at = u32::try_from(row.number() - 1).map_err(|_| ReturnError::TooLong)?;
            for (column, cell) in (0u32..).zip(row.iter()).filter(|(_, cell)| !cell.is_empty()) {
                let value = number(cell).map_or(Value::Text(cell), Value::Number);
                copy.cell(at, column, value, 0)?;
            }
        }
    }
    if document.finish().sha256 != *sha256 {
        return Err(ReturnError::Changed);
    }
    let sheet =
        Sheet { name: name.to_owned(), typ: SheetType::WorkSheet, visible: SheetVisible::Visible };
    finish(copy.finish()?, out, &sheet, beside.as_deref(), Vec::new())
}

/// A text of a csv file that is a number in a workbook: only where it is read again as the same text,
/// and could not be taken for the number of a day.
fn number(text: &str) -> Option<f64> {
    if text.len() > 15 || !text.starts_with(|sign: char| sign.is_ascii_digit() || sign == '-') {
        return None;
    }
    let number: f64 = text.parse().ok()?;
    let same = number.is_finite() && number.to_string() == text;
    (same && !(18_264.0..73_051.0).contains(&number)).then_some(number)
}

/// Puts a written sheet in, and marks what was added to it.
fn finish(
    copied: Copied,
    out: &mut ReturnedBook,
    sheet: &Sheet,
    beside: Option<&Beside>,
    before: Lost,
) -> Result<(), ReturnError> {
    let Copied { sheet: mut worksheet, width, lost } = copied;
    let name = out.names.take(&sheet.name);
    worksheet.set_name(&name)?;
    match sheet.visible {
        SheetVisible::Visible => out.see(),
        SheetVisible::Hidden => drop(worksheet.set_hidden(true)),
        SheetVisible::VeryHidden => drop(worksheet.set_very_hidden(true)),
    }
    for (what, count, first) in before.into_iter().chain(lost) {
        out.lose(what, &name, count, &first);
    }
    out.book.push_worksheet(worksheet);
    if let Some(beside) = beside {
        let read = beside.columns.iter().filter(|column| column.is_read).count();
        let first = (width + read) as u64;
        let last = (width + beside.columns.len()) as u64;
        if last > first {
            out.mark(COLUMNS, &place_of_columns(&name, first, last - 1))?;
        }
    }
    Ok(())
}
