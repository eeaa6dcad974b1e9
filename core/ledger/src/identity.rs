//! Who a line belongs to, whatever it was called: the tables of enterprises, names and codes, and what a
//! survey adds to them. The acts that change them stand in `reorganisation`.

use crate::book::Book;
use crate::codes::{Codes, UNIFIED, organisation_in};
use crate::day::OnDate;
use crate::enterprise::EnterpriseName;
use crate::event::Event;
use crate::kind::{Kind, Subject};
use crate::names::fold;
use crate::refusal::{Refusal, Result};
use rusqlite::{OptionalExtension, params};

pub(crate) const TABLES: &str = "
CREATE TABLE enterprises(
  id TEXT PRIMARY KEY, name TEXT NOT NULL, region TEXT, ownership_group TEXT,
  group_settled INTEGER NOT NULL, successor TEXT, gone_on TEXT, made INTEGER NOT NULL, seq INTEGER NOT NULL
) STRICT;
CREATE INDEX enterprises_successor ON enterprises(successor) WHERE successor IS NOT NULL;
CREATE TABLE enterprise_names(
  enterprise TEXT NOT NULL, name TEXT NOT NULL, plain TEXT NOT NULL, from_date TEXT NOT NULL,
  until_date TEXT, seen TEXT NOT NULL, settled INTEGER NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY(enterprise, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX enterprise_names_plain ON enterprise_names(plain);
CREATE TABLE enterprise_codes(
  code TEXT PRIMARY KEY, enterprise TEXT NOT NULL, organisation TEXT, seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX enterprise_codes_organisation ON enterprise_codes(organisation);
CREATE INDEX enterprise_codes_enterprise ON enterprise_codes(enterprise);
";

/// What was taken over bears no new act: it is done with the successor. A letter or a payment of the time
/// before may still come on record; a reorganisation may not, for the record has gone on from there.
pub(crate) fn bears_acts(book: &Book<'_>, kind: &Kind, event: &Event) -> Result<()> {
    if book.lenient || !matches!(kind.subject, Subject::Enterprise | Subject::Any) {
        return Ok(());
    }
    let gone: Option<String> = book
        .connection
        .prepare_cached("SELECT gone_on FROM enterprises WHERE id = ?1 AND successor IS NOT NULL")?
        .query_row([&event.subject], |row| row.get(0))
        .optional()?;
    let Some(gone) = gone else { return Ok(()) };
    let earlier = OnDate::parse(&gone).is_some_and(|gone| event.on.is_before(gone));
    if kind.subject == Subject::Any && earlier {
        return Ok(());
    }
    Err(Refusal::new("enterprise-gone", &event.subject)
        .with("date", gone)
        .with("successor", book.living(&event.subject)?)
        .into())
}

/// The enterprise of a survey row, as it stands today: made where it is new, its codes and its name noted.
pub(crate) fn surveyed(book: &Book<'_>, event: &Event) -> Result<String> {
    let id = book.living(event.text("enterprise").unwrap_or_default())?;
    let printed =
        Codes::of(["credit_code", "organisation_code"].iter().filter_map(|key| event.text(key)));
    let codes = printed.without_contradictions();
    for code in codes.iter() {
        is_free(book, &id, code)?;
    }
    let name = event.text("name").unwrap_or_default();
    if book.is_enterprise(&id)? {
        note_place_and_group(book, event, &id)?;
        note_name(book, event, &id, name)?;
    } else {
        let group = event.text("group");
        make(book, &Newcomer { id: &id, name, region: event.text("region"), group }, event.seq)?;
        put_name(book, &id, name, &Naming::printed(event.on), event.seq)?;
    }
    for code in codes.iter() {
        take_code(book, &id, code, event.seq)?;
    }
    Ok(id)
}

/// An enterprise that comes on record.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Newcomer<'a> {
    pub(crate) id: &'a str,
    pub(crate) name: &'a str,
    pub(crate) region: Option<&'a str>,
    pub(crate) group: Option<&'a str>,
}

pub(crate) fn make(book: &Book<'_>, new: &Newcomer<'_>, seq: i64) -> Result<()> {
    book.connection
        .prepare_cached("INSERT INTO enterprises VALUES(?1, ?2, ?3, ?4, 0, NULL, NULL, ?5, ?5)")?
        .execute(params![new.id, new.name, new.region, new.group, seq])?;
    Ok(())
}

/// The place of the first survey stays, of several lines it is as good as another; the group is the one
/// printed last, unless an act settled it.
fn note_place_and_group(book: &Book<'_>, event: &Event, id: &str) -> Result<()> {
    book.connection
        .prepare_cached(
            "UPDATE enterprises SET region = coalesce(region, ?2), seq = ?4,
             ownership_group = CASE WHEN group_settled = 1 THEN ownership_group
                                    ELSE coalesce(?3, ownership_group) END
             WHERE id = ?1",
        )?
        .execute(params![id, event.text("region"), event.text("group"), event.seq])?;
    Ok(())
}

/// A name that a list prints beside a code that is known. The newest list is right about the name of
/// today, unless an act settled it; an older one tells of an earlier name.
fn note_name(book: &Book<'_>, event: &Event, id: &str, name: &str) -> Result<()> {
    let plain = fold(name);
    for other in book.enterprises_named(&plain)? {
        if book.living(&other)? == id {
            return Ok(());
        }
    }
    let until = match current_name(book, id)? {
        Some(current) if current.settled || !is_newer(event.on, current.seen) => {
            Some(ended_by(current.from.unwrap_or(current.seen)))
        }
        _ => {
            end_name(book, id, ended_by(event.on))?;
            rename(book, id, name, event.seq)?;
            None
        }
    };
    put_name(book, id, name, &Naming { until, ..Naming::printed(event.on) }, event.seq)
}

fn is_newer(on: OnDate, than: OnDate) -> bool {
    match (on.latest(), than.latest()) {
        (Some(on), Some(than)) => on >= than,
        (on, None) => on.is_some(),
        (None, Some(_)) => false,
    }
}

fn ended_by(on: OnDate) -> OnDate {
    on.latest().map_or(OnDate::Unknown, OnDate::By)
}

/// How a name comes on record.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Naming {
    pub(crate) from: Option<OnDate>,
    pub(crate) until: Option<OnDate>,
    pub(crate) seen: OnDate,
    pub(crate) settled: bool,
}

impl Naming {
    /// A list prints it.
    fn printed(on: OnDate) -> Self {
        Self { from: None, until: None, seen: on, settled: false }
    }

    /// An act gives it.
    pub(crate) fn given(on: OnDate) -> Self {
        Self { from: Some(on), until: None, seen: on, settled: true }
    }
}

pub(crate) fn put_name(
    book: &Book<'_>,
    id: &str,
    name: &str,
    naming: &Naming,
    seq: i64,
) -> Result<()> {
    let text = |date: Option<OnDate>| date.map(|date| date.to_string());
    book.connection
        .prepare_cached("INSERT INTO enterprise_names VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?
        .execute(params![
            id,
            name,
            fold(name),
            naming.from.unwrap_or(OnDate::Unknown).to_string(),
            text(naming.until),
            naming.seen.to_string(),
            naming.settled,
            seq,
        ])?;
    Ok(())
}

/// Ends the name of today.
pub(crate) fn end_name(book: &Book<'_>, id: &str, until: OnDate) -> Result<()> {
    book.connection
        .prepare_cached(
            "UPDATE enterprise_names SET until_date = ?2 WHERE enterprise = ?1 AND until_date IS NULL",
        )?
        .execute(params![id, until.to_string()])?;
    Ok(())
}

pub(crate) fn rename(book: &Book<'_>, id: &str, name: &str, seq: i64) -> Result<()> {
    book.connection
        .prepare_cached("UPDATE enterprises SET name = ?2, seq = ?3 WHERE id = ?1")?
        .execute(params![id, name, seq])?;
    Ok(())
}

/// The name of today, as it was put on record.
pub(crate) fn current_name(book: &Book<'_>, id: &str) -> Result<Option<EnterpriseName>> {
    Ok(book.names(id)?.into_iter().find(|name| name.until.is_none()))
}

/// A code belongs to one enterprise.
pub(crate) fn is_free(book: &Book<'_>, id: &str, code: &str) -> Result<()> {
    let Some(owner) = book.enterprise_of_code(code)? else { return Ok(()) };
    let owner = book.living(&owner)?;
    if book.lenient || owner == id {
        return Ok(());
    }
    Err(Refusal::new("code-of-another", id).with("code", code).with("enterprise", owner).into())
}

/// Notes a code, with the organisation code inside a unified one: records of before 2015 have that alone.
pub(crate) fn take_code(book: &Book<'_>, id: &str, code: &str, seq: i64) -> Result<()> {
    let organisation = if code.len() == UNIFIED { organisation_in(code) } else { None };
    book.connection
        .prepare_cached("INSERT OR IGNORE INTO enterprise_codes VALUES(?1, ?2, ?3, ?4)")?
        .execute(params![code, id, organisation, seq])?;
    Ok(())
}
