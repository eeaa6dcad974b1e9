//! Changes of a list after it was published (名单调整): lines replaced, taken off, added. Each cites the
//! notice that it changes and a reason, as the changes of 2014 did; the list as first published stays on
//! record beside them.

use crate::amount::Amount;
use crate::book::Book;
use crate::day::OnDate;
use crate::event::Event;
use crate::line::Line;
use crate::refusal::{LedgerError, Refusal, Result};
use phaseout_model::Quantity;
use rusqlite::{OptionalExtension, params};

pub(crate) const TABLES: &str = "
CREATE TABLE list_changes(
  seq INTEGER PRIMARY KEY, line TEXT NOT NULL, kind TEXT NOT NULL, year INTEGER,
  earlier_notice TEXT NOT NULL, notice TEXT, reason TEXT NOT NULL, other TEXT, on_date TEXT NOT NULL,
  capacity TEXT NOT NULL
) STRICT;
CREATE INDEX list_changes_line ON list_changes(line);
CREATE INDEX list_changes_other ON list_changes(other) WHERE other IS NOT NULL;
CREATE INDEX announcements_notice ON announcements(notice);
CREATE INDEX announcements_list ON announcements(list, notice);
";

/// How a published list was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListChangeKind {
    /// 替换: another line goes in its place.
    Replaced,
    /// 调出: off the list, and back among the identified ones.
    Withdrawn,
    /// 剔除.
    StruckOff,
    /// 改造达标.
    Retrofitted,
    /// 转产.
    Converted,
    /// 豁免.
    Exempted,
    /// 增补.
    Added,
}

impl ListChangeKind {
    /// The word that other programs read.
    pub fn id(self) -> &'static str {
        match self {
            Self::Replaced => "replaced",
            Self::Withdrawn => "withdrawn",
            Self::StruckOff => "struck_off",
            Self::Retrofitted => "retrofitted",
            Self::Converted => "converted",
            Self::Exempted => "exempted",
            Self::Added => "added",
        }
    }

    fn of_step(step: &str) -> Option<Self> {
        Some(match step {
            "withdraw" => Self::Withdrawn,
            "strike_off" => Self::StruckOff,
            "retrofit" => Self::Retrofitted,
            "convert" => Self::Converted,
            "exempt" => Self::Exempted,
            _ => return None,
        })
    }
}

/// One change of a published list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListChange {
    /// What was done.
    pub kind: ListChangeKind,
    /// The line that left the list; none where one was only added.
    pub line: Option<String>,
    /// The line that came onto it, or will.
    pub replacement: Option<String>,
    /// The year of the list.
    pub year: Option<i64>,
    /// The day of the first act of the change.
    pub on: OnDate,
    /// The notice that is changed.
    pub earlier_notice: String,
    /// The notice that says so; none until the replacement is announced, and for a line that only left.
    pub notice: Option<String>,
    /// A reason code, or words where none fits.
    pub reason: String,
    /// What left the list.
    pub out: Option<Amount>,
    /// What came onto it.
    pub into: Option<Amount>,
    /// The event that began the change.
    pub seq: i64,
}

impl ListChange {
    /// What came onto the list less what left it, where both are known and add.
    pub fn difference(&self) -> Option<Quantity> {
        let (Some(Amount::Known(out)), Some(Amount::Known(into))) = (&self.out, &self.into) else {
            return None;
        };
        into.add(&Quantity { value: -out.value, unit: out.unit.clone() }).ok()
    }
}

impl Book<'_> {
    /// The changes of published lists, of one year or of all, in the order in which they began.
    ///
    /// # Errors
    /// [`LedgerError::Store`] where the projection cannot be read.
    pub fn list_changes(&self, year: Option<i64>) -> Result<Vec<ListChange>> {
        let mut changes: Vec<ListChange> = Vec::new();
        for row in rows(self)? {
            let begun = changes.iter_mut().rev().find(|change| {
                row.other.is_some() && change.line == row.other && change.notice.is_none()
            });
            match (ListChangeKind::of_step(&row.kind), begun) {
                (Some(kind), _) => changes.push(left_the_list(self, kind, row)?),
                (None, Some(begun)) => {
                    begun.kind = ListChangeKind::Replaced;
                    begun.replacement = Some(row.line);
                    begun.notice = row.notice;
                    begun.into = row.capacity;
                }
                (None, None) => changes.push(ListChange {
                    kind: match row.other {
                        Some(_) => ListChangeKind::Replaced,
                        None => ListChangeKind::Added,
                    },
                    line: row.other,
                    replacement: Some(row.line),
                    year: row.year,
                    on: row.on,
                    earlier_notice: row.earlier_notice,
                    notice: row.notice,
                    reason: row.reason,
                    out: None,
                    into: row.capacity,
                    seq: row.seq,
                }),
            }
        }
        changes.retain(|change| year.is_none_or(|year| change.year == Some(year)));
        Ok(changes)
    }
}

fn left_the_list(book: &Book<'_>, kind: ListChangeKind, row: Change) -> Result<ListChange> {
    let replacement = row.other.as_deref().map(|other| book.line(other)).transpose()?.flatten();
    Ok(ListChange {
        kind: if row.other.is_some() { ListChangeKind::Replaced } else { kind },
        line: Some(row.line),
        replacement: row.other,
        year: row.year,
        on: row.on,
        earlier_notice: row.earlier_notice,
        notice: None,
        reason: row.reason,
        out: row.capacity,
        into: replacement.map(|line| line.counted().clone()),
        seq: row.seq,
    })
}

/// A row of the projection.
#[derive(Debug)]
struct Change {
    seq: i64,
    line: String,
    kind: String,
    year: Option<i64>,
    earlier_notice: String,
    notice: Option<String>,
    reason: String,
    other: Option<String>,
    on: OnDate,
    capacity: Option<Amount>,
}

fn rows(book: &Book<'_>) -> Result<Vec<Change>> {
    let mut statement =
        book.connection.prepare_cached("SELECT * FROM list_changes ORDER BY seq")?;
    let mut rows = statement.query([])?;
    let mut changes = Vec::new();
    while let Some(row) = rows.next()? {
        let (on, capacity): (String, String) = (row.get("on_date")?, row.get("capacity")?);
        changes.push(Change {
            seq: row.get("seq")?,
            line: row.get("line")?,
            kind: row.get("kind")?,
            year: row.get("year")?,
            earlier_notice: row.get("earlier_notice")?,
            notice: row.get("notice")?,
            reason: row.get("reason")?,
            other: row.get("other")?,
            on: OnDate::parse(&on)
                .ok_or_else(|| LedgerError::store("damaged", format!("list_changes: {on}")))?,
            capacity: Amount::parse(&capacity),
        });
    }
    Ok(changes)
}

/// A line that leaves for another names one that is known and still open.
pub(crate) fn guard_withdrawing(book: &Book<'_>, line: &Line, event: &Event) -> Result<()> {
    let Some(other) = event.text("replaced_by") else {
        if event.text("reason") == Some("replaced") {
            return Err(missing(line, event, "replaced_by (替换为)").into());
        }
        return Ok(());
    };
    let other = another(book, line, other)?;
    if !other.state.is_open() {
        let refusal = Refusal::new("line-not-open", &other.id).with("state", other.state.id());
        return Err(refusal.into());
    }
    Ok(())
}

fn missing(line: &Line, event: &Event, what: &str) -> Refusal {
    Refusal::new("facts-missing", &line.id).with("step", &event.kind).with("missing", what)
}

/// A line that takes another's place, or the other way round, is known and is not the same.
fn another(book: &Book<'_>, line: &Line, other: &str) -> Result<Line> {
    if other == line.id {
        return Err(Refusal::new("replaces-itself", &line.id).into());
    }
    book.line(other)?.ok_or_else(|| Refusal::new("line-unknown", other).into())
}

/// What comes onto a list that was published already cites its notice and says why.
pub(crate) fn guard_announcing(
    book: &Book<'_>,
    line: &Line,
    notice: &str,
    event: &Event,
) -> Result<()> {
    let (earlier, replaces) = (event.text("earlier_notice"), event.text("replaces"));
    let lacks = |earlier: bool| {
        let keys = [
            ("earlier_notice (原公告文号)", !earlier),
            ("reason (原因)", event.text("reason").is_none()),
        ];
        let names: Vec<&str> = keys.into_iter().filter(|key| key.1).map(|key| key.0).collect();
        (!names.is_empty()).then(|| missing(line, event, &names.join(", ")))
    };
    let Some(earlier) = earlier else {
        if replaces.is_some() {
            return Err(lacks(false).expect("the earlier notice is missing").into());
        }
        return published_before(book, line, notice, event);
    };
    if let Some(refusal) = lacks(true) {
        return Err(refusal.into());
    }
    if earlier == notice || !is_known(book, earlier)? {
        let refusal = Refusal::new("notice-unknown", &line.id).with("notice", earlier);
        return Err(refusal.with("own", notice).into());
    }
    match replaces {
        Some(replaces) => in_its_place(book, line, replaces, earlier),
        None => Ok(()),
    }
}

fn is_known(book: &Book<'_>, notice: &str) -> Result<bool> {
    Ok(book
        .connection
        .prepare_cached("SELECT EXISTS(SELECT 1 FROM announcements WHERE notice = ?1)")?
        .query_row([notice], |row| row.get(0))?)
}

/// A list of this name and year that another notice published: a line that is not on it is an addition.
/// Two ranges of the index: asked for what is not equal, all that the same notice names would be gone through.
fn published_before(book: &Book<'_>, line: &Line, notice: &str, event: &Event) -> Result<()> {
    if line.notice.is_some() {
        return Ok(());
    }
    let list = event.text("list").unwrap_or_default();
    let earlier: Option<String> = book
        .connection
        .prepare_cached(
            "SELECT notice FROM (
               SELECT own.notice, own.seq FROM announcements AS own CROSS JOIN lines
               WHERE own.list = ?1 AND own.notice < ?2 AND lines.id = own.line AND lines.year IS ?3
               UNION ALL
               SELECT own.notice, own.seq FROM announcements AS own CROSS JOIN lines
               WHERE own.list = ?1 AND own.notice > ?2 AND lines.id = own.line AND lines.year IS ?3
             ) ORDER BY seq LIMIT 1",
        )?
        .query_row(params![list, notice, line.year], |row| row.get(0))
        .optional()?;
    match earlier {
        None => Ok(()),
        Some(earlier) => Err(Refusal::new("list-published", &line.id)
            .with("list", list)
            .with("notice", earlier)
            .with("own", notice)
            .into()),
    }
}

/// The line that is replaced has left the list, for this line and no other, by the notice that is cited.
fn in_its_place(book: &Book<'_>, line: &Line, replaces: &str, earlier: &str) -> Result<()> {
    let gone = another(book, line, replaces)?;
    let left: Option<(Option<String>, String)> = book
        .connection
        .prepare_cached(
            "SELECT other, earlier_notice FROM list_changes WHERE line = ?1 AND kind <> 'announce'
             ORDER BY seq DESC LIMIT 1",
        )?
        .query_row([&gone.id], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((other, cited)) = left else {
        return Err(Refusal::new("replaced-still-listed", &line.id)
            .with("replaces", &gone.id)
            .with("state", gone.state.id())
            .into());
    };
    let taken: Option<String> = book
        .connection
        .prepare_cached(
            "SELECT line FROM list_changes WHERE other = ?1 AND kind = 'announce' LIMIT 1",
        )?
        .query_row([&gone.id], |row| row.get(0))
        .optional()?;
    if let Some(by) = other.filter(|other| *other != line.id).or(taken) {
        return Err(Refusal::new("replaced-by-other", &line.id)
            .with("replaces", &gone.id)
            .with("by", by)
            .into());
    }
    if cited != earlier {
        return Err(Refusal::new("notice-not-cited", &gone.id)
            .with("notice", cited)
            .with("cited", earlier)
            .into());
    }
    Ok(())
}

/// A line that a notice named leaves the list. Called while the line still has its notice.
pub(crate) fn left(book: &Book<'_>, line: &Line, event: &Event) -> Result<()> {
    let Some(notice) = &line.notice else { return Ok(()) };
    put(book, line, event, notice, None, event.text("replaced_by"))
}

/// A line comes onto a list that was published before.
pub(crate) fn joined(book: &Book<'_>, line: &Line, notice: &str, event: &Event) -> Result<()> {
    let Some(earlier) = event.text("earlier_notice") else { return Ok(()) };
    put(book, line, event, earlier, Some(notice), event.text("replaces"))
}

fn put(
    book: &Book<'_>,
    line: &Line,
    event: &Event,
    earlier: &str,
    notice: Option<&str>,
    other: Option<&str>,
) -> Result<()> {
    book.connection
        .prepare_cached("INSERT INTO list_changes VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")?
        .execute(params![
            event.seq,
            line.id,
            event.kind,
            line.year,
            earlier,
            notice,
            event.text("reason").unwrap_or_default(),
            other,
            event.on.to_string(),
            line.counted().to_string(),
        ])?;
    Ok(())
}
