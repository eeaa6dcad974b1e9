//! One sheet on its way into the workbook: its cells row by row, and beside them what was added.

use std::sync::Arc;

use calamine as own;
use rust_xlsxwriter::{Format, FormatAlign, Note, Worksheet, XlsxError};

use super::format::{Formats, OwnFormats, Tone};
use super::{Beside, LONGEST_NOTE, LONGEST_TEXT, MOST_NOTES, Mark, RowBeside};
use crate::note::column_letters;
use crate::sheet_facts::{Measures, Merge};
use crate::sheet_names::cut;

/// A merged area of more cells than this is left out: each of them takes memory.
const LARGEST_MERGE: u64 = 1 << 16;

/// So many cells may be merged in one sheet.
const MOST_MERGED: u64 = 1 << 21;

/// What a cell holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Value<'a> {
    Blank,
    Number(f64),
    Date(f64),
    Text(&'a str),
    Truth(bool),
}

/// What is lost on the way: what, how many, the first of them.
pub(super) type Lost = Vec<(&'static str, u64, String)>;

/// A sheet that was written.
pub(super) struct Copied {
    pub(super) sheet: Worksheet,
    /// The first added column, counted from 0.
    pub(super) width: usize,
    pub(super) lost: Lost,
}

/// A sheet that is being written.
pub(super) struct SheetCopy<'w> {
    sheet: Worksheet,
    styles: &'w [own::Style],
    own: &'w mut OwnFormats,
    formats: &'w mut Formats,
    beside: Option<Arc<Beside>>,
    /// Rows that something stands beside, and have not come yet; reversed.
    waiting: Vec<u64>,
    header_done: bool,
    /// The first added column, counted from 0.
    pub(super) width: usize,
    /// Merged areas reach below the first row of the header: a filter would tear them.
    is_merged: bool,
    /// Merged areas that have not come yet; reversed.
    merges: Vec<Merge>,
    measures: std::vec::IntoIter<(u32, Option<f64>, bool)>,
    next_measure: Option<(u32, Option<f64>, bool)>,
    /// The row, counted from 0, whose cells are written.
    row: Option<u32>,
    /// The marks of that row that were not met yet.
    marks: Vec<Mark>,
    notes: u64,
    lost: Lost,
}

impl<'w> SheetCopy<'w> {
    pub(super) fn new(
        sheet: Worksheet,
        styles: &'w [own::Style],
        own: &'w mut OwnFormats,
        formats: &'w mut Formats,
        beside: Option<Arc<Beside>>,
    ) -> Self {
        let mut waiting: Vec<u64> =
            beside.iter().flat_map(|beside| beside.rows.keys().copied()).collect();
        waiting.reverse();
        Self {
            sheet,
            styles,
            own,
            formats,
            header_done: beside.is_none(),
            width: beside.as_ref().map_or(0, |beside| beside.width),
            is_merged: false,
            beside,
            waiting,
            merges: Vec::new(),
            measures: Vec::new().into_iter(),
            next_measure: None,
            row: None,
            marks: Vec::new(),
            notes: 0,
            lost: Vec::new(),
        }
    }

    pub(super) fn lose(&mut self, what: &'static str, first: String) {
        match self.lost.iter_mut().find(|(other, ..)| *other == what) {
            Some((_, count, _)) => *count += 1,
            None => self.lost.push((what, 1, first)),
        }
    }

    /// Widths and heights, to be told before the first cell.
    pub(super) fn measure(&mut self, measures: Measures) -> Result<(), XlsxError> {
        for (first, last, width, hidden) in measures.columns {
            let (Ok(first), Ok(last)) = (u16::try_from(first), u16::try_from(last)) else {
                continue;
            };
            if let Some(width) = width.filter(|width| (0.0..=255.0).contains(width)) {
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "0 to 1785 pixels: seven to a character"
                )]
                let pixels = (width * 7.0).round() as u32;
                self.sheet.set_column_range_width_pixels(first, last, pixels)?;
            }
            if hidden {
                self.sheet.set_column_range_hidden(first, last)?;
            }
        }
        self.measures = measures.rows.into_iter();
        self.next_measure = self.measures.next();
        Ok(())
    }

    /// Merged areas, by first row, to be told before the first cell.
    pub(super) fn merge(&mut self, merges: &[Merge]) {
        let mut covered = 0;
        for merge in merges {
            let rows = u64::from(merge.last_row - merge.first_row) + 1;
            let cells = rows * (u64::from(merge.last_column - merge.first_column) + 1);
            covered += cells;
            if cells > LARGEST_MERGE || covered > MOST_MERGED {
                self.lose("merges", place(merge.first_row, merge.first_column));
                covered -= cells;
            } else {
                self.merges.push(*merge);
            }
        }
        if let Some(beside) = &self.beside {
            let below = |merge: &&Merge| u64::from(merge.last_row) + 1 >= beside.header.0;
            let last = self.merges.iter().filter(below).map(|merge| merge.last_column).max();
            self.width = self.width.max(last.map_or(0, |last| last as usize + 1));
            self.is_merged = last.is_some();
        }
        self.merges.reverse();
    }

    /// Writes a cell; row and column counted from 0. Rows come in their order.
    pub(super) fn cell(
        &mut self,
        row: u32,
        column: u32,
        value: Value<'_>,
        style: usize,
    ) -> Result<(), XlsxError> {
        if self.row != Some(row) {
            if self.row.is_some_and(|before| before > row) {
                self.lose("disorder", place(row, column));
                return Ok(());
            }
            self.end_row()?;
            self.begin_row(row)?;
        }
        let at = u16::try_from(column).map_err(|_| XlsxError::RowColumnLimitError)?;
        let mark = self.marks.iter().position(|mark| mark.column == column as usize);
        let marked = mark.is_some();
        let is_date = matches!(value, Value::Date(_));
        let format = self.own.get(self.styles, style, marked, is_date);
        match value {
            Value::Blank => drop(self.sheet.write_blank(row, at, format)?),
            Value::Number(number) | Value::Date(number) => {
                self.sheet.write_number_with_format(row, at, number, format)?;
            }
            Value::Truth(truth) => {
                self.sheet.write_boolean_with_format(row, at, truth, format)?;
            }
            Value::Text(text) if is_short(text) => {
                self.sheet.write_string_with_format(row, at, text, format)?;
            }
            Value::Text(text) => {
                let text = cut(text, LONGEST_TEXT);
                self.sheet.write_string_with_format(row, at, text, format)?;
                self.lose("long-texts", place(row, column));
            }
        }
        if let Some(mark) = mark {
            let mark = self.marks.swap_remove(mark);
            self.note(row, at, &mark.note)?;
        }
        Ok(())
    }

    /// What stands before the cells of a row: areas that begin in it or above, and rows above that
    /// have no cells of their own.
    fn begin_row(&mut self, row: u32) -> Result<(), XlsxError> {
        loop {
            let merge = self.merges.last().map(|merge| merge.first_row).filter(|at| *at <= row);
            let added = self.next_added().filter(|at| *at < row);
            match (merge, added) {
                (None, None) => break,
                (Some(at), added) if added.is_none_or(|added| at <= added) => {
                    self.heights(at)?;
                    self.open_merge()?;
                }
                (_, Some(at)) => {
                    self.heights(at)?;
                    self.beside(at)?;
                }
                (Some(_), None) => unreachable!("an area alone comes first"),
            }
        }
        self.heights(row)?;
        self.row = Some(row);
        let number = u64::from(row) + 1;
        self.marks = self
            .beside
            .as_ref()
            .and_then(|beside| beside.rows.get(&number))
            .map_or_else(Vec::new, |row| row.marks.clone());
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), XlsxError> {
        let Some(row) = self.row else { return Ok(()) };
        if self.next_added() == Some(row) {
            self.beside(row)?;
        }
        Ok(())
    }

    fn open_merge(&mut self) -> Result<(), XlsxError> {
        let Some(merge) = self.merges.pop() else { return Ok(()) };
        let columns = u16::try_from(merge.first_column)
            .and_then(|first| Ok((first, u16::try_from(merge.last_column)?)));
        let (first, last) = columns.map_err(|_| XlsxError::RowColumnLimitError)?;
        let written = self.sheet.merge_range(
            merge.first_row,
            first,
            merge.last_row,
            last,
            "",
            &Format::new(),
        );
        match written {
            Ok(_) => Ok(()),
            // Areas that overlap: the first one counts, as in reading.
            Err(XlsxError::MergeRangeOverlaps(..)) => {
                self.lose("merges", place(merge.first_row, merge.first_column));
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    /// Heights of the rows down to `row`; afterwards they cannot be told any more.
    fn heights(&mut self, row: u32) -> Result<(), XlsxError> {
        while let Some((at, height, hidden)) = self.next_measure.filter(|(at, ..)| *at <= row) {
            if let Some(height) = height.filter(|height| (0.0..=409.5).contains(height)) {
                self.sheet.set_row_height(at, height)?;
            }
            if hidden {
                self.sheet.set_row_hidden(at)?;
            }
            self.next_measure = self.measures.next();
        }
        Ok(())
    }

    /// The next row, counted from 0, that something stands beside.
    fn next_added(&self) -> Option<u32> {
        let header =
            self.beside.as_ref().filter(|_| !self.header_done).map(|beside| beside.header.0);
        let next = match (header, self.waiting.last().copied()) {
            (Some(header), Some(row)) => header.min(row),
            (one, other) => one.or(other)?,
        };
        u32::try_from(next.saturating_sub(1)).ok()
    }

    /// Writes what stands beside a row.
    fn beside(&mut self, row: u32) -> Result<(), XlsxError> {
        let Some(beside) = self.beside.clone() else { return Ok(()) };
        let number = u64::from(row) + 1;
        if !self.header_done && number == beside.header.0 {
            self.header_done = true;
            self.header(&beside)?;
        }
        if self.waiting.last() == Some(&number) {
            self.waiting.pop();
            if let Some(of_row) = beside.rows.get(&number) {
                if self.row != Some(row) {
                    self.marks.clone_from(&of_row.marks);
                }
                self.row_beside(row, &beside, of_row)?;
            }
        }
        Ok(())
    }

    fn header(&mut self, beside: &Beside) -> Result<(), XlsxError> {
        let line = |number: u64| u32::try_from(number - 1).unwrap_or(u32::MAX);
        let (first, last) = (line(beside.header.0), line(beside.header.1));
        for (at, column) in (self.width..).zip(&beside.columns) {
            let at = u16::try_from(at).map_err(|_| XlsxError::RowColumnLimitError)?;
            let format = self.formats.tone(Tone::Head);
            if first == last {
                self.sheet.write_string_with_format(first, at, &column.header, format)?;
            } else {
                let format = format.clone().set_align(FormatAlign::VerticalCenter);
                self.sheet.merge_range(first, at, last, at, &column.header, &format)?;
            }
            self.sheet.set_column_width(at, column.width)?;
        }
        Ok(())
    }

    fn row_beside(
        &mut self,
        row: u32,
        beside: &Beside,
        of_row: &RowBeside,
    ) -> Result<(), XlsxError> {
        let first_own = beside.columns.iter().filter(|column| column.is_read).count();
        for (index, text) in of_row.cells.iter().enumerate() {
            let at = u16::try_from(self.width + index);
            let at = at.map_err(|_| XlsxError::RowColumnLimitError)?;
            let is_toned = index == first_own || of_row.tone == Tone::Grey;
            let format = self.formats.tone(if is_toned { of_row.tone } else { Tone::Plain });
            if is_short(text) {
                self.sheet.write_string_with_format(row, at, &**text, format)?;
            } else {
                self.sheet.write_string_with_format(row, at, cut(text, LONGEST_TEXT), format)?;
                self.lose("long-texts", place(row, u32::from(at)));
            }
        }
        for mark in std::mem::take(&mut self.marks) {
            // A cell that the list leaves blank.
            let at = u16::try_from(mark.column).map_err(|_| XlsxError::RowColumnLimitError)?;
            let format = self.own.get(self.styles, 0, true, false);
            self.sheet.write_blank(row, at, format)?;
            self.note(row, at, &mark.note)?;
        }
        Ok(())
    }

    fn note(&mut self, row: u32, column: u16, text: &str) -> Result<(), XlsxError> {
        self.notes += 1;
        if self.notes > MOST_NOTES {
            self.lose("notes", place(row, u32::from(column)));
            return Ok(());
        }
        let text = if text.encode_utf16().count() > LONGEST_NOTE {
            self.lose("long-notes", place(row, u32::from(column)));
            cut(text, LONGEST_NOTE)
        } else {
            text.to_owned()
        };
        // About eighteen characters to a line of the box.
        let lines = text.lines().map(|line| line.chars().count() / 18 + 1).sum::<usize>();
        let height = u32::try_from(lines.clamp(3, 20)).unwrap_or(20) * 19 + 10;
        let note = Note::new(text).set_width(260).set_height(height).add_author_prefix(false);
        self.sheet.insert_note(row, column, &note)?;
        Ok(())
    }

    /// What comes behind the last cell, and how the sheet is shown.
    pub(super) fn finish(mut self) -> Result<Copied, XlsxError> {
        self.end_row()?;
        self.row = None;
        let last = self
            .merges
            .first()
            .map(|merge| merge.first_row)
            .into_iter()
            .chain(self.waiting.first().and_then(|row| u32::try_from(row - 1).ok()))
            .chain(self.next_added())
            .max();
        if let Some(last) = last {
            self.begin_row(last)?;
            self.end_row()?;
        }
        self.heights(u32::MAX)?;
        if let Some(beside) = self.beside.clone() {
            self.show(&beside)?;
        }
        Ok(Copied { sheet: self.sheet, width: self.width, lost: self.lost })
    }

    /// The header stays in sight; a filter is set where no merged area would break it.
    fn show(&mut self, beside: &Beside) -> Result<(), XlsxError> {
        let (first, last) = beside.header;
        let row = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        // A header that takes the screen would leave no room for its lines.
        let stays = last <= 12;
        if stays {
            self.sheet.set_freeze_panes(row(last), beside.frozen_columns)?;
        }
        self.sheet.set_repeat_rows(row(first - 1), row(last - 1))?;
        self.sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
        let columns = self.width + beside.columns.len();
        let width = u16::try_from(columns.saturating_sub(1));
        let width = width.map_err(|_| XlsxError::RowColumnLimitError)?;
        let is_apart = first == last && !self.is_merged;
        if is_apart && beside.last_line > last {
            self.sheet.autofilter(row(last - 1), 0, row(beside.last_line - 1), width)?;
        }
        Ok(())
    }
}

fn is_short(text: &str) -> bool {
    text.len() <= LONGEST_TEXT || text.encode_utf16().count() <= LONGEST_TEXT
}

/// A place as spreadsheets name it; row and column counted from 0.
pub(super) fn place(row: u32, column: u32) -> String {
    format!("{}{}", column_letters(u64::from(column)), u64::from(row) + 1)
}
