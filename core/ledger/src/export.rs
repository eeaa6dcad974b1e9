//! The export: one event per line of canonical JSON, enough for a second program to check the chain.

use crate::refusal::Result;
use crate::store::{Ledger, read};
use std::io::{self, Write};

impl Ledger {
    /// Writes every event as a line of canonical JSON, hash included.
    ///
    /// # Errors
    /// The outer error where the ledger cannot be read, the inner one where `out` cannot be written.
    pub fn export(&self, out: &mut dyn Write) -> Result<io::Result<u64>> {
        let mut statement = self.connection.prepare("SELECT * FROM events ORDER BY seq")?;
        let mut rows = statement.query([])?;
        let (mut line, mut count) = (String::new(), 0);
        while let Some(row) = rows.next()? {
            let event = read(row)??;
            let (on, payload) = (event.on.to_string(), crate::json::canonical(&event.payload));
            event.columns(&on, &payload).canonical(Some(&event.hash), &mut line);
            line.push('\n');
            if let Err(error) = out.write_all(line.as_bytes()) {
                return Ok(Err(error));
            }
            count += 1;
        }
        Ok(Ok(count))
    }
}
