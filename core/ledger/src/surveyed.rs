//! What surveys come to: the last row of each line, beside the line itself.

use crate::amount::Amount;
use crate::book::Book;
use crate::day::OnDate;
use crate::event::Event;
use crate::identity;
use crate::json::{Json, Payload, canonical};
use crate::line::Line;
use crate::refusal::{Refusal, Result};
use crate::row::SurveyRow;
use crate::state::State;
use phaseout_model::Absence;
use rusqlite::{OptionalExtension, Row, params};

/// What the last row says of a line beside what `lines` holds. `origin` is the enterprise whose name or code
/// it gave, before mergers; `parted_from` the one that it was split off from; `capacity` is the text as printed; `answered` is 1 where a person said that the
/// line was new, asked whether it was a known one.
pub(crate) const TABLES: &str = "
CREATE TABLE survey_rows(
  line TEXT PRIMARY KEY, origin TEXT NOT NULL, parted_from TEXT, list_id TEXT NOT NULL, file TEXT NOT NULL, sha256 TEXT NOT NULL, sheet TEXT,
  row_number INTEGER NOT NULL, name TEXT NOT NULL, credit_code TEXT, organisation_code TEXT,
  ownership_group TEXT, capacity TEXT NOT NULL, answered INTEGER NOT NULL, on_date TEXT NOT NULL,
  seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX survey_rows_parted ON survey_rows(parted_from) WHERE parted_from IS NOT NULL;
";

/// Makes the line, or changes what is known of it; its state stays, and so does its enterprise: lines
/// change hands by merger and split.
pub(crate) fn apply(book: &Book<'_>, event: &Event) -> Result<()> {
    let known = book.line(&event.subject)?;
    if let Some(line) = &known
        && !line.state.is_open()
        && !book.lenient
    {
        return Err(Refusal::new("line-not-open", &line.id).with("state", line.state.id()).into());
    }
    let before = if known.is_some() { stored(book, &event.subject)? } else { None };
    if let Some(newer) = before.as_ref().map(|before| before.on)
        && event.on.is_before(newer)
        && tells_of_the_line(event)
        && !book.lenient
    {
        return Err(Refusal::new("survey-older", &event.subject)
            .with("date", event.on)
            .with("newer", newer)
            .into());
    }
    let enterprise = identity::surveyed(book, event)?;
    let news = News { event, changed: changed(event).filter(|_| before.is_some()) };
    let mut line = match known {
        Some(line) => line,
        None => fresh(book, event, enterprise)?,
    };
    if news.says("region") {
        line.region = event.text("region").map(str::to_owned);
    }
    if news.says("constructed") {
        line.constructed = event.text("constructed").map(str::to_owned);
    }
    for (field, value) in [
        ("industry", &mut line.industry),
        ("label", &mut line.label),
        ("equipment", &mut line.equipment),
        ("specification", &mut line.specification),
    ] {
        if news.says(field) {
            event.text(field).unwrap_or_default().clone_into(value);
        }
    }
    if news.says("capacity") {
        // A text that is no capacity stays as printed in `survey_rows` and in the event.
        line.capacity = Amount::capacity(event.text("capacity").unwrap_or_default())
            .unwrap_or_else(|| Amount::Absent(Absence::Unreadable, "??".to_owned()));
    }
    line.verdict = event.text("verdict").map(str::to_owned).or(line.verdict);
    line.row = cells(event, &line);
    line.seq = event.seq;
    put(book, &news, before)?;
    book.put_line(&line)
}

/// Whether a row changes more than what its enterprise is called: an older list may tell of an older name.
fn tells_of_the_line(event: &Event) -> bool {
    const IDENTITY: [&str; 4] = ["name", "credit_code", "organisation_code", "group"];
    changed(event).is_none_or(|changed| changed.keys().any(|key| !IDENTITY.contains(&key.as_str())))
}

/// What an event says of a line: everything of a line that was not known, else the fields that changed.
struct News<'e> {
    event: &'e Event,
    changed: Option<&'e Payload>,
}

impl News<'_> {
    fn says(&self, field: &str) -> bool {
        self.changed.is_none_or(|changed| changed.contains_key(field))
    }
}

fn changed(event: &Event) -> Option<&Payload> {
    match event.payload.get("changed") {
        Some(Json::Map(changed)) => Some(changed),
        _ => None,
    }
}

/// The cells known of the line: a column that the new list does not have keeps what the last one said.
fn cells(event: &Event, line: &Line) -> String {
    let mut cells = match Json::parse(&line.row) {
        Some(Json::Map(cells)) if changed(event).is_some() => cells,
        _ => Payload::new(),
    };
    if let Some(Json::Map(row)) = event.payload.get("row") {
        cells.extend(row.iter().map(|(field, text)| (field.clone(), text.clone())));
    }
    canonical(&cells)
}

/// The last row of a line.
pub(crate) struct LastRow {
    pub(crate) row: SurveyRow,
    pub(crate) origin: String,
    /// The enterprise that the line was split off from.
    pub(crate) parted_from: Option<String>,
    pub(crate) answered: bool,
    /// When it was surveyed.
    pub(crate) on: OnDate,
}

fn put(book: &Book<'_>, news: &News<'_>, before: Option<LastRow>) -> Result<()> {
    let event = news.event;
    let answered = match &before {
        Some(before) => before.answered,
        None => event.payload.get("answered_new") == Some(&Json::Bool(true)),
    };
    let parted_from = before.as_ref().and_then(|before| before.parted_from.clone());
    let before = before.map(|before| before.row).unwrap_or_default();
    let say = |field: &str, known: Option<String>| {
        if news.says(field) { event.text(field).map(str::to_owned) } else { known }
    };
    book.connection
        .prepare_cached(
            "INSERT OR REPLACE INTO survey_rows
             VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
        )?
        .execute(params![
            event.subject,
            event.text("enterprise").unwrap_or_default(),
            parted_from,
            event.text("list_id").unwrap_or_default(),
            event.text("file").unwrap_or_default(),
            event.text("sha256").unwrap_or_default(),
            event.text("sheet"),
            event.integer("row_number").unwrap_or(0),
            say("name", Some(before.name)).unwrap_or_default(),
            say("credit_code", before.credit_code),
            say("organisation_code", before.organisation_code),
            say("group", before.group),
            say("capacity", Some(before.capacity)).unwrap_or_default(),
            answered,
            event.on.to_string(),
            event.seq,
        ])?;
    Ok(())
}

fn read(row: &Row<'_>) -> rusqlite::Result<LastRow> {
    Ok(LastRow {
        row: SurveyRow {
            list_id: row.get("list_id")?,
            file: row.get("file")?,
            sha256: row.get("sha256")?,
            sheet: row.get("sheet")?,
            row: row.get("row_number")?,
            name: row.get("name")?,
            credit_code: row.get("credit_code")?,
            organisation_code: row.get("organisation_code")?,
            group: row.get("ownership_group")?,
            capacity: row.get("capacity")?,
            ..SurveyRow::default()
        },
        origin: row.get("origin")?,
        parted_from: row.get("parted_from")?,
        answered: row.get("answered")?,
        on: OnDate::parse(&row.get::<_, String>("on_date")?).unwrap_or(OnDate::Unknown),
    })
}

fn stored(book: &Book<'_>, line: &str) -> Result<Option<LastRow>> {
    Ok(book
        .connection
        .prepare_cached("SELECT * FROM survey_rows WHERE line = ?1")?
        .query_row([line], read)
        .optional()?)
}

impl Book<'_> {
    /// The lines that were split off from an enterprise.
    pub(crate) fn lines_parted(&self, enterprise: &str) -> Result<Vec<Line>> {
        let ids: Vec<String> = self
            .connection
            .prepare_cached("SELECT line FROM survey_rows WHERE parted_from = ?1 ORDER BY line")?
            .query_map([enterprise], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        ids.iter().filter_map(|id| self.line(id).transpose()).collect()
    }

    /// What the surveys say of a line, as one row: the last value of each field and cell, and where the
    /// last row stood. Not judged: the line's verdict stands in [`Line::verdict`].
    ///
    /// # Errors
    /// [`crate::LedgerError::Store`] where it cannot be read.
    pub fn surveyed(&self, line: &str) -> Result<Option<SurveyRow>> {
        match self.line(line)? {
            Some(line) => Ok(self.last_row(&line)?.map(|last| last.row)),
            None => Ok(None),
        }
    }

    /// The last row of a line, filled up with what `lines` holds of it.
    pub(crate) fn last_row(&self, line: &Line) -> Result<Option<LastRow>> {
        Ok(stored(self, &line.id)?.map(|stored| LastRow {
            row: SurveyRow {
                region: line.region.clone(),
                industry: line.industry.clone(),
                label: line.label.clone(),
                equipment: line.equipment.clone(),
                specification: line.specification.clone(),
                constructed: line.constructed.clone(),
                cells: line.cells(),
                ..stored.row
            },
            ..stored
        }))
    }
}

/// A line that was not known before.
fn fresh(book: &Book<'_>, event: &Event, enterprise: String) -> Result<Line> {
    let number = event.subject.rsplit_once('-').and_then(|(_, number)| number.parse().ok());
    let number = match number {
        Some(number) => number,
        None => book.next_line_number()?,
    };
    Ok(Line {
        id: event.subject.clone(),
        number,
        enterprise,
        region: None,
        industry: String::new(),
        label: String::new(),
        equipment: String::new(),
        specification: String::new(),
        capacity: Amount::Absent(Absence::Blank, String::new()),
        constructed: None,
        state: State::Surveyed,
        state_on: event.on,
        suspended: false,
        verdict: None,
        decision: None,
        year: None,
        planned: None,
        deadline: None,
        notice: None,
        announced_on: None,
        shut_down_on: None,
        dismantled_on: None,
        sealed_on: None,
        accepted_on: None,
        closed_on: None,
        acted_on: None,
        row: "{}".to_owned(),
        seq: event.seq,
    })
}
