//! One table in every form that results may take: on the terminal, as csv, as a workbook. JSON is each
//! command's own.

use crate::fault::{Fault, Outcome};
use crate::messages::Messages;
use crate::output::{Writer, failed};
use crate::session::{Output, Session};
use crate::table;
use crate::workbook::words;
use comfy_table::{CellAlignment, ColumnConstraint};
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook, XlsxError};
use serde_json::Value;
use std::fmt::Write as _;

/// A table; the texts of its cells are made by who fills it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Grid {
    /// The ids of the columns: `column-<id>` is the header, and the id itself is csv's.
    pub(crate) columns: Vec<&'static str>,
    /// The columns that hold numbers.
    pub(crate) numbers: Vec<&'static str>,
    /// The columns whose cells are not broken, where the terminal has the room.
    pub(crate) whole: Vec<&'static str>,
    pub(crate) rows: Vec<Vec<String>>,
    /// How many of the last rows are totals.
    pub(crate) totals: usize,
}

impl Grid {
    pub(crate) fn new(columns: &[&'static str], numbers: &[&'static str]) -> Self {
        Self { columns: columns.to_vec(), numbers: numbers.to_vec(), ..Self::default() }
    }

    pub(crate) fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    /// Takes away columns in which nothing stands.
    pub(crate) fn without_empty(mut self, may_go: &[&'static str]) -> Self {
        let keep: Vec<bool> = self
            .columns
            .iter()
            .enumerate()
            .map(|(at, column)| {
                !may_go.contains(column) || self.rows.iter().any(|row| !row[at].is_empty())
            })
            .collect();
        let kept = |at: usize| keep.get(at).copied().unwrap_or(true);
        let mut at = 0;
        self.columns.retain(|_| {
            at += 1;
            kept(at - 1)
        });
        for row in &mut self.rows {
            let mut at = 0;
            row.retain(|_| {
                at += 1;
                kept(at - 1)
            });
        }
        self
    }

    /// As a terminal shows it. Numbers stand close together, so that many of them fit.
    pub(crate) fn text(&self, messages: &Messages) -> String {
        let mut table = table::new(messages, &self.columns);
        for row in &self.rows {
            table.add_row(row.clone());
        }
        let heads: Vec<u32> =
            self.columns.iter().map(|id| places(&messages.word(&format!("column-{id}")))).collect();
        let wide = |at: usize| self.places(at).max(heads[at]);
        let width = table.width().map_or(u32::MAX, u32::from);
        let all = || self.columns.iter().enumerate();
        let is_number = |id: &str| self.numbers.contains(&id);
        // Numbers and their heads are not broken where words beside them still find a place.
        let numbers: u32 = all().filter(|(_, id)| is_number(id)).map(|(at, _)| wide(at) + 2).sum();
        let words = all().filter(|(_, id)| !is_number(id)).count();
        let least = u32::try_from(words).unwrap_or(u32::MAX).saturating_mul(8);
        let fits = numbers.saturating_add(least) <= width;
        let rest = if fits { width.saturating_sub(numbers) } else { width };
        let whole = |id: &str| self.whole.contains(&id);
        let taken: u32 = all().filter(|(_, id)| whole(id)).map(|(at, _)| wide(at) + 3).sum();
        let others = all().filter(|(_, id)| !is_number(id) && !whole(id)).count();
        let others = u32::try_from(others).unwrap_or(u32::MAX).saturating_mul(8);
        let keeps_whole = taken.saturating_add(others) <= rest;
        for (at, id) in all() {
            let Some(column) = table.column_mut(at) else { continue };
            if is_number(id) {
                column.set_cell_alignment(CellAlignment::Right);
                column.set_padding((1, 0));
            }
            if whole(id) && keeps_whole || is_number(id) && fits {
                column.set_constraint(ColumnConstraint::ContentWidth);
            }
        }
        format!("{table}\n")
    }

    /// As csv: the ids of the columns, then the rows without totals, which a reader makes himself.
    fn csv(&self) -> String {
        let mut text = self.columns.join(",").replace('-', "_");
        text.push('\n');
        for row in &self.rows[..self.rows.len() - self.totals] {
            let cells: Vec<String> = row.iter().map(|cell| csv_cell(cell)).collect();
            let _ = writeln!(text, "{}", cells.join(","));
        }
        text
    }

    fn workbook(&self, messages: &Messages, name: &str) -> Result<Vec<u8>, XlsxError> {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet().set_name(name)?;
        let head = Format::new()
            .set_bold()
            .set_background_color(0x00DD_E6F0)
            .set_border(FormatBorder::Thin)
            .set_text_wrap();
        let text = Format::new()
            .set_text_wrap()
            .set_align(FormatAlign::Top)
            .set_border(FormatBorder::Thin);
        let total = text.clone().set_bold();
        for (at, column) in (0u16..).zip(&self.columns) {
            sheet.write_with_format(0, at, messages.word(&format!("column-{column}")), &head)?;
            sheet.set_column_width(at, self.width(usize::from(at)))?;
        }
        let first_total = self.rows.len() - self.totals;
        for (at, row) in self.rows.iter().enumerate() {
            let format = if at < first_total { &text } else { &total };
            let number = u32::try_from(at + 1).unwrap_or(u32::MAX);
            for ((column, id), cell) in (0u16..).zip(&self.columns).zip(row) {
                let value = cell.parse::<u32>().ok().filter(|_| self.numbers.contains(id));
                match value {
                    Some(value) => sheet.write_with_format(number, column, value, format)?,
                    None => sheet.write_with_format(number, column, cell, format)?,
                };
            }
        }
        sheet.set_freeze_panes(1, 0)?;
        workbook.save_to_buffer()
    }

    /// The width of a workbook's column, within bounds.
    fn width(&self, column: usize) -> f64 {
        f64::from(self.places(column).clamp(8, 48) + 2)
    }

    /// The places that the widest cell of a column takes.
    fn places(&self, column: usize) -> u32 {
        self.rows.iter().map(|row| places(&row[column])).max().unwrap_or(0)
    }
}

/// The places that a text takes on a terminal; a Chinese character takes two.
fn places(text: &str) -> u32 {
    let each = |line: &str| line.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
    text.lines().map(each).max().unwrap_or(0)
}

fn csv_cell(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

/// Objects, each on a line of its own.
pub(crate) fn in_lines(objects: &[Value]) -> String {
    objects.iter().fold(String::new(), |mut text, object| {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{object}");
        text
    })
}

/// Results in the form that was asked for. The csv has every figure in its own row; what a terminal shows
/// may be gathered.
pub(crate) struct Answer<'a> {
    /// What a terminal shows.
    pub(crate) text: &'a dyn Fn(&Messages) -> Result<String, Fault>,
    /// The rows of csv and of a workbook.
    pub(crate) grid: &'a dyn Fn(&Messages) -> Result<Grid, Fault>,
    /// The object of `--format json`.
    pub(crate) json: &'a dyn Fn() -> Value,
    /// The objects of `--format jsonl`.
    pub(crate) lines: &'a dyn Fn() -> Vec<Value>,
    /// The sheet's name, by its message.
    pub(crate) sheet: &'static str,
}

impl Answer<'_> {
    pub(crate) fn print(&self, session: &Session) -> Result<Outcome, Fault> {
        self.print_into(session, Writer::open(session)?)
    }

    /// Prints into what was opened before there was a result: a place that cannot be written to is found
    /// before anything is recorded.
    pub(crate) fn print_into(&self, session: &Session, mut out: Writer) -> Result<Outcome, Fault> {
        let format = session.format()?;
        let messages = words(session, format);
        let bytes = match format {
            Output::Table => (self.text)(&messages)?.into_bytes(),
            Output::Csv => (self.grid)(&messages)?.csv().into_bytes(),
            Output::Json => format!("{:#}\n", (self.json)()).into_bytes(),
            Output::Jsonl => in_lines(&(self.lines)()).into_bytes(),
            Output::Xlsx => {
                let path = session.common.out.as_ref();
                let path = path.ok_or_else(|| Fault::usage("xlsx-needs-out"))?;
                let name = messages.word(self.sheet);
                (self.grid)(&messages)?
                    .workbook(&messages, &name)
                    .map_err(|error| failed(path, &std::io::Error::other(error)))?
            }
        };
        out.write(&bytes)?;
        out.finish()?;
        Ok(Outcome::Done)
    }
}
