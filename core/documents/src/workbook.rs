//! A workbook (xlsx, xls), sheet after sheet, row after row.
//!
//! Cells are taken one by one as the sheet gives them: a sheet of 5 KB whose last cell is used
//! would take gigabytes as a rectangle. The reader of cells borrows the workbook, and a broken file
//! may make it panic; both are at home on a thread of its own, which fills one chunk per request.

use std::fs::File;
use std::io::{BufReader, Cursor};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use calamine::{
    Data, DataRef, Range, Reader, Sheet, SheetType, SheetVisible, UsedCells, Xls, Xlsx,
    XlsxCellReader,
};

use crate::chunk::Chunk;
use crate::document::ReadError;
use crate::marks::Marks;
use crate::note::ReadNote;
use crate::sheet_facts::SheetFacts;
use crate::sheet_rows::SheetRows;

type Request = (Chunk, usize);
/// The chunk comes back with an error too: it may hold the rows before.
type Answer = (Chunk, Result<(), ReadError>);

/// An open workbook, read on a thread that ends with it.
pub(crate) struct Workbook {
    sheets: Vec<String>,
    notes: Vec<ReadNote>,
    inspection: Vec<String>,
    requests: SyncSender<Request>,
    answers: Receiver<Answer>,
}

/// What is asked of a sheet's cells: the next one that holds anything, with row and column.
pub(crate) type NextCell<'a> = Result<Option<(u32, u32, DataRef<'a>)>, String>;

/// What the thread was doing when it broke off without an answer.
const BROKE_OFF: &str = "the file contradicts itself";

/// A file whose parts were checked.
pub(crate) enum Content {
    /// The file, and the facts of each sheet by its name.
    Xlsx(File, Vec<(String, SheetFacts)>),
    /// A compound file in memory, and the facts of each sheet in their order.
    Xls(Vec<u8>, Vec<SheetFacts>),
}

/// The reader of either format.
enum Book {
    Xlsx(Box<Xlsx<BufReader<File>>>),
    Xls(Box<Xls<Cursor<Vec<u8>>>>),
}

/// A sheet that is read.
struct Table {
    name: String,
    facts: SheetFacts,
}

/// The sheets that are read, the notes on them, and which ask for facts, or why the workbook cannot be opened.
type Opened = Result<(Vec<String>, Vec<ReadNote>, Vec<String>), String>;

impl Workbook {
    /// Opens a workbook whose parts were checked. The error is the reader's own text.
    pub(crate) fn open(content: Content) -> Result<Self, String> {
        let (requests, asked) = sync_channel::<Request>(1);
        let (answer, answers) = sync_channel::<Answer>(1);
        let (opened, names) = sync_channel::<Opened>(1);
        let work = move || {
            let (mut book, tables) = match Book::open(content) {
                Ok((book, tables, notes)) => {
                    let names = tables.iter().map(|table| table.name.clone()).collect();
                    let inspection = book.marks().inspection;
                    // Nobody waits any longer where sending fails, here as below.
                    if opened.send(Ok((names, notes, inspection))).is_err() {
                        return;
                    }
                    (book, tables)
                }
                Err(error) => return drop(opened.send(Err(error))),
            };
            serve(&mut book, &tables, &asked, &answer);
        };
        let thread = thread::Builder::new().name("workbook".to_owned());
        thread.spawn(work).map_err(|error| error.to_string())?;
        let (sheets, notes, inspection) =
            names.recv().unwrap_or_else(|_| Err(BROKE_OFF.to_owned()))?;
        Ok(Self { sheets, notes, inspection, requests, answers })
    }

    pub(crate) fn sheets(&self) -> &[String] {
        &self.sheets
    }

    /// The sheets that ask for facts.
    pub(crate) fn inspection(&self) -> &[String] {
        &self.inspection
    }

    /// What was found while opening it.
    pub(crate) fn notes(&self) -> &[ReadNote] {
        &self.notes
    }

    /// Fills `chunk`; it stays empty once all sheets are read. Before an error it may hold rows.
    pub(crate) fn read_chunk(
        &mut self,
        chunk: &mut Chunk,
        max_rows: usize,
    ) -> Result<(), ReadError> {
        let broke_off = || ReadError::Damaged { sheet: None, row: 0, detail: BROKE_OFF.to_owned() };
        let request = (std::mem::take(chunk), max_rows);
        self.requests.send(request).map_err(|_| broke_off())?;
        let (filled, outcome) = self.answers.recv().map_err(|_| broke_off())?;
        *chunk = filled;
        outcome
    }
}

impl Book {
    fn open(content: Content) -> Result<(Self, Vec<Table>, Vec<ReadNote>), String> {
        let (book, facts) = match content {
            Content::Xlsx(file, facts) => {
                let book = Xlsx::new(BufReader::new(file)).map_err(|error| error.to_string())?;
                (Self::Xlsx(Box::new(book)), facts)
            }
            Content::Xls(bytes, facts) => {
                let book = Xls::new(Cursor::new(bytes)).map_err(|error| error.to_string())?;
                let names = book.sheets_metadata().iter().map(|sheet| sheet.name.clone());
                let facts = names.zip(facts).collect();
                (Self::Xls(Box::new(book)), facts)
            }
        };
        let (tables, notes) = book.tables(facts);
        Ok((book, tables, notes))
    }

    /// What this program added to it.
    fn marks(&self) -> Marks {
        match self {
            Self::Xlsx(book) => Marks::of(book.defined_names()),
            Self::Xls(book) => Marks::of(book.defined_names()),
        }
    }

    /// The sheets to be read, and notes on them and on the hidden ones. Sheets that hold a chart
    /// only are neither.
    fn tables(&self, mut facts: Vec<(String, SheetFacts)>) -> (Vec<Table>, Vec<ReadNote>) {
        let (mut tables, mut notes) = (Vec::new(), Vec::new());
        let marks = self.marks();
        let mut added = Vec::new();
        let sheets: &[Sheet] = match self {
            Self::Xlsx(book) => book.sheets_metadata(),
            Self::Xls(book) => book.sheets_metadata(),
        };
        for sheet in sheets.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet) {
            let name = sheet.name.clone();
            if marks.sheets.contains(&name) {
                added.push(name);
                continue;
            }
            if sheet.visible != SheetVisible::Visible {
                notes.push(ReadNote::HiddenSheet { sheet: name });
                continue;
            }
            let at = facts.iter().position(|(other, _)| *other == name);
            let mut facts = at.map_or_else(unexamined, |at| facts.swap_remove(at).1);
            for (_, first, last) in marks.columns.iter().filter(|(sheet, ..)| *sheet == name) {
                facts.leave_out(*first, *last);
            }
            notes.extend(facts.notes(&name));
            tables.push(Table { name, facts });
        }
        if !added.is_empty() && marks.inspection.is_empty() {
            notes.push(ReadNote::AddedSheets { sheets: added });
        }
        (tables, notes)
    }
}

/// Facts of a sheet whose part was not found by its name.
fn unexamined() -> SheetFacts {
    let unexamined = Some("its part was not found".to_owned());
    SheetFacts { unexamined, ..SheetFacts::default() }
}

/// The cells of a sheet, one after another.
pub(crate) enum Cells<'a> {
    Xlsx(Box<XlsxCellReader<'a, BufReader<File>>>),
    Xls { cells: UsedCells<'a, Data>, start: (u32, u32) },
}

impl<'a> Cells<'a> {
    pub(crate) fn next(&mut self) -> NextCell<'a> {
        match self {
            Self::Xlsx(cells) => loop {
                match cells.next_cell().map_err(|error| error.to_string())? {
                    None => return Ok(None),
                    // Cells with nothing but a border.
                    Some(cell) if matches!(cell.get_value(), DataRef::Empty) => {}
                    Some(cell) => {
                        let (row, column) = cell.get_position();
                        return Ok(Some((row, column, cell.get_value().clone())));
                    }
                }
            },
            Self::Xls { cells, start } => Ok(cells.next().map(|(row, column, value)| {
                let at = |place: usize, first: u32| {
                    u32::try_from(place).unwrap_or(u32::MAX).saturating_add(first)
                };
                (at(row, start.0), at(column, start.1), by_reference(value))
            })),
        }
    }
}

pub(crate) fn by_reference(value: &Data) -> DataRef<'_> {
    match value {
        Data::Int(number) => DataRef::Int(*number),
        Data::Float(number) => DataRef::Float(*number),
        Data::String(text) => DataRef::SharedString(text),
        Data::Bool(truth) => DataRef::Bool(*truth),
        Data::DateTime(moment) => DataRef::DateTime(*moment),
        Data::DateTimeIso(text) => DataRef::DateTimeIso(text.clone()),
        Data::DurationIso(text) => DataRef::DurationIso(text.clone()),
        Data::Error(error) => DataRef::Error(error.clone()),
        Data::Empty => DataRef::Empty,
    }
}

/// Answers each request with the next rows, and with an empty chunk once there are none. Ends with
/// the first error, and when nobody asks or waits any longer.
fn serve(
    book: &mut Book,
    tables: &[Table],
    asked: &Receiver<Request>,
    answer: &SyncSender<Answer>,
) {
    let Ok((mut chunk, mut max_rows)) = asked.recv() else { return };
    let from_1904 = match book {
        Book::Xlsx(book) => book.has_1904_epoch(),
        Book::Xls(book) => book.has_1904_epoch(),
    };
    for table in tables {
        let sheet: Range<Data>;
        let cells = match book {
            Book::Xlsx(book) => book
                .worksheet_cells_reader(&table.name)
                .map(|cells| Cells::Xlsx(Box::new(cells)))
                .map_err(|error| error.to_string()),
            Book::Xls(book) => match book.worksheet_range(&table.name) {
                Ok(range) => {
                    sheet = range;
                    let start = sheet.start().unwrap_or_default();
                    Ok(Cells::Xls { cells: sheet.used_cells(), start })
                }
                Err(error) => Err(error.to_string()),
            },
        };
        let mut rows = match cells {
            Ok(cells) => SheetRows::new(cells, &table.facts),
            Err(error) => return drop(answer.send((chunk, Err(damaged(table, 0, error))))),
        };
        loop {
            chunk.set_sheet(&table.name, from_1904);
            if let Err(error) = rows.fill(&mut chunk, max_rows) {
                let error = damaged(table, rows.number(), error);
                return drop(answer.send((chunk, Err(error))));
            }
            if chunk.is_empty() {
                break;
            }
            if answer.send((chunk, Ok(()))).is_err() {
                return;
            }
            let Ok(next) = asked.recv() else { return };
            (chunk, max_rows) = next;
        }
    }
    chunk.clear();
    while answer.send((chunk, Ok(()))).is_ok() {
        let Ok(next) = asked.recv() else { return };
        chunk = next.0;
    }
}

fn damaged(table: &Table, row: u64, detail: String) -> ReadError {
    ReadError::Damaged { sheet: Some(table.name.clone()), row, detail }
}
