//! A sheet as a list: where its header stands, and what each row below it is.
//!
//! Offices print titles over a list, its header again on every page, headings of its parts,
//! subtotals and totals, and under it notes and signatures. None of them is a line, and none may
//! vanish without a word: each row gets a role, with a name that can be told.

use crate::chunk::{Chunk, RowRef};
use crate::fields::FieldNames;
use crate::header::{HEADER_ROWS, Header, find_among};
use crate::header_rows::TopRow;
use crate::note::ReadNote;
use crate::row_words::{TotalLevel, is_note, is_numbered, is_page, is_section, total};
use crate::title_unit::unit_over;
use crate::totals::Totals;
use phaseout_model::Unit;

/// What a row below the header is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RowRole {
    /// A line of the list.
    Line,
    /// A total; it was compared with the rows that it stands for.
    Total(TotalLevel),
    /// A note, or who filled the list in.
    Note,
    /// The header once more, as on a further page.
    Header,
    /// The title once more, or the number of a page.
    Title,
    /// The heading of a part of the list: 一、炼铁.
    Section,
    /// Numbers of the columns under the header: 甲 乙 1 2 3.
    ColumnNumbers,
}

impl RowRole {
    /// Why the row is no line; none where it is one.
    pub fn reason(self) -> Option<&'static str> {
        match self {
            Self::Line => None,
            Self::Total(TotalLevel::Part) => Some("subtotal"),
            Self::Total(_) => Some("total"),
            Self::Note => Some("note"),
            Self::Header => Some("header"),
            Self::Title => Some("title"),
            Self::Section => Some("section"),
            Self::ColumnNumbers => Some("column-numbers"),
        }
    }
}

/// One sheet, understood as a list.
pub struct Table {
    header: Header,
    /// What stands over each column in each row of the header, without white space.
    printed: Vec<Vec<String>>,
    titles: Vec<String>,
    sheet: Option<String>,
    first_line: usize,
    header_rows: (u64, u64),
    enterprise: Option<usize>,
    row_type: Option<usize>,
    /// The row before was part of a header.
    below_header: bool,
    /// Notes have begun; numbered ones may follow.
    in_notes: bool,
    /// What is to be said beside the totals.
    notes: Vec<ReadNote>,
    totals: Totals,
}

impl Table {
    /// Finds the header among the first rows of a sheet, of which `chunk` is the first.
    pub fn find(chunk: &Chunk, fields: &[FieldNames], map: &[(String, String)]) -> Option<Self> {
        // A header may go on in the rows behind those among which it is looked for.
        let top: Vec<TopRow> =
            chunk.iter().take(HEADER_ROWS + 2).map(|row| TopRow::of(&row)).collect();
        let found = find_among(&top, fields, map)?;
        let titles = top[..found.first].iter().filter_map(TopRow::only_text).map(compact).collect();
        let printed = (found.first..=found.last)
            .map(|index| chunk.row(index).iter().map(compact).collect())
            .collect();
        let mut header = found.header;
        let over =
            unit_over(top[..found.first].iter().flat_map(TopRow::words).map(|(_, text)| text));
        let note = over.and_then(|unit| give_unit(&mut header, fields, unit, chunk.sheet()));
        let field = |at: usize| {
            let column = header.columns.get(at)?;
            Some(fields.get(column.field?)?.field.clone())
        };
        let place =
            |name: &str| (0..header.columns.len()).find(|&at| field(at).as_deref() == Some(name));
        Some(Self {
            totals: Totals::new(&header, field),
            enterprise: place("enterprise"),
            row_type: place("row_type"),
            header,
            printed,
            titles,
            sheet: chunk.sheet().map(str::to_owned),
            first_line: found.last + 1,
            header_rows: (chunk.row(found.first).number(), chunk.row(found.last).number()),
            below_header: true,
            in_notes: false,
            notes: note.into_iter().collect(),
        })
    }

    /// The columns.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// First and last row of the header in the first chunk, as their numbers in the file.
    pub fn header_rows(&self) -> (u64, u64) {
        self.header_rows
    }

    /// Where the rows below the header begin in the first chunk.
    pub fn first_line(&self) -> usize {
        self.first_line
    }

    /// Says what a row below the header is. Rows are asked for in their order, each once.
    pub fn role(&mut self, row: &RowRef<'_>) -> RowRole {
        // A row of blanks is no row whose figures are left open.
        let Some(first) = text_from(row, 0) else { return RowRole::Line };
        let second = text_from(row, first.0 + 1);
        let role = match self.total_of(row, first, second) {
            Some((level, label)) => {
                self.totals.check(row, level, label, self.sheet.as_deref());
                RowRole::Total(level)
            }
            None => self.classify(row, first, second.is_none()),
        };
        self.below_header = matches!(role, RowRole::Header | RowRole::ColumnNumbers);
        match role {
            RowRole::Line => {
                self.in_notes = false;
                if self.is_counted(row) {
                    self.totals.add(row);
                }
            }
            RowRole::Total(_) => self.in_notes = false,
            RowRole::Note => self.in_notes = true,
            _ => {}
        }
        role
    }

    /// What is to be said of the table and its totals, once all rows were asked for.
    pub fn finish(&mut self) -> Vec<ReadNote> {
        let mut notes = std::mem::take(&mut self.notes);
        notes.extend(self.totals.finish(self.sheet.as_deref()));
        notes
    }

    /// A row whose own type says that it is no line does not count towards totals.
    fn is_counted(&self, row: &RowRef<'_>) -> bool {
        let text = self.row_type.map_or("", |column| row.trimmed(column));
        !matches!(text, "total" | "money")
    }

    fn classify(&self, row: &RowRef<'_>, (first, text): (usize, &str), only: bool) -> RowRole {
        if self.repeats_header(row, first, text) {
            RowRole::Header
        } else if self.below_header && numbers_columns(row) {
            RowRole::ColumnNumbers
        } else if is_note(text, only) || (only && self.in_notes && is_numbered(text)) {
            RowRole::Note
        } else if only {
            self.single(row, first, text)
        } else {
            RowRole::Line
        }
    }

    /// The total that one of the first two texts, or the enterprise, names.
    fn total_of<'a>(
        &self,
        row: &RowRef<'a>,
        (first, text): (usize, &'a str),
        second: Option<(usize, &'a str)>,
    ) -> Option<(TotalLevel, &'a str)> {
        let named = |text: &'a str| total(text).map(|level| (level, text));
        let (second, second_text) = second.unwrap_or((first, ""));
        named(text).or_else(|| named(second_text)).or_else(|| {
            let column = self.enterprise.filter(|&column| column > second)?;
            named(row.trimmed(column))
        })
    }

    fn repeats_header(&self, row: &RowRef<'_>, first: usize, text: &str) -> bool {
        self.printed.iter().any(|printed| {
            printed.get(first).is_some_and(|word| is_same(word, text))
                && (0..row.cells()).all(|column| {
                    let word = printed.get(column).map_or("", String::as_str);
                    is_same(word, row.trimmed(column)) || row.is_repeated(column)
                })
        })
    }

    /// A row of one text.
    fn single(&self, row: &RowRef<'_>, first: usize, text: &str) -> RowRole {
        if is_page(text) || self.titles.iter().any(|title| is_same(title, text)) {
            return RowRole::Title;
        }
        if self.enterprise == Some(first) && !is_section(text) {
            return RowRole::Line;
        }
        let spans = row.merged().any(|cell| cell.anchor_column == first && cell.column > first);
        if self.in_notes || text.starts_with("单位:") || text.starts_with("单位\u{ff1a}") {
            RowRole::Note
        } else if is_section(text) || spans {
            RowRole::Section
        } else {
            RowRole::Line
        }
    }
}

/// Gives a column of capacities without a unit the one that stands over the table, and says so.
fn give_unit(
    header: &mut Header,
    fields: &[FieldNames],
    unit: String,
    sheet: Option<&str>,
) -> Option<ReadNote> {
    let is = |field: Option<usize>, name: &str| {
        field.and_then(|at| fields.get(at)).is_some_and(|names| names.field == name)
    };
    if header.columns.iter().any(|column| is(column.field, "capacity_unit")) {
        return None;
    }
    let column = header.columns.iter_mut().find(|column| is(column.field, "capacity"))?;
    let bare = column.unit.as_deref().and_then(Unit::parse).is_none();
    bare.then(|| {
        column.unit = Some(unit.clone());
        ReadNote::UnitOverTable {
            sheet: sheet.map(str::to_owned),
            column: compact(&column.header),
            unit,
        }
    })
}

/// The first text from `column` on, and its column.
#[inline]
fn text_from<'a>(row: &RowRef<'a>, column: usize) -> Option<(usize, &'a str)> {
    let mut cells = (column..row.cells()).map(|column| (column, row.trimmed(column)));
    cells.find(|(_, text)| !text.is_empty())
}

fn compact(text: &str) -> String {
    text.chars().filter(|sign| !sign.is_whitespace()).collect()
}

/// Whether `text` without white space is `word`, which has none.
fn is_same(word: &str, text: &str) -> bool {
    word.chars().eq(text.chars().filter(|sign| !sign.is_whitespace()))
}

/// 1 2 3 …, or 甲 乙 1 2 …: each cell counts on.
fn numbers_columns(row: &RowRef<'_>) -> bool {
    let texts: Vec<&str> = row.iter().map(str::trim).filter(|text| !text.is_empty()).collect();
    let letters = "甲乙丙丁戊".chars().map(String::from).collect::<Vec<_>>();
    let named = texts.iter().zip(&letters).take_while(|(text, letter)| *text == letter).count();
    let counted = texts[named..].iter().zip(1..).all(|(text, number)| {
        text.trim_matches(['(', ')', '\u{ff08}', '\u{ff09}']) == i32::to_string(&number)
    });
    counted && texts.len() >= 3
}
