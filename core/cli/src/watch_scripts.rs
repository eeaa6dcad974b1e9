//! The office's side of what `watch` puts in force: `office.toml` and the scripts with their tests, read and
//! compiled aside.

use crate::fault::Fault;
use crate::messages::Messages;
use crate::script_errors;
use crate::script_test::Bench;
use crate::scripting::{Settings, script_files};
use crate::session::{Session, read_office};
use phaseout_host::Generation;
use phaseout_ledger::Office;
use phaseout_ledger::office::OFFICE_FILE;
use phaseout_workflow::{Failed, File, SCRIPTS, ScriptError, TESTS, Workflow};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;

/// Scripts and settings that belong together. Without an office there are none, and nothing is wrong.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scripts {
    /// The scripts that take part, without their tests.
    pub(crate) workflow: Workflow,
    office: Option<Office>,
    settings: Settings,
    /// The files with the tests among them.
    files: Vec<File>,
}

/// All that is wrong with an office's settings and scripts.
#[derive(Debug, Default)]
pub(crate) struct Wrong {
    /// With `office.toml`, with files that cannot be read, with tests that fail.
    pub(crate) faults: Vec<Fault>,
    /// With the scripts.
    pub(crate) scripts: Vec<ScriptError>,
}

impl Scripts {
    /// Reads and checks what the office has now.
    pub(crate) fn read(session: &Session, generation: &Arc<Generation>) -> Result<Self, Wrong> {
        let Some(folder) = session.office.as_deref() else { return Ok(Self::default()) };
        let mut wrong = Wrong::default();
        let (office, settings) = wrong.settings(folder);
        let files = wrong.note(script_files(folder, true)).unwrap_or_default();
        let compiled = wrong.compiled(&settings, &files);
        let (Some(office), Some((workflow, whole))) = (office, compiled) else { return Err(wrong) };
        wrong.dates(session, &office, &workflow);
        let scripts = Self { workflow, office: Some(office), settings, files };
        if wrong.is_empty() && settings.tests {
            let tested = wrong.tested(session, (folder, &scripts), &whole, generation);
            wrong.note(tested);
        }
        if wrong.is_empty() { Ok(scripts) } else { Err(wrong) }
    }

    /// Whether the other says the same.
    pub(crate) fn same(&self, other: &Self) -> bool {
        self.files == other.files && self.office == other.office && self.settings == other.settings
    }

    /// What is in force, for other programs.
    pub(crate) fn json(&self) -> Value {
        let hooks: Vec<Value> = self
            .workflow
            .hooks()
            .iter()
            .map(|hook| json!({ "script": hook.function.script, "function": hook.function.name }))
            .collect();
        json!({ "script_set": self.workflow.hash(), "hooks": hooks, "tests": self.settings.tests })
    }

    /// The same for people: `scripts 1f4e02aa (3 hooks)`.
    pub(crate) fn words(&self, messages: &Messages) -> String {
        let Some(hash) = self.workflow.hash() else { return messages.word("watch-scripts-none") };
        let short = hash.get(..8).unwrap_or_default();
        let hooks = self.workflow.hooks().iter().count().to_string();
        messages.say("watch-scripts", &[("hash", short), ("hooks", &hooks)])
    }
}

impl Wrong {
    pub(crate) fn is_empty(&self) -> bool {
        self.faults.is_empty() && self.scripts.is_empty()
    }

    fn note<T>(&mut self, result: Result<T, Fault>) -> Option<T> {
        result.map_err(|fault| self.faults.push(fault)).ok()
    }

    /// What `office.toml` says. Where its limits cannot be used, scripts are read by the usual ones, so that
    /// all mistakes are found in one pass.
    fn settings(&mut self, folder: &Path) -> (Option<Office>, Settings) {
        let office = self.note(read_office(&folder.join(OFFICE_FILE)));
        let settings = Settings::read(folder);
        // A file that cannot be read is told once.
        let settings = match (settings, self.faults.first()) {
            (Err(second), Some(first)) if second.is_of(first) => None,
            (settings, _) => self.note(settings),
        };
        (office, settings.unwrap_or_default())
    }

    /// The scripts that take part, and the same with their tests.
    fn compiled(&mut self, settings: &Settings, files: &[File]) -> Option<(Workflow, Workflow)> {
        let room = settings.room();
        let own: Vec<File> =
            files.iter().filter(|(name, _)| !name.contains('/')).cloned().collect();
        let compiled = Workflow::compile(&room, files).and_then(|whole| {
            let workflow = if own.len() == files.len() {
                whole.clone()
            } else {
                Workflow::compile(&room, &own)?
            };
            Ok((workflow, whole))
        });
        compiled.map_err(|errors| self.scripts.extend(errors)).ok()
    }

    /// The dates of the year's cycle, as every command asks for them: last year's, this one's, the next.
    fn dates(&mut self, session: &Session, office: &Office, workflow: &Workflow) {
        let Some(today) = self.note(session.as_of()) else { return };
        let this = i64::from(today.year());
        if let Err(errors) = workflow.milestones(office.region, &[this - 1, this, this + 1]) {
            self.scripts.extend(errors);
        }
    }

    /// Runs the office's tests, which have to pass before a set is taken: what is wrong with how they are
    /// written, and why each that fails does.
    ///
    /// An error is what kept them from being run.
    fn tested(
        &mut self,
        session: &Session,
        (folder, scripts): (&Path, &Scripts),
        whole: &Workflow,
        generation: &Arc<Generation>,
    ) -> Result<(), Fault> {
        let Some(office) = &scripts.office else { return Ok(()) };
        let (tests, faults) = whole.tests();
        self.scripts.extend(faults);
        let place = session.place_with(office.clone(), generation)?;
        let bench = Bench::new(session, folder, place, &scripts.settings, tests.is_empty())?;
        let mut failing = Vec::new();
        for test in &tests {
            let Some(failed) = bench.test(session, whole, test)?.failure else { continue };
            failing.push(test.name.as_str());
            match failed {
                Failed::Script(error) => self.scripts.push(error),
                other => self.faults.push(session.failed(&other)),
            }
        }
        if failing.is_empty() {
            return Ok(());
        }
        Err(Fault::refused("watch-tests-failed")
            .at(&format!("{SCRIPTS}/{TESTS}"))
            .with("failed", &failing.len().to_string())
            .with("count", &tests.len().to_string())
            .with("tests", &failing.join(", ")))
    }

    /// What is wrong, for other programs.
    pub(crate) fn json(&self, messages: &Messages) -> Vec<Value> {
        let faults = self.faults.iter().flat_map(|fault| fault.json(messages));
        let scripts = self.scripts.iter().map(|error| script_errors::json(messages, error));
        faults.chain(scripts).collect()
    }
}
