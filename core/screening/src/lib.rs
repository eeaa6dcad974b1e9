//! A row's way: table → units → attributes → verdicts with reasons.
//!
//! [`Screening`] compiles a generation's criteria for a date; [`run`] reads documents and hands every
//! judged line to a [`Render`]. Reading files is left to `documents`, words on a screen to the binary.

mod bench;
mod cases;
mod claims;
mod control;
mod count;
mod entry;
mod facts;
mod gather;
mod ids;
mod judged;
mod layout;
mod lexicon;
mod pieces;
mod place;
mod record_row;
mod run;
mod screening;
mod template;
mod value;
mod worker;

pub use bench::Brief;
pub use cases::{CaseFailure, CaseReport, test_criteria};
pub use facts::{Fact, FactRow, Facts, FactsError};
pub use judged::{AttributeReading, JudgedLine, JudgedUnit, ReadValue};
pub use record_row::{RecordRow, tables_of};
pub use run::{FileReport, Render, Report, RunError, Summary, TableReport, run};
pub use screening::{Options, Screening};
pub use worker::Skipped;
