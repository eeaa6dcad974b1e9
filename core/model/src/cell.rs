//! Where a value stands on paper: every figure can be followed back to its cell.

use std::fmt;
use std::sync::Arc;

/// The address of a cell: file, sheet, row and column as a person would find them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Address {
    /// The file as the user named it, `-` for standard input.
    pub file: Arc<str>,
    /// The sheet of a workbook; a csv file has none.
    pub sheet: Option<Arc<str>>,
    /// The physical row, counted from 1.
    pub row: u64,
    /// The column's header as printed.
    pub column: Option<Arc<str>>,
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(sheet) = &self.sheet {
            write!(f, ", {sheet}")?;
        }
        write!(f, ":{}", self.row)?;
        if let Some(column) = &self.column {
            write!(f, " ({column})")?;
        }
        Ok(())
    }
}
