//! `phaseout record`: steps and what belongs beside them, one or many, all or none.

use crate::fault::{Fault, Outcome};
use crate::grid::{Answer, Grid};
use crate::output::Writer;
use crate::session::{Session, open, refuse_to_overwrite};
use crate::table;
use clap::Args;
use phaseout_documents::{CellKind, Chunk};
use phaseout_ledger::{Event, LedgerError, OnDate, Request};
use phaseout_workflow::{At, Done, Failed, Keep};
use serde_json::json;
use std::path::{Path, PathBuf};

/// Records a step of a line's life, or a kind beside the steps.
///
/// `record STEP` without a subject tells the facts that the step takes, how each is written, and which are
/// needed; docs/lifecycle.md has all of them. `record correct EVENT` takes reason, and on (the date), subject,
/// void=yes, or the facts of the event that it corrects.
#[derive(Debug, Args)]
pub(crate) struct Record {
    /// A step or kind: identify, plan, announce, `shut_down`, dismantle, accept, close, workers, fund, …
    #[arg(value_name = "STEP|KIND")]
    kind: String,
    /// Lines, enterprises, targets, or `office`
    #[arg(value_name = "SUBJECT")]
    subjects: Vec<String>,
    /// When it happened: a day, month or year, `..DATE` (by that day), or `unknown` [default: today]
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
    /// A fact: --set year=2013; a key given twice makes a list
    #[arg(long, value_name = "KEY=VALUE")]
    set: Vec<String>,
    /// A table with a column `line` (or `subject`), `on`, and a column for each fact
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
    /// Show what would be recorded, and record nothing
    #[arg(long)]
    dry_run: bool,
}

pub(crate) fn record(session: &Session, args: &Record) -> Result<Outcome, Fault> {
    session.format()?;
    refuse_to_overwrite(session, args.from.as_slice())?;
    let on = Session::on(args.on.as_deref())?;
    let facts = args.set.iter().map(|pair| fact(pair)).collect::<Result<Vec<_>, _>>()?;
    let mut requests: Vec<Request> = args
        .subjects
        .iter()
        .map(|subject| Request {
            kind: args.kind.clone(),
            subject: subject.clone(),
            on,
            facts: facts.clone(),
            judged: None,
        })
        .collect();
    if let Some(path) = &args.from {
        requests.extend(from_file(path, &args.kind, on, &facts)?);
    } else if requests.is_empty() {
        return Err(crate::record_facts::without_subject(session, &args.kind));
    }
    // A place that cannot be written to is found before anything is recorded.
    let out = Writer::open(session)?;
    let keep = if args.dry_run { Keep::Plan } else { Keep::Apply };
    let done = record_with_hooks(session, &requests, &keep)
        .map_err(|failed| refused(session, &failed, args.from.as_deref()))?;
    let outcome = say(session, &done.events, args.dry_run, out)?;
    crate::run_answer::say_beside(session, &done);
    Ok(outcome)
}

/// Why requests came to nothing.
pub(crate) enum Unrecorded {
    Before(Fault),
    Failed(Failed),
}

impl From<Fault> for Unrecorded {
    fn from(fault: Fault) -> Self {
        Self::Before(fault)
    }
}

/// Records requests, or shows what would be recorded; the office's hooks take part.
pub(crate) fn record_with_hooks(
    session: &Session,
    requests: &[Request],
    keep: &Keep,
) -> Result<Done<()>, Unrecorded> {
    let workflow = session.workflow()?;
    let (_, office) = session.office()?;
    let place = session.place(office, Vec::new())?;
    let (ledger, desk) = session.recording()?;
    workflow.record(place, At { ledger, desk }, requests, keep).map_err(Unrecorded::Failed)
}

/// What stopped it, as a fault.
pub(crate) fn unrecorded(session: &Session, unrecorded: &Unrecorded) -> Fault {
    match unrecorded {
        Unrecorded::Before(fault) => fault.clone(),
        Unrecorded::Failed(failed) => session.failed(failed),
    }
}

fn refused(session: &Session, error: &Unrecorded, from: Option<&Path>) -> Fault {
    let mut fault = unrecorded(session, error);
    if let (Unrecorded::Failed(Failed::Ledger(LedgerError::Refused(refusals))), Some(path)) =
        (error, from)
    {
        let count = refusals.len().to_string();
        let mut all =
            Fault::refused("record-none").at(&path.display().to_string()).with("count", &count);
        let more = std::mem::take(&mut fault.more);
        all.more.push(fault);
        all.more.extend(more);
        return all;
    }
    fault
}

fn fact(pair: &str) -> Result<(String, String), Fault> {
    match pair.split_once(['=', '\u{ff1d}']) {
        Some((key, value)) if !key.trim().is_empty() => {
            Ok((key.trim().to_owned(), value.trim().to_owned()))
        }
        _ => Err(Fault::usage("set-form").with("set", pair)),
    }
}

/// Columns that are not facts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Column<'h> {
    Subject,
    On,
    Kind,
    Fact(&'h str),
}

fn column(header: &str) -> Column<'_> {
    match header {
        "line" | "subject" | "生产线" | "线号" | "对象" | "编号" => Column::Subject,
        "on" | "日期" => Column::On,
        "step" | "kind" | "步骤" | "事项" => Column::Kind,
        other => Column::Fact(other),
    }
}

/// The rows of a table as requests; blank cells say nothing. All rows at fault at once.
fn from_file(
    path: &Path,
    kind: &str,
    on: OnDate,
    facts: &[(String, String)],
) -> Result<Vec<Request>, Fault> {
    let shown = path.display().to_string();
    let mut document = open(path)?;
    let mut chunk = Chunk::new();
    let mut headers: Vec<String> = Vec::new();
    let (mut requests, mut faults) = (Vec::new(), Vec::new());
    while document.read_chunk(&mut chunk, 1024).map_err(|error| Fault::read(&shown, &error))? {
        for row in chunk.iter() {
            let cells: Vec<&str> = row.iter().map(str::trim).collect();
            if headers.is_empty() {
                headers = cells.iter().map(|cell| (*cell).to_owned()).collect();
                if !headers.iter().any(|header| column(header) == Column::Subject) {
                    return Err(Fault::refused("record-no-subject-column").at(&shown));
                }
                continue;
            }
            if (0..cells.len()).any(|at| row.kind(at) == CellKind::Error) {
                let at = row.number().to_string();
                faults.push(Fault::refused("record-cell").at(&shown).with("row", &at));
                continue;
            }
            match request(&headers, &cells, kind, on, facts) {
                Ok(request) => requests.push(request),
                Err(fault) => faults.push(fault.at(&format!("{shown}:{}", row.number()))),
            }
        }
    }
    Fault::together(faults).map_or(Ok(requests), Err)
}

fn request(
    headers: &[String],
    cells: &[&str],
    kind: &str,
    on: OnDate,
    facts: &[(String, String)],
) -> Result<Request, Fault> {
    let mut request = Request {
        kind: kind.to_owned(),
        subject: String::new(),
        on,
        facts: facts.to_vec(),
        judged: None,
    };
    for (header, cell) in headers.iter().zip(cells).filter(|(_, cell)| !cell.is_empty()) {
        match column(header) {
            Column::Subject => (*cell).clone_into(&mut request.subject),
            Column::Kind => (*cell).clone_into(&mut request.kind),
            Column::On => {
                request.on = OnDate::parse(cell)
                    .ok_or_else(|| Fault::refused("on-unknown").with("date", cell))?;
            }
            Column::Fact(key) => request.facts.push((key.to_owned(), (*cell).to_owned())),
        }
    }
    if request.subject.is_empty() {
        return Err(Fault::refused("record-row-without-subject"));
    }
    Ok(request)
}

/// From so many columns on a terminal has room for the ids of events.
const WIDE: u16 = 110;

/// What was recorded, or would be.
pub(crate) fn say(
    session: &Session,
    events: &[Event],
    dry: bool,
    out: Writer,
) -> Result<Outcome, Fault> {
    Answer {
        text: &|messages| Ok(event_grid(session, events).text(messages)),
        grid: &|_| Ok(flat_events(events)),
        json: &|| {
            json!({
                "schema": "phaseout.record/1",
                "recorded": !dry,
                "events": events.iter().map(event_json).collect::<Vec<_>>(),
            })
        },
        lines: &|| events.iter().map(event_json).collect(),
        sheet: "sheet-record",
    }
    .print_into(session, out)?;
    let id = if dry { "record-dry" } else { "record-done" };
    session.note(&session.messages.say(id, &[("count", &events.len().to_string())]));
    Ok(Outcome::Done)
}

/// Events as a terminal shows them.
pub(crate) fn event_grid(session: &Session, events: &[Event]) -> Grid {
    // An event goes by its place in the record; its id takes half of a narrow terminal.
    let wide = table::width().is_none_or(|width| width >= WIDE);
    let columns = ["seq", "step", "subject", "on", "id"];
    let columns = if wide { &columns[..] } else { &columns[..4] };
    let mut grid = Grid::new(columns, &["seq"]);
    grid.whole = vec!["subject", "on"];
    for event in events {
        let mut cells = vec![
            event.seq.to_string(),
            kind_name(session, &event.kind),
            crate::words::subject(&session.messages, &event.subject),
            crate::words::day(&session.messages, event.on),
        ];
        cells.extend(wide.then(|| event.id.clone()));
        grid.row(cells);
    }
    grid
}

/// Events as a file holds them.
pub(crate) fn flat_events(events: &[Event]) -> Grid {
    let mut grid = Grid::new(&["seq", "step", "subject", "on", "id"], &["seq"]);
    for event in events {
        grid.row(vec![
            event.seq.to_string(),
            event.kind.clone(),
            event.subject.clone(),
            event.on.to_string(),
            event.id.clone(),
        ]);
    }
    grid
}

/// A kind's name in the language of messages.
pub(crate) fn kind_name(session: &Session, id: &str) -> String {
    let zh = phaseout_ledger::kind::kind(id).map_or(id, |kind| kind.zh);
    session.messages.choose(zh, id).to_owned()
}

/// An event as JSON, its payload as it was recorded.
pub(crate) fn event_json(event: &Event) -> serde_json::Value {
    let payload: serde_json::Value =
        serde_json::from_str(&phaseout_ledger::json::canonical(&event.payload)).unwrap_or_default();
    json!({
        "seq": event.seq, "id": event.id, "kind": event.kind, "subject": event.subject,
        "on_date": event.on.to_string(), "recorded_at": event.recorded_at, "office": event.office,
        "actor": event.actor, "payload": payload, "corrects": event.corrects,
        "generation": event.generation, "script_set": event.script_set, "hash": event.hash,
    })
}
