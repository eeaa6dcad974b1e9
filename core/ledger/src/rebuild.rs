//! Projections made anew from the events, and held against those in force.

use crate::book::Book;
use crate::file::in_memory;
use crate::refusal::{LedgerError, Result};
use crate::store::Ledger;
use crate::timeline::{corrected, replay};
use crate::verify::Verified;
use rusqlite::TransactionBehavior;

/// How the projections stand against a rebuild.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rebuilt {
    /// Fingerprint of the projections before.
    pub before: String,
    /// Fingerprint of the rebuilt ones.
    pub after: String,
}

impl Rebuilt {
    /// Whether nothing differed.
    pub fn is_same(&self) -> bool {
        self.before == self.after
    }
}

impl Ledger {
    /// Drops the projections and makes them again from the events.
    ///
    /// # Errors
    /// [`crate::LedgerError`] where the record cannot be read or written, or no longer passes its guards;
    /// `chain-broken` where the events are not those that were recorded.
    pub fn rebuild(&mut self) -> Result<Rebuilt> {
        // What somebody wrote into the events is not made into figures.
        if let Verified::Broken(found) = self.verify(None)? {
            let what = format!("{} {}", found.seq, found.kind.id());
            return Err(LedgerError::store("chain-broken", what));
        }
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let before = Book::strict(&transaction).fingerprint()?;
        replay(&transaction)?;
        let after = Book::strict(&transaction).fingerprint()?;
        transaction.commit()?;
        Ok(Rebuilt { before, after })
    }

    /// Rebuilds in memory and compares, changing nothing. `SQLite` checks the file as well: an index that
    /// leaves events out would hide them from who asks for them.
    ///
    /// # Errors
    /// As [`Ledger::rebuild`]; `damaged` where the file is.
    pub fn compare(&self) -> Result<Rebuilt> {
        let _snapshot = self.snapshot()?;
        self.check_file()?;
        let memory = in_memory()?;
        Book::create(&memory)?;
        let book = Book::strict(&memory);
        let transaction = memory.unchecked_transaction()?;
        for event in corrected(self.events()?) {
            book.apply(&event)?;
        }
        transaction.commit()?;
        Ok(Rebuilt { before: self.book().fingerprint()?, after: book.fingerprint()? })
    }

    fn check_file(&self) -> Result<()> {
        let found: String = self
            .connection
            .prepare("PRAGMA integrity_check(1)")?
            .query_row([], |row| row.get(0))?;
        if found == "ok" { Ok(()) } else { Err(LedgerError::store("damaged", found)) }
    }
}
