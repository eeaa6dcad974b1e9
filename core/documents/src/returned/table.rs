//! A sheet of the program's own: a header, and rows that are written as they come.

use std::collections::{BTreeSet, HashMap};

use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DataValidationRule, Format, Formula, Worksheet,
};

use super::format::Tone;
use super::sheet::place;
use super::{LONGEST_TEXT, MOST_ROWS, ReturnError, ReturnedBook};
use crate::sheet_names::cut;

/// What a cell may be filled with.
#[derive(Debug, Clone, PartialEq)]
pub enum Choice {
    /// One of these words. Where they are too many for the cell, they stand in a sheet.
    Words(Vec<String>),
    /// One of the words that stand in a sheet: its name, and first and last cell.
    Listed(String),
    /// A number, from and to.
    Number(f64, f64),
    /// A day, as a spreadsheet keeps it or in words.
    Day,
}

/// The longest list of words that a cell itself can offer, in UTF-16 units.
const LONGEST_LIST: usize = 255;

/// A sheet with a header and rows.
pub struct TableSheet {
    pub(crate) name: String,
    pub(crate) is_hidden: bool,
    sheet: Worksheet,
    formats: HashMap<Tone, Format>,
    columns: u16,
    /// Columns whose width was set.
    widths: BTreeSet<u16>,
    header: u32,
    next: u32,
    dropped: u64,
}

impl std::fmt::Debug for TableSheet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TableSheet").field("name", &self.name).finish_non_exhaustive()
    }
}

impl ReturnedBook {
    /// A sheet to be filled, which is put in later.
    ///
    /// # Errors
    /// [`ReturnError::Write`]: there is no room for temporary files.
    pub fn table(&mut self, name: &str) -> Result<TableSheet, ReturnError> {
        Ok(TableSheet {
            name: name.to_owned(),
            is_hidden: false,
            sheet: self.book.new_worksheet_with_low_memory()?,
            formats: HashMap::new(),
            columns: 0,
            widths: BTreeSet::new(),
            header: 0,
            next: 0,
            dropped: 0,
        })
    }
}

impl TableSheet {
    /// It is not shown: it holds words for drop-downs.
    pub fn hide(&mut self) {
        self.is_hidden = true;
    }

    /// A text over the whole width, as a title or a line of an instruction.
    ///
    /// # Errors
    /// [`ReturnError::Write`].
    pub fn title(&mut self, text: &str, width: u16, size: f64) -> Result<(), ReturnError> {
        let format = Format::new().set_text_wrap().set_font_size(size);
        let format = if size > 11.0 { format.set_bold() } else { format };
        let lines = f64::from(u32::try_from(text.lines().count().max(1)).unwrap_or(1));
        self.sheet.set_row_height(self.next, lines * (size * 1.5))?;
        if width > 1 {
            self.sheet.merge_range(self.next, 0, self.next, width - 1, text, &format)?;
        } else {
            self.sheet.write_string_with_format(self.next, 0, text, &format)?;
        }
        self.next += 1;
        Ok(())
    }

    /// The header: words and widths in characters. Rows stand below it from now on.
    ///
    /// # Errors
    /// [`ReturnError::Write`].
    pub fn header(&mut self, columns: &[(String, f64)]) -> Result<(), ReturnError> {
        self.header = self.next;
        for (at, (word, width)) in (0u16..).zip(columns) {
            self.text(at, word, Tone::Head)?;
            self.sheet.set_column_width(at, *width)?;
            self.columns = self.columns.max(at + 1);
        }
        self.next += 1;
        Ok(())
    }

    /// A header within a page that holds several tables: it does not stay in sight.
    ///
    /// # Errors
    /// [`ReturnError::Write`].
    pub fn plain_header(&mut self, columns: &[(String, f64)]) -> Result<(), ReturnError> {
        for (at, (word, width)) in (0u16..).zip(columns) {
            self.text(at, word, Tone::Head)?;
            if self.widths.insert(at) {
                self.sheet.set_column_width(at, *width)?;
            }
        }
        self.next += 1;
        Ok(())
    }

    /// A name, numbers beside it and, where there are more than two, their sum.
    ///
    /// # Errors
    /// [`ReturnError::Write`].
    pub fn counts(&mut self, name: &str, counts: &[u64]) -> Result<(), ReturnError> {
        self.text(0, name, Tone::Plain)?;
        let sum = (counts.len() > 2).then(|| counts.iter().sum());
        let format = self.formats.entry(Tone::Plain).or_insert_with(|| Tone::Plain.format());
        for (at, count) in (1u16..).zip(counts.iter().copied().chain(sum)) {
            #[expect(clippy::cast_precision_loss, reason = "no list has 2^53 lines")]
            self.sheet.write_number_with_format(self.next, at, count as f64, format)?;
        }
        self.next += 1;
        Ok(())
    }

    /// A name and a text that takes the rest of the width.
    ///
    /// # Errors
    /// [`ReturnError::Write`].
    pub fn pair(&mut self, name: &str, text: &str, width: u16) -> Result<(), ReturnError> {
        self.text(0, name, Tone::Plain)?;
        let format = self.formats.entry(Tone::Plain).or_insert_with(|| Tone::Plain.format());
        let text = cut(text, LONGEST_TEXT);
        self.sheet.merge_range(self.next, 1, self.next, width - 1, &text, format)?;
        self.next += 1;
        Ok(())
    }

    /// A row in which nothing stands.
    pub fn gap(&mut self) {
        self.next += 1;
    }

    /// A row of texts, each in its tone. Behind the last row of a sheet they are counted and left out.
    ///
    /// # Errors
    /// [`ReturnError::Write`].
    pub fn row<S: AsRef<str>>(
        &mut self,
        cells: impl IntoIterator<Item = (S, Tone)>,
    ) -> Result<(), ReturnError> {
        if u64::from(self.next) >= MOST_ROWS {
            self.dropped += 1;
            return Ok(());
        }
        for (at, (text, tone)) in (0u16..).zip(cells) {
            self.text(at, text.as_ref(), tone)?;
        }
        self.next += 1;
        Ok(())
    }

    /// Says what a cell of the row written last may be filled with; `hint` is shown beside it.
    ///
    /// # Errors
    /// [`ReturnError::Write`].
    pub fn choose(&mut self, column: u16, choice: &Choice, hint: &str) -> Result<(), ReturnError> {
        let row = self.next.saturating_sub(1);
        let rule = DataValidation::new().set_error_style(DataValidationErrorStyle::Warning);
        let rule = match choice {
            Choice::Words(words) => rule.allow_list_strings(words)?,
            Choice::Listed(place) => rule.allow_list_formula(Formula::new(place)),
            Choice::Number(from, to) => {
                rule.allow_decimal_number(DataValidationRule::Between(*from, *to))
            }
            // The number of a day from 1950 to 2100, or a day in words: 2013年7月底.
            Choice::Day => {
                let cell = place(row, u32::from(column));
                let within = format!("AND(ISNUMBER({cell}),{cell}>=18264,{cell}<=73415)");
                rule.allow_custom(Formula::new(format!("=OR(ISTEXT({cell}),{within})")))
            }
        };
        let rule = rule.set_input_message(cut(hint, 255))?.set_error_message(cut(hint, 255))?;
        self.sheet.add_data_validation(row, column, row, column, &rule)?;
        Ok(())
    }

    /// How many rows did not find room.
    pub fn dropped(&self) -> u64 {
        self.dropped
    }

    /// How many rows stand below the header.
    pub fn rows(&self) -> u32 {
        self.next.saturating_sub(self.header + 1)
    }

    fn text(&mut self, column: u16, text: &str, tone: Tone) -> Result<(), ReturnError> {
        let format = self.formats.entry(tone).or_insert_with(|| tone.format());
        let text = if text.len() > LONGEST_TEXT { &cut(text, LONGEST_TEXT) } else { text };
        if text.is_empty() {
            self.sheet.write_blank(self.next, column, format)?;
        } else {
            self.sheet.write_string_with_format(self.next, column, text, format)?;
        }
        Ok(())
    }

    pub(crate) fn finish(mut self, name: &str) -> Result<Worksheet, ReturnError> {
        self.sheet.set_name(name)?;
        if self.is_hidden {
            self.sheet.set_hidden(true);
        }
        if self.columns > 0 {
            self.sheet.set_freeze_panes(self.header + 1, 0)?;
            if self.rows() > 0 {
                self.sheet.autofilter(self.header, 0, self.next - 1, self.columns - 1)?;
            }
            self.sheet.set_repeat_rows(self.header, self.header)?;
        }
        self.sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
        Ok(self.sheet)
    }
}

impl Choice {
    /// Whether a cell can offer the words by itself.
    pub fn fits(words: &[String]) -> bool {
        let length: usize = words.iter().map(|word| word.encode_utf16().count() + 1).sum();
        length <= LONGEST_LIST && words.iter().all(|word| !word.contains([',', '"']))
    }
}
