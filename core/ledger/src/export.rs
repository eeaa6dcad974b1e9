//! The export: one event per line of canonical JSON, enough for a second program to check the chain.

use crate::canonical;
use crate::event_row::{raw, select};
use crate::refusal::{LedgerError, Result};
use crate::store::Ledger;
use std::io::{self, Write};

impl Ledger {
    /// Writes every event as a line of canonical JSON, hash included: the columns as they stand.
    ///
    /// # Errors
    /// The outer error where the ledger cannot be read, `event-unreadable` where an event is none; the
    /// inner one where `out` cannot be written.
    pub fn export(&self, out: &mut dyn Write) -> Result<io::Result<u64>> {
        let mut statement = self.connection.prepare(select!("NOT INDEXED ORDER BY seq"))?;
        let mut rows = statement.query([])?;
        let (mut line, mut count) = (String::new(), 0);
        while let Some(row) = rows.next()? {
            let event = raw(row)?.filter(|event| canonical::is_payload(event.columns.payload));
            let Some(event) = event else {
                return Err(LedgerError::store("event-unreadable", format!("after {count} lines")));
            };
            event.columns.canonical(Some(event.hash), &mut line);
            line.push('\n');
            if let Err(error) = out.write_all(line.as_bytes()) {
                return Ok(Err(error));
            }
            count += 1;
        }
        Ok(out.flush().map(|()| count))
    }
}
