//! Where a plugin's code writes what it knows.

use crate::abi::{HI_OPEN, LO_OPEN, PROBLEM_SHIFT};
use crate::forms::Span;
use crate::names::Names;
use crate::plugin::PluginError;

/// The columns of one batch, one for each measure of `plugin.toml`; the buffers are the host's.
pub struct Columns<'a> {
    pub(crate) names: &'a Names,
    pub(crate) measures: Vec<Column<'a>>,
}

/// One measure of every unit, to be written.
pub struct Column<'a> {
    pub(crate) lo: &'a mut [f64],
    pub(crate) hi: &'a mut [f64],
    pub(crate) flags: &'a mut [u32],
    pub(crate) validity: &'a mut [u8],
}

/// Why a plugin leaves a measure unknown although something is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// A value that cannot be.
    Impossible,
    /// Two columns that contradict each other.
    Contradiction,
    /// Printed, but not to be read.
    Unreadable,
}

impl Problem {
    /// The code in bits 8 to 15 of the flags.
    pub const fn code(self) -> u8 {
        match self {
            Self::Impossible => 1,
            Self::Contradiction => 2,
            Self::Unreadable => 3,
        }
    }

    /// The problem of a code; none for 0 and for codes of a later release.
    pub const fn of_code(code: u8) -> Option<Self> {
        match code {
            1 => Some(Self::Impossible),
            2 => Some(Self::Contradiction),
            3 => Some(Self::Unreadable),
            _ => None,
        }
    }
}

impl<'a> Columns<'a> {
    /// The column of a measure, for a loop over many rows; an unknown name is an error.
    pub fn column(&mut self, measure: &str) -> Result<&mut Column<'a>, PluginError> {
        let slot = self.names.measure(measure).and_then(|slot| self.measures.get_mut(slot));
        slot.ok_or_else(|| PluginError::unknown_measure(measure))
    }

    /// Gives one unit a value.
    pub fn set(&mut self, measure: &str, row: usize, span: Span) -> Result<(), PluginError> {
        self.column(measure)?.set(row, span);
        Ok(())
    }

    /// Makes a measure of one unit unknown, with a reason.
    pub fn problem(
        &mut self,
        measure: &str,
        row: usize,
        problem: Problem,
    ) -> Result<(), PluginError> {
        self.column(measure)?.problem(row, problem);
        Ok(())
    }
}

impl Column<'_> {
    /// Gives the unit in this row a value. A row outside the batch is a panic, and so an error.
    pub fn set(&mut self, row: usize, span: Span) {
        self.lo[row] = span.lo;
        self.hi[row] = span.hi;
        self.flags[row] =
            if span.lo_open { LO_OPEN } else { 0 } | if span.hi_open { HI_OPEN } else { 0 };
        self.validity[row / 8] |= 1 << (row % 8);
    }

    /// Makes the measure unknown for the unit in this row, with a reason.
    pub fn problem(&mut self, row: usize, problem: Problem) {
        self.flags[row] = u32::from(problem.code()) << PROBLEM_SHIFT;
        self.validity[row / 8] &= !(1 << (row % 8));
    }
}
