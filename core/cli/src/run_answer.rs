//! What a run came to, as people and other programs read it: events, notes, facts to ask for, tables.

use crate::fault::Fault;
use crate::grid::{Answer, Grid};
use crate::messages::Messages;
use crate::output::Writer;
use crate::record::{event_grid, event_json, flat_events};
use crate::session::{Session, eprint};
use phaseout_workflow::{Done, Printed, SCRIPTS, Said, Table, Workflow};
use serde_json::{Value, json};
use std::fmt::Write as _;

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
pub(crate) struct Ran<'a> {
    pub(crate) session: &'a Session,
    pub(crate) script: &'a str,
    pub(crate) args: &'a [String],
    pub(crate) workflow: &'a Workflow,
    pub(crate) done: &'a Done<()>,
    pub(crate) took: i128,
}

impl Ran<'_> {
    pub(crate) fn say(&self, out: Writer) -> Result<(), Fault> {
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
    pub(crate) fn finds(&self) -> bool {
        let said = &self.done.said;
        !self.done.events.is_empty() || !said.notes.is_empty() || !said.asks.is_empty()
    }

    pub(crate) fn refused(&self) -> Option<Fault> {
        Fault::together(self.done.refused.iter().map(|refusal| self.session.refusal(refusal)))
    }

    pub(crate) fn log(&self) {
        let done = self.done;
        let rest = [
            ("head", done.head.to_string()),
            ("events", done.events.len().to_string()),
            ("applied", done.applied.to_string()),
            ("refused", done.refused.len().to_string()),
            ("steps", done.steps.to_string()),
            ("ms", self.took.to_string()),
        ];
        crate::run::log(self.session, self.workflow, self.script, &rest);
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
        let (count, head) = (done.events.len().to_string(), done.head.to_string());
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
            "head": done.head.to_string(),
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

/// Notes for other programs.
pub(crate) fn notes_json(said: &Said) -> Vec<Value> {
    let note = |note: &phaseout_workflow::DepartmentNote| {
        json!({
            "department": note.department, "subject": note.subject, "text": note.text,
            "basis": note.basis,
        })
    };
    said.notes.iter().map(note).collect()
}

/// Facts to ask for, for other programs.
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
