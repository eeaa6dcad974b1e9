//! A workbook (xlsx), sheet after sheet, row after row.
//!
//! Cells are taken one by one as the sheet gives them: a sheet of 5 KB whose last cell is used
//! would take gigabytes as a rectangle. The reader of cells borrows the workbook, and a broken file
//! may make it panic; both are at home on a thread of its own, which fills one chunk per request.

use std::fs::File;
use std::io::BufReader;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use calamine::{
    Cell, DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx, XlsxCellReader, XlsxError,
};

use crate::chunk::{CellKind, Chunk};
use crate::document::ReadError;

type Book = Xlsx<BufReader<File>>;
type Cells<'a> = XlsxCellReader<'a, BufReader<File>>;
type Request = (Chunk, usize);
/// The chunk comes back with an error too: it may hold the rows before.
type Answer = (Chunk, Result<(), ReadError>);

/// Columns that a sheet can have (A to XFD).
const COLUMNS: usize = 16_384;

/// An open workbook, read on a thread that ends with it.
pub(crate) struct Workbook {
    sheets: Vec<String>,
    hidden: Vec<String>,
    requests: SyncSender<Request>,
    answers: Receiver<Answer>,
}

/// Names of a workbook's sheets, or why it cannot be opened.
type Opened = Result<(Vec<String>, Vec<String>), XlsxError>;

/// What the thread was doing when it broke off without an answer.
const BROKE_OFF: &str = "the file contradicts itself";

impl Workbook {
    /// Opens a workbook whose parts were checked. The error is the reader's own text.
    pub(crate) fn open(file: File) -> Result<Self, XlsxError> {
        let (requests, asked) = sync_channel::<Request>(1);
        let (answer, answers) = sync_channel::<Answer>(1);
        let (opened, names) = sync_channel::<Opened>(1);
        thread::Builder::new().name("workbook".to_owned()).spawn(move || {
            let book = Book::new(BufReader::new(file));
            let (mut book, names) = match book {
                Ok(book) => {
                    let names = sheet_names(&book);
                    (book, names)
                }
                // Nobody waits any longer where sending fails, here as below.
                Err(error) => return drop(opened.send(Err(error))),
            };
            let sheets = names.0.clone();
            if opened.send(Ok(names)).is_ok() {
                serve(&mut book, &sheets, &asked, &answer);
            }
        })?;
        let (sheets, hidden) = names.recv().unwrap_or(Err(XlsxError::Unexpected(BROKE_OFF)))?;
        Ok(Self { sheets, hidden, requests, answers })
    }

    pub(crate) fn sheets(&self) -> &[String] {
        &self.sheets
    }

    pub(crate) fn hidden(&self) -> &[String] {
        &self.hidden
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

/// Names of the visible and of the hidden sheets. Sheets that hold a chart only are neither.
fn sheet_names(book: &Book) -> (Vec<String>, Vec<String>) {
    let tables = book.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let (visible, hidden): (Vec<_>, Vec<_>) =
        tables.partition(|sheet| sheet.visible == SheetVisible::Visible);
    let names = |sheets: Vec<&calamine::Sheet>| {
        sheets.into_iter().map(|sheet| sheet.name.clone()).collect()
    };
    (names(visible), names(hidden))
}

/// Answers each request with the next rows, and with an empty chunk once there are none. Ends with
/// the first error, and when nobody asks or waits any longer.
fn serve(
    book: &mut Book,
    sheets: &[String],
    asked: &Receiver<Request>,
    answer: &SyncSender<Answer>,
) {
    let Ok((mut chunk, mut max_rows)) = asked.recv() else { return };
    for sheet in sheets {
        let mut rows = match book.worksheet_cells_reader(sheet) {
            Ok(cells) => SheetRows::new(cells),
            Err(error) => return drop(answer.send((chunk, Err(damaged(sheet, 0, &error))))),
        };
        loop {
            chunk.set_sheet(sheet);
            if let Err(error) = rows.fill(&mut chunk, max_rows) {
                let error = damaged(sheet, rows.number, &error);
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

fn damaged(sheet: &str, row: u64, error: &XlsxError) -> ReadError {
    ReadError::Damaged { sheet: Some(sheet.to_owned()), row, detail: error.to_string() }
}

/// Gathers the cells of one sheet to rows.
struct SheetRows<'a> {
    cells: Cells<'a>,
    /// The first cell of the next row.
    ahead: Option<Cell<DataRef<'a>>>,
    /// Cells of the present row by column.
    row: Vec<(usize, DataRef<'a>)>,
    /// 1-based number of the row that was begun last.
    number: u64,
    /// The reader must not be asked again behind the last cell.
    over: bool,
}

impl<'a> SheetRows<'a> {
    fn new(cells: Cells<'a>) -> Self {
        Self { cells, ahead: None, row: Vec::new(), number: 0, over: false }
    }

    fn fill(&mut self, chunk: &mut Chunk, max_rows: usize) -> Result<(), XlsxError> {
        while chunk.rows() < max_rows && chunk.has_room(0) && self.gather_row()? {
            push_row(&mut self.row, chunk);
            chunk.end_row(self.number);
        }
        Ok(())
    }

    /// Gathers the next row that has a cell with a value; false at the end of the sheet.
    fn gather_row(&mut self) -> Result<bool, XlsxError> {
        self.row.clear();
        let Some(first) = self.next_value()? else { return Ok(false) };
        let row = first.get_position().0;
        self.number = u64::from(row) + 1;
        self.take(&first)?;
        while let Some(cell) = self.next_value()? {
            if cell.get_position().0 != row {
                self.ahead = Some(cell);
                break;
            }
            self.take(&cell)?;
        }
        Ok(true)
    }

    fn take(&mut self, cell: &Cell<DataRef<'a>>) -> Result<(), XlsxError> {
        let column = cell.get_position().1 as usize;
        if column >= COLUMNS {
            return Err(XlsxError::ColumnNumberOverflow);
        }
        // A row that names its cells twice over has no good reason to.
        if self.row.len() >= 2 * COLUMNS {
            return Err(XlsxError::Unexpected("more cells in a row than a sheet has columns"));
        }
        self.row.push((column, cell.get_value().clone()));
        Ok(())
    }

    /// The next cell that holds anything; cells with nothing but a border are passed over.
    fn next_value(&mut self) -> Result<Option<Cell<DataRef<'a>>>, XlsxError> {
        if let Some(cell) = self.ahead.take() {
            return Ok(Some(cell));
        }
        while !self.over {
            match self.cells.next_cell()? {
                None => self.over = true,
                Some(cell) if matches!(cell.get_value(), DataRef::Empty) => {}
                value => return Ok(value),
            }
        }
        Ok(None)
    }
}

/// Appends a row's cells with empty ones between. Of two for one column the later stands, as where
/// a program reads them into a sheet.
fn push_row(row: &mut [(usize, DataRef<'_>)], chunk: &mut Chunk) {
    row.sort_by_key(|(column, _)| *column);
    let mut next = 0;
    for (index, (column, value)) in row.iter().enumerate() {
        if row.get(index + 1).is_some_and(|(following, _)| following == column) {
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
