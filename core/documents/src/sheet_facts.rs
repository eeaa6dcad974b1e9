//! What a sheet of a workbook says beside its cells: merged areas, and what is hidden.

use std::collections::BTreeSet;

use crate::note::ReadNote;

/// So many merged areas of a sheet are kept.
pub(crate) const MOST_MERGES: usize = 1 << 18;

/// So many runs of hidden rows or columns are kept; the rest is counted.
const MOST_RUNS: usize = 1000;

/// A merged area; rows and columns counted from 0, the last ones inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Merge {
    pub(crate) first_row: u32,
    pub(crate) first_column: u32,
    pub(crate) last_row: u32,
    pub(crate) last_column: u32,
}

/// Runs of neighbouring rows or columns, counted from 0.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Runs {
    runs: Vec<(u32, u32)>,
    count: u64,
}

/// What was found of one sheet.
#[derive(Debug, Default, Clone)]
pub(crate) struct SheetFacts {
    /// By first row, then by first column.
    pub(crate) merges: Vec<Merge>,
    pub(crate) more_merges: bool,
    pub(crate) hidden_rows: Runs,
    pub(crate) hidden_columns: Runs,
    /// The first cell with a formula and no value, and how many there are.
    pub(crate) without_value: Option<(String, u64)>,
    /// Why the sheet could not be looked through.
    pub(crate) unexamined: Option<String>,
    /// Columns that this program added: they are not read.
    pub(crate) added_columns: Vec<(u32, u32)>,
    /// What only a copy needs, where it was asked for.
    pub(crate) measures: Option<Measures>,
}

/// How a sheet looks, and what it holds beside its cells.
#[derive(Debug, Default, Clone)]
pub(crate) struct Measures {
    /// First and last column, counted from 0, their width in characters, and whether they are hidden.
    pub(crate) columns: Vec<(u32, u32, Option<f64>, bool)>,
    /// Row, counted from 0, its height in points, and whether it is hidden; by row.
    pub(crate) rows: Vec<(u32, Option<f64>, bool)>,
    /// How many cells hold a formula.
    pub(crate) formulas: u64,
    /// Tags behind the cells: pictures, rules, links.
    pub(crate) tags: BTreeSet<String>,
}

impl Runs {
    /// Adds rows or columns; in order they grow one run.
    pub(crate) fn add(&mut self, first: u32, last: u32) {
        if last < first {
            return;
        }
        self.count += u64::from(last - first) + 1;
        if let Some(run) = self.runs.last_mut()
            && run.1.checked_add(1) == Some(first)
        {
            run.1 = last;
        } else if self.runs.len() < MOST_RUNS {
            self.runs.push((first, last));
        }
    }

    fn from(&self, first: u64) -> Vec<(u64, u64)> {
        self.runs.iter().map(|&(a, b)| (u64::from(a) + first, u64::from(b) + first)).collect()
    }
}

impl SheetFacts {
    pub(crate) fn add_merge(&mut self, merge: Merge) {
        let one_cell = merge.first_row == merge.last_row && merge.first_column == merge.last_column;
        if merge.last_row < merge.first_row || merge.last_column < merge.first_column || one_cell {
            return;
        }
        if self.merges.len() < MOST_MERGES {
            self.merges.push(merge);
        } else {
            self.more_merges = true;
        }
    }

    /// Columns that this program added, with what is merged in them.
    pub(crate) fn leave_out(&mut self, first: u32, last: u32) {
        let inside = |column: u32| (first..=last).contains(&column);
        self.merges.retain(|merge| !inside(merge.first_column));
        self.added_columns.push((first, last));
    }

    pub(crate) fn is_added(&self, column: u32) -> bool {
        self.added_columns.iter().any(|&(first, last)| (first..=last).contains(&column))
    }

    /// To be called once all merged areas are there.
    pub(crate) fn sort(&mut self) {
        self.merges.sort_unstable();
    }

    /// What a person should know of the sheet.
    pub(crate) fn notes(&self, sheet: &str) -> Vec<ReadNote> {
        let sheet = || sheet.to_owned();
        let mut notes = Vec::new();
        if self.hidden_rows.count > 0 {
            let (rows, count) = (self.hidden_rows.from(1), self.hidden_rows.count);
            notes.push(ReadNote::HiddenRows { sheet: sheet(), rows, count });
        }
        if self.hidden_columns.count > 0 {
            let columns = self.hidden_columns.from(0);
            notes.push(ReadNote::HiddenColumns { sheet: sheet(), columns });
        }
        if let Some((first, count)) = &self.without_value {
            let (first, count) = (first.clone(), *count);
            notes.push(ReadNote::FormulasWithoutValue { sheet: sheet(), first, count });
        }
        if self.more_merges {
            notes.push(ReadNote::TooManyMerges { sheet: sheet(), kept: MOST_MERGES as u64 });
        }
        if let Some(detail) = &self.unexamined {
            notes.push(ReadNote::SheetUnexamined { sheet: sheet(), detail: detail.clone() });
        }
        notes
    }
}
