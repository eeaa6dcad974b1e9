//! A line as the record has it now: one row of the projection `lines`.

use crate::amount::Amount;
use crate::book::Book;
use crate::day::OnDate;
use crate::json::Json;
use crate::refusal::{LedgerError, Result};
use crate::state::State;
use phaseout_model::Date;
use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};
use rusqlite::{OptionalExtension, Row, params};
use std::collections::BTreeMap;
use std::fmt::{self, Write};

pub(crate) const TABLES: &str = "
CREATE TABLE lines(
  id TEXT PRIMARY KEY,
  number INTEGER NOT NULL,
  enterprise TEXT NOT NULL,
  region TEXT,
  industry TEXT NOT NULL,
  label TEXT NOT NULL,
  equipment TEXT NOT NULL,
  specification TEXT NOT NULL,
  capacity TEXT NOT NULL,
  constructed TEXT,
  state TEXT NOT NULL,
  state_on TEXT NOT NULL,
  suspended INTEGER NOT NULL,
  verdict TEXT,
  decision TEXT,
  year INTEGER,
  planned TEXT,
  deadline TEXT,
  notice TEXT,
  announced_on TEXT,
  shut_down_on TEXT,
  dismantled_on TEXT,
  sealed_on TEXT,
  accepted_on TEXT,
  closed_on TEXT,
  acted_on TEXT,
  row TEXT NOT NULL,
  seq INTEGER NOT NULL
) STRICT;
CREATE INDEX lines_number ON lines(number);
CREATE INDEX lines_enterprise ON lines(enterprise);
CREATE TABLE determined(
  line TEXT NOT NULL, attribute TEXT NOT NULL, unit INTEGER NOT NULL, value TEXT NOT NULL,
  evidence TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY(line, attribute, unit)
) STRICT, WITHOUT ROWID;
CREATE TABLE plans(
  line TEXT NOT NULL, target TEXT NOT NULL, tree TEXT NOT NULL, year INTEGER NOT NULL,
  capacity TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY(line, tree, year)
) STRICT, WITHOUT ROWID;
CREATE INDEX plans_target ON plans(target);
CREATE TABLE announcements(
  line TEXT NOT NULL, seq INTEGER NOT NULL, notice TEXT NOT NULL, list TEXT NOT NULL,
  deadline TEXT NOT NULL, progress TEXT NOT NULL, on_date TEXT NOT NULL, PRIMARY KEY(line, seq)
) STRICT, WITHOUT ROWID;
";

/// A line that is known is changed where it stands. Its number and its enterprise, which have indices, are
/// left alone where they are the same: an index costs as much as the row.
const CHANGE: &str = "
UPDATE lines SET region = ?4, industry = ?5, label = ?6, equipment = ?7, specification = ?8, capacity = ?9,
  constructed = ?10, state = ?11, state_on = ?12, suspended = ?13, verdict = ?14, decision = ?15,
  year = ?16, planned = ?17, deadline = ?18, notice = ?19, announced_on = ?20, shut_down_on = ?21,
  dismantled_on = ?22, sealed_on = ?23, accepted_on = ?24, closed_on = ?25, acted_on = ?26, row = ?27,
  seq = ?28
WHERE id = ?1 AND number = ?2 AND enterprise = ?3";

/// A line that is new, or belongs to another enterprise now.
const PUT: &str = "
INSERT OR REPLACE INTO lines VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16,
  ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28)";

/// A line as the record has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// `<region>-<n>`, given at survey.
    pub id: String,
    /// The `n` of the id.
    pub number: i64,
    /// The enterprise's id, followed through mergers and splits.
    pub enterprise: String,
    /// The code of the place.
    pub region: Option<String>,
    /// The industry's id; blank where no plugin knows it.
    pub industry: String,
    /// The line's own number, `1#`; blank where it has none.
    pub label: String,
    /// The kind of equipment, as a code or as printed.
    pub equipment: String,
    /// The specification as printed.
    pub specification: String,
    /// The capacity of the last survey.
    pub capacity: Amount,
    /// `exact` or `at_least`, where the row is a place-holder for firms that a document only counts.
    pub constructed: Option<String>,
    /// Where it stands.
    pub state: State,
    /// Since when.
    pub state_on: OnDate,
    /// Ordered to stop and not yet allowed to run again.
    pub suspended: bool,
    /// The last verdict.
    pub verdict: Option<String>,
    /// Why it goes, where no criterion says so.
    pub decision: Option<String>,
    /// The year of the last plan that names it.
    pub year: Option<i64>,
    /// The capacity of that plan.
    pub planned: Option<Amount>,
    /// By when it has to be gone: of the announcement, else of the plan.
    pub deadline: Option<String>,
    /// The last notice that names it.
    pub notice: Option<String>,
    /// When it was last announced.
    pub announced_on: Option<OnDate>,
    /// When it was shut down.
    pub shut_down_on: Option<OnDate>,
    /// When it was dismantled.
    pub dismantled_on: Option<OnDate>,
    /// When it was sealed.
    pub sealed_on: Option<OnDate>,
    /// When it was accepted.
    pub accepted_on: Option<OnDate>,
    /// When it was closed.
    pub closed_on: Option<OnDate>,
    /// The date of its last act after the survey.
    pub acted_on: Option<OnDate>,
    /// The fields of the last survey row, canonical JSON.
    pub row: String,
    /// The event that it was last changed by.
    pub seq: i64,
}

impl Line {
    /// The capacity that counts: the plan's, else the survey's.
    pub fn counted(&self) -> &Amount {
        self.planned.as_ref().unwrap_or(&self.capacity)
    }

    /// The cells of its survey rows by field: what the line can be judged again from.
    pub fn cells(&self) -> BTreeMap<String, String> {
        let Some(Json::Map(cells)) = Json::parse(&self.row) else { return BTreeMap::new() };
        cells
            .into_iter()
            .filter_map(|(field, text)| Some((field, text.text()?.to_owned())))
            .collect()
    }

    #[expect(clippy::unnecessary_wraps, reason = "the shape that queries take")]
    pub(crate) fn read(row: &Row<'_>) -> rusqlite::Result<Result<Self>> {
        Ok(Self::of_row(row))
    }

    /// A line as its row stands, the columns in the order of the table.
    fn of_row(row: &Row<'_>) -> Result<Self> {
        let damaged = |what: &str| LedgerError::store("damaged", format!("lines: {what}"));
        let text = |column: usize| {
            let value = row.get_ref(column)?;
            value.as_str_or_null().map_err(|_| damaged("a text that is none"))
        };
        let amount = |column: usize| match text(column)? {
            None => Ok(None),
            Some(text) => Amount::parse(text).map(Some).ok_or_else(|| damaged(text)),
        };
        let date = |column: usize| match text(column)? {
            None => Ok(None),
            Some(text) => OnDate::parse(text).map(Some).ok_or_else(|| damaged(text)),
        };
        Ok(Self {
            id: row.get(0)?,
            number: row.get(1)?,
            enterprise: row.get(2)?,
            region: row.get(3)?,
            industry: row.get(4)?,
            label: row.get(5)?,
            equipment: row.get(6)?,
            specification: row.get(7)?,
            capacity: amount(8)?.ok_or_else(|| damaged("capacity"))?,
            constructed: row.get(9)?,
            state: text(10)?.and_then(State::of).ok_or_else(|| damaged("state"))?,
            state_on: date(11)?.ok_or_else(|| damaged("state_on"))?,
            suspended: row.get(12)?,
            verdict: row.get(13)?,
            decision: row.get(14)?,
            year: row.get(15)?,
            planned: amount(16)?,
            deadline: row.get(17)?,
            notice: row.get(18)?,
            announced_on: date(19)?,
            shut_down_on: date(20)?,
            dismantled_on: date(21)?,
            sealed_on: date(22)?,
            accepted_on: date(23)?,
            closed_on: date(24)?,
            acted_on: date(25)?,
            row: row.get(26)?,
            seq: row.get(27)?,
        })
    }
}

impl Book<'_> {
    /// A line by its id.
    ///
    /// # Errors
    /// [`LedgerError::Store`] where the projection cannot be read.
    pub fn line(&self, id: &str) -> Result<Option<Line>> {
        self.connection
            .prepare_cached("SELECT * FROM lines WHERE id = ?1")?
            .query_row([id], Line::read)
            .optional()?
            .transpose()
    }

    /// All lines in the order of their numbers.
    ///
    /// # Errors
    /// As [`Book::line`].
    pub fn lines(&self) -> Result<Vec<Line>> {
        self.connection
            .prepare_cached("SELECT * FROM lines ORDER BY number")?
            .query_map([], Line::read)?
            .map(|line| line?)
            .collect()
    }

    /// The lines of an enterprise.
    ///
    /// # Errors
    /// As [`Book::line`].
    pub fn lines_of(&self, enterprise: &str) -> Result<Vec<Line>> {
        self.connection
            .prepare_cached("SELECT * FROM lines WHERE enterprise = ?1 ORDER BY number")?
            .query_map([enterprise], Line::read)?
            .map(|line| line?)
            .collect()
    }

    /// The targets that the plans of a line name, each once.
    ///
    /// # Errors
    /// As [`Book::line`].
    pub fn targets_of_line(&self, line: &str) -> Result<Vec<String>> {
        let targets: rusqlite::Result<_> = self
            .connection
            .prepare_cached("SELECT DISTINCT target FROM plans WHERE line = ?1 ORDER BY target")?
            .query_map([line], |row| row.get(0))?
            .collect();
        Ok(targets?)
    }

    /// The number that the next line takes.
    pub(crate) fn next_line_number(&self) -> Result<i64> {
        Ok(self
            .connection
            .prepare_cached("SELECT coalesce(max(number), 0) + 1 FROM lines")?
            .query_row([], |row| row.get(0))?)
    }

    /// Writes a line: as it stands now, or for the first time.
    pub(crate) fn put_line(&self, line: &Line) -> Result<()> {
        let date = |date: Option<OnDate>| date.map(Short::of);
        let (capacity, state_on) = (line.capacity.to_string(), Short::of(line.state_on));
        let planned = line.planned.as_ref().map(ToString::to_string);
        let dates = [
            date(line.announced_on),
            date(line.shut_down_on),
            date(line.dismantled_on),
            date(line.sealed_on),
            date(line.accepted_on),
            date(line.closed_on),
            date(line.acted_on),
        ];
        let values = params![
            line.id,
            line.number,
            line.enterprise,
            line.region,
            line.industry,
            line.label,
            line.equipment,
            line.specification,
            capacity,
            line.constructed,
            line.state.id(),
            state_on,
            line.suspended,
            line.verdict,
            line.decision,
            line.year,
            planned,
            line.deadline,
            line.notice,
            dates[0],
            dates[1],
            dates[2],
            dates[3],
            dates[4],
            dates[5],
            dates[6],
            line.row,
            line.seq,
        ];
        if self.connection.prepare_cached(CHANGE)?.execute(values)? == 0 {
            self.connection.prepare_cached(PUT)?.execute(values)?;
        }
        Ok(())
    }
}

/// A date as the row keeps it, without a place in memory of its own: a step writes eight of them.
#[derive(Debug)]
struct Short {
    bytes: [u8; 16],
    length: usize,
}

impl Short {
    fn of(date: OnDate) -> Self {
        let mut text = Self { bytes: [0; 16], length: 0 };
        if let OnDate::In(partial) = date
            && partial.is_full()
        {
            // Nearly all are whole days, and eight are written for each step.
            text.day(partial.first_day());
            return text;
        }
        write!(text, "{date}").expect("the longest date is ..2013-12-15");
        text
    }
}

impl Short {
    fn day(&mut self, day: Date) {
        let (year, month, day) =
            (day.year().unsigned_abs(), day.month().unsigned_abs(), day.day().unsigned_abs());
        let digit = |number: u16| b'0' + u8::try_from(number % 10).unwrap_or(0);
        let (month, day) = (u16::from(month), u16::from(day));
        self.bytes[..10].copy_from_slice(&[
            digit(year / 1000),
            digit(year / 100),
            digit(year / 10),
            digit(year),
            b'-',
            digit(month / 10),
            digit(month),
            b'-',
            digit(day / 10),
            digit(day),
        ]);
        self.length = 10;
    }
}

impl Write for Short {
    fn write_str(&mut self, part: &str) -> fmt::Result {
        let end = self.length + part.len();
        let room = self.bytes.get_mut(self.length..end).ok_or(fmt::Error)?;
        room.copy_from_slice(part.as_bytes());
        self.length = end;
        Ok(())
    }
}

impl ToSql for Short {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(ValueRef::Text(&self.bytes[..self.length])))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_kept_as_it_is_printed() {
        let texts = [
            "2013-07-27",
            "0987-12-01",
            "9999-12-31",
            "2013-07",
            "2013",
            "..2013-12-15",
            "unknown",
        ];
        for text in texts {
            let short = Short::of(OnDate::parse(text).unwrap());
            assert_eq!(std::str::from_utf8(&short.bytes[..short.length]).unwrap(), text);
        }
    }
}
