//! `phaseout import`: survey rows into the ledger. New, changed field by field, same, refused.

use crate::fault::{Fault, Outcome};
use crate::grid::{Answer, Grid};
use crate::messages::Messages;
use crate::output::Writer;
use crate::report;
use crate::session::{Output, Session, open, refuse_to_overwrite};
use crate::words::field;
use clap::Args;
use phaseout_documents::Document;
use phaseout_host::generation::hex;
use phaseout_ledger::{Event, Json, Refusal, SurveyRow, Surveyed};
use phaseout_model::Date;
use phaseout_screening::{JudgedLine, Options, Render, Report, RunError, Screening, run};
use phaseout_workflow::judging::generation_hash;
use phaseout_workflow::{At, survey_row};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Takes survey rows into the ledger.
#[derive(Debug, Args)]
pub(crate) struct Import {
    /// Lists as .csv or .xlsx; `-` is csv on standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// When it was surveyed [default: today]
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
    /// Where a header is strange: --map spec=规格及数量; may be repeated
    #[arg(long, value_name = "FIELD=HEADER")]
    map: Vec<String>,
}

/// What became of a row.
struct Row {
    survey: SurveyRow,
    /// Its problems in words, by their codes.
    problems: BTreeMap<String, String>,
    outcome: Result<Surveyed, Refusal>,
}

pub(crate) fn import(session: &Session, args: &Import) -> Result<Outcome, Fault> {
    // A format or a place that nothing can be written to is found before anything is recorded.
    session.format()?;
    refuse_to_overwrite(session, &args.files)?;
    let on = Session::on(args.on.as_deref())?;
    let documents = documents(session, &args.files)?;
    let filled = documents.iter().filter(|document| document.asks_for_facts()).count();
    if filled > 0 {
        if filled < documents.len() {
            return Err(Fault::usage("inspection-mixed"));
        }
        return crate::inspection_in::import(session, documents, on).map(|()| Outcome::Done);
    }
    let workflow = session.workflow()?;
    let (ledger, mut desk) = session.recording()?;
    let mut options: Options = session.options(&args.map)?;
    // Rows are judged by what was in force when they were surveyed.
    options.as_of = on.latest().unwrap_or(options.as_of);
    options.region = session.office_region()?;
    let generation = session.generation()?;
    let out = Writer::open(session)?;
    desk.generation = Some(generation_hash(&generation));
    let screening = Screening::new(&generation, options);
    let (read, report) = read(session, &screening, documents)?;
    let (rows, words): (Vec<SurveyRow>, Vec<_>) = read.into_iter().unzip();
    let (_, office) = session.office()?;
    let place = session.place(office, Vec::new())?;
    let done = workflow.survey(place, At { ledger, desk }, &rows, on);
    let done = done.map_err(|failed| session.failed(&failed))?;
    let rows: Vec<Row> = rows
        .into_iter()
        .zip(words)
        .zip(done.answer)
        .map(|((survey, problems), outcome)| Row { survey, problems, outcome })
        .map(|row| with_problems_of_record(session, row, &done.events))
        .collect();
    say(session, &rows, done.events.len(), out)?;
    crate::run_answer::say_said(session, &done.said, &done.printed);
    report::say(session, &screening, &report, Output::Table);
    nothing_read(&report)?;
    Ok(session.finish(rows.iter().any(|row| row.outcome.is_err())))
}

/// The files that can be opened; the others are told. Where none can, that is an error.
fn documents(session: &Session, paths: &[PathBuf]) -> Result<Vec<Document>, Fault> {
    if paths.iter().filter(|path| path.as_os_str() == "-").count() > 1 {
        return Err(Fault::usage("stdin-once"));
    }
    some_of(session, paths.iter().map(|path| open(path)))
}

/// What could be done; what could not is told, and is an error where nothing could.
fn some_of<T>(
    session: &Session,
    tried: impl Iterator<Item = Result<T, Fault>>,
) -> Result<Vec<T>, Fault> {
    let (mut done, mut faults) = (Vec::new(), Vec::new());
    for one in tried {
        match one {
            Ok(one) => done.push(one),
            Err(fault) => faults.push(fault),
        }
    }
    if done.is_empty() {
        return Fault::together(faults).map_or(Ok(done), Err);
    }
    for fault in faults {
        session.complain(&fault);
    }
    Ok(done)
}

type Read = (SurveyRow, BTreeMap<String, String>);

/// Reads and judges each file by itself: one that breaks off in its middle takes no other with it, and
/// nothing of it is recorded.
fn read(
    session: &Session,
    screening: &Screening<'_>,
    documents: Vec<Document>,
) -> Result<(Vec<Read>, Report), Fault> {
    let render = Rows { as_of: screening.options().as_of, messages: &session.messages };
    let read_one = |document| {
        let mut rows: Vec<Read> = Vec::new();
        let report =
            run(screening, vec![document], session.threads(), &render, &mut |mut chunk| {
                rows.append(&mut chunk);
                Ok(())
            })?;
        for (row, _) in &mut rows {
            if let Some(file) = report.files.iter().find(|file| file.path == row.file) {
                row.sha256 = hex(&file.sha256);
            }
        }
        Ok((rows, report))
    };
    let mut stopped = None;
    let tried = documents.into_iter().map_while(|document| match read_one(document) {
        Ok(read) => Some(Ok(read)),
        Err(error @ (RunError::Plugin(_) | RunError::Write(_))) => {
            stopped = Some(Fault::run(&error));
            None
        }
        Err(error) => Some(Err(Fault::run(&error))),
    });
    let tried: Vec<_> = tried.collect();
    if let Some(fault) = stopped {
        return Err(fault);
    }
    let mut rows = Vec::new();
    let mut whole: Option<Report> = None;
    for (mut read, report) in some_of(session, tried.into_iter())? {
        rows.append(&mut read);
        match &mut whole {
            None => whole = Some(report),
            Some(whole) => add(whole, report),
        }
    }
    Ok((rows, whole.unwrap_or_default()))
}

fn add(whole: &mut Report, report: Report) {
    whole.files.extend(report.files);
    whole.summary.lines += report.summary.lines;
    whole.summary.problems += report.summary.problems;
    for (verdict, count) in report.summary.verdicts {
        *whole.summary.verdicts.entry(verdict).or_default() += count;
    }
    whole.facts_without_line.retain(|line| report.facts_without_line.contains(line));
}

/// What the record found odd about a row stands in its event.
fn with_problems_of_record(session: &Session, mut row: Row, events: &[Event]) -> Row {
    let Ok(Surveyed::New(line) | Surveyed::Changed(line, _)) = &row.outcome else { return row };
    let event = events.iter().find(|event| event.kind == "survey" && event.subject == *line);
    let problems = event.and_then(|event| event.payload.get("problems"));
    let Some(Json::List(codes)) = problems else { return row };
    for code in codes.iter().filter_map(Json::text) {
        if !row.survey.problems.iter().any(|known| known == code) {
            row.survey.problems.push(code.to_owned());
            let words = problem(&session.messages, code);
            row.problems.insert(code.to_owned(), words);
        }
    }
    row
}

/// A problem that has no more to say than its code.
pub(crate) fn problem(messages: &Messages, code: &str) -> String {
    messages
        .try_say(&format!("row-{code}"), &[])
        .unwrap_or_else(|| messages.word(&format!("problem-{code}")))
}

/// A file without a single line is no survey.
fn nothing_read(report: &Report) -> Result<(), Fault> {
    if report.summary.lines == 0 { Err(Fault::refused("import-nothing")) } else { Ok(()) }
}

/// Judged lines as survey rows.
struct Rows<'a> {
    as_of: Date,
    messages: &'a Messages,
}

impl Render for Rows<'_> {
    type Out = Vec<Read>;

    fn line(&self, line: &JudgedLine<'_>, out: &mut Self::Out) {
        let row = survey_row(line, self.as_of);
        let mut problems: BTreeMap<String, String> = BTreeMap::new();
        for problem in line.problems() {
            let (words, _) = self.messages.problem(&problem, line.plugin());
            problems.entry(problem.code.to_owned()).or_insert(words);
        }
        out.push((row, problems));
    }

    fn wants_briefs(&self) -> bool {
        true
    }
}

fn say(session: &Session, rows: &[Row], events: usize, out: Writer) -> Result<(), Fault> {
    Answer {
        text: &|messages| Ok(grid(session, messages, rows).text(messages)),
        grid: &|messages| Ok(grid(session, messages, rows)),
        json: &|| {
            json!({
                "schema": "phaseout.import/1",
                "rows": rows.iter().map(|row| row_json(session, row)).collect::<Vec<_>>(),
                "summary": summary(rows, events),
            })
        },
        lines: &|| rows.iter().map(|row| row_json(session, row)).collect(),
        sheet: "sheet-import",
    }
    .print_into(session, out)?;
    let count = |outcome: &str| rows.iter().filter(|row| code(row) == outcome).count().to_string();
    let messages = &session.messages;
    session.note(&messages.say(
        "import-done",
        &[
            ("new", &count("new")),
            ("changed", &count("changed")),
            ("same", &count("same")),
            ("refused", &count("refused")),
        ],
    ));
    let mut problems: BTreeMap<&str, usize> = BTreeMap::new();
    for code in rows.iter().flat_map(|row| &row.survey.problems) {
        *problems.entry(code).or_default() += 1;
    }
    for (code, count) in problems {
        let words = messages.try_say(&format!("row-{code}"), &[]);
        let words = words.unwrap_or_else(|| code.to_owned());
        session.note(
            &messages.say("import-problem", &[("problem", &words), ("count", &count.to_string())]),
        );
    }
    Ok(())
}

/// One row for each row of the lists.
fn grid(session: &Session, messages: &Messages, rows: &[Row]) -> Grid {
    let columns = ["file", "row", "enterprise", "equipment", "outcome", "line-id", "what"];
    let mut grid = Grid::new(&columns, &["row"]);
    grid.whole = vec!["line-id", "outcome"];
    let several = rows.iter().any(|row| row.survey.file != rows[0].survey.file);
    for row in rows {
        let (outcome, line, what) = words(session, row);
        grid.row(vec![
            if several { row.survey.file.clone() } else { String::new() },
            row.survey.row.to_string(),
            row.survey.name.clone(),
            row.survey.specification.clone(),
            messages.word(&format!("import-{outcome}")),
            line,
            what,
        ]);
    }
    grid.without_empty(&["file"])
}

fn code(row: &Row) -> &'static str {
    match &row.outcome {
        Ok(Surveyed::New(_)) => "new",
        Ok(Surveyed::Changed(..)) => "changed",
        Ok(Surveyed::Same(_)) => "same",
        Err(_) => "refused",
    }
}

/// Outcome, line, and what changed, why it was refused, what is odd about it.
fn words(session: &Session, row: &Row) -> (&'static str, String, String) {
    let messages = &session.messages;
    let mut what: Vec<String> = Vec::new();
    let line = match &row.outcome {
        Ok(Surveyed::New(line) | Surveyed::Same(line)) => line.clone(),
        Ok(Surveyed::Changed(line, changes)) => {
            what.extend(changes.iter().map(|change| {
                let name = field(session, &change.field);
                let value = |text: &str| crate::words::value(session, &change.field, text);
                let (from, to) = (value(&change.from), value(&change.to));
                messages.say("import-change", &[("field", &name), ("from", &from), ("to", &to)])
            }));
            line.clone()
        }
        Err(refusal) => {
            what.push(refused(session, refusal));
            String::new()
        }
    };
    what.extend(
        row.survey
            .problems
            .iter()
            .map(|code| row.problems.get(code).cloned().unwrap_or_else(|| problem(messages, code))),
    );
    (code(row), line, what.join("\n"))
}

fn refused(session: &Session, refusal: &Refusal) -> String {
    session.refusal(refusal).words(&session.messages, "word-error").join("\n")
}

fn row_json(session: &Session, row: &Row) -> Value {
    let (outcome, line, _) = words(session, row);
    let changes: Vec<Value> = match &row.outcome {
        Ok(Surveyed::Changed(_, changes)) => changes
            .iter()
            .map(|change| json!({ "field": change.field, "from": change.from, "to": change.to }))
            .collect(),
        _ => Vec::new(),
    };
    json!({
        "file": row.survey.file, "sheet": row.survey.sheet, "row": row.survey.row, "list_id": row.survey.list_id,
        "enterprise": row.survey.name, "industry": row.survey.industry, "region": row.survey.region,
        "outcome": outcome, "line": Some(line).filter(|line| !line.is_empty()), "changes": changes,
        "verdict": row.survey.judged.as_ref().map(|judged| judged.verdict.clone()),
        "problems": row.survey.problems,
        "message": row.outcome.as_ref().err().map(|refusal| refused(session, refusal)),
        "code": row.outcome.as_ref().err().map(|refusal| refusal.code),
    })
}

fn summary(rows: &[Row], events: usize) -> Value {
    let count = |outcome: &str| rows.iter().filter(|row| code(row) == outcome).count();
    json!({
        "rows": rows.len(), "new": count("new"), "changed": count("changed"), "same": count("same"),
        "refused": count("refused"), "events": events,
    })
}
