//! What stands between lines and their closure, asked for many lines at once: headcounts are read in one
//! pass, and accounts only of lines that have one.

use crate::book::Book;
use crate::funds;
use crate::refusal::{Refusal, Result};
use crate::workers::{Workers, unsettled_by};
use std::collections::{BTreeMap, BTreeSet};

/// Headcounts and accounts of all lines.
#[derive(Debug)]
pub(crate) struct Settled<'b> {
    book: Book<'b>,
    workers: BTreeMap<String, Workers>,
    paid: BTreeSet<String>,
}

impl<'b> Settled<'b> {
    pub(crate) fn of(book: Book<'b>) -> Result<Self> {
        let workers = book.all_workers()?.into_iter().map(|own| (own.line.clone(), own)).collect();
        let paid: rusqlite::Result<BTreeSet<String>> = book
            .connection
            .prepare_cached("SELECT DISTINCT subject FROM fund_entries")?
            .query_map([], |row| row.get(0))?
            .collect();
        Ok(Self { book, workers, paid: paid? })
    }

    /// Why a line's workers are not settled.
    pub(crate) fn unsettled(&self, line: &str) -> Option<Refusal> {
        unsettled_by(self.workers.get(line), line)
    }

    /// Why a line's funds are not balanced.
    pub(crate) fn unbalanced(&self, line: &str) -> Result<Option<Refusal>> {
        if self.paid.contains(line) { funds::unbalanced(&self.book, line) } else { Ok(None) }
    }
}
