//! `phaseout run`: a script, shown as the events it would record, or recorded in one transaction.

use crate::fault::{Fault, Outcome};
use crate::grid::{Answer, Grid};
use crate::messages::Messages;
use crate::output::Writer;
use crate::record::{event_grid, event_json, flat_events};
use crate::scripting::{Settings, script_files};
use crate::session::{Session, eprint};
use clap::Args;
use phaseout_ledger::Head;
use phaseout_workflow::{
    At, Done, Failed, File, Keep, Moment, Printed, SCRIPTS, Said, Table, Workflow, nearest,
    printed, script_file,
};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Runs a script of the office and shows the events that it would record.
///
/// SCRIPT is a file of the office's scripts/, with or without .rhai, or the path of another file; `on_month_end`
/// and `on_due` call the hooks of these names. What follows `--` is handed to the script as `args`.
#[derive(Debug, Args)]
pub(crate) struct Run {
    /// The script
    #[arg(value_name = "SCRIPT")]
    script: String,
    /// Record the events, all or none
    #[arg(long)]
    apply: bool,
    /// Record only if the record still ends on this head
    #[arg(long, value_name = "SEQ:HASH", requires = "apply")]
    head: Option<String>,
    /// What the script finds as `args`
    #[arg(last = true, value_name = "ARG")]
    args: Vec<String>,
}

/// What is run.
enum Work {
    Script(String),
    Hook(Moment),
}

pub(crate) fn run(session: &Session, args: &Run) -> Result<Outcome, Fault> {
    let begun = Session::now();
    let (folder, office) = session.office()?;
    let keep = keep(args)?;
    let (workflow, work) = found(session, folder, &args.script)?;
    let place = session.place(office, args.args.clone())?;
    session.format()?;
    let out = Writer::open(session)?;
    let (ledger, desk) = session.recording()?;
    let at = At { ledger, desk };
    let outcome = match &work {
        Work::Script(name) => workflow.run(place, at, name, &keep),
        Work::Hook(moment) => workflow.scheduled(place, at, moment, &keep).map(without_count),
    };
    let took = Session::now().duration_since(begun).as_millis();
    match outcome {
        Ok(done) => {
            let ran = Ran {
                session,
                script: &args.script,
                args: &args.args,
                workflow: &workflow,
                done: &done,
                took,
            };
            ran.say(out)?;
            ran.log();
            changed_meanwhile(session, folder, &workflow);
            if let Some(fault) = ran.refused() {
                return Err(fault);
            }
            Ok(session.finish(ran.finds()))
        }
        Err(failed) => {
            say_printed(&printed());
            log(
                session,
                &workflow,
                &args.script,
                &[("failed", code_of(&failed)), ("ms", took.to_string())],
            );
            Err(session.failed(&failed))
        }
    }
}

fn without_count(done: Done<usize>) -> Done<()> {
    Done {
        answer: (),
        head: done.head,
        events: done.events,
        applied: done.applied,
        refused: done.refused,
        said: done.said,
        printed: done.printed,
        steps: done.steps,
    }
}

fn keep(args: &Run) -> Result<Keep, Fault> {
    let Some(text) = &args.head else {
        return Ok(if args.apply { Keep::Apply } else { Keep::Plan });
    };
    crate::ledger::head_of(text).map(Keep::ApplyOn)
}

/// The scripts with the one that is asked for among them.
fn found(session: &Session, folder: &Path, asked: &str) -> Result<(Workflow, Work), Fault> {
    let room = Settings::read(folder)?.room();
    let mut files = script_files(folder, false)?;
    let hook = match asked {
        "on_month_end" => Some(Moment::MonthEnd),
        "on_due" => Some(Moment::Due),
        _ => None,
    };
    if let Some(moment) = hook {
        let workflow = session.compiled(&room, &files)?;
        if workflow.hooks().at(&moment).next().is_none() {
            return Err(Fault::refused("run-no-hook").with("hook", asked));
        }
        return Ok((workflow, Work::Hook(moment)));
    }
    let name = named(folder, asked, &mut files)?;
    let workflow = session.compiled(&room, &files)?;
    if !workflow.set().is_some_and(|set| set.does_something(&name)) {
        return Err(Fault::refused("run-nothing").at(&format!("{SCRIPTS}/{name}")));
    }
    Ok((workflow, Work::Script(name)))
}

/// The name of a script in the set; a file from elsewhere is added to it.
fn named(folder: &Path, asked: &str, files: &mut Vec<File>) -> Result<String, Fault> {
    let own = script_file(asked);
    if files.iter().any(|(name, _)| *name == own) {
        return Ok(own);
    }
    let path = PathBuf::from(asked);
    let path = if path.is_file() { path } else { PathBuf::from(&own) };
    if !path.is_file() {
        let known: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
        let mut fault = Fault::refused("run-unknown").at(asked).with("known", &known.join(" "));
        fault.suggestion = nearest(&own, known.iter().copied()).map(str::to_owned);
        return Err(fault);
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let real = |path: &Path| std::fs::canonicalize(path).ok();
    let in_office = real(&path) == real(&folder.join(SCRIPTS).join(&name));
    if in_office && real(&path).is_some() {
        return Ok(name);
    }
    if files.iter().any(|(own, _)| *own == name) {
        return Err(Fault::refused("run-name-taken").at(asked).with("name", &name));
    }
    let text = std::fs::read_to_string(&path).map_err(|error| {
        Fault::refused("script-unreadable").at(asked).with("detail", &error.to_string())
    })?;
    files.push((name.clone(), text));
    Ok(name)
}

pub(crate) fn code_of(failed: &Failed) -> String {
    match failed {
        Failed::Ledger(phaseout_ledger::LedgerError::Refused(refusals)) => {
            refusals.first().map_or("refused", |refusal| refusal.code).to_owned()
        }
        Failed::Ledger(phaseout_ledger::LedgerError::Store { code, .. }) => (*code).to_owned(),
        Failed::Script(error) => error.code.to_owned(),
        Failed::Trouble(_) => "trouble".to_owned(),
        Failed::Moved { .. } => "moved".to_owned(),
    }
}

/// The one line that a run leaves in a log: when, what, by which scripts, with what outcome.
fn log(session: &Session, workflow: &Workflow, script: &str, rest: &[(&str, String)]) {
    let now = Session::now().strftime("%Y-%m-%dT%H:%M:%SZ");
    let set = workflow.hash().unwrap_or("-");
    let rest: Vec<String> = rest.iter().map(|(name, value)| format!("{name}={value}")).collect();
    session.note(&format!("{now} run script={script} script_set={set} {}", rest.join(" ")));
}

/// A run ends on the scripts that it began with; whoever changed them meanwhile is told.
fn changed_meanwhile(session: &Session, folder: &Path, workflow: &Workflow) {
    let (Ok(files), Some(set)) = (script_files(folder, false), workflow.set()) else { return };
    let same = files.iter().all(|(name, text)| set.has(name, text));
    if !same {
        session.note(&session.messages.word("run-changed-meanwhile"));
    }
}

/// What scripts said beside the events that they took part in.
pub(crate) fn say_beside(session: &Session, done: &Done<()>) {
    say_said(session, &done.said, &done.printed);
}

/// The same of any work: notes, facts to ask for and what was printed, on standard error.
pub(crate) fn say_said(session: &Session, said: &Said, printed: &[Printed]) {
    say_printed(printed);
    let text = said_text(session, &session.messages, said);
    if !text.is_empty() {
        session.note(text.trim_end());
    }
}

pub(crate) fn say_printed(lines: &[Printed]) {
    for line in lines {
        match &line.place {
            Some((script, number)) => {
                eprint(&format!("{SCRIPTS}/{script}:{number}: {}", line.text));
            }
            None => eprint(&line.text),
        }
    }
}

/// A run that came to its end.
struct Ran<'a> {
    session: &'a Session,
    script: &'a str,
    args: &'a [String],
    workflow: &'a Workflow,
    done: &'a Done<()>,
    took: i128,
}

impl Ran<'_> {
    fn say(&self, out: Writer) -> Result<(), Fault> {
        say_printed(&self.done.printed);
        Answer {
            text: &|messages| Ok(self.text(messages)),
            grid: &|_| Ok(flat_events(&self.done.events)),
            json: &|| self.json(),
            lines: &|| self.lines(),
            sheet: "sheet-record",
        }
        .print_into(self.session, out)?;
        Ok(())
    }

    /// Whether there is anything that somebody has to look at.
    fn finds(&self) -> bool {
        let said = &self.done.said;
        !self.done.events.is_empty() || !said.notes.is_empty() || !said.asks.is_empty()
    }

    fn refused(&self) -> Option<Fault> {
        Fault::together(self.done.refused.iter().map(|refusal| self.session.refusal(refusal)))
    }

    fn log(&self) {
        let done = self.done;
        let rest = [
            ("head", head(&done.head)),
            ("events", done.events.len().to_string()),
            ("applied", done.applied.to_string()),
            ("refused", done.refused.len().to_string()),
            ("steps", done.steps.to_string()),
            ("ms", self.took.to_string()),
        ];
        log(self.session, self.workflow, self.script, &rest);
    }

    fn text(&self, messages: &Messages) -> String {
        let done = self.done;
        let mut text = String::new();
        if done.events.is_empty() {
            let _ = writeln!(text, "{}", messages.word("run-no-events"));
        } else {
            text.push_str(&event_grid(self.session, &done.events).text(messages));
        }
        text.push_str(&said_text(self.session, messages, &done.said));
        let id = match (done.applied, done.events.is_empty()) {
            (true, _) => "run-applied",
            (false, true) => "run-nothing-planned",
            (false, false) => "run-planned",
        };
        let (count, head) = (done.events.len().to_string(), head(&done.head));
        let command = self.command(&head);
        let words =
            [("count", count.as_str()), ("head", head.as_str()), ("command", command.as_str())];
        let _ = writeln!(text, "\n{}", messages.say(id, &words));
        text
    }

    /// The command that records what was shown.
    fn command(&self, head: &str) -> String {
        let mut command = format!("phaseout run {}", quoted(self.script));
        if let Some(day) = &self.session.common.as_of {
            let _ = write!(command, " --as-of {}", quoted(day));
        }
        let _ = write!(command, " --apply --head {head}");
        if !self.args.is_empty() {
            let args: Vec<String> = self.args.iter().map(|arg| quoted(arg)).collect();
            let _ = write!(command, " -- {}", args.join(" "));
        }
        command
    }

    fn json(&self) -> Value {
        let done = self.done;
        json!({
            "schema": "phaseout.run/1",
            "script": self.script,
            "script_set": self.workflow.hash(),
            "as_of": self.session.as_of().map(|day| day.to_string()).unwrap_or_default(),
            "head": head(&done.head),
            "applied": done.applied,
            "events": done.events.iter().map(event_json).collect::<Vec<_>>(),
            "notes": notes_json(&self.done.said),
            "asks": asks_json(&self.done.said),
            "reports": done.said.tables.iter().map(table_json).collect::<Vec<_>>(),
            "printed": done.printed.iter().map(|line| line.text.clone()).collect::<Vec<_>>(),
            "refused": done.refused.iter().map(|refusal| self.refusal(refusal)).collect::<Vec<_>>(),
            "steps": done.steps,
            "took_ms": i64::try_from(self.took).unwrap_or(i64::MAX),
        })
    }

    fn refusal(&self, refusal: &phaseout_ledger::Refusal) -> Value {
        let arguments: serde_json::Map<String, Value> = refusal
            .arguments
            .iter()
            .map(|(name, value)| ((*name).to_owned(), Value::from(value.clone())))
            .collect();
        let words = self.session.refusal(refusal).words(&self.session.messages, "word-error");
        json!({
            "code": refusal.code, "subject": refusal.subject, "arguments": arguments,
            "message": words.join("\n"),
        })
    }

    /// Each as an object that says what it is, the run itself last.
    fn lines(&self) -> Vec<Value> {
        let typed = |kind: &str, mut value: Value| {
            if let Some(object) = value.as_object_mut() {
                object.insert("type".to_owned(), kind.into());
            }
            value
        };
        let mut lines: Vec<Value> = Vec::new();
        lines.extend(self.done.events.iter().map(|event| typed("event", event_json(event))));
        lines.extend(notes_json(&self.done.said).into_iter().map(|note| typed("note", note)));
        lines.extend(asks_json(&self.done.said).into_iter().map(|ask| typed("ask", ask)));
        lines.extend(self.done.said.tables.iter().map(|table| typed("report", table_json(table))));
        let mut whole = self.json();
        if let Some(object) = whole.as_object_mut() {
            for own in ["events", "notes", "asks", "reports"] {
                object.remove(own);
            }
        }
        lines.push(typed("run", whole));
        lines
    }
}

pub(crate) fn notes_json(said: &Said) -> Vec<Value> {
    let note = |note: &phaseout_workflow::DepartmentNote| {
        json!({
            "department": note.department, "subject": note.subject, "text": note.text,
            "basis": note.basis,
        })
    };
    said.notes.iter().map(note).collect()
}

pub(crate) fn asks_json(said: &Said) -> Vec<Value> {
    let ask = |ask: &phaseout_workflow::Ask| json!({ "subject": ask.subject, "attribute": ask.attribute, "whom": ask.whom });
    said.asks.iter().map(ask).collect()
}

/// Notes, facts to ask for and tables, each under its heading.
pub(crate) fn said_text(session: &Session, messages: &Messages, said: &Said) -> String {
    let mut text = String::new();
    if !said.notes.is_empty() {
        let mut grid = Grid::new(&["department", "subject", "text", "basis"], &[]);
        for note in &said.notes {
            let subject = crate::words::subject(messages, &note.subject);
            grid.row(vec![
                note.department.clone(),
                subject,
                note.text.clone(),
                note.basis.join("、"),
            ]);
        }
        let grid = grid.without_empty(&["subject", "basis"]);
        let _ = write!(text, "\n{}\n{}", messages.word("run-notes"), grid.text(messages));
    }
    if !said.asks.is_empty() {
        let mut grid = Grid::new(&["subject", "attribute", "whom"], &[]);
        for ask in &said.asks {
            let attribute = session.in_words(&ask.attribute);
            grid.row(vec![ask.subject.clone(), attribute, ask.whom.clone()]);
        }
        let grid = grid.without_empty(&["whom"]);
        let _ = write!(text, "\n{}\n{}", messages.word("run-asks"), grid.text(messages));
    }
    for table in &said.tables {
        let _ = write!(text, "\n{}\n{}", table.name, table_text(messages, table));
    }
    text
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let plain = |sign: char| sign.is_alphanumeric() || "-_./:,=@".contains(sign);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

fn head(head: &Head) -> String {
    format!("{}:{}", head.seq, head.hash)
}

/// A table of a script on the terminal; its columns are the script's own words.
fn table_text(messages: &Messages, table: &Table) -> String {
    if table.rows.is_empty() {
        return format!("{}\n", messages.word("run-no-rows"));
    }
    let columns: Vec<&str> = table.columns.iter().map(String::as_str).collect();
    let mut shown = crate::table::with_heads(&columns);
    for row in &table.rows {
        shown.add_row(row.clone());
    }
    format!("{shown}\n")
}

pub(crate) fn table_json(table: &Table) -> Value {
    let row = |cells: &Vec<String>| -> Value {
        let pairs = table.columns.iter().cloned().zip(cells.iter().cloned().map(Value::from));
        Value::Object(pairs.collect())
    };
    json!({
        "name": table.name, "columns": table.columns,
        "rows": table.rows.iter().map(row).collect::<Vec<_>>(),
    })
}
