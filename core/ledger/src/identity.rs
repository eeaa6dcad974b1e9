//! Enterprises and their names over time: who a line belongs to, whatever it was called.

use crate::book::Book;
use crate::event::Event;
use crate::kind::{Kind, Subject};
use crate::refusal::Result;
use rusqlite::params;

pub(crate) const TABLES: &str = "
CREATE TABLE enterprises(
  id TEXT PRIMARY KEY, name TEXT NOT NULL, region TEXT, ownership_group TEXT, successor TEXT,
  seq INTEGER NOT NULL
) STRICT;
CREATE TABLE enterprise_names(
  enterprise TEXT NOT NULL, name TEXT NOT NULL, from_date TEXT NOT NULL, until_date TEXT,
  seq INTEGER NOT NULL, PRIMARY KEY(enterprise, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX enterprise_names_name ON enterprise_names(name);
CREATE TABLE enterprise_codes(
  code TEXT PRIMARY KEY, enterprise TEXT NOT NULL, seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
";

pub(crate) const RENAME: Kind = Kind {
    id: "rename",
    zh: "更名",
    subject: Subject::Enterprise,
    step: None,
    facts: &[],
    needs: &[],
    apply: nothing,
};
pub(crate) const MERGE: Kind = Kind {
    id: "merge",
    zh: "合并",
    subject: Subject::Enterprise,
    step: None,
    facts: &[],
    needs: &[],
    apply: nothing,
};
pub(crate) const SPLIT: Kind = Kind {
    id: "split",
    zh: "分立",
    subject: Subject::Enterprise,
    step: None,
    facts: &[],
    needs: &[],
    apply: nothing,
};

#[expect(clippy::unnecessary_wraps, reason = "the shape of every kind's own function")]
fn nothing(_: &Book<'_>, _: &Event) -> Result<()> {
    Ok(())
}

/// The enterprise of a survey row: made where it is new, its codes and name noted.
pub(crate) fn surveyed(book: &Book<'_>, event: &Event, enterprise: &str) -> Result<()> {
    let name = event.text("name").unwrap_or_default();
    book.connection
        .prepare_cached(
            "INSERT INTO enterprises VALUES(?1, ?2, ?3, ?4, NULL, ?5)
             ON CONFLICT(id) DO UPDATE SET ownership_group = coalesce(excluded.ownership_group, ownership_group),
             region = coalesce(excluded.region, region)",
        )?
        .execute(params![enterprise, name, event.text("region"), event.text("group"), event.seq])?;
    book.connection
        .prepare_cached("INSERT OR IGNORE INTO enterprise_names VALUES(?1, ?2, ?3, NULL, ?4)")?
        .execute(params![enterprise, name, event.on.to_string(), event.seq])?;
    for key in ["credit_code", "organisation_code"] {
        if let Some(code) = event.text(key) {
            book.connection
                .prepare_cached("INSERT OR IGNORE INTO enterprise_codes VALUES(?1, ?2, ?3)")?
                .execute(params![code, enterprise, event.seq])?;
        }
    }
    Ok(())
}
