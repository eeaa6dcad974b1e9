//! The file: a database with a write-ahead log, synchronous to the disk, events that can only be added;
//! made, opened to write, opened to read.

use crate::book::Book;
use crate::event_row::select;
use crate::migration::{MIGRATIONS, migrate};
use crate::refusal::{LedgerError, Result};
use crate::store::Ledger;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use std::fmt::Write as _;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Marks the file as a ledger of this program: `PRAGMA application_id`, the letters `phas`.
const APPLICATION: i32 = 0x7068_6173;

/// The form of the tables that this program makes and reads: `PRAGMA user_version`.
pub const SCHEMA: i64 = 1;

/// How every database begins.
const MAGIC: &[u8] = b"SQLite format 3\0";

/// No database is shorter: the least that a page can be.
const SMALLEST: u64 = 512;

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
        ledger.has_events()?;
        arm(&ledger.connection)?;
        Ok(ledger)
    }

    /// Opens a ledger to read in it. Many may read while one writes.
    ///
    /// # Errors
    /// As [`Ledger::open`]; `older` for a form that a writer has yet to bring up to date.
    pub fn open_to_read(path: &Path) -> Result<Self> {
        let mut opened = Self::open_with(path, OpenFlags::SQLITE_OPEN_READ_WRITE, PATIENCE);
        if may_not(&opened) {
            opened = Self::open_with(path, OpenFlags::SQLITE_OPEN_READ_ONLY, PATIENCE);
        }
        if may_not(&opened) && !has_log(path) {
            // A medium that nobody can write on, as an archive is. Nothing lies in a log, so the file is
            // all there is, and SQLite may take it for one that does not change.
            opened = Self::open_with(path, OpenFlags::SQLITE_OPEN_URI, PATIENCE);
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
        if length < SMALLEST {
            let begins = beginning(path).starts_with(MAGIC);
            let code = if length == 0 || begins { "truncated" } else { "foreign" };
            return Err(LedgerError::store(code, format!("{}: {length}", path.display())));
        }
        let connection = connect(path, flags, patience)?;
        let application: i32 = connection
            .pragma_query_value(None, "application_id", |row| row.get(0))
            .map_err(|error| unreadable(error.into(), path, length))?;
        if application != APPLICATION {
            return Err(LedgerError::store("foreign", path.display()));
        }
        let version = version(&connection)?;
        if version > SCHEMA {
            return Err(LedgerError::store("newer", format!("{version} > {SCHEMA}")));
        }
        if version < 1 {
            return Err(LedgerError::store("damaged", format!("user_version = {version}")));
        }
        let ledger = Self { connection, path: path.to_owned() };
        ledger.is_long_enough()?;
        Ok(ledger)
    }

    /// Half a page at the end is read as if the rest were zeros, and nobody would be told.
    fn is_long_enough(&self) -> Result<()> {
        let number = |name: &str| -> Result<i64> {
            Ok(self.connection.pragma_query_value(None, name, |row| row.get(0))?)
        };
        let expected = number("page_count")?.saturating_mul(number("page_size")?);
        // Looked at last: meanwhile another process may have moved its log into the file.
        let length = std::fs::metadata(&self.path).map_or(0, |metadata| metadata.len());
        if has_log(&self.path) || i64::try_from(length).is_ok_and(|length| length >= expected) {
            return Ok(());
        }
        Err(LedgerError::store("truncated", format!("{length} < {expected}")))
    }

    /// Lets the file grow to so many pages and no further: what a full disk looks like from here.
    ///
    /// # Errors
    /// [`LedgerError::Store`] where it cannot be set.
    pub fn limit_pages(&self, pages: u32) -> Result<()> {
        Ok(self.connection.pragma_update(None, "max_page_count", pages)?)
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
}

/// Opens a file with `SQLite`. Its name is a name and no address, whatever it begins with; only where the
/// file is taken for one that does not change, an address says so.
fn connect(path: &Path, flags: OpenFlags, patience: Duration) -> Result<Connection> {
    let (name, flags) = if flags == OpenFlags::SQLITE_OPEN_URI {
        (address(path), flags | OpenFlags::SQLITE_OPEN_READ_ONLY)
    } else {
        (path.to_owned(), flags)
    };
    let connection = Connection::open_with_flags(name, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(patience)?;
    planned_once(&connection)?;
    Ok(connection)
}

/// A place in memory for projections that nobody keeps.
pub(crate) fn in_memory() -> Result<Connection> {
    let connection = Connection::open_in_memory()?;
    planned_once(&connection)?;
    Ok(connection)
}

/// Statements are prepared once and asked a hundred thousand times: their plan does not depend on what they
/// are asked for. Otherwise some are planned anew each time.
fn planned_once(connection: &Connection) -> Result<()> {
    connection.set_prepared_statement_cache_capacity(256);
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}

fn address(path: &Path) -> PathBuf {
    let mut address = String::from("file:");
    for c in path.to_string_lossy().chars() {
        match c {
            '%' | '?' | '#' => {
                let _ = write!(address, "%{:02x}", u32::from(c));
            }
            _ => address.push(c),
        }
    }
    address.push_str("?immutable=1");
    address.into()
}

/// Whether a file could not be opened because this person may not, or the medium does not let anybody.
fn may_not(opened: &Result<Ledger>) -> bool {
    matches!(opened, Err(LedgerError::Store { code: "cannot-open" | "read-only", .. }))
}

/// Whether a log lies beside the file, with something in it.
fn has_log(path: &Path) -> bool {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    std::fs::metadata(log).is_ok_and(|metadata| metadata.len() > 0)
}

/// Why nothing at all can be read: a file that is shorter than it says is truncated, not merely damaged.
fn unreadable(error: LedgerError, path: &Path, length: u64) -> LedgerError {
    let LedgerError::Store { code: "damaged" | "foreign", .. } = error else { return error };
    // With a log beside it the file may rightly be shorter than the pages that it speaks of.
    if has_log(path) {
        return error;
    }
    let header = beginning(path);
    if let (true, Some(size), Some(pages)) =
        (header.starts_with(MAGIC), header.get(16..18), header.get(28..32))
    {
        let number = |bytes: &[u8]| bytes.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte));
        // 65,536 does not fit, and is written as 1.
        let size = if number(size) == 1 { 65_536 } else { number(size) };
        if length < number(pages) * size {
            let detail = format!("{length} < {} * {size}", number(pages));
            return LedgerError::store("truncated", detail);
        }
    }
    error
}

/// The first bytes of the file. Only asked for where it is no database in use: to close one that this process
/// has open elsewhere would take its locks away.
fn beginning(path: &Path) -> Vec<u8> {
    let mut header = Vec::new();
    if let Ok(file) = std::fs::File::open(path) {
        let _ = file.take(100).read_to_end(&mut header);
    }
    header
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

#[cfg(test)]
mod tests {
    use super::*;

    /// What a writer relies on is asked of the connection itself, after it was made and after it was opened.
    #[test]
    fn a_writer_waits_for_the_disk_and_asks_every_trigger() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.db");
        let created = Ledger::create(&path).unwrap();
        let opened = Ledger::open(&path).unwrap();
        for ledger in [created, opened] {
            let number = |name: &str| -> i64 {
                ledger.connection.pragma_query_value(None, name, |row| row.get(0)).unwrap()
            };
            let mode: String = ledger
                .connection
                .pragma_query_value(None, "journal_mode", |row| row.get(0))
                .unwrap();
            assert_eq!(mode, "wal");
            for (name, value) in [
                ("synchronous", 2),
                ("foreign_keys", 1),
                ("recursive_triggers", 1),
                ("busy_timeout", 5_000),
                ("user_version", SCHEMA),
                ("application_id", i64::from(APPLICATION)),
            ] {
                assert_eq!(number(name), value, "{name}");
            }
            let strict: i64 = ledger
                .connection
                .query_row("SELECT min(strict) FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite%'", [], |row| row.get(0))
                .unwrap();
            assert_eq!(strict, 1, "every table is strict");
        }
    }
}
