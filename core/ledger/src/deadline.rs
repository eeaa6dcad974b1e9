//! Deadlines (期限) of the office's own record: by place and year, or more time for one line with the
//! reason. They win over those of the documents in `milestones`.

use crate::book::Book;
use crate::day::OnDate;
use crate::event::Event;
use crate::fact::{Form, Word};
use crate::kind::{Kind, NOTE, Subject, fact};
use crate::milestones::MILESTONES;
use crate::publicity::{OFFICE, damaged, date, guard_subject};
use crate::refusal::{LedgerError, Refusal, Result};
use phaseout_model::{Date, RegionCode};
use rusqlite::{OptionalExtension, params};

pub(crate) const TABLES: &str = "
CREATE TABLE deadlines(
  seq INTEGER PRIMARY KEY, subject TEXT NOT NULL, on_date TEXT NOT NULL, region TEXT NOT NULL,
  industry TEXT NOT NULL, year INTEGER NOT NULL, milestone TEXT NOT NULL, date TEXT NOT NULL,
  document TEXT, reason TEXT
) STRICT;
CREATE TABLE deadline_lines(
  line TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY(line, seq)
) STRICT, WITHOUT ROWID;
";

/// Why a line is given more time: the reasons of the national notices of 2012 to 2014 for lines that were
/// shut down and not yet dismantled.
pub const EXTENSIONS: &[Word] =
    &[("workers", "职工安置"), ("mortgage", "资产抵押"), ("debts", "债权债务纠纷")];

pub(crate) const DEADLINE: Kind = Kind {
    id: "deadline",
    zh: "期限",
    subject: Subject::Any,
    step: None,
    facts: &[
        fact("year", "年度", Form::Year),
        fact("milestone", "节点", Form::Word(MILESTONES)),
        fact("date", "截止日期", Form::Date),
        fact("region", "地区", Form::Text),
        fact("industry", "行业", Form::Text),
        fact("document", "文号", Form::Text),
        fact("reason", "延期原因", Form::Reason(EXTENSIONS)),
        NOTE,
    ],
    needs: &[&[&["year"]], &[&["milestone"]], &[&["date"]], &[&["document"], &["reason"]]],
    apply: limit,
};

/// A deadline of the office's own record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// The event.
    pub seq: i64,
    /// A line, an enterprise, or `office`.
    pub subject: String,
    /// When it was set.
    pub on: OnDate,
    /// The place that it holds for.
    pub region: String,
    /// The industry that it holds for; blank for all.
    pub industry: String,
    /// The year of the targets.
    pub year: i64,
    /// Which milestone it moves: an id of [`MILESTONES`].
    pub milestone: String,
    /// The last day.
    pub date: Date,
    /// The document that sets it.
    pub document: Option<String>,
    /// Why it was set: a code of [`EXTENSIONS`] or other words.
    pub reason: Option<String>,
    /// The lines that it was set for, where its subject is a line or an enterprise.
    pub lines: Vec<String>,
}

fn limit(book: &Book<'_>, event: &Event) -> Result<()> {
    let lines = guard_subject(book, event)?;
    let date = event.text("date").and_then(OnDate::parse).and_then(OnDate::latest);
    if !book.lenient {
        guard_deadline(event, date)?;
    }
    let Some(date) = date else { return Ok(()) };
    book.connection
        .prepare_cached("INSERT INTO deadlines VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")?
        .execute(params![
            event.seq,
            event.subject,
            event.on.to_string(),
            event.text("region").unwrap_or(&event.office),
            event.text("industry").unwrap_or_default(),
            event.integer("year").unwrap_or(0),
            event.text("milestone").unwrap_or_default(),
            date.to_string(),
            event.text("document"),
            event.text("reason"),
        ])?;
    for id in lines {
        book.connection
            .prepare_cached("INSERT INTO deadline_lines VALUES(?1, ?2)")?
            .execute(params![id, event.seq])?;
        // By when a line has to be gone is a column of its own, which announcements write as well: the
        // newest of both stands.
        if event.text("milestone") == Some("dismantle")
            && let Some(mut line) = book.line(&id)?
        {
            line.deadline = Some(date.to_string());
            line.seq = event.seq;
            book.put_line(&line)?;
        }
    }
    Ok(())
}

/// A date that says a day, not before its year; a place that the office lies in or that lies in it.
fn guard_deadline(event: &Event, date: Option<Date>) -> Result<()> {
    let mut refusals = Vec::new();
    let year = event.integer("year").unwrap_or(0);
    match date {
        None => refusals.push(Refusal::new("deadline-without-day", &event.subject)),
        Some(date) if i64::from(date.year()) < year => refusals.push(
            Refusal::new("deadline-before-year", &event.subject)
                .with("date", date)
                .with("year", year),
        ),
        Some(_) => {}
    }
    if let Some(region) = event.text("region") {
        let place = region.parse::<RegionCode>().ok();
        let office = event.office.parse::<RegionCode>().ok();
        let near = place.zip(office).is_some_and(|(a, b)| a.contains(b) || b.contains(a));
        if event.subject != OFFICE || !near {
            refusals.push(
                Refusal::new("deadline-elsewhere", &event.subject)
                    .with("region", region)
                    .with("office", &event.office),
            );
        }
    }
    if refusals.is_empty() { Ok(()) } else { Err(LedgerError::Refused(refusals)) }
}

impl Book<'_> {
    /// The office's own deadlines, in the order of recording.
    ///
    /// # Errors
    /// As [`Book::publicity`].
    pub fn deadlines(&self) -> Result<Vec<Deadline>> {
        let mut statement =
            self.connection.prepare_cached("SELECT * FROM deadlines ORDER BY seq")?;
        let mut rows = statement.query([])?;
        let mut deadlines = Vec::new();
        while let Some(row) = rows.next()? {
            let text = |name: &str| row.get::<_, String>(name);
            let (seq, last) = (row.get("seq")?, text("date")?);
            deadlines.push(Deadline {
                seq,
                subject: text("subject")?,
                on: date("deadlines", &text("on_date")?)?,
                region: text("region")?,
                industry: text("industry")?,
                year: row.get("year")?,
                milestone: text("milestone")?,
                date: last.parse().map_err(|_| damaged("deadlines", &last))?,
                document: row.get("document")?,
                reason: row.get("reason")?,
                lines: self.deadline_lines(seq)?,
            });
        }
        Ok(deadlines)
    }

    fn deadline_lines(&self, seq: i64) -> Result<Vec<String>> {
        let lines: rusqlite::Result<Vec<String>> = self
            .connection
            .prepare_cached("SELECT line FROM deadline_lines WHERE seq = ?1 ORDER BY line")?
            .query_map([seq], |row| row.get(0))?
            .collect();
        Ok(lines?)
    }

    /// The newest reason for which a line was given more time.
    pub(crate) fn extension_of(&self, line: &str) -> Result<Option<(String, i64)>> {
        Ok(self
            .connection
            .prepare_cached(
                "SELECT reason, seq FROM deadlines JOIN deadline_lines USING(seq)
                 WHERE line = ?1 AND reason IS NOT NULL ORDER BY seq DESC LIMIT 1",
            )?
            .query_row([line], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?)
    }
}
