//! The ledger as it is asked: its events, its head, its projections.

use crate::book::Book;
use crate::event::{Event, FIRST_PREV};
use crate::event_row::{self, select};
use crate::refusal::Result;
use rusqlite::{Connection, OptionalExtension, Transaction};
use std::path::{Path, PathBuf};

/// The ledger of an office.
#[derive(Debug)]
pub struct Ledger {
    pub(crate) connection: Connection,
    pub(crate) path: PathBuf,
}

/// The last event: what to keep elsewhere, so that a tail cut off is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Its place; 0 where there is none.
    pub seq: i64,
    /// Its hash; 64 zeros where there is none.
    pub hash: String,
}

impl std::fmt::Display for Head {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.seq, self.hash)
    }
}

impl std::str::FromStr for Head {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (seq, hash) = text.trim().split_once(':').ok_or(())?;
        let whole = hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        let seq = seq.parse().ok().filter(|seq| *seq >= 0).ok_or(())?;
        if whole { Ok(Self { seq, hash: hash.to_ascii_lowercase() }) } else { Err(()) }
    }
}

impl Ledger {
    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Holds what is read now against what others write meanwhile, until it is dropped. None where a
    /// transaction does so already.
    pub(crate) fn snapshot(&self) -> Result<Option<Transaction<'_>>> {
        if !self.connection.is_autocommit() {
            return Ok(None);
        }
        Ok(Some(self.connection.unchecked_transaction()?))
    }

    /// The projections that follow every event.
    pub fn book(&self) -> Book<'_> {
        Book::strict(&self.connection)
    }

    /// The last event's place and hash.
    ///
    /// # Errors
    /// [`crate::LedgerError::Store`] where it cannot be read.
    pub fn head(&self) -> Result<Head> {
        head(&self.connection)
    }

    /// The events about a subject, in the order in which they were recorded.
    ///
    /// # Errors
    /// [`crate::LedgerError::Store`] where one cannot be read.
    pub fn events_of(&self, subject: &str) -> Result<Vec<Event>> {
        self.connection
            .prepare_cached(select!("WHERE subject = ?1 ORDER BY seq"))?
            .query_map([subject], |row| Ok(event_row::event(row)))?
            .map(|event| event?)
            .collect()
    }

    /// All events, in their order.
    ///
    /// # Errors
    /// As [`Ledger::events_of`].
    pub fn events(&self) -> Result<Vec<Event>> {
        events(&self.connection)
    }

    /// An event by its id or its place.
    ///
    /// # Errors
    /// As [`Ledger::events_of`].
    pub fn event(&self, id: &str) -> Result<Option<Event>> {
        event(&self.connection, id)
    }

    /// The event of a place, whatever else may be wrong; none where it cannot be read.
    pub(crate) fn event_at(&self, seq: i64) -> Result<Option<Event>> {
        let found = self
            .connection
            .prepare_cached(select!("NOT INDEXED WHERE seq = ?1"))?
            .query_row([seq], |row| Ok(event_row::event(row).ok()))
            .optional()?;
        Ok(found.flatten())
    }
}

pub(crate) fn head(connection: &Connection) -> Result<Head> {
    let found = connection
        .prepare_cached("SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1")?
        .query_row([], |row| Ok(Head { seq: row.get(0)?, hash: row.get(1)? }))
        .optional()?;
    Ok(found.unwrap_or_else(|| Head { seq: 0, hash: FIRST_PREV.to_owned() }))
}

pub(crate) fn events(connection: &Connection) -> Result<Vec<Event>> {
    connection
        .prepare_cached(select!("NOT INDEXED ORDER BY seq"))?
        .query_map([], |row| Ok(event_row::event(row)))?
        .map(|event| event?)
        .collect()
}

pub(crate) fn event(connection: &Connection, id: &str) -> Result<Option<Event>> {
    connection
        .prepare_cached(select!(
            "WHERE id = ?1 OR seq = CAST(?1 AS INTEGER) AND ?1 NOT LIKE '%-%'"
        ))?
        .query_row([id], |row| Ok(event_row::event(row)))
        .optional()?
        .transpose()
}
