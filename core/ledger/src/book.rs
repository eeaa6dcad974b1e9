//! The projections (账面): what the events come to, as tables that can be dropped and made again.
//!
//! One book stands in the ledger's own file and follows every event. Others are made in memory: what had
//! happened by a day, what was known on a day, a rebuild to compare with. All are asked the same way.

use crate::event::{Event, hex};
use crate::kind::kind;
use crate::refusal::{LedgerError, Result};
use crate::{
    deadline, funds, identity, line, list_changes, publicity, replacement, surveyed, targets, todo,
    workers,
};
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use sha2::{Digest, Sha256};

/// The tables of every projection, as their own files declare them.
const TABLES: &[&str] = &[
    line::TABLES,
    list_changes::TABLES,
    surveyed::TABLES,
    identity::TABLES,
    targets::TABLES,
    workers::TABLES,
    funds::TABLES,
    replacement::TABLES,
    publicity::TABLES,
    deadline::TABLES,
    todo::TABLES,
];

/// The projections, ready to be asked.
#[derive(Debug, Clone, Copy)]
pub struct Book<'c> {
    pub(crate) connection: &'c Connection,
    /// Events are taken as they come: those before them may be left out of the view.
    pub(crate) lenient: bool,
}

impl<'c> Book<'c> {
    pub(crate) fn strict(connection: &'c Connection) -> Self {
        Self { connection, lenient: false }
    }

    /// Makes the tables, empty.
    pub(crate) fn create(connection: &Connection) -> Result<()> {
        for tables in TABLES {
            connection.execute_batch(tables)?;
        }
        Ok(())
    }

    /// Drops the tables.
    pub(crate) fn drop(connection: &Connection) -> Result<()> {
        for table in names() {
            connection.execute_batch(&format!("DROP TABLE IF EXISTS {table}"))?;
        }
        Ok(())
    }

    /// Holds the guards of an event, and changes the projections by it.
    pub(crate) fn apply(&self, event: &Event) -> Result<()> {
        let Some(kind) = kind(&event.kind) else {
            return Err(LedgerError::store(
                "event-unreadable",
                format!("{}: kind {}", event.seq, event.kind),
            ));
        };
        identity::bears_acts(self, kind, event)?;
        (kind.apply)(self, event)?;
        todo::judged(self, event)
    }

    /// A hash over every row of every table, in the order of their keys: equal books have equal hashes.
    ///
    /// # Errors
    /// [`LedgerError::Store`] where a table cannot be read.
    pub fn fingerprint(&self) -> Result<String> {
        let mut hasher = Sha256::new();
        for table in names() {
            hasher.update(table.as_bytes());
            if !self.connection.table_exists(None, table)? {
                hasher.update([4]);
                continue;
            }
            let mut statement = self.connection.prepare(&format!("SELECT * FROM {table}"))?;
            let columns = statement.column_count();
            let order: Vec<String> = (1..=columns).map(|column| column.to_string()).collect();
            statement = self
                .connection
                .prepare(&format!("SELECT * FROM {table} ORDER BY {}", order.join(", ")))?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                for column in 0..columns {
                    match row.get_ref(column)? {
                        ValueRef::Null => hasher.update([0]),
                        ValueRef::Integer(number) => {
                            hasher.update([1]);
                            hasher.update(number.to_le_bytes());
                        }
                        ValueRef::Text(text) | ValueRef::Blob(text) => {
                            hasher.update([2]);
                            hasher.update((text.len() as u64).to_le_bytes());
                            hasher.update(text);
                        }
                        ValueRef::Real(number) => {
                            hasher.update([3]);
                            hasher.update(number.to_le_bytes());
                        }
                    }
                }
            }
        }
        Ok(hex(&hasher.finalize()))
    }
}

/// The names of all projected tables.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    TABLES
        .iter()
        .flat_map(|tables| tables.split("CREATE TABLE ").skip(1))
        .filter_map(|rest| rest.split('(').next())
}
