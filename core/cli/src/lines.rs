//! `phaseout lines`: which lines there are, and the ids by which other commands name them.

use crate::fault::{Fault, Outcome};
use crate::grid::{Answer, Grid};
use crate::messages::Messages;
use crate::session::Session;
use crate::status::{Which, industry, place, state, state_of};
use clap::Args;
use phaseout_ledger::division::Division;
use phaseout_ledger::{Book, Line, Office, Stage};
use phaseout_reports::board::{has_come, is_work_of};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Lines with their ids.
#[derive(Debug, Args)]
pub(crate) struct Lines {
    #[command(flatten)]
    which: Which,
    /// Only lines that stand here: surveyed, identified, planned, `shut_down`, dismantled, …
    #[arg(long, value_name = "STATE")]
    state: Option<String>,
    /// Only lines of the plan of this year
    #[arg(long, value_name = "YEAR")]
    year: Option<i64>,
    /// Only lines of the year's work that have come so far, whatever followed: planned, announced,
    /// `shut_down`, dismantled, sealed, accepted
    #[arg(long, value_name = "STAGE", requires = "year")]
    reached: Option<String>,
    /// An enterprise's id, or any part of its name, of the line's id or of its equipment
    #[arg(value_name = "TEXT")]
    text: Option<String>,
}

/// A line with the name of its enterprise.
struct Found {
    line: Line,
    name: String,
    place: Division,
}

pub(crate) fn lines(session: &Session, args: &Lines) -> Result<Outcome, Fault> {
    session.format()?;
    let filter = args.which.filter()?;
    let state = args.state.as_deref().map(state_of).transpose()?;
    let reached = args.reached.as_deref().map(stage_of).transpose()?;
    let (_, office) = session.office()?;
    let ledger = session.ledger()?;
    let fault = |error| session.ledger_fault(&error);
    let viewed = ledger.view(session.view()?).map_err(fault)?;
    let mut found = all(&viewed.book(), &office).map_err(fault)?;
    found.retain(|Found { line, name, .. }| {
        let inside = filter.region.is_none_or(|region| {
            let own = line.region.as_deref().and_then(|own| own.parse().ok());
            own.is_some_and(|own| region.contains(own))
        });
        inside
            && filter.industry.as_ref().is_none_or(|industry| *industry == line.industry)
            && state.is_none_or(|state| state == line.state)
            && args.year.is_none_or(|year| match reached {
                Some(step) => is_work_of(line, year) && has_come(line, step),
                None => line.year == Some(year),
            })
            && args.text.as_deref().is_none_or(|text| speaks_of(line, name, text.trim()))
    });
    if found.is_empty() {
        session.note(&session.messages.word("status-empty"));
    }
    print(session, &found)
}

/// A stage by its word for programs.
fn stage_of(word: &str) -> Result<Stage, Fault> {
    let stages = Stage::ALL.into_iter().filter(|stage| *stage != Stage::CarriedOver);
    stages.clone().find(|stage| stage.id() == word).ok_or_else(|| {
        let words: Vec<&str> = stages.map(Stage::id).collect();
        Fault::usage("state-unknown").with("state", word).with("states", &words.join(" "))
    })
}

fn all(book: &Book<'_>, office: &Office) -> Result<Vec<Found>, phaseout_ledger::LedgerError> {
    let names: BTreeMap<String, String> =
        book.enterprises()?.into_iter().map(|it| (it.id, it.name)).collect();
    let found = book.lines()?.into_iter().map(|line| Found {
        name: names.get(&line.enterprise).unwrap_or(&line.enterprise).clone(),
        place: Division::seen_from(office.region, line.region.as_deref()),
        line,
    });
    Ok(found.collect())
}

fn speaks_of(line: &Line, name: &str, text: &str) -> bool {
    line.enterprise == text
        || [name, &line.id, &line.specification, &line.label].iter().any(|own| own.contains(text))
}

fn print(session: &Session, found: &[Found]) -> Result<Outcome, Fault> {
    let view = session.view()?;
    Answer {
        text: &|messages| Ok(shown(session, messages, found).text(messages)),
        grid: &|messages| Ok(flat(messages, found)),
        json: &|| {
            json!({
                "schema": "phaseout.lines/1",
                "as_of": view.as_of.map(|day| day.to_string()),
                "known_at": view.known_at.map(|day| day.to_string()),
                "lines": found.iter().map(line_json).collect::<Vec<_>>(),
            })
        },
        lines: &|| found.iter().map(line_json).collect(),
        sheet: "sheet-lines",
    }
    .print(session)
}

/// The equipment as the list printed it; where it printed none, by the name of its kind.
pub(crate) fn equipment(session: &Session, line: &Line) -> String {
    let printed = if line.specification.is_empty() {
        session.in_words(&line.equipment)
    } else {
        line.specification.clone()
    };
    format!("{} {printed}", line.label).trim().to_owned()
}

fn shown(session: &Session, messages: &Messages, found: &[Found]) -> Grid {
    let columns = ["line-id", "firm", "equipment", "capacity", "state", "year", "place"];
    let mut grid = Grid::new(&columns, &["year"]);
    grid.whole = vec!["line-id", "year"];
    for Found { line, name, place: own } in found {
        grid.row(vec![
            line.id.clone(),
            format!("{name} {}", line.enterprise),
            equipment(session, line),
            line.counted().to_string(),
            state(messages, line.state),
            line.year.map(|year| year.to_string()).unwrap_or_default(),
            place(messages, *own),
        ]);
    }
    grid.without_empty(&["year"])
}

fn flat(messages: &Messages, found: &[Found]) -> Grid {
    let columns = [
        "line-id",
        "enterprise-id",
        "firm",
        "industry",
        "label",
        "equipment",
        "capacity",
        "state",
        "year",
        "place-code",
        "place",
    ];
    let mut grid = Grid::new(&columns, &["year"]);
    for Found { line, name, place: own } in found {
        grid.row(vec![
            line.id.clone(),
            line.enterprise.clone(),
            name.clone(),
            industry(messages, &line.industry),
            line.label.clone(),
            line.specification.clone(),
            line.counted().to_string(),
            line.state.id().to_owned(),
            line.year.map(|year| year.to_string()).unwrap_or_default(),
            line.region.clone().unwrap_or_default(),
            place(messages, *own),
        ]);
    }
    grid
}

fn line_json(found: &Found) -> Value {
    let line = &found.line;
    json!({
        "id": line.id, "enterprise": line.enterprise, "name": found.name, "industry": line.industry,
        "label": line.label, "equipment": line.equipment, "specification": line.specification,
        "capacity": line.capacity.to_string(),
        "planned": line.planned.as_ref().map(ToString::to_string),
        "state": line.state.id(), "year": line.year, "region": line.region,
        "place": crate::status::place_json(found.place),
    })
}
