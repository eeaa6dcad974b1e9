//! A line as the record has it now: one row of the projection `lines`.

use crate::amount::Amount;
use crate::book::Book;
use crate::day::OnDate;
use crate::json::Json;
use crate::refusal::{LedgerError, Result};
use crate::state::State;
use rusqlite::types::FromSql;
use rusqlite::{OptionalExtension, Row, named_params};
use std::collections::BTreeMap;

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

    pub(crate) fn read(row: &Row<'_>) -> rusqlite::Result<Result<Self>> {
        fn get<T: FromSql>(row: &Row<'_>, name: &str) -> rusqlite::Result<T> {
            row.get(name)
        }
        let damaged = |what: &str| LedgerError::store("damaged", format!("lines: {what}"));
        let date = |text: Option<String>| match text {
            None => Ok(None),
            Some(text) => OnDate::parse(&text).map(Some).ok_or_else(|| damaged(&text)),
        };
        let state: String = get(row, "state")?;
        let state_on: String = get(row, "state_on")?;
        let capacity: String = get(row, "capacity")?;
        let planned: Option<String> = get(row, "planned")?;
        let dates: [Option<String>; 7] = [
            get(row, "announced_on")?,
            get(row, "shut_down_on")?,
            get(row, "dismantled_on")?,
            get(row, "sealed_on")?,
            get(row, "accepted_on")?,
            get(row, "closed_on")?,
            get(row, "acted_on")?,
        ];
        let parsed: Result<Vec<Option<OnDate>>> = dates.into_iter().map(date).collect();
        let line = (|| {
            let dates = parsed?;
            Ok(Self {
                id: row.get("id")?,
                number: row.get("number")?,
                enterprise: row.get("enterprise")?,
                region: row.get("region")?,
                industry: row.get("industry")?,
                label: row.get("label")?,
                equipment: row.get("equipment")?,
                specification: row.get("specification")?,
                capacity: Amount::parse(&capacity).ok_or_else(|| damaged(&capacity))?,
                constructed: row.get("constructed")?,
                state: State::of(&state).ok_or_else(|| damaged(&state))?,
                state_on: OnDate::parse(&state_on).ok_or_else(|| damaged(&state_on))?,
                suspended: row.get("suspended")?,
                verdict: row.get("verdict")?,
                decision: row.get("decision")?,
                year: row.get("year")?,
                planned: match planned {
                    None => None,
                    Some(text) => Some(Amount::parse(&text).ok_or_else(|| damaged(&text))?),
                },
                deadline: row.get("deadline")?,
                notice: row.get("notice")?,
                announced_on: dates[0],
                shut_down_on: dates[1],
                dismantled_on: dates[2],
                sealed_on: dates[3],
                accepted_on: dates[4],
                closed_on: dates[5],
                acted_on: dates[6],
                row: row.get("row")?,
                seq: row.get("seq")?,
            })
        })();
        Ok(line)
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

    /// The number that the next line takes.
    pub(crate) fn next_line_number(&self) -> Result<i64> {
        Ok(self
            .connection
            .prepare_cached("SELECT coalesce(max(number), 0) + 1 FROM lines")?
            .query_row([], |row| row.get(0))?)
    }

    pub(crate) fn put_line(&self, line: &Line) -> Result<()> {
        let text = |date: Option<OnDate>| date.map(|date| date.to_string());
        self.connection
            .prepare_cached(
                "INSERT OR REPLACE INTO lines VALUES(:id, :number, :enterprise, :region, :industry,
                 :label, :equipment, :specification, :capacity, :constructed, :state, :state_on,
                 :suspended, :verdict, :decision, :year, :planned, :deadline, :notice, :announced_on,
                 :shut_down_on, :dismantled_on, :sealed_on, :accepted_on, :closed_on, :acted_on, :row,
                 :seq)",
            )?
            .execute(named_params! {
                ":id": line.id,
                ":number": line.number,
                ":enterprise": line.enterprise,
                ":region": line.region,
                ":industry": line.industry,
                ":label": line.label,
                ":equipment": line.equipment,
                ":specification": line.specification,
                ":capacity": line.capacity.to_string(),
                ":constructed": line.constructed,
                ":state": line.state.id(),
                ":state_on": line.state_on.to_string(),
                ":suspended": line.suspended,
                ":verdict": line.verdict,
                ":decision": line.decision,
                ":year": line.year,
                ":planned": line.planned.as_ref().map(ToString::to_string),
                ":deadline": line.deadline,
                ":notice": line.notice,
                ":announced_on": text(line.announced_on),
                ":shut_down_on": text(line.shut_down_on),
                ":dismantled_on": text(line.dismantled_on),
                ":sealed_on": text(line.sealed_on),
                ":accepted_on": text(line.accepted_on),
                ":closed_on": text(line.closed_on),
                ":acted_on": text(line.acted_on),
                ":row": line.row,
                ":seq": line.seq,
            })?;
        Ok(())
    }
}
