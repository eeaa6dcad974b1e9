//! `phaseout script test`: the office's tests, each on a fresh copy of a small ledger; what a failing one
//! had recorded is shown with it.

use crate::fault::{Fault, Outcome};
use crate::grid::{Answer, Grid};
use crate::messages::Messages;
use crate::record::{event_grid, event_json};
use crate::run::code_of;
use crate::run_answer::{asks_json, notes_json, said_text, table_json};
use crate::script::Test;
use crate::scripting::{Settings, script_files};
use crate::session::Session;
use crate::{script_coverage, script_errors};
use phaseout_ledger::{Desk, Ledger, OnDate};
use phaseout_model::Date;
use phaseout_workflow::{
    At, Coverage, Failed, Function, Place, SCRIPTS, SMALL_LEDGER, ScriptError, TESTS, Tested,
    Workflow, nearest, small_ledger,
};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// The list that the lines of tests are taken from, where the office has its own.
pub(crate) const LIST: &str = "lines.csv";

/// The day of the survey, unless `office.toml` names another.
const SURVEYED_ON: &str = "2012-12-01";

pub(crate) fn test(session: &Session, args: &Test) -> Result<Outcome, Fault> {
    let (folder, office) = session.office()?;
    session.format()?;
    let settings = Settings::read(folder)?;
    let files = script_files(folder, true)?;
    let mut workflow = session.compiled(&settings.room(), &files)?;
    let script_set = workflow.hash().map(str::to_owned);
    let coverage = args.coverage.then(|| Coverage::of(&files));
    if let Some(coverage) = &coverage {
        workflow = session.compiled(&coverage.room(settings.room()), coverage.files())?;
    }
    let (tests, faults) = workflow.tests();
    let tests = chosen(&tests, &args.names)?;
    let place = session.place(office, Vec::new())?;
    let bench = Bench::new(session, folder, place, &settings, tests.is_empty())?;
    let mut done = Vec::new();
    for function in tests {
        let mut tested = bench.test(session, &workflow, function)?;
        if let Some(coverage) = &coverage {
            tested.failure = tested.failure.map(|failed| coverage.placed(failed));
        }
        done.push((function, tested));
    }
    let all = Report { session, script_set, faults: &faults, done: &done, coverage, bench: &bench };
    all.print()
}

/// The tests that are named: by file or by function; all of them where none is.
fn chosen<'t>(tests: &'t [Function], names: &[String]) -> Result<Vec<&'t Function>, Fault> {
    let file = |test: &'t Function| test.script.trim_start_matches("tests/");
    let stem = |test: &'t Function| file(test).trim_end_matches(".rhai");
    let is = |test: &'t Function, name: &str| {
        let name = name.trim_start_matches("scripts/").trim_start_matches("tests/");
        name == test.name || name == file(test) || name == stem(test)
    };
    let unknown = names.iter().filter(|name| !tests.iter().any(|test| is(test, name)));
    let faults = unknown.map(|name| {
        let known = tests.iter().flat_map(|test| [stem(test), test.name.as_str()]);
        let mut fault = Fault::usage("script-tests-unknown").with("name", name);
        fault.suggestion = nearest(name, known).map(str::to_owned);
        fault
    });
    if let Some(fault) = Fault::together(faults) {
        return Err(fault);
    }
    let wanted = |test: &&'t Function| names.is_empty() || names.iter().any(|name| is(test, name));
    Ok(tests.iter().filter(wanted).collect())
}

/// Where tests run: the small ledger that each has a copy of.
pub(crate) struct Bench {
    folder: tempfile::TempDir,
    desk: Desk,
    place: Place,
    surveyed: Date,
    /// The office's own list, from its folder.
    list: Option<String>,
}

impl Bench {
    pub(crate) fn new(
        session: &Session,
        office: &Path,
        place: Place,
        settings: &Settings,
        idle: bool,
    ) -> Result<Self, Fault> {
        let surveyed = settings.tests_on.unwrap_or_else(|| SURVEYED_ON.parse().expect("a date"));
        // Tests begin on the day of the survey, unless `--as-of` says another.
        let today = if session.common.as_of.is_some() { place.today } else { surveyed };
        let desk = session.desk(place.office.clone());
        let place = Place { today, ..place };
        let folder = tempfile::Builder::new().prefix("phaseout-tests-").tempdir();
        let folder = folder.map_err(|error| Fault::write("-", &error))?;
        let own = format!("{SCRIPTS}/{TESTS}/{LIST}");
        let path = office.join(&own);
        let list = path.is_file().then_some(own);
        let bench = Self { folder, desk, place, surveyed, list };
        if !idle {
            bench.survey(session, &path)?;
        }
        Ok(bench)
    }

    fn ledger(&self) -> PathBuf {
        self.folder.path().join("ledger.db")
    }

    /// Makes the ledger that every test begins with.
    fn survey(&self, session: &Session, path: &Path) -> Result<(), Fault> {
        let shown = path.display().to_string();
        let list = match self.list {
            None => SMALL_LEDGER.as_bytes().to_vec(),
            Some(_) => std::fs::read(path).map_err(|error| {
                let detail = error.to_string();
                Fault::refused("script-tests-list").at(&shown).with("detail", &detail)
            })?,
        };
        let generation = self.place.around.generation();
        let generation = generation.map_err(|trouble| session.failed(&Failed::Trouble(trouble)))?;
        let on = OnDate::day(self.surveyed);
        let refused = small_ledger(&self.ledger(), &self.desk, &generation, (list, on));
        let refused = refused.map_err(|error| match error {
            Ok(error) => Fault::ledger(&error).at(&shown),
            Err(detail) => Fault::refused("script-tests-list").at(&shown).with("detail", &detail),
        })?;
        for refusal in refused {
            session.warn(&session.refusal(&refusal));
        }
        Ok(())
    }

    pub(crate) fn test(
        &self,
        session: &Session,
        workflow: &Workflow,
        test: &Function,
    ) -> Result<Tested, Fault> {
        let copy = self.folder.path().join("test.db");
        let copied = std::fs::copy(self.ledger(), &copy);
        copied.map_err(|error| Fault::write(&copy.display().to_string(), &error))?;
        let ledger = Ledger::open(&copy).map_err(|error| Fault::ledger(&error))?;
        let at = At { ledger, desk: self.desk.clone() };
        workflow.test(self.place.clone(), at, test).map_err(|failed| session.failed(&failed))
    }
}

/// What all tests came to.
struct Report<'a> {
    session: &'a Session,
    script_set: Option<String>,
    faults: &'a [ScriptError],
    done: &'a [(&'a Function, Tested)],
    coverage: Option<Coverage>,
    bench: &'a Bench,
}

impl Report<'_> {
    fn print(&self) -> Result<Outcome, Fault> {
        script_errors::print(self.session, self.faults);
        Answer {
            text: &|messages| Ok(self.text(messages)),
            grid: &|_| Ok(self.grid(str::to_owned)),
            json: &|| self.json(),
            lines: &|| self.done.iter().map(|(test, tested)| self.test(test, tested)).collect(),
            sheet: "sheet-script-tests",
        }
        .print(self.session)?;
        let fails = self.failed() > 0 || !self.faults.is_empty();
        Ok(if fails { Outcome::Faults } else { Outcome::Done })
    }

    fn failed(&self) -> usize {
        self.done.iter().filter(|(_, tested)| tested.failure.is_some()).count()
    }

    fn grid(&self, word: impl Fn(&str) -> String) -> Grid {
        let mut grid =
            Grid::new(&["test", "at", "outcome", "recorded-events"], &["recorded-events"]);
        grid.whole = vec!["at", "outcome"];
        for (test, tested) in self.done {
            let events = tested.events.len().to_string();
            let outcome = word(outcome(tested));
            grid.row(vec![test.name.clone(), place(test), outcome, events]);
        }
        grid
    }

    fn text(&self, messages: &Messages) -> String {
        let mut text = String::new();
        if !self.done.is_empty() {
            let word = |outcome: &str| messages.word(&format!("script-tests-{outcome}"));
            text.push_str(&self.grid(word).text(messages));
        }
        for (test, tested) in self.done {
            if let Some(failed) = &tested.failure {
                text.push_str(&self.failure(messages, test, tested, failed));
            }
        }
        if let Some(coverage) = &self.coverage {
            text.push_str(&script_coverage::text(messages, coverage));
        }
        let (all, failed) = (self.done.len(), self.failed());
        let id = if all == 0 { "script-tests-absent" } else { "script-tests-done" };
        let list =
            self.bench.list.clone().unwrap_or_else(|| messages.word("script-tests-built-in"));
        let words = [
            ("passed", (all - failed).to_string()),
            ("failed", failed.to_string()),
            ("list", list),
            ("date", self.bench.surveyed.to_string()),
        ];
        let words = words.each_ref().map(|(name, value)| (*name, value.as_str()));
        let _ = writeln!(text, "\n{}", messages.say(id, &words));
        text
    }

    /// A failing test: why, where, and what stood in its ledger by then.
    fn failure(
        &self,
        messages: &Messages,
        function: &Function,
        tested: &Tested,
        failed: &Failed,
    ) -> String {
        let place = place(function);
        let words = [("test", function.name.as_str()), ("place", place.as_str())];
        let mut text = format!("\n{}\n", messages.say("script-tests-failure", &words));
        match failed {
            Failed::Script(error) => text.push_str(&script_errors::text(messages, error)),
            other => {
                let words = self.session.failed(other).words(messages, "word-error");
                text.push_str(&words.join("\n"));
            }
        }
        text.push('\n');
        for line in &tested.printed {
            let _ = writeln!(text, "{}", line.text);
        }
        if tested.events.is_empty() {
            let _ = writeln!(text, "{}", messages.word("script-tests-no-events"));
        } else {
            let _ = writeln!(text, "{}", messages.word("script-tests-events"));
            text.push_str(&event_grid(self.session, &tested.events).text(messages));
        }
        text.push_str(&said_text(self.session, messages, &tested.said));
        text
    }

    fn json(&self) -> Value {
        let messages = &self.session.messages;
        let failed = self.failed();
        let tests = self.done.iter().map(|(test, tested)| self.test(test, tested));
        let faults = self.faults.iter().map(|error| script_errors::json(messages, error));
        json!({
            "schema": "phaseout.script-test/1",
            "script_set": self.script_set,
            "list": self.bench.list,
            "surveyed_on": self.bench.surveyed.to_string(),
            "as_of": self.bench.place.today.to_string(),
            "tests": tests.collect::<Vec<_>>(),
            "faults": faults.collect::<Vec<_>>(),
            "passed": self.done.len() - failed,
            "failed": failed,
            "coverage": self.coverage.as_ref().map(script_coverage::json),
        })
    }

    fn test(&self, test: &Function, tested: &Tested) -> Value {
        json!({
            "name": test.name,
            "path": script_errors::path(&test.script),
            "line": test.line,
            "about": test.doc.lines().next(),
            "outcome": outcome(tested),
            "failure": tested.failure.as_ref().map(|failed| self.why(failed)),
            "events": tested.events.iter().map(event_json).collect::<Vec<_>>(),
            "notes": notes_json(&tested.said),
            "asks": asks_json(&tested.said),
            "reports": tested.said.tables.iter().map(table_json).collect::<Vec<_>>(),
            "printed": tested.printed.iter().map(|line| line.text.clone()).collect::<Vec<_>>(),
            "steps": tested.steps,
        })
    }

    fn why(&self, failed: &Failed) -> Value {
        let messages = &self.session.messages;
        match failed {
            Failed::Script(error) => script_errors::json(messages, error),
            other => {
                let words = self.session.failed(other).words(messages, "word-error");
                json!({ "code": code_of(other), "message": words.join("\n") })
            }
        }
    }
}

fn outcome(tested: &Tested) -> &'static str {
    if tested.failure.is_some() { "failed" } else { "passed" }
}

/// Where a test stands.
fn place(test: &Function) -> String {
    format!("{}:{}", script_errors::path(&test.script), test.line)
}
