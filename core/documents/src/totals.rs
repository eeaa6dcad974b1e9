//! Whether totals agree with the rows that they stand for.
//!
//! Lists put a total under its rows or over them, and a total of all may count rows or subtotals. So
//! a total is wrong only if it agrees with none of the blocks of rows that it can stand for. It is
//! not judged at all where the rows are of several units, or hold what nobody can add.

use crate::chunk::RowRef;
use crate::header::Header;
use crate::note::ReadNote;
use crate::number::{Figure, half_width, printed};
use crate::row_words::TotalLevel;
use crate::sum_column::{Column, Sum, may_hold_figures};

/// So many totals that differ are told one by one, and so many wait for the rows below them.
const MOST: usize = 500;

/// Sums of one sheet.
pub(crate) struct Totals {
    columns: Vec<Column>,
    /// Columns whose cells have to stay the same in a block where a total names one: industry, place.
    keys: Vec<Key>,
    state: State,
    /// State and rows when the last total of each level was read.
    marks: [Mark; 3],
    start: Mark,
    /// The next line is the first behind some mark.
    is_first: bool,
    /// Whether a total stands over its rows here.
    heads: bool,
    waiting: Vec<Waiting>,
    differing: Vec<ReadNote>,
    more: u64,
}

struct Key {
    at: usize,
    last: String,
}

/// What has come so far, per column.
#[derive(Clone, Default)]
struct State {
    rows: u64,
    last_row: u64,
    sums: Vec<Sum>,
    key_changes: Vec<u64>,
}

/// A place between rows.
#[derive(Clone, Default)]
struct Mark {
    state: State,
    /// The first row behind it, and the changes that this row itself made.
    first: Option<First>,
}

#[derive(Clone)]
struct First {
    row: u64,
    unit_changes: Vec<u64>,
    key_changes: Vec<u64>,
}

/// A figure of a total.
#[derive(Clone)]
struct Printed {
    column: usize,
    value: i128,
    decimals: u32,
    text: String,
    unit: String,
}

/// A total that disagrees with the rows above it and may stand for those below.
struct Waiting {
    level: TotalLevel,
    figure: Printed,
    mark: Mark,
    note: Option<ReadNote>,
    row: u64,
    label: String,
    keys: Vec<(usize, String)>,
}

/// How a figure compares with a block.
enum Compared {
    Equal,
    Differs { sum: i128, first: u64, last: u64 },
    Unknown,
}

impl Totals {
    /// `field` gives the id of each column's field.
    pub(crate) fn new(header: &Header, field: impl Fn(usize) -> Option<String>) -> Self {
        let fields: Vec<String> =
            (0..header.columns.len()).map(|at| field(at).unwrap_or_default()).collect();
        let place = |name: &str| fields.iter().position(|field| field == name);
        let columns: Vec<Column> = fields
            .iter()
            .enumerate()
            .filter(|(at, field)| may_hold_figures(field, &header.columns[*at].header))
            .map(|(at, field)| Column {
                at,
                unit_at: place(&format!("{field}_unit")),
                header: header.columns[at].header.clone(),
                alive: true,
                sure: matches!(field.as_str(), "capacity" | "quantity"),
                last_unit: String::new(),
            })
            .collect();
        let keys = ["industry", "province", "city", "county", "region"];
        let keys: Vec<Key> =
            keys.into_iter().filter_map(place).map(|at| Key { at, last: String::new() }).collect();
        let state = State {
            sums: vec![Sum::default(); columns.len()],
            key_changes: vec![0; keys.len()],
            ..State::default()
        };
        let mark = Mark { state: state.clone(), first: None };
        Self {
            columns,
            keys,
            state,
            marks: [mark.clone(), mark.clone(), mark.clone()],
            start: mark,
            is_first: true,
            heads: false,
            waiting: Vec::new(),
            differing: Vec::new(),
            more: 0,
        }
    }

    /// Adds a line of the list.
    pub(crate) fn add(&mut self, row: &RowRef<'_>) {
        for (key, changes) in self.keys.iter_mut().zip(&mut self.state.key_changes) {
            let text = row.trimmed(key.at);
            if text != key.last {
                text.clone_into(&mut key.last);
                *changes += 1;
            }
        }
        self.state.rows += 1;
        self.state.last_row = row.number();
        for (column, sum) in self.columns.iter_mut().zip(&mut self.state.sums) {
            if column.alive {
                column.add(row, sum, self.state.rows);
            }
        }
        if std::mem::take(&mut self.is_first) {
            self.note_first(row.number());
        }
    }

    fn note_first(&mut self, row: u64) {
        let marks = self.marks.iter_mut().chain([&mut self.start]);
        for mark in marks.chain(self.waiting.iter_mut().map(|waiting| &mut waiting.mark)) {
            mark.first.get_or_insert_with(|| First {
                row,
                unit_changes: self.state.sums.iter().map(|sum| sum.unit_changes).collect(),
                key_changes: self.state.key_changes.clone(),
            });
        }
    }

    /// Compares a total with the rows above it; one that disagrees may wait for those below.
    pub(crate) fn check(
        &mut self,
        row: &RowRef<'_>,
        level: TotalLevel,
        label: &str,
        sheet: Option<&str>,
    ) {
        self.settle(Some(level), sheet);
        if self.state.rows == 0 {
            self.heads = true;
        }
        let keys: Vec<(usize, String)> = (self.keys.iter().enumerate())
            .map(|(index, key)| (index, row.trimmed(key.at).to_owned()))
            .filter(|(_, text)| !text.is_empty() && text != label)
            .collect();
        for index in 0..self.columns.len() {
            let Some(figure) = self.figure(index, row) else { continue };
            let level_mark = &self.marks[level as usize];
            // The nearest total of any level stands at the mark of parts.
            let primary = self.compare(&figure, level_mark, &keys);
            let others = [&self.marks[0], &self.start];
            let agrees = matches!(primary, Compared::Equal)
                || others
                    .iter()
                    .any(|mark| matches!(self.compare(&figure, mark, &keys), Compared::Equal));
            if agrees {
                continue;
            }
            let note = match primary {
                Compared::Differs { sum, first, last } => {
                    let place = (row.number(), label, sheet);
                    Some(self.differs(&figure, place, sum, (first, last)))
                }
                _ => None,
            };
            let no_rows = self.marks[0].first.is_none();
            if self.heads || no_rows {
                self.wait(level, figure, note, (row.number(), label), &keys);
            } else if let Some(note) = note {
                self.tell(note);
            }
        }
        self.is_first = true;
        for mark in &mut self.marks[..=level as usize] {
            *mark = Mark { state: self.state.clone(), first: None };
        }
    }

    /// All that differs, at the end of the sheet.
    pub(crate) fn finish(&mut self, sheet: Option<&str>) -> Vec<ReadNote> {
        self.settle(None, sheet);
        let mut notes = std::mem::take(&mut self.differing);
        if self.more > 0 {
            let sheet = sheet.map(str::to_owned);
            notes.push(ReadNote::MoreTotalsDiffer { sheet, count: self.more });
        }
        notes
    }

    fn figure(&self, index: usize, row: &RowRef<'_>) -> Option<Printed> {
        let column = &self.columns[index];
        if !column.alive || row.is_repeated(column.at) {
            return None;
        }
        let text = &half_width(row.trimmed(column.at));
        let Figure::Number { value, decimals, unit } = Figure::read(text) else { return None };
        let own = column.unit_at.map_or("", |at| row.trimmed(at));
        let unit = if unit.is_empty() { own } else { unit };
        let (text, unit) = (row.trimmed(column.at).to_owned(), unit.to_owned());
        Some(Printed { column: index, value, decimals, text, unit })
    }

    /// Compares a figure with the rows since a mark.
    fn compare(&self, figure: &Printed, mark: &Mark, keys: &[(usize, String)]) -> Compared {
        let Some(first) = &mark.first else { return Compared::Unknown };
        let (then, now) = (&mark.state.sums[figure.column], &self.state.sums[figure.column]);
        let column = &self.columns[figure.column];
        let one_unit = now.unit_changes == first.unit_changes[figure.column]
            && (figure.unit.is_empty()
                || column.last_unit.is_empty()
                || figure.unit == column.last_unit);
        let one_block = keys.iter().all(|(key, text)| {
            self.state.key_changes[*key] == first.key_changes[*key] && self.keys[*key].last == *text
        });
        if !one_unit || !one_block || now.unknown > then.unknown || now.figures == then.figures {
            return Compared::Unknown;
        }
        let sum = now.value - then.value;
        if Figure::agrees(figure.value, figure.decimals, sum) {
            return Compared::Equal;
        }
        // What is left blank may be the difference.
        if now.blanks > then.blanks && figure.value > sum {
            return Compared::Unknown;
        }
        Compared::Differs { sum, first: first.row, last: self.state.last_row }
    }

    fn differs(
        &self,
        figure: &Printed,
        (row, label, sheet): (u64, &str, Option<&str>),
        sum: i128,
        (first, last): (u64, u64),
    ) -> ReadNote {
        let unit = figure.text.trim_start_matches(|sign: char| {
            sign.is_numeric() || matches!(sign, '.' | ',' | '-' | '+' | ' ' | '\u{ff0e}')
        });
        ReadNote::TotalDiffers {
            sheet: sheet.map(str::to_owned),
            row,
            label: label.to_owned(),
            column: self.columns[figure.column].header.clone(),
            printed: figure.text.clone(),
            sum: format!("{}{unit}", printed(sum)),
            first,
            last,
        }
    }

    fn wait(
        &mut self,
        level: TotalLevel,
        figure: Printed,
        note: Option<ReadNote>,
        (row, label): (u64, &str),
        keys: &[(usize, String)],
    ) {
        if self.waiting.len() >= MOST {
            self.more += 1;
            return;
        }
        let mark = Mark { state: self.state.clone(), first: None };
        let (label, keys) = (label.to_owned(), keys.to_vec());
        self.waiting.push(Waiting { level, figure, mark, note, row, label, keys });
    }

    /// Looks whether waiting totals agree with the rows below them, down to a total of `level` or
    /// the end.
    fn settle(&mut self, level: Option<TotalLevel>, sheet: Option<&str>) {
        let waiting = std::mem::take(&mut self.waiting);
        for mut one in waiting {
            match self.compare(&one.figure, &one.mark, &one.keys) {
                Compared::Equal => continue,
                Compared::Differs { sum, first, last } => {
                    let ends = level.is_none_or(|level| level >= one.level);
                    if ends && one.note.is_none() {
                        let place = (one.row, one.label.as_str(), sheet);
                        one.note = Some(self.differs(&one.figure, place, sum, (first, last)));
                    }
                }
                Compared::Unknown => {}
            }
            match (level, one.note.take()) {
                (None, Some(note)) => self.tell(note),
                (None, None) => {}
                (Some(_), note) => self.waiting.push(Waiting { note, ..one }),
            }
        }
    }

    fn tell(&mut self, note: ReadNote) {
        if self.differing.len() < MOST {
            self.differing.push(note);
        } else {
            self.more += 1;
        }
    }
}
