//! The file: SQLite with a write-ahead log, synchronous to the disk, events that can only be added.

use crate::book::Book;
use crate::event::{Event, FIRST_PREV};
use crate::json::parse_payload;
use crate::refusal::{LedgerError, Result};
use rusqlite::{Connection, OpenFlags, OptionalExtension, Row};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Marks the file as a ledger of this program: `PRAGMA application_id`, the letters `phas`.
const APPLICATION: i32 = 0x7068_6173;

/// The form of the tables that this program makes and reads: `PRAGMA user_version`.
pub const SCHEMA: i64 = 1;

/// How long a writer waits for another one.
const PATIENCE: Duration = Duration::from_secs(5);

/// What leads from each form of the tables to the next; the first leads from 1 to 2.
const MIGRATIONS: &[&str] = &[];

const EVENTS: &str = "
CREATE TABLE events(
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  on_date TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  office TEXT NOT NULL,
  actor TEXT NOT NULL,
  payload TEXT NOT NULL,
  corrects TEXT REFERENCES events(id),
  generation TEXT,
  script_set TEXT,
  schema INTEGER NOT NULL,
  prev TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;
CREATE INDEX events_subject ON events(subject, seq);
CREATE INDEX events_corrects ON events(corrects) WHERE corrects IS NOT NULL;
CREATE TRIGGER events_are_not_changed BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'events are not changed'); END;
CREATE TRIGGER events_are_not_removed BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'events are not removed'); END;
CREATE TRIGGER events_are_added_at_the_end BEFORE INSERT ON events
WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM events)
BEGIN SELECT RAISE(ABORT, 'events are added at the end'); END;
";

/// The ledger of an office.
#[derive(Debug)]
pub struct Ledger {
    pub(crate) connection: Connection,
    path: PathBuf,
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
    /// Makes a new ledger. A file that is there already is left alone.
    ///
    /// # Errors
    /// [`LedgerError::Store`]: `exists`, `cannot-open`, `full`.
    pub fn create(path: &Path) -> Result<Self> {
        if path.exists() {
            return Err(LedgerError::store("exists", path.display()));
        }
        let connection = Connection::open(path)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        settle(&connection)?;
        let ledger = Self { connection, path: path.to_owned() };
        let transaction = ledger.connection.unchecked_transaction()?;
        transaction.execute_batch(EVENTS)?;
        Book::create(&transaction)?;
        transaction.pragma_update(None, "application_id", APPLICATION)?;
        transaction.pragma_update(None, "user_version", SCHEMA)?;
        transaction.commit()?;
        Ok(ledger)
    }

    /// Opens a ledger to write in it.
    ///
    /// # Errors
    /// [`LedgerError::Store`]: `missing`, `foreign`, `newer`, `damaged`, `truncated`, `read-only`, `locked`.
    pub fn open(path: &Path) -> Result<Self> {
        let ledger = Self::open_with(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        if ledger.connection.is_readonly("main")? {
            return Err(LedgerError::store("read-only", path.display()));
        }
        settle(&ledger.connection)?;
        ledger.migrate()?;
        Ok(ledger)
    }

    /// Opens a ledger to read in it. Many may read while one writes.
    ///
    /// # Errors
    /// As [`Ledger::open`]; a form older than this program's is brought up to date only by a writer.
    pub fn open_to_read(path: &Path) -> Result<Self> {
        let ledger = Self::open_with(path, OpenFlags::SQLITE_OPEN_READ_WRITE)
            .or_else(|_| Self::open_with(path, OpenFlags::SQLITE_OPEN_READ_ONLY))?;
        ledger.connection.pragma_update(None, "query_only", true)?;
        Ok(ledger)
    }

    fn open_with(path: &Path, flags: OpenFlags) -> Result<Self> {
        let length = match std::fs::metadata(path) {
            Ok(metadata) if metadata.is_file() => metadata.len(),
            Ok(_) => return Err(LedgerError::store("foreign", path.display())),
            Err(error) => return Err(LedgerError::store("missing", error)),
        };
        let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(PATIENCE)?;
        let application: i32 =
            connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
        if application != APPLICATION {
            let code = if length == 0 { "truncated" } else { "foreign" };
            return Err(LedgerError::store(code, path.display()));
        }
        let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if version > SCHEMA {
            return Err(LedgerError::store("newer", format!("{version} > {SCHEMA}")));
        }
        let pages: i64 = connection.pragma_query_value(None, "page_count", |row| row.get(0))?;
        let size: i64 = connection.pragma_query_value(None, "page_size", |row| row.get(0))?;
        let expected = u64::try_from(pages * size).unwrap_or(0);
        let wal = path.with_file_name(format!(
            "{}-wal",
            path.file_name().unwrap_or_default().to_string_lossy()
        ));
        // With a log beside it the file may rightly be shorter than the pages that it speaks of.
        if length < expected && !wal.exists() {
            return Err(LedgerError::store("truncated", format!("{length} < {expected}")));
        }
        let ledger = Self { connection, path: path.to_owned() };
        Ok(ledger)
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Brings older tables to the form of this program.
    fn migrate(&self) -> Result<()> {
        let version: i64 =
            self.connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
        let from = usize::try_from(version - 1).unwrap_or(0);
        if from >= MIGRATIONS.len() {
            return Ok(());
        }
        let transaction = self.connection.unchecked_transaction()?;
        for migration in &MIGRATIONS[from..] {
            transaction.execute_batch(migration)?;
        }
        transaction.pragma_update(None, "user_version", SCHEMA)?;
        transaction.commit()?;
        Ok(())
    }

    /// The projections that follow every event.
    pub fn book(&self) -> Book<'_> {
        Book::strict(&self.connection)
    }

    /// The last event's place and hash.
    ///
    /// # Errors
    /// [`LedgerError::Store`] where it cannot be read.
    pub fn head(&self) -> Result<Head> {
        head(&self.connection)
    }

    /// The events about a subject, in the order in which they were recorded.
    ///
    /// # Errors
    /// [`LedgerError::Store`] where one cannot be read.
    pub fn events_of(&self, subject: &str) -> Result<Vec<Event>> {
        self.connection
            .prepare_cached("SELECT * FROM events WHERE subject = ?1 ORDER BY seq")?
            .query_map([subject], read)?
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
}

/// How every writer's connection behaves.
fn settle(connection: &Connection) -> Result<()> {
    connection.busy_timeout(PATIENCE)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // REPLACE takes rows away without asking a trigger, unless triggers are recursive.
    connection.pragma_update(None, "recursive_triggers", true)?;
    connection.set_prepared_statement_cache_capacity(256);
    // A batch over a whole year touches more than the 2 MB that SQLite keeps in memory of its own will.
    connection.pragma_update(None, "cache_size", -65_536)?;
    Ok(())
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
        .prepare_cached("SELECT * FROM events ORDER BY seq")?
        .query_map([], read)?
        .map(|event| event?)
        .collect()
}

pub(crate) fn event(connection: &Connection, id: &str) -> Result<Option<Event>> {
    connection
        .prepare_cached(
            "SELECT * FROM events WHERE id = ?1 OR seq = CAST(?1 AS INTEGER) AND ?1 NOT LIKE '%-%'",
        )?
        .query_row([id], read)
        .optional()?
        .transpose()
}

/// An event as its row stands.
pub(crate) fn read(row: &Row<'_>) -> rusqlite::Result<Result<Event>> {
    let seq: i64 = row.get("seq")?;
    let unreadable = |what: &str| LedgerError::store("event-unreadable", format!("{seq}: {what}"));
    let on: String = row.get("on_date")?;
    let payload: String = row.get("payload")?;
    let Some(on) = crate::day::OnDate::parse(&on) else { return Ok(Err(unreadable("on_date"))) };
    let Some(payload) = parse_payload(&payload) else { return Ok(Err(unreadable("payload"))) };
    Ok(Ok(Event {
        seq,
        id: row.get("id")?,
        kind: row.get("kind")?,
        subject: row.get("subject")?,
        on,
        recorded_at: row.get("recorded_at")?,
        office: row.get("office")?,
        actor: row.get("actor")?,
        payload,
        corrects: row.get("corrects")?,
        generation: row.get("generation")?,
        script_set: row.get("script_set")?,
        schema: row.get("schema")?,
        prev: row.get("prev")?,
        hash: row.get("hash")?,
    }))
}
