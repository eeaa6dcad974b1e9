//! What is due or late, and by whom (待办): for each open line the next step that its plan and the
//! milestones in force ask for, and what the step still needs.

use crate::book::Book;
use crate::calendar::LocalDate;
use crate::event::Event;
use crate::json::Json;
use crate::milestones::Milestone;
use crate::refusal::{Refusal, Result};
use crate::round::Round;
use crate::sanctions::Sanction;
use crate::status::Filter;
use phaseout_model::{Date, RegionCode};
use rusqlite::params;
use std::collections::BTreeMap;

pub(crate) const TABLES: &str = "
CREATE TABLE questions(
  line TEXT PRIMARY KEY, missing TEXT NOT NULL, seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
";

/// Keeps what a verdict `verify` lacks; any other verdict answers the question.
pub(crate) fn judged(book: &Book<'_>, event: &Event) -> Result<()> {
    match event.text("verdict") {
        None => return Ok(()),
        Some("verify") => {
            let missing = event.payload.get("missing").map(Json::canonical).unwrap_or_default();
            book.connection
                .prepare_cached("INSERT OR REPLACE INTO questions VALUES(?1, ?2, ?3)")?
                .execute(params![event.subject, missing, event.seq])?
        }
        Some(_) => book
            .connection
            .prepare_cached("DELETE FROM questions WHERE line = ?1")?
            .execute([&event.subject])?,
    };
    Ok(())
}

/// What is asked.
#[derive(Clone, Debug)]
pub struct TodoQuery {
    /// The day that it is.
    pub day: Date,
    /// The office that asks.
    pub office: RegionCode,
    /// Which lines are meant.
    pub filter: Filter,
    /// What is due later, or on no day, is left out.
    pub until: Option<Date>,
    /// The dates that the office's scripts set.
    pub local: Vec<LocalDate>,
}

/// Something to be done.
#[derive(Clone, Debug)]
pub struct Task {
    /// A step or a kind of event; `target_open` for a target of which a rest is open, `milestone` for what the
    /// office itself owes, `region_late` where lines of a division are past their day.
    pub ask: &'static str,
    /// A line, a target, `office`, or a division.
    pub subject: String,
    /// The enterprise's name, for a line.
    pub enterprise: Option<String>,
    /// The code of the place.
    pub region: Option<String>,
    /// The industry; blank where it concerns all.
    pub industry: String,
    /// Whether the line stands for one that a document only counts.
    pub constructed: Option<String>,
    /// Its last day, where something sets one.
    pub due: Option<Date>,
    /// Days left; below zero when it is over.
    pub days: Option<i32>,
    /// Over, by a date that is confirmed.
    pub late: bool,
    /// Who acts: `enterprise`, `office`, a level, `departments`, `ministry`.
    pub who: String,
    /// What sets the day.
    pub milestone: Option<Milestone>,
    /// What the step still needs.
    pub needs: Vec<Need>,
    /// Why, where a guard says it.
    pub because: Option<Refusal>,
    /// What is possible because it is late.
    pub sanctions: Vec<&'static Sanction>,
    /// How many lines it is about.
    pub lines: u32,
}

/// Something that a step still needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Need {
    /// One of these sets of facts.
    AnyOf(&'static [&'static [&'static str]]),
    /// An attribute that the judgement lacks.
    Attribute(String),
    /// So many of the six parts of a unit.
    Parts(usize),
}

impl Book<'_> {
    /// What is due or late: by day, what is due on no day last.
    ///
    /// # Errors
    /// [`crate::LedgerError::Store`] where the record cannot be read.
    pub fn todo(&self, query: &TodoQuery) -> Result<Vec<Task>> {
        let mut round = Round::new(*self, query, self.enterprise_names_now()?, self.questions()?)?;
        for line in self.lines()? {
            let filter = &query.filter;
            if filter.takes(line.region.as_deref(), &line.industry, line.state, line.year) {
                round.line(&line)?;
            }
        }
        let mut tasks = round.finish()?;
        if let Some(until) = query.until {
            tasks.retain(|task| task.due.is_some_and(|due| due <= until));
        }
        // Lines were met in their order, and sorting keeps it.
        tasks.sort_by_key(|task| (task.due.is_none(), task.due));
        Ok(tasks)
    }

    fn enterprise_names_now(&self) -> Result<BTreeMap<String, String>> {
        let names: rusqlite::Result<_> = self
            .connection
            .prepare_cached("SELECT id, name FROM enterprises")?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect();
        Ok(names?)
    }

    fn questions(&self) -> Result<BTreeMap<String, Vec<String>>> {
        let mut statement =
            self.connection.prepare_cached("SELECT line, missing FROM questions")?;
        let mut rows = statement.query([])?;
        let mut questions = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let missing: String = row.get(1)?;
            let missing = Json::parse(&missing).unwrap_or(Json::Null);
            let words = missing.list().iter().filter_map(Json::text).map(str::to_owned).collect();
            questions.insert(row.get(0)?, words);
        }
        Ok(questions)
    }
}
