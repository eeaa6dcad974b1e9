//! Projections made anew from the events, and held against those in force.

use crate::book::Book;
use crate::refusal::Result;
use crate::store::Ledger;
use crate::timeline::{corrected, replay};
use rusqlite::{Connection, TransactionBehavior};

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
    /// [`crate::LedgerError`] where the record cannot be read or written, or no longer passes its guards.
    pub fn rebuild(&mut self) -> Result<Rebuilt> {
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let before = Book::strict(&transaction).fingerprint()?;
        replay(&transaction)?;
        let after = Book::strict(&transaction).fingerprint()?;
        transaction.commit()?;
        Ok(Rebuilt { before, after })
    }

    /// Rebuilds in memory and compares, changing nothing.
    ///
    /// # Errors
    /// As [`Ledger::rebuild`].
    pub fn compare(&self) -> Result<Rebuilt> {
        let memory = Connection::open_in_memory()?;
        Book::create(&memory)?;
        let book = Book::strict(&memory);
        let transaction = memory.unchecked_transaction()?;
        for event in corrected(self.events()?) {
            book.apply(&event)?;
        }
        transaction.commit()?;
        Ok(Rebuilt { before: self.book().fingerprint()?, after: book.fingerprint()? })
    }
}
