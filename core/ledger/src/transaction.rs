//! A write transaction that either borrows its ledger or owns it. Scripts run on a thread of their own and
//! take the ledger with them; a command lends it.

use crate::refusal::Result;
use crate::store::Ledger;
use rusqlite::Connection;
use std::ops::Deref;

/// An open write transaction. Dropped without [`Transaction::commit`], it leaves nothing behind.
#[derive(Debug)]
pub(crate) struct Transaction<'l> {
    ledger: Holder<'l>,
    open: bool,
}

#[derive(Debug)]
enum Holder<'l> {
    Lent(&'l Ledger),
    Owned(Box<Ledger>),
}

impl<'l> Transaction<'l> {
    /// Begins; other writers wait. The caller's exclusive borrow keeps a second one out.
    pub(crate) fn lent(ledger: &'l mut Ledger) -> Result<Self> {
        Self::begin(Holder::Lent(ledger))
    }

    fn begin(ledger: Holder<'l>) -> Result<Self> {
        let mut transaction = Self { ledger, open: false };
        transaction.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        transaction.open = true;
        Ok(transaction)
    }

    /// Puts everything on the disk.
    pub(crate) fn commit(mut self) -> Result<()> {
        self.prepare_cached("COMMIT")?.execute([])?;
        self.open = false;
        Ok(())
    }
}

impl Transaction<'static> {
    /// Begins in a ledger of its own.
    pub(crate) fn owned(ledger: Ledger) -> Result<Self> {
        Self::begin(Holder::Owned(Box::new(ledger)))
    }
}

impl Deref for Transaction<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        match &self.ledger {
            Holder::Lent(ledger) => &ledger.connection,
            Holder::Owned(ledger) => &ledger.connection,
        }
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        if self.open {
            // Nothing more can be done where even this fails; closing the connection rolls back as well.
            let _ = self.execute_batch("ROLLBACK");
        }
    }
}
