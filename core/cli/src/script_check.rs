//! `phaseout script check`: all that is wrong with the office's scripts, tests and settings; and where
//! nothing is, what is called when, in the order in which it is called.

use crate::fault::{Fault, Outcome};
use crate::grid::{Answer, Grid};
use crate::messages::Messages;
use crate::script_errors;
use crate::script_new::about;
use crate::scripting::{Settings, script_files};
use crate::session::{Output, Session};
use phaseout_ledger::kind::{KINDS, kind};
use phaseout_ledger::office::LEDGER_FILE;
use phaseout_ledger::{LocalDate, Office, View};
use phaseout_workflow::{
    ENDING, File, Function, Hook, Moment, SCRIPTS, ScriptError, TESTS, Workflow,
};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::Path;

pub(crate) fn check(session: &Session) -> Result<Outcome, Fault> {
    let (folder, office) = session.office()?;
    session.format()?;
    let (settings, settings_fault) = match Settings::read(folder) {
        Ok(settings) => (settings, None),
        Err(fault) => (Settings::default(), Some(fault)),
    };
    let files = script_files(folder, true)?;
    let mut errors = Vec::new();
    let workflow = Workflow::compile(&settings.room(), &files).unwrap_or_else(|found| {
        errors = found;
        Workflow::default()
    });
    let (tests, faults) = workflow.tests();
    errors.extend(faults);
    let years = years(session, folder)?;
    let dates = workflow.milestones(office.region, &years).unwrap_or_else(|found| {
        errors.extend(found);
        Vec::new()
    });
    let unused = unused(folder);
    for path in &unused {
        session.warn(&Fault::refused("script-unused").at(path));
    }
    let checked = Checked {
        session,
        files: &files,
        workflow,
        tests,
        dates,
        errors,
        unused,
        settings,
        settings_fault,
    };
    checked.say(&office)
}

/// The years whose dates matter: the last one, this one and the next, and those of plans.
fn years(session: &Session, folder: &Path) -> Result<Vec<i64>, Fault> {
    let this = i64::from(session.as_of()?.year());
    let mut years = vec![this - 1, this, this + 1];
    let path = folder.join(LEDGER_FILE);
    if path.is_file() {
        let fault = |error| session.ledger_fault(&error);
        let ledger = session.ledger()?;
        let viewed = ledger.view(View::default()).map_err(fault)?;
        years.extend(viewed.book().years().map_err(fault)?);
    }
    years.sort_unstable();
    years.dedup();
    Ok(years)
}

/// Files in the folders of scripts that look as if they were meant to be scripts or lists and are not.
fn unused(folder: &Path) -> Vec<String> {
    let scripts = folder.join(SCRIPTS);
    let mut unused = Vec::new();
    for (folder, before) in
        [(scripts.clone(), String::new()), (scripts.join(TESTS), format!("{TESTS}/"))]
    {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let meant = name.to_lowercase().contains(ENDING) && name.strip_suffix(ENDING).is_none();
            let aside =
                name.starts_with('.') || name.ends_with('~') || name.strip_suffix(".bak").is_some();
            if meant && !aside {
                unused.push(format!("{SCRIPTS}/{before}{name}"));
            }
        }
    }
    unused.sort();
    unused
}

struct Checked<'a> {
    session: &'a Session,
    files: &'a [File],
    workflow: Workflow,
    tests: Vec<Function>,
    dates: Vec<LocalDate>,
    errors: Vec<ScriptError>,
    unused: Vec<String>,
    settings: Settings,
    settings_fault: Option<Fault>,
}

impl Checked<'_> {
    fn count(&self) -> usize {
        self.errors.len() + self.settings_fault.as_ref().map_or(0, |fault| 1 + fault.more.len())
    }

    fn say(&self, office: &Office) -> Result<Outcome, Fault> {
        let (session, faulty) = (self.session, self.count() > 0);
        script_errors::print(session, &self.errors);
        if let Some(fault) = &self.settings_fault {
            session.complain(fault);
        }
        let tabular = !matches!(session.format()?, Output::Json | Output::Jsonl);
        if !(faulty && tabular) {
            Answer {
                text: &|messages| Ok(self.text(messages, office)),
                grid: &|messages| Ok(self.hooks(messages)),
                json: &|| self.json(),
                lines: &|| self.lines(),
                sheet: "sheet-scripts",
            }
            .print(session)?;
        }
        if !faulty {
            return Ok(Outcome::Done);
        }
        let words = [("files", self.files.len().to_string()), ("count", self.count().to_string())];
        let words = words.each_ref().map(|(name, value)| (*name, value.as_str()));
        session.note(&session.messages.say("script-check-faulty", &words));
        Ok(Outcome::Faults)
    }

    /// The hooks as they are called: by step, before and after; within both by file and line.
    fn ordered(&self) -> Vec<&Hook> {
        let mut hooks: Vec<&Hook> = self.workflow.hooks().iter().collect();
        hooks.sort_by_key(|hook| place_in_life(&hook.moment));
        hooks
    }

    fn hooks(&self, messages: &Messages) -> Grid {
        let mut grid = Grid::new(&["moment", "at", "function", "about"], &[]);
        grid.whole = vec!["moment"];
        for hook in self.ordered() {
            let function = &hook.function;
            let about = function.doc.lines().next().unwrap_or_default().to_owned();
            let moment = moment(messages, &hook.moment);
            grid.row(vec![moment, at(function), function.name.clone(), about]);
        }
        grid.without_empty(&["about"])
    }

    /// The scripts that do something when they are run.
    fn runs(&self) -> Vec<&File> {
        let Some(set) = self.workflow.set() else { return Vec::new() };
        let runs = |file: &&File| !file.0.contains('/') && set.does_something(&file.0);
        self.files.iter().filter(runs).collect()
    }

    fn text(&self, messages: &Messages, office: &Office) -> String {
        if self.files.is_empty() {
            return format!("{}\n", messages.word("script-check-none"));
        }
        let mut text = String::new();
        let mut part = |id: &str, grid: &Grid| {
            if !grid.rows.is_empty() {
                let _ = writeln!(text, "{}\n{}", messages.word(id), grid.text(messages));
            }
        };
        part("script-check-hooks", &self.hooks(messages));
        let mut runs = Grid::new(&["script", "about"], &[]);
        for (name, text) in self.runs() {
            runs.row(vec![name.trim_end_matches(".rhai").to_owned(), about(text)]);
        }
        part("script-check-runs", &runs);
        part("script-check-dates", &self.date_grid(messages, office));
        let mut tests = Grid::new(&["test", "at", "about"], &[]);
        for test in &self.tests {
            let about = test.doc.lines().next().unwrap_or_default().to_owned();
            tests.row(vec![test.name.clone(), at(test), about]);
        }
        part("script-check-tests", &tests.without_empty(&["about"]));
        let words = [
            ("files", self.files.len().to_string()),
            ("hooks", self.workflow.hooks().iter().count().to_string()),
            ("tests", self.tests.len().to_string()),
            ("hash", self.workflow.hash().unwrap_or("-").to_owned()),
        ];
        let words = words.each_ref().map(|(name, value)| (*name, value.as_str()));
        let _ = writeln!(text, "{}", messages.say("script-check-good", &words));
        text
    }

    fn date_grid(&self, messages: &Messages, office: &Office) -> Grid {
        let mut grid =
            Grid::new(&["year", "milestone", "on", "region", "industry", "document"], &["year"]);
        grid.whole = vec!["on"];
        for date in &self.dates {
            let of_office = date.region == office.region;
            let region = if of_office { String::new() } else { date.region.to_string() };
            grid.row(vec![
                date.year.to_string(),
                milestone(messages, date.milestone),
                date.date.to_string(),
                region,
                crate::status::industry(messages, &date.industry),
                date.document.clone(),
            ]);
        }
        grid.without_empty(&["region", "industry"])
    }

    fn json(&self) -> Value {
        let messages = &self.session.messages;
        let errors = self.errors.iter().map(|error| script_errors::json(messages, error));
        let fault = self.settings_fault.iter().map(|fault| {
            json!({ "code": "office", "message": fault.words(messages, "word-error").join("\n") })
        });
        json!({
            "schema": "phaseout.script-check/1",
            "good": self.count() == 0,
            "script_set": self.workflow.hash(),
            "files": self.files.iter().map(|(name, _)| script_errors::path(name)).collect::<Vec<_>>(),
            "hooks": self.ordered().into_iter().map(hook_json).collect::<Vec<_>>(),
            "steps": self.workflow.hooks().steps().collect::<Vec<_>>(),
            "runs": self.runs().iter().map(|(name, text)| {
                json!({ "name": name.trim_end_matches(".rhai"), "about": about(text) })
            }).collect::<Vec<_>>(),
            "dates": self.dates.iter().map(|date| json!({
                "year": date.year, "milestone": date.milestone, "date": date.date.to_string(),
                "region": date.region.to_string(), "industry": date.industry, "who": date.who,
                "document": date.document, "script": script_errors::path(&date.script),
            })).collect::<Vec<_>>(),
            "tests": self.tests.iter().map(function_json).collect::<Vec<_>>(),
            "unused": self.unused,
            "reload_runs_tests": self.settings.tests,
            "errors": errors.chain(fault).collect::<Vec<_>>(),
        })
    }

    /// Hooks one by one, then the check itself.
    fn lines(&self) -> Vec<Value> {
        let typed = |kind: &str, mut value: Value| {
            if let Some(object) = value.as_object_mut() {
                object.insert("type".to_owned(), kind.into());
            }
            value
        };
        let hooks = self.ordered().into_iter().map(|hook| typed("hook", hook_json(hook)));
        hooks.chain([typed("check", self.json())]).collect()
    }
}

/// Where a moment stands among all: steps in the order of a line's life, then those of the office's own.
fn place_in_life(moment: &Moment) -> (usize, String, u8) {
    let of_step = |id: &str, phase| {
        let place = KINDS.iter().position(|kind| kind.id == id);
        let own = if place.is_none() { id.to_owned() } else { String::new() };
        (place.unwrap_or(KINDS.len()), own, phase)
    };
    match moment {
        Moment::Before(id) => of_step(id, 0),
        Moment::Step(id) => of_step(id, 1),
        Moment::After(id) => of_step(id, 2),
        Moment::Milestones => (usize::MAX, String::new(), 0),
        Moment::MonthEnd => (usize::MAX, String::new(), 1),
        Moment::Due => (usize::MAX, String::new(), 2),
    }
}

/// The id of a moment, and of the step that it is about.
fn ids(moment: &Moment) -> (&'static str, Option<&str>) {
    match moment {
        Moment::Before(id) => ("before", Some(id)),
        Moment::After(id) => ("after", Some(id)),
        Moment::Step(id) => ("step", Some(id)),
        Moment::Milestones => ("milestones", None),
        Moment::MonthEnd => ("on-month-end", None),
        Moment::Due => ("on-due", None),
    }
}

fn moment(messages: &Messages, moment: &Moment) -> String {
    let (id, step) = ids(moment);
    let step = step.map(|id| kind(id).map_or(id, |kind| messages.choose(kind.zh, id)));
    messages.say(&format!("script-moment-{id}"), &[("step", step.unwrap_or_default())])
}

/// A milestone's name in the language of messages.
fn milestone(messages: &Messages, id: &str) -> String {
    let zh = phaseout_ledger::milestones::MILESTONES.iter().find(|(own, _)| *own == id);
    messages.choose(zh.map_or(id, |(_, zh)| zh), id).to_owned()
}

fn at(function: &Function) -> String {
    format!("{}:{}", script_errors::path(&function.script), function.line)
}

fn hook_json(hook: &Hook) -> Value {
    let (moment, step) = ids(&hook.moment);
    let mut value = function_json(&hook.function);
    if let Some(object) = value.as_object_mut() {
        object.insert("moment".to_owned(), moment.replace('-', "_").into());
        object.insert("step".to_owned(), step.into());
    }
    value
}

fn function_json(function: &Function) -> Value {
    json!({
        "function": function.name, "path": script_errors::path(&function.script),
        "line": function.line, "about": function.doc.lines().next(),
    })
}
