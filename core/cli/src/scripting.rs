//! The office's scripts for commands: found, compiled, given what they need, and their failures told.

use crate::fault::Fault;
use crate::memory::footprint;
use crate::script_errors;
use crate::session::Session;
use phaseout_host::{Generation, Industry};
use phaseout_ledger::office::{OFFICE_FILE, line_of};
use phaseout_ledger::{LocalDate, Office, Refusal};
use phaseout_model::{Date, PartialDate, Problem};
use phaseout_screening::RunError;
use phaseout_workflow::{
    Failed, File, Limits, Place, Room, ScriptError, Surroundings, Trouble, Workflow, files,
};
use std::path::Path;
use std::sync::{Arc, OnceLock};

/// `[scripts]` of an `office.toml`: what a reload has to pass, and the limits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Settings {
    /// Whether the office's tests run before a changed set comes into force.
    pub(crate) tests: bool,
    /// The day on which the lines of tests are surveyed, where the office says one.
    pub(crate) tests_on: Option<Date>,
    /// The limits in force.
    pub(crate) limits: Limits,
}

/// The table of `office.toml`.
const SCRIPTS: &str = "scripts";
/// The keys of `[scripts]` that are no limits.
const RUN_TESTS: &str = "tests";
const TESTS_ON: &str = "tests_on";

impl Settings {
    /// Reads them from an office's folder.
    pub(crate) fn read(folder: &Path) -> Result<Self, Fault> {
        let path = folder.join(OFFICE_FILE);
        let shown = path.display().to_string();
        let text = std::fs::read_to_string(&path).map_err(|error| {
            Fault::refused("office-unreadable").at(&shown).with("detail", &error.to_string())
        })?;
        let place = |keys: &[&str]| match line_of(&text, keys) {
            Some(line) => format!("{shown}:{line}"),
            None => shown.clone(),
        };
        // Whether the file is good TOML was found when the office was read.
        let table: toml::Table = text.parse().unwrap_or_default();
        let Some(scripts) = table.get(SCRIPTS) else { return Ok(Self::default()) };
        let not = |key: &str, value: &toml::Value| {
            let keys = if key == SCRIPTS { vec![SCRIPTS] } else { vec![SCRIPTS, key] };
            Fault::refused("script-scripts-not-a-number")
                .at(&place(&keys))
                .with("key", key)
                .with("value", &value.to_string())
        };
        let mut scripts = scripts.as_table().cloned().ok_or_else(|| not(SCRIPTS, scripts))?;
        let tests = match scripts.remove(RUN_TESTS) {
            None => false,
            Some(value) => value.as_bool().ok_or_else(|| not(RUN_TESTS, &value))?,
        };
        let tests_on = match scripts.remove(TESTS_ON) {
            None => None,
            Some(value) => Some(day_of(&value).ok_or_else(|| {
                let value = value.to_string();
                Fault::refused("scripts-tests-on")
                    .at(&place(&[SCRIPTS, TESTS_ON]))
                    .with("value", &value)
            })?),
        };
        let limits = Limits::lowered(&scripts).map_err(|errors| {
            let faults = errors.iter().map(|error| {
                let key = error.arguments.iter().find(|(name, _)| *name == "key");
                let key = key.map_or("", |(_, key)| key.as_str());
                let mut fault =
                    Fault::refused(&format!("script-{}", error.code)).at(&place(&[SCRIPTS, key]));
                for (name, value) in &error.arguments {
                    if *name == "near" {
                        fault.suggestion = Some(value.clone()).filter(|near| !near.is_empty());
                    }
                    fault = fault.with(name, value);
                }
                fault
            });
            Fault::together(faults).unwrap_or_else(|| Fault::refused("script-scripts-not-a-number"))
        })?;
        Ok(Self { tests, tests_on, limits })
    }

    /// The room that its scripts are compiled in.
    pub(crate) fn room(&self) -> Room {
        Room::of_office(self.limits, footprint)
    }
}

/// A day as TOML writes it, or as a text.
fn day_of(value: &toml::Value) -> Option<Date> {
    let text = match value {
        toml::Value::Datetime(day) => day.to_string(),
        toml::Value::String(text) => text.clone(),
        _ => return None,
    };
    PartialDate::parse(&text).map(PartialDate::last_day)
}

impl Session {
    /// The office's scripts, without their tests. An office without scripts has a workflow in which nothing
    /// takes part; one whose scripts are wrong records nothing, for a `before_` might have refused it.
    pub(crate) fn workflow(&self) -> Result<Workflow, Fault> {
        let Some(folder) = self.office.as_deref() else { return Ok(Workflow::default()) };
        let files = script_files(folder, false)?;
        if files.is_empty() {
            return Ok(Workflow::default());
        }
        self.compiled(&Settings::read(folder)?.room(), &files)
    }

    /// Files as a workflow, or all that is wrong with them, printed.
    pub(crate) fn compiled(&self, room: &Room, files: &[File]) -> Result<Workflow, Fault> {
        Workflow::compile(room, files).map_err(|errors| self.faulty(&errors))
    }

    /// All that is wrong with scripts, printed.
    fn faulty(&self, errors: &[ScriptError]) -> Fault {
        script_errors::print(self, errors);
        Fault::refused("scripts-faulty").with("count", &errors.len().to_string())
    }

    /// Where and when scripts work.
    pub(crate) fn place(&self, office: Office, args: Vec<String>) -> Result<Place, Fault> {
        let region = self.region()?.unwrap_or(office.region);
        let today = self.as_of()?;
        Ok(Place { office, region, today, args, around: Arc::new(Around::of(self)) })
    }

    /// The same for scripts that judge by plugins and criteria which are loaded already.
    pub(crate) fn place_with(
        &self,
        office: Office,
        generation: &Arc<Generation>,
    ) -> Result<Place, Fault> {
        let around =
            Around { session: self.clone(), generation: OnceLock::from(Arc::clone(generation)) };
        Ok(Place { around: Arc::new(around), ..self.place(office, Vec::new())? })
    }

    /// What work of scripts came to nothing for.
    pub(crate) fn failed(&self, failed: &Failed) -> Fault {
        match failed {
            Failed::Ledger(error) => self.ledger_fault(error),
            Failed::Script(error) => script_errors::fault(self, error),
            Failed::Trouble(Trouble(words)) => {
                let mut fault = Fault::refused("scripts-trouble");
                fault.lines = words.lines().map(str::to_owned).collect();
                fault
            }
            Failed::Moved { planned, now } => Fault::refused("run-moved")
                .with("planned", &planned.to_string())
                .with("now", &now.to_string()),
        }
    }

    /// The dates that the office's scripts set for some years.
    pub(crate) fn local_dates(
        &self,
        office: &Office,
        years: &[i64],
    ) -> Result<Vec<LocalDate>, Fault> {
        let dates = self.workflow()?.milestones(office.region, years);
        dates.map_err(|errors| self.faulty(&errors))
    }
}

/// The scripts in an office's folder, with their tests where they are wanted.
pub(crate) fn script_files(folder: &Path, tests: bool) -> Result<Vec<File>, Fault> {
    files(folder, tests).map_err(|(path, error)| unreadable(&path.display().to_string(), &error))
}

/// A script that cannot be read.
pub(crate) fn unreadable(path: &str, error: &std::io::Error) -> Fault {
    Fault::refused("script-unreadable").at(path).with("detail", &error.to_string())
}

/// The program around the scripts; plugins are loaded once, also for many tests.
#[derive(Debug)]
struct Around {
    session: Session,
    generation: OnceLock<Arc<Generation>>,
}

impl Around {
    fn of(session: &Session) -> Self {
        Self { session: session.clone(), generation: OnceLock::new() }
    }

    fn words(&self, fault: &Fault) -> String {
        fault.words(&self.session.messages, "word-error").join("\n")
    }
}

impl Surroundings for Around {
    fn generation(&self) -> Result<Arc<Generation>, Trouble> {
        if let Some(generation) = self.generation.get() {
            return Ok(Arc::clone(generation));
        }
        let generation = self.session.generation().map_err(|fault| Trouble(self.words(&fault)))?;
        Ok(Arc::clone(self.generation.get_or_init(|| Arc::new(generation))))
    }

    fn word(&self, id: &str) -> String {
        let messages = &self.session.messages;
        if let Some(kind) = phaseout_ledger::kind::kind(id) {
            return messages.choose(kind.zh, kind.id).to_owned();
        }
        if let Some(state) = phaseout_ledger::State::of(id) {
            return messages.choose(state.printed(), state.id()).to_owned();
        }
        let asked = match id {
            "region_late" => Some("todo-region-late"),
            "target_open" => Some("todo-target-open"),
            "milestone" => Some("word-milestone"),
            _ => None,
        };
        if let Some(asked) = asked {
            return messages.word(asked);
        }
        let of = |kind: &str| messages.try_say(&format!("{kind}-{id}"), &[]);
        ["verdict", "industry", "who"]
            .into_iter()
            .find_map(of)
            .unwrap_or_else(|| self.session.in_words(id))
    }

    fn refusal(&self, refusal: &Refusal) -> String {
        self.words(&self.session.refusal(refusal))
    }

    fn unjudged(&self, error: &RunError) -> String {
        self.words(&Fault::run(error))
    }

    fn problem(&self, problem: &Problem, plugin: Option<&Industry>) -> (String, String) {
        self.session.messages.problem(problem, plugin)
    }
}
