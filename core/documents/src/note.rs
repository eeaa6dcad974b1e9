//! What a reader should know of a file beside its rows: nothing that is passed over, guessed or
//! doubtful is left unsaid.

/// Something about a file that stops nothing but should be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadNote {
    /// A hidden sheet was not read.
    HiddenSheet {
        /// Name of the sheet.
        sheet: String,
    },
    /// Sheets that this program added to a list that it gave back were not read.
    AddedSheets {
        /// Names of the sheets.
        sheets: Vec<String>,
    },
    /// Rows that Excel does not show, as under a filter, were read like all others.
    HiddenRows {
        /// Name of the sheet.
        sheet: String,
        /// First and last of each run, 1-based; the first runs only where there are many.
        rows: Vec<(u64, u64)>,
        /// How many rows in all.
        count: u64,
    },
    /// Columns that Excel does not show were read like all others.
    HiddenColumns {
        /// Name of the sheet.
        sheet: String,
        /// First and last of each run, counted from 0.
        columns: Vec<(u64, u64)>,
    },
    /// Formulas without a value: the workbook was written by a program that does not reckon. Their
    /// cells were read as blank.
    FormulasWithoutValue {
        /// Name of the sheet.
        sheet: String,
        /// The first of them, as `F12`.
        first: String,
        /// How many.
        count: u64,
    },
    /// The sheet gives a cell more than one value; the last one was read.
    DoubledCells {
        /// Name of the sheet.
        sheet: String,
        /// The first of them, as `F12`.
        first: String,
        /// How many values were left out.
        count: u64,
    },
    /// More merged areas than are kept; those behind them were read as they stand.
    TooManyMerges {
        /// Name of the sheet.
        sheet: String,
        /// How many are kept.
        kept: u64,
    },
    /// The sheet's merged areas and hidden rows could not be looked for.
    SheetUnexamined {
        /// Name of the sheet.
        sheet: String,
        /// What stood in the way.
        detail: String,
    },
    /// A quote opened in this row is never closed: all that follows became one cell.
    UnclosedQuote {
        /// 1-based physical row on which the record starts.
        row: u64,
    },
    /// A column of capacities names no unit; it was read in the unit that stands over the table.
    UnitOverTable {
        /// Name of the sheet; none for csv.
        sheet: Option<String>,
        /// Header of the column.
        column: String,
        /// The unit.
        unit: String,
    },
    /// A total is not the sum of the rows that it stands for.
    TotalDiffers {
        /// Name of the sheet; none for csv.
        sheet: Option<String>,
        /// 1-based row of the total.
        row: u64,
        /// What the row is called: 合计.
        label: String,
        /// Header of the column.
        column: String,
        /// The total as printed.
        printed: String,
        /// The sum of the rows, in the same unit.
        sum: String,
        /// First of the rows summed.
        first: u64,
        /// Last of the rows summed.
        last: u64,
    },
    /// More totals than are told one by one differ, or could not be compared.
    MoreTotalsDiffer {
        /// Name of the sheet; none for csv.
        sheet: Option<String>,
        /// How many.
        count: u64,
    },
}

impl ReadNote {
    /// The note's name in messages and JSON.
    pub fn code(&self) -> &'static str {
        match self {
            Self::HiddenSheet { .. } => "sheet-hidden",
            Self::AddedSheets { .. } => "sheets-added",
            Self::HiddenRows { .. } => "rows-hidden",
            Self::HiddenColumns { .. } => "columns-hidden",
            Self::FormulasWithoutValue { .. } => "formulas-without-value",
            Self::DoubledCells { .. } => "cells-doubled",
            Self::TooManyMerges { .. } => "merges-too-many",
            Self::SheetUnexamined { .. } => "sheet-unexamined",
            Self::UnclosedQuote { .. } => "quote-unclosed",
            Self::UnitOverTable { .. } => "unit-over-table",
            Self::TotalDiffers { .. } => "total-differs",
            Self::MoreTotalsDiffer { .. } => "totals-differ-more",
        }
    }

    /// What the note's message needs: name and value.
    pub fn arguments(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::HiddenSheet { sheet } => vec![("sheet", sheet.clone())],
            Self::AddedSheets { sheets } => vec![("sheets", sheets.join(" "))],
            Self::HiddenRows { sheet, rows, count } => {
                let shown = rows.iter().map(|&(first, last)| run(first, last, u64::to_string));
                let mut shown: Vec<String> = shown.take(SHOWN).collect();
                if rows.len() > SHOWN {
                    shown.push("…".to_owned());
                }
                let rows = shown.join(" ");
                vec![("sheet", sheet.clone()), ("rows", rows), ("count", count.to_string())]
            }
            Self::HiddenColumns { sheet, columns } => {
                let letters = |column: &u64| column_letters(*column);
                let shown = columns.iter().map(|&(first, last)| run(first, last, letters));
                let columns = shown.take(SHOWN).collect::<Vec<_>>().join(" ");
                vec![("sheet", sheet.clone()), ("columns", columns)]
            }
            Self::FormulasWithoutValue { sheet, first, count }
            | Self::DoubledCells { sheet, first, count } => vec![
                ("sheet", sheet.clone()),
                ("first", first.clone()),
                ("count", count.to_string()),
            ],
            Self::TooManyMerges { sheet, kept } => {
                vec![("sheet", sheet.clone()), ("kept", kept.to_string())]
            }
            Self::SheetUnexamined { sheet, detail } => {
                vec![("sheet", sheet.clone()), ("detail", detail.clone())]
            }
            Self::UnitOverTable { sheet, column, unit } => vec![
                ("sheet", sheet.clone().unwrap_or_default()),
                ("column", column.clone()),
                ("unit", unit.clone()),
            ],
            Self::UnclosedQuote { row } => vec![("row", row.to_string())],
            Self::MoreTotalsDiffer { sheet, count } => {
                vec![("sheet", sheet.clone().unwrap_or_default()), ("count", count.to_string())]
            }
            Self::TotalDiffers { sheet, row, label, column, printed, sum, first, last } => vec![
                ("at", sheet.as_ref().map_or(row.to_string(), |sheet| format!("{sheet}:{row}"))),
                ("label", label.clone()),
                ("column", column.clone()),
                ("printed", printed.clone()),
                ("sum", sum.clone()),
                ("first", first.to_string()),
                ("last", last.to_string()),
            ],
        }
    }
}

/// So many runs of rows or columns are written out.
const SHOWN: usize = 10;

fn run(first: u64, last: u64, name: impl Fn(&u64) -> String) -> String {
    if first == last { name(&first) } else { format!("{}-{}", name(&first), name(&last)) }
}

/// A column counted from 0 as spreadsheets name it: 0 is `A`, 27 is `AB`.
pub fn column_letters(column: u64) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        letters.push(b'A' + u8::try_from((rest - 1) % 26).expect("below 26"));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().map(|&letter| char::from(letter)).collect()
}

#[cfg(test)]
mod tests {
    use super::{ReadNote, column_letters};

    #[test]
    fn columns_are_named_as_in_a_spreadsheet() {
        let names = [(0, "A"), (25, "Z"), (26, "AA"), (27, "AB"), (701, "ZZ"), (16_383, "XFD")];
        for (column, name) in names {
            assert_eq!(column_letters(column), name);
        }
    }

    #[test]
    fn runs_of_rows_are_written_short() {
        let rows = vec![(5, 9), (12, 12)];
        let note = ReadNote::HiddenRows { sheet: "S".to_owned(), rows, count: 6 };
        assert_eq!(note.arguments()[1], ("rows", "5-9 12".to_owned()));
    }
}
