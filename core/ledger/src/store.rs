//! The file: SQLite with a write-ahead log, synchronous to the disk, events that can only be added.

use crate::book::Book;
use crate::event::{Event, FIRST_PREV};
use crate::event_row::{self, select};
use crate::migration::{MIGRATIONS, migrate};
use crate::refusal::{LedgerError, Result};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, OptionalExtension, Transaction};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Marks the file as a ledger of this program: `PRAGMA application_id`, the letters `phas`.
const APPLICATION: i32 = 0x7068_6173;

/// The form of the tables that this program makes and reads: `PRAGMA user_version`.
pub const SCHEMA: i64 = 1;

/// How long a writer waits for another one.
const PATIENCE: Duration = Duration::from_secs(5);

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
";

/// What refuses to change events, whoever asks. An id that is taken is refused here because REPLACE would
/// make room for it without asking the trigger on DELETE, unless triggers are recursive.
const TRIGGERS: &str = "
CREATE TRIGGER IF NOT EXISTS events_are_not_changed BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'events are not changed'); END;
CREATE TRIGGER IF NOT EXISTS events_are_not_removed BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'events are not removed'); END;
CREATE TRIGGER IF NOT EXISTS events_are_added_at_the_end BEFORE INSERT ON events
WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM events)
  OR EXISTS (SELECT 1 FROM events WHERE id = NEW.id)
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
    /// [`LedgerError::Store`]: `exists`, `cannot-open`, `read-only`, `full`.
    pub fn create(path: &Path) -> Result<Self> {
        // The name is taken by the system in one act: of two who begin at once, one finds it taken.
        if let Err(error) = std::fs::File::create_new(path) {
            let code = match error.kind() {
                std::io::ErrorKind::AlreadyExists => "exists",
                std::io::ErrorKind::ReadOnlyFilesystem => "read-only",
                std::io::ErrorKind::StorageFull => "full",
                _ => "cannot-open",
            };
            return Err(LedgerError::store(code, format!("{}: {error}", path.display())));
        }
        let made = Self::make(path);
        if made.is_err() {
            // What is not yet a ledger would stand in the way of the next try.
            let _ = std::fs::remove_file(path);
        }
        made
    }

    /// Fills an empty file. The tables come in one transaction before the log: a process that is killed
    /// meanwhile leaves an empty file or a whole ledger.
    fn make(path: &Path) -> Result<Self> {
        let connection = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE, PATIENCE)?;
        let transaction = connection.unchecked_transaction()?;
        transaction.execute_batch(EVENTS)?;
        transaction.execute_batch(TRIGGERS)?;
        Book::create(&transaction)?;
        transaction.pragma_update(None, "application_id", APPLICATION)?;
        transaction.pragma_update(None, "user_version", SCHEMA)?;
        transaction.commit()?;
        settle(&connection)?;
        Ok(Self { connection, path: path.to_owned() })
    }

    /// Opens a ledger to write in it.
    ///
    /// # Errors
    /// [`LedgerError::Store`]: `missing`, `foreign`, `newer`, `damaged`, `truncated`, `read-only`, `locked`,
    /// `cannot-open`, `no-log` where the file system cannot keep a write-ahead log.
    pub fn open(path: &Path) -> Result<Self> {
        Self::open_with_patience(path, PATIENCE)
    }

    /// Opens a ledger to write in it, and waits so long for others before it says `locked`.
    ///
    /// # Errors
    /// As [`Ledger::open`].
    pub fn open_with_patience(path: &Path, patience: Duration) -> Result<Self> {
        let mut ledger = Self::open_with(path, OpenFlags::SQLITE_OPEN_READ_WRITE, patience)?;
        if ledger.connection.is_readonly("main")? {
            return Err(LedgerError::store("read-only", path.display()));
        }
        settle(&ledger.connection)?;
        migrate(&mut ledger.connection, MIGRATIONS)?;
        arm(&ledger.connection)?;
        ledger.has_events()?;
        Ok(ledger)
    }

    /// Opens a ledger to read in it. Many may read while one writes.
    ///
    /// # Errors
    /// As [`Ledger::open`]; `older` for a form that a writer has yet to bring up to date.
    pub fn open_to_read(path: &Path) -> Result<Self> {
        let attempts = [OpenFlags::SQLITE_OPEN_READ_WRITE, OpenFlags::SQLITE_OPEN_READ_ONLY];
        let mut opened = Err(LedgerError::store("cannot-open", path.display()));
        for flags in attempts {
            opened = Self::open_with(path, flags, PATIENCE);
            match &opened {
                Err(LedgerError::Store { code: "cannot-open" | "read-only", .. }) => {}
                _ => break,
            }
        }
        let ledger = opened?;
        let version = version(&ledger.connection)?;
        if version < SCHEMA {
            return Err(LedgerError::store("older", format!("{version} < {SCHEMA}")));
        }
        ledger.has_events()?;
        ledger.connection.pragma_update(None, "query_only", true)?;
        Ok(ledger)
    }

    fn open_with(path: &Path, flags: OpenFlags, patience: Duration) -> Result<Self> {
        let length = match std::fs::metadata(path) {
            Ok(metadata) if metadata.is_file() => metadata.len(),
            Ok(_) => return Err(LedgerError::store("foreign", path.display())),
            Err(error) => {
                let missing = error.kind() == std::io::ErrorKind::NotFound;
                let code = if missing { "missing" } else { "cannot-open" };
                return Err(LedgerError::store(code, format!("{}: {error}", path.display())));
            }
        };
        if length == 0 {
            return Err(LedgerError::store("truncated", path.display()));
        }
        let connection = connect(path, flags, patience)?;
        let application: i32 = connection
            .pragma_query_value(None, "application_id", |row| row.get(0))
            .map_err(|error| unreadable(&connection, error.into(), path, length))?;
        if application != APPLICATION {
            return Err(LedgerError::store("foreign", path.display()));
        }
        let version = version(&connection)?;
        if version > SCHEMA {
            return Err(LedgerError::store("newer", format!("{version} > {SCHEMA}")));
        }
        Ok(Self { connection, path: path.to_owned() })
    }

    /// Lets the file grow to so many pages and no further: what a full disk looks like from here.
    ///
    /// # Errors
    /// [`LedgerError::Store`] where it cannot be set.
    pub fn limit_pages(&self, pages: u32) -> Result<()> {
        Ok(self.connection.pragma_update(None, "max_page_count", pages)?)
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A ledger without its events is damaged, whatever else stands in the file.
    fn has_events(&self) -> Result<()> {
        match self.connection.prepare(select!("LIMIT 0")) {
            Err(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::Unknown) => {
                Err(LedgerError::store("damaged", error))
            }
            other => Ok(other.map(drop)?),
        }
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

/// Opens a file with SQLite. Its name is a name and no address, whatever it begins with.
fn connect(path: &Path, flags: OpenFlags, patience: Duration) -> Result<Connection> {
    let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(patience)?;
    connection.set_prepared_statement_cache_capacity(256);
    keep_plans(&connection)?;
    Ok(connection)
}

/// Why nothing at all can be read: a file that is shorter than it says is truncated, not merely damaged.
fn unreadable(
    connection: &Connection,
    error: LedgerError,
    path: &Path,
    length: u64,
) -> LedgerError {
    let LedgerError::Store { code: "damaged" | "foreign", .. } = error else { return error };
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    // With a log beside it the file may rightly be shorter than the pages that it speaks of.
    if Path::new(&log).exists() {
        return error;
    }
    let number = |name: &str| {
        let read = connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
        read.ok().and_then(|number| u64::try_from(number).ok()).unwrap_or(0)
    };
    // Asked so, SQLite tells the size although it does not believe it.
    let _ = connection.pragma_update(None, "writable_schema", true);
    let expected = number("page_count").saturating_mul(number("page_size"));
    if length < expected {
        return LedgerError::store("truncated", format!("{length} < {expected}"));
    }
    error
}

pub(crate) fn version(connection: &Connection) -> Result<i64> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

/// Puts back what refuses to change events, where somebody took it away.
fn arm(connection: &Connection) -> Result<()> {
    let armed: i64 = connection
        .prepare(
            "SELECT count(*) FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'events'",
        )?
        .query_row([], |row| row.get(0))?;
    if armed < 3 { Ok(connection.execute_batch(TRIGGERS)?) } else { Ok(()) }
}

/// How every writer's connection behaves.
fn settle(connection: &Connection) -> Result<()> {
    let mode: String =
        connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
    if mode != "wal" {
        return Err(LedgerError::store("no-log", format!("journal_mode = {mode}")));
    }
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "recursive_triggers", true)?;
    // A batch over a whole year touches more than the 2 MB that SQLite keeps in memory of its own will.
    connection.pragma_update(None, "cache_size", -65_536)?;
    Ok(())
}

/// A statement that was prepared once stays prepared. Else SQLite looks at bound values for a better plan
/// and prepares a question like `WHERE plain = ?1` anew each time it is asked.
pub(crate) fn keep_plans(connection: &Connection) -> Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
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
